"""Ease of trade fitted by a gravity model, elasticities by product, both means of distance."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.potential import export_potential, gravity_ease

COUNTRIES = "ABCDE"


def world(
    *, beta: float = -1.0, border: float = 0.0, noise: float = 0.0, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make trade in three products that obeys a gravity model, and its distances."""
    rng = np.random.default_rng(seed)
    pairs = list(itertools.permutations(COUNTRIES, 2))
    place = dict(zip(COUNTRIES, rng.uniform(0, 10, (5, 2)), strict=True))
    distances = pd.DataFrame(pairs, columns=["exporter", "market"]).assign(
        distance=[float(np.hypot(*(place[i] - place[j]))) for i, j in pairs],
        border=[float({i, j} in ({"A", "B"}, {"C", "D"})) for i, j in pairs],
    )
    size = dict(zip(COUNTRIES, rng.uniform(1, 5, 5), strict=True))
    trade = distances.merge(pd.DataFrame({"product": ["p", "q", "r"]}), how="cross")
    # One mix for all, so that shares alone predict sizes times sizes.
    mix = trade["product"].map({"p": 1.0, "q": 2.0, "r": 0.5})
    trade["value"] = (
        mix
        * trade["exporter"].map(size)
        * trade["market"].map(size)
        * trade["distance"] ** beta
        * np.exp(border * trade["border"] + noise * rng.standard_normal(len(trade)))
    )
    return trade[["exporter", "market", "product", "value"]], distances


def test_a_world_without_noise_gives_its_coefficients_back() -> None:
    """Distance and border, whatever the unit of money and of distance."""
    trade, distances = world(beta=-1.3, border=0.7)
    for money, length in ((1.0, 1.0), (1e6, 1000.0)):
        found = gravity_ease(
            trade.assign(value=trade["value"] * money),
            distances=distances.assign(distance=distances["distance"] * length),
            covariates=("border",),
        )
        assert found.coefficients["term"].tolist() == ["log_distance", "border"]
        assert found.coefficients["coefficient"].tolist() == pytest.approx([-1.3, 0.7], abs=1e-6)
        assert found.pairs["fitted"].tolist() == pytest.approx(
            found.pairs["actual"].tolist(), rel=1e-5
        )
        assert found.n_pairs == 20


def test_fitted_exports_add_up_to_actual_ones() -> None:
    """For each exporter and each market: the first-order conditions of the fit."""
    trade, distances = world(noise=0.8)
    trade.loc[trade["exporter"].eq("A") & trade["market"].eq("B"), "value"] = 0.0
    table = gravity_ease(trade, distances=distances).to_frame()
    for side in ("exporter", "market"):
        sums = table.groupby(side)[["actual", "fitted"]].sum()
        assert sums["fitted"].tolist() == pytest.approx(sums["actual"].tolist(), rel=1e-6)
    logs = np.log(distances.set_index(["exporter", "market"])["distance"])
    pairs = table.set_index(["exporter", "market"])
    gap = pairs["actual"] - pairs["fitted"]
    assert float((gap * logs.reindex(pairs.index)).sum()) == pytest.approx(0, abs=1e-5)
    silent = table.query("exporter == 'A' and market == 'B'")
    assert silent["trade_ratio"].tolist() == [0]
    assert (silent["trade_ratio_fitted"] > 0).all()


def test_observed_ease_is_that_of_the_indicator() -> None:
    """And one exporter's pairs are those of all."""
    trade, distances = world(noise=0.5)
    mine = gravity_ease(trade, distances=distances, exporter="C").pairs
    epi = export_potential(trade, exporter="C").drop_duplicates("market")
    assert mine["market"].tolist() == epi["market"].tolist()
    assert mine["trade_ratio"].tolist() == pytest.approx(epi["trade_ratio"].tolist())
    every = gravity_ease(trade, distances=distances).pairs.query("exporter == 'C'")
    pd.testing.assert_frame_equal(mine, every.reset_index(drop=True))


