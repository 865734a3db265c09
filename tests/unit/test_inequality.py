"""Inequality measures: hand-checked numbers, outside values and software, errors."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.inequality import (
    gini,
    lorenz_curve,
    theil,
    theil_decomposition,
    theil_decomposition_table,
)
from odopkit.tables.matrix import ExportMatrix

# The example vector of R's package ineq; Gini from its tests/Examples/ineq-Ex.Rout.save.
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def test_gini_hand_checked() -> None:
    """40/30/20/10 has Gini .25, a third if corrected; equal values have none."""
    assert gini([40, 30, 20, 10]) == pytest.approx(0.25)
    assert gini([40, 30, 20, 10], corrected=True) == pytest.approx(1 / 3)
    assert gini([5, 5, 5]) == 0.0
    assert gini([1, 0, 0, 0]) == pytest.approx(0.75)
    assert gini([1, 0, 0, 0], corrected=True) == pytest.approx(1)
    assert gini([3]) == 0.0


def test_gini_agrees_with_r_packages() -> None:
    """Package ineq prints 0.4620911; REAT's manual .3 and .4 for 20/50/20/10."""
    assert gini(INEQ) == pytest.approx(0.4620911, abs=5e-8)
    assert gini([20, 50, 20, 10]) == pytest.approx(0.3)
    assert gini([20, 50, 20, 10], corrected=True) == pytest.approx(0.4)


def test_theil_hand_checked() -> None:
    """40/30/20/10: T = .1064, L = .1218; an eighth of units with all gives T = ln 8."""
    assert theil([40, 30, 20, 10], variant="T") == pytest.approx(0.1064, abs=5e-5)
    assert theil([40, 30, 20, 10], variant="L") == pytest.approx(0.1218, abs=5e-5)
    assert theil([1] + [0] * 7, variant="T") == pytest.approx(math.log(8))
    assert theil([1, 1, 1], variant="T") == 0.0


def test_theil_l_is_infinite_with_a_zero_and_t_is_not() -> None:
    """Zeros are counted, never dropped: T of (0, 2, 3) is 0.4256, not 0.0201."""
    assert theil([0, 2, 3], variant="L") == math.inf
    assert theil([0, 2, 3], variant="T") == pytest.approx(0.4256, abs=5e-5)


def test_theil_needs_its_variant() -> None:
    """Packages disagree on what "Theil" means, so the caller says it."""
    with pytest.raises(InvalidValueError, match="variant must be one of 'T', 'L'; got 't'"):
        theil([1, 2], variant="t")  # type: ignore[arg-type]


def test_lorenz_curve_hand_checked() -> None:
    """1 and 3: the poorer half holds a quarter."""
    curve = lorenz_curve([3, 1])
    assert curve.units.tolist() == [0, 0.5, 1]
    assert curve.share.tolist() == [0, 0.25, 1]
    made = json.loads(json.dumps(curve.to_dict(), allow_nan=False))
    assert made == {"units": [0, 0.5, 1], "share": [0, 0.25, 1]}


def test_gini_is_twice_the_area_above_the_lorenz_curve() -> None:
    """The trapezium rule is exact for the polygon."""
    curve = lorenz_curve(INEQ)
    area = np.sum(np.diff(curve.units) * (curve.share[1:] + curve.share[:-1]) / 2)
    assert gini(INEQ) == pytest.approx(1 - 2 * area)


def test_decomposition_hand_checked() -> None:
    """{40, 30} and {20, 10}: .02416 within, .08228 between."""
    parts = theil_decomposition([40, 20, 30, 10], ["a", "b", "a", "b"], variant="T")
    assert parts.within == pytest.approx(0.02416, abs=5e-6)
    assert parts.between == pytest.approx(0.08228, abs=5e-6)
    assert parts.groups["group"].tolist() == ["a", "b"]
    assert parts.groups["share"].tolist() == pytest.approx([0.7, 0.3])
    assert parts.groups["within"].sum() == pytest.approx(parts.within)


def test_decomposition_of_zeros_against_tens_is_all_between() -> None:
    """PySAL's example {0, 0, 0, 10, 10, 10}: T and its between part are ln 2."""
    parts = theil_decomposition([0, 0, 0, 10, 10, 10], list("aaabbb"), variant="T")
    assert parts.total == pytest.approx(math.log(2))
    assert parts.between == pytest.approx(math.log(2))
    assert parts.within == 0
    assert np.isnan(parts.groups["theil"].iloc[0])
    assert parts.groups["reason"].tolist() == ["no exports", ""]


