"""Roll flows up to an HS level, counting what a plain sum would hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from odopkit._rollup import COUNTS, cases, roll_up
from odopkit._typing import TEXT_COLUMNS, HSLevel
from odopkit.errors import InvalidTableError, InvalidValueError, MixedHSLevelError
from odopkit.hs import check_level

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COUNTS", "aggregate_exports", "collect_exports"]


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
    return roll_up(flows, level=level, by=by, counts=counts)


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
        raise InvalidTableError(msg, failure_cases=cases(absent, "is not in the table"))
    twice = flows.columns[flows.columns.duplicated()].intersection(
        [*by, "value", "hs_code", "period"]
    )
    if len(twice):
        msg = f"column {twice[0]!r} appears more than once; keep one"
        raise InvalidTableError(msg, failure_cases=cases(list(twice), "appears more than once"))
    return by


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
        raise InvalidTableError(msg, failure_cases=cases(absent, "is not in the table"))
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
    listed = pd.concat(frames, ignore_index=True)
    if len(listed):
        total = aggregated[list(refused)].sum()
        found = ", ".join(f"{int(total[c])} {words}" for c, words in refused.items() if total[c])
        first = aggregated[(aggregated[list(refused)] > 0).any(axis=1)].iloc[0]
        key = " / ".join(str(first[c]) for c in TEXT_COLUMNS if c in aggregated)
        msg = f"the sums hide {found} (first in {key}); find and mend these rows, then sum again"
        raise InvalidTableError(msg, failure_cases=listed)
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
