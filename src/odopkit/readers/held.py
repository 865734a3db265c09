"""How many rows hold each spelling of a column, counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from odopkit.typing import BoolArray, IntArray


class Held:
    """The count of each spelling, kept as long as the codes stay what they are."""

    __slots__ = ("_codes", "_counts")

    def __init__(self) -> None:
        self._codes: IntArray | None = None
        self._counts: IntArray = np.empty(0, dtype=np.intp)

    def among(self, codes: IntArray, n: int, rows: BoolArray | None) -> BoolArray:
        """Mark the spellings, of so many, that some rows hold; None for all rows."""
        if self._codes is not codes or len(self._counts) != n:
            self._codes, self._counts = codes, np.bincount(codes, minlength=n)
        counts = self._counts
        if rows is not None and not rows.all():
            # Most rows are data: it is quicker to take away the few that are not.
            counts = counts - np.bincount(codes[np.flatnonzero(~rows)], minlength=n)
        used: BoolArray = counts > 0
        return used
