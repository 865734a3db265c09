"""Arguments checked in one place each, with one wording of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike


def check_k(k: int) -> None:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        msg = f"k must be a whole number of at least 1, got {k!r}"
        raise InvalidValueError(msg)


def check_share(value: float, *, name: str, zero: bool = True) -> float:
    """Refuse a share that is not a fraction: 10 is meant as per cent, 0.10 is right."""
    low_ok = value >= 0 if zero else value > 0
    if isinstance(value, bool) or not (low_ok and value <= 1):
        bounds = "between 0 and 1" if zero else "above 0 and at most 1"
        msg = f"{name} must be a fraction {bounds} (0.10 is ten per cent), got {value!r}"
        raise InvalidValueError(msg)
    return float(value)


def check_choice(value: object, choices: Sequence[str], *, name: str) -> str:
    """Refuse a word that is not one of the choices."""
    if value not in choices:
        msg = f"{name} must be one of {', '.join(map(repr, choices))}; got {value!r}"
        raise InvalidValueError(msg)
    return str(value)


_DTYPES: Final[tuple[np.dtype[Any], ...]] = (np.dtype(np.float64), np.dtype(np.float32))


def check_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    """Refuse a number type other than float64 and float32."""
    for known in _DTYPES:
        # Not by numpy's own comparison, to which None is float64.
        if dtype in (known.type, known.name) or (isinstance(dtype, np.dtype) and dtype == known):
            return known
    msg = f"dtype must be 'float64' or 'float32', got {dtype!r}"
    raise InvalidValueError(msg)
