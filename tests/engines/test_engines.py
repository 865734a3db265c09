"""One meaning on every engine: each case runs on each, against adding one by one."""

from __future__ import annotations

import copy
import importlib.util
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _engines import (
    TEXT,
    Engine,
    arrow,
    assert_sums,
    engines,
    keyed,
    need,
    one_by_one,
    plain,
    spark_session,
)
from odopkit import (
    aggregate_exports,
    collect_exports,
    concentration_table,
    dominance_table,
    load_illustrative_exports,
)
from odopkit.aggregate import COUNTS
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    MixedPeriodError,
    OdopkitError,
)

KEYS = ("state", "district", "hs_code")
Rows = Sequence[Mapping[str, Any]]

# The pandas path refuses missing keys and several periods at once; all others count or mark them.
IS_PANDAS = {"pandas", "pandas-category"}

everywhere = pytest.mark.parametrize("engine", engines())
# Ibis 12 reads a schema from DuckDB 2 by a name that DuckDB calls deprecated.
ibis_on_duckdb = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def row(state: Any, district: Any, code: Any, value: Any, **more: Any) -> dict[str, Any]:
    """Return one row of a flows table."""
    return {"state": state, "district": district, "hs_code": code, "value": value, **more}


CLEAN = [
    row("Gujarat", "Amreli", "52051110", 2.5),
    row("Gujarat", "Amreli", "52051210", 3.0),
    row("Gujarat", "Amreli", "25232910", 4.0),
    row("Gujarat", "Rajkot", "52051110", 5.125),
    row("Goa", "South Goa", "03061790", 0.0),
    row("Gujarat", "Amreli", "52051110", 1e9 + 0.1),
    row("Goa", "South Goa", "01012100", 7.0),
]


def table(engine: Engine, rows: Rows, *, value: str = "double", **types: str) -> Any:
    """Return rows as a table of an engine, the columns those of the first row."""
    need(engine.package)
    columns = {c: "text" if c in TEXT else value for c in rows[0]} | types
    return engine.make(arrow(rows, columns))


def sums(engine: Engine, aggregated: Any, by: Sequence[str] = KEYS) -> dict[Any, dict[str, Any]]:
    """Return an aggregated table by key."""
    return keyed(engine.read(aggregated), by)


def names_of(native: Any) -> list[str]:
    """Return column names, without running a lazy table."""
    if hasattr(native, "collect_schema"):
        return list(native.collect_schema().names())
    return list(native.column_names if hasattr(native, "column_names") else native.columns)


# -------------------------------------------------------------------------- sums


@everywhere
@pytest.mark.parametrize("level", [None, 2, 4, 6, 8])
def test_sums_and_counts_at_each_level_are_those_of_adding_one_by_one(
    engine: Engine, level: Any
) -> None:
    """Codes are cut, values added, rows and every fault counted, nothing else."""
    found = aggregate_exports(table(engine, CLEAN), level=level)
    assert names_of(found) == [*KEYS, "value", *COUNTS]
    assert_sums(sums(engine, found), one_by_one(CLEAN, level, KEYS))


@everywhere
def test_sums_by_hand(engine: Engine) -> None:
    """5205 in Rajkot is one line of 5.125, and 0306 in South Goa a row of zero."""
    found = sums(engine, aggregate_exports(table(engine, CLEAN), level=4))
    assert found["Gujarat", "Rajkot", "5205"]["value"] == 5.125
    assert found["Goa", "South Goa", "0306"] == {"value": 0.0, "n_rows": 1} | dict.fromkeys(
        COUNTS[1:], 0
    )


@everywhere
@pytest.mark.parametrize(
    "by",
    [
        ("state",),
        ("hs_code",),
        ("hs_code", "state"),
        ("state", "district", "hs_code", "period", "partner"),
        ("period", "partner"),
    ],
    ids="-".join,
)
def test_any_text_column_may_be_a_key(engine: Engine, by: tuple[str, ...]) -> None:
    """In the order that was asked for; other columns are left out of it."""
    rows = [
        {**r, "partner": ("Nepal", "Japan")[i % 2], "note": i, "period": "2021-22"}
        for i, r in enumerate(CLEAN)
    ]
    level: Any = 4 if "hs_code" in by else None
    found = aggregate_exports(table(engine, rows, note="int64"), level=level, by=by)
    assert names_of(found)[: len(by) + 1] == [*by, "value"]
    assert_sums(sums(engine, found, by), one_by_one(rows, level, by))


