"""Laws of growth: identities, scale, order, and what no rule may lose."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from _laws import tries
from odopkit.growth import (
    cagr,
    growth_classes,
    growth_share_matrix,
    growth_table,
    shift_share,
)

# Whole values up to a billion keep the arithmetic exact enough for close comparison.
values = st.integers(0, 10**9).map(float)
positive = st.integers(1, 10**9).map(float)
steps = st.integers(1, 40)
scales = st.sampled_from([1e-6, 0.001, 7.3, 1e5, 1e7])

# Where a law calls twice; an example holds several units, each a case of its own.
twice = tries(30)


@given(first=positive, last=values, n=steps)
def test_cagr_compounds_back_to_the_last_value(first: float, last: float, n: int) -> None:
    """Growing at the rate for the given steps leads from first to last."""
    rate = cagr(first, last, periods=n)
    assert rate >= -1
    assert first * (1 + rate) ** n == pytest.approx(last, rel=1e-9, abs=1e-12 * first)


@given(first=positive, last=positive, n=steps, scale=scales)
def test_cagr_knows_no_unit_and_runs_backwards(
    first: float, last: float, n: int, scale: float
) -> None:
    """Lakh or million: the same rate; and the way back undoes the way there."""
    rate = cagr(first, last, periods=n)
    assert cagr(first * scale, last * scale, periods=n) == pytest.approx(rate, rel=1e-9, abs=1e-12)
    assert (1 + rate) * (1 + cagr(last, first, periods=n)) == pytest.approx(1)


STATES, DISTRICTS = pd.Index(["Goa", "Sikkim", "UNSPECIFIED"]), pd.Index(["North", "South"])
YEARS = pd.Index(["2019-20", "2020-21", "2021-22"])
KEYS = list(itertools.product(range(3), range(2), range(3)))


@st.composite
def panels(draw: st.DrawFn) -> pd.DataFrame:
    """Draw flows of a few districts and years, some of them silent, as categories."""
    n = draw(st.integers(2, 20))
    at = draw(st.lists(st.integers(0, len(KEYS) - 1), min_size=n, max_size=n))
    amounts = draw(st.lists(values, min_size=n, max_size=n))
    state, district, year = np.array([KEYS[i] for i in at]).T
    # The first two rows are of two years, whatever was drawn.
    year[1] = (year[0] + 1 + year[1] % 2) % 3
    return pd.DataFrame(
        {
            "state": pd.Categorical.from_codes(state, STATES),
            "district": pd.Categorical.from_codes(district, DISTRICTS),
            "period": pd.Categorical.from_codes(year, YEARS),
            "value": amounts,
        }
    )


@given(panel=panels(), rule=st.sampled_from(["nan", "inf"]))
def test_no_row_and_no_value_disappears(panel: pd.DataFrame, rule: Any) -> None:
    """Each key has one row, and the rows add up to the panel's two years."""
    table = growth_table(panel, by=("state", "district"), zero_base=rule)
    keys = set(zip(panel["state"], panel["district"], strict=True))
    assert len(table) == len(keys)
    by_year = panel.groupby("period", observed=True)["value"].sum()
    assert table["first_value"].sum() == by_year.iloc[0]
    assert table["last_value"].sum() == by_year.iloc[-1]
    assert (table["change"] == table["last_value"] - table["first_value"]).all()
    assert (table["growth"].isna() <= (table["reason"] != "")).all()
    assert (table["status"].isin(["new", "silent"]) == (table["first_value"] == 0)).all()


@twice
@given(panel=panels(), scale=scales, data=st.data())
def test_growth_knows_no_unit_and_no_order(
    panel: pd.DataFrame, scale: float, data: st.DataObject
) -> None:
    """Scaled values in any order of rows grow by the same rates."""
    order = data.draw(st.permutations(range(len(panel))))
    table = growth_table(panel, by="state")
    other = growth_table(panel.iloc[order].assign(value=lambda f: f["value"] * scale), by="state")
    assert other["state"].tolist() == table["state"].tolist()
    assert other["status"].tolist() == table["status"].tolist()
    for column in ("growth", "cagr"):
        np.testing.assert_allclose(other[column], table[column], rtol=1e-9, atol=1e-9)


