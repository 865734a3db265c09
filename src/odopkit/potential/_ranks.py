"""Places in a ranking, many rankings at a time: a row each, the largest first.  No pandas."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from odopkit._typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit._typing import Float64Array, IntArray


def tie_places(values: Float64Array) -> tuple[IntArray, IntArray]:
    """First and last place, from 1, that each value shares with those equal to it.

    Values of a row that differ by less than a relative 1e-12 of its largest are equal:
    sums over the same numbers differ in the last digit with their place in memory.
    """
    n = values.shape[1]
    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    place = np.broadcast_to(np.arange(1, n + 1), values.shape)
    first = last = place
    slack = TOLERANCE * np.abs(values).max(axis=1, initial=0.0)
    apart = ordered[:, :-1] - ordered[:, 1:] > slack[:, np.newaxis]
    if not apart.all():
        edge = np.ones((len(values), 1), dtype=bool)
        first = np.maximum.accumulate(np.where(np.hstack([edge, apart]), place, 0), axis=1)
        closing = np.where(np.hstack([apart, edge]), place, n + 1)
        last = np.minimum.accumulate(closing[:, ::-1], axis=1)[:, ::-1]
    out_first, out_last = (np.empty(values.shape, dtype=np.intp) for _ in range(2))
    np.put_along_axis(out_first, order, first, axis=1)
    np.put_along_axis(out_last, order, last, axis=1)
    return out_first, out_last


def mean_places(values: Float64Array) -> Float64Array:
    """Place of each value, equal values sharing the mean of their places."""
    first, last = tie_places(values)
    return (first + last) / 2


def top_share(first: IntArray, last: IntArray, k: int) -> Float64Array:
    """How much of each value lies in the first `k` places, were ties broken by lot."""
    tied = last - first + 1
    share: Float64Array = np.clip(k - first + 1, 0, tied) / tied
    return share


def row_correlation(x: Float64Array, y: Float64Array) -> Float64Array:
    """Pearson correlation of each row of `x` with the same row of `y`; NaN if one is flat."""
    dx = x - x.mean(axis=1, keepdims=True)
    dy = y - y.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (dx * dy).sum(axis=1) / np.sqrt((dx**2).sum(axis=1) * (dy**2).sum(axis=1))
    bounded: Float64Array = np.clip(r, -1.0, 1.0)
    return bounded


def spearman(x: Float64Array, y: Float64Array) -> Float64Array:
    """Rank correlation of each row of `x` with the same row of `y`."""
    return row_correlation(mean_places(x), mean_places(y))


def fisher_interval(r: float, n: int, confidence: float) -> tuple[float, float]:
    """Interval of a rank correlation by Fisher's z with the variance of Bonett and Wright."""
    if n < 4 or not abs(r) < 1:
        return np.nan, np.nan
    half = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt((1 + r**2 / 2) / (n - 3))
    centre = np.arctanh(r)
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))
