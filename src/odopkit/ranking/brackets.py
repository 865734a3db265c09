"""Shares of the first ranks, the next ones, and the rest."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_sequence
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import has_columns, not_a_table
from odopkit.tables.cells import NO_EXPORTS, prepare
from odopkit.tables.options import refuse_options
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array, PlaceOptions, PseudoMode, UnspecifiedMode


PAPER_BRACKETS: Final = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150, 300)
"""Last rank of each bracket of the source paper's Table 1; the rest is one more."""


def bracket_shares(
    values_or_flows: ArrayLike | pd.DataFrame,
    *,
    edges: Sequence[int] = PAPER_BRACKETS,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Shares of rank brackets: the ten largest districts, the next ten, and so on.

    .. math:: B_{a,b} = \sum_{i=a}^{b} x_{(i)} \Big/ X,

    where :math:`x_{(i)}` is the value of the :math:`i`-th largest unit and :math:`X` the
    total.

    Parameters
    ----------
    values_or_flows : array_like of float, or DataFrame
        Export value of each unit, or a flows table (see :func:`odopkit.validate`) whose
        places are ranked.
    edges : sequence of int, default :data:`~odopkit.ranking.PAPER_BRACKETS`
        Last rank of each bracket, ascending.  Edges beyond the number of units are cut,
        and the last bracket ends at it.
    period, unspecified, unspecified_values, pseudo, units, min_value
        For a flows table only: which year, places and products count; see
        :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per bracket: ``bracket`` ("1-10"), ``first``, ``last``, ``n_units``,
        ``value``, ``share``, ``cumulative_share`` (fractions; the last is below 1 where
        the total holds value that is not ranked) and ``reason`` where the units end
        before the bracket does, or nothing is exported.

    Raises
    ------
    InvalidValueError
        If `edges` is not ascending whole numbers from 1, the values are not valid, or
        options for tables come with a vector.
    UndefinedMeasureError
        If a vector sums to zero.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If a flows table is not valid.

    Notes
    -----
    The first bracket is ranks 1 to ``edges[0]``.  Units that tie at an edge fall in
    label order; their values are the same, so shares do not depend on it.
    Source: :cite:t:`Gaur2023`, Table 1.

    Examples
    --------
    >>> from odopkit import bracket_shares
    >>> bracket_shares([50, 30, 15, 5], edges=(1, 3))
      bracket  first  last  n_units  value  share  cumulative_share reason
    0       1      1     1        1   50.0   0.50              0.50
    1     2-3      2     3        2   45.0   0.45              0.95
    2       4      4     4        1    5.0   0.05              1.00
    """
    options: PlaceOptions = {
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    if isinstance(values_or_flows, pd.DataFrame):
        cells = prepare(values_or_flows, **options)
        return brackets_of(cells.place_total, cells.total, edges)
    if has_columns(values_or_flows):
        raise InvalidValueError(not_a_table(values_or_flows, "a flows table"))
    refuse_options(options, "a vector has no places")
    values = kernels.as_values(values_or_flows)
    total = float(values.sum())
    if total <= 0:
        msg = "bracket_shares is undefined: the values sum to zero"
        raise UndefinedMeasureError(msg)
    return brackets_of(values, total, edges)


def brackets_of(values: Float64Array, total: float, edges: Sequence[int]) -> pd.DataFrame:
    """Build the table of rank brackets of values and their total."""
    given = as_sequence(edges, "edges")
    whole = all(isinstance(e, int | np.integer) and e > 0 for e in given)
    if not whole or any(b <= a for a, b in pairwise(given)):
        msg = f"edges must be ascending whole numbers from 1, got {given}"
        raise InvalidValueError(msg)
    limits = [int(e) for e in given]
    x = np.sort(values)[::-1]
    n = len(x)
    last = np.array([e for e in limits if e < n] + [n] * (n > 0), dtype=np.int64)
    first = np.concatenate(([1], last[:-1] + 1))[: len(last)]
    value = np.add.reduceat(x, first - 1) if n else np.zeros(0)
    of_all = total if total > 0 else np.nan
    reason = ["" if total > 0 else NO_EXPORTS] * len(last)
    cut = [e for e in limits if e > n]
    if cut and n not in limits and total > 0 and n:
        reason[-1] = f"ends at the last of {n} units, short of rank {cut[0]}"
    return pd.DataFrame(
        {
            "bracket": pd.Series(
                [f"{a}-{b}" if b > a else f"{a}" for a, b in zip(first, last, strict=True)],
                dtype="str",
            ),
            "first": first,
            "last": last,
            "n_units": last - first + 1,
            "value": value,
            "share": value / of_all,
            "cumulative_share": np.cumsum(value) / of_all,
            "reason": pd.Series(reason, dtype="str"),
        }
    )
