"""Places by products as a labelled matrix; it lives in :mod:`odopkit.tables`."""

from __future__ import annotations

from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import MatrixTotals

__all__ = ["ExportMatrix", "MatrixTotals"]
