"""How unequal one vector is: the Gini coefficient, Theil's indices and the Lorenz curve."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_flag
from odopkit.errors import UndefinedMeasureError
from odopkit.results import Result, plain_items
from odopkit.typing import TheilVariant

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


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
    if check_flag(corrected, "corrected") and seg.n[0] < 2:
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
    check_choice(variant, get_args(TheilVariant), "variant")
    seg = kernels.segment_of(values, "theil")
    return float((kernels.theil_t if variant == "T" else kernels.theil_l)(seg)[0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LorenzCurve(Result):
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
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


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
