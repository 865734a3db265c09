"""How far what the records show rests on chance, on the choices made, and on what is known.

The programmes were collected by hand and are no sample of all there are: a p-value here
describes a table, and allows no conclusion on countries that are not in it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import nan
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError, UndefinedMeasureError, UnknownNameError
from odopkit.ovop import _exact
from odopkit.ovop._records import FACT_FIELDS
from odopkit.ovop.crosstabs import ORIENTATIONS, Crosstab, crosstab, each_basis
from odopkit.ovop.model import Basis, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from odopkit.ovop.classify import Codebook, Mode, Threshold
    from odopkit.ovop.registry import ProgrammeRegistry
    from odopkit.ovop.rollup import How

__all__ = ["AssociationTest", "association_test", "field_coverage", "sensitivity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationTest:
    """Whether rows and columns of a table go together, given their totals.

    Parameters
    ----------
    p_value : float
        Probability, with both margins fixed and no association, of a table no likelier
        than the observed one (Fisher, Freeman and Halton).
    method : str
        ``"exact enumeration"`` or ``"seeded Monte Carlo"``.
    n_tables : int or None
        How many tables were enumerated; None by Monte Carlo.
    n_resamples, seed : int or None
        How many tables were drawn and with what seed; None by enumeration.
    max_tables : int
        The size beyond which tables are drawn.
    chi_square : float
        Pearson's statistic.
    dof : int
        Its degrees of freedom.
    chi_square_p : float
        Its p-value, which holds only for large expected counts.
    min_expected : float
        The smallest expected count.
    odds_ratio : float
        Of a table of two by two, from its counts (infinite where a zero divides), else NaN.
    table : tuple of tuple of int
        What was tested.
    rows, columns : tuple of str
        Its labels.
    n : int
        Its total.
    n_unstated : int
        How many units were dropped as unstated.
    warnings : tuple of str
        What to mind.
    parameters : mapping of str
        The options behind the table, where it has any.
    """

    p_value: float
    method: str
    n_tables: int | None
    n_resamples: int | None
    seed: int | None
    max_tables: int
    chi_square: float
    dof: int
    chi_square_p: float
    min_expected: float
    odds_ratio: float
    table: tuple[tuple[int, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    n: int
    n_unstated: int
    warnings: tuple[str, ...]
    parameters: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a dict.

        Returns
        -------
        dict
            Every field under its name.
        """
        return asdict(self)


