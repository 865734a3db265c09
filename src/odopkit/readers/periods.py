"""What a label says of time: a year, a part of a year, a month, a quarter or a date.

One label can be read in two ways (``2006-07`` is a fiscal year, or July 2006), so each
gives all its readings, and the column as a whole, or the caller, decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from odopkit.labels.calendars import is_period, month_of, part_name, year_name

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["calendar_year", "fiscal_year", "month", "quarter", "date", "part"]
ROLLED_UP: Final[tuple[Kind, ...]] = ("month", "quarter", "date")
APRIL: Final = 4

_OF_YEARS: Final[tuple[Kind, ...]] = ("calendar_year", "fiscal_year", "part")
_EARLIEST: Final = 1900
_LATEST: Final = 2100  # Nepal writes 2080

_LONGEST: Final = 60
_DASH: Final = r"\s*[-/_\u2013\u2014]\s*"
_FISCAL = re.compile(rf"(F\.?Y\.?\s*)?([0-9]{{4}}){_DASH}([0-9]{{4}}|[0-9]{{2,3}})", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"([0-9]{4})[-/._ ]?([0-9]{2})")
_FLAG = re.compile(
    # From the first of several blanks, so that a long run of them is not tried from each.
    r"(?<!\s)\s*(?:[(\[]\s*(p|r|e|f|pr|prov\.?|provisional|revised|final|est\.?|estimated?|"
    r"quick estimates?)\s*[)\]]|(?<=[0-9\s])([pr])|([*\u2020\u2021]+))\s*\Z",
    re.IGNORECASE,
)
_MONTH_WORD: Final = r"([^\W\d_]{3,}\.?)"
_MONTH_FIRST = re.compile(rf"{_MONTH_WORD}[\s,'/-]*([0-9]{{4}}|[0-9]{{2}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[\s,'/-]*{_MONTH_WORD}")
_NUMBERED = re.compile(r"([0-9]{4})\s?[Mm]\s?([0-9]{1,2})|([0-9]{1,2})[/-]([0-9]{4})")
_QUARTER = re.compile(
    r"([0-9]{4})[\s:-]*[Qq]\s?([1-4])|[Qq]\s?([1-4])[\s:/-]*([0-9]{4})|([0-9]{4})-?([1-4])[Qq]"
)
_ISO = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?:[T ][0-9:.]+Z?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?:[T ][0-9:.]+)?")
_DAY_WORD = re.compile(rf"([0-9]{{1,2}})[\s-]+{_MONTH_WORD}[\s,-]+([0-9]{{4}})")
_WORD_DAY = re.compile(rf"{_MONTH_WORD}\s+([0-9]{{1,2}}),?\s+([0-9]{{4}})")
_SPAN: Final = rf"{_MONTH_WORD}(?:\s*(?:-|to|\u2013|\u2014)\s*{_MONTH_WORD})?"
_UPTO: Final = rf"(?:up\s?to|till|until|through|to)\s+{_MONTH_WORD}"
_YEAR: Final = rf"(?:F\.?Y\.?\s*)?[0-9]{{4}}(?:{_DASH}[0-9]{{2,4}})?"
_PART_AFTER = re.compile(rf"({_YEAR})\s*[(\[,:]?\s*(?:{_UPTO}|{_SPAN})\s*[)\]]?", re.IGNORECASE)
_PART_BEFORE = re.compile(rf"(?:{_UPTO}|{_SPAN})[\s,]*[(\[]?({_YEAR})[)\]]?", re.IGNORECASE)
_SHARE: Final = r"(?:Q\s?([1-4])|H\s?([12]))"
_YEAR_SHARE = re.compile(rf"({_YEAR})\s*[(\[,:-]?\s*{_SHARE}\s*[)\]]?", re.IGNORECASE)
_SHARE_YEAR = re.compile(rf"{_SHARE}\s*[,:/-]?\s*(?:of\s+)?({_YEAR})", re.IGNORECASE)
_OTHER_YEARS: Final = (
    # FY21 ends in 2021 in India and begins in it elsewhere.
    re.compile(r"F\.?Y\.?\s*'?(?:[0-9]{2}|[0-9]{4})", re.IGNORECASE),
    re.compile(r"[0-9]{2}[-/\u2013][0-9]{2}"),
    re.compile(r"[0-9]{6}"),
)
_FROM_TO = re.compile(
    rf"{_MONTH_WORD}[\s,'-]*([0-9]{{4}}|[0-9]{{2}})\s*(?:-|to|\u2013|\u2014)\s*"
    rf"{_MONTH_WORD}[\s,'-]*([0-9]{{4}}|[0-9]{{2}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a label; `months` are numbered from the year 0, a year has none."""

    kind: Kind
    year: int
    months: tuple[int, ...] = ()
    fiscal: bool | None = None


