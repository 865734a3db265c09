"""Text parted by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import ReadError
from odopkit.errors.telling import why
from odopkit.readers.formats.endings import cut_line
from odopkit.readers.formats.grid import HEADER_WITHIN, Grid, objects
from odopkit.readers.formats.limits import LIMITS, refuse_beyond
from odopkit.readers.formats.marks import are_around_cells
from odopkit.readers.formats.quoting import beginnings, refuse_swallowed, width_of, without_formulas
from odopkit.readers.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from odopkit.readers.formats.limits import ReadLimits

    Score = Callable[[Sequence[str]], int]
    """How many wanted column names stand in a row of tidy texts."""


_FEW: Final = 5_000
_STAND_IN: Final = "\ue0ff"
_LONGEST: Final = 100_000
_DELIMITERS: Final = (",", ";", "\t", "|")


def open_delimited(
    text: str, file: str, score: Score, notes: tuple[str, ...], limits: ReadLimits = LIMITS
) -> list[Grid]:
    """Split text into cells at the mark that fits it best; blank text has no sheet."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > limits.max_rows:
        refuse_beyond(limits, "max_rows", file, f"has {text.count(chr(10)):,} lines")
    text, remade = without_formulas(text)
    is_ended = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    delimiter = delimiter_of(lines, score)
    remarks = () if is_ended else cut_line(lines, delimiter)
    width = width_of(text, lines, delimiter, file, limits)
    columns = _few_columns(text, lines, delimiter, width) if len(lines) <= _FEW else None
    labels = np.arange(1, len(lines) + 1)
    if columns is None:
        if not text.strip():
            return []
        columns = _columns(text, file, delimiter, width)
        labels = np.arange(1, len(columns[0]) + 1)
        if len(labels) != len(lines):  # some cell holds a line break
            breaks = sum(c.str.count("\n").to_numpy(dtype=np.intp) for c in columns)
            refuse_swallowed(np.asarray(breaks), lines, delimiter, file)
            labels = labels + np.concatenate([[0], np.cumsum(breaks)[:-1]])
    return [
        Grid(
            file=file,
            columns=columns,
            labels=labels,
            notes=(*notes, *remade),
            is_csv=True,
            delimiter=delimiter,
            remarks=remarks,
        )
    ]


def delimiter_of(lines: list[str], score: Score) -> str:
    """Choose the mark under which some early row holds most wanted names, then most cells.

    Where none holds any, the mark under which most rows have the same number of cells.
    """
    early = beginnings(lines, 4 * HEADER_WITHIN)

    merits: dict[str, tuple[int, int, int]] = {}

    def merit(mark: str) -> tuple[int, int, int]:
        # Marks that stand nowhere part nothing, one as the other.
        held = mark if any(mark in line for line in early) else ""
        if held not in merits:
            merits[held] = merit_of(mark)
        return merits[held]

    def merit_of(mark: str) -> tuple[int, int, int]:
        rows = list(csv.reader(early, delimiter=mark))
        found = [texts_of(row) for row in rows if any(row)][:HEADER_WITHIN]
        best, width = max(((score(row), len(row)) for row in found), default=(0, 0))
        if best:
            return best, width, 0
        widths = Counter(len(row) for row in found if len(row) > 1) or Counter({1: len(found)})
        common, n_rows = max(widths.items(), key=lambda item: (item[1], item[0]))
        return 0, (n_rows if common > 1 else 0), common if found else 0

    return max(_DELIMITERS, key=merit)


def _columns(text: str, file: str, delimiter: str, width: int) -> list[Any]:
    """Split a text into columns.

    NUL ends a cell for pandas before 3, so that another sign stands for it on the way.
    """
    holds_nul = "\0" in text and _STAND_IN not in text
    try:
        cells = pd.read_csv(
            io.StringIO(text.replace("\0", _STAND_IN) if holds_nul else text),
            sep=delimiter,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        msg = (
            f"{file!r} cannot be split into cells ({why(error)}); look for a quotation mark left "
            "open"
        )
        raise ReadError(msg, file=file) from error
    if holds_nul:
        return [cells[i].str.replace(_STAND_IN, "\0", regex=False) for i in range(width)]
    return [cells[i] for i in range(width)]


def _few_columns(text: str, lines: list[str], delimiter: str, width: int) -> list[Any] | None:
    """Split a few lines where no mark is in doubt, sooner than pandas is ready to; else None."""
    odd = "\0" in text or text.startswith("\ufeff") or not text.strip()
    if odd or max(map(len, lines)) > _LONGEST:
        return None
    if '"' not in text:
        rows = [line.split(delimiter) for line in lines]
    elif are_around_cells(text.encode(), 0, delimiter):
        rows = [row or [""] for row in csv.reader(lines, delimiter=delimiter)]
    else:
        return None
    last = [""] * width  # so that every column is there
    return [objects(column[:-1]) for column in zip_longest(*rows, last, fillvalue="")]
