"""Export potential of real trade: Spain in the EU15, its provinces, and what came later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import _naive_potential as naive
from _shared import real
from odopkit import ExportMatrix, location_quotient
from odopkit.hs import hs_section
from odopkit.potential import (
    DistrictPotential,
    average_trade,
    district_potential,
    diversification_potential,
    export_potential,
    gravity_ease,
)
from odopkit.potential.composite import backtest
from odopkit.product_space import density, presence
from odopkit.schemas import BilateralTrade, validate

MONEY = ["potential", "actual", "realised", "unrealised", "over_trade"]
UNIT = ["market", "product"]
EARLY = [str(year) for year in range(2007, 2012)]
LATE = [str(year) for year in range(2012, 2017)]
NO_PROVINCE = "Sin provincia asignada"


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Trade of 15 exporters with 15 markets, HS chapters 01-20, ten years."""
    path = real("data/eu15_bilateral/eu15_trade_2007_2016.csv")
    return pd.read_csv(path, dtype={"Destination": "str", "Origin": "str", "Product": "str"})


@pytest.fixture(scope="module")
def trade(raw: pd.DataFrame) -> pd.DataFrame:
    """Sections I to III: chapters 01-15, in euros."""
    table = pd.DataFrame(
        {
            "exporter": raw["Origin"],
            "market": raw["Destination"],
            "product": raw["Product"].str.zfill(2),
            "period": raw["Year"].astype(int).astype("str"),
            "value": raw["Euros"],
        }
    )
    return table[table["product"] <= "15"]


@pytest.fixture(scope="module")
def early(trade: pd.DataFrame) -> pd.DataFrame:
    """Mean of 2007 to 2011."""
    return average_trade(trade, periods=EARLY)


@pytest.fixture(scope="module")
def epi(early: pd.DataFrame) -> pd.DataFrame:
    """Spain's potential by market and chapter."""
    return export_potential(early, exporter="ES")


@pytest.fixture(scope="module")
def by_section(early: pd.DataFrame) -> pd.DataFrame:
    """Spain's potential by market and section."""
    sections = early.assign(product=hs_section(early["product"]).astype("str"))
    return export_potential(sections, exporter="ES")


@pytest.fixture(scope="module")
def provinces() -> pd.DataFrame:
    """Exports of Spain's provinces in 2022, sections I to III."""
    table = pd.read_csv(real("data/spain_provinces/subnat_exports.csv"))
    section = {1: "I", 2: "II", 3: "III"}
    flows = pd.DataFrame(
        {
            "state": "Spain",
            "district": table["Subnat Geography"],
            "product": table["Section ID"].map(section),
            "value": table["Trade Value"],
        }
    )
    return flows[flows["product"].notna()]


@pytest.fixture(scope="module")
def down(by_section: pd.DataFrame, provinces: pd.DataFrame) -> DistrictPotential:
    """Brought down to provinces."""
    return district_potential(
        by_section,
        provinces,
        method="top_down",
        product="product",
        unspecified_values=(NO_PROVINCE,),
    )


def test_the_file_is_what_its_source_says(raw: pd.DataFrame, trade: pd.DataFrame) -> None:
    """38,325 of 42,000 cells; none twice, none of zero, nobody trades with itself."""
    assert len(raw) == 38_325
    assert 15 * 14 * 20 * 10 == 42_000
    assert validate(trade, BilateralTrade, unique=True)["value"].gt(0).all()
    assert trade["exporter"].nunique() == trade["market"].nunique() == 15
    assert trade["product"].nunique() == 15


def test_means_of_five_years_are_those_of_a_pivot(trade: pd.DataFrame, early: pd.DataFrame) -> None:
    """2,994 flows, of which 430 lack a year that counts as nothing."""
    wide = trade[trade["period"].isin(EARLY)].pivot_table(
        index=["exporter", "market", "product"], columns="period", values="value"
    )
    assert len(early) == len(wide) == 2_994
    np.testing.assert_allclose(early["value"], wide.fillna(0.0).mean(axis=1), rtol=1e-12)
    np.testing.assert_array_equal(early["n_periods"], wide.notna().sum(axis=1))
    assert (early["reason"] != "").sum() == 430


