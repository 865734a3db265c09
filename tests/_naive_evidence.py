"""Slow and obvious versions of the evidence of counts, to hold the fast ones against."""

from __future__ import annotations

from fractions import Fraction
from math import comb, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

DISTRICT = ["state", "district"]


def tail(x: int, n: int, k: int, total: int) -> float:
    """Hypergeometric tail in whole numbers."""
    ways = sum(comb(k, j) * comb(total - k, n - j) for j in range(x, min(n, k) + 1))
    return float(Fraction(ways, comb(total, n)))


def interval(x: float, n: float, k: float, total: float, confidence: float) -> tuple[float, float]:
    """Log-delta interval, as the formula is printed."""
    if x == 0:
        return np.nan, np.nan
    square = (1 - x / n) / x - (1 - k / total) / k
    if square < 0:
        return np.nan, np.nan
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = x / n / (k / total)
    return centre * np.exp(-z * sqrt(square)), centre * np.exp(z * sqrt(square))


def likelihood(tau: float, x: Any, expected: Any) -> float:
    """Log-likelihood of negative binomial counts of mean `expected`, up to a constant."""
    terms = [
        lgamma(a + tau) - lgamma(tau) - a * log(tau) - (tau + a) * log1p(e / tau)
        for a, e in zip(x, expected, strict=True)
    ]
    return float(sum(terms))


def adjusted(p: list[float], m: int) -> list[float]:
    """Benjamini-Hochberg by its definition, of `m` tests."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    out = [0.0] * len(p)
    for position, i in enumerate(order):
        later = [(m / (j + 1)) * p[order[j]] for j in range(position, len(p))]
        out[i] = min(1.0, *later)
    return out


def table(flows: pd.DataFrame, count: str, tau: float, confidence: float = 0.95) -> pd.DataFrame:
    """Evidence of every cell with exports, against the table itself, by plain loops."""
    rows = []
    products = [k for k, v in flows.groupby("hs_code")[count].sum().items() if v > 0]
    for place, of_district in flows.groupby(DISTRICT):
        total = int(flows[count].sum())
        n = int(of_district[count].sum())
        cells = of_district.groupby("hs_code")[["value", count]].sum()
        found: list[dict[str, Any]] = []
        for code, cell in cells[cells["value"] > 0].iterrows():
            k = int(flows.loc[flows["hs_code"] == code, count].sum())
            x = int(cell[count])
            low, high = interval(x, n, k, total, confidence)
            found.append(
                dict(zip(DISTRICT, place, strict=True))
                | {"hs_code": code, "count": x, "lq_counts": x / n / (k / total)}
                | {"lq_counts_lower": low, "lq_counts_upper": high, "p": tail(x, n, k, total)}
                | {"lq_shrunk": (x + tau) / (n * k / total + tau)}
            )
        for row, q in zip(found, adjusted([r["p"] for r in found], len(products)), strict=True):
            rows.append(row | {"q": q})
    return pd.DataFrame(rows)
