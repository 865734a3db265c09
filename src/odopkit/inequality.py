"""How unequal exports are: Lorenz curve, Gini, Theil and its decomposition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from odopkit import _bounds
from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_share
from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.tables.cells import NO_EXPORTS, prepare
from odopkit.tables.labels import text_column
from odopkit.typing import UNSPECIFIED_VALUES, HSLevel, PseudoMode, TheilVariant, UnspecifiedMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import Float64Array, IntArray

__all__ = [
    "GroupedBounds",
    "LorenzCurve",
    "TheilDecomposition",
    "gini",
    "grouped_bounds",
    "lorenz_curve",
    "theil",
    "theil_decomposition",
    "theil_decomposition_table",
]


def gini(values: ArrayLike, *, corrected: bool = False) -> float:
    r"""Gini coefficient: twice the area between the Lorenz curve and equality.

    .. math::

        G = \frac{2 \sum_{i=1}^{n} i\, x_{(i)}}{n \sum_i x_i} - \frac{n + 1}{n},

    where :math:`x_{(1)} \le \dots \le x_{(n)}` are the values in ascending order.
    The corrected form is :math:`G\, n / (n - 1)`.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period; zeros are units.
    corrected : bool, default False
        Multiply by ``n / (n - 1)``, so that one unit holding everything gives 1 at any
        number of units.

    Returns
    -------
    float
        From 0 (all equal) to ``(n - 1) / n``, or to 1 if corrected.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero, or `corrected` and there is one unit.

    Notes
    -----
    The population matters: leaving out the 91 Indian districts that exported nothing
    moves the coefficient from .890 to .875.  Some packages correct silently; say
    which form you report.  Source: :cite:t:`Cowell2011`.

    Examples
    --------
    >>> from odopkit.inequality import gini
    >>> gini([40, 30, 20, 10])
    0.25
    >>> round(gini([40, 30, 20, 10], corrected=True), 4)
    0.3333
    """
    seg = kernels.segment_of(values, "gini")
    if corrected and seg.n[0] < 2:
        msg = "the corrected Gini is undefined for one unit"
        raise UndefinedMeasureError(msg)
    return float(kernels.gini(seg, corrected=corrected)[0])


def theil(values: ArrayLike, *, variant: TheilVariant) -> float:
    r"""Theil's index T, or Theil's L (the mean log deviation).

    .. math::

        T = \frac{1}{n} \sum_i \frac{x_i}{\mu} \ln \frac{x_i}{\mu}, \qquad
        L = \frac{1}{n} \sum_i \ln \frac{\mu}{x_i},

    where :math:`x_i` is the value of unit :math:`i`, :math:`\mu` the mean over the
    :math:`n` units, and :math:`0 \ln 0 = 0` in T.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period; zeros are units.
    variant : {"T", "L"}
        Which index.  There is no default: packages disagree on what "Theil" means.

    Returns
    -------
    float
        T from 0 to ``ln(n_units)``; L from 0, infinite as soon as one value is zero.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or
        `variant` is another word.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    Zeros are never dropped: with silent districts L is infinite, which is what it says
    about them.  Use T, or leave them out on purpose.  Source: :cite:t:`Theil1967`.

    Examples
    --------
    >>> from odopkit.inequality import theil
    >>> round(theil([40, 30, 20, 10], variant="T"), 4)
    0.1064
    >>> round(theil([40, 30, 20, 10], variant="L"), 4)
    0.1218
    """
    check_choice(variant, get_args(TheilVariant), name="variant")
    seg = kernels.segment_of(values, "theil")
    return float((kernels.theil_t if variant == "T" else kernels.theil_l)(seg)[0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LorenzCurve:
    """Cumulative shares of units and of value, from the smallest unit up.

    Parameters
    ----------
    units : ndarray of float, shape (n_units + 1,)
        Cumulative share of units, from 0 to 1.
    share : ndarray of float, shape (n_units + 1,)
        Share of the total that these units hold, from 0 to 1.
    """

    units: Float64Array
    share: Float64Array

    def to_frame(self) -> pd.DataFrame:
        """Return the points as a frame with columns ``units`` and ``share``."""
        return pd.DataFrame({"units": self.units, "share": self.share})

    def to_dict(self) -> dict[str, Any]:
        """Return the points as plain lists."""
        return {"units": self.units.tolist(), "share": self.share.tolist()}


def lorenz_curve(values: ArrayLike) -> LorenzCurve:
    r"""Points of the Lorenz curve.

    .. math::

        \Big(\frac{k}{n},\; \sum_{i=1}^{k} x_{(i)} \Big/ \sum_i x_i\Big),
        \qquad k = 0, \dots, n,

    where :math:`x_{(1)} \le \dots \le x_{(n)}` are the values in ascending order.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period; zeros are units.

    Returns
    -------
    LorenzCurve
        ``n_units + 1`` points, convex, from (0, 0) to (1, 1).

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    Some texts draw units in descending order, which gives the mirror image.  Source:
    :cite:t:`Cowell2011`.

    Examples
    --------
    >>> from odopkit.inequality import lorenz_curve
    >>> lorenz_curve([1, 3]).to_frame()
       units  share
    0    0.0   0.00
    1    0.5   0.25
    2    1.0   1.00
    """
    seg = kernels.segment_of(values, "lorenz_curve")
    cumulative = np.concatenate(([0.0], np.cumsum(seg.values)))
    n = len(seg.values)
    return LorenzCurve(units=np.arange(n + 1) / n, share=cumulative / cumulative[-1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TheilDecomposition:
    """Inequality split into what lies between groups and what lies within them.

    Parameters
    ----------
    variant : {"T", "L"}
        Which Theil index.
    total, between, within : float
        ``total = between + within``.
    groups : DataFrame
        One row per group: ``group``, ``n``, ``total``, ``share``, ``theil`` (inside the
        group), ``within`` and ``between`` (its two terms), ``reason``.
    """

    variant: TheilVariant
    total: float
    between: float
    within: float
    groups: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the table of groups."""
        return self.groups.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, with the groups as a list of records."""
        return {
            "variant": self.variant,
            "total": self.total,
            "between": self.between,
            "within": self.within,
            "groups": self.groups.to_dict("records"),
        }


def theil_decomposition(
    values: ArrayLike, groups: ArrayLike, *, variant: TheilVariant
) -> TheilDecomposition:
    r"""Split a Theil index into inequality between groups and within them.

    .. math::

        T = \sum_g s_g T_g + \sum_g s_g \ln \frac{\mu_g}{\mu}, \qquad
        L = \sum_g \frac{n_g}{n} L_g + \sum_g \frac{n_g}{n} \ln \frac{\mu}{\mu_g},

    where group :math:`g` has :math:`n_g` of :math:`n` units, mean :math:`\mu_g`
    (:math:`\mu` over all), share :math:`s_g` of the total, and index :math:`T_g` or
    :math:`L_g` inside it.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period; zeros are units.
    groups : array_like of label, shape (n_units,)
        The group of each unit, such as its state.
    variant : {"T", "L"}
        Which index; see :func:`theil`.

    Returns
    -------
    TheilDecomposition
        ``total = between + within``; a group without exports keeps its row, with NaN
        inside it and the reason.

    Raises
    ------
    InvalidValueError
        If `values` is not valid, `groups` has another length or a missing label, or
        `variant` is another word.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    The between part grows with the number of groups, so do not compare a split by 37
    states with one by 4 regions.  Source: :cite:t:`Theil1967`, :cite:t:`Shorrocks1980`.

    Examples
    --------
    >>> from odopkit.inequality import theil_decomposition
    >>> parts = theil_decomposition([40, 30, 20, 10], ["a", "a", "b", "b"], variant="T")
    >>> round(parts.within, 5), round(parts.between, 5), round(parts.total, 5)
    (0.02416, 0.08228, 0.10644)
    """
    check_choice(variant, get_args(TheilVariant), name="variant")
    whole = kernels.segment_of(values, "theil_decomposition")
    x = kernels.as_values(values)
    codes, labels = pd.factorize(np.asarray(groups, dtype=object), sort=True)
    if len(codes) != len(x):
        msg = f"groups has {len(codes)} labels for {len(x)} values"
        raise InvalidValueError(msg)
    if (codes < 0).any():
        msg = f"groups is missing at position {int(np.argmax(codes < 0))}; give every unit a group"
        raise InvalidValueError(msg)
    seg = kernels.segment(codes, len(labels), x)
    kernel = kernels.theil_t if variant == "T" else kernels.theil_l
    inside = kernel(seg)
    share = seg.total / whole.total[0]
    part = seg.n / len(x)
    weight = share if variant == "T" else part
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(share / part)
        within = np.where(seg.total > 0, weight * inside, 0.0)
        # A group without exports weighs nothing in T; in L it is infinitely far away.
        between = np.where(weight > 0, weight * (ratio if variant == "T" else -ratio), 0.0)
    frame = pd.DataFrame(
        {
            "group": pd.Series(labels, dtype=object).astype(str),
            "n": seg.n.astype(np.int64),
            "total": seg.total,
            "share": share,
            "theil": inside,
            "within": within,
            "between": between,
            "reason": pd.Series(np.where(seg.total > 0, "", NO_EXPORTS), dtype=str),
        }
    )
    return TheilDecomposition(
        variant=variant,
        total=float(kernel(whole)[0]),
        between=float(between.sum()),
        within=float(within.sum()),
        groups=frame,
    )


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
        One row per product: the code, ``n`` (units), ``total`` (value that units
        hold), ``theil``, ``between``, ``within`` (``theil`` is their sum) and
        ``reason``.  The variant is in ``variant``.

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
        hs_code  n  total    theil  between   within variant reason
    0  30049099  4  100.0  0.10644  0.08228  0.02416       T
    """
    check_choice(variant, get_args(TheilVariant), name="variant")
    if isinstance(flows, pd.DataFrame):
        cells = prepare(
            flows,
            product=product,
            level=level,
            period=period,
            unspecified=unspecified,
            unspecified_values=unspecified_values,
            pseudo=pseudo,
            units=units,
            min_value=min_value,
        )
        labels, name = cells.products, product
        item, value, state = cells.product, cells.value, cells.state_of[cells.place]
        in_state = kernels.count_by(cells.state_of, len(cells.states)) if cells.has_units else None
        n_states = len(cells.states)
    else:
        given = (product, level, period, unspecified, pseudo, units, min_value)
        if given != ("hs_code", None, None, "exclude", "denominator", None, None):
            msg = "a matrix was made with options of its own; pass them where it is made"
            raise InvalidValueError(msg)
        labels, name, item, value, state, in_state = _of_matrix(flows)
        n_states = len(in_state)
    split = _split(
        item,
        state,
        value,
        shape=(n_states, len(labels)),
        in_state=in_state,
        variant=variant,
    )
    defined = split["total"] > 0
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
    if not len(m.totals.states):
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


