"""Several columns of values, one a year: each becomes rows of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.labels.headings import kind_of_heading
from odopkit.readers.choosing import texts_at
from odopkit.readers.layout import CANONICAL, Table, listing
from odopkit.readers.numbers import is_number
from odopkit.readers.periods import names_year, read_period, spelled
from odopkit.readers.texts import as_text, cells_at, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.options import ReadOptions

HEADINGS: Final = "headings of values"
YEARS: Final = "year of values"
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The columns of values by position, each with its period as it is spelled."""

    periods: Mapping[int, str]
    heading: str = HEADINGS
    group: str | None = None
    """The name over all of them, where the caller maps it as the value."""


def spread_of(
    table: Table, columns: Mapping[str | int, str], options: ReadOptions
) -> Spread | None:
    """Find the columns of values that the caller names, or that are headed by years."""
    if options.values:
        return _named(table, columns, options)
    names = {tidy(n): t for n, t in columns.items() if isinstance(n, str)}
    group = next(
        (
            n
            for n, t in names.items()
            if t == "value" and n in table.uppers and n not in table.names
        ),
        None,
    )
    taken = set(columns.values()) | set(options.constants)
    if "period" in taken or "period" in table.names:
        return None
    if group is not None:
        years = [i for i, over in enumerate(table.uppers) if over == group]
        years = [i for i in years if names_year(table.names[i])]
        return _found(table, years, group) if years else None
    if "value" in taken or "value" in table.names:
        return None
    numbers = {n - 1 for n in columns if isinstance(n, int)}
    free = [
        i
        for i, name in enumerate(table.names)
        if name and name not in names and name not in CANONICAL and i not in numbers
    ]
    others = [i for i in free if not _is_time(table.names[i])]
    years = [i for i in free if i not in others]
    coded = not {"hs_code", "product"}.isdisjoint(taken)
    if len(years) < 2 or not all(_is_beside(table, i, coded=coded) for i in others):
        return None
    if not all(table.names[min(years) : max(years)]):
        return None  # a year over two columns says not which of them is the value
    return _found(table, years, None)


def _is_beside(table: Table, position: int, *, coded: bool) -> bool:
    """Tell a column that is no value itself: running numbers, or words beside known products."""
    if kind_of_heading(table.names[position]) == "rank":
        return True
    if not coded:
        return False  # the words may be the products
    cells: Any = table.column(position)[:_LOOKED_AT]
    texts = [text for cell in cells if (text := tidy(as_text(cell)))]
    return bool(texts) and sum(is_number(t) for t in texts) * 10 <= len(texts)


def _is_time(heading: str) -> bool:
    """Tell a heading of values over a year, a part of one, a month or a quarter."""
    return names_year(heading) or any(
        1900 <= r.year <= 2100 for r in spelled(heading).readings.values()
    )


def _found(table: Table, years: list[int], group: str | None) -> Spread:
    """Take columns by their headings, each another year."""
    seen: dict[str, int] = {}
    for i in years:
        year = read_period(table.names[i]) or table.names[i]
        if year in seen:
            msg = (
                f"columns {seen[year] + 1} and {i + 1} of {table.grid.where} "
                f"({table.names[seen[year]]!r} and {table.names[i]!r}) are both {year}, and would "
                "be added up; rename or remove one"
            )
            raise table.grid.error(msg)
        seen[year] = i
    return Spread(periods={i: table.names[i] for i in years}, group=group)


def _named(table: Table, columns: Mapping[str | int, str], options: ReadOptions) -> Spread:
    """Take the columns that `values=` names."""
    both = {"value", "period"} & ({*columns.values()} | set(options.constants))
    if both:
        msg = (
            f"values= gives values and their periods; leave {min(both)!r} out of columns= "
            "and constants="
        )
        raise InvalidValueError(msg)
    periods: dict[int, str] = {}
    for name, period in options.values.items():
        at = [i for i, heading in enumerate(table.names) if heading == tidy(name)]
        if len(at) != 1:
            found = "no column" if not at else "more than one column"
            msg = (
                f"{table.grid.where} has {found} {name!r}, which values= names; its columns are "
                f"{listing(table.names)}"
            )
            raise table.grid.error(msg)
        periods[at[0]] = period
    return Spread(periods=periods, heading=YEARS)


