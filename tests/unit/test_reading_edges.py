"""Rows at the edge of a table: what is a note, what is blank, which header is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from _workbooks import write_xlsx
from odopkit.errors import ReadError
from odopkit.readers import read_dgcis, read_exports

if TYPE_CHECKING:
    from pathlib import Path

X = {"state": "X"}


def written(path: Path, text: str) -> Path:
    """Write a csv."""
    path.write_text(text, "utf-8")
    return path


def test_a_row_with_a_remark_alone_is_listed(tmp_path: Path) -> None:
    """Its keys and its value are blank, and still it is no blank row."""
    text = "district,value,remark\nA,10,\n,,withdrawn\n,,\nB,20,\n"
    result = read_exports(written(tmp_path / "a.csv", text), constants=X)
    assert result.flows["value"].tolist() == [10, 20]
    assert result.issues["row"].tolist() == [3]


def test_of_two_columns_a_row_without_a_value_is_no_note(tmp_path: Path) -> None:
    """Below the data of a wider table a single cell is one."""
    two = written(tmp_path / "two.csv", "district,value\nA,10\nB,20\nGamma,\n")
    issues = read_exports(two, constants=X).issues
    assert issues[["row", "message"]].to_numpy().tolist() == [[4, "value is missing"]]
    three = written(tmp_path / "three.csv", "district,value,remark\nA,10,\nB,20,\nGamma,,\n")
    issues = read_exports(three, constants=X).issues
    assert issues["message"].tolist() == ["a note, not a row of data"]


def test_a_column_that_is_blank_from_its_first_row_on_is_not_filled_from_above(
    tmp_path: Path,
) -> None:
    """A cell above is what a blank could stand for: where there is none, the column is bad."""
    rows = "".join(f",H{i},{i}\n" for i in range(5))
    path = written(tmp_path / "a.csv", f"district,product,value\n{rows}A,H9,9\n")
    with pytest.raises(ReadError, match="cannot serve as district"):
        read_exports(path, constants=X)
    merged = written(tmp_path / "b.csv", f"district,product,value\nA,H9,9\n{rows}")
    with pytest.raises(ReadError, match="as merged cells are"):
        read_exports(merged, constants=X)


def test_cells_merged_above_the_data_are_a_heading(tmp_path: Path) -> None:
    """Only cells merged within the data make a blank mean the cell above."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    for first, words in ((0, "is missing"), (4, "as merged cells")):
        path = tmp_path / f"{first}.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        rows: list[list[str | int]] = [["a title", ""], ["", ""], ["district", "value"]]
        rows += [[f"D{i}", i + 1] for i in range(8)]
        rows[5][0] = ""
        for y, row in enumerate(rows):
            sheet.write_row(y, 0, row)
        sheet.merge_range(first, 0, first + 1, 0, rows[first][0])
        book.close()
        if first:
            with pytest.raises(ReadError, match=words):
                read_exports(path, constants=X)
        else:
            messages = read_exports(path, constants=X).issues["message"].tolist()
            assert any(words in message for message in messages)


def test_of_two_rows_with_the_same_names_the_first_is_the_header(tmp_path: Path) -> None:
    """The second heads a table below, or repeats the header on a new page."""
    text = "district,value\nA,10\nB,20\ndistrict,value\nC,30\n"
    result = read_exports(written(tmp_path / "a.csv", text), constants=X)
    assert sorted(result.flows["value"]) == [10, 20, 30]


@pytest.mark.parametrize(
    ("header", "period"),
    [
        ("January, 24 To December, 24 Value(US $)", "2024"),
        ("April, 24 To March, 25 Value(US $)", "2024-25"),
        ("February, 24 To January, 25 Value(US $)", None),
        ("February, 24 To December, 24 Value(US $)", "2024 (Feb-Dec)"),
        ("March, 24 To February, 25 Value(US $)", None),
    ],
)
@pytest.mark.filterwarnings("ignore::odopkit.errors.OdopkitWarning")
def test_a_year_ends_with_its_last_month(header: str, period: str | None, tmp_path: Path) -> None:
    """Twelve months that begin in February lie in no year."""
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [["State", "District", "HS Code", header], ["GOA", "NORTH GOA", "72011000", 80]],
    )
    if period is None:
        with pytest.raises(ReadError, match="which lie neither in one fiscal year"):
            read_dgcis(path)
    else:
        assert read_dgcis(path).period == period
