"""Our reading of HS codes against two published nomenclatures, HS2017 and HS2022."""

from __future__ import annotations

import pandas as pd

from _shared import real
from odopkit.hs import describe_hs, hs_parent, hs_section, normalize_hs, parse_hs


def hs2022() -> pd.DataFrame:
    """Return the 2022 nomenclature as text, without its total and chapter 99."""
    table = pd.read_csv(real("data/hs2022/harmonized-system.csv"), dtype=str)
    code = table["hscode"]
    return table[(code != "TOTAL") & ~code.str.startswith("99")].reset_index(drop=True)


def hs2017() -> pd.DataFrame:
    """Return the descriptions of the 2017 nomenclature as text."""
    return pd.read_csv(real("data/hs_concordance/hs5_desc.csv"), dtype=str)


def test_every_code_of_2022_lies_in_the_section_that_the_nomenclature_gives() -> None:
    """Chapters, headings and subheadings: nearly seven thousand codes, none otherwise."""
    table = hs2022()
    assert len(table) > 6900
    found = hs_section(table["hscode"]).astype(object)
    wrong = table[(found != table["section"]).to_numpy()]
    assert wrong.empty, wrong.head().to_string()
    assert table["section"].nunique() == 21


def test_every_code_of_2022_has_the_parent_that_the_nomenclature_gives() -> None:
    """Cutting two digits leads to the row's own parent."""
    table = hs2022()
    for level in (4, 6):
        rows = table[table["level"] == str(level)]
        assert len(rows) > 1000
        parents = hs_parent(rows["hscode"], 2 if level == 4 else 4).astype(object)
        assert parents.tolist() == rows["parent"].tolist()
    assert [parse_hs(c).level for c in table["hscode"]] == table["level"].astype(int).tolist()


def test_every_code_of_2017_is_read_as_it_stands() -> None:
    """The edition of the paper's data has no code that we refuse or change."""
    codes = hs2017()["code"]
    assert len(codes) > 6700
    assert normalize_hs(codes).tolist() == codes.tolist()


def test_numbers_that_lost_their_zero_come_back_as_the_2022_codes() -> None:
    """The whole nomenclature survives a spreadsheet, with padding."""
    codes = hs2022()["hscode"]
    assert normalize_hs(codes.astype(int), pad=True).tolist() == codes.tolist()


def test_each_of_the_96_chapters_has_a_title_of_our_own() -> None:
    """Titles differ from each other; only one to three plain words may coincide."""
    table = hs2022()
    chapters = table[table["level"] == "2"].set_index("hscode")["description"]
    assert len(chapters) == 96
    ours = describe_hs(list(chapters.index)).astype(object)
    ours.index = chapters.index
    assert ours.nunique() == 96
    assert ours.map(lambda title: title == title.strip() and title != "").all()
    assert (ours != "Special transactions").all()
    pairs = zip(ours.tolist(), chapters.tolist(), strict=True)
    same = [own for own, theirs in pairs if own.casefold() == theirs.strip().casefold()]
    copied = [title for title in same if len(title.split()) > 3]
    assert copied == []


def test_a_published_nomenclature_describes_its_own_codes() -> None:
    """Every code of 2017 finds its own description, and a tariff line its subheading's."""
    table = hs2017()
    table = table[~table["code"].str.startswith("99")].rename(
        columns={"code": "hs_code", "desc": "description"}
    )
    words = describe_hs(table["hs_code"], descriptions=table)
    assert words.tolist() == table["description"].tolist()
    lines = table.loc[table["hs_code"].str.len() == 6, "hs_code"] + "90"
    expected = table.set_index("hs_code")["description"][lines.str[:6]]
    assert describe_hs(lines, descriptions=table).tolist() == expected.tolist()