def as_rows(
    table: Table, where: Mapping[str, int], spread: Spread | None, log: IssueLog
) -> tuple[Table, Mapping[str, int]]:
    """Turn each row into one row a year, with the period beside the value."""
    if spread is None:
        return table, where
    grid, start = table.grid, table.start
    at, n, m = list(spread.periods), grid.height - start, len(spread.periods)
    rows = np.concatenate([np.arange(start), np.repeat(np.arange(start, grid.height), m)])
    kept = [i for i in range(len(grid.columns)) if i not in spread.periods]
    columns = [_taken(grid.columns[i], rows) for i in kept]
    values = _interleaved([grid.columns[i] for i in at], start)
    texts = np.array(list(spread.periods.values()), dtype=object)
    period = np.concatenate([np.full(start, "", dtype=object), np.tile(texts, n)])
    period[start:][_nearly_blank([*columns, values], start, m)] = ""
    # Cells beyond the header stay last, so that rows that are too long are still seen.
    end = next((k for k, i in enumerate(kept) if i > at[-1]), len(kept))
    columns[end:end] = [values, pd.Series(period, dtype=str) if grid.is_csv else period]
    names = [table.names[i] for i in kept]
    heading = f"{table.names[at[0]]} … {table.names[at[-1]]}" if m > 1 else table.names[at[0]]
    names[end:end] = [heading, spread.heading]
    shift = {old: new + (2 if new >= end else 0) for new, old in enumerate(kept)}
    tall = replace(
        grid,
        columns=columns,
        labels=grid.labels[rows],
        merged=tuple((a, b, shift[c]) for a, b, c in grid.merged if c in shift),
    )
    log.stretch(tall.labels, start, m)
    moved = {name: shift[i] for name, i in where.items()}
    table = replace(table, grid=tall, names=tuple(names), uppers=())
    return table, {**moved, "value": end, "period": end + 1}


def _taken(cells: Any, rows: Any) -> Any:
    return cells.iloc[rows].reset_index(drop=True) if isinstance(cells, pd.Series) else cells[rows]


def _interleaved(columns: list[Any], start: int) -> Any:
    """Put the data cells of several columns, row by row, below the head of the first."""
    n = len(columns[0]) - start
    order = np.arange(n * len(columns)).reshape(len(columns), n).T.ravel() + start
    order = np.concatenate([np.arange(start), order])
    parts = [columns[0][:start], *(c[start:] for c in columns)]
    if isinstance(columns[0], pd.Series):
        together = pd.concat([p for p in parts if len(p)], ignore_index=True)
        return together.iloc[order].reset_index(drop=True) if len(together) else columns[0]
    return np.concatenate(parts)[order]


def _nearly_blank(columns: list[Any], start: int, times: int) -> Any:
    """Mark rows without a value in any year and with one filled cell at most: notes and blank rows.

    A period beside them would make them look like rows of data.
    """
    codes, texts = texts_at(columns[-1][start:])
    blank = np.array([text == "" for text in texts], dtype=np.bool_)[codes]
    blank = np.repeat(blank.reshape(-1, times).all(axis=1), times)
    at = np.flatnonzero(blank)
    filled = np.zeros(len(at), dtype=np.intp)
    for cells in columns[:-1]:
        taken = cells_at(cells, at + start)
        filled += np.fromiter((bool(tidy(as_text(c))) for c in taken), np.bool_, len(at))
    found = np.zeros(len(codes), dtype=np.bool_)
    found[at[filled <= 1]] = True
    return found
