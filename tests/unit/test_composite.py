"""Composite scores: worked numbers, what is missing, what gives pause, what is refused."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import odopkit.potential
from _naive_composite import by_label, mean_of, points, scored, table_of, with_correlations
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    OdopkitWarning,
    UndefinedMeasureError,
)
from odopkit.potential import composite
from odopkit.potential.composite import (
    Indicator,
    composite_score,
    cronbach_alpha,
    effective_weights,
    rank_tiers,
    score_uncertainty,
)

# What pandas calls text: "str" since version 3, "object" before.
TEXT = str(pd.Series([], dtype="str").dtype)

PILLARS = {"policy": 0.2, "business ecosystem": 0.4, "infrastructure": 0.2, "performance": 0.2}


def test_one_module_and_the_package_give_the_same_names() -> None:
    """Whatever file it is written in, a name has one public path and one short cut."""
    assert len(composite.__all__) == len(set(composite.__all__))
    for name in composite.__all__:
        assert getattr(odopkit.potential, name) is getattr(composite, name)
        assert name in odopkit.potential.__all__


@pytest.mark.parametrize(
    ("aggregate", "uneven", "even"),
    [("arithmetic", 56.67, 60.0), ("geometric", 47.62, 60.0)],
)
def test_a_weakness_costs_more_in_the_geometric_mean(
    aggregate: str, uneven: float, even: float
) -> None:
    """(90, 20, 60) against (60, 60, 60): 56.67 and 60, or 47.62 and 60."""
    table = table_of({"a": [90, 60], "b": [20, 60], "c": [60, 60]})
    found = scored(table, points("a", "b", "c", lower=1, upper=100), aggregate=aggregate)
    assert by_label(found) == pytest.approx([uneven, even], abs=0.005)
    assert found.scores["district"].tolist() == ["d01", "d00"]
    assert found.scores["rank"].tolist() == [1, 2]


@pytest.mark.parametrize(("aggregate", "expected"), [("arithmetic", 62.0), ("geometric", 60.93)])
def test_four_pillars_of_which_one_has_double_weight(aggregate: str, expected: float) -> None:
    """(70, 50, 60, 80) with 40 per cent on the second pillar: 62.00, geometric 60.93."""
    table = table_of(dict(zip(PILLARS, ([70.0], [50.0], [60.0], [80.0]), strict=True)))
    parts = points(*PILLARS, lower=1, upper=100)
    found = scored(table, parts, weights=PILLARS, aggregate=aggregate)
    assert by_label(found) == pytest.approx([expected], abs=0.005)


@pytest.mark.parametrize(("correlation", "expected"), [(-0.03, (0.90, 0.08)), (0.0, (0.90, 0.10))])
def test_equal_weights_are_not_equal_importance(
    correlation: float, expected: tuple[float, float]
) -> None:
    """Deviations of 3 and 1: the wide indicator explains .90, the narrow one .08 (.10 in theory).

    The published .08 came of a sample; a correlation of -0.03 between the two gives it.
    """
    x = with_correlations([[1.0, correlation], [correlation, 1.0]], 60) * [3.0, 1.0]
    table = table_of({"wide": 100 + x[:, 0], "narrow": 100 + x[:, 1]})
    parts = points("wide", "narrow", reference=100)
    found = effective_weights(scored(table, parts, normalise="reference", winsorise=0))
    assert found["weight"].tolist() == [0.5, 0.5]
    assert found["r_squared"].tolist() == pytest.approx(expected, abs=0.005)
    assert found["effective"].sum() == pytest.approx(1)
    assert found["ratio"].tolist() == pytest.approx((found["effective"] / 0.5).tolist())


def test_three_indicators_that_should_not_be_one_number() -> None:
    """Alpha of .281 with a correlation of -.44: both are said, by a warning and in the table.

    The source of the figures gives no data; these are made to have the three correlations.
    """
    other = (0.281 * 3 / (1.5 - 0.281) / 2 + 0.44) / 2
    wanted = [[1, -0.44, other], [-0.44, 1, other], [other, other, 1]]
    x = with_correlations(wanted, 5)
    assert cronbach_alpha(x) == pytest.approx(0.281)
    table = table_of({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2]})
    with pytest.warns(OdopkitWarning, match=r"negative correlation \(a & b\): -0.44"):
        found = composite_score(
            table,
            points("a", "b", "c"),
            unit="district",
            normalise="z",
            weights="equal",
            aggregate="arithmetic",
        )
    assert found.cronbach_alpha == pytest.approx(0.281)
    said = found.warnings.set_index("check")["value"]
    assert said["negative correlation"] == pytest.approx(-0.44)
    assert said["Cronbach's alpha"] == pytest.approx(0.281)
    drawn = score_uncertainty(
        found, n_draws=5000, rng=np.random.default_rng(1), weight_concentration=1, k=1
    )
    assert drawn.units["p_top"].sum() == pytest.approx(1)
    width = drawn.units["rank_upper"] - drawn.units["rank_lower"]
    assert width.max() >= 2
    assert drawn.mean_shift > 0.5


def test_alpha_equals_its_other_formula() -> None:
    """m c / (v + (m - 1) c) with mean variance v and mean covariance c."""
    z = np.random.default_rng(3).normal(size=(30, 4)) + np.arange(30)[:, np.newaxis] / 10
    cov = np.cov(z.T)
    v, c = np.diag(cov).mean(), cov[~np.eye(4, dtype=bool)].mean()
    assert cronbach_alpha(z) == pytest.approx(4 * c / (v + 3 * c))


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([1.0, 2.0], InvalidValueError, "units by indicators"),
        ([[1.0, math.nan], [2.0, 1.0]], InvalidValueError, "1 entries missing"),
        ([[1.0], [2.0]], UndefinedMeasureError, "two indicators"),
        ([[1.0, 2.0]], UndefinedMeasureError, "two units"),
        ([[1.0, 2.0], [2.0, 1.0]], UndefinedMeasureError, "sums that vary"),
    ],
)
def test_alpha_refuses_what_has_none(values: Any, error: type[Exception], message: str) -> None:
    """One indicator, one unit, gaps, or sums that are all the same."""
    with pytest.raises(error, match=message):
        cronbach_alpha(values)


@pytest.mark.parametrize(
    ("normalise", "aggregate"),
    [(n, a) for n in ("minmax", "rank", "reference", "z") for a in ("arithmetic", "geometric")][
        :-1
    ],
)
def test_scores_equal_a_loop_over_units(normalise: str, aggregate: str) -> None:
    """Gaps and unequal weights included, in every pair that exists."""
    rng = np.random.default_rng(5)
    x = rng.uniform(1, 9, size=(12, 3))
    x[2, 0] = x[7, 2] = np.nan
    table = table_of({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2]})
    parts = [
        Indicator("a", direction=1, unit="u", reference=5.0),
        Indicator("b", direction=-1, unit="u", reference=8.0),
        Indicator("c", direction=1, unit="u", reference=2.0),
    ]
    weights = {"a": 0.5, "b": 0.2, "c": 0.3}
    found = scored(
        table, parts, normalise=normalise, aggregate=aggregate, weights=weights, min_coverage=0.1
    )
    z = found.normalised[["a", "b", "c"]].to_numpy()
    expected = [
        mean_of(row.tolist(), [0.5, 0.2, 0.3], aggregate)
        if (row[~np.isnan(row)] > 0).all() or aggregate == "arithmetic"
        else math.nan
        for row in z
    ]
    assert by_label(found) == pytest.approx(expected, nan_ok=True)
    assert by_label(found, "coverage") == pytest.approx(
        [0.5 if i == 2 else 0.7 if i == 7 else 1.0 for i in range(12)]
    )


def test_ranks_equal_scipys_and_ties_go_by_label() -> None:
    """Equal scores are flagged, and stand in the order of their labels."""
    table = table_of({"a": [3, 1, 3, 2], "b": [30, 10, 30, 20]})
    found = scored(table, points("a", "b"))
    assert found.scores["district"].tolist() == ["d00", "d02", "d03", "d01"]
    assert found.scores["rank"].tolist() == [1, 2, 3, 4]
    assert found.scores["tied"].tolist() == [True, True, False, False]
    order = stats.rankdata([-s for s in by_label(found)], method="ordinal")
    assert by_label(found, "rank") == order.tolist()


def test_a_unit_with_too_little_has_no_score_and_says_why() -> None:
    """Below the coverage there is NaN, no rank and a reason; at the coverage there is a score."""
    table = table_of({"a": [1, np.nan, 3, np.nan], "b": [5, 2, 9, np.nan], "c": [2, 3, np.nan, 9]})
    parts = points("a", "b", "c")
    weights = {"a": 0.4, "b": 0.4, "c": 0.2}
    found = scored(table, parts, weights=weights, min_coverage=0.6)
    assert [math.isnan(s) for s in by_label(found)] == [False, False, False, True]
    assert by_label(found, "reason") == ["", "", "", "20.0% of the weight is present, below 60.0%"]
    assert found.scores["rank"].tolist() == [1, 2, 3, pd.NA]
    assert by_label(found, "n_missing") == [0, 1, 1, 2]
    assert found.to_dict()["n_scored"] == 3
    last = found.to_dict()["scores"][-1]
    assert (last["score"], last["rank"], last["coverage"]) == (None, None, pytest.approx(0.2))
    nothing = scored(table.assign(c=np.nan), parts, weights=weights, min_coverage=0.6)
    assert by_label(nothing, "reason")[-1] == "no indicator with a weight is present"


def test_a_missing_value_is_no_zero() -> None:
    """A unit is scored by what it has: the gap neither helps nor hurts."""
    table = table_of({"a": [0, 10, 5], "b": [0, 10, np.nan]})
    found = scored(table, points("a", "b"), scale=(0, 1), min_coverage=0.5)
    assert by_label(found) == pytest.approx([0, 1, 0.5])


def test_an_indicator_that_is_the_same_everywhere_is_undefined() -> None:
    """It says so in its row and in the warnings, and counts as missing for every unit."""
    table = table_of({"a": [1, 2, 3], "b": [3, 1, 2], "c": [4, 4, 4]})
    found = scored(table, points("a", "b", "c"))
    row = found.indicators.set_index("indicator").loc["c"]
    assert row["reason"] == "every unit has the same value"
    assert found.warnings["check"].tolist() == ["undefined"]
    assert found.normalised["c"].isna().all()
    assert by_label(found, "coverage") == pytest.approx([2 / 3] * 3)
    fixed = scored(table, points("a", "b", "c", lower=0, upper=8))
    assert fixed.normalised["c"].tolist() == pytest.approx([50.5] * 3)


def test_weights_without_a_name_go_to_no_indicator() -> None:
    """An indicator of weight 0 is in the tables, but not in the score or its warnings."""
    table = table_of({"a": [1, 2, 3, 4, 5, 6], "b": [2, 4, 6, 8, 10, 12], "c": [2, 1, 4, 3, 6, 5]})
    parts = points("a", "b", "c")
    found = scored(table, parts, weights={"a": 1, "b": 0, "c": 1})
    assert found.warnings.empty
    assert by_label(found) == pytest.approx(by_label(scored(table, [parts[0], parts[2]])))


def test_direction_turns_an_indicator_round() -> None:
    """Less is better: the smallest value has the best score."""
    table = table_of({"days": [3, 9, 6]})
    for normalise in ("minmax", "z", "rank", "reference"):
        part = [Indicator("days", direction=-1, unit="days", reference=6)]
        found = scored(table, part, normalise=normalise)
        assert found.scores["district"].tolist() == ["d00", "d02", "d01"], normalise


def test_values_beyond_fixed_ends_are_counted_not_cut() -> None:
    """A base year's ends hold for later years; what leaves the scale is reported."""
    table = table_of({"a": [0, 5, 12], "b": [1, 2, 3]})
    found = scored(table, points("a", "b", lower=0, upper=10), scale=(0, 100))
    assert found.normalised["a"].tolist() == pytest.approx([0, 50, 120])
    assert found.indicators["n_outside"].tolist() == [1, 0]