def test_spain_agrees_with_loops(early: pd.DataFrame, epi: pd.DataFrame) -> None:
    """All 210 potentials from dictionaries; EUR 3,197 mn of 15,486 mn are unrealised."""
    expected = naive.static(naive.flows_of(early), "ES")
    assert len(epi) == 14 * 15
    assert list(zip(epi["market"], epi["product"], strict=True)) == sorted(expected)
    np.testing.assert_allclose(
        epi["potential"], [expected[k] for k in sorted(expected)], rtol=1e-10
    )
    sums = epi[MONEY].sum() / 1e6
    assert sums.tolist() == pytest.approx(
        [15485.854, 15485.854, 12288.628, 3197.226, 3197.226], abs=5e-4
    )
    assert set(epi["reason"]) == {""}
    best = epi.nlargest(1, "unrealised").iloc[0]
    assert (best["market"], best["product"]) == ("FR", "03")
    assert best["unrealised"] / 1e6 == pytest.approx(277.868, abs=5e-4)


@pytest.mark.parametrize("level", ["chapter", "section"])
def test_potentials_add_up_for_every_exporter_and_market(early: pd.DataFrame, level: str) -> None:
    """The identity of the static core, 15 times 14 times."""
    table = early
    if level == "section":
        table = early.assign(product=hs_section(early["product"]).astype("str"))
    for exporter in sorted(early["exporter"].unique()):
        sums = (
            export_potential(table, exporter=exporter)
            .groupby("market")[["potential", "actual"]]
            .sum()
        )
        assert len(sums) == 14
        np.testing.assert_allclose(sums["potential"], sums["actual"], rtol=1e-12)


def test_distance_and_the_guard_as_written_with_whole_tables(
    raw: pd.DataFrame, early: pd.DataFrame, epi: pd.DataFrame
) -> None:
    """Factors from rectangles of plain numpy; the guard marks down what Spain buys in."""
    pairs = raw.drop_duplicates(["Origin", "Destination"])
    far = pairs[["Origin", "Destination", "dist_km"]].set_axis(
        ["exporter", "market", "distance"], axis=1
    )
    found = export_potential(early, exporter="ES", distances=far, reexport_guard=True)
    wide = early.merge(far, on=["exporter", "market"])
    weighted = (wide["value"] * wide["distance"]).groupby([wide["market"], wide["product"]]).sum()
    usual = weighted / wide.groupby(["market", "product"])["value"].sum()
    own = far[far["exporter"] == "ES"].set_index("market")["distance"]
    ratio = (
        found["market"].map(own).to_numpy()
        / usual.loc[pd.MultiIndex.from_frame(found[UNIT])].to_numpy()
    )
    np.testing.assert_allclose(found["distance_factor"], np.minimum(ratio, 1 / ratio), rtol=1e-12)
    sold = early[early["exporter"] == "ES"].groupby("product")["value"].sum()
    bought = early[early["market"] == "ES"].groupby("product")["value"].sum()
    guard = (sold / bought).clip(upper=1.0)
    np.testing.assert_allclose(found["reexport_factor"], found["product"].map(guard), rtol=1e-12)
    marked = guard.index[guard < 1].tolist()
    assert marked == ["01", "03", "04", "09", "10", "11", "12"]
    np.testing.assert_allclose(
        found["potential"],
        epi["potential"] * found["distance_factor"] * found["reexport_factor"],
        rtol=1e-12,
    )


def test_coarser_codes_hide_gaps(epi: pd.DataFrame, by_section: pd.DataFrame) -> None:
    """By section EUR 2,594 mn are unrealised, by chapter 3,197 mn; the sums are the same."""
    assert by_section["potential"].sum() == pytest.approx(epi["potential"].sum())
    assert by_section["unrealised"].sum() / 1e6 == pytest.approx(2594.135, abs=5e-4)


