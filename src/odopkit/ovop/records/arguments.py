"""Arguments checked in one place each, in the words of the whole package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from odopkit.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_choice(value: object, choices: Sequence[str], name: str) -> str:
    """Refuse a word that is not one of the choices."""
    if not isinstance(value, str) or value not in choices:
        msg = f"{name} must be one of {', '.join(map(repr, choices))}; got {value!r}"
        raise InvalidValueError(msg)
    return str(value)


def check_whole(value: int, name: str, *, least: int) -> int:
    """Refuse what is not a whole number, or too small a one."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        msg = f"{name} must be a whole number of at least {least}, got {value!r}"
        raise InvalidValueError(msg)
    return int(value)


def check_between(value: float, name: str) -> float:
    """Refuse what is not a fraction between 0 and 1, neither included."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not 0 < value < 1:
        msg = f"{name} must be a fraction between 0 and 1, neither included; got {value!r}"
        raise InvalidValueError(msg)
    return float(value)


def check_id(value: str) -> str:
    """Refuse an id that is not made as those of the package are."""
    if not isinstance(value, str) or not re.fullmatch("[a-z][a-z0-9_]*", value):
        msg = f"an id has lower-case letters, digits and underscores, got {value!r}"
        raise InvalidValueError(msg)
    return value


def check_rng(rng: np.random.Generator | int | None) -> np.random.Generator | int | None:
    """Refuse what is neither a generator nor a seed nor None."""
    if rng is None or isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0:
        return int(rng)
    msg = (
        "rng must be a numpy.random.Generator or a seed (a whole number of at least 0), so that "
        f"the result can be repeated; got {rng!r}"
    )
    raise InvalidValueError(msg)
