"""Programmes, schemes and coders side by side, and facts that disagree."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from odopkit import compare_programmes, load_programmes, programmes_by_country
from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.ovop import (
    Direction,
    ProgrammeRegistry,
    cohen_kappa,
    load_scheme,
    orientation_table,
    programme_conflicts,
    scheme_agreement,
)

PAPER = load_programmes()
BOTH = load_programmes("both", min_confidence="low")
OVOP, OTOP = PAPER["jpn_ovop_1979"], PAPER["tha_otop_2000"]


def test_japan_and_thailand_differ_where_the_paper_says_so() -> None:
    """Direction and subsidies differ, both stated; neither has a stated orientation."""
    table = compare_programmes(OVOP, OTOP).set_index("field")
    for field, first, second in (
        ("direction", "bottom_up", "top_down"),
        ("subsidies", "no", "yes"),
    ):
        row = table.loc[field]
        assert (row["first"], row["second"], row["verdict"]) == (first, second, "different")
        assert (row["first_basis"], row["second_basis"]) == ("stated", "stated")
    silent = table.loc["orientation"]
    assert (silent["first"], silent["first_basis"], silent["verdict"]) == ("", "missing", "neither")
    assert table.loc["region", "verdict"] == "same"
    assert table.loc["years", "second"] == "2000; 1999; 2001"
    assert table.loc["years", "second_basis"] == "stated; elsewhere"
    by_rule = table.loc["orientation by rule"]
    assert (by_rule["first"], by_rule["second"]) == ("economic", "social_economic")
    assert by_rule["first_basis"] == "coded from stated"
    assert by_rule["reason"] == "threshold 2/3, codebook default, mode reported"


def test_every_cell_has_a_basis_or_is_missing() -> None:
    """No value stands without what it rests on, and no basis without a value."""
    for other in ("btn_dhope_2014", "ind_deh_2019", "lao_odop1", "fao_ocop_x", "chn_ofop"):
        table = compare_programmes(OVOP, BOTH[other])
        for side in ("first", "second"):
            assert ((table[side] == "") == (table[f"{side}_basis"] == "missing")).all()


def test_comparison_turns_round() -> None:
    """The other way round it says the same."""
    there, back = compare_programmes(OVOP, OTOP), compare_programmes(OTOP, OVOP)
    assert there["first"].tolist() == back["second"].tolist()
    turned = back["verdict"].replace({"only_first": "only_second", "only_second": "only_first"})
    assert there["verdict"].tolist() == turned.tolist()
    own = compare_programmes(OVOP, OVOP)
    assert set(own["verdict"]) == {"same", "neither"}


def test_editing_a_record_moves_the_comparison() -> None:
    """Were OTOP driven from below, the two would not differ in that."""
    assert OTOP.direction
    turned = replace(OTOP, direction=replace(OTOP.direction, value=Direction.BOTTOM_UP))
    table = compare_programmes(OVOP, turned).set_index("field")
    assert table.loc["direction", "verdict"] == "same"


def test_several_values_are_the_same_in_any_order() -> None:
    """Objectives are a set."""
    turned = replace(OTOP, objectives=OTOP.objectives[::-1])
    table = compare_programmes(OTOP, turned).set_index("field")
    assert table.loc["objectives", "verdict"] == "same"


def test_conflicts_are_found_within_and_between_records() -> None:
    """Years of OTOP, the end of the project in Laos, and Bhutan's first year."""
    found = programme_conflicts(BOTH)
    otop = found[(found["programme_id"] == "tha_otop_2000") & (found["field"] == "years")]
    assert set(otop["value"]) == {"1999", "2000", "2001"}
    assert set(otop["record_id"]) == {"tha_otop_2000", "tha_otop_x"}
    bhutan = found[found["programme_id"] == "btn_dhope_2014"]
    assert set(bhutan["value"]) == {"2014", "2015"}
    assert set(found["basis"]) <= {"stated", "inferred", "elsewhere", "coded from elsewhere"}
    groups = found.groupby(["programme_id", "field"])["value"].nunique()
    assert (groups > 1).all()
    alone = programme_conflicts(PAPER)
    assert set(alone["record_id"]) == set(alone["programme_id"])


