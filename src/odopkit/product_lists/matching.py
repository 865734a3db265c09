"""Listed products against leading ones, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from odopkit._kernels.arguments import check_whole
from odopkit.product_lists import outcomes
from odopkit.product_lists.comparison import compare
from odopkit.product_lists.listing import read_list
from odopkit.results import Result, plain, records
from odopkit.tables.cells import prepare
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.typing import HSLevel, PseudoMode, UnspecifiedMode


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ListMatch(Result):
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
        ``share_in_district`` (exports of listed products in the district's exports),
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
    options: dict[str, object] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of `by_district`."""
        return self.by_district.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the counts over all listed districts, and every table as a list of records.

        Returns
        -------
        dict
            Strict JSON: ``k``, ``level``, ``product``, ``options``, ``n_districts`` on the
            list, of them ``n_districts_exporting`` and ``n_districts_matched``, the sums of
            the counts of `by_district`, ``n_outside``, then the five tables.
        """
        counts = ("n_rows", "n_listed", "n_coded", "n_matched", "n_leading", "n_leading_listed")
        table = self.by_district
        return {
            "k": self.k,
            "level": self.level,
            "product": self.product,
            "options": plain(self.options),
            "n_districts": len(table),
            "n_districts_exporting": int((table["n_leading"] > 0).sum()),
            "n_districts_matched": int((table["n_matched"] > 0).sum()),
            **{c: int(table[c].sum()) for c in counts},
            "n_outside": self.n_outside,
            "matches": records(self.matches),
            "exported_unlisted": records(self.exported_unlisted),
            "listed_unexported": records(self.listed_unexported),
            "by_district": records(table),
            "aside": records(self.aside),
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
        case.  Outer blanks never count; every other difference of spelling does.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    ListMatch
        Matches, leading products that are not listed, listed products that are not
        leading (each with its reason), and counts by district.  Places are spelled as
        in `flows`, or as on the list.

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
    There are several such lists: say which one is compared.  Services have no HS code and
    stay in ``listed_unexported``.
    The usual mistake is to read ``share_listed_in_leading`` without the level: a listed
    chapter matches more than a listed heading.  ``share_in_district`` counts the whole
    parent of a code finer than `level`.  Where rank `k` ties with the next, the lower
    label is in, and ``tied`` says so.

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
    k = check_whole(k, "k", least=1)
    official = read_list(identified, product, codes, casefold=casefold)
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
    found = compare(official, cells, product=product, k=k, casefold=casefold)
    return ListMatch(
        matches=outcomes.matches(found),
        exported_unlisted=outcomes.exported_unlisted(found),
        listed_unexported=outcomes.listed_unexported(found),
        by_district=outcomes.by_district(found),
        k=k,
        level=cells.level,
        product=product,
        n_outside=cells.n_places - int((found.where >= 0).sum()),
        aside=cells.aside,
        options={"casefold": casefold, "how": official.how, **cells.options},
    )
