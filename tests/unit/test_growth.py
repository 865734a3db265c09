"""Growth: hand-checked numbers, the paper's figures, real tables, errors."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _shared import real
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    RenamedArgumentError,
    UndefinedMeasureError,
)
from odopkit.growth import (
    PAPER_GROWTH_EDGES,
    cagr,
    growth_classes,
    growth_share_matrix,
    growth_table,
    shift_share,
)
from odopkit.typing import DISTRICT

# ------------------------------------------------------------------------------- cagr


def test_cagr_hand_checked() -> None:
    """121 after 100 in two steps is ten per cent a step; nothing left is -1."""
    assert cagr(100, 121, periods=2) == pytest.approx(0.1)
    assert cagr(100, 25, periods=2) == pytest.approx(-0.5)
    assert cagr(80, 100, periods=1) == 0.25
    assert cagr(100, 100, periods=7) == 0.0
    assert cagr(100, 0, periods=3) == -1.0
    assert cagr(100, 110, periods=0.5) == pytest.approx(0.21)


def test_cagr_of_the_paper() -> None:
    """USD 185.3 to 421.9 billion, 2008 to 2021, is 6.53 per cent: 13 steps, not 14."""
    assert cagr(185.3, 421.9, periods=13) == pytest.approx(0.0653, abs=5e-5)
    assert cagr(185.3, 421.9, periods=14) == pytest.approx(0.0605, abs=5e-5)


def test_cagr_from_nothing_is_undefined() -> None:
    """A base of zero is valid input without a rate."""
    with pytest.raises(UndefinedMeasureError, match="first value is zero"):
        cagr(0, 5, periods=1)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, True, "3", None])
def test_cagr_names_the_bad_argument(bad: Any) -> None:
    """The message says which argument and what was got."""
    with pytest.raises(InvalidValueError, match="first must be a finite number of at least 0"):
        cagr(bad, 1, periods=1)
    with pytest.raises(InvalidValueError, match="last must be a finite number of at least 0"):
        cagr(1, bad, periods=1)
    with pytest.raises(InvalidValueError, match=r"periods must be a finite number above 0, got"):
        cagr(1, 1, periods=bad)


def test_cagr_needs_steps_and_a_rate_that_a_float_can_hold() -> None:
    """No steps and overflow are refused, not answered with infinity."""
    with pytest.raises(InvalidValueError, match="periods must be a finite number above 0, got 0"):
        cagr(1, 2, periods=0)
    with pytest.raises(InvalidValueError, match="beyond the range of a float"):
        cagr(1e-300, 1e300, periods=1)
    with pytest.raises(InvalidValueError, match="beyond the range of a float"):
        cagr(1, 10, periods=1e-3)


# ----------------------------------------------------------------------- growth_table


def panel() -> pd.DataFrame:
    """Return five districts of three states over three fiscal years."""
    rows = [
        ("Goa", "North Goa", "2019-20", 60.0),
        ("Goa", "North Goa", "2019-20", 40.0),  # a second partner: summed
        ("Goa", "North Goa", "2021-22", 121.0),
        ("Goa", "South Goa", "2020-21", 7.0),  # only in between
        ("Haryana", "Hamirpur", "2021-22", 3.0),
        ("Himachal Pradesh", "Hamirpur", "2019-20", 8.0),
        ("Himachal Pradesh", "Hamirpur", "2021-22", 6.0),
        ("Himachal Pradesh", "Una", "2019-20", 2.0),
    ]
    return pd.DataFrame(rows, columns=["state", "district", "period", "value"])


def test_growth_table_hand_checked() -> None:
    """100 to 121 over two years: .21 in all, .1 a year; each status has its row."""
    table = growth_table(panel(), by=DISTRICT)
    assert table.columns.tolist() == [
        "state",
        "district",
        "first_value",
        "last_value",
        "change",
        "growth",
        "cagr",
        "n_periods",
        "status",
        "reason",
    ]
    assert list(zip(table["state"], table["district"], strict=True)) == [
        ("Goa", "North Goa"),
        ("Goa", "South Goa"),
        ("Haryana", "Hamirpur"),
        ("Himachal Pradesh", "Hamirpur"),
        ("Himachal Pradesh", "Una"),
    ]
    assert table["first_value"].tolist() == [100, 0, 0, 8, 2]
    assert table["last_value"].tolist() == [121, 0, 3, 6, 0]
    assert table["change"].tolist() == [21, 0, 3, -2, -2]
    assert table["growth"].tolist() == pytest.approx(
        [0.21, math.nan, math.nan, -0.25, -1], nan_ok=True
    )
    assert table["cagr"].tolist() == pytest.approx(
        [0.1, math.nan, math.nan, math.sqrt(0.75) - 1, -1], nan_ok=True
    )
    assert table["n_periods"].tolist() == [2] * 5
    assert table["status"].tolist() == ["both", "silent", "new", "both", "gone"]
    assert table["reason"].tolist() == ["", "no exports", "new", "", ""]


def test_growth_table_comes_out_in_the_house_form() -> None:
    """RangeIndex, keys and words as text, counts as int64, nothing changed."""
    given = panel()
    before = given.copy(deep=True)
    table = growth_table(given, by=["state", "district"])
    pd.testing.assert_frame_equal(given, before)
    assert isinstance(table.index, pd.RangeIndex)
    for column in ("state", "district", "status", "reason"):
        assert pd.api.types.is_string_dtype(table[column])
    assert table["n_periods"].dtype == np.int64
    for column in ("first_value", "last_value", "change", "growth", "cagr"):
        assert table[column].dtype == np.float64


def test_growth_of_a_state_is_of_its_sums() -> None:
    """Ten to six over two districts, one of which fell silent."""
    table = growth_table(panel(), by="state").set_index("state")
    assert table.loc["Himachal Pradesh", "growth"] == pytest.approx(-0.4)
    assert table.loc["Himachal Pradesh", "status"] == "both"
    assert len(table) == 3


def test_a_base_of_zero_is_undefined_or_infinite_by_name() -> None:
    """The row and its reason stay in either rule; nothing to nothing has no rate."""
    table = growth_table(panel(), by=DISTRICT, zero_base="inf")
    assert table["growth"].tolist()[1:3] == pytest.approx([math.nan, math.inf], nan_ok=True)
    assert table["cagr"].tolist()[1:3] == pytest.approx([math.nan, math.inf], nan_ok=True)
    assert table["reason"].tolist() == ["", "no exports", "new", "", ""]
    with pytest.raises(InvalidValueError, match="zero_base must be one of 'nan', 'inf'; got 'dr"):
        growth_table(panel(), by="state", zero_base="drop")  # type: ignore[arg-type]


def test_one_bad_key_affects_its_own_row_only() -> None:
    """A rate that no float holds is undefined in its row, with the reason."""
    wild = pd.DataFrame(
        {
            "state": ["Goa", "Goa", "Sikkim", "Sikkim"],
            "district": "a",
            "period": ["2020", "2021"] * 2,
            "value": [1e-300, 1e300, 4.0, 5.0],
        }
    )
    table = growth_table(wild, by="state", zero_base="inf")
    assert table["growth"].tolist() == pytest.approx([math.nan, 0.25], nan_ok=True)
    assert table["reason"].tolist() == ["beyond the range of a float", ""]


def test_growth_by_product_keeps_leading_zeros_and_special_transactions() -> None:
    """Products are keys as they stand; chapter 99 has its row."""
    flows = pd.DataFrame(
        {
            "state": ["Goa", "Goa", "UNSPECIFIED", "Goa"],
            "district": ["South Goa", "South Goa", "UNSPECIFIED", "South Goa"],
            "hs_code": ["0306", "0306", "0306", "9993"],
            "period": ["2020", "2021", "2021", "2021"],
            "value": [10.0, 11.0, 4.0, 1.0],
        }
    )
    table = growth_table(flows, by="hs_code")
    assert table["hs_code"].tolist() == ["0306", "9993"]
    assert table["growth"].tolist() == pytest.approx([0.5, math.nan], nan_ok=True)


def test_first_and_last_choose_the_years() -> None:
    """Named years are used; by default the earliest and the latest."""
    table = growth_table(panel(), by="state", first="2020-21", last="2021-22")
    assert table["n_periods"].tolist() == [1, 1, 1]
    assert table.loc[0, "growth"] == pytest.approx(121 / 7 - 1)
    assert table.loc[2, "status"] == "new"
    assert growth_table(panel(), by="state", last="2020-21").loc[0, "last_value"] == 7


def test_fiscal_years_are_counted_across_the_century() -> None:
    """1999-00 lies before 2000-01 and after 1998-99."""
    flows = pd.DataFrame(
        {
            "state": "Goa",
            "district": "South Goa",
            "period": ["2000-01", "1999-00", "1998-99"],
            "value": [4.0, 2.0, 1.0],
        }
    )
    table = growth_table(flows, by="state")
    assert table.loc[0, "first_value"] == 1
    assert table.loc[0, "n_periods"] == 2
    assert table.loc[0, "cagr"] == pytest.approx(1.0)


def test_years_of_two_kinds_are_not_compared() -> None:
    """Fiscal and calendar years overlap; both ends must be of one kind."""
    mixed = pd.concat([panel(), panel().assign(period="2018"), panel().assign(period="2023")])
    with pytest.raises(InvalidValueError, match="fiscal and calendar years do not compare"):
        growth_table(mixed, by="state")
    with pytest.raises(InvalidValueError, match="fiscal and calendar years do not compare"):
        growth_table(mixed, by="state", first="2018")
    with pytest.raises(InvalidValueError, match="first='2018', last='2021-22'"):
        growth_table(mixed, by="state", first="2018", last="2021-22")
    assert growth_table(mixed, by="state", first="2018", last="2023").loc[0, "n_periods"] == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"first": "2018-19"}, r"no period first='2018-19'; the table holds 2019-20, 2020-21"),
        ({"last": 2021}, r"no period last=2021; periods are text, so write last='2021-22'; the"),
        ({"first": "2021-22", "last": "2019-20"}, r"first='2021-22' must lie before last='2019-"),
        ({"first": "2021-22"}, r"must lie before"),
        ({"by": ()}, r"by must name text columns, each once; got \(\)"),
        ({"by": ("state", "state")}, r"each once"),
        ({"by": "period"}, r"each once; got 'period'"),
        ({"by": "value"}, r"each once; got 'value'"),
        ({"by": "region"}, r"text columns, each once; got 'region'"),
    ],
)
def test_growth_table_says_what_is_wrong(options: dict[str, Any], message: str) -> None:
    """What was got, where, and what to do."""
    with pytest.raises(InvalidValueError, match=message):
        growth_table(panel(), **{"by": "state", **options})


def test_growth_needs_two_years() -> None:
    """One year, or none, has no growth."""
    with pytest.raises(
        InvalidValueError,
        match="needs two years or more in column period; the panel holds 2019",
    ):
        growth_table(panel().query("period == '2019-20'"), by="state")
    assert growth_table(panel().head(0), by="state").empty
    with pytest.raises(InvalidValueError, match="the panel has no column 'period'"):
        growth_table(panel().drop(columns="period"), by="state")


def test_growth_table_passes_the_one_guard() -> None:
    """Bad cells and sums beyond a float are refused as everywhere else."""
    with pytest.raises(InvalidTableError, match="is negative; exports"):
        growth_table(panel().assign(value=-1.0), by="state")
    with pytest.raises(InvalidTableError, match="add up beyond the range of a float"):
        growth_table(panel().assign(value=1.7e308), by="state")
    with pytest.raises(InvalidTableError, match=r"column 'zone' \(int64\) is not text; convert it"):
        growth_table(panel().assign(zone=3), by="zone")


def test_growth_table_takes_text_columns_of_the_users_own() -> None:
    """A region that is no part of the schema is a key all the same, if its name is free."""
    with pytest.raises(InvalidValueError, match=r"by=\['status'\] would hide a result; rename"):
        growth_table(panel().assign(status="new"), by=("state", "status"))
    table = growth_table(panel().assign(zone="West"), by="zone")
    assert table[["zone", "first_value", "last_value"]].to_numpy().tolist() == [["West", 110, 130]]


# --------------------------------------------------------------------- growth_classes

PAPER_STATES = {
    "1 and above": ["Arunachal Pradesh", "Gujarat", "Ladakh", "Mizoram", "Sikkim"],
    "[0.5, 1)": [
        "Bihar",
        "Jammu and Kashmir",
        "Jharkhand",
        "Karnataka",
        "Odisha",
        "West Bengal",
    ],
}


def test_the_papers_classes_hold_its_37_states() -> None:
    """Five fell, 10 grew by less than a quarter, 11 by less than a half, 6 and 5 more."""
    fast, faster = PAPER_STATES["[0.5, 1)"], PAPER_STATES["1 and above"]
    rates = [-0.395, -0.3, -0.2, -0.1, -0.01]
    rates += np.linspace(0.01, 0.24, 10).tolist() + np.linspace(0.26, 0.49, 11).tolist()
    rates += np.linspace(0.51, 0.99, len(fast)).tolist()
    rates += np.linspace(1.1, 9.0, len(faster)).tolist()
    table = growth_classes(rates)
    assert table["n_rates"].tolist() == [5, 10, 11, 6, 5, 0]
    assert table["n_rates"].sum() == 37
    assert table["n_on_edge"].tolist() == [0] * 6
    assert table.set_index("growth_class")["n_rates"][list(PAPER_STATES)].to_dict() == {
        name: len(states) for name, states in PAPER_STATES.items()
    }


def test_classes_are_closed_on_the_left_and_edges_are_flagged() -> None:
    """A rate on an end lies in the class above it, and is counted as a doubt."""
    table = growth_classes([-1.0, 0.0, 0.0, 0.25, 0.5, 1.0, math.inf, math.nan])
    assert table["growth_class"].tolist() == [
        "below 0",
        "[0, 0.25)",
        "[0.25, 0.5)",
        "[0.5, 1)",
        "1 and above",
        "undefined",
    ]
    assert table["at_least"].tolist() == pytest.approx(
        [-math.inf, *PAPER_GROWTH_EDGES, math.nan], nan_ok=True
    )
    assert table["below"].tolist() == pytest.approx(
        [*PAPER_GROWTH_EDGES, math.inf, math.nan], nan_ok=True
    )
    assert table["n_rates"].tolist() == [1, 2, 1, 1, 2, 1]
    assert table["n_on_edge"].tolist() == [0, 2, 1, 1, 1, 0]
    assert table["n_rates"].dtype == table["n_on_edge"].dtype == np.int64


def test_rounding_does_not_move_a_rate_over_an_edge() -> None:
    """4.5 over 3.6 is 1.25, whatever its last bit; a real difference counts."""
    rounded = [0.25 - 1e-15, 0.25 + 1e-15, 0.25 - 1e-9, 0.25 + 1e-9]
    table = growth_classes(rounded)
    assert table["n_rates"].tolist() == [0, 1, 3, 0, 0, 0]
    assert table["n_on_edge"].tolist() == [0, 0, 2, 0, 0, 0]


def test_classes_take_a_growth_table_or_any_vector() -> None:
    """A frame's growth column, a Series with missing values, a list with None."""
    table = growth_classes(growth_table(panel(), by=DISTRICT))
    assert table["n_rates"].tolist() == [2, 1, 0, 0, 0, 2]
    for rates in ([0.1, None], pd.Series([0.1, None], dtype="Float64"), np.array([0.1, np.nan])):
        assert growth_classes(rates)["n_rates"].tolist() == [0, 1, 0, 0, 0, 1]  # type: ignore[arg-type]
    mixed = pd.Series([0.1, pd.NA], dtype=object)
    assert growth_classes(mixed)["n_rates"].tolist() == [0, 1, 0, 0, 0, 1]
    assert growth_classes([])["n_rates"].tolist() == [0] * 6


