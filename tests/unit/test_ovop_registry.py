"""The records that ship: every one sound, every cell with its basis, every fault found."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pandas as pd
import pytest

from odopkit import load_paper_table, load_programmes
from odopkit.errors import InvalidValueError, UnknownNameError
from odopkit.ovop import (
    Basis,
    Confidence,
    Origin,
    Verdict,
    check_programmes,
    load_india_model,
    load_outcome_figures,
    load_programme_errata,
)
from odopkit.ovop.records import data_files, parsing
from odopkit.ovop.records.programme import Programme
from odopkit.ovop.records.shipped import raw_records

DATA = files("odopkit.ovop") / "data"
PROVENANCE: dict[str, dict[str, str]] = json.loads(
    (DATA / "provenance.json").read_text(encoding="utf-8")
)
EVERYTHING = load_programmes("both", min_confidence="low")
RECORDS = [pytest.param(p, id=p.id) for p in EVERYTHING]


def raw() -> list[dict[str, Any]]:
    """Return records as they stand in the data files, free to be spoilt."""
    return copy.deepcopy(raw_records())


def sources() -> dict[str, Any]:
    """Return the list of sources."""
    found: dict[str, Any] = data_files.read("sources.json")["sources"]
    return found


def cells(frame: pd.DataFrame, key: str, columns: list[str]) -> list[object]:
    """Return some cells of one row."""
    found: list[object] = frame.loc[[key], columns].to_numpy().tolist()[0]
    return found


def test_there_are_78_of_the_paper_and_52_from_elsewhere() -> None:
    """Those below medium confidence are off unless asked for."""
    assert len(load_programmes()) == 78
    assert len(load_programmes("elsewhere")) == 41
    assert len(load_programmes("elsewhere", min_confidence="low")) == 52
    assert len(load_programmes("both")) == 119
    assert len(load_programmes("paper", min_confidence="high")) == 78
    weak = load_programmes("elsewhere", min_confidence=Confidence.LOW).filter(
        lambda p: p.confidence is Confidence.LOW
    )
    assert len(weak) == 11
    assert "twn_otop" in weak
    assert "twn_otop" not in load_programmes("elsewhere")


def test_bad_arguments_say_what_there_is() -> None:
    """Source and confidence are checked."""
    with pytest.raises(
        InvalidValueError, match="source must be one of 'paper', 'elsewhere', 'both'"
    ):
        load_programmes("all")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="'sure' is no Confidence; choose one of low"):
        load_programmes(min_confidence="sure")


@pytest.mark.parametrize("name", sorted(PROVENANCE))
def test_each_file_is_the_one_that_provenance_describes(name: str) -> None:
    """Title, source, licence and date are filled, and the SHA-256 is the file's."""
    content = (DATA / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == PROVENANCE[name]["sha256"]
    for key in ("title", "source", "licence", "date", "notes"):
        assert PROVENANCE[name][key]


def test_no_data_file_is_without_provenance() -> None:
    """Every file of the folder is described."""
    there = {f.name for f in DATA.iterdir() if f.name.endswith(".json")}
    assert there - {"provenance.json"} == set(PROVENANCE)


@pytest.mark.parametrize("programme", RECORDS)
def test_every_fact_has_a_source_a_basis_and_a_place(programme: Programme) -> None:
    """The paper by line and hash, any other document by its entry in the list of sources."""
    for field, fact in programme.facts():
        told = fact.provenance
        assert told.locator, field
        if told.source_id == "paper":
            assert told.says_paper
            assert told.line is not None
            assert told.quote_sha256 is not None
            assert told.locator.endswith(f"line {told.line}")
        else:
            assert not told.says_paper
            assert told.source_id in sources()
            assert told.locator == sources()[told.source_id]["title"]
    own = {fact.provenance.says_paper for _, fact in programme.facts()}
    assert (programme.origin is Origin.PAPER) in own


@pytest.mark.parametrize("programme", RECORDS)
def test_country_codes_are_those_of_iso_and_the_united_nations(programme: Programme) -> None:
    """Alpha-3 and numeric codes belong to one country; the areas are areas of M49."""
    pycountry = pytest.importorskip("pycountry")
    assert programme.m49 is not None
    if programme.iso3 is None:
        assert programme.m49.value == "001"
        assert programme.region.value == programme.subregion.value == "World"
        return
    country = pycountry.countries.get(alpha_3=programme.iso3.value)
    assert country is not None
    assert programme.m49.value == country.numeric
    assert data_files.M49_AREAS[programme.subregion.value][1] == programme.region.value
    assert programme.country is not None
    names = {country.name, getattr(country, "common_name", country.name)}
    short = programme.country.value
    assert any(short in name for name in names) or short in ("Laos", "Vietnam", "South Korea")


def test_a_country_has_one_name_one_code_and_one_area() -> None:
    """However many records it has."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for p in EVERYTHING:
        if p.iso3 and p.m49 and p.country:
            told = (p.m49.value, p.country.value, p.region.value, p.subregion.value)
            seen.setdefault(p.iso3.value, set()).add(told)
    assert {iso3: told for iso3, told in seen.items() if len(told) > 1} == {}
    assert len(seen) >= 44


def test_areas_of_m49_lie_in_regions() -> None:
    """Codes are three digits and unique; the world holds five regions."""
    codes = [code for code, _ in data_files.M49_AREAS.values()]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 3 and code.isdecimal() for code in codes)
    assert {upper for _, upper in data_files.M49_AREAS.values()} <= set(data_files.REGIONS)


def test_the_records_that_ship_are_sound() -> None:
    """No problem is listed, and the list is a frame even so."""
    found = check_programmes()
    assert found.columns.tolist() == ["id", "problem"]
    assert found.empty


def spoil(change: Callable[[dict[str, Any]], Any]) -> list[tuple[str, str]]:
    """Change Bhutan's OGOP, and list the problems of all records."""
    records = raw()
    change(next(r for r in records if r["id"] == "btn_ogop_2015"))
    return parsing.problems(records, sources())


FAULTS: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("unknown code", lambda r: r["stated"].update(orientation="green"), "'green' is no Orient"),
    ("unknown field", lambda r: r["stated"].update(colour="red"), "there is no field 'colour'"),
    ("unknown key", lambda r: r.update(guessed={}), "unknown keys guessed"),
    ("no name", lambda r: r["stated"].pop("name"), "name: the field is missing"),
    ("no area", lambda r: r["inferred"].update(subregion="Himalaya"), "no area of UN M49"),
    ("wrong area", lambda r: r["inferred"].update(region="Africa"), "lies in Asia, not in Af"),
    ("no region", lambda r: r["inferred"].update(region="Orient"), "'Orient' is none of Africa"),
    ("no M49", lambda r: r["inferred"].pop("m49"), "m49: the field is missing"),
    ("no country", lambda r: r["inferred"].pop("iso3"), "only a programme of the whole world"),
    ("no parent", lambda r: r["inferred"].update(parent="nowhere"), "no record 'nowhere'"),
    ("no twin", lambda r: r["coded"].update(same_as="nowhere"), "same_as: there is no record"),
    ("twin", lambda r: r["coded"].update(same_as="btn_ogop_x"), "is no record of the paper"),
    ("no place", lambda r: r.pop("at"), "needs `at`"),
    ("no source", lambda r: r.pop("source"), "does not go with basis 'stated'"),
    ("wrong source", lambda r: r.update(source="ogop_bhutan"), "does not go with basis 'stated'"),
    ("no confidence", lambda r: r.pop("confidence"), "confidence: None is no Confidence"),
    ("idle place", lambda r: r.update(places={"scope": {}}), "fields that are not filled: scope"),
    ("two names", lambda r: r["stated"].update(name=["a", "b"]), "holds one fact, got 2"),
    ("year as text", lambda r: r["stated"].update(years="2015"), "not a year: '2015'"),
    ("number as text", lambda r: r["stated"].update(scope=3), "scope: a text is needed, got 3"),
    ("id", lambda r: r.update(id="OGOP"), "an id has lower-case letters"),
    ("no id", lambda r: r.pop("id"), "'id'"),
    ("taken id", lambda r: r.update(id="btn_dhope_2014"), "the id is taken"),
    (
        "unlisted source",
        lambda r: r.update(
            more=[
                {"field": "years", "value": 2016, "basis": "elsewhere", "source": "hearsay"}
                | {"confidence": "low"}
            ]
        ),
        "'hearsay' is not in sources.json",
    ),
    (
        "unknown relation",
        lambda r: r["coded"].update(relation={"kind": "dates", "to": "nowhere"}),
        "relation: there is no record 'nowhere'",
    ),
]


