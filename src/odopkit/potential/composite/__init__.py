"""Composite scores: several indicators in one number, with what that number hides."""

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

__all__ = [
    "ChoiceSensitivity",
    "CompositeScore",
    "Indicator",
    "ScoreUncertainty",
    "backtest",
    "choice_sensitivity",
    "composite_score",
    "cronbach_alpha",
    "effective_weights",
    "rank_tiers",
    "score_uncertainty",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
