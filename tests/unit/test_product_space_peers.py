"""Held against py-ecomplexity and econcomplex: where they are right, and why not elsewhere.

Both are optional.  Data are clean (no zero unit, no repeats): what the packages do with
others is their readers' problem, and where they differ on clean data a test says so.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

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

# Stated once: two ways of the same sums.
TOLERANCE = 1e-9


@contextlib.contextmanager
def a_peer() -> Iterator[None]:
    """Keep a peer's prints and warnings (deprecations, divisions by zero) to itself."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        for category in (DeprecationWarning, FutureWarning, UserWarning, RuntimeWarning):
            warnings.simplefilter("ignore", category)
        yield


def exports(seed: int = 3, shape: tuple[int, int] = (40, 60)) -> pd.DataFrame:
    """Draw clean exports in which able units have more products."""
    rng = np.random.default_rng(seed)
    ability, demand = np.linspace(1.5, -1.5, shape[0]), np.linspace(-1, 1, shape[1])
    chance = 1 / (1 + np.exp(-(ability[:, None] - demand)))
    wide = rng.lognormal(2, 1.5, shape) * (rng.random(shape) < chance)
    wide[:, 0] += 1
    wide[0, :] += 1
    units = [f"d{i:02d}" for i in range(shape[0])]
    return pd.DataFrame(wide, index=units, columns=[f"k{i:02d}" for i in range(shape[1])])


@pytest.fixture(scope="module")
def ecx() -> Any:
    """py-ecomplexity's table of the drawn exports, one row a cell."""
    package = pytest.importorskip("ecomplexity", reason="py-ecomplexity is an optional oracle")
    long = exports().rename_axis("d").melt(ignore_index=False, var_name="k").reset_index()
    names = {"time": "t", "loc": "d", "prod": "k", "val": "value"}
    with a_peer():
        return package.ecomplexity(
            long.assign(t=2020), names, check_logsupermodularity=False, verbose=False
        )


@pytest.fixture(scope="module")
def ecc() -> Any:
    """econcomplex."""
    with a_peer():
        return pytest.importorskip("econcomplex", reason="econcomplex is an optional oracle")


@pytest.fixture(scope="module")
def p() -> ExportMatrix:
    """Presence of the drawn exports."""
    return presence(location_quotient(ExportMatrix.from_frame(exports())))


