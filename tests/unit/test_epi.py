"""Export potential: the worked numbers, every factor on its own, and what is refused."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _tables import trade_of
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedPeriodError,
    RenamedArgumentError,
)
from odopkit.potential import (
    average_trade,
    district_potential,
    diversification_potential,
    export_potential,
)
from odopkit.product_space import density, presence
from odopkit.schemas import BilateralTrade, validate
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix

MONEY = ["potential", "actual", "realised", "unrealised", "over_trade"]
# The worked ends are from some 1,000 draws, whose standard error is .31; ours from 20,000.
ENDS, CHANCE, NEAR = 0.35, 0.01, 0.15


def table(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Lay rows of exporter, market, product and value out as a table."""
    return trade_of(rows)


@pytest.fixture
def two() -> pd.DataFrame:
    """Two exporters, two markets, two products: the worked example."""
    return table(
        ("A", "1", "p", 30.0),
        ("A", "1", "q", 10.0),
        ("A", "2", "p", 10.0),
        ("A", "2", "q", 10.0),
        ("B", "1", "p", 10.0),
        ("B", "1", "q", 40.0),
        ("B", "2", "p", 20.0),
        ("B", "2", "q", 20.0),
    )


@pytest.fixture
def one() -> pd.DataFrame:
    """One flow with 50 of 200 in the world, 120 bought by the market, and ease .9."""
    return table(
        ("A", "J", "k", 27.0), ("A", "M", "k", 23.0), ("B", "J", "k", 93.0), ("B", "M", "k", 57.0)
    )


@pytest.fixture
def districts() -> pd.DataFrame:
    """Three districts with shares .6/.4/0 and .2/.5/.3, and their shipments."""
    return pd.DataFrame(
        {
            "state": "S",
            "district": ["d1", "d2", "d3"] * 2,
            "product": ["p"] * 3 + ["q"] * 3,
            "value": [60.0, 40, 0, 20, 50, 30],
            "shipments": [12, 8, 0, 3, 7, 5],
        }
    )


def row(epi: pd.DataFrame, market: str, product: str) -> Any:
    """Find one row of a table of potentials."""
    return epi[(epi["market"] == market) & (epi["product"] == product)].iloc[0]


# ------------------------------------------------------------------ the static core


def test_two_exporters_two_markets_two_products_as_worked(two: pd.DataFrame) -> None:
    """Shares .5714 and .25, ease 1.1313 and .8116, potentials 25.859 14.141 13.913 6.087."""
    epi = export_potential(two, exporter="A")
    assert epi["supply"].tolist() == pytest.approx([0.5714, 0.25, 0.5714, 0.25], abs=5e-5)
    assert epi["ease"].tolist() == pytest.approx([1.1313, 1.1313, 0.8116, 0.8116], abs=5e-5)
    assert epi["potential"].tolist() == pytest.approx([25.859, 14.141, 13.913, 6.087], abs=5e-4)
    other = export_potential(two, exporter="B").drop_duplicates("market")["ease"]
    assert other.tolist() == pytest.approx([0.9150, 1.1313], abs=5e-5)


def test_potentials_of_a_market_add_up_to_what_is_sold_there(two: pd.DataFrame) -> None:
    """Rows of the worked example sum to 40 and 20."""
    by_market = export_potential(two, exporter="A").groupby("market")["potential"].sum()
    assert by_market.tolist() == pytest.approx([40.0, 20.0])


def test_parts_are_taken_by_cell_and_then_summed(two: pd.DataFrame) -> None:
    """Realised 51.946 and unrealised 8.054; the gap of the sums is zero."""
    epi = export_potential(two, exporter="A")
    assert epi["realised"].sum() == pytest.approx(51.946, abs=5e-4)
    assert epi["unrealised"].sum() == pytest.approx(8.054, abs=5e-4)
    assert max(0.0, epi["potential"].sum() - epi["actual"].sum()) == pytest.approx(0.0, abs=1e-12)


def test_the_frame_has_its_columns_in_order_and_every_factor_is_one(two: pd.DataFrame) -> None:
    """Keys first as text, reason last and empty, and nothing hidden."""
    epi = export_potential(two, exporter="A")
    assert epi.columns.tolist() == [
        "market",
        "product",
        "supply",
        "demand",
        "ease",
        *MONEY,
        "market_share",
        "gdp_factor",
        "reexport_factor",
        "global_tariff_factor",
        "imports",
        "population_factor",
        "income_factor",
        "tariff_factor",
        "trade_ratio",
        "distance_factor",
        "ease_imputed",
        "world_exports",
        "reason",
    ]
    assert isinstance(epi.index, pd.RangeIndex)
    assert (epi.filter(like="_factor") == 1.0).all(axis=None)
    assert epi["reason"].tolist() == [""] * 4
    assert epi["market"].dtype == epi["reason"].dtype == pd.Series(["x"], dtype="str").dtype
    assert epi["ease_imputed"].dtype == bool
    assert epi["world_exports"].tolist() == [70.0, 80.0] * 2


def test_the_exporter_is_no_market_of_its_own(two: pd.DataFrame) -> None:
    """What others sell to it counts in the world, but it gets no row."""
    more = pd.concat([two, table(("B", "A", "p", 30.0))], ignore_index=True)
    epi = export_potential(more, exporter="A")
    assert epi["market"].unique().tolist() == ["1", "2"]
    assert row(epi, "1", "p").supply == pytest.approx(40 / 100)


def test_own_trade_is_refused_and_listed(two: pd.DataFrame) -> None:
    """Re-imports are no exports; each such row is named."""
    bad = pd.concat([two, table(("A", "A", "p", 1.0), ("B", "B", "q", 2.0))], ignore_index=True)
    with pytest.raises(InvalidTableError, match="'A' is the exporter itself") as caught:
        export_potential(bad, exporter="A")
    assert caught.value.failure_cases is not None
    assert caught.value.failure_cases["row"].tolist() == [8, 9]


def test_no_trade_with_a_market_is_no_potential_and_says_so(two: pd.DataFrame) -> None:
    """Ease and potential are 0 there, and elsewhere nothing changes."""
    more = pd.concat([two, table(("B", "3", "q", 1e-9))], ignore_index=True)
    epi = export_potential(more, exporter="A")
    assert row(epi, "3", "q").ease == row(epi, "3", "q").potential == 0.0
    assert row(epi, "3", "q").reason == "no trade with the market, so ease and potential are 0"
    assert row(epi, "1", "p").potential == pytest.approx(25.859, abs=5e-4)


def test_a_market_that_buys_nothing_of_it_leaves_ease_undefined(two: pd.DataFrame) -> None:
    """Nothing over nothing is no ease; the potential is still 0, for there is no demand."""
    more = pd.concat([two, table(("B", "3", "r", 5.0))], ignore_index=True)
    epi = export_potential(more, exporter="A")
    third = epi[epi["market"] == "3"]
    assert third["ease"].isna().all()
    assert third["potential"].tolist() == [0.0, 0.0, 0.0]
    assert third["reason"].str.contains("ease is undefined").all()


def test_a_product_that_nobody_exports_is_undefined_alone(two: pd.DataFrame) -> None:
    """Its share is NaN with the reason, and no other number moves."""
    more = pd.concat([two, table(("B", "1", "r", 0.0))], ignore_index=True)
    epi = export_potential(more, exporter="A")
    none = epi[epi["product"] == "r"]
    assert none[["supply", "potential", "unrealised"]].isna().all(axis=None)
    assert none["reason"].tolist() == ["nobody exports the product"] * 2
    rest = epi[epi["product"] != "r"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, export_potential(two, exporter="A"))


def test_repeated_flows_are_summed(two: pd.DataFrame) -> None:
    """A flow in two rows is one flow."""
    halves = pd.concat([two.assign(value=two["value"] / 2)] * 2)
    pd.testing.assert_frame_equal(
        export_potential(halves, exporter="A"), export_potential(two, exporter="A")
    )


