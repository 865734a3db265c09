"""Products by the income of those who export them, and baskets by their products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.product_space.by_label import given_by_label
from odopkit.product_space.present import check_kind
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.sparse import columns_of, rows_of, unit_columns

if TYPE_CHECKING:
    from odopkit.product_space.by_label import ByLabel
    from odopkit.tables.matrix import ExportMatrix


def prody(reference: ExportMatrix, income: ByLabel) -> pd.DataFrame:
    r"""Income that goes with a product (PRODY): what its exporters earn, on average.

    .. math:: PRODY_k = \sum_i \frac{x_{ik} / X_i}{\sum_j x_{jk} / X_j}\, Y_i,

    where :math:`x_{ik} / X_i` is the share of product :math:`k` in the exports of unit
    :math:`i`, and :math:`Y_i` its income per head.

    Parameters
    ----------
    reference : ExportMatrix
        Exports of the world's countries by product.
    income : DataFrame, Series or mapping
        Income per head by unit, matched by label (a frame: the unit's columns and
        ``income``).  Units without one are left out.

    Returns
    -------
    DataFrame
        The product, ``prody`` (in the unit of `income`, between the poorest and the richest
        exporter), ``n_units`` (exporters with an income), ``coverage`` (their fraction
        of the product's exports in the matrix) and ``reason``.

    Raises
    ------
    InvalidValueError
        If `reference` does not hold exports, or `income` is not above 0, repeats a
        label or fits no unit.

    Notes
    -----
    The usual mistake is to take districts as the reference: a rich district would then
    raise the index of its own products, and its own EXPY.  The weights are shares in each
    country's basket, so that small countries count as much as large ones.

    Extra memory is three numbers a stored cell.  Source: :cite:t:`HausmannHwang2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import prody
    >>> world = ExportMatrix.from_frame(pd.DataFrame(
    ...     [[60, 40], [50, 150]], index=["deu", "ind"], columns=["cars", "rice"]))
    >>> prody(world, {"deu": 40_000, "ind": 2_000}).round(1)
      product     prody  n_units  coverage reason
    0    cars  28823.5        2       1.0
    1    rice  15217.4        2       1.0
    """
    check_kind(reference, "exports", "prody", "it takes values, not quotients")
    earned = given_by_label(income, reference.units, "income", "income", positive=True)
    m = reference.values
    row, column = rows_of(m), columns_of(m)
    keep = np.isfinite(earned[row])
    n = reference.shape[1]
    value = m.data.astype(np.float64, copy=False)
    everything = kernels.sum_by(column, n, value)
    row, column, value = row[keep], column[keep], value[keep]
    share = value / reference.totals.unit[row]
    weight = kernels.sum_by(column, n, share)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = kernels.sum_by(column, n, share * earned[row]) / weight
        covered = kernels.sum_by(column, n, value) / everything
    reason = np.where(everything == 0, NO_EXPORTS, "no exporter with an income").astype(object)
    reason[weight > 0] = ""
    return pd.DataFrame(
        {
            str(reference.products.name): pd.Series(reference.products.array, dtype="str"),
            "prody": found,
            "n_units": kernels.count_by(column, n),
            "coverage": covered,
            "reason": pd.Series(reason, dtype="str"),
        }
    )


def expy(m: ExportMatrix, prody: ByLabel) -> pd.DataFrame:
    r"""Income that goes with a unit's basket (EXPY): the mean PRODY of what it exports.

    .. math:: EXPY_d = \frac{\sum_{k \in P} x_{dk}\, PRODY_k}{\sum_{k \in P} x_{dk}},

    where :math:`x_{dk}` are exports and :math:`P` the products that have a PRODY.

    Parameters
    ----------
    m : ExportMatrix
        Exports of the units in question (districts).
    prody : DataFrame, Series or mapping
        PRODY by product, from :func:`prody` of the world's exports; matched by label.

    Returns
    -------
    DataFrame
        The unit's labels, ``expy`` (in the unit of `prody`), ``coverage`` (fraction of the
        unit's exports in products that have a PRODY) and ``reason``.

    Raises
    ------
    InvalidValueError
        If `m` does not hold exports, or `prody` is not above 0, repeats a label or
        fits no product.

    Notes
    -----
    Read it beside ``coverage``: the mean is over what is covered.  The usual mistake is a
    PRODY of the same districts, which makes the index circular.

    Extra memory is two numbers a stored cell.  Source: :cite:t:`HausmannHwang2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import expy
    >>> districts = ExportMatrix.from_frame(pd.DataFrame(
    ...     [[75, 25, 0], [0, 80, 20]], index=["Pune", "Karnal"],
    ...     columns=["cars", "rice", "shawls"]))
    >>> expy(districts, {"cars": 20_000, "rice": 10_000})
         unit     expy  coverage reason
    0    Pune  17500.0       1.0
    1  Karnal  10000.0       0.8
    """
    check_kind(m, "exports", "expy", "it takes values, not quotients")
    level = given_by_label(prody, m.products, "prody", "prody", positive=True)
    row = rows_of(m.values)
    keep = np.isfinite(level[m.values.indices])
    value = m.values.data[keep].astype(np.float64, copy=False)
    row, column = row[keep], m.values.indices[keep]
    n = m.shape[0]
    covered = kernels.sum_by(row, n, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = kernels.sum_by(row, n, value * level[column]) / covered
        coverage = covered / m.totals.unit
    reason = np.where(m.totals.unit > 0, "no product with a PRODY", NO_EXPORTS).astype(object)
    reason[covered > 0] = ""
    return pd.DataFrame(
        unit_columns(m.units)
        | {"expy": found, "coverage": coverage, "reason": pd.Series(reason, dtype="str")}
    )
