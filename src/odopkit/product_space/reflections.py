"""Complexity of places and products from who makes what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.product_space import spectrum as kernel
from odopkit.product_space.present import presence_of
from odopkit.results import Result, plain_items
from odopkit.tables.sparse import columns_of, no_reasons, sparse, unit_columns
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from odopkit.product_space.present import PresenceBy
    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import (
        BoolArray,
        HSLevel,
        IntArray,
        PlaceOptions,
        PseudoMode,
        UnspecifiedMode,
    )


WEAK_SIGN: Final = 0.2

NOTHING_PRESENT: Final = "nothing is present"
PRESENT_NOWHERE: Final = "present nowhere"
NOT_LARGEST: Final = "outside the largest component"

NO_LARGEST: Final = "no component is the largest"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Complexity(Result):
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
        0 and not listed), ``n_units``, ``n_products``, ``used`` and ``reason``.
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
    options : dict
        The options that made the presence, as far as the matrix knows them.
    """

    eci: pd.DataFrame
    pci: pd.DataFrame
    component: pd.DataFrame
    second_eigenvalue: float
    third_eigenvalue: float
    diversity_correlation: float
    weak_sign: bool
    reason: str
    options: dict[str, object] = field(default_factory=dict, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row, without the tables."""
        return pd.DataFrame([self._numbers()])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, tables as lists of records."""
        tables = {"eci": self.eci, "pci": self.pci, "component": self.component}
        return plain_items(self._numbers() | tables | {"options": self.options})

    def _numbers(self) -> dict[str, object]:
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


def complexity(
    p: ExportMatrix | pd.DataFrame,
    *,
    presence_by: PresenceBy = "location quotient",
    cutoff: float = 1.0,
    level: HSLevel | None = None,
    product: str = "hs_code",
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> Complexity:
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
    p : ExportMatrix or DataFrame
        Presence, shape (n_units, n_products); or exports, or a flows table (see
        :func:`odopkit.validate`), of which presence is made as the next two say.
    presence_by : {"location quotient"}, default "location quotient"
        How presence is made: ``ExportMatrix.from_flows(p, ...)``, if `p` is a flows table,
        then ``location_quotient(m)``, which compares each unit with the matrix's own
        totals, then ``presence(lq, cutoff=cutoff)``.  For another reference take these
        steps yourself.
    cutoff : float, default 1.0
        The quotient from which a product counts as present, where presence is made.
    level : {2, 4, 6, 8}, optional
        For a flows table only: HS digits to roll up to; by default 8, or what it has.
    product : str, default "hs_code"
        For a flows table only: the column of products.
    period, unspecified, unspecified_values, pseudo, units, min_value
        For a flows table only: which year, places and products count; see
        :func:`odopkit.set_aside`.

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
        If `p` holds quotients, an option is outside its choices, `cutoff` comes with
        presence, or options of a flows table with a matrix.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If a flows table is not valid.

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
    options: PlaceOptions = {
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    return _complexity_of(
        presence_of(
            p,
            presence_by=presence_by,
            cutoff=cutoff,
            level=level,
            product=product,
            options=options,
        )
    )


def _complexity_of(p: ExportMatrix) -> Complexity:
    """Take the index of the largest component, with the reason of all who have none."""
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
    number = np.arange(1, n + 1)
    sizes = {
        "component": number,
        "n_units": n_units,
        "n_products": n_products,
        "used": used,
        "reason": _reasons(number, no_reasons(n), NOTHING_PRESENT, reason),
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
        options=p.options | {"product": str(p.products.name), "level": p.level},
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
