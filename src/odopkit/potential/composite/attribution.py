"""Which choices behind a score move its ranks: Sobol's indices of the mean shift."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import as_generator, check_choice, check_endless, check_whole
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.potential.composite import draws as unc
from odopkit.potential.composite.indicators import check_score
from odopkit.potential.composite.ranks import tie_places
from odopkit.potential.composite.uncertainty import all_choices, reference_of, variants_of
from odopkit.results import Result, plain_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.potential.composite.indicators import (
        Aggregate,
        CompositeScore,
        Imputation,
        Normalise,
    )
    from odopkit.typing import Float64Array, IntArray


WeightInputs = Literal["grouped", "independent"]

# Weights, and donors of missing values, that one input picks from.
_BANK: Final = 4096
_INSIDE: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChoiceSensitivity(Result):
    """How much of what ranks do each choice accounts for.

    Parameters
    ----------
    indices : DataFrame
        One row per input: ``input``, ``n_choices`` (0 where it is continuous),
        ``first_order``, ``total_order`` and ``reason``.
    mean_shift : float
        Mean over draws of the mean shift of ranks, in places.
    variance : float
        Its variance, of which the indices are shares.
    n_draws : int
        Draws of each of the two samples that inputs are swapped between.
    n_evaluations : int
        How often all units were ranked.
    weight_inputs : {"grouped", "independent"}
        Whether weights are one input, or one each.
    options : dict
        What was drawn from.
    """

    indices: pd.DataFrame = field(repr=False)
    mean_shift: float
    variance: float
    n_draws: int
    n_evaluations: int
    weight_inputs: WeightInputs
    options: dict[str, object]

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of inputs."""
        return self.indices.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as strict JSON, the table as a list of records."""
        return plain_items(
            {
                "mean_shift": self.mean_shift,
                "variance": self.variance,
                "n_draws": self.n_draws,
                "n_evaluations": self.n_evaluations,
                "weight_inputs": self.weight_inputs,
                **self.options,
                "indices": self.indices,
            }
        )


def choice_sensitivity(
    score: CompositeScore,
    *,
    n_draws: int,
    rng: np.random.Generator | int,
    weight_concentration: float,
    weight_inputs: WeightInputs = "grouped",
    normalisations: Sequence[Normalise] | None = None,
    aggregations: Sequence[Aggregate] | None = None,
    imputations: Sequence[Imputation] = ("present", "hot_deck"),
) -> ChoiceSensitivity:
    r"""Tell how much of the shift of ranks each choice of a score accounts for.

    .. math::

        S_i = \frac{\mathrm{Var}[E(Y \mid X_i)]}{\mathrm{Var}(Y)}, \qquad
        S_{T_i} = 1 - \frac{\mathrm{Var}[E(Y \mid X_{\sim i})]}{\mathrm{Var}(Y)}, \qquad
        Y = \frac{1}{n} \sum_u |r_u - r^0_u|,

    Sobol's first and total index of input :math:`X_i`, where :math:`X_{\sim i}` are all
    others, :math:`r_u` is the rank of unit :math:`u` of :math:`n` under drawn choices and
    :math:`r^0_u` that of `score`.

    Parameters
    ----------
    score : CompositeScore
        What :func:`composite_score` returned.
    n_draws : int
        Draws of each of two samples, a power of two; units are ranked
        ``n_draws * (inputs + 2)`` times, and one input counts as two.
    rng : numpy.random.Generator or int
        The source of randomness, or a seed of one.
    weight_concentration : float
        As in :func:`score_uncertainty`; infinity holds the weights, which are then no input.
    weight_inputs : {"grouped", "independent"}, default "grouped"
        Weights as one input that picks a whole set of them, or a gamma variate for each
        indicator, all divided by their sum.
    normalisations, aggregations, imputations
        As in :func:`score_uncertainty`.  What has one choice only is no input.

    Returns
    -------
    ChoiceSensitivity
        ``first_order`` is what an input does alone, ``total_order`` what it does with
        others; shares of the variance from 0 to 1, which estimates overshoot a little.
        They are missing, with the reason, where no choice moves a rank.

    Raises
    ------
    InvalidValueError
        If an option is unknown, or `n_draws` is no power of two.
    UndefinedMeasureError
        If no unit has a score, nothing is left to choose, or a pair of normalisation and
        aggregation does not exist, so that the two cannot vary freely.

    Notes
    -----
    Estimates are those of ``scipy.stats.sobol_indices`` (Saltelli 2010).  The choice of a
    missing value's donor goes with the rule for missing values.  Double `n_draws` until
    indices stand still.  The usual mistake is to read a small first index as no influence:
    look at the total.  Source: :cite:t:`OECDJRC2008`, step 7;
    :cite:t:`SaisanaSaltelliTarantola2005`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential.composite import (
    ...     Indicator, choice_sensitivity, composite_score)
    >>> table = pd.DataFrame({"district": list("abcdef"), "supply": [90, 10, 80, 40, 5, 60],
    ...                       "demand": [60, 30, 95, 20, 25, 40]})
    >>> parts = [Indicator(n, direction=1, unit="points") for n in ("supply", "demand")]
    >>> found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                         weights="equal", aggregate="arithmetic")
    >>> drawn = choice_sensitivity(found, n_draws=1024, rng=1, weight_concentration=1,
    ...                            normalisations=("minmax", "rank"), imputations=("present",))
    >>> drawn.to_frame()[["input", "n_choices", "first_order", "total_order"]].round(1)
               input  n_choices  first_order  total_order
    0  normalisation          2          0.4          0.6
    1        weights          0          0.4          0.7
    """
    check_score(score)
    generator = as_generator(rng)
    check_choice(weight_inputs, get_args(WeightInputs), "weight_inputs")
    n_draws = check_whole(n_draws, "n_draws", least=2)
    if n_draws & (n_draws - 1):
        msg = f"n_draws must be a power of two, such as 1024, got {n_draws}"
        raise InvalidValueError(msg)
    check_endless(weight_concentration, "weight_concentration", "inf holds the weights")
    choices = all_choices(score, normalisations, aggregations, imputations)
    keys, reference, scored = reference_of(score)
    variants, left_out, used = variants_of(score, choices, scored)
    if left_out:
        told = "; ".join(f"{n} with {a}: {why}" for n, a, why in left_out)
        msg = f"normalisation and aggregation cannot vary freely ({told}); ask for fewer of one"
        raise UndefinedMeasureError(msg)
    weights = score.indicators["weight"].to_numpy(dtype=np.float64)[used]
    model = _Model(
        variants=variants,
        choices=choices,
        weights=weights / weights.sum(),
        names=score.indicators["indicator"][used].tolist(),
        concentration=float(weight_concentration),
        grouped=weight_inputs == "grouped",
        reference=reference,
        rng=generator,
    )
    return _attributed(model, n_draws, generator, weight_inputs, len(keys))


def _attributed(
    model: _Model,
    n_draws: int,
    rng: np.random.Generator,
    weight_inputs: WeightInputs,
    n_units: int,
) -> ChoiceSensitivity:
    from scipy.stats import sobol_indices, uniform

    if not model.inputs:
        msg = "nothing is left to choose: give several normalisations, or weights that vary"
        raise UndefinedMeasureError(msg)
    # SciPy's word for the source of randomness changed with 1.15.
    word = "rng" if "rng" in signature(sobol_indices).parameters else "random_state"
    call: Any = sobol_indices
    # SciPy fails on one input alone; a second that nothing reads changes no number.
    n_inputs = max(len(model.inputs), 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = call(func=model.shift, n=n_draws, dists=[uniform()] * n_inputs, **{word: rng})
    shifts = np.concatenate(model.seen[:2])
    moves = float(shifts.var()) > 0 and n_units > 1
    n = len(model.inputs)
    first, total = (
        np.asarray(x, dtype=np.float64)[:n] if moves else np.full(n, np.nan)
        for x in (found.first_order, found.total_order)
    )
    indices = pd.DataFrame(
        {
            "input": pd.Series([name for name, _ in model.inputs], dtype="str"),
            "n_choices": np.array([k for _, k in model.inputs], dtype=np.int64),
            "first_order": first,
            "total_order": total,
            "reason": pd.Series(["" if moves else "no choice moves a rank"] * n, dtype="str"),
        }
    )
    return ChoiceSensitivity(
        indices=indices,
        mean_shift=float(shifts.mean()),
        variance=float(shifts.var()),
        n_draws=n_draws,
        n_evaluations=sum(map(len, model.seen)),
        weight_inputs=weight_inputs,
        options={**model.choices, "weight_concentration": model.concentration},
    )


class _Model:
    """The mean shift of ranks as a function of numbers between 0 and 1."""

    def __init__(
        self,
        *,
        variants: list[unc.Variant],
        choices: dict[str, tuple[str, ...]],
        weights: Float64Array,
        names: list[str],
        concentration: float,
        grouped: bool,
        reference: Float64Array,
        rng: np.random.Generator,
    ) -> None:
        self.variants, self.choices, self.reference = variants, choices, reference
        self.weights, self.concentration = weights, concentration
        missing = np.isnan(variants[0].values)
        options = {
            "normalisation": len(choices["normalisations"]),
            "aggregation": len(choices["aggregations"]),
            # Without a gap the rule for gaps has nothing to do.
            "missing values": len(choices["imputations"]) if missing.any() else 1,
        }
        hot = "hot_deck" in choices["imputations"] and bool(missing.any())
        self.inputs = [
            (name, k) for name, k in options.items() if k > 1 or (hot and name == "missing values")
        ]
        varied = np.isfinite(concentration) and len(weights) > 1
        self.bank = unc.draw_weights(weights, concentration, _BANK, rng) if varied else None
        self.donors = unc.donors(missing, _BANK, rng) if hot else {}
        self.grouped = grouped
        if varied:
            names = ["weights"] if grouped else [f"weight of {name}" for name in names]
            self.inputs += [(name, 0) for name in names]
        self.seen: list[Float64Array] = []

    def shift(self, x: Float64Array) -> Float64Array:
        """Rank the units under each column of `x`, some hundreds at a time."""
        x = np.clip(x, _INSIDE, 1 - _INSIDE)
        n = x.shape[1]
        out = np.empty(n)
        size = unc.block_size(len(self.reference))
        for start in range(0, n, size):
            out[start : start + size] = self._block(x[:, start : start + size])
        # A copy: SciPy takes the mean off what it is given, in place.
        self.seen.append(out.copy())
        return out

    def _block(self, x: Float64Array) -> Float64Array:
        by_name = {name: x[i] for i, (name, _) in enumerate(self.inputs)}
        size = x.shape[1]
        norm, _ = _picked(by_name.get("normalisation"), len(self.choices["normalisations"]), size)
        agg, _ = _picked(by_name.get("aggregation"), len(self.choices["aggregations"]), size)
        how, rest = _picked(by_name.get("missing values"), len(self.choices["imputations"]), size)
        which = norm * len(self.choices["aggregations"]) + agg
        at = np.minimum((rest * _BANK).astype(np.intp), _BANK - 1)
        donors = {j: (units, donor[at]) for j, (units, donor) in self.donors.items()}
        scores = unc.scores_of(
            self.variants,
            self.choices["imputations"],
            self._weights(x, by_name),
            which,
            how,
            donors,
        )
        first, last = tie_places(scores)
        return np.asarray(np.abs((first + last) / 2 - self.reference).mean(axis=1))

    def _weights(self, x: Float64Array, by_name: dict[str, Float64Array]) -> Float64Array:
        if self.bank is None:
            return np.broadcast_to(self.weights, (x.shape[1], len(self.weights)))
        if self.grouped:
            at = np.minimum((by_name["weights"] * _BANK).astype(np.intp), _BANK - 1)
            return np.asarray(self.bank[at])
        from scipy.stats import gamma

        used = self.weights > 0
        alpha = self.concentration * self.weights[used] * used.sum()
        drawn = np.zeros((x.shape[1], len(self.weights)))
        mine = np.array([x[i] for i, (_, k) in enumerate(self.inputs) if not k])
        drawn[:, used] = np.maximum(gamma.ppf(mine[used].T, alpha), _INSIDE)
        return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _picked(x: Float64Array | None, k: int, size: int) -> tuple[IntArray, Float64Array]:
    """Which of `k` choices a number between 0 and 1 means, and how far into it."""
    if x is None:
        return np.zeros(size, dtype=np.intp), np.zeros(size)
    at = np.minimum((x * k).astype(np.intp), k - 1)
    return at, x * k - at
