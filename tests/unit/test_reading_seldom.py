"""What seldom stands in a file: it is read as well, or told in a sentence that says what to do."""

from __future__ import annotations

import gzip
import io
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from _both_ways import assert_same_both_ways, opened
from _readings import file_of
from odopkit.errors import InvalidValueError, OdopkitWarning, ReadError
from odopkit.readers import CRORE, ReadLimits, doubts, read_dgcis, read_exports, splitting
from odopkit.readers.formats import marks
from odopkit.readers.formats.blocks import CAN_SPLIT
from odopkit.readers.formats.bulk import numbers_among
from odopkit.readers.formats.compound import cell_reach, shared_size, workbook_stream
from odopkit.readers.periods import read_period, spelled, why_no_year
from odopkit.readers.sums.tally import groups_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOA = {"state": "Goa"}
TWO = pd.DataFrame({"state": ["Goa", "Goa"], "district": ["A", "B"], "value": [1.0, 2.0]})
ONE_MONTH = 'State,District,HS Code,Commodity Description,"{}"\nGOA,NORTH GOA,72011000,IRON,80\n'


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def parquet_of(frame: pd.DataFrame) -> bytes:
    """Write a frame as parquet, or skip the test."""
    pytest.importorskip("pyarrow")
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


# -- files ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "options", "words"),
    [
        pytest.param(
            "a.csv",
            "district,type,type,value\nA,x,y,1\nB,x,z,2\n",
            {"where": {"type": "x"}},
            r"has the column 'type' more than once \(columns 2 and 3\); name one by its number: "
            r"where=\{2: \.\.\.\}",
            id="a chosen column twice",
        ),
        pytest.param(
            "b.csv.gz",
            gzip.compress(b"district,value\nA,1\n" * 9)[:-12],
            {},
            r"damaged gzip file \(it ends in the middle\); fetch it again",
            id="half a gzip file",
        ),
        pytest.param(
            "c.csv.gz",
            gzip.compress(b"district,value\nA,1\n" * 9000),
            {"limits": ReadLimits(max_expanded_bytes=1000)},
            r"unpacks to more bytes than are safe, and at most 1,000 are read",
            id="a large gzip file",
        ),
        pytest.param(
            "y.csv",
            "district,2020,,2021\nA,1,2,3\nB,2,3,4\n",
            {},
            r"has no column 'value'.*values=\{'2020': '2020', '2021': '2021'\}",
            id="a year over two columns",
        ),
        pytest.param(
            "bl.csv",
            "district,value\nA,\nB,\n",
            {},
            r"2 of 2 rows are bad \(row 2: value is missing",
            id="no value at all",
        ),
        pytest.param(
            "h.csv",
            "district,HS2,value\nA,101,1\nB,101,2\n",
            {"columns": {"HS2": "hs_code"}},
            r"odd number of digits \(first in row 2: '101'\)",
            id="one code of three digits",
        ),
    ],
)
def test_a_file_is_refused_in_a_sentence(
    name: str, content: str | bytes, options: dict[str, Any], words: str, tmp_path: Path
) -> None:
    """It says what was found, where, and what to do."""
    with pytest.raises(ReadError, match=words):
        read_exports(written(tmp_path, name, content), constants=GOA, **options)


def test_a_web_page_of_many_tables_and_merged_cells_is_bounded(tmp_path: Path) -> None:
    """Both cost memory that the size of the file does not show."""
    pytest.importorskip("lxml")
    one = "<table><tr><td>district<td>value<tr><td>A<td>1<tr><td>B<td>2</table>"
    page = written(tmp_path, "a.html", one * 3)
    with pytest.raises(ReadError, match=r"has 3 tables, and at most 2 are read"):
        read_exports(page, constants=GOA, limits=ReadLimits(max_page_tables=2))
    tall = one + "<table><tr><td>x" + "<tr><td rowspan=2>y<tr>" * 200 + "</table>"
    with pytest.raises(ReadError, match="has merged cells over more places than are safe"):
        read_exports(
            written(tmp_path, "b.html", tall), constants=GOA, limits=ReadLimits(max_cells=100)
        )
    assert read_exports(written(tmp_path, "c.html", one), constants=GOA).flows["value"].sum() == 3


