"""Every example runs on the core install, from any directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples"
# Figures and engines need extras of their own.
EXAMPLES = sorted(p for p in FOLDER.glob("*.py") if not p.name.startswith(("plot_", "spark_")))


def run(path: Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder and return what it did."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", str(path)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_examples() -> None:
    """An empty list would pass every test below."""
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_runs_from_any_directory(path: Path, tmp_path: Path) -> None:
    """It exits 0 and prints something."""
    done = run(path, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_without_real_input_says_so_and_exits_zero(path: Path, tmp_path: Path) -> None:
    """Nothing but the package is taken for granted."""
    done = run(path, tmp_path, ODOPKIT_SHARED=str(tmp_path / "nowhere"))
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_paper_is_reproduced_cell_by_cell(tmp_path: Path) -> None:
    """All cells of the three tables and Figure 3, and the verdicts on the text."""
    out = run(FOLDER / "reproduce_paper.py", tmp_path).stdout
    for cells in ("13 of 13", "74 of 74", "111 of 111", "3 of 3"):
        assert f"{cells} cells recovered" in out
    assert "19 districts in 8 states hold 51%" in out
    assert "70 districts in 19 states hold 80%" in out
    assert out.rstrip().endswith("Every cell recovered")


def test_a_cell_that_is_not_recovered_fails_the_run(tmp_path: Path) -> None:
    """With one district's exports doubled the script exits non-zero and says how many."""
    script = (FOLDER / "reproduce_paper.py").read_text(encoding="utf-8")
    damaged = script.replace(
        "flows = load_illustrative_exports()",
        "flows = load_illustrative_exports()\n"
        "    flows.loc[flows['district'] == 'Jamnagar', 'value'] *= 2",
    )
    path = tmp_path / "damaged.py"
    path.write_text(damaged, encoding="utf-8")
    done = run(path, tmp_path)
    assert done.returncode == 1
    assert "cells NOT recovered" in done.stdout


def test_export_potential_prints_its_sums_and_what_the_look_back_showed(tmp_path: Path) -> None:
    """Provinces add up to Spain, and the score is printed beside what beats it."""
    out = run(FOLDER / "export_potential.py", tmp_path).stdout
    if "nothing to do" in out:
        pytest.skip("the real trade is not at hand (set ODOPKIT_SHARED to its folder)")
    assert "All 53 add up to 15485.9" in out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    for line in (
        "15 chapters 15485.9 15485.9 12288.6 3197.2 3197.2",
        "3 sections 15485.9 15485.9 12891.7 2594.1 2594.1",
        "unrealised 0.20 0.09 0.31 0.00 207 3",
        "unrealised 0.05 -0.12 0.21 3.15 210 0",
    ):
        assert line in lines
    assert "World exports by section serve as global demand here, and as nothing else." in out
    assert "None of this is a forecast or a ceiling" in out


def test_published_tables_recover_the_appendix(tmp_path: Path) -> None:
    """All rows but the one that prints 0.0, and the verdict on the rules."""
    out = run(FOLDER / "published_tables.py", tmp_path).stdout
    assert "36 of 37 rows recovered; Ladakh is printed as 0.0" in out
    assert "conventional  16 states force a class; refuted by Ladakh, Lakshadweep" in out
    assert "as_published  16 states force a class; no contradiction" in out
