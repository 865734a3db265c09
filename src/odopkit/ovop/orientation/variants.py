"""How an association changes with every choice behind the table."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import InvalidValueError, UndefinedMeasureError, UnknownNameError
from odopkit.ovop.orientation.association import association_test
from odopkit.ovop.orientation.crosstabs import ORIENTATIONS, Crosstab, crosstab, each_basis
from odopkit.ovop.records.codes import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from odopkit.ovop.orientation.by_country import How
    from odopkit.ovop.orientation.codebooks import Codebook, Mode, Threshold
    from odopkit.ovop.records.registry import ProgrammeRegistry


def sensitivity(
    registry: ProgrammeRegistry,
    *,
    thresholds: Sequence[Threshold] = ("1/2", "2/3", "3/4"),
    codebooks: Sequence[Codebook | str] = ("default", "poverty_neutral", "paper"),
    hows: Sequence[How] = ("union",),
    row: str = "Americas",
    column: str = "social",
    mode: Mode = "reported",
    leave_out: Collection[Status | str] = (Status.PROPOSED,),
    seed: int | None = None,
) -> pd.DataFrame:
    """How a region's share of an orientation moves with the choices behind it.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.
    thresholds : sequence of str or Fraction
        Thresholds to try, see :func:`~odopkit.classify_orientation`.
    codebooks : sequence of Codebook or str
        Codebooks to try.
    hows : sequence of {"union", "majority", "latest"}
        Ways to roll countries up, see :func:`~odopkit.roll_up`.
    row : str, default "Americas"
        The region to set against all others.
    column : str, default "social"
        The orientation to set against the others.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.
    leave_out : collection of Status or str, default ("proposed",)
        Programmes with such a status do not count.
    seed : int, optional
        For tables too large to enumerate, see :func:`~odopkit.ovop.association_test`.

    Returns
    -------
    DataFrame
        One row for every combination: ``codebook``, ``threshold``, ``how``, ``row``,
        ``column``, ``row_n`` of ``row_total`` countries with an orientation,
        ``rest_n`` of ``rest_total`` in other regions, ``row_share``, ``rest_share``,
        ``sign`` (``higher``, ``lower``, ``equal``), ``plurality`` (whether no other
        orientation is as frequent in the region), ``odds_ratio``, ``p_pair`` (two by two),
        ``p_table`` (all regions and orientations), ``n_tables``,
        ``n_resamples`` and ``seed`` (Int64, missing where nothing was drawn),
        ``min_expected``, ``n_unstated``, ``n_stated`` (countries whose orientation rests on
        statements of the paper alone), ``basis`` (of all orientations), ``method``,
        ``mode``, ``leave_out``, ``source``, ``min_confidence``, ``reason``.  What has no
        value is NaN.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or a table is too large to enumerate and there
        is no seed.

    Notes
    -----
    The p-values of many variants are many looks at the same countries: none may be quoted
    alone, and the smallest least of all.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import sensitivity
    >>> found = sensitivity(load_programmes("elsewhere", min_confidence="low"),
    ...                     codebooks=["default"])
    >>> found[["threshold", "row_n", "row_total", "rest_n", "rest_total", "p_pair"]].round(3)
      threshold  row_n  row_total  rest_n  rest_total  p_pair
    0       1/2      6          8       4          26   0.003
    1       2/3      4          8       4          26   0.066
    2       3/4      3          8       2          26   0.072
    """
    if column not in ORIENTATIONS[:3]:
        msg = f"column is one of {', '.join(ORIENTATIONS[:3])}, got {column!r}"
        raise InvalidValueError(msg)
    rows = []
    for codebook in codebooks:
        for threshold in thresholds:
            for how in hows:
                table = crosstab(
                    registry,
                    how=how,
                    threshold=threshold,
                    codebook=codebook,
                    mode=mode,
                    leave_out=leave_out,
                )
                rows.append({**_variant(table, row, column, seed), **table.parameters})
    kinds = {
        c: _KINDS.get(c, "str")
        for c in (
            *("codebook", "threshold", "how", "row", "column", "row_n", "row_total"),
            *("rest_n", "rest_total", "row_share", "rest_share", "sign", "plurality"),
            *("odds_ratio", "p_pair", "p_table", "n_tables", "n_resamples", "seed"),
            *(
                "min_expected",
                "n_unstated",
                "n_stated",
                "basis",
                "method",
                "mode",
                "leave_out",
                "source",
                "min_confidence",
                "reason",
            ),
        )
    }
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


_KINDS: Final = {
    **dict.fromkeys(("row_n", "row_total", "rest_n", "rest_total"), "int64"),
    **dict.fromkeys(("n_unstated", "n_stated"), "int64"),
    **dict.fromkeys(("n_tables", "n_resamples", "seed"), "Int64"),
    **dict.fromkeys(("row_share", "rest_share", "odds_ratio", "p_pair", "p_table"), "float64"),
    "min_expected": "float64",
    "plurality": "bool",
}


def _variant(table: Crosstab, row: str, column: str, seed: int | None) -> dict[str, Any]:
    """One row of the sensitivity: counts first, and tests where they have a value."""
    told = table.counts.set_index("region")[list(ORIENTATIONS[:3])]
    here = {c: int(told[c].get(row, 0)) for c in told.columns}
    n, total = here[column], sum(here.values())
    rest_n = int(told[column].sum()) - n
    rest_total = int(told.to_numpy().sum()) - total
    share = n / total if total else nan
    rest_share = rest_n / rest_total if rest_total else nan
    # Shares are compared as products of counts, so that equal ones are equal.
    order = n * rest_total - rest_n * total
    known = total > 0 and rest_total > 0
    found: dict[str, Any] = {
        "row": row,
        "column": column,
        "row_n": n,
        "row_total": total,
        "rest_n": rest_n,
        "rest_total": rest_total,
        "row_share": share,
        "rest_share": rest_share,
        "sign": ("higher" if order > 0 else "lower" if order < 0 else "equal") if known else "",
        "plurality": total > 0 and all(n > here[c] for c in here if c != column),
        "odds_ratio": nan,
        "p_pair": nan,
        "p_table": nan,
        "n_tables": pd.NA,
        "n_resamples": pd.NA,
        "seed": pd.NA,
        "min_expected": nan,
        "n_unstated": int(table.counts["unstated"].sum()),
        "n_stated": int(table.cells["n_stated"].sum()),
        "basis": each_basis(table.cells["basis"]),
        "method": "",
        "reason": "" if known else f"no country with an orientation in {row} or outside it",
    }
    try:
        whole = association_test(table, seed=seed)
        found |= {
            "p_table": whole.p_value,
            "n_tables": whole.n_tables,
            "n_resamples": whole.n_resamples,
            "seed": whole.seed,
            "min_expected": whole.min_expected,
            "method": whole.method,
        }
        pair = association_test(table.against_rest(row=row, column=column))
        found |= {"odds_ratio": pair.odds_ratio, "p_pair": pair.p_value}
    except (UndefinedMeasureError, UnknownNameError) as error:
        found["reason"] = found["reason"] or str(error)
    return found
