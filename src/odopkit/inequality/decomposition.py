"""Theil's index split into between and within groups."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit._kernels.keys import BLOCK
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of
from odopkit.results import Result, plain_items
from odopkit.tables.cells import NO_EXPORTS
from odopkit.typing import TheilVariant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TheilDecomposition(Result):
    """Inequality split into what lies between groups and what lies within them.

    Parameters
    ----------
    variant : {"T", "L"}
        Which Theil index.
    total, between, within : float
        ``total = between + within``.
    groups : DataFrame
        One row per group: ``group``, ``n_units``, ``value``, ``share``, ``theil`` (inside
        the group), ``within`` and ``between`` (its two terms), ``reason``.
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
        """Return everything as plain values, groups as records; an infinite L is None."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


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
    check_choice(variant, get_args(TheilVariant), "variant")
    whole = kernels.segment_of(values, "theil_decomposition")
    x = kernels.as_values(values)
    given = np.asarray(groups, dtype=object)
    if given.ndim != 1:
        msg = f"groups must be a list with the group of each value, got {kind_of(groups)}"
        raise InvalidValueError(msg)
    codes, labels = pd.factorize(given, sort=True)
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
            "n_units": seg.n.astype(np.int64),
            "value": seg.total,
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


def _keys_in_blocks(
    item: np.ndarray[Any, Any], state: IntArray, n_items: int
) -> Iterator[tuple[IntArray, slice]]:
    """Yield a number for the state and product of each cell, a block of cells at a time."""
    for start in range(0, len(item), BLOCK):
        part = slice(start, start + BLOCK)
        # Products run fastest: cells of one district then stay in one row of each table.
        yield state[part] * np.intp(n_items) + item[part], part


def split_by(
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
        "n_units": n.astype(np.int64),
        "value": total,
        "theil": between + within,
        "between": between,
        "within": within,
    }
