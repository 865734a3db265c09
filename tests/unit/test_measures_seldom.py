"""What seldom stands in a panel or in trade is measured as well, or told in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from _catalogue_tables import T
from odopkit.change import concentration_change, pair_survival
from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.growth import constant_market_share, growth_share_matrix, growth_table, trend_growth
from odopkit.potential import average_trade, export_potential

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = pd.DataFrame(index=["A", "B"])
GROWTH = growth_table(T["panel"], by="hs_code")
BY_YEAR = T["trade by year"]
SPRING = "2021 (Apr-May)"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        pytest.param(
            lambda: trend_growth(T["years"].assign(value=1.7e308), by="state"),
            InvalidTableError,
            "the values add up beyond the range of a float; divide them by a constant",
            id="a sum that no float holds",
        ),
        pytest.param(
            lambda: trend_growth(T["years"].assign(cagr="x"), by="cagr"),
            InvalidValueError,
            r"by=\['cagr'\] would hide a result; rename the column",
            id="a key with the name of a result",
        ),
        pytest.param(
            lambda: growth_share_matrix(GROWTH.assign(product="x"), GROWTH),
            InvalidTableError,
            "own needs one column of products, hs_code or product; it has",
            id="two columns of products",
        ),
        pytest.param(
            lambda: average_trade(
                BY_YEAR.replace({"period": {"2021": SPRING}}), periods=["2020", SPRING]
            ),
            InvalidValueError,
            "a mean of those means nothing, so name whole years",
            id="a year and a part of one",
        ),
        pytest.param(
            lambda: constant_market_share(
                NOTHING,
                NOTHING,
                world_first=T["wide world"],
                world_last=T["wide world later"],
                order="shapley",
            ),
            UndefinedMeasureError,
            "there are no exports at the first date",
            id="tables without a column",
        ),
    ],
)
def test_it_is_told(call: Callable[[], object], error: type[Exception], words: str) -> None:
    """With the one thing to do."""
    with pytest.raises(error, match=words):
        call()


def test_without_any_tariff_no_potential_is_made_up() -> None:
    """An empty table names no tariff, and the reason says so in every row."""
    found = export_potential(
        T["trade"],
        exporter="IND",
        projections=T["projections"],
        distances=T["distances"],
        tariffs=T["tariffs"].iloc[:0],
    )
    assert found["potential"].isna().all()
    assert found["actual"].notna().any()
    assert found["reason"].str.contains("tariffs on world trade").all()


def test_blocks_without_skewness_give_an_interval_around_the_change() -> None:
    """Nothing is to be taken out of a statistic that is symmetric."""
    cells = [(f"D{i}", f"firm {i}", 10.0) for i in range(60)]
    first = pd.DataFrame(cells, columns=["district", "firm", "value"]).assign(
        state="X", hs_code="01", period="2020"
    )
    last = first.assign(value=[20.0, 10.0] * 30, period="2021")
    found = concentration_change(first, last, block="firm", measures=("hhi",))
    table = found.to_frame()
    # Half the firms doubled: shares of 2/90 and 1/90 where all had 1/60.
    assert table["change"].tolist() == pytest.approx([30 * (4 + 1) / 90**2 - 1 / 60])
    assert table["lower"][0] < table["change"][0] < table["upper"][0]
    table["change"] = np.nan
    assert found.measures["change"].notna().any()
    assert "measures" in found.to_dict()


def test_ages_are_handed_out_as_a_copy() -> None:
    """What is done to it changes nothing."""
    years = T["years"]
    later = years[(years["period"] != "2018-19") | (years["district"] != "North Goa")]
    found = pair_survival(later, spells="all")
    table = found.to_frame()
    table.iloc[:, 0] = -1
    assert not found.table.equals(table)
    assert found.to_dict()["n_pairs"] == found.n_pairs
