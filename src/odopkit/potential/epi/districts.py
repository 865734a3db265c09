"""National export potential brought down to districts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import (
    as_generator,
    check_choice,
    check_confidence,
    check_flag,
    check_number,
    check_whole,
)
from odopkit.errors import InvalidValueError
from odopkit.names import renamed
from odopkit.potential.epi.bottom_up import bottom_up, by_partner
from odopkit.potential.epi.intervals import COUNT, COVERS, Centre, Draws, counts_of, totals
from odopkit.potential.epi.national import (
    MONEY,
    PARTS,
    Found,
    Nation,
    expanded,
    left_out,
    nation_of,
    products_aside,
    refuse_no_match,
    shared_cells,
    unmatched_rows,
)
from odopkit.potential.epi.trade import check_columns, weighted_mean
from odopkit.results import Result, plain_items
from odopkit.tables.cells import cells_of, check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.typing import TOLERANCE, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import HSLevel, PseudoMode, UnspecifiedMode


Method = Literal["top_down", "bottom_up"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DistrictPotential(Result):
    """Export potential by district, what it adds up to, and what found no match.

    Parameters
    ----------
    cells : DataFrame
        One row per place, market (with ``by_market``) and product: ``state``, ``district``,
        ``market``, the product under its name in the flows, ``share_in_nation`` (of its
        exports of the product), ``supply``, ``demand``, ``ease`` (these three with
        ``by_market``), ``potential``, ``actual``, ``realised``, ``unrealised``,
        ``over_trade``, ``reason``.
    districts : DataFrame
        One row per place: ``state``, ``district``, the sums of the five amounts over what is
        defined, ``rank`` by potential (Int64, 1 is the largest; missing for places without a
        name), ``tied``, ``count`` (of shipments), ``potential_lower``, ``potential_upper``,
        ``p_rank_1`` (share of the draws in which a named place has the largest potential: it
        estimates how often that place would come first if shipments were drawn again around
        those of this table, not the chance that it is first in truth or in another table),
        ``reason``.
    unmatched : DataFrame
        ``kind`` (product, market or place), ``label``, ``found_in`` (potential or flows), ``value``
        (potential that went to no place, or exports that no potential was computed for) and
        ``reason``.  Kind ``place`` is the potential of places that were set aside.
    aside : DataFrame
        What was not ranked; see :func:`odopkit.set_aside`.
    method : {"top_down", "bottom_up"}
        How it was brought down.
    covers : str
        What the intervals are of.
    options : dict
        The other options.
    """

    cells: pd.DataFrame
    districts: pd.DataFrame
    unmatched: pd.DataFrame
    aside: pd.DataFrame
    method: Method
    covers: str = COVERS
    options: dict[str, object] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return the totals of districts."""
        return self.districts.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters, and the tables as lists of records."""
        return plain_items(
            {
                "method": self.method,
                "covers": self.covers,
                "options": self.options,
                "districts": self.districts,
                "unmatched": self.unmatched,
                "aside": self.aside,
                "cells": self.cells,
            }
        )


@renamed(replicates="n_draws")
def district_potential(
    epi: pd.DataFrame,
    flows: pd.DataFrame,
    *,
    method: Method,
    tau: float | None = None,
    by_market: bool = True,
    rng: np.random.Generator | int | None = None,
    n_draws: int = 999,
    confidence: float = 0.90,
    prior: float = 0.5,
    centre: Centre = "value",
    product: str = "hs_code",
    level: HSLevel | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "unit",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> DistrictPotential:
    r"""Bring a nation's export potential down to districts, in one of two ways.

    .. math::

        \text{top-down:} \quad EPI_{djk} &= w_{dk} \, EPI_{Ijk},
        \qquad w_{dk} = \frac{X_{dk}}{\sum_{d'} X_{d'k}}, \\
        \text{bottom-up:} \quad EPI_{djk} &= S_{dk} \, D_{jk} \, b_{dj} \, \delta_{jk}, \qquad
        b_{dj} = \frac{X_{dj} + \tau b_{Ij}}{\sum_k a_{dk} V_{\cdot jk} + \tau}, \qquad
        a_{dk} = \frac{X_{dk}}{V_{\cdot \cdot k}},

    where :math:`X_{dk}` and :math:`X_{dj}` are the district's exports of product :math:`k` and
    to market :math:`j`; :math:`I` is the nation; :math:`S_{dk}` is :math:`a_{dk}` times the
    nation's supply factors, :math:`D_{jk}` the demand and :math:`\delta_{jk}` the distance
    factor of `epi`; and :math:`\tau` says how much trade the nation's ease is worth.

    Parameters
    ----------
    epi : DataFrame
        The nation's potential, from :func:`export_potential`.
    flows : DataFrame
        A flows table of the same nation (see :func:`odopkit.validate`).
    method : {"top_down", "bottom_up"}
        Top-down gives each district its share of the nation's potential and assumes the
        nation's mix of markets.  Bottom-up treats the district as an exporter; it needs
        ``partner`` and the currency, scale and year of the trade.
    tau : float, optional
        Needed bottom-up: weight of the nation's ease, at least 0, in the unit of ``value``.
    by_market : bool, default True
        Keep a row per market in ``cells``; False sums over markets, for large tables.
    rng : numpy.random.Generator or int, optional
        The source of randomness of intervals, or a seed; without it there are none.
    n_draws : int, default 999
        How many times to draw shares.
    confidence : float, default 0.90
        Probability between the ends of the interval, a fraction.
    prior : float, default 0.5
        What is added to each count, above 0.
    centre : {"value", "count"}, default "value"
        Around what shares are drawn: of value, or, once the default, of shipments plus
        `prior` in every place, which misses the potential where shipments differ in size.
    product : str, default "hs_code"
        The column of products, matched by label with those of `epi`.
    level : {2, 4, 6, 8}, optional
        HS digits to roll the flows up to, those of `epi`.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DistrictPotential
        Top-down, places add up to the nation's potential of the matched products; bottom-up
        they need not.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `tau` is missing or superfluous, or no product
        (bottom-up: no market) matches.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `epi` or `flows` is not a valid table with the columns that the method needs.

    Notes
    -----
    Top-down, ``actual`` is shared out likewise (:doc:`/how-to/score-export-potential`).
    Intervals cover the potential if as many ``shipments``, five a place or more, were drawn
    again by themselves (of firms that send many, count firms): a cell is a gamma draw of shape
    :math:`(n_{dk} + prior) / (1 + v)` around its exports, :math:`v` being how unequal they are.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential import district_potential, export_potential
    >>> trade = pd.DataFrame({
    ...     "exporter": ["A"] * 4 + ["B"] * 4,
    ...     "market": ["east", "east", "west", "west"] * 2,
    ...     "product": ["rice", "tea"] * 4,
    ...     "value": [30.0, 10.0, 10.0, 10.0, 10.0, 40.0, 20.0, 20.0]})
    >>> flows = pd.DataFrame({
    ...     "state": "S", "district": ["Hills", "Plains", "Hills", "Plains", "Coast"],
    ...     "product": ["rice", "rice", "tea", "tea", "tea"],
    ...     "value": [60.0, 40.0, 20.0, 50.0, 30.0], "shipments": [12, 8, 3, 7, 5]})
    >>> found = district_potential(
    ...     export_potential(trade, exporter="A"), flows, method="top_down",
    ...     product="product", rng=1)
    >>> found.districts[["district", "potential", "rank", "p_rank_1"]].round(1)
      district  potential  rank  p_rank_1
    0    Coast        6.1     3       0.0
    1    Hills       27.9     1       0.6
    2   Plains       26.0     2       0.4
    """
    check_choice(method, get_args(Method), "method")
    weight = _check_tau(method, tau)
    check_flag(by_market, "by_market")
    draws = Draws(
        counts=None,
        n_draws=check_whole(n_draws, "n_draws", least=1),
        confidence=check_confidence(confidence),
        prior=check_number(prior, "prior", above=0),
        centre=centre,
        rng=None if rng is None else as_generator(rng),
    )
    check_options(unspecified=unspecified, pseudo=pseudo, min_value=min_value, level=level)
    nation = nation_of(epi)
    layout = _laid_out(flows, method, product, level, period, pseudo)
    ranks: RankOptions = {
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "units": units,
        "min_value": min_value,
    }
    cells = cells_of(layout.over_parts(), **ranks)
    refuse_no_match(nation.products, cells.products, "product", product)
    if method == "top_down":
        found, unmatched = _top_down(nation, cells, by_market=by_market)
        draws = replace(draws, counts=counts_of(layout, cells, ranks))
    else:
        sold = by_partner(layout, ranks)
        found, unmatched = bottom_up(nation, cells, sold, weight, by_market=by_market)
    return DistrictPotential(
        cells=found.frame(cells, nation, product),
        districts=totals(found, cells, nation, draws, method),
        unmatched=unmatched,
        aside=cells.aside,
        method=method,
        options=cells.options
        | {"tau": tau, "by_market": by_market, "product": product, "level": level}
        | draws.options,
    )


def _laid_out(
    flows: pd.DataFrame,
    method: Method,
    product: str,
    level: HSLevel | None,
    period: str | None,
    pseudo: PseudoMode,
) -> Layout:
    """Sum the flows once: bottom-up by partner too, top-down with their shipments if counted."""
    table = guarded(flows)
    part, more = None, {}
    if method == "bottom_up":
        check_columns(table, ("partner",), name="flows (for method='bottom_up')")
        part = "partner"
    elif "shipments" in table:
        more[COUNT] = table["shipments"].to_numpy(dtype=np.float64)
    return lay_out(
        table, product=product, level=level, part=part, period=period, pseudo=pseudo, more=more
    )


def _check_tau(method: Method, tau: float | None) -> float:
    """Return the weight of the nation's ease: needed bottom-up, and there alone."""
    if method == "bottom_up" and tau is None:
        msg = "method='bottom_up' needs tau=, the weight of the nation's ease in units of value"
        raise InvalidValueError(msg)
    if method == "top_down" and tau is not None:
        msg = f"tau={tau!r} applies to method='bottom_up' only; leave it out"
        raise InvalidValueError(msg)
    return 0.0 if tau is None else check_number(tau, "tau", least=0)