def test_edges_of_ones_own() -> None:
    """Any ascending fractions above -1 do."""
    table = growth_classes([-0.6, -0.5, 0.1, 3], edges=(-0.5, 2))
    assert table["growth_class"].tolist() == [
        "below -0.5",
        "[-0.5, 2)",
        "2 and above",
        "undefined",
    ]
    assert table["n_rates"].tolist() == [1, 2, 1, 0]


def test_rates_in_per_cent_are_caught_where_they_can_be() -> None:
    """A rate below -1 cannot be a growth of exports."""
    with pytest.raises(
        InvalidValueError, match=r"fractions from -1 up .*: got -39.5 at position 1"
    ):
        growth_classes([44.6, -39.5])


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        (["0.1"], r"rates must be numbers, got \['0.1'\]"),
        ([True, False], "rates must be numbers"),
        ([[0.1], [0.2]], "a column of rates, or the result of growth_table, got a list"),
        (0.1, "a column of rates, or the result of growth_table, got a float"),
        (
            pd.DataFrame({"rate": [0.1]}),
            r"the result of growth_table: it has no column 'growth'\. It has rate",
        ),
    ],
)
def test_growth_classes_refuse_what_is_not_a_rate(rates: Any, message: str) -> None:
    """Text, flags, tables without growth and per-cent figures are refused."""
    with pytest.raises(InvalidValueError, match=message):
        growth_classes(rates)


