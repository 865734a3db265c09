"""Tables that cannot be repaired: what is wrong with them, and where it shows first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.numbers import HOW_NUMBERS_ARE_WRITTEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from odopkit.errors import ReadError
    from odopkit.readers.columns import Column
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray, IntArray


_LONGEST: Final = 500
_ADVICE: Final = {
    "value": f"choose the column of values, and {HOW_NUMBERS_ARE_WRITTEN}",
    "shipments": "choose a column of whole numbers, or leave it out",
    "hs_code": "choose the column of HS codes, one code of 2, 4, 6 or 8 digits a row",
    "period": "write years as '2021' or '2021-22'",
}


def refuse_merged(
    table: Table,
    keys: Sequence[Column],
    where: Mapping[str, int],
    left: BoolArray,
    options: ReadOptions,
) -> None:
    """Refuse keys that stand once for several rows, as merged cells do."""
    for column in keys:
        _refuse_dittos(table, column, left, options)
        gaps = column.gaps & left
        n_gaps, n = int(np.count_nonzero(gaps)), int(np.count_nonzero(left))
        if not n_gaps:
            continue
        spans = any(c == where[column.name] and a >= table.start for a, _, c in table.grid.merged)
        half = n_gaps > 1 and n_gaps * 2 >= n
        if spans or (not gaps[int(np.argmax(left))] and (half or n_gaps * 2 > n)):
            row = table.labels[int(np.argmax(gaps))]
            way = (
                f"pass fill_down=[{column.header!r}] if a blank stands for the cell above"
                if options.asked
                else "unmerge and fill the cells down, then read it again"
            )
            msg = (
                f"column {column.header!r} of {table.grid.where} is blank in {n_gaps} of "
                f"{n} rows (first in row {row}) below a cell that is filled, as merged cells "
                f"are; {way}"
            )
            raise table.grid.error(msg, row=row)


def _refuse_dittos(table: Table, column: Column, left: BoolArray, options: ReadOptions) -> None:
    """Refuse marks that stand for the cell above, which only the caller may have filled."""
    if not any(column.dittos):
        return
    at = np.flatnonzero(column.rows_where(column.dittos) & left)
    if not at.size:
        return
    row = table.labels[int(at[0])]
    mark = column.texts[int(column.codes[at[0]])]
    way = (
        f"pass fill_down=[{column.header!r}] to take it"
        if options.asked
        else "write the cell above in its place, then read it again"
    )
    msg = (
        f"column {column.header!r} of {table.grid.where} has {mark!r} in {len(at)} row(s) (first "
        f"in row {row}), which stands for the cell above; {way}"
    )
    raise table.grid.error(msg, row=row)


def refuse_mostly_bad(
    table: Table,
    columns: Mapping[str, Column],
    bad: Mapping[str, BoolArray],
    left: BoolArray,
    options: ReadOptions,
) -> None:
    """Refuse a column that is bad in more than half of the rows: it is the wrong one."""
    for name, column in columns.items():
        hidden = column.rows_where(column.hidden) if any(column.hidden) else ~left
        # What a source withholds shows the right column.
        n = int((left & ~hidden).sum())
        rows = np.flatnonzero(bad[name] & ~hidden)
        if len(rows) * 2 <= n:
            continue
        _, firsts = np.unique(column.codes[rows], return_index=True)
        shown = rows[np.sort(firsts)[:3]] if len(firsts) > 2 else rows[:3]
        # What to write stands once, at the end.
        problems = [
            column.problems[int(column.codes[r])].removesuffix(f"; {HOW_NUMBERS_ARE_WRITTEN}")
            for r in shown
        ]
        said = [
            f"row {table.labels[int(r)]}: {problem}"
            for r, problem in zip(shown, problems, strict=True)
        ]
        if int(column.rows_where(column.missing)[rows].sum()) * 2 > len(rows):
            advice = "fill it in (with 0, if a blank means none), or choose another column"
        else:
            advice = _advice(column, rows, options)
        where = f"column {column.header!r} of {table.grid.where} cannot serve as {name}"
        while True:
            msg = f"{where}: {len(rows)} of {n} rows are bad ({'; '.join(said)}); {advice}"
            if len(msg) <= _LONGEST or len(said) == 1:
                break
            said.pop()
        raise table.grid.error(msg, row=table.labels[int(rows[0])])


def _advice(column: Column, rows: IntArray, options: ReadOptions) -> str:
    """Say how to mend a column; decimal commas have an argument."""
    first = column.texts[int(column.codes[rows[0]])]
    if column.name == "value" and re.fullmatch(r"[0-9]+,[0-9]+|[0-9.]+,[0-9]+", first):
        way = "pass" if options.asked else "use read_exports with"
        return f"{way} decimal=',' if commas are decimal, or {HOW_NUMBERS_ARE_WRITTEN}"
    return _ADVICE.get(column.name, "mend it, or choose another column")


def nothing_left(table: Table, lines: pd.DataFrame) -> ReadError:
    """Make the error for a table in which no row of data is left, with the commonest reason."""
    rows = lines[lines["row"].notna()]
    if len(rows):
        reason = rows["message"].value_counts().index[0]
        why = (
            f": all {len(rows)} rows were set aside (most often: {reason!r}); check that this is "
            "the right file and header row"
        )
    else:
        why = " below its header; check the download"
    return table.grid.error(f"{table.grid.where} has no row of data{why}")
