"""Any table is read once its columns are named; what is set aside has its line."""

from __future__ import annotations

import gzip
import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from _workbooks import Rows, write_csv, write_html, write_xls, write_xlsx, write_zip
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MissingDependencyError,
    MixedHSLevelError,
    OdopkitWarning,
    ReadError,
)
from odopkit.readers import BILLION, CRORE, LAKH, MILLION, THOUSAND, ReadResult, read_exports
from odopkit.readers.building import Part, finish

if TYPE_CHECKING:
    from pathlib import Path

TOTAL = "a total, not a row of data"
HOW = "write 1234567.8, 1,234,567.8 or 12,34,567.8"


def frame(**columns: Any) -> pd.DataFrame:
    """Give a table in Goa; columns not named are filled in."""
    n = len(next(iter(columns.values())))
    given: dict[str, Any] = {"state": ["Goa"] * n, "district": ["South Goa"] * n}
    given["value"] = [1.0] * n
    return pd.DataFrame({**given, **columns})


def listed(result: ReadResult) -> list[list[Any]]:
    """Give the issues as plain lists, without file and sheet."""
    lines = result.issues.drop(columns=["file", "sheet"])
    return [list(line) for line in lines.itertuples(index=False)]


def message_of(source: Any, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(source, **options)
    return str(caught.value)


def text_file(folder: Path, text: str, name: str = "x.csv", encoding: str = "utf-8") -> Path:
    """Write text as it is, line ends too."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


# -- what a DataFrame gives ------------------------------------------------------------


def test_a_data_frame_is_read_and_not_changed() -> None:
    """Canonical columns are taken, others left out, and the caller's object stays as it was."""
    given = frame(hs_code=[" 1006.30.20", 30049099], value=["1,000", 2], remark=["a", "b"])
    before = given.copy(deep=True)
    result = read_exports(given)
    pd.testing.assert_frame_equal(given, before)
    assert list(result.flows.columns) == ["state", "district", "hs_code", "value"]
    assert result.flows["hs_code"].tolist() == ["10063020", "30049099"]
    assert result.flows["value"].tolist() == [1000.0, 2.0]
    assert (result.source, result.currency, result.period) == ("DataFrame", "", None)


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "category", "object"])
def test_codes_of_every_type_are_read_as_their_digits(dtype: str) -> None:
    """A float code has no ``.0``, a category keeps no level that is not used."""
    given = frame(hs_code=pd.Series([30049099, 10063020], dtype=dtype))
    assert read_exports(given).flows["hs_code"].tolist() == ["30049099", "10063020"]


def test_rows_are_named_by_index_label() -> None:
    """A DataFrame has no rows of a file, so issues give its own labels, in its order."""
    given = frame(value=[1.0, -2.0, 3.0, math.inf])
    given.index = pd.Index(["d", "c", "b", "a"])
    result = read_exports(given)
    assert listed(result) == [
        ["c", "value", "-2", "set_aside", "'-2' is negative"],
        ["a", "value", "inf", "set_aside", "'inf' is infinite"],
    ]


def test_flows_have_a_range_index_and_no_unused_category() -> None:
    """Rows that were set aside leave no trace in the table itself."""
    given = frame(district=["A", "B", "C", "Total"], value=[1, 2, None, 3])
    flows = read_exports(given).flows
    assert flows.index.tolist() == [0, 1]
    assert isinstance(flows.index, pd.RangeIndex)
    assert flows["district"].cat.categories.tolist() == ["A", "B"]


def test_shipments_become_whole_numbers() -> None:
    """A count that is no whole number is set aside with its row."""
    result = read_exports(frame(shipments=["3", "1,200", "2.5", "4"]))
    assert result.flows["shipments"].tolist() == [3, 1200, 4]
    assert result.flows["shipments"].dtype == np.int64
    assert listed(result) == [[2, "shipments", "2.5", "set_aside", "'2.5' is not a whole number"]]
    numbers = read_exports(frame(shipments=[3.0, 2.5, 4.0]))
    assert numbers.flows["shipments"].tolist() == [3, 4]
    assert listed(numbers) == [[1, "shipments", "2.5", "set_aside", "'2.5' is not a whole number"]]


def test_a_product_may_be_blank_beside_codes_but_not_without() -> None:
    """Beside HS codes a product is a description; without them it is the key."""
    given = frame(hs_code=["1006"] * 3, product=["Rice", None, ""])
    assert len(read_exports(given).flows) == 3
    left = read_exports(frame(product=["Rice", "Wheat", ""]))
    assert listed(left) == [[2, "product", "", "set_aside", "product is missing"]]


