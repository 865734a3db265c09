"""Intervals of concentration and inequality from resampled blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_generator, check_confidence, check_whole
from odopkit._kernels.resampling import block_weights, few_blocks
from odopkit.concentration.over_groups import axis_of, measures_of, segments_of
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.tables.cells import prepare
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from odopkit.typing import Float64Array, PseudoMode, UnspecifiedMode


@renamed(replicates="n_resamples", seed="rng")
def bootstrap_intervals(
    flows: pd.DataFrame,
    *,
    block: str,
    rng: np.random.Generator | int,
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
    r"""Give percentile intervals of concentration by resampling whole blocks.

    .. math::

        x_i^{*} = \sum_{b} w_b\, x_{ib}, \qquad
        (w_1, \dots, w_B) \sim \mathrm{Multinomial}(B;\, 1/B, \dots, 1/B),

    where :math:`x_{ib}` is what unit :math:`i` exports in block :math:`b` of :math:`B`,
    and :math:`w_b` how often the block is drawn.  The measure of each
    :math:`x^{*}` is taken; the interval lies between quantiles of these.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`) with a text column `block`.
    block : str
        The column that says which rows move together: an exporter, a month, a partner.
        It has no default: customs rows are not independent draws, and resampling
        them one by one gives intervals that are far too short.
    rng : numpy.random.Generator or int
        The source of randomness, or a seed of one.
    across : ("state", "district") or "state"
        The units whose shares are measured, over the whole country.
    measures : sequence of str
        As in :func:`odopkit.concentration_table`.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    n_resamples : int, default 999
        How many times to draw.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per measure: ``measure``, ``estimate`` (of the table itself), ``lower``,
        ``upper``, ``n_blocks``, ``n_resamples`` (those in which the measure is defined)
        and ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `across` is no place, or `rng` is neither
        a Generator nor a seed.
    UnknownNameError
        If a measure is unknown.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    A census of trade has no sampling error; the interval says how far the measure hangs on
    a few blocks.  With fewer than about twenty blocks it is too short, and ``reason`` says
    so.  Memory is one float for each resample and unit, for up to a thousand resamples at a
    time.  Source: the cluster bootstrap of :cite:t:`DavisonHinkley1997`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.concentration import bootstrap_intervals
    >>> months = [f"month {m:02d}" for m in range(1, 25)]
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "South Goa"] * 24,
    ...     "month": [m for m in months for _ in range(2)],
    ...     "value": [2.0, 5.0, 1.0, 7.0] * 12})
    >>> found = bootstrap_intervals(table, block="month", rng=1, measures=("cr1",))
    >>> found[["measure", "estimate", "lower", "upper", "n_blocks"]].round(3)
      measure  estimate  lower  upper  n_blocks
    0     cr1       0.8  0.766  0.832        24
    """
    rng = as_generator(rng)
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
    unit = np.arange(cells.n_places) if axis == "place" else cells.state_of
    n_units = cells.n_places if axis == "place" else len(cells.states)
    n_blocks = len(cells.products)
    by_block = np.zeros((n_blocks, n_units))
    np.add.at(by_block, (cells.product, unit[cells.place]), cells.value)
    outside = np.maximum(cells.product_total - by_block.sum(axis=1), 0.0)
    drawn: dict[str, list[Float64Array]] = {name: [] for name in chosen}
    for start in range(0, n_resamples if n_blocks else 0, 1000):
        size = min(1000, n_resamples - start)
        weights = block_weights(rng, n_blocks, size)
        values = weights @ by_block
        seg = kernels.segment(
            np.repeat(np.arange(size), n_units), size, values.ravel(), outside=weights @ outside
        )
        for name, kernel in chosen.items():
            drawn[name].append(kernel(seg))
    return _intervals(chosen, whole, drawn, n_blocks, confidence)


def _intervals(
    chosen: dict[str, Callable[[kernels.Segments], Float64Array]],
    whole: kernels.Segments,
    drawn: dict[str, list[Float64Array]],
    n_blocks: int,
    confidence: float,
) -> pd.DataFrame:
    tail = (1 - confidence) / 2
    rows = []
    for name, kernel in chosen.items():
        found = np.concatenate([np.zeros(0), *drawn[name]])
        found = found[~np.isnan(found)]
        ends = np.quantile(found, [tail, 1 - tail]) if found.size else [np.nan, np.nan]
        reason = few_blocks(n_blocks) if found.size else "undefined in every resample"
        rows.append(
            (name, float(kernel(whole)[0]), *map(float, ends), n_blocks, found.size, reason)
        )
    columns = ["measure", "estimate", "lower", "upper", "n_blocks", "n_resamples", "reason"]
    return pd.DataFrame(rows, columns=columns).astype({"measure": "str", "reason": "str"})
