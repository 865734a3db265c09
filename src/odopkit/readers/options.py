"""What a caller asked of a reader, checked once and handed on as one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from odopkit._kernels.arguments import as_names, check_choice, check_flag, check_number, check_whole
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import whole_letters
from odopkit.errors.telling import did_you_mean, kind_of, shortened
from odopkit.hs.cleaning import parse_hs
from odopkit.hs.code import check_level
from odopkit.labels.calendars import is_period
from odopkit.labels.characters import cleaned, what_is_unclean
from odopkit.readers.layout import CANONICAL
from odopkit.readers.numbers import DECIMALS, THOUSANDS
from odopkit.readers.periods import ROLLED_UP, read_period
from odopkit.readers.result import SCALES
from odopkit.readers.texts import as_text, tidy
from odopkit.typing import TEXT_COLUMNS

PeriodKind = Literal["calendar_year", "fiscal_year", "month", "quarter", "date"]
_LAST_COLUMN: Final = (1 << 31) - 1
PERIOD_KINDS: Final = ("calendar_year", "fiscal_year", "month", "quarter", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Options of a reading, with the defaults of :func:`odopkit.read_exports`."""

    constants: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, object] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()
    level: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    period_kind: PeriodKind | None = None
    year_start: int | None = None
    partial: Literal["set_aside", "keep"] = "set_aside"
    decimal: str | None = None
    thousands: str | None = None
    fill_down: tuple[str, ...] | bool = False
    cut_hs: int | None = None
    pad: bool = False
    scale: float | None = None
    asked: bool = False
    """Whether the caller has these arguments, so that messages may name them."""


def checked_options(**given: Any) -> ReadOptions:
    """Check what was asked, argument by argument."""
    check_flag(given["pad_hs"], "pad_hs")
    if given["level"] is not None:
        check_level(given["level"])
    if given["cut_hs"] not in (None, 6, 8):
        msg = f"cut_hs must be 6 or 8, the digits to keep, got {shortened(given['cut_hs'])}"
        raise InvalidValueError(msg)
    if given["period_kind"] is not None:
        check_choice(given["period_kind"], PERIOD_KINDS, "period_kind")
    year_start = _checked_year_start(given["period_kind"], given["year_start"])
    check_choice(given["partial"], ("set_aside", "keep"), "partial")
    scale = given["scale"]
    fill = given["fill_down"]
    return ReadOptions(
        constants=_checked_constants(
            named(given["constants"], "constants", "{'state': 'Goa'}"), pad=given["pad_hs"]
        ),
        where=named(given["where"], "where", "{'Flow': 'Export'}"),
        keep=frozenset(map(tidy, as_names(given["keep"], "keep"))),
        level=given["level"],
        values=_checked_values(named(given["values"], "values", "{'2023-24': '2023-24'}")),
        period_kind=given["period_kind"],
        year_start=year_start,
        partial=given["partial"],
        **_checked_marks(given["decimal"], given["thousands"]),
        fill_down=fill if isinstance(fill, bool) else as_names(fill, "fill_down"),
        cut_hs=given["cut_hs"],
        pad=given["pad_hs"],
        scale=None if scale is None else _checked_scale(scale),
        asked=True,
    )


def _checked_year_start(kind: str | None, given: int | None) -> int | None:
    """Take the month in which years begin; months cannot be summed without it."""
    if given is None:
        if kind in ROLLED_UP:
            msg = (
                f"period_kind={kind!r} needs year_start=, the first month of the years to sum to: "
                "4 for April to March, 1 for calendar years"
            )
            raise InvalidValueError(msg)
        return None
    start = check_whole(given, "year_start", least=1)
    if start > 12:
        msg = f"year_start must be a month from 1 to 12, got {shortened(given)}"
        raise InvalidValueError(msg)
    if kind == "quarter" and start % 3 != 1:
        msg = f"quarters make no years that begin in month {start}; year_start is 1, 4, 7 or 10"
        raise InvalidValueError(msg)
    return start


def _checked_marks(decimal: object, thousands: object) -> dict[str, Any]:
    """Take the marks of numbers, which must differ."""
    if decimal is not None:
        check_choice(decimal, DECIMALS, "decimal")
    if thousands is not None:
        check_choice(thousands, THOUSANDS, "thousands")
    if decimal is not None and decimal == thousands:
        msg = f"decimal and thousands must differ, got {shortened(decimal)} for both"
        raise InvalidValueError(msg)
    return {"decimal": decimal, "thousands": thousands}