# -- columns, constants, scale ---------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Export value", " Export  value ", "Export\u00a0value", "\ufeffExport value"]
)
def test_names_match_whatever_their_blanks(name: str) -> None:
    """Outer, doubled and no-break blanks and a byte-order mark do not matter on either side."""
    given = frame(district=["A"]).drop(columns="value")
    given[name] = [5]
    assert read_exports(given, columns={"Export value": "value"}).flows["value"].tolist() == [5.0]
    given = given.rename(columns={name: "Export value"})
    assert read_exports(given, columns={name: "value"}).flows["value"].tolist() == [5.0]


def test_a_column_that_the_caller_names_goes_before_a_canonical_one() -> None:
    """The caller's word decides where a file has a ``value`` of its own."""
    result = read_exports(frame(value=[1], usd=[2]), columns={"usd": "value"})
    assert result.flows["value"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [(1.0, 2.0), (THOUSAND, 2e3), (LAKH, 2e5), (MILLION, 2e6), (CRORE, 2e7), (BILLION, 2e9)],
)
def test_scale_multiplies_values(scale: float, expected: float) -> None:
    """A lakh is a hundred thousand and a crore ten million."""
    result = read_exports(frame(value=["2"]), scale=scale, currency=" usd ")
    assert result.flows["value"].tolist() == [expected]
    assert (result.scale, result.currency) == (scale, "USD")


def test_constants_fill_what_is_the_same_in_every_row() -> None:
    """They are cleaned like cells."""
    given = frame(value=[1, 2]).drop(columns=["state", "district"])
    result = read_exports(
        given,
        constants={"state": " Goa ", "district": "All", "hs_code": "3004.90", "period": "2021-22"},
    )
    assert result.flows["state"].tolist() == ["Goa", "Goa"]
    assert result.flows["hs_code"].tolist() == ["300490", "300490"]
    assert result.period == "2021-22"


CANONICAL = "state, district, hs_code, product, period, partner, value, shipments"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"columns": {"usd": "values"}},
            "columns= maps 'usd' to 'values', which is not a column of a flows table; did you "
            "mean 'value'? Those are " + CANONICAL,
        ),
        (
            {"columns": {"a": "value", "b": "value"}},
            "columns= maps both 'a' and 'b' to 'value'; choose one",
        ),
        (
            {"constants": {"value": "1"}},
            (
                "constants= names 'value', which cannot be constant; choose from state, district, "
                "hs_code, product, period, partner"
            ),
        ),
        (
            {"constants": {"country": "India"}},
            (
                "constants= names 'country', which cannot be constant; choose from state, "
                "district, hs_code, product, period, partner"
            ),
        ),
        (
            {"constants": {"state": "Goa"}},
            (
                "constants= gives 'state', but 'DataFrame' has that column too ('state'); leave "
                "one of them out"
            ),
        ),
        ({"constants": {"partner": " "}}, "constants= gives no text for 'partner', got ' '"),
        (
            {"constants": {"period": "2021-2022"}},
            "constants= gives the period '2021-2022'; write it as '2021' or '2021-22'",
        ),
        ({"scale": 0}, "scale must be a finite number above 0, got 0"),
        ({"scale": math.inf}, "scale must be a finite number above 0, got inf"),
        ({"header": 0}, "header must be a whole number of at least 1, got 0"),
        (
            {"header": 1},
            "header= does not apply to 'DataFrame', whose columns have names of their own",
        ),
        ({"sheet": 1}, "sheet= does not apply to 'DataFrame', which has no sheets"),
    ],
)
def test_arguments_outside_their_domain_are_refused(options: dict[str, Any], message: str) -> None:
    """Each message says what was got and what there is instead."""
    with pytest.raises(InvalidValueError) as caught:
        read_exports(frame(value=[1]), **options)
    assert str(caught.value) == message


def test_a_result_of_odd_row_labels_is_strict_json_too() -> None:
    """A label that JSON does not know is spelled out; an endless sum is undefined."""
    given = frame(state=["Goa"] * 4, district=["X", "Y", "Total", "Total"], value=[1.7e308] * 4)
    given.index = pd.Index([0, 1, 2.5, pd.Timestamp("2024-03-31")], dtype=object)
    result = read_exports(given)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert [line["row"] for line in plain["issues"]] == [2.5, "2024-03-31 00:00:00"]
    assert plain["counts"]["value_kept"] is None
    assert "currency not stated" in result.to_frame()["note"].tolist()


def test_a_constant_that_is_no_code_is_refused() -> None:
    """A constant code is held to the same rules as a cell."""
    with pytest.raises(InvalidValueError, match="chapter 77"):
        read_exports(frame(value=[1]), constants={"hs_code": "7701"})


def test_something_else_than_a_table_is_refused() -> None:
    """A list is neither a path nor a DataFrame."""
    with pytest.raises(InvalidValueError, match="a path or a pandas DataFrame, got a list"):
        read_exports([1])  # type: ignore[arg-type]