@pytest.mark.parametrize(
    ("change", "message"), [pytest.param(c, m, id=name) for name, c, m in FAULTS]
)
def test_a_fault_in_a_record_is_found(
    change: Callable[[dict[str, Any]], Any], message: str
) -> None:
    """Each is listed with the record that has it."""
    found = spoil(change)
    assert any(message in problem for _, problem in found), found


def test_a_circle_of_parents_is_found() -> None:
    """Every record of the circle is named, and none that merely leads to it."""
    records = {r["id"]: r for r in raw()}
    records["jpn_npc_1961"]["stated"]["parent"] = "jpn_ovop_1979"
    found = parsing.problems(list(records.values()), sources())
    assert {key for key, _ in found} == {
        "jpn_npc_1961",
        "jpn_npc_1964",
        "jpn_npc_1970",
        "jpn_ovop_1979",
    }
    assert {problem for _, problem in found} == {"its parents form a circle"}


def test_a_new_record_needs_nothing_but_itself() -> None:
    """One record in a data file, and it is checked, found and laid out."""
    new = {
        "id": "fra_udup",
        "source": "iovop_africa",
        "confidence": "medium",
        "elsewhere": {"name": "Un district, un produit", "years": 2024, "units": ["district"]},
        "coded": {
            "record_type": "programme",
            "country": "France",
            "iso3": "FRA",
            "m49": "250",
            "region": "Europe",
            "subregion": "Western Europe",
        },
    }
    assert parsing.problems([*raw(), new], sources()) == []
    made = parsing.parse(new, sources())
    assert made.years[0].provenance.basis is Basis.ELSEWHERE
    assert made.region.provenance.evidence is Basis.ELSEWHERE


