"""Which labels of which column their words betray."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.kinds import SUMS, is_country, kinds_of
from odopkit.readers.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.labels.kinds import Kind
    from odopkit.readers.sums.tally import Key
    from odopkit.typing import BoolArray

_PLACES: Final = ("state", "district")
_WITH_WORDS: Final = ("state", "district", "product", "partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A row that names a total and lacks a key: where its words stand, and what they say."""

    row: int
    header: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marks:
    """The kinds of labels by column (as numbered in the list of keys) and label."""

    kinds: dict[int, dict[int, Kind]]

    def __bool__(self) -> bool:
        return any(self.kinds.values())

    def flags(self, keys: Sequence[Key], column: int, *, sums: bool = True) -> BoolArray:
        """Mark the labels of a column that name a total, or a part of the row above."""
        flags = np.zeros(len(keys[column].labels), dtype=np.bool_)
        for label, kind in self.kinds.get(column, {}).items():
            flags[label] = (kind in SUMS) == sums
        return flags


def marks_of(keys: Sequence[Key], kept: frozenset[str]) -> Marks:
    """Find the labels that their words betray; what the caller keeps is never one."""
    kinds: dict[int, dict[int, Kind]] = {}
    for i, key in enumerate(keys):
        if key.name not in _WITH_WORDS:
            continue
        found: dict[int, Kind] = {
            label: kind
            for label, kind in kinds_of(key.labels).items()
            if kind != "rest" and tidy(key.labels[label]) not in kept
        }
        if found:
            kinds[i] = found
    return Marks(kinds=kinds)


def countries_of(keys: Sequence[Key], kept: frozenset[str]) -> list[tuple[int, int]]:
    """Find names of countries in columns of places, which may stand beside their parts."""
    return [
        (i, label)
        for i, key in enumerate(keys)
        if key.name in _PLACES and len(key.labels) > 2
        for label, text in enumerate(key.labels)
        if is_country(text) and tidy(text) not in kept
    ]


def used_labels(key: Key, rows: BoolArray) -> BoolArray:
    """Mark the labels that some rows hold."""
    used = np.zeros(len(key.labels), dtype=np.bool_)
    used[key.clean[key.column.used(rows)]] = True
    return used
