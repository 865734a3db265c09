"""Bounds from published brackets, and the rank-size rule, against numbers and oracles."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from odopkit import bracket_shares, load_paper_table
from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.inequality import gini, grouped_bounds
from odopkit.ranking import rank_size


def table1() -> pd.DataFrame:
    """The paper's Table 1."""
    return load_paper_table("table1")


def test_table_1_alone_puts_the_gini_at_0_8625_or_more() -> None:
    """Equal districts inside each bracket: Gini .8625, HHI .0185."""
    found = grouped_bounds(table1())
    assert found.n_units == 683
    assert found.gini[0] == pytest.approx(0.8625, abs=5e-5)
    assert found.hhi[0] == pytest.approx(0.0185, abs=5e-5)
    assert found.gini[0] < found.gini[1] < 1
    assert found.hhi[0] < found.hhi[1] < 1


def test_table_1_with_jamnagar_is_bounded_on_both_sides() -> None:
    """Its implied 12.01 per cent gives .8637 to .8770, and HHI .0259 to .0361."""
    found = grouped_bounds(table1(), known_top=0.1201)
    assert found.gini == pytest.approx((0.8637, 0.8770), abs=5e-5)
    assert found.hhi == pytest.approx((0.0259, 0.0361), abs=5e-5)
    # "Effective" districts: 28 to 39.
    assert round(1 / found.hhi[1]) == 28
    assert round(1 / found.hhi[0]) == 39
    made = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert made == {
        "gini": list(found.gini),
        "hhi": list(found.hhi),
        "n_units": 683,
        "known_top": 0.1201,
        "rounding": 0.0,
        "hhi_gap": found.hhi_gap,
    }
    # The upper end is proven, and a vector comes as near as this.
    assert 0 <= found.hhi_gap < 1e-7
    frame = found.to_frame()
    assert frame["upper"].tolist() == [found.gini[1], found.hhi[1]]
    assert frame["reason"].tolist() == ["", ""]


def most_unequal_by_linear_programme(n: list[int], share: list[float]) -> float:
    """The largest Gini over ordered values with these bracket sums, by HiGHS."""
    optimize = pytest.importorskip("scipy.optimize", reason="the oracle")
    units = sum(n)
    weights = units + 1 - 2.0 * np.arange(1, units + 1)
    sums = np.zeros((len(n), units))
    ends = np.cumsum([0, *n])
    for b, (start, stop) in enumerate(pairwise(ends.tolist())):
        sums[b, start:stop] = 1
    order = np.zeros((units - 1, units))
    order[np.arange(units - 1), np.arange(units - 1)] = -1
    order[np.arange(units - 1), np.arange(1, units)] = 1
    done = optimize.linprog(
        -weights, A_ub=order, b_ub=np.zeros(units - 1), A_eq=sums, b_eq=share, bounds=(0, None)
    )
    assert done.status == 0
    return float(-done.fun / (units * sum(share)))


@pytest.mark.parametrize("known_top", [None, 0.1201])
def test_the_upper_gini_of_table_1_is_that_of_a_linear_programme(known_top: float | None) -> None:
    """Another solver, over all 683 values at once, finds the same."""
    share = table1()["share"].tolist()
    n = [10] * 10 + [50, 150, 383]
    if known_top is not None:
        n, share = [1, 9, *n[1:]], [known_top, share[0] - known_top, *share[1:]]
    oracle = most_unequal_by_linear_programme(n, share)
    assert grouped_bounds(table1(), known_top=known_top).gini[1] == pytest.approx(oracle, abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_upper_bounds_of_small_tables_agree_with_oracles(seed: int) -> None:
    """A linear programme for the Gini; every threshold on a fine grid for the HHI."""
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 6, 3)
    values = np.sort(rng.pareto(1.2, n.sum()) + 0.1)[::-1]
    ends = np.cumsum([0, *n])
    share = np.add.reduceat(values, ends[:-1]) / values.sum()
    found = grouped_bounds(pd.DataFrame({"n_units": n, "share": share}))
    oracle = most_unequal_by_linear_programme(n.tolist(), share.tolist())
    assert found.gini[1] == pytest.approx(oracle, abs=1e-6)

    mean = share / n
    best = 0.0
    for first in np.linspace(mean[1], mean[0], 160):
        for second in np.linspace(mean[2], mean[1], 160):
            uppers, lowers = (share[0], first, second), (first, second, 0.0)
            total = 0.0
            for m, s, u, low in zip(n, share, uppers, lowers, strict=True):
                k = 0 if u == low else min(int((s - m * low) / (u - low) + 1e-9), m - 1)
                total += k * u**2 + (s - k * u - (m - k - 1) * low) ** 2 + (m - k - 1) * low**2
            best = max(best, total)
    assert found.hhi[1] >= best - 1e-9
    assert found.hhi[1] == pytest.approx(best, rel=2e-3)


