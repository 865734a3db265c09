"""The rules of a flows table: places, years, products, populations, each by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from _tables import flows_of
from odopkit import (
    bracket_shares,
    concentration_table,
    coverage,
    dominance_table,
    lead_products,
    set_aside,
    study_exports,
)
from odopkit.dominance import diversification_table, lead_cells_by_state
from odopkit.errors import InvalidTableError, InvalidValueError, MixedHSLevelError, MixedPeriodError
from odopkit.tables.cells import prepare

DISTRICT = ("state", "district")


def flows() -> pd.DataFrame:
    """Named places 90, unspecified 10 (in state A 6, in none 4), 98-99 worth 8."""
    return flows_of(
        [
            ("A", "x", "01012100", 40.0),
            ("A", "x", "99999999", 8.0),
            ("A", "y", "01012100", 22.0),
            ("A", "Unspecified", "01012100", 6.0),
            ("B", "x", "72022100", 20.0),
            ("UNSPECIFIED", "UNSPECIFIED", "72022100", 4.0),
        ]
    )


@pytest.mark.parametrize(
    ("mode", "n", "total", "cr1"),
    [("exclude", 3, 90, 48 / 90), ("denominator", 3, 100, 0.48), ("unit", 5, 100, 0.48)],
)
def test_unspecified_places_have_three_modes(mode: Any, n: int, total: float, cr1: float) -> None:
    """Out of everything, in the total only, or ranked like a district."""
    row = concentration_table(flows(), across=DISTRICT, unspecified=mode).iloc[0]
    assert (row["n_units"], row["value"]) == (n, total)
    assert row["cr1"] == pytest.approx(cr1)


def test_denominator_mode_moves_concentration_ratios_only() -> None:
    """Other measures are taken over named places, as when they are excluded."""
    without, diluted = (
        concentration_table(flows(), across=DISTRICT, unspecified=mode).iloc[0]
        for mode in ("exclude", "denominator")
    )
    assert diluted["hhi"] == without["hhi"]
    assert diluted["gini"] == without["gini"]


def test_unspecified_names_are_matched_in_any_case_and_can_be_chosen() -> None:
    """Spain books them under its own name."""
    table = pd.DataFrame(
        {"state": "Spain", "district": ["Jaén", "Sin provincia asignada"], "value": [3.0, 1.0]}
    )
    assert coverage(table, share=1).n_units == 2
    own = coverage(table, share=1, unspecified_values=("SIN PROVINCIA ASIGNADA",))
    assert own.n_units == 1
    assert own.value_unspecified == 1
    assert coverage(table, share=1, unspecified_values="Sin provincia asignada").n_units == 1


@pytest.mark.parametrize("mode", ["exclude", "denominator", "unit"])
def test_national_denominators_include_unspecified_places_in_every_mode(mode: Any) -> None:
    """68 of horses in the nation: 40 + 22 named and 6 unspecified."""
    leads = lead_products(flows(), unspecified=mode)
    assert leads["share_in_nation"].iloc[0 if mode != "unit" else 1] == pytest.approx(40 / 68)


def test_state_denominators_follow_the_mode() -> None:
    """State A exports 70 in named districts and 76 in all."""
    named = lead_cells_by_state(flows())
    assert named["share_in_state"].iloc[0] == pytest.approx(40 / 70)
    everything = lead_cells_by_state(flows(), unspecified="denominator")
    assert everything["share_in_state"].iloc[0] == pytest.approx(40 / 76)


def test_tables_inside_a_district_do_not_depend_on_the_mode() -> None:
    """A district's own shares are the same whatever is unspecified elsewhere."""
    a, b = (
        dominance_table(flows(), rule="conventional", unspecified=m)
        for m in ("exclude", "denominator")
    )
    pd.testing.assert_frame_equal(a, b)


@pytest.mark.parametrize(
    ("mode", "total", "n_products", "first_share"),
    [("denominator", 48, 1, 40 / 48), ("exclude", 40, 1, 1.0), ("product", 48, 2, 40 / 48)],
)
def test_special_transactions_have_three_modes(
    mode: Any, total: float, n_products: int, first_share: float
) -> None:
    """In totals but never ranked, out of everything, or a product like others."""
    row = dominance_table(flows(), rule="conventional", pseudo=mode).iloc[0]
    assert (row["value"], row["n_products"]) == (total, n_products)
    assert row["first_share"] == pytest.approx(first_share)
    assert row["first_code"] == "01012100"


