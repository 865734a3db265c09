"""What the values of a matrix are shares of, with or without rows and columns of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.results import Result
from odopkit.tables.cells import cells_of
from odopkit.tables.labels import text_column
from odopkit.tables.layout import VALUE
from odopkit.tables.sparse import frozen
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.tables.cells import Cells
    from odopkit.tables.layout import Layout
    from odopkit.typing import Float64Array, IntArray, UnspecifiedMode

    Outside = tuple[NDArray[np.intp], NDArray[np.intp], Float64Array]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MatrixTotals(Result):
    """What the values of an :class:`~odopkit.ExportMatrix` are shares of.

    They may exceed the sums of the matrix: special transactions, unspecified and small
    places count in totals without being rows or columns, as the options say.

    Parameters
    ----------
    unit : ndarray of float, shape (n_units,)
        All exports of each unit.
    product : ndarray of float, shape (n_products,)
        All exports of each product.
    grand : float
        All exports.
    nation : ndarray of float, shape (n_products,)
        The nation's exports of each product, unspecified places included in every mode.
    nation_grand : float
        The nation's exports, likewise.
    states : Index
        Labels of the units' states; empty where units have one label only.
    state_of : ndarray of int, shape (n_units,)
        Position of each unit's state.
    state : ndarray of float, shape (n_states,)
        All exports of each state.
    outside : tuple of three ndarray, or None
        State, product and value of what counts in a state's exports of a product without
        belonging to a unit.
    """

    unit: Float64Array
    product: Float64Array
    grand: float
    nation: Float64Array
    nation_grand: float
    states: pd.Index[Any]
    state_of: NDArray[np.intp]
    state: Float64Array
    outside: tuple[NDArray[np.intp], NDArray[np.intp], Float64Array] | None = None

    def __post_init__(self) -> None:
        for name in ("unit", "product", "nation", "state_of", "state"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        if self.outside is not None:
            a, b, c = self.outside
            object.__setattr__(self, "outside", (frozen(a), frozen(b), frozen(c)))


def totals_of_cells(cells: Cells, outside: Outside | None) -> MatrixTotals:
    """Take the denominators of cells that were laid out from flows."""
    excluded = cells.options["unspecified"] == "exclude"
    return MatrixTotals(
        unit=cells.place_total,
        product=cells.product_total,
        grand=cells.total,
        nation=cells.nation,
        nation_grand=cells.total + (cells.value_unspecified if excluded else 0.0),
        states=pd.Index(text_column(cells.states), name="state"),
        state_of=cells.state_of,
        state=cells.state_total,
        outside=outside,
    )


def own_totals(
    units: pd.Index[str], n_products: int, row: IntArray, column: IntArray, value: Float64Array
) -> MatrixTotals:
    """Add cells up that stand for themselves: nothing counts that is not among them."""
    if units.nlevels == 2:
        state_of, states = pd.factorize(units.get_level_values(0), sort=True)
        state_of = state_of.astype(np.intp)
    else:
        state_of, states = np.zeros(len(units), dtype=np.intp), pd.Index([], dtype="str")
    unit = kernels.sum_by(row, len(units), value)
    product = kernels.sum_by(column, n_products, value)
    grand = float(value.sum())
    return MatrixTotals(
        unit=unit,
        product=product,
        grand=grand,
        nation=product,
        nation_grand=grand,
        states=pd.Index(states, name="state"),
        state_of=state_of,
        state=kernels.sum_by(state_of, len(states), unit) if len(states) else np.zeros(0),
    )


def cells_and_outside(
    layout: Layout,
    *,
    column: str = VALUE,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> tuple[Cells, Outside | None]:
    """Take cells of one of the sums of a layout, and what counts in totals outside them.

    The latter is the state, product and value of what belongs to no unit; None where the
    options leave nothing of the kind.
    """
    cells = cells_of(
        layout,
        column=column,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        units=units,
        min_value=min_value,
    )
    if unspecified != "denominator" and not min_value:
        return cells, None
    wide: UnspecifiedMode = "exclude" if unspecified == "exclude" else "unit"
    everything = cells_of(
        layout, column=column, unspecified=wide, unspecified_values=unspecified_values
    )
    all_pairs = pd.MultiIndex.from_arrays([everything.state, everything.district])
    own_pairs = pd.MultiIndex.from_arrays([cells.state, cells.district])
    extra = own_pairs.get_indexer(all_pairs) < 0
    state = pd.Index(cells.states).get_indexer(everything.states)[everything.state_of]
    product = pd.Index(cells.products).get_indexer(everything.products)
    keep = extra[everything.place] & (state[everything.place] >= 0)
    return cells, (
        state[everything.place[keep]].astype(np.intp),
        product[everything.product[keep]].astype(np.intp),
        everything.value[keep],
    )