def test_a_pair_that_cannot_be_fitted_keeps_its_row() -> None:
    """With the reason."""
    trade, distances = world(noise=0.5)
    lone = pd.DataFrame(
        [("A", "Z", "new", 0.0), ("A", "B", "p", 1.0)],
        columns=["exporter", "market", "product", "value"],
    )
    more = pd.concat([trade, lone], ignore_index=True)
    far = distances[~(distances["exporter"].eq("A") & distances["market"].eq("C"))]
    table = gravity_ease(more, distances=far, exporter="A").pairs.set_index("market")
    assert table["reason"]["C"] == "the distance or a covariate is not known"
    assert np.isnan(table["trade_ratio_fitted"]["C"])
    assert table["reason"]["Z"] != ""
    assert table["reason"]["B"] == ""


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"exporter": "X"}, InvalidValueError, "there is no exporter 'X'"),
        ({"covariates": ("distance",)}, InvalidValueError, "each once"),
        ({"covariates": ("lake",)}, InvalidTableError, "'lake'"),
        ({"covariates": ("twice",)}, UndefinedMeasureError, "say the same twice"),
    ],
)
def test_what_cannot_be_fitted_is_told(
    change: dict[str, Any], error: type[Exception], message: str
) -> None:
    """Before a number comes out."""
    trade, distances = world()
    distances["twice"] = np.log(distances["distance"]) * 2
    with pytest.raises(error, match=message):
        gravity_ease(trade, **({"distances": distances} | change))


def test_two_countries_tell_nothing_apart() -> None:
    """Effects take everything."""
    trade, distances = world()
    two = trade[trade["exporter"].isin(list("AB")) & trade["market"].isin(list("AB"))]
    with pytest.raises(UndefinedMeasureError, match="add countries"):
        gravity_ease(two, distances=distances)


# ----------------------------------------------------------- elasticities and mean distances


def test_the_two_means_of_distance_are_those_worked_out_by_hand() -> None:
    """Suppliers at 1 and 9 of equal weight: the log of 5, or of 3; own distance 9."""
    trade = pd.DataFrame(
        {"exporter": ["A", "B"], "market": "M", "product": "k", "value": [10.0, 10.0]}
    )
    far = pd.DataFrame({"exporter": ["A", "B"], "market": "M", "distance": [9.0, 1.0]})
    usual: Any
    for mean, usual in (("log_of_mean", 5.0), ("mean_of_logs", 3.0)):
        epi = export_potential(
            trade,
            exporter="A",
            distances=far,
            distance_mean=mean,  # type: ignore[arg-type]
        )
        assert epi["distance_factor"][0] == pytest.approx(usual / 9)
    default = export_potential(trade, exporter="A", distances=far)
    assert default["distance_factor"][0] == pytest.approx(5 / 9)
    with pytest.raises(InvalidValueError, match="distance_mean must be one of"):
        export_potential(
            trade,
            exporter="A",
            distances=far,
            distance_mean="median",  # type: ignore[arg-type]
        )


def test_elasticities_may_differ_by_product() -> None:
    """Each product comes out as with its own number for all."""
    trade, _ = world(noise=0.5)
    pairs = list(itertools.product("ABCDE", "ABCDE", "pqr"))
    tariffs = pd.DataFrame(pairs, columns=["exporter", "market", "product"]).assign(
        tariff=np.random.default_rng(2).uniform(0, 0.3, len(pairs))
    )
    growth = pd.DataFrame(
        {"country": list("ABCDE"), "gdp": [1.1, 1.2, 1.3, 1.4, 1.5], "population": 1.05}
    )
    numbers = {"p": 0.5, "q": 2.0, "r": 0.0}
    names = ("income_elasticity", "tariff_exponent", "global_tariff_exponent")
    options: dict[str, Any] = {"exporter": "B", "tariffs": tariffs, "projections": growth}
    each: Any = (numbers, pd.Series(numbers), *numbers.values())
    both, series, *alone = (
        export_potential(trade, **options, **dict.fromkeys(names, number)) for number in each
    )
    pd.testing.assert_frame_equal(both, series)
    for product, one in zip(numbers, alone, strict=True):
        pd.testing.assert_frame_equal(
            both[both["product"] == product], one[one["product"] == product]
        )
    with pytest.raises(InvalidValueError, match=r"tariff_exponent has no number for product 'r'"):
        export_potential(trade, **options, tariff_exponent={"p": 1.0, "q": 1.0})
    with pytest.raises(InvalidValueError, match="tariff_exponent of 'r' must be a finite number"):
        export_potential(trade, **options, tariff_exponent=numbers | {"r": np.nan})


