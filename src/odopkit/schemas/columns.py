"""What one column of a table must hold, checked on the labels in use rather than on rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from odopkit.errors.frames import refuse_half_letters
from odopkit.hs.code import RESERVED_CHAPTER
from odopkit.labels.calendars import is_period
from odopkit.labels.characters import is_clean
from odopkit.labels.kinds import kinds_of
from odopkit.typing import LEVELS, TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_HS = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})\Z")

# The text columns of trade between countries; together, those present are its key.
TRADE_COLUMNS = ("exporter", "market", "product", "period")
ALL_TEXT = frozenset((*TEXT_COLUMNS, *TRADE_COLUMNS))


def _is_text(series: pd.Series[Any]) -> bool:
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype | pd.PeriodDtype | pd.IntervalDtype):
        return False  # their kind is that of objects, but they are none
    if isinstance(dtype, pd.ArrowDtype):
        return "string" in str(dtype)
    return dtype.kind == "O" or isinstance(dtype, pd.StringDtype)


def _as_category(series: pd.Series[Any]) -> pd.Series[Any]:
    """Encode a column of labels; as it is where a cell cannot be one."""
    if isinstance(series.dtype, pd.ArrowDtype) and "dictionary" in str(series.dtype):
        # Arrow's own dictionaries cannot be cast where a value is missing.
        series = series.astype(object).where(series.notna(), np.nan)
    try:
        return series.astype("category")
    except TypeError:  # a cell that cannot be a label, such as a list
        return series


def _encoded_labels(df: pd.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    """Text columns as category; what they hold, and what is category already, is whole text."""
    here = [c for c in names if c in df]
    new: dict[str, Any] = {c: _as_category(df[c]) for c in here if _is_text(df[c])}
    for c in here:
        array = new.get(c, df[c]).array
        if isinstance(array, pd.Categorical):
            refuse_half_letters(array.categories.tolist())
    return new


def levels(series: pd.Series[Any], good: Callable[[str], bool]) -> Any:
    """Check each category once; True when fine, else a mask of good rows."""
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return True  # the wrong dtype is reported already
    levels = series.array.categories.tolist()
    bad = [c for c in levels if not (isinstance(c, str) and good(c))]
    return ~series.isin(bad) if bad else True


def encoded(df: pd.DataFrame, text: Sequence[str]) -> dict[str, Any]:
    """Text columns as category and values as float64, where they are something else."""
    new = _encoded_labels(df, text)
    if "value" in df:
        value = df["value"]
        if value.dtype != np.float64 and (value.dtype.kind in "iuf" or _is_bare(value)):
            new["value"] = pd.Series(
                value.to_numpy(dtype=np.float64, na_value=np.nan), index=df.index
            )
    return new


def _is_bare(column: pd.Series[Any]) -> bool:
    """Tell a column without rows that nobody gave a type."""
    return column.empty and column.dtype == object


def encoded_flows(df: pd.DataFrame) -> pd.DataFrame:
    """Give a flows table the types that measures need, where it has others."""
    new = encoded(df, TEXT_COLUMNS)
    if "shipments" in df:
        count = df["shipments"]
        is_whole = count.dtype.kind in "iu" and count.dtype != np.int64 and not count.hasnans
        if is_whole or _is_bare(count):
            new["shipments"] = count.astype(np.int64)
    return df.assign(**new) if new else df


def is_amount(series: pd.Series[Any]) -> Any:
    """Check that values are finite and not negative."""
    if series.dtype.kind != "f":
        return True
    v = series.to_numpy()
    if v.size == 0 or (v.min() >= 0 and v.max() < np.inf):
        return True
    return series.isna() | ((series >= 0) & np.isfinite(series))


_NO_CHAPTERS = frozenset(("00", RESERVED_CHAPTER))


def is_product_code(text: str) -> bool:
    """Tell whether a text is an HS code of an existing chapter."""
    return bool(_HS.match(text)) and text[:2] not in _NO_CHAPTERS


def are_product_codes(levels: Sequence[object]) -> bool:
    """Whether all are, asked of all at once: the codes of a good table are thousands."""
    if not all(isinstance(c, str) for c in levels):
        return False
    codes = cast("Sequence[str]", levels)
    digits = "".join(codes)
    return (
        digits.isascii()
        and digits.isdigit()
        and set(map(len, codes)) <= set(LEVELS)
        and _NO_CHAPTERS.isdisjoint(c[:2] for c in codes)
    )


def is_hs(series: pd.Series[Any]) -> Any:
    """Check that labels are HS codes of existing chapters."""
    if isinstance(series.dtype, pd.CategoricalDtype) and are_product_codes(
        series.array.categories.tolist()
    ):
        return True
    return levels(series, is_product_code)


def is_year(series: pd.Series[Any]) -> Any:
    """Check that labels name a year, a fiscal year, or a part of one in brackets."""
    return levels(series, is_period)


def is_count(series: pd.Series[Any]) -> Any:
    """Check that whole numbers are not negative."""
    if series.dtype.kind != "i":
        return True  # the wrong dtype is reported already
    return True if series.size == 0 or series.min() >= 0 else series >= 0


def is_label(series: pd.Series[Any]) -> Any:
    """Check that labels are text, not empty, without outer blanks, and spelled in one way."""
    return levels(series, is_clean)


def is_place(series: pd.Series[Any]) -> Any:
    """Check that no label among others is a word for a total or for the world.

    A table with nothing but such a label is one of totals: nothing in it counts twice.
    """
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return True  # the wrong dtype is reported already
    labels = [c if isinstance(c, str) else "" for c in series.array.categories]
    named = [i for i, kind in kinds_of(labels).items() if kind in ("total", "world")]
    if not named:
        return True
    codes = series.array.codes
    used = np.unique(codes[codes >= 0])
    bad = np.isin(used, named)
    if not bad.any() or bad.all():
        return True
    return pd.Series(~np.isin(codes, named), index=series.index)


def is_finite(series: pd.Series[Any]) -> Any:
    """Check that numbers have an end; they may be missing."""
    return True if series.dtype.kind != "f" else ~np.isinf(series)


def encoded_indicators(
    df: pd.DataFrame, unit: Sequence[str], indicators: Sequence[str]
) -> pd.DataFrame:
    """Labels as category and numbers as float64, missing as NaN; anything else as it is."""
    new = _encoded_labels(df, unit)
    for c in indicators:
        if c in df and df[c].dtype.kind in "iuf" and df[c].dtype != np.float64:
            new[c] = pd.Series(df[c].to_numpy(dtype=np.float64, na_value=np.nan), index=df.index)
    return df.assign(**new) if new else df
