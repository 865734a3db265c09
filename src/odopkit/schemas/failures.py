"""Every bad cell as a row that says what was got, where, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError
from odopkit.schemas.columns import ALL_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection


_HINTS = {
    "dtype_text": "is not text; read the column as text (codes lose zeros as numbers)",
    "dtype_value": "is not a number; strip units and thousands marks, or use read_exports",
    "dtype_count": "is not a whole number (int64)",
    "dtype": "has another type than its schema asks for",
    "absent": "is not in the table; rename or add it",
    "missing": "is missing",
    "_text": "is empty, has outer blanks, or is not text",
    "_product": "is empty, has outer blanks, or is not text",
    "_hs": "is not an HS code of 2, 4, 6 or 8 ASCII digits (normalize_hs cleans codes)",
    "_period": "is not a year such as '2021' or a fiscal year such as '2021-22'",
    "_value": "is negative or not finite",
    "_count": "is negative",
    "_finite": "is infinite; an indicator may be missing, but it must have an end",
}


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
    problem = check.map(_HINTS).astype(object)
    problem[absent] = _HINTS["absent"]
    problem[check == "not_nullable"] = _HINTS["missing"]
    is_text = column.isin(list(text))
    is_number = dict.fromkeys(numbers, _HINTS["dtype_value"])
    problem[dtype] = np.where(
        is_text[dtype],
        _HINTS["dtype_text"],
        column[dtype].map({"shipments": _HINTS["dtype_count"]} | is_number).fillna(_HINTS["dtype"]),
    )
    problem = problem.where(problem.notna(), check)
    # A check of the caller's own may speak of the table as a whole, without a row.
    whole = absent | dtype | cases["index"].isna()
    position = cases["index"].where(~whole, -1).astype(np.intp).to_numpy()
    row = np.full(len(cases), None, dtype=object)
    labels = frame.index[position].tolist() if len(frame) else []
    for i in np.flatnonzero(~whole):
        row[i] = labels[i]
    value = cases["failure_case"].astype(object)
    value[absent] = None
    for i in cases.index[dtype]:
        if column[i] in frame:
            value[i] = str(frame[column[i]].dtype)
    tidy = pd.DataFrame(
        {
            "row": pd.Series(row, index=cases.index, dtype=object),
            "column": column,
            "value": value,
            "problem": problem,
            "position": position,
            "order": frame.columns.get_indexer(pd.Index(column)),
        }
    )
    # A wrong dtype is listed by pandera once per row, a cell once per failed check; and the
    # order of the list depends on the version of pandas.
    return (
        tidy.drop_duplicates(["position", "column"])
        .sort_values(["position", "order"], kind="stable")
        .drop(columns=["position", "order"])
        .reset_index(drop=True)
    )


def refuse(cases: pd.DataFrame) -> None:
    """Raise an error that shows three bad cells and carries all of them."""
    shown = []
    for case in cases.head(3).itertuples(index=False):
        if case.row is None:
            got = "" if case.value is None else f" ({case.value!s})"
            shown.append(f"column {case.column!r}{got} {case.problem!s}")
        else:
            shown.append(f"row {case.row!r}, {case.column!s}: {case.value!r} {case.problem!s}")
    more = f"; and {len(cases) - 3} more in .failure_cases" if len(cases) > 3 else ""
    msg = f"{len(cases)} problem(s) in the table: " + "; ".join(shown) + more
    raise InvalidTableError(msg, failure_cases=cases)
