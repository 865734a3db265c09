"""Whether a score ranked what came later better than naive baselines did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import as_generator, check_choice, check_confidence, check_whole
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.potential.composite import draws as unc
from odopkit.potential.composite import ranks
from odopkit.potential.composite.indicators import (
    CompositeScore,
    checked_table,
    unit_columns,
)
from odopkit.tables.labels import text_column
from odopkit.typing import DISTRICT, TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array

    IntervalMethod = Literal["fisher", "bootstrap"]


_FEWEST: Final = 4


COVERS: Final = (
    "the figure among more units drawn like these, independent of each other, between the same "
    "dates; not another split of time, not errors of measurement"
)
"""What an interval is of, in the result."""


@renamed(interval="interval_method", replicates="n_resamples")
def backtest(
    scores: CompositeScore | pd.DataFrame,
    later: pd.DataFrame,
    *,
    baselines: Mapping[str, pd.DataFrame],
    k: int,
    interval_method: IntervalMethod,
    rng: np.random.Generator | int | None = None,
    method: str | None = None,
    unit: str | Sequence[str] = DISTRICT,
    confidence: float = 0.95,
    n_resamples: int = 999,
) -> pd.DataFrame:
    r"""Ask whether a score ranked what came later better than naive baselines did.

    .. math:: \rho = \mathrm{corr}(r_S, r_Y), \qquad
              \mathrm{lift} = \frac{h}{k} \Big/ \frac{k}{n},

    where :math:`r_S` and :math:`r_Y` are ranks (ties at their mean) by the score and by the
    outcome of :math:`n` units, and :math:`h` counts units in the first :math:`k` of both.

    Parameters
    ----------
    scores : CompositeScore or DataFrame
        The score at the start; as a frame, the unit and ``score``.  A CompositeScore brings
        its own `unit`.
    later : DataFrame
        The unit and ``value``: the outcome, such as exports or their growth three years on.
    baselines : mapping of str to DataFrame
        By name, the unit and ``value``: last year's value, the location quotient.  Whoever
        beats no baseline has found nothing; none is an error.
    k : int
        How many leading units the lift looks at, fewer than there are units.
    interval_method : {"fisher", "bootstrap"}
        Fisher's z with the variance of Bonett and Wright (for the lift, Wilson's interval of
        the share of hits), or percentiles over resampled units.  Only the bootstrap gives an
        interval of the difference.
    rng : numpy.random.Generator or int, optional
        The source of randomness of the bootstrap, or a seed for one; it has no default there.
    method : str, optional
        The name of the score in the result; by default what a CompositeScore is made of, else
        ``"score"``.
    unit : str or sequence of str, default ("state", "district")
        The text columns that name a unit.
    confidence : float, default 0.95
        Probability between the ends, a fraction, if units were drawn again.
    n_resamples : int, default 999
        How many times to resample.

    Returns
    -------
    DataFrame
        A row for the score, then one for each baseline: ``method``, ``spearman`` (-1 to 1),
        ``spearman_lower``, ``spearman_upper``, ``difference`` (the score's correlation less
        this one), ``difference_lower``, ``difference_upper``, ``hits`` (0 to `k`), ``lift``
        (1 is chance, at most ``n_units / k``), ``lift_lower``, ``lift_upper``, ``k``,
        ``n_units`` (compared), ``n_left_out``, ``interval_method`` (in words, with the
        confidence), ``covers`` (what the intervals are of) and ``reason``.

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
    Intervals cover correlation and lift among more units drawn like these, independent of each
    other, between the same dates.  Districts share shocks, so both are too short; and one split
    of time is one observation.  Hits break ties by lot, on average.  Source of the interval:
    :cite:t:`BonettWright2000`.

    A high correlation does not make the score a forecast: it says that one ranking resembled
    another once.  No figure here is comparable with that of another set of units.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential.composite import backtest
    >>> places = pd.DataFrame({"district": list("abcdef")})
    >>> found = backtest(places.assign(score=[6, 5, 4, 3, 2, 1]),
    ...                  places.assign(value=[9, 7, 8, 3, 1, 2]), k=2,
    ...                  baselines={"last year": places.assign(value=[5, 6, 1, 4, 2, 3])},
    ...                  interval_method="fisher", unit="district")
    >>> found[["method", "spearman", "spearman_lower", "spearman_upper", "lift"]].round(2)
          method  spearman  spearman_lower  spearman_upper  lift
    0      score      0.89            0.07            0.99   1.5
    1  last year      0.31           -0.68            0.90   1.5
    """
    check_choice(interval_method, ("fisher", "bootstrap"), "interval_method")
    k = check_whole(k, "k", least=1)
    n_resamples = check_whole(n_resamples, "n_resamples", least=1)
    resampling = None
    if interval_method == "bootstrap":
        resampling = _Resampling(rng=as_generator(rng), n_resamples=n_resamples)
    check_confidence(confidence)
    name, columns = _columns_of(scores, later, baselines, method, unit_columns(unit))
    values = np.column_stack([c.to_numpy(dtype=np.float64) for c in columns.values()]).T
    measured = _measured(values, k)
    if resampling is None:
        found = _fisher(measured, k, confidence)
    else:
        found = _bootstrap(measured, k, confidence, resampling)
    names = [name, *baselines]
    rho, hits, n = measured.rho, measured.hits, measured.n_units
    return pd.DataFrame(
        {
            "method": text_column(np.array(names, dtype=object)),
            "spearman": rho,
            "spearman_lower": found.ends[:, 0],
            "spearman_upper": found.ends[:, 1],
            "difference": np.where(np.arange(len(names)) == 0, np.nan, rho[0] - rho),
            "difference_lower": found.apart[:, 0],
            "difference_upper": found.apart[:, 1],
            "hits": hits,
            "lift": hits * n / k**2,
            "lift_lower": found.lift[:, 0],
            "lift_upper": found.lift[:, 1],
            "k": np.full(len(names), k, dtype=np.int64),
            "n_units": np.full(len(names), n, dtype=np.int64),
            "n_left_out": np.full(len(names), measured.n_left_out, dtype=np.int64),
            "interval_method": text_column(np.full(len(names), found.how, dtype=object)),
            "covers": text_column(np.full(len(names), COVERS, dtype=object)),
            "reason": text_column(_reasons(rho, found.ends)),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Resampling:
    """What the bootstrap draws, and from where."""

    rng: np.random.Generator
    n_resamples: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Measured:
    """Places of the units that all methods have, and what they come to by method."""

    by_method: Float64Array  # shape (n_methods, n_units)
    outcome: Float64Array
    rho: Float64Array
    hits: Float64Array
    n_left_out: int

    @property
    def n_units(self) -> int:
        """How many units are compared."""
        return len(self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Intervals:
    """Two ends for each method, and how they were made."""

    ends: Float64Array
    apart: Float64Array
    lift: Float64Array
    how: str


def _columns_of(
    scores: CompositeScore | pd.DataFrame,
    later: pd.DataFrame,
    baselines: Mapping[str, pd.DataFrame],
    method: str | None,
    unit: tuple[str, ...],
) -> tuple[str, dict[str, pd.Series[Any]]]:
    """Score, outcome and baselines by unit, side by side, with the score's name."""
    name = "score"
    if isinstance(scores, CompositeScore):
        made = [scores.options[o] for o in ("normalise", "weights", "aggregate")]
        name = f"composite ({', '.join(made)})"
        unit, scores = scores.unit, scores.scores
    name = method or name
    if not isinstance(baselines, Mapping) or not baselines or name in baselines:
        got = list(baselines) if isinstance(baselines, Mapping) else type(baselines).__name__
        msg = f"name at least one baseline, none of them {name!r}; got {shortened(got)}"
        raise InvalidValueError(msg)

    def column(frame: pd.DataFrame, value: str) -> pd.Series[Any]:
        return checked_table(frame, unit, [value]).set_index(list(unit))[value]

    found = {"score": column(scores, "score"), "later": column(later, "value")}
    found |= {f"baseline {n}": column(frame, "value") for n, frame in baselines.items()}
    side_by_side = pd.concat(found, axis=1, join="outer").sort_index()
    return name, {c: side_by_side[c] for c in found}


