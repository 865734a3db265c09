"""What complexity a place could still gain, in all and product by product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import not_a_table
from odopkit.product_space.by_label import given_by_label
from odopkit.product_space.neighbours import Outside, held_in, space_of
from odopkit.product_space.present import check_presence
from odopkit.product_space.space import as_left, column_sums
from odopkit.tables.sparse import rows_of, sparse, unit_columns

if TYPE_CHECKING:
    from odopkit.product_space.by_label import ByLabel
    from odopkit.tables.matrix import ExportMatrix


GainVariant = Literal["ecomplexity", "atlas"]

NO_PCI: Final = "no product has a PCI"


def complexity_outlook_index(p: ExportMatrix, omega: pd.DataFrame, pci: ByLabel) -> pd.DataFrame:
    r"""How near a unit is to complex products that it does not have (COI).

    .. math:: COI_d = \sum_k (1 - M_{dk})\, \omega_{dk}\, PCI_k,

    where :math:`M_{dk}` is 1 if unit :math:`d` has product :math:`k` and :math:`\omega_{dk}`
    is the density around it.

    Parameters
    ----------
    p : ExportMatrix
        Presence, shape (n_units, n_products).
    omega : DataFrame of shape (n_units, n_products)
        Density from :func:`density`; its columns are the products summed over.
    pci : DataFrame, Series or mapping
        Complexity by product, such as ``complexity(world).pci``.  Products without one
        are left out of the sum.

    Returns
    -------
    DataFrame
        The unit's labels, ``coi`` (any real number; not standardised), ``n_absent`` (how
        many products were summed) and ``reason``; NaN where no product has a PCI.

    Raises
    ------
    InvalidValueError
        If `p` does not hold presence, `omega` lacks a unit of `p` or repeats a label, or
        `pci` is not usable or fits no product.

    Notes
    -----
    The usual mistake is to compare sums over different lists of products.  py-ecomplexity
    sums PCI before it is centred, and standardises the result over units; to get its
    numbers pass ``pci - average(pci, weights=ubiquity)``.

    Peak memory is twice that of `omega`.  Source: :cite:t:`Atlas2014`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import complexity_outlook_index, density
    >>> nested = pd.DataFrame([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    ...                       index=list("ABCD"), columns=["rice", "yarn", "pumps", "drugs"])
    >>> p = ExportMatrix.from_frame(nested, kind="presence")
    >>> omega = density(p, p, diagonal=1.0)
    >>> pci = {"rice": -1.0, "yarn": 0.0, "pumps": 0.5, "drugs": 2.0}
    >>> complexity_outlook_index(p, omega, pci).round(4)
      unit     coi  n_absent reason
    0    A  0.0000         0
    1    B  1.1429         1
    2    C  0.9330         2
    3    D  0.1875         2
    """
    check_presence(p, "complexity_outlook_index")
    if not isinstance(omega, pd.DataFrame):
        raise InvalidValueError(not_a_table(omega, "omega", "table"))
    for index in (omega.index, omega.columns):
        if not index.is_unique:
            msg = f"omega has the label {index[index.duplicated()][0]!r} twice"
            raise InvalidValueError(msg)
    if not omega.index.equals(p.units):
        lacking = ~p.units.isin(omega.index)
        if lacking.any():
            msg = f"omega has no row for {p.units[lacking][0]!r}; make it from the same presence"
            raise InvalidValueError(msg)
        omega = omega.reindex(p.units)
    products = _renamed(omega.columns, p)
    weight = given_by_label(pci, products, "pci", "pci")
    held = held_in(p, products, "ignore").toarray() > 0
    near = omega.to_numpy(dtype=np.float64)
    usable = ~held & np.isfinite(near) & np.isfinite(weight)
    known = np.isfinite(weight)
    coi = np.where(usable, near, 0.0) @ np.where(known, weight, 0.0)
    reason = p.unit_reason.copy()
    if not known.any():
        coi[:], reason[:] = np.nan, NO_PCI
    return pd.DataFrame(
        unit_columns(p.units)
        | {
            "coi": coi,
            "n_absent": usable.sum(axis=1).astype(np.int64),
            "reason": pd.Series(reason, dtype="str"),
        }
    )


def _renamed(columns: pd.Index[Any], p: ExportMatrix) -> pd.Index[Any]:
    return columns if columns.name is not None else columns.rename(p.products.name)


def complexity_outlook_gain(
    p: ExportMatrix,
    phi: pd.DataFrame | ExportMatrix,
    pci: ByLabel,
    *,
    variant: GainVariant,
    diagonal: float | None = None,
    outside: Outside = "refuse",
) -> pd.DataFrame:
    r"""Outlook that a new product would open up to a unit (COG), in one of two readings.

    .. math::

        G_{dk} = \sum_l \frac{\phi_{kl}}{\sum_j \phi_{jl}} (1 - M_{dl})\, PCI_l, \qquad
        COG_{dk} = \begin{cases}
            (1 - M_{dk})\, G_{dk} & \text{"ecomplexity"} \\
            (1 - M_{dk})\, (G_{dk} - \omega_{dk}\, PCI_k) & \text{"atlas"}
        \end{cases}

    where :math:`M_{dk}` is 1 if unit :math:`d` has product :math:`k`, :math:`\phi` is
    proximity and :math:`\omega` density.

    Parameters
    ----------
    p : ExportMatrix
        Presence, shape (n_units, n_products).
    phi : DataFrame or ExportMatrix
        The product space, as in :func:`density`.
    pci : DataFrame, Series or mapping
        Complexity by product.  A product without one opens nothing: it is left out of
        the sums, and its own gain is NaN in the variant that subtracts it.
    variant : {"ecomplexity", "atlas"}
        ``"ecomplexity"`` as in the Growth Lab's Stata and Python packages; ``"atlas"`` as in
        the Atlas's text, which subtracts what the product counted for before.
    diagonal, outside
        As in :func:`density`.

    Returns
    -------
    DataFrame of shape (n_units, n_products of phi)
        Any real number, in units of PCI; 0 where the unit has the product.  All NaN where
        no product has a PCI.

    Raises
    ------
    InvalidValueError
        As :func:`density`, if `variant` is another word, or if `pci` is not usable.
    InvalidTableError
        As :func:`density`.

    Notes
    -----
    The two readings differ by :math:`\omega_{dk} PCI_k`, enough to turn a ranking: say
    which one you use.  py-ecomplexity has ``diagonal=1.0`` and takes PCI before it is
    centred (``pci - average(pci, weights=ubiquity)``).  econcomplex divides by the sums of
    the new product's proximities, which is neither.

    Peak memory is three times the result, and no proximity matrix where `phi` is a
    presence matrix.  Source: :cite:t:`Atlas2014`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import complexity_outlook_gain
    >>> nested = pd.DataFrame([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    ...                       index=list("ABCD"), columns=["rice", "yarn", "pumps", "drugs"])
    >>> p = ExportMatrix.from_frame(nested, kind="presence")
    >>> pci = {"rice": -1.0, "yarn": 0.0, "pumps": 0.5, "drugs": 2.0}
    >>> for variant in ("ecomplexity", "atlas"):
    ...     gain = complexity_outlook_gain(p, p, pci, variant=variant, diagonal=1.0)
    ...     print(gain.loc["C"].round(4).tolist())
    [0.0, 0.0, 0.6161, 0.9509]
    [0.0, 0.0, 0.3973, 0.2366]
    """
    check_presence(p, "complexity_outlook_gain")
    check_choice(variant, get_args(GainVariant), "variant")
    space = space_of(phi, diagonal)
    held = held_in(p, space.products, outside)
    weight = given_by_label(pci, _renamed(space.products, p), "pci", "pci")
    if not np.isfinite(weight).any():
        return pd.DataFrame(np.nan, index=p.units, columns=space.products)
    number = np.dtype(np.float64)
    sums = column_sums(space, number)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where((sums > 0) & np.isfinite(weight), weight / sums, 0.0)
    left = as_left(held, number)
    # (1 - M) w = w - M w: the second term is as sparse as presence.
    weighted = sparse(each[held.indices], held.indices, held.indptr, held.shape)
    taken = as_left(weighted, number)
    out = np.empty(held.shape)
    for part, block in space.blocks(number):
        out[:, part] = each @ block - taken @ block
        if variant == "atlas":
            with np.errstate(divide="ignore", invalid="ignore"):
                out[:, part] -= (left @ block) / sums[part] * weight[part]
    out[rows_of(held), held.indices] = 0.0
    return pd.DataFrame(out, index=p.units, columns=space.products, copy=False)
