"""One score of many indicators, with every choice named."""

from __future__ import annotations

import warnings as _warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import (
    check_choice,
    check_fraction,
    check_pair,
    check_whole,
    is_number,
)
from odopkit.errors import InvalidValueError, OdopkitWarning
from odopkit.potential.composite import dependence as dep
from odopkit.potential.composite import normalise as norm
from odopkit.potential.composite import ranks as ranks
from odopkit.potential.composite.indicators import (
    AGGREGATE,
    NORMALISE,
    CompositeScore,
    Indicator,
    check_definition,
    check_references,
    checked_table,
    normalised,
    unit_columns,
)
from odopkit.potential.composite.parts import frame_of, indicator_frame, pulled_in
from odopkit.tables.labels import text_column
from odopkit.typing import DISTRICT, TOLERANCE

if TYPE_CHECKING:
    from odopkit.potential.composite.indicators import Aggregate, Normalise, Weights
    from odopkit.typing import BoolArray, Float64Array, IntArray


def composite_score(
    table: pd.DataFrame,
    indicators: Sequence[Indicator],
    *,
    normalise: Normalise,
    weights: Weights,
    aggregate: Aggregate,
    unit: str | Sequence[str] = DISTRICT,
    scale: tuple[float, float] = (1.0, 100.0),
    winsorise: int = 5,
    min_coverage: float = 0.65,
) -> CompositeScore:
    r"""Combine indicators into one score for each unit.

    .. math::

        S_u = \frac{\sum_j w_j z_{uj}}{\sum_j w_j} \quad\text{(arithmetic)}, \qquad
        S_u = \exp \frac{\sum_j w_j \ln z_{uj}}{\sum_j w_j} \quad\text{(geometric)},

    summed over the indicators :math:`j` that unit :math:`u` has, with weights :math:`w_j`
    and normalised values :math:`z_{uj}`, where more is better.  With :math:`d_j` the
    direction and :math:`x` the value after winsorising, :math:`z` is

    .. math::

        a + (b - a) \frac{x - x_{\min}}{x_{\max} - x_{\min}}, \qquad
        d\, \frac{x - \bar x}{s}, \qquad \frac{r}{n}, \qquad 1 + d\, \frac{x - x^{*}}{|x^{*}|}

    for ``"minmax"`` (:math:`x_{\max} - x` above the line if :math:`d = -1`), ``"z"``
    (:math:`s` with :math:`n - 1`), ``"rank"`` (:math:`r` counts from the worst, ties share
    their mean) and ``"reference"`` (:math:`x^{*}`).

    Parameters
    ----------
    table : DataFrame
        One row per unit: the columns of `unit` and one column of numbers per indicator.
        A number may be missing.
    indicators : sequence of Indicator
        Which columns, which way, in what unit.
    normalise : {"minmax", "z", "rank", "reference"}
        How indicators are put on one scale.
    weights : {"equal", "pca", "entropy"} or mapping of str to float
        ``"pca"`` takes squared loadings on the first principal component of the correlations
        (the handbook's rotated factors, cut to one), ``"entropy"`` one less the entropy of an
        indicator's shares, which depends on where `scale` begins.  A mapping names each
        indicator and is divided by its sum.
    aggregate : {"arithmetic", "geometric"}
        Arithmetic: a weakness is made good by a strength, in full.  Geometric: in part; it
        needs values above 0.
    unit : str or sequence of str, default ("state", "district")
        The text columns that name a unit.
    scale : tuple of float, default (1.0, 100.0)
        Ends :math:`a < b` of the min-max scale.  A lower end of 0 or less has no geometric mean.
    winsorise : int, default 5
        How many values of one indicator may be pulled in; 0 for none.  While the skewness
        is beyond 2 in size *and* the excess kurtosis above 3.5, the most extreme value of
        the longer tail is set to the next one.
    min_coverage : float, default 0.65
        The least share of the weight that a unit needs for a score.

    Returns
    -------
    CompositeScore
        Scores lie on `scale` (min-max without fixed ends), around 0 (z), from
        above 0 to 1 (rank), or around 1, a unit at the reference.

    Raises
    ------
    InvalidTableError
        If `table` lacks a column, repeats a unit, or holds what is not a finite or missing
        number.
    InvalidValueError
        If an option is unknown, weights are negative, all zero or not one for each
        indicator, a reference is not given, geometric is asked of z-scores or of a scale
        from 0 or below, or entropy of negative values.
    UndefinedMeasureError
        If PCA or entropy weights do not exist.

    Warns
    -----
    OdopkitWarning
        If two indicators are nearly functions of each other (a correlation of values or of
        ranks beyond 0.99), some are sums or products of others, two are negatively correlated
        (below -0.3), Cronbach's alpha is below 0.7, loadings have opposite signs, a column is
        undefined, or stays skewed.  Each is a row of ``warnings``; fewer than five complete units
        correlate by chance, and give none of those on correlations.

    Notes
    -----
    **What the score is not.**  Not a forecast: nothing in it was fitted to what came later;
    see :func:`backtest`.  Not a ceiling: a unit at 100 is best *among these*.  Not comparable
    across methods: three published export-potential scores of the same country agree with
    rank correlations of 0.38 to 0.69 (thesis, North-West University, hdl.handle.net/10394/36409).
    A rank alone claims more than is known: show the interval of :func:`score_uncertainty` and
    the tiers of :func:`rank_tiers`.

    A nominal weight is not the importance of an indicator: see :func:`effective_weights`.
    Share, location quotient and HHI of one district are functions of one matrix; adding
    them counts it twice.  The warnings find functions that rise or fall throughout, sums and
    products; others they do not.  Skewed money columns are better given as logarithms than left to
    winsorising.

    An indicator that is the same everywhere is undefined, with the reason in its row, and counts
    as missing for every unit (with fixed ends or a reference it is defined).  A missing value
    is never a zero: the unit is scored by what it has, or not at all.  With min-max, z and rank a
    changed value moves the scale and so the scores of others; with ``"reference"``, or
    min-max between fixed ends, with equal or given weights and ``winsorise=0``, it moves its
    own row only.  Scores between fixed ends may leave the scale; ``n_outside`` counts them.

    Steps and names follow :cite:t:`OECDJRC2008`; skewness and kurtosis are corrected for bias,
    as in spreadsheets.

    Examples
    --------
    Two districts, of which one is uneven.  Its strength makes good its weakness in the arithmetic
    mean, and less so in the geometric one:

    >>> import pandas as pd
    >>> from odopkit.potential.composite import Indicator, composite_score
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh"], "supply": [90, 60],
    ...                       "demand": [20, 60], "ease": [60, 60]})
    >>> parts = [Indicator(n, direction=1, unit="points", lower=1, upper=100)
    ...          for n in ("supply", "demand", "ease")]
    >>> for mean in ("arithmetic", "geometric"):
    ...     found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                             weights="equal", aggregate=mean)
    ...     print(found.scores[["district", "score", "rank"]].round(2).to_string(index=False))
    district  score  rank
         Leh  60.00     1
       Kutch  56.67     2
    district  score  rank
         Leh  60.00     1
       Kutch  47.62     2
    """
    unit = unit_columns(unit)
    definition = check_definition(indicators)
    names = [i.name for i in definition]
    check_choice(normalise, NORMALISE, "normalise")
    check_choice(aggregate, AGGREGATE, "aggregate")
    scale = check_pair(scale, "scale")
    check_whole(winsorise, "winsorise", least=0)
    check_fraction(min_coverage, "min_coverage", zero=False)
    if normalise == "reference":
        check_references(definition)
    if aggregate == "geometric" and (normalise == "z" or (normalise == "minmax" and scale[0] <= 0)):
        msg = (
            "a geometric mean needs values above 0, and "
            + ("z-scores lie around 0" if normalise == "z" else f"the scale begins at {scale[0]}")
            + '; use normalise="minmax" with scale=(1, 100), or "rank"'
        )
        raise InvalidValueError(msg)
    given = _given_weights(weights, names)
    checked = checked_table(table, unit, names)
    checked = checked.sort_values(list(unit), kind="stable", ignore_index=True)
    raw = checked[names].to_numpy(dtype=np.float64)
    treated = [norm.winsorise(raw[:, j], winsorise) for j in range(len(names))]
    x = np.column_stack([t.values for t in treated])
    columns = normalised(x, definition, normalise, scale)
    z = np.column_stack([c.values for c in columns])
    w, rows, pca_share = _weights(weights, given, z, names)
    # What has no weight is not in the score, and counts nothing twice.
    used = np.flatnonzero(w > 0)
    found, alpha = dep.dependences([names[j] for j in used], z[:, used], raw[:, used])
    rows = found + rows
    rows += [
        ("undefined", name, np.nan, np.nan, f"{c.reason}: it counts as missing for every unit")
        for name, c in zip(names, columns, strict=True)
        if c.reason
    ]
    rows += [
        ("skewness", name, t.after[0], norm.SKEWNESS_LIMIT, t.reason)
        for name, t in zip(names, treated, strict=True)
        if t.reason
    ]
    scores, coverage = norm.aggregate(z, w, aggregate)
    reason = _reasons(z, w, coverage, min_coverage, names, geometric=aggregate == "geometric")
    scores[reason != ""] = np.nan
    keys = checked[list(unit)]
    if rows:
        said = "; ".join(
            f"{r[0]} ({r[1]})" + ("" if np.isnan(r[2]) else f": {r[2]:.3g}") for r in rows[:3]
        )
        more_rows = f"; and {len(rows) - 3} more" if len(rows) > 3 else ""
        _warnings.warn(
            f"the indicators give pause: {said}{more_rows}; see .warnings",
            OdopkitWarning,
            stacklevel=2,
        )
    return CompositeScore(
        scores=_ranking(keys, scores, coverage, np.isnan(z).sum(axis=1), reason),
        indicators=indicator_frame(definition, w, x, columns, treated, raw),
        normalised=pd.concat([keys, pd.DataFrame(z, columns=names)], axis=1),
        values=pd.concat([keys, pd.DataFrame(x, columns=names)], axis=1),
        winsorised=pulled_in(keys, names, raw, x),
        warnings=frame_of(rows, ["check", "indicators", "value", "threshold", "reason"]),
        definition=definition,
        cronbach_alpha=alpha,
        pca_share=pca_share,
        unit=unit,
        options={
            "normalise": normalise,
            "weights": weights if isinstance(weights, str) else "given",
            "aggregate": aggregate,
            "scale": scale,
            "winsorise": winsorise,
            "min_coverage": float(min_coverage),
        },
    )


