"""Places by products, labelled: how it is made, what it refuses, that nobody can change it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidTableError, InvalidValueError, MixedPeriodError
from odopkit.tables.matrix import ExportMatrix

FLOWS = pd.DataFrame(
    {
        "state": ["Punjab", "Haryana", "Haryana", "Haryana", "Haryana", "Haryana"],
        "district": ["Amritsar", "Karnal", "Karnal", "Karnal", "UNSPECIFIED", "Rohtak"],
        "hs_code": ["10063020", "10063020", "84212190", "10063090", "10063020", "99930000"],
        "value": [50.0, 60.0, 25.0, 15.0, 10.0, 5.0],
    }
)
WIDE = pd.DataFrame(
    [[1.0, 0.0], [0.0, 0.0], [2.5, 4.0]], index=["x", "y", "z"], columns=["rice", "yarn"]
)


def test_flows_become_districts_by_headings() -> None:
    """Rows and columns are in label order; special transactions and no-places are neither."""
    m = ExportMatrix.from_flows(FLOWS, level=4)
    expected = pd.DataFrame(
        [[75.0, 25.0], [0.0, 0.0], [50.0, 0.0]],
        index=pd.MultiIndex.from_tuples(
            [("Haryana", "Karnal"), ("Haryana", "Rohtak"), ("Punjab", "Amritsar")],
            names=["state", "district"],
        ),
        columns=pd.Index(["1006", "8421"], dtype="str", name="hs_code"),
    )
    pd.testing.assert_frame_equal(m.to_frame(), expected, check_index_type=False)
    assert (m.shape, m.kind, m.level, m.values.nnz) == ((3, 2), "exports", 4, 3)
    assert m.aside["kind"].tolist() == ["special transactions", "unspecified place"]
    assert m.options["pseudo"] == "denominator"


def test_totals_count_what_is_no_row_or_column() -> None:
    """Chapter 99 is in Rohtak's total; the place without a name only in the nation's."""
    totals = ExportMatrix.from_flows(FLOWS, level=4).totals
    assert totals.unit.tolist() == [100.0, 5.0, 50.0]
    assert totals.product.tolist() == [125.0, 25.0]
    assert totals.grand == 155.0
    assert totals.nation.tolist() == [135.0, 25.0]
    assert totals.nation_grand == 165.0
    assert totals.states.tolist() == ["Haryana", "Punjab"]
    assert totals.state_of.tolist() == [0, 0, 1]
    assert totals.state.tolist() == [105.0, 50.0]
    assert totals.outside is None


def test_places_in_totals_alone_are_kept_by_state_and_product() -> None:
    """With ``unspecified="denominator"`` and with small places, states know what is outside."""
    m = ExportMatrix.from_flows(FLOWS, level=4, unspecified="denominator", min_value=60)
    assert m.units.tolist() == [("Haryana", "Karnal")]
    assert m.totals.outside is not None
    state, product, value = m.totals.outside
    assert (state.tolist(), product.tolist(), value.tolist()) == ([0], [0], [10.0])
    assert m.totals.state.tolist() == [115.0]
    assert m.totals.nation_grand == m.totals.grand == 165.0


def test_a_silent_district_is_a_row_of_zeros() -> None:
    """``units=`` adds those that the table does not name."""
    units = pd.DataFrame({"state": ["Goa", "Punjab"], "district": ["North Goa", "Amritsar"]})
    m = ExportMatrix.from_flows(FLOWS, level=4, units=units)
    assert ("Goa", "North Goa") in m.units
    row: Any = m.to_frame().loc[("Goa", "North Goa")]
    assert row.tolist() == [0.0, 0.0]


def test_years_are_chosen_not_added() -> None:
    """As everywhere: two periods need ``period=``."""
    two = pd.concat([FLOWS.assign(period="2020"), FLOWS.assign(period="2021")])
    with pytest.raises(MixedPeriodError, match="choose one"):
        ExportMatrix.from_flows(two)
    assert ExportMatrix.from_flows(two, period="2021").period == "2021"


def test_the_table_given_is_not_changed() -> None:
    """Neither flows nor wide frames."""
    flows, wide = FLOWS.copy(deep=True), WIDE.copy(deep=True)
    ExportMatrix.from_flows(FLOWS)
    ExportMatrix.from_frame(WIDE)
    pd.testing.assert_frame_equal(FLOWS, flows)
    pd.testing.assert_frame_equal(WIDE, wide)


def test_a_wide_frame_goes_in_and_comes_out() -> None:
    """Order and labels stay; only cells with a value are stored; totals are its sums."""
    m = ExportMatrix.from_frame(WIDE)
    out: Any = m.to_frame()
    assert out.to_numpy().tolist() == WIDE.to_numpy().tolist()
    assert (out.index.tolist(), out.columns.tolist()) == (["x", "y", "z"], ["rice", "yarn"])
    assert (m.units.name, m.products.name, m.values.nnz) == ("unit", "product", 3)
    assert m.totals.unit.tolist() == [1.0, 0.0, 6.5]
    assert m.totals.product.tolist() == [3.5, 4.0]
    pairs = WIDE.set_axis(pd.MultiIndex.from_tuples([("P", "a"), ("H", "a"), ("P", "b")]))
    m = ExportMatrix.from_frame(pairs)
    assert m.units.names == ["state", "district"]
    assert m.totals.states.tolist() == ["H", "P"]
    assert m.totals.state.tolist() == [0.0, 7.5]


def test_the_long_form_has_stored_cells_only() -> None:
    """Keys are text columns, in order."""
    long = ExportMatrix.from_frame(WIDE).to_long()
    assert long.to_dict("list") == {
        "unit": ["x", "z", "z"],
        "product": ["rice", "rice", "yarn"],
        "value": [1.0, 2.5, 4.0],
    }


def test_a_long_table_is_summed_by_unit_and_product() -> None:
    """Repeats add up, labels are sorted, a row of zero is a unit and a product all the same."""
    table = pd.DataFrame(
        {
            "country": ["usa", "ind", "usa", "zwe"],
            "product": ["0011", "0011", "0011", "0012"],
            "value": [1, 2, 3, 0],
        }
    )
    m = ExportMatrix.from_long(table, unit="country")
    assert m.units.tolist() == ["ind", "usa", "zwe"]
    assert m.products.tolist() == ["0011", "0012"]
    assert m.to_frame().to_numpy().tolist() == [[2.0, 0.0], [4.0, 0.0], [0.0, 0.0]]
    pairs = table.assign(state="S", product=table["product"].astype("category"))
    m = ExportMatrix.from_long(pairs, unit=["state", "country"])
    assert m.units.tolist() == [("S", "ind"), ("S", "usa"), ("S", "zwe")]
    assert m.units.names == ["state", "district"]
    empty = ExportMatrix.from_long(table.iloc[:0], unit="country")
    assert empty.shape == (0, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": [1.0, np.nan]}, "must not be missing"),
        ({"value": [1.0, -1.0]}, "must not be negative"),
        ({"value": ["1", "2"]}, "must be numbers"),
        ({"product": ["a", None]}, "label (None|nan)"),
        ({"product": ["a", np.nan]}, "label nan"),
        ({"product": [11, 12]}, "lose their zeros"),
        ({"country": ["a", " "]}, "not empty"),
    ],
)
def test_a_long_table_is_checked(change: dict[str, Any], message: str) -> None:
    """Bad values and labels are refused by column."""
    table = pd.DataFrame({"country": ["a", "b"], "product": ["x", "y"], "value": [1.0, 2.0]})
    with pytest.raises(InvalidValueError, match=message):
        ExportMatrix.from_long(table.assign(**change), unit="country")


def test_a_long_table_needs_its_columns() -> None:
    """A missing column is named, and so are three keys."""
    table = pd.DataFrame({"country": ["a"], "product": ["x"], "value": [1.0]})
    with pytest.raises(InvalidTableError, match="no column 'place'"):
        ExportMatrix.from_long(table, unit="place")
    with pytest.raises(InvalidValueError, match="one column, or state and district"):
        ExportMatrix.from_long(table, unit=["country", "country", "country"])


@pytest.mark.parametrize(
    ("wide", "message"),
    [
        (WIDE.replace(4.0, np.nan), r"nan in row 2 \(label 'z'\), column 'yarn', and 1 such"),
        (WIDE.replace(4.0, -4.0), r"-4.0 in row 2 \(label 'z'\)"),
        (WIDE.replace(4.0, np.inf), r"inf in row 2 \(label 'z'\)"),
        (WIDE.astype("str"), "column 'rice' must hold numbers"),
        (WIDE.set_axis(["x", "x", "z"]), "unit 'x' occurs more than once"),
        (WIDE.set_axis(["a", "a"], axis=1), "product 'a' occurs more than once"),
        (WIDE.set_axis([10, 11], axis=1), "label 10"),
        (WIDE.set_axis([1, 2, 3]), "label 1;"),
        (
            WIDE.set_axis(pd.MultiIndex.from_tuples([("a", "b", "c")] * 2 + [("a", "b", "d")])),
            "got 3 levels",
        ),
    ],
)
def test_a_wide_frame_is_checked(wide: pd.DataFrame, message: str) -> None:
    """Missing, negative and infinite values, repeats and labels that are no text."""
    with pytest.raises(InvalidTableError, match=message):
        ExportMatrix.from_frame(wide)


def test_options_of_a_frame_are_checked() -> None:
    """What it is, its number type, and that presence is 0 or 1."""
    with pytest.raises(InvalidValueError, match="must be a pandas DataFrame, got a NumPy array"):
        ExportMatrix.from_frame(WIDE.to_numpy())  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="kind must be one of"):
        ExportMatrix.from_frame(WIDE, kind="shares")  # type: ignore[arg-type]
    with pytest.raises(InvalidTableError, match=r"0 or 1, got 2\.5"):
        ExportMatrix.from_frame(WIDE, kind="presence")
    wrong: Any
    for wrong in ("int64", "no such type", None):
        with pytest.raises(InvalidValueError, match="'float64' or 'float32'"):
            ExportMatrix.from_frame(WIDE, dtype=wrong)
    with pytest.raises(InvalidValueError, match="but the labels"):
        ExportMatrix(
            values=ExportMatrix.from_frame(WIDE).values,
            units=pd.Index(["x"]),
            products=pd.Index(["rice"]),
            kind="exports",
            totals=ExportMatrix.from_frame(WIDE).totals,
            unit_reason=np.array([""]),
            product_reason=np.array([""]),
        )


def test_nobody_can_write_to_a_matrix() -> None:
    """Values, index arrays and totals are read-only, also for scipy's own methods."""
    m = ExportMatrix.from_frame(WIDE)
    for array in (
        m.values.data,
        m.values.indices,
        m.values.indptr,
        m.totals.unit,
        m.totals.product,
        m.totals.state_of,
        m.unit_reason,
        m.product_reason,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
    with pytest.raises(ValueError, match="read-only"):
        m.values.eliminate_zeros()
    with pytest.raises(AttributeError):
        m.kind = "presence"  # type: ignore[misc]
    out: Any = m.to_frame()
    out.iloc[0, 0] = 99.0
    assert m.to_frame().iloc[0, 0] == 1.0


def test_float32_halves_the_values_and_keeps_totals() -> None:
    """Each value is rounded once, by at most 6e-8 of itself; totals stay exact."""
    m64 = ExportMatrix.from_flows(FLOWS.assign(value=FLOWS["value"] / 3))
    m32 = ExportMatrix.from_flows(FLOWS.assign(value=FLOWS["value"] / 3), dtype="float32")
    assert m32.values.dtype == np.float32
    np.testing.assert_allclose(m32.values.data, m64.values.data, rtol=6e-8)
    assert m32.totals.unit.tolist() == m64.totals.unit.tolist()
    assert set(m32.to_frame().dtypes) == {np.dtype(np.float32)}


def test_nothing_is_undefined_in_exports() -> None:
    """The list of what has no value is empty, with its columns."""
    assert ExportMatrix.from_frame(WIDE).undefined().columns.tolist() == [
        "unit",
        "product",
        "reason",
    ]
    assert ExportMatrix.from_frame(WIDE).undefined().empty
