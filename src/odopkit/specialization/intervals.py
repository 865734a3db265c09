"""Intervals of location quotients from blocks left out, or drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import as_generator, check_choice, check_confidence, check_whole
from odopkit._kernels.resampling import covered
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.specialization.blocks import blocks_of, exporting, leave_out, resample
from odopkit.specialization.indices import with_silent
from odopkit.tables.cells import check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import cells_and_outside
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.specialization.reference import Reference
    from odopkit.tables.cells import RankOptions
    from odopkit.typing import HSLevel, PseudoMode, UnspecifiedMode


IntervalMethod = Literal["jackknife", "percentile"]


@renamed(replicates="n_resamples", seed="rng")
def quotient_intervals(
    flows: pd.DataFrame,
    *,
    block: str,
    level: HSLevel | None,
    method: IntervalMethod = "jackknife",
    rng: np.random.Generator | int | None = None,
    reference: Reference = None,
    product: str = "hs_code",
    confidence: float = 0.95,
    n_resamples: int = 999,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Give intervals of location quotients, from how far they hang on blocks.

    .. math::

        LQ_{dk}\,e^{\pm t\,se}, \qquad
        se^2 = \frac{B - 1}{B} \cdot \frac{1 + \rho}{1 - \rho} \sum_b \Big(
        \frac{E_{dkb}}{E_{dk}} - \frac{r_{db}}{r_d} - \frac{c_{kb}}{c_k} + \frac{t_b}{t}
        \Big)^2,

    where :math:`E_{dkb}` are exports of product :math:`k` by district :math:`d` in block
    :math:`b` of :math:`B`, :math:`r, c, t` the totals of district, product and reference,
    :math:`\rho` the correlation of neighbouring blocks, and :math:`t` before :math:`se` a
    quantile whose degrees of freedom are the blocks of equal size behind the cell, less one.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`) with a text column `block`.
    block : str
        The column that says which rows move together: an exporter, a month.  It has no
        default: customs rows are not independent draws.  Blocks that most units export in
        are taken for times, in the order of their labels.
    level : {2, 4, 6, 8} or None
        As in :func:`specialization_table`.
    method : {"jackknife", "percentile"}, default "jackknife"
        The second resamples blocks and takes quantiles: what was the default once.
    rng : numpy.random.Generator or int, optional
        The source of randomness, or a seed of one: the same seed gives the same intervals.
        ``"percentile"`` needs it.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.  Values that are given are not resampled.
    product : str, default "hs_code"
        The column of products.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    n_resamples : int, default 999
        How many times ``"percentile"`` draws.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row for each cell with exports: ``state``, ``district``, the product column,
        ``value``, ``lq`` (of the table itself), ``lower``, ``upper``, ``share_above_one``
        (of resamples, those in which the quotient is above 1), ``n_blocks`` (in which the
        cell exports), ``n_resamples`` (tables, resampled or without a block, in which the
        quotient is defined), ``method``, ``covers`` (what the interval is of) and ``reason``,
        which says of each cell by itself why its interval is missing.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `rng` is neither a Generator nor a seed where
        one is needed, or `block` is the product column.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period, or `block` has
        missing entries.

    Notes
    -----
    A census of trade has no sampling error.  The interval covers the quotient of what would
    be exported on average over runs of blocks like these, districts and products being fixed.
    It covers neither errors of measurement nor another year.  A cell that rests on fewer than
    two blocks of equal size has none.  Of very unequal firms ``"percentile"`` covers .89 of
    cells with three and more, and .68 of the others (see :doc:`/calibration`).
    The usual mistake is a block that splits what moves together, such as a shipment.

    ``share_above_one`` is no probability that the district is specialized, and no
    forecast.  Time and memory grow with cells by blocks, a million at a time.  Sources:
    :cite:t:`EfronStein1981`; the other is the cluster bootstrap of
    :cite:t:`DavisonHinkley1997`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.specialization import quotient_intervals
    >>> months = [f"2023-{m:02d}" for m in range(1, 13)] + [f"2024-{m:02d}" for m in range(1, 13)]
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "North Goa", "South Goa"] * 24,
    ...     "hs_code": ["30049099", "26011100", "30049099"] * 24,
    ...     "month": [m for m in months for _ in range(3)],
    ...     "value": [2.0, 5.0, 4.0, 1.0, 6.0, 7.0] * 12})
    >>> found = quotient_intervals(table, block="month", level=4)
    >>> found[["district", "hs_code", "lq", "lower", "upper", "n_blocks"]].round(3)
        district hs_code     lq  lower  upper  n_blocks
    0  North Goa    2601  1.786  1.647  1.936        24
    1  North Goa    3004  0.383  0.301  0.487        24
    2  South Goa    3004  1.786  1.758  1.813        24
    """
    check_choice(method, get_args(IntervalMethod), "method")
    drawn_by = as_generator(rng) if method == "percentile" or rng is not None else None
    check_confidence(confidence)
    n_resamples = check_whole(n_resamples, "n_resamples", least=1)
    check_options(unspecified=unspecified, pseudo=pseudo, min_value=min_value, level=level)
    table = guarded(flows)
    check_table(table, "a flows table", (block,))
    if block in (product, "value"):
        msg = (
            f"block must name a text column beside {product!r}, such as an exporter or a month; "
            f"got {shortened(block)}"
        )
        raise InvalidValueError(msg)
    layout = lay_out(table, product=product, level=level, part=block, period=period, pseudo=pseudo)
    ranks: RankOptions = {
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "units": units,
        "min_value": min_value,
    }
    cells, outside = cells_and_outside(layout.over_parts(), **ranks)
    m = ExportMatrix.from_cells(cells, product=product, outside=outside)
    blocks = blocks_of(layout, m, product, reference, ranks)
    if method == "percentile" and drawn_by is not None:
        found, reason = resample(blocks, drawn_by, n_resamples, confidence)
    else:
        blocks = exporting(blocks)
        found, reason = leave_out(blocks, confidence)
    table = with_silent(m, product, found, reason)
    at = table.columns.tolist().index("reason")
    for name, text in (("covers", covered(blocks.n_blocks, block)), ("method", method)):
        # One text for all rows, however many there are.
        said = pd.Categorical.from_codes(np.zeros(len(table), dtype=np.int8), pd.Index([text]))
        table.insert(at, name, pd.Series(said))
    return table


bootstrap_quotients = quotient_intervals
"""The same function under its first name."""
