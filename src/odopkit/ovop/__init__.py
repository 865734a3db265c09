"""Programmes of the "one village, one product" family, with the source of every field.

The records, codes and rules here know nothing of trade tables.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from odopkit.ovop.analysis import (
        AssociationTest,
        association_test,
        field_coverage,
        sensitivity,
    )
    from odopkit.ovop.claims import (
        ClaimVerdict,
        check_claims,
    )
    from odopkit.ovop.classify import (
        CODEBOOKS,
        Classification,
        Codebook,
        OrientationRule,
        classify_orientation,
        orientation_table,
    )
    from odopkit.ovop.compare import (
        Agreement,
        CohenKappa,
        cohen_kappa,
        compare_programmes,
        programme_conflicts,
        scheme_agreement,
    )
    from odopkit.ovop.crosstabs import Crosstab, crosstab
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
    from odopkit.ovop.rollup import (
        roll_up,
    )
    from odopkit.ovop.schemes import (
        Assignment,
        Dimension,
        Scheme,
        list_schemes,
        load_orientation_table,
        load_scheme,
    )

# Names are looked up on first use, as in odopkit itself.
_HOME = {
    "CODEBOOKS": "classify",
    "Agreement": "compare",
    "Assignment": "schemes",
    "AssociationTest": "analysis",
    "Basis": "model",
    "ClaimVerdict": "claims",
    "Classification": "classify",
    "Codebook": "classify",
    "CohenKappa": "compare",
    "Confidence": "model",
    "Crosstab": "crosstabs",
    "DatedCount": "india",
    "Dimension": "schemes",
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
    "OrientationRule": "classify",
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
    "Scheme": "schemes",
    "Status": "model",
    "SubScheme": "india",
    "SupportHead": "india",
    "SupportInstrument": "model",
    "TriState": "model",
    "Verdict": "evidence",
    "YearPolicy": "model",
    "association_test": "analysis",
    "check_claims": "claims",
    "check_programmes": "registry",
    "classify_orientation": "classify",
    "cohen_kappa": "compare",
    "compare_programmes": "compare",
    "crosstab": "crosstabs",
    "field_coverage": "analysis",
    "list_schemes": "schemes",
    "load_india_model": "india",
    "load_orientation_table": "schemes",
    "load_outcome_figures": "evidence",
    "load_programme_errata": "evidence",
    "load_programmes": "registry",
    "load_scheme": "schemes",
    "orientation_table": "classify",
    "programme_conflicts": "compare",
    "roll_up": "rollup",
    "scheme_agreement": "compare",
    "sensitivity": "analysis",
    "value_of": "model",
}

__all__ = [
    "CODEBOOKS",
    "Agreement",
    "Assignment",
    "AssociationTest",
    "Basis",
    "ClaimVerdict",
    "Classification",
    "Codebook",
    "CohenKappa",
    "Confidence",
    "Crosstab",
    "DatedCount",
    "Dimension",
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
    "OrientationRule",
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
    "Scheme",
    "Status",
    "SubScheme",
    "SupportHead",
    "SupportInstrument",
    "TriState",
    "Verdict",
    "YearPolicy",
    "association_test",
    "check_claims",
    "check_programmes",
    "classify_orientation",
    "cohen_kappa",
    "compare_programmes",
    "crosstab",
    "field_coverage",
    "list_schemes",
    "load_india_model",
    "load_orientation_table",
    "load_outcome_figures",
    "load_programme_errata",
    "load_programmes",
    "load_scheme",
    "orientation_table",
    "programme_conflicts",
    "roll_up",
    "scheme_agreement",
    "sensitivity",
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
