"""Small files that each carry one trap of a real one: each gives its right table, or one sentence.

Each line is a file, how it is read, and what must come of it: the values kept and a line of what
was said, or the words of the refusal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from _shared import real
from odopkit.errors import ReadError
from odopkit.readers import read_exports

FOLDER = "cases"
PLACE = {"state": "X"}
NOWHERE = {"state": "X", "district": "Y"}
FULL = {"State": "state", "District": "district"}
CODED = {**FULL, "HS": "hs_code", "Value": "value"}
NAMED = {**FULL, "Product": "product", "Value": "value"}
YEARS = {**CODED, "Year": "period"}
PROVINCE = {"Province": "district", "Product": "product", "Value": "value"}
LINES = {"Province": "district", "HS": "hs_code", "Value": "value"}
BY_STATE = {"State": "district", "Product": "product", "Value": "value"}
BY_DISTRICT = {"District": "district", "Product": "product", "Value": "value"}
REGION = {"Region": "district", "Value": "value"}
MONTHS = {"State": "district", "Month": "period", "Value": "value"}
MEXICO = {"State": "district", "HS6 ID": "hs_code", "Trade Value": "value"}
OVER_YEARS = {"District": "district", "Year": "period", "Value": "value"}

READ: dict[str, tuple[str, dict[Any, str], dict[str, str], dict[str, Any], list[float], str]] = {
    "all states": (
        "allstates.csv",
        {"State": "district", "Country": "partner", "Year": "period", "Value": "value"},
        PLACE,
        {},
        [200, 100],
        "a total, not a row of data",
    ),
    "the world beside its parts": (
        "world.csv",
        {
            "Reporter": "district",
            "Commodity Code": "hs_code",
            "Partner": "partner",
            "Value": "value",
        },
        PLACE,
        {},
        [60, 40],
        "a total, not a row of data",
    ),
    "one total label in a column": (
        "worldtotal.csv",
        {"State": "district", "Product": "product", "Country": "partner", "Value": "value"},
        PLACE,
        {},
        [100, 50],
        "left out: every row holds a total ('World Total')",
    ),
    "exports chosen": (
        "flow.csv",
        LINES,
        PLACE,
        {"where": {"Flow": "Export"}},
        [100, 50],
        "1 row(s) left out by where=",
    ),
    "months told": (
        "month2.csv",
        MONTHS,
        PLACE,
        {"period_kind": "month", "year_start": 4, "partial": "keep"},
        [110, 50],
        "a part of a year",
    ),
    "dots part thousands": ("dot2.csv", PROVINCE, PLACE, {}, [1234567, 12500, 3125, 800], ""),
    "dots told": (
        "dotthousand.csv",
        PROVINCE,
        PLACE,
        {"thousands": "."},
        [1234, 12500, 3125],
        "",
    ),
    "commas told": ("comma2.csv", PROVINCE, PLACE, {"decimal": ","}, [1.25, 12.5, 3.125, 800], ""),
    "below the total": (
        "afterTotal.csv",
        {"Country": "district", "USD": "value"},
        PLACE,
        {},
        [100, 50],
        "stands below the grand total",
    ),
    "national lines cut": (
        "hs10.csv",
        LINES,
        PLACE,
        {"cut_hs": 8},
        [10, 20],
        "2 code(s) of 9 to 12 digits (national tariff lines) cut to 8",
    ),
    "places of no state": (
        "br.csv",
        {"SG_UF_MUN": "state", "CO_MUN": "district", "SH4": "hs_code", "VL_FOB": "value"},
        {},
        {},
        [5000, 2500, 90000, 1022323, 7, 3],
        "",
    ),
    "the rest": (
        "others.csv",
        NAMED,
        {},
        {},
        [30, 20, 100, 50, 20, 10],
        "the rest of the products",
    ),
    "a copied year": (
        "copiedyear.csv",
        YEARS,
        {},
        {},
        [40, 25, 31, 7, 88, 13] * 2 + [44, 27.5, 34.1, 7.7, 96.8, 14.3],
        "2021-22 and 2022-23 are the same figures",
    ),
    "a provisional year": (
        "provisional.csv",
        YEARS,
        {},
        {},
        [40, 25, 31, 7, 88, 13],
        "2024-25 (Apr-Aug) is a part of a year, not set beside full years: 6 row(s) worth 81.6",
    ),
    "a part of a year kept": (
        "provisional.csv",
        YEARS,
        {},
        {"partial": "keep"},
        [40, 25, 31, 7, 88, 13, 16, 10, 12.4, 2.8, 35.2, 5.2],
        "2024-25 (Apr-Aug) is a part of a year, kept",
    ),
    "one letter apart": (
        "oneletter.csv",
        CODED,
        {},
        {},
        [40, 60, 50, 30, 20],
        "'HATHRAPUR' and 'HATRAPUR' of 'Xanadu' are one letter apart",
    ),
    "hidden cells": (
        "hidden.csv",
        CODED,
        {},
        {},
        [40, 15, 22],
        "2 cell(s) withheld: not zero but unknown",
    ),
    "nil or missing": ("hidden.csv", CODED, {}, {}, [40, 15, 22], "some sources print '-' for nil"),
    "totals above a short list": (
        "toplist_total.csv",
        {"State": "district", "Commodity": "product", "Value": "value"},
        PLACE,
        {},
        [300, 200, 400, 300],
        "Alfa lists 500 of 1000, Beta lists 700 of 800",
    ),
    "an incomplete list": (
        "incomplete.csv",
        BY_STATE,
        PLACE,
        {},
        [300, 200, 390],
        "Alfa lists 500 of 1000, Beta lists 390 of 400",
    ),
    "a total in the header": (
        "headertotal.csv",
        {"SITC SECTION": "product", "100": "value"},
        NOWHERE,
        {},
        [60, 40],
        "above the header",
    ),
    "words of a header": (
        "headertotal.csv",
        {1: "product", 3: "value"},
        NOWHERE,
        {},
        [60, 40],
        "words of a header, not a row of data",
    ),
    "a subtotal": ("subtotal.csv", BY_STATE, PLACE, {}, [30, 40, 50, 20, 10, 60], "a total, not"),
    "of which": (
        "ofwhich.csv",
        {"Product": "product", "Value": "value"},
        NOWHERE,
        {},
        [70, 50, 20],
        "a part of the row above",
    ),
    "nested codes, one length": (
        "nested_product.csv",
        {"Province": "district", "SITC": "product", "Value": "value"},
        PLACE,
        {"where": {"SITC": lambda x: x.str.len() == 3}},
        [45, 15, 40],
        "left out by where=",
    ),
    "one measure": (
        "measure.csv",
        BY_DISTRICT,
        PLACE,
        {"where": {"Measure": "Value"}},
        [90, 60],
        "4 row(s) left out by where=",
    ),
    "one kind of trade": (
        "reexport.csv",
        {"Province": "district", "Value": "value"},
        PLACE,
        {"where": {"Trade": "Total exports"}},
        [100, 50],
        "4 row(s) left out by where=",
    ),
    "namesakes": ("namesakes.csv", BY_DISTRICT, PLACE, {}, [60, 50, 80, 40], "differ in 'State'"),
    "the rest of a group": (
        "classword.csv",
        BY_DISTRICT,
        PLACE,
        {},
        [30, 25, 20, 25],
        "differ in 'Group'",
    ),
    "the rest within its group": (
        "classword.csv",
        {"District": "district", "Group": "product", "Value": "value"},
        PLACE,
        {},
        [30, 25, 20, 25],
        "differ in 'Product'",
    ),
    "January on January": (
        "ytd.csv",
        OVER_YEARS,
        PLACE,
        {"where": {"Month": "Jan"}, "partial": "keep"},
        [10, 12, 6],
        "Jan of each year",
    ),
    "a sum repeated": (
        "fanout.csv",
        BY_DISTRICT,
        PLACE,
        {},
        [90, 90, 90, 40, 70, 70],
        "the value never varies over it within a key",
    ),
    "flags": ("flags.csv", REGION, PLACE, {}, [500, 120, 80, 60, 40], "'p' stands behind"),
    "blanks": ("blanks.csv", REGION, PLACE, {}, [12345, 820, 1070, 95, 640], ""),
    "no place": (
        "unallocated.csv",
        {"Region": "district", "Product": "product", "Value": "value"},
        PLACE,
        {},
        [90, 60, 40, 20],
        "'Unallocated - Unknown', 'Not allocated' may name no place",
    ),
    "two scripts": (
        "bilingual.csv",
        NAMED,
        {},
        {},
        [60, 50, 80],
        "'जयपुरा (Jaipura)' and 'Jaipura' of 'X' may be one name",
    ),
    "columns without a heading": (
        "genesis.csv",
        {2: "district", 3: "value"},
        PLACE,
        {},
        [500, 120],
        "lists 620 of 1500",
    ),
    "years of Nepal": (
        "nepali.csv",
        {"Office": "district", "Fiscal year": "period", "Value": "value"},
        PLACE,
        {},
        [100, 40, 120, 50],
        "period '2080/081' read as '2080-81'",
    ),
    "withheld in one year": (
        "withheld_growth.csv",
        OVER_YEARS,
        PLACE,
        {},
        [100, 120, 80, 50, 40, 44],
        "2 cell(s) withheld",
    ),
    "a list of each year": (
        "top_years.csv",
        {"State": "district", "Year": "period", "Product": "product", "Value": "value"},
        PLACE,
        {},
        [90, 50, 31, 95, 52, 33],
        "",
    ),
    "a list of five": ("topfive.csv", {**NAMED}, {}, {}, [], ""),
}
"""Name of the case: file, columns, constants, options, values kept, a line that must stand."""

REFUSED: dict[str, tuple[str, dict[Any, str], dict[str, str], dict[str, Any], str]] = {
    "two flows": (
        "flow.csv",
        LINES,
        PLACE,
        {},
        "column 'Flow' of 'flow.csv' holds 2 values ('Export', 'Import')",
    ),
    "months": ("month.csv", MONTHS, PLACE, {}, "pass period_kind='month'"),
    "months out of order": ("month2.csv", MONTHS, PLACE, {}, "pass period_kind='month'"),
    "dots of two readings": (
        "dotthousand.csv",
        PROVINCE,
        PLACE,
        {},
        "'1.234' is 1234 if dots part thousands",
    ),
    "commas of two readings": ("comma2.csv", PROVINCE, PLACE, {}, "pass decimal=','"),
    "four cells under three headings": (
        "shift.xls",
        {"Volume": "district", "Thousand Taka": "value"},
        PLACE,
        {},
        "have more cells than the header has names (3)",
    ),
    "national lines": ("hs10.csv", LINES, PLACE, {}, "pass cut_hs=6 or cut_hs=8"),
    "imports of Mexico": ("mex_inv.csv", MEXICO, PLACE, {}, "column 'Flow'"),
    "sections of Mexico": (
        "mex_inv.csv",
        MEXICO,
        PLACE,
        {"where": {"Flow": "Exports"}},
        "has the number of its HS section in front (row 2: '1050400' is '050400' in section 1)",
    ),
    "pasted": ("pasted.csv", CODED, {}, {}, "stands there 2 times (6 different rows)"),
    "nested codes": (
        "nested_product.csv",
        {"Province": "district", "SITC": "product", "Value": "value"},
        PLACE,
        {},
        "'05' is '054' and '057' (4 of 4 sums agree)",
    ),
    "measures": ("measure.csv", BY_DISTRICT, PLACE, {}, "column 'Measure'"),
    "re-exports": (
        "reexport.csv",
        {"Province": "district", "Value": "value"},
        PLACE,
        {},
        "column 'Trade'",
    ),
    "years of other months": ("ytd.csv", OVER_YEARS, PLACE, {}, "(2023: Jan-Apr; 2024: Jan)"),
    "several things in a cell": (
        "compound.tsv",
        {"flow,unit,geo\\time": "district", "2022": "value"},
        PLACE,
        {},
        "holds 3 things in one cell",
    ),
    "sections before headings": (
        "sectioncode.csv",
        {"Province": "district", "HS4 ID": "hs_code", "Trade Value": "value"},
        PLACE,
        {},
        "(row 2: '168517' is '8517' in section 16)",
    ),
    "years as rows": (
        "blockyear.csv",
        {"Product": "product", "Value": "value"},
        NOWHERE,
        {},
        "rows 2 and 5 of 'blockyear.csv' ('2022', '2023') look like headings of blocks",
    ),
}
"""Name of the case: file, columns, constants, options, words of the refusal."""

SILENT = {"dots part thousands", "dots told", "commas told", "blanks", "places of no state"}


@pytest.mark.parametrize("case", READ)
def test_each_file_is_read_right(case: str) -> None:
    """The values kept are those of the rows of data, and what was done to others is said."""
    name, columns, constants, options, values, said = READ[case]
    result = read_exports(
        real(f"{FOLDER}/{name}"), columns=columns, constants=constants or None, **options
    )
    if values:
        kept = result.flows.groupby(["district"], observed=True)["value"].sum()
        assert result.flows["value"].sum() == pytest.approx(sum(values), rel=1e-12)
        assert "period_kind" in options or result.flows["value"].tolist() == pytest.approx(values)
        assert kept.gt(0).all()
    assert any(said in line for line in [*result.issues["message"], ""])
    if case in SILENT:
        assert result.issues.empty


@pytest.mark.parametrize("case", REFUSED)
def test_each_file_that_has_no_one_reading_is_refused(case: str) -> None:
    """In a sentence or two that quote what was found and say what to do."""
    name, columns, constants, options, said = REFUSED[case]
    path = real(f"{FOLDER}/{name}")
    with pytest.raises(ReadError) as caught:
        read_exports(path, columns=columns, constants=constants or None, **options)
    assert said in str(caught.value)
    assert len(str(caught.value)) <= 500


def test_no_file_is_left_out() -> None:
    """Every file of the folder is one of the cases."""
    files = {path.name for path in Path(real(FOLDER)).iterdir()} - {"README.md"}
    assert {entry[0] for entry in (*READ.values(), *REFUSED.values())} == files
