"""How files end that were cut off on their way."""

from __future__ import annotations

import re
from typing import Final

CUT_PAGE: Final = (
    "the page ends without its closing tags: the download may be cut off in its last row"
)
_TAGS: Final = ("table", "html")


def is_cut(page: str) -> bool:
    """Say whether a page ends before the tags that it opened."""
    opened = [len(re.findall(rf"<{tag}\b", page, re.IGNORECASE)) for tag in _TAGS]
    closed = [len(re.findall(rf"</{tag}\b", page, re.IGNORECASE)) for tag in _TAGS]
    return any(c < o for c, o in zip(closed, opened, strict=True))


def cut_line(lines: list[str], delimiter: str) -> tuple[str, ...]:
    """Say how a file without a last line end may be cut off: in a row, or in a number."""
    if len(lines) < 2:
        return ()
    cells = lines[-1].split(delimiter)
    usual = max(line.count(delimiter) for line in lines[-20:-1]) + 1
    if 1 < len(cells) < usual:
        what = f"its last row has {len(cells)} of {usual} cells"
    elif cells[-1].rstrip('"')[-1:].isdigit() and len(cells) == usual > 1:
        what = f"its last number, {cells[-1]!r}, may lack digits"
    else:
        return ()
    return (f"the file ends without a line end, and may be cut off: {what}",)
