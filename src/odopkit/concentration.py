"""How concentrated exports are: one vector in, one number out; or a row per group."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_share
from odopkit._kernels.resampling import block_weights, check_replicates, check_rng, few_blocks
from odopkit.errors import InvalidValueError, UndefinedMeasureError, UnknownNameError
from odopkit.tables.cells import NO_EXPORTS, Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array, HSLevel, IntArray, PseudoMode, UnspecifiedMode

__all__ = [
    "MEASURES",
    "bootstrap_intervals",
    "concentration_ratio",
    "concentration_table",
    "effective_number",
    "hall_tideman",
    "herfindahl_hirschman",
    "herfindahl_unbiased",
    "hhi_band",
    "shannon_entropy",
]


def _check_k(k: int) -> None:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        msg = f"k must be a whole number of at least 1, got {k!r}"
        raise InvalidValueError(msg)


def concentration_ratio(values: ArrayLike, *, k: int) -> float:
    r"""Share of exports held by the `k` largest units, :math:`CR_k`.

    .. math::

        CR_k = \sum_{i=1}^{k} s_{(i)}, \qquad s_i = x_i \Big/ \sum_j x_j,

    where :math:`x_i` is the value of unit :math:`i` (a district, a product) and
    :math:`s_{(1)} \ge s_{(2)} \ge \dots` are the shares in descending order.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, all in one currency and one period.  Order is
        irrelevant and zeros are allowed; missing values are not.
    k : int
        How many leading units to add up, at least 1.  From ``n_units`` on the
        ratio is 1.

    Returns
    -------
    float
        Dimensionless share, from ``min(k / n_units, 1)`` (all equal) to 1.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or
        `k` is not a whole number of at least 1.
    UndefinedMeasureError
        If the values sum to zero, so that no shares exist.

    Notes
    -----
    Merging products (say HS6 into HS4) never lowers :math:`CR_k`, so always report
    the HS level beside it.  Properties are set out in :cite:t:`HallTideman1967`.

    Examples
    --------
    A district that exports carpets, shawls and saffron:

    >>> from odopkit.concentration import concentration_ratio
    >>> concentration_ratio([60.0, 30.0, 10.0], k=2)
    0.9
    """
    _check_k(k)
    return float(
        kernels.concentration_ratio(kernels.segment_of(values, "concentration_ratio"), int(k))[0]
    )


def herfindahl_hirschman(values: ArrayLike, *, normalized: bool = False) -> float:
    r"""Sum of squared shares, the Herfindahl-Hirschman index (HHI).

    .. math::

        HHI = \sum_{i=1}^{n} s_i^2, \qquad
        HHI^{*} = \frac{HHI - 1/n}{1 - 1/n},

    where :math:`s_i` is unit :math:`i`'s share of the total and :math:`n` the number
    of units, zeros included.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.
    normalized : bool, default False
        Return :math:`HHI^{*}`, which is 0 when all units are equal whatever their
        number.

    Returns
    -------
    float
        A fraction from ``1 / n_units`` (0 if normalized) to 1.  Multiply by 10,000 for
        the points of competition authorities.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero, or `normalized` and there is one unit.

    Notes
    -----
    The plain index ignores units with nothing; the normalised one does not, so it
    moves with the list of units that you pass.  Several packages normalise
    silently by default: say which one you report.  Source:
    :cite:t:`Hirschman1964`.

    Examples
    --------
    >>> from odopkit.concentration import herfindahl_hirschman
    >>> round(herfindahl_hirschman([40, 30, 20, 10]), 4)
    0.3
    >>> round(herfindahl_hirschman([40, 30, 20, 10], normalized=True), 4)
    0.0667
    """
    seg = kernels.segment_of(values, "herfindahl_hirschman")
    if not normalized:
        return float(kernels.herfindahl_hirschman(seg)[0])
    if seg.n[0] < 2:
        msg = "the normalized index is undefined for one unit: it compares with equal shares"
        raise UndefinedMeasureError(msg)
    return float(kernels.herfindahl_normalized(seg)[0])


def herfindahl_unbiased(counts: ArrayLike) -> float:
    r"""Herfindahl index of what a sample was drawn from, free of small-sample bias.

    .. math:: \hat H = \frac{N \sum_i (n_i / N)^2 - 1}{N - 1}, \qquad N = \sum_i n_i,

    where :math:`n_i` counts the draws (shipments, firms) in unit :math:`i`.  The plain index
    of a sample is too large by :math:`(1 - H) / N` on average.

    Parameters
    ----------
    counts : array_like of int, shape (n_units,)
        How many shipments or firms each unit has: counts, never money.

    Returns
    -------
    float
        Its mean over samples is the true index; a single estimate may lie a little below
        ``1 / n_units``, and is not cut off there.

    Raises
    ------
    InvalidValueError
        If `counts` is empty, not 1-D, negative, missing, or not whole numbers.
    UndefinedMeasureError
        If fewer than two are counted in all.

    Notes
    -----
    The usual mistake is to pass values: a district with one shipment of a million is
    one draw.  Source: :cite:t:`Simpson1949`.

    Examples
    --------
    >>> from odopkit.concentration import herfindahl_hirschman, herfindahl_unbiased
    >>> shipments = [10, 6, 4]
    >>> round(herfindahl_hirschman(shipments), 3), round(herfindahl_unbiased(shipments), 3)
    (0.38, 0.347)
    """
    n = kernels.as_values(counts, name="counts")
    if (n != np.floor(n)).any():
        odd = float(n[n != np.floor(n)][0])
        msg = f"counts must be whole numbers, got {odd!r}; money is no count"
        raise InvalidValueError(msg)
    total = float(n.sum())
    if total < 2:
        msg = f"herfindahl_unbiased is undefined: it needs two draws, got {total:.0f}"
        raise UndefinedMeasureError(msg)
    return float((n @ n / total - 1) / (total - 1))


_BANDS: Final[dict[int, tuple[float, float]]] = {
    1992: (0.10, 0.18),
    2010: (0.15, 0.25),
    2023: (0.10, 0.18),
}


def hhi_band(
    hhi: float, *, edition: Literal[1992, 2010, 2023]
) -> Literal["unconcentrated", "moderate", "high"]:
    """Name the band of the United States merger guidelines that an HHI falls in.

    Parameters
    ----------
    hhi : float
        The index as a fraction, 0 to 1 (0.18, not 1800).
    edition : {1992, 2010, 2023}
        Which guidelines.  1992 and 2023: high above 0.18, moderate from 0.10.  2010:
        high above 0.25, moderate from 0.15.  There is no default because the same
        index of 0.20 is high in one edition and moderate in another.

    Returns
    -------
    {"unconcentrated", "moderate", "high"}
        An index exactly at the upper limit is still moderate.

    Raises
    ------
    InvalidValueError
        If `hhi` is not between 0 and 1 or `edition` is not one of the three.

    Notes
    -----
    These are standards for markets under competition law, not for export baskets;
    quote them as a yardstick only.  The 2023 guidelines name the high band; their
    moderate band is the Department of Justice's own reading.  Source:
    :cite:t:`DoJFTC2010`, :cite:t:`DoJFTC2023`.

    Examples
    --------
    >>> from odopkit.concentration import hhi_band
    >>> hhi_band(0.20, edition=2010), hhi_band(0.20, edition=2023)
    ('moderate', 'high')
    """
    check_share(hhi, name="hhi")
    if edition not in _BANDS:
        msg = f"edition must be one of {sorted(_BANDS)}, got {edition!r}"
        raise InvalidValueError(msg)
    moderate, high = _BANDS[edition]
    if hhi > high:
        return "high"
    return "moderate" if hhi >= moderate else "unconcentrated"


def effective_number(values: ArrayLike, *, order: float = 2) -> float:
    r"""How many equal units would be as concentrated: the Hill number.

    .. math::

        N_q = \Big(\sum_i s_i^q\Big)^{1/(1-q)}, \qquad
        N_1 = e^{H}, \quad N_2 = 1 / HHI, \quad N_\infty = 1 / s_{(1)},

    where :math:`s_i` are the positive shares, :math:`q` the order and :math:`H` the
    Shannon entropy.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.
    order : float, default 2
        Weight on large units: 0 counts units with anything, 1 is the exponential of
        the entropy, 2 the inverse HHI, ``inf`` the inverse of the largest share.

    Returns
    -------
    float
        From 1 (one unit has all) to the number of positive values; it falls as `order`
        rises.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or
        `order` is negative.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    "Effective number of districts" without its order is ambiguous; name it.  Source:
    :cite:t:`Hill1973`.

    Examples
    --------
    >>> from odopkit.concentration import effective_number
    >>> [round(effective_number([40, 30, 20, 10], order=q), 3) for q in (0, 1, 2)]
    [4.0, 3.596, 3.333]
    """
    if isinstance(order, bool) or not order >= 0:
        msg = f"order must be at least 0, got {order!r}"
        raise InvalidValueError(msg)
    return float(
        kernels.effective_number(kernels.segment_of(values, "effective_number"), float(order))[0]
    )


def hall_tideman(values: ArrayLike) -> float:
    r"""Hall-Tideman index: shares weighted by rank, so every unit counts.

    .. math::

        HT = \frac{1}{2 \sum_{i=1}^{n} i\, s_{(i)} - 1} = \frac{1}{n (1 - G)},

    where :math:`s_{(i)}` is the :math:`i`-th largest share, :math:`n` the number of
    units and :math:`G` the Gini coefficient.  It is also Rosenbluth's index.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.

    Returns
    -------
    float
        From ``1 / n_units`` (all equal) to 1.  Units with nothing do not change it.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    Source: :cite:t:`HallTideman1967`.

    Examples
    --------
    >>> from odopkit.concentration import hall_tideman
    >>> round(hall_tideman([40, 30, 20, 10]), 4)
    0.3333
    """
    return float(kernels.hall_tideman(kernels.segment_of(values, "hall_tideman"))[0])


def shannon_entropy(values: ArrayLike) -> float:
    r"""Shannon entropy of the shares, in nats.

    .. math:: H = -\sum_i s_i \ln s_i, \qquad 0 \ln 0 = 0,

    where :math:`s_i` is unit :math:`i`'s share of the total.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.

    Returns
    -------
    float
        From 0 (one unit has all) to ``ln(n_units)`` (all equal).

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    High entropy means *low* concentration.  Divide by ``ln 2`` for bits.  Source:
    :cite:t:`Shannon1948`.

    Examples
    --------
    >>> from odopkit.concentration import shannon_entropy
    >>> round(shannon_entropy([40, 30, 20, 10]), 4)
    1.2799
    """
    return float(kernels.entropy(kernels.segment_of(values, "shannon_entropy"))[0])


MEASURES: Final[dict[str, Callable[[kernels.Segments], Float64Array]]] = {
    "hhi": kernels.herfindahl_hirschman,
    "hhi_normalized": kernels.herfindahl_normalized,
    "effective_number": lambda seg: kernels.effective_number(seg, 2.0),
    "effective_number_1": lambda seg: kernels.effective_number(seg, 1.0),
    "hall_tideman": kernels.hall_tideman,
    "entropy": kernels.entropy,
    "gini": kernels.gini,
    "gini_corrected": lambda seg: kernels.gini(seg, corrected=True),
    "theil_t": kernels.theil_t,
    "theil_l": kernels.theil_l,
}
"""Measures that `concentration_table` knows, beside ``cr1``, ``cr2`` …"""

_CR = re.compile(r"cr([1-9][0-9]*)\Z")


def measure(name: str) -> Callable[[kernels.Segments], Float64Array]:
    """Return the kernel of a measure by name (shared with the study; not public)."""
    if name in MEASURES:
        return MEASURES[name]
    found = _CR.match(name) if isinstance(name, str) else None
    if found:
        k = int(found[1])
        return lambda seg: kernels.concentration_ratio(seg, k)
    near = get_close_matches(str(name), [*MEASURES, "cr1", "cr3"], n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    msg = f"there is no measure {name!r}{hint} Known: cr1, cr2, …, {', '.join(MEASURES)}"
    raise UnknownNameError(msg)


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
        The columns of `within`, then ``n`` (units), ``total`` (what concentration
        ratios are shares of), one column for each measure (fractions; see the array
        functions for ranges) and ``reason`` where one is undefined.

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
        state  n  total       cr1      gini reason
    0     Goa  2   90.0  0.555556  0.055556
    1  Sikkim  1   10.0  1.000000  0.000000
    """
    if isinstance(measures, str):
        measures = (measures,)
    kernels = {name: measure(name) for name in measures}
    across = _axis(across, product, "across")
    within = None if within is None else _axis(within, product, "within")
    needs_product = product in (across, within)
    cells = prepare(
        flows,
        product=product if needs_product else None,
        level=level if needs_product else None,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    keys, seg = segments_of(cells, across, within, product)
    return measure_groups(keys, seg, kernels)


def _axis(axis: str | tuple[str, ...], product: str, name: str) -> str:
    """Name an axis of the table: a place, a state or a product."""
    if not isinstance(axis, str):
        axis = tuple(axis)
        if axis == DISTRICT:
            return "place"
        axis = axis[0] if len(axis) == 1 else "district"
    if axis in ("state", product):
        return axis
    if axis == "district":
        msg = f"{name}: a district is named by ('state', 'district'), not by 'district' alone"
    else:
        msg = f"{name} must be ('state', 'district'), 'state' or {product!r}; got {axis!r}"
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
    kernels: dict[str, Callable[[kernels.Segments], Float64Array]],
) -> pd.DataFrame:
    """Take each measure of each group, with the reason where one is undefined."""
    out: dict[str, Any] = dict(keys)
    out["n"] = seg.n.astype(np.int64)
    out["total"] = seg.total + seg.outside
    reason = np.full(seg.n_groups, "", dtype=object)
    for name, kernel in kernels.items():
        out[name] = kernel(seg)
        undefined = np.isnan(out[name])
        reason[undefined & (seg.n < 2) & (seg.total > 0)] = f"{name} needs at least two units"
    reason[seg.total <= 0] = NO_EXPORTS
    frame = pd.DataFrame(out)
    return frame.assign(reason=pd.Series(reason, dtype=str))


