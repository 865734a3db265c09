"""How far a number hangs on single blocks: what every jackknife over blocks shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from odopkit.typing import Float64Array


# Blocks that export from more than this share of units are taken for times, not for firms.
CROSSED: Final = 0.5
# With fewer blocks no interval was tried.
FEWEST_BLOCKS: Final = 5
# What is added to a correlation of times, in standard errors of one that is not there.
MARGIN: Final = 2.0
# A correlation that is taken for higher would make any interval endless.
MOST_LINKED: Final = 0.98


def are_times(by_block: Float64Array) -> bool:
    """Whether most blocks export from most units, as months do and firms do not."""
    seen = by_block[:, by_block.any(axis=0)] > 0
    return bool(seen.size and seen.mean(axis=1).mean() > CROSSED)


def effective(by_block: Float64Array, axis: int = 0) -> Float64Array:
    """How many blocks of equal size would be as uneven; 0 for nothing."""
    total, square = by_block.sum(axis=axis), np.square(by_block).sum(axis=axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(square > 0, total**2 / square, 0.0))


def half_width(
    influence: Float64Array,
    confidence: float,
    *,
    times: bool,
    n_effective: Float64Array | None = None,
) -> Float64Array:
    """Half the width of an interval from what each block does to each row's number.

    Parameters
    ----------
    influence : ndarray of float, shape (n_rows, n_blocks)
        Change of the number when a block is left out, in the order of the blocks; each row
        is centred.
    confidence : float
        Probability between the ends.
    times : bool
        Blocks follow each other: their correlation widens the interval, with a margin for
        what few blocks cannot show.
    n_effective : ndarray of float, shape (n_rows,), optional
        Blocks of equal size that the number rests on; by default those that the standard
        error rests on, or of times, which are many and alike, the kurtosis decides.

    Returns
    -------
    ndarray of float
        Quantile of t times the standard error.  The degrees of freedom are those of a
        variance of so heavy-tailed values (Satterthwaite), so few large blocks widen it.
    """
    from scipy.special import stdtrit

    n_blocks = influence.shape[1]
    square = np.square(influence)
    variance = square.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        peak = n_blocks * np.square(square).sum(axis=1) / variance**2
        # Blocks that all weigh the same have a peak of 1, but for rounding.
        above = np.maximum(peak - 1, 1e-9)
        freedom = np.clip(2 * n_blocks / above, 1.0, max(n_blocks - 1, 1))
        if n_effective is None and not times:
            n_effective = n_blocks / peak
    if n_effective is not None:
        freedom = np.minimum(freedom, np.maximum(n_effective - 1, 1.0))
    error = np.sqrt((n_blocks - 1) / n_blocks * variance * following(influence, times=times))
    freedom = np.where(variance > 0, freedom, 1.0)
    return np.asarray(stdtrit(freedom, (1 + confidence) / 2) * error)


def following(influence: Float64Array, *, times: bool) -> Float64Array:
    """By what a variance grows since blocks follow each other, one number a row.

    The correlation of neighbours, below 0 taken for 0.  Of times it is corrected for what so
    few of them hide, a mean being taken out (Marriott and Pope), with a margin on top.
    """
    n_blocks = influence.shape[1]
    square = np.square(influence).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        linked = (influence[:, 1:] * influence[:, :-1]).sum(axis=1) / square
    linked = np.maximum(np.nan_to_num(linked), 0.0)
    if times:
        linked += (1 + 3 * linked) / n_blocks + MARGIN / np.sqrt(n_blocks)
    linked = np.minimum(linked, MOST_LINKED)
    return np.asarray((1 + linked) / (1 - linked))


def not_told_apart(by_block: Float64Array, confidence: float) -> Float64Array:
    """Totals of units, of which those that cannot be told apart share one mean.

    From the largest downwards, a unit joins those above it as long as the blocks do not
    show that they differ: a test of equal totals whose distribution has the first two
    moments of a chi-square (Satterthwaite).
    """
    from scipy.special import chdtri

    total = by_block.sum(axis=0)
    centred = by_block - total / len(by_block)
    order = np.argsort(-total, kind="stable")
    spread = (centred.T @ centred)[np.ix_(order, order)]
    ordered = total[order]
    out = ordered.copy()
    start = 0
    group = _Group(spread, start)
    for new in range(1, len(ordered)):
        group.add(new)
        mean, freedom = group.expected()
        found = np.square(ordered[start : new + 1] - ordered[start : new + 1].mean()).sum()
        if mean > 0 and found * freedom <= mean * float(chdtri(freedom, 1 - confidence)):
            out[start : new + 1] = ordered[start : new + 1].mean()
        else:
            start = new
            group = _Group(spread, start)
    back = np.empty(len(out))
    back[order] = out
    return back


class _Group:
    """Sums over the covariances of a run of units, kept up as the run grows."""

    def __init__(self, spread: Float64Array, start: int) -> None:
        self.spread, self.start = spread, start
        self.of_row = np.zeros(len(spread))
        self.trace = self.whole = self.square = 0.0
        self.n = 0
        self.add(start)

    def add(self, new: int) -> None:
        """Take one unit more, the next."""
        run, own = slice(self.start, new), float(self.spread[new, new])
        with_run = self.spread[run, new]
        self.trace += own
        self.whole += 2 * float(with_run.sum()) + own
        self.square += 2 * float(np.square(with_run).sum()) + own * own
        self.of_row[run] += with_run
        self.of_row[new] = with_run.sum() + own
        self.n += 1

    def expected(self) -> tuple[float, float]:
        """Mean of the sum of squares around the common mean if all are equal, and its freedom."""
        rows = float(np.square(self.of_row[self.start : self.start + self.n]).sum())
        mean = self.trace - self.whole / self.n
        twice = self.square - 2 * rows / self.n + (self.whole / self.n) ** 2
        if mean <= 0 or twice <= 0:
            return 0.0, 1.0
        return mean, mean**2 / twice
