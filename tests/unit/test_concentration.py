"""Concentration measures: hand-checked numbers, outside values, errors, tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import concentration_table
from odopkit.concentration import (
    concentration_ratio,
    effective_number,
    hall_tideman,
    herfindahl_hirschman,
    hhi_band,
    shannon_entropy,
)
from odopkit.errors import InvalidValueError, UndefinedMeasureError, UnknownNameError

DISTRICT = ("state", "district")
# The example vector of R's package ineq; numbers from its tests/Examples/ineq-Ex.Rout.save.
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


@pytest.mark.parametrize(
    ("values", "k", "expected"),
    [
        pytest.param([60, 30, 10], 2, 0.9, id="leading-pair"),
        pytest.param([10, 60, 30], 1, 0.6, id="order-does-not-matter"),
        pytest.param([25, 25, 25, 25], 2, 0.5, id="equal-products"),
        pytest.param([7], 2, 1.0, id="fewer-products-than-k"),
        pytest.param([1, 0, 0], 1, 1.0, id="zeros-are-allowed"),
    ],
)
def test_concentration_ratio_hand_checked(values: list[float], k: int, expected: float) -> None:
    """The ratio equals the value worked out by hand."""
    assert concentration_ratio(values, k=k) == pytest.approx(expected)


@pytest.mark.parametrize("k", [0, -1, 1.5, True])
def test_concentration_ratio_needs_a_whole_k_of_at_least_one(k: Any) -> None:
    """``k = 0`` is an error, not a ratio of zero."""
    with pytest.raises(InvalidValueError, match="k must be a whole number of at least 1"):
        concentration_ratio([1.0], k=k)


def test_hhi_hand_checked() -> None:
    """The Department of Justice's 30/30/20/20 gives 2600 points; 40/30/20/10 gives 3000."""
    assert herfindahl_hirschman([30, 30, 20, 20]) == pytest.approx(0.26)
    assert herfindahl_hirschman([40, 30, 20, 10]) == pytest.approx(0.30)
    assert herfindahl_hirschman([40, 30, 20, 10], normalized=True) == pytest.approx(0.2 / 3)


def test_measures_of_the_worked_example() -> None:
    """40/30/20/10: Hall-Tideman, entropy and effective numbers as worked by hand."""
    x = [40, 30, 20, 10]
    assert hall_tideman(x) == pytest.approx(1 / 3)
    assert shannon_entropy(x) == pytest.approx(1.2799, abs=5e-5)
    assert effective_number(x, order=1) == pytest.approx(3.596, abs=5e-4)
    assert effective_number(x) == pytest.approx(1 / 0.3)
    assert effective_number(x, order=0) == pytest.approx(4)
    assert effective_number(x, order=math.inf) == pytest.approx(2.5)


def test_measures_agree_with_the_r_package_ineq() -> None:
    """Its example prints HHI 0.1840812 and Rosenbluth 0.1859051."""
    assert herfindahl_hirschman(INEQ) == pytest.approx(0.1840812, abs=5e-8)
    assert hall_tideman(INEQ) == pytest.approx(0.1859051, abs=5e-8)


def test_measures_agree_with_the_r_package_reat() -> None:
    """Its manual's 20/50/20/10 has HHI .34, normalised .12, equivalent number 2.94."""
    x = [20, 50, 20, 10]
    assert herfindahl_hirschman(x) == pytest.approx(0.34)
    assert herfindahl_hirschman(x, normalized=True) == pytest.approx(0.12)
    assert effective_number(x) == pytest.approx(2.94, abs=5e-3)


@pytest.mark.parametrize(
    ("hhi", "edition", "band"),
    [
        (0.0999, 2023, "unconcentrated"),
        (0.10, 2023, "moderate"),
        (0.18, 2023, "moderate"),
        (0.1801, 2023, "high"),
        (0.20, 2010, "moderate"),
        (0.20, 1992, "high"),
        (0.1499, 2010, "unconcentrated"),
        (0.25, 2010, "moderate"),
        (0.2501, 2010, "high"),
    ],
)
def test_hhi_band_depends_on_the_edition(hhi: float, edition: Any, band: str) -> None:
    """The limits are those of the edition that the caller names."""
    assert hhi_band(hhi, edition=edition) == band


def test_hhi_band_refuses_points_and_unknown_editions() -> None:
    """1800 is meant in points; there were no guidelines in 2015."""
    with pytest.raises(InvalidValueError, match=r"hhi must be a fraction .* got 1800"):
        hhi_band(1800, edition=2023)
    with pytest.raises(
        InvalidValueError, match="edition must be one of 1992, 2010, 2023; got 2015"
    ):
        hhi_band(0.2, edition=2015)  # type: ignore[arg-type]


