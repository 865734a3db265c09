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
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST: Final = 1 << 26
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_HIDDEN_ROW: Final = re.compile(
    rb"<(?:\w+:)?row\b(?=[^<>]*\shidden=\"(?:1|true)\")[^<>]*\sr=\"([0-9]+)\""
)
_ERROR: Final = re.compile(rb"<(?:\w+:)?c\b(?=[^<>]*\st=\"e\")([^<>]*)>")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,12})</|</(?:\w+:)?c>|<(?:\w+:)?c\b")
_PLACE: Final = re.compile(rb"\sr=\"([A-Z]{1,3})([0-9]{1,7})\"")
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*)>")
_ROW: Final = re.compile(rb"\sr=\"([0-9]{1,7})\"")
_BEHIND: Final = 1_000
"""How many bytes behind the beginning of a cell its error is looked for."""


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
    return Inside(tuple(hidden), tuple(_errors(sheet)) if b't="e"' in sheet else ())


def _errors(sheet: bytes) -> Iterator[tuple[int, int, str]]:
    """Give row, column and text of each error; cells need not say where they stand."""
    found = [(tag.end(), _PLACE.search(tag[1])) for tag in _ERROR.finditer(sheet)]
    if all(place for _, place in found):
        places = {end: (int(p[2]) - 1, _column(p[1])) for end, p in found if p}
    else:
        places = _counted_places(sheet, {end for end, _ in found})
    for end, (row, column) in places.items():
        error = _VALUE.search(sheet, end, end + _BEHIND)
        if error and error[1]:
            yield row, column, error[1].decode("utf-8", "replace")


def _counted_places(sheet: bytes, wanted: set[int]) -> dict[int, tuple[int, int]]:
    """Count rows and cells up to some cells, named by where their tags end."""
    places = {}
    row = column = -1
    for tag in _TAG.finditer(sheet):
        if tag[1] == b"row":
            said = _ROW.search(tag[2])
            row, column = int(said[1]) - 1 if said else row + 1, -1
            continue
        place = _PLACE.search(tag[2])
        row, column = (int(place[2]) - 1, _column(place[1])) if place else (row, column + 1)
        if tag.end() in wanted:
            places[tag.end()] = row, column
    return places


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
