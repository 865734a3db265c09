"""Small tables, laid out from rows as a test spells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def flows_of(rows: Iterable[tuple[Any, ...]], *more: str, product: str = "hs_code") -> pd.DataFrame:
    """Flows: rows of state, district, product and value, and of what `more` names."""
    return pd.DataFrame(list(rows), columns=["state", "district", product, "value", *more])


def listing_of(rows: Iterable[tuple[str, str, str]], column: str = "hs_code") -> pd.DataFrame:
    """Return an official list: rows of state, district and what it says."""
    return pd.DataFrame(list(rows), columns=["state", "district", column])


def trade_of(rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Trade between countries: rows of exporter, market, product and value."""
    return pd.DataFrame(list(rows), columns=["exporter", "market", "product", "value"])


def wide_of(values: Any) -> pd.DataFrame:
    """Districts d0, d1 … by products k0, k1 …, one value a cell."""
    rows, columns = values.shape
    return pd.DataFrame(
        values, index=[f"d{i}" for i in range(rows)], columns=[f"k{i}" for i in range(columns)]
    )
