"""The guard of flows tables: every rule with a good case and a bad one."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

# pandera reads the annotation when a model is made, so the import is a real one.
from pandera.typing import Index, Series

from odopkit import Exports, Flows, ProductFlows, validate
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    MixedPeriodError,
    ReadError,
)
from odopkit.errors.telling import kind_of
from odopkit.hs.code import problem_of

TEXT_DTYPES = [
    "object",
    "str",
    "category",
    "string[python]",
    "string[pyarrow]",
    "arrow string",
    "arrow large string",
    "arrow dictionary",
]
TEXT_COLUMNS = ["state", "district", "hs_code", "product", "period", "partner"]

# Kinds of text and numbers that need pyarrow are tested where it is installed.
ARROW: dict[str, Callable[[Any], Any]] = {
    "arrow string": lambda arrow: arrow.string(),
    "arrow large string": lambda arrow: arrow.large_string(),
    "arrow dictionary": lambda arrow: arrow.dictionary(arrow.int32(), arrow.string()),
    "arrow int32": lambda arrow: arrow.int32(),
    "arrow int64": lambda arrow: arrow.int64(),
    "arrow double": lambda arrow: arrow.float64(),
}


def dtype_of(name: str) -> Any:
    """Return a dtype by name, or skip the test where it needs pyarrow."""
    if "arrow" not in name:
        return name
    arrow = pytest.importorskip("pyarrow")
    return pd.ArrowDtype(ARROW[name](arrow)) if name in ARROW else name


def flows(n: int = 3, **columns: Any) -> pd.DataFrame:
    """Return `n` good rows of Exports, with columns replaced or added."""
    table: dict[str, Any] = {
        "state": ["Goa"] * n,
        "district": [f"District {i}" for i in range(n)],
        "hs_code": ["30049099"] * n,
        "value": [float(i) for i in range(n)],
    }
    return pd.DataFrame(table | columns)


def product_flows(n: int = 3, **columns: Any) -> pd.DataFrame:
    """Return `n` good rows of ProductFlows."""
    return flows(n, product=["Foodstuffs"] * n, **columns).drop(columns="hs_code")


def refused(frame: pd.DataFrame, schema: Any = None, **options: Any) -> pd.DataFrame:
    """Return the failure cases with which a table is refused."""
    with pytest.raises(InvalidTableError) as caught:
        validate(frame, schema, **options)
    cases = caught.value.failure_cases
    assert cases is not None
    assert list(cases.columns) == ["row", "position", "column", "value", "problem"]
    of_rows = cases[cases["position"].notna()]
    assert (
        of_rows["row"].tolist() == frame.index[of_rows["position"].to_numpy(dtype=np.intp)].tolist()
    )
    assert all(row is None for row in cases["row"][cases["position"].isna()])
    assert cases["problem"].map(lambda p: isinstance(p, str) and p != "").all()
    assert str(caught.value).startswith(f"{len(cases)} problem(s) in the table: ")
    return cases


def cells(cases: pd.DataFrame) -> list[tuple[Any, str]]:
    """Return row and column of each failure, sorted."""
    return sorted(zip(cases["row"].tolist(), cases["column"].tolist(), strict=True))


# -------------------------------------------------------------- what comes back


def test_a_good_table_comes_back_with_the_types_that_measures_need() -> None:
    """Text becomes category, value float64; index, order and other columns stay."""
    frame = flows(value=[1, 2, 3], shipments=[4, 5, 6], note=["x", None, "z"], rank=[1, 2, 3])
    frame = frame[["note", "value", "state", "hs_code", "rank", "district", "shipments"]]
    frame.index = pd.Index(["p", "q", "r"], name="line")
    checked = validate(frame)
    assert list(checked.columns) == list(frame.columns)
    pd.testing.assert_index_equal(checked.index, frame.index)
    for column in ("state", "district", "hs_code"):
        assert isinstance(checked[column].dtype, pd.CategoricalDtype)
        assert checked[column].tolist() == frame[column].tolist()
    assert checked["value"].dtype == np.float64
    assert checked["value"].tolist() == [1.0, 2.0, 3.0]
    assert checked["shipments"].dtype == np.int64
    pd.testing.assert_series_equal(checked["note"], frame["note"])
    pd.testing.assert_series_equal(checked["rank"], frame["rank"])


@pytest.mark.parametrize("dtype", TEXT_DTYPES)
def test_text_of_every_dtype_becomes_categories_of_text(dtype: str) -> None:
    """The guard reads object, str, category, string and arrow columns alike."""
    text = ["state", "district", "hs_code", "period", "partner"]
    plain = flows(period="2021-22", partner=["Nepal", "Japan", "Nepal"])
    frame = plain.astype(dict.fromkeys(text, dtype_of(dtype)))
    checked = validate(frame)
    for column in text:
        assert isinstance(checked[column].dtype, pd.CategoricalDtype)
        assert checked[column].tolist() == plain[column].tolist()
        assert all(isinstance(c, str) for c in checked[column].cat.categories.tolist())


@pytest.mark.parametrize("dtype", [d for d in TEXT_DTYPES if d != "str"])
def test_bad_text_of_every_dtype_is_found(dtype: str) -> None:
    """A blank end and a missing place are found whatever holds the text."""
    places: Any = pd.Series(pd.array(["Goa", " Goa", None], dtype="string[python]"))
    if dtype == "arrow dictionary":  # pandas cannot cast to it, but parquet files hold it
        array = pytest.importorskip("pyarrow").array(["Goa", " Goa", None]).dictionary_encode()
        places = pd.Series(pd.array(array, dtype=pd.ArrowDtype(array.type)))
    else:
        places = places.astype(dtype_of(dtype))
    cases = refused(flows(state=places))
    assert cells(cases) == [(1, "state"), (2, "state")]
    assert cases.set_index("row")["problem"][2].startswith("is missing; ")


@pytest.mark.parametrize(
    "dtype",
    [
        "int8",
        "int64",
        "uint64",
        "float16",
        "float32",
        "float64",
        "Int64",
        "UInt8",
        "Float32",
        "Float64",
        "arrow int64",
        "arrow double",
    ],
)
def test_numbers_of_every_dtype_become_float64(dtype: str) -> None:
    """Integers, short and nullable numbers are values."""
    checked = validate(flows(value=pd.Series([0, 1, 100], dtype=dtype_of(dtype))))
    assert checked["value"].dtype == np.float64
    assert checked["value"].tolist() == [0.0, 1.0, 100.0]


def test_float32_is_widened_and_not_rounded_again() -> None:
    """A short float keeps the number that it holds."""
    short = pd.Series([0.1, 0.2, 0.3], dtype="float32")
    checked = validate(flows(value=short))
    assert checked["value"].tolist() == [float(v) for v in short]


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64", "float32", "arrow double"])
def test_a_missing_number_is_missing_whatever_holds_it(dtype: str) -> None:
    """NA, NaN and null are each one failure, beside a negative one."""
    cases = refused(flows(value=pd.Series([1, None, -3], dtype=dtype_of(dtype))))
    assert cells(cases) == [(1, "value"), (2, "value")]
    problems = cases.set_index("row")["problem"]
    assert problems[1] == "is missing; drop the row, or write 0 where nothing was exported"
    assert problems[2] == "is negative; exports are at least 0, so correct or drop the row"


def test_zero_is_a_value_and_so_is_negative_zero() -> None:
    """Nothing exported is valid; a sign on nothing is no negative."""
    checked = validate(flows(value=[0.0, -0.0, 5e-324]))
    assert checked["value"].tolist() == [0.0, 0.0, 5e-324]


# ---------------------------------------------------------------- rules of columns


@pytest.mark.parametrize("bad", [-1.0, -1e-300, np.inf, -np.inf, np.nan])
def test_values_are_finite_and_not_negative(bad: float) -> None:
    """Each bad value is one failure with its row, and no good row is named."""
    cases = refused(flows(value=[1.0, bad, 2.0]))
    assert cells(cases) == [(1, "value")]
    got = cases["value"].iloc[0]
    assert got == bad or (np.isnan(bad) and np.isnan(got))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["1", "2", "3"], id="text"),
        pytest.param([True, False, True], id="bool"),
        pytest.param([1 + 0j, 2, 3], id="complex"),
        pytest.param(pd.to_datetime(["2021-04-01"] * 3), id="dates"),
        pytest.param(pd.Categorical([1.0, 2.0, 3.0]), id="category"),
    ],
)
def test_a_value_that_is_no_number_is_one_failure_of_the_column(values: Any) -> None:
    """The dtype is named once, not row by row."""
    cases = refused(flows(value=values))
    assert cases["row"].tolist() == [None]
    assert cases["column"].tolist() == ["value"]
    assert cases["value"].tolist() == [str(flows(value=values)["value"].dtype)]
    assert cases["problem"].iloc[0].startswith("is not a number")


@pytest.mark.parametrize("column", ["state", "district", "product", "partner"])
@pytest.mark.parametrize("bad", ["", " ", " Goa", "Goa ", "\tGoa", "Goa\n", "\u00a0Goa"])
def test_names_are_not_empty_and_have_no_outer_blanks(column: str, bad: str) -> None:
    """One failure with the name as it was written."""
    frame = product_flows(partner="Nepal")
    frame[column] = ["Goa", bad, "Goa"]
    cases = refused(frame)
    assert cells(cases) == [(1, column)]
    assert cases["value"].tolist() == [bad]


@pytest.mark.parametrize("column", ["state", "district", "product", "partner"])
@pytest.mark.parametrize(
    "good", ["Goa", "North  Goa", "Jaén", "०", "24-South", "क्‍ष", "UNSPECIFIED"]
)
def test_names_are_any_text_inside(column: str, good: str) -> None:
    """Inner blanks, accents and other scripts are names; nothing is rewritten."""
    frame = product_flows(partner="Nepal")
    frame[column] = ["Goa", good, "Goa"]
    assert validate(frame)[column].tolist() == ["Goa", good, "Goa"]


@pytest.mark.parametrize("column", ["state", "district", "hs_code", "period", "partner"])
def test_a_missing_text_is_one_failure_named_missing(column: str) -> None:
    """Missing is not empty: it is reported once and by that word."""
    frame = flows(period="2021", partner="Nepal")
    frame[column] = frame[column].astype(object).where(frame.index != 1, None)
    cases = refused(frame)
    assert cells(cases) == [(1, column)]
    place = "write 'UNSPECIFIED' where the place is not known"
    advice = place if column in ("state", "district") else "fill it in, or drop the row"
    assert cases["problem"].tolist() == [f"is missing; {advice}"]


@pytest.mark.parametrize("column", TEXT_COLUMNS)
@pytest.mark.parametrize("values", [[1, 2, 3], [1.0, 2.0, 3.0], [True, False, True]])
def test_numbers_are_never_taken_for_text(column: str, values: list[Any]) -> None:
    """Codes and years that were read as numbers are refused as a column, once."""
    frame = product_flows(period="2021", partner="Nepal") if column != "hs_code" else flows()
    frame[column] = values
    cases = refused(frame)
    assert cases["row"].tolist() == [None]
    assert cases["column"].tolist() == [column]
    assert cases["value"].tolist() == [str(frame[column].dtype)]
    assert "not text" in cases["problem"].iloc[0]


@pytest.mark.parametrize("column", ["state", "hs_code"])
def test_a_number_among_text_is_found_by_row(column: str) -> None:
    """Mixed columns and categories of numbers fail where the number stands."""
    mixed = flows()
    mixed[column] = pd.Series(["30", 30, "30"], dtype=object)
    assert cells(refused(mixed)) == [(1, column)]
    mixed[column] = pd.Categorical([30, 31, 30])
    assert cells(refused(mixed)) == [(0, column), (1, column), (2, column)]


def test_a_cell_that_holds_a_list_is_refused_like_any_other() -> None:
    """What cannot be a label is a failure of the table, not an accident."""
    cases = refused(flows(state=pd.Series([["Goa"], "Goa", "Goa"], dtype=object)))
    assert set(cases["column"]) == {"state"}


@pytest.mark.parametrize(
    "good", ["01", "97", "98", "99", "0101", "9999", "999999", "01012100", "99999999", "10063020"]
)
def test_hs_codes_have_two_four_six_or_eight_digits(good: str) -> None:
    """All four lengths pass, special transactions included."""
    assert validate(flows(hs_code=good))["hs_code"].tolist() == [good] * 3


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "1",
        "101",
        "10121",
        "1012100",
        "1006302010",
        "1006.30",
        "1006 30",
        " 1006",
        "1006 ",
        "1006\n",
        "10A6",
        "५२०५",
        "١٠",
        "１０",
        "00",
        "0012",
        "77",
        "77010000",
        "TOTAL",
        "1006302०",
    ],
)
def test_other_hs_codes_are_refused_where_they_stand(bad: str) -> None:
    """Wrong lengths, separators, other digits, chapters 00 and 77: found by row."""
    cases = refused(flows(hs_code=["30049099", bad, "30049099"]))
    assert cells(cases) == [(1, "hs_code")]
    assert cases["value"].tolist() == [bad]
    if bad and bad.isascii() and bad.isdigit():
        assert cases["problem"].tolist() == [problem_of(bad)]


@pytest.mark.parametrize("good", ["2021", "2021-22", "1999-00", "1899-00", "2009-10", "0000"])
def test_periods_are_years_or_fiscal_years(good: str) -> None:
    """The second half of a fiscal year is the year after, across centuries too."""
    assert validate(flows(period=good))["period"].tolist() == [good] * 3


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "21",
        "2021-23",
        "2021-21",
        "2021-2022",
        "2021/22",
        "2021–22",
        "2021-22 ",
        "2021\n",
        "FY2021",
        "२०२१",
        "2021-2",
        "20211",
        "1999-99",
    ],
)
def test_other_periods_are_refused(bad: str) -> None:
    """Spans of other lengths, other dashes and other digits are no period."""
    cases = refused(flows(period=["2021-22", "2021-22", bad]))
    assert cells(cases) == [(2, "period")]
    assert "2021-22" in cases["problem"].iloc[0]


def test_several_years_in_one_table_are_valid() -> None:
    """The guard does not choose a year; measures do."""
    assert validate(flows(period=["2020-21", "2021-22", "2021"]))["period"].nunique() == 3


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8", "Int64", "arrow int32"])
def test_shipments_are_counts(dtype: str) -> None:
    """Whole numbers of every width become int64; zero is a count."""
    checked = validate(flows(shipments=pd.Series([0, 1, 200], dtype=dtype_of(dtype))))
    assert checked["shipments"].dtype == np.int64
    assert checked["shipments"].tolist() == [0, 1, 200]


def test_a_negative_count_is_refused_by_row() -> None:
    """A count below zero is one failure."""
    cases = refused(flows(shipments=[1, -2, 3]))
    assert cells(cases) == [(1, "shipments")]
    assert cases["value"].tolist() == [-2]
    assert cases["problem"].tolist() == ["is negative; a count is at least 0"]


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], ["1", "2", "3"], [True, False, True]])
def test_shipments_that_are_not_whole_numbers_are_refused(values: Any) -> None:
    """Floats, text and truth values are no counts."""
    cases = refused(flows(shipments=values))
    assert cases["column"].tolist() == ["shipments"]
    assert "whole number" in cases["problem"].iloc[0]


def test_a_missing_count_is_refused() -> None:
    """A nullable integer column with NA is not int64."""
    cases = refused(flows(shipments=pd.Series([1, None, 3], dtype="Int64")))
    assert cases["column"].tolist() == ["shipments"]


# ---------------------------------------------------------- tables as a whole


@pytest.mark.parametrize("absent", ["state", "district", "value"])
def test_an_absent_column_is_one_failure_without_a_row(absent: str) -> None:
    """The message says which column to add."""
    with pytest.raises(InvalidTableError, match=f"column '{absent}' is not in the table") as caught:
        validate(flows().drop(columns=absent))
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases[["row", "column"]].to_numpy().tolist() == [[None, absent]]


def test_absent_columns_are_reported_beside_bad_cells() -> None:
    """Everything wrong with a table is said at once."""
    cases = refused(flows(value=[1.0, -1.0, 2.0]).drop(columns=["state", "district"]))
    assert sorted(map(str, cases["column"])) == ["district", "state", "value"]


def test_a_column_that_appears_twice_is_refused_by_name() -> None:
    """Two columns of one name have no meaning, extra ones included."""
    frame = pd.concat([flows(), flows()[["state", "value"]]], axis=1)
    cases = refused(frame)
    assert sorted(cases["column"]) == ["state", "value"]
    assert set(cases["problem"]) == {"appears more than once; keep one"}
    extra = pd.concat([flows(note="x"), flows(note="y")[["note"]]], axis=1)
    assert refused(extra)["column"].tolist() == ["note"]


@pytest.mark.parametrize("thing", [None, [1, 2], {"state": ["Goa"]}, pd.Series([1.0])])
def test_only_tables_are_validated(thing: Any) -> None:
    """Anything but a DataFrame is refused with its type."""
    with pytest.raises(InvalidValueError, match=f"got {kind_of(thing)}; "):
        validate(thing)


def test_each_bad_cell_is_listed_once() -> None:
    """Two bad columns in a row are two failures, two checks on a cell are one."""
    frame = flows(
        4,
        state=["Goa", "", None, "Goa"],
        hs_code=["30049099", "77", "30049099", "x"],
        value=[1.0, -1.0, np.nan, np.inf],
        period=["2021", "", "2021", "2021"],
    )
    assert cells(refused(frame)) == [
        (1, "hs_code"),
        (1, "period"),
        (1, "state"),
        (1, "value"),
        (2, "state"),
        (2, "value"),
        (3, "hs_code"),
        (3, "value"),
    ]


def test_the_message_shows_one_failure_of_each_kind_and_the_count() -> None:
    """Up to three kinds, each with how many more there are; all are in the frame."""
    with pytest.raises(InvalidTableError) as caught:
        validate(flows(5, value=[-1.0, -2.0, np.nan, np.inf, 5.0], district=["", *"bcde"]))
    message = str(caught.value)
    assert message.startswith("5 problem(s) in the table: row 0, district: '' is empty; ")
    assert "row 0, value: -1.0 is negative; " in message
    assert "(and 1 more such row); row 2, value: nan is missing" in message
    assert "-2.0" not in message
    assert message.endswith("and 1 more in .failure_cases")
    with pytest.raises(InvalidTableError) as three:
        validate(flows(3, value=[-1.0, 2.0, 3.0]))
    assert "more" not in str(three.value)


def test_rows_are_named_by_their_labels() -> None:
    """Any index: text, dates, unsorted numbers."""
    frame = flows(value=[1.0, -1.0, -1.0])
    for labels in (["p", "q", "r"], [30, 10, 20], list(pd.to_datetime(["2021", "2022", "2023"]))):
        assert refused(frame.set_axis(labels))["row"].tolist() == labels[1:]


def test_rows_that_share_a_label_are_each_listed() -> None:
    """A repeated index is legal, and loses no failure."""
    frame = flows(4, state=["", "", "Goa", "Goa"], value=[-1.0, np.nan, -1.0, 1.0])
    cases = refused(frame.set_axis([7, 7, 7, 8]))
    assert cases.groupby("column").size().to_dict() == {"state": 2, "value": 3}
    assert cases["row"].tolist() == [7] * 5
    good = validate(flows(3).set_axis([7, 7, 7]))
    assert good.index.tolist() == [7, 7, 7]


def test_rows_of_a_multiindex_are_named_by_their_tuples() -> None:
    """The label finds the row again, in every kind of failure."""
    labels = pd.MultiIndex.from_tuples([(1, "x"), (1, "y"), (2, "x")], names=["file", "line"])
    frame = flows(value=[1.0, -1.0, 2.0]).set_axis(labels)
    cases = refused(frame)
    assert cases["row"].tolist() == [(1, "y")]
    again = refused(flows(district="Goa").set_axis(labels), unique=True)
    assert again["row"].tolist() == labels.tolist()
    pd.testing.assert_index_equal(validate(flows().set_axis(labels)).index, labels)


@pytest.mark.parametrize("label", [None, np.nan])
def test_a_row_without_a_label_is_still_a_failure(label: Any) -> None:
    """A missing index label does not hide the bad row."""
    frame = flows(value=[1.0, -1.0, 2.0])
    cases = refused(frame.set_axis(pd.Index(["p", label, "r"], dtype=object)))
    assert cases["column"].tolist() == ["value"]
    assert cases["value"].tolist() == [-1.0]


def test_an_index_may_bear_the_name_of_a_column() -> None:
    """Checks look at columns, whatever the index is called."""
    frame = flows(value=[1.0, -1.0, 2.0]).rename_axis("state")
    assert cells(refused(frame)) == [(1, "value")]
    assert validate(flows().rename_axis("value")).index.name == "value"


@pytest.mark.parametrize(
    "empty",
    [
        pytest.param(flows().iloc[:0], id="exports"),
        pytest.param(product_flows(period="2021", shipments=1).iloc[:0], id="products"),
        pytest.param(flows().astype({"hs_code": "category"}).iloc[:0], id="leftover-categories"),
        pytest.param(flows(value=[1, 2, 3]).iloc[:0], id="int-values"),
    ],
)
def test_an_empty_table_is_valid(empty: pd.DataFrame) -> None:
    """No rows, right columns: the same types as ever."""
    for unique in (False, True):
        checked = validate(empty, unique=unique)
        assert len(checked) == 0
        assert list(checked.columns) == list(empty.columns)
        assert isinstance(checked["state"].dtype, pd.CategoricalDtype)
        assert checked["value"].dtype == np.float64


def test_an_empty_table_still_needs_its_columns() -> None:
    """No rows do not excuse an absent column."""
    assert refused(flows().iloc[:0].drop(columns="district"))["column"].tolist() == ["district"]


# ------------------------------------------------------- the caller's own frame


CALLERS: dict[str, Callable[[], pd.DataFrame]] = {
    "text": lambda: flows(note="x", shipments=1),
    "ints": lambda: flows(value=[1, 2, 3], shipments=pd.Series([1, 2, 3], dtype="int32")),
    "categories": lambda: flows(note="x").astype(
        {"state": "category", "district": "category", "hs_code": "category"}
    ),
    "validated": lambda: validate(flows(note="x", shipments=1, period="2021")),
    "labels": lambda: flows(note="x").set_axis([5, 5, 6]).rename_axis("line"),
}


@pytest.mark.parametrize("kind", CALLERS)
def test_the_callers_frame_is_not_changed(kind: str) -> None:
    """Values, dtypes, index and column order stay, whether the table passes or not."""
    frame = CALLERS[kind]()
    before = frame.copy(deep=True)
    validate(frame)
    pd.testing.assert_frame_equal(frame, before)
    frame["value"] = -frame["value"] - 1
    spoiled = frame.copy(deep=True)
    refused(frame)
    pd.testing.assert_frame_equal(frame, spoiled)


@pytest.mark.parametrize("kind", CALLERS)
def test_writing_to_the_result_does_not_write_to_the_caller(kind: str) -> None:
    """The result is the caller's to change, in place and by reference."""
    frame = CALLERS[kind]()
    before = frame.copy(deep=True)
    checked: Any = validate(frame)
    assert checked is not frame
    checked.iloc[0, checked.columns.get_loc("value")] = 99.0
    checked["value"] *= 2
    checked["district"] = "nowhere"
    checked["more"] = 1
    if "note" in checked:
        checked.iloc[0, checked.columns.get_loc("note")] = "CHANGED"
    checked.index.name = "renamed"
    checked.columns.name = "renamed"
    pd.testing.assert_frame_equal(frame, before)


