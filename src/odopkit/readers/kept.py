"""The rows that are kept of one sheet, laid out as a frame only with those of all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.typing import BoolArray, Float64Array

    Kept = dict[str, Any]
    """Columns of a flows table: `Labelled` ones, and numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Labels of some rows: sorted, each used, and which row has which (-1 for none)."""

    codes: Any
    levels: list[str]


def rows_kept(
    columns: Mapping[str, Column],
    constants: Mapping[str, str],
    amounts: Float64Array,
    keep: BoolArray,
) -> Kept:
    """Take the rows that are kept, with what is the same in all of them."""
    kept: Kept = {}
    for name in TEXT_COLUMNS:
        if name in columns:
            kept[name] = _labelled(columns[name], keep)
        elif name in constants:
            zeros = np.zeros(int(keep.sum()), dtype=np.int8)
            kept[name] = Labelled(zeros, [constants[name]])
    kept["value"] = amounts if keep.all() else amounts[keep]
    if "shipments" in columns:
        kept["shipments"] = columns["shipments"].counts[keep]
    return kept


def _labelled(column: Column, keep: BoolArray) -> Labelled:
    codes = column.codes if keep.all() else column.codes[keep]
    used = column.used(keep).tolist()
    levels = sorted({c for c, u in zip(column.clean, used, strict=True) if u and c is not None})
    rank = {level: i for i, level in enumerate(levels)}
    kind = np.min_scalar_type(-max(1, len(levels)))
    lookup = np.array([rank.get(c, -1) if c else -1 for c in column.clean], dtype=kind)
    return Labelled(lookup[codes], levels)


def joined(parts: Sequence[Kept]) -> pd.DataFrame:
    """Stack what is kept of all sheets."""
    frame: dict[str, Any] = {}
    for name in parts[0]:
        cells = [part[name] for part in parts]
        frame[name] = _stacked(cells) if isinstance(cells[0], Labelled) else _numbers(cells)
    return pd.DataFrame(frame, copy=False)


def _stacked(cells: Sequence[Labelled]) -> Any:
    levels = cells[0].levels
    codes = cells[0].codes
    if len(cells) > 1:
        levels = sorted(set().union(*(one.levels for one in cells)))
        rank = {level: i for i, level in enumerate(levels)}
        lookups = [np.array([*(rank[x] for x in one.levels), -1], dtype=np.intp) for one in cells]
        codes = np.concatenate([n[one.codes] for n, one in zip(lookups, cells, strict=True)])
    return pd.Categorical.from_codes(codes, categories=pd.Index(levels, dtype=str))


def _numbers(cells: Sequence[Any]) -> Any:
    return cells[0] if len(cells) == 1 else np.concatenate(cells)


def signature(kept: Kept) -> int:
    """Give one number to the rows of a sheet, whatever their order."""
    columns = [[*one.levels, None] if isinstance(one, Labelled) else None for one in kept.values()]
    cells = [
        one.tolist() if texts is None else [texts[code] for code in one.codes.tolist()]
        for one, texts in zip(kept.values(), columns, strict=True)
    ]
    return hash((tuple(kept), tuple(sorted(map(repr, zip(*cells, strict=True))))))