@pytest.mark.parametrize("edges", [(), (0.5, 0.25), (0.25, 0.25), (math.nan,), (-1.0, 0), (True,)])
def test_growth_classes_need_ascending_edges(edges: tuple[float, ...]) -> None:
    """Ends must be finite fractions above -1, each above the one before."""
    with pytest.raises(InvalidValueError, match="edge"):
        growth_classes([0.1], edges=edges)


# ---------------------------------------------------------------- growth_share_matrix

CODES = ["03", "10", "62", "71"]


def dated(first: Any, last: Any, codes: list[str] | None = None) -> pd.DataFrame:
    """Return values of products at two dates."""
    return pd.DataFrame({"hs_code": codes or CODES, "first_value": first, "last_value": last})


def test_four_quadrants_hand_checked() -> None:
    """Overall 44.6: (60, 50), (40, 50), (30, 20) and (10, 20) are one of each."""
    table = growth_share_matrix(
        dated(100.0, [160.0, 140.0, 130.0, 110.0]),
        dated(1000.0, [1500.0, 1500.0, 1200.0, 1200.0]),
        world_value=(10000.0, 14460.0),
    )
    assert table["quadrant"].tolist() == [
        "champion",
        "underachiever",
        "achiever in adversity",
        "declining",
    ]
    assert table["own_growth"].tolist() == pytest.approx([0.6, 0.4, 0.3, 0.1])
    assert table["competitiveness"].tolist() == pytest.approx([0.1, -0.1, 0.1, -0.1])
    assert table["dynamism"].tolist() == pytest.approx([0.054, 0.054, -0.246, -0.246])
    assert table["status"].tolist() == ["both"] * 4
    assert table["reason"].tolist() == [""] * 4
    assert not table["tied"].any()
    assert table["own_share_first"].tolist() == [0.25] * 4
    assert table["own_share_last"].sum() == pytest.approx(1)


