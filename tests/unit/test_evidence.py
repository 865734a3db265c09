"""Evidence of counts: worked numbers, exact arithmetic, and what is no count."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import binom, false_discovery_control, fisher_exact

import _naive_evidence as naive
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.specialization import (
    benjamini_hochberg,
    hypergeometric_tail,
    log_delta_interval,
    shrinkage_tau,
    shrunken_quotient,
)

# Two of three, twenty of thirty, two hundred of three hundred; a tenth of all is the product.
X, N = [2, 20, 200], [3, 30, 300]
REFERENCE: dict[str, Any] = {"k": 10_000, "total": 100_000}


def test_one_quotient_has_three_strengths_of_evidence() -> None:
    """LQ 6.67 each; p 2.8e-2, 1e-13 and 2e-124."""
    assert [x / n / 0.1 for x, n in zip(X, N, strict=True)] == pytest.approx([20 / 3] * 3)
    p = hypergeometric_tail(X, n=N, **REFERENCE)
    assert p[0] == pytest.approx(2.8e-2, rel=2e-3)
    assert [f"{v:.0e}" for v in p[1:]] == ["1e-13", "2e-124"]


def test_one_quotient_has_three_intervals() -> None:
    """3.00 to 14.84, 5.18 to 8.58 and 6.17 to 7.21."""
    low, high = log_delta_interval(X, n=N, **REFERENCE)
    assert low.round(2).tolist() == [3.00, 5.18, 6.17]
    assert high.round(2).tolist() == [14.84, 8.58, 7.21]


def test_one_quotient_shrinks_three_ways() -> None:
    """With tau 2: 1.74, 4.40 and 6.31."""
    shrunk = shrunken_quotient(X, expected=[0.3, 3.0, 30.0], tau=2)
    assert shrunk.round(2).tolist() == [1.74, 4.40, 6.31]


@pytest.mark.parametrize("total", [40, 700, 100_000])
def test_tails_are_those_of_whole_numbers(total: int) -> None:
    """Against sums of binomial coefficients, exact until the last division."""
    rng = np.random.default_rng(total)
    n, k = rng.integers(1, min(total, 400), (2, 60))
    x = [int(rng.integers(max(0, b + c - total), min(b, c) + 1)) for b, c in zip(n, k, strict=True)]
    found = hypergeometric_tail(x, n=n, k=k, total=total)
    exact = [naive.tail(a, int(b), int(c), total) for a, b, c in zip(x, n, k, strict=True)]
    np.testing.assert_allclose(found, exact, rtol=1e-8)


def test_the_tail_is_fishers_test() -> None:
    """One-sided, of the two-by-two table."""
    x, n, k, total = 7, 20, 30, 200
    table = np.array([[x, n - x], [k - x, total - n - k + x]])
    fisher = fisher_exact(table, alternative="greater").pvalue
    assert hypergeometric_tail([x], n=n, k=k, total=total) == pytest.approx(fisher)


def test_a_vast_reference_gives_the_binomial_tail() -> None:
    """Drawing three from a hundred million is drawing with replacement."""
    p = hypergeometric_tail(X, n=N, k=10**7, total=10**8)
    np.testing.assert_allclose(p, binom.sf(np.array(X) - 1, N, 0.1), rtol=2e-3)


def test_no_shipment_is_no_evidence() -> None:
    """So many or more of nothing is certain; there is no logarithm of zero."""
    assert hypergeometric_tail([0, 0], n=[0, 5], k=[3, 0], total=10).tolist() == [1.0, 1.0]
    low, high = log_delta_interval([0], n=5, k=3, total=10)
    assert np.isnan([low, high]).all()


def test_intervals_follow_the_printed_formula() -> None:
    """Also at another confidence."""
    rng = np.random.default_rng(4)
    n = rng.integers(50, 500, 40)
    x = rng.integers(1, 40, 40)
    low, high = log_delta_interval(x, n=n, k=9_000, total=80_000, confidence=0.8)
    expected = [naive.interval(a, b, 9_000, 80_000, 0.8) for a, b in zip(x, n, strict=True)]
    np.testing.assert_allclose(np.column_stack([low, high]), expected)


def test_the_usual_variance_fails_in_specialized_districts_and_the_other_does_not() -> None:
    """Ninety of a product's hundred shipments from one district."""
    cell: dict[str, Any] = {"n": 100, "k": 100, "total": 100_000}
    assert np.isnan(log_delta_interval([90], **cell)).all()
    low, high = log_delta_interval([90], **cell, variance="binomial")
    assert low < 900 < high
    # A small district has the same interval either way.
    small: dict[str, Any] = {"n": 200, "k": 10**6, "total": 10**7}
    usual = np.array(log_delta_interval([20], **small))
    np.testing.assert_allclose(
        usual, log_delta_interval([20], **small, variance="binomial"), rtol=1e-4
    )


