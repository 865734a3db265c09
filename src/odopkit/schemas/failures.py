"""Every bad cell as a row that says what was got, where, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.errors import problems
from odopkit.errors.frames import absence
from odopkit.hs.cleaning import clean_levels
from odopkit.labels.characters import cleaned, what_is_unclean
from odopkit.schemas.columns import ALL_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray


_OF_LABELS = ("_text", "_product")


def tidy(
    cases: pd.DataFrame,
    frame: pd.DataFrame,
    text: Collection[str] = ALL_TEXT,
    numbers: Collection[str] = ("value",),
) -> pd.DataFrame:
    """Give pandera's failure cases our columns, one row per bad cell."""
    check = cases["check"].astype(str)
    absent = check == "column_in_dataframe"
    dtype = check.str.startswith("dtype(") | check.str.startswith("coerce_dtype(")
    column = cases["column"].where(~absent, cases["failure_case"]).astype(object)
    # A check of the caller's own may speak of the table as a whole, without a row.
    whole = (absent | dtype | cases["index"].isna()).to_numpy()
    position: NDArray[Any] = cases["index"].where(~whole, -1).astype(np.intp).to_numpy()
    value = cases["failure_case"].astype(object)
    value[absent] = None
    tidy = pd.DataFrame(
        {
            "row": _objects(_labels(frame, position), cases.index),
            "position": pd.Series(position, index=cases.index).astype("Int64").mask(whole),
            "column": column,
            "value": value,
            "problem": "",
            "check": check,
            "order": frame.columns.get_indexer(pd.Index(column)),
        }
    )
    # A wrong dtype is listed by pandera once per row, a cell once per failed check; and the
    # order of the list depends on the version of pandas.
    tidy = tidy.drop_duplicates(["position", "column"])
    tidy["problem"] = _problems(tidy, frame, text, numbers)
    value_or_type = [
        str(frame[c].dtype) if _is_type(check) and c in frame else v
        for check, c, v in zip(tidy["check"], tidy["column"], tidy["value"], strict=True)
    ]
    tidy["value"] = _objects(value_or_type, tidy.index)
    return (
        tidy.sort_values(["position", "order"], kind="stable", na_position="first")
        .drop(columns=["check", "order"])
        .reset_index(drop=True)
    )


def _objects(cells: Any, index: pd.Index[Any]) -> pd.Series[Any]:
    """Make a column that keeps every cell as it is, None among texts too."""
    return pd.Series(cells, index=index, dtype=object)


def _labels(frame: pd.DataFrame, position: NDArray[Any]) -> NDArray[Any]:
    """Label of each row; None where a whole column is meant."""
    row = np.full(len(position), None, dtype=object)
    of_rows = np.flatnonzero(position >= 0)
    for i, label in zip(of_rows, frame.index[position[of_rows]].tolist(), strict=True):
        row[i] = label  # one by one, since a label may be a tuple
    return row


def _is_type(check: str) -> bool:
    return check.startswith(("dtype(", "coerce_dtype("))


def _problems(
    cases: pd.DataFrame, frame: pd.DataFrame, text: Collection[str], numbers: Collection[str]
) -> list[str]:
    """Say what is wrong in each case; equal cells are looked at once."""
    known: dict[tuple[object, ...], str] = {}
    found = []
    for check, column, value in zip(cases["check"], cases["column"], cases["value"], strict=True):
        key = (check, column, type(value), repr(value))
        if key not in known:
            known[key] = _problem(check, column, value, frame, text, numbers)
        found.append(known[key])
    return found


def _problem(
    check: str,
    column: str,
    value: object,
    frame: pd.DataFrame,
    text: Collection[str],
    numbers: Collection[str],
) -> str:
    if check == "column_in_dataframe":
        return absence(frame, column)
    if check == "not_nullable":
        return problems.missing(column, amount=column in numbers)
    if _is_type(check) and column in frame:
        return problems.of_type(
            frame[column], column, text=column in text, number=column in numbers
        )
    if check == "_hs" and isinstance(value, str):
        return _of_code(value)
    if isinstance(value, str) and value and value == value.strip() and check in _OF_LABELS:
        return f"has {what_is_unclean(value)}; write {cleaned(value)!r}"
    return problems.of_cell(check, column, value)


def _of_code(value: str) -> str:
    """Say why a text is no HS code, in the words of the room of codes."""
    if not value.strip():
        return "is empty; fill it in, or drop the row"
    clean, found = clean_levels([value])
    if clean[0] is not None:
        return "is spelled with dots, blanks or marks; clean the column with normalize_hs"
    return found[0].message.removeprefix(f"{value!r} ")
