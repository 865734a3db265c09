"""What indicators have to do with each other: repeated, opposed, or of one mind."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit.potential.composite.normalise import complete, is_constant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array, IntArray

    Row = tuple[str, str, float, float, str]


DEPENDENT: Final = 0.99
OPPOSED: Final = -0.3
CONSISTENT: Final = 0.7
RANK_DEFICIENT: Final = 1e-8
# Fewer units than these correlate by chance.
FEWEST: Final = 5

COUNTED_TWICE: Final = "one is a function of the other: the same thing is counted twice"
COMBINATION: Final = "each is a linear combination of the others: the same thing is counted twice"
PRODUCT: Final = "each is a product or quotient of the others: the same thing is counted twice"
OFFSETTING: Final = "they pull against each other: a good value in one costs the other"
NOT_ONE_SCALE: Final = "the indicators do not measure one thing; look at them side by side"


def alpha_of(rows: Float64Array) -> float:
    """Cronbach's alpha of complete rows; NaN where it is undefined."""
    m = rows.shape[1]
    total = rows.sum(axis=1)
    if m < 2 or len(rows) < 2 or is_constant(total):
        return np.nan
    own, of_sum = float(rows.var(axis=0, ddof=1).sum()), float(total.var(ddof=1))
    return float(m * (of_sum - own) / ((m - 1) * of_sum))


def dependences(
    names: Sequence[str], z: Float64Array, raw: Float64Array
) -> tuple[list[Row], float]:
    """List what should give pause in a normalised table, with Cronbach's alpha.

    Combinations are looked for in the raw values, since winsorising and ranks hide them.  Rows
    are (check, indicators, value, threshold, reason).
    """
    kept = [j for j in range(z.shape[1]) if not np.isnan(z[:, j]).all()]
    frame = pd.DataFrame(z[:, kept], columns=[names[j] for j in kept])
    pearson = frame.corr(min_periods=FEWEST).to_numpy()
    ranked = frame.corr(method="spearman", min_periods=FEWEST).to_numpy()
    rows: list[Row] = []
    for (i, a), (j, b) in combinations(enumerate(frame.columns), 2):
        pair = f"{a} & {b}"
        r, rho = float(pearson[i, j]), float(ranked[i, j])
        if abs(rho) > DEPENDENT or abs(r) > DEPENDENT:
            name, value = (
                ("monotone dependence", rho) if abs(rho) > DEPENDENT else ("near-linear", r)
            )
            rows.append((name, pair, value, DEPENDENT, COUNTED_TWICE))
        if r < OPPOSED:
            rows.append(("negative correlation", pair, r, OPPOSED, OFFSETTING))
    whole = complete(frame.to_numpy())
    if len(whole) < FEWEST or whole.shape[1] < 2:
        return rows, np.nan
    data = complete(raw[:, kept])
    linear = _combinations(list(frame.columns), data, "linear dependence", COMBINATION)
    rows += linear
    if not linear and (data > 0).all():
        rows += _combinations(
            list(frame.columns), np.log(data), "multiplicative dependence", PRODUCT
        )
    alpha = alpha_of(whole)
    if alpha < CONSISTENT:
        together = " & ".join(frame.columns)
        rows.append(("Cronbach's alpha", together, alpha, CONSISTENT, NOT_ONE_SCALE))
    return rows, alpha


def _combinations(names: list[str], whole: Float64Array, check: str, reason: str) -> list[Row]:
    """Find columns of which one follows from several others; pairs are found elsewhere."""
    varies = [j for j in range(whole.shape[1]) if not is_constant(whole[:, j])]
    names, whole = [names[j] for j in varies], whole[:, varies]
    m = len(names)
    if m < 3 or len(whole) <= m:
        return []
    # On a unit scale first, so that squares of large values do not overflow.
    whole = whole / np.abs(whole).max(axis=0)
    standard = (whole - whole.mean(axis=0)) / whole.std(axis=0)
    _, size, axes = np.linalg.svd(standard, full_matrices=False)
    involved = (np.abs(axes[size <= RANK_DEFICIENT * size[0]]) > 1e-6).any(axis=0)
    if involved.sum() < 3:
        return []
    together = " & ".join(n for n, used in zip(names, involved, strict=True) if used)
    value = float(size[-1] / size[0])
    return [(check, together, value, RANK_DEFICIENT, reason)]


def correlation_ratio(bins: IntArray, y: Float64Array) -> float:
    """Share of the variance of `y` between bins, less what chance would put there."""
    _, group = np.unique(bins, return_inverse=True)
    count = np.bincount(group)
    q, n = len(count), len(y)
    total = float(((y - y.mean()) ** 2).sum())
    if n <= q or total == 0:
        return np.nan
    mean = np.bincount(group, weights=y) / count
    within = float(((y - mean[group]) ** 2).sum())
    return float(np.clip(1 - within / (n - q) * (n - 1) / total, 0.0, 1.0))
