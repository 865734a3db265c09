"""Results show themselves in a few lines, and turn into what JSON has."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, make_dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import (
    ExportMatrix,
    coverage,
    load_illustrative_exports,
    load_programmes,
    study_exports,
)
from odopkit.results import Result, plain, records


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Found(Result):
    """A result with one field of each kind."""

    share: float = 1 / 3
    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"a": range(1500)}))
    some: tuple[int, ...] = (1, 2)
    many: tuple[int, ...] = tuple(range(100))
    note: str = "word " * 200
    hidden: str = field(default="secret", repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the rows."""
        return self.rows


def test_a_result_shows_short_fields_and_the_size_of_long_ones() -> None:
    """And hides what is hidden."""
    text = repr(Found())
    assert "share=0.333333, rows=<1,500 rows>, some=(1, 2)," in text
    assert "many=<100 items>" in text
    assert "secret" not in text
    assert len(text.splitlines()) <= 10


def test_a_notebook_shows_ten_rows_and_no_markup_of_the_data() -> None:
    """Words are escaped."""
    html = Found(note="<b>")._repr_html_()
    assert "&lt;b&gt;" in html
    assert html.count("<tr") <= 11


def test_large_results_of_the_package_take_ten_lines() -> None:
    """A matrix of 683 districts, a study, a coverage; programmes, one by one and together."""
    table, registry = load_illustrative_exports(), load_programmes()
    found: list[Any] = [
        ExportMatrix.from_flows(table),
        study_exports(table),
        coverage(table, share=0.8),
        ExportMatrix.from_flows(table).totals,
        registry,
        *registry,
    ]
    for one in found:
        assert len(repr(one).splitlines()) <= 10, type(one)
        assert len(repr(one)) < 1_000, type(one)
        assert "<" in one._repr_html_()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(2.5), 2.5),
        (float("nan"), None),
        (float("inf"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (None, None),
        (np.bool_(True), True),
        (np.int64(3), 3),
        (pd.Series([1.0, np.nan]), [1.0, None]),
        (pd.Series([1, None], dtype="Int64"), [1, None]),
        ({"a": (1, {"b": np.nan})}, {"a": [1, {"b": None}]}),
        (pd.DataFrame({"x": [1], 2: ["y"]}), [{"x": 1, "2": "y"}]),
        (pd.DataFrame({"x": []}), []),
        (pd.Period("2021"), "2021"),
    ],
)
def test_plain_values_are_what_json_has(value: Any, expected: Any) -> None:
    """Undefined is None, in frames too."""
    assert plain(value) == expected
    json.dumps(plain(value), allow_nan=False)


def test_records_keep_the_order_of_rows_and_columns() -> None:
    """The index is no column."""
    frame = pd.DataFrame({"b": [1, 2], "a": ["x", "y"]}, index=[7, 7])
    assert records(frame) == [{"b": 1, "a": "x"}, {"b": 2, "a": "y"}]
    assert list(records(frame)[0]) == ["b", "a"]


def test_a_crowded_result_is_cut_after_ten_lines_and_says_so() -> None:
    """And labels are counted, not listed."""
    many = [(f"field_{i}", str, "word " * 40) for i in range(30)]
    crowded = make_dataclass("Crowded", many, bases=(Result,), frozen=True, repr=False)
    lines = repr(crowded()).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "    …)"
    labels: Any = np.arange(12)
    assert "many=<12 values>" in repr(Found(many=labels))
