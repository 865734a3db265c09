"""One vector of values, checked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from odopkit.errors import InvalidValueError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


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
