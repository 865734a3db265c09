"""The roll-up of arrow record batches: rows pass by, and only sums are kept.

pyarrow is imported inside the functions, and is there already: the caller's object is its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.aggregate.beside import beside, refuse_added
from odopkit.aggregate.on_engines import ColumnType
from odopkit.aggregate.on_pandas import COUNTS, finite, refuse_several_periods, value_flags
from odopkit.hs.code import is_pseudo_chapter
from odopkit.typing import CODE_LENGTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from odopkit.typing import Float64Array, HSLevel, IntArray


# Rows that are added up together: enough for the sums to be fewer than the rows.
GATHER: Final = 1 << 20
# Batches that a dataset is asked for, and how many it may hold ready.
BATCH: Final = 1 << 17
READAHEAD: Final = 4

_LENGTHS: Final = (*(f"_rows_of_length_{n}" for n in CODE_LENGTHS), "_rows_of_no_length")


class Reader(Protocol):
    """What hands out record batches once, one after the other."""

    def read_next_batch(self) -> object:
        """Give the next batch."""


class Scan(Protocol):
    """What can be read as record batches: a scanner or a dataset."""

    def to_batches(self) -> object:
        """Give all batches, one after the other."""


def is_batches(flows: object) -> bool:
    """Tell record batches from tables, without importing pyarrow for it."""
    arrow, dataset = sys.modules.get("pyarrow"), sys.modules.get("pyarrow.dataset")
    return (arrow is not None and isinstance(flows, arrow.RecordBatchReader)) or (
        dataset is not None and isinstance(flows, dataset.Dataset | dataset.Scanner)
    )


def batch_schema(flows: Any) -> list[ColumnType]:
    """Describe the columns of record batches without reading one."""
    from pyarrow import types

    schema = flows.projected_schema if hasattr(flows, "projected_schema") else flows.schema
    found = []
    for field in schema:
        dtype, words = field.type, str(field.type)
        if types.is_dictionary(dtype):
            dtype, words = dtype.value_type, f"dictionary of {dtype.value_type}"
        is_text = "string" in str(dtype) and not types.is_nested(dtype)
        is_number = types.is_integer(dtype) or types.is_floating(dtype) or types.is_decimal(dtype)
        is_number = is_number and dtype is field.type
        kind: Literal["text", "number", "other"] = (
            "text" if is_text else "number" if is_number else "other"
        )
        found.append(ColumnType(field.name, words, kind))
    return found


class _Labels:
    """The labels of one key column, numbered as they turn up; 0 is a missing one."""

    def __init__(self) -> None:
        import pyarrow as pa

        self.known: Any = pa.array([], pa.large_string())

    def __len__(self) -> int:
        return len(self.known) + 1

    def number(self, labels: Any) -> IntArray:
        """Give the numbers of one batch's labels, adding those not yet known."""
        import pyarrow as pa
        import pyarrow.compute as pc

        labels = labels.cast(pa.large_string())
        found = pc.index_in(labels, value_set=self.known)
        if found.null_count:
            new = pc.unique(labels.filter(found.is_null())).drop_null()
            self.known = pa.concat_arrays([self.known, new])
            found = pc.index_in(labels, value_set=self.known)
        found = pc.fill_null(pc.if_else(labels.is_null(), None, found), -1)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.intp) + 1

    def text(self) -> list[str]:
        """All labels; an empty text stands for the missing one."""
        return ["", *self.known.to_pylist()]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Sums of some rows: the key of each, and one vector for each thing that was added."""

    keys: list[IntArray]
    sums: dict[str, Float64Array]
    length: int | None  # what all codes are long, where lengths are not summed

    def __len__(self) -> int:
        return len(self.sums["value"])

    def vector(self, name: str) -> Float64Array:
        if name in self.sums:
            return self.sums[name]
        if self.length is not None and name == f"_rows_of_length_{self.length}":
            return self.sums["n_rows"]
        return np.zeros(len(self))


def roll_up_batches(flows: Any, *, level: HSLevel | None, by: Sequence[str], counts: bool) -> Any:
    """Sum record batches whose arguments and schema were checked; return an arrow table.

    Notes
    -----
    Some batches are summed at a time by the kernel of the pandas path; what comes of
    it is added to sums of about the same size, as in a merge sort, so that each sum is
    touched a few times only.  Memory is that of the result and of a million rows.
    """
    names = [column.name for column in batch_schema(flows)]
    outside = [c for c in ("period", "hs_code") if c in names and c not in by]
    labels = {c: _Labels() for c in (*by, *outside)}
    splitting = {c: _Labels() for c in beside(names, by)}
    parts: list[_Part] = []
    batches = _read(flows, [*by, *outside, *splitting, "value"])
    for rows in _gathered(_looked_at(batches, splitting), labels, level, by):
        if "period" in outside:
            refuse_several_periods(pd.Categorical(labels["period"].known.to_pylist()))
        parts.append(_add_rows(rows, labels, by, counts=counts))
        while len(parts) > 1 and 2 * len(parts[-1]) >= len(parts[-2]):
            parts[-2:] = [_add_parts(parts[-2:], labels, by)]
    return _table(_add_parts(parts, labels, by), labels, level, by, counts=counts)


def _read(flows: Any, columns: list[str]) -> Iterable[Any]:
    if hasattr(flows, "scanner"):
        # More in flight than this is no faster, and is what fills memory.
        flows = flows.scanner(
            columns=columns, batch_size=BATCH, batch_readahead=READAHEAD, fragment_readahead=1
        )
    batches: Iterable[Any] = flows.to_batches() if hasattr(flows, "to_batches") else flows
    return batches


def _looked_at(batches: Iterable[Any], splitting: dict[str, _Labels]) -> Iterator[Any]:
    """Refuse batches once a column that must not be added over holds several values."""
    import pyarrow.compute as pc

    for batch in batches:
        for name, known in splitting.items():
            n = len(known)
            known.number(pc.unique(batch.column(name)))
            if len(known) > n:
                refuse_added(name, known.text())
        yield batch


@dataclass(slots=True, eq=False)
class _Rows:
    """Rows as codes and numbers: what is left of text once it was numbered."""

    codes: dict[str, NDArray[Any]]
    value: Float64Array
    length: NDArray[Any] | None  # of the code of each row; 0 where it is missing
    special: NDArray[Any] | None  # whether the code of each row lies in chapters 98-99


def _gathered(
    batches: Iterable[Any], labels: dict[str, _Labels], level: int | None, by: Sequence[str]
) -> Iterator[_Rows]:
    """Hand rows on about a million at a time, their keys numbered."""
    held: list[_Rows] = []
    n_held = 0
    for batch in batches:
        if len(batch):
            held.append(_encode(batch, labels, level, by))
            n_held += len(batch)
        if n_held >= GATHER:
            yield _stack(held)
            held, n_held = [], 0
    if held:
        yield _stack(held)


def _encode(batch: Any, labels: dict[str, _Labels], level: int | None, by: Sequence[str]) -> _Rows:
    import pyarrow as pa
    import pyarrow.compute as pc

    codes: dict[str, NDArray[Any]] = {}
    length = special = None
    for name, known in labels.items():
        column = batch.column(name)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        text = column.dictionary.cast(pa.large_string())
        # One entry more than there are labels: where the index itself is missing.
        row = pc.fill_null(column.indices.cast(pa.int64()), len(text)).to_numpy()
        if name == "hs_code":
            sizes = pc.fill_null(pc.utf8_length(text), 0).to_numpy()
            length = np.append(sizes, 0).astype(np.int32)[row]
            if "hs_code" not in by:
                odd = [t is not None and is_pseudo_chapter(t) for t in text.to_pylist()]
                special = np.array([*odd, False])[row]
            elif level is not None:
                text = pc.utf8_slice_codeunits(text, 0, level)
        codes[name] = np.append(known.number(_only_used(text, row)), 0).astype(np.int32)[row]
    value = batch.column("value").cast(pa.float64(), safe=False)
    return _Rows(
        codes, np.asarray(value.to_numpy(zero_copy_only=False), dtype=np.float64), length, special
    )


def _only_used(text: Any, row: NDArray[Any]) -> Any:
    """Blank out labels that no row uses: a file's dictionary may hold other years."""
    import pyarrow as pa
    import pyarrow.compute as pc

    seen = np.zeros(len(text) + 1, dtype=bool)
    seen[row] = True
    return text if seen[:-1].all() else pc.if_else(pa.array(seen[:-1]), text, None)