def test_totals_are_those_of_the_frames_unless_given() -> None:
    """World growth of all products is of the sum, and shares are of the own total."""
    own = dated([10.0, 30.0], [20.0, 30.0], ["03", "10"])
    world = dated([100.0, 100.0, 200.0], [150.0, 100.0, 350.0], ["03", "10", "62"])
    table = growth_share_matrix(own, world)
    assert table["dynamism"].tolist() == pytest.approx([0.0, -0.5])
    wider = growth_share_matrix(own, world, own_value=(80.0, 200.0), world_value=(500.0, 750.0))
    assert wider["own_share_first"].tolist() == pytest.approx([0.125, 0.375])
    assert wider["own_share_last"].tolist() == pytest.approx([0.1, 0.15])
    assert wider["dynamism"].tolist() == pytest.approx([0.0, -0.5])


def test_compound_growth_changes_sizes_not_quadrants() -> None:
    """Over two steps 1.44 is .2 a step; the corner is the same."""
    own, world = dated(100.0, [144.0] * 4), dated(100.0, [121.0, 121.0, 100.0, 225.0])
    total = growth_share_matrix(own, world)
    yearly = growth_share_matrix(own, world, periods=2)
    assert yearly["own_growth"].tolist() == pytest.approx([0.2] * 4)
    assert yearly["world_growth"].tolist() == pytest.approx([0.1, 0.1, 0, 0.5])
    assert yearly["dynamism"].iloc[0] == pytest.approx(1.1 - math.sqrt(5.67 / 4))
    assert yearly["quadrant"].tolist() == total["quadrant"].tolist()


