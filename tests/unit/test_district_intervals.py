"""Intervals of districts' potential: around their own shares, of what, and how unequal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidValueError
from odopkit.potential import district_potential, export_potential

PRODUCTS = ["rice", "tea", "silk"]


def nation() -> pd.DataFrame:
    """A world of two exporters, two markets and three products."""
    rng = np.random.default_rng(2)
    keys = [(e, m, p) for e in "AB" for m in ("east", "west") for p in PRODUCTS]
    trade = pd.DataFrame(keys, columns=["exporter", "market", "product"])
    return export_potential(trade.assign(value=rng.uniform(5, 50, len(keys))), exporter="A")


def flows(n_places: int, sigma: float, seed: int) -> pd.DataFrame:
    """Shipments of places, more of some than of others, their sizes lognormal."""
    rng = np.random.default_rng(seed)
    mean = rng.gamma(1.0, 4.0, (n_places, 3))
    count = rng.poisson(mean)
    place, item = np.nonzero(count)
    n = count[place, item]
    value = [float(rng.lognormal(0, sigma, k).sum()) for k in n]
    return pd.DataFrame(
        {
            "state": "S",
            "district": [f"D{i:03d}" for i in place],
            "product": [PRODUCTS[i] for i in item],
            "value": value,
            "shipments": n,
        }
    )


def found(table: pd.DataFrame, **options: Any) -> Any:
    """Bring the potential of the nation down, with intervals."""
    return district_potential(
        nation(), table, method="top_down", product="product", rng=1, **options
    )


@pytest.mark.parametrize("sigma", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("n_places", [10, 200])
def test_every_row_holds_its_own_estimate(n_places: int, sigma: float) -> None:
    """However unequal shipments are, and however many places are silent."""
    rows = found(flows(n_places, sigma, 4)).districts
    assert (rows["potential_lower"] <= rows["potential"]).all()
    assert (rows["potential"] <= rows["potential_upper"]).all()
    assert rows["p_rank_1"].sum() == pytest.approx(1)
    around_counts = found(flows(n_places, sigma, 4), centre="count").districts
    outside = (around_counts["potential"] < around_counts["potential_lower"]) | (
        around_counts["potential"] > around_counts["potential_upper"]
    )
    assert outside.any() == (sigma > 0)


def test_one_product_of_two_places_is_a_ratio_of_gamma_draws() -> None:
    """Shapes 8.5 and 2.5, a shipment of one size: quantiles by drawing plainly."""
    table = pd.DataFrame(
        {
            "state": "S",
            "district": ["a", "b"],
            "product": "rice",
            "value": [8.0, 2.0],
            "shipments": [8, 2],
        }
    )
    rows = found(table, n_draws=40_000).districts
    rng = np.random.default_rng(7)
    a = rng.standard_gamma(8.5, 200_000)
    b = rng.standard_gamma(2.5, 200_000)
    share = a / (a + b)
    total = rows["potential"].sum()
    ends = np.quantile(share, [0.05, 0.95]) * total
    got = rows.loc[0, ["potential_lower", "potential_upper"]].tolist()
    assert got == pytest.approx(ends.tolist(), rel=0.01)
    assert rows.loc[0, "p_rank_1"] == pytest.approx((share > 0.5).mean(), abs=0.01)


def test_unequal_shipments_widen_intervals() -> None:
    """Cells of one mean size show none; cells apart show how unequal shipments are."""
    even = flows(40, 0.0, 5)
    uneven = flows(40, 1.5, 5)
    widths = [
        (x["potential_upper"] - x["potential_lower"]).sum() / x["potential"].sum()
        for x in (found(even).districts, found(uneven).districts)
    ]
    assert widths[1] > 1.5 * widths[0]


def test_a_place_that_ships_nothing_of_a_product_has_room_but_little() -> None:
    """Half a shipment for all of them together, so that many do not crowd the others out."""
    table = flows(10, 0.0, 6)
    more = pd.DataFrame(
        {
            "state": "S",
            "district": [f"Z{i:03d}" for i in range(500)],
            "product": "tea",
            "value": 0.0,
            "shipments": 0,
        }
    )
    few = found(table).districts
    many = found(pd.concat([table, more], ignore_index=True)).districts
    silent = many[many["district"].str.startswith("Z")]
    assert (silent["potential"] == 0).all()
    assert (silent["potential_lower"] == 0).all()
    assert silent["potential_upper"].sum() < 0.01 * many["potential"].sum()
    rest = many[~many["district"].str.startswith("Z")]
    assert rest["potential_upper"].sum() == pytest.approx(few["potential_upper"].sum(), rel=0.05)


def test_the_result_says_what_its_intervals_are_of() -> None:
    """As a field, and in the dict."""
    result = found(flows(10, 0.0, 6))
    assert result.covers.startswith("the potential if as many shipments were drawn again")
    assert result.to_dict()["covers"] == result.covers
    assert result.options["centre"] == "value"
    with pytest.raises(InvalidValueError, match="'count'"):
        found(flows(10, 0.0, 6), centre="median")


def test_few_shipments_a_place_have_no_interval() -> None:
    """Four each do not show how far shipments differ in size; a place of none does not count."""
    table = flows(8, 1.0, 3).drop_duplicates("district").assign(shipments=4)
    silent = table.iloc[:1].assign(district="Z", value=0.0, shipments=0)
    for given in (table, pd.concat([table, silent], ignore_index=True)):
        few = found(given).districts
        assert few[["potential_lower", "potential_upper"]].isna().all(axis=None)
        told = "no interval: places have 4.0 shipments on average, and 5 are the fewest"
        assert few.loc[few["potential"] > 0, "reason"].unique().tolist() == [told]
        assert few["p_rank_1"].sum() == pytest.approx(1.0)
        enough = found(given.assign(shipments=given["shipments"] + (given["shipments"] > 0)))
        assert enough.districts["potential_lower"].notna().all()
