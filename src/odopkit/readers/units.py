"""Units and currencies that headings and titles name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions


def scale_of(table: Table, where: Mapping[str, int], options: ReadOptions, log: IssueLog) -> float:
    """Say what to multiply values by."""
    return 1.0 if options.scale is None else options.scale
