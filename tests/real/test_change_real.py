"""Change in real exports: fifteen countries over ten years, and India's phases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from _shared import real
from odopkit.change import concentration_change, pair_survival, pair_turnover
from odopkit.growth import growth_margins, trend_growth

# Origins are the units; they lie in regions of the UN's M49, as districts in states.
REGIONS = {
    "Northern": ("DK", "FI", "GB", "IE", "SE"),
    "Southern": ("ES", "GR", "IT", "PT"),
    "Western": ("AT", "BE", "DE", "FR", "LU", "NL"),
}


def eu15() -> pd.DataFrame:
    """Exports of fifteen countries to each other, chapters 1 to 20, 2007 to 2016."""
    raw = pd.read_csv(
        real("data/eu15_bilateral/eu15_trade_2007_2016.csv"), dtype={"Product": "str"}
    )
    region = {iso: name for name, isos in REGIONS.items() for iso in isos}
    return pd.DataFrame(
        {
            "state": raw["Origin"].map(region),
            "district": raw["Origin"],
            "hs_code": raw["Product"].str.zfill(2),
            "partner": raw["Destination"],
            "period": raw["Year"].astype(int).astype(str),
            "value": raw["Euros"],
        }
    )


def test_concentration_of_fifteen_countries_and_its_parts() -> None:
    """Nobody enters or leaves; the parts add up; intervals decline, since there are no blocks."""
    flows = eu15()
    assert flows["state"].notna().all()
    first, last = (flows[flows["period"] == year] for year in ("2007", "2016"))
    found = concentration_change(first, last, measures=("hhi", "theil_t", "cr3"))
    hhi, theil, cr3 = found.measures["change"].tolist()
    by_hand = [
        float((t.groupby("district")["value"].sum() / t["value"].sum()).pow(2).sum())
        for t in (first, last)
    ]
    assert hhi == pytest.approx(by_hand[1] - by_hand[0], rel=1e-10)
    assert (found.exit, found.entry) == (0.0, 0.0)
    assert found.stayers == pytest.approx(hhi, rel=1e-12)
    assert found.between + found.within == pytest.approx(theil, rel=1e-10)
    assert found.n_units == 15
    assert found.measures[["lower", "upper"]].isna().all(axis=None)
    assert all("no blocks were named" in x for x in found.measures["reason"])
    assert abs(hhi) < 0.02
    assert abs(cr3) < 0.1


def test_fourteen_markets_are_too_few_blocks() -> None:
    """Destinations could be named as blocks, and then there are fifteen."""
    flows = eu15()
    first, last = (flows[flows["period"] == year] for year in ("2007", "2016"))
    found = concentration_change(first, last, block="partner", measures=("hhi",))
    assert found.measures["reason"][0] == "no interval: 15 blocks, and hhi needs 50"


def test_pairs_of_country_market_and_product_last() -> None:
    """Relations of origin, market and product come and go; most that begin end within a year."""
    flows = eu15()
    # A unit is an origin in a market: pairs of a country and a chapter are always there.
    relations = flows.assign(
        state=flows["district"], district=flows["district"] + " to " + flows["partner"]
    ).drop(columns="partner")
    turnover = pair_turnover(relations)
    assert len(turnover) == 9
    after = turnover["n_pairs_before"] + turnover["n_entered"] - turnover["n_exited"]
    assert after.tolist()[:-1] == turnover["n_pairs_before"].tolist()[1:]
    every, first = (pair_survival(relations, spells=s) for s in ("all", "first"))
    assert every.n_spells == turnover["n_entered"].sum()
    assert every.n_left_out == turnover["n_pairs_before"][0]
    assert first.n_spells < every.n_spells
    assert first.n_spells + first.n_left_out == first.n_pairs
    assert every.table["survival"].is_monotonic_decreasing
    assert 0.4 < every.table["survival"][0] < 0.7
    margins = growth_margins(relations, within=None)
    assert margins["extensive"].abs()[0] < 0.05 * margins["change"].abs()[0]


def test_phases_of_the_paper_in_the_ministrys_own_totals() -> None:
    """12.8 and -0.9 per cent, from chapters by fiscal year."""
    raw = pd.read_csv(
        real("data/india_hs2_by_year/india_hs2_exports_fy1996_2018.csv"), dtype={"hs2": "str"}
    )
    panel = pd.DataFrame(
        {
            "state": "India",
            "district": "all",
            "hs_code": raw["hs2"],
            "period": raw["fy"].str[:5] + raw["fy"].str[-2:],
            "value": raw["usd_mn"].fillna(0.0),
        }
    )
    table = trend_growth(
        panel, by="state", first="2008-09", last="2017-18", breaks=("2013-14",)
    ).set_index("first_period")
    assert table["cagr"].iloc[1:].round(3).tolist() == [0.128, -0.009]
    total = panel.groupby("period")["value"].sum()
    for (a, b), trend in zip(
        (("2008-09", "2012-13"), ("2013-14", "2017-18")), table["trend"].iloc[1:], strict=True
    ):
        logs = np.log(total[a:b].to_numpy())
        assert trend == pytest.approx(np.expm1(np.polyfit(range(5), logs, 1)[0]))
