"""Evidence side by side: each column is its own function's, no row is lost, nothing is added up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from _tables import flows_of, listing_of, trade_of
from odopkit import (
    ExportMatrix,
    lead_products,
    load_illustrative_exports,
    location_quotient,
    match_product_lists,
)
from odopkit.errors import InvalidTableError, InvalidValueError, MixedPeriodError
from odopkit.growth import growth_share_matrix
from odopkit.potential import (
    district_potential,
    diversification_potential,
    export_potential,
    opportunity_table,
)
from odopkit.product_space import density, presence
from odopkit.specialization import specialization_table

KEY = ["state", "district", "hs_code"]


def flows(**columns: Any) -> pd.DataFrame:
    """Two states, three districts, four products."""
    table = flows_of(
        [
            ("Goa", "North Goa", "3004", 40.0, 9),
            ("Goa", "North Goa", "0306", 10.0, 2),
            ("Goa", "South Goa", "3004", 60.0, 1),
            ("Sikkim", "Gangtok", "0908", 5.0, 30),
            ("Sikkim", "Gangtok", "3004", 20.0, 5),
        ],
        "shipments",
    )
    return table.assign(**columns)


def rows(found: pd.DataFrame) -> Any:
    """Return a table by district and product."""
    return found.set_index(["district", "hs_code"])


def test_shares_and_classes_by_hand() -> None:
    """40 of 120 is a third, 60 of 120 just one half: its class is closed on the left."""
    found = rows(opportunity_table(flows()))
    drugs = found.xs("3004", level="hs_code")
    assert drugs["share_in_nation"].tolist() == pytest.approx([1 / 3, 1 / 2, 1 / 6])
    assert drugs["national_share_class"].tolist() == [
        "[0.25, 0.50)",
        "[0.50, 0.75)",
        "[0.00, 0.25)",
    ]
    assert found.loc[("Gangtok", "0908"), "national_share_class"] == "[0.75, 1.00]"
    assert found["share_in_district"].groupby("district").sum().tolist() == pytest.approx([1] * 3)
    assert found.loc[("North Goa", "0306"), "share_in_district"] == pytest.approx(0.2)
    assert found["exported"].all()
    assert found.loc[("North Goa", "0306"), "lq"] == pytest.approx(0.2 / (10 / 135))


def test_columns_that_were_not_asked_for_are_not_there() -> None:
    """No growth without an earlier table, no potential and no list without one."""
    assert opportunity_table(flows()).columns.tolist() == [
        *KEY,
        "exported",
        "value",
        "share_in_district",
        "share_in_nation",
        "national_share_class",
        "lq",
        "count",
        "lq_counts",
        "lq_counts_lower",
        "lq_counts_upper",
        "lq_counts_q",
        "family_size",
        "covers",
        "lq_too_thin",
        "reason",
    ]


def test_quotients_and_their_evidence_are_the_specialization_tables() -> None:
    """With counts and without, against the nation that is given."""
    nation = {"3004": 500.0, "0306": 200.0, "0908": 10.0, "rest": 300.0}
    for count in (None, "shipments"):
        found = opportunity_table(flows(), reference=nation, count=count)
        theirs = specialization_table(
            flows(), level=None, reference=nation, indices=("lq",), count=count
        )
        for mine, name in {
            "lq": "lq",
            "count": "count",
            "lq_counts_lower": "lq_counts_lower",
            "lq_counts_q": "q",
            "lq_too_thin": "too_thin",
        }.items():
            np.testing.assert_allclose(found[mine].astype(float), theirs[name].astype(float))
    without = opportunity_table(flows())
    assert without["lq_counts_lower"].isna().all()
    assert without["reason"].str.contains("money is no count").all()


def test_a_national_total_that_is_given_changes_the_share_only() -> None:
    """And a district that exceeds it is undefined, with the reason, alone."""
    found = rows(opportunity_table(flows(), national={"3004": 50.0, "0306": 40.0, "0908": 5.0}))
    assert np.isnan(found.loc[("South Goa", "3004"), "share_in_nation"])
    assert found.loc[("South Goa", "3004"), "national_share_class"] == ""
    assert "more than the national total" in found.loc[("South Goa", "3004"), "reason"]
    assert found.loc[("North Goa", "0306"), "share_in_nation"] == 0.25
    assert found.loc[("North Goa", "3004"), "share_in_nation"] == 0.8
    missing = rows(opportunity_table(flows(), national={"3004": 120.0, "0306": 10.0}))
    assert "no national total" in missing.loc[("Gangtok", "0908"), "reason"]
    assert np.isnan(missing.loc[("Gangtok", "0908"), "share_in_nation"])


# --------------------------------------------------------------------------- growth


def before() -> pd.DataFrame:
    """A year before: one product fewer, and one that is gone since."""
    table = flows(value=[20.0, 10.0, 60.0, 5.0, 20.0])
    gone = pd.DataFrame([("Goa", "South Goa", "0306", 5.0, 1)], columns=table.columns)
    return pd.concat([table.iloc[:4], gone], ignore_index=True)


def test_quadrants_are_the_growth_share_matrixs() -> None:
    """Of each district against the nation, cell by cell."""
    found = opportunity_table(flows(), earlier=before())
    both = [
        table.groupby("hs_code")["value"].sum().rename(name)
        for table, name in ((before(), "first_value"), (flows(), "last_value"))
    ]
    nation = pd.concat(both, axis=1).fillna(0.0).reset_index()
    for district, mine in found.groupby("district"):
        own = mine.rename(columns={"earlier_value": "first_value", "value": "last_value"})
        theirs = growth_share_matrix(own[["hs_code", "first_value", "last_value"]], nation)
        np.testing.assert_allclose(mine["growth"], theirs["own_growth"])
        np.testing.assert_allclose(mine["national_growth"], theirs["world_growth"])
        assert mine["growth_share_quadrant"].tolist() == theirs["quadrant"].tolist(), district


def test_new_products_have_no_rate_and_gone_ones_keep_a_row() -> None:
    """Gangtok's drugs are new; South Goa's shrimps are gone."""
    found = rows(opportunity_table(flows(), earlier=before()))
    new = found.loc[("Gangtok", "3004")]
    assert np.isnan(new["growth"])
    assert new["growth_share_quadrant"] == ""
    assert "new, so no rate" in new["reason"]
    gone = found.loc[("South Goa", "0306")]
    assert (gone["value"], gone["growth"], gone["exported"]) == (0.0, -1.0, False)
    assert gone["lq"] == 0.0
    assert gone["lq_too_thin"]
    assert gone["growth_share_quadrant"] == "declining"


def test_growth_over_several_steps_is_compound() -> None:
    """Four times in two steps is a doubling a step."""
    found = rows(opportunity_table(flows(value=40.0), earlier=flows(value=10.0), steps=2))
    assert found["growth"].tolist() == pytest.approx([1.0] * 5)
    for steps in (0, -1, np.inf, True):
        with pytest.raises(InvalidValueError, match="steps must be a finite number above 0"):
            opportunity_table(flows(), earlier=before(), steps=steps)


def test_the_nations_growth_counts_places_without_a_name() -> None:
    """Whatever is set aside as a district is exported by the nation."""
    nameless = pd.DataFrame([("Goa", "UNSPECIFIED", "0908", 95.0, 1)], columns=flows().columns)
    now = pd.concat([flows(), nameless], ignore_index=True)
    found = rows(opportunity_table(now, earlier=before()))
    assert found.loc[("Gangtok", "0908"), "national_growth"] == pytest.approx(100 / 5 - 1)
    assert found.loc[("Gangtok", "0908"), "share_in_nation"] == pytest.approx(0.05)
    assert "UNSPECIFIED" not in found.index.get_level_values("district")
    # All exports grew by 130 per cent with the nameless place, by 35 without: drugs by 50.
    assert found.loc[("North Goa", "3004"), "growth_share_quadrant"] == "achiever in adversity"
    once = rows(opportunity_table(now, earlier=before(), unspecified="denominator"))
    assert once["growth_share_quadrant"].equals(found["growth_share_quadrant"])


def test_tables_of_different_levels_are_refused() -> None:
    """A heading is not compared with a line."""
    fine = flows(hs_code=flows()["hs_code"] + "1010")
    with pytest.raises(InvalidTableError, match="codes of 4 digits and flows of 8"):
        opportunity_table(fine, earlier=flows())
    assert len(opportunity_table(fine, earlier=flows(), level=4)) == 5


# ----------------------------------------------------------------------- potentials


@pytest.fixture(scope="module")
def epi() -> pd.DataFrame:
    """Potential of India and another exporter in two markets."""
    trade = trade_of(
        (exporter, market, product, value)
        for exporter, scale in (("IND", 1.0), ("CHE", 3.0))
        for market, more in (("ARE", 1.0), ("USA", 2.0))
        for product, value in (
            ("3004", 60 * scale * more),
            ("0306", 30.0 * scale**more),
            ("0908", 4 * more),
        )
    )
    return export_potential(trade, exporter="IND")


def test_potentials_stand_under_the_name_of_their_method(epi: pd.DataFrame) -> None:
    """Summed over markets after the gap is taken, as in the districts' totals."""
    down = district_potential(epi, flows(), method="top_down")
    partner = pd.concat([flows(partner="ARE"), flows(partner="USA")])
    up = district_potential(epi, partner, method="bottom_up", tau=10.0)
    found = opportunity_table(flows(), potentials=[down, up])
    assert [c for c in found if str(c).startswith("epi_")] == [
        "epi_top_down_potential",
        "epi_top_down_unrealised",
        "epi_bottom_up_potential",
        "epi_bottom_up_unrealised",
    ]
    for method, result in (("top_down", down), ("bottom_up", up)):
        for column in ("potential", "unrealised"):
            mine = found.groupby("district")[f"epi_{method}_{column}"].sum()
            theirs = result.districts.set_index("district")[column].sort_index()
            pd.testing.assert_series_equal(mine, theirs, check_names=False)
    assert found["epi_top_down_unrealised"].gt(0).any()


