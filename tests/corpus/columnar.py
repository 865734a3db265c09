"""Parquet files: nested columns, odd types, texts that are no UTF-8, bombs."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Final

from corpus.case import Case, raw


def _table(**columns: Any) -> Any:
    import pyarrow as pa

    given = {"district": ["Alfa", "Beta", "Gamma"], "value": [10.0, 20.0, 30.0], **columns}
    return pa.table(given)


def _parquet(table: Any, **options: Any) -> bytes:
    import pyarrow.parquet as pq

    held = io.BytesIO()
    pq.write_table(table, held, **options)
    return held.getvalue()


def _bad_text() -> bytes:
    import pyarrow as pa

    data = pa.array([b"Al\xffa", b"Beta", b"Gamma"], pa.binary())
    return _parquet(_table(district=pa.Array.from_buffers(pa.string(), 3, data.buffers())))


def _typed(name: str, cells: list[Any], kind: Callable[[Any], Any]) -> Callable[[], bytes]:
    def make() -> bytes:
        import pyarrow as pa

        return _parquet(_table(**{name: pa.array(cells, kind(pa))}))

    return make


def _rows(n: int) -> Callable[[], bytes]:
    """Give many equal rows, which take no room in the file."""

    def make() -> bytes:
        import numpy as np
        import pyarrow as pa

        codes = pa.array(np.zeros(n, dtype=np.int32))
        names = pa.DictionaryArray.from_arrays(codes, pa.array(["Alfa"]))
        ones = pa.array(np.ones(n))
        return _parquet(pa.table({"district": names, "value": ones}))

    return make


def _long_text() -> bytes:
    import numpy as np
    import pyarrow as pa

    codes = pa.array(np.zeros(100_000, dtype=np.int32))
    text = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 100_000]))
    return _parquet(
        pa.table({"district": text, "value": pa.array(np.ones(100_000))}), store_schema=False
    )


def _case(name: str, data: bytes | Callable[[], bytes], **given: Any) -> Case:
    return Case(name=name, file=f"{name.replace(' ', '_')}.parquet", make=raw(data), **given)


def _cut(at: float) -> Callable[[], bytes]:
    def make() -> bytes:
        data = _parquet(_table())
        return data[: int(len(data) * at)]

    return make


def _turned(at: float) -> Callable[[], bytes]:
    def make() -> bytes:
        data = bytearray(_parquet(_table()))
        place = int(len(data) * at)
        data[place : place + 20] = bytes(255 - b for b in data[place : place + 20])
        return bytes(data)

    return make


CASES: Final = (
    _case("columns of three places", lambda: _parquet(_table()), total=60, rows=3),
    _case(
        "a column of structures",
        _typed("more", [{"a": 1}] * 3, lambda pa: pa.struct([("a", pa.int64())])),
        says="column 'more'",
    ),
    _case(
        "a column of lists",
        _typed("more", [[1], [2], []], lambda pa: pa.list_(pa.int64())),
        says="of type list",
    ),
    _case(
        "a column of maps",
        _typed("more", [[("a", 1)]] * 3, lambda pa: pa.map_(pa.string(), pa.int64())),
        says="of type map",
    ),
    _case(
        "a place that is a list",
        _typed("district", [["A"], ["B"], ["C"]], lambda pa: pa.list_(pa.string())),
        says="column 'district'",
    ),
    _case("a text that is no UTF-8", _bad_text, says="cannot be opened"),
    _case(
        "bytes as places",
        _typed("district", [b"A", b"B", b"C"], lambda pa: pa.binary()),
        says="district",
    ),
    _case("dates as values", _typed("value", [0, 1, 2], lambda pa: pa.date32()), says="value"),
    _case(
        "decimals as values",
        lambda: _typed(
            "value", [__import__("decimal").Decimal("1.5")] * 3, lambda pa: pa.decimal128(10, 2)
        )(),
        total=4.5,
        rows=3,
    ),
    _case(
        "whole numbers that are too large",
        _typed("shipments", [2**53 + 1, 2**63, 1], lambda pa: pa.uint64()),
        total=40,
        rows=2,
        lines=("too large",),
    ),
    _case(
        "True as values", _typed("value", [True, False, True], lambda pa: pa.bool_()), says="value"
    ),
    _case(
        "a column twice",
        lambda: _parquet(_table().append_column("value", [[1.0, 2.0, 3.0]])),
        says="more than once",
    ),
    _case("no columns", lambda: _parquet(_table().select([])), says="district"),
    _case(
        "20,000 columns",
        lambda: _parquet(_table(**{f"more {i}": ["x"] * 3 for i in range(20_000)})),
        says="columns",
    ),
    _case("no rows", lambda: _parquet(_table().slice(0, 0)), says="no row"),
    _case("a parquet file cut off", _cut(0.5), says="cannot be opened"),
    _case("a parquet file cut in its end", _cut(0.98), says="cannot be opened"),
    _case("only the mark of parquet", b"PAR1", says="cannot be opened"),
    _case("the mark of parquet twice", b"PAR1" + b"\0" * 8 + b"PAR1", says="cannot be opened"),
    _case("a parquet file with wrong bytes", _turned(0.6), says=" "),
    _case("twenty million equal rows", _rows(20_000_000), says="rows", heavy=True),
    _case("ten million equal rows", _rows(10_000_000), says="cells", heavy=True),
    _case("a long text in 100,000 rows", _long_text, says="bytes of text", heavy=True),
)
