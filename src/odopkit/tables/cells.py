"""The one way every table function gets its numbers.

A flows table is validated, one period chosen, unspecified places and special
transactions set aside, silent units added and codes rolled up, once.  What comes out is
a handful of vectors over cells (place x product) with every denominator beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypedDict, get_args

import numpy as np

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_number
from odopkit.hs.code import check_level
from odopkit.tables.aside import AsideRow, aside_frame, by_chapter, by_place, check_chapters
from odopkit.tables.labels import text_column
from odopkit.tables.layout import NO_PRODUCT, VALUE, guarded, lay_out
from odopkit.tables.places import (
    Places,
    add_units,
    check_unspecified,
    is_unspecified,
    unit_pairs,
)
from odopkit.typing import UNSPECIFIED_VALUES, HSLevel, PseudoMode, UnspecifiedMode

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.tables.layout import Layout
    from odopkit.typing import BoolArray, Float64Array, IntArray


NO_EXPORTS: Final = "no exports"
NOT_RANKED: Final = "only special transactions (chapters 98-99) or the rest of the products"
IN_TOTALS: Final = "in totals, not ranked"


class RankOptions(TypedDict, total=False):
    """Which places are ranked; asked of a layout, whose period and products are chosen."""

    unspecified: UnspecifiedMode
    unspecified_values: Sequence[str]
    units: pd.DataFrame | None
    min_value: float | None


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


def check_options(
    *,
    unspecified: UnspecifiedMode,
    pseudo: PseudoMode,
    min_value: float | None,
    level: HSLevel | None = None,
    exclude_chapters: Sequence[str] = (),
) -> None:
    """Refuse options outside their choices, before the table is looked at."""
    check_choice(unspecified, get_args(UnspecifiedMode), "unspecified")
    check_choice(pseudo, get_args(PseudoMode), "pseudo")
    if min_value is not None:
        check_number(min_value, "min_value", least=0)
    if level is not None:
        check_level(level)
    check_chapters(exclude_chapters)


def prepare(
    flows: pd.DataFrame,
    *,
    product: str = NO_PRODUCT,
    level: HSLevel | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
    exclude_chapters: Sequence[str] = (),
) -> Cells:
    """Validate a flows table, lay it out by place and product, and set aside what is not ranked.

    Without `product` the cells are one per place; special transactions and excluded
    chapters are still told apart where the table has HS codes.
    """
    check_options(
        unspecified=unspecified,
        pseudo=pseudo,
        min_value=min_value,
        level=level,
        exclude_chapters=exclude_chapters,
    )
    layout = lay_out(
        guarded(flows),
        product=product,
        level=level,
        period=period,
        pseudo=pseudo,
        exclude_chapters=exclude_chapters,
    )
    return cells_of(
        layout,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        units=units,
        min_value=min_value,
    )


def cells_of(
    layout: Layout,
    *,
    column: str = VALUE,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> Cells:
    """Take the cells of a layout that are ranked, with every denominator beside them.

    `column` names which of its sums are laid out: the value, or what else was summed.
    """
    unspecified_values = check_unspecified(unspecified_values)
    value = layout.sums[column]
    products = _products_left_out(layout, value)
    amount = value if products.kept.all() else np.where(products.kept[layout.item], value, 0.0)
    places = _places(layout, amount, unspecified_values, units)
    ranked = places.named | (unspecified == "unit")
    # In the denominators: named places always, the rest as the mode says.
    counted = places.named | (unspecified != "exclude")
    small = ranked & (places.total < (min_value or 0.0))
    how = "excluded" if unspecified == "exclude" else IN_TOTALS
    aside = [
        *layout.aside,
        *products.aside,
        *by_place("unspecified place", places, ~places.named & (unspecified != "unit"), how),
        *by_place("small place", places, small, IN_TOTALS),
    ]
    options = {
        "period": layout.asked,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": layout.pseudo,
        "units": None if units is None else f"{len(units)} places given",
        "min_value": min_value,
    }
    return _compact(
        layout, value, products, places, ranked & ~small, counted, aside, options, units is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Products:
    """What each product exports, and which are no products of a ranking."""

    by_label: Float64Array
    kept: BoolArray  # in the totals of places
    ranked: BoolArray
    aside: list[AsideRow]


def _products_left_out(layout: Layout, value: Float64Array) -> _Products:
    """Find chapters that are excluded and special transactions, and list their value."""
    # What is left out depends on the label of a product or on a place, so masks of cells
    # are made only where some label or place is left out.
    labels, n = layout.labels, len(layout.labels)
    excluded, special, rest = layout.left_out()
    by_label = kernels.sum_by(layout.item, n, value)
    positive = bool(value.min(initial=1.0) > 0)
    used = by_label > 0 if positive else kernels.count_by(layout.item, n) > 0
    how = "excluded" if layout.pseudo == "exclude" else IN_TOTALS
    aside = by_chapter("excluded chapter", labels, by_label, excluded & used, "excluded")
    aside += by_chapter("special transactions", labels, by_label, special & used, how)
    if rest.any():
        value_of_rest = float(by_label[rest].sum())
        aside.append(
            AsideRow(kind="rest of the products", value=value_of_rest, treatment=IN_TOTALS)
        )
    return _Products(
        by_label=by_label,
        kept=~(excluded | special) if layout.pseudo == "exclude" else ~excluded,
        # Levels that a filter left behind in the categories are not products of the table.
        ranked=used & ~(special | excluded | rest),
        aside=aside,
    )


def _places(
    layout: Layout,
    amount: Float64Array,
    unspecified_values: Sequence[str],
    units: pd.DataFrame | None,
) -> Places:
    """Add places up, tell those without a real name, and add those that the caller names."""
    state, district, of_cell = layout.state, layout.district, layout.of_cell
    total = kernels.sum_by(of_cell, len(state), amount)
    named = ~(
        is_unspecified(state, unspecified_values) | is_unspecified(district, unspecified_values)
    )
    if units is not None:
        wanted = unit_pairs(units, unspecified_values)
        state, district, total, named, of_cell = add_units(
            wanted, state, district, total, named, of_cell
        )
    return Places(state=state, district=district, total=total, named=named, of_cell=of_cell)


def _compact(
    layout: Layout,
    value: Float64Array,
    products: _Products,
    places: Places,
    ranked: BoolArray,
    counted: BoolArray,
    aside: list[AsideRow],
    options: dict[str, Any],
    has_units: bool,
) -> Cells:
    """Keep positive cells of ranked places and products, renumbered, and all denominators."""
    everything = float(value.sum())
    state_labels, state_of = np.unique(places.state.astype(object), return_inverse=True)
    in_state = np.where(counted, places.total, 0.0)
    state_total = kernels.sum_by(state_of, len(state_labels), in_state)
    of_cell, item, is_product = places.of_cell, layout.item, products.ranked
    nation = np.where(is_product, products.by_label, 0.0)
    product_total = nation
    if not counted.all():
        in_total = np.where(counted[of_cell], value, 0.0)
        sums = kernels.sum_by(item, len(layout.labels), in_total)
        product_total = np.where(is_product, sums, 0.0)
    masks = [] if value.min(initial=1.0) > 0 else [value > 0]
    masks += [] if is_product.all() else [is_product[item]]
    masks += [] if ranked.all() else [ranked[of_cell]]
    if masks:
        cell = np.logical_and.reduce(masks)
        of_cell, item, value = of_cell[cell], item[cell], value[cell]
    new_place, new_product = np.cumsum(ranked) - 1, np.cumsum(is_product) - 1
    kept_states, new_state = np.unique(state_of[ranked], return_inverse=True)
    return Cells(
        state=places.state[ranked],
        district=places.district[ranked],
        is_unspecified=~places.named[ranked],
        place_total=places.total[ranked],
        products=layout.labels[is_product],
        place=of_cell if ranked.all() else new_place[of_cell],
        product=item if is_product.all() else new_product[item],
        value=value,
        nation=nation[is_product],
        product_total=product_total[is_product],
        states=state_labels[kept_states],
        state_of=new_state,
        state_total=state_total[kept_states],
        total=float(places.total[counted].sum()),
        value_unspecified=float(places.total[~places.named].sum()),
        aside=aside_frame(aside, everything),
        has_units=has_units,
        level=layout.level,
        period=layout.period,
        n_rows=layout.n_rows,
        options=options,
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
        ``what`` (the chapter or period), ``value``, ``share`` (of the chosen period's
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