@twice
@given(panel=panels())
def test_a_states_growth_is_the_weighted_mean_of_its_districts(panel: pd.DataFrame) -> None:
    """Weights are the first values; changes add up."""
    states = growth_table(panel, by="state").set_index("state")
    parts = growth_table(panel, by=("state", "district"))
    change = parts.groupby("state")["change"].sum()
    assert change.to_dict() == states["change"].to_dict()
    some = states[states["first_value"] > 0]
    np.testing.assert_allclose(some["growth"], change[some.index] / some["first_value"], rtol=1e-6)


rates = st.lists(
    st.one_of(st.floats(-1, 1e6), st.just(math.nan), st.sampled_from([0.0, 0.25, 0.5, 1.0])),
    max_size=40,
)


@given(x=rates, data=st.data())
def test_each_rate_is_in_one_class(x: list[float], data: st.DataObject) -> None:
    """Counts add up, whatever the order; hits of an edge are among them."""
    table = growth_classes(x)
    assert table["n_rates"].sum() == len(x)
    assert table["n_rates"].iloc[-1] == sum(math.isnan(r) for r in x)
    assert (table["n_on_edge"] <= table["n_rates"]).all()
    assert table["n_on_edge"].sum() >= sum(r in (0, 0.25, 0.5, 1) for r in x)
    pd.testing.assert_frame_equal(growth_classes(data.draw(st.permutations(x))), table)


@given(x=rates)
def test_finer_classes_add_up_to_coarser_ones(x: list[float]) -> None:
    """Leaving out an end merges the two classes beside it."""
    fine = growth_classes(x)["n_rates"].tolist()
    coarse = growth_classes(x, edges=(0.0, 0.5, 1.0))["n_rates"].tolist()
    assert coarse == [fine[0], fine[1] + fine[2], *fine[3:]]


@twice
@given(
    data=st.lists(st.tuples(values, values, positive, values), min_size=1, max_size=8),
    scale=scales,
    n=st.integers(2, 20),
)
def test_quadrants_know_no_unit_and_no_number_of_steps(
    data: list[tuple[float, ...]], scale: float, n: int
) -> None:
    """Own and world in any currencies, yearly or in all: each product keeps its corner."""
    own = pd.DataFrame(data, columns=["first_value", "last_value", "w0", "w1"])
    own["product"] = [f"p{i}" for i in range(len(own))]
    world = own[["product"]].assign(first_value=own["w0"], last_value=own["w1"])
    table = growth_share_matrix(own, world)
    clear = ~table["tied"] & table["competitiveness"].abs().gt(1e-9).to_numpy()
    clear &= table["dynamism"].abs().gt(1e-9)
    scaled = own.assign(
        first_value=own["first_value"] * scale, last_value=own["last_value"] * scale
    )
    other = growth_share_matrix(scaled, world, periods=n)
    assert other["quadrant"][clear].tolist() == table["quadrant"][clear].tolist()
    assert other["reason"][clear].tolist() == table["reason"][clear].tolist()
    assert ((table["quadrant"] == "") == (table["reason"] != "")).all()
    # A gain in competitiveness is a gain in market share.
    share0 = own["first_value"] / own["w0"]
    gain = (own["last_value"] / own["w1"].where(own["w1"] > 0) > share0) & clear
    assert (table["competitiveness"][gain] > 0).all()


