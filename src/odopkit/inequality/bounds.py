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
from odopkit.results import Result, plain_items

if TYPE_CHECKING:
    from odopkit.typing import Float64Array


NOT_PROVEN: Final = "the upper end is reached, but not proven to be the largest"


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
    """

    gini: tuple[float, float]
    hhi: tuple[float, float]
    n_units: int
    known_top: float | None

    def to_frame(self) -> pd.DataFrame:
        """Return one row a measure: ``measure``, ``lower``, ``upper`` and ``reason``."""
        open_end = self.hhi[0] < self.hhi[1]
        return pd.DataFrame(
            {
                "measure": ["gini", "hhi"],
                "lower": [self.gini[0], self.hhi[0]],
                "upper": [self.gini[1], self.hhi[1]],
                "reason": pd.Series(["", NOT_PROVEN if open_end else ""], dtype="str"),
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


def grouped_bounds(brackets: pd.DataFrame, *, known_top: float | None = None) -> GroupedBounds:
    r"""Bound the Gini coefficient and the HHI from published brackets alone.

    The bounds are taken over all values :math:`x_1 \ge x_2 \ge \dots \ge x_n \ge 0`
    whose sum over the ranks of each bracket :math:`b` is its published share
    :math:`S_b`; some such values reach each of them.

    Parameters
    ----------
    brackets : DataFrame
        One row per bracket, largest units first: ``share`` (a fraction) and either
        ``n_units`` or ``bracket`` (``"1-10"``), as :func:`odopkit.bracket_shares` and
        ``load_paper_table("table1")`` give.
    known_top : float, optional
        The share of the largest single unit, if that is known too.

    Returns
    -------
    GroupedBounds
        ``gini`` from 0 to 1 and ``hhi`` as a fraction, each (lower, upper).  The lower
        bounds have all units of a bracket equal.  The upper ones are found by a
        search over the thresholds between brackets.

    Raises
    ------
    InvalidTableError
        If a column is absent, a bracket cannot be read, or means do not descend from one
        bracket to the next, so that no ordered values fit.
    InvalidValueError
        If a share or `known_top` is not a fraction, or `known_top` does not fit the first
        bracket.

    Notes
    -----
    The search finds the upper Gini coefficient that a linear programme finds.  The upper
    HHI has no such check: the sum of squares may have several peaks, and although the value
    is reached by some vector, a slightly larger one is not excluded by proof.

    Shares that add up to a little more or less than 1 through rounding are divided by
    their sum; what rounding itself leaves open is not in the bounds.  From the
    paper's Table 1 the Gini coefficient is at least 0.8625.

    Source: grouped-data bounds as in :cite:t:`Cowell2011`, with thresholds between the
    groups unknown.

    Examples
    --------
    >>> from odopkit import load_paper_table
    >>> from odopkit.inequality import grouped_bounds
    >>> found = grouped_bounds(load_paper_table("table1"), known_top=0.1201)
    >>> [round(g, 4) for g in found.gini], [round(h, 4) for h in found.hhi]
    ([0.8637, 0.877], [0.0259, 0.0361])
    """
    n, share = _read_brackets(brackets)
    if known_top is not None:
        n, share = _split_top(n, share, check_fraction(known_top, "known_top", zero=False))
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
    squares = extremes.most_unequal(n, share, squares=True)
    return GroupedBounds(
        gini=(extremes.gini_of(equal), extremes.gini_of(ginis)),
        hhi=(float((equal**2).sum()), float((squares**2).sum())),
        n_units=int(n.sum()),
        known_top=known_top,
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
    return n, share / share.sum()


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
