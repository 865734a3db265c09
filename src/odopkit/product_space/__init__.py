"""Which products go together: presence, proximity, density, complexity and what they promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.product_space.neighbours import density, proximity
from odopkit.product_space.outlook import complexity_outlook_gain, complexity_outlook_index
from odopkit.product_space.present import presence
from odopkit.product_space.reflections import Complexity, complexity
from odopkit.product_space.sophistication import expy, prody

__all__ = [
    "Complexity",
    "complexity",
    "complexity_outlook_gain",
    "complexity_outlook_index",
    "density",
    "expy",
    "presence",
    "prody",
    "proximity",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
