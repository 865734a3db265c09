"""Months or quarters in a column not used, below a year: summed and said, or told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.calendars import month_of, part_name
from odopkit.labels.headings import kind_of_heading
from odopkit.readers.choosing import labels_of
from odopkit.readers.dating import tell_part
from odopkit.readers.known import unused
from odopkit.readers.periods import APRIL, spelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray, IntArray

_ALL: Final = frozenset(range(1, 13))


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
        if kind not in ("month", "quarter"):
            continue
        codes, texts = labels_of(table, position)
        months = {i: found for i, t in enumerate(texts) if (found := _months(t, kind)) is not None}
        used = np.unique(codes[keep]).tolist()
        if sum(i in months for i in used) * 10 < len(used) * 9:
            continue
        return _compared(sheet, keep, log, position, codes, months)
    return keep, columns


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
    years = period.codes[keep].astype(np.int64) if period is not None else 0
    held: dict[str, frozenset[int]] = {}
    for pair in np.unique(years * width + codes[keep]).tolist():
        year = (period.clean[pair // width] if period is not None else "") or ""
        held[year] = held.get(year, frozenset()) | months.get(pair % width, frozenset())
    return dict(sorted(held.items()))


def _start(year: str) -> int:
    return APRIL if len(year) > 4 else 1


def _words(months: frozenset[int], year: str, *, named: bool = False) -> str:
    text = part_name("", months, _start(year)).strip(" ()") or "all months"
    return f"{year}: {text}" if named else text
