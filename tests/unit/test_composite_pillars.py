"""Indicators in pillars: weights at two levels, and the mean inside each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _laws import tries
from odopkit.errors import InvalidValueError
from odopkit.potential.composite import (
    CompositeScore,
    Indicator,
    composite_score,
    score_uncertainty,
)

pytestmark = pytest.mark.filterwarnings("ignore::odopkit.errors.OdopkitWarning")

TABLE = pd.DataFrame(
    {
        "district": ["Kutch", "Leh", "Surat"],
        "roads": [90.0, 10.0, 50.0],
        "ports": [80.0, 20.0, 70.0],
        "credit": [20.0, 60.0, 50.0],
    }
)
PILLARS = {"roads": "transport", "ports": "transport", "credit": "finance"}


def parts(pillars: dict[str, str | None]) -> list[Indicator]:
    """Make indicators with goalposts, so that points stay points."""
    return [
        Indicator(name, direction=1, unit="points", lower=0, upper=100, pillar=pillar)
        for name, pillar in pillars.items()
    ]


def scored(table: pd.DataFrame = TABLE, pillars: Any = PILLARS, **options: Any) -> CompositeScore:
    """Score districts on a scale of 0 to 100."""
    made: dict[str, Any] = {
        "unit": "district",
        "normalise": "minmax",
        "weights": "equal",
        "aggregate": "arithmetic",
        "scale": (0, 100),
        "min_coverage": 0.2,
    }
    return composite_score(table, parts(pillars), **(made | options))


def test_weights_at_two_levels_are_multiplied() -> None:
    """Two pillars of a half each: a quarter to either indicator of the first."""
    found = scored()
    assert found.indicators["weight"].tolist() == [0.25, 0.25, 0.5]
    assert found.pillars.to_numpy().tolist() == [["transport", 0.5, 2], ["finance", 0.5, 1]]
    scores = found.scores.set_index("district")["score"]
    assert scores["Kutch"] == pytest.approx((85 + 20) / 2)
    within = {"roads": 2, "ports": 1, "credit": 9}
    own = scored(pillar_weights={"transport": 3, "finance": 1}, weights=within)
    assert own.indicators["weight"].tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert own.options["pillar_weights"] == "given"
    inside = own.pillar_scores.set_index(["district", "pillar"])["score"]
    assert inside["Kutch", "transport"] == pytest.approx((2 * 90 + 80) / 3)


def test_without_pillars_nothing_changes() -> None:
    """And the tables of pillars are empty."""
    flat = scored(pillars=dict.fromkeys(PILLARS))
    assert flat.indicators["weight"].tolist() == pytest.approx([1 / 3] * 3)
    assert flat.pillars.empty
    assert flat.pillar_scores.empty
    assert flat.options["pillar_weights"] == ""
    assert flat.to_dict()["pillars"] == []


def test_weights_from_data_are_taken_inside_each_pillar() -> None:
    """They add up to the pillar's weight."""
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"district": [f"d{i}" for i in range(30)]}).assign(
        **{name: rng.uniform(1, 99, 30) for name in "abcd"}
    )
    pillars = {"a": "p", "b": "p", "c": "q", "d": "q"}
    for how in ("pca", "entropy"):
        found = scored(table, pillars, weights=how, pillar_weights={"p": 1, "q": 3})
        weights = found.indicators.set_index("indicator")["weight"]
        assert weights[["a", "b"]].sum() == pytest.approx(0.25)
        assert weights[["c", "d"]].sum() == pytest.approx(0.75)


def test_a_pillar_that_a_unit_lacks_has_a_row_and_the_reason() -> None:
    """Its score is of what is there."""
    table = TABLE.assign(credit=[np.nan, 60.0, 50.0])
    found = scored(table)
    row = found.pillar_scores.query("district == 'Kutch' and pillar == 'finance'").iloc[0]
    assert np.isnan(row["score"])
    assert row["reason"] == "no indicator with a weight is present"
    assert found.scores.set_index("district")["score"]["Kutch"] == pytest.approx(85)


def test_ranks_are_drawn_around_both_levels() -> None:
    """Uncertainty takes the weights that the score has."""
    drawn = score_uncertainty(
        scored(), n_draws=50, rng=1, weight_concentration=np.inf, k=1, imputations=("present",)
    )
    assert drawn.mean_shift == 0


@given(
    values=st.lists(st.lists(st.integers(1, 100), min_size=4, max_size=4), min_size=2, max_size=8),
    first=st.integers(1, 9),
    inside=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    mean=st.sampled_from(["arithmetic", "geometric"]),
)
@tries(30)
def test_the_score_is_the_mean_of_its_pillars(
    values: list[list[int]], first: int, inside: list[int], mean: Any
) -> None:
    """Without gaps, whatever the weights and the kind of mean."""
    names = list("abcd")
    table = pd.DataFrame(values, columns=names, dtype=float)
    table["district"] = [f"d{i}" for i in range(len(table))]
    found = scored(
        table,
        {"a": "p", "b": "q", "c": "p", "d": "q"},
        scale=(1, 100),
        weights=dict(zip(names, inside, strict=True)),
        pillar_weights={"p": first, "q": 5},
        aggregate=mean,
    )
    wide = found.pillar_scores.pivot_table(index="district", columns="pillar", values="score")
    weight = found.pillars.set_index("pillar")["weight"]
    logs = np.log(wide) if mean == "geometric" else wide
    whole = (logs * weight).sum(axis=1)
    whole = np.exp(whole) if mean == "geometric" else whole
    scores = found.scores.set_index("district")["score"]
    assert scores[whole.index].tolist() == pytest.approx(whole.tolist(), rel=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pillars": PILLARS | {"credit": None}}, "'credit' has none"),
        ({"pillars": dict.fromkeys(PILLARS), "pillar_weights": {"a": 1}}, "needs pillars"),
        ({"pillar_weights": {"transport": 1}}, "must name each pillar"),
        ({"pillar_weights": {"transport": 0, "finance": 0}}, "not all zero"),
        ({"weights": {"roads": 0, "ports": 0, "credit": 1}}, "nothing to pillar 'transport'"),
    ],
)
def test_pillars_that_do_not_fit_are_told(options: dict[str, Any], message: str) -> None:
    """With the one thing to do."""
    with pytest.raises(InvalidValueError, match=message):
        scored(**options)


def test_a_pillar_has_a_name() -> None:
    """An empty one is none."""
    with pytest.raises(InvalidValueError, match="pillar of an indicator must be text"):
        Indicator("roads", direction=1, unit="km", pillar=" ")
