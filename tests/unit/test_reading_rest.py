"""Rows that lump the rest of the products together are told from products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from odopkit import lead_products
from odopkit.dominance import dominance_table
from odopkit.readers import ReadResult, read_exports
from odopkit.typing import REST

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {"State": "state", "District": "district", "Product": "product", "Value": "value"}
CODES = {"District": "district", "HS": "hs_code", "Value": "value"}

PARLIAMENT = """\
State,District,Product,Value
Xanadu,Alfa,Carpets,30
Xanadu,Alfa,Rice,20
Xanadu,Alfa,Others,100
Xanadu,Beta,Rice,50
Xanadu,Beta,Leather,20
Xanadu,Beta,All other commodities,10
"""


def read(folder: Path, text: str, **options: object) -> ReadResult:
    """Write a csv and read it."""
    path = folder / "x.csv"
    path.write_text(text, encoding="utf-8")
    options.setdefault("columns", WORDS)
    return read_exports(path, **options)  # type: ignore[arg-type]


def test_others_are_in_the_total_and_lead_nowhere(tmp_path: Path) -> None:
    """Carpets lead Alfa, with 30 of 150; one line says what became of two rows."""
    result = read(tmp_path, PARLIAMENT)
    assert result.flows["value"].sum() == 230
    assert result.flows["product"].tolist().count(REST) == 2
    leads = lead_products(result.flows, product="product")
    first = leads[["district", "product", "value", "share_in_district"]].iloc[0].tolist()
    assert first == ["Alfa", "Carpets", 30.0, 30 / 150]
    assert result.issues[["column", "value", "action"]].values.tolist() == [
        ["Product", "All other commodities", "repaired"]
    ]
    assert "in 2 row(s) means the rest of the products" in str(result.issues.loc[0, "message"])


def test_keep_insists(tmp_path: Path) -> None:
    """What is kept is a product like any other; the rest of the words stay the rest."""
    flows = read(tmp_path, PARLIAMENT, keep=["Others"]).flows
    leads = lead_products(flows, product="product").set_index("district")
    assert leads["product"].to_dict() == {"Alfa": "Others", "Beta": "Rice"}
    assert flows["product"].tolist().count(REST) == 1


@pytest.mark.parametrize("word", ["Otros", "Sonstige", "अन्य", "その他", "REST", "Others:"])
def test_the_rest_in_other_words(tmp_path: Path, word: str) -> None:
    """The words of one table, in the languages of the totals."""
    flows = read(tmp_path, PARLIAMENT.replace("Others", word)).flows
    assert flows["product"].tolist().count(REST) == 2


@pytest.mark.parametrize(
    "word",
    [
        "other_manufactures",
        "Miscellaneous",
        "Unspecified",
        "Other machinery",
        "agri_livestock_other",
    ],
)
def test_sections_are_products(tmp_path: Path, word: str) -> None:
    """Only a whole label means the rest: sections and sectors that say other are products."""
    result = read(tmp_path, PARLIAMENT.replace("Others", word))
    assert word in result.flows["product"].tolist()


def test_descriptions_beside_codes_are_titles(tmp_path: Path) -> None:
    """Titles of the Harmonized System say Other everywhere; the code tells, mapped or not."""
    text = (
        "State,District,HS code,Product,Value\nXanadu,Alfa,0101,Horses,3\n"
        "Xanadu,Alfa,0106,Other,9\nXanadu,Beta,2106,Other,4\n"
    )
    for columns in (WORDS, {**WORDS, "HS code": "hs_code"}):
        result = read(tmp_path, text, columns=columns)
        assert result.flows["product"].tolist() == ["Horses", "Other", "Other"]


def test_others_without_a_code_are_goods_not_specified(tmp_path: Path) -> None:
    """In a coded table the row that has words and no code stays in totals, unranked."""
    text = "District,HS,Title,Value\nAlfa,0901,Coffee,30\nAlfa,1006,Rice,20\nAlfa,,Others,100\n"
    result = read(tmp_path, text, columns=CODES, constants={"state": "X"})
    assert result.flows["hs_code"].tolist() == ["0901", "1006", "9999"]
    assert result.issues["action"].tolist() == ["repaired"]
    table = dominance_table(result.flows, rule="conventional")
    assert table["value"].tolist() == [150.0]
    assert table["first_share"].tolist() == [30 / 150]


def test_a_code_that_is_missing_beside_a_product_stays_missing(tmp_path: Path) -> None:
    """Only words for the rest stand for what has no code."""
    text = "District,HS,Title,Value\nAlfa,0901,Coffee,30\nAlfa,1006,Rice,20\nAlfa,,Tea,100\n"
    result = read(tmp_path, text, columns=CODES, constants={"state": "X"})
    assert len(result.flows) == 2
    assert result.issues["action"].tolist() == ["set_aside"]
    assert result.value_set_aside == 100.0


def test_a_place_called_others_is_no_product(tmp_path: Path) -> None:
    """The words are asked of products only."""
    text = PARLIAMENT.replace("Beta", "Others")
    result = read(tmp_path, text)
    assert "Others" in result.flows["district"].tolist()
