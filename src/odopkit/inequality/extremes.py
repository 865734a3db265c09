"""What grouped data leave open: sharp bounds over every vector that fits the groups.

Values descend over the units, so a group's values lie between two thresholds that it
shares with its neighbours, and each threshold lies between their means.  Inside a
group the measure is largest when as many units as possible sit at a threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from odopkit.typing import Float64Array


_GRID: Final = 400
_ROUNDS: Final = 12


def equal_within(n: Float64Array, total: Float64Array) -> Float64Array:
    """Give each unit its group's mean: the least unequal vector."""
    return np.repeat(total / n, n.astype(np.intp))


def gini_of(descending: Float64Array) -> float:
    """Gini coefficient of values in descending order."""
    n = len(descending)
    weights = n + 1 - 2.0 * np.arange(1, n + 1)
    return float((weights * descending).sum() / (n * descending.sum()))


def most_unequal(n: Float64Array, total: Float64Array, *, squares: bool) -> Float64Array:
    """Return the vector that fits the groups and is the most unequal.

    Parameters
    ----------
    n, total : ndarray of float, shape (n_groups,)
        Units and value of each group, means descending.
    squares : bool
        Maximise the sum of squares (for the HHI); else the sum weighted by rank (for the
        Gini coefficient).

    Notes
    -----
    Best thresholds are found by dynamic programming over a grid of each one's range,
    which is then narrowed around the best path until it no longer moves.
    """
    mean = total / n
    if len(n) == 1:
        return _spread(n[0], total[0], total[0], 0.0)
    low, high = mean[1:].copy(), mean[:-1].copy()
    before = np.concatenate(([0.0], np.cumsum(n)[:-1]))
    units = float(n.sum())
    grids = [np.linspace(a, b, _GRID) for a, b in zip(low, high, strict=True)]
    best: Float64Array = np.array([])
    for _ in range(_ROUNDS):
        best = _best_path(n, total, before, units, grids, squares=squares)
        grids = [
            np.unique(np.clip(np.append(np.linspace(t - w, t + w, _GRID), [t, a, b]), a, b))
            for t, a, b, w in zip(
                best, low, high, [np.diff(g).max() * 2 for g in grids], strict=True
            )
        ]
    uppers = np.concatenate(([total[0]], best))
    lowers = np.concatenate((best, [0.0]))
    parts = [_spread(*group) for group in zip(n, total, uppers, lowers, strict=True)]
    return np.concatenate(parts)


def _best_path(
    n: Float64Array,
    total: Float64Array,
    before: Float64Array,
    units: float,
    grids: list[Float64Array],
    *,
    squares: bool,
) -> Float64Array:
    """Choose one threshold from each grid so that the sum over groups is largest."""
    edges = [np.array([total[0]]), *grids, np.array([0.0])]
    score = np.zeros(1)
    came_from: list[np.ndarray[tuple[int, ...], np.dtype[np.intp]]] = []
    for b in range(len(n)):
        gain = _gain(
            n[b],
            total[b],
            edges[b][:, None],
            edges[b + 1][None, :],
            before[b],
            units,
            squares=squares,
        )
        reached = score[:, None] + gain
        came_from.append(np.argmax(reached, axis=0))
        score = reached.max(axis=0)
    path = [0]
    for steps in reversed(came_from):
        path.append(int(steps[path[-1]]))
    at = path[::-1][1:-1]
    return np.array([grid[i] for grid, i in zip(grids, at, strict=True)])


def _gain(
    m: float,
    total: float,
    upper: Float64Array,
    lower: Float64Array,
    before: float,
    units: float,
    *,
    squares: bool,
) -> Float64Array:
    """Best sum of one group between two thresholds: k units up, one between, the rest down."""
    span = upper - lower
    with np.errstate(divide="ignore", invalid="ignore"):
        k = np.floor(np.where(span > 0, (total - m * lower) / span, 0.0) + 1e-9)
    k = np.clip(k, 0, m - 1)
    rest = total - k * upper - (m - k - 1) * lower
    if squares:
        return k * upper**2 + rest**2 + (m - k - 1) * lower**2
    # Weights fall by 2 a rank: a run from rank a to rank b has the mean of its ends.
    first, middle, last = before + 1, before + k + 1, before + m
    up = k * (units + 1 - (first + middle - 1))
    down = (m - k - 1) * (units + 1 - (middle + 1 + last))
    return up * upper + (units + 1 - 2 * middle) * rest + down * lower


def _spread(m: float, total: float, upper: float, lower: float) -> Float64Array:
    """Values of one group at its thresholds, descending."""
    size = int(m)
    span = upper - lower
    k = int(np.clip(np.floor((total - m * lower) / span + 1e-9), 0, size - 1)) if span > 0 else 0
    rest = total - k * upper - (size - k - 1) * lower
    return np.concatenate((np.full(k, upper), [rest], np.full(size - k - 1, lower)))
