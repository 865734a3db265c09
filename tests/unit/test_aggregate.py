"""The roll-up: what is added, what is counted, and what comes home."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _shared import set_limit
from odopkit import _kernels as kernels
from odopkit import aggregate_exports, collect_exports
from odopkit.aggregate import COUNTS
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    MixedPeriodError,
)

KEYS = ["state", "district", "hs_code"]

# Kinds of text and numbers that need pyarrow are tested where it is installed.
ARROW: dict[str, Callable[[Any], Any]] = {
    "arrow string": lambda arrow: arrow.string(),
    "arrow dictionary": lambda arrow: arrow.dictionary(arrow.int32(), arrow.string()),
    "arrow int64": lambda arrow: arrow.int64(),
    "arrow double": lambda arrow: arrow.float64(),
}


def dtype_of(name: str) -> Any:
    """Return a dtype by name, or skip the test where it needs pyarrow."""
    if "arrow" not in name:
        return name
    arrow = pytest.importorskip("pyarrow")
    return pd.ArrowDtype(ARROW[name](arrow)) if name in ARROW else name


def lines(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Return a table of state, district, code and value."""
    return pd.DataFrame(list(rows), columns=[*KEYS, "value"])


def gujarat() -> pd.DataFrame:
    """Four tariff lines under two headings, in two districts."""
    return lines(
        ("Gujarat", "Amreli", "52051110", 2.0),
        ("Gujarat", "Amreli", "52051210", 3.0),
        ("Gujarat", "Amreli", "25232910", 4.0),
        ("Gujarat", "Rajkot", "52051110", 5.0),
    )


def rows(frame: pd.DataFrame, *columns: str) -> dict[Any, Any]:
    """Return columns by key, whatever the row order."""
    keys = [c for c in frame if c not in ("value", *COUNTS)]
    table = frame.astype(dict.fromkeys(keys, object)).set_index(keys)[list(columns)]
    assert table.index.is_unique
    if len(columns) == 1:
        return dict(table[columns[0]].items())
    return {key: tuple(r) for key, r in zip(table.index, table.to_numpy().tolist(), strict=True)}


def by_plain_groupby(
    frame: pd.DataFrame,
    level: int | None = None,
    by: tuple[str, ...] = ("state", "district", "hs_code"),
) -> pd.DataFrame:
    """Sum and count the slow and obvious way, on text."""
    keys = [c for c in (*KEYS, "product", "period", "partner") if c in frame]
    plain = frame[[*keys, "value"]].astype(dict.fromkeys(keys, object))
    value = plain["value"].astype("float64")
    plain["value"] = value.where(np.isfinite(value), 0.0)
    plain["n_rows"] = 1
    plain["n_missing"] = value.isna().astype(int)
    plain["n_negative"] = (np.isfinite(value) & (value < 0)).astype(int)
    plain["n_nonfinite"] = np.isinf(value).astype(int)
    lengths = [f"length {n}" for n in (2, 4, 6, 8)]
    for name, n in zip(lengths, (2, 4, 6, 8), strict=True):
        plain[name] = (plain["hs_code"].str.len() == n).astype(int) if "hs_code" in plain else 1
    if "hs_code" in plain:
        plain["n_short"] = (plain["hs_code"].str.len() < (level or 0)).astype(int)
        plain["n_pseudo"] = plain["hs_code"].str[:2].isin(["98", "99"]).astype(int)
        if level is not None:
            plain["hs_code"] = plain["hs_code"].str[:level]
    else:
        plain["n_short"] = plain["n_pseudo"] = 0
    sums = plain.groupby(list(by))[
        ["value", *(c for c in COUNTS if c != "n_mixed"), *lengths]
    ].sum()
    sums["n_mixed"] = sums["n_rows"].where(sums[lengths].max(axis=1) < sums["n_rows"], 0)
    return sums[["value", *COUNTS]].reset_index()


def assert_same(found: pd.DataFrame, expected: pd.DataFrame, by: tuple[str, ...]) -> None:
    """Compare two aggregated tables, whatever the row order and key dtype."""
    assert list(found.columns) == [*by, "value", *COUNTS]
    for key in by:
        assert isinstance(found[key].dtype, pd.CategoricalDtype)
        assert set(found[key].cat.categories) == set(found[key])
    for count in COUNTS:
        assert found[count].dtype == np.int64
    plain = found.astype(dict.fromkeys(by, object)).sort_values(list(by), ignore_index=True)
    expected = expected.sort_values(list(by), ignore_index=True)
    pd.testing.assert_frame_equal(
        plain, expected, check_dtype=False, check_exact=False, rtol=1e-12, atol=1e-9
    )


# -------------------------------------------------------------------------- sums


