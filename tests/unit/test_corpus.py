"""Bad and hostile files end in a right table, or in one plain error, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.case import Case, text
from corpus.running import CASES, HEAVY, LIGHT, MOST_BYTES, MOST_SECONDS, fault, outcome_of, read

TESTS = Path(__file__).parents[1]
BASE = 400 << 20
"""What Python and its packages hold before a file is read."""


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    """A case that hides another is never run."""
    assert len({case.name for case in CASES}) == len(CASES) >= 120


@pytest.mark.parametrize("case", LIGHT, ids=lambda case: case.name)
def test_a_bad_file_ends_well(case: Case, tmp_path: Path) -> None:
    """With its stated table and lines, or its stated error."""
    if case.file.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    wrong, seconds = read(case, tmp_path)
    assert not wrong
    assert seconds < MOST_SECONDS


def test_bombs_and_stray_cells_end_well_in_bounded_memory() -> None:
    """In a process of their own: a reader of workbooks that fails to get memory ends it."""
    pytest.importorskip("python_calamine")
    pytest.importorskip("pyarrow")
    paths = [str(TESTS), *sys.path]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "corpus.running"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = [json.loads(line) for line in run.stdout.splitlines()]
    done = [line for line in told if "name" in line]
    assert run.returncode == 0, f"{told[-1]} ended the process: {run.stderr[-500:]}"
    assert [line["name"] for line in done] == [case.name for case in HEAVY]
    assert not [(line["name"], line["wrong"]) for line in done if line["wrong"]]
    assert not [line for line in done if line["peak"] > BASE + MOST_BYTES]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": 61.0, "rows": 3}, "wanted 61.0 in 3 rows"),
        ({"total": 60.0, "rows": 3, "lines": ("nothing",)}, "no line says"),
        ({"says": "no such"}, "wanted the error"),
    ],
)
def test_a_wrong_outcome_is_told(given: dict[str, object], words: str, tmp_path: Path) -> None:
    """The runner can fail."""
    content = "district,value\nA,10\nB,20\nC,30\n"
    case = Case(name="a", file="a.csv", make=text(content), **given)  # type: ignore[arg-type]
    assert words in read(case, tmp_path)[0]


def test_a_foreign_error_is_told(tmp_path: Path) -> None:
    """Whatever the words of the error are."""
    case = Case(name="a", file="a.csv", make=text(""), says="empty")
    assert fault(case, KeyError("empty")).startswith("a foreign KeyError")
    assert isinstance(outcome_of(case, tmp_path / "none"), FileNotFoundError)