def test_an_undefined_market_is_counted_in_the_reason(epi: pd.DataFrame) -> None:
    """The sum is over the others, and says so."""
    hole = epi.copy()
    at = (hole["market"] == "USA") & (hole["product"] == "0306")
    parts = ["potential", "realised", "unrealised", "over_trade"]
    hole.loc[at, parts] = np.nan
    found = rows(
        opportunity_table(
            flows(), potentials=[district_potential(hole, flows(), method="top_down")]
        )
    )
    assert "epi_top_down: 1 market(s) undefined" in found.loc[("North Goa", "0306"), "reason"]
    whole = rows(
        opportunity_table(flows(), potentials=[district_potential(epi, flows(), method="top_down")])
    )
    column = "epi_top_down_potential"
    assert found.loc[("North Goa", "0306"), column] < whole.loc[("North Goa", "0306"), column]
    same = found.drop(("North Goa", "0306"))[column]
    np.testing.assert_allclose(same, whole.drop(("North Goa", "0306"))[column])


def test_a_potential_that_is_undefined_everywhere_is_no_zero(epi: pd.DataFrame) -> None:
    """Nothing is known, so nothing is summed."""
    hole = epi.copy()
    parts = ["potential", "realised", "unrealised", "over_trade"]
    hole.loc[hole["product"] == "0306", parts] = np.nan
    down = district_potential(hole, flows(), method="top_down")
    found = rows(opportunity_table(flows(), potentials=[down]))
    assert np.isnan(found.loc[("North Goa", "0306"), "epi_top_down_potential"])
    assert "2 market(s) undefined" in found.loc[("North Goa", "0306"), "reason"]