def test_a_value_without_a_geometric_mean_costs_its_own_unit_only() -> None:
    """Below the fixed lower end the logarithm is undefined: NaN and a reason for that unit."""
    table = table_of({"a": [-5, 5, 9], "b": [1, 2, 3]})
    parts = [*points("a", lower=0, upper=10), *points("b")]
    found = scored(table, parts, aggregate="geometric")
    assert by_label(found, "reason") == ["the geometric mean needs values above 0: a", "", ""]
    assert found.scores["rank"].tolist() == [1, 2, pd.NA]


@pytest.mark.parametrize(
    ("columns", "check", "indicators"),
    [
        ({"b": lambda a, _: a**3}, "monotone dependence", "a & b"),
        ({"b": lambda a, _: 100 / a}, "monotone dependence", "a & b"),
        (
            {"b": lambda a, c: 1000 * (a > 5) + c, "a": lambda a, _: 1000 * (a > 5) + a},
            "near-linear",
            "a & b",
        ),
        ({"b": lambda _, c: c, "d": lambda a, c: 2 * a + c}, "linear dependence", "a & b & d"),
        ({"b": lambda _, c: c, "d": lambda a, c: a / c}, "multiplicative dependence", "a & b & d"),
    ],
)
def test_functions_of_one_another_give_pause(
    columns: dict[str, Any], check: str, indicators: str
) -> None:
    """Share and location quotient, a total and its parts, a quotient and its terms."""
    rng = np.random.default_rng(11)
    a, c = rng.uniform(1, 9, size=(2, 40))
    table = table_of({"a": a} | {n: f(a, c) for n, f in columns.items()})
    with pytest.warns(OdopkitWarning, match="the indicators give pause"):
        found = composite_score(
            table,
            points(*sorted({"a", *columns})),
            unit="district",
            normalise="minmax",
            weights="equal",
            aggregate="arithmetic",
        )
    rows = found.warnings.loc[found.warnings["check"] == check]
    assert rows["indicators"].tolist() == [indicators]
    assert rows["reason"].str.contains("counted twice").all()


