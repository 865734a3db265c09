"""Rows that are sums of other rows, found by words and by arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.readers.sums import telling
from odopkit.readers.sums.below import BELOW, below_total
from odopkit.readers.sums.chosen_level import with_level
from odopkit.readers.sums.early import TOTAL
from odopkit.readers.sums.levels import nesting
from odopkit.readers.sums.marks import Marks, Printed, countries_of, marks_of, used_labels
from odopkit.readers.sums.search import (
    DIGITS_OF_NAMESAKES,
    found_by_sums,
    namesakes,
)
from odopkit.readers.sums.tally import keys_of, tally_of
from odopkit.readers.sums.worded import EXPLAINED, Sum, judged, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.readers.sums.tally import Key
    from odopkit.readers.sums.worded import Rows, Verdict
    from odopkit.typing import BoolArray

PART: Final = "a part of the row above, not a row of data"
_LEFT_OUT: Final = ("product", "partner")
_CODED: Final = ("product", "district", "partner")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Apart:
    """What is left of a table without its sums."""

    keep: BoolArray
    totals: pd.DataFrame
    left_out: list[str] = field(default_factory=list)
    """Columns that hold nothing but totals, and so break nothing down."""


@np.errstate(over="ignore", invalid="ignore")  # sums beyond the range of a float agree with none
def sums_set_apart(
    sheet: Sheet, keep: BoolArray, log: IssueLog, printed: Sequence[Printed] = ()
) -> Apart:
    """Set aside rows that sum others, or refuse where it is not certain which they are."""
    kept = sheet.options.keep
    keys = keys_of(sheet)
    keep, of_levels = with_level(sheet, keys, keep, log)
    marks, left_out = _breaking_down(keys, keep, marks_of(keys, kept), log)
    keys = [key for key in keys if key.name not in left_out]
    marks = marks if not left_out else marks_of(keys, kept)
    marks = _with_countries(sheet, keys, keep, marks)
    sums: list[Sum] = []
    if marks or printed:
        keep, sums = _without_words(sheet, keys, keep, marks, printed, log)
    if of_levels is not None and len(of_levels):
        header = next(key.header for key in keys if key.name == "hs_code")
        sums += [
            Sum(int(r), 0, label, header, "total", printed_, kept_, "", bool(fine))
            for r, label, printed_, kept_, fine in of_levels.itertuples(index=False)
        ]
    codes = next((key for key in keys if key.name == "hs_code"), None)
    if codes is None or len(set(map(len, _used(codes, keep)))) < 2:
        _refuse_sums(sheet, keys, keep, log)
    return Apart(keep=keep, totals=telling.totals_frame(sheet, sums), left_out=left_out)


def _used(key: Key, keep: BoolArray) -> list[str]:
    used = used_labels(key, keep)
    return [key.labels[i] for i in np.flatnonzero(used).tolist()]


def _breaking_down(
    keys: Sequence[Key], keep: BoolArray, marks: Marks, log: IssueLog
) -> tuple[Marks, list[str]]:
    """Leave out columns that hold totals only; what they hold is no mark of a row."""
    left_out = []
    for i in list(marks.kinds):
        key = keys[i]
        used = used_labels(key, keep)
        named = marks.flags(keys, i)
        if not used.any() or (used & ~named).any() or key.name == "district":
            continue
        label = key.labels[int(np.argmax(used))]
        del marks.kinds[i]
        if key.name in _LEFT_OUT:
            left_out.append(key.name)
            message = f"left out: every row holds a total ({label!r}), so it breaks nothing down"
        else:
            message = f"every row holds a total ({label!r}): it breaks nothing down"
        log.whole("noted", message, column=key.header, value=label)
    return marks, left_out


def _with_countries(sheet: Sheet, keys: Sequence[Key], keep: BoolArray, marks: Marks) -> Marks:
    """Take the name of a country for a total where it is the sum of what stands beside it."""
    values = sheet.columns["value"].amounts
    for column, label in countries_of(keys, sheet.options.keep):
        trial = Marks(kinds={i: dict(kinds) for i, kinds in marks.kinds.items()})
        trial.kinds.setdefault(column, {})[label] = "total"
        rows = rows_of(keys, values, np.flatnonzero(keep), (), trial)
        name = keys[column].labels[label]
        own = [s for s in judged(rows, trial).sums if s.label == name and s.printed > 0]
        agreeing = sum(s.agrees and s.kept > 0 for s in own)
        if own and agreeing >= EXPLAINED * len(own) and rows.is_data.sum() > 1:
            marks = trial
    return marks


def _without_words(
    sheet: Sheet,
    keys: Sequence[Key],
    keep: BoolArray,
    marks: Marks,
    printed: Sequence[Printed],
    log: IssueLog,
) -> tuple[BoolArray, list[Sum]]:
    """Set aside rows that their words betray, each with its line, or refuse them."""
    values, start = sheet.columns["value"].amounts, sheet.table.start
    rows = rows_of(keys, values, np.flatnonzero(keep), printed, marks)
    if not (rows.is_sum.any() or rows.is_part.any()):
        return keep, []
    below = below_total(rows)
    if below.size:
        keep = keep.copy()
        keep[below] = False
        shown = sheet.columns[keys[0].name] if keys else sheet.columns["value"]
        log.column(below, shown, "set_aside", [BELOW] * len(shown.texts), start)
        rows = rows_of(keys, values, np.flatnonzero(keep), printed, marks)
    verdict = judged(rows, marks)
    _refuse_unexplained(sheet, keys, rows, verdict)
    aside = keep & False
    by_column: dict[tuple[int, str], list[int]] = {}
    for row, place, message in (
        *((one.row, one.column, TOTAL) for one in verdict.sums if one.column >= 0),
        *((row, place, PART) for row, place, _ in verdict.parts),
    ):
        if keep[row] and not aside[row]:
            aside[row] = True
            by_column.setdefault((place, message), []).append(row)
    for (place, message), at in by_column.items():
        column = keys[place].column
        log.column(np.array(at), column, "set_aside", [message] * len(column.texts), start)
    if not (keep & ~aside).any():
        said = [one for one in verdict.sums if one.column >= 0]
        headers = list(dict.fromkeys(one.header for one in said))
        if len(headers) > 1:
            raise telling.nothing_but_totals(sheet, headers, said[0].label)
    else:
        telling.tell_differences(log, verdict.sums)
    return keep & ~aside, verdict.sums


def _refuse_unexplained(sheet: Sheet, keys: Sequence[Key], rows: Rows, verdict: Verdict) -> None:
    """Refuse labels with a word before or behind others that neither sum nor exceed anything."""
    by_label: dict[tuple[int, str], list[Sum]] = {}
    for one in verdict.sums:
        if one.kind == "total_of" and one.printed > 0 and one.row not in rows.early:
            by_label.setdefault((one.column, one.label), []).append(one)
    bad = []
    for found in by_label.values():
        with_others = [one for one in found if one.kept > 0]
        good = sum(one.agrees or one.exceeds for one in with_others)
        if not good or good < EXPLAINED * len(with_others):
            bad.append(next(one for one in found if not one.agrees))
    if bad:
        first = bad[0]
        raise telling.unexplained(sheet, [one for one in bad if one.column == first.column])
    parts: dict[tuple[int, int], list[tuple[int, bool]]] = {}
    for row, place, fits in verdict.parts:
        label = int(keys[place].at(np.array([row]))[0])
        parts.setdefault((place, label), []).append((row, fits))
    for (place, label), hits in parts.items():
        if sum(fits for _, fits in hits) < EXPLAINED * len(hits):
            row = next(row for row, fits in hits if not fits)
            raise telling.no_part(sheet, keys[place], keys[place].labels[label], row)


def _refuse_sums(sheet: Sheet, keys: Sequence[Key], keep: BoolArray, log: IssueLog) -> None:
    """Refuse labels that no word betrays and whose values are the sums of others."""
    values, kept = sheet.columns["value"].amounts, sheet.options.keep
    for i, key in enumerate(keys):
        if key.name in _CODED and sum(label[:1].isdigit() for label in key.labels) > 2:
            found = nesting(tally_of(keys, values, np.flatnonzero(keep)), i)
            if found is not None:
                raise telling.nested_codes(sheet, keys, found)
    hits, digits = namesakes(keys, values, keep, kept)
    if hits and digits >= DIGITS_OF_NAMESAKES:
        raise telling.named_as_its_state(sheet, keys, hits)
    telling.tell_named_as_state(sheet, keys, hits, log)
    certain, weak = found_by_sums(keys, values, keep, kept)
    if certain:
        raise telling.a_sum(sheet, keys, certain)
    telling.tell_weak(sheet, keys, weak, log)