@everywhere
def test_products_that_are_not_codes_are_summed_as_they_are(engine: Engine) -> None:
    """Without ``hs_code`` nothing is short, mixed or special."""
    by = ("district", "product")
    rows = [
        {"district": "Jaén", "product": "99 Foodstuffs", "value": 1.0},
        {"district": "Jaén", "product": "99 Foodstuffs", "value": 2.0},
        {"district": "Soria", "product": "Capital goods", "value": 4.0},
    ]
    found = aggregate_exports(table(engine, rows), by=by)
    assert_sums(sums(engine, found, by), one_by_one(rows, None, by))


@everywhere
def test_years_in_the_key_are_kept_apart(engine: Engine) -> None:
    """Two periods of one line are two sums, and no marks are added."""
    rows = [
        row("Goa", "A", "52051110", v, period=p) for v, p in ((1.0, "2020-21"), (2.0, "2021-22"))
    ]
    by = (*KEYS, "period")
    found = aggregate_exports(table(engine, rows), level=4, by=by)
    assert names_of(found) == [*by, "value", *COUNTS]
    assert_sums(sums(engine, found, by), one_by_one(rows, 4, by))
    assert collect_exports(found)["period"].tolist() == ["2020-21", "2021-22"]


@everywhere
def test_names_of_any_script_are_keys(engine: Engine) -> None:
    """Letters beyond ASCII, quotes and blanks name places as they stand."""
    names = ["दिल्ली", "Jaén", 'A\'b "c"', "Ñuñoa ", "भारत"]
    rows = [row(n, n[::-1], "52051110", float(i)) for i, n in enumerate(names * 2)]
    found = aggregate_exports(table(engine, rows), level=4)
    assert_sums(sums(engine, found), one_by_one(rows, 4, KEYS))


@everywhere
def test_one_district_name_in_two_states_is_two_places(engine: Engine) -> None:
    """Five Indian names occur twice; every engine keeps the ten districts apart."""
    homes = {
        "Aurangabad": ("Bihar", "Maharashtra"),
        "Balrampur": ("Chhattisgarh", "Uttar Pradesh"),
        "Bilaspur": ("Chhattisgarh", "Himachal Pradesh"),
        "Hamirpur": ("Himachal Pradesh", "Uttar Pradesh"),
        "Pratapgarh": ("Rajasthan", "Uttar Pradesh"),
    }
    rows = [
        row(state, district, "52051110", 10.0**i)
        for district, states in homes.items()
        for i, state in enumerate(states)
    ]
    found = collect_exports(aggregate_exports(table(engine, rows), level=4))
    assert len(found) == 10
    assert found["value"].tolist() == [
        r["value"] for r in sorted(rows, key=lambda r: (r["state"], r["district"]))
    ]


@everywhere
@pytest.mark.parametrize("kind", ["int8", "int64", "uint16", "float", "decimal"])
def test_numbers_of_every_type_are_added_as_floats(engine: Engine, kind: str) -> None:
    """Small integers do not overflow, decimals do not round; missing ones are counted."""
    if kind == "decimal" and engine.name in IS_PANDAS:
        pytest.skip("pandas has no decimal type of its own")
    convert: Any = {"decimal": Decimal, "float": float}.get(kind, int)
    values = [convert(100), convert(100), None, convert(7)]
    rows = [row("Goa", "A", "52051110", v) for v in values]
    if engine.name in IS_PANDAS | {"dask", "dask-category"}:
        rows = [r for r in rows if r["value"] is not None]  # a missing integer makes them floats
    found = aggregate_exports(table(engine, rows, value=kind))
    assert_sums(sums(engine, found), one_by_one(rows, None, KEYS))


