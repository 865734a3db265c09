"""Rankings under choices drawn at random, some hundreds at a time.  No pandas."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.potential.composite.ranks import tie_places, top_share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from odopkit.typing import BoolArray, Float64Array, IntArray


# Scores that one block of draws may hold: 32 MB.  Fixed, because the order in which random
# numbers are taken depends on it.
_CELLS: Final = 2**22
_MOST_DRAWS: Final = 512
# A weight of exactly nothing on all that a unit has would leave its score undefined.
_LEAST_WEIGHT: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variant:
    """One normalised table, ready to be summed: logarithms where the mean is geometric."""

    normalise: str
    aggregate: str
    values: Float64Array  # shape (n_ranked, n_indicators), NaN where missing
    mean: Float64Array  # by indicator, of what is present


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """What came of the draws."""

    places: np.ndarray[tuple[int, int], np.dtype[np.float32]]  # shape (n_draws, n_ranked)
    top: Float64Array  # by ranked unit, summed over draws
    shift: Float64Array  # by draw, mean over units


def variant(z: Float64Array, normalise: str, aggregate: str) -> Variant:
    """Prepare a table in which each column has a value, above 0 where the mean is geometric."""
    mean = np.nanmean(z, axis=0)
    if aggregate == "geometric":
        z, mean = np.log(z), np.log(mean)
    return Variant(normalise=normalise, aggregate=aggregate, values=z, mean=mean)


def block_size(n_units: int) -> int:
    """How many draws are made at a time."""
    return max(1, min(_MOST_DRAWS, _CELLS // max(n_units, 1)))


def simulate(
    variants: Sequence[Variant],
    imputations: Sequence[str],
    weights: Float64Array,
    reference: Float64Array,
    *,
    concentration: float,
    k: int,
    n_draws: int,
    rng: np.random.Generator,
    time_limit: float | None,
    tell: Callable[[int], object],  # how many draws are done
) -> Draws:
    """Rank the units under each draw, and add up what is asked of the ranks."""
    n = len(reference)
    size = block_size(n)
    places = np.empty((n_draws, n), dtype=np.float32)
    top, shift = np.zeros(n), np.zeros(n_draws)
    began = time.monotonic()
    done = 0
    while done < n_draws:
        # A block is drawn in full even if it is cut, so that fewer draws are the first of more.
        scores = _block(variants, imputations, weights, concentration, size, rng)
        scores = scores[: n_draws - done]
        first, last = tie_places(scores)
        place = (first + last) / 2
        stop = done + len(scores)
        places[done:stop] = place
        top += top_share(first, last, k).sum(axis=0)
        shift[done:stop] = np.abs(place - reference).mean(axis=1)
        done = stop
        tell(done)
        if time_limit is not None and time.monotonic() - began >= time_limit:
            break
    return Draws(places=places[:done], top=top, shift=shift[:done])


def draw_weights(
    weights: Float64Array, concentration: float, size: int, rng: np.random.Generator
) -> Float64Array:
    """Weights around the given ones; none where none was given."""
    drawn = np.zeros((size, len(weights)))
    used = weights > 0
    if np.isinf(concentration):
        drawn[:] = weights
        return drawn
    alpha = concentration * weights[used] * used.sum()
    some = np.maximum(rng.dirichlet(alpha, size=size), _LEAST_WEIGHT)
    drawn[:, used] = some / some.sum(axis=1, keepdims=True)
    return drawn


def _block(
    variants: Sequence[Variant],
    imputations: Sequence[str],
    weights: Float64Array,
    concentration: float,
    size: int,
    rng: np.random.Generator,
) -> Float64Array:
    drawn = draw_weights(weights, concentration, size, rng)
    which = rng.integers(len(variants), size=size)
    how = rng.integers(len(imputations), size=size)
    missing = np.isnan(variants[0].values)
    lent = donors(missing, size, rng) if "hot_deck" in imputations else {}
    return scores_of(variants, imputations, drawn, which, how, lent)


def scores_of(
    variants: Sequence[Variant],
    imputations: Sequence[str],
    drawn: Float64Array,
    which: IntArray,
    how: IntArray,
    lent: dict[int, tuple[IntArray, IntArray]],
) -> Float64Array:
    """Scores of all units by draw, given its weights, variant, rule for gaps and donors."""
    missing = np.isnan(variants[0].values)
    scores = np.empty((len(drawn), len(missing)))
    for v, table in enumerate(variants):
        seen = np.where(missing, 0.0, table.values)
        for i, imputation in enumerate(imputations):
            rows = np.flatnonzero((which == v) & (how == i))
            if not rows.size:
                continue
            w = drawn[rows]
            if imputation == "mean":
                filled = np.where(missing, table.mean, seen)
                scores[rows] = w @ filled.T
                continue
            total = w @ seen.T
            if imputation == "present":
                total /= w @ (~missing).T
            for j, (units, donor) in lent.items() if imputation == "hot_deck" else ():
                total[:, units] += w[:, [j]] * table.values[donor[rows], j]
            scores[rows] = total
    return scores


def donors(
    missing: BoolArray, size: int, rng: np.random.Generator
) -> dict[int, tuple[IntArray, IntArray]]:
    """By indicator: which units lack it, and a unit that has it for each, by draw."""
    out: dict[int, tuple[IntArray, IntArray]] = {}
    for j in np.flatnonzero(missing.any(axis=0)):
        units, having = np.flatnonzero(missing[:, j]), np.flatnonzero(~missing[:, j])
        out[int(j)] = units, having[rng.integers(having.size, size=(size, units.size))]
    return out