def bootstrap_intervals(
    flows: pd.DataFrame,
    *,
    block: str,
    rng: np.random.Generator,
    across: str | tuple[str, ...] = DISTRICT,
    measures: Sequence[str] = ("cr1", "cr3", "hhi", "gini"),
    confidence: float = 0.95,
    replicates: int = 999,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Give percentile intervals of concentration by resampling whole blocks.

    .. math::

        x_i^{*} = \sum_{b} w_b\, x_{ib}, \qquad
        (w_1, \dots, w_B) \sim \mathrm{Multinomial}(B;\, 1/B, \dots, 1/B),

    where :math:`x_{ib}` is what unit :math:`i` exports in block :math:`b` of :math:`B`,
    and :math:`w_b` how often the block is drawn.  The measure of each
    :math:`x^{*}` is taken; the interval lies between quantiles of these.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`) with a text column `block`.
    block : str
        The column that says which rows move together: an exporter, a month, a partner.
        It has no default: customs rows are not independent draws, and resampling
        them one by one gives intervals that are far too short.
    rng : numpy.random.Generator
        The source of randomness, such as ``numpy.random.default_rng(1)``.
    across : ("state", "district") or "state"
        The units whose shares are measured, over the whole country.
    measures : sequence of str
        As in :func:`odopkit.concentration_table`.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    replicates : int, default 999
        How many times to draw.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per measure: ``measure``, ``estimate`` (of the table itself), ``lower``,
        ``upper``, ``n_blocks``, ``n_replicates`` (those in which the measure is defined)
        and ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `across` is no place, or `rng` is not a
        Generator.
    UnknownNameError
        If a measure is unknown.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    A census of trade has no sampling error; the interval says how far the measure hangs on
    a few blocks.  With fewer than about twenty blocks it is too short, and ``reason`` says
    so.  Memory is one float for each replicate and unit, for up to a thousand replicates
    at a time.  Source: the cluster bootstrap of :cite:t:`DavisonHinkley1997`.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from odopkit.concentration import bootstrap_intervals
    >>> months = [f"month {m:02d}" for m in range(1, 25)]
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "South Goa"] * 24,
    ...     "month": [m for m in months for _ in range(2)],
    ...     "value": [2.0, 5.0, 1.0, 7.0] * 12})
    >>> found = bootstrap_intervals(table, block="month", rng=np.random.default_rng(1),
    ...                             measures=("cr1",))
    >>> found[["measure", "estimate", "lower", "upper", "n_blocks"]].round(3)
      measure  estimate  lower  upper  n_blocks
    0     cr1       0.8  0.766  0.832        24
    """
    check_rng(rng)
    check_share(confidence, name="confidence", zero=False)
    check_replicates(replicates)
    kernels = {
        name: measure(name) for name in ([measures] if isinstance(measures, str) else measures)
    }
    axis = _axis(across, block, "across")
    if axis == block:
        msg = f"across must be ('state', 'district') or 'state', got {across!r}"
        raise InvalidValueError(msg)
    cells = prepare(
        flows,
        product=block,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    _, whole = segments_of(cells, axis, None, block)
    unit = np.arange(cells.n_places) if axis == "place" else cells.state_of
    n_units = cells.n_places if axis == "place" else len(cells.states)
    n_blocks = len(cells.products)
    by_block = np.zeros((n_blocks, n_units))
    np.add.at(by_block, (cells.product, unit[cells.place]), cells.value)
    outside = np.maximum(cells.product_total - by_block.sum(axis=1), 0.0)
    drawn: dict[str, list[Float64Array]] = {name: [] for name in kernels}
    for start in range(0, replicates if n_blocks else 0, 1000):
        size = min(1000, replicates - start)
        weights = block_weights(rng, n_blocks, size)
        values = weights @ by_block
        seg = kernels.segment(
            np.repeat(np.arange(size), n_units), size, values.ravel(), outside=weights @ outside
        )
        for name, kernel in kernels.items():
            drawn[name].append(kernel(seg))
    return _intervals(kernels, whole, drawn, n_blocks, confidence)


def _intervals(
    kernels: dict[str, Callable[[kernels.Segments], Float64Array]],
    whole: kernels.Segments,
    drawn: dict[str, list[Float64Array]],
    n_blocks: int,
    confidence: float,
) -> pd.DataFrame:
    tail = (1 - confidence) / 2
    rows = []
    for name, kernel in kernels.items():
        found = np.concatenate([np.zeros(0), *drawn[name]])
        found = found[~np.isnan(found)]
        ends = np.quantile(found, [tail, 1 - tail]) if found.size else [np.nan, np.nan]
        reason = few_blocks(n_blocks) if found.size else "undefined in every replicate"
        rows.append(
            (name, float(kernel(whole)[0]), *map(float, ends), n_blocks, found.size, reason)
        )
    columns = ["measure", "estimate", "lower", "upper", "n_blocks", "n_replicates", "reason"]
    return pd.DataFrame(rows, columns=columns).astype({"measure": "str", "reason": "str"})