@pytest.mark.parametrize(
    ("zero_as", "quadrants"),
    [
        ("negative", ["declining", "underachiever", "achiever in adversity"]),
        ("positive", ["champion", "champion", "champion"]),
        ("undefined", ["", "", ""]),
    ],
)
def test_a_difference_of_zero_counts_as_the_caller_says(zero_as: Any, quadrants: list[str]) -> None:
    """A product on an axis is flagged, and goes where the option puts it."""
    own = dated([10.0, 10.0, 10.0], [12.0, 15.0, 13.0], ["03", "10", "62"])
    world = dated([10.0, 10.0, 10.0], [12.0, 15.0, 12.0], ["03", "10", "62"])
    table = growth_share_matrix(own, world, world_value=(100.0, 120.0), zero_as=zero_as)
    assert table["quadrant"].tolist() == quadrants
    assert table["tied"].tolist() == [True] * 3
    assert set(table["reason"]) == {"a difference is zero" if zero_as == "undefined" else ""}


def test_products_without_a_rate_stay_with_their_reason() -> None:
    """New, silent, and unknown or new to the world: no quadrant, no infinity."""
    codes = ["03", "10", "62", "71", "84", "90"]
    own = dated([0.0, 0.0, 5.0, 5.0, 5.0, 5.0], [3.0, 0.0, 6.0, 6.0, 0.0, 1.0], codes)
    world = dated([9.0, 9.0, 0.0, 9.0, 0.0], [18.0, 9.0, 5.0, 9.0, 0.0], [*codes[:3], *codes[4:]])
    table = growth_share_matrix(own, world)
    assert table["reason"].tolist() == [
        "new",
        "no exports",
        "new in world",
        "not in world",
        "",
        "no exports in world",
    ]
    assert table["status"].tolist() == ["new", "silent", "both", "both", "gone", "both"]
    assert table["quadrant"].tolist() == ["", "", "", "", "declining", ""]
    assert np.isfinite(table["competitiveness"]).tolist() == [False] * 4 + [True, False]
    assert table.loc[0, "dynamism"] == pytest.approx(1 - 14 / 27)
    assert not np.isinf(table["own_growth"]).any()


def test_the_matrix_takes_growth_tables_as_they_come() -> None:
    """Two calls of growth_table and one of the matrix; rows in label order."""
    flows = pd.DataFrame(
        {
            "state": ["Goa", "Goa", "Sikkim", "Sikkim"] * 2,
            "district": "a",
            "product": ["rice", "fish"] * 4,
            "period": ["2020"] * 4 + ["2021"] * 4,
            "value": [1.0, 2.0, 3.0, 4.0, 2.0, 2.0, 3.0, 4.0],
        }
    )
    nation = growth_table(flows, by="product")
    goa = growth_table(flows[flows["state"] == "Goa"], by=("state", "product"))
    table = growth_share_matrix(goa.iloc[::-1], nation)
    assert table["product"].tolist() == ["fish", "rice"]
    assert table["quadrant"].tolist() == ["declining", "champion"]


