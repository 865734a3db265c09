"""One column of a table, read: what its distinct spellings mean, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.hs.cleaning import clean_levels
from odopkit.readers.dating import Months, with_periods
from odopkit.readers.texts import (
    as_code,
    as_text,
    encode,
    is_missing_number,
    is_total,
    parse_numbers,
    tidy,
)
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray, Float64Array, IntArray


_AMOUNTS: Final = ("value", "shipments")


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
    clean: list[str | None] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    restorable: list[bool] = field(default_factory=list)
    months: list[Months | None] = field(default_factory=list)
    amounts: Float64Array = field(default_factory=lambda: np.empty(0))

    def rows_where(self, flags: Sequence[object]) -> BoolArray:
        """Spread a flag of each spelling over the rows."""
        return np.array([bool(flag) for flag in flags], dtype=np.bool_)[self.codes]

    @property
    def gaps(self) -> BoolArray:
        """Mark the rows in which a cell that must be filled is blank."""
        return self.rows_where([False] * len(self.missing) if self.optional else self.missing)

    def category(self, keep: BoolArray) -> Any:
        """Return the clean text of some rows as categories without unused levels."""
        codes = self.codes[keep]
        used = np.zeros(len(self.texts), dtype=np.bool_)
        used[codes] = True
        levels = sorted({c for c, u in zip(self.clean, used, strict=True) if u and c is not None})
        rank = {level: i for i, level in enumerate(levels)}
        lookup = np.array([rank.get(c, -1) if c else -1 for c in self.clean], dtype=np.intp)
        return pd.Categorical.from_codes(lookup[codes], categories=pd.Index(levels, dtype=str))


def read_columns(table: Table, where: Mapping[str, int], options: ReadOptions) -> dict[str, Column]:
    """Read each named column of a table."""
    columns: dict[str, Column] = {}
    for name in (*TEXT_COLUMNS, *_AMOUNTS):
        if name not in where:
            continue
        cells = table.column(where[name])
        header = table.names[where[name]]
        if name in _AMOUNTS:
            columns[name] = _amount(name, header, cells)
        else:
            # Beside HS codes a product is a description, and may be blank.
            optional = name == "product" and "hs_code" in where
            columns[name] = _key(name, header, cells, pad=options.pad, optional=optional)
        if name == "period":
            columns[name] = with_periods(columns[name], cells, table, options)
    return columns


def _key(name: str, header: str, cells: Any, *, pad: bool, optional: bool) -> Column:
    codes, raw = encode(cells)
    texts = [tidy(as_text(cell)) for cell in raw]
    missing = [text == "" for text in texts]
    column = Column(
        name=name,
        header=header,
        codes=codes,
        texts=texts,
        problems=[f"{name} is missing" if gap and not optional else "" for gap in missing],
        missing=missing,
        totals=[is_total(text) for text in texts],
        optional=optional,
        clean=[text or None for text in texts],
        repairs=[""] * len(texts),
        restorable=[False] * len(texts),
    )
    if name == "hs_code":
        return _with_codes(column, [as_code(cell) for cell in raw], pad=pad)
    return column


def _with_codes(column: Column, spellings: list[object], *, pad: bool) -> Column:
    """Read the spellings of a column as HS codes."""
    clean, found = clean_levels(spellings, pad=pad)
    padded = {} if pad else clean_levels(spellings, pad=True)[1]
    problems, totals = column.problems.copy(), column.totals.copy()
    repairs, restorable = column.repairs.copy(), column.restorable.copy()
    for i, problem in found.items():
        if column.missing[i]:
            continue
        if problem.kind == "repaired":
            repairs[i] = problem.message
        elif problem.kind == "total":
            totals[i] = True
        else:
            problems[i] = problem.message
            restorable[i] = i in padded and padded[i].kind == "repaired"
    return replace(
        column,
        clean=clean,
        problems=problems,
        totals=totals,
        repairs=repairs,
        restorable=restorable,
    )


def _amount(name: str, header: str, cells: Any) -> Column:
    if pd.api.types.is_float_dtype(cells) or pd.api.types.is_integer_dtype(cells):
        return _numeric_amount(name, header, cells)
    codes, raw = encode(cells)
    texts = [tidy(as_text(cell)) for cell in raw]
    numbers, problems = parse_numbers(texts, name)
    if name == "shipments":
        for i, number in enumerate(numbers.tolist()):
            if not problems[i] and not _is_count(number):
                problems[i] = f"{texts[i]!r} is not a whole number"
    return Column(
        name=name,
        header=header,
        codes=codes,
        texts=texts,
        problems=problems,
        missing=[is_missing_number(text) for text in texts],
        totals=[False] * len(texts),
        amounts=numbers[codes],
    )


def _numeric_amount(name: str, header: str, cells: Any) -> Column:
    """Read numbers that are numbers already: only bad ones are looked at one by one."""
    series = pd.Series(cells)
    amounts = series.to_numpy(dtype=np.float64, na_value=np.nan)
    good = (amounts >= 0) & (amounts < np.inf)
    if name == "shipments":
        good &= np.floor(amounts) == amounts
    bad = np.flatnonzero(~good)
    spelled, raw = encode(amounts[bad])
    codes = np.zeros(len(amounts), dtype=np.intp)
    codes[bad] = spelled + 1
    texts = ["", *(as_text(cell) for cell in raw)]
    _, problems = parse_numbers(texts, name)
    for i, problem in enumerate(problems):
        problems[i] = problem or f"{texts[i]!r} is not a whole number"
    problems[0] = ""
    return Column(
        name=name,
        header=header,
        codes=codes,
        texts=texts,
        problems=problems,
        missing=[False, *(text == "" for text in texts[1:])],
        totals=[False] * len(texts),
        amounts=np.where(good, amounts, np.nan) + 0.0,
    )


def _is_count(number: float) -> bool:
    return number.is_integer() and number < 2**53
