"""A matrix as frames: its stored cells, and what is undefined with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.tables.sparse import rows_of, unit_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from odopkit.typing import BoolArray


def long_of(values: csr_array, units: pd.Index[Any], products: pd.Index[Any]) -> pd.DataFrame:
    """List stored cells: the unit's labels, the product and ``value``."""
    row = rows_of(values)
    columns = {
        name: labels.iloc[row].reset_index(drop=True)
        for name, labels in unit_columns(units).items()
    }
    item = pd.Series(products.array, dtype="str")
    columns[str(products.name)] = item.iloc[values.indices].reset_index(drop=True)
    columns["value"] = pd.Series(values.data.copy())
    return pd.DataFrame(columns)


def undefined_of(
    units: pd.Index[Any],
    products: pd.Index[Any],
    unit_reason: NDArray[Any],
    product_reason: NDArray[Any],
    by_state: tuple[pd.Index[Any], BoolArray] | None,
) -> pd.DataFrame:
    """List what has no value: whole units, whole products, products of whole states.

    `by_state` holds the states and, for each of them and each product, whether quotients
    against the state are defined.
    """
    bad_units = np.flatnonzero(unit_reason != "")
    bad_products = np.flatnonzero(product_reason != "")
    names = [str(n) for n in units.names]
    keys = {n: [str(x) for x in c.iloc[bad_units]] for n, c in unit_columns(units).items()}
    item = [""] * len(bad_units) + [str(x) for x in products[bad_products]]
    reason = [*unit_reason[bad_units], *product_reason[bad_products]]
    for name in names:
        keys[name] += [""] * len(bad_products)
    if by_state is not None:
        states, defined = by_state
        state, product = np.nonzero(~defined)
        keep = product_reason[product] == ""
        state, product = state[keep], product[keep]
        keys["state"] += [str(x) for x in states[state]]
        keys["district"] += [""] * len(state)
        item += [str(x) for x in products[product]]
        reason += ["no exports of the product in the state"] * len(state)
    columns = {n: pd.Series(keys[n], dtype="str") for n in names}
    columns[str(products.name)] = pd.Series(item, dtype="str")
    return pd.DataFrame(columns | {"reason": pd.Series(reason, dtype="str")})
