"""Pairs of district and product that came and went, year by year."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.tables.pairs import pairs_of_years
from odopkit.tables.spans import first_that_holds
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import HSLevel, PseudoMode, UnspecifiedMode


def pair_turnover(
    panel: pd.DataFrame,
    *,
    product: str = "hs_code",
    level: HSLevel | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Count pairs of district and product that entered, left and stayed, year by year.

    .. math:: e_t = \frac{E_t}{N_{t-1}}, \qquad x_t = \frac{X_t}{N_{t-1}},

    where :math:`N_{t-1}` pairs export in a year, :math:`X_t` of them not in the next, and
    :math:`E_t` pairs export in the next that did not; so
    :math:`N_t = N_{t-1} + E_t - X_t`.

    Parameters
    ----------
    panel : DataFrame
        A flows table (see :func:`odopkit.validate`) of several years without a gap.
    product : str, default "hs_code"
        The column of products.
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    unspecified, unspecified_values, pseudo, units, min_value
        Which places and products count, in each year; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per year from the second on: ``period``, ``n_pairs_before``, ``n_entered``,
        ``n_exited``, ``n_stayed``, ``entry_rate`` (from 0 up), ``exit_rate`` (0 to 1),
        ``value_entered`` (in that year), ``value_exited`` (in the year before),
        ``value_stayed`` (in that year) and ``reason``.

    Raises
    ------
    InvalidValueError
        If there is no ``period``, one year only, a gap, years of two kinds, or an option
        is outside its choices.
    InvalidTableError, MixedHSLevelError
        If `panel` is not a valid table of one HS level.

    Notes
    -----
    The usual mistake is to read a change of the nomenclature as entry and exit: codes must
    mean the same in all years.  Small pairs come and go most, so rates fall with the level.
    Source: :cite:t:`EatonEtAl2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.change import pair_turnover
    >>> panel = pd.DataFrame({
    ...     "state": "Goa", "district": "North Goa",
    ...     "hs_code": ["3004", "0306", "3004", "2601"],
    ...     "period": ["2020", "2020", "2021", "2021"], "value": [5.0, 1.0, 6.0, 2.0]})
    >>> pair_turnover(panel)[["period", "n_pairs_before", "n_entered", "n_exited", "exit_rate"]]
      period  n_pairs_before  n_entered  n_exited  exit_rate
    0   2021               2          1         1        0.5
    """
    years, pairs = pairs_of_years(
        panel,
        what="turnover",
        product=product,
        level=level,
        pseudo=pseudo,
        unspecified=unspecified,
        unspecified_values=unspecified_values,
        units=units,
        min_value=min_value,
    )
    rows: list[dict[str, Any]] = []
    for i, _ in enumerate(pairwise(years)):
        before, after = pairs.in_year(i), pairs.in_year(i + 1)
        was, came, went = before > 0, (before == 0) & (after > 0), (before > 0) & (after == 0)
        rows.append(
            {
                "n_pairs_before": int(was.sum()),
                "n_entered": int(came.sum()),
                "n_exited": int(went.sum()),
                "n_stayed": int((was & ~went).sum()),
                "value_entered": float(after[came].sum()),
                "value_exited": float(before[went].sum()),
                "value_stayed": float(after[was].sum()),
            }
        )
    counts = ("n_pairs_before", "n_entered", "n_exited", "n_stayed")
    out: dict[str, Any] = {"period": pd.Series(years[1:], dtype="str")}
    out |= {c: np.array([row[c] for row in rows], dtype=np.int64) for c in counts}
    base = np.where(out["n_pairs_before"] > 0, out["n_pairs_before"], np.nan)
    out |= {"entry_rate": out["n_entered"] / base, "exit_rate": out["n_exited"] / base}
    values = ("value_entered", "value_exited", "value_stayed")
    out |= {c: np.array([row[c] for row in rows], dtype=np.float64) for c in values}
    out["reason"] = first_that_holds({"no pair the year before": np.isnan(base)})
    return pd.DataFrame(out)
