"""Whether a score ranked what came later: against scipy, by hand, and beside baselines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from _naive_composite import points, scored, table_of
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    RenamedArgumentError,
    UndefinedMeasureError,
)
from odopkit.potential.composite import backtest
from odopkit.potential.composite import ranks as ranks

SCORE = [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
LATER = [9.0, 7.0, 8.0, 3.0, 1.0, 2.0]
LAST_YEAR = [5.0, 6.0, 1.0, 4.0, 2.0, 3.0]


def frame(values: Any, column: str = "value") -> pd.DataFrame:
    """Return one value for each district."""
    return table_of({column: values})


def backtested(score: Any = SCORE, later: Any = LATER, **options: Any) -> Any:
    """Test a score against last year's value, by default with Fisher's interval."""
    defaults: dict[str, Any] = {
        "baselines": {"last year": frame(LAST_YEAR)},
        "k": 2,
        "interval_method": "fisher",
        "unit": "district",
    }
    scores = score if isinstance(score, pd.DataFrame) else frame(score, "score")
    return backtest(scores, frame(later), **(defaults | options))


def test_worked_by_hand() -> None:
    """Squared rank differences of 4 and 24: 1 - 6·4/210 and 1 - 6·24/210; one hit of two each."""
    found = backtested()
    assert found["method"].tolist() == ["score", "last year"]
    assert found["spearman"].tolist() == pytest.approx([1 - 24 / 210, 1 - 144 / 210])
    assert found["difference"].tolist() == pytest.approx([math.nan, 120 / 210], nan_ok=True)
    # The first two of the outcome are d00 and d02: one among the first two of each ranking.
    assert found["hits"].tolist() == [1, 1]
    assert found["lift"].tolist() == [1.5, 1.5]
    assert found["n_units"].tolist() == [6, 6]
    assert found["n_left_out"].tolist() == [0, 0]
    assert found["reason"].tolist() == ["", ""]
    half = stats.norm.ppf(0.975) * math.sqrt((1 + (1 - 24 / 210) ** 2 / 2) / 3)
    centre = math.atanh(1 - 24 / 210)
    assert found.loc[0, ["spearman_lower", "spearman_upper"]].tolist() == pytest.approx(
        [math.tanh(centre - half), math.tanh(centre + half)]
    )


def test_correlations_equal_scipys_with_ties() -> None:
    """Score, outcome and baseline with many equal values."""
    rng = np.random.default_rng(1)
    score, later, base = rng.integers(0, 6, size=(3, 50)).astype(float)
    found = backtested(score, later, baselines={"b": frame(base)}, k=10)
    expected = [stats.spearmanr(x, later).statistic for x in (score, base)]
    assert found["spearman"].tolist() == pytest.approx(expected)


def test_hits_break_ties_by_lot() -> None:
    """Three tie for one place of two: a third of a hit, on average."""
    found = backtested([9, 5, 5, 5, 1, 0], [9, 8, 3, 2, 1, 0])
    assert found.loc[0, "hits"] == pytest.approx(1 + 1 / 3)


def test_the_lift_has_an_interval() -> None:
    """Wilson's, of one hit of two, times n / k; the same as scipy's."""
    found = backtested()
    ends = stats.binomtest(1, 2).proportion_ci(method="wilson")
    assert found.loc[0, ["lift_lower", "lift_upper"]].tolist() == pytest.approx(
        [ends.low * 3, ends.high * 3]
    )
    assert ranks.wilson_interval(1.0, 2, 0.95)[1] == pytest.approx(1.0)
    assert ranks.wilson_interval(0.0, 2, 0.95)[0] == pytest.approx(0.0)


def test_a_good_score_beats_a_poor_baseline_and_the_bootstrap_says_by_how_much() -> None:
    """The interval of the difference lies above 0; that of a twin of the score around it."""
    rng = np.random.default_rng(3)
    later = rng.normal(size=200)
    score = later + rng.normal(scale=0.5, size=200)
    twin = later + rng.normal(scale=0.5, size=200)
    found = backtested(
        score,
        later,
        baselines={"noise": frame(rng.normal(size=200)), "twin": frame(twin)},
        k=20,
        interval_method="bootstrap",
        rng=np.random.default_rng(1),
        n_resamples=400,
    ).set_index("method")
    assert found.loc["noise", "difference_lower"] > 0.3
    assert found.loc["twin", "difference_lower"] < 0 < found.loc["twin", "difference_upper"]
    assert (found["spearman_lower"] < found["spearman"]).all()
    assert (found["spearman"] < found["spearman_upper"]).all()
    assert found.loc["score", "lift_lower"] > 2
    assert found.loc["noise", "lift_lower"] <= 1
    fisher = backtested(score, later, baselines={"twin": frame(twin)}, k=20)
    assert found.loc["score", ["spearman_lower", "spearman_upper"]].tolist() == pytest.approx(
        fisher.loc[0, ["spearman_lower", "spearman_upper"]].tolist(), abs=0.05
    )


def test_the_bootstrap_equals_a_loop_over_its_samples() -> None:
    """The same random numbers, one sample at a time, by scipy."""
    rng = np.random.default_rng(4)
    score, later, base = rng.normal(size=(3, 30))
    found = backtested(
        score,
        later,
        baselines={"b": frame(base)},
        interval_method="bootstrap",
        rng=np.random.default_rng(7),
        n_resamples=50,
        k=5,
        confidence=0.9,
    )
    which = np.random.default_rng(7).integers(30, size=(50, 30))
    rho = [[stats.spearmanr(x[s], later[s]).statistic for x in (score, base)] for s in which]
    seeded = backtested(
        score,
        later,
        baselines={"b": frame(base)},
        interval_method="bootstrap",
        rng=7,
        n_resamples=50,
        k=5,
        confidence=0.9,
    )
    pd.testing.assert_frame_equal(seeded, found)
    ends = np.quantile(rho, [0.05, 0.95], axis=0)
    assert found["spearman_lower"].tolist() == pytest.approx(ends[0].tolist())
    assert found["spearman_upper"].tolist() == pytest.approx(ends[1].tolist())
    lead = np.quantile(np.array(rho)[:, 0] - np.array(rho)[:, 1], [0.05, 0.95])
    assert found.loc[1, ["difference_lower", "difference_upper"]].tolist() == pytest.approx(
        lead.tolist()
    )

    def leading(x: Any) -> set[int]:
        """Positions of the five largest, copies of a unit in the order they were drawn."""
        return set(np.argsort(-x, kind="stable")[:5].tolist())

    top = [
        [
            len(
                set(np.argsort(-x[s], kind="stable")[:5])
                & set(np.argsort(-later[s], kind="stable")[:5])
            )
            for x in (score, base)
        ]
        for s in which
    ]
    lift = np.quantile(np.array(top) * 30 / 25, [0.05, 0.95], axis=0)
    assert found["lift_lower"].tolist() == pytest.approx(lift[0].tolist())
    assert found["lift_upper"].tolist() == pytest.approx(lift[1].tolist())
    assert found["interval_method"].str.contains("50 resamples, 90%").all()


def test_all_methods_are_compared_on_the_same_units() -> None:
    """A unit that one of them lacks is left out of all, and counted."""
    base = frame(LAST_YEAR).iloc[:5]
    later = [*LATER[:4], np.nan, LATER[5]]
    found = backtested(later=later, baselines={"last year": base})
    assert found["n_units"].tolist() == [4, 4]
    assert found["n_left_out"].tolist() == [2, 2]
    expected = stats.spearmanr(SCORE[:4], LATER[:4]).statistic
    assert found.loc[0, "spearman"] == pytest.approx(expected)


def test_a_composite_score_brings_its_name_and_its_units() -> None:
    """Units without a score are left out; `unit` is the score's own."""
    table = table_of({"a": SCORE, "b": [1, 2, 3, 4, 5, np.nan]})
    score = scored(table, points("a", "b"))
    found = backtest(
        score,
        frame(LATER),
        baselines={"last year": frame(LAST_YEAR)},
        k=1,
        interval_method="fisher",
    )
    assert found.loc[0, "method"] == "composite (minmax, equal, arithmetic)"
    assert found.loc[0, "n_left_out"] == 1
    named = backtest(
        score,
        frame(LATER),
        baselines={"lq": frame(LAST_YEAR)},
        k=1,
        interval_method="fisher",
        method="our score",
    )
    assert named["method"].tolist() == ["our score", "lq"]


