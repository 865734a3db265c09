"""Coverage and brackets: hand-checked numbers, ties, totals that cannot be reached."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import bracket_shares, coverage, load_paper_table
from odopkit.errors import InvalidValueError, RenamedArgumentError, UndefinedMeasureError
from odopkit.ranking import PAPER_BRACKETS, coverage_count


def places(values: list[float], names: list[str] | None = None) -> pd.DataFrame:
    """One row per district d00, d01 … of state S, or of the names given."""
    names = names or [f"d{i:02d}" for i in range(len(values))]
    return pd.DataFrame({"state": "S", "district": names, "value": values})


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([50, 30, 15, 5], 0.80, 2),
        ([50, 30, 15, 5], 0.81, 3),
        ([5, 15, 30, 50], 1.0, 4),
        ([50, 50, 0], 1.0, 2),
        ([0.1, 0.2, 0.3, 0.4], 0.7, 2),
        ([7], 0.01, 1),
    ],
)
def test_coverage_count_hand_checked(values: list[float], share: float, expected: int) -> None:
    """Reaching is at least; 0.3 + 0.4 reaches 0.7 although floats fall short."""
    assert coverage_count(values, share=share) == expected


@pytest.mark.parametrize("share", [0, -0.1, 1.2, 80, float("nan"), True])
def test_coverage_share_must_be_a_fraction(share: Any) -> None:
    """Per cent are refused, with the right way in the message."""
    with pytest.raises(InvalidValueError, match=r"share must be .*0.10 is ten per cent"):
        coverage_count([1.0], share=share)
    with pytest.raises(InvalidValueError, match=r"share must be .*0.10 is ten per cent"):
        coverage(places([1.0]), share=share)


def test_coverage_count_of_a_larger_total() -> None:
    """Units that hold 95 of 100 reach 90 per cent, and never 96."""
    assert coverage_count([50, 45], share=0.9, value=100) == 2
    with pytest.raises(UndefinedMeasureError, match=r"hold 95.00% of the total, below 96.00%"):
        coverage_count([50, 45], share=0.96, value=100)
    assert coverage_count([50, 45], share=1, value=95) == 2
    for value in (90, float("inf"), float("nan")):
        with pytest.raises(InvalidValueError, match="value must be at least the sum"):
            coverage_count([50, 45], share=0.9, value=value)
    with pytest.raises(RenamedArgumentError, match="no argument 'total' any more; it is 'value'"):
        coverage_count([50, 45], share=0.9, total=100)  # type: ignore[call-arg]
    with pytest.raises(UndefinedMeasureError, match="sum to zero"):
        coverage_count([0, 0], share=0.9)


def test_coverage_lists_the_places_in_order() -> None:
    """Rank, share and cumulative share of each place that is needed."""
    found = coverage(places([5, 50, 15, 30]), share=0.9)
    assert (found.n_units, found.n_states, found.reason) == (3, 1, "")
    assert found.units["rank"].tolist() == [1, 2, 3]
    assert found.units["district"].tolist() == ["d01", "d03", "d02"]
    assert found.units["cumulative_share"].tolist() == pytest.approx([0.5, 0.8, 0.95])
    assert found.share_reached == pytest.approx(0.95)
    assert found.value_reached == 95
    numbers = {
        "share": 0.9,
        "n_units": 3,
        "n_states": 1,
        "share_reached": pytest.approx(0.95),
        "value_reached": 95.0,
        "value": 100.0,
        "value_unspecified": 0.0,
        "reason": "",
    }
    assert found.to_frame().to_dict("records") == [numbers]
    assert list(found.to_frame())[-1] == "reason"
    assert found.options["unspecified"] == "exclude"


def test_a_coverage_is_strict_json_with_its_tables() -> None:
    """Places and what was set aside are records; what is undefined is None."""
    table = pd.concat([places([5, 50, 15, 30]), places([7.0], ["UNSPECIFIED"])])
    found = json.loads(json.dumps(coverage(table, share=0.5).to_dict(), allow_nan=False))
    assert found["units"] == [
        {"rank": 1, "state": "S", "district": "d01", "value": 50.0, "share": 0.5}
        | {"cumulative_share": 0.5, "tied": False, "reason": ""}
    ]
    assert [row["district"] for row in found["aside"]] == ["UNSPECIFIED"]
    assert (found["value"], found["options"]["pseudo"]) == (100.0, "denominator")
    nothing = coverage(places([0.0]), share=0.5).to_dict()
    assert (nothing["n_units"], nothing["share_reached"]) == (None, None)
    assert [row["share"] for row in nothing["units"]] == [None]
    json.dumps(nothing, allow_nan=False)


def test_coverage_counts_states_with_a_real_name() -> None:
    """An unspecified state is ranked in mode "unit", but is no state."""
    table = pd.DataFrame(
        {
            "state": ["A", "UNSPECIFIED", "B"],
            "district": ["x", "Unspecified", "y"],
            "value": [50.0, 30.0, 20.0],
        }
    )
    found = coverage(table, share=1, unspecified="unit")
    assert (found.n_units, found.n_states) == (3, 2)


def test_coverage_that_named_places_cannot_reach_says_why() -> None:
    """With four per cent unspecified in the denominator, 99 per cent is out of reach."""
    table = pd.DataFrame(
        {"state": "S", "district": ["x", "y", "UNSPECIFIED"], "value": [60.0, 36.0, 4.0]}
    )
    found = coverage(table, share=0.99, unspecified="denominator")
    assert found.n_units is None
    assert found.n_states is None
    assert found.reason == "ranked places hold 96.00% of the total, below 99.00%"
    assert found.share_reached == pytest.approx(0.96)
    assert (found.value, found.value_unspecified) == (100, 4)
    assert coverage(table, share=0.99).n_units == 2


def test_coverage_flags_a_tie_at_the_cut() -> None:
    """Two districts of 30: the label decides which is in, and the result says so."""
    found = coverage(places([40, 30, 30]), share=0.7)
    assert found.n_units == 2
    assert found.units["district"].tolist() == ["d00", "d01"]
    assert found.units["tied"].tolist() == [False, True]
    assert found.reason == "rank 2 ties with rank 3; label order decided which is in"
    assert found.units["reason"].tolist() == ["", found.reason]


def test_coverage_of_nothing_is_undefined_not_an_error() -> None:
    """A table of zeros has no coverage, and the reason."""
    found = coverage(places([0.0, 0.0]), share=0.5)
    assert found.n_units is None
    assert found.reason == "no exports"
    assert np.isnan(found.share_reached)
    assert found.units["reason"].tolist() == ["no exports"] * 2


def test_brackets_hand_checked() -> None:
    """Ranks 1, 2-3 and the rest."""
    table = bracket_shares([15, 50, 5, 30], edges=(1, 3))
    assert table["bracket"].tolist() == ["1", "2-3", "4"]
    assert table["share"].tolist() == pytest.approx([0.5, 0.45, 0.05])
    assert table["cumulative_share"].tolist() == pytest.approx([0.5, 0.95, 1.0])
    assert table["n_units"].tolist() == [1, 2, 1]
    assert table["reason"].tolist() == [""] * 3
    assert list(table)[-1] == "reason"


def test_brackets_beyond_the_units_are_cut() -> None:
    """Twenty-five districts fill two brackets and half of the third."""
    table = bracket_shares(np.ones(25))
    assert table["bracket"].tolist() == ["1-10", "11-20", "21-25"]
    assert table["n_units"].sum() == 25
    assert table["reason"].tolist() == ["", "", "ends at the last of 25 units, short of rank 30"]
    whole = bracket_shares(np.ones(20))
    assert whole["bracket"].tolist() == ["1-10", "11-20"]
    assert whole["reason"].tolist() == ["", ""]


def test_brackets_of_a_table_with_a_wider_total() -> None:
    """Unspecified value in the denominator leaves the last cumulative share below 1."""
    table = pd.DataFrame(
        {"state": "S", "district": ["x", "y", "UNSPECIFIED"], "value": [60.0, 36.0, 4.0]}
    )
    wide = bracket_shares(table, edges=(1,), unspecified="denominator")
    assert wide["share"].tolist() == pytest.approx([0.6, 0.36])
    assert wide["cumulative_share"].iloc[-1] == pytest.approx(0.96)
    assert bracket_shares(table, edges=(1,))["share"].tolist() == pytest.approx([0.625, 0.375])


@pytest.mark.parametrize("edges", [(0, 5), (5, 5), (5, 3), (1.5,), (-1,)])
def test_brackets_need_ascending_whole_edges(edges: Any) -> None:
    """Edges are the last ranks of brackets."""
    with pytest.raises(InvalidValueError, match="edges must be ascending whole numbers"):
        bracket_shares([1, 2, 3], edges=edges)


def test_brackets_refuse_options_that_a_vector_cannot_use() -> None:
    """They would be ignored in silence."""
    with pytest.raises(InvalidValueError, match="only a flows table takes unspecified; a vector"):
        bracket_shares([1, 2], unspecified="unit")
    with pytest.raises(InvalidValueError, match="only a flows table takes units, min_value"):
        bracket_shares([1, 2], units=places([1.0]), min_value=0.0)
    with pytest.raises(UndefinedMeasureError, match="sum to zero"):
        bracket_shares([0.0, 0.0])


def test_a_vector_with_the_paper_s_shares_gives_back_its_table() -> None:
    """683 values with the printed bracket sums come out as Table 1 prints them."""
    printed = load_paper_table("table1")
    ends = [*PAPER_BRACKETS, 683]
    sizes = np.diff([0, *ends])
    values = np.repeat(printed["share"].to_numpy() / sizes, sizes)
    table = bracket_shares(values)
    assert table["bracket"].tolist() == printed["bracket"].tolist()
    assert table["share"].round(3).tolist() == printed["share"].tolist()
    assert table["cumulative_share"].iloc[9] == pytest.approx(0.872)
