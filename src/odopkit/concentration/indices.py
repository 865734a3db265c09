"""How concentrated one vector is: one number out of many values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import (
    check_endless,
    check_flag,
    check_fraction,
    check_whole,
)
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import shortened

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def concentration_ratio(values: ArrayLike, *, k: int) -> float:
    r"""Share of exports held by the `k` largest units, :math:`CR_k`.

    .. math::

        CR_k = \sum_{i=1}^{k} s_{(i)}, \qquad s_i = x_i \Big/ \sum_j x_j,

    where :math:`x_i` is the value of unit :math:`i` (a district, a product) and
    :math:`s_{(1)} \ge s_{(2)} \ge \dots` are the shares in descending order.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, all in one currency and one period.  Order is
        irrelevant and zeros are allowed; missing values are not.
    k : int
        How many leading units to add up, at least 1.  From ``n_units`` on the
        ratio is 1.

    Returns
    -------
    float
        Dimensionless share, from ``min(k / n_units, 1)`` (all equal) to 1.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or
        `k` is not a whole number of at least 1.
    UndefinedMeasureError
        If the values sum to zero, so that no shares exist.

    Notes
    -----
    Merging products (say HS6 into HS4) never lowers :math:`CR_k`, so always report
    the HS level beside it.  Properties are set out in :cite:t:`HallTideman1967`.

    Examples
    --------
    A district that exports carpets, shawls and saffron:

    >>> from odopkit.concentration import concentration_ratio
    >>> concentration_ratio([60.0, 30.0, 10.0], k=2)
    0.9
    """
    k = check_whole(k, "k", least=1)
    return float(
        kernels.concentration_ratio(kernels.segment_of(values, "concentration_ratio"), int(k))[0]
    )


def herfindahl_hirschman(values: ArrayLike, *, normalized: bool = False) -> float:
    r"""Sum of squared shares, the Herfindahl-Hirschman index (HHI).

    .. math::

        HHI = \sum_{i=1}^{n} s_i^2, \qquad
        HHI^{*} = \frac{HHI - 1/n}{1 - 1/n},

    where :math:`s_i` is unit :math:`i`'s share of the total and :math:`n` the number
    of units, zeros included.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.
    normalized : bool, default False
        Return :math:`HHI^{*}`, which is 0 when all units are equal whatever their
        number.

    Returns
    -------
    float
        A fraction from ``1 / n_units`` (0 if normalized) to 1.  Multiply by 10,000 for
        the points of competition authorities.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero, or `normalized` and there is one unit.

    Notes
    -----
    The plain index ignores units with nothing; the normalised one does not, so it
    moves with the list of units that you pass.  Several packages normalise
    silently by default: say which one you report.  Source:
    :cite:t:`Hirschman1964`.

    Examples
    --------
    >>> from odopkit.concentration import herfindahl_hirschman
    >>> round(herfindahl_hirschman([40, 30, 20, 10]), 4)
    0.3
    >>> round(herfindahl_hirschman([40, 30, 20, 10], normalized=True), 4)
    0.0667
    """
    seg = kernels.segment_of(values, "herfindahl_hirschman")
    if not check_flag(normalized, "normalized"):
        return float(kernels.herfindahl_hirschman(seg)[0])
    if seg.n[0] < 2:
        msg = "the normalized index is undefined for one unit: it compares with equal shares"
        raise UndefinedMeasureError(msg)
    return float(kernels.herfindahl_normalized(seg)[0])


def herfindahl_unbiased(counts: ArrayLike) -> float:
    r"""Herfindahl index of what a sample was drawn from, free of small-sample bias.

    .. math:: \hat H = \frac{N \sum_i (n_i / N)^2 - 1}{N - 1}, \qquad N = \sum_i n_i,

    where :math:`n_i` counts the draws (shipments, firms) in unit :math:`i`.  The plain index
    of a sample is too large by :math:`(1 - H) / N` on average.

    Parameters
    ----------
    counts : array_like of int, shape (n_units,)
        How many shipments or firms each unit has: counts, never money.

    Returns
    -------
    float
        Its mean over samples is the true index; a single estimate may lie a little below
        ``1 / n_units``, and is not cut off there.

    Raises
    ------
    InvalidValueError
        If `counts` is empty, not 1-D, negative, missing, or not whole numbers.
    UndefinedMeasureError
        If fewer than two are counted in all.

    Notes
    -----
    The usual mistake is to pass values: a district with one shipment of a million is
    one draw.  Source: :cite:t:`Simpson1949`.

    Examples
    --------
    >>> from odopkit.concentration import herfindahl_hirschman, herfindahl_unbiased
    >>> shipments = [10, 6, 4]
    >>> round(herfindahl_hirschman(shipments), 3), round(herfindahl_unbiased(shipments), 3)
    (0.38, 0.347)
    """
    n = kernels.as_values(counts, name="counts")
    if (n != np.floor(n)).any():
        odd = float(n[n != np.floor(n)][0])
        msg = f"counts must be whole numbers, got {shortened(odd)}; money is no count"
        raise InvalidValueError(msg)
    total = float(n.sum())
    if total < 2:
        msg = f"herfindahl_unbiased is undefined: it needs two draws, got {total:.0f}"
        raise UndefinedMeasureError(msg)
    return float((n @ n / total - 1) / (total - 1))


_BANDS: Final[dict[int, tuple[float, float]]] = {
    1992: (0.10, 0.18),
    2010: (0.15, 0.25),
    2023: (0.10, 0.18),
}


def hhi_band(
    hhi: float, *, edition: Literal[1992, 2010, 2023]
) -> Literal["unconcentrated", "moderate", "high"]:
    """Name the band of the United States merger guidelines that an HHI falls in.

    Parameters
    ----------
    hhi : float
        The index as a fraction, 0 to 1 (0.18, not 1800).
    edition : {1992, 2010, 2023}
        Which guidelines.  1992 and 2023: high above 0.18, moderate from 0.10.  2010:
        high above 0.25, moderate from 0.15.  There is no default because the same
        index of 0.20 is high in one edition and moderate in another.

    Returns
    -------
    {"unconcentrated", "moderate", "high"}
        An index exactly at the upper limit is still moderate.

    Raises
    ------
    InvalidValueError
        If `hhi` is not between 0 and 1 or `edition` is not one of the three.

    Notes
    -----
    These are standards for markets under competition law, not for export baskets;
    quote them as a yardstick only.  The 2023 guidelines name the high band; their
    moderate band is the Department of Justice's own reading.  Source:
    :cite:t:`DoJFTC2010`, :cite:t:`DoJFTC2023`.

    Examples
    --------
    >>> from odopkit.concentration import hhi_band
    >>> hhi_band(0.20, edition=2010), hhi_band(0.20, edition=2023)
    ('moderate', 'high')
    """
    check_fraction(hhi, "hhi")
    if not isinstance(edition, int) or edition not in _BANDS:
        msg = (
            f"edition must be one of {', '.join(map(str, sorted(_BANDS)))}; got "
            f"{shortened(edition)}"
        )
        raise InvalidValueError(msg)
    moderate, high = _BANDS[edition]
    if hhi > high:
        return "high"
    return "moderate" if hhi >= moderate else "unconcentrated"


def effective_number(values: ArrayLike, *, order: float = 2) -> float:
    r"""How many equal units would be as concentrated: the Hill number.

    .. math::

        N_q = \Big(\sum_i s_i^q\Big)^{1/(1-q)}, \qquad
        N_1 = e^{H}, \quad N_2 = 1 / HHI, \quad N_\infty = 1 / s_{(1)},

    where :math:`s_i` are the positive shares, :math:`q` the order and :math:`H` the
    Shannon entropy.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.
    order : float, default 2
        Weight on large units: 0 counts units with anything, 1 is the exponential of
        the entropy, 2 the inverse HHI, ``inf`` the inverse of the largest share.

    Returns
    -------
    float
        From 1 (one unit has all) to the number of positive values; it falls as `order`
        rises.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing, or
        `order` is negative.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    "Effective number of districts" without its order is ambiguous; name it.  Source:
    :cite:t:`Hill1973`.

    Examples
    --------
    >>> from odopkit.concentration import effective_number
    >>> [round(effective_number([40, 30, 20, 10], order=q), 3) for q in (0, 1, 2)]
    [4.0, 3.596, 3.333]
    """
    order = check_endless(order, "order", "math.inf is one", zero=True)
    return float(kernels.effective_number(kernels.segment_of(values, "effective_number"), order)[0])


def hall_tideman(values: ArrayLike) -> float:
    r"""Hall-Tideman index: shares weighted by rank, so every unit counts.

    .. math::

        HT = \frac{1}{2 \sum_{i=1}^{n} i\, s_{(i)} - 1} = \frac{1}{n (1 - G)},

    where :math:`s_{(i)}` is the :math:`i`-th largest share, :math:`n` the number of
    units and :math:`G` the Gini coefficient.  It is also Rosenbluth's index.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.

    Returns
    -------
    float
        From ``1 / n_units`` (all equal) to 1.  Units with nothing do not change it.

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    Source: :cite:t:`HallTideman1967`.

    Examples
    --------
    >>> from odopkit.concentration import hall_tideman
    >>> round(hall_tideman([40, 30, 20, 10]), 4)
    0.3333
    """
    return float(kernels.hall_tideman(kernels.segment_of(values, "hall_tideman"))[0])


def shannon_entropy(values: ArrayLike) -> float:
    r"""Shannon entropy of the shares, in nats.

    .. math:: H = -\sum_i s_i \ln s_i, \qquad 0 \ln 0 = 0,

    where :math:`s_i` is unit :math:`i`'s share of the total.

    Parameters
    ----------
    values : array_like of float, shape (n_units,)
        Export value of each unit, in one currency and period.

    Returns
    -------
    float
        From 0 (one unit has all) to ``ln(n_units)`` (all equal).

    Raises
    ------
    InvalidValueError
        If `values` is empty, not 1-D, not numeric, negative, infinite or missing.
    UndefinedMeasureError
        If the values sum to zero.

    Notes
    -----
    High entropy means *low* concentration.  Divide by ``ln 2`` for bits.  Source:
    :cite:t:`Shannon1948`.

    Examples
    --------
    >>> from odopkit.concentration import shannon_entropy
    >>> round(shannon_entropy([40, 30, 20, 10]), 4)
    1.2799
    """
    return float(kernels.entropy(kernels.segment_of(values, "shannon_entropy"))[0])
