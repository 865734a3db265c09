"""The evidence on what a district could export more of, side by side and never added up."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_fraction
from odopkit.dominance.classes import PAPER_SHARE_EDGES
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.growth.quadrants import compound_growth, quadrants
from odopkit.potential.opportunities.listed import Listing
from odopkit.potential.opportunities.scored import Scores
from odopkit.specialization.indices import joined
from odopkit.specialization.over_cells import specialization_table
from odopkit.tables.cells import NO_EXPORTS, prepare
from odopkit.tables.labels import text_column
from odopkit.tables.national import national_totals
from odopkit.typing import DISTRICT, TOLERANCE, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from odopkit.potential.epi.districts import DistrictPotential
    from odopkit.potential.epi.diversification import Diversification
    from odopkit.product_lists.matching import ListMatch
    from odopkit.specialization.reference import Reference
    from odopkit.tables.cells import Cells
    from odopkit.typing import HSLevel, NationalTotals, PseudoMode, UnspecifiedMode


PLACE: Final = list(DISTRICT)
# Columns of evidence on the quotient, under the names that say which formula they are.
_LQ: Final = {
    "lq": "lq",
    "n": "shipments",
    "lq_counts": "lq_counts",
    "lq_lower": "lq_counts_lower",
    "lq_upper": "lq_counts_upper",
    "q": "lq_counts_q",
    "too_thin": "lq_too_thin",
}


def opportunity_table(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    national: NationalTotals = None,
    edges: Sequence[float] = PAPER_SHARE_EDGES,
    reference: Reference = None,
    count: str | None = None,
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

        s_{dk} = \frac{E_{dk}}{c_k}, \qquad
        LQ_{dk} = \frac{E_{dk} / r_d}{c_k / t}, \qquad
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
        HS digits to roll up to; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the unit of ``value``; by default the table's own.
    edges : sequence of float, default ``(0.25, 0.50, 0.75)``
        Ends between classes of the share in the nation, as in
        :func:`odopkit.dominance.lead_share_classes`.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        What the location quotient compares with; see :func:`odopkit.location_quotient`.
    count : str, optional
        The column that counts shipments; without it quotients have no interval.
    earlier : DataFrame, optional
        The flows table of an earlier date, in the same codes, currency and prices.
    steps : float, default 1
        Steps between the two dates; the quadrant does not depend on it.
    potentials : sequence of DistrictPotential and Diversification
        Results of :func:`district_potential` and :func:`diversification_potential`, one of
        each method at most.
    n_new : int, default 10
        Of products that a district does not export, how many of the best-ranked get a row.
    lists : mapping of str to ListMatch, optional
        Results of :func:`odopkit.match_product_lists`, each under the name of its list.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.  They go for
        `earlier` too, but for `period`, `units` and `min_value`.

    Returns
    -------
    DataFrame
        One row for each product that a district exports, exported at the earlier date, could
        move into (the `n_new` best), or has on a list; a district with none of these keeps
        one row, its product missing.  Columns, those of evidence that was not asked for left
        out:

        - ``state``, ``district``, the product, ``exported`` (bool), ``value``,
          ``share_in_district`` and ``share_in_nation`` (fractions, 0 to 1);
        - ``national_share_class``: ``[0.25, 0.50)`` and so on, closed on the left, the last on
          both sides; ``""`` where the share is undefined;
        - ``lq``, and of the count ``shipments``, ``lq_counts``, ``lq_counts_lower``,
          ``lq_counts_upper``, ``lq_counts_q``, ``lq_too_thin``: see
          :func:`odopkit.specialization.specialization_table`;
        - ``earlier_value``, ``growth``, ``national_growth`` (per step, fractions) and
          ``growth_share_quadrant``: see :func:`odopkit.growth.growth_share_matrix`, with the
          nation as the world;
        - for each district potential ``epi_<method>_potential`` and
          ``epi_<method>_unrealised``, over its markets, in the unit of the trade table;
        - of a diversification potential ``diversification_rank`` (the best over markets),
          ``diversification_market`` (where that is) and ``diversification_n_ranked``;
        - for each list ``list_<name>``: ``"listed and leading"``, ``"listed"``, ``"leading, not
          listed"``, ``"district not listed"`` or ``""``;
        - ``reason``: what is undefined, and why.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, two potentials have the same method, a potential
        has no product in common with the table, or a list was matched at a finer level.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` or `earlier` is not a valid table of one level and one period, or the two
        have codes of different length.

    Notes
    -----
    **Not a forecast, not a ceiling, and not a ranking**: the methods agree only moderately
    (published rank correlations .38 to .69), so a sum or a mean of these columns would weigh
    them unseen.  Build one with stated weights and its uncertainty, if it must be
    (:func:`odopkit.potential.composite.composite_score`).  Nor are the columns independent: share,
    quotient and top-down potential are functions of the same exports.

    The usual mistake is to read a large quotient of a cell flagged ``lq_too_thin``, or an
    ``unrealised`` potential top-down as the district's own: it is its share of the nation's.
    Growth is in current prices.

    Memory is some 500 bytes a row.  Source: classes of :cite:t:`Gaur2023`, Figure 3; the rest
    as in the functions named.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential import opportunity_table
    >>> now = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Punjab", "Punjab"],
    ...     "district": ["Karnal", "Karnal", "Amritsar", "Amritsar"],
    ...     "hs_code": ["1006", "8421", "1006", "6214"],
    ...     "value": [60.0, 20.0, 40.0, 80.0]})
    >>> before = now.assign(value=[40.0, 20.0, 40.0, 20.0])
    >>> found = opportunity_table(now, earlier=before)
    >>> found[["district", "hs_code", "share_in_nation", "national_share_class", "lq"]].round(2)
       district hs_code  share_in_nation national_share_class    lq
    0    Karnal    1006              0.6         [0.50, 0.75)  1.50
    1    Karnal    8421              1.0         [0.75, 1.00]  2.50
    2  Amritsar    1006              0.4         [0.25, 0.50)  0.67
    3  Amritsar    6214              1.0         [0.75, 1.00]  1.67
    >>> found[["district", "hs_code", "growth", "national_growth", "growth_share_quadrant"]]
       district hs_code  growth  national_growth growth_share_quadrant
    0    Karnal    1006     0.5             0.25 achiever in adversity
    1    Karnal    8421     0.0             0.00             declining
    2  Amritsar    1006     0.0             0.25             declining
    3  Amritsar    6214     3.0             3.00         underachiever
    """
    ends = [0.0, *(check_fraction(e, "an edge") for e in edges), 1.0]
    if (np.diff(ends) <= 0).any():
        msg = f"edges must ascend strictly between 0 and 1, got {list(edges)}"
        raise InvalidValueError(msg)
    if isinstance(n_new, bool) or not isinstance(n_new, int | np.integer) or n_new < 0:
        msg = f"n_new must be a whole number of at least 0, got {n_new!r}"
        raise InvalidValueError(msg)
    shared: dict[str, Any] = {
        "product": product,
        "level": level,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
    }
    own: dict[str, Any] = shared | {"period": period, "units": units, "min_value": min_value}
    cells = prepare(flows, **own)
    special = specialization_table(flows, reference=reference, indices=("lq",), count=count, **own)
    before = None if earlier is None else prepare(earlier, **shared)
    if before is not None and before.level != cells.level:
        msg = f"earlier has codes of {before.level} digits and flows of {cells.level}; roll both up"
        raise InvalidTableError(msg)
    scores = Scores.of(potentials, cells.products, product)
    listing = Listing.of(lists or {}, cells.level, product)

    key = [*PLACE, product]
    rows = [special[key], scores.new_keys(n_new)]
    if before is not None:
        rows.append(_keys_of(before, product))
    exported = pd.MultiIndex.from_frame(special[key])
    rows.append(listing.keys(exported))
    table = _union(rows, key)
    index = pd.MultiIndex.from_frame(table)
    facts = special.set_index(key).reindex(index)
    out, reason = _shares(table, facts, cells, national, product, ends)
    out |= {name: facts[c].to_numpy() for c, name in _LQ.items()}
    known = facts.index.isin(exported)
    said = np.where(known, facts["reason"].to_numpy(dtype=object), "")
    nothing = ~known & (out["value"] == 0) & table[product].isin(cells.products).to_numpy()
    out["lq"] = np.where(nothing, 0.0, out["lq"])
    out["lq_too_thin"] = np.where(known, out["lq_too_thin"], True).astype(bool)
    reason = joined(reason, said)
    if before is not None:
        growth, words = _growth(table, out["value"], cells, before, steps, product)
        out |= growth
        reason = joined(reason, words)
    for found, words in (scores.columns(index), listing.columns(table)):
        out |= found
        reason = joined(reason, words)
    keys = {c: pd.Series(table[c].tolist(), dtype="str") for c in key}
    return pd.DataFrame(keys | out | {"reason": pd.Series(reason.tolist(), dtype="str")})


