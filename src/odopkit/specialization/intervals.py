"""Intervals of location quotients from resampled blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit._kernels.arguments import as_generator, check_confidence, check_whole
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.specialization.blocks import blocks_of, resample
from odopkit.specialization.indices import with_silent
from odopkit.tables.cells import check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.totals import cells_and_outside
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

    from odopkit.specialization.reference import Reference
    from odopkit.tables.cells import RankOptions
    from odopkit.typing import HSLevel, PseudoMode, UnspecifiedMode


@renamed(replicates="n_resamples", seed="rng")
def bootstrap_quotients(
    flows: pd.DataFrame,
    *,
    block: str,
    rng: np.random.Generator | int,
    level: HSLevel | None,
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
    r"""Give percentile intervals of location quotients by resampling whole blocks.

    .. math::

        LQ_{dk}^{*} = \frac{\sum_b w_b E_{dkb} \big/ \sum_b w_b r_{db}}
                           {\sum_b w_b c_{kb} \big/ \sum_b w_b t_b}, \qquad
        (w_1, \dots, w_B) \sim \mathrm{Multinomial}(B;\, 1/B, \dots, 1/B),

    where :math:`E_{dkb}` are exports of product :math:`k` by district :math:`d` in block
    :math:`b` of :math:`B`, :math:`r, c, t` the totals of district, product and reference,
    and :math:`w_b` how often the block is drawn.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`) with a text column `block`.
    block : str
        The column that says which rows move together: an exporter, a month.  It has no
        default: customs rows are not independent draws.
    rng : numpy.random.Generator or int
        The source of randomness, or a seed of one: the same seed gives the same intervals.
    level : {2, 4, 6, 8} or None
        As in :func:`specialization_table`.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.  Values that are given are not resampled.
    product : str, default "hs_code"
        The column of products.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    n_resamples : int, default 999
        How many times to draw.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row for each cell with exports: ``state``, ``district``, the product column,
        ``value``, ``lq`` (of the table itself), ``lower``, ``upper``, ``share_above_one``
        (of resamples, those in which the quotient is above 1), ``n_blocks`` (in which the
        cell exports), ``n_resamples`` (in which the quotient is defined) and ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `rng` is neither a Generator nor a seed, or
        `block` is the product column.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period, or `block` has
        missing entries.

    Notes
    -----
    A census of trade has no sampling error; the interval says how far a quotient hangs on
    a few exporters or months.  A cell of one exporter reaches down to 0, as it should.
    The usual mistake is a block that splits what moves together, such as a shipment.
    With fewer than about twenty blocks intervals are too short, and ``reason`` says so.

    ``share_above_one`` is no probability that the district is specialized, and no
    forecast.  Memory is one number for each block and resample, each product and
    resample and each district and resample, and some 60 MB.  Source: the cluster bootstrap
    of :cite:t:`DavisonHinkley1997`.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from odopkit.specialization import bootstrap_quotients
    >>> months = [f"month {m:02d}" for m in range(1, 25)]
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "North Goa", "South Goa"] * 24,
    ...     "hs_code": ["30049099", "26011100", "30049099"] * 24,
    ...     "month": [m for m in months for _ in range(3)],
    ...     "value": [2.0, 5.0, 4.0, 1.0, 6.0, 7.0] * 12})
    >>> found = bootstrap_quotients(table, block="month", rng=np.random.default_rng(1), level=4)
    >>> found[["district", "hs_code", "lq", "lower", "upper", "share_above_one"]].round(3)
        district hs_code     lq  lower  upper  share_above_one
    0  North Goa    2601  1.786  1.696  1.875              1.0
    1  North Goa    3004  0.383  0.327  0.440              0.0
    2  South Goa    3004  1.786  1.770  1.804              1.0
    """
    rng = as_generator(rng)
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
    found, reason = resample(blocks, rng, n_resamples, confidence)
    return with_silent(m, product, found, reason)
