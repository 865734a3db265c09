"""Sparse cells whose arrays cannot be written to, and their rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array that nobody can write to, without touching the one given."""
    view = array.view()
    view.setflags(write=False)
    return view


def sparse(
    data: NDArray[Any], indices: NDArray[Any], indptr: NDArray[Any], shape: tuple[int, int]
) -> csr_array:
    """Wrap sorted, distinct cells as a CSR matrix whose arrays cannot be written to."""
    from scipy.sparse import csr_array

    small = max(len(data), *shape) < np.iinfo(np.int32).max
    index = np.int32 if small else np.int64
    made = csr_array(
        (
            frozen(data),
            frozen(indices.astype(index, copy=False)),
            frozen(indptr.astype(index, copy=False)),
        ),
        shape=shape,
    )
    # Known from how it was made; scipy would otherwise try to sort arrays in place.
    made.has_sorted_indices = True
    made.has_canonical_format = True
    return made


def rows_of(values: csr_array) -> NDArray[np.intp]:
    """Row number of each stored cell."""
    return np.repeat(np.arange(values.shape[0]), np.diff(values.indptr))


def columns_of(values: csr_array) -> NDArray[np.intp]:
    """Column number of each stored cell."""
    return values.indices.astype(np.intp)


def kept_indptr(keep: NDArray[np.bool_], indptr: NDArray[Any]) -> NDArray[Any]:
    """Row starts after some stored cells are left out."""
    starts: NDArray[Any] = np.concatenate(([0], np.cumsum(keep)))[indptr]
    return starts


def unit_columns(units: pd.Index[Any]) -> dict[str, pd.Series[Any]]:
    """Key columns of units, as a frame begins with."""
    return {
        str(name): pd.Series(units.get_level_values(i).array, dtype="str")
        for i, name in enumerate(units.names)
    }


def no_reasons(n: int) -> NDArray[Any]:
    """Return an empty reason for each of `n`."""
    return np.full(n, "", dtype=object)
