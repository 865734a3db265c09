"""How many rows hold each spelling of a column and where the odd ones stand, counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from odopkit.typing import BoolArray, IntArray

_FEW: Final = 0.05


class Held:
    """What was counted of the codes of a column, kept as long as they stay what they are."""

    __slots__ = ("_codes", "_counts", "_odd", "_rows")

    def __init__(self) -> None:
        self._codes: IntArray | None = None
        self._counts: IntArray = np.empty(0, dtype=np.intp)
        self._odd: BoolArray = np.empty(0, dtype=np.bool_)
        self._rows: IntArray = np.empty(0, dtype=np.intp)

    def among(self, codes: IntArray, n: int, rows: BoolArray | None) -> BoolArray:
        """Mark the spellings, of so many, that some rows hold; None for all rows."""
        counts = self._counted(codes, n)
        if rows is not None and not rows.all():
            # Most rows are data: it is quicker to take away the few that are not.
            counts = counts - np.bincount(codes[np.flatnonzero(~rows)], minlength=n)
        used: BoolArray = counts > 0
        return used

    def where(self, codes: IntArray, flagged: BoolArray) -> BoolArray:
        """Mark the rows that hold a flagged spelling."""
        counts = self._counted(codes, len(flagged))
        n_rows = int(counts[flagged].sum())
        found = np.zeros(len(codes), dtype=np.bool_)
        if n_rows > _FEW * len(codes):
            found = flagged[codes]
        elif n_rows:
            # The same few spellings are asked for again and again, each for its own reason.
            if (flagged & ~self._odd).any():
                self._odd = self._odd | flagged
                self._rows = np.flatnonzero(self._odd[codes])
            rows = self._rows
            found[rows] = flagged[codes[rows]]
        return found

    def _counted(self, codes: IntArray, n: int) -> IntArray:
        if self._codes is not codes or len(self._counts) != n:
            self._codes, self._counts = codes, np.bincount(codes, minlength=n)
            self._odd, self._rows = np.zeros(n, dtype=np.bool_), np.empty(0, dtype=np.intp)
        return self._counts
