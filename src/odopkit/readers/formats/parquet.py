"""Parquet files, whose columns have names and types of their own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.errors.packages import optional
from odopkit.errors.telling import why
from odopkit.readers.formats.grid import Grid, frame_grid
from odopkit.readers.formats.limits import LIMITS, check_rectangle, refuse_beyond

if TYPE_CHECKING:
    from odopkit.readers.formats.limits import ReadLimits

PARQUET: Final = b"PAR1"
"""How such a file begins."""
_SEVERAL: Final = ("struct", "list", "map", "union")
"""What the names of types say whose cells hold several things."""


def open_parquet(source: Any, file: str, limits: ReadLimits = LIMITS) -> Grid:
    """Open a parquet file, whose columns have names and types of their own."""
    parquet = optional("pyarrow.parquet", "parquet")
    arrow = optional("pyarrow", "parquet")
    # Several kinds of damage end in other errors than that of an invalid file.
    try:
        with parquet.ParquetFile(source) as opened:
            schema = opened.schema_arrow
            _check_said(opened.metadata, schema, file, limits)
            words = [field.name for field in schema if _is_text(field.type)]
        if hasattr(source, "seek"):
            source.seek(0)
        # Texts stay in dictionaries at first: a long one repeated costs nothing in the file.
        table = parquet.read_table(source, read_dictionary=words)
        table = _spelled_out(table, schema, file, limits)
        table.validate(full=True)
        frame = table.to_pandas(ignore_metadata=True)
    except ReadError:
        raise
    except (arrow.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{file!r} is a parquet file that cannot be opened ({why(error)}); fetch it again"
        raise ReadError(msg, file=file) from error
    return frame_grid(frame, file=file, labels=np.arange(1, len(frame) + 1))


def _is_text(kind: Any) -> bool:
    return str(kind) in ("string", "large_string", "binary", "large_binary")


def _check_said(metadata: Any, schema: Any, file: str, limits: ReadLimits) -> None:
    """Refuse what a file says of itself, before a cell of it is read."""
    for field in schema:
        if str(field.type).startswith((*_SEVERAL, "large_list", "fixed_size_list")):
            kind = str(field.type).partition("<")[0]
            msg = (
                f"column {field.name!r} of {file!r} is of type {kind}, whose cells hold several "
                "things; give each a column of its own, or leave the column out of the file"
            )
            raise ReadError(msg, file=file)
    names = list(schema.names)  # a new list each time
    twice = next((name for name, n in Counter(names).items() if n > 1), None)
    if twice is not None:
        msg = f"{file!r} has the column {twice!r} more than once; leave one of them out of the file"
        raise ReadError(msg, file=file)
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if size > limits.max_streamed_bytes:
        refuse_beyond(limits, "max_streamed_bytes", file, f"unpacks to {size:,} bytes")
    check_rectangle(limits, file, metadata.num_rows, max(len(schema), 1), size // 4)


def _spelled_out(table: Any, schema: Any, file: str, limits: ReadLimits) -> Any:
    """Write out texts that are held in dictionaries, if they all have room."""
    arrow = optional("pyarrow", "parquet")
    compute = optional("pyarrow.compute", "parquet")
    for i, field in enumerate(table.schema):
        if not arrow.types.is_dictionary(field.type):
            continue
        size = 0
        for chunk in table.column(i).chunks:
            lengths = compute.binary_length(chunk.dictionary).fill_null(0)
            total = compute.sum(lengths.cast("int64").take(chunk.indices)).as_py()
            size += total or 0
        if size > limits.max_expanded_bytes:
            refuse_beyond(
                limits, "max_expanded_bytes", file, f"has {size:,} bytes of text in {field.name!r}"
            )
        if size <= limits.max_expanded_bytes and schema.field(i).type != field.type:
            table = table.set_column(i, field.name, table.column(i).cast(schema.field(i).type))
    return table