def test_lines_add_up_to_headings_by_hand() -> None:
    """5205 in Amreli is 2 + 3; other cells stand alone."""
    found = aggregate_exports(gujarat(), level=4)
    assert rows(found, "value", "n_rows") == {
        ("Gujarat", "Amreli", "5205"): (5.0, 2),
        ("Gujarat", "Amreli", "2523"): (4.0, 1),
        ("Gujarat", "Rajkot", "5205"): (5.0, 1),
    }
    assert found[list(COUNTS[1:])].to_numpy().sum() == 0


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        (None, {"52051110", "52051210", "25232910"}),
        (8, {"52051110", "52051210", "25232910"}),
        (6, {"520511", "520512", "252329"}),
        (4, {"5205", "2523"}),
        (2, {"52", "25"}),
    ],
)
def test_each_level_cuts_codes_and_keeps_the_total(level: Any, codes: set[str]) -> None:
    """14 is exported at every level; only the codes grow shorter."""
    found = aggregate_exports(gujarat(), level=level)
    assert set(found["hs_code"]) == codes
    assert found["value"].sum() == 14.0
    assert found["n_rows"].sum() == 4
    assert found["n_short"].sum() == 0


def test_repeated_rows_are_summed_and_counted() -> None:
    """Months of one line are one sum of twelve rows."""
    found = aggregate_exports(lines(*[("Goa", "South Goa", "30049099", 1.5)] * 12))
    assert rows(found, "value", "n_rows") == {("Goa", "South Goa", "30049099"): (18.0, 12)}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (("state",), {"Gujarat": 14.0}),
        ("state", {"Gujarat": 14.0}),
        (("hs_code",), {"52051110": 7.0, "52051210": 3.0, "25232910": 4.0}),
    ],
)
def test_any_key_column_may_be_asked_for_alone(by: Any, expected: dict[str, float]) -> None:
    """One column, as text or in a sequence, is a key."""
    found = aggregate_exports(gujarat(), by=by)
    assert rows(found, "value") == expected


def test_a_district_is_no_key_without_its_state() -> None:
    """Two states may have one of the same name; a table without states knows no better."""
    message = "by names 'district' without 'state'"
    with pytest.raises(InvalidValueError, match=message):
        aggregate_exports(gujarat(), by=["district"])
    with pytest.raises(InvalidValueError, match=message):
        aggregate_exports(gujarat(), by=["hs_code", "district"])
    found = aggregate_exports(gujarat().drop(columns="state"), by=["district"])
    assert rows(found, "value") == {"Amreli": 9.0, "Rajkot": 5.0}


def test_key_columns_come_in_the_order_that_was_asked_for() -> None:
    """`by` first and in its order, then the value and the counts."""
    by = ("hs_code", "district", "state")
    assert list(aggregate_exports(gujarat(), by=by).columns) == [*by, "value", *COUNTS]
    assert list(aggregate_exports(gujarat(), by=by, counts=False).columns) == [*by, "value"]


def test_the_result_has_a_fresh_index() -> None:
    """Labels of the caller's rows mean nothing after summing."""
    found = aggregate_exports(gujarat().set_axis([9, 9, 7, 5]), level=4)
    assert found.index.tolist() == [0, 1, 2]


def test_places_of_one_name_in_two_states_stay_apart() -> None:
    """Hamirpur is two districts."""
    found = aggregate_exports(
        lines(
            ("Himachal Pradesh", "Hamirpur", "01012100", 1.0),
            ("Uttar Pradesh", "Hamirpur", "01012100", 2.0),
        )
    )
    assert rows(found, "value") == {
        ("Himachal Pradesh", "Hamirpur", "01012100"): 1.0,
        ("Uttar Pradesh", "Hamirpur", "01012100"): 2.0,
    }


def test_products_that_are_not_codes_are_summed_as_they_are() -> None:
    """A product column takes the place of hs_code; nothing is short, mixed or special."""
    frame = pd.DataFrame(
        {
            "state": "Spain",
            "district": ["Jaén", "Jaén", "Soria"],
            "product": ["99 Foodstuffs", "99 Foodstuffs", "Capital goods"],
            "value": [1.0, 2.0, 4.0],
        }
    )
    found = aggregate_exports(frame, by=("state", "district", "product"))
    assert rows(found, "value", "n_rows", "n_mixed", "n_pseudo", "n_short") == {
        ("Spain", "Jaén", "99 Foodstuffs"): (3.0, 2, 0, 0, 0),
        ("Spain", "Soria", "Capital goods"): (4.0, 1, 0, 0, 0),
    }


def test_partners_are_kept_apart_only_when_asked_for() -> None:
    """Destinations are summed unless they are in the key."""
    frame = gujarat().assign(partner=["Nepal", "Japan", "Nepal", "Nepal"])
    assert len(aggregate_exports(frame, level=2)) == 3
    found = aggregate_exports(frame, by=("partner", "hs_code"), level=2)
    assert rows(found, "value") == {
        ("Nepal", "52"): 7.0,
        ("Japan", "52"): 3.0,
        ("Nepal", "25"): 4.0,
    }


