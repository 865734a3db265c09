"""The guard of tables of indicators: labels once each, numbers or nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.schemas import IndicatorTable, validate, validate_indicators

# isort: split
# After odopkit, which silences what pandera sets off where PySpark is installed.  Pandera reads
# the annotation when a model is made, so the import is a real one.
import pandera.pandas as pa
from pandera.typing import Series


class Growth(IndicatorTable):
    """Two named indicators."""

    growth: Series[float] = pa.Field(nullable=True)
    days: Series[float] = pa.Field(nullable=True)


# What pandas calls text: "str" since version 3, "object" before.
TEXT = str(pd.Series([], dtype="str").dtype)


def table(**columns: object) -> pd.DataFrame:
    """Return three good rows, with columns replaced or added."""
    good: dict[str, object] = {
        "state": ["Goa", "Goa", "Sikkim"],
        "district": ["North Goa", "South Goa", "Gangtok"],
        "growth": [0.1, np.nan, 0.3],
        "days": [3, 4, 5],
    }
    return pd.DataFrame(good | columns)


def refused(frame: pd.DataFrame) -> list[list[object]]:
    """Return what both ways of asking list, which must be the same."""
    with pytest.raises(InvalidTableError) as named:
        validate_indicators(frame, unit=["state", "district"], indicators=["growth", "days"])
    with pytest.raises(InvalidTableError) as model:
        validate(frame, Growth)
    cases: Any = named.value.failure_cases
    also: Any = model.value.failure_cases
    pd.testing.assert_frame_equal(cases, also, check_dtype=False)
    found: list[list[object]] = cases[["row", "column", "problem"]].to_numpy().tolist()
    return found


def test_a_good_table_passes_both_ways() -> None:
    """Labels are text, numbers float64, the index is kept and the frame is not changed."""
    frame = table(notes=["x", "y", "z"]).set_index(pd.Index(["p", "q", "q"]))
    before = frame.copy()
    found = validate_indicators(frame, unit=["state", "district"], indicators=["days", "growth"])
    assert found.columns.tolist() == ["state", "district", "days", "growth"]
    assert found.dtypes.astype(str).tolist() == [TEXT, TEXT, "float64", "float64"]
    assert found.index.tolist() == ["p", "q", "q"]
    checked = validate(frame, Growth)
    assert checked["days"].tolist() == [3.0, 4.0, 5.0]
    assert checked["notes"].tolist() == ["x", "y", "z"]
    found.loc[:, "days"] = 0.0
    pd.testing.assert_frame_equal(frame, before)


def test_every_bad_cell_is_listed() -> None:
    """Infinite numbers, empty and missing labels: all of them, by row and column."""
    frame = table(state=["", "Goa", None], growth=[np.inf, 1.0, -np.inf])
    problems = refused(frame)
    assert [case[:2] for case in problems] == [
        [0, "state"],
        [0, "growth"],
        [2, "state"],
        [2, "growth"],
    ]
    assert "infinite" in str(problems[1][2])
    assert problems[2][2] == "is missing; write 'UNSPECIFIED' where the place is not known"


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"growth": ["0.1", "0.2", "0.3"]}, "is not a number"),
        ({"days": [True, False, True]}, None),
        ({"days": pd.to_datetime(["2021-01-01"] * 3)}, None),
        ({"district": [1, 2, 3]}, "is not text"),
        ({"state": [["Goa"], ["Goa"], ["Goa"]]}, "is not text"),
    ],
)
def test_a_column_of_another_kind_is_refused_whole(
    columns: dict[str, object], problem: str | None
) -> None:
    """Numbers stored as text are a finding, not a conversion."""
    with pytest.raises(InvalidTableError, match=problem or "is not a number") as error:
        validate_indicators(
            table(**columns), unit=["state", "district"], indicators=["growth", "days"]
        )
    cases: Any = error.value.failure_cases
    case = cases.iloc[0]
    assert case["row"] is None
    assert case["column"] in columns


def test_absent_and_repeated_columns_are_named() -> None:
    """Neither is guessed at."""
    with pytest.raises(InvalidTableError, match="'growth' is not in the table"):
        validate_indicators(table().drop(columns="growth"), unit=["state"], indicators=["growth"])
    twice = pd.concat([table(), table()[["days"]]], axis=1)
    with pytest.raises(InvalidTableError, match="appears more than once"):
        validate_indicators(twice, unit=["state", "district"], indicators=["days"])
    # A repeated column that nobody asks for is nobody's concern.
    assert len(validate_indicators(twice, unit=["district"], indicators=["growth"])) == 3


def test_a_unit_has_one_row() -> None:
    """Both rows of a repeated unit are listed; the same district in two states is two units."""
    frame = table(district=["Hamirpur", "Hamirpur", "Hamirpur"])
    assert [case[:2] for case in refused(frame)] == [[0, "state, district"], [1, "state, district"]]
    other = frame.assign(state=["Goa", "Sikkim", "Kerala"])
    assert len(validate(other, Growth)) == 3


def test_bad_cells_and_repeated_units_are_listed_together() -> None:
    """One answer, not one after the other."""
    frame = table(growth=[np.inf, 1.0, 1.0], district=["x", "x", "y"])
    with pytest.raises(InvalidTableError) as error:
        validate_indicators(frame, unit=["state", "district"], indicators=["growth"])
    cases: Any = error.value.failure_cases
    assert cases["column"].tolist() == ["growth", "state, district", "state, district"]
    assert cases["value"].tolist() == [np.inf, "Goa / x", "Goa / x"]


@pytest.mark.parametrize(
    "kind", ["Int64", "Float64", "float32", "int8", "uint16"], ids=lambda kind: f"of {kind}"
)
def test_any_kind_of_number_becomes_float64(kind: str) -> None:
    """Missing ones as NaN."""
    missing = kind[0].isupper()
    values: Any = pd.Series([1, None if missing else 2, 3], dtype=kind)
    found = validate_indicators(table(days=values), unit=["district"], indicators=["days"])
    assert found["days"].dtype == np.float64
    assert found["days"].isna().tolist() == [False, missing, False]


@pytest.mark.parametrize("kind", ["object", "str", "category", "string[python]"])
def test_any_kind_of_text_names_units(kind: str) -> None:
    """And comes out as text."""
    frame = table().astype({"district": kind})
    found = validate_indicators(frame, unit=["district"], indicators=["days"])
    assert found["district"].tolist() == ["North Goa", "South Goa", "Gangtok"]
    assert str(found["district"].dtype) == TEXT


def test_an_empty_table_is_valid() -> None:
    """No rows, no findings."""
    found = validate_indicators(table().iloc[:0], unit=["district"], indicators=["days"])
    assert found.dtypes.astype(str).tolist() == [TEXT, "float64"]


@pytest.mark.parametrize(
    ("unit", "indicators"),
    [([], ["days"]), (["state"], []), (["state"], ["days", "days"]), (["days"], ["days"])],
)
def test_columns_are_asked_for_once_each(unit: list[str], indicators: list[str]) -> None:
    """A column is a label or an indicator."""
    with pytest.raises(InvalidValueError, match="each once"):
        validate_indicators(table(), unit=unit, indicators=indicators)


def test_only_a_frame_is_a_table() -> None:
    """A mapping has no rows to name."""
    with pytest.raises(InvalidValueError, match="got a dict"):
        validate_indicators({"state": []}, unit=["state"], indicators=["x"])  # type: ignore[arg-type]
