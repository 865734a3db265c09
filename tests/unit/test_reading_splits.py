"""Columns that are not used, and over which values of one key are added."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from _readings import X, lines, refusal, rows
from odopkit.readers import read_exports

NAMED = {"District": "district", "Product": "product", "Value": "value"}


def told(columns: dict[str, Any], **options: Any) -> list[str]:
    """Give the messages about a table with these columns."""
    result = read_exports(
        pd.DataFrame(columns),
        columns={k: v for k, v in NAMED.items() if k in columns},
        constants=X,
        **options,
    )
    assert result.flows["value"].sum() == sum(columns["Value"])
    return [line[2] for line in lines(result)]


def test_namesakes_are_told_by_their_state() -> None:
    """Two Hamaras with Tea, 60 and 50; State is named, with what is added over it."""
    said = told(
        {
            "State": ["North", "South", "North", "South"],
            "District": ["Hamara", "Hamara", "Alfa", "Beta"],
            "Product": ["Tea", "Tea", "Wool", "Wool"],
            "Value": [60, 50, 80, 40],
        }
    )
    assert said == [
        "rows of one key differ in 'State' (2 values), which is not used: 110 is added over it"
    ]


def test_the_rest_of_a_group_is_told_by_the_group() -> None:
    """Others of Rice and Others of Sports goods."""
    said = told(
        {
            "District": ["Alfa"] * 4,
            "Group": ["Rice", "Rice", "Sports goods", "Sports goods"],
            "Product": ["Basmati", "Others", "Footballs", "Others"],
            "Value": [30, 25, 20, 25],
        }
    )
    assert said[1:] == [
        "rows of one key differ in 'Group' (2 values), which is not used: 50 is added over it"
    ]
    assert said[0].startswith("'Others' in 2 row(s) means the rest of the products")


@pytest.mark.parametrize("heading", ["Port", "Gateway", "Hafen", "Customs house"])
def test_ports_are_one_line(heading: str) -> None:
    """How many values the column has in all, and what is added over it."""
    said = told(
        {
            "District": ["Alfa", "Alfa", "Beta", "Beta", "Gama"],
            heading: ["JNPT", "Mundra", "Mundra", "JNPT", "Kandla"],
            "Value": [1000, 700, 523, 23, 4],
        }
    )
    assert len(said) == 1
    assert f"in {heading!r} (3 values), which is not used: 2,246 is added over it" in said[0]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Description", ["Rice", "Rice", "Tea"]),
        ("Quantity", [5, 7, 9]),
        ("Net Weight", [5.5, 7.5, 9.5]),
        ("S.No.", [1, 2, 3]),
        ("Anything", [1.25, 2.5, 3.75]),
        ("Share (%)", ["1.5", "2.5", "96.0"]),
        ("Bill", [9001, 9002, 9003]),
        ("", ["a", "b", "c"]),
    ],
)
def test_what_labels_nothing_or_does_not_vary_gets_no_line(heading: str, cells: Any) -> None:
    """Descriptions with one text a key, amounts, and running numbers."""
    assert told({"District": ["Alfa", "Alfa", "Beta"], heading: cells, "Value": [1, 2, 4]}) == []


def test_the_column_that_alone_tells_rows_apart_is_named_and_else_those_that_help() -> None:
    """The smaller of two that would do; where none does, those that differ most."""
    columns = {
        "District": ["Alfa"] * 4,
        "Port": ["p", "q", "r", "s"],
        "Zone": ["e", "w", "n", "s"],
        "Side": ["left", "right", "left", "right"],
        "Value": [1, 2, 4, 8],
    }
    assert "differ in 'Port' (4 values), which" in told(columns)[0]
    columns["Port"] = columns["Zone"] = ["p", "q", "p", "p"]
    assert "differ in 'Port' (2 values) and 'Zone' (2 values) and 'Side'" in told(columns)[0]


def test_nothing_is_said_where_no_key_repeats_or_the_caller_chose() -> None:
    """One row a key; or a list that says what to add."""
    assert told({"District": ["A", "B"], "Port": ["p", "q"], "Value": [1, 2]}) == []
    columns = {"District": ["A", "A"], "Port": ["p", "q"], "Value": [1, 2]}
    assert told(columns, where={"Port": ["p", "q"]}) == [
        "0 row(s) left out by where={'Port': ['p', 'q']}"
    ]


@pytest.mark.parametrize("places", [2, 3])
def test_a_sum_repeated_for_each_value_is_told(places: int) -> None:
    """90 for Xland, Yland and Zland is 90 once, perhaps."""
    columns = {
        "District": ["Alfa"] * 3 + ["Beta"] * places,
        "Country": ["Xland", "Yland", "Zland", "Xland", "Yland", "Zland"][: 3 + places],
        "Value": [90, 90, 90] + [70] * places,
    }
    assert "the value never varies over it within a key" in told(columns)[0]


@pytest.mark.parametrize(
    "values", [[90, 90, 90, 70, 70, 71], [90, 90, 90, 0, 0, 0], [90, 80, 90, 70, 70, 70]]
)
def test_values_that_vary_are_only_added(values: list[int]) -> None:
    """One key that differs is enough; and zeros are nobody's sum."""
    columns = {
        "District": ["Alfa"] * 3 + ["Beta"] * 3,
        "Country": ["Xland", "Yland", "Zland"] * 2,
        "Value": values,
    }
    assert "never varies" not in told(columns)[0]


