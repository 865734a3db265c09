"""Arguments that only programmes have."""

from __future__ import annotations

import re

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened


def check_id(value: str) -> str:
    """Refuse an id that is not made as those of the package are."""
    if not isinstance(value, str) or not re.fullmatch("[a-z][a-z0-9_]*", value):
        msg = f"an id has lower-case letters, digits and underscores, got {shortened(value)}"
        raise InvalidValueError(msg)
    return value
