"""What published brackets imply about the Gini coefficient and the HHI."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_fraction
from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.errors.frames import check_table, names_of
from odopkit.errors.telling import listed
from odopkit.inequality import extremes
from odopkit.inequality.proofs import Totals, most_squares
from odopkit.inequality.rounded import gini_ends, possible_totals, squares_ends
from odopkit.results import Result, plain_items

if TYPE_CHECKING:
    from odopkit.typing import Float64Array


# Below this the bound and what is reached are one number in every print.
_CLOSE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GroupedBounds(Result):
    """Between what a measure must lie, given published brackets only.

    Parameters
    ----------
    gini, hhi : tuple of float
        Least and largest value over every vector that fits the brackets.
    n_units : int
        How many units.
    known_top : float or None
        The share of the largest unit, where it was given.
    rounding : float
        How far shares may be from those given.
    hhi_gap : float
        How far the upper end of the HHI may lie above a value that some vector reaches.
    """

    gini: tuple[float, float]
    hhi: tuple[float, float]
    n_units: int
    known_top: float | None
    rounding: float
    hhi_gap: float

    def to_frame(self) -> pd.DataFrame:
        """Return one row a measure: ``measure``, ``lower``, ``upper`` and ``reason``."""
        far = self.hhi_gap > _CLOSE * self.hhi[1]
        reason = f"the upper end is at most {self.hhi_gap:.2g} above a value reached" if far else ""
        return pd.DataFrame(
            {
                "measure": ["gini", "hhi"],
                "lower": [self.gini[0], self.hhi[0]],
                "upper": [self.gini[1], self.hhi[1]],
                "reason": pd.Series(["", reason], dtype="str"),
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


def grouped_bounds(
    brackets: pd.DataFrame, *, known_top: float | None = None, rounding: float = 0.0
) -> GroupedBounds:
    r"""Bound the Gini coefficient and the HHI from published brackets alone.

    The bounds are taken over all values :math:`x_1 \ge x_2 \ge \dots \ge x_n \ge 0`
    whose sum over the ranks of each bracket :math:`b` is its published share
    :math:`S_b`, or lies within the rounding of it while all add up to 1.

    Parameters
    ----------
    brackets : DataFrame
        One row per bracket, largest units first: ``share`` (a fraction) and either
        ``n_units`` or ``bracket`` (``"1-10"``), as :func:`odopkit.bracket_shares` and
        ``load_paper_table("table1")`` give.
    known_top : float, optional
        The share of the largest single unit, if that is known too; taken as exact.
    rounding : float, default 0.0
        Half a unit of the last printed digit of the shares, a fraction: 0.0005 for one
        decimal of per cent.  With 0 shares are exact, and divided by their sum.

    Returns
    -------
    GroupedBounds
        ``gini`` from 0 to 1 and ``hhi`` as a fraction, each (lower, upper).  The lower
        bounds have all units of a bracket equal.  No vector that fits lies outside.

    Raises
    ------
    InvalidTableError
        If a column is absent, a bracket cannot be read, or means do not descend from one
        bracket to the next, so that no ordered values fit.
    InvalidValueError
        If a share, `rounding` or `known_top` is not a fraction, or `known_top` does not fit
        the first bracket.

    Notes
    -----
    The upper Gini coefficient is that of a linear programme.  The sum of squares may have
    several peaks, so the upper HHI is bounded from above by branch and bound over cells of
    the thresholds between brackets: no vector exceeds it, and one comes within ``hhi_gap``
    of it (3e-9 on the paper's Table 1).

    The usual mistake is to leave the rounding out.  From the paper's Table 1, printed to
    a tenth of a per cent, the Gini coefficient lies between 0.8612 and 0.8786 (0.8625 and
    0.8775 were its shares exact).

    Source: grouped-data bounds as in :cite:t:`Cowell2011`, with thresholds between the
    groups unknown.

    Examples
    --------
    >>> from odopkit import load_paper_table
    >>> from odopkit.inequality import grouped_bounds
    >>> found = grouped_bounds(load_paper_table("table1"), known_top=0.1201)
    >>> [round(g, 4) for g in found.gini], [round(h, 4) for h in found.hhi]
    ([0.8637, 0.877], [0.0259, 0.0361])
    >>> found = grouped_bounds(load_paper_table("table1"), rounding=0.0005)
    >>> [round(g, 4) for g in found.gini]
    [0.8612, 0.8786]
    """
    check_fraction(rounding, "rounding")
    n, share = _read_brackets(brackets)
    if known_top is not None:
        check_fraction(known_top, "known_top", zero=False)
    if rounding > 0:
        return _within_rounding(n, share, known_top, rounding)
    share = share / share.sum()
    if known_top is not None:
        n, share = _split_top(n, share, known_top)
    mean = share / n
    if (np.diff(mean) > 1e-12).any():
        b = int(np.argmax(np.diff(mean) > 1e-12))
        msg = (
            f"the mean share rises from group {b + 1} ({mean[b]:.6g}) to the next "
            f"({mean[b + 1]:.6g}), so no values in descending order fit; sort the brackets"
        )
        raise InvalidTableError(msg)
    equal = extremes.equal_within(n, share)
    ginis = extremes.most_unequal(n, share, squares=False)
    reached = float((extremes.most_unequal(n, share, squares=True) ** 2).sum())
    bound = most_squares(Totals(n=n, low=share, high=share), reached)
    return GroupedBounds(
        gini=(extremes.gini_of(equal), extremes.gini_of(ginis)),
        hhi=(float((equal**2).sum()), bound),
        n_units=int(n.sum()),
        known_top=known_top,
        rounding=0.0,
        hhi_gap=bound - reached,
    )


def _within_rounding(
    n: Float64Array, share: Float64Array, known_top: float | None, rounding: float
) -> GroupedBounds:
    totals = possible_totals(n, share, rounding, known_top)
    least, bound, gap = squares_ends(totals)
    return GroupedBounds(
        gini=gini_ends(totals),
        hhi=(least, bound),
        n_units=int(n.sum()),
        known_top=known_top,
        rounding=rounding,
        hhi_gap=gap,
    )


def _read_brackets(brackets: pd.DataFrame) -> tuple[Float64Array, Float64Array]:
    """Sizes and shares of brackets, shares adding up to 1."""
    check_table(brackets, "brackets", ("share",))
    if not ("n_units" in brackets or "bracket" in brackets):
        msg = f"brackets needs n_units or bracket; it has {listed(names_of(brackets))}"
        raise InvalidTableError(msg)
    share = kernels.as_values(brackets["share"], name="share")
    for value in share.tolist():
        check_fraction(value, "share")
    if share.sum() == 0:
        msg = "grouped_bounds is undefined: the shares sum to zero"
        raise UndefinedMeasureError(msg)
    if "n_units" in brackets:
        n = kernels.as_values(brackets["n_units"], name="n_units")
    else:
        ranks = brackets["bracket"].astype(str).str.extract(r"^([0-9]+)(?:-([0-9]+))?$")
        if ranks[0].isna().any():
            bad = brackets["bracket"][ranks[0].isna()].iloc[0]
            msg = f"bracket {bad!r} is not a rank or a range of ranks such as '1-10'"
            raise InvalidTableError(msg)
        first = ranks[0].astype(np.float64)
        last = ranks[1].astype(np.float64).fillna(first)
        n = np.asarray(last - first + 1, dtype=np.float64)
    if (n < 1).any() or (n != np.floor(n)).any():
        msg = f"every bracket needs a whole number of units, got {n.tolist()}"
        raise InvalidTableError(msg)
    return n, share


def _split_top(
    n: Float64Array, share: Float64Array, top: float
) -> tuple[Float64Array, Float64Array]:
    """Make the largest unit a bracket of its own."""
    rest = share[0] - top
    if n[0] == 1:
        fits = abs(rest) < 1e-9
    else:
        fits = top >= rest / (n[0] - 1) >= (share[1] / n[1] if len(n) > 1 else 0.0)
    if not fits:
        msg = (
            f"known_top={top:g} does not fit a first bracket of {int(n[0])} units with a share of "
            f"{share[0]:g}"
        )
        raise InvalidValueError(msg)
    if n[0] == 1:
        return n, share
    return (
        np.concatenate(([1.0, n[0] - 1], n[1:])),
        np.concatenate(([top, rest], share[1:])),
    )
