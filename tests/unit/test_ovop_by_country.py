"""A country is what its programmes are together, with the kind of its mix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from odopkit import load_programmes, programmes_by_country
from odopkit.errors import InvalidValueError
from odopkit.ovop import (
    Fact,
    Objective,
    Orientation,
    Programme,
    ProgrammeRegistry,
    RecordType,
    Status,
)

PAPER = load_programmes()
OGOP, DHOPE = PAPER["btn_ogop_2015"], PAPER["btn_dhope_2014"]


def registry(*programmes: Programme) -> ProgrammeRegistry:
    """Put records into a registry."""
    return ProgrammeRegistry(
        programmes=programmes, source="paper", min_confidence=PAPER.min_confidence
    )


def bhutan(*orientations: str, years: tuple[int | None, ...] = ()) -> ProgrammeRegistry:
    """Make programmes of one country with stated orientations, and years where given."""
    made = []
    for place, orientation in enumerate(orientations):
        assert OGOP.orientation
        year = years[place] if years else None
        made.append(
            replace(
                OGOP,
                id=f"btn_{place}",
                orientation=None
                if orientation == "unstated"
                else replace(OGOP.orientation, value=Orientation(orientation)),
                objectives=(),
                years=() if year is None else (replace(OGOP.years[0], value=year),),
            )
        )
    return registry(*made)


def only(frame: pd.DataFrame) -> dict[str, Any]:
    """Take the single row of a frame."""
    assert len(frame) == 1
    return {str(k): v for k, v in frame.iloc[0].to_dict().items()}


S, E, M, U = "social", "economic", "social_economic", "unstated"


@pytest.mark.parametrize(
    ("programmes", "orientation", "mix_kind"),
    [
        pytest.param([S], S, "pure", id="social"),
        pytest.param([E, E], E, "pure", id="economic-twice"),
        pytest.param([S, E], M, "between", id="one-of-each"),
        pytest.param([M], M, "within", id="a-mixed-one"),
        pytest.param([S, M], M, "within", id="social-and-mixed"),
        pytest.param([S, E, M], M, "both", id="all"),
        pytest.param([S, U], S, "pure", id="unstated-is-ignored"),
        pytest.param([U, U], U, "none", id="nothing-known"),
    ],
)
def test_union_joins_programmes(programmes: list[str], orientation: str, mix_kind: str) -> None:
    """Both sides come from programmes that differ, from a mixed one, or from both."""
    row = only(programmes_by_country(bhutan(*programmes)))
    assert (row["orientation"], row["mix_kind"]) == (orientation, mix_kind)
    assert row["n_programmes"] == len(programmes)
    assert row["n_unstated"] == programmes.count(U)
    assert row["n_classified"] == row["n_programmes"] - row["n_unstated"]
    assert bool(row["reason"]) == (orientation == U)


@pytest.mark.parametrize(
    ("programmes", "orientation", "mix_kind"),
    [
        ([S, S, E], S, "pure"),
        ([S, E], M, "between"),
        ([S, S, E, M], M, "both"),
        ([M, M, S], M, "within"),
        ([S, U, U, U], S, "pure"),
    ],
)
def test_a_majority_is_more_than_half_of_what_is_known(
    programmes: list[str], orientation: str, mix_kind: str
) -> None:
    """Where none has more than half, the programmes are joined."""
    row = only(programmes_by_country(bhutan(*programmes), how="majority"))
    assert (row["orientation"], row["mix_kind"]) == (orientation, mix_kind)


@pytest.mark.parametrize(
    ("programmes", "years", "orientation", "reason"),
    [
        ([S, E], (2000, 2010), E, ""),
        ([S, E], (2010, 2010), M, ""),
        ([S, E, U], (2000, 2010, 2020), E, ""),
        ([S, E], (2000, None), S, "1 with an orientation but without a year"),
        ([S, E], (None, None), U, "no programme with an orientation has a year"),
    ],
)
def test_the_latest_is_the_last_year_that_is_known(
    programmes: list[str], years: tuple[int | None, ...], orientation: str, reason: str
) -> None:
    """A programme without an orientation, or without a year, cannot be the latest."""
    row = only(programmes_by_country(bhutan(*programmes, years=years), how="latest"))
    assert (row["orientation"], row["reason"]) == (orientation, reason)


def test_bhutan_is_mixed_between_programmes() -> None:
    """As in the paper: two programmes, one economic, one social, both stated."""
    row = only(programmes_by_country(PAPER.filter(iso3="BTN")))
    assert (row["orientation"], row["mix_kind"]) == ("social_economic", "between")
    assert row["orientation_basis"] == "stated"
    assert row["deciding_ids"] == "btn_ogop_2015; btn_dhope_2014"


def test_turning_one_record_turns_the_country() -> None:
    """Were D-HOPE economic, Bhutan would not be mixed."""
    assert DHOPE.orientation
    turned = replace(DHOPE, orientation=replace(DHOPE.orientation, value=Orientation.ECONOMIC))
    row = only(programmes_by_country(registry(OGOP, turned)))
    assert (row["orientation"], row["mix_kind"]) == ("economic", "pure")


def test_two_records_of_one_programme_count_once() -> None:
    """Their objectives are pooled, and what the paper states goes first."""
    both = load_programmes("both", min_confidence="low")
    row = only(programmes_by_country(both.filter(iso3="THA")))
    assert row["n_programmes"] == 2
    assert row["deciding_ids"] == "tha_otop_2000"
    assert row["orientation_basis"] == "coded from stated; coded from elsewhere"
    twin = replace(
        OGOP,
        id="btn_twin",
        orientation=None,
        objectives=(Fact(Objective.S_WOMEN, OGOP.objectives[0].provenance),),
        same_as=Fact("btn_ogop_2015", OGOP.name.provenance),
    )
    assert only(programmes_by_country(registry(OGOP, twin)))["orientation"] == "economic"
    derived = only(programmes_by_country(registry(OGOP, twin), mode="derived"))
    assert (derived["orientation"], derived["n_programmes"]) == ("social_economic", 1)
    # Without the record that it points to, the other one stands for itself.
    alone = only(programmes_by_country(registry(twin)))
    assert (alone["orientation"], alone["deciding_ids"]) == ("social", "btn_twin")


def test_what_does_not_count_is_listed() -> None:
    """Policies are no programmes, and a proposal does not count unless asked for."""
    policy = replace(
        OGOP, id="a_policy", record_type=replace(OGOP.record_type, value=RecordType.POLICY)
    )
    assert OGOP.status
    proposal = replace(OGOP, id="a_plan", status=replace(OGOP.status, value=Status.PROPOSED))
    row = only(programmes_by_country(registry(DHOPE, policy, proposal)))
    assert (row["orientation"], row["n_left_out"]) == ("social", 2)
    assert row["left_out_ids"] == "a_policy; a_plan"
    row = only(programmes_by_country(registry(DHOPE, policy, proposal), leave_out=()))
    assert (row["orientation"], row["left_out_ids"]) == ("social_economic", "a_policy")
    row = only(programmes_by_country(registry(policy)))
    assert (row["orientation"], row["reason"]) == ("unstated", "no record counts as a programme")


def test_a_programme_of_the_whole_world_is_in_no_country() -> None:
    """It has a last row without a code, and says why."""
    table = programmes_by_country(load_programmes("elsewhere"))
    assert table["iso3"].iloc[-1] == ""
    assert table["reason"].iloc[-1] == "no country: a programme of the whole world"
    assert table["iso3"].is_unique
    assert table["iso3"].iloc[:-1].is_monotonic_increasing


def test_a_summary_stores_its_options() -> None:
    """Each row tells how it was made and from which records."""
    row = only(
        programmes_by_country(
            PAPER.filter(iso3="BTN"),
            how="majority",
            threshold="3/4",
            codebook="paper",
            mode="derived",
            leave_out=("planned", "proposed"),
            year_policy="earliest",
        )
    )
    assert {k: row[k] for k in ("how", "threshold", "codebook", "mode")} == {
        "how": "majority",
        "threshold": "3/4",
        "codebook": "paper",
        "mode": "derived",
    }
    assert (row["leave_out"], row["year_policy"]) == ("planned; proposed", "earliest")
    assert (row["source"], row["min_confidence"]) == ("paper", "medium")


def test_options_outside_their_choices_raise() -> None:
    """How, statuses and policies are checked before anything is summarised."""
    with pytest.raises(InvalidValueError, match="how must be one of 'union', 'majority', 'latest'"):
        programmes_by_country(PAPER, how="mean")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match=r"such as \('proposed',\)"):
        programmes_by_country(PAPER, leave_out="proposed")
    with pytest.raises(InvalidValueError, match="is no Status"):
        programmes_by_country(PAPER, leave_out=("imagined",))
    with pytest.raises(InvalidValueError, match="is no YearPolicy"):
        programmes_by_country(PAPER, year_policy="newest")


def test_an_empty_registry_gives_an_empty_frame() -> None:
    """With all its columns and kinds."""
    empty = programmes_by_country(PAPER.filter(lambda _: False))
    assert len(empty) == 0
    assert empty["n_programmes"].dtype == "int64"
    assert list(empty.columns) == list(programmes_by_country(PAPER).columns)
