"""How exports grow: rates, the paper's classes, growth-share matrix, shift-share."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._constant_share import ConstantMarketShare, constant_market_share
from odopkit._kernels.arguments import check_choice
from odopkit._quadrants import ZeroAs, compound_growth, quadrants
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    MixedHSLevelError,
    UndefinedMeasureError,
)
from odopkit.tables.cells import NO_EXPORTS, guarded
from odopkit.tables.labels import as_text_category, sorted_labels, text_column
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from odopkit.typing import BoolArray, Float64Array

__all__ = [
    "PAPER_GROWTH_EDGES",
    "ConstantMarketShare",
    "ShiftShare",
    "cagr",
    "constant_market_share",
    "growth_classes",
    "growth_share_matrix",
    "growth_table",
    "shift_share",
]

PAPER_GROWTH_EDGES: Final = (0.0, 0.25, 0.50, 1.00)
"""Ends between the source paper's five classes of growth: 0, 25, 50 and 100 per cent."""

ZeroBase = Literal["nan", "inf"]
ShiftShareMethod = Literal["classic", "esteban_marquillas"]

_OUT_OF_RANGE: Final = "beyond the range of a float"


# ------------------------------------------------------------------------------ rates


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _number(value: float, name: str, *, zero: bool = True) -> float:
    """Refuse what is not a finite number, at least 0 (or above it)."""
    if not (_is_number(value) and np.isfinite(value) and (value > 0 or (zero and value == 0))):
        msg = f"{name} must be a finite number {'at least' if zero else 'above'} 0, got {value!r}"
        raise InvalidValueError(msg)
    return float(value)


def cagr(first: float, last: float, *, periods: float) -> float:
    r"""Compound growth rate: the constant rate per step that leads from first to last.

    .. math:: g = \Big(\frac{x_1}{x_0}\Big)^{1/n} - 1,

    where :math:`x_0` is the first value, :math:`x_1` the last and :math:`n` the number
    of steps between them.

    Parameters
    ----------
    first, last : float
        Export value at the first and at the last date, in one currency, at least 0.
    periods : float
        Steps between the two dates, above 0: 2008 to 2021 is 13, not 14.

    Returns
    -------
    float
        Growth per step as a fraction, from -1 (nothing is left) up.

    Raises
    ------
    InvalidValueError
        If a value is negative, missing, infinite or not a number, `periods` is not
        above 0, or the rate is beyond the range of a float.
    UndefinedMeasureError
        If `first` is zero: from nothing there is no rate.

    Notes
    -----
    The usual mistake is to count years instead of the steps between them.  The rate
    hangs on the two end years alone; a crisis in either of them is in it.  Source:
    the question of :cite:t:`Gaur2023`, section 5 (6.5 per cent for 2008-21).

    Examples
    --------
    India's exports in USD billion, 2008 and 2021:

    >>> from odopkit.growth import cagr
    >>> round(cagr(185.3, 421.9, periods=13), 4)
    0.0653
    """
    start, end = _number(first, "first"), _number(last, "last")
    n = _number(periods, "periods", zero=False)
    if start == 0:
        msg = "cagr is undefined: the first value is zero, and from nothing there is no rate"
        raise UndefinedMeasureError(msg)
    rate = float(compound_growth(np.array([start]), np.array([end]), n)[0])
    if np.isnan(rate):
        msg = f"the rate from {start:g} to {end:g} in {n:g} steps is {_OUT_OF_RANGE}"
        raise InvalidValueError(msg)
    return rate


def _status(first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.str_]:
    """Say at which dates there are exports."""
    cases = {"both": (first > 0) & (last > 0), "new": last > 0, "gone": first > 0}
    return np.select(list(cases.values()), list(cases), "silent")


def _first_that_holds(cases: dict[str, BoolArray]) -> pd.Series[Any]:
    """Name the first case that holds in each row, as a text column; "" where none does."""
    return text_column(np.select(list(cases.values()), list(cases), ""))


