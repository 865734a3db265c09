"""Who says what of programmes: fact by fact, and document by document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.ovop.records import data_files
from odopkit.ovop.records.frames import framed, spelt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from odopkit.ovop.records.facts import Fact
    from odopkit.ovop.records.programme import Programme


_PAPER_SOURCE: Final = {
    "title": data_files.PAPER_TITLE,
    "kind": "discussion paper",
    "read": "whole",
    "urls": [],
}
_FACTS: Final = (
    *("id", "field", "value", "basis", "evidence", "says_paper", "confidence", "source_id"),
    *("locator", "line", "start", "length", "quote_sha256", "read", "url"),
)
_SOURCES: Final = ("source_id", "title", "kind", "read", "urls", "n_facts")


def facts(programmes: Iterable[Programme]) -> pd.DataFrame:
    """Lay out every fact with its source."""
    rows = [_told(p.id, field, fact) for p in programmes for field, fact in p.facts()]
    return framed(rows, _FACTS)


def _told(key: str, field: str, fact: Fact[object]) -> dict[str, Any]:
    """One row of the facts."""
    told = fact.provenance
    start, length = told.span or (pd.NA, pd.NA)
    return {
        "id": key,
        "field": field,
        "value": spelt(fact.value),
        "basis": str(told.basis),
        "evidence": str(told.evidence or ""),
        "says_paper": told.says_paper,
        "confidence": str(told.confidence),
        "source_id": told.source_id,
        "locator": told.locator,
        "line": told.line if told.line is not None else pd.NA,
        "start": start,
        "length": length,
        "quote_sha256": told.quote_sha256 or "",
        "read": str(told.read),
        "url": told.url or "",
    }


def sources(programmes: Iterable[Programme]) -> pd.DataFrame:
    """List the documents that facts rest on, each with how many."""
    used = Counter(fact.provenance.source_id for p in programmes for _, fact in p.facts())
    known = {data_files.PAPER: _PAPER_SOURCE, **data_files.read("sources.json")["sources"]}
    rows = [
        {
            "source_id": key,
            "title": known[key]["title"],
            "kind": known[key]["kind"],
            "read": known[key]["read"],
            "urls": " ".join(known[key]["urls"]),
            "n_facts": n,
        }
        for key, n in sorted(used.items())
    ]
    return framed(rows, _SOURCES)