def test_winsorising_does_not_hide_a_sum() -> None:
    """The total of two columns is found, though its outlier was pulled in and theirs were too."""
    rng = np.random.default_rng(11)
    a, b = rng.uniform(1, 9, size=(2, 40))
    a[0] = 500.0
    table = table_of({"a": a, "b": b, "total": a + b})
    found = scored(table, points("a", "b", "total"))
    assert found.indicators["n_winsorised"].tolist() == [1, 0, 1]
    assert "linear dependence" in found.warnings["check"].tolist()


def test_share_location_quotient_and_hhi_of_one_matrix_are_found_out() -> None:
    """Of one product: the quotient is the share over a constant, and ranks as it does."""
    exports = np.random.default_rng(2).gamma(0.5, size=(30, 6)) + 0.01
    share = exports / exports.sum(axis=1, keepdims=True)
    national = exports.sum(axis=0) / exports.sum()
    table = table_of(
        {
            "share": share[:, 0],
            "lq": share[:, 0] / national[0],
            "hhi": (share**2).sum(axis=1),
        }
    )
    found = scored(table, points("share", "lq", "hhi"))
    assert ["monotone dependence", "share & lq"] in found.warnings[["check", "indicators"]].values


def test_unrelated_indicators_that_agree_give_no_pause() -> None:
    """Three indicators of one thing, each with its own noise."""
    rng = np.random.default_rng(4)
    thing = rng.normal(size=60)
    table = table_of({n: thing + rng.normal(scale=0.6, size=60) for n in "abc"})
    found = composite_score(
        table,
        points("a", "b", "c"),
        unit="district",
        normalise="minmax",
        weights="equal",
        aggregate="arithmetic",
    )
    assert found.warnings.empty
    assert found.cronbach_alpha > 0.7


