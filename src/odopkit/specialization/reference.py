"""What a place is compared with: the reference of a quotient, by unit and product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import did_you_mean
from odopkit.tables.national import values_by_product
from odopkit.tables.sparse import rows_of

if TYPE_CHECKING:
    from typing import Literal

    from numpy.typing import NDArray

    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import Float64Array, IntArray, NationalTotals

    Reference = Literal["state", "nation"] | NationalTotals


NOT_IN_REFERENCE: Final = "not in the reference"
NONE_IN_REFERENCE: Final = "no exports in the reference"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Exports of the reference: one row, or one for each state, and each unit's row."""

    product: Float64Array  # shape (n_rows, n_products); NaN where the reference lacks one
    total: Float64Array
    of_unit: IntArray
    name: str


def reference_grid(m: ExportMatrix, reference: Reference) -> Grid:
    """Lay a reference out by row and product, matched to the labels of a matrix."""
    n_units, n_products = m.shape
    if isinstance(reference, str) and reference == "state":
        check_states(m)
        key, value = state_cells(m)
        by_state = kernels.sum_by(key.astype(np.intp), len(m.totals.states) * n_products, value)
        return Grid(
            product=by_state.reshape(len(m.totals.states), n_products),
            total=m.totals.state,
            of_unit=m.totals.state_of,
            name="state",
        )
    c, t, name = reference_totals(m, reference)
    return Grid(
        product=c[np.newaxis],
        total=np.array([t]),
        of_unit=np.zeros(n_units, dtype=np.intp),
        name=name,
    )


def check_states(m: ExportMatrix) -> None:
    """Refuse units that have no state to be compared with."""
    if m.units.nlevels < 2:
        msg = 'reference="state" needs units of (state, district); these have one label each'
        raise InvalidValueError(msg)


def state_cells(m: ExportMatrix) -> tuple[NDArray[np.int64], Float64Array]:
    """Key ``state * n_products + product`` and value of all that counts in a state.

    Those of the matrix come first, in its order.
    """
    totals, n = m.totals, m.shape[1]
    key = totals.state_of[rows_of(m.values)].astype(np.int64) * n + m.values.indices
    value = m.values.data.astype(np.float64, copy=False)
    if totals.outside is not None:
        more_state, more_product, more = totals.outside
        key = np.concatenate([key, more_state * n + more_product])
        value = np.concatenate([value, more])
    return key, value


def reference_totals(m: ExportMatrix, reference: Reference) -> tuple[Float64Array, float, str]:
    """Find the reference's exports by product (NaN where it lacks one), in all, its name."""
    if reference is None:
        return m.totals.product, m.totals.grand, "matrix"
    if isinstance(reference, str):
        if reference == "nation":
            return m.totals.nation, m.totals.nation_grand, "nation"
        hint = did_you_mean(reference, ("state", "nation"))
        msg = (
            "reference must be None, 'state', 'nation' or values by product, got "
            f"{reference!r}{hint}"
        )
        raise InvalidValueError(msg)
    values, total = values_by_product(
        reference, m.products, name="reference", product=str(m.products.name), level=m.level
    )
    return values, total, "given"