# -------------------------------------------------------------------- what is counted


def test_bad_values_add_nothing_and_negative_ones_are_added() -> None:
    """Each kind is counted in its own column, in its own sum."""
    frame = lines(
        ("Goa", "A", "01012100", 10.0),
        ("Goa", "A", "01012100", np.nan),
        ("Goa", "A", "01012100", -4.0),
        ("Goa", "B", "01012100", np.inf),
        ("Goa", "B", "01012100", -np.inf),
        ("Goa", "B", "01012100", 1.0),
        ("Goa", "C", "01012100", -0.0),
    )
    found = aggregate_exports(frame)
    assert rows(found, "value", "n_rows", "n_missing", "n_negative", "n_nonfinite") == {
        ("Goa", "A", "01012100"): (6.0, 3, 1, 1, 0),
        ("Goa", "B", "01012100"): (1.0, 3, 0, 0, 2),
        ("Goa", "C", "01012100"): (0.0, 1, 0, 0, 0),
    }


def test_a_sum_of_nothing_but_bad_values_keeps_its_row() -> None:
    """Zero with a count of one is not the same as no row."""
    found = aggregate_exports(lines(("Goa", "A", "01012100", np.nan)))
    assert rows(found, "value", "n_rows", "n_missing") == {("Goa", "A", "01012100"): (0.0, 1, 1)}


def test_codes_shorter_than_the_level_are_counted() -> None:
    """A chapter among headings is a false product at level 4 and one row short."""
    frame = lines(
        ("Goa", "A", "52", 1.0),
        ("Goa", "A", "52051110", 2.0),
        ("Goa", "A", "52051210", 3.0),
    )
    assert rows(aggregate_exports(frame, level=4), "value", "n_short", "n_mixed") == {
        ("Goa", "A", "52"): (1.0, 1, 0),
        ("Goa", "A", "5205"): (5.0, 0, 0),
    }
    assert rows(aggregate_exports(frame, level=8), "n_short") == {
        ("Goa", "A", "52"): 1,
        ("Goa", "A", "52051110"): 0,
        ("Goa", "A", "52051210"): 0,
    }


def test_all_rows_of_a_sum_over_several_lengths_are_counted_as_mixed() -> None:
    """Three lines, two subheadings and a heading in one sum: nobody knows which to keep."""
    frame = lines(
        ("Goa", "A", "52051110", 1.0),
        ("Goa", "A", "52051210", 1.0),
        ("Goa", "A", "52051310", 1.0),
        ("Goa", "A", "520511", 1.0),
        ("Goa", "A", "520512", 1.0),
        ("Goa", "A", "5205", 1.0),
        ("Goa", "B", "520511", 1.0),
    )
    assert rows(aggregate_exports(frame, level=4), "n_mixed", "n_short") == {
        ("Goa", "A", "5205"): (6, 0),
        ("Goa", "B", "5205"): (0, 0),
    }
    # Also where the codes themselves are not in the key.
    assert rows(aggregate_exports(frame, by=("state",)), "n_mixed") == {"Goa": 7}


def test_codes_of_no_level_are_counted_as_mixed() -> None:
    """Five digits are no HS level, so such a row never counts as clean."""
    frame = lines(("Goa", "A", "52051", 1.0), ("Goa", "B", "520511", 1.0))
    assert rows(aggregate_exports(frame, level=4), "n_mixed") == {
        ("Goa", "A", "5205"): 1,
        ("Goa", "B", "5205"): 0,
    }
    # Also where all codes are of one such length.
    alike = lines(("Goa", "A", "52051", 1.0), ("Goa", "A", "52052", 1.0))
    assert rows(aggregate_exports(alike, level=4), "n_mixed") == {("Goa", "A", "5205"): 2}
    assert rows(aggregate_exports(alike, by=("state",)), "n_mixed") == {"Goa": 2}


def test_special_transactions_are_counted_in_every_grouping() -> None:
    """Rows of 98 and 99 are seen even when the code is not in the key."""
    frame = lines(
        ("Goa", "A", "98010000", 1.0),
        ("Goa", "A", "99999999", 1.0),
        ("Goa", "A", "01980000", 1.0),
        ("Goa", "B", "97019900", 1.0),
    )
    assert rows(aggregate_exports(frame, by=("state", "district")), "n_pseudo") == {
        ("Goa", "A"): 2,
        ("Goa", "B"): 0,
    }
    assert rows(aggregate_exports(frame, level=2), "n_pseudo") == {
        ("Goa", "A", "98"): 1,
        ("Goa", "A", "99"): 1,
        ("Goa", "A", "01"): 0,
        ("Goa", "B", "97"): 0,
    }


