"""Indicators on one scale: outliers, normalising and weights, against scipy and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from _naive_composite import by_label, points, scored, table_of, with_correlations
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.potential.composite import Indicator
from odopkit.potential.composite import dependence as dep
from odopkit.potential.composite import normalise as norm

SKEWED = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 300, 1000]


@pytest.mark.parametrize("size", [1.0, 1e-200, 1e200])
def test_skewness_and_kurtosis_equal_scipys(size: float) -> None:
    """Corrected for bias, as in spreadsheets, and on any scale."""
    found = norm.moments(np.array(SKEWED) * size)
    expected = (stats.skew(SKEWED, bias=False), stats.kurtosis(SKEWED, bias=False))
    assert found == pytest.approx(expected)


def test_moments_need_enough_different_values() -> None:
    """Three values have a skewness, four a kurtosis, equal ones neither."""
    assert np.isnan(norm.moments(np.array([1.0, 2.0]))).all()
    skewness, kurtosis = norm.moments(np.array([1.0, 2.0, 4.0]))
    assert skewness == pytest.approx(stats.skew([1, 2, 4], bias=False))
    assert math.isnan(kurtosis)
    assert np.isnan(norm.moments(np.full(9, 0.1))).all()


def test_winsorising_pulls_in_the_longer_tail_value_by_value() -> None:
    """1000 becomes 300, which is still too much; then both become 18."""
    found = norm.winsorise(np.array(SKEWED), 5)
    assert found.values.tolist() == [*SKEWED[:18], 18.0, 18.0]
    assert found.reason == ""
    assert found.before[0] > 2 > found.after[0]
    mirrored = norm.winsorise(-np.array(SKEWED), 5)
    assert (-mirrored.values).tolist() == found.values.tolist()


def test_winsorising_stops_at_its_most_values_and_says_so() -> None:
    """One value allowed where two are needed: the column stays skewed, and has a reason."""
    found = norm.winsorise(np.array(SKEWED), 1)
    assert found.values.tolist() == [*SKEWED[:18], 300.0, 300.0]
    assert found.reason == "still skewed after the most values that may be winsorised"
    table = table_of({"a": SKEWED, "b": range(20)})
    score = scored(table, points("a", "b"), winsorise=1)
    assert score.warnings["check"].tolist()[-1] == "skewness"
    assert score.indicators["reason"].tolist() == [found.reason, ""]


def test_winsorising_can_be_switched_off_and_leaves_tame_columns_alone() -> None:
    """With none allowed nothing changes; nor does it where one limit holds."""
    assert norm.winsorise(np.array(SKEWED), 0).values.tolist() == SKEWED
    assert norm.winsorise(np.array(SKEWED), 0).reason == ""
    tame = np.array([1.0, 2, 3, 4, np.nan, 9])
    np.testing.assert_array_equal(norm.winsorise(tame, 5).values, tame)


def test_winsorising_makes_no_constant() -> None:
    """One exporter among zeros: pulling it in would leave nothing to tell apart."""
    found = norm.winsorise(np.array([0.0] * 19 + [7.0]), 5)
    assert found.values.max() == 7
    assert found.reason == "winsorising further would leave a constant"


def test_both_limits_must_be_passed() -> None:
    """Skewness beyond 2 alone, or kurtosis above 3.5 alone, changes nothing."""
    symmetric = np.array([-50.0, *np.linspace(-1, 1, 30), 50.0])
    skewness, kurtosis = norm.moments(symmetric)
    assert abs(skewness) < 2
    assert kurtosis > 3.5
    np.testing.assert_array_equal(norm.winsorise(symmetric, 5).values, symmetric)


def test_normalising_equals_scipy() -> None:
    """Min-max by hand, z-scores with n - 1, ranks from the worst with ties at their mean."""
    x = np.array([3.0, 1.0, 3.0, 9.0, 4.0])
    table = table_of({"a": x})
    minmax = scored(table, points("a"))
    assert by_label(minmax) == pytest.approx((1 + 99 * (x - 1) / 8).tolist())
    z = scored(table, points("a"), normalise="z")
    assert by_label(z) == pytest.approx(stats.zscore(x, ddof=1).tolist())
    rank = scored(table, points("a"), normalise="rank")
    assert by_label(rank) == pytest.approx((stats.rankdata(x) / 5).tolist())
    part = [Indicator("a", direction=1, unit="u", reference=-4.0)]
    distance = scored(table, part, normalise="reference")
    assert by_label(distance) == pytest.approx((1 + (x + 4) / 4).tolist())


def test_ranks_of_data_are_exact_however_far_they_spread() -> None:
    """A column of money over fourteen powers of ten: the small values do not tie."""
    table = table_of({"a": [1.0, 2.0, 3.0, 1e14]})
    score = scored(table, points("a"), normalise="rank", winsorise=0)
    assert score.normalised["a"].tolist() == [0.25, 0.5, 0.75, 1.0]


def test_z_scores_hold_at_the_ends_of_the_number_range() -> None:
    """Squares of 1e200 overflow, of 1e-200 vanish; the z-scores are the same."""
    x = np.array([1.0, 2.0, 4.0])
    for size in (1e200, 1e-200):
        score = scored(table_of({"a": x * size}), points("a"), normalise="z")
        assert by_label(score) == pytest.approx(stats.zscore(x, ddof=1).tolist())


def test_one_end_may_be_given_and_ends_may_leave_no_range() -> None:
    """A lower end above all values is no range: undefined, with the reason."""
    half = scored(table_of({"a": [2, 4]}), points("a", lower=0), scale=(0, 1))
    assert by_label(half) == pytest.approx([0.5, 1.0])
    none = scored(table_of({"a": [2, 4]}), points("a", lower=4), scale=(0, 1))
    assert none.indicators["reason"].tolist() == ["the bounds leave no range"]
    assert none.scores["rank"].isna().all()


def test_pca_weights_equal_those_of_a_singular_value_decomposition() -> None:
    """Squared loadings on the first component of the standardised table."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(40, 1)) * [1, 2, 3, 0.5] + rng.normal(size=(40, 4))
    table = table_of({n: x[:, j] for j, n in enumerate("abcd")})
    score = scored(table, points(*"abcd"), weights="pca", winsorise=0)
    _, size, axes = np.linalg.svd(stats.zscore(x), full_matrices=False)
    assert score.indicators["weight"].tolist() == pytest.approx((axes[0] ** 2).tolist())
    assert score.indicators["weight"].sum() == pytest.approx(1)
    assert score.pca_share == pytest.approx(size[0] ** 2 / (size**2).sum())