def test_a_result_validates_again_to_itself() -> None:
    """Validating twice is validating once, and gives another object."""
    once = validate(flows(period="2021", shipments=1, note="x"))
    twice = validate(once)
    pd.testing.assert_frame_equal(twice, once)
    assert twice is not once


# -------------------------------------------------------------- one level of codes


def test_codes_of_several_lengths_are_refused_with_their_levels() -> None:
    """A heading beside its lines would count goods twice."""
    frame = flows(4, hs_code=["30", "300490", "30", "30049099"])
    with pytest.raises(MixedHSLevelError) as caught:
        validate(frame)
    assert caught.value.levels == (2, 6, 8)
    message = str(caught.value)
    assert "rows: 2 of 2 digits, 1 of 6 digits, 1 of 8 digits" in message


@pytest.mark.parametrize("leftover", ["30", "TOTAL", "", "77"])
def test_leftover_categories_do_not_mix_levels_or_fail(leftover: str) -> None:
    """What a filter left behind among the categories is not in the table."""
    frame = flows(
        hs_code=pd.Categorical(["30049099"] * 3, categories=[leftover, "30049099"]),
        state=pd.Categorical(["Goa"] * 3, categories=["Goa", " "]),
    )
    assert validate(frame)["hs_code"].tolist() == ["30049099"] * 3


