"""A label whose value is the sum of the others of its group, counted in digits of evidence.

Whether a sum agrees by chance is told by its digits: that 1,234,567 is the sum of three
other numbers happens once in a million tables, that 60 is the sum of 10, 20 and 30 in many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.sums.tally import added, tolerance

if TYPE_CHECKING:
    from odopkit.readers.sums.tally import Tally
    from odopkit.typing import BoolArray, Float64Array, IntArray

SHARE: Final = 0.75
MOST_DIGITS: Final = 9.0
DIGITS: Final = 6.0
DIGITS_OF_TWO: Final = 8.0
DIGITS_OF_MULTIPLES: Final = 10.0
DIGITS_OF_A_LINE: Final = 4.0
_RELATIVE: Final = (1e-4, 1e-3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A label that is the sum of others, and how surely."""

    column: int
    label: int
    n_groups: int
    n_agreeing: int
    digits: float
    certain: bool
    row: int
    """A row that shows it."""
    summed: float
    """What the others of that row's group add up to."""
    n_parts: int
    times: int = 1
    block: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """One cell for each label of each group, where a label may hold several rows."""

    group: IntArray
    label: IntArray
    value: Float64Array
    step: Float64Array
    others: Float64Array
    n_others: IntArray
    """Others above zero."""
    n_cells: IntArray
    all_steps: Float64Array
    times: Float64Array
    largest: Float64Array


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weight:
    """What speaks for one label, at one tolerance."""

    agreeing: BoolArray
    digits: Float64Array
    n_two: int
    n_three: int
    of_two: float
    of_three: float
    best: float


def digits_of(value: Float64Array, allowed: Float64Array, step: Float64Array) -> Float64Array:
    """Count the digits by which a sum agrees."""
    found: Float64Array = np.log10(np.maximum(1.0, value / (2 * allowed + step)))
    return np.minimum(found, MOST_DIGITS)


