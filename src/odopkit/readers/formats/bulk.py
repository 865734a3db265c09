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
_ZERO: Final = np.uint8(48)
_POINT: Final = np.uint8(46)
_TENS: Final = 10.0 ** np.arange(23)
"""Powers of ten that floats hold exactly."""
_TOGETHER: Final = 8192
"""Cells read together: as many as a core's own cache holds with what is made of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bulk:
    """Numbers of a column, and each cell that is no plain one: text, of a file of text."""

    amounts: Float64Array
    rows: IntArray
    """Where the cells stand that are no plain number, in order."""
    texts: Sequence[Any]

    def between(self, start: int, stop: int) -> Bulk:
        """Take the rows from one to another."""
        first, last = np.searchsorted(self.rows, [start, stop])
        return Bulk(
            amounts=self.amounts[start:stop],
            rows=self.rows[first:last] - start,
            texts=self.texts[first:last],
        )

    def texts_at(self, rows: IntArray) -> list[Any] | None:
        """Return the text of some rows; None where one of them is a plain number."""
        at = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        if not len(self.rows) or (self.rows[at] != rows).any():
            return None
        return [self.texts[i] for i in at.tolist()]


class Taken(NamedTuple):
    """What one block of a column holds."""

    good: BoolArray
    amounts: Float64Array
    texts: list[str]


class Numbers:
    """The numbers of one column, gathered block by block."""

    __slots__ = ("_amounts", "_kinds", "_rows", "_texts", "_whole", "done", "position")

    def __init__(
        self, position: int, start: int, height: int, *, whole: bool, are_even: bool
    ) -> None:
        self.position = position
        # Where rows differ in length some numbers are likely to be none.
        self._kinds = [_FLOAT, *_KINDS] if _READS_FLOATS and are_even else [*_KINDS]
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


def numbers_among(cells: Any, *, whole: bool) -> Bulk | None:
    """Take the numbers of a column of cells of any kind; None where most are none."""
    is_number = np.fromiter((type(c) is float or type(c) is int for c in cells), np.bool_)
    if is_number.sum() * 2 < len(cells):
        return None
    amounts = np.full(len(cells), np.nan)
    try:
        amounts[is_number] = cells[is_number].astype(np.float64)
    except OverflowError:
        return None
    good, amounts = plain_floats(amounts)
    if whole:
        good &= np.floor(amounts) == amounts
    rows = np.flatnonzero(~good)
    amounts[rows] = np.nan
    return Bulk(amounts=amounts, rows=rows, texts=cells[rows].tolist())


def plain_floats(cells: Float64Array) -> tuple[BoolArray, Float64Array]:
    """Mark the numbers that are neither negative nor too large to be exact."""
    return (cells >= 0) & (cells < EXACT), cells + 0.0


def plain_numbers(cells: Any) -> tuple[BoolArray, Float64Array]:
    """Read cells of bytes that are digits, with a point behind the first or none."""
    good, amounts = np.empty(len(cells), dtype=np.bool_), np.empty(len(cells))
    for a in range(0, len(cells), _TOGETHER):
        some = slice(a, a + _TOGETHER)
        good[some], amounts[some] = _plain(np.ascontiguousarray(cells[some]))
    return good, amounts


def _plain(cells: Any) -> tuple[BoolArray, Float64Array]:
    """Read the digits from left to right, those of all cells at once.

    A quotient of two whole numbers that floats hold exactly is the float next to it; what
    has more digits is left to numpy, which reads text as Python does.
    """
    n = len(cells)
    marks = np.ascontiguousarray(cells.view(np.uint8).reshape(n, -1).T)
    whole, shift = np.zeros(n), np.zeros(n, dtype=np.uint8)
    pointed, good = np.zeros(n, dtype=np.bool_), marks[-1] == 0
    good &= (marks[0] - _ZERO) < 10
    for mark in marks:
        if not mark.any():
            break
        digit = mark - _ZERO
        is_digit = digit < 10
        whole = np.where(is_digit, whole * 10 + digit, whole)
        shift += is_digit & pointed
        is_point = mark == _POINT
        good &= is_digit | (mark == 0) | (is_point & ~pointed)
        pointed |= is_point
    amounts = whole / _TENS[np.minimum(shift, len(_TENS) - 1)]
    long = np.flatnonzero(good & ((whole >= EXACT) | (shift >= len(_TENS))))
    amounts[long] = cells[long].astype(np.float64)
    good &= amounts < EXACT
    return good, amounts
