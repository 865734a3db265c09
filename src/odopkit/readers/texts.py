"""What one cell says: text, a number, a year, a total, a note.

Everything here works on *distinct* spellings; a column of a million rows holds a few
thousand of them, so each is looked at once.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array, IntArray


_NO_NUMBER: Final = frozenset(
    {"", "-", "\u2013", "\u2014", "na", "n.a.", "n/a", "nan", "null", "none"}
)

# A group never begins with 0: "0,123" is a decimal comma, not a hundred and twenty-three.
_WHOLE = (
    r"(?:[0-9]+"
    r"|[1-9][0-9]{0,2}(?:,[0-9]{3})+"  # 1,234,567
    r"|[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3})"  # 12,34,567
)
_NUMBER = re.compile(rf"[+-]?(?:{_WHOLE}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:[0-9]+,[0-9]{1,2}|0,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)")
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)

_TOTAL = re.compile(
    r"(?:.* )?(?:sub|grand)?[ -]?totals?(?: exports?| value)?(?: \(.*\))?[ :.*]*|% ?share",
    re.IGNORECASE,
)
_NOTE = re.compile(r"[*#\u2020]|(?:notes?|sources?|disclaimer|remarks?)\b", re.IGNORECASE)

HOW_NUMBERS_ARE_WRITTEN: Final = "write 1234567.8, 1,234,567.8 or 12,34,567.8"


def tidy(text: str) -> str:
    """Turn every run of blanks (no-break ones too) into one, and drop the outer ones."""
    return " ".join(text.replace("\ufeff", "").split())


def as_text(cell: object) -> str:
    """Spell a cell as a person would: whole floats without ``.0``, missing as ``""``."""
    if isinstance(cell, str):
        return cell
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, float | np.floating):
        number = float(cell)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    return str(cell)


def as_code(cell: object) -> object:
    """Spell a whole number as the digits that a person sees; leave all else as it is."""
    text = as_text(cell)
    return text if text.isdigit() and not isinstance(cell, str) else cell


def encode(column: Any) -> tuple[IntArray, list[object]]:
    """Give each cell the position of its spelling; the last spelling is *missing*."""
    codes, uniques = pd.factorize(column)
    spellings: list[object] = [*uniques.tolist(), None]
    return np.where(codes < 0, len(spellings) - 1, codes), spellings


def texts_of(column: Any) -> list[str]:
    """Tidy every cell of a short column."""
    return [tidy(as_text(cell)) for cell in column]


def is_total(text: str) -> bool:
    """Say whether a tidy text names a total: ``Grand Total``, ``%Share`` …."""
    return _TOTAL.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Say whether a tidy text begins like a footnote."""
    return _NOTE.match(text) is not None


def is_missing_number(text: str) -> bool:
    """Say whether a tidy text stands for *no number*: blank, a dash, ``NA``."""
    return text.casefold() in _NO_NUMBER


def parse_numbers(texts: Sequence[str], name: str = "value") -> tuple[Float64Array, list[str]]:
    """Read each spelling as a number that is not negative; say what is wrong with it."""
    numbers = np.full(len(texts), np.nan)
    problems = [""] * len(texts)
    # One 2,5 in a column makes its 1,234 a small number, unless 1,234,567 or 1,234.5
    # shows that the comma parts thousands after all.
    commas = [text for text in texts if "," in text]
    doubtful = any(_DECIMAL_COMMA.fullmatch(text) for text in commas) and not any(
        _NUMBER.fullmatch(text) and (text.count(",") > 1 or "." in text) for text in commas
    )
    for i, text in enumerate(texts):
        if is_missing_number(text):
            problems[i] = f"{name} is missing"
        elif doubtful and _EITHER.fullmatch(text):
            problems[i] = (
                f"{text!r} may be thousands or a decimal fraction, since the column also has "
                f"decimal commas; {HOW_NUMBERS_ARE_WRITTEN}"
            )
        elif _INFINITE.fullmatch(text):
            problems[i] = f"{text!r} is infinite"
        elif not _NUMBER.fullmatch(text):
            problems[i] = f"{text!r} is not a number; {HOW_NUMBERS_ARE_WRITTEN}"
        else:
            number = float(text.replace(",", "")) + 0.0  # a zero with a minus is a zero
            if math.isinf(number):
                problems[i] = f"{text!r} is infinite"
            elif number < 0:
                problems[i] = f"{text!r} is negative"
            else:
                numbers[i] = number
    return numbers, problems
