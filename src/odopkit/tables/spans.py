"""Two dates of a panel: which they are, how far apart, and who exports at which."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.labels.calendars import year_of
from odopkit.tables.labels import text_column
from odopkit.tables.periods import check_period

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from odopkit.typing import BoolArray


OUT_OF_RANGE: Final = "beyond the range of a float"


def status_of(first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.str_]:
    """Say at which dates there are exports."""
    cases = {"both": (first > 0) & (last > 0), "new": last > 0, "gone": first > 0}
    return np.select(list(cases.values()), list(cases), "silent")


def first_that_holds(cases: dict[str, BoolArray]) -> pd.Series[Any]:
    """Name the first case that holds in each row, as a text column; "" where none does."""
    return text_column(np.select(list(cases.values()), list(cases), ""))


def span(
    table: pd.DataFrame, first: str | None, last: str | None, *, what: str = "growth"
) -> tuple[str, str, int]:
    """First and last period, and the steps between them."""
    check_table(table, "the panel", ("period",))
    if table.empty:
        return "", "", 1
    used = sorted(table["period"].unique().tolist())
    shown = ", ".join(used)
    if len(used) < 2:
        msg = f"{what} needs two years or more in column period; the panel holds {shown}"
        raise InvalidValueError(msg)
    for name, given in (("first", first), ("last", last)):
        if given is not None:
            check_period(given, used, name)
    start = used[0] if first is None else first
    end = used[-1] if last is None else last
    # Which year is the earliest cannot be said where fiscal and calendar years mix.
    if None in (first, last):
        _refuse_kinds(used, start, end, shown)
    return start, end, steps_between(start, end, shown)


def steps_between(start: str, end: str, shown: str) -> int:
    """Count the years between two periods, refusing what does not compare; `shown` are all."""
    _refuse_kinds((start, end), start, end, shown)
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
    return n_periods


def _refuse_kinds(periods: Iterable[str], start: str, end: str, shown: str) -> None:
    if len({len(year_of(p)) for p in periods}) > 1:
        msg = (
            f"fiscal and calendar years do not compare (first={start!r}, last={end!r}; the "
            f"table holds {shown}); name two of one kind with first= and last="
        )
        raise InvalidValueError(msg)


def years_of(table: pd.DataFrame, *, what: str) -> list[str]:
    """List the periods of a panel in order, of one kind and without a gap between them."""
    check_table(table, "the panel", ("period",))
    used = sorted(table["period"].unique().tolist())
    if len(used) == 1:
        msg = f"{what} needs two years or more in column period; the panel holds {used[0]}"
        raise InvalidValueError(msg)
    shown = ", ".join(used)
    for before, after in pairwise(used):
        if steps_between(before, after, shown) > 1:
            msg = (
                f"the panel goes from {before} to {after}, and what is absent cannot be told from "
                "what is gone; add the years between, or pass the years on one side of the gap"
            )
            raise InvalidValueError(msg)
    return used
