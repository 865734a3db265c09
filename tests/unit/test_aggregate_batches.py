"""Record batches: parts are summed apart and added, whatever the batches look like."""

from __future__ import annotations

import math
from typing import Any

import pytest

from _engines import arrow, assert_sums, keyed, one_by_one
from odopkit import aggregate_exports
from odopkit.aggregate import COUNTS, on_batches

pa = pytest.importorskip("pyarrow", reason="record batches are pyarrow's")

KEYS = ("state", "district", "hs_code")


def row(state: Any, district: Any, code: Any, value: Any) -> dict[str, Any]:
    """Return one row."""
    return {"state": state, "district": district, "hs_code": code, "value": value}


# The lengths of codes, missing ones and every fault change from batch to batch.
ROWS = [
    row("Goa", "A", "52051110", 1.0),
    row("Goa", "A", "52051210", 2.0),
    row("Goa", "B", "52051110", None),
    row("Goa", "A", "5205", 4.0),
    row("Goa", "A", "5206", -8.0),
    row("Goa", "B", None, 16.0),
    row(None, "B", "52051110", math.inf),
    row("Diu", "C", "98", 32.0),
    row("Diu", "C", "99010000", math.nan),
    row("Goa", "A", "52051110", 64.0),
    row("Goa", "B", "52051", 128.0),
    row("Goa", "B", "5205111099", 256.0),
]


def reader(rows: list[dict[str, Any]], size: int) -> Any:
    """Return rows as a reader of batches of some size."""
    table = arrow(rows, dict.fromkeys(KEYS, "text") | {"value": "double"})
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=size))


@pytest.mark.parametrize("gather", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize(
    ("by", "level"),
    [
        (KEYS, None),
        (KEYS, 2),
        (KEYS, 4),
        (KEYS, 8),
        (("state", "district"), None),
        (("state",), None),
    ],
)
def test_parts_added_in_any_number_are_one_table(
    monkeypatch: pytest.MonkeyPatch, gather: int, size: int, by: tuple[str, ...], level: Any
) -> None:
    """Each row its own part, or all rows one: sums and counts are those of adding one by one."""
    monkeypatch.setattr(on_batches, "GATHER", gather)
    found = aggregate_exports(reader(ROWS, size), level=level, by=by)
    assert_sums(keyed(found.to_pylist(), by), one_by_one(ROWS, level, by))


@pytest.mark.parametrize("gather", [1, 100])
def test_codes_of_one_length_in_each_part_are_mixed_in_their_sum(
    monkeypatch: pytest.MonkeyPatch, gather: int
) -> None:
    """Lines in one batch and their heading in the next: only the parts together tell."""
    monkeypatch.setattr(on_batches, "GATHER", gather)
    rows = [row("Goa", "A", "52051110", 1.0), row("Goa", "A", "5205", 2.0)]
    found = aggregate_exports(reader(rows, 1), level=4).to_pylist()
    assert [r["n_mixed"] for r in found] == [2]
    apart = aggregate_exports(reader(rows, 1)).to_pylist()
    assert [r["n_mixed"] for r in apart] == [0, 0]


def test_no_batch_at_all_is_an_empty_table() -> None:
    """Columns and types as ever."""
    found = aggregate_exports(reader([], 1), level=4)
    assert found.num_rows == 0
    assert found.column_names == [*KEYS, "value", *COUNTS]
    assert [str(t) for t in found.schema.types] == ["string"] * 3 + ["double"] + ["int64"] * 7


def test_few_parts_are_kept_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums are added to sums of their own size, so that memory follows the result."""
    monkeypatch.setattr(on_batches, "GATHER", 1)
    added: list[int] = []
    add_parts = on_batches._add_parts

    def watch(parts: Any, *rest: Any) -> Any:
        added.append(sum(len(part) for part in parts))
        return add_parts(parts, *rest)

    monkeypatch.setattr(on_batches, "_add_parts", watch)
    rows = [row("Goa", "A", "52051110", float(i)) for i in range(64)]
    found = aggregate_exports(reader(rows, 1)).to_pylist()
    assert [(r["value"], r["n_rows"]) for r in found] == [(sum(range(64)), 64)]
    assert max(added) == 2


def test_a_dataset_is_asked_for_the_columns_it_needs_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """Other columns are not read from the file at all."""
    encode = on_batches._encode
    read: list[set[str]] = []

    def watch(batch: Any, *rest: Any) -> Any:
        read.append(set(batch.schema.names))
        return encode(batch, *rest)

    monkeypatch.setattr(on_batches, "_encode", watch)
    dataset = pytest.importorskip("pyarrow.dataset")
    table = arrow(ROWS, dict.fromkeys(KEYS, "text") | {"value": "double"})
    pytest.importorskip("pyarrow.parquet").write_table(
        table.append_column("notes", pa.array([["x"]] * len(ROWS))), tmp_path / "a.parquet"
    )
    found = aggregate_exports(dataset.dataset(tmp_path), level=4)
    assert read == [{*KEYS, "value"}]
    assert_sums(keyed(found.to_pylist(), KEYS), one_by_one(ROWS, 4, KEYS))
