"""Where the header is, which column is which, and what a DGCI&S value header says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from odopkit.errors.telling import shortened
from odopkit.labels.calendars import part_name, year_name
from odopkit.readers.formats.grid import HEADER_WITHIN
from odopkit.readers.periods import APRIL
from odopkit.readers.texts import texts_of
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.errors import ReadError
    from odopkit.readers.formats.grid import Grid


CANONICAL: Final = (*TEXT_COLUMNS, "value", "shipments")
REQUIRED: Final = ("state", "district", "value")
_MOST_NAMES: Final = 20
LONGEST_LIST: Final = 220

_CURRENCIES: Final = {"usd": "US $", "inr": "INR"}
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SPAN = re.compile(
    r"([a-z]{3,9})[.,']*\s*([0-9]{4}|[0-9]{2})\b"
    r"(?:\s*(?:to|-|\u2013)\s*([a-z]{3,9})[.,']*\s*([0-9]{4}|[0-9]{2})\b)?"
)
_DGCIS_KINDS: Final = {
    "state": re.compile(r"(?:origin )?state\b.*"),
    "district": re.compile(r"(?:origin )?district\b.*"),
    "port": re.compile(r"port\b.*"),
    "hs_code": re.compile(r"(?:itc ?)?\(?hs\)? ?-?code.*|hs|hs ?8|commodity code|itc ?-?hs\b.*"),
    "partner": re.compile(r"country\b.*|destination\b.*"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A grid whose header row is known: data below it, titles above it."""

    grid: Grid
    names: tuple[str, ...]
    start: int
    uppers: tuple[str, ...] = ()
    """What stands above each name, where the header has two rows."""

    def column(self, position: int) -> Any:
        """Return the data cells of one column."""
        return self.grid.columns[position][self.start :]

    @property
    def labels(self) -> Any:
        """Return the row numbers of the data rows."""
        return self.grid.labels[self.start :]

    @property
    def above(self) -> list[tuple[int, str]]:
        """Return the rows above the header that are not blank, with their positions."""
        n_above = self.start - (2 if self.uppers else 1)
        if n_above < 1:
            return []
        top = zip(*(texts_of(c[:n_above]) for c in self.grid.columns), strict=True)
        rows = [(i, " ".join(filter(None, row))) for i, row in enumerate(top)]
        return [(i, text) for i, text in rows if text]


def table_at(grid: Grid, row: int) -> Table:
    """Take one row of a grid, counted from 0, as its header."""
    names = tuple(texts_of(c[row : row + 1])[0] for c in grid.columns)
    return Table(grid=grid, names=names, start=row + 1)


def listing(names: Sequence[str], longest: int = LONGEST_LIST) -> str:
    """List names of columns, the first of them where they are many or long."""
    shown: list[str] = []
    length = 0
    filled = [shortened(name) for name in names if name]
    for name in filled[:_MOST_NAMES]:
        length += len(name)
        if shown and length > longest:
            break
        shown.append(name)
    left = len(filled) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")