def _places_aside(nation: Nation, cells: Cells) -> pd.DataFrame:
    """Potential of places that count in the denominator but have no row."""
    to = pd.Index(nation.products).get_indexer(pd.Index(cells.products))
    held = kernels.sum_by(cells.product, len(cells.products), cells.value)
    rest = cells.product_total - held
    # Rounding is no finding, and a product of no place at all is listed as such.
    rest[(rest <= TOLERANCE * cells.product_total) | (held == 0) | (to < 0)] = 0.0
    share = weighted_mean(rest, cells.product_total)
    lost = np.array([np.nan_to_num(share) @ nation.potential[to]])
    label = np.array(["(set aside)"], dtype=object)
    return unmatched_rows(
        "place", "potential", label, lost, lost > 0, "of places in the total that have no row"
    )


def _top_down(nation: Nation, cells: Cells, *, by_market: bool) -> tuple[Found, pd.DataFrame]:
    """Give each place its share of the nation's; and list what found no match."""
    place, product, share, _ = shared_cells(nation, cells)
    aside = pd.concat(
        [*products_aside(nation, cells), _places_aside(nation, cells)], ignore_index=True
    )
    n_products = len(nation.products)
    undefined = kernels.count_by(nation.product[np.isnan(nation.columns["potential"])], n_products)
    lost = kernels.sum_by(place, cells.n_places, undefined[product]).astype(np.int64)
    if by_market:
        cell, row = expanded(nation, product)
        columns = {c: nation.columns[c][row] for c in (*PARTS, *MONEY)}
        for c in ("supply", *MONEY):
            columns[c] = share[cell] * columns[c]
        found = Found(
            place=place[cell],
            product=product[cell],
            market=nation.market[row],
            share=share[cell],
            columns=columns,
            reason=nation.reason[row],
            n_undefined=lost,
        )
        return found, aside
    totals = {
        c: kernels.sum_by(nation.product, n_products, np.nan_to_num(nation.columns[c]))
        for c in MONEY
    }
    return Found(
        place=place,
        product=product,
        market=np.full(len(place), -1, dtype=np.intp),
        share=share,
        columns={c: share * x[product] for c, x in totals.items()},
        reason=left_out(undefined)[product],
        n_undefined=lost,
    ), aside
