"""Units of two tables side by side, and the blocks that both hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from odopkit import _kernels as kernels
from odopkit._kernels.paired import Blocks
from odopkit.errors import InvalidValueError, MixedPeriodError
from odopkit.errors.frames import check_table
from odopkit.tables.cells import Cells, prepare
from odopkit.tables.labels import text_column
from odopkit.tables.layout import NO_PRODUCT
from odopkit.tables.spans import steps_between

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.typing import IntArray, PlaceOptions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two dates over the same units, in label order."""

    keys: dict[str, pd.Series[Any]]
    states: list[str]
    state_of: IntArray
    first: Blocks
    last: Blocks
    labels: list[str]  # of blocks, in their order
    periods: tuple[str | None, str | None]


def _cells(table: pd.DataFrame, name: str, block: str | None, options: PlaceOptions) -> Cells:
    check_table(table, name, () if block is None else (block,), wanted="flows")
    if block in ("state", "district", "value", "period"):
        msg = f"block={block!r} is no column of blocks; name that of firms, partners or months"
        raise InvalidValueError(msg)
    try:
        return prepare(table, product=NO_PRODUCT if block is None else block, **options)
    except MixedPeriodError as error:
        years = ", ".join(error.periods[:4]) + (" …" if len(error.periods) > 4 else "")
        msg = f"{name} holds {len(error.periods)} periods ({years}); pass the rows of one of them"
        raise MixedPeriodError(msg, periods=error.periods) from None


def paired(
    first: pd.DataFrame,
    last: pd.DataFrame,
    *,
    block: str | None,
    axis: str,
    options: PlaceOptions,
) -> Pair:
    """Lay two tables out over the units and blocks that either has."""
    dates = [_cells(first, "first", block, options), _cells(last, "last", block, options)]
    periods = (dates[0].period, dates[1].period)
    if None not in periods:
        steps_between(str(periods[0]), str(periods[1]), f"{periods[0]}, {periods[1]}")
    by_state = axis == "state"
    names = [
        list(zip(x.states.tolist(), strict=True))
        if by_state
        else list(zip(x.state.tolist(), x.district.tolist(), strict=True))
        for x in dates
    ]
    units = sorted({*names[0], *names[1]})
    blocks = sorted({*dates[0].products.tolist(), *dates[1].products.tolist()})
    at = {unit: i for i, unit in enumerate(units)}
    block_at = {label: i for i, label in enumerate(blocks)}
    states = sorted({unit[0] for unit in units})
    state_at = {state: i for i, state in enumerate(states)}
    laid = []
    for x, named in zip(dates, names, strict=True):
        unit_of = np.array([at[unit] for unit in named], dtype=np.intp)
        block_of = np.array([block_at[b] for b in x.products.tolist()], dtype=np.intp)
        laid.append(_blocks(x, unit_of, block_of, len(units), len(blocks), by_state=by_state))
    parts = ("state",) if by_state else ("state", "district")
    labels = np.array(units, dtype=object).reshape(-1, len(parts))
    return Pair(
        keys={part: text_column(labels[:, i]) for i, part in enumerate(parts)},
        states=states,
        state_of=np.array([state_at[unit[0]] for unit in units], dtype=np.intp),
        first=laid[0],
        last=laid[1],
        labels=[str(label) for label in blocks],
        periods=periods,
    )


def _blocks(
    x: Cells, unit_of: IntArray, block_of: IntArray, n_units: int, n_blocks: int, *, by_state: bool
) -> Blocks:
    unit = unit_of[x.state_of[x.place] if by_state else x.place]
    block = block_of[x.product]
    order = kernels.stable_order(block, max(n_blocks, 1))
    held = kernels.sum_by(x.product, len(x.products), x.value)
    outside = np.zeros(n_blocks)
    # A difference of sums taken in two orders is rounding, not value set aside.
    rest = np.where(x.product_total - held > x.product_total * 1e-12, x.product_total - held, 0.0)
    outside[block_of] = rest
    return Blocks(
        block=block[order],
        unit=unit[order],
        value=x.value[order],
        outside=outside,
        n_blocks=n_blocks,
        n_units=n_units,
    )
