"""Labels of a column, each spelled once, gathered block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import IntArray


class Labels:
    """The labels of one column in the order in which they first stand there."""

    __slots__ = ("_codes", "_numbers", "done", "position")

    def __init__(self, position: int, start: int, height: int) -> None:
        self.position = position
        self.done = start
        self._codes = np.empty(height, dtype=np.int32)
        self._numbers: dict[str, int] = {}

    def add(self, cells: Any) -> None:
        """Put the cells of one block, as categories, behind those before."""
        codes = cells.codes
        order, texts = in_order(codes, cells.categories)
        lookup = np.full(len(cells.categories), -1, dtype=np.int32)
        lookup[order] = [self._numbers.setdefault(text, len(self._numbers)) for text in texts]
        self._codes[self.done : self.done + len(codes)] = lookup[codes]
        self.done += len(codes)

    def finished(self, head: Sequence[str]) -> pd.Series[Any]:
        """Hand the column on, with the cells that stand above the first block."""
        above = [self._numbers.setdefault(text, len(self._numbers)) for text in head]
        self._codes[: len(head)] = above
        levels = pd.Index(list(self._numbers), dtype=str)
        return pd.Series(pd.Categorical.from_codes(self._codes, categories=levels))


def in_order(codes: IntArray, levels: Any) -> tuple[IntArray, list[Any]]:
    """Return the categories that are used, in the order in which they first stand there."""
    n = len(codes)
    first = np.full(len(levels) + 1, n, dtype=np.intp)
    first[codes[::-1]] = np.arange(n - 1, -1, -1)  # of several rows the last written stays
    first = first[:-1]  # a missing cell has the code -1
    used = np.flatnonzero(first < n)
    order: IntArray = used[np.argsort(first[used], kind="stable")]
    return order, levels.take(order).tolist()
