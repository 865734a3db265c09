"""Numbers as files write them: marks, flags and currencies, and cells that hide a number.

Everything here looks at *distinct* spellings, each once.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.amounts import (
    BLANK,
    CURRENCIES,
    FLAG,
    NIL_OR_MISSING,
    is_sheet_error,
    why_unknown,
)
from odopkit.labels.characters import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from odopkit.typing import Float64Array

HOW_NUMBERS_ARE_WRITTEN: Final = "write 1234567.8, 1,234,567.8 or 12,34,567.8"
DECIMALS: Final = (".", ",")
THOUSANDS: Final = (".", ",", " ", "'")

_EXACT: Final = 2**53
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_TAIL = r"(?:[eE][+-]?[0-9]+)?"
# A group never begins with 0: "0,123" is a decimal comma, not a hundred and twenty-three.
_IN_THREES = r"[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+"
_INDIAN = r"[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}"
_DECIMAL_COMMA = re.compile(r"[+-]?(?:[0-9]+,[0-9]{1,2}|0,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)")
_ONE_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_DOT_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_POINT_BEHIND_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{2,3})+\.[0-9]*")
_BLANK_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:[ '\u2019][0-9]{3})+(,[0-9]+)?")
_IN_BRACKETS = re.compile(r"\([0-9.,' ]+\)")
_CORE = re.compile(r"[+-]?[0-9.](?:[0-9.,]*[0-9])?")
_MONEY = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))
_BEFORE = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<money>{_MONEY}) ?(?P<rest>[+-]?[0-9.].*)", re.IGNORECASE
)
_BEHIND = re.compile(rf"(?P<rest>.*[0-9.]) ?(?:(?P<money>{_MONEY})\.?|/-)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """Which mark is decimal and which part thousands; ``both`` shows a doubtful spelling."""

    decimal: str = "."
    thousands: tuple[str, ...] = (",", " ", "'")
    doubtful: bool = False
    both: str = ""

    def pattern(self) -> re.Pattern[str]:
        """Return what a number looks like under these marks."""
        point = re.escape(self.decimal)
        signs = ["['\u2019]" if mark == "'" else re.escape(mark) for mark in self.thousands]
        wholes = [r"[0-9]+", *map(_IN_THREES.format, signs)]
        if "," in self.thousands:
            wholes.append(_INDIAN)
        whole = f"(?:{'|'.join(wholes)})"
        return re.compile(rf"[+-]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+){_TAIL}")


@dataclass(slots=True)
class Numbers:
    """What each spelling of a column says."""

    amounts: Float64Array
    problems: list[str]
    hidden: list[bool]
    unreadable: list[bool]
    counts: dict[int, int] = field(default_factory=dict)
    flags: dict[int, str] = field(default_factory=dict)
    money: dict[int, str] = field(default_factory=dict)


def is_missing_number(text: str) -> bool:
    """Say whether a tidy text stands for *no number*: blank, a dash."""
    return text in NIL_OR_MISSING or text.casefold() in BLANK


def marks_of(
    texts: Iterable[str],
    *,
    decimal: str | None,
    thousands: str | None,
    semicolons: bool,
    whole: bool = False,
) -> Marks:
    """Choose the marks of a column: as the caller says, or as its own spellings show."""
    if decimal is not None or thousands is not None:
        return _told(decimal, thousands)
    texts = list(texts)
    commas = [text for text in texts if "," in text]
    groups = any(text.count(".") > 1 and _DOT_GROUPS.fullmatch(_core(text)) for text in texts)
    if groups or semicolons:
        pointed = (_core(text) for text in texts if "." in text or "," in text)
        # ".." hides a number; it shows nothing about the dots of those that are shown.
        cores = [core for core in pointed if core.strip(".,+-")]
        found = _by_dots(cores, groups=groups, whole=whole)
        if found is not None:
            return found
    once = all(text.count(",") == 1 for text in commas)
    if once and any(m and m[1] for m in map(_BLANK_GROUPS.fullmatch, commas)):
        # A blank parts the thousands, so that a comma cannot.
        return Marks(",", (" ", "'"), doubtful=True)
    # One 2,5 in a column makes its 1,234 a small number, unless 1,234,567 or 1,234.5
    # shows that the comma parts thousands after all.
    number = Marks().pattern()
    doubtful = any(_DECIMAL_COMMA.fullmatch(text) for text in commas) and not any(
        number.fullmatch(text) and (text.count(",") > 1 or "." in text) for text in commas
    )
    return Marks(doubtful=doubtful)


def _core(text: str) -> str:
    """Take the digits and marks out of a cell."""
    match = _CORE.search(text)
    return match.group() if match else ""


def _by_dots(cores: Sequence[str], *, groups: bool, whole: bool) -> Marks | None:
    """Ask the dots of a column what they are; None where they show nothing."""
    commas = [core for core in cores if "," in core]
    dotted = [core for core in cores if "." in core and "," not in core]
    # What is no group of three behind a first digit above 0 has a decimal point.
    points = any(not _ONE_GROUP.fullmatch(c) and not _DOT_GROUPS.fullmatch(c) for c in dotted)
    points = points or any(_POINT_BEHIND_GROUPS.fullmatch(core) for core in commas)
    in_threes = Marks(",", (".", " ", "'"))
    if groups:
        return Marks(doubtful=True) if points else in_threes
    if points or not (dotted or any("." in core for core in commas)):
        return None
    if whole or any(_DECIMAL_COMMA.fullmatch(core) for core in commas):
        return in_threes
    return Marks(both=dotted[0]) if dotted else None


def _told(decimal: str | None, thousands: str | None) -> Marks:
    """Take the marks that the caller gives; one of them settles the other."""
    if decimal is None:
        decimal = "," if thousands == "." else "."
    if thousands is not None:
        return Marks(decimal, (thousands,))
    return Marks(decimal, ("," if decimal == "." else ".", " ", "'"))


def parse_numbers(texts: Sequence[str], marks: Marks, name: str = "value") -> Numbers:
    """Read each spelling as a number that is not negative; say what is wrong with it."""
    n = len(texts)
    found = Numbers(np.full(n, np.nan), [""] * n, [False] * n, [False] * n)
    pattern = marks.pattern()
    plain = None if marks.doubtful or marks.decimal != "." else _PLAIN
    for i, text in enumerate(texts):
        if plain and plain.fullmatch(text) and (amount := float(text)) < _EXACT:
            found.amounts[i] = amount
        elif is_missing_number(text):
            nil = f"; some sources print {text!r} for nil" if text in NIL_OR_MISSING else ""
            found.problems[i] = f"{name} is missing{nil}"
        else:
            _parse(found, i, text, pattern, marks)
    return found


def is_number(text: str) -> bool:
    """Tell whether a text alone reads as a number that is not negative."""
    return not parse_numbers([text], Marks()).problems[0]


def _parse(found: Numbers, i: int, text: str, pattern: re.Pattern[str], marks: Marks) -> None:
    """Read what is no bare run of digits."""
    unknown = why_unknown(text)
    if unknown:
        found.problems[i] = f"{text!r}: {unknown}, so the value is not known"
        found.hidden[i] = found.unreadable[i] = True
        return
    if _INFINITE.fullmatch(text):
        found.problems[i] = f"{text!r} is infinite"
        return
    number = text if text.isascii() else cleaned(text).replace("\u2212", "-")
    if not pattern.fullmatch(number):
        number, flag, money = _bare(number, pattern)
        if flag:
            found.flags[i] = flag
        if money:
            found.money[i] = money
    doubtful = marks.doubtful and _ONE_GROUP.fullmatch(number)
    if number and not doubtful:
        _take(found, i, text, number, marks)
        return
    found.unreadable[i] = True
    found.problems[i] = _doubt(text) if doubtful else _why_no_number(text)


def _doubt(text: str) -> str:
    mark = "," if "," in text else "."
    return (
        f"{text!r} may be thousands or a decimal fraction, since the column also has "
        + ("decimal commas" if mark == "," else "dots of both kinds")
        + f"; {HOW_NUMBERS_ARE_WRITTEN}"
    )


def _why_no_number(text: str) -> str:
    if is_sheet_error(text):
        return f"{text!r} is an error of the spreadsheet; mend the formula, and save it again"
    if text in ("True", "False"):
        return f"{text!r} is a truth value, not a number"
    if _IN_BRACKETS.fullmatch(text):
        return (
            f"{text!r} is a number in brackets, which accounts mean as negative and statistics as "
            f"uncertain; {HOW_NUMBERS_ARE_WRITTEN}"
        )
    return f"{text!r} is not a number; {HOW_NUMBERS_ARE_WRITTEN}"


def _bare(text: str, pattern: re.Pattern[str]) -> tuple[str, str, str]:
    """Take a flag and a currency off a number; the first is empty where none is left."""
    flag = money = ""
    match = FLAG.fullmatch(text)
    if match and not pattern.fullmatch(text):
        text, flag = match["number"], match["flag"]
    match = _BEFORE.fullmatch(text)
    if match:
        text, money = match["sign"] + match["rest"], match["money"]
    match = _BEHIND.fullmatch(text)
    if match and not (money and match["money"]):
        text, money = match["rest"], money or match["money"] or "/-"
    if not pattern.fullmatch(text):
        return "", "", ""
    return text, flag, money


def _take(found: Numbers, i: int, text: str, number: str, marks: Marks) -> None:
    """Turn a number into an amount, and a whole one into an exact count."""
    for mark in marks.thousands:
        number = number.replace(mark, "").replace("\u2019", "")
    number = number.replace(marks.decimal, ".")
    amount = float(number) + 0.0  # a zero with a minus is a zero
    if math.isinf(amount):
        found.problems[i] = f"{text!r} is infinite"
    elif amount < 0:
        found.problems[i] = f"{text!r} is negative"
    else:
        found.amounts[i] = amount
        if amount >= _EXACT and number.lstrip("+").isdigit():
            found.counts[i] = int(number)
