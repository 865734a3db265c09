"""Tables without sums are never refused; a total in any words never counts twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from _laws import tries
from odopkit.readers import read_exports

NAMES = ["Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"]


@tries(100)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6), st.booleans())
def test_a_table_of_a_few_rows_is_read(values: list[int], by_product: bool) -> None:
    """Two equal districts, one that is half of the table: whatever a toy table holds."""
    key = "product" if by_product else "district"
    table = pd.DataFrame({"state": "X", key: NAMES[: len(values)], "value": values})
    constants = {"district": "Y"} if by_product else {}
    flows = read_exports(table, constants=constants).flows
    assert flows["value"].tolist() == values


KINDS = st.sampled_from(["small", "binary", "large", "decimal", "float", "powers", "tens"])


@tries(30)
@given(KINDS, st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_chance_makes_no_sum(kind: str, n_districts: int, n_products: int, seed: int) -> None:
    """Tables of two keys with values of many kinds are read whole."""
    rng, n = np.random.default_rng(seed), n_districts * n_products
    drawn = {
        "small": rng.integers(0, 10, n),
        "binary": rng.integers(0, 2, n),
        "large": rng.integers(1, 10**6, n),
        "decimal": np.round(rng.lognormal(3, 2, n), 2),
        "float": rng.lognormal(5, 2, n),
        "powers": 2 ** rng.integers(0, 12, n),
        "tens": rng.poisson(3, n) * 10,
    }
    table = pd.DataFrame(
        {
            "state": "X",
            "district": np.repeat([f"d{i}" for i in range(n_districts)], n_products),
            "product": [f"p{i}" for i in range(n_products)] * n_districts,
            "value": drawn[kind].astype(float),
        }
    )
    assert len(read_exports(table).flows) == n


WORDS = st.sampled_from(["Total", "Grand total", "All districts", "कुल", "Insgesamt", "Total: X"])


@tries(30)
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6), WORDS, st.data())
def test_a_total_never_counts(values: list[int], word: str, data: st.DataObject) -> None:
    """Wherever it stands: the sum of what is kept is what it prints."""
    at = data.draw(st.sampled_from([0, len(values)]))
    names, amounts = NAMES[: len(values)], values.copy()
    names.insert(at, word)
    amounts.insert(at, sum(values))
    result = read_exports(pd.DataFrame({"state": "X", "district": names, "value": amounts}))
    assert result.flows["value"].tolist() == values
    assert result.totals["difference"].tolist() == [0]
    # One of the values may by chance be the sum of the others: then it is asked about.
    told = result.issues[~result.issues["message"].str.startswith("may be a sum: ")]
    assert told[["value", "action"]].to_numpy().tolist() == [[word, "set_aside"]]
