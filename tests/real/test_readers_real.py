"""Real files, with all their defects, are read whole or refused in one sentence.

Where a file prints its own total, the rows that were kept must add up to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from _shared import real
from odopkit.errors import ReadError
from odopkit.readers import MILLION, ReadResult, read_dgcis, read_exports

if TYPE_CHECKING:
    from pathlib import Path

INDIA = {"state": "India", "district": "India"}
TOTAL = "a total, not a row of data"


def message_of(source: Path, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(source, **options)
    return str(caught.value)


def total_of(result: ReadResult) -> float:
    """Give the value of all kept rows."""
    return float(result.flows["value"].sum())


# -- tables that are clean -------------------------------------------------------------


def test_the_sector_file_of_dgcis_is_read_whole() -> None:
    """Quoted state names, dots and brackets survive, and no row or dollar is lost."""
    path = real("data/dgcis_district_sector_fy25/district_sector_clusters.csv")
    result = read_exports(
        path,
        columns={
            "State": "state",
            "District": "district",
            "sector": "product",
            "export_usd": "value",
        },
        currency="USD",
    )
    plain = pd.read_csv(path)
    assert result.issues.empty
    assert len(result.flows) == len(plain) == 8702
    assert total_of(result) == plain["export_usd"].sum()
    assert list(result.flows.columns) == ["state", "district", "product", "value"]
    keys = set(zip(result.flows["state"], result.flows["district"], strict=True))
    assert keys == set(zip(plain["State"], plain["District"], strict=True))
    assert "DADRA,NH,DAMAN,DIU" in {state for state, _ in keys}
    by_state = result.flows.groupby("state", observed=True)["value"].sum()
    assert by_state.to_dict() == plain.groupby("State")["export_usd"].sum().to_dict()


def test_the_provinces_of_spain_are_read_whole() -> None:
    """A second country needs a constant state; accents survive and floats are exact."""
    path = real("data/spain_provinces/subnat_exports.csv")
    result = read_exports(
        path,
        columns={"Subnat Geography": "district", "Section": "product", "Trade Value": "value"},
        constants={"state": "Spain"},
    )
    plain = pd.read_csv(path)
    # Two questions: a label of no province, and Palencia beside Valencia.
    assert set(result.issues["action"]) == {"noted"}
    assert result.issues["value"].tolist() == ["Sin provincia asignada", "Palencia"]
    assert result.flows["value"].to_numpy() == pytest.approx(plain["Trade Value"].to_numpy())
    assert total_of(result) == pytest.approx(plain["Trade Value"].sum(), rel=1e-14)
    assert result.flows["district"].tolist() == plain["Subnat Geography"].tolist()
    assert result.flows["product"].tolist() == plain["Section"].tolist()
    assert set(result.flows["state"]) == {"Spain"}


# -- EIDB: a heading by country and year -----------------------------------------------


@pytest.mark.parametrize(
    ("heading", "n_kept", "n_blank", "totals"),
    [
        ("3304", 177, 37, ["Total", "India's Total", "%Share"]),
        ("3306", 137, 62, ["%Share", "India's Total", "Total"]),
    ],
)
def test_a_heading_by_country_is_read_for_one_year(
    heading: str, n_kept: int, n_blank: int, totals: list[str]
) -> None:
    """An officer wants one year's partners: they add up to the file's own total.

    A blank cell is a country without trade that year: it is listed, not guessed as zero.
    """
    path = real(f"data/eidb_hs4_messy/india_exports_{heading}_by_country_fy.csv")
    result = read_exports(
        path,
        columns={"countries": "partner", "2021-2022": "value"},
        constants={**INDIA, "hs_code": heading, "period": "2021-22"},
        scale=MILLION,
        currency="USD",
    )
    printed = pd.read_csv(path, index_col=0, keep_default_na=False)["2021-2022"]
    # Rows are rounded to 0.01 million each: 177 of them came to 0.04 less, 137 to 0.09.
    assert total_of(result) == pytest.approx(float(printed["Total"]) * MILLION, abs=0.1 * MILLION)
    issues = result.issues
    assert issues.loc[issues["message"] == TOTAL, "value"].tolist() == totals
    assert (issues["message"] == "value is missing").sum() == n_blank
    assert len(issues) == n_blank + 3
    assert len(result.flows) == n_kept
    assert len(result.flows) + len(issues) == len(printed)
    # Line 1 is the header, so the nth row of pandas stands on line n + 2.
    rows = issues["row"].tolist()
    blank = [i + 2 for i, value in enumerate(printed) if value == ""]
    assert [r for r, m in zip(rows, issues["message"], strict=True) if "missing" in m] == blank
    assert result.period == "2021-22"


YEARS = (
    "'countries', '2022-2023(Apr-Dec)', '2021-2022', '2020-2021', '2019-2020', '2018-2019', "
    "'2017-2018', '2016-2017', '2015-2016', '2014-2015', '2013-2014', '2012-2013', '2011-2012', "
    "'2010-2011', '2009-2010' and 12 more"
)


@pytest.mark.parametrize("heading", ["3304", "3306"])
def test_a_wide_file_without_instructions_says_what_to_pass(heading: str) -> None:
    """Which of 26 years is meant cannot be guessed: the call names the first of them all."""
    name = f"india_exports_{heading}_by_country_fy.csv"
    assert message_of(real(f"data/eidb_hs4_messy/{name}")) == (
        f"'{name}' has no column 'state' or 'district' or 'value'; its columns are {YEARS}. Pass "
        "values={'2022-2023(Apr-Dec)': '2022-23 (Apr-Dec)', '2021-2022': '2021-22', "
        "'2020-2021': '2020-21', ...}, constants={'state': '...', 'district': '...'} if that names "
        "them"
    )


@pytest.mark.parametrize(
    ("heading", "n", "rows"), [("3304", 214, (5, 7, 8)), ("3306", 199, (2, 3, 4))]
)
def test_a_year_that_is_mostly_blank_is_refused(
    heading: str, n: int, rows: tuple[int, int, int]
) -> None:
    """In 1997-98 most countries are blank: only the officer can say that this is zero."""
    name = f"india_exports_{heading}_by_country_fy.csv"
    samples = "; ".join(f"row {row}: value is missing" for row in rows)
    assert message_of(
        real(f"data/eidb_hs4_messy/{name}"),
        columns={"countries": "partner", "1997-1998": "value"},
        constants={**INDIA, "hs_code": heading, "period": "1997-98"},
    ) == (
        f"column '1997-1998' of '{name}' cannot serve as value: 124 of {n} rows are bad "
        f"({samples}); fill it in (with 0, if a blank means none), or choose another column"
    )


def test_a_list_of_descriptions_is_refused() -> None:
    """Codes and words without a value are no table of exports, whatever is passed."""
    path = real("data/eidb_hs4_messy/hsn_descp.csv")
    tail = (
        "its columns are 'HSN', 'DESCP'. Pass columns={'column of the file': 'value', ...} if that "
        "names them"
    )
    assert message_of(path) == (
        f"'hsn_descp.csv' has no column 'state' or 'district' or 'value'; {tail}"
    )
    assert message_of(path, columns={"HSN": "hs_code"}, constants=INDIA) == (
        f"'hsn_descp.csv' has no column 'value'; {tail}"
    )


# -- EIDB: chapters by year, as csv, as a workbook and as a saved page -----------------


def test_chapters_of_many_years_are_read_with_their_years() -> None:
    """All 23 years are wanted in one table: their spelling is made one, and listed once."""
    path = real("data/india_hs2_by_year/india_hs2_exports_fy1996_2018.csv")
    result = read_exports(
        path,
        columns={"fy": "period", "hs2": "hs_code", "usd_mn": "value"},
        constants=INDIA,
        scale=MILLION,
        currency="USD",
    )
    plain = pd.read_csv(path)
    assert result.issues.drop(columns=["file", "sheet"]).to_numpy().tolist() == [
        [
            None,
            "fy",
            "1996-1997",
            "repaired",
            "period '1996-1997' read as '1996-97', and 22 more spellings alike",
        ]
    ]
    assert len(result.flows) == len(plain)
    assert total_of(result) == pytest.approx(plain["usd_mn"].sum() * MILLION, rel=1e-12)
    assert result.flows["hs_code"].tolist() == [f"{code:02d}" for code in plain["hs2"]]
    assert result.flows["period"].cat.categories[[0, 3, -1]].tolist() == [
        "1996-97",
        "1999-00",
        "2018-19",
    ]
    assert result.period is None


@pytest.mark.parametrize(
    ("column", "printed"), [("Total Exports", 313029.69), ("Apr 2019 (F)", 26032.22)]
)
def test_a_workbook_with_lost_zeros_is_read_on_request(column: str, printed: float) -> None:
    """Chapters 1 to 9 are 01 to 09 once the officer says so, and each is listed.

    The header writes ``Apr  2019 (F)`` with no-break blanks; the total row has no code
    and its name in a column that is not used.
    """
    result = read_exports(
        real("data/india_hs2_by_year/Indexports2019-20.xlsx"),
        columns={"HSCode": "hs_code", column: "value"},
        constants={**INDIA, "period": "2019-20"},
        scale=MILLION,
        currency="USD",
        pad_hs=True,
    )
    assert result.flows["hs_code"].tolist() == [f"{c:02d}" for c in range(1, 100) if c != 77]
    assert total_of(result) == pytest.approx(printed * MILLION, abs=0.005 * MILLION * 98)
    issues = result.issues.drop(columns=["file"]).to_numpy().tolist()
    assert issues == [
        *(
            [
                "Sheet1",
                c + 1,
                "HSCode",
                str(c),
                "repaired",
                f"'{c}' read as '0{c}': one zero restored",
            ]
            for c in range(1, 10)
        ),
        ["Sheet1", 100, "Commodity", "India's Total Export", "set_aside", TOTAL],
    ]


def test_a_workbook_with_lost_zeros_is_refused_by_default() -> None:
    """Setting chapters 1 to 9 aside would lose all of food and fish in silence."""
    assert message_of(
        real("data/india_hs2_by_year/Indexports2019-20.xlsx"),
        columns={"HSCode": "hs_code", "Total Exports": "value"},
        constants={**INDIA, "period": "2019-20"},
    ) == (
        "9 row(s) of 'Indexports2019-20.xlsx', sheet 'Sheet1' have an HS code with one digit "
        "missing (first in row 2: '1'); pass pad_hs=True if a spreadsheet dropped the leading zero"
    )


def test_a_month_written_otherwise_is_proposed() -> None:
    """The officer who writes ``Apr 2019`` is shown ``Apr 2019 (F)``."""
    message = message_of(
        real("data/india_hs2_by_year/Indexports2019-20.xlsx"), columns={"Apr 2019": "value"}
    )
    assert message == (
        "'Indexports2019-20.xlsx', sheet 'Sheet1' has no column 'Apr 2019'; the nearest are "
        "'Apr 2019 (F)', 'May 2019 (F)', 'Sep 2019 (F)'; its columns are 'S.No.', 'HSCode', "
        "'Commodity', 'Apr 2019 (F)', 'May 2019 (F)', 'Jun 2019 (F)', 'Jul 2019 (F)', "
        "'Aug 2019 (F)', 'Sep 2019 (F)', 'Oct 2019 (F)', 'Nov 2019 (F)', 'Dec 2019 (F)', "
        "'Jan 2020 (F)', 'Feb 2020 (P)', 'Mar 2020 (P)', 'Total Exports'"
    )


@pytest.mark.parametrize(
    ("column", "period", "printed"),
    [("2013-2014", "2013-14", 314405.30), ("2014-2015", "2014-15", 310338.48)],
)
def test_a_page_saved_as_asp_is_read(column: str, period: str, printed: float) -> None:
    """Script, ``&nbsp;``, commas and shares in between do not matter; the total agrees."""
    result = read_exports(
        real("data/india_hs2_by_year/raw_html/2014-15IndiaExports.asp"),
        columns={"HSCode": "hs_code", column: "value"},
        constants={**INDIA, "period": period},
        scale=MILLION,
        currency="USD",
    )
    assert result.flows["hs_code"].tolist() == [f"{c:02d}" for c in range(1, 100) if c != 77]
    # Rows are rounded to 0.01 million; the total of 2014-15 is 0.52 above their sum.
    assert total_of(result) == pytest.approx(printed * MILLION, abs=0.6 * MILLION)
    assert result.issues.drop(columns=["file", "sheet"]).to_numpy().tolist() == [
        [100, "Commodity", "India's Total Export", "set_aside", TOTAL]
    ]


def test_the_page_and_the_csv_made_of_it_agree() -> None:
    """Two readings of the same year give the same value for each chapter."""
    page = read_exports(
        real("data/india_hs2_by_year/raw_html/2014-15IndiaExports.asp"),
        columns={"HSCode": "hs_code", "2014-2015": "value"},
        constants={**INDIA, "period": "2014-15"},
    ).flows
    years = read_exports(
        real("data/india_hs2_by_year/india_hs2_exports_fy1996_2018.csv"),
        columns={"fy": "period", "hs2": "hs_code", "usd_mn": "value"},
        constants=INDIA,
    ).flows
    year = years[years["period"] == "2014-15"]
    assert dict(zip(page["hs_code"], page["value"], strict=True)) == dict(
        zip(year["hs_code"], year["value"], strict=True)
    )


def test_a_national_page_is_not_taken_for_a_district_download() -> None:
    """The DGCI&S reader points to the other one."""
    with pytest.raises(ReadError) as caught:
        read_dgcis(real("data/india_hs2_by_year/raw_html/2014-15IndiaExports.asp"))
    assert str(caught.value) == (
        "'2014-15IndiaExports.asp' has no row with 'State', 'HS Code' and a value such as 'April, "
        "24 To March, 25 Value(US $)' among its first 30; it is not a DGCI&S 'state of origin' "
        "download: use read_exports and name its columns"
    )


# -- a state's list of products --------------------------------------------------------

MP = "data/mp_top_products/Top30ProductMP.xlsx"


def test_a_list_of_products_without_export_values_is_refused() -> None:
    """Ranks and world imports are no exports of a district: the columns are listed."""
    assert message_of(real(MP)) == (
        "'Top30ProductMP.xlsx', sheet 'Top Industrial Products' has no column 'state' or "
        "'district' or 'value'; its columns are 'Sector', 'Item/Commodity', 'HS Code', 'District', "
        "'Major exporting destinations for MP (share in …, 'World Imports (USD Thousand)', "
        "'Major Importers', \"Major Importers' share in total imports (%)\" and 6 more. Pass "
        "columns={'District': 'district', 'Sector': 'product', '...': 'value'}, "
        "constants={'state': '...'} if that names them"
    )


def test_its_three_sheets_need_a_choice() -> None:
    """District and HS Code stand on all three: reading one of them would hide two."""
    assert message_of(real(MP), columns={"District": "district", "HS Code": "hs_code"}) == (
        "3 sheets of 'Top30ProductMP.xlsx' have these columns: ['Top Industrial Products', "
        "'Top Agriculture Products ', 'Top GI Products']; choose one with sheet="
    )


@pytest.mark.parametrize(
    ("sheet", "column", "n_blank", "n"),
    [
        ("Top Industrial Products", "World Imports (USD Thousand)", 39, 49),
        ("Top Agriculture Products ", "World Imports (US$ Million)", 40, 50),
    ],
)
def test_a_sheet_with_merged_districts_is_refused(
    sheet: str, column: str, n_blank: int, n: int
) -> None:
    """A product's districts stand in one merged cell: four rows in five would be lost."""
    assert message_of(
        real(MP),
        sheet=sheet,
        columns={"District": "district", "HS Code": "hs_code", column: "value"},
        constants={"state": "MADHYA PRADESH"},
    ) == (
        f"column 'District' of 'Top30ProductMP.xlsx', sheet {sheet!r} is blank in {n_blank} of {n} "
        "rows (first in row 6) below a cell that is filled, as merged cells are; pass "
        "fill_down=['District'] if a blank stands for the cell above"
    )


