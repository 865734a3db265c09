"""Options that only a flows table can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.errors import InvalidValueError
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping


DEFAULTS: Final[dict[str, object]] = {
    "product": "hs_code",
    "level": None,
    "period": None,
    "unspecified": "exclude",
    "unspecified_values": UNSPECIFIED_VALUES,
    "pseudo": "denominator",
    "units": None,
    "min_value": None,
}


def refuse_options(options: Mapping[str, object], why: str) -> None:
    """Refuse options of a flows table, other than at their defaults, where none was given."""
    given = [name for name, value in options.items() if not _is_default(value, DEFAULTS[name])]
    if given:
        msg = f"only a flows table takes {', '.join(given)}; {why}"
        raise InvalidValueError(msg)


def _is_default(value: object, default: object) -> bool:
    if isinstance(value, str) or value is None:
        return value == default
    return isinstance(value, tuple | list) and tuple(value) == default
