"""Composite scores the slow and obvious way, and tables to try them on."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from odopkit.errors import OdopkitWarning
from odopkit.potential.composite import CompositeScore, Indicator, composite_score


def table_of(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return columns of indicators for districts named d00, d01 and so on."""
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"district": [f"d{i:02d}" for i in range(n)], **columns})


def points(*names: str, **options: Any) -> list[Indicator]:
    """Return indicators of which more is better."""
    fields: dict[str, Any] = {"direction": 1, "unit": "points"} | options
    return [Indicator(n, **fields) for n in names]


def scored(table: pd.DataFrame, parts: Sequence[Indicator], **options: Any) -> CompositeScore:
    """Score districts, by default min-max, equal weights and the arithmetic mean, in silence."""
    defaults: dict[str, Any] = {
        "unit": "district",
        "normalise": "minmax",
        "weights": "equal",
        "aggregate": "arithmetic",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OdopkitWarning)
        return composite_score(table, parts, **(defaults | options))


def by_label(score: CompositeScore, column: str = "score") -> list[Any]:
    """Return a column of the scores in the order of the labels."""
    found: list[Any] = score.scores.sort_values(list(score.unit))[column].tolist()
    return found


def mean_of(row: Sequence[float], weights: Sequence[float], aggregate: str) -> float:
    """Average what a unit has, one indicator after the other."""
    have = [(w, v) for w, v in zip(weights, row, strict=True) if not math.isnan(v)]
    total = math.fsum(w for w, _ in have)
    if aggregate == "arithmetic":
        return math.fsum(w * v for w, v in have) / total
    return math.exp(math.fsum(w * math.log(v) for w, v in have) / total)


def with_correlations(wanted: Sequence[Sequence[float]], n: int, seed: int = 0) -> Any:
    """Return `n` rows with means of 0, deviations of 1 and these very correlations."""
    target = np.linalg.cholesky(np.array(wanted))
    raw = np.random.default_rng(seed).normal(size=(n, len(wanted)))
    centred = raw - raw.mean(axis=0)
    white = np.linalg.qr(centred)[0] * math.sqrt(n - 1)
    return white @ target.T
