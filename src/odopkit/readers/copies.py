"""Tables pasted twice, and years that are copies of each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import ReadError
from odopkit.readers.cells import spelled_out
from odopkit.readers.choosing import texts_at
from odopkit.readers.kept import joined, signature
from odopkit.readers.sums.tally import Key, groups_of, keys_of
from odopkit.readers.texts import as_text, cells_at, tidy
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.building import Part
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.typing import BoolArray, Float64Array, IntArray

_LEAST: Final = 5
_SERIAL = re.compile(r"(?:s|sl|sr|serial)?[. ]*(?:no|number|nr|#|id|index)?[. ]*", re.IGNORECASE)
_WHY: Final = (
    "either it was pasted several times, or a column that tells the rows apart, such as the year, "
    "is missing"
)


def refuse_copies(sheet: Sheet, keep: BoolArray, log: IssueLog) -> None:
    """Refuse a table that stands there several times; ask about years that are equal."""
    keys = keys_of(sheet)
    values = sheet.columns["value"].amounts
    times = _times(sheet, keys, values, keep)
    if times:
        grid = sheet.table.grid
        n = int(keep.sum()) // times
        msg = (
            f"every row of {grid.where} stands there {times} times ({n} different rows): {_WHY}; "
            "remove the copies, or name that column with columns=, and read it again"
        )
        raise grid.error(msg)
    _tell_equal_years(keys, values, keep, log)


# -- a table that stands there several times ---------------------------------------------
def _times(sheet: Sheet, keys: Sequence[Key], values: Float64Array, keep: BoolArray) -> int:
    """Say how often each row of data occurs, if all occur equally often; else 0.

    A table pasted k times holds its first row k times, which is free to know.
    """
    n = int(keep.sum())
    first = int(np.argmax(keep))
    same = keep & (values == values[first])
    for key in keys:
        at = np.flatnonzero(same)
        same[at[key.at(at) != key.at(np.array([first]))[0]]] = False
    times = int(same.sum())
    if times < 2 or n % times or n // times < _LEAST:
        return 0
    rows = np.flatnonzero(keep)
    group, sizes = _distinct([values[rows]], keys, rows)
    if len(sizes) < _LEAST or sizes.min() < 2:
        return 0
    used = {column.header for column in sheet.columns.values()}
    for position, header in enumerate(sheet.table.names):
        if header in used:
            continue
        cells = pd.Series(spelled_out(sheet.table.column(position))).iloc[rows]
        codes = pd.factorize(np.array([tidy(as_text(c)) for c in cells], dtype=object))[0]
        if _is_serial(header, codes):
            continue
        group, n_groups = groups_of([group, codes], [len(sizes), len(rows)], len(rows))
        sizes = np.bincount(group, minlength=n_groups)
    if len(sizes) < _LEAST or sizes.min() < 2 or sizes.min() != sizes.max():
        return 0
    return int(sizes[0])


def _distinct(
    numbers: Sequence[Float64Array], keys: Sequence[Key], rows: IntArray
) -> tuple[IntArray, IntArray]:
    coded = [pd.factorize(number)[0] for number in numbers]
    sizes = [int(code.max(initial=0)) + 1 for code in coded]
    group, n = groups_of(
        [*coded, *(k.at(rows) for k in keys)], [*sizes, *(len(k.labels) for k in keys)], len(rows)
    )
    return group, np.bincount(group, minlength=n)


def _is_serial(header: str, codes: IntArray) -> bool:
    """Tell whether a column numbers the rows, throughout or page by page."""
    return int(codes.max(initial=0)) + 1 == len(codes) or (
        _SERIAL.fullmatch(header) is not None and header != ""
    )


def others_of(sheet: Sheet, keep: BoolArray) -> dict[str, IntArray]:
    """Give a number to each cell of the columns not used: the same text, the same number.

    Files may be told apart by such a column alone, by a month or a partner.
    """
    rows = np.flatnonzero(keep)
    used = {column.header for column in sheet.columns.values()}
    found: dict[str, IntArray] = {}
    for position, header in enumerate(sheet.table.names):
        if header in used or not header or header in found:
            continue
        codes, texts = texts_at(cells_at(sheet.table.column(position), rows))
        if not _is_serial(header, pd.factorize(codes)[0]):
            found[header] = np.array([hash(text) for text in texts], dtype=np.int64)[codes]
    return found


def refuse_equal_parts(parts: Sequence[Part]) -> None:
    """Refuse files that hold the same rows: a download that was saved twice."""
    alike: dict[tuple[int, float], list[int]] = {}
    for i, part in enumerate(parts):
        with np.errstate(over="ignore"):
            look = (len(part.flows["value"]), float(f"{part.flows['value'].sum():.9g}"))
        alike.setdefault(look, []).append(i)
    found: list[tuple[int, int]] = []
    for some in alike.values():
        seen: dict[int, list[int]] = {}
        for i in some if len(some) > 1 else ():
            before = seen.setdefault(signature(parts[i].flows), [])
            found += [(i, other) for other in before if _are_equal(parts[other], parts[i])][:1]
            before.append(i)
    if found:
        i, other = min(found)
        msg = (
            f"{parts[other].where} and {parts[i].where} hold the same "
            f"{len(parts[i].flows['value'])} rows: {_WHY}; remove one of them"
        )
        raise ReadError(msg)


def _are_equal(one: Part, other: Part) -> bool:
    """Tell whether two tables hold the same rows in any order, five different ones at least.

    Columns that both have are compared, used or not.
    """
    if list(one.flows) != list(other.flows):
        return False
    both = _as_numbers(joined([one.flows, other.flows]))
    n_used = len(both)
    both += [np.r_[one.others[h], other.others[h]] for h in one.others if h in other.others]
    n = len(one.flows["value"])
    first, last = ([column[rows] for column in both] for rows in (slice(None, n), slice(n, None)))
    if len(np.unique(np.stack(first[:n_used]), axis=1).T) < _LEAST:
        return False
    orders = [np.lexsort(half) for half in (first, last)]
    return all((a[orders[0]] == b[orders[1]]).all() for a, b in zip(first, last, strict=True))


def _as_numbers(flows: pd.DataFrame) -> list[Any]:
    """Return the columns of a table, labels as the numbers that they have in it."""
    return [
        np.asarray(flows[c].cat.codes if c in TEXT_COLUMNS else flows[c]) for c in flows.columns
    ]


def keys_in_common(parts: Sequence[Part], flows: pd.DataFrame) -> list[str]:
    """Say which files have most of their keys in common, as two printings of one table have."""
    keys = [c for c in TEXT_COLUMNS if c in flows]
    codes: list[IntArray] = [flows[c].cat.codes.to_numpy().astype(np.int64) + 1 for c in keys]
    sizes = [len(flows[c].cat.categories) + 1 for c in keys]
    group, _ = groups_of(codes, sizes, len(flows))
    part = np.repeat(np.arange(len(parts)), [len(p.flows["value"]) for p in parts])
    return [
        f"{_both(parts[i].where, parts[j].where)} have {n} keys ({', '.join(keys)}) in common, "
        "whose values are added: are they one table, printed twice?"
        for i, j, n in _in_common(group, part, len(parts))
    ]


def _both(one: str, other: str) -> str:
    return f"{one} and {other}" if one != other else f"two tables of {one}"


def tell_keys_in_common(
    sheet: Sheet, headers: Sequence[int], keep: BoolArray, log: IssueLog
) -> None:
    """Say that tables one below the other, under one header, have most of their keys in common."""
    if not headers:
        return
    rows, keys = np.flatnonzero(keep), keys_of(sheet)
    group, _ = groups_of([k.at(rows) for k in keys], [len(k.labels) for k in keys], len(rows))
    found = _in_common(group, np.searchsorted(headers, rows), len(headers) + 1)
    for _, j, n in found[:1]:
        message = (
            f"{n} keys stand above the header in row {sheet.table.labels[headers[j - 1]]} and "
            "below it, and their values are added: are they two tables?"
        )
        log.whole("noted", message)


def _in_common(group: IntArray, part: IntArray, n: int) -> list[tuple[int, int, int]]:
    """Find pairs of parts with half of their keys in common, and five at least; count them."""
    cells = np.unique(group * n + part)
    group, part = cells // n, cells % n
    n_keys = np.bincount(part, minlength=n)
    same = group[1:] == group[:-1]
    pairs, n_same = np.unique(part[:-1][same] * n + part[1:][same], return_counts=True)
    found = [(*divmod(pair, n), m) for pair, m in zip(pairs.tolist(), n_same.tolist(), strict=True)]
    return [(i, j, m) for i, j, m in found if m >= _LEAST and 2 * m >= min(n_keys[i], n_keys[j])]


# -- years that are copies ---------------------------------------------------------------
def _tell_equal_years(
    keys: Sequence[Key], values: Float64Array, keep: BoolArray, log: IssueLog
) -> None:
    """Ask about two periods, or two periods of one state, that are equal to the last digit."""
    period = next((key for key in keys if key.name == "period"), None)
    if period is None or len(period.labels) < 2:
        return
    rows = np.flatnonzero(keep)
    state = next((key for key in keys if key.name == "state" and len(key.labels) > 1), None)
    others = [key for key in keys if key is not period]
    told: set[tuple[int, int]] = set()
    for first, last, n in _equal_groups(period.at(rows), 1, others, values, rows):
        told.add((first, last))
        message = (
            f"{period.labels[first]} and {period.labels[last]} are the same figures in all {n} "
            "rows: one may be a copy of the other"
        )
        log.whole("noted", message, column=period.header, value=period.labels[last])
    if state is None:
        return
    n_states = len(state.labels)
    group = period.at(rows) * n_states + state.at(rows)
    for first, last, n in _equal_groups(group, n_states, others, values, rows):
        pair = (first // n_states, last // n_states)
        if pair in told:
            continue
        message = (
            f"in {state.labels[first % n_states]}, {period.labels[pair[0]]} and "
            f"{period.labels[pair[1]]} are the same figures in all {n} rows: one may be a copy of "
            "the other"
        )
        log.whole("noted", message, column=period.header, value=period.labels[pair[1]])


def _equal_groups(
    group: IntArray, n_blocks: int, others: Sequence[Key], values: Float64Array, rows: IntArray
) -> list[tuple[int, int, int]]:
    """Find groups of rows that agree in all other keys and values; counts and sums go first."""
    count = np.bincount(group)
    total = np.bincount(group, weights=values[rows])
    likely = np.flatnonzero(count >= _LEAST)
    likely = likely[np.lexsort((total[likely], count[likely], likely % n_blocks))]
    pairs = ((i, j) for i in range(len(likely)) for j in range(i + 1, min(i + 4, len(likely))))
    found = []
    for first, last in ((int(likely[i]), int(likely[j])) for i, j in pairs):
        a, b = min(first, last), max(first, last)
        alike = count[a] == count[b] and abs(total[a] - total[b]) <= 1e-9 * total[a]
        if (
            alike
            and a % n_blocks == b % n_blocks
            and _is_same(rows[group == a], rows[group == b], others, values)
        ):
            found.append((a, b, int(count[a])))
    return sorted(found)


def _is_same(a: IntArray, b: IntArray, others: Sequence[Key], values: Float64Array) -> bool:
    sorted_rows = []
    for rows in (a, b):
        by = (values[rows], *(key.at(rows) for key in others))
        sorted_rows.append(rows[np.lexsort(by)])
    first, last = sorted_rows
    amounts = values[first]
    return (
        bool((amounts == values[last]).all())
        and all((key.at(first) == key.at(last)).all() for key in others)
        and len(np.unique(amounts[amounts > 0])) >= _LEAST
    )