def _span(table: pd.DataFrame, first: str | None, last: str | None) -> tuple[str, str, int]:
    """First and last period, and the steps between them."""
    used = sorted(table["period"].unique().tolist()) if "period" in table else []
    shown = ", ".join(used) if used else "none"
    if len(used) < 2:
        msg = f"growth needs a column period with two years or more; the table holds {shown}"
        raise InvalidValueError(msg)
    for name, given in (("first", first), ("last", last)):
        if given is not None and given not in used:
            msg = f"there is no period {name}={given!r}; the table holds {shown}"
            raise InvalidValueError(msg)
    start = used[0] if first is None else first
    end = used[-1] if last is None else last
    # Which year is the earliest cannot be said where fiscal and calendar years mix.
    if len({len(p) for p in (used if None in (first, last) else (start, end))}) > 1:
        msg = (
            f"fiscal and calendar years do not compare (first={first!r}, last={last!r}; the "
            f"table holds {shown}); name two of one kind with first= and last="
        )
        raise InvalidValueError(msg)
    n_periods = int(end[:4]) - int(start[:4])
    if n_periods < 1:
        msg = f"first={start!r} must lie before last={end!r}"
        raise InvalidValueError(msg)
    return start, end, n_periods


def _key_names(table: pd.DataFrame, by: str | Sequence[str]) -> list[str]:
    names = [by] if isinstance(by, str) else list(by)
    unfit = [name for name in names if name not in table or name in ("period", "value")]
    if not names or unfit or len(set(names)) < len(names):
        msg = f"by must name text columns of {list(table.columns)}, each once; got {by!r}"
        raise InvalidValueError(msg)
    return names


def growth_table(
    panel: pd.DataFrame,
    *,
    by: str | Sequence[str],
    first: str | None = None,
    last: str | None = None,
    zero_base: ZeroBase = "nan",
) -> pd.DataFrame:
    r"""Growth of exports between two years, one row for each state, district or product.

    .. math::

        g_i = \frac{x_{i1} - x_{i0}}{x_{i0}}, \qquad
        c_i = \Big(\frac{x_{i1}}{x_{i0}}\Big)^{1/n} - 1,

    where :math:`x_{i0}` and :math:`x_{i1}` are the exports of key :math:`i` in the first
    and in the last year, and :math:`n` is the number of years between them.

    Parameters
    ----------
    panel : DataFrame
        A flows table (see :func:`odopkit.validate`) with a column ``period``.
    by : str or sequence of str
        Text columns that make the key: ``"state"``, ``("state", "district")``,
        ``"hs_code"``.  Products keep the level of the table; roll them up first with
        :func:`odopkit.aggregate_exports`, with ``period`` in its ``by``.
    first, last : str, optional
        The two years; by default the earliest and the latest of the table.  Both are
        fiscal (``2021-22``) or both calendar (``2021``).
    zero_base : {"nan", "inf"}, default "nan"
        What the rates of a key without exports in the first year are: undefined, or
        infinite.  The row stays in either case, with ``reason`` "new".

    Returns
    -------
    DataFrame
        One row per key of the whole panel, in label order: the keys, ``first_value``,
        ``last_value``, ``change``, ``growth`` (over the whole span) and ``cagr`` (per
        year), both fractions from -1 up, ``n_periods``, ``status`` and ``reason``.
        ``status`` is "both", "new" (no exports in the first year), "gone" (none in the
        last, growth -1) or "silent" (exports in other years only, rates undefined).

    Raises
    ------
    InvalidValueError
        If there is no ``period``, a year asked for is absent, the years are of
        different kinds or not in order, or `by` or `zero_base` is not one of the above.
    InvalidTableError, MixedHSLevelError
        If `panel` is not a valid table of one HS level.

    Notes
    -----
    A key without rows in a year exported nothing that year: do not read the growth of
    a panel whose first year is incomplete.  Nothing is set aside: unspecified places
    and special transactions have rows of their own, and are in the sums of what they
    belong to.  Growth from a tiny base says little; read ``first_value`` beside it.
    Codes and districts must mean the same in both years.  Source: the measure behind
    :cite:t:`Gaur2023`, section 5.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.growth import growth_table
    >>> panel = pd.DataFrame({
    ...     "state": ["Goa", "Goa", "Sikkim", "Ladakh"],
    ...     "district": ["South Goa", "South Goa", "Gangtok", "Leh"],
    ...     "period": ["2019-20", "2021-22", "2019-20", "2021-22"],
    ...     "value": [100.0, 121.0, 5.0, 2.0]})
    >>> table = growth_table(panel, by="state")
    >>> table[["state", "change", "growth", "cagr", "status", "reason"]].round(3)
        state  change  growth  cagr status reason
    0     Goa    21.0    0.21   0.1   both
    1  Ladakh     2.0     NaN   NaN    new    new
    2  Sikkim    -5.0   -1.00  -1.0   gone
    """
    check_choice(zero_base, get_args(ZeroBase), name="zero_base")
    table = guarded(panel)
    names = _key_names(table, by)
    start, end, n_periods = _span(table, first, last)
    keys = [sorted_labels(as_text_category(table[name], name)) for name in names]
    with np.errstate(over="ignore"):
        found, (x0, x1) = kernels.group_sums(
            [column for _, column in keys],
            [np.where(table["period"] == year, table["value"], 0.0) for year in (start, end)],
        )
    if not (np.isfinite(x0).all() and np.isfinite(x1).all()):
        msg = f"the values add up {_OUT_OF_RANGE}; divide them by a constant"
        raise InvalidTableError(msg)
    status = _status(x0, x1)
    growth, compound = compound_growth(x0, x1, 1), compound_growth(x0, x1, n_periods)
    overflow = (x0 > 0) & np.isnan(growth + compound)
    from_zero = np.inf if zero_base == "inf" else np.nan
    said = {"new": status == "new", NO_EXPORTS: status == "silent", _OUT_OF_RANGE: overflow}
    measured = {
        "first_value": x0,
        "last_value": x1,
        "change": x1 - x0,
        "growth": np.where(status == "new", from_zero, growth),
        "cagr": np.where(status == "new", from_zero, compound),
        "n_periods": np.full(len(x0), n_periods, dtype=np.int64),
        "status": text_column(status),
        "reason": _first_that_holds(said),
    }
    if set(names) & set(measured):
        msg = f"by={sorted(set(names) & set(measured))} would hide a result; rename the column"
        raise InvalidValueError(msg)
    labels = [text_column(keys[i][0], codes) for i, codes in enumerate(found)]
    return pd.DataFrame({**dict(zip(names, labels, strict=True)), **measured})


