"""What `benchmarks.reading` runs in fresh processes: files, and the ways to read them."""

from __future__ import annotations

import resource
import zipfile
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import baseline_pandas, data
from benchmarks._harness import agree, race
from odopkit import study_exports
from odopkit.readers import read_dgcis, read_exports

Seconds = dict[str, list[float]]


def _table(n_rows: int) -> pd.DataFrame:
    table = data.uniform_cells(n_rows)
    return table.assign(value=table["value"].round(2))


def write_clean(path: str, n_rows: int) -> dict[str, int]:
    """Write state, district, HS code of eight digits and value, each key once."""
    _table(n_rows).to_csv(path, index=False)
    return {"rows": n_rows}


def write_spoilt(clean: str, path: str) -> dict[str, int]:
    """Spoil a hundredth of the rows in ten ways."""
    lines = Path(clean).read_text(encoding="utf-8").split("\n")[:-1]
    rng = np.random.default_rng(data.SEED)
    chosen = rng.permutation(np.arange(1, len(lines)))[: len(lines) // 100]
    for way, part in enumerate(np.array_split(chosen, 10)):
        for i in part.tolist():
            lines[i] = _spoilt(way, *lines[i].split(","))
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"rows": len(chosen)}


def _spoilt(way: int, state: str, district: str, code: str, value: str) -> str:
    """Put in commas, a blank, a word, a lost zero, no district, more cells, fewer, none, dots."""
    return (
        f'{state},{district},{code},"{float(value):,.2f}"',
        f"{state},{district},{code},",
        f"{state},{district},{code},n.a.",
        f"{state},{district},{code.removeprefix('0')},{value}",
        f"{state},,{code},{value}",
        f"{state},{district},x,{code},{value}",
        f"{state},{district}",
        "",
        f"{state},\u00a0{district} ,{code},{value}",
        f"{state},{district},{code[:4]}.{code[4:6]}.{code[6:]},{value}",
    )[way]


def reading(path: str, spoilt: str) -> Seconds:
    """Race pandas and the reader, on the clean file and on the spoilt one."""
    ours, theirs = read_exports(path).flows, baseline_pandas.read(Path(path))
    agree(ours["value"], theirs["value"], tolerance=0.0)
    ways: dict[str, Callable[[], object]] = {
        "pandas": partial(baseline_pandas.read, Path(path)),
        "odopkit": partial(read_exports, path),
        "spoilt": partial(read_exports, spoilt, pad_hs=True),
    }
    return race(ways).seconds


def peak(way: str, path: str) -> dict[str, float]:
    """Run one way, and tell the peak of this process."""
    if way == "pandas":
        baseline_pandas.read(Path(path))
    elif way == "odopkit":
        read_exports(path)
    else:
        table = pd.DataFrame({"state": ["a"], "district": ["b"], "value": [1.0]})
        read_exports(table)  # what is imported when it is needed
    return {"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _studied(path: str) -> object:
    return study_exports(read_exports(path).flows)


def studying(path: str) -> Seconds:
    """Race a file to a study."""
    study = study_exports(read_exports(path).flows)
    theirs = baseline_pandas.first_look(Path(path))
    agree([c.n_units for c in study.coverage][:2], theirs["coverage"].to_numpy()[:2])
    ways: dict[str, Callable[[], object]] = {
        "pandas": partial(baseline_pandas.first_look, Path(path)),
        "odopkit": partial(_studied, path),
    }
    return race(ways).seconds


def write_workbook(path: str, n_rows: int) -> dict[str, int]:
    """Write the same table as a workbook, row by row."""
    xlsxwriter = import_module("xlsxwriter")

    table = data.as_text(_table(n_rows))
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, table.columns)
        for i, row in enumerate(table.itertuples(index=False), 1):
            sheet.write_row(i, 0, row)
    return {"rows": n_rows}


def reading_workbook(path: str) -> Seconds:
    """Race a workbook."""
    keys = dict.fromkeys(baseline_pandas.KEYS, "str")
    ways: dict[str, Callable[[], object]] = {
        "pandas": partial(pd.read_excel, path, engine="calamine", dtype=keys),
        "odopkit": partial(read_exports, path),
    }
    return race(ways, rounds=3).seconds


def write_downloads(folder: str, n_files: int) -> dict[str, int]:
    """Write small downloads into a folder, and into a zip."""
    files = Path(folder, "files")
    files.mkdir()
    rng = np.random.default_rng(data.SEED)
    codes = ("01012100", "02071400", "30049099", "61034200", "84713010")
    with zipfile.ZipFile(Path(folder, "files.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(n_files):
            lines = ['State ,District,HS Code,"April, 24 To March, 25 Value(US $)"']
            lines += [
                f'STATE {i % 36},DISTRICT {i},{code},"{rng.integers(1, 10**7):,}"' for code in codes
            ]
            text = "\n".join(lines) + "\n"
            name = f"{i:05d}.csv"
            (files / name).write_text(text, encoding="utf-8")
            archive.writestr(name, text)
    return {"files": n_files}


def reading_downloads(path: str, rounds: int) -> Seconds:
    """Time a folder or a zip."""
    return race({"odopkit": partial(read_dgcis, path)}, rounds=rounds).seconds
