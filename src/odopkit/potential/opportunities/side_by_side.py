"""The evidence on what a district could export more of, side by side and never added up."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import (
    as_sequence,
    check_fraction,
    check_number,
    check_whole,
)
from odopkit.dominance.classes import PAPER_SHARE_EDGES
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.growth.quadrants import compound_growth, quadrants
from odopkit.potential.opportunities.listed import Listing
from odopkit.potential.opportunities.scored import Scores
from odopkit.specialization.indices import joined
from odopkit.specialization.over_cells import Behind, laid_out, specialization_by_default
from odopkit.tables.cells import NO_EXPORTS, cells_of, check_options
from odopkit.tables.labels import text_column
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.national import national_totals
from odopkit.typing import DISTRICT, TOLERANCE, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from odopkit.potential.epi.districts import DistrictPotential
    from odopkit.potential.epi.diversification import Diversification
    from odopkit.product_lists.matching import ListMatch
    from odopkit.specialization.reference import Reference
    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.typing import (
        Float64Array,
        HSLevel,
        NationalTotals,
        PseudoMode,
        UnspecifiedMode,
    )


PLACE: Final = list(DISTRICT)
# Columns of evidence on the quotient, under the names that say which formula they are.
_LQ: Final = {
    "lq": "lq",
    "count": "count",
    "lq_counts": "lq_counts",
    "lq_counts_lower": "lq_counts_lower",
    "lq_counts_upper": "lq_counts_upper",
    "q": "lq_counts_q",
    "family_size": "family_size",
    "covers": "covers",
    "too_thin": "lq_too_thin",
}


class _Codes(TypedDict):
    """What products are, how fine, and whether special transactions are some."""

    product: str
    level: HSLevel | None
    pseudo: PseudoMode


def opportunity_table(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    national: NationalTotals = None,
    edges: Sequence[float] = PAPER_SHARE_EDGES,
    reference: Reference = None,
    count: str | None = None,
    firm: str | None = None,
    independent: bool = False,
    earlier: pd.DataFrame | None = None,
    steps: float = 1,
    potentials: Sequence[DistrictPotential | Diversification] = (),
    n_new: int = 10,
    lists: Mapping[str, ListMatch] | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Lay the evidence on each product of each district side by side, method by method.

    .. math::

        s_{dk} = \frac{E_{dk}}{c_k}, \qquad LQ_{dk} = \frac{E_{dk} / r_d}{c_k / t}, \qquad
        (g_{dk} - g_k,\; g_k - g),

    where :math:`E_{dk}` are exports of product :math:`k` by district :math:`d`, :math:`r_d`
    all its exports, :math:`c_k` and :math:`t` the nation's or the reference's, and
    :math:`g_{dk}, g_k, g` the growth of the cell, of the nation's exports of the product and of
    all its exports.  Potentials and list matches are those you pass in.  **There is no total**:
    the columns answer different questions.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to.
    product : str, default "hs_code"
        The column of products.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the unit of ``value``; by default the table's own.
    edges : sequence of float, default ``(0.25, 0.50, 0.75)``
        Ends between classes of the share in the nation.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        What the location quotient compares with; see :func:`odopkit.location_quotient`.
    count : str, optional
        The column that counts shipments.
    firm : str, optional
        The column of exporters, to count firms; without either there is no interval.
    independent : bool, default False
        That `count` counts independent draws; else, without `firm`, no ``lq_counts_q``.
    earlier : DataFrame, optional
        The flows table of an earlier date, in the same codes, currency and prices.
    steps : float, default 1
        Steps between the two dates; the quadrant does not depend on it.
    potentials : sequence of DistrictPotential and Diversification
        Results of :func:`district_potential` and :func:`diversification_potential`, one each.
    n_new : int, default 10
        Of products that a district does not export, how many of the best-ranked get a row.
    lists : mapping of str to ListMatch, optional
        Results of :func:`odopkit.match_product_lists`, each under the name of its list.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.  The second,
        third and fourth go for `earlier` too.

    Returns
    -------
    DataFrame
        One row for each product that a district exports, exported at the earlier date, could
        move into (the `n_new` best), or has on a list; a district with none of these keeps
        one row, its product missing.  Columns, as far as evidence was given: ``state``,
        ``district``, the product, ``exported``, ``value``, ``share_in_district``,
        ``share_in_nation``, ``national_share_class``; of the quotient ``lq``, ``count``,
        ``lq_counts``, ``lq_counts_lower``, ``lq_counts_upper``, ``lq_counts_q``,
        ``family_size``, ``covers`` (what the interval is of), ``lq_too_thin``; of growth
        ``earlier_value``, ``growth``, ``national_growth``, ``growth_share_quadrant`` (with the
        nation as the world); ``epi_<method>_potential`` and ``epi_<method>_unrealised`` over
        markets; ``diversification_rank`` (the best over markets), ``diversification_market``,
        ``diversification_n_ranked``; ``list_<name>``; and ``reason``, all explained in
        :doc:`/how-to/score-export-potential`.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or does not go with the table.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If a table is not valid, or not of one period and level.

    Notes
    -----
    A sum of these columns would weigh unseen what agrees only moderately.  If it must be,
    build a score with stated weights.  The family of ``lq_counts_q`` is the whole table.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential import opportunity_table
    >>> now = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Punjab", "Punjab"],
    ...     "district": ["Karnal", "Karnal", "Amritsar", "Amritsar"],
    ...     "hs_code": ["1006", "8421", "1006", "6214"],
    ...     "value": [60.0, 20.0, 40.0, 80.0]})
    >>> found = opportunity_table(now)
    >>> found[["district", "hs_code", "share_in_nation", "lq"]][:2].round(2)
      district hs_code  share_in_nation   lq
    0   Karnal    1006              0.6  1.5
    1   Karnal    8421              1.0  2.5
    """
    ends = _check_edges(edges)
    behind = Behind(count=count, firm=firm, independent=independent)
    n_new = check_whole(n_new, "n_new", least=0)
    check_number(steps, "steps", above=0)
    check_options(unspecified=unspecified, pseudo=pseudo, min_value=min_value, level=level)
    ranks: RankOptions = {
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "units": units,
        "min_value": min_value,
    }
    codes: _Codes = {"product": product, "level": level, "pseudo": pseudo}
    now = guarded(flows)
    layout, places = laid_out(now, behind, period=period, **codes)
    cells = cells_of(layout, **ranks)
    special = specialization_by_default(layout, places, product, reference, behind, ranks)
    before = None
    if earlier is not None:
        every: RankOptions = {**ranks, "units": None, "min_value": None}
        before = _same_codes(cells_of(lay_out(guarded(earlier), **codes), **every), cells)
    scores = Scores.of(potentials, cells.products, product)
    listing = Listing.of({} if lists is None else lists, cells.level, product)

    key = [*PLACE, product]
    exported = pd.MultiIndex.from_frame(special[key])
    rows = [special[key], scores.new_keys(n_new), listing.keys(exported)]
    if before is not None:
        rows.append(_keys_of(before, product))
    table = _union(rows, key)
    index = pd.MultiIndex.from_frame(table)
    facts = special.set_index(key).reindex(index)
    shares = _shares(table, facts, cells, national_totals(cells, national, product), ends)
    value = shares[0]["value"]
    is_zero = (value == 0) & table[product].isin(cells.products).to_numpy()
    evidence = [shares, _quotients(facts, index.isin(exported), is_zero)]
    evidence += [] if before is None else [_growth(table, value, cells, before, steps)]
    return _beside(table, [*evidence, scores.columns(index), listing.columns(table)])


