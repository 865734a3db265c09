"""Labels of places and products: text order, codes by label, columns of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError, InvalidValueError

if TYPE_CHECKING:
    from odopkit.typing import HSLevel, IntArray


def text_column(labels: np.ndarray[Any, Any], positions: IntArray | None = None) -> pd.Series[Any]:
    """Labels as a text column; missing where the position is -1."""
    if positions is None:
        return pd.Series(labels.tolist(), dtype="str")
    padded = np.append(labels.astype(object), np.array([None], dtype=object))
    return pd.Series(padded[positions].tolist(), dtype="str")


def sorted_labels(column: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], kernels.Column]:
    """Labels in text order, and codes renumbered to it."""
    category = column.array
    labels = np.array(category.categories.tolist(), dtype=object)
    order = np.argsort(labels, kind="stable")
    lut = np.empty(len(labels), dtype=np.intp)
    lut[order] = np.arange(len(labels))
    return labels[order], kernels.Column(category.codes, len(labels), lut)


def product_column(
    table: pd.DataFrame, product: str, level: HSLevel | None
) -> tuple[np.ndarray[Any, Any], kernels.Column, int | None, int | None]:
    """Labels and codes of products, cut to a level where they are HS codes; digits kept and had."""
    if product in ("state", "district", "value"):
        msg = f"product={product!r} names no column of products; 'hs_code' and 'product' do"
        raise InvalidValueError(msg)
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
        return (*sorted_labels(as_text_category(column, product)), None, None)
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
        return labels, codes, length, length
    cut, new = np.unique(np.array([c[:keep] for c in labels], dtype=object), return_inverse=True)
    lut = new[codes.lut] if codes.lut is not None and len(labels) else codes.lut
    return cut, kernels.Column(codes.codes, len(cut), lut), keep, length


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
