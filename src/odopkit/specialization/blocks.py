"""Location quotients of resampled blocks: exporters or months drawn whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit._kernels.resampling import block_weights, few_blocks
from odopkit.errors import InvalidValueError
from odopkit.specialization.indices import INDICES, Margins, joined, reference_reasons
from odopkit.specialization.reference import reference_grid, state_cells
from odopkit.tables.cells import guarded
from odopkit.tables.labels import as_text_category
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import columns_of, rows_of
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from odopkit.specialization.reference import Reference
    from odopkit.typing import Float64Array, IntArray


_NAME: Final = "product by block"
# Numbers that are held at a time: cells by replicates.
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """Exports by block: of cells, of units, and of what they are compared with."""

    n_blocks: int
    margins: Margins  # of the table itself
    cell: csr_array  # shape (n_cells, n_blocks), and likewise below
    unit: csr_array
    unit_of: IntArray  # by cell
    product: csr_array | None  # None where the reference is given, and not resampled
    product_of: IntArray
    total: csr_array | None
    total_of: IntArray


def lay_out(
    flows: pd.DataFrame,
    m: ExportMatrix,
    block: str,
    product: str,
    reference: Reference,
    options: dict[str, Any],
) -> Blocks:
    """Lay a table out by product and block at once, and find each cell's parts."""
    if block in (product, "value") or block not in flows:
        msg = (
            f"block must name a text column beside {product!r}, such as an exporter or a month; "
            f"got {block!r}, and the table has {list(flows.columns)}"
        )
        raise InvalidValueError(msg)
    table = guarded(flows)
    of_block = as_text_category(table[block], block)
    width = len(of_block.array.categories)
    of_item = as_text_category(table[product], product).array
    labels = np.array([str(x)[: m.level] for x in of_item.categories], dtype=object)
    # One label for each product and block, so that totals are those of every other measure.
    item = m.products.get_indexer(pd.Index(labels))[of_item.codes]
    pair = (item + 1).astype(np.int64) * width + of_block.array.codes
    used, code = np.unique(pair, return_inverse=True)
    joint = pd.Categorical.from_codes(code, categories=pd.Index(used.astype(str), dtype="str"))
    every = ExportMatrix.from_flows(table.assign(**{_NAME: joint}), product=_NAME, **options)
    number = every.products.astype(np.int64).to_numpy()
    item = number // width - 1
    # Only blocks of the chosen period that export are drawn.
    drawn, part = np.unique(number % width, return_inverse=True)
    n_blocks = len(drawn)

    width = m.shape[1]
    row, column = rows_of(m.values), columns_of(m.values)
    key = row * width + column
    found_row, found = rows_of(every.values), columns_of(every.values)
    inner = item[found] >= 0
    at = np.searchsorted(key, found_row[inner] * width + item[found[inner]])
    value = every.values.data

    grid = reference_grid(m, reference)
    of = grid.of_unit[row]
    by_product: csr_array | None = None
    by_total: csr_array | None = None
    product_of, total_of = of * width + column, of
    if grid.name != "given":
        if grid.name == "state":
            where, amount = state_cells(every)
            state, joint_of = np.divmod(where, every.shape[1])
        else:
            amount = every.totals.nation if grid.name == "nation" else every.totals.product
            state, joint_of = np.zeros(len(amount), dtype=np.intp), np.arange(len(amount))
        ids = state * width + item[joint_of]
        compared, product_of = np.unique(product_of, return_inverse=True)
        place = np.minimum(np.searchsorted(compared, ids), max(len(compared) - 1, 0))
        here = (item[joint_of] >= 0) & (len(compared) > 0)
        here[here] = compared[place[here]] == ids[here]
        by_product = _sums(
            amount[here], place[here], part[joint_of[here]], (len(compared), n_blocks)
        )
        by_total = _sums(amount, state, part[joint_of], (len(grid.total), n_blocks))
    return Blocks(
        n_blocks=n_blocks,
        margins=Margins(
            e=m.values.data,
            r=m.totals.unit[row],
            c=grid.product[of, column],
            t=grid.total[of],
        ),
        cell=_sums(value[inner], at, part[found[inner]], (len(row), n_blocks)),
        unit=_sums(value, found_row, part[found], (m.shape[0], n_blocks)),
        unit_of=row,
        product=by_product,
        product_of=product_of,
        total=by_total,
        total_of=total_of,
    )


def _sums(
    value: Float64Array, row: NDArray[Any], column: NDArray[Any], shape: tuple[int, int]
) -> csr_array:
    from scipy.sparse import coo_array

    return coo_array((value, (row, column)), shape=shape).tocsr()


def resample(
    blocks: Blocks, rng: np.random.Generator, replicates: int, confidence: float
) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Draw blocks, take quotients, and give their quantiles by cell."""
    x = blocks.margins
    n_cells = len(x.e)
    out: dict[str, NDArray[Any]] = {
        "lq": INDICES["lq"](x),
        "lower": np.full(n_cells, np.nan),
        "upper": np.full(n_cells, np.nan),
        "share_above_one": np.full(n_cells, np.nan),
        "n_blocks": np.diff(blocks.cell.indptr).astype(np.int64),
        "n_replicates": np.zeros(n_cells, dtype=np.int64),
    }
    reason = reference_reasons(x.c)
    if not n_cells:
        return out, reason
    weights = block_weights(rng, blocks.n_blocks, replicates).T.astype(np.float64)
    unit = blocks.unit @ weights
    product = None if blocks.product is None else blocks.product @ weights
    total = None if blocks.total is None else blocks.total @ weights
    tail = (1 - confidence) / 2
    step = max(_BLOCK // replicates, 1)
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
        out["n_replicates"][cells] = n
        out["lower"][where] = _quantile(quotient[some], n[some], tail)
        out["upper"][where] = _quantile(quotient[some], n[some], 1 - tail)
        above = (quotient[some] > 1 + TOLERANCE).sum(axis=1)
        out["share_above_one"][where] = above / n[some]
    words = np.full(n_cells, few_blocks(blocks.n_blocks), dtype=object)
    words[(out["n_replicates"] == 0) & ~np.isnan(out["lq"])] = "undefined in every replicate"
    return out, joined(reason, words)


def _quantile(ascending: Float64Array, n: NDArray[Any], at: float) -> Float64Array:
    """Take a quantile of the first `n` of each row, between neighbours in a straight line."""
    position = at * (n - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, n - 1)
    each = np.arange(len(n))
    low, high = ascending[each, below], ascending[each, above]
    return np.asarray(low + (high - low) * (position - below))
