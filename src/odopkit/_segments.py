"""Numpy kernels over groups: sums, ranks, concentration and inequality.

Everything here takes integer group codes and float64 values and returns one number
per group, NaN where a measure is undefined.  There is no pandas and no Python
loop over groups.  Array functions are one-group calls of these kernels, so a
number means the same whether it comes from a vector or from a table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from odopkit.typing import BoolArray, Float64Array, IntArray

# Keys are made a block at a time, so that they stay in cache and never fill a column.
BLOCK: Final = 1 << 16
# A dense table of sums may have this many cells per row before sorting is cheaper.
DENSE_CELLS_PER_ROW: Final = 4
SMALL_TABLE: Final = 1 << 20
# A bitmap cell is an eighth of a sum, so it may be sparser before sorting wins.
UNIQUE_CELLS_PER_ROW: Final = 10
# More sizes of groups than this are rounded up to fewer: each costs a fixed time.
MANY_SIZES: Final = 128
# Rows of a piece of a group, in the search for its largest values.
PIECE: Final = 512
_MAX_KEY: Final = 1 << 62


def as_values(values: ArrayLike, *, name: str = "values") -> Float64Array:
    """Return a vector as float64, refusing what no share can be taken of.

    Raises
    ------
    InvalidValueError
        If it is empty, not 1-D, not numeric, or has a missing, infinite or negative
        entry (the first one is named), or sums beyond the range of a float.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        if array.dtype.kind != "O":
            msg = f"{name} must be numbers, got {array.dtype}"
            raise InvalidValueError(msg)
        try:
            array = np.array([_as_float(v) for v in array.ravel()]).reshape(array.shape)
        except (TypeError, ValueError):
            msg = f"{name} must be numbers, got {array.ravel()[:3].tolist()!r}"
            raise InvalidValueError(msg) from None
    if array.ndim != 1:
        msg = f"{name} must be one-dimensional, got shape {array.shape}"
        raise InvalidValueError(msg)
    if array.size == 0:
        msg = f"{name} is empty; a measure needs at least one value"
        raise InvalidValueError(msg)
    x = array.astype(np.float64)
    bad = ~(np.isfinite(x) & (x >= 0))
    if bad.any():
        i = int(np.argmax(bad))
        what = (
            "must not be missing or infinite" if not np.isfinite(x[i]) else "must not be negative"
        )
        msg = f"{name} {what}: got {x[i]} at position {i}; drop or impute it first"
        raise InvalidValueError(msg)
    with np.errstate(over="ignore"):
        total = x.sum()
    if not np.isfinite(total):
        msg = f"{name} sum beyond the range of a float; divide them by a constant first"
        raise InvalidValueError(msg)
    return x


def _as_float(value: object) -> float:
    if value is None:
        return np.nan
    if isinstance(value, str | bytes | bool):
        raise TypeError
    if type(value).__name__ in ("NAType", "NaTType"):
        return np.nan
    return float(value)  # type: ignore[arg-type]  # anything with __float__, such as Decimal


# --------------------------------------------------------------------------- sums


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


def group_sums(
    columns: Sequence[Column], values: Sequence[NDArray[Any]]
) -> tuple[list[IntArray], list[Float64Array]]:
    """Sum several vectors by the combinations of key columns that occur.

    Parameters
    ----------
    columns : sequence of Column
        Key columns; codes must not be negative.
    values : sequence of ndarray
        Vectors of the same length, summed as float64.  One number broadcast over the
        rows (:func:`each_row`) costs no column of it.

    Returns
    -------
    keys : list of ndarray
        The labels of each column, ordered by the first column, then the next.
    sums : list of ndarray
        One vector for each of `values`.

    Notes
    -----
    Extra memory is that of :func:`cell_sums`, and one index a sum and column.
    """
    leading, which, last, sums = cell_sums(columns, values)
    return [*(part[which] for part in leading), last], sums


