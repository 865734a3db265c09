"""What is unpacked is bounded, and an argument raises each bound."""

from __future__ import annotations

import gzip
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from odopkit.errors import ReadError
from odopkit.errors.telling import LONGEST_MESSAGE
from odopkit.readers import ReadLimits, read_dgcis, read_exports

HEADER = 'State ,District,HS Code,"April, 24 To March, 25 Value(US $)"\n'


def gzipped(folder: Path) -> Path:
    """Write a csv of 3,000 bytes, packed."""
    path = folder / "a.csv.gz"
    path.write_bytes(gzip.compress(b"state,district,value\n" + b"X,Alfa,1\n" * 320))
    return path


def workbook(folder: Path) -> Path:
    """Write a workbook whose sheet has some thousands of bytes."""
    path = folder / "a.xlsx"
    rows = [["X", f"District {i}", i + 1] for i in range(200)]
    pd.DataFrame(rows, columns=["state", "district", "value"]).to_excel(
        path, index=False, engine="xlsxwriter"
    )
    return path


def page(folder: Path) -> Path:
    """Write a page of twenty tables, of which the last holds the flows."""
    path = folder / "a.html"
    table = "<table><tr><td>{}</td></tr></table>"
    flows = (
        "<tr><th>state</th><th>district</th><th>value</th></tr><tr><td>X</td><td>A</td><td>1</td>"
    )
    path.write_text(
        "<html>" + "".join(map(table.format, range(19))) + f"<table>{flows}</tr></table></html>",
        "utf-8",
    )
    return path


def members(folder: Path) -> Path:
    """Write a zip of twenty downloads."""
    path = folder / "a.zip"

    with zipfile.ZipFile(path, "w") as archive:
        for i in range(20):
            archive.writestr(f"{i}.csv", HEADER + f"X,District {i},01012100,{i + 1}\n")
    return path


@pytest.mark.parametrize(
    ("bound", "make", "tight", "wide", "needs"),
    [
        ("max_expanded_bytes", gzipped, 1_000, 10_000, None),
        ("max_streamed_bytes", workbook, 1_000, 1_000_000, "python_calamine"),
        ("max_page_tables", page, 15, 20, "lxml"),
        ("max_members", members, 15, 20, None),
    ],
)
def test_a_bound_of_what_is_unpacked_is_held_and_raised(
    bound: str,
    make: Callable[[Path], Path],
    tight: int,
    wide: int,
    needs: str | None,
    tmp_path: Path,
) -> None:
    """Bytes, tables of a page, members of an archive: the message names the bound to raise."""
    if needs is not None:
        pytest.importorskip(needs)
        pytest.importorskip("xlsxwriter")
    path = make(tmp_path)
    read = read_dgcis if path.suffix == ".zip" else read_exports
    with pytest.raises(ReadError, match=rf"limits=ReadLimits\({bound}=...\)") as caught:
        read(path, limits=ReadLimits(**{bound: tight}))
    assert len(str(caught.value)) <= LONGEST_MESSAGE
    assert read(path, limits=ReadLimits(**{bound: wide})).flows["value"].sum() > 0


def test_many_small_files_take_time_by_their_number(tmp_path: Path) -> None:
    """Two rows of each: no file is lost, and the time grows with their number, not its square."""
    seconds = []
    for n_files in (50, 500):
        path = tmp_path / f"{n_files}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for i in range(n_files):
                rows = f"X,District {i},01012100,{i + 1}\nX,District {i},09011100,2\n"
                archive.writestr(f"{i:05d}.csv", HEADER + rows)
        start = time.process_time()
        flows = read_dgcis(path).flows
        seconds.append(time.process_time() - start)
        assert len(flows) == 2 * n_files
        assert flows["value"].sum() == n_files * (n_files + 1) / 2 + 2 * n_files
    assert seconds[1] < 30 * seconds[0]
