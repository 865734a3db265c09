"""A matrix as frames: its stored cells, and what is undefined with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit.tables.sparse import rows_of, unit_columns

if TYPE_CHECKING:
    from odopkit.tables.matrix import ExportMatrix


def long_of(m: ExportMatrix) -> pd.DataFrame:
    """List stored cells: the unit's labels, the product and ``value``."""
    row = rows_of(m.values)
    columns = {
        name: labels.iloc[row].reset_index(drop=True)
        for name, labels in unit_columns(m.units).items()
    }
    item = pd.Series(m.products.array, dtype="str")
    columns[str(m.products.name)] = item.iloc[m.values.indices].reset_index(drop=True)
    columns["value"] = pd.Series(m.values.data.copy())
    return pd.DataFrame(columns)


def undefined_of(m: ExportMatrix) -> pd.DataFrame:
    """List what has no value: whole units, whole products, products of whole states."""
    bad_units = np.flatnonzero(m.unit_reason != "")
    bad_products = np.flatnonzero(m.product_reason != "")
    names = [str(n) for n in m.units.names]
    keys = {n: [str(x) for x in c.iloc[bad_units]] for n, c in unit_columns(m.units).items()}
    item = [""] * len(bad_units) + [str(x) for x in m.products[bad_products]]
    reason = [*m.unit_reason[bad_units], *m.product_reason[bad_products]]
    for name in names:
        keys[name] += [""] * len(bad_products)
    if m.state_defined is not None:
        state, product = np.nonzero(~m.defined_by_state())
        keep = m.product_reason[product] == ""
        state, product = state[keep], product[keep]
        keys["state"] += [str(x) for x in m.totals.states[state]]
        keys["district"] += [""] * len(state)
        item += [str(x) for x in m.products[product]]
        reason += ["no exports of the product in the state"] * len(state)
    columns = {n: pd.Series(keys[n], dtype="str") for n in names}
    columns[str(m.products.name)] = pd.Series(item, dtype="str")
    return pd.DataFrame(columns | {"reason": pd.Series(reason, dtype="str")})