def association_test(
    table: Crosstab | pd.DataFrame | Sequence[Sequence[int]],
    *,
    method: Literal["auto", "exact", "monte_carlo"] = "auto",
    max_tables: int = 200_000,
    n_resamples: int = 20_000,
    seed: int | None = None,
) -> AssociationTest:
    r"""Exact test of association of a table of counts, by enumeration.

    All tables with the same margins are laid out.  With rows :math:`r_i`, columns
    :math:`c_j` and total :math:`n`, a table :math:`(n_{ij})` has the probability

    .. math::

        P = \frac{\prod_i r_i! \, \prod_j c_j!}{n! \, \prod_{ij} n_{ij}!},

    and the p-value adds those that do not exceed that of the observed table, in whole
    numbers; probabilities within one part in ten million count as equal.

    Parameters
    ----------
    table : Crosstab, DataFrame or sequence of sequences of int
        Counts.  Of a :class:`~odopkit.ovop.Crosstab` the row and the column ``unstated``
        are dropped; of a frame the columns that are not numbers are labels.  Empty rows
        and columns are dropped, since they change nothing.
    method : {"auto", "exact", "monte_carlo"}, default "auto"
        ``"auto"`` enumerates up to `max_tables` tables and draws beyond, ``"exact"``
        raises beyond.
    max_tables : int, default 200000
        The most tables to enumerate.
    n_resamples : int, default 20000
        How many tables to draw.
    seed : int, optional
        Seed of the draw, without which nothing is drawn.

    Returns
    -------
    AssociationTest
        The p-value from 0 to 1 with its method, chi-square beside it, and warnings.

    Raises
    ------
    InvalidValueError
        If a count is negative or not whole, the table is ragged, tables must be drawn and
        there is no seed, or an option is outside its choices.
    UndefinedMeasureError
        If fewer than two rows or columns have counts.

    Notes
    -----
    It is no measure of strength, and holds for one table that was fixed beforehand: of
    several variants, report all.  ``scipy.stats.fisher_exact`` draws tables larger than
    two by two without a seed unless told otherwise, so that its result changes from run
    to run.  The test is that of :cite:t:`FreemanHalton1951`.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import association_test, crosstab
    >>> table = crosstab(load_programmes("elsewhere", min_confidence="low"))
    >>> found = association_test(table)
    >>> round(found.p_value, 3), found.method, found.n_tables
    (0.283, 'exact enumeration', 1394)
    >>> round(found.chi_square, 2), found.dof, found.warnings
    (5.44, 4, ('chi-square does not hold: the smallest expected count is 1.6, below 5',))
    >>> pair = association_test(table.against_rest(row="Americas", column="social"))
    >>> round(pair.p_value, 3), pair.odds_ratio
    (0.066, 5.5)
    """
    if method not in ("auto", "exact", "monte_carlo"):
        msg = f"method is 'auto', 'exact' or 'monte_carlo', got {method!r}"
        raise InvalidValueError(msg)
    for name, value in (("max_tables", max_tables), ("n_resamples", n_resamples)):
        if value < 1:
            msg = f"{name} must be at least 1, got {value}"
            raise InvalidValueError(msg)
    found, row_names, column_names, n_unstated = _table(table)
    exact = None if method == "monte_carlo" else _exact.exact_p(found, max_tables=max_tables)
    if exact is None and method == "exact":
        msg = (
            f"there are more than {max_tables} tables with these margins; raise max_tables, or "
            f"draw with method='monte_carlo' and a seed"
        )
        raise InvalidValueError(msg)
    if exact is None and seed is None:
        msg = (
            f"tables must be drawn, since there are more than {max_tables} or method is "
            f"'monte_carlo'; pass seed= so that the result can be repeated"
        )
        raise InvalidValueError(msg)
    from scipy.stats import chi2

    statistic, dof, smallest = _exact.chi_square(found)
    warnings = []
    if smallest < _LEAST_EXPECTED:
        warnings.append(
            f"chi-square does not hold: the smallest expected count is {smallest:.1f}, below 5"
        )
    drawn = exact is None and seed is not None
    return AssociationTest(
        p_value=float(exact[0])
        if exact
        else _exact.drawn_p(found, n_resamples=n_resamples, seed=seed or 0),
        method="exact enumeration" if exact else "seeded Monte Carlo",
        n_tables=exact[1] if exact else None,
        n_resamples=n_resamples if drawn else None,
        seed=seed if drawn else None,
        max_tables=max_tables,
        chi_square=statistic,
        dof=dof,
        chi_square_p=float(chi2.sf(statistic, dof)),
        min_expected=smallest,
        odds_ratio=_exact.odds_ratio(found),
        table=found,
        rows=row_names,
        columns=column_names,
        n=sum(map(sum, found)),
        n_unstated=n_unstated,
        warnings=tuple(warnings),
        parameters=dict(table.parameters) if isinstance(table, Crosstab) else {},
    )


_LEAST_EXPECTED: Final = 5


def _table(
    table: Crosstab | pd.DataFrame | Sequence[Sequence[int]],
) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...], tuple[str, ...], int]:
    """Drop empty rows and columns; return counts, labels, and what is unstated."""
    n_unstated = 0
    if isinstance(table, Crosstab):
        known = table.counts[table.counts[table.rows] != "unstated"]
        frame = known.drop(columns="unstated", errors="ignore")
        n_unstated = int(table.cells["n"].sum()) - int(frame[frame.columns[1:]].to_numpy().sum())
    elif isinstance(table, pd.DataFrame):
        frame = table
    else:
        frame = _plain(table)
    numeric = frame.select_dtypes("number")
    labels = frame.drop(columns=list(numeric.columns))
    named = labels.iloc[:, 0] if labels.shape[1] else pd.Series(frame.index)
    values = numeric.to_numpy(dtype="float64")
    if not np.isfinite(values).all() or (values < 0).any() or (values % 1 != 0).any():
        msg = "a table holds counts: whole numbers, none missing, none below 0"
        raise InvalidValueError(msg)
    rows, columns = values.sum(axis=1) > 0, values.sum(axis=0) > 0
    if rows.sum() < 2 or columns.sum() < 2:
        msg = "association is undefined: fewer than two rows or columns have counts"
        raise UndefinedMeasureError(msg)
    kept = values[rows][:, columns].astype(int)
    return (
        tuple(tuple(int(n) for n in row) for row in kept),
        tuple(str(label) for label in named[rows]),
        tuple(str(label) for label in numeric.columns[columns]),
        n_unstated,
    )