@dataclass(frozen=True, slots=True)
class Spelling:
    """A label with all its readings, and the mark of a provisional figure beside it."""

    readings: dict[Kind, Reading]
    flag: str = ""
    day_or_month: tuple[int, int, int] | None = None


def read_period(text: str) -> str | None:
    """Return ``2021`` or ``2021-22`` for a tidy spelling of a year; None if it is not one.

    A part of a year is returned as flows tables have it: ``2024-25 (Apr-Aug)``.
    """
    if re.fullmatch(r"[0-9]{4}", text) or (" (" in text and is_period(text)):
        return text
    found = _fiscal(text)
    if found is not None:
        return year_name(found.year, APRIL)
    part = spelled(text).readings.get("part")
    told = None if part is None else named(part, APRIL if part.fiscal else 1)
    return None if told is None else part_of(*told, None)


def names_year(text: str) -> bool:
    """Tell whether a heading is a year of our time, or a part of one."""
    readings = spelled(text).readings
    years = [r.year for kind in _OF_YEARS if (r := readings.get(kind)) is not None]
    return any(_EARLIEST <= year <= _LATEST for year in years)


def spelled(text: str) -> Spelling:
    """Read a tidy label in every way that makes sense."""
    if not text or len(text) > _LONGEST or not any(c.isdigit() for c in text):
        return Spelling({})
    match = _FLAG.search(text)
    flag = ""
    if match is not None and match.start() > 0:
        flag, text = match[0].strip(), text[: match.start()].strip()
    found = {r.kind: r for way in _WAYS if (r := way(text)) is not None}
    if "fiscal_year" in found or "calendar_year" in found:
        found.pop("part", None)
    if "date" in found:
        found.pop("month", None)
    order = _DAY_FIRST.fullmatch(text)
    numbers = None
    if order is not None:
        numbers = (int(order[1]), int(order[3]), int(order[4]))
    return Spelling(found, flag, numbers)


# -- the ways --------------------------------------------------------------------------
def _calendar(text: str) -> Reading | None:
    whole = re.fullmatch(r"(?:F\.?Y\.?\s*)?([0-9]{4})", text)
    plain = whole is not None and whole[0].isdigit()
    return Reading("calendar_year", int(text)) if plain else None


def _fiscal(text: str) -> Reading | None:
    match = _FISCAL.fullmatch(text)
    if match is None:
        return None
    first, second = int(match[2]), match[3]
    after = f"{first + 1:04d}"
    fits = second in (after, after[-2:]) or (len(second) == 3 and second == after[-3:])
    return Reading("fiscal_year", first, fiscal=True) if fits else None


def _month(text: str) -> Reading | None:
    match = _TWO_NUMBERS.fullmatch(text)
    if match is not None:
        return _of_month(int(match[1]), int(match[2]))
    match = _NUMBERED.fullmatch(text)
    if match is not None:
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _of_month(int(year), int(month))
    match = _MONTH_FIRST.fullmatch(text)
    if match is not None:
        return _of_month(_full(match[2]), month_of(match[1]))
    match = _YEAR_FIRST.fullmatch(text)
    return None if match is None else _of_month(int(match[1]), month_of(match[2]))


def _of_month(year: int, month: int | None) -> Reading | None:
    if month is None or not 1 <= month <= 12:
        return None
    return Reading("month", year, (year * 12 + month - 1,))


def _quarter(text: str) -> Reading | None:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return None
    numbers = [int(n) for n in match.groups() if n is not None]
    quarter, year = min(numbers), max(numbers)
    first = year * 12 + 3 * (quarter - 1)
    return Reading("quarter", year, (first, first + 1, first + 2))


def _date(text: str) -> Reading | None:
    match = _ISO.fullmatch(text)
    if match is not None:
        return of_date(int(match[1]), int(match[3]), int(match[4]))
    match = _DAY_WORD.fullmatch(text)
    if match is not None:
        return of_date(int(match[3]), month_of(match[2]), int(match[1]))
    match = _WORD_DAY.fullmatch(text)
    if match is not None:
        return of_date(int(match[3]), month_of(match[1]), int(match[2]))
    match = _DAY_FIRST.fullmatch(text)
    if match is not None and match[2] == ".":  # with dots the day goes first everywhere
        return of_date(int(match[4]), int(match[3]), int(match[1]))
    return None


