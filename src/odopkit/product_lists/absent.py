"""Why a listed product is not among the leading ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.hs.code import is_pseudo_chapter
from odopkit.product_lists.listing import fold

if TYPE_CHECKING:
    from odopkit.product_lists.comparison import Comparison
    from odopkit.product_lists.listing import Item
    from odopkit.typing import BoolArray, Float64Array


NO_CODE: Final = "no code for the text"
NOT_EXPORTED: Final = "not exported"
NO_NAME: Final = "no product of that name in the flows table"

SPECIAL: Final = "special transactions (chapters 98-99) are not ranked"


def why_not_leading(c: Comparison, best: Float64Array, near: BoolArray) -> list[str]:
    """Say what is known of each listed product, as if it were not among the leading ones.

    `best` is the rank of the largest product that it covers, `near` whether one ties at the
    last leading rank.
    """
    names = {fold(p, casefold=c.casefold) for p in c.cells.products} if not c.cells.level else set()
    ranked = c.cells.options["pseudo"] == "product"
    why = []
    for i, item in enumerate(c.official.items):
        unknown = _why_unknown(item, names, has_codes=bool(c.cells.level), ranked=ranked)
        if unknown:
            why.append(unknown)
        elif np.isfinite(best[i]):
            tied = f", tied with rank {c.k}" if near[i] else ""
            why.append(f"exported, rank {best[i]:.0f}{tied}")
        else:
            # Where the whole district is silent, one reason will do.
            why.append("" if c.gone[c.district[i]] else NOT_EXPORTED)
    return why


def _why_unknown(item: Item, names: set[str], *, has_codes: bool, ranked: bool) -> str:
    """Say why nobody can tell whether a listed product is exported; empty where one can."""
    if not item.codes:
        return NO_CODE
    if has_codes:
        return SPECIAL if not ranked and all(map(is_pseudo_chapter, item.codes)) else ""
    return "" if names.intersection(item.codes) else NO_NAME