def claims(tally: Tally, column: int, only: BoolArray | None = None) -> list[Claim]:
    """Find the labels of a column that are the sum of the others in their groups."""
    if len(tally.rows) < 3:
        return []
    cells = _cells_of(tally, column)
    use = (cells.n_others >= 1) & (
        (cells.value >= cells.step / 2) | (cells.others > cells.all_steps / 2)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(cells.value > 0, cells.others / cells.value, 0.0)
    n_labels = len(tally.keys[column].labels)
    spread = 0.002 + cells.all_steps / np.maximum(cells.value, 1e-300)
    near = use & (np.abs(ratio - cells.times) < spread)
    total = np.bincount(cells.label[use], minlength=n_labels)
    close = np.bincount(cells.label[near], minlength=n_labels)
    likely = (total > 0) & (close >= SHARE * total)
    if only is not None:
        likely &= only
    found = (
        _claim(tally, column, cells, use & (cells.label == x), x)
        for x in np.flatnonzero(likely).tolist()
    )
    return [claim for claim in found if claim is not None]


def _cells_of(tally: Tally, column: int) -> _Cells:
    groups, n_groups = tally.grouped(column)
    size = len(tally.keys[column].labels)
    pair, inverse = np.unique(groups * size + tally.codes[column], return_inverse=True)
    inverse = inverse.reshape(-1)
    value = added(inverse, tally.values)
    step = added(inverse, tally.steps) / np.bincount(inverse)
    group, label = pair // size, pair % size
    whole = added(group, value, n_groups)
    steps = added(group, step, n_groups)
    positive = added(group, value > 0, n_groups).astype(np.intp)
    cells = np.bincount(group, minlength=n_groups)
    largest = np.full(n_groups, -np.inf)
    np.maximum.at(largest, group, value)
    others = whole[group] - value
    n_others = positive[group] - (value > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(value > 0, others / value, 0.0)
    many = (ratio > 1.5) & (n_others >= 4)
    return _Cells(
        group=group,
        label=label,
        value=value,
        step=step,
        others=others,
        n_others=n_others,
        n_cells=cells[group],
        all_steps=steps[group],
        times=np.where(many, np.clip(np.round(ratio), 1, 3), 1.0),
        largest=largest[group],
    )


def _claim(tally: Tally, column: int, cells: _Cells, mine: BoolArray, label: int) -> Claim | None:
    at = np.flatnonzero(mine)
    step = _with_divisors(cells, at)
    best: _Weight | None = None
    for allowed, cut in _tolerances(cells, at):
        weight = _weigh(cells, at, allowed, step, cut=cut)
        if weight is not None and (best is None or weight.of_two > best.of_two):
            best = weight
    if best is None:
        return None
    times = float(cells.times[at].max())
    same = best.n_two >= 2 and _of_same_shares(cells, at[best.agreeing], label)
    of_three = best.best if same else best.of_three
    of_two = best.best if same else best.of_two
    certain = (
        not same
        and (
            (best.n_three >= 1 and of_three >= DIGITS)
            or (best.n_two >= 5 and of_two >= DIGITS_OF_TWO)
        )
        and (times == 1 or (best.n_three >= 3 and of_three >= DIGITS_OF_MULTIPLES))
    )
    digits = max(of_three, of_two)
    if not certain and (digits < DIGITS_OF_A_LINE or not best.agreeing.all() or times > 1):
        return None
    shown = int(at[best.agreeing][np.argmax(cells.n_others[at[best.agreeing]])])
    groups, _ = tally.grouped(column)
    row = int(np.argmax((groups == cells.group[shown]) & (tally.codes[column] == label)))
    return Claim(
        column=column,
        label=int(label),
        n_groups=len(at),
        n_agreeing=int(best.agreeing.sum()),
        digits=digits,
        certain=bool(certain),
        row=int(tally.rows[row]),
        summed=float(cells.others[shown]),
        n_parts=int(cells.n_others[shown]),
        times=int(cells.times[shown]),
    )


def _with_divisors(cells: _Cells, at: IntArray) -> Float64Array:
    """Raise the step of a group to the greatest common divisor of its values."""
    steps = cells.step[at].copy()
    if len(at) > 3000:
        return steps
    first = np.searchsorted(cells.group, cells.group[at], "left")
    last = np.searchsorted(cells.group, cells.group[at], "right")
    for i, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        values = cells.value[a:b]
        scaled = values[values > 0] / steps[i]
        if not 0 < len(scaled) <= 60 or scaled.max() >= 2**53:
            continue
        whole = np.round(scaled)
        if (np.abs(scaled - whole) < 1e-6 * np.maximum(1, whole)).all():
            steps[i] *= max(1, int(np.gcd.reduce(whole.astype(np.int64))))
    return steps


def _tolerances(cells: _Cells, at: IntArray) -> list[tuple[Float64Array, bool]]:
    """List how much a sum may be off, from exact to a thousandth; and whether parts may be cut."""
    value, step, times = cells.value[at], cells.step[at], cells.times[at]
    mean = cells.all_steps[at] / cells.n_cells[at]
    rounding = tolerance(cells.n_cells[at] - 1, mean) + (times - 1) * step / 2
    least = 1e-9 * value
    return [
        (step * 0.5 + least, False),
        (rounding + least, True),
        *((np.maximum(rounding, part * value) + least, False) for part in _RELATIVE),
    ]


def _weigh(
    cells: _Cells, at: IntArray, allowed: Float64Array, step: Float64Array, *, cut: bool
) -> _Weight | None:
    """Add up the digits of the groups that agree; None where too few do."""
    value, times = cells.value[at], cells.times[at]
    short = value * times - cells.others[at]
    agreeing = np.abs(short) <= allowed
    if cut:
        parts = cells.all_steps[at] - cells.step[at]
        agreeing |= (times == 1) & (short >= 0) & (short <= parts)
    agreeing &= value > 0
    n = len(at)
    share = float(agreeing.mean())
    if share < SHARE or (n < 4 and share < 1):
        return None
    chance = 0.0
    if share < 1:
        chance = -n * (share * np.log10(share) + (1 - share) * np.log10(1 - share))
    digits = digits_of(value, allowed, step) - np.where(times > 1, 0.5, 0.0)
    looks = np.round(np.c_[value, cells.n_others[at], cells.largest[at]], 6)
    _, first = np.unique(looks, axis=0, return_index=True)
    once = np.zeros(n, dtype=np.bool_)
    once[first] = True
    digits = np.where(once, digits, 0.0)
    three = agreeing & (cells.n_others[at] >= 3)
    two = agreeing & (cells.n_others[at] >= 2)
    return _Weight(
        agreeing=agreeing,
        digits=digits,
        n_two=int(two.sum()),
        n_three=int(three.sum()),
        of_two=float(digits[two].sum() - chance),
        of_three=float(digits[three].sum() - chance),
        best=float(digits[three].max(initial=0.0)),
    )


def _of_same_shares(cells: _Cells, at: IntArray, label: int) -> bool:
    """Tell whether the parts have the same shares in every group: then they are one witness."""
    inside = np.flatnonzero(np.isin(cells.group, cells.group[at]) & (cells.label != label))
    labels, li = np.unique(cells.label[inside], return_inverse=True)
    groups, gi = np.unique(cells.group[inside], return_inverse=True)
    if len(labels) * len(groups) > 4_000_000:
        return False
    parts = np.zeros((len(labels), len(groups)))
    parts[li.reshape(-1), gi.reshape(-1)] = cells.value[inside]
    order = np.searchsorted(cells.group[at], groups)
    totals = cells.value[at][order]
    ref = int(np.argmax(totals))
    guess = np.outer(parts[:, ref] / totals[ref], totals)
    step = float(np.median(cells.step[at]))
    allowed = 1.5 * step * (1 + totals / totals[ref])
    alike = (np.abs(guess - parts) <= allowed).all(axis=0)
    return bool(alike.sum() - 1 >= 0.9 * (len(groups) - 1))