# ---------------------------------------------------------------------------- classes


def _as_rates(rates: ArrayLike | pd.DataFrame) -> Float64Array:
    """Rates as float64 with NaN for undefined ones, refusing what cannot be a rate."""
    if isinstance(rates, pd.DataFrame):
        if "growth" not in rates:
            msg = f"rates needs a column growth, as from growth_table; it has {list(rates.columns)}"
            raise InvalidTableError(msg)
        rates = rates["growth"]
    if np.ndim(rates) != 1:
        msg = f"rates must be one-dimensional, got {np.ndim(rates)} dimensions"
        raise InvalidValueError(msg)
    series = pd.Series(rates).reset_index(drop=True)
    given = series.dropna().infer_objects()
    if len(given) and given.dtype.kind not in "iuf":
        msg = f"rates must be numbers, got {series.head(3).tolist()!r}"
        raise InvalidValueError(msg)
    x = np.full(len(series), np.nan)
    x[given.index] = given.to_numpy(dtype=np.float64, na_value=np.nan)
    low = x < -1 - TOLERANCE
    if low.any():
        i = int(np.argmax(low))
        msg = f"rates are fractions from -1 up (0.25 is 25 per cent): got {x[i]:g} at position {i}"
        raise InvalidValueError(msg)
    return x


