"""The growth-share matrix by cell: growth per step, and the quadrant that two gaps put it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from odopkit.typing import BoolArray, Float64Array


ZeroAs = Literal["negative", "positive", "undefined"]


def compound_growth(first: NDArray[Any], last: NDArray[Any], periods: float) -> Float64Array:
    """Growth per step; NaN from a base of zero, or where no float holds it."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # Over one step the difference loses less than the ratio: 0.25 stays 0.25.
        change = (last - first) / first if periods == 1 else (last / first) ** (1 / periods) - 1
    return np.where(np.isfinite(change), change, np.nan)


def _difference(a: Float64Array, b: Float64Array) -> tuple[Float64Array, BoolArray]:
    """Difference of two rates, and whether it is zero up to rounding, which makes it 0."""
    gap = a - b
    tie = np.abs(gap) <= TOLERANCE * (1 + np.abs(a) + np.abs(b))
    return np.where(tie, 0.0, gap), tie


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quadrants:
    """Where cells stand; `name` is "" where that is undefined."""

    competitiveness: Float64Array
    dynamism: Float64Array
    name: NDArray[np.str_]
    tied: BoolArray

    @property
    def undefined(self) -> BoolArray:
        """Whether a difference has no number."""
        return np.isnan(self.competitiveness + self.dynamism)


def quadrants(own: Float64Array, world: Float64Array, overall: float, zero_as: ZeroAs) -> Quadrants:
    """Set growth of own exports of a product against the world's of it and of all products."""
    competitiveness, tie_c = _difference(own, world)
    dynamism, tie_d = _difference(world, np.full(len(world), overall))
    gains = (competitiveness > 0) | (tie_c & (zero_as == "positive"))
    grows = (dynamism > 0) | (tie_d & (zero_as == "positive"))
    tied = tie_c | tie_d
    defined = ~np.isnan(competitiveness + dynamism) & ((zero_as != "undefined") | ~tied)
    corners = {
        "champion": gains & grows,
        "underachiever": ~gains & grows,
        "achiever in adversity": gains & ~grows,
        "declining": ~gains & ~grows,
    }
    name = np.select([where & defined for where in corners.values()], list(corners), "")
    return Quadrants(competitiveness=competitiveness, dynamism=dynamism, name=name, tied=tied)
