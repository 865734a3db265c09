"""How surprising a count is: exact tails and intervals of a quotient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from odopkit._kernels.arguments import check_choice, check_confidence
from odopkit.specialization.margins import checked_margins

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


Variance = Literal["independence", "binomial"]


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
    one firm are not independent, and then it errs far on the small side: count firms where
    you can, and see :func:`quotient_intervals`.  It is not
    the chance that the district is *not* specialized, nor a forecast.

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

    a, b, c, t = checked_margins(x, n, k, total)
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
    r"""Interval of a quotient of chances, symmetric in logs around that of counts.

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
    It covers the quotient of the chances behind the counts, as :func:`score_interval` does, but
    neither holds in small samples: with three draws and a chance of .8 the second covers
    .64, and the first hardly any large, specialized district.  It is an older choice, kept by name.
    The usual mistake is to lay it around a quotient of money.  It is no forecast of next
    year's quotient.  Source: the delta method as in :cite:t:`MoineddinBeyene2003`.

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

    check_choice(variance, get_args(Variance), "variance")
    check_confidence(confidence)
    a, b, c, t = checked_margins(x, n, k, total)
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
