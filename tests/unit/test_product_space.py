"""The product space by hand, against slow versions, and where it has no answer."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import _naive_space as naive
from _tables import flows_of
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.product_space import (
    Complexity,
    complexity,
    complexity_outlook_gain,
    complexity_outlook_index,
    density,
    expy,
    presence,
    prody,
    proximity,
)
from odopkit.product_space import space as engine
from odopkit.product_space import spectrum as kernel
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix

NESTED = pd.DataFrame(
    [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    index=list("ABCD"),
    columns=["k1", "k2", "k3", "k4"],
)
PCI = {"k1": -1.0, "k2": 0.0, "k3": 0.5, "k4": 2.0}


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Name units u000 … and products p000 …."""
    units = [f"u{i:03d}" for i in range(frame.shape[0])]
    products = [f"p{i:03d}" for i in range(frame.shape[1])]
    return pd.DataFrame(frame.to_numpy(), index=units, columns=products)


def matrix(wide: Any) -> ExportMatrix:
    """Presence from a list of rows or a frame."""
    frame = pd.DataFrame(wide)
    if not isinstance(wide, pd.DataFrame):
        frame = labelled(frame)
    return ExportMatrix.from_frame(frame, kind="presence")


def nested_random(n: int, m: int, seed: int = 1) -> pd.DataFrame:
    """Draw a connected presence matrix in which a few units have most."""
    rng = np.random.default_rng(seed)
    chance = np.outer(np.linspace(0.9, 0.1, n), np.linspace(1.0, 0.2, m))
    wide = (rng.random((n, m)) < chance).astype(float)
    wide[0, :] = 1
    wide[:, 0] = 1
    return labelled(pd.DataFrame(wide))


# ------------------------------------------------------------------------ presence


def test_presence_begins_at_the_cutoff() -> None:
    """The quotient itself is in; what is undefined or zero is out."""
    wide = pd.DataFrame([[1.0, 0.999, 2.0]], index=["a"], columns=list("xyz"))
    q = ExportMatrix.from_frame(wide, kind="location quotient")
    assert presence(q).to_frame().to_numpy().tolist() == [[1.0, 0.0, 1.0]]
    assert presence(q, cutoff=2).to_frame().to_numpy().tolist() == [[0.0, 0.0, 1.0]]
    assert presence(q).options["cutoff"] == 1.0


def test_an_exact_one_is_present_in_every_even_matrix() -> None:
    """Equal exports everywhere: each quotient is 1, and plain ``>=`` loses whole matrices."""
    lost = 0
    for n in range(2, 31):
        for m in range(2, 31):
            wide = pd.DataFrame(np.full((n, m), 0.1)).rename(index=str, columns=str)
            q = location_quotient(ExportMatrix.from_frame(wide))
            assert presence(q).values.nnz == n * m
            naive_quotients = naive.quotients(wide.to_numpy())
            lost += bool((naive_quotients < 1).any())
    assert lost > 100


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_an_exact_one_is_present_when_shares_are_odd(dtype: str) -> None:
    """A rank-one matrix has quotients of 1 only, in either number type."""
    rng = np.random.default_rng(11)
    wide = pd.DataFrame(np.outer(rng.random(60), rng.random(70))).rename(index=str, columns=str)
    q = location_quotient(ExportMatrix.from_frame(wide, dtype=dtype))
    assert presence(q).values.nnz == 60 * 70


def test_undefined_quotients_are_not_present_and_keep_their_reason() -> None:
    """The reasons travel on, to the complexity of what is not there."""
    wide = pd.DataFrame([[1, 2, 0], [3, 1, 0], [0, 0, 0]], index=list("ABC"), columns=list("xyz"))
    p = presence(location_quotient(ExportMatrix.from_frame(wide)))
    assert p.to_frame().loc["C"].isna().all()
    found: Any = complexity(p)
    assert found.eci["reason"].tolist()[2] == "no exports"
    assert found.pci["reason"].tolist()[2] == "no exports in the reference"


@pytest.mark.parametrize("cutoff", [0, -1.0, np.nan, np.inf, True])
def test_a_cutoff_is_above_zero(cutoff: float) -> None:
    """At zero everything would be present."""
    q = location_quotient(ExportMatrix.from_frame(NESTED))
    with pytest.raises(InvalidValueError, match="above 0"):
        presence(q, cutoff=cutoff)


