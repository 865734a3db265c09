"""Pairs of a place and a product over the years of a panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from odopkit.tables.cells import cells_of
from odopkit.tables.labels import text_column
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.spans import years_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.cells import RankOptions
    from odopkit.typing import Float64Array, HSLevel, IntArray, PseudoMode


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Exports of pairs, ordered by pair and then by year; only positive values have an entry."""

    keys: pd.DataFrame  # state, district and product of each pair, in label order
    pair: IntArray
    year: IntArray  # position among the years that were asked for
    value: Float64Array

    @property
    def n_pairs(self) -> int:
        """How many pairs export in any of the years."""
        return len(self.keys)

    def in_year(self, year: int) -> Float64Array:
        """Value of each pair in one year, 0 without exports."""
        out = np.zeros(self.n_pairs)
        here = self.year == year
        out[self.pair[here]] = self.value[here]
        return out


def pairs_over(
    table: pd.DataFrame,
    years: Sequence[str],
    *,
    product: str,
    level: HSLevel | None,
    pseudo: PseudoMode,
    **ranked: Unpack[RankOptions],
) -> Pairs:
    """Lay a validated panel out by pair and year."""
    parts = []
    for i, year in enumerate(years):
        laid = lay_out(table, product=product, level=level, period=year, pseudo=pseudo)
        cells = cells_of(laid, **ranked)
        label = text_column(cells.products, cells.product)
        row = {**cells.keys(cells.place), product: label, "_year": i, "_value": cells.value}
        parts.append(pd.DataFrame(row))
    names = ["state", "district", product]
    if not parts:
        empty = np.zeros(0, dtype=np.intp)
        keys = pd.DataFrame({name: pd.Series([], dtype="str") for name in names})
        return Pairs(keys=keys, pair=empty, year=empty, value=np.zeros(0))
    long = pd.concat(parts, ignore_index=True)
    groups = long.groupby(names, sort=True)
    pair: np.ndarray[Any, Any] = groups.ngroup().to_numpy()
    order = np.lexsort((long["_year"].to_numpy(), pair))
    keys = long[names].drop_duplicates().sort_values(names).reset_index(drop=True)
    return Pairs(
        keys=keys,
        pair=pair[order].astype(np.intp, copy=False),
        year=long["_year"].to_numpy()[order].astype(np.intp, copy=False),
        value=long["_value"].to_numpy(dtype=np.float64)[order],
    )


def pairs_of_years(
    panel: pd.DataFrame,
    *,
    what: str,
    product: str,
    level: HSLevel | None,
    pseudo: PseudoMode,
    **ranked: Unpack[RankOptions],
) -> tuple[list[str], Pairs]:
    """Validate a panel, and lay it out by pair over every year that it holds."""
    table = guarded(panel)
    years = years_of(table, what=what)
    return years, pairs_over(table, years, product=product, level=level, pseudo=pseudo, **ranked)