def _keys_of(cells: Cells, product: str) -> pd.DataFrame:
    some = cells.value > 0
    labels = text_column(cells.products, cells.product[some])
    return pd.DataFrame(cells.keys(cells.place[some]) | {product: labels})


def _union(parts: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """Give all keys once, in label order; a row without product only where a place has no other."""
    table = pd.concat([p[key].astype(object) for p in parts if len(p)], ignore_index=True)
    table = table.drop_duplicates().sort_values(key, ignore_index=True)
    bare = table[key[-1]].isna()
    has_more = table[~bare].set_index(PLACE).index.unique()
    superfluous = bare.to_numpy() & table.set_index(PLACE).index.isin(has_more)
    return table[~superfluous].reset_index(drop=True)


def _shares(
    table: pd.DataFrame,
    facts: pd.DataFrame,
    cells: Cells,
    national: NationalTotals,
    product: str,
    ends: list[float],
) -> tuple[dict[str, Any], NDArray[Any]]:
    """Value and its shares, where a product that is not exported counts as zero."""
    places = pd.MultiIndex.from_arrays([cells.state, cells.district])
    at = places.get_indexer(pd.MultiIndex.from_frame(table[PLACE]))
    total = np.where(at >= 0, np.append(cells.place_total, np.nan)[at], np.nan)
    value = np.where(at >= 0, facts["value"].fillna(0.0).to_numpy(dtype=np.float64), np.nan)
    item = pd.Index(cells.products).get_indexer(table[product])
    nation = np.append(national_totals(cells, national, product), np.nan)[item]
    with np.errstate(divide="ignore", invalid="ignore"):
        in_district, in_nation = value / total, value / nation
    in_nation[~np.isfinite(in_nation)] = np.nan
    in_district[~np.isfinite(in_district)] = np.nan
    above = in_nation > 1 + TOLERANCE
    in_nation[above] = np.nan
    has_product = table[product].notna().to_numpy()
    names = np.array(
        [*(f"[{a:.2f}, {b:.2f})" for a, b in pairwise(ends[:-1])), f"[{ends[-2]:.2f}, 1.00]"],
        dtype=object,
    )
    which = np.searchsorted(ends, np.nan_to_num(in_nation) + TOLERANCE, side="right") - 1
    classes = np.where(np.isnan(in_nation), "", names[np.minimum(which, len(names) - 1)])
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
        "national_share_class": pd.Series(classes.tolist(), dtype="str"),
    }
    return out, reason


def _growth(
    table: pd.DataFrame,
    value: NDArray[Any],
    cells: Cells,
    before: Cells,
    steps: float,
    product: str,
) -> tuple[dict[str, Any], NDArray[Any]]:
    """Growth of the cell and of the nation's exports, and the quadrant that they put it in."""
    if isinstance(steps, bool) or not (steps > 0 and np.isfinite(steps)):
        msg = f"steps must be a number above 0, got {steps!r}"
        raise InvalidValueError(msg)
    keys = _keys_of(before, product)
    was = pd.Series(before.value[before.value > 0], index=pd.MultiIndex.from_frame(keys))
    first = was.reindex(pd.MultiIndex.from_frame(table)).fillna(0.0).to_numpy()
    last = np.nan_to_num(value)
    now, then = (
        pd.Series(c.nation, index=c.products).reindex(table[product]).fillna(0.0).to_numpy()
        for c in (cells, before)
    )
    overall = compound_growth(
        np.array([_all_exports(before)]), np.array([_all_exports(cells)]), steps
    )
    own, nation = compound_growth(first, last, steps), compound_growth(then, now, steps)
    found = quadrants(own, nation, float(overall[0]), "negative")
    has_product = table[product].notna().to_numpy()
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
