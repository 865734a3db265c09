"""Who makes how much: coverage of a share, and shares of rank brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.ranking.brackets import PAPER_BRACKETS, bracket_shares
from odopkit.ranking.reached import Coverage, coverage, coverage_count
from odopkit.ranking.zipf import RankSize, rank_size

__all__ = [
    "PAPER_BRACKETS",
    "Coverage",
    "RankSize",
    "bracket_shares",
    "coverage",
    "coverage_count",
    "rank_size",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
