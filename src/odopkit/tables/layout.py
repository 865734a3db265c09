"""Flows summed once by place and product, before anything is set aside.

A table is validated, one period chosen and its rows summed by state, district, product
and, where asked for, one more column.  Whatever else is asked of the same table is asked
of these sums, not of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.hs.code import PSEUDO_CHAPTERS
from odopkit.tables.aside import check_chapters, without_chapters
from odopkit.tables.labels import as_text_category, product_column, sorted_labels
from odopkit.tables.periods import choose_period, other_periods
from odopkit.typing import REST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from odopkit.tables.aside import AsideRow
    from odopkit.typing import BoolArray, Float64Array, HSLevel, IntArray, PseudoMode

VALUE: Final = "value"
NO_PRODUCT: Final = "(none)"
"""In place of a column of products, where the cells are one per place."""


class LayoutOptions(TypedDict, total=False):
    """Which year and which products count, whatever the products are."""

    period: str | None
    pseudo: PseudoMode
    exclude_chapters: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Sums by place and product (and one more column), ordered by label.

    Every combination that occurs has a cell, with or without value.
    """

    state: np.ndarray[Any, Any]  # labels of each place that occurs
    district: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]  # of products
    parts: np.ndarray[Any, Any] | None  # labels of the further column
    of_cell: IntArray  # the place of each cell, ascending
    item: IntArray  # its product, ascending in a place
    part: IntArray | None
    sums: dict[str, Float64Array]  # by cell, under the name of what was summed
    digits: int | None  # of HS codes; None where products are not HS codes
    length: int | None  # of the table's own codes, before they were cut
    level: int | None  # None also where no products were asked for
    chapters: frozenset[str]
    pseudo: PseudoMode
    aside: tuple[AsideRow, ...]
    asked: str | None
    period: str | None
    n_rows: int

    @property
    def value(self) -> Float64Array:
        """Export value of each cell."""
        return self.sums[VALUE]

    def over_parts(self) -> Layout:
        """Add the further column up, as if it had never been asked for."""
        if self.part is None:
            return self
        new = np.r_[True, (np.diff(self.of_cell) != 0) | (np.diff(self.item) != 0)]
        starts = np.flatnonzero(new[: len(self.item)])
        return replace(
            self,
            of_cell=self.of_cell[starts],
            item=self.item[starts],
            part=None,
            parts=None,
            sums={
                name: np.add.reduceat(x, starts) if len(x) else x for name, x in self.sums.items()
            },
        )

    def left_out(self) -> tuple[BoolArray, BoolArray, BoolArray]:
        """Tell the labels of excluded chapters, of special transactions, and of the rest."""
        n = len(self.labels)
        excluded, special = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        if self.digits is not None:
            excluded[:] = [c[:2] in self.chapters for c in self.labels]
            special[:] = [c[:2] in PSEUDO_CHAPTERS for c in self.labels]
        rest = np.array([c == REST for c in self.labels], dtype=bool)
        return excluded, special & ~excluded & (self.pseudo != "product"), rest

    def by_pairs(self) -> tuple[Layout, IntArray, IntArray]:
        """Take pairs of product and part for products, and say what each pair is made of.

        Pairs are numbers, not HS codes: what is out of everything is zeroed here.
        """
        if self.part is None or self.parts is None:
            msg = "by_pairs needs a layout by one more column"
            raise ValueError(msg)
        width = max(len(self.parts), 1)
        used, item = np.unique(self.item * np.intp(width) + self.part, return_inverse=True)
        product, part = np.divmod(used, width)
        excluded, special, _ = self.left_out()
        out = (excluded | special if self.pseudo == "exclude" else excluded)[self.item]
        pairs = replace(
            self,
            labels=used,
            item=item.astype(np.intp, copy=False),
            part=None,
            parts=None,
            digits=None,
            level=None,
            chapters=frozenset(),
            sums={n: np.where(out, 0.0, x) if out.any() else x for n, x in self.sums.items()},
        )
        return pairs, product, part


