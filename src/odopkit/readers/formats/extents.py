"""How far the cells of a workbook reach, before its reader asks memory for the rectangle.

One stray cell in the last corner of a sheet makes a rectangle of 17 billion cells.  What a
sheet says of its own extent may be a lie, so the places of its cells are looked at.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.formats.compound import cell_reach, shared_size, workbook_stream
from odopkit.readers.formats.limits import check_rectangle, refuse_beyond
from odopkit.readers.formats.unpacking import check_members, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from odopkit.readers.formats.limits import ReadLimits
    from odopkit.typing import IntArray

Reach = tuple[int, int, int]
"""Rows and columns of a sheet up to its last cell, and how many cells it has."""

_OVERLAP: Final = 64
_STREAMED: Final = "max_streamed_bytes"
_NO_XML: Final = (".bin", "content.xml")
_LONGEST_TAG: Final = 1 << 16
_PLACE: Final = 12
_PLACE_BITS: Final = 24
_SHEETS: Final = "worksheets/"
# A tag holds no other: where one is never closed, a search that went on would not end.
_PAINTED: Final = re.compile(
    rb'<(?:\w+:)?c(?:\s+(?:r|s|t|cm|vm|ph)="[A-Za-z0-9]*")*\s*(?:/>|></(?:\w+:)?c>)'
)
_MARK_WITHIN: Final = re.compile(rb"""=\s*(?:"[^"<>]*[<>]|'[^'<>]*[<>])""")
_ROW_OR_CELL: Final = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)>")
_ROW: Final = re.compile(rb"\sr\s*=\s*[\"']([0-9]{1,9})")
_PLACE_SAID: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,8})([0-9]{1,9})[\"']")
_CELLS: Final = (b"<c ", b"<c>", b"<c/", b"<c\t", b"<c\n", b"<c\r")
_PREFIXED: Final = tuple(b":" + mark[1:] for mark in _CELLS)
_PLACED: Final = (b'<c r="', b"<c r='", b':c r="', b":c r='")
_COUNT: Final = re.compile(rb"[cC]ount\s*=\s*[\"']0*[1-9][0-9]{7}")
_SHARED: Final = re.compile(rb"<(?:\w+:)?si\b")
_SHARED_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*t\s*=\s*["']s["'])[^<>]*>[^0-9]{0,80}([0-9]{1,9})"""
)
_ODS: Final = re.compile(rb"<(/?)table:(table|table-row|(?:covered-)?table-cell)(\s[^<>]*)?>")
_TIMES: Final = re.compile(rb'table:number-(?:rows|columns)-repeated="([0-9]{1,9})')