def test_decomposition_of_l_weights_by_units() -> None:
    """L is split with shares of units, and its parts add up."""
    parts = theil_decomposition([40, 30, 20, 10], list("aaab"), variant="L")
    inside = 0.75 * theil([40, 30, 20], variant="L")
    assert parts.within == pytest.approx(inside)
    assert parts.total == pytest.approx(parts.within + parts.between)
    infinite = theil_decomposition([0, 3, 5], list("abb"), variant="L")
    assert infinite.between == math.inf
    assert json.loads(json.dumps(infinite.to_dict(), allow_nan=False))["between"] is None
    made = json.loads(json.dumps(parts.to_dict(), allow_nan=False))
    assert (made["variant"], made["total"]) == ("L", parts.total)
    assert set(made) == {"variant", "total", "between", "within", "groups"}


def test_decomposition_refuses_labels_that_do_not_fit() -> None:
    """Every unit needs one group."""
    with pytest.raises(InvalidValueError, match="2 labels for 3 values"):
        theil_decomposition([1, 2, 3], ["a", "b"], variant="T")
    with pytest.raises(InvalidValueError, match="missing at position 1"):
        theil_decomposition([1, 2], np.array(["a", None]), variant="T")


def test_results_give_frames_and_plain_dicts() -> None:
    """A copy of the frame comes out, so that the result stays as it was."""
    parts = theil_decomposition([1, 3], ["a", "b"], variant="T")
    frame = parts.to_frame()
    frame.loc[0, "n_units"] = 99
    assert parts.groups["n_units"].tolist() == [1, 1]
    assert parts.to_dict()["groups"][0]["group"] == "a"
    assert lorenz_curve([1, 3]).to_frame().to_dict("list") == {
        "units": [0, 0.5, 1],
        "share": [0, 0.25, 1],
    }


MEASURES: list[Callable[[Any], Any]] = [
    gini,
    lambda v: theil(v, variant="T"),
    lambda v: theil(v, variant="L"),
    lorenz_curve,
    lambda v: theil_decomposition(v, ["a"] * len(v), variant="T"),
]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_refuses_bad_and_undefined_input(measure: Callable[[Any], Any]) -> None:
    """Invalid input and an undefined value are different errors."""
    with pytest.raises(InvalidValueError, match="got nan at position 1"):
        measure([3, float("nan")])
    with pytest.raises(InvalidValueError, match="empty"):
        measure([])
    with pytest.raises(UndefinedMeasureError, match=r"^[a-z_]+ is undefined: .* sum to zero"):
        measure([0.0, 0.0])


def test_corrected_gini_is_undefined_for_one_unit() -> None:
    """n / (n - 1) has no value."""
    with pytest.raises(UndefinedMeasureError, match="one unit"):
        gini([3.0], corrected=True)


def mexico() -> pd.DataFrame:
    """Income of 32 Mexican states over seven decades, as PySAL ships it."""
    examples = pytest.importorskip("libpysal.examples", reason="libpysal holds the example")
    return pd.read_csv(examples.get_path("mexico.csv"))


DECADES = [f"pcgdp{year}" for year in range(1940, 2001, 10)]


def test_mexican_states_have_the_published_coefficients() -> None:
    """PySAL's own tests assert Gini 0.35372371 in 1940, Theil T .20894344 and on."""
    table = mexico()
    assert gini(table["pcgdp1940"]) == pytest.approx(0.35372371, abs=5e-9)
    assert theil(table["pcgdp1940"], variant="T") == pytest.approx(0.20894344, abs=5e-9)
    parts = theil_decomposition(table["pcgdp1940"], table["hanson98"], variant="T")
    assert parts.between == pytest.approx(0.0345889, abs=5e-8)


def test_mexican_states_agree_with_pysal_in_every_decade() -> None:
    """Gini, Theil and its split equal the other package's on real regions."""
    theirs = pytest.importorskip("inequality", reason="the package to compare with")
    table = mexico()
    for decade in DECADES:
        x = table[decade].to_numpy(dtype=float)
        assert gini(x) == pytest.approx(theirs.gini.Gini(x).g, rel=1e-12)
        assert theil(x, variant="T") == pytest.approx(theirs.theil.Theil(x).T, rel=1e-12)
        split = theirs.theil.TheilD(x, table["hanson98"].to_numpy())
        parts = theil_decomposition(x, table["hanson98"], variant="T")
        assert parts.between == pytest.approx(float(np.squeeze(split.bg)), rel=1e-10)
        assert parts.within == pytest.approx(float(np.squeeze(split.wg)), rel=1e-10)