def test_who_trades_only_where_nothing_is_known_has_no_effect() -> None:
    """Exporter A sells to B alone, and their distance is not known: nothing fits an effect of A."""
    trade, distances = world()
    trade = trade[(trade["exporter"] != "A") | (trade["market"] == "B")]
    known = distances[(distances["exporter"] != "A") | (distances["market"] != "B")]
    pairs = gravity_ease(trade, distances=known).pairs.set_index(["exporter", "market"])
    told = pairs.loc["A"]["reason"].to_dict()
    nothing = "the exporter or the market has no trade to fit an effect to"
    assert told == {"B": "the distance or a covariate is not known"} | dict.fromkeys("CDE", nothing)
    assert pairs.loc["A"]["fitted"].isna().all()
    assert (pairs.drop("A")["reason"] == "").all()


def test_a_model_without_any_pair_or_without_an_end_is_told() -> None:
    """No distance is known, or a covariate is written in so small a unit that no step settles."""
    trade, distances = world()
    with pytest.raises(UndefinedMeasureError, match="0 pairs with trade and a distance"):
        gravity_ease(trade, distances=distances.assign(distance=np.nan))
    vast = distances.assign(border=distances["border"] * 1e5)
    with pytest.raises(UndefinedMeasureError, match="the gravity model does not settle"):
        gravity_ease(trade, distances=vast, covariates=("border",))


def test_what_was_fitted_is_handed_out_as_a_table_and_as_a_dict() -> None:
    """A copy: what is done to it changes nothing."""
    found = gravity_ease(*world()[:1], distances=world()[1])
    table = found.to_frame()
    table["fitted"] = 0.0
    assert (found.pairs["fitted"] > 0).all()
    assert found.to_dict()["n_pairs"] == 20


def test_a_covariate_that_marks_pairs_without_trade_has_no_coefficient() -> None:
    """It would be minus infinity; a pair without trade alone is no such case."""
    trade, distances = world(noise=0.3)
    none = (trade["exporter"] == "A") & trade["market"].isin(["B", "C"])
    marked = distances.assign(
        border=((distances["exporter"] == "A") & distances["market"].isin(["B", "C"])).astype(float)
    )
    fitted = gravity_ease(trade[~none], distances=marked)
    assert fitted.n_pairs == 20
    assert (fitted.pairs["fitted"] > 0).all()
    told = "2 of 2 pairs without trade are told apart .* leave out .* first is A to B"
    with pytest.raises(UndefinedMeasureError, match=told):
        gravity_ease(trade[~none], distances=marked, covariates=("border",))


def test_a_small_fitted_value_is_not_taken_for_one_that_no_coefficient_has() -> None:
    """A pair without trade that is very far may have next to nothing."""
    trade, distances = world(beta=-3.0)
    far = (distances["exporter"] == "A") & (distances["market"] == "E")
    away = distances.assign(distance=distances["distance"].mask(far, 1e4))
    rows = (trade["exporter"] == "A") & (trade["market"] == "E")
    found = gravity_ease(trade[~rows], distances=away)
    [fitted] = found.pairs.query("exporter == 'A' and market == 'E'")["fitted"]
    assert 0 < fitted < 1e-6 * found.pairs["actual"].mean()
    assert found.coefficients["coefficient"][0] == pytest.approx(-3.0, abs=1e-4)
