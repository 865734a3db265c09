"""Concentration of every group of a flows table: one row a group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_names
from odopkit._kernels.named import MEASURES as MEASURES
from odopkit._kernels.named import measure as measure
from odopkit._kernels.named import measures_of as measures_of
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.tables.cells import NO_EXPORTS, NOT_RANKED, Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.tables.layout import NO_PRODUCT
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from odopkit.typing import Float64Array, HSLevel, IntArray, PseudoMode, UnspecifiedMode


def concentration_table(
    flows: pd.DataFrame,
    *,
    across: str | tuple[str, ...],
    within: str | tuple[str, ...] | None = None,
    measures: Sequence[str] = ("cr1", "cr3", "hhi", "gini"),
    product: str = "hs_code",
    level: HSLevel | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    """Measure concentration across units, one row for each group they lie in.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    across : ("state", "district"), "state" or the product column
        The units whose shares are measured.
    within : "state", ("state", "district"), the product column or None
        The groups; None for the whole country.  ``across=("state", "district"),
        within="hs_code"`` asks for each product how concentrated its exports are
        over districts; ``across="hs_code", within=("state", "district")`` asks for
        each district how concentrated its basket is.
    measures : sequence of str
        ``cr1``, ``cr2`` … and names in :data:`~odopkit.concentration.MEASURES`.
        ``theil_t``, ``theil_l`` and ``gini`` are over all units, zeros included.
    product : str, default "hs_code"
        The column of products.
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.  Within a
        product only its exporters are units, unless `units` is given.

    Returns
    -------
    DataFrame
        The columns of `within`, then ``n_units`` (``n_products`` across products),
        ``value`` (what concentration ratios are shares of), one column for each measure
        (fractions; see the array functions for ranges) and ``reason`` where one is
        undefined.

    Raises
    ------
    InvalidValueError
        If `across` and `within` do not fit together, or an option is unknown.
    UnknownNameError
        If a measure is unknown.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    Value that belongs to no unit (special transactions; unspecified places when
    ``unspecified="denominator"``) dilutes concentration ratios only; all other
    measures are taken over the units.  Zero-value rows make a place a unit, but
    not an exporter of the product.

    Source: the measures of :cite:t:`HallTideman1967`; the question across districts is
    that of :cite:t:`Gaur2023`, Table 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import concentration_table
    >>> table = pd.DataFrame({
    ...     "state": ["Goa", "Goa", "Goa", "Sikkim"],
    ...     "district": ["North Goa", "North Goa", "South Goa", "Gangtok"],
    ...     "hs_code": ["30049099", "26011100", "30049099", "09083120"],
    ...     "value": [30.0, 10.0, 50.0, 10.0]})
    >>> concentration_table(table, across=("state", "district"), within="state",
    ...                     measures=("cr1", "gini"))
        state  n_units  value       cr1      gini reason
    0     Goa        2   90.0  0.555556  0.055556
    1  Sikkim        1   10.0  1.000000  0.000000
    """
    chosen = measures_of(measures)
    across = axis_of(across, product, "across")
    within = None if within is None else axis_of(within, product, "within")
    needs_product = product in (across, within)
    cells = prepare(
        flows,
        product=product if needs_product else NO_PRODUCT,
        level=level if needs_product else None,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    keys, seg = segments_of(cells, across, within, product)
    counted = "n_products" if across == product else "n_units"
    return measure_groups(keys, seg, chosen, counted=counted)


def axis_of(axis: str | tuple[str, ...], product: str, name: str) -> str:
    """Name an axis of the table: a place, a state or a product."""
    if not isinstance(axis, str):
        axis = as_names(axis, name)
        if axis == DISTRICT:
            return "place"
        axis = axis[0] if len(axis) == 1 else " and ".join(axis)
    if axis in ("state", product):
        return axis
    if "district" in axis.split(" and "):
        msg = f"{name}: a district is named by ('state', 'district'), not by 'district' alone"
    else:
        msg = f"{name} must be ('state', 'district'), 'state' or {product!r}; got {shortened(axis)}"
    raise InvalidValueError(msg)


def segments_of(
    cells: Cells, across: str, within: str | None, product: str
) -> tuple[dict[str, Any], kernels.Segments]:
    """Lay cells out as units inside groups, with the value that no unit holds."""
    if across == within or (across == "state" and within == "place"):
        msg = f"measures across {across!r} within {within!r} compare a unit with itself"
        raise InvalidValueError(msg)
    by_product = product in (across, within)
    state_of_cell = cells.state_of[cells.place] if by_product else cells.state_of
    codes: dict[str, tuple[IntArray, int]] = {
        "place": (cells.place if by_product else np.arange(cells.n_places), cells.n_places),
        "state": (state_of_cell, len(cells.states)),
    }
    if by_product:
        codes[product] = (cells.product, len(cells.products))
    value = cells.value if by_product else cells.place_total
    unit, n_units = codes[across]
    group, n_groups = (np.zeros(len(value), dtype=np.intp), 1) if within is None else codes[within]
    if {across, within} != {"place", product} and across != "place":
        # Several cells may lie in one unit: places of a state, states of a product.
        found, (value,) = kernels.group_sums(
            [kernels.Column(group, n_groups), kernels.Column(unit, n_units)], [value]
        )
        group = found[0]

    n: np.ndarray[Any, Any] | None = None
    if cells.has_units and within == product:
        n = np.full(n_groups, n_units, dtype=np.int64)
    keys, whole = {
        None: ({}, np.array([cells.total])),
        "state": ({"state": text_column(cells.states)}, cells.state_total),
        "place": (cells.keys(), cells.place_total),
        product: ({product: text_column(cells.products)}, cells.product_total),
    }[within]
    seg = kernels.segment(group, n_groups, value, n=n)
    outside = np.maximum(whole - seg.total, 0.0)
    # A difference of sums taken in two orders is rounding, not value set aside.
    outside[outside <= whole * 1e-12] = 0.0
    return keys, replace(seg, outside=outside)


def measure_groups(
    keys: dict[str, Any],
    seg: kernels.Segments,
    chosen: dict[str, Callable[[kernels.Segments], Float64Array]],
    *,
    counted: str = "n_units",
) -> pd.DataFrame:
    """Take each measure of each group, with the reason where one is undefined."""
    out: dict[str, Any] = dict(keys)
    out[counted] = seg.n.astype(np.int64)
    out["value"] = seg.total + seg.outside
    reason = np.full(seg.n_groups, "", dtype=object)
    for name, kernel in chosen.items():
        out[name] = kernel(seg)
        undefined = np.isnan(out[name]) & (seg.n < 2) & (seg.total > 0)
        reason[undefined] = f"{name} needs at least two {counted.removeprefix('n_')}"
    silent = seg.total <= 0
    reason[silent] = np.where(seg.outside[silent] > 0, NOT_RANKED, NO_EXPORTS)
    frame = pd.DataFrame(out)
    return frame.assign(reason=pd.Series(reason, dtype=str))
