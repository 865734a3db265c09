"""Overlap of two baskets, by hand and by law."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.similarity import export_similarity, trade_complementarity

baskets = st.lists(st.integers(0, 10**6).map(float), min_size=4, max_size=4).filter(any)
each = pytest.mark.parametrize("measure", [export_similarity, trade_complementarity])


@each
def test_the_worked_example(measure: Any) -> None:
    """(.5, .3, .2) against (.2, .3, .5) is 0.70 by either formula."""
    assert measure([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) == pytest.approx(0.70)


@each
def test_labels_are_matched_not_positions(measure: Any) -> None:
    """Another order of products is the same basket; an absent one is zero."""
    first = pd.Series({"10063020": 5.0, "52051110": 3.0, "62142010": 2.0})
    assert measure(first, first.iloc[::-1]) == pytest.approx(1.0)
    assert measure(first.to_dict(), {"52051110": 7.0}) == pytest.approx(0.3)
    assert measure(MappingProxyType(first.to_dict()), first) == pytest.approx(1)
    assert measure({"a": 1.0}, {"b": 1.0}) == 0.0


@each
def test_baskets_that_do_not_fit_are_refused(measure: Any) -> None:
    """Lengths, half-labelled pairs, repeats, bad values and empty totals."""
    with pytest.raises(InvalidValueError, match="name them with labels"):
        measure([1, 2], [1, 2, 3])
    with pytest.raises(InvalidValueError, match="or neither"):
        measure([1, 2], {"a": 1.0})
    with pytest.raises(InvalidValueError, match="more than once"):
        measure(pd.Series([1.0, 2.0], index=["a", "a"]), pd.Series({"a": 1.0}))
    with pytest.raises(InvalidValueError, match="must not be negative"):
        measure([1, -2], [1, 2])
    with pytest.raises(UndefinedMeasureError, match="sum to zero"):
        measure([1, 2], [0, 0])


@given(a=baskets, b=baskets, scale=st.sampled_from([0.001, 7.0, 1e5]))
def test_laws(a: list[float], b: list[float], scale: float) -> None:
    """Symmetric, free of scale, between 0 and 1, and 1 for a basket with itself."""
    value = export_similarity(a, b)
    assert 0 <= value <= 1 + 1e-12
    assert value == pytest.approx(export_similarity(b, a))
    assert value == pytest.approx(trade_complementarity(a, b), abs=1e-12)
    assert value == pytest.approx(export_similarity([x * scale for x in a], b), abs=1e-9)
    assert export_similarity(a, a) == pytest.approx(1)


@given(a=baskets, b=baskets)
def test_coarser_products_never_lower_it(a: list[float], b: list[float]) -> None:
    """Merging two products can only add overlap."""
    merged = [[v[0] + v[1], *v[2:]] for v in (a, b)]
    assert export_similarity(*merged) >= export_similarity(a, b) - 1e-9