# -- a value that is the sum of the others -----------------------------------------------
def with_whole(label: str, first: list[float], second: list[float]) -> pd.DataFrame:
    """Give two districts by a column of three values, of which the first is the whole."""
    return pd.DataFrame(
        {
            "District": ["Alfa"] * 3 + ["Beta"] * 3,
            "Way": [label, "sea", "air"] * 2,
            "Value": [*first, *second],
        }
    )


@pytest.mark.parametrize("label", ["World", "Mode 9", "Total", "ALL"])
def test_a_value_that_is_the_sum_of_the_others_is_refused(label: str) -> None:
    """1000 = 700 + 300 and 523 = 23 + 500."""
    given = with_whole(label, [1000, 700, 300], [523, 23, 500])
    named = {"District": "district", "Value": "value"}
    text = refusal(given, columns=named, constants=X)
    assert f"in column 'Way' of 'DataFrame' {label!r} is the sum of the others" in text
    whole = read_exports(given, columns=named, constants=X, where={"Way": label})
    assert rows(whole) == [("Alfa", 1000.0), ("Beta", 523.0)]
    parts = read_exports(given, columns=named, constants=X, where={"Way": lambda c: c != label})
    assert parts.flows["value"].sum() == 1523.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([1000, 700, 300], [523, 23, 400]),
        ([2, 1, 1], [4, 2, 2]),
        ([10, 700, 300], [523, 23, 500]),
        ([5, 5, 0], [7, 7, 0]),
        ([1000, 1000, 0], [5231, 5231, 0]),
    ],
)
def test_chance_is_not_taken_for_a_sum(first: list[float], second: list[float]) -> None:
    """One key that agrees, small numbers, and a part that is the whole."""
    given = with_whole("road", first, second)
    result = read_exports(given, columns={"District": "district", "Value": "value"}, constants=X)
    assert result.flows["value"].sum() == sum(first) + sum(second)


def test_a_sum_in_half_of_the_keys_is_no_total() -> None:
    """Three quarters of them have to agree."""
    given = pd.concat(
        [
            with_whole("road", [1000, 700, 300], [523, 23, 500]),
            with_whole("road", [10, 700, 300], [52, 23, 500]).assign(
                District=["Gama"] * 3 + ["Zeta"] * 3
            ),
        ]
    )
    result = read_exports(given, columns={"District": "district", "Value": "value"}, constants=X)
    assert len(result.flows) == 12


def test_a_label_that_is_kept_is_never_a_sum() -> None:
    """The caller insists."""
    given = with_whole("TOTAL SA", [1000, 700, 300], [523, 23, 500])
    named = {"District": "district", "Value": "value"}
    kept = read_exports(given, columns=named, constants=X, keep=["TOTAL SA"])
    assert len(kept.flows) == 6


def test_of_two_columns_that_would_do_the_smaller_is_named() -> None:
    """Four ports in two zones."""
    said = told(
        {
            "District": ["Alfa", "Alfa", "Beta", "Beta"],
            "Port": ["p", "q", "r", "s"],
            "Zone": ["e", "w", "e", "w"],
            "Value": [1, 2, 4, 8],
        }
    )
    assert "differ in 'Zone' (2 values)" in said[0]


def test_random_tables_are_never_refused() -> None:
    """Small counts agree by chance now and then; four digits of evidence do not."""
    for seed in range(150):
        draw = np.random.default_rng(seed)
        n_places, n_ways = draw.integers(2, 7), draw.integers(2, 5)
        most = draw.choice([3, 20, 1000, 10**6])
        given = pd.DataFrame(
            {
                "District": np.repeat([f"D{i}" for i in range(n_places)], n_ways),
                "Way": np.tile([f"w{i}" for i in range(n_ways)], n_places),
                "Value": draw.integers(0, most, n_places * n_ways).astype(float),
            }
        )
        read_exports(given, columns={"District": "district", "Value": "value"}, constants=X)