# ----------------------------------------------------------------- kinds of input


@pytest.mark.parametrize(
    "dtype",
    [
        "object",
        "str",
        "category",
        "string[python]",
        "string[pyarrow]",
        "arrow string",
        "arrow dictionary",
    ],
)
@pytest.mark.parametrize("level", [None, 4])
def test_text_of_every_dtype_gives_the_same_sums(dtype: str, level: Any) -> None:
    """However text is held, keys come back as categories and sums are equal."""
    frame = gujarat().astype(dict.fromkeys(KEYS, dtype_of(dtype)))
    assert_same(
        aggregate_exports(frame, level=level), by_plain_groupby(gujarat(), level), tuple(KEYS)
    )


@pytest.mark.parametrize(
    "dtype", ["int8", "int64", "uint16", "float32", "Int64", "Float64", "arrow int64"]
)
def test_numbers_of_every_dtype_are_added_as_float64(dtype: str) -> None:
    """Small integers do not overflow: 100 + 100 is 200 in int8 too."""
    frame = lines(("Goa", "A", "01", 100), ("Goa", "A", "01", 100), ("Goa", "B", "01", 7))
    found = aggregate_exports(frame.astype({"value": dtype_of(dtype)}))
    assert found["value"].dtype == np.float64
    assert rows(found, "value") == {("Goa", "A", "01"): 200.0, ("Goa", "B", "01"): 7.0}


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "arrow double"])
def test_nullable_numbers_that_are_missing_are_counted(dtype: str) -> None:
    """NA is a missing value like NaN."""
    frame = lines(("Goa", "A", "01", 1), ("Goa", "A", "01", 2))
    frame["value"] = pd.Series([1, None], dtype=dtype_of(dtype))
    assert rows(aggregate_exports(frame), "value", "n_missing") == {("Goa", "A", "01"): (1.0, 1)}


def test_categories_in_their_own_order_stay_in_it_without_the_unused() -> None:
    """A caller's order of states survives; levels out of use do not."""
    frame = gujarat().astype({"hs_code": "category"})
    frame["state"] = pd.Categorical(["B", "A", "B", "C"], categories=["C", "Z", "B", "A"])
    frame["district"] = pd.Categorical(["x", "y", "x", "z"], categories=["z", "y", "w", "x"])
    found = aggregate_exports(frame, level=2)
    assert found["state"].cat.categories.tolist() == ["C", "B", "A"]
    assert found["district"].cat.categories.tolist() == ["z", "y", "x"]
    assert rows(found, "value") == {
        ("B", "x", "52"): 2.0,
        ("A", "y", "52"): 3.0,
        ("B", "x", "25"): 4.0,
        ("C", "z", "52"): 5.0,
    }


def test_codes_in_any_category_order_are_cut_to_sorted_levels() -> None:
    """Cut codes are new labels: sorted, distinct, and only those in use."""
    frame = gujarat()
    frame["hs_code"] = pd.Categorical(
        frame["hs_code"], categories=["99999999", "52051210", "25232910", "01012100", "52051110"]
    )
    found = aggregate_exports(frame, level=4)
    assert found["hs_code"].cat.categories.tolist() == ["2523", "5205"]
    assert_same(found, by_plain_groupby(gujarat(), 4), tuple(KEYS))


def test_leftover_categories_do_not_matter() -> None:
    """Labels that no row uses are not judged: short codes, special ones, totals."""
    frame = gujarat()
    frame["hs_code"] = pd.Categorical(
        frame["hs_code"], categories=[*sorted(set(frame["hs_code"])), "52", "999999", "TOTAL"]
    )
    found = aggregate_exports(frame, level=4)
    assert_same(found, by_plain_groupby(gujarat(), 4), tuple(KEYS))


def test_a_leftover_category_that_is_no_text_does_not_matter() -> None:
    """A number among the labels is an error only where a row uses it."""
    frame = gujarat()
    frame["state"] = pd.Categorical(["Gujarat"] * 4, categories=["Gujarat", 24])
    assert aggregate_exports(frame, level=4)["state"].cat.categories.tolist() == ["Gujarat"]


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
@pytest.mark.parametrize("level", [None, 4])
def test_an_empty_table_gives_an_empty_table(dtype: str, level: Any) -> None:
    """No rows: all columns with their types, and nothing in them."""
    found = aggregate_exports(gujarat().astype(dict.fromkeys(KEYS, dtype)).iloc[:0], level=level)
    assert list(found.columns) == [*KEYS, "value", *COUNTS]
    assert len(found) == 0
    assert found["value"].dtype == np.float64
    assert all(found[c].dtype == np.int64 for c in COUNTS)
    assert all(found[c].cat.categories.empty for c in KEYS)
    assert len(collect_exports(found)) == 0


