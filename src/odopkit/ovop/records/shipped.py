"""The records that ship with the package, read once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from odopkit.ovop.records import data_files, parsing

if TYPE_CHECKING:
    from odopkit.ovop.records.programme import Programme


def raw_records() -> list[dict[str, Any]]:
    """Read the records as they stand in the data files."""
    names = ("programmes_paper.json", "programmes_elsewhere.json")
    return [record for name in names for record in data_files.read(name)["records"]]


@cache
def shipped_programmes() -> tuple[Programme, ...]:
    """Parse the records, once."""
    sources = data_files.read("sources.json")["sources"]
    return tuple(parsing.parse(raw, sources) for raw in raw_records())
