"""Constant market share: how much of an exporter's growth the world's growth explains.

The public names live in :mod:`odopkit.growth`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidTableError, UndefinedMeasureError
from odopkit.errors.frames import check_table
from odopkit.results import Result, plain

if TYPE_CHECKING:
    from odopkit.typing import Float64Array


Order = Literal["product_first", "market_first", "shapley"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ConstantMarketShare(Result):
    """The change of exports, split by what a constant share of each market would give.

    Parameters
    ----------
    order : {"product_first", "market_first", "shapley"}
        Which effect was taken first.
    size, product, market, competitiveness : float
        The four effects, in the unit of the tables.
    actual : float
        The change itself, their sum.
    """

    order: Order
    size: float
    product: float
    market: float
    competitiveness: float
    actual: float

    def to_dict(self) -> dict[str, Any]:
        """Return the order, the four effects and the change as strict JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row."""
        return pd.DataFrame([self.to_dict()])


def constant_market_share(
    first: pd.DataFrame,
    last: pd.DataFrame,
    *,
    world_first: pd.DataFrame,
    world_last: pd.DataFrame,
    order: Order,
) -> ConstantMarketShare:
    r"""Split the change of exports into size, product, market and competitiveness.

    .. math::

        \Delta X = g X + \sum_k (g_k - g) X_k + \sum_{kj} (g_{kj} - g_k) X_{kj}
                   + \sum_{kj} (\Delta X_{kj} - g_{kj} X_{kj}),

    where :math:`X_{kj}` are the exporter's first exports of product :math:`k` to market
    :math:`j`, and :math:`g`, :math:`g_k`, :math:`g_{kj}` the growth of world trade in all, in
    the product, and in the product to the market.  This is the product-first split; with
    the market first, :math:`g_j` stands in for :math:`g_k`.

    Parameters
    ----------
    first, last : DataFrame, shape (n_products, n_markets)
        The exporter's exports at two dates: products in the index, markets in the columns.
    world_first, world_last : DataFrame
        World exports of the same, in the same unit, the exporter's own included.
        Tables are matched by label; what one lacks counts as zero.
    order : {"product_first", "market_first", "shapley"}
        There is no default: the product and the market effect depend on which is taken
        first.  "shapley" is the mean of both.

    Returns
    -------
    ConstantMarketShare
        Four effects that add up to the change.  Flows that are new to the exporter are
        wholly competitiveness.

    Raises
    ------
    InvalidValueError
        If a value is negative, missing or infinite, or `order` is another word.
    InvalidTableError
        If a label repeats, or the world has no trade where the exporter has some.
    UndefinedMeasureError
        If the exporter exports nothing at the first date.

    Notes
    -----
    The last effect is a residual: quality, prices, policy and error alike.  Source:
    :cite:t:`Richardson1971`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.growth import constant_market_share
    >>> names = {"index": ["rice", "yarn"], "columns": ["USA", "UAE"]}
    >>> found = constant_market_share(
    ...     pd.DataFrame([[120.0, 118.0], [42.0, 60.0]], **names),
    ...     pd.DataFrame([[125.0, 130.0], [47.0, 64.0]], **names),
    ...     world_first=pd.DataFrame([[400.0, 300.0], [200.0, 100.0]], **names),
    ...     world_last=pd.DataFrame([[400.0, 330.0], [220.0, 100.0]], **names),
    ...     order="product_first")
    >>> [round(x, 2) for x in (found.size, found.product, found.market)]
    [17.0, 0.0, -1.0]
    >>> round(found.competitiveness, 2), found.actual
    (10.0, 26.0)
    """
    check_choice(order, get_args(Order), "order")
    x0, x1, w0, w1 = _aligned(
        {"first": first, "last": last, "world_first": world_first, "world_last": world_last}
    )
    if x0.sum() == 0:
        msg = "constant_market_share is undefined: there are no exports at the first date"
        raise UndefinedMeasureError(msg)
    each = _growth(w0, w1)
    total = float(_growth(w0.sum(), w1.sum()))
    by_product = _growth(w0.sum(axis=1), w1.sum(axis=1))[:, None]
    by_market = _growth(w0.sum(axis=0), w1.sum(axis=0))[None, :]
    size = total * float(x0.sum())
    expected = float((each * x0).sum())
    product_first = float(((by_product - total) * x0).sum())
    market_first = float(((by_market - total) * x0).sum())
    rest = expected - size
    product = {
        "product_first": product_first,
        "market_first": rest - market_first,
        "shapley": (product_first + rest - market_first) / 2,
    }[order]
    actual = float(x1.sum() - x0.sum())
    return ConstantMarketShare(
        order=order,
        size=size,
        product=product,
        market=rest - product,
        competitiveness=actual - expected,
        actual=actual,
    )


def _growth(first: Any, last: Any) -> Any:
    """Growth of world trade; 0 where there was none, since nothing is multiplied by it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(first) > 0, np.asarray(last) / first - 1, 0.0)


def _aligned(tables: dict[str, pd.DataFrame]) -> list[Float64Array]:
    """Lay the tables over the same products and markets, in label order."""
    for name, table in tables.items():
        check_table(table, name)
        if not (table.index.is_unique and table.columns.is_unique):
            msg = f"{name} names a product or a market more than once; sum them first"
            raise InvalidTableError(msg)
        if table.size:
            kernels.as_values(table.to_numpy().ravel(), name=name)
    products = sorted({label for table in tables.values() for label in table.index}, key=str)
    markets = sorted({label for table in tables.values() for label in table.columns}, key=str)
    laid = [
        table.reindex(index=products, columns=markets, fill_value=0.0).to_numpy(dtype=np.float64)
        for table in tables.values()
    ]
    x0, _, w0, _ = laid
    odd = np.argwhere((x0 > 0) & (w0 <= 0))
    if len(odd):
        k, j = odd[0]
        msg = (
            f"world_first has no trade in {products[k]!r} to {markets[j]!r}, where first has "
            f"{x0[k, j]:g}; the world includes the exporter"
        )
        raise InvalidTableError(msg)
    return laid
