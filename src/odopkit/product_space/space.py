"""Columns of a proximity matrix, a block at a time: held whole or made as they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit import _kernels as kernels

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from odopkit.typing import Float64Array


# Columns at a time: a block of 11,000 products stays near the cache.
WIDTH: Final = 256
# A fuller matrix multiplies faster as a rectangle.
DENSE_FILL: Final = 0.15
# Whole numbers up to here are exact in float32.
EXACT_FLOAT32: Final = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Space:
    """Proximity of products: as a matrix, or as the presence that it is made from."""

    products: pd.Index[Any]
    phi: NDArray[Any] | None = None
    presence: csr_array | None = None
    diagonal: float = 0.0

    def blocks(
        self, dtype: np.dtype[Any], width: int = WIDTH
    ) -> Iterator[tuple[slice, NDArray[Any]]]:
        """Give all rows of `width` columns after another."""
        n = len(self.products)
        if self.phi is not None:
            for a in range(0, n, width):
                part = slice(a, min(a + width, n))
                yield part, np.ascontiguousarray(self.phi[:, part], dtype=dtype)
            return
        if self.presence is not None:
            yield from _made_blocks(self.presence, self.diagonal, dtype, width)


def _made_blocks(
    m: csr_array, diagonal: float, dtype: np.dtype[Any], width: int
) -> Iterator[tuple[slice, NDArray[Any]]]:
    n_units, n = m.shape
    count = np.dtype(np.float32 if n_units < EXACT_FLOAT32 else np.float64)
    by_column = m.astype(count).tocsc()
    rows = as_left(m.T.tocsr(), count)
    ubiquity = kernels.count_by(m.indices.astype(np.intp), n)
    own = np.where(ubiquity > 0, diagonal, 0.0)
    # Nobody has it: its counts are zero, and zero over one is zero.
    least_one = np.maximum(ubiquity, 1).astype(dtype)
    for a in range(0, n, width):
        part = slice(a, min(a + width, n))
        together = rows @ by_column[:, part].toarray(order="C")
        block = np.divide(together, np.maximum(least_one[:, None], least_one[part]), dtype=dtype)
        k = np.arange(part.start, part.stop)
        block[k, k - a] = own[part]
        yield part, block


def as_left(m: csr_array, dtype: np.dtype[Any]) -> Any:
    """Return a matrix in the form that multiplies a dense block fastest."""
    size = m.shape[0] * m.shape[1]
    typed = m.astype(dtype)
    return typed.toarray() if size and m.nnz / size > DENSE_FILL else typed


def column_sums(space: Space, dtype: np.dtype[Any]) -> Float64Array:
    """Sum each column of the proximity matrix."""
    sums = np.zeros(len(space.products))
    for part, block in space.blocks(dtype):
        sums[part] = block.sum(axis=0, dtype=np.float64)
    return sums
