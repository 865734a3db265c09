"""Totals of districts, and how firm they are: shares drawn from counts of shipments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.potential.epi.national import MONEY
from odopkit.tables.cells import cells_of
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from odopkit.potential.epi.national import Found, Nation
    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import BoolArray, Float64Array


COUNT: Final = "count"
NOTHING_MATCHED: Final = "exports none of the products that have a potential"
NO_COUNTS: Final = "no interval: the table has no column of shipments"
NO_RNG: Final = "no interval: no rng was given"
NO_DRAWS: Final = "no interval: it is for top-down shares only"
# Numbers drawn at a time: 32 MB.
AT_A_TIME: Final = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """How shares are drawn, and the counts of each place and product of the flows."""

    counts: NDArray[np.int64] | None
    n_draws: int
    confidence: float
    prior: float
    rng: np.random.Generator | None = None


def counts_of(layout: Layout, cells: Cells, ranks: RankOptions) -> NDArray[np.int64] | None:
    """Lay shipments out by place and product, as the values are; None where nobody counted."""
    if COUNT not in layout.sums:
        return None
    # The least value is one of money, not of shipments.
    every: RankOptions = {**ranks, "min_value": None}
    counted = cells_of(layout, column=COUNT, **every)
    theirs = pd.MultiIndex.from_arrays([counted.state, counted.district])
    place = pd.MultiIndex.from_arrays([cells.state, cells.district]).get_indexer(theirs)
    item = pd.Index(cells.products).get_indexer(pd.Index(counted.products))
    keep = (place[counted.place] >= 0) & (item[counted.product] >= 0)
    out = np.zeros((cells.n_places, len(cells.products)), dtype=np.int64)
    out[place[counted.place[keep]], item[counted.product[keep]]] = counted.value[keep]
    return out


def totals(found: Found, cells: Cells, nation: Nation, draws: Draws, method: str) -> pd.DataFrame:
    """Add a district's cells up, with the intervals that its counts allow."""
    n = cells.n_places
    sums = {c: found.total(c, n) for c in MONEY}
    named = ~cells.is_unspecified
    matched = kernels.count_by(found.place, n) > 0
    reason = np.full(n, "", dtype=object)
    lower, upper, first = np.full((3, n), np.nan)
    count = np.zeros(n, dtype=np.int64)
    if method == "bottom_up":
        reason[:] = NO_DRAWS
    elif draws.counts is None:
        reason[:] = NO_COUNTS
    elif draws.rng is None:
        reason[:] = NO_RNG
    if draws.counts is not None:
        count = draws.counts.sum(axis=1)
        if draws.rng is not None:
            lower, upper, first, fixed = _intervals(cells, nation, draws, named)
            missed = (sums["potential"] < lower) | (sums["potential"] > upper)
            reason[missed] = "shipments differ in size: the interval misses the potential"
            if fixed:
                words = f"{fixed} product(s) without shipments keep their share in the draws"
                reason[reason == ""] = words
    lost = found.n_undefined > 0
    reason[lost] = [
        f"{x} undefined potential(s) left out" + (f"; {r}" if r else "")
        for x, r in zip(found.n_undefined[lost].tolist(), reason[lost], strict=True)
    ]
    reason[~matched] = NOTHING_MATCHED
    rank, tied = _ranks(sums["potential"], named)
    return pd.DataFrame(
        cells.keys()
        | sums
        | {
            "rank": pd.Series(rank, dtype="Int64").mask(~named),
            "tied": tied,
            "count": count,
            "potential_lower": lower,
            "potential_upper": upper,
            "p_rank_1": np.where(named, first, np.nan),
            "reason": pd.Series(reason.tolist(), dtype="str"),
        }
    )


def _ranks(value: Float64Array, named: BoolArray) -> tuple[NDArray[np.int64], BoolArray]:
    """Rank named places by value (0 for the rest), ties broken by label and flagged."""
    at = np.flatnonzero(named)
    order = at[np.argsort(-value[at], kind="stable")]
    rank = np.zeros(len(value), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    ordered = value[order]
    near = ordered[:-1] - ordered[1:] <= TOLERANCE * ordered[:-1]
    same = np.concatenate(([False], near, [False]))
    tied = np.zeros(len(value), dtype=bool)
    tied[order] = same[:-1] | same[1:]
    return rank, tied


def _intervals(
    cells: Cells, nation: Nation, draws: Draws, named: BoolArray
) -> tuple[Float64Array, Float64Array, Float64Array, int]:
    """Quantiles of each place's potential over drawn shares, and how often it is the largest."""
    assert draws.counts is not None  # noqa: S101 - for the type checker
    assert draws.rng is not None  # noqa: S101
    to = pd.Index(nation.products).get_indexer(pd.Index(cells.products))
    # The potential of a product that no place exports goes to none.
    worth = np.where((to >= 0) & (cells.product_total > 0), nation.potential[to], 0.0)
    has_counts = draws.counts.sum(axis=0) > 0
    drawn = (worth > 0) & has_counts
    # What nobody counted stays as it is.
    still = (worth > 0) & ~has_counts
    base = np.zeros(cells.n_places)
    if still.any():
        use = still[cells.product]
        share = cells.value[use] / cells.product_total[cells.product[use]]
        base = kernels.sum_by(cells.place[use], cells.n_places, share * worth[cells.product[use]])
    # The places of the matrix hold this much of all exports; the rest is of no unit.
    held = kernels.sum_by(cells.product, len(worth), cells.value)
    amount = worth[drawn] * held[drawn] / cells.product_total[drawn]
    alpha = draws.counts[:, drawn] + draws.prior
    out = np.empty((draws.n_draws, cells.n_places))
    size = max(1, AT_A_TIME // max(alpha.size, 1))
    for start in range(0, draws.n_draws, size):
        stop = min(start + size, draws.n_draws)
        gamma = draws.rng.standard_gamma(alpha, size=(stop - start, *alpha.shape))
        gamma *= amount / gamma.sum(axis=1, keepdims=True)
        out[start:stop] = gamma.sum(axis=2) + base
    tail = (1 - draws.confidence) / 2
    lower, upper = np.quantile(out, [tail, 1 - tail], axis=0)
    best = np.flatnonzero(named)[out[:, named].argmax(axis=1)] if named.any() else []
    first = kernels.count_by(np.asarray(best, dtype=np.intp), cells.n_places) / draws.n_draws
    return lower, upper, first, int(still.sum())
