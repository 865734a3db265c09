"""From a file, whatever its name says, to grids of cells.

The content decides the format: an HTML page saved as ``.xls``, a workbook of the new
kind under the old name and a csv called ``.xls`` are all met in practice.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import MissingDependencyError, ReadError
from odopkit.readers.endings import CUT_PAGE, cut_line, is_cut
from odopkit.readers.insides import Inside, insides
from odopkit.readers.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    Score = Callable[[Sequence[str]], int]
    """How many wanted column names stand in a row of tidy texts."""


HEADER_WITHIN: Final = 30
"""A header is looked for in this many rows that are not blank."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP: Final = b"\x1f\x8b"
PARQUET: Final = b"PAR1"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """One sheet of cells, by column, as the file holds them.

    `labels` are the row numbers to report; `names` is set where the source has column
    names of its own (a DataFrame, a parquet file) instead of a header row; `merged`
    holds (first row, last row, column) of cells merged downwards, counted from 0; `reach`
    is how many columns each row of a web page covers; `remarks` are lines to be noted.
    """

    file: str
    columns: Sequence[Any]
    labels: Any
    sheet: str = ""
    names: tuple[str, ...] | None = None
    merged: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    is_csv: bool = False
    delimiter: str = ""
    reach: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def height(self) -> int:
        """Number of rows, header and blank ones too."""
        return len(self.labels)

    @property
    def where(self) -> str:
        """The file and sheet, as messages name them."""
        return f"{self.file!r}" + (f", sheet {self.sheet!r}" if self.sheet else "")

    def head(self) -> list[tuple[int, list[str]]]:
        """Return the first rows that are not blank, tidy, with their positions."""
        top = [texts_of(column[: 4 * HEADER_WITHIN]) for column in self.columns]
        rows = enumerate(list(row) for row in zip(*top, strict=True))
        return [(i, row) for i, row in rows if any(row)][:HEADER_WITHIN]

    def error(self, msg: str, *, row: object = None) -> ReadError:
        """Make the error that names this sheet."""
        at = int(row) if isinstance(row, int | np.integer) else None
        return ReadError(msg, file=self.file, sheet=self.sheet or None, row=at)


def optional(module: str, extra: str) -> ModuleType:
    """Import an optional package, or say which extra brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        msg = f'the package {package!r} is not installed: pip install "odopkit[{extra}]"'
        raise MissingDependencyError(msg) from error


def is_archive(data: bytes) -> bool:
    """Say whether the bytes are a zip of files rather than a workbook."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return not any(n.startswith("xl/") or n == "content.xml" for n in names)


def open_bytes(data: bytes, file: str, score: Score) -> list[Grid]:
    """Turn the bytes of one file into its sheets; blank sheets are left out."""
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            msg = f"{file!r} is a damaged gzip file ({error}); fetch it again"
            raise ReadError(msg, file=file) from error
    if is_archive(data):
        msg = f"{file!r} is a zip of files; unpack it, or use read_dgcis for DGCI&S downloads"
        raise ReadError(msg, file=file)
    if data.startswith((_ZIP, _OLE)):
        grids = _open_workbook(data, file)
    elif data.startswith(PARQUET):
        grids = [open_parquet(io.BytesIO(data), file)]
    else:
        grids = _open_text(data, file, score)
    grids = [grid for grid in grids if grid.names is not None or grid.head()]
    if not grids:
        msg = f"{file!r} is empty; check the download"
        raise ReadError(msg, file=file)
    return grids


def _open_text(data: bytes, file: str, score: Score) -> list[Grid]:
    text, notes = _decode(data, file)
    start = text[:4096].lstrip().lower()
    if start.startswith("%pdf") or "\x00" in start:
        msg = f"{file!r} is a PDF or another binary file; save its table as xlsx or csv"
        raise ReadError(msg, file=file)
    markup = start.startswith("<")
    if markup and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        msg = f"{file!r} is an XML spreadsheet of 2003; open it and save it as xlsx"
        raise ReadError(msg, file=file)
    if markup and re.search(r"<table\b", text, re.IGNORECASE):
        return _open_html(text, file, notes)
    if markup:
        msg = f"{file!r} is a web page without a table (an error page, perhaps); download it again"
        raise ReadError(msg, file=file)
    return _open_csv(text, file, score, notes)


