"""Ranks under choices drawn at random: against exact probabilities and against a loop."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from _naive_composite import mean_of, points, scored, table_of
from odopkit.errors import (
    InvalidValueError,
    MissingDependencyError,
    RenamedArgumentError,
    UndefinedMeasureError,
)
from odopkit.potential.composite import (
    CompositeScore,
    Indicator,
    ScoreUncertainty,
    rank_tiers,
    score_uncertainty,
)
from odopkit.potential.composite import draws as unc


def drawn(score: CompositeScore, seed: int = 1, **options: Any) -> ScoreUncertainty:
    """Draw from a score, by default 500 uniform weightings."""
    defaults: dict[str, Any] = {"n_draws": 500, "weight_concentration": 1, "k": 1}
    return score_uncertainty(score, rng=np.random.default_rng(seed), **(defaults | options))


def noisy(n: int = 25, holes: int = 0, seed: int = 3) -> pd.DataFrame:
    """Return three indicators of `n` districts, with some values missing."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 9, size=(n, 3)) + rng.uniform(0, 3, size=(n, 1))
    for _ in range(holes):
        x[rng.integers(n), rng.integers(3)] = np.nan
    return table_of({c: x[:, j] for j, c in enumerate("abc")})


def test_probabilities_equal_those_worked_out_by_hand() -> None:
    """Scores 1 - w/8, w and 7(1 - w)/8 with w uniform: the lead changes at w = 8/9."""
    table = table_of({"supply": [90, 10, 80], "demand": [20, 55, 60]})
    found = drawn(scored(table, points("supply", "demand"), scale=(0, 1)), n_draws=20000)
    units = found.units.set_index("district")
    assert units["p_top"].reindex(["d02", "d00", "d01"]).tolist() == pytest.approx(
        [8 / 9, 1 / 9, 0], abs=0.01
    )
    # d00 is second while 7/15 < w < 8/9; the reference order is d02, d00, d01.
    shift = {"d02": 1 / 9, "d00": 1 / 9 + 7 / 15, "d01": 7 / 15}
    for name, expected in shift.items():
        assert units.loc[name, "mean_shift"] == pytest.approx(expected, abs=0.015)
    assert found.mean_shift == pytest.approx(sum(shift.values()) / 3, abs=0.01)
    assert units["median_rank"].to_dict() == {"d02": 1, "d00": 2, "d01": 3}
    assert units[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 2], [1, 3], [2, 3]]


