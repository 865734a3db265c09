"""Values by product that a caller brings, matched to the products of a table.

A nation's exports, of which a share is taken, and a reference, to which a place is
compared, are given in the same forms, read in this one place, and refused in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import kind_of, remedy, shortened

if TYPE_CHECKING:
    from odopkit.tables.cells import Cells
    from odopkit.typing import Float64Array, NationalTotals


def national_totals(cells: Cells, national: NationalTotals, product: str) -> Float64Array:
    """Nation's exports of each ranked product: the table's own, or the caller's."""
    if national is None:
        return cells.nation
    values, _ = values_by_product(
        national, cells.products, name="national", product=product, level=cells.level
    )
    return values


def values_by_product(
    given: object,
    products: np.ndarray[Any, Any] | pd.Index[Any],
    *,
    name: str,
    product: str,
    level: int | None,
) -> tuple[Float64Array, float]:
    """Read values by product: those of `products` (NaN where there is none), and their sum.

    Codes longer than `level` are summed up to it.
    """
    labels, values = _labels_and_values(given, name, product)
    if not labels:
        msg = f"{name} is empty; give the value of each product, or None for the table's own"
        raise InvalidValueError(msg)
    amounts = kernels.as_values(values, name=name, labels=labels)
    odd = [x for x in labels if not isinstance(x, str)]
    if odd:
        msg = f"{name} must be keyed by text, got {shortened(odd[0])}; codes lose zeros as numbers"
        raise InvalidValueError(msg)
    if level is not None:
        short = [x for x in labels if _is_code(x) and len(x) < level]
        if short:
            msg = f"{name} has {short[0]!r}, coarser than the {level} digits of the table"
            raise InvalidValueError(msg)
        labels = [x[:level] if _is_code(x) else x for x in labels]
    found, names = pd.factorize(np.array(labels, dtype=object))
    sums = np.append(kernels.sum_by(found.astype(np.intp), len(names), amounts), np.nan)
    return sums[pd.Index(names).get_indexer(pd.Index(products))], float(amounts.sum())


def _is_code(label: str) -> bool:
    return label.isascii() and label.isdigit()


def _labels_and_values(given: object, name: str, product: str) -> tuple[list[Any], Any]:
    if isinstance(given, pd.DataFrame):
        check_table(given, name, (product, "value"))
        return given[product].tolist(), given["value"].to_numpy()
    if isinstance(given, pd.Series):
        return given.index.tolist(), given.to_numpy()
    if isinstance(given, Mapping):
        labels = list(given)
        return labels, np.asarray([given[k] for k in labels])
    msg = (
        f"{name} must be values by product, as a DataFrame, a Series or a mapping; "
        f"got {kind_of(given)}; {remedy(given, 'table')}"
    )
    raise InvalidValueError(msg)
