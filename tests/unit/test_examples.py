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


def test_published_tables_recover_the_appendix(tmp_path: Path) -> None:
    """All rows but the one that prints 0.0, and the verdict on the rules."""
    out = run(FOLDER / "published_tables.py", tmp_path).stdout
    assert "36 of 37 rows recovered; Ladakh is printed as 0.0" in out
    assert "conventional  16 states force a class; refuted by Ladakh, Lakshadweep" in out
    assert "as_published  16 states force a class; no contradiction" in out
