"""From a file to flows and to a study, against pandas that checks nothing.

Each comparison runs in fresh processes on one core, with pyarrow and without it: pandas
keeps text in another way then.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._harness import Race, Row, Target

_ONE_CORE = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
_BARE = "import sys; sys.modules['pyarrow'] = None"
_NOT_FASTER = (
    "Most of what it takes beyond the clean file, in this order: numbers are read by their bytes, "
    "the parser splits one more column, the widest line is looked for, labels are longer, the rows "
    "set aside are laid out, UTF-8 and quotation marks are looked at (samples of the stack)."
)
_LOOKED_AT = (
    "The places of all cells are looked at before the reader is let in, which ends the process "
    "where they are false."
)
_EACH_FILE = "Each small file goes through every check of a large one."


def _told(call: str, *, bare: bool = False) -> dict[str, object]:
    """Call a function of the ways in a fresh process, and take what it prints."""
    lines = [_ONE_CORE, *([_BARE] if bare else []), "import json"]
    lines += ["from benchmarks import reading_ways as ways", f"print(json.dumps(ways.{call}))"]
    command = [sys.executable, "-W", "ignore", "-c", "\n".join(lines)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    found: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return found


def _race(call: str, *, bare: bool = False) -> Race:
    return Race(seconds=_told(call, bare=bare))  # type: ignore[arg-type]


def _kinds() -> Iterator[tuple[bool, str]]:
    yield False, "with pyarrow"
    yield True, "without pyarrow"


def clean(n_rows: int) -> Iterator[Row]:
    """Time `read_exports` of a clean csv, and of the same with a hundredth of it spoiled."""
    with TemporaryDirectory() as folder:
        path, spoilt = Path(folder, "clean.csv"), Path(folder, "spoilt.csv")
        _told(f"write_clean({os.fspath(path)!r}, {n_rows})")
        _told(f"write_spoilt({os.fspath(path)!r}, {os.fspath(spoilt)!r})")
        for bare, kind in _kinds():
            found = _race(f"reading({os.fspath(path)!r}, {os.fspath(spoilt)!r})", bare=bare)
            yield Row(
                work="`read_exports` of a csv against `pandas.read_csv` with text keys, made "
                "categories",
                data=f"clean, {n_rows:,} rows, {kind}",
                figure=found.ratio("odopkit", "pandas"),
                target=Target(rule="<=", bound=1.2),
                detail=found.detail("odopkit", "pandas"),
            )
            yield Row(
                work="`read_exports` of a csv spoiled in ten ways against the clean one",
                data=f"a hundredth of {n_rows:,} rows, {kind}",
                figure=found.ratio("spoilt", "odopkit"),
                target=Target(rule="<=", bound=1.3),
                detail=found.detail("spoilt", "odopkit"),
                note=_NOT_FASTER,
            )


def memory(n_rows: int) -> Iterator[Row]:
    """Measure the peak of each in a process of its own, above one that only imports."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "clean.csv")
        _told(f"write_clean({os.fspath(path)!r}, {n_rows})")
        for bare, kind in _kinds():
            peaks = {
                way: float(str(_told(f"peak({way!r}, {os.fspath(path)!r})", bare=bare)["mib"]))
                for way in ("nothing", "pandas", "odopkit")
            }
            ours, theirs = (peaks[way] - peaks["nothing"] for way in ("odopkit", "pandas"))
            yield Row(
                work="peak memory of the same, above a process that only imports",
                data=f"clean, {n_rows:,} rows, {kind}",
                figure=ours / theirs,
                target=Target(rule="<=", bound=1.3),
                detail=f"odopkit {ours:,.0f} MiB; pandas {theirs:,.0f} MiB",
            )


def study(n_rows: int) -> Iterator[Row]:
    """Time a file to a study against the same figures in plain pandas."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "clean.csv")
        _told(f"write_clean({os.fspath(path)!r}, {n_rows})")
        for bare, kind in _kinds():
            found = _race(f"studying({os.fspath(path)!r})", bare=bare)
            yield Row(
                work="csv to `study_exports` against `benchmarks/baseline_pandas.py`, which checks "
                "nothing",
                data=f"clean, {n_rows:,} rows, {kind}",
                figure=found.ratio("odopkit", "pandas"),
                target=Target(rule="<=", bound=1.0),
                detail=found.detail("odopkit", "pandas"),
            )


def workbook(n_rows: int) -> Iterator[Row]:
    """Time an xlsx against pandas with the same engine."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "clean.xlsx")
        _told(f"write_workbook({os.fspath(path)!r}, {n_rows})")
        found = _race(f"reading_workbook({os.fspath(path)!r})")
        yield Row(
            work='`read_exports` of an xlsx against `pandas.read_excel(engine="calamine")`',
            data=f"clean, {n_rows:,} rows",
            figure=found.ratio("odopkit", "pandas"),
            target=Target(rule="<=", bound=1.2),
            detail=found.detail("odopkit", "pandas"),
            note=_LOOKED_AT,
        )


def downloads(n_files: int) -> Iterator[Row]:
    """Time `read_dgcis` on a folder of small downloads, and on a zip of them."""
    with TemporaryDirectory() as folder:
        _told(f"write_downloads({folder!r}, {n_files})")
        for name, what in (("files", "folder"), ("files.zip", "zip")):
            path = os.fspath(Path(folder, name))
            found = _race(f"reading_downloads({path!r}, {3 if n_files <= 1000 else 1})")
            yield Row(
                work=f"`read_dgcis` of a {what} of small downloads",
                data=f"{n_files:,} files of 5 rows",
                figure=found.median("odopkit"),
                target=Target(rule="<=", bound=2 if n_files <= 1000 else 30, unit=" s"),
                detail=found.detail("odopkit"),
                note=_EACH_FILE,
            )


def many_downloads(n_files: int) -> Iterator[Row]:
    """Do the same with ten times as many."""
    yield from downloads(n_files)
