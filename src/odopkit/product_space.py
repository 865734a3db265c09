"""Which products go together: presence, proximity, density, complexity and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _complexity as kernel
from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_dtype
from odopkit._proximity import Space, as_left, column_sums
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import columns_of, kept_indptr, rows_of, sparse, unit_columns
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray
    from scipy.sparse import csr_array

    from odopkit.typing import BoolArray, Float64Array, IntArray

    ByLabel = pd.DataFrame | pd.Series[Any] | Mapping[Any, float]

__all__ = [
    "Complexity",
    "complexity",
    "complexity_outlook_gain",
    "complexity_outlook_index",
    "density",
    "expy",
    "presence",
    "prody",
    "proximity",
]

Outside = Literal["refuse", "ignore"]
GainVariant = Literal["ecomplexity", "atlas"]

# An exact 1 in float32 may lie this far below it after two roundings.
FLOAT32_TOLERANCE: Final = 2.0**-22
WEAK_SIGN: Final = 0.2

NOTHING_PRESENT: Final = "nothing is present"
PRESENT_NOWHERE: Final = "present nowhere"
NOT_LARGEST: Final = "outside the largest component"
NO_PCI: Final = "no product has a PCI"
NO_LARGEST: Final = "no component is the largest"


def _check_kind(m: object, kind: str, function: str, hint: str) -> None:
    if not isinstance(m, ExportMatrix) or m.kind != kind:
        got = f"{m.kind} values" if isinstance(m, ExportMatrix) else type(m).__name__
        msg = f"{function} needs an ExportMatrix of {kind}, got {got}; {hint}"
        raise InvalidValueError(msg)


def _check_presence(p: object, function: str) -> None:
    _check_kind(p, "presence", function, "use presence(location_quotient(m)) first")


def presence(lq: ExportMatrix, *, cutoff: float = 1.0) -> ExportMatrix:
    r"""Where a unit has a product, by its location quotient: a matrix of 0 and 1.

    .. math:: M_{dk} = 1 \text{ if } LQ_{dk} \ge c, \text{ else } 0.

    Parameters
    ----------
    lq : ExportMatrix
        Location quotients, shape (n_units, n_products).
    cutoff : float, default 1.0
        The quotient :math:`c` from which a product counts as present, above 0.

    Returns
    -------
    ExportMatrix
        Ones where present, zeros elsewhere, also where the quotient is undefined; the
        reasons are kept.

    Raises
    ------
    InvalidValueError
        If `lq` does not hold location quotients, or `cutoff` is not above 0 and finite.

    Notes
    -----
    A quotient of just 1 counts as present, though arithmetic may leave it at 1 - 1e-16:
    the comparison has a relative tolerance of 1e-12 (2.4e-7 for float32 quotients).
    Plain ``>=`` loses cells of even matrices, and with them whole products.

    The usual mistake is to read presence in a district as capability: one shipment of
    a rare product passes the cutoff.  Set small places aside first (``min_value``).
    Extra memory is that of the result, 12 bytes a cell present.  Source:
    :cite:t:`HidalgoKlinger2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix, location_quotient
    >>> from odopkit.product_space import presence
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> presence(location_quotient(ExportMatrix.from_frame(exports))).to_frame()
    product  salt  yarn  pumps
    unit
    Kutch     1.0   0.0    1.0
    Surat     0.0   1.0    0.0
    Rajkot    0.0   0.0    1.0
    """
    _check_kind(lq, "location quotient", "presence", "use location_quotient(m) first")
    if isinstance(cutoff, bool) or not (0 < cutoff < np.inf):
        msg = f"cutoff must be a quotient above 0, got {cutoff!r}"
        raise InvalidValueError(msg)
    values = lq.values
    slack = TOLERANCE if values.dtype == np.float64 else FLOAT32_TOLERANCE
    keep = values.data >= cutoff * (1 - slack)
    indptr = kept_indptr(keep, values.indptr)
    return replace(
        lq,
        values=sparse(
            np.ones(int(indptr[-1]), dtype=values.dtype), values.indices[keep], indptr, lq.shape
        ),
        kind="presence",
        # What is undefined as a quotient is not present; the reasons stay.
        state_defined=None,
        options=lq.options | {"cutoff": float(cutoff)},
    )


def _check_diagonal(diagonal: float) -> float:
    if isinstance(diagonal, bool) or diagonal not in (0, 1):
        msg = f"diagonal must be 0.0 (without the product itself) or 1.0 (with), got {diagonal!r}"
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
    _check_presence(p, "proximity")
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
    _check_presence(p, "density")
    number = check_dtype(dtype)
    space = _space(phi, diagonal)
    held = _held_in(p, space.products, outside)
    left = as_left(held, number)
    out = np.empty((p.shape[0], len(space.products)), dtype=number)
    for part, block in space.blocks(number):
        sums = block.sum(axis=0, dtype=np.float64)
        sums[sums == 0] = np.nan
        np.divide(left @ block, sums.astype(number), out=out[:, part])
    # Rounding of the two sums must not carry a full basket past one.
    np.minimum(out, 1.0, out=out)
    return pd.DataFrame(out, index=p.units, columns=space.products, copy=False)


def _space(phi: pd.DataFrame | ExportMatrix, diagonal: float | None) -> Space:
    if isinstance(phi, ExportMatrix):
        _check_presence(phi, "the product space")
        if diagonal is None:
            msg = "diagonal is needed with a presence matrix: 0.0 or 1.0, see proximity()"
            raise InvalidValueError(msg)
        return Space(products=phi.products, presence=phi.values, diagonal=_check_diagonal(diagonal))
    if not isinstance(phi, pd.DataFrame):
        got = type(phi).__name__
        msg = f"phi must be a DataFrame from proximity() or a presence ExportMatrix, got {got}"
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


def _held_in(p: ExportMatrix, products: pd.Index[Any], outside: Outside) -> csr_array:
    """Presence over the products of a space, in its order."""
    check_choice(outside, get_args(Outside), name="outside")
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


# ----------------------------------------------------------------------- complexity


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Complexity:
    """Economic complexity of units and of products, from one presence matrix.

    Parameters
    ----------
    eci : DataFrame
        The unit's labels, ``diversity`` (how many products it has), ``eci``,
        ``component`` and ``reason``.
    pci : DataFrame
        The product, ``ubiquity`` (how many units have it), ``pci``, ``component`` and
        ``reason``.
    component : DataFrame
        ``component`` (1 has most units; units and products without any presence are in
        0 and not listed), ``n_units``, ``n_products`` and ``used``.
    second_eigenvalue, third_eigenvalue : float
        Of the component used; the nearer they are, the less the index means.  Beyond 128
        units and products the third is a rough value from below, exact only where it
        comes near the second.
    diversity_correlation : float
        Correlation of the index with diversity, which fixes its sign: never negative.
    weak_sign : bool
        Whether that correlation is below 0.2, so that the sign hangs by a thread.
    reason : str
        Why there is no index at all, ``""`` where there is one.
    """

    eci: pd.DataFrame
    pci: pd.DataFrame
    component: pd.DataFrame
    second_eigenvalue: float
    third_eigenvalue: float
    diversity_correlation: float
    weak_sign: bool
    reason: str

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row."""
        return pd.DataFrame([self.to_dict()])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, without the frames."""
        return {
            "n_units": len(self.eci),
            "n_products": len(self.pci),
            "n_components": len(self.component),
            "n_units_with_eci": int(self.eci["eci"].notna().sum()),
            "n_products_with_pci": int(self.pci["pci"].notna().sum()),
            "second_eigenvalue": self.second_eigenvalue,
            "third_eigenvalue": self.third_eigenvalue,
            "diversity_correlation": self.diversity_correlation,
            "weak_sign": self.weak_sign,
            "reason": self.reason,
        }


def complexity(p: ExportMatrix) -> Complexity:
    r"""Economic complexity of units (ECI) and of products (PCI).

    .. math:: K_k \propto \sum_l \Big(\frac{1}{u_k} \sum_d
              \frac{M_{dk} M_{dl}}{k_d}\Big) K_l, \qquad
              PCI_k = \frac{K_k - \mu}{\sigma}, \qquad
              ECI_d = \frac{1}{k_d} \sum_k M_{dk}\, PCI_k,

    where :math:`M_{dk}` is 1 if unit :math:`d` has product :math:`k`, :math:`k_d` is the
    unit's diversity, :math:`u_k` the product's ubiquity, :math:`K` the eigenvector of the
    second largest eigenvalue, and :math:`\mu, \sigma` are the mean and standard deviation
    (over units, divided by their number) of the units' unscaled scores.

    Parameters
    ----------
    p : ExportMatrix
        Presence, shape (n_units, n_products).

    Returns
    -------
    Complexity
        ECI has mean 0 and standard deviation 1, and is the mean PCI of what a unit has;
        one sign rule for both: ECI correlates positively with diversity.  Units without
        presence and products present nowhere are NaN and change nobody else's number.
        Where the network falls apart, the index is that of the component with most units,
        and all others are NaN; NaN for all where none is the largest, where the second
        eigenvalue is repeated (within 1e-9) or zero, or where diversity does not settle
        the sign.  Each row says its ``reason``.

    Raises
    ------
    InvalidValueError
        If `p` does not hold presence.

    Notes
    -----
    The usual mistake is an index of districts' own presence, in which one-shipment
    products make the space: take PCI from the world and average it over what each
    district has.  Numbers of two matrices are not on one scale.

    The symmetric form :math:`D^{-1/2} M U^{-1} M' D^{-1/2}` is solved on the smaller
    side by Lanczos steps with the trivial vector taken out.  Extra memory is one vector
    of that side a step (some tens of them); with at most 128 units or products a
    rectangle of all labels is made instead.
    Sources: :cite:t:`HidalgoHausmann2009`, :cite:t:`Atlas2014`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.product_space import complexity
    >>> nested = pd.DataFrame([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    ...                       index=list("ABCD"), columns=["rice", "yarn", "pumps", "drugs"])
    >>> found = complexity(ExportMatrix.from_frame(nested, kind="presence"))
    >>> round(found.second_eigenvalue, 4), round(found.third_eigenvalue, 4)
    (0.2919, 0.1192)
    >>> round(found.diversity_correlation, 4), found.weak_sign
    (0.2427, False)
    """
    _check_presence(p, "complexity")
    diversity = np.diff(p.values.indptr).astype(np.int64)
    ubiquity = kernels.count_by(columns_of(p.values), p.shape[1])
    degrees = diversity.astype(np.float64), ubiquity.astype(np.float64)
    unit, product = kernel.components(p.values, *degrees)
    n = int(unit.max(initial=0))
    n_units, n_products = kernel.counts_of(unit, n), kernel.counts_of(product, n)
    eci, pci = np.full(p.shape[0], np.nan), np.full(p.shape[1], np.nan)
    second = third = correlation = np.nan
    used = np.zeros(n, dtype=bool)
    if n == 0:
        reason = NOTHING_PRESENT
    elif n > 1 and n_units[0] == n_units[1]:
        reason = NO_LARGEST
    else:
        rows, columns = unit == 1, product == 1
        part = _part(p.values, rows, columns)
        found = kernel.solve(part, degrees[0][rows], degrees[1][columns])
        eci[rows], pci[columns] = found.eci, found.pci
        second, third, correlation = found.second, found.third, found.correlation
        reason = found.reason
        used[0] = not reason
    keys = unit_columns(p.units)
    units = {
        "diversity": diversity,
        "eci": eci,
        "component": unit.astype(np.int64),
        "reason": _reasons(unit, p.unit_reason, NOTHING_PRESENT, reason),
    }
    products = {
        str(p.products.name): pd.Series(p.products.array, dtype="str"),
        "ubiquity": ubiquity,
        "pci": pci,
        "component": product.astype(np.int64),
        "reason": _reasons(product, p.product_reason, PRESENT_NOWHERE, reason),
    }
    sizes = {
        "component": np.arange(1, n + 1),
        "n_units": n_units,
        "n_products": n_products,
        "used": used,
    }
    return Complexity(
        eci=pd.DataFrame(keys | units),
        pci=pd.DataFrame(products),
        component=pd.DataFrame(sizes),
        second_eigenvalue=second,
        third_eigenvalue=third,
        diversity_correlation=correlation,
        weak_sign=bool(correlation < WEAK_SIGN),
        reason=reason,
    )


def _part(m: csr_array, rows: BoolArray, columns: BoolArray) -> csr_array:
    """Cut one component out; all of its rows' cells lie in its columns."""
    if rows.all() and columns.all():
        return m
    keep = np.repeat(rows, np.diff(m.indptr))
    counts = np.diff(m.indptr)[rows]
    position = np.cumsum(columns) - 1
    return sparse(
        m.data[keep],
        position[m.indices[keep]],
        np.concatenate(([0], np.cumsum(counts))),
        (int(rows.sum()), int(columns.sum())),
    )


def _reasons(component: IntArray, known: NDArray[Any], empty: str, overall: str) -> pd.Series[Any]:
    """Why each has no index: what was known before, nothing present, or the component."""
    if not overall and (component == 1).all():
        return pd.Series([""] * len(component), dtype="str")
    largest = NOT_LARGEST if overall != NO_LARGEST else NO_LARGEST
    words = np.array([empty, overall, largest], dtype=object)
    out = words[np.minimum(component, 2)]
    out = np.where((component == 0) & (known != ""), known, out)
    return pd.Series(out, dtype="str")


# ------------------------------------------------------------------- outlook, income


def _by_label(
    values: ByLabel, labels: pd.Index[Any], column: str, name: str, *, positive: bool = False
) -> Float64Array:
    """Values in the order of labels; NaN where missing or absent."""
    if isinstance(values, pd.DataFrame):
        keys = [str(n) for n in labels.names]
        absent = [c for c in (*keys, column) if c not in values]
        if absent:
            msg = f"{name} needs columns {[*keys, column]}, got {list(values.columns)}"
            raise InvalidValueError(msg)
        series = values.set_index(keys if len(keys) > 1 else keys[0])[column]
    elif isinstance(values, pd.Series):
        series = values
    elif isinstance(values, Mapping):
        series = pd.Series(dict(values), dtype=np.float64)
    else:
        msg = f"{name} must be a DataFrame, Series or mapping by label, got {type(values).__name__}"
        raise InvalidValueError(msg)
    if not series.index.is_unique:
        label = series.index[series.index.duplicated()][0]
        msg = f"{name} has {label!r} more than once"
        raise InvalidValueError(msg)
    if not pd.api.types.is_numeric_dtype(series.dtype):
        msg = f"{name} must be numbers, got {series.dtype}"
        raise InvalidValueError(msg)
    found = series.reindex(labels).to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.isinf(found) | ((found <= 0) if positive else False)
    if bad.any():
        i = int(np.argmax(bad))
        domain = "finite and above 0" if positive else "finite"
        msg = f"{name} must be {domain}, got {found[i]} for {labels[i]!r}"
        raise InvalidValueError(msg)
    if len(labels) and not series.index.isin(labels).any():
        msg = f"{name} has none of the labels, which begin with {labels[0]!r}"
        raise InvalidValueError(msg)
    return np.array(found)


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
    _check_presence(p, "complexity_outlook_index")
    if not isinstance(omega, pd.DataFrame):
        msg = f"omega must be a DataFrame from density(), got {type(omega).__name__}"
        raise InvalidValueError(msg)
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
    weight = _by_label(pci, products, "pci", "pci")
    held = _held_in(p, products, "ignore").toarray() > 0
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
    _check_presence(p, "complexity_outlook_gain")
    check_choice(variant, get_args(GainVariant), name="variant")
    space = _space(phi, diagonal)
    held = _held_in(p, space.products, outside)
    weight = _by_label(pci, _renamed(space.products, p), "pci", "pci")
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
    _check_kind(reference, "exports", "prody", "it takes values, not quotients")
    earned = _by_label(income, reference.units, "income", "income", positive=True)
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
    _check_kind(m, "exports", "expy", "it takes values, not quotients")
    level = _by_label(prody, m.products, "prody", "prody", positive=True)
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
