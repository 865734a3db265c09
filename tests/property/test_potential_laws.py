"""Laws of the export potential indicator, and the same numbers from plain loops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import _naive_potential as naive
from _laws import tries
from _tables import flows_of
from odopkit.errors import InvalidValueError
from odopkit.potential import (
    DistrictPotential,
    average_trade,
    district_potential,
    diversification_potential,
    export_potential,
)
from odopkit.tables.matrix import ExportMatrix

COUNTRIES = ["A", "B", "C", "D"]
PRODUCTS = ["p", "q", "r"]
MONEY = ["potential", "actual", "realised", "unrealised", "over_trade"]

# Each example validates tables several times; forty of them still reach every corner.
few = tries(30)

amounts = st.sampled_from([0.0, 1.0, 2.0, 5.0, 40.0, 1e3, 0.125, 1e6])
pairs = st.sampled_from([(e, m) for e in COUNTRIES for m in COUNTRIES if e != m])
rows_of_trade = st.lists(
    st.tuples(pairs, st.sampled_from(PRODUCTS), amounts), min_size=1, max_size=30
)


def trade_of(rows: Any) -> pd.DataFrame:
    """Make a table of trade of ((exporter, market), product, value)."""
    return pd.DataFrame(
        [(e, m, p, v) for (e, m), p, v in rows],
        columns=["exporter", "market", "product", "value"],
    )


trades = rows_of_trade.map(trade_of)
# Where A is to sell something, it is made to: few tables are thrown away then.
sales = st.tuples(
    st.sampled_from([("A", m) for m in COUNTRIES[1:]]),
    st.sampled_from(PRODUCTS),
    amounts.filter(bool),
)
trades_of_a = st.builds(lambda rows, sale: trade_of([*rows, sale]), rows_of_trade, sales)
places = st.sampled_from(["d", "e", "f", "UNSPECIFIED"])
cells = st.lists(
    st.tuples(places, st.sampled_from(PRODUCTS), amounts, st.integers(0, 20)),
    min_size=1,
    max_size=12,
).map(lambda rows: flows_of((("S", *row) for row in rows), "shipments", product="product"))
growths = st.sampled_from([0.5, 0.9, 1.0, 1.1, 1.5])
rates = st.sampled_from([0.0, 0.05, 0.1, 1.0])
lengths = st.sampled_from([1.0, 100.0, 250.0, 9000.0])
powers = st.sampled_from([0.0, 0.8, 1.0, 3.0])


def potential(trade: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Score A, where it exports at all."""
    try:
        return export_potential(trade, exporter="A", **options)
    except InvalidValueError as error:
        assume("no exporter 'A'" not in str(error))
        raise


def down(epi: pd.DataFrame, flows: pd.DataFrame, **options: Any) -> DistrictPotential:
    """Bring it down to districts, where any product matches."""
    given_: Any = {"method": "top_down", "product": "product"} | options
    try:
        return district_potential(epi, flows, **given_)
    except InvalidValueError as error:
        assume("bring both to the same codes" not in str(error))
        raise


@few
@given(trade=trades)
def test_the_static_core_agrees_with_loops(trade: pd.DataFrame) -> None:
    """Every cell, undefined ones included."""
    epi = potential(trade)
    expected = naive.static(naive.flows_of(trade), "A")
    assert list(zip(epi["market"], epi["product"], strict=True)) == sorted(expected)
    np.testing.assert_allclose(
        epi["potential"], [expected[k] for k in sorted(expected)], rtol=1e-9, atol=0
    )


@few
@given(trade=trades)
def test_potentials_of_a_market_add_up_to_what_is_sold_there(trade: pd.DataFrame) -> None:
    """The identity of the static core: over products, potential is actual exports."""
    epi = potential(trade)
    sums = epi.groupby("market")[["potential", "actual"]].sum()
    np.testing.assert_allclose(sums["potential"], sums["actual"], rtol=1e-9, atol=0)


