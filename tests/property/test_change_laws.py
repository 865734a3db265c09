"""Laws of change: parts that add up, scale, order, time run backwards, and curves that fall."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from _laws import tries
from odopkit.change import concentration_change, pair_survival, pair_turnover
from odopkit.growth import growth_margins, growth_table, trend_growth
from odopkit.typing import DISTRICT

UNITS = [(s, d) for s in ("Goa", "Punjab", "Sikkim") for d in ("North", "South", "UNSPECIFIED")]
values = st.integers(0, 10**6).map(float)
YEARS = ("2018", "2019", "2020", "2021")


@st.composite
def dates(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw two tables over places of which some are in one only, by firms."""
    made = []
    for year in ("2019", "2021"):
        n = draw(st.integers(1, 12))
        at = draw(st.lists(st.integers(0, len(UNITS) - 1), min_size=n, max_size=n))
        made.append(
            pd.DataFrame([UNITS[i] for i in at], columns=["state", "district"]).assign(
                value=draw(st.lists(values, min_size=n, max_size=n)),
                firm=draw(st.lists(st.sampled_from("abcdef"), min_size=n, max_size=n)),
                period=year,
            )
        )
    assume(all(t.loc[t["district"] != "UNSPECIFIED", "value"].sum() > 0 for t in made))
    return made[0], made[1]


