"""Why a listed product is not among the leading ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.dominance.leads import leads_of
from odopkit.hs.code import is_pseudo_chapter
from odopkit.product_lists.listing import Item, Place, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.cells import Cells
    from odopkit.typing import BoolArray, Float64Array, IntArray


NO_CODE: Final = "no code for the text"
NOT_EXPORTED: Final = "not exported"
NO_NAME: Final = "no product of that name in the flows table"
NO_DISTRICT: Final = "district not in the flows table"
NO_STATE: Final = "state not in the flows table"

SPECIAL: Final = "special transactions (chapters 98-99) are not ranked"


def why_absent(keys: Sequence[Place], at: IntArray, cells: Cells, *, casefold: bool) -> list[str]:
    """Why each listed district has no leading products; empty where it has some."""
    aside = {
        (fold(s, casefold=casefold), fold(d, casefold=casefold)): kind
        for kind, s, d in cells.aside[["kind", "state", "district"]].itertuples(index=False)
    }
    states = {fold(s, casefold=casefold) for s in cells.states} | {s for s, _ in aside}
    lead = leads_of(cells, 1, cells.nation, "lead")
    silent: list[str] = lead["reason"].where(lead["lead"].isna(), "").tolist()
    why = []
    for key, p in zip(keys, at.tolist(), strict=True):
        absent = NO_DISTRICT if key[0] in states else NO_STATE
        why.append(
            silent[p]
            if p >= 0
            else f"district set aside ({aside[key]})"
            if key in aside
            else absent
        )
    return why


def why_not_leading(
    items: Sequence[Item],
    cells: Cells,
    best: Float64Array,
    near: BoolArray,
    gone: Sequence[str],
    k: int,
    *,
    casefold: bool,
) -> list[str]:
    """Say what is known of each listed product, as if it were not among the leading ones."""
    names = {fold(p, casefold=casefold) for p in cells.products} if not cells.level else set()
    ranked = cells.options["pseudo"] == "product"
    why = []
    for item, rank, tied, away in zip(items, best.tolist(), near.tolist(), gone, strict=True):
        if not item.codes:
            why.append(NO_CODE)
        elif cells.level and not ranked and all(map(is_pseudo_chapter, item.codes)):
            why.append(SPECIAL)
        elif not cells.level and not names.intersection(item.codes):
            why.append(NO_NAME)
        elif np.isfinite(rank):
            why.append(f"exported, rank {rank:.0f}" + (f", tied with rank {k}" if tied else ""))
        else:
            why.append("" if away else NOT_EXPORTED)  # where all is silent, one reason will do
    return why
