"""The two-product rule, district by district and by state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_fraction, check_number
from odopkit.dominance.rules import DominanceRule, as_rule, is_double
from odopkit.errors.frames import check_table
from odopkit.tables.cells import NO_EXPORTS, NOT_RANKED, Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.tables.national import national_totals
from odopkit.typing import TOLERANCE, UNSPECIFIED_VALUES, DominanceBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import (
        BoolArray,
        Float64Array,
        HSLevel,
        IntArray,
        NationalTotals,
        PseudoMode,
        UnspecifiedMode,
    )


def ratio(part: Float64Array, whole: Float64Array) -> Float64Array:
    """Divide where there is something to divide by; NaN elsewhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def at(values: np.ndarray[Any, Any], positions: IntArray, empty: float) -> np.ndarray[Any, Any]:
    """Take values at positions, and a filler where the position is -1."""
    if not len(values):
        return np.full(positions.shape, empty)
    return np.where(positions >= 0, values[positions], empty)


def silent_reason(cells: Cells, places: IntArray) -> np.ndarray[Any, Any]:
    """Say why places have no leading product."""
    return np.where(cells.place_total[places] > 0, NOT_RANKED, NO_EXPORTS).astype(object)


def dominance_table(
    flows: pd.DataFrame,
    *,
    rule: DominanceRule | str,
    level: HSLevel | None = None,
    product: str = "hs_code",
    threshold: float = 0.10,
    basis: DominanceBasis = "district",
    national: NationalTotals = None,
    small_value: float | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""First and second product of each district, their gap, and the rule's verdict.

    .. math:: s_1 - s_2 = \frac{x_{(1)} - x_{(2)}}{X_d} > t,

    where :math:`x_{(1)} \ge x_{(2)}` are the two largest products of district :math:`d`,
    :math:`X_d` its exports and :math:`t` the threshold; which side of it is called
    "double" is the `rule`'s choice, see :class:`DominanceRule`.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    rule : DominanceRule or str
        No default, because the readings contradict each other: the source paper's
        sentence calls a gap of *more* than ten points "double" (``as_published``),
        most readers expect "single" (``conventional``).
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    threshold : float, default 0.10
        A fraction: 0.10 is ten percentage points.  A gap of exactly the threshold
        is not above it (tolerance 1e-12 of the total).
    basis : {"district", "national"}, default "district"
        Shares of the district's exports, or of the nation's exports of each product.
        Ranks stay by value in the district; a national gap may be negative.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the same unit; by default the table's own
        sums, unspecified places included.
    small_value : float, optional
        Districts that export less are flagged as ``too_small`` to read; they still count.
        `min_value` takes them out of the table.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per district, by state and name: ``n_products`` (with exports),
        ``value``, ``first_code``, ``first_value``, ``first_share``, the same for
        ``second``, ``gap`` (a fraction), ``gap_above_threshold``, ``tied`` (the order of
        the first two, or who is second, was settled by label), ``single_or_double``,
        ``case`` (``ordinary``, ``only_product``, ``no_exports``), ``too_small``, ``rule``,
        ``reason``.

    Raises
    ------
    InvalidValueError
        If `rule`, `basis` or an option is unknown, or `threshold` is not a fraction.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    A district with a single product has a second share of 0; the rule then follows
    its formula, so ``as_published`` calls it double.  ``case`` tells it apart.

    Source: :cite:t:`Gaur2023`, section 5 and Table 2.  ``basis="national"`` with
    ``conventional`` is the reading by national shares.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import dominance_table
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Karnal", "Panipat", "Panipat"],
    ...     "hs_code": ["10063020", "84212190", "57032090", "63026090"],
    ...     "value": [76.0, 24.0, 52.0, 48.0]})
    >>> verdict = dominance_table(table, rule="conventional")
    >>> verdict[["district", "first_code", "gap", "single_or_double"]]
      district first_code   gap single_or_double
    0   Karnal   10063020  0.52           single
    1  Panipat   57032090  0.04           double
    """
    rule = as_rule(rule)
    check_fraction(threshold, "threshold")
    check_choice(basis, get_args(DominanceBasis), "basis")
    check_small(small_value)
    cells = prepare(
        flows,
        product=product,
        level=level,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    nation = national_totals(cells, national, product)
    return dominance_of(cells, rule, threshold, basis, nation, small_value=small_value)


def check_small(small_value: float | None) -> None:
    """Refuse a least value that is no amount of money."""
    if small_value is not None:
        check_number(small_value, "small_value", least=0)


def dominance_of(
    cells: Cells,
    rule: DominanceRule,
    threshold: float,
    basis: str,
    national: Float64Array,
    *,
    small_value: float | None = None,
) -> pd.DataFrame:
    """Build the dominance table of cells that are laid out already, as the study has them."""
    two = leading_two(cells, basis, national)
    gap = two.first_share - two.second_share
    defined = two.has_first & ~np.isnan(gap)
    with np.errstate(invalid="ignore"):
        amounts = (two.first_amount, two.second_amount, two.whole_amount)
        wide = is_double(DominanceRule.AS_PUBLISHED, *amounts, threshold)
        double = is_double(rule, *amounts, threshold)
    reason = np.full(cells.n_places, "", dtype=object)
    reason[two.has_first & ~defined] = "no national total for the first or second product"
    silent = np.flatnonzero(~two.has_first)
    reason[silent] = silent_reason(cells, silent)
    return pd.DataFrame(
        {
            **cells.keys(),
            "n_products": np.diff(cells.indptr),
            "value": cells.place_total,
            "first_code": text_column(cells.products, two.product[:, 0]),
            "first_value": two.first,
            "first_share": two.first_share,
            "second_code": text_column(cells.products, two.product[:, 1]),
            "second_value": two.second,
            "second_share": two.second_share,
            "gap": gap,
            "gap_above_threshold": defined & wide,
            "tied": two.tied,
            "single_or_double": text_column(
                np.array(["single", "double"], dtype=object),
                np.where(defined, double.astype(np.intp), -1),
            ),
            "case": text_column(
                np.array(["no_exports", "only_product", "ordinary"], dtype=object),
                two.has_first.astype(np.intp) + (two.product[:, 1] >= 0),
            ),
            "too_small": two.has_first & (cells.place_total < (small_value or 0.0)),
            "rule": str(rule),
            "reason": text_column(reason),
        }
    ).astype({"rule": "str"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadingTwo:
    """First and second product of each place, and the amounts that rules compare."""

    product: IntArray  # shape (n_places, 2), -1 where there is none
    first: Float64Array
    second: Float64Array
    tied: BoolArray
    first_share: Float64Array
    second_share: Float64Array
    first_amount: Float64Array
    second_amount: Float64Array
    whole_amount: Float64Array

    @property
    def has_first(self) -> BoolArray:
        """Whether a place exports any product that is ranked."""
        return self.product[:, 0] >= 0


def leading_two(cells: Cells, basis: str, national: Float64Array) -> LeadingTwo:
    """Find the first two products of each place, with what rules compare."""
    top = kernels.top_positions(cells.value, cells.indptr, 3)
    first, second, third = (at(cells.value, top[:, j], 0.0) for j in range(3))
    has_first, has_second = top[:, 0] >= 0, top[:, 1] >= 0
    whole = cells.place_total
    tie = TOLERANCE * whole
    tied = has_second & ((first - second <= tie) | ((second - third <= tie) & (top[:, 2] >= 0)))
    if basis == "national":
        share = ratio(cells.value, national[cells.product])
        s1 = at(share, top[:, 0], np.nan)
        s2 = np.where(has_second, at(share, top[:, 1], np.nan), 0.0)
        amounts = s1, s2, np.ones(cells.n_places)
    else:
        s1, s2 = ratio(first, whole), ratio(second, whole)
        amounts = first, second, whole
    return LeadingTwo(
        product=at(cells.product, top[:, :2], -1),
        first=first,
        second=second,
        tied=tied,
        first_share=np.where(has_first, s1, np.nan),
        second_share=np.where(has_first, s2, np.nan),
        first_amount=amounts[0],
        second_amount=amounts[1],
        whole_amount=amounts[2],
    )


def dominance_by_state(table: pd.DataFrame) -> pd.DataFrame:
    """Count single- and double-product districts by state: the twin of Table 2.

    Parameters
    ----------
    table : DataFrame
        What :func:`dominance_table` returned.

    Returns
    -------
    DataFrame
        ``state``, ``single``, ``double``, ``only_product`` (districts with one product;
        they are also in single or double), ``too_small`` (likewise),
        ``no_exports``, ``n_units`` = single + double
        + no_exports, and ``reason``; the last row is the sum, ``state == "Total"``.
        Districts whose verdict is undefined though they export are in none of them, and
        ``reason`` counts them.

    Raises
    ------
    InvalidTableError
        If `table` lacks ``state``, ``single_or_double`` or ``case``.

    Notes
    -----
    Source: :cite:t:`Gaur2023`, Table 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import dominance_by_state, dominance_table
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Karnal", "Panipat"],
    ...     "hs_code": ["10063020", "84212190", "57032090"],
    ...     "value": [76.0, 24.0, 52.0]})
    >>> dominance_by_state(dominance_table(table, rule="conventional"))
         state  single  double  only_product  too_small  no_exports  n_units reason
    0  Haryana       2       0             1          0           0        2
    1    Total       2       0             1          0           0        2
    """
    needed = ("state", "single_or_double", "case")
    check_table(table, "table", needed, of="the result of dominance_table")
    flags = pd.DataFrame(
        {
            "state": table["state"].astype("str"),
            "single": table["single_or_double"].eq("single").astype(np.int64),
            "double": table["single_or_double"].eq("double").astype(np.int64),
            "only_product": table["case"].eq("only_product").astype(np.int64),
            # A table of one's own, or of an older version, may lack the flag.
            "too_small": table["too_small"].astype(np.int64) if "too_small" in table else 0,
            "no_exports": table["case"].eq("no_exports").astype(np.int64),
            "all": 1,
        }
    )
    counts = flags.groupby("state", sort=True, as_index=False).sum()
    numbers = counts.drop(columns="state").sum().astype(np.int64)
    total = pd.DataFrame([{"state": "Total", **numbers.to_dict()}])
    counts = pd.concat([counts, total], ignore_index=True).astype({"state": "str"})
    counts["n_units"] = counts["single"] + counts["double"] + counts["no_exports"]
    without = counts.pop("all") - counts["n_units"]
    counts["reason"] = pd.Series(
        [f"{n} with exports but no verdict" if n else "" for n in without], dtype="str"
    )
    return counts
