"""How few units reach a share of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_fraction, is_number
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.results import Result, plain_items
from odopkit.tables.cells import NO_EXPORTS, Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.typing import TOLERANCE, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from odopkit.typing import BoolArray, Float64Array, IntArray, PseudoMode, UnspecifiedMode


@renamed(total="value")
def coverage_count(values: ArrayLike, *, share: float, value: float | None = None) -> int:
    r"""Least number of units whose largest values reach a share of the total.

    .. math::

        m = \min \Big\{ k : \sum_{i=1}^{k} x_{(i)} \ge p\, X \Big\},

    where :math:`x_{(1)} \ge x_{(2)} \ge \dots` are the values in descending order,
    :math:`p` the share and :math:`X` the whole value.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.
    share : float
        The fraction to reach, above 0 and at most 1 (0.80 for eighty per cent).
    value : float, optional
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
        `share` is not above 0 and at most 1, or `value` is less than their sum.
    UndefinedMeasureError
        If the values sum to zero, or all of them together do not reach the share of
        `value`.

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
    check_fraction(share, "share", zero=False)
    x = np.sort(kernels.as_values(values))[::-1]
    held = float(x.sum())
    if value is None:
        value = held
    elif not (is_number(value) and value >= held * (1 - TOLERANCE)):
        msg = f"value must be at least the sum of the values, {held:g}; got {shortened(value)}"
        raise InvalidValueError(msg)
    if held == 0:
        msg = "coverage_count is undefined: the values sum to zero"
        raise UndefinedMeasureError(msg)
    count = kernels.reach(x, share * value)
    if count is None:
        msg = (
            f"all {len(x)} values together hold {held / value:.2%} of the total, below {share:.2%}"
        )
        raise UndefinedMeasureError(msg)
    return count


_NUMBERS: Final = (
    "share",
    "n_units",
    "n_states",
    "share_reached",
    "value_reached",
    "value",
    "value_unspecified",
    "reason",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Coverage(Result):
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
    value : float
        What shares are taken of.
    value_unspecified : float
        Exports booked to no real place, in whatever mode.
    units : DataFrame
        The places in order: ``rank``, ``state``, ``district``, ``value``, ``share``,
        ``cumulative_share``, ``tied`` and ``reason`` (that the last ties with one left
        out).
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
    value: float
    value_unspecified: float
    units: pd.DataFrame = field(repr=False)
    aside: pd.DataFrame = field(repr=False)
    options: dict[str, object] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row, without the tables."""
        return pd.DataFrame([{name: getattr(self, name) for name in _NUMBERS}])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, tables as lists of records."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


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
    check_fraction(share, "share", zero=False)
    order = _order(cells)
    value = cells.place_total[order]
    tied = _ties(value, cells.total)
    reachable = kernels.reach(value, share * cells.total) if cells.total > 0 else None
    m = len(value) if reachable is None else reachable
    held = float(value[:m].sum())
    reason = ""
    if cells.total <= 0:
        reason = NO_EXPORTS
    elif reachable is None:
        reason = f"ranked places hold {held / cells.total:.2%} of the total, below {share:.2%}"
    elif m < len(value) and value[m - 1] - value[m] <= TOLERANCE * cells.total:
        reason = f"rank {m} ties with rank {m + 1}; label order decided which is in"
    cumulative = np.cumsum(value)
    said = np.full(m, NO_EXPORTS if cells.total <= 0 else "", dtype=object)
    if reachable is not None:
        said[-1] = reason
    with np.errstate(invalid="ignore", divide="ignore"):
        units = pd.DataFrame(
            {
                "rank": np.arange(1, m + 1),
                **cells.keys(order[:m]),
                "value": value[:m],
                "share": value[:m] / cells.total,
                "cumulative_share": cumulative[:m] / cells.total,
                "tied": tied[:m],
                "reason": text_column(said),
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
        value=cells.total,
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
    check_fraction(share, "share", zero=False)
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
