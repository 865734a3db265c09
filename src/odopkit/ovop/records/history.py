"""Programmes in time: when each began, and what grew from what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.ovop.records.codes import YearPolicy, member
from odopkit.ovop.records.frames import (
    NO_YEAR,
    as_cell,
    chosen,
    facts_of,
    framed,
    iso3_of,
    told_of_facts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from odopkit.ovop.records.facts import Fact
    from odopkit.ovop.records.programme import Programme


_TIMELINE: Final = (
    *("year", "end_year", "id", "name", "iso3", "record_type", "n_years"),
    *("year_basis", "end_year_basis", "name_basis", "iso3_basis", "source_id", "locator"),
    "reason",
)
_LINEAGE: Final = (
    *("generation", "id", "name", "iso3", "year", "from_id", "link", "link_basis"),
    *("year_basis", "name_basis", "iso3_basis", "reason"),
)


def timeline(programmes: Iterable[Programme], *, year_policy: YearPolicy | str) -> pd.DataFrame:
    """Sort programmes by first year; those without one come last."""
    policy = member(YearPolicy, year_policy)
    rows = [_in_time(p, policy) for p in programmes]
    rows.sort(key=lambda row: (_late(row["year"]), row["id"]))
    return framed(rows, _TIMELINE)


def _in_time(p: Programme, policy: YearPolicy) -> dict[str, Any]:
    """One row of the timeline."""
    begun, ended = chosen(p, "year", policy), chosen(p, "end_year", policy)
    return {
        "year": as_cell("year", begun),
        "end_year": as_cell("end_year", ended),
        "id": p.id,
        "name": p.name.value,
        "iso3": iso3_of(p),
        "record_type": str(p.record_type.value),
        "n_years": len({fact.value for fact in p.years}),
        "year_basis": told_of_facts(begun),
        "end_year_basis": told_of_facts(ended),
        "name_basis": told_of_facts([p.name]),
        "iso3_basis": told_of_facts(facts_of(p.iso3)),
        "source_id": begun[0].provenance.source_id if begun else "",
        "locator": begun[0].provenance.locator if begun else "",
        "reason": "" if begun else NO_YEAR,
    }


def lineage(
    programmes: Sequence[Programme], start: Programme, *, year_policy: YearPolicy | str
) -> pd.DataFrame:
    """Follow what a programme grew from, and what grew from it."""
    policy = member(YearPolicy, year_policy)
    by_id = {programme.id: programme for programme in programmes}
    line = [*_before(start, by_id), (0, start), *_after(start, programmes)]
    rows = [_in_line(generation, p, by_id, policy) for generation, p in line]
    rows.sort(key=lambda row: (row["generation"], _late(row["year"]), row["id"]))
    return framed(rows, _LINEAGE)


def _before(start: Programme, by_id: Mapping[str, Programme]) -> Iterator[tuple[int, Programme]]:
    """Programmes that one grew from, step by step, with their generation."""
    here, generation, seen = start, 0, {start.id}
    while (link := _link(here)) and link[1].value in by_id.keys() - seen:
        here, generation = by_id[link[1].value], generation - 1
        seen.add(here.id)
        yield generation, here


def _after(start: Programme, programmes: Sequence[Programme]) -> Iterator[tuple[int, Programme]]:
    """Programmes that grew from one, generation by generation."""
    newest, generation, seen = [start], 0, {start.id}
    while newest:
        grown, generation = {programme.id for programme in newest}, generation + 1
        newest = [
            p
            for p in programmes
            if p.id not in seen and (link := _link(p)) and link[1].value in grown
        ]
        seen |= {programme.id for programme in newest}
        yield from ((generation, programme) for programme in newest)


def _in_line(
    generation: int, p: Programme, by_id: Mapping[str, Programme], policy: YearPolicy
) -> dict[str, Any]:
    """One row of a lineage."""
    begun, link = chosen(p, "year", policy), _link(p)
    absent = link is not None and link[1].value not in by_id
    return {
        "generation": generation,
        "id": p.id,
        "name": p.name.value,
        "iso3": iso3_of(p),
        "year": as_cell("year", begun),
        "from_id": link[1].value if link else "",
        "link": link[0] if link else "",
        "link_basis": told_of_facts([link[1]]) if link else "",
        "year_basis": told_of_facts(begun),
        "name_basis": told_of_facts([p.name]),
        "iso3_basis": told_of_facts(facts_of(p.iso3)),
        "reason": "what it grew from is not among these records" if absent else "",
    }


def _link(programme: Programme) -> tuple[str, Fact[str]] | None:
    """Return what a record grew from: its parent, or the paper's record of the same."""
    if programme.parent is not None:
        return "parent", programme.parent
    if programme.same_as is not None:
        return "same_as", programme.same_as
    return None


def _late(year: Any) -> int:
    """Sort a missing year behind all others."""
    return 9999 if year is pd.NA else int(year)
