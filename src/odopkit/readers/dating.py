"""The column of periods as a whole: which reading its labels have, and what is part of a year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit.labels.calendars import MONTHS, is_period, year_name
from odopkit.labels.headings import kind_of_heading
from odopkit.readers.issues import Told
from odopkit.readers.periods import (
    APRIL,
    ROLLED_UP,
    Kind,
    Reading,
    Spelling,
    named,
    of_date,
    part_of,
    spelled,
    why_no_year,
)
from odopkit.readers.texts import encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray

_YEARS: Final[tuple[Kind, ...]] = ("calendar_year", "fiscal_year", "part")
_WHOLE_YEARS: Final[tuple[Kind, ...]] = ("calendar_year", "fiscal_year")
_EXAMPLES: Final = {
    "calendar_year": "a calendar year such as '2021'",
    "fiscal_year": "a fiscal year such as '2021-22'",
    "month": "a month such as '2006-07'",
    "quarter": "a quarter such as '2006Q3'",
    "date": "a date such as '2006-07-15'",
}
_TELL_BOTH: Final = "year_start=4 for years from April to March, year_start=1 for calendar years"


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a year that a label holds, and whether it says so itself."""

    year: str
    held: frozenset[int]
    is_part: bool


def with_periods(column: Column, cells: Any, table: Table, options: ReadOptions) -> Column:
    """Read the spellings of a column as years, or as months of years."""
    raw: Sequence[object] = column.texts
    if isinstance(cells.dtype, pd.PeriodDtype) or cells.dtype == object:
        raw = encode(cells)[1]  # a span of time knows how long it is; its text does not
    spellings = [_spelling(text, cell) for text, cell in zip(column.texts, raw, strict=True)]
    spellings = _days_told_from_months(spellings, column, table, options)
    # Flows of this package, given again: their periods are years already.
    is_read = table.grid.names is not None and isinstance(cells.dtype, pd.CategoricalDtype)
    kind = options.period_kind or (
        "year"
        if is_read and column.header == "period" and all(map(is_period, column.texts[:-1]))
        else _kind(column, spellings, table, options)
    )
    if kind == "month":
        allowed: tuple[str, ...] = ("month", "date")
    elif kind in ROLLED_UP:
        allowed = (kind,)
    elif options.period_kind is not None:
        allowed = (kind, "part")
    else:
        allowed = _YEARS
    is_fiscal = (options.year_start or 1) > 1 or any("fiscal_year" in s.readings for s in spellings)
    clean: list[str | None] = [None] * len(spellings)
    problems, repairs = column.problems.copy(), column.repairs.copy()
    months: list[Months | None] = [None] * len(spellings)
    for i, (text, found) in enumerate(zip(column.texts, spellings, strict=True)):
        if column.missing[i]:
            continue
        reading = next((found.readings[k] for k in allowed if k in found.readings), None)
        said = None if reading is None else _said(reading, options, is_fiscal=is_fiscal)
        if said is None:
            problems[i] = _no_year(text, options.period_kind or (kind if kind in ROLLED_UP else ""))
            continue
        clean[i], months[i] = said
        repairs[i] = _repair(text, found.flag, clean[i] or "", months[i])
    told = [*column.told, *_two_kinds(clean, months)]
    return replace(
        column, clean=clean, problems=problems, repairs=repairs, months=months, told=told
    )


def _two_kinds(clean: Sequence[str | None], months: Sequence[Months | None]) -> list[Told]:
    """Say that calendar and fiscal years stand in one column: they overlap."""
    whole = [
        text if text and held is None and is_period(text) else ""
        for text, held in zip(clean, months, strict=True)
    ]
    calendar = sorted(text for text in whole if len(text) == 4)
    fiscal = sorted(text for text in whole if len(text) > 4)
    if not calendar or not fiscal:
        return []
    message = (
        f"the column holds calendar years such as {calendar[0]!r} ({{n}} row(s)) beside fiscal "
        f"years such as {fiscal[0]!r}: they overlap, and do not compare"
    )
    return [Told("noted", message, [len(text) == 4 for text in whole])]


def _no_year(text: str, kind: str) -> str:
    what = _EXAMPLES.get(kind)
    unclear = "" if what else why_no_year(text)
    if unclear:
        return f"{text!r} {unclear}: write it out, as '2021' or '2021-22'"
    return f"{text!r} is not {what or 'a year such as ' + repr('2021') + ' or ' + repr('2021-22')}"


