"""Small slips of a caller or a file that must not pass in silence, nor end in a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidValueError, OdopkitError, ReadError
from odopkit.readers import ReadResult, read_exports

if TYPE_CHECKING:
    from pathlib import Path

X = {"state": "X"}


def two(**columns: Any) -> pd.DataFrame:
    """Give two districts; columns named here go before."""
    return pd.DataFrame({"district": ["A", "B"], "value": [1, 2], **columns})


def said(result: ReadResult) -> list[str]:
    """Give the messages of a reading."""
    return result.issues["message"].tolist()


@pytest.mark.parametrize(
    "years", [("2020-21", "2020-21"), ("2020", "2020"), ("2020-21", "2020-2021")]
)
def test_two_columns_of_one_year_are_refused(years: tuple[str, str]) -> None:
    """Both would be added up."""
    given = pd.DataFrame(
        [["Goa", "N", 1, 100, 7], ["Goa", "S", 3, 4, 8]],
        columns=["state", "district", *years, "2021-22"],
    )
    with pytest.raises(ReadError, match=rf"columns 3 and 4 .* are both {years[0]}, and would be"):
        read_exports(given)


def test_two_spellings_of_one_year_for_one_key_are_told() -> None:
    """The same place in 2020-21 twice; in two places the spellings are only listed."""
    twice = pd.DataFrame(
        {"district": ["A", "A"], "period": ["2020-21", "2020-2021"], "value": [5, 5]}
    )
    told = "rows of one key stand under '2020-21' and '2020-2021', both 2020-21: they are added"
    assert told in said(read_exports(twice, constants=X))
    apart = twice.assign(district=["A", "B"])
    assert told not in said(read_exports(apart, constants=X))


def test_two_spellings_of_one_month_for_one_key_are_told() -> None:
    """January stands twice, as a number and as a word."""
    months = [f"2023-{m:02d}" for m in range(1, 13)]
    given = pd.DataFrame({"district": "N", "period": months, "value": 1.0})
    asked: dict[str, Any] = {"constants": X, "period_kind": "month", "year_start": 1}
    assert read_exports(given, **asked).flows["period"].tolist() == ["2023"] * 12
    more = pd.DataFrame({"district": ["N"], "period": ["Jan 2023"], "value": [1.0]})
    result = read_exports(pd.concat([given, more], ignore_index=True), **asked)
    assert any(m.endswith("both 2023: they are added") for m in said(result))
    assert not any("they are added" in m for m in said(read_exports(given, **asked)))


def test_days_of_one_month_are_not_spellings_of_it() -> None:
    """Dates are summed to years, and each day is another."""
    days = pd.date_range("2023-01-01", "2023-12-31", freq="15D").strftime("%Y-%m-%d")
    given = pd.DataFrame({"district": "N", "period": days, "value": 1.0})
    result = read_exports(given, constants=X, period_kind="date", year_start=1)
    assert result.flows["period"].unique().tolist() == ["2023"]
    assert result.flows["value"].sum() == len(days)


@pytest.mark.parametrize("turn", [lambda x: x.sort_values(), lambda x: x[::-1]])
def test_a_function_may_sort_what_it_is_given(turn: Any) -> None:
    """Which row is chosen is said by the label, not by the place."""
    given = pd.DataFrame(
        {"district": list("ABC"), "Flow": ["Import", "Export", "Export"], "value": [1, 2, 3]}
    )
    result = read_exports(given, constants=X, where={"Flow": lambda x: turn(x) == "Export"})
    assert result.flows["district"].tolist() == ["B", "C"]


def test_a_currency_that_contradicts_the_heading_is_told() -> None:
    """The caller's word holds, and the file's is on record."""
    given = pd.DataFrame({"district": ["A", "B"], "Value (INR)": [1, 2]})
    asked: dict[str, Any] = {"constants": X, "columns": {"Value (INR)": "value"}}
    result = read_exports(given, currency="USD", **asked)
    assert result.currency == "USD"
    assert said(result) == ["the file names the currency INR; kept as USD, as asked"]
    assert said(read_exports(given, currency="INR", **asked)) == []
    assert read_exports(given, **asked).currency == "INR"


@pytest.mark.parametrize(
    ("constants", "words"),
    [
        ({"state": ["X"]}, "constants= must give text for 'state', got"),
        ({"state": 5}, "constants= must give text for 'state', got 5"),
        ({"state": "X", "district": ("A",)}, "constants= must give text for 'district', got"),
    ],
)
def test_constants_are_places(constants: dict[str, Any], words: str) -> None:
    """A list or a number is no name of a place."""
    given = two() if "district" not in constants else two().drop(columns="district")
    with pytest.raises(InvalidValueError, match=words):
        read_exports(given, constants=constants)


@pytest.mark.parametrize("odd", [(1, 2), b"B", frozenset({1}), object()])
def test_a_name_that_is_no_text_is_set_aside(odd: object) -> None:
    """One odd cell costs its own row only."""
    given = pd.DataFrame({"district": ["A", odd, "C"], "value": [1, 2, 3]})
    result = read_exports(given, constants=X)
    assert result.flows["district"].tolist() == ["A", "C"]
    assert "not text" in said(result)[0]


@pytest.mark.parametrize("odd", [[1], {"a": 1}, {1}, ([],)])
@pytest.mark.parametrize("column", ["district", "value", "hs_code", "period"])
def test_nested_cells_are_refused(column: str, odd: object) -> None:
    """With the column, the kind and the row, instead of a foreign traceback."""
    good: dict[str, list[object]] = {
        "district": ["A", "B"],
        "value": [1, 2],
        "hs_code": ["0902", "3004"],
        "period": ["2021", "2021"],
    }
    good[column][1] = odd
    given = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in good.items()})
    with pytest.raises(ReadError, match=f"column '{column}' of 'DataFrame' holds .* in row 1"):
        read_exports(given, constants=X)


def test_a_word_that_keeps_nothing_is_told() -> None:
    """A slip in keep= is seen."""
    result = read_exports(two(), constants=X, keep=["zzz"])
    assert said(result) == ["keep= names 'zzz', which no column that is used has"]


def test_values_are_not_filled_down() -> None:
    """What is blank in a column of numbers is not the number above."""
    with pytest.raises(InvalidValueError, match="'value', a column of numbers"):
        read_exports(two(), constants=X, fill_down=["value"])


def test_a_scale_beyond_floats_is_refused() -> None:
    """A whole number may be larger than any float."""
    with pytest.raises(InvalidValueError, match="scale must be a finite number above 0") as caught:
        read_exports(two(), constants=X, scale=10**400)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["x" * 5000, "state,district,value\nGoa,South Goa,1\n"])
def test_text_is_no_path(text: str) -> None:
    """The contents of a file in place of its path."""
    with pytest.raises(OdopkitError, match="source must be a path, got text of") as caught:
        read_exports(text)
    assert len(str(caught.value)) < 300


def test_years_beside_descriptions_become_rows(tmp_path: Path) -> None:
    """Words beside the years are no values; a column of numbers is not passed over."""
    path = tmp_path / "x.csv"
    path.write_text(
        "State,District,HS,Description,Unit,2020-21,2021-22\nGoa,N,0902,Tea,KGS,1,2\n", "utf-8"
    )
    columns = {"State": "state", "District": "district", "HS": "hs_code"}
    flows = read_exports(path, columns=columns).flows
    assert flows[["period", "value"]].values.tolist() == [["2020-21", 1.0], ["2021-22", 2.0]]
    path.write_text(
        "State,District,HS,Growth,2020-21,2021-22\nGoa,N,0902,12.5,1,2\n", encoding="utf-8"
    )
    with pytest.raises(ReadError, match=r"values=\{'2020-21': '2020-21', '2021-22': '2021-22'\}"):
        read_exports(path, columns=columns)


def test_one_year_is_proposed_as_the_value() -> None:
    """A single column of a year is named in the way on."""
    given = pd.DataFrame({"state": ["Goa"], "district": ["N"], "2020-21": [1]})
    with pytest.raises(ReadError, match=r"values=\{'2020-21': '2020-21'\} if"):
        read_exports(given)


def test_flows_are_read_again() -> None:
    """A lone 2006-07 of a flows table is a year, since the table was read already."""
    given = two(period=["2006-07", "2006-07"])
    with pytest.raises(ReadError, match="a fiscal year or Jul 2006"):
        read_exports(given, constants=X)
    flows = read_exports(given, constants=X, period_kind="fiscal_year").flows
    pd.testing.assert_frame_equal(read_exports(flows).flows, flows)


# -- slips that are told plainly -------------------------------------------------------


def four(**more: Any) -> pd.DataFrame:
    """Give a table of four districts."""
    table = {"state": ["X"] * 4, "district": list("ABCD"), "hs_code": ["0101"] * 4}
    return pd.DataFrame({**table, "value": [1.0, 2.0, 3.0, 7.0], **more})


@pytest.mark.parametrize(
    ("source", "options", "message"),
    [
        (pd.DataFrame(), {}, "the DataFrame has no columns; give a table with a column of values"),
        ("", {}, "source is an empty path; give the path of a file"),
        (
            four(),
            {"scale": 1e308},
            "scale=1e+308 makes the value in row 1 of 'DataFrame' infinite; choose a smaller one",
        ),
        (
            four().drop(columns="state"),
            {"constants": {"state": "X\u200b"}},
            (
                "constants= gives 'state' as 'X\\u200b', which has an invisible character "
                "(U+200B ZERO WIDTH SPACE); write 'X'"
            ),
        ),
        (
            four(Flow="Export"),
            {"where": {"Flow": four()}},
            (
                "where={'Flow': ...} must be a value, a list of values or a function, got a pandas "
                "DataFrame"
            ),
        ),
    ],
    ids=["no-columns", "empty-path", "infinite", "invisible", "frame-in-where"],
)
def test_slips_of_callers_are_told_in_a_line(
    source: Any, options: dict[str, Any], message: str
) -> None:
    """One sentence, with what was got and what to do."""
    with pytest.raises(OdopkitError) as caught:
        read_exports(source, **options)
    assert str(caught.value) == message


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, pd.Index])
def test_values_of_where_in_any_list_are_shown_as_a_list(kind: Any) -> None:
    """An array that is printed breaks the line."""
    result = read_exports(four(Flow=["Export"] * 3 + ["Import"]), where={"Flow": kind(["Export"])})
    (said,) = result.issues["message"]
    assert said.startswith("1 row(s) left out by where={'Flow': ")
    assert "'Export'" in said
    assert "\n" not in said
    assert result.flows["value"].sum() == 6


def test_a_header_that_stands_again_among_the_rows_is_no_row(tmp_path: Path) -> None:
    """Files joined end to end bring their headers with them."""
    path = tmp_path / "x.csv"
    head = "state,district,hs_code,value\n"
    path.write_text(f"{head}X,A,0101,1\nX,B,0101,2\n{head}X,C,0101,4\n{head}", encoding="utf-8")
    result = read_exports(path)
    assert result.flows["value"].tolist() == [1, 2, 4]
    assert result.issues[["row", "message"]].to_numpy().tolist() == [
        [4, "the header again, not a row of data"],
        [6, "the header again, not a row of data"],
    ]


def test_a_total_over_the_years_is_a_total_and_compared() -> None:
    """It is no year that was misspelled, and what it prints is held against the years."""
    rows = [("A", "2021", 1.0), ("A", "2022", 2.0), ("A", "Total", 3.0)]
    rows += [("B", "2021", 7.0), ("B", "2022", 5.0), ("B", "Total", 20.0)]
    table = pd.DataFrame(rows, columns=["district", "period", "value"]).assign(state="X")
    result = read_exports(table)
    assert sorted(result.flows["period"].unique()) == ["2021", "2022"]
    assert result.flows["value"].sum() == 15
    assert result.totals[["printed", "kept", "difference"]].to_numpy().tolist() == [
        [3, 3, 0],
        [20, 12, 8],
    ]
    assert result.issues["message"].tolist()[1:] == ["a total, not a row of data"] * 2


def test_descriptions_that_are_all_blank_are_said_to_tell_nothing() -> None:
    """The column was asked for, so that its silence is worth a line."""
    result = read_exports(four(product=np.nan))
    assert result.issues[["column", "message"]].to_numpy().tolist() == [
        ["product", "every cell is blank: it tells nothing apart"]
    ]
    assert read_exports(four(product=["Rice", None, None, None])).issues.empty
