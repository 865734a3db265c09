"""The dominance rules, leading products, classes and counts, checked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import (
    DominanceRule,
    dominance_by_state,
    dominance_table,
    lead_products,
    load_illustrative_exports,
    load_paper_table,
)
from odopkit.dominance import (
    admissible_rules,
    diversification_table,
    lead_cells_by_state,
    lead_share_classes,
)
from odopkit.errors import InvalidTableError, InvalidValueError, MixedHSLevelError

CODES = ["01012100", "02011000", "03011100", "04011000"]


def district(shares: Mapping[str, float] | list[float], name: str = "x") -> pd.DataFrame:
    """One district of state S whose products have these values."""
    values = list(shares.values()) if isinstance(shares, Mapping) else shares
    codes = list(shares) if isinstance(shares, Mapping) else CODES[: len(values)]
    return pd.DataFrame(
        {"state": "S", "district": name, "hs_code": codes, "value": [float(v) for v in values]}
    )


def verdict(values: list[float], rule: str, **options: Any) -> str:
    """The class of a single district."""
    return str(dominance_table(district(values), rule=rule, **options)["single_or_double"].iloc[0])


@pytest.mark.parametrize(
    ("values", "as_published", "conventional", "second_share", "relative_gap"),
    [
        pytest.param([60, 30, 10], "double", "single", "double", "double", id="wide-gap"),
        pytest.param([35, 30, 35], "single", "double", "double", "single", id="no-gap"),
        pytest.param([45, 40, 15], "single", "double", "double", "double", id="relative-only"),
        pytest.param([95, 5], "double", "single", "single", "double", id="second-too-small"),
        pytest.param([100], "double", "single", "single", "double", id="only-product"),
        pytest.param([9, 8, 8, 75], "double", "single", "single", "double", id="order-of-rows"),
    ],
)
def test_each_rule_by_hand(
    values: list[float],
    as_published: str,
    conventional: str,
    second_share: str,
    relative_gap: str,
) -> None:
    """The four readings of one sentence give different classes."""
    got = [verdict(values, rule) for rule in DominanceRule]
    assert got == [as_published, conventional, second_share, relative_gap]


def test_a_gap_of_exactly_the_threshold_is_not_above_it() -> None:
    """0.4 - 0.3 is 0.10000000000000003 in floats, and still not more than 0.1."""
    assert 0.4 - 0.3 > 0.1
    assert verdict([40, 30, 30], "as_published") == "single"
    assert verdict([0.4, 0.3, 0.3], "as_published") == "single"
    assert verdict([40.001, 29.999, 30], "as_published") == "double"
    assert verdict([0.9, 0.1], "second_share") == "single"
    assert verdict([0.5, 0.45, 0.05], "relative_gap") == "single"
    assert verdict([60, 30, 10], "as_published", threshold=0.3) == "single"


def test_table_columns_and_values_by_hand() -> None:
    """Shares of the district's total, the gap, and neutral columns beside the label."""
    table = dominance_table(district([60, 30, 10]), rule=DominanceRule.AS_PUBLISHED)
    assert table.columns.tolist() == [
        "state", "district", "n_products", "value",
        "first_code", "first_value", "first_share",
        "second_code", "second_value", "second_share",
        "gap", "gap_above_threshold", "tied", "single_or_double", "case",
        "too_small", "rule", "reason",
    ]  # fmt: skip
    row = table.iloc[0]
    assert (row["n_products"], row["value"]) == (3, 100)
    assert (row["first_code"], row["second_code"]) == ("01012100", "02011000")
    assert row["first_share"] == pytest.approx(0.6)
    assert row["second_share"] == pytest.approx(0.3)
    assert row["gap"] == pytest.approx(0.3)
    assert bool(row["gap_above_threshold"])
    assert (row["case"], row["rule"], row["reason"]) == ("ordinary", "as_published", "")
    assert not row["tied"]


