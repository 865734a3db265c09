"""Laws of the product space: labels, scale, empties, bounds, blocks and number types."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import _naive_space as naive
from _tables import wide_of
from odopkit.product_space import (
    complexity,
    complexity_outlook_gain,
    complexity_outlook_index,
    density,
    expy,
    presence,
    prody,
    proximity,
)
from odopkit.product_space import spectrum as kernel
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix

shapes = hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9)
# Whole values, many of them zero, keep sums exact enough to compare.
exports = shapes.flatmap(
    lambda s: hnp.arrays(float, s, elements=st.sampled_from([0, 0, 0, 1, 2, 5, 40, 1000, 10**6]))
)
present = shapes.flatmap(lambda s: hnp.arrays(float, s, elements=st.sampled_from([0.0, 1.0])))
diagonals = st.sampled_from([0.0, 1.0])


def matrix(wide: pd.DataFrame) -> ExportMatrix:
    """Presence of a frame of 0 and 1."""
    return ExportMatrix.from_frame(wide, kind="presence")


def by_label(found: pd.DataFrame, key: str, column: str) -> pd.Series[Any]:
    """One column of a result, by label."""
    out: pd.Series[Any] = found.set_index(key)[column].sort_index()
    return out


def scores(wide: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any], str]:
    """ECI and PCI by label, and the overall reason."""
    found = complexity(matrix(wide))
    return (
        by_label(found.eci, "unit", "eci"),
        by_label(found.pci, "product", "pci"),
        found.reason,
    )


def settled(wide: pd.DataFrame) -> None:
    """Go on only where index and sign are well away from having no answer."""
    found = complexity(matrix(wide))
    if not found.reason:
        gap = found.second_eigenvalue - found.third_eigenvalue
        assume(gap > 1e-4 * found.second_eigenvalue and found.diversity_correlation > 1e-4)
        assume(found.second_eigenvalue > 1e-6)


def shuffled(data: st.DataObject, wide: pd.DataFrame) -> pd.DataFrame:
    """Put rows and columns in another order."""
    rows = data.draw(st.permutations(list(wide.index)))
    return wide.loc[rows, data.draw(st.permutations(list(wide.columns)))]


@given(values=exports, data=st.data())
def test_quotients_follow_their_labels(values: Any, data: st.DataObject) -> None:
    """Another order gives the same quotients in another order, and the slow version's."""
    wide = wide_of(values)
    out = location_quotient(ExportMatrix.from_frame(wide)).to_frame()
    mixed = location_quotient(ExportMatrix.from_frame(shuffled(data, wide))).to_frame()
    np.testing.assert_allclose(mixed.loc[out.index, out.columns], out, rtol=1e-12)
    np.testing.assert_allclose(out, naive.quotients(values), rtol=1e-12)


@given(values=exports, scale=st.sampled_from([1e-6, 0.37, 1e7]))
def test_currency_does_not_matter(values: Any, scale: float) -> None:
    """Quotients, presence and EXPY are free of the scale of exports."""
    one, other = (ExportMatrix.from_frame(wide_of(values * s)) for s in (1.0, scale))
    quotients = location_quotient(one), location_quotient(other)
    np.testing.assert_allclose(quotients[0].to_frame(), quotients[1].to_frame(), rtol=1e-12)
    pd.testing.assert_frame_equal(
        presence(quotients[0]).to_frame(), presence(quotients[1]).to_frame()
    )
    assume(values.any())
    income = {f"d{i}": 100.0 * (i + 1) for i in range(len(values))}
    each = [expy(m, prody(m, income))["expy"] for m in (one, other)]
    np.testing.assert_allclose(each[0], each[1], rtol=1e-9)


@given(values=exports)
def test_shares_weight_quotients_to_one(values: Any) -> None:
    """Weighted with the reference's shares, a unit's quotients add up to 1."""
    q = location_quotient(ExportMatrix.from_frame(wide_of(values))).to_frame()
    weights = values.sum(axis=0) / max(values.sum(), 1)
    for i in range(len(values)):
        if values[i].any():
            assert np.nansum(q.to_numpy()[i] * weights) == pytest.approx(1)


