"""Worked numbers of published methods that are not in a test of their own module."""

from __future__ import annotations

from itertools import product
from math import factorial

import numpy as np
import pytest

from odopkit import load_paper_table
from odopkit.concentration import concentration_ratio, herfindahl_hirschman, herfindahl_unbiased
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.inequality import theil
from odopkit.inequality.extremes import equal_within
from odopkit.ranking import rank_size


def test_the_bias_of_a_small_sample_is_removed_exactly() -> None:
    """Shares .5/.3/.2 over 20 shipments: the plain index is .411 on average, not .38."""
    p, n = (0.5, 0.3, 0.2), 20
    plain = corrected = 0.0
    for a, b in product(range(n + 1), repeat=2):
        c = n - a - b
        if c < 0:
            continue
        ways = factorial(n) // (factorial(a) * factorial(b) * factorial(c))
        chance = ways * p[0] ** a * p[1] ** b * p[2] ** c
        plain += chance * herfindahl_hirschman([a, b, c])
        corrected += chance * herfindahl_unbiased([a, b, c])
    assert plain == pytest.approx(0.411, abs=5e-4)
    assert corrected == pytest.approx(0.380, abs=1e-12)


def test_counts_are_whole_numbers_of_at_least_two_draws() -> None:
    """Money is no count, and one shipment has no concentration."""
    with pytest.raises(InvalidValueError, match=r"got 2.5; money is no count"):
        herfindahl_unbiased([3, 2.5])
    with pytest.raises(UndefinedMeasureError, match="two draws, got 1"):
        herfindahl_unbiased([1, 0])
    assert herfindahl_unbiased([1, 1]) == 0.0
    assert herfindahl_unbiased([5, 0]) == 1.0


def test_the_half_rank_removes_the_bias_of_the_rank_size_slope() -> None:
    """Pareto with exponent 1, 100 units: mean near 1.006, against .945 without the half."""
    rng = np.random.default_rng(7)
    fits, naive = [], []
    ranks = np.log(np.arange(1, 101))
    for _ in range(3000):
        x = np.sort(1 / rng.random(100))[::-1]
        fits.append(rank_size(x).exponent)
        naive.append(-np.polyfit(np.log(x), ranks, 1)[0])
    assert np.mean(fits) == pytest.approx(1.006, abs=0.008)
    assert np.mean(naive) == pytest.approx(0.945, abs=0.008)
    assert np.std(fits) == pytest.approx(0.138, abs=0.008)


def test_table_1_has_these_ratios_and_this_much_inequality() -> None:
    """CR10 .380, CR20 .521, CR70 .801, CR100 .872; Theil's T is at least 1.852."""
    share = load_paper_table("table1")["share"].to_numpy()
    size = np.array([10.0] * 10 + [50, 150, 383])
    values = equal_within(size, share)
    for k, expected in ((10, 0.380), (20, 0.521), (70, 0.801), (100, 0.872)):
        assert concentration_ratio(values, k=k) == pytest.approx(expected, abs=1e-9)
    assert theil(values, variant="T") == pytest.approx(1.852, abs=5e-4)


def test_table_1_is_no_power_law() -> None:
    """The slope is -1.02 over the first hundred, -1.17 over 300, and misses the rest tenfold."""
    share = load_paper_table("table1")["share"].to_numpy()
    last = np.array([*range(10, 101, 10), 150, 300, 683])
    first = np.concatenate(([1], last[:-1] + 1))
    mean, middle = np.log(share / (last - first + 1)), np.log((first + last) / 2)
    hundred, three_hundred = (
        np.polyfit(middle[:10], mean[:10], 1),
        np.polyfit(middle[:12], mean[:12], 1),
    )
    assert hundred[0] == pytest.approx(-1.02, abs=5e-3)
    assert three_hundred[0] == pytest.approx(-1.17, abs=5e-3)
    assert np.exp(mean[-1]) == pytest.approx(0.0000287, abs=1e-7)
    predicted = np.exp(np.polyval(three_hundred, middle[-1]))
    assert predicted == pytest.approx(0.000265, abs=5e-7)