@pytest.mark.parametrize("seed", range(20))
def test_the_true_values_lie_between_the_bounds(seed: int) -> None:
    """Whatever the data, their own brackets bound them; a known top tightens."""
    rng = np.random.default_rng(100 + seed)
    values = rng.lognormal(0, rng.uniform(0.2, 3), int(rng.integers(12, 80)))
    brackets = bracket_shares(values, edges=(3, 7, 10))
    found = grouped_bounds(brackets)
    share = values / values.sum()
    top = grouped_bounds(brackets, known_top=float(share.max()))
    for bounds in (found, top):
        assert bounds.gini[0] - 1e-9 <= gini(values) <= bounds.gini[1] + 1e-6
        assert bounds.hhi[0] - 1e-12 <= (share**2).sum() <= bounds.hhi[1] + 1e-9
    assert top.gini[1] <= found.gini[1] + 1e-6
    assert top.hhi[0] >= found.hhi[0] - 1e-12


def test_single_units_leave_nothing_open() -> None:
    """Brackets of one unit each, or one bracket of one, have a single answer."""
    found = grouped_bounds(pd.DataFrame({"bracket": ["1", "2"], "share": [0.75, 0.25]}))
    assert found.gini == pytest.approx((0.25, 0.25))
    assert found.hhi == pytest.approx((0.625, 0.625))
    assert found.to_frame()["reason"].tolist() == ["", ""]
    one = grouped_bounds(pd.DataFrame({"n_units": [1], "share": [1.0]}), known_top=1.0)
    assert one.hhi == pytest.approx((1.0, 1.0))
    whole = grouped_bounds(pd.DataFrame({"n_units": [4], "share": [1.0]}))
    assert whole.gini == pytest.approx((0.0, 0.75))
    assert whole.hhi == pytest.approx((0.25, 1.0))


@pytest.mark.parametrize(
    ("brackets", "message"),
    [
        ({"share": [1.0]}, "needs n_units or bracket; it has share"),
        ({"n_units": [1]}, r"no column 'share'\. It has n_units"),
        ({"bracket": ["ten"], "share": [1.0]}, "bracket 'ten' is not a rank"),
        ({"n_units": [1.5], "share": [1.0]}, "whole number of units"),
        ({"bracket": ["10-1"], "share": [1.0]}, "whole number of units"),
        ({"n_units": [1, 1], "share": [0.2, 0.8]}, "rises from group 1"),
    ],
)
def test_brackets_that_do_not_fit_are_refused(
    brackets: dict[str, list[object]], message: str
) -> None:
    """The message says what was got."""
    with pytest.raises(InvalidTableError, match=message):
        grouped_bounds(pd.DataFrame(brackets))


