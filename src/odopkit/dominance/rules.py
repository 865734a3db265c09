"""The dominance rules themselves, and what published counts prove about them.

Nothing here knows a flows table: rules apply to amounts, proofs to printed figures.
The public names live in :mod:`odopkit.dominance`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_fraction
from odopkit.errors import InvalidTableError
from odopkit.errors.frames import check_table
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit.typing import BoolArray, Float64Array


EITHER_CLASS: Final = "the top share allows either class"


class DominanceRule(StrEnum):
    """How a district is called single- or double-product.

    With :math:`s_1, s_2` the shares of the first two products and :math:`t` the
    threshold:

    ``AS_PUBLISHED``
        Double if :math:`s_1 - s_2 > t`.  The printed sentence of :cite:t:`Gaur2023`,
        word for word: a gap of *more* than ten points is "dominated by two
        products".  The printed counts obey it, though common sense says the reverse.
    ``CONVENTIONAL``
        Single if :math:`s_1 - s_2 > t`: a wide gap means that one product dominates.
    ``SECOND_SHARE``
        Double if :math:`s_2 > t`: the second product counts by itself.
    ``RELATIVE_GAP``
        Double if :math:`(s_1 - s_2) / s_1 > t`.

    Examples
    --------
    >>> from odopkit import DominanceRule
    >>> DominanceRule("conventional") is DominanceRule.CONVENTIONAL
    True
    """

    AS_PUBLISHED = "as_published"
    CONVENTIONAL = "conventional"
    SECOND_SHARE = "second_share"
    RELATIVE_GAP = "relative_gap"


def as_rule(rule: DominanceRule | str) -> DominanceRule:
    """Take a rule or its name."""
    check_choice(rule, [r.value for r in DominanceRule], "rule")
    return DominanceRule(rule)


def is_double(
    rule: DominanceRule, first: Float64Array, second: Float64Array, whole: Float64Array, t: float
) -> BoolArray:
    """Apply a rule to amounts; comparisons are on them, never on rounded shares."""
    slack = TOLERANCE * whole
    if rule is DominanceRule.SECOND_SHARE:
        return second - t * whole > slack
    if rule is DominanceRule.RELATIVE_GAP:
        return (first - second) - t * first > slack
    wide = (first - second) - t * whole > slack
    return ~wide if rule is DominanceRule.CONVENTIONAL else wide


def admissible_rules(
    counts: pd.DataFrame,
    top_shares: pd.DataFrame,
    *,
    threshold: float = 0.10,
    rounding: float = 0.0005,
) -> pd.DataFrame:
    r"""Which rules can have produced published counts, given published top shares.

    From the largest share :math:`s_1` alone, :math:`s_2 \le \min(s_1, 1 - s_1)`, so the
    gap lies in :math:`[\max(0, 2 s_1 - 1),\; s_1]`.  Where that range lies wholly on
    one side of the threshold, a rule *forces* the district into a class; a state that
    counts fewer districts in a class than are forced into it contradicts the rule.

    Parameters
    ----------
    counts : DataFrame
        ``state``, ``single``, ``double``: districts of each class, as published
        (``load_paper_table("table2")``).
    top_shares : DataFrame
        ``state``, ``share_in_district``: for districts of these states, the share of
        their leading product, a fraction (``load_paper_table("appendix1")``).
    threshold : float, default 0.10
        The rules' threshold, a fraction.
    rounding : float, default 0.0005
        Half a unit of the last printed digit of the shares (one decimal of per cent).

    Returns
    -------
    DataFrame
        One row per rule and row of `top_shares`: ``rule``, ``state``,
        ``forced_class`` ("single", "double", or "" where nothing is forced),
        ``count_single``, ``count_double``, ``contradiction`` and ``reason`` (where nothing
        is forced).  A rule is admissible if no row contradicts it.

    Raises
    ------
    InvalidTableError
        If a column is absent, or a state of `top_shares` has no counts or two.
    InvalidValueError
        If a share, `threshold` or `rounding` is not a fraction.

    Notes
    -----
    No contradiction is not proof: other rules may fit as well.  On the source paper's
    figures ``conventional`` is refuted by Lakshadweep (a top share of 61.6 per cent
    leaves a gap of at least 23 points, yet its one district is counted double) and by
    Ladakh, while the printed sentence, in which a gap of *more* than ten points is
    double, holds everywhere; so do two other readings.

    Source: bounds derived here from :cite:t:`Gaur2023`, Table 2 and Appendix 1.

    Examples
    --------
    >>> from odopkit import load_paper_table
    >>> from odopkit.dominance import admissible_rules
    >>> verdict = admissible_rules(load_paper_table("table2"), load_paper_table("appendix1"))
    >>> verdict.loc[verdict["contradiction"], ["rule", "state", "forced_class"]]
                rule        state forced_class
    55  conventional       Ladakh       single
    56  conventional  Lakshadweep       single
    """
    for frame, name, columns in (
        (counts, "counts", ("state", "single", "double")),
        (top_shares, "top_shares", ("state", "share_in_district")),
    ):
        check_table(frame, name, columns)
    check_fraction(threshold, "threshold")
    check_fraction(rounding, "rounding")
    shares = _numbers(top_shares["share_in_district"], "share_in_district")
    for share in shares.tolist():
        check_fraction(share, "share_in_district")
    published = counts.set_index("state")[["single", "double"]]
    states = top_shares["state"].tolist()
    for state in states:
        if state not in published.index or not published.index.is_unique:
            msg = f"counts must have one row for {state!r}; states are matched by name"
            raise InvalidTableError(msg)
    single, double = (
        _numbers(published.loc[states, c], f"{c} of counts").astype(np.int64)
        for c in ("single", "double")
    )
    frames = []
    for rule in DominanceRule:
        may_single, may_double = _possible_classes(rule, shares, threshold, rounding)
        forced = np.where(may_single & may_double, "", np.where(may_double, "double", "single"))
        table = pd.DataFrame({"state": states, "forced_class": forced})
        # Several districts of one state may be forced into the same class.
        n_forced = table.groupby(["state", "forced_class"])["state"].transform("size").to_numpy()
        room = np.where(forced == "double", double, single)
        table.insert(0, "rule", str(rule))
        table["count_single"] = single
        table["count_double"] = double
        table["contradiction"] = (forced != "") & (n_forced > room)
        table["reason"] = np.where(forced == "", EITHER_CLASS, "")
        frames.append(table)
    result = pd.concat(frames, ignore_index=True)
    return result.astype(dict.fromkeys(("rule", "state", "forced_class", "reason"), "str"))


def _numbers(column: pd.Series[Any], name: str) -> Float64Array:
    """Read a column of numbers, which may have no rows."""
    return np.zeros(0) if column.empty else kernels.as_values(column, name=name)


def _possible_classes(
    rule: DominanceRule, shares: Float64Array, threshold: float, rounding: float
) -> tuple[BoolArray, BoolArray]:
    """Whether single, and double, are possible given the top share to its rounding.

    Every rule is monotone in the second share and piecewise so in the first, so the
    extremes lie at the corners of what is possible.
    """
    low = np.clip(shares - rounding, 0.0, 1.0)
    high = np.clip(shares + rounding, 0.0, 1.0)
    # The second share is largest where both would be a half.
    middle = np.clip(0.5, low, high)
    single = np.zeros(len(shares), dtype=bool)
    double = np.zeros(len(shares), dtype=bool)
    for first in (low, middle, high):
        for second in (np.zeros_like(first), np.minimum(first, 1 - first)):
            verdict = is_double(rule, first, second, np.ones_like(first), threshold)
            single |= ~verdict
            double |= verdict
    return single, double
