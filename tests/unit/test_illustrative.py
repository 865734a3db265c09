"""The illustrative table gives back every printed figure that it was built for.

Everything is recomputed with the public functions and compared with the printed tables;
figures of the paper's text stand here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from importlib import import_module, util
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from _shared import SHARED
from odopkit import (
    bracket_shares,
    coverage,
    dominance_by_state,
    dominance_table,
    lead_products,
    load_paper_table,
    validate,
)
from odopkit.dominance import lead_cells_by_state, lead_share_classes
from odopkit.hs import hs_broad_sector, hs_section

DATA = files("odopkit.datasets") / "data"
NAME = "illustrative_exports.csv.gz"
SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "build_illustrative.py"
NOWHERE = "UNSPECIFIED"


def read() -> pd.DataFrame:
    """Read the table by the package's loader, or the file itself."""
    loader = getattr(import_module("odopkit.datasets"), "load_illustrative_exports", None)
    if loader is not None:
        frame = loader()
        assert isinstance(frame, pd.DataFrame)
        return frame
    packed = (DATA / NAME).read_bytes()
    return pd.read_csv(
        BytesIO(gzip.decompress(packed)),
        dtype={"state": "str", "district": "str", "hs_code": "str"},
        keep_default_na=False,
    )


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """The table; tests must not change it."""
    return read()


@pytest.fixture(scope="module")
def verdict(table: pd.DataFrame) -> pd.DataFrame:
    """Which districts are single and double by the printed sentence."""
    return dominance_table(table, rule="as_published")


@pytest.fixture(scope="module")
def leads(table: pd.DataFrame) -> pd.DataFrame:
    """Each district's first product."""
    return lead_products(table)


@pytest.fixture(scope="module")
def slots(verdict: pd.DataFrame) -> pd.DataFrame:
    """First products of all districts, and second ones of double districts."""
    double = verdict[verdict["single_or_double"] == "double"]
    keys = ["state", "district", "hs_code"]
    out = pd.concat(
        [
            verdict[["state", "district", "first_code"]].set_axis(keys, axis=1),
            double[["state", "district", "second_code"]].set_axis(keys, axis=1),
        ],
        ignore_index=True,
    )
    return out.assign(sector=hs_broad_sector(out["hs_code"]), section=hs_section(out["hs_code"]))


def percent(shares: pd.Series[Any], digits: int) -> npt.NDArray[np.float64]:
    """Fractions as they are printed."""
    return np.round(100 * shares.to_numpy(dtype=np.float64), digits)


def appendix_matches(frame: pd.DataFrame) -> pd.Series[Any]:
    """Say of each row of Appendix 1 whether the table gives it back."""
    printed = load_paper_table("appendix1").set_index("state")
    got = lead_cells_by_state(frame).set_index("state").loc[printed.index]
    value = got["value"].to_numpy(dtype=np.float64) / 1e6
    same = (
        (got["district"] == printed["district"]).to_numpy()
        & (got["hs_code"] == printed["hs_code"]).to_numpy()
        & (np.round(value, 1) == printed["value_usd_mn"].to_numpy())
    )
    for column, digits in (("share_in_district", 1), ("share_in_state", 2)):
        same &= percent(got[column], digits) == percent(printed[column], digits)
    return pd.Series(same, index=printed.index)


def table1_matches(frame: pd.DataFrame) -> bool:
    """Whether every bracket has its printed share."""
    got = bracket_shares(frame)
    printed = load_paper_table("table1")
    same_brackets = got["bracket"].tolist() == printed["bracket"].tolist()
    return same_brackets and bool((percent(got["share"], 1) == percent(printed["share"], 1)).all())


def test_the_table_is_a_valid_table_of_flows(table: pd.DataFrame) -> None:
    """Whole dollars from 1 up, one row per place and product, eight digits, no row twice."""
    validate(table)
    assert table.columns.tolist() == ["state", "district", "hs_code", "value"]
    assert 60_000 <= len(table) <= 120_000
    assert not table.duplicated(["state", "district", "hs_code"]).any()
    assert table["hs_code"].str.fullmatch(r"[0-9]{8}").all()
    assert (table["value"] >= 1).all()
    assert (table["value"] % 1 == 0).all()
    aside = table[(table["state"] == NOWHERE) | (table["district"] == NOWHERE)]
    assert (aside["state"] == NOWHERE).all()
    assert (aside["district"] == NOWHERE).all()
    assert 0 < len(aside) < 2_000


