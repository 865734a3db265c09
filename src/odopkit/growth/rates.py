"""Compound rates of growth, and the rules for what has none."""

from __future__ import annotations

from typing import Literal

import numpy as np

from odopkit._kernels.arguments import check_number
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.growth.quadrants import compound_growth
from odopkit.tables.spans import OUT_OF_RANGE

ZeroBase = Literal["nan", "inf"]


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
    start, end = check_number(first, "first", least=0), check_number(last, "last", least=0)
    n = check_number(periods, "periods", above=0)
    if start == 0:
        msg = "cagr is undefined: the first value is zero, and from nothing there is no rate"
        raise UndefinedMeasureError(msg)
    rate = float(compound_growth(np.array([start]), np.array([end]), n)[0])
    if np.isnan(rate):
        msg = f"the rate from {start:g} to {end:g} in {n:g} steps is {OUT_OF_RANGE}"
        raise InvalidValueError(msg)
    return rate