def test_an_absent_column_names_its_neighbours() -> None:
    """A slip in a name is seen at once, and everything that is there is listed."""
    given = pd.DataFrame({"State": ["Goa"], "export_usd": [1], "export_inr": [83]})
    assert message_of(given, columns={"Export_US": "value"}) == (
        "'DataFrame' has no column 'Export_US'; the nearest are 'export_usd', 'export_inr'; its "
        "columns are 'State', 'export_usd', 'export_inr'"
    )


def test_required_columns_in_capitals_are_proposed_not_taken() -> None:
    """Only exact names are taken as they are."""
    given = pd.DataFrame({"State": ["Goa"], "District": ["South Goa"], "usd": [1]})
    assert message_of(given) == (
        "'DataFrame' has no column 'state' or 'district' or 'value'; its columns are 'State', "
        "'District', 'usd'. Pass columns={'State': 'state', 'District': 'district', 'usd': "
        "'value'} if that names them"
    )


def test_an_optional_column_in_capitals_warns() -> None:
    """Leaving out ``Period`` without a word would add years."""
    with pytest.warns(OdopkitWarning) as caught:
        result = read_exports(frame(Period=["2021"]))
    assert str(caught[0].message) == (
        "column 'Period' of 'DataFrame' is left out; pass columns={'Period': 'period'} to keep it"
    )
    assert caught[0].filename == __file__
    assert "period" not in result.flows


def test_a_column_that_stands_twice_is_refused() -> None:
    """Which one is meant cannot be known."""
    given = pd.DataFrame([["Goa", "A", 1, 2]], columns=["state", "district", "value", "value "])
    assert message_of(given) == (
        "'DataFrame' has the column 'value' more than once (columns 3 and 4); rename or remove one"
    )


# -- rows that are set aside -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Total",
        "TOTAL",
        "Grand Total",
        "Sub-Total",
        "Total Export",
        "Total Exports",
        "India's Total",
        "India's Total Export",
        "Goa Total",
        "%Share",
        "% Share",
        " total: ",
    ],
)
@pytest.mark.parametrize("column", ["district", "product", "partner"])
def test_totals_are_set_aside_by_any_name(text: str, column: str) -> None:
    """A total in any key column would count everything twice."""
    result = read_exports(frame(**{column: ["A", text, "B"]}))
    assert listed(result) == [[1, column, text.strip(), "set_aside", TOTAL]]
    assert result.value_set_aside == 0.0


@pytest.mark.parametrize(
    "text", ["Totaljot", "Portotal", "Share", "Totals Valley Dam", "All Saints"]
)
def test_names_that_merely_resemble_totals_stay(text: str) -> None:
    """A place is not a total because it begins or ends alike."""
    assert read_exports(frame(district=["A", text])).issues.empty


def test_a_total_among_codes_is_set_aside() -> None:
    """Some sources write TOTAL where the code stands."""
    result = read_exports(frame(hs_code=["1006", "TOTAL", "Grand Total", "%Share"]))
    assert [line[-1] for line in listed(result)] == [TOTAL] * 3


def test_a_total_in_a_column_that_is_not_used_is_recognised() -> None:
    """``India's Total`` may stand beside a blank code, in the description."""
    given = frame(hs_code=["1006", None, None], text=["Rice", "India's Total", "Tea"])
    assert listed(read_exports(given.iloc[[0, 0, 0, 1, 2]].reset_index(drop=True))) == [
        [3, "text", "India's Total", "set_aside", TOTAL],
        [4, "hs_code", "", "set_aside", "hs_code is missing"],
    ]


def test_codes_that_cannot_be_read_are_set_aside_with_the_reason() -> None:
    """Reserved chapters, letters and several codes in one cell are no products."""
    codes = ["1006", "7701", "0012", "10A6", "1006, 1007", "5201", "5202", "5203", "9801", "9999"]
    result = read_exports(frame(hs_code=codes))
    assert result.flows["hs_code"].tolist() == ["1006", "5201", "5202", "5203", "9801", "9999"]
    assert [(line[0], line[4]) for line in listed(result)] == [
        (1, "'7701' is in chapter 77, which is reserved and holds no goods"),
        (2, "'0012' is in chapter 00, which does not exist"),
        (3, "'10A6' is not an HS code of 2, 4, 6 or 8 digits"),
        (4, "'1006, 1007' looks like several codes in one cell; give each its own row"),
    ]
    assert result.value_set_aside == 4.0


def test_a_row_with_two_faults_has_one_line() -> None:
    """So that the lines count rows."""
    result = read_exports(frame(district=["A", "", "B"], value=[1, -1, 2]))
    assert listed(result) == [[1, "district", "", "set_aside", "district is missing"]]


def test_unspecified_places_and_special_chapters_stay() -> None:
    """Measures decide about them, not readers."""
    result = read_exports(frame(district=["UNSPECIFIED", "A"], hs_code=["9999", "9801"]))
    assert result.issues.empty
    assert len(result.flows) == 2


