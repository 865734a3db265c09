"""Sobol's indices of a score's choices: against enumeration, and their edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.potential.composite import (
    CompositeScore,
    Indicator,
    choice_sensitivity,
    composite_score,
    score_uncertainty,
)

pytestmark = pytest.mark.filterwarnings("ignore::odopkit.errors.OdopkitWarning")


def scored(*, missing: bool = False, n: int = 25, **options: Any) -> CompositeScore:
    """Score units by three skewed indicators."""
    rng = np.random.default_rng(4)
    base = rng.lognormal(0, 0.8, n)
    table = pd.DataFrame({"district": [f"d{i:02d}" for i in range(n)]}).assign(
        **{name: base * rng.lognormal(0, 0.9, n) for name in "abc"}
    )
    if missing:
        table.loc[::6, "b"] = np.nan
    parts = [Indicator(name, direction=1, unit="points") for name in "abc"]
    made: dict[str, Any] = {
        "unit": "district",
        "normalise": "minmax",
        "weights": "equal",
        "aggregate": "arithmetic",
        "winsorise": 0,
        "min_coverage": 0.5,
    }
    return composite_score(table, parts, **(made | options))


def shift_of(score: CompositeScore, normalise: str, aggregate: str) -> float:
    """Mean shift of ranks under one pair of choices, weights held, by another function."""
    drawn = score_uncertainty(
        score,
        n_draws=1,
        rng=1,
        weight_concentration=np.inf,
        k=1,
        normalisations=(normalise,),  # type: ignore[arg-type]
        aggregations=(aggregate,),  # type: ignore[arg-type]
        imputations=("present",),
    )
    return drawn.mean_shift


def test_indices_of_choices_are_those_of_every_combination() -> None:
    """With weights held there are four cases, of which all parts of the variance follow."""
    score = scored()
    norms: Any = ("minmax", "rank")
    aggs: Any = ("arithmetic", "geometric")
    y = np.array([[shift_of(score, n, a) for a in aggs] for n in norms])
    first = np.array([y.mean(axis=1).var(), y.mean(axis=0).var()]) / y.var()
    total = 1 - first[::-1]
    found = choice_sensitivity(
        score,
        n_draws=4096,
        rng=1,
        weight_concentration=np.inf,
        normalisations=norms,
        aggregations=aggs,
        imputations=("present",),
    )
    table = found.to_frame()
    assert table["input"].tolist() == ["normalisation", "aggregation"]
    assert table["first_order"].tolist() == pytest.approx(first.tolist(), abs=0.01)
    assert table["total_order"].tolist() == pytest.approx(total.tolist(), abs=0.01)
    assert found.mean_shift == pytest.approx(y.mean(), abs=0.01)
    assert found.variance == pytest.approx(y.var(), rel=0.01)
    assert found.n_evaluations == 4096 * 4


def test_one_input_alone_explains_everything() -> None:
    """Its first and its total index are 1."""
    found = choice_sensitivity(
        scored(), n_draws=1024, rng=1, weight_concentration=1.0, imputations=("present",)
    ).to_frame()
    assert found["input"].tolist() == ["weights"]
    assert found[["first_order", "total_order"]].iloc[0].tolist() == pytest.approx([1, 1], abs=0.1)


def test_weights_are_one_input_or_one_each() -> None:
    """Both mean the same weights, so the other inputs and the mean shift are about the same."""
    options: dict[str, Any] = {
        "n_draws": 2048,
        "rng": 1,
        "weight_concentration": 1.0,
        "normalisations": ("minmax", "rank"),
        "imputations": ("present", "mean", "hot_deck"),
    }
    score = scored(missing=True)
    one = choice_sensitivity(score, **options)
    each = choice_sensitivity(score, weight_inputs="independent", **options)
    assert one.indices["input"].tolist() == ["normalisation", "missing values", "weights"]
    assert each.indices["input"].tolist() == [
        "normalisation",
        "missing values",
        "weight of a",
        "weight of b",
        "weight of c",
    ]
    assert one.mean_shift == pytest.approx(each.mean_shift, rel=0.1)
    for i in (0, 1):
        assert one.indices["total_order"][i] == pytest.approx(
            each.indices["total_order"][i], abs=0.1
        )
    for found in (one, each):
        table = found.to_frame()
        assert (table["first_order"] > -0.1).all()
        assert (table["first_order"] <= table["total_order"] + 0.1).all()
        assert table["first_order"].sum() < 1.1


def test_the_same_seed_gives_the_same_indices() -> None:
    """Nothing is drawn that cannot be drawn again, and more choices are more inputs."""
    options: dict[str, Any] = {"n_draws": 64, "weight_concentration": 1.0}
    score = scored(missing=True)
    one, other = (
        choice_sensitivity(score, rng=r, **options) for r in (3, np.random.default_rng(3))
    )
    pd.testing.assert_frame_equal(one.indices, other.indices)
    assert one.to_dict()["imputations"] == ["present", "hot_deck"]


def test_where_no_rank_moves_there_is_no_index() -> None:
    """One unit is first whatever is chosen."""
    found = choice_sensitivity(
        scored(n=2, min_coverage=0.1, weights={"a": 1, "b": 0, "c": 0}),
        n_draws=8,
        rng=1,
        weight_concentration=np.inf,
        normalisations=("minmax", "rank"),
        imputations=("present",),
    ).to_frame()
    assert found["first_order"].isna().all()
    assert found["reason"].tolist() == ["no choice moves a rank"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_draws": 100}, InvalidValueError, "power of two, such as 1024, got 100"),
        ({"weight_inputs": "all"}, InvalidValueError, "weight_inputs must be one of"),
        ({"rng": None}, InvalidValueError, "rng must be"),
        (
            {"weight_concentration": np.inf, "imputations": ("present",)},
            UndefinedMeasureError,
            "nothing is left to choose",
        ),
        (
            {"normalisations": ("minmax", "z"), "aggregations": ("arithmetic", "geometric")},
            UndefinedMeasureError,
            "cannot vary freely",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """With the one thing to do."""
    asked: dict[str, Any] = {"n_draws": 8, "rng": 1, "weight_concentration": 1.0}
    with pytest.raises(error, match=message):
        choice_sensitivity(scored(), **(asked | options))
