"""Objectives become an orientation by stated rules, with all that it rests on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from odopkit import classify_orientation, load_programmes
from odopkit.errors import InvalidValueError
from odopkit.ovop import (
    CODEBOOKS,
    Basis,
    Codebook,
    Confidence,
    Fact,
    Objective,
    Orientation,
    OrientationRule,
    Provenance,
    ReadExtent,
    orientation_table,
)
from odopkit.ovop.orientation.classifying import weigh
from odopkit.ovop.orientation.codebooks import as_rules

PAPER = load_programmes()
FOUND = load_programmes("elsewhere", min_confidence="low")
OGOP, DHOPE = PAPER["btn_ogop_2015"], PAPER["btn_dhope_2014"]


def provenance(basis: Basis, confidence: Confidence = Confidence.HIGH) -> Provenance:
    """Make a provenance of a basis."""
    coded = basis is Basis.CODED
    return Provenance(
        source_id="somewhere",
        locator="page 1",
        basis=basis,
        confidence=confidence,
        read=ReadExtent.WHOLE,
        evidence=Basis.ELSEWHERE if coded else None,
    )


@pytest.mark.parametrize(
    ("codes", "orientation", "rule"),
    [
        pytest.param([], "unstated", "R0", id="nothing"),
        pytest.param(["N_INCOME", "N_EMPLOY"], "unstated", "R0", id="only-neutral"),
        pytest.param(["S_WOMEN", "E_SME"], "social_economic", "R0b", id="one-each"),
        pytest.param(["S_WOMEN"], "social", "R1", id="social-alone"),
        pytest.param(["S_WOMEN", "S_POVERTY", "E_SME"], "social", "R1", id="exactly-two-thirds"),
        pytest.param(["E_EXPORT"], "economic", "R2", id="economic-alone"),
        pytest.param(["E_EXPORT", "E_SME", "S_WOMEN"], "economic", "R2", id="exactly-one-third"),
        pytest.param(
            ["S_WOMEN", "S_POVERTY", "S_IDENTITY", "E_SME", "E_MARKET"],
            "social_economic",
            "R3",
            id="three-to-two",
        ),
    ],
)
def test_each_rule_gives_its_orientation(codes: list[str], orientation: str, rule: str) -> None:
    """The rules are tried in the order RS, R0, R0b, R1, R2, R3."""
    found = classify_orientation(codes)
    assert (found.orientation, found.rule) == (orientation, rule)


@pytest.mark.parametrize(
    ("threshold", "orientation"),
    [
        ("1/2", "social"),
        ("3/5", "social"),
        ("601/1000", "social_economic"),
        ("1", "social_economic"),
    ],
)
def test_the_threshold_is_reached_by_equality(threshold: str, orientation: str) -> None:
    """Three against two is exactly three fifths."""
    codes = ["S_WOMEN", "S_POVERTY", "S_IDENTITY", "E_SME", "E_MARKET"]
    found = classify_orientation(codes, threshold=threshold)
    assert found.orientation == orientation
    assert found.threshold == Fraction(threshold)


@pytest.mark.parametrize("threshold", ["1/2", "2/3", "3/4", "1"])
def test_as_many_on_each_side_is_both_at_every_threshold(threshold: str) -> None:
    """A tie is not decided by a threshold of one half."""
    found = classify_orientation(["S_WOMEN", "E_SME"], threshold=threshold)
    assert found.orientation is Orientation.SOCIAL_ECONOMIC
    assert found.rule is OrientationRule.TIE


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        (2 / 3, "compared exactly: pass text such as '2/3'"),
        (True, "compared exactly"),
        ("a half", "not a fraction: 'a half'"),
        ("1/0", "not a fraction"),
        ("1/3", "between 1/2 and 1, got '1/3'"),
        (2, "between 1/2 and 1"),
    ],
)
def test_a_threshold_that_is_none_says_so(threshold: object, message: str) -> None:
    """A float cannot hold two thirds, and below one half both sides could win."""
    with pytest.raises(InvalidValueError, match=message):
        classify_orientation(["S_WOMEN"], threshold=threshold)  # type: ignore[arg-type]


def test_a_stated_orientation_goes_first_and_can_be_set_aside() -> None:
    """``reported`` takes the paper's word; ``derived`` looks at the objectives alone."""
    contrary = replace(
        OGOP, objectives=tuple(replace(f, value=Objective.S_WOMEN) for f in OGOP.objectives)
    )
    reported = classify_orientation(contrary)
    assert (reported.orientation, reported.rule, reported.basis) == ("economic", "RS", "stated")
    assert reported.warnings == ("the objectives would give social",)
    assert reported.deciding == (OGOP.orientation,)
    derived = classify_orientation(contrary, mode="derived")
    assert (derived.orientation, derived.rule) == ("social", "R1")
    assert derived.basis == "coded from stated"