def test_a_record_is_found_by_its_id_alone() -> None:
    """Acronyms, names and misspellings are answered with the ids that may be meant."""
    some = load_programmes()
    assert some["btn_ogop_2015"].name.value == "One Gewog One Product"
    assert "btn_ogop_2015" in some
    with pytest.raises(UnknownNameError, match="did you mean 'btn_ogop_2015'"):
        some["btn_ogop_2016"]
    with pytest.raises(UnknownNameError, match="it names vnm_ocop_qn_2013: look one up"):
        some.filter(region="Asia")["One Commune One Product"]
    with pytest.raises(UnknownNameError, match="it names fao_ocop, vnm_ocop_qn_2013, vnm_ocop_nat"):
        some["OCOP"]
    with pytest.raises(UnknownNameError, match="'both', min_confidence='low'\\) has it"):
        some["twn_otop"]
    with pytest.raises(UnknownNameError, match=r"among these 78; to_frame\(\) lists all ids"):
        some["zzzzzz"]


def test_filters_add_up() -> None:
    """Each condition narrows; the answer is a registry again."""
    some = load_programmes()
    assert len(some.filter(core=True)) == 49
    assert len(some.filter(core=False)) == 29
    assert len(some.filter(record_type=["sub_scheme", "support_scheme"])) == 19
    assert len(some.filter(region=["Africa", "South America"])) == 8 + 5
    assert len(EVERYTHING.filter(origin="elsewhere", iso3=["BTN", "LAO"])) == 6
    assert len(some.filter(lambda p: p.orientation is not None)) == 2
    assert len(some.filter(core=True, iso3="JPN", record_type="policy")) == 0
    assert len(some) == 78
    with pytest.raises(UnknownNameError, match="did you mean 'Eastern Asia'"):
        some.filter(region="Estern Asia")
    with pytest.raises(UnknownNameError, match="no country code among these records is 'FRA'"):
        some.filter(iso3="FRA")
    with pytest.raises(InvalidValueError, match="'scheme' is no RecordType"):
        some.filter(record_type="scheme")


def test_the_frame_has_a_basis_for_every_filled_cell_and_for_no_other() -> None:
    """Of any cell a reader can tell whether the paper said it."""
    frame = EVERYTHING.to_frame(basis=True)
    plain = EVERYTHING.to_frame()
    pd.testing.assert_frame_equal(plain, frame[plain.columns])
    told = [c for c in frame.columns if c.endswith("_basis")]
    assert len(told) == len(plain.columns) - 4  # id, origin, confidence, reason
    for column in told:
        shown = frame[column.removesuffix("_basis")]
        empty = shown.isna() | shown.astype(str).isin(["", "unstated"])
        assert ((frame[column] == "") == empty).all(), column
    words = {word for column in told for cell in frame[column] for word in cell.split("; ")}
    assert words - {""} == {
        *("stated", "inferred", "elsewhere", "coded from stated", "coded from elsewhere")
    }
    paper = frame[frame["origin"] == "paper"]
    assert not paper["year_basis"].str.contains("elsewhere").any()


