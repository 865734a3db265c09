"""Which products go together, and how much of the neighbourhood a place has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_dtype
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.telling import kind_of, remedy, shortened
from odopkit.product_space.present import check_presence
from odopkit.product_space.space import Space, as_left
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import rows_of, sparse

if TYPE_CHECKING:
    from numpy.typing import DTypeLike
    from scipy.sparse import csr_array


Outside = Literal["refuse", "ignore"]


def _check_diagonal(diagonal: float) -> float:
    if isinstance(diagonal, bool) or diagonal not in (0, 1):
        msg = (
            f"diagonal must be 0.0 (without the product itself) or 1.0 (with), got "
            f"{shortened(diagonal)}"
        )
        raise InvalidValueError(msg)
    return float(diagonal)


def proximity(
    p: ExportMatrix, *, diagonal: float = 0.0, dtype: DTypeLike = np.float64
) -> pd.DataFrame:
    r"""How often two products are present together: the lesser conditional probability.

    .. math:: \phi_{kl} = \min\{P(k \mid l), P(l \mid k)\}
              = \frac{\sum_d M_{dk} M_{dl}}{\max(u_k, u_l)}, \qquad u_k = \sum_d M_{dk},

    where :math:`M_{dk}` is 1 if unit :math:`d` has product :math:`k`, and :math:`u_k` is the
    product's ubiquity.

    Parameters
    ----------
    p : ExportMatrix
        Presence, shape (n_units, n_products).
    diagonal : {0.0, 1.0}, default 0.0
        Proximity of a product to itself.  0 leaves a product out of its own density;
        1 is what the formula gives, as in the Atlas and in py-ecomplexity.
    dtype : {"float64", "float32"}, default "float64"
        float32 halves the memory and rounds each proximity once, by at most 6e-8.

    Returns
    -------
    DataFrame of shape (n_products, n_products)
        Symmetric, labelled on both sides, from 0 (never together) to 1 (always).  A
        product present nowhere has 0 with all, itself included.

    Raises
    ------
    InvalidValueError
        If `p` does not hold presence, or an option is outside its choices.

    Notes
    -----
    Presence in districts makes proximity of accidents: take it from the world's countries
    and only presence from districts (see :func:`density`).

    Peak memory is that of the result, ``8 * n_products**2`` bytes (half in float32): 952
    MB for 10,907 tariff lines.  :func:`density` and :func:`complexity_outlook_gain` take the
    presence matrix instead and never hold it.  Source: :cite:t:`HidalgoKlinger2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import proximity
    >>> nested = pd.DataFrame([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    ...                       index=list("ABCD"), columns=["rice", "yarn", "pumps", "drugs"])
    >>> p = ExportMatrix.from_frame(nested, kind="presence")
    >>> proximity(p).round(4)
    product  rice    yarn   pumps   drugs
    product
    rice     0.00  0.7500  0.5000  0.5000
    yarn     0.75  0.0000  0.6667   0.3333
    pumps    0.50  0.6667  0.0000   0.5000
    drugs    0.50  0.3333  0.5000   0.0000
    """
    check_presence(p, "proximity")
    number = check_dtype(dtype)
    space = Space(products=p.products, presence=p.values, diagonal=_check_diagonal(diagonal))
    out = np.empty((len(p.products), len(p.products)), dtype=number)
    for part, block in space.blocks(number):
        out[:, part] = block
    return pd.DataFrame(out, index=p.products, columns=p.products, copy=False)


def density(
    p: ExportMatrix,
    phi: pd.DataFrame | ExportMatrix,
    *,
    diagonal: float | None = None,
    outside: Outside = "refuse",
    dtype: DTypeLike = np.float64,
) -> pd.DataFrame:
    r"""How much of what is near a product a unit has already.

    .. math:: \omega_{dk} = \frac{\sum_l M_{dl}\,\phi_{lk}}{\sum_l \phi_{lk}},

    where :math:`M_{dl}` is 1 if unit :math:`d` has product :math:`l`, and :math:`\phi_{lk}` is
    the proximity of products :math:`l` and :math:`k`.

    Parameters
    ----------
    p : ExportMatrix
        Presence of the units in question, shape (n_units, n_products).
    phi : DataFrame or ExportMatrix
        The product space: a proximity matrix with labels on both sides, or a presence
        matrix (the world's, or `p` itself) whose proximity is made as it is needed and
        never held.
    diagonal : {0.0, 1.0}, optional
        Proximity of a product to itself; needed with a presence matrix, refused with a
        proximity matrix, which has its own.
    outside : {"refuse", "ignore"}, default "refuse"
        What to do where units have a product that `phi` lacks: refuse it, or leave the
        product out.
    dtype : {"float64", "float32"}, default "float64"
        float32 is about twice as fast in half the memory.  A density is then within
        ``(k + 4) * 6e-8`` of itself, where k is how many products the unit has; 1e-6 is
        usual.

    Returns
    -------
    DataFrame of shape (n_units, n_products of phi)
        Matched by label, from 0 to 1: all products of the space, also those that no unit
        of `p` has.  NaN only where a product has no proximity to any other.  Distance is
        1 minus density.

    Raises
    ------
    InvalidValueError
        If `p` does not hold presence, an option is outside its choices, `diagonal` is
        missing or superfluous, or a product of a unit is not in the space.
    InvalidTableError
        If `phi` is not square with equal labels, not symmetric, repeats a label, or has
        values that are missing or outside 0 to 1.

    Notes
    -----
    The usual mistakes are a space made of the districts themselves, and matching by
    position.  With ``diagonal=1.0`` a product raises its own density: compare densities of
    one diagonal only; peers print 0 to 100.

    Peak memory is the result (``8 * n_units * n_products`` bytes, half in float32) and some
    blocks of 256 columns: 61 MB and 60 MB for 700 districts by 10,907 tariff lines.
    Source: :cite:t:`HidalgoKlinger2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import density
    >>> nested = pd.DataFrame([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    ...                       index=list("ABCD"), columns=["rice", "yarn", "pumps", "drugs"])
    >>> world = ExportMatrix.from_frame(nested, kind="presence")
    >>> density(world, world, diagonal=1.0).loc["B"].round(4).tolist()
    [0.8182, 0.8788, 0.8125, 0.5714]
    """
    check_presence(p, "density")
    number = check_dtype(dtype)
    space = space_of(phi, diagonal)
    held = held_in(p, space.products, outside)
    left = as_left(held, number)
    out = np.empty((p.shape[0], len(space.products)), dtype=number)
    for part, block in space.blocks(number):
        sums = block.sum(axis=0, dtype=np.float64)
        sums[sums == 0] = np.nan
        np.divide(left @ block, sums.astype(number), out=out[:, part])
    # Rounding of the two sums must not carry a full basket past one.
    np.minimum(out, 1.0, out=out)
    return pd.DataFrame(out, index=p.units, columns=space.products, copy=False)


def space_of(phi: pd.DataFrame | ExportMatrix, diagonal: float | None) -> Space:
    """Take a product space: proximities, or the presence that they come from."""
    if isinstance(phi, ExportMatrix):
        check_presence(phi, "the product space")
        if diagonal is None:
            msg = "diagonal is needed with a presence matrix: 0.0 or 1.0, see proximity()"
            raise InvalidValueError(msg)
        return Space(products=phi.products, presence=phi.values, diagonal=_check_diagonal(diagonal))
    if not isinstance(phi, pd.DataFrame):
        msg = (
            "phi must be a DataFrame from proximity() or a presence ExportMatrix, got "
            f"{kind_of(phi)}; {remedy(phi, 'table')}"
        )
        raise InvalidValueError(msg)
    if diagonal is not None:
        msg = "diagonal belongs to a presence matrix; this proximity matrix has its own"
        raise InvalidValueError(msg)
    for index in (phi.index, phi.columns):
        if not index.is_unique:
            msg = f"phi has the label {index[index.duplicated()][0]!r} twice"
            raise InvalidTableError(msg)
    if len(phi.index) != len(phi.columns) or not phi.columns.isin(phi.index).all():
        msg = f"phi must have the same labels on both sides, got shape {phi.shape}"
        raise InvalidTableError(msg)
    if not phi.index.equals(phi.columns):
        phi = phi.reindex(columns=phi.index)
    matrix = phi.to_numpy()
    if matrix.dtype.kind != "f":
        matrix = matrix.astype(np.float64)
    space = Space(products=phi.columns, phi=matrix)
    for part, block in space.blocks(matrix.dtype):
        # Written so that a missing value, which fails every comparison, is refused too.
        if block.size and not (block.min() >= 0 and block.max() <= 1 + 1e-6):
            msg = "phi has values that are missing or outside 0 to 1"
            raise InvalidTableError(msg)
        if block.size and not np.abs(block - matrix[part].T).max() <= 1e-6:
            msg = "phi is not symmetric; take it from proximity()"
            raise InvalidTableError(msg)
    return space


def held_in(p: ExportMatrix, products: pd.Index[Any], outside: Outside) -> csr_array:
    """Presence over the products of a space, in its order."""
    check_choice(outside, get_args(Outside), "outside")
    if p.products is products or p.products.equals(products):
        return p.values
    at = products.get_indexer(p.products)
    column = at[p.values.indices]
    if outside == "refuse" and (column < 0).any():
        lost = p.products[np.unique(p.values.indices[column < 0])]
        msg = (
            f"the product space lacks products that units have: {lost[0]!r} ({len(lost)} in "
            'all); convert the codes, or leave them out with outside="ignore"'
        )
        raise InvalidValueError(msg)
    row = rows_of(p.values)
    keep = column >= 0
    row, column = row[keep], column[keep]
    order = np.lexsort((column, row))
    indptr = np.concatenate(([0], np.cumsum(kernels.count_by(row, p.shape[0]))))
    ones = np.ones(len(order), dtype=p.values.dtype)
    return sparse(ones, column[order], indptr, (p.shape[0], len(products)))
