"""Totals that lack a key, set aside before cells are judged, and kept for a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.kinds import WHOLE, is_share, kind_of
from odopkit.readers.sums.marks import Printed
from odopkit.readers.texts import is_total, texts_at
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.typing import BoolArray

TOTAL: Final = "a total, not a row of data"


def totals_without_keys(
    table: Table, columns: Mapping[str, Column], left: BoolArray, log: IssueLog
) -> list[Printed]:
    """Set aside rows that name a total and lack a key, a code or a number.

    Totals that have all keys are held against the others of their group later on.
    """
    keys = [c for name, c in columns.items() if name in TEXT_COLUMNS]
    keyless = np.logical_or.reduce([column.gaps for column in keys], initial=False)
    no_number = np.isnan(columns["value"].amounts)
    printed: list[Printed] = []
    for column in keys:
        if not any(column.totals):
            continue
        total = column.rows_where(column.totals) & left
        if column.name != "hs_code":
            # Titles of codes have "total" among their words; alone it names no goods.
            # A total over all years is no year, whatever keys it has.
            is_beside = column.name == "product" and "hs_code" in columns
            alone = WHOLE if is_beside or column.name == "period" else ()
            certain = [is_share(text) or kind_of(text) in alone for text in column.texts]
            total &= keyless | column.rows_where(certain) | no_number
        at = np.flatnonzero(total)
        log.column(at, column, "set_aside", [TOTAL] * len(column.texts), table.start)
        texts = [column.texts[code] for code in column.codes[at].tolist()]
        printed += _printed(at.tolist(), column.header, texts)
        left &= ~total
    used = {column.header for column in columns.values()}
    return printed + _beside(table, used, keyless, left, log)


def _printed(rows: Sequence[int], header: str, texts: Sequence[str]) -> list[Printed]:
    """Take down printed sums; shares are none."""
    return [
        Printed(row=row, header=header, label=text)
        for row, text in zip(rows, texts, strict=True)
        if not is_share(text)
    ]


def _beside(
    table: Table, used: set[str], keyless: BoolArray, left: BoolArray, log: IssueLog
) -> list[Printed]:
    """List rows with a blank key that name a total in a column not used: "India's Total"."""
    printed: list[Printed] = []
    for position, header in enumerate(table.names):
        at = np.flatnonzero(keyless & left)
        if not at.size:
            break
        if header in used:
            continue
        texts = texts_at(table.column(position), at)
        named = {text for text in set(texts) if is_total(text)}
        totals = [
            (row, text) for row, text in zip(at.tolist(), texts, strict=True) if text in named
        ]
        for row, text in totals:
            log.row(table.start + row, header, text, "set_aside", TOTAL)
            left[row] = False
        printed += _printed([row for row, _ in totals], header, [text for _, text in totals])
    return printed
