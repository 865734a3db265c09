"""A column of amounts: numbers at once where they are plain, and else by spelling."""

from __future__ import annotations

from dataclasses import replace
from numbers import Number
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.labels.amounts import CURRENCIES, why_unknown
from odopkit.readers.cells import Cells, spelled_out
from odopkit.readers.columns import Column, braced, encoded
from odopkit.readers.formats.bulk import numbers_among
from odopkit.readers.issues import Told
from odopkit.readers.numbers import Marks, is_missing_number, marks_of, parse_numbers
from odopkit.readers.texts import as_text, encode, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.errors import ReadError
    from odopkit.readers.layout import Table
    from odopkit.readers.numbers import Numbers
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import IntArray


AMOUNTS: Final = ("value", "shipments")
_EXACT: Final = 2**53
_TOO_LARGE: Final = 2**63
_LINE_NAMERS: Final = frozenset({"state", "district", "hs_code"})


def amount_column(
    table: Table, name: str, where: Mapping[str, int], options: ReadOptions
) -> Column:
    """Read a column of values or of counts."""
    found = _bulk(table, name, where, options)
    if found is not None:
        return found
    cells, header = table.column(where[name]), table.names[where[name]]
    return _amounts(table, name, header, spelled_out(cells), options)


def _amounts(table: Table, name: str, header: str, cells: Any, options: ReadOptions) -> Column:
    dtype = cells.dtype
    if dtype.kind in "mMc" or isinstance(dtype, pd.PeriodDtype | pd.IntervalDtype):
        msg = (
            f"column {header!r} of {table.grid.where} cannot serve as {name}: it holds no numbers "
            f"({dtype}); choose another column"
        )
        raise table.grid.error(msg)
    if pd.api.types.is_float_dtype(cells) or pd.api.types.is_integer_dtype(cells):
        return _numeric_amount(name, header, cells)
    codes, raw = encoded(table, header, cells)
    texts = [tidy(as_text(cell)) for cell in raw]
    marks = marks_of(
        texts,
        decimal=options.decimal,
        thousands=options.thousands,
        semicolons=table.grid.delimiter == ";",
        whole=name == "shipments",
    )
    if marks.both:
        raise _two_readings(table, header, marks.both, options)
    found = parse_numbers(texts, marks, name)
    if pd.api.types.is_object_dtype(dtype):
        _refuse_other_kinds(found, raw, texts)
    counts = _counts(found, texts, codes) if name == "shipments" else None
    _refuse_two_currencies(table, header, found)
    return Column(
        name=name,
        header=header,
        codes=codes,
        texts=texts,
        problems=found.problems,
        missing=[
            bool(problem) and is_missing_number(text)
            for text, problem in zip(texts, found.problems, strict=True)
        ],
        totals=[False] * len(texts),
        hidden=found.hidden,
        unreadable=found.unreadable,
        told=_told_of(found, texts, name),
        amounts=found.amounts[codes],
        counts=counts,
    )


def _bulk(table: Table, name: str, where: Mapping[str, int], options: ReadOptions) -> Column | None:
    """Read a column of numbers at once, and others by cell; None where these change those.

    Where no key may name a line, a good number has to: it is read by cell too.
    """
    cells, header = table.column(where[name]), table.names[where[name]]
    bulk = None
    if isinstance(cells, Cells):
        bulk = cells.bulk
    elif isinstance(cells, np.ndarray) and not _LINE_NAMERS.isdisjoint(where):
        bulk = numbers_among(cells, whole=name == "shipments") if cells.dtype == object else None
    if bulk is None:
        return None
    try:
        spelled, raw = encode(pd.Series(bulk.texts, dtype=object))
    except TypeError:  # cells that hold several things are refused by cell
        return None
    texts = [tidy(as_text(cell)) for cell in raw]
    marks = marks_of(texts, decimal=options.decimal, thousands=options.thousands, semicolons=False)
    if marks.doubtful or marks.both or marks.decimal != ".":
        return None
    found = parse_numbers(texts, marks, name)
    _refuse_other_kinds(found, raw, texts)
    bad = _counts(found, texts, spelled) if name == "shipments" else None
    _refuse_two_currencies(table, header, found)
    codes = np.zeros(len(bulk.amounts), dtype=np.intp)
    codes[bulk.rows] = spelled + 1
    amounts = bulk.amounts
    if len(bulk.rows):
        amounts = amounts.copy()
        amounts[bulk.rows] = found.amounts[spelled]
    counts = None
    if bad is not None:
        counts = np.zeros(len(amounts), dtype=np.int64)
        plain = codes == 0
        counts[plain] = amounts[plain].astype(np.int64)
        counts[bulk.rows] = bad
    missing = [
        bool(problem) and is_missing_number(text)
        for text, problem in zip(texts, found.problems, strict=True)
    ]
    told = [replace(line, flags=[False, *line.flags]) for line in _told_of(found, texts, name)]
    return Column(
        name=name,
        header=header,
        codes=codes,
        texts=["", *texts],
        problems=["", *found.problems],
        missing=[False, *missing],
        totals=[False] * (len(texts) + 1),
        hidden=[False, *found.hidden],
        unreadable=[False, *found.unreadable],
        told=told,
        amounts=amounts,
        counts=counts,
    )