def test_the_matrixs_old_words_name_the_new_ones() -> None:
    """Whoever writes a total is told that it is a value."""
    old: dict[str, Any] = {"world_total": (1.0, 2.0)}
    with pytest.raises(RenamedArgumentError, match="'world_total' any more; it is 'world_value'"):
        growth_share_matrix(dated(1.0, 2.0), dated(1.0, 2.0), **old)
    old = {"own_total": (1.0, 2.0)}
    with pytest.raises(RenamedArgumentError, match="'own_total' any more; it is 'own_value'"):
        growth_share_matrix(dated(1.0, 2.0), dated(1.0, 2.0), **old)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"own": [1]}, InvalidValueError, "own must be the result of growth_table .*, got a list"),
        (
            {"own": dated(1.0, 2.0).drop(columns="last_value")},
            InvalidTableError,
            "own must be the result of growth_table .*: it has no column 'last_value'",
        ),
        (
            {"world": dated(1.0, 2.0, ["03", "03", "10", "62"])},
            InvalidTableError,
            "world has '03' more than once",
        ),
        ({"own": dated(-1.0, 2.0)}, InvalidValueError, "own's first_value must not be negative"),
        ({"own": dated(1.0, math.nan)}, InvalidValueError, "own's last_value must not be missing"),
        (
            {"own": dated(1.0, 2.0).rename(columns={"hs_code": "product"})},
            InvalidTableError,
            r"own \(by product\) and world \(by hs_code\) have no product in common",
        ),
        (
            {"own": dated(1.0, 2.0, ["0301", "1006", "6203", "7101"])},
            MixedHSLevelError,
            r"HS codes of \(2, 4\) digits",
        ),
        (
            {"own": dated(1.0, 2.0, ["84", "85", "86", "87"])},
            InvalidTableError,
            "no product in common",
        ),
        ({"own": dated(1.0, 2.0, [3, 4, 5, 6])}, InvalidTableError, "is not text; codes lose"),  # type: ignore[list-item]
        ({"world_value": (1.0, 100.0)}, InvalidValueError, r"world_value must .*got \(1.0, 100.0"),
        (
            {"own_value": (4.0, 7.0)},
            InvalidValueError,
            "own_value must be two numbers, not less than",
        ),
        ({"own_value": 9.0}, InvalidValueError, "own_value must be two numbers, .* got 9.0"),
        ({"own_value": (math.nan, 9.0)}, InvalidValueError, "own_value must be two .* got .nan"),
        ({"periods": 0}, InvalidValueError, "periods must be a finite number above 0"),
        ({"zero_as": "up"}, InvalidValueError, "zero_as must be one of"),
        ({"world": dated(0.0, 2.0)}, UndefinedMeasureError, "the world exports nothing"),
    ],
)
def test_the_matrix_says_what_is_wrong(
    change: dict[str, Any], error: type[Exception], message: str
) -> None:
    """Each bad argument has its own message."""
    arguments: dict[str, Any] = {"own": dated(1.0, 2.0), "world": dated(1.0, 2.0), **change}
    with pytest.raises(error, match=message):
        growth_share_matrix(arguments.pop("own"), arguments.pop("world"), **arguments)


# ------------------------------------------------------------------------ shift_share


def wide(values: list[list[float]], units: list[str], products: list[str]) -> pd.DataFrame:
    """Return units as rows and products as columns."""
    return pd.DataFrame(values, index=units, columns=products)


def example() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a district and the rest of a nation that grew by 30 per cent."""
    units, products = ["Surat", "rest"], ["03", "62", "71"]
    first = wide([[50, 30, 20], [350, 370, 180]], units, products)
    return first, wide([[60, 36, 44], [380, 484, 296]], units, products)


def test_shift_share_hand_checked() -> None:
    """15/9/6, -10/0/8 and 5/-3/10 add up to 30 - 2 + 12 = 40."""
    result = shift_share(*example(), method="classic")
    surat = result.components[result.components["unit"] == "Surat"]
    assert surat["product"].tolist() == ["03", "62", "71"]
    assert surat["national"].tolist() == pytest.approx([15, 9, 6])
    assert surat["mix"].tolist() == pytest.approx([-10, 0, 8])
    assert surat["competitive"].tolist() == pytest.approx([5, -3, 10])
    assert surat["actual"].tolist() == [10, 6, 24]
    assert result.components.columns.tolist() == [
        "unit",
        "product",
        "national",
        "mix",
        "competitive",
        "actual",
        "reason",
    ]
    total = result.totals.set_index("unit").loc["Surat"]
    assert total.pop("reason") == ""
    assert total.to_dict() == pytest.approx(
        {"national": 30, "mix": -2, "competitive": 12, "actual": 40}
    )


def test_the_split_of_esteban_marquillas_hand_checked() -> None:
    """The competitive term 5/-3/10 is 4/-4/10 at the nation's mix and 1/1/0 allocation."""
    result = shift_share(*example(), method="esteban_marquillas")
    surat = result.components[result.components["unit"] == "Surat"]
    assert surat["national"].tolist() == pytest.approx([15, 9, 6])
    assert surat["mix"].tolist() == pytest.approx([-10, 0, 8])
    assert surat["competitive"].tolist() == pytest.approx([4, -4, 10])
    assert surat["allocation"].tolist() == pytest.approx([1, 1, 0])
    assert result.components.columns[-3:].tolist() == ["allocation", "actual", "reason"]
    assert result.totals.columns.tolist()[1:] == [
        "national",
        "mix",
        "competitive",
        "allocation",
        "actual",
        "reason",
    ]


