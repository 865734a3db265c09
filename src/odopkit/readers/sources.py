"""From what a caller gives, a path, a DataFrame or a table of an engine, to grids of cells."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from odopkit.errors import InvalidValueError, ReadError
from odopkit.errors.files import (
    bytes_of,
    checked_path,
    folder_error,
    path_error,
    refuse_no_file,
    shown_name,
)
from odopkit.errors.frames import index_names, refuse_levels
from odopkit.errors.telling import kind_of, remedy
from odopkit.readers.formats.grid import frame_grid
from odopkit.readers.formats.parquet import PARQUET, open_parquet
from odopkit.readers.layout import CANONICAL
from odopkit.readers.opening import open_bytes
from odopkit.readers.scans import is_scan, scan_name, summed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.formats.delimited import Score
    from odopkit.readers.formats.grid import Grid
    from odopkit.readers.formats.limits import ReadLimits
    from odopkit.readers.options import ReadOptions


class Asked(NamedTuple):
    """What the caller asked for, checked."""

    source: object
    mapping: Mapping[str | int, str]
    options: ReadOptions
    unit: str
    sheet: str | int | None
    header: int | None
    limits: ReadLimits


def name_of(source: object) -> str:
    """Name a source as the result does."""
    if isinstance(source, str | os.PathLike):
        return shown_name(source)
    return "DataFrame" if isinstance(source, pd.DataFrame) else scan_name(source)


def grids_of(asked: Asked, score: Score, *, in_blocks: bool) -> tuple[list[Grid], list[Grid]]:
    """Open a source, down to the sheet that the caller named; hidden ones are kept apart."""
    grids = _open(asked, score, in_blocks=in_blocks)
    header, sheet = asked.header, asked.sheet
    if header is not None and grids[0].names is not None:
        msg = f"header= does not apply to {grids[0].where}, whose columns have names of their own"
        raise InvalidValueError(msg)
    if sheet is not None:
        return [_chosen(grids, sheet)], []
    shown = [grid for grid in grids if not grid.hidden]
    return (shown, [grid for grid in grids if grid.hidden]) if shown else (grids, [])


def _open(asked: Asked, score: Score, *, in_blocks: bool) -> list[Grid]:
    source, limits = asked.source, asked.limits
    if is_scan(source):
        frame, remarks = summed(source, asked.mapping, asked.options)
        return [frame_grid(frame, file=scan_name(source), remarks=remarks)]
    if isinstance(source, pd.DataFrame):
        refuse_levels(source, "source")
        hidden = [c for c in index_names(source) if c in CANONICAL and c not in source]
        if hidden:
            msg = (
                f"column {hidden[0]!r} is in the index of the DataFrame; call .reset_index() first"
            )
            raise ReadError(msg, file="DataFrame")
        if not len(source.columns):
            msg = "the DataFrame has no columns; give a table with a column of values"
            raise ReadError(msg, file="DataFrame")
        return [frame_grid(source)]
    if not isinstance(source, str | os.PathLike):
        msg = (
            f"source must be a path or a pandas DataFrame, got {kind_of(source)}; "
            f"{remedy(source, 'table')}"
        )
        raise InvalidValueError(msg)
    path = checked_path(source, "source")
    refuse_no_file(source)
    if path.is_dir():
        raise folder_error(path, "give one file, or use read_dgcis for DGCI&S downloads")
    name = shown_name(path.name)
    try:
        with path.open("rb") as stream:
            if stream.read(len(PARQUET)) == PARQUET:
                return [open_parquet(path, name, limits)]
        return open_bytes(bytes_of(path), name, score, limits, in_blocks=in_blocks)
    except OSError as error:
        if isinstance(error, ReadError):
            raise
        raise path_error(path, error) from None


def _chosen(grids: list[Grid], sheet: str | int) -> Grid:
    if not any(grid.sheet for grid in grids):
        msg = f"sheet= does not apply to {grids[0].where}, which has no sheets"
        raise InvalidValueError(msg)
    names = [grid.sheet for grid in grids]
    if isinstance(sheet, str) and sheet in names:
        return grids[names.index(sheet)]
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 1 <= sheet <= len(grids):
        return grids[sheet - 1]
    msg = f"{grids[0].file!r} has no sheet {sheet!r}; those with cells are {names}, counted from 1"
    raise ReadError(msg, file=grids[0].file)