def test_mixed_levels_are_found_among_used_categories_in_any_order() -> None:
    """Categories in another order, with one out of use, are judged by use."""
    codes = pd.Categorical(["3004", "30", "3004"], categories=["30049099", "3004", "300490", "30"])
    with pytest.raises(MixedHSLevelError) as caught:
        validate(flows(hs_code=codes))
    assert caught.value.levels == (2, 4)


def test_bad_codes_are_reported_before_mixed_ones() -> None:
    """A wrong code is a failure case; only valid codes can mix levels."""
    assert cells(refused(flows(hs_code=["30", "3", "30049099"]))) == [(1, "hs_code")]


# ---------------------------------------------------------------- repeated keys


def test_repeated_keys_are_legal_unless_uniqueness_is_asked_for() -> None:
    """Months and partners repeat a place and a code: by default they stay."""
    frame = flows(district=["A", "B", "A"]).set_axis(["p", "q", "r"])
    assert len(validate(frame)) == 3
    cases = refused(frame, unique=True)
    assert cases["row"].tolist() == ["p", "r"]
    assert cases["value"].tolist() == ["Goa / A / 30049099"] * 2
    assert cases["column"].tolist() == ["state, district, hs_code"] * 2


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("state", ["Goa", "Kerala", "Assam"]),
        ("district", ["A", "B", "C"]),
        ("hs_code", ["30049099", "30049011", "10063020"]),
        ("product", ["x", "y", "z"]),
        ("period", ["2020-21", "2021-22", "2022-23"]),
        ("partner", ["Nepal", "Japan", "Chad"]),
    ],
)
def test_every_text_column_is_part_of_the_key(column: str, values: list[str]) -> None:
    """Rows that differ in one text column alone are different rows."""
    same = flows(district="A", product="x", period="2021-22", partner="Nepal", note=["1", "2", "3"])
    assert len(refused(same, unique=True)) == 3
    same[column] = values
    assert len(validate(same, unique=True)) == 3


