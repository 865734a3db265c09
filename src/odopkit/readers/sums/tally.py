"""Rows as numbers: which label each key column holds, what the value is, and to what step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray, Float64Array, IntArray

_FINEST: Final = -9
_COARSEST: Final = 12
_STEPS_FROM: Final = 20_000
_FEW: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Key:
    """A key column by clean labels: several spellings may share one."""

    name: str
    header: str
    column: Column
    clean: IntArray
    labels: list[str]

    def at(self, rows: IntArray) -> IntArray:
        """Return the label of each of some rows."""
        found: IntArray = self.clean[self.column.codes[rows]]
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Some rows in the order of the table; labels are numbered within their column."""

    keys: Sequence[Key]
    codes: list[IntArray]
    rows: IntArray
    values: Float64Array
    steps: Float64Array

    def grouped(self, without: int) -> tuple[IntArray, int]:
        """Give a number to the groups that all other key columns make."""
        return groups_of(
            [c for i, c in enumerate(self.codes) if i != without],
            [len(k.labels) for i, k in enumerate(self.keys) if i != without],
            len(self.rows),
        )

    def taken(self, mask: BoolArray) -> Tally:
        """Leave rows out."""
        if mask.all():
            return self
        return Tally(
            keys=self.keys,
            codes=[c[mask] for c in self.codes],
            rows=self.rows[mask],
            values=self.values[mask],
            steps=self.steps[mask],
        )


def keys_of(sheet: Sheet) -> list[Key]:
    """Give a number to the clean labels of each mapped text column."""
    names = [name for name in TEXT_COLUMNS if name in sheet.columns]
    if "hs_code" in names:
        names = [name for name in names if name != "product"]  # the description of a code
    return [key_of(sheet.columns[name]) for name in names]


def key_of(column: Column) -> Key:
    """Give a number to the clean labels of a column."""
    numbers: dict[str, int] = {}
    clean = [
        numbers.setdefault(text if label is None else label, len(numbers))
        for label, text in zip(column.clean, column.texts, strict=True)
    ]
    return Key(
        name=column.name,
        header=column.header,
        column=column,
        clean=np.array(clean, dtype=np.intp),
        labels=list(numbers),
    )


def tally_of(keys: Sequence[Key], values: Float64Array, rows: IntArray) -> Tally:
    """Take some rows, with the step to which their values are exact."""
    codes = [key.at(rows) for key in keys]
    taken = values[rows]
    steps = np.full(len(rows), step_of(taken))
    for key, code in zip(keys, codes, strict=True):
        if len(key.labels) < len(rows):
            steps = np.maximum(steps, _steps_by_label(taken, steps, code, len(key.labels)))
    return Tally(keys=keys, codes=codes, rows=rows, values=taken, steps=steps)


def groups_of(codes: Sequence[IntArray], sizes: Sequence[int], n: int) -> tuple[IntArray, int]:
    """Give a number to the combinations of labels that occur."""
    if not codes:
        return np.zeros(n, dtype=np.intp), 1
    groups, count = codes[0].astype(np.int64), sizes[0]
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        if count * size >= 2**62:
            groups, seen = pd.factorize(groups)
            count = len(seen)
        groups, count = groups * size + code, count * size
    if n <= _FEW:  # a folder has thousands of small files, and pandas takes as long for each
        numbers: dict[int, int] = {}
        few = [numbers.setdefault(group, len(numbers)) for group in groups.tolist()]
        return np.array(few, dtype=np.intp), len(numbers)
    found, distinct = pd.factorize(groups)
    return found.astype(np.intp), len(distinct)


def added(groups: IntArray, values: Float64Array | BoolArray, n: int = 0) -> Float64Array:
    """Add up values by group."""
    return np.bincount(groups, weights=values, minlength=n).astype(np.float64, copy=False)


def step_of(values: Float64Array, *, printed: bool = False) -> float:
    """Find the largest power of ten that divides all values; where `printed`, at most 1."""
    some = values[values > 0]
    if not some.size:
        return 1.0
    if some.size > _STEPS_FROM:
        some = some[:: some.size // _STEPS_FROM]
    some = np.unique(some)
    top = 0 if printed else _COARSEST
    power = finest = 0 if (some == np.floor(some)).all() else _FINEST
    for power in range(finest, top + 1):
        if not _divides(some, power + 1).all() or power == top:
            break
    return float(10.0**power)


def _divides(values: Float64Array, power: int) -> BoolArray:
    """Tell which values are whole multiples of a power of ten, as far as floats can."""
    scaled = values / 10.0**power if power > 0 else values * 10.0**-power
    divided: BoolArray = np.abs(scaled - np.round(scaled)) <= 1e-14 * scaled + 1e-9
    return divided


def _steps_by_label(
    values: Float64Array, steps: Float64Array, codes: IntArray, n: int
) -> Float64Array:
    """Raise the step by tens for labels with three different values that all allow it."""
    filled = values > 0
    code, value, step = codes[filled], values[filled], steps.min(initial=1.0)
    scaled = value / (10 * (step or 1.0))
    odd = np.abs(scaled - np.round(scaled)) > 1e-14 * scaled + 1e-9
    able = (np.bincount(code[odd], minlength=n) == 0) & (np.bincount(code, minlength=n) >= 3)
    if not able.any():
        return np.zeros(len(codes))
    mine = able[code]
    pairs = pd.DataFrame({"code": code[mine], "value": value[mine]}).drop_duplicates()
    able = np.bincount(pairs["code"], minlength=n) >= 3
    raised = np.where(able, step, 0.0)
    code, value = pairs["code"].to_numpy(), pairs["value"].to_numpy()
    for _ in range(6):
        if not able.any():
            break
        scaled = value / (10 * np.where(raised[code] > 0, raised[code], 1.0))
        odd = np.abs(scaled - np.round(scaled)) > 1e-14 * scaled + 1e-9
        able &= np.bincount(code[odd], minlength=n) == 0
        raised = np.where(able, raised * 10, raised)
    return raised[codes]


def tolerance(n: IntArray | int, steps: Float64Array | float) -> Float64Array:
    """Say how far a sum of so many rounded parts may miss a rounded total."""
    parts = np.asarray(n, dtype=np.float64)
    most = (parts + 1) / 2
    likely = 3 * np.sqrt((parts + 1) / 12) + 0.25
    bound: Float64Array = np.where(parts <= 100, np.minimum(most, likely), most) * steps
    return bound


def near(
    printed: Float64Array | float,
    summed: Float64Array | float,
    n: IntArray | int,
    step: Float64Array | float,
    *,
    relative: float = 0.0,
) -> BoolArray:
    """Tell whether a total agrees with the sum of n parts, rounded or cut off."""
    short = np.asarray(printed, dtype=np.float64) - summed
    allowed = np.maximum(tolerance(n, step) + 1e-9 * np.abs(printed), relative * np.abs(printed))
    cut = (short >= 0) & (short <= (np.asarray(n) - 1) * step + 1e-9 * np.abs(printed))
    agreed: BoolArray = (np.abs(short) <= allowed) | cut
    return agreed
