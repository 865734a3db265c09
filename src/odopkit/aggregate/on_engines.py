"""The roll-up as one expression, run by whatever engine holds the rows.

narwhals is imported inside the functions: whoever keeps to pandas never pays for it.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import pandas as pd

from odopkit.aggregate.on_pandas import COUNTS, refuse_several_periods
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.cases import cases_of_columns
from odopkit.errors.telling import kind_of, remedy
from odopkit.hs.code import PSEUDO_CHAPTERS
from odopkit.typing import CODE_LENGTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import narwhals as nw

    from odopkit.typing import HSLevel

    Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]


ACCEPTED: Final = (
    "a pandas, polars, Dask or PySpark DataFrame, a polars LazyFrame, a pyarrow Table, "
    "a DuckDB relation or an Ibis table"
)

PERIODS: Final = ("first_period", "last_period")
"""Columns by which a lazy engine shows what years a sum adds, without a pass of its own."""

_ENGINES: Final = ("POLARS", "PYARROW", "DUCKDB", "DASK", "PYSPARK", "PYSPARK_CONNECT", "IBIS")
_FRAMES: Final = ("pandas", "narwhals", "modin", "cudf")
_SHORTEST: Final = "_shortest_code"
_LONGEST: Final = "_longest_code"


class ColumnType(NamedTuple):
    """What a table's schema says of a column."""

    name: str
    dtype: str
    kind: Literal["text", "number", "other"]


def recognise(flows: object, function: str, accepted: str) -> Frame:
    """Wrap a table for narwhals, or say what would have been accepted.

    Raises
    ------
    InvalidTableError
        If a column name repeats.
    InvalidValueError
        If no engine knows the object.
    """
    import narwhals as nw

    names = _native_names(flows)
    twice = sorted({c for c in names if names.count(c) > 1})
    if twice:
        msg = f"column {twice[0]!r} appears more than once; keep one"
        raise InvalidTableError(
            msg, failure_cases=cases_of_columns(twice, "appears more than once")
        )
    try:
        with _narwhals_quiet_on_dask():
            # The one cast: type checkers cannot match a TypeVar to what narwhals takes.
            frame = cast("Frame", nw.from_native(cast("Any", flows)))
    except TypeError:
        frame = None
    known = frame is not None and frame.implementation.name in _ENGINES
    if frame is None or not known or isinstance(flows, nw.DataFrame | nw.LazyFrame):
        msg = f"{function} needs {accepted}; got {kind_of(flows)}"
        if type(flows).__module__.partition(".")[0] not in _FRAMES:
            msg = f"{msg}: {remedy(flows)}"
        raise InvalidValueError(msg)
    return frame


def _native_names(flows: Any) -> list[str]:
    """Column names of the engines whose tables can repeat one."""
    engine = type(flows).__module__.partition(".")[0]
    if engine == "pyarrow":
        return list(getattr(flows, "column_names", ()))
    return list(getattr(flows, "columns", ())) if engine in ("dask", "duckdb", "pyspark") else []


@contextmanager
def _narwhals_quiet_on_dask() -> Iterator[None]:
    # Its advice, to install a package that replaces this part of narwhals one day, is for
    # those who write against narwhals, not for those who call this library.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Dask support is moving", category=FutureWarning)
        yield


def schema_of(frame: Frame) -> list[ColumnType]:
    """Describe the columns of a table without reading it."""
    import narwhals as nw

    native: Any = frame.to_native()
    found = []
    for name, dtype in frame.collect_schema().items():
        words = str(dtype).lower()
        kind: Literal["text", "number", "other"] = "other"
        if dtype == nw.String or dtype == nw.Enum:
            kind = "text"
        elif dtype == nw.Categorical:
            labels = _labels_that_are_no_text(native, name)
            kind, words = ("other", labels) if labels else ("text", words)
        elif dtype.is_numeric():
            kind = "number"
        found.append(ColumnType(name, words, kind))
    return found