def test_special_transactions_never_lead_unless_they_are_products() -> None:
    """A district that mostly sends project goods leads with what it makes."""
    table = pd.DataFrame(
        {"state": "A", "district": "x", "hs_code": ["98010011", "01012100"], "value": [9.0, 1.0]}
    )
    assert lead_products(table)["hs_code"].tolist() == ["01012100"]
    assert lead_products(table)["share_in_district"].tolist() == [0.1]
    assert lead_products(table, pseudo="product")["hs_code"].tolist() == ["98010011"]


def test_special_transactions_count_in_place_totals_and_not_in_baskets() -> None:
    """Across places the value is real; across products it is nobody's product."""
    places = concentration_table(flows(), across=DISTRICT, pseudo="denominator").iloc[0]
    assert places["value"] == 90
    assert concentration_table(flows(), across=DISTRICT, pseudo="exclude")["value"][0] == 82
    basket = concentration_table(flows(), across="hs_code", within=DISTRICT).iloc[0]
    assert (basket["n_products"], basket["value"]) == (1, 48)
    assert basket["cr1"] == pytest.approx(40 / 48)
    assert basket["hhi"] == 1
    products = concentration_table(flows(), across=DISTRICT, within="hs_code")
    assert products["hs_code"].tolist() == ["01012100", "72022100"]


def test_set_aside_lists_what_is_not_ranked() -> None:
    """Every unspecified place and every chapter of special transactions has a row."""
    listed = set_aside(flows())
    assert listed.columns.tolist() == [
        "kind", "state", "district", "what", "value", "share", "treatment",
    ]  # fmt: skip
    assert listed["kind"].tolist() == ["special transactions", *["unspecified place"] * 2]
    assert listed["what"].tolist() == ["99", "", ""]
    assert listed["value"].tolist() == [8, 6, 4]
    assert listed["share"].tolist() == pytest.approx([0.08, 0.06, 0.04])
    assert listed["treatment"].tolist() == ["in totals, not ranked", "excluded", "excluded"]
    assert set_aside(flows(), unspecified="unit", pseudo="product").empty
    excluded = set_aside(flows(), pseudo="exclude", unspecified="denominator")
    assert excluded["treatment"].tolist() == ["excluded", *["in totals, not ranked"] * 2]


def test_what_was_set_aside_is_a_field_of_every_result() -> None:
    """Coverage and the study carry the list that set_aside returns."""
    pd.testing.assert_frame_equal(coverage(flows(), share=0.5).aside, set_aside(flows()))
    pd.testing.assert_frame_equal(study_exports(flows()).aside, set_aside(flows()))


def test_ranked_and_set_aside_add_up_to_everything() -> None:
    """No row disappears unlisted."""
    modes: list[Any] = ["exclude", "denominator", "unit"]
    for mode in modes:
        ranked = coverage(flows(), share=1e-9, unspecified=mode)
        cells = prepare(flows(), unspecified=mode)
        aside = set_aside(flows(), unspecified=mode, pseudo="product")
        assert cells.place_total.sum() + aside["value"].sum() == pytest.approx(100)
        assert ranked.value_unspecified == 10


def yearly() -> pd.DataFrame:
    """The same table for two fiscal years, the second twice as large."""
    later = flows().assign(period="2022-23", value=lambda t: t["value"] * 2)
    return pd.concat([flows().assign(period="2021-22"), later], ignore_index=True)


ALL: dict[str, Any] = {
    "bracket_shares": bracket_shares,
    "concentration_table": lambda f, **o: concentration_table(f, across=DISTRICT, **o),
    "coverage": lambda f, **o: coverage(f, share=0.8, **o).units,
    "diversification_table": diversification_table,
    "dominance_table": lambda f, **o: dominance_table(f, rule="as_published", **o),
    "lead_cells_by_state": lead_cells_by_state,
    "lead_products": lead_products,
    "set_aside": lambda f, **o: set_aside(f, **o).query("kind != 'other period'"),
    "study_exports": lambda f, **o: study_exports(f, **o).dominance,
}
each_function = pytest.mark.parametrize("name", ALL)


