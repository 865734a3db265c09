"""The second eigenvector behind economic complexity: sparse, symmetric, one component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit import _kernels as kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csc_array, csr_array

    from odopkit.typing import BoolArray, Float64Array, IntArray


# Below this many rows a dense solve takes no longer than Lanczos steps.
DENSE_SIDE: Final = 128
# Lanczos steps before the first look at the values: for an exact vector, for a rough value.
FIRST_CHECK: Final = 12
FIRST_LOOK: Final = 8
# A value that is not exact is trusted only where it is so far below the second, before and
# after so many steps; nearer than that it is made exact.
SURE: Final = 24
EARLY: Final = 0.8
LATE: Final = 0.99
# How exact a vector has to be, relative to its value.
EXACT: Final = 1e-14
# How near the third eigenvalue may come before the second has no direction of its own.
SAME_EIGENVALUE: Final = 1e-9
NO_EIGENVALUE: Final = 1e-12
# Below this correlation with diversity the sign means nothing.
NO_CORRELATION: Final = 1e-9
_ROUNDS: Final = 16

ONE_UNIT: Final = "a component of one unit or one product has no second dimension"
NO_SECOND: Final = "every basket is alike, so there is no second dimension"
REPEATED: Final = "the second eigenvalue is repeated, so its vector is arbitrary"
NO_SIGN: Final = "diversity does not vary with the index, so its sign is arbitrary"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """Scores of one connected component, or why there are none."""

    eci: Float64Array
    pci: Float64Array
    second: float
    third: float
    correlation: float
    reason: str


def components(
    m: csr_array, diversity: Float64Array, ubiquity: Float64Array
) -> tuple[IntArray, IntArray]:
    """Give each unit and product the number of its connected component, 0 if empty.

    The component with most units is 1; ties are broken by the first unit's position.
    """
    filled, used = diversity > 0, ubiquity > 0
    reached = _reached_from_fullest(m, filled)
    if reached is not None and (reached == filled).all():
        return filled.astype(np.intp), used.astype(np.intp)
    unit, product = _labelled(m)
    names, first = np.unique(unit[filled], return_index=True)
    sizes = np.bincount(unit[filled])[names]
    rank = np.zeros(int(max(unit.max(initial=0), product.max(initial=0))) + 1, dtype=np.intp)
    rank[names[np.lexsort((first, -sizes))]] = np.arange(1, len(names) + 1)
    return np.where(filled, rank[unit], 0), np.where(used, rank[product], 0)


def _reached_from_fullest(m: csr_array, filled: BoolArray) -> BoolArray | None:
    """Find the units connected with the fullest one; None where that takes many rounds."""
    reached = np.zeros(m.shape[0], dtype=np.float64)
    if not filled.any():
        return filled
    reached[np.argmax(np.diff(m.indptr))] = 1.0
    transposed = m.T
    for _ in range(_ROUNDS):
        grown = np.asarray(m @ ((transposed @ reached) > 0).astype(np.float64) > 0)
        if (grown == filled).all() or (grown == (reached > 0)).all():
            return grown
        reached = grown.astype(np.float64)
    return None


def _labelled(m: csr_array) -> tuple[IntArray, IntArray]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n_units, n_products = m.shape
    indptr = np.concatenate([m.indptr, np.full(n_products, m.indptr[-1], dtype=m.indptr.dtype)])
    side = n_units + n_products
    graph = csr_array((np.ones(m.nnz), m.indices + n_units, indptr), shape=(side, side))
    _, label = connected_components(graph, directed=False)
    return label[:n_units].astype(np.intp), label[n_units:].astype(np.intp)


def solve(m: csr_array, diversity: Float64Array, ubiquity: Float64Array) -> Spectrum:
    """Complexity of units and products of one component, none of them empty."""
    if min(m.shape) < 2:
        return _undefined(m, ONE_UNIT)
    ones = m if m.dtype == np.float64 else m.astype(np.float64)
    by_unit = m.shape[0] <= m.shape[1]
    here, there = (diversity, ubiquity) if by_unit else (ubiquity, diversity)
    second, third, vector = _leading(ones if by_unit else ones.T, here, there)
    if second <= NO_EIGENVALUE:
        return _undefined(m, NO_SECOND, second, third)
    if second - third <= SAME_EIGENVALUE * second:
        return _undefined(m, REPEATED, second, third)
    # One more step of the iteration, so that a unit's score is the mean of its products'
    # to the last digit.
    product = (
        (ones.T @ (vector / np.sqrt(diversity))) / ubiquity
        if by_unit
        else vector / np.sqrt(ubiquity)
    )
    unit = (ones @ product) / diversity
    centre, spread = unit.mean(), unit.std()
    centred = diversity - diversity.mean()
    length = np.linalg.norm(centred) * np.linalg.norm(unit - centre)
    correlation = float(centred @ (unit - centre) / length) if length > 0 else 0.0
    if abs(correlation) < NO_CORRELATION:
        return _undefined(m, NO_SIGN, second, third, correlation)
    scale = np.copysign(spread, correlation)
    return Spectrum(
        eci=(unit - centre) / scale,
        pci=(product - centre) / scale,
        second=second,
        third=third,
        correlation=abs(correlation),
        reason="",
    )


def _undefined(
    m: csr_array,
    reason: str,
    second: float = np.nan,
    third: float = np.nan,
    correlation: float = np.nan,
) -> Spectrum:
    return Spectrum(
        eci=np.full(m.shape[0], np.nan),
        pci=np.full(m.shape[1], np.nan),
        second=second,
        third=third,
        correlation=correlation,
        reason=reason,
    )


def _leading(
    m: csr_array | csc_array, here: Float64Array, there: Float64Array
) -> tuple[float, float, Float64Array]:
    r"""Second and third eigenvalue of :math:`D^{-1/2} M U^{-1} M' D^{-1/2}`.

    `here` are the row sums :math:`D` of the side that is solved for, `there` the column
    sums :math:`U`; the first vector is known, :math:`D^{1/2}`.
    """
    n = len(here)
    root = np.sqrt(here)
    trivial = root / np.linalg.norm(root)
    transposed = m.T
    if n <= DENSE_SIDE:
        half = transposed.toarray(order="C") / root
        square = half.T @ (half / there[:, None]) - np.outer(trivial, trivial)
        values, vectors = np.linalg.eigh(square)
        return float(values[-1]), float(values[-2]), vectors[:, -1]
    start = np.random.default_rng(0).standard_normal((2, n))

    def times(v: Float64Array) -> Float64Array:
        return np.asarray((m @ ((transposed @ (v / root)) / there)) / root)

    second, vector = _lanczos(times, [trivial], start[0], below=-np.inf)
    # From another start a repeated value shows up, of which one run sees one vector only.
    # A rough look is enough where the next value is far below.
    third, _ = _lanczos(times, [trivial, vector], start[1], below=second * (1 - SAME_EIGENVALUE))
    return second, third, vector


def _lanczos(
    times: Callable[[Float64Array], Float64Array],
    known: list[Float64Array],
    start: Float64Array,
    *,
    below: float,
) -> tuple[float, Float64Array]:
    """Largest eigenvalue and vector orthogonal to the `known` ones.

    Every vector is made orthogonal to all before it, so that no restart is needed and at
    most as many steps as there are rows.  It stops when the vector is exact, or when the
    value is seen to lie below `below`.
    """
    n, first = len(start), len(known)
    basis = np.empty((32, n))
    basis[:first] = known
    diagonal: list[float] = []
    beside: list[float] = []
    v = _orthogonal(start.copy(), basis[:first])
    length = float(np.linalg.norm(v))
    check = FIRST_LOOK if np.isfinite(below) else FIRST_CHECK
    for step in range(1, n - first + 1):
        row = first + step - 1
        if row == len(basis):
            basis = np.concatenate([basis, np.empty_like(basis)])
        basis[row] = v / length
        w = times(basis[row])
        diagonal.append(float(basis[row] @ w))
        v = _orthogonal(w, basis[: row + 1])
        length = float(np.linalg.norm(v))
        last = length <= EXACT or step == n - first
        if step >= check or last:
            check = step + 2 + step // 16 * 2
            small = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
            values, vectors = np.linalg.eigh(small)
            error = length * abs(vectors[-1, -1])
            # An early value is short of the true one, so it has to be far below.
            far = below * (LATE if step >= SURE else EARLY)
            if last or error <= EXACT * values[-1] or values[-1] + 2 * error < far:
                break
        beside.append(length)
    return float(values[-1]), vectors[:, -1] @ basis[first : first + step]


def _orthogonal(v: Float64Array, basis: Float64Array) -> Float64Array:
    """Take out of a vector what lies along others, twice to be exact."""
    v -= (basis @ v) @ basis
    v -= (basis @ v) @ basis
    return v


def counts_of(component: IntArray, n: int) -> NDArray[np.int64]:
    """How many have each component number, from 1 to `n`."""
    return kernels.count_by(component, n + 1)[1:]