def _labels_that_are_no_text(native: Any, name: str) -> str:
    """Name the type of labels that are numbers: arrow and Dask encode any type."""
    engine = type(native).__module__.partition(".")[0]
    if engine == "pyarrow":
        labels = native.schema.field(name).type.value_type
        return "" if "string" in str(labels) else f"dictionary of {labels}"
    if engine == "dask" and native[name].cat.known:
        labels = native[name].cat.categories.dtype
        is_text = isinstance(labels, pd.StringDtype) or labels.kind == "O"
        return "" if is_text or "string" in str(labels) else f"category of {labels}"
    return ""


def roll_up_on(frame: Frame, *, level: HSLevel | None, by: Sequence[str], counts: bool) -> Any:
    """Sum a table whose arguments and schema were checked; give back its own kind."""
    import narwhals as nw

    names = frame.collect_schema().names()
    outside = [c for c in ("period", "hs_code") if c in names and c not in by]
    periods = _period_marks(frame, outside, counts=counts)

    # Keys as text and values as floats first: engines cut only text, and add decimals,
    # integers and missing numbers each in their own way.
    text = {c: nw.col(c).cast(nw.String()) for c in (*by, *outside)}
    value = nw.col("value").cast(nw.Float64())
    added = {c: text[c].str.slice(0, level) if c == "hs_code" and level else text[c] for c in by}
    added["value"] = nw.when(value.is_finite()).then(value).otherwise(nw.lit(0.0))
    if not counts:
        return _native(summed_on(frame, by, added, [nw.col("value").sum()]), like=frame)

    flags, spans = _flags(text, value, outside), _spans(text, outside, level, periods)
    one, none = nw.lit(1, nw.Int8()), nw.lit(0, nw.Int8())
    added |= {c: nw.when(flag).then(one).otherwise(none) for c, flag in flags.items()}
    added |= {c: of_row for c, (of_row, _) in spans.items()}
    sums = ["value", *flags]
    totals = summed_on(
        frame,
        by,
        added,
        [
            *(nw.col(c).sum() for c in sums),
            nw.len().alias("n_rows"),
            *(of_sum for _, of_sum in spans.values()),
        ],
    )
    settled = _counts_by_sum(by, level, has_code="hs_code" in text)
    totals = _with_counts(totals, sums, settled)
    return _native(totals.select(*by, "value", *COUNTS, *periods), like=frame)


def _period_marks(frame: Frame, outside: Sequence[str], *, counts: bool) -> tuple[str, ...]:
    """Name the columns in which a lazy table shows the periods that a sum adds.

    An eager table shows its periods now, and is refused where they are several.
    """
    import narwhals as nw

    if "period" not in outside:
        return ()
    if isinstance(frame, nw.DataFrame):
        used = frame.get_column("period").cast(nw.String()).unique().drop_nulls().to_list()
        refuse_several_periods(pd.Categorical(used))
        return ()
    if not counts:
        msg = (
            "without counts a lazy table cannot show which periods were added; put 'period' "
            "in by, filter one period and drop the column, or leave counts=True"
        )
        raise InvalidValueError(msg)
    return PERIODS


def _flags(text: dict[str, nw.Expr], value: nw.Expr, outside: Sequence[str]) -> dict[str, nw.Expr]:
    """Say what is wrong or special with a row, by the count that it goes into."""
    missing = value.is_null() | value.is_nan()
    for c in outside:
        missing = missing | text[c].is_null()
    flags = {
        "n_missing": missing,
        "n_negative": (value < 0) & value.is_finite(),
        "n_nonfinite": (value == float("inf")) | (value == float("-inf")),
    }
    if "hs_code" in outside:
        flags["n_pseudo"] = _is_pseudo(text["hs_code"])
    return flags


