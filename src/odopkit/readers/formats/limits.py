"""How much a file may hold before it is refused, and how a caller raises that."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, NoReturn

from odopkit._kernels.arguments import check_whole
from odopkit.errors import InvalidValueError, ReadError
from odopkit.errors.telling import kind_of

_WIDE: Final = 256
_WIDE_COSTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Bounds on what a file may hold: a small one can unpack to more than memory has.

    Parameters
    ----------
    max_expanded_bytes : int, default 268,435,456
        To what a gzip file, a member of a zip, or the text of a parquet file may unpack.
    max_streamed_bytes : int, default 1,073,741,824
        To what all members of a workbook, or of a zip of files, may unpack together.
    max_members : int, default 10,000
        Files in a folder or a zip, and parts of a workbook.
    max_rows : int, default 16,777,216
        Rows of one sheet, blank ones too.
    max_columns : int, default 10,000
        Columns of one sheet.
    max_cells : int, default 8,388,608
        Cells of the rectangle that one sheet, or all sheets of a workbook, fill.  Text and
        parquet files may hold more, but not more than four times what is written in them.
    max_page_tables : int, default 1,000
        Tables of one web page.
    max_line_length : int, default 1,000,000
        Characters of one line of a text file.

    Raises
    ------
    InvalidValueError
        If a bound is not a whole number of at least 1.

    Notes
    -----
    The defaults keep a hostile file below a gibibyte of memory.  An honest file that is
    refused is read by raising the bound that the message names, if there is memory for it.

    Examples
    --------
    >>> from odopkit.readers import ReadLimits
    >>> ReadLimits(max_columns=20_000).max_columns
    20000
    """

    max_expanded_bytes: int = 1 << 28
    max_streamed_bytes: int = 1 << 30
    max_members: int = 10_000
    max_rows: int = 1 << 24
    max_columns: int = 10_000
    max_cells: int = 1 << 23
    max_page_tables: int = 1_000
    max_line_length: int = 1_000_000

    def __post_init__(self) -> None:
        """Hold each bound to a whole number."""
        for field in fields(self):
            check_whole(getattr(self, field.name), field.name, least=1)


LIMITS: Final = ReadLimits()
"""The bounds where the caller names none."""


def checked_limits(given: ReadLimits | None) -> ReadLimits:
    """Take the bounds of a caller, or the usual ones."""
    if given is None:
        return LIMITS
    if not isinstance(given, ReadLimits):
        msg = (
            f"limits must be a ReadLimits of odopkit.readers, got {kind_of(given)}; write "
            "ReadLimits(max_columns=20_000), say"
        )
        raise InvalidValueError(msg)
    return given


def refuse_beyond(limits: ReadLimits, bound: str, file: str, what: str) -> NoReturn:
    """Refuse a file that goes beyond a bound; `what` says how."""
    msg = (
        f"{file!r} {what}, and at most {getattr(limits, bound):,} are read; if the file is honest, "
        f"raise the bound with limits=ReadLimits({bound}=...) of odopkit.readers"
    )
    raise ReadError(msg, file=file)


def check_rectangle(
    limits: ReadLimits, file: str, rows: int, columns: int, written: int = 0
) -> None:
    """Refuse a sheet whose rectangle is too large; `written` cells may be more than the bound.

    A few cells far apart make a rectangle that memory cannot hold.
    """
    if rows > limits.max_rows:
        refuse_beyond(limits, "max_rows", file, f"has {rows:,} rows")
    if columns > limits.max_columns:
        refuse_beyond(limits, "max_columns", file, f"has {columns:,} columns")
    # Each column of a text costs something of its own, however blank it is.
    blank = limits.max_cells // (_WIDE_COSTS if written and columns > _WIDE else 1)
    most = max(blank, 4 * written)
    if rows * columns > most:
        what = f"has {rows:,} rows by {columns:,} columns of cells"
        refuse_beyond(limits, "max_cells", file, what)
