"""What is said of sums: lines about differences, and refusals with their two ways out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from odopkit.readers.result import TOTAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.errors import ReadError
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.readers.sums.evidence import Claim
    from odopkit.readers.sums.levels import Nesting
    from odopkit.readers.sums.tally import Key
    from odopkit.readers.sums.worded import Sum

_SHOWN: Final = 3
_LONGEST: Final = 40


def amount(value: float) -> str:
    """Write a number as a person would, without an exponent where it is short."""
    return f"{value:.12g}"


def short(label: str) -> str:
    """Quote a label, cut where it is long."""
    return repr(label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "\u2026")


def _ways(sheet: Sheet, header: str, label: str) -> str:
    """Name the two ways out of a refusal."""
    name, named = short(header), short(label)
    way = "pass" if sheet.options.asked else "use read_exports with"
    return (
        f"leave it out with where={{{name}: lambda x: x != {named}}}, or {way} keep=[{named}] if "
        "it is data"
    )


def tell_differences(log: IssueLog, sums: Sequence[Sum]) -> None:
    """Say by label which printed sums differ from the rows that they cover."""
    _tell_several_times(log, [one for one in sums if one.times > 1])
    by_label: dict[tuple[str, str], list[Sum]] = {}
    for one in sums:
        if not one.agrees and not one.verified and one.printed > 0 and one.kept < float("inf"):
            by_label.setdefault((one.header, one.label), []).append(one)
    for (header, label), found in by_label.items():
        said = []
        for one in found[:_SHOWN]:
            where = one.group[:_LONGEST] + " lists" if one.group else "lists"
            if one.printed >= one.kept:
                said.append(f"{where} {amount(one.kept)} of {amount(one.printed)}")
            else:
                said.append(f"{where} {amount(one.kept)}, more than its {amount(one.printed)}")
        more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        log.whole("noted", ", ".join(said) + more, column=header, value=label)


def _tell_several_times(log: IssueLog, sums: Sequence[Sum]) -> None:
    """Say of totals that the rows kept come to a multiple of them: some rows sum others."""
    if sums:
        one = sums[0]
        more = f", and {len(sums) - 1} more totals alike" if len(sums) > 1 else ""
        message = (
            f"the rows kept come to {amount(one.kept)}, {one.times} times the {amount(one.printed)}"
            f" that it prints{more}: some of them may sum others; leave those out with where="
        )
        log.whole("noted", message, column=one.header, value=one.label)


def totals_frame(sheet: Sheet, sums: Sequence[Sum]) -> pd.DataFrame:
    """Lay out printed sums beside what was kept, in the order of the rows."""
    if not sums:
        return _no_totals()
    grid, labels = sheet.table.grid, sheet.table.labels
    ordered = sorted(sums, key=lambda one: one.row)
    given = {
        "file": [grid.file] * len(ordered),
        "sheet": [grid.sheet] * len(ordered),
        "row": pd.Series([_plain(labels[one.row]) for one in ordered], dtype=object),
        "column": [one.header for one in ordered],
        "label": [one.label for one in ordered],
        "printed": [one.printed for one in ordered],
        "kept": [one.kept for one in ordered],
        "difference": [one.printed - one.kept for one in ordered],
    }
    return _typed(pd.DataFrame(given))


@cache
def _no_totals() -> pd.DataFrame:
    """Lay out no sums."""
    return _typed(pd.DataFrame({name: pd.Series(dtype=object) for name in TOTAL_COLUMNS}))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame[list(TOTAL_COLUMNS)]
    text = dict.fromkeys(("file", "sheet", "column", "label"), "str")
    return frame.astype({**text, "printed": float, "kept": float, "difference": float})


def _plain(label: object) -> object:
    item = getattr(label, "item", None)
    return item() if callable(item) else label


def unexplained(sheet: Sheet, sums: Sequence[Sum]) -> ReadError:
    """Refuse a label with a word for a total that sums nothing in the table."""
    one = sums[0]
    more = len({s.label for s in sums}) - 1
    others = f" (and {more} more labels alike)" if more else ""
    row = sheet.table.labels[one.row]
    msg = (
        f"column {short(one.header)} of {sheet.table.grid.where} has {short(one.label)}{others}, "
        f"which names a total but sums no rows (row {row}: {amount(one.printed)}; the others of "
        f"its group come to {amount(one.kept)}); {_ways(sheet, one.header, one.label)}"
    )
    return sheet.table.grid.error(msg, row=row)


def no_part(sheet: Sheet, key: Key, label: str, at: int) -> ReadError:
    """Refuse an "of which" that is larger than the row above it."""
    row = sheet.table.labels[at]
    msg = (
        f"column {short(key.header)} of {sheet.table.grid.where} has {short(label)}, which names "
        f"a part of the row above but is larger (row {row}); {_ways(sheet, key.header, label)}"
    )
    return sheet.table.grid.error(msg, row=row)


def a_sum(sheet: Sheet, keys: Sequence[Key], found: Sequence[Claim]) -> ReadError:
    """Refuse labels whose values are the sums of others."""
    first = min(found, key=lambda claim: claim.row)
    same = [c for c in sorted(found, key=lambda c: c.row) if c.column == first.column]
    key = keys[first.column]
    labels = [key.labels[c.label] for c in same]
    row = sheet.table.labels[first.row]
    value = sheet.columns["value"].amounts[first.row]
    more = f" (and {len(labels) - 1} more labels alike)" if len(labels) > 1 else ""
    beside = "the rows beside it" if first.block else "the others"
    what = f"{first.times} times counted in " if first.times > 1 else ""
    msg = (
        f"column {short(key.header)} of {sheet.table.grid.where} has {short(labels[0])}{more}, "
        "whose "
        f"value is {what}the sum of {beside} in {first.n_agreeing} of {first.n_groups} groups "
        f"(row {row}: {amount(value)}, and {first.n_parts} others come to {amount(first.summed)})"
        f": it would count twice; {_ways(sheet, key.header, labels[0])}"
    )
    return sheet.table.grid.error(msg, row=row)


def tell_weak(sheet: Sheet, keys: Sequence[Key], found: Sequence[Claim], log: IssueLog) -> None:
    """Ask about labels that may be sums."""
    for claim in found:
        label, value = keys[claim.column].labels[claim.label], sheet.columns["value"].amounts
        message = (
            f"may be a sum: {amount(value[claim.row])} in row {sheet.table.labels[claim.row]} is "
            f"what {claim.n_parts} others come to; if it is, leave it out with where="
        )
        log.whole("noted", message, column=keys[claim.column].header, value=label)


def named_as_its_state(
    sheet: Sheet, keys: Sequence[Key], hits: Sequence[tuple[int, int, float]]
) -> ReadError:
    """Refuse districts that bear the name of their state and sum its others."""
    row, column, summed = hits[0]
    key = keys[column]
    label = key.labels[int(key.at(pd.Index([row]).to_numpy())[0])]
    at = sheet.table.labels[row]
    msg = (
        f"column {short(key.header)} of {sheet.table.grid.where} has the state itself among its "
        f"districts: {short(label)} (row {at}) is the sum of its others, {amount(summed)}, and "
        f"would count twice; {_ways(sheet, key.header, label)}"
    )
    return sheet.table.grid.error(msg, row=at)


def tell_named_as_state(
    sheet: Sheet, keys: Sequence[Key], hits: Sequence[tuple[int, int, float]], log: IssueLog
) -> None:
    """Ask about districts that bear the name of their state and equal the sum of its others."""
    by_label: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for row, column, summed in hits:
        label = int(keys[column].column.codes[row])
        by_label.setdefault((column, label), []).append((row, summed))
    for (column, label), found in by_label.items():
        row, summed = found[0]
        more = f" (and {len(found) - 1} more rows)" if len(found) > 1 else ""
        message = (
            f"may be the state itself: in row {sheet.table.labels[row]}{more} it is what its "
            f"others come to, {amount(summed)}; if it is, leave it out with where="
        )
        key = keys[column].column
        log.whole("noted", message, column=key.header, value=key.texts[label])


def nested_codes(sheet: Sheet, keys: Sequence[Key], found: Nesting) -> ReadError:
    """Refuse codes of several lengths whose longer ones sum to the shorter."""
    key = keys[found.column]
    lengths = ", ".join(map(str, found.lengths[:-1])) + f" and {found.lengths[-1]}"
    children = " and ".join(repr(code) for code in found.children[:2])
    more = f" and {len(found.children) - 2} more" if len(found.children) > 2 else ""
    msg = (
        f"column {short(key.header)} of {sheet.table.grid.where} holds codes of {lengths} digits, "
        f"and the longer ones sum to the shorter: {found.parent!r} is {children}{more} "
        f"({found.n_agreeing} of {found.n_parents} sums agree); choose one length, such as "
        f"where={{{short(key.header)}: lambda x: x.str.len() == {found.lengths[-1]}}}"
    )
    return sheet.table.grid.error(msg)


def nothing_but_totals(sheet: Sheet, headers: Sequence[str], label: str) -> ReadError:
    """Refuse a table in which every row is a total in one column or another."""
    names = " or ".join(short(header) for header in headers[:_SHOWN])
    msg = (
        f"every row of {sheet.table.grid.where} names a total in column {names} ({short(label)}); "
        "choose the rows of one breakdown with where="
    )
    return sheet.table.grid.error(msg)
