"""Every parameter and every column has one meaning, and every table its form."""

from __future__ import annotations

import importlib.util
import inspect
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from _catalogue import CALLS, NEEDS
from _catalogue_tables import T, tables
from _words import CONSTRUCTORS, KEPT, OWN, frames, made, parameters, public, walk, word_of
from odopkit.names import COLUMNS, PARAMETERS, PATTERNS, PUBLIC, pattern_of

TOOL = Path(__file__).resolve().parents[2] / "tools" / "build_words.py"

NUMBER, TEXT, CODES = "a number, or an array of numbers", "a text", "codes, one for each"
PART = "a part of a record"
NO_FRAME = {
    "concentration.concentration_ratio": NUMBER,
    "concentration.effective_number": NUMBER,
    "concentration.hall_tideman": NUMBER,
    "concentration.herfindahl_hirschman": NUMBER,
    "concentration.herfindahl_unbiased": NUMBER,
    "concentration.hhi_band": TEXT,
    "concentration.shannon_entropy": NUMBER,
    "datasets.provenance": "facts about a file",
    "growth.cagr": NUMBER,
    "hs.HSCode": CODES,
    "hs.HSCode.parent": CODES,
    "hs.describe_hs": CODES,
    "hs.hs_broad_sector": CODES,
    "hs.hs_parent": CODES,
    "hs.hs_section": CODES,
    "hs.is_pseudo_chapter": "yes or no",
    "hs.normalize_hs": CODES,
    "hs.parse_hs": CODES,
    "hs.section_title": TEXT,
    "inequality.gini": NUMBER,
    "inequality.theil": NUMBER,
    "names.pattern_of": TEXT,
    "names.renamed": "a decorator",
    "names.unknown": "an error",
    "ovop.Programme.end_year": PART,
    "ovop.Programme.facts": PART,
    "ovop.Programme.principle": PART,
    "ovop.Programme.year": PART,
    "ovop.ProgrammeRegistry.filter": "fewer of the same records",
    "ovop.value_of": PART,
    "plot.describe": TEXT,
    "plot.to_svg": TEXT,
    **dict.fromkeys(
        (
            *("plot.draw_brackets", "plot.draw_cumulative", "plot.draw_diversification"),
            *("plot.draw_gaps", "plot.draw_growth_share", "plot.draw_lead_shares"),
            *("plot.draw_lorenz", "plot.draw_map", "plot.draw_orientations"),
            *("plot.draw_product_space", "plot.draw_quotients", "plot.draw_ranks"),
            *("plot.draw_thresholds", "plot.draw_tiles", "plot.draw_timeline"),
        ),
        "a picture",
    ),
    "potential.Indicator": "a definition",
    "potential.cronbach_alpha": NUMBER,
    "ranking.coverage_count": NUMBER,
    "readers.ReadResult.summary": "a few lines of text",
    "similarity.export_similarity": NUMBER,
    "similarity.trade_complementarity": NUMBER,
    "specialization.benjamini_hochberg": NUMBER,
    "specialization.hypergeometric_tail": NUMBER,
    "specialization.log_delta_interval": NUMBER,
    "specialization.score_interval": NUMBER,
    "specialization.shrinkage_tau": NUMBER,
    "specialization.shrunken_quotient": NUMBER,
    "tables.ExportMatrix.defined_by_state": "yes or no, for each state and product",
}
"""What gives no table, and what it gives in its place."""

needs_tool = pytest.mark.skipif(
    not (TOOL.exists() and (TOOL.parents[1] / "docs").is_dir()),
    reason="tools/ and docs/ are not beside the tests: the package is tested on its own",
)
every_call = pytest.mark.parametrize("call", CALLS)


def result_of(call: str) -> object:
    """Make a call, unless what it needs is not installed."""
    if call in NEEDS:
        pytest.importorskip(NEEDS[call])
    return made(call)


def frames_of(call: str) -> list[tuple[str, pd.DataFrame]]:
    """List the frames of a call, unless what it needs is not installed."""
    result_of(call)
    return frames(call)


def called() -> set[str]:
    """List what the catalogue calls."""
    return {call.partition(",")[0] for call in CALLS}


@cache
def results() -> dict[str, object]:
    """Collect one result of every class that calls give."""
    found = [x for call in CALLS if call not in NEEDS for _, x in walk(made(call), call)]
    return {type(x).__name__: x for x in found if is_dataclass(x)}


# ------------------------------------------------------------------------ the catalogue


def test_every_public_function_is_called_or_gives_no_table() -> None:
    """Nothing is forgotten, and nothing is listed that does not exist."""
    of_results = {
        path
        for path in public()
        if path.endswith((".to_frame", ".to_dict")) and "Registry" not in path
    }
    here = {p for p in of_results if p.split(".")[1] in {*results(), "ExportMatrix"}}
    assert of_results == here
    assert set(public()) - called() - set(NO_FRAME) - here - set(CONSTRUCTORS) == set()
    assert called() - set(public()) == {"ovop.CODEBOOKS"}
    assert set(NO_FRAME) - set(public()) == set()
    assert set(NO_FRAME) & called() == set()


@pytest.mark.parametrize("path", NO_FRAME)
def test_what_gives_no_table_says_so_in_its_signature(path: str) -> None:
    """No frame and no result is behind it."""
    said = str(inspect.signature(public()[path]).return_annotation)
    assert "DataFrame" not in said
    known = {name for name, x in results().items() if hasattr(x, "to_dict")}
    assert not known & set(said.replace("|", " ").split())


