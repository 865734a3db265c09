"""Laws of composite scores: what scale, order, gaps and better values may change, and what not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from _laws import tries
from _naive_composite import by_label, points, scored, table_of
from odopkit.errors import UndefinedMeasureError
from odopkit.potential.composite import (
    backtest,
    effective_weights,
    rank_tiers,
    score_uncertainty,
)
from odopkit.potential.composite import normalise as norm
from odopkit.potential.composite import ranks as ranks

# Whole values keep the arithmetic exact enough for close comparison.
cells = st.integers(-1000, 1000).map(float)
NAMES = ("a", "b", "c")
methods = st.sampled_from(["minmax", "z", "rank"])
means = st.sampled_from(["arithmetic", "geometric"])


@st.composite
def tables(draw: st.DrawFn, *, gaps: bool = True, least: int = 2, most: int = 12) -> pd.DataFrame:
    """Draw three indicators of a few districts, each with at least two different values."""
    n = draw(st.integers(least, most))
    x = draw(hnp.arrays(float, (n, 3), elements=cells))
    if gaps:
        x[draw(hnp.arrays(bool, (n, 3), elements=st.booleans(), fill=st.just(value=False)))] = (
            math.nan
        )
    for j in range(3):
        seen = x[~np.isnan(x[:, j]), j]
        assume(seen.size > 1 and np.ptp(seen) > 0)
    return table_of({c: x[:, j] for j, c in enumerate(NAMES)})


def close(x: list[float], y: list[float]) -> None:
    """Compare scores, of which some may be missing."""
    assert x == pytest.approx(y, rel=1e-9, abs=1e-9, nan_ok=True)


@tries(30)
@given(
    table=tables(),
    normalise=methods,
    slope=st.sampled_from([1e-6, 0.3, 7.0, 1e7]),
    shift=st.sampled_from([0.0, 1.0, -30.0]),
    winsorise=st.integers(0, 3),
)
def test_the_unit_of_an_indicator_does_not_matter(
    table: pd.DataFrame, normalise: str, slope: float, shift: float, winsorise: int
) -> None:
    """Lakh or million, Celsius or Fahrenheit: the same scores."""
    other = table.assign(a=table["a"] * slope + shift * slope)
    options: dict[str, Any] = {"normalise": normalise, "winsorise": winsorise}
    one, two = (scored(t, points(*NAMES), **options) for t in (table, other))
    close(by_label(one), by_label(two))


@tries(30)
@given(table=tables(), normalise=methods, seed=st.integers(0, 99))
def test_neither_the_order_of_units_nor_that_of_indicators_matters(
    table: pd.DataFrame, normalise: str, seed: int
) -> None:
    """Rows and columns shuffled: the same scores, ranks and flags."""
    rng = np.random.default_rng(seed)
    shuffled = table.iloc[rng.permutation(len(table))]
    one = scored(table, points(*NAMES), normalise=normalise)
    two = scored(shuffled, points(*reversed(NAMES)), normalise=normalise)
    close(by_label(one), by_label(two))
    assert [*map(str, by_label(one, "rank"))] == [*map(str, by_label(two, "rank"))]
    assert by_label(one, "tied") == by_label(two, "tied")


@tries(30)
@given(
    table=tables(),
    normalise=methods,
    weights=st.sampled_from(["equal", "pca", "entropy"]),
    winsorise=st.integers(0, 3),
)
def test_a_unit_without_values_affects_nobody_but_itself(
    table: pd.DataFrame, normalise: str, weights: str, winsorise: int
) -> None:
    """It has no score, and says why; the others are as before."""
    assume(not (normalise == "z" and weights == "entropy"))
    more = pd.concat([table, pd.DataFrame({"district": ["empty"]})], ignore_index=True)
    options: dict[str, Any] = {
        "normalise": normalise,
        "weights": weights,
        "winsorise": winsorise,
    }
    try:
        one = scored(table, points(*NAMES), **options)
    except UndefinedMeasureError:
        with pytest.raises(UndefinedMeasureError):
            scored(more, points(*NAMES), **options)
        return
    two = scored(more, points(*NAMES), **options)
    last = two.scores.iloc[-1]
    assert last["district"] == "empty"
    assert last["rank"] is pd.NA
    assert last["reason"] == "no indicator with a weight is present"
    pd.testing.assert_frame_equal(
        one.scores, two.scores.iloc[:-1], check_exact=False, rtol=1e-12, atol=1e-12
    )


@tries(30)
@given(table=tables(least=2), j=st.integers(0, 2), by=st.integers(1, 500), normalise=methods)
def test_a_better_value_never_lowers_a_score(
    table: pd.DataFrame, j: int, by: int, normalise: str
) -> None:
    """Of the unit that has it, whatever the scale does; with a negative direction, the reverse."""
    assume(not math.isnan(table[NAMES[j]].iloc[0]))
    column = table[NAMES[j]].to_numpy(copy=True)
    column[0] += by
    better = table.assign(**{NAMES[j]: column})
    assume(better[NAMES[j]].max() > better[NAMES[j]].min())
    for direction in (1, -1):
        one, two = (
            scored(
                t, points(*NAMES, direction=direction), normalise=normalise, winsorise=0
            ).scores.set_index("district")["score"]["d00"]
            for t in (table, better)
        )
        assert math.isnan(one) == math.isnan(two)
        if not math.isnan(one):
            assert direction * (two - one) >= -1e-9


@tries(30)
@given(table=tables(), normalise=st.sampled_from(["minmax", "rank"]))
def test_the_geometric_mean_is_never_above_the_arithmetic(
    table: pd.DataFrame, normalise: str
) -> None:
    """And equals it where all values of a unit are equal."""
    options: dict[str, Any] = {"normalise": normalise, "min_coverage": 0.1}
    low = scored(table, points(*NAMES), aggregate="geometric", **options)
    high = scored(table, points(*NAMES), **options)
    z = low.normalised[list(NAMES)].to_numpy()
    for g, a, row in zip(by_label(low), by_label(high), z, strict=True):
        assert math.isnan(g) == math.isnan(a)
        assert math.isnan(g) or g <= a + 1e-9
        if not math.isnan(g) and np.nanmax(row) == np.nanmin(row):
            assert g == pytest.approx(a)


@tries(30)
@given(table=tables(), aggregate=means, normalise=st.sampled_from(["minmax", "rank"]))
def test_a_score_lies_between_the_worst_and_the_best_of_a_unit(
    table: pd.DataFrame, aggregate: str, normalise: str
) -> None:
    """A mean is a mean; and on the scale, if the ends are the data's own."""
    found = scored(
        table, points(*NAMES), aggregate=aggregate, normalise=normalise, min_coverage=0.1
    )
    z = found.normalised[list(NAMES)].to_numpy()
    low, high = (1.0, 100.0) if normalise == "minmax" else (0.0, 1.0)
    for s, row in zip(by_label(found), z, strict=True):
        if not math.isnan(s):
            assert np.nanmin(row) - 1e-9 <= s <= np.nanmax(row) + 1e-9
            assert low - 1e-9 <= s <= high + 1e-9


