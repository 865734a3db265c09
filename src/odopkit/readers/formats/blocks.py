"""Large text files, split into cells block by block, and only as far as they are asked for.

What opens here is UTF-8 whose quotation marks stand around whole cells of one line, so
that a line is a record and a block of lines splits into the cells that the whole file
would.  All else is opened as one text.
"""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.readers.cells import Cells
from odopkit.readers.formats.delimited import delimiter_of
from odopkit.readers.formats.endings import cut_line
from odopkit.readers.formats.grid import HEADER_WITHIN, Grid
from odopkit.readers.formats.limits import LIMITS
from odopkit.readers.formats.marks import BREAK, CHUNK, are_around_cells, counted, widest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from odopkit.readers.formats.delimited import Score
    from odopkit.readers.formats.limits import ReadLimits
    from odopkit.typing import IntArray

_LEAST: Final = 1 << 20
"""Smaller files are opened as one text."""
_ROWS: Final = 200_000
"""Rows that are split at a time."""
_BYTES: Final = 8 << 20
_BOM: Final = b"\xef\xbb\xbf"
_TAIL: Final = 21
_WORD: Final = "~"
_WIDE: Final = 64
CAN_SPLIT: Final = int(pd.__version__.partition(".")[0]) >= 3
"""Whether pandas hands over bytes and categories as they are asked for: before 3 it does not."""
_NO_TABLE: Final = ("<", "%pdf", "{\\rtf", "\ufeff")


class NotInBlocksError(Exception):
    """A file shows late that it must be opened as one text."""


class Blocks:
    """The bytes of a text file and where its lines begin."""

    __slots__ = (
        "_columns",
        "_counts",
        "_frame",
        "_rows",
        "are_even",
        "data",
        "delimiter",
        "first",
        "height",
        "width",
    )

    def __init__(
        self,
        data: bytes,
        first: int,
        delimiter: str,
        width: int,
        counts: IntArray,
        *,
        are_even: bool,
    ) -> None:
        self.data, self.first, self.are_even = data, first, are_even
        self.delimiter, self.width = delimiter, width
        self._counts = np.concatenate([[0], np.cumsum(counts)])
        self.height = int(self._counts[-1]) + (not data.endswith(b"\n"))
        self._rows: bytes | None = None
        self._frame: pd.DataFrame | None = None
        self._columns: dict[int, pd.Series[Any]] = {}

    def line_starts(self, rows: IntArray) -> IntArray:
        """Return the byte at which each of some rows begins; one row beyond the last is the end."""
        ends = np.asarray(rows, dtype=np.int64) - 1
        found = np.full(len(ends), len(self.data), dtype=np.int64)
        found[ends < 0] = self.first
        inside = np.flatnonzero((ends >= 0) & (ends < self._counts[-1]))
        of_chunk = np.searchsorted(self._counts, ends[inside], side="right") - 1
        for chunk in np.unique(of_chunk).tolist():
            at, breaks = inside[of_chunk == chunk], self._breaks(chunk)
            found[at] = breaks[ends[at] - self._counts[chunk]] + 1
        return found

    def _breaks(self, chunk: int) -> IntArray:
        a = self.first + chunk * CHUNK
        piece = np.frombuffer(self.data, np.uint8, min(CHUNK, len(self.data) - a), a)
        return np.flatnonzero(piece == BREAK) + a

    def at(self, rows: IntArray) -> pd.DataFrame:
        """Split some rows into cells; the last ones asked for are kept."""
        key = np.asarray(rows, dtype=np.int64).tobytes()
        if self._frame is None or key != self._rows:
            rows = np.asarray(rows, dtype=np.int64)
            edges = self.line_starts(np.concatenate([rows, rows + 1])).tolist()
            starts, ends = edges[: len(rows)], edges[len(rows) :]
            lines = [self.data[a:b].rstrip(b"\n") for a, b in zip(starts, ends, strict=True)]
            self._frame = self.split(b"\n".join([*lines, b""]), str)
            self._rows = key
        return self._frame

    def split(self, lines: bytes, dtype: Any) -> pd.DataFrame:
        """Split some whole lines into cells of the types that are asked for."""
        with self._reader(BytesIO(self._words(dtype) + lines), dtype) as reader:
            return _next(reader, lines.count(b"\n") + 1)

    def _words(self, dtype: Any) -> bytes:
        """Write a row of words to go before lines.

        It fixes how many cells a row has, and shows that categories are text though all
        of them be digits.
        """
        words = [_WORD] * self.width
        if isinstance(dtype, dict):
            words = ["0" if dtype[i] == "float64" else _WORD for i in range(self.width)]
        return self.delimiter.join(words).encode() + b"\n"

    def _reader(self, source: Any, dtype: Any, columns: list[int] | None = None) -> Any:
        return pd.read_csv(
            source,
            sep=self.delimiter,
            header=None,
            names=list(range(self.width)),
            usecols=columns,
            index_col=False,
            dtype=dtype,
            na_filter=False,
            skip_blank_lines=False,
            low_memory=False,
            iterator=True,
        )

    def blocks(
        self, row: int, dtype: Any, columns: list[int] | None = None
    ) -> Iterator[pd.DataFrame]:
        """Split the rows from one on, some at a time."""
        rows = np.append(np.arange(row, self.height, _ROWS), self.height)
        words, starts = self._words(dtype), self.line_starts(rows).tolist()
        with self._reader(_Fed(self.data, starts, words), dtype, columns) as reader:
            for _ in starts[1:]:
                yield _next(reader, _ROWS + 1)

    def column(self, position: int) -> pd.Series[Any]:
        """Split out the text of one column, once."""
        if position not in self._columns:
            parts = [block[position] for block in self.blocks(0, str, [position])]
            self._columns[position] = pd.concat(parts, ignore_index=True)
        return self._columns[position]