def test_a_packed_parquet_file_is_read(tmp_path: Path) -> None:
    """As it is when it is not packed."""
    packed = written(tmp_path, "a.parquet.gz", gzip.compress(parquet_of(TWO)))
    pd.testing.assert_frame_equal(read_exports(packed).flows, read_exports(TWO).flows)


def test_a_parquet_file_with_a_column_twice_is_refused(tmp_path: Path) -> None:
    """Which of them is meant is not known."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    names = ["district", "district", "value"]
    table = pa.Table.from_arrays([pa.array(["A"]), pa.array(["B"]), pa.array([1.0])], names=names)
    parquet.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(ReadError, match=r"has the column 'district' more than once; leave one of"):
        read_exports(tmp_path / "a.parquet", constants=GOA)


def test_a_parquet_file_is_bounded(tmp_path: Path) -> None:
    """By what its parts unpack to, and by the text that its dictionaries stand for."""
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet_of(pd.DataFrame({"district": ["A" * 5000] * 50, "value": 1.0})))
    for bound, words in (
        ("max_expanded_bytes", r"has 250,000 bytes of text in 'district', and at most 100 are"),
        ("max_streamed_bytes", r"unpacks to [0-9,]+ bytes, and at most 100 are read"),
    ):
        with pytest.raises(ReadError, match=words):
            read_exports(path, constants=GOA, limits=ReadLimits(**{bound: 100}))


def test_a_folder_of_more_files_than_are_read_is_refused(tmp_path: Path) -> None:
    """Before the first of them is read."""
    for i in range(3):
        written(tmp_path, f"{i}.csv", ONE_MONTH.format("April, 24 Value(US $)"))
    with pytest.raises(ReadError, match="has more than 2 files, and at most 2 are read"):
        read_dgcis(tmp_path, limits=ReadLimits(max_members=2))


def test_months_of_a_download_that_are_no_months_are_told(tmp_path: Path) -> None:
    """A word before the first month is no month; one behind "to" should be."""
    page = written(tmp_path, "a.csv", ONE_MONTH.format("April, 24 To Foo, 25 Value(US $)"))
    with pytest.raises(ReadError, match="a value column whose months cannot be read: 'April, 24"):
        read_dgcis(page)
    page = written(tmp_path, "b.csv", ONE_MONTH.format("Foo, 24 Value(US $)"))
    with pytest.raises(ReadError, match="does not say which months 'Foo, 24 Value"):
        read_dgcis(page)
    page = written(tmp_path, "c.csv", ONE_MONTH.format("Foo 24 April, 24 Value(US $)"))
    with pytest.warns(OdopkitWarning, match="covers 1 of 12 months of 2024-25"):
        assert read_dgcis(page).flows["period"].tolist() == ["2024-25 (Apr)"]


# -- frames --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: read_exports(TWO.set_index("state")), "'state' is in the index of the DataFrame"),
        (lambda: read_exports(pd.DataFrame(index=[1])), "the DataFrame has no columns; give a ta"),
        (lambda: read_exports(TWO, header=2), "header= does not apply to 'DataFrame', whose colu"),
        (
            lambda: read_exports(TWO.assign(value=pd.Series([1, [2]], dtype=object))),
            r"column 'value' of 'DataFrame' holds a list \(first in row 1\)",
        ),
    ],
)
def test_a_frame_that_is_no_table_is_refused(call: Callable[[], object], words: str) -> None:
    """The message says where the column is, or what stands in its place."""
    with pytest.raises((ReadError, InvalidValueError), match=words):
        call()


@pytest.mark.parametrize(
    ("frequency", "kind", "expected"),
    [
        ("Q", "quarter", "2020-21 (Apr-Sep)"),
        ("M", "month", "2020-21 (Apr-May)"),
        ("W", "date", "2020-21 (Apr)"),
        ("D", "date", "2020-21 (Apr)"),
    ],
)
def test_spans_of_pandas_are_read_by_their_type(frequency: str, kind: Any, expected: str) -> None:
    """Quarters, months, weeks and days, whatever text stands for them."""
    spans = pd.period_range("2020-04-06", periods=2, freq=frequency)
    given = TWO.assign(period=spans)
    result = read_exports(given, period_kind=kind, year_start=4, partial="keep")
    assert result.flows["period"].tolist() == [expected] * 2


def test_years_of_pandas_that_end_in_march_are_fiscal() -> None:
    """And those that end in December are not."""
    fiscal = TWO.assign(period=pd.period_range("2020-04", periods=2, freq="Y-MAR"))
    assert read_exports(fiscal).flows["period"].tolist() == ["2020-21", "2021-22"]
    calendar = TWO.assign(period=pd.period_range("2020", periods=2, freq="Y-DEC"))
    assert read_exports(calendar).flows["period"].tolist() == ["2020", "2021"]


# -- what is told --------------------------------------------------------------------------
def test_a_summary_tells_the_commonest_kinds_and_counts_the_rest() -> None:
    """All of them stand in the issues."""
    odd = ["?", "#REF!", -1, "1e999", True, "n.a.", "1,2.3,4", "2.5.1"]
    value = pd.Series(["1"] * 14 + odd, dtype=object)
    place = [None, "Total", "#REF!", *(f"D{i}" for i in range(19))]
    result = read_exports(pd.DataFrame({"state": "Goa", "district": place, "value": value}))
    aside = result.issues["message"][result.issues["action"] == "set_aside"]
    n_kinds = aside.str.replace(r"'[^']*'|[0-9][0-9.,]*", "", regex=True).nunique()
    said = [line for line in result.summary().splitlines() if line.startswith("Set aside:")]
    assert n_kinds == len(said) == 9
    assert said[-1] == "Set aside: 1 more of other kinds, in .issues"


def test_the_unit_in_a_column_is_told_beside_the_scale_that_was_asked_for(tmp_path: Path) -> None:
    """It goes without saying where both are the same."""
    page = written(tmp_path, "a.csv", "district,Unit,value\nA,Rs. crore,1\nB,Rs. crore,2\n")
    asked = read_exports(page, constants=GOA, scale=100)
    assert asked.flows["value"].tolist() == [100.0, 200.0]
    words = "says that values are in crore"
    assert asked.issues["message"].iloc[-1].endswith(f"{words}: multiplied by 100 as asked")
    same = read_exports(page, constants=GOA, scale=CRORE)
    assert not same.issues["message"].str.contains(words).any()


def test_running_numbers_beside_years_are_no_values(tmp_path: Path) -> None:
    """They are left out, and the years become rows."""
    page = written(tmp_path, "a.csv", "Rank,district,2020,2021\n1,A,1,3\n2,B,2,4\n")
    flows = read_exports(page, constants=GOA).flows
    assert flows["value"].tolist() == [1, 3, 2, 4]
    assert flows["period"].tolist() == ["2020", "2021"] * 2


def test_words_of_a_header_are_goods_where_others_are_too(tmp_path: Path) -> None:
    """A second header is set aside; a product that is called "Value" among such ones is none."""
    second = "district,product,value\nState,Commodity,1\nA,Rice,2\nB,Fish,2\n"
    read = read_exports(written(tmp_path, "a.csv", second), constants=GOA)
    assert read.flows["product"].tolist() == ["Rice", "Fish"]
    goods = "district,product,value\nDistrict,Commodity,1\nA,Value,2\nB,Quantity,2\n"
    read = read_exports(written(tmp_path, "b.csv", goods), constants=GOA)
    assert read.flows["product"].tolist() == ["Commodity", "Value", "Quantity"]


# -- periods -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021", "2021"),
        ("2021-22 (Apr-May)", "2021-22 (Apr-May)"),
        ("2021-22", "2021-22"),
        ("2021-022", "2021-22"),
        ("2021-23", None),
        ("Q1 2021-22", "2021-22 (Apr-Jun)"),
        ("H2 2021", "2021 (Jul-Dec)"),
        ("2021-22 H1", "2021-22 (Apr-Sep)"),
        ("Apr 2021 - Aug 2021", "2021 (Apr-Aug)"),
        ("Apr 2021 - Foo 2021", None),
        ("Apr 2021 - Apr 2023", None),
        ("2021-22 (Foo-May)", None),
        ("Foo-May 2021-22", None),
        ("", None),
        ("rice", None),
        ("2021" * 100, None),
    ],
)
def test_a_spelling_of_a_year_or_a_part_is_read(text: str, expected: str | None) -> None:
    """And what names neither is not."""
    assert read_period(text) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2021-13", set()),
        ("13/2021", set()),
        ("202104", {"month"}),
        ("04/2021", {"month"}),
        ("2021 Apr", {"month", "part"}),
        ("Foo 2021", set()),
        ("Q3 2021", {"quarter"}),
        ("2021-04-05", {"date"}),
        ("2021-04-32", set()),
        ("5 April 2021", {"date"}),
        ("April 5, 2021", {"date"}),
        ("5 Foo 2021", set()),
        ("05.04.2021", {"date"}),
    ],
)
def test_a_label_has_the_readings_that_make_sense(text: str, kinds: set[str]) -> None:
    """No month is the thirteenth, and no day the thirty-second."""
    assert set(spelled(text).readings) == kinds


def test_the_mark_of_a_provisional_year_is_taken_off() -> None:
    """However many blanks stand before it."""
    for text in ("2021-22 (P)", "2021-22     p", "2021-22*", "2021-22 [provisional] "):
        found = spelled(text)
        assert found.readings["fiscal_year"].year == 2021
        assert found.flag
    assert spelled("(P)").flag == ""
    assert why_no_year("rice") == ""


# -- old workbooks and large files -----------------------------------------------------------
def test_an_old_workbook_that_is_damaged_gives_no_stream() -> None:
    """Its reader then says so; a size of sectors that cannot be is damage as well."""
    assert workbook_stream(b"\xd0\xcf\x11\xe0") == b""
    assert workbook_stream(b"\0" * 512) == b""
    odd = bytearray(512)
    odd[30:34] = struct.pack("<HH", 9, 6)
    assert workbook_stream(bytes(odd)) == b""


def record(kind: int, content: bytes) -> bytes:
    """Write one record of an old workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def test_texts_of_an_old_workbook_are_measured_across_records() -> None:
    """With their runs of letters and their sounds, and where the next record is wide."""
    rich = struct.pack("<HB", 3, 8) + struct.pack("<H", 2) + b"abc" + b"\0" * 8
    sound = struct.pack("<HB", 2, 4) + struct.pack("<I", 5) + b"de" + b"\0" * 5
    cut = struct.pack("<HB", 6, 0) + b"fgh"
    table = b"\0" * 8 + rich + sound + cut
    cells = [record(0x00FD, struct.pack("<HHHI", 0, i, 0, i)) for i in range(3)]
    stream = record(0x00FC, table) + record(0x003C, b"\1" + "ijk".encode("utf-16-le"))
    assert shared_size(stream + b"".join(cells)) == 3 + 2 + 6
    assert shared_size(stream + cells[2] * 10) == 60


