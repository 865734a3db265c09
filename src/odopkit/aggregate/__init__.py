"""Roll flows up to an HS level on the caller's own engine, counting what a plain sum would hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.aggregate.collect import collect_exports
from odopkit.aggregate.on_any import aggregate_exports
from odopkit.aggregate.on_pandas import COUNTS
from odopkit.names.finding import unknown

__all__ = ["COUNTS", "aggregate_exports", "collect_exports"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