def test_the_wrong_kind_of_matrix_is_refused() -> None:
    """Values are no quotients, quotients no presence; the message says what to call."""
    exports = ExportMatrix.from_frame(NESTED)
    with pytest.raises(InvalidValueError, match=r"location_quotient\(m\) first"):
        presence(exports)
    for call in (proximity, lambda p: density(p, p, diagonal=0)):
        with pytest.raises(InvalidValueError, match=r"presence\(location_quotient"):
            call(exports)
    with pytest.raises(InvalidValueError, match=r"location quotient values; use presence\(lq\)"):
        complexity(location_quotient(exports))
    with pytest.raises(InvalidValueError, match="a flows table or an ExportMatrix, got a list"):
        complexity([[1, 0]])  # type: ignore[arg-type]
    with pytest.raises(InvalidTableError, match="column 'state' is not in the table"):
        complexity(NESTED)
    with pytest.raises(InvalidValueError, match="not quotients"):
        prody(matrix(NESTED), {"A": 1.0})
    with pytest.raises(InvalidValueError, match="not quotients"):
        expy(matrix(NESTED), {"k1": 1.0})


# --------------------------------------------------------------- proximity, density


def test_the_worked_proximities() -> None:
    """phi12 = 3/4, phi13 = 2/4, phi23 = 2/3."""
    phi: Any = proximity(matrix(NESTED))
    assert phi.loc["k1", "k2"] == 0.75
    assert phi.loc["k1", "k3"] == 0.5
    assert phi.loc["k2", "k3"] == pytest.approx(2 / 3)
    assert phi.index.equals(phi.columns)
    assert np.diag(phi).tolist() == [0.0] * 4
    assert np.diag(proximity(matrix(NESTED), diagonal=1.0)).tolist() == [1.0] * 4


def test_the_worked_densities() -> None:
    """Row 2 with the diagonal counted: .8182 .8788 .8125 .5714."""
    p = matrix(NESTED)
    out: Any = density(p, proximity(p, diagonal=1.0))
    assert out.loc["B"].tolist() == pytest.approx([0.8182, 0.8788, 0.8125, 0.5714], abs=5e-5)
    assert out.loc["A"].tolist() == [1.0] * 4


def test_a_product_present_nowhere_is_near_nothing() -> None:
    """Its proximity is 0, its density NaN, and everybody else's stays."""
    wide = NESTED.assign(new=0)
    for diagonal in (0.0, 1.0):
        phi = proximity(matrix(wide), diagonal=diagonal)
        assert (phi["new"] == 0).all()
        assert (phi.loc["new"] == 0).all()
        out = density(matrix(wide), phi)
        assert out["new"].isna().all()
        expected = density(matrix(NESTED), proximity(matrix(NESTED), diagonal=diagonal))
        pd.testing.assert_frame_equal(out[expected.columns], expected)