def test_three_indicators_of_low_alpha_leave_five_units_without_an_order() -> None:
    """P(top) of .185/.311/.148/.356/0, a mean shift of .712, and one unit anywhere from 1 to 5.

    The source of these figures prints no inputs.  The table was searched for until it had them
    all at once, so it shows that they can be met together, not that they were first found on it;
    the choices are one way to read them: z-scores, arithmetic means, and 5000 weightings drawn
    uniformly.  The interval of the first unit holds the ranks from the 5 % to the 95 % quantile.

    Two standard errors of a probability are up to .014 in 5000 draws.  A grid of weights has no
    such error: on it the figures are met to .005, whatever the library draws.
    """
    x = np.array(
        [[28, 876, 571], [728, 329, 995], [586, 579, 933], [676, 680, 726], [234, 353, 28]]
    )
    printed = [0.185, 0.311, 0.148, 0.356, 0.0]
    table = table_of({c: x[:, j] for j, c in enumerate("abc")})
    score = scored(table, points(*"abc"), normalise="z")
    assert score.cronbach_alpha == pytest.approx(0.281, abs=0.0005)
    said = score.warnings.set_index("check")["value"]
    assert said.to_dict() == pytest.approx(
        {"negative correlation": -0.44, "Cronbach's alpha": 0.281}, abs=0.0005
    )
    found = drawn(score, n_draws=5000)
    by_label = found.units.sort_values("district")
    assert by_label["p_top"].tolist() == pytest.approx(printed, abs=0.015)
    assert found.mean_shift == pytest.approx(0.712, abs=0.02)
    assert by_label[["rank_lower", "rank_upper"]].iloc[0].tolist() == [1, 5]
    # The others are narrower, and all but the last can lead: no order is left to publish.
    assert (by_label["rank_upper"] - by_label["rank_lower"]).tolist()[1:] == [3, 2, 2, 1]
    assert rank_tiers(found)["tier"].tolist() == [1, 1, 1, 1, 2]

    # Nothing of the library from here on.
    correlations = np.corrcoef(x.T)[[0, 0, 1], [1, 2, 2]]
    assert correlations.min() == pytest.approx(-0.44, abs=0.0005)
    assert np.sort(correlations)[1] > 0
    mean = correlations.mean()
    assert 3 * mean / (1 + 2 * mean) == pytest.approx(0.281, abs=0.0005)
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    reference = np.argsort(np.argsort(-z.mean(axis=1)))
    n = 100
    first, last, shifts = np.zeros(5), np.zeros(5), []
    for i in range(n):
        for j in range(n - i):
            w = np.array([i + 1 / 3, j + 1 / 3, n - i - j - 2 / 3]) / n
            order = np.argsort(-(z @ w))
            first[order[0]] += 1
            last[order[-1]] += 1
            shifts.append(np.abs(np.argsort(order) - reference).mean())
    on_grid = first / len(shifts)
    assert on_grid.tolist() == pytest.approx(printed, abs=0.005)
    assert np.mean(shifts) == pytest.approx(0.712, abs=0.005)
    assert min(first[0], last[0]) / len(shifts) > 0.05
    assert by_label["p_top"].tolist() == pytest.approx(on_grid.tolist(), abs=0.01)
    assert found.mean_shift == pytest.approx(np.mean(shifts), abs=0.02)


def test_every_draw_equals_a_loop_over_its_choices() -> None:
    """The same random numbers, one draw and one unit at a time, ranked by scipy."""
    table = noisy(12, holes=5)
    parts = points(*"abc", reference=5.0)
    score = scored(table, parts, min_coverage=0.1, weights={"a": 0.5, "b": 0.3, "c": 0.2})
    kinds, means, ways = (
        ["minmax", "rank"],
        ["arithmetic", "geometric"],
        ["present", "mean", "hot_deck"],
    )
    found = drawn(
        score,
        seed=9,
        n_draws=60,
        weight_concentration=2,
        k=3,
        normalisations=kinds,
        aggregations=means,
        imputations=ways,
    )
    z = [
        scored(table, parts, normalise=n, min_coverage=0.1).normalised[list("abc")].to_numpy()
        for n in kinds
    ]
    pairs = [(i, a) for i in range(2) for a in means]
    assert found.combinations == tuple((kinds[i], a) for i, a in pairs)

    size, w0 = unc.block_size(12), np.array([0.5, 0.3, 0.2])
    rng = np.random.default_rng(9)
    weights = rng.dirichlet(2 * 3 * w0, size=size)
    which, how = rng.integers(4, size=size), rng.integers(3, size=size)
    donor: dict[tuple[int, int], Any] = {}
    for j in range(3):
        lacking, having = (
            np.flatnonzero(np.isnan(z[0][:, j])),
            np.flatnonzero(~np.isnan(z[0][:, j])),
        )
        if lacking.size:
            pick = having[rng.integers(having.size, size=(size, lacking.size))]
            donor |= {(u, j): pick[:, i] for i, u in enumerate(lacking.tolist())}

    ranks = []
    for d in range(60):
        i, aggregate = pairs[which[d]]
        filled = z[i].copy()
        for (u, j), units in donor.items():
            if ways[how[d]] == "mean":
                filled[u, j] = np.nanmean(z[i][:, j])
            elif ways[how[d]] == "hot_deck":
                filled[u, j] = z[i][units[d], j]
        values = [mean_of(row, weights[d].tolist(), aggregate) for row in filled.tolist()]
        ranks.append(stats.rankdata(np.round([-v for v in values], 9)))
    places = np.array(ranks)
    by_label = found.units.sort_values("district")
    assert by_label["median_rank"].tolist() == np.median(places, axis=0).tolist()
    assert by_label["rank_lower"].to_numpy() == pytest.approx(np.quantile(places, 0.05, axis=0))
    assert by_label["rank_upper"].to_numpy() == pytest.approx(np.quantile(places, 0.95, axis=0))
    assert by_label["p_top"].to_numpy() == pytest.approx((places <= 3).mean(axis=0))
    reference = stats.rankdata(-score.scores.sort_values("district")["score"].to_numpy())
    shift = np.abs(places - reference)
    assert found.shifts == pytest.approx(shift.mean(axis=1))
    assert found.mean_shift == pytest.approx(shift.mean())
    assert by_label["mean_shift"].to_numpy() == pytest.approx(shift.mean(axis=0))


