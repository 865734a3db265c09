"""A list laid over the exports of the districts that it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit import _kernels as kernels
from odopkit.dominance.districts import silent_reason
from odopkit.product_lists.covering import Covering, covers, leading_ranks, one_position
from odopkit.product_lists.listing import fold, positions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.product_lists.listing import Place, ProductList
    from odopkit.tables.cells import Cells
    from odopkit.typing import BoolArray, IntArray


NO_DISTRICT: Final = "district not in the flows table"
NO_STATE: Final = "state not in the flows table"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Where each listed district stands in the flows table, and what its list covers there."""

    official: ProductList
    cells: Cells
    product: str
    k: int
    casefold: bool
    where: IntArray  # by listed district: its place in the flows table, -1 if absent
    spelled: list[Place]  # by listed district: as in the flows table, else as on the list
    gone: list[str]  # by listed district: why it has no leading products
    district: IntArray  # by listed product: its listed district
    cell: IntArray  # the cells of listed districts, ascending
    rank: IntArray  # by such a cell: its rank in the district
    tied: BoolArray  # by such a cell: whether it ties at rank k
    covering: Covering

    @property
    def place(self) -> IntArray:
        """By cell: its place in the flows table."""
        return self.cells.place[self.cell]

    @property
    def leads(self) -> BoolArray:
        """By cell: whether it is among the leading ones of its district."""
        return self.rank <= self.k

    @property
    def covered(self) -> BoolArray:
        """By cell: whether a listed product covers it."""
        found = np.zeros(len(self.cell), dtype=bool)
        found[self.covering.cell] = True
        return found

    @property
    def matched(self) -> BoolArray:
        """By listed product: whether it covers a leading cell."""
        found = np.zeros(len(self.official.items), dtype=bool)
        found[self.covering.item[self.leads[self.covering.cell]]] = True
        return found

    @property
    def coded(self) -> BoolArray:
        """By listed product: whether it stands for a code or a name."""
        return np.array([bool(item.codes) for item in self.official.items], dtype=bool)

    @property
    def n_rows(self) -> IntArray:
        """By listed product: how many rows of the list say it."""
        return np.array([item.n_rows for item in self.official.items], dtype=np.int64)

    @property
    def district_order(self) -> IntArray:
        """By listed district: its number in the order of the labels shown."""
        number = {label: i for i, label in enumerate(sorted(self.spelled))}
        return np.array([number[label] for label in self.spelled], dtype=np.intp)

    @property
    def word_order(self) -> IntArray:
        """By listed product: the number of its word in label order."""
        number = {w: i for i, w in enumerate(sorted({x.listed for x in self.official.items}))}
        return np.array([number[item.listed] for item in self.official.items], dtype=np.intp)


def compare(
    official: ProductList, cells: Cells, *, product: str, k: int, casefold: bool
) -> Comparison:
    """Find the listed districts among the places, rank their cells, and see what is covered."""
    keys = list(official.spelling)
    labels = list(zip(cells.state.tolist(), cells.district.tolist(), strict=True))
    where = positions_of(tuple(fold(x, casefold=casefold) for x in pair) for pair in labels)
    at = np.array([one_position(where, key, labels) for key in keys], dtype=np.intp)
    number = {key: i for i, key in enumerate(keys)}
    district = np.array([number[item.place] for item in official.items], dtype=np.intp)
    cell, rank, tied = leading_ranks(cells, at[at >= 0], k)
    return Comparison(
        official=official,
        cells=cells,
        product=product,
        k=k,
        casefold=casefold,
        where=at,
        spelled=[
            labels[p] if p >= 0 else official.spelling[key]
            for key, p in zip(keys, at.tolist(), strict=True)
        ],
        gone=_why_without_leads(keys, at, cells, casefold=casefold),
        district=district,
        cell=cell,
        rank=rank,
        tied=tied,
        covering=covers(official.items, at[district], cells, cell, casefold=casefold),
    )


def _why_without_leads(
    keys: Sequence[Place], at: IntArray, cells: Cells, *, casefold: bool
) -> list[str]:
    """Why each listed district has no leading products; empty where it has some."""
    aside = {
        (fold(s, casefold=casefold), fold(d, casefold=casefold)): kind
        for kind, s, d in zip(*(cells.aside[c] for c in ("kind", "state", "district")), strict=True)
    }
    states = {fold(s, casefold=casefold) for s in cells.states} | {s for s, _ in aside}
    silent = kernels.count_by(cells.place, cells.n_places) == 0
    said = np.full(cells.n_places, "", dtype=object)
    said[silent] = silent_reason(cells, np.flatnonzero(silent))
    why = []
    for key, p in zip(keys, at.tolist(), strict=True):
        if p >= 0:
            why.append(said[p])
        elif key in aside:
            why.append(f"district set aside ({aside[key]})")
        else:
            why.append(NO_DISTRICT if key[0] in states else NO_STATE)
    return why