def _stack(held: list[_Rows]) -> _Rows:
    first = held[0]
    return _Rows(
        {c: np.concatenate([rows.codes[c] for rows in held]) for c in first.codes},
        np.concatenate([rows.value for rows in held]),
        _stacked([rows.length for rows in held]),
        _stacked([rows.special for rows in held]),
    )


def _stacked(arrays: list[NDArray[Any] | None]) -> NDArray[Any] | None:
    found = [a for a in arrays if a is not None]
    return np.concatenate(found) if found else None


def _add_rows(rows: _Rows, labels: dict[str, _Labels], by: Sequence[str], *, counts: bool) -> _Part:
    vectors: dict[str, NDArray[Any]] = {"value": finite(rows.value)}
    of_all = None
    if counts:
        vectors["n_rows"] = kernels.each_row(len(rows.value))
        vectors |= value_flags(rows.value)
        for name in set(labels).difference(by):
            missing = rows.codes[name] == 0
            if missing.any():
                vectors["n_missing"] = vectors.get("n_missing", np.isnan(rows.value)) | missing
        if rows.special is not None and rows.special.any():
            vectors["n_pseudo"] = rows.special
        if rows.length is not None:
            least, most = int(rows.length.min()), int(rows.length.max())
            if least == most and most in CODE_LENGTHS:
                of_all = most
            else:
                of_length = [rows.length == n for n in CODE_LENGTHS]
                none = (rows.length > 0) & ~np.logical_or.reduce(of_length)
                vectors |= dict(zip(_LENGTHS, [*of_length, none], strict=True))
    with np.errstate(over="ignore"):  # an infinite sum is refused by collect_exports
        keys, sums = kernels.group_sums(
            _columns([rows.codes[c] for c in by], labels, by), [*vectors.values()]
        )
    return _Part(keys, dict(zip(vectors, sums, strict=True)), of_all)


