"""From a table with known columns to flows, and a line for every row left out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError, MixedHSLevelError, ReadError
from odopkit.readers.columns import read_columns
from odopkit.readers.issues import IssueLog
from odopkit.readers.result import ISSUE_COLUMNS, ReadResult
from odopkit.readers.texts import HOW_NUMBERS_ARE_WRITTEN, as_text, is_note, is_total, tidy
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.layout import Table
    from odopkit.typing import BoolArray, IntArray


TOTAL: Final = "a total, not a row of data"
_ADVICE: Final = {
    "value": f"choose the column of values, and {HOW_NUMBERS_ARE_WRITTEN}",
    "shipments": "choose a column of whole numbers, or leave it out",
    "hs_code": "choose the column of HS codes, one code of 2, 4, 6 or 8 digits a row",
    "period": "write years as '2021' or '2021-22'",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """What one sheet gave."""

    where: str
    flows: pd.DataFrame
    issues: pd.DataFrame
    value_set_aside: float


def build(
    table: Table,
    where: Mapping[str, int],
    *,
    constants: Mapping[str, str],
    pad: bool,
    scale: float,
    extra_lines: Sequence[tuple[str, str]] = (),
) -> Part:
    """Read the named columns of a table, and set aside what is not a row of data."""
    columns = read_columns(table, where, pad=pad)
    log = IssueLog(table.grid.file, table.grid.sheet, table.grid.labels)
    for note in table.grid.notes:
        log.whole("repaired", note)
    for action, line in extra_lines:
        log.whole(action, line)
    for position, text in table.above:
        log.row(position, "", text, "set_aside", "above the header")

    left = _set_apart(table, columns, log)
    keys = [c for name, c in columns.items() if name in TEXT_COLUMNS]
    _refuse_merged(table, keys, where, left)
    _refuse_lost_zeros(table, columns, left, pad=pad)
    bad = {name: c.rows_where(c.problems) & left for name, c in columns.items()}
    _refuse_mostly_bad(table, columns, bad, left)

    keep = left.copy()
    for name, column in columns.items():
        log.column(
            np.flatnonzero(bad[name] & keep), column, "set_aside", column.problems, table.start
        )
        keep &= ~bad[name]
    if not keep.any():
        lines = log.frame()
        rows = lines[lines["row"].notna()]
        reason = rows["message"].value_counts()
        msg = f"{table.grid.where} has no row of data" + (
            f": all {len(rows)} rows were set aside (most often: {reason.index[0]!r}); check that "
            "this is the right file and header row"
            if len(rows)
            else " below its header; check the download"
        )
        raise table.grid.error(msg)
    for column in keys:
        _log_repairs(column, keep, log, table.start)

    flows: dict[str, Any] = {}
    for name in TEXT_COLUMNS:
        if name in columns:
            flows[name] = columns[name].category(keep)
        elif name in constants:
            zeros = np.zeros(int(keep.sum()), dtype=np.int8)
            flows[name] = pd.Categorical.from_codes(zeros, pd.Index([constants[name]], dtype=str))
    with np.errstate(over="ignore"):  # what overflows is refused as infinite by validate
        amounts = columns["value"].amounts * scale
    flows["value"] = amounts[keep]
    if "shipments" in columns:
        flows["shipments"] = columns["shipments"].amounts[keep].astype(np.int64)
    lost = amounts[left & ~keep & ~bad["value"]]
    return Part(
        where=table.grid.where,
        flows=pd.DataFrame(flows),
        issues=log.frame(),
        value_set_aside=float(lost.sum()),
    )


def _log_repairs(column: Column, keep: BoolArray, log: IssueLog, start: int) -> None:
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
def _set_apart(table: Table, columns: Mapping[str, Column], log: IssueLog) -> BoolArray:
    """List totals, notes and overlong rows; return the mask of the rows of data."""
    n = len(table.labels)
    keys = [c for name, c in columns.items() if name in TEXT_COLUMNS]
    gaps = {name: c.rows_where(c.missing) for name, c in columns.items()}
    no_value = gaps["value"]
    left = np.ones(n, dtype=np.bool_)

    if all(g.any() for g in gaps.values()):
        nothing = np.logical_and.reduce(list(gaps.values()))
        at = np.flatnonzero(nothing)
        left[at[_n_filled(table, at) == 0]] = False

    for column in keys:
        total = column.rows_where(column.totals) & left
        words = [TOTAL] * len(column.texts)
        log.column(np.flatnonzero(total), column, "set_aside", words, table.start)
        left &= ~total
    # "India's Total" may stand in a column that is not used, beside blank keys.
    keyless = np.zeros(n, dtype=np.bool_)
    for column in keys:
        keyless |= column.gaps
    used = {c.header for c in columns.values()}
    for position, header in enumerate(table.names):
        at = np.flatnonzero(keyless & left)
        if not at.size:
            break
        if header in used:
            continue
        texts = [tidy(as_text(cell)) for cell in _take(table.column(position), at)]
        for row, text in zip(at.tolist(), texts, strict=True):
            if is_total(text):
                log.row(table.start + row, header, text, "set_aside", TOTAL)
                left[row] = False

    _drop_notes(table, no_value, left, log)
    if table.grid.is_csv:
        _drop_overlong(table, left, log)
    return left


def _take(cells: Any, at: IntArray) -> list[object]:
    taken = cells.iloc[at] if isinstance(cells, pd.Series) else cells[at]
    return list(taken)


def _n_filled(table: Table, at: IntArray) -> IntArray:
    """Count the cells that are not blank in some rows."""
    filled = np.zeros(len(at), dtype=np.intp)
    for position in range(len(table.names)):
        cells = _take(table.column(position), at)
        filled += np.fromiter((bool(tidy(as_text(c))) for c in cells), np.bool_, len(at))
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
        for i, cell in enumerate(_take(table.column(position), at)):
            first_text[i] = first_text[i] or tidy(as_text(cell))
    alone = (_n_filled(table, at) == 1) & (at > last) & (len(table.names) > 2)
    for row, text, single in zip(at.tolist(), first_text, alone.tolist(), strict=True):
        if single or is_note(text):
            log.row(table.start + row, "", text, "set_aside", "a note, not a row of data")
            left[row] = False


def _drop_overlong(table: Table, left: BoolArray, log: IssueLog) -> None:
    """List csv rows that run on beyond the header: an unquoted delimiter shifts cells."""
    width = max((i for i, name in enumerate(table.names) if name), default=-1) + 1
    over = np.zeros(len(left), dtype=np.bool_)
    for position in range(width, len(table.names)):
        over |= (table.column(position).str.strip() != "").to_numpy(dtype=np.bool_)
    rows = np.flatnonzero(over & left)
    if len(rows) * 2 > int(left.sum()):
        msg = (
            f"{len(rows)} of {int(left.sum())} rows of {table.grid.where} have more cells than the "
            f"header has names ({width}); put text that holds the delimiter in quotation marks"
        )
        raise table.grid.error(msg, row=table.labels[int(rows[0])])
    for row in rows.tolist():
        message = f"has more cells than the header has names ({width}): a delimiter without quotes?"
        log.row(table.start + row, "", "", "set_aside", message)
    left &= ~over


# -- tables that cannot be repaired ----------------------------------------------------
def _refuse_merged(
    table: Table, keys: Sequence[Column], where: Mapping[str, int], left: BoolArray
) -> None:
    at = np.flatnonzero(left)
    if not at.size:
        return
    for column in keys:
        gaps = column.gaps[at]
        spans = any(
            c == where[column.name] and a >= table.start and gaps.any()
            for a, _, c in table.grid.merged
        )
        if spans or (not gaps[0] and int(gaps.sum()) * 2 > len(at)):
            row = table.labels[int(at[int(np.argmax(gaps))])]
            msg = (
                f"column {column.header!r} of {table.grid.where} is blank in {int(gaps.sum())} of "
                f"{len(at)} rows (first in row {row}) below a cell that is filled, as merged cells "
                "are; unmerge and fill the cells down, then read it again"
            )
            raise table.grid.error(msg, row=row)


def _refuse_lost_zeros(
    table: Table, columns: Mapping[str, Column], left: BoolArray, *, pad: bool
) -> None:
    column = columns.get("hs_code")
    if column is None or pad:
        return
    rows = np.flatnonzero(column.rows_where(column.restorable) & left)
    if not rows.size:
        return
    row = table.labels[int(rows[0])]
    msg = (
        f"{len(rows)} row(s) of {table.grid.where} have an HS code with one digit missing "
        f"(first in row {row}: {column.texts[int(column.codes[rows[0]])]!r}); pass pad_hs=True if "
        "a spreadsheet dropped the leading zero"
    )
    raise table.grid.error(msg, row=row)


def _refuse_mostly_bad(
    table: Table,
    columns: Mapping[str, Column],
    bad: Mapping[str, BoolArray],
    left: BoolArray,
) -> None:
    n = int(left.sum())
    for name, column in columns.items():
        rows = np.flatnonzero(bad[name])
        if len(rows) * 2 <= n:
            continue
        _, firsts = np.unique(column.codes[rows], return_index=True)
        shown = rows[np.sort(firsts)[:3]] if len(firsts) > 2 else rows[:3]
        samples = "; ".join(
            f"row {table.labels[int(r)]}: {column.problems[int(column.codes[r])]}" for r in shown
        )
        if int(column.rows_where(column.missing)[rows].sum()) * 2 > len(rows):
            advice = "fill it in (with 0, if a blank means none), or choose another column"
        else:
            advice = _ADVICE.get(name, "mend it, or choose another column")
        msg = (
            f"column {column.header!r} of {table.grid.where} cannot serve as {name}: "
            f"{len(rows)} of {n} rows are bad ({samples}); {advice}"
        )
        raise table.grid.error(msg, row=table.labels[int(rows[0])])


# -- one result ------------------------------------------------------------------------
def finish(
    parts: Sequence[Part],
    lines: Sequence[pd.DataFrame],
    *,
    currency: str,
    scale: float,
    source: str,
) -> ReadResult:
    """Join what was read, validate it once, and hand it back with its lines."""
    from odopkit.schemas.validation import validate

    try:
        flows = validate(_joined([part.flows for part in parts]))
    except MixedHSLevelError as error:
        raise ReadError(_mixed_levels(parts, source), file=source) from error
    except InvalidTableError as error:
        msg = f"{source!r} is not a table of exports: {error}"
        raise ReadError(msg, file=source) from error
    frames = [frame for frame in lines if len(frame)]
    empty = IssueLog("").frame()
    issues = pd.concat(frames, ignore_index=True) if frames else empty
    periods = flows["period"].cat.categories.tolist() if "period" in flows else []
    return ReadResult(
        flows=flows,
        issues=issues[list(ISSUE_COLUMNS)],
        currency=currency,
        scale=scale,
        period=periods[0] if len(periods) == 1 else None,
        source=source,
        value_set_aside=sum(part.value_set_aside for part in parts),
    )


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stack frames and keep their categories, which concat would turn into objects."""
    if len(frames) == 1:
        return frames[0]
    joined: dict[str, Any] = {}
    for name in frames[0].columns:
        cells = [frame[name] for frame in frames]
        joined[name] = (
            pd.api.types.union_categoricals(cells, sort_categories=True)
            if name in TEXT_COLUMNS
            else np.concatenate([c.to_numpy() for c in cells])
        )
    return pd.DataFrame(joined)


def _mixed_levels(parts: Sequence[Part], source: str) -> str:
    counts: dict[int, int] = {}
    first_in: dict[int, str] = {}
    for part in parts:
        for code, n in part.flows["hs_code"].value_counts().items():
            level = len(str(code))
            counts[level] = counts.get(level, 0) + int(n)
            first_in.setdefault(level, part.where)
    rows = ", ".join(
        f"{n} rows of {level} digits" + (f" (first in {first_in[level]})" if len(parts) > 1 else "")
        for level, n in sorted(counts.items())
    )
    return (
        f"{source!r} mixes HS codes of several lengths: {rows}; a code and the finer codes in it "
        "would be counted twice, so keep the rows (or files) of one length and read those"
    )
