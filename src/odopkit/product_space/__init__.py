"""Which products go together: presence, proximity, density, complexity and what they promise."""

from __future__ import annotations

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
