"""The lines about one sheet: what was set aside or repaired, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from odopkit.errors.frames import refuse_half_letters
from odopkit.errors.telling import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.formats.grid import Grid
    from odopkit.typing import BoolArray, IntArray


_LONGEST: Final = 400
"""Characters of a cell or a message that are kept; a mark says how many there were."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line about some spellings of a column; ``{n}`` in it is their number of cells."""

    action: str
    message: str
    flags: Sequence[bool]


class Line(NamedTuple):
    """One line of the issues, as a frame of them shows it."""

    file: str
    sheet: str
    row: object
    column: str
    value: str
    action: str
    message: str


class IssueLog:
    """The lines about one sheet, in the order of its rows."""

    __slots__ = ("_file", "_labels", "_lines", "_sheet")

    def __init__(self, file: str, sheet: str = "", labels: Any = ()) -> None:
        self._file = file
        self._sheet = sheet
        self._labels = labels
        self._lines: list[tuple[int, object, str, str, str, str]] = []

    def whole(self, action: str, message: str, *, column: str = "", value: str = "") -> None:
        """Add a line about the file or sheet as a whole."""
        self._lines.append((-1, None, column, value, action, message))

    def row(self, position: int, column: str, value: str, action: str, message: str) -> None:
        """Add a line about the row at a position of the sheet, counted from 0."""
        label = self._labels[position]
        label = label.item() if isinstance(label, np.generic) else label
        self._lines.append((position, label, column, value, action, message))

    def column(
        self, at: IntArray, column: Column, action: str, messages: Sequence[str], start: int
    ) -> None:
        """Add a line for each of some data rows, in the words of its spelling."""
        for position, code in zip(at.tolist(), column.codes[at].tolist(), strict=True):
            self.row(start + position, column.header, column.texts[code], action, messages[code])

    def stretch(self, labels: Any, start: int, times: int) -> None:
        """Follow data rows that now stand several times, with their labels."""
        self._labels = labels
        self._lines = [
            (start + (line[0] - start) * times if line[0] >= start else line[0], *line[1:])
            for line in self._lines
        ]

    def told(self, column: Column, rows: BoolArray) -> None:
        """Add the lines that a column has for some rows of data."""
        for line in column.told:
            cells = column.rows_where(line.flags) & rows if any(line.flags) else None
            if cells is None or not cells.any():
                continue
            first = column.texts[int(column.codes[int(np.argmax(cells))])]
            message = line.message.format(n=int(cells.sum()))
            self.whole(line.action, message, column=column.header, value=first)

    def lines(self) -> list[Line]:
        """Return the lines, ordered by row."""
        lines = sorted(self._lines, key=lambda line: line[0])
        own = (self._file, self._sheet)
        return [
            Line(*own, line[1], *(within(text, _LONGEST) for text in line[2:])) for line in lines
        ]


def framed(lines: Sequence[Line]) -> pd.DataFrame:
    """Lay lines out as a frame."""
    refuse_half_letters(text for line in lines for text in line)
    columns = list(zip(*lines, strict=True)) or [()] * len(Line._fields)
    return pd.DataFrame(
        {
            name: pd.Series(list(cells), dtype=object if name == "row" else str)
            for name, cells in zip(Line._fields, columns, strict=True)
        }
    )


def hidden_sheet(grid: Grid) -> list[Line]:
    """List a hidden sheet, which may hold an older copy and is left out."""
    log = IssueLog(grid.file, grid.sheet)
    log.whole("set_aside", "hidden sheet not read; choose it with sheet= if it is meant")
    return log.lines()
