"""The records of programmes: codes, facts with their source, and the registry of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.ovop.records.codes import (
    Basis,
    Confidence,
    Direction,
    GeographicUnit,
    MixKind,
    Motive,
    Objective,
    Orientation,
    Origin,
    Principle,
    ProductFocus,
    ReadExtent,
    RecordType,
    RelationKind,
    Status,
    SupportInstrument,
    TriState,
    YearPolicy,
)
from odopkit.ovop.records.facts import Fact, Provenance, Relation, value_of
from odopkit.ovop.records.loading import check_programmes, load_programmes
from odopkit.ovop.records.programme import Programme
from odopkit.ovop.records.registry import ProgrammeRegistry

__all__ = [
    "Basis",
    "Confidence",
    "Direction",
    "Fact",
    "GeographicUnit",
    "MixKind",
    "Motive",
    "Objective",
    "Orientation",
    "Origin",
    "Principle",
    "ProductFocus",
    "Programme",
    "ProgrammeRegistry",
    "Provenance",
    "ReadExtent",
    "RecordType",
    "Relation",
    "RelationKind",
    "Status",
    "SupportInstrument",
    "TriState",
    "YearPolicy",
    "check_programmes",
    "load_programmes",
    "value_of",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
