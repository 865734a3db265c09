"""Columns of indicators made comparable: winsorised, normalised, weighted.  No pandas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.potential.composite.ranks import mean_places
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array


SKEWNESS_LIMIT: Final = 2.0
KURTOSIS_LIMIT: Final = 3.5
# Below this relative distance two eigenvalues differ by rounding only.
SAME_COMPONENT: Final = 1e-9

CONSTANT: Final = "every unit has the same value"
EMPTY: Final = "no unit has a value"
NO_RANGE: Final = "the bounds leave no range"
ONE_STEP_FROM_CONSTANT: Final = "winsorising further would leave a constant"
STILL_SKEWED: Final = "still skewed after the most values that may be winsorised"


def moments(x: Float64Array) -> tuple[float, float]:
    """Skewness and excess kurtosis, corrected for bias as spreadsheets do; NaN if undefined."""
    n = x.size
    if n < 3 or is_constant(x):
        return np.nan, np.nan
    d = x - x.mean()
    # Fourth powers of large values would overflow.
    d = d / np.abs(d).max()
    m2, m3, m4 = (float(np.mean(d**p)) for p in (2, 3, 4))
    skewness = np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
    if n < 4:
        return float(skewness), np.nan
    excess = m4 / m2**2 - 3
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6)
    return float(skewness), float(kurtosis)


def is_constant(x: Float64Array) -> bool:
    """Whether values are equal up to rounding."""
    return x.size == 0 or float(x.max() - x.min()) <= TOLERANCE * float(np.abs(x).max())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Winsorised:
    """A column after its outliers were pulled in."""

    values: Float64Array
    before: tuple[float, float]
    after: tuple[float, float]
    reason: str


def winsorise(x: Float64Array, most: int) -> Winsorised:
    """Pull in the longer tail, a value at a time, while both limits are passed."""
    ordered = np.sort(x[~np.isnan(x)])
    low, high = 0, ordered.size - 1
    before = now = moments(ordered)
    reason = ""
    # NaN compares as False, so that a column without moments is left alone.
    while abs(now[0]) > SKEWNESS_LIMIT and now[1] > KURTOSIS_LIMIT:
        step = (low, high - 1) if now[0] > 0 else (low + 1, high)
        if low + ordered.size - 1 - high >= most:
            reason = STILL_SKEWED if most else ""
            break
        if ordered[step[0]] == ordered[step[1]]:
            reason = ONE_STEP_FROM_CONSTANT
            break
        low, high = step
        now = moments(np.clip(ordered, ordered[low], ordered[high]))
    values = x if not ordered.size else np.clip(x, ordered[low], ordered[high])
    return Winsorised(values=values, before=before, after=now, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Normalised:
    """A column on a common scale, where more is better."""

    values: Float64Array
    lower: float
    upper: float
    reason: str


def normalise(
    x: Float64Array,
    method: str,
    *,
    direction: int,
    scale: tuple[float, float],
    bounds: tuple[float | None, float | None],
    reference: float | None,
) -> Normalised:
    """Put one column on a common scale; NaN throughout where the scale is undefined."""
    seen = x[~np.isnan(x)]
    undefined = np.full(x.shape, np.nan)
    lower, upper = (float(seen.min()), float(seen.max())) if seen.size else (np.nan, np.nan)
    if not seen.size:
        return Normalised(values=undefined, lower=lower, upper=upper, reason=EMPTY)
    if method == "minmax":
        lower, upper = (
            given if given is not None else own
            for given, own in zip(bounds, (lower, upper), strict=True)
        )
    fixed = method == "reference" or (method == "minmax" and None not in bounds)
    if is_constant(seen) and not fixed:
        return Normalised(values=undefined, lower=lower, upper=upper, reason=CONSTANT)
    if method == "minmax":
        if not upper > lower:
            return Normalised(values=undefined, lower=lower, upper=upper, reason=NO_RANGE)
        part = (x - lower) / (upper - lower) if direction > 0 else (upper - x) / (upper - lower)
        values = scale[0] + (scale[1] - scale[0]) * part
    elif method == "z":
        # Standardised on a unit scale first, so that squares neither overflow nor vanish.
        size = float(np.abs(seen).max())
        y = seen / size
        values = direction * (x / size - y.mean()) / y.std(ddof=1)
    elif method == "rank":
        values = undefined.copy()
        values[~np.isnan(x)] = mean_places(-direction * seen[np.newaxis], slack=0)[0] / seen.size
    else:
        assert reference is not None  # noqa: S101 - refused before any arithmetic
        values = 1 + direction * (x - reference) / abs(reference)
    return Normalised(values=values, lower=lower, upper=upper, reason="")


def complete(z: Float64Array) -> Float64Array:
    """Rows without a missing value."""
    whole: Float64Array = z[~np.isnan(z).any(axis=1)]
    return whole


def pca_weights(z: Float64Array, names: Sequence[str]) -> tuple[Float64Array, Float64Array, float]:
    """Squared loadings on the first principal component, the loadings, its share of variance."""
    rows = complete(z)
    if len(rows) < 3 or z.shape[1] == 0:
        msg = (
            f"PCA weights need three units with all of {z.shape[1]} indicators that vary, got "
            f'{len(rows)}; give weights, or weights="equal"'
        )
        raise UndefinedMeasureError(msg)
    flat = [name for j, name in enumerate(names) if is_constant(rows[:, j])]
    if flat:
        msg = (
            f"PCA weights are undefined: {flat[0]!r} does not vary among the {len(rows)} units "
            'without a missing indicator; leave it out, give weights, or weights="equal"'
        )
        raise UndefinedMeasureError(msg)
    standard = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    values, vectors = np.linalg.eigh(standard.T @ standard / len(rows))
    if len(values) > 1 and values[-1] - values[-2] <= SAME_COMPONENT * values[-1]:
        msg = (
            "PCA weights are undefined: the first two components hold the same share of the "
            f"variance ({values[-1] / values.sum():.1%}), so that any mixture of them is first; "
            'give weights, or weights="equal"'
        )
        raise UndefinedMeasureError(msg)
    loading = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
    return loading**2 / (loading @ loading), loading, float(values[-1] / values.sum())


def entropy_weights(z: Float64Array) -> Float64Array:
    """How unequal each column's shares are, one less its entropy, as shares of one."""
    if (z < 0).any():
        msg = (
            "entropy weights need normalised values that are not negative; "
            'use normalise="minmax" with a scale from 0 or above, or "rank"'
        )
        raise InvalidValueError(msg)
    n = (~np.isnan(z)).sum(axis=0)
    total = np.nansum(z, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = z / total
        entropy = -np.nansum(np.where(share > 0, share * np.log(share), 0.0), axis=0) / np.log(n)
    # Zeros throughout have no shares, and tell units apart no more than a single unit does.
    known = np.isfinite(entropy) & (total > 0)
    spread = np.where(known, 1 - entropy, 0.0)
    # An even spread is 1 only up to rounding, and its rest must not become a weight.
    spread[spread < TOLERANCE] = 0.0
    if not spread.sum() > 0:
        msg = "entropy weights are undefined: no indicator tells units apart"
        raise UndefinedMeasureError(msg)
    weights: Float64Array = spread / spread.sum()
    return weights


def aggregate(
    z: Float64Array, weights: Float64Array, method: str
) -> tuple[Float64Array, Float64Array]:
    """Weighted mean of what is present in each row, and the share of weight present."""
    used = weights > 0
    z, w = z[:, used], weights[used]
    coverage = (~np.isnan(z)) @ w
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.log(z) if method == "geometric" else z
        mean = np.nansum(terms * w, axis=1) / coverage
        scores = np.exp(mean) if method == "geometric" else mean
    if method == "geometric":
        scores[(z <= 0).any(axis=1)] = np.nan
    return scores, coverage
