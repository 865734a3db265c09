"""How ranks move when the choices behind a score are drawn at random."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit._kernels.arguments import (
    as_generator,
    as_names,
    check_choice,
    check_confidence,
    check_endless,
    check_whole,
)
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.potential.composite import draws as unc
from odopkit.potential.composite import ranks
from odopkit.potential.composite.indicators import (
    AGGREGATE,
    IMPUTE,
    NORMALISE,
    CompositeScore,
    check_references,
    check_score,
    normalised,
)
from odopkit.results import Result, plain_items
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from odopkit.potential.composite.indicators import Aggregate, Imputation, Normalise
    from odopkit.typing import BoolArray, Float64Array

    Progress = Callable[[int, int], object]


RANKS_COVER: Final = (
    "the ranks that the analyst's choices drawn here give; not errors of the data, not another year"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ScoreUncertainty(Result):
    r"""How ranks move when the choices behind a score are drawn at random.

    Parameters
    ----------
    units : DataFrame
        In order of the reference rank, units with a score only: the unit, ``score`` and ``rank``
        of the reference, ``median_rank``, ``rank_lower``, ``rank_upper``, ``p_top``
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
    covers : str
        What the intervals of ranks are of.
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
    covers: str = RANKS_COVER
    unit: tuple[str, ...]
    options: dict[str, object]

    def to_frame(self) -> pd.DataFrame:
        """Return the units, without what concerns the draws as a whole."""
        return self.units.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return numbers about all draws, the options, and the units as a list of records.

        ``weight_concentration`` is None where weights were held.
        """
        return plain_items(
            {
                "n_units": len(self.units),
                "mean_shift": self.mean_shift,
                "k": self.k,
                "n_draws": self.n_draws,
                "combinations": self.combinations,
                "left_out": self.left_out,
                "reason": self.reason,
                "covers": self.covers,
                "unit": self.unit,
                **self.options,
                "units": self.units,
                "shifts": self.shifts,
            }
        )


@renamed(interval="confidence, confidence=0.90 for interval=(0.05, 0.95)")
def score_uncertainty(
    score: CompositeScore,
    *,
    n_draws: int,
    rng: np.random.Generator | int,
    weight_concentration: float,
    k: int,
    normalisations: Sequence[Normalise] | None = None,
    aggregations: Sequence[Aggregate] | None = None,
    imputations: Sequence[Imputation] = ("present", "hot_deck"),
    confidence: float = 0.90,
    time_limit: float | None = None,
    progress: bool | Progress = False,
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
    rng : numpy.random.Generator or int
        The source of randomness, or a seed for one.
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
    confidence : float, default 0.90
        Share of the draws between the ends of the interval of the rank, a fraction.
    time_limit : float, optional
        Seconds after which no further block of draws begins.  What was drawn until then is
        returned, and ``reason`` says so; how much that is depends on the machine.
    progress : bool or callable, default False
        True shows a bar; it needs the extra ``progress``.  A function is called after each
        block of draws with how many are done and how many were asked for.

    Returns
    -------
    ScoreUncertainty
        Ranks lie between 1 and the number of scored units; ``p_top`` adds up to `k`, or to
        the number of scored units if there are no more than `k`.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or a reference that a normalisation needs is not
        given.
    UndefinedMeasureError
        If no unit has a score, no pair of normalisation and aggregation exists, or no indicator
        is defined in all of them.
    MissingDependencyError
        If `progress` is asked for without tqdm.

    Notes
    -----
    The interval is of the ranks that the choices drawn give: how much of a rank is a choice of
    the analyst.  Errors of the data are not in it, so it covers no true rank.  The usual
    mistake is to vary the weights alone and call the result robust.  Show :func:`rank_tiers`.

    An indicator that is undefined in one of the normalisations is left out of all draws.
    The same seed gives the same draws, and fewer draws are the first of more.  Memory is four
    bytes for each unit and draw, and 32 MB for scores.  Source: :cite:t:`OECDJRC2008`, step 7;
    the hot deck draws from all units with a score, not from similar ones.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential.composite import (
    ...     Indicator, composite_score, score_uncertainty)
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh", "Surat"], "supply": [90, 10, 80],
    ...                       "demand": [20, 55, 60]})
    >>> parts = [Indicator(n, direction=1, unit="points") for n in ("supply", "demand")]
    >>> found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                         weights="equal", aggregate="arithmetic")
    >>> drawn = score_uncertainty(found, n_draws=2000, rng=1, weight_concentration=1, k=1)
    >>> drawn.units.drop(columns=["score", "reason"]).round(2)
      district  rank  median_rank  rank_lower  rank_upper  p_top  mean_shift
    0    Surat     1          1.0         1.0         2.0    0.9        0.10
    1    Kutch     2          2.0         1.0         3.0    0.1        0.58
    2      Leh     3          3.0         2.0         3.0    0.0        0.48
    """
    check_score(score)
    rng = as_generator(rng)
    n_draws = check_whole(n_draws, "n_draws", least=1)
    k = check_whole(k, "k", least=1)
    check_endless(weight_concentration, "weight_concentration", "inf holds the weights")
    if time_limit is not None:
        check_endless(time_limit, "time_limit", "in seconds; None for no limit")
    check_confidence(confidence)
    choices = all_choices(score, normalisations, aggregations, imputations)
    keys, reference, scored = reference_of(score)
    variants, left_out, used = variants_of(score, choices, scored)
    weights = score.indicators["weight"].to_numpy(dtype=np.float64)[used]
    with _told(progress, n_draws) as tell:
        drawn = unc.simulate(
            variants,
            choices["imputations"],
            weights / weights.sum(),
            reference,
            concentration=float(weight_concentration),
            k=k,
            n_draws=n_draws,
            rng=rng,
            time_limit=time_limit,
            tell=tell,
        )
    done = len(drawn.shift)
    return ScoreUncertainty(
        units=_by_unit(keys, reference, drawn, confidence),
        mean_shift=float(drawn.shift.mean()),
        shifts=drawn.shift,
        k=int(k),
        n_draws=done,
        combinations=tuple((v.normalise, v.aggregate) for v in variants),
        left_out=left_out,
        reason="" if done == n_draws else f"{done} of {n_draws} draws within the time limit",
        unit=score.unit,
        options={
            **choices,
            "weight_concentration": float(weight_concentration),
            "confidence": float(confidence),
            "n_indicators": int(used.sum()),
        },
    )