def ranked() -> Any:
    """Ranks of what the three districts lack, in two markets."""
    matrix = ExportMatrix.from_flows(flows())
    p = presence(location_quotient(matrix))
    omega = density(p, p, diagonal=1.0) * 0 + 0.5
    demand = pd.DataFrame(
        {
            "market": ["ARE"] * 3 + ["USA"] * 3,
            "product": ["0306", "0908", "3004"] * 2,
            "demand": [5.0, 1.0, 9.0, 1.0, 5.0, 9.0],
        }
    )
    return diversification_potential(p, omega, demand)


def test_what_a_district_lacks_gets_a_row_with_its_best_rank() -> None:
    """The best over markets, and where; no more rows than asked for."""
    result = ranked()
    found = rows(opportunity_table(flows(), potentials=[result]))
    lacking = result.ranks
    for (district, product), some in lacking.groupby(["district", "hs_code"]):
        best: Any = some.sort_values(["rank", "market"]).iloc[0]
        row = found.loc[(district, product)]
        assert row["diversification_rank"] == best["rank"]
        assert row["diversification_market"] == best["market"]
        assert row["diversification_n_ranked"] == best["n_ranked"]
    assert found.loc[("South Goa", "0908"), "diversification_market"] == "USA"
    assert found.loc[("South Goa", "0908"), "diversification_rank"] == 1
    new = found[~found["exported"]]
    assert len(new)
    assert (new["value"] == 0).all()
    assert (new["share_in_nation"] == 0).all()
    assert (new["lq"] == 0).all()
    one = rows(opportunity_table(flows(), potentials=[result], n_new=1))
    assert set(one.index) - set(rows(opportunity_table(flows())).index) == {
        key for key, row in new.iterrows() if row["diversification_rank"] == 1
    }
    few = rows(opportunity_table(flows(), potentials=[result], n_new=0))
    assert few["exported"].all()
    assert few.index.tolist() == rows(opportunity_table(flows())).index.tolist()