@everywhere
@pytest.mark.parametrize("level", [None, 4])
def test_an_empty_table_gives_an_empty_table(engine: Engine, level: Any) -> None:
    """No rows: all columns, and a validated frame of nothing."""
    need(engine.package)
    nothing = engine.make(arrow(CLEAN, dict.fromkeys(KEYS, "text") | {"value": "double"})[:0])
    found = aggregate_exports(nothing, level=level)
    assert names_of(found) == [*KEYS, "value", *COUNTS]
    home = collect_exports(found)
    assert list(home.columns) == [*KEYS, "value", "n_rows", "n_pseudo"]
    assert len(home) == 0
    assert home["value"].dtype == np.float64
    assert all(isinstance(home[c].dtype, pd.CategoricalDtype) for c in KEYS)


@everywhere
def test_without_counts_only_the_sums_come_back(engine: Engine) -> None:
    """Keys and value; missing and infinite values still add nothing."""
    rows = [
        *CLEAN,
        *(row("Goa", "A", "52051110", v) for v in (None, math.nan, math.inf, -2.0, 1.0)),
    ]
    found = aggregate_exports(table(engine, rows), level=4, counts=False)
    assert names_of(found) == [*KEYS, "value"]
    expected = {k: e["value"] for k, e in one_by_one(rows, 4, KEYS).items()}
    assert {k: e["value"] for k, e in sums(engine, found).items()} == pytest.approx(
        expected, rel=1e-12
    )
    with pytest.raises(InvalidTableError, match="counts=True"):
        collect_exports(found)


# --------------------------------------------------------------- what is counted

A = ("Goa", "A", "52051110")
BAD = {
    "null": ([row(*A, None)], "1 missing values"),
    "nan": ([row(*A, math.nan)], "1 missing values"),
    "negative": ([row(*A, -3.5), row(*A, -0.0)], "1 negative values"),
    "infinite": ([row(*A, math.inf)], "1 infinite values"),
    "minus infinite": ([row(*A, -math.inf), row(*A, 2.0)], "1 infinite values"),
    "both infinite": ([row(*A, -math.inf), row(*A, math.inf)], "2 infinite values"),
    "short": ([row("Goa", "A", "52", 1.0)], "1 codes shorter"),
    "all at once": (
        [row(*A, v) for v in (None, math.nan, -1.0, math.inf)],
        "2 missing values or keys, 1 negative values, 1 infinite values",
    ),
}


@everywhere
@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("level", [None, 4])
def test_bad_rows_of_each_kind_are_counted_and_refused(
    engine: Engine, kind: str, level: Any
) -> None:
    """They add nothing, or are added if negative; each is counted in its own sum."""
    bad, words = BAD[kind]
    rows = [*CLEAN, row(*A, 4.0), *bad]
    found = aggregate_exports(table(engine, rows), level=level)
    assert_sums(sums(engine, found), one_by_one(rows, level, KEYS))
    if kind == "short" and level is None:
        return  # a chapter is short of a level only where there is one
    if engine.gives:  # a reader is used up
        found = aggregate_exports(table(engine, rows), level=level)
    with pytest.raises(InvalidTableError, match=f"the sums hide {words}") as caught:
        collect_exports(found)
    assert "Goa / A / 52" in str(caught.value)
    cases = caught.value.failure_cases
    assert cases is not None
    assert list(cases.columns) == ["row", "position", "column", "value", "problem"]
    if engine.name not in IS_PANDAS:
        assert all(r.startswith("Goa / A / 52") for r in cases["row"])


@everywhere
@pytest.mark.parametrize(
    ("kind", "codes", "level"),
    [
        pytest.param("several", ["5205", "52051110", "520511"], 4, id="lengths-at-4"),
        pytest.param("several", ["52", "52051110"], 2, id="lengths-at-2"),
        pytest.param("odd", ["52051", "52051"], 4, id="no-hs-length-at-4"),
        pytest.param("odd", ["5205111"], None, id="no-hs-length"),
        pytest.param("odd", ["5205111012345"], 8, id="too-long"),
        pytest.param("fine", ["520511", "520512"], 4, id="one-length"),
    ],
)
def test_sums_over_several_code_lengths_are_marked_and_refused(
    engine: Engine, kind: str, codes: list[str], level: Any
) -> None:
    """All rows of such a sum are counted as mixed, and none of any other."""
    rows = [row("Goa", "A", c, 1.0) for c in codes] + [row("Goa", "B", codes[0][: level or 4], 2.0)]
    rows = rows if kind != "fine" else [row("Goa", "A", c, 1.0) for c in codes]
    found = aggregate_exports(table(engine, rows), level=level)
    assert_sums(sums(engine, found), one_by_one(rows, level, KEYS))
    found = aggregate_exports(table(engine, rows), level=level)
    if kind == "fine":
        assert collect_exports(found)["value"].tolist() == [2.0]
    else:
        with pytest.raises(MixedHSLevelError, match=r"1 sum\(s\).*first in Goa / A / 52"):
            collect_exports(found)


