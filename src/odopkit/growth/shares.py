"""Growth split into the nation's, the product's and the place's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import row_named, shortened
from odopkit.results import Result, records
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.labels import text_column
from odopkit.tables.spans import OUT_OF_RANGE, first_that_holds, status_of

if TYPE_CHECKING:
    from odopkit.typing import Float64Array


ShiftShareMethod = Literal["classic", "esteban_marquillas"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ShiftShare(Result):
    """The change of each unit's exports, split into national, mix and competitive terms.

    Parameters
    ----------
    method : {"classic", "esteban_marquillas"}
        How it was split; the second adds a column ``allocation``.
    components : DataFrame
        One row per unit and product with exports at either date: the key columns,
        ``national``, ``mix``, ``competitive``, ``allocation`` where it applies,
        ``actual`` (the change, their sum) and ``reason`` ("new" where all of it went to
        the competitive term).
    totals : DataFrame
        The same terms summed over products, one row per unit, with its own ``reason``
        ("new" or "no exports" at either date).
    """

    method: ShiftShareMethod
    components: pd.DataFrame = field(repr=False)
    totals: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of units and products."""
        return self.components.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the method and both tables as strict JSON, tables as lists of records."""
        return {
            "method": self.method,
            "components": records(self.components),
            "totals": records(self.totals),
        }


def _wide(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Check a units x products frame; return it with plain text labels."""
    check_table(frame, name)
    if frame.empty:
        msg = f"{name} is empty; units are its rows and products its columns"
        raise InvalidTableError(msg)
    of_units = [frame.index.get_level_values(i).tolist() for i in range(frame.index.nlevels)]
    of_products = frame.columns.tolist()
    for label in chain(*of_units, of_products):
        if not (isinstance(label, str) and label):
            msg = (
                f"labels of {name} must be text, got {shortened(label)}; units are rows (the index)"
            )
            raise InvalidTableError(msg)
    unique = frame.index.is_unique and frame.columns.is_unique
    if not unique or any(dtype.kind not in "iuf" for dtype in frame.dtypes):
        msg = f"{name} must hold numbers only, and each unit and product once; sum them first"
        raise InvalidTableError(msg)
    values = frame.astype(np.float64).to_numpy()
    bad = ~(np.isfinite(values) & (values >= 0))
    if bad.any():
        i, j = (int(x) for x in np.argwhere(bad)[0])
        msg = (
            f"{name} must be finite and not negative: got {values[i, j]} in "
            f"{row_named(i, frame.index[i])}, column {frame.columns[j]!r}; fill what was not "
            "exported with 0"
        )
        raise InvalidValueError(msg)
    # As plain text, so that categories of the two frames can be matched.
    index = pd.MultiIndex.from_arrays(
        [np.array(labels, dtype=object) for labels in of_units], names=frame.index.names
    )
    columns = pd.Index(of_products, dtype=object, name=frame.columns.name)
    return pd.DataFrame(values, index=index, columns=columns)


def _label_names(first: pd.DataFrame, last: pd.DataFrame) -> list[str]:
    """Names of the key columns that come out."""
    units = [*first.index.names]
    product = "product" if first.columns.name is None else first.columns.name
    names = [*(["unit"] if units == [None] else units), product]
    taken = {"national", "mix", "competitive", "allocation", "actual", "reason", None}
    if units != [*last.index.names] or len(taken.union(names)) < len(taken) + len(names):
        msg = (
            "rows of first and last must be named alike, and no two keys alike or as a term "
            f"of the result; got {names} and {[*last.index.names]}"
        )
        raise InvalidTableError(msg)
    return [str(name) for name in names]


