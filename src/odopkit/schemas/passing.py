"""What is certainly right is let through at once; only what is not is asked of pandera.

The rules are those of the models, asked of the same columns by the same functions; a test
holds both ways against each other.  pandera imports every engine that is installed, which
takes longer than most studies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.schemas.columns import (
    encoded_flows,
    is_amount,
    is_count,
    is_hs,
    is_label,
    is_place,
    is_year,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[pd.Series[Any]], Any]


def _names_a_place(series: pd.Series[Any]) -> bool:
    return is_label(series) is True and is_place(series) is True


_NEEDED: Final[dict[str, Rule]] = {
    "state": _names_a_place,
    "district": _names_a_place,
    "value": is_amount,
}
_OPTIONAL: Final[dict[str, Rule]] = {"period": is_year, "partner": is_label, "shipments": is_count}
_PRODUCTS: Final[dict[str, Rule]] = {"hs_code": is_hs, "product": is_label}
_NUMBERS: Final = {"value": np.dtype(np.float64), "shipments": np.dtype(np.int64)}


def model_of(frame: pd.DataFrame) -> str:
    """Name the model that a table without a stated one is held against."""
    return "Exports" if "hs_code" in frame else "ProductFlows" if "product" in frame else "Flows"


def passed(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return a table with the types that measures need, or None where any rule fails."""
    product = {"Exports": ("hs_code",), "ProductFlows": ("product",)}.get(model_of(frame), ())
    rules = {
        **_NEEDED,
        **{c: rule for c, rule in _OPTIONAL.items() if c in frame},
        **{c: _PRODUCTS[c] for c in product},
    }
    if not all(c in frame for c in rules):
        return None
    checked = encoded_flows(frame)
    fine = all(_has_type(checked[c], c) and rule(checked[c]) is True for c, rule in rules.items())
    return checked if fine else None


def _has_type(series: pd.Series[Any], name: str) -> bool:
    """Tell whether a column has the type of its model and no missing entry."""
    if name in _NUMBERS:
        # What is missing in a float column is no amount: its own rule refuses it.
        return bool(series.dtype == _NUMBERS[name])
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return False
    return bool(series.array.codes.min(initial=0) >= 0)
