"""The records against the paper's text and the tables that they were coded from."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from _shared import real
from odopkit import load_programmes
from odopkit.ovop import Programme, load_india_model, load_outcome_figures, load_programme_errata

EVERYTHING = load_programmes("both", min_confidence="low")
DATA = files("odopkit.ovop") / "data"
WINDOW = 7
"""So many words in a row that are the same are a quotation."""

# Wordings of the tables, and the code that stands for each.
FOCUS = {
    "two_products (plum, chestnut)": "two_products",
    "product_and_service (multi-product)": "product_and_service",
    "special agricultural product": "special_agri",
    "processed food": "processed_food",
    "industrial cluster": "industrial_cluster",
    "selected sectors": "sector",
    "unit/firm": "firm",
    "product_service_culture_event": "product_service_event_culture",
    "product_and_service_tourism": "product_service_tourism",
    "service_tourism": "service_and_tourism",
}
UNITS = {
    "village (scalable to kecamatan/kabupaten)": "village",
    "village/district": "village; district",
    "town/cluster": "town; cluster",
    "municipality/territory": "municipality; territory",
    "parish/municipality": "parish; municipality",
}
SUPPORT = {
    "duty_free_benefits": "duty_benefit",
    "infrastructure_technology": "infrastructure_tech",
    "capacity_building_awareness": "capacity_building",
}
PAPER_CODES = {
    "record_type": "record_type",
    "m49_region": "region",
    "m49_subregion": "subregion",
    "orientation_seed": "orientation",
    "direction_seed": "direction",
    "subsidies": "subsidies",
    "p_local_yet_global": "local_yet_global",
    "p_self_reliance": "self_reliance",
    "p_hrd": "human_resources",
    "parent_id": "parent",
}
# What the tables say was concluded, and the field that it is.
INFERRED = {
    "iso3": "iso3",
    "parent_id": "parent",
    "scope": "scope",
    "geographic_unit": "units",
    "product_focus": "focus",
    "direction": "direction",
    "drivers": "drivers",
    "end_year": "end_years",
    "subsidies": "subsidies",
    "p_hrd": "human_resources",
    "p_self_reliance": "self_reliance",
}
READ = {
    "stored pages (whole)": "whole",
    "stored page (whole)": "whole",
    "stored page": "page",
    "stored excerpt": "excerpt",
    "stored excerpt (opening)": "opening",
    "abstract only": "abstract",
    "cover, members, contents only": "parts",
}


def table(name: str) -> list[dict[str, str]]:
    """Read a table that the records were coded from."""
    with real(f"data/programmes/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def paper() -> list[str]:
    """Read the lines of the paper's text."""
    return real("paper/ris-dp-285.txt").read_text(encoding="utf-8").split("\n")


def shown(programme: Programme, field: str) -> str:
    """Join the values of a field as the frame does, from every source alike."""
    held = getattr(programme, field)
    facts = held if isinstance(held, tuple) else () if held is None else (held,)
    return "; ".join(str(fact.value) for fact in facts)


def of_paper(programme: Programme, field: str) -> set[int]:
    """Return years that rest on the paper."""
    return {fact.value for fact in getattr(programme, field) if fact.provenance.says_paper}


def stated(code: str) -> str:
    """Turn the tables' word for silence into an empty field."""
    return "" if code == "unstated" else code


def test_every_field_of_the_78_rows_is_there() -> None:
    """Codes and years as in the table; texts filled where the table fills them."""
    rows = table("programmes_seed")
    assert {row["programme_id"] for row in rows} <= {p.id for p in load_programmes()}
    for row in rows:
        p = EVERYTHING[row["programme_id"]]
        for column, field in PAPER_CODES.items():
            assert shown(p, field) == stated(row[column]), (p.id, field)
        assert shown(p, "iso3") == row["iso3"].replace("WLD", "")
        assert shown(p, "units") == stated(row["geographic_unit"])
        focus = row["product_focus"]
        assert shown(p, "focus") == stated(FOCUS.get(focus, focus)), p.id
        assert (str(min(of_paper(p, "years"))) if p.years else "") == row["start_year"] or (
            p.id == "ind_deh_2019" and of_paper(p, "years") == {2018, 2019}
        )
        assert of_paper(p, "end_years") == {int(y) for y in [row["end_year"]] if y}
        year = p.year(policy="paper")
        assert (str(year.value) if year else "") == row["start_year"]
        if row["record_type"] == "support_scheme":
            told = row["support_instruments"]
            assert shown(p, "support") == SUPPORT.get(told, told)
        for column, field in {
            "name_local": "local_name",
            "scope": "scope",
            "sponsors": "sponsors",
            "drivers": "drivers",
            "support_instruments": "support",
        }.items():
            assert bool(shown(p, field)) == bool(stated(row[column])), (p.id, field)
        if row["acronym"]:
            assert shown(p, "acronym") == row["acronym"]
        printed = row["country_in_seed"].removesuffix(" [sic]")
        assert shown(p, "country_as_printed") == printed.replace("(global)", "")
        cited = [c.removesuffix(" [sic]").strip() for c in row["seed_cites"].split(";")]
        cited = [re.sub(r" \[sic\]", "", c) for c in cited if c and not c.startswith("unstated")]
        assert [fact.value for fact in p.cites] == cited
        assert p.status is not None
        assert (p.status.value == "unverified") == (p.id == "ind_ovop_2013")


