"""Growth against share at the end: what gains and what loses."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, is_number
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    UndefinedMeasureError,
)
from odopkit.growth.quadrants import ZeroAs, compound_growth, quadrants
from odopkit.growth.rates import OUT_OF_RANGE, first_that_holds, number, status_of
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.labels import as_text_category, text_column
from odopkit.typing import TOLERANCE


def _two_dates(frame: pd.DataFrame, name: str) -> tuple[str, pd.DataFrame]:
    """Product column, and first and last value by product, checked."""
    has = list(frame.columns) if isinstance(frame, pd.DataFrame) else []
    products = [c for c in ("hs_code", "product") if c in has]
    if len(products) != 1 or not {"first_value", "last_value"} <= set(has):
        msg = f"{name} needs one of hs_code and product, first_value and last_value; it has {has}"
        raise InvalidTableError(msg)
    column = as_text_category(frame[products[0]], products[0]).astype(object)
    twice = column.duplicated()
    if twice.any():
        msg = f"{name} has {column[twice].iloc[0]!r} more than once; keep the rows of one place"
        raise InvalidTableError(msg)
    values = {
        date: kernels.as_values(frame[f"{date}_value"], name=f"{name}'s {date}_value")
        for date in ("first", "last")
    }
    return products[0], pd.DataFrame(values, index=pd.Index(column, dtype=object))


def _totals(
    given: tuple[float, float] | None, frame: pd.DataFrame, name: str
) -> tuple[float, float]:
    """Totals of all products at both dates, not less than the products given."""
    held = (float(frame["first"].sum()), float(frame["last"].sum()))
    if given is None:
        return held
    if np.shape(given) != (2,) or not all(
        is_number(x) and h * (1 - TOLERANCE) <= x < np.inf for x, h in zip(given, held, strict=True)
    ):
        msg = f"{name} must be two numbers, not less than the products together {held}, got {given}"
        raise InvalidValueError(msg)
    return float(given[0]), float(given[1])


def growth_share_matrix(
    own: pd.DataFrame,
    world: pd.DataFrame,
    *,
    own_total: tuple[float, float] | None = None,
    world_total: tuple[float, float] | None = None,
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
    own_total, world_total : tuple of float, optional
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
        ``own_last``, ``own_share_first`` and ``own_share_last`` (of `own_total`; the
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
        If a value is negative, infinite or missing, a total is less than its products,
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
    >>> table = growth_share_matrix(own, nation, world_total=(10000.0, 14460.0))
    >>> table[["hs_code", "competitiveness", "dynamism", "quadrant"]].round(3)
      hs_code  competitiveness  dynamism               quadrant
    0      03              0.1     0.054               champion
    1      10             -0.1     0.054          underachiever
    2      62              0.1    -0.246  achiever in adversity
    3      71             -0.1    -0.246              declining
    """
    check_choice(zero_as, get_args(ZeroAs), "zero_as")
    steps = number(periods, "periods", zero=False)
    product, mine = _two_dates(own, "own")
    theirs_product, theirs = _two_dates(world, "world")
    mine = mine.sort_index()
    if product == theirs_product == "hs_code":
        levels = tuple(sorted({len(c) for c in (*mine.index, *theirs.index)}))
        if len(levels) > 1:
            msg = f"own and world use HS codes of {levels} digits; roll both up to one level"
            raise MixedHSLevelError(msg, levels=levels)
    known = mine.index.isin(theirs.index)
    if product != theirs_product or not known.any():
        msg = f"own (by {product}) and world (by {theirs_product}) have no product in common"
        raise InvalidTableError(msg)
    own_all = _totals(own_total, mine, "own_total")
    world_all = _totals(world_total, theirs, "world_total")
    if world_all[0] == 0:
        msg = "growth_share_matrix is undefined: the world exports nothing at the first date"
        raise UndefinedMeasureError(msg)

    x0, x1 = mine["first"].to_numpy(), mine["last"].to_numpy()
    matched = theirs.reindex(mine.index)
    w0, w1 = matched["first"].to_numpy(), matched["last"].to_numpy()
    own_growth, world_growth = compound_growth(x0, x1, steps), compound_growth(w0, w1, steps)
    overall = float(compound_growth(np.array(world_all[:1]), np.array(world_all[1:]), steps)[0])
    found = quadrants(own_growth, world_growth, overall, zero_as)
    status = status_of(x0, x1)
    said = {
        "new": status == "new",
        NO_EXPORTS: status == "silent",
        "not in world": ~known,
        "new in world": (w0 == 0) & (w1 > 0),
        "no exports in world": w0 == 0,
        OUT_OF_RANGE: found.undefined,
        "a difference is zero": found.name == "",
    }
    return pd.DataFrame(
        {
            product: text_column(mine.index.to_numpy()),
            "own_first": x0,
            "own_last": x1,
            "own_share_first": x0 / own_all[0] if own_all[0] > 0 else np.nan,
            "own_share_last": x1 / own_all[1] if own_all[1] > 0 else np.nan,
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
