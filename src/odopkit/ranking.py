"""Who makes how much: coverage of a share, and shares of rank brackets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_share
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.tables.cells import Cells, prepare
from odopkit.typing import TOLERANCE, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from odopkit.typing import BoolArray, Float64Array, IntArray, PseudoMode, UnspecifiedMode

__all__ = [
    "PAPER_BRACKETS",
    "Coverage",
    "RankSize",
    "bracket_shares",
    "coverage",
    "coverage_count",
    "rank_size",
]

PAPER_BRACKETS: Final = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150, 300)
"""Last rank of each bracket of the source paper's Table 1; the rest is one more."""


def coverage_count(values: ArrayLike, *, share: float, total: float | None = None) -> int:
    r"""Least number of units whose largest values reach a share of the total.

    .. math::

        m = \min \Big\{ k : \sum_{i=1}^{k} x_{(i)} \ge p\, X \Big\},

    where :math:`x_{(1)} \ge x_{(2)} \ge \dots` are the values in descending order,
    :math:`p` the share and :math:`X` the total.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.
    share : float
        The fraction to reach, above 0 and at most 1 (0.80 for eighty per cent).
    total : float, optional
        What `share` is a fraction of, when that is more than the sum of `values`.

    Returns
    -------
    int
        From 1 to ``n_units``.  A sum that falls short by a relative 1e-12 counts as
        reaching.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing,
        `share` is not above 0 and at most 1, or `total` is less than their sum.
    UndefinedMeasureError
        If the values sum to zero, or all of them together do not reach the share of
        `total`.

    Notes
    -----
    Written as per cent (``share=80``) it raises: fractions are used everywhere.
    Source: the question of :cite:t:`Gaur2023`, section 5 ("80 per cent with 70
    districts").

    Examples
    --------
    >>> from odopkit.ranking import coverage_count
    >>> coverage_count([50, 30, 15, 5], share=0.80)
    2
    """
    check_share(share, name="share", zero=False)
    x = np.sort(kernels.as_values(values))[::-1]
    held = float(x.sum())
    if total is None:
        total = held
    elif not (np.isfinite(total) and total >= held * (1 - TOLERANCE)):
        msg = f"total must be at least the sum of the values, {held:g}; got {total!r}"
        raise InvalidValueError(msg)
    if held == 0:
        msg = "coverage_count is undefined: the values sum to zero"
        raise UndefinedMeasureError(msg)
    count = kernels.reach(x, share * total)
    if count is None:
        msg = (
            f"all {len(x)} values together hold {held / total:.2%} of the total, below {share:.2%}"
        )
        raise UndefinedMeasureError(msg)
    return count


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """The places that together reach a share of exports.

    Parameters
    ----------
    share : float
        The share asked for.
    n_units : int or None
        How many places it takes; None where named places cannot reach it.
    n_states : int or None
        How many named states they span.
    reason : str
        Why `n_units` is None, or that the last place ties with one left out; else
        empty.
    share_reached, value_reached : float
        What these places hold together (all ranked places where `n_units` is None).
    value_total : float
        What shares are taken of.
    value_unspecified : float
        Exports booked to no real place, in whatever mode.
    units : DataFrame
        The places in order: ``rank``, ``state``, ``district``, ``value``, ``share``,
        ``cumulative_share``, ``tied``.
    aside : DataFrame
        What was not ranked; see :func:`odopkit.set_aside`.
    options : dict
        The options that made it.
    """

    share: float
    n_units: int | None
    n_states: int | None
    reason: str
    share_reached: float
    value_reached: float
    value_total: float
    value_unspecified: float
    units: pd.DataFrame = field(repr=False)
    aside: pd.DataFrame = field(repr=False)
    options: dict[str, Any] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row."""
        return pd.DataFrame([self.to_dict()])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, without the frames."""
        return {
            "share": self.share,
            "n_units": self.n_units,
            "n_states": self.n_states,
            "share_reached": self.share_reached,
            "value_reached": self.value_reached,
            "value_total": self.value_total,
            "value_unspecified": self.value_unspecified,
            "reason": self.reason,
        }


def _ties(descending: Float64Array, scale: float) -> BoolArray:
    """Flag values that equal a neighbour up to rounding."""
    tied = np.zeros(len(descending), dtype=bool)
    same = np.abs(np.diff(descending)) <= TOLERANCE * scale
    tied[:-1] |= same
    tied[1:] |= same
    return tied


def _order(cells: Cells) -> IntArray:
    """Ranked places by value, largest first; ties in label order."""
    return np.argsort(-cells.place_total, kind="stable")


