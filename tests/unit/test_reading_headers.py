"""Years as headings, headers of two rows or none, tables below one another, blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from _readings import XY, X, file_of, lines, refusal, rows
from _workbooks import write_html, write_xlsx
from odopkit.errors import InvalidValueError, ReadError
from odopkit.readers import read_exports

if TYPE_CHECKING:
    from pathlib import Path

D = {"District": "district"}
WIDE = "District,2022-23,2023-24\nAlfa,10,20\nBeta,5,\nTotal,15,20\n,,\nNote: all in lakh,,\n"
TWO_YEARS = [("Alfa", "2022-23", 10.0), ("Alfa", "2023-24", 20.0), ("Beta", "2022-23", 5.0)]


def sums(result: Any) -> dict[str, float]:
    """Give the value of each period."""
    return result.flows.groupby("period", observed=True)["value"].sum().to_dict()  # type: ignore[no-any-return]


# -- one column of values a year -------------------------------------------------------
@pytest.mark.parametrize("values", [None, {"2022-23": "2022-23", "2023-24": "2023-24"}])
def test_years_as_headings_become_rows(values: Any, tmp_path: Path) -> None:
    """Found by their headings, or named; a blank is missing in its year only."""
    result = read_exports(file_of(tmp_path, WIDE), columns=D, constants=X, values=values)
    assert rows(result) == TWO_YEARS
    issues = result.issues[["row", "value", "message"]].to_numpy().tolist()
    total = [4, "Total", "a total, not a row of data"]
    note = [6, "Note: all in lakh", "a note, not a row of data"]
    assert issues == [[3, "", "value is missing"], total, total, note, note]


def test_a_line_below_the_years_is_a_note(tmp_path: Path) -> None:
    """Whatever it says: it fills one cell."""
    path = file_of(tmp_path, "District,2021,2022\nAlfa,1,2\n,,\nAs of March,,\n")
    result = read_exports(path, columns=D, constants=X)
    assert lines(result) == [("", "set_aside", "a note, not a row of data")] * 2


def test_one_of_several_years_can_be_named(tmp_path: Path) -> None:
    """The other column is left out; a name of its own may stand for a period."""
    path = file_of(tmp_path, "District,now,before\nAlfa,10,20\n")
    result = read_exports(path, columns=D, constants=X, values={"now": "2023-24"})
    assert rows(result) == [("Alfa", "2023-24", 10.0)]


def test_a_data_frame_with_years_as_columns_is_read() -> None:
    """Numbers stay numbers, rows keep their labels, and the table is not changed."""
    given = pd.DataFrame({"District": ["Alfa", "Beta"], "2021": [1, -2], "2022": [4.5, 8.0]})
    given.index = pd.Index(["a", "b"])
    before = given.copy(deep=True)
    result = read_exports(given, columns=D, constants=X)
    pd.testing.assert_frame_equal(given, before)
    assert rows(result) == [("Alfa", "2021", 1.0), ("Alfa", "2022", 4.5), ("Beta", "2022", 8.0)]
    assert result.issues[["row", "message"]].to_numpy().tolist() == [["b", "'-2' is negative"]]


@pytest.mark.parametrize("heading", ["2023-2024(Apr-Aug)", "2023-24 (upto Aug)", "Apr-Aug 2023"])
def test_a_part_of_a_year_among_headings_follows_partial(heading: str, tmp_path: Path) -> None:
    """Set aside with a line, or kept as a period of its own."""
    path = file_of(tmp_path, f"District,2022-2023,{heading}\nAlfa,10,20\nBeta,5,4\n")
    aside = read_exports(path, columns=D, constants=X)
    assert sums(aside) == {"2022-23": 15.0}
    said = [line[2] for line in lines(aside) if line[1] == "set_aside"]
    assert said[0].startswith("2023-24 (Apr-Aug) is a part of a year")
    assert "2 row(s) worth 24" in said[0]
    kept = read_exports(path, columns=D, constants=X, partial="keep")
    assert sums(kept) == {"2022-23": 15.0, "2023-24 (Apr-Aug)": 24.0}


def test_headings_that_are_months_are_read_when_told(tmp_path: Path) -> None:
    """As a column of months is."""
    months = [f"{m:02d}/2006" for m in range(1, 13)]
    path = file_of(tmp_path, f"District,{','.join(months)}\nAlfa,{','.join(['1'] * 12)}\n")
    assert "period_kind='month'" in refusal(path, columns=D, constants=X)
    told = read_exports(path, columns=D, constants=X, period_kind="month", year_start=1)
    assert sums(told) == {"2006": 12.0}


@pytest.mark.parametrize(
    "text",
    [
        "District,Product,2021,2022\nAlfa,Tea,1,2\n",
        "District,2022\nAlfa,1\n",
        "District,1006,3004\nAlfa,1,2\n",
    ],
)
def test_other_columns_are_not_guessed_to_be_values(text: str, tmp_path: Path) -> None:
    """A column that nobody named, one year alone, and codes as headings."""
    with pytest.raises(ReadError, match="has no column 'value'"):
        read_exports(file_of(tmp_path, text), columns=D, constants=X)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"2022-23": "2022-2023"}, "write columns of the file and periods"),
        ({"2022-23": "2022-23", "2023-24": "2022-23"}, "one period to several columns"),
        ({3: "2022-23"}, "write columns of the file and periods"),
        ("2022-23", "values must be a dict"),
    ],
)
def test_values_that_name_no_periods_are_refused(values: Any, words: str, tmp_path: Path) -> None:
    """Periods are written as flows tables have them."""
    with pytest.raises(InvalidValueError, match=words):
        read_exports(file_of(tmp_path, WIDE), columns=D, constants=X, values=values)


def test_values_go_with_no_other_value_or_period(tmp_path: Path) -> None:
    """And an absent column is named with those that there are."""
    path = file_of(tmp_path, WIDE)
    values = {"2022-23": "2022-23"}
    with pytest.raises(InvalidValueError, match="leave 'period' out"):
        read_exports(path, columns=D, constants={**X, "period": "2022-23"}, values=values)
    with pytest.raises(InvalidValueError, match="leave 'value' out"):
        read_exports(path, columns={**D, "2023-24": "value"}, constants=X, values=values)
    text = refusal(path, columns=D, constants=X, values={"2019": "2019"})
    assert "has no column '2019', which values= names; its columns are 'District'," in text


# -- a header of two rows ----------------------------------------------------------------
@pytest.mark.parametrize("named", [D, {**D, "Value": "value"}])
def test_a_header_of_two_rows_is_read(named: dict[str, str], tmp_path: Path) -> None:
    """Value over 2022-23 | 2023-24, blanks beside merged cells."""
    text = "Exports\nDistrict,Value,\n,2022-23,2023-24\nAlfa,10,20\nBeta,5,\n"
    result = read_exports(file_of(tmp_path, text), columns=named, constants=X)
    assert rows(result) == TWO_YEARS
    assert lines(result)[0][2] == "above the header"


@pytest.mark.parametrize("write", [write_xlsx, write_html])
def test_two_rows_are_read_in_workbooks_and_pages(write: Any, tmp_path: Path) -> None:
    """Years may be numbers there."""
    cells = [["District", "Value", ""], ["", 2021, 2022], ["Alfa", 10, 20]]
    path = tmp_path / "x.xls"
    write(path, cells)
    result = read_exports(path, columns=D, constants=X)
    assert rows(result) == [("Alfa", "2021", 10.0), ("Alfa", "2022", 20.0)]


PAIRS = "District,2022-23,,2023-24,\n,Qty,Value,Qty,Value\nAlfa,1,10,2,20\nBeta,1,5,2,6\n"


def test_names_of_two_rows_join_where_the_lower_ones_repeat(tmp_path: Path) -> None:
    """The year and the word below it; without a choice nothing is guessed."""
    path = file_of(tmp_path, PAIRS)
    values = {"2022-23 Value": "2022-23", "2023-24 Value": "2023-24"}
    result = read_exports(path, columns=D, constants=X, values=values)
    assert sums(result) == {"2022-23": 15.0, "2023-24": 26.0}
    assert "'2022-23 Qty', '2022-23 Value'" in refusal(path, columns=D, constants=X)
    one = read_exports(path, columns={**D, "2023-24 Value": "value"}, constants=X)
    assert one.flows["value"].sum() == 26.0


def test_the_lower_row_alone_can_be_told(tmp_path: Path) -> None:
    """And either row of the two stands for both."""
    path = file_of(tmp_path, "District,Value,\n,2022-23,2023-24\nAlfa,10,20\n")
    for header in (1, 2):
        result = read_exports(path, columns=D, constants=X, header=header)
        assert sums(result) == {"2022-23": 10.0, "2023-24": 20.0}


def test_a_first_row_of_data_is_no_second_header(tmp_path: Path) -> None:
    """A ladder begins with a row that is blank on the left or on the right."""
    text = "State,District,Value\nGoa,,\n,Alfa,5\n,Beta,7\n"
    named = {"District": "district", "Value": "value"}
    result = read_exports(file_of(tmp_path, text), columns=named, constants=X)
    assert rows(result) == [("Alfa", 5.0), ("Beta", 7.0)]


@pytest.mark.parametrize(
    "named",
    [
        {"SITC SECTION": "product", "100": "value"},
        {"Year and Period": "product", "2024Q1": "value"},
    ],
)
def test_a_row_of_the_words_of_a_header_is_no_product(
    named: dict[str, str], tmp_path: Path
) -> None:
    """The total stands in the second row of the header: 60 and 40 are left."""
    text = (
        "Year and Period,,2024Q1\nSITC SECTION,COMMODITY DESCRIPTION / ALL,100\n"
        "0,Food,60\n1,Drink,40\n"
    )
    result = read_exports(file_of(tmp_path, text), columns=named, constants=XY)
    assert result.flows["value"].tolist() == [60.0, 40.0]
    assert len(lines(result)) == 1


def test_words_of_a_header_below_a_title_are_no_product(tmp_path: Path) -> None:
    """Columns named by their numbers have no header of their own: both rows of it are listed."""
    text = (
        "Year and Period,,2024Q1\nSITC SECTION,COMMODITY DESCRIPTION / ALL,100\n"
        "0,Food,60\n1,Drink,40\n"
    )
    named = {1: "product", 3: "value"}
    result = read_exports(file_of(tmp_path, text), columns=named, constants=XY)
    assert result.flows["value"].tolist() == [60.0, 40.0]
    assert result.issues["row"].tolist() == [1, 2]
    assert result.issues["message"].tolist()[1] == "words of a header, not a row of data"


@pytest.mark.parametrize("first", ["Commodity boards,x,5", "Alfa,State bank,5", "0,Food,5"])
def test_a_first_row_with_one_such_word_is_data(first: str, tmp_path: Path) -> None:
    """All of its words have to be of a header."""
    path = file_of(tmp_path, f"P,R,V\n{first}\nTea,y,7\n")
    result = read_exports(path, columns={"P": "product", "V": "value"}, constants=XY)
    assert result.flows["value"].sum() == 12.0


# -- columns without a heading -----------------------------------------------------------
GENESIS = "Ausfuhr: Provinzen;;\n;;2022\n01;Alfa;500\n02;Beta;-\n04;Zeta;120\n"


@pytest.mark.parametrize("value", ["2022", 3])
def test_a_column_can_be_named_by_its_number(value: Any, tmp_path: Path) -> None:
    """Counted from 1; the header is found without any name in it."""
    named = {1: "product", 2: "district", value: "value"}
    result = read_exports(file_of(tmp_path, GENESIS), columns=named, constants=X)
    assert rows(result) == [("Alfa", "01", 500.0), ("Zeta", "04", 120.0)]


def test_a_file_without_a_header_is_read_by_numbers(tmp_path: Path) -> None:
    """The first row is data."""
    path = file_of(tmp_path, "Alfa,500\nBeta,x\nGama,7\n")
    result = read_exports(path, columns={1: "district", 2: "value"}, constants=X)
    assert rows(result) == [("Alfa", 500.0), ("Gama", 7.0)]
    assert lines(result)[0][0] == "column 2"


def test_numbers_of_columns_are_checked(tmp_path: Path) -> None:
    """From 1 to the width of the table; blank headings are no error unless used."""
    path = file_of(tmp_path, "District,,,Value\nAlfa,a,b,5\n")
    named = {"District": "district", "Value": "value"}
    assert rows(read_exports(path, columns=named, constants=X)) == [("Alfa", 5.0)]
    by_number = {"District": "district", 4: "value"}
    assert rows(read_exports(path, columns=by_number, constants=X)) == [("Alfa", 5.0)]
    assert "has 4 columns" in refusal(path, columns={1: "district", 9: "value"}, constants=X)
    for odd in (0, -1, True, 2.0, None):
        with pytest.raises(InvalidValueError, match="number from 1"):
            read_exports(path, columns={odd: "district"}, constants=X)


# -- tables below one another -------------------------------------------------------------
@pytest.mark.parametrize(
    ("below", "more"),
    [
        ("Value,District\n3,Gama\n", ("Gama", 3.0)),
        ("\nDistrict,Remark,Value\nGama,x,3\n", ("Gama", 3.0)),
        ("Table 2\nValue,Other,District\n3,9,Gama\n", ("Gama", 3.0)),
    ],
)
def test_each_table_is_read_by_its_own_header(below: str, more: Any, tmp_path: Path) -> None:
    """Columns in another order, or more of them."""
    text = f"District,Value,\nAlfa,1,\nBeta,2,\n{below}"
    named = {"District": "district", "Value": "value"}
    result = read_exports(file_of(tmp_path, text), columns=named, constants=X)
    assert rows(result) == [("Alfa", 1.0), ("Beta", 2.0), more]


def test_years_of_a_second_table_are_its_own(tmp_path: Path) -> None:
    """Headings of later years."""
    text = "District,2021,2022\nAlfa,1,5\nDistrict,2023,2024\nAlfa,4,8\n"
    result = read_exports(file_of(tmp_path, text), columns=D, constants=X)
    assert sums(result) == {"2021": 1.0, "2022": 5.0, "2023": 4.0, "2024": 8.0}


def test_a_second_table_with_a_header_of_two_rows_is_refused(tmp_path: Path) -> None:
    """The first header stays the first."""
    text = "District,2021,2022\nAlfa,1,2\n,,\nDistrict,Value,\n,2023,2024\nAlfa,3,4\n"
    assert "has no column 'value'" in refusal(file_of(tmp_path, text), columns=D, constants=X)


def test_a_second_table_of_another_year_is_refused(tmp_path: Path) -> None:
    """By the heading of its values, or by its title."""
    text = "District,2022-23\nAlfa,1\n\nDistrict,2023-24\nAlfa,4\n"
    named = {**D, "2022-23": "value"}
    said = refusal(file_of(tmp_path, text), columns=named, constants=X)
    assert said.startswith("row 4 of 'x.csv' begins a second table, which has no column '2022-23'")
    text = "Exports 2022,\nDistrict,Value\nAlfa,1\n\nExports 2023,\nDistrict,Value\nAlfa,2\n"
    named = {**D, "Value": "value"}
    said = refusal(file_of(tmp_path, text), columns=named, constants=X)
    assert "begins a second table, of 'Exports 2023', and no column tells the years apart" in said


def test_a_header_repeated_on_each_page_is_set_aside(tmp_path: Path) -> None:
    """As it always was; and a place may bear the name of a column."""
    text = "State,District,Value\nX,Alfa,1\nState,District,Value\nX,Beta,2\nX,District,7\n"
    named = {"State": "state", "District": "district", "Value": "value"}
    result = read_exports(file_of(tmp_path, text), columns=named)
    assert rows(result) == [("Alfa", 1.0), ("Beta", 2.0), ("District", 7.0)]
    assert len(lines(result)) == 1


# -- blocks, and several things in one cell ------------------------------------------------
@pytest.mark.parametrize("heads", [("2022", "2023"), ("Kerala", "Goa"), ("2021-22", "2022-23")])
def test_headings_of_blocks_are_refused(heads: tuple[str, str], tmp_path: Path) -> None:
    """Tea and Wool would be added over them."""
    text = f"Product,Value\n{heads[0]},\nTea,90\nWool,60\n{heads[1]},\nTea,95\nWool,40\n"
    named = {"Product": "product", "Value": "value"}
    said = refusal(file_of(tmp_path, text), columns=named, constants=XY)
    assert said.startswith(f"rows 2 and 5 of 'x.csv' ({heads[0]!r}, {heads[1]!r}) look like")
    assert said.endswith("fill_down=")


def test_rows_without_a_value_are_no_headings_of_blocks(tmp_path: Path) -> None:
    """Where no key repeats, a value is only missing."""
    text = "Product,Value\nJute,\nTea,90\nSilk,\nWool,60\n"
    named = {"Product": "product", "Value": "value"}
    result = read_exports(file_of(tmp_path, text), columns=named, constants=XY)
    assert [line[2] for line in lines(result)] == ["value is missing"] * 2


@pytest.mark.parametrize("fill", [["Year"], True])
def test_blocks_are_read_once_their_headings_are_filled_down(fill: Any, tmp_path: Path) -> None:
    """The rows of the headings hold no product."""
    text = "Year,Product,Value\n2022,,\n,Tea,90\n,Wool,60\n2023,,\n,Tea,95\n,Wool,40\n"
    named = {"Year": "period", "Product": "product", "Value": "value"}
    path = file_of(tmp_path, text)
    result = read_exports(path, columns=named, constants=XY, fill_down=fill)
    assert sums(result) == {"2022": 150.0, "2023": 135.0}


def test_years_head_blocks_whatever_stands_below_them(tmp_path: Path) -> None:
    """No product repeats, and the year is lost all the same."""
    text = "Product,Value\n2022,\nTea,90\n2023,\nWool,40\n"
    named = {"Product": "product", "Value": "value"}
    assert "look like headings of blocks" in refusal(
        file_of(tmp_path, text), columns=named, constants=XY
    )


def test_shipments_below_one_another_are_no_blocks(tmp_path: Path) -> None:
    """Tea repeats between two gaps too."""
    text = "Product,Value\nJute,\nTea,90\nTea,60\nSilk,\nTea,95\n"
    named = {"Product": "product", "Value": "value"}
    result = read_exports(file_of(tmp_path, text), columns=named, constants=XY)
    assert result.flows["value"].sum() == 245.0


@pytest.mark.parametrize(
    ("heading", "cells", "parts"),
    [
        ("flow,unit,geo", ["EXP,MIO,AA01", "IMP,MIO,AA01"], "flow 'EXP', unit 'MIO', geo 'AA01'"),
        ("State; District", ["Goa; Alfa", "Goa; Beta"], "State 'Goa', District 'Alfa'"),
        ("geo|hs", ["A|10", "B|10", "C|30"], "geo 'A', hs '10'"),
    ],
)
def test_several_things_in_one_cell_are_refused(heading: str, cells: list[str], parts: str) -> None:
    """Each part is named, with one of its values."""
    given = pd.DataFrame({heading: cells, "value": 1.0})
    said = refusal(given, columns={heading: "district"}, constants=X)
    assert f"({parts}); split it at" in said


@pytest.mark.parametrize("cells", [["Alfa", "Beta"], ["Goa, North", "Beta"], ["a, b, c", "d"]])
def test_a_heading_with_a_comma_may_head_one_thing(cells: list[str]) -> None:
    """Only where every cell has as many parts as the heading."""
    given = pd.DataFrame({"District, name": cells, "value": 1.0})
    result = read_exports(given, columns={"District, name": "district"}, constants=X)
    assert len(result.flows) == 2
