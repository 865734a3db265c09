"""A frame as the caller gives it: that it is one, and where the columns are that it lacks."""

from __future__ import annotations

import re
from collections.abc import Hashable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.telling import did_you_mean, listed, near, not_a_table, row_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from odopkit.errors.telling import Wanted

_NESTED = ("struct<", "list<", "large_list<", "fixed_size_list<", "list_view<", "map<")
_CODE = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:-[0-9]{2})?\Z")


def check_table(
    frame: object, name: str, columns: Sequence[str] = (), *, wanted: Wanted = "table", of: str = ""
) -> pd.DataFrame:
    """Refuse what is not a frame with these columns; `of` says what makes one."""
    if not isinstance(frame, pd.DataFrame):
        raise InvalidValueError(not_a_table(frame, name, wanted, of=of))
    refuse_levels(frame, name)
    absent = [c for c in columns if not isinstance(c, Hashable) or c not in frame]
    if absent:
        made = f"{name} must be {of}: it" if of else name
        lacks = " or ".join(map(repr, absent[:3])) + (" …" if len(absent) > 3 else "")
        msg = f"{made} has no column {lacks}{_hint(frame, absent[0])}"
        raise InvalidTableError(msg)
    twice = [c for c in columns if isinstance(frame[c], pd.DataFrame)]
    if twice:
        msg = f"{name} has several columns {twice[0]!r}; keep one"
        raise InvalidTableError(msg)
    return frame


def _hint(frame: pd.DataFrame, column: str) -> str:
    """Say where an absent column may be, and what the frame has."""
    if column in index_names(frame):
        return ": it is in the index, so call .reset_index()"
    return f"{did_you_mean(column, names_of(frame)) or '.'} It has {listed(names_of(frame))}"


def refuse_levels(frame: pd.DataFrame, name: str) -> None:
    """Refuse columns of several levels, as a pivot or an aggregation leaves them."""
    if frame.columns.nlevels > 1:
        first = frame.columns[0] if len(frame.columns) else ()
        msg = (
            f"the columns of {name} have {frame.columns.nlevels} levels, such as {first!r}; keep "
            "one, as table.columns = table.columns.get_level_values(0) does"
        )
        raise InvalidTableError(msg)


def is_nested(dtype: object) -> bool:
    """Tell a type of Arrow whose cells hold several things."""
    return isinstance(dtype, pd.ArrowDtype) and str(dtype).startswith(_NESTED)


def refuse_nested(frame: pd.DataFrame, name: str, columns: Sequence[str]) -> None:
    """Refuse columns whose cells hold several things each."""
    for column in columns:
        if column in frame and is_nested(frame[column].dtype):
            msg = (
                f"column {column!r} of {name} is of type {frame[column].dtype}, whose cells hold "
                "several things; give each a column of its own"
            )
            raise InvalidTableError(msg)


@contextmanager
def whole_letters(frame: object, place: str = "a text") -> Iterator[None]:
    """Tell of half a letter (a lone surrogate), which no text may hold, where one stands."""
    try:
        yield
    except UnicodeEncodeError as error:
        where = _half_letter(frame) if isinstance(frame, pd.DataFrame) else ""
        msg = (
            f"{where or place} holds half a letter, {error.object[error.start]!a}; mend the "
            "text with .encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')"
        )
        raise InvalidTableError(msg) from None


def refuse_half_letters(texts: Iterable[object]) -> None:
    """Raise for half a letter what text of arrow raises for it, whatever holds the text here."""
    "".join([text for text in texts if isinstance(text, str)]).encode()


def check_letters(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse columns of text in which half a letter stands."""
    part = frame[list(columns)]
    with whole_letters(part):
        for column in columns:
            refuse_half_letters(part[column].tolist())


def _half_letter(frame: pd.DataFrame) -> str:
    """Say where the first half of a letter stands in a frame."""
    for name in frame.columns:
        if _is_half(name):
            return f"the name of a column, {name!a},"
    for i, name in enumerate(frame.columns):
        for at, cell in enumerate(frame.iloc[:, i]):
            if _is_half(cell):
                return f"column {name!r}, {row_named(at, frame.index[at])},"
    return ""


def _is_half(cell: object) -> bool:
    return isinstance(cell, str) and any("\ud800" <= letter <= "\udfff" for letter in cell)


def names_of(frame: pd.DataFrame) -> list[str]:
    """Names of columns as text."""
    return [str(c) for c in frame.columns]


def index_names(frame: pd.DataFrame) -> list[Any]:
    """Names of the levels of the index."""
    return [name for name in frame.index.names if name is not None]


def absence(frame: pd.DataFrame, column: str) -> str:
    """Say where a column of a flows table is that is not among its columns."""
    if column in index_names(frame):
        return "is in the index and not in the table; call .reset_index()"
    alike = near(column, names_of(frame))
    if alike:
        return f"is not in the table; rename {alike[0]!r}, if that is it"
    spread = _spread(frame) if column == "value" else ""
    return f"is not in the table; {spread or 'rename or add it'}"


def _spread(frame: pd.DataFrame) -> str:
    """Say how to gather values that are spread over one column a product, or one a year."""
    found = [c for c in names_of(frame) if _CODE.match(c) or _YEAR.match(c)]
    if len(found) < 2:
        return ""
    gathered = "period" if all(map(_YEAR.match, found)) else "hs_code"
    return (
        f"gather columns such as {found[0]!r} and {found[1]!r} with "
        f".melt(id_vars=..., var_name={gathered!r}, value_name='value')"
    )