def test_683_districts_lie_in_37_states_as_table_2_counts_them(table: pd.DataFrame) -> None:
    """Each state has Table 2's number of districts, and its spelling."""
    printed = load_paper_table("table2").set_index("state")
    named = table[table["state"] != NOWHERE]
    got = named.groupby("state", observed=True)["district"].nunique()
    assert got.to_dict() == (printed["single"] + printed["double"]).to_dict()
    assert (len(got), int(got.sum())) == (37, 683)
    for district in ("Nicobars", "Amreli", "Banas Kantha", "Junagadh", "Patan"):
        assert (named["district"] == district).any(), district


def test_table_1_comes_out_bracket_by_bracket(table: pd.DataFrame) -> None:
    """Thirteen shares to the printed decimal, 1.08 for the last, 87.2 for the first ten."""
    assert table1_matches(table)
    got = bracket_shares(table)
    assert percent(got["share"], 2)[-1] == 1.08
    assert percent(got["cumulative_share"], 1)[9] == 87.2


@pytest.mark.parametrize(("share", "districts", "states"), [(0.51, 19, 8), (0.80, 70, 19)])
def test_few_districts_in_few_states_make_most_of_exports(
    table: pd.DataFrame, share: float, districts: int, states: int
) -> None:
    """One district fewer falls short."""
    got = coverage(table, share=share)
    assert (got.n_units, got.n_states) == (districts, states)
    assert got.units["cumulative_share"].iloc[-2] < share <= got.share_reached
    assert got.reason == ""


def test_the_ten_largest_districts_lie_in_five_states(table: pd.DataFrame) -> None:
    """Ranks 1 to 10 span five states."""
    assert coverage(table, share=0.51).units.head(10)["state"].nunique() == 5


def test_table_2_comes_out_state_by_state(verdict: pd.DataFrame) -> None:
    """The literal rule gives every count, and no gap is near its threshold."""
    printed = load_paper_table("table2").set_index("state")
    got = dominance_by_state(verdict).set_index("state")
    columns = ["single", "double"]
    assert got.loc[printed.index, columns].to_dict() == printed[columns].to_dict()
    assert got[columns].iloc[-1].tolist() == [275, 408]
    assert (verdict["gap"] - 0.10).abs().min() > 0.005
    assert not verdict["tied"].any()


def test_the_conventional_rule_gives_the_reverse_of_table_2(table: pd.DataFrame) -> None:
    """Only the printed sentence gives the printed counts."""
    got = dominance_by_state(dominance_table(table, rule="conventional"))
    assert got[["single", "double"]].iloc[-1].tolist() == [408, 275]


def test_appendix_1_comes_out_row_by_row(table: pd.DataFrame) -> None:
    """District, code, value and both shares of all 37 rows, as printed."""
    same = appendix_matches(table)
    assert len(same) == 37
    assert same.all(), same[~same].index.tolist()


def test_some_listed_districts_are_not_their_states_largest(verdict: pd.DataFrame) -> None:
    """The appendix lists cells, whatever its title says: Kargil must exceed Leh."""
    largest = verdict.loc[verdict.groupby("state", observed=True)["value"].idxmax()].set_index(
        "state"
    )
    printed = load_paper_table("appendix1").set_index("state")
    other = largest.loc[printed.index, "district"] != printed["district"]
    assert 1 <= int(other.sum()) < 19
    assert largest.loc["Ladakh", "district"] == "Kargil"


@pytest.mark.parametrize("with_nowhere", [True, False])
def test_figure_3_comes_out_class_by_class(table: pd.DataFrame, with_nowhere: bool) -> None:
    """51, 33 and 23 districts, with exports booked to no place and without them."""
    frame = table if with_nowhere else table[table["state"] != NOWHERE]
    got = lead_share_classes(lead_products(frame))
    assert got["n_units"].tolist() == [576, 51, 33, 23, 0]


def test_no_share_of_the_nation_lies_on_an_end_of_a_class(leads: pd.DataFrame) -> None:
    """Open or closed ends give the same counts."""
    shares = leads["share_in_nation"].to_numpy(dtype=np.float64)
    assert np.abs(shares[:, None] - np.array([0.25, 0.50, 0.75])).min() > 0.004


