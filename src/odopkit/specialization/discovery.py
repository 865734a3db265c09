"""Many tests at once: the expected share of false ones among those that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from odopkit.typing import Float64Array, IntArray


def benjamini_hochberg(p: ArrayLike, *, n_tests: int | None = None) -> Float64Array:
    r"""Adjust p-values for having looked at many cells: the false discovery rate.

    .. math:: q_{(i)} = \min_{j \ge i} \min\Big(1, \frac{m}{j} p_{(j)}\Big),

    where :math:`p_{(1)} \le p_{(2)} \le \dots` are the sorted values and :math:`m` the
    number of tests.  Among all cells of the family with :math:`q \le 0.05`, at most about one
    in twenty is expected to be there by luck.

    Parameters
    ----------
    p : array_like of float, shape (n,)
        Probabilities; NaN for what was not tested.
    n_tests : int, optional
        How many hypotheses were looked at in all, if more than are listed: the rest
        count as :math:`p = 1`.  By default those in `p`.

    Returns
    -------
    ndarray of float, shape (n,)
        From `p` to 1, in the order of `p`; NaN where `p` is.

    Raises
    ------
    InvalidValueError
        If a value is not between 0 and 1, `p` is not 1-D, or `n_tests` is less than the
        number of values.

    Notes
    -----
    The family is all that was looked at.  The usual mistakes are to adjust inside each
    district and then to list cells of many (:doc:`/calibration` says how many are false), and
    to pass the cells that are exported alone: picking cells because they are not zero makes
    luck look like evidence.  Probabilities of what is not independent are not mended by it.
    Source: :cite:t:`BenjaminiHochberg1995`.

    Examples
    --------
    >>> from odopkit.specialization import benjamini_hochberg
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    >>> benjamini_hochberg([0.01, 0.04, 0.03], n_tests=100).round(3).tolist()
    [1.0, 1.0, 1.0]
    """
    found = np.asarray(p)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iuf"):
        got = "text" if found.dtype.kind == "U" else str(found.dtype)
        msg = f"p must be a vector of numbers, got shape {found.shape} of {got}"
        raise InvalidValueError(msg)
    value = found.astype(np.float64)
    tested = ~np.isnan(value)
    if ((value < 0) | (value > 1)).any():
        odd = float(value[(value < 0) | (value > 1)][0])
        msg = f"p must be between 0 and 1, got {shortened(odd)}"
        raise InvalidValueError(msg)
    m = int(tested.sum()) if n_tests is None else n_tests
    if isinstance(m, bool) or not isinstance(m, int | np.integer) or m < tested.sum():
        msg = f"n_tests must be at least the {tested.sum()} values of p, got {shortened(n_tests)}"
        raise InvalidValueError(msg)
    return adjusted(value, np.zeros(len(value), dtype=np.intp), np.array([m]))


def adjusted(p: Float64Array, group: IntArray, m: NDArray[np.int64]) -> Float64Array:
    """Benjamini-Hochberg inside each group, of which `m` hypotheses were tested."""
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if not len(tested):
        return q
    order = tested[np.lexsort((p[tested], group[tested]))]
    of, value = group[order], p[order]
    first = np.searchsorted(of, of)
    scaled = np.minimum(value * (m[of] / (np.arange(len(of)) - first + 1)), 1.0)
    # The running minimum from the right, in ranks, that groups of whole numbers keep apart:
    # added to the values themselves they would swallow small ones.
    distinct, rank = np.unique(scaled, return_inverse=True)
    key = rank + of * len(distinct)
    running = np.minimum.accumulate(key[::-1])[::-1] - of * len(distinct)
    q[order] = distinct[running]
    return q
