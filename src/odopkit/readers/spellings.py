"""Labels of a column, each spelled once, gathered block by block."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from odopkit.readers.formats.blocks import Blocks
    from odopkit.typing import IntArray


_CATEGORY: Final = "category"
_BYTES: Final = 16
_SHORT: Final = f"S{_BYTES}"
_MANY: Final = 0.05
_NO_TEXT: Final = 0xFFFFFFFF00000000


class Spelled:
    """A column as the number of the spelling that each cell holds.

    `head` are the cells above, which `codes` do not count; below it each spelling is used,
    in the order in which they first stand there, as long as no rows are taken.
    """

    __slots__ = ("codes", "head", "is_whole", "texts")

    dtype = np.dtype(object)

    def __init__(
        self,
        codes: IntArray,
        texts: list[str],
        head: Sequence[str] = (),
        *,
        is_whole: bool = True,
    ) -> None:
        self.codes, self.texts = codes, texts
        self.head, self.is_whole = list(head), is_whole

    def __len__(self) -> int:
        return len(self.head) + len(self.codes)

    def __iter__(self) -> Iterator[str]:
        texts = self.texts
        return iter([*self.head, *(texts[code] for code in self.codes.tolist())])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Spell the cells out for numpy."""
        cells = np.empty(len(self), dtype=object)
        cells[:] = list(self)
        return cells

    def __getitem__(self, at: Any) -> Any:
        n = len(self.head)
        if isinstance(at, slice) and at.step in (None, 1):
            start, stop, _ = at.indices(len(self))
            codes = self.codes[max(0, start - n) : max(0, stop - n)]
            is_whole = self.is_whole and len(codes) == len(self.codes)
            return Spelled(codes, self.texts, self.head[start:stop], is_whole=is_whole)
        if isinstance(at, int | np.integer):
            row = int(at) + (len(self) if at < 0 else 0)
            return self.head[row] if row < n else self.texts[self.codes[row - n]]
        rows = np.arange(len(self))[at] if isinstance(at, slice) else np.asarray(at)
        texts = np.empty(len(self.texts), dtype=object)
        texts[:] = self.texts
        cells = np.empty(len(rows), dtype=object)
        below = rows >= n
        cells[below] = texts[self.codes[rows[below] - n]]
        cells[~below] = [self.head[row] for row in rows[~below].tolist()]
        return cells

    def rows_of(self, wanted: Collection[str]) -> IntArray:
        """Return the rows that hold one of some texts."""
        above = [i for i, text in enumerate(self.head) if text in wanted]
        some = [i for i, text in enumerate(self.texts) if text in wanted]
        below = np.flatnonzero(np.isin(self.codes, some)) if some else np.empty(0, dtype=np.intp)
        return np.concatenate([np.array(above, dtype=np.intp), below + len(self.head)])

    def encoded(self) -> tuple[IntArray, list[str]]:
        """Return the codes and spellings of all cells; each spelling is used, in order."""
        if self.is_whole and not self.head:
            return self.codes, self.texts
        numbers: dict[str, int] = {}
        above = [numbers.setdefault(text, len(numbers)) for text in self.head]
        order, texts = in_order(self.codes, self.texts)
        lookup = np.full(len(self.texts), -1, dtype=np.intp)
        lookup[order] = [numbers.setdefault(text, len(numbers)) for text in texts]
        return np.concatenate([np.array(above, dtype=np.intp), lookup[self.codes]]), list(numbers)


