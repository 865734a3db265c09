"""Blocks paired across two dates: measures of what is left when each block is taken out of both."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit._kernels.jackknife import CROSSED, following
from odopkit._kernels.segments import Segments, segment
from odopkit._kernels.sums import sum_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from odopkit.typing import Float64Array, IntArray

    Measures = Mapping[str, Callable[[Segments], Float64Array]]

# What is left of a unit when its only block goes is rounding, not exports.
_DUST: Final = 1e-12
# Numbers laid out at a time: blocks by units.
_AT_A_TIME: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """Value of blocks in units at one date; the same block has the same number at another."""

    block: IntArray  # by entry, ascending
    unit: IntArray
    value: Float64Array
    outside: Float64Array  # by block: in the whole, but of no unit
    n_blocks: int
    n_units: int

    @property
    def by_unit(self) -> Float64Array:
        """Sum the blocks of each unit."""
        return sum_by(self.unit, self.n_units, self.value)

    @property
    def by_block(self) -> Float64Array:
        """Sum what each block holds."""
        return sum_by(self.block, self.n_blocks, self.value) + self.outside

    @property
    def n_cells(self) -> int:
        """How many blocks export from a unit, added up over units."""
        some = self.value > 0
        width = np.intp(max(self.n_units, 1))
        return len(np.unique(self.block[some] * width + self.unit[some]))

    def measured(self, measures: Measures) -> dict[str, float]:
        """Take measures of the whole."""
        group = np.zeros(self.n_units, dtype=np.intp)
        seg = segment(group, 1, self.by_unit, outside=np.array([self.outside.sum()]))
        return {name: float(take(seg)[0]) for name, take in measures.items()}

    def without_each(self, measures: Measures) -> dict[str, Float64Array]:
        """Take measures of what is left when each block goes, one a block."""
        whole, outside = self.by_unit, float(self.outside.sum())
        found = {name: np.zeros(self.n_blocks) for name in measures}
        step = max(_AT_A_TIME // max(self.n_units, 1), 1)
        for start in range(0, self.n_blocks, step):
            size = min(step, self.n_blocks - start)
            part = slice(*np.searchsorted(self.block, (start, start + size)).tolist())
            left = np.tile(whole, (size, 1))
            np.subtract.at(left, (self.block[part] - start, self.unit[part]), self.value[part])
            left[left <= whole * _DUST] = 0.0
            rest = np.maximum(outside - self.outside[start : start + size], 0.0)
            rest[rest <= outside * _DUST] = 0.0
            seg = segment(
                np.repeat(np.arange(size), self.n_units), size, left.ravel(), outside=rest
            )
            for name, take in measures.items():
                found[name][start : start + size] = take(seg)
        return found


def are_times(dates: tuple[Blocks, Blocks]) -> bool:
    """Whether most blocks export from most units at a date, as months do and firms do not."""
    n_most = [len(np.unique(x.unit[x.value > 0])) * x.n_blocks for x in dates]
    return any(x.n_cells > CROSSED * most > 0 for x, most in zip(dates, n_most, strict=True))


def largest_share(first: Blocks, last: Blocks) -> float:
    """Share of the largest block in the whole, at the date at which it is larger."""
    shares = [0.0]
    for date in (first, last):
        held = date.by_block
        if held.sum() > 0:
            shares.append(float(held.max() / held.sum()))
    return max(shares)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Jackknife:
    """What taking each block out of both dates says of a change."""

    error: float  # standard error, larger where blocks are times and follow each other
    corrected: float  # the change less its jackknife bias
    bias: float  # of the two dates, the larger in size: what corrections may fall short by
    skewness: float  # of what each block moves
    freedom: float  # degrees of freedom of the error


def jackknife_changes(
    first: Blocks, last: Blocks, measures: Measures, change: Mapping[str, float]
) -> dict[str, Jackknife]:
    r"""Take each block out of both dates at once, and see how far each change moves.

    .. math::

        se^2 = \frac{B-1}{B} \sum_b (\delta_{(b)} - \bar\delta)^2, \qquad
        \delta_c = B\,\delta - (B-1)\,\bar\delta, \qquad
        \nu = \frac{B}{\kappa} - 1,

    where :math:`\delta_{(b)}` is the change without block :math:`b` of :math:`B`,
    :math:`\bar\delta` their mean, and :math:`\kappa` their kurtosis (3 of a normal
    distribution): where a few blocks carry the error it is known less well, as if of few
    degrees of freedom :math:`\nu`.  Where blocks are times, :math:`se^2` grows with the
    correlation of neighbours.  NaN where the measure is undefined without some block.
    """
    n = first.n_blocks
    if n < 2:
        nothing = Jackknife(**dict.fromkeys((f.name for f in fields(Jackknife)), np.nan))
        return dict.fromkeys(measures, nothing)
    before, after = first.without_each(measures), last.without_each(measures)
    whole = first.measured(measures), last.measured(measures)
    times = are_times((first, last))
    found = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for name in measures:
            delta = after[name] - before[name]
            moved = delta.mean() - delta
            spread = float(np.square(moved).mean())
            grown = float(following(moved[np.newaxis], times=True)[0]) if times else 1.0
            kurtosis = float((moved**4).mean()) / spread**2 if spread > 0 else np.nan
            found[name] = Jackknife(
                error=float(np.sqrt((n - 1) * spread * grown)),
                corrected=n * change[name] - (n - 1) * float(delta.mean()),
                bias=max(
                    (n - 1) * abs(float(left[name].mean()) - of[name])
                    for left, of in zip((before, after), whole, strict=True)
                ),
                skewness=float((moved**3).mean()) / spread**1.5 if spread > 0 else np.nan,
                freedom=max(n / kurtosis - 1, 1.0) if kurtosis > 0 else n - 1,
            )
    return found


def lead(blocks: Blocks, k: int) -> float:
    """Tell how many standard errors the k-th unit is ahead of the next; infinite without one."""
    whole = blocks.by_unit
    if len(whole) <= k:
        return float("inf")
    order = np.argsort(-whole, kind="stable")
    one, other = order[k - 1], order[k]
    gap = np.zeros(blocks.n_blocks)
    for unit, sign in ((one, 1.0), (other, -1.0)):
        mine = blocks.unit == unit
        gap += sign * sum_by(blocks.block[mine], blocks.n_blocks, blocks.value[mine])
    error = float(np.sqrt(blocks.n_blocks * gap.var(ddof=1))) if len(gap) > 1 else 0.0
    return float(whole[one] - whole[other]) / error if error > 0 else 0.0