@each_function
def test_years_are_never_added_silently(name: str) -> None:
    """Two periods raise, with their names; choosing one gives that year's table."""
    with pytest.raises(MixedPeriodError, match=r"2 periods \(2021-22, 2022-23\)") as caught:
        ALL[name](yearly())
    assert caught.value.periods == ("2021-22", "2022-23")
    chosen = ALL[name](yearly(), period="2021-22")
    alone = ALL[name](flows())
    if name == "set_aside":
        chosen, alone = chosen.drop(columns="share"), alone.drop(columns="share")
    pd.testing.assert_frame_equal(chosen.reset_index(drop=True), alone.reset_index(drop=True))


@each_function
def test_a_period_that_is_not_there_is_an_error(name: str) -> None:
    """The message lists what is there."""
    with pytest.raises(InvalidValueError, match="no period '2020-21'; the table holds 2021-22"):
        ALL[name](yearly(), period="2020-21")
    with pytest.raises(InvalidValueError, match="the table has no column period"):
        ALL[name](flows(), period="2021-22")


def test_a_single_period_needs_no_choice_and_leftover_categories_do_not_count() -> None:
    """A frame filtered by the user still carries the other year's category."""
    table = yearly().astype({"period": "category"})
    one = table[table["period"] == "2021-22"]
    assert bracket_shares(one)["value"].sum() == 90
    listed = set_aside(table, period="2022-23")
    other = listed[listed["kind"] == "other period"].iloc[0]
    assert (other["what"], other["value"]) == ("2021-22", 100)
    assert other["treatment"] == "excluded"


@each_function
def test_repeated_keys_are_summed_never_dropped(name: str) -> None:
    """A table split into months gives the same result as its sum."""
    halves = flows().assign(value=lambda t: t["value"] / 2)
    months = pd.concat([halves, halves])
    pd.testing.assert_frame_equal(
        ALL[name](months).reset_index(drop=True), ALL[name](flows()).reset_index(drop=True)
    )


@each_function
def test_mixed_levels_are_refused(name: str) -> None:
    """A heading beside its tariff lines would count twice."""
    mixed = pd.concat([flows(), flows().assign(hs_code="0101")], ignore_index=True)
    with pytest.raises(MixedHSLevelError, match="rows: 6 of 4 digits, 6 of 8 digits") as caught:
        ALL[name](mixed)
    assert caught.value.levels == (4, 8)


@each_function
def test_invalid_rows_are_refused_with_all_failures(name: str) -> None:
    """Negative and missing values, blank places and bad codes are collected."""
    bad = flows().assign(value=[1.0, -1.0, np.nan, np.inf, 2.0, 3.0], state=["A", *["  "] * 5])
    with pytest.raises(InvalidTableError) as caught:
        ALL[name](bad)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases.groupby("column").size().to_dict() == {"state": 5, "value": 3}


@each_function
def test_the_caller_s_frame_is_never_changed(name: str) -> None:
    """Values, types and labels are as before."""
    table = flows()
    table.index = pd.Index(list("fedcba"))
    before = table.copy(deep=True)
    ALL[name](table)
    pd.testing.assert_frame_equal(table, before)


@each_function
def test_row_order_and_category_order_do_not_matter(name: str) -> None:
    """Shuffled rows and categories in another order give the same table."""
    wanted = ALL[name](flows())
    shuffled = flows().sample(frac=1, random_state=4)
    for column in ("state", "district", "hs_code"):
        levels = sorted(shuffled[column].unique(), reverse=True)
        shuffled[column] = pd.Categorical(shuffled[column], categories=[*levels, "77"])
    shuffled["hs_code"] = shuffled["hs_code"].cat.remove_categories("77")
    pd.testing.assert_frame_equal(
        ALL[name](shuffled).reset_index(drop=True), wanted.reset_index(drop=True)
    )


@each_function
def test_names_of_unspecified_places_reach_every_function(name: str) -> None:
    """With no such names, places called so are ranked like others."""
    wanted = ALL[name](flows(), unspecified="unit")
    pd.testing.assert_frame_equal(ALL[name](flows(), unspecified_values=()), wanted)


