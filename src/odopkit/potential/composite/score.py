"""One score of many indicators, with every choice named."""

from __future__ import annotations

import warnings as _warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice, check_fraction, check_pair, check_whole
from odopkit.errors import InvalidValueError, OdopkitWarning
from odopkit.potential.composite import dependence as dep
from odopkit.potential.composite import normalise as norm
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
from odopkit.potential.composite.parts import (
    indicator_frame,
    notes_frame,
    pillar_frames,
    pulled_in,
    ranking,
    reasons,
)
from odopkit.potential.composite.weighting import (
    given_pillar_weights,
    given_weights,
    pillars_of,
    weights_in_pillars,
)
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.potential.composite.indicators import Aggregate, Normalise, ScoreOptions, Weights
    from odopkit.typing import Float64Array


def composite_score(
    table: pd.DataFrame,
    indicators: Sequence[Indicator],
    *,
    normalise: Normalise,
    weights: Weights,
    aggregate: Aggregate,
    pillar_weights: Mapping[str, float] | None = None,
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
    and normalised values :math:`z_{uj}`, where more is better:

    .. math::

        a + (b - a) \frac{x - x_{\min}}{x_{\max} - x_{\min}}, \qquad
        d\, \frac{x - \bar x}{s}, \qquad \frac{r}{n}, \qquad 1 + d\, \frac{x - x^{*}}{|x^{*}|}

    of winsorised values :math:`x` with direction :math:`d`, for ``"minmax"``
    (:math:`x_{\max} - x` above the line if :math:`d = -1`), ``"z"`` (:math:`s` with
    :math:`n - 1`), ``"rank"`` (:math:`r` from the worst, ties share their mean) and
    ``"reference"`` (:math:`x^{*}`).

    Parameters
    ----------
    table : DataFrame
        One row per unit: the columns of `unit`, and a column of numbers per indicator, of
        which some may be missing.
    indicators : sequence of Indicator
        Which columns, which way.
    normalise : {"minmax", "z", "rank", "reference"}
        How indicators are put on one scale.
    weights : {"equal", "pca", "entropy"} or mapping of str to float
        ``"pca"`` takes squared loadings on the first principal component, ``"entropy"`` one
        less the entropy of an indicator's shares.  A mapping is divided by its sum.
    aggregate : {"arithmetic", "geometric"}
        In the second a strength makes good a weakness in part only; it needs values above 0.
    pillar_weights : mapping of str to float, optional
        Weight of each pillar; by default equal.  `weights` then hold inside each pillar.
    unit : str or sequence of str, default ("state", "district")
        The text columns that name a unit.
    scale : tuple of float, default (1.0, 100.0)
        Ends :math:`a < b` of the min-max scale.
    winsorise : int, default 5
        How many values of one indicator may be pulled in, where skewness and kurtosis are
        large (beyond 2 in size, and above 3.5).
    min_coverage : float, default 0.65
        The least share of the weight that a unit needs for a score.

    Returns
    -------
    CompositeScore
        Scores lie on `scale` (min-max without fixed ends), around 0 (z), from above 0 to 1
        (rank), or around 1, a unit at the reference.

    Raises
    ------
    InvalidTableError
        If `table` lacks a column, repeats a unit, or holds an infinite number.
    InvalidValueError
        If an option is unknown, or does not go with the others.
    UndefinedMeasureError
        If PCA or entropy weights do not exist.

    Warns
    -----
    OdopkitWarning
        If ``warnings`` has a row, such as for indicators that are functions of each other.

    Notes
    -----
    What a score is not, what its warnings mean, and how to show it:
    :doc:`/how-to/build-a-composite-score`.

    A missing value is never a zero: the unit is scored by what it has, or not at all; without
    gaps the score is the mean of ``pillar_scores``.  An indicator that is the same everywhere
    is missing, unless it has fixed ends or a reference.  Source: :cite:t:`OECDJRC2008`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential.composite import Indicator, composite_score
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh"], "supply": [90, 60],
    ...                       "demand": [20, 60], "ease": [60, 60]})
    >>> parts = [Indicator(n, direction=1, unit="points", lower=1, upper=100)
    ...          for n in ("supply", "demand", "ease")]
    >>> for mean in ("arithmetic", "geometric"):
    ...     found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                             weights="equal", aggregate=mean)
    ...     print(found.scores[["district", "score", "rank"]].round(2).values.tolist())
    [['Leh', 60.0, 1], ['Kutch', 56.67, 2]]
    [['Leh', 60.0, 1], ['Kutch', 47.62, 2]]
    """
    unit = unit_columns(unit)
    definition = check_definition(indicators)
    names = [i.name for i in definition]
    options: ScoreOptions = {
        "normalise": normalise,
        "weights": weights if isinstance(weights, str) else "given",
        "pillar_weights": _word(definition, pillar_weights),
        "aggregate": aggregate,
        "scale": check_pair(scale, "scale"),
        "winsorise": check_whole(winsorise, "winsorise", least=0),
        "min_coverage": check_fraction(min_coverage, "min_coverage", zero=False),
    }
    _check_methods(options, definition)
    given = given_weights(weights, names)
    pillars = pillars_of(definition, pillar_weights)
    of_pillars = given_pillar_weights(pillar_weights, pillars)
    checked = checked_table(table, unit, names)
    checked = checked.sort_values(list(unit), kind="stable", ignore_index=True)
    on_scale = _put_on_scale(checked[names].to_numpy(dtype=np.float64), definition, options)
    z = on_scale.z
    w, of_weights, pca_share = weights_in_pillars(weights, given, z, names, pillars, of_pillars)
    of_indicators, alpha = _of_indicators(names, w, on_scale)
    rows = of_indicators + of_weights + _of_columns(names, on_scale)
    scores, coverage = norm.aggregate(z, w, aggregate)
    geometric = aggregate == "geometric"
    reason = reasons(z, w, coverage, options["min_coverage"], names, geometric=geometric)
    scores[reason != ""] = np.nan
    keys = checked[list(unit)]
    listed, inside = pillar_frames(keys, z, w, pillars, of_pillars, aggregate)
    _warn(rows)
    return CompositeScore(
        scores=ranking(keys, scores, coverage, np.isnan(z).sum(axis=1), reason),
        indicators=indicator_frame(
            definition, w, on_scale.x, on_scale.columns, on_scale.treated, on_scale.raw
        ),
        normalised=pd.concat([keys, pd.DataFrame(z, columns=names)], axis=1),
        values=pd.concat([keys, pd.DataFrame(on_scale.x, columns=names)], axis=1),
        pillars=listed,
        pillar_scores=inside,
        winsorised=pulled_in(keys, names, on_scale.raw, on_scale.x),
        warnings=notes_frame(rows),
        definition=definition,
        cronbach_alpha=alpha,
        pca_share=pca_share,
        unit=unit,
        options=options,
    )


def _word(definition: tuple[Indicator, ...], pillar_weights: object) -> str:
    """Say how pillars are weighted; empty without pillars."""
    if definition[0].pillar is None:
        return ""
    return "equal" if pillar_weights is None else "given"


def _check_methods(options: ScoreOptions, definition: tuple[Indicator, ...]) -> None:
    """Refuse a method that is unknown, or that does not go with the other."""
    check_choice(options["normalise"], NORMALISE, "normalise")
    check_choice(options["aggregate"], AGGREGATE, "aggregate")
    if options["normalise"] == "reference":
        check_references(definition)
    low = options["scale"][0]
    around_zero = options["normalise"] == "z"
    if options["aggregate"] == "geometric" and (
        around_zero or (options["normalise"] == "minmax" and low <= 0)
    ):
        msg = (
            "a geometric mean needs values above 0, and "
            + ("z-scores lie around 0" if around_zero else f"the scale begins at {low:g}")
            + '; use normalise="minmax" with scale=(1, 100), or "rank"'
        )
        raise InvalidValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _OnScale:
    """Indicators as they were given, after winsorising, and on one scale."""

    raw: Float64Array
    treated: list[norm.Winsorised]
    x: Float64Array
    columns: list[norm.Normalised]
    z: Float64Array


def _put_on_scale(
    raw: Float64Array, definition: tuple[Indicator, ...], options: ScoreOptions
) -> _OnScale:
    """Winsorise and normalise each column."""
    treated = [norm.winsorise(raw[:, j], options["winsorise"]) for j in range(len(definition))]
    x = np.column_stack([t.values for t in treated])
    columns = normalised(x, definition, options["normalise"], options["scale"])
    z = np.column_stack([c.values for c in columns])
    return _OnScale(raw=raw, treated=treated, x=x, columns=columns, z=z)


def _of_indicators(
    names: list[str], w: Float64Array, on_scale: _OnScale
) -> tuple[list[dep.Row], float]:
    """List how indicators hang together, with alpha, among those that weigh something."""
    # What has no weight is not in the score, and counts nothing twice.
    used = np.flatnonzero(w > 0)
    return dep.dependences([names[j] for j in used], on_scale.z[:, used], on_scale.raw[:, used])


def _of_columns(names: list[str], on_scale: _OnScale) -> list[dep.Row]:
    """List columns that are undefined, and those that stay skewed."""
    rows: list[dep.Row] = [
        ("undefined", name, np.nan, np.nan, f"{c.reason}: it counts as missing for every unit")
        for name, c in zip(names, on_scale.columns, strict=True)
        if c.reason
    ]
    return rows + [
        ("skewness", name, t.after[0], norm.SKEWNESS_LIMIT, t.reason)
        for name, t in zip(names, on_scale.treated, strict=True)
        if t.reason
    ]


def _warn(rows: list[dep.Row]) -> None:
    """Say the first three of what gives pause."""
    if not rows:
        return
    said = "; ".join(
        f"{r[0]} ({r[1]})" + ("" if np.isnan(r[2]) else f": {r[2]:.3g}") for r in rows[:3]
    )
    more = f"; and {len(rows) - 3} more" if len(rows) > 3 else ""
    _warnings.warn(
        f"the indicators give pause: {said}{more}; see .warnings", OdopkitWarning, stacklevel=3
    )