def test_five_units_are_the_fewest_that_correlate() -> None:
    """Four units give no warning, and no alpha: they correlate by chance."""
    four = scored(table_of({"a": [1, 2, 3, 4], "b": [4, 3, 2, 1]}), points("a", "b"))
    assert four.warnings.empty
    assert math.isnan(four.cronbach_alpha)
    five = scored(table_of({"a": [1, 2, 3, 4, 5], "b": [5, 4, 3, 2, 1]}), points("a", "b"))
    assert "negative correlation" in five.warnings["check"].tolist()


def test_the_result_keeps_what_made_it_and_the_table_stays_as_it_was() -> None:
    """Options, definition and treated values are there; the caller's frame is not changed."""
    table = table_of({"a": [*range(1, 20), 1000], "b": [*range(20, 40)]})
    before = table.copy()
    found = scored(table, points("a", "b"))
    pd.testing.assert_frame_equal(table, before)
    assert found.winsorised[["district", "indicator", "value", "used"]].values.tolist() == [
        ["d19", "a", 1000.0, 19.0]
    ]
    assert found.indicators["n_winsorised"].tolist() == [1, 0]
    assert found.values["a"].max() == 19
    assert found.options["normalise"] == "minmax"
    assert found.to_dict()["winsorise"] == 5
    shown = found.to_frame()
    shown["score"] = 0.0
    assert found.scores["score"].max() > 0


