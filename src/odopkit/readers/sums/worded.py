"""Rows whose words name a total, held against the rows that they could sum."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.kinds import SUMS, kind_of, kinds_of, tidied
from odopkit.readers.sums.tally import added, groups_of, near, step_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from odopkit.readers.sums.marks import Marks, Printed
    from odopkit.readers.sums.tally import Key
    from odopkit.typing import BoolArray, Float64Array, IntArray

EXPLAINED: Final = 0.6
_RELATIVE: Final = 1e-3
_LOOKED_AT: Final = 400
_LONGEST: Final = 20_000


@dataclass(slots=True)
class Sum:
    """One printed sum: the row that holds it, and the rows of data that it covers."""

    row: int
    column: int
    label: str
    header: str
    kind: str
    printed: float
    kept: float
    group: str
    agrees: bool
    verified: bool = False
    """Whether a plain total of the same rows agrees."""
    times: int = 1
    """How many times the rows that it covers come to it: sums are left among them."""

    @property
    def exceeds(self) -> bool:
        """Tell whether the list below it is not complete."""
        return self.printed > self.kept > 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """All rows that are data or sums, in the order of the table, with their words."""

    keys: Sequence[Key]
    at: IntArray
    codes: list[IntArray]
    values: Float64Array
    step: float
    is_open: list[BoolArray]
    """By column: the label is blank, or names a total."""
    is_sum: BoolArray
    is_part: BoolArray
    early: dict[int, Printed]

    @property
    def is_data(self) -> BoolArray:
        """Mark rows that no word betrays."""
        return ~(self.is_sum | self.is_part)


@dataclass(slots=True)
class Verdict:
    """What becomes of the rows that words betray."""

    sums: list[Sum] = field(default_factory=list)
    parts: list[tuple[int, int, bool]] = field(default_factory=list)
    """Row, column and whether it can be a part of the row above."""


def rows_of(
    keys: Sequence[Key],
    values: Float64Array,
    kept: IntArray,
    printed: Sequence[Printed],
    marks: Marks,
) -> Rows:
    """Lay rows of data and rows that lack a key side by side."""
    early = {p.row: p for p in printed if values[p.row] >= 0}
    at = np.union1d(kept, np.fromiter(early, np.intp, len(early))) if early else kept
    codes = [key.at(at) for key in keys]
    is_early = np.isin(at, list(early)) if early else np.zeros(len(at), dtype=np.bool_)
    is_open, is_sum = [], is_early.copy()
    is_part = np.zeros(len(at), dtype=np.bool_)
    for i, key in enumerate(keys):
        named = marks.flags(keys, i)
        is_sum |= named[codes[i]]
        is_part |= marks.flags(keys, i, sums=False)[codes[i]]
        blank = np.array([not label for label in key.labels], dtype=np.bool_)
        if early:
            # A row without a key may name its total in a column of codes.
            named_codes = [i for i, kind in kinds_of(key.labels).items() if kind in SUMS]
            blank[named_codes] = True
        is_open.append((named | blank)[codes[i]])
    return Rows(
        keys=keys,
        at=at,
        codes=codes,
        values=values[at],
        step=step_of(values[kept], printed=True),
        is_open=is_open,
        is_sum=is_sum,
        is_part=is_part & ~is_sum,
        early=early,
    )


def judged(rows: Rows, marks: Marks) -> Verdict:
    """Hold each sum against the rows of data that it could cover."""
    verdict = Verdict()
    for closed, here in patterns_of(rows):
        verdict.sums += _of_one_pattern(rows, marks, closed, here)
    if rows.is_part.any():
        verdict.parts = _parts(rows, marks)
    return verdict


def patterns_of(rows: Rows) -> Iterator[tuple[list[int], IntArray]]:
    """Give the sums by the columns in which they name neither a total nor nothing."""
    at = np.flatnonzero(rows.is_sum)
    bits = np.zeros(len(at), dtype=np.intp)
    for i, is_open in enumerate(rows.is_open):
        bits |= is_open[at].astype(np.intp) << i
    for pattern in np.unique(bits).tolist():
        closed = [i for i in range(len(rows.keys)) if not pattern >> i & 1]
        yield closed, at[bits == pattern]


def _of_one_pattern(rows: Rows, marks: Marks, closed: list[int], here: IntArray) -> list[Sum]:
    group, n_groups = groups_of(
        [rows.codes[i] for i in closed], [len(rows.keys[i].labels) for i in closed], len(rows.at)
    )
    data = rows.is_data
    total = added(group[data], rows.values[data], n_groups)
    count = np.bincount(group[data], minlength=n_groups)
    printed, kept, n = rows.values[here], total[group[here]], count[group[here]]
    agrees = near(printed, kept, n, rows.step, relative=_RELATIVE) & (n > 0)
    agrees |= (printed == 0) & (kept == 0)
    found = _named(rows, marks, closed, here)
    for one, value, fine in zip(found, kept.tolist(), agrees.tolist(), strict=True):
        one.kept, one.agrees = value, fine
    # Where several totals stand in a group, two lists may come to twice the total of each.
    is_alone = np.bincount(group[here], minlength=n_groups)[group[here]] == 1
    several = [
        (times, (n >= 4) & (printed > 0) & near(times * printed, kept, n, rows.step * times))
        for times in (2, 3)
    ]
    for times, fits in several:
        _count_several_times(found, fits & is_alone, times)
    _look_around(rows, group, here, found)
    for times, fits in several:
        _count_several_times(found, fits, times)
    groups = group[here].tolist()
    plain = {g for g, one in zip(groups, found, strict=True) if one.agrees and one.kind == "total"}
    for x, g, one in zip(here.tolist(), groups, found, strict=True):
        one.verified = g in plain
        if not one.agrees:
            labels = [rows.keys[i].labels[int(rows.codes[i][x])] for i in closed]
            one.group = ", ".join(labels)
    return found


def _count_several_times(found: list[Sum], fits: BoolArray, times: int) -> None:
    """Take a sum whose rows come to a multiple of it for one that agrees."""
    for one, fine in zip(found, fits.tolist(), strict=True):
        if fine and not one.agrees:
            one.agrees, one.times = True, times


def _named(rows: Rows, marks: Marks, closed: list[int], here: IntArray) -> list[Sum]:
    """Name each sum by its weakest word: that one needs the values most."""
    opened = [i for i in range(len(rows.keys)) if i not in closed]
    names: dict[tuple[int, ...], tuple[str, int, str, str]] = {}
    codes = zip(*(rows.codes[i][here].tolist() for i in opened), strict=True)
    found = []
    for row, value, held in zip(
        rows.at[here].tolist(),
        rows.values[here].tolist(),
        codes if opened else [()] * len(here),
        strict=True,
    ):
        if held not in names:
            names[held] = _name(rows, marks, opened, held)
        kind, column, header, label = names[held]
        early = rows.early.get(row)
        if early is not None:
            header, label = early.header, early.label
            kind = kind or kind_of(label) or "total"
        found.append(Sum(row, column, label, header, kind or "total", value, 0.0, "", False))
    return found


def _name(
    rows: Rows, marks: Marks, opened: list[int], held: tuple[int, ...]
) -> tuple[str, int, str, str]:
    """Return kind, column, header and label of the weakest word; no kind where none is one."""
    said = [
        (kind, i, label)
        for i, label in zip(opened, held, strict=True)
        if (kind := marks.kinds.get(i, {}).get(label)) in SUMS
    ]
    if not said:
        return "", -1, "", ""
    kind, column, label = next((s for s in said if s[0] == "total_of"), said[0])
    return str(kind), column, rows.keys[column].header, rows.keys[column].labels[label]


# -- what else a sum may cover -----------------------------------------------------------
def _look_around(rows: Rows, group: IntArray, here: IntArray, found: list[Sum]) -> None:
    """Try runs above and below, rows that share its words, and other sums."""
    left = [i for i, one in enumerate(found) if not one.agrees and one.printed > 0]
    if len(left) > _LOOKED_AT:
        left = [left[i] for i in np.linspace(0, len(left) - 1, _LOOKED_AT).astype(int)]
    if not left:
        return
    order = np.argsort(group, kind="stable")
    sorted_group = group[order]
    for i in left:
        x = int(here[i])
        first, last = np.searchsorted(sorted_group, [group[x], group[x] + 1])
        members = order[first:last]
        if len(members) <= _LONGEST:
            summed = _covered(rows, members, x, found[i])
            if summed is not None:
                found[i].kept, found[i].agrees = summed, True


def _covered(rows: Rows, members: IntArray, x: int, one: Sum) -> float | None:
    """Return what a sum covers among the rows of its group, if that can be told."""
    place = int(np.searchsorted(members, x))
    value, is_sum = rows.values[members], rows.is_sum[members]
    data = rows.is_data[members]
    before = np.flatnonzero(is_sum[:place])
    start = int(before[-1]) + 1 if before.size else 0
    above = value[start:place][data[start:place]]
    if len(above) and near(one.printed, above.sum(), len(above), rows.step, relative=_RELATIVE):
        return float(above.sum())
    least = 1 if one.kind == "total_of" else 2
    for run in (value[:place][data[:place]][::-1], value[place + 1 :][data[place + 1 :]]):
        summed = _run(run, one.printed, rows.step, least)
        if summed is not None:
            return summed
    if one.kind == "total_of":
        alike = members[data & _sharing_words(rows, members, one)]
        if len(alike) > 1 and near(one.printed, rows.values[alike].sum(), len(alike), rows.step):
            return float(rows.values[alike].sum())
    others = value[is_sum & (members != x)]
    if len(others) > 1 and near(one.printed, others.sum(), len(others), rows.step):
        return float(others.sum())
    return None


def _run(values: Float64Array, printed: float, step: float, least: int) -> float | None:
    """Find the run right beside a sum that it covers."""
    summed = np.cumsum(values)
    n = np.arange(1, len(summed) + 1)
    hits = np.flatnonzero(near(np.full(len(n), printed), summed, n, step) & (n >= least))
    return float(summed[hits[0]]) if hits.size else None


def _sharing_words(rows: Rows, members: IntArray, one: Sum) -> BoolArray:
    """Mark the rows whose label shares a word with a label such as ``Total fruit``."""
    shares = np.zeros(len(members), dtype=np.bool_)
    if one.column < 0:
        return shares
    words = [w for w in tidied(one.label).split() if len(w) > 2 and kind_of(w) is None]
    stems = [w[:-1] if len(w) > 4 else w for w in words]
    labels = [tidied(label) for label in rows.keys[one.column].labels]
    alike = np.array([any(stem in label for stem in stems) for label in labels], dtype=np.bool_)
    return alike[rows.codes[one.column][members]]


def _parts(rows: Rows, marks: Marks) -> list[tuple[int, int, bool]]:
    """Hold each "of which" against the row above it in its group."""
    found = []
    n_keys = len(rows.keys)
    for column in range(n_keys):
        named = marks.flags(rows.keys, column, sums=False)[rows.codes[column]] & rows.is_part
        if not named.any():
            continue
        others = [i for i in range(n_keys) if i != column]
        group, _ = groups_of(
            [rows.codes[i] for i in others], [len(rows.keys[i].labels) for i in others], len(named)
        )
        whole: dict[int, float] = {}
        sought = set(group[named].tolist())
        for x in np.flatnonzero(np.isin(group, list(sought))).tolist():
            above = whole.get(int(group[x]))
            if named[x]:
                fits = above is not None and rows.values[x] <= above * (1 + 1e-9)
                found.append((int(rows.at[x]), column, fits))
            else:
                whole[int(group[x])] = float(rows.values[x])
    return found