@tries(30)
@given(
    table=tables(gaps=False, least=4),
    weights=st.sampled_from(["equal", "pca", "entropy"])
    | st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(1, 9).map(float))),
)
def test_weights_sum_to_one(table: pd.DataFrame, weights: Any) -> None:
    """Wherever they come from, none of them negative."""
    try:
        found = scored(table, points(*NAMES), weights=weights).indicators["weight"]
    except UndefinedMeasureError:
        return
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)


@tries(30)
@given(table=tables(), j=st.integers(0, 2), value=cells, u=st.integers(0, 11))
def test_between_fixed_ends_a_value_moves_its_own_row_only(
    table: pd.DataFrame, j: int, value: float, u: int
) -> None:
    """The scale is not made of the data, so nobody else can move on it."""
    other = table.copy()
    other.loc[u % len(table), NAMES[j]] = value
    parts = points(*NAMES, lower=-1000, upper=1000)
    one, two = (by_label(scored(t, parts, winsorise=0)) for t in (table, other))
    del one[u % len(table)], two[u % len(table)]
    close(one, two)


@given(
    x=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40),
    tail=st.lists(st.floats(1e6, 1e12), max_size=4),
    most=st.integers(0, 5),
)
def test_winsorising_stays_within_bounds_and_keeps_the_order(
    x: list[float], tail: list[float], most: int
) -> None:
    """No value leaves the range or changes places, and no more change than may."""
    column = np.array([*x, *tail])
    found = norm.winsorise(column, most)
    assert found.values.min() >= column.min()
    assert found.values.max() <= column.max()
    assert (found.values != column).sum() <= most
    order = np.argsort(column, kind="stable")
    assert (np.diff(found.values[order]) >= 0).all()
    if found.reason == "" and most:
        assert not (abs(found.after[0]) > 2 and found.after[1] > 3.5)
    again = norm.winsorise(found.values, most)
    if found.reason == "":
        np.testing.assert_array_equal(again.values, found.values)