# -- DGCI&S 'state of origin' downloads ------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One value column and the months it covers; `first` counts months from year 0."""

    position: int
    header: str
    currency: str
    first: int
    n_months: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Which column is which in one DGCI&S sheet, and the year, or part of one, of its values."""

    table: Table
    columns: dict[str, int]
    period: str
    n_months: int
    header: str


@lru_cache(maxsize=4096)
def _kind(name: str) -> str:
    text = name.casefold()
    if "value" in text:
        return "value"
    return next((kind for kind, pattern in _DGCIS_KINDS.items() if pattern.fullmatch(text)), "")


def dgcis_score(row: Sequence[str]) -> int:
    """Count the kinds of DGCI&S column in a row."""
    return len({_kind(cell) for cell in row} - {""})


def is_dgcis_header(row: Sequence[str]) -> bool:
    """Say whether a row has a state, an HS code and a value column."""
    return {"state", "hs_code", "value"} <= {_kind(cell) for cell in row}


def dgcis_table(grid: Grid) -> Table | None:
    """Return the table under the first DGCI&S header; None where there is no such row."""
    at = next((i for i, row in grid.head() if is_dgcis_header(row)), None)
    return None if at is None else table_at(grid, at)


def no_dgcis_header(grids: Sequence[Grid]) -> ReadError:
    """Say what a file lacks to be a 'state of origin' download."""
    rows = [(dgcis_score(row), row, grid) for grid in grids for _, row in grid.head()]
    _, row, grid = max(rows, key=lambda found: found[0])
    kinds = {_kind(cell) for cell in row}
    if {"state", "value"} <= kinds:
        msg = (
            f"{grid.where} has no HS code column (its columns are {listing(row)}); download the "
            "table by commodity, or read totals by district with read_exports"
        )
    else:
        msg = (
            f"{grid.where} has no row with 'State', 'HS Code' and a value such as 'April, 24 To "
            f"March, 25 Value(US $)' among its first {HEADER_WITHIN}; it is not a DGCI&S 'state "
            "of origin' download: use read_exports and name its columns"
        )
    return grid.error(msg)


def dgcis_layout(table: Table, currency: str) -> Layout:
    """Say which column is which, and choose the value column of the longest span."""
    names, grid = table.names, table.grid
    columns: dict[str, int] = {}
    for position, name in enumerate(names):
        kind = _kind(name)
        if kind in ("", "value"):
            continue
        if kind in columns:
            msg = (
                f"{grid.where} has two columns for {kind}: {names[columns[kind]]!r} and {name!r}; "
                "remove one, or use read_exports and name the right one"
            )
            raise grid.error(msg)
        columns[kind] = position
    if "district" not in columns:
        if "port" in columns:
            msg = (
                f"{grid.where} is by port ({names[columns['port']]!r}): port-of-export tables do "
                "not give the district of origin; download the table by district"
            )
        else:
            msg = (
                f"{grid.where} has no 'District' column (its columns are {listing(names)}); "
                "download the table by district"
            )
        raise grid.error(msg)
    columns.pop("port", None)
    span = _longest(table, currency)
    columns["value"] = span.position
    return Layout(
        table=table,
        columns=columns,
        period=_period_of(span, grid),
        n_months=span.n_months,
        header=span.header,
    )


def _longest(table: Table, currency: str) -> Span:
    grid = table.grid
    values = [(i, name) for i, name in enumerate(table.names) if _kind(name) == "value"]
    own = [(i, name) for i, name in values if _currency_of(name) == currency]
    if not own:
        msg = (
            f"{grid.where} has no value in {_CURRENCIES[currency]} (it has "
            f"{listing([name for _, name in values])}); ask for another currency or file"
        )
        raise grid.error(msg)
    spans = [span for i, name in own if (span := _span(i, name, currency, grid)) is not None]
    if not spans:
        msg = (
            f"{grid.where} does not say which months {own[0][1]!r} covers; use read_exports with "
            "constants={'period': '2024-25'}"
        )
        raise grid.error(msg)
    longest = max(span.n_months for span in spans)
    best = [span for span in spans if span.n_months == longest]
    if len(best) > 1:
        msg = (
            f"{grid.where} has two value columns of {longest} month(s), {best[0].header!r} and "
            f"{best[1].header!r}; download one period at a time"
        )
        raise grid.error(msg)
    return best[0]


def _currency_of(name: str) -> str:
    text = name.casefold()
    if re.search(r"\binr\b|\brs\b|rupee|\u20b9", text):
        return "inr"
    return "usd" if re.search(r"\$|\busd\b|dollar", text) else ""


def _span(position: int, name: str, currency: str, grid: Grid) -> Span | None:
    for match in _SPAN.finditer(name.casefold()):
        first = _month(match[1], match[2])
        if first is None:
            continue
        last = first if match[3] is None else _month(match[3], match[4])
        if last is None or last < first:
            msg = f"{grid.where} has a value column whose months cannot be read: {name!r}"
            raise grid.error(msg + "; use read_exports and name the column")
        return Span(
            position=position,
            header=name,
            currency=currency,
            first=first,
            n_months=last - first + 1,
        )
    return None


def _month(word: str, year: str) -> int | None:
    number = next((i for i, month in enumerate(_MONTHS) if month.startswith(word)), None)
    if number is None:
        return None
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < 80 else 1900
    return full * 12 + number


def _period_of(span: Span, grid: Grid) -> str:
    year, month = divmod(span.first, 12)
    starts = year if month >= 3 else year - 1  # the fiscal year begins in April
    months = frozenset(m % 12 + 1 for m in range(span.first, span.first + span.n_months))
    if span.first + span.n_months <= (starts + 1) * 12 + 3:
        return part_name(year_name(starts, APRIL), months, APRIL)
    if month + span.n_months <= 12:
        return part_name(year_name(year, 1), months, 1)
    msg = (
        f"{grid.where} has values over {span.n_months} months ({span.header!r}), which lie neither "
        "in one fiscal year (April to March) nor in one calendar year; download one year"
    )
    raise grid.error(msg)
