"""What changed between years: concentration and its parts, pairs that came, went and lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.change.concentrated import ConcentrationChange, concentration_change
from odopkit.change.lasting import PairSurvival, pair_survival
from odopkit.change.turnover import pair_turnover
from odopkit.names.finding import unknown

__all__ = [
    "ConcentrationChange",
    "PairSurvival",
    "concentration_change",
    "pair_survival",
    "pair_turnover",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
