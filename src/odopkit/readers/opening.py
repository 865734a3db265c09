"""From a file, whatever its name says, to grids of cells.

The content decides the format: an HTML page saved as ``.xls``, a workbook of the new
kind under the old name and a csv called ``.xls`` are all met in practice.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from odopkit.errors import ReadError
from odopkit.readers.formats.blocks import open_blocks
from odopkit.readers.formats.delimited import open_delimited
from odopkit.readers.formats.page import open_page
from odopkit.readers.formats.parquet import PARQUET, open_parquet
from odopkit.readers.formats.workbook import open_workbook

if TYPE_CHECKING:
    from odopkit.readers.formats.delimited import Score
    from odopkit.readers.formats.grid import Grid


_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP: Final = b"\x1f\x8b"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


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


def open_bytes(data: bytes, file: str, score: Score, *, in_blocks: bool = False) -> list[Grid]:
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
        grids = open_workbook(data, file)
    elif data.startswith(PARQUET):
        grids = [open_parquet(io.BytesIO(data), file)]
    else:
        large = open_blocks(data, file, score) if in_blocks else None
        grids = [large] if large else _open_text(data, file, score)
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
        return open_page(text, file, notes)
    if markup:
        msg = f"{file!r} is a web page without a table (an error page, perhaps); download it again"
        raise ReadError(msg, file=file)
    return open_delimited(text, file, score, notes)


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
