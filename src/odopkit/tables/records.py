"""Results as plain records: strict JSON, with None for what is undefined."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


def plain(value: object) -> Any:
    """Turn a value into what JSON has: no NaN, no infinity, no numpy scalar."""
    if isinstance(value, pd.DataFrame):
        return records(value)
    if isinstance(value, pd.Series | pd.Index | np.ndarray):
        return [plain(x) for x in value.tolist()]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(x) for x in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int):
        return value
    return str(value)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """List the rows of a frame, each as a dict of plain values."""
    columns = {str(c): plain(frame[c]) for c in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain_items(items: Mapping[str, object]) -> dict[str, Any]:
    """Turn the fields of a result into plain values."""
    return {name: plain(value) for name, value in items.items()}
