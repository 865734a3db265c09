"""A nation's potential laid out by product and market, and what districts make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.potential.epi.trade import check_columns, check_text, numbers, used_labels
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from odopkit.potential.epi.trade import Labels
    from odopkit.tables.cells import Cells
    from odopkit.typing import BoolArray, Float64Array, IntArray


MONEY: Final = ("potential", "actual", "realised", "unrealised", "over_trade")
PARTS: Final = ("supply", "demand", "ease")
NEEDED: Final = (
    *PARTS,
    *MONEY,
    "gdp_factor",
    "reexport_factor",
    "global_tariff_factor",
    "imports",
    "trade_ratio",
    "distance_factor",
    "world_exports",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nation:
    """A table of `export_potential`, its rows in order of product and market."""

    products: Labels
    markets: Labels
    product: IntArray
    market: IntArray
    columns: dict[str, Float64Array]
    reason: Labels
    imputed: BoolArray

    @property
    def potential(self) -> Float64Array:
        """Potential of each product over markets, as far as it is defined."""
        return kernels.sum_by(
            self.product, len(self.products), np.nan_to_num(self.columns["potential"])
        )

    def row_of(self, market: IntArray, product: IntArray) -> IntArray:
        """Row of each pair of market and product; -1 where there is none."""
        key = self.product * len(self.markets) + self.market
        wanted = product * len(self.markets) + market
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        return np.where(key[at] == wanted, at, -1)


def nation_of(epi: pd.DataFrame) -> Nation:
    """Lay a table of national potential out by market and product."""
    check_columns(epi, ("market", "product", *NEEDED, "ease_imputed", "reason"), name="epi")
    if epi.empty:
        msg = "epi has no rows"
        raise InvalidTableError(msg)
    for c in ("market", "product"):
        check_text(epi, c, name="epi")
    labels, codes = zip(
        *(used_labels(epi[c].astype("category")) for c in ("product", "market")), strict=True
    )
    key = codes[0] * len(labels[1]) + codes[1]
    order = np.argsort(key, kind="stable")
    if (np.diff(key[order]) == 0).any():
        msg = "epi repeats a market and product; pass the potential of one exporter and period"
        raise InvalidTableError(msg)
    columns = {c: numbers(epi, c, name="epi", least=0, above=False)[order] for c in NEEDED}
    return Nation(
        products=labels[0],
        markets=labels[1],
        product=codes[0][order],
        market=codes[1][order],
        columns=columns,
        reason=epi["reason"].to_numpy(dtype=object)[order],
        imputed=epi["ease_imputed"].to_numpy(dtype=bool)[order],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Potential by place, product and market (-1: over all markets)."""

    place: IntArray
    product: IntArray  # of the nation
    market: IntArray
    share: Float64Array
    columns: dict[str, Float64Array]
    reason: Labels
    n_undefined: NDArray[np.int64]  # by place: cells that its total leaves out

    def frame(self, cells: Cells, nation: Nation, product: str) -> pd.DataFrame:
        """Make a frame of the cells that were found, with `product` as the caller calls it."""
        market = {"market": text_column(nation.markets, self.market)}
        return pd.DataFrame(
            cells.keys(self.place)
            | (market if "ease" in self.columns else {})
            | {product: text_column(nation.products, self.product), "share_in_nation": self.share}
            | self.columns
            | {"reason": pd.Series(self.reason.tolist(), dtype="str")}
        )

    def total(self, column: str, n_places: int) -> Float64Array:
        """Add a column up by place; what is undefined adds nothing."""
        return kernels.sum_by(self.place, n_places, np.nan_to_num(self.columns[column]))


def refuse_no_match(ours: Labels, theirs: Labels, kind: str, column: str) -> None:
    """Refuse labels of which not one is known to the other table; one without any says nothing."""
    if len(theirs) and not np.isin(ours.astype(str), theirs.astype(str)).any():
        msg = (
            f"no {kind} of epi ({', '.join(map(str, ours[:3]))} …) is in column {column!r} of the "
            f"flows ({', '.join(map(str, theirs[:3]))} …); bring both to the same codes"
        )
        raise InvalidValueError(msg)


def unmatched_rows(
    kind: str, found_in: str, labels: Labels, value: Float64Array, which: BoolArray, reason: str
) -> pd.DataFrame:
    """List labels that only one of the two tables has."""
    where = np.flatnonzero(which)
    text = {"kind": kind, "label": labels[where].tolist(), "found_in": found_in}
    n = len(where)
    columns = {
        c: pd.Series(x if isinstance(x, list) else [x] * n, dtype="str") for c, x in text.items()
    }
    return pd.DataFrame(
        columns | {"value": value[where], "reason": pd.Series([reason] * n, dtype="str")}
    )


def shared_cells(
    nation: Nation, cells: Cells
) -> tuple[IntArray, IntArray, Float64Array, Float64Array]:
    """Place, product of the nation, share and value of each cell whose product has a potential."""
    to = pd.Index(nation.products).get_indexer(pd.Index(cells.products)).astype(np.intp)
    keep = to[cells.product] >= 0
    value = cells.value[keep]
    share = value / cells.product_total[cells.product[keep]]
    return cells.place[keep], to[cells.product[keep]], share, value


def products_aside(nation: Nation, cells: Cells) -> list[pd.DataFrame]:
    """Products of one side only."""
    there = pd.Index(nation.products).get_indexer(pd.Index(cells.products))
    held = kernels.sum_by(cells.product, len(cells.products), cells.value) > 0
    return [
        unmatched_rows(
            "product",
            "potential",
            nation.products,
            nation.potential,
            ~np.isin(nation.products.astype(str), cells.products[held].astype(str)),
            "no place exports it, so its potential goes to none",
        ),
        unmatched_rows(
            "product",
            "flows",
            cells.products,
            cells.product_total,
            there < 0,
            "it has no potential: the product is not in epi",
        ),
    ]


def expanded(nation: Nation, product: IntArray) -> tuple[IntArray, IntArray]:
    """For each cell of a product all rows of the nation: which cell, which row."""
    counts = kernels.count_by(nation.product, len(nation.products))
    start = np.concatenate(([0], np.cumsum(counts)))
    n = counts[product]
    cell = np.repeat(np.arange(len(product)), n)
    within = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    return cell, (start[product][cell] + within).astype(np.intp)


def left_out(n: NDArray[np.int64]) -> Labels:
    """Say how many undefined cells a sum leaves out."""
    words = [f"{x} undefined potential(s) left out" if x else "" for x in n.tolist()]
    return np.array(words, dtype=object)


JOINT: Final = "product and partner"
_BETWEEN: Final = "\x1f"  # the unit separator: in no label that was typed
