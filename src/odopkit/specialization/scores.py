"""Intervals of a quotient of counts that hold in small samples and at the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from odopkit._kernels.arguments import check_confidence
from odopkit.specialization.margins import checked_margins
from odopkit.specialization.tails import log_delta_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


Variance = Literal["score", "independence", "binomial"]

# Part of a count by which the observed difference is drawn in, towards what is tested.
CORRECTION: Final = 0.25
# Halvings of the scale of logs on which an end is looked for: ten digits of any quotient.
HALVINGS: Final = 40
FARTHEST: Final = 36.0
# Cells that are looked at together: what fits the cache.
TOGETHER: Final = 1 << 13
COUNTS_COVER: Final = (
    "the quotient of the chances behind the counts: as many draws again, each of the product with "
    "its place's own chance, independent of the others; not values, not another year"
)
"""What an interval of counts is of, in the result."""


def score_interval(
    x: ArrayLike,
    *,
    n: ArrayLike,
    k: ArrayLike,
    total: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Float64Array, Float64Array]:
    r"""Interval of a quotient of chances by the score method: those that a test does not reject.

    .. math::

        \frac{|x/n - \phi\,y/m| - \frac{1}{4} (1/n + \phi/m)}
             {\sqrt{\big(\tilde p\,(1 - \tilde p)/n + \phi^2\,\tilde q\,(1 - \tilde q)/m\big)
             N/(N - 1)}} \le z, \qquad
        LQ = \frac{N}{n + m/\phi},

    where :math:`x` of the district's :math:`n` and :math:`y = K - x` of the other
    :math:`m = N - n` counts are of the product, :math:`\tilde p` and :math:`\tilde q` are the
    likeliest chances whose ratio is :math:`\phi`, and :math:`z` is the normal quantile.  The
    interval has all :math:`LQ` whose :math:`\phi` meets this.

    Parameters
    ----------
    x : array_like of int
        Shipments (firms, firm-months) of the product from the district.
    n, k, total : array_like of int
        Shipments of the district, of the product and of the whole reference; each of the
        shape of `x` or one number.  The district is part of the reference.
    confidence : float, default 0.95
        Probability between the ends, a fraction below 1.

    Returns
    -------
    tuple of two ndarray of float
        Lower and upper ends, from 0 to ``total / n``; both 1 where the district is the whole
        reference.  NaN where `n` or `k` is 0: then there is no quotient.

    Raises
    ------
    InvalidValueError
        If a count is not a whole number of at least 0, the four do not fit together, or
        `confidence` is no fraction below 1.

    Notes
    -----
    It covers the quotient of the chances behind the counts: imagined drawn again are those of
    the district and those of the rest, independent of each other.  It covers neither the
    quotient of values nor another year.  Ten shipments of one firm are not ten draws: count
    firms.  Worked out exactly for `n` from 3 to 50, chances from .05 to .95 and a rest of 30
    counts and more, it covers .937 at the least and .974 on average; with a rest of five to ten,
    .914 at the least (see :doc:`/calibration`).
    Sources: :cite:t:`Koopman1984`, :cite:t:`MiettinenNurminen1985`; the quarter of a count is
    added here, since without it three draws with a chance of .05 are covered in .87.

    Examples
    --------
    >>> from odopkit.specialization import score_interval
    >>> low, high = score_interval([0, 2, 20, 200], n=[3, 3, 30, 300], k=10_000, total=100_000)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 1.64, 4.8, 6.11], [6.3, 9.65, 8.15, 7.19])
    """
    check_confidence(confidence)
    margins = checked_margins(x, n, k, total)
    return score_ends(*margins, confidence)


def score_ends(
    x: Float64Array,
    n: Float64Array,
    k: Float64Array,
    total: Float64Array,
    confidence: float,
    *,
    correction: float = CORRECTION,
    unbiased: bool = True,
) -> tuple[Float64Array, Float64Array]:
    """Take both ends of checked counts; Koopman's without correction and not `unbiased`."""
    from scipy.special import ndtri

    z = float(ndtri((1 + confidence) / 2))
    shape = x.shape
    flat = [np.ravel(v) for v in (x, n, k, total)]
    low, high = np.full(x.size, np.nan), np.full(x.size, np.nan)
    for start in range(0, x.size, TOGETHER):
        part = slice(start, start + TOGETHER)
        of = _Counts(*(v[part] for v in flat), correction=correction, unbiased=unbiased)
        low[part], high[part] = of.end(z), of.end(-z)
        low[part][of.x == 0] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            high[part] = np.where(of.x == of.k, of.total / of.n, high[part])
        for end in (low, high):
            end[part][of.total == of.n] = 1.0
            end[part][(of.n == 0) | (of.k == 0)] = np.nan
    return low.reshape(shape), high.reshape(shape)


def quotient_ends(
    x: Float64Array,
    n: Float64Array,
    k: Float64Array,
    total: Float64Array,
    *,
    confidence: float,
    variance: Variance,
) -> tuple[Float64Array, Float64Array]:
    """Take the ends of an interval of a quotient of counts, by the method that was named."""
    if variance == "score":
        return score_ends(x, n, k, total, confidence)
    return log_delta_interval(x, n=n, k=k, total=total, confidence=confidence, variance=variance)


class _Counts:
    """Counts of districts and of the rest, and how far a quotient is from both."""

    def __init__(
        self,
        x: Float64Array,
        n: Float64Array,
        k: Float64Array,
        total: Float64Array,
        *,
        correction: float,
        unbiased: bool,
    ) -> None:
        self.x, self.n, self.k, self.total = x, n, k, total
        self.others, self.rest = k - x, np.maximum(total - n, 1.0)
        self.size = np.maximum(n, 1.0)
        self.correction = correction
        self.factor = total / np.maximum(total - 1, 1.0) if unbiased else np.ones_like(total)

    def end(self, z: float) -> Float64Array:
        """Find where the score crosses `z`, as a quotient; the score falls as quotients grow."""
        log, step = np.zeros_like(self.x), FARTHEST
        for _ in range(HALVINGS):
            step /= 2
            log += np.where(self.score(log) >= z, step, -step)
        return np.asarray(self.total / (self.size + self.rest * np.exp(-log)))

    def score(self, log: Float64Array) -> Float64Array:
        """Take the score of a ratio of chances, given as its logarithm."""
        from scipy.special import expit

        a, b = expit(log), expit(-log)
        # The likeliest chances are a * u in the district and b * u in the rest.
        linear = a * (self.size + self.others) + b * (self.x + self.rest)
        root = np.sqrt(np.maximum(linear**2 - 4 * (self.size + self.rest) * a * b * self.k, 0.0))
        u = 2 * self.k / (linear + root)
        p, q = np.minimum(a * u, 1.0), np.minimum(b * u, 1.0)
        gap = b * self.x / self.size - a * self.others / self.rest
        drawn_in = self.correction * (b / self.size + a / self.rest)
        gap = np.sign(gap) * np.maximum(np.abs(gap) - drawn_in, 0.0)
        spread = b**2 * p * (1 - p) / self.size + a**2 * q * (1 - q) / self.rest
        return np.asarray(gap / np.sqrt(np.maximum(spread * self.factor, np.finfo(float).tiny)))