def growth_classes(
    rates: ArrayLike | pd.DataFrame, *, edges: Sequence[float] = PAPER_GROWTH_EDGES
) -> pd.DataFrame:
    """Count growth rates by class, such as below 0, 0 to 25 per cent, and so on.

    Parameters
    ----------
    rates : array_like of float, shape (n_units,), or DataFrame
        Growth of each unit as a fraction from -1 up, missing where undefined; or what
        :func:`growth_table` returned, whose ``growth`` is counted.
    edges : sequence of float, default :data:`~odopkit.growth.PAPER_GROWTH_EDGES`
        Ends between classes, ascending fractions from above -1.

    Returns
    -------
    DataFrame
        One row per class, lowest first: ``growth_class``, ``lower``, ``upper``, ``n``
        and ``n_on_edge``, how many of the ``n`` lie exactly on ``lower``.  Intervals
        are closed on the left, ``[a, b)``, the last one on both sides, so that an
        infinite rate is in it.  A last row ``undefined`` counts missing rates.

    Raises
    ------
    InvalidValueError
        If a rate is not a number or below -1 (a rate in per cent, as a rule), `rates`
        is not 1-D, or `edges` is not ascending finite numbers above -1.
    InvalidTableError
        If a frame has no column ``growth``.

    Notes
    -----
    The source does not say on which side its ends lie: where ``n_on_edge`` is not 0,
    another reading moves that many units into the class below.  A rate within a
    relative 1e-12 of an end lies on it.  Rates above 1 are legal, so rates in per cent
    are caught only where one is below -1.  Source: :cite:t:`Gaur2023`, section 5
    (5, 10, 11, 6 and 5 states, from below 0 to above 100 per cent).

    Examples
    --------
    >>> from odopkit.growth import growth_classes
    >>> growth_classes([-0.395, 0.1, 0.25, 0.446, 1.2, float("nan")])
      growth_class  lower  upper  n  n_on_edge
    0      below 0   -inf   0.00  1          0
    1    [0, 0.25)   0.00   0.25  1          0
    2  [0.25, 0.5)   0.25   0.50  2          1
    3     [0.5, 1)   0.50   1.00  0          0
    4  1 and above   1.00    inf  1          0
    5    undefined    NaN    NaN  1          0
    """
    ends = np.array([e if _is_number(e) else np.nan for e in edges], dtype=np.float64)
    if not ends.size or not (np.diff(ends, prepend=-1) > 0).all() or np.isinf(ends[-1]):
        msg = f"edges must be ascending finite fractions above -1, got {list(edges)}"
        raise InvalidValueError(msg)
    x = _as_rates(rates)
    defined = x[~np.isnan(x)]
    slack = TOLERANCE * (1 + np.abs(ends))
    which = np.searchsorted(ends - slack, defined, side="right")
    # The lowest class has no lower end to lie on.
    lower, room = np.append(-np.inf, ends), np.append(0.0, slack)
    on_edge = (which > 0) & (defined <= lower[which] + room[which])
    named = [f"{e:.12g}" for e in ends]
    return pd.DataFrame(
        {
            "growth_class": [
                f"below {named[0]}",
                *(f"[{a}, {b})" for a, b in pairwise(named)),
                f"{named[-1]} and above",
                "undefined",
            ],
            "lower": np.append(lower, np.nan),
            "upper": np.append(ends, [np.inf, np.nan]),
            "n": np.append(kernels.count_by(which, len(lower)), len(x) - len(defined)),
            "n_on_edge": np.append(kernels.count_by(which[on_edge], len(lower)), 0),
        }
    )


# ---------------------------------------------------------------- growth-share matrix


def _two_dates(frame: pd.DataFrame, name: str) -> tuple[str, pd.DataFrame]:
    """Product column, and first and last value by product, checked."""
    has = list(frame.columns) if isinstance(frame, pd.DataFrame) else []
    products = [c for c in ("hs_code", "product") if c in has]
    if len(products) != 1 or not {"first_value", "last_value"} <= set(has):
        msg = f"{name} needs one of hs_code and product, first_value and last_value; it has {has}"
        raise InvalidTableError(msg)
    column = as_text_category(frame[products[0]], products[0]).astype(object)
    twice = column.duplicated()
    if twice.any():
        msg = f"{name} has {column[twice].iloc[0]!r} more than once; keep the rows of one place"
        raise InvalidTableError(msg)
    values = {
        date: kernels.as_values(frame[f"{date}_value"], name=f"{name}'s {date}_value")
        for date in ("first", "last")
    }
    return products[0], pd.DataFrame(values, index=pd.Index(column, dtype=object))