def test_provinces_add_up_to_spain(down: DistrictPotential, by_section: pd.DataFrame) -> None:
    """52 and those without a province, market by market and section by section."""
    parts = down.cells.groupby(UNIT)[MONEY].sum()
    nation = by_section.set_index(UNIT)[MONEY]
    assert len(parts) == 14 * 3
    np.testing.assert_allclose(parts, nation.loc[parts.index], rtol=1e-12)
    assert len(down.districts) == 53
    assert down.unmatched.empty
    assert down.aside.empty
    lost = down.districts[down.districts["district"] == NO_PROVINCE].iloc[0]
    assert lost["rank"] is pd.NA
    assert lost["potential"] > 0


def test_provinces_are_their_shares_of_2022(
    down: DistrictPotential, by_section: pd.DataFrame, provinces: pd.DataFrame
) -> None:
    """Murcia leads Barcelona and Almería; each total is a product of two small tables."""
    wide = provinces.pivot_table(
        index="district", columns="product", values="value", fill_value=0.0
    )
    nation = by_section.groupby("product")["potential"].sum()
    expected = (wide / wide.sum()) @ nation.loc[wide.columns]
    got = down.districts.set_index("district")["potential"]
    np.testing.assert_allclose(got, expected.loc[got.index], rtol=1e-12)
    first = down.districts.sort_values("rank").query("rank.notna()")["district"].tolist()[:3]
    assert first == ["Murcia", "Barcelona", "Almería"]
    assert set(down.districts["reason"]) == {"no interval: the table has no column of shipments"}


def look_back(
    epi: pd.DataFrame, trade: pd.DataFrame, early: pd.DataFrame, outcome: str, score: str
) -> Any:
    """Hold a score of 2007-2011 against what came in 2012-2016, beside naive baselines."""

    def of_spain(table: pd.DataFrame) -> pd.Series[float]:
        mine = table[table["exporter"] == "ES"].set_index(UNIT)["value"]
        key = pd.MultiIndex.from_frame(epi[UNIT])
        return mine.reindex(key).fillna(0.0).reset_index(drop=True)

    def values(x: pd.Series[float], name: str = "value") -> pd.DataFrame:
        return epi[UNIT].assign(**{name: x})

    before, after = epi["actual"], of_spain(average_trade(trade, periods=LATE))
    quotient = location_quotient(ExportMatrix.from_long(early, unit="exporter")).to_frame()
    last = of_spain(trade[trade["period"] == "2011"])
    later = after - before if outcome == "euros" else (after / before - 1).where(before > 0)
    return backtest(
        values(epi[score], "score"),
        values(later),
        baselines={
            "value of 2011": values(last),
            "smallest first": values(-last),
            "location quotient": values(epi["product"].map(quotient.T["ES"])),
            "market's imports": values(epi["imports"]),
        },
        k=20,
        interval_method="bootstrap",
        rng=np.random.default_rng(285),
        method=score,
        unit=UNIT,
    ).set_index("method")


def test_unrealised_potential_told_little_of_growth_in_per_cent(
    epi: pd.DataFrame, trade: pd.DataFrame, early: pd.DataFrame
) -> None:
    """.20 against -.16 of last year's value and -.02 of the quotient, but .16 of its reverse.

    Ahead of last year's value and of the quotient; not ahead of "smallest first", and none of
    its first twenty is among the twenty that grew most.
    """
    found = look_back(epi, trade, early, "per cent", "unrealised")
    assert found["spearman"].tolist() == pytest.approx([0.20, -0.16, 0.16, -0.02, 0.03], abs=5e-3)
    assert found["n_units"].tolist() == [207] * 5
    assert found["n_left_out"].tolist() == [3] * 5
    assert found.loc["unrealised", "lift"] == 0
    for beaten in ("value of 2011", "location quotient"):
        assert found.loc[beaten, "difference_lower"] > 0
    reverse = found.loc["smallest first"]
    assert reverse["difference_lower"] < 0 < reverse["difference_upper"]
    whole = look_back(epi, trade, early, "per cent", "potential")
    assert whole.loc["potential", "spearman"] == pytest.approx(-0.07, abs=5e-3)


