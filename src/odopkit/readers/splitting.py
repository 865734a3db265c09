"""Columns not used that tell apart rows of one key: over them values are added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit.labels.headings import kind_of_heading
from odopkit.readers.choosing import labels_of, position_of, some, texts_at
from odopkit.readers.known import unused
from odopkit.readers.periods import spelled
from odopkit.readers.sums.search import one_is_sum_of_others
from odopkit.readers.sums.tally import step_of
from odopkit.readers.texts import cells_at, is_total
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray, Float64Array, IntArray

_NO_LABELS: Final = ("quantity", "quantity_unit", "rank", "month", "quarter", "currency", "unit")
_MOST_ROWS: Final = 20_000
_MOST_VALUES: Final = 200
_MOST_NAMED: Final = 3
_MOST_CODES: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Repeats:
    """Rows whose key another row has too: where they stand, and which key each has."""

    rows: IntArray
    keys: IntArray
    amounts: Float64Array
    value: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Splitter:
    """A column that differs between rows of one key."""

    position: int
    codes: IntArray
    texts: list[str]
    n_values: int
    pairs: int


def tell_what_splits(sheet: Sheet, keep: BoolArray, log: IssueLog) -> None:
    """Name the unused column over which values of one key are added."""
    _refuse_vintages(sheet, keep, log)
    chosen = {position_of(sheet.table, name) for name in sheet.options.where}
    free = [
        i
        for i in unused(sheet.table, sheet.where)
        if i not in chosen
        and sheet.table.names[i]
        and kind_of_heading(sheet.table.names[i]) not in _NO_LABELS
    ]
    repeats = _repeats(sheet, keep) if free else None
    if repeats is None:
        return
    found = [s for i in free if (s := _splitter(sheet, i, repeats)) is not None]
    alone = [s for s in found if s.pairs == len(repeats.rows)]
    best = min(alone, key=lambda s: s.n_values, default=None)
    if best is not None:
        _refuse_whole(sheet, best, repeats)
        _tell(sheet, [best], repeats, log)
    elif found:
        found.sort(key=lambda s: -s.pairs)
        _tell(sheet, found[:_MOST_NAMED], repeats, log)


def _refuse_vintages(sheet: Sheet, keep: BoolArray, log: IssueLog) -> None:
    """Refuse a year twice for one key, provisional and revised; tell of other spellings."""
    period = sheet.columns.get("period")
    if period is None:
        return
    used = np.unique(period.codes[keep]).tolist()
    by_year: dict[tuple[str | None, frozenset[int] | None], list[int]] = {}
    for i in used:
        held = period.months[i] if period.months else None
        if held is None or sheet.options.period_kind == "month":
            by_year.setdefault((period.clean[i], held and held.held), []).append(i)
    for (year, _), spellings in by_year.items():
        flags = {i: spelled(period.texts[i]).flag for i in spellings}
        if len(spellings) < 2:
            continue
        rows = np.isin(period.codes, spellings) & keep
        keys, n_keys = _keys(sheet, np.flatnonzero(rows))
        pairs = np.unique(keys * len(period.texts) + period.codes[rows])
        if len(pairs) == n_keys:
            continue
        first, second = (period.texts[i] for i in spellings[:2])
        if len(set(flags.values())) < 2:
            said = (
                f"rows of one key stand under {first!r} and {second!r}, both {year}: they are added"
            )
            log.whole("noted", said, column=period.header, value=second)
            continue
        marked = next(period.texts[i] for i in spellings if flags[i])
        msg = (
            f"column {period.header!r} of {sheet.table.grid.where} has {first!r} and {second!r}, "
            f"both {year}, for the same places and products, which would be added up; choose with "
            f"where={{{period.header!r}: lambda label: label != {marked!r}}}"
        )
        raise sheet.table.grid.error(msg)


def _keys(sheet: Sheet, at: IntArray) -> tuple[IntArray, int]:
    """Give each of some rows the number of its key, from 0, and say how many keys there are."""
    code, size = np.zeros(len(at), dtype=np.int64), 1
    for name, column in sheet.columns.items():
        if name not in TEXT_COLUMNS or (name == "product" and "hs_code" in sheet.columns):
            continue
        labels, ranks = np.unique(np.array([c or "" for c in column.clean]), return_inverse=True)
        if size * len(labels) > _MOST_CODES:
            code, size = _numbered(code)
        code, size = code * len(labels) + ranks[column.codes[at]], size * len(labels)
    return _numbered(code)


def _numbered(code: IntArray) -> tuple[IntArray, int]:
    numbers, labels = pd.factorize(code)
    return numbers.astype(np.int64), len(labels)


def _repeats(sheet: Sheet, keep: BoolArray) -> _Repeats | None:
    """Find rows of a key that others have too; of very many the first keys stand for all."""
    at = np.flatnonzero(keep)
    code, n_keys = _keys(sheet, at)
    if n_keys == len(at):
        return None
    several = np.bincount(code, minlength=n_keys)[code] > 1
    amounts = sheet.columns["value"].amounts
    value = float(np.nansum(amounts[at[several]]))
    rows, keys = at[several], code[several]
    if len(rows) > _MOST_ROWS:
        first = np.unique(keys[:_MOST_ROWS])
        some_rows = np.isin(keys, first[: max(1, _MOST_ROWS // 4)])
        rows, keys = rows[some_rows][: 4 * _MOST_ROWS], keys[some_rows][: 4 * _MOST_ROWS]
    return _Repeats(rows=rows, keys=keys, amounts=amounts[rows], value=value)


def _splitter(sheet: Sheet, position: int, repeats: _Repeats) -> _Splitter | None:
    """Look at one column in the rows that repeat a key; None where it never differs there."""
    cells = sheet.table.column(position)
    taken = cells_at(cells, repeats.rows)
    codes, texts = texts_at(taken)
    n_values = len(np.unique(codes))
    if n_values < 2 or _counts_or_measures(codes, texts, n_values):
        return None
    pairs = len(np.unique(repeats.keys * len(texts) + codes))
    if pairs == len(np.unique(repeats.keys)):
        return None
    return _Splitter(position=position, codes=codes, texts=texts, n_values=n_values, pairs=pairs)


def _counts_or_measures(codes: IntArray, texts: list[str], n_values: int) -> bool:
    """Tell a column of amounts or of running numbers, which labels nothing."""
    used = [texts[i] for i in np.unique(codes).tolist() if texts[i]]
    numbers = sum(text.replace(",", "").replace(".", "").lstrip("-").isdigit() for text in used)
    if numbers * 10 < len(used) * 9:
        return False
    return any("." in text for text in used) or n_values * 2 > len(codes)


def _tell(sheet: Sheet, splitters: list[_Splitter], repeats: _Repeats, log: IssueLog) -> None:
    """Write the one line: which column, how many values, and how much is added over it."""
    named = [f"{sheet.table.names[s.position]!r} ({_n_values(sheet, s)} values)" for s in splitters]
    constant = _is_same(repeats) and len(splitters) == 1
    said = f"rows of one key differ in {' and '.join(named)}, which is not used"
    if constant:
        said += (
            "; the value never varies over it within a key, as where a sum is repeated for each, "
            f"and {repeats.value:,.10g} is added all the same"
        )
    else:
        said += f": {repeats.value:,.10g} is added over it"
    log.whole("noted", said, column=sheet.table.names[splitters[0].position])


def _n_values(sheet: Sheet, splitter: _Splitter) -> int:
    """Count the values of a column in the whole table."""
    codes, texts = labels_of(sheet.table, splitter.position)
    return len({texts[i] for i in np.unique(codes).tolist()} - {""})


def _is_same(repeats: _Repeats) -> bool:
    """Tell whether every key has one value above zero in all of its rows, in two keys at least."""
    keys = np.unique(repeats.keys, return_inverse=True)[1]
    low = np.full(int(keys.max()) + 1, np.inf)
    high = np.full(len(low), -np.inf)
    np.minimum.at(low, keys, repeats.amounts)
    np.maximum.at(high, keys, repeats.amounts)
    return len(low) > 1 and bool((low == high).all()) and bool((high > 0).all())


# -- one value that is the sum of the others -------------------------------------------
def _refuse_whole(sheet: Sheet, splitter: _Splitter, repeats: _Repeats) -> None:
    """Refuse a column in which one value is the sum of its others, key by key."""
    if splitter.n_values > _MOST_VALUES:
        return
    keys = np.unique(repeats.keys, return_inverse=True)[1]
    steps = np.full(len(keys), step_of(repeats.amounts))
    named = np.array([is_total(text) for text in splitter.texts])
    one = one_is_sum_of_others(keys, splitter.codes, repeats.amounts, steps, named)
    if one is None or splitter.texts[one] in sheet.options.keep:
        return
    n = len(np.unique(keys[splitter.codes == one]))
    raise _whole_error(sheet, splitter, splitter.texts[one], n)


def _whole_error(sheet: Sheet, splitter: _Splitter, text: str, n: int) -> Exception:
    heading = sheet.table.names[splitter.position]
    values = [splitter.texts[i] for i in np.unique(splitter.codes).tolist() if splitter.texts[i]]
    msg = (
        f"in column {heading!r} of {sheet.table.grid.where} {text!r} is the sum of the others "
        f"({some([v for v in values if v != text][:4])}) in {n} keys, and both would be added up; "
        f"choose with where={{{heading!r}: {text!r}}}, or leave it out with "
        f"where={{{heading!r}: lambda column: column != {text!r}}}"
    )
    return sheet.table.grid.error(msg)
