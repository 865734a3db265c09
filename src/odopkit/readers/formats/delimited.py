"""Text parted by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit.errors import ReadError
from odopkit.readers.formats.endings import cut_line
from odopkit.readers.formats.grid import HEADER_WITHIN, Grid
from odopkit.readers.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Score = Callable[[Sequence[str]], int]
    """How many wanted column names stand in a row of tidy texts."""


_DELIMITERS: Final = (",", ";", "\t", "|")


def open_delimited(text: str, file: str, score: Score, notes: tuple[str, ...]) -> list[Grid]:
    """Split text into cells at the mark that fits it best; blank text has no sheet."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_ended = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    delimiter = delimiter_of(lines, score)
    remarks = () if is_ended else cut_line(lines, delimiter)
    # An upper bound of the width, so that a title row of one cell does not set it.
    width = max(line.count(delimiter) for line in lines) + 1
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        if not text.strip():
            return []
        msg = f"{file!r} cannot be split into cells ({error}); look for a quotation mark left open"
        raise ReadError(msg, file=file) from error
    columns = [cells[i] for i in range(width)]
    labels = np.arange(1, len(cells) + 1)
    if len(cells) != len(lines):  # some cell holds a line break
        breaks = sum(c.str.count("\n").to_numpy(dtype=np.intp) for c in columns)
        labels = labels + np.concatenate([[0], np.cumsum(breaks)[:-1]])
    return [
        Grid(
            file=file,
            columns=columns,
            labels=labels,
            notes=notes,
            is_csv=True,
            delimiter=delimiter,
            remarks=remarks,
        )
    ]


def delimiter_of(lines: list[str], score: Score) -> str:
    """Choose the mark under which some early row holds most wanted names, then most cells."""

    def merit(mark: str) -> tuple[int, int]:
        rows = list(csv.reader(lines[: 4 * HEADER_WITHIN], delimiter=mark))
        found = [texts_of(row) for row in rows if any(row)][:HEADER_WITHIN]
        return max(((score(row), len(row)) for row in found), default=(0, 0))

    return max(_DELIMITERS, key=merit)
