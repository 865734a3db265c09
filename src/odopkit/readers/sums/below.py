"""Rows that stand below the grand total of a table: rates of exchange, notes with a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from odopkit.readers.sums.tally import near
from odopkit.readers.sums.worded import patterns_of

if TYPE_CHECKING:
    from odopkit.readers.sums.worded import Rows
    from odopkit.typing import IntArray

BELOW = "stands below the grand total, not a row of data"


def below_total(rows: Rows) -> IntArray:
    """Find the rows of data below a last total that is the sum of all rows above it.

    A total that agrees with the whole table has nothing below it that is no data; and where
    more stands below than half of what stands above, the total is one of several lists.
    """
    none = np.empty(0, dtype=np.intp)
    sums = np.flatnonzero(rows.is_sum)
    if not sums.size:
        return none
    last = int(sums[-1])
    data = rows.is_data
    below = last + 1 + np.flatnonzero(data[last + 1 :])
    n_above = int(data[:last].sum())
    if not below.size or n_above < 2 or len(below) > max(1, n_above // 2):
        return none
    if not _covers_the_table(rows, last):
        return none
    printed = float(rows.values[last])
    above = float(rows.values[:last][data[:last]].sum())
    everything = float(rows.values[data].sum())
    if not near(printed, above, n_above, rows.step) or printed <= 0:
        return none
    if near(printed, everything, int(data.sum()), rows.step) and everything != above:
        return none
    return rows.at[below]


def _covers_the_table(rows: Rows, last: int) -> bool:
    """Tell whether the labels of a total limit it to a part of the table."""
    for closed, here in patterns_of(rows):
        if last in here:
            return all((rows.codes[i][: last + 1] == rows.codes[i][last]).all() for i in closed)
    return False
