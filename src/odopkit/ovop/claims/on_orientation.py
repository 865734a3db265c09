"""Claims on the orientation of programmes, judged on the records."""

from __future__ import annotations

from odopkit.ovop.claims.verdicts import (
    Case,
    ClaimVerdict,
    Finding,
    basis_of_objectives,
    fractions,
    lacking,
    most,
    place_of,
    variants,
)
from odopkit.ovop.orientation.by_country import programmes_by_country
from odopkit.ovop.records.codes import Origin
from odopkit.ovop.schemes.loading import load_scheme


def latin_america(case: Case) -> Finding:
    """Judge whether the Americas are more often social."""
    told = variants(case, "Americas", "social")
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
        f"{below.sum()}; {fractions(told)}"
    )
    return Finding(
        claim_id="latin_america_social",
        claim="Programmes of Latin America are mostly social.",
        verdict=verdict,
        rests_on=rests_on,
        n_cases=most(told["n_row_all"] + told["n_rest_all"]),
        n_variants=n,
        n_holding=int((higher & majority).sum()),
        p_min=float(told["p_pair"].min()),
        p_max=float(told["p_pair"].max()),
        basis=basis_of_objectives(case.core),
        locator=case.where("latin_america_social"),
        reason=lacking(verdict, "too few countries with an orientation"),
    )


def economic_region(case: Case, region: str) -> Finding:
    """Judge whether a region is mostly economic."""
    told = variants(case, region, "economic")
    known = told["n_row_all"] > 0
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
            f"half in {majority.sum()}; {fractions(told)}"
        ),
        n_cases=most(told["n_row_all"]),
        n_variants=n,
        n_holding=int(plurality.sum()),
        p_min=float(told["p_pair"].min()),
        p_max=float(told["p_pair"].max()),
        basis=basis_of_objectives(p for p in case.core if p.region.value == region),
        locator=case.where("africa_asia_economic"),
        reason=lacking(verdict, "no country of the region with an orientation"),
    )


def two_motives(case: Case) -> Finding:
    """Judge whether Bhutan has both motives."""
    bhutan = [p for p in case.core if p.iso3 is not None and p.iso3.value == "BTN"]
    kinds: list[str] = []
    basis = ""
    for codebook in case.codebooks:
        for threshold in case.thresholds if bhutan else ():
            one = programmes_by_country(
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
        locator=place_of(p.orientation for p in bhutan),
        reason=lacking(verdict, "no programme of Bhutan with an orientation"),
    )


def export_motives(case: Case) -> Finding:
    """Judge which programmes are meant for exports."""
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
            told = programmes_by_country(
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
        basis=basis_of_objectives(elsewhere),
        locator=place_of(motives.values()),
        reason=lacking(verdict, "no such country has an orientation in another document"),
    )