MEASURES: list[Callable[[Any], float]] = [
    lambda v: concentration_ratio(v, k=1),
    herfindahl_hirschman,
    lambda v: herfindahl_hirschman(v, normalized=True),
    effective_number,
    hall_tideman,
    shannon_entropy,
]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_refuses_bad_and_undefined_input(measure: Callable[[Any], float]) -> None:
    """Invalid input and an undefined value are different errors."""
    with pytest.raises(InvalidValueError, match=r"must not be negative: got -1.0 at position 1"):
        measure([3, -1])
    with pytest.raises(InvalidValueError, match="empty"):
        measure([])
    with pytest.raises(InvalidValueError, match="got nan at position 1"):
        measure([3, pd.NA])
    with pytest.raises(UndefinedMeasureError, match=r"^[a-z_]+ is undefined: .* sum to zero"):
        measure([0.0, 0.0])


def test_normalized_hhi_is_undefined_for_one_unit() -> None:
    """One unit cannot be compared with equal shares."""
    with pytest.raises(UndefinedMeasureError, match="one unit"):
        herfindahl_hirschman([5.0], normalized=True)


@pytest.mark.parametrize("order", [-1, -math.inf, math.nan, "2", True])
def test_effective_number_refuses_what_is_no_order(order: Any) -> None:
    """Hill numbers start at order 0, and end at infinity."""
    with pytest.raises(InvalidValueError, match="order must be a number of at least 0"):
        effective_number([1.0], order=order)


def flows() -> pd.DataFrame:
    """Two states, three districts, three products; one district exports one product."""
    return pd.DataFrame(
        {
            "state": ["A", "A", "A", "A", "B", "B"],
            "district": ["x", "x", "y", "y", "x", "x"],
            "hs_code": ["01012100", "02011000", "01012100", "03011100", "01012100", "01012100"],
            "value": [40.0, 20.0, 10.0, 10.0, 15.0, 5.0],
        }
    )


def test_table_over_the_whole_country() -> None:
    """Districts hold 60, 20 and 20 of 100: a name in two states is two places."""
    table = concentration_table(flows(), across=DISTRICT, measures=("cr1", "cr2", "hhi", "gini"))
    assert table.columns.tolist() == ["n_units", "value", "cr1", "cr2", "hhi", "gini", "reason"]
    row = table.iloc[0]
    assert (row["n_units"], row["value"]) == (3, 100.0)
    assert row["cr1"] == pytest.approx(0.6)
    assert row["cr2"] == pytest.approx(0.8)
    assert row["hhi"] == pytest.approx(0.44)
    assert row["gini"] == pytest.approx(4 / 15)
    assert row["reason"] == ""


def test_table_within_states() -> None:
    """State A's districts hold 60 and 20; B has one district."""
    table = concentration_table(
        flows(), across=DISTRICT, within="state", measures=("cr1", "hhi_normalized")
    )
    assert table["state"].tolist() == ["A", "B"]
    assert table["n_units"].tolist() == [2, 1]
    assert table["cr1"].tolist() == pytest.approx([0.75, 1.0])
    assert table["hhi_normalized"].iloc[0] == pytest.approx((0.625 - 0.5) / 0.5)
    assert np.isnan(table["hhi_normalized"].iloc[1])
    assert table["reason"].tolist() == ["", "hhi_normalized needs at least two units"]


def test_table_within_products_counts_exporters_only() -> None:
    """Horses are exported from three districts, meat from one."""
    table = concentration_table(flows(), across=DISTRICT, within="hs_code", measures=("cr1",))
    assert table["hs_code"].tolist() == ["01012100", "02011000", "03011100"]
    assert table["n_units"].tolist() == [3, 1, 1]
    assert table["cr1"].tolist() == pytest.approx([40 / 70, 1, 1])


def test_table_within_products_counts_all_places_when_units_are_given() -> None:
    """With a list of places those that do not export a product are zeros."""
    units = flows()[["state", "district"]]
    table = concentration_table(
        flows(), across=DISTRICT, within="hs_code", units=units, measures=("gini",)
    )
    assert table["n_units"].tolist() == [3, 3, 3]
    assert table["gini"].tolist()[1] == pytest.approx(2 / 3)


def test_table_over_products_within_districts() -> None:
    """A district's own basket; repeated keys are summed first."""
    table = concentration_table(
        flows(), across="hs_code", within=DISTRICT, measures=("cr1", "effective_number")
    )
    assert table[["state", "district"]].to_numpy().tolist() == [["A", "x"], ["A", "y"], ["B", "x"]]
    assert table["n_products"].tolist() == [2, 2, 1]
    assert table["cr1"].tolist() == pytest.approx([2 / 3, 0.5, 1])


