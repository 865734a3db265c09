"""Programmes of the "one village, one product" family, with the source of every field.

The records, codes and rules here know nothing of trade tables.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from odopkit.ovop.evidence import Verdict, load_outcome_figures, load_programme_errata
    from odopkit.ovop.india import (
        DatedCount,
        ExportBody,
        IndiaModel,
        MarginMoneySlab,
        SubScheme,
        SupportHead,
        load_india_model,
    )
    from odopkit.ovop.model import (
        Basis,
        Confidence,
        Direction,
        Fact,
        GeographicUnit,
        MixKind,
        Motive,
        Objective,
        Orientation,
        Origin,
        Principle,
        ProductFocus,
        Programme,
        Provenance,
        ReadExtent,
        RecordType,
        Relation,
        RelationKind,
        Status,
        SupportInstrument,
        TriState,
        YearPolicy,
        value_of,
    )
    from odopkit.ovop.registry import ProgrammeRegistry, check_programmes, load_programmes

# Names are looked up on first use, as in odopkit itself.
_HOME = {
    "Basis": "model",
    "Confidence": "model",
    "DatedCount": "india",
    "Direction": "model",
    "ExportBody": "india",
    "Fact": "model",
    "GeographicUnit": "model",
    "IndiaModel": "india",
    "MarginMoneySlab": "india",
    "MixKind": "model",
    "Motive": "model",
    "Objective": "model",
    "Orientation": "model",
    "Origin": "model",
    "Principle": "model",
    "ProductFocus": "model",
    "Programme": "model",
    "ProgrammeRegistry": "registry",
    "Provenance": "model",
    "ReadExtent": "model",
    "RecordType": "model",
    "Relation": "model",
    "RelationKind": "model",
    "Status": "model",
    "SubScheme": "india",
    "SupportHead": "india",
    "SupportInstrument": "model",
    "TriState": "model",
    "Verdict": "evidence",
    "YearPolicy": "model",
    "check_programmes": "registry",
    "load_india_model": "india",
    "load_outcome_figures": "evidence",
    "load_programme_errata": "evidence",
    "load_programmes": "registry",
    "value_of": "model",
}

__all__ = [
    "Basis",
    "Confidence",
    "DatedCount",
    "Direction",
    "ExportBody",
    "Fact",
    "GeographicUnit",
    "IndiaModel",
    "MarginMoneySlab",
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
    "SubScheme",
    "SupportHead",
    "SupportInstrument",
    "TriState",
    "Verdict",
    "YearPolicy",
    "check_programmes",
    "load_india_model",
    "load_outcome_figures",
    "load_programme_errata",
    "load_programmes",
    "value_of",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for."""
    if name in _HOME:
        value = getattr(import_module(f"odopkit.ovop.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    msg = f"module 'odopkit.ovop' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