def test_a_product_of_its_own_has_no_density_without_its_diagonal() -> None:
    """Nothing else is near it, so that there is nothing to be a share of."""
    p = matrix([[1, 1, 0], [0, 0, 1]])
    assert density(p, p, diagonal=0.0)["p002"].isna().all()
    assert density(p, p, diagonal=1.0)["p002"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("fill", [0.05, 0.6])
@pytest.mark.parametrize("diagonal", [0.0, 1.0])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_blocks_held_and_slow_versions_agree(
    monkeypatch: pytest.MonkeyPatch, fill: float, diagonal: float, dtype: str
) -> None:
    """Sparse or dense, made in blocks or held whole, in either number type."""
    rng = np.random.default_rng(5)
    wide = (rng.random((40, 61)) < fill).astype(float)
    wide[:, 60] = 0
    phi: Any = naive.proximity(wide, diagonal)
    omega = naive.density(wide, phi)
    p = matrix(wide)
    limit = {"float64": 1e-13, "float32": 1e-5}[dtype]
    for width in (7, 12, 61, 256):
        monkeypatch.setattr(engine.Space.blocks, "__defaults__", (width,))
        made = proximity(p, diagonal=diagonal, dtype=dtype)
        assert made.dtypes.eq(dtype).all()
        np.testing.assert_allclose(made, phi, atol=limit, rtol=0)
        for space in (made, p):
            options = {} if space is made else {"diagonal": diagonal}
            out = density(p, space, dtype=dtype, **options)  # type: ignore[arg-type]
            assert out.dtypes.eq(dtype).all()
            np.testing.assert_allclose(out, omega, atol=limit, rtol=0)


def test_float32_density_keeps_its_bound() -> None:
    """Within (k + 4) * 6e-8 of itself, k being what the unit has."""
    p = matrix(nested_random(150, 900))
    exact, near = (density(p, p, diagonal=1.0, dtype=d) for d in ("float64", "float32"))
    held = np.diff(p.values.indptr)[:, None]
    assert (abs(near - exact) <= (held + 4) * 6e-8 * exact).all(axis=None)


def test_the_space_may_be_the_worlds() -> None:
    """Units have their density among the world's products, in whatever order labels come."""
    world = nested_random(30, 12)
    districts = pd.DataFrame(
        [[1, 0, 1], [0, 1, 1]], index=["Leh", "Kargil"], columns=["p007", "p001", "p004"]
    )
    phi: Any = proximity(matrix(world))
    full = districts.reindex(columns=world.columns, fill_value=0).to_numpy(dtype=float)
    expected = naive.density(full, phi.to_numpy())
    shuffled = phi.sample(frac=1, random_state=0).sample(frac=1, axis=1, random_state=1)
    for space in (phi, shuffled):
        out: Any = density(matrix(districts), space)
        np.testing.assert_allclose(out[world.columns], expected, rtol=1e-12)
        assert out.index.tolist() == ["Leh", "Kargil"]
    out = density(matrix(districts), matrix(world), diagonal=0.0)
    np.testing.assert_allclose(out, expected, rtol=1e-12)


def test_products_outside_the_space_are_refused_or_left_out() -> None:
    """Only those that some unit has; the message counts and names them."""
    districts = pd.DataFrame([[1, 1, 0]], index=["Leh"], columns=["k1", "odd", "unused"])
    phi: Any = proximity(matrix(NESTED))
    call: Any
    for call in (
        lambda **o: density(matrix(districts), phi, **o),
        lambda **o: complexity_outlook_gain(
            matrix(districts), phi, PCI, variant="ecomplexity", **o
        ),
    ):
        with pytest.raises(
            InvalidValueError, match=r"lacks products that units have: 'odd' \(1 in"
        ):
            call()
        with pytest.raises(InvalidValueError, match="outside must be one of"):
            call(outside="drop")
        expected = districts[["k1"]]
        assert call(outside="ignore").columns.tolist() == ["k1", "k2", "k3", "k4"]
    out: Any = density(matrix(districts), phi, outside="ignore")
    pd.testing.assert_frame_equal(out, density(matrix(expected), phi))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda phi: phi.to_numpy(), InvalidValueError, "got a NumPy array"),
        (lambda phi: phi.iloc[:3], InvalidTableError, "same labels"),
        (lambda phi: phi.rename(index={"k1": "k9"}), InvalidTableError, "same labels"),
        (lambda phi: phi.rename(index={"k1": "k2"}), InvalidTableError, "'k2' twice"),
        (lambda phi: phi * 2, InvalidTableError, "outside 0 to 1"),
        (lambda phi: phi.where(phi > 0), InvalidTableError, "outside 0 to 1"),
        (lambda phi: phi.mask(np.triu(phi) > 0, 0.9), InvalidTableError, "not symmetric"),
    ],
)
def test_a_proximity_matrix_is_checked(change: Any, error: type[Exception], message: str) -> None:
    """Labels on both sides, symmetric, from 0 to 1."""
    with pytest.raises(error, match=message):
        density(matrix(NESTED), change(proximity(matrix(NESTED))))


def test_the_diagonal_is_named_once() -> None:
    """With presence it is needed, with a proximity matrix it is there already; 0 or 1."""
    p = matrix(NESTED)
    with pytest.raises(InvalidValueError, match="diagonal is needed"):
        density(p, p)
    with pytest.raises(InvalidValueError, match="has its own"):
        density(p, proximity(p), diagonal=1.0)
    for wrong in (0.5, True, "1"):
        with pytest.raises(InvalidValueError, match=r"0\.0 .* or 1\.0"):
            proximity(p, diagonal=wrong)  # type: ignore[arg-type]
    for call in (proximity, lambda p, **o: density(p, p, diagonal=0, **o)):
        with pytest.raises(InvalidValueError, match="'float64' or 'float32'"):
            call(p, dtype="int8")


def test_whole_numbers_serve_as_a_proximity_matrix() -> None:
    """A hand-made space of zeros and ones."""
    phi: Any = pd.DataFrame([[0, 1], [1, 0]], index=["k1", "k2"], columns=["k1", "k2"])
    out: Any = density(matrix(pd.DataFrame([[1, 0]], index=["A"], columns=["k1", "k2"])), phi)
    assert out.loc["A"].tolist() == [0.0, 1.0]