def coverage_of(cells: Cells, share: float) -> Coverage:
    """Find the coverage of cells that are laid out already, as the study has them."""
    check_share(share, name="share", zero=False)
    order = _order(cells)
    value = cells.place_total[order]
    tied = _ties(value, cells.total)
    reachable = kernels.reach(value, share * cells.total) if cells.total > 0 else None
    m = len(value) if reachable is None else reachable
    held = float(value[:m].sum())
    reason = ""
    if cells.total <= 0:
        reason = "no exports"
    elif reachable is None:
        reason = f"ranked places hold {held / cells.total:.2%} of the total, below {share:.2%}"
    elif m < len(value) and value[m - 1] - value[m] <= TOLERANCE * cells.total:
        reason = f"rank {m} ties with rank {m + 1}; label order decided which is in"
    cumulative = np.cumsum(value)
    with np.errstate(invalid="ignore", divide="ignore"):
        units = pd.DataFrame(
            {
                "rank": np.arange(1, m + 1),
                **cells.keys(order[:m]),
                "value": value[:m],
                "share": value[:m] / cells.total,
                "cumulative_share": cumulative[:m] / cells.total,
                "tied": tied[:m],
            }
        )
        reached = held / cells.total if cells.total > 0 else float("nan")
    return Coverage(
        share=share,
        n_units=reachable,
        n_states=None if reachable is None else cells.n_states(order[:m]),
        reason=reason,
        share_reached=reached,
        value_reached=held,
        value_total=cells.total,
        value_unspecified=cells.value_unspecified,
        units=units,
        aside=cells.aside,
        options=cells.options,
    )


