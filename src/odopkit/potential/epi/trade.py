"""Trade between countries as vectors, and the small tables that go with it by label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError
from odopkit.errors.frames import check_letters, check_table
from odopkit.errors.telling import row_named, shortened
from odopkit.tables.periods import choose_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from odopkit.typing import Float64Array, IntArray


Labels = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trade:
    """Distinct flows in order of exporter, market and product, as positions of labels."""

    exporters: Labels
    markets: Labels
    products: Labels
    exporter: IntArray
    market: IntArray
    product: IntArray
    value: Float64Array
    period: str | None

    @property
    def cell(self) -> IntArray:
        """Position of each flow in a rectangle of markets by products."""
        return np.asarray(self.market * len(self.products) + self.product)

    @property
    def shape(self) -> tuple[int, int]:
        """How many markets and products."""
        return len(self.markets), len(self.products)

    def by_cell(self, values: Float64Array, which: NDArray[Any] | None = None) -> Float64Array:
        """Sum over exporters: a rectangle of markets by products."""
        cell = self.cell if which is None else self.cell[which]
        values = values if which is None else values[which]
        n = len(self.markets) * len(self.products)
        return kernels.sum_by(cell, n, values).reshape(self.shape)

    def by_product(self, values: Float64Array, which: NDArray[Any] | None = None) -> Float64Array:
        """Sum over exporters and markets."""
        product = self.product if which is None else self.product[which]
        values = values if which is None else values[which]
        return kernels.sum_by(product, len(self.products), values)


def guarded_trade(trade: pd.DataFrame) -> pd.DataFrame:
    """Validate trade between countries."""
    from odopkit.schemas.models import BilateralTrade
    from odopkit.schemas.validation import validate

    check_table(trade, "trade")
    return validate(trade, BilateralTrade)


def used_labels(column: pd.Series[Any]) -> tuple[Labels, IntArray]:
    """Labels that rows really have, in text order, and their positions."""
    codes, labels = column.array.codes, column.array.categories.tolist()
    used = kernels.used_codes(codes, len(labels))
    found = np.array([labels[i] for i in used], dtype=object)
    order = np.argsort(found, kind="stable")
    lut = np.zeros(len(labels), dtype=np.intp)
    lut[used[order]] = np.arange(len(used))
    return found[order], lut[codes]


def lay_out(trade: pd.DataFrame, period: str | None) -> Trade:
    """Validate a table, choose one period and sum repeated flows."""
    table = guarded_trade(trade)
    rows, chosen = choose_period(table, period)
    if rows is not None:
        table = table[rows]
    if table.empty:
        msg = "the table of trade has no rows"
        raise InvalidTableError(msg)
    labels, codes = zip(
        *(used_labels(table[c]) for c in ("exporter", "market", "product")), strict=True
    )
    columns = [kernels.Column(c, len(names)) for c, names in zip(codes, labels, strict=True)]
    with np.errstate(over="ignore"):
        (exporter, market, product), (value,) = kernels.group_sums(
            columns, [table["value"].to_numpy()]
        )
        finite = np.isfinite(value.sum())
    if not finite:
        msg = "the values add up beyond the range of a float; divide them by a constant"
        raise InvalidTableError(msg)
    return Trade(
        exporters=labels[0],
        markets=labels[1],
        products=labels[2],
        exporter=exporter,
        market=market,
        product=product,
        value=value,
        period=chosen,
    )


def check_columns(frame: object, columns: Sequence[str], *, name: str) -> pd.DataFrame:
    """Refuse what is not a frame with these columns."""
    return check_table(frame, name, columns)


def numbers(frame: pd.DataFrame, column: str, *, name: str, least: float, above: bool) -> Any:
    """Read a column of numbers, refusing what lies below its domain; missing stays missing."""
    if frame[column].dtype.kind not in "iuf":
        msg = f"{name}: column {column!r} must hold numbers, got {frame[column].dtype}"
        raise InvalidTableError(msg)
    values: Float64Array = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    low = values <= least if above else values < least
    bad = np.flatnonzero(low | np.isinf(values))
    if len(bad):
        domain = f"{'above' if above else 'at least'} {least:g} and finite"
        row = row_named(int(bad[0]), frame.index[bad[0]])
        msg = f"{row} of {name}: {column} is {values[bad[0]]:g}; it must be "
        raise InvalidTableError(msg + f"{domain} ({len(bad)} such rows)")
    return values


def check_text(frame: pd.DataFrame, column: str, *, name: str) -> list[str]:
    """Read a column of labels, refusing what is not text."""
    check_letters(frame, [column])
    cells: list[str] = frame[column].tolist()
    odd = [x for x in set(cells) if not (isinstance(x, str) and x and x == x.strip())]
    if odd:
        i = cells.index(odd[0])
        msg = (
            f"column {column!r} of {name} must be text without outer blanks, got "
            f"{shortened(odd[0])} in {row_named(i, frame.index[i])}"
        )
        raise InvalidTableError(msg)
    return cells


def positions(
    frame: pd.DataFrame, keys: Mapping[str, Labels], *, name: str
) -> tuple[IntArray, IntArray]:
    """Find rows by label: joint position of those with known labels, and which rows these are."""
    joint = np.zeros(len(frame), dtype=np.intp)
    known = np.ones(len(frame), dtype=bool)
    for column, labels in keys.items():
        cells = check_text(frame, column, name=name)
        at = pd.Index(labels, dtype=object).get_indexer(pd.Index(cells, dtype=object))
        known &= at >= 0
        joint = joint * len(labels) + np.maximum(at, 0)
    repeated = frame.duplicated(list(keys)).to_numpy()
    if repeated.any():
        label = " / ".join(map(str, frame.loc[repeated, list(keys)].iloc[0]))
        msg = f"{name} has more than one row for {label}; keep one"
        raise InvalidTableError(msg)
    rows = np.flatnonzero(known)
    return joint[rows], rows


def by_label(
    frame: pd.DataFrame, keys: Mapping[str, Labels], values: Float64Array, *, name: str
) -> Float64Array:
    """Values by label, flat over the keys; NaN where the frame has none."""
    joint, rows = positions(frame, keys, name=name)
    out = np.full(int(np.prod([len(x) for x in keys.values()])), np.nan)
    out[joint] = values[rows]
    return out


def by_flow(frame: pd.DataFrame, t: Trade, values: Float64Array, *, name: str) -> Float64Array:
    """Values by flow of `t`; NaN where the frame has none.  The cube of labels is never made."""
    keys = {"exporter": t.exporters, "market": t.markets, "product": t.products}
    joint, rows = positions(frame, keys, name=name)
    order = np.argsort(joint, kind="stable")
    joint, rows = joint[order], rows[order]
    wanted = t.exporter * (len(t.markets) * len(t.products)) + t.cell
    at = np.minimum(np.searchsorted(joint, wanted), max(len(joint) - 1, 0))
    if not len(joint):
        return np.full(len(wanted), np.nan)
    return np.where(joint[at] == wanted, values[rows[at]], np.nan)


def weighted_mean(sums: Float64Array, weights: Float64Array) -> Float64Array:
    """Divide sums by their weights; NaN where nothing weighs."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(weights > 0, sums / weights, np.nan))


def times(first: Any, *more: Any) -> Float64Array:
    """Multiply; a factor of 0 settles the product even where another is undefined."""
    product = first
    with np.errstate(over="ignore", invalid="ignore"):
        for factor in more:
            product = np.where((product == 0) | (factor == 0), 0.0, product * factor)
    return np.asarray(product, dtype=np.float64)


class Reasons:
    """Collects, for each row of a rectangle, why something is zero or undefined."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._text = np.full(shape, "", dtype=object)

    def add(self, where: NDArray[Any], words: str | NDArray[Any]) -> None:
        """Add words where they apply; one more behind those that are there."""
        where = np.broadcast_to(where, self._text.shape)
        more = np.broadcast_to(np.asarray(words, dtype=object), self._text.shape)[where]
        there = self._text[where]
        self._text[where] = np.where(there == "", more, there + "; " + more)

    def rows(self, keep: NDArray[Any]) -> pd.Series[Any]:
        """Text of some markets, flat."""
        return pd.Series(self._text[keep].ravel().tolist(), dtype="str")
