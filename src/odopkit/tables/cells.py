"""The one way every table function gets its numbers.

A flows table is validated, one period chosen, unspecified places and special
transactions set aside, silent units added and codes rolled up, once.  What comes out is
a handful of vectors over cells (place x product) with every denominator beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.hs.code import PSEUDO_CHAPTERS, check_level
from odopkit.tables.aside import aside_frame, by_chapter, by_place, check_chapters, without_chapters
from odopkit.tables.labels import product_column, sorted_labels, text_column
from odopkit.tables.periods import choose_period, other_periods
from odopkit.tables.places import add_units, is_unspecified, unit_pairs
from odopkit.typing import UNSPECIFIED_VALUES, HSLevel, PseudoMode, UnspecifiedMode

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.typing import BoolArray, Float64Array, IntArray


NO_EXPORTS: Final = "no exports"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Export values by place and product, and what they are shares of.

    Cells are ordered by place, then product, both in label order; only ranked places,
    ranked products and positive values have one.
    """

    state: np.ndarray[Any, Any]  # labels of ranked places, in label order
    district: np.ndarray[Any, Any]
    is_unspecified: BoolArray  # ranked places without a real name (mode "unit")
    place_total: Float64Array
    products: np.ndarray[Any, Any]  # labels of ranked products
    place: IntArray  # by cell
    product: IntArray
    value: Float64Array
    nation: Float64Array  # by product, every place included in every mode
    product_total: Float64Array  # by product, the denominator of the mode
    states: np.ndarray[Any, Any]  # labels of the states of ranked places
    state_of: IntArray  # by ranked place
    state_total: Float64Array  # by state, the denominator of the mode
    total: float  # over all places, the denominator of the mode
    value_unspecified: float
    aside: pd.DataFrame
    has_units: bool
    level: int | None
    period: str | None
    n_rows: int
    options: dict[str, Any]

    @property
    def n_places(self) -> int:
        """How many places are ranked."""
        return len(self.state)

    @property
    def indptr(self) -> IntArray:
        """Where each place's cells begin."""
        counts = kernels.count_by(self.place, self.n_places)
        return np.concatenate(([0], np.cumsum(counts))).astype(np.intp)

    def keys(self, places: IntArray | None = None) -> dict[str, pd.Series[Any]]:
        """State and district columns of some places, by default all."""
        return {
            "state": text_column(self.state, places),
            "district": text_column(self.district, places),
        }

    def n_states(self, places: IntArray) -> int:
        """How many states with a real name these places span."""
        named = places[~self.unspecified_state[places]]
        return len(np.unique(self.state_of[named]))

    @property
    def unspecified_state(self) -> BoolArray:
        """By ranked place: whether its *state* has no real name."""
        return is_unspecified(self.states, self.options["unspecified_values"])[self.state_of]


def guarded(flows: pd.DataFrame) -> pd.DataFrame:
    """Validate a table whose years are compared, not chosen from."""
    from odopkit.schemas.validation import validate

    return validate(flows)


