"""What leading products are made of, by codes, slots and value, checked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import lead_products
from odopkit.dominance import product_composition
from odopkit.errors import InvalidValueError


def flows() -> pd.DataFrame:
    """Rice leads in two districts, diesel in one, shirts in one; one is silent."""
    return pd.DataFrame(
        [
            ("a", "10063020", 6.0),
            ("a", "03061790", 2.0),
            ("b", "10063020", 3.0),
            ("c", "27101944", 8.0),
            ("d", "62052090", 4.0),
            ("d", "99999999", 9.0),
            ("e", "10063020", 0.0),
        ],
        columns=["district", "hs_code", "value"],
    ).assign(state="S")


def test_leading_products_by_broad_sector() -> None:
    """Three codes in four slots of 21: rice counts once as a code, twice as a slot."""
    made = product_composition(lead_products(flows()))
    assert made["broad_sector"].tolist() == ["agriculture", "minerals", "manufacturing"]
    assert made["n_products"].tolist() == [1, 1, 1]
    assert made["n_slots"].tolist() == [2, 1, 1]
    assert made["share_of_slots"].tolist() == [0.5, 0.25, 0.25]
    assert made["share_of_products"].tolist() == pytest.approx([1 / 3] * 3)
    assert made["value"].tolist() == [9, 8, 4]
    assert made["share_of_value"].tolist() == pytest.approx([9 / 21, 8 / 21, 4 / 21])


def test_leading_products_by_section() -> None:
    """All 21 sections have a row; shares within a sector add up to one."""
    made = product_composition(lead_products(flows(), k=2), by="section").set_index("section")
    assert len(made) == 21
    assert made.loc[["I", "II", "V", "XI"], "n_slots"].tolist() == [1, 2, 1, 1]
    assert made["n_slots"].sum() == 5
    assert made.loc[["I", "II"], "share_of_slots_in_sector"].tolist() == pytest.approx(
        [1 / 3, 2 / 3]
    )
    assert made.loc[["I", "II"], "share_of_products_in_sector"].tolist() == [0.5, 0.5]
    assert made.loc["V", "share_of_slots_in_sector"] == 1
    assert made["broad_sector"].tolist() == [
        *["agriculture"] * 4, "minerals", *["manufacturing"] * 16,
    ]  # fmt: skip


def test_a_flows_table_counts_every_pair_with_exports() -> None:
    """Five pairs; special transactions are no products unless they are asked to be."""
    made = product_composition(flows())
    assert made["n_slots"].tolist() == [3, 1, 1]
    assert made["n_products"].tolist() == [2, 1, 1]
    assert made["value"].sum() == 23
    same = product_composition(flows(), pseudo="product")
    assert same["n_slots"].tolist() == [3, 1, 1]
    chapters = product_composition(flows(), level=2)
    assert chapters["n_products"].tolist() == [2, 1, 1]


def test_products_that_nobody_exports_are_not_counted() -> None:
    """A code with zeros only is no product of the set."""
    table = pd.concat([flows(), flows().iloc[[0]].assign(hs_code="08011100", value=0.0)])
    assert product_composition(table)["n_products"].tolist() == [2, 1, 1]


def test_the_printed_shares_are_of_codes_and_of_slots() -> None:
    """345, 41 and 114 of 500 codes print as 69, 8.2 and 22.8 per cent."""
    codes = (
        [f"07{i:06d}" for i in range(114)]
        + [f"26{i:06d}" for i in range(41)]
        + [f"84{i:06d}" for i in range(345)]
    )
    leads = pd.DataFrame({"rank": 1, "hs_code": codes, "value": 1.0})
    made = product_composition(leads)
    assert made["share_of_products"].tolist() == pytest.approx([0.228, 0.082, 0.69])


def test_nothing_exported_has_no_shares() -> None:
    """Zero counts, undefined shares, no crash."""
    made = product_composition(lead_products(flows().assign(value=0.0)))
    assert made["n_slots"].tolist() == [0, 0, 0]
    assert made["share_of_slots"].isna().all()
    assert made["reason"].tolist() == ["no products"] * 3
    assert np.isnan(product_composition(flows().iloc[:0], by="section")["share_of_value"]).all()
    free = product_composition(lead_products(flows()).assign(value=0.0))
    assert free["reason"].tolist() == ["no value"] * 3
    assert free["share_of_slots"].notna().all()


def test_a_sector_without_products_has_no_shares_within_it() -> None:
    """No fish and no rice: the sections of agriculture say why; the others have nothing to say."""
    table = flows()[flows()["hs_code"] > "20"]
    made = product_composition(table, by="section")
    assert list(made)[-1] == "reason"
    inside = made["broad_sector"] == "agriculture"
    assert made.loc[inside, "share_of_slots_in_sector"].isna().all()
    assert set(made.loc[inside, "reason"]) == {"no products in the broad sector"}
    assert set(made.loc[~inside, "reason"]) == {""}
    assert product_composition(table)["reason"].tolist() == [""] * 3


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (flows(), {"by": "chapter"}, "by must be one of 'broad_sector', 'section'"),
        (flows().drop(columns="hs_code"), {}, "no column 'hs_code'"),
        (lead_products(flows()), {"level": 4}, "only a flows table takes level; leading"),
        (lead_products(flows()), {"unspecified_values": ("x",)}, "takes unspecified_values;"),
        (lead_products(flows()), {"units": flows(), "pseudo": "product"}, "takes pseudo, units;"),
        (lead_products(flows()).drop(columns="value"), {}, "has no column 'value'"),
    ],
)
def test_what_cannot_be_sorted_is_refused(
    table: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    """The message says what was got."""
    with pytest.raises(InvalidValueError, match=message):
        product_composition(table, **options)


def test_the_caller_s_frame_is_never_changed() -> None:
    """Neither leads nor flows."""
    for table in (flows(), lead_products(flows())):
        before = table.copy(deep=True)
        product_composition(table, by="section")
        pd.testing.assert_frame_equal(table, before)
