"""Blank cells that stand for the cell above them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.labels.kinds import is_ditto
from odopkit.readers.numbers import is_missing_number
from odopkit.readers.texts import as_text, encode, is_note, is_total, tidy
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray, IntArray


def filled_down(
    table: Table, where: Mapping[str, int], options: ReadOptions, log: IssueLog
) -> Table:
    """Fill the columns that the caller named, and list how many cells were filled.

    Rows of data are filled, which hold a value and no total.  A new label further left
    begins a new block: what stands above it is not carried into it.
    """
    if options.fill_down is False:
        return table
    chosen = _positions(table, where, options)
    keys = {position for name, position in where.items() if name in TEXT_COLUMNS}
    totals = np.zeros(len(table.labels), dtype=np.bool_)
    for position in sorted(keys | set(chosen)):
        totals |= _marked(table.column(position), is_total)
    data = ~totals
    if "value" in where:
        data &= ~_marked(table.column(where["value"]), is_missing_number)
    columns = list(table.grid.columns)
    begins = np.zeros(len(table.labels), dtype=np.bool_)
    for position in chosen:
        cells, begins = _filled(table, position, data, begins, log)
        if cells is not None:
            columns[position] = cells
    return replace(table, grid=replace(table.grid, columns=columns))


def _positions(table: Table, where: Mapping[str, int], options: ReadOptions) -> list[int]:
    """Return the columns to fill, from left to right."""
    if options.fill_down is True:
        return sorted(position for name, position in where.items() if name in TEXT_COLUMNS)
    names = [tidy(name) for name in options.fill_down or ()]
    absent = [name for name in names if name not in table.names]
    if absent:
        shown = ", ".join(repr(name) for name in table.names[:20] if name)
        msg = f"fill_down= names {absent[0]!r}, no column of {table.grid.where}; it has {shown}"
        raise InvalidValueError(msg)
    chosen = sorted(table.names.index(name) for name in names)
    amounts = [where[name] for name in ("value", "shipments") if name in where]
    if set(amounts) & set(chosen):
        name = table.names[(set(amounts) & set(chosen)).pop()]
        msg = f"fill_down= names {name!r}, a column of numbers; it is for columns of labels"
        raise InvalidValueError(msg)
    return chosen


def _marked(cells: Any, is_marked: Any) -> BoolArray:
    """Mark the cells whose text is of a kind, each spelling asked once."""
    codes, raw = encode(cells)
    flags = [is_marked(tidy(as_text(cell))) for cell in raw]
    return np.array(flags, dtype=np.bool_)[codes]


def _filled(
    table: Table, position: int, data: BoolArray, begins: BoolArray, log: IssueLog
) -> tuple[Any, BoolArray]:
    """Fill one column; return its cells (None where no blank was filled) and its new blocks."""
    codes, raw = encode(table.column(position))
    texts = [tidy(as_text(cell)) for cell in raw]
    blank = np.array([text == "" or is_ditto(text) for text in texts], dtype=np.bool_)[codes]
    ends = np.array([is_total(text) or is_note(text) for text in texts], dtype=np.bool_)[codes]
    at = np.arange(len(codes))
    own: IntArray = np.maximum.accumulate(np.where(blank, -1, at))
    block: IntArray = np.maximum.accumulate(np.where(begins, at, -1))
    wanted = blank & data
    source = np.where(own >= block, own, -1)
    known = source >= 0
    known[known] = ~ends[source[known]]
    if wanted.any():
        _refuse_first(table, position, wanted, own)
    fill = wanted & known
    filled = codes.copy()
    filled[fill] = codes[source[fill]]
    if not fill.any():
        return None, begins | _changes(filled, blank)
    header = table.names[position]
    log.whole("repaired", f"{int(fill.sum())} blank cell(s) took the cell above", column=header)
    spelled = np.empty(len(raw), dtype=object)
    spelled[:] = raw
    cells = spelled[filled]
    whole = table.grid.columns[position]
    top = list(whole[: table.start])
    column = np.empty(len(whole), dtype=object)
    column[:] = [*top, *cells]
    index = whole.index if isinstance(whole, pd.Series) else None
    new = column if index is None else pd.Series(column, index=index)
    return new, begins | _changes(filled, blank & ~fill)


def _changes(codes: IntArray, blank: BoolArray) -> BoolArray:
    """Mark the rows in which a column has another label than the last one above."""
    at = np.flatnonzero(~blank)
    new = np.zeros(len(codes), dtype=np.bool_)
    new[at[1:]] = codes[at[1:]] != codes[at[:-1]]
    return new


def _refuse_first(table: Table, position: int, wanted: BoolArray, own: IntArray) -> None:
    """Refuse a column whose first row of data is blank: nothing stands above it."""
    first = int(np.argmax(wanted))
    if own[first] >= 0:
        return
    row = table.labels[first]
    msg = (
        f"column {table.names[position]!r} of {table.grid.where} is blank in row {row}, and no "
        "label stands above it to fill down; write the label there, or leave the column out of "
        "fill_down="
    )
    raise table.grid.error(msg, row=row)
