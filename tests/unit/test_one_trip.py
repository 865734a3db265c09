"""A table is validated once for any public call, however much is made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _laws import tries
from odopkit import ExportMatrix, load_illustrative_exports, schemas, study_exports
from odopkit.dominance import diversification_table
from odopkit.errors import InvalidValueError
from odopkit.potential import district_potential, export_potential, opportunity_table
from odopkit.schemas import validation
from odopkit.specialization import bootstrap_quotients, specialization_table
from odopkit.tables.layout import lay_out
from odopkit.typing import UnspecifiedMode


def flows() -> pd.DataFrame:
    """Districts, an unspecified place, products, partners, firms, shipments."""
    rng = np.random.default_rng(3)
    n = 240
    district = rng.integers(0, 6, n)
    return pd.DataFrame(
        {
            "state": np.array(["A", "A", "B", "B", "C", "C"])[district],
            "district": np.array(["u", "v", "u", "w", "x", "UNSPECIFIED"])[district],
            "hs_code": rng.choice(["10063020", "10064000", "84212190", "30049099", "99930000"], n),
            "partner": rng.choice(["USA", "UAE", "Nepal"], n),
            "firm": rng.choice([f"firm {i}" for i in range(25)], n),
            "shipments": rng.integers(1, 9, n),
            "value": rng.lognormal(3, 1, n),
        }
    )


def epi() -> pd.DataFrame:
    """Potential of the exporter of these flows."""
    columns = ["exporter", "market", "product", "value"]
    rows = [("IND", "USA", "1006", 5.0), ("VNM", "UAE", "1006", 3.0), ("IND", "UAE", "8421", 1.0)]
    return export_potential(pd.DataFrame(rows, columns=columns), exporter="IND")


Call = Callable[[pd.DataFrame], object]
CALLS: dict[str, Call] = {
    "study with partners": study_exports,
    "matrix with places outside": lambda t: ExportMatrix.from_flows(
        t, unspecified="denominator", min_value=1.0
    ),
    "diversification with partners": diversification_table,
    "potential of districts, top-down": lambda t: district_potential(
        epi(), t, method="top_down", level=4, rng=1, n_draws=5
    ),
    "potential of districts, bottom-up": lambda t: district_potential(
        epi(), t, method="bottom_up", level=4, tau=1.0
    ),
    "opportunities with counts": lambda t: opportunity_table(t, level=4, count="shipments"),
}


def quotients(mode: UnspecifiedMode) -> Call:
    """Quotients with their counts, where some places are set aside."""
    return lambda t: specialization_table(
        t, level=4, count="shipments", unspecified=mode, min_value=1.0
    )


def intervals(mode: UnspecifiedMode) -> Call:
    """Quotients of resampled firms."""
    return lambda t: bootstrap_quotients(
        t,
        block="firm",
        method="percentile",
        rng=1,
        level=4,
        n_resamples=20,
        unspecified=mode,
        reference="state",
    )


def left_out(mode: UnspecifiedMode) -> Call:
    """Quotients without one firm at a time."""
    return lambda t: bootstrap_quotients(
        t, block="firm", level=4, unspecified=mode, reference="state"
    )


def of_firms(mode: UnspecifiedMode) -> Call:
    """Quotients with firms counted."""
    return lambda t: specialization_table(
        t, level=4, firm="firm", unspecified=mode, min_value=1.0, reference="state"
    )


for each in get_args(UnspecifiedMode):
    CALLS[f"specialization with counts, {each}"] = quotients(each)
    CALLS[f"bootstrapped quotients, {each}"] = intervals(each)
    CALLS[f"quotients with blocks left out, {each}"] = left_out(each)
    CALLS[f"specialization with firms, {each}"] = of_firms(each)


class Guard:
    """The guard, and how many rows each table had that reached it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seen: list[int] = []
        self.real = validation.validate
        for module in (schemas, validation):
            patch.setattr(module, "validate", self)

    def __call__(self, frame: pd.DataFrame, *args: Any, **options: Any) -> pd.DataFrame:
        """Count a table and check it."""
        self.seen.append(len(frame))
        return self.real(frame, *args, **options)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_table_is_validated_once(
    call: Callable[[pd.DataFrame], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every table that reaches the guard is counted."""
    guard = Guard(monkeypatch)
    call(flows())
    assert guard.seen.count(len(flows())) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"),
            st.sampled_from(["u", "v"]),
            st.sampled_from(["10063020", "10064000", "99930000"]),
            st.sampled_from(["p", "q", "r"]),
            st.sampled_from([0.0, 1.0, 2.0]),
        ),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from([2, 4, 8]),
)
def test_a_layout_by_one_more_column_adds_up_to_the_one_without(
    rows: list[tuple[str, str, str, str, float]], level: Any
) -> None:
    """Cells, labels and sums are the same, and pairs have the same total."""
    columns = ["state", "district", "hs_code", "part", "value"]
    table = schemas.validate(pd.DataFrame(rows, columns=columns))
    plain = lay_out(table, product="hs_code", level=level)
    by_part = lay_out(table, product="hs_code", level=level, part="part")
    whole = by_part.over_parts()
    for name in ("state", "district", "labels", "of_cell", "item"):
        assert getattr(plain, name).tolist() == getattr(whole, name).tolist()
    np.testing.assert_allclose(plain.value, whole.value)
    pairs, product, part = by_part.by_pairs()
    assert pairs.value.sum() == by_part.value.sum()
    found = {
        (pairs.state[c], pairs.district[c], plain.labels[product[i]], by_part.parts[part[i]]): v  # type: ignore[index]
        for c, i, v in zip(pairs.of_cell, pairs.item, pairs.value, strict=True)
    }
    cut = table.assign(hs_code=table["hs_code"].astype(object).str[:level])
    keys = ["state", "district", "hs_code", "part"]
    expected = cut.astype(dict.fromkeys(keys, object)).groupby(keys)["value"].sum()
    assert found == expected.to_dict()


@tries(30)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("uv"), st.sampled_from("pq")),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
    st.sampled_from([None, 4]),
)
def test_repeated_keys_are_those_that_a_plain_count_finds(
    rows: list[tuple[str, str, str]], partners: bool, level: Any
) -> None:
    """Whether or not the key is that of the cells."""
    codes = {"p": "10063020", "q": "10064000"}
    table = pd.DataFrame(rows, columns=["state", "district", "hs_code"])
    table["hs_code"] = table["hs_code"].map(codes)
    if partners:
        table["partner"] = "USA"
    table["value"] = 1.0
    quality = study_exports(table, level=level).quality.set_index("item")["value"]
    keys = [c for c in table if c != "value"]
    assert quality["repeated keys"] == table.duplicated(keys).sum()


def test_a_key_without_the_products_is_counted_as_its_note_says() -> None:
    """A column of products of one's own is no part of a flows table's key."""
    table = pd.DataFrame({"state": "Goa", "district": "N", "item": ["a", "b"], "value": [1.0, 2.0]})
    quality = study_exports(table, product="item").quality.set_index("item")
    assert quality.loc["repeated keys", "value"] == 1
    assert (
        quality.loc["repeated keys", "note"] == "rows beyond the first of a state, district; summed"
    )


@pytest.mark.parametrize("number", [np.uint8(5), np.int64(5), 5])
def test_whole_numbers_of_numpy_are_whole_numbers(number: int) -> None:
    """However narrow."""
    found = bootstrap_quotients(
        flows(), block="firm", method="percentile", rng=1, level=4, n_resamples=number
    )
    same = bootstrap_quotients(
        flows(), block="firm", method="percentile", rng=1, level=4, n_resamples=5
    )
    pd.testing.assert_frame_equal(found, same)


def test_places_and_values_are_no_products() -> None:
    """Said, and not silently overwritten."""
    for column in ("district", "state", "value"):
        with pytest.raises(InvalidValueError, match="names no column of products"):
            study_exports(flows(), product=column)


def test_the_illustrative_table_takes_one_validation_for_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Real size, same count."""
    guard = Guard(monkeypatch)
    table = load_illustrative_exports()
    study_exports(table)
    assert guard.seen == [len(table)]
