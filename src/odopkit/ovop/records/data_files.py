"""The data files of the programmes, as they stand, and the areas of UN M49."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.ovop.records.facts import Provenance


DATA: Final = files("odopkit.ovop") / "data"

PAPER: Final = "paper"
"""Source id of the paper."""

PAPER_TITLE: Final = (
    "Gaur, P. (2023). Promoting Districts as Export Hubs in the Export Policy. "
    "RIS Discussion Paper 285"
)

M49_AREAS: Final[Mapping[str, tuple[str, str]]] = {
    "World": ("001", "World"),
    "Africa": ("002", "World"),
    "Eastern Africa": ("014", "Africa"),
    "Middle Africa": ("017", "Africa"),
    "Northern Africa": ("015", "Africa"),
    "Southern Africa": ("018", "Africa"),
    "Western Africa": ("011", "Africa"),
    "Americas": ("019", "World"),
    "Caribbean": ("029", "Americas"),
    "Central America": ("013", "Americas"),
    "Northern America": ("021", "Americas"),
    "South America": ("005", "Americas"),
    "Asia": ("142", "World"),
    "Central Asia": ("143", "Asia"),
    "Eastern Asia": ("030", "Asia"),
    "South-eastern Asia": ("035", "Asia"),
    "Southern Asia": ("034", "Asia"),
    "Western Asia": ("145", "Asia"),
    "Europe": ("150", "World"),
    "Eastern Europe": ("151", "Europe"),
    "Northern Europe": ("154", "Europe"),
    "Southern Europe": ("039", "Europe"),
    "Western Europe": ("155", "Europe"),
    "Oceania": ("009", "World"),
    "Australia and New Zealand": ("053", "Oceania"),
    "Melanesia": ("054", "Oceania"),
    "Micronesia": ("057", "Oceania"),
    "Polynesia": ("061", "Oceania"),
}
"""Name of an area → its M49 code and the region that it lies in."""

REGIONS: Final = ("Africa", "Americas", "Asia", "Europe", "Oceania", "World")


@cache
def read(name: str) -> dict[str, Any]:
    """Read a data file; callers do not change what they get."""
    found: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


def locator(place: Mapping[str, Any]) -> str:
    """Say where in the paper a place is."""
    section = str(place["section"])
    named = f"section {section}" if section.isdecimal() else section
    return f"{named}, line {place['line']}"


def told_by(provenance: Provenance) -> str:
    """Basis of a value in one cell; a code names what its words rest on."""
    if provenance.evidence is None:
        return str(provenance.basis)
    return f"{provenance.basis} from {provenance.evidence}"
