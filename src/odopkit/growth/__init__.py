"""How exports grow: rates and trends, the paper's classes, margins, growth-share, shift-share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.growth.classes import PAPER_GROWTH_EDGES, growth_classes
from odopkit.growth.constant_share import ConstantMarketShare, constant_market_share
from odopkit.growth.margins import growth_margins
from odopkit.growth.over_keys import growth_table
from odopkit.growth.portfolio import growth_share_matrix
from odopkit.growth.rates import cagr
from odopkit.growth.shares import ShiftShare, shift_share
from odopkit.growth.trend import trend_growth
from odopkit.names.finding import unknown

__all__ = [
    "PAPER_GROWTH_EDGES",
    "ConstantMarketShare",
    "ShiftShare",
    "cagr",
    "constant_market_share",
    "growth_classes",
    "growth_margins",
    "growth_share_matrix",
    "growth_table",
    "shift_share",
    "trend_growth",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