def _spans(
    text: dict[str, nw.Expr], outside: Sequence[str], level: HSLevel | None, periods: Sequence[str]
) -> dict[str, tuple[nw.Expr, nw.Expr]]:
    """Pair what each row has with the least or the greatest of it in a sum."""
    import narwhals as nw

    spans: dict[str, tuple[nw.Expr, nw.Expr]] = {}
    if "hs_code" in text and (level or "hs_code" in outside):
        length = text["hs_code"].str.len_chars()
        spans[_SHORTEST] = length, nw.col(_SHORTEST).min()
        spans[_LONGEST] = length, nw.col(_LONGEST).max()
    if periods:
        first, last = periods
        spans[first] = text["period"], nw.col(first).min()
        spans[last] = text["period"], nw.col(last).max()
    return spans


def summed_on(
    frame: Frame, by: Sequence[str], added: dict[str, nw.Expr], aggregates: Sequence[nw.Expr]
) -> Frame:
    """Group what is derived from each row by its keys, missing ones too, and aggregate."""
    # polars plans the whole query when it is lazy, and then reads each column once.
    rows = frame.lazy() if frame.implementation.is_polars() else frame
    totals: Frame = rows.select(**added).group_by(*by, drop_null_keys=False).agg(*aggregates)
    return totals


def _with_counts(totals: Frame, sums: Sequence[str], settled: dict[str, nw.Expr]) -> Frame:
    """Fill in the counts that a sum settles for all its rows, and zeros for the rest."""
    import narwhals as nw

    def count(name: str) -> nw.Expr:
        counted = nw.col(name) if name in ("n_rows", *sums) else nw.lit(0)
        if name in settled:
            counted = nw.when(settled[name]).then(nw.col("n_rows")).otherwise(counted)
        return counted.cast(nw.Int64()).alias(name)

    return totals.with_columns(*map(count, COUNTS))


def _native(totals: Frame, *, like: Frame) -> Any:
    """Give back the caller's own kind of table, run if that is eager."""
    import narwhals as nw

    if isinstance(like, nw.DataFrame) and isinstance(totals, nw.LazyFrame):
        return totals.collect().to_native()
    return totals.to_native()


def _is_pseudo(code: nw.Expr) -> nw.Expr:
    first, *rest = (code.str.starts_with(chapter) for chapter in sorted(PSEUDO_CHAPTERS))
    for other in rest:
        first = first | other
    return first


def _counts_by_sum(
    by: Sequence[str], level: HSLevel | None, *, has_code: bool
) -> dict[str, nw.Expr]:
    """Say of which sums all rows are counted: what their key or code lengths settle."""
    import narwhals as nw

    missing = nw.col(by[0]).is_null()
    for c in by[1:]:
        missing = missing | nw.col(c).is_null()
    found = {"n_missing": missing}
    if not has_code:
        return found
    length = nw.col("hs_code").str.len_chars()
    shortest = longest = length
    if "hs_code" in by:
        found["n_pseudo"] = _is_pseudo(nw.col("hs_code"))
        if level:
            found["n_short"] = length < level
    if level or "hs_code" not in by:
        shortest, longest = nw.col(_SHORTEST), nw.col(_LONGEST)
    no_level = ~shortest.is_null()
    for n in CODE_LENGTHS:
        no_level = no_level & (shortest != n)
    found["n_mixed"] = no_level | (shortest != longest)
    return found


def home(frame: Frame) -> pd.DataFrame:
    """Run what is still to be run, and return a pandas frame, text as categories or objects."""
    import narwhals as nw

    with _narwhals_quiet_on_dask():
        here = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    if here.implementation.is_pyarrow():
        # Encoded before it leaves arrow: an object a cell would take ten times the memory.
        text = [c for c, dtype in here.schema.items() if dtype == nw.String]
        found: pd.DataFrame = here.to_native().to_pandas(categories=text)
        return found
    return pd.DataFrame({c: here.get_column(c).to_numpy() for c in here.columns})