def test_one_product_and_no_exports_are_cases_of_their_own() -> None:
    """The rule follows its formula for the first; the second has no class."""
    table = pd.concat(
        [district([5], "one"), district([0], "zero"), district({"99999999": 3.0}, "special")]
    )
    result = dominance_table(table, rule="as_published").set_index("district")
    rows: dict[Any, Any] = result.to_dict("index")
    assert result["case"].to_dict() == {
        "one": "only_product", "special": "no_exports", "zero": "no_exports",
    }  # fmt: skip
    assert rows["one"]["second_share"] == 0
    assert pd.isna(rows["one"]["second_code"])
    assert rows["one"]["single_or_double"] == "double"
    assert pd.isna(rows["zero"]["single_or_double"])
    assert pd.isna(rows["zero"]["first_code"])
    assert np.isnan(rows["zero"]["gap"])
    assert not rows["zero"]["gap_above_threshold"]
    assert result["reason"].to_dict() == {
        "one": "",
        "special": "only special transactions (chapters 98-99) or the rest of the products",
        "zero": "no exports",
    }


@pytest.mark.parametrize(
    ("values", "tied", "first"),
    [
        ([40, 40, 20], True, "01012100"),
        ([20, 40, 40], True, "02011000"),
        ([60, 20, 20], True, "01012100"),
        ([60, 30, 10], False, "01012100"),
        ([50, 30, 10, 10], False, "01012100"),
        ([5], False, "01012100"),
    ],
)
def test_ties_go_to_the_lower_code_and_are_flagged(
    values: list[float], tied: bool, first: str
) -> None:
    """Flagged are ties that decide who is first or second, not those below."""
    row = dominance_table(district(values), rule="conventional").iloc[0]
    assert bool(row["tied"]) is tied
    assert row["first_code"] == first


def test_a_tie_up_to_rounding_is_flagged_too() -> None:
    """0.1 + 0.2 equals 0.3 but for a bit, whichever is ranked first."""
    table = pd.concat(
        [district({"01012100": 0.1}), district({"01012100": 0.2}), district({"02011000": 0.3})]
    )
    assert dominance_table(table, rule="conventional")["tied"].tolist() == [True]


def test_national_basis_uses_shares_of_each_product() -> None:
    """Ranks stay by value in the district; shares are of the nation's exports."""
    table = pd.concat([district([60, 40], "x"), district({"01012100": 540.0}, "y")])
    row = dominance_table(table, rule="conventional", basis="national").iloc[0]
    assert row["first_code"] == "01012100"
    assert row["first_share"] == pytest.approx(0.1)
    assert row["second_share"] == pytest.approx(1.0)
    assert row["gap"] == pytest.approx(-0.9)
    assert row["single_or_double"] == "double"
    given = dominance_table(
        table, rule="conventional", basis="national",
        national={"01012100": 600.0, "02011000": 400.0},
    )  # fmt: skip
    assert given["second_share"].tolist()[0] == pytest.approx(0.1)
    assert given["gap"].tolist() == pytest.approx([0.0, 0.9])
    assert given["single_or_double"].tolist() == ["double", "single"]


def test_national_basis_without_a_total_has_no_verdict() -> None:
    """The row is NaN with a reason; others are not affected."""
    table = pd.concat([district([60, 40], "x"), district({"03011100": 5.0}, "y")])
    national = pd.Series({"01012100": 100.0, "03011100": 5.0})
    result = dominance_table(table, rule="conventional", basis="national", national=national)
    assert pd.isna(result["single_or_double"].iloc[0])
    assert result["reason"].tolist() == ["no national total for the first or second product", ""]
    assert result["single_or_double"].iloc[1] == "single"


def test_national_totals_may_be_a_frame_of_finer_codes() -> None:
    """They are summed to the level that is ranked."""
    national = pd.DataFrame(
        {"hs_code": ["01012100", "01012900", "02011000"], "value": [70.0, 30.0, 40.0]}
    )
    leads = lead_products(district([50, 40]), level=4, national=national, k=2)
    assert leads["share_in_nation"].tolist() == pytest.approx([0.5, 1.0])


