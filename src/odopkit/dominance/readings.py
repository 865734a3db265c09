"""The two readings of the two-product rule beside each other, and what each means in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.dominance.districts import dominance_by_state, dominance_of
from odopkit.dominance.rules import DominanceRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.tables.cells import Cells
    from odopkit.typing import Float64Array

BOTH: Final = (DominanceRule.AS_PUBLISHED, DominanceRule.CONVENTIONAL)
"""The paper's printed sentence, and what most readers expect: they contradict each other."""

VERDICT: Final = "single_or_double"
_COUNTS: Final = ("single", "double")


def meaning(rule: DominanceRule, threshold: float) -> str:
    """Say in one sentence what a rule calls double, or single."""
    points = f"{100 * threshold:g} points"
    return {
        DominanceRule.AS_PUBLISHED: (
            f"a gap of more than {points} between the first two products is called double, as the "
            "paper's sentence says"
        ),
        DominanceRule.CONVENTIONAL: (
            f"a gap of more than {points} between the first two products is called single: one "
            "product dominates"
        ),
        DominanceRule.SECOND_SHARE: (
            f"double where the second product has more than {points} of the exports"
        ),
        DominanceRule.RELATIVE_GAP: (
            f"double where the gap is more than {100 * threshold:g} per cent of the first share"
        ),
    }[rule]


def name_of(column: str, rule: DominanceRule, rules: Sequence[DominanceRule]) -> str:
    """Name a column of a rule: after the rule where there are several."""
    return column if len(rules) == 1 else f"{column}_{rule}"


def readings_of(
    cells: Cells,
    rules: Sequence[DominanceRule],
    threshold: float,
    national: Float64Array,
    small_value: float | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build the table of districts and its counts by state, a column or a pair for each rule.

    With one rule they are what :func:`dominance_table` and :func:`dominance_by_state` return.
    """
    tables = {
        rule: dominance_of(cells, rule, threshold, "district", national, small_value=small_value)
        for rule in rules
    }
    counts = {rule: dominance_by_state(table) for rule, table in tables.items()}
    first, *_ = rules
    if len(rules) == 1:
        return tables[first], counts[first]
    districts = tables[first].drop(columns=["rule"])
    at = districts.columns.tolist().index(VERDICT)
    by_state = counts[first].drop(columns=list(_COUNTS))
    districts = districts.drop(columns=VERDICT)
    for i, rule in enumerate(rules):
        districts.insert(at + i, name_of(VERDICT, rule, rules), tables[rule][VERDICT])
        for j, column in enumerate(_COUNTS):
            place = 1 + 2 * i + j
            by_state.insert(place, name_of(column, rule, rules), counts[rule][column])
    return districts, by_state
