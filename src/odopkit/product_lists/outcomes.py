"""The four tables of a comparison: matched, exported only, listed only, by district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.product_lists.absent import NO_CODE, NO_NAME, SPECIAL, why_not_leading
from odopkit.product_lists.listing import as_text
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from odopkit.product_lists.comparison import Comparison
    from odopkit.typing import BoolArray, Float64Array, IntArray


TIED: Final = "tied at the last leading rank"


def matches(c: Comparison) -> pd.DataFrame:
    """List listed products among the leading ones, one row for each leading product covered."""
    pairs = c.covering
    hits = np.flatnonzero(c.leads[pairs.cell])
    item, cell = pairs.item[hits], pairs.cell[hits]
    order = np.lexsort((c.word_order[item], c.rank[cell], c.district_order[c.district[item]]))
    hits, item, cell = hits[order], item[order], cell[order]
    return pd.DataFrame(
        {
            **_keys(c, c.district[item]),
            "listed": as_text(c.official.items[i].listed for i in item),
            "listed_code": as_text(pairs.listed_code[h] for h in hits),
            **_exported(c, cell),
            "how": as_text([c.official.how] * len(hits)),
            "n_rows": c.n_rows[item],
            "reason": _joined(
                (pairs.reason[h] for h in hits), _ties(c, cell), _repeats(c.n_rows[item] - 1)
            ),
        }
    )


def exported_unlisted(c: Comparison) -> pd.DataFrame:
    """List leading products of listed districts that no listed product covers."""
    only = np.flatnonzero(c.leads & ~c.covered)
    only = only[np.lexsort((c.rank[only], c.place[only]))]
    of_item = c.where[c.district]
    n_unknown = kernels.count_by(of_item[~c.coded & (of_item >= 0)], c.cells.n_places)
    maybe = [
        f"{n} listed text{'s' * (n > 1)} without a code may cover it" if n else ""
        for n in n_unknown[c.place[only]].tolist()
    ]
    return pd.DataFrame(
        {
            **c.cells.keys(c.place[only]),
            **_exported(c, only),
            "reason": _joined(maybe, _ties(c, only)),
        }
    )


def listed_unexported(c: Comparison) -> pd.DataFrame:
    """List listed products that are not among the leading ones, each with its reason."""
    items, of_item, of_cell = c.official.items, c.covering.item, c.covering.cell
    n = len(items)
    best = np.full(n, np.inf)
    np.minimum.at(best, of_item, c.rank[of_cell].astype(np.float64))
    value = kernels.sum_by(of_item, n, c.cells.value[c.cell][of_cell])
    near = kernels.count_by(of_item[c.tied[of_cell]], n) > 0
    why = why_not_leading(c, best, near)
    place = c.where[c.district]
    unknown = np.isin(why, [NO_CODE, SPECIAL, NO_NAME]) | (place < 0)
    share = _ratio(value, np.append(c.cells.place_total, np.nan)[place])
    left = np.flatnonzero(~c.matched)
    left = left[np.lexsort((c.word_order[left], c.district_order[c.district[left]]))]
    return pd.DataFrame(
        {
            **_keys(c, c.district[left]),
            "listed": as_text(items[i].listed for i in left),
            "listed_code": as_text("; ".join(items[i].codes) for i in left),
            "value": np.where(unknown, np.nan, value)[left],
            "share_in_district": np.where(unknown, np.nan, share)[left],
            "rank": np.where(np.isfinite(best), best, np.nan)[left],
            "tied": near[left],
            "n_rows": c.n_rows[left],
            "reason": _joined(
                (why[i] for i in left),
                (c.gone[d] for d in c.district[left]),
                _repeats(c.n_rows[left] - 1),
            ),
        }
    )


def by_district(c: Comparison) -> pd.DataFrame:
    """Count what is listed, leading and both, one row for each listed district."""
    listed = kernels.count_by(c.district, len(c.spelled))
    coded = kernels.count_by(c.district[c.coded], len(c.spelled))
    matched = kernels.count_by(c.district[c.matched], len(c.spelled))
    n_rows = kernels.sum_by(c.district, len(c.spelled), c.n_rows).astype(np.int64)
    leading, leading_listed = _count(c, c.leads), _count(c, c.leads & c.covered)
    tied = _count(c, c.tied) > 0
    value = c.cells.value[c.cell][c.covered]
    held = kernels.sum_by(c.place[c.covered], c.cells.n_places, value)
    share = _ratio(np.append(held, 0)[c.where], np.append(c.cells.place_total, np.nan)[c.where])
    known = (coded > 0) & (leading > 0)
    missing = [
        f"no code for {b - a} of {b} listed texts" if a < b else ""
        for a, b in zip(coded.tolist(), listed.tolist(), strict=True)
    ]
    tie = f"rank {c.k} ties with rank {c.k + 1}; label order decided which is in"
    order = np.argsort(c.district_order)
    found: dict[str, NDArray[Any]] = {
        "n_rows": n_rows,
        "n_listed": listed.astype(np.int64),
        "n_coded": coded.astype(np.int64),
        "n_matched": matched.astype(np.int64),
        "n_leading": leading,
        "n_leading_listed": leading_listed,
        "share_listed_in_leading": np.where(known, _ratio(matched, coded), np.nan),
        "share_in_district": np.where(known, share, np.nan),
        "tied": tied,
    }
    reason = _joined(c.gone, missing, np.where(tied, tie, ""), _repeats(n_rows - listed))
    return pd.DataFrame(
        {
            **_keys(c, order),
            **{name: column[order] for name, column in found.items()},
            "reason": reason.to_numpy()[order],
        }
    ).astype({"reason": "str"})


def _keys(c: Comparison, district: IntArray) -> dict[str, pd.Series[Any]]:
    """State and district of some listed districts, as they are shown."""
    return {
        "state": as_text(c.spelled[d][0] for d in district),
        "district": as_text(c.spelled[d][1] for d in district),
    }


def _exported(c: Comparison, cell: IntArray) -> dict[str, Any]:
    """Say what the flows table holds of some cells of listed districts."""
    of_table = c.cell[cell]
    value = c.cells.value[of_table]
    return {
        c.product: text_column(c.cells.products, c.cells.product[of_table]),
        "rank": c.rank[cell].astype(np.int64),
        "value": value,
        "share_in_district": value / c.cells.place_total[c.place[cell]],
        "tied": c.tied[cell],
    }


def _count(c: Comparison, which: BoolArray) -> IntArray:
    """Count cells by listed district; 0 where it is not in the flows table."""
    by_place = np.append(kernels.count_by(c.place[which], c.cells.n_places), 0)
    return by_place[c.where].astype(np.int64)


def _ties(c: Comparison, cell: IntArray) -> list[str]:
    return [TIED if tied else "" for tied in c.tied[cell].tolist()]


def _repeats(extra: IntArray) -> list[str]:
    """Say how many rows of the list repeat another."""
    words = "{} row{} of the list repeat{} another"
    return [words.format(e, "s" * (e > 1), "s" * (e == 1)) if e else "" for e in extra.tolist()]


def _joined(*reasons: Iterable[str]) -> pd.Series[Any]:
    """Put reasons together, row by row; the empty ones drop out."""
    return as_text("; ".join(filter(None, row)) for row in zip(*reasons, strict=True))


def _ratio(part: Any, whole: Any) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