# ---------------------------------------------------------------------- complexity


def test_the_worked_eigenvalues() -> None:
    """1, .2919, .1192, .0125: the second and third are reported."""
    found: Any = complexity(matrix(NESTED))
    assert found.second_eigenvalue == pytest.approx(0.2919, abs=5e-5)
    assert found.third_eigenvalue == pytest.approx(0.1192, abs=5e-5)
    m = NESTED.to_numpy(dtype=float)
    by_unit = (m / m.sum(axis=0)) @ (m / m.sum(axis=1, keepdims=True)).T
    values = np.sort(np.linalg.eigvals(by_unit).real)
    assert values[::-1].tolist() == pytest.approx([1, 0.2919, 0.1192, 0.0125], abs=5e-5)


@pytest.mark.parametrize("side", [128, 2])
@pytest.mark.parametrize("shape", [(12, 30), (30, 12), (40, 40)])
def test_scores_agree_with_the_asymmetric_form(
    monkeypatch: pytest.MonkeyPatch, side: int, shape: tuple[int, int]
) -> None:
    """Dense or by Lanczos steps, on either side: what the papers' matrix gives."""
    monkeypatch.setattr(kernel, "DENSE_SIDE", side)
    wide = nested_random(*shape)
    eci, pci = naive.complexity(wide.to_numpy())
    found: Any = complexity(matrix(wide))
    np.testing.assert_allclose(found.eci["eci"], eci, atol=1e-9)
    np.testing.assert_allclose(found.pci["pci"], pci, atol=1e-9)
    assert found.eci["diversity"].tolist() == wide.sum(axis=1).tolist()
    assert found.pci["ubiquity"].tolist() == wide.sum().tolist()


def test_eci_is_the_mean_pci_of_what_is_present() -> None:
    """To the last digits; ECI has mean 0 and (population) standard deviation 1."""
    wide = nested_random(200, 260)
    found: Any = complexity(matrix(wide))
    eci: Any = found.eci["eci"].to_numpy()
    mean = wide.to_numpy() @ found.pci["pci"].to_numpy() / wide.sum(axis=1).to_numpy()
    np.testing.assert_allclose(mean, eci, atol=1e-14)
    assert eci.mean() == pytest.approx(0, abs=1e-12)
    assert eci.std() == pytest.approx(1)
    assert np.corrcoef(eci, found.eci["diversity"])[0, 1] == pytest.approx(
        found.diversity_correlation
    )


def test_a_sign_that_hangs_by_a_thread_is_flagged() -> None:
    """Below a correlation of 0.2 with diversity; above, it is not."""
    rng = np.random.default_rng(0)
    flags = []
    for _ in range(30):
        found = complexity(matrix((rng.random((20, 25)) < 0.4).astype(float)))
        assert found.diversity_correlation >= 0
        assert found.weak_sign == (found.diversity_correlation < 0.2)
        flags.append(found.weak_sign)
    assert {True, False} <= set(flags)


def test_an_empty_district_and_a_product_nobody_has_change_nobody() -> None:
    """They are NaN with a reason, in component 0."""
    wide = nested_random(20, 30)
    more = wide.assign(none=0.0)
    more.loc["silent"] = 0.0
    alone, found = complexity(matrix(wide)), complexity(matrix(more))
    pd.testing.assert_frame_equal(found.eci.iloc[:20], alone.eci)
    pd.testing.assert_frame_equal(found.pci.iloc[:30], alone.pci)
    assert found.eci.iloc[20].to_dict() == pytest.approx(
        {
            "unit": "silent",
            "diversity": 0,
            "eci": np.nan,
            "component": 0,
            "reason": "nothing is present",
        },
        nan_ok=True,
    )
    assert found.pci.iloc[30]["reason"] == "present nowhere"
    assert found.to_dict()["n_units_with_eci"] == 20


def test_the_index_is_that_of_the_largest_component() -> None:
    """A district alone with its product is set apart; the others' numbers stay."""
    wide = nested_random(20, 30)
    apart = wide.assign(own=0.0)
    apart.loc["hermit"] = 0.0
    apart.loc["hermit", "own"] = 1.0
    alone, found = complexity(matrix(wide)), complexity(matrix(apart))
    pd.testing.assert_series_equal(found.eci["eci"].iloc[:20], alone.eci["eci"])
    assert found.eci.iloc[20]["component"] == 2
    assert found.eci.iloc[20]["reason"] == "outside the largest component"
    assert found.pci.iloc[30][["component", "reason"]].tolist() == [
        2,
        "outside the largest component",
    ]
    assert found.component.to_dict("list") == {
        "component": [1, 2],
        "n_units": [20, 1],
        "n_products": [30, 1],
        "used": [True, False],
        "reason": ["", "outside the largest component"],
    }