def test_a_result_is_strict_json_and_lists_its_tables() -> None:
    """What is undefined is null: a score, a rank, an alpha of too few units."""
    score = scored(table_of({"a": [1, 2, np.nan, 4], "b": [2, 1, np.nan, 3]}), points("a", "b"))
    told = json.loads(json.dumps(score.to_dict(), allow_nan=False))
    assert told["cronbach_alpha"] is None
    assert told["unit"] == ["district"]
    assert [row["rank"] for row in told["scores"]] == [1, 2, 3, None]
    assert [row["indicator"] for row in told["indicators"]] == ["a", "b"]
    assert told["definition"][0]["direction"] == 1
    assert told["normalised"][2] == {"district": "d02", "a": None, "b": None}
    assert told["values"][0] == {"district": "d00", "a": 1.0, "b": 2.0}
    assert told["winsorised"] == []
    assert len(told["warnings"]) == told["n_warnings"]


def test_columns_and_types_are_as_documented() -> None:
    """Keys first as text, counts int64, reason last and never null; an empty table too."""
    table = table_of({"a": [1.0, 2.0, np.nan], "b": [3, 1, 2]})
    for frame in (table, table.iloc[:0]):
        found = scored(frame, points("a", "b"))
        for part in (found.scores, found.indicators, found.warnings):
            assert part.columns[-1] == "reason"
            assert part["reason"].notna().all()
            assert part.index.equals(pd.RangeIndex(len(part)))
        assert found.scores.dtypes.astype(str).to_dict() == {
            "district": TEXT,
            "score": "float64",
            "rank": "Int64",
            "tied": "bool",
            "coverage": "float64",
            "n_missing": "int64",
            "reason": TEXT,
        }
        assert found.indicators["n_units"].dtype == np.int64
    assert scored(table.iloc[:0], points("a", "b")).to_dict()["n_units"] == 0


def test_units_may_need_two_columns() -> None:
    """Two districts of one name in two states are two units."""
    table = pd.DataFrame(
        {
            "state": ["Uttar Pradesh", "Himachal Pradesh", "Goa"],
            "district": ["Hamirpur", "Hamirpur", "South Goa"],
            "a": [1, 2, 3],
        }
    )
    found = scored(table, points("a"), unit=("state", "district"))
    assert found.scores["state"].tolist() == ["Goa", "Himachal Pradesh", "Uttar Pradesh"]
    assert effective_weights(found)["r_squared"].tolist() == pytest.approx([1.0])
    with pytest.raises(InvalidTableError, match="names a unit twice"):
        scored(table, points("a"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"normalise": "percentile"}, "normalise must be one of 'minmax'"),
        ({"aggregate": "median"}, "aggregate must be one of"),
        ({"weights": "ahp"}, "weights must be one of"),
        ({"weights": {"a": 1}}, "weights must name each indicator"),
        ({"weights": {"a": 1, "b": -1}}, "not negative"),
        ({"weights": {"a": 0, "b": 0}}, "not all zero"),
        ({"weights": {"a": 1, "b": math.inf}}, "must be finite"),
        ({"weights": {"a": 1, "b": "2"}}, "must be finite"),
        ({"scale": (100, 1)}, "the lower first"),
        ({"scale": 100}, "two finite numbers"),
        ({"winsorise": -1}, "winsorise must be a whole number of at least 0"),
        ({"winsorise": True}, "winsorise must be a whole number"),
        ({"min_coverage": 65}, "must be a fraction"),
        ({"min_coverage": 0}, "must be a fraction above 0"),
        ({"normalise": "reference"}, "'a' has none"),
        ({"normalise": "z", "aggregate": "geometric"}, "z-scores lie around 0"),
        ({"scale": (0, 1), "aggregate": "geometric"}, "the scale begins at 0"),
        ({"normalise": "z", "weights": "entropy"}, "entropy weights need"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], message: str) -> None:
    """The message says what was wrong and what to do."""
    table = table_of({"a": [1, 2, 3], "b": [2, 1, 4]})
    with pytest.raises(InvalidValueError, match=message):
        scored(table, points("a", "b"), **options)


@pytest.mark.parametrize("indicators", [[], ["a"], "a", [{"name": "a"}]])
def test_indicators_must_be_indicators(indicators: Any) -> None:
    """A bare name has no direction and no unit."""
    with pytest.raises(InvalidValueError, match="sequence of Indicator"):
        scored(table_of({"a": [1, 2]}), indicators)