@pytest.mark.parametrize("dtype", ["object", "category"])
def test_the_callers_table_is_not_changed(dtype: str) -> None:
    """Values, dtypes, categories and index stay as they were."""
    frame = gujarat().astype(dict.fromkeys(KEYS, dtype)).set_axis([4, 4, 2, 1])
    frame["value"] = [1.0, np.nan, -1.0, np.inf]
    before = frame.copy(deep=True)
    found = aggregate_exports(frame, level=4)
    found["value"] = -1.0
    found["n_rows"] = 0
    pd.testing.assert_frame_equal(frame, before)


def test_extra_columns_are_ignored() -> None:
    """Whatever else a raw table holds, lists and dates included."""
    notes: list[Any] = [[1], [2], None, "x"]
    frame = gujarat().assign(note=notes, when=pd.Timestamp("2021-04-01"))
    assert_same(aggregate_exports(frame, level=4), by_plain_groupby(gujarat(), 4), tuple(KEYS))


# ------------------------------------------------------------------------ periods


def test_years_are_never_added_silently() -> None:
    """Two periods raise unless the key keeps them apart."""
    frame = gujarat().assign(period=["2021-22", "2020-21", "2021-22", "2021-22"])
    with pytest.raises(MixedPeriodError, match="2020-21, 2021-22") as caught:
        aggregate_exports(frame, level=4)
    assert caught.value.periods == ("2020-21", "2021-22")
    found = aggregate_exports(frame, level=4, by=("period", "hs_code"))
    assert rows(found, "value") == {
        ("2021-22", "5205"): 7.0,
        ("2020-21", "5205"): 3.0,
        ("2021-22", "2523"): 4.0,
    }


def test_one_period_and_its_leftover_categories_are_no_mixture() -> None:
    """A year that was filtered away does not count."""
    frame = gujarat()
    frame["period"] = pd.Categorical(["2021-22"] * 4, categories=["2020-21", "2021-22"])
    assert aggregate_exports(frame)["value"].sum() == 14.0
    assert len(aggregate_exports(frame, by=("period",))["period"].cat.categories) == 1


def test_many_periods_are_counted_and_four_of_them_shown() -> None:
    """The message stays short; the attribute has them all, in order."""
    years = [f"20{n}" for n in range(16, 10, -1)]
    frame = pd.concat([gujarat().assign(period=y) for y in years], ignore_index=True)
    with pytest.raises(MixedPeriodError, match=r"6 periods \(2011, 2012, 2013, 2014…\)") as caught:
        aggregate_exports(frame)
    assert caught.value.periods == tuple(sorted(years))


# ------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("column", KEYS)
@pytest.mark.parametrize("dtype", ["object", "category", "string[python]"])
def test_a_missing_key_is_refused_with_its_rows(column: str, dtype: Any) -> None:
    """A sum under no place or code would vanish from every table."""
    frame = gujarat().set_axis(["p", "q", "r", "s"])
    frame[column] = frame[column].astype(object).where(frame.index.isin(["p", "r"]), None)
    frame[column] = frame[column].astype(dtype)
    with pytest.raises(InvalidTableError, match=rf"'{column}' is missing in 2 row\(s\)") as caught:
        aggregate_exports(frame)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["row"].tolist() == ["q", "s"]
    assert cases["position"].tolist() == [1, 3]
    assert "first in row 1 (label 'q')" in str(caught.value)
    assert set(cases["column"]) == {column}


def test_a_missing_arrow_label_is_refused_like_any_other() -> None:
    """Dictionary columns, as parquet files give them, may hold nulls."""
    frame = gujarat()
    arrow = pytest.importorskip("pyarrow")
    array = arrow.array(["Gujarat", None, "Gujarat", "Goa"]).dictionary_encode()
    frame["state"] = pd.array(array, dtype=pd.ArrowDtype(array.type))
    with pytest.raises(InvalidTableError, match="missing"):
        aggregate_exports(frame)


def test_a_missing_period_is_refused_even_outside_the_key() -> None:
    """A row of no year cannot be known to belong to this one."""
    frame = gujarat().assign(period=pd.Series(["2021-22", None, "2021-22", "2021-22"]))
    with pytest.raises(InvalidTableError, match="'period' is missing"):
        aggregate_exports(frame)


@pytest.mark.parametrize("column", KEYS)
@pytest.mark.parametrize(
    "values",
    [
        pytest.param([1, 2, 3, 4], id="int"),
        pytest.param([1.0, 2.0, 3.0, 4.0], id="float"),
        pytest.param([True, False, True, False], id="bool"),
        pytest.param(pd.Series(["52", 52, "52", "52"], dtype=object), id="mixed"),
        pytest.param(pd.Categorical([1, 2, 3, 4]), id="category"),
        pytest.param(pd.to_datetime(["2021-04-01"] * 4), id="dates"),
    ],
)
def test_keys_that_are_not_text_are_refused(column: str, values: Any) -> None:
    """Codes read as numbers have lost their zeros already."""
    frame = gujarat()
    frame[column] = values
    with pytest.raises(InvalidTableError, match="text") as caught:
        aggregate_exports(frame)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["column"].tolist() == [column]