# ---------------------------------------------------------- the split of every product


def many_products(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw exports of 12 districts in 4 states, and the list of all districts."""
    rng = np.random.default_rng(seed)
    places = pd.DataFrame(
        {
            "state": [f"State {i % 4}" for i in range(12)],
            "district": [f"District {i:02d}" for i in range(12)],
        }
    )
    cells = places.merge(
        pd.DataFrame({"hs_code": [f"5205{i:02d}10" for i in range(8)]}), how="cross"
    )
    cells["value"] = np.round(rng.lognormal(2, 2, len(cells)), 2)
    return cells[rng.random(len(cells)) < 0.6].reset_index(drop=True), places


@pytest.mark.parametrize("variant", ["T", "L"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_product_is_split_as_its_vector_is(variant: Any, seed: int) -> None:
    """Only exporters are units: each row is the one-vector split of that product."""
    flows, _ = many_products(seed)
    found = theil_decomposition_table(flows, variant=variant)
    assert found["hs_code"].tolist() == sorted(set(flows["hs_code"]))
    for row in found.itertuples(index=False):
        mine = flows[flows["hs_code"] == row.hs_code]
        one = theil_decomposition(mine["value"], mine["state"], variant=variant)
        assert row.n_units == len(mine)
        assert row.value == pytest.approx(mine["value"].sum())
        assert row.theil == pytest.approx(one.total, abs=1e-12)
        assert row.between == pytest.approx(one.between, abs=1e-12)
        assert row.within == pytest.approx(one.within, abs=1e-12)


@pytest.mark.parametrize("variant", ["T", "L"])
def test_districts_without_the_product_are_zeros_when_units_are_given(variant: Any) -> None:
    """With all districts named, and in a matrix, the vectors are filled up with zeros."""
    flows, places = many_products(3)
    found = theil_decomposition_table(flows, variant=variant, units=places)
    matrix = ExportMatrix.from_flows(flows, units=places)
    pd.testing.assert_frame_equal(theil_decomposition_table(matrix, variant=variant), found)
    for row in found.itertuples(index=False):
        mine = places.merge(flows[flows["hs_code"] == row.hs_code], how="left").fillna({"value": 0})
        one = theil_decomposition(mine["value"], mine["state"], variant=variant)
        assert row.n_units == 12
        assert row.between == pytest.approx(one.between, abs=1e-12)
        assert row.within == pytest.approx(one.within, abs=1e-12)
        assert row.theil == pytest.approx(one.total, abs=1e-12)


def test_pysal_splits_every_product_alike() -> None:
    """PySAL's TheilD on the filled-up rectangle gives between and within of T."""
    pysal = pytest.importorskip("inequality.theil", reason="PySAL's inequality is not installed")
    flows, places = many_products(4)
    matrix = ExportMatrix.from_flows(flows, units=places)
    wide = matrix.to_frame()
    found = theil_decomposition_table(matrix, variant="T")
    theirs = pysal.TheilD(wide.to_numpy(), wide.index.get_level_values("state").to_numpy())
    np.testing.assert_allclose(found["theil"], theirs.T, atol=1e-12)
    np.testing.assert_allclose(found["between"], theirs.bg.ravel(), atol=1e-12)
    np.testing.assert_allclose(found["within"], theirs.wg.ravel(), atol=1e-12)


def test_a_product_that_nobody_exports_is_undefined_alone() -> None:
    """Its row says so, and the others keep their numbers."""
    flows, places = many_products(5)
    wide = ExportMatrix.from_flows(flows, units=places).to_frame()
    whole = theil_decomposition_table(ExportMatrix.from_frame(wide), variant="T")
    wide["99999999"] = 0.0
    found = theil_decomposition_table(ExportMatrix.from_frame(wide), variant="T")
    assert found["reason"].tolist() == [*whole["reason"], "no exports"]
    assert np.isnan(found["theil"].iloc[-1])
    pd.testing.assert_frame_equal(found.iloc[:-1], whole)


def test_a_matrix_brings_its_own_options() -> None:
    """Options beside a matrix are refused, and so is a matrix without states."""
    flows, _ = many_products(6)
    matrix = ExportMatrix.from_flows(flows)
    with pytest.raises(InvalidValueError, match="options of its own"):
        theil_decomposition_table(matrix, variant="T", level=4)
    bare = ExportMatrix.from_frame(
        pd.DataFrame({"a": [1.0]}, index=pd.Index(["x"], name="country"))
    )
    with pytest.raises(InvalidValueError, match="units without states"):
        theil_decomposition_table(bare, variant="T")