@everywhere
def test_codes_are_judged_where_they_are_not_in_the_key_too(engine: Engine) -> None:
    """Lengths and special chapters of the rows behind a sum by district."""
    rows = [
        row("Goa", "A", "52051110", 1.0),
        row("Goa", "A", "98010000", 1.0),
        row("Goa", "A", "99999999", 1.0),
        row("Goa", "B", "5205", 1.0),
        row("Goa", "B", "520511", 1.0),
        row("Goa", "C", "52051", 1.0),
        row("Goa", "D", "01980000", 1.0),
    ]
    place = ("state", "district")
    found = aggregate_exports(table(engine, rows), by=place)
    assert_sums(sums(engine, found, place), one_by_one(rows, None, place))


@everywhere
def test_special_transactions_come_home_counted(engine: Engine) -> None:
    """Chapters 98 and 99 are reported, never refused."""
    rows = [*CLEAN, row("Goa", "A", "98010000", 1.0), row("Goa", "A", "99999999", 2.0)]
    home = collect_exports(aggregate_exports(table(engine, rows), level=2))
    special = home[home["n_pseudo"] > 0]
    assert special["hs_code"].tolist() == ["98", "99"]
    assert special["n_pseudo"].tolist() == [1, 1]
    assert home["n_pseudo"].sum() == 2


@everywhere
@pytest.mark.parametrize("column", KEYS)
@pytest.mark.parametrize("level", [None, 4])
def test_a_missing_key_is_never_lost(engine: Engine, column: str, level: Any) -> None:
    """pandas raises; elsewhere the rows form a sum with a null key, which is refused."""
    odd = row("Goa", "A", "52051110", 4.0) | {column: None}
    rows = [*CLEAN, odd, odd | {"value": 8.0}, odd | {"value": None}]
    flows = table(engine, rows)
    if engine.name in IS_PANDAS:
        with pytest.raises(InvalidTableError, match=rf"'{column}' is missing in 3 row\(s\)"):
            aggregate_exports(flows, level=level)
        return
    found = aggregate_exports(flows, level=level)
    by_key = sums(engine, found)
    assert_sums(by_key, one_by_one(rows, level, KEYS))
    (lost,) = [entry for key, entry in by_key.items() if None in key]
    assert (lost["value"], lost["n_rows"], lost["n_missing"]) == (12.0, 3, 3)
    if engine.name == "reader":
        found = aggregate_exports(table(engine, rows), level=level)
    with pytest.raises(InvalidTableError, match=f"hide 3 rows without '{column}'") as caught:
        collect_exports(found)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases[["column", "value"]].to_numpy().tolist() == [[column, 3]]
    assert "missing" in cases["row"].iloc[0]


@everywhere
@pytest.mark.parametrize("column", ["hs_code", "period"])
def test_a_missing_code_or_year_outside_the_key_is_counted_as_missing(
    engine: Engine, column: str
) -> None:
    """A row of no year or product cannot be known to belong here."""
    rows = [{**r, "period": "2021-22"} for r in CLEAN]
    rows[1][column] = rows[2][column] = None
    by = ("state", "district") if column == "hs_code" else KEYS
    flows = table(engine, rows)
    if engine.name in IS_PANDAS:
        with pytest.raises(InvalidTableError, match=f"'{column}' is missing"):
            aggregate_exports(flows, by=by)
        return
    found = aggregate_exports(flows, by=by)
    assert_sums(sums(engine, found, by), one_by_one(rows, None, by))
    found = aggregate_exports(table(engine, rows), by=by)
    with pytest.raises(InvalidTableError, match="2 missing values or keys"):
        collect_exports(found)


# ----------------------------------------------------------------------- periods

YEARS = ("2020-21", "2021-22", "2019-20")


