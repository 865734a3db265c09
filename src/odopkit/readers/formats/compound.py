"""Old workbooks (xls): the stream of records inside the file, and where its cells stand."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Reach = tuple[int, int, int]

_HEADER: Final = 512
_END: Final = 0xFFFF_FFFA
"""From here on a number of a sector is a mark, not a number."""
_ENTRY: Final = 128
_IN_HEADER: Final = 109
_STREAMS: Final = ("Workbook", "Book")
_BEGIN: Final = (0x0809, 0x0409, 0x0209, 0x0009)
_EXTENT: Final = 0x0200
_CELLS: Final = frozenset((0x0203, 0x027E, 0x00FD, 0x0204, 0x0205, 0x0006, 0x0206, 0x0406, 0x00D6))
_RUN: Final = 0x00BD
_SHARED_CELL: Final = 0x00FD
_SHARED: Final = 0x00FC
_CONTINUED: Final = 0x003C
_LARGEST_OLD: Final = 1 << 24
"""What such a sheet can hold by its format, 65,536 rows by 256 columns."""


def workbook_stream(data: bytes) -> bytes:
    """Take the stream of a workbook out of its file; nothing where there is none."""
    try:
        return _stream(data)
    except (struct.error, IndexError, OverflowError):
        return b""  # damaged: its reader says so


def _stream(data: bytes) -> bytes:
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if not (7 <= shift <= 16 and 2 <= small_shift <= shift):
        return b""
    n_tables, first = struct.unpack_from("<II", data, 44)
    cutoff, first_small, _, next_table = struct.unpack_from("<IIII", data, 56)
    size = 1 << shift

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    tables = [n for n in struct.unpack_from(f"<{_IN_HEADER}I", data, 76) if n < _END]
    while next_table < _END and len(tables) < len(data) // size:
        *more, next_table = struct.unpack(f"<{size // 4}I", sector(next_table))
        tables += [n for n in more if n < _END]
    links = b"".join(map(sector, tables[:n_tables]))
    follow = struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4])

    def chain(start: int) -> bytes:
        found: list[bytes] = []
        while start < len(follow) and len(found) <= len(follow):
            found.append(sector(start))
            start = follow[start]
        return b"".join(found)

    entries = chain(first)
    root, wanted = b"", (0, 0)
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = min(struct.unpack_from("<H", entries, at + 64)[0], 64)
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, n_bytes = struct.unpack_from("<II", entries, at + 116)
        if at == 0:
            root = entries[:0] if start >= _END else chain(start)
        if name in _STREAMS and not wanted[1]:
            wanted = (start, n_bytes)
    if wanted[1] >= cutoff:
        return chain(wanted[0])[: wanted[1]]
    links = chain(first_small)
    small = struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4])
    found: list[bytes] = []
    at, step = wanted[0], 1 << small_shift
    while at < len(small) and len(found) <= len(small):
        found.append(root[at * step : (at + 1) * step])
        at = small[at]
    return b"".join(found)[: wanted[1]]


def cell_reach(stream: bytes) -> list[Reach]:
    """Say how far the cells of each sheet reach, and how many there are."""
    sheets: list[Reach] = []
    rows = columns = n = 0
    for kind, size, at in _records(stream):
        head = stream[at : at + 4].ljust(4, b"\0")
        if kind in _BEGIN:
            sheets.append((rows, columns, n))
            rows = columns = n = 0
        elif kind in _CELLS and size >= 4:
            row, column = struct.unpack("<HH", head)
            rows, columns, n = max(rows, row + 1), max(columns, column + 1), n + 1
        elif kind == _RUN and size >= 6:
            row, column = struct.unpack("<HH", head)
            last = column + (size - 6) // 6 - 1
            rows, columns, n = max(rows, row + 1), max(columns, last + 1), n + last + 1 - column
        elif kind == _EXTENT and size >= 14:
            sheets += _said(stream[at : at + 14])
    return [*sheets, (rows, columns, n)]


def shared_size(stream: bytes) -> int:
    """Add up the letters of all cells that share texts: the reader copies a text into each."""
    in_table = False
    pieces: list[bytes] = []
    places: list[int] = []
    for kind, size, at in _records(stream):
        in_table = kind == _SHARED or (in_table and kind == _CONTINUED)
        if in_table:
            pieces.append(stream[at : at + size])
        elif kind == _SHARED_CELL:
            places.append(int.from_bytes(stream[at + 6 : at + 10], "little"))
    lengths = dict(enumerate(_lengths(pieces)))
    return sum(lengths.get(place, 0) for place in places)


def _lengths(pieces: list[bytes]) -> Iterator[int]:
    """Give the length of each shared text, across the records that the table is cut into."""
    at = 8  # behind the two counts
    number = 0
    while number < len(pieces):
        piece = pieces[number]
        if at + 3 > len(piece):
            number, at = number + 1, max(at - len(piece), 0)
            continue
        length, flags = struct.unpack_from("<HB", piece, at)
        at += 3
        behind = 0
        if flags & 8:
            behind += 4 * int.from_bytes(piece[at : at + 2], "little")
            at += 2
        if flags & 4:
            behind += int.from_bytes(piece[at : at + 4], "little")
            at += 4
        yield length
        number, at = _behind(pieces, number, at, length, flags & 1)
        at += behind


def _behind(pieces: list[bytes], number: int, at: int, left: int, wide: int) -> tuple[int, int]:
    """Say where a text ends that begins here: each record that it runs on into says how wide."""
    while True:
        piece = pieces[number]
        here = min(left, max(len(piece) - at, 0) // (1 + wide))
        left, at = left - here, at + here * (1 + wide)
        if not left or number + 1 == len(pieces):
            return (number if not left else len(pieces)), at
        number, at = number + 1, 1
        wide = pieces[number][0] & 1 if pieces[number] else 0


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Give the kind of each record, its size, and where it begins."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, size, at + 4
        at += 4 + size


def _said(extent: bytes) -> list[Reach]:
    """Take what a sheet says of its extent where no sheet can be so large: room is kept for it."""
    if len(extent) < 14:
        return []
    first, last, left, right = struct.unpack_from("<IIHH", extent)
    rows, columns = max(last - first, 0), max(right - left, 0)
    return [(rows, columns, 0)] if rows * columns > _LARGEST_OLD else []