@few
@given(trade=trades, data=st.data())
def test_the_augmented_form_agrees_with_loops(trade: pd.DataFrame, data: st.DataObject) -> None:
    """All factors at once, on tables that know everything."""
    draw = data.draw
    gdp = {c: draw(growths) for c in COUNTRIES}
    people = {c: draw(growths) for c in COUNTRIES}
    couples = [(e, m) for e in COUNTRIES for m in COUNTRIES if e != m]
    tariff = {(e, m, p): draw(rates) for e, m in couples for p in PRODUCTS}
    distance = {pair: draw(lengths) for pair in couples}
    income, preference, general = (draw(powers) for _ in range(3))
    assume("A" in set(trade["market"]))  # else the guard is refused
    epi = potential(
        trade,
        projections=pd.DataFrame(
            {"country": COUNTRIES, "gdp": gdp.values(), "population": people.values()}
        ),
        tariffs=pd.DataFrame(
            [(*k, v) for k, v in tariff.items()],
            columns=["exporter", "market", "product", "tariff"],
        ),
        distances=pd.DataFrame(
            [(*k, v) for k, v in distance.items()], columns=["exporter", "market", "distance"]
        ),
        reexport_guard=True,
        income_elasticity=income,
        tariff_exponent=preference,
        global_tariff_exponent=general,
    )
    expected = naive.augmented(
        naive.flows_of(trade),
        "A",
        gdp=gdp,
        population=people,
        tariff=tariff,
        distance=distance,
        powers=(income, preference, general),
    )
    np.testing.assert_allclose(
        epi["potential"], [expected[k] for k in sorted(expected)], rtol=1e-9, atol=0
    )


@few
@given(trade=trades, guard=st.booleans())
def test_parts_are_taken_cell_by_cell(trade: pd.DataFrame, guard: bool) -> None:
    """Realised is the smaller; the rest of either is unrealised or over-trade, never both."""
    assume(not guard or "A" in set(trade["market"]))
    epi = potential(trade, reexport_guard=guard)
    for row in epi.itertuples():
        potential_, actual = float(row.potential), float(row.actual)  # type: ignore[arg-type]
        if math.isnan(potential_):
            assert math.isnan(row.realised)  # type: ignore[arg-type]
            assert row.reason
            continue
        assert row.realised == min(potential_, actual)
        assert row.unrealised == max(0.0, potential_ - actual)
        assert row.over_trade == max(0.0, actual - potential_)
    whole = epi[["realised", "unrealised"]].sum(axis=1)
    known = epi["potential"].notna()
    np.testing.assert_allclose(whole[known], epi["potential"][known], rtol=1e-12)
    back = epi[["realised", "over_trade"]].sum(axis=1)
    np.testing.assert_allclose(back[known], epi["actual"][known], rtol=1e-9)
    assert (epi["unrealised"][known] * epi["over_trade"][known] == 0).all()


@few
@given(trade=trades, scale=st.sampled_from([1e-3, 0.37, 83.0]), seed=st.integers(0, 99))
def test_currency_and_order_of_rows_do_not_matter(
    trade: pd.DataFrame, scale: float, seed: int
) -> None:
    """Amounts scale, shares and ease stay, and rows may come in any order."""
    epi = potential(trade)
    other = potential(trade.assign(value=trade["value"] * scale).sample(frac=1, random_state=seed))
    np.testing.assert_allclose(other[MONEY], epi[MONEY] * scale, rtol=1e-9, atol=scale * 1e-9)
    np.testing.assert_allclose(other[["supply", "ease"]], epi[["supply", "ease"]], rtol=1e-9)
    assert other["reason"].tolist() == epi["reason"].tolist()


@few
@given(trade=trades, to=st.sampled_from(PRODUCTS))
def test_merging_products_keeps_the_sum_of_a_market(trade: pd.DataFrame, to: str) -> None:
    """Coarser codes move potential between products, not between markets."""
    fine = potential(trade).groupby("market")["potential"].sum()
    coarse = potential(trade.assign(product=to)).groupby("market")["potential"].sum()
    np.testing.assert_allclose(coarse, fine, rtol=1e-9)