def test_units_that_are_no_places_are_named() -> None:
    """The message says what was got, and in which row."""
    with pytest.raises(InvalidValueError, match="units must be a pandas DataFrame, got a list"):
        coverage(flows(), share=0.5, units=[("A", "x")])  # type: ignore[arg-type]
    with pytest.raises(
        InvalidValueError, match=r"units has no column 'state' or 'district'\. It has place"
    ):
        coverage(flows(), share=0.5, units=pd.DataFrame({"place": ["x"]}))
    odd = pd.DataFrame({"state": ["A", "A"], "district": ["x", np.nan]}, dtype=object)
    with pytest.raises(InvalidValueError, match=r"row 1 of units is .* must be text"):
        coverage(flows(), share=0.5, units=odd)


def test_chapters_left_out_are_left_out_of_other_products_too() -> None:
    """A partner that bought only petroleum is no partner without petroleum."""
    table = pd.DataFrame(
        {
            "state": "A",
            "district": "x",
            "hs_code": ["27101944", "01012100", "98010011"],
            "partner": ["UAE", "USA", "Nepal"],
            "value": [5.0, 3.0, 2.0],
        }
    )
    cells = prepare(table, product="partner", exclude_chapters=("27",), pseudo="exclude")
    assert cells.place_total.tolist() == [3]
    assert cells.products[cells.product].tolist() == ["USA"]
    assert cells.aside[["kind", "what", "value", "treatment"]].to_numpy().tolist() == [
        ["excluded chapter", "27", 5.0, "excluded"],
        ["special transactions", "98", 2.0, "excluded"],
    ]


@each_function
def test_unknown_options_are_refused(name: str) -> None:
    """A misspelt mode must not fall back to a default."""
    for options in (
        {"unspecified": "drop"},
        {"pseudo": "keep"},
        {"min_value": -1},
        {"min_value": float("nan")},
        {"units": [("A", "x")]},
        {"units": pd.DataFrame({"state": ["A"], "district": [" x"]})},
    ):
        with pytest.raises(InvalidValueError):
            ALL[name](flows(), **options)


def test_units_add_the_silent_districts_with_zero() -> None:
    """The population is what the caller says it is; unspecified names are no places."""
    units = pd.DataFrame(
        {"state": ["A", "A", "C", "A"], "district": ["x", "silent", "x", "UNSPECIFIED"]}
    )
    table = concentration_table(flows(), across=DISTRICT, units=units).iloc[0]
    assert table["n_units"] == 5
    dominance = dominance_table(flows(), rule="as_published", units=units)
    silent = dominance[dominance["case"] == "no_exports"]
    assert silent[["state", "district"]].to_numpy().tolist() == [["A", "silent"], ["C", "x"]]
    assert dominance[["state", "district"]].to_numpy().tolist() == sorted(
        dominance[["state", "district"]].to_numpy().tolist()
    )
    leads = lead_products(flows(), units=units)
    assert leads.loc[leads["district"] == "silent", "reason"].tolist() == ["no exports"]
    cells = lead_cells_by_state(flows(), units=units)
    assert cells["state"].tolist() == ["A", "B", "C"]
    assert cells["reason"].tolist() == ["", "", "no exports"]


def test_units_leave_the_other_rows_alone() -> None:
    """Adding silent places changes nothing in the rows of others."""
    units = pd.DataFrame({"state": ["A", "0"], "district": ["a", "first"]})
    with_units = dominance_table(flows(), rule="as_published", units=units)
    rest = with_units[with_units["case"] != "no_exports"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, dominance_table(flows(), rule="as_published"))


def test_small_places_are_not_ranked_but_stay_in_totals() -> None:
    """Below 21, B's district is set aside, named, and still part of the nation."""
    found = coverage(flows(), share=0.5, min_value=21)
    assert found.value == 90
    small = found.aside[found.aside["kind"] == "small place"]
    assert small[["state", "district", "value"]].to_numpy().tolist() == [["B", "x", 20.0]]
    assert small["treatment"].tolist() == ["in totals, not ranked"]
    dominance = dominance_table(flows(), rule="as_published", min_value=21)
    assert dominance["state"].tolist() == ["A", "A"]
    leads = lead_products(flows(), min_value=30)
    assert leads["share_in_nation"].tolist() == pytest.approx([40 / 68])
    assert leads["share_in_state"].tolist() == pytest.approx([40 / 70])


