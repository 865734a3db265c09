"""The study is the sum of its functions, and says what a table cannot support."""

from __future__ import annotations

import dataclasses
import json
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import (
    bracket_shares,
    concentration_table,
    coverage,
    dominance_by_state,
    dominance_table,
    lead_products,
    study_exports,
)
from odopkit.dominance import diversification_table, lead_cells_by_state, lead_share_classes
from odopkit.errors import InvalidValueError
from odopkit.inequality import theil


def flows() -> pd.DataFrame:
    """Three states, five places of which one unspecified, two years, partners."""
    rng = np.random.default_rng(11)
    places = [("A", "x"), ("A", "y"), ("B", "x"), ("C", "z"), ("C", "UNSPECIFIED")]
    codes = ("01012100", "27101944", "71023910", "84111200", "99999999")
    rows = [
        (*place, code, period, partner, rng.lognormal(3, 2))
        for period, place, code in product(("2021-22", "2022-23"), places, codes)
        for partner in ("USA", "UAE")
    ]
    return pd.DataFrame(
        rows, columns=["state", "district", "hs_code", "period", "partner", "value"]
    )


OPTIONS = {"period": "2022-23", "unspecified": "denominator", "min_value": 1.0}


def test_each_field_is_what_its_own_function_returns() -> None:
    """One call, the same options, the same tables."""
    units = pd.DataFrame({"state": ["A"], "district": ["silent"]})
    options: dict[str, Any] = {**OPTIONS, "units": units}
    study = study_exports(flows(), rule="conventional", **options)
    leads = lead_products(flows(), **options)
    dominance = dominance_table(flows(), rule="conventional", **options)
    expected = {
        "leads": leads,
        "dominance": dominance,
        "dominance_by_state": dominance_by_state(dominance),
        "share_classes": lead_share_classes(leads),
        "lead_cells": lead_cells_by_state(flows(), **options),
        "diversification": diversification_table(flows(), **options),
        "brackets": bracket_shares(flows(), **options),
        "concentration": concentration_table(
            flows(),
            across=("state", "district"),
            measures=("cr1", "cr3", "cr10", "hhi", "effective_number", "gini", "theil_t"),
            **options,
        ),
    }
    for name, table in expected.items():
        pd.testing.assert_frame_equal(getattr(study, name), table, obj=name)
    for share, found in zip((0.51, 0.80, 0.99), study.coverage, strict=True):
        alone = coverage(flows(), share=share, **options)
        for name in ("units", "aside"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(alone, name))
        pd.testing.assert_frame_equal(found.to_frame(), alone.to_frame())
    assert study.decomposition is not None
    places = concentration_table(
        flows(), across=("state", "district"), measures=("theil_t",), **options
    )
    assert study.decomposition.total == pytest.approx(places["theil_t"].iloc[0])
    assert study.not_computed == {}


def test_decomposition_is_over_ranked_places_by_state() -> None:
    """State A has two places, B and C one each."""
    study = study_exports(flows(), period="2021-22")
    assert study.decomposition is not None
    assert study.decomposition.groups[["group", "n_units"]].to_numpy().tolist() == [
        ["A", 2], ["B", 1], ["C", 1],
    ]  # fmt: skip
    year = flows().query("period == '2021-22' and district != 'UNSPECIFIED'")
    by_place = year.groupby(["state", "district"])["value"].sum()
    assert study.decomposition.total == pytest.approx(theil(by_place.to_numpy(), variant="T"))


def test_a_study_without_petroleum_and_gems() -> None:
    """Excluded chapters leave every table, and are listed."""
    study = study_exports(flows(), period="2021-22", exclude_chapters=("27", "71"))
    table = flows()
    rest = table[~table["hs_code"].str[:2].isin(["27", "71"])]
    alone = study_exports(rest, period="2021-22")
    pd.testing.assert_frame_equal(study.dominance, alone.dominance)
    pd.testing.assert_frame_equal(study.diversification, alone.diversification)
    pd.testing.assert_frame_equal(study.lead_cells, alone.lead_cells)
    excluded = study.aside[study.aside["kind"] == "excluded chapter"]
    assert excluded["what"].tolist() == ["27", "71"]
    year = flows().query("period == '2021-22'")
    petroleum = year.loc[year["hs_code"].str[:2] == "27", "value"].sum()
    assert excluded["value"].iloc[0] == pytest.approx(petroleum)
    for chapters in (("270",), ("xx",), (27,)):
        with pytest.raises(InvalidValueError, match="two-digit text"):
            study_exports(flows(), period="2021-22", exclude_chapters=chapters)  # type: ignore[arg-type]


def test_what_a_table_cannot_support_has_a_reason() -> None:
    """Sectors have no chapters, and without partners there are no destinations."""
    table = flows().query("period == '2021-22'").drop(columns=["partner", "period"])
    sectors = table.rename(columns={"hs_code": "product"})
    study = study_exports(sectors, product="product")
    assert study.not_computed == {
        "diversification.n_chapters": "products are not HS codes",
        "diversification.n_partners": "no column partner",
    }
    with pytest.raises(InvalidValueError, match="exclude_chapters needs a column hs_code"):
        study_exports(sectors, product="product", exclude_chapters=("27",))