def _decode(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace"), ("not UTF-8: read as UTF-16",)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), ("not UTF-8: read as Windows-1252 (Latin-1)",)
    except UnicodeDecodeError as error:
        msg = f"{file!r} is text neither in UTF-8 nor in Windows-1252; save it as UTF-8"
        raise ReadError(msg, file=file) from error


def _open_csv(text: str, file: str, score: Score, notes: tuple[str, ...]) -> list[Grid]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_ended = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    delimiter = _delimiter(lines, score)
    remarks = () if is_ended else cut_line(lines, delimiter)
    # An upper bound of the width, so that a title row of one cell does not set it.
    width = max(line.count(delimiter) for line in lines) + 1
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        if not text.strip():
            return []
        msg = f"{file!r} cannot be split into cells ({error}); look for a quotation mark left open"
        raise ReadError(msg, file=file) from error
    columns = [cells[i] for i in range(width)]
    labels = np.arange(1, len(cells) + 1)
    if len(cells) != len(lines):  # some cell holds a line break
        breaks = sum(c.str.count("\n").to_numpy(dtype=np.intp) for c in columns)
        labels = labels + np.concatenate([[0], np.cumsum(breaks)[:-1]])
    return [
        Grid(
            file=file,
            columns=columns,
            labels=labels,
            notes=notes,
            is_csv=True,
            delimiter=delimiter,
            remarks=remarks,
        )
    ]


def _delimiter(lines: list[str], score: Score) -> str:
    """Choose the mark under which some early row holds most wanted names, then most cells."""

    def merit(mark: str) -> tuple[int, int]:
        rows = list(csv.reader(lines[: 4 * HEADER_WITHIN], delimiter=mark))
        found = [texts_of(row) for row in rows if any(row)][:HEADER_WITHIN]
        return max(((score(row), len(row)) for row in found), default=(0, 0))

    return max(_DELIMITERS, key=merit)


def _open_workbook(data: bytes, file: str) -> list[Grid]:
    calamine = optional("python_calamine", "excel")
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [
                (meta.name, meta.visible != calamine.SheetVisibleEnum.Visible)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            seen = insides(data) if data.startswith(_ZIP) else {}
            return [
                replace(
                    _worksheet(book.get_sheet_by_name(name), name, file, seen.get(name, Inside())),
                    hidden=hidden,
                )
                for name, hidden in sheets
            ]
    except calamine.PasswordError as error:
        msg = f"{file!r} is protected by a password; save a copy without one"
        raise ReadError(msg, file=file) from error
    except (calamine.CalamineError, OSError) as error:
        msg = f"{file!r} is a workbook that cannot be opened ({error}); open it and save it as xlsx"
        raise ReadError(msg, file=file) from error


def _worksheet(sheet: Any, name: str, file: str, inside: Inside) -> Grid:
    """Take the cells of one worksheet, and which of them are merged downwards."""
    rows = sheet.to_python(skip_empty_area=False)
    for y, x, error in inside.errors:  # which would else be blank
        if y < len(rows) and x < len(rows[y]):
            rows[y][x] = error
    remark = f"{len(inside.hidden)} hidden row(s) are read like others: {_some(inside.hidden)}"
    merged = tuple(
        (first[0], last[0], column)
        for first, last in sheet.merged_cell_ranges or ()
        if last[0] > first[0]
        for column in range(first[1], last[1] + 1)
    )
    return Grid(
        file=file,
        sheet=name,
        columns=[_objects(column) for column in zip(*rows, strict=True)],
        labels=np.arange(1, len(rows) + 1),
        merged=merged,
        remarks=(remark,) if inside.hidden else (),
    )


def _some(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:10]))
    return shown + (f" and {len(rows) - 10} more" if len(rows) > 10 else "")


