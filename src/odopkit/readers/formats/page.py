"""Tables of saved web pages."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from odopkit.errors.packages import optional
from odopkit.readers.formats.endings import CUT_PAGE, is_cut
from odopkit.readers.formats.grid import Grid, objects


def open_page(text: str, file: str, notes: tuple[str, ...]) -> list[Grid]:
    """Take each table of a page as a sheet."""
    html = optional("lxml.html", "excel")
    # lxml refuses text that declares an encoding; ours is decoded already.
    text = re.sub(r"<\?xml[^>]*\?>", "", text, count=1)
    parser = html.HTMLParser(huge_tree=True)
    page = html.document_fromstring(text, parser=parser)
    tables = page.xpath("//table")
    grids = []
    remarks = (CUT_PAGE,) if is_cut(text) else ()
    for number, table in enumerate(tables, start=1):
        columns, merged, reach = _html_cells(table)
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


def _html_cells(
    table: Any,
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
    for mark in cell.iter("br", "p", "div"):
        # Without a mark two codes on two lines would join into one longer code.
        mark.tail = "\u2028" + (mark.tail or "")
    lines = str(cell.text_content()).split("\u2028")
    return "\n".join(" ".join(line.split()) for line in lines)


def _span(cell: Any, name: str) -> int:
    given = str(cell.get(name, "1")).strip()
    return min(max(int(given), 1), 1000) if given.isascii() and given.isdigit() else 1
