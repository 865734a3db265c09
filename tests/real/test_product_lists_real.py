"""Two official lists against the exports of their districts, and plain pandas in the test."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from _shared import real
from odopkit import read_exports
from odopkit.product_lists import ListMatch, match_product_lists, propose_places

SECTORS = "data/dgcis_district_sector_fy25/district_sector_clusters.csv"
LISTS = {
    "uttar_pradesh": ["product"],
    "madhya_pradesh": ["main_product", "additional_product"],
}
# What some texts of the lists are in the sectors of the export file; crafts that could be
# of several sectors, services, and texts of several products are left out on purpose.
TEXTS = {
    "leather": ["Leather products"],
    "footwear": ["Footwear"],
    "toys": ["Wooden toys", "Soft toys", "Sports goods"],
    "furniture": ["Furniture", "Wooden Furniture"],
    "metals": [
        "Locks and hardware", "Aluminium utensils", "Brassware", "Metal craft", "Aluminium",
        "Iron rims and axles", "Sanitary fittings", "Ghungroo, bells and brass",
    ],
    "mineral_products": ["Granite", "Stone Tiles", "Katni Stone", "Flagstone Tiles", "Glassware"],
    "textiles_garments": [
        "Textile products", "Textile printing", "Bedsheets", "Readymade garments", "Handloom",
        "Carpets", "Carpets and dari", "Carpet", "Woollen durries", "Durries", "Powerloom",
        "Banarasi silk sarees", "Powerloom textiles", "Chikankari", "Zari zardozi", "Cotton",
        "Home furnishing", "Cloth Jacket", "Bagh print (Clothes)", "Zari silk sarees",
    ],
    "chemicals": ["Attar and perfume"],
    "machinery": ["Agricultural Equipment"],
    "wood_paper": ["Handmade paper", "Wood work", "Bamboo"],
    "food_grains": [
        "Kala namak rice", "Wheat & Wheat Products", "Paddy", "Bajra", "Jirashankar Rice",
        "Chinnor Rice", "Black Wheat",
    ],
    "food_fresh": ["Guava", "Orange", "Mango", "Orange & Onion", "Pulses", "Custard apple"],
    "food_processed": ["Jaggery", "Banana products", "Amla products", "Mustard Oil"],
}  # fmt: skip
CODES = pd.DataFrame(
    [(text, sector) for sector, texts in TEXTS.items() for text in texts],
    columns=["text", "product"],
)
# One text may stand for two sectors: fresh and processed fruit.
CODES.loc[len(CODES)] = ["Banana products", "food_fresh"]

each_list = pytest.mark.parametrize("name", LISTS)


def official(name: str) -> pd.DataFrame:
    """One list, a row for each district and text."""
    raw = pd.read_csv(real(f"data/odop_lists/odop_{name}.csv"))
    long = raw.melt(id_vars=["state", "district"], value_vars=LISTS[name], value_name="text")
    return long.dropna(subset=["text"]).rename(columns={"text": "product"})[
        ["state", "district", "product"]
    ]


def flows() -> pd.DataFrame:
    """Exports by district and sector, as the library reads them."""
    columns = {
        "State": "state",
        "District": "district",
        "sector": "product",
        "export_usd": "value",
    }
    return read_exports(real(SECTORS), columns=columns, currency="USD").flows


def matched(name: str, k: int = 5) -> ListMatch:
    """The list against the flows, through the table of texts."""
    return match_product_lists(official(name), flows(), k=k, product="product", codes=CODES)


def plain(name: str, k: int = 5) -> pd.DataFrame:
    """Listed rows with the best rank and the value of their sectors, by merges."""
    raw = pd.read_csv(real(SECTORS))
    sums = raw.groupby(["State", "District", "sector"], as_index=False)["export_usd"].sum()
    sums = sums[sums["export_usd"] > 0].sort_values(
        ["State", "District", "export_usd", "sector"], ascending=[True, True, False, True]
    )
    sums["rank"] = sums.groupby(["State", "District"]).cumcount() + 1
    texts = official(name)
    keyed = texts.assign(
        State=texts["state"].str.upper(), District=texts["district"].str.upper()
    ).drop_duplicates()
    rows = keyed.merge(CODES, left_on="product", right_on="text", how="left").merge(
        sums, left_on=["State", "District", "product_y"], right_on=["State", "District", "sector"],
        how="left",
    )  # fmt: skip
    found = rows.groupby(["State", "District", "product_x"], as_index=False).agg(
        rank=("rank", "min"), value=("export_usd", "sum"), coded=("text", "count")
    )
    found["is_match"] = found["rank"] <= k
    names = set(zip(sums["State"], sums["District"], strict=True))
    found["there"] = [p in names for p in zip(found["State"], found["District"], strict=True)]
    return found


@each_list
def test_every_listed_row_is_in_exactly_one_frame(name: str) -> None:
    """Nothing of an official list disappears."""
    found, rows = matched(name), official(name)
    key = ["state", "district", "listed"]
    together = pd.concat([found.matches[key].drop_duplicates(), found.listed_unexported[key]])
    got = sorted((s.upper(), d.upper(), t) for s, d, t in together.to_numpy().tolist())
    unique = rows.drop_duplicates().to_numpy().tolist()
    assert got == sorted((s.upper(), d.upper(), t) for s, d, t in unique)
    assert found.to_dict()["n_rows"] == len(rows)
    assert len(found.by_district) == rows["district"].nunique()


@each_list
@pytest.mark.parametrize("k", [1, 3, 5])
def test_matches_agree_with_plain_pandas(name: str, k: int) -> None:
    """The same listed products match, and the rest have the same value and rank."""
    found, expected = matched(name, k), plain(name, k)
    matches = found.matches
    best = matches.groupby(["state", "district", "listed"], as_index=False)["rank"].min()
    inside = expected[expected["is_match"]]
    assert sorted(map(tuple, best.to_numpy().tolist())) == sorted(
        map(tuple, inside[["State", "District", "product_x", "rank"]].to_numpy().tolist())
    )
    outside = expected[~expected["is_match"]].sort_values(["State", "District", "product_x"])
    left = found.listed_unexported.assign(
        state=found.listed_unexported["state"].str.upper(),
        district=found.listed_unexported["district"].str.upper(),
    ).sort_values(["state", "district", "listed"])
    assert left["listed"].tolist() == outside["product_x"].tolist()
    assert left["rank"].fillna(0).tolist() == outside["rank"].fillna(0).tolist()
    known = (outside["coded"] > 0) & outside["there"]
    assert left["value"].notna().tolist() == known.tolist()
    assert left["value"].fillna(0).tolist() == outside["value"].where(known, 0).tolist()
    texts = left["reason"].str.startswith("no code for the text").tolist()
    assert texts == (outside["coded"] == 0).tolist()
    absent = left["reason"].str.contains("district not in the flows table").tolist()
    assert absent == (~outside["there"]).tolist()


@each_list
def test_unlisted_products_complete_the_leading_five(name: str) -> None:
    """Matches and unlisted products are the five largest sectors of each listed district."""
    found = matched(name)
    raw = pd.read_csv(real(SECTORS))
    state = official(name)["state"].iloc[0].upper()
    sums = raw[raw["State"] == state].groupby(["District", "sector"], as_index=False)[
        "export_usd"
    ].sum()  # fmt: skip
    names = {d.upper() for d in official(name)["district"]}
    sums = sums[(sums["export_usd"] > 0) & sums["District"].isin(names)]
    top = sums.sort_values(["District", "export_usd", "sector"], ascending=[True, False, True])
    expected = top.groupby("District").head(5)[["District", "sector"]].to_numpy().tolist()
    key = ["district", "product"]
    got = pd.concat([found.matches[key], found.exported_unlisted[key]]).drop_duplicates()
    assert sorted(map(tuple, got.to_numpy().tolist())) == sorted(map(tuple, expected))


def test_known_districts_of_uttar_pradesh() -> None:
    """Bhadohi's carpets and Kanpur's leather lead; Lakhimpur Kheri is spelled Kheri."""
    found = matched("uttar_pradesh")
    first = found.matches[found.matches["rank"] == 1]
    pairs = set(zip(first["district"], first["listed"], strict=True))
    assert {("BHADOHI", "Carpets"), ("KANPUR NAGAR", "Leather products")} <= pairs
    why: dict[Any, Any] = found.listed_unexported.set_index("district")["reason"].to_dict()
    assert why["Lakhimpur Kheri"] == "no code for the text; district not in the flows table"


def test_what_a_text_stands_for_decides_the_match() -> None:
    """Agra's leather leaves the country as shoes, and only a table that says so matches it."""
    agra = official("uttar_pradesh").query("district == 'Agra'")
    narrow = match_product_lists(agra, flows(), product="product", codes=CODES)
    assert narrow.matches.empty
    shoes = pd.DataFrame({"text": ["Leather products"], "product": ["footwear"]})
    wide = match_product_lists(
        agra, flows(), product="product", codes=pd.concat([CODES, shoes], ignore_index=True)
    )
    assert wide.matches[["product", "rank", "value"]].to_numpy().tolist() == [
        ["footwear", 1, 461_659_030]
    ]


def test_misspelled_districts_are_proposed_and_stay_unmatched() -> None:
    """Sajapur is proposed as Shajapur; Hoshangabad was renamed, which no spelling shows."""
    pytest.importorskip("rapidfuzz")
    rows = official("madhya_pradesh")
    proposed = propose_places(rows, flows(), limit=1).set_index("district")
    assert proposed.loc["Sajapur", "proposed_district"] == "SHAJAPUR"
    assert proposed.loc["Tikam Garh", "proposed_district"] == "TIKAMGARH"
    assert proposed.loc["Hoshangabad", "proposed_district"] != "NARMADAPURAM"
    assert not proposed["accepted"].any()
    left = matched("madhya_pradesh").listed_unexported
    assert "Sajapur" in set(left["district"])
