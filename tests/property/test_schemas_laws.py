"""What is let through at once is what pandera lets through, and nothing else."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _laws import tries
from _shared import filters_of_warnings
from odopkit import validate
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.schemas.judging import judged
from odopkit.schemas.passing import passed

BAD: dict[str, list[Any]] = {
    "state": [" B", "", None, 3, "B\u200b", "a\u0301", "World"],
    "district": ["u ", "", None, "u\u00a0v", "\uff55", "Total", "कुल"],
    "hs_code": ["77049099", "00", "x", "1006302", None],
    "product": ["", None],
    "period": ["2021-23", "", "FY22", "2021-22 (Apr-)", "2021 (apr)", "2021-22 ()", None],
    "partner": ["", None],
    "shipments": [-1, 2.5, None],
    "value": [-1.0, np.inf, None],
}
GOOD: dict[str, list[Any]] = {
    "state": ["A", "B"],
    "district": ["u", "\u0915\u094d\u200d\u0937"],
    "hs_code": ["10063020", "84212190"],
    "product": ["tea", "rice"],
    "period": ["2021-22", "2021 (Jan, Mar-May)"],
    "partner": ["USA", "UAE"],
    "shipments": [0, 3],
    "value": [0.0, 2.5],
}


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Any of the columns, good or bad, in any of the types that they come in."""
    gone = draw(st.sets(st.sampled_from(sorted(GOOD)), max_size=2))
    names = [c for c in sorted(GOOD) if c not in gone]
    odd = draw(st.sets(st.sampled_from(names), max_size=1))
    n = draw(st.integers(0, 4))
    columns: dict[str, Any] = {}
    for name in names:
        cells = draw(st.lists(st.sampled_from(GOOD[name]), min_size=n, max_size=n))
        if name in odd and n:
            cells[draw(st.integers(0, n - 1))] = draw(st.sampled_from(BAD[name]))
        column = pd.Series(cells, dtype=object)
        if name in ("value", "shipments"):
            whole = name == "shipments" and all(isinstance(c, int) for c in cells)
            if name not in odd or draw(st.booleans()):
                column = pd.Series(
                    [np.nan if c is None else c for c in cells],
                    dtype="int64" if whole else "float64",
                )
        elif draw(st.booleans()):
            column = column.astype("category")
        columns[name] = column
    labels: list[Any] = draw(st.sampled_from([list(range(n)), [7] * n, list("abcd")[:n]]))
    return pd.DataFrame(columns).set_axis(pd.Index(labels), axis=0)


def by_pandera(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Ask pandera alone."""
    try:
        return judged(frame, None, unique=False)
    except InvalidTableError:
        return None
    except InvalidValueError:  # levels that are mixed: a rule of its own
        return frame


@pytest.mark.parametrize("as_category", [False, True])
@pytest.mark.parametrize(
    ("column", "bad"), [(c, b) for c, cells in BAD.items() for b in cells], ids=repr
)
def test_each_bad_cell_is_refused_both_ways(column: str, bad: Any, as_category: bool) -> None:
    """One bad cell in an otherwise good table, in each type that could hold it."""
    good = pd.DataFrame(GOOD).drop(columns="hs_code" if column == "product" else "product")
    assert passed(good) is not None
    cells = good[column].astype(object)
    cells.iloc[1] = bad
    if column in ("value", "shipments"):
        cells = cells.astype("float64" if column == "value" or bad != -1 else "int64")
    frame = good.assign(**{column: cells.astype("category") if as_category else cells})
    assert passed(frame) is None
    assert by_pandera(frame) is None


@tries(30)
@given(tables())
def test_both_ways_let_the_same_tables_through(frame: pd.DataFrame) -> None:
    """And give the same table back."""
    quick, slow = passed(frame), by_pandera(frame)
    assert (quick is None) == (slow is None)
    if quick is not None and slow is not None and slow is not frame:
        pd.testing.assert_frame_equal(quick, slow)
        pd.testing.assert_frame_equal(validate(frame), slow)


def test_threads_leave_the_filters_of_warnings_as_they_were() -> None:
    """Good tables and bad ones, many at a time."""
    good = pd.DataFrame(GOOD).drop(columns="product")
    bad = good.assign(state=["A", ""], value=[np.nan, 1.0])
    with pytest.raises(InvalidTableError):
        validate(bad)  # whatever is imported once is imported now
    before = filters_of_warnings()

    def work() -> None:
        for _ in range(10):
            validate(good)
            with pytest.raises(InvalidTableError):
                validate(bad)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert filters_of_warnings() == before


def test_the_error_of_a_bad_table_is_short_and_is_nobodys_consequence() -> None:
    """Ten thousand bad codes: a message of three cells, and no traceback of pandera's."""
    n = 10_000
    bad = pd.DataFrame(
        {"state": "A", "district": "u", "hs_code": [f"77{i:06d}" for i in range(n)], "value": 1.0}
    )
    with pytest.raises(InvalidTableError) as caught:
        validate(bad)
    assert len(str(caught.value)) < 500
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert caught.value.failure_cases is not None
    assert len(caught.value.failure_cases) == n
