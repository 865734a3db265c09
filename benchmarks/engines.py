"""`aggregate_exports` against the query that the engine's own user would write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd

from benchmarks import data
from benchmarks._harness import Row, Target, agree, race
from odopkit import aggregate_exports

KEYS = ["state", "district", "hs_code"]


def _rows(
    engine: str,
    label: str,
    native: Callable[[], object],
    ours: Callable[[], object],
    counted: Callable[[], object],
) -> Iterator[Row]:
    found = race({"native": native, "counts=False": ours, "with counts": counted})
    for way, bound in (("counts=False", 1.15), ("with counts", 1.5)):
        yield Row(
            work=f"`aggregate_exports` to HS4 over the engine's own query, in memory, {engine}, "
            f"{way}",
            data=label,
            figure=found.ratio(way, "native"),
            target=Target(rule="<=", bound=bound),
            detail=found.detail(way, "native"),
        )


def pandas_text(n_rows: int) -> Iterator[Row]:
    """Time pandas with text keys."""
    for kind, make in (("uniform", data.uniform), ("skewed", data.skewed)):
        table = data.as_text(make(n_rows).drop(columns="partner"))

        def native(table: pd.DataFrame = table) -> pd.DataFrame:
            cut = table.assign(hs_code=table["hs_code"].str[:4])
            return cut.groupby(KEYS, sort=False)["value"].sum().reset_index()

        ours = aggregate_exports(table, level=4, counts=False)
        agree(
            ours.astype(dict.fromkeys(KEYS, "str")).sort_values(KEYS)["value"],
            native().sort_values(KEYS)["value"],
            tolerance=1e-12,
        )
        yield from _rows(
            "pandas text",
            f"{kind}, {n_rows:,} rows",
            native,
            partial(aggregate_exports, table, level=4, counts=False),
            partial(aggregate_exports, table, level=4),
        )


def polars_text(n_rows: int) -> Iterator[Row]:
    """Time polars with text keys, on as many threads for both."""
    import polars as pl

    for kind, make in (("uniform", data.uniform), ("skewed", data.skewed)):
        text = data.as_text(make(n_rows).drop(columns="partner"))
        table = pl.from_pandas(text)

        def native(table: pl.DataFrame = table) -> pl.DataFrame:
            cut = table.with_columns(pl.col("hs_code").str.slice(0, 4))
            return cut.group_by(KEYS).agg(pl.col("value").sum())

        ours = aggregate_exports(table, level=4, counts=False)
        agree(
            ours.sort(KEYS)["value"].to_numpy(),
            native().sort(KEYS)["value"].to_numpy(),
            tolerance=1e-12,
        )
        yield from _rows(
            f"polars text ({pl.thread_pool_size()} thread)",
            f"{kind}, {n_rows:,} rows",
            native,
            partial(aggregate_exports, table, level=4, counts=False),
            partial(aggregate_exports, table, level=4),
        )