@pytest.mark.parametrize(
    ("national", "message"),
    [
        ({"0101": 5.0}, "coarser than the 8 digits"),
        ({1012100: 5.0}, "keyed by text"),
        ({"01012100": -5.0}, "must not be negative"),
        (pd.DataFrame({"code": ["01012100"]}), "national has no column 'hs_code' or 'value'"),
    ],
)
def test_national_totals_that_do_not_fit_are_refused(national: Any, message: str) -> None:
    """The message says what was got."""
    with pytest.raises(InvalidValueError, match=message):
        lead_products(district([5]), national=national)


def test_national_totals_below_the_district_are_said() -> None:
    """A share above one is kept, with the reason."""
    leads = lead_products(district([50]), national={"01012100": 40.0})
    assert leads["share_in_nation"].tolist() == [1.25]
    assert leads["reason"].tolist() == ["exceeds the national total given"]
    unknown = lead_products(district([50]), national={"01012200": 1.0})
    assert unknown["reason"].tolist() == ["no national total for the product"]


def test_rules_and_thresholds_are_checked() -> None:
    """Members and their strings are the same; ten is not a fraction."""
    as_text = dominance_table(district([60, 40]), rule="second_share")
    as_member = dominance_table(district([60, 40]), rule=DominanceRule.SECOND_SHARE)
    pd.testing.assert_frame_equal(as_text, as_member)
    with pytest.raises(InvalidValueError, match="rule must be one of 'as_published'"):
        dominance_table(district([60]), rule="literal")
    with pytest.raises(InvalidValueError, match="threshold must be a fraction"):
        dominance_table(district([60]), rule="conventional", threshold=10)
    with pytest.raises(InvalidValueError, match="basis must be one of"):
        dominance_table(district([60]), rule="conventional", basis="state")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="rule"):
        dominance_table(district([60]))  # type: ignore[call-arg]


def test_counts_by_state_add_up() -> None:
    """Single, double and silent districts make the total; one-product ones overlap."""
    table = pd.concat(
        [
            district([60, 40], "wide"),
            district([50, 50], "level"),
            district([5], "one"),
            district([0], "zero"),
            district([70, 30], "other").assign(state="T"),
        ]
    )
    counts = dominance_by_state(dominance_table(table, rule="conventional"))
    assert counts.columns.tolist() == [
        "state", "single", "double", "only_product", "too_small", "no_exports", "n_units", "reason",
    ]  # fmt: skip
    assert counts.to_numpy().tolist() == [
        ["S", 2, 1, 1, 0, 1, 4, ""],
        ["T", 1, 0, 0, 0, 0, 1, ""],
        ["Total", 3, 1, 1, 0, 1, 5, ""],
    ]
    assert all(counts[c].dtype == np.int64 for c in counts.columns[1:-1])


def test_places_too_small_to_read_are_flagged_and_still_count() -> None:
    """A least value marks districts with exports; nothing is left out by it."""
    table = pd.concat([district([60, 40], "real"), district([3], "tiny"), district([0], "zero")])
    flagged = dominance_table(table, rule="conventional", small_value=5.0)
    assert flagged.set_index("district")["too_small"].to_dict() == {
        "real": False,
        "tiny": True,
        "zero": False,
    }
    plain = dominance_table(table, rule="conventional")
    assert not plain["too_small"].any()
    pd.testing.assert_frame_equal(
        flagged.drop(columns="too_small"), plain.drop(columns="too_small")
    )
    total = dominance_by_state(flagged).iloc[-1]
    assert (total["too_small"], total["only_product"], total["n_units"]) == (1, 1, 3)
    with pytest.raises(InvalidValueError, match="small_value must be a finite number of at least"):
        dominance_table(table, rule="conventional", small_value=-1)


