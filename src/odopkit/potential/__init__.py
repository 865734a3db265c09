"""Where exports could grow, scored openly: each score names its method and shows its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.potential.composite.attribution import ChoiceSensitivity, choice_sensitivity
from odopkit.potential.composite.effective import cronbach_alpha, effective_weights
from odopkit.potential.composite.indicators import CompositeScore, Indicator
from odopkit.potential.composite.looking_back import backtest
from odopkit.potential.composite.score import composite_score
from odopkit.potential.composite.tiers import rank_tiers
from odopkit.potential.composite.uncertainty import ScoreUncertainty, score_uncertainty
from odopkit.potential.epi.average import average_trade
from odopkit.potential.epi.districts import DistrictPotential, district_potential
from odopkit.potential.epi.diversification import Diversification, diversification_potential
from odopkit.potential.epi.gravity import GravityEase, gravity_ease
from odopkit.potential.epi.indicator import export_potential
from odopkit.potential.opportunities.side_by_side import opportunity_table

__all__ = [
    "ChoiceSensitivity",
    "CompositeScore",
    "DistrictPotential",
    "Diversification",
    "GravityEase",
    "Indicator",
    "ScoreUncertainty",
    "average_trade",
    "backtest",
    "choice_sensitivity",
    "composite_score",
    "cronbach_alpha",
    "district_potential",
    "diversification_potential",
    "effective_weights",
    "export_potential",
    "gravity_ease",
    "opportunity_table",
    "rank_tiers",
    "score_uncertainty",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
