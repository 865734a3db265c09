"""How many leading products hold how much of the nation's exports."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_sequence, check_fraction
from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence


PAPER_SHARE_EDGES: Final = (0.25, 0.50, 0.75)
"""Lower ends of the classes of national share in the source paper's Figure 3."""

NO_SHARE: Final = "no share, or one above 1"


def lead_share_classes(
    leads: pd.DataFrame, *, edges: Sequence[float] = PAPER_SHARE_EDGES
) -> pd.DataFrame:
    """Count districts by what share of the nation's exports their leading product is.

    Parameters
    ----------
    leads : DataFrame
        What :func:`odopkit.lead_products` returned; only rank 1 is counted.
    edges : sequence of float, default ``(0.25, 0.50, 0.75)``
        Ends between classes, ascending fractions between 0 and 1.

    Returns
    -------
    DataFrame
        ``share_class``, ``at_least``, ``below``, ``n_units`` (districts) and ``reason``,
        lowest class first.  Classes are closed on the left, ``[a, b)``, the last one
        on both sides.  A last row ``undefined`` counts districts without a share, and
        has no ends.

    Raises
    ------
    InvalidTableError
        If `leads` lacks ``rank`` or ``share_in_nation``.
    InvalidValueError
        If `edges` is not ascending fractions strictly between 0 and 1.

    Notes
    -----
    The source counts by the *top* product only: a second product with ninety per cent of
    the nation's exports is not seen here.  Source: :cite:t:`Gaur2023`, Figure 3 (51,
    33 and 23 districts from 25 per cent up).

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import lead_products
    >>> from odopkit.dominance import lead_share_classes
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Panipat"],
    ...     "hs_code": "10063020", "value": [75.0, 25.0]})
    >>> lead_share_classes(lead_products(table))
        share_class  at_least  below  n_units reason
    0  [0.00, 0.25)      0.00   0.25        0
    1  [0.25, 0.50)      0.25   0.50        1
    2  [0.50, 0.75)      0.50   0.75        0
    3  [0.75, 1.00]      0.75   1.00        1
    4     undefined       NaN    NaN        0 no share, or one above 1
    """
    check_table(leads, "leads", ("rank", "share_in_nation"), of="the result of lead_products")
    ends = [0.0, *(check_fraction(e, "an edge") for e in as_sequence(edges, "edges")), 1.0]
    if any(b <= a for a, b in pairwise(ends)):
        msg = f"edges must ascend strictly between 0 and 1, got {list(edges)}"
        raise InvalidValueError(msg)
    share = leads.loc[leads["rank"] == 1, "share_in_nation"].to_numpy(dtype=np.float64)
    defined = ~np.isnan(share) & (share <= 1 + TOLERANCE)
    which = np.searchsorted(ends, share[defined] + TOLERANCE, side="right") - 1
    counts = kernels.count_by(np.minimum(which, len(ends) - 2), len(ends) - 1)
    names = [f"[{a:.2f}, {b:.2f})" for a, b in pairwise(ends)]
    names[-1] = names[-1][:-1] + "]"
    return pd.DataFrame(
        {
            "share_class": [*names, "undefined"],
            "at_least": [*ends[:-1], np.nan],
            "below": [*ends[1:], np.nan],
            "n_units": np.append(counts, (~defined).sum()).astype(np.int64),
            "reason": pd.Series([*[""] * len(names), NO_SHARE], dtype="str"),
        }
    )