def test_every_class_is_made_by_a_call_or_by_users() -> None:
    """But enumerations, and models of tables, of which nothing is made."""
    for room, names in PUBLIC.items():
        for name in names:
            thing = getattr(import_module(f"odopkit.{room}"), name)
            if not isinstance(thing, type) or hasattr(thing, "to_schema"):
                continue
            if not (issubclass(thing, Enum) or f"{room}.{name}" in CONSTRUCTORS):
                assert name in results()


# ------------------------------------------------------------------------------- words


@pytest.mark.parametrize("path", public())
def test_every_parameter_has_a_meaning(path: str) -> None:
    """Whatever a caller writes is on the page of words."""
    assert [p for p in parameters(public()[path]) if p not in PARAMETERS] == []


def test_every_meaning_of_a_parameter_is_of_one() -> None:
    """No word is on the page that nobody can write."""
    assert set(PARAMETERS) - {p for thing in public().values() for p in parameters(thing)} == set()


@every_call
def test_every_column_has_a_meaning(call: str) -> None:
    """By its own word, or by the pattern that it follows."""
    for name, frame in frames_of(call):
        assert [c for c in frame.columns if not word_of(c, frame)] == [], name


def test_every_meaning_of_a_column_is_of_one() -> None:
    """No word, no pattern and no name of the catalogue's own is there for show."""
    for need in set(NEEDS.values()):
        pytest.importorskip(need)
    found = {(c, word_of(c, x)) for call in CALLS for _, x in frames(call) for c in x.columns}
    words = {word for _, word in found}
    assert {*COLUMNS, *PATTERNS} - words == set()
    assert set(OWN) - {column for column, _ in found} == set()


@pytest.mark.parametrize("words", [PARAMETERS, COLUMNS, PATTERNS], ids=["p", "c", "patterns"])
def test_a_meaning_is_a_plain_sentence(words: dict[str, str]) -> None:
    """It fits into a cell of a table, and is not said of two words."""
    for word, meaning in words.items():
        assert meaning[0].isupper(), word
        assert meaning.endswith("."), word
        assert "|" not in meaning, word
        assert meaning.count("`") % 2 == 0, word
    if words is not PATTERNS:
        assert list(words) == sorted(words)


def test_a_name_that_is_nobodys_follows_no_pattern() -> None:
    """A pattern is no net that catches everything."""
    assert [pattern_of(c) for c in ("cr0", "cr", "nobody_lower", "_lower", "epi_x_potential")] == [
        ""
    ] * 5
    assert pattern_of("cr12") == "cr⟨k⟩"
    assert pattern_of("name_basis") == "⟨column⟩_basis"


# -------------------------------------------------------------------------- their form


@every_call
def test_no_column_is_a_bare_count_or_total(call: str) -> None:
    """A count says of what, and money is a value."""
    for name, frame in frames_of(call):
        assert not {"n", "total"} & set(frame.columns), name
        assert frame.columns.is_unique, name


@every_call
def test_a_reason_is_the_last_column_and_always_text(call: str) -> None:
    """Empty where there is nothing to say, never missing."""
    for name, frame in frames_of(call):
        if "reason" in frame.columns:
            assert frame.columns[-1] == "reason", name
            assert all(isinstance(x, str) for x in frame["reason"]), name


@every_call
def test_rows_are_numbered_but_in_wide_tables(call: str) -> None:
    """Those have labels on both sides."""
    for name, frame in frames_of(call):
        if frame.columns.name is None:
            assert frame.index.equals(pd.RangeIndex(len(frame))), name
            assert isinstance(frame.index, pd.RangeIndex), name
        else:
            assert all(isinstance(label, str) for label in frame.index.names), name


@every_call
def test_results_are_frames_and_strict_json(call: str) -> None:
    """Both forms are there, and undefined is None."""
    for name, part in walk(result_of(call), call):
        if isinstance(part, pd.DataFrame):
            continue
        holds = [field.name for field in fields(part)]  # type: ignore[arg-type]
        if any(isinstance(getattr(part, field), pd.DataFrame) for field in holds):
            assert hasattr(part, "to_dict"), name
        if hasattr(part, "to_dict"):
            assert isinstance(part.to_frame(), pd.DataFrame), name  # type: ignore[attr-defined]
            json.dumps(part.to_dict(), allow_nan=False)


@every_call
def test_no_call_changes_a_table(call: str) -> None:
    """Neither those that go in, nor those that came out of earlier calls."""
    fresh = tables()
    result_of(call)
    assert [name for name, table in T.items() if not _same(table, fresh[name])] == []


def test_no_result_is_changed_by_a_later_call() -> None:
    """Many go on into the next, and each stays as it was made."""
    for call in CALLS:
        if call not in NEEDS:
            made(call)
    assert [call for call, x, copy in KEPT if not _same(x, copy)] == []


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.equals(other) and one.columns.equals(other.columns) and one.index.equals(other.index)


# ---------------------------------------------------------------------------- the page


def tool() -> Any:
    """Load the tool by its path."""
    spec = importlib.util.spec_from_file_location("build_words", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_tool
def test_the_pages_of_words_are_as_the_code_has_them() -> None:
    """Run ``python tools/build_words.py`` where they are not."""
    for need in set(NEEDS.values()):
        pytest.importorskip(need)
    assert tool().main(["--check"]) == 0


@needs_tool
def test_a_stale_page_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The check fails, names the page and writes nothing."""
    build = tool()
    monkeypatch.setattr(build, "PAGES", {"page.md": lambda: "new"})
    monkeypatch.setattr(build, "REFERENCE", tmp_path)
    assert build.main(["--check"]) == 1
    assert "page.md" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert build.main([]) == 0
    assert (tmp_path / "page.md").read_text("utf-8") == "new"
    assert build.main(["--check"]) == 0
