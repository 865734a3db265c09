"""Rank against size, and the exponent of a power law."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_whole
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import shortened
from odopkit.results import Result, plain_items

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RankSize(Result):
    """A line through log rank and log size.

    Parameters
    ----------
    exponent : float
        The Pareto exponent: how fast ranks grow as size falls.
    standard_error : float
        Its asymptotic standard error, ``exponent * sqrt(2 / n_units)``.
    intercept : float
        Log rank (less a half) at log size zero.
    n_units : int
        How many units the line goes through.
    """

    exponent: float
    standard_error: float
    intercept: float
    n_units: int

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row."""
        return pd.DataFrame([self.to_dict()])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


def rank_size(values: ArrayLike, *, top: int | None = None) -> RankSize:
    r"""Fit the rank-size rule to the largest units.

    .. math::

        \ln (i - \tfrac12) = a - \zeta \ln x_{(i)}, \qquad
        \mathrm{se}(\zeta) = \zeta \sqrt{2 / n},

    by ordinary least squares, where :math:`x_{(i)}` is the :math:`i`-th largest of the
    :math:`n` positive values used, :math:`\zeta` the exponent and :math:`a` the
    intercept.  The half corrects the bias of small samples.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period; zeros have no logarithm
        and are left out.
    top : int, optional
        Use only the `top` largest; by default all positive values.

    Returns
    -------
    RankSize
        Zipf's law is an exponent of 1.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or `top`
        is not a whole number of at least 2 and at most the number of positive values.
    UndefinedMeasureError
        If fewer than two values are positive, or those used are all equal.

    Notes
    -----
    A straight line fits the tail only: report `top`, and how the exponent moves with it.
    Where it falls as more units are taken, size falls faster with rank than a power law
    lets it, as beyond the first hundred districts of the paper's Table 1: the line of size
    on rank grows steeper, and the exponent, its inverse, smaller.  The usual error is the
    standard error of the regression, which is far too small.  Source:
    :cite:t:`GabaixIbragimov2011`.

    Examples
    --------
    >>> from odopkit.ranking import rank_size
    >>> fit = rank_size([100 / (i - 0.5) for i in range(1, 51)])
    >>> round(fit.exponent, 6), round(fit.standard_error, 6), fit.n_units
    (1.0, 0.2, 50)
    """
    x = np.sort(kernels.as_values(values))[::-1]
    x = x[x > 0]
    if len(x) < 2:
        msg = f"rank_size is undefined: it needs two positive values, got {len(x)}"
        raise UndefinedMeasureError(msg)
    if top is not None:
        if check_whole(top, "top", least=2) > len(x):
            msg = f"top must be at most the {len(x)} positive values, got {shortened(top)}"
            raise InvalidValueError(msg)
        x = x[:top]
    size = np.log(x)
    centred = size - size.mean()
    spread = float(centred @ centred)
    if x[0] == x[-1]:
        msg = "rank_size is undefined: the values are all equal, so no line has a slope"
        raise UndefinedMeasureError(msg)
    rank = np.log(np.arange(1, len(x) + 1) - 0.5)
    slope = float(centred @ rank) / spread
    return RankSize(
        exponent=-slope,
        standard_error=-slope * float(np.sqrt(2 / len(x))),
        intercept=float(rank.mean() - slope * size.mean()),
        n_units=len(x),
    )
