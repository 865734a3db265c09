"""The engines that `aggregate_exports` runs on: how a test makes and reads their tables.

An engine that is not installed skips its tests, unless ``ODOPKIT_ENGINES`` says that it
must be there: ``all``, or names of packages such as ``polars,duckdb``.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

import pandas as pd
import pytest

from odopkit.aggregate import COUNTS
from odopkit.typing import CODE_LENGTHS

TEXT = ("state", "district", "hs_code", "product", "period", "partner")
PANDAS_3 = int(pd.__version__.partition(".")[0]) >= 3
REQUIRED = os.environ.get("ODOPKIT_ENGINES", "")


def need(package: str) -> Any:
    """Import an engine; without it skip the test, or fail where it must be there."""
    if REQUIRED == "all" or package.partition(".")[0] in REQUIRED.split(","):
        return import_module(package)
    found = pytest.importorskip(package, reason=f"the engine {package} is not installed")
    if package == "pyspark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("PySpark needs Java, which is not installed")
    return found


# --------------------------------------------------------------- making and reading


def arrow(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> Any:
    """Return rows as an arrow table; `columns` maps each name to an arrow type."""
    pa = need("pyarrow")
    types = {"decimal": pa.decimal128(12, 2), "text": pa.string(), "double": pa.float64()}
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], types.get(kind) or pa.type_for_alias(kind))
            for name, kind in columns.items()
        }
    )


def encoded(table: Any) -> Any:
    """Return an arrow table with text as dictionaries that hold one label too many."""
    pa = need("pyarrow")
    columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_string(column.type):
            codes = column.dictionary_encode()
            labels = pa.concat_arrays([pa.array(["unused"]), codes.dictionary])
            one = pa.scalar(1, codes.indices.type)
            column = pa.DictionaryArray.from_arrays(
                need("pyarrow.compute").add(codes.indices, one), labels
            )
        columns[name] = column
    return pa.table(columns)


def pandas_of(table: Any) -> pd.DataFrame:
    """Return an arrow table as pandas with its own kind of text, not categories."""
    pa = need("pyarrow")
    frame: pd.DataFrame = table.to_pandas()
    dtypes: dict[str, Any] = {
        f.name: pd.ArrowDtype(f.type) for f in table.schema if pa.types.is_decimal(f.type)
    }
    if PANDAS_3:  # before, "str" spells a missing label out, and text is objects
        dtypes |= {c: "str" for c in frame if c in TEXT and frame[c].dtype == object}
    return frame.astype(dtypes)


def categories(table: Any) -> pd.DataFrame:
    """Return an arrow table as pandas with text as categories."""
    frame = pandas_of(table)
    text = [c for c in frame if c in TEXT and frame[c].dtype.kind == "O"]
    return frame.astype(dict.fromkeys(text, "category"))


@cache
def duckdb_connection() -> Any:
    """Return the one connection of the test run."""
    return need("duckdb").connect(config={"threads": 2})


def duckdb_enums(table: Any) -> Any:
    """Return a relation whose text columns are enumerations."""
    relation = duckdb_connection().from_arrow(table)
    columns = []
    for name, kind in zip(relation.columns, relation.types, strict=True):
        labels = sorted({v for v in table[name].to_pylist() if v is not None})
        if str(kind) == "VARCHAR" and labels:
            quoted = ", ".join("'" + label.replace("'", "''") + "'" for label in labels)
            columns.append(f'"{name}"::ENUM({quoted}) AS "{name}"')
        else:
            columns.append(f'"{name}"')
    return relation.project(", ".join(columns))


@cache
def spark_session() -> Any:
    """Start Spark once: it takes seconds."""
    session = (
        need("pyspark.sql")
        .SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", tempfile.gettempdir())
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    return session


SPARK_TYPES = {
    "string": "string",
    "double": "double",
    "float": "float",
    "int64": "bigint",
    "int8": "tinyint",
    "uint16": "int",
    "decimal128(12, 2)": "decimal(12,2)",
}


def spark_of(table: Any) -> Any:
    """Return an arrow table as a Spark frame of three partitions."""
    schema = ", ".join(f"`{f.name}` {SPARK_TYPES[str(f.type)]}" for f in table.schema)
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return spark_session().createDataFrame(rows, schema).repartition(3)


def dask_of(frame: pd.DataFrame) -> Any:
    """Return a pandas frame as a Dask frame of three partitions."""
    return need("dask.dataframe").from_pandas(frame, npartitions=3)


def reader_of(table: Any) -> Any:
    """Return an arrow table as a reader of batches of two rows."""
    batches = table.to_batches(max_chunksize=2)
    return need("pyarrow").RecordBatchReader.from_batches(table.schema, batches)


def dataset_of(table: Any) -> Any:
    """Return an arrow table as a dataset of batches of three rows."""
    return need("pyarrow.dataset").dataset(table.to_batches(max_chunksize=3), table.schema)


def scanner_of(table: Any) -> Any:
    """Return an arrow table as a scanner that reads its columns in reverse order."""
    dataset = dataset_of(table)
    return dataset.scanner(columns=table.column_names[::-1], batch_size=2)


@dataclass(frozen=True)
class Engine:
    """One way to hold a table: how to make it, and how to read it as plain rows."""

    name: str
    package: str
    make: Callable[[Any], Any]
    read: Callable[[Any], list[dict[str, Any]]]
    lazy: bool = False
    gives: str = ""  # the engine of the result, where it is another one


def duckdb_rows(relation: Any) -> list[dict[str, Any]]:
    """Return a relation as plain rows."""
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


ENGINES = [
    Engine("pandas", "pandas", pandas_of, lambda t: t.to_dict("records")),
    Engine("pandas-category", "pandas", categories, lambda t: t.to_dict("records")),
    Engine("polars", "polars", lambda t: need("polars").from_arrow(t), lambda t: t.to_dicts()),
    Engine(
        "polars-categorical",
        "polars",
        lambda t: (
            need("polars")
            .from_arrow(t)
            .with_columns(need("polars.selectors").string().cast(need("polars").Categorical))
        ),
        lambda t: t.to_dicts(),
    ),
    Engine(
        "polars-lazy",
        "polars",
        lambda t: need("polars").from_arrow(t).lazy(),
        lambda t: t.collect().to_dicts(),
        lazy=True,
    ),
    Engine("pyarrow", "pyarrow", lambda t: t, lambda t: t.to_pylist()),
    Engine("pyarrow-dictionary", "pyarrow", encoded, lambda t: t.to_pylist()),
    Engine("reader", "pyarrow", reader_of, lambda t: t.to_pylist(), gives="pyarrow"),
    Engine(
        "reader-dictionary",
        "pyarrow",
        lambda t: reader_of(encoded(t)),
        lambda t: t.to_pylist(),
        gives="pyarrow",
    ),
    Engine("dataset", "pyarrow", dataset_of, lambda t: t.to_pylist(), gives="pyarrow"),
    Engine("scanner", "pyarrow", scanner_of, lambda t: t.to_pylist(), gives="pyarrow"),
    Engine("duckdb", "duckdb", lambda t: duckdb_connection().from_arrow(t), duckdb_rows, lazy=True),
    Engine("duckdb-enum", "duckdb", duckdb_enums, duckdb_rows, lazy=True),
    Engine(
        "dask",
        "dask.dataframe",
        lambda t: dask_of(pandas_of(t)),
        lambda t: t.compute().to_dict("records"),
        lazy=True,
    ),
    Engine(
        "dask-category",
        "dask.dataframe",
        lambda t: dask_of(categories(t)),
        lambda t: t.compute().to_dict("records"),
        lazy=True,
    ),
    Engine(
        "ibis",
        "ibis",
        lambda t: need("ibis").memtable(t),
        lambda t: t.to_pyarrow().to_pylist(),
        lazy=True,
    ),
    Engine(
        "pyspark",
        "pyspark",
        spark_of,
        lambda t: [row.asDict() for row in t.collect()],
        lazy=True,
    ),
]


# ------------------------------------------------------------- the slow, obvious way


def one_by_one(
    rows: Sequence[Mapping[str, Any]], level: int | None, by: Sequence[str]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Sum and count with a dictionary, one row after the other."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        code = row.get("hs_code")
        cut = dict(row) | ({"hs_code": code[:level]} if code is not None else {})
        key = tuple(cut[c] for c in by)
        entry = found.setdefault(key, {**dict.fromkeys(COUNTS, 0), "terms": [], "lengths": set()})
        value = math.nan if row["value"] is None else float(row["value"])
        keys = [row[c] for c in {*by, "period", "hs_code"} if c in row]
        entry["terms"].append(value if math.isfinite(value) else 0.0)
        entry["n_rows"] += 1
        entry["n_missing"] += math.isnan(value) or None in keys
        entry["n_negative"] += math.isfinite(value) and value < 0
        entry["n_nonfinite"] += math.isinf(value)
        if code is not None:
            entry["n_short"] += len(code) < (level or 0)
            entry["n_pseudo"] += code.startswith(("98", "99"))
            entry["lengths"].add(len(code))
    for entry in found.values():
        lengths = entry.pop("lengths")
        entry["value"] = math.fsum(entry.pop("terms"))
        if len(lengths) > 1 or not lengths <= set(CODE_LENGTHS):
            entry["n_mixed"] = entry["n_rows"]
    return found


def plain(value: Any) -> Any:
    """Return a cell as a plain Python value, every kind of missing one as None."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return float(value) if isinstance(value, Decimal) else value


def keyed(
    rows: Sequence[Mapping[str, Any]], by: Sequence[str]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return an aggregated table's rows by key, each key once."""
    found = {
        tuple(plain(row[c]) for c in by): {c: plain(v) for c, v in row.items() if c not in by}
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def assert_sums(
    found: dict[tuple[Any, ...], dict[str, Any]], expected: dict[tuple[Any, ...], dict[str, Any]]
) -> None:
    """Compare sums within 1e-12 and counts exactly; period marks are looked at elsewhere."""
    assert found.keys() == expected.keys()
    for key, entry in expected.items():
        value = found[key]["value"]
        assert math.isclose(value, entry["value"], rel_tol=1e-12, abs_tol=1e-300), key
        assert isinstance(value, float)
        counts = {c: n for c, n in found[key].items() if c in COUNTS}
        assert counts == {c: entry[c] for c in COUNTS}, key
        assert all(type(n) is int for n in counts.values())


def engines(*, only: Callable[[Engine], bool] = lambda _: True) -> list[Any]:
    """List each engine as a parameter of a test."""
    return [pytest.param(e, id=e.name) for e in ENGINES if only(e)]
