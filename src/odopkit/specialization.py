"""What a place exports more than its share of: indices with a named reference, and evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np

from odopkit._blocks import lay_out, resample
from odopkit._counted import EVIDENCE, count_cells, evidence
from odopkit._evidence import (
    Variance,
    benjamini_hochberg,
    check_tau,
    hypergeometric_tail,
    log_delta_interval,
    shrinkage_tau,
    shrunken_quotient,
)
from odopkit._kernels.arguments import check_choice, check_share
from odopkit._kernels.resampling import check_replicates, check_rng
from odopkit._quotients import (
    INDICES,
    Margins,
    check_exports,
    index_names,
    joined,
    rectangle,
    reference_reasons,
    weighted_cells,
    with_silent,
)
from odopkit._reference import (
    NONE_IN_REFERENCE,
    NOT_IN_REFERENCE,
    check_states,
    reference_grid,
    reference_totals,
    state_cells,
)
from odopkit.errors import InvalidValueError
from odopkit.tables.cells import NO_EXPORTS
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import columns_of, kept_indptr, rows_of, sparse
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from odopkit._reference import Reference
    from odopkit.typing import Float64Array, HSLevel, PseudoMode, UnspecifiedMode

__all__ = [
    "additive_rca",
    "benjamini_hochberg",
    "bootstrap_quotients",
    "hypergeometric_tail",
    "location_quotient",
    "log_delta_interval",
    "normalized_rca",
    "relative_export_advantage",
    "shrinkage_tau",
    "shrunken_quotient",
    "specialization_table",
    "symmetric_rca",
    "weighted_rca",
]

NO_COUNTS: Final = "no column of counts was named: money is no count"
NO_OTHERS: Final = "rxa: no other product or no other exporter"


def location_quotient(m: ExportMatrix, *, reference: Reference = None) -> ExportMatrix:
    r"""Share of a product in a place's exports over its share in the reference's exports.

    .. math:: LQ_{dk} = \frac{E_{dk} / r_d}{c_k / t},

    where :math:`E_{dk}` are exports of product :math:`k` by unit :math:`d`, :math:`r_d`
    all exports of the unit, :math:`c_k` the reference's exports of the product and
    :math:`t` all exports of the reference.  Between countries, with the world as
    reference, this is Balassa's revealed comparative advantage.

    Parameters
    ----------
    m : ExportMatrix
        Exports, shape (n_units, n_products), in one currency and period.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        What a unit is compared with:

        - None: the matrix's own totals, of all that its options count;
        - ``"state"``: the unit's own state;
        - ``"nation"``: the whole table, unspecified places included whatever the options;
        - value by product, matched by label: a Series or mapping, or a DataFrame with the
          product column and ``value``.  Repeated labels are summed and longer HS codes
          cut to the matrix's level.  Labels that the matrix lacks (such as ``"rest"``)
          count in :math:`t` only.

    Returns
    -------
    ExportMatrix
        Quotients from 0 (exports none of it) upwards, 1 where the unit has just the
        reference's share; the bound is :math:`t / c_k`.  A unit without exports, and a
        product that the reference lacks or does not export, are undefined: NaN in
        ``to_frame()``, listed with the reason by ``undefined()``.  Nothing else changes.

    Raises
    ------
    InvalidValueError
        If `m` does not hold exports, `reference` is another word, ``"state"`` is asked of
        units without states, or the values of `reference` are negative, missing, not
        numbers, keyed by other than text or by codes coarser than the matrix.

    Notes
    -----
    The usual mistake is a reference matched by position, or left unsaid: shawls of Leh
    against Ladakh and against India are different questions.  Quotients are unbounded
    and depend on size: do not average them, and read them beside the value.  A quotient
    above 1 is no evidence in a cell of one shipment.

    Extra memory is two numbers a stored cell (three against states).  In float32 a
    quotient is within 1.2e-7 of itself.  Source: :cite:t:`Balassa1965`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix, location_quotient
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> location_quotient(ExportMatrix.from_frame(exports)).to_frame().round(4)
    product    salt   yarn   pumps
    unit
    Kutch    1.5625  0.250  1.4286
    Surat    0.7812  1.875  0.0000
    Rajkot   0.3125  0.750  2.1429

    Against a nation that exports other things too:

    >>> india = {"salt": 400, "yarn": 500, "pumps": 100, "rest": 1000}
    >>> against = location_quotient(ExportMatrix.from_frame(exports), reference=india)
    >>> against.to_frame().loc["Kutch"].tolist()
    [2.5, 0.4, 8.0]
    """
    check_exports(m, "location_quotient")
    totals = m.totals
    row = rows_of(m.values)
    unit_reason = m.unit_reason.copy()
    unit_reason[~(totals.unit > 0)] = NO_EXPORTS
    with np.errstate(divide="ignore", invalid="ignore"):
        if isinstance(reference, str) and reference == "state":
            weight, defined = _against_states(m, row)
            name, product_reason = "state", m.product_reason
        else:
            c, t, name = reference_totals(m, reference)
            product_reason = m.product_reason.copy()
            product_reason[np.isnan(c)] = NOT_IN_REFERENCE
            product_reason[c == 0] = NONE_IN_REFERENCE
            weight, defined = (t / c)[m.values.indices], None
        weight *= m.values.data
        weight /= totals.unit[row]
    keep = np.isfinite(weight)
    indices, indptr = m.values.indices, m.values.indptr
    if not keep.all():
        weight, indices, indptr = weight[keep], indices[keep], kept_indptr(keep, indptr)
    return replace(
        m,
        values=sparse(weight.astype(m.values.dtype, copy=False), indices, indptr, m.shape),
        kind="location quotient",
        unit_reason=unit_reason,
        product_reason=product_reason,
        state_defined=defined,
        options=m.options | {"reference": name},
    )


def _against_states(
    m: ExportMatrix, row: NDArray[np.intp]
) -> tuple[Float64Array, NDArray[np.int64]]:
    """State total over the state's exports of the product, by cell; and where it exists."""
    check_states(m)
    key, value = state_cells(m)
    found, of_cell = np.unique(key, return_inverse=True)
    by_state = np.bincount(of_cell, weights=value, minlength=len(found))
    state = m.totals.state_of[row]
    return m.totals.state[state] / by_state[of_cell[: len(row)]], found


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
    0.97.  It is no forecast and no ceiling, and not comparable with other indices:
    published rank correlations between methods are 0.38 to 0.69.  The frame takes 8 bytes
    a cell, stored or not, and four times as much while it is made.  Source:
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
    times as large.  The usual mistake is to read it as intensity.  It is no forecast and
    no ceiling, and not comparable with other indices: published rank correlations
    between methods are 0.38 to 0.69.

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
    usual misreading.  It is no forecast and no ceiling, and not comparable with other
    indices: published rank correlations between methods are 0.38 to 0.69.

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
    usual mistake is to compare it between levels or lists of products.  It is no forecast
    and no ceiling, and not comparable with other indices: published rank correlations
    between methods are 0.38 to 0.69.

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
    Lafay's, need imports by district, which nobody records, so they are not offered.  It
    is no forecast and no ceiling, and not comparable with other indices: published rank
    correlations between methods are 0.38 to 0.69.

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