def wide_of(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Lay one column of py-ecomplexity's table out."""
    return table.pivot_table(index="d", columns="k", values=column, dropna=False)


def uncentred(p: ExportMatrix) -> Any:
    """PCI as the eigenvector has it: its mean, weighted by ubiquity, is zero."""
    pci = complexity(p).pci.set_index("product")
    return pci["pci"] - np.average(pci["pci"], weights=pci["ubiquity"])


def test_quotients_and_presence_are_py_ecomplexitys(ecx: Any, p: ExportMatrix) -> None:
    """RCA, Mcp, diversity and ubiquity, cell by cell."""
    q = location_quotient(ExportMatrix.from_frame(exports())).to_frame()
    np.testing.assert_allclose(q, wide_of(ecx, "rca"), atol=TOLERANCE)
    np.testing.assert_array_equal(p.to_frame(), wide_of(ecx, "mcp"))
    found = complexity(p)
    assert found.eci["diversity"].tolist() == ecx.groupby("d")["diversity"].first().tolist()
    assert found.pci["ubiquity"].tolist() == ecx.groupby("k")["ubiquity"].first().tolist()


def test_eci_and_pci_are_py_ecomplexitys(ecx: Any, p: ExportMatrix) -> None:
    """The same sign, centre and (population) scale."""
    found = complexity(p)
    np.testing.assert_allclose(found.eci["eci"], ecx.groupby("d")["eci"].first(), atol=TOLERANCE)
    np.testing.assert_allclose(found.pci["pci"], ecx.groupby("k")["pci"].first(), atol=TOLERANCE)


def test_density_is_py_ecomplexitys_with_the_diagonal(ecx: Any, p: ExportMatrix) -> None:
    """It counts a product's proximity to itself; without, densities are others."""
    theirs = wide_of(ecx, "density")
    np.testing.assert_allclose(density(p, p, diagonal=1.0), theirs, atol=TOLERANCE)
    assert (abs(density(p, p, diagonal=0.0) - theirs) > 0.01).any(axis=None)


def test_outlook_is_py_ecomplexitys_before_pci_is_centred(ecx: Any, p: ExportMatrix) -> None:
    """It sums the eigenvector and standardises afterwards; the gain divides by ECI's scale.

    So PCI is passed uncentred; COI is standardised over units (population) by hand.
    """
    raw = uncentred(p)
    omega = density(p, p, diagonal=1.0)
    coi = complexity_outlook_index(p, omega, raw)["coi"]
    np.testing.assert_allclose(
        (coi - coi.mean()) / coi.std(ddof=0), ecx.groupby("d")["coi"].first(), atol=TOLERANCE
    )
    gain = complexity_outlook_gain(p, p, raw, variant="ecomplexity", diagonal=1.0)
    np.testing.assert_allclose(gain, wide_of(ecx, "cog"), atol=TOLERANCE)


def test_the_atlas_gain_is_another_number(ecx: Any, p: ExportMatrix) -> None:
    """It subtracts density times the product's own PCI, where the product is absent."""
    raw = uncentred(p)
    gain = complexity_outlook_gain(p, p, raw, variant="atlas", diagonal=1.0)
    own = (1 - p.to_frame()) * density(p, p, diagonal=1.0) * raw
    np.testing.assert_allclose(gain + own, wide_of(ecx, "cog"), atol=TOLERANCE)
    assert (own > 0.01).any(axis=None)


def test_one_district_without_presence_wipes_py_ecomplexitys_year_out() -> None:
    """A district with the nation's own basket passes no cutoff of 1.5: all their ECI is NaN.

    Mean and standard deviation are taken over all units, the one without included; ours
    is NaN for that district alone, and is the index of the others by themselves.
    """
    package = pytest.importorskip("ecomplexity", reason="py-ecomplexity is an optional oracle")
    wide = exports()
    wide.loc["d99"] = wide.sum() / 1000
    long = wide.rename_axis("d").melt(ignore_index=False, var_name="k").reset_index()
    names = {"time": "t", "loc": "d", "prod": "k", "val": "value"}
    with a_peer():
        theirs = package.ecomplexity(
            long.assign(t=2020),
            names,
            rca_mcp_threshold=1.5,
            check_logsupermodularity=False,
            verbose=False,
        )
    assert theirs["eci"].isna().all()
    assert theirs["pci"].isna().all()
    m = presence(location_quotient(ExportMatrix.from_frame(wide)), cutoff=1.5)
    found = complexity(m)
    assert found.eci.loc[found.eci["eci"].isna(), "unit"].tolist() == ["d99"]
    others = m.to_frame().drop(index="d99")
    alone = complexity(ExportMatrix.from_frame(others, kind="presence"))
    np.testing.assert_array_equal(found.eci["eci"].iloc[:-1], alone.eci["eci"])
    np.testing.assert_array_equal(found.pci["pci"], alone.pci["pci"])


def test_rca_and_proximity_are_econcomplexs(ecc: Any, p: ExportMatrix) -> None:
    """Its diagonal is 0; quotients agree too."""
    q = location_quotient(ExportMatrix.from_frame(exports())).to_frame()
    with a_peer():
        rca = ecc.rca(exports())
        phi = ecc.proximity(p.to_frame(), use_rca=False)["product"]
    np.testing.assert_allclose(q, rca, atol=TOLERANCE)
    np.testing.assert_allclose(proximity(p, diagonal=0.0), phi, atol=TOLERANCE)


def test_its_density_is_ours_in_per_cent(ecc: Any, p: ExportMatrix) -> None:
    """econcomplex prints 0 to 100 where distance is 0 to 1; ours is a fraction."""
    with a_peer():
        theirs = ecc.relatedness_density(p.to_frame(), use_rca=False)
    np.testing.assert_allclose(density(p, p, diagonal=0.0) * 100, theirs, atol=1e-7)


def test_its_density_is_blind_to_labels(ecc: Any, p: ExportMatrix) -> None:
    """A proximity matrix in another order changes its densities; ours stay."""
    phi = proximity(p, diagonal=0.0)
    mixed = phi.iloc[::-1, ::-1]
    ours = density(p, phi)
    pd.testing.assert_frame_equal(density(p, mixed)[ours.columns], ours)
    with a_peer():
        right = ecc.relatedness_density(p.to_frame(), phi=phi, use_rca=False)
        wrong = ecc.relatedness_density(p.to_frame(), phi=mixed, use_rca=False)
    np.testing.assert_allclose(ours * 100, right, atol=1e-7)
    assert (abs(right - wrong) > 1).any(axis=None)


def test_its_eci_is_ours_up_to_scale_and_its_pci_another_index(ecc: Any, p: ExportMatrix) -> None:
    """It standardises ECI and PCI apart, so that ECI is no longer the mean PCI.

    ECI agrees up to the kind of standard deviation; PCI is a line of ours.
    """
    with a_peer():
        eci, pci = ecc.eci_pci(p.to_frame(), use_rca=False, threshold=0.5)
    found = complexity(p)
    ours, other = found.eci["eci"].to_numpy(), np.asarray(eci)
    assert abs(np.corrcoef(ours, other)[0, 1]) == pytest.approx(1, abs=TOLERANCE)
    assert abs(np.corrcoef(found.pci["pci"], pci)[0, 1]) == pytest.approx(1, abs=TOLERANCE)
    wide = p.to_frame().to_numpy()
    mean = wide @ np.asarray(pci) / wide.sum(axis=1)
    assert abs(mean - other).max() > 0.05
    held = wide @ found.pci["pci"].to_numpy() / wide.sum(axis=1)
    np.testing.assert_allclose(held, ours, atol=1e-13)


def test_its_eci_and_pci_take_signs_of_their_own(ecc: Any) -> None:
    """ECI by diversity, PCI by ubiquity: in weakly nested data they part; ours cannot."""
    rng = np.random.default_rng(4)
    parted = 0
    for _ in range(20):
        m = (rng.random((20, 25)) < 0.4).astype(float)
        frame = pd.DataFrame(
            m, index=[f"d{i}" for i in range(20)], columns=[f"k{i}" for i in range(25)]
        )
        with a_peer():
            eci, pci = ecc.eci_pci(frame, use_rca=False, threshold=0.5)
        mean = m @ np.asarray(pci) / m.sum(axis=1)
        parted += bool(np.corrcoef(mean, eci)[0, 1] < 0)
        found = complexity(ExportMatrix.from_frame(frame, kind="presence"))
        ours = m @ found.pci["pci"].to_numpy() / m.sum(axis=1)
        np.testing.assert_allclose(ours, found.eci["eci"], atol=1e-12)
    assert parted > 0


def test_one_missing_pci_poisons_its_outlook(ecc: Any, p: ExportMatrix) -> None:
    """Every region's COI becomes NaN; ours leaves the product out."""
    pci = complexity(p).pci.set_index("product")["pci"]
    phi = proximity(p, diagonal=0.0)
    omega = density(p, phi)
    with a_peer():
        whole = ecc.complexity_outlook_index(p.to_frame(), pci, phi=phi, use_rca=False)
        holed = ecc.complexity_outlook_index(
            p.to_frame(), pci.mask(pci.index == "k05"), phi=phi, use_rca=False
        )
    ours = complexity_outlook_index(p, omega, pci)
    np.testing.assert_allclose(ours["coi"], whole, atol=TOLERANCE)
    assert np.isnan(np.asarray(holed)).all()
    assert complexity_outlook_index(p, omega, pci.drop("k05"))["coi"].notna().all()


def test_its_gain_divides_by_the_other_products_sums(ecc: Any, p: ExportMatrix) -> None:
    """It divides by the sum around the new product; the published gain by each neighbour's."""
    pci = complexity(p).pci.set_index("product")["pci"]
    phi = proximity(p, diagonal=0.0)
    ours = complexity_outlook_gain(p, phi, pci, variant="ecomplexity")
    with a_peer():
        theirs = ecc.complexity_outlook_gain(p.to_frame(), pci, phi=phi, use_rca=False)
    assert (abs(ours - theirs) > 0.01).any(axis=None)
    absent = 1 - p.to_frame()
    as_theirs = absent * ((absent * pci) @ phi) / phi.sum()
    np.testing.assert_allclose(as_theirs, theirs, atol=TOLERANCE)


def test_prody_and_expy_are_econcomplexs(ecc: Any) -> None:
    """Weights by quotients or by shares of the basket are the same."""
    m = ExportMatrix.from_frame(exports())
    income = pd.Series(np.geomspace(40_000, 900, 40), index=exports().index)
    with a_peer():
        theirs = ecc.prody(exports(), income), ecc.expy(exports(), income)
    found = prody(m, income)
    np.testing.assert_allclose(found["prody"], theirs[0], rtol=TOLERANCE)
    np.testing.assert_allclose(expy(m, found)["expy"], theirs[1], rtol=TOLERANCE)
