"""Score intervals of a quotient of counts: by others' software, at the edges, and by coverage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from odopkit.errors import InvalidValueError
from odopkit.specialization import score_interval
from odopkit.specialization.scores import score_ends

# confint_proportions_2indep(x, n, y, m, method="score", compare="ratio", correction=...) of
# statsmodels 0.15.0: x of n against y of m, with correction (Miettinen-Nurminen) and without
# (Koopman).
BY_STATSMODELS: list[tuple[tuple[int, int, int, int], tuple[float, float], tuple[float, float]]] = [
    ((2, 5, 28, 195), (0.787878, 6.144412), (0.790252, 6.13598)),
    ((7, 40, 93, 960), (0.881136, 3.413361), (0.881449, 3.412406)),
    ((1, 3, 99, 997), (0.614757, 8.317972), (0.615201, 8.316288)),
    ((19, 20, 40, 180), (3.125417, 5.73224), (3.128302, 5.727999)),
    ((50, 100, 20, 1000), (15.561032, 40.028442), (15.564345, 40.020046)),
    ((3, 10, 3, 10), (0.269962, 3.704224), (0.27816, 3.595057)),
]


@pytest.mark.parametrize(("counts", "unbiased", "plain"), BY_STATSMODELS)
def test_without_the_quarter_of_a_count_ends_are_those_of_statsmodels(
    counts: tuple[int, int, int, int], unbiased: Any, plain: Any
) -> None:
    """A quotient is a ratio of two chances, seen from the whole."""
    x, n, y, m = counts
    for expected, factor in ((unbiased, True), (plain, False)):
        a, b, c, d = (np.array([float(v)]) for v in (x, n, x + y, n + m))
        ends = score_ends(a, b, c, d, 0.95, correction=0, unbiased=factor)
        ratios = [m * end[0] / (n + m - n * end[0]) for end in ends]
        assert ratios == pytest.approx(list(expected), abs=2e-6)


def test_the_ends_are_where_the_corrected_score_is_the_normal_quantile() -> None:
    """Worked in whole numbers: the gap less a quarter of a count on each side, over its spread."""
    x, n, k, total = 7, 40, 100, 1000
    for end, sign in zip(score_interval([x], n=n, k=k, total=total), (1, -1), strict=True):
        m, y = total - n, k - x
        ratio = m * end[0] / (total - n * end[0])
        a, b = total * ratio, ratio * (n + y) + x + m
        q = (b - np.sqrt(b * b - 4 * a * k)) / (2 * a)
        p = ratio * q
        spread = (p * (1 - p) / n + ratio**2 * q * (1 - q) / m) * total / (total - 1)
        gap = abs(x / n - ratio * y / m) - (1 / n + ratio / m) / 4
        assert sign * (x / n - ratio * y / m) > 0
        assert gap / np.sqrt(spread) == pytest.approx(1.959964, abs=1e-6)


def test_edges_have_intervals_that_end_where_quotients_do() -> None:
    """None of the product here, all of the district, all of the product, and all of both."""
    low, high = score_interval([0, 5, 3, 3], n=[5, 5, 5, 3], k=[30, 30, 3, 3], total=200)
    assert low[0] == 0
    assert 0 < high[0] < 200 / 5
    assert 1 < low[1] < (5 / 5) / (30 / 200) < high[1] < 40
    assert high[2:].tolist() == [200 / 5, 200 / 3]
    assert (low[2:] > 1).all()
    assert (high > low).all()


def test_a_district_that_is_the_reference_has_the_quotient_one() -> None:
    """And what is divided by nothing has none."""
    low, high = score_interval([3, 0, 0], n=[10, 0, 5], k=[3, 3, 0], total=10)
    assert [low[0], high[0]] == [1.0, 1.0]
    assert np.isnan([low[1:], high[1:]]).all()


def test_more_confidence_and_fewer_counts_widen_it() -> None:
    """The quotient is inside."""
    x, n = np.array([2, 20, 200]), np.array([3, 30, 300])
    low, high = score_interval(x, n=n, k=10_000, total=100_000)
    assert ((low < 20 / 3) & (high > 20 / 3)).all()
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()
    wider = score_interval(x, n=n, k=10_000, total=100_000, confidence=0.99)
    assert ((wider[0] < low) & (wider[1] > high)).all()


def test_shapes_and_long_vectors_are_kept() -> None:
    """Cells are looked at in parts, and none depends on another."""
    x = np.arange(30_000).reshape(300, 100) % 7
    low, high = score_interval(x, n=50, k=300, total=10_000)
    assert low.shape == high.shape == x.shape
    one = score_interval([4], n=50, k=300, total=10_000)
    np.testing.assert_array_equal(low[x == 4], one[0][0])
    np.testing.assert_array_equal(high[x == 4], one[1][0])


@pytest.mark.parametrize("n", [3, 5, 10, 20])
@pytest.mark.parametrize("p", [0.05, 0.2, 0.5, 0.8, 0.9])
def test_small_samples_are_covered_exactly(n: int, p: float) -> None:
    """By adding up the probability of every outcome that covers: above .93 everywhere."""
    m, q = 60, 0.3
    x, y = np.meshgrid(np.arange(n + 1), np.arange(m + 1), indexing="ij")
    chance = binom.pmf(x, n, p) * binom.pmf(y, m, q)
    some = x + y > 0
    low, high = score_interval(x[some], n=n, k=(x + y)[some], total=n + m)
    truth = p / ((n * p + m * q) / (n + m))
    covered = chance[some][(low <= truth) & (truth <= high)].sum() / chance[some].sum()
    assert covered > 0.93


@pytest.mark.parametrize(
    ("options", "message"),
    [({"confidence": 95}, "fraction"), ({"n": 2.5}, "whole numbers"), ({"total": 3}, "not fit")],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], message: str) -> None:
    """As in every function of counts."""
    good: dict[str, Any] = {"n": 5, "k": 3, "total": 10}
    with pytest.raises(InvalidValueError, match=message):
        score_interval([2], **good | options)
