"""Blanks that stand for the cell above, cells beyond the header, and what a file hides or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from _workbooks import Rows, write_csv, write_html, write_xlsx
from odopkit.errors import InvalidValueError, ReadError
from odopkit.readers import ReadResult, read_dgcis, read_exports

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["state", "district", "hs_code", "value"]
LADDER: Rows = [
    HEAD,
    ["Goa", "North Goa", "1006", 1],
    [None, None, "3004", 2],
    [None, "South Goa", "1006", 3],
    [None, "Goa Total", None, 6],
    ["Kerala", "Kollam", "0801", 4],
    [None, None, "1006", 5],
    [None, None, None, None],
    ["Total", None, None, 15],
]


def kept(result: ReadResult) -> list[tuple[str, str, float]]:
    """Give state, district and value of each row."""
    flows = result.flows
    return list(zip(flows["state"], flows["district"], flows["value"], strict=True))


def refusal(source: Any, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(source, **options)
    assert len(str(caught.value)) <= 500
    return str(caught.value)


def messages(result: ReadResult, action: str) -> list[str]:
    """Give the lines of one kind."""
    issues = result.issues
    found: list[str] = issues.loc[issues["action"] == action, "message"].tolist()
    return found


# -- fill_down= ------------------------------------------------------------------------

FILLED = [
    ("Goa", "North Goa", 1),
    ("Goa", "North Goa", 2),
    ("Goa", "South Goa", 3),
    ("Kerala", "Kollam", 4),
    ("Kerala", "Kollam", 5),
]


@pytest.mark.parametrize("fill_down", [True, ["state", "district"]])
@pytest.mark.parametrize(
    ("name", "write"), [("x.csv", write_csv), ("x.xlsx", write_xlsx), ("x.html", write_html)]
)
def test_a_ladder_is_filled_down(name: str, write: Any, fill_down: Any, tmp_path: Path) -> None:
    """Totals and blank rows are not filled, and do not fill what is below them."""
    result = read_exports(write(tmp_path / name, LADDER), fill_down=fill_down)
    assert kept(result) == FILLED
    assert messages(result, "repaired") == [
        "3 blank cell(s) took the cell above",
        "2 blank cell(s) took the cell above",
    ]


def test_a_data_frame_is_filled_and_not_changed() -> None:
    """Also of categories, and whatever its row labels are."""
    given = pd.DataFrame(list(LADDER[1:]), columns=HEAD).astype({"state": "category"})
    given.index = pd.Index(list("abcdefgh"))
    before = given.copy(deep=True)
    assert kept(read_exports(given, fill_down=True)) == FILLED
    pd.testing.assert_frame_equal(given, before)


def test_merged_cells_of_a_workbook_are_filled(tmp_path: Path) -> None:
    """The refusal names the argument that reads them."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    rows = [["Goa", "A", "1006", 1], ["", "B", "1006", 2], ["Bihar", "C", "1006", 3]]
    for y, row in enumerate([HEAD, *rows]):
        sheet.write_row(y, 0, row)
    sheet.merge_range(1, 0, 2, 0, "Goa")
    book.close()
    assert refusal(path).endswith("pass fill_down=['state'] if a blank stands for the cell above")
    result = read_exports(path, fill_down=["state"])
    assert kept(result) == [("Goa", "A", 1), ("Goa", "B", 2), ("Bihar", "C", 3)]


def test_a_heading_of_its_own_row_fills_what_is_below_it(tmp_path: Path) -> None:
    """A row that holds a state only is no data, and names the rows below."""
    text = "state,district,value\nGoa,,\n,North,1\n,South,2\nBihar,,\n,Patna,3\n"
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    result = read_exports(path, fill_down=["state"])
    assert kept(result) == [("Goa", "North", 1), ("Goa", "South", 2), ("Bihar", "Patna", 3)]


