"""Places in a ranking, many rankings at a time: a row each, the largest first.  No pandas."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit.typing import BoolArray, Float64Array, IntArray


def tie_places(
    values: Float64Array, *, slack: float | Float64Array = TOLERANCE
) -> tuple[IntArray, IntArray]:
    """First and last place, from 1, that each value shares with those equal to it.

    Values of a row that differ by no more than `slack` of its largest are equal: sums over
    the same numbers differ in the last digit with their place in memory.  Data are compared
    with a slack of 0, because a column of money may well span twelve powers of ten.
    """
    n = values.shape[1]
    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    place = np.broadcast_to(np.arange(1, n + 1), values.shape)
    first = last = place
    size = np.abs(values).max(axis=1, initial=0.0)
    apart = ordered[:, :-1] - ordered[:, 1:] > (slack * size)[:, np.newaxis]
    if not apart.all():
        edge = np.ones((len(values), 1), dtype=bool)
        first = np.maximum.accumulate(np.where(np.hstack([edge, apart]), place, 0), axis=1)
        closing = np.where(np.hstack([apart, edge]), place, n + 1)
        last = np.minimum.accumulate(closing[:, ::-1], axis=1)[:, ::-1]
    out_first, out_last = (np.empty(values.shape, dtype=np.intp) for _ in range(2))
    np.put_along_axis(out_first, order, first, axis=1)
    np.put_along_axis(out_last, order, last, axis=1)
    return out_first, out_last


def mean_places(values: Float64Array, *, slack: float = TOLERANCE) -> Float64Array:
    """Place of each value, equal values sharing the mean of their places."""
    first, last = tie_places(values, slack=slack)
    return (first + last) / 2


def top_share(first: IntArray, last: IntArray, k: int) -> Float64Array:
    """How much of each value lies in the first `k` places, were ties broken by lot."""
    tied = last - first + 1
    share: Float64Array = np.clip(k - first + 1, 0, tied) / tied
    return share


def leading(places: Float64Array, k: int) -> BoolArray:
    """Mark the `k` least places of each row, ties in the order of the row."""
    chosen = np.zeros(places.shape, dtype=bool)
    order = np.argsort(places, axis=1, kind="stable")
    np.put_along_axis(chosen, order[:, :k], values=True, axis=1)
    return chosen


def row_correlation(x: Float64Array, y: Float64Array) -> Float64Array:
    """Pearson correlation of each row of `x` with the same row of `y`; NaN if one is flat."""
    dx = x - x.mean(axis=1, keepdims=True)
    dy = y - y.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (dx * dy).sum(axis=1) / np.sqrt((dx**2).sum(axis=1) * (dy**2).sum(axis=1))
    bounded: Float64Array = np.clip(r, -1.0, 1.0)
    return bounded


def fisher_interval(r: float, n: int, confidence: float) -> tuple[float, float]:
    """Interval of a rank correlation by Fisher's z with the variance of Bonett and Wright."""
    if n < 4 or not abs(r) < 1:
        return np.nan, np.nan
    half = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt((1 + r**2 / 2) / (n - 3))
    centre = np.arctanh(r)
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))


def wilson_interval(share: float, n: int, confidence: float) -> tuple[float, float]:
    """Interval of a share of `n`, after Wilson."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = (float(e / (1 + z**2 / n)) for e in (centre - half, centre + half))
    return max(low, 0.0), min(high, 1.0)
