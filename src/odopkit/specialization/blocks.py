"""Location quotients and their blocks: exporters or months left out, or drawn again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit._kernels.jackknife import CROSSED, FEWEST_BLOCKS, effective, half_width
from odopkit._kernels.resampling import alphabetic_months, block_weights, few_blocks
from odopkit.specialization.indices import INDICES, Margins, joined, reference_reasons
from odopkit.specialization.reference import reference_grid, state_cells
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import columns_of, rows_of
from odopkit.tables.totals import cells_and_outside
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from odopkit.specialization.reference import Grid, Reference
    from odopkit.tables.cells import RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import Float64Array, IntArray


# Numbers that are held at a time: cells by resamples.
_BLOCK: Final = 1 << 20
# A cell must rest on as many blocks of equal size.
FEWEST_EVEN: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """Exports by block: of cells, of units, and of what they are compared with."""

    n_blocks: int
    labels: list[str]
    margins: Margins  # of the table itself
    cell: csr_array  # shape (n_cells, n_blocks), and likewise below
    unit: csr_array
    unit_of: IntArray  # by cell
    product: csr_array | None  # None where the reference is given, and not resampled
    product_of: IntArray
    total: csr_array | None
    total_of: IntArray


def blocks_of(
    layout: Layout, m: ExportMatrix, product: str, reference: Reference, ranks: RankOptions
) -> Blocks:
    """Take flows that are laid out by product and block, and find each cell's parts."""
    pairs, product_of_pair, part_of_pair = layout.by_pairs()
    cells, outside = cells_and_outside(pairs, **ranks)
    every = ExportMatrix.from_cells(cells, product=product, outside=outside)
    at_pair = np.searchsorted(pairs.labels, cells.products)
    # A pair of what is no product of the matrix counts in totals only.
    item = m.products.get_indexer(pd.Index(layout.labels))[product_of_pair[at_pair]]
    # Only blocks of the chosen period that export are drawn.
    drawn, part = np.unique(part_of_pair[at_pair], return_inverse=True)
    n_blocks = len(drawn)

    row, column = rows_of(m.values), columns_of(m.values)
    width = m.shape[1]
    found_row, found = rows_of(every.values), columns_of(every.values)
    inner = item[found] >= 0
    at = np.searchsorted(row * width + column, found_row[inner] * width + item[found[inner]])
    value = every.values.data
    grid = reference_grid(m, reference)
    of = grid.of_unit[row]
    compared = _compared(every, grid, of * width + column, item, part, n_blocks)
    return Blocks(
        n_blocks=n_blocks,
        labels=[str(label) for label in layout.parts[drawn]] if layout.parts is not None else [],
        margins=Margins(
            e=m.values.data,
            r=m.totals.unit[row],
            c=grid.product[of, column],
            t=grid.total[of],
        ),
        cell=_sums(value[inner], at, part[found[inner]], (len(row), n_blocks)),
        unit=_sums(value, found_row, part[found], (m.shape[0], n_blocks)),
        unit_of=row,
        product=compared.product,
        product_of=compared.product_of,
        total=compared.total,
        total_of=of,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Compared:
    """Parts of what cells are compared with; None where the reference is given."""

    product: csr_array | None
    product_of: IntArray
    total: csr_array | None


def _compared(
    every: ExportMatrix,
    grid: Grid,
    wanted: IntArray,
    item: IntArray,
    part: IntArray,
    n_blocks: int,
) -> _Compared:
    """Add the reference up by block: each product of a row of the grid, and each row."""
    if grid.name == "given":
        return _Compared(product=None, product_of=wanted, total=None)
    if grid.name == "state":
        where, amount = state_cells(every)
        state, pair = np.divmod(where, every.shape[1])
    else:
        amount = every.totals.nation if grid.name == "nation" else every.totals.product
        state, pair = np.zeros(len(amount), dtype=np.intp), np.arange(len(amount))
    ids = state * grid.product.shape[1] + item[pair]
    compared, product_of = np.unique(wanted, return_inverse=True)
    place = np.minimum(np.searchsorted(compared, ids), max(len(compared) - 1, 0))
    here = (item[pair] >= 0) & (len(compared) > 0)
    here[here] = compared[place[here]] == ids[here]
    shape = (len(compared), n_blocks)
    return _Compared(
        product=_sums(amount[here], place[here], part[pair[here]], shape),
        product_of=product_of,
        total=_sums(amount, state, part[pair], (len(grid.total), n_blocks)),
    )


def _sums(
    value: Float64Array, row: NDArray[Any], column: NDArray[Any], shape: tuple[int, int]
) -> csr_array:
    from scipy.sparse import coo_array

    return coo_array((value, (row, column)), shape=shape).tocsr()


def resample(
    blocks: Blocks, rng: np.random.Generator, n_resamples: int, confidence: float
) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Draw blocks, take quotients, and give their quantiles by cell."""
    out, reason = _unfilled(blocks)
    x, n_cells = blocks.margins, len(reason)
    if not n_cells:
        return out, reason
    weights = block_weights(rng, blocks.n_blocks, n_resamples).T.astype(np.float64)
    unit = blocks.unit @ weights
    product = None if blocks.product is None else blocks.product @ weights
    total = None if blocks.total is None else blocks.total @ weights
    tail = (1 - confidence) / 2
    step = max(_BLOCK // n_resamples, 1)
    for start in range(0, n_cells, step):
        cells = slice(start, min(start + step, n_cells))
        quotient = INDICES["lq"](
            Margins(
                e=blocks.cell[cells] @ weights,
                r=unit[blocks.unit_of[cells]],
                c=x.c[cells, np.newaxis] if product is None else product[blocks.product_of[cells]],
                t=x.t[cells, np.newaxis] if total is None else total[blocks.total_of[cells]],
            )
        )
        quotient.sort(axis=1)  # undefined ones last
        n = (~np.isnan(quotient)).sum(axis=1)
        some = np.flatnonzero(n)
        where = start + some
        out["n_resamples"][cells] = n
        out["lower"][where] = _quantile(quotient[some], n[some], tail)
        out["upper"][where] = _quantile(quotient[some], n[some], 1 - tail)
        above = (quotient[some] > 1 + TOLERANCE).sum(axis=1)
        out["share_above_one"][where] = above / n[some]
    words = np.full(n_cells, few_blocks(blocks.n_blocks), dtype=object)
    words[(out["n_resamples"] == 0) & ~np.isnan(out["lq"])] = "undefined in every resample"
    return out, joined(reason, words)


def _unfilled(blocks: Blocks) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Lay the columns of a result out, with the quotients of the table itself."""
    x = blocks.margins
    n_cells = len(x.e)
    return {
        "lq": INDICES["lq"](x),
        "lower": np.full(n_cells, np.nan),
        "upper": np.full(n_cells, np.nan),
        "share_above_one": np.full(n_cells, np.nan),
        "n_blocks": np.diff(blocks.cell.indptr).astype(np.int64),
        "n_resamples": np.zeros(n_cells, dtype=np.int64),
    }, reference_reasons(x.c)


def leave_out(blocks: Blocks, confidence: float) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Give intervals of cells on the scale of logs, from what each block does to a quotient."""
    out, reason = _unfilled(blocks)
    n_cells = len(reason)
    why = _whole_refusal(blocks)
    if why or not n_cells:
        return out, joined(reason, np.full(n_cells, why, dtype=object))
    defined = out["lq"] > 0
    out["n_resamples"][defined] = blocks.n_blocks
    words = np.full(n_cells, "", dtype=object)
    times = _are_times(blocks)
    step = max(_BLOCK // blocks.n_blocks, 1)
    for start in range(0, n_cells, step):
        cells = slice(start, min(start + step, n_cells))
        share = _shares(blocks.cell[cells])
        influence = share - _shares(blocks.unit[blocks.unit_of[cells]])
        if blocks.product is not None and blocks.total is not None:
            influence -= _shares(blocks.product[blocks.product_of[cells]])
            influence += _shares(blocks.total[blocks.total_of[cells]])
        n_even = effective(share, axis=1)
        width = half_width(influence, confidence, times=times, n_effective=n_even)
        offered = defined[cells] & (n_even >= FEWEST_EVEN)
        with np.errstate(over="ignore"):
            factor = np.where(offered, np.exp(width), np.nan)
        out["lower"][cells], out["upper"][cells] = (
            out["lq"][cells] / factor,
            out["lq"][cells] * factor,
        )
        few = defined[cells] & ~offered
        words[cells][few] = [
            f"no interval: the cell rests on {n:.1f} blocks of equal size, and {FEWEST_EVEN:g} "
            "are the fewest"
            for n in n_even[few].tolist()
        ]
    return out, joined(reason, words)


def exporting(blocks: Blocks) -> Blocks:
    """Leave blocks out that export neither from a unit nor in what units are compared with."""
    some = np.asarray(blocks.unit.sum(axis=0)).ravel() > 0
    if blocks.total is not None:
        some |= np.asarray(blocks.total.sum(axis=0)).ravel() > 0
    if some.all():
        return blocks
    keep = np.flatnonzero(some)
    return replace(
        blocks,
        n_blocks=len(keep),
        labels=[blocks.labels[i] for i in keep.tolist()],
        cell=blocks.cell[:, keep],
        unit=blocks.unit[:, keep],
        product=None if blocks.product is None else blocks.product[:, keep],
        total=None if blocks.total is None else blocks.total[:, keep],
    )


def _whole_refusal(blocks: Blocks) -> str:
    """Say why no cell has an interval; ``""`` if nothing in the whole is against it."""
    if blocks.n_blocks < FEWEST_BLOCKS:
        return f"no interval: only {blocks.n_blocks} blocks, and {FEWEST_BLOCKS} are the fewest"
    return alphabetic_months(blocks.labels) if _are_times(blocks) else ""


def _are_times(blocks: Blocks) -> bool:
    """Whether most blocks export from most units, as months do and firms do not."""
    n_units = int((np.diff(blocks.unit.indptr) > 0).sum())
    return n_units > 0 and blocks.unit.nnz > CROSSED * n_units * blocks.n_blocks


def _shares(rows: csr_array) -> Float64Array:
    """Share of each block in its row; 0 in rows without exports."""
    dense = rows.toarray()
    total = dense.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(dense, total, out=np.zeros_like(dense), where=total > 0))


def _quantile(ascending: Float64Array, n: NDArray[Any], at: float) -> Float64Array:
    """Take a quantile of the first `n` of each row, between neighbours in a straight line."""
    position = at * (n - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, n - 1)
    each = np.arange(len(n))
    low, high = ascending[each, below], ascending[each, above]
    return np.asarray(low + (high - low) * (position - below))