@given(pair=dates())
@tries(30)
def test_the_parts_are_the_change(pair: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Entry, exit and stayers give HHI's change; between and within give Theil's."""
    found = concentration_change(*pair, measures=("hhi", "theil_t"))
    hhi, theil = found.measures["change"].tolist()
    assert found.exit + found.stayers + found.entry == pytest.approx(hhi, abs=1e-14)
    assert found.hhi["change_of_squares"].sum() == pytest.approx(hhi, abs=1e-14)
    assert found.between + found.within == pytest.approx(theil, abs=1e-13)
    inside = found.theil[["from_inside", "from_shares"]].sum().sum()
    assert inside == pytest.approx(found.within, abs=1e-13)


@given(pair=dates(), scale=st.sampled_from([1e-6, 7.3, 1e5]))
@tries(30)
def test_scale_order_and_blocks_say_nothing(
    pair: tuple[pd.DataFrame, pd.DataFrame], scale: float
) -> None:
    """Lakh or million, rows in any order, with blocks or without: the same parts."""
    one = concentration_change(*pair)
    first, last = (t.iloc[::-1].assign(value=t["value"] * scale) for t in pair)
    other = concentration_change(first, last, block="firm")
    for name in ("hhi", "theil"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), atol=1e-12)
    assert other.measures["change"].tolist() == pytest.approx(
        one.measures["change"].tolist(), abs=1e-12
    )


@given(pair=dates())
@tries(30)
def test_time_run_backwards_swaps_entry_and_exit(
    pair: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """And turns the sign of every part."""
    there = concentration_change(*pair)
    back = concentration_change(pair[1].assign(period="2019"), pair[0].assign(period="2021"))
    for name, other in (("exit", "entry"), ("stayers", "stayers"), ("entry", "exit")):
        assert getattr(there, name) == pytest.approx(-getattr(back, other), abs=1e-13)
    assert there.within == pytest.approx(-back.within, abs=1e-13)
    assert there.theil["from_inside"].tolist() == pytest.approx(
        (-back.theil["from_inside"]).tolist(), abs=1e-13
    )


@given(pair=dates())
@tries(30)
def test_stayers_in_proportion_have_not_shifted(pair: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Whoever comes or goes: the part of stayers is zero."""
    first = pair[0]
    state = first["state"].iloc[0]
    stay = first["state"] == state
    assume(first.loc[stay & (first["district"] != "UNSPECIFIED"), "value"].sum() > 0)
    last = pd.concat(
        [
            first[stay].assign(value=lambda t: t["value"] * 3, period="2021"),
            pair[1].assign(state="Elsewhere"),
        ]
    )
    assert concentration_change(first, last).stayers == pytest.approx(0, abs=1e-14)


@st.composite
def panels(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a panel of four years, pairs of which come and go."""
    n = draw(st.integers(1, 30))
    at = draw(st.lists(st.integers(0, len(UNITS) - 1), min_size=n, max_size=n))
    rows = pd.DataFrame([UNITS[i] for i in at], columns=["state", "district"]).assign(
        hs_code=draw(st.lists(st.sampled_from(["0101", "0202", "8421"]), min_size=n, max_size=n)),
        period=draw(st.lists(st.sampled_from(YEARS), min_size=n, max_size=n)),
        value=draw(st.lists(values, min_size=n, max_size=n)),
    )
    frame = pd.DataFrame(
        {"state": "Goa", "district": "North", "hs_code": "0101", "value": 0.0}, YEARS
    )
    return pd.concat([rows, frame.rename_axis("period").reset_index()], ignore_index=True)


@given(panel=panels())
@tries(30)
def test_turnover_adds_up_from_year_to_year(panel: pd.DataFrame) -> None:
    """What is there next year is what was, less what went, and what came."""
    table = pair_turnover(panel)
    after = table["n_pairs_before"] + table["n_entered"] - table["n_exited"]
    assert after.tolist()[:-1] == table["n_pairs_before"].tolist()[1:]
    assert (table["n_stayed"] == table["n_pairs_before"] - table["n_exited"]).all()
    named = panel[panel["district"] != "UNSPECIFIED"]
    sums = named.groupby("period")["value"].sum()
    assert (table["value_entered"] + table["value_stayed"]).tolist() == pytest.approx(
        sums[table["period"]].tolist()
    )


@given(panel=panels())
@tries(30)
def test_survival_falls_and_counts_every_spell(panel: pd.DataFrame) -> None:
    """Ended and censored add up; all spells are those that entered."""
    found = pair_survival(panel, spells="all")
    table = found.table
    assert table["survival"].is_monotonic_decreasing
    assert table["survival"].between(0, 1).all()
    assert table["n_ended"].sum() + table["n_censored"].sum() == found.n_spells
    assert found.n_spells == pair_turnover(panel)["n_entered"].sum()
    product = np.cumprod(1 - table["n_ended"] / table["n_at_risk"])
    assert table["survival"].tolist() == pytest.approx(product.tolist())
    first = pair_survival(panel, spells="first")
    assert first.n_spells + first.n_left_out == first.n_pairs


@given(panel=panels())
@tries(30)
def test_margins_add_up_at_every_grain(panel: pd.DataFrame) -> None:
    """Extensive and intensive give the change; rows of any grain give the whole."""
    whole = growth_margins(panel, within=None).iloc[0]
    for within in (DISTRICT, "state", "hs_code"):
        table = growth_margins(panel, within=within)
        assert (table["extensive"] + table["intensive"]).tolist() == pytest.approx(
            table["change"].tolist()
        )
        for column in ("change", "extensive", "n_entered", "n_stayed", "value_exited"):
            assert table[column].sum() == pytest.approx(whole[column])


@given(panel=panels())
@tries(30)
def test_a_trend_knows_no_unit_and_stands_beside_the_same_ends(panel: pd.DataFrame) -> None:
    """Ends are those of the table of growth; a scale moves no rate."""
    table = trend_growth(panel, by="state")
    ends = growth_table(panel, by="state")
    for column in ("first_value", "last_value", "cagr"):
        assert table[column].tolist() == pytest.approx(ends[column].tolist(), nan_ok=True)
    scaled = trend_growth(panel.assign(value=panel["value"] * 7.3), by="state")
    assert scaled["trend"].tolist() == pytest.approx(table["trend"].tolist(), nan_ok=True)
    assert (table["trend"].isna() == (table["reason"] != "")).all()
