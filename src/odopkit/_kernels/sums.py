"""Sums and counts by group or by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit._kernels.keys import BLOCK, Column, JointKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.typing import Float64Array, IntArray


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
