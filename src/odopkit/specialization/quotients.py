"""The location quotient, as a matrix that says what it is relative to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from odopkit.specialization.indices import check_exports
from odopkit.specialization.reference import (
    NONE_IN_REFERENCE,
    NOT_IN_REFERENCE,
    check_states,
    reference_totals,
    state_cells,
)
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.sparse import kept_indptr, rows_of, sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from odopkit.specialization.reference import Reference
    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import Float64Array


def location_quotient(m: ExportMatrix, *, reference: Reference = None) -> ExportMatrix:
    r"""Share of a product in a place's exports over its share in the reference's exports.

    .. math:: LQ_{dk} = \frac{E_{dk} / r_d}{c_k / t},

    where :math:`E_{dk}` are exports of product :math:`k` by unit :math:`d`, :math:`r_d`
    all exports of the unit, :math:`c_k` the reference's exports of the product and
    :math:`t` all exports of the reference.  Between countries, with the world as
    reference, this is Balassa's revealed comparative advantage.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        What a unit is compared with:

        - None: the matrix's own totals, of all that its options count;
        - ``"state"``: the unit's own state;
        - ``"nation"``: the whole table, unspecified places included whatever the options;
        - value by product, matched by label: a Series or mapping, or a DataFrame with the
          product column and ``value``.  Repeated labels are summed and longer HS codes
          cut to the matrix's level.  Labels that the matrix lacks (such as ``"rest"``)
          count in :math:`t` only.

    Returns
    -------
    ExportMatrix
        Quotients from 0 (exports none of it) upwards, 1 where the unit has just the
        reference's share; the bound is :math:`t / c_k`.  A unit without exports, and a
        product that the reference lacks or does not export, are undefined: NaN in
        ``to_frame()``, listed with the reason by ``undefined()``.  Nothing else changes.

    Raises
    ------
    InvalidValueError
        If `m` does not hold exports, `reference` is another word, ``"state"`` is asked of
        units without states, or the values of `reference` are negative, missing, not
        numbers, keyed by other than text or by codes coarser than the matrix.

    Notes
    -----
    The usual mistake is a reference matched by position, or left unsaid: shawls of Leh
    against Ladakh and against India are different questions.  Quotients are unbounded
    and depend on size: do not average them, and read them beside the value.  A quotient
    above 1 is no evidence in a cell of one shipment.

    Extra memory is two numbers a stored cell (three against states).  In float32 a
    quotient is within 1.2e-7 of itself.  Source: :cite:t:`Balassa1965`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix, location_quotient
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> location_quotient(ExportMatrix.from_frame(exports)).to_frame().round(4)
    product    salt   yarn   pumps
    unit
    Kutch    1.5625  0.250  1.4286
    Surat    0.7812  1.875  0.0000
    Rajkot   0.3125  0.750  2.1429

    Against a nation that exports other things too:

    >>> india = {"salt": 400, "yarn": 500, "pumps": 100, "rest": 1000}
    >>> against = location_quotient(ExportMatrix.from_frame(exports), reference=india)
    >>> against.to_frame().loc["Kutch"].tolist()
    [2.5, 0.4, 8.0]
    """
    check_exports(m, "location_quotient")
    totals = m.totals
    row = rows_of(m.values)
    unit_reason = m.unit_reason.copy()
    unit_reason[~(totals.unit > 0)] = NO_EXPORTS
    with np.errstate(divide="ignore", invalid="ignore"):
        if isinstance(reference, str) and reference == "state":
            weight, defined = _against_states(m, row)
            name, product_reason = "state", m.product_reason
        else:
            c, t, name = reference_totals(m, reference)
            product_reason = m.product_reason.copy()
            product_reason[np.isnan(c)] = NOT_IN_REFERENCE
            product_reason[c == 0] = NONE_IN_REFERENCE
            weight, defined = (t / c)[m.values.indices], None
        weight *= m.values.data
        weight /= totals.unit[row]
    keep = np.isfinite(weight)
    indices, indptr = m.values.indices, m.values.indptr
    if not keep.all():
        weight, indices, indptr = weight[keep], indices[keep], kept_indptr(keep, indptr)
    return replace(
        m,
        values=sparse(weight.astype(m.values.dtype, copy=False), indices, indptr, m.shape),
        kind="location quotient",
        unit_reason=unit_reason,
        product_reason=product_reason,
        state_defined=defined,
        options=m.options | {"reference": name},
    )


def _against_states(
    m: ExportMatrix, row: NDArray[np.intp]
) -> tuple[Float64Array, NDArray[np.int64]]:
    """State total over the state's exports of the product, by cell; and where it exists."""
    check_states(m)
    key, value = state_cells(m)
    found, of_cell = np.unique(key, return_inverse=True)
    by_state = np.bincount(of_cell, weights=value, minlength=len(found))
    state = m.totals.state_of[row]
    return m.totals.state[state] / by_state[of_cell[: len(row)]], found
