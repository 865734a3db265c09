"""Columns not used that tell apart rows of one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray


def tell_what_splits(sheet: Sheet, keep: BoolArray, log: IssueLog) -> None:
    """Name the unused column over which values of one key are added."""
