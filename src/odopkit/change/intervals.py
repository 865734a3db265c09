"""Intervals of a change by blocks paired across two dates, offered where they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit._kernels.paired import Jackknife, jackknife_changes, largest_share, lead

if TYPE_CHECKING:
    from odopkit._kernels.paired import Blocks, Measures

# From how many blocks an interval covers in the designs of benchmarks/calibration_change.py.
LEAST_BLOCKS: Final = {"hhi": 50, "hhi_normalized": 50, "theil_t": 100, "entropy": 100}
LEAST_BLOCKS_OF_RATIOS: Final = (50, 200)  # of the first unit, of several
# Part of its own size by which the correction of a date for bias may fall short.
SHORT_OF_BIAS: Final = {"theil_t": 1 / 3, "entropy": 1 / 3}
# Units must export in as many blocks on average, for what small units bias.
LEAST_CELLS: Final = 1.5
LARGEST_BLOCK: Final = 0.5
LEAST_LEADS: Final = (1.0, 2.0)  # of the first unit, of several; in standard errors
_NO_SKEW: Final = 1e-6
WITHOUT_BLOCKS: Final = "no interval: no blocks were named, so nothing can be imagined redrawn"
_CR: Final = re.compile(r"cr([0-9]+)")


def change_intervals(
    first: Blocks,
    last: Blocks,
    measures: Measures,
    *,
    blocks: bool,
    confidence: float,
    refusal: str = "",
) -> pd.DataFrame:
    """Measure both dates and their difference, with an interval or the reason for none.

    `refusal` says what the names of blocks have against every interval, if anything.
    """
    before, after = first.measured(measures), last.measured(measures)
    change = {name: after[name] - before[name] for name in measures}
    found = jackknife_changes(first, last, measures, change) if blocks else {}
    largest = largest_share(first, last)
    rows = []
    for name in measures:
        reason = "" if np.isfinite(change[name]) else "no exports at one of the dates"
        if not reason and blocks:
            reason = refusal or declined(name, found[name], largest, first, last)
        elif not reason:
            reason = WITHOUT_BLOCKS
        ends = (np.nan, np.nan)
        if not reason:
            short = SHORT_OF_BIAS.get(name, 0.0) * found[name].bias
            low, high = _ends(change[name], found[name], first.n_blocks, confidence)
            ends = (low - short, high + short)
        n_blocks = first.n_blocks if blocks else 0
        rows.append((name, before[name], after[name], change[name], *ends, n_blocks, reason))
    columns = ["measure", "first_estimate", "last_estimate", "change", "lower", "upper"]
    frame = pd.DataFrame(rows, columns=[*columns, "n_blocks", "reason"])
    return frame.astype({"measure": "str", "n_blocks": np.int64, "reason": "str"})


def declined(name: str, found: Jackknife, largest: float, first: Blocks, last: Blocks) -> str:
    """Say why no interval of a measure is offered; empty where one is."""
    ratio = _CR.fullmatch(name)
    least = LEAST_BLOCKS_OF_RATIOS[ratio[1] != "1"] if ratio else LEAST_BLOCKS.get(name)
    if least is None:
        return f"no interval: that of {name} covers too rarely, since its bias is not its error"
    if first.n_blocks < least:
        return f"no interval: {first.n_blocks} blocks, and {name} needs {least}"
    each = min(x.n_cells / x.n_units for x in (first, last))
    if name in SHORT_OF_BIAS and each < LEAST_CELLS:
        return (
            f"no interval: units export in {each:.2f} blocks on average, {name} needs {LEAST_CELLS}"
        )
    if largest > LARGEST_BLOCK:
        return f"no interval: one block holds {largest:.2f} of the whole, more than half"
    if not found.error > 0:
        return "no interval: no block moves the change, or it is undefined without one"
    if ratio and min(lead(x, int(ratio[1])) for x in (first, last)) < LEAST_LEADS[ratio[1] != "1"]:
        return f"no interval: the unit of rank {ratio[1]} is not told apart from the next"
    return ""


def _ends(change: float, found: Jackknife, n_blocks: int, confidence: float) -> tuple[float, float]:
    """Reach beyond the change and its corrected value, farther on the side of the skew."""
    from scipy.stats import t

    wide = float(t.ppf((1 + confidence) / 2, found.freedom))
    low, high = (
        found.corrected - found.error * _unskewed(x, found, n_blocks) for x in (wide, -wide)
    )
    reach = wide * found.error
    return (
        min(change - reach, found.corrected - reach, low),
        max(change + reach, found.corrected + reach, high),
    )


def _unskewed(x: float, found: Jackknife, n_blocks: int) -> float:
    """Invert Hall's cubic transformation, which takes the skewness out of a t statistic."""
    root, skew = np.sqrt(n_blocks), found.skewness
    if abs(skew) < _NO_SKEW:
        return x
    inner = np.cbrt(1 + skew * (x / root - skew / (6 * n_blocks)))
    return float(3 * root / skew * (inner - 1))