def test_other_frames_tell_their_basis_too() -> None:
    """Names, countries and years of the timeline and of a lineage."""
    wide = EVERYTHING.to_frame(basis=True).set_index("id")
    for frame in (EVERYTHING.timeline(), EVERYTHING.lineage("jpn_ovop_1979")):
        told = frame.set_index("id")
        for column in ("year_basis", "name_basis", "iso3_basis"):
            assert told[column].to_dict() == wide.loc[told.index, column].to_dict()


def test_frames_have_keys_first_text_without_gaps_and_a_reason_last() -> None:
    """RangeIndex, text never missing, years Int64, counts int64."""
    frames = [
        EVERYTHING.to_frame(basis=True),
        EVERYTHING.timeline(),
        EVERYTHING.countries(),
        EVERYTHING.lineage("jpn_ovop_1979"),
        EVERYTHING.facts(),
        EVERYTHING.sources(),
        EVERYTHING.acronym_collisions(),
        EVERYTHING.conflicts(),
        EVERYTHING.filter(lambda _: False).to_frame(),
        EVERYTHING.filter(lambda _: False).timeline(),
        EVERYTHING.filter(lambda _: False).countries(),
    ]
    missing = {"year", "end_year", "first_year", "line", "start", "length"}
    for frame in frames:
        assert isinstance(frame.index, pd.RangeIndex)
        for column in frame.columns:
            if column in missing:
                assert frame[column].dtype == "Int64"
            else:
                assert frame[column].notna().all(), column
            if column.startswith("n_") or column == "generation":
                assert frame[column].dtype == "int64"
        assert "reason" not in frame.columns[:-1]
    assert (EVERYTHING.to_frame()["reason"] != "").sum() == EVERYTHING.to_frame()[
        "year"
    ].isna().sum()


def test_facts_and_frame_tell_the_same() -> None:
    """The long table has every value of the wide one."""
    facts = EVERYTHING.facts()
    wide = EVERYTHING.to_frame().set_index("id")
    for field in ("name", "iso3", "objectives", "subsidies", "support", "parent"):
        long = facts[facts["field"] == field].groupby("id")["value"].agg("; ".join)
        shown = wide[field][~wide[field].isin(["", "unstated"])]
        assert shown.to_dict() == long.to_dict()
    assert facts["says_paper"].dtype == bool
    assert ((facts["source_id"] == "paper") == facts["says_paper"]).all()
    assert (facts["says_paper"] == facts["line"].notna()).all()


def test_the_timeline_runs_from_1961_and_keeps_the_undated() -> None:
    """Dated records by year, then the others with a reason."""
    line = load_programmes().timeline()
    dated = line[line["reason"] == ""]
    assert len(line) == 78
    assert dated["year"].tolist() == sorted(dated["year"])
    assert dated["year"].iloc[0] == 1961
    assert len(dated) == 19
    assert line["reason"].iloc[len(dated) :].eq("no year is stated").all()
    otop = line.set_index("id").loc["tha_otop_2000"]
    assert (otop["year"], otop["n_years"], otop["source_id"]) == (2000, 3, "paper")
    trusted = load_programmes().timeline(year_policy="most_trusted").set_index("id")
    assert cells(trusted, "tha_otop_2000", ["year", "year_basis", "source_id"]) == [
        2001,
        "elsewhere",
        "thai_pr_2012",
    ]


def test_core_records_cover_31_countries() -> None:
    """17 in Asia, 8 in Africa, 6 in the Americas, and one programme of the world."""
    table = load_programmes().filter(core=True).countries()
    assert table["iso3"].tolist()[:-1] == sorted(table["iso3"])[1:]
    assert table["iso3"].iloc[-1] == ""
    assert table["region"].value_counts().to_dict() == {
        "Asia": 17,
        "Africa": 8,
        "Americas": 6,
        "World": 1,
    }
    assert table["n_records"].sum() == 49
    assert (table["n_records"] == table["n_paper"] + table["n_elsewhere"]).all()
    japan = table.set_index("iso3").loc["JPN"]
    assert (japan["first_year"], japan["first_year_id"]) == (1961, "jpn_npc_1961")
    assert set(table["codes_basis"]) == {"inferred"}
    india = load_programmes().countries().set_index("iso3").loc["IND"]
    assert (india["n_records"], india["n_core"]) == (34, 6)
    assert india["first_year"] == 2013


