"""DGCI&S downloads are read alike in every format, and nothing leaves without a line."""

from __future__ import annotations

import json
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from _workbooks import (
    FORMATS,
    INR,
    MESSY,
    MESSY_USD_TOTAL,
    PLAIN,
    USD,
    Cell,
    Rows,
    write_csv,
    write_html,
    write_xls,
    write_xlsx,
    write_zip,
)
from odopkit.errors import InvalidValueError, MissingDependencyError, OdopkitWarning, ReadError
from odopkit.growth import growth_table
from odopkit.readers import read_dgcis

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

CHAPTER_77 = "'77010000' is in chapter 77, which is reserved and holds no goods"
TOTAL = "a total, not a row of data"


def with_header(*values: str, rows: Rows | None = None) -> Rows:
    """Give a small table whose value columns bear these names."""
    body = rows or [["GOA", "SOUTH GOA", "30049099", *range(1, len(values) + 1)]]
    return [["State", "District", "HS Code", *values], *body]


def lines(issues: pd.DataFrame) -> list[list[Any]]:
    """Give issues as plain lists, without the file and sheet."""
    return [list(line) for line in issues.drop(columns=["file", "sheet"]).itertuples(index=False)]


def message_of(source: Path, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_dgcis(source, **options)
    return str(caught.value)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_plain_download_is_read_whole(kind: str, tmp_path: Path) -> None:
    """Codes keep their zeros, values are the dollars, and there is nothing to list."""
    name, write, _ = FORMATS[kind]
    result = read_dgcis(write(tmp_path / name, PLAIN))
    assert list(result.flows.columns) == ["state", "district", "hs_code", "period", "value"]
    assert result.flows["hs_code"].tolist() == ["72011000", "30049099", "03061790"]
    assert result.flows["district"].tolist() == ["NORTH GOA", "SOUTH GOA", "ERNAKULAM"]
    assert result.flows["value"].tolist() == [80.0, 314.9, 100.0]
    assert result.issues.empty
    assert (result.currency, result.scale, result.period) == ("USD", 1.0, "2024-25")
    assert result.source == str(tmp_path / name)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_messy_download_is_read_alike_in_every_format(kind: str, tmp_path: Path) -> None:
    """The flows and the list of issues are exactly these, whatever holds the cells."""
    name, write, sheet = FORMATS[kind]
    result = read_dgcis(write(tmp_path / name, MESSY), pad_hs=True)
    flows = result.flows.astype(dict.fromkeys(("state", "district", "hs_code", "period"), str))
    assert flows.to_numpy().tolist() == [
        ["GOA", "SOUTH GOA", "30049099", "2024-25", 314900.0],
        ["GOA", "NORTH GOA", "03035910", "2024-25", 500.5],
        ["GOA", "UNSPECIFIED", "30049099", "2024-25", 100.0],
        ["GOA", "SOUTH GOA", "30049099", "2024-25", 2000.0],
        ["GOA", "NORTH GOA", "98010011", "2024-25", 1.0],
    ]
    assert lines(result.issues) == [
        [1, "", "State of origin by district: a download", "set_aside", "above the header"],
        [5, "HS Code", "3035910", "repaired", "'3035910' read as '03035910': one zero restored"],
        [9, "HS Code", "77010000", "set_aside", CHAPTER_77],
        [10, "District", "", "set_aside", "district is missing"],
        [11, USD, "-", "set_aside", "value is missing; some sources print '-' for nil"],
        [12, "State", "Total", "set_aside", TOTAL],
        [14, "", MESSY[13][0], "set_aside", "a note, not a row of data"],
    ]
    assert set(result.issues["file"]) == {name}
    assert set(result.issues["sheet"]) == {sheet}


def test_the_summary_reconciles_with_the_total_of_the_file(tmp_path: Path) -> None:
    """What was kept and what was set aside add up to the file's own total line."""
    summary = read_dgcis(write_xlsx(tmp_path / "goa.xlsx", MESSY), pad_hs=True).counts
    assert summary == {
        "rows_kept": 5,
        "rows_repaired": 1,
        "rows_set_aside": 6,
        "value_kept": 317501.5,
        "value_set_aside": 5.0,
    }
    assert summary["value_kept"] + summary["value_set_aside"] == MESSY_USD_TOTAL


def test_a_result_turns_into_plain_values(tmp_path: Path) -> None:
    """``to_dict`` is strict JSON: parameters, counts, every line, and the shape of the table."""
    result = read_dgcis(write_xlsx(tmp_path / "goa.xlsx", MESSY), pad_hs=True)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["counts"] == result.counts
    assert plain["flows"] == {"n_rows": 5, "columns": result.flows.columns.tolist()}
    assert [line["row"] for line in plain["issues"]] == result.issues["row"].tolist()
    assert plain["issues"][0].keys() == set(result.issues.columns)
    assert plain["period"] == "2024-25"


def test_the_headline_numbers_are_a_small_frame(tmp_path: Path) -> None:
    """One a row, with what is counted; the value in the currency that was read."""
    table = read_dgcis(write_xlsx(tmp_path / "goa.xlsx", MESSY), pad_hs=True).to_frame()
    assert table.columns.tolist() == ["item", "value", "note"]
    assert table["item"].tolist() == [
        "rows kept", "rows repaired", "rows set aside", "value kept", "value set aside", "scale",
    ]  # fmt: skip
    assert table["value"].tolist() == [5, 1, 6, 317501.5, 5.0, 1.0]
    assert table["note"].tolist()[3:5] == ["USD", "USD, without totals"]


@pytest.mark.parametrize("currency", ["inr", "INR", " Inr "])
def test_rupees_are_read_on_request(currency: str, tmp_path: Path) -> None:
    """The currency may be written in any case."""
    result = read_dgcis(write_csv(tmp_path / "goa.csv", PLAIN), currency=currency)
    assert result.flows["value"].tolist() == [6640.0, 26136.7, 8300.0]
    assert result.currency == "INR"


def test_another_currency_is_refused(tmp_path: Path) -> None:
    """Only the two currencies of the download exist."""
    with pytest.raises(InvalidValueError, match="currency must be one of 'usd', 'inr'; got 'eur'"):
        read_dgcis(tmp_path, currency="eur")


def test_a_file_without_the_currency_is_named(tmp_path: Path) -> None:
    """Rupees are not taken for dollars; in a folder the message says which file."""
    write_csv(tmp_path / "a.csv", PLAIN)
    write_csv(tmp_path / "b.csv", with_header(INR))
    assert message_of(tmp_path) == (
        f"'b.csv' has no value in US $ (it has {INR!r}); ask for another currency or file"
    )


# -- periods ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "period"),
    [
        pytest.param("April, 24 To March, 25 Value(US $)", "2024-25", id="fiscal"),
        pytest.param("APR,2024 to MAR,2025 Value (US$)", "2024-25", id="short-and-four-digits"),
        pytest.param("January, 25 To December, 25 Value(US $)", "2025", id="calendar"),
        pytest.param("April, 99 To March, 00 Value(US $)", "1999-00", id="turn-of-the-century"),
        pytest.param("April, 79 To March, 80 Value(US $)", None, id="pivot-between-79-and-80"),
        pytest.param("April, 80 To March, 81 Value(US $)", "1980-81", id="first-of-19xx"),
    ],
)
def test_the_period_comes_from_the_header(header: str, period: str | None, tmp_path: Path) -> None:
    """Twelve months from April are a fiscal year, from January a calendar year."""
    path = write_csv(tmp_path / "goa.csv", with_header(header))
    if period is None:
        assert message_of(path) == (
            f"'goa.csv' has a value column whose months cannot be read: {header!r}; "
            "use read_exports and name the column"
        )
    else:
        assert read_dgcis(path).period == period


