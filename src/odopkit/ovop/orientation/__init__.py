"""What programmes are for: coded objectives, orientation, tables of it and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.ovop.orientation.agreement import Agreement, CohenKappa, cohen_kappa, scheme_agreement
from odopkit.ovop.orientation.association import AssociationTest, association_test
from odopkit.ovop.orientation.by_country import programmes_by_country
from odopkit.ovop.orientation.by_record import orientation_table
from odopkit.ovop.orientation.classification import Classification, OrientationRule
from odopkit.ovop.orientation.classifying import classify_orientation
from odopkit.ovop.orientation.codebooks import CODEBOOKS, Codebook
from odopkit.ovop.orientation.comparing import compare_programmes, programme_conflicts
from odopkit.ovop.orientation.crosstabs import crosstab
from odopkit.ovop.orientation.fields import field_coverage
from odopkit.ovop.orientation.tabulated import Crosstab
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
    "programmes_by_country",
    "scheme_agreement",
    "sensitivity",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
