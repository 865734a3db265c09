"""The table of specialization: indices of value, evidence of counts, and which is which."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import _naive_evidence as naive
from _tables import flows_of
from odopkit.errors import InvalidTableError, InvalidValueError, UnknownNameError
from odopkit.specialization import (
    additive_rca,
    location_quotient,
    log_delta_interval,
    normalized_rca,
    relative_export_advantage,
    shrinkage_tau,
    shrunken_quotient,
    specialization_table,
    symmetric_rca,
    weighted_rca,
)
from odopkit.tables.matrix import ExportMatrix

KEYS = ["state", "district", "hs_code"]
EVIDENCE = [
    "count",
    "lq_counts",
    "lq_counts_lower",
    "lq_counts_upper",
    "p",
    "q",
    "family_size",
    "lq_shrunk",
    "tau",
]
# What was the default once, named.
OLD: Any = {"variance": "independence", "family": "district", "independent": True}
ALL = ("lq", "rsca", "nrca", "arca", "wrca", "rxa")


def flows(seed: int = 3, n: int = 150) -> pd.DataFrame:
    """Eight districts in three states, some twenty products, rows that repeat."""
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 8, n)
    return pd.DataFrame(
        {
            "state": [f"S{i % 3}" for i in place],
            "district": [f"D{i // 3}" for i in place],
            "hs_code": [
                f"{10 + i:02d}{i % 3:02d}" for i in (rng.pareto(1, n) * 3).astype(int) % 40
            ],
            "value": rng.lognormal(3, 2, n),
            "shipments": rng.poisson(6, n),
        }
    )


def wide(table: pd.DataFrame, column: str) -> Any:
    """Lay one column out as a matrix."""
    return table.pivot_table(
        index=["state", "district"], columns="hs_code", values=column, dropna=False
    )


@pytest.mark.parametrize("reference", [None, "state", "nation", {"1000": 900.0, "1101": 50.0}])
def test_indices_are_those_of_the_matrices(reference: Any) -> None:
    """Cell by cell, wherever there are exports."""
    m = ExportMatrix.from_flows(flows(), level=4)
    found = specialization_table(flows(), level=4, reference=reference, indices=ALL)
    assert found.columns.tolist() == [
        *KEYS,
        "value",
        *ALL,
        *EVIDENCE,
        "covers",
        "too_thin",
        "reason",
    ]
    lq = location_quotient(m, reference=reference).to_frame()
    functions = {
        "rsca": symmetric_rca,
        "nrca": normalized_rca,
        "arca": additive_rca,
        "wrca": weighted_rca,
        "rxa": relative_export_advantage,
    }
    frames = {"lq": lq} | {k: f(m, reference=reference) for k, f in functions.items()}
    exported = m.to_frame().to_numpy() > 0
    assert len(found) == exported.sum()
    for name, frame in frames.items():
        np.testing.assert_allclose(found[name], frame.to_numpy()[exported], err_msg=name)
    assert found["value"].tolist() == m.values.data.tolist()


def test_evidence_is_that_of_plain_loops() -> None:
    """Tail, interval, adjusted value and shrunken quotient of every cell."""
    table = flows()
    found = specialization_table(table, level=4, count="shipments", tau=2.0, **OLD)
    plain = naive.table(table, "shipments", tau=2.0)
    both = found.merge(plain, on=KEYS, suffixes=("", "_plain"), validate="one_to_one")
    assert len(both) == len(found) == len(plain)
    for name in ("count", "lq_counts", "lq_counts_lower", "lq_counts_upper", "p", "q", "lq_shrunk"):
        np.testing.assert_allclose(
            both[name], both[f"{name}_plain"], rtol=1e-8, atol=1e-15, err_msg=name
        )
    assert found["count"].dtype == np.int64
    assert (found["tau"] == 2.0).all()
    assert found["lq_counts_lower"].notna().sum() > 50
    assert ((found["reason"] == "") == found["lq_counts_lower"].notna()).all()


def test_tau_is_fitted_to_each_product_over_all_districts() -> None:
    """Zeros included: as the function of one vector has it."""
    table = flows()
    found = specialization_table(table, level=4, count="shipments")
    counts = table.pivot_table(
        index=["state", "district"], columns="hs_code", values="shipments", aggfunc="sum"
    ).fillna(0)
    n, k, total = counts.sum(axis=1), counts.sum(), counts.to_numpy().sum()
    checked = 0
    for code, cells in found.groupby("hs_code"):
        x = counts[code]
        if x.sum() == 0:
            continue
        shrunk = shrunken_quotient(x, expected=n * k[code] / total)
        mine = pd.Series(shrunk, index=counts.index)
        places = pd.MultiIndex.from_frame(cells[["state", "district"]])
        np.testing.assert_allclose(cells["lq_shrunk"], mine.loc[places], rtol=1e-7)
        checked += 1
    assert checked > 15


def test_the_worked_cell_as_a_table() -> None:
    """Twenty of a district's thirty shipments, of a product that is a tenth of all."""
    table = flows_of(
        [
            ("A", "small", "1006", 4.0, 20),
            ("A", "small", "8421", 8.0, 10),
            ("B", "large", "1006", 300.0, 9980),
            ("B", "large", "8421", 900.0, 89990),
        ],
        "shipments",
    )
    cell = specialization_table(table, level=4, count="shipments", tau=2.0, **OLD).iloc[0]
    assert cell["lq"] == pytest.approx((4 / 12) / (304 / 1212))
    assert cell["lq_counts"] == pytest.approx(20 / 3)
    assert [round(cell[c], 2) for c in ("lq_counts_lower", "lq_counts_upper")] == [5.18, 8.58]
    assert f"{cell['p']:.0e}" == "1e-13"
    assert round(cell["lq_shrunk"], 2) == 4.40
    assert not cell["too_thin"]