def test_held_weights_and_one_method_give_the_reference_back() -> None:
    """Nothing is varied, nothing moves."""
    score = scored(noisy(), points(*"abc"))
    found = drawn(score, weight_concentration=math.inf, n_draws=7, k=5)
    assert found.mean_shift == 0
    assert found.units["median_rank"].tolist() == found.units["rank"].tolist()
    assert found.units["p_top"].tolist() == [1.0] * 5 + [0.0] * 20


def test_weights_further_from_the_reference_make_intervals_wider() -> None:
    """Concentration 10 stays near, 1 does not."""
    score = scored(noisy(), points(*"abc"))
    near, far = (drawn(score, weight_concentration=c) for c in (10, 1))
    assert near.mean_shift < far.mean_shift


@pytest.mark.parametrize("concentration", [1e-6, 1, 1e6, 1e300])
def test_drawn_weights_are_weights(concentration: float) -> None:
    """Not negative, summing to 1, none for an indicator without; on average as given."""
    given = np.array([0.6, 0.0, 0.4])
    w = unc.draw_weights(given, concentration, 4000, np.random.default_rng(2))
    assert (w >= 0).all()
    assert w.sum(axis=1) == pytest.approx(1)
    assert (w[:, 1] == 0).all()
    assert w.mean(axis=0) == pytest.approx(given, abs=0.03)


def test_ties_share_what_they_tie_for() -> None:
    """Two leaders with the same values are each first half the time."""
    table = table_of({"a": [9, 9, 1], "b": [5, 5, 1]})
    found = drawn(scored(table, points("a", "b")), n_draws=50)
    assert found.units["p_top"].tolist() == [0.5, 0.5, 0.0]
    assert found.units["median_rank"].tolist() == [1.5, 1.5, 3.0]
    assert found.mean_shift == 0
    assert rank_tiers(found)["tier"].tolist() == [1, 1, 2]


def test_the_same_seed_gives_the_same_and_fewer_draws_are_the_first_of_more() -> None:
    """Whatever the number of draws, block by block."""
    score = scored(noisy(40, holes=6), points(*"abc"), min_coverage=0.1)
    options: dict[str, Any] = {"aggregations": ["arithmetic", "geometric"], "k": 4}
    one, two = (drawn(score, n_draws=700, **options) for _ in range(2))
    pd.testing.assert_frame_equal(one.units, two.units)
    less = drawn(score, n_draws=530, **options)
    np.testing.assert_array_equal(less.shifts, one.shifts[:530])
    other = drawn(score, seed=2, n_draws=700, **options)
    assert not np.array_equal(other.shifts, one.shifts)


def test_no_other_source_of_randomness_is_touched() -> None:
    """Numpy's global state stays where it was, and so does a generator that was not given."""
    state = np.random.get_state(legacy=False)["state"]["key"].copy()  # noqa: NPY002 - the point of the test
    bystander = np.random.default_rng(1)
    before = bystander.bit_generator.state
    drawn(scored(noisy(holes=3), points(*"abc"), min_coverage=0.1))
    np.testing.assert_array_equal(
        np.random.get_state(legacy=False)["state"]["key"],  # noqa: NPY002
        state,
    )
    assert bystander.bit_generator.state == before


