"""Rows that the caller chose, and columns that have to be chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray


def chosen_rows(
    table: Table, where: Mapping[str, int], options: ReadOptions, left: BoolArray, log: IssueLog
) -> BoolArray:
    """Keep the rows that `where=` names; refuse columns that split the table unasked."""
    return left
