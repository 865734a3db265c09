"""Export potential after the International Trade Centre: supply, demand and ease of trade.

What a country *could* sell if it sold to each market in proportion to what it supplies, what
the market buys and how easily the two trade.  A benchmark, not a forecast and not a ceiling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.potential.epi.average import average_trade
from odopkit.potential.epi.districts import DistrictPotential, district_potential
from odopkit.potential.epi.diversification import Diversification, diversification_potential
from odopkit.potential.epi.gravity import GravityEase, gravity_ease
from odopkit.potential.epi.indicator import export_potential

__all__ = [
    "DistrictPotential",
    "Diversification",
    "GravityEase",
    "average_trade",
    "district_potential",
    "diversification_potential",
    "export_potential",
    "gravity_ease",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