def test_what_was_concluded_is_marked_so() -> None:
    """A field that rests on a conclusion is inferred, and any other code is stated."""
    for row in table("programmes_seed"):
        p = EVERYTHING[row["programme_id"]]
        concluded = {
            re.split(r"[:(]", part)[0].strip() for part in row["inferred_fields"].split(";")
        }
        if concluded & {"principles", "principles mapping"}:
            concluded |= {"p_hrd", "p_self_reliance"}
        for column, field in INFERRED.items():
            held = getattr(p, field)
            for fact in held if isinstance(held, tuple) else [held] if held else []:
                if fact.provenance.source_id == "paper":
                    wanted = "inferred" if column in concluded else "stated"
                    assert fact.provenance.basis == wanted, (p.id, field)


def test_the_words_of_each_row_are_found_again_by_line_and_characters() -> None:
    """Line, span and SHA-256 of the main place are those of the words in the table."""
    lines = paper()
    for row in table("programmes_seed"):
        p = EVERYTHING[row["programme_id"]]
        told = p.record_type.provenance
        assert told.line == int(row["seed_line"])
        assert told.quote_sha256 == hashlib.sha256(row["seed_quote"].encode()).hexdigest()
        assert told.span is not None
        start, length = told.span
        assert lines[told.line - 1][start : start + length].replace("*", "") == row["seed_quote"]


def words_of(lines: list[str], row: Any) -> str:
    """Take the words that a row of a frame points at."""
    line: str = lines[row.line - 1]
    return line[row.start : row.start + row.length].replace("*", "")


def test_every_hash_is_that_of_words_in_the_paper() -> None:
    """Facts, outcome figures, errata and the model of India, each at its place."""
    lines = paper()
    facts = EVERYTHING.facts()
    seen = 0
    for frame in (
        facts[facts["source_id"] == "paper"],
        load_outcome_figures(),
        load_programme_errata(),
    ):
        for row in frame.itertuples():
            digest = hashlib.sha256(words_of(lines, row).encode()).hexdigest()
            assert digest == row.quote_sha256, row
            seen += 1
    assert seen > 1000
    india = load_india_model()
    told = [
        *(scheme.provenance for scheme in india.sub_schemes),
        *(body.provenance for body in india.bodies),
        *(head.provenance for head in india.support),
        *(fact.provenance for fact in (*india.objectives, *india.first_phase, india.launch)),
        *(count.provenance for count in india.counts if count.provenance),
    ]
    assert len(told) == 4 + 4 + 6 + 5 + 3 + 1 + 3
    for place in told:
        assert place.line is not None
        assert place.span is not None
        start, length = place.span
        words = lines[place.line - 1][start : start + length].replace("*", "")
        assert hashlib.sha256(words.encode()).hexdigest() == place.quote_sha256


def test_each_place_names_the_section_that_its_line_lies_in() -> None:
    """Sections are counted by their headings."""
    heads: dict[int, str] = {}
    for number, line in enumerate(paper(), start=1):
        if head := re.match(r"([1-6])\. [A-Z]|(Endnotes)|(References)|(Appendix)", line):
            heads[number] = f"section {head.group(1)}" if head.group(1) else head.group(0).lower()
    for frame in (EVERYTHING.facts(), load_outcome_figures(), load_programme_errata()):
        for locator, line in frame.loc[frame["line"].notna(), ["locator", "line"]].to_numpy():
            section = heads[max(number for number in heads if number <= line)]
            assert locator == f"{section}, line {line}"


