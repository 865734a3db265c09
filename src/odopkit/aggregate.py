"""Roll flows up to an HS level on the caller's own engine, counting what a plain sum would hide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

import numpy as np
import pandas as pd

from odopkit._batches import batch_schema, is_batches, roll_up_batches
from odopkit._engines import ACCEPTED, PERIODS, home, recognise, roll_up_on, schema_of
from odopkit._rollup import COUNTS, cases, roll_up
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    MixedPeriodError,
)
from odopkit.hs.code import check_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narwhals.typing import IntoFrame

    from odopkit._batches import Reader, Scan
    from odopkit._engines import ColumnType
    from odopkit.typing import HSLevel

__all__ = ["COUNTS", "aggregate_exports", "collect_exports"]

FrameT = TypeVar("FrameT", bound="IntoFrame")

_ALSO_BATCHES: Final = f"{ACCEPTED}; or a pyarrow RecordBatchReader, Dataset or Scanner"


@overload
def aggregate_exports(
    flows: FrameT,
    *,
    level: HSLevel | None = None,
    by: Sequence[str] = ("state", "district", "hs_code"),
    counts: bool = True,
) -> FrameT: ...
@overload
def aggregate_exports(
    flows: Reader | Scan,
    *,
    level: HSLevel | None = None,
    by: Sequence[str] = ("state", "district", "hs_code"),
    counts: bool = True,
) -> Any: ...
def aggregate_exports(
    flows: Any,
    *,
    level: HSLevel | None = None,
    by: Sequence[str] = ("state", "district", "hs_code"),
    counts: bool = True,
) -> Any:
    """Sum export values by place, product and whatever else names a row.

    Codes are cut to `level` digits and values added, where the rows are: a table of any
    engine goes in and one of the same kind comes out, lazy if it was lazy.  A sum hides
    bad rows, so each one comes with counts of them; :func:`collect_exports` then brings
    the sums to pandas and refuses the bad.

    Parameters
    ----------
    flows : DataFrame or table of another engine
        pandas, polars (eager or lazy), pyarrow Table, DuckDB relation, Dask, PySpark or
        Ibis; or arrow record batches (``RecordBatchReader``, ``Dataset``, ``Scanner``),
        which are read one by one.  Columns `by` (text, category, enum or dictionary)
        and ``value`` (numbers, one currency).  Not changed, and not validated: this is
        the step for raw tables.
    level : {2, 4, 6, 8}, optional
        Digits of ``hs_code`` to keep.  By default codes stay as they are.
    by : sequence of str, default ``("state", "district", "hs_code")``
        The key columns.  Include ``"period"`` to keep years apart, ``"product"`` in
        place of ``"hs_code"`` for products that are not HS codes.
    counts : bool, default True
        Also count, for each sum: ``n_rows``; ``n_missing`` values or keys;
        ``n_negative`` and ``n_nonfinite`` values; ``n_short``, codes with fewer digits
        than `level`; ``n_mixed``, all rows of a sum that adds codes of several lengths,
        or of a length that is no HS length, and 0 where all codes have one HS length;
        ``n_pseudo``, rows of chapters 98-99.

    Returns
    -------
    DataFrame or table of the same kind
        `by`, ``value`` as float64, then the counts as int64; of record batches a
        pyarrow Table.  On pandas keys are categories without unused levels, elsewhere
        text.  Rows are in no stated order.  Missing and infinite values add nothing;
        negative ones are added, and counted.  A lazy table with a ``period`` outside
        `by` also gets ``first_period`` and ``last_period``, the least and the greatest
        of each sum, which :func:`collect_exports` compares and drops.

    Raises
    ------
    InvalidTableError
        If a column is absent, repeated or not text, or ``value`` is not a number; all
        this from the schema, before anything runs.  On pandas also if a key is missing;
        elsewhere such rows form sums with a null key, counted in ``n_missing``.
    InvalidValueError
        If `level` is not 2, 4, 6 or 8, is given without ``hs_code`` in `by`, or
        `by` is empty, repeats a column or names ``value`` or a count; if no engine knows
        `flows`; or if a lazy table has a ``period`` outside `by` and no counts are asked
        for, so that nothing could show which years were added.
    MixedPeriodError
        If the table holds several periods and ``"period"`` is not in `by`: years
        are never added silently.  Of a lazy table :func:`collect_exports` raises it.

    Notes
    -----
    On pandas keep keys as categories, so that text is encoded once; extra memory is at
    most four float64 cells a row for each sum and count.  Record batches take the memory
    of the result, a few times over while parts of it are added, and of about a million
    rows, however many pass by: 50 million rows with 1.2 million sums peaked at 905 MiB,
    the validated pandas table included (``examples/larger_than_memory.py``).
    The other engines run one expression in one pass and keep what they keep.  A reader
    is used up by being read.

    The usual mistake is to let an engine guess types: codes and years that were read as
    numbers are refused here, because leading zeros are lost.  Read them as text.

    Source: the roll-up from tariff lines to headings that :cite:t:`Gaur2023` uses in
    comparing exports with official lists.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import aggregate_exports
    >>> lines = pd.DataFrame({
    ...     "state": "Gujarat", "district": "Amreli",
    ...     "hs_code": ["52051110", "52051210", "25232910"],
    ...     "value": [2.0, 3.0, 4.0]})
    >>> aggregate_exports(lines, level=4, counts=False).sort_values("hs_code")
         state district hs_code  value
    0  Gujarat   Amreli    2523    4.0
    1  Gujarat   Amreli    5205    5.0
    """
    by = _check_arguments(level, by)
    if isinstance(flows, pd.DataFrame):
        _check_columns(flows.columns.tolist(), by)
        return roll_up(flows, level=level, by=by, counts=counts)
    if is_batches(flows):
        _check_schema(batch_schema(flows), by)
        return roll_up_batches(flows, level=level, by=by, counts=counts)
    frame = recognise(flows, "aggregate_exports", _ALSO_BATCHES)
    _check_schema(schema_of(frame), by)
    return roll_up_on(frame, level=level, by=by, counts=counts)


def _check_arguments(level: object, by: Sequence[str]) -> tuple[str, ...]:
    by = (by,) if isinstance(by, str) else tuple(by)
    taken = {"value", *COUNTS, *PERIODS}
    if not by or len(set(by)) < len(by) or not taken.isdisjoint(by):
        msg = (
            "by must name at least one key column, each once, and neither 'value' nor a count; "
            f"got {by}"
        )
        raise InvalidValueError(msg)
    if level is not None:
        check_level(level)
    if level is not None and "hs_code" not in by:
        msg = f"level={level} needs 'hs_code' in by, got {by}"
        raise InvalidValueError(msg)
    return by


def _check_columns(names: list[str], by: tuple[str, ...]) -> None:
    absent = [c for c in (*by, "value") if c not in names]
    if absent:
        msg = f"the table lacks {absent}; it has {names}"
        raise InvalidTableError(msg, failure_cases=cases(absent, "is not in the table"))
    asked = dict.fromkeys([*by, "value", "hs_code", "period"])
    twice = [c for c in asked if names.count(c) > 1]
    if twice:
        msg = f"column {twice[0]!r} appears more than once; keep one"
        raise InvalidTableError(msg, failure_cases=cases(twice, "appears more than once"))


def _check_schema(columns: list[ColumnType], by: tuple[str, ...]) -> None:
    _check_columns([column.name for column in columns], by)
    kinds = {column.name: column for column in columns}
    for name in dict.fromkeys([*by, "period", "hs_code"]):
        if name in kinds and kinds[name].kind != "text":
            msg = (
                f"column {name!r} is {kinds[name].dtype}, not text; read it as text "
                "(codes lose their leading zeros as numbers)"
            )
            raise InvalidTableError(msg, failure_cases=cases([name], "is not text"))
    if kinds["value"].kind != "number":
        msg = f"column 'value' is {kinds['value'].dtype}, not numbers; see read_exports"
        raise InvalidTableError(msg, failure_cases=cases(["value"], "is not a number"))


_REFUSED: Final = {
    "n_missing": "missing values or keys",
    "n_negative": "negative values",
    "n_nonfinite": "infinite values",
    "n_short": "codes shorter than the level",
}


def collect_exports(aggregated: IntoFrame) -> pd.DataFrame:
    """Bring an aggregated table home: refuse what is bad in it, validate the rest.

    Parameters
    ----------
    aggregated : DataFrame or table of another engine
        What :func:`aggregate_exports` returned, with counts.  A lazy one is run here.

    Returns
    -------
    DataFrame
        A validated pandas flows table (see :func:`odopkit.validate`) with ``n_rows`` and
        ``n_pseudo`` kept, so that what was added and what is special stays visible.
        Rows are sorted by key, in the order of the key columns, and categories are those
        in use, sorted: the same frame whichever engine made the sums.

    Raises
    ------
    InvalidTableError
        If any sum hides missing, negative, non-finite or too short rows, or stands under
        a missing key; its `failure_cases` lists each sum and count, the sum by its row
        label on pandas and by its key elsewhere.  Also if the counts are absent.
    MixedHSLevelError
        If a sum adds codes of several lengths (a heading and its tariff lines).
    MixedPeriodError
        If the sums of a lazy table add several periods.
    InvalidValueError
        If no engine knows `aggregated`.

    Notes
    -----
    Aggregate big, validate small: the sums are few, so this costs nothing beside
    the roll-up; they must fit into memory as pandas objects.  Special transactions
    (chapters 98-99) are reported, not refused.  ``first_period`` and ``last_period``
    are dropped once they agree; put ``"period"`` in `by` to keep the year as a column.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import aggregate_exports, collect_exports
    >>> lines = pd.DataFrame({
    ...     "state": "Gujarat", "district": "Amreli",
    ...     "hs_code": ["52051110", "52051210"], "value": [2.0, 3.0]})
    >>> collect_exports(aggregate_exports(lines, level=4))
         state district hs_code  value  n_rows  n_pseudo
    0  Gujarat   Amreli    5205    5.0       2         0
    """
    from odopkit.schemas import validate

    if isinstance(aggregated, pd.DataFrame):
        table, has_labels = aggregated, True
        _check_has_counts(table.columns.tolist())
    else:
        frame = recognise(aggregated, "collect_exports", ACCEPTED)
        _check_has_counts([column.name for column in schema_of(frame)])
        table, has_labels = home(frame), False
    others = [str(c) for c in table if c not in ("value", *COUNTS, *PERIODS)]
    keys = [c for c in others if _is_key(table[c])]
    _refuse_hidden(table, keys, has_labels=has_labels)
    _refuse_periods(table)
    mixed = table["n_mixed"] > 0
    if mixed.any():
        msg = (
            f"{int(mixed.sum())} sum(s) add HS codes of several lengths (first in "
            f"{_names_of(table[mixed].iloc[:1], keys)[0]}), which counts goods twice where a "
            "heading stands beside its lines; keep one length"
        )
        raise MixedHSLevelError(msg)
    table = table.drop(columns=[*_REFUSED, "n_mixed", *PERIODS], errors="ignore")
    sorted_keys = {c: _sorted_category(table[c]) for c in keys}
    if sorted_keys:
        codes = [key.cat.codes.to_numpy() for key in sorted_keys.values()]
        table = table.assign(**sorted_keys).iloc[np.lexsort(codes[::-1])]
    return validate(table.reset_index(drop=True))


def _check_has_counts(names: list[str]) -> None:
    absent = [c for c in COUNTS if c not in names]
    if absent:
        msg = f"the table lacks the counts {absent}; aggregate with counts=True"
        raise InvalidTableError(msg, failure_cases=cases(absent, "is not in the table"))


def _is_key(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or column.dtype.kind == "O"


def _names_of(sums: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Spell out the keys of some sums."""
    text = [["missing" if pd.isna(v) else str(v) for v in sums[c].tolist()] for c in keys]
    return [" / ".join(parts) for parts in zip(*text, strict=True)] if text else [""] * len(sums)