def _measured(values: Float64Array, k: int) -> _Measured:
    """Rank the score, the outcome and the baselines, in this order, on the units they share."""
    whole = ~np.isnan(values).any(axis=0)
    n = int(whole.sum())
    left_out = int((~np.isnan(values[:2])).any(axis=0).sum()) - n
    if n < _FEWEST or k >= n:
        msg = (
            f"{n} units have the score, the outcome and every baseline ({left_out} more have the "
            f"score or the outcome): too few for a rank correlation and the first {k}"
        )
        raise UndefinedMeasureError(msg)
    # A score is a sum, equal to another up to rounding; the others are data.
    slack = np.where(np.arange(len(values)) == 0, TOLERANCE, 0.0)
    first, last = ranks.tie_places(values[:, whole], slack=slack)
    place = (first + last) / 2
    by_method, outcome = np.delete(place, 1, axis=0), place[1]
    top = ranks.top_share(first, last, k)
    return _Measured(
        by_method=by_method,
        outcome=outcome,
        rho=ranks.row_correlation(by_method, np.broadcast_to(outcome, by_method.shape)),
        hits=np.delete(top, 1, axis=0) @ top[1],
        n_left_out=left_out,
    )


def _reasons(rho: Float64Array, ends: Float64Array) -> np.ndarray[Any, Any]:
    """Say of each method why it has no correlation, or no interval of it."""
    flat = np.isnan(rho)
    reason = np.where(flat, "the values, or the outcome, are the same everywhere", "")
    reason[~flat & np.isnan(ends[:, 0])] = "a correlation of 1 or -1 has no such interval"
    return reason.astype(object)


