"""Cells that a workbook writes twice: its reader would keep one of the two in silence."""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.readers.formats.extents import whole_tags
from odopkit.readers.formats.unpacking import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from odopkit.readers.formats.limits import ReadLimits

_CELL_OR_TEXT: Final = re.compile(rb"<(?:\w+:)?([cvt])(?=[\s/>])([^<>]*)>([^<]?)")
_PLACE_SAID: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,8})([0-9]{1,9})[\"']")
_ROW_BITS: Final = 32


def refuse_doubled(data: bytes, members: Sequence[str], file: str, limits: ReadLimits) -> None:
    """Refuse a workbook of which some sheet, of those named, fills a cell twice.

    Where cells stand in order none is written twice; a cell that holds nothing takes nothing
    from another.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in members:
            with archive.open(name) as stream:
                filled = _filled(whole_tags(pieces_of(stream, file, "max_streamed_bytes", limits)))
            places, times = np.unique(np.frombuffer(filled, dtype=np.int64), return_counts=True)
            if (times > 1).any():
                cell = _spelt(int(places[times > 1][0]))
                msg = (
                    f"{file!r} writes cell {cell} more than once, so that only one of its values "
                    "would be read; have the program that made it write each cell once, or open "
                    "it, look at that cell and save it anew"
                )
                raise ReadError(msg, file=file)


def _filled(chunks: Iterator[bytes]) -> array[int]:
    """List the places of cells that hold something, each as often as it is written."""
    found = array("q")
    place = -1
    for chunk in chunks:
        for tag in _CELL_OR_TEXT.finditer(chunk):
            if tag[1] == b"c":
                said = _PLACE_SAID.search(tag[2])
                place = _number(said[1], said[2]) if said else -1
            elif place >= 0 and tag[3] and not tag[2].endswith(b"/"):
                found.append(place)
                place = -1  # the parts of one text fill the cell once
    return found


def _number(letters: bytes, digits: bytes) -> int:
    column = 0
    for letter in letters[:6].upper():
        column = column * 26 + letter - 64
    return (column << _ROW_BITS) + int(digits)


def _spelt(place: int) -> str:
    column, row = divmod(place, 1 << _ROW_BITS)
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"
