"""Bounds over totals of groups that are known to a rounding only, and add up to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidTableError
from odopkit.inequality import extremes
from odopkit.inequality.proofs import Totals, most_squares

if TYPE_CHECKING:
    from odopkit.typing import Float64Array, IntArray

_SLACK: Final = 1e-9
_STEPS: Final = 40


def possible_totals(
    n: Float64Array, share: Float64Array, rounding: float, known_top: float | None
) -> Totals:
    """Between what each total lies, means descending; refuse where none add up to 1."""
    low, high = np.maximum(share - rounding, 0.0), np.minimum(share + rounding, 1.0)
    if known_top is not None and n[0] > 1:
        n = np.concatenate(([1.0, n[0] - 1], n[1:]))
        low = np.concatenate(([known_top, max(low[0] - known_top, 0.0)], low[1:]))
        high = np.concatenate(([known_top, high[0] - known_top], high[1:]))
    # A mean is at least every later one, and at most every earlier one.
    low = np.maximum.accumulate((low / n)[::-1])[::-1] * n
    high = np.minimum.accumulate(high / n) * n
    if (low > high + _SLACK).any() or low.sum() > 1 + _SLACK or high.sum() < 1 - _SLACK:
        msg = (
            f"no shares in descending order fit within {rounding:g} of those given and add up to "
            f"1 (they add up to {share.sum():.6g}); check the shares, or give the rounding as half "
            "a unit of the last digit, a fraction"
        )
        raise InvalidTableError(msg)
    return Totals(n=n, low=np.minimum(low, high), high=high)


def _rank_weights(units: int) -> Float64Array:
    return (units + 1 - 2.0 * np.arange(1, units + 1)) / units


def gini_ends(totals: Totals) -> tuple[float, float]:
    """Least and largest Gini coefficient, each by a linear programme."""
    from scipy.sparse import csr_array, vstack

    n, groups = totals.n.astype(np.intp), len(totals.n)
    units = int(n.sum())
    weights = _rank_weights(units)
    starts = np.concatenate(([0], np.cumsum(n)[:-1]))
    of_mean = np.add.reduceat(weights, starts) / totals.n
    # Last rows say that the last mean, and the last unit, are not below zero.
    order = np.diag(-1 / totals.n) + np.diag(1 / totals.n[1:], k=1)
    at = np.arange(units)
    steps = np.concatenate((-np.ones(units), np.ones(units - 1)))
    falls = csr_array((steps, (np.r_[at, at[:-1]], np.r_[at, at[1:]])), shape=(units, units))
    member = csr_array((np.ones(units), (np.repeat(np.arange(groups), n), at)))
    eye = csr_array(np.eye(groups))
    least = _programme(of_mean, vstack([csr_array(order), eye, -eye]), totals)
    most = _programme(-weights, vstack([falls, member, -member]), totals)
    return max(least, 0.0), -most


def _programme(costs: Float64Array, rows: Any, totals: Totals) -> float:
    """Least cost of values that descend, with totals between their ends that add up to 1."""
    from scipy.optimize import linprog

    ends = np.concatenate((totals.high, -totals.low))
    ends = np.concatenate((np.zeros(rows.shape[0] - len(ends)), ends))
    every: Any = np.ones((1, len(costs)))
    done: Any = linprog(costs, A_ub=rows.tocsr(), b_ub=ends, A_eq=every, b_eq=[1.0])
    return float(done.fun)


def least_squares(totals: Totals) -> float:
    """Least sum of squares: means as equal as the ends of totals let them be."""
    low, high = totals.low / totals.n, totals.high / totals.n
    below, above = float(low.min()), float(high.max())
    for _ in range(200):
        middle = (below + above) / 2
        if float((np.clip(middle, low, high) * totals.n).sum()) < 1:
            below = middle
        else:
            above = middle
    mean = np.clip((below + above) / 2, low, high)
    return float((mean**2 * totals.n).sum())


def squares_ends(totals: Totals) -> tuple[float, float, float]:
    """Least sum of squares, what bounds the largest, and how far above one that is reached."""
    groups = np.arange(len(totals.n))
    # What is left after the least totals goes to the largest units first; but a small second
    # group lets the first unit be larger.
    orders = [groups, np.concatenate((groups[:1], groups[2:], groups[1:2]))]
    reached = max(_reached(totals, order) for order in orders)
    bound = _cheapest(totals, reached)
    return least_squares(totals), bound, bound - reached


def _reached(totals: Totals, order: IntArray) -> float:
    """Sum of squares of a vector that fits, totals raised from their least in some order."""
    room = (totals.high - totals.low)[order]
    left = 1.0 - float(totals.low.sum())
    share = totals.low.copy()
    share[order] += np.clip(left - (np.cumsum(room) - room), 0.0, room)
    if (np.diff(share / totals.n) > 0).any():
        return 0.0
    return float(np.square(extremes.most_unequal(totals.n, share, squares=True)).sum())


def _cheapest(totals: Totals, reached: float) -> float:
    """Bound the sum of squares at the price of value that gives the least bound.

    The bound is convex in the price, being the largest of straight lines.
    """
    low, high = 0.0, 2.0 * float(totals.high[0])
    golden = (5**0.5 - 1) / 2
    for _ in range(_STEPS):
        a, b = high - golden * (high - low), low + golden * (high - low)
        if most_squares(totals, reached, a, rounds=1) <= most_squares(totals, reached, b, rounds=1):
            high = b
        else:
            low = a
    return most_squares(totals, reached, (low + high) / 2)
