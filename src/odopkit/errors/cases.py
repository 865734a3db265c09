"""Failure cases: each bad cell as a row, and the error that shows one of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError
from odopkit.errors.frames import index_names, names_of
from odopkit.errors.telling import listed, row_named, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_KINDS_SHOWN: Final = 3
_MOST_WORDS: Final = 400


def cases_at(
    index: pd.Index[Any],
    where: NDArray[np.intp] | Sequence[int],
    column: str | Sequence[str],
    values: Sequence[Any],
    problem: str | Sequence[str],
) -> pd.DataFrame:
    """List bad cells of some rows, given by position."""
    labels = index[np.asarray(where, dtype=np.intp)].tolist()
    return pd.DataFrame(
        {
            "row": pd.Series(labels, dtype=object),
            "position": pd.array(np.asarray(where, dtype=np.int64), dtype="Int64"),
            "column": column,
            "value": pd.Series(values, dtype=object),
            "problem": problem,
        }
    )


def cases_of_columns(
    columns: Sequence[str], problem: str | Sequence[str], values: Sequence[str] | None = None
) -> pd.DataFrame:
    """List whole columns as failures."""
    n = len(columns)
    return pd.DataFrame(
        {
            "row": pd.Series([None] * n, dtype=object),
            "position": pd.array([pd.NA] * n, dtype="Int64"),
            "column": pd.Series(columns, dtype=object),
            "value": pd.Series([None] * n if values is None else values, dtype=object),
            "problem": problem,
        }
    )


def refuse(
    cases: pd.DataFrame, frame: pd.DataFrame | None = None, *, name: str = "the table"
) -> None:
    """Raise an error that shows one bad cell of each kind and carries all of them."""
    kinds = cases.groupby(["column", "problem"], sort=False)
    sizes, firsts = kinds.size().tolist(), kinds.head(1).itertuples(index=False)
    said: list[str] = []
    shown = n_shown = 0
    for case, n in zip(firsts, sizes, strict=True):
        words = _shown(case, n)
        if said and (len(said) == _KINDS_SHOWN or n_shown + len(words) > _MOST_WORDS):
            break
        said.append(words)
        shown, n_shown = shown + n, n_shown + len(words)
    left = len(cases) - shown
    more = f"; and {left} more in .failure_cases" if left else ""
    msg = f"{len(cases)} problem(s) in {name}: {'; '.join(said)}{more}{_has(cases, frame)}"
    raise InvalidTableError(msg, failure_cases=cases)


def _shown(case: Any, n: int) -> str:
    """Write one failure, and how many more there are of its kind."""
    if case.row is None and case.position is pd.NA:
        got = "" if case.value is None else f" ({case.value!s})"
        return f"column {case.column!r}{got} {case.problem!s}"
    where = row_named(int(case.position), case.row)
    more = f" (and {n - 1} more such row{'s' * (n > 2)})" if n > 1 else ""
    return f"{where}, {case.column!s}: {shortened(case.value)} {case.problem!s}{more}"


def _has(cases: pd.DataFrame, frame: pd.DataFrame | None) -> str:
    """List the columns of a table that lacks some, unless they are in its index."""
    if frame is None:
        return ""
    absent = cases["column"][cases["problem"].str.startswith("is not in the table")]
    if absent.empty or absent.isin(index_names(frame)).all():
        return ""
    return f". It has {listed(names_of(frame))}"
