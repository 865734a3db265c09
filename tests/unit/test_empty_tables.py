"""One rule for empty tables: usual columns and types, and no row that is not fixed beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import isfunction, signature
from typing import Any

import pandas as pd
import pytest

from _over_flows import NAMES, OVER_FLOWS, PANEL, TABLE, WITH_RAPIDFUZZ
from odopkit import study_exports
from odopkit.concentration import concentration_ratio, herfindahl_hirschman
from odopkit.errors import InvalidValueError
from odopkit.growth import growth_classes
from odopkit.inequality import gini, lorenz_curve, theil
from odopkit.names import PUBLIC
from odopkit.potential import opportunity_table
from odopkit.product_space import density, presence, proximity
from odopkit.ranking import bracket_shares, coverage_count, rank_size
from odopkit.specialization import location_quotient, symmetric_rca
from odopkit.tables import ExportMatrix

TEXT = ["state", "district", "hs_code", "period", "partner"]

EMPTY = {
    "without types": pd.DataFrame(columns=TABLE.columns),
    "of text": TABLE.iloc[:0],
    "of categories": TABLE.astype(dict.fromkeys(TEXT, "category")).iloc[:0],
}

# Rows that stand for no row of the table: the country, classes, sectors, measures, the list.
FIXED = {
    "change.concentration_change: hhi": 3,
    "change.concentration_change: measures": 4,
    "concentration.bootstrap_intervals": 4,
    "concentration.concentration_intervals": 4,
    "concentration.concentration_table": 1,
    "dominance.dominance_by_state": 1,
    "dominance.dominance_sensitivity": 1,
    "dominance.lead_share_classes": 5,
    "dominance.product_composition": 3,
    "dominance.product_composition, of leads": 3,
    "growth.growth_classes": 6,
    "potential.district_potential: unmatched": 2,
    "potential.district_potential, bottom-up: unmatched": 4,
    "product_lists.match_product_lists: by_district": 1,
    "product_lists.match_product_lists: listed_unexported": 1,
    "study.study_exports: concentration": 1,
    "study.study_exports: dominance_by_state": 1,
    "study.study_exports: quality": 15,
    "study.study_exports: share_classes": 5,
}


def tables_of(found: object, name: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """List the frames of a result."""
    if isinstance(found, pd.DataFrame):
        yield name, found
    elif isinstance(found, tuple):
        for one in found:
            yield from tables_of(one, name)
    elif is_dataclass(found) and not isinstance(found, ExportMatrix):
        for field in fields(found):
            yield from tables_of(getattr(found, field.name), f"{name}: {field.name}")


def test_every_public_function_of_flows_is_called() -> None:
    """None is left out of the rule, nor of the messages for wrong kinds."""
    called = {name.partition(",")[0] for name in (*OVER_FLOWS, *WITH_RAPIDFUZZ)}
    for room, names in PUBLIC.items():
        home = import_module(f"odopkit.{room}")
        for name in names:
            function = getattr(home, name)
            if not isfunction(function) or room == "ovop" or name == "validate_indicators":
                continue
            asked = set(signature(function).parameters) & set(NAMES)
            takes = asked - {"p"} if name != "complexity" else asked
            assert not takes or f"{room}.{name}" in called, f"{room}.{name}"


@pytest.mark.parametrize("kind", EMPTY)
@pytest.mark.parametrize("name", OVER_FLOWS)
def test_an_empty_flows_table_gives_the_usual_columns_and_no_row(name: str, kind: str) -> None:
    """Types are those of a table with rows; rows fixed beforehand stay."""
    call = OVER_FLOWS[name]
    usual = dict(tables_of(call(PANEL if "growth" in name else TABLE), name))
    found = dict(tables_of(call(EMPTY[kind].copy()), name))
    assert found.keys() == usual.keys() - {"study.study_exports: decomposition: groups"}
    for path, table in found.items():
        assert len(table) == FIXED.get(path, 0), path
        assert table.columns.tolist() == usual[path].columns.tolist(), path
        if name != "schemas.validate":
            own = {c: str(t) for c, t in usual[path].dtypes.items()}
            assert {c: str(t) for c, t in table.dtypes.items()} == own, path


@pytest.mark.parametrize("kind", EMPTY)
def test_proposals_of_an_empty_table_are_none(kind: str) -> None:
    """Nothing resembles a district where there is none."""
    pytest.importorskip("rapidfuzz")
    (call,) = WITH_RAPIDFUZZ.values()
    usual, found = call(TABLE.replace("North Goa", "N Goa")), call(EMPTY[kind])
    assert isinstance(usual, pd.DataFrame)
    assert isinstance(found, pd.DataFrame)
    assert found.empty
    assert not usual.empty
    assert found.dtypes.astype(str).tolist() == usual.dtypes.astype(str).tolist()


def test_places_that_the_caller_names_are_rows_all_the_same() -> None:
    """Silent ones, with the reason."""
    units = pd.DataFrame({"state": ["Goa"], "district": ["North Goa"]})
    brackets = bracket_shares(EMPTY["of text"], units=units)
    assert brackets[["bracket", "value", "reason"]].to_numpy().tolist() == [
        ["1", 0.0, "no exports"]
    ]
    study = study_exports(EMPTY["of text"], units=units)
    assert study.dominance["case"].tolist() == ["no_exports"]
    assert study.not_computed["brackets"] == "no exports"
    assert "dominance" not in study.not_computed


def test_an_empty_study_says_what_it_has_not_computed() -> None:
    """Each table that is empty for want of rows, and the split that there is none of."""
    study = study_exports(EMPTY["without types"])
    assert {name for name, why in study.not_computed.items() if why == "the table has no rows"} == {
        "brackets",
        "coverage",
        "concentration",
        "leads",
        "lead_cells",
        "dominance",
        "diversification",
        "decomposition",
    }
    assert study.decomposition is None
    assert study.to_frame().set_index("item").loc["hhi", "note"] == "no exports"
    assert repr(study).startswith("ExportStudy(quality, share_classes, dominance_by_state, aside;")


def test_a_matrix_of_no_places_goes_through_every_step() -> None:
    """No row, no column, no accident."""
    m = ExportMatrix.from_flows(EMPTY["of text"])
    for reference in (None, "state", "nation"):
        lq = location_quotient(m, reference=reference)
        assert lq.shape == (0, 0)
    has = presence(lq)
    for frame in (symmetric_rca(m), proximity(has), density(has, has, diagonal=0.0)):
        assert frame.shape == (0, 0)


def test_an_earlier_table_may_be_of_any_level_where_there_is_nothing_now() -> None:
    """An empty table has no level that it could contradict."""
    earlier = TABLE.assign(hs_code=TABLE["hs_code"].str[:4])
    found = opportunity_table(EMPTY["of text"], earlier=earlier)
    assert sorted(found["hs_code"]) == ["0908", "2601", "3004"]


@pytest.mark.parametrize(
    "measure",
    [
        gini,
        herfindahl_hirschman,
        lorenz_curve,
        rank_size,
        bracket_shares,
        lambda x: theil(x, variant="T"),
        lambda x: concentration_ratio(x, k=1),
        lambda x: coverage_count(x, share=0.5),
    ],
)
def test_a_measure_of_no_values_raises(measure: Any) -> None:
    """A vector has no row that could say why."""
    with pytest.raises(InvalidValueError, match="is empty"):
        measure([])


def test_rates_that_are_none_are_counted_as_none() -> None:
    """Classes are fixed beforehand, with zero in each."""
    assert growth_classes([])["n_rates"].sum() == 0