def test_pca_weights_use_complete_units_and_defined_indicators() -> None:
    """A gap takes its unit out; an indicator that is the same everywhere has no weight."""
    rng = np.random.default_rng(6)
    a = rng.normal(size=20)
    x = {"a": a, "b": a + rng.normal(size=20), "c": a + rng.normal(size=20)}
    whole = scored(table_of(x), points(*"abc"), weights="pca", winsorise=0)
    gap = {n: np.append(v, np.nan if n == "a" else 0.0) for n, v in x.items()}
    holed = scored(
        table_of(gap | {"flat": np.ones(21)}), points("a", "b", "c", "flat"), weights="pca"
    )
    expected = [*whole.indicators["weight"], 0.0]
    assert holed.indicators["weight"].tolist() == pytest.approx(expected)


def test_loadings_of_opposite_sign_give_pause() -> None:
    """Squares hide that an indicator pulls the other way."""
    x = with_correlations([[1, 0.8, -0.6], [0.8, 1, -0.6], [-0.6, -0.6, 1]], 30)
    score = scored(
        table_of({n: x[:, j] for j, n in enumerate("abc")}), points(*"abc"), weights="pca"
    )
    row = score.warnings.set_index("check").loc["opposite loadings"]
    assert row["indicators"] == "c"
    assert row["value"] < 0


