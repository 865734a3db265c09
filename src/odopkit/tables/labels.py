"""Labels of places and products: text order, codes by label, columns of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.errors.cases import cases_at, cases_of_columns, refuse
from odopkit.errors.frames import names_of, refuse_half_letters, whole_letters
from odopkit.errors.problems import missing, of_cell, of_type
from odopkit.errors.telling import listed, near

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
    if not isinstance(product, str) or product not in table:
        raise InvalidValueError(_no_products(table, product))
    column = table[product]
    if product != "hs_code":
        if level is not None:
            msg = (
                f"level={level} is a number of HS digits, and column {product!r} holds no HS "
                "codes; pass level=None"
            )
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


def _no_products(table: pd.DataFrame, product: object) -> str:
    """Say which column may hold the products instead."""
    others = [c for c in ("hs_code", "product") if c in table and c != product]
    alike = near(product, names_of(table))
    if others or alike:
        hint = f"; pass product={(others or alike)[0]!r}"
    else:
        hint = "; name the one that holds them with product="
    return (
        f"the table has no column {product!r} of products{hint}. It has {listed(names_of(table))}"
    )


def as_text_category(column: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Encode a product column of the user's own, refusing what is not text."""
    is_plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "iufbM"
    try:
        with whole_letters(column.to_frame(name)):
            encoded = column.astype("category") if column.dtype != "category" else column
            if isinstance(encoded.dtype, pd.CategoricalDtype):
                refuse_half_letters(encoded.array.categories.tolist())
    except TypeError:  # a cell that cannot be a label, such as a list
        encoded = column
    if encoded.dtype != "category" or (is_plain and len(column)):
        problem = of_type(column, name, text=True, number=False)
        refuse(cases_of_columns([name], problem, [str(column.dtype)]))
    levels = encoded.array.categories.tolist()
    bad = np.array([not (isinstance(c, str) and c.strip()) for c in levels], dtype=bool)
    codes = encoded.array.codes
    if codes.min(initial=0) < 0 or bad.any():
        where = np.flatnonzero((codes < 0) | np.append(bad, False)[codes])
        if len(where):
            _refuse_entries(column, name, where)
        encoded = encoded.cat.remove_unused_categories()
    return encoded


def _refuse_entries(column: pd.Series[Any], name: str, where: IntArray) -> None:
    """Refuse entries that are missing, empty or no text, each listed."""
    values = column.iloc[where].astype(object).tolist()
    said = [
        missing(name, amount=False) if pd.isna(x) else of_cell("_text", name, x) for x in values
    ]
    refuse(cases_at(column.index, where, name, values, said))
