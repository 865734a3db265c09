"""Flows laid out: cells by place and product, and matrices of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from odopkit.names.finding import unknown

if TYPE_CHECKING:
    from odopkit.tables.cells import set_aside
    from odopkit.tables.matrix import ExportMatrix
    from odopkit.tables.totals import MatrixTotals

__all__ = ["ExportMatrix", "MatrixTotals", "set_aside"]

# Every measure needs cells, few need a matrix.
_HOME = {"ExportMatrix": "matrix", "MatrixTotals": "totals", "set_aside": "cells"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for; tell what a wrong guess means."""
        if name in _HOME:
            value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
            globals()[name] = value
            return value
        raise unknown(__name__, name)


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