def prepare(
    flows: pd.DataFrame,
    *,
    product: str | None = None,
    level: HSLevel | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
    exclude_chapters: Sequence[str] = (),
) -> Cells:
    """Validate a flows table and lay it out by place and product.

    Without `product` the cells are one per place; special transactions and excluded
    chapters are still told apart where the table has HS codes.
    """
    from odopkit.schemas.validation import validate

    check_choice(unspecified, get_args(UnspecifiedMode), "unspecified")
    check_choice(pseudo, get_args(PseudoMode), "pseudo")
    if isinstance(unspecified_values, str):
        unspecified_values = (unspecified_values,)
    if min_value is not None and not min_value >= 0:
        msg = f"min_value must be at least 0, got {min_value!r}"
        raise InvalidValueError(msg)
    if level is not None:
        check_level(level)
    chapters = check_chapters(exclude_chapters)

    table = validate(flows)
    rows, chosen = choose_period(table, period)
    aside: list[dict[str, Any]] = []
    if rows is not None:
        aside += other_periods(table, rows)
        table = table[rows]

    values = table["value"].to_numpy()
    if chapters and "hs_code" not in table:
        msg = "exclude_chapters needs a column hs_code, which the table lacks"
        raise InvalidValueError(msg)
    if product not in (None, "hs_code") and "hs_code" in table:
        values, out = without_chapters(table["hs_code"], values, chapters, pseudo)
        aside += out

    states, state_codes = sorted_labels(table["state"])
    districts, district_codes = sorted_labels(table["district"])
    if product is None and "hs_code" not in table:
        labels: np.ndarray[Any, Any] = np.array([""], dtype=object)
        product_codes = kernels.Column(np.zeros(len(table), dtype=np.int8), 1)
        digits: int | None = None
    else:
        labels, product_codes, digits = product_column(
            table, product or "hs_code", level if product else 2
        )
    is_hs = digits is not None
    with np.errstate(over="ignore"):
        (state, district), of_cell, item, (value,) = kernels.cell_sums(
            [state_codes, district_codes, product_codes], [values]
        )
        everything = float(value.sum())
    if not np.isfinite(everything):
        msg = "the values add up beyond the range of a float; divide them by a constant"
        raise InvalidTableError(msg)

    # What is left out depends on the label of a product or on a place, so masks of cells
    # are made only where some label or place is left out.
    chapter_out = np.zeros(len(labels), dtype=bool)
    if is_hs and chapters:
        chapter_out[:] = [c[:2] in chapters for c in labels]
    special = np.array([is_hs and c[:2] in PSEUDO_CHAPTERS for c in labels], dtype=bool)
    special &= ~chapter_out
    if pseudo == "product":
        special[:] = False
    by_label = kernels.sum_by(item, len(labels), value)
    positive = bool(value.min(initial=1.0) > 0)
    used = by_label > 0 if positive else kernels.count_by(item, len(labels)) > 0
    aside += by_chapter("excluded chapter", labels, by_label, chapter_out & used, "excluded")
    how = "excluded" if pseudo == "exclude" else "in totals, not ranked"
    aside += by_chapter("special transactions", labels, by_label, special & used, how)
    kept = ~(chapter_out | special) if pseudo == "exclude" else ~chapter_out

    place_state, place_district = states[state], districts[district]
    amount = value if kept.all() else np.where(kept[item], value, 0.0)
    place_total = kernels.sum_by(of_cell, len(place_state), amount)
    named = ~(
        is_unspecified(place_state, unspecified_values)
        | is_unspecified(place_district, unspecified_values)
    )
    if units is not None:
        place_state, place_district, place_total, named, of_cell = add_units(
            unit_pairs(units, unspecified_values),
            place_state,
            place_district,
            place_total,
            named,
            of_cell,
        )
    ranked = named | (unspecified == "unit")
    # In the denominators: named places always, the rest as the mode says.
    counted = named | (unspecified != "exclude")
    small = ranked & (place_total < (min_value or 0.0))
    ranked &= ~small
    aside += by_place(
        "unspecified place",
        place_state,
        place_district,
        place_total,
        ~named & (unspecified != "unit"),
        "excluded" if unspecified == "exclude" else "in totals, not ranked",
    )
    aside += by_place(
        "small place", place_state, place_district, place_total, small, "in totals, not ranked"
    )

    state_labels, state_of = np.unique(place_state.astype(object), return_inverse=True)
    state_total = kernels.sum_by(state_of, len(state_labels), np.where(counted, place_total, 0.0))
    # Levels that a filter left behind in the categories are not products of the table.
    is_product = used & ~(special | chapter_out)
    nation = np.where(is_product, by_label, 0.0)
    product_total = nation
    if not counted.all():
        in_total = np.where(counted[of_cell], value, 0.0)
        product_total = np.where(is_product, kernels.sum_by(item, len(labels), in_total), 0.0)
    masks = [] if positive else [value > 0]
    masks += [] if is_product.all() else [is_product[item]]
    masks += [] if ranked.all() else [ranked[of_cell]]
    if masks:
        cell = np.logical_and.reduce(masks)
        of_cell, item, value = of_cell[cell], item[cell], value[cell]
    new_place, new_product = np.cumsum(ranked) - 1, np.cumsum(is_product) - 1
    kept_states, new_state = np.unique(state_of[ranked], return_inverse=True)
    return Cells(
        state=place_state[ranked],
        district=place_district[ranked],
        is_unspecified=~named[ranked],
        place_total=place_total[ranked],
        products=labels[is_product],
        place=of_cell if ranked.all() else new_place[of_cell],
        product=item if is_product.all() else new_product[item],
        value=value,
        nation=nation[is_product],
        product_total=product_total[is_product],
        states=state_labels[kept_states],
        state_of=new_state,
        state_total=state_total[kept_states],
        total=float(place_total[counted].sum()),
        value_unspecified=float(place_total[~named].sum()),
        aside=aside_frame(aside, everything),
        has_units=units is not None,
        level=digits if product else None,
        period=chosen,
        n_rows=len(table),
        options={
            "period": period,
            "unspecified": unspecified,
            "unspecified_values": tuple(unspecified_values),
            "pseudo": pseudo,
            "units": None if units is None else f"{len(units)} places given",
            "min_value": min_value,
        },
    )


def set_aside(
    flows: pd.DataFrame,
    *,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    """List what a table function leaves out of its ranking, given the same options.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    period : str, optional
        The year to use, where the table has several.
    unspecified : {"exclude", "denominator", "unit"}, default "exclude"
        Exports booked to no real place: out of everything, in totals but never ranked,
        or ranked like a district.
    unspecified_values : sequence of str
        Names that mean "no real place", in any case.
    pseudo : {"exclude", "denominator", "product"}, default "denominator"
        Chapters 98-99: out of everything, in totals but never ranked, or products.
    units : DataFrame, optional
        All places of the country (``state``, ``district``); those without rows count
        as zero.
    min_value : float, optional
        Places that export less are not ranked; totals keep them.

    Returns
    -------
    DataFrame
        One row for each unspecified or small place, for each chapter of special
        transactions and each period left out: ``kind``, ``state``, ``district``,
        ``product`` (chapter or period), ``value``, ``share`` (of the chosen period's
        exports) and ``treatment``.  Empty when nothing is set aside.

    Raises
    ------
    InvalidTableError, MixedHSLevelError, MixedPeriodError, InvalidValueError
        As :func:`odopkit.validate`, and for options outside their choices.

    Notes
    -----
    The usual mistake is to quote a share without saying what it is a share of:
    DGCI&S books about four per cent of India's exports to no district.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import set_aside
    >>> table = pd.DataFrame({"state": ["Goa", "Goa"],
    ...                       "district": ["South Goa", "UNSPECIFIED"],
    ...                       "value": [96.0, 4.0]})
    >>> set_aside(table)[["kind", "district", "value", "share", "treatment"]]
                    kind     district  value  share treatment
    0  unspecified place  UNSPECIFIED    4.0   0.04  excluded
    """
    return prepare(
        flows,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    ).aside
