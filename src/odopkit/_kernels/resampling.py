"""Resampling whole blocks: what every block bootstrap shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
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
