"""What a place exports more than its share of: location quotients with a named reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd

from odopkit import _segments as sg
from odopkit._cells import NO_EXPORTS
from odopkit.errors import InvalidValueError
from odopkit.matrix import ExportMatrix, rows_of, sparse

if TYPE_CHECKING:
    from typing import Literal

    from numpy.typing import NDArray

    from odopkit._typing import Float64Array, NationalTotals

    Reference = Literal["state", "nation"] | NationalTotals

__all__ = ["location_quotient"]

NOT_IN_REFERENCE: Final = "not in the reference"
NONE_IN_REFERENCE: Final = "no exports in the reference"


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
    if not isinstance(m, ExportMatrix) or m.kind != "exports":
        got = m.kind if isinstance(m, ExportMatrix) else type(m).__name__
        msg = f"location_quotient needs an ExportMatrix of exports, got {got}"
        raise InvalidValueError(msg)
    totals = m.totals
    row = rows_of(m.values)
    unit_reason = m.unit_reason.copy()
    unit_reason[~(totals.unit > 0)] = NO_EXPORTS
    with np.errstate(divide="ignore", invalid="ignore"):
        if isinstance(reference, str) and reference == "state":
            weight, defined = _against_states(m, row)
            name, product_reason = "state", m.product_reason
        else:
            c, t, name = _reference_totals(m, reference)
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


def kept_indptr(keep: NDArray[np.bool_], indptr: NDArray[Any]) -> NDArray[Any]:
    """Row starts after some stored cells are left out."""
    starts: NDArray[Any] = np.concatenate(([0], np.cumsum(keep)))[indptr]
    return starts


def _against_states(
    m: ExportMatrix, row: NDArray[np.intp]
) -> tuple[Float64Array, NDArray[np.int64]]:
    """State total over the state's exports of the product, by cell; and where it exists."""
    totals, n = m.totals, m.shape[1]
    if not len(totals.states):
        msg = 'reference="state" needs units of (state, district); these have one label each'
        raise InvalidValueError(msg)
    state = totals.state_of[row]
    key = state.astype(np.int64) * n + m.values.indices
    value = m.values.data.astype(np.float64, copy=False)
    if totals.outside is not None:
        more_state, more_product, more = totals.outside
        key = np.concatenate([key, more_state * n + more_product])
        value = np.concatenate([value, more])
    found, of_cell = np.unique(key, return_inverse=True)
    by_state = np.bincount(of_cell, weights=value, minlength=len(found))
    return totals.state[state] / by_state[of_cell[: len(row)]], found


def _reference_totals(m: ExportMatrix, reference: Reference) -> tuple[Float64Array, float, str]:
    """Find the reference's exports by product (NaN where it lacks one), in all, its name."""
    if reference is None:
        return m.totals.product, m.totals.grand, "matrix"
    if isinstance(reference, str):
        if reference == "nation":
            return m.totals.nation, m.totals.nation_grand, "nation"
        msg = f"reference must be None, 'state', 'nation' or values by product, got {reference!r}"
        raise InvalidValueError(msg)
    labels, values = _labels_and_values(m, cast("NationalTotals", reference))
    if not labels:
        msg = "reference is empty; give value by product"
        raise InvalidValueError(msg)
    amounts = sg.as_values(values, name="reference")
    odd = [x for x in labels if not isinstance(x, str)]
    if odd:
        msg = f"reference must be keyed by text, got {odd[0]!r}; codes lose zeros as numbers"
        raise InvalidValueError(msg)
    if m.level is not None:
        short = [x for x in labels if _is_code(x) and len(x) < m.level]
        if short:
            msg = f"reference has {short[0]!r}, coarser than the {m.level} digits of the matrix"
            raise InvalidValueError(msg)
        labels = [x[: m.level] if _is_code(x) else x for x in labels]
    found, names = pd.factorize(np.array(labels, dtype=object))
    sums = np.append(sg.sum_by(found.astype(np.intp), len(names), amounts), np.nan)
    return sums[pd.Index(names).get_indexer(m.products)], float(amounts.sum()), "given"


def _is_code(label: str) -> bool:
    return label.isascii() and label.isdigit()


def _labels_and_values(m: ExportMatrix, reference: NationalTotals) -> tuple[list[Any], Any]:
    if isinstance(reference, pd.DataFrame):
        name = str(m.products.name)
        if name not in reference or "value" not in reference:
            msg = f"reference needs columns {name!r} and 'value', got {list(reference.columns)}"
            raise InvalidValueError(msg)
        return reference[name].tolist(), reference["value"].to_numpy()
    if isinstance(reference, pd.Series):
        return reference.index.tolist(), reference.to_numpy()
    if isinstance(reference, Mapping):
        labels = list(reference)
        return labels, np.asarray([reference[k] for k in labels])
    msg = f"reference must be values by product, got {type(reference).__name__}"
    raise InvalidValueError(msg)
