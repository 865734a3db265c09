"""Tables of other engines: summed where they are, so that what comes home can be looked at.

A scan may hold more rows than memory.  Its rows are summed by every column that could part
them, in one pass of its engine, and the sums are then read like any table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.aggregate.collect import refuse_hidden, sorted_by
from odopkit.aggregate.on_engines import home, recognise, schema_of, summed_on
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.cases import cases_of_columns
from odopkit.errors.telling import shortened
from odopkit.labels.headings import kind_of_heading
from odopkit.readers.layout import CANONICAL
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from odopkit.aggregate.on_engines import ColumnType, Frame
    from odopkit.readers.options import ReadOptions

ENGINES: Final = ("polars", "pyarrow", "duckdb", "dask", "pyspark", "ibis")

_ACCEPTED: Final = (
    "a path, a pandas DataFrame, or a table of polars, pyarrow, DuckDB, Dask, PySpark or Ibis"
)
_FIRST: Final = 100
_LOOKED_AT: Final = 10_000
_MOST_VALUES: Final = 200
_SPLITTING: Final = (
    "flow", "measure", "currency", "unit", "quantity_unit", "year", "month", "quarter",
)  # fmt: skip


def is_scan(source: object) -> bool:
    """Say whether a source is a table that an engine holds; a batch or a column of one is none."""
    if type(source).__module__.partition(".")[0].lstrip("_") not in ENGINES:
        return False
    try:
        recognise(source, "read_exports", _ACCEPTED)
    except InvalidValueError:
        return False
    except InvalidTableError:  # a name that stands there twice
        return True
    return True


def scan_name(source: object) -> str:
    """Name an engine's table, as messages name a file."""
    return f"{type(source).__module__.partition('.')[0].lstrip('_')} {type(source).__name__}"


def summed(
    source: object, columns: Mapping[str | int, str], options: ReadOptions
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Sum a table by its keys and by the columns that may split it; say what was left aside.

    Of a table that lacks a column the first rows come home, so that what is missing is said
    as of any table.

    Raises
    ------
    InvalidTableError
        If a column is of the wrong type, or values are negative or infinite.
    InvalidValueError
        If no engine knows the source, or an option needs single rows.
    """
    if options.values or options.fill_down:
        name = "values" if options.values else "fill_down"
        msg = (
            f"{name}= does not apply to {scan_name(source)}, whose rows are summed first; reshape "
            "it on its engine"
        )
        raise InvalidValueError(msg)
    frame = recognise(source, "read_exports", _ACCEPTED)
    schema = schema_of(frame)
    found = _found(schema, columns)
    if found is None:
        return home(frame.head(_FIRST)), ()
    _refuse_types(schema, found)
    keys = [name for target, name in found.items() if target in TEXT_COLUMNS]
    others = [c for c in schema if c.name not in found.values()]
    beside, left_out = _beside(frame, others, options)
    table = _home(frame, [*keys, *beside], found["value"], found.get("shipments"))
    table, n_rows, n_unknown = _checked(table, [*keys, *beside], found["value"])
    names = ", ".join(map(shortened, [*keys, *beside]))
    remarks = [f"{n_rows:,} row(s) are summed on their engine to {len(table):,}, by {names}"]
    if n_unknown:
        remarks.append(f"{n_unknown:,} row(s) without a value add nothing to their sums")
    remarks += [f"column {name!r} is not looked at: {why}" for name, why in left_out]
    return table, tuple(remarks)


def _found(schema: Sequence[ColumnType], columns: Mapping[str | int, str]) -> dict[str, str] | None:
    """Say which column of the table is which; None where a name has no column."""
    names = [column.name for column in schema]
    found: dict[str, str] = {name: name for name in CANONICAL if name in names}
    for given, target in columns.items():
        name = given
        if isinstance(given, int):
            name = names[given - 1] if given <= len(names) else ""
        if name not in names:
            return None
        found[target] = str(name)
    return found if "value" in found else None


def _refuse_types(schema: Sequence[ColumnType], found: Mapping[str, str]) -> None:
    kinds = {column.name: column for column in schema}
    for target, name in found.items():
        column = kinds[name]
        if target == "value" and column.kind != "number":
            problem = "is not a number; convert it where it is, or read the file with read_exports"
        elif target == "shipments" and "int" not in column.dtype:
            problem = "is not a column of whole numbers; cast it to integers where it is"
        elif target in TEXT_COLUMNS and column.kind != "text":
            problem = "is not text; read the column as text"
            problem += ", since codes lose their zeros as numbers" if target == "hs_code" else ""
        else:
            continue
        msg = f"column {name!r} ({column.dtype}) {problem}"
        raise InvalidTableError(msg, failure_cases=cases_of_columns([name], problem))


def _beside(
    frame: Frame, others: Sequence[ColumnType], options: ReadOptions
) -> tuple[list[str], list[tuple[str, str]]]:
    """Choose the columns not used by which rows are summed too: those of few values."""
    asked = set(map(str, options.where))
    texts = [c.name for c in others if c.kind == "text" or "int" in c.dtype or "bool" in c.dtype]
    if not texts:
        return [], []
    first = home(frame.select(*texts).head(_LOOKED_AT))
    beside, left_out = [], []
    for name in texts:
        n = first[name].nunique()
        if name in asked or kind_of_heading(name) in _SPLITTING or n <= _MOST_VALUES:
            beside.append(name)
        else:
            left_out.append((name, f"it has {n:,} values in the first {len(first):,} rows"))
    return beside, left_out


def _home(frame: Frame, keys: Sequence[str], value: str, shipments: str | None) -> pd.DataFrame:
    """Sum on the engine, under plain names, and bring the sums here under their own."""
    import narwhals as nw

    by = [f"by_{i}" for i in range(len(keys))]
    amount = nw.col(value).cast(nw.Float64())
    one, none = nw.lit(1, nw.Int8()), nw.lit(0, nw.Int8())
    flags = {
        "n_missing": amount.is_null() | amount.is_nan(),
        "n_negative": (amount < 0) & amount.is_finite(),
        "n_nonfinite": (amount == float("inf")) | (amount == float("-inf")),
    }
    added = {alias: nw.col(name).cast(nw.String()) for alias, name in zip(by, keys, strict=True)}
    added["value"] = nw.when(amount.is_finite()).then(amount).otherwise(nw.lit(0.0))
    added |= {c: nw.when(flag).then(one).otherwise(none) for c, flag in flags.items()}
    if shipments is not None:
        added["shipments"] = nw.col(shipments).cast(nw.Int64())
    sums = [c for c in added if c not in by]
    totals = summed_on(
        frame, by, added, [*(nw.col(c).sum() for c in sums), nw.len().alias("n_rows")]
    )
    table = sorted_by(home(totals), by)
    own = dict(zip(by, keys, strict=True)) | {"value": value}
    return table.rename(columns=own if shipments is None else own | {"shipments": shipments})


def _checked(table: pd.DataFrame, keys: Sequence[str], value: str) -> tuple[pd.DataFrame, int, int]:
    """Refuse sums that hide negative or infinite values; count rows, and those without a value."""
    n_rows = int(table["n_rows"].sum())
    keyed = table[list(keys)].notna().all(axis=1)
    n_unknown = int(table["n_missing"].where(keyed, 0).sum())
    silent = keyed & (table["n_missing"] >= table["n_rows"])
    refuse_hidden(table.assign(n_short=0), keys, has_labels=False, missing=False)
    table = table.drop(columns=["n_rows", "n_missing", "n_negative", "n_nonfinite"])
    table[value] = table[value].mask(silent)
    return table, n_rows, n_unknown
