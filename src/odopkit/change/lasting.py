"""How long pairs of district and product last once they are there."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice
from odopkit.results import Result, plain_items
from odopkit.tables.pairs import pairs_of_years
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.pairs import Pairs
    from odopkit.typing import BoolArray, HSLevel, IntArray, PseudoMode, UnspecifiedMode


Spells = Literal["all", "first"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PairSurvival(Result):
    """How many pairs still export so many years after they began.

    Parameters
    ----------
    spells : {"all", "first"}
        Which spells of a pair were counted.
    n_pairs : int
        Pairs that export in any year.
    n_spells : int
        Spells that were counted.
    n_left_out : int
        Spells that were there in the first year, whose beginning nobody saw.
    n_repeated : int
        Later spells of a pair: counted with ``"all"``, left out with ``"first"``.
    table : DataFrame
        One row per age from 1: ``age``, ``n_at_risk``, ``n_ended``, ``n_censored``,
        ``survival`` and ``reason``.
    """

    spells: Spells
    n_pairs: int
    n_spells: int
    n_left_out: int
    n_repeated: int
    table: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of ages."""
        return self.table.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as strict JSON, the table as a list of records."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


def pair_survival(
    panel: pd.DataFrame,
    *,
    spells: Spells,
    product: str = "hs_code",
    level: HSLevel | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> PairSurvival:
    r"""Estimate how long pairs of district and product last once they begin.

    .. math:: S(a) = \prod_{k \le a} \Big(1 - \frac{d_k}{r_k}\Big),

    the estimate of Kaplan and Meier, where :math:`r_k` spells were at risk at age
    :math:`k` and :math:`d_k` ended at it: a spell is a run of years with exports, its age 1
    in its first year, and :math:`S(a)` the share that goes on beyond age :math:`a`.

    Parameters
    ----------
    panel : DataFrame
        A flows table (see :func:`odopkit.validate`) of several years without a gap.
    spells : {"all", "first"}
        What a pair counts that stops and begins again: each spell by itself, or the first
        only, which leaves out pairs that were there in the first year.  It has no default,
        for the answers differ.
    product : str, default "hs_code"
        The column of products.
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    unspecified, unspecified_values, pseudo, units, min_value
        Which places and products count, in each year; see :func:`odopkit.set_aside`.

    Returns
    -------
    PairSurvival
        ``survival`` is a share from 0 to 1 that never rises with age.  Spells that still
        run in the last year are censored, not ended.

    Raises
    ------
    InvalidValueError
        If there is no ``period``, one year only, a gap, years of two kinds, or an option
        is outside its choices.
    InvalidTableError, MixedHSLevelError
        If `panel` is not a valid table of one HS level.

    Notes
    -----
    The estimate is that of ``scipy.stats.ecdf``.  No interval is given: its own takes
    spells for independent, while spells of one district end together.  The usual mistake
    is to keep spells that were there in the first year: they are old ones, and make entry
    look safe.  A year that is missing in the source looks like an end.  Source:
    :cite:t:`BesedesPrusa2006`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.change import pair_survival
    >>> rows = [("3004", "2019"), ("3004", "2020"), ("0306", "2020"), ("2601", "2020"),
    ...         ("2601", "2021"), ("2601", "2022")]
    >>> panel = pd.DataFrame(rows, columns=["hs_code", "period"]).assign(
    ...     state="Goa", district="North Goa", value=1.0)
    >>> found = pair_survival(panel, spells="all")
    >>> found.n_spells, found.n_left_out
    (2, 1)
    >>> found.to_frame()
       age  n_at_risk  n_ended  n_censored  survival reason
    0    1          2        1           0       0.5
    1    2          1        0           0       0.5
    2    3          1        0           1       0.5
    """
    check_choice(spells, get_args(Spells), "spells")
    years, pairs = pairs_of_years(
        panel,
        what="survival",
        product=product,
        level=level,
        pseudo=pseudo,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        units=units,
        min_value=min_value,
    )
    pair, begins, ends = _runs(pairs)
    at_start = begins == 0
    repeated = np.diff(pair, prepend=-1) == 0
    kept = ~at_start & ~(repeated & (spells == "first"))
    length = (ends - begins + 1)[kept]
    censored = (ends == len(years) - 1)[kept]
    return PairSurvival(
        spells=spells,
        n_pairs=pairs.n_pairs,
        n_spells=len(length),
        n_left_out=int(at_start.sum()),
        n_repeated=int(repeated.sum()),
        table=_by_age(length, censored),
    )


def _runs(pairs: Pairs) -> tuple[IntArray, IntArray, IntArray]:
    """Find the pair, the first and the last year of each run of years with exports."""
    if not len(pairs.pair):
        return pairs.pair, pairs.year, pairs.year
    new = np.r_[True, (np.diff(pairs.pair) != 0) | (np.diff(pairs.year) > 1)]
    first = np.flatnonzero(new)
    last = np.r_[first[1:] - 1, len(new) - 1]
    return pairs.pair[first], pairs.year[first], pairs.year[last]


def _by_age(length: IntArray, censored: BoolArray) -> pd.DataFrame:
    from scipy.stats import CensoredData, ecdf

    ages = np.arange(1, int(length.max(initial=0)) + 1)
    ended = np.bincount(length[~censored], minlength=len(ages) + 1)[1:]
    stopped = np.bincount(length[censored], minlength=len(ages) + 1)[1:]
    survival = np.zeros(0)
    if len(length):
        years = length.astype(np.float64)
        sample = CensoredData(uncensored=years[~censored], right=years[censored])
        survival = np.asarray(ecdf(sample).sf.evaluate(ages), dtype=np.float64)
    at_risk = len(length) - np.concatenate(([0], np.cumsum(ended + stopped)))[: len(ages)]
    return pd.DataFrame(
        {
            "age": ages.astype(np.int64),
            "n_at_risk": at_risk.astype(np.int64),
            "n_ended": ended.astype(np.int64),
            "n_censored": stopped.astype(np.int64),
            "survival": survival,
            "reason": pd.Series([""] * len(ages), dtype="str"),
        }
    )