def _given_weights(weights: Weights, names: list[str]) -> Float64Array | None:
    if isinstance(weights, str):
        check_choice(weights, ("equal", "pca", "entropy"), "weights")
        return np.full(len(names), 1 / len(names)) if weights == "equal" else None
    if not isinstance(weights, Mapping) or set(weights) != set(names):
        msg = f"weights must name each indicator ({', '.join(names)}), got {weights!r}"
        raise InvalidValueError(msg)
    numbers = all(is_number(weights[n]) and weights[n] >= 0 for n in names)
    if not numbers or not sum(weights.values()) > 0:
        msg = f"weights must be finite, not negative and not all zero; got {dict(weights)!r}"
        raise InvalidValueError(msg)
    w = np.array([float(weights[n]) for n in names])
    shares: Float64Array = w / w.sum()
    return shares


def _weights(
    weights: Weights, given: Float64Array | None, z: Float64Array, names: list[str]
) -> tuple[Float64Array, list[dep.Row], float]:
    """Weights as shares of 1; an undefined indicator has none of those taken from data."""
    if given is not None:
        return given, [], np.nan
    there = np.logical_not(np.isnan(z).all(axis=0))
    w = np.zeros(z.shape[1])
    if weights == "entropy":
        w[there] = norm.entropy_weights(z[:, there])
        return w, [], np.nan
    known = [n for n, seen in zip(names, there.tolist(), strict=True) if seen]
    w[there], loading, share = norm.pca_weights(z[:, there], known)
    against = [n for n, v in zip(known, loading, strict=True) if v < -TOLERANCE]
    if not against:
        return w, [], share
    reason = "they load on the first component against the others, so squares hide their sign"
    row = ("opposite loadings", " & ".join(against), float(loading.min()), 0.0, reason)
    return w, [row], share