def of_date(year: int, month: int | None, day: int) -> Reading | None:
    """Read a day as one of a month; None where there is no such day."""
    if month is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Reading("date", year, (year * 12 + month - 1,))


def _part(text: str) -> Reading | None:
    match = _FROM_TO.fullmatch(text)
    if match is not None:
        return _from_to(match)
    match = _YEAR_SHARE.fullmatch(text)
    if match is not None:
        return _share(match[1], match[2], match[3])
    match = _SHARE_YEAR.fullmatch(text)
    if match is not None:
        return _share(match[3], match[1], match[2])
    match = _PART_AFTER.fullmatch(text)
    if match is not None:
        return _of_part(match[1], *match.groups()[1:])
    match = _PART_BEFORE.fullmatch(text)
    return None if match is None else _of_part(match[4], *match.groups()[:3])


def _share(label: str, quarter: str | None, half: str | None) -> Reading | None:
    """Read a quarter or a half of a year; quarters of calendar years have a way of their own."""
    year, plain = _fiscal(label), _calendar(label)
    if year is None and (plain is None or quarter):
        return None
    n_months = 3 if quarter else 6
    begin = (year or plain).year * 12 + (APRIL - 1 if year else 0)  # type: ignore[union-attr]
    begin += n_months * (int(quarter or half or 1) - 1)
    months = tuple(range(begin, begin + n_months))
    is_fiscal = True if year is not None else None
    return Reading("part", (year or plain).year, months, fiscal=is_fiscal)  # type: ignore[union-attr]


def why_no_year(text: str) -> str:
    """Say what is unclear about a label that is nearly a year; "" for all others."""
    if not any(way.fullmatch(text) for way in _OTHER_YEARS):
        return ""
    first = _OTHER_YEARS[0].fullmatch(text) is not None
    return (
        "says the year in which it begins or the one in which it ends"
        if first
        else "may be a year or something else"
    )


def _of_part(label: str, upto: str | None, first: str | None, last: str | None) -> Reading | None:
    """Read months beside a year; a calendar year of a bracket is taken as one."""
    year, plain = _fiscal(label), _calendar(label)
    if year is None and plain is None:
        return None
    fiscal = year is not None
    start = (APRIL if fiscal else 1) if upto else month_of(first or "")
    end = month_of(upto or last or first or "")
    if start is None or end is None:
        return None
    at = (year or plain).year * 12  # type: ignore[union-attr]
    begin = at + start - 1 + (12 if fiscal and start < APRIL else 0)
    n_months = (end - start) % 12 + 1
    return Reading(
        "part", at // 12, tuple(range(begin, begin + n_months)), fiscal=True if fiscal else None
    )


def _from_to(match: re.Match[str]) -> Reading | None:
    """Read ``Apr 2024 - Aug 2024``."""
    first, last = month_of(match[1]), month_of(match[3])
    if first is None or last is None:
        return None
    begin, end = _full(match[2]) * 12 + first - 1, _full(match[4]) * 12 + last - 1
    if not 0 <= end - begin < 12:
        return None
    fiscal = True if begin // 12 != end // 12 else None
    return Reading("part", begin // 12, tuple(range(begin, end + 1)), fiscal=fiscal)


def _full(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < 80 else 1900)


_WAYS: Final[tuple[Callable[[str], Reading | None], ...]] = (
    _calendar,
    _fiscal,
    _month,
    _quarter,
    _date,
    _part,
)


def year_of(month: int, year_start: int) -> int:
    """Return the calendar year in which the year of a month begins."""
    year, number = divmod(month, 12)
    return year if number + 1 >= year_start else year - 1


def named(reading: Reading, year_start: int) -> tuple[str, frozenset[int]] | None:
    """Return the year of some months and their numbers; None where they lie in two years."""
    years = {year_of(month, year_start) for month in reading.months}
    if len(years) != 1:
        return None
    months = frozenset(month % 12 + 1 for month in reading.months)
    return year_name(years.pop(), year_start), months


def part_of(year: str, months: frozenset[int], year_start: int | None) -> str:
    """Name a part of a year, in the order of its months."""
    start = year_start or (APRIL if len(year) > 4 else 1)
    return part_name(year, months, start)