def test_two_equal_blocks_have_no_index() -> None:
    """A block-diagonal matrix gives 1, 1, 0, 0: no component is the largest."""
    wide = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    found: Any = complexity(matrix(wide))
    assert found.eci["eci"].isna().all()
    assert found.pci["pci"].isna().all()
    assert found.reason == "no component is the largest"
    assert set(found.eci["reason"]) == {"no component is the largest"}
    assert found.eci["component"].tolist() == [1, 1, 2, 2]
    assert not found.component["used"].any()
    assert found.component["reason"].tolist() == ["no component is the largest"] * 2


@pytest.mark.parametrize(
    ("wide", "reason"),
    [
        (np.ones((3, 4)), kernel.NO_SECOND),
        (np.ones((1, 4)), kernel.ONE_UNIT),
        (np.ones((4, 1)), kernel.ONE_UNIT),
        (1 - np.eye(5), kernel.REPEATED),
        ([[1, 1, 0], [0, 1, 1]], kernel.NO_SIGN),
        (np.zeros((2, 3)), "nothing is present"),
    ],
)
def test_where_there_is_no_index_the_reason_says_so(wide: Any, reason: str) -> None:
    """Alike baskets, one unit, a repeated eigenvalue, no variation of diversity, nothing."""
    found: Any = complexity(matrix(wide))
    assert found.reason == reason
    assert found.eci["eci"].isna().all()
    assert found.pci["pci"].isna().all()
    assert (found.eci["reason"] != "").all()
    assert found.to_frame().loc[0, "reason"] == reason
    assert set(found.component["reason"]) <= {reason}
    made = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert made["reason"] == reason
    assert [row["eci"] for row in made["eci"]] == [None] * len(found.eci)


# ---------------------------------------------------- complexity of exports, step by step


def exported(seed: int = 3) -> pd.DataFrame:
    """Twelve districts in three states, and exports of no known place and of special kinds."""
    rng = np.random.default_rng(seed)
    codes = [f"{c:02d}{r}0100" for c in range(1, 15) for r in ("01", "02")]
    rows = [
        (f"S{i // 4}", f"d{i:02d}", code, float(rng.lognormal(0, 2)))
        for i in range(12)
        for code in rng.permutation(codes)[: 6 + i]
    ]
    rows += [("S0", "UNSPECIFIED", codes[0], 40.0), ("S1", "d05", "98010013", 25.0)]
    table = flows_of(rows)
    return table.assign(good=table["hs_code"].str[:2].radd("good "), period="2024-25")


def assert_same_index(one: Complexity, other: Complexity) -> None:
    """The same tables, numbers and options, to the last digit."""
    for name in ("eci", "pci", "component"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.to_dict() == other.to_dict()


@pytest.mark.parametrize("cutoff", [1.0, 0.5])
@pytest.mark.parametrize(
    "options",
    [
        {"level": 4},
        {"level": 8, "pseudo": "product", "unspecified": "denominator"},
        {"level": 2, "min_value": 5.0, "period": "2024-25", "unspecified": "unit"},
        {"product": "good"},
        {"product": "good", "units": pd.DataFrame({"state": ["S9"], "district": ["silent"]})},
    ],
)
def test_exports_and_flows_give_the_index_of_their_presence(
    options: dict[str, Any], cutoff: float
) -> None:
    """Three ways in: each step by hand, the matrix of exports, the flows table."""
    m = ExportMatrix.from_flows(exported(), **options)
    by_hand = complexity(presence(location_quotient(m), cutoff=cutoff))
    assert by_hand.reason == ""
    assert_same_index(complexity(m, cutoff=cutoff), by_hand)
    found = complexity(exported(), cutoff=cutoff, **options)
    assert_same_index(found, by_hand)
    assert_same_index(
        complexity(exported(), cutoff=cutoff, presence_by="location quotient", **options), by_hand
    )
    name = options.get("product", "hs_code")
    assert found.pci.columns[0] == name
    assert (found.options["product"], found.options["level"]) == (name, options.get("level"))
    assert (found.options["presence_by"], found.options["cutoff"]) == ("location quotient", cutoff)


def test_a_table_of_products_without_codes_needs_no_codes() -> None:
    """What has no HS codes is named by its own column."""
    table = exported().drop(columns="hs_code").rename(columns={"good": "product"})
    m = ExportMatrix.from_flows(table, product="product")
    by_hand = complexity(presence(location_quotient(m)))
    assert_same_index(complexity(table, product="product"), by_hand)
    assert_same_index(complexity(m), by_hand)
    assert by_hand.pci.columns[0] == "product"
    with pytest.raises(InvalidValueError, match="pass product='product'"):
        complexity(table)


def test_exports_of_countries_give_the_index_of_their_presence() -> None:
    """A matrix that was not made of flows has no level, and its own name of products."""
    wide = nested_random(20, 30) * np.random.default_rng(1).lognormal(size=(20, 30))
    m = ExportMatrix.from_frame(wide)
    assert_same_index(complexity(m), complexity(presence(location_quotient(m))))
    known = complexity(matrix(nested_random(20, 30))).options
    assert known == {"product": "product", "level": None}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": 4}, "only a flows table takes level; a matrix has options of its own"),
        ({"product": "good", "pseudo": "product"}, "only a flows table takes pseudo, product"),
        ({"units": pd.DataFrame({"state": ["S"], "district": ["x"]})}, "takes units"),
        ({"cutoff": 2.0}, "cutoff=2.0 says what counts as present"),
        ({"presence_by": "rca"}, "presence_by must be one of 'location quotient'"),
    ],
)
def test_a_presence_matrix_is_taken_as_it_is(options: dict[str, Any], message: str) -> None:
    """What would be ignored in silence is refused."""
    with pytest.raises(InvalidValueError, match=message):
        complexity(matrix(NESTED), **options)


