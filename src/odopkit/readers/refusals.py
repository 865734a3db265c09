"""Tables that cannot be repaired: what is wrong with them, and where it shows first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.texts import HOW_NUMBERS_ARE_WRITTEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from odopkit.errors import ReadError
    from odopkit.readers.columns import Column
    from odopkit.readers.layout import Table
    from odopkit.typing import BoolArray


_ADVICE: Final = {
    "value": f"choose the column of values, and {HOW_NUMBERS_ARE_WRITTEN}",
    "shipments": "choose a column of whole numbers, or leave it out",
    "hs_code": "choose the column of HS codes, one code of 2, 4, 6 or 8 digits a row",
    "period": "write years as '2021' or '2021-22'",
}


def refuse_merged(
    table: Table, keys: Sequence[Column], where: Mapping[str, int], left: BoolArray
) -> None:
    """Refuse keys that stand once for several rows, as merged cells do."""
    at = np.flatnonzero(left)
    if not at.size:
        return
    for column in keys:
        gaps = column.gaps[at]
        spans = any(
            c == where[column.name] and a >= table.start and gaps.any()
            for a, _, c in table.grid.merged
        )
        if spans or (not gaps[0] and int(gaps.sum()) * 2 > len(at)):
            row = table.labels[int(at[int(np.argmax(gaps))])]
            msg = (
                f"column {column.header!r} of {table.grid.where} is blank in {int(gaps.sum())} of "
                f"{len(at)} rows (first in row {row}) below a cell that is filled, as merged cells "
                "are; unmerge and fill the cells down, then read it again"
            )
            raise table.grid.error(msg, row=row)


def refuse_lost_zeros(
    table: Table, columns: Mapping[str, Column], left: BoolArray, *, pad: bool
) -> None:
    """Refuse HS codes that lack one digit, unless the caller has them padded."""
    column = columns.get("hs_code")
    if column is None or pad:
        return
    rows = np.flatnonzero(column.rows_where(column.restorable) & left)
    if not rows.size:
        return
    row = table.labels[int(rows[0])]
    msg = (
        f"{len(rows)} row(s) of {table.grid.where} have an HS code with one digit missing "
        f"(first in row {row}: {column.texts[int(column.codes[rows[0]])]!r}); pass pad_hs=True if "
        "a spreadsheet dropped the leading zero"
    )
    raise table.grid.error(msg, row=row)


def refuse_mostly_bad(
    table: Table,
    columns: Mapping[str, Column],
    bad: Mapping[str, BoolArray],
    left: BoolArray,
) -> None:
    """Refuse a column that is bad in more than half of the rows: it is the wrong one."""
    n = int(left.sum())
    for name, column in columns.items():
        rows = np.flatnonzero(bad[name])
        if len(rows) * 2 <= n:
            continue
        _, firsts = np.unique(column.codes[rows], return_index=True)
        shown = rows[np.sort(firsts)[:3]] if len(firsts) > 2 else rows[:3]
        samples = "; ".join(
            f"row {table.labels[int(r)]}: {column.problems[int(column.codes[r])]}" for r in shown
        )
        if int(column.rows_where(column.missing)[rows].sum()) * 2 > len(rows):
            advice = "fill it in (with 0, if a blank means none), or choose another column"
        else:
            advice = _ADVICE.get(name, "mend it, or choose another column")
        msg = (
            f"column {column.header!r} of {table.grid.where} cannot serve as {name}: "
            f"{len(rows)} of {n} rows are bad ({samples}); {advice}"
        )
        raise table.grid.error(msg, row=table.labels[int(rows[0])])


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
