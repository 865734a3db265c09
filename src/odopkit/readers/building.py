"""From a table with known columns to flows, and a line for every row left out of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError, MixedHSLevelError, ReadError
from odopkit.readers.choosing import chosen_rows
from odopkit.readers.codes import refuse_codes
from odopkit.readers.copies import (
    keys_in_common,
    others_of,
    refuse_copies,
    refuse_equal_parts,
    tell_keys_in_common,
)
from odopkit.readers.dating import parts_set_apart
from odopkit.readers.doubts import ask_about_places, with_second_words
from odopkit.readers.filling import filled_down
from odopkit.readers.issues import IssueLog, framed
from odopkit.readers.kept import joined, rows_kept
from odopkit.readers.known import refuse_known
from odopkit.readers.monthly import months_below
from odopkit.readers.overlong import drop_overlong
from odopkit.readers.refusals import (
    nothing_left,
    refuse_merged,
    refuse_mostly_bad,
)
from odopkit.readers.rest import rest_told
from odopkit.readers.result import ISSUE_COLUMNS, ReadResult
from odopkit.readers.shapes import (
    drop_header_words,
    drop_repeated_headers,
    refuse_blocks,
    refuse_compound,
)
from odopkit.readers.sheet import Sheet, read_columns
from odopkit.readers.splitting import tell_what_splits
from odopkit.readers.spreading import as_rows
from odopkit.readers.sums.apart import sums_set_apart
from odopkit.readers.sums.early import totals_without_keys
from odopkit.readers.texts import filled_at, is_note, texts_at
from odopkit.readers.units import scale_of
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import Line
    from odopkit.readers.kept import Kept
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.readers.spreading import Spread
    from odopkit.readers.sums.marks import Printed
    from odopkit.typing import BoolArray, Float64Array, IntArray


_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """What one sheet gave."""

    where: str
    flows: Kept
    issues: list[Line]
    totals: pd.DataFrame
    scale: float
    value_set_aside: float
    file: str = ""
    currency: str = ""
    others: Mapping[str, IntArray] = field(default_factory=dict)
    """The columns not used, by heading, where other parts are to be held against this one."""


def build(
    table: Table,
    where: Mapping[str, int],
    options: ReadOptions,
    *,
    spread: Spread | None = None,
    extra_lines: Sequence[tuple[str, str]] = (),
    is_only: bool = True,
) -> Part:
    """Read the named columns of a table, and set aside what is not a row of data."""
    log = _log_of(table, extra_lines)
    table = filled_down(table, where, options, log)
    table, where = as_rows(table, where, spread, log)
    columns: Mapping[str, Column] = read_columns(table, where, options)
    scale = scale_of(table, where, options, log)
    refuse_compound(table, columns)
    left, printed = _set_apart(table, columns, log)
    headers = drop_repeated_headers(table, columns, left, log)
    drop_header_words(table, columns, left, log)
    left = chosen_rows(table, options, left, log)
    refuse_blocks(table, columns, options, left)
    heard = refuse_known(table, where, columns, options, left, log)
    columns = rest_told(table, columns, options, left, log)
    keys = [c for name, c in columns.items() if name in TEXT_COLUMNS]
    refuse_merged(table, keys, where, left, options)
    refuse_codes(table, columns, left, options)
    bad = {name: c.rows_where(c.problems) & left for name, c in columns.items()}
    refuse_mostly_bad(table, columns, bad, left & ~_naming_totals(keys, left), options)

    keep = left.copy()
    for name, column in columns.items():
        at = np.flatnonzero(bad[name] & keep)
        log.column(at, column, "set_aside", column.problems, table.start)
        keep &= ~bad[name]
    _tell_of_columns(columns, left, options, log)
    if not keep.any():
        raise nothing_left(table, framed(log.lines()))
    for column in keys:
        _log_repairs(column, keep, log, table.start)

    sheet = Sheet(table=table, where=where, columns=columns, options=options)
    keep, columns = parts_set_apart(sheet, keep, log)
    keep, columns = months_below(replace(sheet, columns=columns), keep, log)
    sheet = replace(sheet, columns=columns)
    # What was chosen is a part of the table, and its printed totals sum the whole of it.
    apart = sums_set_apart(sheet, keep, log, () if options.where else printed)
    if not apart.keep.any():
        raise nothing_left(table, framed(log.lines()))
    sums, keep = keep & ~apart.keep, apart.keep
    columns = {name: c for name, c in columns.items() if name not in apart.left_out}
    _judge_rows(sheet, columns, headers, keep, log)
    columns = with_second_words(columns, options.keep, keep, log)

    amounts = _scaled(table, columns["value"], keep, scale)
    return Part(
        file=table.grid.file,
        where=table.grid.where,
        flows=rows_kept(columns, options.constants, amounts, keep),
        issues=log.lines(),
        totals=apart.totals,
        scale=scale,
        currency=heard,
        others={} if is_only else others_of(sheet, keep),
        value_set_aside=_set_aside(columns["value"], amounts, left & ~keep & ~sums, bad["value"]),
    )


def _judge_rows(
    sheet: Sheet,
    columns: Mapping[str, Column],
    headers: Sequence[int],
    keep: BoolArray,
    log: IssueLog,
) -> None:
    """Refuse rows that stand there several times, and ask about those that may."""
    refuse_copies(sheet, keep, log)
    tell_keys_in_common(sheet, headers, keep, log)
    tell_what_splits(sheet, keep, log)
    ask_about_places(columns, keep, log)


def _scaled(table: Table, value: Column, keep: BoolArray, scale: float) -> Float64Array:
    """Multiply the values, refusing a scale that leads beyond the range of numbers."""
    with np.errstate(over="ignore"):
        amounts = value.amounts * scale
    over = np.flatnonzero(np.isinf(amounts) & keep)
    if over.size:
        row = table.labels[int(over[0])]
        msg = (
            f"scale={scale:g} makes the value in row {row} of {table.grid.where} infinite; choose "
            "a smaller one"
        )
        raise table.grid.error(msg, row=row)
    return amounts


def _tell_of_columns(
    columns: Mapping[str, Column], left: BoolArray, options: ReadOptions, log: IssueLog
) -> None:
    """Say what was seen in each column, and which words of `keep=` name no label in any.

    A word that is misspelled keeps nothing, and a column that is all blank tells nothing apart.
    """
    for column in columns.values():
        log.told(column, left)
        if column.optional and not column.rows_where(column.clean)[left].any():
            log.whole("noted", "every cell is blank: it tells nothing apart", column=column.header)
    keys = [c for name, c in columns.items() if name in TEXT_COLUMNS]
    held = {text for column in keys for text in column.texts} if options.keep else set()
    for word in sorted(options.keep - held):
        log.whole("noted", f"keep= names {word!r}, which no column that is used has")


def _set_aside(value: Column, amounts: Float64Array, aside: BoolArray, bad: BoolArray) -> float:
    """Add up what was set aside; NaN where a value stands that cannot be read."""
    if value.unreadable and (value.rows_where(value.unreadable) & aside).any():
        return float("nan")
    return float(amounts[aside & ~bad].sum())


def _naming_totals(keys: Sequence[Column], left: BoolArray) -> BoolArray:
    """Mark the rows that name a total: they are not among the rows of data."""
    named = [c.rows_where(c.totals) for c in keys if any(c.totals)]
    marked: BoolArray = np.logical_or.reduce(named, initial=False) & left
    return marked


def _log_of(table: Table, extra_lines: Sequence[tuple[str, str]]) -> IssueLog:
    """Begin the lines about a table: what was done to read it, and what stands above it."""
    log = IssueLog(table.grid.file, table.grid.sheet, table.grid.labels)
    for note in table.grid.notes:
        log.whole("repaired", note)
    for remark in table.grid.remarks:
        log.whole("noted", remark)
    for action, line in extra_lines:
        log.whole(action, line)
    for position, text in table.above:
        log.row(position, "", text, "set_aside", "above the header")
    return log


def _log_repairs(column: Column, keep: BoolArray, log: IssueLog, start: int) -> None:
    """List what was repaired in a column; spellings of years share a line."""
    rows = column.rows_where(column.repairs) & keep
    if not rows.any():
        return
    if column.name != "period":
        log.column(np.flatnonzero(rows), column, "repaired", column.repairs, start)
        return
    kinds = np.unique(column.codes[rows]).tolist()
    first = column.codes[int(np.argmax(rows))]
    more = f", and {len(kinds) - 1} more spellings alike" if len(kinds) > 1 else ""
    log.whole(
        "repaired",
        column.repairs[first] + more,
        column=column.header,
        value=column.texts[first],
    )


# -- rows that are not data ------------------------------------------------------------
def _set_apart(
    table: Table, columns: Mapping[str, Column], log: IssueLog
) -> tuple[BoolArray, list[Printed]]:
    """List totals, notes and overlong rows; return the mask of the rows of data."""
    n = len(table.labels)
    gaps = {name: c.rows_where(c.missing) for name, c in columns.items()}
    no_value = gaps["value"]
    left = np.ones(n, dtype=np.bool_)

    if all(g.any() for g in gaps.values()):
        nothing = np.logical_and.reduce(list(gaps.values()))
        at = np.flatnonzero(nothing)
        left[at[_n_filled(table, at) == 0]] = False

    printed = totals_without_keys(table, columns, left, log)
    _drop_notes(table, no_value, left, log)
    drop_overlong(table, left, log)
    return left, printed


def _n_filled(table: Table, at: IntArray) -> IntArray:
    """Count the cells that are not blank in some rows."""
    filled = np.zeros(len(at), dtype=np.intp)
    for position in range(len(table.names)):
        filled += filled_at(table.column(position), at)
    return filled


def _drop_notes(table: Table, no_value: BoolArray, left: BoolArray, log: IssueLog) -> None:
    """List rows without a value that begin like a note, or hold one cell below the data."""
    at = np.flatnonzero(no_value & left)
    if not at.size or table.grid.names is not None:
        return
    valued = np.flatnonzero(~no_value & left)
    last = int(valued[-1]) if valued.size else -1
    first_text = [""] * len(at)
    for position in range(len(table.names)):
        held = texts_at(table.column(position), at)
        first_text = [before or text for before, text in zip(first_text, held, strict=True)]
    alone = (_n_filled(table, at) == 1) & (at > last) & (len(table.names) > 2)
    for row, text, single in zip(at.tolist(), first_text, alone.tolist(), strict=True):
        if single or is_note(text):
            log.row(table.start + row, "", text, "set_aside", "a note, not a row of data")
            left[row] = False


# -- one result ------------------------------------------------------------------------
def finish(
    parts: Sequence[Part],
    lines: Sequence[Sequence[Line]],
    *,
    currency: str,
    source: str,
    one_length: str = "keep the rows (or files) of one length and read those",
) -> ReadResult:
    """Join what was read, validate it once, and hand it back with its lines."""
    from odopkit.schemas.validation import validate

    if len(parts) > 1:
        refuse_equal_parts(parts)
    read = joined([part.flows for part in parts])
    if len(parts) > 1:
        lines = [*lines, _in_common(parts, read)]
    try:
        flows = validate(read)
    except MixedHSLevelError as error:
        msg = f"{_mixed_levels(parts, source)}, so {one_length}"
        raise ReadError(msg, file=source) from error
    except InvalidTableError as error:
        msg = f"{source!r} is not a table of exports: {error}"
        raise ReadError(msg, file=source) from error
    issues = framed([line for some in lines for line in some])
    scales = {part.scale for part in parts}
    periods = flows["period"].cat.categories.tolist() if "period" in flows else []
    return ReadResult(
        flows=flows,
        issues=issues[list(ISSUE_COLUMNS)],
        currency=currency,
        totals=pd.concat(
            [part.totals for part in parts if len(part.totals)] or [parts[0].totals],
            ignore_index=True,
        ),
        scale=scales.pop() if len(scales) == 1 else float("nan"),
        period=periods[0] if len(periods) == 1 else None,
        source=source,
        value_set_aside=sum(part.value_set_aside for part in parts),
    )


def _in_common(parts: Sequence[Part], read: pd.DataFrame) -> list[Line]:
    """List the parts that have most of their keys in common, the first of them one by one."""
    found = keys_in_common(parts, read)
    log = IssueLog(parts[0].file if len({part.file for part in parts}) == 1 else "")
    for message in found[:_MOST_NAMED]:
        log.whole("noted", message)
    if len(found) > _MOST_NAMED:
        log.whole("noted", f"{len(found) - _MOST_NAMED} more pairs of tables have keys in common")
    return log.lines()


def _mixed_levels(parts: Sequence[Part], source: str) -> str:
    counts: dict[int, int] = {}
    first_in: dict[int, str] = {}
    for part in parts:
        codes = part.flows["hs_code"]
        sizes = np.bincount(codes.codes, minlength=len(codes.levels)).tolist()
        for code, n in zip(codes.levels, sizes, strict=True):
            level = len(code)
            counts[level] = counts.get(level, 0) + n
            first_in.setdefault(level, part.where)
    rows = ", ".join(
        f"{n} rows of {level} digits" + (f" (first in {first_in[level]})" if len(parts) > 1 else "")
        for level, n in sorted(counts.items())
    )
    return (
        f"{source!r} mixes HS codes of several lengths: {rows}; a code and the finer codes in it "
        "would be counted twice"
    )