def test_a_cutoff_of_exports_is_above_zero() -> None:
    """It is that of presence()."""
    with pytest.raises(InvalidValueError, match="cutoff must be a finite number above 0, got 0"):
        complexity(exported(), cutoff=0)


def test_a_complexity_is_strict_json_with_its_tables() -> None:
    """All tables are records; the frame has the numbers of one row."""
    found = complexity(exported(), level=4)
    made = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [len(made[name]) for name in ("eci", "pci", "component")] == [
        len(found.eci), len(found.pci), len(found.component),
    ]  # fmt: skip
    assert list(made["pci"][0]) == ["hs_code", "ubiquity", "pci", "component", "reason"]
    assert made["options"]["cutoff"] == 1.0
    row = found.to_frame()
    assert len(row) == 1
    assert list(row)[-1] == "reason"
    assert {name: made[name] for name in row} == row.iloc[0].to_dict()


def test_a_repeated_eigenvalue_is_seen_beyond_the_dense_side() -> None:
    """A ring of 200 units and products has each eigenvalue twice; one Lanczos run sees one."""
    ring = np.eye(200) + np.roll(np.eye(200), 1, axis=1)
    found: Any = complexity(matrix(ring))
    assert found.reason == kernel.REPEATED
    assert found.third_eigenvalue == pytest.approx(found.second_eigenvalue)


def test_long_chains_are_connected() -> None:
    """Many rounds from one end to the other, and still one component."""
    n = 90
    chain = np.eye(n) + np.eye(n, k=1)
    chain[0, :] = 1
    chain[0, 10:] = 0
    found: Any = complexity(matrix(chain))
    assert found.component["n_units"].tolist() == [n]
    apart = chain.copy()
    apart[50, 51] = 0
    found = complexity(matrix(apart))
    assert found.component["n_units"].tolist() == [51, 39]
    assert found.eci["component"].tolist() == [1] * 51 + [2] * 39


def test_components_are_numbered_by_size_then_place() -> None:
    """The largest is 1; among equals the one that comes first."""
    blocks = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    m = matrix(blocks).values
    unit, product = kernel.components(m, *(m.sum(axis=i).astype(float) for i in (1, 0)))
    assert unit.tolist() == [2, 1, 1, 3, 0]
    assert product.tolist() == [2, 1, 3, 0]


# ------------------------------------------------------------------- outlook, income


