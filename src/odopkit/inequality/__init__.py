"""How unequal exports are: Lorenz curve, Gini, Theil and its decomposition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.inequality.bounds import GroupedBounds, grouped_bounds
from odopkit.inequality.decomposition import TheilDecomposition, theil_decomposition
from odopkit.inequality.indices import LorenzCurve, gini, lorenz_curve, theil
from odopkit.inequality.over_products import theil_decomposition_table
from odopkit.names.finding import unknown

__all__ = [
    "GroupedBounds",
    "LorenzCurve",
    "TheilDecomposition",
    "gini",
    "grouped_bounds",
    "lorenz_curve",
    "theil",
    "theil_decomposition",
    "theil_decomposition_table",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
