"""Numbers of a column read all at once; only cells that are no plain number are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.formats.blocks import Blocks
    from odopkit.typing import BoolArray, Float64Array, IntArray

EXACT: Final = 2**53
_MANY: Final = 0.05
_FLOAT: Final = "float64"
# Earlier versions of pandas read some decimals one digit in the last place off.
_READS_FLOATS: Final = tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1)
_KINDS: Final = ("S16", "S32")
_ONES: Final = 0x0101010101010101


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bulk:
    """Numbers of a column, and the text of each cell that is no plain one."""

    amounts: Float64Array
    rows: IntArray
    """Where the cells stand that are no plain number, in order."""
    texts: Sequence[str]

    def between(self, start: int, stop: int) -> Bulk:
        """Take the rows from one to another."""
        first, last = np.searchsorted(self.rows, [start, stop])
        return Bulk(
            amounts=self.amounts[start:stop],
            rows=self.rows[first:last] - start,
            texts=self.texts[first:last],
        )


class Taken(NamedTuple):
    """What one block of a column holds."""

    good: BoolArray
    amounts: Float64Array
    texts: list[str]


class Numbers:
    """The numbers of one column, gathered block by block."""

    __slots__ = ("_amounts", "_kinds", "_rows", "_texts", "_whole", "done", "position")

    def __init__(self, position: int, start: int, height: int, *, whole: bool) -> None:
        self.position = position
        self._kinds = [_FLOAT, *_KINDS] if _READS_FLOATS else [*_KINDS]
        self._whole = whole
        self._amounts: Float64Array = np.full(height, np.nan)
        self.done = start
        self._rows: list[IntArray] = [np.empty(0, dtype=np.intp)]
        self._texts: list[str] = []

    @property
    def kind(self) -> str:
        """How cells have to be split: into floats, or into text up to a length."""
        return self._kinds[0]

    def widen(self) -> bool:
        """Have cells split with less taken for granted; False where nothing is left to try."""
        del self._kinds[:1]
        return bool(self._kinds)

    def look(self, cells: Any, blocks: Blocks) -> Taken | None:
        """Read the cells of one block; None where they have to be split in another way."""
        good, amounts = plain_floats(cells) if self.kind == _FLOAT else plain_numbers(cells)
        if self._whole:
            good &= np.floor(amounts) == amounts
        bad = np.flatnonzero(~good)
        raw = [] if self.kind == _FLOAT else cells[bad].tolist()
        longest = cells.dtype.itemsize if raw else 0
        unseen = (
            [i for i, text in enumerate(raw) if len(text) == longest] if raw else range(len(bad))
        )
        if len(unseen) > _MANY * len(good):
            return None
        texts = [text.decode(errors="replace") for text in raw]
        if unseen:
            full = blocks.at(bad[unseen] + self.done)[self.position].tolist()
            for i, text in zip(unseen, full, strict=True):
                texts[i] = text
        return Taken(good, amounts, texts)

    def add(self, taken: Taken) -> None:
        """Put the numbers of one block behind those before."""
        n = len(taken.good)
        self._amounts[self.done : self.done + n] = np.where(taken.good, taken.amounts, np.nan)
        self._rows.append(np.flatnonzero(~taken.good) + self.done)
        self._texts += taken.texts
        self.done += n

    def finished(self) -> Bulk:
        """Hand on what was read."""
        return Bulk(amounts=self._amounts, rows=np.concatenate(self._rows), texts=self._texts)


def plain_floats(cells: Float64Array) -> tuple[BoolArray, Float64Array]:
    """Mark the numbers that are neither negative nor too large to be exact."""
    return (cells >= 0) & (cells < EXACT), cells + 0.0


def plain_numbers(cells: Any) -> tuple[BoolArray, Float64Array]:
    """Read cells of bytes that are digits, with a point behind the first or none."""
    n, width = len(cells), cells.dtype.itemsize
    marks = np.ascontiguousarray(cells).view(np.uint8).reshape(n, width)
    points = marks == 46
    good = _all(((marks - 48) < 10) | points | (marks == 0))
    good &= ((marks[:, 0] - 48) < 10) & (marks[:, -1] == 0) & (_count(points) < 2)
    amounts = (cells if good.all() else np.where(good, cells, b"0")).astype(np.float64)
    good &= amounts < EXACT
    return good, amounts


def _all(flags: BoolArray) -> BoolArray:
    """Tell of each row whether all flags stand; eight at once."""
    eights = flags.view(np.uint64)
    found: BoolArray = np.logical_and.reduce(
        [eights[:, i] == _ONES for i in range(eights.shape[1])]
    )
    return found


def _count(flags: BoolArray) -> IntArray:
    """Count the flags of each row, eight at once."""
    eights = flags.view(np.uint64).sum(axis=1, dtype=np.uint64)
    counts: IntArray = (eights * np.uint64(_ONES) >> np.uint64(56)).astype(np.intp)
    return counts