def test_pairs_that_do_not_exist_are_left_out_and_listed() -> None:
    """Z-scores have no geometric mean; the other three pairs are drawn from."""
    found = drawn(
        scored(noisy(), points(*"abc")),
        normalisations=["minmax", "z"],
        aggregations=["arithmetic", "geometric"],
    )
    assert found.combinations == (
        ("minmax", "arithmetic"),
        ("minmax", "geometric"),
        ("z", "arithmetic"),
    )
    assert [pair[:2] for pair in found.left_out] == [("z", "geometric")]
    assert found.to_dict()["left_out"] == [list(pair) for pair in found.left_out]
    with pytest.raises(UndefinedMeasureError, match="no pair of normalisation and aggregation"):
        drawn(scored(noisy(), points(*"abc")), normalisations=["z"], aggregations=["geometric"])


def test_a_unit_without_a_score_decides_nothing() -> None:
    """Its value below the fixed end has no logarithm; the pair exists for all the others."""
    table = noisy()
    parts = points(*"abc", lower=0, upper=20)
    whole = scored(table, parts, aggregate="geometric")
    out = pd.concat([table, pd.DataFrame({"district": ["zz"], "a": [-5], "b": [3], "c": [3]})])
    holed = scored(out, parts, aggregate="geometric")
    assert holed.scores.iloc[-1]["district"] == "zz"
    assert holed.scores.iloc[-1]["rank"] is pd.NA
    pd.testing.assert_frame_equal(drawn(whole).units, drawn(holed).units)


def test_an_indicator_that_one_normalisation_lacks_is_left_out_of_all() -> None:
    """A column of one value has a distance to its reference, but no min-max."""
    table = noisy().assign(c=4.0)
    score = scored(table, points(*"abc", reference=5.0), normalise="reference")
    found = drawn(score, normalisations=["reference", "minmax"])
    assert found.options["n_indicators"] == 2
    assert found.units["p_top"].sum() == pytest.approx(1)
    only = scored(table[["district", "c"]], points("c", reference=5.0), normalise="reference")
    with pytest.raises(UndefinedMeasureError, match="no indicator is defined in every"):
        drawn(only, normalisations=["minmax"])


def test_a_scored_unit_that_would_have_nothing_left_is_an_error() -> None:
    """It has only the indicator that the other normalisation lacks."""
    table = table_of({"a": [1, 2, np.nan], "b": [4, 4, 4]})
    score = scored(table, points("a", "b", reference=3.0), normalise="reference", min_coverage=0.4)
    with pytest.raises(UndefinedMeasureError, match="1 scored units have none"):
        drawn(score, normalisations=["reference", "minmax"])


def test_no_score_at_all_is_an_error_with_the_reason_of_the_first_unit() -> None:
    """Nothing to compare with."""
    score = scored(table_of({"a": [1, 1], "b": [2, 2]}), points("a", "b"))
    with pytest.raises(UndefinedMeasureError, match="no indicator with a weight is present"):
        drawn(score)
    empty = scored(table_of({"a": [1.0]}).iloc[:0], points("a"))
    with pytest.raises(UndefinedMeasureError, match="the table is empty"):
        drawn(empty)


def test_a_time_limit_returns_what_was_drawn_and_says_so() -> None:
    """At least one block is drawn, and no more than asked for."""
    score = scored(noisy(), points(*"abc"))
    found = drawn(score, n_draws=100_000, time_limit=1e-9)
    assert found.n_draws == unc.block_size(25)
    assert found.reason == f"{found.n_draws} of 100000 draws within the time limit"
    assert found.units["p_top"].sum() == pytest.approx(1)
    assert len(found.shifts) == found.n_draws
    assert drawn(score, n_draws=10, time_limit=60).reason == ""