def _reasons(
    z: Float64Array,
    w: Float64Array,
    coverage: Float64Array,
    least: float,
    names: list[str],
    *,
    geometric: bool,
) -> np.ndarray[Any, Any]:
    """Say of each unit why it has no score; empty where it has one."""
    reason = np.full(len(z), "", dtype=object)
    low = (z <= 0) & (w > 0)
    if geometric and low.any():
        first = np.array(names, dtype=object)[low.argmax(axis=1)]
        text = "the geometric mean needs values above 0: " + pd.Series(first, dtype=object)
        reason = np.where(low.any(axis=1), text, reason)
    thin = coverage < least - TOLERANCE
    said = f"{{:.1%}} of the weight is present, below {least:.1%}"
    reason[thin] = pd.Series(coverage[thin], dtype="float64").map(said.format).to_numpy()
    reason[~(coverage > 0)] = "no indicator with a weight is present"
    return reason


def _places(score: Float64Array) -> tuple[IntArray, IntArray, BoolArray]:
    """Order of units by score, ties by position; their ranks (0: none); which tie."""
    rank = np.zeros(len(score), dtype=np.int64)
    tied = np.zeros(len(score), dtype=bool)
    has = np.flatnonzero(~np.isnan(score))
    if has.size:
        first, last = ranks.tie_places(score[np.newaxis, has])
        # Units come sorted by label, so a stable sort leaves ties in that order.
        order = np.argsort(first[0], kind="stable")
        rank[has[order]] = np.arange(1, has.size + 1)
        tied[has] = last[0] > first[0]
    return np.argsort(np.where(rank > 0, rank, len(rank) + 1), kind="stable"), rank, tied


def _ranking(
    keys: pd.DataFrame,
    score: Float64Array,
    coverage: Float64Array,
    n_missing: IntArray,
    reason: np.ndarray[Any, Any],
) -> pd.DataFrame:
    order, rank, tied = _places(score)
    frame = keys.assign(
        score=score,
        rank=rank,
        tied=tied,
        coverage=np.clip(coverage, 0.0, 1.0),
        n_missing=n_missing.astype(np.int64),
        reason=text_column(reason),
    )
    return frame.iloc[order].reset_index(drop=True)
