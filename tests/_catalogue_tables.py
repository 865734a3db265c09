"""Small tables with everything in them that a function of the package asks for."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

KEYS: Final = ["state", "district", "hs_code"]
YEARS: Final = ("2018-19", "2019-20", "2020-21", "2021-22")
PRODUCTS: Final = ("10063020", "30049099", "71131910", "84212190")


def _flows() -> pd.DataFrame:
    """Three states, places known and unspecified, a special chapter, partners, counts, a year."""
    rows = [
        ("Goa", "North Goa", "30049099", 40.0, 9, "USA"),
        ("Goa", "North Goa", "71131910", 10.0, 2, "ARE"),
        ("Goa", "South Goa", "30049099", 60.0, 14, "USA"),
        ("Goa", "UNSPECIFIED", "30049099", 3.0, 1, "USA"),
        ("Haryana", "Karnal", "10063020", 90.0, 12, "ARE"),
        ("Haryana", "Karnal", "84212190", 20.0, 6, "USA"),
        ("Haryana", "Panipat", "84212190", 30.0, 7, "NPL"),
        ("Haryana", "Panipat", "99930000", 2.0, 1, "USA"),
        ("Haryana", "Panipat", "10063020", 5.0, 2, "ARE"),
        ("Sikkim", "Gangtok", "30049099", 4.0, 3, "NPL"),
        ("Sikkim", "Gangtok", "10063020", 1.0, 1, "NPL"),
        ("Sikkim", "Namchi", "10063020", 0.0, 0, "NPL"),
    ]
    table = pd.DataFrame(rows, columns=[*KEYS, "value", "shipments", "partner"])
    table["my_firm"] = [f"firm {i % 5}" for i in range(len(table))]
    return table.assign(period="2021-22")


def _trade() -> pd.DataFrame:
    """Three exporters, three markets, four products."""
    value = {
        (e, m, p): float(2 + (3 * i + 5 * j + 7 * k) % 11)
        for i, e in enumerate(("ARE", "IND", "USA"))
        for j, m in enumerate(("ARE", "IND", "USA"))
        for k, p in enumerate(PRODUCTS)
        if e != m
    }
    table = pd.Series(value, name="value").rename_axis(["exporter", "market", "product"])
    return table.reset_index()


def _indicators() -> pd.DataFrame:
    """Two indicators of eight districts, one value missing."""
    return pd.DataFrame(
        {
            "state": ["Goa"] * 4 + ["Sikkim"] * 4,
            "district": list("abcdefgh"),
            "my_roads": [1.0, 2, 3, 4, 5, 6, 7, 20],
            "my_ports": [5.0, 3, 8, 1, 9, 2, np.nan, 4],
        }
    )


def tables() -> dict[str, pd.DataFrame]:
    """Make the tables that go into the calls."""
    flows, trade, indicators = _flows(), _trade(), _indicators()
    earlier = flows.assign(value=flows["value"] * ([1, 2, 0.5] * 4) + 1, period="2016-17")
    places = indicators[["state", "district"]]
    countries = ["ARE", "IND", "USA"]
    wide = pd.DataFrame([[30.0, 10], [10, 20]], index=["A", "B"], columns=["m1", "m2"])
    return {
        "flows": flows,
        "panel": pd.concat([earlier, flows], ignore_index=True),
        "earlier": earlier,
        "years": pd.concat(
            [flows.iloc[i:].assign(period=year) for i, year in enumerate(YEARS)],
            ignore_index=True,
        ),
        "own": flows.rename(columns={"hs_code": "my_product"}),
        "trade": trade,
        "trade by year": pd.concat(
            [trade.assign(period=y, value=trade["value"] + i) for i, y in enumerate("12")]
        ).replace({"period": {"1": "2020", "2": "2021"}}),
        "projections": pd.DataFrame(
            {"country": countries, "gdp": [1.1, 1.3, 1.2], "population": [1.0, 1.1, 1.05]}
        ),
        "distances": trade[["exporter", "market"]].drop_duplicates().assign(distance=1000.0),
        "tariffs": trade[["exporter", "market", "product"]].assign(tariff=0.05),
        "indicators": indicators,
        "scores": places.assign(score=[8.0, 7, 6, 5, 4, 3, 2, 1]),
        "later": places.assign(value=[9.0, 7, 8, 3, 1, 2, 6, 4]),
        "last year": places.assign(value=[5.0, 6, 1, 4, 2, 3, 8, 7]),
        "listed": pd.DataFrame(
            {
                "state": ["Goa", "Goa", "Haryana", "Haryana", "Sikkim"],
                "district": ["North Goa", "South Goa", "Karnal", "Panipatt", "Gangtok"],
                "hs_code": ["3004", "0306", "10", "5703", "8703"],
                "description": ["medicines", "fish", "rice", "carpets", "cars"],
            }
        ),
        "listed in words": pd.DataFrame(
            {"state": ["Goa"], "district": ["North Goa"], "product": ["medicines"]}
        ),
        "codes": pd.DataFrame({"text": ["medicines"], "hs_code": ["3004"]}),
        "descriptions": pd.DataFrame(
            {"hs_code": ["1006", "3004"], "description": ["Rice", "Medicaments in doses"]}
        ),
        "counts": pd.DataFrame({"state": ["Goa"], "single": [1], "double": [1]}),
        "top shares": pd.DataFrame({"state": ["Goa"] * 2, "share_in_district": [0.8, 0.55]}),
        "wide": wide,
        "wide later": wide * [1.5, 1.2],
        "wide world": wide * 10,
        "wide world later": wide * [12.0, 11.0],
        "demand": pd.DataFrame({"product": PRODUCTS, "demand": [4.0, 3, 2, 1]}),
        "raw": pd.DataFrame(
            {
                "State": ["Goa", "Goa", "Goa"],
                "District": ["North Goa", "North Goa", "South Goa"],
                "HS": ["30049099", "30049099", "71131910"],
                "Value": ["1,000", "?", "20"],
            }
        ),
    }


T: Final = tables()
"""The tables that go into the calls, by name; no call may change one."""