def test_progress_is_told_to_a_function() -> None:
    """How many are done, of how many, after each block; nothing is printed."""
    told: list[tuple[int, int]] = []
    drawn(
        scored(noisy(), points(*"abc")),
        n_draws=1100,
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(512, 1100), (1024, 1100), (1100, 1100)]


def test_progress_is_a_bar_on_request_and_nothing_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The bar goes to the error stream, and is closed."""
    pytest.importorskip("tqdm")
    score = scored(noisy(), points(*"abc"))
    quiet = drawn(score)
    assert capsys.readouterr() == ("", "")
    shown = drawn(score, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "500/500" in err
    pd.testing.assert_frame_equal(quiet.units, shown.units)


def test_a_bar_without_its_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is in the message."""
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(MissingDependencyError, match=r"odopkit\[progress\]"):
        drawn(scored(noisy(), points(*"abc")), progress=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_draws": 0}, "n_draws must be a whole number of at least 1"),
        ({"n_draws": 2.5}, "n_draws must be a whole number"),
        ({"k": 0}, "k must be a whole number of at least 1"),
        ({"weight_concentration": 0}, "weight_concentration must be a number above 0"),
        ({"weight_concentration": math.nan}, "weight_concentration must be a number above 0"),
        ({"weight_concentration": "1"}, "weight_concentration must be a number above 0"),
        ({"weight_concentration": True}, "weight_concentration must be a number above 0"),
        ({"confidence": 90}, "confidence must be a fraction"),
        ({"confidence": (0.05, 0.95)}, "confidence must be a fraction"),
        ({"time_limit": -1}, "time_limit must be a number above 0"),
        ({"normalisations": []}, "at least one choice, each once"),
        ({"aggregations": ["arithmetic", "arithmetic"]}, "at least one choice, each once"),
        ({"imputations": ["zero"]}, "imputations must be one of"),
        ({"normalisations": ["reference"]}, "'a' has none"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], message: str) -> None:
    """The message says what was wrong."""
    with pytest.raises(InvalidValueError, match=message):
        drawn(scored(noisy(), points(*"abc")), **options)


def test_the_old_name_of_the_interval_says_what_to_write() -> None:
    """Quantiles have become a confidence."""
    with pytest.raises(RenamedArgumentError, match=r"'confidence' now: confidence=0\.90 for "):
        drawn(scored(noisy(), points(*"abc")), interval=(0.05, 0.95))


def test_a_seed_is_its_generator() -> None:
    """The seed that `drawn` makes a generator of may be given as it is."""
    score = scored(noisy(), points(*"abc"))
    seeded = score_uncertainty(score, n_draws=500, rng=1, weight_concentration=1, k=1)
    pd.testing.assert_frame_equal(seeded.units, drawn(score).units)


def test_the_interval_holds_the_confidence_between_its_ends() -> None:
    """The quantiles of 0.05 and 0.95 by default, to the last digit, whatever 1 - 0.90 is."""
    score = scored(noisy(), points(*"abc"))
    places = rank_places(score, n_draws=501)
    cases: list[tuple[dict[str, Any], float]] = [
        ({}, 0.05),
        ({"confidence": 0.5}, 0.25),
        ({"confidence": 0.98}, 0.01),
    ]
    for options, low in cases:
        units = drawn(score, n_draws=501, **options).units.sort_values("district")
        ends = np.quantile(places, [low, 1 - low], axis=0)
        assert units["rank_lower"].tolist() == ends[0].tolist()
        assert units["rank_upper"].tolist() == ends[1].tolist()


def rank_places(score: CompositeScore, *, n_draws: int) -> Any:
    """Rank in each draw of `drawn`, by label."""
    z = score.normalised[list("abc")].to_numpy()
    weights = unc.draw_weights(
        np.full(3, 1 / 3), 1, unc.block_size(len(z)), np.random.default_rng(1)
    )
    return np.array([stats.rankdata(-z @ w) for w in weights[:n_draws]], dtype=np.float32)


