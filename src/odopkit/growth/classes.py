"""Rates of growth counted in the source paper's classes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_sequence, is_number
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import has_columns, kind_of
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from odopkit.typing import Float64Array


PAPER_GROWTH_EDGES: Final = (0.0, 0.25, 0.50, 1.00)
"""Ends between the source paper's five classes of growth: 0, 25, 50 and 100 per cent."""


def _as_rates(rates: ArrayLike | pd.DataFrame) -> Float64Array:
    """Rates as float64 with NaN for undefined ones, refusing what cannot be a rate."""
    if isinstance(rates, pd.DataFrame):
        check_table(rates, "rates", ("growth",), of="the result of growth_table")
        rates = rates["growth"]
    if has_columns(rates) or np.ndim(rates) != 1:
        msg = (
            f"rates must be a column of rates, or the result of growth_table, got {kind_of(rates)}"
        )
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
        One row per class, lowest first: ``growth_class``, ``at_least``, ``below``,
        ``n_rates`` and ``n_on_edge``, how many of them lie exactly on ``at_least``.
        Classes are closed on the left, ``[a, b)``, the last one on both sides, so that
        an infinite rate is in it.  A last row ``undefined`` counts missing rates.

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
      growth_class  at_least  below  n_rates  n_on_edge
    0      below 0      -inf   0.00        1          0
    1    [0, 0.25)      0.00   0.25        1          0
    2  [0.25, 0.5)      0.25   0.50        2          1
    3     [0.5, 1)      0.50   1.00        0          0
    4  1 and above      1.00    inf        1          0
    5    undefined       NaN    NaN        1          0
    """
    given = as_sequence(edges, "edges")
    ends = np.array([e if is_number(e) else np.nan for e in given], dtype=np.float64)
    if not ends.size or not (np.diff(ends, prepend=-1) > 0).all() or np.isinf(ends[-1]):
        msg = f"edges must be ascending finite fractions above -1, got {given}"
        raise InvalidValueError(msg)
    x = _as_rates(rates)
    defined = x[~np.isnan(x)]
    slack = TOLERANCE * (1 + np.abs(ends))
    which = np.searchsorted(ends - slack, defined, side="right")
    # The lowest class has no lower end to lie on.
    least, room = np.append(-np.inf, ends), np.append(0.0, slack)
    on_edge = (which > 0) & (defined <= least[which] + room[which])
    named = [f"{e:.12g}" for e in ends]
    return pd.DataFrame(
        {
            "growth_class": [
                f"below {named[0]}",
                *(f"[{a}, {b})" for a, b in pairwise(named)),
                f"{named[-1]} and above",
                "undefined",
            ],
            "at_least": np.append(least, np.nan),
            "below": np.append(ends, [np.inf, np.nan]),
            "n_rates": np.append(kernels.count_by(which, len(least)), len(x) - len(defined)),
            "n_on_edge": np.append(kernels.count_by(which[on_edge], len(least)), 0),
        }
    )