@pytest.mark.parametrize(
    ("span", "n_months", "year", "part"),
    [
        ("April, 25 To December, 25", 9, "2025-26", "2025-26 (Apr-Dec)"),
        ("March, 24", 1, "2023-24", "2023-24 (Mar)"),
        ("January, 25 To June, 25", 6, "2025", "2025 (Jan-Jun)"),
        ("December, 24 To March, 25", 4, "2024-25", "2024-25 (Dec-Mar)"),
    ],
)
def test_part_of_a_year_warns_and_is_listed(
    span: str, n_months: int, year: str, part: str, tmp_path: Path
) -> None:
    """The period names the months, and a warning and a line say that the year is not whole."""
    path = write_csv(tmp_path / "goa.csv", with_header(f"{span} Value(US $)"))
    with pytest.warns(OdopkitWarning) as caught:
        result = read_dgcis(path)
    covers = f"covers {n_months} of 12 months of {year}"
    assert [str(w.message) for w in caught] == [
        f"'goa.csv' {covers}; do not compare it with a full year"
    ]
    assert caught[0].filename == __file__
    assert result.period == part
    assert result.flows["period"].unique().tolist() == [part]
    assert lines(result.issues) == [
        [None, "", "", "noted", f"{covers} ('{span} Value(US $)'): kept as the period {part!r}"],
    ]


