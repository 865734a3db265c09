"""Districts as exporters of their own, drawn towards the nation's ease of trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _segments as sg
from odopkit._cells import guarded
from odopkit.potential._nation import (
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
from odopkit.potential._trade import check_columns, times

if TYPE_CHECKING:
    from odopkit._cells import Cells
    from odopkit._typing import Float64Array, HSLevel, IntArray
    from odopkit.potential._trade import Labels

JOINT: Final = "product and partner"
_BETWEEN: Final = "\x1f"  # the unit separator: in no label that was typed


def with_partner(flows: pd.DataFrame, product: str, level: HSLevel | None) -> pd.DataFrame:
    """Add one column that holds product and partner, so that cells are told apart by both."""
    table = guarded(flows)
    check_columns(table, ("partner", product), name="flows (for method='bottom_up')")
    keep = level or 8
    cut = product == "hs_code"
    item = table[product].astype("category").array
    partner = table["partner"].array
    names = [f"{c[:keep] if cut else c}{_BETWEEN}" for c in item.categories.tolist()]
    to = partner.categories.tolist()
    joint = item.codes.astype(np.intp) * len(to) + partner.codes
    used, code = np.unique(joint, return_inverse=True)
    labels = np.array([names[x // len(to)] + to[x % len(to)] for x in used.tolist()], dtype=object)
    distinct, at = np.unique(labels, return_inverse=True)
    column = pd.Categorical.from_codes(at[code], categories=pd.Index(distinct))
    return table.assign(**{JOINT: column})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _OwnFlows:
    """Flows of places in products and markets of the nation's table."""

    place: IntArray
    product: IntArray
    market: IntArray
    value: Float64Array
    partners: Labels  # all labels of the flows, matched or not
    exports: Float64Array  # by partner


def _own_flows(nation: Nation, cells: Cells, three: Cells) -> _OwnFlows:
    pairs = np.array([str(x).split(_BETWEEN) for x in three.products], dtype=object).reshape(-1, 2)
    partners, partner = np.unique(pairs[:, 1], return_inverse=True)
    refuse_no_match(nation.markets, partners, "market", "partner")
    # Special transactions are no products of `cells`, so they are none here.
    ranked = np.isin(pairs[:, 0].astype(str), cells.products.astype(str))
    product = pd.Index(nation.products).get_indexer(pd.Index(pairs[:, 0]))
    market = pd.Index(nation.markets).get_indexer(pd.Index(pairs[:, 1]))
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
        exports=sg.sum_by(partner, len(partners), three.product_total),
    )


def bottom_up(
    nation: Nation, cells: Cells, three: Cells, tau: float, *, by_market: bool
) -> tuple[Found, pd.DataFrame]:
    """Score each place as an exporter; and list what found no match."""
    n_places, n_products, n_markets = cells.n_places, len(nation.products), len(nation.markets)
    own = _own_flows(nation, cells, three)
    place, product, share, sold = shared_cells(nation, cells)
    col = nation.columns
    world = np.zeros(n_products)
    world[nation.product] = col["world_exports"]
    with np.errstate(divide="ignore", invalid="ignore"):
        a = np.where(world[product] > 0, sold / world[product], np.nan)
    cell, row = expanded(nation, product)

    # Ease: both sides speak of matched products only.
    at = place[cell] * n_markets + nation.market[row]
    sales = sg.sum_by(own.place * n_markets + own.market, n_places * n_markets, own.value)
    predicted = sg.sum_by(at, len(sales), np.nan_to_num(a[cell] * col["imports"][row]))
    ratio = np.full(n_markets, np.nan)
    ratio[nation.market] = col["trade_ratio"]
    national = np.tile(ratio, n_places)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = (sales + tau * national if tau else sales) / (predicted + tau)

    ease = times(b[at], col["distance_factor"][row])
    factors = col["gdp_factor"] * col["reexport_factor"] * col["global_tariff_factor"]
    supply = a[cell] * factors[row]
    potential = times(supply, col["demand"][row], ease)
    potential[np.isnan(a[cell])] = np.nan
    actual = _by_key(
        (own.place * n_products + own.product) * n_markets + own.market,
        own.value,
        (place[cell] * n_products + product[cell]) * n_markets + nation.market[row],
    )
    gap = potential - actual
    columns = {
        "supply": supply,
        "demand": col["demand"][row],
        "ease": ease,
        "potential": potential,
        "actual": actual,
        "realised": np.minimum(potential, actual),
        "unrealised": np.maximum(0.0, gap),
        "over_trade": np.maximum(0.0, -gap),
    }
    undefined = np.isnan(potential)
    reason = np.full(len(cell), "", dtype=object)
    reason[undefined] = "supply, demand or ease of the nation is undefined"
    reason[np.isnan(b[at])] = "ease is undefined: the market buys nothing that the place sells"
    if tau:
        reason[np.isnan(national[at])] = "ease of the nation is undefined"
    reason[b[at] == 0] = "no trade with the market, so ease and potential are 0"
    reason[a[cell] > 1] = "exports more than the world: check currency, scale and year"
    reason[np.isnan(a[cell])] = "nobody exports the product"
    aside = pd.concat(
        [*products_aside(nation, cells), *_markets_aside(nation, own)], ignore_index=True
    )
    lost = sg.count_by(place[cell][undefined], n_places)
    if by_market:
        return Found(
            place=place[cell],
            product=product[cell],
            market=nation.market[row],
            share=share[cell],
            columns=columns,
            reason=reason,
            n_undefined=lost,
        ), aside
    return Found(
        place=place,
        product=product,
        market=np.full(len(place), -1, dtype=np.intp),
        share=share,
        columns={c: sg.sum_by(cell, len(place), np.nan_to_num(columns[c])) for c in MONEY},
        reason=left_out(sg.count_by(cell[undefined], len(place))),
        n_undefined=lost,
    ), aside


def _markets_aside(nation: Nation, own: _OwnFlows) -> list[pd.DataFrame]:
    """Markets of one side only."""
    by_market = sg.sum_by(
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


def _by_key(key: IntArray, value: Float64Array, wanted: IntArray) -> Float64Array:
    """Sum values by key and look them up; 0 where a key does not occur."""
    used, at = np.unique(key, return_inverse=True)
    sums = np.append(sg.sum_by(at, len(used), value), 0.0)
    found = np.searchsorted(used, wanted)
    same = np.append(used, -1)[found] == wanted
    return np.asarray(sums[np.where(same, found, len(used))])