def test_counts_by_state_say_how_many_have_no_verdict() -> None:
    """Without a national total for its products a district is neither single nor double."""
    table = pd.concat([district([60, 40], "x"), district({"04011000": 5.0}, "y")])
    counts = dominance_by_state(
        dominance_table(
            table, rule="conventional", basis="national", national={"01012100": 90, "02011000": 90}
        )
    )
    assert counts["n_units"].tolist() == [1, 1]
    assert counts["reason"].tolist() == ["1 with exports but no verdict"] * 2


def test_counts_by_state_need_a_dominance_table() -> None:
    """A flows table is not one."""
    with pytest.raises(InvalidTableError, match="the result of dominance_table: it has no"):
        dominance_by_state(district([5]))


def test_leading_products_by_hand() -> None:
    """Three shares of each product, in rank order."""
    table = pd.concat([district([60, 40], "x"), district([20, 10, 30], "y")])
    leads = lead_products(table, k=2)
    assert leads.columns.tolist() == [
        "state", "district", "rank", "hs_code", "value",
        "share_in_district", "share_in_state", "share_in_nation", "tied", "reason",
    ]  # fmt: skip
    assert leads["rank"].tolist() == [1, 2, 1, 2]
    assert leads["hs_code"].tolist() == ["01012100", "02011000", "03011100", "01012100"]
    assert leads["share_in_district"].tolist() == pytest.approx([0.6, 0.4, 0.5, 1 / 3])
    assert leads["share_in_state"].tolist() == pytest.approx([60 / 160, 0.25, 30 / 160, 0.125])
    assert leads["share_in_nation"].tolist() == pytest.approx([0.75, 0.8, 1.0, 0.25])


def test_leading_products_flag_ties_with_either_neighbour() -> None:
    """The k-th is tied if the next one, not shown, has the same value."""
    leads = lead_products(district([30, 30, 20, 20]), k=3)
    assert leads["tied"].tolist() == [True, True, True]
    assert lead_products(district([30, 30, 20, 10]), k=3)["tied"].tolist() == [True, True, False]
    assert lead_products(district([50, 30, 20]), k=9)["tied"].tolist() == [False] * 3


@pytest.mark.parametrize("k", [0, -1, 1.5, True])
def test_leading_products_need_a_whole_k(k: Any) -> None:
    """None is not a number of products."""
    with pytest.raises(InvalidValueError, match="k must be a whole number"):
        lead_products(district([5]), k=k)


def test_a_silent_district_keeps_one_row_among_the_leads() -> None:
    """Rank 1, no product, zero value, undefined shares, and the reason."""
    leads = lead_products(pd.concat([district([5], "x"), district([0], "z")]), k=3)
    row = leads[leads["district"] == "z"].iloc[0]
    assert (row["rank"], row["value"], row["reason"]) == (1, 0.0, "no exports")
    assert pd.isna(row["hs_code"])
    assert np.isnan(
        row[["share_in_district", "share_in_state", "share_in_nation"]].astype(float)
    ).all()


def test_the_largest_cell_need_not_lie_in_the_largest_district() -> None:
    """The state's largest exporter is y; its largest cell is in x."""
    table = pd.concat([district([60], "x"), district([50, 40], "y")])
    cells = lead_cells_by_state(table)
    assert cells[["district", "hs_code", "value"]].to_numpy().tolist() == [["x", "01012100", 60.0]]
    assert cells["share_in_district"].tolist() == [1.0]
    assert cells["share_in_state"].tolist() == pytest.approx([60 / 150])
    assert cells["share_in_nation"].tolist() == pytest.approx([60 / 110])
    assert "rank" not in cells
    assert cells["tied"].tolist() == [False]
    tie = lead_cells_by_state(pd.concat([district([60], "y"), district([60], "x")]))
    assert tie[["district", "tied"]].to_numpy().tolist() == [["x", True]]


