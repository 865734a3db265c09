"""Where exports could grow, scored openly: each score names its method and shows its parts."""

from __future__ import annotations

from odopkit.potential.epi import (
    DistrictPotential,
    Diversification,
    average_trade,
    district_potential,
    diversification_potential,
    export_potential,
)
from odopkit.potential.opportunities import opportunity_table

__all__ = [
    "DistrictPotential",
    "Diversification",
    "average_trade",
    "district_potential",
    "diversification_potential",
    "export_potential",
    "opportunity_table",
]