def _refuse_hidden(table: pd.DataFrame, keys: Sequence[str], *, has_labels: bool) -> None:
    """Refuse sums that hide bad rows, or that stand under no place or code."""
    n_bad: dict[str, pd.Series[Any]] = {}
    words: dict[str, str] = {}
    keyless = np.zeros(len(table), dtype=bool)
    for c in keys:
        missing = table[c].isna().to_numpy()
        n_bad[c], words[c] = table["n_rows"].where(missing, 0), f"rows without {c!r}"
        keyless |= missing
    n_bad |= {c: table[c] for c in _REFUSED}
    n_bad["n_missing"] = table["n_missing"].where(~keyless, 0)
    words |= _REFUSED
    frames = []
    for column, n in n_bad.items():
        bad = (n > 0).to_numpy()
        if not bad.any():
            continue
        sums = table[bad]
        rows = sums.index.tolist() if has_labels else _names_of(sums, keys)
        frames.append(
            pd.DataFrame(
                {
                    "row": pd.Series(rows, dtype=object),
                    "column": pd.Series([column] * len(rows), dtype=object),
                    "value": pd.Series(n[bad].tolist(), dtype=object),
                    "problem": pd.Series(
                        [f"the sum hides {words[column]}"] * len(rows), dtype=object
                    ),
                }
            )
        )
    if not frames:
        return
    found = ", ".join(f"{int(n.sum())} {words[c]}" for c, n in n_bad.items() if (n > 0).any())
    any_bad = np.logical_or.reduce([(n > 0).to_numpy() for n in n_bad.values()])
    first = _names_of(table[any_bad].iloc[:1], keys)[0]
    msg = f"the sums hide {found} (first in {first}); find and mend these rows, then sum again"
    raise InvalidTableError(msg, failure_cases=pd.concat(frames, ignore_index=True))


def _refuse_periods(table: pd.DataFrame) -> None:
    marked = [table[c] for c in PERIODS if c in table]
    used = sorted({str(p) for column in marked for p in column.dropna()})
    if len(used) > 1:
        msg = (
            f"the sums add rows of several periods ({used[0]} to {used[-1]}); "
            "put 'period' in by to keep them apart, or filter one first"
        )
        raise MixedPeriodError(msg, periods=tuple(used))


def _sorted_category(key: pd.Series[Any]) -> pd.Series[Any]:
    """Encode a key so that equal tables get equal codes, whatever order it came in."""
    key = key.astype("category").cat.remove_unused_categories().cat.as_unordered()
    labels = key.cat.categories.tolist()
    return key.cat.reorder_categories(sorted(labels, key=str))
