"""What a few shipments can and cannot say: tails, intervals, shrinkage, many tests.

Everything here counts shipments, firms or firm-months.  Money is no count.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_share
from odopkit.errors import InvalidValueError, UndefinedMeasureError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from odopkit.typing import Float64Array, IntArray

Variance = Literal["independence", "binomial"]

# Logs of tau where the likelihood is looked at first; beyond, shrinkage is all or nothing.
_STEP: Final = 2.0
_GRID: Final = tuple(np.arange(-12.0, 13.0, _STEP).tolist())
_ROUNDS: Final = 60
_NARROW: Final = 1e-10
# Cells of the rectangle of districts by products that are held at a time.
_BLOCK: Final = 1 << 20


def _counts(name: str, values: ArrayLike) -> Float64Array:
    """Return counts as float64, refusing what is no count."""
    x = np.asarray(values)
    if x.dtype.kind not in "iuf":
        msg = f"{name} must be whole numbers, got {x.dtype}"
        raise InvalidValueError(msg)
    x = x.astype(np.float64)
    bad = ~(np.isfinite(x) & (x >= 0) & (x == np.floor(x)))
    if bad.any():
        odd = float(x[bad].ravel()[0])
        msg = f"{name} must be whole numbers of at least 0, got {odd!r}; money is no count"
        raise InvalidValueError(msg)
    return x


def _margins(
    x: ArrayLike, n: ArrayLike, k: ArrayLike, total: ArrayLike
) -> tuple[Float64Array, Float64Array, Float64Array, Float64Array]:
    """Check that a cell, its district and its product fit into the reference."""
    named = {"x": x, "n": n, "k": k, "total": total}
    found = [_counts(name, values) for name, values in named.items()]
    try:
        a, b, c, t = (np.asarray(v) for v in np.broadcast_arrays(*found))
    except ValueError:
        shapes = ", ".join(f"{name} {v.shape}" for name, v in zip(named, found, strict=True))
        msg = f"x, n, k and total must have one shape or be single numbers, got {shapes}"
        raise InvalidValueError(msg) from None
    bad = ~fits(a, b, c, t)
    if bad.any():
        one = tuple(int(v[bad].ravel()[0]) for v in (a, b, c, t))
        msg = (
            f"a cell of x={one[0]} does not fit into n={one[1]}, k={one[2]}, total={one[3]}: "
            "the district must be part of the reference"
        )
        raise InvalidValueError(msg)
    return a, b, c, t


def fits(
    x: Float64Array, n: Float64Array, k: Float64Array, total: Float64Array
) -> NDArray[np.bool_]:
    """Whether cells lie inside their district, product and reference."""
    return np.asarray((x <= n) & (x <= k) & (n - x <= total - k))


def hypergeometric_tail(
    x: ArrayLike, *, n: ArrayLike, k: ArrayLike, total: ArrayLike
) -> Float64Array:
    r"""Exact chance of so many shipments of a product in a district, or more, by luck alone.

    .. math::

        P(X \ge x) = \sum_{j \ge x}
            \binom{K}{j} \binom{N - K}{n - j} \Big/ \binom{N}{n},

    where :math:`n` of all :math:`N` shipments leave the district, :math:`K` of all are of
    the product, and the :math:`n` are imagined as drawn blindly from the :math:`N`.  It is
    the one-sided test of Fisher.

    Parameters
    ----------
    x : array_like of int
        Shipments (firms, firm-months) of the product from the district.
    n, k, total : array_like of int
        Shipments of the district, of the product and of the whole reference; each of the
        shape of `x` or one number.  The district is part of the reference.

    Returns
    -------
    ndarray of float
        Probabilities from 0 (less than the smallest float) to 1 (where `x` is 0).

    Raises
    ------
    InvalidValueError
        If a count is not a whole number of at least 0, or the four do not fit together.

    Notes
    -----
    The usual mistake is to pass money: a district with two shipments worth a million is
    two draws.  A census of trade has no sampling error; the tail says how easily the cell
    could have come about by chance if shipments went to products blindly.  Shipments of
    one firm are not independent, so it errs on the small side: count firms where you can,
    and see :func:`bootstrap_quotients`.  It is not the chance that the district is *not*
    specialized, nor a forecast.

    Examples
    --------
    Two of three, twenty of thirty and two hundred of three hundred shipments, of a
    product that is a tenth of all: one quotient, 6.67, and three strengths of evidence.

    >>> from odopkit.specialization import hypergeometric_tail
    >>> p = hypergeometric_tail([2, 20, 200], n=[3, 30, 300], k=10_000, total=100_000)
    >>> [f"{x:.1e}" for x in p]
    ['2.8e-02', '1.1e-13', '2.3e-124']
    """
    from scipy.stats import hypergeom

    a, b, c, t = _margins(x, n, k, total)
    tail = np.ones_like(a)
    some = a > 0
    tail[some] = hypergeom.sf(a[some] - 1, t[some], c[some], b[some])
    return tail


def log_delta_interval(
    x: ArrayLike,
    *,
    n: ArrayLike,
    k: ArrayLike,
    total: ArrayLike,
    confidence: float = 0.95,
    variance: Variance = "independence",
) -> tuple[Float64Array, Float64Array]:
    r"""Interval around a quotient of counts, symmetric in logs (delta method).

    .. math::

        LQ\, e^{\pm z\,se}, \qquad LQ = \frac{x/n}{K/N}, \qquad
        se^2 = \frac{1 - x/n}{x} - \frac{1 - K/N}{K},

    where :math:`x` of the district's :math:`n` and :math:`K` of the reference's :math:`N`
    shipments are of the product and :math:`z` is the normal quantile.  With
    ``variance="binomial"``, :math:`se^2` is that of two binomial samples, the district and
    the rest of the reference:

    .. math::

        se^2 = x \Big(1 - \frac{x}{n}\Big) \Big(\frac{1}{x} - \frac{1}{K}\Big)^2
             + \frac{K - x}{K^2} \Big(1 - \frac{K - x}{N - n}\Big).

    Parameters
    ----------
    x : array_like of int
        Shipments (firms, firm-months) of the product from the district.
    n, k, total : array_like of int
        Shipments of the district, of the product and of the whole reference; each of the
        shape of `x` or one number.
    confidence : float, default 0.95
        Probability between the ends, a fraction below 1.
    variance : {"independence", "binomial"}, default "independence"
        The first is the usual formula.  It takes the district's overlap with the
        reference as if the district were not specialized, so it is too short where a
        specialized district is a fair part of the product, and has no root where it is
        more.  The second holds there too.

    Returns
    -------
    tuple of two ndarray of float
        Lower and upper ends, above 0.  NaN where `x` is 0 (no logarithm) and where
        :math:`se^2` is negative.

    Raises
    ------
    InvalidValueError
        If a count is not a whole number of at least 0, the four do not fit together,
        `confidence` is no fraction below 1, or `variance` another word.

    Notes
    -----
    The usual mistake is to lay it around a quotient of money: it belongs to the quotient
    of counts.  Below some five shipments it is rough; :func:`hypergeometric_tail` is
    exact.  It is no forecast of next year's quotient.  Source: the delta method as in
    :cite:t:`MoineddinBeyene2003`.

    Examples
    --------
    >>> from odopkit.specialization import log_delta_interval
    >>> low, high = log_delta_interval(
    ...     [2, 20, 200], n=[3, 30, 300], k=10_000, total=100_000)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([3.0, 5.18, 6.17], [14.84, 8.58, 7.21])

    A district with 90 of the 100 shipments of a product, among 100 of its own:

    >>> log_delta_interval([90], n=100, k=100, total=100_000)
    (array([nan]), array([nan]))
    >>> low, high = log_delta_interval([90], n=100, k=100, total=100_000, variance="binomial")
    >>> low.round().tolist(), high.round().tolist()
    ([846.0], [958.0])
    """
    from scipy.special import ndtri

    check_choice(variance, get_args(Variance), name="variance")
    check_share(confidence, name="confidence", zero=False)
    if confidence == 1:
        msg = "confidence must be below 1: a certain interval is all numbers"
        raise InvalidValueError(msg)
    a, b, c, t = _margins(x, n, k, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (a / b) / (c / t)
        if variance == "independence":
            # As differences of inverses, which are exact where a district has all.
            square = (1 / a - 1 / b) - (1 / c - 1 / t)
        else:
            others, rest = c - a, np.maximum(t - b, 1)
            square = a * (1 - a / b) * (1 / a - 1 / c) ** 2 + others / c**2 * (1 - others / rest)
        width = np.exp(float(ndtri((1 + confidence) / 2)) * np.sqrt(square))
        low, high = centre / width, centre * width
    undefined = ~((a > 0) & (square >= 0))
    low[undefined], high[undefined] = np.nan, np.nan
    return low, high


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
    count, mean = _pairs(x, expected)
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
    count, mean = _pairs(x, expected)
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


def benjamini_hochberg(p: ArrayLike, *, n_tests: int | None = None) -> Float64Array:
    r"""Adjust p-values for having looked at many cells: the false discovery rate.

    .. math:: q_{(i)} = \min_{j \ge i} \min\Big(1, \frac{m}{j} p_{(j)}\Big),

    where :math:`p_{(1)} \le p_{(2)} \le \dots` are the sorted values and :math:`m` the
    number of tests.  Among all cells with :math:`q \le 0.05`, about one in twenty is
    expected to be there by luck.

    Parameters
    ----------
    p : array_like of float, shape (n,)
        Probabilities; NaN for what was not tested.
    n_tests : int, optional
        How many hypotheses were looked at in all, if more than are listed: the rest
        count as :math:`p = 1`.  By default those in `p`.

    Returns
    -------
    ndarray of float, shape (n,)
        From `p` to 1, in the order of `p`; NaN where `p` is.

    Raises
    ------
    InvalidValueError
        If a value is not between 0 and 1, `p` is not 1-D, or `n_tests` is less than the
        number of values.

    Notes
    -----
    The usual mistake is to pass the cells that a district exports and to forget the
    products that it could have exported: picking cells because they are not zero makes
    luck look like evidence.  Source: :cite:t:`BenjaminiHochberg1995`.

    Examples
    --------
    >>> from odopkit.specialization import benjamini_hochberg
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    >>> benjamini_hochberg([0.01, 0.04, 0.03], n_tests=100).round(3).tolist()
    [1.0, 1.0, 1.0]
    """
    found = np.asarray(p)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iuf"):
        msg = f"p must be a vector of numbers, got shape {found.shape} of {found.dtype}"
        raise InvalidValueError(msg)
    value = found.astype(np.float64)
    tested = ~np.isnan(value)
    if ((value < 0) | (value > 1)).any():
        odd = float(value[(value < 0) | (value > 1)][0])
        msg = f"p must be between 0 and 1, got {odd!r}"
        raise InvalidValueError(msg)
    m = int(tested.sum()) if n_tests is None else n_tests
    if isinstance(m, bool) or not isinstance(m, int | np.integer) or m < tested.sum():
        msg = f"n_tests must be at least the {tested.sum()} values of p, got {n_tests!r}"
        raise InvalidValueError(msg)
    return adjusted(value, np.zeros(len(value), dtype=np.intp), np.array([m]))


# ------------------------------------------------------------------------------ kernels


def check_tau(tau: float) -> None:
    """Refuse a prior without weight."""
    if isinstance(tau, bool) or not isinstance(tau, int | float | np.number) or not tau > 0:
        msg = f"tau must be above 0 (inf shrinks every quotient to 1), got {tau!r}"
        raise InvalidValueError(msg)


def _pairs(x: ArrayLike, expected: ArrayLike) -> tuple[Float64Array, Float64Array]:
    count = _counts("x", x)
    mean = kernels.as_values(expected, name="expected")
    if count.shape != mean.shape:
        msg = f"x and expected must have one shape, got {count.shape} and {mean.shape}"
        raise InvalidValueError(msg)
    if (count[mean == 0] > 0).any():
        msg = "expected is 0 where x is not: the district must be part of the reference"
        raise InvalidValueError(msg)
    return count, mean


def shrunk(x: Float64Array, expected: Float64Array, tau: Float64Array | np.float64) -> Float64Array:
    """Posterior mean; 1 where the prior has all the weight."""
    with np.errstate(invalid="ignore"):
        found = np.where(np.isinf(tau), 1.0, (x + tau) / (expected + tau))
    return np.asarray(found, dtype=np.float64)


def adjusted(p: Float64Array, group: IntArray, m: NDArray[np.int64]) -> Float64Array:
    """Benjamini-Hochberg inside each group, of which `m` hypotheses were tested."""
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if not len(tested):
        return q
    order = tested[np.lexsort((p[tested], group[tested]))]
    of, value = group[order], p[order]
    first = np.searchsorted(of, of)
    scaled = np.minimum(value * (m[of] / (np.arange(len(of)) - first + 1)), 1.0)
    # The running minimum from the right, in ranks, that groups of whole numbers keep apart:
    # added to the values themselves they would swallow small ones.
    distinct, rank = np.unique(scaled, return_inverse=True)
    key = rank + of * len(distinct)
    running = np.minimum.accumulate(key[::-1])[::-1] - of * len(distinct)
    q[order] = distinct[running]
    return q


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
    width = max(_BLOCK // max(len(n), 1), 1)
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