@given(
    x=hnp.arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 12)), elements=cells),
    k=st.integers(1, 12),
)
def test_places_are_those_of_scipy_and_shares_of_the_top_add_up(x: Any, k: int) -> None:
    """Ties at their mean; the first k places are shared out among n units."""
    assert ranks.mean_places(x).tolist() == stats.rankdata(-x, axis=1).tolist()
    first, last = ranks.tie_places(x)
    shares = ranks.top_share(first, last, k)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert shares.sum(axis=1) == pytest.approx(min(k, x.shape[1]))
    assert (ranks.leading(-x, k).sum(axis=1) == min(k, x.shape[1])).all()


@tries(30)
@given(
    table=tables(),
    seed=st.integers(0, 2**32),
    k=st.integers(1, 5),
    concentration=st.sampled_from([0.1, 1.0, 20.0, math.inf]),
)
def test_draws_are_reproducible_and_probabilities_add_up(
    table: pd.DataFrame, seed: int, k: int, concentration: float
) -> None:
    """The same seed, the same outcome, whatever the order of rows; p_top adds up to k."""
    parts = points(*NAMES)
    outcomes = []
    for t in (table, table.iloc[::-1]):
        score = scored(t, parts, min_coverage=0.1)
        assume(score.scores["rank"].notna().any())
        outcomes.append(
            score_uncertainty(
                score,
                n_draws=20,
                rng=np.random.default_rng(seed),
                weight_concentration=concentration,
                k=k,
                normalisations=["minmax", "rank"],
                aggregations=["arithmetic", "geometric"],
                imputations=["present", "mean", "hot_deck"],
            )
        )
    one, two = outcomes
    pd.testing.assert_frame_equal(one.units, two.units)
    units, n = one.units, len(one.units)
    assert units["p_top"].sum() == pytest.approx(min(k, n))
    assert units["p_top"].between(0, 1).all()
    assert (units["rank_lower"] <= units["median_rank"]).all()
    assert (units["median_rank"] <= units["rank_upper"]).all()
    assert units["rank_lower"].min() >= 1
    assert units["rank_upper"].max() <= n
    assert one.mean_shift == pytest.approx(units["mean_shift"].mean(), abs=1e-6)
    tiers = rank_tiers(one)
    assert sorted(tiers["district"]) == sorted(units["district"])
    assert tiers["tier"].diff().dropna().isin([0, 1]).all()
    assert tiers.groupby("tier")["n_in_tier"].agg(["first", "size"]).nunique(axis=1).eq(1).all()


@tries(30)
@given(table=tables(gaps=False, least=20, most=40), scale=st.sampled_from([0.01, 50.0]))
def test_effective_weights_are_shares_that_know_no_scale(table: pd.DataFrame, scale: float) -> None:
    """Both ratios lie in 0 to 1, and the unit of an indicator does not matter."""
    one = effective_weights(scored(table, points(*NAMES)))
    for column in ("r_squared", "correlation_ratio"):
        assert one[column].between(0, 1).all()
    assert one["effective"].sum() == pytest.approx(1)
    two = effective_weights(scored(table.assign(b=table["b"] * scale), points(*NAMES)))
    close(one["r_squared"].tolist(), two["r_squared"].tolist())


@tries(30)
@given(
    data=hnp.arrays(float, st.tuples(st.just(3), st.integers(4, 15)), elements=cells),
    k=st.integers(1, 3),
)
def test_a_backtest_knows_ranks_only(data: Any, k: int) -> None:
    """A rising function of the outcome changes nothing; the outcome itself is ranked at 1."""
    score, later, base = (table_of({"value": x}) for x in data)
    options: dict[str, Any] = {"k": k, "interval_method": "fisher", "unit": "district"}
    given_score = score.rename(columns={"value": "score"})
    one = backtest(given_score, later, baselines={"b": base, "itself": later}, **options)
    risen = later.assign(value=later["value"] ** 3)
    two = backtest(given_score, risen, baselines={"b": base, "itself": later}, **options)
    pd.testing.assert_frame_equal(one, two)
    assert one["spearman"].dropna().between(-1, 1).all()
    assert one["hits"].between(0, k).all()
    assert (one["lift_lower"] <= one["lift"] + 1e-9).all()
    assert (one["lift"] <= one["lift_upper"] + 1e-9).all()
    if np.ptp(data[1]) > 0:
        assert one["spearman"].iloc[-1] == pytest.approx(1)
    drawn = backtest(
        given_score,
        later,
        baselines={"b": base},
        **(options | {"interval_method": "bootstrap"}),
        rng=np.random.default_rng(1),
        n_resamples=30,
    )
    assert (drawn["spearman_lower"] <= drawn["spearman_upper"]).sum() == drawn[
        "spearman_lower"
    ].notna().sum()
    assert drawn["lift_upper"].between(0, data.shape[1] / k + 1e-9).all()
