"""Several columns of codes as one integer key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.typing import IntArray


# Keys are made a block at a time, so that they stay in cache and never fill a column.
BLOCK: Final = 1 << 16
# A dense table of sums may have this many cells per row before sorting is cheaper.
DENSE_CELLS_PER_ROW: Final = 4
SMALL_TABLE: Final = 1 << 20
# A bitmap cell is an eighth of a sum, so it may be sparser before sorting wins.
UNIQUE_CELLS_PER_ROW: Final = 10

_MAX_KEY: Final = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One key column: codes, an optional relabelling of them, and how many labels."""

    codes: NDArray[Any]
    size: int
    lut: IntArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """Mix in one column, after squeezing what came before to the keys in use."""

    column: Column
    used: IntArray | None  # sorted keys in use before this column
    rank: IntArray | None  # key -> its rank among them


class JointKey:
    """Several code columns as one integer key, squeezed where it would get sparse.

    States by districts is mostly empty (a district lies in one state), so a plain
    mixed-radix key of state, district and product would need a table thirty-six
    times too large: the pairs in use are found first and numbered.  Where one column
    settles those before it (each district code occurs in one state), rows are then
    numbered by that column alone.
    """

    def __init__(self, columns: Sequence[Column], *, cells_per_row: int | None = None) -> None:
        cells_per_row = DENSE_CELLS_PER_ROW if cells_per_row is None else cells_per_row
        self.n_rows = len(columns[0].codes)
        self._steps: list[_Step] = []
        self._size = 1
        # One column in place of the first few that it settles, and how many it stands for.
        self._short: tuple[Column, int] | None = None
        room = max(cells_per_row * self.n_rows, SMALL_TABLE)
        for column in columns:
            used = rank = None
            size = self._size * column.size
            # A table that outgrows the cache is slower to fill than few pairs are to find;
            # many pairs are looked for only where there would be no room otherwise.
            cheap = size > SMALL_TABLE and self._size <= SMALL_TABLE
            needed = size > room and self._size <= room
            if self._steps and (cheap or needed):
                used, rank = self._squeeze()
                self._size = len(used)
            if self._size * max(column.size, 1) > _MAX_KEY:
                msg = "the key columns have too many combinations to number"
                raise InvalidValueError(msg)
            self._steps.append(_Step(column, used, rank))
            self._size *= max(column.size, 1)
        self.is_dense = self._size <= room

    @property
    def size(self) -> int:
        """How many keys there could be."""
        return self._size

    def _squeeze(self) -> tuple[IntArray, IntArray]:
        seen = np.zeros(self._size, dtype=bool)
        for a in range(0, self.n_rows, BLOCK):
            seen[self.block(a, a + BLOCK)] = True
        used = np.flatnonzero(seen)
        rank = np.cumsum(seen) - 1
        last = self._steps[-1].column
        of_last = used % max(last.size, 1)
        settled = len(np.unique(of_last)) == len(used)
        if settled and len(self._steps) > 1:
            of_label = np.zeros(last.size, dtype=np.intp)
            of_label[of_last] = np.arange(len(used))
            lut = of_label if last.lut is None else of_label[last.lut]
            self._short = Column(last.codes, len(used), lut), len(self._steps)
        return used, rank

    def block(self, start: int, stop: int) -> IntArray:
        """Keys of rows `start` to `stop`."""
        key: IntArray | None = None
        steps = self._steps
        if self._short is not None:
            column, n_steps = self._short
            key, steps = _labels(column, start, stop), steps[n_steps:]
        for step in steps:
            part = _labels(step.column, start, stop)
            if key is None:
                key = part
                continue
            if step.rank is not None and (self._short is None or step is not steps[0]):
                key = step.rank.take(key)
            key *= step.column.size
            key += part
        if key is None:  # no columns: one group
            return np.zeros(min(stop, self.n_rows) - start, dtype=np.intp)
        return key

    def split(self, keys: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Split ascending keys into what precedes the last column, and its labels.

        Returns the distinct leading keys, the position among them of each key, and
        the label of the last column of each key.
        """
        size = max(self._steps[-1].column.size, 1)
        # Keys ascend, so a division per leading key replaces one per key.
        low, high = (int(keys[0]) // size, int(keys[-1]) // size) if len(keys) else (0, -1)
        if high - low < len(keys):
            ends = np.searchsorted(keys, np.arange(low, high + 2) * size)
            counts = np.diff(ends)
            filled = np.flatnonzero(counts)
            leading, counts = filled + low, counts[filled]
        else:
            outer = keys // size
            starts = np.flatnonzero(np.r_[True, outer[1:] != outer[:-1]])
            leading, counts = outer[starts], np.diff(np.r_[starts, len(keys)])
        which: IntArray = np.repeat(np.arange(len(leading)), counts)
        last: IntArray = np.repeat(leading * -size, counts)
        last += keys
        return leading, which, last

    def decode_leading(self, leading: IntArray) -> list[IntArray]:
        """Labels of every column but the last, given the keys that precede it."""
        parts: list[IntArray] = []
        for step, before in zip(self._steps[:0:-1], self._steps[-2::-1], strict=True):
            if step.used is not None:
                leading = step.used[leading]
            leading, part = np.divmod(leading, max(before.column.size, 1))
            parts.append(part)
        return parts[::-1]


def _labels(column: Column, start: int, stop: int) -> IntArray:
    codes = column.codes[start:stop]
    # take is twice as fast as indexing where the codes are 8 or 16 bits wide.
    return codes.astype(np.intp) if column.lut is None else column.lut.take(codes)


def has_repeats(columns: Sequence[Column]) -> bool:
    """Tell whether any combination of key columns occurs twice."""
    return count_keys(columns) < len(columns[0].codes)


def count_keys(columns: Sequence[Column]) -> int:
    """Count the combinations of key columns that occur.

    A bit for each possible key where those are few (up to ten cells a row: one byte
    each), else a sort.
    """
    joint = JointKey(columns, cells_per_row=UNIQUE_CELLS_PER_ROW)
    if joint.is_dense:
        seen = np.zeros(joint.size, dtype=bool)
        for a in range(0, joint.n_rows, BLOCK):
            seen[joint.block(a, a + BLOCK)] = True
        return int(np.count_nonzero(seen))
    if not joint.n_rows:
        return 0
    ordered = np.sort(joint.block(0, joint.n_rows))
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def used_codes(codes: NDArray[Any], size: int) -> IntArray:
    """Codes that occur, ascending, without sorting the rows."""
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    return np.flatnonzero(seen)
