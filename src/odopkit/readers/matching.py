"""Which sheet and header a caller means, and which column is which."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from odopkit.errors import InvalidValueError, ReadError
from odopkit.errors.telling import LONGEST_MESSAGE, shortened
from odopkit.readers.guessing import call_of
from odopkit.readers.headers import best_table
from odopkit.readers.layout import CANONICAL, LONGEST_LIST, REQUIRED, Table, listing
from odopkit.readers.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from odopkit.readers.formats.delimited import Score
    from odopkit.readers.formats.grid import Grid


def wanted_names(columns: Mapping[str | int, str], values: Mapping[str, str]) -> frozenset[str]:
    """Return every name under which a column would be used, tidy."""
    given = {tidy(name) for name in (*columns, *values) if isinstance(name, str)}
    return frozenset(given | set(CANONICAL))


def exports_score(wanted: frozenset[str]) -> Score:
    """Count the wanted names in a row."""
    return lambda row: len(wanted & set(row))


def find_table(
    grids: Sequence[Grid], score: Score, header: int | None, numbers: Collection[int] = ()
) -> tuple[Table, list[Grid]]:
    """Choose the sheet and header row with most wanted names; return the other sheets too.

    Where no row has any, the fullest row stands for the header, so that the caller's
    error can list the columns.
    """
    found: list[tuple[int, int, Table]] = []
    for grid in grids:
        if grid.names is not None:
            names = tuple(tidy(name) for name in grid.names)
            found.append((score(names), len(names), Table(grid=grid, names=names, start=0)))
            continue
        best_here = best_table(grid, score, header, numbers)
        if best_here is not None:
            found.append(best_here)
    if not found:
        msg = (
            f"{grids[0].where} has no row {shortened(header)}; header= is the row of the "
            f"column names"
        )
        raise grids[0].error(msg)
    best = max(merit for merit, _, _ in found)
    tables = [table for merit, _, table in found if merit == best]
    if best and len(tables) > 1:
        names_of = [table.grid.sheet for table in tables]
        msg = (
            f"{len(tables)} sheets of {grids[0].file!r} have these columns: {names_of}; "
            "choose one with sheet="
        )
        raise ReadError(msg, file=grids[0].file)
    table = tables[0]
    return table, [grid for grid in grids if grid is not table.grid]


def match_columns(
    table: Table,
    columns: Mapping[str | int, str],
    constants: Mapping[str, str],
    spread: Collection[int] = (),
) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Find each canonical column; also name those that only differ in capitals."""
    names, where = table.names, table.grid.where
    numbered = _numbered(table, columns)
    mapping = {tidy(name): target for name, target in columns.items() if isinstance(name, str)}
    absent = [name for name in mapping if name not in names]
    if absent:
        near = difflib.get_close_matches(absent[0].casefold(), [n.casefold() for n in names], n=3)
        like = [n for n in names if n.casefold() in near]
        msg = (
            f"{where} has no column {absent[0]!r}"
            + (f"; the nearest are {listing(like)}" if like else "")
            + f"; its columns are {listing(names)}"
        )
        raise table.grid.error(msg)
    targets = {*mapping.values(), *numbered.values()}
    if spread:
        targets |= {"value", "period"}  # a column of such a name is none of the years
    found: dict[str, int] = {}
    for position, name in enumerate(names):
        # What the caller names goes before a column that happens to have the right name.
        own = name if name in CANONICAL and name not in targets else None
        target = numbered.get(position, mapping.get(name, own))
        if target is None or position in spread:
            continue
        if target in found:
            msg = (
                f"{where} has the column {name!r} more than once "
                f"(columns {found[target] + 1} and {position + 1}); rename or remove one"
            )
            raise table.grid.error(msg)
        found[target] = position
    both = sorted(set(constants) & set(found))
    if both:
        msg = (
            f"constants= gives {both[0]!r}, but {where} has that column too "
            f"({names[found[both[0]]]!r}); leave one of them out"
        )
        raise InvalidValueError(msg)
    have = {*found, *constants, *(("value", "period") if spread else ())}
    like_canonical = [
        (name, name.casefold())
        for name in names
        if name.casefold() in CANONICAL and name.casefold() not in have and name not in mapping
    ]
    missing = [name for name in REQUIRED if name not in have]
    if missing:
        call = call_of(table, found, missing) or "columns={'column of the file': 'value', ...}"
        lacking = f"{where} has no column {' or '.join(map(repr, missing))}"
        pass_on = f"Pass {call} if that names them"
        over = len(f"{lacking}; {_its_columns(names)}. {pass_on}") - LONGEST_MESSAGE
        msg = f"{lacking}; {_its_columns(names, max(over, 0))}. {pass_on}"
        raise table.grid.error(msg)
    return found, like_canonical


def _its_columns(names: Sequence[str], less: int = 0) -> str:
    """List the columns, in so many characters less than usual."""
    shown = listing(names, LONGEST_LIST - less)
    return f"its columns are {shown}" if any(names) else "it has no headings"


def _numbered(table: Table, columns: Mapping[str | int, str]) -> dict[int, str]:
    """Take the columns that the caller names by their number, from 1."""
    numbered = {name - 1: target for name, target in columns.items() if isinstance(name, int)}
    beyond = [i + 1 for i in numbered if i >= len(table.names)]
    if beyond:
        msg = (
            f"{table.grid.where} has {len(table.names)} columns, and columns= names number "
            f"{beyond[0]}; they are counted from 1"
        )
        raise table.grid.error(msg)
    return numbered
