"""Roll flows up to an HS level, counting what a plain sum would hide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _segments as sg
from odopkit._typing import LEVELS, TEXT_COLUMNS, HSLevel
from odopkit.errors import InvalidTableError, InvalidValueError, MixedHSLevelError, MixedPeriodError
from odopkit.hs import check_level, is_pseudo_chapter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit._typing import Float64Array, IntArray

__all__ = ["COUNTS", "aggregate_exports", "collect_exports"]

COUNTS: Final = (
    "n_rows",
    "n_missing",
    "n_negative",
    "n_nonfinite",
    "n_short",
    "n_mixed",
    "n_pseudo",
)
"""What `aggregate_exports` counts beside each sum."""

_OF_LENGTH: Final = "_rows_of_length_"


def aggregate_exports(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    by: Sequence[str] = ("state", "district", "hs_code"),
    counts: bool = True,
) -> pd.DataFrame:
    """Sum export values by place, product and whatever else names a row.

    Codes are cut to `level` digits and values added.  A sum hides bad rows, so each
    one comes with counts of them; :func:`collect_exports` then refuses the bad.

    Parameters
    ----------
    flows : DataFrame
        Columns `by` (text or category) and ``value`` (numbers, one currency).
        Not changed, and not validated: this is the step for raw tables.
    level : {2, 4, 6, 8}, optional
        Digits of ``hs_code`` to keep.  By default codes stay as they are.
    by : sequence of str, default ``("state", "district", "hs_code")``
        The key columns.  Include ``"period"`` to keep years apart, ``"product"`` in
        place of ``"hs_code"`` for products that are not HS codes.
    counts : bool, default True
        Also count, for each sum: ``n_rows``; ``n_missing``, ``n_negative`` and
        ``n_nonfinite`` values; ``n_short``, codes with fewer digits than `level`;
        ``n_mixed``, codes whose length is not the sum's most common (or is no HS
        length at all); ``n_pseudo``, rows of chapters 98-99.

    Returns
    -------
    DataFrame
        `by` as categories without unused levels, ``value`` as float64, then the
        counts as int64.  Rows are in no stated order.  Missing and infinite
        values add nothing; negative ones are added, and counted.

    Raises
    ------
    InvalidTableError
        If a column is absent, a key is missing or not text, or ``value`` is not a
        number.
    InvalidValueError
        If `level` is not 2, 4, 6 or 8, is given without ``hs_code`` in `by`, or
        `by` is empty or repeats a column, or `flows` is not a DataFrame.
    MixedPeriodError
        If the table holds several periods and ``"period"`` is not in `by`: years
        are never added silently.

    Notes
    -----
    Keep keys as categories, so that text is encoded once.  Extra memory is
    at most four float64 cells a row for each sum and count.

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
    by = _check_arguments(flows, level, by)
    keys = {c: _encode(flows, c) for c in by}
    extra = [c for c in ("period", "hs_code") if c in flows and c not in keys]
    others = {c: _encode(flows, c) for c in extra}
    if "period" in others:
        _refuse_several_periods(others["period"])
    value = _values(flows)

    columns: list[sg.Column] = []
    labels: list[pd.Index] = []
    for name, key in keys.items():
        if name == "hs_code" and level is not None:
            lut, cut = pd.factorize(key.categories.str[:level], sort=True)
            columns.append(sg.Column(key.codes, len(cut), lut.astype(np.intp)))
            labels.append(pd.Index(cut))
        else:
            columns.append(sg.Column(key.codes, len(key.categories)))
            labels.append(key.categories)
    code = keys.get("hs_code", others.get("hs_code"))
    # One pass over the rows: what is added, and each flag that is raised anywhere.
    vectors: dict[str, np.ndarray[Any, Any]] = {"value": _finite(value)}
    if counts:
        vectors |= _row_flags(value) | ({} if code is None else _code_flags(code, level))
    with np.errstate(over="ignore"):  # an infinite sum is refused by collect_exports
        found, sums = sg.group_sums(columns, list(vectors.values()))
    total = dict(zip(vectors, sums, strict=True))
    out: dict[str, Any] = {
        name: _category(index, codes)
        for name, index, codes in zip(keys, labels, found, strict=True)
    }
    out["value"] = total["value"]
    if counts:
        of_length = [total[name] for name in total if name.startswith(_OF_LENGTH)]
        if of_length:
            total["n_mixed"] = total["n_rows"] - np.max(of_length, axis=0)
        zero = np.zeros(len(total["value"]))
        out |= {c: total.get(c, zero).astype(np.int64) for c in COUNTS}
    return pd.DataFrame(out)


