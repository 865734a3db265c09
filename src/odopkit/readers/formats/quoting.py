"""What quotation marks do to delimited text: cells that hide delimiters, or swallow rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.readers.formats.limits import check_rectangle, refuse_beyond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.formats.limits import ReadLimits
    from odopkit.typing import IntArray

_WIDE: Final = 64
_SAMPLE: Final = 50
_NUMBER: Final = re.compile(r'\s*"?[+-]?[0-9][0-9.,]*"?\s*')
_FORMULA: Final = re.compile(
    r"""(?:(?<=[,;\t|\n])|\A)(?:="([^"\n]*)"|"=""([^"\n]*)\"{3})(?=[,;\t|\n]|\Z)"""
)
_BEGINNING: Final = 130_000  # below what the csv module takes for one field


def without_formulas(text: str) -> tuple[str, tuple[str, ...]]:
    """Read ``="09011100"`` as its text: so files are written to keep a spreadsheet from zeros."""
    if '="' not in text:
        return text, ()
    text, n = _FORMULA.subn(lambda cell: f'"{cell[1] or cell[2] or ""}"', text)
    return text, (
        f'{n:,} cell(s) written as formulas (="…") read as the text in them',
    ) if n else ()


def beginnings(lines: Sequence[str], n: int) -> list[str]:
    """Take the first lines, cut so that together they stay below the longest field of `csv`."""
    left = _BEGINNING
    taken = []
    for line in lines[:n]:
        taken.append(line[: min(left, _BEGINNING // 8)])
        left -= len(taken[-1])
        if left <= 0:
            break
    return taken


def width_of(text: str, lines: Sequence[str], delimiter: str, file: str, limits: ReadLimits) -> int:
    """Bound the number of columns from above, so that a title row of one cell does not set it."""
    counts = [line.count(delimiter) for line in lines]
    width = max(counts) + 1
    if width > _WIDE and '"' in text:
        # Delimiters inside a quoted cell part nothing.
        quoted = rf'(?<![^{re.escape(delimiter)}\n])"[^"]*+(?:""[^"]*+)*+"'
        bare = re.sub(quoted, "", text)
        width = max(line.count(delimiter) for line in bare.split("\n")) + 1
    check_rectangle(limits, file, len(lines), width, sum(counts) + len(lines))
    longest = max(map(len, lines))
    if longest > limits.max_line_length:
        number = 1 + next(i for i, line in enumerate(lines) if len(line) == longest)
        what = f"has a line too long for a table, {longest:,} characters in line {number:,}"
        refuse_beyond(limits, "max_line_length", file, what)
    return width


def refuse_swallowed(breaks: IntArray, lines: Sequence[str], delimiter: str, file: str) -> None:
    """Refuse a cell whose lines look like rows of the table, as a stray mark makes them."""
    counts = np.array([line.count(delimiter) for line in lines])
    usual = int(np.bincount(counts).argmax())
    if not usual:
        return
    sample = [line.split(delimiter) for line in lines if line.count(delimiter) == usual]
    sample = sample[1 : _SAMPLE + 1]
    numeric = [
        x
        for x in range(usual + 1)
        if sample and sum(bool(_NUMBER.fullmatch(row[x])) for row in sample) * 5 >= len(sample) * 4
    ]
    if not numeric:
        return
    ends = np.cumsum(breaks + 1)
    for row in np.flatnonzero(breaks).tolist():
        last = int(ends[row])
        first = last - int(breaks[row])
        inside = [line.split(delimiter) for line in lines[first:last]]
        n = sum(
            len(parts) == usual + 1 and all(_NUMBER.fullmatch(parts[x]) for x in numeric)
            for parts in inside
        )
        if n:
            msg = (
                f"row {first} of {file!r} has a cell that runs on over {n} line(s) that look like "
                "rows of the table; look for a stray quotation mark, and remove it"
            )
            raise ReadError(msg, file=file, row=first)
