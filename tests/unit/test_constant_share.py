"""Constant market share: the worked effects in both orders, laws, and bad tables."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.growth import constant_market_share

ORDERS: list[Any] = ["product_first", "market_first", "shapley"]


def frame(rows: list[list[float]]) -> pd.DataFrame:
    """Two products in two markets."""
    return pd.DataFrame(rows, index=["k1", "k2"], columns=["j1", "j2"])


FIRST = frame([[120, 118], [42, 60]])
LAST = frame([[125, 130], [47, 64]])
WORLD = {
    "world_first": frame([[400, 300], [200, 100]]),
    "world_last": frame([[400, 330], [220, 100]]),
}


@pytest.mark.parametrize(
    ("order", "product", "market"),
    [("product_first", 0.0, -1.0), ("market_first", -2.75, 1.75), ("shapley", -1.375, 0.375)],
)
def test_the_worked_effects_depend_on_the_order(order: Any, product: float, market: float) -> None:
    """Size 17 and competitiveness 10 of a change of 26; the two between them move."""
    found = constant_market_share(FIRST, LAST, order=order, **WORLD)
    assert found.size == pytest.approx(17)
    assert found.product == pytest.approx(product)
    assert found.market == pytest.approx(market)
    assert found.competitiveness == pytest.approx(10)
    assert found.actual == 26
    assert found.to_frame().to_dict("records") == [found.to_dict()]
    assert found.to_dict()["order"] == order
    json.dumps(found.to_dict(), allow_nan=False)


def test_labels_are_matched_and_absent_flows_are_zero() -> None:
    """Another order of rows and columns is the same table; a new flow is competitiveness."""
    turned = {name: table.iloc[::-1, ::-1] for name, table in WORLD.items()}
    found = constant_market_share(FIRST, LAST.iloc[::-1], order="product_first", **turned)
    assert found.product == pytest.approx(0.0, abs=1e-9)
    world = {name: table.assign(j3=50.0) for name, table in WORLD.items()}
    more = constant_market_share(FIRST, LAST.assign(j3=[7.0, 0.0]), order="shapley", **world)
    kept = constant_market_share(FIRST, LAST, order="shapley", **world)
    assert more.competitiveness - kept.competitiveness == pytest.approx(7)
    assert more.size == pytest.approx(kept.size)


cells = st.lists(st.integers(0, 500), min_size=4, max_size=4).map(
    lambda v: frame([[float(v[0]), float(v[1])], [float(v[2]), float(v[3])]])
)


@given(first=cells, last=cells, rest=cells, later=cells, order=st.sampled_from(ORDERS))
def test_effects_add_up_to_the_change(
    first: pd.DataFrame, last: pd.DataFrame, rest: pd.DataFrame, later: pd.DataFrame, order: Any
) -> None:
    """Whatever the tables and the order, size and competitiveness do not depend on it."""
    if first.to_numpy().sum() == 0:
        return
    world = {"world_first": first + rest, "world_last": last + later}
    found = constant_market_share(first, last, order=order, **world)
    parts = found.size + found.product + found.market + found.competitiveness
    assert parts == pytest.approx(found.actual, abs=1e-6)
    other = constant_market_share(first, last, order="market_first", **world)
    assert (found.size, found.competitiveness) == (other.size, other.competitiveness)


@given(first=cells, growth=st.floats(0, 3), order=st.sampled_from(ORDERS))
def test_a_world_that_grows_alike_leaves_size_alone(
    first: pd.DataFrame, growth: float, order: Any
) -> None:
    """One growth rate everywhere has no product and no market effect."""
    if first.to_numpy().sum() == 0:
        return
    world = {"world_first": first + 1, "world_last": (first + 1) * (1 + growth)}
    found = constant_market_share(first, first * (1 + growth), order=order, **world)
    for effect in (found.product, found.market, found.competitiveness):
        assert effect == pytest.approx(0.0, abs=1e-6)


def test_tables_that_do_not_fit_are_refused() -> None:
    """Each with what was got and where."""
    with pytest.raises(InvalidValueError, match="order must be one of"):
        constant_market_share(FIRST, LAST, order="first", **WORLD)  # type: ignore[arg-type]
    with pytest.raises(InvalidTableError, match=r"no trade in 'k1' to 'j1', where first has 120"):
        constant_market_share(
            FIRST, LAST, order="shapley", world_first=frame([[0, 1], [1, 1]]),
            world_last=WORLD["world_last"],
        )  # fmt: skip
    with pytest.raises(UndefinedMeasureError, match="no exports at the first date"):
        constant_market_share(FIRST * 0, LAST, order="shapley", **WORLD)
    with pytest.raises(InvalidTableError, match="last names a product or a market more than once"):
        constant_market_share(FIRST, pd.concat([LAST, LAST]), order="shapley", **WORLD)
    with pytest.raises(InvalidValueError, match="last must not be missing"):
        constant_market_share(FIRST, LAST.where(LAST > 50), order="shapley", **WORLD)
    with pytest.raises(InvalidValueError, match="first must be a pandas DataFrame"):
        constant_market_share(np.ones((2, 2)), LAST, order="shapley", **WORLD)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="order"):
        constant_market_share(FIRST, LAST, **WORLD)  # type: ignore[arg-type]
