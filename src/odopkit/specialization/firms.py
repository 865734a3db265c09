"""Firms in place of shipments: each counted once in a cell, a district and the reference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.specialization.reference import reference_grid
from odopkit.tables.layout import VALUE
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import cells_and_outside

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.specialization.reference import Grid, Reference
    from odopkit.tables.cells import RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import Float64Array


COUNT: Final = "count"
ALL: Final = "all products"


def firms_of_cells(layout: Layout) -> Layout:
    """Add a layout by firm up, with the number of firms that export in each cell."""
    seen = (layout.value > 0).astype(np.float64)
    return replace(layout, sums={**layout.sums, COUNT: seen}).over_parts()


def firms_of_places(layout: Layout) -> Layout:
    """Take all products for one, so that a firm of several products counts once."""
    if layout.part is None:
        msg = "firms_of_places needs a layout by firm"
        raise ValueError(msg)
    excluded, special, _ = layout.left_out()
    out = (excluded | special if layout.pseudo == "exclude" else excluded)[layout.item]
    some = (layout.value > 0) & ~out
    width = np.intp(max(int(layout.part.max(initial=0)) + 1, 1))
    place = np.unique(layout.of_cell[some] * width + layout.part[some]) // width
    # Places without any firm keep a cell, as they do in the layout of products.
    every, n_firms = np.unique(np.append(place, layout.of_cell), return_counts=True)
    n_firms = n_firms - np.bincount(np.searchsorted(every, layout.of_cell), minlength=len(every))
    count = n_firms.astype(np.float64)
    return replace(
        layout,
        labels=np.array([ALL], dtype=object),
        parts=None,
        of_cell=every.astype(np.intp),
        item=np.zeros(len(every), dtype=np.intp),
        part=None,
        sums={VALUE: count, COUNT: count},
        digits=None,
        level=None,
        chapters=frozenset(),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Firms:
    """How many firms export from each unit, and from each row of the reference."""

    unit: Float64Array
    total: Float64Array


def firms_of(
    places: Layout, reference: Reference, ranks: RankOptions, every: ExportMatrix, grid: Grid
) -> Firms:
    """Match firms of places to the units of a matrix of cells, and to its reference."""
    cells, outside = cells_and_outside(places, column=COUNT, **ranks)
    m = ExportMatrix.from_cells(cells, product=str(every.products.name), outside=outside)
    own = reference_grid(m, reference if isinstance(reference, str) else None)
    unit = _matched(m.units, every.units, m.totals.unit)
    if grid.name != "state":
        return Firms(unit=unit, total=own.total)
    return Firms(unit=unit, total=_matched(m.totals.states, every.totals.states, own.total))


def _matched(labels: pd.Index[Any], wanted: pd.Index[Any], value: Float64Array) -> Float64Array:
    """Bring values into another order of their labels; 0 for labels without one."""
    return np.append(value, 0.0)[labels.get_indexer(wanted)]