@pytest.mark.parametrize("rng", [None, True, 1.0, np.random, np.random.RandomState(1)])
def test_randomness_comes_from_a_generator_or_a_seed_only(rng: Any) -> None:
    """A seed will do, the global state or nothing will not."""
    with pytest.raises(InvalidValueError, match=r"must be a numpy\.random\.Generator"):
        score_uncertainty(
            scored(noisy(), points(*"abc")), n_draws=1, rng=rng, weight_concentration=1, k=1
        )


def test_only_a_score_can_be_drawn_from() -> None:
    """A frame has no options."""
    with pytest.raises(InvalidValueError, match="got a pandas DataFrame"):
        score_uncertainty(
            noisy(),  # type: ignore[arg-type]
            n_draws=1,
            rng=np.random.default_rng(1),
            weight_concentration=1,
            k=1,
        )


def uncertainty(intervals: list[tuple[float, float, float]]) -> ScoreUncertainty:
    """Return an outcome with these medians and intervals."""
    n = len(intervals)
    units = pd.DataFrame(intervals, columns=["median_rank", "rank_lower", "rank_upper"])
    units.insert(0, "district", [f"d{i}" for i in range(n)])
    return ScoreUncertainty(
        units=units.iloc[::-1],
        mean_shift=0.0,
        shifts=np.zeros(1),
        k=1,
        n_draws=1,
        combinations=(),
        left_out=(),
        reason="",
        unit=("district",),
        options={},
    )


def test_tiers_are_told_apart_by_intervals() -> None:
    """The third begins after the first ends; the last begins where the third ends, and joins it."""
    found = rank_tiers(uncertainty([(1, 1, 3), (2, 2, 5), (4, 4, 6), (5, 6, 7), (8, 7, 8)]))
    assert found["district"].tolist() == ["d0", "d1", "d2", "d3", "d4"]
    assert found["tier"].tolist() == [1, 1, 2, 2, 3]
    assert found["n_in_tier"].tolist() == [2, 2, 2, 2, 1]
    assert found.columns[-1] == "reason"


def test_one_tier_of_everybody_is_a_finding() -> None:
    """Intervals that all overlap with the first: the ranking is made of the choices."""
    assert rank_tiers(uncertainty([(2, 1, 9), (3, 2, 9), (9, 9, 9)]))["tier"].tolist() == [1, 1, 1]


def test_the_frame_of_an_outcome_is_a_copy() -> None:
    """Changing what was handed out changes nothing inside."""
    found = drawn(scored(noisy(), points(*"abc")))
    shown = found.to_frame()
    shown["p_top"] = 9.0
    assert found.units["p_top"].max() <= 1
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["n_units"] == 25
    assert told["confidence"] == 0.9
    assert [row["rank"] for row in told["units"]] == list(range(1, 26))
    assert len(told["shifts"]) == 500
    held = drawn(scored(noisy(), points(*"abc")), weight_concentration=math.inf)
    assert json.loads(json.dumps(held.to_dict(), allow_nan=False))["weight_concentration"] is None
    assert found.units.columns.tolist()[-1] == "reason"


def test_units_named_by_two_columns_keep_both() -> None:
    """And stand in the order of the reference rank."""
    table = noisy(6).assign(state=["b", "a"] * 3)
    part = [Indicator("a", direction=-1, unit="u")]
    score = scored(table, part, unit=("state", "district"))
    found = drawn(score, n_draws=5)
    assert found.units.columns.tolist()[:2] == ["state", "district"]
    pd.testing.assert_frame_equal(
        found.units[["state", "district", "score", "rank"]],
        score.scores[["state", "district", "score", "rank"]],
    )
    assert rank_tiers(found)["tier"].tolist() == [1, 2, 3, 4, 5, 6]
