"""Labels of a matrix that the caller brings: checked, named and encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
