"""Composite scores: several indicators in one number, with what that number hides."""

from __future__ import annotations

import math
import warnings as _warnings
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import numpy as np
import pandas as pd

from odopkit._cells import check_choice, check_share, text_column
from odopkit._typing import DISTRICT, TOLERANCE
from odopkit.errors import InvalidValueError, OdopkitWarning, UndefinedMeasureError
from odopkit.potential import _dependence as dep
from odopkit.potential import _normalise as norm
from odopkit.potential import _ranks as ranks
from odopkit.potential import _uncertainty as unc

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit._typing import BoolArray, Float64Array, IntArray

    Normalise = Literal["minmax", "z", "rank", "reference"]
    Aggregate = Literal["arithmetic", "geometric"]
    Imputation = Literal["present", "mean", "hot_deck"]
    Weights = Literal["equal", "pca", "entropy"] | Mapping[str, float]

__all__ = [
    "CompositeScore",
    "Indicator",
    "ScoreUncertainty",
    "backtest",
    "composite_score",
    "cronbach_alpha",
    "effective_weights",
    "rank_tiers",
    "score_uncertainty",
]

_NORMALISE: Final = ("minmax", "z", "rank", "reference")
_AGGREGATE: Final = ("arithmetic", "geometric")
_IMPUTE: Final = ("present", "mean", "hot_deck")
_FEWEST_FOR_BINS: Final = 20


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column of a composite score: what it is, and which way is better.

    Parameters
    ----------
    name : str
        The column.
    direction : {1, -1}
        1 if more is better, -1 if less is.  There is no default: a sign left unsaid is how
        a score comes to reward what it meant to punish.
    unit : str
        What it is measured in: ``"USD million"``, ``"ratio"``, ``"per cent a year"``.
    lower, upper : float, optional
        Fixed ends of the min-max scale, such as those of a base year; by default the
        column's own.
    reference : float, optional
        What ``normalise="reference"`` measures the distance to; not 0.

    Raises
    ------
    InvalidValueError
        If a field is outside these bounds.

    Examples
    --------
    >>> from odopkit.potential.composite import Indicator
    >>> Indicator("transit_days", direction=-1, unit="days").direction
    -1
    """

    name: str
    _: KW_ONLY
    direction: Literal[1, -1]
    unit: str
    lower: float | None = None
    upper: float | None = None
    reference: float | None = None

    def __post_init__(self) -> None:
        """Check each field."""
        for field in ("name", "unit"):
            value = getattr(self, field)
            if not isinstance(value, str) or not value.strip():
                msg = f"{field} of an indicator must be text that is not empty, got {value!r}"
                raise InvalidValueError(msg)
        if isinstance(self.direction, bool) or self.direction not in (1, -1):
            msg = (
                f"direction of {self.name!r} must be 1 (more is better) or -1 (less is better), "
                f"got {self.direction!r}"
            )
            raise InvalidValueError(msg)
        for field in ("lower", "upper", "reference"):
            number = getattr(self, field)
            if number is not None and not math.isfinite(number):
                msg = f"{field} of {self.name!r} must be a finite number, got {number!r}"
                raise InvalidValueError(msg)
        if self.lower is not None and self.upper is not None and not self.lower < self.upper:
            msg = f"lower of {self.name!r} must be below upper, got {self.lower} and {self.upper}"
            raise InvalidValueError(msg)
        if self.reference == 0:
            msg = f"reference of {self.name!r} must not be 0: distances are relative to it"
            raise InvalidValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompositeScore:
    """Scores of units, and everything that went into them.

    Parameters
    ----------
    scores : DataFrame
        In order of rank: the unit, ``score``, ``rank`` (1 is best; 0 where there is no
        score), ``tied`` (equals a neighbour; ties are ordered by label), ``coverage`` (share
        of the weight that is present), ``n_missing`` and ``reason``.
    indicators : DataFrame
        One row per indicator: ``indicator``, ``direction``, ``unit``, ``weight`` (nominal,
        shares of 1), ``n``, ``n_missing``, ``lower`` and ``upper`` (of what was normalised,
        or the ends given), ``n_outside`` (values beyond given ends), ``skewness`` and
        ``kurtosis`` (excess) before and ``..._after`` winsorising, ``n_winsorised`` and
        ``reason``.
    normalised, values : DataFrame
        The unit and a column per indicator, sorted by unit: after normalising, where more is
        better; and before it, after winsorising.
    winsorised : DataFrame
        Each value that was pulled in: the unit, ``indicator``, ``value``, ``used``.
    warnings : DataFrame
        What should give pause: ``check``, ``indicators``, ``value``, ``threshold``,
        ``reason``.
    definition : tuple of Indicator
        The indicators as they were given.
    cronbach_alpha : float
        Of the normalised table; NaN with fewer than five complete units.
    pca_share : float
        Share of variance on the first component where weights are of it, else NaN.
    unit : tuple of str
        The columns that name a unit.
    options : dict
        The options that made it.
    """

    scores: pd.DataFrame
    indicators: pd.DataFrame
    normalised: pd.DataFrame
    values: pd.DataFrame
    winsorised: pd.DataFrame
    warnings: pd.DataFrame
    definition: tuple[Indicator, ...]
    cronbach_alpha: float
    pca_share: float
    unit: tuple[str, ...]
    options: dict[str, Any]

    def to_frame(self) -> pd.DataFrame:
        """Return the scores, without the tables behind them."""
        return self.scores.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers about the score as a whole, and the options."""
        return {
            "n_units": len(self.scores),
            "n_scored": int(self.scores["score"].notna().sum()),
            "n_indicators": len(self.definition),
            "n_winsorised": len(self.winsorised),
            "n_warnings": len(self.warnings),
            "cronbach_alpha": self.cronbach_alpha,
            "pca_share": self.pca_share,
            **self.options,
        }


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
        ``"pca"`` takes squared loadings on the first principal component, ``"entropy"`` how
        unequally an indicator is spread.  A mapping names each indicator and is divided by
        its sum.
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
        If two indicators are nearly functions of each other, some are linear combinations,
        two are negatively correlated (below -0.3), Cronbach's alpha is below 0.7, loadings
        have opposite signs, or a column stays skewed.  Each is a row of ``warnings``.

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
    them counts it twice.  Skewed money columns are better given as logarithms than left to
    winsorising.

    An indicator that is the same everywhere is undefined, with the reason in its row, and counts
    as missing for every unit (with fixed ends or a reference it is defined).  A missing value
    is never a zero: the unit is scored by what it has, or not at all.  With min-max, z and rank a
    changed value moves the scale and so the scores of others; with ``"reference"``, or
    min-max between fixed ends, and given weights and ``winsorise=0``, it moves its own row
    only.  Scores between fixed ends may leave the scale; ``n_outside`` counts them.

    Steps and names follow :cite:t:`OECDJRC2008`; skewness and kurtosis are corrected for bias,
    as in spreadsheets.

    Examples
    --------
    Two districts of which one is uneven; 62 for a state rated (70, 50, 60, 80):

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
    from odopkit.schemas import validate_indicators

    unit = (unit,) if isinstance(unit, str) else tuple(unit)
    definition = _definition(indicators)
    names = [i.name for i in definition]
    check_choice(normalise, _NORMALISE, name="normalise")
    check_choice(aggregate, _AGGREGATE, name="aggregate")
    _check_scale(scale)
    _check_count(winsorise, "winsorise", least=0)
    check_share(min_coverage, name="min_coverage", zero=False)
    if normalise == "reference":
        _check_references(definition)
    if aggregate == "geometric" and (normalise == "z" or (normalise == "minmax" and scale[0] <= 0)):
        msg = (
            "a geometric mean needs values above 0, and "
            + ("z-scores lie around 0" if normalise == "z" else f"the scale begins at {scale[0]}")
            + '; use normalise="minmax" with scale=(1, 100), or "rank"'
        )
        raise InvalidValueError(msg)
    given = _given_weights(weights, names)
    checked = validate_indicators(table, unit=unit, indicators=names)
    checked = checked.sort_values(list(unit), kind="stable", ignore_index=True)
    raw = checked[names].to_numpy(dtype=np.float64)
    treated = [norm.winsorise(raw[:, j], winsorise) for j in range(len(names))]
    x = np.column_stack([t.values for t in treated])
    columns = _normalised(x, definition, normalise, scale)
    z = np.column_stack([c.values for c in columns])
    rows, alpha = dep.dependences(names, z)
    w, more, pca_share = _weights(weights, given, z, names)
    rows += more
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
        said = "; ".join(f"{r[0]} ({r[1]}): {r[2]:.3g}" for r in rows[:3])
        more_rows = f"; and {len(rows) - 3} more" if len(rows) > 3 else ""
        _warnings.warn(
            f"the indicators give pause: {said}{more_rows}; see .warnings",
            OdopkitWarning,
            stacklevel=2,
        )
    return CompositeScore(
        scores=_ranking(keys, scores, coverage, np.isnan(z).sum(axis=1), reason),
        indicators=_indicator_frame(definition, w, x, columns, treated, raw),
        normalised=pd.concat([keys, pd.DataFrame(z, columns=names)], axis=1),
        values=pd.concat([keys, pd.DataFrame(x, columns=names)], axis=1),
        winsorised=_pulled_in(keys, names, raw, x),
        warnings=_frame_of(rows, ["check", "indicators", "value", "threshold", "reason"]),
        definition=definition,
        cronbach_alpha=alpha,
        pca_share=pca_share,
        unit=unit,
        options={
            "normalise": normalise,
            "weights": weights if isinstance(weights, str) else "given",
            "aggregate": aggregate,
            "scale": (float(scale[0]), float(scale[1])),
            "winsorise": winsorise,
            "min_coverage": float(min_coverage),
        },
    )


