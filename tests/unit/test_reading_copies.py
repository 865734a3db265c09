"""A table that stands there twice is refused; two years that are equal are asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from odopkit.errors import ReadError
from odopkit.readers import read_dgcis, read_exports

ROWS = [
    ("Alfa", "10063020", 40.0),
    ("Alfa", "57011000", 25.0),
    ("Beta", "41041100", 31.0),
    ("Beta", "10063020", 7.0),
    ("Gamma", "03061790", 88.0),
    ("Gamma", "09024020", 13.0),
]
SAME = "are the same figures in all 6 rows: one may be a copy of the other"


def table(rows: list[tuple[Any, ...]] = ROWS, **more: Any) -> pd.DataFrame:
    """Give districts, codes and values of one state."""
    frame = pd.DataFrame(rows, columns=["district", "hs_code", "value"])
    return frame.assign(state="Xanadu", **more)


def message_of(source: pd.DataFrame) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(source)
    return str(caught.value)


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    """Paste a table below itself."""
    return pd.concat([frame, frame], ignore_index=True)


@pytest.mark.parametrize("times", [2, 3])
def test_a_table_pasted_several_times_is_refused(times: int) -> None:
    """Whole copies, in any order of rows, with their totals."""
    pasted = pd.concat([table()] * times, ignore_index=True)
    text = (
        f"every row of 'DataFrame' stands there {times} times (6 different rows): either it was "
        "pasted several times, or a column that tells the rows apart, such as the year, is "
        "missing; remove the copies, or name that column with columns=, and read it again"
    )
    assert message_of(pasted) == text
    assert message_of(pasted.sample(frac=1, random_state=2)) == text
    total = table([("Total", "", 204.0)])
    with_totals = pd.concat([table(), total] * times, ignore_index=True)
    assert message_of(with_totals) == text


def test_serial_numbers_and_blanks_do_not_hide_a_copy() -> None:
    """Numbers run through or begin again; a remark is the same in both."""
    pasted = twice(table(Remark=[" a", "b", "c", "d", "e", "f"]))
    assert "stands there 2 times" in message_of(pasted.assign(**{"S.No.": [*range(1, 7)] * 2}))
    assert "stands there 2 times" in message_of(pasted.assign(nr=range(12)))


def test_rows_that_differ_elsewhere_are_no_copies() -> None:
    """A month, a port, one more row, or fewer than five different rows."""
    months = ["April"] * 6 + ["May"] * 6
    assert len(read_exports(twice(table()).assign(Month=months)).flows) == 12
    assert len(read_exports(twice(table()).iloc[:-1]).flows) == 11
    assert len(read_exports(twice(table(ROWS[:4]))).flows) == 8
    shipments = pd.concat([table(), table(ROWS[:2])], ignore_index=True)
    assert len(read_exports(shipments).flows) == 8


def test_two_equal_downloads_of_one_folder_are_refused(tmp_path: Path) -> None:
    """They differ in a byte, or in the order of their rows."""
    head = '"State","District","HS Code","April, 24 To March, 25 Value(US $)"\n'
    rows = [f"XANADU,{d},{code},{value:.0f}\n" for d, code, value in ROWS]
    (tmp_path / "a.csv").write_text(head + "".join(rows), "utf-8")
    (tmp_path / "b.csv").write_text(head + "".join(reversed(rows)), "utf-8")
    with pytest.raises(ReadError, match=r"'a\.csv' and 'b\.csv' hold the same 6 rows"):
        read_dgcis(tmp_path)
    (tmp_path / "b.csv").write_text(head + "".join(rows[:-1]), "utf-8")
    assert len(read_dgcis(tmp_path).flows) == 11


def downloads(folder: Path, **files: tuple[str, list[str]]) -> Path:
    """Write downloads with more columns than are used; each line gets the words of its file."""
    for name, (heads, more) in files.items():
        head = f'State,District,HS Code,"April, 24 To March, 25 Value(US $)"{heads}\n'
        rows = [
            f"XANADU,{d},{code},{value:.0f}{extra}\n"
            for (d, code, value), extra in zip(ROWS, more, strict=True)
        ]
        (folder / f"{name}.csv").write_text(head + "".join(rows), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("heading", "one", "other"),
    [("Month", "Apr", "May"), ("Mode", "Sea", "Air"), ("Port", "P", "Q")],
)
def test_files_that_a_column_not_used_tells_apart_are_no_copies(
    tmp_path: Path, heading: str, one: str, other: str
) -> None:
    """Equal values of two months are two rows; the true copy beside them is refused."""
    first, second = (f",{heading}", [f",{one}"] * 6), (f",{heading}", [f",{other}"] * 6)
    folder = downloads(tmp_path, a=first, b=second)
    result = read_dgcis(folder)
    assert len(result.flows) == 12
    asked = (
        "'a.csv' and 'b.csv' have 6 keys (state, district, hs_code, period) in common, whose "
        "values are added: are they one table, printed twice?"
    )
    assert result.issues["message"].tolist()[-1] == asked
    text = (folder / "b.csv").read_text("utf-8").splitlines()
    (folder / "c.csv").write_text("\n".join([text[0], *text[:0:-1]]) + "\n", "utf-8")
    with pytest.raises(ReadError, match=r"'b\.csv' and 'c\.csv' hold the same 6 rows"):
        read_dgcis(folder)


def test_what_numbers_rows_or_stands_in_one_file_tells_no_files_apart(tmp_path: Path) -> None:
    """Serial numbers differ in copies too; a column of one file says nothing of the other."""
    numbered = [(",S.No.", [f",{i}" for i in order]) for order in (range(1, 7), range(6, 0, -1))]
    folder = downloads(tmp_path, a=numbered[0], b=numbered[1])
    with pytest.raises(ReadError, match="hold the same 6 rows"):
        read_dgcis(folder)
    (tmp_path / "b.csv").unlink()
    downloads(tmp_path, c=("", [""] * 6))
    with pytest.raises(ReadError, match=r"'a\.csv' and 'c\.csv' hold the same 6 rows"):
        read_dgcis(folder)


def test_a_table_printed_again_with_other_figures_is_asked_about(tmp_path: Path) -> None:
    """Last year's print of the same keys would double them; other keys are another table."""
    folder = downloads(tmp_path, a=("", [""] * 6), b=("", ["0"] * 6))
    messages = read_dgcis(folder).issues["message"].tolist()
    assert len(messages) == 1
    assert "have 6 keys (state, district, hs_code, period) in common" in messages[0]
    text = (tmp_path / "b.csv").read_text("utf-8")
    (tmp_path / "b.csv").write_text(text.replace("XANADU", "YONDER"), "utf-8")
    assert read_dgcis(folder).issues.empty
    (tmp_path / "b.csv").write_text(text.replace("Alfa", "Delta").replace("Beta", "Eps"), "utf-8")
    assert read_dgcis(folder).issues.empty


