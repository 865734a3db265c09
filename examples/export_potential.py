"""Export potential of a real country: Spain in the EU15, its provinces, and a look back.

Scores Spain's trade of 2007-2011 in farm goods (HS chapters 01-15, sections I-III) with the
export potential indicator, brings it down to provinces, asks whether the gaps of those years
told what grew by 2012-2016, and ranks what provinces could move into.

Reads ``eu15_bilateral``, ``spain_provinces`` and ``world_sections`` from ``../shared/data``
beside the checkout (or from the folder in ``ODOPKIT_SHARED``); without them the script says so
and stops.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from odopkit import ExportMatrix, location_quotient
from odopkit.hs import hs_section
from odopkit.potential import (
    average_trade,
    district_potential,
    diversification_potential,
    export_potential,
)
from odopkit.potential.composite import backtest
from odopkit.product_space import density, presence

SHARED = Path(os.environ.get("ODOPKIT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
TRADE = SHARED / "data" / "eu15_bilateral" / "eu15_trade_2007_2016.csv"
PROVINCES = SHARED / "data" / "spain_provinces" / "subnat_exports.csv"
WORLD = SHARED / "data" / "world_sections" / "world_exports_by_section.csv"

EARLY = [str(year) for year in range(2007, 2012)]
LATE = [str(year) for year in range(2012, 2017)]
NO_PROVINCE = "Sin provincia asignada"
UNIT = ["market", "product"]


def read_trade() -> pd.DataFrame:
    """Read trade of 15 exporters with each other, HS chapters 01-15, in million euros."""
    # Chapters 16-20 are only a part of section IV, so they stay out.
    raw = pd.read_csv(TRADE, dtype={"Destination": "str", "Origin": "str", "Product": "str"})
    table = pd.DataFrame(
        {
            "exporter": raw["Origin"],
            "market": raw["Destination"],
            "product": raw["Product"].str.zfill(2),
            "period": raw["Year"].astype(int).astype("str"),
            "value": raw["Euros"] / 1e6,
        }
    )
    return table[table["product"] <= "15"]


def read_provinces() -> pd.DataFrame:
    """Read exports of 52 provinces and of no province, 2022, by section in Roman numerals."""
    raw = pd.read_csv(PROVINCES)
    section = {1: "I", 2: "II", 3: "III"}
    flows = pd.DataFrame(
        {
            "state": "Spain",
            "district": raw["Subnat Geography"],
            "product": raw["Section ID"].map(section),
            "value": raw["Trade Value"],
        }
    )
    return flows[flows["product"].notna()]


def look_back(epi: pd.DataFrame, trade: pd.DataFrame, early: pd.DataFrame) -> None:
    """Print whether the score of 2007-2011 told what came in 2012-2016."""
    late = average_trade(trade, periods=LATE)

    def of_spain(table: pd.DataFrame) -> pd.Series[float]:
        mine = table[table["exporter"] == "ES"].set_index(UNIT)["value"]
        return mine.reindex(pd.MultiIndex.from_frame(epi[UNIT])).fillna(0.0).reset_index(drop=True)

    def values(x: pd.Series[float], name: str = "value") -> pd.DataFrame:
        return epi[UNIT].assign(**{name: x})

    before, after = epi["actual"], of_spain(late)
    quotient = location_quotient(ExportMatrix.from_long(early, unit="exporter")).to_frame()
    outcomes = {
        "growth in per cent": (after / before - 1).where(before > 0),
        "growth in euros": after - before,
    }
    scores = {"unrealised": epi["unrealised"], "potential": epi["potential"]}
    last = of_spain(trade[trade["period"] == EARLY[-1]])
    baselines = {
        "value of 2011": values(last),
        "smallest first": values(-last),
        "location quotient": values(epi["product"].map(quotient.T["ES"])),
        "market's imports": values(epi["imports"]),
    }
    for outcome, value in outcomes.items():
        print(f"\nRank correlation with {outcome}, 2007-2011 to 2012-2016\n")
        tables = [
            backtest(
                values(score, "score"),
                values(value),
                baselines=baselines,
                k=20,
                interval_method="bootstrap",
                rng=285,
                method=name,
                unit=UNIT,
            )
            for name, score in scores.items()
        ]
        ends = ["spearman", "spearman_lower", "spearman_upper"]
        columns = ["method", *ends, "lift", "n_units", "n_left_out"]
        both = pd.concat([tables[0].iloc[:1], tables[1]])
        print(both[columns].round(2).to_string(index=False))
        lead = tables[0].iloc[1:][["method", "difference", "difference_lower", "difference_upper"]]
        print("\nWhat 'unrealised' is ahead of each by\n")
        print(lead.round(2).to_string(index=False))


def rank_new_products() -> None:
    """Print the sections that provinces lack, by world demand and nearness."""
    world = pd.read_csv(WORLD, encoding="utf-8-sig")
    # By number: one section is spelled differently in the two files.
    world = world.assign(product=world["Section ID"].astype("str").str.zfill(2))
    countries = ExportMatrix.from_long(
        world, unit="Exporter Country", product="product", value="Trade Value"
    )
    demand = world.groupby("product")["Trade Value"].sum()
    raw = pd.read_csv(PROVINCES)
    exports = pd.DataFrame(
        {
            "province": raw["Subnat Geography"],
            "product": raw["Section ID"].astype("str").str.zfill(2),
            "value": raw["Trade Value"],
        }
    )
    # Section 22 is "Unspecified".
    exports = exports[(exports["province"] != NO_PROVINCE) & (exports["product"] <= "21")]
    provinces = ExportMatrix.from_long(exports, unit="province")
    has = presence(location_quotient(provinces, reference=demand))
    near = density(has, presence(location_quotient(countries)), diagonal=0.0)
    ranks = diversification_potential(
        has, near, pd.DataFrame({"market": "world", "demand": demand}).reset_index()
    ).ranks
    titles = world.drop_duplicates("product").set_index("product")["Section"]
    some = ranks[ranks["province"].isin(["Almería", "Jaén", "Lugo"]) & (ranks["rank"] <= 3)]
    shown = some.assign(section=some["product"].map(titles))
    columns = ["province", "rank", "n_ranked", "section", "density", "relative"]
    print(shown[columns].round(2).to_string(index=False))


def main() -> int:
    """Score, bring down, look back, rank."""
    absent = [path.name for path in (TRADE, PROVINCES, WORLD) if not path.exists()]
    if absent:
        print(f"{', '.join(absent)} not at hand (looked in {SHARED / 'data'}); nothing to do")
        return 0
    trade = read_trade()
    early = average_trade(trade, periods=EARLY)
    partly = int((early["n_periods"] < len(EARLY)).sum())
    print(f"{len(early)} flows, mean of 2007-2011; {partly} of them are absent in some year,")
    print("which counts as nothing. Million euros; the 'world' here is the EU15.")

    epi = export_potential(early, exporter="ES")
    print("\nEPI (Decreux and Spies), static core, Spain: the largest unrealised potentials\n")
    columns = [*UNIT, "supply", "demand", "ease", "potential", "actual", "unrealised"]
    print(epi.nlargest(10, "unrealised")[columns].round(2).to_string(index=False))
    money = ["potential", "actual", "realised", "unrealised", "over_trade"]
    print("\nIn all, by chapter and by section: potential adds up to exports, gaps do not\n")
    sections = early.assign(product=hs_section(early["product"]).astype("str"))
    by_section = export_potential(sections, exporter="ES")
    both = {"15 chapters": epi[money].sum(), "3 sections": by_section[money].sum()}
    print(pd.DataFrame(both).T.round(1).to_string())

    print("\nProvinces by their shares of 2022, top-down: ten of 53\n")
    found = district_potential(
        by_section,
        read_provinces(),
        method="top_down",
        product="product",
        unspecified_values=(NO_PROVINCE,),
    )
    shown = ["district", "rank", "potential", "unrealised", "over_trade"]
    largest = found.districts.nlargest(10, "potential")
    print(largest[shown].round(1).to_string(index=False))
    total = found.districts["potential"].sum()
    print(f"\nAll 53 add up to {total:.1f}; {found.districts['reason'].iloc[0]}")

    print("\nDid it tell what came? 14 markets by 15 chapters")
    look_back(epi, trade, early)
    print("\nOne country, one split of time: no verdict on the method. Growth in per cent favours")
    print("whoever started small, growth in euros whoever is large; see both, and the baselines.")

    print("\nSections that provinces lack (quotient below 1), by world demand and nearness.")
    print("World exports by section serve as global demand here, and as nothing else.\n")
    rank_new_products()
    print("\nNone of this is a forecast or a ceiling; ranks are no money.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