def test_shares_and_the_known_top_must_be_fractions_that_fit() -> None:
    """Per cent, an impossible top and an empty total are told apart."""
    with pytest.raises(InvalidValueError, match="share must be a fraction"):
        grouped_bounds(pd.DataFrame({"n_units": [1], "share": [38.0]}))
    with pytest.raises(UndefinedMeasureError, match="sum to zero"):
        grouped_bounds(pd.DataFrame({"n_units": [1], "share": [0.0]}))
    for top in (0.03, 0.37, 0.5):
        with pytest.raises(InvalidValueError, match="does not fit a first bracket of 10 units"):
            grouped_bounds(table1(), known_top=top)
    with pytest.raises(InvalidValueError, match="known_top must be a fraction"):
        grouped_bounds(table1(), known_top=12.01)


def test_shares_that_add_up_to_a_little_less_are_scaled() -> None:
    """Rounding in print does not move the Gini."""
    exact = pd.DataFrame({"n_units": [1, 3], "share": [0.7, 0.3]})
    short = exact.assign(share=exact["share"] * 0.999)
    assert grouped_bounds(short).gini == pytest.approx(grouped_bounds(exact).gini)
    assert grouped_bounds(short).hhi == pytest.approx(grouped_bounds(exact).hhi)


# ---------------------------------------------------------------------------- rank-size


def test_an_exact_power_law_has_its_exponent() -> None:
    """Sizes that fall as rank to the power -1/zeta give zeta back."""
    for zeta in (0.8, 1.0, 2.5):
        sizes = [(i - 0.5) ** (-1 / zeta) for i in range(1, 101)]
        fit = rank_size(sizes)
        assert fit.exponent == pytest.approx(zeta)
        assert fit.standard_error == pytest.approx(zeta * math.sqrt(2 / 100))
        assert fit.intercept == pytest.approx(0.0, abs=1e-9)


def test_the_published_standard_error_is_recovered() -> None:
    """An exponent of 1.050 over 135 units has a standard error of .1278."""
    sizes = [(i - 0.5) ** (-1 / 1.05) for i in range(1, 136)]
    assert rank_size(sizes).standard_error == pytest.approx(0.1278, abs=5e-5)


def test_rank_size_agrees_with_a_least_squares_fit() -> None:
    """numpy's polyfit through the same points, tail by tail."""
    values = np.random.default_rng(2).pareto(1.1, 200) + 1
    ordered = np.sort(values)[::-1]
    for top in (None, 2, 50, 200):
        fit = rank_size(values, top=top)
        x = ordered[:top]
        slope, intercept = np.polyfit(np.log(x), np.log(np.arange(1, len(x) + 1) - 0.5), 1)
        assert fit.exponent == pytest.approx(-slope)
        assert fit.intercept == pytest.approx(intercept)
        assert fit.n_units == len(x)
    assert rank_size([*values, 0.0, 0.0]).to_dict() == rank_size(values).to_dict()
    row = rank_size(values).to_frame()
    assert list(row) == ["exponent", "standard_error", "intercept", "n_units"]
    made = json.loads(json.dumps(rank_size(values).to_dict(), allow_nan=False))
    assert row.to_dict("records") == [made]


def test_rank_size_refuses_what_has_no_line() -> None:
    """One positive value, equal values, and a top that is not there."""
    with pytest.raises(UndefinedMeasureError, match="two positive values, got 1"):
        rank_size([5, 0, 0])
    with pytest.raises(UndefinedMeasureError, match="all equal"):
        rank_size([5, 5, 5])
    with pytest.raises(InvalidValueError, match="top must be at most the 3 positive values, got 4"):
        rank_size([3, 2, 1], top=4)
    for top in (1, 2.0, True):
        with pytest.raises(InvalidValueError, match="top must be a whole number of at least 2"):
            rank_size([3, 2, 1], top=top)  # type: ignore[arg-type]


