"""The claims of the paper one by one: what each is set against, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import TYPE_CHECKING, Any, Final

from odopkit.ovop._data import told_by
from odopkit.ovop.analysis import sensitivity
from odopkit.ovop.model import Direction, Fact, GeographicUnit, Origin, Programme, TriState
from odopkit.ovop.rollup import roll_up
from odopkit.ovop.schemes import load_scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from odopkit.ovop.classify import Codebook, Mode, Threshold
    from odopkit.ovop.registry import ProgrammeRegistry
    from odopkit.ovop.rollup import How


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


# How near a recomputed figure has to come, by the word that the paper puts before it.
_ABOUT: Final = 0.10
_ROUNDING: Final = 0.05
_SLACK: Final = 1 + 1e-9  # 4.4 is not further from 4 than a tenth of it


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
    thresholds: tuple[Threshold, ...]
    codebooks: tuple[Codebook | str, ...]
    how: How
    mode: Mode
    alpha: float
    seed: int | None

    def where(self, figure: str) -> str:
        """Place in the paper of a claim that is among the figures."""
        found = self.figures.loc[self.figures["id"] == figure, "locator"]
        return str(found.iloc[0]) if len(found) else ""


def findings(case: Case) -> Iterator[Finding]:
    """Set every claim against the records."""
    yield _latin_america(case)
    yield _economic_region(case, "Africa")
    yield _economic_region(case, "Asia")
    yield _two_motives(case)
    yield _export_motives(case)
    yield _subsidies(case)
    yield _self_reliance(case)
    yield _small_units(case)
    yield _zambia(case)
    yield from _recomputed(case)
    yield from _dated_counts(case)


def _variants(case: Case, row: str, column: str) -> pd.DataFrame:
    return sensitivity(
        case.registry,
        thresholds=case.thresholds,
        codebooks=case.codebooks,
        hows=[case.how],
        row=row,
        column=column,
        mode=case.mode,
        seed=case.seed,
    )


def _latin_america(case: Case) -> Finding:
    told = _variants(case, "Americas", "social")
    known = told[told["sign"] != ""]
    higher = known["sign"] == "higher"
    majority = known["row_share"] > 0.5
    below = known["p_pair"] < case.alpha
    if known.empty or len(known) < len(told):
        verdict = ClaimVerdict.NOT_TESTABLE
    elif (higher & majority & below).all():
        verdict = ClaimVerdict.ESTABLISHED
    elif higher.all():
        verdict = ClaimVerdict.NOT_ESTABLISHED
    elif higher.any():
        verdict = ClaimVerdict.DEPENDS_ON_CODING
    else:
        verdict = ClaimVerdict.CONTRADICTED
    n = len(told)
    rests_on = (
        f"more often social than other regions in {higher.sum()} of {n} variants, of more "
        f"than half of the region in {majority.sum()}, with p below {case.alpha} in "
        f"{below.sum()}; {_fractions(told)}"
    )
    return Finding(
        claim_id="latin_america_social",
        claim="Programmes of Latin America are mostly social.",
        verdict=verdict,
        rests_on=rests_on,
        n_cases=_most(told["row_total"] + told["rest_total"]),
        n_variants=n,
        n_holding=int((higher & majority).sum()),
        p_min=float(told["p_pair"].min()),
        p_max=float(told["p_pair"].max()),
        basis=_basis_of_objectives(case.core),
        locator=case.where("latin_america_social"),
        reason=_lacking(verdict, "too few countries with an orientation"),
    )


def _economic_region(case: Case, region: str) -> Finding:
    told = _variants(case, region, "economic")
    known = told["row_total"] > 0
    majority, plurality = told["row_share"] > 0.5, told["plurality"]
    if not known.all():
        verdict = ClaimVerdict.NOT_TESTABLE
    elif majority.all():
        verdict = ClaimVerdict.SUPPORTED
    elif plurality.all():
        verdict = ClaimVerdict.PLURALITY_ONLY
    elif plurality.any():
        verdict = ClaimVerdict.DEPENDS_ON_CODING
    else:
        verdict = ClaimVerdict.CONTRADICTED
    n = len(told)
    return Finding(
        claim_id=f"{region.lower()}_economic",
        claim=f"Programmes of {region} are inclined to economic ends.",
        verdict=verdict,
        rests_on=(
            f"economic is the most frequent in {plurality.sum()} of {n} variants, of more than "
            f"half in {majority.sum()}; {_fractions(told)}"
        ),
        n_cases=_most(told["row_total"]),
        n_variants=n,
        n_holding=int(plurality.sum()),
        p_min=float(told["p_pair"].min()),
        p_max=float(told["p_pair"].max()),
        basis=_basis_of_objectives(p for p in case.core if p.region.value == region),
        locator=case.where("africa_asia_economic"),
        reason=_lacking(verdict, "no country of the region with an orientation"),
    )


def _fractions(told: pd.DataFrame) -> str:
    """Put the counts of each variant in words."""
    return "; ".join(
        f"{row.codebook} at {row.threshold}: {row.row_n}/{row.row_total} against "
        f"{row.rest_n}/{row.rest_total}"
        for row in told.itertuples()
    )


def _two_motives(case: Case) -> Finding:
    bhutan = [p for p in case.core if p.iso3 is not None and p.iso3.value == "BTN"]
    kinds: list[str] = []
    basis = ""
    for codebook in case.codebooks:
        for threshold in case.thresholds if bhutan else ():
            one = roll_up(
                case.registry.filter(iso3="BTN"),
                how=case.how,
                threshold=threshold,
                codebook=codebook,
                mode=case.mode,
            ).iloc[0]
            kinds.append(str(one["mix_kind"]))
            basis = str(one["orientation_basis"])
    holding = sum(kind in ("between", "both") for kind in kinds)
    if not kinds or set(kinds) == {"none"}:
        verdict = ClaimVerdict.NOT_TESTABLE
    elif holding == len(kinds):
        verdict = ClaimVerdict.SUPPORTED
    else:
        verdict = ClaimVerdict.DEPENDS_ON_CODING if holding else ClaimVerdict.CONTRADICTED
    return Finding(
        claim_id="bhutan_two_motives",
        claim="Bhutan had one programme with economic and one with social ends.",
        verdict=verdict,
        rests_on=f"kind of mix: {', '.join(dict.fromkeys(kinds)) or 'none'}",
        n_cases=len(bhutan),
        n_variants=len(kinds),
        n_holding=holding,
        basis=basis,
        locator=_place(p.orientation for p in bhutan),
        reason=_lacking(verdict, "no programme of Bhutan with an orientation"),
    )


def _export_motives(case: Case) -> Finding:
    scheme = load_scheme("paper_motives")
    motives = {
        p.iso3.value: p.motive
        for p in case.core
        if p.iso3 and p.motive and scheme.reading[str(p.motive.value)] == "economic"
    }
    found: dict[str, list[str]] = {}
    holding = 0
    elsewhere = case.registry.filter(
        lambda p: p.origin is Origin.ELSEWHERE and p.iso3 is not None and p.iso3.value in motives
    )
    for codebook in case.codebooks:
        for threshold in case.thresholds:
            told = roll_up(
                elsewhere, how=case.how, threshold=threshold, codebook=codebook, mode=case.mode
            )
            told = told[told["orientation"] != "unstated"]
            holding += len(told) > 0 and bool((told["orientation"] == "economic").all())
            for iso3, orientation in zip(told["iso3"], told["orientation"], strict=True):
                found.setdefault(str(iso3), []).append(str(orientation))
    always = [iso3 for iso3, each in found.items() if set(each) == {"economic"}]
    ever = [iso3 for iso3, each in found.items() if "economic" in each]
    if not found:
        verdict = ClaimVerdict.NOT_TESTABLE
    elif len(always) == len(found):
        verdict = ClaimVerdict.SUPPORTED
    else:
        verdict = ClaimVerdict.PARTLY if ever else ClaimVerdict.CONTRADICTED
    return Finding(
        claim_id="export_motives",
        claim="Countries named for exports or industry as motives have economic programmes.",
        verdict=verdict,
        rests_on="; ".join(
            f"{iso3}: {', '.join(dict.fromkeys(each))}" for iso3, each in sorted(found.items())
        ),
        n_cases=len(found),
        n_variants=len(case.codebooks) * len(case.thresholds),
        n_holding=holding,
        basis=_basis_of_objectives(elsewhere),
        locator=_place(motives.values()),
        reason=_lacking(verdict, "no such country has an orientation in another document"),
    )


def _subsidies(case: Case) -> Finding:
    told = {
        answer: _distinct(p for p in case.core if _is(p.subsidies, answer))
        for answer in (TriState.YES, TriState.NO)
    }
    by_id = {p.id: p.subsidies.value for p in case.core if p.subsidies}
    pair = by_id.get("jpn_ovop_1979"), by_id.get("tha_otop_2000")
    if None in pair:
        verdict = ClaimVerdict.NOT_TESTABLE
    elif pair == (TriState.NO, TriState.YES):
        verdict = ClaimVerdict.ILLUSTRATION_ONLY
    else:
        verdict = ClaimVerdict.CONTRADICTED
    shown = "; ".join(f"{answer}: {', '.join(p.id for p in here)}" for answer, here in told.items())
    return Finding(
        claim_id="subsidies_lower_participation",
        claim="Subsidies, which Thailand pays and Japan did not, lower participation.",
        verdict=verdict,
        rests_on=f"subsidies {shown}; participation is measured for none",
        n_cases=sum(map(len, told.values())),
        basis=_bases(p.subsidies for here in told.values() for p in here),
        locator=case.where("subsidies_lower_participation"),
        reason=_lacking(verdict, "the subsidies of Japan or of Thailand are not known"),
    )


def _self_reliance(case: Case) -> Finding:
    growing = case.figures[(case.figures["unit"] == "times") & (case.figures["value"] > 1)]
    grown = set(growing["programme_id"])
    below = _distinct(p for p in case.core if _is(p.direction, Direction.BOTTOM_UP))
    above = _distinct(p for p in case.core if _is(p.direction, Direction.TOP_DOWN))
    against = [p.id for p in above if p.id in grown]
    for_it = [p.id for p in below if p.id in grown]
    if not below or not above:
        verdict = ClaimVerdict.NOT_TESTABLE
    elif against:
        verdict = ClaimVerdict.INCONSISTENT
    else:
        verdict = ClaimVerdict.ILLUSTRATION_ONLY
    return Finding(
        claim_id="self_reliance_decides",
        claim="Driven from below and self-reliant programmes succeed, others fail.",
        verdict=verdict,
        rests_on=(
            f"the paper gives growth for {', '.join(for_it) or 'none'} driven from below and "
            f"for {', '.join(against) or 'none'} driven from above, and no growth for "
            f"{len(above) - len(against)} others driven from above"
        ),
        n_cases=len(below) + len(above),
        basis=_bases(p.direction for p in (*below, *above)),
        locator=case.where("self_reliance_decides"),
        reason=_lacking(verdict, "no programmes of both directions"),
    )


def _small_units(case: Case) -> Finding:
    no_place = (GeographicUnit.NONE, GeographicUnit.UNSTATED)
    placed = _distinct(p for p in case.core if any(u.value not in no_place for u in p.units))
    whole = [p for p in placed if any(u.value is GeographicUnit.COUNTRY for u in p.units)]
    smaller = len(placed) - len(whole)
    verdict = ClaimVerdict.ILLUSTRATION_ONLY if whole and smaller else ClaimVerdict.NOT_TESTABLE
    return Finding(
        claim_id="small_units_suit_one_product",
        claim="A small unit can choose a single product more easily than a country.",
        verdict=verdict,
        rests_on=(
            f"{smaller} programmes by units smaller than a country, {len(whole)} by country "
            f"({', '.join(p.id for p in whole)}); ease is measured for none"
        ),
        n_cases=len(placed),
        basis=_bases(u for p in placed for u in p.units),
        locator=_place(u for p in whole for u in p.units),
        reason=_lacking(verdict, "no programmes of both sizes"),
    )


def _zambia(case: Case) -> Finding:
    here = [p for p in case.core if p.iso3 is not None and p.iso3.value == "ZMB"]
    claimed = [p for p in here if p.origin is Origin.PAPER and p.units and p.focus]
    others = [p for p in here if p.origin is Origin.ELSEWHERE and p.units]
    fits = [p for p in others if any(_same_kind(p, one) for one in claimed)]
    if not claimed or not others:
        verdict = ClaimVerdict.NOT_TESTABLE
    else:
        verdict = ClaimVerdict.SUPPORTED if fits else ClaimVerdict.CONTRADICTED
    return Finding(
        claim_id="zambia_two_products",
        claim="Zambia took up two products for each district in 2014.",
        verdict=verdict,
        rests_on="; ".join(f"{p.id}: {_kind(p)}" for p in (*claimed, *others)),
        n_cases=len(others),
        n_holding=len(fits),
        basis=_bases(u for p in others for u in p.units),
        locator=_place(p.focus for p in claimed),
        reason=_lacking(verdict, "no record of the paper and another document to compare"),
    )


def _kind(programme: Programme) -> str:
    units = "/".join(str(u.value) for u in programme.units)
    focus = str(programme.focus.value) if programme.focus else "unstated"
    status = str(programme.status.value) if programme.status else "unstated"
    return f"{focus} by {units}, {status}"


def _same_kind(one: Programme, other: Programme) -> bool:
    units = {u.value for u in one.units} & {u.value for u in other.units}
    return bool(units) and one.focus is not None and _is(other.focus, one.focus.value)


def _recomputed(case: Case) -> Iterator[Finding]:
    told = case.figures.dropna(subset=["value", "checked_from", "checked_to"])
    for row in told.to_dict("records"):
        value = float(row["value"])
        got = float(row["checked_to"]) / float(row["checked_from"])
        qualifier = str(row["qualifier"])
        fits = {
            "about": abs(got - value) <= _ABOUT * value * _SLACK,
            "exactly": abs(got - value) <= _ROUNDING * _SLACK,
            "more_than": got > value,
            "at_least": got >= value,
        }[qualifier]
        said = qualifier.replace("_", " ")
        yield Finding(
            claim_id=f"figure_{row['id']}",
            claim=f"{str(row['measure']).capitalize()}: {said} {value:g} {row['unit']}.",
            verdict=ClaimVerdict.SUPPORTED if fits else ClaimVerdict.NOT_REPRODUCED,
            rests_on=(
                f"{row['checked_to']:g} by {row['checked_from']:g} is {got:.2f}; {row['check']}"
            ),
            n_cases=1,
            n_holding=int(fits),
            basis=str(row["check_basis"]),
            locator=str(row["locator"]),
        )


def _dated_counts(case: Case) -> Iterator[Finding]:
    """Place each count between earlier ones and those of its year or after."""
    series = case.counts[case.counts["series"] == "deh"]
    for row in series[series["basis"] == "stated"].to_dict("records"):
        what, date, value = str(row["what"]), str(row["as_of"]), int(row["value"])
        others = series[(series["what"] == what) & (series["basis"] != "stated")]
        earlier = others[others["as_of"].str[: len(date)] < date]
        later = others[others["as_of"].str[: len(date)] >= date]
        least = int(earlier["value"].max()) if len(earlier) else None
        most = int(later["value"].min()) if len(later) else None
        fits = (least is None or least <= value) and (most is None or value <= most)
        if others.empty:
            verdict = ClaimVerdict.NOT_TESTABLE
        else:
            verdict = ClaimVerdict.SUPPORTED if fits else ClaimVerdict.CONTRADICTED
        dated = ", ".join(
            f"{v} in {d}" for v, d in zip(others["value"], others["as_of"], strict=True)
        )
        yield Finding(
            claim_id=f"deh_{what}",
            claim=f"Districts as Export Hubs had {value} {what.replace('_', ' ')} in {date}.",
            verdict=verdict,
            rests_on=f"other documents: {dated or 'none'}; such counts are taken not to shrink",
            n_cases=len(others),
            n_holding=int(fits and len(others) > 0),
            basis="elsewhere" if len(others) else "",
            locator=str(row["locator"]),
            reason=_lacking(verdict, "no other document has the count"),
        )


def _is(fact: Fact[Any] | None, value: object) -> bool:
    return fact is not None and fact.value == value


def _distinct(records: Iterable[Programme]) -> list[Programme]:
    """Leave out a record of a programme that another of these describes."""
    here = list(records)
    ids = {p.id for p in here}
    return [p for p in here if p.same_as is None or p.same_as.value not in ids]


def _bases(facts: Iterable[Fact[Any] | None]) -> str:
    return "; ".join(dict.fromkeys(told_by(fact.provenance) for fact in facts if fact))


def _basis_of_objectives(records: Iterable[Programme]) -> str:
    found: list[Fact[Any] | None] = []
    for p in records:
        found += [p.orientation, *p.objectives]
    return _bases(found)


def _place(facts: Iterable[Fact[Any] | None]) -> str:
    """Places in the paper of facts that it states."""
    return "; ".join(
        dict.fromkeys(f.provenance.locator for f in facts if f and f.provenance.says_paper)
    )


def _lacking(verdict: ClaimVerdict, reason: str) -> str:
    return reason if verdict is ClaimVerdict.NOT_TESTABLE else ""


def _most(counts: pd.Series[Any]) -> int:
    return int(counts.max()) if len(counts) else 0