def shift_share(first: pd.DataFrame, last: pd.DataFrame, *, method: ShiftShareMethod) -> ShiftShare:
    r"""Split each unit's change into national growth, product mix and its own part.

    .. math::

        x_{1} - x_{0} = x_{0}\, G + x_{0}\, (g_k - G) + x_{0}\, (g_{dk} - g_k),

    the national, mix and competitive terms, where :math:`x_0` and :math:`x_1` are the
    exports of product :math:`k` by unit :math:`d`, :math:`G` is the growth of all units
    and products together, :math:`g_k` that of the product over all units and
    :math:`g_{dk}` that of the product in the unit.  With
    :math:`h = X_d X_k / X`, what the unit would export of the product at the first date
    if its mix were the nation's (:math:`X_d`, :math:`X_k`, :math:`X` being totals of
    unit, product and nation), the method of Esteban-Marquillas splits the last term:

    .. math::

        x_{0}\, (g_{dk} - g_k) = h\, (g_{dk} - g_k) + (x_{0} - h)\, (g_{dk} - g_k),

    the competitive and allocation terms.

    Parameters
    ----------
    first, last : DataFrame of float, shape (n_units, n_products)
        Exports at the two dates: units as rows (an index of names, or of state and
        district), products as columns, both text.  All units of the nation, for their
        sum *is* the nation.  A unit or product in one frame only exported nothing at
        the other date.
    method : {"classic", "esteban_marquillas"}
        Without or with the allocation term.  There is no default: "competitive" means
        different things in the two.

    Returns
    -------
    ShiftShare
        Terms in the units of the values; they add up to the change of each cell.  A
        product that the unit did not export at the first date has no rate, and its
        whole change is competitive.  Key columns are named after the index and the
        columns, or ``unit`` and ``product``.

    Raises
    ------
    InvalidTableError
        If a frame is empty, holds labels that are not text or occur twice, or values
        that are not numbers.
    InvalidValueError
        If a value is negative, infinite or missing, or `method` is another word.
    UndefinedMeasureError
        If there are no exports at the first date.

    Notes
    -----
    The usual mistake is to pass one unit: measured against itself, its mix and
    competitive terms are empty.  It is accounting, not explanation, and depends on the
    base year and on how finely products are cut.  Source: :cite:t:`Dunn1960` and
    :cite:t:`EstebanMarquillas1972`.

    Examples
    --------
    Exports of a district and of the rest of the nation, whose total grew by 30 per cent:

    >>> import pandas as pd
    >>> from odopkit.growth import shift_share
    >>> units, codes = ["Surat", "rest"], ["03", "62", "71"]
    >>> first = pd.DataFrame([[50, 30, 20], [350, 370, 180]], index=units, columns=codes)
    >>> last = pd.DataFrame([[60, 36, 44], [380, 484, 296]], index=units, columns=codes)
    >>> shift_share(first, last, method="classic").to_frame().head(3).round(6)
        unit product  national   mix  competitive  actual reason
    0  Surat      03      15.0 -10.0          5.0    10.0
    1  Surat      62       9.0   0.0         -3.0     6.0
    2  Surat      71       6.0   8.0         10.0    24.0
    >>> shift_share(first, last, method="esteban_marquillas").totals.head(1).round(6)
        unit  national  mix  competitive  allocation  actual reason
    0  Surat      30.0 -2.0         10.0         2.0    40.0
    """
    check_choice(method, get_args(ShiftShareMethod), "method")
    before, after = _wide(first, "first"), _wide(last, "last")
    names = _label_names(before, after)
    units = before.index.union(after.index).sort_values()
    products = before.columns.union(after.columns).sort_values()
    x0, x1 = (
        frame.reindex(index=units, columns=products, fill_value=0.0).to_numpy()
        for frame in (before, after)
    )
    if not x0.any():
        msg = "shift_share is undefined: there are no exports at the first date"
        raise UndefinedMeasureError(msg)
    with np.errstate(over="ignore", invalid="ignore"):
        terms = _terms(x0, x1, method)
    if not all(np.isfinite(term).all() for term in terms.values()):
        msg = f"the values, their sum or their growth are {OUT_OF_RANGE}; rescale or round them"
        raise InvalidTableError(msg)
    is_new = (x0 == 0) & (x1 > 0)
    row, column = np.nonzero((x0 > 0) | (x1 > 0))
    keys = [(name, units.get_level_values(i).to_numpy()) for i, name in enumerate(names[:-1])]
    components = pd.DataFrame(
        {
            **{name: text_column(labels, row) for name, labels in keys},
            names[-1]: text_column(products.to_numpy(), column),
            **{name: term[row, column] for name, term in terms.items()},
            "reason": text_column(np.where(is_new[row, column], "new", "")),
        }
    )
    status = status_of(x0.sum(axis=1), x1.sum(axis=1))
    totals = pd.DataFrame(
        {
            **{name: text_column(labels) for name, labels in keys},
            **{name: term.sum(axis=1) for name, term in terms.items()},
            "reason": first_that_holds({"new": status == "new", NO_EXPORTS: status == "silent"}),
        }
    )
    return ShiftShare(method=method, components=components, totals=totals)


def _terms(x0: Float64Array, x1: Float64Array, method: str) -> dict[str, Float64Array]:
    """Split the change of each cell, units in rows and products in columns."""
    nation0, nation1 = x0.sum(axis=0), x1.sum(axis=0)
    overall = (nation1.sum() - nation0.sum()) / nation0.sum()
    # A product new to the nation has no rate; every unit's base of it is zero.
    by_product = _ratio(nation1 - nation0, nation0)
    ahead = np.where(x0 > 0, _ratio(x1, x0) - 1 - by_product, 0.0)
    terms = {"national": x0 * overall, "mix": x0 * (by_product - overall)}
    if method == "classic":
        terms["competitive"] = x1 - x0 * (1 + by_product)
    else:
        homothetic = np.outer(x0.sum(axis=1), nation0 / nation0.sum())
        terms["competitive"] = np.where(x0 > 0, homothetic * ahead, x1)
        terms["allocation"] = (x0 - homothetic) * ahead
    return {**terms, "actual": x1 - x0}


def _ratio(a: Float64Array, b: Float64Array) -> Float64Array:
    """Divide, with 0 where there is nothing to divide by."""
    return np.divide(a, b, out=np.zeros_like(b), where=b > 0)
