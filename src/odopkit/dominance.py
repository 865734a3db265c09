"""Which product leads where, and whether one product or two dominate."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._composition import product_composition
from odopkit._kernels.arguments import check_choice, check_share
from odopkit._rules import DominanceRule, admissible_rules, as_rule, is_double
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.tables.cells import NO_EXPORTS, Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.typing import TOLERANCE, UNSPECIFIED_VALUES, DominanceBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import (
        BoolArray,
        Float64Array,
        HSLevel,
        IntArray,
        NationalTotals,
        PseudoMode,
        UnspecifiedMode,
    )

__all__ = [
    "PAPER_SHARE_EDGES",
    "DominanceRule",
    "admissible_rules",
    "diversification_table",
    "dominance_by_state",
    "dominance_table",
    "lead_cells_by_state",
    "lead_products",
    "lead_share_classes",
    "product_composition",
]

PAPER_SHARE_EDGES: Final = (0.25, 0.50, 0.75)
"""Lower ends of the classes of national share in the source paper's Figure 3."""

ONLY_SPECIAL: Final = "only special transactions (chapters 98-99)"


def national_totals(cells: Cells, national: NationalTotals, product: str) -> Float64Array:
    """Nation's exports of each ranked product: the table's own, or the caller's."""
    if national is None:
        return cells.nation
    if isinstance(national, pd.DataFrame):
        if product not in national or "value" not in national:
            msg = f"national needs columns {product!r} and 'value', got {list(national.columns)}"
            raise InvalidValueError(msg)
        labels, values = national[product].tolist(), national["value"].to_numpy()
    else:
        labels = list(national.keys())
        values = np.asarray(
            [national[k] for k in labels]
            if not isinstance(national, pd.Series)
            else national.to_numpy()
        )
    if not labels:
        return np.full(len(cells.products), np.nan)
    values = kernels.as_values(values, name="national")
    odd = [x for x in labels if not isinstance(x, str)]
    if odd:
        msg = f"national must be keyed by text, got {odd[0]!r}; codes lose zeros as numbers"
        raise InvalidValueError(msg)
    if cells.level is not None:
        short = [x for x in labels if len(x) < cells.level]
        if short:
            msg = f"national has {short[0]!r}, coarser than the {cells.level} digits ranked here"
            raise InvalidValueError(msg)
        labels = [x[: cells.level] for x in labels]
    total: dict[str, float] = {}
    for label, value in zip(labels, values.tolist(), strict=True):
        total[label] = total.get(label, 0.0) + value
    return np.array([total.get(p, np.nan) for p in cells.products], dtype=np.float64)


def _ratio(part: Float64Array, whole: Float64Array) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _at(values: np.ndarray[Any, Any], positions: IntArray, empty: float) -> np.ndarray[Any, Any]:
    """Take values at positions, and a filler where the position is -1."""
    if not len(values):
        return np.full(positions.shape, empty)
    return np.where(positions >= 0, values[positions], empty)


def _silent_reason(cells: Cells, places: IntArray) -> np.ndarray[Any, Any]:
    return np.where(cells.place_total[places] > 0, ONLY_SPECIAL, NO_EXPORTS).astype(object)