def test_the_binomial_variance_by_hand() -> None:
    """Six of ten here, two of ten elsewhere: 6 x .4 x (1/6 - 1/8)^2 + 2/64 x .8."""
    low, high = log_delta_interval([6], n=10, k=8, total=20, variance="binomial")
    square = (np.log(high / low) / 2 / 1.959963984540054) ** 2
    assert square == pytest.approx(6 * 0.4 * (1 / 24) ** 2 + 2 / 64 * 0.8)


def test_the_binomial_variance_is_that_of_simulated_districts() -> None:
    """A specialized district that is a third of the product."""
    rng = np.random.default_rng(11)
    n, total, p, others = 200, 20_000, 0.5, 0.01
    x = rng.binomial(n, p, 40_000)
    k = x + rng.binomial(total - n, others, 40_000)
    spread = np.log(x / n / (k / total)).std()
    a, b = round(n * p), round(n * p + (total - n) * others)
    low, high = log_delta_interval([a], n=n, k=b, total=total, variance="binomial")
    assert (np.log(high / low) / 2 / 1.959964).item() == pytest.approx(spread, rel=0.02)


def test_tau_is_where_the_likelihood_is_largest() -> None:
    """Against scipy's search from many starts, on counts of every kind of spread."""
    rng = np.random.default_rng(2)
    for trial in range(60):
        expected = rng.gamma(0.5, 5.0, rng.integers(2, 80))
        if trial % 3 == 0:
            expected[0] = 1000.0
        tau = np.exp(rng.normal(0, 2))
        x = rng.poisson(expected * rng.gamma(tau, 1 / tau, len(expected)))
        if not x.any():
            continue
        best = -expected.sum()  # chance alone
        for start in np.arange(-11.0, 12.0, 2):
            near = minimize_scalar(
                lambda s, x=x, e=expected: -naive.likelihood(np.exp(s), x, e),
                bounds=(start - 1.5, start + 1.5),
                method="bounded",
            )
            best = max(best, -near.fun)
        found = shrinkage_tau(x, expected=expected)
        mine = -expected.sum() if np.isinf(found) else naive.likelihood(found, x, expected)
        assert mine == pytest.approx(best, abs=1e-6)


def test_tau_of_known_spread_is_found() -> None:
    """Ten thousand districts whose true quotients vary as 1/2."""
    rng = np.random.default_rng(5)
    expected = rng.uniform(1, 20, 10_000)
    x = rng.poisson(expected * rng.gamma(2.0, 0.5, 10_000))
    assert shrinkage_tau(x, expected=expected) == pytest.approx(2.0, rel=0.05)


def test_a_large_district_does_not_hide_the_spread_of_small_ones() -> None:
    """As expected in nine hundred shipments, and far from it in two small districts."""
    tau = shrinkage_tau([12, 2, 900], expected=[1.4, 0.2, 912.0])
    assert 0.1 < tau < 1


def test_counts_that_vary_by_chance_shrink_to_one() -> None:
    """Then no quotient differs from another."""
    assert shrinkage_tau([12, 11, 13, 12], expected=[12.0] * 4) == np.inf
    assert shrunken_quotient([12, 11, 13, 12], expected=[12.0] * 4).tolist() == [1.0] * 4
    assert shrunken_quotient([4, 0], expected=[1, 1], tau=np.inf).tolist() == [1.0, 1.0]


def test_tau_is_fitted_unless_it_is_given() -> None:
    """The default is the maximum of the likelihood."""
    x, e = [40, 1, 3, 16, 0, 12], [12.0] * 6
    tau = shrinkage_tau(x, expected=e)
    assert shrunken_quotient(x, expected=e) == pytest.approx((np.array(x) + tau) / (12 + tau))


def test_adjusted_values_are_scipys() -> None:
    """Ties, order and missing values."""
    rng = np.random.default_rng(6)
    p = np.round(rng.random(200) ** 3, 2)
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p))
    with_gap = np.insert(p, 7, np.nan)
    found = benjamini_hochberg(with_gap)
    assert np.isnan(found[7])
    np.testing.assert_allclose(np.delete(found, 7), false_discovery_control(p))