@given(values=present, diagonal=diagonals, data=st.data())
def test_proximity_and_density_follow_their_labels(
    values: Any, diagonal: float, data: st.DataObject
) -> None:
    """Another order gives the same numbers; symmetric; all from 0 to 1."""
    wide = wide_of(values)
    mixed = shuffled(data, wide)
    phi, again = (proximity(matrix(w), diagonal=diagonal) for w in (wide, mixed))
    pd.testing.assert_frame_equal(again.loc[phi.index, phi.columns], phi)
    np.testing.assert_array_equal(phi, phi.T)
    assert phi.ge(0).all(axis=None)
    assert phi.le(1).all(axis=None)
    omega = density(matrix(wide), phi)
    np.testing.assert_allclose(
        density(matrix(mixed), phi).loc[omega.index, omega.columns], omega, atol=1e-14
    )
    assert (omega.ge(0) & omega.le(1) | omega.isna()).all(axis=None)
    assert omega.isna().any().tolist() == (phi.sum() == 0).tolist()


@given(values=present, diagonal=diagonals)
def test_blocks_whole_and_slow_densities_agree(values: Any, diagonal: float) -> None:
    """Made as needed, held whole, and pair by pair; float32 within its bound."""
    p = matrix(wide_of(values))
    phi = proximity(p, diagonal=diagonal)
    np.testing.assert_allclose(phi, naive.proximity(values, diagonal), atol=1e-15)
    omega = density(p, phi)
    np.testing.assert_allclose(density(p, p, diagonal=diagonal), omega, atol=1e-15)
    np.testing.assert_allclose(omega, naive.density(values, phi.to_numpy()), atol=1e-13)
    near = density(p, p, diagonal=diagonal, dtype="float32")
    held = values.sum(axis=1)[:, None]
    gap = abs(near - omega)
    assert ((gap <= (held + 4) * 6e-8 * omega) | omega.isna()).all(axis=None)


@given(values=present, diagonal=diagonals)
def test_having_more_never_lowers_density(values: Any, diagonal: float) -> None:
    """With the space given, another product in the basket can only add."""
    phi = proximity(matrix(wide_of(values)), diagonal=diagonal)
    more = values.copy()
    more[:, 0] = 1
    gain = density(matrix(wide_of(more)), phi) - density(matrix(wide_of(values)), phi)
    assert (gain.ge(-1e-15) | gain.isna()).all(axis=None)


@pytest.mark.parametrize("side", [kernel.DENSE_SIDE, 2])
@given(values=present, data=st.data())
def test_complexity_follows_its_labels(side: int, values: Any, data: st.DataObject) -> None:
    """Another order gives the same indices and the same reason, dense or by Lanczos steps."""
    wide = wide_of(values)
    settled(wide)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "DENSE_SIDE", side)
        eci, pci, reason = scores(wide)
        again = scores(shuffled(data, wide))
    assert again[2] == reason or {reason, again[2]} <= {kernel.REPEATED, kernel.NO_SIGN}
    np.testing.assert_allclose(again[0], eci, atol=1e-8)
    np.testing.assert_allclose(again[1], pci, atol=1e-8)


@given(values=present)
def test_empties_change_nobody_else(values: Any) -> None:
    """An empty district and a product that nobody has: quotients, density, ECI, PCI, outlook."""
    wide = wide_of(values)
    more = wide.assign(none=0.0)
    more.loc["silent"] = 0.0
    alone, found = complexity(matrix(wide)), complexity(matrix(more))
    pd.testing.assert_frame_equal(found.eci.iloc[:-1], alone.eci)
    pd.testing.assert_frame_equal(found.pci.iloc[:-1], alone.pci)
    assert found.eci["eci"].isna().iloc[-1]
    assert found.pci["pci"].isna().iloc[-1]
    p, q = matrix(wide), matrix(more)
    before, after = density(p, p, diagonal=0.0), density(q, q, diagonal=0.0)
    np.testing.assert_allclose(after.loc[before.index, before.columns], before, atol=1e-15)
    pci = {k: float(i) for i, k in enumerate(wide.columns)}
    coi, again = (complexity_outlook_index(*pair, pci)["coi"] for pair in ((p, before), (q, after)))
    np.testing.assert_allclose(again[:-1], coi, atol=1e-12)


