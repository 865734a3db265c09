"""Relatives of the location quotient: symmetric, normalized, additive, weighted, net of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.specialization.indices import rectangle

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.specialization.reference import Reference
    from odopkit.tables.matrix import ExportMatrix


def symmetric_rca(m: ExportMatrix, *, reference: Reference = None) -> pd.DataFrame:
    r"""Location quotient folded into the range from -1 to 1: symmetric RCA.

    .. math:: RSCA_{dk} = \frac{LQ_{dk} - 1}{LQ_{dk} + 1},

    where :math:`LQ_{dk}` is the :func:`odopkit.location_quotient` of unit :math:`d` in product
    :math:`k`.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.

    Returns
    -------
    DataFrame of float, shape (n_units, n_products)
        From -1 (exports none of it) to below 1, with 0 at the reference's share.  NaN
        where the quotient is undefined; ``location_quotient(m).undefined()`` says why.

    Raises
    ------
    InvalidValueError
        As :func:`odopkit.location_quotient`.

    Notes
    -----
    Ranks are those of the quotient, so it adds no evidence: one shipment may still give
    0.97.  :doc:`/how-to/read-specialization` says what an index can carry.  The frame takes 8
    bytes a cell, stored or not, and four times as much while it is made.  Source:
    :cite:t:`DalumLaursen1998`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.specialization import symmetric_rca
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> symmetric_rca(ExportMatrix.from_frame(exports)).round(4)
    product    salt    yarn   pumps
    unit
    Kutch    0.2195 -0.6000  0.1765
    Surat   -0.1228  0.3043 -1.0000
    Rajkot  -0.5238 -0.1429  0.3636
    """
    return rectangle(m, reference, "rsca", "symmetric_rca")


def normalized_rca(m: ExportMatrix, *, reference: Reference = None) -> pd.DataFrame:
    r"""Value of exports beyond what is expected, as a share of all exports: normalized RCA.

    .. math::

        NRCA_{dk} = \frac{E_{dk}}{t} - \frac{r_d\, c_k}{t^2}
                  = (LQ_{dk} - 1) \frac{r_d\, c_k}{t^2},

    where :math:`E_{dk}` are exports of product :math:`k` by unit :math:`d`, :math:`r_d`
    all exports of the unit, :math:`c_k` the reference's exports of the product and
    :math:`t` all exports of the reference.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.

    Returns
    -------
    DataFrame of float, shape (n_units, n_products)
        From -1/4 to 1/4, with 0 at the reference's share; multiply by 10,000 to read it.
        Defined where the unit exports none of the product, or the reference.  NaN for a
        unit without exports and a product that the reference lacks.

    Raises
    ------
    InvalidValueError
        As :func:`odopkit.location_quotient`.

    Notes
    -----
    Against the matrix's own totals, with nothing set aside, rows and columns sum to 0, so
    it may be added up over units, products and years: what quotients must not be.  It
    weighs size: Kanchipuram's cars come before Korba's aluminium, whose quotient is four
    times as large.  The usual mistake is to read it as intensity;
    :doc:`/how-to/read-specialization` says what an index can carry.

    The frame takes 8 bytes a cell, stored or not, and four times as much while it is made.
    Source: :cite:t:`YuCai2009`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.specialization import normalized_rca
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> normalized_rca(ExportMatrix.from_frame(exports)).round(4)
    product   salt  yarn  pumps
    unit
    Kutch    0.072 -0.12  0.048
    Surat   -0.028  0.14 -0.112
    Rajkot  -0.044 -0.02  0.064
    """
    return rectangle(m, reference, "nrca", "normalized_rca")


def additive_rca(m: ExportMatrix, *, reference: Reference = None) -> pd.DataFrame:
    r"""Share of a product in a unit's exports less its share in the reference: additive RCA.

    .. math:: ARCA_{dk} = \frac{E_{dk}}{r_d} - \frac{c_k}{t},

    where :math:`E_{dk}` are exports of product :math:`k` by unit :math:`d`, :math:`r_d`
    all exports of the unit, :math:`c_k` the reference's exports of the product and
    :math:`t` all exports of the reference.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.

    Returns
    -------
    DataFrame of float, shape (n_units, n_products)
        From -1 to 1, with 0 at the reference's share (0.18 is 18 percentage points).
        Defined where the unit exports none of the product, or the reference.  NaN for a
        unit without exports and a product that the reference lacks.

    Raises
    ------
    InvalidValueError
        As :func:`odopkit.location_quotient`.

    Notes
    -----
    A unit's row sums to 0 over all products, with nothing set aside.  A product that is
    small in the unit can never be large here, however rare it is elsewhere: that is the
    usual misreading.  :doc:`/how-to/read-specialization` says what an index can carry.

    The frame takes 8 bytes a cell, stored or not, and four times as much while it is made.
    Source: :cite:t:`HoenOosterhaven2006`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.specialization import additive_rca
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> additive_rca(ExportMatrix.from_frame(exports)).round(2)
    product  salt  yarn  pumps
    unit
    Kutch    0.18 -0.30   0.12
    Surat   -0.07  0.35  -0.28
    Rajkot  -0.22 -0.10   0.32
    """
    return rectangle(m, reference, "arca", "additive_rca")


def weighted_rca(m: ExportMatrix, *, reference: Reference = None) -> pd.DataFrame:
    r"""Location quotient over its mean in the unit: weighted RCA.

    .. math:: WRCA_{dk} = LQ_{dk} \Big/ \frac{1}{n} \sum_{j=1}^{n} LQ_{dj},

    where :math:`LQ_{dk}` is the :func:`odopkit.location_quotient` of unit :math:`d` in product
    :math:`k` and :math:`n` the number of products for which it is defined, those that the
    unit does not export included.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.

    Returns
    -------
    DataFrame of float, shape (n_units, n_products)
        From 0 to the number of products; its mean over a unit's products is 1.  NaN
        where the quotient is undefined, and for a unit that exports none of the
        reference's products.

    Raises
    ------
    InvalidValueError
        As :func:`odopkit.location_quotient`.

    Notes
    -----
    It hangs on the classification: split one product in two, and all others move.  The
    usual mistake is to compare it between levels or lists of products.
    :doc:`/how-to/read-specialization` says what an index can carry.

    The frame takes 8 bytes a cell, stored or not, and four times as much while it is made.
    Source: :cite:t:`ProudmanRedding2000`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.specialization import weighted_rca
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> weighted_rca(ExportMatrix.from_frame(exports)).round(4)
    product    salt    yarn   pumps
    unit
    Kutch    1.4463  0.2314  1.3223
    Surat    0.8824  2.1176  0.0000
    Rajkot   0.2925  0.7019  2.0056
    """
    return rectangle(m, reference, "wrca", "weighted_rca")


def relative_export_advantage(m: ExportMatrix, *, reference: Reference = None) -> pd.DataFrame:
    r"""Location quotient with the unit and the product taken out: Vollrath's RXA.

    .. math::

        RXA_{dk} = \frac{E_{dk} / (r_d - E_{dk})}
                        {(c_k - E_{dk}) / (t - r_d - c_k + E_{dk})},

    where :math:`E_{dk}` are exports of product :math:`k` by unit :math:`d`, :math:`r_d`
    all exports of the unit, :math:`c_k` the reference's exports of the product and
    :math:`t` all exports of the reference.  A large unit is thus not compared with
    itself.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`; units must be part of it.

    Returns
    -------
    DataFrame of float, shape (n_units, n_products)
        From 0 upwards, 1 at the share of the others.  NaN where the quotient is
        undefined, where the unit exports nothing else, where nobody else exports the
        product, and where the reference is smaller than the unit.

    Raises
    ------
    InvalidValueError
        As :func:`odopkit.location_quotient`.

    Notes
    -----
    Of Vollrath's indices this one needs exports only.  The others (RMP, RTA, RC), like
    Lafay's, need imports by district, which nobody records, so they are not offered.
    :doc:`/how-to/read-specialization` says what an index can carry.

    The frame takes 8 bytes a cell, stored or not, and six times as much while it is
    made.  Source: :cite:t:`Vollrath1991`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.specialization import relative_export_advantage
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> relative_export_advantage(ExportMatrix.from_frame(exports)).round(4)
    product    salt     yarn   pumps
    unit
    Kutch    4.0000   0.0741  2.6667
    Surat    0.5758  15.0000  0.0000
    Rajkot   0.1852   0.5798  6.0000
    """
    return rectangle(m, reference, "rxa", "relative_export_advantage")