def test_years_are_never_added_in_silence(two: pd.DataFrame) -> None:
    """Two years raise; one is chosen by name."""
    years = pd.concat([two.assign(period="2020"), (two.assign(period="2021", value=1.0))])
    with pytest.raises(MixedPeriodError, match="2 periods"):
        export_potential(years, exporter="A")
    pd.testing.assert_frame_equal(
        export_potential(years, exporter="A", period="2020"), export_potential(two, exporter="A")
    )


def test_the_table_given_is_not_changed(two: pd.DataFrame) -> None:
    """Nor are the tables beside it."""
    before = two.copy()
    growth = pd.DataFrame({"country": ["A", "B", "1", "2"], "gdp": 1.1, "population": 1.0})
    kept = growth.copy()
    export_potential(two, exporter="A", projections=growth)
    pd.testing.assert_frame_equal(two, before)
    pd.testing.assert_frame_equal(growth, kept)


# ------------------------------------------------------------------ the augmented form


def augmented(one: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Score the worked flow with growth and tariffs."""
    growth = pd.DataFrame(
        {
            "country": ["A", "B", "J", "M"],
            "gdp": [1.30, 1.15, 1.05 * 1.10, 1.0],
            "population": [1.0, 1.0, 1.05, 1.0],
        }
    )
    rates = pd.DataFrame(
        {
            "exporter": ["A", "B", "A", "B"],
            "market": ["J", "J", "M", "M"],
            "product": "k",
            # The mean over the suppliers of J is .10.
            "tariff": [0.05, (0.10 * 120 - 0.05 * 27) / 93, 0.0, 0.0],
        }
    )
    return export_potential(one, exporter="A", projections=growth, tariffs=rates, **options)


def test_the_augmented_flow_as_worked(one: pd.DataFrame) -> None:
    """Supply .27368, demand 156.349, ease .9: 38.511."""
    epi = augmented(one, income_elasticity=0.8, tariff_exponent=3.0, global_tariff_exponent=0.0)
    found = row(epi, "J", "k")
    assert found.supply == pytest.approx(0.27368, abs=5e-6)
    assert found.demand == pytest.approx(156.349, abs=5e-4)
    assert found.ease == pytest.approx(0.9)
    assert found.potential == pytest.approx(38.511, abs=5e-4)
    assert found.population_factor == pytest.approx(1.05)
    assert found.income_factor == pytest.approx(1.10**0.8)
    assert found.tariff_factor == pytest.approx((1.10 / 1.05) ** 3)
    assert found.gdp_factor == pytest.approx(0.27368 / 0.25, abs=5e-5)


def test_supply_demand_and_ease_are_the_products_of_their_columns(one: pd.DataFrame) -> None:
    """Every number can be checked from the row that it stands in."""
    far = pd.DataFrame(
        {
            "exporter": ["A", "A", "B", "B"],
            "market": ["J", "M", "J", "M"],
            "distance": [1.0, 2, 3, 4],
        }
    )
    e = augmented(one, distances=far)
    general = e["gdp_factor"] * e["reexport_factor"] * e["global_tariff_factor"]
    pd.testing.assert_series_equal(e["supply"], e["market_share"] * general, check_names=False)
    growth = e["population_factor"] * e["income_factor"] * e["tariff_factor"]
    pd.testing.assert_series_equal(e["demand"], e["imports"] * growth, check_names=False)
    ease = e["trade_ratio"] * e["distance_factor"]
    pd.testing.assert_series_equal(e["ease"], ease, check_names=False)
    whole = e["supply"] * e["demand"] * e["ease"]
    pd.testing.assert_series_equal(e["potential"], whole, check_names=False)
    assert (e[["gdp_factor", "global_tariff_factor", "tariff_factor"]] != 1).any(axis=None)


def test_a_share_won_under_low_tariffs_is_marked_down(one: pd.DataFrame) -> None:
    """The global factor is (1 + faced) / (1 + usual), both weighted by trade."""
    epi = augmented(one)
    faced, usual = 27 * 0.05 / 50, 12 / 200
    expected = (1 + faced) / (1 + usual)
    assert epi["global_tariff_factor"].tolist() == pytest.approx([expected] * 2)
    assert expected < 1
    squared = augmented(one, global_tariff_exponent=2.0)
    assert squared["global_tariff_factor"].tolist() == pytest.approx([expected**2] * 2)


def test_without_a_preference_the_tariff_factor_is_one(one: pd.DataFrame) -> None:
    """The same tariff for all suppliers changes nothing, however high."""
    rates = one.drop(columns="value").assign(tariff=0.4)
    epi = export_potential(one, exporter="A", tariffs=rates)
    assert epi["tariff_factor"].tolist() == pytest.approx([1.0, 1.0])
    assert epi["global_tariff_factor"].tolist() == pytest.approx([1.0, 1.0])


def test_distance_is_compared_with_that_of_usual_suppliers(one: pd.DataFrame) -> None:
    """The factor is the ratio of the shorter to the longer, in both directions."""
    for mine, other in ((100.0, 400.0), (400.0, 100.0)):
        far = pd.DataFrame(
            {"exporter": ["A", "B"], "market": ["J", "J"], "distance": [mine, other]}
        )
        epi = export_potential(one, exporter="A", distances=far)
        usual = (27 * mine + 93 * other) / 120
        expected = min(mine, usual) / max(mine, usual)
        assert row(epi, "J", "k").distance_factor == pytest.approx(expected)
        assert math.isnan(row(epi, "M", "k").potential)
        assert row(epi, "M", "k").reason == "the distance, or its mean over suppliers, is not known"


def test_the_guard_against_reexports_only_penalises() -> None:
    """Imports twice the exports halve supply; a surplus and no imports leave it."""
    trade = table(
        ("A", "1", "p", 10.0),
        ("A", "1", "q", 10.0),
        ("A", "1", "r", 10.0),
        ("B", "A", "p", 20.0),
        ("B", "A", "q", 5.0),
    )
    epi = export_potential(trade, exporter="A", reexport_guard=True)
    assert epi["reexport_factor"].tolist() == [0.5, 1.0, 1.0]
    assert epi["supply"].tolist() == pytest.approx([0.5 * 10 / 30, 10 / 15, 1.0])
    assert (export_potential(trade, exporter="A")["reexport_factor"] == 1).all()


def test_the_guard_needs_imports_of_the_exporter(two: pd.DataFrame) -> None:
    """Unknown imports are not taken for none."""
    with pytest.raises(InvalidValueError, match="add rows with market='A'"):
        export_potential(two, exporter="A", reexport_guard=True)


def test_equal_growth_of_all_exporters_leaves_supply(two: pd.DataFrame) -> None:
    """Only growth beyond that of competitors counts; markets grow for all."""
    growth = pd.DataFrame({"country": ["A", "B", "1", "2"], "gdp": 1.25, "population": 1.0})
    epi = export_potential(two, exporter="A", projections=growth)
    assert epi["gdp_factor"].tolist() == pytest.approx([1.0] * 4)
    assert epi["demand"].tolist() == pytest.approx((1.25 * epi["imports"]).tolist())


def test_an_exporter_without_a_projection_undoes_its_own_products_only() -> None:
    """Products that it does not sell keep their score, and the reason names it."""
    trade = table(
        ("A", "1", "p", 1.0),
        ("A", "1", "q", 1.0),
        ("B", "1", "p", 1.0),
        ("C", "1", "q", 1.0),
        ("C", "1", "p", 0.0),
    )
    growth = pd.DataFrame({"country": ["A", "B", "1"], "gdp": 1.1, "population": 1.0})
    epi = export_potential(trade, exporter="A", projections=growth)
    assert row(epi, "1", "p").gdp_factor == pytest.approx(1.0)
    assert math.isnan(row(epi, "1", "q").potential)
    assert row(epi, "1", "q").reason == "no projected GDP of C, an exporter of the product"


def test_a_market_without_a_projection_undoes_its_own_rows_only(two: pd.DataFrame) -> None:
    """The other market keeps its score."""
    growth = pd.DataFrame({"country": ["A", "B", "1"], "gdp": 1.0, "population": [1, 1, 1]})
    epi = export_potential(two, exporter="A", projections=growth)
    assert epi["potential"].isna().tolist() == [False, False, True, True]
    assert epi["reason"].tolist()[2:] == ["no projected GDP or population of the market"] * 2
    assert epi.loc[2:, MONEY].drop(columns="actual").isna().all(axis=None)


def test_an_unknown_tariff_counts_only_where_something_is_traded() -> None:
    """A flow of nothing needs no tariff; a real one without leaves its mean unknown."""
    trade = table(
        ("A", "1", "p", 1.0), ("B", "1", "p", 0.0), ("A", "1", "q", 1.0), ("B", "1", "q", 1.0)
    )
    rates = pd.DataFrame(
        {"exporter": "A", "market": "1", "product": ["p", "q"], "tariff": [0.1, 0.1]}
    )
    epi = export_potential(trade, exporter="A", tariffs=rates)
    assert row(epi, "1", "p").tariff_factor == pytest.approx(1.0)
    assert math.isnan(row(epi, "1", "q").tariff_factor)
    assert "its mean over suppliers, is not known" in row(epi, "1", "q").reason
    assert "tariffs on world trade" in row(epi, "1", "q").reason


def test_what_is_neither_sold_nor_bought_needs_no_tariff_and_no_distance(
    two: pd.DataFrame,
) -> None:
    """The reason is that there is no trade, not that a rate is unknown."""
    more = pd.concat([two, table(("B", "1", "r", 5.0))], ignore_index=True)
    rates = more.drop(columns="value").assign(tariff=0.1)
    rates = pd.concat([rates, rates.iloc[-1:].assign(exporter="A")])
    far = pd.DataFrame(
        [(e, m, 9.0) for e in "AB" for m in "12"], columns=["exporter", "market", "distance"]
    )
    epi = export_potential(more, exporter="A", tariffs=rates, distances=far)
    assert row(epi, "1", "r").reason == "the exporter sells none of the product"
    assert row(epi, "2", "r").reason == (
        "the exporter sells none of the product; the market imports none of the product"
    )
    assert epi.loc[epi["product"] == "r", "potential"].tolist() == [0.0, 0.0]


def test_a_factor_beyond_all_numbers_is_refused(two: pd.DataFrame) -> None:
    """An exponent of a thousand is a slip, and infinity no potential."""
    growth = pd.DataFrame({"country": ["A", "B", "1", "2"], "gdp": 9.0, "population": 1.0})
    with pytest.raises(InvalidValueError, match="beyond the range of a float"):
        export_potential(two, exporter="A", projections=growth, income_elasticity=1000)


def test_rows_of_countries_outside_the_trade_are_not_used(one: pd.DataFrame) -> None:
    """A table of all the world's tariffs may be longer than the trade."""
    rates = one.drop(columns="value").assign(tariff=0.1)
    more = pd.concat([rates, rates.iloc[:2].assign(exporter="Z", tariff=9.0)])
    pd.testing.assert_frame_equal(
        export_potential(one, exporter="A", tariffs=more),
        export_potential(one, exporter="A", tariffs=rates),
    )


def test_imputed_ease_is_used_only_without_trade_and_is_visible(two: pd.DataFrame) -> None:
    """A market with trade keeps its own ease."""
    more = pd.concat([two, table(("B", "3", "q", 100.0))], ignore_index=True)
    epi = export_potential(more, exporter="A", imputed_ease={"3": 0.5, "1": 9.0})
    found = row(epi, "3", "q")
    assert found.ease_imputed
    assert found.ease == 0.5
    assert found.potential == pytest.approx(20 / 180 * 100 * 0.5)
    assert found.reason == "no trade with the market; ease is imputed"
    assert not row(epi, "1", "p").ease_imputed
    assert row(epi, "1", "p").ease == pytest.approx(
        row(export_potential(more, exporter="A"), "1", "p").ease
    )


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"exporter": "C"}, "there is no exporter 'C' among the 2"),
        ({"exporter": "1"}, "there is no exporter '1'"),
        ({"income_elasticity": math.nan}, "income_elasticity must be a finite number"),
        ({"tariff_exponent": "3"}, "tariff_exponent must be a finite number, got '3'"),
        ({"global_tariff_exponent": True}, "global_tariff_exponent must be a finite"),
        ({"reexport_guard": 1}, "reexport_guard must be True or False, got 1"),
        ({"imputed_ease": {"Z": 1.0}}, "imputed_ease names 'Z'"),
        ({"imputed_ease": {"A": 1.0}}, "imputed_ease names 'A'"),
        (
            {"imputed_ease": {"1": -1.0}},
            "imputed_ease of '1' must be a finite number of at least 0",
        ),
        ({"imputed_ease": 1.0}, "imputed_ease must map markets to ease, got float"),
        ({"period": "2020"}, "no column period"),
    ],
)
def test_an_option_outside_its_domain_is_refused(
    two: pd.DataFrame, change: dict[str, Any], message: str
) -> None:
    """The message says what was got and what to do."""
    with pytest.raises(InvalidValueError, match=message):
        export_potential(two, **({"exporter": "A"} | change))


