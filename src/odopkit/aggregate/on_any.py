"""Flows rolled up to an HS level on whatever engine holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, overload

import pandas as pd

from odopkit._kernels.arguments import as_names, check_flag
from odopkit.aggregate.beside import beside, refuse_added
from odopkit.aggregate.on_batches import batch_schema, is_batches, roll_up_batches
from odopkit.aggregate.on_engines import (
    ACCEPTED,
    PERIODS,
    home,
    recognise,
    roll_up_on,
    schema_of,
)
from odopkit.aggregate.on_pandas import COUNTS, roll_up
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.cases import cases_of_columns
from odopkit.errors.frames import index_names, refuse_levels, whole_letters
from odopkit.errors.telling import did_you_mean, listed
from odopkit.hs.code import check_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from narwhals.typing import IntoFrame

    from odopkit.aggregate.on_batches import Reader, Scan
    from odopkit.aggregate.on_engines import ColumnType, Frame
    from odopkit.typing import HSLevel


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
) -> pa.Table: ...


def aggregate_exports(
    flows: IntoFrame | Reader | Scan,
    *,
    level: HSLevel | None = None,
    by: Sequence[str] = ("state", "district", "hs_code"),
    counts: bool = True,
) -> IntoFrame | pa.Table:
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
        than `level`; ``n_mixed``, all rows of a sum that adds codes of several lengths, or
        of one that neither HS codes nor national lines (9 to 12 digits) have, else 0;
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
        this from the schema, before anything runs.  If a column outside `by` holds several
        flows, currencies, units of value, measures or years, by its heading: an engine is
        asked for the values of such a column first.  On pandas also if a key is missing;
        elsewhere such rows form sums with a null key, counted in ``n_missing``.
    InvalidValueError
        If `level` is not 2, 4, 6 or 8, is given without ``hs_code`` in `by`, or
        `by` is empty, repeats a column, names ``value`` or a count, or ``district``
        without ``state`` where the table has both; if no engine knows
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
    check_flag(counts, "counts")
    if isinstance(flows, pd.DataFrame):
        refuse_levels(flows, "flows")
        hidden = [c for c in (*by, "value") if c in index_names(flows) and c not in flows]
        if hidden:
            msg = f"column {hidden[0]!r} is in the index and not in the table; call .reset_index()"
            raise InvalidTableError(msg, failure_cases=cases_of_columns(hidden, "is in the index"))
        _check_columns(flows.columns.tolist(), by)
        for name in beside(flows.columns.tolist(), by):
            refuse_added(name, flows[name].unique().tolist())
        with whole_letters(flows):
            return roll_up(flows, level=level, by=by, counts=counts)
    if is_batches(flows):
        _check_schema(batch_schema(flows), by)
        return roll_up_batches(flows, level=level, by=by, counts=counts)
    frame = recognise(flows, "aggregate_exports", _ALSO_BATCHES)
    _check_schema(schema_of(frame), by)
    _check_beside(frame, by)
    return roll_up_on(frame, level=level, by=by, counts=counts)


def _check_arguments(level: object, by: Sequence[str]) -> tuple[str, ...]:
    by = as_names(by, "by")
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
        hint = did_you_mean(absent[0], names) or "."
        msg = (
            f"the table has no column {' or '.join(map(repr, absent))}{hint} It has {listed(names)}"
        )
        raise InvalidTableError(msg, failure_cases=cases_of_columns(absent, "is not in the table"))
    if "district" in by and "state" not in by and "state" in names:
        msg = (
            "by names 'district' without 'state': districts of two states may share a name, and "
            "would be summed as one; put 'state' in by"
        )
        raise InvalidValueError(msg)
    asked = dict.fromkeys([*by, "value", "hs_code", "period"])
    twice = [c for c in asked if names.count(c) > 1]
    if twice:
        msg = f"column {twice[0]!r} appears more than once; keep one"
        raise InvalidTableError(
            msg, failure_cases=cases_of_columns(twice, "appears more than once")
        )


def _check_beside(frame: Frame, by: tuple[str, ...]) -> None:
    """Ask the engine for the values of columns that may split the table, if there are any."""
    schema = schema_of(frame)
    simple = {c.name for c in schema if c.kind == "text" or "int" in c.dtype}
    names = [c for c in beside([c.name for c in schema], by) if c in simple]
    if names:
        values = home(frame.select(*names).unique())
        for name in names:
            refuse_added(name, values[name].unique().tolist())


def _check_schema(columns: list[ColumnType], by: tuple[str, ...]) -> None:
    _check_columns([column.name for column in columns], by)
    kinds = {column.name: column for column in columns}
    for name in dict.fromkeys([*by, "period", "hs_code"]):
        if name in kinds and kinds[name].kind != "text":
            problem = "is not text; read the column as text"
            if name == "hs_code":
                problem += ", since codes lose their zeros as numbers"
            msg = f"column {name!r} ({kinds[name].dtype}) {problem}"
            raise InvalidTableError(msg, failure_cases=cases_of_columns([name], problem))
    if kinds["value"].kind != "number":
        problem = "is not a number; convert it where it is, or read the file with read_exports"
        msg = f"column 'value' ({kinds['value'].dtype}) {problem}"
        raise InvalidTableError(msg, failure_cases=cases_of_columns(["value"], problem))
