"""The benchmarks compare before they time, keep missed targets, and run from the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks").is_dir(), reason="benchmarks/ is not beside the tests"
)


def python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code, or a module with options, from the root of the checkout."""
    command = ["-m", code, *options] if options else ["-c", code]
    return subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )


def test_a_quick_run_prints_the_figures_of_its_section() -> None:
    """The command that writes the table runs, in a process of its own for each section."""
    done = python("benchmarks", "--quick", "--only", "startup.imports")
    assert done.returncode == 0, done.stderr
    assert "against `import pandas`, fresh processes [2 pairs]" in done.stdout


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("[1.0, 2.0]", "[1.0, 2.0 + 1e-12]", "same"),
        ("[1.0, 2.0]", "[1.0, 2.001]", "AssertionError"),
        ("[1.0, math.nan]", "[1.0, 2.0]", "AssertionError"),
        ("[1.0]", "[1.0, 2.0]", "AssertionError"),
    ],
)
def test_different_results_are_not_raced(left: str, right: str, verdict: str) -> None:
    """A race over other work tells nothing."""
    code = f"import math; from benchmarks._harness import agree; agree({left}, {right})"
    done = python(f"{code}; print('same')")
    assert verdict in (done.stdout + done.stderr)


def test_a_missed_target_stays_in_the_table(tmp_path: Path) -> None:
    """With its figure, its unit and the word."""
    code = f"""
from pathlib import Path
from benchmarks.__main__ import write
from benchmarks._harness import Row, Target
rows = [
    Row(work="a", data="b", figure=0.5, target=Target(rule="<=", bound=0.22), detail="d"),
    Row(work="c", data="b", figure=49.0, target=Target(rule="<=", bound=64, unit=" MiB")),
    Row(work="e", data="b", figure=200.0, target=Target(rule=">=", bound=150)),
]
write([row.to_dict() for row in rows], Path({str(tmp_path / "r.md")!r}), quick=False)
"""
    done = python(code)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "r.md").read_text(encoding="utf-8").splitlines()
    assert "| 1. a | b | ≤ 0.22 | 0.5 | **missed** |" in lines
    assert "| 2. c | b | ≤ 64 MiB | 49 MiB | met |" in lines
    assert "| 3. e | b | ≥ 150 | 200 | met |" in lines


def test_the_tables_are_the_same_each_time_and_as_skewed_as_they_say() -> None:
    """Seeded; a tenth of the districts of the skewed table hold about four fifths of value."""
    code = """
from benchmarks import data
a, b = data.skewed(50_000), data.skewed(50_000)
assert a.equals(b)
assert not data.uniform(50_000).duplicated(["state", "district", "hs_code", "partner"]).any()
top = a.groupby("district", observed=True)["value"].sum().nlargest(70).sum()
print(top / a["value"].sum())
"""
    done = python(code)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(0.8, abs=0.1)
