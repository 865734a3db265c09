"""What was rolled up anywhere, brought home as one validated pandas table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.aggregate.on_engines import ACCEPTED, PERIODS, home, recognise, schema_of
from odopkit.aggregate.on_pandas import COUNTS
from odopkit.errors import InvalidTableError, MixedHSLevelError, MixedPeriodError
from odopkit.errors.cases import cases_of_columns
from odopkit.errors.frames import whole_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narwhals.typing import IntoFrame


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
    from odopkit.schemas.validation import validate

    if isinstance(aggregated, pd.DataFrame):
        table, has_labels = aggregated, True
        _check_has_counts(table.columns.tolist())
    else:
        frame = recognise(aggregated, "collect_exports", ACCEPTED)
        _check_has_counts([column.name for column in schema_of(frame)])
        table, has_labels = home(frame), False
    others = [str(c) for c in table if c not in ("value", *COUNTS, *PERIODS)]
    keys = [c for c in others if _is_key(table[c])]
    refuse_hidden(table, keys, has_labels=has_labels)
    _refuse_periods(table)
    mixed = table["n_mixed"] > 0
    if mixed.any():
        msg = (
            f"{int(mixed.sum())} sum(s) add HS codes of several lengths, or of an odd one (first "
            f"in {_names_of(table[mixed].iloc[:1], keys)[0]}): goods count twice where a heading "
            "stands beside its lines, and a lost zero is another code; keep one length"
        )
        raise MixedHSLevelError(msg)
    table = table.drop(columns=[*_REFUSED, "n_mixed", *PERIODS], errors="ignore")
    with whole_letters(table):
        return validate(sorted_by(table, keys))


def _check_has_counts(names: list[str]) -> None:
    absent = [c for c in COUNTS if c not in names]
    if absent:
        msg = (
            f"the table lacks the counts {', '.join(absent)}; pass what aggregate_exports gives "
            "with counts=True"
        )
        raise InvalidTableError(msg, failure_cases=cases_of_columns(absent, "is not in the table"))


def _is_key(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or column.dtype.kind == "O"


def _names_of(sums: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Spell out the keys of some sums."""
    text = [["missing" if pd.isna(v) else str(v) for v in sums[c].tolist()] for c in keys]
    return [" / ".join(parts) for parts in zip(*text, strict=True)] if text else [""] * len(sums)


def refuse_hidden(
    table: pd.DataFrame, keys: Sequence[str], *, has_labels: bool, missing: bool = True
) -> None:
    """Refuse sums that hide bad rows, and where asked those that lack a key or a value."""
    n_bad: dict[str, pd.Series[Any]] = {}
    words: dict[str, str] = {}
    keyless = np.zeros(len(table), dtype=bool)
    for c in keys if missing else ():
        lacking = table[c].isna().to_numpy()
        n_bad[c], words[c] = table["n_rows"].where(lacking, 0), f"rows without {c!r}"
        keyless |= lacking
    n_bad |= {c: table[c] for c in _REFUSED if missing or c != "n_missing"}
    if missing:
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
                    "position": pd.array(np.flatnonzero(bad), dtype="Int64"),
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


def sorted_by(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Sort a table by the text of its keys, missing ones first, and encode them alike."""
    sorted_keys = {c: _sorted_category(table[c]) for c in keys}
    if sorted_keys:
        codes = [key.cat.codes.to_numpy() for key in sorted_keys.values()]
        table = table.assign(**sorted_keys).iloc[np.lexsort(codes[::-1])]
    return table.reset_index(drop=True)


def _sorted_category(key: pd.Series[Any]) -> pd.Series[Any]:
    """Encode a key so that equal tables get equal codes, whatever order it came in."""
    key = key.astype("category").cat.remove_unused_categories().cat.as_unordered()
    labels = key.cat.categories.tolist()
    return key.cat.reorder_categories(sorted(labels, key=str))
