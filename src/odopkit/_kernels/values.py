"""One vector of values, checked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import has_columns, kind_of, not_a_column, row_named, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


def as_values(
    values: ArrayLike, *, name: str = "values", labels: Sequence[object] | None = None
) -> Float64Array:
    """Return a vector as float64, refusing what no share can be taken of.

    `labels` name the entries in messages; a Series has its own.

    Raises
    ------
    InvalidValueError
        If it is empty, not 1-D, not numeric, or has a missing, infinite or negative
        entry (the first one is named), or sums beyond the range of a float.
    """
    array = _as_column(values, name)
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
        msg = f"{name} {what}: got {x[i]} at {_place(values, labels, i)}; drop or impute it first"
        raise InvalidValueError(msg)
    with np.errstate(over="ignore"):
        total = x.sum()
    if not np.isfinite(total):
        msg = f"{name} sum beyond the range of a float; divide them by a constant first"
        raise InvalidValueError(msg)
    return x


def _as_column(values: ArrayLike, name: str) -> np.ndarray[Any, Any]:
    """Return a vector of numbers, whatever holds them."""
    try:
        array = np.asarray(values)
    except ValueError:  # rows of several lengths
        msg = f"{name} must be one column of numbers, got rows of several lengths"
        raise InvalidValueError(msg) from None
    if array.ndim == 0 or has_columns(values):
        raise InvalidValueError(not_a_column(values, name))
    if array.size and array.dtype.kind not in "iufO":
        raise InvalidValueError(_not_numbers(array, name))
    if array.dtype.kind not in "iuf":
        try:
            array = np.array([_as_float(v) for v in array.ravel()]).reshape(array.shape)
        except (TypeError, ValueError):
            raise InvalidValueError(_not_numbers(array, name)) from None
    if array.ndim != 1:
        msg = f"{name} must be one column of numbers, got shape {array.shape}; pass one of them"
        raise InvalidValueError(msg)
    return array


def _not_numbers(array: np.ndarray[Any, Any], name: str) -> str:
    """Say by an example what stands where numbers should."""
    cells = array.ravel().tolist()
    odd = next((x for x in cells if isinstance(x, str)), cells[0])
    if isinstance(odd, str):
        way = "convert it with pd.to_numeric, after stripping units and thousands marks"
        return f"{name} must be numbers, got text such as {shortened(odd)}; {way}"
    return f"{name} must be numbers, got {kind_of(odd)} such as {shortened(odd)}"


def _place(values: ArrayLike, labels: Sequence[object] | None, i: int) -> str:
    """Name an entry by its position, and by its label where it has another."""
    index: Any = labels if labels is not None else getattr(values, "index", None)
    if index is None or callable(index):  # a list has an index() of another kind
        return f"position {i}"
    label = index[i]
    return row_named(i, label).replace("row", "position", 1)


def _as_float(value: object) -> float:
    if value is None:
        return np.nan
    if isinstance(value, str | bytes | bool):
        raise TypeError
    if type(value).__name__ in ("NAType", "NaTType"):
        return np.nan
    return float(value)  # type: ignore[arg-type]  # anything with __float__, such as Decimal
