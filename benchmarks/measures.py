"""Leading products, concentration and the split of Theil, against grouped pandas and PySAL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import data
from benchmarks._harness import Row, Target, agree, extra_peak_mib, race
from odopkit import _kernels as kernels
from odopkit import concentration_table, dominance_table
from odopkit.inequality import theil_decomposition_table
from odopkit.tables.cells import prepare
from odopkit.tables.matrix import ExportMatrix
from odopkit.typing import DISTRICT

PLACE = list(DISTRICT)
_SORTING = (
    "Of ours, bringing the values of a product together takes about half and sorting them a "
    "third; the baseline does both with pandas' and numpy's own kernels, which leaves the calls of "
    "a function for each product to gain on."
)
_WHERE_TIME_GOES = (
    "The prototype's 1/38 is the kernel's time alone over pandas' sort + head alone.  The table "
    "also validates, sums repeated keys and lays cells out, where most of its time goes."
)


def cells(n_rows: int, kind: str) -> pd.DataFrame:
    """Draw one row a district and tariff line."""
    if kind == "uniform":
        return data.uniform_cells(n_rows)
    table = data.skewed(n_rows).drop(columns="partner")
    keys = [*PLACE, "hs_code"]
    return table.groupby(keys, observed=True, sort=False)["value"].sum().reset_index()


@dataclass(frozen=True, slots=True)
class _LongRows:
    """Codes and values of a table, in the order of its rows."""

    columns: list[kernels.Column]
    value: np.ndarray[Any, Any]
    n_places: int

    @classmethod
    def of(cls, table: pd.DataFrame) -> _LongRows:
        """Take district and line; a district of these tables lies in one state."""
        keys = [table[c].array for c in ("district", "hs_code")]
        columns = [kernels.Column(key.codes, len(key.categories)) for key in keys]
        return cls(columns, table["value"].to_numpy(), columns[0].size)

    def top_two(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Add up by cell and find the two largest of each place: names and values."""
        _, which, item, (sums,) = kernels.cell_sums(self.columns, [self.value])
        starts = np.concatenate(([0], np.cumsum(np.bincount(which))))
        top = kernels.top_positions(sums, starts, 2)
        first, second = (np.where(at < 0, 0.0, sums[at]) for at in top.T)
        return item[top], first, second


def leading(n_rows: int) -> Iterator[Row]:
    """Time the two largest products of each district."""
    for kind in ("uniform", "skewed"):
        table = cells(n_rows, kind)
        laid_out = prepare(table, product="hs_code", pseudo="product")
        value, place, indptr = laid_out.value, laid_out.place, laid_out.indptr
        n_places = laid_out.n_places

        def sort_head(table: pd.DataFrame = table) -> pd.DataFrame:
            ordered = table.sort_values("value", ascending=False, kind="stable")
            return ordered.groupby(PLACE, observed=True, sort=False).head(2)

        def sum_sort_head(table: pd.DataFrame = table) -> Any:
            """Do by hand what the table needs: sums by cell, totals, counts, top two."""
            summed = (
                table.groupby([*PLACE, "hs_code"], observed=True, sort=False)["value"]
                .sum()
                .reset_index()
            )
            ordered = summed.sort_values([*PLACE, "value"], ascending=False)
            grouped = ordered.groupby(PLACE, observed=True, sort=False)
            return grouped.head(2), grouped["value"].agg(["sum", "size"])

        ours = partial(dominance_table, table, rule="as_published", pseudo="product")
        best = sort_head().groupby(PLACE, observed=True)["value"].max().sort_index()
        agree(ours().set_index(PLACE)["first_value"].sort_index(), best)
        top = kernels.top_positions(value, indptr, 2)
        agree(np.sort(value[top[:, 0]]), np.sort(best.to_numpy()))
        rows = _LongRows.of(table)
        _, first, second = rows.top_two()
        agree(np.sort(first), np.sort(best.to_numpy()))
        agree(np.sort(second), np.sort(np.where(top[:, 1] < 0, 0.0, value[top[:, 1]])))
        raced = race(
            {
                "top two": partial(kernels.top_positions, value, indptr, 2),
                "top two of long rows": rows.top_two,
                "grouped pass": partial(np.bincount, place, weights=value, minlength=n_places),
            }
        )
        label = f"{kind}, {len(table):,} cells"
        yield Row(
            work="sums by cell and top two from long rows in the order that they came in, against "
            "one grouped pass",
            data=label,
            figure=raced.ratio("top two of long rows", "grouped pass"),
            target=Target(rule="<=", bound=3.5),
            detail=raced.detail("top two of long rows", "grouped pass"),
            note="The prototype wrote each value to its cell.  Here repeated keys are added up, "
            "as months and partners need, and a cell with a zero is told from one without rows.",
        )
        yield Row(
            work="top-two kernel on cells laid out by district, against one grouped pass",
            data=label,
            figure=raced.ratio("top two", "grouped pass"),
            target=Target(rule="<=", bound=3.5),
            detail=raced.detail("top two", "grouped pass"),
        )
        found = race({"odopkit": ours, "pandas": sum_sort_head, "sort + head only": sort_head})
        yield Row(
            work="`dominance_table` (validated, summed by cell, totals, counts, flags) against "
            "pandas doing the same unvalidated: sum, sort, head(2), totals",
            data=label,
            figure=found.ratio("odopkit", "pandas"),
            target=Target(rule="<=", bound=1 / 20),
            detail=found.detail("odopkit", "pandas"),
            note=_WHERE_TIME_GOES,
        )
        yield Row(
            work="the same `dominance_table` against pandas' sort + head(2) alone, which neither "
            "sums, totals nor checks",
            data=label,
            figure=found.ratio("odopkit", "sort + head only"),
            target=Target(rule="<=", bound=1 / 20),
            detail=found.detail("odopkit", "sort + head only"),
            note=_WHERE_TIME_GOES,
        )
        yield Row(
            work="top-two kernel on cells laid out by district, against pandas' sort + head(2)",
            data=label,
            figure=raced.median("top two") / found.median("sort + head only"),
            target=Target(rule="<=", bound=1 / 20),
            detail=f"{raced.detail('top two')}; {found.detail('sort + head only')}",
        )


