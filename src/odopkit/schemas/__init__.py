"""The one guard that every table passes: pandera models and `validate`.

Checks look at category *levels*, not rows: ten million rows hold a few thousand
districts and codes, so a full check costs less than one grouped sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.schemas.indicators import validate_indicators
from odopkit.schemas.models import BilateralTrade, Exports, Flows, IndicatorTable, ProductFlows
from odopkit.schemas.validation import validate

__all__ = [
    "BilateralTrade",
    "Exports",
    "Flows",
    "IndicatorTable",
    "ProductFlows",
    "validate",
    "validate_indicators",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
