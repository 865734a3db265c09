"""Numbers are read as files write them; what hides a number is told from what is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from _workbooks import Rows, write_xlsx
from odopkit.errors import InvalidValueError, ReadError
from odopkit.readers import ReadResult, read_exports

if TYPE_CHECKING:
    from pathlib import Path

HOW = "write 1234567.8, 1,234,567.8 or 12,34,567.8"
PROVINCES = {"Province": "district", "Product": "product", "Value": "value"}
X = {"state": "X"}


def frame(**columns: Any) -> pd.DataFrame:
    """Give a table of one state; columns not named are filled in."""
    n = len(next(iter(columns.values())))
    given: dict[str, Any] = {"state": ["Goa"] * n, "district": [f"D{i}" for i in range(n)]}
    return pd.DataFrame({**given, "value": [1.0] * n, **columns})


def semicolons(folder: Path, *values: str) -> Path:
    """Write a table of provinces with semicolons between its cells."""
    rows = [f"{name};Wine;{value}" for name, value in zip("ABCDEFGH", values, strict=False)]
    path = folder / "x.csv"
    path.write_text("\n".join(["Province;Product;Value", *rows, ""]), encoding="utf-8")
    return path


def values_of(path: Any, **options: Any) -> list[float]:
    """Give the values of a table of provinces."""
    result = read_exports(path, columns=PROVINCES, constants=X, **options)
    found: list[float] = result.flows["value"].tolist()
    return found


def noted(result: ReadResult) -> list[str]:
    """Give the lines that are notices."""
    issues = result.issues
    found: list[str] = issues.loc[issues["action"] == "noted", "message"].tolist()
    return found


def refusal(source: Any, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(source, **options)
    assert len(str(caught.value)) <= 500
    return str(caught.value)


# -- which mark is which ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.234.567", "12.500", "3.125", "800"], [1234567, 12500, 3125, 800]),
        (["1.000.000", "2.500"], [1000000, 2500]),
        (["9.876.543,25", "1.500.000", "12,5"], [9876543.25, 1500000, 12.5]),
        (["1.234", "0.123"], [1.234, 0.123]),
        (["1.234", "12.5"], [1.234, 12.5]),
        (["1234.567", "1.250"], [1234.567, 1.25]),
        (["1.234", "12,5"], [1234, 12.5]),
        (["1.234,50", "2.000"], [1234.5, 2000]),
        (["12 345,6", "7 000"], [12345.6, 7000]),
        (["12", "800"], [12, 800]),
        (["1.234.567", "12.500", "...", "."], [1234567, 12500]),
        (["1.234", "12.5", ".."], [1.234, 12.5]),
    ],
)
def test_a_column_shows_which_mark_is_which(
    texts: list[str], expected: list[float], tmp_path: Path
) -> None:
    """Dots in several groups part thousands; a dot before other than three digits is decimal."""
    assert values_of(semicolons(tmp_path, *texts)) == expected


def test_dots_in_several_groups_part_thousands_in_any_file() -> None:
    """What one number shows holds for its column."""
    given = frame(value=["1.234.567", "12.500", "800"])
    assert read_exports(given).flows["value"].tolist() == [1234567, 12500, 800]


@pytest.mark.parametrize(
    "texts",
    [
        ["1.234", "12.500", "3.125"],
        ["1.000", "5"],
        ["$1.234", "2.345"],
        ["1.234", "12.500", "."],
        ["1.000", "..", "5"],
        ["1.000", "5", "...", "/"],
    ],
)
def test_dots_that_may_be_either_are_refused_among_semicolons(
    texts: list[str], tmp_path: Path
) -> None:
    """Both readings of one number, and the two arguments that decide."""
    path = semicolons(tmp_path, *texts)
    sample = texts[0].strip("$")
    assert refusal(path, columns=PROVINCES, constants=X) == (
        f"column 'Value' of 'x.csv' can be read in two ways: '{sample}' is "
        f"{sample.replace('.', '')} if dots part thousands (pass thousands='.'), or {sample} if "
        "they are decimal (pass decimal='.')"
    )
    point = [float(text.strip("$")) for text in texts if text.strip("./")]
    assert values_of(path, decimal=".") == point
    assert values_of(path, thousands=".") == [v * 1000 if v != 5 else 5 for v in point]
    assert values_of(path, decimal=",") == values_of(path, thousands=".")


def test_elsewhere_a_dot_is_decimal() -> None:
    """Three digits behind each dot are no evidence where commas part cells."""
    assert read_exports(frame(value=["1.234", "12.500"])).flows["value"].tolist() == [1.234, 12.5]


def test_a_count_has_no_decimals(tmp_path: Path) -> None:
    """A dot in a column of whole numbers among semicolons parts thousands."""
    path = tmp_path / "x.csv"
    path.write_text("state;district;value;shipments\nA;B;5;1.234\nA;C;6;12\n", encoding="utf-8")
    assert read_exports(path).flows["shipments"].tolist() == [1234, 12]


def test_dots_of_both_kinds_are_not_guessed_at() -> None:
    """Where 12.5 stands beside 1.234.567, 3.456 may be either."""
    result = read_exports(frame(value=["1.234.567", "12.5", "3.456", "7", "8"]))
    assert result.flows["value"].tolist() == [12.5, 7, 8]
    assert result.issues["message"].tolist() == [
        f"'1.234.567' is not a number; {HOW}",
        (
            "'3.456' may be thousands or a decimal fraction, since the column also has dots of "
            f"both kinds; {HOW}"
        ),
    ]


def test_commas_of_both_kinds_are_refused_until_told(tmp_path: Path) -> None:
    """1,250 beside 12,5 is 1.25; the refusal names the argument."""
    path = semicolons(tmp_path, "1,250", "12,5", "3,125", "800,000")
    assert "cannot serve as value: 4 of 4 rows are bad" in refusal(
        path, columns=PROVINCES, constants=X
    )
    assert "pass decimal=','" in refusal(path, columns=PROVINCES, constants=X)
    assert values_of(path, decimal=",") == [1.25, 12.5, 3.125, 800]


@pytest.mark.parametrize(
    ("texts", "options", "expected"),
    [
        (["1.234,5", "0,25"], {"decimal": ","}, [1234.5, 0.25]),
        (["1'234.5", "2'000"], {"thousands": "'"}, [1234.5, 2000]),
        (["1 234,5"], {"decimal": ",", "thousands": " "}, [1234.5]),
        (["1,234", "5"], {"thousands": ","}, [1234, 5]),
        (["1,234", "5"], {"decimal": ","}, [1.234, 5]),
    ],
)
def test_marks_can_be_told(
    texts: list[str], options: dict[str, str], expected: list[float]
) -> None:
    """One mark settles the other."""
    assert read_exports(frame(value=texts), **options).flows["value"].tolist() == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"decimal": ";"}, r"decimal must be one of '\.', ','; got ';'"),
        ({"thousands": "_"}, "thousands must be one of"),
        ({"decimal": ".", "thousands": "."}, "decimal and thousands must differ"),
    ],
)
def test_marks_outside_their_choices_are_refused(options: dict[str, str], message: str) -> None:
    """So is one mark for both."""
    with pytest.raises(InvalidValueError, match=message):
        read_exports(frame(value=["1"]), **options)  # type: ignore[arg-type]


# -- flags, blanks and currencies ------------------------------------------------------


def test_flags_behind_numbers_are_taken_off_and_listed() -> None:
    """The largest rows bear them as often as others: none may be lost."""
    texts = ["500.0 p", "120.0", "80.0 e", "60.0", "40.0 p"]
    result = read_exports(frame(value=texts))
    assert result.flows["value"].sum() == 800
    assert noted(result) == ["'p' stands behind 2 number(s)", "'e' stands behind 1 number(s)"]
    assert result.value_set_aside == 0.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("500.0p", 500),
        ("1,234 r", 1234),
        ("70 bp", 70),
        ("5¹", 5),
        ("5 ²", 5),
        ("6†", 6),
        ("7*", 7),
        ("7 **", 7),
        ("8 (p)", 8),
        ("8(R)", 8),
        ("9[b]", 9),
        ("10 P", 10),
        ("11 (1)", 11),
        ("12 345", 12345),
        ("12\u202f345", 12345),
        ("1\u2009234\u2009567", 1234567),
        ("1\u00a0070", 1070),
        ("1'234'567", 1234567),
        ("1\u2019234", 1234),
        ("$1,234", 1234),
        ("US$ 5", 5),
        ("US $ 5.5", 5.5),
        ("$.5", 0.5),
        ("Rs. 1,234", 1234),
        ("Rs.1,234", 1234),
        ("₹ 1,00,000", 100000),
        ("5 USD", 5),
        ("5 euros", 5),
        ("Tk 9", 9),
        ("500/-", 500),
        ("１２", 12),
    ],
)
def test_what_stands_around_a_number_is_read_past(text: str, value: float) -> None:
    """Blanks of every kind, flags, footnote marks, signs and words of money."""
    assert read_exports(frame(value=[text, "3"])).flows["value"].tolist() == [value, 3]


@pytest.mark.parametrize(
    "text", ["5 M", "5M", "3 cr", "9 B", "7 lakh", "5 6", "1 23", "p 5", "5 %"]
)
def test_what_changes_a_number_is_not_read_past(text: str) -> None:
    """A multiple behind a number is no flag; two numbers are not one."""
    result = read_exports(frame(value=["1", text, "2"]))
    assert result.flows["value"].tolist() == [1, 2]
    assert f"{text!r} is not a number; {HOW}" in result.issues["message"].tolist()


@pytest.mark.parametrize("text", ["-$5", "\u22125", "-5 p"])
def test_a_negative_number_stays_negative(text: str) -> None:
    """Whatever stands around it."""
    result = read_exports(frame(value=["1", text]))
    assert result.issues["message"].tolist()[-1] == f"{text!r} is negative"


def test_two_currencies_in_one_column_are_refused() -> None:
    """Nothing is converted, so nothing may be added."""
    assert refusal(frame(value=["$5", "₹400", "7"])) == (
        "column 'value' of 'DataFrame' holds amounts in several currencies ('$' and '₹'); part "
        "them into columns, and read one at a time"
    )
    assert len(read_exports(frame(value=["$5", "5 USD", "US$ 7"])).flows) == 3
    assert len(read_exports(frame(value=["Rs 5", "₹7", "8/-"])).flows) == 3


# -- cells that hide a number ----------------------------------------------------------


def test_hidden_values_are_unknown_by_kind() -> None:
    """Not bad, not zero: the shares of what is left are too large, and the lines say so."""
    texts = ["40", "(D)", "15", "c", "22", "-", ":", "<0.5"]
    result = read_exports(frame(value=texts))
    assert result.flows["value"].tolist() == [40, 15, 22]
    by_row = result.issues[result.issues["row"].notna()]
    assert by_row[["row", "message"]].to_numpy().tolist() == [
        [1, "'(D)': withheld, so the value is not known"],
        [3, "'c': withheld, so the value is not known"],
        [5, "value is missing; some sources print '-' for nil"],
        [6, "':': not available, so the value is not known"],
        [7, "'<0.5': below a printed limit, so the value is not known"],
    ]
    rest = "not zero but unknown, so shares of the rest are too large"
    assert noted(result) == [
        f"2 cell(s) withheld: {rest}",
        f"1 cell(s) not available: {rest}",
        f"1 cell(s) below a printed limit: {rest}",
    ]
    assert math.isnan(result.value_set_aside)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(S)", "withheld"),
        ("X", "withheld"),
        ("Confidential", "withheld"),
        ("..", "not available"),
        ("…", "not available"),
        ("n.a.", "not available"),
        ("NA", "not available"),
        (".", "not available"),
        ("/", "not available"),
        ("n.d.", "not available"),
        ("(Z)", "below a printed limit"),
        ("(L)", "below a printed limit"),
        ("< 1,000", "below a printed limit"),
        ("≤5", "below a printed limit"),
    ],
)
def test_every_mark_of_a_hidden_value_has_its_kind(text: str, kind: str) -> None:
    """Statistical offices use letters, dots and brackets."""
    messages = read_exports(frame(value=["1", text])).issues["message"].tolist()
    assert f"{text!r}: {kind}, so the value is not known" in messages


def test_a_number_in_brackets_has_two_meanings_and_is_not_read() -> None:
    """Accounts mean a negative number, statistical offices an uncertain one."""
    messages = read_exports(frame(value=["1", "7", "(1,250)"])).issues["message"].tolist()
    why = "which accounts mean as negative and statistics as uncertain"
    assert messages == [f"'(1,250)' is a number in brackets, {why}; {HOW}"]


def test_a_value_beyond_what_a_float_holds_is_said_to_be_rounded() -> None:
    """2**53 + 1 has no float of its own; 2**53 and 2**54 have."""
    texts = ["9007199254740993", "9007199254740992", "18014398509481984"]
    result = read_exports(frame(value=texts))
    assert result.flows["value"].tolist() == [2.0**53, 2.0**53, 2.0**54]
    assert noted(result) == [
        "1 whole number(s) beyond 2**53 are rounded to the nearest that a float holds"
    ]


def test_hidden_values_do_not_show_the_wrong_column() -> None:
    """A table of which most is withheld is still that table; one of nothing else is empty."""
    result = read_exports(frame(value=["(D)"] * 8 + ["5", "7"]))
    assert result.flows["value"].tolist() == [5, 7]
    assert "most often: \"'(D)': withheld" in refusal(frame(value=["(D)", "(D)"]))
    assert "2 of 3 rows are bad" in refusal(frame(value=["(D)"] * 5 + ["5", "?", "!"]))


def test_the_sum_set_aside_is_unknown_where_a_value_cannot_be_read() -> None:
    """What is there and cannot be read is not nothing; a blank is no value."""
    assert math.isnan(read_exports(frame(value=["1", "2", "5 M"])).value_set_aside)
    assert read_exports(frame(value=["1", "2", ""])).value_set_aside == 0.0
    missing = frame(district=["A", "", "B"], value=["1", "5", "2"])
    assert read_exports(missing).value_set_aside == 5.0


# -- errors of a spreadsheet, truth values, other kinds --------------------------------


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#value!", "#NAME?"])
def test_an_error_of_a_spreadsheet_is_named(error: str) -> None:
    """It is no missing value, and no name of a place."""
    assert read_exports(frame(value=["1", error])).issues["message"].tolist()[-1] == (
        f"{error!r} is an error of the spreadsheet; mend the formula, and save it again"
    )
    result = read_exports(frame(district=["A", error, "B"]))
    assert result.issues["message"].tolist() == [
        f"district is {error!r}, an error of the spreadsheet"
    ]
    assert result.flows["district"].tolist() == ["A", "B"]


def test_an_error_in_a_workbook_is_no_blank(tmp_path: Path) -> None:
    """A formula without a result comes as its error, in values and in names."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("A & B")
    sheet.write_row(0, 0, ["state", "district", "value"])
    for row in range(1, 5):
        sheet.write_row(row, 0, ["Goa", f"D{row}", row])
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    book.close()
    result = read_exports(path)
    assert result.flows["value"].tolist() == [1, 4]
    assert result.issues.loc[
        result.issues["row"].notna(), ["row", "value"]
    ].to_numpy().tolist() == [
        [3, "#DIV/0!"],
        [4, "#N/A"],
    ]


