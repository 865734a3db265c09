"""Cells of a frame that the caller brings, and their labels: checked, named and encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_names
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.frames import check_table, refuse_half_letters, whole_letters
from odopkit.errors.telling import row_named
from odopkit.tables.labels import text_column
from odopkit.tables.namesakes import refuse_namesakes
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.typing import Float64Array, IntArray

    CellsOf = tuple[pd.Index[str], pd.Index[str], tuple[IntArray, IntArray, Float64Array]]


def encoded(column: pd.Series[Any], name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Encode a text column: codes in label order, and the labels."""
    codes, found = pd.factorize(np.asarray(column, dtype=object), use_na_sentinel=False)
    _check_texts(set(found.tolist()), f"column {name!r}")
    order = np.argsort(found, kind="stable")
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    return rank[codes], found[order]


def _check_texts(labels: set[Any], where: str) -> None:
    odd = [x for x in labels if not (isinstance(x, str) and x.strip())]
    if odd:
        msg = (
            f"{where} has the label {odd[0]!r}; labels are text and not empty "
            "(codes lose their zeros as numbers)"
        )
        raise InvalidTableError(msg)
    with whole_letters(None, f"a label of {where}"):
        refuse_half_letters(labels)


def _no_repeats(index: pd.Index[Any], what: str) -> None:
    if not index.is_unique:
        label = index[index.duplicated()][0]
        msg = f"{what} {label!r} occurs more than once; sum its values first"
        raise InvalidTableError(msg)


def unit_index(index: pd.Index[Any]) -> pd.Index[Any]:
    """Name the units of a wide frame: one label each, or state and district."""
    if index.nlevels > 2:
        msg = f"the index must hold one label or (state, district), got {index.nlevels} levels"
        raise InvalidTableError(msg)
    _no_repeats(index, "the unit")
    for i in range(index.nlevels):
        _check_texts(set(index.get_level_values(i)), "the index")
    if index.nlevels == 2:
        named: pd.Index[Any] = index.set_names(list(DISTRICT))
        return named
    labels = [str(x) for x in index.get_level_values(0)]
    name = "unit" if index.name is None else str(index.name)
    return pd.Index(labels, dtype="str", name=name)


def product_index(columns: pd.Index[Any]) -> pd.Index[Any]:
    """Name the products of a wide frame."""
    _no_repeats(columns, "the product")
    _check_texts(set(columns), "the columns")
    name = "product" if columns.name is None else str(columns.name)
    return pd.Index([str(x) for x in columns], dtype="str", name=name)


def wide_cells(wide: pd.DataFrame) -> CellsOf:
    """Take the units, the products and the stored cells of a wide frame of exports."""
    check_table(wide, "wide")
    if {"state", "district", "value"} <= set(wide.columns):
        msg = "wide must have a row a unit and a column a product; for a flows table use from_flows"
        raise InvalidTableError(msg)
    units, products = unit_index(wide.index), product_index(wide.columns)
    if not all(pd.api.types.is_numeric_dtype(t) for t in wide.dtypes):
        odd = next(c for c, t in wide.dtypes.items() if not pd.api.types.is_numeric_dtype(t))
        msg = f"column {odd!r} must hold numbers, got {wide[odd].dtype}"
        raise InvalidTableError(msg)
    dense = wide.to_numpy(dtype=np.float64, na_value=np.nan)
    bad = ~(np.isfinite(dense) & (dense >= 0))
    if bad.any():
        i, k = (int(x[0]) for x in np.nonzero(bad))
        msg = (
            f"the frame has {dense[i, k]} in {row_named(i, wide.index[i])}, column "
            f"{wide.columns[k]!r}, and {int(bad.sum())} such values in all; exports are numbers "
            "of at least 0: drop or fill them first"
        )
        raise InvalidTableError(msg)
    row, column = np.nonzero(dense)
    return units, products, (row, column, dense[row, column])


def long_cells(table: pd.DataFrame, unit: str | Sequence[str], product: str, value: str) -> CellsOf:
    """Take the units, the products and the summed cells of a long table."""
    keys = as_names(unit, "unit")
    check_table(table, "the table", (*keys, product, value))
    if len(keys) not in (1, 2):
        msg = f"unit must name one column, or state and district; got {list(keys)}"
        raise InvalidValueError(msg)
    if len(keys) == 1:
        refuse_namesakes(table, keys, "unit")
    amount = (
        np.zeros(0) if table.empty else kernels.as_values(table[value], name=f"column {value!r}")
    )
    codes, labels = zip(*(encoded(table[c], c) for c in (*keys, product)), strict=True)
    columns = [kernels.Column(c, len(x)) for c, x in zip(codes, labels, strict=True)]
    found, (sums,) = kernels.group_sums(columns, [amount])
    joint = found[0] if len(keys) == 1 else found[0] * len(labels[1]) + found[1]
    used, row = np.unique(joint, return_inverse=True)
    if len(keys) == 1:
        units: pd.Index[Any] = pd.Index(text_column(labels[0][used]), name=keys[0])
    else:
        first, second = np.divmod(used, max(len(labels[1]), 1))
        units = pd.MultiIndex.from_arrays(
            [text_column(labels[0][first]), text_column(labels[1][second])], names=DISTRICT
        )
    keep = sums > 0
    return (
        units,
        pd.Index(text_column(labels[-1]), name=product),
        (row[keep], found[-1][keep], sums[keep]),
    )