def dominance_table(
    flows: pd.DataFrame,
    *,
    rule: DominanceRule | str,
    level: HSLevel | None = None,
    product: str = "hs_code",
    threshold: float = 0.10,
    basis: DominanceBasis = "district",
    national: NationalTotals = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""First and second product of each district, their gap, and the rule's verdict.

    .. math:: s_1 - s_2 = \frac{x_{(1)} - x_{(2)}}{X_d} > t,

    where :math:`x_{(1)} \ge x_{(2)}` are the two largest products of district :math:`d`,
    :math:`X_d` its exports and :math:`t` the threshold; which side of it is called
    "double" is the `rule`'s choice, see :class:`DominanceRule`.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    rule : DominanceRule or str
        No default, because the readings contradict each other: the source paper's
        sentence calls a gap of *more* than ten points "double" (``as_published``),
        most readers expect "single" (``conventional``).
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    threshold : float, default 0.10
        A fraction: 0.10 is ten percentage points.  A gap of exactly the threshold
        is not above it (tolerance 1e-12 of the total).
    basis : {"district", "national"}, default "district"
        Shares of the district's exports, or of the nation's exports of each product.
        Ranks stay by value in the district; a national gap may be negative.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the same unit; by default the table's own
        sums, unspecified places included.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per district, by state and name: ``n_products`` (with exports),
        ``total``, ``first_code``, ``first_value``, ``first_share``, the same for
        ``second``, ``gap`` (a fraction), ``gap_above_threshold``, ``tied`` (the order of
        the first two, or who is second, was settled by label), ``single_or_double``,
        ``case`` (``ordinary``, ``only_product``, ``no_exports``), ``rule``, ``reason``.

    Raises
    ------
    InvalidValueError
        If `rule`, `basis` or an option is unknown, or `threshold` is not a fraction.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    A district with a single product has a second share of 0; the rule then follows
    its formula, so ``as_published`` calls it double.  ``case`` tells it apart.

    Source: :cite:t:`Gaur2023`, section 5 and Table 2.  ``basis="national"`` with
    ``conventional`` is the reading by national shares.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import dominance_table
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Karnal", "Panipat", "Panipat"],
    ...     "hs_code": ["10063020", "84212190", "57032090", "63026090"],
    ...     "value": [76.0, 24.0, 52.0, 48.0]})
    >>> verdict = dominance_table(table, rule="conventional")
    >>> verdict[["district", "first_code", "gap", "single_or_double"]]
      district first_code   gap single_or_double
    0   Karnal   10063020  0.52           single
    1  Panipat   57032090  0.04           double
    """
    rule = as_rule(rule)
    check_share(threshold, name="threshold")
    check_choice(basis, get_args(DominanceBasis), name="basis")
    cells = prepare(
        flows,
        product=product,
        level=level,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    return dominance_of(cells, rule, threshold, basis, national_totals(cells, national, product))


def dominance_of(
    cells: Cells,
    rule: DominanceRule,
    threshold: float,
    basis: str,
    national: Float64Array,
) -> pd.DataFrame:
    """Build the dominance table of cells that are laid out already, as the study has them."""
    indptr = cells.indptr
    top = kernels.top_positions(cells.value, indptr, 3)
    first, second, third = (_at(cells.value, top[:, j], 0.0) for j in range(3))
    has_first, has_second = top[:, 0] >= 0, top[:, 1] >= 0
    whole = cells.place_total
    tie = TOLERANCE * whole
    tied = has_second & ((first - second <= tie) | ((second - third <= tie) & (top[:, 2] >= 0)))
    if basis == "national":
        share = _ratio(cells.value, national[cells.product])
        s1 = _at(share, top[:, 0], np.nan)
        s2 = np.where(has_second, _at(share, top[:, 1], np.nan), 0.0)
        a, b, scale = s1, s2, np.ones(cells.n_places)
    else:
        s1, s2 = _ratio(first, whole), _ratio(second, whole)
        a, b, scale = first, second, whole
    s1, s2 = np.where(has_first, s1, np.nan), np.where(has_first, s2, np.nan)
    gap = s1 - s2
    defined = has_first & ~np.isnan(gap)
    with np.errstate(invalid="ignore"):
        wide = is_double(DominanceRule.AS_PUBLISHED, a, b, scale, threshold)
        double = is_double(rule, a, b, scale, threshold)
    verdict = np.where(double, 1, 0)
    reason = np.full(cells.n_places, "", dtype=object)
    reason[has_first & ~defined] = "no national total for the first or second product"
    silent = np.flatnonzero(~has_first)
    reason[silent] = _silent_reason(cells, silent)
    return pd.DataFrame(
        {
            **cells.keys(),
            "n_products": np.diff(indptr),
            "total": whole,
            "first_code": text_column(cells.products, _at(cells.product, top[:, 0], -1)),
            "first_value": first,
            "first_share": s1,
            "second_code": text_column(cells.products, _at(cells.product, top[:, 1], -1)),
            "second_value": second,
            "second_share": s2,
            "gap": gap,
            "gap_above_threshold": defined & wide,
            "tied": tied,
            "single_or_double": text_column(
                np.array(["single", "double"], dtype=object), np.where(defined, verdict, -1)
            ),
            "case": text_column(
                np.array(["no_exports", "only_product", "ordinary"], dtype=object),
                has_first.astype(np.intp) + has_second,
            ),
            "rule": str(rule),
            "reason": text_column(reason),
        }
    ).astype({"rule": "str"})


def dominance_by_state(table: pd.DataFrame) -> pd.DataFrame:
    """Count single- and double-product districts by state: the twin of Table 2.

    Parameters
    ----------
    table : DataFrame
        What :func:`dominance_table` returned.

    Returns
    -------
    DataFrame
        ``state``, ``single``, ``double``, ``only_product`` (districts with one product;
        they are also in single or double), ``no_exports``, and ``total`` = single +
        double + no_exports; the last row is the sum, ``state == "Total"``.  Districts
        whose verdict is undefined though they export are in none of them and lower
        the total.

    Raises
    ------
    InvalidTableError
        If `table` lacks ``state``, ``single_or_double`` or ``case``.

    Notes
    -----
    Source: :cite:t:`Gaur2023`, Table 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import dominance_by_state, dominance_table
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Karnal", "Panipat"],
    ...     "hs_code": ["10063020", "84212190", "57032090"],
    ...     "value": [76.0, 24.0, 52.0]})
    >>> dominance_by_state(dominance_table(table, rule="conventional"))
         state  single  double  only_product  no_exports  total
    0  Haryana       2       0             1           0      2
    1    Total       2       0             1           0      2
    """
    absent = [c for c in ("state", "single_or_double", "case") if c not in table]
    if absent:
        msg = f"dominance_by_state needs the result of dominance_table; it lacks {absent}"
        raise InvalidTableError(msg)
    flags = pd.DataFrame(
        {
            "state": table["state"].astype("str"),
            "single": table["single_or_double"].eq("single").astype(np.int64),
            "double": table["single_or_double"].eq("double").astype(np.int64),
            "only_product": table["case"].eq("only_product").astype(np.int64),
            "no_exports": table["case"].eq("no_exports").astype(np.int64),
        }
    )
    counts = flags.groupby("state", sort=True, as_index=False).sum()
    counts["total"] = counts["single"] + counts["double"] + counts["no_exports"]
    numbers = counts.drop(columns="state").sum().astype(np.int64)
    total = pd.DataFrame([{"state": "Total", **numbers.to_dict()}])
    return pd.concat([counts, total], ignore_index=True).astype({"state": "str"})


def lead_products(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    k: int = 1,
    national: NationalTotals = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    """Rank the `k` leading products of each district, with what they are a share of.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    k : int, default 1
        How many products of each district, at least 1.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the same unit; by default the table's own
        sums, unspecified places included.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        By state, district and ``rank`` (1 is the largest): the product, ``value``,
        ``share_in_district``, ``share_in_state``, ``share_in_nation`` (of the nation's
        exports of that product; fractions), ``tied`` (with a neighbour in rank; label
        order decided) and ``reason``.  A district without exports keeps one row.

    Raises
    ------
    InvalidValueError
        If `k` or an option is outside its choices, or `national` is not usable.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    A leading product by value may be a trifle nationally, and the reverse: compare the
    three shares.  Source: :cite:t:`Gaur2023`, section 5 and Figure 3.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import lead_products
    >>> table = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Punjab"],
    ...     "district": ["Karnal", "Karnal", "Amritsar"],
    ...     "hs_code": ["10063020", "84212190", "10063020"],
    ...     "value": [75.0, 25.0, 50.0]})
    >>> lead_products(table)[["district", "hs_code", "share_in_district", "share_in_nation"]]
       district   hs_code  share_in_district  share_in_nation
    0    Karnal  10063020               0.75              0.6
    1  Amritsar  10063020               1.00              0.4
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        msg = f"k must be a whole number of at least 1, got {k!r}"
        raise InvalidValueError(msg)
    cells = prepare(
        flows,
        product=product,
        level=level,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    return leads_of(cells, int(k), national_totals(cells, national, product), product)


def leads_of(cells: Cells, k: int, national: Float64Array, product: str) -> pd.DataFrame:
    """Build the table of leading products of cells that are laid out already."""
    # No district has more than every product: a huge k must not make a huge table.
    k = min(k, max(len(cells.products), 1))
    top = kernels.top_positions(cells.value, cells.indptr, k + 1)
    amount = _at(cells.value, top, 0.0)
    same = amount[:, :-1] - amount[:, 1:] <= TOLERANCE * cells.place_total[:, None]
    same &= top[:, 1:] >= 0
    tied = same.copy()
    tied[:, 1:] |= same[:, :-1]
    keep = top[:, :k] >= 0
    keep[:, 0] = True
    place, rank = np.nonzero(keep)
    return _lead_frame(
        cells,
        place,
        top[place, rank],
        national,
        product,
        rank=rank + 1,
        tied=tied[place, rank],
    )


def _lead_frame(
    cells: Cells,
    place: IntArray,
    cell: IntArray,
    national: Float64Array,
    product: str,
    *,
    tied: BoolArray,
    rank: IntArray | None = None,
) -> pd.DataFrame:
    """Lay out leading cells with their three shares."""
    value = _at(cells.value, cell, 0.0)
    item = _at(cells.product, cell, -1)
    there = cell >= 0
    nation = np.append(national, np.nan)[item]
    in_nation = np.where(there, _ratio(value, nation), np.nan)
    reason = np.full(len(place), "", dtype=object)
    reason[there & np.isnan(in_nation)] = "no national total for the product"
    reason[there & (in_nation > 1 + TOLERANCE)] = "exceeds the national total given"
    reason[~there] = _silent_reason(cells, place[~there])
    out: dict[str, Any] = dict(cells.keys(place))
    if rank is not None:
        out["rank"] = rank.astype(np.int64)
    out |= {
        product: text_column(cells.products, item),
        "value": value,
        "share_in_district": np.where(there, _ratio(value, cells.place_total[place]), np.nan),
        "share_in_state": np.where(
            there, _ratio(value, cells.state_total[cells.state_of[place]]), np.nan
        ),
        "share_in_nation": in_nation,
        "tied": tied,
        "reason": text_column(reason),
    }
    return pd.DataFrame(out)


def lead_cells_by_state(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    national: NationalTotals = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    """Find the largest district-and-product cell of each state: Appendix 1's twin.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the same unit; by default the table's own
        sums, unspecified places included.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per state: ``state``, ``district``, the product, ``value``,
        ``share_in_district``, ``share_in_state``, ``share_in_nation`` (fractions),
        ``tied`` and ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or `national` is not usable.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    The cell's district need not be the state's largest exporter, though the appendix is
    headed "Largest exporting district": by the paper's own figures at least two
    are not.  The appendix announces the share in the nation's exports of the
    commodity and does not print it; here it is a column.  A state without exports
    keeps its row, with the first district's name.

    Source: :cite:t:`Gaur2023`, Appendix 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.dominance import lead_cells_by_state
    >>> table = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Haryana", "Punjab"],
    ...     "district": ["Karnal", "Gurgaon", "Gurgaon", "Amritsar"],
    ...     "hs_code": ["10063020", "87032291", "85171211", "10063020"],
    ...     "value": [60.0, 50.0, 40.0, 40.0]})
    >>> cells = lead_cells_by_state(table)
    >>> cells[["state", "district", "hs_code", "share_in_state", "share_in_nation"]]
         state  district   hs_code  share_in_state  share_in_nation
    0  Haryana    Karnal  10063020             0.4              0.6
    1   Punjab  Amritsar  10063020             1.0              0.4
    """
    cells = prepare(
        flows,
        product=product,
        level=level,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    return cells_by_state_of(cells, national_totals(cells, national, product), product)


def cells_by_state_of(cells: Cells, national: Float64Array, product: str) -> pd.DataFrame:
    """Build the table of largest cells by state of cells that are laid out already."""
    n_states = len(cells.states)
    # Places come in state order, so the cells of a state lie together.
    cells_in_state = kernels.count_by(cells.state_of[cells.place], n_states)
    places_in_state = kernels.count_by(cells.state_of, n_states)
    indptr = np.concatenate(([0], np.cumsum(cells_in_state))).astype(np.intp)
    top = kernels.top_positions(cells.value, indptr, 2)
    first, second = (_at(cells.value, top[:, j], 0.0) for j in range(2))
    tied = (top[:, 1] >= 0) & (first - second <= TOLERANCE * cells.state_total)
    first_place = np.concatenate(([0], np.cumsum(places_in_state)[:-1]))[:n_states]
    place = np.where(top[:, 0] >= 0, np.append(cells.place, 0)[top[:, 0]], first_place)
    return _lead_frame(cells, place.astype(np.intp), top[:, 0], national, product, tied=tied)


def lead_share_classes(
    leads: pd.DataFrame, *, edges: Sequence[float] = PAPER_SHARE_EDGES
) -> pd.DataFrame:
    """Count districts by what share of the nation's exports their leading product is.

    Parameters
    ----------
    leads : DataFrame
        What :func:`odopkit.lead_products` returned; only rank 1 is counted.
    edges : sequence of float, default ``(0.25, 0.50, 0.75)``
        Ends between classes, ascending fractions between 0 and 1.

    Returns
    -------
    DataFrame
        ``share_class``, ``lower``, ``upper`` and ``n_districts``, lowest class first.
        Intervals are closed on the left, ``[a, b)``, the last one on both sides.  A
        last row ``undefined`` counts districts without a share (no exports, no
        national total, or more than the total given).

    Raises
    ------
    InvalidTableError
        If `leads` lacks ``rank`` or ``share_in_nation``.
    InvalidValueError
        If `edges` is not ascending fractions strictly between 0 and 1.

    Notes
    -----
    The source counts by the *top* product only: a second product with ninety per cent of
    the nation's exports is not seen here.  Source: :cite:t:`Gaur2023`, Figure 3 (51,
    33 and 23 districts from 25 per cent up).

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import lead_products
    >>> from odopkit.dominance import lead_share_classes
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Panipat"],
    ...     "hs_code": "10063020", "value": [75.0, 25.0]})
    >>> lead_share_classes(lead_products(table))
        share_class  lower  upper  n_districts
    0  [0.00, 0.25)   0.00   0.25            0
    1  [0.25, 0.50)   0.25   0.50            1
    2  [0.50, 0.75)   0.50   0.75            0
    3  [0.75, 1.00]   0.75   1.00            1
    4     undefined    NaN    NaN            0
    """
    absent = [c for c in ("rank", "share_in_nation") if c not in leads]
    if absent:
        msg = f"lead_share_classes needs the result of lead_products; it lacks {absent}"
        raise InvalidTableError(msg)
    ends = [0.0, *(check_share(e, name="an edge") for e in edges), 1.0]
    if any(b <= a for a, b in pairwise(ends)):
        msg = f"edges must ascend strictly between 0 and 1, got {list(edges)}"
        raise InvalidValueError(msg)
    share = leads.loc[leads["rank"] == 1, "share_in_nation"].to_numpy(dtype=np.float64)
    defined = ~np.isnan(share) & (share <= 1 + TOLERANCE)
    which = np.searchsorted(ends, share[defined] + TOLERANCE, side="right") - 1
    counts = kernels.count_by(np.minimum(which, len(ends) - 2), len(ends) - 1)
    names = [f"[{a:.2f}, {b:.2f})" for a, b in pairwise(ends)]
    names[-1] = names[-1][:-1] + "]"
    return pd.DataFrame(
        {
            "share_class": [*names, "undefined"],
            "lower": [*ends[:-1], np.nan],
            "upper": [*ends[1:], np.nan],
            "n_districts": np.append(counts, (~defined).sum()).astype(np.int64),
        }
    )


def diversification_table(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    """How many chapters, products and destinations each district exports: Figure 2.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`); destinations need ``partner``.
    level : {2, 4, 6, 8}, optional
        HS digits at which products are counted; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        ``state``, ``district``, ``n_chapters``, ``n_products``, ``n_partners`` and
        ``reason``.  ``n_chapters`` is NaN where products are not HS codes, and
        ``n_partners`` where there is no column ``partner``, with the reason.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    Only positive values count.  A partner named as unspecified is no destination,
    and special transactions are no products (unless ``pseudo="product"``), though
    a country that bought nothing else is a destination.

    Source: :cite:t:`Gaur2023`, Figure 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.dominance import diversification_table
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "North Goa", "South Goa"],
    ...     "hs_code": ["30049099", "30042019", "26011100"],
    ...     "partner": ["USA", "USA", "China"], "value": [3.0, 2.0, 5.0]})
    >>> diversification_table(table)
      state   district  n_chapters  n_products  n_partners reason
    0   Goa  North Goa           1           2           1
    1   Goa  South Goa           1           1           1
    """
    options: dict[str, Any] = {
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    cells = prepare(flows, product=product, level=level, **options)
    partners = prepare(flows, product="partner", **options) if "partner" in flows else None
    return diversification_of(cells, partners)


def diversification_of(cells: Cells, partners: Cells | None) -> pd.DataFrame:
    """Count chapters, products and partners of cells that are laid out already."""
    n = cells.n_places
    missing = []
    chapters: np.ndarray[Any, Any] = np.full(n, np.nan)
    if cells.level is None:
        missing.append("products are not HS codes")
    else:
        names, of_product = np.unique([c[:2] for c in cells.products], return_inverse=True)
        chapters = _distinct(cells.place, of_product[cells.product], n, len(names))
    destinations: np.ndarray[Any, Any] = np.full(n, np.nan)
    if partners is None:
        missing.append("no column partner")
    else:
        unnamed = {v.strip().casefold() for v in cells.options["unspecified_values"]}
        real = np.array([p.strip().casefold() not in unnamed for p in partners.products], bool)
        at = real[partners.product]
        destinations = _distinct(
            partners.place[at], partners.product[at], n, len(partners.products)
        )
    products = kernels.count_by(cells.place, n)
    reason = np.full(n, "; ".join(missing), dtype=object)
    silent = np.flatnonzero(products == 0)
    reason[silent] = _silent_reason(cells, silent)
    return pd.DataFrame(
        {
            **cells.keys(),
            "n_chapters": chapters,
            "n_products": products,
            "n_partners": destinations,
            "reason": text_column(reason),
        }
    )


def _distinct(group: IntArray, item: IntArray, n_groups: int, n_items: int) -> np.ndarray[Any, Any]:
    """Count different items by group."""
    pairs = np.unique(group * max(n_items, 1) + item)
    return kernels.count_by(pairs // max(n_items, 1), n_groups)