def specialization_table(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None,
    reference: Reference = None,
    indices: Sequence[str] = ("lq", "rsca", "nrca"),
    count: str | None = None,
    product: str = "hs_code",
    min_count: int = 5,
    min_cell_value: float = 1.0,
    confidence: float = 0.95,
    variance: Variance = "independence",
    tau: float | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Specialization of every district in every product it exports, with its evidence.

    .. math:: LQ_{dk} = \frac{E_{dk} / r_d}{c_k / t}, \qquad
        LQ^{n}_{dk} = \frac{x_{dk} / n_d}{K_k / N},

    where :math:`E_{dk}` are exports of product :math:`k` by district :math:`d`,
    :math:`r_d` all its exports, :math:`c_k` and :math:`t` the reference's; and
    :math:`x_{dk}, n_d, K_k, N` are the same in shipments.  Indices are of value, evidence
    is of counts.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    level : {2, 4, 6, 8} or None
        HS digits to roll up to; None where products are not HS codes, and for all digits
        that the table has.  It has no default because every index changes with it.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        What a district is compared with; see :func:`odopkit.location_quotient`.  Counts are
        compared with the same: the table's own, the state's or the nation's counts.
        Of values that are given, a DataFrame may have the column `count`; without it the
        counts are compared with the table's own, and ``reason`` says so.
    indices : sequence of str
        ``lq`` (:func:`odopkit.location_quotient`), ``rsca`` (:func:`symmetric_rca`), ``nrca``
        (:func:`normalized_rca`), ``arca`` (:func:`additive_rca`), ``wrca``
        (:func:`weighted_rca`), ``rxa`` (:func:`relative_export_advantage`).
    count : str, optional
        The column that counts shipments, exporters or firm-months behind each row, such
        as ``"shipments"``.  Without it there is no evidence: money is never a count.
    product : str, default "hs_code"
        The column of products.
    min_count : int, default 5
        Cells with a lower count are flagged too thin.
    min_cell_value : float, default 1.0
        Cells that export less are flagged too thin, in the table's own unit: a dollar in
        a table of dollars, a million in a table of millions.
    confidence : float, default 0.95
        Probability between the ends of the interval.
    variance : {"independence", "binomial"}, default "independence"
        Of the interval; see :func:`log_delta_interval`.
    tau : float, optional
        Weight of the prior in shipments for the shrunken quotient; by default it is
        fitted to each product over all districts (:func:`shrinkage_tau`).
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row for each cell with exports; a district without any keeps one row, its
        product missing.

        - ``state``, ``district``, the product column, ``value``; then `indices`, of value;
        - ``n``: the count of the cell; ``lq_counts``: the quotient of counts, from 0;
        - ``lq_lower``, ``lq_upper``: its interval (:func:`log_delta_interval`);
        - ``p``: chance of as many or more (:func:`hypergeometric_tail`);
        - ``q``: the same for having looked at every product in the district
          (:func:`benjamini_hochberg`), exported or not: all that the reference counts;
        - ``lq_shrunk``, ``tau``: the quotient of counts drawn towards 1 and the weight
          that drew it (:func:`shrunken_quotient`);
        - ``too_thin``: whether the cell is too thin to read, by count or value;
        - ``reason``: why something is NaN.

        Without `count` the columns from ``n`` to ``tau`` are NaN in every row.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or `count` names the value.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period, or counts are
        missing, negative or not whole.
    UnknownNameError
        If an index is unknown.

    Notes
    -----
    A cell without exports has no row.  Its quotient is 0, its ``rsca`` -1, its ``nrca``
    and ``arca`` negative: the functions named above lay out the rectangle.

    The usual mistakes: to rank districts by quotients of cells too thin to read (do not
    drop the flag), to average quotients, and to read the interval as one of ``lq``: it
    lies around ``lq_counts``.  Exporters counted in two rows count twice; shipments of one
    firm are not independent (:func:`bootstrap_quotients`).

    No column is a forecast, and none a ceiling.  Published rank correlations between
    methods are 0.38 to 0.69, so a rank by one index is not comparable with another's.

    Memory is some 500 bytes a cell with exports; tau is fitted a million cells of the
    rectangle at a time (some 40 MB).  Source: :cite:t:`Balassa1965`, :cite:t:`YuCai2009`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.specialization import specialization_table
    >>> table = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Haryana", "Punjab", "Punjab"],
    ...     "district": ["Karnal", "Karnal", "Rohtak", "Ludhiana", "Ludhiana"],
    ...     "hs_code": ["10063020", "84212190", "10063020", "10063020", "84212190"],
    ...     "value": [75.0, 25.0, 20.0, 80.0, 800.0],
    ...     "shipments": [12, 3, 2, 900, 9_000]})
    >>> found = specialization_table(table, level=4, count="shipments")
    >>> found[["district", "hs_code", "value", "lq", "rsca", "nrca"]].round(3)
       district hs_code  value     lq   rsca   nrca
    0    Karnal    1006   75.0  4.286  0.622  0.057
    1    Karnal    8421   25.0  0.303 -0.535 -0.058
    2    Rohtak    1006   20.0  5.714  0.702  0.016
    3  Ludhiana    1006   80.0  0.519 -0.316 -0.074
    4  Ludhiana    8421  800.0  1.102  0.048  0.074
    >>> found[["district", "n", "lq_counts", "lq_lower", "lq_upper", "p", "q"]].round(3)
       district     n  lq_counts  lq_lower  lq_upper      p      q
    0    Karnal    12      8.680     6.791    11.094  0.000  0.000
    1    Karnal     3      0.220     0.080     0.606  1.000  1.000
    2    Rohtak     2     10.850       NaN       NaN  0.008  0.017
    3  Ludhiana   900      0.986     0.978     0.994  1.000  1.000
    4  Ludhiana  9000      1.001       NaN       NaN  0.000  0.000
    >>> found[["district", "lq_shrunk", "tau", "too_thin"]].round(3)
       district  lq_shrunk    tau  too_thin
    0    Karnal      7.286  0.306     False
    1    Karnal      0.279  1.105      True
    2    Rohtak      4.699  0.306      True
    3  Ludhiana      0.986  0.306     False
    4  Ludhiana      1.001  1.105     False

    Two shipments, both of rice, give Rohtak the largest quotient and no interval:

    >>> found.loc[2, "reason"]
    'no interval: its formula fails in so specialized a district (see variance=)'

    Without counts there is no evidence, and the table says so:

    >>> without = specialization_table(table, level=4)
    >>> print(without.loc[0, "p"], without.loc[0, "reason"])
    nan no column of counts was named: money is no count
    """
    names = index_names(indices)
    check_share(confidence, name="confidence", zero=False)
    if isinstance(min_count, bool) or not isinstance(min_count, int | np.integer) or min_count < 0:
        msg = f"min_count must be a whole number of at least 0, got {min_count!r}"
        raise InvalidValueError(msg)
    if not min_cell_value >= 0:
        msg = f"min_cell_value must be at least 0, got {min_cell_value!r}"
        raise InvalidValueError(msg)
    check_choice(variance, get_args(Variance), name="variance")
    if tau is not None:
        check_tau(tau)
    common: dict[str, Any] = {
        "level": level,
        "product": product,
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
    }
    m = ExportMatrix.from_flows(flows, **common, min_value=min_value)
    grid = reference_grid(m, reference)
    row, column = rows_of(m.values), columns_of(m.values)
    of = grid.of_unit[row]
    c, t = grid.product[of, column], grid.total[of]
    margins = Margins(e=m.values.data, r=m.totals.unit[row], c=c, t=t)
    reason = reference_reasons(c)
    out: dict[str, Any] = {}
    for name in names:
        out[name] = (
            weighted_cells(m, grid, row, margins) if name == "wrca" else INDICES[name](margins)
        )
    if "rxa" in names:
        reason[np.isnan(out["rxa"]) & (c > 0)] = NO_OTHERS
    thin = m.values.data < min_cell_value
    if count is None:
        out |= dict.fromkeys(EVIDENCE, np.full(len(row), np.nan))
        reason = joined(reason, np.full(len(row), NO_COUNTS, dtype=object))
    else:
        counted = count_cells(flows, m, count, common, reference)
        columns, words = evidence(counted, confidence, variance, tau)
        out |= columns
        thin = thin | (counted.x < min_count)
        reason = joined(reason, words)
    return with_silent(m, product, out | {"too_thin": thin}, reason)


def bootstrap_quotients(
    flows: pd.DataFrame,
    *,
    block: str,
    rng: np.random.Generator,
    level: HSLevel | None,
    reference: Reference = None,
    product: str = "hs_code",
    confidence: float = 0.95,
    replicates: int = 999,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Give percentile intervals of location quotients by resampling whole blocks.

    .. math::

        LQ_{dk}^{*} = \frac{\sum_b w_b E_{dkb} \big/ \sum_b w_b r_{db}}
                           {\sum_b w_b c_{kb} \big/ \sum_b w_b t_b}, \qquad
        (w_1, \dots, w_B) \sim \mathrm{Multinomial}(B;\, 1/B, \dots, 1/B),

    where :math:`E_{dkb}` are exports of product :math:`k` by district :math:`d` in block
    :math:`b` of :math:`B`, :math:`r, c, t` the totals of district, product and reference,
    and :math:`w_b` how often the block is drawn.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`) with a text column `block`.
    block : str
        The column that says which rows move together: an exporter, a month.  It has no
        default: customs rows are not independent draws.
    rng : numpy.random.Generator
        The source of randomness, such as ``numpy.random.default_rng(1)``.
    level : {2, 4, 6, 8} or None
        As in :func:`specialization_table`.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        As in :func:`odopkit.location_quotient`.  Values that are given are not resampled.
    product : str, default "hs_code"
        The column of products.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    replicates : int, default 999
        How many times to draw.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row for each cell with exports: ``state``, ``district``, the product column,
        ``lq`` (of the table itself), ``lower``, ``upper``, ``share_above_one`` (of
        replicates, those in which the quotient is above 1), ``n_blocks`` (in which the
        cell exports), ``n_replicates`` (in which the quotient is defined) and ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, `rng` is not a Generator, or `block` is the
        product column.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period, or `block` has
        missing entries.

    Notes
    -----
    A census of trade has no sampling error; the interval says how far a quotient hangs on
    a few exporters or months.  A cell of one exporter reaches down to 0, as it should.
    The usual mistake is a block that splits what moves together, such as a shipment.
    With fewer than about twenty blocks intervals are too short, and ``reason`` says so.

    ``share_above_one`` is no probability that the district is specialized, and no
    forecast.  Memory is one number for each block and replicate, each product and
    replicate and each district and replicate, and some 60 MB.  Source: the cluster bootstrap
    of :cite:t:`DavisonHinkley1997`.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from odopkit.specialization import bootstrap_quotients
    >>> months = [f"month {m:02d}" for m in range(1, 25)]
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "North Goa", "South Goa"] * 24,
    ...     "hs_code": ["30049099", "26011100", "30049099"] * 24,
    ...     "month": [m for m in months for _ in range(3)],
    ...     "value": [2.0, 5.0, 4.0, 1.0, 6.0, 7.0] * 12})
    >>> found = bootstrap_quotients(table, block="month", rng=np.random.default_rng(1), level=4)
    >>> found[["district", "hs_code", "lq", "lower", "upper", "share_above_one"]].round(3)
        district hs_code     lq  lower  upper  share_above_one
    0  North Goa    2601  1.786  1.696  1.875              1.0
    1  North Goa    3004  0.383  0.327  0.440              0.0
    2  South Goa    3004  1.786  1.770  1.804              1.0
    """
    check_rng(rng)
    check_share(confidence, name="confidence", zero=False)
    check_replicates(replicates)
    options: dict[str, Any] = {
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    m = ExportMatrix.from_flows(flows, level=level, product=product, **options)
    blocks = lay_out(flows, m, block, product, reference, options)
    found, reason = resample(blocks, rng, replicates, confidence)
    return with_silent(m, product, found, reason)