def test_a_policy_dates_no_country() -> None:
    """The first year of a country is that of a programme, however old its policies are."""
    some = load_programmes().filter(iso3="IND")
    old = tuple(
        replace(p, years=some["ind_deh_2019"].years) if p.id == "ind_epc" else p
        for p in some.filter(core=False)
    )
    table = replace(some, programmes=old).countries()
    assert table["first_year"].isna().tolist() == [True]
    assert table[["n_core", "reason"]].to_numpy().tolist() == [[0, "no year is stated"]]


def test_ovop_grew_from_plums_and_chestnuts() -> None:
    """Four steps of Oita, then what came of them, near and far."""
    line = load_programmes().lineage("jpn_ovop_1979").set_index("id")
    assert line.loc[["jpn_npc_1961", "jpn_npc_1964", "jpn_npc_1970"], "generation"].tolist() == [
        *(-3, -2, -1)
    ]
    assert line.loc["jpn_ovop_1979", "generation"] == 0
    assert line.loc["tha_otop_2000", "generation"] == 1
    assert line.loc["tha_otop_village_2006", "generation"] == 2
    assert line["generation"].is_monotonic_increasing
    assert "btn_dhope_2014" not in line.index
    both = EVERYTHING.lineage("mys_sdsi").set_index("id")
    assert both["generation"].to_dict() == {"mys_sksp": -2, "mys_sksi": -1, "mys_sdsi": 0}
    twin = EVERYTHING.lineage("tha_otop_x").set_index("id")
    assert cells(twin, "tha_otop_x", ["from_id", "link", "link_basis"]) == [
        "tha_otop_2000",
        "same_as",
        "coded from elsewhere",
    ]
    alone = load_programmes("elsewhere").lineage("btn_ogop_m1")
    assert alone["reason"].tolist() == ["what it grew from is not among these records"]
    with pytest.raises(UnknownNameError):
        EVERYTHING.lineage("ovop")


def test_a_line_that_comes_back_to_itself_ends() -> None:
    """Records of one's own may form a circle; each is then in the line once before, once after."""
    paper = load_programmes()
    first, last = paper["jpn_npc_1961"], paper["jpn_npc_1964"]
    assert last.parent
    circle = replace(
        paper,
        programmes=(replace(first, parent=replace(last.parent, value=last.id)), last),
    )
    line = circle.lineage("jpn_npc_1961")
    assert line["id"].tolist() == ["jpn_npc_1964", "jpn_npc_1961", "jpn_npc_1964"]
    assert line["generation"].tolist() == [-1, 0, 1]


def test_acronyms_collide() -> None:
    """OCOP, ODOP, OTOP and NPC stand for more than one thing each."""
    found = EVERYTHING.acronym_collisions().set_index("acronym")
    assert found["n_meanings"].to_dict() == {"NPC": 3, "OCOP": 2, "ODOP": 2, "OTOP": 2}
    assert found.loc["OTOP", "meanings"] == "One Tambon One Product; One Town One Product"
    assert found.loc["OTOP", "iso3"] == "MMR; PHL; THA; TWN"
    for programme in EVERYTHING:
        assert (programme.acronym is None) == (programme.stands_for is None)


def test_conflicts_are_shown_with_their_sources() -> None:
    """Three years of OTOP, from three documents."""
    found = load_programmes().conflicts()
    otop = found[found["id"] == "tha_otop_2000"]
    assert otop[["year", "source_id"]].to_numpy().tolist() == [
        [2000, "paper"],
        [1999, "tambon_page"],
        [2001, "thai_pr_2012"],
    ]
    assert set(found["id"]) == {"btn_dhope_2014", "lao_odop_2008", "tha_otop_2000", "ind_deh_2019"}


def test_only_bhutan_has_a_stated_orientation() -> None:
    """Two records; all others are unstated, not guessed."""
    told = EVERYTHING.to_frame().set_index("id")["orientation"]
    assert told[told != "unstated"].to_dict() == {
        "btn_ogop_2015": "economic",
        "btn_dhope_2014": "social",
    }


def test_subsidies_are_yes_no_or_unstated() -> None:
    """No bool, and "no" only where it is said."""
    told = load_programmes().to_frame().set_index("id")["subsidies"]
    assert told.value_counts().to_dict() == {"unstated": 71, "yes": 6, "no": 1}
    assert told["jpn_ovop_1979"] == "no"