@pytest.mark.parametrize("method", ["classic", "esteban_marquillas"])
def test_a_new_product_goes_wholly_to_the_competitive_term(method: Any) -> None:
    """New to the unit or to the nation: no rate, all of the change its own."""
    first = wide([[10, 0, 0], [10, 20, 0]], ["a", "b"], ["x", "y", "z"])
    last = wide([[12, 5, 3], [10, 30, 0]], ["a", "b"], ["x", "y", "z"])
    table = shift_share(first, last, method=method).components
    new = table[table["reason"] == "new"]
    assert new[["unit", "product"]].to_numpy().tolist() == [["a", "y"], ["a", "z"]]
    assert new["competitive"].tolist() == [5, 3]
    for term in ("national", "mix", *(["allocation"] if method != "classic" else [])):
        assert new[term].tolist() == [0, 0]
    # b exported no z at either date: the cell has no row.
    assert len(table) == 5


def test_units_that_are_new_or_silent_say_so() -> None:
    """All of a new unit's change is its own; a silent one has none."""
    first = wide([[10, 5], [0, 0], [0, 0]], ["a", "b", "c"], ["x", "y"])
    last = wide([[12, 0], [4, 0], [0, 0]], ["a", "b", "c"], ["x", "y"])
    totals = shift_share(first, last, method="classic").totals
    assert totals["reason"].tolist() == ["", "new", "no exports"]
    assert totals["competitive"].tolist()[1:] == [4, 0]


def test_units_and_products_are_matched_by_label() -> None:
    """Order does not matter, and who is in one frame only exported nothing at the other."""
    first, last = example()
    turned = last.iloc[::-1, ::-1]
    ours = shift_share(first, turned, method="classic")
    pd.testing.assert_frame_equal(
        ours.components, shift_share(first, last, method="classic").components
    )
    partial = shift_share(first.drop(index="rest"), last.drop(columns="03"), method="classic")
    table = partial.components.set_index(["unit", "product"])
    assert table.loc[("Surat", "03"), "actual"] == -50
    assert table.loc[("rest", "62"), "competitive"] == 484
    assert ("rest", "03") not in table.index


def test_places_of_two_names_keep_both() -> None:
    """A pivot of flows by state and district gives both keys, under their names."""
    flows = pd.DataFrame(
        {
            "state": pd.Categorical(["Bihar", "Goa", "Goa"]),
            "district": pd.Categorical(["Aurangabad", "North Goa", "South Goa"]),
            "hs_code": pd.Categorical(["10", "03", "10"]),
            "value": [1.0, 2.0, 3.0],
        }
    )
    table = flows.pivot_table(
        index=["state", "district"],
        columns="hs_code",
        values="value",
        aggfunc="sum",
        fill_value=0.0,
        observed=True,
    )
    before = table.copy(deep=True)
    result = shift_share(table, table * 2, method="classic")
    pd.testing.assert_frame_equal(table, before)
    frame = result.to_frame()
    assert frame.columns.tolist()[:3] == ["state", "district", "hs_code"]
    assert frame["district"].tolist() == ["Aurangabad", "North Goa", "South Goa"]
    assert frame["national"].tolist() == frame["actual"].tolist() == [1, 2, 3]
    for column in ("state", "district", "hs_code", "reason"):
        assert pd.api.types.is_string_dtype(frame[column])
    assert isinstance(frame.index, pd.RangeIndex)
    assert result.totals["state"].tolist() == ["Bihar", "Goa", "Goa"]


def test_a_shift_share_gives_frames_and_plain_dicts() -> None:
    """A copy of the frame comes out, and the method is stored."""
    result = shift_share(*example(), method="classic")
    frame = result.to_frame()
    frame.loc[0, "national"] = 99.0
    assert result.components.loc[0, "national"] == pytest.approx(15)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain) == {"method", "components", "totals"}
    assert plain["method"] == "classic"
    assert plain["components"][0]["product"] == "03"
    assert plain["totals"][1]["unit"] == "rest"


def test_shift_share_needs_its_method() -> None:
    """The two give "competitive" different meanings, so the caller says which."""
    with pytest.raises(TypeError, match="method"):
        shift_share(*example())  # type: ignore[call-arg]
    with pytest.raises(InvalidValueError, match="method must be one of 'classic', 'esteban_marq"):
        shift_share(*example(), method="dunn")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "error", "message"),
    [
        ([[1.0]], InvalidValueError, "first must be a pandas DataFrame, got a list"),
        (
            pd.DataFrame(),
            InvalidTableError,
            "first is empty; units are its rows and products its columns",
        ),
        (pd.DataFrame({"x": [1.0]}), InvalidTableError, "labels of first must be text, got 0"),
        (pd.DataFrame({10: [1.0]}, index=["a"]), InvalidTableError, "must be text, got 10"),
        (
            pd.DataFrame({"x": [1.0, 2.0]}, index=["a", "a"]),
            InvalidTableError,
            "each unit and product once",
        ),
        (pd.DataFrame({"x": ["1"]}, index=["a"]), InvalidTableError, "must hold numbers only"),
        (
            pd.DataFrame({"x": [1.0, math.nan]}, index=["a", "b"]),
            InvalidValueError,
            r"must be finite and not negative: got nan in row 1 \(label 'b'\), column 'x'; fill",
        ),
        (
            pd.DataFrame({"x": [-1.0]}, index=["a"]),
            InvalidValueError,
            r"got -1.0 in row 0 \(label 'a'\)",
        ),
        (pd.DataFrame({"x": [0.0]}, index=["a"]), UndefinedMeasureError, "no exports at the first"),
        (
            pd.DataFrame({"x": [1.7e308, 1.7e308]}, index=["a", "b"]),
            InvalidTableError,
            "beyond the range of a float",
        ),
        (
            pd.DataFrame({"x": [1.0]}, index=pd.Index(["a"], name="state")),
            InvalidTableError,
            r"got \['state', 'product'\] and \[None\]",
        ),
    ],
)
def test_shift_share_says_what_is_wrong(first: Any, error: type[Exception], message: str) -> None:
    """Each bad frame has its own message."""
    with pytest.raises(error, match=message):
        shift_share(first, pd.DataFrame({"x": [2.0]}, index=["a"]), method="classic")


