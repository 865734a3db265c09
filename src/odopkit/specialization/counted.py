"""Counts behind the cells of a table of values, against the counts of its reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import row_named
from odopkit.specialization.discovery import adjusted
from odopkit.specialization.indices import joined
from odopkit.specialization.margins import fits
from odopkit.specialization.reference import reference_grid
from odopkit.specialization.scores import Variance, quotient_ends
from odopkit.specialization.shrinkage import fitted_tau
from odopkit.specialization.shrinkage import shrunk as posterior_mean
from odopkit.specialization.tails import hypergeometric_tail
from odopkit.tables.sparse import columns_of, no_reasons, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from odopkit.specialization.firms import Firms
    from odopkit.specialization.reference import Grid, Reference
    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import BoolArray, Float64Array, IntArray

    FirmsOf = Callable[[ExportMatrix, Grid], Firms]


EVIDENCE: Final = (
    "count",
    "lq_counts",
    "lq_counts_lower",
    "lq_counts_upper",
    "p",
    "q",
    "family_size",
    "lq_shrunk",
    "tau",
)

NONE_COUNTED: Final = "nothing was counted behind the value"
NOT_A_PART: Final = "its counts are no part of the reference's counts"
NO_INTERVAL: Final = "no interval: its formula fails in so specialized a district (see variance=)"
OWN_COUNTS: Final = "counts are compared with the table's own: the reference has none"
NO_Q: Final = "no q: draws of one firm are not independent (see firm= and independent=)"

Family = Literal["table", "district"]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How counts become evidence."""

    confidence: float = 0.95
    variance: Variance = "score"
    tau: float | None = None
    family: Family = "table"
    independent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stored:
    """Every count above 0 of the whole table, before any filter."""

    x: Float64Array
    unit: IntArray
    item: IntArray
    district: Float64Array  # all counts of each unit
    row: IntArray  # of the grid, by unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """Counts of cells that have a value, and all counts of their districts."""

    x: Float64Array  # by cell of the value matrix
    unit: IntArray
    position: IntArray  # of each unit, among those of the whole table
    item: IntArray  # column in `grid`: every product of value is there, if with a count of 0
    in_every: IntArray  # position among all counts; -1 where nothing was counted
    district: Float64Array  # all counts of each unit
    grid: Grid  # counts of the reference
    total: Float64Array  # all counts of each row of the reference
    row: IntArray  # of the grid, by unit
    kept: tuple[Float64Array, IntArray, IntArray]  # counts of the units, their unit and column
    every: Stored
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


def count_cells(
    every: ExportMatrix, m: ExportMatrix, count: str, reference: Reference, firms: FirmsOf | None
) -> Counted:
    """Match counts, laid out with places too small to read included, to the cells of value."""
    own = not (reference is None or isinstance(reference, str))
    if own and firms is None and isinstance(reference, pd.DataFrame) and count in reference:
        given = counts_of(reference, count, "the reference")
        reference, own = reference.assign(value=given), False
    grid = reference_grid(every, None if own else reference)
    district, total = every.totals.unit, grid.total
    if firms is not None:
        distinct = firms(every, grid)
        district, total = distinct.unit, distinct.total

    unit = every.units.get_indexer(m.units).astype(np.intp)
    item = every.products.get_indexer(m.products).astype(np.intp)
    width = every.shape[1]
    row, column = rows_of(m.values), columns_of(m.values)
    stored_row, stored_column = rows_of(every.values), columns_of(every.values)
    x, at = np.zeros(len(row)), np.full(len(row), -1, dtype=np.intp)
    if every.values.nnz:
        key = stored_row * width + stored_column
        wanted = unit[row] * width + item[column]
        found = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        hit = key[found] == wanted
        at[hit] = found[hit]
        x[hit] = every.values.data[found[hit]]
    back = np.full(every.shape[0], -1)
    back[unit] = np.arange(len(unit))
    kept = back[stored_row] >= 0
    return Counted(
        x=x,
        unit=row,
        position=unit,
        item=item[column],
        in_every=at,
        district=district[unit],
        grid=grid,
        total=total,
        row=grid.of_unit[unit],
        kept=(every.values.data[kept], back[stored_row[kept]], stored_column[kept]),
        every=Stored(
            x=every.values.data,
            unit=stored_row,
            item=stored_column,
            district=district,
            row=grid.of_unit,
        ),
        own=own,
    )


