"""Tables that stand one below the other in one sheet, each with a header of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors.telling import shortened
from odopkit.labels.headings import flows_of
from odopkit.readers.cells import spelled_out
from odopkit.readers.layout import Table, listing
from odopkit.readers.numbers import is_number
from odopkit.readers.periods import names_year
from odopkit.readers.spellings import Spelled
from odopkit.readers.texts import texts_of
from odopkit.readers.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from odopkit.readers.formats.grid import Grid

_COLUMNS_SEARCHED: Final = 2
_MOST_TABLES: Final = 200
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def tables_of(
    table: Table, found: Mapping[str, int], values: Collection[int], wanted: frozenset[str]
) -> list[Table]:
    """Part a table at each further header; one that only repeats the first parts nothing."""
    used = {table.names[i]: i for i in found.values() if table.names[i] in wanted}
    rows = [r for r in _suspects(table, list(used.values()), wanted) if _is_header(table, r, used)]
    if not rows:
        return [table]
    every = used | {table.names[i]: i for i in values}
    new = [r for r in rows if not _repeats(table, r, every)]
    for row in rows:
        _refuse_titles(table, row, found)
    if not new or len(new) > _MOST_TABLES:
        return [table]
    for row in new:
        _refuse_other_columns(table, row, used)
    ends = [*new, table.grid.height]
    first = replace(table, grid=_cut(table.grid, 0, new[0]))
    others = [
        Table(grid=_cut(table.grid, row, end), names=_names(table, row), start=1)
        for row, end in zip(new, ends[1:], strict=True)
    ]
    return [first, *others]


def _suspects(table: Table, used: Sequence[int], wanted: frozenset[str]) -> list[int]:
    """Find rows below the header in which a used column holds a name of a column."""
    rows: set[int] = set()
    searched = 0
    for position in used:
        cells: Any = table.column(position)
        if cells.dtype.kind in "iufbM" or searched == _COLUMNS_SEARCHED:
            continue
        searched += 1
        if isinstance(cells, Spelled):
            rows |= set(cells.rows_of(wanted).tolist())
            continue
        rows |= set(np.flatnonzero(pd.Series(spelled_out(cells)).isin(wanted).to_numpy()).tolist())
    return sorted(row + table.start for row in rows)


def _names(table: Table, row: int) -> tuple[str, ...]:
    return tuple(texts_of(c[row : row + 1])[0] for c in table.grid.columns)


def _is_header(table: Table, row: int, used: Mapping[str, int]) -> bool:
    """Tell a header from a row of data in which one cell happens to be the name of a column."""
    names = [name for name in _names(table, row) if name]
    if len(set(names) & set(used)) > 1:
        return True
    return len(names) > 1 and all(names_year(n) or not is_number(n) for n in names)


def _repeats(table: Table, row: int, used: Mapping[str, int]) -> bool:
    names = _names(table, row)
    return all(names[i] == name for name, i in used.items())


def _refuse_other_columns(table: Table, row: int, used: Mapping[str, int]) -> None:
    names = _names(table, row)
    lacking = [name for name in used if name not in names]
    if not lacking:
        return
    at = table.grid.labels[row]
    msg = (
        f"row {at} of {table.grid.where} begins a second table, which has no column "
        f"{lacking[0]!r} (its columns are {listing(names)}); save each table as a file of its own, "
        "and read them one by one"
    )
    raise table.grid.error(msg, row=at)


def _refuse_titles(table: Table, row: int, found: Mapping[str, int]) -> None:
    """Refuse tables of several years, flows or units that only their titles tell apart."""
    above = [text for r in (row - 1, row - 2) if r >= table.start for text in _names(table, r)]
    filled = [text for text in above if text]
    if not filled or len(filled) > len(table.names):
        return
    at = table.grid.labels[row]
    year = next((t for t in filled if _YEAR.search(t)), None)
    if year is not None and "period" not in found:
        msg = (
            f"row {at} of {table.grid.where} begins a second table, of {year!r}, and no column "
            "tells the years apart; save each table as a file of its own, and read it with "
            "constants={'period': ...}"
        )
        raise table.grid.error(msg[:500], row=at)
    first = [text for _, text in table.above]
    first += [table.names[found["value"]]] if "value" in found else []
    other = _other_kind(first, filled)
    if other:
        msg = (
            f"row {at} of {table.grid.where} begins a second table, of {shortened(other)}, and no "
            "column tells it from the first; save each table as a file of its own, and read them "
            "one by one"
        )
        raise table.grid.error(msg, row=at)


def _other_kind(first: Sequence[str], title: Sequence[str]) -> str:
    """Return the words of a title by which its table is of another flow or unit than the first."""
    flows = frozenset().union(*map(flows_of, first)) or {"export"}
    for text in title:
        if (own := flows_of(text)) and not own <= flows:
            return text
        if (unit := unit_of(text)) and unit not in map(unit_of, first):
            return text
    return ""


def _cut(grid: Grid, first: int, end: int) -> Grid:
    """Take some rows of a grid."""
    columns = [
        c.iloc[first:end].reset_index(drop=True) if isinstance(c, pd.Series) else c[first:end]
        for c in grid.columns
    ]
    merged = tuple(
        (a - first, min(b, end - 1) - first, c) for a, b, c in grid.merged if first <= a < end
    )
    return replace(grid, columns=columns, labels=grid.labels[first:end], merged=merged)