def _totals(
    given: tuple[float, float] | None, frame: pd.DataFrame, name: str
) -> tuple[float, float]:
    """Totals of all products at both dates, not less than the products given."""
    held = (float(frame["first"].sum()), float(frame["last"].sum()))
    if given is None:
        return held
    if np.shape(given) != (2,) or not all(
        _is_number(x) and h * (1 - TOLERANCE) <= x < np.inf
        for x, h in zip(given, held, strict=True)
    ):
        msg = f"{name} must be two numbers, not less than the products together {held}, got {given}"
        raise InvalidValueError(msg)
    return float(given[0]), float(given[1])


def growth_share_matrix(
    own: pd.DataFrame,
    world: pd.DataFrame,
    *,
    own_total: tuple[float, float] | None = None,
    world_total: tuple[float, float] | None = None,
    periods: float = 1,
    zero_as: ZeroAs = "negative",
) -> pd.DataFrame:
    r"""Set the growth of own products against that of world trade: four quadrants.

    .. math::

        \text{competitiveness}_k = g_k - w_k, \qquad \text{dynamism}_k = w_k - w,

    where :math:`g_k` is the growth of own exports of product :math:`k`, :math:`w_k`
    that of the world's exports of it and :math:`w` that of the world's exports of all
    products, each :math:`(x_1 / x_0)^{1/n} - 1` with :math:`n` = `periods`.

    Parameters
    ----------
    own : DataFrame
        One row per product: ``hs_code`` or ``product``, ``first_value`` and
        ``last_value``, as :func:`growth_table` returns for ``by="hs_code"``; of one
        district, state or country.
    world : DataFrame
        The same for what it is compared with: the world, or the nation for a state.
    own_total, world_total : tuple of float, optional
        Exports of all products at the first and at the last date, where the frames
        hold some products only.  By default the sums of the frames.
    periods : float, default 1
        Steps between the dates.  1 compares growth over the whole span; the number of
        years compares compound yearly growth.  The quadrants are the same.
    zero_as : {"negative", "positive", "undefined"}, default "negative"
        On which side a difference of exactly zero counts.  By default growing as fast
        is not growing faster.

    Returns
    -------
    DataFrame
        One row per product of `own`, in label order: the product, ``own_first``,
        ``own_last``, ``own_share_first`` and ``own_share_last`` (of `own_total`; the
        size of the dot in a chart), ``own_growth``, ``world_growth``,
        ``competitiveness``, ``dynamism`` (differences of fractions), ``quadrant``,
        ``tied`` (a difference is zero), ``status`` (see :func:`growth_table`) and
        ``reason``.  The quadrant is "champion" (+, +), "underachiever" (-, +),
        "achiever in adversity" (+, -) or "declining" (-, -), competitiveness first,
        and "" where it is undefined.

    Raises
    ------
    InvalidTableError
        If a frame lacks a column or repeats a product, or the two have no product in
        common.
    InvalidValueError
        If a value is negative, infinite or missing, a total is less than its products,
        or an option is unknown.
    MixedHSLevelError
        If codes are not all of one length.
    UndefinedMeasureError
        If the world exports nothing at the first date.

    Notes
    -----
    A product with no own exports at the first date is "new" and in no quadrant; it has
    not grown infinitely.  Use three years or more and one edition of the HS:
    codes that were split look like decline.  Competitiveness has the sign of the change
    in market share.  Source: the matrix of :cite:t:`ITC2014`.

    Examples
    --------
    A state against the nation, whose exports grew by 44.6 per cent:

    >>> import pandas as pd
    >>> from odopkit.growth import growth_share_matrix
    >>> codes = ["03", "10", "62", "71"]
    >>> own = pd.DataFrame({"hs_code": codes, "first_value": 100.0,
    ...                     "last_value": [160.0, 140.0, 130.0, 110.0]})
    >>> nation = pd.DataFrame({"hs_code": codes, "first_value": 1000.0,
    ...                        "last_value": [1500.0, 1500.0, 1200.0, 1200.0]})
    >>> table = growth_share_matrix(own, nation, world_total=(10000.0, 14460.0))
    >>> table[["hs_code", "competitiveness", "dynamism", "quadrant"]].round(3)
      hs_code  competitiveness  dynamism               quadrant
    0      03              0.1     0.054               champion
    1      10             -0.1     0.054          underachiever
    2      62              0.1    -0.246  achiever in adversity
    3      71             -0.1    -0.246              declining
    """
    check_choice(zero_as, get_args(ZeroAs), name="zero_as")
    steps = _number(periods, "periods", zero=False)
    product, mine = _two_dates(own, "own")
    theirs_product, theirs = _two_dates(world, "world")
    mine = mine.sort_index()
    if product == theirs_product == "hs_code":
        levels = tuple(sorted({len(c) for c in (*mine.index, *theirs.index)}))
        if len(levels) > 1:
            msg = f"own and world use HS codes of {levels} digits; roll both up to one level"
            raise MixedHSLevelError(msg, levels=levels)
    known = mine.index.isin(theirs.index)
    if product != theirs_product or not known.any():
        msg = f"own (by {product}) and world (by {theirs_product}) have no product in common"
        raise InvalidTableError(msg)
    own_all = _totals(own_total, mine, "own_total")
    world_all = _totals(world_total, theirs, "world_total")
    if world_all[0] == 0:
        msg = "growth_share_matrix is undefined: the world exports nothing at the first date"
        raise UndefinedMeasureError(msg)

    x0, x1 = mine["first"].to_numpy(), mine["last"].to_numpy()
    matched = theirs.reindex(mine.index)
    w0, w1 = matched["first"].to_numpy(), matched["last"].to_numpy()
    own_growth, world_growth = compound_growth(x0, x1, steps), compound_growth(w0, w1, steps)
    overall = float(compound_growth(np.array(world_all[:1]), np.array(world_all[1:]), steps)[0])
    found = quadrants(own_growth, world_growth, overall, zero_as)
    status = _status(x0, x1)
    said = {
        "new": status == "new",
        NO_EXPORTS: status == "silent",
        "not in world": ~known,
        "new in world": (w0 == 0) & (w1 > 0),
        "no exports in world": w0 == 0,
        _OUT_OF_RANGE: found.undefined,
        "a difference is zero": found.name == "",
    }
    return pd.DataFrame(
        {
            product: text_column(mine.index.to_numpy()),
            "own_first": x0,
            "own_last": x1,
            "own_share_first": x0 / own_all[0] if own_all[0] > 0 else np.nan,
            "own_share_last": x1 / own_all[1] if own_all[1] > 0 else np.nan,
            "own_growth": own_growth,
            "world_growth": world_growth,
            "competitiveness": found.competitiveness,
            "dynamism": found.dynamism,
            "quadrant": text_column(found.name),
            "tied": found.tied,
            "status": text_column(status),
            "reason": _first_that_holds(said),
        }
    )


