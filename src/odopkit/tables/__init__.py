"""Flows laid out: cells by place and product, and matrices of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.tables.cells import set_aside
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import MatrixTotals

__all__ = ["ExportMatrix", "MatrixTotals", "set_aside"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
