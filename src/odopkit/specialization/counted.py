"""Counts behind the cells of a table of values, against the counts of its reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import row_named
from odopkit.specialization.discovery import adjusted
from odopkit.specialization.margins import fits
from odopkit.specialization.reference import reference_grid
from odopkit.specialization.shrinkage import fitted_tau
from odopkit.specialization.shrinkage import shrunk as posterior_mean
from odopkit.specialization.tails import hypergeometric_tail, log_delta_interval
from odopkit.tables.sparse import columns_of, no_reasons, rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from odopkit.specialization.reference import Grid, Reference
    from odopkit.specialization.tails import Variance
    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import Float64Array, IntArray


EVIDENCE: Final = (
    "count",
    "lq_counts",
    "lq_counts_lower",
    "lq_counts_upper",
    "p",
    "q",
    "lq_shrunk",
    "tau",
)

NONE_COUNTED: Final = "nothing was counted behind the value"
NOT_A_PART: Final = "its counts are no part of the reference's counts"
NO_INTERVAL: Final = "no interval: its formula fails in so specialized a district (see variance=)"
OWN_COUNTS: Final = "counts are compared with the table's own: the reference has none"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """Counts of cells that have a value, and all counts of their districts."""

    x: Float64Array  # by cell of the value matrix
    unit: IntArray
    item: IntArray  # column in `grid`: every product of value is there, if with a count of 0
    district: Float64Array  # all counts of each unit
    grid: Grid  # counts of the reference
    row: IntArray  # of the grid, by unit
    stored: tuple[Float64Array, IntArray, IntArray]  # every count, its unit and column
    own: bool  # the reference was given without counts


def counts_of(frame: pd.DataFrame, count: str, where: str) -> Float64Array:
    """Take a column of counts, refusing money and what is not whole."""
    if count == "value":
        msg = f"count={count!r} is the value: money is no count; name a column such as 'shipments'"
        raise InvalidValueError(msg)
    check_table(frame, where, (count,))
    column = frame[count]
    kind = column.dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
        msg = (
            f"column {count!r} of {where} must hold whole numbers, got {kind}; convert it with "
            "pd.to_numeric"
        )
        raise InvalidTableError(msg)
    x = column.to_numpy(dtype=np.float64, na_value=np.nan)
    bad = ~(np.isfinite(x) & (x >= 0) & (x == np.floor(x)))
    if bad.any():
        i = int(np.argmax(bad))
        msg = (
            f"column {count!r} of {where} must hold whole numbers of at least 0, got {x[i]:g} in "
            f"{row_named(i, column.index[i])} and {int(bad.sum())} such values in all; money is "
            "no count"
        )
        raise InvalidTableError(msg)
    return np.asarray(x)


def count_cells(every: ExportMatrix, m: ExportMatrix, count: str, reference: Reference) -> Counted:
    """Match counts, laid out with places too small to read included, to the cells of value."""
    own = not (reference is None or isinstance(reference, str))
    if own and isinstance(reference, pd.DataFrame) and count in reference:
        given = counts_of(reference, count, "the reference")
        reference, own = reference.assign(value=given), False
    grid = reference_grid(every, None if own else reference)

    unit = every.units.get_indexer(m.units).astype(np.intp)
    item = every.products.get_indexer(m.products).astype(np.intp)
    width = every.shape[1]
    row, column = rows_of(m.values), columns_of(m.values)
    stored_row, stored_column = rows_of(every.values), columns_of(every.values)
    x = np.zeros(len(row))
    if every.values.nnz:
        key = stored_row * width + stored_column
        wanted = unit[row] * width + item[column]
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        hit = key[at] == wanted
        x[hit] = every.values.data[at[hit]]
    back = np.full(every.shape[0], -1)
    back[unit] = np.arange(len(unit))
    kept = back[stored_row] >= 0
    return Counted(
        x=x,
        unit=row,
        item=item[column],
        district=every.totals.unit[unit],
        grid=grid,
        row=grid.of_unit[unit],
        stored=(every.values.data[kept], back[stored_row[kept]], stored_column[kept]),
        own=own,
    )


def evidence(
    counted: Counted, confidence: float, variance: Variance, tau: float | None
) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Columns of evidence by cell, and why some are undefined."""
    grid, x = counted.grid, counted.x
    of = counted.row[counted.unit]
    n, total = counted.district[counted.unit], grid.total[of]
    k = grid.product[of, counted.item]
    # Not where the reference lacks the product (NaN), or nobody has counted any of it.
    inside = fits(x, n, k, total) & (k > 0)

    share = np.nan_to_num(grid.product / np.where(grid.total > 0, grid.total, np.nan)[:, None])
    if tau is None:
        fitted = fitted_tau(*counted.stored, counted.district, share, counted.row)
        weight = fitted[counted.item]
    else:
        weight = np.full(len(x), float(tau))
    out = {name: np.full(len(x), np.nan) for name in EVIDENCE}
    out["count"] = x.astype(np.int64)
    margins = {"n": n[inside], "k": k[inside], "total": total[inside]}
    with np.errstate(divide="ignore", invalid="ignore"):
        out["lq_counts"][inside] = ((x / n) / (k / total))[inside]
    out["lq_counts_lower"][inside], out["lq_counts_upper"][inside] = log_delta_interval(
        x[inside], **margins, confidence=confidence, variance=variance
    )
    out["p"][inside] = hypergeometric_tail(x[inside], **margins)
    tests = (grid.product > 0).sum(axis=1)[counted.row]
    out["q"] = adjusted(out["p"], counted.unit, tests)
    expected = n * share[of, counted.item]
    out["lq_shrunk"][inside] = posterior_mean(x, expected, weight)[inside]
    out["tau"][inside] = weight[inside]

    reason = no_reasons(len(x))
    reason[:] = OWN_COUNTS if counted.own else ""
    reason[np.isnan(out["lq_counts_lower"])] = NO_INTERVAL
    reason[~inside] = NOT_A_PART
    reason[x == 0] = NONE_COUNTED
    return out, reason
