"""What a workbook of the new kind says beside its cells: hidden rows, and errors of formulas.

The reader of workbooks hands over neither, so the sheet's own text is looked at: once, for
two marks.  Where it cannot be found, or is larger than a bound, nothing is told.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

_LARGEST: Final = 1 << 26
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_HIDDEN_ROW: Final = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*\sr=\"([0-9]+)\""
)
_ERROR: Final = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\st=\"e\")[^>]*\sr=\"([A-Z]{1,3})([0-9]+)\"[^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]{1,12})</",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Inside:
    """Hidden rows (counted from 1) of a sheet, and its errors by row and column (from 0)."""

    hidden: tuple[int, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()


def insides(data: bytes) -> dict[str, Inside]:
    """Look into the sheets of a workbook, by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name: _inside(archive.read(path))
                for name, path in _paths(archive).items()
                if archive.getinfo(path).file_size <= _LARGEST
            }
    except (zipfile.BadZipFile, KeyError, OSError, zlib.error, NotImplementedError, RuntimeError):
        return {}


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name the member that holds each sheet."""
    if archive.getinfo("xl/workbook.xml").file_size > _LARGEST:
        return {}
    relations = _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in relations}
    found = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(_attribute(tag, "r:id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        path = posixpath.normpath(path)
        if path in archive.namelist():
            found[html.unescape(_attribute(tag, "name"))] = path
    return found


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"'.encode(), tag)
    return match[1].decode("utf-8", "replace") if match else ""


def _inside(sheet: bytes) -> Inside:
    hidden = map(int, _HIDDEN_ROW.findall(sheet)) if b"hidden=" in sheet else ()
    found = _ERROR.findall(sheet) if b't="e"' in sheet else []
    errors = [(int(row) - 1, _column(letters), text.decode()) for letters, row, text in found]
    return Inside(tuple(hidden), tuple(errors))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
