"""Location quotients: by hand, against each reference, and where they are undefined."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidValueError
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix

HAND = pd.DataFrame(
    [[100, 20, 80], [50, 150, 0], [10, 30, 60]], index=["A", "B", "C"], columns=["x", "y", "z"]
)
INDIA = {"x": 400.0, "y": 500.0, "z": 100.0, "rest": 1000.0}
FLOWS = pd.DataFrame(
    {
        "state": ["H", "H", "H", "P", "P", "H"],
        "district": ["Karnal", "Karnal", "Rohtak", "Amritsar", "Moga", "UNSPECIFIED"],
        "hs_code": ["1006", "8421", "8421", "1006", "5205", "1006"],
        "value": [60.0, 40.0, 100.0, 30.0, 20.0, 40.0],
    }
)


def lq(wide: pd.DataFrame, **options: Any) -> Any:
    """Quotients of a wide frame."""
    return location_quotient(ExportMatrix.from_frame(wide), **options).to_frame()


def test_the_worked_matrix() -> None:
    """B11 of [[100,20,80],[50,150,0],[10,30,60]] is (100/200)/(160/500) = 1.5625."""
    out: Any = lq(HAND)
    assert out.loc["A", "x"] == 1.5625
    assert out.loc["B"].tolist() == pytest.approx([0.78125, 1.875, 0.0])
    assert out.loc["C"].tolist() == pytest.approx([0.3125, 0.75, 15 / 7])
    weighted = out.loc["A", "x"] / out.loc["A"].mean()
    assert weighted == pytest.approx(1.4463, abs=5e-5)


def test_numbers_of_the_paper() -> None:
    """Korba's aluminium: 98.6 per cent of the district, 1.433 of India, is 68.8."""
    wide = pd.DataFrame([[98.6, 1.4]], index=["Korba"], columns=["76011010", "other"])
    out: Any = lq(wide, reference={"76011010": 1.433, "rest": 98.567})
    assert out.loc["Korba", "76011010"] == pytest.approx(68.80, abs=0.01)


@pytest.mark.parametrize(
    "given",
    [
        INDIA,
        pd.Series(INDIA),
        pd.Series(INDIA).iloc[::-1],
        pd.DataFrame({"product": list(INDIA), "value": list(INDIA.values())}),
        pd.concat([pd.Series(INDIA) / 2, pd.Series(INDIA) / 2]),
    ],
)
def test_a_given_reference_is_matched_by_label(given: Any) -> None:
    """In any order and form; ``rest`` counts in the total only; repeats add up."""
    out: Any = lq(HAND, reference=given)
    assert out.loc["A"].tolist() == pytest.approx([2.5, 0.4, 8.0])


def test_the_nation_includes_places_without_a_name() -> None:
    """Rice: (60/100) / (130/290); the matrix's own total leaves the nameless out."""
    m = ExportMatrix.from_flows(FLOWS)
    own: Any = location_quotient(m).to_frame()
    nation: Any = location_quotient(m, reference="nation").to_frame()
    assert own.loc[("H", "Karnal"), "1006"] == pytest.approx(0.6 / (90 / 250))
    assert nation.loc[("H", "Karnal"), "1006"] == pytest.approx(0.6 / (130 / 290))
    counted = ExportMatrix.from_flows(FLOWS, unspecified="denominator")
    for reference in (None, "nation"):
        out = location_quotient(counted, reference=reference).to_frame()
        pd.testing.assert_frame_equal(out, nation)


def test_the_state_is_each_units_own() -> None:
    """Karnal's rice against Haryana; yarn is undefined there, zero for Amritsar in Punjab."""
    q = location_quotient(ExportMatrix.from_flows(FLOWS), reference="state")
    out: Any = q.to_frame()
    assert out.loc[("H", "Karnal")].tolist() == pytest.approx(
        [0.6 / (60 / 200), np.nan, 0.4 / (140 / 200)], nan_ok=True
    )
    assert out.loc[("P", "Amritsar")].tolist() == pytest.approx(
        [1 / (30 / 50), 0.0, np.nan], nan_ok=True
    )
    assert q.undefined().to_dict("list") == {
        "state": ["H", "P"],
        "district": ["", ""],
        "hs_code": ["5205", "8421"],
        "reason": ["no exports of the product in the state"] * 2,
    }
    assert q.options["reference"] == "state"


