"""Values of many groups side by side, ascending, so that a measure is a matrix operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit._kernels.keys import BLOCK
from odopkit._kernels.sums import count_by
from odopkit._kernels.values import as_values
from odopkit.errors import UndefinedMeasureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from odopkit.typing import Float64Array, IntArray


# More sizes of groups than this are rounded up to fewer: each costs a fixed time.
MANY_SIZES: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Values of many groups, ascending inside each, and what their shares are of.

    Groups of one size lie side by side, so that each size is a matrix with a group to
    a row: a measure is a few operations on matrices that fit the cache, and there are
    at most as many sizes as the root of twice the number of values.

    ``n`` counts the units of each group; those without a value are zeros that were
    never stored.  Where there are many sizes, zeros beyond ``n`` round them up; no
    measure counts them.  ``outside`` is value that belongs to the group's total but
    to none of its units (an unspecified place): it dilutes concentration ratios only.
    """

    values: Float64Array
    by_size: IntArray  # the groups that have values, in the order in which these lie
    sizes: IntArray  # the distinct numbers of values
    n_of_size: IntArray  # how many groups have as many
    n: NDArray[np.int64]
    total: Float64Array
    outside: Float64Array

    @property
    def n_groups(self) -> int:
        """How many groups, empty ones included."""
        return len(self.n)

    def blocks(self) -> Iterator[tuple[IntArray, Float64Array]]:
        """Yield groups and their values, a row each, as many at a time as fit the cache."""
        group = start = 0
        for size, count in zip(self.sizes.tolist(), self.n_of_size.tolist(), strict=True):
            step = max(BLOCK // size, 1)
            for a in range(0, count, step):
                b = min(a + step, count)
                rows = self.values[start + a * size : start + b * size].reshape(-1, size)
                yield self.by_size[group + a : group + b], rows
            group += count
            start += count * size

    def each(self, measure: Callable[[Float64Array, IntArray], Float64Array]) -> Float64Array:
        """Take a measure of the rows of every block; 0 for groups without values."""
        out = np.zeros(self.n_groups)
        with np.errstate(invalid="ignore", divide="ignore"):
            for groups, rows in self.blocks():
                out[groups] = measure(rows, groups)
        return out

    def each_share(self, measure: Callable[[Float64Array, IntArray], Float64Array]) -> Float64Array:
        """Take a measure of shares in the group's units."""
        return self.each(lambda x, g: measure(x / self.total[g, np.newaxis], g))


def one_segment(values: Float64Array) -> Segments:
    """Return a vector as the only group."""
    return segment(np.zeros(len(values), dtype=np.intp), 1, values)


def segment_of(values: ArrayLike, measure: str) -> Segments:
    """Check a vector for a measure, refusing a zero total, of which nothing has a share.

    Raises
    ------
    InvalidValueError
        As :func:`as_values`.
    UndefinedMeasureError
        If the values sum to zero.
    """
    seg = one_segment(as_values(values))
    if seg.total[0] == 0:
        msg = f"{measure} is undefined: the values sum to zero, so there are no shares"
        raise UndefinedMeasureError(msg)
    return seg


def segment(
    group: NDArray[Any],
    n_groups: int,
    values: Float64Array,
    *,
    n: NDArray[np.int64] | None = None,
    outside: Float64Array | None = None,
) -> Segments:
    """Bring values of each group together, ascending.

    Parameters
    ----------
    group : ndarray of int, shape (n_rows,)
        Group code of each value, 0 to `n_groups` - 1.
    n_groups : int
        How many groups there are, with or without values.
    values : ndarray of float, shape (n_rows,)
        Finite and not negative.
    n : ndarray of int, shape (n_groups,), optional
        Units of each group, at least its number of values; the rest are zeros.
    outside : ndarray of float, shape (n_groups,), optional
        Value in the group's total that no unit holds.

    Returns
    -------
    Segments

    Notes
    -----
    Extra memory: a copy of the values and about as much again while they are placed.
    """
    counts = count_by(group, n_groups)
    n = counts if n is None else n
    if len(np.unique(counts)) > MANY_SIZES:
        rounded = _rounded_up(counts)
        zeros = np.repeat(np.arange(n_groups), rounded - counts)
        group = np.concatenate((group, zeros.astype(group.dtype)))
        values = np.concatenate((values, np.zeros(len(zeros))))
        counts = rounded
    by_size = np.argsort(counts, kind="stable")
    by_size = by_size[np.searchsorted(counts[by_size], 1) :]
    sizes, n_of_size = np.unique(counts[by_size], return_counts=True)
    if len(by_size) > 1:
        position = np.zeros(n_groups, dtype=np.int32 if n_groups < 1 << 31 else np.intp)
        position[by_size] = np.arange(len(by_size))
        ordered = _gather(position.take(group), len(by_size), values)
    else:
        ordered = values.copy()
    seg = Segments(
        values=ordered,
        by_size=by_size,
        sizes=sizes,
        n_of_size=n_of_size,
        n=n,
        total=np.zeros(n_groups),
        outside=np.zeros(n_groups) if outside is None else outside,
    )
    for groups, rows in seg.blocks():
        rows.sort(axis=1)
        seg.total[groups] = rows.sum(axis=1)
    return seg


def _rounded_up(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round numbers up to sixteen steps an octave, by at most a sixteenth."""
    octave = np.floor(np.log2(np.maximum(counts, 16))).astype(np.int64)
    step = np.left_shift(1, octave - 4)
    return np.asarray(-(-counts // step) * step)


# Importing scipy costs more than it saves on fewer rows.
_MANY_ROWS: Final = 1 << 17


def _gather(group: NDArray[Any], n_groups: int, values: Float64Array) -> Float64Array:
    """Bring the values of each group together, groups in order."""
    if len(values) < _MANY_ROWS:
        return values[stable_order(group, n_groups)]
    from scipy.sparse import csc_array

    # One entry to a column: turning columns into rows is then a counting sort.
    kind = np.int32 if len(values) < 1 << 31 else np.int64
    rows: NDArray[np.integer[Any]] = group.astype(kind, copy=False)
    columns: NDArray[np.integer[Any]] = np.arange(len(values) + 1, dtype=kind)
    table = csc_array((values, rows, columns), (n_groups, len(values)))
    return np.asarray(table.tocsr().data, dtype=np.float64)


def stable_order(group: NDArray[Any], n_groups: int) -> IntArray:
    """Order rows by group code, keeping their order inside a group.

    numpy sorts 16-bit integers by radix in linear time, so larger codes are sorted
    by their low and then their high half.
    """
    low = np.argsort((group & 0xFFFF).astype(np.uint16), kind="stable")
    if n_groups <= 1 << 16:
        return low
    high = (group >> 16)[low]
    kind = np.uint16 if n_groups <= 1 << 32 else np.int64
    return low[np.argsort(high.astype(kind), kind="stable")]
