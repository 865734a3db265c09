"""Run every comparison and write the table: ``python -m benchmarks``.

Each section runs in a process of its own, with one BLAS thread; ``--quick`` runs all of
them on small tables, which shows that they run and agree, and nothing about speed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ONE_THREAD = dict.fromkeys(
    (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "POLARS_MAX_THREADS",
        "RAYON_NUM_THREADS",
    ),
    "1",
)
# What to run, on how many rows, and on how many with --quick.
SECTIONS = {
    "rollup.categories": (10_000_000, 100_000),
    "rollup.text": (10_000_000, 50_000),
    "rollup.memory": (10_000_000, 100_000),
    "rollup.growth": (50_000_000, 200_000),
    "measures.leading": (5_700_000, 50_000),
    "measures.concentration": (5_700_000, 50_000),
    "measures.theil": (600_000, 20_000),
    "measures.theil_memory": (600_000, 20_000),
    "product_space.quotients": (600_213, 20_000),
    "product_space.eigenvectors": (600_213, 60_000),
    "product_space.density": (600_213, 20_000),
    "product_space.density_memory": (600_213, 20_000),
    "product_space.ten_years": (600_213, 60_000),
    "product_space.ten_years_memory": (600_213, 60_000),
    "engines.pandas_text": (5_000_000, 50_000),
    "engines.polars_text": (5_000_000, 50_000),
    "reading.clean": (2_000_000, 20_000),
    "reading.memory": (2_000_000, 20_000),
    "reading.study": (2_000_000, 20_000),
    "reading.workbook": (500_000, 2_000),
    "reading.downloads": (1_000, 20),
    "reading.many_downloads": (10_000, 30),
    "startup.imports": (11, 2),
}
PACKAGES = (
    "numpy", "scipy", "pandas", "pandera", "narwhals", "polars", "pyarrow", "inequality",
    "ecomplexity", "econcomplex",
)  # fmt: skip


def run_section(name: str, n_rows: int) -> Iterator[dict[str, object]]:
    """Run one section here and yield its rows as JSON can hold them."""
    module, function = name.split(".")
    for row in getattr(importlib.import_module(f"benchmarks.{module}"), function)(n_rows):
        yield row.to_dict()


def in_own_process(name: str, n_rows: int) -> list[dict[str, object]]:
    """Run one section in a fresh process with one thread."""
    command = [sys.executable, "-m", "benchmarks", "--section", name, "--rows", str(n_rows)]
    run = subprocess.run(  # noqa: S603
        command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD
    )
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def _machine() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return f"{line.split(':')[1].strip()}, {os.cpu_count()} cores"
    return platform.processor()


def _version(package: str) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return f"{package} absent"


def write(rows: list[dict[str, object]], target: Path, *, quick: bool) -> None:
    """Write the table, missed targets included."""
    from benchmarks._harness import ROUNDS, Row

    today = dt.datetime.now(tz=dt.UTC).date()
    lines = [
        "# Measured",
        "",
        "Made by `python -m benchmarks`"
        + (" with `--quick`: tables too small to tell anything." if quick else ".")
        + "  Do not edit.",
        "",
        f"{today}; {_machine()}; Python {platform.python_version()}; "
        + ", ".join(_version(p) for p in PACKAGES)
        + ".",
        "",
        (
            "Each comparison runs in one process on one thread: the ways take turns in an order "
            f"that changes, medians of at least {ROUNDS} rounds after one to warm up, and the "
            "results are compared before anything is timed.  A figure is a ratio of ours over "
            "theirs unless it says *times faster* or has a unit.  *Noisy* marks a way whose median "
            "is more than 1.5 of its least.  Uniform tables draw districts, lines and partners "
            "evenly; skewed ones put most rows in few of them and come ordered by place, as "
            "downloads do, which makes pandas' grouped sum two to three times faster than on "
            "uniform ones."
        ),
        "",
        "| work | data | target | measured | |",
        "|---|---|---|---|---|",
    ]
    details = []
    for number, raw in enumerate(rows, 1):
        row = Row.from_dict(raw)
        goal = verdict = unit = ""
        if row.target is not None:
            goal, unit = str(row.target), row.target.unit
            verdict = "met" if row.target.met(row.figure) else "**missed**"
        figure = f"{row.figure:,.3g}" if row.figure < 1000 else f"{row.figure:,.0f}"
        lines.append(f"| {number}. {row.work} | {row.data} | {goal} | {figure}{unit} | {verdict} |")
        details.append(f"{number}. {row.detail}" + (f"  {row.note}" if row.note else ""))
    lines += ["", "## Times behind the figures, and why a target is missed", "", *details, ""]
    target.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small tables: a test of the code")
    parser.add_argument("--only", help="run sections whose name contains this, and print them")
    parser.add_argument("--output", type=Path, help="where to write the table")
    parser.add_argument("--section", help=argparse.SUPPRESS)
    parser.add_argument("--rows", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.section:
        for row in run_section(options.section, options.rows):
            print(json.dumps(row), flush=True)
        return
    rows: list[dict[str, object]] = []
    for name, (full, quick) in SECTIONS.items():
        if options.only and options.only not in name:
            continue
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += in_own_process(name, quick if options.quick else full)
    output = options.output or (None if options.quick or options.only else HERE / "RESULTS.md")
    if output is None:
        for raw in rows:
            print(
                f"{raw['figure']:10.3f}  {raw['work']} [{raw['data']}]\n            {raw['detail']}"
            )
    else:
        write(rows, output, quick=options.quick)


if __name__ == "__main__":
    main()
