"""Validate and roll up: against pandas' grouped sum of ready categoricals, unvalidated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd

from benchmarks import data
from benchmarks._harness import Row, Target, agree, exponent, extra_peak_mib, race
from odopkit import aggregate_exports, validate

KEYS = ["state", "district", "hs4"]
TABLES = {"uniform": data.uniform, "skewed": data.skewed}
_ORDERED = (
    "Rows that come ordered by place are what pandas' grouped sum gains most from; ours takes no "
    "longer than on the uniform table, and cannot be so much faster than that."
)


def with_headings(table: pd.DataFrame) -> pd.DataFrame:
    """Give the table a ready category of headings, as the baseline is allowed to have."""
    codes = table["hs_code"].array
    lut, labels = pd.factorize(codes.categories.str[:4])
    hs4 = pd.Categorical.from_codes(lut[codes.codes], categories=labels)
    return table[["state", "district", "value"]].assign(hs4=hs4)


def baseline(ready: pd.DataFrame) -> Callable[[], pd.Series[float]]:
    """Return pandas' way: a grouped sum of what is ready, with no check."""
    return lambda: ready.groupby(KEYS, observed=True, sort=False)["value"].sum()


def checked_sums(table: pd.DataFrame, *, counts: bool, unique: bool = False) -> pd.DataFrame:
    """Validate and roll up to headings: what is timed."""
    return aggregate_exports(validate(table, unique=unique), level=4, counts=counts)


def same_sums(ours: pd.DataFrame, theirs: pd.Series[float]) -> None:
    """Stop unless both hold the same sums under the same keys."""
    text = ours.astype(dict.fromkeys(["state", "district", "hs_code"], "str"))
    left = text.set_index(["state", "district", "hs_code"])["value"].sort_index()
    right = theirs.reset_index().astype(dict.fromkeys(KEYS, "str"))
    right_sums = right.set_index(KEYS)["value"].sort_index()
    if left.index.tolist() != right_sums.index.tolist():
        msg = "the sums stand under other keys"
        raise AssertionError(msg)
    agree(left, right_sums, tolerance=1e-12)


def categories(n_rows: int) -> Iterator[Row]:
    """Time categorical keys, on both tables."""
    for name, make in TABLES.items():
        full = make(n_rows)
        table = full.drop(columns="partner")
        pandas = baseline(with_headings(table))
        same_sums(aggregate_exports(validate(table), level=4, counts=False), pandas())
        ways: dict[str, Callable[[], object]] = {
            "pandas": pandas,
            "validate": partial(validate, table),
            "counts=False": partial(checked_sums, table, counts=False),
            "with counts": partial(checked_sums, table, counts=True),
        }
        if name == "uniform":  # the keys of the skewed table repeat, as months do
            ways["unique=True"] = partial(checked_sums, full, counts=False, unique=True)
        found = race(ways)
        for way, work, bound in (
            ("counts=False", "`validate` + roll-up to district by HS4, `counts=False`", 0.22),
            ("with counts", "`validate` + roll-up to district by HS4, with counts", 0.28),
            ("unique=True", "the same with `unique=True`, `counts=False`", 0.32),
            ("validate", "`validate` alone", 0.10),
        ):
            if way in ways:
                yield Row(
                    work=f"{work}, categorical keys, against pandas' grouped sum",
                    data=f"{name}, {n_rows:,} rows",
                    figure=found.ratio(way, "pandas"),
                    target=Target(rule="<=", bound=bound),
                    detail=found.detail(way, "pandas"),
                    note=_ORDERED if name == "skewed" else "",
                )


def text(n_rows: int) -> Iterator[Row]:
    """Time text keys, encoding included, against pandas' grouped sum of text."""
    for name, make in TABLES.items():
        table = data.as_text(make(n_rows).drop(columns="partner"))
        ready = table.assign(hs4=table["hs_code"].str[:4])
        pandas = baseline(ready)
        ours = partial(checked_sums, table, counts=False)
        same_sums(ours(), pandas())
        found = race({"odopkit": ours, "pandas": pandas})
        yield Row(
            work="`validate` + roll-up from text keys, encoding included, against pandas' "
            "grouped sum of ready text",
            data=f"{name}, {n_rows:,} rows",
            figure=found.ratio("odopkit", "pandas"),
            target=Target(rule="<=", bound=0.7),
            detail=found.detail("odopkit", "pandas"),
        )


def memory(n_rows: int) -> Iterator[Row]:
    """Measure what the roll-up needs beyond its input, result included."""
    table = validate(data.uniform(n_rows).drop(columns="partner"))
    aggregate_exports(table.head(1000), level=4)  # imports and small caches
    for counts, bound in ((False, 64.0), (True, None)):
        yield Row(
            work=f"roll-up, extra peak memory, result included, `counts={counts}`",
            data=f"uniform, {n_rows:,} rows",
            figure=extra_peak_mib(partial(aggregate_exports, table, level=4, counts=counts)),
            target=None if bound is None else Target(rule="<=", bound=bound, unit=" MiB"),
            detail="rise of the resident high-water mark over the loaded table",
        )


def growth(n_rows: int) -> Iterator[Row]:
    """Time the same work at five hundred sizes apart, and fit the exponent."""
    sizes = [int(s) for s in np.geomspace(100_000, n_rows, 6)]
    found = {}
    for size in sizes:
        table = data.uniform(size).drop(columns="partner")
        found[size] = race({"both": partial(checked_sums, table, counts=True)}).median("both")
        del table
    yield Row(
        work="growth of time of `validate` + roll-up with counts: exponent of the number of rows",
        data=f"uniform, {sizes[0]:,} to {sizes[-1]:,} rows",
        figure=exponent(sizes, list(found.values())),
        target=Target(rule="<=", bound=1.05),
        detail="; ".join(f"{size:,} rows {1e3 * s:,.0f} ms" for size, s in found.items()),
    )