def test_other_columns_are_no_part_of_the_key() -> None:
    """Rows that differ in value, shipments or extras alone are repeated."""
    frame = flows(district="A", shipments=[1, 2, 3], note=["a", "b", "c"])
    assert len(refused(frame, unique=True)) == 3


def test_hamirpur_in_two_states_is_two_places() -> None:
    """A district's name alone is no key."""
    frame = flows(2, state=["Himachal Pradesh", "Uttar Pradesh"], district="Hamirpur")
    assert len(validate(frame, unique=True)) == 2


# ---------------------------------------------------------------- choice of schema


def test_the_columns_choose_the_schema() -> None:
    """hs_code makes Exports, product ProductFlows, neither Flows."""
    assert cells(refused(flows(hs_code=["x", "30", "30"]))) == [(0, "hs_code")]
    assert cells(refused(product_flows().assign(product=["", "a", "b"]))) == [(0, "product")]
    assert len(validate(flows().drop(columns="hs_code"))) == 3


@pytest.mark.parametrize(
    ("schema", "frame", "absent"),
    [
        (Exports, product_flows(), "hs_code"),
        (ProductFlows, flows(), "product"),
        (Exports, flows().drop(columns="hs_code"), "hs_code"),
    ],
)
def test_a_schema_that_is_named_is_the_one_that_checks(
    schema: Any, frame: pd.DataFrame, absent: str
) -> None:
    """Asking for Exports makes hs_code needed, whatever columns there are."""
    assert refused(frame, schema)["column"].tolist() == [absent]