@pytest.mark.parametrize(
    "values", [["1", "2", "3", "4"], [True, False, True, True], pd.Categorical([1, 2, 3, 4])]
)
def test_values_that_are_no_numbers_are_refused(values: Any) -> None:
    """Text, truth values and categories cannot be added."""
    frame = gujarat()
    frame["value"] = values
    with pytest.raises(InvalidTableError, match="is not a number"):
        aggregate_exports(frame)


@pytest.mark.parametrize("column", [*KEYS, "value"])
def test_an_absent_column_is_refused_by_name(column: str) -> None:
    """The message names what lacks and what is there."""
    with pytest.raises(InvalidTableError, match=column) as caught:
        aggregate_exports(gujarat().drop(columns=column))
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["column"].tolist() == [column]


@pytest.mark.parametrize("column", ["value", "state", "hs_code"])
def test_a_column_that_appears_twice_is_refused(column: str) -> None:
    """Two columns of one name leave open which to add or group by."""
    with pytest.raises(InvalidTableError, match=column):
        aggregate_exports(pd.concat([gujarat(), gujarat()[[column]]], axis=1))


@pytest.mark.parametrize("by", [(), ("state", "state"), ("state", "value"), "value"])
def test_a_key_names_each_column_once_and_not_the_value(by: Any) -> None:
    """Empty and repeated keys, and the value as a key, are refused."""
    with pytest.raises(InvalidValueError, match="by must name"):
        aggregate_exports(gujarat(), by=by)


@pytest.mark.parametrize("level", [0, 1, 3, 5, 10, True, "4", 4.0])
def test_a_level_is_two_four_six_or_eight(level: Any) -> None:
    """Any other length is refused."""
    with pytest.raises(InvalidValueError, match="level must be 2, 4, 6 or 8"):
        aggregate_exports(gujarat(), level=level)


def test_a_level_needs_codes_in_the_key() -> None:
    """Cutting codes that are not kept would have no effect."""
    with pytest.raises(InvalidValueError, match="needs 'hs_code' in by"):
        aggregate_exports(gujarat(), level=4, by=("state",))


@pytest.mark.parametrize("thing", [None, [1], {"value": [1]}])
@pytest.mark.parametrize("function", [aggregate_exports, collect_exports])
def test_only_tables_are_summed_and_collected(function: Any, thing: Any) -> None:
    """Anything but a DataFrame is refused with its type."""
    with pytest.raises(
        InvalidValueError, match=f"got {'None' if thing is None else 'a ' + type(thing).__name__}"
    ):
        function(thing)


# ------------------------------------------------- large and sparse, against groupby