@st.composite
def two_dates(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw units x products at two dates, with many zeros."""
    n_units, n_products = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    n = 2 * n_units * n_products
    # A zero for every second number, as likely as all the others together.
    cells = draw(st.lists(st.integers(-(10**9), 10**9), min_size=n, max_size=n))
    both = np.maximum(cells, 0).astype(np.float64).reshape(2, n_units, n_products)
    units, products = [f"u{i}" for i in range(n_units)], [f"p{i}" for i in range(n_products)]
    frames = [pd.DataFrame(x, index=units, columns=products) for x in both]
    assume(frames[0].to_numpy().sum() > 0)
    return frames[0], frames[1]


TERMS: dict[str, list[str]] = {
    "classic": ["national", "mix", "competitive"],
    "esteban_marquillas": ["national", "mix", "competitive", "allocation"],
}
each_method = pytest.mark.parametrize("method", TERMS)


def _scale(*frames: pd.DataFrame) -> float:
    """Size of the largest term: growth rates reach the ratio of the values."""
    first, last = (f.to_numpy() for f in frames)
    base = first[first > 0]
    return float((first.max() + 1) * (1 + last.max() / base.min()) + last.sum())


@each_method
@given(frames=two_dates())
def test_the_terms_add_up_to_the_change(
    method: Any, frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """In every cell, in every unit and in the nation."""
    first, last = frames
    result = shift_share(first, last, method=method)
    slack = 1e-12 * _scale(first, last)
    for table in (result.components, result.totals):
        total = table[TERMS[method]].sum(axis=1)
        np.testing.assert_allclose(total, table["actual"], rtol=1e-9, atol=slack)
    change = last.to_numpy().sum() - first.to_numpy().sum()
    assert result.totals["actual"].sum() == pytest.approx(change)
    assert result.totals["national"].sum() == pytest.approx(change, rel=1e-9, abs=1e-6)
    assert len(result.components) == ((first > 0) | (last > 0)).to_numpy().sum()


@given(frames=two_dates())
def test_the_nation_has_no_mix_and_no_lead_on_itself(
    frames: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """Mix sums to minus the newly exported products, competitive to what is new to all."""
    first, last = frames
    totals = shift_share(first, last, method="classic").totals
    new = last.sum()[first.sum() == 0].sum()
    slack = 1e-9 * float(first.to_numpy().sum() + last.to_numpy().sum())
    assert totals["mix"].sum() == pytest.approx(-new, rel=1e-9, abs=slack)
    assert totals["competitive"].sum() == pytest.approx(new, rel=1e-9, abs=slack)


@twice
@given(frames=two_dates())
def test_allocation_is_cut_out_of_the_competitive_term(
    frames: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """National and mix are the same in both methods, and so is the rest together."""
    first, last = frames
    classic = shift_share(first, last, method="classic").components
    split = shift_share(first, last, method="esteban_marquillas").components
    pd.testing.assert_frame_equal(classic[["national", "mix"]], split[["national", "mix"]])
    np.testing.assert_allclose(
        split["competitive"] + split["allocation"],
        classic["competitive"],
        rtol=1e-9,
        atol=1e-12 * _scale(first, last),
    )


@each_method
@twice
@given(frames=two_dates(), scale=scales, data=st.data())
def test_shift_share_is_in_the_units_of_the_values_and_knows_no_order(
    method: Any, frames: tuple[pd.DataFrame, pd.DataFrame], scale: float, data: st.DataObject
) -> None:
    """Scaled values have scaled terms; rows and columns may come in any order."""
    first, last = frames
    rows = data.draw(st.permutations(range(len(first))))
    columns = data.draw(st.permutations(range(first.shape[1])))
    ours = shift_share(first, last, method=method).components
    other = shift_share(
        first.iloc[rows, columns] * scale, last.iloc[:, columns] * scale, method=method
    ).components
    assert other["unit"].tolist() == ours["unit"].tolist()
    slack = 1e-12 * _scale(first, last) * scale
    np.testing.assert_allclose(
        other[TERMS[method]], ours[TERMS[method]] * scale, rtol=1e-7, atol=10 * slack
    )