def test_a_part_of_a_year_is_never_compared_with_a_year(tmp_path: Path) -> None:
    """A folder of a full year and the months so far gives two periods, and no growth."""
    older, newer = "April, 23 To March, 24", "April, 24 To August, 24"
    write_csv(tmp_path / "a.csv", with_header(f"{older} Value(US $)"))
    write_csv(tmp_path / "b.csv", with_header(f"{newer} Value(US $)"))
    with pytest.warns(OdopkitWarning, match="covers 5 of 12 months of 2024-25"):
        flows = read_dgcis(tmp_path).flows
    assert sorted(flows["period"].unique()) == ["2023-24", "2024-25 (Apr-Aug)"]
    with pytest.raises(InvalidValueError, match="hold different months"):
        growth_table(flows, by="district", first="2023-24", last="2024-25 (Apr-Aug)")


def test_the_longest_span_is_read_and_the_month_pair_never_added(tmp_path: Path) -> None:
    """A partial download has the months so far and the last month: only the first counts."""
    table = with_header(
        "December, 25 Value(INR)",
        "December, 25 Value(US $)",
        "April, 25 To December, 25 Value(INR)",
        "April, 25 To December, 25 Value(US $)",
    )
    path = write_csv(tmp_path / "goa.csv", table)
    with pytest.warns(OdopkitWarning, match="covers 9 of 12 months of 2025-26"):
        assert read_dgcis(path).flows["value"].tolist() == [4.0]


def test_two_years_side_by_side_are_refused(tmp_path: Path) -> None:
    """One row has one value, and neither year may be dropped silently."""
    older = "April, 23 To March, 24 Value(US $)"
    path = write_csv(tmp_path / "goa.csv", with_header(older, USD))
    assert message_of(path) == (
        f"'goa.csv' has two value columns of 12 month(s), {older!r} and {USD!r}; "
        "download one period at a time"
    )


@pytest.mark.parametrize(
    ("span", "n_months"),
    [("April, 24 To May, 25", 14), ("November, 24 To April, 25", 6), ("July, 24 To June, 25", 12)],
)
def test_a_span_across_years_is_refused(span: str, n_months: int, tmp_path: Path) -> None:
    """Months that lie in no one year have no period."""
    path = write_csv(tmp_path / "goa.csv", with_header(f"{span} Value(US $)"))
    assert message_of(path) == (
        f"'goa.csv' has values over {n_months} months ('{span} Value(US $)'), which lie neither in "
        "one fiscal year (April to March) nor in one calendar year; download one year"
    )


def test_values_without_months_are_refused(tmp_path: Path) -> None:
    """A period cannot be guessed."""
    assert message_of(write_csv(tmp_path / "goa.csv", with_header("Value(US $)"))) == (
        "'goa.csv' does not say which months 'Value(US $)' covers; use read_exports with "
        "constants={'period': '2024-25'}"
    )


def test_values_in_multiples_are_turned_into_single_ones(tmp_path: Path) -> None:
    """Millions read as dollars would be wrong by six digits; the line says what was done."""
    header = "April, 24 To March, 25 Value(US $ Million)"
    path = write_csv(tmp_path / "goa.csv", with_header(header))
    result = read_dgcis(path)
    assert result.scale == 1e6
    assert result.issues[["row", "action", "message"]].to_numpy().tolist() == [
        [None, "noted", f"values in million ({header!r}): multiplied by 1,000,000"]
    ]


# -- tables that are not what was asked for --------------------------------------------


def test_a_port_file_is_refused(tmp_path: Path) -> None:
    """The port of export says nothing about the district of origin."""
    rows: Rows = [["State", "Port", "HS Code", USD], ["GOA", "MORMUGAO", "72011000", 5]]
    assert message_of(write_xls(tmp_path / "port.xls", rows)) == (
        "'port.xls', sheet 'Sheet1' is by port ('Port'): port-of-export tables do not give the "
        "district of origin; download the table by district"
    )


