"""Laws of reading: whatever is rolled up, laid out anew or left out, no value comes or goes."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _laws import tries
from odopkit.labels.calendars import is_period, part_name, year_name
from odopkit.readers import read_exports
from odopkit.readers.periods import read_period, spelled

X = {"state": "X"}
months = st.builds(lambda y, m: (y, m), st.integers(1995, 2030), st.integers(1, 12))


@tries(30)
@given(st.lists(months, min_size=1, max_size=15), st.integers(1, 12), st.booleans())
def test_months_sum_to_years_without_loss(
    labels: list[tuple[int, int]], start: int, written: bool
) -> None:
    """Each year holds the months from its first, whatever month that is."""
    spelling = "{0}M{1:02d}" if written else "{0}-{1:02d}"
    frame = pd.DataFrame(
        {
            "district": "A",
            "Month": [spelling.format(*label) for label in labels],
            "value": [float(i + 1) for i in range(len(labels))],
        }
    )
    result = read_exports(
        frame,
        columns={"Month": "period"},
        constants=X,
        period_kind="month",
        year_start=start,
        partial="keep",
    )
    assert result.flows["value"].tolist() == frame["value"].tolist()
    naive = [year_name(y if m >= start else y - 1, start) for y, m in labels]
    assert [p.partition(" (")[0] for p in result.flows["period"]] == naive
    assert all(map(is_period, result.flows["period"]))


@given(
    st.integers(1900, 2100),
    st.sampled_from([1, 4]),
    st.frozensets(st.integers(1, 12), min_size=1, max_size=12),
)
def test_names_of_parts_are_periods_and_read_as_themselves(
    year: int, start: int, held: frozenset[int]
) -> None:
    """One spelling for each set of months; all twelve are the year."""
    name = part_name(year_name(year, start), held, start)
    assert is_period(name)
    assert read_period(name) == name
    assert (" (" in name) == (len(held) < 12)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_label(text: str) -> None:
    """A label has readings or none."""
    spelled(text)
    read_period(text)


@tries(30)
@given(
    st.lists(
        st.lists(st.none() | st.integers(0, 999), min_size=3, max_size=3), min_size=2, max_size=6
    )
)
def test_years_as_columns_are_the_same_rows_as_a_long_table(
    cells: list[list[int | None]],
) -> None:
    """As melting it beforehand."""
    years = ["2020-21", "2021-22", "2022-23"]
    wide = pd.DataFrame(cells, columns=years, dtype=object)
    wide.insert(0, "district", [f"D{i}" for i in range(len(cells))])
    filled = sum(cell is not None for row in cells for cell in row)
    if filled * 2 < 3 * len(cells):
        return  # a column that is mostly blank is refused
    result = read_exports(wide, constants=X)
    long = [
        (f"D{i}", year, float(cell))
        for i, row in enumerate(cells)
        for year, cell in zip(years, row, strict=True)
        if cell is not None
    ]
    flows = result.flows[["district", "period", "value"]].astype(object)
    assert [tuple(row) for row in flows.itertuples(index=False)] == long


@tries(30)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(["p", "q", "r"]), st.integers(0, 99)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["p", "q"]),
)
def test_what_where_keeps_and_what_it_leaves_out_are_the_whole(
    cells: list[tuple[str, str, int]], choice: str
) -> None:
    """A choice and its opposite."""
    frame = pd.DataFrame(cells, columns=["district", "Port", "value"])
    if frame["Port"].nunique() < 2 or choice not in set(frame["Port"]):
        return
    kept = read_exports(frame, constants=X, where={"Port": choice}).flows["value"].sum()
    left = read_exports(frame, constants=X, where={"Port": lambda c: c != choice})
    assert kept + left.flows["value"].sum() == pytest.approx(frame["value"].sum())
