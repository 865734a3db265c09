"""Growth fitted through all years, beside growth between the two ends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_sequence
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.growth.over_keys import key_names
from odopkit.growth.quadrants import compound_growth
from odopkit.labels.calendars import year_of
from odopkit.tables.labels import as_text_category, sorted_labels, text_column
from odopkit.tables.layout import guarded
from odopkit.tables.periods import check_period
from odopkit.tables.spans import OUT_OF_RANGE, first_that_holds, span, steps_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array


def trend_growth(
    panel: pd.DataFrame,
    *,
    by: str | Sequence[str],
    breaks: Sequence[str] = (),
    first: str | None = None,
    last: str | None = None,
) -> pd.DataFrame:
    r"""Fit growth through all years of each phase, beside growth between its two ends.

    .. math::

        \ln x_{it} = a_i + b_i t + u_{it}, \qquad g_i = e^{b_i} - 1, \qquad
        c_i = \Big(\frac{x_{i1}}{x_{i0}}\Big)^{1/n} - 1,

    where :math:`x_{it}` are the exports of key :math:`i` in year :math:`t` of the phase,
    :math:`a_i` and :math:`b_i` are fitted by least squares, :math:`g_i` is the trend and
    :math:`c_i` the compound rate from the first to the last year, :math:`n` steps later.

    Parameters
    ----------
    panel : DataFrame
        A flows table (see :func:`odopkit.validate`) with a column ``period``.
    by : str or sequence of str
        Text columns that make the key, as in :func:`growth_table`.
    breaks : sequence of str
        The years with which a new phase begins, ascending: ``("2013", "2018")`` makes the
        paper's phases 2008-12 and 2013-17 of a panel from 2008 on, and one of the rest.
    first, last : str, optional
        The ends of the whole span; by default the earliest and the latest year.

    Returns
    -------
    DataFrame
        One row per key and phase, the whole span first: the keys, ``first_period``,
        ``last_period``, ``n_years`` (with rows in the panel), ``n_periods`` (steps),
        ``first_value``, ``last_value``, ``cagr``, ``trend`` (fractions per year, from -1
        up), ``r_squared`` (of the fit, 0 to 1) and ``reason``.

    Raises
    ------
    InvalidValueError
        If there is no ``period``, a year asked for is absent, years are of different kinds,
        breaks are not ascending inside the span, or `by` is not valid.
    InvalidTableError, MixedHSLevelError
        If `panel` is not a valid table of one HS level.

    Notes
    -----
    A key without rows in a year exported nothing, which has no logarithm: its trend is
    missing, with the reason; a trend needs three years.  No interval is given: yearly
    exports are serially correlated, and phases have few years.  The usual mistake is to
    date phases by looking at the series, and then to read the break as found.  Source: the
    two phases of :cite:t:`Gaur2023`, section 5, whose rates are between ends.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.growth import trend_growth
    >>> panel = pd.DataFrame({
    ...     "state": "Goa", "district": "North Goa",
    ...     "period": ["2010", "2011", "2012", "2013", "2014", "2015"],
    ...     "value": [100.0, 150.0, 121.0, 120.0, 108.0, 97.2]})
    >>> table = trend_growth(panel, by="state", breaks=("2013",))
    >>> table[["first_period", "last_period", "n_periods", "cagr", "trend"]].round(3)
      first_period last_period  n_periods   cagr  trend
    0         2010        2015          5 -0.006 -0.032
    1         2010        2012          2  0.100  0.100
    2         2013        2015          2 -0.100 -0.100
    """
    table = guarded(panel)
    names = key_names(table, by)
    start, end, _ = span(table, first, last, what="a trend")
    years = _between(table["period"].unique().tolist(), start, end)
    phases = _phases(years, breaks)
    keys = [sorted_labels(as_text_category(table[name], name)) for name in names]
    period = table["period"]
    with np.errstate(over="ignore"):
        found, sums = kernels.group_sums(
            [column for _, column in keys],
            [np.where(period == year, table["value"], 0.0) for year in years]
            or [np.zeros(len(table))],
        )
    if not all(np.isfinite(x).all() for x in sums):
        msg = f"the values add up {OUT_OF_RANGE}; divide them by a constant"
        raise InvalidTableError(msg)
    values = np.column_stack(sums)
    labels = {name: text_column(keys[i][0], found[i]) for i, name in enumerate(names)}
    parts = [_fitted(values[:, a:b], years[a:b]) for a, b in phases]
    taken = set(parts[0]) if parts else set()
    if set(names) & taken:
        msg = f"by={sorted(set(names) & taken)} would hide a result; rename the column"
        raise InvalidValueError(msg)
    frames = [pd.DataFrame({**labels, **part}) for part in parts]
    whole = pd.concat(frames, ignore_index=True)
    # Keys in order, and the phases of each side by side.
    order = np.arange(len(whole)).reshape(len(parts), -1).T.ravel()
    return whole.iloc[order].reset_index(drop=True)


def _between(used: list[str], start: str, end: str) -> list[str]:
    """Take the periods of the same kind and months from one to the other."""
    kind = (len(year_of(start)), start[len(year_of(start)) :])
    alike = [p for p in used if (len(year_of(p)), p[len(year_of(p)) :]) == kind]
    return sorted(p for p in alike if start <= p <= end)


def _phases(years: list[str], breaks: Sequence[str]) -> list[tuple[int, int]]:
    """First and one past the last position of the whole span and of each phase."""
    whole = (0, max(len(years), 1))
    begins = [str(b) if isinstance(b, str) else b for b in as_sequence(breaks, "breaks")]
    if not years:
        return [whole]
    for begin in begins:
        check_period(begin, years, "breaks")
    at = [years.index(b) for b in begins]
    if at != sorted(set(at)) or 0 in at:
        msg = f"breaks must be years after {years[0]}, ascending and each once; got {begins}"
        raise InvalidValueError(msg)
    edges = [0, *at, len(years)]
    return [whole, *pairwise(edges)] if at else [whole]


def _fitted(x: Float64Array, years: list[str]) -> dict[str, Any]:
    """Both rates of each key over one phase."""
    n_keys, n_years = x.shape
    shown = ", ".join(years)
    steps = steps_between(years[0], years[-1], shown) if len(years) > 1 else 0
    zeros = (x <= 0).sum(axis=1)
    t = np.array([int(y[:4]) for y in years] or [0], dtype=np.float64)
    t -= t.mean()
    fits = (zeros == 0) & (len(years) > 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.where(x > 0, x, np.nan))
        centred = logs - logs.mean(axis=1, keepdims=True)
        slope = centred @ t / (t @ t)
        total = np.square(centred).sum(axis=1)
        r_squared = np.where(total > 0, slope**2 * (t @ t) / total, np.nan)
        cagr = compound_growth(x[:, 0], x[:, -1], steps) if steps else np.full(n_keys, np.nan)
    reasons = {
        "a rate needs two years": np.full(n_keys, steps == 0),
        "no exports": zeros == n_years,
        **{
            f"no trend: no exports in {k} of {n_years} years": zeros == k for k in range(1, n_years)
        },
        "no trend: it needs three years": np.full(n_keys, len(years) < 3),
    }
    return {
        "first_period": pd.Series([years[0] if years else ""] * n_keys, dtype="str"),
        "last_period": pd.Series([years[-1] if years else ""] * n_keys, dtype="str"),
        "n_years": np.full(n_keys, len(years), dtype=np.int64),
        "n_periods": np.full(n_keys, steps, dtype=np.int64),
        "first_value": x[:, 0],
        "last_value": x[:, -1],
        "cagr": cagr,
        "trend": np.where(fits, np.expm1(slope), np.nan),
        "r_squared": np.where(fits, np.minimum(r_squared, 1.0), np.nan),
        "reason": first_that_holds(reasons),
    }