# ------------------------------------------------------------------------ shift-share


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShiftShare:
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
        The same terms summed over products, one row per unit.
    """

    method: ShiftShareMethod
    components: pd.DataFrame = field(repr=False)
    totals: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the table of units and products."""
        return self.components.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the method, and both tables as lists of records."""
        return {
            "method": self.method,
            "components": self.components.to_dict("records"),
            "totals": self.totals.to_dict("records"),
        }


def _wide(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Check a units x products frame; return it with plain text labels."""
    if not isinstance(frame, pd.DataFrame) or frame.empty or frame.columns.nlevels > 1:
        msg = f"{name} must be a DataFrame with units as rows and products as columns"
        raise InvalidTableError(msg)
    of_units = [frame.index.get_level_values(i).tolist() for i in range(frame.index.nlevels)]
    of_products = frame.columns.tolist()
    for label in chain(*of_units, of_products):
        if not (isinstance(label, str) and label):
            msg = f"labels of {name} must be text, got {label!r}; units are rows (the index)"
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
            f"{name} must be finite and not negative: got {values[i, j]} at row "
            f"{frame.index[i]!r}, column {frame.columns[j]!r}; fill what was not exported with 0"
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
        unit  national  mix  competitive  allocation  actual
    0  Surat      30.0 -2.0         10.0         2.0    40.0
    """
    check_choice(method, get_args(ShiftShareMethod), name="method")
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
        msg = f"the values, their sum or their growth are {_OUT_OF_RANGE}; rescale or round them"
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
    totals = pd.DataFrame(
        {
            **{name: text_column(labels) for name, labels in keys},
            **{name: term.sum(axis=1) for name, term in terms.items()},
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