def test_unrealised_potential_told_nothing_of_growth_in_euros(
    epi: pd.DataFrame, trade: pd.DataFrame, early: pd.DataFrame
) -> None:
    """.05 against .70 of last year's value, which potential itself (.68) does not beat."""
    found = look_back(epi, trade, early, "euros", "unrealised")
    assert found["spearman"].tolist() == pytest.approx([0.05, 0.70, -0.70, 0.28, 0.60], abs=5e-3)
    assert found.loc["unrealised", "spearman_lower"] < 0 < found.loc["unrealised", "spearman_upper"]
    assert found.loc["value of 2011", "difference_upper"] < 0
    whole = look_back(epi, trade, early, "euros", "potential")
    assert whole.loc["potential", "spearman"] == pytest.approx(0.68, abs=5e-3)
    assert whole.loc["value of 2011", "difference"] < 0


def test_provinces_ranks_by_world_demand_are_a_sort_of_density_times_demand() -> None:
    """World exports by section serve as global demand, and as nothing else."""
    path = real("data/world_sections/world_exports_by_section.csv")
    world = pd.read_csv(path, encoding="utf-8-sig")
    table = pd.read_csv(real("data/spain_provinces/subnat_exports.csv"))
    countries = ExportMatrix.from_long(
        world.assign(product=world["Section ID"].astype("str").str.zfill(2)),
        unit="Exporter Country",
        value="Trade Value",
    )
    named = table[(table["Subnat Geography"] != NO_PROVINCE) & (table["Section ID"] <= 21)]
    units = ExportMatrix.from_long(
        pd.DataFrame(
            {
                "province": named["Subnat Geography"],
                "product": named["Section ID"].astype("str").str.zfill(2),
                "value": named["Trade Value"],
            }
        ),
        unit="province",
    )
    demand = countries.to_frame().sum()
    has = presence(location_quotient(units, reference=demand))
    near = density(has, presence(location_quotient(countries)), diagonal=0.0)
    need = pd.DataFrame({"market": "world", "product": demand.index, "demand": demand.to_numpy()})
    found = diversification_potential(has, near, need)
    assert found.dropped.empty
    held = has.to_frame() > 0
    assert len(found.ranks) == (~held).to_numpy().sum()
    score: Any = near * demand
    for province, mine in found.ranks.groupby("province"):
        lacking = score.loc[province][~held.loc[province]].sort_values(ascending=False)
        np.testing.assert_array_equal(mine["product"], lacking.index)
        np.testing.assert_allclose(mine["relative"], lacking / lacking.iloc[0], rtol=1e-12)
    jaen = found.ranks[found.ranks["province"] == "Jaén"]
    assert jaen["product"].tolist()[:3] == ["05", "06", "17"]


def test_a_gravity_model_of_fifteen_countries() -> None:
    """Trade falls with distance, about in proportion; fitted exports add up to actual ones."""
    raw = pd.read_csv(
        real("data/eu15_bilateral/eu15_trade_2007_2016.csv"), dtype={"Product": "str"}
    )
    raw = raw[raw["Year"] == 2016]
    trade = pd.DataFrame(
        {
            "exporter": raw["Origin"],
            "market": raw["Destination"],
            "product": raw["Product"].str.zfill(2),
            "value": raw["Euros"],
        }
    )
    apart = raw[["Origin", "Destination", "dist_km"]].drop_duplicates()
    apart.columns = pd.Index(["exporter", "market", "distance"])
    found = gravity_ease(trade, distances=apart.reset_index(drop=True))
    assert found.n_pairs == 210
    assert -2.2 < found.coefficients["coefficient"][0] < -0.8
    for side in ("exporter", "market"):
        sums = found.pairs.groupby(side)[["actual", "fitted"]].sum()
        np.testing.assert_allclose(sums["fitted"], sums["actual"], rtol=1e-5)
