"""Large files read in blocks: numbers at once, labels once each, and what falls back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from _both_ways import assert_same_both_ways, opened, outcome
from _readings import file_of
from odopkit.readers import plain, read_dgcis, read_exports
from odopkit.readers.formats import marks
from odopkit.readers.formats.blocks import CAN_SPLIT, open_blocks
from odopkit.readers.formats.bulk import Numbers, numbers_among, plain_numbers
from odopkit.readers.texts import encode

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not CAN_SPLIT, reason="before pandas 3 files are read as one text")

HEADER = "state,district,hs_code,value\n"
ROW = "GOA,NORTH GOA,{},{}\n"


def opens(data: bytes) -> bool:
    """Tell whether bytes open in blocks."""
    with opened(least=0):
        return (
            open_blocks(data, "x.csv", lambda row: len({"state", "value"} & set(row))) is not None
        )


def test_plain_numbers_are_what_python_reads() -> None:
    """To the last bit, short ones and those with more digits than a float holds."""
    rng = np.random.default_rng(0)
    drawn = [repr(x) for x in rng.lognormal(8, 4, 3000).tolist() if x < 1e15]
    texts = [*drawn, "0", "5.", "007", "9007199254740991", "0.1234567890123456789", "1.005"]
    good, amounts = plain_numbers(np.array([t.encode() for t in texts], dtype="S32"))
    plain_ones = ["e" not in t for t in texts]
    assert good.tolist() == plain_ones
    read = [float(t) for t, is_plain in zip(texts, plain_ones, strict=True) if is_plain]
    assert amounts[good].tolist() == read


@pytest.mark.parametrize(
    "text",
    ["", ".", ".5", "1.2.3", "-1", "+1", "1e5", "1,2", " 1", "nan", "inf", "1" * 16, "\u00e9"],
)
def test_what_is_no_bare_number_is_left_to_be_looked_at(text: str) -> None:
    """A cell that fills its bytes may go on; sixteen digits are too many to be exact."""
    good, _ = plain_numbers(np.array([text.encode(), b"1"], dtype="S16"))
    assert good.tolist() == [False, True]


def test_numbers_of_a_workbook_are_taken_at_once() -> None:
    """Truth values, text and what is negative or endless are looked at by cell."""
    cells = np.empty(8, dtype=object)
    cells[:] = [1, 2.5, True, "3", -1.0, float("inf"), None, 4]
    bulk = numbers_among(cells, whole=False)
    assert bulk is not None
    assert bulk.rows.tolist() == [2, 3, 4, 5, 6]
    assert bulk.amounts[[0, 1, 7]].tolist() == [1.0, 2.5, 4.0]
    assert numbers_among(np.array(["a", "b", 1], dtype=object), whole=False) is None


@pytest.mark.parametrize(
    ("data", "is_opened"),
    [
        (b"state,value\na,1\n", True),
        (b'state,value\n"a, b","1,2"\n', True),
        (b'state,value\n"a ""b""",1\n', True),
        (b'state,value\n"two\nlines",1\n', False),
        (b'state,value\na "b" c,1\n', False),
        (b'state,value\n"left open,1\n', False),
        (b"state,value\n\xe9,1\n", False),
        (b"state,value\na,1\0\n", False),
        (b"<table>\n", False),
    ],
)
def test_only_a_file_whose_lines_are_records_opens_in_blocks(data: bytes, is_opened: bool) -> None:
    """All else is read as one text."""
    assert opens(data) is is_opened


