"""Orientations worked out apart from this package, and the words that schemes rest on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pandas as pd
import pytest

from _shared import real
from odopkit import load_programmes
from odopkit.ovop import list_schemes, load_scheme, orientation_table

RULES = {
    "R0_no_discriminating_objective": {"R0"},
    "R1_social_share>=2/3": {"R1"},
    "R2_social_share<=1/3": {"R2"},
    "R3_between": {"R3", "R0b"},
}


def coded() -> pd.DataFrame:
    """Read the 52 coded records in place."""
    path = real("data/programmes/programmes_elsewhere.csv")
    return pd.read_csv(path, dtype="str", keep_default_na=False).set_index("programme_id")


def test_each_of_the_52_records_is_oriented_as_coded() -> None:
    """Orientation, rule and counts agree, row by row."""
    rows = coded()
    table = orientation_table(load_programmes("elsewhere", min_confidence="low")).set_index("id")
    assert sorted(table.index) == sorted(rows.index)
    for key, row in rows.iterrows():
        mine = table.loc[str(key)]
        assert mine["orientation"] == row["orientation_derived"], key
        assert mine["rule"] in RULES[str(row["rule_fired"])], key
        assert (mine["n_social"], mine["n_economic"]) == (int(row["soc_n"]), int(row["eco_n"]))
        codes = {c for side in ("social", "economic", "neutral") for c in mine[side].split("; ")}
        assert codes - {""} == set(str(row["features_coded"]).split(";")) - {""}, key
    tally = Counter(rows["orientation_derived"])
    assert tally == {"social": 11, "economic": 18, "social_economic": 14, "unstated": 9}


def test_schemes_have_the_assignments_that_were_read() -> None:
    """Each assignment of the collected schemes is in the package, and no other."""
    raw = json.loads(real("data/programmes/taxonomies.json").read_text(encoding="utf-8"))
    found = {one["id"]: one for one in raw["schemes"]}
    shipped = list_schemes()
    assert len(found) == int((shipped["reason"] == "").sum()) == 18
    jica = load_scheme("jica_issue_codes")
    mine = {f"{a.iso3} {a.subject}": list(a.categories) for a in jica.assignments}
    assert mine == found["jica_issue_codes"]["assignments"]
    kurokawa = load_scheme("kurokawa2010").to_frame().groupby("iso3")["category"].agg(list)
    theirs = found["kurokawa2010"]["assignments"]
    assert {str(k): sorted(v) for k, v in kurokawa.items()} == {
        k: sorted(v) for k, v in theirs.items()
    }


@pytest.mark.parametrize(
    "scheme_id",
    [s for s, b in list_schemes()[["scheme", "basis"]].itertuples(index=False) if b == "stated"],
)
def test_the_words_that_a_scheme_rests_on_stand_in_the_paper(scheme_id: str) -> None:
    """The hash is that of the words at the place named."""
    lines = real("paper/ris-dp-285.txt").read_text(encoding="utf-8").split("\n")
    told = load_scheme(scheme_id).provenance
    assert told.line is not None
    assert told.span is not None
    start, length = told.span
    words = lines[told.line - 1][start : start + length].replace("*", "")
    assert hashlib.sha256(words.encode()).hexdigest() == told.quote_sha256
