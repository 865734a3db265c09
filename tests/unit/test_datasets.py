"""Every row of every dataset, its provenance, and the paper where it is at hand."""

from __future__ import annotations

import hashlib
import re
from importlib import import_module
from importlib.resources import files

import pandas as pd
import pytest

from _shared import real
from odopkit import load_paper_table, parse_hs
from odopkit.datasets import list_datasets, provenance
from odopkit.errors import UnknownNameError

PRINTED_TABLES = ["appendix1", "table1", "table2"]
FROM_TEXT = [
    "coverage",
    "errata",
    "figure3",
    "growth_classes",
    "macro_series",
    "official_lists",
    "programme_counts",
    "sector_composition",
]
NAMES = sorted([*PRINTED_TABLES, *FROM_TEXT, "illustrative_exports"])


def test_datasets_are_listed_with_where_they_come_from() -> None:
    """One row each, by name."""
    assert list_datasets()["name"].tolist() == NAMES
    where = list_datasets().set_index("name")["where"]
    assert where[PRINTED_TABLES].tolist() == ["Appendix 1", "Table 1", "Table 2"]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_the_ones_that_provenance_describes(name: str) -> None:
    """Source, licence and date are filled, and the file has the stated SHA-256."""
    entry = provenance(name)
    content = (files("odopkit.datasets") / "data" / str(entry["file"])).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    wanted = ["title", "source", "where", "licence", "date", "notes"]
    if name != "illustrative_exports":  # which is no excerpt of the paper
        wanted += ["lines", "period"]
    for key in wanted:
        assert entry[key], key


@pytest.mark.parametrize("name", PRINTED_TABLES)
def test_lines_read_are_those_of_the_paper(name: str) -> None:
    """The stated lines of the paper's text have the stated SHA-256."""
    entry = provenance(name)
    text = real("paper/ris-dp-285.txt").read_text(encoding="utf-8").split("\n")
    first, last = (int(n) - 1 for n in str(entry["lines"]).split("-"))
    pattern = {
        "table1": r"\d+-\d+\t[\d.]+$",
        "table2": r"(?!Grand Total)[A-Z][A-Za-z& ]+\t\d+\t\d+$",
        "appendix1": r"(?:[^\t]+\t){2}\d{8}\t",
    }[name]
    read = [line for line in text[first : last + 1] if re.match(pattern, line)]
    assert hashlib.sha256("\n".join(read).encode()).hexdigest() == entry["sha256_of_source"]
    table = load_paper_table(name)
    assert len(table) == len(read)
    if name == "table2":
        assert [f"{r.state}\t{r.single}\t{r.double}" for r in table.itertuples()] == read
    if name == "table1":
        assert [f"{b}\t{share * 100:.1f}" for b, share in table.to_numpy()] == read
    if name == "appendix1":
        printed = [line.split("\t") for line in read]
        for row, line in zip(table.itertuples(), printed, strict=True):
            assert [row.district, row.state, row.hs_code] == [
                line[0].strip(),
                line[1].strip(),
                line[2],
            ]
            assert row.value_usd_mn == float(line[4])
            assert row.share_in_district == pytest.approx(float(line[5]) / 100)
            assert row.share_in_state == pytest.approx(float(line[6]) / 100)
            # "Basmati rice" has no other name; anything longer is in words of our own.
            assert row.description != line[3] or len(line[3].split()) <= 2


@pytest.mark.parametrize("name", FROM_TEXT)
def test_lines_of_the_text_are_those_of_the_paper(name: str) -> None:
    """The stated lines have the stated SHA-256."""
    entry = provenance(name)
    text = real("paper/ris-dp-285.txt").read_text(encoding="utf-8").split("\n")
    lines = [text[int(n) - 1] for n in str(entry["lines"]).split(", ")]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == entry["sha256_of_source"]


@pytest.mark.parametrize(
    ("name", "column", "as_printed"),
    [
        ("figure3", "n_units", "{:.0f}"),
        ("coverage", "n_units", "{:.0f}"),
        ("coverage", "share", "{:.3g}%"),
        ("sector_composition", "share", "{:.3g}%"),
        ("programme_counts", "value", "{:.0f}"),
        ("official_lists", "hs_code", "{}"),
    ],
)
def test_each_figure_stands_in_its_lines(name: str, column: str, as_printed: str) -> None:
    """The number, as the paper prints it, is in the lines that provenance names."""
    text = real("paper/ris-dp-285.txt").read_text(encoding="utf-8").split("\n")
    lines = " ".join(text[int(n) - 1] for n in str(provenance(name)["lines"]).split(", "))
    for value in load_paper_table(name)[column]:
        if value == "":
            continue
        shown = as_printed.format(100 * value if as_printed.endswith("%") else value)
        assert shown.rstrip("%") in lines, (value, shown)


