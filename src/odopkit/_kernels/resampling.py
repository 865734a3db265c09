"""Whole blocks, drawn again or left out: what every interval from blocks shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.calendars import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


FEW_BLOCKS: Final = 20


def block_weights(rng: np.random.Generator, n_blocks: int, size: int) -> NDArray[np.int64]:
    """How often each block is drawn, one row a replicate."""
    return rng.multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), size=size)


def few_blocks(n_blocks: int) -> str:
    """Warn where there are too few blocks for a percentile interval; else ``""``."""
    if n_blocks < FEW_BLOCKS:
        return f"only {n_blocks} blocks: the interval is too short"
    return ""


def alphabetic_months(labels: Iterable[str]) -> str:
    """Say that months stand in the order of the alphabet, not of time; else ``""``."""
    if all(month_of(re.split(r"[^A-Za-z]", x, maxsplit=1)[0]) is not None for x in labels):
        return (
            "no interval: blocks stand in the order of their labels, which is that of the "
            "alphabet; write months as 2024-04"
        )
    return ""


def covered(n_blocks: int, block: str) -> str:
    """Say what an interval from blocks is of."""
    return (
        f"the figure at mean exports over runs of {n_blocks} blocks like these ({block}), "
        "the units fixed; not errors of measurement, not another year"
    )