def _plain(table: Sequence[Sequence[int]]) -> pd.DataFrame:
    rows = [list(row) for row in table]
    if not rows or len({len(row) for row in rows}) != 1:
        msg = "a table has at least one row, and rows of one length"
        raise InvalidValueError(msg)
    try:
        return pd.DataFrame(rows).astype("float64")
    except (TypeError, ValueError):
        msg = "a table holds counts: whole numbers, none missing, none below 0"
        raise InvalidValueError(msg) from None


def sensitivity(
    registry: ProgrammeRegistry,
    *,
    thresholds: Sequence[Threshold] = ("1/2", "2/3", "3/4"),
    codebooks: Sequence[Codebook | str] = ("default", "poverty_neutral", "paper"),
    hows: Sequence[How] = ("union",),
    row: str = "Americas",
    column: str = "social",
    mode: Mode = "reported",
    leave_out: Collection[Status | str] = (Status.PROPOSED,),
    seed: int | None = None,
) -> pd.DataFrame:
    """How a region's share of an orientation moves with the choices behind it.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.
    thresholds : sequence of str or Fraction
        Thresholds to try, see :func:`~odopkit.classify_orientation`.
    codebooks : sequence of Codebook or str
        Codebooks to try.
    hows : sequence of {"union", "majority", "latest"}
        Ways to roll countries up, see :func:`~odopkit.roll_up`.
    row : str, default "Americas"
        The region to set against all others.
    column : str, default "social"
        The orientation to set against the others.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.
    leave_out : collection of Status or str, default ("proposed",)
        Programmes with such a status do not count.
    seed : int, optional
        For tables too large to enumerate, see :func:`~odopkit.ovop.association_test`.

    Returns
    -------
    DataFrame
        One row for every combination: ``codebook``, ``threshold``, ``how``, ``row``,
        ``column``, ``row_n`` of ``row_total`` countries with an orientation,
        ``rest_n`` of ``rest_total`` in other regions, ``row_share``, ``rest_share``,
        ``sign`` (``higher``, ``lower``, ``equal``), ``plurality`` (whether no other
        orientation is as frequent in the region), ``odds_ratio``, ``p_pair`` (two by two),
        ``p_table`` (all regions and orientations), ``n_tables``,
        ``n_resamples`` and ``seed`` (Int64, missing where nothing was drawn),
        ``min_expected``, ``n_unstated``, ``n_stated`` (countries whose orientation rests on
        statements of the paper alone), ``basis`` (of all orientations), ``method``,
        ``mode``, ``leave_out``, ``source``, ``min_confidence``, ``reason``.  What has no
        value is NaN.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or a table is too large to enumerate and there
        is no seed.

    Notes
    -----
    The p-values of many variants are many looks at the same countries: none may be quoted
    alone, and the smallest least of all.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import sensitivity
    >>> found = sensitivity(load_programmes("elsewhere", min_confidence="low"),
    ...                     codebooks=["default"])
    >>> found[["threshold", "row_n", "row_total", "rest_n", "rest_total", "p_pair"]].round(3)
      threshold  row_n  row_total  rest_n  rest_total  p_pair
    0       1/2      6          8       4          26   0.003
    1       2/3      4          8       4          26   0.066
    2       3/4      3          8       2          26   0.072
    """
    if column not in ORIENTATIONS[:3]:
        msg = f"column is one of {', '.join(ORIENTATIONS[:3])}, got {column!r}"
        raise InvalidValueError(msg)
    rows = []
    for codebook in codebooks:
        for threshold in thresholds:
            for how in hows:
                table = crosstab(
                    registry,
                    how=how,
                    threshold=threshold,
                    codebook=codebook,
                    mode=mode,
                    leave_out=leave_out,
                )
                rows.append({**_variant(table, row, column, seed), **table.parameters})
    kinds = {
        c: _KINDS.get(c, "str")
        for c in (
            *("codebook", "threshold", "how", "row", "column", "row_n", "row_total"),
            *("rest_n", "rest_total", "row_share", "rest_share", "sign", "plurality"),
            *("odds_ratio", "p_pair", "p_table", "n_tables", "n_resamples", "seed"),
            *(
                "min_expected",
                "n_unstated",
                "n_stated",
                "basis",
                "method",
                "mode",
                "leave_out",
                "source",
                "min_confidence",
                "reason",
            ),
        )
    }
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


_KINDS: Final = {
    **dict.fromkeys(("row_n", "row_total", "rest_n", "rest_total"), "int64"),
    **dict.fromkeys(("n_unstated", "n_stated"), "int64"),
    **dict.fromkeys(("n_tables", "n_resamples", "seed"), "Int64"),
    **dict.fromkeys(("row_share", "rest_share", "odds_ratio", "p_pair", "p_table"), "float64"),
    "min_expected": "float64",
    "plurality": "bool",
}


