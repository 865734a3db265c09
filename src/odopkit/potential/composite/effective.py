"""What each indicator weighs in the result, and whether they measure one thing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import kind_of
from odopkit.potential.composite import dependence as dep
from odopkit.potential.composite import normalise as norm
from odopkit.potential.composite import ranks
from odopkit.potential.composite.indicators import CompositeScore, check_score
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


_FEWEST_FOR_BINS: Final = 20
_MOST_BINS: Final = 20


def cronbach_alpha(values: ArrayLike) -> float:
    r"""Cronbach's alpha: how far indicators measure one thing.

    .. math:: \alpha = \frac{m}{m - 1}
              \Big(1 - \frac{\sum_j \mathrm{var}(z_j)}{\mathrm{var}(\sum_j z_j)}\Big),

    where :math:`z_j` is the column of indicator :math:`j` of :math:`m`.

    Parameters
    ----------
    values : array_like of float, shape (n_units, n_indicators)
        Normalised values, where more is better, without gaps.

    Returns
    -------
    float
        1 if all columns move as one, 0 if none with another; negative if they offset each
        other.

    Raises
    ------
    InvalidValueError
        If `values` is not two-dimensional, or has a missing or infinite entry.
    UndefinedMeasureError
        If there are fewer than two units or indicators, or the sums do not vary.

    Notes
    -----
    It rises with the number of indicators, whatever they say; and indicators that *make up* a
    thing, rather than reflect it, need not correlate.  A low alpha with a negative
    correlation says: do not aggregate these, show them side by side.  0.7 is the usual
    mark: :cite:t:`OECDJRC2008`.

    Examples
    --------
    >>> from odopkit.potential.composite import cronbach_alpha
    >>> round(cronbach_alpha([[1, 2], [2, 1], [3, 4], [4, 3]]), 2)
    0.75
    """
    try:
        z = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        msg = f"values must be numbers, units by indicators; got {kind_of(values)} with other cells"
        raise InvalidValueError(msg) from None
    if z.ndim != 2 or not np.isfinite(z).all():
        msg = (
            f"values must be units by indicators, all finite; got shape {z.shape} with "
            f"{int((~np.isfinite(z)).sum())} entries missing or infinite"
        )
        raise InvalidValueError(msg)
    alpha = dep.alpha_of(z)
    if math.isnan(alpha):
        msg = f"alpha needs two units, two indicators and sums that vary; got shape {z.shape}"
        raise UndefinedMeasureError(msg)
    return alpha


def effective_weights(score: CompositeScore) -> pd.DataFrame:
    r"""Set what each indicator weighs on paper against what it weighs in the result.

    .. math:: R_j^2 = \mathrm{corr}(z_j, S)^2, \qquad
              S_j = \frac{\mathrm{var}\,\mathrm{E}(S \mid z_j)}{\mathrm{var}(S)},

    where :math:`z_j` is the normalised indicator and :math:`S` the score.  :math:`S_j`, the
    correlation ratio, is the share by which the variance of the score would fall on average if the
    indicator were fixed; :math:`R_j^2` is its linear part.

    Parameters
    ----------
    score : CompositeScore
        The score.

    Returns
    -------
    DataFrame
        One row per indicator: ``indicator``, ``weight`` (nominal), ``r_squared``,
        ``correlation_ratio`` (both 0 to 1), ``effective`` (:math:`R_j^2` as a share of their
        sum), ``ratio`` (effective over nominal), ``n_units`` (with both), ``n_bins`` and
        ``reason``.

    Raises
    ------
    InvalidValueError
        If `score` is not a CompositeScore.

    Notes
    -----
    A weight is a rate of exchange between indicators, not an importance: with equal
    weights an indicator of three times the spread explains nine times the variance, and
    correlated indicators lend each other importance, so the column does not add up to 1.  The
    correlation ratio is taken between bins of equal count (the square root of ``n_units``, at
    most 20), less what chance would put there, from 20 units on.  Source:
    :cite:t:`ParuoloSaisanaSaltelli2013`.

    Examples
    --------
    Equal weights on indicators with standard deviations of 3 and 1:

    >>> import pandas as pd
    >>> from odopkit.potential.composite import (
    ...     Indicator, composite_score, effective_weights)
    >>> table = pd.DataFrame({"district": list("abcd"), "wide": [7.0, 7.0, 13.0, 13.0],
    ...                       "narrow": [9.0, 11.0, 9.0, 11.0]})
    >>> parts = [Indicator(n, direction=1, unit="points", reference=10)
    ...          for n in ("wide", "narrow")]
    >>> found = composite_score(table, parts, unit="district", normalise="reference",
    ...                         weights="equal", aggregate="arithmetic")
    >>> effective_weights(found)[["indicator", "weight", "r_squared", "effective"]].round(3)
      indicator  weight  r_squared  effective
    0      wide     0.5        0.9        0.9
    1    narrow     0.5        0.1        0.1
    """
    check_score(score)
    names = [i.name for i in score.definition]
    z = score.normalised[names].to_numpy(dtype=np.float64)
    key = list(score.unit)
    by_label = score.scores.sort_values(key, kind="stable")  # the order of `normalised`
    s = by_label["score"].to_numpy(dtype=np.float64)
    found = [_explained(z[:, j], s) for j in range(len(names))]
    weight = score.indicators["weight"].to_numpy(dtype=np.float64)
    r_squared = np.array([e.r_squared for e in found])
    total = float(np.nansum(r_squared))
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = r_squared / total if total > 0 else np.full(len(names), np.nan)
        ratio_of = np.where(weight > 0, effective / weight, np.nan)
    return pd.DataFrame(
        {
            "indicator": text_column(np.array(names, dtype=object)),
            "weight": weight,
            "r_squared": r_squared,
            "correlation_ratio": np.array([e.ratio for e in found]),
            "effective": effective,
            "ratio": ratio_of,
            "n_units": np.array([e.n_units for e in found], dtype=np.int64),
            "n_bins": np.array([e.n_bins for e in found], dtype=np.int64),
            "reason": text_column(np.array([e.reason for e in found], dtype=object)),
        }
    )


class _Explained(NamedTuple):
    """How much of the spread of a score one indicator explains."""

    r_squared: float
    ratio: float
    n_units: int
    n_bins: int
    reason: str


def _explained(indicator: Float64Array, score: Float64Array) -> _Explained:
    """Measure it among the units that have both, as far as they are enough."""
    both = ~(np.isnan(indicator) | np.isnan(score))
    n, x, y = int(both.sum()), indicator[both], score[both]
    if n < 3 or norm.is_constant(x) or norm.is_constant(y):
        reason = "needs three units with both, and values that vary"
        return _Explained(np.nan, np.nan, n, 0, reason)
    r_squared = float(ranks.row_correlation(x[np.newaxis], y[np.newaxis])[0]) ** 2
    if n < _FEWEST_FOR_BINS:
        reason = f"correlation ratio: fewer than {_FEWEST_FOR_BINS} units"
        return _Explained(r_squared, np.nan, n, 0, reason)
    n_bins = min(_MOST_BINS, math.isqrt(n))
    place = ranks.mean_places(x[np.newaxis], slack=0)[0]
    ratio = dep.correlation_ratio(((place - 0.5) / n * n_bins).astype(np.intp), y)
    return _Explained(r_squared, ratio, n, n_bins, "")
