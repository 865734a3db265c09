"""Where exports could grow, scored openly: each score names its method and shows its parts."""

from __future__ import annotations

from odopkit.potential.composite import (
    CompositeScore,
    Indicator,
    ScoreUncertainty,
    backtest,
    composite_score,
    cronbach_alpha,
    effective_weights,
    rank_tiers,
    score_uncertainty,
)
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
    "CompositeScore",
    "DistrictPotential",
    "Diversification",
    "Indicator",
    "ScoreUncertainty",
    "average_trade",
    "backtest",
    "composite_score",
    "cronbach_alpha",
    "district_potential",
    "diversification_potential",
    "effective_weights",
    "export_potential",
    "opportunity_table",
    "rank_tiers",
    "score_uncertainty",
]