@few
@given(trade=trades, growth=growths)
def test_the_guard_and_equal_growth_never_raise_supply(trade: pd.DataFrame, growth: float) -> None:
    """The guard only penalises; growth that all share leaves shares as they are."""
    assume("A" in set(trade["market"]))
    plain = potential(trade)
    guarded = potential(trade, reexport_guard=True)
    assert (guarded["reexport_factor"] <= 1).all()
    known = plain["supply"].notna()
    assert (guarded["supply"][known] <= plain["supply"][known]).all()
    everyone = pd.DataFrame({"country": COUNTRIES, "gdp": growth, "population": 1.0})
    grown = potential(trade, projections=everyone)
    np.testing.assert_allclose(grown["supply"], plain["supply"], rtol=1e-9)


@few
@given(trade=trades, flows=cells)
def test_districts_add_up_to_the_nation(trade: pd.DataFrame, flows: pd.DataFrame) -> None:
    """With the unspecified a unit of its own, by market and product."""
    epi = potential(trade)
    found = down(epi, flows)
    parts = found.cells.groupby(["market", "product"])[MONEY].sum(min_count=1)
    nation = epi.set_index(["market", "product"])[MONEY].loc[parts.index]
    np.testing.assert_allclose(parts, nation, rtol=1e-9, atol=1e-12)
    shares = found.cells.groupby(["market", "product"])["share_in_nation"].sum()
    np.testing.assert_allclose(shares, 1.0, rtol=1e-12)


@few
@given(
    trade=trades,
    flows=cells,
    unspecified=st.sampled_from(["unit", "exclude", "denominator"]),
    least=st.sampled_from([None, 3.0]),
    by_market=st.booleans(),
)
def test_no_potential_disappears_unlisted(
    trade: pd.DataFrame, flows: pd.DataFrame, unspecified: str, least: float | None, by_market: bool
) -> None:
    """Districts, products of no place and places set aside make up the nation."""
    epi = potential(trade)
    found = down(epi, flows, unspecified=unspecified, min_value=least, by_market=by_market)
    lost = found.unmatched[found.unmatched["found_in"] == "potential"]["value"].sum()
    total = found.districts["potential"].sum() + lost
    assert total == pytest.approx(epi["potential"].sum(), rel=1e-9, abs=1e-9)
    by_place = found.cells.groupby(["state", "district"])[MONEY].sum().reset_index()
    places_: Any = found.districts.set_index(["state", "district"])
    for row in by_place.itertuples(index=False):
        np.testing.assert_allclose(
            places_.loc[(row.state, row.district), MONEY].astype(float), row[2:], rtol=1e-9
        )


@few
@given(
    trade=trades_of_a,
    hands=st.lists(st.sampled_from(["d", "e", "f"]), min_size=31, max_size=31),
    tau=st.sampled_from([0.0, 1.0, 1e4]),
)
# B imports nothing at all, and is a market of the table all the same: its potential is 0.
@example(trade=trade_of([(("A", "B"), "p", 0.0), (("A", "C"), "q", 1.0)]), hands=["d"], tau=0.0)
@example(trade=trade_of([(("A", "B"), "p", 0.0), (("A", "C"), "q", 1.0)]), hands=["d"], tau=1.0)
def test_bottom_up_agrees_with_loops(trade: pd.DataFrame, hands: list[str], tau: float) -> None:
    """The nation's own flows dealt out to districts: every cell."""
    epi = potential(trade)
    own = trade[(trade["exporter"] == "A") & (trade["value"] > 0)]
    names = hands[: len(own)]
    flows = own.rename(columns={"market": "partner"}).assign(state="S", district=names)
    options: Any = {"method": "bottom_up", "tau": tau, "product": "product"}
    found = district_potential(epi, flows.drop(columns="exporter"), **options)
    dealt = naive.flows_of(own.assign(exporter=names))
    expected = naive.bottom_up(dealt, naive.flows_of(trade), "A", tau)
    cells_ = found.cells[["district", "market", "product", "potential"]]
    got = {(d, m, p): x for d, m, p, x in cells_.to_numpy().tolist()}
    assert set(got) == set(expected)
    for key, x in expected.items():
        assert got[key] == pytest.approx(x, rel=1e-9, nan_ok=True), key
    summed = district_potential(epi, flows, **options, by_market=False)
    np.testing.assert_allclose(
        summed.cells[MONEY],
        found.cells.groupby(["district", "product"])[MONEY].sum(),
        rtol=1e-9,
        atol=1e-12,
    )