def test_a_coded_orientation_is_no_statement() -> None:
    """Only what a document says goes before the objectives."""
    coded = Fact(Orientation.SOCIAL, provenance(Basis.CODED))
    assert classify_orientation(replace(OGOP, orientation=coded)).orientation == "economic"
    said = Fact(Orientation.SOCIAL, provenance(Basis.ELSEWHERE))
    found = classify_orientation(replace(OGOP, orientation=said))
    assert (found.orientation, found.basis) == ("social", "elsewhere")


def test_the_paper_goes_before_another_document_and_both_are_told() -> None:
    """Where two records of a programme state different orientations, the paper's counts."""
    assert OGOP.orientation
    other = replace(
        OGOP,
        id="btn_twin",
        orientation=Fact(Orientation.SOCIAL, provenance(Basis.ELSEWHERE)),
        same_as=Fact("btn_ogop_2015", provenance(Basis.ELSEWHERE)),
    )
    doubted = replace(
        OGOP.orientation,
        provenance=replace(OGOP.orientation.provenance, confidence=Confidence.LOW),
    )
    rules = as_rules(threshold="2/3", codebook="default", mode="reported")
    for records in ([replace(OGOP, orientation=doubted), other], [other, OGOP]):
        found = weigh(records, rules)
        assert (found.orientation, found.basis) == ("economic", "stated")
        assert "documents state different orientations" in found.warnings


def test_bhutan_is_as_the_paper_states() -> None:
    """OGOP is economic and D-HOPE social, by statement and by their objectives."""
    for programme, orientation in ((OGOP, "economic"), (DHOPE, "social")):
        assert classify_orientation(programme).orientation == orientation
        assert classify_orientation(programme, mode="derived").orientation == orientation
    # Other documents add objectives on the other side, and the result is the same.
    for key, counts in (("btn_ogop_x", (1, 2)), ("btn_dhope_x", (2, 1))):
        found = classify_orientation(FOUND[key])
        assert (found.n_social, found.n_economic) == counts
    assert classify_orientation(FOUND["btn_ogop_x"]).orientation == "economic"
    assert classify_orientation(FOUND["btn_dhope_x"]).orientation == "social"


def test_a_result_warns_of_what_weakens_it() -> None:
    """A single objective, inferred words and low confidence are each named."""
    inferred = Fact(Objective.E_SME, provenance(Basis.INFERRED, Confidence.LOW))
    found = classify_orientation(replace(OGOP, orientation=None, objectives=(inferred,)))
    assert found.warnings == (
        "rests on a single objective",
        "rests on words from which an objective was inferred",
        "rests on facts of low confidence",
    )
    assert found.deciding == (inferred,)
    two = classify_orientation(["E_SME", "E_EXPORT"])
    assert two.warnings == ()


def test_neutral_objectives_do_not_decide() -> None:
    """Only objectives that decide are handed back as deciding, and counted as such."""
    found = classify_orientation(FOUND["bgd_odop_x"])
    assert {str(fact.value) for fact in found.deciding} == {"E_EXPORT", "E_COMPET"}
    assert (found.n_neutral, found.neutral) == (2, ("N_EMPLOY", "N_RURAL_ECONOMY"))


def test_an_unknown_code_raises_with_the_nearest_one() -> None:
    """A slip of the pen is not a neutral objective."""
    with pytest.raises(InvalidValueError, match=r"does not know the code 'S_WOMAN'.*'S_WOMEN'"):
        classify_orientation(["S_WOMAN"])


@pytest.mark.parametrize("subject", ["S_WOMEN", 3, None])
def test_a_subject_is_a_programme_or_a_collection_of_codes(subject: object) -> None:
    """One code alone is a text, whose letters are no codes."""
    with pytest.raises(InvalidValueError, match="pass a Programme or a collection of codes"):
        classify_orientation(subject)  # type: ignore[arg-type]


