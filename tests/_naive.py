"""Slow and obvious versions of the measures, to hold the fast ones against."""

from __future__ import annotations

import math
from collections.abc import Sequence


def shares(values: Sequence[float]) -> list[float]:
    """Shares of the total, largest first."""
    total = math.fsum(values)
    return sorted((v / total for v in values), reverse=True)


def concentration_ratio(values: Sequence[float], k: int) -> float:
    """Add up the k largest shares."""
    return math.fsum(shares(values)[:k])


def herfindahl(values: Sequence[float]) -> float:
    """Add up squared shares."""
    return math.fsum(s * s for s in shares(values))


def hall_tideman(values: Sequence[float]) -> float:
    """Weight shares by rank from the top."""
    return 1 / (2 * math.fsum(i * s for i, s in enumerate(shares(values), start=1)) - 1)


def entropy(values: Sequence[float]) -> float:
    """Add up -s ln s."""
    return -math.fsum(s * math.log(s) for s in shares(values) if s > 0)


def gini(values: Sequence[float]) -> float:
    """Mean absolute difference over twice the mean, pair by pair."""
    n = len(values)
    differences = math.fsum(abs(a - b) for a in values for b in values)
    return differences / (2 * n * math.fsum(values))


def theil_t(values: Sequence[float]) -> float:
    """Mean of (x/mu) ln (x/mu)."""
    n, mean = len(values), math.fsum(values) / len(values)
    return math.fsum(v / mean * math.log(v / mean) for v in values if v > 0) / n


def theil_l(values: Sequence[float]) -> float:
    """Mean of ln (mu/x)."""
    n, mean = len(values), math.fsum(values) / len(values)
    if min(values) == 0:
        return math.inf
    return math.fsum(math.log(mean / v) for v in values) / n