def evidence(counted: Counted, how: How) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Columns of evidence by cell, and why some are undefined."""
    grid, x = counted.grid, counted.x
    of = counted.row[counted.unit]
    n, total = counted.district[counted.unit], counted.total[of]
    k = grid.product[of, counted.item]
    # Not where the reference lacks the product (NaN), or nobody has counted any of it.
    inside = fits(x, n, k, total) & (k > 0)

    share = np.nan_to_num(
        grid.product / np.where(counted.total > 0, counted.total, np.nan)[:, np.newaxis]
    )
    if how.tau is None:
        fitted = fitted_tau(*counted.kept, counted.district, share, counted.row)
        weight = fitted[counted.item]
    else:
        weight = np.full(len(x), float(how.tau))
    out = {name: np.full(len(x), np.nan) for name in EVIDENCE}
    out["count"] = x.astype(np.int64)
    margins = {"n": n[inside], "k": k[inside], "total": total[inside]}
    with np.errstate(divide="ignore", invalid="ignore"):
        out["lq_counts"][inside] = ((x / n) / (k / total))[inside]
    out["lq_counts_lower"][inside], out["lq_counts_upper"][inside] = quotient_ends(
        x[inside], **margins, confidence=how.confidence, variance=how.variance
    )
    out["p"], out["q"], out["family_size"] = _tests(counted, inside, how)
    expected = n * share[of, counted.item]
    out["lq_shrunk"][inside] = posterior_mean(x, expected, weight)[inside]
    out["tau"][inside] = weight[inside]

    reason = no_reasons(len(x))
    reason[:] = OWN_COUNTS if counted.own else ""
    if not how.independent:
        reason = joined(reason, np.full(len(x), NO_Q, dtype=object))
    if how.variance != "score":
        reason[np.isnan(out["lq_counts_lower"])] = NO_INTERVAL
    reason[~inside] = NOT_A_PART
    reason[x == 0] = NONE_COUNTED
    return out, reason


def _tests(
    counted: Counted, inside: BoolArray, how: How
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Tail of each cell, the same for having looked at its whole family, and how large that is.

    The family is that of the whole table, before any cell or district is left out: what
    is not listed has been looked at too.
    """
    every, grid = counted.every, counted.grid
    row = every.row[every.unit]
    k, total = grid.product[row, every.item], counted.total[row]
    n = every.district[every.unit]
    some = fits(every.x, n, k, total) & (k > 0)
    tail = np.full(len(every.x), np.nan)
    tail[some] = hypergeometric_tail(every.x[some], n=n[some], k=k[some], total=total[some])
    # A district of which nothing was counted was not looked at.
    tests = np.where(every.district > 0, (grid.product > 0).sum(axis=1)[every.row], 0)
    if how.family == "table":
        family, group = np.full(len(tests), tests.sum()), np.zeros_like(every.unit)
        q = adjusted(tail, group, np.array([tests.sum()]))
    else:
        family = tests
        q = adjusted(tail, every.unit, tests)
    p = np.where(inside, 1.0, np.nan)
    adjusted_p = p.copy()
    seen = counted.in_every >= 0
    where = counted.in_every[seen]
    p[seen], adjusted_p[seen] = tail[where], q[where]
    if not how.independent:
        adjusted_p = np.full(len(p), np.nan)
    size = family[counted.position[counted.unit]].astype(np.float64)
    return p, adjusted_p, np.where(inside, size, np.nan)
