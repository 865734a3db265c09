"""The largest of every group, and how many of them reach a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit.typing import Float64Array, IntArray


# Rows of a piece of a group, in the search for its largest values.
PIECE: Final = 512


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