def test_an_indicator_is_named_once() -> None:
    """Twice the same column would be twice its weight."""
    with pytest.raises(InvalidValueError, match="each once"):
        scored(table_of({"a": [1, 2]}), points("a", "a"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "name of an indicator must be text"),
        ({"name": 3}, "name of an indicator must be text"),
        ({"unit": ""}, "unit of an indicator must be text"),
        ({"direction": 0}, "direction of 'a' must be 1"),
        ({"direction": True}, "direction of 'a' must be 1"),
        ({"direction": "up"}, "direction of 'a' must be 1"),
        ({"lower": math.nan}, "lower of 'a' must be a finite number"),
        ({"upper": "9"}, "upper of 'a' must be a finite number"),
        ({"lower": 2, "upper": 2}, "lower and upper of 'a' must be two finite numbers"),
        ({"reference": 0}, "must not be 0"),
    ],
)
def test_an_indicator_is_checked_where_it_is_made(fields: dict[str, Any], message: str) -> None:
    """A sign left unsaid is how a score comes to reward what it meant to punish."""
    good: dict[str, Any] = {"name": "a", "direction": 1, "unit": "USD million"}
    with pytest.raises(InvalidValueError, match=message):
        Indicator(**(good | fields))


def test_an_indicator_has_no_default_direction() -> None:
    """Neither has it a default unit."""
    with pytest.raises(TypeError, match="direction"):
        Indicator("a", unit="u")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unit"):
        Indicator("a", direction=1)  # type: ignore[call-arg]


def test_effective_weights_show_an_indicator_that_counts_for_nothing() -> None:
    """Against the score and with nominal weight: its share of the explained variance is small."""
    rng = np.random.default_rng(8)
    a, b = rng.normal(size=(2, 400))
    table = table_of({"a": 10 + 3 * a, "b": 10 + b})
    found = effective_weights(
        scored(table, points("a", "b", reference=10), normalise="reference", winsorise=0)
    )
    s = (0.3 * a + 0.1 * b) / 2
    expected = [stats.pearsonr(v, s).statistic ** 2 for v in (a, b)]
    assert found["r_squared"].tolist() == pytest.approx(expected)
    # In a linear score of unrelated indicators the correlation ratio is the square of r.
    assert found["correlation_ratio"].tolist() == pytest.approx(expected, abs=0.05)
    assert found["n_bins"].tolist() == [20, 20]
    bins = np.array_split(s[np.argsort(a)], 20)
    f = stats.f_oneway(*bins).statistic
    eta = 19 * f / (19 * f + 380)
    assert found.loc[0, "correlation_ratio"] == pytest.approx(1 - (1 - eta) * 399 / 380)


def test_the_correlation_ratio_sees_what_correlation_does_not() -> None:
    """A score that depends on an indicator by its square: no correlation, yet all the variance."""
    x = np.linspace(-1, 1, 401)
    table = table_of({"hump": 1 - x**2, "slope": x})
    score = scored(table, points("hump", "slope"), weights={"hump": 1, "slope": 0}, winsorise=0)
    found: Any = effective_weights(score).set_index("indicator")
    assert found.loc["slope", "r_squared"] == pytest.approx(0, abs=1e-9)
    assert found.loc["slope", "correlation_ratio"] > 0.95
    assert math.isnan(found.loc["slope", "ratio"])


def test_effective_weights_say_where_there_are_too_few_units() -> None:
    """No bins below twenty units, no correlation below three."""
    few = effective_weights(scored(table_of({"a": [1, 2, 3, 4], "b": [1, 3, 2, 4]}), points("a")))
    assert few["reason"].tolist() == ["correlation ratio: fewer than 20 units"]
    assert few["correlation_ratio"].isna().all()
    two = effective_weights(scored(table_of({"a": [1, 2]}), points("a")))
    assert two["reason"].tolist() == ["needs three units with both, and values that vary"]
    assert two["r_squared"].isna().all()


@pytest.mark.parametrize("function", [effective_weights, rank_tiers])
def test_what_is_no_result_is_refused(function: Any) -> None:
    """A frame of scores does not say what made it."""
    with pytest.raises(InvalidValueError, match=r"must be what .* returns, got a pandas DataFrame"):
        function(pd.DataFrame({"score": [1.0]}))