def test_every_source_is_used_and_listed() -> None:
    """The list of sources has no idle entry, and each has a title, kind and extent."""
    table = EVERYTHING.sources()
    assert set(table["source_id"]) == {"paper", *sources()}
    assert (table[["title", "kind", "read"]] != "").all().all()
    assert table["n_facts"].sum() == len(EVERYTHING.facts())


def test_the_model_of_india_fits_the_registry_and_the_printed_counts() -> None:
    """Its ids are records; its counts of 2023 are those of the paper's tables."""
    india = load_india_model()
    assert all(s.id in EVERYTHING for s in india.sub_schemes)
    named = [scheme for head in india.support for scheme in head.schemes]
    kept = load_programmes().filter(record_type="support_scheme")
    assert sorted(named) == sorted(p.id for p in kept)
    for head in india.support:
        for scheme in head.schemes:
            told = [fact.value for fact in EVERYTHING[scheme].support]
            assert told == [head.head]
    counts = india.counts_frame()
    assert (
        counts["what"]
        .isin(
            [
                "action_plans",
                "plans_adopted",
                "products",
                "districts",
                "districts_with_odop",
                "states",
            ]
        )
        .all()
    )
    paper = counts[counts["basis"] == "stated"].set_index("what")["value"]
    printed = load_paper_table("programme_counts").set_index("item")["value"]
    assert paper["action_plans"] == printed["district export action plans"]
    assert paper["products"] == printed["district-focused products identified"]
    assert paper["districts"] == printed["districts with a list of goods and services"]
    slabs = india.margin_money
    assert [s.above for s in slabs[1:]] == [s.up_to for s in slabs[:-1]]
    assert slabs[-1].up_to is None
    assert all(0 < s.rate < 1 and s.rule in ("lower", "higher") for s in slabs)
    assert india.launch.value == "2018-01"
    assert india.n_districts.value == 75
    support = india.support_frame()
    assert ((support["scheme"] == "") != (support["name"] == "")).all()
    assert [body.members is None for body in india.bodies] == [False, True, True, True]


def test_outcome_figures_are_checked_not_believed() -> None:
    """Ratios are recomputed, verdicts are of seven kinds, and a check goes with each."""
    figures = load_outcome_figures()
    assert len(figures) == 27
    assert figures["id"].is_unique
    assert set(figures["verdict"]) == set(Verdict)
    named = figures.loc[figures["programme_id"] != "", "programme_id"]
    assert named.isin([p.id for p in EVERYTHING]).all()
    unchecked = figures["verdict"] == "not_checked"
    assert (figures.loc[~unchecked, "check"] != "").all()
    ratios = figures.set_index("id")["recomputed"].dropna().round(2).to_dict()
    assert ratios == {
        "oita_sales": 3.93,
        "oita_number_of_products": 2.35,
        "oita_income": 2.12,
        "thailand_sales": 33.0,
    }
    assert (figures["value"].isna() == (figures["unit"] == "")).all()


def test_errata_name_records_and_do_not_repeat_those_of_the_trade_figures() -> None:
    """36, each with a place, a correction and what it rests on."""
    errata = load_programme_errata()
    assert len(errata) == 36
    assert errata["id"].is_unique
    filled = errata.drop(columns="programme_id")
    assert not (filled == "").any().any()
    named = errata.loc[errata["programme_id"] != "", "programme_id"]
    assert named.isin([p.id for p in EVERYTHING]).all()
    assert set(errata["confidence"]) == {"certain", "likely", "possible"}


def test_programmes_are_light_to_import() -> None:
    """Neither pandera nor scipy nor narwhals comes along, even when records are loaded."""
    code = (
        "import odopkit.ovop, sys; odopkit.ovop.load_programmes('both').to_frame(); "
        "print(sorted({'pandera', 'scipy', 'narwhals'} & set(sys.modules)))"
    )
    base = "import pandas, sys; print(sorted({'pandera', 'scipy', 'narwhals'} & set(sys.modules)))"
    said = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", each], capture_output=True, text=True, check=True
        ).stdout
        for each in (code, base)
    ]
    assert said[0] == said[1]


def test_public_names_are_lazy_and_complete() -> None:
    """``__all__``, the map and the modules agree."""
    import odopkit.ovop as home

    assert sorted(home._HOME) == sorted(home.__all__)
    assert set(home.__all__) <= set(dir(home))
    with pytest.raises(AttributeError, match="no attribute 'load_everything'"):
        home.load_everything  # type: ignore[attr-defined]  # noqa: B018