def test_without_counts_there_is_no_evidence() -> None:
    """Money is never treated as a count, even where a column of counts is at hand."""
    found = specialization_table(flows(), level=4)
    assert found[EVIDENCE].isna().all(axis=None)
    assert (found["reason"] == "no column of counts was named: money is no count").all()
    assert found[["lq", "rsca", "nrca"]].notna().all(axis=None)


def test_a_column_of_another_name_counts() -> None:
    """Exporters, with missing-capable integers or whole floats."""
    table = flows().rename(columns={"shipments": "exporters"})
    found = specialization_table(table, level=4, count="exporters")
    for kind in ("Int64", "float64", "uint16"):
        other = specialization_table(table.astype({"exporters": kind}), level=4, count="exporters")
        pd.testing.assert_frame_equal(found, other)
    shipped = specialization_table(flows(), level=4, count="shipments")
    pd.testing.assert_frame_equal(found, shipped)


@pytest.mark.parametrize(
    ("count", "values", "error", "message"),
    [
        ("value", None, InvalidValueError, "money is no count; name a column such as 'shipments'"),
        ("firms", None, InvalidValueError, "the table has no column 'firms'. It has"),
        ("n", 2.5, InvalidTableError, "got 2.5 in row 0 and 150 such values.*money is no count"),
        ("n", -1, InvalidTableError, "got -1 in row 0"),
        ("n", np.nan, InvalidTableError, "got nan"),
        ("n", "3", InvalidTableError, "must hold whole numbers, got (str|object)"),
        ("n", True, InvalidTableError, "must hold whole numbers, got bool"),
    ],
)
def test_what_is_no_count_is_refused(
    count: str, values: Any, error: type[Exception], message: str
) -> None:
    """Values, absent columns, fractions, text."""
    table = flows() if values is None else flows().assign(n=values)
    with pytest.raises(error, match=message):
        specialization_table(table, level=4, count=count)


def test_cells_too_thin_to_read_are_flagged_and_stay() -> None:
    """Fewer than five shipments, or less than a unit of value; both limits can be set."""
    table = flows()
    table.loc[::7, "value"] = 0.01
    found = specialization_table(table, level=4, count="shipments")
    assert found["too_thin"].equals((found["count"] < 5) | (found["value"] < 1.0))
    assert 0 < found["too_thin"].sum() < len(found)
    assert found["lq"].notna().all()
    by_value = specialization_table(table, level=4)
    assert by_value["too_thin"].equals(by_value["value"] < 1.0)
    loose = specialization_table(table, level=4, count="shipments", min_count=0, min_cell_value=0.0)
    assert not loose["too_thin"].any()


