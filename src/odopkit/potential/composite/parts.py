"""The frames of a composite score: ranks, each indicator, each value pulled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.potential.composite import normalise as norm
from odopkit.potential.composite import ranks
from odopkit.tables.labels import text_column
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit.potential.composite.dependence import Row
    from odopkit.potential.composite.indicators import Indicator
    from odopkit.typing import BoolArray, Float64Array, IntArray


def indicator_frame(
    definition: tuple[Indicator, ...],
    w: Float64Array,
    x: Float64Array,
    columns: list[norm.Normalised],
    treated: list[norm.Winsorised],
    raw: Float64Array,
) -> pd.DataFrame:
    """Describe each indicator: weight, bounds, how far it was pulled in."""
    rows = [
        (
            i.name,
            i.direction,
            i.unit,
            w[j],
            int((~np.isnan(x[:, j])).sum()),
            int(np.isnan(x[:, j]).sum()),
            column.lower,
            column.upper,
            int(((x[:, j] < column.lower) | (x[:, j] > column.upper)).sum()),
            *t.before,
            *t.after,
            int((x[:, j] != raw[:, j])[~np.isnan(x[:, j])].sum()),
            "; ".join(r for r in (column.reason, t.reason) if r),
        )
        for j, (i, column, t) in enumerate(zip(definition, columns, treated, strict=True))
    ]
    names = (
        "indicator direction unit weight n_units n_missing lower upper n_outside skewness kurtosis "
        "skewness_after kurtosis_after n_winsorised reason"
    )
    counts = dict.fromkeys(
        ("direction", "n_units", "n_missing", "n_outside", "n_winsorised"), "int64"
    )
    text = dict.fromkeys(("indicator", "unit", "reason"), "str")
    return pd.DataFrame(rows, columns=names.split()).astype(counts | text)


def pillar_frames(
    keys: pd.DataFrame,
    z: Float64Array,
    w: Float64Array,
    pillars: dict[str, list[int]],
    of_pillars: Float64Array,
    method: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List pillars with their weights, and the mean of each unit inside each."""
    listed = pd.DataFrame(
        {
            "pillar": pd.Series(list(pillars), dtype="str"),
            "weight": of_pillars,
            "n_indicators": np.array([len(at) for at in pillars.values()], dtype=np.int64),
        }
    )
    parts = []
    for pillar, at in pillars.items():
        inside = w[at] / w[at].sum() if w[at].sum() > 0 else np.zeros(len(at))
        mean, coverage = norm.aggregate(z[:, at], inside, method)
        reason = np.where(coverage > 0, "", "no indicator with a weight is present")
        undefined = np.isnan(mean) & (coverage > 0)
        reason = np.where(undefined, "the geometric mean needs values above 0", reason)
        parts.append(
            keys.assign(
                pillar=pd.Series([pillar] * len(keys), dtype="str", index=keys.index),
                score=mean,
                coverage=np.clip(coverage, 0.0, 1.0),
                reason=text_column(reason.astype(object)),
            )
        )
    empty = keys.iloc[:0].assign(pillar="", score=0.0, coverage=0.0, reason="")
    scores = pd.concat(parts or [empty.astype({"pillar": "str", "reason": "str"})])
    order = [*keys.columns] if parts else []
    scores = scores.sort_values(order, kind="stable") if order else scores
    return listed, scores.reset_index(drop=True)


def pulled_in(
    keys: pd.DataFrame, names: list[str], raw: Float64Array, x: Float64Array
) -> pd.DataFrame:
    """List each value that was pulled in, before and after."""
    column, row = np.nonzero((x != raw).T & ~np.isnan(raw).T)
    frame = keys.iloc[row].reset_index(drop=True)
    return frame.assign(
        indicator=text_column(np.array(names, dtype=object)[column]),
        value=raw[row, column],
        used=x[row, column],
    )


def notes_frame(rows: list[Row]) -> pd.DataFrame:
    """Make a frame of what gives pause: numbers as floats, all else as text."""
    columns = ["check", "indicators", "value", "threshold", "reason"]
    numbers = {"value", "threshold"}
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({c: "float64" if c in numbers else "str" for c in columns})


def reasons(
    z: Float64Array,
    w: Float64Array,
    coverage: Float64Array,
    least: float,
    names: list[str],
    *,
    geometric: bool,
) -> np.ndarray[Any, Any]:
    """Say of each unit why it has no score; empty where it has one."""
    reason = np.full(len(z), "", dtype=object)
    low = (z <= 0) & (w > 0)
    if geometric and low.any():
        first = np.array(names, dtype=object)[low.argmax(axis=1)]
        text = "the geometric mean needs values above 0: " + pd.Series(first, dtype=object)
        reason = np.where(low.any(axis=1), text, reason)
    thin = coverage < least - TOLERANCE
    said = f"{{:.1%}} of the weight is present, below {least:.1%}"
    reason[thin] = pd.Series(coverage[thin], dtype="float64").map(said.format).to_numpy()
    reason[~(coverage > 0)] = "no indicator with a weight is present"
    return reason


def _places(score: Float64Array) -> tuple[IntArray, IntArray, BoolArray]:
    """Order of units by score, ties by position; their ranks (0 for none); which of them tie."""
    rank = np.zeros(len(score), dtype=np.int64)
    tied = np.zeros(len(score), dtype=bool)
    has = np.flatnonzero(~np.isnan(score))
    if has.size:
        first, last = ranks.tie_places(score[np.newaxis, has])
        # Units come sorted by label, so a stable sort leaves ties in that order.
        order = np.argsort(first[0], kind="stable")
        rank[has[order]] = np.arange(1, has.size + 1)
        tied[has] = last[0] > first[0]
    return np.argsort(np.where(rank > 0, rank, len(rank) + 1), kind="stable"), rank, tied


def ranking(
    keys: pd.DataFrame,
    score: Float64Array,
    coverage: Float64Array,
    n_missing: IntArray,
    reason: np.ndarray[Any, Any],
) -> pd.DataFrame:
    """Make the frame of scores, in order of rank; what has no score has no rank."""
    order, rank, tied = _places(score)
    frame = keys.assign(
        score=score,
        rank=pd.Series(rank, dtype="Int64").mask(rank == 0),
        tied=tied,
        coverage=np.clip(coverage, 0.0, 1.0),
        n_missing=n_missing.astype(np.int64),
        reason=text_column(reason),
    )
    return frame.iloc[order].reset_index(drop=True)
