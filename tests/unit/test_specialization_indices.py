"""Symmetric, normalized, additive and weighted indices: by hand, by reference, undefined."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidValueError
from odopkit.specialization import (
    additive_rca,
    location_quotient,
    normalized_rca,
    relative_export_advantage,
    symmetric_rca,
    weighted_rca,
)
from odopkit.tables.matrix import ExportMatrix

HAND = pd.DataFrame(
    [[100, 20, 80], [50, 150, 0], [10, 30, 60]], index=["A", "B", "C"], columns=["x", "y", "z"]
)
INDICES = [symmetric_rca, normalized_rca, additive_rca, weighted_rca, relative_export_advantage]
FLOWS = pd.DataFrame(
    {
        "state": ["H", "H", "H", "P", "P", "H"],
        "district": ["Karnal", "Karnal", "Rohtak", "Amritsar", "Moga", "UNSPECIFIED"],
        "hs_code": ["1006", "8421", "8421", "1006", "5205", "1006"],
        "value": [60.0, 40.0, 100.0, 30.0, 20.0, 40.0],
    }
)


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (symmetric_rca, 0.2195),
        (normalized_rca, 0.0720),
        (additive_rca, 0.18),
        (weighted_rca, 1.4463),
        (relative_export_advantage, 4.0),
    ],
)
def test_the_worked_matrix(index: Any, expected: float) -> None:
    """The first cell of [[100,20,80],[50,150,0],[10,30,60]], whose quotient is 1.5625."""
    assert index(ExportMatrix.from_frame(HAND)).loc["A", "x"] == pytest.approx(expected, abs=5e-5)


def test_cells_without_exports_have_a_value() -> None:
    """B exports no z: -1, minus 200 x 140 / 500^2, minus 140/500, and 0."""
    m = ExportMatrix.from_frame(HAND)
    assert [index(m).loc["B", "z"] for index in INDICES] == pytest.approx(
        [-1.0, -0.112, -0.28, 0.0, 0.0]
    )


def test_the_two_forms_of_the_normalized_index_agree() -> None:
    """The difference of shares is the quotient less one, weighed by what is expected."""
    m = ExportMatrix.from_frame(HAND)
    b = location_quotient(m).to_frame()
    expected = np.outer(HAND.sum(axis=1), HAND.sum(axis=0)) / 500**2
    np.testing.assert_allclose(normalized_rca(m), (b - 1) * expected, atol=1e-15)


@pytest.mark.parametrize("reference", [None, "state", "nation", {"1006": 300.0, "rest": 700.0}])
@pytest.mark.parametrize("unspecified", ["exclude", "denominator", "unit"])
def test_every_reference_serves_every_index(reference: Any, unspecified: Any) -> None:
    """Against the definitions, from totals that are added up here."""
    m = ExportMatrix.from_flows(FLOWS, unspecified=unspecified)
    counted = FLOWS
    if unspecified == "exclude" and reference != "nation":
        counted = FLOWS[FLOWS["district"] != "UNSPECIFIED"]
    found = {index: index(m, reference=reference) for index in INDICES}
    for place in m.units:
        mine = FLOWS[(FLOWS["state"] == place[0]) & (FLOWS["district"] == place[1])]
        r = mine["value"].sum()
        among = counted[counted["state"] == place[0]] if reference == "state" else counted
        for code in m.products:
            e = mine.loc[mine["hs_code"] == code, "value"].sum()
            c, t = among.loc[among["hs_code"] == code, "value"].sum(), among["value"].sum()
            if isinstance(reference, dict):
                c, t = reference.get(code, np.nan), 1000.0
            b = (e / r) / (c / t) if c > 0 else np.nan
            assert found[symmetric_rca].loc[place, code] == pytest.approx(
                (b - 1) / (b + 1), nan_ok=True
            )
            assert found[additive_rca].loc[place, code] == pytest.approx(e / r - c / t, nan_ok=True)
            assert found[normalized_rca].loc[place, code] == pytest.approx(
                e / t - r * c / t**2, nan_ok=True
            )
            others, rest = c - e, r - e
            x = e / rest * (t - c - rest) / others if c > 0 < rest and others > 0 else np.nan
            assert found[relative_export_advantage].loc[place, code] == pytest.approx(
                x, nan_ok=True
            )
    b = location_quotient(m, reference=reference).to_frame()
    mean = b.mean(axis=1)
    expected = b.div(mean.where(mean > 0), axis=0)
    pd.testing.assert_frame_equal(found[weighted_rca], expected)


def test_what_is_undefined_is_so_alone() -> None:
    """An empty unit and a product that nobody exports change no other number."""
    wide = HAND.copy()
    wide.loc["silent"] = 0
    wide["new"] = 0
    small, large = ExportMatrix.from_frame(HAND), ExportMatrix.from_frame(wide)
    for index in INDICES:
        found = index(large)
        same = found.loc[HAND.index, HAND.columns]
        pd.testing.assert_frame_equal(same, index(small), check_names=False)
        assert found.loc["silent"].isna().all()
    for index in (symmetric_rca, weighted_rca, relative_export_advantage):
        assert index(large)["new"].isna().all()
    for index in (normalized_rca, additive_rca):
        # Neither the unit nor the reference has any: just as expected.
        assert (index(large).loc[HAND.index, "new"] == 0).all()


def test_a_reference_without_exports_of_a_product_has_no_quotient() -> None:
    """Known to be nothing: a difference of shares is defined, a ratio is not."""
    m = ExportMatrix.from_frame(HAND)
    given = {"x": 0.0, "y": 500.0, "z": 500.0}
    for index in (symmetric_rca, weighted_rca, relative_export_advantage):
        assert index(m, reference=given)["x"].isna().all()
        assert index(m, reference=given)["z"].notna().all()
    assert additive_rca(m, reference=given)["x"].tolist() == pytest.approx([0.5, 0.25, 0.1])
    assert normalized_rca(m, reference=given)["x"].tolist() == pytest.approx([0.1, 0.05, 0.01])


def test_an_only_product_and_an_only_exporter_have_no_others() -> None:
    """There is nobody to compare with once the unit and the product are taken out."""
    wide = pd.DataFrame([[5, 0, 0], [1, 2, 3], [0, 0, 3]], index=list("abc"), columns=list("xyz"))
    found = relative_export_advantage(ExportMatrix.from_frame(wide))
    assert found.isna().to_numpy().tolist() == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    # Only b exports y, but a and c have an answer: none of it.
    assert found["y"].tolist() == pytest.approx([0.0, np.nan, 0.0], nan_ok=True)


def test_a_reference_smaller_than_the_unit_has_no_rest() -> None:
    """Vollrath's index needs units that are part of the reference."""
    m = ExportMatrix.from_frame(HAND)
    tiny = relative_export_advantage(m, reference={"x": 60.0, "y": 500.0, "z": 500.0})
    assert tiny["x"].isna().tolist() == [True, False, False]


def test_float32_values_are_measured_in_float64() -> None:
    """Their rounding is all that remains."""
    near = ExportMatrix.from_frame(HAND / 3, dtype="float32")
    for index in INDICES:
        found = index(near)
        assert (found.dtypes == np.float64).all()
        np.testing.assert_allclose(
            found, index(ExportMatrix.from_frame(HAND)), rtol=1e-5, atol=1e-7
        )


@pytest.mark.parametrize("index", INDICES)
def test_quotients_have_no_index(index: Any) -> None:
    """Only exports have shares."""
    with pytest.raises(InvalidValueError, match=f"{index.__name__} needs an ExportMatrix of exp"):
        index(location_quotient(ExportMatrix.from_frame(HAND)))
    with pytest.raises(InvalidValueError, match="got a pandas DataFrame"):
        index(HAND)
    with pytest.raises(InvalidValueError, match="must be None, 'state', 'nation'"):
        index(ExportMatrix.from_frame(HAND), reference="world")
    with pytest.raises(InvalidValueError, match="one label each"):
        index(ExportMatrix.from_frame(HAND), reference="state")
