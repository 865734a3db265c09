"""What a table holds, and what of it deserves a look before a number is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.tables.periods import choose_period
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from odopkit.tables.cells import Cells
    from odopkit.tables.layout import Layout

    Line = tuple[str, float, str]

_MOST_NAMES: Final = 20


def n_repeated(table: pd.DataFrame, layout: Layout, product: str) -> tuple[int, list[str]]:
    """Count rows beyond the first of their key, and name the key."""
    key = [c for c in TEXT_COLUMNS if c in table]
    rows, _ = choose_period(table, layout.asked)
    own = product in key and layout.digits == layout.length
    if own and set(key) <= {"state", "district", product, "period"}:
        # Nothing was rolled up, so that each key has one cell.
        return layout.n_rows - len(layout.item), key
    columns = [
        kernels.Column(
            table[c].array.codes if rows is None else table[c].array.codes[rows],
            len(table[c].array.categories),
        )
        for c in key
    ]
    return layout.n_rows - kernels.count_keys(columns), key


def quality_of(
    table: pd.DataFrame, layout: Layout, cells: Cells, product: str, small_value: float | None
) -> pd.DataFrame:
    """List what a table holds and what was set aside: ``item``, ``value``, ``note``."""
    repeated, key = n_repeated(table, layout, product)
    zero = table["value"].to_numpy() == 0
    chosen, _ = choose_period(table, layout.asked)
    n_zero = int(np.count_nonzero(zero if chosen is None else zero[chosen]))
    names = pd.Series(cells.district, dtype=object)
    shared = sorted(set(names[names.duplicated()]))
    rows: list[Line] = [
        ("rows", cells.n_rows, f"period {cells.period}" if cells.period else "no period column"),
        ("districts", cells.n_places, "ranked places"),
        ("states", cells.n_states(np.arange(cells.n_places)), "with a real name"),
        (
            "products",
            len(cells.products),
            f"HS codes of {cells.level} digits" if cells.level else f"column {product}",
        ),
        ("value", cells.total, "what shares are taken of"),
        ("districts without exports", int((cells.place_total <= 0).sum()), "ranked, with zero"),
        _small(cells, small_value),
        ("repeated keys", repeated, f"rows beyond the first of a {', '.join(key)}; summed"),
        ("rows of zero", n_zero, "not exporters of the product"),
        ("district names in two states", len(shared), _first_names(shared)),
    ]
    aside = cells.aside
    for kind in (
        "unspecified place",
        "special transactions",
        "rest of the products",
        "small place",
        "excluded chapter",
    ):
        some = aside[aside["kind"] == kind]
        share = some["share"].sum()
        treatment = some["treatment"].iloc[0] if len(some) else "none"
        rows.append((kind, float(some["value"].sum()), f"{share:.2%} of the value; {treatment}"))
    return pd.DataFrame(rows, columns=["item", "value", "note"]).astype(
        {"item": "str", "value": np.float64, "note": "str"}
    )


def _first_names(names: list[str]) -> str:
    """List names, and how many are left out where there are many."""
    left = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {left} more" if left > 0 else "")


def _small(cells: Cells, small_value: float | None) -> Line:
    """Count districts too small to read, or say what the smallest ones export."""
    exports = cells.place_total[cells.place_total > 0]
    if small_value is not None:
        n = int((exports < small_value).sum())
        return "districts too small to read", n, f"below small_value={small_value:g}; flagged"
    least = float(np.quantile(exports, 0.1)) if len(exports) else np.nan
    note = "a tenth of the districts export less; small_value= flags those too small to read"
    return "smallest districts", least, note