def test_a_run_of_cells_reaches_as_far_as_its_last() -> None:
    """Two cells of six bytes each behind a row and a column; a cut extent says nothing."""
    run = record(0x00BD, struct.pack("<HH", 4, 2) + b"\0" * 12 + struct.pack("<H", 3))
    assert cell_reach(run) == [(5, 4, 2)]
    vast = record(0x0200, struct.pack("<IIHHH", 0, 1 << 20, 0, 256, 0))
    assert cell_reach(vast)[0] == (1 << 20, 256, 0)
    assert cell_reach(vast[:10]) == [(0, 0, 0)]


def test_numbers_that_are_too_long_for_a_float_are_looked_at_by_cell() -> None:
    """None of the column is taken at once then; counts that are not whole are looked at too."""
    assert numbers_among(np.array([1, 2, 10**400], dtype=object), whole=False) is None
    bulk = numbers_among(np.array([1, 2.5, 3], dtype=object), whole=True)
    assert bulk is not None
    assert bulk.rows.tolist() == [1]


needs_blocks = pytest.mark.skipif(not CAN_SPLIT, reason="before pandas 3 files are read as text")


@needs_blocks
@pytest.mark.parametrize("longer", ["0101.21.00", "0101.21.00.00000000", "0101210000000000"])
@pytest.mark.parametrize("every", [40, 3])
def test_a_code_longer_than_others_is_read_alike_in_blocks(
    longer: str, every: int, tmp_path: Path
) -> None:
    """A few of many, or every third: the column is split in another way then."""
    codes = ["01012100" if i % every else longer for i in range(90)]
    rows = "".join(f"GOA,D{i},{code},{i}\n" for i, code in enumerate(codes))
    page = file_of(tmp_path, "state,district,hs_code,value\n" + rows)
    assert_same_both_ways(page, n_rows=45)


