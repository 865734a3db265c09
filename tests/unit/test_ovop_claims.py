"""Each claim has a verdict that the records give, and that moves when they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from odopkit import check_claims, load_programmes
from odopkit.errors import InvalidValueError
from odopkit.ovop import (
    ClaimVerdict,
    Direction,
    GeographicUnit,
    Objective,
    Orientation,
    Programme,
    ProgrammeRegistry,
    TriState,
    load_india_model,
    load_outcome_figures,
    sensitivity,
)

BOTH = load_programmes("both", min_confidence="low")
FOUND = load_programmes("elsewhere", min_confidence="low")


@cache
def every() -> pd.DataFrame:
    """Check all claims on all records, once."""
    return check_claims(BOTH).set_index("claim_id")


ON_REGIONS = ("latin_america_social", "africa_economic", "asia_economic")
ONE_VARIANT = {"thresholds": ["2/3"], "codebooks": ["default"]}


def verdict(claim: str, registry: ProgrammeRegistry = BOTH, **options: object) -> str:
    """Verdict on one claim; what is not about regions is looked at in one variant."""
    if claim not in ON_REGIONS:
        options = ONE_VARIANT | options
    table = check_claims(registry, **options).set_index("claim_id")  # type: ignore[arg-type]
    return str(table.loc[claim, "verdict"])


def edited(
    change: Callable[[Programme], Programme],
    *ids: str,
    registry: ProgrammeRegistry = BOTH,
) -> ProgrammeRegistry:
    """Change records of a registry, and leave the others alone."""
    assert all(key in registry for key in ids)
    return replace(registry, programmes=tuple(change(p) if p.id in ids else p for p in registry))


def with_objectives(*codes: Objective) -> Callable[[Programme], Programme]:
    """Give a record other objectives."""
    told = BOTH["col_ovop_x"].objectives[0].provenance
    fact = BOTH["col_ovop_x"].objectives[0]

    def change(programme: Programme) -> Programme:
        return replace(
            programme,
            objectives=tuple(replace(fact, value=code, provenance=told) for code in codes),
        )

    return change


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("latin_america_social", "not_established"),
        ("africa_economic", "depends_on_coding"),
        ("asia_economic", "depends_on_coding"),
        ("bhutan_two_motives", "supported"),
        ("export_motives", "partly"),
        ("subsidies_lower_participation", "illustration_only"),
        ("self_reliance_decides", "inconsistent"),
        ("small_units_suit_one_product", "illustration_only"),
        ("zambia_two_products", "contradicted"),
        ("figure_oita_sales", "supported"),
        ("figure_oita_number_of_products", "not_reproduced"),
        ("figure_oita_income", "supported"),
        ("figure_thailand_sales", "not_reproduced"),
        ("deh_action_plans", "contradicted"),
        ("deh_districts", "supported"),
        ("deh_products", "not_testable"),
    ],
)
def test_each_claim_has_its_verdict(claim: str, expected: str) -> None:
    """On all records of both sources."""
    assert every().loc[claim, "verdict"] == expected


def test_latin_america_has_the_right_sign_and_no_more() -> None:
    """Higher in all nine variants, of more than half in four, p on both sides of 0.05."""
    row = check_claims(FOUND).set_index("claim_id").loc["latin_america_social"]
    assert row["verdict"] == "not_established"
    assert (row["n_variants"], row["n_holding"], row["n_cases"]) == (9, 4, 34)
    variants = sensitivity(FOUND)
    assert (row["p_min"], row["p_max"]) == (variants["p_pair"].min(), variants["p_pair"].max())
    assert row["p_min"] < 0.05 < row["p_max"]
    assert "default at 2/3: 4/8 against 4/26" in row["rests_on"]
    assert row["basis"] == "coded from elsewhere"
    assert row["locator"] == "section 3, line 117"


AMERICANS = [p.id for p in FOUND if p.region.value == "Americas"]


def test_editing_the_records_of_the_americas_moves_the_verdict() -> None:
    """All social: established.  All economic: contradicted.  One turned: it depends."""
    social = edited(with_objectives(Objective.S_COMMUNITY), *AMERICANS, registry=FOUND)
    assert verdict("latin_america_social", social, codebooks=["default"]) == "established"
    economic = edited(with_objectives(Objective.E_SME), *AMERICANS, registry=FOUND)
    assert verdict("latin_america_social", economic) == "contradicted"
    few = edited(
        with_objectives(Objective.E_SME), *AMERICANS[:3], "ecu_ovop_x", "hnd_ovop", registry=FOUND
    )
    assert verdict("latin_america_social", few) == "depends_on_coding"


def test_mostly_needs_more_than_half() -> None:
    """4 of 8 against none elsewhere is significant, and still no majority."""
    others = [p.id for p in FOUND if p.id not in AMERICANS]
    turned = edited(with_objectives(Objective.E_SME), *others, registry=FOUND)
    table = check_claims(turned, thresholds=["2/3"], codebooks=["default"])
    row = table.set_index("claim_id").loc["latin_america_social"]
    assert row["verdict"] == "not_established"
    assert "4/8 against 0/32" in row["rests_on"]
    assert row["p_max"] < 0.05


def test_one_record_moves_what_a_verdict_rests_on() -> None:
    """Colombia turned economic: the claim holds in fewer variants, and p is larger."""
    before = check_claims(FOUND).set_index("claim_id").loc["latin_america_social"]
    turned = edited(with_objectives(Objective.E_SME), "col_ovop_x", registry=FOUND)
    after = check_claims(turned).set_index("claim_id").loc["latin_america_social"]
    assert after["p_min"] > before["p_min"]
    assert after["rests_on"] != before["rests_on"]
    assert after["n_holding"] < before["n_holding"]


def test_african_programmes_turned_economic_support_the_claim() -> None:
    """Supported where economic are more than half in every variant, and plurality below."""
    africans = [p.id for p in FOUND if p.region.value == "Africa" and p.objectives]
    turned = edited(with_objectives(Objective.E_SME), *africans, registry=FOUND)
    assert verdict("africa_economic", turned) == "supported"
    # Three economic, two social, two of both: the most frequent, but no majority.
    some = edited(with_objectives(Objective.E_SME), *africans[:3], registry=FOUND)
    some = edited(with_objectives(Objective.S_COMMUNITY), *africans[3:5], registry=some)
    some = edited(
        with_objectives(Objective.S_COMMUNITY, Objective.E_SME), *africans[5:], registry=some
    )
    assert verdict("africa_economic", some) == "plurality_only"
    none = edited(with_objectives(Objective.S_COMMUNITY), *africans, registry=FOUND)
    assert verdict("africa_economic", none) == "contradicted"


def test_bhutan_turned_is_contradicted() -> None:
    """Were D-HOPE economic, the paper's two records would not differ."""
    paper = load_programmes()
    dhope = paper["btn_dhope_2014"]
    assert dhope.orientation
    said = replace(dhope.orientation, value=Orientation.ECONOMIC)
    turned = edited(lambda p: replace(p, orientation=said), "btn_dhope_2014", registry=paper)
    assert verdict("bhutan_two_motives", paper) == "supported"
    assert verdict("bhutan_two_motives", turned) == "contradicted"
    assert verdict("bhutan_two_motives", paper.filter(iso3="JPN")) == "not_testable"


