"""Facts as cells of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.ovop.records import data_files, parsing
from odopkit.ovop.records.facts import Fact, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable


_SILENT: Final = dict.fromkeys(
    name for name, kind in parsing.CODES.items() if "unstated" in set(kind)
)
COLUMNS: Final = tuple(
    {"years": "year", "end_years": "end_year"}.get(name, name)
    for name in parsing.FACT_FIELDS
    if name != "relation"
)

# A first or last year, or a place in the paper's text, may be missing.
_MAY_BE_MISSING: Final = frozenset({"year", "end_year", "first_year", "line", "start", "length"})
_COUNTS: Final = frozenset(
    {"n_years", "n_records", "n_core", "n_paper", "n_elsewhere", "n_meanings", "n_facts"}
    | {"generation"}
)


def as_cell(column: str, facts: list[Fact[Any]]) -> Any:
    """Put the facts of a field into one cell."""
    if column in _MAY_BE_MISSING:
        return facts[0].value if facts else pd.NA
    if not facts:
        return "unstated" if column in _SILENT else ""
    return "; ".join(as_text(fact.value) for fact in facts)


def as_text(value: Any) -> str:
    """Spell a value out."""
    return f"{value.kind} {value.to}" if isinstance(value, Relation) else str(value)


def told_of_facts(facts: Iterable[Fact[Any]]) -> str:
    """List on what facts rest, each once."""
    return "; ".join(dict.fromkeys(data_files.told_by(fact.provenance) for fact in facts))


def framed(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Make a frame of rows, with the type of each column."""
    frame = pd.DataFrame(rows, columns=columns)
    kinds = {c: "Int64" for c in columns if c in _MAY_BE_MISSING}
    kinds |= {c: "int64" for c in columns if c in _COUNTS}
    kinds |= {"says_paper": "bool"} if "says_paper" in columns else {}
    return frame.astype({c: kinds.get(c, "str") for c in columns})