class Labels:
    """The labels of one column in the order in which they first stand there."""

    __slots__ = (
        "_codes",
        "_kinds",
        "_levels",
        "_lookup",
        "_numbers",
        "_start",
        "_words",
        "done",
        "position",
    )

    def __init__(
        self, position: int, start: int, height: int, *, are_short: bool, are_few: bool
    ) -> None:
        self.position = position
        self.done = self._start = start
        self._kinds = [_SHORT, _CATEGORY] if are_short else [_CATEGORY]
        # What is hardly looked at takes little room.
        self._codes: IntArray = np.empty(height - start, dtype=np.int32 if are_few else np.intp)
        self._numbers: dict[str, int] = {}
        # The last of these is no text.
        self._words = (np.full(1, 2**64 - 1, dtype=np.uint64), np.full(1, -1, dtype=np.intp))
        self._levels: Any = None
        self._lookup: IntArray = np.empty(0, dtype=np.intp)

    @property
    def kind(self) -> str:
        """How cells have to be split: into bytes that fit a machine word, or into categories."""
        return self._kinds[0]

    def widen(self) -> bool:
        """Have cells split with less taken for granted; False where nothing is left to try."""
        del self._kinds[:1]
        return bool(self._kinds)

    def look(self, cells: Any, blocks: Blocks) -> IntArray | None:
        """Give each label of one block its number; None where they have to be split otherwise."""
        if self.kind == _CATEGORY:
            return self._of_categories(cells.array.codes, cells.array.categories)
        short = np.ascontiguousarray(cells.to_numpy())
        pairs = short.view(np.uint64).reshape(-1, 2)
        words, long = pairs[:, 0].copy(), np.flatnonzero(pairs[:, 1])
        if len(long) > _MANY * len(words):
            return None
        texts: dict[str, int] = {}
        if len(long):
            # No text begins so: these words stand for texts that are longer than a word.
            spelled = self._long(short[long].tolist(), long, blocks)
            words[long] = [_NO_TEXT + texts.setdefault(t, len(texts)) for t in spelled]
        codes, uniques = pd.factorize(words)
        return self._of_words(uniques, list(texts))[codes]

    def _long(self, cut: list[bytes], at: IntArray, blocks: Blocks) -> list[str]:
        """Spell labels that are longer than a machine word; the longest are cut."""
        if any(len(text) == _BYTES for text in cut):
            spelled: list[str] = blocks.at(at + self.done)[self.position].tolist()
            return spelled
        return [text.decode() for text in cut]

    def _of_words(self, words: Any, long: Sequence[str]) -> IntArray:
        """Give machine words their numbers; some stand for the long texts of one block."""
        known, numbers = self._words
        at = np.minimum(np.searchsorted(known, words), len(known) - 1)
        found: IntArray = np.where(known[at] == words, numbers[at], -1)
        for i in np.flatnonzero(found < 0).tolist():
            word = int(words[i])
            text = (
                long[word - _NO_TEXT]
                if word >= _NO_TEXT
                else word.to_bytes(8, sys.byteorder).rstrip(b"\0").decode()
            )
            found[i] = self._numbers.setdefault(text, len(self._numbers))
        new = (known[at] != words) & (words < np.uint64(_NO_TEXT))
        if new.any():
            known = np.concatenate([known, words[new]])
            order = np.argsort(known)
            self._words = known[order], np.concatenate([numbers, found[new]])[order]
        return found

    def _of_categories(self, codes: IntArray, levels: Any) -> IntArray:
        if self._levels is not None and self._levels.equals(levels):
            found = self._lookup[codes]
            if not (found < 0).any():
                return found
        order, texts = in_order(codes, levels)
        numbers = self._numbers
        self._lookup = np.full(len(levels), -1, dtype=np.intp)
        self._lookup[order] = [numbers.setdefault(text, len(numbers)) for text in texts]
        self._levels = levels
        return self._lookup[codes]

    def add(self, found: IntArray) -> None:
        """Put the numbers of one block behind those before."""
        done = self.done - self._start
        self._codes[done : done + len(found)] = found
        self.done += len(found)

    def finished(self, head: Sequence[str]) -> Spelled:
        """Hand the column on, with the cells that stand above the first block."""
        return Spelled(self._codes, list(self._numbers), head)


def in_order(codes: IntArray, levels: Any) -> tuple[IntArray, list[Any]]:
    """Return the categories that are used, in the order in which they first stand there."""
    n = len(codes)
    first = np.full(len(levels) + 1, n, dtype=np.intp)
    first[codes[::-1]] = np.arange(n - 1, -1, -1)  # of several rows the last written stays
    first = first[:-1]  # a missing cell has the code -1
    used = np.flatnonzero(first < n)
    order: IntArray = used[np.argsort(first[used], kind="stable")]
    texts = levels.take(order).tolist() if hasattr(levels, "take") else [levels[i] for i in order]
    return order, texts
