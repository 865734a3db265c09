"""Quotients of few counts, drawn towards what is expected."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit._kernels.arguments import check_endless
from odopkit.errors import UndefinedMeasureError
from odopkit.specialization.margins import BLOCK, checked_pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array, IntArray


# Logs of tau where the likelihood is looked at first; beyond, shrinkage is all or nothing.
_STEP: Final = 2.0
_GRID: Final = tuple(np.arange(-12.0, 13.0, _STEP).tolist())
_ROUNDS: Final = 60
_NARROW: Final = 1e-10


def shrunken_quotient(
    x: ArrayLike, *, expected: ArrayLike, tau: float | None = None
) -> Float64Array:
    r"""Quotients of counts, drawn towards 1 the more the fewer they rest on.

    .. math:: \frac{x_d + \tau}{e_d + \tau}, \qquad e_d = n_d \frac{K}{N},

    where :math:`x_d` is what district :math:`d` ships of the product, :math:`e_d` what its
    :math:`n_d` shipments would bring at the reference's share :math:`K/N`, and
    :math:`\tau` the weight of the prior: the mean of a gamma distribution after seeing a
    Poisson count (empirical Bayes).

    Parameters
    ----------
    x : array_like of int, shape (n_districts,)
        Shipments of one product by district, zeros included.
    expected : array_like of float, shape (n_districts,)
        What each district would ship at the reference's share.
    tau : float, optional
        Weight of the prior in shipments, above 0; by default :func:`shrinkage_tau`, the
        maximum of the likelihood over the districts.

    Returns
    -------
    ndarray of float
        Between 1 and the plain quotient :math:`x_d / e_d`.

    Raises
    ------
    InvalidValueError
        If counts are not whole numbers, expectations negative, shapes different, or `tau`
        is not above 0.
    UndefinedMeasureError
        If `tau` is to be estimated and no district ships the product.

    Notes
    -----
    The usual mistake is to pass districts that export the product only: the zeros say as
    much about the spread.  It is an estimate for comparing cells of unequal size; no
    forecast, no ceiling, and not comparable with quotients that were not shrunk.  Source:
    :cite:t:`ClaytonKaldor1987`.

    Examples
    --------
    >>> from odopkit.specialization import shrunken_quotient
    >>> shrunken_quotient([2, 20, 200], expected=[0.3, 3, 30], tau=2).round(2).tolist()
    [1.74, 4.4, 6.31]
    """
    count, mean = checked_pairs(x, expected)
    if tau is None:
        tau = shrinkage_tau(count, expected=mean)
    check_tau(tau)
    return shrunk(count, mean, np.float64(tau))


def shrinkage_tau(x: ArrayLike, *, expected: ArrayLike) -> float:
    r"""Weight of the prior in :func:`shrunken_quotient`, by maximum likelihood.

    .. math::

        \hat\tau = \arg\max_\tau \sum_d \Big[ \ln \Gamma(x_d + \tau) - \ln \Gamma(\tau)
            + \tau \ln \tau - (\tau + x_d) \ln(\tau + e_d) \Big],

    the likelihood of negative binomial counts with means :math:`e_d`: Poisson counts
    whose true quotients are gamma distributed with mean 1 and variance :math:`1/\tau`.

    Parameters
    ----------
    x : array_like of int, shape (n_districts,)
        Shipments of one product by district, zeros included.
    expected : array_like of float, shape (n_districts,)
        What each district would ship at the reference's share.

    Returns
    -------
    float
        Above 0; infinite where counts vary no more than chance would have them, so that
        every quotient shrinks to 1.

    Raises
    ------
    InvalidValueError
        If counts are not whole numbers, expectations negative, or shapes different.
    UndefinedMeasureError
        If no district ships the product.

    Notes
    -----
    The usual mistake is to pass only districts with exports.  Source:
    :cite:t:`ClaytonKaldor1987`.

    Examples
    --------
    >>> from odopkit.specialization import shrinkage_tau
    >>> round(shrinkage_tau([40, 1, 3, 16, 0, 12], expected=[12.0] * 6), 2)
    0.56
    >>> shrinkage_tau([12, 11, 13, 12], expected=[12.0] * 4)
    inf
    """
    count, mean = checked_pairs(x, expected)
    if not count.any():
        msg = "shrinkage_tau is undefined: no district has a count, so nothing is spread"
        raise UndefinedMeasureError(msg)
    district = np.flatnonzero(count)
    found = fitted_tau(
        count[district],
        district,
        np.zeros(len(district), dtype=np.intp),
        mean,
        np.ones((1, 1)),
        np.zeros(len(count), dtype=np.intp),
    )
    return float(found[0])


def check_tau(tau: float) -> None:
    """Refuse a prior without weight."""
    check_endless(tau, "tau", "inf shrinks every quotient to 1")


def shrunk(x: Float64Array, expected: Float64Array, tau: Float64Array | np.float64) -> Float64Array:
    """Posterior mean; 1 where the prior has all the weight."""
    with np.errstate(invalid="ignore"):
        found = np.where(np.isinf(tau), 1.0, (x + tau) / (expected + tau))
    return np.asarray(found, dtype=np.float64)


def fitted_tau(
    x: Float64Array,
    district: IntArray,
    product: IntArray,
    n: Float64Array,
    share: Float64Array,
    row: IntArray,
) -> Float64Array:
    """Maximum-likelihood tau of each product over all districts; NaN without any count.

    Parameters
    ----------
    x, district, product : ndarray, shape (n_cells,)
        Counts above 0, and where they are.
    n : ndarray of float, shape (n_districts,)
        Counts of each district.
    share : ndarray of float, shape (n_rows, n_products)
        The reference's share of each product, for each row of the reference.
    row : ndarray of int, shape (n_districts,)
        The reference's row of each district.
    """
    n_products = share.shape[1]
    tau = np.full(n_products, np.nan)
    width = max(BLOCK // max(len(n), 1), 1)
    order = np.argsort(product, kind="stable")
    x, district, product = x[order], district[order], product[order]
    ends = np.searchsorted(product, np.arange(0, n_products + width, width))
    for begin, end in pairwise(ends):
        cells = slice(begin, end)
        some, which = np.unique(product[cells], return_inverse=True)
        if len(some):
            expected = n[:, np.newaxis] * share[:, some][row]
            tau[some] = _tau_of(x[cells], district[cells], which, expected)
    return tau


def _tau_of(
    x: Float64Array, district: IntArray, product: IntArray, expected: Float64Array
) -> Float64Array:
    """Find where the likelihood of each column is largest.

    There may be two such places, one of them at infinity (a large district that is just as
    expected hides the spread of small ones), so a grid comes first.  The slope is then
    brought to zero between neighbours of the best point, by the Illinois method.
    """
    n_products = expected.shape[1]
    mean = expected[district, product]
    best = -expected.sum(axis=0)  # chance alone: tau is infinite
    log_tau = np.full(n_products, np.inf)
    for point in _GRID:
        found = _likelihood(point, x, mean, product, expected)
        better = found > best
        best[better], log_tau[better] = found[better], point
    left = np.flatnonzero(np.isfinite(log_tau))
    slope = np.zeros(n_products)
    slope[left] = _slope(log_tau, left, x, mean, product, expected)
    rising = slope > 0
    low = np.where(rising, log_tau, log_tau - _STEP)
    high = np.where(rising, log_tau + _STEP, log_tau)
    at_low, at_high = np.where(rising, slope, 0.0), np.where(rising, 0.0, slope)
    other = _slope(np.where(rising, high, low), left, x, mean, product, expected)
    at_low[left] = np.where(rising[left], at_low[left], other)
    at_high[left] = np.where(rising[left], other, at_high[left])
    # The best point is at an end of the grid, where the likelihood is flat.
    left = left[(at_low[left] > 0) & (at_high[left] < 0)]
    side = np.zeros(n_products)
    for _ in range(_ROUNDS):
        if not len(left):
            break
        a, b = low[left], high[left]
        middle = b - at_high[left] * (b - a) / (at_high[left] - at_low[left])
        log_tau[left] = middle = np.clip(middle, a, b)
        found = _slope(log_tau, left, x, mean, product, expected)
        up = found > 0
        # A side that is kept twice is weighed half, so that both sides move.
        at_high[left[up & (side[left] > 0)]] /= 2
        at_low[left[~up & (side[left] < 0)]] /= 2
        low[left[up]], at_low[left[up]] = middle[up], found[up]
        high[left[~up]], at_high[left[~up]] = middle[~up], found[~up]
        side[left] = np.where(up, 1.0, -1.0)
        step = np.abs(middle - np.where(up, a, b))
        left = left[(found != 0) & (step > _NARROW)]
    return np.asarray(np.exp(log_tau), dtype=np.float64)


def _likelihood(
    log_tau: float,
    x: Float64Array,
    mean: Float64Array,
    product: IntArray,
    expected: Float64Array,
) -> Float64Array:
    """Log-likelihood by column, up to a constant; minus the sum of means at infinity."""
    from scipy.special import gammaln

    tau = np.exp(log_tau)
    dense = -tau * np.log1p(expected / tau).sum(axis=0)
    stored = gammaln(x + tau) - gammaln(tau) - x * (log_tau + np.log1p(mean / tau))
    return np.asarray(dense + np.bincount(product, weights=stored, minlength=len(dense)))


def _slope(
    log_tau: Float64Array,
    which: IntArray,
    x: Float64Array,
    mean: Float64Array,
    product: IntArray,
    expected: Float64Array,
) -> Float64Array:
    """Slope of the log-likelihood in the log of tau, in some columns, level for large tau."""
    from scipy.special import digamma

    number = np.full(expected.shape[1], -1)
    number[which] = np.arange(len(which))
    cells = number[product] >= 0
    x, mean, product = x[cells], mean[cells], number[product[cells]]
    tau = np.exp(log_tau[which])
    ratio = expected[:, which] / tau
    slope = (ratio / (1 + ratio) - np.log1p(ratio)).sum(axis=0)
    t = tau[product]
    stored = digamma(x + t) - digamma(t) - x / (t + mean)
    slope += np.bincount(product, weights=stored, minlength=len(tau))
    return np.asarray(slope * tau * (1 + tau), dtype=np.float64)
