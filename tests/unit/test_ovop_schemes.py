"""Ways to divide programmes, each with what was read of it, and tables of one's own."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from odopkit import load_programmes
from odopkit.errors import InvalidTableError, InvalidValueError, ReadError, UnknownNameError
from odopkit.ovop import (
    Motive,
    Objective,
    Principle,
    list_schemes,
    load_orientation_table,
    load_scheme,
)

DATA = files("odopkit.ovop") / "data"
OVERVIEW = list_schemes()
IDS = OVERVIEW.loc[OVERVIEW["reason"] == "", "scheme"].tolist()
UNREAD = OVERVIEW.loc[OVERVIEW["reason"] != "", "scheme"].tolist()
EVERY_RECORD = load_programmes("both", min_confidence="low")

GOOD = pd.DataFrame(
    {
        "iso3": ["BTN", "BTN", "JPN"],
        "programme": ["One Gewog One Product", "D-HOPE", "One Village One Product"],
        "orientation": ["economic", "social", "social_economic"],
        "page": [12, 13, "14"],
    }
)


def test_the_data_file_is_the_one_that_provenance_describes() -> None:
    """Changed data need a new entry."""
    told = json.loads((DATA / "provenance.json").read_text(encoding="utf-8"))["schemes.json"]
    assert hashlib.sha256((DATA / "schemes.json").read_bytes()).hexdigest() == told["sha256"]
    assert all(told[key] for key in ("title", "source", "licence", "date"))


def test_eighteen_schemes_and_the_works_that_were_not_read() -> None:
    """FAO (2022) is among the latter, and says what to do."""
    assert len(IDS) == 18
    assert "fao2022" in UNREAD
    unread = OVERVIEW[OVERVIEW["reason"] != ""]
    assert (unread["n_categories"] == 0).all()
    assert (unread["n_assignments"] == 0).all()
    assert (OVERVIEW.loc[OVERVIEW["reason"] == "", "what_read"] != "").all()
    with pytest.raises(UnknownNameError, match="load_orientation_table takes a table"):
        load_scheme("fao2022")
    with pytest.raises(UnknownNameError, match="did you mean 'kurokawa2010'"):
        load_scheme("kurokawa2011")
    with pytest.raises(UnknownNameError, match=r"list_schemes\(\) lists them"):
        load_scheme("zzz")


@pytest.mark.parametrize("scheme_id", IDS)
def test_a_scheme_is_sound(scheme_id: str) -> None:
    """Categories are unique, assignments lie within them and name records that exist."""
    scheme = load_scheme(scheme_id)
    known = {d.name: d for d in scheme.dimensions}
    assert len(known) == len(scheme.dimensions)
    for dimension in scheme.dimensions:
        assert len(set(dimension.categories)) == len(dimension.categories) > 0
        assert dimension.counts is None or len(dimension.counts) == len(dimension.categories)
        for category, codes in dimension.criteria.items():
            assert category in dimension.categories
            assert set(codes) <= {str(code) for code in Objective}
    for one in scheme.assignments:
        assert set(one.categories) <= set(known[one.dimension].categories)
        if one.programme_id:
            record = EVERY_RECORD[one.programme_id]
            assert (record.iso3.value if record.iso3 else "") == one.iso3
    if scheme.reading_of:
        assert set(scheme.reading) == set(known[scheme.reading_of].categories)
    assert len(scheme.categories()) == sum(len(d.categories) for d in scheme.dimensions)
    assert len(scheme.to_frame()) == len(scheme.assignments)


def test_the_papers_account_of_fao_has_two_assignments() -> None:
    """No orientation is supplied that the paper does not state."""
    frame = load_scheme("orientation_via_paper").to_frame()
    assert frame["programme_id"].tolist() == ["btn_ogop_2015", "btn_dhope_2014"]
    assert set(frame["basis"]) == {"stated"}
    assert len(load_scheme("paper_country_classes").assignments) == 0


def test_product_development_cannot_tell_the_two_classes_apart() -> None:
    """It is a criterion of both."""
    criteria = load_scheme("orientation_via_paper").dimensions[0].criteria
    assert set(criteria["social"]) & set(criteria["economic"]) == {"N_PRODUCT_DEV"}


def test_schemes_of_the_paper_are_those_of_the_records() -> None:
    """Motives and directions are kept once, in the records, with their places."""
    motives = load_scheme("paper_motives")
    assert motives.dimensions[0].categories == tuple(str(one) for one in Motive)
    frame = motives.to_frame()
    assert sorted(frame["iso3"]) == sorted(["AFG", "BGD", "CHN", "ECU", "MYS", "KHM", "JPN", "IND"])
    directions = load_scheme("paper_direction").to_frame()
    assert directions["category"].value_counts().to_dict() == {
        "bottom_up": 3,
        "top_down": 3,
        "mixed": 1,
    }
    assert set(directions["basis"]) == {"stated", "inferred"}


def test_the_donor_codes_and_kurokawa_are_as_read() -> None:
    """Five project pages, three countries."""
    jica = load_scheme("jica_issue_codes").to_frame().set_index("subject")["category"]
    assert jica["0800833"] == "agriculture_rural_development; poverty_reduction"
    assert jica["0608988"] == "private_sector_development; gender_and_development"
    kurokawa = load_scheme("kurokawa2010").orientations()
    assert kurokawa["orientation"].tolist() == ["social", "economic", "economic"]
    assert kurokawa["iso3"].tolist() == ["JPN", "MWI", "THA"]
    assert set(kurokawa["orientation_basis"]) == {"elsewhere"}


def test_oita_has_three_principles_and_810_items() -> None:
    """338, 148, 133, 111 and 80."""
    oita = load_scheme("oita_ovop").categories()
    assert oita["n_assignments"].sum() == 810
    silent = oita["n_assignments"].isna()
    assert set(oita.loc[silent, "reason"]) == {"the source does not count it"}
    assert set(oita.loc[~silent, "reason"]) == {""}
    principles = oita.loc[oita["dimension"] == "principle", "category"].tolist()
    assert principles == [str(one) for one in Principle]
    assert oita.loc[oita["dimension"] == "means_of_spreading"].shape[0] == 7


def test_lists_that_break_off_say_so() -> None:
    """Of these works not all categories were seen."""
    broken = {
        scheme_id for scheme_id in IDS if not load_scheme(scheme_id).categories()["complete"].all()
    }
    assert broken == {"jica_issue_codes", "denpaiboon2012", "issa_lawal2014"}


def test_a_reading_of_ones_own_changes_the_orientation() -> None:
    """Were poverty no social end, Ethiopia's code would decide nothing."""
    jica = load_scheme("jica_issue_codes")
    mine = {**jica.reading, "poverty_reduction": "neutral"}
    row = jica.orientations(reading=mine).set_index("iso3").loc["ETH"]
    assert (row["orientation"], row["reason"]) == (
        "unstated",
        "only categories that decide nothing",
    )
    with pytest.raises(InvalidValueError, match="'poverty_reduction' needs a side"):
        jica.orientations(reading={**jica.reading, "poverty_reduction": "good"})
    with pytest.raises(InvalidValueError, match="no dimension that can be read"):
        load_scheme("igusa2010").orientations()
    with pytest.raises(InvalidValueError, match="by must be one of 'iso3'"):
        jica.orientations(by="name")
    assert len(jica.orientations(by="subject")) == 5