@few
@given(trade=trades, flows=cells, seed=st.integers(0, 9))
def test_intervals_are_ordered_and_chances_add_up(
    trade: pd.DataFrame, flows: pd.DataFrame, seed: int
) -> None:
    """From five counts a place on; around shares of counts, money moves no end."""
    epi = potential(trade)
    for times in (1, 5):
        counted = flows.assign(shipments=flows["shipments"] * times)
        found = down(epi, counted, rng=np.random.default_rng(seed), n_draws=20).districts
        named = found["district"] != "UNSPECIFIED"
        seen = found.loc[named & (found["count"] > 0), "count"]
        if len(seen) and seen.mean() >= 5:
            assert (found["potential_lower"] <= found["potential"]).all()
            assert (found["potential"] <= found["potential_upper"]).all()
        else:
            assert found[["potential_lower", "potential_upper"]].isna().all(axis=None)
            assert (found["reason"] != "").all()
        assert times == 1 or not len(seen) or seen.mean() >= 5
    if named.any():
        assert found.loc[named, "p_rank_1"].sum() == pytest.approx(1.0)
    assert found.loc[~named, "p_rank_1"].isna().all()
    if (flows["value"] > 0).all() and (flows["shipments"] > 0).all():
        of_counts: dict[str, Any] = {"n_draws": 20, "centre": "count"}
        found = down(epi, flows, rng=np.random.default_rng(seed), **of_counts).districts
        same = flows.assign(value=flows["value"] + 1.0)
        again = down(epi, same, rng=np.random.default_rng(seed), **of_counts).districts
        np.testing.assert_allclose(again["potential_upper"], found["potential_upper"], rtol=1e-9)


@few
@given(
    held=st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=4, max_size=4), min_size=1),
    data=st.data(),
)
def test_diversification_ranks_what_is_absent_by_demand_times_density(
    held: list[list[float]], data: st.DataObject
) -> None:
    """Against a sort of products, unit by unit; doubled demand changes no rank."""
    names = ["k1", "k2", "k3", "k4"]
    units = [f"u{i}" for i in range(len(held))]
    fractions = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    near = [[data.draw(fractions) for _ in names] for _ in units]
    need = [data.draw(st.sampled_from([1.0, 3.0, 10.0])) for _ in names]
    p = ExportMatrix.from_frame(pd.DataFrame(held, units, names), kind="presence")
    omega = pd.DataFrame(near, units, names)
    demand = pd.DataFrame({"market": "w", "product": names, "demand": need})
    found = diversification_potential(p, omega, demand).ranks
    for i, unit in enumerate(units):
        mine = found[found["unit"] == unit]
        score = {k: near[i][j] * need[j] for j, k in enumerate(names) if not held[i][j]}
        assert mine["product"].tolist() == sorted(score, key=lambda k: (-score[k], k))
        assert mine["rank"].tolist() == list(range(1, len(score) + 1))
    doubled = diversification_potential(p, omega, demand.assign(demand=2 * demand["demand"])).ranks
    pd.testing.assert_frame_equal(doubled.drop(columns="demand"), found.drop(columns="demand"))


@few
@given(trade=trades, data=st.data())
def test_a_mean_over_years_is_the_sum_over_their_number(
    trade: pd.DataFrame, data: st.DataObject
) -> None:
    """The year of a row does not matter where absent years count as nothing."""
    years = ["2019", "2020", "2021"]
    dated = pd.concat([trade.iloc[:1].assign(value=0.0, period=y) for y in years])
    drawn = [data.draw(st.sampled_from(years)) for _ in range(len(trade))]
    mean = average_trade(pd.concat([dated, trade.assign(period=drawn)]), periods=years)
    sums = trade.groupby(["exporter", "market", "product"])["value"].sum()
    got = mean.set_index(["exporter", "market", "product"])["value"]
    np.testing.assert_allclose(got, sums.loc[got.index] / 3, rtol=1e-12)
