"""Line ends, delimiters and quotation marks of a file, counted without splitting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from odopkit.typing import IntArray

CHUNK: Final = 1 << 18
"""Bytes looked at together: as many as a core's own cache holds with what is made of them."""
BREAK: Final = 10
_QUOTE: Final = 34
_FEW: Final = 20_000


def chunks_of(data: bytes, first: int) -> Iterator[NDArray[np.uint8]]:
    """Give a file in chunks, from its first byte behind a mark of its encoding on."""
    for a in range(first, len(data), CHUNK):
        yield np.frombuffer(data, np.uint8, min(CHUNK, len(data) - a), a)


def counted(data: bytes, first: int, delimiter: str) -> tuple[IntArray, int]:
    """Count the line ends of each chunk, and the delimiters of all."""
    mark = ord(delimiter)
    breaks, marks = [], 0
    for chunk in chunks_of(data, first):
        breaks.append(np.count_nonzero(chunk == BREAK))
        marks += int(np.count_nonzero(chunk == mark))
    return np.array(breaks, dtype=np.intp), marks


def widest(data: bytes, first: int, delimiter: str) -> int:
    """Count the delimiters of the line that has most, within quotation marks too."""
    mark = delimiter.encode()
    others = bytes(set(range(256)) - {*mark, BREAK})
    most, open_ = 0, b""
    for a in range(first, len(data), CHUNK):
        left = open_ + data[a : a + CHUNK].translate(None, others)
        while mark * (most + 1) in left:
            most += 1
        open_ = left[left.rfind(b"\n") + 1 :]
    return most


def are_around_cells(data: bytes, first: int, delimiter: str) -> bool:
    """Tell whether quotation marks only stand around cells of one line, or doubled in them."""
    quotes = _positions(data, first, _QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    if not _are_in_one_line(data, first, opening, closing):
        return False
    around = np.frombuffer(data, np.uint8)
    mark = ord(delimiter)
    doubled = closing[:-1] + 1 == opening[1:]
    before, behind = around[opening - 1], around[np.minimum(closing + 1, len(around) - 1)]
    begins = (before == mark) | (before == BREAK) | (opening == first)
    ends_well = (behind == mark) | (behind == BREAK) | (closing + 1 == len(around))
    begins[1:] |= doubled
    ends_well[:-1] |= doubled
    return bool(begins.all() and ends_well.all())


def _positions(data: bytes, first: int, mark: int) -> IntArray:
    """Return where a mark stands; a few are found quicker one by one."""
    sign = bytes([mark])
    found: list[int] = []
    at = data.find(sign, first)
    while at >= 0 and len(found) < _FEW:
        found.append(at)
        at = data.find(sign, at + 1)
    if at < 0:
        return np.array(found, dtype=np.intp)
    chunks = enumerate(chunks_of(data, first))
    return np.concatenate(
        [np.flatnonzero(chunk == mark) + first + i * CHUNK for i, chunk in chunks]
    )


def _are_in_one_line(data: bytes, first: int, opening: IntArray, closing: IntArray) -> bool:
    if len(opening) <= _FEW:
        pairs = zip(opening.tolist(), closing.tolist(), strict=True)
        return all(data.find(b"\n", a, b) < 0 for a, b in pairs)
    breaks = _positions(data, first, BREAK)
    return bool((np.searchsorted(breaks, opening) == np.searchsorted(breaks, closing)).all())
