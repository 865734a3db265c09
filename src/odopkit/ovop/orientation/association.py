"""Whether two codings go together: exact tests on tables of counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice, check_rng, check_whole
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import kind_of
from odopkit.names import renamed
from odopkit.ovop.orientation.exact import chi_square, drawn_p, exact_p, odds_ratio
from odopkit.ovop.orientation.tabulated import Crosstab
from odopkit.ovop.records.frames import plain
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AssociationTest(Result):
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
    n_resamples : int or None
        How many tables were drawn; None by enumeration.
    rng : int or None
        With what seed; None by enumeration, or where a generator was given.
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
    n_cases : int
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
    rng: int | None
    max_tables: int
    chi_square: float
    dof: int
    chi_square_p: float
    min_expected: float
    odds_ratio: float
    table: tuple[tuple[int, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    n_cases: int
    n_unstated: int
    warnings: tuple[str, ...]
    parameters: Mapping[str, str]

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row.

        Returns
        -------
        DataFrame
            The fields but the table and its labels; counts of what was not done are
            missing (Int64), warnings joined by ``"; "``, and a column for each option.
        """
        told: dict[str, Any] = {name: getattr(self, name) for name in _NUMBERS}
        row = {**told, **self.parameters, "warnings": "; ".join(self.warnings)}
        return pd.DataFrame([row]).astype(
            dict.fromkeys(("n_tables", "n_resamples", "rng"), "Int64")
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values.

        Returns
        -------
        dict
            Every field under its name; None for what is undefined or infinite.
        """
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


_NUMBERS: Final = (
    *("p_value", "method", "n_tables", "n_resamples", "rng", "max_tables", "chi_square"),
    *("dof", "chi_square_p", "min_expected", "odds_ratio", "n_cases", "n_unstated"),
)


@renamed(seed="rng")
def association_test(
    table: Crosstab | pd.DataFrame | Sequence[Sequence[int]],
    *,
    method: Literal["auto", "exact", "monte_carlo"] = "auto",
    max_tables: int = 200_000,
    n_resamples: int = 20_000,
    rng: np.random.Generator | int | None = None,
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
    rng : Generator or int, optional
        A generator or a seed, without which nothing is drawn.

    Returns
    -------
    AssociationTest
        The p-value from 0 to 1 with its method, chi-square beside it, and warnings.

    Raises
    ------
    InvalidValueError
        If a count is negative or not whole, the table is ragged, tables must be drawn and
        there is no `rng`, or an option is outside its choices.
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
    check_choice(method, ("auto", "exact", "monte_carlo"), "method")
    max_tables = check_whole(max_tables, "max_tables", least=1)
    n_resamples = check_whole(n_resamples, "n_resamples", least=1)
    rng = check_rng(rng)
    found, row_names, column_names, n_unstated = _table(table)
    exact = None if method == "monte_carlo" else exact_p(found, max_tables=max_tables)
    if exact is None and method == "exact":
        msg = (
            f"there are more than {max_tables} tables with these margins; raise max_tables, or "
            f"draw with method='monte_carlo' and rng="
        )
        raise InvalidValueError(msg)
    p_value = _drawn(found, n_resamples, max_tables, rng) if exact is None else float(exact[0])
    from scipy.stats import chi2

    statistic, dof, smallest = chi_square(found)
    return AssociationTest(
        p_value=p_value,
        method="exact enumeration" if exact else "seeded Monte Carlo",
        n_tables=exact[1] if exact else None,
        n_resamples=None if exact else n_resamples,
        rng=None if exact or isinstance(rng, np.random.Generator) else rng,
        max_tables=max_tables,
        chi_square=statistic,
        dof=dof,
        chi_square_p=float(chi2.sf(statistic, dof)),
        min_expected=smallest,
        odds_ratio=odds_ratio(found),
        table=found,
        rows=row_names,
        columns=column_names,
        n_cases=sum(map(sum, found)),
        n_unstated=n_unstated,
        warnings=_warnings(smallest),
        parameters=dict(table.parameters) if isinstance(table, Crosstab) else {},
    )


def _drawn(
    table: tuple[tuple[int, ...], ...],
    n_resamples: int,
    max_tables: int,
    rng: np.random.Generator | int | None,
) -> float:
    """P-value by drawing tables, which needs a generator or a seed."""
    if rng is None:
        msg = (
            f"tables must be drawn, since there are more than {max_tables} or method is "
            f"'monte_carlo'; pass rng= so that the result can be repeated"
        )
        raise InvalidValueError(msg)
    # A generator is taken as it is, so that its next draw is another one.
    return drawn_p(table, n_resamples=n_resamples, rng=np.random.default_rng(rng))


def _warnings(smallest: float) -> tuple[str, ...]:
    """Say where chi-square does not hold."""
    if smallest >= _LEAST_EXPECTED:
        return ()
    return (f"chi-square does not hold: the smallest expected count is {smallest:.1f}, below 5",)


_LEAST_EXPECTED: Final = 5


def _table(
    table: Crosstab | pd.DataFrame | Sequence[Sequence[int]],
) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...], tuple[str, ...], int]:
    """Drop empty rows and columns; return counts, labels, and what is unstated."""
    n_unstated = 0
    if isinstance(table, Crosstab):
        known = table.counts[table.counts[table.rows] != "unstated"]
        frame = known.drop(columns="unstated", errors="ignore")
        n_unstated = int(table.cells["n_members"].sum()) - int(
            frame[frame.columns[1:]].to_numpy().sum()
        )
    elif isinstance(table, pd.DataFrame):
        frame = table
    elif isinstance(table, Iterable):
        frame = _plain(table)
    else:
        msg = f"table must be a Crosstab, a DataFrame or rows of counts, got {kind_of(table)}"
        raise InvalidValueError(msg)
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