@everywhere
@pytest.mark.parametrize("counts", [True, False])
def test_several_years_outside_the_key_are_never_added_silently(
    engine: Engine, counts: bool
) -> None:
    """Tables in memory raise at once; lazy ones are marked and refused when collected."""
    rows = [{**CLEAN[i % 7], "period": y} for i, y in enumerate(YEARS)]
    flows = table(engine, rows)
    if not engine.lazy:
        with pytest.raises(MixedPeriodError, match="periods") as caught:
            aggregate_exports(flows, level=4, counts=counts)
        assert set(caught.value.periods) <= set(YEARS)
        assert len(caught.value.periods) > 1
    elif not counts:
        with pytest.raises(InvalidValueError, match="put 'period' in by"):
            aggregate_exports(flows, level=4, counts=False)
    else:
        found = aggregate_exports(flows, level=4)
        assert names_of(found) == [*KEYS, "value", *COUNTS, "first_period", "last_period"]
        (of_5205,) = [e for k, e in sums(engine, found).items() if k[2] == "5205"]
        assert (of_5205["first_period"], of_5205["last_period"]) == ("2020-21", "2021-22")
        with pytest.raises(MixedPeriodError, match="2019-20 to 2021-22") as caught:
            collect_exports(found)
        assert caught.value.periods == ("2019-20", "2020-21", "2021-22")


@everywhere
def test_one_year_outside_the_key_comes_home_without_marks(engine: Engine) -> None:
    """The same columns as where there is no period at all."""
    rows = [{**r, "period": "2021-22"} for r in CLEAN]
    found = aggregate_exports(table(engine, rows), level=4)
    if not engine.lazy:
        assert names_of(found) == [*KEYS, "value", *COUNTS]
    home = collect_exports(found)
    assert list(home.columns) == [*KEYS, "value", "n_rows", "n_pseudo"]


@pytest.mark.parametrize("engine", engines(only=lambda e: e.gives == "pyarrow"))
def test_labels_that_no_row_uses_are_no_years(engine: Engine) -> None:
    """A dictionary may hold years that were filtered away."""
    pa = need("pyarrow")
    rows = [{**r, "period": "2021-22"} for r in CLEAN]
    flat = arrow(rows, dict.fromkeys((*KEYS, "period"), "text") | {"value": "double"})
    years = pa.DictionaryArray.from_arrays(
        pa.array([1] * len(rows), pa.int8()), pa.array(["2020-21", "2021-22"])
    )
    flows = engine.make(flat.set_column(flat.column_names.index("period"), "period", years))
    assert sum(e["value"] for e in sums(engine, aggregate_exports(flows)).values()) > 0


# ------------------------------------------------------- the caller's kind, unchanged


@everywhere
def test_the_callers_kind_of_table_comes_back(engine: Engine) -> None:
    """The very type that went in; of record batches an arrow table."""
    flows = table(engine, CLEAN)
    kind = need("pyarrow").Table if engine.gives else type(flows)
    for counts in (True, False):
        assert type(aggregate_exports(table(engine, CLEAN), counts=counts)) is kind


@pytest.mark.parametrize("engine", engines(only=lambda e: e.lazy))
def test_what_is_lazy_is_not_run(engine: Engine) -> None:
    """A table that cannot be read is planned all the same, and fails when collected."""
    planned = aggregate_exports(unreadable(engine), level=4)
    with pytest.raises(Exception, match="was run"):
        collect_exports(planned)


def unreadable(engine: Engine) -> Any:
    """Return a lazy table that raises when it is run."""
    flows = table(engine, [{**r, "period": "2021-22"} for r in CLEAN])
    if engine.package == "polars":
        return flows.map_batches(stop, schema=flows.collect_schema())
    if engine.package == "dask.dataframe":
        return flows.map_partitions(stop, meta=flows._meta)
    if engine.package == "duckdb":
        return flows.project("* replace (error('was run')::double as value)")
    if engine.package == "ibis":
        connection = need("ibis").duckdb.connect()
        return connection.sql(
            "select 'Goa' state, 'A' district, '52051110' hs_code, '2021-22' as period, "
            "error('was run')::double as value",
            # Given the schema, Ibis need not ask DuckDB for it in a way that is gone.
            schema=dict.fromkeys((*KEYS, "period"), "string") | {"value": "float64"},
        )
    functions = need("pyspark.sql.functions")
    broken = functions.raise_error(functions.lit("was run")).cast("double")
    return flows.withColumn("value", broken)