@pytest.mark.parametrize(
    ("name", "frame", "message"),
    [
        ("projections", {"country": ["A"], "gdp": [1.0]}, "no column 'population'"),
        (
            "projections",
            {"country": ["A"], "gdp": [0.0], "population": [1.0]},
            "row 0 of projections: gdp is 0; it must be above 0",
        ),
        (
            "projections",
            {"country": ["A", "A"], "gdp": 1.0, "population": 1.0},
            "more than one row for A",
        ),
        ("projections", {"country": [1], "gdp": [1.0], "population": [1.0]}, "must be text"),
        (
            "projections",
            {"country": ["A"], "gdp": ["x"], "population": [1.0]},
            "'gdp' must hold numbers",
        ),
        (
            "tariffs",
            {"exporter": ["A"], "market": ["1"], "product": ["p"], "tariff": [-0.1]},
            "tariff is -0.1; it must be at least 0",
        ),
        (
            "distances",
            {"exporter": ["A"], "market": ["1"], "distance": [math.inf]},
            "distance is inf",
        ),
        (
            "distances",
            {"exporter": ["A "], "market": ["1"], "distance": [1.0]},
            "without outer blanks, got 'A '",
        ),
    ],
)
def test_a_bad_table_beside_the_trade_is_refused(
    two: pd.DataFrame, name: str, frame: dict[str, Any], message: str
) -> None:
    """It is named, with the row."""
    given: Any = {name: pd.DataFrame(frame)}
    with pytest.raises(InvalidTableError, match=message):
        export_potential(two, exporter="A", **given)
    wrong: Any = {name: [1]}
    with pytest.raises(InvalidValueError, match=f"{name} must be a pandas DataFrame, got a list"):
        export_potential(two, exporter="A", **wrong)


def test_bad_trade_is_refused_cell_by_cell(two: pd.DataFrame) -> None:
    """Negative and missing values, numbers for labels, absent columns, empty tables."""
    for bad, column in (
        (two.assign(value=-1.0), "value"),
        (two.assign(value=np.nan), "value"),
        (two.assign(product=" p"), "product"),
        (two.assign(exporter=7), "exporter"),
        (two.assign(market=""), "market"),
        (two.drop(columns="market"), "market"),
        (two.assign(period="20"), "period"),
    ):
        with pytest.raises(InvalidTableError) as caught:
            export_potential(bad, exporter="A")
        assert caught.value.failure_cases is not None
        assert set(caught.value.failure_cases["column"]) == {column}
    with pytest.raises(InvalidTableError, match="no rows"):
        export_potential(two.iloc[:0], exporter="A")
    with pytest.raises(InvalidTableError, match="beyond the range of a float"):
        export_potential(two.assign(value=1e308), exporter="A")


