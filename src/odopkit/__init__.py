"""Measure how concentrated district exports are, and which products lead where.

A table of flows goes in; a plain DataFrame or a small frozen dataclass comes out.
The names below are the usual way in; everything else is imported from the module
that is named after its topic (``odopkit.concentration``, ``odopkit.hs`` …).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from odopkit.aggregate import aggregate_exports, collect_exports
    from odopkit.concentration import concentration_table
    from odopkit.datasets import load_illustrative_exports, load_paper_table
    from odopkit.dominance import (
        DominanceRule,
        dominance_by_state,
        dominance_table,
        lead_products,
    )
    from odopkit.hs import normalize_hs, parse_hs
    from odopkit.matrix import ExportMatrix
    from odopkit.ovop import (
        check_claims,
        classify_orientation,
        compare_programmes,
        load_programmes,
        programmes_by_country,
    )
    from odopkit.product_lists import match_product_lists
    from odopkit.ranking import bracket_shares, coverage
    from odopkit.readers import read_dgcis, read_exports
    from odopkit.schemas import Exports, Flows, ProductFlows, validate
    from odopkit.specialization import location_quotient
    from odopkit.study import study_exports
    from odopkit.tables import set_aside

__version__ = "0.1.0"

__all__ = [
    "DominanceRule",
    "ExportMatrix",
    "Exports",
    "Flows",
    "ProductFlows",
    "aggregate_exports",
    "bracket_shares",
    "check_claims",
    "classify_orientation",
    "collect_exports",
    "compare_programmes",
    "concentration_table",
    "coverage",
    "dominance_by_state",
    "dominance_table",
    "lead_products",
    "load_illustrative_exports",
    "load_paper_table",
    "load_programmes",
    "location_quotient",
    "match_product_lists",
    "normalize_hs",
    "parse_hs",
    "programmes_by_country",
    "read_dgcis",
    "read_exports",
    "set_aside",
    "study_exports",
    "validate",
]

# Names are looked up on first use: importing one measure must not import pandera.
_HOME = {
    "DominanceRule": "dominance",
    "ExportMatrix": "matrix",
    "Exports": "schemas",
    "Flows": "schemas",
    "ProductFlows": "schemas",
    "aggregate_exports": "aggregate",
    "bracket_shares": "ranking",
    "check_claims": "ovop",
    "classify_orientation": "ovop",
    "collect_exports": "aggregate",
    "compare_programmes": "ovop",
    "concentration_table": "concentration",
    "coverage": "ranking",
    "dominance_by_state": "dominance",
    "dominance_table": "dominance",
    "lead_products": "dominance",
    "load_illustrative_exports": "datasets",
    "load_paper_table": "datasets",
    "load_programmes": "ovop",
    "location_quotient": "specialization",
    "match_product_lists": "product_lists",
    "normalize_hs": "hs",
    "parse_hs": "hs",
    "programmes_by_country": "ovop",
    "read_dgcis": "readers",
    "read_exports": "readers",
    "set_aside": "tables",
    "study_exports": "study",
    "validate": "schemas",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name, or a room, when it is first asked for; tell what a guess means."""
        if name in _HOME:
            value = getattr(import_module(f"odopkit.{_HOME[name]}"), name)
            globals()[name] = value
            return value
        if name.startswith("_"):
            msg = f"module 'odopkit' has no attribute {name!r}"
            raise AttributeError(msg, name=name)
        names = import_module("odopkit.names")
        if name in (*names.PUBLIC, "errors", "matrix", "typing"):
            return import_module(f"odopkit.{name}")
        raise names.unknown(__name__, name)


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
