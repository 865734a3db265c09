"""Growth of every key of a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_names, check_choice
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.frames import names_of
from odopkit.errors.telling import did_you_mean, listed, shortened
from odopkit.growth.quadrants import compound_growth
from odopkit.growth.rates import ZeroBase
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.labels import as_text_category, sorted_labels, text_column
from odopkit.tables.layout import guarded
from odopkit.tables.namesakes import refuse_namesakes
from odopkit.tables.spans import OUT_OF_RANGE, first_that_holds, span, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def key_names(table: pd.DataFrame, by: str | Sequence[str]) -> list[str]:
    """Check the text columns that make a key."""
    names = list(as_names(by, "by"))
    unfit = [name for name in names if name not in table or name in ("period", "value")]
    if not names or unfit or len(set(names)) < len(names):
        keys = [c for c in names_of(table) if c not in ("period", "value")]
        hint = (did_you_mean(unfit[0], keys) if unfit else "") or "."
        msg = (
            f"by must name text columns, each once; got {shortened(by)}{hint} Choose "
            f"from {listed(keys)}"
        )
        raise InvalidValueError(msg)
    refuse_namesakes(table, names, "by")
    return names


def growth_table(
    panel: pd.DataFrame,
    *,
    by: str | Sequence[str],
    first: str | None = None,
    last: str | None = None,
    zero_base: ZeroBase = "nan",
) -> pd.DataFrame:
    r"""Growth of exports between two years, one row for each state, district or product.

    .. math::

        g_i = \frac{x_{i1} - x_{i0}}{x_{i0}}, \qquad
        c_i = \Big(\frac{x_{i1}}{x_{i0}}\Big)^{1/n} - 1,

    where :math:`x_{i0}` and :math:`x_{i1}` are the exports of key :math:`i` in the first
    and in the last year, and :math:`n` is the number of years between them.

    Parameters
    ----------
    panel : DataFrame
        A flows table (see :func:`odopkit.validate`) with a column ``period``.
    by : str or sequence of str
        Text columns that make the key: ``"state"``, ``("state", "district")``,
        ``"hs_code"``.  Products keep the level of the table; roll them up first with
        :func:`odopkit.aggregate_exports`, with ``period`` in its ``by``.
    first, last : str, optional
        The two years; by default the earliest and the latest of the table.  Both are
        fiscal (``2021-22``) or both calendar (``2021``), both whole or of the same months.
    zero_base : {"nan", "inf"}, default "nan"
        What the rates of a key without exports in the first year are: undefined, or
        infinite.  The row stays in either case, with ``reason`` "new".

    Returns
    -------
    DataFrame
        One row per key of the whole panel, in label order: the keys, ``first_value``,
        ``last_value``, ``change``, ``growth`` (over the whole span) and ``cagr`` (per
        year), both fractions from -1 up, ``n_periods``, ``status`` and ``reason``.
        ``status`` is "both", "new" (no exports in the first year), "gone" (none in the
        last, growth -1) or "silent" (exports in other years only, rates undefined).

    Raises
    ------
    InvalidValueError
        If there is no ``period``, a year asked for is absent, the years are of
        different kinds or not in order, `by` or `zero_base` is not one of the above, or
        `by` names ``district`` alone and two states have one of the same name.
    InvalidTableError, MixedHSLevelError
        If `panel` is not a valid table of one HS level.

    Notes
    -----
    A key without rows in a year exported nothing that year: do not read the growth of
    a panel whose first year is incomplete.  Nothing is set aside: unspecified places
    and special transactions have rows of their own, and are in the sums of what they
    belong to.  Growth from a tiny base says little; read ``first_value`` beside it.
    Codes and districts must mean the same in both years.  Source: the measure behind
    :cite:t:`Gaur2023`, section 5.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.growth import growth_table
    >>> panel = pd.DataFrame({
    ...     "state": ["Goa", "Goa", "Sikkim", "Ladakh"],
    ...     "district": ["South Goa", "South Goa", "Gangtok", "Leh"],
    ...     "period": ["2019-20", "2021-22", "2019-20", "2021-22"],
    ...     "value": [100.0, 121.0, 5.0, 2.0]})
    >>> table = growth_table(panel, by="state")
    >>> table[["state", "change", "growth", "cagr", "status", "reason"]].round(3)
        state  change  growth  cagr status reason
    0     Goa    21.0    0.21   0.1   both
    1  Ladakh     2.0     NaN   NaN    new    new
    2  Sikkim    -5.0   -1.00  -1.0   gone
    """
    check_choice(zero_base, get_args(ZeroBase), "zero_base")
    table = guarded(panel)
    names = key_names(table, by)
    start, end, n_periods = span(table, first, last)
    keys = [sorted_labels(as_text_category(table[name], name)) for name in names]
    with np.errstate(over="ignore"):
        found, (x0, x1) = kernels.group_sums(
            [column for _, column in keys],
            [np.where(table["period"] == year, table["value"], 0.0) for year in (start, end)],
        )
    if not (np.isfinite(x0).all() and np.isfinite(x1).all()):
        msg = f"the values add up {OUT_OF_RANGE}; divide them by a constant"
        raise InvalidTableError(msg)
    status = status_of(x0, x1)
    growth, compound = compound_growth(x0, x1, 1), compound_growth(x0, x1, n_periods)
    overflow = (x0 > 0) & np.isnan(growth + compound)
    from_zero = np.inf if zero_base == "inf" else np.nan
    said = {"new": status == "new", NO_EXPORTS: status == "silent", OUT_OF_RANGE: overflow}
    measured = {
        "first_value": x0,
        "last_value": x1,
        "change": x1 - x0,
        "growth": np.where(status == "new", from_zero, growth),
        "cagr": np.where(status == "new", from_zero, compound),
        "n_periods": np.full(len(x0), n_periods, dtype=np.int64),
        "status": text_column(status),
        "reason": first_that_holds(said),
    }
    if set(names) & set(measured):
        msg = f"by={sorted(set(names) & set(measured))} would hide a result; rename the column"
        raise InvalidValueError(msg)
    labels = [text_column(keys[i][0], codes) for i, codes in enumerate(found)]
    return pd.DataFrame({**dict(zip(names, labels, strict=True)), **measured})
