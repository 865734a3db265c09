"""One table as it is read: its cells, which column is which, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from odopkit.readers.amounts import AMOUNTS, amount_column
from odopkit.readers.columns import key_column
from odopkit.readers.dating import with_periods
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.columns import Column
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A table with its columns read, as every later step takes it."""

    table: Table
    where: Mapping[str, int]
    columns: Mapping[str, Column]
    options: ReadOptions


def read_columns(table: Table, where: Mapping[str, int], options: ReadOptions) -> dict[str, Column]:
    """Read each named column of a table."""
    columns: dict[str, Column] = {}
    for name in (*TEXT_COLUMNS, *AMOUNTS):
        if name not in where:
            continue
        cells = table.column(where[name])
        header = table.names[where[name]]
        if name in AMOUNTS:
            columns[name] = amount_column(table, name, where, options)
        else:
            # Beside HS codes a product is a description, and may be blank.
            optional = name == "product" and "hs_code" in where
            columns[name] = key_column(
                table, name, cells, options, optional=optional, header=header
            )
        if name == "period":
            columns[name] = with_periods(columns[name], cells, table, options)
    return columns
