"""Claims on single programmes and on counts of them, judged on the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.ovop.claims.verdicts import (
    Case,
    ClaimVerdict,
    Finding,
    distinct,
    is_code,
    kind_of,
    lacking,
    place_of,
    same_kind,
)
from odopkit.ovop.records.codes import Direction, GeographicUnit, Origin, TriState
from odopkit.ovop.records.frames import told_of_facts

if TYPE_CHECKING:
    from collections.abc import Iterator


# How near a recomputed figure has to come, by the word that the paper puts before it.
_ABOUT: Final = 0.10
_ROUNDING: Final = 0.05
_SLACK: Final = 1 + 1e-9  # 4.4 is not further from 4 than a tenth of it


def subsidies(case: Case) -> Finding:
    """Judge whether programmes do without subsidies."""
    told = {
        answer: distinct(p for p in case.core if is_code(p.subsidies, answer))
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
        basis=told_of_facts(p.subsidies for here in told.values() for p in here),
        locator=case.where("subsidies_lower_participation"),
        reason=lacking(verdict, "the subsidies of Japan or of Thailand are not known"),
    )


def self_reliance(case: Case) -> Finding:
    """Judge whether self-reliant programmes grew."""
    growing = case.figures[(case.figures["unit"] == "times") & (case.figures["value"] > 1)]
    grown = set(growing["programme_id"])
    below = distinct(p for p in case.core if is_code(p.direction, Direction.BOTTOM_UP))
    above = distinct(p for p in case.core if is_code(p.direction, Direction.TOP_DOWN))
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
        basis=told_of_facts(p.direction for p in (*below, *above)),
        locator=case.where("self_reliance_decides"),
        reason=lacking(verdict, "no programmes of both directions"),
    )


def small_units(case: Case) -> Finding:
    """Judge whether programmes work below the whole country."""
    no_place = (GeographicUnit.NONE, GeographicUnit.UNSTATED)
    placed = distinct(p for p in case.core if any(u.value not in no_place for u in p.units))
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
        basis=told_of_facts(u for p in placed for u in p.units),
        locator=place_of(u for p in whole for u in p.units),
        reason=lacking(verdict, "no programmes of both sizes"),
    )


def zambia(case: Case) -> Finding:
    """Judge whether Zambia's programme is of the kind that is claimed."""
    here = [p for p in case.core if p.iso3 is not None and p.iso3.value == "ZMB"]
    claimed = [p for p in here if p.origin is Origin.PAPER and p.units and p.focus]
    others = [p for p in here if p.origin is Origin.ELSEWHERE and p.units]
    fits = [p for p in others if any(same_kind(p, one) for one in claimed)]
    if not claimed or not others:
        verdict = ClaimVerdict.NOT_TESTABLE
    else:
        verdict = ClaimVerdict.SUPPORTED if fits else ClaimVerdict.CONTRADICTED
    return Finding(
        claim_id="zambia_two_products",
        claim="Zambia took up two products for each district in 2014.",
        verdict=verdict,
        rests_on="; ".join(f"{p.id}: {kind_of(p)}" for p in (*claimed, *others)),
        n_cases=len(others),
        n_holding=len(fits),
        basis=told_of_facts(u for p in others for u in p.units),
        locator=place_of(p.focus for p in claimed),
        reason=lacking(verdict, "no record of the paper and another document to compare"),
    )


def recomputed(case: Case) -> Iterator[Finding]:
    """Recompute each figure that has another document's figures beside it."""
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


def dated_counts(case: Case) -> Iterator[Finding]:
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
            reason=lacking(verdict, "no other document has the count"),
        )
