"""Roll up and validate more rows than fit into memory, and prove it.

Writes parquet files of districts by tariff lines by years, then rolls all of them up in a
child process whose address space is limited, with DuckDB and with arrow record batches.
Prints time and peak memory, and fails if a total is not the known one.

    python examples/larger_than_memory.py                   # small, a few seconds
    python examples/larger_than_memory.py --rows 50000000   # as large as it says
    python examples/larger_than_memory.py --rows 50000000 --engines pandas   # fails
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from odopkit import aggregate_exports, collect_exports

BY = ("period", "state", "district", "hs_code")
ROW_GROUP = 1_000_000
N_DISTRICTS, N_STATES, N_LINES, N_BASKET = 700, 36, 11_000, 1_500
MIB = 1 << 20
PATIENCE = 120  # seconds; short of memory, some libraries try again for ever


def with_duckdb(folder: Path) -> Any:
    """Roll up with DuckDB, told to spill to disk rather than to fill memory."""
    duckdb = import_module("duckdb")
    connection = duckdb.connect(
        config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder / "spill")}
    )
    flows = connection.read_parquet(str(folder / "*.parquet"))
    return aggregate_exports(flows, level=4, by=BY)


def with_batches(folder: Path) -> Any:
    """Roll up with arrow record batches: rows pass by, and only their sums are kept."""
    dataset = import_module("pyarrow.dataset")
    flows = dataset.dataset(folder, format="parquet", exclude_invalid_files=True)
    return aggregate_exports(flows, level=4, by=BY)


def with_pandas(folder: Path) -> Any:
    """Roll up with pandas, which has to hold all rows at once."""
    pandas = import_module("pandas")
    flows = pandas.read_parquet(folder, columns=[*BY, "value"])
    return aggregate_exports(flows, level=4, by=BY)


ENGINES = {"duckdb": with_duckdb, "batches": with_batches, "pandas": with_pandas}


def write(folder: Path, n_rows: int, n_years: int) -> dict[str, float]:
    """Write one file a year, a row group at a time, and return what the sums must come to.

    Values are whole numbers, so that their total is exact in any order.
    """
    pa, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    rng = np.random.default_rng(285)
    chapters = [f"{c:02d}" for c in range(1, 98) if c != 77]
    labels = {
        "state": [f"State {i:02d}" for i in range(N_STATES)],
        "district": [f"District {i:03d}" for i in range(N_DISTRICTS)],
        "hs_code": sorted(
            f"{chapters[i % 96]}{i // 96 % 13 + 1:02d}{i // 96:04d}" for i in range(N_LINES)
        ),
    }
    total = 0.0
    for year in range(n_years):
        labels["period"] = [f"{2012 + year}-{13 + year}"]
        left = n_rows // n_years + (year < n_rows % n_years)
        writer = None
        while left:
            n = min(left, ROW_GROUP)
            place = rng.integers(0, N_DISTRICTS, n, dtype=np.int32)
            codes = {
                "period": np.zeros(n, dtype=np.int32),
                "state": place % N_STATES,
                "district": place,
                # A district exports some of all lines, and few of them make most rows.
                "hs_code": (place * 97 + (N_BASKET * rng.random(n) ** 2).astype(np.int32))
                % N_LINES,
            }
            value = np.floor(np.exp(rng.normal(8, 2, n)))
            columns = {c: pa.DictionaryArray.from_arrays(codes[c], pa.array(labels[c])) for c in BY}
            rows = pa.table(columns | {"value": value})
            if writer is None:
                writer = parquet.ParquetWriter(folder / f"{2012 + year}.parquet", rows.schema)
            writer.write_table(rows)
            total += float(value.sum())
            left -= n
        if writer is not None:
            writer.close()
    return {"value": total, "n_rows": n_rows}


def run(engine: str, folder: Path) -> int:
    """Roll up and validate in this process, and print what came of it as JSON."""
    start = time.perf_counter()
    home = collect_exports(ENGINES[engine](folder))
    found = {
        "seconds": round(time.perf_counter() - start, 1),
        "sums": len(home),
        "value": float(home["value"].sum()),
        "n_rows": int(home["n_rows"].sum()),
        "peak": peak(),
    }
    print(json.dumps(found))
    return 0


def peak() -> int:
    """Peak resident memory of this process in MiB, where the system tells."""
    try:
        resource = import_module("resource")
    except ImportError:  # Windows
        return 0
    used: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // (MIB if sys.platform == "darwin" else 1024)


def limit_address_space(mebibytes: int) -> None:
    """Make every further allocation beyond the limit fail in this process."""
    if mebibytes:
        resource = import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes * MIB, mebibytes * MIB))


def judge(engine: str, folder: Path, limit: int, expected: dict[str, float]) -> bool:
    """Run an engine in a limited child, print the outcome, and say if it was as it must be."""
    command = [sys.executable, __file__, "--child", engine, str(folder), "--limit", str(limit)]
    # Address space is what allocators reserve, used or not: arrow's own takes 1 GiB at once.
    environment = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, timeout=PATIENCE, env=environment
        )
    except subprocess.TimeoutExpired:
        print(f"{engine:8}  failed: no result after {PATIENCE} s")
        return engine == "pandas"
    if done.returncode:
        words = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        print(f"{engine:8}  failed: {words[:100]}")
        return engine == "pandas"  # there to show that it fails
    found = json.loads(done.stdout)
    right = all(found[c] == expected[c] for c in expected)
    print(
        f"{engine:8}  {found['seconds']:6.1f} s  {found['peak']:6d} MiB peak  "
        f"{found['n_rows']} rows in {found['sums']} sums: {'right' if right else 'WRONG'}"
    )
    return right


def main(arguments: list[str] | None = None) -> int:
    """Write the files, run each engine, and return 0 if all totals are right."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--limit", type=int, default=2_000, help="MiB of address space, 0 for none")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["duckdb", "batches"])
    parser.add_argument("--child", nargs=2, metavar=("ENGINE", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        limit_address_space(asked.limit)
        return run(asked.child[0], Path(asked.child[1]))
    needed = {"pyarrow"} | ({"duckdb"} & set(asked.engines))
    absent = sorted(p for p in needed if importlib.util.find_spec(p) is None)
    if absent:
        print(f'{" and ".join(absent)} not installed; pip install "odopkit[engines]"')
        return 0
    if asked.limit and importlib.util.find_spec("resource") is None:
        print("this system cannot limit address space; running without a limit")
        asked.limit = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        expected = write(folder, asked.rows, asked.years)
        size = sum(file.stat().st_size for file in folder.iterdir()) / MIB
        print(
            f"{asked.rows} rows of parquet, {size:.0f} MiB, written in "
            f"{time.perf_counter() - start:.1f} s; limit {asked.limit or 'no'} MiB"
        )
        # A list, so that one failure does not hide the next engine.
        fine = [judge(engine, folder, asked.limit, expected) for engine in asked.engines]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    raise SystemExit(main())