def test_values_over_many_powers_of_ten_do_not_tie() -> None:
    """Exports of one district in the trillions leave those of the others apart."""
    later = [1e15, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert backtested(later=later).loc[0, "spearman"] == pytest.approx(1.0)


def test_what_is_the_same_everywhere_ranks_nothing() -> None:
    """No correlation, with a reason in that row alone; and a perfect one has no interval."""
    found = backtested(later=[6, 5, 4, 3, 2, 1], baselines={"flat": frame([1.0] * 6)})
    assert found["spearman"].tolist() == pytest.approx([1.0, math.nan], nan_ok=True)
    assert found["spearman_lower"].isna().all()
    assert found["reason"].tolist() == [
        "a correlation of 1 or -1 has no such interval",
        "the values, or the outcome, are the same everywhere",
    ]
    assert found.loc[1, "lift"] == pytest.approx(1.0)
    drawn = backtested(
        baselines={"flat": frame([1.0] * 6)},
        interval_method="bootstrap",
        rng=np.random.default_rng(1),
    )
    assert drawn["spearman_lower"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"interval_method": "normal"}, InvalidValueError, "interval_method must be one of"),
        (
            {"interval_method": "bootstrap"},
            InvalidValueError,
            r"must be a numpy\.random\.Generator",
        ),
        ({"interval": "fisher"}, RenamedArgumentError, "it is 'interval_method' now"),
        ({"replicates": 9}, RenamedArgumentError, "it is 'n_resamples' now"),
        ({"k": 0}, InvalidValueError, "k must be a whole number"),
        ({"k": 6}, UndefinedMeasureError, "too few"),
        ({"n_resamples": 0}, InvalidValueError, "n_resamples must be"),
        ({"confidence": 95}, InvalidValueError, "must be a fraction"),
        ({"confidence": 1}, InvalidValueError, "between 0 and 1, neither included"),
        ({"baselines": {}}, InvalidValueError, "at least one baseline"),
        ({"baselines": [frame(SCORE)]}, InvalidValueError, "got 'list'"),
        ({"baselines": {"score": frame(SCORE)}}, InvalidValueError, "none of them 'score'"),
        ({"baselines": {"b": frame(SCORE, "lq")}}, InvalidTableError, "'value' is not in"),
        ({"later": [1, 2, 3, np.nan, np.nan, np.nan]}, UndefinedMeasureError, "3 units have"),
        ({"later": [1, 2, 3, 4, 5, np.inf]}, InvalidTableError, "infinite"),
        ({"score": frame(SCORE)}, InvalidTableError, "'score' is not in the table"),
        ({"unit": ("state", "district")}, InvalidTableError, "'state' is not in the table"),
    ],
)
def test_bad_input_is_refused(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """The message says what was wrong."""
    with pytest.raises(error, match=message):
        backtested(**options)


@pytest.mark.parametrize("seed", range(5))
def test_places_equal_scipys(seed: int) -> None:
    """First, last and mean places of ties, many rankings at a time."""
    x = np.random.default_rng(seed).integers(0, 4, size=(6, 9)).astype(float)
    first, last = ranks.tie_places(x)
    for row, one, other, mean in zip(x, first, last, ranks.mean_places(x), strict=True):
        assert one.tolist() == stats.rankdata(-row, method="min").tolist()
        assert other.tolist() == stats.rankdata(-row, method="max").tolist()
        assert mean.tolist() == stats.rankdata(-row).tolist()


def test_places_of_sums_tie_up_to_rounding_and_of_data_exactly() -> None:
    """0.1 + 0.2 is 0.3 as a score, and is not as a datum."""
    x = np.array([[0.1 + 0.2, 0.3]])
    assert ranks.mean_places(x).tolist() == [[1.5, 1.5]]
    assert ranks.mean_places(x, slack=0).tolist() == [[1.0, 2.0]]
    assert ranks.mean_places(np.empty((1, 0))).shape == (1, 0)
