"""Growth of districts split into products that came or went, and products that stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_names
from odopkit.errors import InvalidValueError
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.layout import guarded
from odopkit.tables.pairs import pairs_over
from odopkit.tables.spans import first_that_holds, span, status_of
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array, HSLevel, PseudoMode, UnspecifiedMode


def growth_margins(
    panel: pd.DataFrame,
    *,
    within: str | tuple[str, ...] | None = DISTRICT,
    product: str = "hs_code",
    level: HSLevel | None = None,
    first: str | None = None,
    last: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Split growth into pairs of district and product that came or went, and those that stayed.

    .. math::

        X_1 - X_0 = \Big(\sum_{new} x_1 - \sum_{gone} x_0\Big)
        + \sum_{both} (x_1 - x_0),

    the extensive and the intensive margin, where :math:`x_0` and :math:`x_1` are the
    exports of a pair of district and product at the two dates and :math:`X` is their sum.

    Parameters
    ----------
    panel : DataFrame
        A flows table (see :func:`odopkit.validate`) with a column ``period``.
    within : ("state", "district"), "state", the product column or None
        What has a row; None for the whole country.  The pairs are the same in each case.
    product : str, default "hs_code"
        The column of products.
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    first, last : str, optional
        The two years; by default the earliest and the latest of the table.
    unspecified, unspecified_values, pseudo, units, min_value
        Which places and products count, in each year; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        The columns of `within`, then ``first_value``, ``last_value``, ``change``,
        ``value_entered``, ``value_exited``, ``extensive``, ``intensive`` (``change`` is
        their sum, in the unit of the values), ``extensive_growth``, ``intensive_growth``
        (fractions of ``first_value``, of any size), ``n_entered``, ``n_exited``,
        ``n_stayed`` and ``reason``.

    Raises
    ------
    InvalidValueError
        If there is no ``period``, a year asked for is absent, the years are of different
        kinds or not in order, or an option is outside its choices.
    InvalidTableError, MixedHSLevelError
        If `panel` is not a valid table of one HS level.

    Notes
    -----
    Values of pairs only: what is set aside, and the rest of the products, is in neither
    margin.  The usual mistake is to compare margins at different levels or over different
    spans: finer codes and longer spans move growth to the extensive margin.  Source:
    :cite:t:`CadotCarrereStraussKahn2011`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.growth import growth_margins
    >>> panel = pd.DataFrame({
    ...     "state": "Goa", "district": "North Goa",
    ...     "hs_code": ["3004", "0306", "3004", "2601"],
    ...     "period": ["2019", "2019", "2021", "2021"], "value": [8.0, 2.0, 9.0, 3.0]})
    >>> table = growth_margins(panel)
    >>> table[["district", "change", "extensive", "intensive", "n_entered", "n_exited"]]
        district  change  extensive  intensive  n_entered  n_exited
    0  North Goa     2.0        1.0        1.0          1         1
    """
    names = _row_names(within, product)
    table = guarded(panel)
    start, end, _ = span(table, first, last, what="a margin of growth")
    pairs = pairs_over(
        table,
        (start, end) if start else (),
        product=product,
        level=level,
        pseudo=pseudo,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        units=units,
        min_value=min_value,
    )
    keys = pairs.keys[names].drop_duplicates().sort_values(names) if names else pd.DataFrame()
    n_groups = len(keys) if names else 1
    group = (
        pairs.keys.groupby(names, sort=True).ngroup().to_numpy()
        if names
        else np.zeros(pairs.n_pairs, dtype=np.intp)
    )
    measured = _split(pairs.in_year(0), pairs.in_year(1), group, n_groups)
    return pd.DataFrame({**{name: keys[name].reset_index(drop=True) for name in names}, **measured})


def _row_names(within: str | tuple[str, ...] | None, product: str) -> list[str]:
    names = [] if within is None else list(as_names(within, "within"))
    if names not in ([], list(DISTRICT), ["state"], [product]):
        msg = f"within must be ('state', 'district'), 'state', {product!r} or None; got {within!r}"
        raise InvalidValueError(msg)
    return names


def _split(
    x0: Float64Array, x1: Float64Array, group: np.ndarray[Any, Any], n_groups: int
) -> dict[str, Any]:
    status = status_of(x0, x1)
    new, gone, both = (status == name for name in ("new", "gone", "both"))

    def total(values: Float64Array, which: np.ndarray[Any, Any]) -> Float64Array:
        return kernels.sum_by(group, n_groups, np.where(which, values, 0.0))

    first, last = kernels.sum_by(group, n_groups, x0), kernels.sum_by(group, n_groups, x1)
    entered, exited, intensive = total(x1, new), total(x0, gone), total(x1 - x0, both)
    base = np.where(first > 0, first, np.nan)
    of_group = status_of(first, last)
    return {
        "first_value": first,
        "last_value": last,
        "change": last - first,
        "value_entered": entered,
        "value_exited": exited,
        "extensive": entered - exited,
        "intensive": intensive,
        "extensive_growth": (entered - exited) / base,
        "intensive_growth": intensive / base,
        **{
            f"n_{name}": kernels.count_by(group[which], n_groups)
            for name, which in (("entered", new), ("exited", gone), ("stayed", both))
        },
        "reason": first_that_holds({"new": of_group == "new", NO_EXPORTS: of_group == "silent"}),
    }
