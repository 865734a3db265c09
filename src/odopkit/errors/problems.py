"""What is wrong with a cell or a column, why, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors.telling import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACES: Final = ("state", "district")
_CODED: Final = ("hs_code", "product", "partner", "exporter", "market")
_NO_PLACE: Final = "'UNSPECIFIED' where the place is not known"
NOT_A_YEAR: Final = "is not a year such as '2021' or a fiscal year such as '2021-22'"
_AS_TEXT: Final = "convert it with .astype(str)"
_READ_AS_TEXT: Final = "codes lose their zeros as numbers, so read the column as text"
_UNKNOWN: Final = "has another type than its schema asks for"


def missing(column: str, *, amount: bool) -> str:
    """Say what to do with a missing entry."""
    if amount:
        return "is missing; drop the row, or write 0 where nothing was exported"
    if column in _PLACES:
        return f"is missing; write {_NO_PLACE}"
    return "is missing; fill it in, or drop the row"


def of_cell(check: str, column: str, value: object) -> str:
    """Say why a cell fails one of the checks of this package; the check's own name elsewhere."""
    find = _OF_CHECK.get(check)
    return check if find is None else find(column, value)


def _of_code(_: str, value: object) -> str:
    return f"is {kind_of(value)}, not text; {_READ_AS_TEXT}"


def _of_text(column: str, value: object) -> str:
    if not isinstance(value, str):
        return f"is {kind_of(value)}, not text; {_AS_TEXT}"
    if not value.strip():
        instead = f"write {_NO_PLACE}" if column in _PLACES else "fill it in, or drop the row"
        return f"is empty; {instead}"
    return "has outer blanks; strip the column with .str.strip()"


def _of_place(_: str, __: object) -> str:
    return (
        "names a total, which would count twice; drop the row, or read the table with read_exports "
        "(a place truly so named needs a second word)"
    )


def _of_period(_: str, value: object) -> str:
    if isinstance(value, str):
        return NOT_A_YEAR
    if isinstance(value, int):
        return f"is {kind_of(value)}, not text; {_AS_TEXT}"
    return f"is {kind_of(value)}, not text; write the year, such as '2021' or '2021-22'"


def _of_value(_: str, value: object) -> str:
    if isinstance(value, int | float) and value < 0 and value != float("-inf"):
        return "is negative; exports are at least 0, so correct or drop the row"
    return "is infinite; correct or drop the row"


def _of_count(_: str, __: object) -> str:
    return "is negative; a count is at least 0"


def _of_number(_: str, __: object) -> str:
    return "is infinite; an indicator may be missing, but it must have an end"


_OF_CHECK: Final[dict[str, Callable[[str, object], str]]] = {
    "_text": _of_text,
    "_place": _of_place,
    "_product": _of_text,
    "_hs": _of_code,
    "_period": _of_period,
    "_value": _of_value,
    "_count": _of_count,
    "_finite": _of_number,
}


def of_type(column: pd.Series[Any], name: str, *, text: bool, number: bool) -> str:
    """Say why a whole column has the wrong type, and the one call that converts it."""
    if number:
        return _not_numbers(column)
    if name == "shipments":
        return "is not a whole number; convert it with .astype('int64')"
    if not text:
        return _UNKNOWN
    if name == "period":
        return f"is not text; {_as_years(column)}"
    return f"is not text; {_READ_AS_TEXT if name in _CODED else _AS_TEXT}"


def _as_years(column: pd.Series[Any]) -> str:
    """Name the call that makes years of a column."""
    if column.dtype.kind == "M" or isinstance(column.dtype, pd.PeriodDtype):
        return "convert it with .dt.strftime('%Y') if its years are calendar years"
    if column.dtype.kind == "f":
        return "convert it with .astype(int).astype(str)"
    return _AS_TEXT


def _not_numbers(column: pd.Series[Any]) -> str:
    """Say what stands where numbers should, by the first entry that is none."""
    some = column.dropna()
    odd = next((x for x in some if not isinstance(x, int | float) or isinstance(x, bool)), None)
    if isinstance(odd, str):
        example = next((x for x in some if isinstance(x, str) and not _reads(x)), odd)
        if _reads(example):
            return f"is not a number but text such as {example!r}; convert it with .astype(float)"
        return (
            f"is not a number but text such as {example!r}; strip units and thousands marks, or "
            "read the table with read_exports"
        )
    if odd is None and len(some):
        call = (
            ".astype(float)" if isinstance(column.dtype, pd.CategoricalDtype) else "pd.to_numeric"
        )
        return f"is not a number by its type; convert it with {call}"
    if type(odd).__name__ in ("Decimal", "Fraction"):
        return f"is not a number but {kind_of(odd)}; convert it with .astype(float)"
    return "is not a number; give the column of values"


def _reads(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
