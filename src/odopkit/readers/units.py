"""Units and currencies that headings and titles name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from odopkit.labels.amounts import (
    BESIDE_CURRENCY_ONLY,
    CURRENCIES,
    MULTIPLES,
    SHARED_SIGNS,
    multiple_of,
)
from odopkit.readers.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions

UNIT_ROWS: Final = 2
"""A row below the header may name the units of the columns; no later one does."""
_NAMED: Final = {1e3: "THOUSAND", 1e5: "LAKH", 1e6: "MILLION", 1e7: "CRORE", 1e9: "BILLION"}


def _constant(scale: float) -> str:
    """Name the constant of :mod:`odopkit.readers` that a scale is, where it is one."""
    return _NAMED.get(scale, f"{scale:.10g}")


def _either(words: object) -> str:
    return "|".join(re.escape(w) for w in sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


# No letter or digit beside a word, so that "m" is not heard in "March" nor "000" in "3000".
_MONEY: Final = rf"(?<![a-z])(?:{_either(CURRENCIES)})(?![a-z])"
_MANY: Final = rf"(?<![a-z0-9,.])(?:{_either(MULTIPLES)})(?!,?[a-z0-9])\.?"
_MULTIPLE: Final = re.compile(_MANY)
_CURRENCY: Final = re.compile(_MONEY)
_BESIDE: Final = re.compile(
    rf"{_MONEY}\.?[ (,/-]*(?:in )?(?P<after>{_MANY})|(?P<before>{_MANY})[ (]*(?:of |de )?{_MONEY}"
)
_GLUED: Final = re.compile(r"(?:us\$|usd|eur|\u20ac|\$)(?P<many>mn|mln|mio|bn|m|k)(?![a-z])")
_SAYS_UNIT: Final = re.compile(
    r"(?:(?<![a-z])(?:in|values?|figures|amounts?|units?)[ :(]+(?:are |is )?(?:in )?)"
    rf"(?P<many>{_MANY})"
    rf"|\((?:in )?(?P<alone>{_MANY})\)"
)
_NO_VALUE: Final = re.compile(
    r"\b(?:qty|quantity|quantities|kgs?|tonnes?|tons?|mt|nos?|numbers?|population|persons)\b"
)


class Heard(NamedTuple):
    """A multiple that a heading or a title names, in its own words."""

    scale: float
    word: str
    text: str


def heard_in(text: str, *, heading: bool, money: frozenset[str] = frozenset()) -> Heard | None:
    """Return the multiple that a heading of values, or a line above the header, names.

    A line above the header may speak of anything: there a multiple counts beside a
    currency, behind words such as "in" or "values", or alone in brackets; and not beside
    another currency than `money`, that of the heading.
    """
    folded = re.sub("[\u2018\u2019\u00b4`]", "'", text.casefold())
    for clause in re.split(r"[;|&]|, (?=[a-z])|\band\b", folded):
        others = _monies(clause)
        if _NO_VALUE.search(clause) or (money and others and not money & others):
            continue
        found = _word_of(clause, heading=heading)
        if found is not None:
            return Heard(*found, text)
    return None


def _monies(folded: str) -> frozenset[str]:
    """Return the currencies of a text; a sign of several nations is its best known one."""
    codes = (CURRENCIES[word] for word in _CURRENCY.findall(folded))
    return frozenset({"$": "USD", "Rs": "INR"}.get(code, code) for code in codes)


def _word_of(clause: str, *, heading: bool) -> tuple[float, str] | None:
    beside = _BESIDE.search(clause)
    if beside:
        return _valued(beside["after"] or beside["before"])
    glued = _GLUED.search(clause)
    if glued:
        return _valued(glued["many"])
    said = _SAYS_UNIT.search(clause)
    words = [said["many"] or said["alone"]] if said else []
    words += _MULTIPLE.findall(clause) if heading else []
    plain = [word for word in words if word.rstrip(".") not in BESIDE_CURRENCY_ONLY]
    return _valued(plain[0]) if plain else None


def _valued(word: str) -> tuple[float, str] | None:
    scale = 1e3 if word == "k" else multiple_of(word)
    return None if scale is None else (scale, word.rstrip("."))


def heard(table: Table, position: int) -> list[Heard]:
    """Return what the heading of values and the lines above the table name."""
    found = [heard_in(table.names[position], heading=True)]
    found += [heard_in(text, heading=True) for text in _below(table, position)]
    money = _monies(table.names[position].casefold())
    found += [heard_in(text, heading=False, money=money) for _, text in table.above]
    return [one for one in found if one is not None]


def unit_of(title: str) -> tuple[float, frozenset[str]] | None:
    """Return the multiple and the currencies that a title names; None where it names neither."""
    one, money = heard_in(title, heading=False), _monies(title.casefold())
    return None if one is None and not money else (one.scale if one else 1.0, money)


def says_unit(text: str) -> bool:
    """Tell a cell that names a unit or a currency and holds no number."""
    if re.search(r"[1-9]", text):
        return False
    return heard_in(text, heading=True) is not None or bool(_monies(text.casefold()))


def _below(table: Table, position: int) -> list[str]:
    """Return the cells right below a heading of values that name its unit."""
    texts = texts_of(table.column(position)[:UNIT_ROWS])
    return [text for text in texts if text and says_unit(text)]


def _two_units(table: Table, one: Heard, other: Heard) -> str:
    return (
        f"{table.grid.where} names two units of value: {one.word!r} in {one.text!r} and "
        f"{other.word!r} in {other.text!r}"
    )


def scale_of(table: Table, where: Mapping[str, int], options: ReadOptions, log: IssueLog) -> float:
    """Say what to multiply values by; what the file says beside it is never passed over."""
    given = 1.0 if options.scale is None else options.scale
    if not options.asked:
        return given
    units = heard(table, where["value"])
    told = {unit.scale: unit for unit in units}
    if len(told) > 1:
        one, other = list(told.values())[:2]
        msg = _two_units(table, one, other)
        if options.scale is None:
            msg += (
                f"; pass scale={_constant(one.scale)} or scale={_constant(other.scale)}, or scale=1"
            )
            raise table.grid.error(msg)
        log.whole("noted", f"{msg}; multiplied by {given:,.10g} as asked")
        return given
    for unit in told.values():
        _tell(unit, f"{unit.text!r}", table.names[where["value"]], options, log)
    return given


def _tell(unit: Heard, said: str, column: str, options: ReadOptions, log: IssueLog) -> None:
    """Say what becomes of values in a unit, unless it is what the caller asked for."""
    if options.scale is None:
        way = f"kept in that unit (scale={_constant(unit.scale)} turns them into single ones)"
    elif unit.scale == options.scale:
        return
    else:
        way = f"multiplied by {options.scale:,.10g} as asked"
    log.whole("noted", f"{said} says that values are in {unit.word}: {way}", column=column)


def tell_unit_of_column(
    table: Table, heading: str, value: str, options: ReadOptions, log: IssueLog
) -> None:
    """Hear the one unit that a column not used names, as a heading is heard."""
    unit = heard_in(value, heading=True)
    if unit is None or unit.scale == 1:
        return
    if not options.asked:
        msg = (
            f"column {heading!r} of {table.grid.where} says that values are in {unit.word}; use "
            f"read_exports with scale={_constant(unit.scale)}"
        )
        raise table.grid.error(msg)
    _tell(unit, f"{value!r} in column {heading!r}", heading, options, log)


def dgcis_scale(table: Table, position: int) -> tuple[float, str]:
    """Return what the values of a download are multiplied by, and the line that says so."""
    units = heard(table, position)
    told = {unit.scale: unit for unit in units}
    if len(told) > 1:
        msg = f"{_two_units(table, *list(told.values())[:2])}; use read_exports with scale="
        raise table.grid.error(msg)
    if not units:
        return 1.0, ""
    unit = units[0]
    return unit.scale, f"values in {unit.word} ({unit.text!r}): multiplied by {unit.scale:,.10g}"


def currency_of(table: Table, position: int) -> str:
    """Return the code of the one currency that is named; "" where a sign is of several nations."""
    above = (text for _, text in table.above)
    texts = [table.names[position], *_below(table, position), *above]
    for text in texts:
        codes = {CURRENCIES[word] for word in _CURRENCY.findall(text.casefold())}
        codes -= {"$"} if "USD" in codes else set()
        if codes:
            return codes.pop() if len(codes) == 1 and not codes & SHARED_SIGNS else ""
    return ""
