"""Counts and their margins, checked and broadcast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from odopkit.typing import Float64Array


# Cells of the rectangle of districts by products that are held at a time.
BLOCK: Final = 1 << 20


def checked_counts(name: str, values: ArrayLike) -> Float64Array:
    """Return counts as float64, refusing what is no count."""
    x = np.asarray(values)
    if x.dtype.kind not in "iuf":
        got = "text" if x.dtype.kind == "U" else str(x.dtype)
        msg = f"{name} must be whole numbers, got {got}"
        raise InvalidValueError(msg)
    x = x.astype(np.float64)
    bad = ~(np.isfinite(x) & (x >= 0) & (x == np.floor(x)))
    if bad.any():
        odd = float(x[bad].ravel()[0])
        msg = f"{name} must be whole numbers of at least 0, got {shortened(odd)}; money is no count"
        raise InvalidValueError(msg)
    return x


def checked_margins(
    x: ArrayLike, n: ArrayLike, k: ArrayLike, total: ArrayLike
) -> tuple[Float64Array, Float64Array, Float64Array, Float64Array]:
    """Check that a cell, its district and its product fit into the reference."""
    named = {"x": x, "n": n, "k": k, "total": total}
    found = [checked_counts(name, values) for name, values in named.items()]
    try:
        a, b, c, t = (np.asarray(v) for v in np.broadcast_arrays(*found))
    except ValueError:
        shapes = ", ".join(f"{name} {v.shape}" for name, v in zip(named, found, strict=True))
        msg = f"x, n, k and total must have one shape or be single numbers, got {shapes}"
        raise InvalidValueError(msg) from None
    bad = ~fits(a, b, c, t)
    if bad.any():
        one = tuple(int(v[bad].ravel()[0]) for v in (a, b, c, t))
        msg = (
            f"a cell of x={one[0]} does not fit into n={one[1]}, k={one[2]}, total={one[3]}: "
            "the district must be part of the reference"
        )
        raise InvalidValueError(msg)
    return a, b, c, t


def fits(
    x: Float64Array, n: Float64Array, k: Float64Array, total: Float64Array
) -> NDArray[np.bool_]:
    """Whether cells lie inside their district, product and reference."""
    return np.asarray((x <= n) & (x <= k) & (n - x <= total - k))


def checked_pairs(x: ArrayLike, expected: ArrayLike) -> tuple[Float64Array, Float64Array]:
    """Check counts and what is expected of them, of one shape."""
    count = checked_counts("x", x)
    mean = kernels.as_values(expected, name="expected")
    if count.shape != mean.shape:
        msg = f"x and expected must have one shape, got {count.shape} and {mean.shape}"
        raise InvalidValueError(msg)
    if (count[mean == 0] > 0).any():
        msg = "expected is 0 where x is not: the district must be part of the reference"
        raise InvalidValueError(msg)
    return count, mean
