"""What one cell says: text, a year, a total, a note.

Everything here works on *distinct* spellings; a column of a million rows holds a few
thousand of them, so each is looked at once.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.labels.kinds import SUMS, is_share, kind_of, kinds_of
from odopkit.readers.cells import spelled_out
from odopkit.readers.spellings import Spelled, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.typing import BoolArray, IntArray


_NOTE = re.compile(r"[*#\u2020]|(?:notes?|sources?|disclaimer|remarks?)\b", re.IGNORECASE)


_SHORT: Final = 100
UNSPELLED: Final = "(a whole number of thousands of digits)"
"""How a number is spelled that is too long for it."""
SILENT: Final = "(an object that cannot be spelled)"
"""How an object is spelled whose own code fails at it."""


def tidy(text: str) -> str:
    """Turn every run of blanks (no-break ones too) into one, and drop the outer ones."""
    return " ".join(text.replace("\ufeff", "").split())


def as_text(cell: object) -> str:
    """Spell a cell as a person would: whole floats without ``.0``, missing as ``""``."""
    if isinstance(cell, str):
        return cell
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, float | np.floating):
        number = float.__float__(cell) if isinstance(cell, float) else float(cell)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    return spelled(cell)


def spelled(cell: object) -> str:
    """Spell a thing as Python does, or say that it cannot be."""
    try:
        return str(cell)
    except Exception:  # noqa: BLE001 - the code of a class by others may raise anything
        # A whole number may have more digits than Python spells.
        return UNSPELLED if isinstance(cell, int) else SILENT


def as_code(cell: object) -> object:
    """Spell a whole number as the digits that a person sees; leave all else as it is."""
    text = as_text(cell)
    return text if text.isdigit() and not isinstance(cell, str) else cell


def encode(column: Any) -> tuple[IntArray, list[object]]:
    """Give each cell the position of its spelling; the last spelling is *missing*."""
    if isinstance(column, Spelled):
        numbers, texts = column.encoded()
        return numbers.astype(np.intp, copy=False), [*texts, None]
    column = spelled_out(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _encoded_before(pd.Categorical(column))
    if len(column) <= _SHORT and column.dtype == object:
        cells = list(column)
        if all(type(cell) is str for cell in cells):
            return _encoded_few(cells)
    codes, uniques = pd.factorize(column)
    spellings: list[object] = [*uniques.tolist(), None]
    codes = np.where(codes < 0, len(spellings) - 1, codes)
    # A truth value equals 1 or 0 and shares its code: the honest number must not.
    if column.dtype == object and any(_is_one_or_zero(cell) for cell in spellings):
        flags = np.fromiter((isinstance(c, bool | np.bool_) for c in column), np.bool_, len(codes))
        if flags.any() and not flags.all():
            return _parted(codes, spellings, flags)
    return codes, spellings


def _encoded_few(cells: Sequence[str]) -> tuple[IntArray, list[object]]:
    """Encode a few texts, sooner than pandas is ready to."""
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(cell, len(numbers)) for cell in cells]
    return np.array(codes, dtype=np.intp), [*numbers, None]


def _encoded_before(column: pd.Categorical) -> tuple[IntArray, list[object]]:
    """Take the codes that a column of categories has, in the order in which they first stand."""
    order, levels = in_order(column.codes, column.categories)
    lookup = np.full(len(column.categories) + 1, len(order), dtype=np.intp)
    lookup[order] = np.arange(len(order))
    return lookup[column.codes], [*levels, None]


def _is_one_or_zero(cell: object) -> bool:
    return isinstance(cell, bool | int | float | np.bool_ | np.number) and cell in (0, 1)


def _parted(
    codes: IntArray, spellings: list[object], flags: NDArray[np.bool_]
) -> tuple[IntArray, list[object]]:
    """Give truth values spellings of their own, before the missing one."""
    last = len(spellings) - 1
    truths = np.array([bool(cell) for cell in spellings[:-1]] + [False])[codes]
    own = np.where(flags, last + truths, np.where(codes == last, last + 2, codes))
    numbers: list[object] = [
        int(cell) if isinstance(cell, bool | np.bool_) else cell for cell in spellings[:-1]
    ]
    return own, [*numbers, False, True, None]


def cells_at(cells: Any, at: IntArray) -> Any:
    """Take some cells of a column by position, be it a Series or an array."""
    return cells.iloc[at] if isinstance(cells, pd.Series) else cells[at]


def texts_at(cells: Any, at: IntArray) -> list[str]:
    """Tidy some cells of a column."""
    taken = cells_at(cells, at)
    if isinstance(cells, Spelled):  # few spellings stand in many cells
        spellings = taken.tolist()
        tidied = {text: tidy(text) for text in set(spellings)}
        return [tidied[text] for text in spellings]
    return [tidy(as_text(cell)) for cell in taken]


def filled_at(cells: Any, at: IntArray) -> BoolArray:
    """Mark which of some cells of a column are not blank."""
    return np.array(list(map(bool, texts_at(cells, at))), dtype=np.bool_)


def texts_of(column: Any) -> list[str]:
    """Tidy every cell of a short column."""
    return [tidy(as_text(cell)) for cell in column]


def is_total(text: str) -> bool:
    """Say whether a tidy text names a total: ``Grand Total``, ``%Share`` …."""
    return kind_of(text) in SUMS or is_share(text)


def totals_among(texts: Sequence[str], kept: frozenset[str]) -> list[bool]:
    """Mark the texts that name a total, but for those that the caller keeps."""
    kinds = kinds_of(texts)
    return [
        (kinds.get(i) in SUMS or ("hare" in text and is_share(text))) and text not in kept
        for i, text in enumerate(texts)
    ]


def is_note(text: str) -> bool:
    """Say whether a tidy text begins like a footnote."""
    return _NOTE.match(text) is not None