def test_no_label_is_carried_into_another_block(tmp_path: Path) -> None:
    """A new state without a district is no district of the state above."""
    text = "state,district,value\nGoa,North,1\n,,2\nBihar,,3\n,Patna,4\n,,5\n"
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    result = read_exports(path, fill_down=True)
    assert kept(result) == [
        ("Goa", "North", 1),
        ("Goa", "North", 2),
        ("Bihar", "Patna", 4),
        ("Bihar", "Patna", 5),
    ]
    assert result.issues.loc[result.issues["row"] == 4, "message"].tolist() == [
        "district is missing"
    ]


def test_nothing_above_the_first_row_is_refused(tmp_path: Path) -> None:
    """The row is named."""
    text = "state,district,value\n,North,1\nGoa,South,2\n"
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert refusal(path, fill_down=["state"]) == (
        "column 'state' of 'x.csv' is blank in row 2, and no label stands above it to fill down; "
        "write the label there, or leave the column out of fill_down="
    )


def test_a_column_to_fill_must_be_there() -> None:
    """By its name in the file."""
    given = pd.DataFrame({"state": ["A"], "district": ["B"], "value": [1]})
    with pytest.raises(InvalidValueError, match="fill_down= names 'State', no column of"):
        read_exports(given, fill_down=["State"])


# -- cells beyond the header -----------------------------------------------------------

SHIFTED = (
    "<table><tr><th>Volume</th><th>Thousand Taka</th><th>USD</th></tr>"
    "<tr><td>AE: UAE</td><td>5</td><td>3000</td><td>40000</td></tr>"
    "<tr><td>IN: India</td><td>6</td><td>4000</td><td>50000</td></tr></table>"
)
COLUMNS = {"Volume": "district", "Thousand Taka": "value"}


def test_four_cells_under_three_headings_are_refused(tmp_path: Path) -> None:
    """As in the csv of the same shape: each value would stand in the wrong column."""
    pytest.importorskip("lxml.html")
    options: dict[str, Any] = {"columns": COLUMNS, "constants": {"state": "S"}}
    page = tmp_path / "x.xls"
    page.write_text(SHIFTED, encoding="utf-8")
    said = "2 of 2 rows of '{}' have more cells than the header has names (3); "
    assert refusal(page, **options).startswith(said.format("x.xls"))
    text = tmp_path / "x.csv"
    text.write_text("Volume,Thousand Taka,USD\nA,5,30,4\nB,6,40,5\n", encoding="utf-8")
    assert refusal(text, **options).startswith(said.format("x.csv"))


def test_one_long_row_of_a_page_is_set_aside(tmp_path: Path) -> None:
    """The others are right."""
    pytest.importorskip("lxml.html")
    rows = "".join(f"<tr><td>S<td>D{i}<td>{i}</tr>" for i in range(1, 5))
    page = (
        f"<table><tr><th>state<th>district<th>value</tr>{rows}<tr><td>S<td>E<td>9<td>8</tr></table>"
    )
    path = tmp_path / "x.html"
    path.write_text(page, encoding="utf-8")
    result = read_exports(path)
    assert result.flows["value"].tolist() == [1, 2, 3, 4]
    assert messages(result, "set_aside") == ["has more cells than the header has names (3)"]


@pytest.mark.parametrize(
    "head",
    [
        "<tr><th>state<th>district<th>value<th colspan=2>remarks</tr>",
        "<tr><th>state<th>district<th>value<th>remarks<th></tr>",
    ],
)
def test_a_heading_may_span_or_be_blank(head: str, tmp_path: Path) -> None:
    """Cells below it are not one too many."""
    pytest.importorskip("lxml.html")
    path = tmp_path / "x.html"
    row = "<tr><td>S<td>D<td>5<td>x<td>y</tr>"
    path.write_text(f"<table>{head}{row}</table>", encoding="utf-8")
    assert read_exports(path).flows["value"].tolist() == [5]


def test_columns_of_a_workbook_without_a_heading_are_told(tmp_path: Path) -> None:
    """Cells of a sheet keep their places, so that no row is lost."""
    rows: Rows = [
        ["state", "district", None, "value", None],
        ["S", "A", 7, 1, "revised"],
        ["S", "B", 8, 2, None],
    ]
    result = read_exports(write_xlsx(tmp_path / "x.xlsx", rows))
    assert result.flows["value"].tolist() == [1, 2]
    assert messages(result, "noted") == [
        "column 3 has 2 cell(s) and no heading: not read",
        "column 5 has 1 cell(s) and no heading: not read",
    ]