def test_two_potentials_of_one_method_are_refused(epi: pd.DataFrame) -> None:
    """Which of them a column held could not be told."""
    down = district_potential(epi, flows(), method="top_down")
    with pytest.raises(InvalidValueError, match="two potentials have the method 'top_down'"):
        opportunity_table(flows(), potentials=[down, down])
    with pytest.raises(InvalidValueError, match="two potentials have the method 'diversification'"):
        opportunity_table(flows(), potentials=[ranked(), ranked()])


def test_a_potential_of_other_codes_is_refused(epi: pd.DataFrame) -> None:
    """Potentials of headings say nothing of lines."""
    fine = flows(hs_code=flows()["hs_code"] + "1010")
    down = district_potential(epi, flows(), method="top_down")
    with pytest.raises(InvalidValueError, match="no product of the top_down potential"):
        opportunity_table(fine, potentials=[down])
    odd: Any = [epi]
    with pytest.raises(InvalidValueError, match="got a pandas DataFrame"):
        opportunity_table(flows(), potentials=odd)


def test_ranks_of_units_with_one_name_are_refused() -> None:
    """A district is a pair of names."""
    matrix = ExportMatrix.from_long(flows(), unit="district", product="hs_code")
    p = presence(location_quotient(matrix))
    demand = pd.DataFrame({"market": "world", "product": ["0306", "0908"], "demand": 1.0})
    result = diversification_potential(p, density(p, p, diagonal=1.0), demand)
    with pytest.raises(InvalidValueError, match="units of state and district"):
        opportunity_table(flows(), potentials=[result])


# ---------------------------------------------------------------------------- lists