def test_the_sheet_without_merged_codes_shows_its_lost_zeros() -> None:
    """207 is 0207 here: with consent it is read, and everything else has its line."""
    options: dict[str, Any] = {
        "sheet": "Top GI Products",
        "columns": {
            "District": "district",
            "HS Code": "hs_code",
            "MP's Rank in India's exports": "value",
        },
        "constants": {"state": "MADHYA PRADESH"},
    }
    assert message_of(real(MP), **options) == (
        "2 row(s) of 'Top30ProductMP.xlsx', sheet 'Top GI Products' have an HS code with one digit "
        "missing (first in row 7: '207'); pass pad_hs=True if a spreadsheet dropped the leading "
        "zero"
    )
    result = read_exports(real(MP), pad_hs=True, **options)
    assert result.counts["rows_kept"] == 16
    lines = result.issues[["row", "action", "message"]].to_numpy().tolist()
    assert lines == [
        [3, "set_aside", "above the header"],
        [6, "set_aside", "hs_code is missing"],
        [7, "repaired", "'207' read as '0207': one zero restored"],
        [15, "set_aside", "district is missing"],
        [16, "set_aside", "the header again, not a row of data"],
        [18, "set_aside", "value is missing"],
        [20, "repaired", "'804' read as '0804': one zero restored"],
    ]
