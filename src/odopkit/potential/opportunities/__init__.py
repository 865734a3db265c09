"""The evidence on what a district could export more of, side by side and never added up."""

from __future__ import annotations

from odopkit.potential.opportunities.side_by_side import opportunity_table

__all__ = ["opportunity_table"]
