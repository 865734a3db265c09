"""Laws that every measure obeys: order, scale, bounds, merging, replication."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odopkit.concentration import (
    concentration_ratio,
    effective_number,
    hall_tideman,
    herfindahl_hirschman,
    shannon_entropy,
)
from odopkit.inequality import gini, lorenz_curve, theil, theil_decomposition
from odopkit.ranking import bracket_shares, coverage_count

# Whole values up to a billion keep the arithmetic exact enough for equality.
exports = st.lists(st.integers(0, 10**9).map(float), min_size=2, max_size=30).filter(any)
ks = st.integers(1, 35)

MEASURES: dict[str, Callable[[Any], float]] = {
    "cr2": lambda v: concentration_ratio(v, k=2),
    "hhi": herfindahl_hirschman,
    "hhi_normalized": lambda v: herfindahl_hirschman(v, normalized=True),
    "effective_number": effective_number,
    "hall_tideman": hall_tideman,
    "entropy": shannon_entropy,
    "gini": gini,
    "gini_corrected": lambda v: gini(v, corrected=True),
    "theil_t": lambda v: theil(v, variant="T"),
    "theil_l": lambda v: theil(v, variant="L"),
}
each_measure = pytest.mark.parametrize("name", MEASURES)


@each_measure
@given(values=exports, data=st.data())
def test_order_does_not_matter(name: str, values: list[float], data: st.DataObject) -> None:
    """A permutation of the units has the same measure, to the bit."""
    shuffled = data.draw(st.permutations(values))
    assert MEASURES[name](shuffled) == MEASURES[name](values)


@each_measure
@given(values=exports, scale=st.sampled_from([1e-6, 0.001, 7.3, 1e5, 1e7]))
def test_scale_does_not_matter(name: str, values: list[float], scale: float) -> None:
    """Lakh, crore or million: shares are the same."""
    scaled = MEASURES[name]([v * scale for v in values])
    assert scaled == pytest.approx(MEASURES[name](values), rel=1e-9, abs=1e-9)


@each_measure
@given(value=st.floats(1e-3, 1e9), n=st.integers(2, 50))
def test_equal_units_are_not_concentrated(name: str, value: float, n: int) -> None:
    """All equal gives the least concentrated value of each measure."""
    expected = {
        "cr2": min(2 / n, 1),
        "hhi": 1 / n,
        "effective_number": n,
        "hall_tideman": 1 / n,
        "entropy": math.log(n),
    }
    got = MEASURES[name]([value] * n)
    assert got == pytest.approx(expected.get(name, 0.0), rel=1e-9, abs=1e-9)


@given(values=exports)
def test_bounds(values: list[float]) -> None:
    """Each measure stays in its range."""
    n = len(values)
    slack = 1e-12
    assert 1 / n - slack <= herfindahl_hirschman(values) <= 1 + slack
    assert 0 <= herfindahl_hirschman(values, normalized=True) <= 1 + slack
    assert 0 <= gini(values) <= (n - 1) / n + slack
    assert 0 <= theil(values, variant="T") <= math.log(n) + slack
    assert 0 <= shannon_entropy(values) <= math.log(n) + slack
    assert 1 / n - slack <= hall_tideman(values) <= 1 + slack
    assert theil(values, variant="L") >= 0


@given(values=exports, k=ks)
def test_merging_two_products_never_lowers_concentration(values: list[float], k: int) -> None:
    """Rolling up the HS tree can only raise a ratio or the HHI."""
    merged = [values[0] + values[1], *values[2:]]
    assert concentration_ratio(merged, k=k) >= concentration_ratio(values, k=k) - 1e-9
    assert herfindahl_hirschman(merged) >= herfindahl_hirschman(values) - 1e-9


@given(values=exports, k=ks)
def test_concentration_ratio_grows_with_k_to_one(values: list[float], k: int) -> None:
    """One more unit never lowers it; all units give 1."""
    more, less = (concentration_ratio(values, k=j) for j in (k + 1, k))
    assert more >= less - 1e-12
    assert concentration_ratio(values, k=len(values)) == pytest.approx(1)


@given(values=exports)
def test_a_unit_with_nothing_changes_only_what_counts_units(values: list[float]) -> None:
    """HHI, CR and Hall-Tideman ignore it; the Gini rises."""
    more = [*values, 0.0]
    assert herfindahl_hirschman(more) == pytest.approx(herfindahl_hirschman(values))
    assert hall_tideman(more) == pytest.approx(hall_tideman(values))
    assert concentration_ratio(more, k=1) == pytest.approx(concentration_ratio(values, k=1))
    assert gini(more) >= gini(values) - 1e-12


@given(values=exports, times=st.integers(2, 4))
def test_replicating_the_population_leaves_inequality(values: list[float], times: int) -> None:
    """Two copies of a country are as unequal as one, and half as concentrated."""
    assert gini(values * times) == pytest.approx(gini(values), abs=1e-9)
    t = theil(values, variant="T")
    assert theil(values * times, variant="T") == pytest.approx(t, abs=1e-9)
    hhi = herfindahl_hirschman(values)
    assert herfindahl_hirschman(values * times) == pytest.approx(hhi / times)


@given(values=exports, data=st.data())
def test_a_transfer_from_rich_to_poor_lowers_inequality(
    values: list[float], data: st.DataObject
) -> None:
    """The Pigou-Dalton principle: Gini, Theil and HHI fall or stay."""
    x = sorted(values)
    assume(x[-1] > x[0])
    amount = data.draw(st.floats(0, (x[-1] - x[0]) / 2))
    after = [x[0] + amount, *x[1:-1], x[-1] - amount]
    assert gini(after) <= gini(x) + 1e-9
    assert theil(after, variant="T") <= theil(x, variant="T") + 1e-9
    assert herfindahl_hirschman(after) <= herfindahl_hirschman(x) + 1e-9


@given(values=exports)
def test_identities_between_measures(values: list[float]) -> None:
    """HT = 1 / (n (1 - G)); T = ln n - H; N2 = 1 / HHI."""
    n = len(values)
    assert hall_tideman(values) == pytest.approx(1 / (n * (1 - gini(values))), rel=1e-9)
    entropy = shannon_entropy(values)
    assert theil(values, variant="T") == pytest.approx(math.log(n) - entropy, abs=1e-9)
    assert effective_number(values) == pytest.approx(1 / herfindahl_hirschman(values))


@given(values=exports)
def test_effective_number_falls_with_its_order(values: list[float]) -> None:
    """Hill numbers descend from the count to the inverse of the largest share."""
    orders = [0, 0.5, 1, 2, 5, math.inf]
    numbers = [effective_number(values, order=q) for q in orders]
    assert numbers[0] == pytest.approx(sum(v > 0 for v in values))
    assert all(a >= b * (1 - 1e-9) for a, b in pairwise(numbers))
    assert numbers[-1] == pytest.approx(sum(values) / max(values))


@given(values=exports)
def test_lorenz_curve_is_convex_from_corner_to_corner(values: list[float]) -> None:
    """Slopes never fall."""
    share = lorenz_curve(values).share
    assert (share[0], share[-1]) == (0, 1)
    assert (np.diff(share, 2) >= -1e-12).all()


@given(
    values=exports,
    data=st.data(),
    variant=st.sampled_from(["T", "L"]),
)
def test_decomposition_adds_up(values: list[float], data: st.DataObject, variant: Any) -> None:
    """Between and within sum to the index of all units, however they are grouped."""
    groups = data.draw(
        st.lists(st.sampled_from("abcd"), min_size=len(values), max_size=len(values))
    )
    parts = theil_decomposition(values, groups, variant=variant)
    assert parts.total == theil(values, variant=variant)
    assert parts.between + parts.within == pytest.approx(parts.total, rel=1e-9, abs=1e-9)
    assert parts.within >= 0
    assert parts.between >= -1e-12


@given(values=exports, share=st.floats(0.001, 1))
def test_coverage_is_the_least_count_that_reaches(values: list[float], share: float) -> None:
    """m units reach the share, m - 1 do not."""
    m = coverage_count(values, share=share)
    assert concentration_ratio(values, k=m) >= share - 1e-9
    if m > 1:
        assert concentration_ratio(values, k=m - 1) < share + 1e-9


@given(values=exports, edges=st.lists(st.integers(1, 40), unique=True).map(sorted))
def test_brackets_partition_the_total(values: list[float], edges: list[int]) -> None:
    """Every unit is in one bracket, and shares of equal brackets descend."""
    table = bracket_shares(values, edges=edges)
    assert table["n_units"].sum() == len(values)
    assert table["share"].sum() == pytest.approx(1)
    mean = table["value"] / table["n_units"]
    assert (mean.diff().dropna() <= 1e-6).all()