def test_flows_alone_asks_nothing_of_the_codes() -> None:
    """With Flows named, a wrong or mixed hs_code is an extra column."""
    frame = flows(hs_code=["TOTAL", "30", "30049099"])
    assert validate(frame, Flows)["hs_code"].tolist() == ["TOTAL", "30", "30049099"]
    assert cells(refused(frame.assign(value=-1.0), Flows)) == [
        (0, "value"),
        (1, "value"),
        (2, "value"),
    ]


def test_the_words_for_a_failure_do_not_depend_on_the_schemas_used_before() -> None:
    """Exports, ProductFlows, Flows and a schema of your own say the same, in any order."""

    class FreshExports(Exports):
        """A schema that no table has been checked against yet."""

    bad = flows(2, period=["21", "2021"], value=[-1.0, 1.0], shipments=[-1, 1], state=["", "Goa"])
    products = bad.rename(columns={"hs_code": "product"}).assign(product=["", "a"])
    words: dict[str, set[str]] = {}
    for schema, frame in [
        (Exports, bad),
        (ProductFlows, products),
        (Flows, bad),
        (FreshExports, bad),
        (Exports, bad),
    ]:
        for column, problem in refused(frame, schema)[["column", "problem"]].to_numpy().tolist():
            words.setdefault(column, set()).add(problem)
    assert words == {
        "period": {"is not a year such as '2021' or a fiscal year such as '2021-22'"},
        "value": {"is negative; exports are at least 0, so correct or drop the row"},
        "shipments": {"is negative; a count is at least 0"},
        "state": {"is empty; write 'UNSPECIFIED' where the place is not known"},
        "product": {"is empty; fill it in, or drop the row"},
    }
    codes = bad.assign(hs_code=["77", "30049099"])
    for schema in (Exports, FreshExports):
        cases = refused(codes, schema).set_index("column")
        assert (
            cases["problem"]["hs_code"] == "is in chapter 77, which is reserved and holds no goods"
        )


