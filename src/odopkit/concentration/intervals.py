"""Intervals of concentration and inequality from blocks left out, or drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_generator, check_choice, check_confidence, check_whole
from odopkit._kernels.resampling import block_weights, covered, few_blocks
from odopkit.concentration.left_out import ByBlock, Ends, each_interval
from odopkit.concentration.over_groups import axis_of, measures_of, segments_of
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.tables.cells import prepare
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from odopkit.tables.cells import Cells
    from odopkit.typing import Float64Array, PseudoMode, UnspecifiedMode


IntervalMethod = Literal["jackknife", "percentile"]


@renamed(replicates="n_resamples", seed="rng")
def concentration_intervals(
    flows: pd.DataFrame,
    *,
    block: str,
    method: IntervalMethod = "jackknife",
    rng: np.random.Generator | int | None = None,
    across: str | tuple[str, ...] = DISTRICT,
    measures: Sequence[str] = ("cr1", "cr3", "hhi", "gini"),
    confidence: float = 0.95,
    n_resamples: int = 999,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Give intervals of concentration and inequality, from how far they hang on blocks.

    .. math::

        se^2 = \frac{B - 1}{B} \sum_b (\theta_{(b)} - \bar\theta)^2 \cdot
               \frac{1 + r}{1 - r}, \qquad
        M - (M - \theta_-) e^{t\,se / (M - \theta_-)} \;\le\; \theta \;\le\;
        \theta_+ e^{t\,se / \theta_+},

    where :math:`\theta_{(b)}` is the measure without block :math:`b` of :math:`B`, :math:`M` its
    largest possible value, :math:`\theta_+` the larger of the estimate and the one corrected for
    bias, :math:`\theta_-` the least of both and of the measure once units that cannot be told
    apart share their mean, :math:`r` the correlation of neighbouring blocks and :math:`t` a
    quantile whose degrees of freedom fall where few blocks decide.  Theil's T starts a third of
    its bias lower; HHI and the first ratio reach as high as one unit of few blocks may.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`) with a text column `block`.
    block : str
        The column that says which rows move together: an exporter, a month, a partner.
        It has no default: customs rows are no independent draws.  Blocks that most units
        export in are taken for times, in the order of their labels.
    method : {"jackknife", "percentile"}, default "jackknife"
        The second resamples blocks and takes quantiles, and often misses what it covers.
    rng : numpy.random.Generator or int, optional
        The source of randomness, or a seed of one; ``"percentile"`` needs it.
    across : ("state", "district") or "state"
        The units whose shares are measured, over the whole country.
    measures : sequence of str
        As in :func:`odopkit.concentration_table`.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    n_resamples : int, default 999
        How many times ``"percentile"`` draws.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per measure: ``measure``, ``estimate`` (of the table itself), ``lower``,
        ``upper``, ``n_blocks``, ``n_resamples`` (tables, resampled or without a block, in
        which the measure is defined), ``method``, ``covers`` (what the interval is of) and
        ``reason``, which says why an interval is missing.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `across` is no place, or `rng` is neither
        a Generator nor a seed where one is needed.
    UnknownNameError
        If a measure is unknown.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    The interval covers the measure of what units would export on average over runs of blocks
    like these, the units being fixed: neither errors of measurement nor another year.
    :doc:`/calibration` lists how often each method does, in which design.

    No interval is given with fewer than five blocks; where all units but the largest rest on
    fewer than two blocks of equal size (of ratios beyond the first, Theil's and Gini's
    measures: eight); of Theil's where units export in fewer than 1.5 blocks on average; of
    Gini's where half of the units rest on fewer than two; of Theil's L at all.  Units without
    a block count as zeros where `units` names them, else Theil's and Gini's are of fewer.
    Times were tried up to a correlation of .9; of twelve months that follow each other more
    closely too few are covered.  Sources: :cite:t:`EfronStein1981`,
    :cite:t:`DavisonHinkley1997`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.concentration import concentration_intervals
    >>> months = [f"2023-{m:02d}" for m in range(1, 13)] + [f"2024-{m:02d}" for m in range(1, 13)]
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "South Goa"] * 24,
    ...     "month": [m for m in months for _ in range(2)],
    ...     "value": [2.0, 5.0, 1.0, 7.0] * 12})
    >>> found = concentration_intervals(table, block="month", measures=("cr1",))
    >>> found[["measure", "estimate", "lower", "upper", "n_blocks"]].round(3)
      measure  estimate  lower  upper  n_blocks
    0     cr1       0.8  0.735  0.858        24
    >>> found.loc[0, "covers"][:67]
    'the figure at mean exports over runs of 24 blocks like these (month'
    """
    check_choice(method, get_args(IntervalMethod), "method")
    drawn_by = as_generator(rng) if method == "percentile" or rng is not None else None
    check_confidence(confidence)
    n_resamples = check_whole(n_resamples, "n_resamples", least=1)
    chosen = measures_of(measures)
    axis = axis_of(across, block, "across")
    if axis == block:
        msg = f"across must be ('state', 'district') or 'state', got {shortened(across)}"
        raise InvalidValueError(msg)
    check_table(flows, "a flows table", (block,), wanted="flows")
    cells = prepare(
        flows,
        product=block,
        period=period,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        pseudo=pseudo,
        units=units,
        min_value=min_value,
    )
    _, whole = segments_of(cells, axis, None, block)
    blocks = _by_block(cells, axis)
    if method == "percentile" and drawn_by is not None:
        found = _drawn(blocks, chosen, drawn_by, n_resamples, confidence)
    else:
        found = each_interval(blocks, list(chosen), confidence)
    return _laid_out(
        chosen, whole, found, len(blocks.value), method, covered(len(blocks.value), block)
    )


