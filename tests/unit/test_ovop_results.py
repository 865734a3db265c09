"""What functions of programmes return, as plain values and as frames."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pandas as pd
import pytest

import odopkit
from odopkit import classify_orientation, load_programmes, programmes_by_country
from odopkit.ovop import (
    Agreement,
    AssociationTest,
    Classification,
    CohenKappa,
    Crosstab,
    association_test,
    cohen_kappa,
    crosstab,
    load_scheme,
    orientation_table,
    scheme_agreement,
)

PAPER = load_programmes()
FOUND = load_programmes("elsewhere", min_confidence="low")
BY_RULE = programmes_by_country(FOUND)
NOBODY = scheme_agreement(BY_RULE.head(1), BY_RULE.tail(3))

Result = Agreement | AssociationTest | Classification | CohenKappa | Crosstab
RESULTS: list[Any] = [
    pytest.param(classify_orientation(PAPER["btn_ogop_2015"]), id="stated"),
    pytest.param(classify_orientation(FOUND["bgd_odop_x"]), id="derived"),
    pytest.param(classify_orientation([]), id="unstated"),
    pytest.param(crosstab(FOUND), id="crosstab"),
    pytest.param(crosstab(PAPER.filter(lambda _: False)), id="empty crosstab"),
    pytest.param(crosstab(FOUND).against_rest(row="Asia", column="social"), id="two by two"),
    pytest.param(association_test(crosstab(FOUND)), id="exact test"),
    pytest.param(association_test([[3, 0], [1, 3]]), id="infinite odds"),
    pytest.param(
        association_test([[3, 0], [1, 3]], method="monte_carlo", n_resamples=9, rng=1), id="drawn"
    ),
    pytest.param(
        scheme_agreement(load_scheme("jica_issue_codes").orientations(), BY_RULE), id="agreement"
    ),
    pytest.param(NOBODY, id="no agreement"),
    pytest.param(cohen_kappa(["s", "e"], ["s", "s"]), id="kappa"),
]


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_is_strict_json(result: Result) -> None:
    """No NaN, no infinity, nothing but what JSON has, and the same again when read back."""
    told = result.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_lists_all_its_fields_and_tables(result: Result) -> None:
    """Each field has its name; a frame is the list of its rows."""
    told = result.to_dict()
    if isinstance(result, Classification):
        assert len(told["deciding"]) == len(result.deciding)
        return
    assert list(told) == [field.name for field in fields(result)]
    for name, value in told.items():
        held = getattr(result, name)
        if isinstance(held, pd.DataFrame):
            assert len(value) == len(held)
            assert all(list(row) == held.columns.tolist() for row in value)


@pytest.mark.parametrize("result", RESULTS)
def test_the_frame_of_a_result_matches_its_plain_values(result: Result) -> None:
    """One row of numbers, or the table of counts with its options."""
    frame, told = result.to_frame(), result.to_dict()
    if isinstance(result, Crosstab):
        assert frame[result.counts.columns.tolist()].to_dict("records") == told["counts"]
        return
    assert len(frame) == 1
    row = frame.iloc[0]
    for column in frame.columns:
        plain = told.get(column, told.get("parameters", {}).get(column))
        if isinstance(plain, str | int):
            assert row[column] == plain, column
        elif plain is None:
            assert pd.isna(row[column]) or row[column] == float("inf"), column


def test_undefined_is_none() -> None:
    """Odds without bound, a kappa without pairs, and draws that were not made."""
    exact = association_test([[3, 0], [1, 3]]).to_dict()
    assert (exact["odds_ratio"], exact["n_resamples"], exact["rng"]) == (None, None, None)
    assert exact["table"] == [[3, 0], [1, 3]]
    none = NOBODY.to_dict()
    assert (none["n_compared"], none["share"], none["kappa"]) == (0, None, None)
    assert none["reason"] == "no key is oriented by both"


def test_a_classification_is_a_row_of_the_table() -> None:
    """The same cells, and in plain values the facts that decided."""
    table = orientation_table(PAPER).set_index("id")
    found = classify_orientation(PAPER["btn_ogop_2015"])
    row = found.to_frame().iloc[0]
    for column in found.to_frame().columns.drop("id"):
        assert row[column] == table.loc["btn_ogop_2015", column]
    assert found.to_dict()["deciding"] == [
        {
            "value": "economic",
            "basis": "stated",
            "confidence": "high",
            "source_id": "paper",
            "locator": "section 3, line 115",
        }
    ]


def test_numbers_of_draws_may_be_missing_from_the_frame() -> None:
    """They are Int64, so that a whole number stays one."""
    frame = association_test(crosstab(FOUND)).to_frame()
    assert {str(frame[c].dtype) for c in ("n_tables", "n_resamples", "rng")} == {"Int64"}
    assert frame[["how", "source"]].iloc[0].tolist() == ["union", "elsewhere"]


def test_programmes_are_summarised_by_country_and_trade_is_rolled_up() -> None:
    """The former name is gone from both places."""
    assert odopkit.programmes_by_country is odopkit.ovop.programmes_by_country
    for home in (odopkit, odopkit.ovop):
        assert "programmes_by_country" in home.__all__
        with pytest.raises(AttributeError):
            home.roll_up  # noqa: B018