def test_a_conflict_appears_and_goes_with_the_facts() -> None:
    """Let the paper call OTOP bottom-up, and it conflicts with what was found elsewhere."""
    two = BOTH.filter(lambda p: p.id in ("tha_otop_2000", "tha_otop_x"))
    assert "direction" not in set(programme_conflicts(two)["field"])
    assert OTOP.direction
    turned = replace(OTOP, direction=replace(OTOP.direction, value=Direction.BOTTOM_UP))
    other = ProgrammeRegistry(
        programmes=(turned, BOTH["tha_otop_x"]),
        source="both",
        min_confidence=BOTH.min_confidence,
    )
    assert "direction" in set(programme_conflicts(other)["field"])
    assert len(programme_conflicts(PAPER.filter(iso3="ZMB"))) == 0


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # (both yes, yes/no, no/yes, both no)
        ((20, 5, 10, 15), 0.4),
        ((45, 15, 25, 15), 0.1304),
        ((25, 35, 5, 35), 0.2593),
        ((10, 0, 0, 10), 1.0),
        ((0, 10, 10, 0), -1.0),
        ((5, 5, 5, 5), 0.0),
    ],
)
def test_kappa_hand_checked(table: tuple[int, int, int, int], kappa: float) -> None:
    """Worked by hand: 0.4 is (0.7 - 0.5) / 0.5."""
    a = ["y"] * (table[0] + table[1]) + ["n"] * (table[2] + table[3])
    b = ["y"] * table[0] + ["n"] * table[1] + ["y"] * table[2] + ["n"] * table[3]
    found = cohen_kappa(a, b)
    assert found.kappa == pytest.approx(kappa, abs=5e-5)
    assert found.n_items == sum(table)
    assert cohen_kappa(b, a).kappa == found.kappa


def test_kappa_has_no_value_without_choice() -> None:
    """One code throughout is undefined; missing codes and unequal lengths are invalid."""
    with pytest.raises(UndefinedMeasureError, match="one and the same code"):
        cohen_kappa(["s", "s"], ["s", "s"])
    with pytest.raises(InvalidValueError, match="got 1 and 2 codes"):
        cohen_kappa(["s"], ["s", "e"])
    with pytest.raises(InvalidValueError, match="got 0 and 0 codes"):
        cohen_kappa([], [])
    for missing in (None, float("nan"), pd.NA):
        with pytest.raises(InvalidValueError, match="coder_b has no code at position 1"):
            cohen_kappa(["s", "e"], ["s", missing])


def test_the_donor_codes_agree_and_the_comparison_is_listed() -> None:
    """Four countries by JICA's codes; they were coded from the same pages."""
    by_rule = programmes_by_country(load_programmes("elsewhere"))
    found = scheme_agreement(load_scheme("jica_issue_codes").orientations(), by_rule)
    assert (found.n_compared, found.n_agree, found.share, found.kappa) == (4, 4, 1.0, 1.0)
    assert found.pairs["first"].tolist() == ["social", "economic", "social_economic", "economic"]
    assert set(found.pairs["first_basis"]) == {"coded from elsewhere"}
    assert len(found.pairs) + len(found.unmatched) == (by_rule["iso3"] != "").sum()
    assert set(found.unmatched["reason"]) == {"not in first", "not in first; unstated in second"}


def test_agreement_is_symmetric_and_falls_with_a_change() -> None:
    """Turn one orientation and one pair disagrees."""
    scheme = load_scheme("jica_issue_codes").orientations()
    by_rule = programmes_by_country(load_programmes("elsewhere"))
    turned = scheme.assign(orientation=["economic", *scheme["orientation"].iloc[1:]])
    found = scheme_agreement(turned, by_rule)
    assert (found.n_compared, found.n_agree) == (4, 3)
    assert found.pairs.loc[~found.pairs["agree"], "iso3"].tolist() == ["ETH"]
    assert scheme_agreement(by_rule, turned).kappa == found.kappa < 1


def test_agreement_without_common_keys_has_no_value() -> None:
    """Nor where both are of one mind throughout; bad frames are refused."""
    one = pd.DataFrame({"iso3": ["JPN"], "orientation": ["social"]})
    other = pd.DataFrame({"iso3": ["THA"], "orientation": ["social"]})
    none = scheme_agreement(one, other)
    assert (none.n_compared, none.reason) == (0, "no key is oriented by both")
    assert math.isnan(none.share)
    same = scheme_agreement(one, one)
    assert (same.share, math.isnan(same.kappa)) == (1.0, True)
    assert "undefined" in same.reason
    with pytest.raises(InvalidTableError, match="first lacks the column orientation"):
        scheme_agreement(one[["iso3"]], other)
    with pytest.raises(InvalidTableError, match="second: iso3 'THA' stands twice"):
        scheme_agreement(one, pd.concat([other, other]))
    by_record = orientation_table(PAPER)
    with pytest.raises(InvalidTableError, match="stands twice"):
        scheme_agreement(by_record, by_record)
    assert scheme_agreement(by_record, by_record, on="id").share == 1.0
