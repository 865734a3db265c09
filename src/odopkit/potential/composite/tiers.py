"""Units whose ranks cannot be told apart, put into tiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of
from odopkit.potential.composite.uncertainty import ScoreUncertainty
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    import pandas as pd


def rank_tiers(uncertainty: ScoreUncertainty) -> pd.DataFrame:
    """Put units into tiers that the intervals of their ranks can tell apart.

    Units are taken in order of median rank.  The first opens a tier; those after it join as
    long as their interval begins no later than that of the opening unit ends.  The first whose
    interval begins later opens the next tier.

    Parameters
    ----------
    uncertainty : ScoreUncertainty
        What :func:`score_uncertainty` found.

    Returns
    -------
    DataFrame
        The unit, ``tier`` (from 1, the best), ``median_rank``, ``rank_lower``,
        ``rank_upper``, ``n_in_tier`` and ``reason``, in order of median rank, then interval,
        then label.

    Raises
    ------
    InvalidValueError
        If `uncertainty` is something else.

    Notes
    -----
    Units of one tier are not equal, they are not told apart; and the last of one tier may
    overlap with the first of the next.  Intervals are of the ranks that the choices drawn give
    (see :func:`score_uncertainty`).  Show them with tiers in place of places 1 to 683.  A tier
    of everybody is a finding: the ranking is made of the choices.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential.composite import (
    ...     Indicator, composite_score, rank_tiers, score_uncertainty)
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh", "Surat"], "supply": [70, 10, 90],
    ...                       "demand": [90, 20, 80]})
    >>> parts = [Indicator(n, direction=1, unit="points") for n in ("supply", "demand")]
    >>> found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                         weights="equal", aggregate="arithmetic")
    >>> drawn = score_uncertainty(found, n_draws=500, rng=1, weight_concentration=1, k=1)
    >>> rank_tiers(drawn)[["district", "tier", "rank_lower", "rank_upper"]]
      district  tier  rank_lower  rank_upper
    0    Surat     1         1.0         2.0
    1    Kutch     1         1.0         2.0
    2      Leh     2         3.0         3.0
    """
    if not isinstance(uncertainty, ScoreUncertainty):
        got = kind_of(uncertainty)
        msg = f"uncertainty must be what score_uncertainty returns, got {got}"
        raise InvalidValueError(msg)
    key = list(uncertainty.unit)
    columns = ["median_rank", "rank_lower", "rank_upper"]
    frame = uncertainty.units[[*key, *columns]].sort_values(
        [*columns, *key], kind="stable", ignore_index=True
    )
    lower, upper = (frame[c].to_numpy(dtype=np.float64) for c in ("rank_lower", "rank_upper"))
    opens = np.zeros(len(frame), dtype=np.int64)
    start = 0
    while start < len(frame):
        opens[start] = 1
        later = np.flatnonzero(lower[start:] > upper[start])
        start = start + int(later[0]) if later.size else len(frame)
    tier = np.cumsum(opens)
    frame.insert(len(key), "tier", tier)
    return frame.assign(
        n_in_tier=np.bincount(tier)[tier].astype(np.int64),
        reason=text_column(np.full(len(frame), "", dtype=object)),
    )
