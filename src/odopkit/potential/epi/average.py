"""Trade averaged over years, so that one odd year does not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_sequence, check_choice
from odopkit.errors import InvalidValueError
from odopkit.labels.calendars import year_of
from odopkit.potential.epi.trade import check_columns, guarded_trade, used_labels
from odopkit.tables.labels import text_column
from odopkit.tables.periods import check_period

if TYPE_CHECKING:
    from collections.abc import Sequence


def average_trade(
    trade: pd.DataFrame,
    *,
    periods: Sequence[str],
    absent: Literal["zero", "skip"] = "zero",
) -> pd.DataFrame:
    r"""Average trade over years, flow by flow, and say which flows lack some of them.

    .. math:: \bar V_{ijk} = \frac{1}{T} \sum_{t=1}^{T} V_{ijkt},

    where :math:`V_{ijkt}` are exports of product :math:`k` from :math:`i` to :math:`j` in
    year :math:`t`, and :math:`T` is the number of `periods` (with ``absent="skip"``, of
    those in which the flow is in the table).

    Parameters
    ----------
    trade : DataFrame
        A table of :class:`odopkit.schemas.BilateralTrade` with ``period``, values of all
        years in one currency and scale.
    periods : sequence of str
        The years to average: three to five are usual, one is allowed.  Other years are left
        out.
    absent : {"zero", "skip"}, default "zero"
        What a year counts in which a flow is not in the table: nothing was traded, or
        nothing is known.

    Returns
    -------
    DataFrame
        ``exporter``, ``market``, ``product``, ``value`` (mean, in the unit of `trade`),
        ``n_periods`` (years in which the flow is in the table) and ``reason``, which says
        where years were missing.  It has no period and can go to :func:`export_potential`.

    Raises
    ------
    InvalidTableError
        If `trade` is not valid or has no column ``period``.
    InvalidValueError
        If `periods` is empty, repeats a year or names one that the table lacks.

    Notes
    -----
    The usual mistake is a country that did not report one year: its exports are then a fifth
    too small on ``"zero"``, and ``n_periods`` shows it in every row of that country.  All
    years need one edition of the codes.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential import average_trade
    >>> trade = pd.DataFrame({
    ...     "exporter": "IND", "market": ["ARE", "ARE", "USA"], "product": "rice",
    ...     "period": ["2020", "2021", "2021"], "value": [10.0, 30.0, 8.0]})
    >>> mean = average_trade(trade, periods=["2020", "2021"])
    >>> mean[["exporter", "market", "product", "value", "n_periods"]]
      exporter market product  value  n_periods
    0      IND    ARE    rice   20.0          2
    1      IND    USA    rice    4.0          1
    >>> mean["reason"].tolist()
    ['', 'in 1 of 2 periods; absent counts as zero']
    """
    check_choice(absent, ("zero", "skip"), "absent")
    table = guarded_trade(trade)
    check_columns(table, ("period",), name="trade")
    wanted = _check_periods(periods, table["period"])
    table = table[table["period"].isin(wanted)]
    names, codes = zip(
        *(used_labels(table[c]) for c in ("exporter", "market", "product", "period")), strict=True
    )
    columns = [kernels.Column(c, len(n)) for c, n in zip(codes, names, strict=True)]
    # By year first, so that a flow written in several rows of a year counts it once.
    flow, (value,) = kernels.group_sums(columns, [table["value"].to_numpy()])
    columns = [kernels.Column(c, len(n)) for c, n in zip(flow[:3], names[:3], strict=True)]
    found, (total, n) = kernels.group_sums(columns, [value, kernels.each_row(len(value))])
    out = {
        c: text_column(names[i], found[i]) for i, c in enumerate(("exporter", "market", "product"))
    }
    n_periods = n.astype(np.int64)
    how = "absent counts as zero" if absent == "zero" else "absent is skipped"
    short = [
        "" if x == len(wanted) else f"in {x} of {len(wanted)} periods; {how}"
        for x in n_periods.tolist()
    ]
    return pd.DataFrame(
        out
        | {
            "value": total / (len(wanted) if absent == "zero" else n_periods),
            "n_periods": n_periods,
            "reason": pd.Series(short, dtype="str"),
        }
    )


def _check_periods(periods: Sequence[str], column: pd.Series[Any]) -> list[str]:
    """Refuse years that are named twice or that the table lacks."""
    wanted = [periods] if isinstance(periods, str) else as_sequence(periods, "periods")
    if not wanted or len(set(wanted)) != len(wanted):
        msg = f"periods must name each year once and at least one, got {wanted}"
        raise InvalidValueError(msg)
    there = sorted(column.unique().tolist())
    for period in wanted:
        check_period(period, there, "period")
    if len({period[len(year_of(period)) :] for period in wanted}) > 1:
        msg = (
            f"periods names whole years and parts of years, or parts of other months: {wanted}; "
            "a mean of those means nothing, so name whole years"
        )
        raise InvalidValueError(msg)
    return wanted
