"""Where the names of columns stand: in one row, in two, or nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from odopkit.readers.layout import Table, table_at
from odopkit.readers.numbers import is_missing_number, is_number
from odopkit.readers.periods import names_year, spelled
from odopkit.readers.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from odopkit.readers.formats.delimited import Score
    from odopkit.readers.formats.grid import Grid

_LOOKED_AT: Final = 60


def best_table(
    grid: Grid, score: Score, header: int | None, numbers: Collection[int]
) -> tuple[int, int, Table] | None:
    """Return the table under the best header of a grid, with the merit of that header."""
    if header is not None and header > grid.height:
        return None
    rows = dict(grid.head())
    if header is not None:
        rows[header - 1] = list(table_at(grid, header - 1).names)
    # Of rows with the same names the first: a table below it has a header of its own.
    singles = [
        (score(row), 0 if score(row) else _words(row), -i, i)
        for i, row in rows.items()
        if _asked(header, i)
    ]
    merit, words, _, at = max(singles)
    if merit == 0 and header is None and numbers:
        start = _first_filled(grid, numbers)
        if start is not None:
            above = table_at(grid, start - 1) if start else _nameless(grid)
            return 0, words, above
    pairs = [
        found
        for i in rows
        if i + 1 in rows and (_asked(header, i) or _asked(header, i + 1))
        if (found := _two_rows(grid, i, rows[i], rows[i + 1], score)) is not None
    ]
    best = max(pairs, key=lambda found: found[0], default=None)
    if best is not None and (best[0] > merit or (best[1] and best[2].start in (at + 1, at + 2))):
        return best[0], words, best[2]
    return merit, words, table_at(grid, at)


def _asked(header: int | None, row: int) -> bool:
    return header is None or row == header - 1


def _words(row: Iterable[str]) -> int:
    return sum(bool(cell) and not cell[0].isdigit() for cell in row)


def _nameless(grid: Grid) -> Table:
    """Take a grid whose first row is data."""
    return Table(grid=grid, names=("",) * len(grid.columns), start=0)


def _first_filled(grid: Grid, numbers: Collection[int]) -> int | None:
    """Find the first row in which every column that the caller numbers is filled."""
    if max(numbers) > len(grid.columns):
        return None
    cells = [texts_of(grid.columns[n - 1][:_LOOKED_AT]) for n in numbers]
    return next((i for i, row in enumerate(zip(*cells, strict=True)) if all(row)), None)


# -- two rows --------------------------------------------------------------------------
def _two_rows(
    grid: Grid, at: int, upper: Sequence[str], lower: Sequence[str], score: Score
) -> tuple[int, bool, Table] | None:
    """Join two rows to one header: Value over 2023-24 | 2024-25.

    The flag says that an upper name stands over several lower ones.
    """
    over = _carried(upper, lower)
    filled = [i for i, cell in enumerate(lower) if cell]
    below_blank = any(up and not low for up, low in zip(upper, lower, strict=True))
    if not filled or not below_blank or any(not over[i] for i in filled):
        return None
    if any(_is_number(lower[i]) for i in filled):
        return None
    spread_out = len(filled) > 1 and any(not upper[i] for i in filled)
    joined = [
        tuple(
            _join(over[i], low, alone=alone and lower.count(low) == 1)
            for i, low in enumerate(lower)
        )
        for alone in (True, False)
    ]
    names = max(joined, key=score)
    table = Table(grid=grid, names=names, start=at + 2, uppers=tuple(over))
    return score(names), spread_out, table


def _carried(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Carry an upper cell over the blanks to its right, as long as the lower row is filled."""
    over, last = [], ""
    for up, low in zip(upper, lower, strict=True):
        last = up or (last if low else "")
        over.append(last)
    return over


def _join(upper: str, lower: str, *, alone: bool) -> str:
    if not lower or not upper:
        return lower or upper
    return lower if alone else f"{upper} {lower}"


def _is_number(text: str) -> bool:
    if names_year(text) or spelled(text).readings or is_missing_number(text):
        return False
    return is_number(text)


def named_by_number(table: Table, numbers: Collection[int]) -> Table:
    """Give a name to columns without a heading that the caller names by their number."""
    names = list(table.names)
    for number in numbers:
        if number <= len(names) and not names[number - 1]:
            names[number - 1] = f"column {number}"
    return replace(table, names=tuple(names))