class PortExports(Exports):
    """Exports with a port, a share and a rule of their own."""

    port: Series[str]
    share: Series[float] = pa.Field(ge=0, le=1)

    @pa.check("port", name="port is upper case")
    @classmethod
    def _upper(cls, series: Any) -> Any:
        return series.str.isupper()


def test_a_schema_of_your_own_keeps_every_rule_and_adds_to_them() -> None:
    """Subclasses check their columns beside ours, and text still becomes category."""
    good = flows(port=["MRM", "MRM", "BOM"], share=[0.0, 0.5, 1.0])
    checked = validate(good, PortExports)
    assert checked["port"].tolist() == ["MRM", "MRM", "BOM"]
    assert isinstance(checked["hs_code"].dtype, pd.CategoricalDtype)
    bad = good.assign(
        port=["MRM", "mrm", "BOM"], share=[0.0, 0.5, 1.5], hs_code=["77", "30049099", "30049099"]
    )
    assert cells(refused(bad, PortExports)) == [(0, "hs_code"), (1, "port"), (2, "share")]
    assert refused(good.drop(columns="port"), PortExports)["column"].tolist() == ["port"]
    with pytest.raises(MixedHSLevelError):
        validate(good.assign(hs_code=["30", "3004", "30"]), PortExports)


def test_a_wrong_type_in_a_column_of_your_own_is_not_called_a_wrong_number() -> None:
    """The advice about units and thousands marks belongs to values."""
    cases = refused(flows(port=[1, 2, 3], share=0.5), PortExports)
    assert set(cases["column"]) == {"port"}
    assert not cases["problem"].str.contains("thousands").any()