def test_only_an_empty_cell_is_a_missing_key(tmp_path: Path) -> None:
    """``NA`` is Namibia, and ``None`` may be a village."""
    path = text_file(
        tmp_path,
        "state,district,partner,value\nGoa,NA,NaN,1\nGoa,None,NA,2\nnull,N/A,nan,3\nGoa, ,NA,4\n",
    )
    result = read_exports(path)
    assert result.flows["district"].tolist() == ["NA", "None", "N/A"]
    assert result.flows["partner"].tolist() == ["NaN", "NA", "nan"]
    assert result.flows["state"].tolist() == ["Goa", "Goa", "null"]
    assert listed(result) == [[5, "district", "", "set_aside", "district is missing"]]


def test_names_keep_one_blank_inside_and_none_outside() -> None:
    """Two spellings that differ in blanks only are one place."""
    result = read_exports(frame(district=[" South  Goa", "South\u00a0Goa ", "South Goa"]))
    assert set(result.flows["district"]) == {"South Goa"}
    assert [line[-1] for line in listed(result)] == [
        "another kind of blank (U+00A0 NO-BREAK SPACE) mended in 1 cell(s): 'South Goa'"
    ]


# -- numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234567.8", 1234567.8),
        ("1,234,567.8", 1234567.8),
        ("12,34,567.8", 1234567.8),
        ("1,23,456", 123456.0),
        ("123,456", 123456.0),
        ("1,234", 1234.0),
        (" 5\u00a0", 5.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("+3", 3.0),
        ("1.5E+3", 1500.0),
        ("-0", 0.0),
        ("0", 0.0),
    ],
)
def test_numbers_in_their_normal_forms(text: str, expected: float) -> None:
    """Western and Indian grouping are read and need no line."""
    result = read_exports(frame(value=[text, "7"]))
    assert result.flows["value"].tolist() == [expected, 7.0]
    assert not np.signbit(result.flows["value"]).any()
    assert result.issues.empty


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "value is missing"),
        ("-", "value is missing; some sources print '-' for nil"),
        ("null", "value is missing"),
        ("-5", "'-5' is negative"),
        ("inf", "'inf' is infinite"),
        ("1e999", "'1e999' is infinite"),
        ("1,5", f"'1,5' is not a number; {HOW}"),
        ("1.234,56", f"'1.234,56' is not a number; {HOW}"),
        ("0,123", f"'0,123' is not a number; {HOW}"),
        ("1,2345", f"'1,2345' is not a number; {HOW}"),
        ("1,23,45", f"'1,23,45' is not a number; {HOW}"),
        ("1,,234", f"'1,,234' is not a number; {HOW}"),
        (",123", f"',123' is not a number; {HOW}"),
        ("+", f"'+' is not a number; {HOW}"),
        ("1_000", f"'1_000' is not a number; {HOW}"),
        ("5M", f"'5M' is not a number; {HOW}"),
        ("١٢", f"'١٢' is not a number; {HOW}"),
        ("5 6", f"'5 6' is not a number; {HOW}"),
    ],
)
def test_what_is_no_number_is_set_aside(text: str, problem: str) -> None:
    """A value that could be read in two ways is not read at all."""
    result = read_exports(frame(value=["1", text, "2"]))
    assert result.flows["value"].tolist() == [1.0, 2.0]
    assert listed(result) == [[1, "value", text.strip(), "set_aside", problem]]


def test_values_that_are_numbers_already_follow_the_same_rules() -> None:
    """A float column is not spelled out, yet its bad cells are listed alike."""
    given = frame(value=[1.5, -2.0, math.nan, math.inf, 0.0, -0.0, 3.0, 4.0])
    result = read_exports(given)
    assert result.flows["value"].tolist() == [1.5, 0.0, 0.0, 3.0, 4.0]
    assert not np.signbit(result.flows["value"]).any()
    assert listed(result) == [
        [1, "value", "-2", "set_aside", "'-2' is negative"],
        [2, "value", "", "set_aside", "value is missing"],
        [3, "value", "inf", "set_aside", "'inf' is infinite"],
    ]


def test_a_doubtful_comma_beside_decimal_commas_is_set_aside() -> None:
    """Where 2,5 stands, 1,234 is as likely 1.234; 1,234,567 shows that it is not."""
    doubtful = read_exports(frame(value=["10", "20", "30", "2,5", "1,234"]))
    assert doubtful.flows["value"].tolist() == [10.0, 20.0, 30.0]
    assert listed(doubtful)[1][4] == (
        "'1,234' may be thousands or a decimal fraction, since the column also has decimal "
        f"commas; {HOW}"
    )
    clear = read_exports(frame(value=["10", "20", "1,234,567", "2,5", "1,234"]))
    assert clear.flows["value"].tolist() == [10.0, 20.0, 1234567.0, 1234.0]


