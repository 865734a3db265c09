"""What the paper claims for such programmes, set against the records.

Every verdict is worked out from the records and figures that are passed in: change one,
and the verdict follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.ovop.claims.checking import check_claims
from odopkit.ovop.claims.outcomes import Verdict, load_outcome_figures, load_programme_errata
from odopkit.ovop.claims.verdicts import ClaimVerdict

__all__ = [
    "ClaimVerdict",
    "Verdict",
    "check_claims",
    "load_outcome_figures",
    "load_programme_errata",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
