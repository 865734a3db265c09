"""The words of the package, old words of parameters, and the field's other words.

One concept has one word.  Whoever writes another one is told ours.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.names.renaming import renamed

if TYPE_CHECKING:
    from odopkit.names.columns import COLUMNS, PATTERNS, pattern_of
    from odopkit.names.parameters import PARAMETERS
    from odopkit.names.words import OTHER_NAMES, PUBLIC

__all__ = [
    "COLUMNS",
    "OTHER_NAMES",
    "PARAMETERS",
    "PATTERNS",
    "PUBLIC",
    "pattern_of",
    "renamed",
    "unknown",
]

# Every room imports this one, and none needs the meanings of words.
_HOME = {
    "COLUMNS": "columns",
    "OTHER_NAMES": "words",
    "PARAMETERS": "parameters",
    "PATTERNS": "columns",
    "PUBLIC": "words",
    "pattern_of": "columns",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load the meanings of words when they are first asked for."""
        if name in _HOME:
            value = getattr(import_module(f"odopkit.names.{_HOME[name]}"), name)
            globals()[name] = value
            return value
        raise unknown(__name__, name)