def test_totals_are_the_printed_ones(table: pd.DataFrame) -> None:
    """421.9 bn in all; named districts have the state totals that Appendix 1 implies."""
    assert float(table["value"].sum()) == pytest.approx(421.9e9, abs=1.0)
    printed = load_paper_table("appendix1").set_index("state")
    named = table[table["state"] != NOWHERE].groupby("state", observed=True)["value"].sum() / 1e6
    implied = printed["value_usd_mn"] / printed["share_in_state"]
    known = [s for s in printed.index if s != "Ladakh"]  # its value is printed as 0.0
    assert named[known].to_numpy() == pytest.approx(implied[known].to_numpy(), rel=1e-4)
    assert float(named.sum()) == pytest.approx(float(implied.sum()), abs=1.0)


def test_500_products_lead_somewhere(slots: pd.DataFrame) -> None:
    """69, 22.8 and 8.2 per cent are manufactures, crops and minerals."""
    assert len(slots) == 275 + 2 * 408
    unique = slots.drop_duplicates("hs_code")
    assert len(unique) == 500
    assert unique["sector"].value_counts().to_dict() == {
        "manufacturing": 345,
        "agriculture": 114,
        "minerals": 41,
    }


def test_leading_farm_products_have_the_printed_shares_of_slots(slots: pd.DataFrame) -> None:
    """69.3, 19.9, 10.1 and 0.7 per cent, of district and product pairs."""
    farm = slots.loc[slots["sector"] == "agriculture", "section"].value_counts(normalize=True)
    assert [round(100 * float(farm[k]), 1) for k in ("II", "IV", "I", "III")] == [
        69.3,
        19.9,
        10.1,
        0.7,
    ]


def test_leading_chapters_and_sections_are_the_named_ones(slots: pd.DataFrame) -> None:
    """Seven chapters and five sections hold more of the 500 codes than any other."""
    unique = slots.drop_duplicates("hs_code")
    chapters = unique["hs_code"].str[:2].value_counts()
    assert set(chapters.index[:7]) == {"09", "29", "52", "62", "72", "73", "84"}
    assert chapters.iloc[6] > chapters.iloc[7]
    sections = unique["section"].value_counts()
    assert set(sections.index[:5]) == {"II", "VI", "XI", "XV", "XVI"}
    assert sections.iloc[4] > sections.iloc[5]


def test_castor_oil_leads_in_three_districts_of_gujarat(slots: pd.DataFrame) -> None:
    """And nowhere else."""
    castor = slots[slots["hs_code"].str.startswith("1515")]
    assert sorted(castor["district"]) == ["Banas Kantha", "Junagadh", "Patan"]
    assert set(castor["state"]) == {"Gujarat"}


def test_twelve_states_lead_in_primary_products(table: pd.DataFrame) -> None:
    """By each state's largest product over all its districts, chapters 01 to 27."""
    named = table[table["state"] != NOWHERE]
    sums = named.groupby(["state", "hs_code"], observed=True)["value"].sum().reset_index()
    top = sums.loc[sums.groupby("state", observed=True)["value"].idxmax()]
    primary = top[top["hs_code"].str[:2] <= "27"]
    assert len(primary) == 12
    assert {"Andhra Pradesh", "Chhattisgarh"} <= set(primary["state"])


def test_nicobars_and_amreli_lead_in_the_headings_of_the_text(table: pd.DataFrame) -> None:
    """Jewellery, trunks and bars; yarns, cement and oil seed."""
    top = lead_products(table, k=5)
    heading = top["hs_code"].str[:4]
    nicobars = heading[top["district"] == "Nicobars"].tolist()
    assert nicobars[:3] == ["7117", "4202", "7604"]
    assert {"5205", "5206", "2523", "1207"} <= set(heading[top["district"] == "Amreli"])


def test_tails_are_long_and_sizes_uneven(verdict: pd.DataFrame) -> None:
    """Three products at least, thousands at most, the more the larger the district."""
    products = verdict["n_products"]
    assert products.min() >= 3
    assert 1_000 < products.max() < 5_000
    assert 20 < products.median() < 200
    assert products.rank().corr(verdict["value"].rank()) > 0.8
    assert verdict["value"].is_unique
    assert (verdict["second_value"] < verdict["first_value"]).all()


def changed(table: pd.DataFrame, district: str, code: str, factor: float) -> pd.DataFrame:
    """The table with one cell multiplied."""
    out = table.copy()
    at = (out["district"] == district) & (out["hs_code"] == code)
    assert at.sum() == 1
    out["value"] = out["value"].where(~at, (out["value"] * factor).round())
    return out