def stop(frame: Any) -> Any:
    """Fail as soon as rows are asked for."""
    msg = f"was run on {len(frame)} rows"
    raise RuntimeError(msg)


@pytest.mark.parametrize("engine", engines(only=lambda e: not e.name.startswith("reader")))
def test_the_callers_table_is_not_changed(engine: Engine) -> None:
    """Rows and column names stay as they were, bad values included."""
    rows = [*CLEAN, row("Goa", "A", "52", math.inf), row("Goa", "A", "52", -1.0)]
    flows = table(engine, rows)
    before = copy.deepcopy(contents(engine, flows))
    found = aggregate_exports(flows, level=4)
    engine.read(found)
    assert contents(engine, flows) == before
    assert len(before) == len(rows)


def contents(engine: Engine, flows: Any) -> list[list[Any]]:
    """Return all cells, whatever the row order."""
    flat = flows.to_table() if engine.gives else flows
    return sorted([[plain(v) for v in r.values()] for r in engine.read(flat)], key=repr)


@everywhere
def test_the_same_frame_comes_home_from_every_engine(engine: Engine) -> None:
    """Rows, their order, categories and dtypes: nothing tells which engine summed."""
    rows = [{**r, "period": "2021-22"} for r in [*CLEAN, *CLEAN[::-1]]]
    by = ("hs_code", "period", "state", "district")
    found = collect_exports(aggregate_exports(table(engine, rows), level=4, by=by))
    expected = pd.DataFrame(
        [
            ("0101", "2021-22", "Goa", "South Goa", 14.0, 2, 0),
            ("0306", "2021-22", "Goa", "South Goa", 0.0, 2, 0),
            ("2523", "2021-22", "Gujarat", "Amreli", 8.0, 2, 0),
            ("5205", "2021-22", "Gujarat", "Amreli", 2 * (2.5 + 3.0 + 1e9 + 0.1), 6, 0),
            ("5205", "2021-22", "Gujarat", "Rajkot", 10.25, 2, 0),
        ],
        columns=[*by, "value", "n_rows", "n_pseudo"],
    ).astype(dict.fromkeys(by, "category"))
    for c in by:
        labels = sorted(set(expected[c]))
        assert found[c].cat.categories.tolist() == labels
        assert not found[c].cat.ordered
        expected[c] = expected[c].cat.set_categories(found[c].cat.categories)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12, check_exact=False)


# ---------------------------------------------------------------------- refusals


@everywhere
@pytest.mark.parametrize("column", [*KEYS, "value"])
def test_an_absent_column_is_refused_by_name(engine: Engine, column: str) -> None:
    """With the same words everywhere, from the schema alone."""
    rows = [{c: v for c, v in r.items() if c != column} for r in CLEAN]
    with pytest.raises(
        InvalidTableError, match=rf"the table has no column '{column}'\. It has "
    ) as caught:
        aggregate_exports(table(engine, rows))
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["column"].tolist() == [column]


@everywhere
@pytest.mark.parametrize("column", [*KEYS, "period"])
def test_numbers_as_keys_are_refused(engine: Engine, column: str) -> None:
    """Codes read as numbers have lost their leading zeros already."""
    rows: list[dict[str, Any]] = [{**r, "period": "2021-22", column: 1012100} for r in CLEAN]
    by = KEYS
    with pytest.raises(
        InvalidTableError, match=rf"column '{column}' \(.*\) is not text; "
    ) as caught:
        aggregate_exports(table(engine, rows, **{column: "int64"}), by=by)
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases["column"].tolist() == [column]


@pytest.mark.parametrize(
    "engine", engines(only=lambda e: e.name in {"pyarrow", "reader", "dataset", "dask-category"})
)
def test_numbers_behind_labels_are_refused_too(engine: Engine) -> None:
    """A dictionary or category of integers is no text."""
    need(engine.package)
    flat = arrow(CLEAN, dict.fromkeys(KEYS, "text") | {"value": "double"})
    numbers = need("pyarrow").array(range(len(CLEAN))).dictionary_encode()
    odd = flat.set_column(2, "hs_code", numbers)
    with pytest.raises(InvalidTableError, match=r"'hs_code' \(.* of int64\) is not text"):
        aggregate_exports(engine.make(odd))


