"""Kinds of trouble in spreadsheets: each is a right table with its lines, or one plain refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from _readings import XY, X, file_of, lines, refusal, rows
from odopkit.errors import ReadError
from odopkit.labels.headings import flows_of
from odopkit.labels.kinds import is_ditto, kind_of
from odopkit.labels.likeness import alike, differ_in_writing
from odopkit.readers import read_dgcis, read_exports

if TYPE_CHECKING:
    from pathlib import Path

D = {"District": "district", "Value": "value"}
SD = {"State": "state", **D}
DH = {"HS": "hs_code", **D}
NUMBERS = "numbers of the columns, not a row of data"
UNITS = "units of the columns, not a row of data"
MORE_TOTALS = (
    "Tot.|TTL|GTOTAL|G. Total|C/F|B/F|Whole State|State as a whole|Gesamtausfuhr|Übertrag|"
    "à reporter|Suma y sigue|Yhteensä koko maa|الإجمالي العام|మొత్తము"
)
MORE_RESTS = (
    "Other products n.e.s.|Others n.e.s.|All other goods|Balance items|Remaining commodities|"
    "Rest of the State|Sonstige Waren|Autres marchandises|Otras mercancías|Altri beni|"
    "Прочие товары|अन्य वस्तुएं|其他商品|その他の品目"
)
TOTAL = "a total, not a row of data"


def said(result: Any) -> list[str]:
    """Give the messages of all lines."""
    return [str(message) for message in result.issues["message"]]


# -- rows below the header -------------------------------------------------------------
@pytest.mark.parametrize("row", ["1,2,3", "(1),(2),(3)", "[1],[2],[3]", "1.,2.,3."])
def test_a_row_that_numbers_the_columns_is_no_data(tmp_path: Path, row: str) -> None:
    """Tables of governments have it below the header."""
    text = f"Sl No,District,Value\n{row}\n1,Alfa,10\n2,Beta,5\n"
    result = read_exports(file_of(tmp_path, text), columns=D, constants=X)
    assert rows(result) == [("Alfa", 10.0), ("Beta", 5.0)]
    assert said(result) == [NUMBERS]
    text = f"District,HS,Value\n{row}\nAlfa,0901,10\nBeta,0902,5\n"
    result = read_exports(file_of(tmp_path, text), columns=DH, constants=X)
    assert rows(result) == [("Alfa", "0901", 10.0), ("Beta", "0902", 5.0)]


def test_places_that_are_numbers_stay(tmp_path: Path) -> None:
    """Where such numbers are labels, and further below, the row is data."""
    numbered = file_of(tmp_path, "Sl No,District,Value\n1,2,3\n2,1,10\n3,7,5\n")
    assert rows(read_exports(numbered, columns=D, constants=X)) == [
        ("2", 3.0),
        ("1", 10.0),
        ("7", 5.0),
    ]
    below = file_of(tmp_path, "Sl No,District,Value\n7,Alfa,4\n8,Beta,4\n9,Gama,4\n1,2,3\n")
    assert ("2", 3.0) in rows(read_exports(below, columns=D, constants=X))


@pytest.mark.parametrize(
    ("row", "unit"), [(",(Rs crore)", "crore"), ("Name,US$ million", "million"), (",'000", "'000")]
)
def test_a_unit_below_the_header_is_heard(tmp_path: Path, row: str, unit: str) -> None:
    """The row goes, and what it says of the values does not."""
    text = f"District,Value\n{row}\nAlfa,10\nBeta,5\nGama,7\n"
    result = read_exports(file_of(tmp_path, text), columns=D, constants=X)
    assert rows(result) == [("Alfa", 10.0), ("Beta", 5.0), ("Gama", 7.0)]
    assert UNITS in said(result)
    assert any(f"says that values are in {unit}" in line for line in said(result))
    assert result.value_set_aside == 0


def test_a_unit_below_the_header_of_a_download_is_multiplied(tmp_path: Path) -> None:
    """As one in the heading is."""
    text = (
        'State,District,HS Code,"April, 24 To March, 25 Value(US $)"\n,,,US $ million\n'
        "GOA,NORTH GOA,30049099,5\nGOA,SOUTH GOA,30049099,7\n"
    )
    result = read_dgcis(file_of(tmp_path, text))
    assert result.flows["value"].tolist() == [5e6, 7e6]
    assert result.scale == 1e6


def test_an_amount_with_its_unit_names_no_unit_of_the_column(tmp_path: Path) -> None:
    """``12 lakh`` is an amount that cannot be read, in the first row too."""
    path = file_of(tmp_path, "District,Value\nAlfa,12 lakh\nBeta,5\nGama,7\n")
    result = read_exports(path, columns=D, constants=X)
    assert [line[0] for line in lines(result)] == ["Value"]
    assert "'12 lakh' is not a number" in said(result)[0]


# -- blocks and tables below each other --------------------------------------------------
@pytest.mark.parametrize("word", ["2023-24", "Imports", "Table 2"])
def test_one_heading_among_the_rows_is_refused_where_keys_come_again(
    tmp_path: Path, word: str
) -> None:
    """What stands below it is another year or flow, and would be added."""
    text = f"District,HS,Value\nAlfa,0901,10\nBeta,0902,5\n{word},,\nAlfa,0901,20\nBeta,0902,15\n"
    message = refusal(file_of(tmp_path, text), columns=DH, constants=X)
    assert message.startswith(f"row 4 of 'x.csv' ('{word}') looks like a heading of blocks;")


@pytest.mark.parametrize("fill", [["Product"], True, False])
def test_headings_that_nothing_was_filled_from_are_refused(tmp_path: Path, fill: Any) -> None:
    """Two years in the column of the products, whose cells are all filled."""
    path = file_of(tmp_path, "Product,Value\n2022,\nTea,90\nWool,60\n2023,\nTea,95\nWool,40\n")
    columns = {"Product": "product", "Value": "value"}
    message = refusal(path, columns=columns, constants=XY, fill_down=fill)
    assert "rows 2 and 5 of 'x.csv' ('2022', '2023') look like headings of blocks" in message
    parted = "Year,Product,Value\n2022,,\n,Tea,90\n,Wool,60\n2023,,\n,Tea,95\n,Wool,40\n"
    result = read_exports(
        file_of(tmp_path, parted),
        columns={**columns, "Year": "period"},
        constants=XY,
        fill_down=["Year"],
    )
    assert result.flows["value"].sum() == 285
    assert result.flows["period"].tolist() == ["2022", "2022", "2023", "2023"]


def test_one_heading_over_other_keys_is_a_line(tmp_path: Path) -> None:
    """The foot of a page parts nothing."""
    text = "District,HS,Value\nAlfa,0901,10\nBeta,0902,5\nPage 2 of 2,,\nGama,0901,20\n"
    result = read_exports(file_of(tmp_path, text), columns=DH, constants=X)
    assert len(result.flows) == 3
    assert said(result) == ["hs_code is missing"]


HEAD = "District,HS,Value\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Exports", "Imports"),
        ("Ausfuhr", "Einfuhr"),
        ("Exports", "Re-exports"),
        ("Values in Rs crore", "Values in US$ million"),
        ("", "Table 2: imports of districts"),
        ("", "Rs lakh"),
    ],
)
def test_tables_of_other_flows_or_units_are_never_added(
    tmp_path: Path, first: str, second: str
) -> None:
    """Only their titles tell them apart, whatever keys they hold."""
    text = f"{first}\n{HEAD}Alfa,0901,10\nBeta,0902,5\n\n{second}\n{HEAD}Alfa,2701,20\n"
    message = refusal(file_of(tmp_path, text), columns=DH, constants=X)
    assert f"begins a second table, of {second!r}, and no column tells it" in message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Exports of Goa (Rs crore)", "Exports of Kerala (Rs crore)"),
        ("Table 1", "Table 2"),
        ("", "Exports, continued"),
    ],
)
def test_tables_of_one_kind_are_read_together(tmp_path: Path, first: str, second: str) -> None:
    """A title that names the same flow and unit, or neither, parts nothing."""
    text = f"{first}\n{HEAD}Alfa,0901,10\nBeta,0902,5\n\n{second}\n{HEAD}Gama,2701,20\n"
    result = read_exports(file_of(tmp_path, text), columns=DH, constants=X)
    assert result.flows["value"].tolist() == [10.0, 5.0, 20.0]


def test_directions_of_trade_are_told_in_several_languages() -> None:
    """Out, in, and out again."""
    assert flows_of("Exports and imports of Goa") == {"export", "import"}
    assert flows_of("Wiederausfuhr") == {"re-export"}
    assert flows_of("Импорт, млн долл.") == {"import"}
    assert flows_of("Exporters of note") == frozenset()


BLOCK = "".join(f"{d},090{i},{{}}\n" for i, d in enumerate("ABCDE", start=1))


@pytest.mark.parametrize("header", [HEAD, "HS,District,Value\n"])
def test_tables_with_the_keys_of_each_other_are_asked_about(tmp_path: Path, header: str) -> None:
    """Under the same header, or under one of another order."""
    first = BLOCK.format(*range(10, 15))
    second = BLOCK.format(*range(20, 25))
    if header != HEAD:
        second = "".join("{1},{0},{2}\n".format(*line.split(",")) for line in second.splitlines())
    path = file_of(tmp_path, f"{HEAD}{first},,\n{header}{second}")
    asked = [line for line in said(read_exports(path, columns=DH, constants=X)) if "5 keys" in line]
    assert len(asked) == 1
    assert asked[0].endswith(("are they two tables?", "are they one table, printed twice?"))
    other = second.replace("090", "330")
    path = file_of(tmp_path, f"{HEAD}{first},,\n{header}{other}")
    assert not any("keys" in line for line in said(read_exports(path, columns=DH, constants=X)))


# -- marks for the cell above --------------------------------------------------------------
@pytest.mark.parametrize("mark", ["-do-", '"', "''", ",,", "ditto", "Ditto.", "〃", "- do -", "”"])
def test_a_ditto_mark_is_no_name(mark: str) -> None:
    """It is refused until the caller says that it stands for the cell above."""
    frame = pd.DataFrame(
        {"State": ["Goa", mark, "Kerala"], "District": ["N", "S", "Kochi"], "Value": [10, 5, 7]}
    )
    message = refusal(frame, columns=SD)
    assert f"column 'State' of 'DataFrame' has {mark!r} in 1 row(s)" in message
    assert "pass fill_down=['State'] to take it" in message
    filled = read_exports(frame, columns=SD, fill_down=["State"])
    assert filled.flows["state"].tolist() == ["Goa", "Goa", "Kerala"]


@pytest.mark.parametrize("name", ["Do", "do", "Dodo", "-", "L'Aquila", "D'", "d o", ""])
def test_names_that_look_a_little_like_ditto_stay(name: str) -> None:
    """The word alone is a word of other languages."""
    assert not is_ditto(name)


def test_ditto_marks_of_a_download_say_what_to_write(tmp_path: Path) -> None:
    """`read_dgcis` has no `fill_down`."""
    text = (
        'State,District,HS Code,"April, 24 To March, 25 Value(US $)"\n'
        "GOA,NORTH GOA,30049099,5\n-do-,SOUTH GOA,30049099,7\n"
    )
    with pytest.raises(ReadError, match="write the cell above in its place"):
        read_dgcis(file_of(tmp_path, text))


def test_a_key_that_is_blank_in_half_of_the_rows_is_refused(tmp_path: Path) -> None:
    """Two states of two districts each, as merged cells come out."""
    text = "State,District,Value\nGoa,North,10\n,South,5\nKerala,Kochi,7\n,Idukki,8\n"
    assert "pass fill_down=['State']" in refusal(file_of(tmp_path, text), columns=SD)


# -- totals held against the right rows ----------------------------------------------------
def test_totals_without_a_key_are_held_against_their_own_rows(tmp_path: Path) -> None:
    """Two lists with one sum are twice the total of each, and each total is right."""
    text = (
        "State,District,Value\nGoa,North,10\nGoa,South,5\nTotal (Goa),,15\n"
        "Kerala,Kochi,7\nKerala,Idukki,8\nTotal (Kerala),,15\nGrand Total,,30\n"
    )
    totals = read_exports(file_of(tmp_path, text), columns=SD).totals
    assert totals["kept"].tolist() == [15.0, 15.0, 30.0]
    assert totals["difference"].tolist() == [0.0, 0.0, 0.0]


def test_rows_that_come_to_twice_their_total_are_asked_about(tmp_path: Path) -> None:
    """A column of states and their districts, with one total at its end."""
    text = "Place,Value\nGoa,15\nNorth,10\nSouth,5\nKerala,15\nKochi,7\nIdukki,8\nTotal,30\n"
    result = read_exports(
        file_of(tmp_path, text), columns={"Place": "district", "Value": "value"}, constants=X
    )
    assert said(result)[0] == (
        "the rows kept come to 60, 2 times the 30 that it prints: some of them may sum others; "
        "leave those out with where="
    )
    assert result.totals["difference"].tolist() == [-30.0]


def test_what_is_carried_over_a_page_is_no_place(tmp_path: Path) -> None:
    """It stands at the foot of one page and at the head of the next."""
    text = "District,Value\nA,10\nB,5\nCarried forward,15\nBrought forward,15\nC,7\nTotal,22\n"
    result = read_exports(file_of(tmp_path, text), columns=D, constants=X)
    assert rows(result) == [("A", 10.0), ("B", 5.0), ("C", 7.0)]
    assert said(result) == [TOTAL] * 3
    assert result.totals["difference"].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("label", MORE_TOTALS.split("|"))
def test_more_words_for_a_total(label: str) -> None:
    """Abbreviations, what is carried over, and words of other languages."""
    assert kind_of(label) == "total"


@pytest.mark.parametrize("label", MORE_RESTS.split("|"))
def test_more_words_for_the_rest(label: str) -> None:
    """As whole labels only: ``Other cereals`` is a product."""
    assert kind_of(label) == "rest"
    assert kind_of(f"{label} cereals") != "rest"


# -- the rest in columns of places and of codes ---------------------------------------------
def test_the_rest_of_the_places_is_asked_about(tmp_path: Path) -> None:
    """It would lead; the line names the argument by which measures know it."""
    path = file_of(tmp_path, "District,Value\nAlfa,10\nBeta,5\nOther districts,30\n")
    [line] = said(read_exports(path, columns=D, constants=X))
    assert line.startswith("'Other districts' may name no place: tell measures so with unspecified")


def test_the_rest_in_the_column_of_codes_stays_in_the_total(tmp_path: Path) -> None:
    """As one with a blank code does; `keep=` leaves it to be judged as a code."""
    path = file_of(tmp_path, f"{HEAD}Alfa,0901,10\nAlfa,Others,50\nBeta,0902,30\nBeta,0903,2\n")
    result = read_exports(path, columns=DH, constants=X)
    assert rows(result)[1] == ("Alfa", "9999", 50.0)
    assert said(result)[0].startswith("'Others' in 1 row(s) without a code means the rest")
    kept = read_exports(path, columns=DH, constants=X, keep=["Others"])
    assert kept.value_set_aside == 50.0


# -- columns that split the table ------------------------------------------------------------
@pytest.mark.parametrize(("one", "two"), [("Quantity", "Value"), ("Qty", "Val"), ("Menge", "Wert")])
def test_quantities_among_values_are_refused(tmp_path: Path, one: str, two: str) -> None:
    """Under any heading; with the choice to copy."""
    text = (
        f"District,Particulars,Value\nAlfa,{one},10\nAlfa,{two},500\nBeta,{one},4\nBeta,{two},9\n"
    )
    path = file_of(tmp_path, text)
    message = refusal(path, columns=D, constants=X)
    assert message.endswith(
        f"which would be added up; choose with where={{'Particulars': '{two}'}}"
    )
    chosen = read_exports(path, columns=D, constants=X, where={"Particulars": two})
    assert chosen.flows["value"].tolist() == [500.0, 9.0]


def test_goods_that_are_weighed_are_no_measures(tmp_path: Path) -> None:
    """Values that are all quantities, or none, split nothing."""
    text = "District,Item,Value\nAlfa,Weights,10\nAlfa,Scales,5\nBeta,Scales,4\n"
    assert len(read_exports(file_of(tmp_path, text), columns=D, constants=X).flows) == 3


# -- codes -----------------------------------------------------------------------------------
def test_codes_of_eight_digits_are_cut_to_six_too(tmp_path: Path) -> None:
    """Though no longer one stands beside them."""
    path = file_of(tmp_path, f"{HEAD}Alfa,61034200,10\nAlfa,09011100,5\nBeta,010121,7\n")
    cut = read_exports(path, columns=DH, constants=X, cut_hs=6)
    assert cut.flows["hs_code"].tolist() == ["610342", "090111", "010121"]
    assert said(cut) == ["2 code(s) of 8 to 12 digits cut to 6"]


def test_a_code_that_a_spreadsheet_made_a_number_is_not_longer(tmp_path: Path) -> None:
    """``9011100.0`` is coffee without its zero, not an instrument of chapter 90."""
    text = f"{HEAD}Alfa,61034200.0,10\nAlfa,9011100.0,5\nBeta,1012100.0,7\n"
    path = file_of(tmp_path, text)
    assert "with one digit missing (first in row 3: '9011100.0')" in refusal(
        path, columns=DH, constants=X
    )
    padded = read_exports(path, columns=DH, constants=X, pad_hs=True)
    assert padded.flows["hs_code"].tolist() == ["61034200", "09011100", "01012100"]
    cut = read_exports(path, columns=DH, constants=X, pad_hs=True, cut_hs=6)
    assert cut.flows["hs_code"].tolist() == ["610342", "090111", "010121"]
    assert "3 code(s) of 8 to 12 digits cut to 6" in said(cut)


# -- names -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Alfa", "Alfa*", "dots, blanks or marks"),
        ("Beta", "Beta¹", "dots, blanks or marks"),
        ("Goa", "Goa.", "dots, blanks or marks"),
        ("North Goa", "North-Goa", "dots, blanks or marks"),
        ("Andaman & Nicobar", "Andaman and Nicobar", "dots, blanks or marks"),
        ("Beta", "Beta (1)", "the mark of a footnote"),
        ("Beta", "Beta[a]", "the mark of a footnote"),
    ],
)
def test_names_that_differ_in_their_writing_are_asked_about(one: str, other: str, how: str) -> None:
    """They stay two, and one line asks."""
    frame = pd.DataFrame({"State": "X", "District": [one, other], "Value": [1.0, 2.0]})
    result = read_exports(frame, columns=SD)
    assert len(result.flows) == 2
    [line] = said(result)
    assert f"differ in {how} only: two places, or one? Both are kept" in line


def test_numbered_names_are_not_asked_about() -> None:
    """``Zone (1)`` and ``Zone (2)`` are two; so are those of two states in brackets."""
    assert alike(["Zone (1)", "Zone (2)", "Bilaspur (HP)", "Bilaspur (CG)"]) == []
    assert differ_in_writing(["Goa", "Gao", "Kerala"]) == []


def test_states_and_products_in_two_writings_are_asked_about() -> None:
    """A state in capitals has districts of its own; a product too is counted twice."""
    frame = pd.DataFrame(
        {"State": ["GOA", "Goa"], "District": ["N", "S"], "Product": ["Tea", "tea"]}
    ).assign(Value=[1.0, 2.0])
    result = read_exports(frame, columns={**SD, "Product": "product"})
    assert said(result) == [
        "'GOA' and 'Goa' differ in capitals or joiners only: two states, or one? Both are kept",
        "'Tea' and 'tea' differ in capitals or joiners only: two products, or one? Both are kept",
    ]


def test_garbled_letters_are_asked_about() -> None:
    """Bytes of UTF-8 that were read as Windows-1252 before the table was saved."""
    frame = pd.DataFrame({"District": ["MÃ¼nchen", "Würzburg"], "Value": [1.0, 2.0]})
    [line] = said(read_exports(frame, columns=D, constants=X))
    assert line == (
        "1 cell(s) look garbled, as UTF-8 that was read as Windows-1252: 'MÃ¼nchen' may be "
        "'München'"
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("District,Value\nКиров,10\nПермь,5\n", "cp1251"),
        ("District,Value\n广东省,10\n江苏省,5\n", "gb18030"),
        ("District,Value\nΑθήνα,10\n", "cp1253"),
    ],
)
def test_letters_of_another_alphabet_are_never_taken_for_accents(
    tmp_path: Path, text: str, encoding: str
) -> None:
    """The file is refused; as Windows-1252 it would be read into names that nobody bears."""
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    message = refusal(path, columns=D, constants=X)
    assert "is not in UTF-8, and line 2 holds letters of another alphabet" in message
    path.write_bytes("District,Value\n«Été à Nîmes» – Öö,10\n".encode("cp1252"))
    assert rows(read_exports(path, columns=D, constants=X)) == [("«Été à Nîmes» – Öö", 10.0)]


# -- the way in ------------------------------------------------------------------------------
def test_years_in_headings_are_proposed_as_values(tmp_path: Path) -> None:
    """All of them: one of two named as the value would drop the other in silence."""
    text = "District,Qty 2022-23,Value 2022-23,Qty 2023-24,Value 2023-24\nAlfa,1,2,3,4\n"
    path = file_of(tmp_path, text)
    message = refusal(path, constants=X)
    call = "columns={'District': 'district'}, values={'Value 2022-23': '2022-23', 'Value 2023-24': "
    assert f"Pass {call}'2023-24'}} if that names them" in message
    values = {"Value 2022-23": "2022-23", "Value 2023-24": "2023-24"}
    result = read_exports(path, columns={"District": "district"}, constants=X, values=values)
    assert rows(result) == [("Alfa", "2022-23", 2.0), ("Alfa", "2023-24", 4.0)]


def test_months_in_headings_are_not_proposed_beside_their_total(tmp_path: Path) -> None:
    """The column of the year is."""
    path = file_of(tmp_path, "District,Apr 2019,May 2019,Total Exports\nAlfa,1,2,3\n")
    assert "'Total Exports': 'value'}" in refusal(path, constants=X)


def test_codes_of_places_are_not_proposed_as_goods(tmp_path: Path) -> None:
    """Nor is a file without its headings split at a mark that few rows hold."""
    path = file_of(tmp_path, "State Code,District Code,District,Fob\n30,585,Goa,4\n30,586,X,5\n")
    assert "hs_code" not in refusal(path)
    text = 'section,name\nI,"Wood; cork; straw; esparto"\nII,Tea\nIII,Oils\n'
    assert "its columns are 'section', 'name'" in refusal(file_of(tmp_path, text))


def test_years_parted_by_a_low_line_are_read(tmp_path: Path) -> None:
    """``fy2023_24``, as tables made by programs have it."""
    path = file_of(tmp_path, "District,fy2022_23,fy2023_24\nAlfa,1,2\n")
    result = read_exports(path, columns={"District": "district"}, constants=X)
    assert rows(result) == [("Alfa", "2022-23", 1.0), ("Alfa", "2023-24", 2.0)]


def test_rows_that_are_all_longer_than_the_header_lack_a_heading(tmp_path: Path) -> None:
    """A quotation mark is not the only cause, and the message says so."""
    path = file_of(tmp_path, "District,Value,\nAlfa,10,99\nBeta,5,98\n")
    assert "give each column a heading, all in one row, or put text" in refusal(
        path, columns=D, constants=X
    )
    some = file_of(tmp_path, "District,Value\nAlfa,10\nBeta,5,98\nGama,7,9\n")
    assert refusal(some, columns=D, constants=X).endswith(
        "(2); put text that holds the delimiter in quotation marks"
    )


def test_nil_is_a_missing_value_with_a_word_of_what_it_may_mean(tmp_path: Path) -> None:
    """As a dash is; what was set aside stays known."""
    path = file_of(tmp_path, "Product,Value\nTea,Nil\nWool,5\nRope,7\n")
    result = read_exports(path, columns={"Product": "product", "Value": "value"}, constants=XY)
    assert said(result) == ["value is missing; some sources print 'Nil' for nil"]
    assert result.value_set_aside == 0


# -- states among their districts ------------------------------------------------------------
LADDER = [1534.7, 1023.4, 511.3, 1555.5, 777.1, 778.4, 345.6, 123.4, 222.2]


def ladder(values: list[float]) -> pd.DataFrame:
    """Give a column in which no word tells a state from a district."""
    names = [f"place {chr(65 + i)}" for i in range(len(values))]
    return pd.DataFrame({"state": "X", "district": names, "value": values})


@pytest.mark.parametrize("turned", [False, True])
def test_a_ladder_of_states_and_their_districts_is_refused(turned: bool) -> None:
    """Each head alone has two parts only; three of them part the whole list."""
    message = refusal(ladder(LADDER[::-1] if turned else LADDER))
    assert "(and 2 more labels alike), whose value is the sum of the rows beside it" in message


def test_a_short_ladder_is_asked_about() -> None:
    """Two heads are too few for a refusal; `keep=` ends the question."""
    table = ladder([1801.0, 1234, 567, 5320, 4321, 999])
    asked = said(read_exports(table))
    assert [line.split(":")[0] for line in asked] == ["may be a sum"] * 2
    assert said(read_exports(table, keep=["place A", "place D"])) == []


def test_lists_that_are_no_ladders_are_not_asked_about() -> None:
    """Small numbers, one head among many rows, and heads that miss by one."""
    assert said(read_exports(ladder([15.0, 10, 5, 15, 7, 8]))) == []
    one = [1801.0, 1234, 567, 5391, 4327, 993, 2287, 871]
    assert said(read_exports(ladder(one))) == []
    assert said(read_exports(ladder([v + (i == 0) for i, v in enumerate(LADDER[:6])]))) == []


def formulas(cell: str, n: int = 30) -> str:
    """Write codes and a name with a comma as some software does, so that no zero is lost."""
    rows = [
        f"Goa,{cell.format(f'D, {i % 7}')},{cell.format(f'0901{1100 + i % 5 * 10}')},{i + 1}"
        for i in range(n)
    ]
    return "\n".join(["state,district,hs_code,value", *rows, ""])


@pytest.mark.parametrize("cell", ['="{}"', '"=""{}"""'])
@pytest.mark.parametrize("n", [30, 40_000])
def test_a_formula_of_text_is_its_text(cell: str, n: int, tmp_path: Path) -> None:
    """As if the cells stood in plain quotation marks, in small files and in large ones."""
    told = read_exports(file_of(tmp_path, formulas(cell, n), "formulas.csv"))
    plain = read_exports(file_of(tmp_path, formulas('"{}"', n), "plain.csv"))
    pd.testing.assert_frame_equal(told.flows, plain.flows)
    assert f'{2 * n:,} cell(s) written as formulas (="…") read as the text in them' in said(told)


def test_another_formula_stays_what_it_is(tmp_path: Path) -> None:
    """A reference or a call holds no text to read."""
    text = formulas("{}").replace("D, ", "D").replace("Goa,D0", 'Goa,=T("D0")').replace("D1", '="D')
    found = read_exports(file_of(tmp_path, text, "odd.csv")).flows
    assert {'=T("D0")', '="D'} <= set(found["district"])