# -- what a workbook hides -------------------------------------------------------------


def workbook(path: Path, *, hide_first: bool = False) -> Path:
    """Write this year's sheet and a hidden one of last year, with some hidden rows."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(path))
    for name, factor in (("This year", 1), ("Last year", 10)):
        sheet = book.add_worksheet(name)
        sheet.write_row(
            0, 0, ["State", "District", "HS Code", "April, 24 To March, 25 Value(US $)"]
        )
        for row in range(1, 5):
            sheet.write_row(row, 0, ["GOA", f"D{row}", "30049099", row * factor])
        if factor == 1:
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_row(3, None, None, {"hidden": True})
            if hide_first:
                sheet.hide()
                book.worksheets_objs[0].hide()
        else:
            sheet.hide()
    book.close()
    return path


NAMES = {
    "State": "state",
    "District": "district",
    "HS Code": "hs_code",
    "April, 24 To March, 25 Value(US $)": "value",
}


def test_a_hidden_sheet_is_left_out_and_listed(tmp_path: Path) -> None:
    """It holds last year's copy; who names it gets it."""
    path = workbook(tmp_path / "x.xlsx")
    for result in (read_exports(path, columns=NAMES), read_dgcis(path)):
        assert result.flows["value"].sum() == 10
        hidden = result.issues[result.issues["sheet"] == "Last year"]
        assert hidden["message"].tolist() == [
            "hidden sheet not read; choose it with sheet= if it is meant"
        ]
    assert read_exports(path, columns=NAMES, sheet="Last year").flows["value"].sum() == 100


def test_hidden_rows_are_read_and_listed(tmp_path: Path) -> None:
    """A filter hides them from the eye, not from the sums."""
    result = read_dgcis(workbook(tmp_path / "x.xlsx"))
    assert "2 hidden row(s) are read like others: 3, 4" in messages(result, "noted")


def test_a_workbook_without_its_parts_tells_nothing(tmp_path: Path) -> None:
    """What lies inside is looked for, never relied on."""
    from odopkit.readers.formats.insides import insides

    assert insides(b"PK\x03\x04 half") == {}
    assert set(insides(workbook(tmp_path / "x.xlsx").read_bytes())) == {"This year", "Last year"}


# -- files that were cut off -----------------------------------------------------------

TEXT = "state,district,hs_code,value\nGoa,A,1006,1200\nGoa,B,1006,1500\n"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (1, ["its last number, '1500', may lack digits"]),
        (3, ["its last number, '15', may lack digits"]),
        (5, []),
        (6, ["its last row has 3 of 4 cells"]),
        (0, []),
    ],
)
def test_a_file_that_may_be_cut_off_has_a_line(gone: int, said: list[str], tmp_path: Path) -> None:
    """In the middle of its last number it looks whole."""
    path = tmp_path / "x.csv"
    path.write_text(TEXT[: len(TEXT) - gone], encoding="utf-8")
    lines = messages(read_exports(path), "noted")
    begin = "the file ends without a line end, and may be cut off: "
    assert lines == [begin + what for what in said]


def test_a_page_that_ends_in_a_row_has_a_line(tmp_path: Path) -> None:
    """The parser closes what was never closed, and says nothing."""
    pytest.importorskip("lxml.html")
    rows = "<tr><td>S<td>A<td>500</td></tr><tr><td>S<td>B<td>700"
    head = "<html><body><table><tr><th>state<th>district<th>value</tr>"
    path = tmp_path / "x.html"
    path.write_text(f"{head}{rows}", encoding="utf-8")
    said = "the page ends without its closing tags: the download may be cut off in its last row"
    assert messages(read_exports(path), "noted") == [said]
    path.write_text(f"{head}{rows}</td></tr></table></body>", encoding="utf-8")
    assert messages(read_exports(path), "noted") == [said]
    path.write_text(f"{head}{rows}</td></tr></TABLE></body></html >", encoding="utf-8")
    assert messages(read_exports(path), "noted") == []