def listed(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """An official list."""
    return listing_of(rows)


def test_lists_are_told_by_name_and_kind() -> None:
    """Leading and listed, listed only, leading only, and a district that is on no list."""
    one = match_product_lists(
        listed(("Goa", "North Goa", "3004"), ("Goa", "South Goa", "0803")), flows(), k=1
    )
    found = rows(opportunity_table(flows(), lists={"odop": one}))
    assert found.loc[("North Goa", "3004"), "list_odop"] == "listed and leading"
    assert found.loc[("North Goa", "0306"), "list_odop"] == ""
    assert found.loc[("South Goa", "3004"), "list_odop"] == "leading, not listed"
    assert found.loc[("South Goa", "0803"), "list_odop"] == "listed"
    assert not found.loc[("South Goa", "0803"), "exported"]
    assert "no exports of the product in the table" in found.loc[("South Goa", "0803"), "reason"]
    assert found.loc[("Gangtok", "0908"), "list_odop"] == "district not listed"


def test_codes_of_other_lengths_cover_what_they_begin() -> None:
    """A chapter covers its headings, a line its heading; one that covers nothing keeps a row."""
    some = listed(
        ("Goa", "North Goa", "30"), ("Goa", "North Goa", "03061790"), ("Goa", "South Goa", "62")
    )
    found = rows(
        opportunity_table(flows(), lists={"odop": match_product_lists(some, flows(), k=1)})
    )
    assert found.loc[("North Goa", "3004"), "list_odop"] == "listed and leading"
    assert found.loc[("North Goa", "0306"), "list_odop"] == "listed"
    alone = found.loc[("South Goa", "62")]
    assert alone["list_odop"] == "listed"
    assert "listed at less than 4 digits" in alone["reason"]
    assert not alone["exported"]


def test_a_list_of_headings_is_told_of_their_lines() -> None:
    """Every line under a leading heading leads, under a listed one is listed."""
    fine = flows(hs_code=flows()["hs_code"] + "1010")
    match = match_product_lists(listed(("Goa", "North Goa", "3004")), fine, k=1, level=4)
    found = rows(opportunity_table(fine, lists={"odop": match}))
    assert found.loc[("North Goa", "30041010"), "list_odop"] == "listed and leading"
    assert found.loc[("North Goa", "03061010"), "list_odop"] == ""
    assert len(found) == 5


def test_a_listed_district_outside_the_table_keeps_its_row() -> None:
    """It is named, and nothing is said of its exports."""
    some = match_product_lists(listed(("Assam", "Jorhat", "0902")), flows(), k=1)
    row = rows(opportunity_table(flows(), lists={"odop": some})).loc[("Jorhat", "0902")]
    assert row["list_odop"] == "listed"
    assert row["reason"].startswith("the district is not in the table")
    assert np.isnan(row["value"])
    assert not row["exported"]


def test_lists_that_do_not_fit_are_refused() -> None:
    """Matched finer than the table, by other products, or not matched at all."""
    fine = flows(hs_code=flows()["hs_code"] + "1010")
    match = match_product_lists(listed(("Goa", "North Goa", "30041010")), fine, k=1, level=8)
    with pytest.raises(InvalidValueError, match="matched at 8 digits, finer than the 4"):
        opportunity_table(fine, level=4, lists={"odop": match})
    raw: Any = {"odop": listed(("Goa", "North Goa", "3004"))}
    with pytest.raises(InvalidValueError, match="must be a result of match_product_lists"):
        opportunity_table(flows(), lists=raw)
    named = flows().rename(columns={"hs_code": "product"})
    coarse = match_product_lists(listed(("Goa", "North Goa", "3004")), flows())
    with pytest.raises(InvalidValueError, match="was matched by 'hs_code'"):
        opportunity_table(named, product="product", lists={"odop": coarse})


def test_lists_of_names_match_names() -> None:
    """Products that are no HS codes."""
    named = flows().rename(columns={"hs_code": "product"})
    some = listed(("Goa", "North Goa", "3004")).rename(columns={"hs_code": "product"})
    match = match_product_lists(some, named, product="product", k=1)
    found = opportunity_table(named, product="product", lists={"own": match})
    assert found.set_index(["district", "product"]).loc[("North Goa", "3004"), "list_own"] == (
        "listed and leading"
    )


# ----------------------------------------------------------------------- whole table


def test_a_silent_district_keeps_one_row_and_changes_no_other() -> None:
    """Its product is missing and the reason says why."""
    units = pd.DataFrame(
        {
            "state": ["Goa", "Goa", "Sikkim", "Sikkim"],
            "district": ["North Goa", "South Goa", "Gangtok", "Namchi"],
        }
    )
    plain = opportunity_table(flows())
    found = opportunity_table(flows(), units=units)
    silent = found[found["district"] == "Namchi"]
    assert len(silent) == 1
    assert silent["hs_code"].isna().all()
    assert silent["reason"].iloc[0] == "no exports"
    assert not silent["exported"].iloc[0]
    rest = found[found["district"] != "Namchi"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, plain)
    match = match_product_lists(listed(("Sikkim", "Namchi", "0908")), flows(), units=units)
    with_list = opportunity_table(flows(), units=units, lists={"odop": match})
    named = with_list[with_list["district"] == "Namchi"]
    assert named["hs_code"].tolist() == ["0908"]
    assert "no exports" in named["reason"].iloc[0]


def test_input_is_not_changed_and_options_are_checked() -> None:
    """Edges are ascending fractions, the number of new rows is whole."""
    table, earlier = flows(), before()
    kept = table.copy(), earlier.copy()
    opportunity_table(table, earlier=earlier)
    pd.testing.assert_frame_equal(table, kept[0])
    pd.testing.assert_frame_equal(earlier, kept[1])
    for edges in ((0.5, 0.25), (0.0, 0.5), (25, 50)):
        with pytest.raises(InvalidValueError):
            opportunity_table(table, edges=edges)
    for n_new in (-1, 2.5, True):
        with pytest.raises(InvalidValueError, match="n_new must be a whole number"):
            opportunity_table(table, n_new=n_new)  # type: ignore[arg-type]
    with pytest.raises(MixedPeriodError):
        opportunity_table(pd.concat([flows(period="2020"), flows(period="2021")]))


def test_a_year_is_chosen_for_the_table_alone() -> None:
    """The earlier table has its own, one year."""
    years = pd.concat([flows(period="2020-21"), flows(period="2021-22", value=80.0)])
    found = opportunity_table(years, period="2021-22", earlier=flows(period="2020-21"))
    assert found["earlier_value"].sum() == flows()["value"].sum()
    assert (found["value"] == 80).all()


def test_the_illustrative_table_agrees_with_the_leading_products() -> None:
    """At headings, on all districts: the largest share of each is the leading product's."""
    table = load_illustrative_exports()
    found = opportunity_table(table, level=4)
    leads = lead_products(table, level=4)
    top = found.sort_values("value", ascending=False, kind="stable").drop_duplicates(KEY[:2])
    merged = top.merge(leads, on=KEY, suffixes=("", "_lead"))
    some = leads[leads["reason"] == ""]
    assert len(merged) >= len(some) - leads["tied"].sum()
    np.testing.assert_allclose(merged["share_in_nation"], merged["share_in_nation_lead"])
    np.testing.assert_allclose(merged["share_in_district"], merged["share_in_district_lead"])
    assert len(found) == len(found.drop_duplicates(KEY))
