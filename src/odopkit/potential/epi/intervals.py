"""Totals of districts, and how firm they are: shares drawn from counts of shipments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit.potential.epi.national import MONEY
from odopkit.tables.cells import cells_of
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from odopkit.potential.epi.national import Found, Nation
    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import BoolArray, Float64Array


Centre = Literal["value", "count"]

COUNT: Final = "count"
NOTHING_MATCHED: Final = "exports none of the products that have a potential"
NO_COUNTS: Final = "no interval: the table has no column of shipments"
NO_RNG: Final = "no interval: no rng was given"
NO_DRAWS: Final = "no interval: it is for top-down shares only"
COVERS: Final = (
    "the potential if as many shipments were drawn again, each cell around its own share of value; "
    "the nation's potential fixed; not errors of measurement, not another year"
)
"""What an interval of a district is of, in the result."""
FEW_SHIPMENTS: Final = 20
# With fewer on average nothing shows how far shipments differ in size.
FEWEST_EACH: Final = 5.0
# Numbers drawn at a time: 32 MB.
AT_A_TIME: Final = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """How shares are drawn, and the counts of each place and product of the flows."""

    counts: NDArray[np.int64] | None
    n_draws: int
    confidence: float
    prior: float
    centre: Centre = "value"
    rng: np.random.Generator | None = None

    def __post_init__(self) -> None:
        check_choice(self.centre, get_args(Centre), "centre")

    @property
    def options(self) -> dict[str, object]:
        """What a result tells of its draws."""
        return {x: getattr(self, x) for x in ("n_draws", "confidence", "prior", "centre")}


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
            if draws.centre == "value":
                # Room for places that shipped nothing leaves those that shipped all on one side.
                lower = np.minimum(lower, sums["potential"])
                upper = np.maximum(upper, sums["potential"])
            some = named & (count > 0)
            each = float(count[some].sum() / max(some.sum(), 1))
            if each < FEWEST_EACH:
                lower[:], upper[:] = np.nan, np.nan
                reason[:] = (
                    f"no interval: places have {each:.1f} shipments on average, and "
                    f"{FEWEST_EACH:g} are the fewest"
                )
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
    value = np.zeros((cells.n_places, len(worth)))
    value[cells.place, cells.product] = cells.value
    value, count = value[:, drawn], draws.counts[:, drawn].astype(np.float64)
    # The places of the matrix hold this much of all exports; the rest is of no unit.
    amount = worth[drawn] * value.sum(axis=0) / cells.product_total[drawn]
    shape, scale = _around(value, count, draws)
    out = np.empty((draws.n_draws, cells.n_places))
    size = max(1, AT_A_TIME // max(shape.size, 1))
    for start in range(0, draws.n_draws, size):
        stop = min(start + size, draws.n_draws)
        gamma = draws.rng.standard_gamma(shape, size=(stop - start, *shape.shape))
        gamma *= scale
        gamma *= amount / np.maximum(gamma.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        out[start:stop] = gamma.sum(axis=2) + base
    tail = (1 - draws.confidence) / 2
    lower, upper = np.quantile(out, [tail, 1 - tail], axis=0)
    best = np.flatnonzero(named)[out[:, named].argmax(axis=1)] if named.any() else []
    first = kernels.count_by(np.asarray(best, dtype=np.intp), cells.n_places) / draws.n_draws
    return lower, upper, first, int(still.sum())


def _around(
    value: Float64Array, count: Float64Array, draws: Draws
) -> tuple[Float64Array, Float64Array]:
    """Shapes and scales of the gamma draws of each cell."""
    if draws.centre == "count":
        shape = count + draws.prior
        return shape, np.ones_like(shape)
    uneven = _unevenness(value, count)
    shape = (count + draws.prior) / (1 + uneven)
    # Rates behind few counts lie above these more often than below: the prior stays on top.
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(count > 0, value / count, value / draws.prior) * (1 + uneven)
    # Places that ship nothing of a product share what those with one shipment foretell
    # (Good and Turing), at least the weight of the prior.
    silent = (value == 0) & (count == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.maximum((count == 1).sum(axis=0), draws.prior) / silent.sum(axis=0)
        size = value.sum(axis=0) / count.sum(axis=0)
    return np.where(silent, each, shape), np.where(silent, size, scale)


def _unevenness(value: Float64Array, count: Float64Array) -> float:
    """Squared variation of the size of shipments, from how far means of cells are apart.

    Of cells with few shipments: in large ones places that ship dear goods would pass for
    shipments that differ.
    """
    some = (count > 0) & (count <= FEW_SHIPMENTS) & (value > 0)
    n, v = np.where(some, count, 0.0), np.where(some, value, 0.0)
    cells = some.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = v.sum(axis=0) / n.sum(axis=0)
        apart = np.where(some, n * (v / n / mean - 1) ** 2, 0.0).sum()
    free = np.maximum(cells - 1, 0).sum()
    # With two standard errors on top: large shipments are rare, and seldom seen.
    return float(apart / free * (1 + 2 * np.sqrt(2 / free))) if free > 0 else 0.0