def _by_block(cells: Cells, axis: str) -> ByBlock:
    """Lay exports out by block and unit."""
    unit = np.arange(cells.n_places) if axis == "place" else cells.state_of
    n_units = cells.n_places if axis == "place" else len(cells.states)
    value = np.zeros((len(cells.products), n_units))
    np.add.at(value, (cells.product, unit[cells.place]), cells.value)
    return ByBlock(
        value=value,
        outside=np.maximum(cells.product_total - value.sum(axis=1), 0.0),
        labels=[str(label) for label in cells.products],
    )


def _drawn(
    blocks: ByBlock,
    chosen: dict[str, Callable[[kernels.Segments], Float64Array]],
    rng: np.random.Generator,
    n_resamples: int,
    confidence: float,
) -> dict[str, Ends]:
    """Quantiles of each measure over resampled blocks."""
    n_blocks, n_units = blocks.value.shape
    drawn: dict[str, list[Float64Array]] = {name: [] for name in chosen}
    for start in range(0, n_resamples if n_blocks else 0, 1000):
        size = min(1000, n_resamples - start)
        weights = block_weights(rng, n_blocks, size)
        seg = kernels.segment(
            np.repeat(np.arange(size), n_units),
            size,
            (weights @ blocks.value).ravel(),
            outside=weights @ blocks.outside,
        )
        for name, kernel in chosen.items():
            drawn[name].append(kernel(seg))
    tail = (1 - confidence) / 2
    out = {}
    for name, parts in drawn.items():
        found = np.concatenate([np.zeros(0), *parts])
        found = found[~np.isnan(found)]
        ends = np.quantile(found, [tail, 1 - tail]) if found.size else np.full(2, np.nan)
        out[name] = Ends(
            lower=float(ends[0]),
            upper=float(ends[1]),
            n_defined=found.size,
            reason=few_blocks(n_blocks) if found.size else "undefined in every resample",
        )
    return out


def _laid_out(
    chosen: dict[str, Callable[[kernels.Segments], Float64Array]],
    whole: kernels.Segments,
    found: dict[str, Ends],
    n_blocks: int,
    method: str,
    covers: str,
) -> pd.DataFrame:
    columns = ["measure", "estimate", "lower", "upper", "n_blocks", "n_resamples"]
    rows = [
        (name, float(kernel(whole)[0]), e.lower, e.upper, n_blocks, e.n_defined)
        for (name, kernel), e in zip(chosen.items(), (found[n] for n in chosen), strict=True)
    ]
    table = pd.DataFrame(rows, columns=columns).astype({"measure": "str"})
    reasons = [found[name].reason for name in chosen]
    return table.assign(
        method=pd.Series([method] * len(rows), dtype="str"),
        covers=pd.Series([covers] * len(rows), dtype="str"),
        reason=pd.Series(reasons, dtype="str"),
    )


bootstrap_intervals = concentration_intervals
"""The same function under its first name."""