def test_table_over_products_of_states_and_over_states() -> None:
    """Cells are summed to the unit asked for before shares are taken."""
    products = concentration_table(flows(), across="hs_code", within="state", measures=("cr1",))
    assert products["n_products"].tolist() == [3, 1]
    assert products["cr1"].tolist() == pytest.approx([50 / 80, 1])
    states = concentration_table(flows(), across="state", measures=("cr1",))
    assert states["cr1"].tolist() == pytest.approx([0.8])
    by_product = concentration_table(flows(), across="state", within="hs_code", measures=("cr1",))
    assert by_product["cr1"].tolist() == pytest.approx([50 / 70, 1, 1])


def test_table_level_merges_products() -> None:
    """At two digits live horses and asses are one chapter of four fifths."""
    lines = flows().replace({"hs_code": {"03011100": "01013010"}})
    fine = concentration_table(lines, across="hs_code", measures="cr1")
    assert fine["n_products"].tolist() == [3]
    table = concentration_table(lines, across="hs_code", level=2, measures="cr1")
    assert table["n_products"].tolist() == [2]
    assert table["cr1"].tolist() == pytest.approx([0.8])


def test_an_axis_of_one_name_may_stand_in_a_tuple() -> None:
    """``within=("state",)`` is the same as ``within="state"``."""
    pd.testing.assert_frame_equal(
        concentration_table(flows(), across=DISTRICT, within=("state",)),
        concentration_table(flows(), across=DISTRICT, within="state"),
    )
    with pytest.raises(InvalidValueError, match="within must be"):
        concentration_table(flows(), across=DISTRICT, within="planet")
    with pytest.raises(InvalidValueError, match="across: a district is named by"):
        concentration_table(flows(), across=("district", "state"))


def test_a_silent_district_affects_its_own_row_only() -> None:
    """Its measures are NaN with a reason; the others are as without it."""
    units = pd.DataFrame({"state": ["A"], "district": ["silent"]})
    with_silent = concentration_table(flows(), across="hs_code", within=DISTRICT, units=units)
    without = concentration_table(flows(), across="hs_code", within=DISTRICT)
    silent = with_silent[with_silent["district"] == "silent"].iloc[0]
    assert (silent["n_products"], silent["value"], silent["reason"]) == (0, 0.0, "no exports")
    assert np.isnan(silent["gini"])
    rest = with_silent[with_silent["district"] != "silent"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, without)


def test_unknown_measures_and_axes_are_named() -> None:
    """A near name is offered; a district alone is not a key."""
    with pytest.raises(UnknownNameError, match=r"no measure 'ginni'; did you mean 'gini'\?"):
        concentration_table(flows(), across=DISTRICT, measures=("ginni",))
    with pytest.raises(UnknownNameError, match="'cr0'"):
        concentration_table(flows(), across=DISTRICT, measures=("cr0",))
    with pytest.raises(InvalidValueError, match=r"named by \('state', 'district'\)"):
        concentration_table(flows(), across="district")
    with pytest.raises(InvalidValueError, match="across must be"):
        concentration_table(flows(), across="planet")
    with pytest.raises(InvalidValueError, match="with itself"):
        concentration_table(flows(), across="state", within=DISTRICT)
    with pytest.raises(InvalidValueError, match="with itself"):
        concentration_table(flows(), across="state", within="state")


def test_reasons_stand_only_where_a_measure_is_undefined() -> None:
    """One unit has a CR1, two have a normalised HHI, and small totals are totals."""
    table = flows().assign(value=lambda t: t["value"] / 1000)
    measured = concentration_table(
        table, across=DISTRICT, within="state", measures=("cr1", "hhi_normalized", "gini")
    )
    assert measured["reason"].tolist() == ["", "hhi_normalized needs at least two units"]
    assert measured["gini"].tolist() == pytest.approx([0.25, 0.0])
    basket = concentration_table(
        table, across="hs_code", within="state", measures=("hhi_normalized",)
    )
    assert basket["reason"].tolist() == ["", "hhi_normalized needs at least two products"]
    plain = concentration_table(table, across=DISTRICT, within="state", measures=("cr1",))
    assert plain["reason"].tolist() == ["", ""]
    zero = concentration_table(table.assign(value=0.0), across=DISTRICT, measures=("cr1", "hhi"))
    assert zero["reason"].tolist() == ["no exports"]
    assert zero["cr1"].isna().all()


def test_theil_l_is_infinite_where_a_place_is_silent() -> None:
    """Zeros are never dropped."""
    units = pd.DataFrame({"state": ["A"], "district": ["silent"]})
    table = concentration_table(flows(), across=DISTRICT, units=units, measures=("theil_l",))
    assert math.isinf(table["theil_l"].iloc[0])
    assert table["reason"].iloc[0] == ""
