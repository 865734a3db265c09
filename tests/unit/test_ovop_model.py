"""A programme is a record of facts: each with a source, none of them a bare yes or no."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from enum import StrEnum
from typing import Any

import pytest

from odopkit.errors import InvalidValueError
from odopkit.ovop import (
    Basis,
    Confidence,
    Fact,
    Objective,
    Origin,
    Principle,
    Programme,
    Provenance,
    ReadExtent,
    RecordType,
    Relation,
    RelationKind,
    TriState,
    YearPolicy,
    records,
    value_of,
)


def told(
    basis: Basis = Basis.STATED,
    *,
    confidence: Confidence = Confidence.HIGH,
    evidence: Basis | None = None,
) -> Provenance:
    """Make a provenance."""
    return Provenance(
        source_id="paper" if basis is not Basis.ELSEWHERE else "page",
        locator="section 3, line 123",
        basis=basis,
        confidence=confidence,
        read=ReadExtent.WHOLE,
        evidence=evidence,
    )


def programme(**given: Any) -> Programme:
    """Make a small programme."""
    fields: dict[str, Any] = {
        "id": "tha_otop",
        "origin": Origin.PAPER,
        "confidence": Confidence.HIGH,
        "name": Fact("One Tambon One Product", told()),
        "record_type": Fact(RecordType.PROGRAMME, told(Basis.CODED, evidence=Basis.STATED)),
        "region": Fact("Asia", told(Basis.INFERRED)),
        "subregion": Fact("South-eastern Asia", told(Basis.INFERRED)),
    }
    return Programme(**(fields | given))


OTOP_YEARS = (
    Fact(2000, told(confidence=Confidence.LOW)),
    Fact(1999, told(Basis.ELSEWHERE, confidence=Confidence.LOW)),
    Fact(2001, told(Basis.ELSEWHERE, confidence=Confidence.MEDIUM)),
)


@pytest.mark.parametrize(
    ("policy", "year"), [("paper", 2000), ("own", 2000), ("earliest", 1999), ("most_trusted", 2001)]
)
def test_three_years_are_kept_and_the_policy_decides(policy: str, year: int) -> None:
    """The choice is named by the caller, as text or member, and comes with its source."""
    otop = programme(years=OTOP_YEARS, end_years=OTOP_YEARS)
    for choose in (otop.year, otop.end_year):
        for asked in (policy, YearPolicy(policy)):
            chosen = choose(policy=asked)
            assert chosen is not None
            assert chosen.value == year
    assert [fact.value for fact in otop.years] == [2000, 1999, 2001]


def test_the_paper_has_no_year_where_it_gives_none() -> None:
    """Another document's year is never passed off as the paper's."""
    only = (Fact(2001, told(Basis.ELSEWHERE)),)
    assert programme(years=only).year(policy="paper") is None
    assert programme(years=only).year(policy="own") is None
    found = programme(years=only, origin=Origin.ELSEWHERE).year(policy="own")
    assert found is not None
    assert found.value == 2001
    assert programme().year(policy="earliest") is None


def test_among_equally_trusted_years_said_comes_before_concluded() -> None:
    """Stated, then elsewhere, then inferred; then the earlier."""
    years = (
        Fact(1990, told(Basis.INFERRED)),
        Fact(1995, told(Basis.ELSEWHERE)),
        Fact(1998, told()),
        Fact(1997, told()),
    )
    chosen = programme(years=years).year(policy="most_trusted")
    assert chosen is not None
    assert chosen.value == 1997


def test_an_unknown_policy_lists_the_known_ones() -> None:
    """There is no silent default."""
    with pytest.raises(
        InvalidValueError, match="'latest' is no YearPolicy; choose one of paper, own"
    ):
        programme(years=OTOP_YEARS).year(policy="latest")
    with pytest.raises(TypeError):
        programme().year()  # type: ignore[call-arg]


def test_silence_is_not_no() -> None:
    """What is not filled is unstated; yes and no are facts; there is no bool."""
    silent = programme()
    assert value_of(silent.subsidies, TriState.UNSTATED) is TriState.UNSTATED
    assert [silent.principle(p) for p in Principle] == [TriState.UNSTATED] * 3
    says_no = programme(self_reliance=Fact(TriState.NO, told(Basis.INFERRED)))
    assert says_no.principle("self_reliance_creativity") is TriState.NO
    assert says_no.principle(Principle.LOCAL_YET_GLOBAL) is TriState.UNSTATED
    with pytest.raises(InvalidValueError, match="'thrift' is no Principle"):
        silent.principle("thrift")
    with pytest.raises(InvalidValueError, match="what is not stated is left out"):
        programme(subsidies=Fact(TriState.UNSTATED, told()))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": "THA OTOP"}, "an id has lower-case letters"),
        ({"years": (Fact(20, told()),)}, "programme 'tha_otop', years: not a year: 20"),
        ({"years": (Fact(True, told()),)}, "not a year: True"),
        ({"end_years": (Fact("2003", told()),)}, "not a year: '2003'"),
        ({"iso3": Fact("Thailand", told())}, "iso3: not an ISO 3166 alpha-3 code"),
        ({"m49": Fact("64", told())}, "m49: not a UN M49 code"),
        ({"parent": Fact("tha_otop", told())}, "parent: a record cannot be its own"),
        ({"same_as": Fact("tha_otop", told())}, "same_as: a record cannot be its own"),
        ({"scope": Fact("", told())}, "scope: a fact has a value"),
    ],
)
def test_a_malformed_programme_is_refused(given: dict[str, Any], message: str) -> None:
    """The message names the record, the field and the value."""
    with pytest.raises(InvalidValueError, match=message):
        programme(**given)


def test_a_code_names_what_its_words_rest_on() -> None:
    """Evidence belongs to coded values, and to them alone."""
    assert told(Basis.CODED, evidence=Basis.ELSEWHERE).says_paper is False
    assert told(Basis.CODED, evidence=Basis.STATED).says_paper is True
    assert told(Basis.INFERRED).says_paper is True
    assert told(Basis.ELSEWHERE).says_paper is False
    for basis, evidence in (
        (Basis.CODED, None),
        (Basis.STATED, Basis.STATED),
        (Basis.CODED, Basis.CODED),
    ):
        with pytest.raises(InvalidValueError, match="evidence is for coded values"):
            told(basis, evidence=evidence)


def test_a_provenance_needs_a_source_a_place_and_a_true_hash() -> None:
    """Nothing rests on nowhere."""
    good = told()
    with pytest.raises(InvalidValueError, match="needs a source and a locator"):
        replace(good, locator="")
    with pytest.raises(InvalidValueError, match="needs a source and a locator"):
        replace(good, source_id="")
    with pytest.raises(InvalidValueError, match="not a SHA-256"):
        replace(good, quote_sha256="ABC")
    assert replace(good, quote_sha256="0" * 64).quote_sha256 == "0" * 64


def test_facts_lists_every_filled_field_in_order() -> None:
    """One pair for each fact, several for a field that has several."""
    otop = programme(years=OTOP_YEARS, notes=(Fact("a", told()), Fact("b", told())))
    names = [name for name, _ in otop.facts()]
    assert names == [
        *("name", "record_type", "region", "subregion"),
        *("years", "years", "years", "notes", "notes"),
    ]
    assert all(isinstance(fact, Fact) for _, fact in otop.facts())


def test_records_are_values() -> None:
    """They cannot be changed, compare equal, can be hashed and pickled."""
    one, two = programme(years=OTOP_YEARS), programme(years=OTOP_YEARS)
    assert one == two
    assert len({one, two}) == 1
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301
    with pytest.raises(FrozenInstanceError):
        one.id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Relation(RelationKind.DATES, "x")  # type: ignore[call-arg]


def test_codes_are_text_and_confidence_has_an_order() -> None:
    """Every enum member is its string; low is below medium is below high."""
    kinds = [
        kind
        for name in records.__all__
        if isinstance(kind := getattr(records, name), type) and issubclass(kind, StrEnum)
    ]
    assert len(kinds) == 18
    for kind in kinds:
        assert [kind(str(one)) for one in kind] == list(kind)
    assert sorted(Confidence, key=lambda c: c.rank) == ["low", "medium", "high"]
    assert {code[:2] for code in Objective} == {"S_", "E_", "N_"}
