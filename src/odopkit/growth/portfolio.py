"""Growth against share at the end: what gains and what loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_number, is_number
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    UndefinedMeasureError,
)
from odopkit.errors.frames import check_table, names_of
from odopkit.errors.telling import listed
from odopkit.growth.quadrants import ZeroAs, compound_growth, quadrants
from odopkit.names import renamed
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.labels import as_text_category, text_column
from odopkit.tables.spans import OUT_OF_RANGE, first_that_holds, status_of
from odopkit.typing import TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trade:
    """Exports of one side at two dates."""

    product: str  # the column of products
    first: pd.Series[float]  # by product
    last: pd.Series[float]
    value: tuple[float, float]  # of all products


def _trade(frame: pd.DataFrame, name: str, given: tuple[float, float] | None) -> _Trade:
    """Check a table of two dates and the value of all products."""
    made_by = "the result of growth_table by product"
    check_table(frame, name, ("first_value", "last_value"), of=made_by)
    products = [c for c in ("hs_code", "product") if c in frame]
    if len(products) != 1:
        msg = (
            f"{name} needs one column of products, hs_code or product; it has "
            f"{listed(names_of(frame))}"
        )
        raise InvalidTableError(msg)
    column = as_text_category(frame[products[0]], products[0]).astype(object)
    twice = column.duplicated()
    if twice.any():
        msg = f"{name} has {column[twice].iloc[0]!r} more than once; keep the rows of one place"
        raise InvalidTableError(msg)
    first, last = (
        pd.Series(
            kernels.as_values(frame[f"{date}_value"], name=f"{name}'s {date}_value"),
            index=pd.Index(column, dtype=object),
        )
        for date in ("first", "last")
    )
    held = (float(first.sum()), float(last.sum()))
    value = held if given is None else _of_all_products(given, held, f"{name}_value")
    return _Trade(product=products[0], first=first, last=last, value=value)


def _of_all_products(
    given: tuple[float, float], held: tuple[float, float], name: str
) -> tuple[float, float]:
    """Refuse a value of all products at either date that is less than that of some."""
    if np.shape(given) != (2,) or not all(
        is_number(x) and h * (1 - TOLERANCE) <= x for x, h in zip(given, held, strict=True)
    ):
        msg = f"{name} must be two numbers, not less than the products together {held}, got {given}"
        raise InvalidValueError(msg)
    return float(given[0]), float(given[1])


def _refuse_unlike(own: _Trade, world: _Trade) -> None:
    """Refuse two sides that have no product in common, or one at two HS levels."""
    products = own.first.index, world.first.index
    if own.product == world.product == "hs_code":
        levels = tuple(sorted({len(c) for c in (*products[0], *products[1])}))
        if len(levels) > 1:
            msg = f"own and world use HS codes of {levels} digits; roll both up to one level"
            raise MixedHSLevelError(msg, levels=levels)
    if own.product != world.product or not products[0].isin(products[1]).any():
        msg = f"own (by {own.product}) and world (by {world.product}) have no product in common"
        raise InvalidTableError(msg)
    if world.value[0] == 0:
        msg = "growth_share_matrix is undefined: the world exports nothing at the first date"
        raise UndefinedMeasureError(msg)


@renamed(own_total="own_value", world_total="world_value")
def growth_share_matrix(
    own: pd.DataFrame,
    world: pd.DataFrame,
    *,
    own_value: tuple[float, float] | None = None,
    world_value: tuple[float, float] | None = None,
    periods: float = 1,
    zero_as: ZeroAs = "negative",
) -> pd.DataFrame:
    r"""Set the growth of own products against that of world trade: four quadrants.

    .. math::

        \text{competitiveness}_k = g_k - w_k, \qquad \text{dynamism}_k = w_k - w,

    where :math:`g_k` is the growth of own exports of product :math:`k`, :math:`w_k`
    that of the world's exports of it and :math:`w` that of the world's exports of all
    products, each :math:`(x_1 / x_0)^{1/n} - 1` with :math:`n` = `periods`.

    Parameters
    ----------
    own : DataFrame
        One row per product: ``hs_code`` or ``product``, ``first_value`` and
        ``last_value``, as :func:`growth_table` returns for ``by="hs_code"``; of one
        district, state or country.
    world : DataFrame
        The same for what it is compared with: the world, or the nation for a state.
    own_value, world_value : tuple of float, optional
        Exports of all products at the first and at the last date, where the frames
        hold some products only.  By default the sums of the frames.
    periods : float, default 1
        Steps between the dates.  1 compares growth over the whole span; the number of
        years compares compound yearly growth.  The quadrants are the same.
    zero_as : {"negative", "positive", "undefined"}, default "negative"
        On which side a difference of exactly zero counts.  By default growing as fast
        is not growing faster.

    Returns
    -------
    DataFrame
        One row per product of `own`, in label order: the product, ``own_first``,
        ``own_last``, ``own_share_first`` and ``own_share_last`` (of `own_value`; the
        size of the dot in a chart), ``own_growth``, ``world_growth``,
        ``competitiveness``, ``dynamism`` (differences of fractions), ``quadrant``,
        ``tied`` (a difference is zero), ``status`` (see :func:`growth_table`) and
        ``reason``.  The quadrant is "champion" (+, +), "underachiever" (-, +),
        "achiever in adversity" (+, -) or "declining" (-, -), competitiveness first,
        and "" where it is undefined.

    Raises
    ------
    InvalidTableError
        If a frame lacks a column or repeats a product, or the two have no product in
        common.
    InvalidValueError
        If a value is negative, infinite or missing, or less than that of its products,
        or an option is unknown.
    MixedHSLevelError
        If codes are not all of one length.
    UndefinedMeasureError
        If the world exports nothing at the first date.

    Notes
    -----
    A product with no own exports at the first date is "new" and in no quadrant; it has
    not grown infinitely.  Use three years or more and one edition of the HS:
    codes that were split look like decline.  Competitiveness has the sign of the change
    in market share.  Source: the matrix of :cite:t:`ITC2014`.

    Examples
    --------
    A state against the nation, whose exports grew by 44.6 per cent:

    >>> import pandas as pd
    >>> from odopkit.growth import growth_share_matrix
    >>> codes = ["03", "10", "62", "71"]
    >>> own = pd.DataFrame({"hs_code": codes, "first_value": 100.0,
    ...                     "last_value": [160.0, 140.0, 130.0, 110.0]})
    >>> nation = pd.DataFrame({"hs_code": codes, "first_value": 1000.0,
    ...                        "last_value": [1500.0, 1500.0, 1200.0, 1200.0]})
    >>> table = growth_share_matrix(own, nation, world_value=(10000.0, 14460.0))
    >>> table[["hs_code", "competitiveness", "dynamism", "quadrant"]].round(3)
      hs_code  competitiveness  dynamism               quadrant
    0      03              0.1     0.054               champion
    1      10             -0.1     0.054          underachiever
    2      62              0.1    -0.246  achiever in adversity
    3      71             -0.1    -0.246              declining
    """
    check_choice(zero_as, get_args(ZeroAs), "zero_as")
    steps = check_number(periods, "periods", above=0)
    mine, theirs = _trade(own, "own", own_value), _trade(world, "world", world_value)
    _refuse_unlike(mine, theirs)
    products = mine.first.index.sort_values()
    x0, x1 = (x.loc[products].to_numpy() for x in (mine.first, mine.last))
    w0, w1 = (x.reindex(products).to_numpy() for x in (theirs.first, theirs.last))
    own_growth, world_growth = compound_growth(x0, x1, steps), compound_growth(w0, w1, steps)
    w = np.array(theirs.value)
    overall = float(compound_growth(w[:1], w[1:], steps)[0])
    found = quadrants(own_growth, world_growth, overall, zero_as)
    status = status_of(x0, x1)
    said = {
        "new": status == "new",
        NO_EXPORTS: status == "silent",
        "not in world": ~products.isin(theirs.first.index),
        "new in world": (w0 == 0) & (w1 > 0),
        "no exports in world": w0 == 0,
        OUT_OF_RANGE: found.undefined,
        "a difference is zero": found.name == "",
    }
    return pd.DataFrame(
        {
            mine.product: text_column(products.to_numpy()),
            "own_first": x0,
            "own_last": x1,
            "own_share_first": x0 / mine.value[0] if mine.value[0] > 0 else np.nan,
            "own_share_last": x1 / mine.value[1] if mine.value[1] > 0 else np.nan,
            "own_growth": own_growth,
            "world_growth": world_growth,
            "competitiveness": found.competitiveness,
            "dynamism": found.dynamism,
            "quadrant": text_column(found.name),
            "tied": found.tied,
            "status": text_column(status),
            "reason": first_that_holds(said),
        }
    )
