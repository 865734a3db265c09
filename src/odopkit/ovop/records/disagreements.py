"""Where acronyms stand for several things, and sources for several years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.ovop.records.frames import framed, iso3_of, told_of_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from odopkit.ovop.records.programme import Programme


_COLLISIONS: Final = ("acronym", "n_meanings", "meanings", "n_records", "iso3", "ids", "basis")
_CONFLICTS: Final = ("id", "field", "year", "basis", "confidence", "source_id", "locator")


def acronym_collisions(programmes: Iterable[Programme]) -> pd.DataFrame:
    """List acronyms that stand for more than one thing."""
    groups: dict[str, list[Programme]] = {}
    for programme in programmes:
        if programme.acronym and programme.stands_for:
            groups.setdefault(programme.acronym.value, []).append(programme)
    rows = []
    for acronym, here in sorted(groups.items()):
        told = [p.stands_for for p in here if p.stands_for]
        meanings = sorted({fact.value for fact in told})
        if len(meanings) > 1:
            rows.append(
                {
                    "acronym": acronym,
                    "n_meanings": len(meanings),
                    "meanings": "; ".join(meanings),
                    "n_records": len(here),
                    "iso3": "; ".join(sorted({iso3_of(p) for p in here} - {""})),
                    "ids": "; ".join(p.id for p in here),
                    "basis": told_of_facts(told),
                }
            )
    return framed(rows, _COLLISIONS)


def conflicts(programmes: Iterable[Programme]) -> pd.DataFrame:
    """List first and last years on which sources disagree, within a record."""
    rows = [
        {
            "id": programme.id,
            "field": field,
            "year": fact.value,
            "basis": told_of_facts([fact]),
            "confidence": str(fact.provenance.confidence),
            "source_id": fact.provenance.source_id,
            "locator": fact.provenance.locator,
        }
        for programme in programmes
        for field, facts in (("years", programme.years), ("end_years", programme.end_years))
        for fact in facts
        if len({each.value for each in facts}) > 1
    ]
    return framed(rows, _CONFLICTS)