def _repair(text: str, flag: str, year: str, held: Months | None) -> str:
    if flag:
        return f"period {text!r} read as {year!r}, without its mark {flag!r}"
    if held is not None and not held.is_part:
        return f"{text!r} is summed to the year {year!r}"
    period = year if held is None else part_of(year, held.held, None)
    return "" if period == text else f"period {text!r} read as {period!r}"


def _said(
    reading: Reading, options: ReadOptions, *, is_fiscal: bool
) -> tuple[str, Months | None] | None:
    """Return the year of a reading, and which of its months it holds."""
    if reading.kind == "calendar_year":
        return f"{reading.year:04d}", None
    if reading.kind == "fiscal_year":
        return year_name(reading.year, APRIL), None
    is_part = reading.kind == "part"
    start = options.year_start
    if start is None:
        crosses = reading.fiscal or is_fiscal
        start = APRIL if crosses else 1
    found = named(reading, start)
    if found is None:
        return None
    year, months = found
    if is_part and len(months) == 12:
        return year, None
    return year, Months(year, months, is_part)


def _spelling(text: str, cell: object) -> Spelling:
    """Read a cell by its own type where it is a date or a span, otherwise by its text."""
    if not isinstance(cell, pd.Period):
        return spelled(text)
    first, last = cell.start_time, cell.end_time
    begin = first.year * 12 + first.month - 1
    n_months = last.year * 12 + last.month - begin
    held = tuple(range(begin, begin + n_months))
    if n_months == 12:
        kind: Kind = "calendar_year" if first.month == 1 else "fiscal_year"
        return Spelling({kind: Reading(kind, first.year, fiscal=kind == "fiscal_year")})
    if n_months == 3:
        return Spelling({"quarter": Reading("quarter", first.year, held)})
    kind = "month" if (last - first).days > 27 else "date"
    return Spelling({kind: Reading(kind, first.year, held)})


def _days_told_from_months(
    spellings: list[Spelling], column: Column, table: Table, options: ReadOptions
) -> list[Spelling]:
    """Say which number of 15/07/2006 is the day: one above 12 anywhere decides for all."""
    order = order_of_days(spellings)
    if order is None:
        return spellings
    if order == "neither" and options.period_kind in (None, *ROLLED_UP):
        a, b, year = next(s.day_or_month for s in spellings if s.day_or_month and not s.readings)
        msg = (
            f"column {column.header!r} of {table.grid.where} has dates such as "
            f"{a:02d}/{b:02d}/{year}, and none shows which number is the day; write them as "
            f"{year}-{b:02d}-{a:02d}"
        )
        raise table.grid.error(msg)
    return [in_order(found, order) for found in spellings]


def order_of_days(
    spellings: Sequence[Spelling],
) -> Literal["day", "month", "both", "neither"] | None:
    """Say which number of 15/07/2006 comes first; None where no date is written so."""
    numbers = [s.day_or_month for s in spellings if s.day_or_month and not s.readings]
    if not numbers:
        return None
    day_first = any(a > 12 for a, _, _ in numbers)
    month_first = any(b > 12 for _, b, _ in numbers)
    if day_first == month_first:
        return "both" if day_first else "neither"
    return "day" if day_first else "month"


def in_order(found: Spelling, order: str | None) -> Spelling:
    """Read 15/07/2006 as a date once it is known which number is the day."""
    if not found.day_or_month or found.readings or order not in ("day", "month"):
        return found
    a, b, year = found.day_or_month
    reading = of_date(year, b, a) if order == "day" else of_date(year, a, b)
    return found if reading is None else Spelling({"date": reading}, found.flag)


# -- which kind ------------------------------------------------------------------------
def _kind(column: Column, spellings: list[Spelling], table: Table, options: ReadOptions) -> str:
    """Say what the labels are, from the heading and from all of them; refuse to guess."""
    kinds = [set(s.readings) for s in spellings]
    both = [i for i, k in enumerate(kinds) if "fiscal_year" in k and "month" in k]
    rolled = [i for i, k in enumerate(kinds) if k & set(ROLLED_UP)]
    months_only = [i for i in rolled if not kinds[i] & set(_WHOLE_YEARS)]
    years_only = [i for i, k in enumerate(kinds) if k & set(_YEARS) and not k & set(ROLLED_UP)]
    heading = kind_of_heading(column.header)
    if heading in ROLLED_UP and len(rolled) > len(years_only):
        return _told(column, spellings, rolled, table, options)
    if len(months_only) > len(years_only) and not (_names_years(column.header) and both):
        return _told(column, spellings, rolled, table, options)
    if not both or _names_years(column.header):
        return "year"
    if any("fiscal_year" in kinds[i] for i in years_only) or _consecutive(spellings, both):
        return "year"
    first = spellings[both[0]].readings["month"]
    msg = (
        f"column {column.header!r} of {table.grid.where} has {column.texts[both[0]]!r}, which is "
        f"a fiscal year or {MONTHS[first.months[0] % 12]} {first.year}; pass "
        "period_kind='fiscal_year', or period_kind='month' with year_start="
    )
    raise table.grid.error(msg)