@everywhere
@pytest.mark.parametrize("kind", ["text", "bool"])
def test_values_that_are_no_numbers_are_refused(engine: Engine, kind: str) -> None:
    """Text and truth values cannot be added."""
    if engine.name == "pyspark" and kind == "bool":
        kind = "text"  # Spark's Boolean is refused by the same line
    rows = [{**r, "value": "1" if kind == "text" else True} for r in CLEAN]
    flat = table(engine, rows, value=kind)
    with pytest.raises(InvalidTableError, match=r"column 'value' \(.*\) is not a number"):
        aggregate_exports(flat)


@pytest.mark.parametrize(
    "engine",
    engines(only=lambda e: e.name in {"pandas", "pyarrow", "dataset", "reader", "pyspark", "dask"}),
)
@pytest.mark.parametrize("column", ["value", "state", "hs_code"])
def test_a_column_that_appears_twice_is_refused(engine: Engine, column: str) -> None:
    """Two columns of one name leave open which to add or group by."""
    flat = arrow(CLEAN, dict.fromkeys(KEYS, "text") | {"value": "double"})
    need(engine.package)
    if engine.name == "pyspark":
        flows = table(engine, CLEAN)
        double = flows.select("*", flows[column])
    elif engine.name in {"pandas", "dask"}:
        frame = flat.to_pandas()
        double = pd.concat([frame, frame[[column]]], axis=1)
        double = double if engine.name == "pandas" else dask_twice(frame, column)
    else:
        double = engine.make(flat.append_column(column, flat[column]))
    with pytest.raises(InvalidTableError, match=f"column '{column}' appears more than once"):
        aggregate_exports(double)


def dask_twice(frame: pd.DataFrame, column: str) -> Any:
    """Return a Dask frame with a column that appears twice."""
    dask = need("dask.dataframe")
    return dask.concat(
        [dask.from_pandas(f, npartitions=1) for f in (frame, frame[[column]])], axis=1
    )


@everywhere
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": ()}, "by must name"),
        ({"by": ("state", "state")}, "by must name"),
        ({"by": ("state", "value")}, "by must name"),
        ({"by": ("state", "n_rows")}, "by must name"),
        ({"by": ("state", "first_period")}, "by must name"),
        ({"level": 3}, "level must be 2, 4, 6 or 8"),
        ({"level": 4, "by": ("state",)}, "needs 'hs_code' in by"),
    ],
)
def test_options_outside_their_domain_are_refused(
    engine: Engine, options: dict[str, Any], words: str
) -> None:
    """Before the table is looked at, with the same words everywhere."""
    with pytest.raises(InvalidValueError, match=words):
        aggregate_exports(table(engine, CLEAN), **options)


@pytest.mark.parametrize("function", [aggregate_exports, collect_exports])
@pytest.mark.parametrize("thing", [None, [1], {"value": [1]}, "table", pd.Series([1.0])])
def test_what_no_engine_knows_is_refused_with_a_list_of_what_is(function: Any, thing: Any) -> None:
    """The message names the type that was got and all that would do."""
    with pytest.raises(
        InvalidValueError, match=r"got (None|an? list|an? dict|the text|a pandas Series)"
    ) as caught:
        function(thing)
    for name in ("pandas", "polars", "pyarrow", "DuckDB", "Dask", "PySpark", "Ibis"):
        assert name in str(caught.value)


