"""Rounding is never told as value: shares of a whole are exact where they can be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from odopkit._kernels.measures import herfindahl_normalized
from odopkit._kernels.segments import segment
from odopkit.concentration import concentration_table

SEVEN = {"17": 91.0, "61": 94.0, "50": 4.4, "32": 59.3, "62": 82.2, "56": 79.0, "49": 41.5}


def seven(**more: float) -> pd.DataFrame:
    """Give the exports of one place, by chapter."""
    values = {**SEVEN, **more}
    return pd.DataFrame(
        {"state": "X", "district": "A", "hs_code": list(values), "value": list(values.values())}
    )


@pytest.mark.parametrize("n", range(2, 60))
def test_equal_shares_are_no_less_than_equal(n: int) -> None:
    """The normalised index is 0 there, though the sum of squares may round below 1 / n."""
    equal = np.full(n, 0.1)
    index = herfindahl_normalized(segment(np.zeros(n, dtype=np.intp), 1, equal))
    assert 0.0 <= index[0] < 1e-12


def test_some_equal_shares_do_round_below() -> None:
    """What the test before guards against happens."""
    below = [
        n for n in range(2, 60) if np.square(np.full(n, 0.1) / np.full(n, 0.1).sum()).sum() < 1 / n
    ]
    assert below


@pytest.mark.parametrize("within", [("state", "district"), "state", None])
def test_all_products_together_are_the_whole(within: str | tuple[str, ...] | None) -> None:
    """Sums in two orders differ in the last digit, which is no value outside the ranking."""
    found = concentration_table(seven(), across="hs_code", within=within, measures=["cr7"])
    assert found["cr7"].tolist() == [1.0]


def test_a_little_value_outside_the_ranking_is_value() -> None:
    """A millionth in special transactions stays in the denominator."""
    given = seven(**{"99": 4.5e-4})
    found = concentration_table(given, across="hs_code", within="state", measures=["cr7"])
    assert found["cr7"].tolist() == pytest.approx([1 / (1 + 4.5e-4 / 451.4)], abs=1e-12)
    assert found["cr7"][0] < 1
