"""Tables whose cells hold several things, or whose rows stand below headings of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors.telling import shortened
from odopkit.labels.headings import HEADER_WORDS, plain
from odopkit.readers.periods import names_year
from odopkit.readers.texts import as_text, texts_at, tidy
from odopkit.readers.units import UNIT_ROWS, says_unit
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray, IntArray

_MARKS: Final = (",", ";", "|")
_MOST_BLOCKS: Final = 5_000
_HEADER_ROWS: Final = 3


def refuse_compound(table: Table, columns: Mapping[str, Column]) -> None:
    """Refuse a key whose heading and cells hold several things: ``flow,unit,geo``."""
    for name, column in columns.items():
        if name not in TEXT_COLUMNS or name == "product":
            continue
        mark = next((m for m in _MARKS if m in column.header), None)
        flags = zip(column.texts, column.missing, column.totals, strict=True)
        texts = [text for text, gap, total in flags if not gap and not total]
        if mark is None or not texts:
            continue
        n = column.header.count(mark)
        if any(text.count(mark) != n for text in texts):
            continue
        parts = [part.strip() for part in column.header.split(mark)]
        held = [part.strip() for part in texts[0].split(mark)]
        shown = ", ".join(f"{p} {shortened(h)}" for p, h in list(zip(parts, held, strict=True))[:4])
        msg = (
            f"column {column.header!r} of {table.grid.where} holds {n + 1} things in one cell "
            f"({shown}); split it at {mark!r} into columns of their own, then read it again"
        )
        raise table.grid.error(msg)


def refuse_blocks(
    table: Table, columns: Mapping[str, Column], options: ReadOptions, left: BoolArray
) -> None:
    """Refuse rows that are headings of the rows below: years, or labels over repeated keys."""
    value = columns["value"]
    at = np.flatnonzero(value.rows_where(value.missing) & left)
    if not 0 < at.size <= _MOST_BLOCKS:
        return
    valued = np.flatnonzero(~value.rows_where(value.missing) & left)
    if not valued.size:
        return
    below = valued[np.minimum(np.searchsorted(valued, at), len(valued) - 1)]
    texts = _single_texts(table, at, below, _filled(columns, options))
    found = [(int(row), text) for row, text in zip(at.tolist(), texts, strict=True) if text]
    found = [(row, text) for row, text in found if row < valued[-1]]
    years = [(row, text) for row, text in found if names_year(text)]
    heads = years if len(years) > 1 else found
    if not heads or (len(years) < 2 and not _keys_repeat(columns, heads, valued)):
        return
    rows = [str(table.labels[row]) for row, _ in heads[:3]]
    more = " …" if len(heads) > 3 else ""
    labels = ", ".join(shortened(text) for _, text in heads[:3])
    many = len(heads) > 1
    msg = (
        f"row{'s' if many else ''} {' and '.join(rows)}{more} of {table.grid.where} "
        f"({labels}{more}) look{'' if many else 's'} like {'headings' if many else 'a heading'} of "
        f"blocks; move {'them' if many else 'it'} to a column of {'their' if many else 'its'} own, "
        "beside the first row of each block, and name that column in fill_down="
    )
    raise table.grid.error(msg, row=table.labels[heads[0][0]])


def _filled(columns: Mapping[str, Column], options: ReadOptions) -> frozenset[str]:
    """Name the columns whose headings of blocks the caller has had filled down."""
    if options.fill_down is not True:
        return frozenset(map(tidy, options.fill_down or ()))
    keys = [column.header for name, column in columns.items() if name in TEXT_COLUMNS]
    return frozenset(keys if len(keys) > 1 else ())


def _single_texts(
    table: Table, at: IntArray, below: IntArray, filled_down: frozenset[str]
) -> list[str]:
    """Return the text of rows with one filled cell, "" of others and of what was filled down.

    It was filled down where the next row of data has it too.
    """
    filled = np.zeros(len(at), dtype=np.intp)
    texts = [""] * len(at)
    for position in range(len(table.names)):
        column = table.column(position)
        held = texts_at(column, at)
        texts = [before or text for before, text in zip(texts, held, strict=True)]
        times = np.array(list(map(bool, held)), dtype=np.intp)
        if table.names[position] in filled_down:
            carried = zip(held, texts_at(column, below), strict=True)
            times[[text == other for text, other in carried]] *= 2
        filled += times
    return [text if n == 1 else "" for text, n in zip(texts, filled.tolist(), strict=True)]


def _keys_repeat(
    columns: Mapping[str, Column], heads: list[tuple[int, str]], valued: IntArray
) -> bool:
    """Tell whether keys repeat over the blocks, and in none of them."""
    code = np.zeros(len(valued), dtype=np.int64)
    for name, column in columns.items():
        if name in TEXT_COLUMNS:
            code = pd.factorize(code * len(column.texts) + column.codes[valued])[0].astype(np.int64)
    block = np.searchsorted(np.array([row for row, _ in heads]), valued)
    within = np.unique(np.stack([block, code]), axis=1).shape[1]
    n_twice = len(valued) - len(np.unique(code))
    if within < len(valued) or not n_twice or not block.any():
        return False
    # One heading is weak evidence: half of the keys of the smaller block stand in both.
    return len(heads) > 1 or 2 * n_twice >= int(np.bincount(block, minlength=2).min())


def drop_header_words(
    table: Table, columns: Mapping[str, Column], left: BoolArray, log: IssueLog
) -> None:
    """Set aside a row of the first ones that holds words of a header, as a second header does."""
    keys = [c for name, c in columns.items() if name in TEXT_COLUMNS]
    for row in np.flatnonzero(left[:_HEADER_ROWS]).tolist():
        texts = [tidy(as_text(_cell(table, i, row))) for i in range(len(table.names))]
        said = _not_data(table, columns, keys, row, texts)
        if said:
            log.row(table.start + row, "", " ".join(filter(None, texts)), "set_aside", said)
            left[row] = False
            continue
        words = [t for t in texts if t and not t.replace(".", "").replace(",", "").isdigit()]
        if len(words) < 2 or not all(map(_of_header, words)):
            continue
        # Header words elsewhere in the columns are the words of their goods.
        above = {column.texts[code] for column in keys for code in column.codes[: row + 1].tolist()}
        others = {text for column in keys for text in column.texts} - above - {""}
        if any(map(_of_header, others)):
            return
        said = "words of a header, not a row of data"
        log.row(table.start + row, "", " ".join(words), "set_aside", said)
        left[row] = False


def _not_data(
    table: Table, columns: Mapping[str, Column], keys: list[Column], row: int, texts: list[str]
) -> str:
    """Say what a row below the header is that numbers the columns, or names their units."""
    if _number_columns(keys, row, texts):
        return "numbers of the columns, not a row of data"
    value = columns["value"]
    if row < UNIT_ROWS and value.header in table.names:
        unit = texts[table.names.index(value.header)]
        if unit and says_unit(unit):
            return "units of the columns, not a row of data"
    return ""


def _number_columns(keys: list[Column], row: int, texts: list[str]) -> bool:
    """Tell a row ``1 | 2 | 3`` or ``(1) | (2) | (3)``, unless such numbers are labels."""
    filled = [text for text in texts if text]
    bare = [text.strip("()[]. ") for text in filled]
    if len(filled) < 2 or bare != [str(i) for i in range(1, len(bare) + 1)]:
        return False
    own = [(column, column.texts[int(column.codes[row])]) for column in keys]
    return any(
        text and not any(len(other) == len(text) and other.isdigit() for other in others)
        for column, text in own
        for others in [{t for t in column.texts if t != text}]
    )


def _of_header(text: str) -> bool:
    return bool(HEADER_WORDS & set(plain(text).split()))


def drop_repeated_headers(
    table: Table, columns: Mapping[str, Column], left: BoolArray, log: IssueLog
) -> list[int]:
    """Set aside rows that are the header again, as files joined end to end have them."""
    same = [[text == column.header for text in column.texts] for column in columns.values()]
    if table.grid.names is not None or len(same) < 2 or not all(map(any, same)):
        return []
    again = left.copy()
    for column, flags in zip(columns.values(), same, strict=True):
        again &= column.rows_where(flags)
    for row in np.flatnonzero(again).tolist():
        log.row(table.start + row, "", "", "set_aside", "the header again, not a row of data")
    left &= ~again
    return np.flatnonzero(again).tolist()


def _cell(table: Table, position: int, row: int) -> object:
    cells: Any = table.column(position)
    return cells.iloc[row] if isinstance(cells, pd.Series) else cells[row]
