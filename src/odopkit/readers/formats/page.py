"""Tables of saved web pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.errors.packages import optional
from odopkit.errors.telling import why
from odopkit.readers.formats.endings import CUT_PAGE, is_cut
from odopkit.readers.formats.grid import Grid, objects
from odopkit.readers.formats.limits import LIMITS, check_rectangle, refuse_beyond

if TYPE_CHECKING:
    from odopkit.readers.formats.limits import ReadLimits

_LONG_TAG: Final = re.compile(r"<[a-zA-Z][^<>]{65536,}")
_MOST_ATTRIBUTES: Final = 20_000
_MERGED: Final = 8
"""A merged place takes as much memory as so many cells."""


def open_page(
    text: str, file: str, notes: tuple[str, ...], limits: ReadLimits = LIMITS
) -> list[Grid]:
    """Take each table of a page as a sheet."""
    html = optional("lxml.html", "excel")
    etree = optional("lxml.etree", "excel")
    text = re.sub(r"<\?xml[^<>]*\?>", "", text, count=1)
    _refuse_long_tags(text, file)
    n_zeros = text.count("\0")
    if n_zeros:
        text = text.replace("\0", "")
        notes = (*notes, f"{n_zeros} NUL character(s) left out of the page")
    # As bytes, since lxml refuses text that declares an encoding; this one is true.
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        page = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError as error:
        msg = f"{file!r} is a web page that cannot be read ({why(error)}); download it again"
        raise ReadError(msg, file=file) from error
    _refuse_cut_tree(parser, file)
    tables = page.xpath("//table")
    if not tables:
        raise ReadError(no_table(file), file=file)
    if len(tables) > limits.max_page_tables:
        refuse_beyond(limits, "max_page_tables", file, f"has {len(tables):,} tables")
    grids = []
    remarks = (CUT_PAGE,) if is_cut(text) else ()
    for number, table in enumerate(tables, start=1):
        columns, merged, reach = _html_cells(table, file, limits)
        grids.append(
            Grid(
                file=file,
                sheet=f"table {number}" if len(tables) > 1 else "",
                columns=columns,
                labels=np.arange(1, len(reach) + 1),
                merged=merged,
                notes=notes,
                reach=reach,
                remarks=remarks if number == len(tables) else (),
            )
        )
    return grids


def no_table(file: str) -> str:
    """Write the message for a page without a table."""
    return f"{file!r} is a web page without a table (an error page, perhaps); download it again"


def _refuse_long_tags(text: str, file: str) -> None:
    """Refuse a tag of tens of thousands of attributes: each is compared with all others."""
    for tag in _LONG_TAG.finditer(text):
        if len(tag[0].split()) > _MOST_ATTRIBUTES:
            msg = f"{file!r} has a tag of too many attributes to be a page; save its table as csv"
            raise ReadError(msg, file=file)


def _refuse_cut_tree(parser: Any, file: str) -> None:
    """Refuse a page of which the parser has left out a part: it stops at its greatest depth."""
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        msg = (
            f"{file!r} is a web page whose parts are nested too deep to be read to the end; save "
            "its table as xlsx or csv"
        )
        raise ReadError(msg, file=file)


def _html_cells(
    table: Any, file: str, limits: ReadLimits
) -> tuple[list[Any], tuple[tuple[int, int, int], ...], tuple[int, ...]]:
    """Lay the cells of one table on a grid; spanned places stay blank, as when merged."""
    reach: list[int] = []
    rows: list[dict[int, str]] = []
    merged: list[tuple[int, int, int]] = []
    taken: dict[int, int] = {}  # column → last row that a cell above reaches into
    width = 0
    for y, row in enumerate(table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")):
        cells: dict[int, str] = {}
        x = 0
        for cell in row.xpath("./td|./th"):
            x = _free_from(x, y, taken)
            cells[x] = _html_text(cell)
            across, last = range(x, x + _span(cell, "colspan")), y + _span(cell, "rowspan") - 1
            if last > y:
                taken |= dict.fromkeys(across, last)
                merged += [(y, last, column) for column in across]
            x = across.stop
        rows.append(cells)
        reach.append(max([x, *(c + 1 for c, last in taken.items() if last >= y)]))
        width = max(width, x)
        # Blank places of spans cost nothing in the file.
        check_rectangle(limits, file, len(rows), width)
        if len(merged) > limits.max_cells // _MERGED:
            refuse_beyond(
                limits, "max_cells", file, "has merged cells over more places than are safe"
            )
    columns = [objects([row.get(x, "") for row in rows]) for x in range(width)]
    return columns, tuple(merged), tuple(reach)


def _free_from(x: int, y: int, taken: dict[int, int]) -> int:
    """Find the first column from x on into whose row y no cell from above reaches."""
    while taken.get(x, -1) >= y:
        x += 1
    return x


def _html_text(cell: Any) -> str:
    """Return the text of a cell, in which only ``<br>`` and its like break lines."""
    if not len(cell):
        return str(cell.text or "")
    for mark in list(cell.iter("br", "p", "div")):
        # Without a mark two codes on two lines would join into one longer code.
        behind = mark.makeelement("span")
        behind.text = "\u2028"
        mark.append(behind)
    lines = str(cell.text_content()).split("\u2028")
    return "\n".join(" ".join(line.split()) for line in lines)


def _span(cell: Any, name: str) -> int:
    given = str(cell.get(name, "1")).strip().lstrip("0")[:5]
    return min(max(int(given), 1), 1000) if given.isascii() and given.isdigit() else 1
