"""Names of months, and the labels by which a table names a year or a part of one."""

from __future__ import annotations

import re
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# One line a language, January first.
_NAMES: Final = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",  # noqa: RUF001
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
}
_SHORTEST: Final = 3
_YEAR: Final = r"[0-9]{4}(?:-[0-9]{2})?"
_RUN: Final = f"(?:{'|'.join(MONTHS)})(?:-(?:{'|'.join(MONTHS)}))?"
_PERIOD: Final = re.compile(rf"({_YEAR})( \({_RUN}(?:, {_RUN})*\))?\Z")


def _beginnings() -> dict[str, int]:
    """Map whole names, and beginnings of three letters or more that mean one month only."""
    found: dict[str, set[int]] = {}
    whole: dict[str, int] = {}
    for names in _NAMES.values():
        for number, name in enumerate(names.split(), start=1):
            whole[name] = number
            for end in range(_SHORTEST, len(name)):
                found.setdefault(name[:end], set()).add(number)
    return {word: min(numbers) for word, numbers in found.items() if len(numbers) == 1} | whole


_MONTH_OF: Final = _beginnings() | {"sept": 9}


def month_of(word: str) -> int | None:
    """Return the number of a month by its name or the beginning of it."""
    return _MONTH_OF.get(word.casefold().strip(" .,'"))


def is_period(text: str) -> bool:
    """Tell whether a text names a year, a fiscal year, or a part of one in brackets."""
    match = _PERIOD.match(text)
    if match is None:
        return False
    year = match[1]
    return len(year) == 4 or (int(year[:4]) + 1) % 100 == int(year[5:])


def year_of(period: str) -> str:
    """Return the year of a period, without its part: ``2024-25`` of ``2024-25 (Apr-Aug)``."""
    return period.partition(" (")[0]


def year_name(first: int, year_start: int) -> str:
    """Name the year of twelve months that begins in a month of a calendar year."""
    return f"{first:04d}" if year_start == 1 else f"{first:04d}-{(first + 1) % 100:02d}"


def part_name(year: str, months: frozenset[int], year_start: int) -> str:
    """Name the months of a year in its order, in runs: ``2024-25 (Apr, Jun-Aug)``."""
    order = [(year_start - 1 + i) % 12 + 1 for i in range(12)]
    if len(months) == 12:
        return year
    runs: list[list[int]] = []
    for place, month in enumerate(order):
        if month not in months:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    spelled = [
        MONTHS[order[run[0]] - 1] + (f"-{MONTHS[order[run[-1]] - 1]}" if len(run) > 1 else "")
        for run in runs
    ]
    return f"{year} ({', '.join(spelled)})"
