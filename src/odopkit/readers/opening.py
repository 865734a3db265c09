"""From a file, whatever its name says, to grids of cells.

The content decides the format: an HTML page saved as ``.xls``, a workbook of the new
kind under the old name and a csv called ``.xls`` are all met in practice.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

from odopkit.errors import ReadError
from odopkit.readers.formats.blocks import open_blocks
from odopkit.readers.formats.decoding import decoded
from odopkit.readers.formats.delimited import open_delimited
from odopkit.readers.formats.limits import LIMITS
from odopkit.readers.formats.page import no_table, open_page
from odopkit.readers.formats.parquet import PARQUET, open_parquet
from odopkit.readers.formats.unpacking import DAMAGED, gunzipped
from odopkit.readers.formats.workbook import open_workbook

if TYPE_CHECKING:
    from odopkit.readers.formats.delimited import Score
    from odopkit.readers.formats.grid import Grid
    from odopkit.readers.formats.limits import ReadLimits


_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP: Final = b"\x1f\x8b"


def is_archive(data: bytes) -> bool:
    """Say whether the bytes are a zip of files rather than a workbook."""
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except DAMAGED:  # what is left of it may tell
        return b"xl/" not in data and b"content.xml" not in data
    return not any(n.startswith("xl/") or n == "content.xml" for n in names)


def open_bytes(
    data: bytes,
    file: str,
    score: Score,
    limits: ReadLimits = LIMITS,
    *,
    in_blocks: bool = False,
) -> list[Grid]:
    """Turn the bytes of one file into its sheets; blank sheets are left out."""
    if data.startswith(_GZIP):
        data = gunzipped(data, file, limits)
        if data.startswith(_GZIP):
            msg = f"{file!r} is packed twice with gzip; unpack it once, and read what comes of it"
            raise ReadError(msg, file=file)
    if is_archive(data):
        msg = f"{file!r} is a zip of files; unpack it, or use read_dgcis for DGCI&S downloads"
        raise ReadError(msg, file=file)
    if data.startswith((_ZIP, _OLE)):
        grids = open_workbook(data, file, limits)
    elif data.startswith(PARQUET):
        grids = [open_parquet(io.BytesIO(data), file, limits)]
    else:
        large = open_blocks(data, file, score, limits) if in_blocks else None
        grids = [large] if large else _open_text(data, file, score, limits)
    grids = [grid for grid in grids if grid.names is not None or grid.head()]
    if not grids:
        msg = f"{file!r} is empty; check the download"
        raise ReadError(msg, file=file)
    return grids


def _open_text(data: bytes, file: str, score: Score, limits: ReadLimits) -> list[Grid]:
    text, notes = decoded(data, file)
    start = text[:4096].lstrip().lower()
    markup = start.startswith("<")
    if markup and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        msg = f"{file!r} is an XML spreadsheet of 2003; open it and save it as xlsx"
        raise ReadError(msg, file=file)
    if markup and re.search(r"<table\b", text, re.IGNORECASE):
        return open_page(text, file, notes, limits)
    if markup:
        raise ReadError(no_table(file), file=file)
    return open_delimited(text, file, score, notes, limits)
