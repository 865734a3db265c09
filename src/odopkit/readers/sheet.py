"""One table as it is read: its cells, which column is which, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
