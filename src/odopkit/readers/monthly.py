"""Months or quarters in a column not used, below a year: summed and said, or told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.calendars import month_of, part_name
from odopkit.labels.headings import kind_of_heading
from odopkit.readers.choosing import labels_of
from odopkit.readers.dating import in_order, order_of_days, tell_part
from odopkit.readers.known import unused
from odopkit.readers.periods import APRIL, spelled
from odopkit.readers.texts import as_text, cells_at, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray, IntArray

_ALL: Final = frozenset(range(1, 13))
_FIRST_CELLS: Final = 20


def months_below(
    sheet: Sheet, keep: BoolArray, log: IssueLog
) -> tuple[BoolArray, Mapping[str, Column]]:
    """Sum the months of each year where all years hold the same; else do as `partial=` says."""
    table, columns = sheet.table, sheet.columns
    period = columns.get("period")
    if period is not None and any(m is not None for m in period.months):
        return keep, columns
    for position in unused(table, sheet.where):
        kind = kind_of_heading(table.names[position])
        if kind in (None, "date") and period is not None and _holds_dates(sheet, position):
            kind = "date"
        if kind not in ("month", "quarter", "date"):
            continue
        codes, texts = labels_of(table, position)
        months = _dates(texts) if kind == "date" else _named(texts, kind)
        used = np.unique(codes[keep]).tolist()
        if sum(i in months for i in used) * 10 < len(used) * 9:
            continue
        if kind == "date" and len({months[i] for i in used if i in months}) < len(used):
            _tell_shorter(sheet, keep, log, position, codes, months)
            continue
        return _compared(sheet, keep, log, position, codes, months)
    return keep, columns


def _holds_dates(sheet: Sheet, position: int) -> bool:
    """Tell whether the first cells of a column are dates."""
    cells = cells_at(
        sheet.table.column(position), np.arange(min(_FIRST_CELLS, len(sheet.table.labels)))
    )
    texts = {tidy(as_text(cell)) for cell in cells} - {""}
    return bool(texts) and all(
        "date" in found.readings or found.day_or_month for found in map(spelled, texts)
    )


def _dates(texts: Sequence[str]) -> dict[int, frozenset[int]]:
    """Read the month of each date, numbered on from January of the year 0, which is 1."""
    found = [spelled(text) for text in texts]
    order = order_of_days(found)
    readings = [in_order(one, order).readings.get("date") for one in found]
    return {i: frozenset(m + 1 for m in r.months) for i, r in enumerate(readings) if r is not None}


def _named(texts: Sequence[str], kind: str) -> dict[int, frozenset[int]]:
    found = ((i, _months(text, kind)) for i, text in enumerate(texts))
    return {i: months for i, months in found if months is not None}


def _tell_shorter(
    sheet: Sheet,
    keep: BoolArray,
    log: IssueLog,
    position: int,
    codes: IntArray,
    months: Mapping[int, frozenset[int]],
) -> None:
    """Say which years have shipments in some months only, beside years that have them in all.

    A month without a shipment may be a month without exports, so that nothing is refused.
    """
    heading = sheet.table.names[position]
    held = _held(sheet.columns.get("period"), keep, codes, months)
    short = {year: m for year, m in held.items() if m != _ALL}
    if not short or len(short) == len(held):
        return
    some = "; ".join(_words(m, year, named=True) for year, m in list(short.items())[:3])
    said = (
        f"the dates in column {heading!r} lie in some months only of {some}, and in all months of "
        f"{len(held) - len(short)} other year(s): a part of a year does not compare with a year"
    )
    log.whole("noted", said, column=heading)


def _months(text: str, kind: str) -> frozenset[int] | None:
    """Read the months of a year that a label names, by name, by number or with its year."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None
    if kind == "quarter":
        number = int(text[1]) if text[:1] in "Qq" and text[1:].isdigit() else number
        if number is None or not 1 <= number <= 4:
            return None
        return frozenset(range(3 * number - 2, 3 * number + 1))
    month = number or month_of(text)
    if month is not None:
        return frozenset([month]) if 1 <= month <= 12 else None
    reading = spelled(text).readings.get("month")
    return None if reading is None else frozenset(m % 12 + 1 for m in reading.months)


def _compared(
    sheet: Sheet,
    keep: BoolArray,
    log: IssueLog,
    position: int,
    codes: IntArray,
    months: Mapping[int, frozenset[int]],
) -> tuple[BoolArray, Mapping[str, Column]]:
    heading, period = sheet.table.names[position], sheet.columns.get("period")
    held = _held(period, keep, codes, months)
    first = next(iter(held.values()), _ALL)
    if all(m == first for m in held.values()):
        span = "all months" if first == _ALL else _words(first, next(iter(held)))
        each = " of each year" if len(held) > 1 else ""
        said = f"values are summed over column {heading!r}: {span}{each}"
        log.whole("noted", said, column=heading)
        return keep, sheet.columns
    if period is None:  # pragma: no cover - without a period there is one group
        return keep, sheet.columns
    lacking = {year: m for year, m in held.items() if m != _ALL}
    if sheet.options.partial == "set_aside" and len(lacking) == len(held):
        some = "; ".join(_words(m, year, named=True) for year, m in list(held.items())[:3])
        msg = (
            f"the years of {sheet.table.grid.where} hold different months in column {heading!r} "
            f"({some}) and do not compare; choose the same with where={{{heading!r}: [...]}}, or "
            "pass partial='keep' to read each as a part of its year"
        )
        raise sheet.table.grid.error(msg)
    clean, keep = list(period.clean), keep.copy()
    for year, m in lacking.items():
        part = part_name(year, m, _start(year))
        spellings = [i for i, c in enumerate(period.clean) if c == year]
        rows = np.isin(period.codes, spellings) & keep
        tell_part(part, rows, sheet, log, period)
        if sheet.options.partial == "set_aside":
            keep &= ~rows
        for i in spellings:
            clean[i] = part
    return keep, {**sheet.columns, "period": replace(period, clean=clean)}


def _held(
    period: Column | None,
    keep: BoolArray,
    codes: IntArray,
    months: Mapping[int, frozenset[int]],
) -> dict[str, frozenset[int]]:
    """Collect the months that each year holds anywhere."""
    width = int(codes.max(initial=0)) + 1
    numbered = {i: frozenset((m - 1) % 12 + 1 for m in held) for i, held in months.items()}
    years = period.codes[keep].astype(np.int64) if period is not None else 0
    held: dict[str, frozenset[int]] = {}
    for pair in np.unique(years * width + codes[keep]).tolist():
        year = (period.clean[pair // width] if period is not None else "") or ""
        held[year] = held.get(year, frozenset()) | numbered.get(pair % width, frozenset())
    return dict(sorted(held.items()))


def _start(year: str) -> int:
    return APRIL if len(year) > 4 else 1


def _words(months: frozenset[int], year: str, *, named: bool = False) -> str:
    text = part_name("", months, _start(year)).strip(" ()") or "all months"
    return f"{year}: {text}" if named else text
