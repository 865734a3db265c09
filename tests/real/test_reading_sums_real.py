"""A real table of chapters, headings and subheadings is read by one length, and adds up."""

from __future__ import annotations

from typing import Any

import pytest

from _shared import real
from odopkit.errors import ReadError
from odopkit.readers import read_exports

COLUMNS = {"code": "hs_code", "usd": "value"}
INDIA = {"state": "India", "district": "India"}
PATH = "data/comtrade_india_2018/comtrade_india_2018.csv"


def test_subheadings_roll_up_to_their_own_headings_and_chapters() -> None:
    """Rows are cut to whole dollars: n parts fall short by 0 to n - 1."""
    result = read_exports(real(PATH), columns=COLUMNS, constants=INDIA, level=6)
    assert len(result.flows) == 5044
    assert result.issues["message"].tolist()[-2:] == [
        (
            "1309 rows of HS codes of 2 and 4 digits left out: level=6; 1309 of 1309 are the sum "
            "of their parts"
        ),
        "a total, not a row of data",
    ]
    code = result.flows["hs_code"].astype(str)
    parts: dict[Any, int] = {}
    for n in (2, 4):
        parts |= code.str[:n].value_counts().to_dict()
    shorter = result.totals[result.totals["label"] != "TOTAL"]
    assert shorter["label"].str.len().value_counts().to_dict() == {4: 1212, 2: 97}
    for label, difference in zip(shorter["label"], shorter["difference"], strict=True):
        assert 0 <= difference < parts[label]
    assert result.totals.iloc[-1]["label"] == "TOTAL"
    assert 0 <= result.totals.iloc[-1]["difference"] < 5044


def test_several_lengths_are_refused_unless_one_is_chosen() -> None:
    """As HS codes with level=, as products with where=."""
    with pytest.raises(ReadError, match="97 rows of 2 digits, 1212 rows of 4 digits, 5044 rows"):
        read_exports(real(PATH), columns=COLUMNS, constants=INDIA)
    with pytest.raises(ReadError, match="1309 of 1309 sums agree"):
        read_exports(real(PATH), columns={**COLUMNS, "code": "product"}, constants=INDIA)