def test_a_value_beyond_floats_after_scaling_is_an_error() -> None:
    """The message names the scale and the row."""
    assert message_of(frame(value=[1e305, 1.0]), scale=BILLION) == (
        "scale=1e+09 makes the value in row 0 of 'DataFrame' infinite; choose a smaller one"
    )


def test_what_validation_refuses_at_the_end_is_an_error_of_reading() -> None:
    """It keeps the sentence of the guard, and the guard's error as its cause."""
    part = Part(
        where="'x.csv'",
        flows=dict(frame(value=[math.inf])),
        issues=[],
        totals=pd.DataFrame(),
        scale=1.0,
        value_set_aside=0.0,
    )
    with pytest.raises(ReadError, match=r"'x.csv' is not a table of exports: 1 prob") as caught:
        finish([part], [], currency="", source="x.csv")
    assert isinstance(caught.value.__cause__, InvalidTableError)


# -- tables that cannot be repaired ----------------------------------------------------


def test_a_column_that_is_mostly_bad_ends_the_reading() -> None:
    """Three samples show what is wrong; half of the rows is not yet most."""
    given = frame(value=["1,5", "2,5", "3,5", "1,5", "7", "8", "9"])
    assert message_of(given) == (
        "column 'value' of 'DataFrame' cannot serve as value: 4 of 7 rows are bad "
        "(row 0: '1,5' is not a number; row 1: '2,5' is not a number; row 2: '3,5' is not a "
        f"number); pass decimal=',' if commas are decimal, or {HOW}"
    )
    assert len(read_exports(frame(value=["a", "b", "1", "2"])).flows) == 2


def test_a_column_that_is_mostly_blank_says_what_a_blank_may_mean() -> None:
    """A blank is often zero, but only the caller knows."""
    assert message_of(frame(value=[1.0, math.nan, math.nan])) == (
        "column 'value' of 'DataFrame' cannot serve as value: 2 of 3 rows are bad (row 1: value is "
        "missing; row 2: value is missing); fill it in (with 0, if a blank means none), or choose "
        "another column"
    )


def test_totals_and_notes_do_not_count_among_bad_rows() -> None:
    """The share of bad rows is that of rows of data."""
    given = frame(district=["Total"] * 5 + ["A", "B"], value=[""] * 5 + ["1", "x"])
    assert len(read_exports(given).flows) == 1


def test_years_that_are_mostly_unreadable_end_the_reading() -> None:
    """Any single column can be the one that does not serve."""
    assert message_of(frame(period=["2021-23", "FY21", "2021"])) == (
        "column 'period' of 'DataFrame' cannot serve as period: 2 of 3 rows are bad (row 0: "
        "'2021-23' is not a year such as '2021' or '2021-22'; row 1: 'FY21' says the year in which "
        "it begins or the one in which it ends: write it out, as '2021' or '2021-22'); write years "
        "as '2021' or '2021-22'"
    )


def test_a_table_of_totals_only_ends_the_reading() -> None:
    """If nothing is left the reason that was given most is repeated."""
    assert message_of(frame(district=["Total", "Total"])) == (
        f"'DataFrame' has no row of data: all 2 rows were set aside (most often: {TOTAL!r}); check "
        "that this is the right file and header row"
    )


@pytest.mark.parametrize("text", ["state,district,value\n", "state,district,value\n,,\n\n"])
def test_a_header_alone_ends_the_reading(text: str, tmp_path: Path) -> None:
    """A table without rows is no table; blank rows are no rows."""
    assert message_of(text_file(tmp_path, text)) == (
        "'x.csv' has no row of data below its header; check the download"
    )


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" \t \n"])
def test_an_empty_file_ends_the_reading(data: bytes, tmp_path: Path) -> None:
    """An empty download is named as such."""
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert message_of(path) == "'x.csv' is empty; check the download"


def test_codes_of_several_lengths_end_the_reading() -> None:
    """A heading and its lines in one table would be counted twice."""
    with pytest.raises(ReadError) as caught:
        read_exports(frame(hs_code=["1006", "100630", "100640"]))
    assert str(caught.value) == (
        "'DataFrame' mixes HS codes of several lengths: 1 rows of 4 digits, 2 rows of 6 digits; a "
        "code and the finer codes in it would be counted twice, so choose one length with level=, "
        "such as level=6"
    )
    assert isinstance(caught.value.__cause__, MixedHSLevelError)


def test_lost_zeros_need_consent_and_are_listed() -> None:
    """Only codes that lack exactly one digit are padded, each with its line."""
    given = frame(hs_code=["1012100", "30049099", "3061790", "30049099"])
    with pytest.raises(ReadError) as caught:
        read_exports(given)
    assert str(caught.value) == (
        "2 row(s) of 'DataFrame' have an HS code with one digit missing (first in row 0: "
        "'1012100'); pass pad_hs=True if a spreadsheet dropped the leading zero"
    )
    result = read_exports(given, pad_hs=True)
    assert result.flows["hs_code"].tolist() == ["01012100", "30049099", "03061790", "30049099"]
    assert [(line[0], line[3]) for line in listed(result)] == [(0, "repaired"), (2, "repaired")]


