"""The largest products of each district, and the largest cell of each state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_whole
from odopkit.dominance.districts import at, ratio, silent_reason
from odopkit.tables.cells import Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.tables.national import national_totals
from odopkit.typing import TOLERANCE, UNSPECIFIED_VALUES

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
    k = check_whole(k, "k", least=1)
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
    return leads_of(cells, k, national_totals(cells, national, product), product)


def leads_of(cells: Cells, k: int, national: Float64Array, product: str) -> pd.DataFrame:
    """Build the table of leading products of cells that are laid out already."""
    # No district has more than every product: a huge k must not make a huge table.
    k = min(k, max(len(cells.products), 1))
    top = kernels.top_positions(cells.value, cells.indptr, k + 1)
    amount = at(cells.value, top, 0.0)
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
    value = at(cells.value, cell, 0.0)
    item = at(cells.product, cell, -1)
    there = cell >= 0
    nation = np.append(national, np.nan)[item]
    in_nation = np.where(there, ratio(value, nation), np.nan)
    reason = np.full(len(place), "", dtype=object)
    reason[there & np.isnan(in_nation)] = "no national total for the product"
    reason[there & (in_nation > 1 + TOLERANCE)] = "exceeds the national total given"
    reason[~there] = silent_reason(cells, place[~there])
    out: dict[str, Any] = dict(cells.keys(place))
    if rank is not None:
        out["rank"] = rank.astype(np.int64)
    out |= {
        product: text_column(cells.products, item),
        "value": value,
        "share_in_district": np.where(there, ratio(value, cells.place_total[place]), np.nan),
        "share_in_state": np.where(
            there, ratio(value, cells.state_total[cells.state_of[place]]), np.nan
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
    first, second = (at(cells.value, top[:, j], 0.0) for j in range(2))
    tied = (top[:, 1] >= 0) & (first - second <= TOLERANCE * cells.state_total)
    first_place = np.concatenate(([0], np.cumsum(places_in_state)[:-1]))[:n_states]
    place = np.where(top[:, 0] >= 0, np.append(cells.place, 0)[top[:, 0]], first_place)
    return _lead_frame(cells, place.astype(np.intp), top[:, 0], national, product, tied=tied)