@needs_blocks
def test_cells_beyond_the_header_are_told_in_blocks(tmp_path: Path) -> None:
    """Row by row, as where the file is read as one text."""
    rows = "".join(f"GOA,D{i},{i},{'x' if i % 7 == 0 else ''}\n" for i in range(30))
    page = file_of(tmp_path, "state,district,value,\n" + rows)
    assert_same_both_ways(page, n_rows=11)
    with opened(least=0, n_rows=11):
        result = read_exports(page)
    assert result.issues["row"].tolist() == [2, 9, 16, 23, 30]
    assert result.issues["message"].str.startswith("has more cells than the header").all()
    assert len(result.flows) == 25


@needs_blocks
@pytest.mark.parametrize(
    ("value", "every"),
    [
        pytest.param("not yet known to the office that publishes it", 40, id="a few long words"),
        pytest.param("12345678901234567890 tonnes of rice and more", 2, id="many long words"),
        pytest.param("1234567890123456789012345678901234567890", 3, id="numbers of many digits"),
        pytest.param("?", 2, id="many short words"),
    ],
)
def test_cells_that_are_no_numbers_are_read_alike_in_blocks(
    value: str, every: int, tmp_path: Path
) -> None:
    """However many there are, and however long."""
    cells = [value if i % every == every - 1 else str(i) for i in range(90)]
    rows = "".join(f"GOA,D{i},{cell}\n" for i, cell in enumerate(cells))
    assert_same_both_ways(file_of(tmp_path, "state,district,value\n" + rows), n_rows=45)


