"""Tables of other engines are read with the checks of files, on sums made where they are."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from _engines import Engine, arrow, engines
from odopkit import aggregate_exports, read_exports
from odopkit.errors import InvalidTableError, InvalidValueError, OdopkitError, ReadError
from odopkit.readers.scans import scan_name

TYPES = {"value": "double", "Qty": "int64", "Year": "int64"}
SCANS = engines(only=lambda e: not e.name.startswith("pandas") and not e.gives)
FAST = engines(only=lambda e: e.name in ("polars", "polars-lazy", "duckdb", "duckdb-enum"))


def rows(**more: Any) -> list[dict[str, Any]]:
    """Give three districts of four headings each, twice, with values that have no pattern."""
    return [
        {
            "state": "Gujarat",
            "district": district,
            "hs_code": code,
            **more,
            "value": 101.5 + 37.25 * i + 1009.5 * j * j + 0.75 * again,
        }
        for again in range(2)
        for i, district in enumerate(("Amreli", "Rajkot", "Surat"))
        for j, code in enumerate(("0901", "1006", "5205", "7102"))
    ]


def scan(engine: Engine, given: list[dict[str, Any]]) -> Any:
    """Make a table on an engine."""
    return engine.make(arrow(given, {c: TYPES.get(c, "text") for c in given[0]}))


def local(given: list[dict[str, Any]]) -> pd.DataFrame:
    """Sum the same rows by all that is text, as a dictionary would."""
    sums: dict[tuple[Any, ...], float] = {}
    names: list[str] = [c for c in given[0] if c not in ("value", "Qty")]
    for row in given:
        key = tuple(str(row[c]) for c in names)
        sums[key] = sums.get(key, 0.0) + row["value"]
    table = pd.DataFrame([[*key, value] for key, value in sums.items()], columns=[*names, "value"])
    return table.sort_values(by=names, ignore_index=True)


def outcome(source: Any, **options: Any) -> tuple[Any, ...]:
    """Give what comes of a reading: sums and messages, or the message of its refusal."""
    try:
        result = read_exports(source, **options)
    except OdopkitError as error:
        said = str(error)
        return type(error), said.replace(scan_name(source), "DataFrame").replace("''", "'")
    keys = [str(c) for c in result.flows if c != "value"]
    flows = result.flows.astype(dict.fromkeys(keys, "str")).sort_values(keys, ignore_index=True)
    lines = [line for line in result.issues["message"] if "on their engine" not in line]
    return flows.round(9).to_dict("list"), lines, result.totals["difference"].round(9).tolist()


TOTAL = [
    {"state": "Gujarat", "district": "All districts", "hs_code": code}
    | {"value": float(sum(r["value"] for r in rows() if r["hs_code"] == code))}
    for code in ("0901", "1006", "5205", "7102")
]
HIDDEN_TOTAL = [{**row, "district": "Saurashtra"} for row in TOTAL]


CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "plain": (rows(), {}),
    "total": ([*rows(), *TOTAL], {}),
    "hidden-total": ([*rows(), *HIDDEN_TOTAL], {}),
    "kept": ([*rows(), *HIDDEN_TOTAL], {"keep": ["Saurashtra"]}),
    "flow": ([*rows(Flow="Export"), *rows(Flow="Import")], {}),
    "chosen": ([*rows(Flow="Export"), *rows(Flow="Import")], {"where": {"Flow": "Export"}}),
    "currency": ([*rows(Currency="INR"), *rows(Currency="USD")], {}),
    "year": ([*rows(Year=2022), *rows(Year=2023)], {}),
    "unit": (rows(Unit="Rs lakh"), {}),
}


@pytest.mark.parametrize("engine", FAST)
@pytest.mark.parametrize("case", CASES)
def test_a_scan_is_read_as_its_sums_are(engine: Engine, case: str) -> None:
    """What is refused, set aside and said is the same, in the same words."""
    given, options = CASES[case]
    assert outcome(scan(engine, given), **options) == outcome(local(given), **options)


@pytest.mark.parametrize("engine", SCANS)
def test_every_engine_finds_a_total_and_a_column_that_splits(engine: Engine) -> None:
    """A total without a word for it, among exports that are chosen from both flows."""
    given = [*rows(Flow="Export"), *rows(Flow="Import")]
    given += [{**row, "Flow": "Export"} for row in HIDDEN_TOTAL]
    table = scan(engine, given)
    for options in ({}, {"where": {"Flow": "Export"}}):
        assert outcome(table, **options) == outcome(local(given), **options)


@pytest.mark.parametrize("engine", SCANS)
def test_a_scan_says_how_many_rows_it_summed(engine: Engine) -> None:
    """Twenty-four rows of twelve keys; a column of many values is not summed by, and said."""
    given = [{**row, "Bill": f"B{i}"} for i, row in enumerate(rows() * 20)]
    result = read_exports(scan(engine, given))
    assert result.issues["message"].tolist()[:2] == [
        "480 row(s) are summed on their engine to 12, by 'state', 'district', 'hs_code'",
        "column 'Bill' is not looked at: it has 480 values in the first 480 rows",
    ]
    assert len(result.flows) == 12


@pytest.mark.parametrize("engine", SCANS)
def test_bad_rows_of_a_scan_are_refused_or_counted(engine: Engine) -> None:
    """A sum cannot be mended: negative values are refused, and missing ones add nothing."""
    given = rows()
    given[0]["value"] = -1.0
    with pytest.raises(InvalidTableError, match="the sums hide 1 negative values"):
        read_exports(scan(engine, given))
    given[0]["value"] = None
    result = read_exports(scan(engine, given))
    assert "1 row(s) without a value add nothing to their sums" in result.issues["message"].tolist()
    assert result.flows["value"].sum() == pytest.approx(sum(r["value"] for r in given[1:]))
    given[12]["value"] = None  # the other row of the same key
    result = read_exports(scan(engine, given))
    assert "value is missing" in result.issues["message"].tolist()
    assert len(result.flows) == 11


@pytest.mark.parametrize("engine", engines(only=lambda e: e.name in ("polars-lazy", "duckdb")))
def test_columns_of_a_scan_are_named_as_those_of_a_file(engine: Engine) -> None:
    """What is absent is told with a call to copy; types that lost something are refused."""
    given = [
        {"State": r["state"], "District": r["district"], "HS": r["hs_code"], "FOB": r["value"]}
        for r in rows()
    ]
    table = engine.make(arrow(given, dict.fromkeys(given[0], "text") | {"FOB": "double"}))
    named = {"State": "state", "District": "district", "HS": "hs_code", "FOB": "value"}
    assert len(read_exports(table, columns=named).flows) == 12
    by_number = {1: "state", 2: "district", 3: "hs_code", 4: "value"}
    assert len(read_exports(table, columns=by_number).flows) == 12
    with pytest.raises(ReadError, match="has no column 'state' or 'district' or 'value'"):
        read_exports(table)
    with pytest.raises(ReadError, match="columns= names number 9"):
        read_exports(table, columns={9: "value"})
    with pytest.raises(ReadError, match="Fob"):
        read_exports(table, columns={"Fob": "value"})
    number = engine.make(
        arrow([{**r, "hs_code": 901} for r in rows()], {**KINDS, "hs_code": "int64"})
    )
    with pytest.raises(InvalidTableError, match="codes lose their zeros as numbers"):
        read_exports(number)
    words = engine.make(arrow([{**r, "value": "1"} for r in rows()], dict.fromkeys(KINDS, "text")))
    with pytest.raises(InvalidTableError, match=r"'value' .* is not a number"):
        read_exports(words)


KINDS = {"state": "text", "district": "text", "hs_code": "text", "value": "double"}


@pytest.mark.parametrize("engine", engines(only=lambda e: e.name in ("polars-lazy", "duckdb")))
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"values": {"2021": "2021"}}, "values= does not apply"),
        ({"fill_down": True}, "fill_down= does not apply"),
        ({"header": 2}, "header= does not apply"),
        ({"sheet": 1}, "sheet= does not apply"),
    ],
)
def test_options_for_single_rows_are_refused(
    engine: Engine, options: dict[str, Any], message: str
) -> None:
    """The rows are summed before they come home."""
    with pytest.raises(InvalidValueError, match=message):
        read_exports(scan(engine, rows()), **options)


@pytest.mark.parametrize("engine", SCANS)
def test_shipments_of_a_scan_are_summed_too(engine: Engine) -> None:
    """Two rows of three shipments each are six; counts have to be whole numbers."""
    given = [{**row, "Qty": 3} for row in rows()]
    result = read_exports(scan(engine, given), columns={"Qty": "shipments"})
    assert result.flows["shipments"].tolist() == [6] * 12
    assert result.flows["shipments"].dtype == "int64"
    halves = engine.make(arrow(given, {**KINDS, "Qty": "double"}))
    with pytest.raises(InvalidTableError, match=r"'Qty' .* is not a column of whole numbers"):
        read_exports(halves, columns={"Qty": "shipments"})


def test_a_scan_is_not_run_twice_nor_changed() -> None:
    """One pass for the sums, after a look at the first rows."""
    polars = pytest.importorskip("polars")
    seen: list[int] = []
    frame = polars.DataFrame(rows(Flow="Export"))

    def counted(batch: Any) -> Any:
        seen.append(len(batch))
        return batch

    lazy = frame.lazy().map_batches(counted, schema=frame.schema)
    read_exports(lazy)
    assert len(seen) == 2


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize(
    ("column", "first", "second", "told"),
    [
        ("Flow", "Export", "Import", "'Export', 'Import'"),
        ("Currency", "INR", "USD", "'INR', 'USD'"),
        ("Unit", "US $ million", "Rs lakh", "'Rs lakh', 'US $ million'"),
        ("Year", 2020, 2021, "'2020', '2021'"),
    ],
)
def test_no_engine_adds_over_a_column_that_splits_the_table(
    engine: Engine, column: str, first: object, second: object, told: str
) -> None:
    """Two flows, currencies or years stay apart, as in files; one value is no split."""
    several = [*rows(**{column: first}), *rows(**{column: second})]
    with pytest.raises(InvalidTableError) as caught:
        engine.read(aggregate_exports(scan(engine, several)))
    assert str(caught.value) == (
        f"column {column!r} of the table holds 2 values ({told}), which would be added up; keep "
        f"the rows of one of them, or name {column!r} in by="
    )
    assert len(engine.read(aggregate_exports(scan(engine, several[:24])))) == 12


@pytest.mark.parametrize("engine", engines())
def test_what_parts_no_value_is_added_over(engine: Engine) -> None:
    """Units of quantity, and years that the period tells apart."""
    several = [*rows(Unit="KGS", period="2020-21"), *rows(Unit="NOS", period="2020-21")]
    assert len(engine.read(aggregate_exports(scan(engine, several)))) == 12
    keys = ("period", "state", "district", "hs_code")
    years = [*rows(Year=2020, period="2020-21"), *rows(Year=2021, period="2021-22")]
    assert len(engine.read(aggregate_exports(scan(engine, years), by=keys))) == 24