def test_a_state_file_is_refused(tmp_path: Path) -> None:
    """A table by state has no districts to measure."""
    rows: Rows = [["State", "HS Code", USD], ["GOA", "72011000", 5]]
    assert message_of(write_csv(tmp_path / "state.csv", rows)) == (
        f"'state.csv' has no 'District' column (its columns are 'State', 'HS Code', {USD!r}); "
        "download the table by district"
    )


def test_a_table_of_district_totals_is_refused(tmp_path: Path) -> None:
    """Without HS codes the message points to the other reader."""
    rows: Rows = [["State", "District", USD], ["GOA", "SOUTH GOA", 5]]
    assert message_of(write_csv(tmp_path / "totals.csv", rows)) == (
        f"'totals.csv' has no HS code column (its columns are 'State', 'District', {USD!r}); "
        "download the table by commodity, or read totals by district with read_exports"
    )


def test_another_table_is_refused(tmp_path: Path) -> None:
    """A file without the header is named, with what was looked for."""
    assert message_of(write_csv(tmp_path / "x.csv", [["a", "b"], ["1", "2"]])) == (
        "'x.csv' has no row with 'State', 'HS Code' and a value such as 'April, 24 To March, 25 "
        "Value(US $)' among its first 30; it is not a DGCI&S 'state of origin' download: use "
        "read_exports and name its columns"
    )


def test_two_columns_of_a_kind_are_refused(tmp_path: Path) -> None:
    """Which of two districts is meant cannot be known."""
    rows: Rows = [
        ["State", "District", "District Name", "HS Code", USD],
        ["G", "1", "S", "7201", 5],
    ]
    assert message_of(write_csv(tmp_path / "x.csv", rows)) == (
        "'x.csv' has two columns for district: 'District' and 'District Name'; remove one, or "
        "use read_exports and name the right one"
    )


MERGED = (
    "column 'State' of {where} is blank in {n} of {all} rows (first in row 3) below a cell that "
    "is filled, as merged cells are; unmerge and fill the cells down, then read it again"
)


def test_states_written_once_are_refused(tmp_path: Path) -> None:
    """A state in its first row only would set all its other rows aside."""
    rows: list[list[Cell]] = [["GOA", "A", "72011000", 1]]
    rows += [[None, d, "72011000", 1] for d in "BCD"]
    path = write_csv(tmp_path / "goa.csv", with_header(USD, rows=rows))
    assert message_of(path) == MERGED.format(where="'goa.csv'", n=3, all=4)


@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_merged_states_are_refused_even_when_few(kind: str, tmp_path: Path) -> None:
    """A workbook and a web page say which cells are merged, so one is enough."""
    rows: list[list[Cell]] = [["GOA", "A", "72011000", 1], [None, "B", "72011000", 1]]
    rows += [["KERALA", d, "72011000", 1] for d in "CDEF"]
    table = with_header(USD, rows=rows)
    if kind == "xlsx":
        xlsxwriter = pytest.importorskip("xlsxwriter")
        path, where = tmp_path / "m.xlsx", "'m.xlsx', sheet 'Sheet1'"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for y, row in enumerate(table):
            sheet.write_row(y, 0, row)
        sheet.merge_range(1, 0, 2, 0, "GOA")
        book.close()
    else:
        path, where = write_html(tmp_path / "m.html", table), "'m.html'"
        text = path.read_text(encoding="utf-8").replace(
            "<tr id='r1'><td", "<tr id='r1'><td rowspan=2"
        )
        head, _, tail = text.partition("<tr id='r2'>")
        path.write_text(head + "<tr id='r2'>" + tail.partition("</td>")[2], encoding="utf-8")
    assert message_of(path) == MERGED.format(where=where, n=1, all=6)


def test_a_lost_zero_is_an_error_unless_padding_is_asked_for(tmp_path: Path) -> None:
    """Setting such rows aside would lose chapters 01 to 09 without a word."""
    path = write_xls(tmp_path / "goa.xls", MESSY)
    with pytest.raises(ReadError) as caught:
        read_dgcis(path)
    assert str(caught.value) == (
        "1 row(s) of 'goa.xls', sheet 'Sheet1' have an HS code with one digit missing (first in "
        "row 5: '3035910'); pass pad_hs=True if a spreadsheet dropped the leading zero"
    )
    assert (caught.value.file, caught.value.sheet, caught.value.row) == ("goa.xls", "Sheet1", 5)