def check_extents(data: bytes, file: str, limits: ReadLimits) -> list[str]:
    """Refuse a workbook whose sheets fill a larger rectangle than its bounds allow.

    Returns the members of sheets whose cells do not stand in the order of their places.
    """
    if not data.startswith(b"PK"):
        stream = workbook_stream(data)
        _check(cell_reach(stream), file, limits)
        if shared_size(stream) > limits.max_expanded_bytes:
            what = "has more text in cells than is safe"
            refuse_beyond(limits, "max_expanded_bytes", file, what)
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_members(archive.infolist(), file, limits)
        members = archive.infolist()
        found = [_seen(archive, member, file, limits) for member in members]
        _check([seen.reach for seen in found], file, limits)
        texts = np.concatenate([np.zeros(1, dtype=np.int64), *(seen.lengths for seen in found)])
        n = sum(seen.reach[2] for seen in found)
        if n * int(texts.max()) > limits.max_streamed_bytes:
            _check_texts(archive, texts[1:], file, limits)
    return [m.filename for m, seen in zip(members, found, strict=True) if not seen.in_order]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What one member holds: its cells, its shared texts, and whether the cells stand in order."""

    reach: Reach = (0, 0, 0)
    lengths: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    in_order: bool = True


def _seen(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, limits: ReadLimits
) -> _Seen:
    """Look through one member: how far its cells reach, and how long its shared texts are."""
    name = member.filename
    with archive.open(member) as stream:
        pieces = _counted(pieces_of(stream, file, _STREAMED, limits))
        if name.lower().endswith("sharedstrings.xml"):
            return _Seen(lengths=_lengths(pieces, file, limits))
        if name.endswith(_NO_XML):
            return _Seen(_reach_of_other(name, b"".join(pieces), file, limits))
        reach, unplaced, in_order = _reach_of(pieces, file, limits)
    in_order |= _SHEETS not in name.lower()
    if unplaced:
        with archive.open(member) as stream:
            reach = _reach_in_turn(whole_tags(pieces_of(stream, file, _STREAMED, limits)), reach)
    elif reach[0] * reach[1] > limits.max_cells:
        # Cells that are only painted fill no place: they are told apart here.
        with archive.open(member) as stream:
            reach = _filled_reach(whole_tags(pieces_of(stream, file, _STREAMED, limits)), reach)
    return _Seen(reach, in_order=in_order)


def _check(sheets: Iterable[Reach], file: str, limits: ReadLimits) -> None:
    places = written = 0
    for rows, columns, n in sheets:
        check_rectangle(limits, file, rows, columns)
        places, written = places + rows * columns, written + n
    if max(places, written) > limits.max_cells:
        refuse_beyond(
            limits, "max_cells", file, f"has {max(places, written):,} cells in its sheets"
        )


def _lengths(pieces: Iterator[bytes], file: str, limits: ReadLimits) -> IntArray:
    """Bound the length of each shared text: the reader copies it into every cell that has it."""
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limits.max_expanded_bytes:
            refuse_beyond(limits, "max_expanded_bytes", file, "has more text than is safe")
        found.append(piece)
    return np.array([len(text) for text in _SHARED.split(b"".join(found))[1:]], dtype=np.int64)


def _check_texts(archive: zipfile.ZipFile, texts: IntArray, file: str, limits: ReadLimits) -> None:
    """Refuse cells whose shared texts add up to more than their bound."""
    size = 0
    for chunk in _overlapping(archive):
        at = np.array(_SHARED_CELL.findall(chunk), dtype=np.int64)
        size += int(texts[at[at < len(texts)]].sum())
        if size > limits.max_expanded_bytes:
            refuse_beyond(limits, "max_expanded_bytes", file, "has more text in cells than is safe")


def _overlapping(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """Read all members piece by piece, each with the cell that the one before cut in two."""
    for member in archive.infolist():
        rest = b""
        with archive.open(member) as stream:
            while piece := stream.read(1 << 20):
                chunk = rest + piece
                yield chunk
                rest = chunk[max(chunk.rfind(b"<c"), len(chunk) - _LONGEST_TAG) :]
                rest = b"" if _SHARED_CELL.search(rest) else rest


def _counted(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Refuse a member that says it holds more things than it can: room is made for them all."""
    rest = b""
    for piece in pieces:
        chunk = rest + piece
        if b"ount" in chunk and _COUNT.search(chunk):
            msg = "one of its parts says that it holds tens of millions of things"
            raise zipfile.BadZipFile(msg)
        rest = piece[-_OVERLAP:]
        yield piece


def _reach_of_other(name: str, data: bytes, file: str, limits: ReadLimits) -> Reach:
    """Say how far the cells of a binary or an OpenDocument sheet reach."""
    if name.endswith(".bin"):
        return _reach_of_records(data)
    reach, size = _reach_of_ods(data)
    if size > limits.max_expanded_bytes:
        refuse_beyond(limits, "max_expanded_bytes", file, "repeats more text than is safe")
    return reach


def _reach_of(pieces: Iterator[bytes], file: str, limits: ReadLimits) -> tuple[Reach, bool, bool]:
    """Say how far the cells of one member reach.

    Beside it: whether some do not say where they stand, and whether all stand in order.
    """
    rows = columns = n = n_unplaced = 0
    last, in_order = -1, True
    for chunk in whole_tags(pieces):
        if b"r" in chunk:
            found, places = _places(chunk)
            rows, columns, n = max(rows, found[0]), max(columns, found[1]), n + found[2]
            if places.size:
                in_order &= bool(places[0] > last) and bool((places[1:] > places[:-1]).all())
                last = int(places[-1])
        # Where all is as usual two counts tell it.
        if b":c" in chunk or chunk.count(b"<c") != chunk.count(_PLACED[0]):
            marks = _CELLS + _PREFIXED if b":c" in chunk else _CELLS
            n_unplaced += sum(map(chunk.count, marks)) - sum(map(chunk.count, _PLACED))
        if n + n_unplaced > limits.max_cells:
            refuse_beyond(
                limits, "max_cells", file, f"has more than {limits.max_cells:,} cells in its sheets"
            )
    return (rows, columns, n), n_unplaced > 0, in_order


