"""Table 2's counts under other choices: the same as one call each, and the paper's at .10."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from _tables import flows_of
from odopkit import dominance_by_state, dominance_table, load_illustrative_exports
from odopkit.dominance import PAPER_THRESHOLDS, DominanceRule, dominance_sensitivity
from odopkit.errors import InvalidValueError

FLOWS = flows_of(
    [
        ("A", "a", "01", 60.0),
        ("A", "a", "02", 40.0),
        ("A", "b", "01", 9.0),
        ("A", "UNSPECIFIED", "01", 5.0),
        ("B", "c", "01", 30.0),
        ("B", "c", "02", 29.0),
        ("B", "d", "03", 0.0),
    ]
)


@pytest.mark.parametrize("rule", DominanceRule)
@pytest.mark.parametrize("basis", ["district", "national"])
def test_each_row_is_the_table_that_one_call_would_give(rule: Any, basis: Any) -> None:
    """For every choice, by state and in all."""
    found = dominance_sensitivity(
        FLOWS,
        rule=rule,
        basis=basis,
        thresholds=(0.0, 0.1, 0.2, 0.5),
        min_values=(None, 10.0),
        within="state",
    )
    columns = ["state", "single", "double", "only_product", "no_exports", "n_units", "reason"]
    for mode in ("exclude", "denominator", "unit"):
        for least in (None, 10.0):
            for t in (0.0, 0.1, 0.2, 0.5):
                one = dominance_by_state(
                    dominance_table(
                        FLOWS,
                        rule=rule,
                        basis=basis,
                        threshold=t,
                        unspecified=mode,
                        min_value=least,
                    )
                )
                same = found["min_value"].isna() if least is None else found["min_value"] == least
                rows = found[same & (found["unspecified"] == mode) & (found["threshold"] == t)]
                assert rows[columns].to_numpy().tolist() == one[columns].to_numpy().tolist()


def test_counts_of_the_illustrative_table_do_not_move_where_it_has_no_gap() -> None:
    """275 and 408 at .10, as from .09 to .12: an artefact of how the table was built."""
    found = dominance_sensitivity(
        load_illustrative_exports(), rule="as_published", unspecified_modes=("exclude",)
    ).set_index("threshold")
    assert len(found) == len(PAPER_THRESHOLDS) == 51
    for t in (0.09, 0.10, 0.11, 0.12):
        assert (found["single"][t], found["double"][t]) == (275, 408)
    assert found["double"][0.08] > 408 > found["double"][0.13]
    assert found["double"].is_monotonic_decreasing
    assert (found["n_units"] == 683).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"thresholds": ()}, "thresholds is empty"),
        ({"thresholds": (10,)}, "thresholds must be a fraction"),
        ({"min_values": ()}, "min_values is empty"),
        ({"min_values": (-1,)}, "min_value must be"),
        ({"unspecified_modes": ("drop",)}, "unspecified must be one of"),
        ({"within": "district"}, "within must be 'state' or None"),
        ({"rule": "mine"}, "rule must be one of"),
        ({"basis": "mine"}, "basis must be one of"),
    ],
)
def test_choices_outside_theirs_are_told(options: dict[str, Any], message: str) -> None:
    """Before the table is looked at."""
    with pytest.raises(InvalidValueError, match=message):
        dominance_sensitivity(pd.DataFrame(), **{"rule": "conventional", **options})
