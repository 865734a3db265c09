"""Compound rates of growth, and the rules for what has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from odopkit._kernels.arguments import check_number
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.frames import check_table
from odopkit.growth.quadrants import compound_growth
from odopkit.labels.calendars import year_of
from odopkit.tables.labels import text_column
from odopkit.tables.periods import check_period

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from odopkit.typing import BoolArray


ZeroBase = Literal["nan", "inf"]

OUT_OF_RANGE: Final = "beyond the range of a float"


def cagr(first: float, last: float, *, periods: float) -> float:
    r"""Compound growth rate: the constant rate per step that leads from first to last.

    .. math:: g = \Big(\frac{x_1}{x_0}\Big)^{1/n} - 1,

    where :math:`x_0` is the first value, :math:`x_1` the last and :math:`n` the number
    of steps between them.

    Parameters
    ----------
    first, last : float
        Export value at the first and at the last date, in one currency, at least 0.
    periods : float
        Steps between the two dates, above 0: 2008 to 2021 is 13, not 14.

    Returns
    -------
    float
        Growth per step as a fraction, from -1 (nothing is left) up.

    Raises
    ------
    InvalidValueError
        If a value is negative, missing, infinite or not a number, `periods` is not
        above 0, or the rate is beyond the range of a float.
    UndefinedMeasureError
        If `first` is zero: from nothing there is no rate.

    Notes
    -----
    The usual mistake is to count years instead of the steps between them.  The rate
    hangs on the two end years alone; a crisis in either of them is in it.  Source:
    the question of :cite:t:`Gaur2023`, section 5 (6.5 per cent for 2008-21).

    Examples
    --------
    India's exports in USD billion, 2008 and 2021:

    >>> from odopkit.growth import cagr
    >>> round(cagr(185.3, 421.9, periods=13), 4)
    0.0653
    """
    start, end = check_number(first, "first", least=0), check_number(last, "last", least=0)
    n = check_number(periods, "periods", above=0)
    if start == 0:
        msg = "cagr is undefined: the first value is zero, and from nothing there is no rate"
        raise UndefinedMeasureError(msg)
    rate = float(compound_growth(np.array([start]), np.array([end]), n)[0])
    if np.isnan(rate):
        msg = f"the rate from {start:g} to {end:g} in {n:g} steps is {OUT_OF_RANGE}"
        raise InvalidValueError(msg)
    return rate


def status_of(first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.str_]:
    """Say at which dates there are exports."""
    cases = {"both": (first > 0) & (last > 0), "new": last > 0, "gone": first > 0}
    return np.select(list(cases.values()), list(cases), "silent")


def first_that_holds(cases: dict[str, BoolArray]) -> pd.Series[Any]:
    """Name the first case that holds in each row, as a text column; "" where none does."""
    return text_column(np.select(list(cases.values()), list(cases), ""))


def span(table: pd.DataFrame, first: str | None, last: str | None) -> tuple[str, str, int]:
    """First and last period, and the steps between them."""
    check_table(table, "the panel", ("period",))
    if table.empty:
        return "", "", 1
    used = sorted(table["period"].unique().tolist())
    shown = ", ".join(used)
    if len(used) < 2:
        msg = f"growth needs two years or more in column period; the panel holds {shown}"
        raise InvalidValueError(msg)
    for name, given in (("first", first), ("last", last)):
        if given is not None:
            check_period(given, used, name)
    start = used[0] if first is None else first
    end = used[-1] if last is None else last
    # Which year is the earliest cannot be said where fiscal and calendar years mix.
    if len({len(year_of(p)) for p in (used if None in (first, last) else (start, end))}) > 1:
        msg = (
            f"fiscal and calendar years do not compare (first={first!r}, last={last!r}; the "
            f"table holds {shown}); name two of one kind with first= and last="
        )
        raise InvalidValueError(msg)
    if start[len(year_of(start)) :] != end[len(year_of(end)) :]:
        msg = (
            f"{start} and {end} hold different months, and do not compare; name two whole years, "
            "or the same months of two, with first= and last="
        )
        raise InvalidValueError(msg)
    n_periods = int(end[:4]) - int(start[:4])
    if n_periods < 1:
        msg = f"first={start!r} must lie before last={end!r}"
        raise InvalidValueError(msg)
    return start, end, n_periods
