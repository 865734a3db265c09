"""Numpy kernels over groups: sums, ranks, concentration and inequality.

Everything here takes integer group codes and float64 values and returns one number
per group, NaN where a measure is undefined.  There is no pandas and no Python
loop over groups.  Array functions are one-group calls of these kernels, so a
number means the same whether it comes from a vector or from a table.
"""

from __future__ import annotations

from odopkit._kernels.keys import Column, JointKey, count_keys, has_repeats, used_codes
from odopkit._kernels.measures import (
    concentration_ratio,
    effective_number,
    entropy,
    gini,
    hall_tideman,
    herfindahl_hirschman,
    herfindahl_normalized,
    theil_l,
    theil_t,
)
from odopkit._kernels.ranks import reach, top_positions
from odopkit._kernels.segments import Segments, one_segment, segment, segment_of, stable_order
from odopkit._kernels.sums import cell_sums, count_by, each_row, group_sums, sum_by
from odopkit._kernels.values import as_values

__all__ = [
    "Column",
    "JointKey",
    "Segments",
    "as_values",
    "cell_sums",
    "concentration_ratio",
    "count_by",
    "count_keys",
    "each_row",
    "effective_number",
    "entropy",
    "gini",
    "group_sums",
    "hall_tideman",
    "has_repeats",
    "herfindahl_hirschman",
    "herfindahl_normalized",
    "one_segment",
    "reach",
    "segment",
    "segment_of",
    "stable_order",
    "sum_by",
    "theil_l",
    "theil_t",
    "top_positions",
    "used_codes",
]