def test_doubling_one_cell_moves_the_figures(table: pd.DataFrame) -> None:
    """With twice Jamnagar's diesel, brackets, coverage, the appendix and totals change."""
    damaged = changed(table, "Jamnagar", "27101944", 2.0)
    assert not table1_matches(damaged)
    assert coverage(damaged, share=0.51).n_units != 19
    assert appendix_matches(damaged)[lambda same: ~same].index.tolist() == ["Gujarat"]
    assert float(damaged["value"].sum()) > 440e9


def test_a_smaller_leader_moves_the_appendix_and_figure_3(table: pd.DataFrame) -> None:
    """With a fifth of Ri Bhoi's agarwood another product leads there, and little of it."""
    damaged = changed(table, "Ri Bhoi", "12119080", 0.2)
    same = appendix_matches(damaged)
    assert same[~same].index.tolist() == ["Meghalaya"]
    classes = lead_share_classes(lead_products(damaged))["n_units"].tolist()
    assert classes == [577, 51, 33, 22, 0]


def test_a_narrower_gap_moves_table_2(table: pd.DataFrame) -> None:
    """Two thirds of Goa's leading medicine turn a double district into a single one."""
    damaged = changed(table, "South Goa", "30049099", 0.66)
    got = dominance_by_state(dominance_table(damaged, rule="as_published")).set_index("state")
    assert [int(got[c]["Goa"]) for c in ("single", "double")] == [1, 1]


def test_a_lost_district_is_noticed(table: pd.DataFrame) -> None:
    """Without Surat the brackets and Gujarat's counts are wrong."""
    damaged = table[table["district"] != "Surat"]
    assert not table1_matches(damaged)
    counts = dominance_by_state(dominance_table(damaged, rule="as_published")).set_index("state")
    assert [int(counts[c]["Gujarat"]) for c in ("single", "double")] == [19, 13]


def test_the_file_is_small_and_read_at_once() -> None:
    """Under 1 MB, and under a second of processor time."""
    assert len((DATA / NAME).read_bytes()) < 1_000_000
    took = []
    for _ in range(3):
        start = time.process_time()
        assert read()["hs_code"].str.len().eq(8).all()
        took.append(time.process_time() - start)
    assert min(took) < 1.0


def test_provenance_describes_the_file_and_calls_it_synthetic(table: pd.DataFrame) -> None:
    """SHA-256, rows and credit; facts that are not met are named."""
    entry = json.loads((DATA / "illustrative_provenance.json").read_text(encoding="utf-8"))
    assert entry["sha256"] == hashlib.sha256((DATA / NAME).read_bytes()).hexdigest()
    assert entry["rows"] == len(table)
    assert "illustrative" in entry["title"]
    assert "synthetic" in entry["title"]
    assert "Local Government Directory" in entry["credit"]
    assert "GODL-India" in entry["credit"]
    for key in ("source", "how", "seed", "licence", "date"):
        assert entry[key], key
    for fact in entry["facts"]:
        assert set(fact) == {"fact", "printed", "recovered", "met", "relaxed", "reading"}
        assert fact["reading"] or not fact["relaxed"]
    failed = [f["fact"] for f in entry["facts"] if not f["met"]]
    assert [f["fact"] for f in entry["not_met"]] == failed
    assert not failed


def script() -> ModuleType:
    """Load the script that built the table, or skip."""
    pytest.importorskip("scipy.optimize", reason="the build solves one programme with SciPy")
    if not SCRIPT.exists():
        pytest.skip("the build script is in the repository only")
    sources = ("dgcis_district_sector_fy25", "hs_concordance", "lgd_districts", "paper_crosscheck")
    absent = [s for s in sources if not (SHARED / "data" / s).exists()]
    if absent:
        pytest.skip(f"real input {absent[0]!r} is not at hand (set ODOPKIT_SHARED to its folder)")
    spec = util.spec_from_file_location("build_illustrative", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


def test_building_again_gives_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that ship, where the same versions built them, and every fact is met."""
    tool = script()
    assert tool.main(["--shared", str(SHARED), "--out", str(tmp_path / "one")]) == 0
    shown = capsys.readouterr().out
    assert "[met] Table 2" in shown
    assert "[relaxed] agriculture by section" in shown
    assert "NOT MET" not in shown
    about = "illustrative_provenance.json"
    built, ships = ((at / about).read_bytes() for at in (tmp_path / "one", DATA))
    before = DATA
    if json.loads(built)["made_with"] != json.loads(ships)["made_with"]:
        before = tmp_path / "two"
        assert tool.main(["--shared", str(SHARED), "--out", str(before)]) == 0
    assert (tmp_path / "one" / NAME).read_bytes() == (before / NAME).read_bytes()
    assert built == (before / about).read_bytes()