@needs_blocks
@pytest.mark.parametrize("text", ['"D{},x"', '"D{}"', "D{}", '"D{}""y"'])
def test_very_many_quotation_marks_are_looked_through_alike(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a few are, which are looked for one by one."""
    rows = "".join(f"GOA,{text.format(i)},{i}\n" for i in range(30))
    page = file_of(tmp_path, "state,district,value\n" + rows)
    monkeypatch.setattr(marks, "_FEW", 4)
    for chunk in (7, 1 << 18):
        assert_same_both_ways(page, n_rows=11, chunk=chunk)


# -- what tells rows apart -------------------------------------------------------------------
WAYS = "".join(
    f"{place},{way},{value + i}\n"
    for way, value in (("rail", 1), ("road", 5), ("sea", 11))
    for i, place in enumerate("ABC")
)


@pytest.mark.parametrize(
    ("name", "bound"), [("_MOST_ROWS", 20_000), ("_MOST_ROWS", 4), ("_MOST_CODES", 2)]
)
def test_a_column_that_tells_rows_apart_is_named_in_tables_of_any_size(
    name: str, bound: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of very many rows some stand for all, and very many keys are numbered on the way."""
    monkeypatch.setattr(splitting, name, bound)
    page = written(tmp_path, "a.csv", "district,way,value\n" + WAYS)
    said = "rows of one key differ in 'way' (3 values), which is not used: 60 is added over it"
    assert read_exports(page, constants=GOA).issues["message"].tolist() == [said]


def test_a_column_that_is_one_within_each_key_tells_nothing_apart(tmp_path: Path) -> None:
    """It names the key in other words."""
    page = written(tmp_path, "a.csv", "district,head,value\nA,p,1\nA,p,2\nB,q,3\nB,q,4\n")
    result = read_exports(page, constants=GOA)
    assert result.issues.empty
    assert result.flows["value"].sum() == 10


def test_a_column_of_hundreds_of_labels_is_named_and_no_total_is_sought_in_it(
    tmp_path: Path,
) -> None:
    """A sum among so many is there by chance."""
    rows = "".join(f"{d},firm {i} {d},{i}\n" for i in range(1, 150) for d in "AB")
    page = written(tmp_path, "a.csv", "district,firm,value\n" + rows)
    said = read_exports(page, constants=GOA).issues["message"].tolist()
    assert said == [
        "rows of one key differ in 'firm' (298 values), which is not used: 22,350 is added over it"
    ]


@pytest.mark.parametrize("bound", [10_000_000, 1])
def test_districts_one_letter_apart_are_asked_about_in_tables_of_any_size(
    bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of very many places only those that stand there are laid out."""
    monkeypatch.setattr(doubts, "_LARGEST_GRID", bound)
    places = pd.DataFrame({"state": "Goa", "district": ["North Goa", "North Goaa", "Panaji"]})
    said = read_exports(places.assign(value=1.0)).issues["message"].tolist()
    assert said == [
        (
            "'North Goa' and 'North Goaa' of 'Goa' are one letter apart: two places, or one? "
            "Both are kept"
        )
    ]


def test_combinations_of_very_many_labels_are_numbered_as_those_of_few() -> None:
    """Beyond what one whole number holds, those that occur are counted first."""
    codes = [np.array([0, 1, 0, 1, 2]), np.array([3, 3, 3, 4, 4]), np.array([1, 1, 1, 1, 0])]
    few, n_few = groups_of(codes, [3, 5, 2], 5)
    many, n_many = groups_of(codes, [2**40] * 3, 5)
    assert few.tolist() == many.tolist() == [0, 1, 0, 2, 3]
    assert n_few == n_many == 4
    nothing, n_nothing = groups_of([], [], 2)
    assert nothing.tolist() == [0, 0]
    assert n_nothing == 1


@pytest.mark.parametrize("values", [(5, 7, 9, 3), (0, 7, 0, 3)])
@pytest.mark.parametrize("codes", [("1", "23", "456", "78"), ("1", "12", "123", "1234")])
def test_numbers_before_products_that_sum_nothing_leave_all_rows(
    values: tuple[int, ...], codes: tuple[str, ...], tmp_path: Path
) -> None:
    """Shorter ones would be the headings of longer ones, if their values said so."""
    rows = "".join(
        f"{place},{code} goods,{value}\n"
        for place in "ABC"
        for code, value in zip(codes, values, strict=True)
    )
    page = written(tmp_path, "a.csv", "district,product,value\n" + rows)
    flows = read_exports(page, constants=GOA).flows
    assert len(flows) == 12
    assert flows["value"].sum() == 3 * sum(values)
