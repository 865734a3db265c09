"""Rows that the caller chose by what stands in a column of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import did_you_mean, kind_of, shortened, why
from odopkit.readers.texts import as_text, encode, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray, IntArray

_SHOWN: Final = 8
_LISTS: Final = pd.Index | pd.Series | np.ndarray
_LONGEST: Final = 160


def labels_of(table: Table, position: int) -> tuple[IntArray, list[str]]:
    """Return the tidy text of each spelling of a column, and which row has which."""
    return texts_at(table.column(position))


def texts_at(cells: Any) -> tuple[IntArray, list[str]]:
    """Return the tidy text of each spelling among some cells, and which cell has which."""
    codes, raw = encode(cells)
    return codes, [tidy(as_text(cell)) for cell in raw]


def position_of(table: Table, name: object) -> int:
    """Find a column that `where=` names, by its heading or its number from 1."""
    if isinstance(name, int) and not isinstance(name, bool):
        if 1 <= name <= len(table.names):
            return name - 1
        msg = (
            f"where= names column {name} of {table.grid.where}, which has columns 1 to "
            f"{len(table.names)}"
        )
        raise table.grid.error(msg)
    wanted = tidy(name) if isinstance(name, str) else name
    found = [i for i, heading in enumerate(table.names) if heading == wanted]
    if not found:
        names = [n for n in table.names if n]
        hint = did_you_mean(wanted, names)
        msg = (
            f"where= names the column {shortened(name)}, which {table.grid.where} has not"
            f"{hint}; its columns are {some(names)}"
        )
        raise table.grid.error(msg)
    if len(found) > 1:
        at = " and ".join(str(i + 1) for i in found[:2])
        msg = (
            f"{table.grid.where} has the column {name!r} more than once (columns {at}); name one "
            f"by its number: where={{{found[0] + 1}: ...}}"
        )
        raise table.grid.error(msg)
    return found[0]


def chosen_rows(table: Table, options: ReadOptions, left: BoolArray, log: IssueLog) -> BoolArray:
    """Keep the rows that `where=` names, and count the others in one line."""
    if not options.where:
        return left
    chosen = left.copy()
    for name, wanted in options.where.items():
        chosen &= _rows(table, position_of(table, name), name, wanted)
    asked = ", ".join(f"{name!r}: {_asked(v)}" for name, v in options.where.items())
    asked = asked if len(asked) <= _LONGEST else f"{asked[:_LONGEST]}…"
    if not chosen.any():
        msg = f"no row of data of {table.grid.where} has where={{{asked}}}"
        raise table.grid.error(msg)
    n = int(left.sum()) - int(chosen.sum())
    log.whole("set_aside", f"{n} row(s) left out by where={{{asked}}}")
    return chosen


def _asked(wanted: object) -> str:
    """Show what was asked in one line; values in an array as a list of them."""
    if callable(wanted):
        return "a function"
    return repr(wanted.tolist() if isinstance(wanted, _LISTS) else wanted)


def _rows(table: Table, position: int, name: object, wanted: object) -> BoolArray:
    """Mark the rows of one column that the caller named."""
    codes, texts = labels_of(table, position)
    if callable(wanted):
        return _by_function(codes, texts, name, wanted)
    values = _values(wanted, name)
    used = {texts[code] for code in np.unique(codes).tolist()}
    absent = [value for value in values if value not in used]
    if absent:
        held = sorted(used - {""})
        msg = (
            f"column {table.names[position]!r} of {table.grid.where} has no value {absent[0]!r}; "
            f"it has {some(held)}"
        )
        raise table.grid.error(msg)
    return np.array([text in values for text in texts], dtype=np.bool_)[codes]


def _values(wanted: object, name: object) -> frozenset[str]:
    """Take one value or several as the text that a person sees."""
    if isinstance(wanted, _LISTS | list | tuple | set | frozenset):
        values = frozenset(tidy(as_text(value)) for value in wanted)
    elif isinstance(wanted, dict | pd.DataFrame):
        values = frozenset()
    else:
        values = frozenset([tidy(as_text(wanted))])
    if not values:
        msg = (
            f"where={{{name!r}: ...}} must be a value, a list of values or a function, got "
            f"{kind_of(wanted)}"
        )
        raise InvalidValueError(msg)
    return values


def _by_function(
    codes: IntArray, texts: list[str], name: object, wanted: Callable[[Any], Any]
) -> BoolArray:
    """Ask a function of the caller about a column of text."""
    column = pd.Series(np.array(texts, dtype=object)[codes], dtype=str)
    try:
        given = wanted(column)
    except Exception as error:
        msg = f"the function in where={{{name!r}: ...}} failed on the column as text: {why(error)}"
        raise InvalidValueError(msg) from error
    if isinstance(given, pd.Series) and not given.index.equals(column.index):
        # Sorted or filtered: what belongs to which row is in its labels.
        given = given.reindex(column.index) if len(given) == len(codes) else given
    answer = np.asarray(given)
    if answer.dtype != np.bool_ or answer.shape != (len(codes),):
        msg = (
            f"the function in where={{{name!r}: ...}} must return one True or False for each of "
            f"{len(codes)} rows, got {answer.dtype} of shape {answer.shape}"
        )
        raise InvalidValueError(msg)
    return answer


def some(values: list[str]) -> str:
    """List a few values, each shortened."""
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(shortened(v) for v in values[:_SHOWN]) + more
