"""Specialization and its evidence, one row for each district and product."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import (
    check_choice,
    check_confidence,
    check_flag,
    check_number,
    check_whole,
)
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.specialization.counted import (
    EVIDENCE,
    Family,
    How,
    count_cells,
    counts_of,
    evidence,
)
from odopkit.specialization.firms import COUNT, firms_of, firms_of_cells, firms_of_places
from odopkit.specialization.indices import (
    INDICES,
    Margins,
    index_names,
    joined,
    reference_reasons,
    weighted_cells,
    with_silent,
)
from odopkit.specialization.reference import reference_grid
from odopkit.specialization.scores import COUNTS_COVER, Variance
from odopkit.specialization.shrinkage import check_tau
from odopkit.tables.cells import check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import columns_of, rows_of
from odopkit.tables.totals import cells_and_outside
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.specialization.reference import Reference
    from odopkit.tables.cells import RankOptions
    from odopkit.tables.layout import Layout
    from odopkit.typing import HSLevel, PseudoMode, UnspecifiedMode


NO_COUNTS: Final = "no column of counts was named: money is no count"
NO_OTHERS: Final = "rxa: no other product or no other exporter"


def specialization_table(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None,
    reference: Reference = None,
    indices: Sequence[str] = ("lq", "rsca", "nrca"),
    count: str | None = None,
    firm: str | None = None,
    product: str = "hs_code",
    min_count: int = 5,
    min_cell_value: float = 1.0,
    confidence: float = 0.95,
    variance: Variance = "score",
    tau: float | None = None,
    family: Family = "table",
    independent: bool = False,
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

    where :math:`E_{dk}` are exports of product :math:`k` by district :math:`d`, :math:`r_d` all
    its exports, :math:`c_k, t` the reference's; :math:`x_{dk}, n_d, K_k, N` are the same in
    shipments.  Indices are of value, evidence is of counts.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    level : {2, 4, 6, 8} or None
        HS digits to roll up to; None for those of the table.  Every index changes with it.
    reference : {"state", "nation"}, DataFrame, Series or mapping, optional
        What a district is compared with; see :func:`odopkit.location_quotient`.  Given values
        without counts leave counts to be compared with the table's own (``reason`` says so).
    indices : sequence of str
        ``lq``, ``rsca``, ``nrca``, ``arca``, ``wrca``, ``rxa``; see
        :doc:`/how-to/read-specialization`.
    count : str, optional
        The column that counts what is behind each row, such as ``"shipments"``; without it
        and `firm` there is no evidence, since money is never a count.
    firm : str, optional
        The column of exporters, in place of `count`: each firm counts once in a cell, a
        district and the reference.
    product : str, default "hs_code"
        The column of products.
    min_count : int, default 5
        Cells with a lower count are flagged too thin.
    min_cell_value : float, default 1.0
        Cells that export less are flagged too thin, in the table's own unit.
    confidence : float, default 0.95
        Probability between the ends of the interval.
    variance : {"score", "independence", "binomial"}, default "score"
        Of the interval: :func:`score_interval`, or one of :func:`log_delta_interval`.
    tau : float, optional
        Weight of the prior in shipments; by default fitted (:func:`shrinkage_tau`).
    family : {"table", "district"}, default "table"
        What ``q`` has looked at: every product of the reference in every district, or in
        one district, which must have been named before anything was seen.
    independent : bool, default False
        That what `count` counts are independent draws, as shipments of one firm are not;
        only then, or with `firm`, is there a ``q``.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row for each cell with exports; a district without any keeps one row, its
        product missing.  ``state``, ``district``, the product column, ``value``, `indices`
        (of value), then of counts: ``count``, ``lq_counts`` (from 0) with its interval
        ``lq_counts_lower``, ``lq_counts_upper``, ``p`` (:func:`hypergeometric_tail`), ``q``
        (:func:`benjamini_hochberg`) over ``family_size`` tests, ``lq_shrunk`` and ``tau``
        (:func:`shrunken_quotient`), NaN where nothing is counted; ``covers`` (what the
        interval is of), ``too_thin`` (by count or value) and ``reason``.

    Raises
    ------
    InvalidValueError, UnknownNameError
        If an option is outside its choices, or `count` names the value.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period, or counts are no counts.

    Notes
    -----
    The usual mistakes: to rank districts by cells too thin to read, to average quotients, and
    to take the interval, which covers the quotient of the chances behind the counts, for one of
    ``lq``.  :doc:`/how-to/read-specialization` says what each column can carry.
    Memory: 500 bytes a cell with exports.  Source: :cite:t:`Balassa1965`, :cite:t:`YuCai2009`.

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
    >>> found = specialization_table(table, level=4, count="shipments", independent=True)
    >>> found[["district", "hs_code", "lq", "count", "lq_counts", "q", "too_thin"]][:3].round(3)
      district hs_code     lq  count  lq_counts      q  too_thin
    0   Karnal    1006  4.286     12       8.68  0.000     False
    1   Karnal    8421  0.303      3       0.22  1.000      True
    2   Rohtak    1006  5.714      2      10.85  0.017      True
    """
    names = index_names(indices)
    behind = Behind(count=count, firm=firm, independent=independent)
    how = How(
        confidence=check_confidence(confidence),
        variance=variance,
        tau=tau,
        family=family,
        independent=behind.said_independent,
    )
    min_count = check_whole(min_count, "min_count", least=0)
    check_number(min_cell_value, "min_cell_value", least=0)
    check_choice(variance, get_args(Variance), "variance")
    check_choice(family, get_args(Family), "family")
    if tau is not None:
        check_tau(tau)
    check_options(unspecified=unspecified, pseudo=pseudo, min_value=min_value, level=level)
    table = guarded(flows)
    layout, places = laid_out(
        table, behind, product=product, level=level, period=period, pseudo=pseudo
    )
    return specialization_of(
        layout,
        product=product,
        reference=reference,
        indices=names,
        behind=behind,
        places=places,
        thin=Thin(min_count=min_count, min_cell_value=min_cell_value),
        how=how,
        ranks={
            "unspecified": unspecified,
            "unspecified_values": unspecified_values,
            "units": units,
            "min_value": min_value,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What is counted behind the values: the numbers of a column, firms, or nothing."""

    count: str | None
    firm: str | None
    independent: bool

    @property
    def said_independent(self) -> bool:
        """Whether draws are independent: firms are, and else the caller must say so."""
        return self.independent or self.firm is not None

    def __post_init__(self) -> None:
        check_flag(self.independent, "independent")
        if self.count is not None and self.firm is not None:
            msg = (
                f"count={self.count!r} and firm={self.firm!r} are two ways to count; leave out "
                "the one that is not meant"
            )
            raise InvalidValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thin:
    """Below what a cell is too thin to read."""

    min_count: int = 5
    min_cell_value: float = 1.0


def laid_out(
    table: pd.DataFrame,
    behind: Behind,
    *,
    product: str,
    level: HSLevel | None,
    period: str | None,
    pseudo: PseudoMode,
) -> tuple[Layout, Layout | None]:
    """Sum a validated table once, with what is counted; and the firms of its places if named."""
    if behind.firm is None:
        count = behind.count
        more = None if count is None else {COUNT: counts_of(table, count, "the table")}
        layout = lay_out(
            table, product=product, level=level, period=period, pseudo=pseudo, more=more
        )
        return layout, None
    check_table(table, "a flows table", (behind.firm,))
    if behind.firm in (product, "value"):
        msg = (
            f"firm must name a text column beside {product!r}, such as an exporter; "
            f"got {behind.firm!r}"
        )
        raise InvalidValueError(msg)
    by_firm = lay_out(
        table, product=product, level=level, part=behind.firm, period=period, pseudo=pseudo
    )
    return firms_of_cells(by_firm), firms_of_places(by_firm)


def specialization_of(
    layout: Layout,
    *,
    product: str,
    reference: Reference,
    indices: Sequence[str],
    behind: Behind,
    places: Layout | None,
    thin: Thin,
    how: How,
    ranks: RankOptions,
) -> pd.DataFrame:
    """Build the table from flows that are laid out already, with their counts where named."""
    cells, outside = cells_and_outside(layout, **ranks)
    m = ExportMatrix.from_cells(cells, product=product, outside=outside)
    out, reason = _indices_of(m, reference, indices)
    too_thin = m.values.data < thin.min_cell_value
    covers = ""
    if COUNT not in layout.sums:
        out |= dict.fromkeys(EVIDENCE, np.full(m.values.nnz, np.nan))
        reason = joined(reason, np.full(m.values.nnz, NO_COUNTS, dtype=object))
    else:
        whole: RankOptions = {**ranks, "min_value": None}
        counted_cells, counted_outside = cells_and_outside(layout, column=COUNT, **whole)
        every = ExportMatrix.from_cells(counted_cells, product=product, outside=counted_outside)
        firms = None if places is None else partial(firms_of, places, reference, whole)
        counted = count_cells(every, m, behind.count or "", reference, firms)
        columns, words = evidence(counted, how)
        out |= columns
        too_thin = too_thin | (counted.x < thin.min_count)
        reason = joined(reason, words)
        covers = COUNTS_COVER
    found = with_silent(m, product, out | {"too_thin": too_thin}, reason)
    # One text for all rows, however many there are.
    said = pd.Categorical.from_codes(np.zeros(len(found), dtype=np.int8), pd.Index([covers]))
    found.insert(found.columns.tolist().index("too_thin"), "covers", pd.Series(said))
    return found


def specialization_by_default(
    layout: Layout,
    places: Layout | None,
    product: str,
    reference: Reference,
    behind: Behind,
    ranks: RankOptions,
) -> pd.DataFrame:
    """Take location quotients and their evidence, as `specialization_table` does by default."""
    return specialization_of(
        layout,
        product=product,
        reference=reference,
        indices=("lq",),
        behind=behind,
        places=places,
        thin=Thin(),
        how=How(independent=behind.said_independent),
        ranks=ranks,
    )


def _indices_of(
    m: ExportMatrix, reference: Reference, names: Sequence[str]
) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Take indices of the stored cells, and say why some are undefined."""
    grid = reference_grid(m, reference)
    row, column = rows_of(m.values), columns_of(m.values)
    of = grid.of_unit[row]
    c, t = grid.product[of, column], grid.total[of]
    margins = Margins(e=m.values.data, r=m.totals.unit[row], c=c, t=t)
    reason = reference_reasons(c)
    out: dict[str, NDArray[Any]] = {}
    for name in names:
        out[name] = (
            weighted_cells(m, grid, row, margins) if name == "wrca" else INDICES[name](margins)
        )
    if "rxa" in names:
        reason[np.isnan(out["rxa"]) & (c > 0)] = NO_OTHERS
    return out, reason
