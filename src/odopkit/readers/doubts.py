"""Places that may be one or none: questions.  And names that measures would refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.labels.kinds import is_rest, is_total_word
from odopkit.labels.likeness import alike, differ_in_writing
from odopkit.labels.places import is_nowhere
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.typing import BoolArray, IntArray

_MOST_LINES: Final = 20
_LARGEST_GRID: Final = 10_000_000


def ask_about_places(columns: Mapping[str, Column], keep: BoolArray, log: IssueLog) -> None:
    """Ask whether districts of one state are one, and name labels that say no place."""
    named = [columns[name] for name in ("state", "district") if name in columns]
    for column in named:
        _tell_nowhere(column, keep, log)
    for name in ("state",) if "hs_code" in columns else ("state", "product"):
        if name in columns:
            _tell_writing(columns[name], keep, log)
    district = columns.get("district")
    if district is None:
        return
    pairs = []
    for state, names in _districts(columns.get("state"), district, keep).items():
        pairs += [(state, *pair) for pair in alike(names)]
    for state, one, other, how in pairs[:_MOST_LINES]:
        of = f" of {state!r}" if state else ""
        message = f"{one!r} and {other!r}{of} {how}: two places, or one? Both are kept"
        log.whole("noted", message, column=district.header, value=one)
    if len(pairs) > _MOST_LINES:
        more = len(pairs) - _MOST_LINES
        log.whole("noted", f"{more} more pairs of names are alike", column=district.header)


def _tell_writing(column: Column, keep: BoolArray, log: IssueLog) -> None:
    """Ask about labels that are one name, written in two ways: what they hold would be parted."""
    used = column.used(keep).tolist()
    names = [text for text, is_used in zip(column.texts, used, strict=True) if is_used]
    pairs = differ_in_writing(names)
    for one, other, how in pairs[:_MOST_LINES]:
        message = f"{one!r} and {other!r} {how}: two {column.name}s, or one? Both are kept"
        log.whole("noted", message, column=column.header, value=one)
    if len(pairs) > _MOST_LINES:
        more = len(pairs) - _MOST_LINES
        log.whole("noted", f"{more} more pairs of names are alike", column=column.header)


def with_second_words(
    columns: Mapping[str, Column], kept: Collection[str], keep: BoolArray, log: IssueLog
) -> Mapping[str, Column]:
    """Give a place that is kept although it is a word for a total its second word.

    Measures refuse the bare word: among places it cannot be told from a total.
    """
    new = dict(columns)
    for name in ("state", "district"):
        column = columns.get(name)
        if column is None or not kept:
            continue
        clean = list(column.clean)
        for i, text in enumerate(column.texts):
            n = int((column.codes[keep] == i).sum()) if text in kept and is_total_word(text) else 0
            if n:
                clean[i] = f"{text} ({name})"
                said = f"{text!r} is kept, as keep= asks, as {clean[i]!r} in {n} row(s)"
                log.whole("repaired", said, column=column.header, value=text)
        new[name] = replace(column, clean=clean)
    return new


def _districts(state: Column | None, district: Column, keep: BoolArray) -> dict[str, list[str]]:
    """List the districts in use, by state."""
    states = [""] if state is None else state.texts
    width = len(district.texts)
    size = len(states) * width
    cells = district.codes if state is None else state.codes * width + district.codes
    if not keep.all():
        cells = np.where(keep, cells, size)  # one cell more, for rows that are no data
    found: dict[str, list[str]] = {}
    for pair in _distinct(cells, size + 1).tolist():
        if pair == size:
            continue
        s, d = divmod(pair, width)
        found.setdefault(states[s], []).append(district.texts[d])
    return found


def _distinct(cells: IntArray, size: int) -> IntArray:
    if size > _LARGEST_GRID:
        return np.unique(cells)
    seen = np.zeros(size, dtype=np.bool_)
    seen[cells] = True
    return np.flatnonzero(seen)


def _tell_nowhere(column: Column, keep: BoolArray, log: IssueLog) -> None:
    """Name the labels that measures would take for places, and the argument that tells them."""
    known = {value.casefold() for value in UNSPECIFIED_VALUES}
    used = column.used(keep)
    found = [
        text
        for text, is_used in zip(column.texts, used.tolist(), strict=True)
        if is_used and text.casefold() not in known and (is_nowhere(text) or is_rest(text))
    ]
    if found:
        shown = ", ".join(map(repr, found[:4]))
        message = (
            f"{shown} may name no place: tell measures so with unspecified_values="
            f"[*UNSPECIFIED_VALUES, {shown}] (of odopkit.typing)"
        )
        log.whole("noted", message, column=column.header, value=found[0])