def _check_edges(edges: Sequence[float]) -> list[float]:
    """Return the ends of classes, 0 and 1 included; they must ascend."""
    ends = [0.0, *(check_fraction(e, "each of edges") for e in as_sequence(edges, "edges")), 1.0]
    if (np.diff(ends) <= 0).any():
        msg = f"edges must ascend strictly between 0 and 1, got {list(edges)}"
        raise InvalidValueError(msg)
    return ends


def _same_codes(before: Cells, cells: Cells) -> Cells:
    """Refuse an earlier table of other codes."""
    if before.level != cells.level and len(cells.products) and len(before.products):
        msg = f"earlier has codes of {before.level} digits and flows of {cells.level}; roll both up"
        raise InvalidTableError(msg)
    return before


def _keys_of(cells: Cells, product: str) -> pd.DataFrame:
    """List places and products with exports."""
    some = cells.value > 0
    labels = text_column(cells.products, cells.product[some])
    return pd.DataFrame(cells.keys(cells.place[some]) | {product: labels})


def _union(parts: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """Give all keys once, in label order; a row without product only where a place has no other."""
    some = [p for p in parts if len(p)] or parts[:1]
    table = pd.concat([p[key].astype(object) for p in some], ignore_index=True)
    table = table.drop_duplicates().sort_values(key, ignore_index=True)
    bare = table[key[-1]].isna()
    has_more = table[~bare].set_index(PLACE).index.unique()
    superfluous = bare.to_numpy() & table.set_index(PLACE).index.isin(has_more)
    return table[~superfluous].reset_index(drop=True)


def _beside(
    table: pd.DataFrame, evidence: list[tuple[dict[str, Any], NDArray[Any]]]
) -> pd.DataFrame:
    """Put evidence beside the keys, and what is said of it together in the last column."""
    out: dict[str, Any] = {c: pd.Series(table[c].tolist(), dtype="str") for c in table.columns}
    reason = np.full(len(table), "", dtype=object)
    for columns, words in evidence:
        out |= columns
        reason = joined(reason, words)
    return pd.DataFrame(out | {"reason": pd.Series(reason.tolist(), dtype="str")})


def _shares(
    table: pd.DataFrame,
    facts: pd.DataFrame,
    cells: Cells,
    national: Float64Array,
    ends: list[float],
) -> tuple[dict[str, Any], NDArray[Any]]:
    """Value and its shares, where a product that is not exported counts as zero."""
    places = pd.MultiIndex.from_arrays([cells.state, cells.district])
    at = places.get_indexer(pd.MultiIndex.from_frame(table[PLACE]))
    total = np.where(at >= 0, np.append(cells.place_total, np.nan)[at], np.nan)
    value = np.where(at >= 0, facts["value"].fillna(0.0).to_numpy(dtype=np.float64), np.nan)
    labels = table.iloc[:, -1]
    item = pd.Index(cells.products).get_indexer(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        in_district, in_nation = value / total, value / np.append(national, np.nan)[item]
    in_nation[~np.isfinite(in_nation)] = np.nan
    in_district[~np.isfinite(in_district)] = np.nan
    above = in_nation > 1 + TOLERANCE
    in_nation[above] = np.nan
    has_product = labels.notna().to_numpy()
    reason = np.select(
        [
            at < 0,
            above,
            has_product & (item < 0),
            has_product & (total == 0),
            has_product & np.isnan(in_nation) & (item >= 0),
        ],
        [
            "the district is not in the table",
            "more than the national total that was given",
            "no exports of the product in the table",
            NO_EXPORTS,
            "no national total of the product",
        ],
        "",
    ).astype(object)
    out = {
        "exported": value > 0,
        "value": value,
        "share_in_district": np.where(has_product, in_district, np.nan),
        "share_in_nation": np.where(has_product, in_nation, np.nan),
        "national_share_class": pd.Series(_classes(in_nation, ends).tolist(), dtype="str"),
    }
    return out, reason


def _classes(share: Float64Array, ends: list[float]) -> NDArray[Any]:
    """Name the class of each share, closed on the left, the last on both sides."""
    last = f"[{ends[-2]:.2f}, 1.00]"
    names = [*(f"[{a:.2f}, {b:.2f})" for a, b in pairwise(ends[:-1])), last]
    which = np.searchsorted(ends, np.nan_to_num(share) + TOLERANCE, side="right") - 1
    found = np.array(names, dtype=object)[np.minimum(which, len(names) - 1)]
    return np.where(np.isnan(share), "", found)


def _quotients(
    facts: pd.DataFrame, exported: NDArray[np.bool_], is_zero: NDArray[np.bool_]
) -> tuple[dict[str, Any], NDArray[Any]]:
    """Quotients under the names of their formulas; 0, and thin, where nothing is exported."""
    out: dict[str, Any] = {name: facts[c].to_numpy() for c, name in _LQ.items()}
    out["covers"] = pd.Series(facts["covers"].astype(object).fillna("").tolist(), dtype="str")
    out["lq"] = np.where(~exported & is_zero, 0.0, out["lq"])
    out["lq_too_thin"] = np.where(exported, out["lq_too_thin"], True).astype(bool)
    return out, np.where(exported, facts["reason"].to_numpy(dtype=object), "")


def _growth(
    table: pd.DataFrame, value: Float64Array, cells: Cells, before: Cells, steps: float
) -> tuple[dict[str, Any], NDArray[Any]]:
    """Growth of the cell and of the nation's exports, and the quadrant that they put it in."""
    labels = table.iloc[:, -1]
    keys = _keys_of(before, str(table.columns[-1]))
    was = pd.Series(before.value[before.value > 0], index=pd.MultiIndex.from_frame(keys))
    first = was.reindex(pd.MultiIndex.from_frame(table)).fillna(0.0).to_numpy()
    last = np.nan_to_num(value)
    now, then = (
        pd.Series(c.nation, index=c.products).reindex(labels).fillna(0.0).to_numpy()
        for c in (cells, before)
    )
    overall = compound_growth(
        np.array([_all_exports(before)]), np.array([_all_exports(cells)]), steps
    )
    own, nation = compound_growth(first, last, steps), compound_growth(then, now, steps)
    found = quadrants(own, nation, float(overall[0]), "negative")
    has_product = labels.notna().to_numpy()
    words = np.select(
        [has_product & (first == 0) & (last > 0), has_product & (first == 0)],
        ["growth: new, so no rate", "growth: not exported at either date"],
        "",
    ).astype(object)
    out = {
        "earlier_value": np.where(has_product, first, np.nan),
        "growth": own,
        "national_growth": nation,
        "growth_share_quadrant": text_column(found.name),
    }
    return out, words


def _all_exports(cells: Cells) -> float:
    """All that the nation exports, whatever is set aside as a place."""
    aside = cells.value_unspecified if cells.options["unspecified"] == "exclude" else 0.0
    return float(cells.total + aside)
