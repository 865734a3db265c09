"""What programmes are for: coded objectives, orientation, tables of it and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.ovop.orientation.agreement import Agreement, CohenKappa, cohen_kappa, scheme_agreement
from odopkit.ovop.orientation.association import AssociationTest, association_test
from odopkit.ovop.orientation.by_country import roll_up
from odopkit.ovop.orientation.classifying import (
    Classification,
    OrientationRule,
    classify_orientation,
    orientation_table,
)
from odopkit.ovop.orientation.codebooks import CODEBOOKS, Codebook
from odopkit.ovop.orientation.comparing import compare_programmes, programme_conflicts
from odopkit.ovop.orientation.crosstabs import Crosstab, crosstab
from odopkit.ovop.orientation.fields import field_coverage
from odopkit.ovop.orientation.variants import sensitivity

__all__ = [
    "CODEBOOKS",
    "Agreement",
    "AssociationTest",
    "Classification",
    "Codebook",
    "CohenKappa",
    "Crosstab",
    "OrientationRule",
    "association_test",
    "classify_orientation",
    "cohen_kappa",
    "compare_programmes",
    "crosstab",
    "field_coverage",
    "orientation_table",
    "programme_conflicts",
    "roll_up",
    "scheme_agreement",
    "sensitivity",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
