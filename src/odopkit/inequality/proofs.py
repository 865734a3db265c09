"""How large a sum of squares can be at most over every vector that fits the groups.

Thresholds between groups are searched in cells.  Over a cell the sum is at most what it
would be if each group reached up to the right end of one cell and down to the left end
of the next, so the best path through cells bounds every vector; cells that cannot hold a
larger sum than one already reached are dropped, and the others are cut smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from odopkit.typing import Float64Array

_CELLS: Final = 128
_CUT: Final = 2
_MOST_CELLS: Final = 1536
_ROUNDS: Final = 60
_GAP: Final = 1e-10
# Sums of a few thousand terms, taken in two orders.
_ROUNDING: Final = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Totals:
    """Units of each group, and between what its total lies; totals add up to 1."""

    n: Float64Array
    low: Float64Array
    high: Float64Array


def most_squares(
    totals: Totals, reached: float, price: float = 0.0, *, rounds: int = _ROUNDS
) -> float:
    """Bound the sum of squares from above; `reached` is the sum of a vector that fits.

    `price` is taken off for each unit of a total and added again for their sum, which is 1:
    any price gives a bound, and where totals are fixed none is needed.
    """
    n, low, high = totals.n, totals.low, totals.high
    if len(n) == 1:
        return float(high[0] ** 2)
    cells = [
        np.linspace(a, b, _CELLS + 1) if b > a else np.array([a, a])
        for a, b in zip(low[1:] / n[1:], high[:-1] / n[:-1], strict=True)
    ]
    ends = [(grid[:-1], grid[1:]) for grid in cells]
    bound = np.inf
    for _ in range(rounds):
        forward, backward = _best(totals, ends, price)
        bound = min(bound, float(forward[-1][0]) + price)
        if bound - reached <= _GAP * reached:
            break
        kept = [
            f + b + price >= reached * (1 - _ROUNDING)
            for f, b in zip(forward[:-1], backward[1:], strict=True)
        ]
        if max(k.sum() for k in kept) * _CUT > _MOST_CELLS:
            break
        ends = [_cut(a[k], b[k]) for (a, b), k in zip(ends, kept, strict=True)]
    return max(bound, reached) * (1 + _ROUNDING)


def _cut(a: Float64Array, b: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Cut each cell into smaller ones, whose ends meet exactly."""
    steps = np.linspace(0.0, 1.0, _CUT + 1)
    edges = a[:, None] + (b - a)[:, None] * steps
    edges[:, -1] = b
    return edges[:, :-1].ravel(), edges[:, 1:].ravel()


def _best(
    totals: Totals, ends: list[tuple[Float64Array, Float64Array]], price: float
) -> tuple[list[Float64Array], list[Float64Array]]:
    """Best sums of the groups before each cell, and of those after it."""
    n, low, high = totals.n, totals.low, totals.high
    uppers = [high[:1], *(b for _, b in ends)]
    lowers = [*(a for a, _ in ends), np.zeros(1)]
    gains = [
        _gain(n[g], low[g], high[g], uppers[g][:, None], lowers[g][None, :], price)
        for g in range(len(n))
    ]
    forward, backward = [], [np.zeros(1)]
    score = np.zeros(1)
    for gain in gains:
        score = (score[:, None] + gain).max(axis=0)
        forward.append(score)
    for gain in reversed(gains):
        backward.append((gain + backward[-1][None, :]).max(axis=1))
    return forward, backward[::-1][:-1]


def _gain(
    m: float, low: float, high: float, upper: Float64Array, lower: Float64Array, price: float
) -> Float64Array:
    """Most that one group can add between two thresholds, its total between two ends.

    As a function of the total the sum is convex between totals at which every unit stands
    at a threshold, and these lie on a line: so the ends and the first and last such total
    between them are enough.
    """
    least, most = np.maximum(low, m * lower), np.minimum(high, m * upper)
    span = upper - lower
    fits = (least <= most * (1 + 1e-12)) & (span >= 0)
    safe = np.where(span > 0, span, 1.0)

    def at(total: Float64Array) -> Float64Array:
        k = np.clip(np.floor((total - m * lower) / safe + 1e-9), 0, m - 1)
        rest = total - k * upper - (m - k - 1) * lower
        return k * upper**2 + rest**2 + (m - k - 1) * lower**2 - price * total

    found = np.maximum(at(least), at(most))
    if low < high:
        first = np.ceil((least - m * lower) / safe - 1e-9)
        last = np.floor((most - m * lower) / safe + 1e-9)
        for k in (first, last):
            total = m * lower + k * span
            value = k * upper**2 + (m - k) * lower**2 - price * total
            found = np.where((first <= last) & (span > 0), np.maximum(found, value), found)
    return np.where(fits, found, -np.inf)