def named(given: object, argument: str, example: str) -> Mapping[str, str]:
    """Take a mapping, refusing what is none."""
    if given is None or isinstance(given, Mapping):
        return given or {}
    msg = f"{argument} must be a dict such as {example}, got {kind_of(given)}"
    raise InvalidValueError(msg)


def _checked_scale(scale: float) -> float:
    """Take what values are multiplied by; a word names one of the constants."""
    if isinstance(scale, str):
        hint = [c for c in SCALES if c.casefold() in scale.casefold()] or SCALES
        msg = (
            f"scale must be a number, got {shortened(scale)}; take {' or '.join(hint)} "
            f"of odopkit.readers"
        )
        raise InvalidValueError(msg)
    return check_number(scale, "scale", above=0)


def checked_currency(currency: str | None) -> str:
    """Take the name of a currency; nothing is converted."""
    if currency is None or isinstance(currency, str):
        return "" if currency is None else currency.strip().upper()
    msg = f"currency must be text such as 'USD', got {shortened(currency)}"
    raise InvalidValueError(msg)


def checked_columns(given: Mapping[str, str] | None) -> dict[str | int, str]:
    """Take the names of columns, each for one column of a flows table."""
    columns = named(given, "columns", "{'column of the file': 'value'}")
    twice: dict[str, str] = {}
    odd = [name for name in columns if not _names_a_column(name)]
    if odd:
        msg = (
            f"columns= names columns of the file as text, or by their number from 1, got "
            f"{shortened(odd[0])}"
        )
        raise InvalidValueError(msg)
    for name, target in columns.items():
        if target not in CANONICAL:
            turned = f"; write {{{target!r}: {name!r}}}." if name in CANONICAL else ""
            hint = turned or did_you_mean(target, CANONICAL) or "."
            msg = (
                f"columns= maps {name!r} to {target!r}, which is not a column of a flows table"
                f"{hint} Those are {', '.join(CANONICAL)}"
            )
            raise InvalidValueError(msg)
        if target in twice:
            msg = f"columns= maps both {twice[target]!r} and {name!r} to {target!r}; choose one"
            raise InvalidValueError(msg)
        twice[target] = name
    return {name: target for name, target in columns.items()}  # noqa: C416 - keys widen


def _names_a_column(name: object) -> bool:
    """Tell whether a column of a file can be named so."""
    return isinstance(name, str) or (
        isinstance(name, int) and not isinstance(name, bool) and 1 <= name <= _LAST_COLUMN
    )


def _checked_values(given: Mapping[str, str]) -> Mapping[str, str]:
    """Take the periods of several columns of values."""
    for name, period in given.items():
        if not isinstance(name, str) or not isinstance(period, str) or not is_period(period):
            msg = (
                f"values= maps {shortened(name)} to {shortened(period)}; write columns of "
                f"the file and periods as "
                "flows tables have them: {'2022-23': '2022-23'}"
            )
            raise InvalidValueError(msg)
    if len(set(given.values())) < len(given):
        msg = "values= gives one period to several columns, whose values would be added up"
        raise InvalidValueError(msg)
    return given


def _checked_constants(constants: Mapping[str, str], *, pad: bool) -> dict[str, str]:
    fixed = {}
    for name, given in constants.items():
        if name not in TEXT_COLUMNS:
            msg = (
                f"constants= names {name!r}, which cannot be constant; choose from "
                f"{', '.join(TEXT_COLUMNS)}"
            )
            raise InvalidValueError(msg)
        text = tidy(as_text(given))
        with whole_letters(text):
            text.encode()
        if name == "hs_code":
            text = str(parse_hs(given, pad=pad))
        elif name == "period" and read_period(text) != text:
            msg = f"constants= gives the period {shortened(given)}; write it as '2021' or '2021-22'"
            raise InvalidValueError(msg)
        elif not text:
            msg = f"constants= gives no text for {name!r}, got {shortened(given)}"
            raise InvalidValueError(msg)
        elif name != "period" and not isinstance(given, str):
            msg = f"constants= must give text for {name!r}, got {shortened(given)}"
            raise InvalidValueError(msg)
        elif cleaned(text) != text:
            msg = (
                f"constants= gives {name!r} as {shortened(text)}, which has {what_is_unclean(text)}"
                f"; write {shortened(cleaned(text))}"
            )
            raise InvalidValueError(msg)
        fixed[name] = text
    return fixed