def test_truth_values_are_no_numbers(tmp_path: Path) -> None:
    """True equals 1 to the machine, yet only the 1 is a value."""
    result = read_exports(frame(value=pd.Series([True, 1, False, 0, 5], dtype=object)))
    assert result.flows["value"].tolist() == [1, 0, 5]
    assert result.issues["message"].tolist()[-2:] == [
        "'True' is a truth value, not a number",
        "'False' is a truth value, not a number",
    ]
    rows: Rows = [
        ["state", "district", "value"],
        ["Goa", "A", True],
        ["Goa", "B", 1],
        ["Goa", "C", 2.5],
    ]
    path = write_xlsx(tmp_path / "x.xlsx", rows)
    assert read_exports(path).flows["value"].tolist() == [1, 2.5]
    assert "cannot serve as value" in refusal(frame(value=[True, False]))
    codes = frame(hs_code=pd.Series([True, "1006", "5201"], dtype=object))
    assert len(read_exports(codes).flows) == 2


def test_dates_and_periods_are_no_values() -> None:
    """A year that is spelled like a number is none."""
    years = pd.period_range("2020", periods=2, freq="Y")
    days = pd.to_datetime(["2020-01-01", "2021-01-01"])
    for column in (years, days, days - days[0]):
        assert "it holds no numbers" in refusal(frame(value=pd.Series(column)))
    mixed = pd.Series([years[0], 5, 7], dtype=object)
    result = read_exports(frame(value=mixed))
    assert result.flows["value"].tolist() == [5, 7]
    assert "'2020' is a Period, not a number" in result.issues["message"].tolist()


# -- counts ----------------------------------------------------------------------------

LARGE = 2**53 + 1


@pytest.mark.parametrize(
    "column",
    [
        [str(LARGE), "1"],
        [f"{LARGE:,}", "1"],
        pd.Series([LARGE, 1], dtype="int64"),
        pd.Series([LARGE, 1], dtype="Int64"),
        pd.Series([LARGE, 1], dtype=object),
    ],
)
def test_counts_are_exact(column: Any) -> None:
    """To the last digit of a 64-bit number."""
    result = read_exports(frame(shipments=column))
    assert result.flows["shipments"].tolist() == [LARGE, 1]
    assert result.flows["shipments"].dtype == np.int64


@pytest.mark.parametrize(
    "column",
    [
        ["10000000000000000000", "1", "2"],
        ["1e19", "1", "2"],
        [1e19, 1.0, 2.0],
        pd.Series([2**63, 1, 2], dtype="uint64"),
    ],
)
def test_a_count_beyond_its_range_is_set_aside(column: Any) -> None:
    """It would turn negative."""
    result = read_exports(frame(shipments=column))
    assert result.flows["shipments"].tolist() == [1, 2]
    assert result.issues["message"].tolist()[-1].endswith("is too large for an exact count")
