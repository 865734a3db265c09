"""Roll a pandas table up: text keys become codes once, and one pass adds them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError, MixedPeriodError
from odopkit.errors.cases import cases_at, cases_of_columns
from odopkit.errors.frames import refuse_half_letters
from odopkit.errors.problems import missing, of_cell, of_type
from odopkit.errors.telling import row_named, shortened
from odopkit.hs.code import is_pseudo_chapter
from odopkit.typing import CODE_LENGTHS, HSLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array, IntArray


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


def roll_up(
    flows: pd.DataFrame, *, level: HSLevel | None, by: Sequence[str], counts: bool
) -> pd.DataFrame:
    """Sum a pandas table whose arguments and columns were checked."""
    keys = {c: _encode(flows, c) for c in by}
    extra = [c for c in ("period", "hs_code") if c in flows and c not in keys]
    others = {c: _encode(flows, c) for c in extra}
    if "period" in others:
        refuse_several_periods(others["period"])
    value = _values(flows)

    columns: list[kernels.Column] = []
    labels: list[pd.Index] = []
    for name, key in keys.items():
        if name == "hs_code" and level is not None:
            lut, cut = pd.factorize(key.categories.str[:level], sort=True)
            columns.append(kernels.Column(key.codes, len(cut), lut.astype(np.intp)))
            labels.append(pd.Index(cut))
        else:
            columns.append(kernels.Column(key.codes, len(key.categories)))
            labels.append(key.categories)
    # One pass over the rows: what is added, and each flag that is raised anywhere.
    vectors: dict[str, np.ndarray[Any, Any]] = {"value": finite(value)}
    if counts:
        vectors["n_rows"] = kernels.each_row(len(value))
        vectors |= value_flags(value)
        if "hs_code" in keys:
            vectors |= _length_flags(keys["hs_code"]) if level is not None else {}
        elif "hs_code" in others:
            vectors |= _length_flags(others["hs_code"]) | _code_flags(others["hs_code"])
    with np.errstate(over="ignore"):  # an infinite sum is refused by collect_exports
        found, sums = kernels.group_sums(columns, list(vectors.values()))
    total = dict(zip(vectors, sums, strict=True))
    out: dict[str, Any] = {
        name: _category(index, codes)
        for name, index, codes in zip(keys, labels, found, strict=True)
    }
    out["value"] = total["value"]
    if counts:
        if "hs_code" in keys:
            total |= _counts_by_label(out["hs_code"], total["n_rows"], level)
        of_length = [total[name] for name in total if name.startswith(_OF_LENGTH)]
        if of_length:
            one_length = np.max(of_length, axis=0) == total["n_rows"]
            total["n_mixed"] = np.where(one_length, 0.0, total["n_rows"])
        zero = np.zeros(len(total["value"]))
        out |= {c: total.get(c, zero).astype(np.int64) for c in COUNTS}
    return pd.DataFrame(out)


def _encode(flows: pd.DataFrame, name: str) -> pd.Categorical:
    """Return a key column as categories of text without missing entries."""
    column = flows[name]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        is_text = isinstance(column.dtype, pd.StringDtype | pd.ArrowDtype)
        if not (is_text or column.dtype == object):
            problem = of_type(column, name, text=True, number=False)
            msg = f"column {name!r} ({column.dtype}) {problem}"
            raise InvalidTableError(msg, failure_cases=cases_of_columns([name], problem))
        if isinstance(column.dtype, pd.ArrowDtype) and "dictionary" in str(column.dtype):
            # Arrow's own dictionaries cannot be cast where a value is missing.
            column = column.astype(object).where(column.notna(), np.nan)
        column = column.astype("category")
    category = column.array
    if not isinstance(category, pd.Categorical):  # pragma: no cover - pandas promises it
        msg = f"column {name!r} cannot be encoded"
        raise InvalidTableError(msg)
    refuse_half_letters(category.categories.tolist())
    odd = [
        c
        for c, n in zip(category.categories.tolist(), _rows_of(category), strict=True)
        if n and not isinstance(c, str)
    ]
    if odd:
        problem = of_cell("_hs" if name == "hs_code" else "_text", name, odd[0])
        msg = f"column {name!r} holds {shortened(odd[0])}, which {problem}"
        raise InvalidTableError(msg, failure_cases=cases_of_columns([name], problem))
    if (category.codes < 0).any():
        where = np.flatnonzero(category.codes < 0)
        problem = missing(name, amount=False)
        first = row_named(int(where[0]), flows.index[where[0]])
        msg = f"column {name!r} is missing in {len(where)} row(s), first in {first}; fill or drop"
        listed = cases_at(flows.index, where, name, [None] * len(where), problem)
        raise InvalidTableError(msg, failure_cases=listed)
    return category


def _rows_of(category: pd.Categorical) -> list[int]:
    """Count rows by level, only where some level is no text: else nobody asks."""
    levels = category.categories.tolist()
    if all(isinstance(c, str) for c in levels):
        return [0] * len(levels)
    rows: list[int] = kernels.count_by(category.codes[category.codes >= 0], len(levels)).tolist()
    return rows


def refuse_several_periods(period: pd.Categorical) -> None:
    """Refuse to add up years that nobody chose."""
    used = sorted(
        period.categories[kernels.used_codes(period.codes, len(period.categories))].tolist()
    )
    if len(used) > 1:
        msg = (
            f"the table holds {len(used)} periods ({', '.join(used[:4])}{'…' * (len(used) > 4)}); "
            "put 'period' in by to keep them apart, or filter one first"
        )
        raise MixedPeriodError(msg, periods=tuple(used))


def _values(flows: pd.DataFrame) -> Float64Array:
    column = flows["value"]
    if column.empty and column.dtype == object:  # a table without rows that nobody gave types
        return np.zeros(0)
    if column.dtype.kind not in "iuf":
        problem = of_type(column, "value", text=False, number=True)
        msg = f"column 'value' ({column.dtype}) {problem}"
        raise InvalidTableError(msg, failure_cases=cases_of_columns(["value"], problem))
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _is_clean(value: Float64Array) -> bool:
    # Least and largest carry a missing value along, and need no mask of every row.
    return value.size == 0 or bool(value.min() >= 0 and value.max() < np.inf)


def finite(value: Float64Array) -> Float64Array:
    """Replace what is not finite by zero; clean values are not copied."""
    return value if _is_clean(value) else np.where(np.isfinite(value), value, 0.0)


def value_flags(value: Float64Array) -> dict[str, np.ndarray[Any, Any]]:
    """Flag missing, negative and infinite values; nothing where all are clean."""
    if _is_clean(value):
        return {}
    return {
        "n_missing": np.isnan(value),
        "n_negative": np.isfinite(value) & (value < 0),
        "n_nonfinite": np.isinf(value),
    }


def _length_flags(code: pd.Categorical) -> dict[str, np.ndarray[Any, Any]]:
    """Flag the length of each row's code, unless the table has one HS length."""
    length = np.array([len(c) for c in code.categories.tolist()], dtype=np.intp)
    found = set(length.tolist())
    if len(found) < 2 and found <= set(CODE_LENGTHS):
        return {}
    return {f"{_OF_LENGTH}{n}": (length == n)[code.codes] for n in CODE_LENGTHS}