def guarded(flows: pd.DataFrame) -> pd.DataFrame:
    """Validate a flows table: the one place where measures import the guard."""
    from odopkit.schemas import validate

    return validate(flows)


def lay_out(
    table: pd.DataFrame,
    *,
    product: str = NO_PRODUCT,
    level: HSLevel | None = None,
    part: str | None = None,
    period: str | None = None,
    pseudo: PseudoMode = "denominator",
    exclude_chapters: Sequence[str] = (),
    more: Mapping[str, Float64Array] | None = None,
) -> Layout:
    """Sum a validated table by place, product and `part`; `more` are further vectors of its rows.

    Without `product` the cells are one per place; special transactions and excluded
    chapters are still told apart where the table has HS codes.
    """
    chapters = check_chapters(exclude_chapters)
    if chapters and "hs_code" not in table:
        msg = "exclude_chapters needs a column hs_code, which the table lacks"
        raise InvalidValueError(msg)
    rows, chosen = choose_period(table, period)
    amounts = {VALUE: table["value"].to_numpy(), **(more or {})}
    aside: list[AsideRow] = []
    if rows is not None:
        aside += other_periods(table, rows)
        table = table[rows]
        amounts = {name: x[rows] for name, x in amounts.items()}
    if product not in (NO_PRODUCT, "hs_code") and "hs_code" in table:
        amounts, out = without_chapters(table["hs_code"], amounts, chapters, pseudo)
        aside += out
    states, state_codes = sorted_labels(table["state"])
    districts, district_codes = sorted_labels(table["district"])
    labels, product_codes, digits, length = _products(table, product, level)
    keys = [state_codes, district_codes, product_codes]
    parts = None
    if part is not None:
        parts, part_codes = sorted_labels(as_text_category(table[part], part))
        keys.append(part_codes)
    state, district, cells, sums = _summed(keys, list(amounts.values()))
    return Layout(
        state=states[state],
        district=districts[district],
        labels=labels,
        parts=parts,
        of_cell=cells[0],
        item=cells[1],
        part=cells[2] if part is not None else None,
        sums=dict(zip(amounts, sums, strict=True)),
        digits=digits,
        length=length,
        level=None if product == NO_PRODUCT else digits,
        chapters=chapters,
        pseudo=pseudo,
        aside=tuple(aside),
        asked=period,
        period=chosen,
        n_rows=len(table),
    )


def _summed(
    keys: list[kernels.Column], amounts: list[Float64Array]
) -> tuple[IntArray, IntArray, tuple[IntArray, ...], list[Float64Array]]:
    """Sum vectors by cell: labels of places, then the place, product and part of each cell."""
    with np.errstate(over="ignore"):
        leading, which, last, sums = kernels.cell_sums(keys, amounts)
        finite = all(np.isfinite(x.sum()) for x in sums)
    if not finite:
        msg = "the values add up beyond the range of a float; divide them by a constant"
        raise InvalidTableError(msg)
    state, district, *item = leading
    if not item:
        return state, district, (which, last), sums
    # The leading keys end in the product: find where each place begins among them.
    new = np.r_[True, (np.diff(state) != 0) | (np.diff(district) != 0)][: len(state)]
    of_cell = (np.cumsum(new) - 1)[which]
    return state[new], district[new], (of_cell, item[0][which], last), sums


def _products(
    table: pd.DataFrame, product: str, level: HSLevel | None
) -> tuple[np.ndarray[Any, Any], kernels.Column, int | None, int | None]:
    """Labels and codes of products; chapters, or one nameless product, where none are asked for."""
    if product == NO_PRODUCT and "hs_code" not in table:
        nameless = kernels.Column(np.zeros(len(table), dtype=np.int8), 1)
        return np.array([""], dtype=object), nameless, None, None
    if product == NO_PRODUCT:
        return product_column(table, "hs_code", 2)
    return product_column(table, product, level)
