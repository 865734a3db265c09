"""Facts as cells of a frame, and frames as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit import results
from odopkit.ovop.records import data_files, parsing
from odopkit.ovop.records.codes import YearPolicy, member
from odopkit.ovop.records.facts import Fact, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from odopkit.ovop.records.programme import Programme


NO_YEAR: Final = "no year is stated"

_SILENT: Final = frozenset(name for name, kind in parsing.CODES.items() if "unstated" in set(kind))
_COLUMNS: Final = tuple(
    {"years": "year", "end_years": "end_year"}.get(name, name)
    for name in parsing.FACT_FIELDS
    if name != "relation"
)
_YEARS: Final = ("year", "end_year")

# A first or last year, or a place in the paper's text, may be missing.
KINDS: Final[Mapping[str, str]] = (
    dict.fromkeys((*_YEARS, "first_year", "line", "start", "length"), "Int64")
    | dict.fromkeys(("n_years", "n_records", "n_core", "n_paper", "n_elsewhere"), "int64")
    | dict.fromkeys(("n_meanings", "n_facts", "generation"), "int64")
    | {"says_paper": "bool"}
)
"""Types of the columns that are not text, in frames of records."""


def programmes_frame(
    programmes: Iterable[Programme], *, year_policy: YearPolicy | str, basis: bool
) -> pd.DataFrame:
    """Lay programmes out, one row each and one column a field."""
    policy = member(YearPolicy, year_policy)
    rows = []
    for programme in programmes:
        row: dict[str, Any] = {
            "id": programme.id,
            "origin": str(programme.origin),
            "confidence": str(programme.confidence),
        }
        for column in _COLUMNS:
            facts = chosen(programme, column, policy)
            row[column] = as_cell(column, facts)
            if basis:
                row[f"{column}_basis"] = told_of_facts(facts)
        row["reason"] = NO_YEAR if row["year"] is pd.NA else ""
        rows.append(row)
    shown = [name for c in _COLUMNS for name in ((c, f"{c}_basis") if basis else (c,))]
    return framed(rows, ["id", "origin", "confidence", *shown, "reason"])


def chosen(programme: Programme, column: str, policy: YearPolicy) -> list[Fact[Any]]:
    """Take the facts that a cell shows."""
    held: Any
    if column == "year":
        held = programme.year(policy=policy)
    elif column == "end_year":
        held = programme.end_year(policy=policy)
    else:
        held = getattr(programme, column)
    return facts_of(held)


def facts_of(held: Fact[Any] | tuple[Fact[Any], ...] | None) -> list[Fact[Any]]:
    """List the facts of a field, which holds one, several or none."""
    if held is None:
        return []
    return list(held) if isinstance(held, tuple) else [held]


def as_cell(column: str, facts: Sequence[Fact[Any]]) -> Any:
    """Put the facts of a field into one cell."""
    if column in _YEARS:
        return facts[0].value if facts else pd.NA
    if not facts:
        return "unstated" if column in _SILENT else ""
    return "; ".join(spelt(fact.value) for fact in facts)


def spelt(value: object) -> str:
    """Spell a value out."""
    return f"{value.kind} {value.to}" if isinstance(value, Relation) else str(value)


def iso3_of(programme: Programme) -> str:
    """Country code of a programme, empty for one of the whole world."""
    return programme.iso3.value if programme.iso3 else ""


def told_of_facts(facts: Iterable[Fact[Any] | None]) -> str:
    """List on what facts rest, each once."""
    return "; ".join(dict.fromkeys(data_files.told_by(fact.provenance) for fact in facts if fact))


def told_of_areas(programmes: Iterable[Programme]) -> str:
    """List on what country and areas rest, each once."""
    return told_of_facts(
        fact for p in programmes for fact in (p.iso3, p.country, p.region, p.subregion)
    )


def framed(
    rows: Sequence[Any], columns: Sequence[str], kinds: Mapping[str, str] = KINDS
) -> pd.DataFrame:
    """Make a frame of rows, by name or in order; a column is text unless its kind is given."""
    # Column by column: to make one of objects first and to turn it takes three times as long.
    by_name = bool(rows) and isinstance(rows[0], dict)
    cells: dict[str, list[Any]] = {
        c: [row[c if by_name else at] for row in rows] for at, c in enumerate(columns)
    }
    made = {c: pd.Series(x, dtype=kinds.get(c, "str")) for c, x in cells.items()}
    return pd.DataFrame(made, columns=list(columns))


def plain(value: object) -> Any:
    """Turn a value into what JSON has; a fact with its basis and its source."""
    return results.plain(value, other=_spelt_out)


def _spelt_out(value: object) -> object:
    if isinstance(value, Fact):
        return {"value": spelt(value.value), "basis": told_of_facts([value])} | {
            name: plain(getattr(value.provenance, name))
            for name in ("confidence", "source_id", "locator")
        }
    return str(value)