def test_subsidies_turned_contradict_what_the_claim_starts_from() -> None:
    """Were Thailand without subsidies, there would be nothing to compare."""
    otop = BOTH["tha_otop_2000"]
    assert otop.subsidies
    none = replace(otop.subsidies, value=TriState.NO)
    turned = edited(lambda p: replace(p, subsidies=none), "tha_otop_2000")
    assert verdict("subsidies_lower_participation", turned) == "contradicted"
    silent = edited(lambda p: replace(p, subsidies=None), "tha_otop_2000")
    assert verdict("subsidies_lower_participation", silent) == "not_testable"


def test_otop_driven_from_below_would_be_consistent() -> None:
    """The paper has growth for one programme driven from above; without it, no conflict."""
    otop = BOTH["tha_otop_2000"]
    assert otop.direction
    below = replace(otop.direction, value=Direction.BOTTOM_UP)
    turned = edited(lambda p: replace(p, direction=below), "tha_otop_2000")
    assert verdict("self_reliance_decides", turned) == "illustration_only"
    figures = load_outcome_figures()
    without = figures[figures["programme_id"] != "tha_otop_2000"]
    assert verdict("self_reliance_decides", figures=without) == "illustration_only"


def test_zambia_by_district_elsewhere_would_support_the_paper() -> None:
    """The other documents have villages."""
    unit = BOTH["zmb_ovtp"].units[0]
    district = (replace(unit, value=GeographicUnit.DISTRICT),)
    turned = edited(lambda p: replace(p, units=district), "zmb_ovtp")
    assert verdict("zambia_two_products", turned) == "supported"
    alone = BOTH.filter(lambda p: p.id == "zmb_odtp_2014")
    assert verdict("zambia_two_products", alone) == "not_testable"