def test_every_field_of_the_52_rows_is_there() -> None:
    """Codes, years, sources and confidence as in the table; texts where it has any."""
    rows = table("programmes_elsewhere")
    found = load_programmes("elsewhere", min_confidence="low")
    assert {row["programme_id"] for row in rows} <= {p.id for p in found}
    sources = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))["sources"]
    for row in rows:
        p = EVERYTHING[row["programme_id"]]
        assert str(p.confidence) == row["confidence"]
        assert shown(p, "iso3") == row["iso3"].replace("WLD", "")
        assert (p.region.value, p.subregion.value) == (row["m49_region"], row["m49_subregion"])
        unit, focus = row["geographic_unit"], row["product_focus"]
        assert shown(p, "units") == UNITS.get(unit, unit)
        assert shown(p, "focus") == FOCUS.get(focus, focus)
        assert shown(p, "status") == row["status"]
        direction = row["direction_coded"].replace("exogenous_donor", "donor")
        assert shown(p, "direction") == stated(direction)
        assert shown(p, "objectives") == row["features_coded"].replace(";", "; ")
        assert (
            {int(row["start_year"])} <= {f.value for f in p.years}
            if row["start_year"]
            else (not p.years)
        )
        own = p.year(policy="own")
        assert (str(own.value) if own else "") == row["start_year"]
        last = p.end_year(policy="own")
        assert (str(last.value) if last else "") == row["end_year"]
        for column, field in {
            "name_local": "local_name",
            "lead_body": "lead_body",
            "sponsors": "sponsors",
            "stated_fact": "notes",
        }.items():
            assert bool(shown(p, field)) == bool(row[column]), (p.id, field)
        if row["acronym"]:
            assert shown(p, "acronym") == row["acronym"].split("/")[0]
        told = sources[p.name.provenance.source_id]
        assert told["urls"][0].split("/")[2] in row["source_url"] or (
            p.id == "mys_sdsi" and told["urls"]
        )
        assert told["read"] == READ[row["what_was_read"]]
        target = re.search(r"[a-z]{3}_[a-z0-9_]+", row["relation_to_seed"])
        kin = shown(p, "same_as") + shown(p, "parent")
        kin += p.relation.value.to if p.relation else ""
        children = [c.id for c in found if c.parent and c.parent.value == p.id]
        if target and not row["relation_to_seed"].startswith("parent of"):
            assert target.group() in kin
        if row["relation_to_seed"].startswith("parent of"):
            assert children


def test_the_counts_of_codes_are_those_of_the_table() -> None:
    """Social and economic codes of each record, counted by their first letter."""
    for row in table("programmes_elsewhere"):
        codes = [fact.value[0] for fact in EVERYTHING[row["programme_id"]].objectives]
        assert codes.count("S") == int(row["soc_n"])
        assert codes.count("E") == int(row["eco_n"])


def test_outcome_figures_have_the_numbers_and_places_of_the_table() -> None:
    """In the same order; per cent become fractions."""
    figures = load_outcome_figures()
    verdicts = {
        "supported": "supported",
        "supported_gdp_per_head": "supported",
        "consistent_if_all_item_classes": "partly",
        "near_734": "partly",
        "weakly_supported": "partly",
        "plurality_only": "partly",
        "timing_contradicted": "contradicted",
        "unit_wrong": "contradicted",
        "inconsistent_with_2022_figures": "contradicted",
    }
    signs = {">=": "at_least", ">": "more_than", "~": "about"}
    for row, (_, found) in zip(table("seed_outcome_claims"), figures.iterrows(), strict=True):
        assert found["verdict"] == verdicts.get(row["verdict"], row["verdict"])
        assert found["line"] == int(row["seed_line"])
        assert found["quote_sha256"] == hashlib.sha256(row["seed_quote"].encode()).hexdigest()
        assert found["programme_id"] == re.sub("^claim_.*", "", row["programme_id"])
        number = re.sub(r"[^0-9.]", "", row["value"])
        assert pd.isna(found["value"]) == (not number)
        if number:
            scale = 100 if "%" in row["unit"] else 1
            assert found["value"] * scale == pytest.approx(float(number))
            sign = re.match(r"[^0-9]*", row["value"])
            if sign and sign.group():
                assert found["qualifier"] == signs[sign.group()]


def test_errata_have_the_places_of_the_table() -> None:
    """In the same order, of the same kind and confidence."""
    errata = load_programme_errata()
    for row, (_, found) in zip(table("seed_errata"), errata.iterrows(), strict=True):
        assert (found["kind"], found["confidence"]) == (row["kind"], row["confidence"])
        assert found["line"] == int(row["seed_line"])
        assert found["quote_sha256"] == hashlib.sha256(row["seed_quote"].encode()).hexdigest()