def _check_arguments(flows: object, level: object, by: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(flows, pd.DataFrame):
        msg = f"aggregate_exports needs a pandas DataFrame, got {type(flows).__name__}"
        raise InvalidValueError(msg)
    by = (by,) if isinstance(by, str) else tuple(by)
    if not by or len(set(by)) < len(by) or "value" in by:
        msg = f"by must name at least one key column, each once, and not 'value'; got {by}"
        raise InvalidValueError(msg)
    if level is not None:
        check_level(level)
    if level is not None and "hs_code" not in by:
        msg = f"level={level} needs 'hs_code' in by, got {by}"
        raise InvalidValueError(msg)
    absent = [c for c in (*by, "value") if c not in flows]
    if absent:
        msg = f"the table lacks {absent}; it has {list(flows.columns)}"
        raise InvalidTableError(msg, failure_cases=_cases(absent, "is not in the table"))
    twice = flows.columns[flows.columns.duplicated()].intersection(
        [*by, "value", "hs_code", "period"]
    )
    if len(twice):
        msg = f"column {twice[0]!r} appears more than once; keep one"
        raise InvalidTableError(msg, failure_cases=_cases(list(twice), "appears more than once"))
    return by


def _cases(columns: Sequence[str], problem: str, rows: Sequence[object] = (None,)) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"row": row, "column": column, "value": None, "problem": problem}
            for column in columns
            for row in rows
        ]
    )


def _encode(flows: pd.DataFrame, name: str) -> pd.Categorical:
    """Return a key column as categories of text without missing entries."""
    column = flows[name]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        is_text = isinstance(column.dtype, pd.StringDtype | pd.ArrowDtype)
        if not (is_text or column.dtype == object):
            msg = (
                f"column {name!r} is {column.dtype}, not text; read it as text "
                "(codes lose their leading zeros as numbers)"
            )
            raise InvalidTableError(msg, failure_cases=_cases([name], "is not text"))
        if isinstance(column.dtype, pd.ArrowDtype) and "dictionary" in str(column.dtype):
            # Arrow's own dictionaries cannot be cast where a value is missing.
            column = column.astype(object).where(column.notna(), np.nan)
        column = column.astype("category")
    category = column.array
    if not isinstance(category, pd.Categorical):  # pragma: no cover - pandas promises it
        msg = f"column {name!r} cannot be encoded"
        raise InvalidTableError(msg)
    odd = [
        c
        for c, n in zip(category.categories.tolist(), _rows_of(category), strict=True)
        if n and not isinstance(c, str)
    ]
    if odd:
        msg = f"column {name!r} holds {odd[0]!r}, which is not text; read the column as text"
        raise InvalidTableError(msg, failure_cases=_cases([name], "is not text"))
    if (category.codes < 0).any():
        rows = flows.index[category.codes < 0].tolist()
        msg = f"column {name!r} is missing in {len(rows)} row(s), first {rows[0]!r}; fill or drop"
        raise InvalidTableError(msg, failure_cases=_cases([name], "is missing", rows))
    return category


def _rows_of(category: pd.Categorical) -> list[int]:
    """Count rows by level, only where some level is no text: else nobody asks."""
    levels = category.categories.tolist()
    if all(isinstance(c, str) for c in levels):
        return [0] * len(levels)
    rows: list[int] = sg.count_by(category.codes[category.codes >= 0], len(levels)).tolist()
    return rows


def _refuse_several_periods(period: pd.Categorical) -> None:
    used = sorted(period.categories[sg.used_codes(period.codes, len(period.categories))].tolist())
    if len(used) > 1:
        msg = (
            f"the table holds {len(used)} periods ({', '.join(used[:4])}{'…' * (len(used) > 4)}); "
            "put 'period' in by to keep them apart, or filter one first"
        )
        raise MixedPeriodError(msg, periods=tuple(used))


def _values(flows: pd.DataFrame) -> Float64Array:
    column = flows["value"]
    if column.dtype.kind not in "iuf":
        msg = f"column 'value' is {column.dtype}, not numbers; see read_exports"
        raise InvalidTableError(msg, failure_cases=_cases(["value"], "is not a number"))
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _finite(value: Float64Array) -> Float64Array:
    finite = np.isfinite(value)
    return value if finite.all() else np.where(finite, value, 0.0)