def test_outlook_agrees_with_its_formula() -> None:
    """Sums over what is absent, in both readings of the gain."""
    wide = nested_random(8, 11)
    m = wide.to_numpy()
    pci = pd.Series(np.linspace(-1, 2, 11), index=wide.columns)
    p = matrix(wide)
    phi: Any = proximity(p, diagonal=1.0)
    omega = density(p, phi)
    coi = complexity_outlook_index(p, omega, pci)
    expected = naive.outlook_index(m, omega.to_numpy(), pci.to_numpy())
    np.testing.assert_allclose(coi["coi"], expected, atol=1e-12)
    assert coi["n_absent"].tolist() == (1 - m).sum(axis=1).tolist()
    for variant in ("ecomplexity", "atlas"):
        expected = naive.outlook_gain(m, phi.to_numpy(), pci.to_numpy(), variant)
        held = complexity_outlook_gain(p, phi, pci, variant=variant)
        made = complexity_outlook_gain(p, p, pci, variant=variant, diagonal=1.0)
        np.testing.assert_allclose(held, expected, atol=1e-12)
        np.testing.assert_allclose(made, expected, atol=1e-12)


def test_products_and_units_are_matched_by_label() -> None:
    """Another order of density or complexity is the same outlook."""
    wide = nested_random(8, 11)
    p = matrix(wide)
    found: Any = complexity(p)
    omega = density(p, p, diagonal=0.0)
    coi = complexity_outlook_index(p, omega, found.pci)
    mixed = omega.sample(frac=1, random_state=3).sample(frac=1, axis=1, random_state=4)
    again = complexity_outlook_index(p, mixed, found.pci.sample(frac=1, random_state=5))
    pd.testing.assert_frame_equal(again, coi)
    mapped = dict(zip(found.pci["product"], found.pci["pci"], strict=True))
    pd.testing.assert_frame_equal(complexity_outlook_index(p, omega, mapped), coi)
    gain: Any = complexity_outlook_gain(p, p, found.pci, variant="atlas", diagonal=0.0)
    again = complexity_outlook_gain(p, p, found.pci.iloc[::-1], variant="atlas", diagonal=0.0)
    pd.testing.assert_frame_equal(again, gain)


def test_a_product_without_complexity_is_left_out_not_poison() -> None:
    """One NaN takes its own product away, and nothing else."""
    p = matrix(NESTED)
    omega = density(p, p, diagonal=1.0)
    known = {k: v for k, v in PCI.items() if k != "k3"}
    for pci in (known, PCI | {"k3": np.nan}):
        coi = complexity_outlook_index(p, omega, pci)
        expected = complexity_outlook_index(p, omega, PCI | {"k3": 0.0})
        assert coi["coi"].tolist() == expected["coi"].tolist()
        assert coi["n_absent"].tolist() == [0, 1, 1, 1]
        gain = complexity_outlook_gain(p, p, pci, variant="ecomplexity", diagonal=1.0)
        zero = complexity_outlook_gain(p, p, PCI | {"k3": 0.0}, variant="ecomplexity", diagonal=1.0)
        pd.testing.assert_frame_equal(gain, zero)
        gain = complexity_outlook_gain(p, p, pci, variant="atlas", diagonal=1.0)
        assert gain["k3"].isna().tolist() == [False, False, True, True]
        assert gain.drop(columns="k3").notna().all(axis=None)


def test_without_any_complexity_there_is_no_outlook() -> None:
    """A space whose index is undefined gives NaN with a reason, not zero."""
    blocks = matrix([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]])
    pci = complexity(blocks).pci
    coi = complexity_outlook_index(blocks, density(blocks, blocks, diagonal=1.0), pci)
    assert coi["coi"].isna().all()
    assert set(coi["reason"]) == {"no product has a PCI"}
    gain = complexity_outlook_gain(blocks, blocks, pci, variant="ecomplexity", diagonal=1.0)
    assert gain.isna().all(axis=None)


def test_outlook_input_is_checked() -> None:
    """Units without a density, repeats, unusable complexity, no variant."""
    p = matrix(NESTED)
    omega = density(p, p, diagonal=1.0)
    with pytest.raises(InvalidValueError, match="omega must be a pandas DataFrame"):
        complexity_outlook_index(p, omega.to_numpy(), PCI)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="no row for 'D'"):
        complexity_outlook_index(p, omega.iloc[:3], PCI)
    with pytest.raises(InvalidValueError, match="'A' twice"):
        complexity_outlook_index(p, omega.rename(index={"B": "A"}), PCI)
    for pci, message in (
        ({"zz": 1.0}, "pci has none of the labels, which begin with 'k1'"),
        (pd.Series([1.0, 2.0], index=["k1", "k1"]), "'k1' more than once"),
        (pd.Series(["a"], index=["k1"]), "must be numbers"),
        ({"k1": np.inf}, "must be finite, got inf for 'k1'"),
        (pd.DataFrame({"code": ["k1"], "pci": [1.0]}), "pci has no column 'product'"),
        ([1.0], "got a list"),
    ):
        with pytest.raises(InvalidValueError, match=message):
            complexity_outlook_index(p, omega, pci)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="variant must be one of"):
        complexity_outlook_gain(p, p, PCI, variant="stata", diagonal=1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="variant"):
        complexity_outlook_gain(p, p, PCI, diagonal=1.0)  # type: ignore[call-arg]


