"""The one guard that every table passes: pandera models and `validate`.

Checks look at category *levels*, not rows: ten million rows hold a few thousand
districts and codes, so a full check costs less than one grouped sum.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.schemas.validation import validate

if TYPE_CHECKING:
    from odopkit.schemas.indicators import validate_indicators
    from odopkit.schemas.models import BilateralTrade, Exports, Flows, IndicatorTable, ProductFlows

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
        """Import a model, and pandera, when first asked for; tell what a wrong guess means."""
        if name in __all__:
            home = "indicators" if name == "validate_indicators" else "models"
            value = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = value
            return value
        raise unknown(__name__, name)


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