def _two_readings(table: Table, header: str, sample: str, options: ReadOptions) -> ReadError:
    """Make the error for a column whose dots may be of either kind."""
    way = "pass" if options.asked else "use read_exports with"
    msg = (
        f"column {header!r} of {table.grid.where} can be read in two ways: {sample!r} is "
        f"{sample.replace('.', '')} if dots part thousands ({way} thousands='.'), or {sample} if "
        f"they are decimal ({way} decimal='.')"
    )
    return table.grid.error(msg)


def _refuse_other_kinds(found: Numbers, raw: Sequence[object], texts: Sequence[str]) -> None:
    """Take no number from a cell that is a date, a period or a list, however it is spelled."""
    for i, cell in enumerate(raw):
        if cell is None or isinstance(cell, str | Number | np.number | np.bool_) or not texts[i]:
            continue
        found.problems[i] = f"{texts[i]!r} is a {type(cell).__name__}, not a number"
        found.amounts[i] = np.nan
        found.unreadable[i] = True


def _counts(found: Numbers, texts: Sequence[str], codes: IntArray) -> Any:
    """Take whole numbers as they are, to the last digit."""
    counts = np.zeros(len(texts), dtype=np.int64)
    for i, number in enumerate(found.amounts.tolist()):
        if found.problems[i]:
            continue
        exact = found.counts.get(i, int(number) if number < _EXACT else _TOO_LARGE)
        if not number.is_integer():
            found.problems[i] = f"{texts[i]!r} is not a whole number"
        elif exact >= _TOO_LARGE:
            found.problems[i] = f"{texts[i]!r} is too large for an exact count"
        else:
            counts[i] = exact
    return counts[codes]


def _refuse_two_currencies(table: Table, header: str, found: Numbers) -> None:
    """Refuse amounts in several currencies: nothing is converted."""
    signs = {_sign(money): money for money in found.money.values()}
    if len(signs) > 1:
        shown = " and ".join(repr(money) for money in list(signs.values())[:3])
        msg = (
            f"column {header!r} of {table.grid.where} holds amounts in several currencies "
            f"({shown}); part them into columns, and read one at a time"
        )
        raise table.grid.error(msg)


def _sign(money: str) -> str:
    """Give one name to the signs and words of one currency."""
    sign = CURRENCIES.get(money.casefold(), "Rs")
    return {"$": "USD", "Rs": "INR"}.get(sign, sign)


def _told_of(found: Numbers, texts: Sequence[str], name: str) -> list[Told]:
    """List what stands behind or before numbers, and cells that hide one, a line a kind."""
    n = len(texts)
    told = []
    for flag in dict.fromkeys(found.flags.values()):
        flags = [found.flags.get(i) == flag for i in range(n)]
        told.append(Told("noted", f"{braced(repr(flag))} stands behind {{n}} number(s)", flags))
    for money in dict.fromkeys(found.money.values()):
        flags = [found.money.get(i) == money for i in range(n)]
        told.append(Told("noted", f"{braced(repr(money))} stands beside {{n}} number(s)", flags))
    rounded = {i for i, exact in found.counts.items() if exact != int(found.amounts[i])}
    if rounded and name == "value":
        message = "{n} whole number(s) beyond 2**53 are rounded to the nearest that a float holds"
        told.append(Told("noted", message, [i in rounded for i in range(n)]))
    kinds = [why_unknown(texts[i]) if hid else "" for i, hid in enumerate(found.hidden)]
    for kind in dict.fromkeys(filter(None, kinds)):
        flags = [one == kind for one in kinds]
        message = f"{{n}} cell(s) {kind}: not zero but unknown, so shares of the rest are too large"
        told.append(Told("noted", message, flags))
    return told


def _numeric_amount(name: str, header: str, cells: Any) -> Column:
    """Read numbers that are numbers already: only bad ones are looked at one by one."""
    series = pd.Series(cells)
    amounts = series.to_numpy(dtype=np.float64, na_value=np.nan)
    good = (amounts >= 0) & (amounts < np.inf)
    counts = None
    if name == "shipments":
        is_whole = series.dtype.kind in "iu"
        good &= (np.floor(amounts) == amounts) & (amounts < (2.0**63 if is_whole else _EXACT))
        whole = series.where(pd.Series(good, index=series.index), 0)
        counts = whole.to_numpy(dtype=np.int64)
    bad = np.flatnonzero(~good)
    spelled, raw = encode(amounts[bad])
    codes = np.zeros(len(amounts), dtype=np.intp)
    codes[bad] = spelled + 1
    texts = ["", *(as_text(cell) for cell in raw)]
    problems = parse_numbers(texts, Marks(), name).problems
    for i, problem in enumerate(problems):
        large = raw[i - 1] if i else None
        what = "too large for an exact count" if _is_large(large) else "not a whole number"
        problems[i] = problem or f"{texts[i]!r} is {what}"
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
        counts=counts,
    )


def _is_large(number: object) -> bool:
    return isinstance(number, float) and number >= _EXACT and number.is_integer()
