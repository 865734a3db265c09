"""How concentrated exports are: one vector in, one number out; or a row per group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.concentration.indices import (
    concentration_ratio,
    effective_number,
    hall_tideman,
    herfindahl_hirschman,
    herfindahl_unbiased,
    hhi_band,
    shannon_entropy,
)
from odopkit.concentration.intervals import bootstrap_intervals, concentration_intervals
from odopkit.concentration.over_groups import MEASURES, concentration_table
from odopkit.names.finding import unknown

__all__ = [
    "MEASURES",
    "bootstrap_intervals",
    "concentration_intervals",
    "concentration_ratio",
    "concentration_table",
    "effective_number",
    "hall_tideman",
    "herfindahl_hirschman",
    "herfindahl_unbiased",
    "hhi_band",
    "shannon_entropy",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