def test_a_district_name_in_two_states_is_two_places() -> None:
    """Keyed by name alone the two would be merged."""
    assert len(lead_products(flows())) == 3


def test_products_need_their_column() -> None:
    """The message says which argument to pass."""
    table = flows().rename(columns={"hs_code": "product"})
    with pytest.raises(InvalidValueError, match=r"no column 'hs_code' .* pass product='product'"):
        dominance_table(table, rule="as_published")
    with pytest.raises(InvalidValueError, match="holds no HS codes; pass level=None"):
        dominance_table(table, rule="as_published", product="product", level=4)
    with pytest.raises(InvalidValueError, match="level=8 is finer than the table's codes"):
        lead_products(flows().assign(hs_code="0101"), level=8)
    with pytest.raises(InvalidValueError, match="level must be 2, 4, 6 or 8, got 3"):
        lead_products(flows(), level=3)  # type: ignore[arg-type]


def test_products_may_be_any_text_column() -> None:
    """Partners, sectors and sections are products of another kind."""
    table = flows().assign(partner=["USA", "USA", "UAE", "USA", "UAE", "USA"])
    leads = lead_products(table, product="partner")
    assert leads["partner"].tolist() == ["USA", "UAE", "UAE"]
    with pytest.raises(InvalidTableError, match=r"row 1, sector: .* is missing"):
        lead_products(flows().assign(sector=["a", np.nan, "b", "c", "d", "e"]), product="sector")


def test_codes_longer_than_the_level_are_summed_up() -> None:
    """Two tariff lines of a heading become one product."""
    table = pd.DataFrame(
        {
            "state": "A",
            "district": "x",
            "hs_code": ["01012100", "01019030", "02011000"],
            "value": [3.0, 3.0, 4.0],
        }
    )
    assert lead_products(table)["hs_code"].tolist() == ["02011000"]
    at_four = lead_products(table, level=4)
    assert at_four["hs_code"].tolist() == ["0101"]
    assert at_four["value"].tolist() == [6]


def test_a_table_with_zero_rows_keeps_its_places() -> None:
    """A place with a zero row is a unit; the product has no exporter there."""
    table = pd.concat(
        [
            flows(),
            pd.DataFrame(
                {"state": ["B"], "district": ["z"], "hs_code": ["01012100"], "value": [0.0]}
            ),
        ]
    )
    assert concentration_table(table, across=DISTRICT)["n_units"].tolist() == [4]
    by_product = concentration_table(table, across=DISTRICT, within="hs_code")
    assert by_product["n_units"].tolist() == [2, 1]


@pytest.mark.parametrize("name", sorted(set(ALL) - {"bracket_shares", "concentration_table"}))
def test_an_empty_table_has_no_rows_and_no_crash(name: str) -> None:
    """Zero rows are valid, and no place has a row."""
    assert len(ALL[name](flows().iloc[:0])) == 0


def test_the_whole_country_of_an_empty_table_is_undefined() -> None:
    """NaN with the reason in a table of one row, and no bracket where there is no district."""
    row = concentration_table(flows().iloc[:0], across=DISTRICT).iloc[0]
    assert (row["n_units"], row["value"], row["reason"]) == (0, 0, "no exports")
    assert bracket_shares(flows().iloc[:0]).empty
    with pytest.raises(ArithmeticError, match="sum to zero"):
        bracket_shares([0.0, 0.0])


def test_totals_beyond_the_range_of_a_float_are_refused() -> None:
    """Two finite values whose sum is not."""
    with pytest.raises(InvalidTableError, match="beyond the range of a float"):
        coverage(flows().assign(value=1e308), share=0.5)


def test_every_text_column_of_a_result_is_text() -> None:
    """Key columns come out as text, never as categories or objects in disguise."""
    for name, function in ALL.items():
        table = function(flows())
        for column in set(table) & {"state", "district", "hs_code", "reason", "rule", "case"}:
            assert table[column].dtype == pd.Series(["a"]).dtype, (name, column)
            if column == "reason":
                assert table[column].notna().all()
                assert table.columns[-1] == "reason"