def _fisher(measured: _Measured, k: int, confidence: float) -> _Intervals:
    """Give intervals by formula; there is none for a difference."""
    n = measured.n_units
    ends = [ranks.fisher_interval(float(r), n, confidence) for r in measured.rho]
    lift = np.array([ranks.wilson_interval(h / k, k, confidence) for h in measured.hits]) * n / k
    return _Intervals(
        ends=np.array(ends),
        apart=np.full((len(ends), 2), np.nan),
        lift=np.minimum(lift, n / k),
        how=f"Fisher z, Bonett-Wright variance; lift: Wilson; {confidence:.0%}",
    )


def _bootstrap(
    measured: _Measured, k: int, confidence: float, resampling: _Resampling
) -> _Intervals:
    """Percentiles over units drawn with replacement; places of places are those of the values."""
    m, n = measured.by_method.shape
    n_resamples = resampling.n_resamples
    rho, lift = np.empty((m, n_resamples)), np.empty((m, n_resamples))
    size = unc.block_size(n)
    for start in range(0, n_resamples, size):
        stop = min(start + size, n_resamples)
        which = resampling.rng.integers(n, size=(stop - start, n))
        y = ranks.mean_places(-measured.outcome[which])
        first_of_y = ranks.leading(measured.outcome[which], k)
        for i in range(m):
            x = measured.by_method[i][which]
            rho[i, start:stop] = ranks.row_correlation(ranks.mean_places(-x), y)
            both = ranks.leading(x, k) & first_of_y
            lift[i, start:stop] = both.sum(axis=1) * n / k**2
    tail = [(1 - confidence) / 2, (1 + confidence) / 2]
    apart = [np.full(2, np.nan), *(_quantiles(rho[0] - row, tail) for row in rho[1:])]
    return _Intervals(
        ends=np.vstack([_quantiles(row, tail) for row in rho]),
        apart=np.vstack(apart),
        lift=np.vstack([_quantiles(row, tail) for row in lift]),
        how=f"bootstrap of units, percentiles, {n_resamples} resamples, {confidence:.0%}",
    )


def _quantiles(x: Float64Array, tail: list[float]) -> Float64Array:
    """Quantiles of what is defined; NaN where nothing is."""
    x = x[~np.isnan(x)]
    found: Float64Array = np.quantile(x, tail) if x.size else np.full(len(tail), np.nan)
    return found