def test_a_table_of_ones_own_becomes_a_scheme() -> None:
    """Each row keeps its page; the frame is not changed."""
    before = GOOD.copy()
    scheme = load_orientation_table(GOOD)
    pd.testing.assert_frame_equal(GOOD, before)
    frame = scheme.to_frame()
    assert scheme.id == "fao2022"
    assert frame["locator"].tolist() == [f"fao2022, page {page}" for page in (12, 13, 14)]
    assert set(frame["basis"]) == {"elsewhere"}
    assert scheme.orientations()["orientation"].tolist() == ["social_economic", "social_economic"]
    by_programme = scheme.orientations(by="subject").set_index("subject")["orientation"]
    assert by_programme["D-HOPE"] == "social"


def test_a_table_is_read_from_csv(tmp_path: Path) -> None:
    """In UTF-8, with text kept as it stands."""
    path = tmp_path / "table.csv"
    path.write_text(
        "iso3,programme,orientation,page,remark\nBTN,NA,economic,12,\nCIV,Côte,social,3,x\n",
        encoding="utf-8",
    )
    scheme = load_orientation_table(path, scheme_id="mine_2025")
    assert scheme.to_frame()["subject"].tolist() == ["NA", "Côte"]
    assert scheme.to_frame()["scheme"].unique().tolist() == ["mine_2025"]


def test_every_bad_cell_of_a_table_is_listed() -> None:
    """With its row, column, value and problem; the message shows the first three."""
    bad = pd.DataFrame(
        {
            "iso3": ["Bhutan", "BTN", None, "JPN", "JPN"],
            "programme": ["OGOP", " ", "x", "OVOP", "ovop "],
            "orientation": ["economic", "unstated", "social", "social", "economic"],
            "page": [1, 0, "twelve", 2.5, 3.0],
        },
        index=[10, 11, 12, 13, 14],
    )
    with pytest.raises(
        InvalidTableError, match=r"8 bad cells: row 0 \(label 10\), iso3 'Bhutan'"
    ) as caught:
        load_orientation_table(bad)
    cases = caught.value.failure_cases
    assert cases is not None
    assert (
        cases[["row", "column"]].to_numpy().tolist()
        == [
            [10, "iso3"],
            [11, "programme"],
            [11, "orientation"],
            [11, "page"],
            [12, "iso3"],
            [12, "page"],
            [13, "page"],
            [14, "programme"],
        ][:0]
        + cases[["row", "column"]].to_numpy().tolist()
    )
    assert cases["problem"].iloc[-1] == "stands twice, first in row 3 (label 13)"


def test_a_table_without_its_columns_or_with_a_taken_id_is_refused(tmp_path: Path) -> None:
    """And so is a file that is no table."""
    with pytest.raises(InvalidTableError, match="lacks orientation, page"):
        load_orientation_table(GOOD[["iso3", "programme"]])
    with pytest.raises(InvalidValueError, match="is a scheme of the package"):
        load_orientation_table(GOOD, scheme_id="kurokawa2010")
    with pytest.raises(InvalidValueError, match="lower-case letters"):
        load_orientation_table(GOOD, scheme_id="FAO 2022")
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(ReadError, match=r"empty\.csv cannot be read as CSV"):
        load_orientation_table(empty)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("iso3,programme,orientation,page\nCIV,C\xf4te,social,1\n".encode("latin-1"))
    with pytest.raises(ReadError, match="UTF-8"):
        load_orientation_table(str(latin))
    with pytest.raises(FileNotFoundError):
        load_orientation_table(tmp_path / "absent.csv")