def test_each_state_has_its_own_largest_cell() -> None:
    """Cells of other states do not matter; a silent state keeps its first district."""
    table = pd.concat(
        [
            district([5, 7], "x").assign(state="A"),
            district([6], "y").assign(state="A"),
            district([0], "w").assign(state="B"),
            district([0], "v").assign(state="B"),
            district({"04011000": 1.0, "03011100": 3.0}, "z").assign(state="C"),
            district({"04011000": 9.0}, "y").assign(state="C"),
            district({"04011000": 2.0}, "q").assign(state="D"),
        ]
    )
    cells = lead_cells_by_state(table)
    assert cells[["state", "district", "value", "tied"]].to_numpy().tolist() == [
        ["A", "x", 7.0, False],
        ["B", "v", 0.0, False],
        ["C", "y", 9.0, False],
        ["D", "q", 2.0, False],
    ]
    assert cells["hs_code"].tolist()[2:] == ["04011000", "04011000"]
    assert cells["share_in_nation"].tolist()[2] == pytest.approx(0.75)
    assert cells["reason"].tolist() == ["", "no exports", "", ""]


def test_share_classes_are_closed_on_the_left() -> None:
    """Exactly a quarter is in the class that begins there; all of it is in the last."""
    leads = pd.DataFrame(
        {"rank": 1, "share_in_nation": [0.2499, 0.25, 0.5, 0.7499, 0.75, 1.0, np.nan, 1.25]}
    )
    classes = lead_share_classes(leads)
    assert classes["share_class"].tolist() == [
        "[0.00, 0.25)", "[0.25, 0.50)", "[0.50, 0.75)", "[0.75, 1.00]", "undefined",
    ]  # fmt: skip
    assert classes["n_units"].tolist() == [1, 1, 2, 2, 2]
    assert classes["at_least"].tolist()[:-1] == [0, 0.25, 0.5, 0.75]
    assert classes["below"].tolist()[:-1] == [0.25, 0.5, 0.75, 1]
    assert classes["reason"].tolist() == [""] * 4 + ["no share, or one above 1"]


def test_share_classes_count_leading_products_only() -> None:
    """Second products are not counted, and edges can be chosen."""
    leads = pd.DataFrame({"rank": [1, 2], "share_in_nation": [0.6, 0.9]})
    classes = lead_share_classes(leads, edges=(0.5,))
    assert classes["n_units"].tolist() == [0, 1, 0]
    for edges in ((0.5, 0.5), (0.0, 0.5), (0.5, 1.0), (0.6, 0.5), (25.0,)):
        with pytest.raises(InvalidValueError):
            lead_share_classes(leads, edges=edges)
    with pytest.raises(InvalidTableError, match="the result of lead_products: it has no"):
        lead_share_classes(leads[["rank"]])


def test_diversification_by_hand() -> None:
    """Chapters, tariff lines and destinations with a positive value."""
    table = pd.DataFrame(
        [
            ("x", "01012100", "USA", 1.0),
            ("x", "01019030", "UAE", 1.0),
            ("x", "02011000", "USA", 1.0),
            ("x", "03011100", "UK", 0.0),
            ("x", "01012100", "Unspecified", 1.0),
            ("x", "99999999", "Nepal", 1.0),
            ("y", "01012100", "USA", 0.0),
        ],
        columns=["district", "hs_code", "partner", "value"],
    ).assign(state="S")
    result = diversification_table(table)
    assert result[["n_chapters", "n_products", "n_partners"]].to_numpy().tolist() == [
        [2, 3, 3],
        [0, 0, 0],
    ]
    assert result["reason"].tolist() == ["", "no exports"]
    assert diversification_table(table, level=4)["n_products"].tolist() == [2, 0]


