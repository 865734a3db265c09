"""The claims of the paper one by one: what each is set against, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.ovop.claims.on_orientation import (
    economic_region,
    export_motives,
    latin_america,
    two_motives,
)
from odopkit.ovop.claims.on_programmes import (
    dated_counts,
    recomputed,
    self_reliance,
    small_units,
    subsidies,
    zambia,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from odopkit.ovop.claims.verdicts import Case, Finding


def findings(case: Case) -> Iterator[Finding]:
    """Set every claim against the records."""
    yield latin_america(case)
    yield economic_region(case, "Africa")
    yield economic_region(case, "Asia")
    yield two_motives(case)
    yield export_motives(case)
    yield subsidies(case)
    yield self_reliance(case)
    yield small_units(case)
    yield zambia(case)
    yield from recomputed(case)
    yield from dated_counts(case)