def test_the_guard_of_trade_keeps_other_columns_and_finds_repeats(two: pd.DataFrame) -> None:
    """As for flows: extras pass, repeats are refused on request only."""
    extra = two.assign(note=range(8), state="x")
    checked = validate(extra, BilateralTrade, unique=True)
    assert checked["note"].tolist() == list(range(8))
    assert isinstance(checked["exporter"].dtype, pd.CategoricalDtype)
    assert not isinstance(checked["state"].dtype, pd.CategoricalDtype)
    twice = pd.concat([extra, extra.iloc[:1]], ignore_index=True)
    assert len(validate(twice, BilateralTrade)) == 9
    with pytest.raises(InvalidTableError, match="A / 1 / p"):
        validate(twice, BilateralTrade, unique=True)


def test_text_hint_for_numbers_as_countries(two: pd.DataFrame) -> None:
    """Numeric codes of countries lose their zeros."""
    with pytest.raises(InvalidTableError, match="codes lose their zeros as numbers"):
        validate(two.assign(exporter=4), BilateralTrade)


# ------------------------------------------------------------------ averages


def test_years_are_averaged_flow_by_flow_and_gaps_are_listed() -> None:
    """A year without the flow counts as nothing, unless it is skipped."""
    trade = pd.concat(
        [
            table(("A", "1", "p", 10.0), ("A", "1", "p", 2.0)).assign(period="2020"),
            table(("A", "1", "p", 6.0), ("A", "2", "p", 8.0)).assign(period="2021"),
            table(("A", "1", "p", 99.0)).assign(period="2022"),
        ]
    )
    zero = average_trade(trade, periods=["2020", "2021"])
    assert zero["value"].tolist() == [9.0, 4.0]
    assert zero["n_periods"].tolist() == [2, 1]
    assert zero["reason"].tolist() == ["", "in 1 of 2 periods; absent counts as zero"]
    skip = average_trade(trade, periods=["2020", "2021"], absent="skip")
    assert skip["value"].tolist() == [9.0, 8.0]
    assert skip["reason"].tolist() == ["", "in 1 of 2 periods; absent is skipped"]
    assert export_potential(zero, exporter="A")["actual"].tolist() == [9.0, 4.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"periods": []}, "at least one"),
        ({"periods": ["2020", "2020"]}, "each year once"),
        ({"periods": ["2019"]}, "no period '2019'; the table holds 2020"),
        ({"periods": ["2020"], "absent": "drop"}, "absent must be one of"),
    ],
)
def test_averages_of_no_year_or_an_unknown_one_are_refused(
    two: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    """A typing slip in a year must not average fewer."""
    with pytest.raises(InvalidValueError, match=message):
        average_trade(two.assign(period="2020"), **options)
    with pytest.raises(InvalidTableError, match="no column 'period'"):
        average_trade(two, periods=["2020"])


# ------------------------------------------------------------------ districts, top-down


def top_down(two: pd.DataFrame, flows: pd.DataFrame, **options: Any) -> Any:
    """Bring the worked example down to districts."""
    epi = export_potential(two, exporter="A")
    return district_potential(
        epi, flows, **({"method": "top_down", "product": "product"} | options)
    )


def test_districts_as_worked(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """Totals 27.909, 26.023 and 6.069, which add up to 60."""
    found = top_down(two, districts)
    total = found.districts["potential"]
    assert total.tolist() == pytest.approx([27.909, 26.023, 6.069], abs=5e-4)
    assert total.sum() == pytest.approx(60.0)
    assert found.districts["rank"].tolist() == [1, 2, 3]


def test_intervals_of_districts_as_worked(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """20.1 to 34.9 against 17.1 to 32.7: they overlap, and rank 1 has a chance of .61."""
    rng = np.random.default_rng(285)
    found = top_down(two, districts, rng=rng, n_draws=20_000, centre="count").districts
    assert found["potential_lower"].tolist()[:2] == pytest.approx([20.1, 17.1], abs=ENDS)
    assert found["potential_upper"].tolist()[:2] == pytest.approx([34.9, 32.7], abs=ENDS)
    assert found["p_rank_1"][0] == pytest.approx(0.61, abs=CHANCE)
    assert found["p_rank_1"].sum() == pytest.approx(1.0)
    assert found["count"].tolist() == [15, 15, 5]
    assert found["reason"].tolist() == ["", "", ""]


def test_intervals_are_those_of_two_independent_beta_shares(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """A Dirichlet share by itself is Beta: the ends by numerical integration, not by draws."""
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(286)
    found = top_down(two, districts, rng=rng, n_draws=20_000, centre="count").districts
    rice, tea = 25.859 + 13.913, 14.141 + 6.087
    counts = np.array([[12, 8, 0], [3, 7, 5]]) + 0.5
    grid = (np.arange(4000) + 0.5) / 4000
    for d in range(3):
        a, b = counts[0, d], counts[0].sum() - counts[0, d]
        x = tea * stats.beta(counts[1, d], counts[1].sum() - counts[1, d]).ppf(grid)
        for column, chance in (("potential_lower", 0.05), ("potential_upper", 0.95)):
            below = stats.beta(a, b).cdf((found[column][d] - x) / rice).mean()
            # Two standard errors of a quantile of 20,000 draws are .003.
            assert below == pytest.approx(chance, abs=0.005)


def test_a_product_of_no_value_leaves_every_interval_as_it_is(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """Shipments without value are of no place's potential, and undo no other place's."""
    epi = export_potential(
        pd.concat([two, table(("A", "1", "r", 5.0))], ignore_index=True), exporter="A"
    )
    more = pd.concat([districts, districts.iloc[:1].assign(product="r", value=0.0)])
    found, plain = (
        district_potential(
            epi, flows, method="top_down", product="product", rng=np.random.default_rng(1)
        ).districts
        for flows in (more, districts)
    )
    assert found["potential_lower"].notna().all()
    np.testing.assert_allclose(found["potential_upper"], plain["potential_upper"])


def test_the_same_seed_gives_the_same_intervals(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """Be it given as it is, or as a generator."""
    one, other = (
        top_down(two, districts, rng=rng, n_draws=50).districts
        for rng in (5, np.random.default_rng(5))
    )
    pd.testing.assert_frame_equal(one, other)
    with pytest.raises(RenamedArgumentError, match="it is 'n_draws' now"):
        top_down(two, districts, rng=5, replicates=50)


def test_draws_in_pieces_are_the_same_draws(
    two: pd.DataFrame, districts: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded without changing a number."""
    whole = top_down(two, districts, rng=np.random.default_rng(5), n_draws=50).districts
    monkeypatch.setattr("odopkit.potential.epi.intervals.AT_A_TIME", 20)
    pieces = top_down(two, districts, rng=np.random.default_rng(5), n_draws=50).districts
    pd.testing.assert_frame_equal(whole, pieces)


def test_money_is_never_a_count(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """Without shipments, or without an rng, there is no interval and the reason says why."""
    rng = np.random.default_rng(1)
    none = top_down(two, districts.drop(columns="shipments"), rng=rng).districts
    assert none[["potential_lower", "potential_upper", "p_rank_1"]].isna().all(axis=None)
    assert set(none["reason"]) == {"no interval: the table has no column of shipments"}
    still = top_down(two, districts).districts
    assert still["potential_lower"].isna().all()
    assert set(still["reason"]) == {"no interval: no rng was given"}
    assert still["count"].tolist() == [15, 15, 5]


def test_an_interval_that_misses_the_potential_says_so(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """One large shipment among many small ones."""
    flows = districts.assign(shipments=[1, 99, 0, 1, 99, 0])
    found = top_down(two, flows, rng=np.random.default_rng(1), centre="count").districts
    assert found["reason"][0] == "shipments differ in size: the interval misses the potential"


def test_products_without_shipments_keep_their_share(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """A product that nobody counted adds its share, unmoved, to every draw."""
    flows = districts.assign(shipments=[12, 8, 0, 0, 0, 0])
    found = top_down(two, flows, rng=np.random.default_rng(1)).districts
    third = 0.3 * (14.141 + 6.087)
    assert found["potential_lower"][2] >= third - 1e-3
    assert found["reason"][0] == "1 product(s) without shipments keep their share in the draws"


def test_the_unspecified_place_is_a_unit_but_has_no_rank(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """Shares add up to one with it, and it is never the best place."""
    flows = districts.replace({"district": {"d1": "UNSPECIFIED"}})
    found = top_down(two, flows, rng=np.random.default_rng(1)).districts
    assert found["district"].tolist() == ["UNSPECIFIED", "d2", "d3"]
    assert found["potential"].sum() == pytest.approx(60.0)
    assert found["rank"].tolist() == [pd.NA, 1, 2]
    told = top_down(two, flows).to_dict()["districts"]
    assert [row["rank"] for row in told] == [None, 1, 2]
    assert math.isnan(found["p_rank_1"][0])
    assert found["p_rank_1"][1:].sum() == pytest.approx(1.0)
    out = top_down(two, flows, unspecified="exclude").districts
    assert out["potential"].sum() == pytest.approx(60.0)
    kept = top_down(two, flows, unspecified="denominator").districts
    assert kept["potential"].tolist() == pytest.approx([26.023, 6.069], abs=5e-4)


def test_potential_of_places_set_aside_is_listed(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """Unspecified places in the denominator and places too small hold it, and are named."""
    flows = districts.replace({"district": {"d1": "UNSPECIFIED"}})
    found = top_down(two, flows, unspecified="denominator")
    assert found.unmatched.to_numpy().tolist() == [
        [
            "place",
            "(set aside)",
            "potential",
            pytest.approx(27.909, abs=5e-4),
            "of places in the total that have no row",
        ]
    ]
    assert found.aside["kind"].tolist() == ["unspecified place"]
    assert found.to_dict()["aside"][0]["district"] == "UNSPECIFIED"
    small = top_down(two, districts, min_value=31.0)
    assert small.districts["district"].tolist() == ["d1", "d2"]
    assert small.unmatched["value"].tolist() == pytest.approx([6.069], abs=5e-4)
    assert top_down(two, districts).unmatched.empty


def test_intervals_leave_out_what_belongs_to_no_unit(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """With unspecified places in the denominator only, drawn shares add up to what is left."""
    flows = districts.replace({"district": {"d1": "UNSPECIFIED"}})
    found = top_down(
        two, flows, unspecified="denominator", rng=np.random.default_rng(1), n_draws=4000
    ).districts
    middle = (found["potential_lower"] + found["potential_upper"]).sum() / 2
    assert middle == pytest.approx(26.023 + 6.069, rel=0.1)


def test_cells_are_shares_of_the_nation_row_by_row(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """Each part is shared out alike, and what a place does not export has no row."""
    found = top_down(two, districts).cells
    assert len(found) == 2 * 5
    assert found.columns.tolist() == [
        "state",
        "district",
        "market",
        "product",
        "share_in_nation",
        "supply",
        "demand",
        "ease",
        *MONEY,
        "reason",
    ]
    first = found.iloc[0]
    assert (first["district"], first["market"], first["product"]) == ("d1", "1", "p")
    assert first["share_in_nation"] == pytest.approx(0.6)
    assert first["potential"] == pytest.approx(0.6 * 25.859, abs=5e-4)
    assert first["potential"] == pytest.approx(first["supply"] * first["demand"] * first["ease"])
    assert first["actual"] == pytest.approx(0.6 * 30)
    summed = top_down(two, districts, by_market=False).cells
    assert summed.columns.tolist() == [
        "state",
        "district",
        "product",
        "share_in_nation",
        *MONEY,
        "reason",
    ]
    expected = found.groupby(["district", "product"])[MONEY].sum()
    np.testing.assert_allclose(summed[MONEY], expected)


def test_nothing_disappears_unlisted(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """Products of one side only are listed with what they are worth."""
    flows = districts.replace({"product": {"q": "r"}})
    found = top_down(two, flows).unmatched
    assert found[["kind", "label", "found_in"]].to_numpy().tolist() == [
        ["product", "q", "potential"],
        ["product", "r", "flows"],
    ]
    assert found["value"].tolist() == pytest.approx([20.228, 100.0], abs=5e-4)
    assert found["reason"].tolist() == [
        "no place exports it, so its potential goes to none",
        "it has no potential: the product is not in epi",
    ]
    third = top_down(two, flows).districts.iloc[2]
    assert third["potential"] == 0.0
    assert third["reason"] == "exports none of the products that have a potential"


def test_codes_that_match_nowhere_are_refused(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """A table of other codes is a mistake, not a potential of zero."""
    with pytest.raises(InvalidValueError, match="bring both to the same codes"):
        top_down(two, districts.assign(product="x"))


def test_tariff_lines_are_rolled_up_to_the_codes_of_the_trade(two: pd.DataFrame) -> None:
    """``level`` brings districts to the headings of the potential."""
    trade = two.replace({"product": {"p": "1006", "q": "0902"}})
    flows = pd.DataFrame(
        {
            "state": "S",
            "district": ["d", "d", "e"],
            "hs_code": ["10063020", "10063010", "09024020"],
            "value": [1.0, 2.0, 3.0],
        }
    )
    epi = export_potential(trade, exporter="A")
    found = district_potential(epi, flows, method="top_down", level=4)
    assert found.districts["potential"].tolist() == pytest.approx([39.772, 20.228], abs=5e-4)
    with pytest.raises(InvalidValueError, match="bring both to the same codes"):
        district_potential(epi, flows, method="top_down", level=6)


def test_undefined_potentials_are_left_out_and_counted(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """A market without a projection does not undo the sums of districts."""
    growth = pd.DataFrame({"country": ["A", "B", "1"], "gdp": 1.0, "population": 1.0})
    epi = export_potential(two, exporter="A", projections=growth)
    found = district_potential(epi, districts, method="top_down", product="product")
    assert found.districts["potential"].sum() == pytest.approx(40.0)
    assert found.districts["reason"][0].startswith("2 undefined potential(s) left out; ")
    assert found.cells["potential"].isna().sum() == 5
    summed = district_potential(
        epi, districts, method="top_down", product="product", by_market=False
    )
    assert set(summed.cells["reason"]) == {"1 undefined potential(s) left out"}


# ------------------------------------------------------------------ districts, bottom-up


@pytest.fixture
def partners() -> pd.DataFrame:
    """Two districts with partners that make up the nation's exports of the example."""
    return pd.DataFrame(
        [
            ("d1", "p", "1", 20.0),
            ("d1", "q", "1", 5.0),
            ("d1", "p", "2", 5.0),
            ("d2", "p", "1", 10.0),
            ("d2", "q", "1", 5.0),
            ("d2", "p", "2", 5.0),
            ("d2", "q", "2", 10.0),
        ],
        columns=["district", "product", "partner", "value"],
    ).assign(state="S")


def bottom_up(two: pd.DataFrame, flows: pd.DataFrame, **options: Any) -> Any:
    """Score districts as exporters."""
    epi = export_potential(two, exporter="A")
    given: Any = {"method": "bottom_up", "product": "product", "tau": 0.0} | options
    return district_potential(epi, flows, **given)


def test_a_district_is_an_exporter_of_its_own(two: pd.DataFrame, partners: pd.DataFrame) -> None:
    """Without shrinkage its potentials add up to what it sells in each market."""
    found = bottom_up(two, partners).cells
    by_market = found.groupby(["district", "market"])[["potential", "actual"]].sum()
    np.testing.assert_allclose(by_market["potential"], [25.0, 5.0, 15.0, 15.0])
    np.testing.assert_allclose(by_market["actual"], [25.0, 5.0, 15.0, 15.0])
    first = found.iloc[0]
    assert first["supply"] == pytest.approx(25 / 70)
    assert first["ease"] == pytest.approx(25 / (25 / 70 * 40 + 5 / 80 * 50))


def test_the_nation_as_one_district_has_the_nations_potential(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """Both ways agree where there is nothing to bring down, whatever the shrinkage."""
    flows = partners.assign(district="all")
    epi = export_potential(two, exporter="A")
    for tau in (0.0, 3.0, 1e9):
        found = bottom_up(two, flows, tau=tau).cells.sort_values(["market", "product"])
        np.testing.assert_allclose(found["potential"], epi["potential"], rtol=1e-9)


def test_shrinkage_draws_ease_towards_that_of_the_nation(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """As written, and in the limit the nation's own."""
    found = bottom_up(two, partners, tau=10.0).cells.iloc[0]
    nation = 40 / (4 / 7 * 40 + 50 / 4)
    predicted = 25 / 70 * 40 + 5 / 80 * 50
    assert found["ease"] == pytest.approx((25 + 10 * nation) / (predicted + 10))
    limit = bottom_up(two, partners, tau=1e12).cells
    assert limit["ease"].tolist()[0] == pytest.approx(nation)


def test_actual_exports_are_those_of_the_district(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """A pair of market and product that it does not sell is zero, not missing."""
    found = bottom_up(two, partners).cells.set_index(["district", "market", "product"])
    assert found.loc[("d1", "2", "q"), "actual"] == 0.0
    assert found.loc[("d1", "2", "q"), "unrealised"] > 0
    assert found.loc[("d2", "2", "q"), "actual"] == 10.0


def test_partners_of_one_side_only_are_listed(two: pd.DataFrame, partners: pd.DataFrame) -> None:
    """And their exports still count in the district's supply."""
    flows = partners.replace({"partner": {"2": "Atlantis"}})
    found = bottom_up(two, flows, tau=1.0)
    markets = found.unmatched[found.unmatched["kind"] == "market"]
    assert markets[["label", "found_in"]].to_numpy().tolist() == [
        ["2", "potential"],
        ["Atlantis", "flows"],
    ]
    assert markets["value"].tolist() == pytest.approx([20.0, 20.0])
    assert found.cells.iloc[0]["supply"] == pytest.approx(25 / 70)


def test_no_trade_of_a_district_with_a_market_is_no_potential_without_shrinkage(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """With shrinkage there is one, from the nation's ease."""
    flows = partners[(partners["district"] != "d1") | (partners["partner"] != "2")]
    none = bottom_up(two, flows).cells
    there = (none["district"] == "d1") & (none["market"] == "2")
    assert none.loc[there, "potential"].tolist() == [0.0, 0.0]
    assert set(none.loc[there, "reason"]) == {
        "no trade with the market, so ease and potential are 0"
    }
    some = bottom_up(two, flows, tau=1.0).cells
    assert (some.loc[there, "potential"] > 0).all()


def test_more_than_the_world_is_flagged(two: pd.DataFrame, partners: pd.DataFrame) -> None:
    """Rupees against dollars."""
    found = bottom_up(two, partners.assign(value=partners["value"] * 83)).cells
    assert "exports more than the world: check currency, scale and year" in set(found["reason"])


def test_bottom_up_with_hs_codes_rolls_up_and_ignores_special_transactions(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """The same numbers from tariff lines, with chapter 99 aside."""
    codes = {"p": "1006", "q": "0902"}
    epi = export_potential(two.replace({"product": codes}), exporter="A")
    lines = partners.assign(hs_code=partners["product"].map(codes) + "3010")
    lines = pd.concat(
        [
            lines.assign(value=lines["value"] / 2),
            lines.assign(value=lines["value"] / 2, hs_code=lines["hs_code"].str[:4] + "9090"),
            lines.iloc[:1].assign(hs_code="99309900", value=7.0),
        ]
    ).drop(columns="product")
    found = district_potential(epi, lines, method="bottom_up", tau=2.0, level=4)
    # The codes sort the other way round than p and q.
    plain = bottom_up(two, partners, tau=2.0)
    assert found.cells.columns.tolist()[:4] == ["state", "district", "market", "hs_code"]
    assert plain.cells.columns.tolist()[:4] == ["state", "district", "market", "product"]
    own = found.cells.rename(columns={"hs_code": "product"})
    key = ["district", "market", "product"]
    a = own.replace({"product": {v: k for k, v in codes.items()}}).sort_values(key)
    b = plain.cells.sort_values(key)
    np.testing.assert_allclose(a[MONEY], b[MONEY])
    np.testing.assert_allclose(found.districts["potential"], plain.districts["potential"])


def test_special_transactions_are_no_products_even_where_the_trade_has_them(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """Chapter 99 of the flows adds to no district's ease, though the potential lists it."""
    codes = {"p": "1006", "q": "9930"}
    epi = export_potential(two.replace({"product": codes}), exporter="A")
    lines = partners.assign(hs_code=partners["product"].map(codes))
    found = district_potential(epi, lines, method="bottom_up", tau=0.0, level=4).cells
    assert set(found["hs_code"]) == {"1006"}
    sums = found.groupby(["district", "market"])[["potential", "actual"]].sum()
    np.testing.assert_allclose(sums["potential"], sums["actual"])
    kept = district_potential(
        epi, lines, method="bottom_up", tau=0.0, level=4, pseudo="product"
    ).cells
    assert set(kept["hs_code"]) == {"1006", "9930"}


@pytest.mark.parametrize("tau", [0.0, 1.0])
def test_a_market_that_imports_nothing_has_a_potential_of_zero(tau: float) -> None:
    """It is in the table of trade, so it is in the nation's potential and in every district's."""
    epi = export_potential(table(("A", "B", "p", 0.0), ("A", "C", "q", 1.0)), exporter="A")
    assert set(epi["market"]) == {"B", "C"}
    flows = pd.DataFrame(
        {"state": ["S"], "district": ["d"], "partner": ["C"], "product": ["q"], "value": [1.0]}
    )
    found = district_potential(epi, flows, method="bottom_up", tau=tau, product="product").cells
    assert found[["market", "product", "potential"]].values.tolist() == [
        ["B", "q", 0.0],
        ["C", "q", 1.0],
    ]
    assert "ease" in found["reason"][0]
    assert found["reason"][1] == ""


def test_bottom_up_summed_over_markets_is_the_sum_of_its_cells(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """Gaps are taken by cell before they are summed."""
    cells = bottom_up(two, partners, tau=4.0).cells
    summed = bottom_up(two, partners, tau=4.0, by_market=False).cells
    np.testing.assert_allclose(summed[MONEY], cells.groupby(["district", "product"])[MONEY].sum())
    assert set(bottom_up(two, partners).districts["reason"]) == {
        "no interval: it is for top-down shares only"
    }


def test_sums_over_markets_in_pieces_are_the_same_sums(
    two: pd.DataFrame, partners: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded without changing a number."""
    options = {"tau": 4.0, "by_market": False}
    whole = bottom_up(two, partners, **options)
    monkeypatch.setattr("odopkit.potential.epi.bottom_up.AT_A_TIME", 3)
    pieces = bottom_up(two, partners, **options)
    pd.testing.assert_frame_equal(whole.cells, pieces.cells)
    pd.testing.assert_frame_equal(whole.districts, pieces.districts)


def test_undefined_potentials_of_a_district_are_counted(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """A market without a projection is NaN by market, and left out of sums in words."""
    growth = pd.DataFrame({"country": ["A", "B", "1"], "gdp": 1.0, "population": 1.0})
    epi = export_potential(two, exporter="A", projections=growth)
    options: Any = {"method": "bottom_up", "tau": 1.0, "product": "product"}
    cells = district_potential(epi, partners, **options).cells
    lost = cells[cells["market"] == "2"]
    assert lost["potential"].isna().all()
    assert set(lost["reason"]) == {"supply, demand or ease of the nation is undefined"}
    assert cells[cells["market"] == "1"]["potential"].notna().all()
    summed = district_potential(epi, partners, **options, by_market=False)
    assert set(summed.cells["reason"]) == {"1 undefined potential(s) left out"}
    assert summed.districts["reason"][0].startswith("2 undefined potential(s) left out; ")


def test_an_imputed_ease_of_the_nation_is_named_where_it_is_drawn_to(
    two: pd.DataFrame, partners: pd.DataFrame
) -> None:
    """Without shrinkage it has no say; the district has no trade there either."""
    more = pd.concat([two, table(("B", "3", "q", 100.0))], ignore_index=True)
    epi = export_potential(more, exporter="A", imputed_ease={"3": 0.5})
    options: Any = {"method": "bottom_up", "product": "product"}
    for tau, words in (
        (1.0, "the nation's ease, which it is drawn to, is imputed"),
        (0.0, "no trade with the market, so ease and potential are 0"),
    ):
        found = district_potential(epi, partners, tau=tau, **options).cells
        sold = found[(found["market"] == "3") & (found["product"] == "q")]
        assert set(sold["reason"]) == {words}
        assert ((sold["potential"] > 0) == (tau > 0)).all()


def test_bottom_up_keeps_the_factors_of_the_nation(one: pd.DataFrame) -> None:
    """Growth, tariffs and distance multiply the district's own share and ease."""
    far = pd.DataFrame(
        {"exporter": ["A", "A", "B", "B"], "market": ["J", "M"] * 2, "distance": [1.0, 2, 3, 4]}
    )
    epi = augmented(one, distances=far)
    flows = pd.DataFrame(
        {"state": "S", "district": "d", "product": "k", "partner": ["J", "M"], "value": [27, 23]}
    )
    found = district_potential(epi, flows, method="bottom_up", tau=0.0, product="product").cells
    np.testing.assert_allclose(found["potential"], epi["potential"])
    np.testing.assert_allclose(found["supply"], epi["supply"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "sideways"}, "method must be one of 'top_down', 'bottom_up'"),
        ({"method": "bottom_up"}, "needs tau="),
        ({"tau": 1.0}, "applies to method='bottom_up' only"),
        (
            {"method": "bottom_up", "tau": -1.0},
            "tau must be a finite number of at least 0, got -1.0",
        ),
        ({"rng": 1.0}, "rng must be a numpy.random.Generator or a seed"),
        ({"n_draws": 0}, "n_draws must be a whole number"),
        ({"prior": 0.0}, "prior must be a finite number above 0, got 0.0"),
        ({"confidence": 90}, "confidence must be a fraction"),
        ({"by_market": "yes"}, "by_market must be True or False"),
        ({"unspecified": "no"}, "unspecified must be one of"),
        ({"product": "hs_code"}, "no column 'hs_code'"),
    ],
)
def test_a_bad_option_of_districts_is_refused(
    two: pd.DataFrame, districts: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    """Said before anything is computed."""
    with pytest.raises(InvalidValueError, match=message):
        top_down(two, districts, **options)


def test_a_table_that_is_no_potential_is_refused(
    two: pd.DataFrame, districts: pd.DataFrame
) -> None:
    """Absent columns, repeated keys, an empty frame, no frame."""
    epi = export_potential(two, exporter="A")
    options: Any = {"method": "top_down", "product": "product"}
    for bad, message in (
        (two, "no column 'supply'"),
        (pd.concat([epi, epi]), "repeats a market and product"),
        (epi.iloc[:0], "no rows"),
        (epi.assign(market=1), "must be text"),
        (epi.assign(potential=-1.0), "potential is -1"),
        ([1], "must be a pandas DataFrame"),
    ):
        with pytest.raises(InvalidValueError, match=message):
            district_potential(bad, districts, **options)  # type: ignore[arg-type]


def test_bottom_up_needs_partners_that_match(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """A table without them, or with other names, is refused."""
    with pytest.raises(InvalidTableError, match="no column 'partner'"):
        bottom_up(two, districts)
    with pytest.raises(InvalidValueError, match="no market of epi"):
        bottom_up(two, districts.assign(partner="Atlantis"))


def test_equal_districts_are_flagged_as_tied(two: pd.DataFrame) -> None:
    """Ties go by label."""
    flows = pd.DataFrame(
        {"state": "S", "district": ["b", "a", "c"], "product": "p", "value": [1.0, 1.0, 2.0]}
    )
    found = top_down(two, flows).districts
    assert found["district"].tolist() == ["a", "b", "c"]
    assert found["rank"].tolist() == [2, 3, 1]
    assert found["tied"].tolist() == [True, True, False]


def test_results_hold_their_parameters(two: pd.DataFrame, districts: pd.DataFrame) -> None:
    """As plain values, and as a frame."""
    found = top_down(two, districts)
    assert found.to_dict()["method"] == "top_down"
    assert found.to_dict()["options"]["unspecified"] == "unit"
    pd.testing.assert_frame_equal(found.to_frame(), found.districts)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["districts"][0]["potential_lower"] is None
    assert [len(told[name]) for name in ("cells", "unmatched", "aside")] == [
        len(found.cells),
        len(found.unmatched),
        len(found.aside),
    ]


def test_the_flows_given_are_not_changed(two: pd.DataFrame, partners: pd.DataFrame) -> None:
    """Nor is the potential."""
    epi = export_potential(two, exporter="A")
    kept, before = epi.copy(), partners.copy()
    district_potential(epi, partners, method="bottom_up", tau=1.0, product="product")
    pd.testing.assert_frame_equal(epi, kept)
    pd.testing.assert_frame_equal(partners, before)


# ------------------------------------------------------------------ diversification


NAMES = ["p1", "p2", "p3", "p4"]


@pytest.fixture
def has() -> ExportMatrix:
    """A district that has the first two products of four."""
    wide = pd.DataFrame([[1, 1, 0, 0]], index=["d"], columns=NAMES)
    return ExportMatrix.from_frame(wide, kind="presence")


@pytest.fixture
def near() -> pd.DataFrame:
    """Its densities, worked as .636 .636 .4375 .357: 7/11, 7/11, 7/16 and 5/14."""
    return pd.DataFrame([[7 / 11, 7 / 11, 7 / 16, 5 / 14]], index=["d"], columns=NAMES)


@pytest.fixture
def demand() -> pd.DataFrame:
    """Demand of one market, as worked."""
    return pd.DataFrame({"market": "j", "product": NAMES, "demand": [100.0, 80, 150, 60]})


def test_products_not_exported_yet_are_ranked_as_worked(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """Scores 65.62 and 21.43 show as 1 and their ratio: a rank is no money."""
    found = diversification_potential(has, near, demand).ranks
    assert found["product"].tolist() == ["p3", "p4"]
    assert found["rank"].tolist() == [1, 2]
    score = found["density"] * found["demand"]
    assert score.tolist() == pytest.approx([65.62, 21.43], abs=0.0051)
    assert found["relative"].tolist() == pytest.approx([1.0, 21.43 / 65.62], abs=1e-4)
    assert "score" not in found
    assert found.columns.tolist() == [
        "unit",
        "market",
        "product",
        "rank",
        "n_ranked",
        "tied",
        "relative",
        "density",
        "demand",
        "ease",
        "reason",
    ]


def test_the_worked_densities_come_from_the_worked_product_space(
    near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """From presence to ranks in one go, each step another module's."""
    nested = pd.DataFrame(
        [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
        index=["a", "b", "d", "e"],
        columns=NAMES,
    )
    world = ExportMatrix.from_frame(nested, kind="presence")
    omega = density(world, world, diagonal=1.0)
    np.testing.assert_allclose(omega.loc[["d"]], near)
    found = diversification_potential(world, omega, demand).ranks
    assert found[found["unit"] == "d"]["product"].tolist() == ["p3", "p4"]
    assert set(found["unit"]) == {"b", "d", "e"}  # a has them all


def test_ranks_are_within_unit_and_market(near: pd.DataFrame, demand: pd.DataFrame) -> None:
    """Another market may turn the order round, another unit lacks other products."""
    wide = pd.DataFrame([[1, 1, 0, 0], [0, 1, 1, 1]], index=["d", "e"], columns=NAMES)
    both = ExportMatrix.from_frame(wide, kind="presence")
    omega = pd.concat([near.set_axis(["e"]), near])
    two_markets = pd.concat([demand, demand.assign(market="l", demand=[1.0, 1, 1, 9])])
    found = diversification_potential(both, omega, two_markets).ranks
    assert found[["unit", "market", "product", "rank"]].to_numpy().tolist() == [
        ["d", "j", "p3", 1],
        ["d", "j", "p4", 2],
        ["d", "l", "p4", 1],
        ["d", "l", "p3", 2],
        ["e", "j", "p1", 1],
        ["e", "l", "p1", 1],
    ]
    assert found["n_ranked"].tolist() == [2, 2, 2, 2, 1, 1]


def test_ease_counts_only_when_asked_for(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """It may turn the order round."""
    eased = demand.assign(ease=[1.0, 1.0, 0.1, 1.0])
    assert diversification_potential(has, near, eased).ranks["product"].tolist() == ["p3", "p4"]
    found = diversification_potential(has, near, eased, with_ease=True).ranks
    assert found["product"].tolist() == ["p4", "p3"]
    assert found["ease"].tolist() == [1.0, 0.1]
    with pytest.raises(InvalidTableError, match="no column 'ease'"):
        diversification_potential(has, near, demand, with_ease=True)


def test_products_without_a_world_exporter_are_dropped_and_listed(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """So are those that one side does not know, and those without neighbours."""
    near = near.assign(p4=np.nan, p5=0.5, p6=0.5)
    world = pd.DataFrame({"market": "j", "product": ["p6", "p7"], "demand": [0.0, 1.0]})
    found = diversification_potential(has, near, pd.concat([demand, world]))
    assert found.ranks["product"].tolist() == ["p3"]
    assert found.dropped.to_numpy().tolist() == [
        ["", "p4", "near to no other product: density is undefined"],
        ["", "p5", "no demand is given for it"],
        ["", "p6", "nobody exports the product"],
        ["", "p7", "not a product of the product space"],
    ]


def test_what_the_world_does_not_export_has_no_rank_whatever_its_demand(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """Where the table says so, a demand that nobody meets is listed, not ranked."""
    found = diversification_potential(
        has, near, demand.assign(world_exports=[9.0, 9.0, 0.0, np.nan])
    )
    assert found.ranks.empty
    assert set(found.dropped["product"]) == {"p3", "p4"}
    assert set(found.dropped["reason"]) == {"nobody exports the product"}


def test_residual_products_are_left_out_by_name_and_listed(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """A typing slip must not leave in what was meant to go."""
    found = diversification_potential(has, near, demand, exclude=["p3"])
    assert found.ranks["product"].tolist() == ["p4"]
    assert found.dropped.to_numpy().tolist() == [["", "p3", "left out as asked"]]
    assert found.options["exclude"] == ("p3",)
    with pytest.raises(InvalidValueError, match="exclude names 'p9'"):
        diversification_potential(has, near, demand, exclude=["p3", "p9"])


def test_a_unit_that_has_everything_has_no_rows(near: pd.DataFrame, demand: pd.DataFrame) -> None:
    """An empty table with its columns, not an error."""
    wide = pd.DataFrame([[1, 1, 1, 1]], index=["d"], columns=NAMES)
    found = diversification_potential(
        ExportMatrix.from_frame(wide, kind="presence"), near, demand
    ).ranks
    assert found.empty
    assert found.columns[-1] == "reason"
    assert found["tied"].dtype == bool


def test_presence_that_is_undefined_is_said_to_be(near: pd.DataFrame, demand: pd.DataFrame) -> None:
    """A place without exports, and a product of which the reference has none."""
    wide = pd.DataFrame([[5.0, 5, 5], [0.0, 0, 0]], index=["d", "e"], columns=NAMES[:3])
    quotients = location_quotient(
        ExportMatrix.from_frame(wide), reference={"p1": 1.0, "p2": 1.0, "p3": 0.0, "rest": 8.0}
    )
    omega = pd.concat([near, near.set_axis(["e"])])
    found = diversification_potential(presence(quotients), omega, demand)
    assert found.dropped.to_numpy().tolist() == [["", "p3", "whether units have it is undefined"]]
    empty = found.ranks[found.ranks["unit"] == "e"]
    assert empty["product"].tolist() == ["p1", "p2", "p4"]
    assert set(empty["reason"]) == {"no exports"}


def test_the_table_of_potentials_serves_as_demand(
    two: pd.DataFrame, has: ExportMatrix, near: pd.DataFrame
) -> None:
    """Its world exports say what nobody exports, undefined demand is listed by market."""
    names = {"p": "p3", "q": "p4"}
    trade = two.replace({"product": names})
    growth = pd.DataFrame({"country": ["A", "B", "1"], "gdp": 1.0, "population": 1.0})
    epi = export_potential(trade, exporter="A", projections=growth)
    found = diversification_potential(has, near, epi)
    assert found.ranks["market"].unique().tolist() == ["1"]
    undefined = found.dropped[found.dropped["market"] == "2"]
    assert undefined["reason"].tolist() == ["demand or ease is undefined"] * 2


def test_no_demand_and_nothing_near_are_last_and_say_so(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """Zeros are tied, and a market without any demand has no relative score."""
    both = pd.concat([demand, demand.assign(market="l", demand=[5.0, 0, 0, 0])])
    found = diversification_potential(has, near.assign(p4=0.0), both).ranks
    assert found["reason"].tolist() == [
        "",
        "nothing near it is exported",
        "no demand in the market",
        "nothing near it is exported",
    ]
    assert found["tied"].tolist() == [False, False, True, True]
    assert found["relative"].isna().tolist() == [False, False, True, True]


def test_bad_input_of_diversification_is_refused(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """Each with what was got."""
    exports = ExportMatrix.from_frame(pd.DataFrame([[1.0] * 4], index=["d"], columns=NAMES))
    wide = pd.DataFrame([[1, 0, 0, 0]] * 2, index=["d", "e"], columns=NAMES)
    pair = ExportMatrix.from_frame(wide, kind="presence")
    hole = near.assign(p2=np.nan).set_axis(["e"])
    call: Any = diversification_potential
    for arguments, message in (
        ((exports, near, demand), "an ExportMatrix of presence, got exports"),
        ((1, near, demand), "got an int"),
        ((has, 1, demand), "omega must be a pandas DataFrame"),
        ((has, near.set_axis(["x"]), demand), "no row for 'd'"),
        ((has, pd.concat([near, near]), demand), "label 'd' twice"),
        ((has, near + 1, demand), "omega has 1.63"),
        ((pair, pd.concat([near, hole]), demand), "omega is missing at 'e', 'p2' but not"),
        ((has, near, demand.drop(columns="market")), "no column 'market'"),
        ((has, near, pd.concat([demand, demand])), "more than one row for j / p1"),
        ((has, near, demand.assign(product="x" + demand["product"])), "bring both to the same"),
        ((has, near, demand.assign(demand=-1.0)), "demand is -1"),
    ):
        with pytest.raises(InvalidValueError, match=message):
            call(*arguments)
    with pytest.raises(InvalidValueError, match="with_ease must be True or False"):
        call(has, near, demand, with_ease="yes")


def test_results_of_diversification_hold_their_parameters(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """As plain values, and as a frame."""
    found = diversification_potential(has, near, demand)
    assert found.options == {"with_ease": False, "exclude": (), "product": "product"}
    pd.testing.assert_frame_equal(found.to_frame(), found.ranks)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["options"] == {"with_ease": False, "exclude": [], "product": "product"}
    assert [len(told["ranks"]), len(told["dropped"])] == [len(found.ranks), len(found.dropped)]
    assert told["ranks"][0]["ease"] is None


def test_products_bear_the_name_that_the_matrix_of_presence_gives_them(
    has: ExportMatrix, near: pd.DataFrame, demand: pd.DataFrame
) -> None:
    """In the ranks and in what was dropped; the table of demand keeps its own."""
    frame = has.to_frame().rename_axis(columns="hs_code")
    named = ExportMatrix.from_frame(frame, kind="presence")
    plain = diversification_potential(has, near, demand)
    found = diversification_potential(named, near, demand)
    for ours, theirs in ((found.ranks, plain.ranks), (found.dropped, plain.dropped)):
        pd.testing.assert_frame_equal(ours, theirs.rename(columns={"product": "hs_code"}))
