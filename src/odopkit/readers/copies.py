"""Tables pasted twice, and years that are copies of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray


def refuse_copies(sheet: Sheet, keep: BoolArray, log: IssueLog) -> None:
    """Refuse a table that stands there several times; ask about years that are equal."""