def test_terms_that_no_float_holds_are_refused() -> None:
    """A tiny base gives a rate beyond a float: an error, not infinite terms that cancel."""
    first = wide([[1e-300, 1e300]], ["a"], ["x", "y"])
    last = wide([[1e300, 1e300]], ["a"], ["x", "y"])
    with pytest.raises(InvalidTableError, match="their growth are beyond the range of a float"):
        shift_share(first, last, method="classic")


def test_names_of_rows_and_columns_must_not_hide_a_term() -> None:
    """A row index called ``mix`` would be overwritten."""
    frame = pd.DataFrame({"x": [1.0]}, index=pd.Index(["a"], name="mix"))
    with pytest.raises(
        InvalidTableError, match=r"as a term of the result; got \['mix', 'product'\]"
    ):
        shift_share(frame, frame, method="classic")


# ------------------------------------------------------------------------- real tables


def test_growth_of_indias_exports_is_the_papers() -> None:
    """Official totals give -5.1, -6.9 and 44.6 per cent: the paper's years are fiscal."""
    totals = pd.read_csv(
        real("data/india_state_exports/india_total_exports_by_fy_usd_mn.csv"), dtype={"fy": str}
    )
    totals = totals[totals["fy"].str.fullmatch(r"\d{4}-\d{4}")]
    flows = pd.DataFrame(
        {
            "state": "India",
            "district": "India",
            "period": totals["fy"].str[:5] + totals["fy"].str[-2:],
            "value": totals["india_total_usd_mn"],
        }
    )
    years = ["2018-19", "2019-20", "2020-21", "2021-22"]
    rates = [
        float(growth_table(flows, by="state", first=a, last=b)["growth"].iloc[0])
        for a, b in pairwise(years)
    ]
    assert [round(100 * r, 1) for r in rates] == [-5.1, -6.9, 44.6]
    whole = growth_table(flows, by="state", first="2008-09", last="2021-22")
    assert whole.loc[0, "n_periods"] == 13
    assert whole.loc[0, "cagr"] == pytest.approx(0.065, abs=5e-4)


def chapters() -> pd.DataFrame:
    """Return India's exports by chapter, fiscal 1996-97 to 2018-19, as flows."""
    path = real("data/india_hs2_by_year/india_hs2_exports_fy1996_2018.csv")
    raw = pd.read_csv(path, dtype={"fy": str, "hs2": str})
    return pd.DataFrame(
        {
            "state": "India",
            "district": "India",
            "hs_code": raw["hs2"],
            "period": raw["fy"].str[:5] + raw["fy"].str[-2:],
            "value": raw["usd_mn"],
        }
    )


def test_growth_by_chapter_agrees_with_plain_pandas() -> None:
    """22 years of 98 chapters, each against a pivot."""
    flows = chapters()
    table = growth_table(flows, by="hs_code").set_index("hs_code")
    pivot = flows.pivot_table(
        index="hs_code", columns="period", values="value", aggfunc="sum", fill_value=0.0
    )
    first, last = pivot["1996-97"], pivot["2018-19"]
    assert table.index.tolist() == pivot.index.tolist()
    assert table["n_periods"].eq(22).all()
    both = (first > 0) & (last > 0)
    assert both.sum() > 90
    assert table.loc[both, "status"].eq("both").all()
    np.testing.assert_allclose(table.loc[both, "growth"], (last / first - 1)[both], rtol=1e-12)
    np.testing.assert_allclose(
        table.loc[both, "cagr"], ((last / first) ** (1 / 22) - 1)[both], rtol=1e-12
    )
    assert table["growth"].isna().tolist() == first.eq(0).tolist()
    counted = growth_classes(table["growth"])["n_rates"].tolist()
    cut = pd.cut((last / first)[both] - 1, [-1, 0, 0.25, 0.5, 1, math.inf], right=False)
    gone = int(((first > 0) & (last == 0)).sum())
    expected = cut.value_counts(sort=False).tolist()
    expected[0] += gone
    assert counted == [*expected, int(first.eq(0).sum())]