@pytest.mark.parametrize("side", [kernel.DENSE_SIDE, 2])
@given(values=present)
def test_eci_is_the_mean_pci_of_what_is_present(side: int, values: Any) -> None:
    """Mean 0, standard deviation 1, positive with diversity; and NaN comes with a reason."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "DENSE_SIDE", side)
        found = complexity(matrix(wide_of(values)))
    assert found.eci["eci"].isna().tolist() == (found.eci["reason"] != "").tolist()
    assert found.pci["pci"].isna().tolist() == (found.pci["reason"] != "").tolist()
    if found.reason:
        assert found.eci["eci"].isna().all()
        return
    used = found.eci["reason"] == ""
    eci = found.eci.loc[used, "eci"].to_numpy()
    rows = values[used.to_numpy()]
    mean = rows @ found.pci["pci"].fillna(0).to_numpy() / rows.sum(axis=1)
    size = max(1.0, abs(found.pci["pci"]).max())
    np.testing.assert_allclose(mean, eci, atol=1e-12 * size)
    assert eci.mean() == pytest.approx(0, abs=1e-9)
    assert eci.std() == pytest.approx(1)
    diversity = found.eci.loc[used, "diversity"].to_numpy()
    assert ((eci - eci.mean()) * (diversity - diversity.mean())).sum() > 0


@given(values=present, diagonal=diagonals)
def test_the_atlas_gain_is_the_other_less_the_products_own_term(
    values: Any, diagonal: float
) -> None:
    """And both agree with the sums written out, made in blocks or held."""
    p = matrix(wide_of(values))
    phi = proximity(p, diagonal=diagonal)
    assume(phi.sum().gt(0).all())
    pci = pd.Series(np.linspace(-1, 2, values.shape[1]), index=phi.columns)
    gains = {}
    for variant in ("ecomplexity", "atlas"):
        expected = naive.outlook_gain(values, phi.to_numpy(), pci.to_numpy(), variant)
        held = complexity_outlook_gain(p, phi, pci, variant=variant)
        made = complexity_outlook_gain(p, p, pci, variant=variant, diagonal=diagonal)
        np.testing.assert_allclose(held, expected, atol=1e-11)
        np.testing.assert_allclose(made, expected, atol=1e-11)
        gains[variant] = held
    own = (1 - values) * density(p, phi) * pci
    np.testing.assert_allclose(gains["ecomplexity"] - gains["atlas"], own, atol=1e-11)


@given(values=exports, data=st.data())
def test_prody_lies_between_the_incomes_of_exporters(values: Any, data: st.DataObject) -> None:
    """And EXPY between the PRODYs of the basket, whatever the order of labels."""
    wide = wide_of(values)
    income = {d: 100.0 * 3**i for i, d in enumerate(wide.index)}
    m = ExportMatrix.from_frame(wide)
    found = prody(m, income)
    for k, value in zip(found["product"], found["prody"], strict=True):
        exporters = [income[d] for d in wide.index[wide[k] > 0]]
        if exporters:
            assert min(exporters) * (1 - 1e-12) <= value <= max(exporters) * (1 + 1e-12)
        else:
            assert np.isnan(value)
    assume(values.any())
    out = expy(m, found)
    mixed = ExportMatrix.from_frame(shuffled(data, wide))
    again = by_label(expy(mixed, prody(mixed, income)), "unit", "expy")
    np.testing.assert_allclose(again, by_label(out, "unit", "expy"), rtol=1e-12)
    assert out["expy"].isna().tolist() == (~values.any(axis=1)).tolist()