def test_diversification_excludes_destinations_of_special_transactions_when_asked() -> None:
    """Nepal bought project goods only."""
    table = pd.DataFrame(
        {
            "state": "S",
            "district": "x",
            "hs_code": ["01012100", "99999999"],
            "partner": ["USA", "Nepal"],
            "value": 1.0,
        }
    )
    assert diversification_table(table)["n_partners"].tolist() == [2]
    assert diversification_table(table, pseudo="exclude")["n_partners"].tolist() == [1]
    assert diversification_table(table, pseudo="product")["n_products"].tolist() == [2]


def test_diversification_says_what_the_table_cannot_support() -> None:
    """Sectors have no chapters; without partners there are no destinations."""
    table = district([5]).rename(columns={"hs_code": "product"})
    result = diversification_table(table, product="product")
    assert np.isnan(result["n_chapters"]).all()
    assert np.isnan(result["n_partners"]).all()
    assert result["reason"].tolist() == ["products are not HS codes; no column partner"]


def test_district_level_tables_refuse_mixed_levels() -> None:
    """A heading beside its lines would lead its own district."""
    with pytest.raises(MixedHSLevelError):
        lead_products(district({"0101": 9.0, "01012100": 9.0}))


# ------------------------------------------------------------------ the published counts


def contradicted(verdicts: pd.DataFrame) -> dict[str, list[str]]:
    """States that contradict each rule."""
    bad = verdicts[verdicts["contradiction"]]
    return {str(rule): sorted(rows["state"]) for rule, rows in bad.groupby("rule")}


def test_the_paper_refutes_the_conventional_reading_and_keeps_its_own_sentence() -> None:
    """Lakshadweep's 61.6 per cent leaves a gap of at least 23 points, counted double."""
    verdicts = admissible_rules(load_paper_table("table2"), load_paper_table("appendix1"))
    assert len(verdicts) == 4 * 37
    assert contradicted(verdicts) == {"conventional": ["Ladakh", "Lakshadweep"]}


def test_sixteen_states_force_a_class_under_the_printed_sentence() -> None:
    """Fifteen top shares above 55 per cent, and Daman's 9.4."""
    verdicts = admissible_rules(load_paper_table("table2"), load_paper_table("appendix1"))
    forced = verdicts[(verdicts["rule"] == "as_published") & (verdicts["forced_class"] != "")]
    assert forced["forced_class"].value_counts().to_dict() == {"double": 15, "single": 1}
    assert forced.loc[forced["forced_class"] == "single", "state"].tolist() == ["Daman & Diu"]


def test_altered_counts_flip_the_verdict() -> None:
    """With the two heads of Table 2 swapped, the printed sentence is refuted instead."""
    swapped = load_paper_table("table2").rename(columns={"single": "double", "double": "single"})
    verdicts = admissible_rules(swapped, load_paper_table("appendix1"))
    assert contradicted(verdicts) == {
        "as_published": ["Ladakh", "Lakshadweep"],
        "relative_gap": ["Ladakh", "Lakshadweep"],
    }


def test_one_altered_count_is_enough() -> None:
    """Lakshadweep's district moved to single refutes the sentence and spares its reverse."""
    counts = load_paper_table("table2").set_index("state")
    counts.loc["Lakshadweep", ["single", "double"]] = [1, 0]
    counts.loc["Ladakh", ["single", "double"]] = [1, 1]
    verdicts = admissible_rules(counts.reset_index(), load_paper_table("appendix1"))
    assert contradicted(verdicts)["as_published"] == ["Lakshadweep"]
    assert "conventional" not in contradicted(verdicts)


def test_several_districts_of_a_state_are_counted_together() -> None:
    """Two districts forced into double need a count of two."""
    counts = pd.DataFrame({"state": ["S"], "single": [5], "double": [1]})
    shares = pd.DataFrame({"state": ["S", "S"], "share_in_district": [0.9, 0.8]})
    verdicts = admissible_rules(counts, shares)
    published = verdicts[verdicts["rule"] == "as_published"]
    assert published["contradiction"].tolist() == [True, True]
    one = admissible_rules(counts, shares.iloc[:1])
    assert not one["contradiction"].any()