def test_tests_that_are_not_listed_count() -> None:
    """Three of a hundred: the others have p = 1."""
    p = [1e-6, 0.001, 0.02]
    padded = false_discovery_control([*p, *[1.0] * 97])[:3]
    np.testing.assert_allclose(benjamini_hochberg(p, n_tests=100), padded)
    assert benjamini_hochberg([]).tolist() == []


def test_picking_cells_that_are_not_zero_makes_luck_look_like_evidence() -> None:
    """Three shipments over a thousand equal products, drawn blindly."""
    p = hypergeometric_tail([1, 1, 1], n=3, k=100, total=100_000)
    assert benjamini_hochberg(p).max() < 0.01
    assert benjamini_hochberg(p, n_tests=1000).min() == pytest.approx(1.0, rel=2e-3)


GOOD: dict[str, Any] = {"n": 5, "k": 3, "total": 10}


@pytest.mark.parametrize("function", [hypergeometric_tail, log_delta_interval])
@pytest.mark.parametrize(
    ("x", "change", "message"),
    [
        ([2.5], {}, r"x must be whole numbers of at least 0, got 2.5; money is no count"),
        ([-1], {}, "got -1.0"),
        ([np.nan], {}, "got nan"),
        (["two"], {}, "x must be whole numbers, got text"),
        ([4], {}, "x=4 does not fit into n=5, k=3, total=10"),
        ([2], {"n": 12}, "must be part of the reference"),
        ([0], {"n": 9}, "does not fit"),  # nine of ten leave one, and three are of the product
        ([1, 2], {"n": [3, 4, 5]}, r"one shape.*x \(2,\), n \(3,\)"),
        ([1], {"total": 1e400}, "got inf"),
    ],
)
def test_counts_that_cannot_be_are_refused(
    function: Any, x: Any, change: dict[str, Any], message: str
) -> None:
    """Money, words, and districts that are no part of the reference."""
    with pytest.raises(InvalidValueError, match=message):
        function(x, **GOOD | change)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: log_delta_interval([1], **GOOD, confidence=95), InvalidValueError, "fraction"),
        (
            lambda: log_delta_interval([1], **GOOD, confidence=1),
            InvalidValueError,
            "neither included",
        ),
        (lambda: log_delta_interval([1], **GOOD, variance="wald"), InvalidValueError, "'binomial'"),  # type: ignore[arg-type]
        (lambda: shrunken_quotient([1], expected=[1], tau=0), InvalidValueError, "above 0"),
        (lambda: shrunken_quotient([1], expected=[1], tau=True), InvalidValueError, "above 0"),
        (lambda: shrunken_quotient([1.5], expected=[1]), InvalidValueError, "money is no count"),
        (lambda: shrunken_quotient([1], expected=[1, 2]), InvalidValueError, "one shape"),
        (lambda: shrunken_quotient([1], expected=[-1]), InvalidValueError, "negative"),
        (lambda: shrunken_quotient([1], expected=[0]), InvalidValueError, "part of the ref"),
        (lambda: shrinkage_tau([0, 0], expected=[1, 1]), UndefinedMeasureError, "no district"),
        (lambda: benjamini_hochberg([0.5, 1.5]), InvalidValueError, "got 1.5"),
        (lambda: benjamini_hochberg([[0.5]]), InvalidValueError, "vector"),
        (lambda: benjamini_hochberg(["a"]), InvalidValueError, "vector of numbers"),
        (lambda: benjamini_hochberg([0.5, 0.5], n_tests=1), InvalidValueError, "at least the 2"),
    ],
)
def test_other_bad_input_is_refused(call: Any, error: type[Exception], message: str) -> None:
    """Each with what was got."""
    with pytest.raises(error, match=message):
        call()


def test_nothing_given_is_changed() -> None:
    """Read-only arrays will do."""
    x, n, p = np.array([2, 20]), np.array([3, 30]), np.array([0.2, 0.1])
    for array in (x, n, p):
        array.setflags(write=False)
    hypergeometric_tail(x, n=n, k=100, total=1000)
    log_delta_interval(x, n=n, k=100, total=1000)
    shrunken_quotient(x, expected=n.astype(float))
    benjamini_hochberg(p)
