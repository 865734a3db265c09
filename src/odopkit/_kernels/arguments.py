"""Arguments checked in one place each, with one wording of what is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import did_you_mean, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike


def is_number(value: object) -> bool:
    """Tell a finite number from text, a truth value and what has no end."""
    if isinstance(value, bool | np.bool_) or not isinstance(
        value, int | float | np.integer | np.floating
    ):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond the range of a float
        return False


def check_number(
    value: float,
    name: str,
    *,
    least: float | None = None,
    above: float | None = None,
) -> float:
    """Refuse what is not a finite number, or too small a one."""
    small = (least is not None and is_number(value) and value < least) or (
        above is not None and is_number(value) and value <= above
    )
    if small or not is_number(value):
        bound = "" if least is None else f" of at least {least:g}"
        bound = bound if above is None else f" above {above:g}"
        msg = f"{name} must be a finite number{bound}, got {shortened(value)}"
        raise InvalidValueError(msg)
    return float(value)


def check_endless(value: float, name: str, advice: str, *, zero: bool = False) -> float:
    """Refuse what is not a number above 0, or from 0 up; infinity is one here."""
    endless = isinstance(value, float | np.floating) and value == math.inf
    if not (endless or (is_number(value) and (value > 0 or (zero and value == 0)))):
        bound = "of at least 0" if zero else "above 0"
        msg = f"{name} must be a number {bound} ({advice}), got {shortened(value)}"
        raise InvalidValueError(msg)
    return float(value)


def check_whole(value: int, name: str, *, least: int) -> int:
    """Refuse what is not a whole number, or too small a one."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        msg = f"{name} must be a whole number of at least {least}, got {shortened(value)}"
        raise InvalidValueError(msg)
    return int(value)


def check_fraction(value: float, name: str, *, zero: bool = True) -> float:
    """Refuse a share that is not a fraction: 10 is meant as per cent, 0.10 is right."""
    fits = is_number(value) and (value >= 0 if zero else value > 0) and value <= 1
    if not fits:
        bounds = "between 0 and 1" if zero else "above 0 and at most 1"
        msg = f"{name} must be a fraction {bounds} (0.10 is ten per cent), got {shortened(value)}"
        raise InvalidValueError(msg)
    return float(value)


def check_open_fraction(value: float, name: str) -> float:
    """Refuse what is not a fraction strictly between 0 and 1."""
    if not (is_number(value) and 0 < value < 1):
        msg = f"{name} must be a fraction between 0 and 1, neither included; got {shortened(value)}"
        raise InvalidValueError(msg)
    return float(value)


def check_confidence(value: float) -> float:
    """Refuse a confidence of 0 or 1: neither has an interval."""
    return check_open_fraction(value, "confidence")


def check_flag(value: object, name: str) -> bool:
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool):
        msg = f"{name} must be True or False, got {shortened(value)}"
        raise InvalidValueError(msg)
    return value


def check_choice(value: object, choices: Sequence[str], name: str) -> str:
    """Refuse a word that is not one of the choices."""
    if not isinstance(value, str) or value not in choices:
        hint = did_you_mean(value, choices) if isinstance(value, str) else ""
        msg = f"{name} must be one of {', '.join(map(repr, choices))}; got {shortened(value)}{hint}"
        raise InvalidValueError(msg)
    return str(value)


def check_pair(pair: tuple[float, float], name: str) -> tuple[float, float]:
    """Refuse anything but two finite numbers, the lower first."""
    two = isinstance(pair, tuple | list) and len(pair) == 2 and all(map(is_number, pair))
    if not two or not pair[0] < pair[1]:
        msg = f"{name} must be two finite numbers, the lower first; got {shortened(pair)}"
        raise InvalidValueError(msg)
    return float(pair[0]), float(pair[1])


def as_generator(rng: np.random.Generator | int | None) -> np.random.Generator:
    """Take a generator or a seed; nothing is drawn that could not be drawn again."""
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0:
        return np.random.default_rng(int(rng))
    msg = (
        "rng must be a numpy.random.Generator or a seed (a whole number of at least 0), so that "
        f"the result can be repeated; got {shortened(rng)}"
    )
    raise InvalidValueError(msg)


def check_rng(rng: np.random.Generator | int | None) -> np.random.Generator | int | None:
    """Refuse what is neither a generator nor a seed nor None; nothing is drawn from it yet."""
    if rng is not None:
        as_generator(rng)
    return int(rng) if isinstance(rng, np.integer) else rng


_DTYPES: Final[tuple[np.dtype[Any], ...]] = (np.dtype(np.float64), np.dtype(np.float32))


def check_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    """Refuse a number type other than float64 and float32."""
    for known in _DTYPES:
        # Not by numpy's own comparison, to which None is float64.
        if dtype in (known.type, known.name) or (isinstance(dtype, np.dtype) and dtype == known):
            return known
    msg = f"dtype must be 'float64' or 'float32', got {shortened(dtype)}"
    raise InvalidValueError(msg)


def as_names(names: object, what: str) -> tuple[str, ...]:
    """Take one name or several, refusing what is neither."""
    if isinstance(names, str):
        return (names,)
    found = tuple(names) if isinstance(names, Iterable) else ()
    if not isinstance(names, Iterable) or not all(isinstance(n, str) for n in found):
        odd = next((n for n in found if not isinstance(n, str)), names)
        msg = f"{what} must be text, or a list of texts; got {shortened(odd)}"
        raise InvalidValueError(msg)
    return found


def as_sequence(values: object, what: str) -> list[Any]:
    """Take a list, refusing a single value."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        msg = f"{what} must be a list, got {shortened(values)}"
        raise InvalidValueError(msg)
    return list(values)
