"""The product space of real trade: 226 countries by 785 products, and Spain's provinces in it."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

import _naive_space as naive
from _shared import real
from odopkit import read_exports
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
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix


@pytest.fixture(scope="module")
def trade() -> pd.DataFrame:
    """Exports of 226 countries by SITC product, mean of 1998-2000."""
    path = real("data/world_sitc4/world_trade_avg_1998_to_2000.csv")
    # "nam" and the like are countries, and codes keep their zeros.
    return pd.read_csv(path, dtype={"country": "str", "product": "str"}, keep_default_na=False)


@pytest.fixture(scope="module")
def world(trade: pd.DataFrame) -> ExportMatrix:
    """The same, as a matrix."""
    return ExportMatrix.from_long(trade, unit="country")


@pytest.fixture(scope="module")
def p(world: ExportMatrix) -> ExportMatrix:
    """Where countries have a comparative advantage, at the usual cutoff."""
    return presence(location_quotient(world))


@pytest.fixture(scope="module")
def peer(trade: pd.DataFrame) -> pd.DataFrame:
    """py-ecomplexity's whole table, run here."""
    package = pytest.importorskip("ecomplexity", reason="py-ecomplexity is an optional oracle")
    names = {"time": "year", "loc": "country", "prod": "product", "val": "value"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        for category in (DeprecationWarning, FutureWarning, UserWarning, RuntimeWarning):
            warnings.simplefilter("ignore", category)
        out: pd.DataFrame = package.ecomplexity(
            trade.assign(year=2000), names, check_logsupermodularity=False, verbose=False
        )
    return out


def wide_of(peer: pd.DataFrame, column: str, p: ExportMatrix) -> Any:
    """Lay one column of the peer's table out over our labels."""
    wide = peer.pivot_table(index="country", columns="product", values=column, dropna=False)
    return wide.loc[list(p.units), list(p.products)]


def test_binary_balassa_of_the_world(trade: pd.DataFrame, p: ExportMatrix) -> None:
    """All 177,410 cells are those of plain numpy; 31,951 are present."""
    assert p.shape == (226, 785)
    assert p.shape[0] * p.shape[1] == 177_410
    wide = trade.pivot_table(index="country", columns="product", values="value", fill_value=0.0)
    expected = naive.quotients(wide.to_numpy()) >= 1
    np.testing.assert_array_equal(p.to_frame().to_numpy() > 0, expected)
    assert p.values.nnz == expected.sum() == 31_951


def test_the_world_agrees_with_py_ecomplexity(p: ExportMatrix, peer: pd.DataFrame) -> None:
    """Presence cell by cell; density, ECI and PCI to 1e-9."""
    np.testing.assert_array_equal(p.to_frame(), wide_of(peer, "mcp", p))
    np.testing.assert_allclose(
        density(p, p, diagonal=1.0), wide_of(peer, "density", p), rtol=0, atol=1e-9
    )
    found = complexity(p)
    theirs = peer.groupby("country")["eci"].first().loc[list(p.units)]
    np.testing.assert_allclose(found.eci["eci"], theirs, rtol=0, atol=1e-9)
    theirs = peer.groupby("product")["pci"].first().loc[list(p.products)]
    np.testing.assert_allclose(found.pci["pci"], theirs, rtol=0, atol=1e-9)


def test_the_worlds_outlook_agrees_with_py_ecomplexity(p: ExportMatrix, peer: pd.DataFrame) -> None:
    """COI and the gain of its variant, from PCI before it is centred."""
    pci = complexity(p).pci.set_index("product")
    raw = pci["pci"] - np.average(pci["pci"], weights=pci["ubiquity"])
    coi = complexity_outlook_index(p, density(p, p, diagonal=1.0), raw)["coi"]
    theirs = peer.groupby("country")["coi"].first().loc[list(p.units)]
    np.testing.assert_allclose((coi - coi.mean()) / coi.std(ddof=0), theirs, atol=1e-9)
    gain = complexity_outlook_gain(p, p, raw, variant="ecomplexity", diagonal=1.0)
    np.testing.assert_allclose(gain, wide_of(peer, "cog", p), rtol=0, atol=1e-9)


def test_the_world_agrees_with_dense_algebra(p: ExportMatrix) -> None:
    """Proximity and density by whole matrices, complexity by the asymmetric form."""
    m = p.to_frame().to_numpy()
    ubiquity = m.sum(axis=0)
    phi = m.T @ m / np.maximum.outer(ubiquity, ubiquity)
    np.testing.assert_allclose(proximity(p, diagonal=1.0), phi, rtol=0, atol=1e-14)
    omega = naive.density(m, phi)
    np.testing.assert_allclose(density(p, p, diagonal=1.0), omega, rtol=0, atol=1e-12)
    near = density(p, p, diagonal=1.0, dtype="float32")
    assert np.abs(near.to_numpy() - omega).max() < 2e-6
    eci, pci = naive.complexity(m)
    found = complexity(p)
    np.testing.assert_allclose(found.eci["eci"], eci, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.pci["pci"], pci, rtol=0, atol=1e-9)
    assert found.reason == ""
    assert not found.weak_sign
    scores: Any = found.eci.set_index("country")["eci"]
    assert scores[["jpn", "deu", "usa"]].min() > 1.5 > scores[["ind", "nga"]].max()


def test_a_high_cutoff_leaves_countries_out_and_only_them(world: ExportMatrix) -> None:
    """From quotients of 50 up some countries have nothing or stand apart: NaN with a reason.

    The index of the rest is the index of the largest component taken by itself.
    """
    p = presence(location_quotient(world), cutoff=50)
    found = complexity(p)
    reasons = found.eci["reason"].value_counts()
    assert reasons["nothing is present"] > 5
    assert len(found.component) > 1
    used = found.eci["component"] == 1
    assert found.eci["eci"].notna().tolist() == used.tolist()
    wide: Any = p.to_frame()
    inside = wide.loc[used.to_numpy(), (found.pci["component"] == 1).to_numpy()]
    alone = complexity(ExportMatrix.from_frame(inside, kind="presence"))
    np.testing.assert_array_equal(alone.eci["eci"], found.eci.loc[used, "eci"])


def test_income_content_of_exports_leaves_countries_without_income_out(
    world: ExportMatrix,
) -> None:
    """41 of 226 have no GDP per head: the rest's PRODY, with coverage, and EXPY from it."""
    path = real("data/world_sitc4/world_gdp_avg_1998_to_2000.csv")
    gdp = pd.read_csv(path, keep_default_na=False).set_index("country")["value"].astype(float)
    found = prody(world, gdp)
    wide: Any = world.to_frame()
    known = wide[wide.index.isin(gdp.index)]
    assert len(wide) - len(known) == 41
    expected = naive.prody(known.to_numpy(), gdp.loc[list(known.index)].to_numpy())
    np.testing.assert_allclose(found["prody"], expected, rtol=1e-10)
    assert found["coverage"].between(0, 1).all()
    assert 0 < found["coverage"].min() < 1
    out: Any = expy(world, found).set_index("country")
    assert out["coverage"].min() == pytest.approx(1.0)
    assert out.loc["deu", "expy"] > out.loc["ind", "expy"] > out.loc["eth", "expy"]


@pytest.fixture(scope="module")
def provinces() -> ExportMatrix:
    """Exports of Spain's provinces by HS section, those of no province aside."""
    result = read_exports(
        pd.read_csv(real("data/spain_provinces/subnat_exports.csv"), dtype={"Section ID": "str"}),
        columns={
            "Subnat Geography": "district",
            "Section ID": "product",
            "Trade Value": "value",
        },
        constants={"state": "Spain"},
    )
    return ExportMatrix.from_flows(
        result.flows, product="product", unspecified_values=("Sin provincia asignada",)
    )


def test_provinces_are_placed_in_the_worlds_product_space(provinces: ExportMatrix) -> None:
    """Presence from provinces, proximity and PCI from the world's countries, by label.

    Spain has a section "Unspecified" (22) that the world's table lacks: it is refused, then
    left out on request.
    """
    path = real("data/world_sections/world_exports_by_section.csv")
    table = pd.read_csv(path, dtype={"Section ID": "str"}, encoding="utf-8-sig")
    table = table.rename(columns={"Section ID": "product", "Trade Value": "value"})
    world = presence(location_quotient(ExportMatrix.from_long(table, unit="Exporter Country ID")))
    assert (provinces.shape, world.shape) == ((52, 22), (226, 21))
    p = presence(location_quotient(provinces, reference="nation"))
    with pytest.raises(ValueError, match="lacks products that units have: '22'"):
        density(p, world, diagonal=1.0)
    omega = density(p, world, diagonal=1.0, outside="ignore")
    assert omega.shape == (52, 21)
    m: Any = p.to_frame()
    phi = naive.proximity(world.to_frame().to_numpy(), 1.0)
    expected = naive.density(m[list(world.products)].to_numpy(), phi)
    np.testing.assert_allclose(omega, expected, rtol=0, atol=1e-12)
    found = complexity(world)
    assert found.reason == ""
    coi = complexity_outlook_index(p, omega, found.pci)
    assert coi["coi"].notna().all()
    pci = found.pci.set_index("product")["pci"].loc[list(world.products)].to_numpy()
    expected = naive.outlook_index(m[list(world.products)].to_numpy(), expected, pci)
    np.testing.assert_allclose(coi["coi"], expected, atol=1e-12)


def test_provinces_against_spain_with_and_without_what_has_no_province(
    provinces: ExportMatrix,
) -> None:
    """The nation's totals include it, the matrix's own do not: quotients differ."""
    own = location_quotient(provinces).to_frame()
    nation = location_quotient(provinces, reference="nation").to_frame()
    totals = provinces.totals
    assert totals.nation_grand > totals.grand
    ratio = (totals.nation_grand / totals.nation) / (totals.grand / totals.product)
    np.testing.assert_allclose(nation, own * ratio, rtol=1e-12)
    assert abs(ratio - 1).max() > 1e-3