def test_the_state_counts_what_the_options_count() -> None:
    """With nameless and small places in denominators, Haryana's rice is 100 of 240."""
    m = ExportMatrix.from_flows(FLOWS, unspecified="denominator", min_value=90)
    out: Any = location_quotient(m, reference="state").to_frame()
    assert out.loc[("H", "Karnal"), "1006"] == pytest.approx(0.6 / (100 / 240))
    small = ExportMatrix.from_flows(FLOWS, min_value=25)
    out = location_quotient(small, reference="state").to_frame()
    assert out.loc[("P", "Amritsar"), "1006"] == pytest.approx(1 / (30 / 50))
    # Moga is too small to be a row, but Punjab's yarn is known: none of it is Amritsar's.
    assert "5205" in out
    assert out.loc[("P", "Amritsar"), "5205"] == 0.0


def test_what_is_undefined_is_named_and_touches_nothing_else() -> None:
    """An empty unit and products that the reference lacks or does not export."""
    wide = HAND.copy()
    wide.loc["silent"] = 0
    wide["new"] = [0, 0, 0, 0]
    q = location_quotient(ExportMatrix.from_frame(wide))
    out: Any = q.to_frame()
    kept = out.loc[list(HAND.index), list(HAND.columns)]
    pd.testing.assert_frame_equal(kept, lq(HAND), check_names=False)
    assert out.loc["silent"].isna().all()
    assert out["new"].isna().all()
    assert q.undefined().to_dict("list") == {
        "unit": ["silent", ""],
        "product": ["", "new"],
        "reason": ["no exports", "no exports in the reference"],
    }
    q = location_quotient(ExportMatrix.from_frame(HAND), reference={"x": 1.0, "y": 0.0})
    assert q.undefined()["reason"].tolist() == [
        "no exports in the reference",
        "not in the reference",
    ]
    assert q.values.nnz == 3
    assert q.to_frame()[["y", "z"]].isna().all(axis=None)


def test_longer_codes_of_a_reference_are_cut() -> None:
    """A national table of tariff lines serves headings; words are left alone."""
    m = ExportMatrix.from_flows(FLOWS)
    long = {"10063020": 100.0, "10063090": 30.0, "8421": 140.0, "5205": 20.0, "remainder": 0.0}
    out: Any = location_quotient(m, reference=long).to_frame()
    pd.testing.assert_frame_equal(out, location_quotient(m, reference="nation").to_frame())


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("world", "must be None, 'state', 'nation'"),
        ("state", "needs units of"),
        ({}, "empty"),
        ({"x": -1.0}, "must not be negative"),
        ({"x": np.nan}, "must not be missing"),
        ({10: 1.0}, "keyed by text"),
        (pd.DataFrame({"code": ["x"], "value": [1.0]}), "reference has no column 'product'"),
        ([1.0, 2.0, 3.0], "got a list"),
    ],
)
def test_a_reference_that_cannot_be_used_is_refused(reference: Any, message: str) -> None:
    """Positions, numbers as labels, other words and bad values."""
    with pytest.raises(InvalidValueError, match=message):
        lq(HAND, reference=reference)


def test_a_coarser_reference_is_refused() -> None:
    """Chapters say nothing about headings."""
    with pytest.raises(InvalidValueError, match="'10', coarser than the 4 digits"):
        location_quotient(ExportMatrix.from_flows(FLOWS), reference={"10": 1.0})


def test_quotients_of_quotients_are_refused() -> None:
    """Only exports have shares."""
    q = location_quotient(ExportMatrix.from_frame(HAND))
    for wrong in (q, HAND):
        with pytest.raises(InvalidValueError, match="of exports, got"):
            location_quotient(wrong)  # type: ignore[arg-type]


def test_float32_quotients_are_near() -> None:
    """Within 1.2e-7 of themselves."""
    rng = np.random.default_rng(3)
    wide = pd.DataFrame(rng.lognormal(0, 3, (40, 30))).rename(index=str, columns=str)
    q32 = location_quotient(ExportMatrix.from_frame(wide, dtype="float32"))
    assert q32.values.dtype == np.float32
    np.testing.assert_allclose(q32.to_frame(), lq(wide), rtol=1.2e-7)
