"""Places that are named, places that are not, and silent ones that the caller adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import row_named, shortened
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from odopkit.typing import BoolArray, Float64Array, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Places in label order, silent ones included, and which have a real name."""

    state: np.ndarray[Any, Any]
    district: np.ndarray[Any, Any]
    total: Float64Array
    named: BoolArray
    of_cell: IntArray


def check_unspecified(names: object) -> tuple[str, ...]:
    """Take the names that stand for an unknown place, refusing what is no text."""
    found = (names,) if isinstance(names, str) else names
    if not isinstance(found, Iterable) or not all(isinstance(n, str) for n in found):
        msg = (
            "unspecified_values must be names that mean no real place, such as ('UNSPECIFIED',); "
            f"got {shortened(names)}"
        )
        raise InvalidValueError(msg)
    return tuple(found)


def is_unspecified(labels: Collection[str], unspecified_values: Sequence[str]) -> BoolArray:
    """Tell labels that stand for an unknown place."""
    wanted = {v.strip().casefold() for v in unspecified_values}
    return np.array([str(x).strip().casefold() in wanted for x in labels], dtype=bool)


def unit_pairs(units: pd.DataFrame, unspecified_values: Sequence[str]) -> list[tuple[str, str]]:
    """Read the pairs of state and district that the caller adds."""
    check_table(units, "units", DISTRICT)
    pairs = list(zip(units["state"].tolist(), units["district"].tolist(), strict=True))
    for i, pair in enumerate(pairs):
        if not all(isinstance(x, str) and x and x == x.strip() for x in pair):
            msg = (
                f"{row_named(i, units.index[i])} of units is {pair}; both names must be text "
                "without outer blanks"
            )
            raise InvalidTableError(msg)
    names = [name for pair in pairs for name in pair]
    bare = is_unspecified(names, unspecified_values).reshape(-1, 2)
    return sorted({p for p, b in zip(pairs, bare, strict=True) if not b.any()})


def add_units(
    wanted: list[tuple[str, str]],
    state: np.ndarray[Any, Any],
    district: np.ndarray[Any, Any],
    total: Float64Array,
    named: BoolArray,
    of_cell: IntArray,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Float64Array, BoolArray, IntArray]:
    """Add the silent places with zero, and put all places in label order again."""
    present = set(zip(state.tolist(), district.tolist(), strict=True))
    silent = [p for p in wanted if p not in present]
    if not silent:
        return state, district, total, named, of_cell
    state = np.append(state, np.array([s for s, _ in silent], dtype=object))
    district = np.append(district, np.array([d for _, d in silent], dtype=object))
    order = np.lexsort((district.astype(str), state.astype(str)))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    zeros = np.zeros(len(silent))
    return (
        state[order],
        district[order],
        np.append(total, zeros)[order],
        np.append(named, zeros == 0)[order],
        rank[of_cell],
    )
