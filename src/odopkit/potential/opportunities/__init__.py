"""The evidence on what a district could export more of, side by side and never added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.potential.opportunities.side_by_side import opportunity_table

__all__ = ["opportunity_table"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
