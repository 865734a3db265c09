"""Intervals from tables in which one block is left out, and where there is none to give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit import _kernels as kernels
from odopkit._kernels import jackknife
from odopkit._kernels.jackknife import FEWEST_BLOCKS
from odopkit._kernels.resampling import alphabetic_months
from odopkit.concentration.over_groups import measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from odopkit.typing import Float64Array


# Numbers that are held at a time: tables with one block left out by units.
AT_A_TIME: Final = 1 << 20
# Beside the largest unit, the rest must rest on as many blocks of equal size.
FEWEST_OUTSIDE: Final = 8.0
# Half of the units must rest on as many, for what small units decide.
FEWEST_EACH: Final = 2.0
# The same for what the largest unit decides almost alone.
FEWEST_BESIDE: Final = 2.0
# Units must export in as many blocks on average, for what small units bias.
FEWEST_CELLS: Final = 1.5
# Part of its own size by which a correction for bias may fall short, where units are many.
SHORT_OF_BIAS: Final = {"theil_t": 1 / 3}

_CR = re.compile(r"cr([0-9]+)\Z")
# What a measure is worked out from, so that its interval is that of the other one.
_BASES: Final[dict[str, tuple[str, Callable[[Float64Array, int], Float64Array]]]] = {
    "hhi": ("hhi", lambda h, _: h),
    "hhi_normalized": ("hhi", lambda h, n: (h - 1 / n) / (1 - 1 / n)),
    "effective_number": ("hhi", lambda h, _: 1 / h),
    "theil_t": ("theil_t", lambda t, _: t),
    "entropy": ("theil_t", lambda t, n: np.log(n) - t),
    "effective_number_1": ("theil_t", lambda t, n: n * np.exp(-t)),
    "gini": ("gini", lambda g, _: g),
    "gini_corrected": ("gini", lambda g, n: g * n / (n - 1)),
    "hall_tideman": ("gini", lambda g, n: 1 / (n * (1 - g))),
}


# Measures that near equality grow with the squares of differences.
_SQUARES: Final = ("hhi", "theil_t")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ByBlock:
    """What units export in each block, and what belongs to no unit."""

    value: Float64Array  # shape (n_blocks, n_units)
    outside: Float64Array  # shape (n_blocks,)
    labels: list[str]

    @property
    def n_units(self) -> int:
        """How many units share the whole."""
        return int(self.value.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """An interval, in how many tables its measure was defined, and why there is none."""

    lower: float
    upper: float
    n_defined: int
    reason: str


def each_interval(blocks: ByBlock, names: list[str], confidence: float) -> dict[str, Ends]:
    """Give an interval of each measure, or say what in the table forbids it."""
    based = {name: "" if name == "theil_l" else _BASES.get(name, (name,))[0] for name in names}
    bases = [b for b in dict.fromkeys(based.values()) if b]
    whole = _whole_refusal(blocks)
    if whole or not bases:
        found: dict[str, Ends] = {b: _none(whole) for b in bases}
    else:
        found = _of_bases(blocks, bases, confidence)
    found[""] = _none("no interval: no method was found whose interval holds this measure")
    out = {}
    for name, base in based.items():
        ends = found[base]
        if name in _BASES and not np.isnan(ends.lower):
            with np.errstate(divide="ignore", invalid="ignore"):
                ordered = np.sort(
                    _BASES[name][1](np.array([ends.lower, ends.upper]), blocks.n_units)
                )
            ends = Ends(
                lower=float(ordered[0]),
                upper=float(ordered[1]),
                n_defined=ends.n_defined,
                reason=ends.reason,
            )
        out[name] = ends
    return out


def _none(reason: str) -> Ends:
    return Ends(lower=np.nan, upper=np.nan, n_defined=0, reason=reason)


def _whole_refusal(blocks: ByBlock) -> str:
    """Say why no measure of the table has an interval; ``""`` if nothing is against it."""
    n_blocks = len(blocks.value)
    if not blocks.value.any():
        return "undefined in every table with a block left out"
    if n_blocks < FEWEST_BLOCKS:
        return f"no interval: only {n_blocks} blocks, and {FEWEST_BLOCKS} are the fewest"
    if np.count_nonzero(blocks.value.any(axis=1)) == 1:
        return "no interval: one block holds all exports"
    if jackknife.are_times(blocks.value):
        return alphabetic_months(blocks.labels)
    return ""


def _refusal(blocks: ByBlock, base: str) -> str:
    """Say what in the table forbids an interval of one measure; ``""`` if nothing does."""
    found = _CR.match(base)
    k = int(found[1]) if found else 0
    if blocks.n_units == 1 or (found and k >= blocks.n_units):
        return ""
    largest = int(blocks.value.sum(axis=0).argmax())
    rest = blocks.value.sum(axis=1) - blocks.value[:, largest]
    n_rest = float(jackknife.effective(np.maximum(rest, 0.0)))
    fewest = FEWEST_BESIDE if base == "hhi" or k == 1 else FEWEST_OUTSIDE
    if n_rest < fewest:
        return (
            f"no interval: all units but the largest rest on as little as {n_rest:.1f} blocks of "
            f"equal size, and {fewest:g} are the fewest"
        )
    each = float((blocks.value > 0).sum() / blocks.n_units)
    if base in SHORT_OF_BIAS and each < FEWEST_CELLS:
        return (
            f"no interval: units export in {each:.2f} blocks on average, and with fewer than "
            f"{FEWEST_CELLS:g} the bias is not known"
        )
    middle = float(np.median(jackknife.effective(blocks.value)))
    if base == "gini" and middle < FEWEST_EACH:
        return (
            f"no interval: half of the units rest on {middle:.1f} blocks of equal size or less, "
            f"and {FEWEST_EACH:g} are the fewest"
        )
    return ""


def _of_bases(blocks: ByBlock, bases: list[str], confidence: float) -> dict[str, Ends]:
    """Interval of each measure that others are worked out from."""
    refused = {base: _refusal(blocks, base) for base in bases}
    asked = [base for base in bases if not refused[base]]
    estimate = _measures(blocks.value.sum(axis=0)[np.newaxis], blocks.outside.sum(keepdims=True))
    alike = _measures(
        jackknife.not_told_apart(blocks.value, confidence)[np.newaxis],
        blocks.outside.sum(keepdims=True),
    )
    without = _leaving_one_out(blocks, asked)
    times = jackknife.are_times(blocks.value)
    out = {base: _none(why) for base, why in refused.items()}
    for base in asked:
        each = without[base]
        influence = (each - each.mean())[np.newaxis]
        width = float(jackknife.half_width(influence, confidence, times=times)[0])
        error = float(np.sqrt((1 - 1 / len(each)) * np.square(influence).sum()))
        now = float(estimate(base)[0])
        lower, upper = _ends(base, now, float(alike(base)[0]), each, _range_of(base, blocks), width)
        if error > 0 and base in ("cr1", "hhi"):
            upper = max(upper, _raised(blocks, base, now, width / error))
        out[base] = Ends(lower=lower, upper=upper, n_defined=len(each), reason="")
    return out


def _measures(values: Float64Array, outside: Float64Array) -> Callable[[str], Float64Array]:
    """Lay tables out, one a row, and give any measure of each."""
    n_tables, n_units = values.shape
    seg = kernels.segment(
        np.repeat(np.arange(n_tables), n_units), n_tables, values.ravel(), outside=outside
    )
    return lambda name: measure(name)(seg)


def _leaving_one_out(blocks: ByBlock, bases: list[str]) -> dict[str, Float64Array]:
    """Each measure of each table without one block."""
    total, outside = blocks.value.sum(axis=0), blocks.outside.sum()
    found: dict[str, list[Float64Array]] = {base: [] for base in bases}
    step = max(AT_A_TIME // max(blocks.n_units, 1), 1)
    for start in range(0, len(blocks.value), step):
        part = slice(start, start + step)
        # What is left of a unit of one block is rounding, not exports.
        left = total - blocks.value[part]
        left[left <= total * 1e-14] = 0.0
        of = _measures(left, np.maximum(outside - blocks.outside[part], 0.0))
        for base in bases:
            found[base].append(of(base))
    return {base: np.concatenate(each) for base, each in found.items()}


def _range_of(base: str, blocks: ByBlock) -> tuple[float, float]:
    """Least and largest possible value of a measure."""
    n = blocks.n_units
    found = _CR.match(base)
    if found:
        return (0.0 if blocks.outside.any() else min(int(found[1]) / n, 1.0)), 1.0
    return {"hhi": (1 / n, 1.0), "theil_t": (0.0, float(np.log(n))), "gini": (0.0, 1 - 1 / n)}[base]


def _ends(
    base: str,
    estimate: float,
    alike: float,
    without: Float64Array,
    bounds: tuple[float, float],
    width: float,
) -> tuple[float, float]:
    """Give ends on the scale of logs, below that of what is missing to the largest value.

    The lower end allows for the bias that the blocks show, and for units that they do not
    tell apart being equal: concentration is overstated by chance, never understated.
    """
    least, most = bounds
    bias = (len(without) - 1) * (float(without.mean()) - estimate)
    corrected = estimate - bias
    short = SHORT_OF_BIAS.get(base, 0.0) * max(bias, 0.0)
    low, high = min(estimate, corrected - short, alike), max(estimate, corrected)
    if width > 0:
        missing = max(most - low, 0.0)
        low = most - missing * _grown(width, missing)
        squares = _of_squares(high, width, least) if base in _SQUARES else high
        high = max(high * _grown(width, high), squares)
    # Rounding alone never takes the estimate out of its interval.
    return float(min(max(low, least), estimate)), float(max(min(high, most), estimate))


def _raised(blocks: ByBlock, base: str, now: float, reach: float) -> float:
    """Give the measure if any one unit held more, by so many of its own standard errors.

    A unit of few large blocks may by chance be behind others, whose errors say nothing of it.
    """
    by_block = blocks.value.sum(axis=1)
    if base == "cr1":
        by_block = by_block + blocks.outside
    whole = float(by_block.sum())
    share = blocks.value.sum(axis=0) / whole
    square = np.square(blocks.value).sum(axis=0) - 2 * share * (by_block @ blocks.value)
    square += np.square(share) * float(np.square(by_block).sum())
    more = np.minimum(share + reach * np.sqrt(np.maximum(square, 0.0)) / whole, 1.0)
    if base == "cr1":
        return float(more.max())
    rest = np.maximum(1 - share, 1e-12)
    others = np.square((1 - more) / rest) * np.maximum(now - np.square(share), 0.0)
    return float((np.square(more) + others).max())


def _of_squares(high: float, width: float, least: float) -> float:
    """Reach upwards on the scale of roots above the least value.

    Near equality a measure is a square of differences, and its standard error, which falls
    with them, says too little of how far they may be.
    """
    above = high - least
    return least + (np.sqrt(above) + width / (2 * np.sqrt(above))) ** 2 if above > 0 else high


def _grown(width: float, of: float) -> float:
    """Grow by a factor, endless where nothing is left to grow from."""
    return float(np.exp(min(width / of, 700.0))) if of > 0 else 1.0