def _objects(cells: Sequence[object]) -> Any:
    """Hold cells as they are: inferring a type would turn codes into floats."""
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def _open_html(text: str, file: str, notes: tuple[str, ...]) -> list[Grid]:
    html = optional("lxml.html", "excel")
    # lxml refuses text that declares an encoding; ours is decoded already.
    text = re.sub(r"<\?xml[^>]*\?>", "", text, count=1)
    parser = html.HTMLParser(huge_tree=True)
    page = html.document_fromstring(text, parser=parser)
    tables = page.xpath("//table")
    grids = []
    remarks = (CUT_PAGE,) if is_cut(text) else ()
    for number, table in enumerate(tables, start=1):
        columns, merged, reach = _html_cells(table)
        grids.append(
            Grid(
                file=file,
                sheet=f"table {number}" if len(tables) > 1 else "",
                columns=columns,
                labels=np.arange(1, len(reach) + 1),
                merged=merged,
                notes=notes,
                reach=reach,
                remarks=remarks if number == len(tables) else (),
            )
        )
    return grids


def _html_cells(
    table: Any,
) -> tuple[list[Any], tuple[tuple[int, int, int], ...], tuple[int, ...]]:
    """Lay the cells of one table on a grid; spanned places stay blank, as when merged."""
    reach: list[int] = []
    rows: list[dict[int, str]] = []
    merged: list[tuple[int, int, int]] = []
    taken: dict[int, int] = {}  # column → last row that a cell above reaches into
    width = 0
    for y, row in enumerate(table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")):
        cells: dict[int, str] = {}
        x = 0
        for cell in row.xpath("./td|./th"):
            x = _free_from(x, y, taken)
            cells[x] = _html_text(cell)
            across, last = range(x, x + _span(cell, "colspan")), y + _span(cell, "rowspan") - 1
            if last > y:
                taken |= dict.fromkeys(across, last)
                merged += [(y, last, column) for column in across]
            x = across.stop
        rows.append(cells)
        reach.append(max([x, *(c + 1 for c, last in taken.items() if last >= y)]))
        width = max(width, x)
    columns = [_objects([row.get(x, "") for row in rows]) for x in range(width)]
    return columns, tuple(merged), tuple(reach)


def _free_from(x: int, y: int, taken: dict[int, int]) -> int:
    """Find the first column from x on into whose row y no cell from above reaches."""
    while taken.get(x, -1) >= y:
        x += 1
    return x


def _html_text(cell: Any) -> str:
    """Return the text of a cell, in which only ``<br>`` and its like break lines."""
    if not len(cell):
        return str(cell.text or "")
    for mark in cell.iter("br", "p", "div"):
        # Without a mark two codes on two lines would join into one longer code.
        mark.tail = "\u2028" + (mark.tail or "")
    lines = str(cell.text_content()).split("\u2028")
    return "\n".join(" ".join(line.split()) for line in lines)


def _span(cell: Any, name: str) -> int:
    given = str(cell.get(name, "1")).strip()
    return min(max(int(given), 1), 1000) if given.isascii() and given.isdigit() else 1


def open_parquet(source: Any, file: str) -> Grid:
    """Open a parquet file, whose columns have names and types of their own."""
    parquet = optional("pyarrow.parquet", "parquet")
    arrow = optional("pyarrow", "parquet")
    try:
        table = parquet.read_table(source)
    except (arrow.ArrowInvalid, OSError) as error:
        msg = f"{file!r} is a parquet file that cannot be opened ({error}); fetch it again"
        raise ReadError(msg, file=file) from error
    frame = table.to_pandas(ignore_metadata=True)
    return frame_grid(frame, file=file, labels=np.arange(1, len(frame) + 1))


def frame_grid(frame: pd.DataFrame, *, file: str = "DataFrame", labels: Any = None) -> Grid:
    """See a DataFrame as a grid; the caller's object is only read."""
    names = tuple(str(name) for name in frame.columns)
    columns = [frame.iloc[:, i] for i in range(len(names))]
    return Grid(
        file=file,
        columns=columns,
        labels=frame.index if labels is None else labels,
        names=names,
    )