def test_states_are_compared_with_their_own_counts() -> None:
    """Each state by itself is the same table."""
    table = flows()
    found = specialization_table(
        table, level=4, reference="state", count="shipments", tau=1.0, **OLD
    )
    alone = pd.concat(
        [
            specialization_table(part, level=4, count="shipments", tau=1.0, **OLD)
            for _, part in table.groupby("state")
        ],
        ignore_index=True,
    )
    pd.testing.assert_frame_equal(found, alone)


def test_the_nation_counts_places_without_a_name() -> None:
    """Their shipments belong to the reference, and under other options to totals or rows."""
    extra = pd.DataFrame(
        {"state": "S0", "district": "UNSPECIFIED", "hs_code": ["1000", "4905"]}
        | {"value": 500.0, "shipments": 700}
    )
    table = pd.concat([flows(), extra], ignore_index=True)
    nation = specialization_table(table, level=4, reference="nation", count="shipments")
    counted = specialization_table(
        table, level=4, unspecified="denominator", count="shipments", reference=None
    )
    pd.testing.assert_frame_equal(nation, counted)
    own = specialization_table(table, level=4, count="shipments")
    pd.testing.assert_frame_equal(own, specialization_table(flows(), level=4, count="shipments"))
    cell = own["hs_code"] == "1000"
    assert (nation.loc[cell, "lq_counts"] < own.loc[cell, "lq_counts"]).all()
    assert "UNSPECIFIED" in set(
        specialization_table(table, level=4, unspecified="unit", count="shipments")["district"]
    )


def test_small_places_stay_in_the_counts_of_the_reference() -> None:
    """They are no rows, and nobody else's evidence changes but through tau."""
    table = flows()
    totals = table.groupby(["state", "district"])["value"].sum()
    found = specialization_table(
        table, level=4, count="shipments", min_value=totals.min() * 1.001, tau=1.0
    )
    every = specialization_table(table, level=4, count="shipments", tau=1.0)
    small: Any = totals.idxmin()
    kept = every[(every["state"] != small[0]) | (every["district"] != small[1])]
    pd.testing.assert_frame_equal(found, kept.reset_index(drop=True))


def test_small_places_have_no_say_in_tau() -> None:
    """The prior is fitted to districts that are rows."""
    table = flows()
    totals = table.groupby(["state", "district"])["value"].sum()
    found = specialization_table(
        table, level=4, count="shipments", min_value=float(totals.median())
    )
    counts = table.pivot_table(
        index=["state", "district"], columns="hs_code", values="shipments", aggfunc="sum"
    ).fillna(0)
    expected = counts.sum(axis=1) * counts["1000"].sum() / counts.to_numpy().sum()
    large = totals >= totals.median()
    tau = shrinkage_tau(counts.loc[large, "1000"], expected=expected[large])
    assert found.loc[found["hs_code"] == "1000", "tau"].iloc[0] == pytest.approx(tau)


def test_special_transactions_count_in_totals_only() -> None:
    """Chapter 99: in the district's shipments, never a cell."""
    extra = flows()[:8].assign(hs_code="9900", shipments=50)
    table = pd.concat([flows(), extra], ignore_index=True)
    found = specialization_table(table, level=4, count="shipments")
    assert "9900" not in set(found["hs_code"])
    without = specialization_table(table, level=4, count="shipments", pseudo="exclude")
    plain = specialization_table(flows(), level=4, count="shipments")
    pd.testing.assert_frame_equal(without, plain)
    first = tuple(extra.iloc[0][["state", "district"]])
    here = (found["state"] == first[0]) & (found["district"] == first[1])
    assert (found.loc[here, "lq_counts"] < plain.loc[here, "lq_counts"]).any()


def test_a_given_reference_may_have_counts() -> None:
    """A frame with the same column; twice the table is the table, but for n in N."""
    table = flows()
    totals = table.groupby("hs_code", as_index=False)[["value", "shipments"]].sum()
    given = specialization_table(table, level=4, reference=totals, count="shipments", tau=1.0)
    own = specialization_table(table, level=4, count="shipments", tau=1.0)
    pd.testing.assert_frame_equal(given, own)
    more = totals.assign(shipments=totals["shipments"] * 10)
    wider = specialization_table(table, level=4, reference=more, count="shipments", tau=1.0)
    np.testing.assert_allclose(wider["lq_counts"], own["lq_counts"])
    both = wider["lq_counts_lower"].notna() & own["lq_counts_lower"].notna()
    assert (wider.loc[both, "lq_counts_upper"] > own.loc[both, "lq_counts_upper"]).all()


