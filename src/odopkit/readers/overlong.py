"""Cells beyond the header: a row that is too long holds other columns than its places say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.readers.spellings import Spelled
from odopkit.readers.texts import as_text, tidy

if TYPE_CHECKING:
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.typing import BoolArray


def drop_overlong(table: Table, left: BoolArray, log: IssueLog) -> None:
    """Set aside rows that run on beyond the header; of a workbook tell the columns without one."""
    if table.grid.names is not None:
        return
    if table.grid.is_csv or table.grid.reach:
        _drop_shifted(table, left, log)
        return
    for position, name in enumerate(table.names):
        if name:
            continue
        n = int((_filled(table.column(position)) & left).sum())
        if n:
            message = f"column {position + 1} has {n} cell(s) and no heading: not read"
            log.whole("noted", message)


def _filled(cells: Any) -> BoolArray:
    if isinstance(cells, Spelled):
        codes, texts = cells.encoded()
        return np.array([bool(text.strip()) for text in texts], dtype=np.bool_)[codes]
    if isinstance(cells, pd.Series):
        return (cells.str.strip() != "").to_numpy(dtype=np.bool_)
    return np.fromiter((bool(tidy(as_text(cell))) for cell in cells), np.bool_, len(cells))


def _drop_shifted(table: Table, left: BoolArray, log: IssueLog) -> None:
    """List rows with more cells than the header: which of them is one too many is not known."""
    width = max((i for i, name in enumerate(table.names) if name), default=-1) + 1
    if table.grid.reach:  # a heading may span several columns
        width = max(width, table.grid.reach[table.start - 1])
    over = np.zeros(len(left), dtype=np.bool_)
    for position in range(width, len(table.names)):
        cells = table.column(position)
        if table.grid.is_csv and isinstance(cells, np.ndarray):
            over |= np.fromiter((bool(cell.strip()) for cell in cells), np.bool_, len(cells))
        else:
            over |= _filled(cells)
    rows = np.flatnonzero(over & left)
    is_csv = table.grid.is_csv
    if len(rows) * 2 > int(left.sum()):
        way = "put text that holds the delimiter in quotation marks"
        if not is_csv:
            way = "one column has no heading, so give each column its own"
        elif len(rows) == int(left.sum()):
            way = f"give each column a heading, all in one row, or {way}"
        msg = (
            f"{len(rows)} of {int(left.sum())} rows of {table.grid.where} have more cells than the "
            f"header has names ({width}); {way}"
        )
        raise table.grid.error(msg, row=table.labels[int(rows[0])])
    why = ": a delimiter without quotes?" if is_csv else ""
    for row in rows.tolist():
        message = f"has more cells than the header has names ({width}){why}"
        log.row(table.start + row, "", "", "set_aside", message)
    left &= ~over
