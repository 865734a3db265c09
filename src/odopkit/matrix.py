"""Places by products as a labelled matrix; it lives in :mod:`odopkit.tables`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import MatrixTotals

__all__ = ["ExportMatrix", "MatrixTotals"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
