"""The paper's figures against each other; an altered figure moves its verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from odopkit import load_paper_table
from odopkit.paper import check_paper, check_tables

TABLES = (
    "table1",
    "table2",
    "appendix1",
    "coverage",
    "growth_classes",
    "sector_composition",
    "macro_series",
    "programme_counts",
)


def verdicts(frame: pd.DataFrame) -> dict[str, str]:
    """Verdict by claim."""
    return dict(zip(frame["claim"], frame["verdict"], strict=True))


def test_the_printed_figures_have_these_verdicts() -> None:
    """Twelve claims hold, seven are contradicted, one cannot be told."""
    found = check_paper()
    assert found["claim"].is_unique
    assert found["verdict"].value_counts().to_dict() == {
        "holds": 12,
        "contradicted": 7,
        "cannot be told": 1,
    }
    said = found.set_index("claim")["recomputed"]
    assert said["the second ten districts hold nearly 24 per cent less than the first"] == (
        "-62.9% (-23.9 points)"
    )
    assert said["the states add up to India's exports"] == "USD 416.5 to 417.0 bn"
    assert said["12 states have a primary product on top"] == "5 or 10 or 14"
    assert said["exports grew by 6.5 per cent a year from 2008 to 2021"] == "6.53%"
    assert said["the listed district is the largest exporter of its state"] == (
        "at most 18 listed districts can be among the first 70"
    )
    assert found["basis"].ne("").all()


def swap_heads(tables: dict[str, pd.DataFrame]) -> None:
    """Exchange single and double in Table 2."""
    tables["table2"] = tables["table2"].rename(columns={"single": "double", "double": "single"})


def change(name: str, row: int, column: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Replace one printed figure."""

    def alter(tables: dict[str, pd.DataFrame]) -> None:
        tables[name].loc[row, column] = value

    return alter


@pytest.mark.parametrize(
    ("alter", "claim", "verdict"),
    [
        (change("table1", 12, "share", 0.05), "the brackets hold all exports", "contradicted"),
        (change("table1", 0, "share", 0.30), "the first 10 districts hold 0.38 of exports",
         "contradicted"),
        (change("coverage", 1, "share", 0.55), "the first 19 districts hold 0.55 of exports",
         "contradicted"),
        (change("coverage", 2, "n_units", 60), "the first 60 districts hold 0.8 of exports",
         "contradicted"),
        (change("table1", 1, "share", 0.29),
         "the second ten districts hold nearly 24 per cent less than the first", "holds"),
        (change("table1", 12, "share", 0.013), "districts 301-683 hold 1.08 per cent",
         "contradicted"),
        (change("table2", 0, "single", 3), "683 districts are classified", "contradicted"),
        (swap_heads, "a gap of more than ten points is called double, as the sentence says",
         "contradicted"),
        (swap_heads, "a gap of more than ten points is called single, as domination means",
         "holds"),
        (change("appendix1", 0, "share_in_state", 0.9),
         "no cell is a larger share of its state than of its district", "contradicted"),
        (change("coverage", 2, "n_states", 18),
         "the listed district is the largest exporter of its state", "holds"),
        (change("macro_series", 1, "value", 416.7), "the states add up to India's exports",
         "holds"),
        (change("macro_series", 1, "value", 500.0),
         "exports grew by 6.5 per cent a year from 2008 to 2021", "contradicted"),
        (change("growth_classes", 0, "n_states", 6), "37 states fall into five classes of growth",
         "contradicted"),
        (change("sector_composition", 0, "share", 0.60),
         "manufacturing, agriculture and minerals are all products", "contradicted"),
        (change("programme_counts", 4, "value", 1873),
         "the shares within agriculture are of its products", "holds"),
        (change("appendix1", 0, "hs_code", "84000000"), "12 states have a primary product on top",
         "cannot be told"),
    ],
)  # fmt: skip
def test_an_altered_figure_moves_its_verdict(
    alter: Callable[[dict[str, pd.DataFrame]], None], claim: str, verdict: str
) -> None:
    """No verdict is stored: each follows from the figures given."""
    tables = {name: load_paper_table(name) for name in TABLES}
    alter(tables)
    assert verdicts(check_tables(tables))[claim] == verdict


def test_more_figures_would_settle_what_is_open() -> None:
    """With the missing column, or with top shares that lead, claims hold."""
    tables = {name: load_paper_table(name) for name in TABLES}
    appendix = tables["appendix1"].assign(share_in_nation=0.5)
    leading = appendix["state"].isin(["Chandigarh", "Dadra & Nagar Haveli"])
    appendix.loc[leading, "share_in_district"] = 1.0
    tables["appendix1"] = appendix
    found = verdicts(check_tables(tables))
    assert found["the share in national exports of the commodity is given"] == "holds"
    claim = "Chandigarh and Dadra & Nagar Haveli are where one product dominates"
    assert found[claim] == "holds"
