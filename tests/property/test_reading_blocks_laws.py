"""A large file read in blocks gives what it gives as one text: results, lines and errors."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _both_ways import assert_same_both_ways
from _laws import tries
from odopkit.readers.formats.blocks import CAN_SPLIT

pytestmark = pytest.mark.skipif(not CAN_SPLIT, reason="before pandas 3 files are read as one text")

STATES = ["GOA", "KERALA", "ASSAM"]
DISTRICTS = ["NORTH GOA", "SOUTH GOA", "KOLLAM", "JORHAT", "UNSPECIFIED"]
CODES = ["01012100", "02071400", "03061700", "30049099", "61034200", "98010011"]
ODD_PLACES = [
    "",
    " ",
    "Total",
    "GOA ",
    "Göa",
    "गोवा",
    "12",
    "n.a.",
    "Goa\u200b",
    "~",
    "Rest of the state",
    "state",
    "Note: revised",
    "* provisional",
    "TRUE",
    "NA",
    "NORTH  GOA",
]
ODD_CODES = [
    "0101",
    "",
    "HS 01012100",
    "01012100: Horses",
    "9",
    "ABCD",
    "01.01.21.00",
    "Total",
    "0101210012",
    "77000000",
    " 01012100",
    "0101 2100",
    "1012100.0",
    "1012100",
]
ODD_NUMBERS = [
    "1,234",
    "1,23,456.5",
    "12,3",
    "2,5",
    "0,123",
    "1.234",
    "1.234.567",
    "1.234,5",
    "12 345",
    "1'234",
    "",
    " ",
    "-",
    "--",
    "..",
    ".",
    "n.a.",
    "NA",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "Infinity",
    "1e5",
    "1E-3",
    "1e400",
    "1e-400",
    "1e",
    "1d5",
    "+5",
    "-5",
    "-0",
    "-0.0",
    "5.",
    ".5",
    "(5)",
    "$ 5",
    "5 USD",
    "Rs 7",
    "EUR 7",
    "7*",
    "7 (p)",
    "<5",
    "c",
    " 5 ",
    "\xa05",
    "５",
    "٣",
    "True",
    "#REF!",
    "0x10",
    "1_000",
    "007",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "12345678901234567890",
    "0.1234567890123456789012345678901234567",
    "123456789012345",
    "1234567890123456",
    "123456789.123456789",
    "xxxxxxxxxxxxxxx",
    "xxxxxxxxxxxxxxxx",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "5é",
    "ééééééé",
    "éééééééé",
    "1.7976931348623157e308",
    "4.9e-324",
    "2.2250738585072011e-308",
    "12345678.90123456",
    "value",
    "00000000000000000000000000000000000000000001",
]
usually = st.integers(0, 11).map(bool)
# The good labels of each kind of column, and the odd ones.
LABELS = {
    "state": (STATES, ODD_PLACES),
    "district": (DISTRICTS, ODD_PLACES),
    "hs_code": (CODES, ODD_CODES),
    "period": (["2021-22", "2022-23"], ["2021", "FY22", "", "Apr-Aug 2022", "x"]),
    "shipments": (
        ["3", "12", "0"],
        ["1,200", "2.5", "", "-", "1e3", "12.0", "9007199254740992", "1e19"],
    ),
    "partner": (["USA", "U K"], ["", "World", "All countries", "Total"]),
    "Unit": (["KG"], ["", "NOS"]),
    "Remarks": (["", "x"], ["total", "see note, below", "5"]),
}
TITLES = ["", "Exports of districts", "Values in Rs lakh", '"A, b"']
NOTES = [[], [], [], [], ["Source: DGCI&S"], ["", "* provisional"], ['"left open']]


@st.composite
def cells(draw: st.DrawFn, kind: str) -> str:
    """Give one cell, most often a good one."""
    if kind == "value":
        good = st.one_of(
            st.integers(0, 10**6).map(str),
            st.integers(0, 10**9).map(lambda n: f"{n / 100:.2f}"),
            st.floats(0, 1e18).map(repr),
        )
        return draw(good if draw(usually) else st.sampled_from(ODD_NUMBERS))
    usual, odd = LABELS[kind]
    return draw(st.sampled_from(usual if draw(usually) else odd))


def quoted(cell: str, delimiter: str, how: str) -> str:
    """Put quotation marks around a cell as some program would."""
    if how == "never":
        return cell
    if how == "always" or any(mark in cell for mark in (delimiter, '"', "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw a file with what spoils real ones."""
    kinds = ["state", "district", "hs_code", "value"]
    more = ("period", "shipments", "partner", "Unit", "Remarks")
    kinds += [kind for kind in more if draw(st.integers(0, 3)) == 0]
    kinds = draw(st.permutations(kinds)) if draw(st.booleans()) else kinds
    mark = draw(st.sampled_from([",", ",", ",", ";", "\t", "|"]))
    how = draw(st.sampled_from(["as needed"] * 6 + ["always", "never"]))
    lines = draw(st.lists(st.sampled_from(TITLES), max_size=2)) if draw(usually) else []
    lines.append(mark.join(kinds))
    for _ in range(draw(st.integers(0, 25))):
        row = [draw(cells(kind)) for kind in kinds]
        odd = draw(st.integers(0, 59))
        if odd == 0:
            row = []
        elif odd == 1:
            row = row[: draw(st.integers(1, len(row)))]
        elif odd == 2:
            row += draw(st.lists(st.sampled_from(["", "x"]), min_size=1, max_size=2))
        elif odd == 3:
            row = ["Note: all figures are provisional"]
        elif odd == 4:
            row[0] = draw(st.sampled_from(['a "b" c', 'say "x', '"', "two\nlines", 'x""y', "a\rb"]))
        elif odd == 5:
            row = kinds
        elif odd == 6:
            row = ["Total", *[""] * (len(row) - 2), draw(cells("value"))]
        lines.append(mark.join(quoted(cell, mark, how) for cell in row))
    lines += draw(st.sampled_from(NOTES))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = end.join(lines) + draw(st.sampled_from([end, end, "", end * 2]))
    data = text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16"])))
    return data.replace(b"Rs 7", b"\xa3 7") if draw(st.integers(0, 19)) == 0 else data


OPTIONS: list[dict[str, Any]] = [
    {},
    {},
    {"pad_hs": True},
    {"decimal": "."},
    {"decimal": ","},
    {"thousands": "."},
    {"thousands": ","},
    {"fill_down": True},
    {"keep": ["Total"]},
    {"scale": 1e5, "currency": "inr"},
    {"where": {"state": "GOA"}},
    {"where": {"Unit": "KG"}},
    {"header": 2},
    {"columns": {1: "state"}},
    {"columns": {"Unit": "product"}},
    {"constants": {"state": "X"}, "columns": {"state": "product"}},
]


@tries(30)
@given(
    data=files(),
    options=st.sampled_from(OPTIONS),
    n_rows=st.sampled_from([1, 2, 3, 7, 100]),
    chunk=st.sampled_from([7, 64, 1 << 18]),
)
def test_a_file_in_blocks_is_the_file_as_one_text(
    data: bytes, options: dict[str, Any], n_rows: int, chunk: int
) -> None:
    """Equal flows, issues, totals, counts, summaries and warnings, or the same error."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(data)
        assert_same_both_ways(path, n_rows=n_rows, chunk=chunk, **options)