def test_macro_series_stand_in_their_lines() -> None:
    """Levels as printed, rates as per cent without their sign."""
    text = real("paper/ris-dp-285.txt").read_text(encoding="utf-8").split("\n")
    lines = " ".join(text[int(n) - 1] for n in str(provenance("macro_series")["lines"]).split(", "))
    table = load_paper_table("macro_series")
    for unit, value in zip(table["unit"], table["value"], strict=True):
        shown = f"{value:.1f}" if unit == "USD bn" else f"{abs(100 * value):.3g}"
        assert shown in lines, shown


def test_text_figures_are_sound() -> None:
    """37 states in five classes, ordered class ends, fractions, codes that parse."""
    growth = load_paper_table("growth_classes")
    assert growth["n_states"].sum() == 37
    named = growth["states"].str.split("; ").map(len)[growth["states"] != ""]
    assert named.tolist() == growth.loc[growth["states"] != "", "n_states"].tolist()
    states = set(load_paper_table("table2")["state"])
    assert {s for names in growth["states"] if names for s in names.split("; ")} <= states
    assert growth["below"].tolist()[:-1] == growth["at_least"].tolist()[1:]
    figure3 = load_paper_table("figure3")
    assert figure3["n_units"].sum() == 107
    assert figure3["at_least"].tolist() == [0.25, 0.5, 0.75]
    sectors = load_paper_table("sector_composition")
    sums = sectors.groupby("within")["share"].sum()
    assert sums.tolist() == pytest.approx([0.993, 1.0])
    covered = load_paper_table("coverage")
    assert covered["share"].is_monotonic_increasing
    assert covered["n_states"].isna().tolist() == [False, False, False, True]
    lists = load_paper_table("official_lists")
    for code in lists.loc[lists["kind"] == "exported", "hs_code"]:
        assert parse_hs(code).level == 4


def test_errata_name_functions_that_exist() -> None:
    """Each contradiction can be shown, by a public function."""
    errata = load_paper_table("errata")
    assert errata["erratum"].is_unique
    for path in errata["function"]:
        module, _, name = path.rpartition(".")
        assert callable(getattr(import_module(module), name)), path
    assert not (errata == "").any().any()


def test_table1_adds_up() -> None:
    """The brackets sum to one, the first ten to 87.2 per cent."""
    table = load_paper_table("table1")
    assert table["share"].sum() == pytest.approx(1.0)
    assert table["share"].iloc[:10].sum() == pytest.approx(0.872)
    assert table["bracket"].iloc[-1] == "301-683"


def test_table2_adds_up() -> None:
    """275 single and 408 double districts make 683, in 37 states and territories."""
    table = load_paper_table("table2")
    assert table[["single", "double"]].sum().tolist() == [275, 408]
    assert len(table) == 37
    assert table["state"].is_unique


def test_appendix1_rows_are_sound() -> None:
    """Valid codes, fractions, states of Table 2, and no share in state above that in district."""
    table = load_paper_table("appendix1")
    assert sorted(table["state"]) == sorted(load_paper_table("table2")["state"])
    for row in table.itertuples():
        assert parse_hs(str(row.hs_code)).level == 8
        assert 0 < float(str(row.share_in_district)) <= 1
        assert 0 < float(str(row.share_in_state)) <= 1
        assert len(str(row.description)) < 40
    single_district = ["Chandigarh", "Dadra & Nagar Haveli", "Lakshadweep"]
    alone = table[table["state"].isin(single_district)]
    assert (alone["share_in_district"] - alone["share_in_state"]).abs().max() < 0.001
    assert (table["share_in_state"] <= table["share_in_district"] + 0.001).all()


def test_a_new_frame_comes_out_each_time() -> None:
    """Changing one does not change the next."""
    changed = load_paper_table("table2")
    changed.loc[0, "single"] = 99
    assert load_paper_table("table2")["single"].iloc[0] == 2
    assert load_paper_table("appendix1")["hs_code"].dtype == pd.Series(["a"]).dtype
    provenance("table2")["where"] = "elsewhere"
    assert provenance("table2")["where"] == "Table 2"


def test_unknown_names_list_the_nearest() -> None:
    """A misspelling is answered with what there is."""
    with pytest.raises(UnknownNameError, match=r"use load_illustrative_exports\(\)"):
        load_paper_table("illustrative_exports")
    with pytest.raises(UnknownNameError, match="did you mean 'table1'"):
        load_paper_table("tabel1")
    with pytest.raises(UnknownNameError, match=r"There are appendix1, coverage, .*table2"):
        provenance("zzz")