def test_a_given_reference_without_counts_says_so() -> None:
    """Value is compared with what was given, counts with the table's own."""
    table = flows()
    given = dict(table.groupby("hs_code")["value"].sum() * 3) | {"rest": 1e6}
    found = specialization_table(table, level=4, reference=given, count="shipments", **OLD)
    own = specialization_table(table, level=4, count="shipments", **OLD)
    pd.testing.assert_frame_equal(found[EVIDENCE], own[EVIDENCE])
    assert not np.allclose(found["lq"], own["lq"])
    clean = own["reason"] == ""
    assert set(found.loc[clean, "reason"]) == {
        "counts are compared with the table's own: the reference has none"
    }


def test_a_reference_that_counts_less_than_the_district_has_no_evidence() -> None:
    """Such a district is no part of it; other products keep theirs."""
    table = flows()
    totals = table.groupby("hs_code", as_index=False)[["value", "shipments"]].sum()
    totals.loc[totals["hs_code"] == "1000", "shipments"] = 1
    totals = totals[totals["hs_code"] != "1101"]
    found = specialization_table(table, level=4, reference=totals, count="shipments")
    few, absent = found["hs_code"] == "1000", found["hs_code"] == "1101"
    assert found.loc[few & (found["count"] > 1), "p"].isna().all()
    assert found.loc[absent, ["lq", "p", "q", "lq_shrunk"]].isna().all(axis=None)
    said = "not in the reference; its counts are no part of the reference's counts"
    assert set(found.loc[absent & (found["count"] > 0), "reason"]) == {said}
    assert found.loc[~few & ~absent & (found["count"] > 0), "p"].notna().all()


def test_a_value_that_nobody_counted_has_no_interval() -> None:
    """Also where nothing of the whole product was counted."""
    table = flows()
    table.loc[table["hs_code"] == "1000", "shipments"] = 0
    first = table.index[table["hs_code"] == "1101"][0]
    place = tuple(table.loc[first, ["state", "district"]])
    mine = (table["state"] == place[0]) & (table["district"] == place[1])
    table.loc[mine & (table["hs_code"] == "1101"), "shipments"] = 0
    found = specialization_table(table, level=4, count="shipments", **OLD)
    none = found["hs_code"] == "1000"
    assert found.loc[none, EVIDENCE[1:]].isna().all(axis=None)
    cell = found[(found["state"] == place[0]) & (found["district"] == place[1])]
    row = cell[cell["hs_code"] == "1101"].iloc[0]
    assert (row["count"], row["lq_counts"], row["p"], row["q"]) == (0, 0.0, 1.0, 1.0)
    assert np.isnan(row["lq_counts_lower"])
    for where in (none, found.index == row.name):
        assert set(found.loc[where, "reason"]) == {"nothing was counted behind the value"}
    assert found.loc[none, "too_thin"].all()


def test_a_product_that_nobody_counted_takes_no_other_cells_count() -> None:
    """Not even that of the last product of the district before."""
    table = flows_of(
        [("A", "a", "8421", 3.0, 7), ("A", "b", "1006", 5.0, 0), ("A", "b", "8421", 2.0, 4)],
        "shipments",
    )
    found = specialization_table(table, level=4, count="shipments", **OLD)
    assert found["count"].tolist() == [7, 0, 4]
    assert found["q"].tolist() == pytest.approx([1.0, np.nan, 1.0], nan_ok=True)
    assert found["p"].isna().tolist() == [False, True, False]


def test_districts_without_exports_keep_a_row_and_change_no_other() -> None:
    """Silent ones are listed; their product is missing."""
    table = flows()
    names = [("S0", "Alwar"), ("Z", "Zunheboto")]
    units = pd.DataFrame(names, columns=["state", "district"])
    found = specialization_table(table, level=4, count="shipments", units=units)
    silent = found["hs_code"].isna()
    assert list(zip(*found.loc[silent, ["state", "district"]].to_numpy().T, strict=True)) == names
    row = found[silent].iloc[0]
    assert (row["value"], row["count"], row["too_thin"], row["reason"]) == (
        0.0,
        0,
        True,
        "no exports",
    )
    assert found.loc[silent, ["lq", "nrca", "p", "tau"]].isna().all(axis=None)
    plain = specialization_table(table, level=4, count="shipments")
    pd.testing.assert_frame_equal(found[~silent].reset_index(drop=True), plain)
    assert found["count"].dtype == np.int64
    special = pd.concat([table, table[:1].assign(district="Only", hs_code="9800")])
    last = specialization_table(special, level=4)
    only = last[last["district"] == "Only"].iloc[0]
    assert (
        only["reason"] == "only special transactions (chapters 98-99) or the rest of the products"
    )


