"""The search for sums that no word betrays: on some groups of a large table, then on all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.sums.evidence import claims, digits_of
from odopkit.readers.sums.runs import ladder_claims, lists_of, run_claims
from odopkit.readers.sums.tally import added, tally_of
from odopkit.readers.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from odopkit.readers.sums.evidence import Claim
    from odopkit.readers.sums.tally import Key, Tally
    from odopkit.typing import BoolArray, Float64Array, IntArray

_ROUNDS: Final = 5
_WHOLE_BELOW: Final = 20_000
_SAMPLE: Final = 100_000
_LABELS: Final = 24
_GROUPS: Final = 24
_GROUPS_OF_A_SAMPLE: Final = 4
_STRIDES: Final = 5_003
DIGITS_OF_NAMESAKES: Final = 4.0
NOT_SEARCHED: Final = ("period",)


def found_by_sums(
    keys: Sequence[Key], values: Float64Array, keep: BoolArray, kept: frozenset[str]
) -> tuple[list[Claim], list[Claim]]:
    """Find labels whose value is the sum of others: certain ones, and possible ones."""
    certain: dict[tuple[int, int], Claim] = {}
    weak: dict[tuple[int, int], Claim] = {}
    columns = [i for i, key in enumerate(keys) if key.name not in NOT_SEARCHED]
    tallies = _tallies(keys, values, keep, columns)
    n = int(keep.sum())
    for _ in range(_ROUNDS):
        new: dict[tuple[int, int], Claim] = {}
        for column, claim in _round(tallies, certain, n):
            place = (column, claim.label)
            known = place in certain or place in new
            if known or tidy(keys[column].labels[claim.label]) in kept:
                continue
            whole = claim.block or len(tallies[column].rows) == n
            sure = claim if whole else _confirmed(keys, values, keep, claim)
            found = weak if sure is None or not sure.certain else new
            found |= {} if sure is None else {place: sure}
        certain |= new
        if not new:
            break
    return list(certain.values()), [c for place, c in weak.items() if place not in certain]


def _round(
    tallies: dict[int, Tally], certain: dict[tuple[int, int], Claim], n: int
) -> Iterator[tuple[int, Claim]]:
    """Search each column, without what was found before."""
    for column, tally in tallies.items():
        left = _without(tally, certain)
        groups = _GROUPS if len(tally.rows) == n else _GROUPS_OF_A_SAMPLE
        lists = lists_of(left, column, groups)
        found = [*claims(left, column), *run_claims(left, column, lists)]
        for claim in found or ladder_claims(left, column, lists):
            yield column, claim


def _tallies(
    keys: Sequence[Key], values: Float64Array, keep: BoolArray, columns: Sequence[int]
) -> dict[int, Tally]:
    everything: Tally | None = None
    made: dict[int, Tally] = {}
    for column in columns:
        rows = _sample(keys, keep, column)
        if rows is not None:
            made[column] = tally_of(keys, values, rows)
            continue
        if everything is None:
            everything = tally_of(keys, values, np.flatnonzero(keep))
        made[column] = everything
    return made


def _sample(keys: Sequence[Key], keep: BoolArray, column: int) -> IntArray | None:
    """Take all rows of some labels of the largest other column: whole groups; None for all."""
    n = int(keep.sum())
    others = [key for i, key in enumerate(keys) if i != column]
    if n <= _WHOLE_BELOW or not others:
        return None
    key = max(others, key=lambda k: len(k.labels))
    stride = max(1, len(keep) // _STRIDES)
    counts = np.bincount(key.clean[key.column.codes[::stride]], minlength=len(key.labels))
    likely = counts * stride
    order = np.argsort(-counts, kind="stable")
    chosen = order[: 4 * _LABELS : 4] if len(order) > 4 * _LABELS else order[:_LABELS]
    fits = np.cumsum(likely[chosen]) <= _SAMPLE
    fits[0] = True
    wanted = np.zeros(len(key.labels), dtype=np.bool_)
    wanted[chosen[fits]] = True
    return np.flatnonzero(wanted[key.clean][key.column.codes] & keep)


def _without(tally: Tally, found: dict[tuple[int, int], Claim]) -> Tally:
    if not found:
        return tally
    mask = np.ones(len(tally.rows), dtype=np.bool_)
    for column, label in found:
        mask &= tally.codes[column] != label
    return tally.taken(mask)


def _confirmed(
    keys: Sequence[Key], values: Float64Array, keep: BoolArray, claim: Claim
) -> Claim | None:
    """Ask all rows of a large table about one label."""
    tally = tally_of(keys, values, np.flatnonzero(keep))
    only = np.zeros(len(keys[claim.column].labels), dtype=np.bool_)
    only[claim.label] = True
    found = claims(tally, claim.column, only)
    return found[0] if found else None


def namesakes(
    keys: Sequence[Key], values: Float64Array, keep: BoolArray, kept: frozenset[str]
) -> tuple[list[tuple[int, int, float]], float]:
    """Find districts named as their state whose value is the sum of the state's others.

    Returns row, position of the column and sum of the others of each, and the digits of
    evidence over all of them: real districts bear the name of their state too.
    """
    places = {key.name: i for i, key in enumerate(keys)}
    if not {"state", "district"} <= set(places):
        return [], 0.0
    state, district = keys[places["state"]], keys[places["district"]]
    names = {label.casefold(): i for i, label in enumerate(state.labels)}
    same = np.array(
        [-1 if tidy(x) in kept else names.get(x.casefold(), -1) for x in district.labels],
        dtype=np.intp,
    )
    if not (same >= 0).any():
        return [], 0.0
    at = np.flatnonzero(keep & (same >= 0)[district.clean][district.column.codes])
    at = at[same[district.at(at)] == state.at(at)]
    if not at.size:
        return [], 0.0
    states = np.zeros(len(state.labels), dtype=np.bool_)
    states[state.at(at)] = True
    rows = np.flatnonzero(keep & states[state.clean][state.column.codes])
    tally = tally_of(keys, values, rows)
    group, n_groups = tally.grouped(places["district"])
    total = added(group, tally.values, n_groups)
    steps = added(group, tally.steps, n_groups)
    n = added(group, tally.values > 0, n_groups)
    x = np.searchsorted(rows, at)
    value, others = tally.values[x], total[group[x]] - tally.values[x]
    allowed = steps[group[x]] / 2
    agrees = (np.abs(others - value) <= allowed + 1e-9 * value) & (value > 0) & (n[group[x]] >= 2)
    # Equal groups count once: two districts that are equal in one are equal in all alike.
    once = np.flatnonzero(agrees)[np.unique(value[agrees], return_index=True)[1]]
    digits = digits_of(value, allowed, tally.steps[x])[once].sum()
    hits = zip(at[agrees].tolist(), others[agrees].tolist(), strict=True)
    return [(row, places["district"], summed) for row, summed in hits], float(digits)


def one_is_sum_of_others(
    group: IntArray, label: IntArray, values: Float64Array, steps: Float64Array, named: BoolArray
) -> int | None:
    """Find a value of a column that is the sum of its other values, key by key.

    Parameters
    ----------
    group, label : array of int
        Key and value of the column of each row, numbered from 0.
    values, steps : array of float
        Value of each row, and the step to which it is printed.
    named : array of bool
        By value of the column: whether its words name a total.

    Returns
    -------
    int or None
        The value: it agrees in 75 per cent of at least two keys, once with two others above
        zero, and by four digits of evidence or by its name.
    """
    size, n_groups = len(named), int(group.max(initial=-1)) + 1
    pair, inverse = np.unique(group * size + label, return_inverse=True)
    inverse = inverse.reshape(-1)
    value = added(inverse, values)
    step = added(inverse, steps) / np.bincount(inverse)
    of, which = pair // size, pair % size
    others = added(of, value, n_groups)[of] - value
    allowed = added(of, step, n_groups)[of] / 2
    n = added(of, value > 0, n_groups)[of] - (value > 0)
    use = (n >= 1) & ((value > step / 2) | (others > allowed))
    agrees = use & (np.abs(value - others) <= allowed + 1e-9 * value) & (value > 0)
    digits = digits_of(value, allowed, step)
    for one in np.unique(which[agrees]).tolist():
        mine = use & (which == one)
        hits = agrees & mine
        if mine.sum() < 2 or hits.sum() < 0.75 * mine.sum() or not (n[hits] >= 2).any():
            continue
        if named[one] or digits[hits & (n >= 2)].sum() >= 4:
            return int(one)
    return None