def test_the_model_of_india_has_the_figures_of_its_source() -> None:
    """Sub-schemes, slabs, bodies, heads and counts, one by one."""
    source = json.loads(real("data/programmes/india_deh_model.json").read_text(encoding="utf-8"))
    india = load_india_model()
    assert [s.acronym for s in india.sub_schemes] == [
        s["id"] for s in source["up_odop"]["sub_schemes"]
    ]
    slabs = source["up_odop"]["margin_money_slabs_elsewhere"]["slabs"]
    assert [(s.rate * 100, s.amount, s.rule) for s in india.margin_money] == [
        (slab["pct"], slab["amount"], slab["rule"]) for slab in slabs
    ]
    assert [(b.level, b.acronym) for b in india.bodies] == [
        (level["level"], level["acronym"]) for level in source["deh"]["levels"]
    ]
    depc = source["deh"]["levels"][0]["composition_elsewhere"]["members"]
    assert len(india.bodies[0].members or ()) == len(depc)
    heads = source["deh"]["support_instruments"]
    assert [len(h.schemes) + len(h.others) for h in india.support] == [
        len(head["schemes"]) for head in heads
    ]
    named = {"adopted": "plans_adopted", "districts_odop_deh": "districts_with_odop"}
    named["unique_products"] = "products"
    told = set()
    for series, key in (("deh", "counts"), ("pmfme", "pmfme_counts"), ("odop", "odop_counts")):
        for entry in source["deh"][key]:
            as_of = entry["as_of"].replace("seed (2023)", "2023")
            told |= {
                (series, as_of, named.get(what, what), value)
                for what, value in entry.items()
                if what not in ("as_of", "source")
            }
    assert {(c.series, c.as_of, c.what, c.value) for c in india.counts} == told


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of words of a text, case and signs apart."""
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[i:] for i in range(WINDOW)), strict=False))


def texts(held: Any) -> list[str]:
    """Collect the texts of a data file."""
    if isinstance(held, dict):
        return [text for value in held.values() for text in texts(value)]
    if isinstance(held, list):
        return [text for value in held for text in texts(value)]
    return [held] if isinstance(held, str) else []


def test_no_sentence_is_copied() -> None:
    """No text shares seven words in a row with the paper or with the tables."""
    taken = runs(" ".join(paper()))
    for name in ("programmes_seed", "programmes_elsewhere", "seed_outcome_claims", "seed_errata"):
        for row in table(name):
            for column, cell in row.items():
                if column not in ("name", "name_in_seed", "source_title", "seed_cites"):
                    taken |= runs(cell)
    own = [
        text
        for file in DATA.iterdir()
        if file.name.endswith(".json") and file.name not in ("provenance.json", "sources.json")
        for text in texts(json.loads(file.read_text(encoding="utf-8")))
    ]
    names = {
        "Remission of Duties and Taxes on Exported Products",
        "Madhya Pradesh State Policy and Planning Commission 2022",
        *(p.name.value for p in EVERYTHING),
        *(fact.value for p in EVERYTHING for fact in p.drivers + p.sponsors + p.lead_body),
    }
    copied = [
        text
        for text in own
        if text not in names and "://" not in text and runs(text) & taken  # an address is a fact
    ]
    assert copied == []


def test_the_command_of_contributors_says_that_all_is_sound() -> None:
    """``tools/check_programmes.py`` runs against the paper, and finds the place of words."""
    tool = Path(__file__).resolve().parents[2] / "tools" / "check_programmes.py"
    if not tool.exists():
        pytest.skip("tools/ is not part of the installed package")
    text = str(real("paper/ris-dp-285.txt"))
    words = ["--line", "115", "--words", "Decentralized Hands-on"]
    said = [
        subprocess.run(  # noqa: S603
            [sys.executable, str(tool), "--paper", text, *more],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in ([], words)
    ]
    assert said[0] == f"{len(EVERYTHING)} records are sound\n"
    place = json.loads(said[1])
    assert place["section"] == "3"
    start, length = place["span"]
    assert paper()[114][start : start + length] == "Decentralized Hands-on"


def test_words_of_two_places_of_one_record_may_differ() -> None:
    """Facts of one record stand in several lines of the paper."""
    lines = {fact.provenance.line for _, fact in EVERYTHING["jpn_ovop_1979"].facts()}
    assert sorted(line for line in lines if line) == [82, 84, 86, 88, 92, 94, 133]
    years = [fact.value for fact in EVERYTHING["jpn_npc_1964"].years]
    assert all(a < b for a, b in pairwise([1961, *years, 1970]))
