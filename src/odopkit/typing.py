"""Type aliases and the few constants that every floor of the package shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypeAliasType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd


__all__ = [
    "CODE_LENGTHS",
    "COMEX_STAT_UNSPECIFIED",
    "DISTRICT",
    "LEVELS",
    "REST",
    "TEXT_COLUMNS",
    "TOLERANCE",
    "UNSPECIFIED_VALUES",
    "BoolArray",
    "DominanceBasis",
    "Float64Array",
    "HSLevel",
    "IntArray",
    "NationalTotals",
    "PlaceOptions",
    "PseudoMode",
    "TheilVariant",
    "UnspecifiedMode",
]

Float64Array = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

HSLevel = Literal[2, 4, 6, 8]
"""Length of an HS code: chapter, heading, subheading, national tariff line."""

UnspecifiedMode = Literal["exclude", "denominator", "unit"]
PseudoMode = Literal["exclude", "denominator", "product"]


class PlaceOptions(TypedDict, total=False):
    """Which year and which places count; every function of flows spells these out."""

    period: str | None
    unspecified: UnspecifiedMode
    unspecified_values: Sequence[str]
    pseudo: PseudoMode
    units: pd.DataFrame | None
    min_value: float | None


TheilVariant = Literal["T", "L"]
DominanceBasis = Literal["district", "national"]

# Evaluated lazily, so that neither pandas nor the alias has to exist to import this module.
NationalTotals = TypeAliasType(
    "NationalTotals", "pd.DataFrame | pd.Series[Any] | Mapping[str, float] | None"
)
"""A nation's exports by product: a frame, a Series or a mapping; None for the table's own."""

DISTRICT: Final = ("state", "district")
"""The key of a place: five Indian district names exist in two states."""

UNSPECIFIED_VALUES: Final = ("UNSPECIFIED", "NOT SPECIFIED", "UNKNOWN")
"""Names under which a source books exports without a known place (any case)."""

COMEX_STAT_UNSPECIFIED: Final = ("EX", "ND")
"""States under which Brazil's Comex Stat books goods from abroad and of no declared state."""

TEXT_COLUMNS: Final = ("state", "district", "hs_code", "product", "period", "partner")
"""The text columns of a flows table; together, those present are its key."""

REST: Final = "REST"
"""Stands for a product, or for its code, in a row that lumps all other products together.

Such a row counts in the exports of its place, but it is no product: it is never ranked.
"""

LEVELS: Final[tuple[HSLevel, ...]] = (2, 4, 6, 8)

CODE_LENGTHS: Final = (*LEVELS, 9, 10, 11, 12)
"""Lengths of codes that can be cut to an HS level: national tariff lines have 9 to 12 digits."""

TOLERANCE: Final = 1e-12
"""Relative slack of threshold comparisons, so that 0.4 - 0.3 is not above 0.1."""
