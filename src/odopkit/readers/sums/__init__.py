"""Rows that are sums of other rows, found by words and by arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from odopkit.readers.result import TOTAL_COLUMNS

if TYPE_CHECKING:
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray


def sums_set_apart(sheet: Sheet, keep: BoolArray, log: IssueLog) -> tuple[BoolArray, pd.DataFrame]:
    """Set aside rows that sum others; return the rows left, and printed sums beside kept ones."""
    return keep, pd.DataFrame({c: [] for c in TOTAL_COLUMNS})
