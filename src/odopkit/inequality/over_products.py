"""Theil's index of every product, split into between and within states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import not_a_table
from odopkit.inequality.decomposition import split_by
from odopkit.tables.cells import NO_EXPORTS, prepare
from odopkit.tables.labels import text_column
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.options import refuse_options
from odopkit.typing import UNSPECIFIED_VALUES, HSLevel, PseudoMode, TheilVariant, UnspecifiedMode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import Float64Array, IntArray, PlaceOptions


def theil_decomposition_table(
    flows: pd.DataFrame | ExportMatrix,
    *,
    variant: TheilVariant,
    product: str = "hs_code",
    level: HSLevel | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Split the Theil index over districts of every product into between and within states.

    For each product, the split of :func:`theil_decomposition` with districts as units
    and states as groups:

    .. math::

        T = \sum_g s_g T_g + \sum_g s_g \ln \frac{s_g\, n}{n_g}, \qquad
        L = \sum_g \frac{n_g}{n} L_g + \sum_g \frac{n_g}{n} \ln \frac{n_g}{s_g\, n},

    where state :math:`g` has :math:`n_g` of the product's :math:`n` districts and share
    :math:`s_g` of its exports.

    Parameters
    ----------
    flows : DataFrame or ExportMatrix
        A flows table (see :func:`odopkit.validate`), or a matrix of districts by
        products, whose options then hold: those below must be left alone.
    variant : {"T", "L"}
        Which index; see :func:`theil`.
    product : str, default "hs_code"
        The column of products.
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.  A
        product's units are its exporters; with `units`, and in a matrix, all districts
        are, and those that export none of it are zeros.

    Returns
    -------
    DataFrame
        One row per product: the product, ``n_units``, ``value`` (that units hold),
        ``theil``, ``between``, ``within`` (``theil`` is their sum), ``variant`` and
        ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or options come with a matrix, or a
        matrix has no states.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    There is no loop over products: extra memory is three tables of products by states
    and four numbers a cell.  L is infinite where a unit exports nothing.

    The usual mistake is to read a large between part as a matter of states where most
    states have one exporter: the within part has then nothing to show.  Source:
    :cite:t:`Theil1967`, :cite:t:`Shorrocks1980`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.inequality import theil_decomposition_table
    >>> table = pd.DataFrame({
    ...     "state": ["Goa", "Goa", "Sikkim", "Sikkim"],
    ...     "district": ["North Goa", "South Goa", "Gangtok", "Namchi"],
    ...     "hs_code": "30049099", "value": [40.0, 30.0, 20.0, 10.0]})
    >>> theil_decomposition_table(table, variant="T").round(5)
        hs_code  n_units  value    theil  between   within variant reason
    0  30049099        4  100.0  0.10644  0.08228  0.02416       T
    """
    check_choice(variant, get_args(TheilVariant), "variant")
    options: PlaceOptions = {
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    if isinstance(flows, pd.DataFrame):
        cells = prepare(flows, product=product, level=level, **options)
        labels, name = cells.products, product
        item, value, state = cells.product, cells.value, cells.state_of[cells.place]
        in_state = kernels.count_by(cells.state_of, len(cells.states)) if cells.has_units else None
        n_states = len(cells.states)
    elif not isinstance(flows, ExportMatrix):
        raise InvalidValueError(not_a_table(flows, "a flows table"))
    else:
        refuse_options(
            options | {"product": product, "level": level},
            "a matrix has options of its own, so pass them where it is made",
        )
        labels, name, item, value, state, in_state = _of_matrix(flows)
        n_states = len(in_state)
    split = split_by(
        item,
        state,
        value,
        shape=(n_states, len(labels)),
        in_state=in_state,
        variant=variant,
    )
    defined = split["value"] > 0
    return pd.DataFrame(
        {
            name: text_column(labels),
            **split,
            "variant": pd.Series([str(variant)] * len(labels), dtype="str"),
            "reason": pd.Series(np.where(defined, "", NO_EXPORTS).tolist(), dtype="str"),
        }
    )


def _of_matrix(
    m: ExportMatrix,
) -> tuple[np.ndarray[Any, Any], str, np.ndarray[Any, Any], Float64Array, IntArray, IntArray]:
    if m.units.nlevels < 2:
        msg = "the matrix has units without states; make it from flows, or from (state, district)"
        raise InvalidValueError(msg)
    values = m.values
    state: np.ndarray[Any, Any] = np.repeat(m.totals.state_of, np.diff(values.indptr))
    item: np.ndarray[Any, Any] = values.indices
    amount = np.asarray(values.data, dtype=np.float64)
    in_state = kernels.count_by(m.totals.state_of, len(m.totals.states)).astype(np.intp)
    labels = np.array(m.products.tolist(), dtype=object)
    some = amount > 0
    if not some.all():  # a zero may be stored, and has no logarithm
        item, state, amount = item[some], state[some], amount[some]
    return labels, str(m.products.name), item, amount, state, in_state
