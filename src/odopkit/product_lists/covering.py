"""Which codes of a list cover which products of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.product_lists.listing import Item, fold, positions_of
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.cells import Cells
    from odopkit.typing import BoolArray, IntArray


FINER: Final = "finer than the level: its parent matches"


@dataclass(frozen=True, slots=True, eq=False)
class Covering:
    """Pairs of a listed product and a cell that it covers."""

    item: IntArray
    cell: IntArray
    listed_code: list[str]  # the codes by which it does
    reason: list[str]


def one_position(where: dict[Any, list[int]], key: Any, labels: Any) -> int:
    """Position of a name in the flows table, -1 if absent; two are refused."""
    at = where.get(key, [])
    if len(at) > 1:
        msg = (
            f"the flows table has both {labels[at[0]]!r} and {labels[at[1]]!r}, which differ in "
            "case only; pass casefold=False or spell them alike"
        )
        raise InvalidValueError(msg)
    return at[0] if at else -1


def leading_ranks(cells: Cells, places: IntArray, k: int) -> tuple[IntArray, IntArray, BoolArray]:
    """Cells of some places, ascending, their ranks, and whether they tie at rank k."""
    wanted = np.zeros(cells.n_places, dtype=bool)
    wanted[places] = True
    cell = np.flatnonzero(wanted[cells.place])
    place, value = cells.place[cell], cells.value[cell]
    # Stable: among equals the lower label comes first, as in lead_products.
    order = np.lexsort((-value, place))
    count = kernels.count_by(place, cells.n_places)
    rank = np.empty(len(cell), dtype=np.intp)
    rank[order] = np.arange(len(cell)) - (np.cumsum(count) - count)[place[order]] + 1
    last_in, first_out = (np.full(cells.n_places, np.nan) for _ in range(2))
    last_in[place[rank == k]] = value[rank == k]
    first_out[place[rank == k + 1]] = value[rank == k + 1]
    slack = TOLERANCE * cells.place_total
    tied_place = last_in - first_out <= slack  # NaN, hence False, where there is no next
    return cell, rank, tied_place[place] & (np.abs(value - last_in[place]) <= slack[place])


def covers(
    items: Sequence[Item], at: IntArray, cells: Cells, cell: IntArray, *, casefold: bool
) -> Covering:
    """Pair each listed product with the cells that its codes cover."""
    products, n = cells.products, len(cells.products)
    level = cells.level
    names = {} if level else positions_of(fold(p, casefold=casefold) for p in products)
    owner: list[int] = []
    by: list[str] = []
    span: list[tuple[int, int]] = []
    for i, item in enumerate(items):
        for code in item.codes if at[i] >= 0 else ():
            if level:
                ends = np.array([code[:level], code[:level] + ":"], dtype=object)  # ":" follows 9
                low, high = (int(x) for x in np.searchsorted(products, ends))
            else:
                low = one_position(names, code, products)
                low, high = max(low, 0), low + 1
            owner.append(i)
            by.append(code)
            span.append((int(at[i]) * n + low, int(at[i]) * n + high))
    # Cells lie in order of place and product, so what a code covers lies together.
    where = cells.place[cell] * n + cells.product[cell]
    begin, end = np.searchsorted(where, np.array(span, dtype=np.intp).reshape(-1, 2)).T
    size = end - begin
    which = np.repeat(np.arange(len(span)), size)
    pairs: dict[tuple[int, int], list[str]] = {}
    covered = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + begin[which]
    for j, c in zip(which.tolist(), covered.tolist(), strict=True):
        pairs.setdefault((owner[j], c), []).append(by[j])
    at_both = np.array(list(pairs), dtype=np.intp).reshape(-1, 2)
    finer = [level is not None and all(len(c) > level for c in codes) for codes in pairs.values()]
    return Covering(
        at_both[:, 0],
        at_both[:, 1],
        ["; ".join(codes) for codes in pairs.values()],
        [FINER if f else "" for f in finer],
    )
