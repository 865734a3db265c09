"""Concentration and inequality of every group at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from odopkit._kernels.segments import Segments
    from odopkit.typing import BoolArray, Float64Array, IntArray


def _undefined_if(bad: BoolArray, x: Float64Array) -> Float64Array:
    return np.where(bad, np.nan, x)


def _plogp(s: Float64Array) -> Float64Array:
    """Sum ``s log s`` along rows, in which zeros count as 0."""
    # Zero times the log of the least number is zero, and no mask is needed.
    return np.asarray((s * np.log(np.maximum(s, _LEAST))).sum(axis=1))


_LEAST: Final = np.finfo(np.float64).tiny


def concentration_ratio(seg: Segments, k: int) -> Float64Array:
    """Share of the k largest units in the whole of each group, outside included."""
    leading = seg.each(lambda x, _: x[:, -k:].sum(axis=1))
    whole = seg.total + seg.outside
    with np.errstate(invalid="ignore"):
        return _undefined_if(whole <= 0, leading / whole)


def herfindahl_hirschman(seg: Segments) -> Float64Array:
    """Sum of squared shares."""
    return _undefined_if(seg.total <= 0, seg.each_share(lambda s, _: (s * s).sum(axis=1)))


def herfindahl_normalized(seg: Segments) -> Float64Array:
    """Sum of squared shares, moved to 0 at equality; undefined for one unit."""
    n = seg.n.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (herfindahl_hirschman(seg) - 1 / n) / (1 - 1 / n)
    # Equal shares give a rounding error below zero, where the index has no meaning.
    return _undefined_if(seg.n < 2, np.maximum(scaled, 0.0))


def entropy(seg: Segments) -> Float64Array:
    """Shannon entropy of the shares, in nats."""
    terms = seg.each_share(lambda s, _: -_plogp(s))
    return _undefined_if(seg.total <= 0, np.maximum(terms, 0.0))


def effective_number(seg: Segments, order: float) -> Float64Array:
    """Hill number: how many equal units would be as concentrated."""
    if order == 1:
        return np.exp(entropy(seg))
    if np.isinf(order):
        return 1 / concentration_ratio(replace(seg, outside=np.zeros(seg.n_groups)), 1)

    def powers(s: Float64Array, _: IntArray) -> Float64Array:
        return np.asarray(np.power(s, order, where=s > 0, out=np.zeros_like(s)).sum(axis=1))

    with np.errstate(divide="ignore", invalid="ignore"):
        number = seg.each_share(powers) ** (1 / (1 - order))
    return _undefined_if(seg.total <= 0, number)


def hall_tideman(seg: Segments) -> Float64Array:
    """Hall-Tideman index: shares weighted by their rank from the top."""
    weighted = seg.each_share(lambda s, _: s @ np.arange(s.shape[1], 0, -1, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _undefined_if(seg.total <= 0, 1 / (2 * weighted - 1))


def gini(seg: Segments, *, corrected: bool = False) -> Float64Array:
    """Gini coefficient over all units, unstored zeros included."""
    n = seg.n.astype(np.float64)

    def spread(x: Float64Array, _: IntArray) -> Float64Array:
        # The centred ranks keep the sum small; 2*sum(i*x) - (n+1)*sum(x) would cancel.
        size = x.shape[1]
        return np.asarray(x @ (2.0 * np.arange(1, size + 1) - size - 1.0))

    stored = seg.each(spread)
    # Zeros that were never stored move every rank up by their number.
    unstored = n - seg.each(lambda x, g: np.full(len(g), float(x.shape[1])))
    with np.errstate(divide="ignore", invalid="ignore"):
        g = np.maximum((stored + unstored * seg.total) / (n * seg.total), 0.0)
        if corrected:
            g = np.where(seg.n < 2, np.nan, g * n / (n - 1))
    return _undefined_if(seg.total <= 0, g)


def theil_t(seg: Segments) -> Float64Array:
    """Theil's T: share-weighted log of relative size; zeros count as 0."""
    n = seg.n.astype(np.float64)
    # The log of share times n, not of the share plus log n: equal shares give exactly 0.
    terms = seg.each_share(lambda s, g: _plogp(s * n[g, np.newaxis]) / n[g])
    return _undefined_if(seg.total <= 0, np.maximum(terms, 0.0))


def theil_l(seg: Segments) -> Float64Array:
    """Theil's L, the mean log deviation: infinite as soon as one unit is zero."""
    n = seg.n.astype(np.float64)

    def deviation(s: Float64Array, g: IntArray) -> Float64Array:
        logs = np.log(np.where(s > 0, s * n[g, np.newaxis], 1.0)).sum(axis=1) / -n[g]
        return np.where((s > 0).sum(axis=1) == n[g], logs, np.inf)

    mean = np.maximum(seg.each_share(deviation), 0.0)
    return _undefined_if(seg.total <= 0, mean)
