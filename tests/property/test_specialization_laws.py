"""Laws of specialization: sums, order, scale, bounds, empties, and many tests at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from _laws import tries
from _tables import wide_of
from odopkit.specialization import (
    additive_rca,
    benjamini_hochberg,
    hypergeometric_tail,
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

exports = hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7).flatmap(
    lambda s: hnp.arrays(float, s, elements=st.sampled_from([0, 0, 1, 2, 5, 40, 1000, 10**6]))
)
INDICES = [symmetric_rca, normalized_rca, additive_rca, weighted_rca, relative_export_advantage]
probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def matrix(values: Any) -> ExportMatrix:
    """Exports of such a frame."""
    return ExportMatrix.from_frame(wide_of(values))


def flows_of(values: Any) -> pd.DataFrame:
    """A flows table of the same, whose shipments are the values."""
    wide = wide_of(values).rename_axis("district").reset_index()
    long = wide.melt("district", var_name="product")
    return long[long["value"] > 0].assign(state="S", shipments=lambda t: t["value"].astype(int))


@given(values=exports)
def test_what_is_beyond_expectation_sums_to_nothing(values: Any) -> None:
    """The normalized index over rows and columns, the additive one over rows."""
    n, a = normalized_rca(matrix(values)), additive_rca(matrix(values))
    assert n.sum(axis=1).abs().max() < 1e-12
    assert n.sum(axis=0).abs().max() < 1e-12
    assert a.sum(axis=1).abs().max() < 1e-12


@given(values=exports)
def test_indices_keep_to_their_ranges(values: Any) -> None:
    """From -1 below 1, within a quarter, from -1 to 1, from 0."""
    m = matrix(values)
    s, n, a = (f(m).to_numpy() for f in (symmetric_rca, normalized_rca, additive_rca))
    defined = ~np.isnan(s)
    assert ((s >= -1) & (s < 1))[defined].all()
    assert np.nanmax(np.abs(n), initial=0.0) <= 0.25 + 1e-15
    assert np.nanmax(np.abs(a), initial=0.0) <= 1
    for f in (weighted_rca, relative_export_advantage):
        found = f(m).to_numpy()
        assert (found[~np.isnan(found)] >= 0).all()


@given(values=exports)
def test_the_weighted_index_has_mean_one(values: Any) -> None:
    """Over the products of each unit that exports."""
    mean = weighted_rca(matrix(values)).mean(axis=1).dropna()
    np.testing.assert_allclose(mean, 1.0)


@given(values=exports)
def test_the_symmetric_index_keeps_the_order(values: Any) -> None:
    """A larger quotient, a larger index; and the same sign as the other two."""
    m = matrix(values)
    lq = location_quotient(m).to_frame().to_numpy()
    keep = ~np.isnan(lq)
    assume(keep.any())
    order = np.argsort(lq[keep])
    s = symmetric_rca(m).to_numpy()[keep]
    # Quotients that differ in their last bits may change places when divided once more.
    further = np.diff(lq[keep][order]) > 4 * np.spacing(lq[keep][order][1:])
    assert (np.diff(s[order])[further] >= 0).all()
    assert (np.diff(s[order]) >= -np.finfo(float).eps).all()
    apart = np.abs(lq[keep] - 1) > 1e-9
    for f in (normalized_rca, additive_rca):
        assert (np.sign(s) == np.sign(f(m).to_numpy()[keep]))[apart].all()


@tries(30)
@given(values=exports, scale=st.sampled_from([1e-6, 0.5, 1024.0, 1e9]))
def test_no_index_depends_on_the_unit_of_money(values: Any, scale: float) -> None:
    """Dollars or millions of them."""
    for f in INDICES:
        pd.testing.assert_frame_equal(
            f(matrix(values)), f(matrix(values * scale)), rtol=1e-9, atol=1e-12
        )


@tries(30)
@given(values=exports)
def test_an_empty_district_or_product_changes_nothing_else(values: Any) -> None:
    """It is undefined itself, and no other number moves."""
    wide = wide_of(values)
    larger = wide.copy()
    larger.loc["silent"] = 0.0
    larger["none"] = 0.0
    for f in INDICES:
        found = f(ExportMatrix.from_frame(larger)).loc[wide.index, wide.columns]
        # pandas 2 takes the name of an index along that it is asked for, pandas 3 does not.
        pd.testing.assert_frame_equal(found, f(ExportMatrix.from_frame(wide)), check_names=False)


@tries(30)
@given(values=exports)
def test_a_silent_district_changes_no_row_of_the_table(values: Any) -> None:
    """Neither indices nor evidence, tau and the false discovery rate included."""
    assume(values.any())
    table = flows_of(values)
    options: dict[str, Any] = {"level": None, "product": "product", "count": "shipments"}
    units = pd.DataFrame({"state": ["S"], "district": ["zzz"]})
    found = specialization_table(table, units=units, **options)
    pd.testing.assert_frame_equal(found[:-1], specialization_table(table, **options))


@given(values=exports)
def test_tables_are_those_of_their_matrix_and_count_what_they_value(values: Any) -> None:
    """Where every dollar is a shipment, the quotient of counts is that of value."""
    assume(values.any())
    options: dict[str, Any] = {"count": "shipments", "independent": True}
    found = specialization_table(flows_of(values), level=None, product="product", **options)
    np.testing.assert_allclose(found["lq_counts"], found["lq"], rtol=1e-12)
    assert found["p"].between(0, 1).all()
    assert (found["q"] >= found["p"] * (1 - 1e-12)).all()
    shrunk = found["lq_shrunk"]
    low, high = np.minimum(found["lq_counts"], 1), np.maximum(found["lq_counts"], 1)
    assert ((shrunk >= low * (1 - 1e-12)) & (shrunk <= high * (1 + 1e-12))).all()


@given(p=probabilities, n=st.integers(0, 500))
def test_adjusting_is_monotone(p: list[float], n: int) -> None:
    """A smaller p never has a larger q; q is not below p; more tests never lower it."""
    q = benjamini_hochberg(p)
    order = np.argsort(p, kind="stable")
    assert (np.diff(q[order]) >= 0).all()
    assert (q >= np.array(p) * (1 - 1e-12)).all()
    assert (q <= 1).all()
    assert (benjamini_hochberg(p, n_tests=len(p) + n) >= q).all()


@given(p=probabilities)
def test_adjusting_does_not_depend_on_order(p: list[float]) -> None:
    """Each value keeps its own."""
    found = benjamini_hochberg(p[::-1])
    assert found[::-1].tolist() == pytest.approx(benjamini_hochberg(p).tolist())


cells = st.tuples(
    st.integers(1, 60), st.integers(1, 60), st.integers(1, 200), st.integers(1, 500)
).map(lambda c: (min(c[0], c[1], c[2]), c[1], c[2], c[1] + c[2] + c[3]))


@given(cell=cells)
def test_more_shipments_are_less_likely_by_chance(cell: tuple[int, int, int, int]) -> None:
    """The tail falls in x, and its two ways of drawing are one: n and k may change places."""
    x, n, k, total = cell
    tail = hypergeometric_tail(np.arange(x + 1), n=n, k=k, total=total)
    assert (np.diff(tail) <= 1e-12).all()
    assert tail[0] == 1.0
    turned = hypergeometric_tail([x], n=k, k=n, total=total)
    assert turned.item() == pytest.approx(tail[-1], rel=1e-7, abs=1e-300)


@given(cell=cells, variance=st.sampled_from(["independence", "binomial"]))
def test_intervals_hold_their_quotient(cell: tuple[int, int, int, int], variance: Any) -> None:
    """And widen with confidence."""
    x, n, k, total = cell
    margins: dict[str, Any] = {"n": n, "k": k, "total": total, "variance": variance}
    low, high = log_delta_interval([x], **margins)
    assume(not np.isnan(low[0]))
    centre = x / n / (k / total)
    assert low[0] <= centre * (1 + 1e-12)
    assert high[0] >= centre * (1 - 1e-12)
    wider = log_delta_interval([x], **margins, confidence=0.99)
    assert wider[0][0] <= low[0]
    assert wider[1][0] >= high[0]


@given(
    counts=st.lists(
        st.tuples(st.integers(0, 50), st.floats(0.01, 40)), min_size=2, max_size=20
    ).filter(lambda c: any(x for x, _ in c)),
    extra=st.integers(1, 5),
)
def test_shrinkage_lies_between_one_and_the_quotient(
    counts: list[tuple[int, float]], extra: int
) -> None:
    """Whatever tau is fitted; districts of which nothing is expected add nothing to it."""
    x, e = (np.array(v) for v in zip(*counts, strict=True))
    shrunk = shrunken_quotient(x, expected=e)
    plain = x / e
    assert (shrunk >= np.minimum(plain, 1) * (1 - 1e-9)).all()
    assert (shrunk <= np.maximum(plain, 1) * (1 + 1e-9)).all()
    tau = shrinkage_tau(x, expected=e)
    more = shrinkage_tau(np.append(x, [0] * extra), expected=np.append(e, [0.0] * extra))
    assert more == pytest.approx(tau, rel=1e-6)