@pytest.mark.parametrize(
    ("share", "published", "second", "relative"),
    [
        (0.55, "", "", "double"),  # a second share of 0.45 leaves a gap of 0.10 exactly
        (0.5506, "double", "", "double"),
        (0.10, "", "", ""),  # 10.0 may be 10.05
        (0.0994, "single", "single", ""),
        (0.95, "double", "single", "double"),
        (0.52, "", "", ""),
        (1.0, "double", "single", "double"),
    ],
)
def test_forced_classes_by_hand(share: float, published: str, second: str, relative: str) -> None:
    """Bounds from the top share alone, widened by the rounding of print."""
    counts = pd.DataFrame({"state": ["S"], "single": [1], "double": [1]})
    shares = pd.DataFrame({"state": ["S"], "share_in_district": [share]})
    got = admissible_rules(counts, shares).set_index("rule")["forced_class"]
    assert got["as_published"] == published
    assert got["second_share"] == second
    assert got["relative_gap"] == relative


def test_a_wide_rounding_leaves_more_possible() -> None:
    """With shares rounded to 0.3, half may belong to each of two products."""
    counts = pd.DataFrame({"state": ["S"], "single": [1], "double": [2]})
    shares = pd.DataFrame({"state": ["S"], "share_in_district": [0.5]})
    got = admissible_rules(counts, shares, threshold=0.3, rounding=0.3)
    assert got.columns.tolist() == [
        "rule", "state", "forced_class", "count_single", "count_double", "contradiction",
        "reason",
    ]  # fmt: skip
    assert got.index.tolist() == [0, 1, 2, 3]
    assert got["count_single"].tolist() == [1] * 4
    assert got["count_double"].tolist() == [2] * 4
    # A top share of 0.5 leaves room for a second of 0.5; one of 0.2 or 0.8 only for 0.2.
    assert got["forced_class"].tolist() == [""] * 4
    narrow = admissible_rules(counts, shares.assign(share_in_district=0.8), threshold=0.3)
    assert narrow["forced_class"].tolist() == ["double", "single", "single", "double"]
    assert got["reason"].tolist() == ["the top share allows either class"] * 4
    assert narrow["reason"].tolist() == [""] * 4


def test_admissible_rules_refuse_what_does_not_match() -> None:
    """Names must match, columns exist, and shares be fractions."""
    counts = pd.DataFrame({"state": ["S"], "single": [1], "double": [1]})
    shares = pd.DataFrame({"state": ["S"], "share_in_district": [0.5]})
    with pytest.raises(InvalidTableError, match="one row for 'T'"):
        admissible_rules(counts, shares.assign(state="T"))
    with pytest.raises(InvalidTableError, match="one row for 'S'"):
        admissible_rules(pd.concat([counts, counts]), shares)
    with pytest.raises(InvalidTableError, match="counts has no column 'double'"):
        admissible_rules(counts[["state", "single"]], shares)
    with pytest.raises(InvalidTableError, match="top_shares has no column 'state'"):
        admissible_rules(counts, shares[["share_in_district"]])
    with pytest.raises(InvalidValueError, match="threshold must be a fraction"):
        admissible_rules(counts, shares, threshold=10)
    with pytest.raises(InvalidValueError, match="rounding must be a fraction"):
        admissible_rules(counts, shares, rounding=5)
    with pytest.raises(InvalidValueError, match="share_in_district must be a fraction"):
        admissible_rules(counts, shares.assign(share_in_district=61.6))


def test_many_items_are_counted_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """By sorting where a table of all pairs would be too large."""
    flows = load_illustrative_exports().head(3000)
    found = diversification_table(flows)
    monkeypatch.setattr("odopkit.dominance.diversification.SMALL_TABLE", 0)
    pd.testing.assert_frame_equal(diversification_table(flows), found)