def _places(chunk: bytes) -> tuple[Reach, IntArray]:
    """Read the references ``r="AB12"`` in a piece of a sheet, all at once.

    Beside how far they reach: a number for each, which grows along rows and from row to row.
    """
    text, signs = _signs(chunk)
    if (np.minimum(text[signs - 1], text[signs + 1]) <= ord(" ")).any():
        text, signs = _signs(re.sub(rb"\br\s*=\s*(?=[\"'])", b"r=", chunk))
    after = text[signs + 1]
    named = (text[signs - 1] == ord("r")) & ((after == ord('"')) | (after == ord("'")))
    at = signs[named] + 2
    at = at[at + _PLACE <= len(text)]
    row = np.zeros(len(at), dtype=np.int64)
    column = np.zeros(len(at), dtype=np.int64)
    going = np.ones(len(at), dtype=np.bool_)
    for i in range(_PLACE):
        letter = text[at + i]
        digit = going & (letter - np.uint8(ord("0")) <= 9)  # what is below 0 wraps around
        capital = going & ((letter & 223) - np.uint8(ord("A")) <= 25) & (row == 0)
        if capital.any():
            column = np.where(
                capital, np.minimum(column, 1 << 30) * 26 + ((letter & 223) - np.int64(64)), column
            )
        row = np.where(digit, row * 10 + (letter - np.int64(48)), row)
        going = digit | capital
        if not going.any():
            break
    cells = (column > 0) & (row > 0)
    row, column = row[cells], column[cells]
    places = (row << _PLACE_BITS) + column
    if not places.size:
        return (0, 0, 0), places
    return (int(row.max()), int(column.max()), len(row)), places


def _signs(chunk: bytes) -> tuple[NDArray[np.uint8], IntArray]:
    """Give the letters of a piece, with room behind them, and where its equal signs stand."""
    text = np.frombuffer(chunk + bytes(_PLACE), dtype=np.uint8)
    return text, np.flatnonzero(text == ord("="))


def whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut a member before tags; a tag that is too long is cut in two."""
    rest = b""
    for piece in pieces:
        chunk = rest + piece
        at = chunk.rfind(b"<")
        if at < len(chunk) - _LONGEST_TAG:
            yield chunk
            rest = chunk[-_OVERLAP:]
        else:
            yield chunk[:at]
            rest = chunk[at:]
    yield rest


def _filled_reach(chunks: Iterator[bytes], reach: Reach) -> Reach:
    """Say how far the cells reach that hold something: all but those that are plainly blank."""
    rows = columns = 0
    for chunk in chunks:
        found, _ = _places(_PAINTED.sub(b" ", chunk))
        rows, columns = max(rows, found[0]), max(columns, found[1])
    return rows, columns, reach[2]


def _reach_in_turn(chunks: Iterator[bytes], reach: Reach) -> Reach:
    """Say how far cells reach of which some do not say where they stand, but follow others."""
    rows, columns, n = reach
    row = column = n_asides = 0
    for chunk in chunks:
        n_asides += chunk.count(b"<?")
        if n_asides > 1 or b"<!" in chunk or _MARK_WITHIN.search(chunk):
            msg = "its cells do not say where they stand, and marks stand among them that hide it"
            raise zipfile.BadZipFile(msg)
        for tag in _ROW_OR_CELL.finditer(chunk):
            if tag[1] == b"row":
                said = _ROW.search(tag[2])
                row, column = int(said[1]) if said else row + 1, 0
                continue
            place = _PLACE_SAID.search(tag[2])
            row, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
            rows, columns, n = max(rows, row), max(columns, column), n + (not place)
    return rows, columns, n


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + letter - 64
    return number


def _reach_of_records(data: bytes) -> Reach:
    """Walk the records of a sheet of a binary workbook (xlsb)."""
    at = row = 0
    rows = columns = n = 0
    in_sheet = False
    while at + 2 <= len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if kind in (145, 146):  # where the cells begin, and where they end
            in_sheet = kind == 145
        if in_sheet and kind <= 11 and at + 4 <= len(data):
            (place,) = struct.unpack_from("<I", data, at)
            if kind == 0:
                row = place + 1
            elif kind > 1:  # not a blank one
                rows, columns, n = max(rows, row), max(columns, place + 1), n + 1
        at += size
    return rows, columns, n


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte."""
    number = shift = 0
    for byte in data[at : at + most]:
        number |= (byte & 127) << shift
        shift += 7
        at += 1
        if byte < 128:
            break
    return number, at


def _reach_of_ods(data: bytes) -> tuple[Reach, int]:
    """Add up the rows, cells and letters of OpenDocument sheets, with those they repeat."""
    places = n = widest = size = begun = 0
    top = rows = width = column = 0
    times = across = 1
    for tag in _ODS.finditer(data):
        closing, name, attributes = tag.groups(b"")
        if name == b"table-row" and not closing:
            times, width, column = _times(attributes), 0, 0
            rows += times
        elif name == b"table-row" and width:
            top, widest = rows, max(widest, width)
        elif name == b"table" and closing:
            places += top * widest
            top = rows = widest = 0
        elif name.endswith(b"cell") and closing:
            size += (tag.start() - begun) * times * across
        elif name.endswith(b"cell"):
            across, begun = _times(attributes), tag.end()
            column += across
            if not attributes.endswith(b"/") or b"value" in attributes:
                width, n = column, n + 1
    # Several sheets are told as one that is as large as all of them.
    return (places, int(places > 0), n), size


def _times(attributes: bytes) -> int:
    match = _TIMES.search(attributes)
    return int(match[1]) if match else 1
