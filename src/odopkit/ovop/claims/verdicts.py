"""A verdict on a claim, the case that it is judged on, and words for both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import TYPE_CHECKING, Any

from odopkit.ovop.orientation.variants import set_against_rest
from odopkit.ovop.records.frames import told_of_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

    from odopkit.ovop.orientation.by_country import How
    from odopkit.ovop.orientation.codebooks import Codebook, Mode, Threshold
    from odopkit.ovop.orientation.tabulated import Crosstab
    from odopkit.ovop.records.facts import Fact
    from odopkit.ovop.records.programme import Programme
    from odopkit.ovop.records.registry import ProgrammeRegistry


class ClaimVerdict(StrEnum):
    """What becomes of a claim when it is set against the records.

    ``ESTABLISHED`` it holds, and the test is below `alpha`, in every variant;
    ``NOT_ESTABLISHED`` the sign is right in every variant, and more is not shown;
    ``PLURALITY_ONLY`` the most frequent in every variant, but not of more than half;
    ``DEPENDS_ON_CODING`` it holds in some variants and not in others; ``SUPPORTED`` the
    records agree; ``PARTLY`` some do; ``CONTRADICTED`` they do not; ``NOT_REPRODUCED``
    another document's figures do not give it; ``INCONSISTENT`` what the paper says
    elsewhere does not go with it; ``ILLUSTRATION_ONLY`` there are cases, but nothing that
    measures the outcome; ``NOT_TESTABLE`` the records lack what is needed.
    """

    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not_established"
    PLURALITY_ONLY = "plurality_only"
    DEPENDS_ON_CODING = "depends_on_coding"
    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_REPRODUCED = "not_reproduced"
    INCONSISTENT = "inconsistent"
    ILLUSTRATION_ONLY = "illustration_only"
    NOT_TESTABLE = "not_testable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A claim with its verdict and grounds."""

    claim_id: str
    claim: str
    verdict: ClaimVerdict
    rests_on: str
    n_cases: int = 0
    n_variants: int = 1
    n_holding: int = 0
    p_min: float = nan
    p_max: float = nan
    basis: str = ""
    locator: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a claim is set against."""

    registry: ProgrammeRegistry
    core: tuple[Programme, ...]
    figures: pd.DataFrame
    counts: pd.DataFrame
    crosstabs: tuple[Crosstab, ...]
    thresholds: tuple[Threshold, ...]
    codebooks: tuple[Codebook | str, ...]
    how: How
    mode: Mode
    alpha: float
    rng: np.random.Generator | int | None

    def where(self, figure: str) -> str:
        """Place in the paper of a claim that is among the figures."""
        found = self.figures.loc[self.figures["id"] == figure, "locator"]
        return str(found.iloc[0]) if len(found) else ""


def variants(case: Case, row: str, column: str) -> pd.DataFrame:
    """Count a cell of the table of orientation under every variant."""
    return set_against_rest(case.crosstabs, row, column, case.rng)


def fractions(told: pd.DataFrame) -> str:
    """Put the counts of each variant in words."""
    return "; ".join(
        f"{row.codebook} at {row.threshold}: {row.n_row}/{row.n_row_all} against "
        f"{row.n_rest}/{row.n_rest_all}"
        for row in told.itertuples()
    )


def kind_of(programme: Programme) -> str:
    """Put a programme's focus, units and status into words."""
    units = "/".join(str(u.value) for u in programme.units)
    focus = str(programme.focus.value) if programme.focus else "unstated"
    status = str(programme.status.value) if programme.status else "unstated"
    return f"{focus} by {units}, {status}"


def same_kind(one: Programme, other: Programme) -> bool:
    """Tell whether two programmes share a unit and the focus."""
    units = {u.value for u in one.units} & {u.value for u in other.units}
    return bool(units) and one.focus is not None and is_code(other.focus, one.focus.value)


def is_code(fact: Fact[Any] | None, value: object) -> bool:
    """Tell whether a fact is stated and has this value."""
    return fact is not None and fact.value == value


def distinct(records: Iterable[Programme]) -> list[Programme]:
    """Leave out a record of a programme that another of these describes."""
    here = list(records)
    ids = {p.id for p in here}
    return [p for p in here if p.same_as is None or p.same_as.value not in ids]


def basis_of_objectives(records: Iterable[Programme]) -> str:
    """List on what the coded objectives of programmes rest."""
    return told_of_facts(fact for p in records for fact in (p.orientation, *p.objectives))


def place_of(facts: Iterable[Fact[Any] | None]) -> str:
    """Places in the paper of facts that it states."""
    return "; ".join(
        dict.fromkeys(f.provenance.locator for f in facts if f and f.provenance.says_paper)
    )


def lacking(verdict: ClaimVerdict, reason: str) -> str:
    """Keep a reason only where nothing could be tested."""
    return reason if verdict is ClaimVerdict.NOT_TESTABLE else ""


def most(counts: pd.Series[Any]) -> int:
    """Take the largest count, 0 of none."""
    return int(counts.max()) if len(counts) else 0