def _next(reader: Any, n_rows: int) -> pd.DataFrame:
    """Take the next block without the row of words before it."""
    try:
        cells: pd.DataFrame = reader.get_chunk(n_rows)
    except (pd.errors.ParserError, StopIteration) as error:
        raise NotInBlocksError from error
    return cells.iloc[1:]


class _Fed:
    """Parts of a text, each behind a row of words, handed out as a file would."""

    def __init__(self, data: bytes, starts: list[int], words: bytes) -> None:
        self._data, self._words = memoryview(data), words
        self._spans = list(pairwise(starts))[::-1]
        self._at = self._end = 0

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes, about as many as are asked for; none at the end."""
        if self._at == self._end:
            if not self._spans:
                return b""
            self._at, self._end = self._spans.pop()
            return self._words
        a, self._at = self._at, min(self._end, self._at + size) if size > 0 else self._end
        return bytes(self._data[a : self._at])

    def __iter__(self) -> Iterator[bytes]:
        """Stand for a file, though nothing reads it line by line."""
        return iter(())


def open_blocks(data: bytes, file: str, score: Score, limits: ReadLimits = LIMITS) -> Grid | None:
    """Open a large text file so that its cells are split when they are asked for.

    Returns None where the file has to be opened as one text.
    """
    if len(data) < _LEAST or b"\0" in data or not CAN_SPLIT:
        return None
    first = len(_BOM) if data.startswith(_BOM) else 0
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head = _first_lines(data, first)
    begin = "\n".join(head).lstrip().lower()
    if not begin or begin.startswith(_NO_TABLE) or not _is_utf8(data, first):
        return None
    delimiter = delimiter_of(head, score)
    breaks, marks = counted(data, first, delimiter)
    height = int(breaks.sum()) + (not data.endswith(b"\n"))
    width = head[-1].count(delimiter) + 1
    are_quoted = b'"' in data
    # Formulas of text (="…") are taken apart where the file is opened as one text.
    if are_quoted and (b'="' in data or not are_around_cells(data, first, delimiter)):
        return None
    are_even = not are_quoted and marks == (width - 1) * height
    if not are_even:
        width = widest(data, first, delimiter) + 1
    # Lines or tables beyond the bounds are refused where they are opened as one text.
    if height > limits.max_rows or width > _WIDE or (breaks[:-1] == 0).any():
        return None
    blocks = Blocks(data, first, delimiter, width, breaks, are_even=are_even)
    remarks: tuple[str, ...] = ()
    if not data.endswith(b"\n"):
        rows = np.array([max(0, height - _TAIL)])
        tail = data[int(blocks.line_starts(rows)[0]) :].decode()
        remarks = cut_line(tail.split("\n"), delimiter)
    return Grid(
        file=file,
        columns=[Cells(blocks, i, 0, height) for i in range(width)],
        labels=np.arange(1, height + 1),
        is_csv=True,
        delimiter=delimiter,
        remarks=remarks,
    )


def _first_lines(data: bytes, first: int) -> list[str]:
    """Return as many lines as a header is looked for in; none where they are not UTF-8."""
    lines = []
    for _ in range(4 * HEADER_WITHIN):
        end = data.find(b"\n", first)
        lines.append(data[first : end if end >= 0 else len(data)])
        first = end + 1
        if end < 0 or first >= len(data):
            break
    try:
        return [line.decode() for line in lines]
    except UnicodeDecodeError:
        return [""]


def _is_utf8(data: bytes, first: int) -> bool:
    if data.isascii():
        return True
    a = first
    while a < len(data):
        b = data.rfind(b"\n", a, a + _BYTES) + 1
        b = b if b > a else len(data)
        try:
            data[a:b].decode()
        except UnicodeDecodeError:
            return False
        a = b
    return True