def test_export_motives_follow_the_records() -> None:
    """With Japan, Cambodia, Malaysia and India economic throughout they are supported."""
    ids = [
        p.id
        for p in FOUND
        if p.iso3 and p.iso3.value in ("JPN", "KHM", "MYS", "IND") and p.objectives
    ]
    turned = edited(with_objectives(Objective.E_EXPORT), *ids)
    assert verdict("export_motives", turned) == "supported"
    social = edited(with_objectives(Objective.S_COMMUNITY), *ids)
    assert verdict("export_motives", social) == "contradicted"


@pytest.mark.parametrize(
    ("claim", "recomputed", "expected"),
    [
        ("figure_oita_sales", 4.4, "supported"),
        ("figure_oita_sales", 4.5, "not_reproduced"),
        ("figure_oita_number_of_products", 2.24, "supported"),
        ("figure_thailand_sales", 6.2, "supported"),
    ],
)
def test_figures_are_recomputed_and_not_recalled(
    claim: str, recomputed: float, expected: str
) -> None:
    """A figure that another document gives otherwise gets another verdict."""
    figures = load_outcome_figures()
    mine = figures["id"] == claim.removeprefix("figure_")
    figures.loc[mine, "checked_to"] = recomputed * figures.loc[mine, "checked_from"]
    assert verdict(claim, figures=figures) == expected


@pytest.mark.parametrize(("value", "expected"), [(560, "supported"), (600, "contradicted")])
def test_counts_lie_between_those_before_and_after(value: int, expected: str) -> None:
    """557 in 2022 and 590 in 2025 leave room for 560 in 2023."""
    counts = load_india_model().counts_frame()
    mine = (counts["what"] == "action_plans") & (counts["basis"] == "stated")
    counts.loc[mine, "value"] = value
    assert verdict("deh_action_plans", counts=counts) == expected


def test_without_records_no_claim_on_programmes_is_tested() -> None:
    """Each says what is lacking; figures and counts do not need the records."""
    table = check_claims(BOTH.filter(lambda _: False), thresholds=["2/3"])
    on_records = table[~table["claim_id"].str.match("figure_|deh_")]
    assert set(on_records["verdict"]) == {"not_testable"}
    assert (on_records["reason"] != "").all()
    told = table["verdict"] == "not_testable"
    assert (table.loc[~told, "reason"] == "").all()


def test_a_claim_stores_its_options() -> None:
    """Thresholds, codebooks, how, mode, alpha and the registry are columns."""
    table = check_claims(FOUND, thresholds=["2/3"], codebooks=["paper"], how="majority", alpha=0.1)
    row = table.iloc[0]
    assert row[["thresholds", "codebooks", "how", "mode"]].tolist() == [
        *("2/3", "paper", "majority", "reported"),
    ]
    assert (row["alpha"], row["source"], row["min_confidence"]) == (0.1, "elsewhere", "low")
    assert row["n_variants"] == 1
    assert set(table["verdict"]) <= {str(one) for one in ClaimVerdict}
    assert table["claim_id"].is_unique
    assert table.loc[table["claim_id"] == "zambia_two_products", "p_min"].isna().all()


def test_options_outside_their_choices_raise() -> None:
    """A single text is no list of variants."""
    with pytest.raises(InvalidValueError, match="thresholds needs one or more variants"):
        check_claims(FOUND, thresholds="2/3")
    with pytest.raises(InvalidValueError, match="codebooks needs one or more"):
        check_claims(FOUND, codebooks=[])
    with pytest.raises(
        InvalidValueError, match="alpha must be a fraction between 0 and 1, neither included; got 5"
    ):
        check_claims(FOUND, alpha=5)
    with pytest.raises(InvalidValueError, match="mode must be one of"):
        check_claims(FOUND, mode="guessed")  # type: ignore[arg-type]
