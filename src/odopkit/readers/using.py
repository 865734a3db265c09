"""Which columns of a large text file serve as labels, and which as numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from odopkit.readers.formats.asked import split_as_asked
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.formats.asked import LabelKind
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.readers.spreading import Spread

_AMOUNTS: Final = ("value", "shipments")
_BREAKS_DOWN: Final = ("state", "district", "hs_code")


def split_as_used(
    table: Table, found: Mapping[str, int], options: ReadOptions, spread: Spread | None
) -> Table:
    """Split a large text file into the columns that were found, once they are known.

    Numbers are read at once only where their spelling is asked of bad ones alone: not
    where dots may part thousands, nor where a line may have to show a good one.
    """
    plain = spread is None and options.fill_down is False
    # Cells beyond the header are blank but for a few.
    labels: dict[int, LabelKind] = {}
    if plain:
        labels = {i: "blanks" for i, name in enumerate(table.names) if not name}
    for name in TEXT_COLUMNS:
        if plain and name in found:
            labels[found[name]] = "codes" if name == "hs_code" else "names"
    numbers = {found[name]: name == "shipments" for name in _AMOUNTS if name in found}
    by_words = table.grid.delimiter == ";" or options.decimal == "," or options.thousands == "."
    if not plain or by_words or not set(_BREAKS_DOWN) & set(found):
        numbers = {}
    return replace(table, grid=split_as_asked(table.grid, table.start, labels, numbers))