def test_products_that_are_no_codes_have_indices() -> None:
    """With a column of another name, and no level."""
    table = flows().rename(columns={"hs_code": "product"})
    found = specialization_table(table, level=None, product="product", count="shipments")
    plain = specialization_table(flows(), level=None, count="shipments")
    pd.testing.assert_frame_equal(found, plain.rename(columns={"hs_code": "product"}))


def test_levels_are_rolled_up_in_value_and_count() -> None:
    """Two digits: as if the codes had two."""
    short = flows().assign(hs_code=lambda t: t["hs_code"].str[:2])
    pd.testing.assert_frame_equal(
        specialization_table(flows(), level=2, count="shipments"),
        specialization_table(short, level=2, count="shipments"),
    )


def test_the_variance_of_the_interval_can_be_chosen() -> None:
    """The binomial one has an interval wherever something was counted."""
    found = specialization_table(flows(), level=4, count="shipments", variance="binomial")
    assert (found["lq_counts_lower"].isna() == (found["count"] == 0)).all()
    table = flows()
    cell = found[found["count"] > 0].iloc[0]
    mine = table[(table["state"] == cell["state"]) & (table["district"] == cell["district"])]
    low, high = log_delta_interval(
        [cell["count"]],
        n=mine["shipments"].sum(),
        k=table.loc[table["hs_code"] == cell["hs_code"], "shipments"].sum(),
        total=table["shipments"].sum(),
        variance="binomial",
    )
    assert [cell["lq_counts_lower"], cell["lq_counts_upper"]] == pytest.approx([low[0], high[0]])


def test_empty_tables_give_empty_tables() -> None:
    """With all their columns."""
    found = specialization_table(flows()[:0], level=4, count="shipments")
    assert len(found) == 0
    assert "lq_shrunk" in found


def test_nothing_given_is_changed_and_the_order_of_rows_is_nothing() -> None:
    """The same table from shuffled rows with labels that repeat."""
    table = flows()
    before = table.copy()
    found = specialization_table(table, level=4, count="shipments")
    pd.testing.assert_frame_equal(table, before)
    other = table.sample(frac=1, random_state=1)
    other.index = pd.Index([0] * len(other))
    pd.testing.assert_frame_equal(
        found, specialization_table(other, level=4, count="shipments"), rtol=1e-10
    )


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"indices": ("rcsa",)}, UnknownNameError, "did you mean 'wrca' or 'rsca'"),
        ({"min_count": 2.5}, InvalidValueError, "min_count must be a whole number"),
        ({"min_count": -1}, InvalidValueError, "min_count must be"),
        ({"min_cell_value": np.nan}, InvalidValueError, "min_cell_value must be"),
        ({"confidence": 95}, InvalidValueError, "confidence must be a fraction"),
        ({"tau": -1}, InvalidValueError, "tau must be a number above 0"),
        ({"variance": "wald"}, InvalidValueError, "variance must be one of"),
        ({"reference": "world"}, InvalidValueError, "must be None, 'state', 'nation'"),
        ({"level": 8}, InvalidValueError, "level=8 is finer"),
    ],
)
def test_bad_options_are_refused(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """Each with what was got."""
    defaults: dict[str, Any] = {"level": 4, "count": "shipments"}
    with pytest.raises(error, match=message):
        specialization_table(flows(), **defaults | options)


def test_the_level_is_named() -> None:
    """Every index changes with it."""
    with pytest.raises(TypeError, match="level"):
        specialization_table(flows())  # type: ignore[call-arg]


def test_one_index_may_be_a_word() -> None:
    """And a repeated one comes once."""
    found = specialization_table(flows(), level=4, indices="arca")
    assert found.columns[4] == "arca"
    twice = specialization_table(flows(), level=4, indices=("lq", "lq"))
    assert twice.columns.tolist().count("lq") == 1
