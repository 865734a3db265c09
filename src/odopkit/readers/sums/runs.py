"""A label whose value is the sum of the rows right above or right below it, in list after list.

Totals of totals are found round by round: once a total is found, its parts are hidden and it
stands for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import lgamma, log
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.sums.evidence import (
    DIGITS,
    DIGITS_OF_TWO,
    MOST_DIGITS,
    SHARE,
    Claim,
)

if TYPE_CHECKING:
    from odopkit.readers.sums.tally import Tally
    from odopkit.typing import Float64Array, IntArray

    _Scan = tuple[IntArray, IntArray, Float64Array]

_ROUNDS: Final = 6
# None of 28,000 lists of random values, of seven kinds, came to three.
_DIGITS_OF_A_LADDER: Final = 3.0
_LONGEST: Final = 6000
_BELOW: Final = 1
_ABOVE: Final = -1


@dataclass(slots=True)
class List:
    """The rows of one group in the order of the table; `seen` are not yet covered by a total."""

    at: IntArray
    label: IntArray
    value: Float64Array
    step: Float64Array
    seen: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class _Hit:
    """One row that is the sum of a run of rows beside it."""

    listed: int
    row: int
    run: IntArray
    """The rows that it covers, of those that were seen when it was found."""
    n_parts: int
    digits: float


@dataclass(slots=True)
class _Found:
    """A label and a direction, with the rows that speak for it."""

    label: int
    direction: int
    n_rows: int = 0
    hits: list[_Hit] = field(default_factory=list)
    distinct: list[_Hit] = field(default_factory=list)
    of_three: float = 0.0
    of_two: float = 0.0


def run_claims(tally: Tally, column: int, lists: list[List]) -> list[Claim]:
    """Find the labels of a column that are the sum of the run above or below them."""
    taken: dict[int, Claim] = {}
    for _ in range(_ROUNDS if lists else 0):
        sure = _sure(lists, frozenset(taken))
        if not sure:
            break
        for found in sure:
            taken[found.label] = _as_claim(tally, column, lists, found)
            for hit in found.hits:
                _hide(lists[hit.listed], hit)
    return list(taken.values())


def ladder_claims(tally: Tally, column: int, lists: list[List]) -> list[Claim]:
    """Find lists that are ladders: heads, each the sum of the rows right below or above it.

    One head of two parts says little; heads that part most of a list between them do.
    """
    best: tuple[float, list[_Hit]] = (0.0, [])
    for number, listed in enumerate(lists):
        for direction in (_BELOW, _ABOVE):
            hits = _side_by_side(number, listed, direction)
            n, k = len(listed.at), len(hits)
            if k < 2 or sum(len(hit.run) + 1 for hit in hits) < SHARE * n:
                continue
            ways = (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) / log(10)
            best = max(best, (sum(hit.digits for hit in hits) - ways, hits), key=lambda b: b[0])
    digits, hits = best
    if digits < _DIGITS_OF_A_LADDER:
        return []
    return [
        Claim(
            column=column,
            label=int(lists[hit.listed].label[hit.row]),
            n_groups=1,
            n_agreeing=1,
            digits=digits,
            certain=len(hits) >= 3 and digits >= DIGITS,
            row=int(tally.rows[lists[hit.listed].at[hit.row]]),
            summed=float(lists[hit.listed].value[hit.run].sum()),
            n_parts=hit.n_parts,
            block=True,
        )
        for hit in hits
    ]


def _side_by_side(number: int, listed: List, direction: int) -> list[_Hit]:
    """Take heads whose runs do not overlap, from the first row on."""
    scan = _scan_of(listed, direction)
    hits: list[_Hit] = []
    free = 0
    for x in np.flatnonzero(scan[0]).tolist():
        hit = _hit(number, listed, direction, scan, x)
        if min(x, int(hit.run.min())) >= free:
            hits.append(hit)
            free = max(x, int(hit.run.max())) + 1
    return hits


def lists_of(tally: Tally, column: int, n_groups: int = 24) -> list[List]:
    """Take the longest groups that are lists: no label twice, nothing below zero."""
    groups, count = tally.grouped(column)
    sizes = np.bincount(groups, minlength=count)
    largest = np.argsort(-sizes, kind="stable")[:n_groups]
    if not largest.size or not 3 <= sizes[largest[0]] <= _LONGEST:
        return []
    lists = []
    for group in largest[sizes[largest] >= 3].tolist():
        at = np.flatnonzero(groups == group)
        label = tally.codes[column][at]
        if len(np.unique(label)) < 0.95 * len(at) or not tally.values[at].any():
            continue
        seen = np.arange(len(at))
        lists.append(
            List(at=at, label=label, value=tally.values[at], step=tally.steps[at], seen=seen)
        )
    return lists


def _sure(lists: list[List], taken: frozenset[int]) -> list[_Found]:
    """Weigh each label and direction over all lists; a label is taken in one direction."""
    found: dict[tuple[int, int], _Found] = {}
    scans = [
        (number, listed, direction, _scan_of(listed, direction))
        for (number, listed), direction in product(enumerate(lists), (_BELOW, _ABOVE))
        if len(listed.seen) >= 3
    ]
    for number, listed, direction, scan in scans:
        for x in np.flatnonzero(scan[0]).tolist():
            hit = _hit(number, listed, direction, scan, x)
            label = int(listed.label[hit.row])
            if label not in taken:
                one = found.setdefault((direction, label), _Found(label, direction))
                one.hits.append(hit)
    for _, listed, direction, _ in scans:
        filled = listed.seen[listed.value[listed.seen] > listed.step[listed.seen] / 2]
        for label in listed.label[filled].tolist() if found else ():
            if (direction, label) in found:
                found[direction, label].n_rows += 1
    sure = [one for one in found.values() if one.hits and _is_sure(lists, one)]
    return list({one.label: one for one in reversed(sure)}.values())


def _scan_of(listed: List, direction: int) -> _Scan:
    """Look for the runs below or above each row that is seen."""
    value, step = listed.value[listed.seen], listed.step[listed.seen]
    length, parts, allowed = _scan(value[::direction], step[::direction])
    return length[::direction], parts[::direction], allowed[::direction]


def _hit(number: int, listed: List, direction: int, scan: _Scan, x: int) -> _Hit:
    length, parts, allowed = (array[x] for array in scan)
    run = listed.seen[x + 1 : x + 1 + length]
    if direction == _ABOVE:
        run = listed.seen[x - length : x]
    row = int(listed.seen[x])
    mean = listed.value[row] / parts / (2 * allowed + listed.step[row])
    digits = min(MOST_DIGITS, float(np.log10(max(1.0, mean))))
    return _Hit(number, row, run, int(parts), digits)


def _is_sure(lists: list[List], one: _Found) -> bool:
    share = len(one.hits) / one.n_rows
    if share < SHARE or (one.n_rows < 4 and share < 1):
        return False
    looks: set[tuple[float, int]] = set()
    for hit in one.hits:
        look = (round(float(lists[hit.listed].value[hit.row]), 6), len(hit.run))
        if look not in looks:
            looks.add(look)
            one.distinct.append(hit)
    penalty = float(np.log10(max(2, len(lists[one.hits[0].listed].at))))
    two = [hit.digits for hit in one.distinct]
    three = [hit.digits for hit in one.distinct if hit.n_parts >= 3]
    if _of_one_share(lists, one):
        one.of_three, one.of_two = max(three, default=0.0) - penalty, max(two) - penalty
        two, three = two[:1], three[:1]
    else:
        one.of_three, one.of_two = sum(three) - penalty, sum(two) - penalty
    return (len(three) >= 1 and one.of_three >= DIGITS) or (
        len(two) >= 3 and one.of_two >= DIGITS_OF_TWO
    )


def _of_one_share(lists: list[List], one: _Found) -> bool:
    """Tell whether the largest part is the same share of the total in every list."""
    if len(one.distinct) < 2 or max(len(hit.run) for hit in one.distinct) > 40:
        return False
    shares = []
    for hit in one.distinct:
        listed = lists[hit.listed]
        run, total = hit.run, listed.value[hit.row]
        shares.append((listed.value[run].max() / total, 1.5 * listed.step[run].max() / total))
    shares.sort()
    (least, below), (most, above) = shares[0], shares[-1]
    return bool(most - least <= below + above)


def _hide(listed: List, hit: _Hit) -> None:
    if hit.row in listed.seen:
        listed.seen = np.setdiff1d(listed.seen, hit.run)


def _as_claim(tally: Tally, column: int, lists: list[List], one: _Found) -> Claim:
    shown = max(one.hits, key=lambda hit: hit.n_parts)
    listed = lists[shown.listed]
    return Claim(
        column=column,
        label=one.label,
        n_groups=one.n_rows,
        n_agreeing=len(one.hits),
        digits=max(one.of_three, one.of_two),
        certain=True,
        row=int(tally.rows[listed.at[shown.row]]),
        summed=float(listed.value[shown.run].sum()),
        n_parts=shown.n_parts,
        block=True,
    )


def _scan(values: Float64Array, steps: Float64Array) -> _Scan:
    """Find, for each row, the run of two parts or more below it that sums to it.

    Returns its length (0 where there is none), its parts above zero, and what it may be off.
    """
    n = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    half = np.concatenate([[0.0], np.cumsum(steps)])
    squares = np.concatenate([[0.0], np.cumsum(steps**2)])
    filled = np.concatenate([[0], np.cumsum(values > 0)])
    length, parts = np.zeros(n, dtype=np.intp), np.zeros(n, dtype=np.intp)
    allowed = np.zeros(n)
    at = np.arange(n)
    target = sums[at + 1] + values
    around = squares[np.minimum(n, at + 60)] - squares[np.maximum(0, at - 60)]
    wide = 3 * np.sqrt(around / 12) + 0.25 * steps + 1e-9 * values
    if n > 100:
        wide = np.maximum(wide, np.minimum((half[n] - half[at]) / 2, 0.01 * values))
    low = np.searchsorted(sums, target - wide, "left")
    high = np.searchsorted(sums, target + wide, "right") - 1
    able = (values > steps / 2) & (high >= low) & (high >= at + 3)
    for row in np.flatnonzero(able).tolist():
        middle = int(np.searchsorted(sums, target[row]))
        first = max(int(low[row]), row + 3, middle - 100)
        ends = np.arange(first, min(int(high[row]), max(first, middle) + 100) + 1)
        if not ends.size:
            continue
        most = (half[ends] - half[row]) / 2
        likely = 3 * np.sqrt((squares[ends] - squares[row]) / 12) + 0.25 * steps[row]
        bound = np.where(ends - row - 1 > 100, most, np.minimum(most, likely))
        miss = np.abs(sums[ends] - target[row])
        fits = (miss <= bound + 1e-9 * values[row]) & (filled[ends] - filled[row + 1] >= 2)
        if fits.any():
            best = np.flatnonzero(fits)[np.argmin(miss[fits])]
            length[row] = ends[best] - row - 1
            parts[row] = filled[ends[best]] - filled[row + 1]
            allowed[row] = bound[best]
    return length, parts, allowed