def _four_by_apply(values: pd.Series[float]) -> tuple[float, float, float, float]:
    x = np.sort(values.to_numpy())
    n = len(x)
    share = x / x.sum()
    rank = 2.0 * np.arange(1, n + 1) - n - 1.0
    return (
        float(share[-4:].sum()),
        float((share * share).sum()),
        float(rank @ share) / n,
        float((share * np.log(share * n)).sum()),
    )


def concentration(n_rows: int) -> Iterator[Row]:
    """Time four measures inside every product."""
    for kind in ("uniform", "skewed"):
        table = cells(n_rows, kind)
        table = table[table["value"] > 0].reset_index(drop=True)
        code = table["hs_code"].array.codes
        size = len(table["hs_code"].array.categories)
        value = table["value"].to_numpy()

        def ours(
            code: Any = code, size: int = size, value: Any = value
        ) -> tuple[np.ndarray[Any, Any], ...]:
            seg = kernels.segment(code, size, value)
            return (
                kernels.concentration_ratio(seg, 4),
                kernels.herfindahl_hirschman(seg),
                kernels.gini(seg),
                kernels.theil_t(seg),
            )

        def apply(table: pd.DataFrame = table) -> pd.Series[Any]:
            grouped = table.groupby("hs_code", observed=True)["value"]
            return grouped.apply(_four_by_apply)

        theirs = np.array(apply().tolist())
        mine = np.array(ours()).T
        agree(mine[~np.isnan(mine[:, 0])], theirs)
        found = race(
            {
                "kernels": ours,
                "np.sort": partial(np.sort, value),
                "groupby-apply": apply,
                "concentration_table": partial(
                    concentration_table,
                    table,
                    across=DISTRICT,
                    within="hs_code",
                    measures=("cr4", "hhi", "gini", "theil_t"),
                ),
            }
        )
        label = f"{kind}, {len(table):,} cells"
        for other, bound in (("np.sort", 3.5), ("groupby-apply", 0.25)):
            yield Row(
                work=f"CR4, HHI, Gini and Theil within {size:,} products, against "
                + ("one `np.sort` of all values" if other == "np.sort" else "groupby-apply"),
                data=label,
                figure=found.ratio("kernels", other),
                target=Target(rule="<=", bound=bound),
                detail=found.detail("kernels", other),
                note="" if other == "np.sort" else _SORTING,
            )
        yield Row(
            work="the same by `concentration_table`, validated, against groupby-apply unvalidated",
            data=label,
            figure=found.ratio("concentration_table", "groupby-apply"),
            target=None,
            detail=found.detail("concentration_table", "groupby-apply"),
        )


def _rectangle(n_rows: int) -> tuple[ExportMatrix, pd.DataFrame]:
    matrix = ExportMatrix.from_flows(data.uniform_cells(n_rows), pseudo="product")
    return matrix, matrix.to_frame()


def theil(n_rows: int) -> Iterator[Row]:
    """Time the split by state of every product, against PySAL on the whole rectangle."""
    from inequality.theil import TheilD

    matrix, wide = _rectangle(n_rows)
    dense = wide.to_numpy()
    state = wide.index.get_level_values("state").to_numpy()
    ours = partial(theil_decomposition_table, matrix, variant="T")
    split, theirs = ours(), TheilD(dense, state)
    agree(split["between"], theirs.bg.ravel(), tolerance=1e-9)
    agree(split["within"], theirs.wg.ravel(), tolerance=1e-9)
    found = race({"odopkit": ours, "PySAL": lambda: TheilD(dense, state)})
    yield Row(
        work="Theil by state for every HS8 product, from a ready matrix: times faster than PySAL's "
        "`TheilD` on a ready rectangle",
        data=f"{dense.shape[0]} by {dense.shape[1]:,}, {n_rows:,} cells",
        figure=found.ratio("PySAL", "odopkit"),
        target=Target(rule=">=", bound=25),
        detail=found.detail("odopkit", "PySAL"),
    )


def theil_memory(n_rows: int) -> Iterator[Row]:
    """Measure the extra peak of both."""
    from inequality.theil import TheilD

    matrix, wide = _rectangle(n_rows)
    dense, state = wide.to_numpy(), wide.index.get_level_values("state").to_numpy()
    ours = extra_peak_mib(lambda: theil_decomposition_table(matrix, variant="T"))
    theirs = extra_peak_mib(lambda: TheilD(dense, state))
    yield Row(
        work="the same, extra peak memory over PySAL's",
        data=f"{dense.shape[0]} by {dense.shape[1]:,}, {n_rows:,} cells",
        figure=ours / theirs,
        target=None,
        detail=f"odopkit {ours:,.0f} MiB; PySAL {theirs:,.0f} MiB",
    )
