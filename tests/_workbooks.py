"""Write files laid out like DGCI&S 'state of origin' downloads, in every format met.

A test that needs a format whose package is not installed is skipped, with the reason.
"""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

Cell = str | float | None
Rows = Sequence[Sequence[Cell]]

USD = "April, 24 To March, 25 Value(US $)"
INR = "April, 24 To March, 25 Value(INR)"

PLAIN: Rows = [
    ["State", "District", "HS Code", "Commodity Description", INR, USD],
    ["GOA", "NORTH GOA", "72011000", "PIG IRON", 6640, 80],
    ["GOA", "SOUTH GOA", "30049099", "MEDICAMENTS", 26136.7, 314.9],
    ["KERALA", "ERNAKULAM", "03061790", "SHRIMPS", 8300, 100],
]

# Every defect at once.  The month pair comes first, so that taking the first value
# column, or adding both, gives other numbers.
MESSY: Rows = [
    ["State of origin by district: a download", None, None, None, None, None, None, None],
    [None] * 8,
    [
        "State ",
        " District",
        "HS  Code",
        "Commodity Description",
        "March, 25 Value(INR)",
        "March, 25 Value(US $)",
        INR,
        USD + " ",
    ],
    ["GOA", "SOUTH GOA", 30049099, "MEDICAMENTS", 830, 10, "2,61,36,700", "3,14,900"],
    ["GOA ", "NORTH  GOA", 3035910, "FISH", 83, 1, "41,541.50", "500.5"],
    ["GOA", "UNSPECIFIED", 30049099, "MEDICAMENTS", 0, 0, 8300, 100],
    ["GOA", "SOUTH GOA", 30049099, "MEDICAMENTS", 0, 0, "1,66,000", "2,000"],
    ["GOA", "NORTH GOA", 98010011, "PROJECT GOODS", 0, 0, 83, 1],
    ["GOA", "NORTH GOA", 77010000, "?", 0, 0, 166, 2],
    ["GOA", None, 10063020, "RICE", 0, 0, 249, 3],
    ["BIHAR", "PATNA", 10063020, "RICE", 0, 0, "-", "-"],
    ["Total", None, None, None, 913, 11, "2,63,53,039.50", "3,17,506.5"],
    [None] * 8,
    ["Note: figures are provisional.", None, None, None, None, None, None, None],
]
MESSY_USD_TOTAL = 317506.5


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def write_xlsx(path: Path, rows: Rows, *, sheets: Mapping[str, Rows] | None = None) -> Path:
    """Write a workbook of the new kind; numbers stay numbers."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    book = xlsxwriter.Workbook(str(path))
    for name, cells in {"Sheet1": rows, **(sheets or {})}.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(cells):
            for x, cell in enumerate(row):
                if cell is not None:
                    sheet.write(y, x, cell)
    book.close()
    return path


def write_xls(path: Path, rows: Rows) -> Path:
    """Write a workbook of the old binary kind."""
    xlwt = pytest.importorskip("xlwt")
    pytest.importorskip("python_calamine")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell is not None:
                sheet.write(y, x, cell)
    book.save(str(path))
    return path


def write_csv(path: Path, rows: Rows) -> Path:
    """Write a csv with the quotation marks that it needs."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_text(cell) for cell in row] for row in rows])
    path.write_bytes(text.getvalue().encode())
    return path


def write_html(path: Path, rows: Rows) -> Path:
    """Write a web page with script before the table, as it is saved under ``.xls``."""
    pytest.importorskip("lxml.html")
    lines = []
    for y, row in enumerate(rows):
        tag = "th" if "State" in _text(row[0]) and len(_text(row[0])) < 9 else "td"
        cells = [
            f"<{tag}><font>\n {html.escape(_text(c)) or '&nbsp;'}\n</font></{tag}>" for c in row
        ]
        lines.append(f"<tr id='r{y}'>{''.join(cells)}</tr>")
    path.write_text(
        "\n<script type='text/javascript'>function f(v) { if (v.length < 1) { alert('<tr>') } }"
        f"</script>\n<html><body><h1>Export</h1>\n<table border=1>{''.join(lines)}</table>"
        "</body></html>",
        encoding="utf-8",
    )
    return path


Writer = Callable[[Path, Rows], Path]

FORMATS: dict[str, tuple[str, Writer, str]] = {
    "xlsx": ("goa.xlsx", write_xlsx, "Sheet1"),
    "xls": ("goa.xls", write_xls, "Sheet1"),
    "csv": ("goa.csv", write_csv, ""),
    "html-as-xls": ("goa.xls", write_html, ""),
    "html-as-asp": ("goa.asp", write_html, ""),
    "xlsx-as-xls": ("goa.xls", write_xlsx, "Sheet1"),
    "csv-as-xls": ("goa.xls", write_csv, ""),
}
"""Format → the name it is saved under, its writer, and the sheet that issues name."""


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip of files given by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path