def test_a_partner_column_is_read(tmp_path: Path) -> None:
    """The country of destination becomes partner, and a country called NA stays text."""
    rows: Rows = [
        ["State", "District", "Country of Destination", "HS Code", USD],
        ["GOA", "SOUTH GOA", "NA", "72011000", 5],
        ["GOA", "SOUTH GOA", "None", "72011000", 6],
        ["GOA", "NAN", "U S A", "72011000", 7],
    ]
    flows = read_dgcis(write_csv(tmp_path / "goa.csv", rows)).flows
    assert flows["partner"].tolist() == ["NA", "None", "U S A"]
    assert flows["district"].tolist()[2] == "NAN"


# -- workbooks of several sheets -------------------------------------------------------


def test_all_sheets_with_the_header_are_read_and_others_listed(tmp_path: Path) -> None:
    """A long download runs on in a second sheet; a sheet of remarks is listed."""
    more: Rows = [PLAIN[0], ["KERALA", "KOLLAM", "08013220", "CASHEW", 1, 7]]
    sheets = {"More": more, "Remarks": [["read me"]], "Blank": []}
    result = read_dgcis(write_xlsx(tmp_path / "two.xlsx", PLAIN, sheets=sheets))
    assert result.flows["value"].tolist() == [80.0, 314.9, 100.0, 7.0]
    assert result.issues[["sheet", "row", "action", "message"]].to_numpy().tolist() == [
        ["Remarks", None, "set_aside", "sheet not read: it has no header of a DGCI&S table"]
    ]


# -- folders and zips ------------------------------------------------------------------


def parts(tmp_path: Path) -> dict[str, bytes]:
    """Give the bytes of a download in parts, with what else lies in such folders."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    later: Rows = [
        ["State", "District", "HS Code", "April, 25 To March, 26 Value(US $)"],
        ["GOA", "SOUTH GOA", "30049099", 9],
    ]
    first = write_xls(scratch / "a.xls", PLAIN).read_bytes()
    return {
        "part 1.xls": first,
        "part 1 (1).xls": first,
        "sub/part 2.html": write_html(scratch / "b.html", MESSY[2:5]).read_bytes(),
        "sub/part 3.csv": write_csv(scratch / "c.csv", later).read_bytes(),
        "notes.pdf": b"%PDF-1.7",
        ".DS_Store": b"x",
        "~$part 1.xls": b"x",
        "__MACOSX/part 1.xls": b"x",
    }


@pytest.mark.parametrize("container", ["folder", "zip", "zip-in-folder"])
def test_a_folder_and_a_zip_are_read_in_order_of_name(container: str, tmp_path: Path) -> None:
    """Sub-folders count, repeats and strangers are listed, hidden files are passed over."""
    files = parts(tmp_path)
    source, prefix = tmp_path / "all", ""
    if container == "zip":
        source = write_zip(tmp_path / "all.zip", files)
    elif container == "zip-in-folder":
        source.mkdir()
        write_zip(source / "dgcis.zip", files)
        prefix = "dgcis.zip/"
    else:
        for name, data in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(data)
    result = read_dgcis(source, pad_hs=True)
    assert result.flows["value"].tolist() == [80.0, 314.9, 100.0, 314900.0, 500.5, 9.0]
    assert result.flows["hs_code"].tolist()[-2:] == ["03035910", "30049099"]
    assert result.flows["hs_code"].cat.categories.is_monotonic_increasing
    assert result.period is None
    assert set(result.flows["period"]) == {"2024-25", "2025-26"}
    assert result.source == str(source)
    found = result.issues[["file", "row", "action", "message"]].to_numpy().tolist()
    assert found == [
        [prefix + "notes.pdf", None, "set_aside", "not a table by its name: not read"],
        [
            prefix + "part 1.xls",
            None,
            "set_aside",
            f"repeats '{prefix}part 1 (1).xls' byte for byte: not read, or it would count twice",
        ],
        [
            prefix + "sub/part 2.html",
            3,
            "repaired",
            "'3035910' read as '03035910': one zero restored",
        ],
    ]


def test_nothing_is_unpacked_to_disk(tmp_path: Path) -> None:
    """Members of a zip are read where they are."""
    source = write_zip(tmp_path / "all.zip", parts(tmp_path))
    before = sorted(tmp_path.rglob("*"))
    read_dgcis(source, pad_hs=True)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    """Nothing to read is an error that lists what would have been read."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert message_of(tmp_path) == (
        f"{str(tmp_path)!r} holds no file that can be a table (.xls, .xlsx, .xlsm, .csv, .csv.gz, "
        ".html, .htm, .asp, .aspx); check the path"
    )


