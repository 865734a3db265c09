"""Which product leads where, and whether one product or two dominate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.dominance.classes import PAPER_SHARE_EDGES, lead_share_classes
from odopkit.dominance.composition import product_composition
from odopkit.dominance.districts import dominance_by_state, dominance_table
from odopkit.dominance.diversification import diversification_table
from odopkit.dominance.leads import lead_cells_by_state, lead_products
from odopkit.dominance.rules import DominanceRule, admissible_rules
from odopkit.dominance.sensitivity import PAPER_THRESHOLDS, dominance_sensitivity
from odopkit.names.finding import unknown

__all__ = [
    "PAPER_SHARE_EDGES",
    "PAPER_THRESHOLDS",
    "DominanceRule",
    "admissible_rules",
    "diversification_table",
    "dominance_by_state",
    "dominance_sensitivity",
    "dominance_table",
    "lead_cells_by_state",
    "lead_products",
    "lead_share_classes",
    "product_composition",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
