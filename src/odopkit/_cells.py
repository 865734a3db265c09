"""The one way every table function gets its numbers.

A flows table is validated, one period chosen, unspecified places and special
transactions set aside, silent units added and codes rolled up, once.  What comes out is
a handful of vectors over cells (place x product) with every denominator beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError, InvalidValueError, MixedPeriodError
from odopkit.hs.code import PSEUDO_CHAPTERS, check_level, is_pseudo_chapter
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES, HSLevel, PseudoMode, UnspecifiedMode

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from odopkit.typing import BoolArray, Float64Array, IntArray

__all__ = [
    "Cells",
    "as_text_category",
    "check_choice",
    "check_share",
    "guarded",
    "prepare",
    "set_aside",
    "sorted_labels",
    "text_column",
]

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
        return _is_unspecified(self.states, self.options["unspecified_values"])[self.state_of]


def check_share(value: float, *, name: str, zero: bool = True) -> float:
    """Refuse a share that is not a fraction: 10 is meant as per cent, 0.10 is right."""
    low_ok = value >= 0 if zero else value > 0
    if isinstance(value, bool) or not (low_ok and value <= 1):
        bounds = "between 0 and 1" if zero else "above 0 and at most 1"
        msg = f"{name} must be a fraction {bounds} (0.10 is ten per cent), got {value!r}"
        raise InvalidValueError(msg)
    return float(value)


def check_choice(value: object, choices: Sequence[str], *, name: str) -> str:
    """Refuse a word that is not one of the choices."""
    if value not in choices:
        msg = f"{name} must be one of {', '.join(map(repr, choices))}; got {value!r}"
        raise InvalidValueError(msg)
    return str(value)


def text_column(labels: np.ndarray[Any, Any], positions: IntArray | None = None) -> pd.Series[Any]:
    """Labels as a text column; missing where the position is -1."""
    if positions is None:
        return pd.Series(labels.tolist(), dtype="str")
    padded = np.append(labels.astype(object), np.array([None], dtype=object))
    return pd.Series(padded[positions].tolist(), dtype="str")


def _is_unspecified(labels: Collection[str], unspecified_values: Sequence[str]) -> BoolArray:
    wanted = {v.strip().casefold() for v in unspecified_values}
    return np.array([str(x).strip().casefold() in wanted for x in labels], dtype=bool)


def sorted_labels(column: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], kernels.Column]:
    """Labels in text order, and codes renumbered to it."""
    category = column.array
    labels = np.array(category.categories.tolist(), dtype=object)
    order = np.argsort(labels, kind="stable")
    lut = np.empty(len(labels), dtype=np.intp)
    lut[order] = np.arange(len(labels))
    return labels[order], kernels.Column(category.codes, len(labels), lut)


def _product_column(
    table: pd.DataFrame, product: str, level: HSLevel | None
) -> tuple[np.ndarray[Any, Any], kernels.Column, int | None]:
    """Labels and codes of products, cut to a level where they are HS codes."""
    if product not in table:
        others = [c for c in ("hs_code", "product") if c in table]
        hint = f"; pass product={others[0]!r}" if others else ""
        msg = f"the table has no column {product!r} of products{hint}"
        raise InvalidValueError(msg)
    column = table[product]
    if product != "hs_code":
        if level is not None:
            msg = f"level={level} applies to hs_code only; leave it None for {product!r}"
            raise InvalidValueError(msg)
        return (*sorted_labels(as_text_category(column, product)), None)
    labels, codes = sorted_labels(column)
    category_labels = column.array.categories
    used = kernels.used_codes(codes.codes, len(labels))
    # One length in the whole table: validate has refused mixtures.
    length = len(category_labels[used[0]]) if len(used) else 8
    if level is not None and level > length:
        msg = f"level={level} is finer than the table's codes, which have {length} digits"
        raise InvalidValueError(msg)
    keep = level or 8
    if keep >= length:
        return labels, codes, length
    cut, new = np.unique(np.array([c[:keep] for c in labels], dtype=object), return_inverse=True)
    lut = new[codes.lut] if codes.lut is not None and len(labels) else codes.lut
    return cut, kernels.Column(codes.codes, len(cut), lut), keep


def as_text_category(column: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Encode a product column of the user's own, refusing what is not text."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    levels = column.array.categories.tolist()
    if column.array.codes.min(initial=0) < 0 or not all(
        isinstance(c, str) and c.strip() for c in levels
    ):
        msg = f"column {name!r} must be text without missing or empty entries"
        raise InvalidTableError(msg)
    return column


def _choose_period(table: pd.DataFrame, period: str | None) -> tuple[BoolArray | None, str | None]:
    """Rows of the chosen period (None for all of them), and its name."""
    if "period" not in table:
        if period is not None:
            msg = f"period={period!r} was asked for, but the table has no period column"
            raise InvalidValueError(msg)
        return None, None
    category = table["period"].array
    labels = category.categories.tolist()
    used = [labels[i] for i in kernels.used_codes(category.codes, len(labels))]
    if period is None:
        if len(used) > 1:
            shown = ", ".join(sorted(used)[:4]) + (" …" if len(used) > 4 else "")
            msg = f"the table holds {len(used)} periods ({shown}); choose one with period="
            raise MixedPeriodError(msg, periods=tuple(sorted(used)))
        return None, used[0] if used else None
    if period not in used:
        msg = f"there is no period {period!r}; the table holds {', '.join(sorted(used))}"
        raise InvalidValueError(msg)
    if len(used) == 1:
        return None, period
    return category.codes == labels.index(period), period


def _unit_pairs(units: pd.DataFrame, unspecified_values: Sequence[str]) -> list[tuple[str, str]]:
    if not isinstance(units, pd.DataFrame) or any(c not in units for c in DISTRICT):
        got = list(units.columns) if isinstance(units, pd.DataFrame) else type(units).__name__
        msg = f"units must be a DataFrame with columns state and district, got {got}"
        raise InvalidValueError(msg)
    pairs = list(zip(units["state"].tolist(), units["district"].tolist(), strict=True))
    for row, pair in zip(units.index, pairs, strict=True):
        if not all(isinstance(x, str) and x and x == x.strip() for x in pair):
            msg = f"units row {row!r} is {pair}; both names must be text without outer blanks"
            raise InvalidValueError(msg)
    names = [name for pair in pairs for name in pair]
    bare = _is_unspecified(names, unspecified_values).reshape(-1, 2)
    return sorted({p for p, b in zip(pairs, bare, strict=True) if not b.any()})


def guarded(flows: pd.DataFrame) -> pd.DataFrame:
    """Validate a table whose years are compared, not chosen from."""
    from odopkit.schemas import validate

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
    from odopkit.schemas import validate

    check_choice(unspecified, get_args(UnspecifiedMode), name="unspecified")
    check_choice(pseudo, get_args(PseudoMode), name="pseudo")
    if isinstance(unspecified_values, str):
        unspecified_values = (unspecified_values,)
    if min_value is not None and not min_value >= 0:
        msg = f"min_value must be at least 0, got {min_value!r}"
        raise InvalidValueError(msg)
    if level is not None:
        check_level(level)
    chapters = _check_chapters(exclude_chapters)

    table = validate(flows)
    rows, chosen = _choose_period(table, period)
    aside: list[dict[str, Any]] = []
    if rows is not None:
        aside += _other_periods(table, rows)
        table = table[rows]

    values = table["value"].to_numpy()
    if chapters and "hs_code" not in table:
        msg = "exclude_chapters needs a column hs_code, which the table lacks"
        raise InvalidValueError(msg)
    if product not in (None, "hs_code") and "hs_code" in table:
        values, out = _without_chapters(table["hs_code"], values, chapters, pseudo)
        aside += out

    states, state_codes = sorted_labels(table["state"])
    districts, district_codes = sorted_labels(table["district"])
    if product is None and "hs_code" not in table:
        labels: np.ndarray[Any, Any] = np.array([""], dtype=object)
        product_codes = kernels.Column(np.zeros(len(table), dtype=np.int8), 1)
        digits: int | None = None
    else:
        labels, product_codes, digits = _product_column(
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
    aside += _by_chapter("excluded chapter", labels, by_label, chapter_out & used, "excluded")
    how = "excluded" if pseudo == "exclude" else "in totals, not ranked"
    aside += _by_chapter("special transactions", labels, by_label, special & used, how)
    kept = ~(chapter_out | special) if pseudo == "exclude" else ~chapter_out

    place_state, place_district = states[state], districts[district]
    amount = value if kept.all() else np.where(kept[item], value, 0.0)
    place_total = kernels.sum_by(of_cell, len(place_state), amount)
    named = ~(
        _is_unspecified(place_state, unspecified_values)
        | _is_unspecified(place_district, unspecified_values)
    )
    if units is not None:
        place_state, place_district, place_total, named, of_cell = _add_units(
            _unit_pairs(units, unspecified_values),
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
    aside += _by_place(
        "unspecified place",
        place_state,
        place_district,
        place_total,
        ~named & (unspecified != "unit"),
        "excluded" if unspecified == "exclude" else "in totals, not ranked",
    )
    aside += _by_place(
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
        aside=_aside_frame(aside, everything),
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


def _check_chapters(chapters: Sequence[str]) -> frozenset[str]:
    chapters = (chapters,) if isinstance(chapters, str) else tuple(chapters)
    for chapter in chapters:
        if not (isinstance(chapter, str) and len(chapter) == 2 and chapter.isdigit()):
            msg = f"exclude_chapters takes two-digit text such as '27', got {chapter!r}"
            raise InvalidValueError(msg)
    return frozenset(chapters)


def _without_chapters(
    codes: pd.Series[Any], values: Float64Array, chapters: frozenset[str], pseudo: str
) -> tuple[Float64Array, list[dict[str, Any]]]:
    """Zero the rows of chapters left out, where products are not the HS codes themselves.

    Zeroed, not dropped: a place that exports nothing else is still a place.
    """
    labels = np.array(codes.array.categories.tolist(), dtype=object)
    of_row = codes.array.codes
    excluded = np.array([c[:2] in chapters for c in labels], dtype=bool)
    special = np.array([pseudo == "exclude" and is_pseudo_chapter(c) for c in labels], dtype=bool)
    special &= ~excluded
    if not (excluded | special)[of_row].any():
        return values, []
    by_label = kernels.sum_by(of_row, len(labels), values)
    used = kernels.count_by(of_row, len(labels)) > 0
    aside = _by_chapter("excluded chapter", labels, by_label, excluded & used, "excluded")
    aside += _by_chapter("special transactions", labels, by_label, special & used, "excluded")
    return np.where((excluded | special)[of_row], 0.0, values), aside


def _add_units(
    wanted: list[tuple[str, str]],
    state: np.ndarray[Any, Any],
    district: np.ndarray[Any, Any],
    total: Float64Array,
    named: BoolArray,
    of_cell: IntArray,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Float64Array, BoolArray, IntArray]:
    """Add the silent places with zero, and put all places in label order again."""
    present = set(zip(state.tolist(), district.tolist(), strict=True))
    silent = [p for p in wanted if p not in present]
    if not silent:
        return state, district, total, named, of_cell
    state = np.append(state, np.array([s for s, _ in silent], dtype=object))
    district = np.append(district, np.array([d for _, d in silent], dtype=object))
    order = np.lexsort((district.astype(str), state.astype(str)))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    zeros = np.zeros(len(silent))
    return (
        state[order],
        district[order],
        np.append(total, zeros)[order],
        np.append(named, zeros == 0)[order],
        rank[of_cell],
    )


def _other_periods(table: pd.DataFrame, rows: BoolArray) -> list[dict[str, Any]]:
    category = table["period"].array
    sums = kernels.sum_by(
        category.codes[~rows], len(category.categories), table["value"].to_numpy()[~rows]
    )
    used = kernels.used_codes(category.codes[~rows], len(category.categories))
    return [
        {"kind": "other period", "product": str(category.categories[i]), "value": sums[i]}
        | {"treatment": "excluded"}
        for i in used
    ]


def _by_chapter(
    kind: str,
    labels: np.ndarray[Any, Any],
    by_label: Float64Array,
    which: BoolArray,
    treatment: str,
) -> list[dict[str, Any]]:
    """List the value of some labels by chapter."""
    found: dict[str, float] = {}
    for i in np.flatnonzero(which):
        chapter = str(labels[i][:2])
        found[chapter] = found.get(chapter, 0.0) + float(by_label[i])
    return [
        {"kind": kind, "product": chapter, "value": found[chapter], "treatment": treatment}
        for chapter in sorted(found)
    ]


def _by_place(
    kind: str,
    state: np.ndarray[Any, Any],
    district: np.ndarray[Any, Any],
    total: Float64Array,
    which: BoolArray,
    treatment: str,
) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "state": state[i], "district": district[i], "value": float(total[i])}
        | {"treatment": treatment}
        for i in np.flatnonzero(which)
    ]


def _aside_frame(rows: list[dict[str, Any]], everything: float) -> pd.DataFrame:
    text = ("kind", "state", "district", "product")
    out: dict[str, pd.Series[Any]] = {
        c: pd.Series([str(row.get(c, "")) for row in rows], dtype="str") for c in text
    }
    out["value"] = pd.Series([row["value"] for row in rows], dtype=np.float64)
    out["share"] = out["value"] / (everything if everything > 0 else np.nan)
    out["treatment"] = pd.Series([row["treatment"] for row in rows], dtype="str")
    return pd.DataFrame(out)


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
