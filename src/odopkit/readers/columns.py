"""One column of a table, read: what its distinct spellings mean, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors.frames import refuse_half_letters
from odopkit.errors.telling import kind_of, odd_cell
from odopkit.labels.amounts import is_sheet_error
from odopkit.labels.characters import cleaned, what_is_unclean
from odopkit.labels.kinds import is_ditto
from odopkit.readers.codes import with_codes
from odopkit.readers.held import Held
from odopkit.readers.issues import Told
from odopkit.readers.spellings import Spelled
from odopkit.readers.texts import SILENT, UNSPELLED, as_text, encode, totals_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.dating import Months
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray, Float64Array, IntArray


_AMOUNTS: Final = ("value", "shipments")
_EXACT: Final = 2**53
_TOO_LARGE: Final = 2**63
_LINE_NAMERS: Final = frozenset({"state", "district", "hs_code"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column, read: what each distinct spelling means, and which row holds which."""

    name: str
    header: str
    codes: IntArray
    texts: list[str]
    problems: list[str]
    missing: list[bool]
    totals: list[bool]
    optional: bool = False
    dittos: list[bool] = field(default_factory=list)
    clean: list[str | None] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    restorable: list[bool] = field(default_factory=list)
    months: list[Months | None] = field(default_factory=list)
    national: list[bool] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    unreadable: list[bool] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    amounts: Float64Array = field(default_factory=lambda: np.empty(0))
    counts: Any = None
    held: Held = field(default_factory=Held)

    def used(self, rows: BoolArray | None = None) -> BoolArray:
        """Mark the spellings that some rows hold, or any row."""
        return self.held.among(self.codes, len(self.texts), rows)

    def rows_where(self, flags: Sequence[object]) -> BoolArray:
        """Spread a flag of each spelling over the rows."""
        if not any(flags):
            return np.zeros(len(self.codes), dtype=np.bool_)
        flagged = np.fromiter(map(bool, flags), np.bool_, len(self.texts))
        return self.held.where(self.codes, flagged)

    @property
    def gaps(self) -> BoolArray:
        """Mark the rows in which a cell that must be filled is blank."""
        return self.rows_where([False] * len(self.missing) if self.optional else self.missing)


def key_column(
    table: Table, name: str, cells: Any, options: ReadOptions, *, optional: bool, header: str
) -> Column:
    """Read a column of labels."""
    codes, raw = encoded(table, header, cells)
    spelled = [as_text(cell) for cell in raw]
    texts = [cleaned(text) for text in spelled]
    dittos = [not optional and is_ditto(text) for text in texts]
    missing = [text == "" or same for text, same in zip(texts, dittos, strict=True)]
    column = Column(
        name=name,
        header=header,
        codes=codes,
        texts=texts,
        problems=[
            (f"{name} is missing" if not optional else "") if gap else _no_label(name, text, cell)
            for text, gap, cell in zip(texts, missing, raw, strict=True)
        ],
        missing=missing,
        totals=totals_among(texts, options.keep),
        optional=optional,
        dittos=dittos,
        clean=[None if gap else text for text, gap in zip(texts, missing, strict=True)],
        repairs=[""] * len(texts),
        restorable=[False] * len(texts),
        told=_respelled(spelled, texts),
    )
    if name == "hs_code":
        return with_codes(column, raw, options)
    return column


def encoded(table: Table, header: str, cells: Any) -> tuple[IntArray, list[object]]:
    """Encode a column, refusing cells that hold several things, as nested data do."""
    try:
        codes, spellings = encode(cells)
    except Exception as error:
        row, odd = odd_cell(cells, error)
        msg = (
            f"column {header!r} of {table.grid.where} holds {kind_of(odd)} (first in row "
            f"{table.labels[row]}), where one text or number is expected; unpack it first"
        )
        raise table.grid.error(msg) from error
    if not isinstance(cells, Spelled):  # of a file, whose decoding knows no half letters
        refuse_half_letters(spellings)
    return codes, spellings


def _no_label(name: str, text: str, cell: object) -> str:
    """Say why a cell is no label: it is of an odd kind, or a spreadsheet shows an error in it."""
    if isinstance(cell, tuple | bytes | frozenset) or type(cell) is object:
        return f"{name} is {kind_of(cell)}, not text"
    if text in (UNSPELLED, SILENT):
        return f"{name} is {text}, not text"
    return f"{name} is {text!r}, an error of the spreadsheet" if is_sheet_error(text) else ""


def _respelled(spelled: Sequence[str], texts: Sequence[str]) -> list[Told]:
    """List each spelling that held what cannot be seen or told apart; plain blanks are layout."""
    told = []
    for i, (before, after) in enumerate(zip(spelled, texts, strict=True)):
        if before.isascii() and before.isprintable():
            continue
        if " ".join(re.split(r"[ \t\r\n]+", before.strip())) != after:
            what = what_is_unclean(before.strip())
            flags = [False] * len(texts)
            flags[i] = True
            told.append(
                Told("repaired", f"{what} mended in {{n}} cell(s): {braced(repr(after))}", flags)
            )
    garbled = {i: meant for i, text in enumerate(texts) if (meant := _meant(text))}
    if garbled:
        first, meant = next(iter(garbled.items()))
        message = (
            "{n} cell(s) look garbled, as UTF-8 that was read as Windows-1252: "
            f"{braced(repr(texts[first]))} may be {braced(repr(meant))}"
        )
        told.append(Told("noted", message, [i in garbled for i in range(len(texts))]))
    return told


def _meant(text: str) -> str:
    """Return what a text says whose bytes of UTF-8 were read as Windows-1252; "" for all others."""
    if text.isascii():
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def braced(text: str) -> str:
    """Double the braces of a text that stands in a message with places to fill."""
    return text.replace("{", "{{").replace("}", "}}")
