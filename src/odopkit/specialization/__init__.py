"""What a place exports more than its share of: indices with a named reference, and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.specialization.discovery import benjamini_hochberg
from odopkit.specialization.intervals import bootstrap_quotients, quotient_intervals
from odopkit.specialization.over_cells import specialization_table
from odopkit.specialization.quotients import location_quotient
from odopkit.specialization.relatives import (
    additive_rca,
    normalized_rca,
    relative_export_advantage,
    symmetric_rca,
    weighted_rca,
)
from odopkit.specialization.scores import score_interval
from odopkit.specialization.shrinkage import shrinkage_tau, shrunken_quotient
from odopkit.specialization.tails import hypergeometric_tail, log_delta_interval

__all__ = [
    "additive_rca",
    "benjamini_hochberg",
    "bootstrap_quotients",
    "hypergeometric_tail",
    "location_quotient",
    "log_delta_interval",
    "normalized_rca",
    "quotient_intervals",
    "relative_export_advantage",
    "score_interval",
    "shrinkage_tau",
    "shrunken_quotient",
    "specialization_table",
    "symmetric_rca",
    "weighted_rca",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
