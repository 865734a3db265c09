"""Ways in which programmes have been divided, each with what was read of it.

A scheme has dimensions with categories, and assignments of countries or programmes to
them where these were seen.  Nothing is supplied that was not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.ovop.schemes.loading import list_schemes, load_scheme
from odopkit.ovop.schemes.own import load_orientation_table
from odopkit.ovop.schemes.scheme import Assignment, Dimension, Scheme

__all__ = [
    "Assignment",
    "Dimension",
    "Scheme",
    "list_schemes",
    "load_orientation_table",
    "load_scheme",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
