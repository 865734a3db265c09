"""Districts as exporters of their own, drawn towards the nation's ease of trade."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.potential.epi.national import (
    MONEY,
    Found,
    Nation,
    expanded,
    left_out,
    products_aside,
    refuse_no_match,
    shared_cells,
    unmatched_rows,
)
from odopkit.potential.epi.trade import times, weighted_mean
from odopkit.tables.cells import cells_of

if TYPE_CHECKING:
    from odopkit.potential.epi.trade import Labels
    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import Float64Array, IntArray


# Rows handled at a time where markets are summed over: some 100 MB.
AT_A_TIME: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ByPartner:
    """Cells of places by pairs of product and partner, and what each pair is made of."""

    cells: Cells
    products: Labels  # by pair
    partners: Labels


def by_partner(layout: Layout, ranks: RankOptions) -> ByPartner:
    """Take the cells of a layout by partner, each pair told apart."""
    pairs, product, part = layout.by_pairs()
    cells = cells_of(pairs, **ranks)
    assert layout.parts is not None  # noqa: S101 - by_pairs has refused it
    at = np.searchsorted(pairs.labels, cells.products)
    return ByPartner(
        cells=cells, products=layout.labels[product[at]], partners=layout.parts[part[at]]
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _OwnFlows:
    """Flows of places in products and markets of the nation's table."""

    place: IntArray
    product: IntArray
    market: IntArray
    value: Float64Array
    partners: Labels  # all labels of the flows, matched or not
    exports: Float64Array  # by partner


def _own_flows(nation: Nation, cells: Cells, sold: ByPartner) -> _OwnFlows:
    """Match flows by product and partner with rows of the nation."""
    three = sold.cells
    partners, partner = np.unique(sold.partners, return_inverse=True)
    refuse_no_match(nation.markets, partners, "market", "partner")
    # Special transactions are no products of `cells`, so they are none here.
    ranked = np.isin(sold.products.astype(str), cells.products.astype(str))
    product = pd.Index(nation.products).get_indexer(pd.Index(sold.products))
    market = pd.Index(nation.markets).get_indexer(pd.Index(sold.partners))
    inside = (product >= 0) & (market >= 0) & ranked
    inside[inside] = nation.row_of(market[inside], product[inside]) >= 0
    use = inside[three.product]
    item = three.product[use]
    return _OwnFlows(
        place=three.place[use],
        product=product[item],
        market=market[item],
        value=three.value[use],
        partners=partners,
        exports=kernels.sum_by(partner, len(partners), three.product_total),
    )


class _Sales:
    """Looks up what places sell of a product in a market; 0 where they do not."""

    def __init__(self, nation: Nation, own: _OwnFlows) -> None:
        self._nation = nation
        key = self._key(own.place, own.product, own.market)
        self._used, at = np.unique(key, return_inverse=True)
        self._sums = np.append(kernels.sum_by(at, len(self._used), own.value), 0.0)

    def _key(self, place: IntArray, product: IntArray, market: IntArray) -> IntArray:
        n = self._nation
        return np.asarray((place * len(n.products) + product) * len(n.markets) + market)

    def of(self, place: IntArray, row: IntArray) -> Float64Array:
        """Sales of each place at each row of the nation."""
        n = self._nation
        wanted = self._key(place, n.product[row], n.market[row])
        found = np.searchsorted(self._used, wanted)
        same = np.append(self._used, -1)[found] == wanted
        return np.asarray(self._sums[np.where(same, found, len(self._used))])


def bottom_up(
    nation: Nation, cells: Cells, sold: ByPartner, tau: float, *, by_market: bool
) -> tuple[Found, pd.DataFrame]:
    """Score each place as an exporter; and list what found no match."""
    own = _own_flows(nation, cells, sold)
    place, product, share, value = shared_cells(nation, cells)
    world = np.zeros(len(nation.products))
    world[nation.product] = nation.columns["world_exports"]
    supply = weighted_mean(value, world[product])
    ease, national = _ease(nation, cells.n_places, own, (place, product, supply), tau)
    sales = _Sales(nation, own)
    n = len(place)
    aside = pd.concat(
        [*products_aside(nation, cells), *_markets_aside(nation, own)], ignore_index=True
    )
    if by_market:
        cell, row = expanded(nation, product)
        columns = _scored(nation, sales, place[cell], supply[cell], row, ease)
        return Found(
            place=place[cell],
            product=product[cell],
            market=nation.market[row],
            share=share[cell],
            columns=columns,
            reason=_reasons(nation, place[cell], supply[cell], row, (ease, national, tau)),
            n_undefined=kernels.count_by(
                place[cell][np.isnan(columns["potential"])], cells.n_places
            ),
        ), aside
    sums = {c: np.zeros(n) for c in MONEY}
    undefined = np.zeros(n, dtype=np.int64)
    for part in _blocks(nation, product):
        cell, row = expanded(nation, product[part])
        found = _scored(nation, sales, place[part][cell], supply[part][cell], row, ease)
        m = part.stop - part.start
        undefined[part] = kernels.count_by(cell[np.isnan(found["potential"])], m)
        for c in MONEY:
            sums[c][part] = kernels.sum_by(cell, m, np.nan_to_num(found[c]))
    return Found(
        place=place,
        product=product,
        market=np.full(n, -1, dtype=np.intp),
        share=share,
        columns=sums,
        reason=left_out(undefined),
        n_undefined=kernels.sum_by(place, cells.n_places, undefined).astype(np.int64),
    ), aside


