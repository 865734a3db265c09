"""Listed products against leading ones, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.product_lists.absent import NO_CODE, NO_NAME, SPECIAL, why_absent, why_not_leading
from odopkit.product_lists.covering import covers, leading_ranks, one_position
from odopkit.product_lists.listing import Listing, as_text, fold, positions_of, read_list
from odopkit.tables.cells import Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from odopkit.typing import (
        BoolArray,
        Float64Array,
        HSLevel,
        IntArray,
        PseudoMode,
        UnspecifiedMode,
    )


TIED: Final = "tied at the last leading rank"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListMatch:
    """What a list of identified products and a table of exports have in common.

    A *listed product* is one district with one code, name or text of the list; rows that
    repeat it are one listed product (``n_rows`` counts them).  Each is either in
    `matches` or in `listed_unexported`, never in both and never in neither.

    Parameters
    ----------
    matches : DataFrame
        Listed products among the `k` leading ones, one row for each leading product
        that they cover: ``state``, ``district``, ``listed`` (as on the list),
        ``listed_code`` (the codes or names that made the match), the product,
        ``rank``, ``value``, ``share_in_district`` (a fraction), ``tied``, ``how``
        (``code``, ``name`` or ``text table``), ``n_rows`` and ``reason``.
    exported_unlisted : DataFrame
        Leading products of listed districts that no listed product covers: ``state``,
        ``district``, the product, ``rank``, ``value``, ``share_in_district``, ``tied``
        and ``reason`` (a listed text without a code might cover it).
    listed_unexported : DataFrame
        Listed products that are not among the `k` leading ones: ``state``,
        ``district``, ``listed``, ``listed_code``, ``value`` and ``share_in_district``
        (of all that they cover; 0 if not exported, NaN if it cannot be known),
        ``rank`` (of the largest product covered, NaN if none), ``tied``, ``n_rows``
        and ``reason``.
    by_district : DataFrame
        One row per listed district: ``n_rows``, ``n_listed``, ``n_coded`` (listed
        products with a code or name), ``n_matched``, ``n_leading`` (at most `k`),
        ``n_leading_listed``, ``share_listed_in_leading`` (``n_matched / n_coded``),
        ``value_share_listed`` (exports of listed products in the district's exports),
        ``tied`` (rank `k` ties with the next) and ``reason``.
    k : int
        How many products of a district are leading.
    level : int or None
        HS digits at which products were compared; None where they are names.
    product : str
        The column of products.
    n_outside : int
        Districts of the flows table that the list does not name; they are in no frame.
    aside : DataFrame
        What was not ranked; see :func:`odopkit.set_aside`.
    options : dict
        The options that made it.
    """

    matches: pd.DataFrame = field(repr=False)
    exported_unlisted: pd.DataFrame = field(repr=False)
    listed_unexported: pd.DataFrame = field(repr=False)
    by_district: pd.DataFrame = field(repr=False)
    k: int
    level: int | None
    product: str
    n_outside: int
    aside: pd.DataFrame = field(repr=False)
    options: dict[str, Any] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of `by_district`."""
        return self.by_district.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the counts over all listed districts, without the frames."""
        counts = ("n_rows", "n_listed", "n_coded", "n_matched", "n_leading", "n_leading_listed")
        table = self.by_district
        return {
            "k": self.k,
            "level": self.level,
            "product": self.product,
            "n_districts": len(table),
            "n_districts_exporting": int((table["n_leading"] > 0).sum()),
            "n_districts_matched": int((table["n_matched"] > 0).sum()),
            **{c: int(table[c].sum()) for c in counts},
            "n_outside": self.n_outside,
        }


def match_product_lists(
    identified: pd.DataFrame,
    flows: pd.DataFrame,
    *,
    k: int = 5,
    level: HSLevel | None = 4,
    product: str = "hs_code",
    codes: pd.DataFrame | None = None,
    casefold: bool = True,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> ListMatch:
    r"""Which listed products a district really exports among its `k` largest.

    With :math:`T_d` the `k` largest products of district :math:`d`, :math:`L_d` its
    listed products and :math:`C(l)` the products that :math:`l \in L_d` covers,

    .. math::

        \text{matched}_d = \{\, l \in L_d : C(l) \cap T_d \ne \emptyset \,\}, \qquad
        \text{unlisted}_d = T_d \setminus \bigcup_{l \in L_d} C(l).

    A listed code covers every product that it begins; one that is finer than `level` is
    cut to `level` and covers its parent.

    Parameters
    ----------
    identified : DataFrame
        The list: ``state``, ``district`` and either ``hs_code`` (2, 4, 6 or 8 digits,
        levels may be mixed) or, with `codes`, words in a column ``product``.  Where
        `product` is not ``"hs_code"``: a column of that name, with names of products.
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    k : int, default 5
        How many products of each district are leading, at least 1.
    level : {2, 4, 6, 8} or None, default 4
        HS digits at which products are ranked and compared; None for those of the
        table.  Not used where products are not HS codes.
    product : str, default "hs_code"
        The column of products in `flows`.
    codes : DataFrame, optional
        What the words of the list stand for: ``text`` and ``hs_code`` (or the column
        `product`), one row a pair; one text may have several codes, of any level.
        With a column ``accepted`` (True or False) only accepted rows count.
    casefold : bool, default True
        Compare names of states, districts and products, and texts, without regard to
        case: lists are in title case, DGCI&S in capitals.  Outer blanks never count;
        every other difference of spelling does.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    ListMatch
        Matches, leading products that are not listed, listed products that are not
        leading (each with its reason), and counts by district.  Places are spelled as
        in `flows`, or as on the list where `flows` does not have them.

    Raises
    ------
    InvalidHSCodeError
        If a code of `identified` or `codes` cannot be read.
    InvalidTableError
        If `identified` or `codes` lacks a column, or a name in it is missing or empty;
        ``failure_cases`` lists each bad cell.
    InvalidValueError
        If `k` or an option is outside its choices, or a listed name fits two names of
        `flows` that differ in case only (pass ``casefold=False``).
    MixedHSLevelError, MixedPeriodError
        If `flows` is not a table of one level and one period.

    Notes
    -----
    India has several such lists, made for different ends (export hubs, one district one
    product, food processing): say which one is compared.  Services on a list have no
    HS code and stay in ``listed_unexported``.

    The usual mistake is to read ``share_listed_in_leading`` without the level: a listed
    chapter matches more than a listed heading.  ``value_share_listed`` is an upper bound
    where codes finer than `level` are listed, since their whole parent is counted.
    Where rank `k` ties with the next, the lower label is in, and ``tied`` says so.

    Source: the comparison in :cite:t:`Gaur2023`, section 5, which matches the five
    leading headings with the words of a list by hand and states no rule.

    Examples
    --------
    Nicobar lists tuna (chapter 03) and coconut (08); the values are invented:

    >>> import pandas as pd
    >>> from odopkit.product_lists import match_product_lists
    >>> table = pd.DataFrame({
    ...     "state": "ANDAMAN AND NICOBAR", "district": "NICOBAR",
    ...     "hs_code": ["71171900", "42021250", "76042100", "08011100"],
    ...     "value": [40.0, 30.0, 20.0, 10.0]})
    >>> official = pd.DataFrame({
    ...     "state": "Andaman and Nicobar", "district": "Nicobar", "hs_code": ["03", "08"]})
    >>> found = match_product_lists(official, table, k=3)
    >>> found.exported_unlisted["hs_code"].tolist()
    ['7117', '4202', '7604']
    >>> found.listed_unexported[["listed", "value", "reason"]]
      listed  value            reason
    0     03    0.0      not exported
    1     08   10.0  exported, rank 4
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        msg = f"k must be a whole number of at least 1, got {k!r}"
        raise InvalidValueError(msg)
    listing = read_list(identified, product, codes, casefold=casefold)
    cells = prepare(
        flows,
        product=product,
        level=level if product == "hs_code" else None,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    return _match(listing, cells, int(k), product, casefold=casefold)


def _join(*columns: Iterable[str]) -> pd.Series[Any]:
    """Put reasons together, row by row; the empty ones drop out."""
    return as_text("; ".join(filter(None, row)) for row in zip(*columns, strict=True))


def _take(frame: pd.DataFrame, rows: Any) -> pd.DataFrame:
    taken: pd.DataFrame = frame.iloc[rows]
    return taken.reset_index(drop=True)


def _finish(frame: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    return frame.sort_values([*by], kind="stable", ignore_index=True).reindex(columns=[*columns])


def _repeats(n_rows: Iterable[int], n_listed: Iterable[int]) -> list[str]:
    extra = [int(a - b) for a, b in zip(n_rows, n_listed, strict=True)]
    words = "{} row{} of the list repeat{} another"
    return [words.format(e, "s" * (e > 1), "s" * (e == 1)) if e else "" for e in extra]


def _match(listing: Listing, cells: Cells, k: int, product: str, *, casefold: bool) -> ListMatch:
    items, keys = listing.items, list(listing.spelling)
    labels = list(zip(cells.state.tolist(), cells.district.tolist(), strict=True))
    where = positions_of(tuple(fold(x, casefold=casefold) for x in pair) for pair in labels)
    at = np.array([one_position(where, key, labels) for key in keys], dtype=np.intp)
    spelled = [
        labels[p] if p >= 0 else listing.spelling[key] for key, p in zip(keys, at, strict=True)
    ]
    gone = why_absent(keys, at, cells, casefold=casefold)
    place_id = {key: i for i, key in enumerate(keys)}
    pid = np.array([place_id[item.place] for item in items], dtype=np.intp)

    cell, rank, tied = leading_ranks(cells, at[at >= 0], k)
    place, lead = cells.place[cell], rank <= k
    exported = pd.DataFrame(
        {
            **cells.keys(place),
            product: text_column(cells.products, cells.product[cell]),
            "rank": rank.astype(np.int64),
            "value": cells.value[cell],
            "share_in_district": cells.value[cell] / cells.place_total[place],
            "tied": tied,
        }
    )
    listed = pd.DataFrame(
        {
            "state": as_text(spelled[p][0] for p in pid),
            "district": as_text(spelled[p][1] for p in pid),
            "listed": as_text(item.listed for item in items),
            "listed_code": as_text("; ".join(item.codes) for item in items),
            "n_rows": np.array([item.n_rows for item in items], dtype=np.int64),
        }
    )
    again = np.array(_repeats(listed["n_rows"], [1] * len(items)), dtype=object)
    at_last = np.where(tied, TIED, "").astype(object)
    pairs = covers(items, at[pid], cells, cell, casefold=casefold)
    of_item, of_cell = pairs["item"].to_numpy(), pairs["cell"].to_numpy()
    covered, matched = np.zeros(len(cell), dtype=bool), np.zeros(len(items), dtype=bool)
    covered[of_cell] = True
    matched[of_item[lead[of_cell]]] = True
    coded = np.array([bool(item.codes) for item in items], dtype=bool)
    ranks = ["rank", "value", "share_in_district", "tied"]

    hits = pairs[lead[of_cell]]
    i, c = hits["item"].to_numpy(), hits["cell"].to_numpy()
    matches = pd.concat(
        [
            _take(listed.drop(columns="listed_code"), i),
            _take(exported[[product, *ranks]], c),
            hits[["listed_code"]].reset_index(drop=True),
            as_text([listing.how] * len(hits)).rename("how"),
            _join(hits["reason"], at_last[c], again[i]).rename("reason"),
        ],
        axis=1,
    )

    only = np.flatnonzero(lead & ~covered)
    n_unknown = np.zeros(cells.n_places, dtype=np.int64)
    np.add.at(n_unknown, at[pid[~coded & (at[pid] >= 0)]], 1)
    maybe = [
        f"{n} listed text{'s' * (n > 1)} without a code may cover it" if n else ""
        for n in n_unknown[place[only]].tolist()
    ]
    unlisted = _take(exported, only).assign(reason=_join(maybe, at_last[only]))

    n = len(items)
    best = np.full(n, np.inf)
    np.minimum.at(best, of_item, rank[of_cell].astype(np.float64))
    value = kernels.sum_by(of_item, n, exported["value"].to_numpy()[of_cell])
    near = kernels.count_by(of_item[tied[of_cell]], n) > 0
    what = why_not_leading(items, cells, best, near, [gone[p] for p in pid], k, casefold=casefold)
    unknown = np.isin(what, [NO_CODE, SPECIAL, NO_NAME]) | (at[pid] < 0)
    total = np.append(cells.place_total, np.nan)[at]
    left = listed.assign(
        value=np.where(unknown, np.nan, value),
        share_in_district=np.where(unknown, np.nan, _ratio(value, total[pid])),
        rank=np.where(np.isfinite(best), best, np.nan),
        tied=near,
        reason=_join(what, [gone[p] for p in pid], again),
    )[~matched]

    def count(which: BoolArray) -> IntArray:
        return kernels.count_by(pid[which], len(keys)).astype(np.int64)

    n_rows = kernels.sum_by(pid, len(keys), listed["n_rows"].to_numpy()).astype(np.int64)
    n_listed, n_coded, n_matched = count(pid >= 0), count(coded), count(matched)
    n_leading, n_leading_listed, n_tied = (
        np.append(kernels.count_by(place[which], cells.n_places), 0)[at].astype(np.int64)
        for which in (lead, lead & covered, tied)
    )
    held = kernels.sum_by(place[covered], cells.n_places, exported["value"].to_numpy()[covered])
    known = (n_coded > 0) & (n_leading > 0)
    missing = [
        f"no code for {b - a} of {b} listed texts" if a < b else ""
        for a, b in zip(n_coded.tolist(), n_listed.tolist(), strict=True)
    ]
    tie = f"rank {k} ties with rank {k + 1}; label order decided which is in"
    by_district = pd.DataFrame(
        {
            "state": as_text(s for s, _ in spelled),
            "district": as_text(d for _, d in spelled),
            "n_rows": n_rows,
            "n_listed": n_listed,
            "n_coded": n_coded,
            "n_matched": n_matched,
            "n_leading": n_leading,
            "n_leading_listed": n_leading_listed,
            "share_listed_in_leading": np.where(known, _ratio(n_matched, n_coded), np.nan),
            "value_share_listed": np.where(known, _ratio(np.append(held, 0)[at], total), np.nan),
            "tied": n_tied > 0,
            "reason": _join(
                gone, missing, np.where(n_tied > 0, tie, ""), _repeats(n_rows, n_listed)
            ),
        }
    )
    head = [*DISTRICT, "listed", "listed_code"]
    return ListMatch(
        matches=_finish(
            matches,
            [*DISTRICT, "rank", "listed"],
            [*head, product, *ranks, "how", "n_rows", "reason"],
        ),
        exported_unlisted=_finish(unlisted, [*DISTRICT, "rank"], unlisted.columns.tolist()),
        listed_unexported=_finish(
            left,
            [*DISTRICT, "listed"],
            [*head, "value", "share_in_district", "rank", "tied", "n_rows", "reason"],
        ),
        by_district=_finish(by_district, DISTRICT, by_district.columns.tolist()),
        k=k,
        level=cells.level,
        product=product,
        n_outside=cells.n_places - int((at >= 0).sum()),
        aside=cells.aside,
        options={"casefold": casefold, "how": listing.how, **cells.options},
    )


def _ratio(part: Any, whole: Any) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