def _keys_in_blocks(
    item: np.ndarray[Any, Any], state: IntArray, n_items: int
) -> Iterator[tuple[IntArray, slice]]:
    """Yield a number for the state and product of each cell, a block of cells at a time."""
    for start in range(0, len(item), kernels.BLOCK):
        part = slice(start, start + kernels.BLOCK)
        # Products run fastest: cells of one district then stay in one row of each table.
        yield state[part] * np.intp(n_items) + item[part], part


def _split(
    item: np.ndarray[Any, Any],
    state: IntArray,
    value: Float64Array,
    *,
    shape: tuple[int, int],
    in_state: IntArray | None,
    variant: TheilVariant,
) -> dict[str, np.ndarray[Any, Any]]:
    """Split each product's index; `in_state` counts the units of states, zeros included."""
    n_states, n_items = shape
    held, stored = np.zeros(n_states * n_items), np.zeros(n_states * n_items)
    counted = in_state is None or variant == "L"
    for key, part in _keys_in_blocks(item, state, n_items):
        np.add.at(held, key, value[part])
        if counted:
            np.add.at(stored, key, 1.0)
    held, stored = held.reshape(shape), stored.reshape(shape)
    total = held.sum(axis=0)
    n_of = stored if in_state is None else np.broadcast_to(in_state[:, np.newaxis], shape)
    n = n_of.sum(axis=0)
    within = np.zeros(n_items)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = held / n_of
        of_mean = mean.ravel()
        for key, part in _keys_in_blocks(item, state, n_items):
            # Relative to the mean of the state, so that equal districts give exactly 0.
            logs = np.log(value[part] / of_mean[key])
            np.add.at(within, item[part], value[part] * logs if variant == "T" else -logs)
        # The log of a state's mean over the product's: zero where they are equal.
        mean /= total / n
        ratio = np.log(mean, out=mean)
        if variant == "T":
            within /= total
            ratio *= held
            np.copyto(ratio, 0.0, where=held <= 0)
            between = ratio.sum(axis=0) / total
        else:
            within /= n
            within[((held > 0) & (stored < n_of)).any(axis=0)] = np.inf
            between = np.where(n_of > 0, n_of * -ratio, 0.0).sum(axis=0) / n
    undefined = total <= 0
    # Each part is a mean divergence; a rounding error below zero has no meaning.
    between, within = (np.where(undefined, np.nan, np.maximum(x, 0.0)) for x in (between, within))
    return {
        "n": n.astype(np.int64),
        "total": total,
        "theil": between + within,
        "between": between,
        "within": within,
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupedBounds:
    """Between what a measure must lie, given published brackets only.

    Parameters
    ----------
    gini, hhi : tuple of float
        Least and largest value over every vector that fits the brackets.
    n : int
        How many units.
    known_top : float or None
        The share of the largest unit, where it was given.
    """

    gini: tuple[float, float]
    hhi: tuple[float, float]
    n: int
    known_top: float | None

    def to_frame(self) -> pd.DataFrame:
        """Return one row a measure: ``measure``, ``lower``, ``upper``."""
        return pd.DataFrame(
            {
                "measure": ["gini", "hhi"],
                "lower": [self.gini[0], self.hhi[0]],
                "upper": [self.gini[1], self.hhi[1]],
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return {"gini": self.gini, "hhi": self.hhi, "n": self.n, "known_top": self.known_top}


def grouped_bounds(brackets: pd.DataFrame, *, known_top: float | None = None) -> GroupedBounds:
    r"""Bound the Gini coefficient and the HHI from published brackets alone.

    The bounds are taken over all values :math:`x_1 \ge x_2 \ge \dots \ge x_n \ge 0`
    whose sum over the ranks of each bracket :math:`b` is its published share
    :math:`S_b`; some such values reach each of them.

    Parameters
    ----------
    brackets : DataFrame
        One row per bracket, largest units first: ``share`` (a fraction) and either ``n``
        (units) or ``bracket`` (``"1-10"``), as :func:`odopkit.bracket_shares` and
        ``load_paper_table("table1")`` give.
    known_top : float, optional
        The share of the largest single unit, if that is known too.

    Returns
    -------
    GroupedBounds
        ``gini`` from 0 to 1 and ``hhi`` as a fraction, each (lower, upper).  The lower
        bounds have all units of a bracket equal.  The upper ones are found by a
        search over the thresholds between brackets.

    Raises
    ------
    InvalidTableError
        If a column is absent, a bracket cannot be read, or means do not descend from one
        bracket to the next, so that no ordered values fit.
    InvalidValueError
        If a share or `known_top` is not a fraction, or `known_top` does not fit the first
        bracket.

    Notes
    -----
    The search finds the upper Gini coefficient that a linear programme finds.  The upper
    HHI has no such check: the sum of squares may have several peaks, and although the value
    is reached by some vector, a slightly larger one is not excluded by proof.

    Shares that add up to a little more or less than 1 through rounding are divided by
    their sum; what rounding itself leaves open is not in the bounds.  From the
    paper's Table 1 the Gini coefficient is at least 0.8625.

    Source: grouped-data bounds as in :cite:t:`Cowell2011`, with thresholds between the
    groups unknown.

    Examples
    --------
    >>> from odopkit import load_paper_table
    >>> from odopkit.inequality import grouped_bounds
    >>> found = grouped_bounds(load_paper_table("table1"), known_top=0.1201)
    >>> [round(g, 4) for g in found.gini], [round(h, 4) for h in found.hhi]
    ([0.8637, 0.877], [0.0259, 0.0361])
    """
    n, share = _read_brackets(brackets)
    if known_top is not None:
        n, share = _split_top(n, share, check_share(known_top, name="known_top", zero=False))
    mean = share / n
    if (np.diff(mean) > 1e-12).any():
        b = int(np.argmax(np.diff(mean) > 1e-12))
        msg = (
            f"the mean share rises from group {b + 1} ({mean[b]:.6g}) to the next "
            f"({mean[b + 1]:.6g}), so no values in descending order fit; sort the brackets"
        )
        raise InvalidTableError(msg)
    equal = _bounds.equal_within(n, share)
    ginis = _bounds.most_unequal(n, share, squares=False)
    squares = _bounds.most_unequal(n, share, squares=True)
    return GroupedBounds(
        gini=(_bounds.gini_of(equal), _bounds.gini_of(ginis)),
        hhi=(float((equal**2).sum()), float((squares**2).sum())),
        n=int(n.sum()),
        known_top=known_top,
    )


def _read_brackets(brackets: pd.DataFrame) -> tuple[Float64Array, Float64Array]:
    """Sizes and shares of brackets, shares adding up to 1."""
    if "share" not in brackets or not ("n" in brackets or "bracket" in brackets):
        msg = f"brackets needs share, and n or bracket; it has {list(brackets.columns)}"
        raise InvalidTableError(msg)
    share = kernels.as_values(brackets["share"], name="share")
    for value in share.tolist():
        check_share(value, name="share")
    if share.sum() == 0:
        msg = "grouped_bounds is undefined: the shares sum to zero"
        raise UndefinedMeasureError(msg)
    if "n" in brackets:
        n = kernels.as_values(brackets["n"], name="n")
    else:
        ranks = brackets["bracket"].astype(str).str.extract(r"^([0-9]+)(?:-([0-9]+))?$")
        if ranks[0].isna().any():
            bad = brackets["bracket"][ranks[0].isna()].iloc[0]
            msg = f"bracket {bad!r} is not a rank or a range of ranks such as '1-10'"
            raise InvalidTableError(msg)
        first = ranks[0].astype(np.float64)
        last = ranks[1].astype(np.float64).fillna(first)
        n = np.asarray(last - first + 1, dtype=np.float64)
    if (n < 1).any() or (n != np.floor(n)).any():
        msg = f"every bracket needs a whole number of units, got {n.tolist()}"
        raise InvalidTableError(msg)
    return n, share / share.sum()


def _split_top(
    n: Float64Array, share: Float64Array, top: float
) -> tuple[Float64Array, Float64Array]:
    """Make the largest unit a bracket of its own."""
    rest = share[0] - top
    if n[0] == 1:
        fits = abs(rest) < 1e-9
    else:
        fits = top >= rest / (n[0] - 1) >= (share[1] / n[1] if len(n) > 1 else 0.0)
    if not fits:
        msg = (
            f"known_top={top:g} does not fit a first bracket of {int(n[0])} units with a share of "
            f"{share[0]:g}"
        )
        raise InvalidValueError(msg)
    if n[0] == 1:
        return n, share
    return (
        np.concatenate(([1.0, n[0] - 1], n[1:])),
        np.concatenate(([top, rest], share[1:])),
    )