def test_a_column_filled_in_its_first_row_only_is_taken_for_merged_cells() -> None:
    """Also in a DataFrame, which no longer knows what was merged."""
    given = frame(district=["A", "B", "C"], state=["Goa", None, None])
    assert message_of(given) == (
        "column 'state' of 'DataFrame' is blank in 2 of 3 rows (first in row 1) below a cell that "
        "is filled, as merged cells are; pass fill_down=['state'] if a blank stands for the cell "
        "above"
    )


# -- periods ---------------------------------------------------------------------------


def test_spellings_of_years_are_made_one_and_listed_once() -> None:
    """One line for the file, however many rows and spellings."""
    given = frame(period=["2021-2022", "2020/21", "FY 2019-20", "2021-2022", "2021-22", 2018.0])
    result = read_exports(given)
    assert result.flows["period"].tolist() == [
        "2021-22",
        "2020-21",
        "2019-20",
        "2021-22",
        "2021-22",
        "2018",
    ]
    assert listed(result) == [
        [
            None,
            "period",
            "2018",
            "noted",
            (
                "the column holds calendar years such as '2018' (1 row(s)) beside fiscal years "
                "such as '2019-20': they overlap, and do not compare"
            ),
        ],
        [
            None,
            "period",
            "2021-2022",
            "repaired",
            "period '2021-2022' read as '2021-22', and 2 more spellings alike",
        ],
        [
            None,
            "period",
            "2021-22",
            "noted",
            "rows of one key stand under '2021-2022' and '2021-22', both 2021-22: they are added",
        ],
    ]
    assert result.period is None


# -- csv -------------------------------------------------------------------------------

HEAD = "state,district,value\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(mark: str, tmp_path: Path) -> None:
    """Also below a title that holds another mark."""
    text = f"Exports, in US $; by place\nstate{mark}district{mark}value\nGoa{mark}A; B, C{mark}5\n"
    text = text.replace(f"A; B, C{mark}", f'"A; B, C"{mark}')
    result = read_exports(text_file(tmp_path, text))
    assert result.flows["district"].tolist() == ["A; B, C"]
    assert [line[4] for line in listed(result)] == [
        "currency USD, as the file names it",
        "above the header",
    ]
    assert result.currency == "USD"


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("cp1252", "not UTF-8: read as Windows-1252 (Latin-1)"),
        ("utf-16", "not UTF-8: read as UTF-16"),
    ],
)
def test_encodings(encoding: str, note: str | None, tmp_path: Path) -> None:
    """UTF-8 with or without a mark is normal; a fallback is listed once."""
    text = HEAD + "España,Álava,5\nEspaña,Ávila,6\n"
    result = read_exports(text_file(tmp_path, text, encoding=encoding))
    assert result.flows["district"].tolist() == ["Álava", "Ávila"]
    assert listed(result) == ([] if note is None else [[None, "", "", "repaired", note]])


def test_a_byte_order_mark_before_a_quotation_mark_does_no_harm(tmp_path: Path) -> None:
    """The mark must go before the cells are split, or the first quotes are part of a name."""
    path = text_file(
        tmp_path, '"state","district","value"\n"Goa","A","1,000"\n', encoding="utf-8-sig"
    )
    assert read_exports(path).flows["value"].tolist() == [1000.0]