def test_options_outside_their_choices_raise() -> None:
    """A codebook or mode that is not there is named, with those that are."""
    with pytest.raises(InvalidValueError, match="no codebook 'papers'; did you mean 'paper'"):
        classify_orientation(["S_WOMEN"], codebook="papers")
    with pytest.raises(InvalidValueError, match="there are default, poverty_neutral, paper"):
        classify_orientation(["S_WOMEN"], codebook="zzz")
    with pytest.raises(InvalidValueError, match="mode must be one of 'reported', 'derived'"):
        classify_orientation(["S_WOMEN"], mode="guessed")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(CODEBOOKS))
def test_a_codebook_puts_every_code_on_one_side(name: str) -> None:
    """All objectives are known to each codebook that ships."""
    frame = CODEBOOKS[name].to_frame()
    assert CODEBOOKS[name].name == name
    assert sorted(frame["code"]) == sorted(str(code) for code in Objective)
    stated = frame.loc[frame["basis"] == "stated", "code"]
    assert sorted(stated) == [
        *("E_EXPORT", "E_INDUSTRY", "E_SME", "S_COMMUNITY", "S_INCLUSION", "S_TOURISM_CB"),
    ]


def test_codebooks_differ_as_their_names_say() -> None:
    """Poverty alone is social by default, and decides nothing in the two others."""
    assert classify_orientation(["S_POVERTY"]).orientation == "social"
    assert classify_orientation(["S_POVERTY"], codebook="poverty_neutral").rule == "R0"
    assert classify_orientation(["E_MARKET"], codebook="paper").rule == "R0"
    assert classify_orientation(["E_SME"], codebook="paper").orientation == "economic"


def test_a_codebook_of_ones_own_is_used_under_its_name() -> None:
    """It may have codes that the package does not know."""
    mine = Codebook(
        name="mine",
        social=frozenset({"HEALTH"}),
        economic=frozenset({"E_SME"}),
        neutral=frozenset(),
    )
    found = classify_orientation(["HEALTH"], codebook=mine)
    assert (found.orientation, found.codebook) == ("social", "mine")
    with pytest.raises(InvalidValueError, match="codebook 'mine' does not know"):
        classify_orientation(["S_WOMEN"], codebook=mine)
    with pytest.raises(InvalidValueError, match="on more than one side: E_SME"):
        replace(mine, neutral=frozenset({"E_SME"}))
    with pytest.raises(InvalidValueError, match="needs a name"):
        replace(mine, name="")


@pytest.mark.parametrize(
    ("codebook", "counts"),
    [("default", (11, 18, 14, 9)), ("paper", (16, 13, 8, 15))],
)
def test_the_52_records_found_elsewhere_divide_as_worked_out(
    codebook: str, counts: tuple[int, ...]
) -> None:
    """Social, economic, both, unstated: with all codes, and with the paper's own alone."""
    table = orientation_table(FOUND, codebook=codebook)
    tally = table["orientation"].value_counts()
    order = ("social", "economic", "social_economic", "unstated")
    assert tuple(int(tally[one]) for one in order) == counts
    assert len(table) == 52


def test_a_table_tells_of_each_row_on_what_it_rests() -> None:
    """Of the paper's records two rest on a statement; unstated ones rest on nothing."""
    table = orientation_table(PAPER)
    stated = table[table["orientation_basis"] == "stated"]
    assert stated["id"].tolist() == ["btn_ogop_2015", "btn_dhope_2014"]
    silent = table["orientation"] == "unstated"
    assert (table.loc[silent, "orientation_basis"] == "").all()
    assert (table.loc[silent, "reason"] != "").all()
    assert (table.loc[~silent, "reason"] == "").all()
    assert set(table.loc[~silent, "orientation_basis"]) == {"stated", "coded from stated"}
    assert set(table["threshold"]) == {"2/3"}
    assert set(table["source"]) == {"paper"}
    assert table["n_social"].dtype == "int64"
    assert list(table.index) == list(range(len(PAPER)))


def test_an_empty_registry_gives_an_empty_table() -> None:
    """With all its columns."""
    table = orientation_table(PAPER.filter(lambda _: False))
    assert table.shape == (0, len(orientation_table(PAPER).columns))