def _names_years(header: str) -> bool:
    """Tell a heading that says year; one that says period says nothing."""
    known = kind_of_heading(header) == "year"
    return known and header.casefold() not in ("period", "time", "time period")


def _consecutive(spellings: list[Spelling], at: Sequence[int]) -> bool:
    years = sorted({spellings[i].readings["fiscal_year"].year for i in at})
    return len(years) > 1 and years[-1] - years[0] == len(years) - 1


def _told(
    column: Column, spellings: list[Spelling], at: Sequence[int], table: Table, options: ReadOptions
) -> str:
    """Take months, quarters or dates where the caller says which years they make."""
    held = [k for i in at for k in ROLLED_UP if k in spellings[i].readings]
    kind = max(ROLLED_UP, key=lambda k: held.count(k))
    if options.year_start is not None:
        return kind
    msg = (
        f"column {column.header!r} of {table.grid.where} holds {kind}s such as "
        f"{column.texts[at[0]]!r}; pass period_kind={kind!r} to sum them to years, with "
        f"{_TELL_BOTH}"
    )
    raise table.grid.error(msg)


# -- years that are incomplete -----------------------------------------------------------
def parts_set_apart(
    sheet: Sheet, keep: BoolArray, log: IssueLog
) -> tuple[BoolArray, Mapping[str, Column]]:
    """Set aside years that lack months, or name each as the part that it is."""
    columns = sheet.columns
    column = columns.get("period")
    if column is None or not any(m is not None for m in column.months):
        return keep, columns
    used = column.used(keep)
    held = {i: m for i, m in enumerate(column.months) if m is not None and used[i]}
    spans: dict[tuple[str, frozenset[int] | None], list[int]] = {}
    for i, m in held.items():
        spans.setdefault((m.year, m.held if m.is_part else None), []).append(i)
    clean = list(column.clean)
    keep = keep.copy()
    for (year, stated), spellings in sorted(spans.items(), key=str):
        months = stated or frozenset().union(*(held[i].held for i in spellings))
        if len(months) == 12:
            continue
        part = part_of(year, months, sheet.options.year_start)
        rows = np.isin(column.codes, spellings) & keep
        tell_part(part, rows, sheet, log, column)
        if sheet.options.partial == "keep":
            for i in spellings:
                clean[i] = part
        else:
            keep &= ~rows
    if not keep.any():
        parts = sorted({part_of(m.year, m.held, sheet.options.year_start) for m in held.values()})
        msg = (
            f"{sheet.table.grid.where} holds parts of years only ({', '.join(parts[:3])}"
            f"{' …' if len(parts) > 3 else ''}), which are not full years; pass partial='keep' to "
            "read each as a period of its own"
        )
        raise sheet.table.grid.error(msg)
    return keep, {**columns, "period": replace(column, clean=clean)}


def tell_part(part: str, rows: BoolArray, sheet: Sheet, log: IssueLog, column: Column) -> None:
    """Say what becomes of a part of a year, with its rows and its value."""
    worth = float(np.nansum(sheet.columns["value"].amounts[rows]))
    held = f"{int(rows.sum())} row(s) worth {worth:,.10g}"
    if sheet.options.partial == "keep":
        said = f"{part} is a part of a year, kept as a period of its own: {held}"
        log.whole("noted", said, column=column.header, value=part)
        return
    said = (
        f"{part} is a part of a year, not set beside full years: {held}; partial='keep' keeps it "
        "as a period of its own"
    )
    log.whole("set_aside", said, column=column.header, value=part)


def whole_or_part(texts: Sequence[Any]) -> bool:
    """Tell whether all texts name years or parts of years, with no other reading."""
    found = [spelled(text).readings for text in texts]
    return bool(found) and all(set(f) & {"calendar_year", "fiscal_year", "part"} for f in found)
