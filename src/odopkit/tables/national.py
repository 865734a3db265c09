"""Values by product that a caller brings, matched to the products of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError

if TYPE_CHECKING:
    from odopkit.tables.cells import Cells
    from odopkit.typing import Float64Array, NationalTotals


def national_totals(cells: Cells, national: NationalTotals, product: str) -> Float64Array:
    """Nation's exports of each ranked product: the table's own, or the caller's."""
    if national is None:
        return cells.nation
    if isinstance(national, pd.DataFrame):
        if product not in national or "value" not in national:
            msg = f"national needs columns {product!r} and 'value', got {list(national.columns)}"
            raise InvalidValueError(msg)
        labels, values = national[product].tolist(), national["value"].to_numpy()
    else:
        labels = list(national.keys())
        values = np.asarray(
            [national[k] for k in labels]
            if not isinstance(national, pd.Series)
            else national.to_numpy()
        )
    if not labels:
        return np.full(len(cells.products), np.nan)
    values = kernels.as_values(values, name="national")
    odd = [x for x in labels if not isinstance(x, str)]
    if odd:
        msg = f"national must be keyed by text, got {odd[0]!r}; codes lose zeros as numbers"
        raise InvalidValueError(msg)
    if cells.level is not None:
        short = [x for x in labels if len(x) < cells.level]
        if short:
            msg = f"national has {short[0]!r}, coarser than the {cells.level} digits ranked here"
            raise InvalidValueError(msg)
        labels = [x[: cells.level] for x in labels]
    total: dict[str, float] = {}
    for label, value in zip(labels, values.tolist(), strict=True):
        total[label] = total.get(label, 0.0) + value
    return np.array([total.get(p, np.nan) for p in cells.products], dtype=np.float64)