def test_pca_weights_that_do_not_exist_are_refused() -> None:
    """Too few units, a flat column among complete units, components of one size."""
    with pytest.raises(UndefinedMeasureError, match="three units with all of 2 indicators"):
        scored(table_of({"a": [1, 2], "b": [2, 1]}), points("a", "b"), weights="pca")
    flat = table_of({"a": [1, 1, 1, 2], "b": [1, 2, 3, np.nan]})
    with pytest.raises(UndefinedMeasureError, match="'a' does not vary among the 3 units"):
        scored(flat, points("a", "b"), weights="pca", winsorise=0)
    apart = table_of({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1]})
    with pytest.raises(UndefinedMeasureError, match=r"same share of the variance \(50.0%\)"):
        scored(apart, points("a", "b"), weights="pca")


def test_entropy_weights_by_hand() -> None:
    """Shares (1/4, 3/4) hold .8113 of the greatest entropy, (0, 1) none of it."""
    z = np.array([[1.0, 0.0], [3.0, 5.0]])
    entropy = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2)
    assert entropy == pytest.approx(0.8113, abs=5e-5)
    expected = np.array([1 - entropy, 1.0]) / (2 - entropy)
    assert norm.entropy_weights(z) == pytest.approx(expected)
    assert norm.entropy_weights(np.vstack([z, [np.nan, np.nan]])) == pytest.approx(expected)


def test_entropy_gives_nothing_to_what_tells_nobody_apart() -> None:
    """A column of one value, or of zeros throughout, has no weight."""
    z = np.array([[1.0, 2.0, 0.0, np.nan], [3.0, 2.0, 0.0, 4.0]])
    assert norm.entropy_weights(z).tolist() == [1.0, 0.0, 0.0, 0.0]
    with pytest.raises(UndefinedMeasureError, match="no indicator tells units apart"):
        norm.entropy_weights(z[:, 1:])
    with pytest.raises(InvalidValueError, match="not negative"):
        norm.entropy_weights(-z)


def test_entropy_weights_of_a_score_depend_on_where_the_scale_begins() -> None:
    """From 0 the lowest unit has no share at all; from 1 it has some: other weights."""
    table = table_of({"a": [1, 2, 3, 9], "b": [1, 5, 6, 7]})
    zero, one = (
        scored(table, points("a", "b"), weights="entropy", scale=scale).indicators["weight"]
        for scale in ((0, 100), (50, 100))
    )
    assert zero.sum() == one.sum() == pytest.approx(1)
    assert zero[0] > zero[1]
    assert zero[0] != pytest.approx(one[0], abs=1e-3)


def test_a_mean_without_logarithm_is_missing() -> None:
    """A value of 0 or below has no geometric mean; what has no weight is not asked."""
    z = np.array([[2.0, 8.0, -1.0], [2.0, 0.0, 1.0], [np.nan, 3.0, 1.0]])
    scores, coverage = norm.aggregate(z, np.array([0.5, 0.5, 0.0]), "geometric")
    assert scores.tolist() == pytest.approx([4.0, math.nan, 3.0], nan_ok=True)
    assert coverage.tolist() == [1.0, 1.0, 0.5]


def test_the_correlation_ratio_is_that_of_an_analysis_of_variance() -> None:
    """Less what chance would put between bins: 1 less the mean squares within over the total."""
    y = np.array([1.0, 2.0, 4.0, 5.0, 9.0, 7.0])
    groups = [y[:2], y[2:4], y[4:]]
    f = stats.f_oneway(*groups).statistic
    # F is the mean square between over that within, with 2 and 3 degrees of freedom.
    eta = 2 * f / (2 * f + 3)
    expected = 1 - (1 - eta) * 5 / 3
    assert dep.correlation_ratio(np.array([0, 0, 1, 1, 2, 2]), y) == pytest.approx(expected)
    assert math.isnan(dep.correlation_ratio(np.arange(6), y))