def _columns(
    codes: Sequence[NDArray[Any]], labels: dict[str, _Labels], by: Sequence[str]
) -> list[kernels.Column]:
    return [kernels.Column(code, len(labels[c])) for c, code in zip(by, codes, strict=True)]


def _add_parts(parts: list[_Part], labels: dict[str, _Labels], by: Sequence[str]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        nothing = np.zeros(0, dtype=np.intp)
        return _Part([nothing] * len(by), {"value": np.zeros(0), "n_rows": np.zeros(0)}, None)
    lengths = {part.length for part in parts}
    of_all = next(iter(lengths)) if len(lengths) == 1 else None
    names = dict.fromkeys(name for part in parts for name in part.sums)
    if len(lengths) > 1:
        names |= dict.fromkeys(_LENGTHS)
    codes = [np.concatenate(column) for column in zip(*(p.keys for p in parts), strict=True)]
    vectors = [np.concatenate([part.vector(name) for part in parts]) for name in names]
    with np.errstate(over="ignore"):
        keys, sums = kernels.group_sums(_columns(codes, labels, by), vectors)
    return _Part(keys, dict(zip(names, sums, strict=True)), of_all)


def _table(
    part: _Part,
    labels: dict[str, _Labels],
    level: int | None,
    by: Sequence[str],
    *,
    counts: bool,
) -> Any:
    import pyarrow as pa

    out: dict[str, Any] = {}
    for name, code in zip(by, part.keys, strict=True):
        out[name] = labels[name].known.take(pa.array(code - 1, mask=code == 0)).cast(pa.string())
    out["value"] = part.sums["value"]
    if counts:
        n_rows = part.sums["n_rows"]
        total = {name: part.vector(name) for name in COUNTS}
        of_length = np.array([part.vector(name) > 0 for name in _LENGTHS])
        total["n_mixed"] = np.where((of_length.sum(axis=0) > 1) | of_length[-1], n_rows, 0)
        if "hs_code" in by:
            code = part.keys[list(by).index("hs_code")]
            text = labels["hs_code"].text()
            size = np.array([len(t) for t in text], dtype=np.intp)[code]
            special = np.array([is_pseudo_chapter(t) for t in text], dtype=bool)[code]
            total["n_pseudo"] = np.where(special, n_rows, 0)
            total["n_short"] = np.where((code > 0) & (size < (level or 0)), n_rows, 0)
        missing = np.logical_or.reduce([code == 0 for code in part.keys])
        total["n_missing"] = np.where(missing, n_rows, total["n_missing"])
        out |= {name: total[name].astype(np.int64) for name in COUNTS}
    return pa.table(out)
