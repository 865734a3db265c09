"""Rows that lump the rest of the products together: in totals, and no product themselves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.kinds import is_rest
from odopkit.readers.choosing import some
from odopkit.readers.texts import as_text, cells_at, tidy
from odopkit.typing import REST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray

_CODE: Final = re.compile(r"[0-9][0-9. ]{1,13}")
_LOOKED_AT: Final = 1000
_MOSTLY: Final = 0.9


def rest_told(
    table: Table,
    columns: Mapping[str, Column],
    options: ReadOptions,
    left: BoolArray,
    log: IssueLog,
) -> Mapping[str, Column]:
    """Give rows that mean the rest a reserved label, or the code of goods not specified.

    Titles of the Harmonized System say "Other" everywhere, so a description beside a
    column of codes, used or not, is never taken for the rest.
    """
    if "hs_code" in columns:
        return {**columns, "hs_code": _without_code(table, columns, options, left, log)}
    column = columns.get("product")
    if column is None or not left.any() or _has_codes(table, column):
        return columns
    named = [_is_rest(text, options) for text in column.texts]
    rows = column.rows_where(named) & left
    if not rows.any():
        return columns
    words = sorted({column.texts[c] for c in np.unique(column.codes[rows]).tolist()})
    log.whole(
        "repaired",
        f"{some(words)} in {int(rows.sum())} row(s) means the rest of the products: in totals "
        f"as {REST!r}, never ranked; keep= insists that it is a product",
        column=column.header,
        value=words[0],
    )
    clean = [REST if rest else label for rest, label in zip(named, column.clean, strict=True)]
    return {**columns, "product": replace(column, clean=clean)}


def _without_code(
    table: Table,
    columns: Mapping[str, Column],
    options: ReadOptions,
    left: BoolArray,
    log: IssueLog,
) -> Column:
    """Give rows of the rest that have no code the one for goods that are not specified."""
    column = columns["hs_code"]
    worded = [not _CODE.fullmatch(t) and _is_rest(t, options) for t in column.texts]
    named = column.rows_where(worded) & left
    at = np.flatnonzero((column.rows_where(column.missing) & left) | named)
    known = Counter(len(c) for c in column.clean if c)
    if not at.size or not known:
        return column
    said = {row: column.texts[int(column.codes[row])] for row in np.flatnonzero(named).tolist()}
    used = {c.header for c in columns.values() if c.name != "product"}
    for position, header in enumerate(table.names):
        if header in used:
            continue
        for row, cell in zip(at.tolist(), cells_at(table.column(position), at), strict=True):
            text = tidy(as_text(cell))
            if row not in said and _is_rest(text, options):
                said[row] = text
    if not said:
        return column
    code = "9" * known.most_common(1)[0][0]
    words = sorted(set(said.values()))
    log.whole(
        "repaired",
        f"{some(words)} in {len(said)} row(s) without a code means the rest of the products: "
        f"read as {code}, goods not specified: in totals unless pseudo='exclude', and ranked only "
        "where pseudo='product' asks for chapter 99",
        column=column.header,
        value=words[0],
    )
    codes = column.codes.copy()
    codes[list(said)] = len(column.texts)
    return replace(
        column,
        codes=codes,
        texts=[*column.texts, ""],
        problems=[*column.problems, ""],
        missing=[*column.missing, False],
        totals=[*column.totals, False],
        clean=[*column.clean, code],
        repairs=[*column.repairs, ""],
        restorable=_longer(column.restorable),
        national=_longer(column.national),
        hidden=_longer(column.hidden),
        unreadable=_longer(column.unreadable),
        told=[replace(line, flags=_longer(line.flags)) for line in column.told],
    )


def _is_rest(text: str, options: ReadOptions) -> bool:
    return bool(text) and text not in options.keep and is_rest(text)


def _longer(flags: Sequence[bool]) -> list[bool]:
    """Give one more spelling no flag, where spellings have flags at all."""
    return [*flags, False] if flags else []


def _has_codes(table: Table, product: Column) -> bool:
    """Tell whether a column beside the products holds a code of each, used or not."""
    for position, header in enumerate(table.names):
        if header == product.header or not re.search(
            r"\b(hs|hs ?[2-8]|itc|sitc|isic|cpc|code)", header.casefold()
        ):
            continue
        cells = list(table.column(position)[:_LOOKED_AT])
        texts = [text for cell in cells if (text := tidy(as_text(cell)))]
        if texts and sum(bool(_CODE.fullmatch(t)) for t in texts) >= _MOSTLY * len(texts):
            return True
    return False