def climbed(n: list[int], share: list[float], rng: np.random.Generator) -> float:
    """Climb the sum of squares from vertex to vertex of a linear programme, as far as it goes."""
    optimize = pytest.importorskip("scipy.optimize", reason="the oracle")
    units = sum(n)
    sums = np.zeros((len(n), units))
    for b, (start, stop) in enumerate(pairwise(np.cumsum([0, *n]).tolist())):
        sums[b, start:stop] = 1
    order = np.diff(np.eye(units), axis=0)
    slope = rng.standard_normal(units)
    reached = 0.0
    while True:
        done = optimize.linprog(-slope, A_ub=order, b_ub=np.zeros(units - 1), A_eq=sums, b_eq=share)
        square = float(done.x @ done.x)
        if square <= reached + 1e-14:
            return reached
        reached, slope = square, 2 * done.x


@pytest.mark.parametrize("seed", range(6))
def test_no_vertex_lies_above_the_upper_hhi(seed: int) -> None:
    """Vertices that another solver climbs to stay below it, and some come near."""
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 8, 4)
    values = np.sort(rng.pareto(1.1, n.sum()) + 0.1)[::-1]
    share = np.add.reduceat(values, np.cumsum([0, *n])[:-1]) / values.sum()
    found = grouped_bounds(pd.DataFrame({"n_units": n, "share": share}))
    best = max(climbed(n.tolist(), share.tolist(), rng) for _ in range(25))
    assert best <= found.hhi[1]
    assert found.hhi[1] - best < 0.02 * best
    assert found.hhi_gap < 1e-6


def test_rounding_widens_what_table_1_implies() -> None:
    """Half a tenth of a per cent on each share: .8612 to .8786, where exact shares say .8625."""
    exact, printed = grouped_bounds(table1()), grouped_bounds(table1(), rounding=0.0005)
    assert printed.gini == pytest.approx((0.8612, 0.8786), abs=5e-5)
    assert printed.hhi[0] < exact.hhi[0]
    assert printed.hhi[1] > exact.hhi[1]
    assert printed.hhi_gap < 5e-5
    assert printed.rounding == 0.0005
    frame = printed.to_frame()
    assert "above a value reached" in frame["reason"][1]
    assert exact.to_frame()["reason"].tolist() == ["", ""]
    known = grouped_bounds(table1(), known_top=0.1201, rounding=0.0005)
    assert printed.gini[0] < known.gini[0]
    assert known.hhi[1] < printed.hhi[1]


def test_next_to_no_rounding_is_none() -> None:
    """Other programmes, the same ends."""
    share = table1()["share"] / table1()["share"].sum()
    brackets = table1().assign(share=share)
    exact, near = grouped_bounds(brackets), grouped_bounds(brackets, rounding=1e-9)
    assert near.gini == pytest.approx(exact.gini, abs=1e-5)
    assert near.hhi == pytest.approx(exact.hhi, abs=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_true_values_lie_between_bounds_of_rounded_shares(seed: int) -> None:
    """Shares printed to a tenth of a per cent still bound what they were printed from."""
    rng = np.random.default_rng(300 + seed)
    values = rng.lognormal(0, rng.uniform(0.5, 2), int(rng.integers(12, 40)))
    brackets = bracket_shares(values, edges=(3, 7, 10))
    printed = brackets.assign(share=brackets["share"].round(3))
    share = values / values.sum()
    found = grouped_bounds(printed, rounding=0.0005)
    assert found.gini[0] - 1e-9 <= gini(values) <= found.gini[1] + 1e-9
    assert found.hhi[0] - 1e-9 <= (share**2).sum() <= found.hhi[1]


def test_shares_that_no_rounding_makes_one_are_refused() -> None:
    """The message says what they add up to."""
    brackets = pd.DataFrame({"n_units": [1, 2], "share": [0.5, 0.4]})
    with pytest.raises(InvalidTableError, match=r"add up to 1 \(they add up to 0.9\)"):
        grouped_bounds(brackets, rounding=0.0005)
    with pytest.raises(InvalidValueError, match="rounding must be a fraction"):
        grouped_bounds(brackets, rounding=5)
    wrong = pd.DataFrame({"n_units": [2, 1], "share": [0.4, 0.6]})
    with pytest.raises(InvalidTableError, match="no shares in descending order fit"):
        grouped_bounds(wrong, rounding=0.01)
