"""Workbooks, old and new."""

from __future__ import annotations

import io
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.errors.packages import optional
from odopkit.errors.telling import why
from odopkit.readers.formats.doubled import refuse_doubled
from odopkit.readers.formats.extents import check_extents
from odopkit.readers.formats.grid import Grid
from odopkit.readers.formats.insides import Inside, insides
from odopkit.readers.formats.limits import LIMITS
from odopkit.readers.formats.unpacking import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.formats.limits import ReadLimits

_PANIC: Final = "PanicException"
"""What the reader of workbooks raises where it gives up; no class of it can be named."""


def open_workbook(data: bytes, file: str, limits: ReadLimits = LIMITS) -> list[Grid]:
    """Take each worksheet of a workbook, hidden ones too."""
    calamine = optional("python_calamine", "excel")
    try:
        if jumbled := check_extents(data, file, limits):
            refuse_doubled(data, jumbled, file, limits)
    except ReadError:
        raise
    except DAMAGED as error:
        raise _not_opened(file, error) from error
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [
                (meta.name, meta.visible != calamine.SheetVisibleEnum.Visible)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            seen = insides(data) if data.startswith(b"PK") else {}
            return [
                replace(
                    _worksheet(book.get_sheet_by_name(name), name, file, seen.get(name, Inside())),
                    hidden=hidden,
                )
                for name, hidden in sheets
            ]
    except calamine.PasswordError as error:
        msg = f"{file!r} is protected by a password; save a copy without one"
        raise ReadError(msg, file=file) from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise _not_opened(file, error) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise _not_opened(file, error) from error


def _not_opened(file: str, error: BaseException) -> ReadError:
    """Make the error for a workbook that its reader refuses."""
    msg = (
        f"{file!r} is a workbook that cannot be opened ({why(error)}); open it and save it as xlsx"
    )
    return ReadError(msg, file=file)


def _worksheet(sheet: Any, name: str, file: str, inside: Inside) -> Grid:
    """Take the cells of one worksheet, and which of them are merged downwards."""
    rows = sheet.to_python(skip_empty_area=False)
    for y, x, error in inside.errors:  # which would else be blank
        if y < len(rows) and x < len(rows[y]):
            rows[y][x] = error
    remark = f"{len(inside.hidden)} hidden row(s) are read like others: {_some(inside.hidden)}"
    width = len(rows[0]) if rows else 0
    merged = tuple(
        (first[0], last[0], column)
        for first, last in sheet.merged_cell_ranges or ()
        if last[0] > first[0]
        for column in range(first[1], min(last[1] + 1, width))
    )
    return Grid(
        file=file,
        sheet=name,
        columns=[
            np.fromiter(map(itemgetter(x), rows), dtype=object, count=len(rows))
            for x in range(width)
        ],
        labels=np.arange(1, len(rows) + 1),
        merged=merged,
        remarks=(remark,) if inside.hidden else (),
    )


def _some(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:10]))
    return shown + (f" and {len(rows) - 10} more" if len(rows) > 10 else "")