@pytest.mark.parametrize("chunk", [3, 5, 8, 1000])
def test_the_widest_line_is_found_across_chunks(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever one ends."""
    monkeypatch.setattr(marks, "CHUNK", chunk)
    assert marks.widest(b"a,b\n\nc,d,e,f\ng", 0, ",") == 3
    assert marks.widest(b"a\nb,c,d", 0, ",") == 2
    assert marks.counted(b"a,b\nc", 0, ",")[1] == 1


@pytest.mark.parametrize("n_rows", [1, 2, 3, 5])
def test_a_block_of_digits_keeps_its_zeros(tmp_path: Path, n_rows: int) -> None:
    """Wherever blocks end, and where a label is longer than others."""
    codes = ["01012100", "01012100", "02071400", "0101.21.00", "03061700", "0306.1700"]
    text = HEADER + "".join(ROW.format(code, i) for i, code in enumerate(codes))
    path = file_of(tmp_path, text)
    with opened(least=0, n_rows=n_rows):
        found = read_exports(path).flows["hs_code"].tolist()
    assert found == ["01012100"] * 2 + ["02071400", "01012100", "03061700", "03061700"]
    assert_same_both_ways(path, n_rows=n_rows)


@pytest.mark.parametrize("word", ["~", "0", "a", ""])
def test_the_row_of_words_before_a_block_is_no_cell(tmp_path: Path, word: str) -> None:
    """A file may hold the same word itself."""
    text = HEADER + "".join(f"{word},{d},01012100,1\n" for d in ("A", word, "~", "B", word))
    assert_same_both_ways(file_of(tmp_path, text), n_rows=2)


def test_a_row_too_long_beside_one_too_short_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Together they have as many delimiters as two good ones; the file is read as one text."""
    text = HEADER + ROW.format("01012100", 1) * 130 + "GOA,A,B,01012100,5\nGOA,A,01012100\n"
    path = file_of(tmp_path, text)
    asked_for: list[bool] = []
    read = plain._read

    def told(asked: Any, *, in_blocks: bool) -> Any:
        asked_for.append(in_blocks)
        return read(asked, in_blocks=in_blocks)

    monkeypatch.setattr(plain, "_read", told)
    with opened(least=0):
        found = outcome(path)
    assert asked_for == [True, False]
    assert found["issues"]["message"].str.contains("more cells than the header").sum() == 1
    assert_same_both_ways(path)


def test_words_among_numbers_are_met_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that were read stay read; from there on cells are taken as text."""
    kinds: list[str] = []
    look = Numbers.look

    def seen(self: Any, cells: Any, blocks: Any) -> Any:
        kinds.append(self.kind)
        return look(self, cells, blocks)

    monkeypatch.setattr(Numbers, "look", seen)
    text = (
        HEADER
        + "".join(ROW.format("01012100", i) for i in range(9))
        + ROW.format("02071400", "n.a.")
    )
    path = file_of(tmp_path, text + "".join(ROW.format("01012100", i) for i in range(30)))
    assert_same_both_ways(path, n_rows=40)
    kinds.clear()
    with opened(least=0, n_rows=4):
        result = read_exports(path)
    assert result.flows["value"].sum() == sum(range(9)) + sum(range(30))
    assert kinds[-1].startswith("S")


@pytest.mark.parametrize("n_rows", [2, 50])
def test_counts_that_are_not_whole_are_set_aside(tmp_path: Path, n_rows: int) -> None:
    """Among whole ones, and where a column has words too."""
    for cell in ("2.5", "n.a."):
        counts = ["3", "12.0", "1e3", "2.5", cell, *["4"] * 10]
        rows = [f"GOA,A,01012100,5,{count}\n" for count in counts]
        path = file_of(tmp_path, HEADER[:-1] + ",shipments\n" + "".join(rows))
        with opened(least=0, n_rows=n_rows):
            found = read_exports(path)
        assert found.flows["shipments"].tolist() == [3, 12, 1000, *[4] * 10]
        assert found.issues["value"].tolist().count("2.5") == 1 + (cell == "2.5")
        assert_same_both_ways(path, n_rows=n_rows)


def test_categories_are_encoded_as_their_cells_would_be() -> None:
    """In the order of the rows, without those that no row holds."""
    column = pd.Series(pd.Categorical(["b", None, "a", "b"], categories=["z", "a", "b"]))
    codes, spellings = encode(column)
    assert (codes.tolist(), spellings) == ([0, 2, 1, 0], ["b", "a", None])


def test_a_dictionary_of_a_parquet_file_stays_one(tmp_path: Path) -> None:
    """Its labels are looked at once each, and nothing that is read changes."""
    pytest.importorskip("pyarrow")
    table = pd.DataFrame(
        {"state": ["B", "A", "B"], "district": ["Y", "X", "Z"], "value": [1.0, 2.0, 3.0]}
    )
    table.to_parquet(tmp_path / "text.parquet")
    table.astype({"state": "category", "district": "category"}).to_parquet(
        tmp_path / "dict.parquet"
    )
    text, coded = (read_exports(tmp_path / f"{n}.parquet").flows for n in ("text", "dict"))
    pd.testing.assert_frame_equal(text, coded)


def test_many_small_downloads_are_one_table(tmp_path: Path) -> None:
    """Labels of all files are in one order, and each row keeps its own."""
    for i, (district, code) in enumerate([("B", "02071400"), ("A", "01012100"), ("C", "02071400")]):
        file_of(
            tmp_path,
            'State ,District,HS Code,"April, 24 To March, 25 Value(US $)"\n'
            f'GOA,{district},{code},"1,00{i}"\n',
            f"{i}.csv",
        )
    flows = read_dgcis(tmp_path).flows
    assert flows["district"].tolist() == ["B", "A", "C"]
    assert flows["district"].cat.categories.tolist() == ["A", "B", "C"]
    assert flows["hs_code"].tolist() == ["02071400", "01012100", "02071400"]
    assert flows["value"].tolist() == [1000.0, 1001.0, 1002.0]