def test_the_worked_prody_and_expy() -> None:
    """PRODY (7588.2, 4652.2, 5200.0) and EXPY (6339.3, 5386.2, 5274.5) of the hand matrix."""
    exports = pd.DataFrame(
        [[100, 20, 80], [50, 150, 0], [10, 30, 60]], index=list("ABC"), columns=list("xyz")
    )
    m = ExportMatrix.from_frame(exports)
    income = pd.Series({"C": 2000.0, "A": 10000.0, "B": 5000.0})
    found: Any = prody(m, income)
    assert found["prody"].tolist() == pytest.approx([7588.2, 4652.2, 5200.0], abs=0.05)
    assert found["n_units"].tolist() == [3, 3, 2]
    out: Any = expy(m, found)
    assert out["expy"].tolist() == pytest.approx([6339.3, 5386.2, 5274.5], abs=0.05)
    assert out["coverage"].tolist() == [1.0, 1.0, 1.0]
    np.testing.assert_allclose(
        found["prody"], naive.prody(exports.to_numpy(), income[list("ABC")].to_numpy())
    )


def test_income_that_is_missing_leaves_its_country_out() -> None:
    """And says how much of the product that leaves."""
    exports = pd.DataFrame(
        [[60, 40, 0, 0], [30, 50, 20, 0]], index=["a", "b"], columns=["x", "y", "z", "none"]
    )
    m = ExportMatrix.from_frame(exports)
    for income in ({"a": 100.0}, {"a": 100.0, "b": np.nan}):
        found = prody(m, income)
        assert found["prody"].tolist() == pytest.approx([100, 100, np.nan, np.nan], nan_ok=True)
        assert found["coverage"].tolist() == pytest.approx([2 / 3, 4 / 9, 0, np.nan], nan_ok=True)
        assert found["reason"].tolist() == ["", "", "no exporter with an income", "no exports"]
    out: Any = expy(m, found)
    assert out["expy"].tolist() == [100.0, 100.0]
    assert out["coverage"].tolist() == [1.0, 0.8]
    frame = pd.DataFrame({"unit": ["b", "a"], "income": [200.0, 100.0]})
    assert prody(m, frame)["prody"].tolist()[2] == 200.0


def test_expy_says_where_it_has_no_value() -> None:
    """A silent unit, and one whose products have no PRODY."""
    exports = pd.DataFrame(
        [[0, 0], [0, 5], [1, 1]], index=["silent", "odd", "both"], columns=["x", "y"]
    )
    out: Any = expy(ExportMatrix.from_frame(exports), {"x": 10.0})
    assert out["expy"].tolist() == pytest.approx([np.nan, np.nan, 10.0], nan_ok=True)
    assert out["coverage"].tolist() == pytest.approx([np.nan, 0.0, 0.5], nan_ok=True)
    assert out["reason"].tolist() == ["no exports", "no product with a PRODY", ""]


def test_income_is_above_zero() -> None:
    """Zero, negative and infinite incomes are refused with their label."""
    m = ExportMatrix.from_frame(NESTED)
    for wrong in (0.0, -1.0, np.inf):
        with pytest.raises(InvalidValueError, match=r"above 0, got .* for 'B'"):
            prody(m, {"A": 1.0, "B": wrong})


def test_income_is_matched_to_districts_by_both_names() -> None:
    """Pairs as keys, or both columns of a frame."""
    wide = NESTED.set_axis(
        pd.MultiIndex.from_tuples([("H", "A"), ("P", "A"), ("H", "C"), ("P", "D")])
    )
    m = ExportMatrix.from_frame(wide)
    income = {("P", "A"): 4.0, ("H", "A"): 1.0, ("P", "D"): 3.0, ("H", "C"): 2.0}
    frame = pd.DataFrame(
        [(s, d, y) for (s, d), y in income.items()], columns=["state", "district", "income"]
    )
    pd.testing.assert_frame_equal(prody(m, income), prody(m, frame))
    assert prody(m, income)["prody"].iloc[3] == pytest.approx((0.25 * 1 + 0.5 * 3) / 0.75)
