"""How alike two baskets are: similarity of exports, complementarity with imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.names.finding import unknown

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array

    Basket = ArrayLike | pd.Series[Any] | Mapping[str, float]

__all__ = ["export_similarity", "trade_complementarity"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)


def _labels(basket: Basket) -> list[Any] | None:
    if isinstance(basket, pd.Series):
        return list(basket.index)
    return list(basket) if isinstance(basket, Mapping) else None


def _values(basket: Basket, labels: list[Any] | None, name: str) -> Float64Array:
    """Values of a basket; one with labels may hold nothing."""
    values = list(basket.values()) if isinstance(basket, Mapping) else basket
    if labels is not None and not labels:
        return np.zeros(0)
    return kernels.as_values(values, name=name, labels=labels)


def _matched(
    x: Float64Array, y: Float64Array, of_x: list[Any], of_y: list[Any], names: tuple[str, str]
) -> tuple[Float64Array, Float64Array]:
    """Lay two baskets over the products of either."""
    for name, own in zip(names, (of_x, of_y), strict=True):
        if len(set(own)) < len(own):
            msg = f"{name} names a product more than once; sum them first"
            raise InvalidValueError(msg)
    kinds = [{isinstance(label, str) for label in own} for own in (of_x, of_y)]
    if all(kinds) and kinds[0].isdisjoint(kinds[1]):
        msg = (
            f"{names[0]} has products such as {of_x[0]!r} and {names[1]} such as {of_y[0]!r}: text "
            "in one and not in the other, so none are the same; write both as text"
        )
        raise InvalidValueError(msg)
    products = sorted(set(of_x) | set(of_y), key=str)
    # A product that one basket does not name is one that it does not hold.
    a, b = np.zeros(len(products)), np.zeros(len(products))
    at = pd.Index(products, dtype=object)
    a[at.get_indexer(pd.Index(of_x, dtype=object))] = x
    b[at.get_indexer(pd.Index(of_y, dtype=object))] = y
    return a, b


def _pair(
    first: Basket, second: Basket, names: tuple[str, str]
) -> tuple[Float64Array, Float64Array]:
    """Shares of two baskets over the same products: by label where both have labels."""
    labels = _labels(first), _labels(second)
    if (labels[0] is None) != (labels[1] is None):
        msg = f"give both {names[0]} and {names[1]} with labels (Series or mapping), or neither"
        raise InvalidValueError(msg)
    x, y = (
        _values(basket, own, name)
        for basket, own, name in zip((first, second), labels, names, strict=True)
    )
    if labels[0] is not None and labels[1] is not None:
        x, y = _matched(x, y, labels[0], labels[1], names)
    if len(x) != len(y):
        msg = f"{names[0]} has {len(x)} products and {names[1]} {len(y)}; name them with labels"
        raise InvalidValueError(msg)
    for name, values in zip(names, (x, y), strict=True):
        if values.sum() == 0:
            msg = f"similarity is undefined: {name} sum to zero, so there are no shares"
            raise UndefinedMeasureError(msg)
    return x / x.sum(), y / y.sum()


def export_similarity(first: Basket, second: Basket) -> float:
    r"""Finger-Kreinin similarity of two baskets: how much of their shares overlaps.

    .. math:: S = \sum_k \min(s_k, t_k),

    where :math:`s_k` and :math:`t_k` are the shares of product :math:`k` in the two
    baskets.

    Parameters
    ----------
    first, second : Series, mapping, or array_like of float, shape (n_products,)
        Value by product, each in one currency and period.  With labels on both (a Series
        or a mapping) products are matched by label, and one that is absent counts as
        zero; plain vectors are matched by position.

    Returns
    -------
    float
        From 0 (nothing in common) to 1 (the same shares).

    Raises
    ------
    InvalidValueError
        If a value is negative, missing or infinite, plain vectors differ in length, one
        has labels and the other not, or a label repeats.
    UndefinedMeasureError
        If a basket sums to zero.

    Notes
    -----
    It rises with coarser products: report the HS level beside it.  Source:
    :cite:t:`FingerKreinin1979`.

    Examples
    --------
    >>> from odopkit.similarity import export_similarity
    >>> round(export_similarity({"rice": 5, "yarn": 3, "shawls": 2},
    ...                         {"rice": 2, "yarn": 3, "shawls": 5}), 4)
    0.7
    """
    s, t = _pair(first, second, ("first", "second"))
    return float(np.minimum(s, t).sum())


def trade_complementarity(exports: Basket, imports: Basket) -> float:
    r"""How well what one place exports fits what another imports.

    .. math:: C = 1 - \frac{1}{2} \sum_k |m_k - x_k|,

    where :math:`x_k` is the share of product :math:`k` in the exports and :math:`m_k` in
    the imports.  It equals the overlap :math:`\sum_k \min(m_k, x_k)`.

    Parameters
    ----------
    exports, imports : Series, mapping, or array_like of float, shape (n_products,)
        Value by product, matched as in :func:`export_similarity`.

    Returns
    -------
    float
        A fraction from 0 to 1 (published tables multiply by 100).

    Raises
    ------
    InvalidValueError
        As :func:`export_similarity`.
    UndefinedMeasureError
        If a basket sums to zero.

    Notes
    -----
    A high index says that the baskets fit, not that trade is large or growing.
    Source: :cite:t:`Michaely1996`.

    Examples
    --------
    >>> from odopkit.similarity import trade_complementarity
    >>> round(trade_complementarity([5, 3, 2], [2, 3, 5]), 4)
    0.7
    """
    x, m = _pair(exports, imports, ("exports", "imports"))
    return float(max(0.0, 1 - np.abs(m - x).sum() / 2))