def test_an_absent_path_is_refused(tmp_path: Path) -> None:
    """The path is repeated in the message."""
    path = tmp_path / "none"
    assert message_of(path) == f"there is no file or folder {str(path)!r}; check the path"


def test_a_broken_part_ends_the_reading(tmp_path: Path) -> None:
    """A folder is read whole or not at all: a missing part would go unnoticed."""
    write_csv(tmp_path / "a.csv", PLAIN)
    (tmp_path / "b.xls").write_text("<html><body>Session expired</body></html>", encoding="utf-8")
    assert message_of(tmp_path) == (
        "'b.xls' is a web page without a table (an error page, perhaps); download it again"
    )


def test_a_damaged_zip_member_is_named(tmp_path: Path) -> None:
    """A member whose bytes do not match their checksum is no data."""
    path = write_zip(tmp_path / "all.zip", {"a.csv": b"State,District\n" * 50})
    raw = bytearray(path.read_bytes())
    raw[45] ^= 0xFF
    path.write_bytes(bytes(raw))
    assert message_of(path).startswith(f"'a.csv' in {str(path)!r} cannot be unpacked (")


def test_files_of_different_levels_are_refused(tmp_path: Path) -> None:
    """Headings and tariff lines in one table would be counted twice."""
    write_csv(tmp_path / "hs8.csv", PLAIN)
    write_csv(tmp_path / "hs4.csv", with_header(USD, rows=[["GOA", "SOUTH GOA", "3004", 5]]))
    assert message_of(tmp_path) == (
        f"{str(tmp_path)!r} mixes HS codes of several lengths: 1 rows of 4 digits (first in "
        "'hs4.csv'), 3 rows of 8 digits (first in 'hs8.csv'); a code and the finer codes in it "
        "would be counted twice, so keep the rows (or files) of one length and read those"
    )


def test_partners_in_some_files_only_are_refused(tmp_path: Path) -> None:
    """Rows without a partner beside rows with one have no common key."""
    write_csv(tmp_path / "a.csv", PLAIN)
    rows: Rows = [
        ["State", "District", "Country", "HS Code", USD],
        ["GOA", "S", "USA", "72011000", 5],
    ]
    write_csv(tmp_path / "b.csv", rows)
    assert message_of(tmp_path) == (
        "'b.csv' has the country of destination and 'a.csv' has not; read the two kinds of table "
        "separately"
    )


# -- progress and missing packages -----------------------------------------------------


def test_progress_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bar counts files; without it nothing is printed at all."""
    pytest.importorskip("tqdm", reason="the extra progress brings it")
    write_csv(tmp_path / "a.csv", PLAIN)
    read_dgcis(tmp_path)
    assert capsys.readouterr() == ("", "")
    read_dgcis(tmp_path, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "read_dgcis" in err


@pytest.mark.parametrize(
    ("module", "extra", "name", "options"),
    [
        ("python_calamine", "excel", "goa.xlsx", {}),
        ("lxml.html", "excel", "goa.asp", {}),
        ("tqdm", "progress", "goa.csv", {"progress": True}),
    ],
)
def test_a_missing_package_names_the_extra(
    module: str,
    extra: str,
    name: str,
    options: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message is a command that can be pasted."""
    write = {"goa.xlsx": write_xlsx, "goa.asp": write_html, "goa.csv": write_csv}[name]
    path = write(tmp_path / name, PLAIN)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependencyError) as caught:
        read_dgcis(path, **options)
    package = module.partition(".")[0]
    assert str(caught.value) == (
        f'the package {package!r} is not installed: pip install "odopkit[{extra}]"'
    )


def test_a_full_year_does_not_warn(tmp_path: Path) -> None:
    """Twelve months need no second look."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_dgcis(write_csv(tmp_path / "goa.csv", PLAIN))