class NumberedExports(Exports):
    """Exports whose rows are labelled by the line of a file."""

    line: Index[str] = pa.Field(check_name=True)


def test_a_schema_of_your_own_may_ask_for_an_index() -> None:
    """The index that it checks is the caller's, and so is the one that comes back."""
    frame = flows().set_axis(["p", "q", "r"]).rename_axis("line")
    assert validate(frame, NumberedExports).index.tolist() == ["p", "q", "r"]
    assert cells(refused(frame.assign(value=[1.0, -1.0, 2.0]), NumberedExports)) == [("q", "value")]
    with pytest.raises(InvalidTableError, match="line"):
        validate(flows(), NumberedExports)


# ----------------------------------------------------------------- errors travel


def test_a_refusal_survives_pickling_with_its_failure_cases() -> None:
    """Worker processes hand back every bad row."""
    with pytest.raises(InvalidTableError) as caught:
        validate(flows(value=[1.0, -1.0, np.nan]))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert isinstance(again, InvalidTableError)
    assert str(again) == str(caught.value)
    assert again.failure_cases is not None
    assert caught.value.failure_cases is not None
    pd.testing.assert_frame_equal(again.failure_cases, caught.value.failure_cases)


@pytest.mark.parametrize(
    ("error", "attributes"),
    [
        (MixedHSLevelError("m", levels=(2, 4)), {"levels": (2, 4)}),
        (MixedPeriodError("m", periods=("2020", "2021")), {"periods": ("2020", "2021")}),
        (ReadError("m", file="a.csv", sheet="s", row=3), {"file": "a.csv", "sheet": "s", "row": 3}),
    ],
)
def test_errors_keep_their_attributes_through_pickling_and_copying(
    error: Exception, attributes: dict[str, Any]
) -> None:
    """What an error carries comes along."""
    for again in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301 - our own bytes
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(again) is type(error)
        assert str(again) == "m"
        assert {name: getattr(again, name) for name in attributes} == attributes


def test_a_refusal_is_a_value_error() -> None:
    """Callers need not import our errors."""
    with pytest.raises(ValueError, match="problem"):
        validate(flows(value=-1.0))
    with pytest.raises(ValueError, match="mixes levels"):
        validate(flows(hs_code=["30", "3004", "30"]))
