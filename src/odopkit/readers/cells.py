"""A column of a file that is split into cells when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.readers.spellings import Spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from odopkit.readers.formats.blocks import Blocks
    from odopkit.readers.formats.bulk import Bulk

_FEW: Final = 2000


class Cells:
    """Some rows of one column, as text; of a column of numbers, read already, see `bulk`."""

    __slots__ = ("_bulk", "_text", "blocks", "position", "start", "stop")

    dtype = np.dtype(object)

    def __init__(
        self, blocks: Blocks, position: int, start: int, stop: int, bulk: Bulk | None = None
    ) -> None:
        self.blocks, self.position = blocks, position
        self.start, self.stop = start, max(start, stop)
        self._bulk = bulk
        self._text: pd.Series[Any] | None = None

    def __len__(self) -> int:
        return self.stop - self.start

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Spell the cells out for numpy."""
        return self.whole().to_numpy(dtype=object)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice) and at.step in (None, 1):
            start, stop, _ = at.indices(len(self))
            return Cells(
                self.blocks, self.position, self.start + start, self.start + stop, self._bulk
            )
        if isinstance(at, int | np.integer):
            row = int(at) + (len(self) if at < 0 else 0)
            return self._texts_at(np.array([row])).iloc[0]
        rows = np.arange(len(self))[at] if isinstance(at, slice) else np.asarray(at)
        return self._texts_at(rows).to_numpy(dtype=object)

    @property
    def bulk(self) -> Bulk | None:
        """Return the numbers of these rows, where the column was read as numbers."""
        return None if self._bulk is None else self._bulk.between(self.start, self.stop)

    def whole(self) -> pd.Series[Any]:
        """Return the text of every cell."""
        if self._text is None:
            if len(self) <= _FEW:
                self._text = self._texts_at(np.arange(len(self)))
            else:
                text = self.blocks.column(self.position)
                self._text = text.iloc[self.start : self.stop].reset_index(drop=True)
        return self._text

    def _texts_at(self, rows: Any) -> pd.Series[Any]:
        texts = None if self.bulk is None or not len(rows) else self.bulk.texts_at(rows)
        if texts is not None:
            text = pd.Series(texts, dtype=object)
        elif self._text is not None:
            text = self._text.iloc[rows]
        elif len(rows) > max(_FEW, len(self) // 10):
            text = self.whole().iloc[rows]
        else:
            text = self.blocks.at(rows + self.start)[self.position]
        found: pd.Series[Any] = text.reset_index(drop=True)
        return found


def spelled_out(cells: Any) -> Any:
    """Return a column that holds its cells: those of a file are split now."""
    if isinstance(cells, Spelled):
        return np.asarray(cells)
    return cells.whole() if isinstance(cells, Cells) else cells
