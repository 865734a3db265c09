"""The rest of the products counts in totals, and is never a product."""

from __future__ import annotations

import pandas as pd
import pytest

from _tables import flows_of
from odopkit import ExportMatrix, lead_products, read_exports, set_aside, study_exports
from odopkit.concentration import concentration_table
from odopkit.dominance import dominance_table
from odopkit.typing import REST, PseudoMode

FLOWS = flows_of(
    [
        ("X", "Alfa", "Carpets", 30.0),
        ("X", "Alfa", "Rice", 20.0),
        ("X", "Alfa", REST, 100.0),
        ("X", "Beta", "Rice", 50.0),
        ("X", "Beta", "Leather", 20.0),
        ("X", "Beta", REST, 10.0),
    ],
    product="product",
)


def test_the_rest_leads_nowhere() -> None:
    """Carpets lead Alfa with 30 of 150: the rest is in the total and not among the leads."""
    leads = lead_products(FLOWS, product="product").set_index("district")
    assert leads["product"].to_dict() == {"Alfa": "Carpets", "Beta": "Rice"}
    assert leads["value"].tolist() == [30.0, 50.0]
    assert leads["share_in_district"].tolist() == [30 / 150, 50 / 80]


def test_the_rest_is_no_second_product() -> None:
    """First and second shares are of the whole, and neither is the rest."""
    table = dominance_table(FLOWS, product="product", rule="conventional").set_index("district")
    assert table.loc["Alfa", "first_share"] == 30 / 150
    assert table.loc["Alfa", "second_share"] == 20 / 150


def test_the_rest_is_no_column_of_a_matrix() -> None:
    """Three products, and totals that exceed the sums of the matrix."""
    m = ExportMatrix.from_flows(FLOWS, product="product")
    assert list(m.to_frame().columns) == ["Carpets", "Leather", "Rice"]
    assert m.totals.unit.tolist() == [150.0, 80.0]


@pytest.mark.parametrize("pseudo", ["exclude", "denominator", "product"])
def test_the_rest_is_listed_whatever_becomes_of_special_transactions(pseudo: PseudoMode) -> None:
    """It is no special transaction: no choice ranks it or takes it out of totals."""
    table = concentration_table(
        FLOWS, across="product", within=("state", "district"), product="product", pseudo=pseudo
    )
    assert table["value"].tolist() == [150.0, 80.0]
    assert table["n_products"].tolist() == [2, 2]


def test_what_is_set_aside_names_the_rest() -> None:
    """With its value, its share, and what becomes of it."""
    lines = study_exports(FLOWS, product="product").aside
    line = lines[lines["kind"] == "rest of the products"].iloc[0]
    assert (line["value"], line["treatment"]) == (110.0, "in totals, not ranked")
    assert line["share"] == 110 / 230
    quality = study_exports(FLOWS, product="product").quality.set_index("item")
    assert quality.loc["rest of the products", "value"] == 110.0
    assert quality.loc["products", "value"] == 3.0


def test_a_table_without_places_of_products_does_not_ask() -> None:
    """Where no products are asked for, the rest is a value like others."""
    assert set_aside(FLOWS).empty


def test_a_district_with_nothing_but_the_rest_has_no_lead() -> None:
    """It exports, and which product leads is not known."""
    alone = pd.concat([FLOWS, flows_of([("X", "Gama", REST, 7.0)], product="product")])
    leads = lead_products(alone, product="product")
    assert "Gama" not in leads.dropna(subset=["product"])["district"].tolist()
    table = dominance_table(alone, product="product", rule="conventional").set_index("district")
    assert table.loc["Gama", "value"] == 7.0
    assert table.loc["Gama", "reason"] != ""


@pytest.fixture
def coded() -> pd.DataFrame:
    """Two districts whose largest row is the rest of a table of codes, as it is read."""
    table = pd.DataFrame(
        {
            "state": "X",
            "district": ["Alfa"] * 3 + ["Beta"] * 3,
            "hs_code": ["10063020", "57011000", None, "10063020", "41041100", "Others"],
            "title": ["Rice", "Carpets", "Others", "Rice", "Leather", "All other commodities"],
            "value": [20.0, 30, 100, 50, 20, 90],
        }
    )
    return read_exports(table).flows


def test_the_rest_of_a_coded_table_is_named_nowhere_unasked(coded: pd.DataFrame) -> None:
    """It has a code of chapter 99, which no function ranks by default."""
    assert "99999999" in coded["hs_code"].tolist()
    leads = lead_products(coded)
    assert leads["hs_code"].tolist() == ["57011000", "10063020"]
    assert leads["share_in_district"].tolist() == [30 / 150, 50 / 160]
    table = dominance_table(coded, rule="conventional")
    assert table["first_share"].tolist() == [30 / 150, 50 / 160]
    assert "99999999" not in ExportMatrix.from_flows(coded).to_frame().columns
    tables = vars_of(study_exports(coded))
    assert sum("hs_code" in frame for frame in tables.values()) > 1
    for name, frame in tables.items():
        named = [c for c in ("hs_code", "product") if c in frame]
        assert not any((frame[c].astype(str) == "99999999").any() for c in named), name


def test_only_who_asks_for_chapter_99_sees_the_rest_ranked(coded: pd.DataFrame) -> None:
    """As products, under the code that says so."""
    leads = lead_products(coded, pseudo="product")
    assert leads["hs_code"].tolist() == ["99999999", "99999999"]


def vars_of(study: object) -> dict[str, pd.DataFrame]:
    """Give the tables of a study."""
    names = [n for n in dir(study) if not n.startswith("_")]
    held = {n: getattr(study, n) for n in names}
    return {n: v for n, v in held.items() if isinstance(v, pd.DataFrame)}
