"""A sheet of cells as a file holds them, before anything is read out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.errors.frames import is_nested
from odopkit.readers.texts import spelled, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

HEADER_WITHIN: Final = 30
"""A header is looked for in this many rows that are not blank."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """One sheet of cells, by column, as the file holds them.

    `labels` are the row numbers to report; `names` is set where the source has column
    names of its own (a DataFrame, a parquet file) instead of a header row; `merged`
    holds (first row, last row, column) of cells merged downwards, counted from 0; `reach`
    is how many columns each row of a web page covers; `remarks` are lines to be noted.
    """

    file: str
    columns: Sequence[Any]
    labels: Any
    sheet: str = ""
    names: tuple[str, ...] | None = None
    merged: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    is_csv: bool = False
    delimiter: str = ""
    reach: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def height(self) -> int:
        """Number of rows, header and blank ones too."""
        return len(self.labels)

    @property
    def where(self) -> str:
        """The file and sheet, as messages name them."""
        return f"{self.file!r}" + (f", sheet {self.sheet!r}" if self.sheet else "")

    def head(self) -> list[tuple[int, list[str]]]:
        """Return the first rows that are not blank, tidy, with their positions."""
        top = [texts_of(column[: 4 * HEADER_WITHIN]) for column in self.columns]
        rows = enumerate(list(row) for row in zip(*top, strict=True))
        return [(i, row) for i, row in rows if any(row)][:HEADER_WITHIN]

    def error(self, msg: str, *, row: object = None) -> ReadError:
        """Make the error that names this sheet."""
        at = int(row) if isinstance(row, int | np.integer) else None
        return ReadError(msg, file=self.file, sheet=self.sheet or None, row=at)


def frame_grid(
    frame: pd.DataFrame,
    *,
    file: str = "DataFrame",
    labels: Any = None,
    remarks: tuple[str, ...] = (),
) -> Grid:
    """See a DataFrame as a grid; the caller's object is only read."""
    names = tuple(spelled(name) for name in frame.columns)
    columns = [frame.iloc[:, i] for i in range(len(names))]
    # As objects they are refused where they are used, and else left alone.
    columns = [c.astype(object) if is_nested(c.dtype) else c for c in columns]
    return Grid(
        file=file,
        columns=columns,
        labels=frame.index if labels is None else labels,
        names=names,
        remarks=remarks,
    )


def objects(cells: Sequence[object]) -> Any:
    """Hold cells as they are: inferring a type would turn codes into floats."""
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column
