"""Flows laid out: cells by place and product, and matrices of them."""

from __future__ import annotations

from odopkit.tables.cells import set_aside
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import MatrixTotals

__all__ = ["ExportMatrix", "MatrixTotals", "set_aside"]