def _variant(table: Crosstab, row: str, column: str, seed: int | None) -> dict[str, Any]:
    """One row of the sensitivity: counts first, and tests where they have a value."""
    told = table.counts.set_index("region")[list(ORIENTATIONS[:3])]
    here = {c: int(told[c].get(row, 0)) for c in told.columns}
    n, total = here[column], sum(here.values())
    rest_n = int(told[column].sum()) - n
    rest_total = int(told.to_numpy().sum()) - total
    share = n / total if total else nan
    rest_share = rest_n / rest_total if rest_total else nan
    # Shares are compared as products of counts, so that equal ones are equal.
    order = n * rest_total - rest_n * total
    known = total > 0 and rest_total > 0
    found: dict[str, Any] = {
        "row": row,
        "column": column,
        "row_n": n,
        "row_total": total,
        "rest_n": rest_n,
        "rest_total": rest_total,
        "row_share": share,
        "rest_share": rest_share,
        "sign": ("higher" if order > 0 else "lower" if order < 0 else "equal") if known else "",
        "plurality": total > 0 and all(n > here[c] for c in here if c != column),
        "odds_ratio": nan,
        "p_pair": nan,
        "p_table": nan,
        "n_tables": pd.NA,
        "n_resamples": pd.NA,
        "seed": pd.NA,
        "min_expected": nan,
        "n_unstated": int(table.counts["unstated"].sum()),
        "n_stated": int(table.cells["n_stated"].sum()),
        "basis": each_basis(table.cells["basis"]),
        "method": "",
        "reason": "" if known else f"no country with an orientation in {row} or outside it",
    }
    try:
        whole = association_test(table, seed=seed)
        found |= {
            "p_table": whole.p_value,
            "n_tables": whole.n_tables,
            "n_resamples": whole.n_resamples,
            "seed": whole.seed,
            "min_expected": whole.min_expected,
            "method": whole.method,
        }
        pair = association_test(table.against_rest(row=row, column=column))
        found |= {"odds_ratio": pair.odds_ratio, "p_pair": pair.p_value}
    except (UndefinedMeasureError, UnknownNameError) as error:
        found["reason"] = found["reason"] or str(error)
    return found


def field_coverage(registry: ProgrammeRegistry) -> pd.DataFrame:
    """How much is known: for every field, how many records fill it, and on what basis.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.

    Returns
    -------
    DataFrame
        One row per field of :class:`~odopkit.ovop.Programme`: ``field``, ``n_records``,
        ``n_stated`` (the paper says it), ``n_inferred`` (it follows from the paper),
        ``n_elsewhere`` (another document says it), ``n_coded`` (a code of this package),
        ``n_unstated``, ``share_unstated``, ``source``, ``min_confidence``.  A record with
        facts of several bases counts once, under the first of these four.

    Raises
    ------
    UndefinedMeasureError
        If the registry is empty.

    Examples
    --------
    Of 49 programmes that the paper names, it states the orientation of two:

    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import field_coverage
    >>> known = field_coverage(load_programmes().filter(core=True)).set_index("field")
    >>> known.loc[["orientation", "subsidies"], ["n_stated", "n_unstated", "share_unstated"]]
                 n_stated  n_unstated  share_unstated
    field
    orientation         2          47        0.959184
    subsidies           4          43        0.877551
    """
    if len(registry) == 0:
        msg = "coverage is undefined: the registry has no records"
        raise UndefinedMeasureError(msg)
    order = (Basis.STATED, Basis.INFERRED, Basis.ELSEWHERE, Basis.CODED)
    tally = {field: dict.fromkeys(order, 0) for field in FACT_FIELDS}
    for programme in registry:
        bases: dict[str, set[Basis]] = {}
        for field, fact in programme.facts():
            bases.setdefault(field, set()).add(fact.provenance.basis)
        for field, told in bases.items():
            tally[field][next(basis for basis in order if basis in told)] += 1
    rows = []
    for field, known in tally.items():
        unstated = len(registry) - sum(known.values())
        rows.append(
            {
                "field": field,
                "n_records": len(registry),
                **{f"n_{basis}": n for basis, n in known.items()},
                "n_unstated": unstated,
                "share_unstated": unstated / len(registry),
                "source": registry.source,
                "min_confidence": str(registry.min_confidence),
            }
        )
    return pd.DataFrame(rows).astype({"field": "str", "source": "str", "min_confidence": "str"})