def _ease(
    nation: Nation,
    n_places: int,
    own: _OwnFlows,
    cells: tuple[IntArray, IntArray, Float64Array],
    tau: float,
) -> tuple[Float64Array, Float64Array]:
    """Ease of each place with each market, drawn towards the nation's; and the nation's."""
    place, product, supply = cells
    n_markets = len(nation.markets)
    size = n_places * n_markets
    # Both sides speak of matched products only.
    sales = kernels.sum_by(own.place * n_markets + own.market, size, own.value)
    predicted = np.zeros(size)
    for part in _blocks(nation, product):
        cell, row = expanded(nation, product[part])
        at = place[part][cell] * n_markets + nation.market[row]
        imports = nation.columns["imports"][row]
        predicted += kernels.sum_by(at, size, np.nan_to_num(supply[part][cell] * imports))
    national = np.full(n_markets, np.nan)
    national[nation.market] = nation.columns["trade_ratio"]
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = tau * np.tile(national, n_places) if tau else 0.0
        return (sales + drawn) / (predicted + tau), national


def _scored(
    nation: Nation,
    sales: _Sales,
    place: IntArray,
    supply: Float64Array,
    row: IntArray,
    of_place: Float64Array,
) -> dict[str, Float64Array]:
    """Parts and amounts of places' cells, each at a row of the nation."""
    col = nation.columns
    ease = times(of_place[_pair(nation, place, row)], col["distance_factor"][row])
    factors = col["gdp_factor"] * col["reexport_factor"] * col["global_tariff_factor"]
    whole = supply * factors[row]
    potential = times(whole, col["demand"][row], ease)
    potential[np.isnan(supply)] = np.nan
    actual = sales.of(place, row)
    gap = potential - actual
    return {
        "supply": whole,
        "demand": col["demand"][row],
        "ease": ease,
        "potential": potential,
        "actual": actual,
        "realised": np.minimum(potential, actual),
        "unrealised": np.maximum(0.0, gap),
        "over_trade": np.maximum(0.0, -gap),
    }


def _reasons(
    nation: Nation,
    place: IntArray,
    supply: Float64Array,
    row: IntArray,
    eases: tuple[Float64Array, Float64Array, float],
) -> Labels:
    """Why a cell is zero, undefined or odd; what weighs more is written over the rest."""
    of_place, national, tau = eases
    col = nation.columns
    ease = of_place[_pair(nation, place, row)]
    unknown = np.isnan(col["demand"] * col["distance_factor"]) | np.isnan(
        col["gdp_factor"] * col["reexport_factor"] * col["global_tariff_factor"]
    )
    reason = np.full(len(row), "", dtype=object)
    reason[unknown[row]] = "supply, demand or ease of the nation is undefined"
    if tau:
        reason[nation.imputed[row]] = "the nation's ease, which it is drawn to, is imputed"
        reason[np.isnan(national[nation.market[row]])] = "ease of the nation is undefined"
    else:
        undefined = "ease is undefined: the market buys nothing that the place sells"
        reason[np.isnan(ease)] = undefined
    reason[ease == 0] = "no trade with the market, so ease and potential are 0"
    reason[supply > 1] = "exports more than the world: check currency, scale and year"
    reason[np.isnan(supply)] = "nobody exports the product"
    return reason


def _pair(nation: Nation, place: IntArray, row: IntArray) -> IntArray:
    """Position of place and market in a rectangle of both."""
    return np.asarray(place * len(nation.markets) + nation.market[row])


def _blocks(nation: Nation, product: IntArray) -> list[slice]:
    """Cut cells into pieces that have a bounded number of markets in all."""
    counts = kernels.count_by(nation.product, len(nation.products))
    rows = np.cumsum(counts[product])
    last = int(rows[-1]) if len(rows) else 0
    cuts = np.searchsorted(rows, np.arange(AT_A_TIME, last, AT_A_TIME), side="right")
    edges = np.unique(np.concatenate(([0], cuts, [len(product)])))
    return [slice(a, b) for a, b in pairwise(edges.tolist())]


def _markets_aside(nation: Nation, own: _OwnFlows) -> list[pd.DataFrame]:
    """Markets of one side only."""
    by_market = kernels.sum_by(
        nation.market, len(nation.markets), np.nan_to_num(nation.columns["potential"])
    )
    return [
        unmatched_rows(
            "market",
            "potential",
            nation.markets,
            by_market,
            ~np.isin(nation.markets.astype(str), own.partners.astype(str)),
            "no place exports to it: its ease is the nation's, as far as tau goes",
        ),
        unmatched_rows(
            "market",
            "flows",
            own.partners,
            own.exports,
            ~np.isin(own.partners.astype(str), nation.markets.astype(str)),
            "it has no potential: the market is not in epi",
        ),
    ]