_UNTOUCHED: Final = np.float64(-0.0).view(np.int64)


def cell_sums(
    columns: Sequence[Column], values: Sequence[NDArray[Any]]
) -> tuple[list[IntArray], IntArray, IntArray, list[Float64Array]]:
    """Sum several vectors by cell: all key columns but the last name a row of cells.

    Parameters
    ----------
    columns, values
        As in :func:`group_sums`.

    Returns
    -------
    leading : list of ndarray
        The labels of each column but the last, by distinct combination, in order.
    which : ndarray of int
        The combination of each cell, ascending.
    last : ndarray of int
        The label of the last column of each cell, ascending in a combination.
    sums : list of ndarray
        One vector for each of `values`, by cell.

    Notes
    -----
    Extra memory is one table of possible keys for each of `values` (at most four
    cells a row) plus a block of 65,536 keys; where the key space is larger, one
    int64 key and one index a row.
    """
    joint = JointKey(columns)
    if joint.is_dense:
        # A cell that no row adds to keeps its negative zero, which no sum that starts from
        # it and adds 0.0 can be: so no second table has to say which cells occur.
        tables = [np.full(joint.size, -0.0) for _ in values]
        for a in range(0, joint.n_rows, BLOCK):
            key = joint.block(a, a + BLOCK)
            for out, v in zip(tables, values, strict=True):
                part = v[0] if v.strides == (0,) else v[a : a + BLOCK]
                np.add.at(out, key, part + 0.0)
        keys = np.flatnonzero(tables[0].view(np.int64) != _UNTOUCHED)
        sums = [out[keys] for out in tables]
    elif not joint.n_rows:
        keys, sums = np.zeros(0, dtype=np.intp), [np.zeros(0) for _ in values]
    else:
        row_keys = joint.block(0, joint.n_rows)
        order = np.argsort(row_keys, kind="stable")
        ordered = row_keys[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        keys = ordered[starts]
        sums = [np.add.reduceat(v[order].astype(np.float64, copy=False), starts) for v in values]
    leading, which, last = joint.split(keys)
    return joint.decode_leading(leading), which, last, sums


def each_row(n_rows: int) -> NDArray[Any]:
    """Return a one for each row, held once: summed, it counts rows."""
    return np.broadcast_to(np.float64(1.0), (n_rows,))


def has_repeats(columns: Sequence[Column]) -> bool:
    """Tell whether any combination of key columns occurs twice.

    A bit for each possible key where those are few (up to ten cells a row: one byte
    each), else a sort.
    """
    joint = JointKey(columns, cells_per_row=UNIQUE_CELLS_PER_ROW)
    if joint.is_dense:
        seen = np.zeros(joint.size, dtype=bool)
        for a in range(0, joint.n_rows, BLOCK):
            seen[joint.block(a, a + BLOCK)] = True
        return int(np.count_nonzero(seen)) < joint.n_rows
    ordered = np.sort(joint.block(0, joint.n_rows))
    return bool((ordered[1:] == ordered[:-1]).any())


def used_codes(codes: NDArray[Any], size: int) -> IntArray:
    """Codes that occur, ascending, without sorting the rows."""
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    return np.flatnonzero(seen)


def sum_by(group: IntArray, n_groups: int, values: NDArray[Any]) -> Float64Array:
    """Sum values by group code; groups without rows get 0."""
    if not group.size:  # bincount would return integers
        return np.zeros(n_groups)
    return np.asarray(np.bincount(group, weights=values, minlength=n_groups), dtype=np.float64)


def count_by(group: NDArray[Any], n_groups: int) -> NDArray[np.int64]:
    """Count rows by group code."""
    if group.dtype.itemsize < 8 and n_groups <= BLOCK:
        # Short codes a block at a time: bincount would widen all of them at once.
        counts = np.zeros(n_groups, dtype=np.int64)
        for a in range(0, len(group), BLOCK):
            counts += np.bincount(group[a : a + BLOCK], minlength=n_groups)
        return counts
    return np.bincount(group, minlength=n_groups).astype(np.int64, copy=False)


# ------------------------------------------------------------------ sorted segments


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


# -------------------------------------------------------------------------- measures


def _undefined_if(bad: BoolArray, x: Float64Array) -> Float64Array:
    return np.where(bad, np.nan, x)


def _plogp(s: Float64Array) -> Float64Array:
    """Sum ``s log s`` along rows, in which zeros count as 0."""
    # Zero times the log of the least number is zero, and no mask is needed.
    return np.asarray((s * np.log(np.maximum(s, _LEAST))).sum(axis=1))


_LEAST: Final = np.finfo(np.float64).tiny


def concentration_ratio(seg: Segments, k: int) -> Float64Array:
    """Share of the k largest units in the whole of each group, outside included."""
    leading = seg.each(lambda x, _: x[:, -k:].sum(axis=1))
    whole = seg.total + seg.outside
    with np.errstate(invalid="ignore"):
        return _undefined_if(whole <= 0, leading / whole)


def herfindahl_hirschman(seg: Segments) -> Float64Array:
    """Sum of squared shares."""
    return _undefined_if(seg.total <= 0, seg.each_share(lambda s, _: (s * s).sum(axis=1)))


def herfindahl_normalized(seg: Segments) -> Float64Array:
    """Sum of squared shares, moved to 0 at equality; undefined for one unit."""
    n = seg.n.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (herfindahl_hirschman(seg) - 1 / n) / (1 - 1 / n)
    # Equal shares give a rounding error below zero, where the index has no meaning.
    return _undefined_if(seg.n < 2, np.maximum(scaled, 0.0))


def entropy(seg: Segments) -> Float64Array:
    """Shannon entropy of the shares, in nats."""
    terms = seg.each_share(lambda s, _: -_plogp(s))
    return _undefined_if(seg.total <= 0, np.maximum(terms, 0.0))


def effective_number(seg: Segments, order: float) -> Float64Array:
    """Hill number: how many equal units would be as concentrated."""
    if order == 1:
        return np.exp(entropy(seg))
    if np.isinf(order):
        return 1 / concentration_ratio(replace(seg, outside=np.zeros(seg.n_groups)), 1)

    def powers(s: Float64Array, _: IntArray) -> Float64Array:
        return np.asarray(np.power(s, order, where=s > 0, out=np.zeros_like(s)).sum(axis=1))

    with np.errstate(divide="ignore", invalid="ignore"):
        number = seg.each_share(powers) ** (1 / (1 - order))
    return _undefined_if(seg.total <= 0, number)


def hall_tideman(seg: Segments) -> Float64Array:
    """Hall-Tideman index: shares weighted by their rank from the top."""
    weighted = seg.each_share(lambda s, _: s @ np.arange(s.shape[1], 0, -1, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _undefined_if(seg.total <= 0, 1 / (2 * weighted - 1))


def gini(seg: Segments, *, corrected: bool = False) -> Float64Array:
    """Gini coefficient over all units, unstored zeros included."""
    n = seg.n.astype(np.float64)

    def spread(x: Float64Array, _: IntArray) -> Float64Array:
        # The centred ranks keep the sum small; 2*sum(i*x) - (n+1)*sum(x) would cancel.
        size = x.shape[1]
        return np.asarray(x @ (2.0 * np.arange(1, size + 1) - size - 1.0))

    stored = seg.each(spread)
    # Zeros that were never stored move every rank up by their number.
    unstored = n - seg.each(lambda x, g: np.full(len(g), float(x.shape[1])))
    with np.errstate(divide="ignore", invalid="ignore"):
        g = np.maximum((stored + unstored * seg.total) / (n * seg.total), 0.0)
        if corrected:
            g = np.where(seg.n < 2, np.nan, g * n / (n - 1))
    return _undefined_if(seg.total <= 0, g)


def theil_t(seg: Segments) -> Float64Array:
    """Theil's T: share-weighted log of relative size; zeros count as 0."""
    n = seg.n.astype(np.float64)
    # The log of share times n, not of the share plus log n: equal shares give exactly 0.
    terms = seg.each_share(lambda s, g: _plogp(s * n[g, np.newaxis]) / n[g])
    return _undefined_if(seg.total <= 0, np.maximum(terms, 0.0))


def theil_l(seg: Segments) -> Float64Array:
    """Theil's L, the mean log deviation: infinite as soon as one unit is zero."""
    n = seg.n.astype(np.float64)

    def deviation(s: Float64Array, g: IntArray) -> Float64Array:
        logs = np.log(np.where(s > 0, s * n[g, np.newaxis], 1.0)).sum(axis=1) / -n[g]
        return np.where((s > 0).sum(axis=1) == n[g], logs, np.inf)

    mean = np.maximum(seg.each_share(deviation), 0.0)
    return _undefined_if(seg.total <= 0, mean)


# --------------------------------------------------------------------------- ranking


def top_positions(values: Float64Array, indptr: IntArray, k: int) -> IntArray:
    """Positions of the k largest positive values of each contiguous group.

    Parameters
    ----------
    values : ndarray of float, shape (n_rows,)
        Rows of a group lie together; among equals the earlier row wins.
    indptr : ndarray of int, shape (n_groups + 1,)
        Where each group begins.
    k : int
        How many to find.

    Returns
    -------
    ndarray of int, shape (n_groups, k)
        -1 where a group has fewer positive values.
    """
    n_groups = len(indptr) - 1
    found = np.full((n_groups, k), -1, dtype=np.intp)
    filled = np.flatnonzero(np.diff(indptr))
    if not filled.size:
        return found
    # Groups are cut into pieces.  Each pass looks at one number a piece, and then at the
    # rows of one piece a group, so that only the first pass reads all rows.
    starts, sizes = indptr[filled], np.diff(indptr)[filled]
    n_pieces = -(-sizes // PIECE)
    first_piece = np.concatenate(([0], np.cumsum(n_pieces)))
    number = np.arange(first_piece[-1]) - np.repeat(first_piece[:-1], n_pieces)
    begin = np.repeat(starts, n_pieces) + number * PIECE
    end = np.minimum(begin + PIECE, np.repeat(starts + sizes, n_pieces))
    of_piece = np.maximum.reduceat(values, begin)
    offset = np.arange(min(PIECE, int(sizes.max())))
    for j in range(k):
        largest = np.maximum.reduceat(of_piece, first_piece[:-1])
        some = np.flatnonzero(largest > 0)
        if not some.size:
            break
        is_largest = of_piece == np.repeat(largest, n_pieces)
        hits = np.flatnonzero(is_largest)
        piece = hits[np.searchsorted(hits, first_piece[:-1][some])]
        row = begin[piece, np.newaxis] + offset
        inside = row < end[piece, np.newaxis]
        x = np.where(inside, values.take(row, mode="clip"), 0.0)
        for taken in found[filled[some], :j].T:
            x[row == taken[:, np.newaxis]] = 0.0
        at = x.argmax(axis=1)
        each = np.arange(len(some))
        found[filled[some], j] = row[each, at]
        x[each, at] = 0.0
        of_piece[piece] = x.max(axis=1)
    return found


def reach(descending: Float64Array, target: float) -> int | None:
    """Least number of leading values whose sum reaches a target; None if none does.

    A sum that falls short by a relative 1e-12 is rounding, and counts as reached.
    """
    if target <= 0:
        return 0
    enough = np.cumsum(descending) >= target * (1 - TOLERANCE)
    return int(np.argmax(enough)) + 1 if enough.any() else None