def coverage(
    flows: pd.DataFrame,
    *,
    share: float,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> Coverage:
    r"""How few districts make a given share of exports, and which.

    .. math::

        m = \min \Big\{ k : \sum_{i=1}^{k} x_{(i)} \ge p\, X \Big\},

    where :math:`x_{(i)}` is the export value of the :math:`i`-th largest place,
    :math:`p` the share and :math:`X` the total.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    share : float
        The fraction to reach, above 0 and at most 1 (0.80 for eighty per cent).
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    Coverage
        The count, the number of states spanned, and the places in order.  Where named
        places cannot reach the share (DGCI&S books about four per cent to none),
        ``n_units`` is None and ``reason`` says so.

    Raises
    ------
    InvalidValueError
        If `share` is not above 0 and at most 1, or an option is unknown.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    The mode moves the answer: with unspecified places in the denominator it takes more
    districts to reach 80 per cent.  Source: :cite:t:`Gaur2023`, section 5 (19
    districts in 8 states for 51 per cent, 70 in 19 for 80).

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import coverage
    >>> table = pd.DataFrame({
    ...     "state": ["Gujarat", "Gujarat", "Goa", "Sikkim"],
    ...     "district": ["Jamnagar", "Surat", "South Goa", "Gangtok"],
    ...     "value": [50.0, 30.0, 15.0, 5.0]})
    >>> top = coverage(table, share=0.80)
    >>> top.n_units, top.n_states, top.units["district"].tolist()
    (2, 1, ['Jamnagar', 'Surat'])
    """
    check_share(share, name="share", zero=False)
    cells = prepare(
        flows,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    return coverage_of(cells, share)


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
        One row per bracket: ``bracket`` ("1-10"), ``first``, ``last``, ``n``, ``value``,
        ``share`` and ``cumulative_share`` (fractions; the last is below 1 where the
        total holds value that is not ranked).

    Raises
    ------
    InvalidValueError
        If `edges` is not ascending whole numbers from 1, the values are not valid, or
        options for tables come with a vector.
    UndefinedMeasureError
        If the total is zero.
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
      bracket  first  last  n  value  share  cumulative_share
    0       1      1     1  1   50.0   0.50              0.50
    1     2-3      2     3  2   45.0   0.45              0.95
    2       4      4     4  1    5.0   0.05              1.00
    """
    if isinstance(values_or_flows, pd.DataFrame):
        cells = prepare(
            values_or_flows,
            period=period,
            unspecified=unspecified,
            unspecified_values=unspecified_values,
            pseudo=pseudo,
            units=units,
            min_value=min_value,
        )
        return brackets_of(cells.place_total, cells.total, edges)
    given = (period, units, min_value) != (None, None, None) or (
        (unspecified, tuple(unspecified_values), pseudo)
        != ("exclude", UNSPECIFIED_VALUES, "denominator")
    )
    if given:
        msg = "period, unspecified, pseudo, units and min_value apply to a flows table only"
        raise InvalidValueError(msg)
    values = kernels.as_values(values_or_flows)
    return brackets_of(values, float(values.sum()), edges)


def brackets_of(values: Float64Array, total: float, edges: Sequence[int]) -> pd.DataFrame:
    """Build the table of rank brackets of values and their total."""
    limits = [int(e) for e in edges]
    if limits != list(edges) or any(b <= a for a, b in zip([0, *limits], limits, strict=False)):
        msg = f"edges must be ascending whole numbers from 1, got {list(edges)}"
        raise InvalidValueError(msg)
    if total <= 0:
        msg = "bracket_shares is undefined: the values sum to zero"
        raise UndefinedMeasureError(msg)
    x = np.sort(values)[::-1]
    n = len(x)
    last = np.array([e for e in limits if e < n] + [n], dtype=np.int64)
    first = np.concatenate(([1], last[:-1] + 1))
    value = np.add.reduceat(x, first - 1)
    return pd.DataFrame(
        {
            "bracket": [f"{a}-{b}" if b > a else f"{a}" for a, b in zip(first, last, strict=True)],
            "first": first,
            "last": last,
            "n": last - first + 1,
            "value": value,
            "share": value / total,
            "cumulative_share": np.cumsum(value) / total,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankSize:
    """A line through log rank and log size.

    Parameters
    ----------
    exponent : float
        The Pareto exponent: how fast ranks grow as size falls.
    standard_error : float
        Its asymptotic standard error, ``exponent * sqrt(2 / n)``.
    intercept : float
        Log rank (less a half) at log size zero.
    n : int
        How many units the line goes through.
    """

    exponent: float
    standard_error: float
    intercept: float
    n: int

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row."""
        return pd.DataFrame([self.to_dict()])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return {
            "exponent": self.exponent,
            "standard_error": self.standard_error,
            "intercept": self.intercept,
            "n": self.n,
        }


def rank_size(values: ArrayLike, *, top: int | None = None) -> RankSize:
    r"""Fit the rank-size rule to the largest units.

    .. math::

        \ln (i - \tfrac12) = a - \zeta \ln x_{(i)}, \qquad
        \mathrm{se}(\zeta) = \zeta \sqrt{2 / n},

    by ordinary least squares, where :math:`x_{(i)}` is the :math:`i`-th largest of the
    :math:`n` positive values used, :math:`\zeta` the exponent and :math:`a` the
    intercept.  The half corrects the bias of small samples.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period; zeros have no logarithm
        and are left out.
    top : int, optional
        Use only the `top` largest; by default all positive values.

    Returns
    -------
    RankSize
        Zipf's law is an exponent of 1.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or `top`
        is not a whole number of at least 2 and at most the number of positive values.
    UndefinedMeasureError
        If fewer than two values are positive, or those used are all equal.

    Notes
    -----
    A straight line fits the tail only: report `top`, and how the exponent moves with it.
    On the paper's brackets it is about 1 over the first hundred districts and steeper
    beyond.  The usual error is the standard error of the regression, which is far too
    small.  Source: :cite:t:`GabaixIbragimov2011`.

    Examples
    --------
    >>> from odopkit.ranking import rank_size
    >>> fit = rank_size([100 / (i - 0.5) for i in range(1, 51)])
    >>> round(fit.exponent, 6), round(fit.standard_error, 6), fit.n
    (1.0, 0.2, 50)
    """
    x = np.sort(kernels.as_values(values))[::-1]
    x = x[x > 0]
    if len(x) < 2:
        msg = f"rank_size is undefined: it needs two positive values, got {len(x)}"
        raise UndefinedMeasureError(msg)
    if top is not None:
        if isinstance(top, bool) or not isinstance(top, int | np.integer) or not 2 <= top <= len(x):
            msg = f"top must be a whole number from 2 to the {len(x)} positive values, got {top!r}"
            raise InvalidValueError(msg)
        x = x[:top]
    size = np.log(x)
    centred = size - size.mean()
    spread = float(centred @ centred)
    if x[0] == x[-1]:
        msg = "rank_size is undefined: the values are all equal, so no line has a slope"
        raise UndefinedMeasureError(msg)
    rank = np.log(np.arange(1, len(x) + 1) - 0.5)
    slope = float(centred @ rank) / spread
    return RankSize(
        exponent=-slope,
        standard_error=-slope * float(np.sqrt(2 / len(x))),
        intercept=float(rank.mean() - slope * size.mean()),
        n=len(x),
    )