def test_text_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that neither encoding has are not guessed at."""
    path = tmp_path / "x.csv"
    path.write_bytes(HEAD.encode() + b"Goa,\x81,5\n")
    assert message_of(path) == (
        "'x.csv' is text neither in UTF-8 nor in Windows-1252; save it as UTF-8"
    )


def test_a_gzipped_csv_is_read(tmp_path: Path) -> None:
    """What counts is the content, not the suffix."""
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress((HEAD + "Goa,A,5\n").encode()))
    assert read_exports(path).flows["value"].tolist() == [5.0]
    path.write_bytes(path.read_bytes()[:-9])
    assert message_of(path).startswith("'x.csv.gz' is a damaged gzip file (")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_of_a_csv_are_lines_of_the_file(end: str, tmp_path: Path) -> None:
    """Blank lines and line breaks inside quotation marks count."""
    text = (
        'Title\n\nstate,district,value\n\nGoa,"A\nB",1\nGoa,C,?\nGoa,"D\n\nE",2\nGoa,F,-\nGoa,G,3\n'
    )
    result = read_exports(text_file(tmp_path, text.replace("\n", end)))
    assert [line[0] for line in listed(result)] == [1, 7, 11]
    assert result.flows["district"].tolist() == ["A B", "D E", "G"]


def test_a_row_with_too_many_cells_is_set_aside(tmp_path: Path) -> None:
    """A comma without quotes moves the value into another column."""
    text = HEAD + "Goa,A,1\nDadra,NH,Daman,5,9\nGoa,B,2,\nGoa,C,3\n"
    result = read_exports(text_file(tmp_path, text))
    assert result.flows["value"].tolist() == [1.0, 2.0, 3.0]
    assert listed(result) == [
        [
            3,
            "",
            "",
            "set_aside",
            "has more cells than the header has names (3): a delimiter without quotes?",
        ]
    ]


def test_rows_that_mostly_have_too_many_cells_end_the_reading(tmp_path: Path) -> None:
    """Such a file has lost its quotation marks."""
    text = HEAD + "Goa,A,B,1\nGoa,A,C,2\nGoa,D,3\n"
    assert message_of(text_file(tmp_path, text)) == (
        "2 of 3 rows of 'x.csv' have more cells than the header has names (3); put text that holds "
        "the delimiter in quotation marks"
    )


def test_an_open_quotation_mark_ends_the_reading(tmp_path: Path) -> None:
    """It would swallow the rows after it."""
    text = HEAD + 'Goa,A,1\nGoa,"B,2\nGoa,C,3\n'
    assert message_of(text_file(tmp_path, text)).endswith("look for a quotation mark left open")


def test_footnotes_below_the_table_are_set_aside(tmp_path: Path) -> None:
    """By their first word, or because they hold one cell and no value."""
    text = HEAD + "Goa,A,1\nGoa,B,\nSource: a ministry,,\n* provisional,,\nas of May,,\nGoa,C,2\n"
    text += "final,,\n"
    result = read_exports(text_file(tmp_path, text))
    assert [(line[0], line[4]) for line in listed(result)] == [
        (3, "value is missing"),
        (4, "a note, not a row of data"),
        (5, "a note, not a row of data"),
        (6, "district is missing"),
        (8, "a note, not a row of data"),
    ]


def test_the_header_row_can_be_given(tmp_path: Path) -> None:
    """Counted from 1; what stands above it is listed."""
    path = text_file(tmp_path, "state,district,value\nnot,the,header\nS,D,V\nGoa,A,5\n")
    columns = {"S": "state", "D": "district", "V": "value"}
    result = read_exports(path, header=3, columns=columns)
    assert result.flows["value"].tolist() == [5.0]
    assert [line[0] for line in listed(result)] == [1, 2]
    assert message_of(path, header=9) == (
        "'x.csv' has no row 9; header= is the row of the column names"
    )


# -- workbooks, web pages, parquet -----------------------------------------------------

TABLE: Rows = [["state", "district", "hs_code", "value"], ["Goa", "A", 30049099, 5.5]]


@pytest.mark.parametrize(
    ("name", "write"),
    [("x.xlsx", write_xlsx), ("x.xls", write_xls), ("x.html", write_html), ("x.csv", write_csv)],
)
def test_every_format_gives_the_same_flows(name: str, write: Any, tmp_path: Path) -> None:
    """Number cells of a workbook are spelled as their digits."""
    flows = read_exports(write(tmp_path / name, TABLE)).flows
    assert flows.iloc[0].tolist() == ["Goa", "A", "30049099", 5.5]


def test_the_sheet_with_the_columns_is_read_and_others_listed(tmp_path: Path) -> None:
    """A cover sheet does not hide the table, nor is it passed over in silence."""
    path = write_xlsx(tmp_path / "x.xlsx", [["Read me"]], sheets={"Data": TABLE, "Blank": []})
    result = read_exports(path)
    assert len(result.flows) == 1
    assert result.issues[["sheet", "row", "message"]].to_numpy().tolist() == [
        ["Sheet1", None, "sheet not read: another one has the columns"]
    ]


def test_two_sheets_with_the_columns_need_a_choice(tmp_path: Path) -> None:
    """By name, or by number from 1."""
    other: Rows = [TABLE[0], ["Kerala", "B", 3004, 7]]
    path = write_xlsx(tmp_path / "x.xlsx", TABLE, sheets={"Data": other})
    assert message_of(path) == (
        "2 sheets of 'x.xlsx' have these columns: ['Sheet1', 'Data']; choose one with sheet="
    )
    assert read_exports(path, sheet="Data").flows["hs_code"].tolist() == ["3004"]
    assert read_exports(path, sheet=1).flows["hs_code"].tolist() == ["30049099"]
    assert message_of(path, sheet=3) == (
        "'x.xlsx' has no sheet 3; those with cells are ['Sheet1', 'Data'], counted from 1"
    )


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """Half a download is named as such."""
    path = write_xls(tmp_path / "x.xls", TABLE)
    path.write_bytes(path.read_bytes()[:700])
    assert message_of(path).startswith("'x.xls' is a workbook that cannot be opened (")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 ...", "'x.xls' is a PDF or another binary file; save its table as xlsx or csv"),
        (b"ab\x00\x01", "'x.xls' is a PDF or another binary file; save its table as xlsx or csv"),
        (
            b"<?xml version='1.0'?><Workbook x='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "'x.xls' is an XML spreadsheet of 2003; open it and save it as xlsx",
        ),
        (
            b"<html>Session expired</html>",
            "'x.xls' is a web page without a table (an error page, perhaps); download it again",
        ),
    ],
)
def test_what_only_looks_like_a_table_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    """The content is named, so that the user knows what was really downloaded."""
    path = tmp_path / "x.xls"
    path.write_bytes(data)
    assert message_of(path) == message


def test_a_zip_and_a_folder_point_to_the_other_reader(tmp_path: Path) -> None:
    """One table has one file."""
    path = write_zip(tmp_path / "x.zip", {"a.csv": b"a"})
    assert message_of(path) == (
        "'x.zip' is a zip of files; unpack it, or use read_dgcis for DGCI&S downloads"
    )
    assert message_of(tmp_path) == (
        f"{str(tmp_path)!r} is a folder; give one file, or use read_dgcis for DGCI&S downloads"
    )
    absent = tmp_path / "none.csv"
    assert message_of(absent) == f"there is no file {str(absent)!r}; check the path"


def test_a_web_page_may_hold_spans_and_other_tables(tmp_path: Path) -> None:
    """Spanned places stay blank, and a table for layout is listed."""
    pytest.importorskip("lxml.html")
    page = """<html><body><table><tr><td>menu</td></tr></table>
    <table><tr><td colspan=5>Exports</td></tr>
    <tr><th>state<th>district<th colspan=2>remarks<th>value</tr>
    <tr><td>Goa<td>A<td rowspan=2>same<td>x<td>1,000</td></tr>
    <tr><td>Goa</td><td>B</td><td>y</td><td>&nbsp;2,000 </td></tr></table></body></html>"""
    result = read_exports(text_file(tmp_path, page, "x.asp"))
    assert result.flows["value"].tolist() == [1000.0, 2000.0]
    assert result.issues[["sheet", "row", "message"]].to_numpy().tolist() == [
        ["table 2", 1, "above the header"],
        ["table 1", None, "sheet not read: another one has the columns"],
    ]


def test_codes_on_two_lines_of_a_web_page_do_not_join(tmp_path: Path) -> None:
    """Two headings without their break would read as one tariff line."""
    pytest.importorskip("lxml.html")
    page = (
        "<table><tr><th>state<th>district<th>hs_code<th>value</tr>"
        "<tr><td>Goa<td>A<td>1006<br>1007<td>1</tr><tr><td>Goa<td>B<td>\n 1006\n <td>2</tr></table>"
    )
    result = read_exports(text_file(tmp_path, page, "x.html"))
    assert result.flows["hs_code"].tolist() == ["1006"]
    assert "several codes in one cell" in listed(result)[0][4]


def test_parquet_is_read_by_its_own_types(tmp_path: Path) -> None:
    """Rows are counted from 1; a pandas index in the file does not matter."""
    pytest.importorskip("pyarrow")
    path = tmp_path / "x.parquet"
    given = frame(hs_code=["01012100", "30049099", "01012100"], value=[1.0, math.nan, 3.0])
    given.astype({"hs_code": "category"}).iloc[::-1].to_parquet(path)
    result = read_exports(path)
    assert result.flows["hs_code"].tolist() == ["01012100", "01012100"]
    assert result.flows["value"].tolist() == [3.0, 1.0]
    assert listed(result) == [[2, "value", "", "set_aside", "value is missing"]]
    assert result.source == str(path)
    path.write_bytes(path.read_bytes()[:50])
    assert message_of(path).startswith("'x.parquet' is a parquet file that cannot be opened (")


def test_a_missing_package_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parquet has an extra of its own."""
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingDependencyError) as caught:
        read_exports(path)
    assert str(caught.value) == (
        "the package 'pyarrow' is not installed: pip install \"odopkit[parquet]\""
    )


def test_importing_the_readers_stays_light() -> None:
    """Pandera and the packages of single formats are imported where they are used."""
    heavy = "pandera", "pyarrow.parquet", "python_calamine", "lxml", "tqdm", "openpyxl"
    code = (
        "import pandas, sys; before = set(sys.modules); import odopkit.readers; "
        f"print([m for m in {heavy} if m in sys.modules and m not in before])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """A reader hands back its list, and never prints it."""
    read_exports(frame(district=["A", "Total"]))
    assert capsys.readouterr() == ("", "")


def test_a_file_that_begins_like_a_zip_and_is_none_is_called_damaged(tmp_path: Path) -> None:
    """A download that broke off."""
    pytest.importorskip("python_calamine")
    path = tmp_path / "half.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"half a workbook")
    assert "'half.xlsx'" in message_of(path)