def _definition(indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    definition = tuple(indicators)
    odd = [i for i in definition if not isinstance(i, Indicator)]
    if odd or not definition:
        got = f"got {odd[0]!r}" if odd else "got none"
        msg = f"indicators must be a sequence of Indicator(name, direction=, unit=); {got}"
        raise InvalidValueError(msg)
    return definition


def _check_scale(scale: tuple[float, float]) -> None:
    if len(scale) != 2 or not all(map(math.isfinite, scale)) or not scale[0] < scale[1]:
        msg = f"scale must be two finite numbers, the lower first; got {scale!r}"
        raise InvalidValueError(msg)


def _check_count(value: int, name: str, *, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        msg = f"{name} must be a whole number of at least {least}, got {value!r}"
        raise InvalidValueError(msg)


def _check_rng(rng: object) -> None:
    if not isinstance(rng, np.random.Generator):
        msg = (
            f"rng must be a numpy.random.Generator such as numpy.random.default_rng(1), "
            f"got {type(rng).__name__}"
        )
        raise InvalidValueError(msg)


def _check_references(definition: tuple[Indicator, ...]) -> None:
    without = [i.name for i in definition if i.reference is None]
    if without:
        msg = (
            f'normalise="reference" needs Indicator(..., reference=) of each; {without[0]!r} has '
            f"none ({len(without)} in all)"
        )
        raise InvalidValueError(msg)


def _given_weights(weights: Weights, names: list[str]) -> Float64Array | None:
    if isinstance(weights, str):
        check_choice(weights, ("equal", "pca", "entropy"), name="weights")
        return np.full(len(names), 1 / len(names)) if weights == "equal" else None
    if not isinstance(weights, Mapping) or set(weights) != set(names):
        msg = f"weights must name each indicator ({', '.join(names)}), got {weights!r}"
        raise InvalidValueError(msg)
    w = np.array([float(weights[n]) for n in names])
    if not (np.isfinite(w).all() and (w >= 0).all() and w.sum() > 0):
        msg = f"weights must be finite, not negative and not all zero; got {dict(weights)!r}"
        raise InvalidValueError(msg)
    return w / w.sum()


def _weights(
    weights: Weights, given: Float64Array | None, z: Float64Array, names: list[str]
) -> tuple[Float64Array, list[dep.Row], float]:
    """Weights as shares of 1; an undefined indicator has none of those taken from data."""
    if given is not None:
        return given, [], np.nan
    there = ~np.isnan(z).all(axis=0)
    w = np.zeros(z.shape[1])
    if weights == "entropy":
        w[there] = norm.entropy_weights(z[:, there])
        return w, [], np.nan
    w[there], loading, share = norm.pca_weights(z[:, there])
    against = [n for n, v in zip(np.array(names)[there], loading, strict=True) if v < -TOLERANCE]
    if not against:
        return w, [], share
    reason = "they load on the first component against the others, so squares hide their sign"
    row = ("opposite loadings", " & ".join(against), float(loading.min()), 0.0, reason)
    return w, [row], share


def _normalised(
    x: Float64Array,
    definition: tuple[Indicator, ...],
    method: str,
    scale: tuple[float, float],
) -> list[norm.Normalised]:
    return [
        norm.normalise(
            x[:, j],
            method,
            direction=i.direction,
            scale=scale,
            bounds=(i.lower, i.upper),
            reference=i.reference,
        )
        for j, i in enumerate(definition)
    ]


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


def _indicator_frame(
    definition: tuple[Indicator, ...],
    w: Float64Array,
    x: Float64Array,
    columns: list[norm.Normalised],
    treated: list[norm.Winsorised],
    raw: Float64Array,
) -> pd.DataFrame:
    rows = [
        (
            i.name,
            i.direction,
            i.unit,
            w[j],
            int((~np.isnan(x[:, j])).sum()),
            int(np.isnan(x[:, j]).sum()),
            column.lower,
            column.upper,
            int(((x[:, j] < column.lower) | (x[:, j] > column.upper)).sum()),
            *t.before,
            *t.after,
            int((x[:, j] != raw[:, j])[~np.isnan(x[:, j])].sum()),
            "; ".join(r for r in (column.reason, t.reason) if r),
        )
        for j, (i, column, t) in enumerate(zip(definition, columns, treated, strict=True))
    ]
    names = (
        "indicator direction unit weight n n_missing lower upper n_outside skewness kurtosis "
        "skewness_after kurtosis_after n_winsorised reason"
    )
    counts = dict.fromkeys(("direction", "n", "n_missing", "n_outside", "n_winsorised"), "int64")
    text = dict.fromkeys(("indicator", "unit", "reason"), "str")
    return pd.DataFrame(rows, columns=names.split()).astype(counts | text)


def _pulled_in(
    keys: pd.DataFrame, names: list[str], raw: Float64Array, x: Float64Array
) -> pd.DataFrame:
    column, row = np.nonzero((x != raw).T & ~np.isnan(raw).T)
    frame = keys.iloc[row].reset_index(drop=True)
    return frame.assign(
        indicator=text_column(np.array(names, dtype=object)[column]),
        value=raw[row, column],
        used=x[row, column],
    )


def _frame_of(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    numbers = {"value", "threshold"}
    return frame.astype({c: "float64" if c in numbers else "str" for c in columns})


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
    >>> cronbach_alpha([[1, 2], [2, 1], [3, 4], [4, 3]])
    0.75
    """
    z = np.asarray(values, dtype=np.float64)
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
        sum), ``ratio`` (effective over nominal), ``n`` (units with both), ``n_bins`` and
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
    correlation ratio is taken between bins of equal count (the square root of ``n``, at most 20),
    less what chance would put there, from 20 units on.  Source:
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
    _check_score(score)
    names = [i.name for i in score.definition]
    z = score.normalised[names].to_numpy(dtype=np.float64)
    by_unit = score.scores.set_index(list(score.unit))["score"]
    s = by_unit.loc[_labels(score.normalised, score.unit)].to_numpy(dtype=np.float64)
    out: dict[str, list[Any]] = {
        n: [] for n in ("r_squared", "correlation_ratio", "n", "n_bins", "reason")
    }
    for j in range(len(names)):
        both = ~(np.isnan(z[:, j]) | np.isnan(s))
        n, x, y = int(both.sum()), z[both, j], s[both]
        r, ratio, q, reason = np.nan, np.nan, 0, ""
        if n < 3 or norm.is_constant(x) or norm.is_constant(y):
            reason = "needs three units with both, and values that vary"
        else:
            r = float(ranks.row_correlation(x[np.newaxis], y[np.newaxis])[0])
            if n < _FEWEST_FOR_BINS:
                reason = f"correlation ratio: fewer than {_FEWEST_FOR_BINS} units"
            else:
                q = min(20, math.isqrt(n))
                place = ranks.mean_places(x[np.newaxis])[0]
                ratio = dep.correlation_ratio(((place - 0.5) / n * q).astype(np.intp), y)
        for key, value in zip(out, (r**2, ratio, n, q, reason), strict=True):
            out[key].append(value)
    weight = score.indicators["weight"].to_numpy(dtype=np.float64)
    r_squared = np.array(out["r_squared"])
    total = float(np.nansum(r_squared))
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = r_squared / total if total > 0 else np.full(len(names), np.nan)
        ratio_of = np.where(weight > 0, effective / weight, np.nan)
    return pd.DataFrame(
        {
            "indicator": text_column(np.array(names, dtype=object)),
            "weight": weight,
            "r_squared": r_squared,
            "correlation_ratio": np.array(out["correlation_ratio"], dtype=np.float64),
            "effective": effective,
            "ratio": ratio_of,
            "n": np.array(out["n"], dtype=np.int64),
            "n_bins": np.array(out["n_bins"], dtype=np.int64),
            "reason": text_column(np.array(out["reason"], dtype=object)),
        }
    )


def _check_score(score: object) -> None:
    if not isinstance(score, CompositeScore):
        msg = f"score must be what composite_score returns, got {type(score).__name__}"
        raise InvalidValueError(msg)


def _labels(frame: pd.DataFrame, unit: tuple[str, ...]) -> pd.Index[Any]:
    """Labels of units as one index, of tuples where several columns name them."""
    return frame.set_index(list(unit)).index


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreUncertainty:
    r"""How ranks move when the choices behind a score are drawn at random.

    Parameters
    ----------
    units : DataFrame
        In order of the reference rank, units with a score only: the unit, ``score`` and ``rank``
        of the reference, ``median_rank``, ``lower``, ``upper`` (of the rank), ``p_top``
        (probability of being among the first `k`), ``mean_shift`` (mean distance from the
        reference rank) and ``reason``.
    mean_shift : float
        Mean of ``mean_shift`` over units, the :math:`\bar R_S` of the handbook.
    shifts : ndarray of float, shape (n_draws,)
        Its value in each draw.
    k : int
        What ``p_top`` counts.
    n_draws : int
        How many draws were made.
    combinations : tuple of (str, str)
        The pairs of normalisation and aggregation drawn from.
    left_out : tuple of (str, str, str)
        Pairs that do not exist, with the reason.
    reason : str
        That a time limit cut the draws, else empty.
    unit : tuple of str
        The columns that name a unit.
    options : dict
        The options that made it.
    """

    units: pd.DataFrame
    mean_shift: float
    shifts: Float64Array
    k: int
    n_draws: int
    combinations: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str, str], ...]
    reason: str
    unit: tuple[str, ...]
    options: dict[str, Any]

    def to_frame(self) -> pd.DataFrame:
        """Return the units, without what concerns the draws as a whole."""
        return self.units.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers about the draws as a whole, and the options."""
        return {
            "n_units": len(self.units),
            "mean_shift": self.mean_shift,
            "k": self.k,
            "n_draws": self.n_draws,
            "combinations": self.combinations,
            "left_out": self.left_out,
            "reason": self.reason,
            **self.options,
        }


def score_uncertainty(
    score: CompositeScore,
    *,
    n_draws: int,
    rng: np.random.Generator,
    weight_concentration: float,
    k: int,
    normalisations: Sequence[Normalise] | None = None,
    aggregations: Sequence[Aggregate] | None = None,
    imputations: Sequence[Imputation] = ("present", "hot_deck"),
    interval: tuple[float, float] = (0.05, 0.95),
    time_limit: float | None = None,
    progress: bool = False,
) -> ScoreUncertainty:
    r"""Rank the units again and again under choices drawn at random.

    Each draw takes weights, a normalisation, an aggregation and a way with gaps:

    .. math:: (w_1, \dots, w_m) \sim \mathrm{Dirichlet}(c\,m\,w^{0}_1, \dots, c\,m\,w^{0}_m),
              \qquad \bar R_S = \frac{1}{n} \sum_u |r_u - r^{0}_u|,

    where :math:`w^0` are the :math:`m` weights above 0 of the reference score, :math:`c` is
    `weight_concentration`, and :math:`r_u` and :math:`r^0_u` are the ranks of unit :math:`u` of
    :math:`n` in the draw and in the reference.  Units that tie share the mean of their places.

    Parameters
    ----------
    score : CompositeScore
        The reference.  What it winsorised stays winsorised; units without a score stay out.
    n_draws : int
        How many draws, at least 1.
    rng : numpy.random.Generator
        The source of randomness, such as ``numpy.random.default_rng(1)``.
    weight_concentration : float
        How near weights stay to the reference: 1 with equal weights draws uniformly from all
        weightings, 10 stays near, ``inf`` holds them.  No default: the width of
        every interval hangs on it.
    k : int
        What "top" means in ``p_top``.
    normalisations, aggregations : sequence of str, optional
        What is drawn from, each pair as likely as another; by default those of the reference.
        Pairs without a value, such as geometric means of z-scores, are left out and listed.
    imputations : sequence of {"present", "mean", "hot_deck"}
        Ways with a missing value: weigh what is present, put the indicator's mean, or take the
        value of a unit drawn among those that have it.  Without gaps they are the same.
    interval : tuple of float, default (0.05, 0.95)
        The quantiles of the rank that are reported.
    time_limit : float, optional
        Seconds after which no further block of draws begins.  What was drawn until then is
        returned, and ``reason`` says so; how much that is depends on the machine.
    progress : bool, default False
        Show a bar; it needs the extra ``progress``.

    Returns
    -------
    ScoreUncertainty
        Ranks lie between 1 and the number of scored units; ``p_top`` adds up to `k`.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `rng` is not a Generator, or a reference that a
        normalisation needs is not given.
    UndefinedMeasureError
        If no unit has a score, no pair of normalisation and aggregation exists, or no indicator
        is defined in all of them.
    MissingDependencyError
        If `progress` is asked for without tqdm.

    Notes
    -----
    The interval says how much of a rank is a choice of the analyst.  It is no confidence
    interval: errors of the data are not in it.  The usual mistake is to vary the weights
    alone and call the result robust.  Show :func:`rank_tiers`, not the order.

    An indicator that is undefined in one of the normalisations is left out of all draws.
    The same `rng` gives the same draws, and fewer draws are the first of more.  Memory is four
    bytes for each unit and draw, and 32 MB for scores.  Source: :cite:t:`OECDJRC2008`, step 7;
    the hot deck draws from all units, not from similar ones.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from odopkit.potential.composite import (
    ...     Indicator, composite_score, score_uncertainty)
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh", "Surat"], "supply": [90, 10, 80],
    ...                       "demand": [20, 60, 55]})
    >>> parts = [Indicator(n, direction=1, unit="points") for n in ("supply", "demand")]
    >>> found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                         weights="equal", aggregate="arithmetic")
    >>> drawn = score_uncertainty(found, n_draws=2000, rng=np.random.default_rng(1),
    ...                           weight_concentration=1, k=1)
    >>> drawn.units.drop(columns=["score", "reason"]).round(2)
      district  rank  median_rank  lower  upper  p_top  mean_shift
    0    Surat     1          1.0    1.0    2.0   0.77        0.23
    1    Kutch     2          2.0    1.0    3.0   0.12        0.63
    2      Leh     3          3.0    1.0    3.0   0.11        0.63
    """
    _check_score(score)
    _check_rng(rng)
    _check_count(n_draws, "n_draws", least=1)
    _check_count(k, "k", least=1)
    if isinstance(weight_concentration, bool) or not weight_concentration > 0:
        msg = f"weight_concentration must be above 0 (inf holds), got {weight_concentration!r}"
        raise InvalidValueError(msg)
    low, high = (check_share(q, name="interval") for q in interval)
    if not low <= 0.5 <= high:
        msg = f"interval must be two quantiles around 0.5, such as (0.05, 0.95); got {interval!r}"
        raise InvalidValueError(msg)
    options = {
        "normalisations": _choices(
            normalisations, score.options["normalise"], _NORMALISE, "normalisations"
        ),
        "aggregations": _choices(
            aggregations, score.options["aggregate"], _AGGREGATE, "aggregations"
        ),
        "imputations": _choices(imputations, "present", _IMPUTE, "imputations"),
    }
    keys, reference, scored = _reference_of(score)
    variants, left_out, used = _variants(score, options, scored)
    weights = score.indicators["weight"].to_numpy(dtype=np.float64)[used]
    bar = None
    if progress:
        from odopkit.readers._open import optional

        bar = optional("tqdm", "progress").tqdm(
            total=n_draws, desc="score_uncertainty", unit="draw"
        )
    try:
        drawn = unc.simulate(
            variants,
            options["imputations"],
            weights / weights.sum(),
            scored,
            reference,
            concentration=float(weight_concentration),
            k=k,
            n_draws=n_draws,
            rng=rng,
            time_limit=time_limit,
            tell=bar.update if bar is not None else _say_nothing,
        )
    finally:
        if bar is not None:
            bar.close()
    done = len(drawn.shift)
    ends = np.quantile(drawn.places, [low, 0.5, high], axis=0).astype(np.float64)
    by_unit = np.abs(drawn.places - reference).mean(axis=0, dtype=np.float64)
    units = keys.assign(
        median_rank=ends[1],
        lower=ends[0],
        upper=ends[2],
        p_top=drawn.top / done,
        mean_shift=by_unit,
        reason=text_column(np.full(len(keys), "", dtype=object)),
    )
    return ScoreUncertainty(
        units=units.sort_values("rank", kind="stable", ignore_index=True),
        mean_shift=float(drawn.shift.mean()),
        shifts=drawn.shift,
        k=int(k),
        n_draws=done,
        combinations=tuple((v.normalise, v.aggregate) for v in variants),
        left_out=left_out,
        reason="" if done == n_draws else f"{done} of {n_draws} draws within the time limit",
        unit=score.unit,
        options=options
        | {
            "weight_concentration": float(weight_concentration),
            "interval": (low, high),
            "n_indicators": int(used.sum()),
        },
    )


def _say_nothing(_: int) -> None:
    return


def _choices(
    given: Sequence[str] | None, default: str, known: tuple[str, ...], name: str
) -> tuple[str, ...]:
    if given is None:
        return (default,)
    chosen = (given,) if isinstance(given, str) else tuple(given)
    for choice in chosen:
        check_choice(choice, known, name=name)
    if not chosen or len(set(chosen)) < len(chosen):
        msg = f"{name} must be at least one choice, each once; got {chosen!r}"
        raise InvalidValueError(msg)
    return chosen


def _reference_of(score: CompositeScore) -> tuple[pd.DataFrame, Float64Array, BoolArray]:
    """Scored units sorted by label, their mean places, and where they are in the tables."""
    key = list(score.unit)
    by_label = score.scores[[*key, "score", "rank"]].sort_values(
        key, kind="stable", ignore_index=True
    )
    scored = (by_label["rank"] > 0).to_numpy()
    if not scored.any():
        reason = score.scores["reason"].iloc[0] if len(score.scores) else "the table is empty"
        msg = f"no unit has a score to compare with: {reason}"
        raise UndefinedMeasureError(msg)
    keys = by_label[scored].reset_index(drop=True)
    values = keys["score"].to_numpy(dtype=np.float64)
    return keys, ranks.mean_places(values[np.newaxis])[0], scored


def _variants(
    score: CompositeScore, options: dict[str, tuple[str, ...]], scored: BoolArray
) -> tuple[list[unc.Variant], tuple[tuple[str, str, str], ...], BoolArray]:
    """Every pair of normalisation and aggregation that has a value for every scored unit."""
    names = [i.name for i in score.definition]
    x = score.values[names].to_numpy(dtype=np.float64)
    if "reference" in options["normalisations"]:
        _check_references(score.definition)
    tables = {
        n: np.column_stack(
            [c.values for c in _normalised(x, score.definition, n, score.options["scale"])]
        )
        for n in options["normalisations"]
    }
    used = (score.indicators["weight"] > 0).to_numpy()
    for z in tables.values():
        used = used & ~np.isnan(z).all(axis=0)
    bare = np.isnan(x[:, used][scored]).all(axis=1)
    if not used.any() or bare.any():
        msg = (
            "no indicator is defined in every normalisation"
            if not used.any()
            else f"{int(bare.sum())} scored units have none of the indicators that are "
            "defined in every normalisation; ask for fewer normalisations"
        )
        raise UndefinedMeasureError(msg)
    variants, left_out = [], []
    for n, z in tables.items():
        for a in options["aggregations"]:
            if a == "geometric" and (z[:, used] <= 0).any():
                left_out.append((n, a, "values of 0 or below have no geometric mean"))
            else:
                variants.append(unc.variant(z[:, used], n, a))
    if not variants:
        msg = "no pair of normalisation and aggregation is left: " + "; ".join(
            f"{n} with {a}: {why}" for n, a, why in left_out
        )
        raise UndefinedMeasureError(msg)
    return variants, tuple(left_out), used


def rank_tiers(uncertainty: ScoreUncertainty) -> pd.DataFrame:
    """Put units into tiers that their intervals can tell apart.

    Units are taken in order of median rank.  The first opens a tier; those after it join as
    long as their interval begins no later than that of the opening unit ends.  The first whose
    interval begins later opens the next tier.

    Parameters
    ----------
    uncertainty : ScoreUncertainty
        What :func:`score_uncertainty` found.

    Returns
    -------
    DataFrame
        The unit, ``tier`` (from 1, the best), ``median_rank``, ``lower``, ``upper``,
        ``n_in_tier`` and ``reason``, in order of median rank, then interval, then label.

    Raises
    ------
    InvalidValueError
        If `uncertainty` is something else.

    Notes
    -----
    Units of one tier are not equal, they are not told apart; and the last of one tier may
    overlap with the first of the next.  Show tiers with their intervals in place of places 1
    to 683.  A tier of everybody is a finding: the ranking is made of the choices.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from odopkit.potential.composite import (
    ...     Indicator, composite_score, rank_tiers, score_uncertainty)
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh", "Surat"], "supply": [70, 10, 90],
    ...                       "demand": [90, 20, 80]})
    >>> parts = [Indicator(n, direction=1, unit="points") for n in ("supply", "demand")]
    >>> found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                         weights="equal", aggregate="arithmetic")
    >>> drawn = score_uncertainty(found, n_draws=500, rng=np.random.default_rng(1),
    ...                           weight_concentration=1, k=1)
    >>> rank_tiers(drawn)[["district", "tier", "lower", "upper"]]
      district  tier  lower  upper
    0    Surat     1    1.0    2.0
    1    Kutch     1    1.0    2.0
    2      Leh     2    3.0    3.0
    """
    if not isinstance(uncertainty, ScoreUncertainty):
        got = type(uncertainty).__name__
        msg = f"uncertainty must be what score_uncertainty returns, got {got}"
        raise InvalidValueError(msg)
    key = list(uncertainty.unit)
    columns = ["median_rank", "lower", "upper"]
    frame = uncertainty.units[[*key, *columns]].sort_values(
        [*columns, *key], kind="stable", ignore_index=True
    )
    lower, upper = (frame[c].to_numpy(dtype=np.float64) for c in ("lower", "upper"))
    opens = np.zeros(len(frame), dtype=np.int64)
    start = 0
    while start < len(frame):
        opens[start] = 1
        later = np.flatnonzero(lower[start:] > upper[start])
        start = start + int(later[0]) if later.size else len(frame)
    tier = np.cumsum(opens)
    frame.insert(len(key), "tier", tier)
    return frame.assign(
        n_in_tier=np.bincount(tier)[tier].astype(np.int64),
        reason=text_column(np.full(len(frame), "", dtype=object)),
    )


def backtest(
    scores: CompositeScore | pd.DataFrame,
    later: pd.DataFrame,
    *,
    baselines: Mapping[str, pd.DataFrame],
    k: int,
    interval: Literal["fisher", "bootstrap"],
    rng: np.random.Generator | None = None,
    method: str | None = None,
    unit: str | Sequence[str] = DISTRICT,
    confidence: float = 0.95,
    replicates: int = 999,
) -> pd.DataFrame:
    r"""Ask whether a score ranked what came later better than naive baselines did.

    .. math:: \rho = \mathrm{corr}(r_S, r_Y), \qquad
              \mathrm{lift} = \frac{h}{k} \Big/ \frac{k}{n},

    where :math:`r_S` and :math:`r_Y` are ranks (ties at their mean) by the score and by the
    outcome of :math:`n` units, and :math:`h` counts units in the first :math:`k` of both.

    Parameters
    ----------
    scores : CompositeScore or DataFrame
        The score at the start; as a frame, the unit and ``score``.
    later : DataFrame
        The unit and ``value``: the outcome, such as exports or their growth three years on.
    baselines : mapping of str to DataFrame
        By name, the unit and ``value``: last year's value, the location quotient.  Whoever
        beats no baseline has found nothing; none is an error.
    k : int
        How many leading units the lift looks at, fewer than there are units.
    interval : {"fisher", "bootstrap"}
        Fisher's z with the variance of Bonett and Wright, or percentiles over resampled units.
        Only the bootstrap gives an interval of the difference.
    rng : numpy.random.Generator, optional
        For the bootstrap, without which there is none.
    method : str, optional
        The name of the score in the result; by default what a CompositeScore is made of, else
        ``"score"``.
    unit : str or sequence of str, default ("state", "district")
        The text columns that name a unit.
    confidence : float, default 0.95
        Probability between the ends, a fraction.
    replicates : int, default 999
        How many times to resample.

    Returns
    -------
    DataFrame
        A row for the score, then one for each baseline: ``method``, ``spearman`` (-1 to 1),
        ``lower``, ``upper``, ``difference`` (the score's correlation less this one),
        ``difference_lower``, ``difference_upper``, ``hits`` (0 to `k`), ``lift`` (1 is
        chance), ``k``, ``n``, ``n_left_out``, ``interval`` (how it was made) and ``reason``.

    Raises
    ------
    InvalidTableError
        If a frame lacks a column, repeats a unit, or holds what is not a finite or missing
        number.
    InvalidValueError
        If an option is outside its choices, `baselines` is empty or repeats the name of the
        score, or the bootstrap has no `rng`.
    UndefinedMeasureError
        If fewer than four units have the score, the outcome and every baseline, or no more
        than `k`.

    Notes
    -----
    All methods are compared on the same units: those with a score, an outcome and every
    baseline; ``n_left_out`` counts the others with a score or an outcome.  The score must be
    made of data up to its date only, bounds and weights included.  Levels of exports are so
    persistent that last year's value ranks them almost perfectly: test against growth too.
    Districts share shocks, so both intervals are too short; and one split of time is one
    observation.  Hits break ties by lot, on average.  Source of the interval:
    :cite:t:`BonettWright2000`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential.composite import backtest
    >>> places = pd.DataFrame({"district": list("abcdef")})
    >>> found = backtest(places.assign(score=[6, 5, 4, 3, 2, 1]),
    ...                  places.assign(value=[9, 7, 8, 3, 1, 2]), k=2, interval="fisher",
    ...                  baselines={"last year": places.assign(value=[5, 6, 1, 4, 2, 3])},
    ...                  unit="district")
    >>> found[["method", "spearman", "lower", "upper", "lift", "n"]].round(2)
          method  spearman  lower  upper  lift  n
    0      score      0.89   0.11   0.99   1.5  6
    1  last year      0.37  -0.70   0.93   1.5  6
    """
    unit = (unit,) if isinstance(unit, str) else tuple(unit)
    check_choice(interval, ("fisher", "bootstrap"), name="interval")
    if interval == "bootstrap":
        _check_rng(rng)
    _check_count(k, "k", least=1)
    _check_count(replicates, "replicates", least=1)
    check_share(confidence, name="confidence", zero=False)
    name, columns = _columns_of(scores, later, baselines, method, unit)
    values = np.column_stack([c.to_numpy(dtype=np.float64) for c in columns.values()]).T
    whole = ~np.isnan(values).any(axis=0)
    n = int(whole.sum())
    left_out = int((~np.isnan(values[:2])).any(axis=0).sum()) - n
    if n < 4 or k >= n:
        msg = (
            f"{n} units have the score, the outcome and every baseline ({left_out} more have the "
            f"score or the outcome): too few for a rank correlation and the first {k}"
        )
        raise UndefinedMeasureError(msg)
    outcome, by_method = values[1, whole], np.delete(values[:, whole], 1, axis=0)
    names = [name, *baselines]
    rho = ranks.spearman(by_method, np.broadcast_to(outcome, by_method.shape))
    ends, apart, how = _intervals(by_method, outcome, rho, interval, rng, confidence, replicates)
    top = ranks.top_share(*ranks.tie_places(by_method), k)
    hits = top @ ranks.top_share(*ranks.tie_places(outcome[np.newaxis]), k)[0]
    reason = np.where(np.isnan(rho), "the values, or the outcome, are the same everywhere", "")
    return pd.DataFrame(
        {
            "method": text_column(np.array(names, dtype=object)),
            "spearman": rho,
            "lower": ends[:, 0],
            "upper": ends[:, 1],
            "difference": np.where(np.arange(len(names)) == 0, np.nan, rho[0] - rho),
            "difference_lower": apart[:, 0],
            "difference_upper": apart[:, 1],
            "hits": hits,
            "lift": hits * n / k**2,
            "k": np.full(len(names), k, dtype=np.int64),
            "n": np.full(len(names), n, dtype=np.int64),
            "n_left_out": np.full(len(names), left_out, dtype=np.int64),
            "interval": text_column(np.full(len(names), how, dtype=object)),
            "reason": text_column(reason.astype(object)),
        }
    )


def _columns_of(
    scores: CompositeScore | pd.DataFrame,
    later: pd.DataFrame,
    baselines: Mapping[str, pd.DataFrame],
    method: str | None,
    unit: tuple[str, ...],
) -> tuple[str, dict[str, pd.Series[Any]]]:
    """Score, outcome and baselines by unit, side by side, with the score's name."""
    from odopkit.schemas import validate_indicators

    name = "score"
    if isinstance(scores, CompositeScore):
        made = [scores.options[o] for o in ("normalise", "weights", "aggregate")]
        name = f"composite ({', '.join(made)})"
        unit, scores = scores.unit, scores.scores
    name = method or name
    if not baselines or name in baselines:
        msg = f"name at least one baseline, none of them {name!r}; got {list(baselines)!r}"
        raise InvalidValueError(msg)

    def column(frame: pd.DataFrame, value: str) -> pd.Series[Any]:
        checked = validate_indicators(frame, unit=unit, indicators=[value])
        return cast("pd.Series[Any]", checked.set_index(list(unit))[value])

    found = {"score": column(scores, "score"), "later": column(later, "value")}
    found |= {f"baseline {n}": column(frame, "value") for n, frame in baselines.items()}
    side_by_side = pd.concat(found, axis=1, join="outer").sort_index()
    return name, {c: side_by_side[c] for c in found}


def _intervals(
    by_method: Float64Array,
    outcome: Float64Array,
    rho: Float64Array,
    interval: str,
    rng: np.random.Generator | None,
    confidence: float,
    replicates: int,
) -> tuple[Float64Array, Float64Array, str]:
    """Give ends of each correlation and of the first one's lead, and how they were made."""
    m, n = by_method.shape
    apart = np.full((m, 2), np.nan)
    if interval == "fisher":
        ends = [ranks.fisher_interval(float(r), n, confidence) for r in rho]
        return np.array(ends), apart, f"Fisher z, Bonett-Wright variance, {confidence:.0%}"
    assert rng is not None  # noqa: S101 - refused before
    drawn = np.empty((m, replicates))
    size = unc.block_size(n)
    for start in range(0, replicates, size):
        stop = min(start + size, replicates)
        which = rng.integers(n, size=(stop - start, n))
        y = ranks.mean_places(outcome[which])
        for i in range(m):
            x = ranks.mean_places(by_method[i][which])
            drawn[i, start:stop] = ranks.row_correlation(x, y)
    tail = [(1 - confidence) / 2, (1 + confidence) / 2]
    ends_by_method = np.vstack([_quantiles(row, tail) for row in drawn])
    apart[1:] = [_quantiles(drawn[0] - row, tail) for row in drawn[1:]]
    how = f"bootstrap of units, percentiles, {replicates} replicates, {confidence:.0%}"
    return ends_by_method, apart, how


def _quantiles(x: Float64Array, tail: list[float]) -> Float64Array:
    """Quantiles of what is defined; NaN where nothing is."""
    x = x[~np.isnan(x)]
    found: Float64Array = np.quantile(x, tail) if x.size else np.full(len(tail), np.nan)
    return found