def test_a_table_of_zeros_is_a_study_with_reasons() -> None:
    """Nothing has a share; the rest is still there."""
    study = study_exports(flows().query("period == '2021-22'").assign(value=0.0))
    assert set(study.brackets["reason"]) == {"no exports"}
    assert study.brackets["share"].isna().all()
    assert study.concentration["hhi"].isna().all()
    assert study.concentration["reason"].tolist() == ["no exports"]
    assert study.decomposition is None
    assert set(study.not_computed.values()) == {"no exports"}
    assert set(study.dominance["case"]) == {"no_exports"}
    assert study.coverage[0].n_units is None
    assert len(study.to_frame()) > 5


def test_quality_summary_counts_what_deserves_a_look() -> None:
    """Rows, places, repeated keys, zeros, names in two states, what is set aside."""
    table = flows().query("period == '2021-22'")
    table = pd.concat([table, table.iloc[[0]], table.iloc[[1]].assign(value=0.0)])
    quality = study_exports(table).quality.set_index("item")["value"]
    assert quality["rows"] == 52
    assert quality["districts"] == 4
    assert quality["states"] == 3
    assert quality["products"] == 4
    assert quality["repeated keys"] == 2
    assert quality["rows of zero"] == 1
    assert quality["district names in two states"] == 1
    unspecified = table.loc[table["district"] == "UNSPECIFIED", "value"].sum()
    assert quality["unspecified place"] == pytest.approx(unspecified)
    special = table.loc[table["hs_code"] == "99999999", "value"].sum()
    assert quality["special transactions"] == pytest.approx(special)


def test_quality_summary_is_of_the_chosen_year() -> None:
    """Rows of the other year are not counted."""
    quality = study_exports(flows(), period="2021-22").quality.set_index("item")["value"]
    assert quality["rows"] == 50
    assert quality["repeated keys"] == 0


def test_the_result_is_frozen_and_turns_into_plain_data() -> None:
    """Fields cannot be replaced; records survive JSON."""
    study = study_exports(flows(), period="2021-22")
    with pytest.raises(dataclasses.FrozenInstanceError):
        study.leads = study.dominance  # type: ignore[misc]
    plain = study.to_dict()
    text = json.dumps(plain, allow_nan=False)
    assert json.loads(text)["options"]["rules"] == ["as_published", "conventional"]
    assert set(plain["tables"]) >= {"quality", "brackets", "coverage", "decomposition", "leads"}
    frame = study.to_frame().set_index("item")
    assert frame.loc["districts for 80% of exports", "value"] == study.coverage[1].n_units
    assert frame.loc["gini", "value"] == study.concentration["gini"].iloc[0]
    total = study.dominance_by_state.iloc[-1]
    for rule in ("as_published", "conventional"):
        assert frame.loc[f"double districts, {rule}", "value"] == total[f"double_{rule}"]
    notes = frame["note"]
    assert "is called double" in notes["double districts, as_published"]
    assert "is called single" in notes["double districts, conventional"]
    assert "not computed: nothing" in repr(study)


def test_without_a_rule_both_readings_stand_side_by_side() -> None:
    """Each is that of its rule, district by district and state by state."""
    both = study_exports(flows(), period="2021-22")
    for rule in ("as_published", "conventional"):
        one = study_exports(flows(), period="2021-22", rule=rule)
        verdict = both.dominance[f"single_or_double_{rule}"]
        assert verdict.tolist() == one.dominance["single_or_double"].tolist()
        for column in ("single", "double"):
            counts = both.dominance_by_state[f"{column}_{rule}"]
            assert counts.tolist() == one.dominance_by_state[column].tolist()
    assert both.dominance.columns[-1] == "reason"
    assert both.dominance_by_state.columns.tolist() == [
        "state", "single_as_published", "double_as_published", "single_conventional",
        "double_conventional", "only_product", "too_small", "no_exports", "n_units", "reason",
    ]  # fmt: skip
    opposite = {"single": "double", "double": "single"}
    assert (
        both.dominance["single_or_double_as_published"].map(opposite).tolist()
        == both.dominance["single_or_double_conventional"].tolist()
    )


def test_small_districts_are_flagged_where_asked_for_and_suggested_where_not() -> None:
    """The quality table says which value to think of."""
    plain = study_exports(flows(), period="2021-22")
    notes = plain.quality.set_index("item")["note"]
    assert "small_value= flags" in notes["smallest districts"]
    assert not plain.dominance["too_small"].any()
    flagged = study_exports(flows(), period="2021-22", small_value=1e9)
    quality = flagged.quality.set_index("item")
    assert quality.loc["districts too small to read", "value"] == 4
    assert flagged.dominance["too_small"].all()
    assert flagged.dominance_by_state["too_small"].iloc[-1] == 4