def _by_unit(
    keys: pd.DataFrame, reference: Float64Array, drawn: unc.Draws, confidence: float
) -> pd.DataFrame:
    """Say of each unit how its rank moves, in order of the reference rank."""
    # Rounded, so that 0.90 leaves 0.05 on either side and not 0.04999999999999999.
    tail = round((1 - confidence) / 2, 12)
    ends = np.quantile(drawn.places, [tail, 0.5, 1 - tail], axis=0).astype(np.float64)
    units = keys.assign(
        median_rank=ends[1],
        rank_lower=ends[0],
        rank_upper=ends[2],
        p_top=drawn.top / len(drawn.shift),
        mean_shift=np.abs(drawn.places - reference).mean(axis=0, dtype=np.float64),
        reason=text_column(np.full(len(keys), "", dtype=object)),
    )
    return units.sort_values("rank", kind="stable", ignore_index=True)


@contextmanager
def _told(progress: bool | Progress, n_draws: int) -> Iterator[Callable[[int], object]]:
    """Whom to tell how many draws are done: nobody, the caller, or a bar that is closed after."""
    if callable(progress):
        yield lambda done: progress(done, n_draws)
    elif not progress:
        yield lambda _: None
    else:
        from odopkit.errors.packages import optional

        with optional("tqdm", "progress").tqdm(
            total=n_draws, desc="score_uncertainty", unit="draw"
        ) as bar:
            yield lambda done: bar.update(done - bar.n)


def all_choices(
    score: CompositeScore,
    normalisations: Sequence[str] | None,
    aggregations: Sequence[str] | None,
    imputations: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Say what is drawn from, by default what the reference took."""
    own = score.options
    return {
        "normalisations": _choices(normalisations, own["normalise"], NORMALISE, "normalisations"),
        "aggregations": _choices(aggregations, own["aggregate"], AGGREGATE, "aggregations"),
        "imputations": _choices(imputations, "present", IMPUTE, "imputations"),
    }


def _choices(
    given: Sequence[str] | None, default: str, known: tuple[str, ...], name: str
) -> tuple[str, ...]:
    """Check what is drawn from: each choice known, each once."""
    if given is None:
        return (default,)
    chosen = as_names(given, name)
    for choice in chosen:
        check_choice(choice, known, name)
    if not chosen or len(set(chosen)) < len(chosen):
        msg = f"{name} must be at least one choice, each once; got {shortened(chosen)}"
        raise InvalidValueError(msg)
    return chosen


def reference_of(score: CompositeScore) -> tuple[pd.DataFrame, Float64Array, BoolArray]:
    """Scored units sorted by label, their mean places, and where they are in the tables."""
    key = list(score.unit)
    by_label = score.scores[[*key, "score", "rank"]].sort_values(
        key, kind="stable", ignore_index=True
    )
    scored = by_label["rank"].notna().to_numpy()
    if not scored.any():
        reason = score.scores["reason"].iloc[0] if len(score.scores) else "the table is empty"
        msg = f"no unit has a score to compare with: {reason}"
        raise UndefinedMeasureError(msg)
    keys = by_label[scored].reset_index(drop=True)
    values = keys["score"].to_numpy(dtype=np.float64)
    return keys, ranks.mean_places(values[np.newaxis])[0], scored


def variants_of(
    score: CompositeScore, options: dict[str, tuple[str, ...]], scored: BoolArray
) -> tuple[list[unc.Variant], tuple[tuple[str, str, str], ...], BoolArray]:
    """Every pair of normalisation and aggregation that has a value for every scored unit."""
    names = [i.name for i in score.definition]
    x = score.values[names].to_numpy(dtype=np.float64)
    if "reference" in options["normalisations"]:
        check_references(score.definition)
    # Normalised among all units, as the reference is; but those without a score neither
    # decide which pairs exist, nor lend their values.
    tables = {
        n: np.column_stack(
            [c.values for c in normalised(x, score.definition, n, score.options["scale"])]
        )[scored]
        for n in options["normalisations"]
    }
    used = (score.indicators["weight"] > 0).to_numpy()
    for z in tables.values():
        used = used & ~np.isnan(z).all(axis=0)
    bare = np.isnan(x[scored][:, used]).all(axis=1)
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
