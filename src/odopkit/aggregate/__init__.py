"""Roll flows up to an HS level on the caller's own engine, counting what a plain sum would hide."""

from __future__ import annotations

from odopkit.aggregate.collect import collect_exports
from odopkit.aggregate.on_any import aggregate_exports
from odopkit.aggregate.on_pandas import COUNTS

__all__ = ["COUNTS", "aggregate_exports", "collect_exports"]