def _code_flags(code: pd.Categorical) -> dict[str, np.ndarray[Any, Any]]:
    """Flag special transactions by row, where the sums do not keep codes apart."""
    special = np.array([is_pseudo_chapter(c) for c in code.categories.tolist()], dtype=bool)
    return {"n_pseudo": special[code.codes]} if special.any() else {}


def _counts_by_label(
    code: pd.Categorical, n_rows: Float64Array, level: HSLevel | None
) -> dict[str, Float64Array]:
    """Count what the code of a sum settles for all its rows."""
    labels = code.categories.tolist()
    length = np.array([len(c) for c in labels], dtype=np.intp)
    of_label: dict[str, np.ndarray[Any, Any]] = {
        "n_short": length < (level or 0),
        "n_pseudo": np.array([is_pseudo_chapter(c) for c in labels], dtype=bool),
    }
    if level is None:
        of_label["n_mixed"] = ~np.isin(length, CODE_LENGTHS)
    return {
        name: np.where(flag[code.codes], n_rows, 0.0)
        for name, flag in of_label.items()
        if flag.any()
    }


def _category(labels: pd.Index, codes: IntArray) -> pd.Categorical:
    used = kernels.used_codes(codes, len(labels))
    rank = np.zeros(len(labels) + 1, dtype=np.intp)
    rank[used] = np.arange(len(used))
    return pd.Categorical.from_codes(rank[codes], categories=labels[used])