# ------------------------------------------------------------ files, end to end


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of the illustrative table as parquet files, one folder a year."""
    need("pyarrow")
    flows = load_illustrative_exports().drop(columns="period", errors="ignore")
    path = tmp_path_factory.mktemp("lake")
    for year, factor in (("2020-21", 0.5), ("2021-22", 1.0)):
        (path / f"period={year}").mkdir()
        part = flows.assign(value=flows["value"] * factor)
        part.to_parquet(path / f"period={year}" / "part-0.parquet")
    return path


def scans(folder: Path, kind: str) -> Any:
    """Open the partitioned folder the way each engine does."""
    pattern = str(folder / "*" / "*.parquet")
    if kind == "duckdb":
        return need("duckdb").connect().read_parquet(pattern, hive_partitioning=True)
    if kind == "duckdb-file":
        file = folder.parent / f"{folder.name}.duckdb"
        duckdb = need("duckdb")
        if not file.exists():
            with duckdb.connect(str(file)) as connection:
                lake = f"read_parquet('{pattern}', hive_partitioning=true)"
                connection.execute(f"create table exports as from {lake}")
        return duckdb.connect(str(file), read_only=True).table("exports")
    if kind == "polars":
        return need("polars").scan_parquet(pattern, hive_partitioning=True)
    if kind == "dataset":
        return need("pyarrow.dataset").dataset(folder, partitioning="hive")
    if kind == "dask":
        frame = need("dask.dataframe").read_parquet(folder)
        return frame.assign(period=frame["period"].astype("category"))
    if kind == "ibis":
        return need("ibis").duckdb.connect().read_parquet(pattern, hive_partitioning=True)
    need("pyspark")
    return spark_session().read.parquet(str(folder))


@ibis_on_duckdb
@pytest.mark.parametrize(
    "kind", ["duckdb", "duckdb-file", "polars", "dataset", "dask", "ibis", "pyspark"]
)
def test_a_partitioned_folder_is_read_to_the_last_table(folder: Path, kind: str) -> None:
    """Files of two years to concentration and dominance, as from pandas in memory."""
    flows = load_illustrative_exports()
    expected = collect_exports(aggregate_exports(flows, level=4))
    by = (*KEYS, "period")
    home = collect_exports(aggregate_exports(scans(folder, kind), level=4, by=by))
    assert sorted(set(home["period"])) == ["2020-21", "2021-22"]
    assert home["value"].sum() == pytest.approx(1.5 * flows["value"].sum(), rel=1e-12)
    latest: Any = {"period": "2021-22"}
    options: Any = {"across": ("state", "district"), "within": "hs_code", "level": 4}
    pd.testing.assert_frame_equal(
        concentration_table(home, **options, **latest), concentration_table(expected, **options)
    )
    pd.testing.assert_frame_equal(
        dominance_table(home, rule="as_published", level=4, **latest),
        dominance_table(expected, rule="as_published", level=4),
    )


@ibis_on_duckdb
@pytest.mark.parametrize("kind", ["duckdb", "duckdb-file", "polars", "dataset", "ibis", "pyspark"])
def test_a_partitioned_folder_of_two_years_is_not_added_up(folder: Path, kind: str) -> None:
    """Forgetting the period in the key is refused, at once or when collected."""
    with pytest.raises(MixedPeriodError):
        collect_exports(aggregate_exports(scans(folder, kind), level=4))


# ------------------------------------------------------------------------ examples

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_spark_example_gives_what_pandas_gives(tmp_path: Path) -> None:
    """The same three lines, run on both and compared."""
    need("pyspark")
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(EXAMPLES / "spark_rollup.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "all 683 districts equal those from pandas" in done.stdout


@pytest.mark.parametrize("engine", ["duckdb", "batches"])
def test_the_example_larger_than_memory_tells_right_from_wrong(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rolled up in a limited child process; a total that is off by one is noticed."""
    need({"batches": "pyarrow"}.get(engine, engine))
    need("pyarrow")
    spec = importlib.util.spec_from_file_location("larger", EXAMPLES / "larger_than_memory.py")
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    expected = example.write(tmp_path, 20_000, 3)
    assert example.judge(engine, tmp_path, 2_000, expected)
    assert not example.judge(engine, tmp_path, 0, expected | {"value": expected["value"] + 1})
    assert not example.judge(engine, tmp_path, 100, expected)
    said = capsys.readouterr().out.splitlines()
    assert "right" in said[0]
    assert "WRONG" in said[1]
    assert "failed" in said[2]


def test_every_refusal_is_one_of_the_librarys_own() -> None:
    """One base class to catch, whatever the engine."""
    for error in (InvalidTableError, InvalidValueError, MixedHSLevelError, MixedPeriodError):
        assert issubclass(error, OdopkitError)