def _row_flags(value: Float64Array) -> dict[str, np.ndarray[Any, Any]]:
    flags = {"n_rows": np.ones(len(value), dtype=np.int8)}
    if np.isfinite(value).all() and (value.size == 0 or value.min() >= 0):
        return flags
    return flags | {
        "n_missing": np.isnan(value),
        "n_negative": np.isfinite(value) & (value < 0),
        "n_nonfinite": np.isinf(value),
    }


def _code_flags(code: pd.Categorical, level: int | None) -> dict[str, np.ndarray[Any, Any]]:
    """Flag short codes, special transactions and each length in use, by row."""
    levels = code.categories.tolist()
    length = np.array([len(c) for c in levels], dtype=np.intp)
    of_level: dict[str, np.ndarray[Any, Any]] = {
        "n_short": length < (level or 0),
        "n_pseudo": np.array([is_pseudo_chapter(c) for c in levels], dtype=bool),
    }
    if len(set(length.tolist())) > 1 or not set(length.tolist()) <= set(LEVELS):
        of_level |= {f"{_OF_LENGTH}{n}": length == n for n in LEVELS}
    return {
        name: flag[code.codes]
        for name, flag in of_level.items()
        if flag.any() or name.startswith(_OF_LENGTH)
    }


def _category(labels: pd.Index, codes: IntArray) -> pd.Categorical:
    used = np.unique(codes)
    rank = np.zeros(len(labels) + 1, dtype=np.intp)
    rank[used] = np.arange(len(used))
    return pd.Categorical.from_codes(rank[codes], categories=labels[used])


def collect_exports(aggregated: pd.DataFrame) -> pd.DataFrame:
    """Bring an aggregated table home: refuse what is bad in it, validate the rest.

    Parameters
    ----------
    aggregated : DataFrame
        What :func:`aggregate_exports` returned, with counts.

    Returns
    -------
    DataFrame
        A validated flows table (see :func:`odopkit.validate`) with ``n_rows`` and
        ``n_pseudo`` kept, so that what was added and what is special stays visible.

    Raises
    ------
    InvalidTableError
        If any sum hides missing, negative, non-finite or too short rows; its
        `failure_cases` lists each sum and count.  Also if the counts are absent.
    MixedHSLevelError
        If a sum adds codes of several lengths (a heading and its tariff lines).
    InvalidValueError
        If `aggregated` is not a DataFrame.

    Notes
    -----
    Aggregate big, validate small: the sums are few, so this costs nothing beside
    the roll-up.  Special transactions (chapters 98-99) are reported, not refused.

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

    if not isinstance(aggregated, pd.DataFrame):
        msg = f"collect_exports needs a pandas DataFrame, got {type(aggregated).__name__}"
        raise InvalidValueError(msg)
    absent = [c for c in COUNTS if c not in aggregated]
    if absent:
        msg = f"the table lacks the counts {absent}; aggregate with counts=True"
        raise InvalidTableError(msg, failure_cases=_cases(absent, "is not in the table"))
    refused = {
        "n_missing": "missing values",
        "n_negative": "negative values",
        "n_nonfinite": "infinite values",
        "n_short": "codes shorter than the level",
    }
    frames = []
    for column, words in refused.items():
        bad = aggregated[aggregated[column] > 0]
        frames.append(
            pd.DataFrame(
                {
                    "row": pd.Series(bad.index.tolist(), dtype=object),
                    "column": pd.Series([column] * len(bad), dtype=object),
                    "value": pd.Series(bad[column].tolist(), dtype=object),
                    "problem": pd.Series([f"the sum hides {words}"] * len(bad), dtype=object),
                }
            )
        )
    cases = pd.concat(frames, ignore_index=True)
    if len(cases):
        total = aggregated[list(refused)].sum()
        found = ", ".join(f"{int(total[c])} {words}" for c, words in refused.items() if total[c])
        first = aggregated[(aggregated[list(refused)] > 0).any(axis=1)].iloc[0]
        key = " / ".join(str(first[c]) for c in TEXT_COLUMNS if c in aggregated)
        msg = f"the sums hide {found} (first in {key}); find and mend these rows, then sum again"
        raise InvalidTableError(msg, failure_cases=cases)
    mixed = aggregated["n_mixed"] > 0
    if mixed.any():
        first = aggregated[mixed].iloc[0]
        key = " / ".join(str(first[c]) for c in TEXT_COLUMNS if c in aggregated)
        msg = (
            f"{int(mixed.sum())} sum(s) add HS codes of several lengths (first in {key}), which "
            "counts goods twice where a heading stands beside its lines; keep one length"
        )
        raise MixedHSLevelError(msg)
    return validate(aggregated.drop(columns=[*refused, "n_mixed"])).reset_index(drop=True)