def random_flows(n: int, *, n_places: int, n_codes: int, n_partners: int) -> pd.DataFrame:
    """Draw rows with every kind of bad value, whole numbers so that sums are exact."""
    rng = np.random.default_rng(20240531)
    place = rng.integers(0, n_places, n)
    pool = np.array(
        [f"{c:02d}" for c in (1, 52, *[98, 99] * 3)]
        + [f"{1000000 + 8999 * i:08d}" for i in range(n_codes)]
    )
    mixed = rng.choice([2, 4, 6, 8], n, p=[0.05, 0.1, 0.15, 0.7])
    codes = [c[:k] for c, k in zip(rng.choice(pool, n), mixed, strict=True)]
    value = rng.integers(0, 10**6, n).astype(float)
    for bad in (np.nan, np.inf, -np.inf, -3.0):
        value[rng.choice(n, n // 50, replace=False)] = bad
    return pd.DataFrame(
        {
            "state": [f"State {p % 36}" for p in place],
            "district": [f"District {p % 750}" for p in place],
            "hs_code": codes,
            "partner": [f"Partner {p}" for p in rng.integers(0, n_partners, n)],
            "value": value,
        }
    )


@cache
def large_table(level: int | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A hundred thousand rows, and their sums; made once for each level."""
    frame = random_flows(100_000, n_places=780, n_codes=300, n_partners=5)
    return frame, by_plain_groupby(frame, level)


@pytest.mark.parametrize("dtype", ["object", "category"])
@pytest.mark.parametrize("level", [None, 2, 4, 8])
def test_a_large_table_is_summed_as_a_plain_groupby_does(dtype: str, level: Any) -> None:
    """A hundred thousand rows with every fault: values and each count agree."""
    frame, expected = large_table(level)
    found = aggregate_exports(frame.astype(dict.fromkeys(KEYS, dtype)), level=level)
    assert_same(found, expected, tuple(KEYS))
    # Nothing about this table is spared: each count has something to find.
    totals = expected[list(COUNTS)].sum()
    assert (totals[["n_missing", "n_negative", "n_nonfinite", "n_pseudo"]] > 1000).all()
    assert (totals["n_mixed"] > 0) == (level in (2, 4))
    assert (totals["n_short"] > 0) == (level in (4, 8))


@pytest.mark.parametrize(
    "by",
    [
        ("partner", "state", "hs_code"),
        ("hs_code", "partner", "state", "district"),
        ("state", "district", "hs_code", "partner"),
    ],
)
@pytest.mark.parametrize("level", [None, 4])
def test_few_rows_in_a_huge_space_of_keys_are_summed_too(by: Any, level: Any) -> None:
    """Partners by districts by tariff lines: billions of keys, two thousand rows."""
    frame = random_flows(2_000, n_places=700, n_codes=5_000, n_partners=230)
    frame = pd.concat([frame, frame.iloc[:500]], ignore_index=True)
    assert_same(
        aggregate_exports(frame, level=level, by=by), by_plain_groupby(frame, level, by), by
    )


def test_the_sparse_table_takes_the_sorting_path() -> None:
    """The case above is one that no dense table of sums could hold."""
    columns = [kernels.Column(np.zeros(2_500, dtype=np.intp), size) for size in (230, 750, 5_004)]
    assert not kernels.JointKey(columns).is_dense or kernels.JointKey(columns).size < 2**20
    scattered = [
        kernels.Column(np.arange(2_500, dtype=np.intp) % size, size) for size in (230, 750, 5_004)
    ]
    assert not kernels.JointKey(scattered).is_dense


@pytest.mark.parametrize(
    ("small", "per_row", "block"), list(itertools.product([0, 1, 50], [0, 1, 4], [1, 7, 1 << 16]))
)
def test_every_path_through_the_sums_gives_the_same_table(
    monkeypatch: pytest.MonkeyPatch, small: int, per_row: int, block: int
) -> None:
    """Dense, squeezed or sorted, in one block or many: one meaning."""
    frame = random_flows(300, n_places=12, n_codes=6, n_partners=4)
    by = ("partner", "state", "district", "hs_code")
    expected = by_plain_groupby(frame, 4, by)
    set_limit(monkeypatch, "SMALL_TABLE", small)
    set_limit(monkeypatch, "DENSE_CELLS_PER_ROW", per_row)
    set_limit(monkeypatch, "BLOCK", block)
    assert_same(aggregate_exports(frame, level=4, by=by), expected, by)


# ------------------------------------------------------------------------ coming home


def test_what_is_good_comes_home_validated_with_its_counts() -> None:
    """Types of a flows table, and how many rows and special ones were added."""
    frame = pd.concat([gujarat(), lines(("Gujarat", "Amreli", "98010000", 7.0))], ignore_index=True)
    home = collect_exports(aggregate_exports(frame, level=4))
    assert list(home.columns) == [*KEYS, "value", "n_rows", "n_pseudo"]
    assert home.index.tolist() == list(range(4))
    assert home["value"].dtype == np.float64
    assert all(isinstance(home[c].dtype, pd.CategoricalDtype) for c in KEYS)
    assert rows(home, "value", "n_rows", "n_pseudo") == {
        ("Gujarat", "Amreli", "5205"): (5.0, 2, 0),
        ("Gujarat", "Amreli", "2523"): (4.0, 1, 0),
        ("Gujarat", "Rajkot", "5205"): (5.0, 1, 0),
        ("Gujarat", "Amreli", "9801"): (7.0, 1, 1),
    }


def test_other_keys_come_home_too() -> None:
    """Periods and partners in the key stay columns, and products need no codes."""
    frame = gujarat().assign(period=["2020-21", "2021-22"] * 2, partner="Nepal")
    home = collect_exports(aggregate_exports(frame, by=(*KEYS, "period", "partner")))
    assert {"period", "partner"} <= set(home.columns)
    products = gujarat().rename(columns={"hs_code": "product"})
    home = collect_exports(aggregate_exports(products, by=("state", "district", "product")))
    assert home["value"].sum() == 14.0


@pytest.mark.parametrize(
    ("column", "bad", "words"),
    [
        ("n_missing", [np.nan, np.nan, 1.0], "2 missing values"),
        ("n_negative", [-1.0, 5.0, -2.0], "2 negative values"),
        ("n_nonfinite", [np.inf, -np.inf, 1.0], "2 infinite values"),
    ],
)
def test_each_kind_of_bad_value_is_refused_with_its_count(
    column: str, bad: list[float], words: str
) -> None:
    """The sum is named by its key, the count is the rows it hides."""
    frame = lines(
        ("Goa", "A", "01012100", 1.0),
        *[("Goa", "B", "01012100", v) for v in bad],
    )
    aggregated = aggregate_exports(frame)
    before = aggregated.copy(deep=True)
    with pytest.raises(InvalidTableError, match=f"hide {words}") as caught:
        collect_exports(aggregated)
    assert "Goa / B / 01012100" in str(caught.value)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases[["column", "value"]].to_numpy().tolist() == [[column, 2]]
    assert aggregated.loc[cases["row"].iloc[0], "district"] == "B"
    pd.testing.assert_frame_equal(aggregated, before)


def test_codes_that_are_too_short_are_refused_with_their_count() -> None:
    """A chapter among headings does not come home as a product."""
    frame = lines(("Goa", "A", "52", 1.0), ("Goa", "B", "52", 1.0), ("Goa", "B", "5205", 1.0))
    with pytest.raises(InvalidTableError, match="hide 2 codes shorter than the level") as caught:
        collect_exports(aggregate_exports(frame, level=4))
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["column"].tolist() == ["n_short", "n_short"]
    assert cases["value"].tolist() == [1, 1]


def test_all_kinds_are_refused_at_once() -> None:
    """One message, and one failure for each sum and kind."""
    frame = lines(
        ("Goa", "A", "5205", np.nan),
        ("Goa", "A", "5205", -1.0),
        ("Goa", "B", "5205", np.inf),
        ("Goa", "B", "52", 1.0),
    )
    with pytest.raises(InvalidTableError) as caught:
        collect_exports(aggregate_exports(frame, level=4))
    for words in ("1 missing", "1 negative", "1 infinite", "1 codes shorter"):
        assert words in str(caught.value)
    cases = caught.value.failure_cases
    assert cases is not None
    assert sorted(cases["column"]) == ["n_missing", "n_negative", "n_nonfinite", "n_short"]
    assert list(cases.columns) == ["row", "position", "column", "value", "problem"]
    assert cases["row"].tolist() == cases["position"].tolist()


def test_sums_over_several_code_lengths_are_refused() -> None:
    """A heading added to its own lines counts goods twice."""
    frame = lines(
        ("Goa", "A", "5205", 5.0), ("Goa", "A", "52051110", 2.0), ("Goa", "B", "5205", 1.0)
    )
    with pytest.raises(MixedHSLevelError, match=r"1 sum\(s\)") as caught:
        collect_exports(aggregate_exports(frame, level=4))
    assert "Goa / A / 5205" in str(caught.value)


def test_code_lengths_that_meet_in_the_table_are_refused_too() -> None:
    """Even where no sum mixes them, a table of two levels does not come home."""
    frame = lines(("Goa", "A", "5205", 5.0), ("Goa", "A", "52051110", 2.0))
    aggregated = aggregate_exports(frame)
    assert aggregated["n_mixed"].tolist() == [0, 0]
    with pytest.raises(MixedHSLevelError) as caught:
        collect_exports(aggregated)
    assert caught.value.levels == (4, 8)


def test_text_that_is_no_code_does_not_come_home() -> None:
    """Aggregation does not validate; collection does."""
    for code in ("77010000", "TOTALLED", "१००६"):
        aggregated = aggregate_exports(lines(("Goa", "A", code, 1.0)), level=4)
        with pytest.raises(InvalidTableError):
            collect_exports(aggregated)


def test_only_tables_with_counts_come_home() -> None:
    """Without the counts nothing can be known about the sums."""
    with pytest.raises(InvalidTableError, match="counts=True") as caught:
        collect_exports(aggregate_exports(gujarat(), counts=False))
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["column"].tolist() == list(COUNTS)


def test_only_places_come_home() -> None:
    """Sums by state alone are no flows table."""
    with pytest.raises(InvalidTableError, match="district"):
        collect_exports(aggregate_exports(gujarat(), by=("state", "hs_code")))


def test_parts_that_were_summed_apart_come_home_together() -> None:
    """Stacked tables repeat their row labels; that hides and breaks nothing."""
    good, bad = gujarat(), lines(("Goa", "A", "01012100", -1.0))
    stacked = pd.concat([aggregate_exports(good), aggregate_exports(good)])
    assert collect_exports(stacked)["value"].sum() == 28.0
    stacked = pd.concat([aggregate_exports(good), aggregate_exports(bad)])
    with pytest.raises(InvalidTableError, match="1 negative values") as caught:
        collect_exports(stacked)
    assert "Goa / A / 01012100" in str(caught.value)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["value"].tolist() == [1]


def test_a_sum_beyond_the_range_of_a_float_is_refused() -> None:
    """Two finite values may add up to infinity; that is no value to bring home."""
    frame = lines(("Goa", "A", "01012100", 1.5e308), ("Goa", "A", "01012100", 1.5e308))
    aggregated = aggregate_exports(frame)
    with pytest.raises(InvalidTableError):
        collect_exports(aggregated)
