"""Words of messages: kinds, remedies, rows and names that are near."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from odopkit.errors.telling import (
    did_you_mean,
    has_columns,
    kind_of,
    listed,
    near,
    remedy,
    row_named,
    shortened,
)


def foreign(module: str, name: str) -> Any:
    """Make an object whose type says that it comes from another library."""
    return type(name, (), {"__module__": module})()


@pytest.mark.parametrize(
    ("module", "name", "said", "call"),
    [
        ("polars.series.series", "Series", "a polars Series", "call .to_pandas()"),
        ("polars.lazyframe.frame", "LazyFrame", "a polars LazyFrame", ".collect().to_pandas()"),
        ("pyarrow.lib", "RecordBatchReader", "a pyarrow RecordBatchReader", ".read_pandas()"),
        ("pyarrow._dataset", "InMemoryDataset", "a pyarrow InMemoryDataset", ".to_table().to_p"),
        ("_duckdb", "DuckDBPyRelation", "a DuckDB relation", "call .df()"),
        ("dask.dataframe", "DataFrame", "a Dask DataFrame", "call .compute()"),
        ("pyspark.sql.dataframe", "DataFrame", "a PySpark DataFrame", "call .toPandas()"),
        ("ibis.expr.types", "Table", "an Ibis Table", "call .to_pandas()"),
        ("narwhals.dataframe", "DataFrame", "a narwhals DataFrame", "call .to_pandas()"),
        ("narwhals.dataframe", "LazyFrame", "a narwhals LazyFrame", ".collect().to_pandas()"),
        ("somewhere", "Thing", "a Thing", "pass the table itself"),
    ],
)
def test_each_library_has_its_own_call(module: str, name: str, said: str, call: str) -> None:
    """Told by the name of the type, without an import."""
    thing = foreign(module, name)
    assert kind_of(thing) == said
    assert call in remedy(thing, "table")


def test_words_of_messages() -> None:
    """Rows by position and label, long values cut, names that are near."""
    assert row_named(3, 3) == row_named(3, np.int64(3)) == "row 3"
    assert row_named(0, "x") == "row 0 (label 'x')"
    assert row_named(1, 30) == "row 1 (label 30)"
    assert row_named(0, False) == "row 0 (label False)"
    assert row_named(1, ("Goa", "x")) == "row 1 (label ('Goa', 'x'))"
    assert len(shortened("a" * 100)) == 48
    assert near("HHI", ["hhi", "gini"]) == ["hhi"]
    assert near("Effective Number", ["effective_number", "hhi"]) == ["effective_number"]
    assert near("zzz", ["hhi"]) == []


def test_names_are_listed_and_cut() -> None:
    """Twelve of many, and a word where there are none."""
    assert listed(["a", "b"]) == "a, b"
    assert listed(list(range(15))).endswith("10, 11 and 3 more")
    assert listed([]) == "no columns"


def test_a_question_is_asked_only_of_what_is_near() -> None:
    """Case, blanks and underscores do not count."""
    assert did_you_mean("CR 1", ["cr1"]) == "; did you mean 'cr1'?"
    assert did_you_mean("rcsa", ["rsca", "wrca"]) == "; did you mean 'wrca' or 'rsca'?"
    assert did_you_mean("zzz", ["hhi"]) == ""


def test_tables_of_any_library_are_told_from_columns() -> None:
    """By their type, so that no lazy table is asked what it holds."""
    assert has_columns(foreign("polars.lazyframe.frame", "LazyFrame"))
    assert not has_columns(foreign("polars.series.series", "Series"))
    assert not has_columns([1.0])
