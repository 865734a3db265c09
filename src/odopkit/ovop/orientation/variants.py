"""How an association changes with every choice behind the table."""

from __future__ import annotations

from itertools import product
from math import nan
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit._kernels.arguments import check_choice, check_rng
from odopkit.errors import UndefinedMeasureError, UnknownNameError
from odopkit.names import renamed
from odopkit.ovop.orientation.association import association_test
from odopkit.ovop.orientation.crosstabs import ORIENTATIONS, crosstab
from odopkit.ovop.orientation.tabulated import Crosstab, each_basis
from odopkit.ovop.records.codes import Status
from odopkit.ovop.records.frames import framed
from odopkit.ovop.records.given import check_registry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np

    from odopkit.ovop.orientation.by_country import How
    from odopkit.ovop.orientation.codebooks import Codebook, Mode, Threshold
    from odopkit.ovop.records.registry import ProgrammeRegistry


@renamed(seed="rng")
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
    rng: np.random.Generator | int | None = None,
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
        Ways to summarise countries, see :func:`~odopkit.programmes_by_country`.
    row : str, default "Americas"
        The region to set against all others.
    column : str, default "social"
        The orientation to set against the others.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.
    leave_out : collection of Status or str, default ("proposed",)
        Programmes with such a status do not count.
    rng : Generator or int, optional
        For tables too large to enumerate, see :func:`~odopkit.ovop.association_test`.  A
        seed is taken anew for each variant, a generator goes on from one to the next.

    Returns
    -------
    DataFrame
        One row for every combination: ``codebook``, ``threshold``, ``how``, ``row``,
        ``column``, ``n_row`` of ``n_row_all`` countries with an orientation, ``n_rest`` of
        ``n_rest_all`` in other regions, ``row_share``, ``rest_share``,
        ``sign`` (``higher``, ``lower``, ``equal``), ``plurality`` (whether no other
        orientation is as frequent in the region), ``odds_ratio``, ``p_pair`` (two by two),
        ``p_table`` (all regions and orientations), ``n_tables``,
        ``n_resamples`` and ``rng`` (the seed; Int64, missing where nothing was drawn),
        ``min_expected``, ``n_unstated``, ``n_stated`` (countries whose orientation rests on
        statements of the paper alone), ``basis`` (of all orientations), ``method``,
        ``mode``, ``leave_out``, ``source``, ``min_confidence``, ``reason``.  What has no
        value is NaN.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or a table is too large to enumerate and there
        is no `rng`.

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
    >>> found[["threshold", "n_row", "n_row_all", "n_rest", "n_rest_all", "p_pair"]].round(3)
      threshold  n_row  n_row_all  n_rest  n_rest_all  p_pair
    0       1/2      6          8       4          26   0.003
    1       2/3      4          8       4          26   0.066
    2       3/4      3          8       2          26   0.072
    """
    check_registry(registry)
    check_choice(column, ORIENTATIONS[:3], "column")
    tables = crosstabs(
        registry,
        thresholds=thresholds,
        codebooks=codebooks,
        hows=hows,
        mode=mode,
        leave_out=leave_out,
    )
    return set_against_rest(tables, row, column, check_rng(rng))


def crosstabs(
    registry: ProgrammeRegistry,
    *,
    thresholds: Sequence[Threshold],
    codebooks: Sequence[Codebook | str],
    hows: Sequence[How],
    mode: Mode,
    leave_out: Collection[Status | str] = (Status.PROPOSED,),
) -> list[Crosstab]:
    """Lay countries out by region and orientation under every variant."""
    return [
        crosstab(
            registry,
            how=how,
            threshold=threshold,
            codebook=codebook,
            mode=mode,
            leave_out=leave_out,
        )
        for codebook, threshold, how in product(codebooks, thresholds, hows)
    ]


def set_against_rest(
    tables: Iterable[Crosstab], row: str, column: str, rng: np.random.Generator | int | None
) -> pd.DataFrame:
    """Set an orientation in a region against the rest in every table."""
    rows = []
    for table in tables:
        counted, tested = _counted(table, row, column), _tested(table, row, column, rng)
        reason = counted["reason"] or tested["reason"]
        rows.append({**counted, **tested, **table.parameters, "reason": reason})
    return framed(rows, _COLUMNS, _KINDS)


_COLUMNS: Final = (
    *("codebook", "threshold", "how", "row", "column", "n_row", "n_row_all"),
    *("n_rest", "n_rest_all", "row_share", "rest_share", "sign", "plurality"),
    *("odds_ratio", "p_pair", "p_table", "n_tables", "n_resamples", "rng"),
    *("min_expected", "n_unstated", "n_stated", "basis", "method", "mode", "leave_out"),
    *("source", "min_confidence", "reason"),
)
_KINDS: Final = {
    **dict.fromkeys(("n_row", "n_row_all", "n_rest", "n_rest_all"), "int64"),
    **dict.fromkeys(("n_unstated", "n_stated"), "int64"),
    **dict.fromkeys(("n_tables", "n_resamples", "rng"), "Int64"),
    **dict.fromkeys(("row_share", "rest_share", "odds_ratio", "p_pair", "p_table"), "float64"),
    "min_expected": "float64",
    "plurality": "bool",
}


def _counted(table: Crosstab, row: str, column: str) -> dict[str, Any]:
    """Count an orientation in a region and in the rest, and set the two side by side."""
    told = table.counts.set_index("region")[list(ORIENTATIONS[:3])]
    here = {c: int(told[c].get(row, 0)) for c in told.columns}
    n_row, n_row_all = here[column], sum(here.values())
    n_rest = int(told[column].sum()) - n_row
    n_rest_all = int(told.to_numpy().sum()) - n_row_all
    # Shares are compared as products of counts, so that equal ones are equal.
    order = n_row * n_rest_all - n_rest * n_row_all
    known = n_row_all > 0 and n_rest_all > 0
    return {
        "row": row,
        "column": column,
        "n_row": n_row,
        "n_row_all": n_row_all,
        "n_rest": n_rest,
        "n_rest_all": n_rest_all,
        "row_share": n_row / n_row_all if n_row_all else nan,
        "rest_share": n_rest / n_rest_all if n_rest_all else nan,
        "sign": ("higher" if order > 0 else "lower" if order < 0 else "equal") if known else "",
        "plurality": n_row_all > 0 and all(n_row > here[c] for c in here if c != column),
        "n_unstated": int(table.counts["unstated"].sum()),
        "n_stated": int(table.cells["n_stated"].sum()),
        "basis": each_basis(table.cells["basis"]),
        "reason": "" if known else f"no country with an orientation in {row} or outside it",
    }


def _tested(
    table: Crosstab, row: str, column: str, rng: np.random.Generator | int | None
) -> dict[str, Any]:
    """Test the whole table and the pair, as far as they can be tested; or say why not."""
    found: dict[str, Any] = {
        **dict.fromkeys(("odds_ratio", "p_pair", "p_table", "min_expected"), nan),
        **dict.fromkeys(("n_tables", "n_resamples", "rng"), pd.NA),
        "method": "",
        "reason": "",
    }
    try:
        whole = association_test(table, rng=rng)
        found |= {
            "p_table": whole.p_value,
            "n_tables": whole.n_tables,
            "n_resamples": whole.n_resamples,
            "rng": whole.rng,
            "min_expected": whole.min_expected,
            "method": whole.method,
        }
        pair = association_test(table.against_rest(row=row, column=column), rng=rng)
        found |= {"odds_ratio": pair.odds_ratio, "p_pair": pair.p_value}
    except (UndefinedMeasureError, UnknownNameError) as error:
        found["reason"] = str(error)
    return found