def test_many_printings_are_named_a_few_at_a_time(tmp_path: Path) -> None:
    """Three pairs, and how many more."""
    files = {name: ("", [str(i)] * 6) for i, name in enumerate("abcdef")}
    messages = read_dgcis(downloads(tmp_path, **files)).issues["message"].tolist()
    assert len(messages) == 4
    assert messages[-1] == "2 more pairs of tables have keys in common"


def years(*tables: pd.DataFrame) -> pd.DataFrame:
    """Stack tables of years that follow each other."""
    named = [t.assign(period=f"{2021 + i}-{22 + i}") for i, t in enumerate(tables)]
    return pd.concat(named, ignore_index=True)


def noted(frame: pd.DataFrame) -> list[str]:
    """Give what is noted in reading."""
    return read_exports(frame).issues["message"].tolist()


def test_equal_years_are_asked_about() -> None:
    """To the last digit and in any order; a tenth more is another year."""
    grown = table().assign(value=lambda t: t["value"] * 1.1)
    assert noted(years(table(), table()[::-1], grown)) == [f"2021-22 and 2022-23 {SAME}"]
    assert noted(years(table(), grown)) == []


def test_equal_years_of_one_state_are_asked_about() -> None:
    """The other state has years of its own."""
    other = table().assign(state="Yonder")
    grown = other.assign(value=other["value"] + 1)
    first, last = pd.concat([table(), other]), pd.concat([table(), grown])
    assert noted(years(first, last)) == [f"in Xanadu, 2021-22 and 2022-23 {SAME}"]


def test_a_few_equal_values_are_no_copied_year() -> None:
    """Fewer than five different values, or the same values elsewhere."""
    flat = table().assign(value=[1.0, 2, 3, 4, 4, 4])
    assert noted(years(flat, flat)) == []
    moved = table().assign(value=[25.0, 40, 31, 7, 88, 13])
    assert noted(years(table(), moved)) == []
