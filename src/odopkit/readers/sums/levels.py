"""Codes of several lengths, where a shorter code sums the longer ones that begin with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from odopkit.readers.sums.tally import Tally
    from odopkit.typing import Float64Array, IntArray

_CODE = re.compile(r"\s*([0-9]{1,12})(?:[\s\-\u2013.:]|$)")
_CODED: Final = 0.9
_SHARE: Final = 0.8
_DIGITS: Final = 6.0
_DIGITS_OF_ALL: Final = 3.0
_GROUPS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting:
    """Codes of a column that sum longer ones."""

    column: int
    lengths: list[int]
    parent: str
    children: list[str]
    n_parents: int
    n_agreeing: int


@dataclass(slots=True)
class _Evidence:
    n: int = 0
    agreeing: int = 0
    of_two: int = 0
    digits: float = 0.0
    digits_of_two: float = 0.0
    below: int = 0


def nesting(tally: Tally, column: int) -> Nesting | None:
    """Find out whether shorter codes of a column sum the longer ones, beyond chance."""
    labels = tally.keys[column].labels
    used = np.unique(tally.codes[column]).tolist()
    codes = {i: m.group(1) for i in used if (m := _CODE.match(labels[i])) is not None}
    if len(codes) < 3 or len(codes) < _CODED * len(used) or len(set(map(len, codes.values()))) < 2:
        return None
    children = _children(set(codes.values()))
    if not children:
        return None
    seen = _Evidence()
    groups, n_groups = tally.grouped(column)
    for group in np.argsort(-np.bincount(groups, minlength=n_groups))[:_GROUPS].tolist():
        at = np.flatnonzero(groups == group)
        if len(at) >= 3:
            _count(seen, _amounts(tally, column, codes, at), children)
    return _judged(column, codes, children, seen)


def _children(codes: set[str]) -> dict[str, list[str]]:
    """List the nearest longer codes of each code that has any."""
    children: dict[str, list[str]] = {}
    for code in sorted(codes):
        shorter = (code[:n] for n in range(len(code) - 1, 0, -1))
        parent = next((short for short in shorter if short in codes), None)
        if parent is not None:
            children.setdefault(parent, []).append(code)
    return children


def _amounts(
    tally: Tally, column: int, codes: dict[int, str], at: IntArray
) -> dict[str, tuple[float, float]]:
    """Add up the value of each code in a group, with the coarsest step."""
    found: dict[str, tuple[float, float]] = {}
    labels = tally.codes[column][at].tolist()
    values: Float64Array = tally.values[at]
    for label, value, step in zip(labels, values.tolist(), tally.steps[at].tolist(), strict=True):
        if label in codes:
            before, coarsest = found.get(codes[label], (0.0, 0.0))
            found[codes[label]] = (before + value, max(coarsest, step))
    return found


def _count(
    seen: _Evidence, amounts: dict[str, tuple[float, float]], children: dict[str, list[str]]
) -> None:
    for parent, longer in children.items():
        value, step = amounts.get(parent, (0.0, 0.0))
        parts = [amounts[code] for code in longer if code in amounts]
        if value == 0 or not parts:
            continue
        summed, steps = sum(v for v, _ in parts), sum(s for _, s in parts)
        half = (steps + step) / 2
        short = value - summed
        agrees = abs(short) <= half + 1e-9 * value or 0 <= short <= steps + 1e-9 * value
        n_positive = sum(v > 0 for v, _ in parts)
        seen.n += 1
        seen.agreeing += agrees
        seen.below += summed <= value * 1.001 + half
        if agrees:
            mean = value / max(1, n_positive) / (2 * half + step)
            digits = min(9.0, float(np.log10(max(1.0, mean))))
            seen.digits += digits
            seen.of_two += n_positive >= 2
            seen.digits_of_two += digits * (n_positive >= 2)


def _judged(
    column: int, codes: dict[int, str], children: dict[str, list[str]], seen: _Evidence
) -> Nesting | None:
    if not seen.n:
        return None
    share = seen.agreeing / seen.n
    strong = seen.of_two >= 3 and seen.digits_of_two >= _DIGITS
    nested = share >= _SHARE and strong
    nested |= share == 1 and seen.n >= 3 and seen.digits >= _DIGITS_OF_ALL
    nested |= seen.below >= 0.95 * seen.n and share >= 0.3 and strong
    if not nested:
        return None
    parent = max(children, key=lambda code: len(children[code]))
    return Nesting(
        column=column,
        lengths=sorted({len(code) for code in codes.values()}),
        parent=parent,
        children=children[parent],
        n_parents=seen.n,
        n_agreeing=seen.agreeing,
    )
