"""Rows whose words name a sum are set aside, listed, and held against what they cover."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from odopkit import coverage, validate
from odopkit.errors import ReadError
from odopkit.readers import ReadResult, read_exports

if TYPE_CHECKING:
    from pathlib import Path

TOTAL = "a total, not a row of data"
PART = "a part of the row above, not a row of data"
BELOW = "stands below the grand total, not a row of data"
X = {"state": "X"}
XY = {"state": "X", "district": "Y"}


def table(text: str, sep: str = ",") -> pd.DataFrame:
    """Give a small csv as text cells; the first row of data has the label 0."""
    return pd.read_csv(io.StringIO(text), sep=sep, dtype=str, keep_default_na=False)


def read(text: str, constants: dict[str, str] | None = None, **options: Any) -> ReadResult:
    """Read a small csv with canonical headings."""
    return read_exports(table(text), constants=constants, **options)


def lines(result: ReadResult) -> list[list[Any]]:
    """Give row, value, action and message of each line."""
    return result.issues[["row", "value", "action", "message"]].to_numpy().tolist()


def sums(result: ReadResult) -> list[list[Any]]:
    """Give label, printed, kept and difference of each printed sum."""
    assert result.totals.columns[:4].tolist() == ["file", "sheet", "row", "column"]
    return result.totals[["label", "printed", "kept", "difference"]].to_numpy().tolist()


def message_of(text: str, constants: dict[str, str] | None = None, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read(text, constants, **options)
    assert len(str(caught.value)) <= 500
    return str(caught.value)


def total(result: ReadResult) -> float:
    """Give the value of all kept rows."""
    return float(result.flows["value"].sum())


# -- the whole label ---------------------------------------------------------------------


def test_all_states_is_no_place() -> None:
    """Two states make 300; their sum is no third."""
    result = read(
        "district,partner,period,value\nAll States,Peru,2018,300\nAlfa,Peru,2018,200\n"
        "Beta,Peru,2018,100\n",
        X,
    )
    assert lines(result) == [[0, "All States", "set_aside", TOTAL]]
    assert sums(result) == [["All States", 300, 300, 0]]
    assert total(result) == 300
    assert result.counts["value_set_aside"] == 0
    table_ = coverage(result.flows, share=0.5).to_frame()
    assert "All States" not in table_.to_string()


def test_the_world_is_no_partner_beside_its_parts() -> None:
    """A hundred is sold to two countries, not two hundred to three."""
    text = (
        "district,hs_code,partner,value\nAlfa,0901,World,100\nAlfa,0901,Peru,60\n"
        "Alfa,0901,Chile,40\n"
    )
    result = read(text, X)
    assert (total(result), sums(result)) == (100, [["World", 100, 100, 0]])
    assert read(text, X, keep=["World"]).flows["value"].sum() == 200


def test_a_column_of_totals_breaks_nothing_down() -> None:
    """It is left out, and that is said; nothing is set aside."""
    text = "district,product,partner,value\nAlfa,Wine,World Total,100\nBeta,Wine,World Total,50\n"
    result = read(text, X)
    assert list(result.flows.columns) == ["state", "district", "product", "value"]
    assert total(result) == 150
    assert lines(result) == [
        [
            None,
            "World Total",
            "noted",
            "left out: every row holds a total ('World Total'), so it breaks nothing down",
        ]
    ]


def test_a_state_column_of_totals_is_kept_and_said() -> None:
    """A table needs a state, and one label doubles nothing."""
    result = read("state,district,value\nAll India,A,1\nAll India,B,2\n")
    assert (total(result), lines(result)[0][2]) == (3, "noted")


@pytest.mark.parametrize(
    "label",
    [
        *("Total Goa", "All India", "All districts", "Sum", "T O T A L", "Totaal", "Gesamt", "कुल"),
        *("Total of above", "Total: GOA", "Insgesamt", "INDIA", "Toplam", "合計"),
    ],
)
@pytest.mark.parametrize("place", [0, 3])
def test_totals_in_other_words_are_set_aside(label: str, place: int) -> None:
    """At the head of a list and at its foot."""
    rows = ["A,10", "B,20", "C,7"]
    rows.insert(place, f"{label},37")
    result = read("district,value\n" + "\n".join(rows), X)
    assert lines(result) == [[place, label, "set_aside", TOTAL]]
    assert sums(result) == [[label, 37, 37, 0]]


@pytest.mark.parametrize(
    "label",
    [
        *("TOTAL SA", "Somme", "Verden", "Mundo Novo", "PUMPS OF ALL TYPES", "Soma"),
        *("Summa Holding", "Grand Bassa", "Dont know", "Unspecified", "Miscellaneous"),
    ],
)
def test_names_that_resemble_totals_are_data(label: str) -> None:
    """Even where their value happens to be the sum of two small others."""
    result = read(f"district,value\nA,10\nB,20\n{label},30\n", X)
    assert (total(result), len(result.issues)) == (60, 0)


def test_a_country_is_a_total_only_where_it_sums_its_states() -> None:
    """``INDIA`` beside two states; Niger is a state of Nigeria."""
    india = read("state,district,value\nINDIA,all,500\nGoa,x,200\nAssam,y,300\n")
    assert lines(india) == [[0, "INDIA", "set_aside", TOTAL]]
    niger = read("state,value\nNiger,40\nKano,200\nLagos,300\n", {"district": "x"})
    assert (total(niger), len(niger.issues)) == (540, 0)
    partner = read("district,partner,value\nA,India,30\nA,Peru,10\nA,Chile,20\n", X)
    assert total(partner) == 60


def test_totals_of_two_columns_meet_in_one_cell() -> None:
    """Row totals, column totals and the grand total: each is held against what it covers."""
    text = (
        "district,partner,value\nA,Peru,1\nA,Chile,2\nB,Peru,3\nB,Chile,4\n"
        "A,World,3\nB,World,7\nTotal,Peru,4\nTotal,Chile,6\nTotal,World,10\n"
    )
    result = read(text, X)
    assert total(result) == 10
    assert result.totals["difference"].tolist() == [0] * 5
    assert len(result.issues) == 5


def test_where_no_row_is_free_of_totals_that_is_said() -> None:
    """World by product beside partners of all products: nothing remains."""
    message = message_of("partner,product,value\nWorld,Tea,5\nPeru,All products,5\n", XY)
    assert message == (
        "every row of 'DataFrame' names a total in column 'product' or 'partner' ('All products'); "
        "choose the rows of one breakdown with where="
    )


# -- what a total says of its list -------------------------------------------------------


def test_totals_above_a_short_list_say_how_much_is_listed() -> None:
    """The world is 1000, of which the list has 500; the top two agree."""
    result = read(
        "district,product,value\nAlfa,World,1000\nAlfa,Top 2,500\nAlfa,Pumps,300\nAlfa,Tea,200\n"
        "Beta,World,800\nBeta,Top 2,700\nBeta,Tea,400\nBeta,Rope,300\n",
        X,
    )
    assert total(result) == 1200
    assert lines(result)[0] == [
        None,
        "World",
        "noted",
        "Alfa lists 500 of 1000, Beta lists 700 of 800",
    ]
    assert sums(result)[:2] == [["World", 1000, 500, 500], ["Top 2", 500, 500, 0]]


def test_an_incomplete_list_is_told() -> None:
    """A total may be more than its rows; then the rest is not listed."""
    result = read(
        "district,product,value\nAlfa,Total exports,1000\nAlfa,Tea,300\nAlfa,Wool,200\n"
        "Beta,Total exports,400\nBeta,Tea,390\n",
        X,
    )
    assert total(result) == 890
    assert lines(result)[0][3] == "Alfa lists 500 of 1000, Beta lists 390 of 400"


def test_a_total_below_its_list_is_told_too() -> None:
    """Either the list has a row too many, or the total is wrong."""
    result = read("district,value\nA,100\nB,200\nTotal,250\n", X)
    assert lines(result)[0] == [None, "Total", "noted", "lists 300, more than its 250"]
    assert sums(result) == [["Total", 250, 300, -50]]


def test_a_second_total_of_a_verified_list_needs_no_line() -> None:
    """What the whole country sells stands below the total of the list that is read."""
    result = read("district,value\nA,100\nB,200\nTotal,300\nIndia's Total,9000\n", X)
    assert [line[2] for line in lines(result)] == ["set_aside", "set_aside"]
    assert result.totals["difference"].tolist() == [0, 8700]


def test_rounded_totals_agree() -> None:
    """Three rows of one decimal, cut off or rounded."""
    result = read("district,value\nA,1.1\nB,2.2\nC,3.3\nTotal,6.8\n", X)
    assert [line[2] for line in lines(result)] == ["set_aside"]


def test_totals_without_a_code_are_compared_as_well() -> None:
    """They lack a key, or name the total in a column that is not used."""
    result = read(
        "district,hs_code,text,value\nA,0901,Coffee,60\nB,0902,Tea,40\n,,Grand total,150\n"
        "Total,,,100\n",
        X,
    )
    assert sums(result) == [["Grand total", 150, 100, 50], ["Total", 100, 100, 0]]
    assert [line[2] for line in lines(result)] == ["set_aside", "set_aside"]


def test_totals_of_each_state_are_held_against_their_state() -> None:
    """Goa agrees; Assam prints three too many."""
    text = (
        "state,district,value\nGoa,S,10\nGoa,N,20\nGoa,Total,30\nAssam,A,50\nAssam,B,50\n"
        "Assam,Total,103\n"
    )
    result = read(text + "Total,,130\n")
    assert sums(result) == [["Total", 30, 30, 0], ["Total", 103, 100, 3], ["Total", 130, 130, 0]]
    assert lines(result)[0][3] == "Assam lists 100 of 103"


def test_no_total_is_compared_where_rows_are_chosen() -> None:
    """What is chosen is a part of what a printed total covers."""
    result = read("district,hs_code,value\nA,0901,60\nTotal,,100\n", X, where={"district": "A"})
    assert result.totals.empty


# -- a word in front or behind -----------------------------------------------------------


def test_a_subtotal_equals_the_rows_above_it() -> None:
    """Total fruit is fresh and dried fruit, not wool."""
    result = read(
        "district,product,value\nAlfa,Fresh fruit,30\nAlfa,Dried fruit,40\nAlfa,Total fruit,70\n"
        "Alfa,Wool,50\nBeta,Fresh fruit,20\nBeta,Dried fruit,10\nBeta,Total fruit,30\n"
        "Beta,Wool,60\n",
        X,
    )
    assert total(result) == 210
    assert sums(result) == [["Total fruit", 70, 70, 0], ["Total fruit", 30, 30, 0]]


def test_a_subtotal_equals_the_rows_that_share_its_words() -> None:
    """Wherever they stand."""
    result = read(
        "district,product,value\nA,Fresh fruit,31\nA,Wool,50\nA,Dried fruit,46\nA,Rope,9\n"
        "A,Total fruits,77\n",
        X,
    )
    assert (total(result), sums(result)[0][2]) == (136, 77)


def test_a_subtotal_that_sums_nothing_is_refused() -> None:
    """With the label, the evidence and two ways out, which are ways."""
    text = "district,product,value\nA,Tea,10\nA,Total care,13\nA,Wool,20\n"
    assert message_of(text, X) == (
        "column 'product' of 'DataFrame' has 'Total care', which names a total but sums no rows "
        "(row 1: 13; the others of its group come to 30); leave it out with where={'product': "
        "lambda x: x != 'Total care'}, or pass keep=['Total care'] if it is data"
    )
    assert total(read(text, X, keep=["Total care"])) == 43


def test_a_part_of_the_row_above_is_set_aside() -> None:
    """Of fruit, 30 is fresh; of rope, 15 is hemp."""
    result = read(
        "product,value\nFruit,70\nof which: fresh,30\nWool,50\nRope,20\nof which: hemp,15\n", XY
    )
    assert total(result) == 140
    assert lines(result) == [
        [1, "of which: fresh", "set_aside", PART],
        [4, "of which: hemp", "set_aside", PART],
    ]


def test_a_part_that_is_larger_than_the_row_above_is_refused() -> None:
    """It is a part of something else."""
    message = message_of("product,value\nFruit,10\nof which: fresh,20\nWool,50\n", XY)
    assert "names a part of the row above but is larger (row 1)" in message


def test_a_part_in_the_title_of_a_code_is_a_title() -> None:
    """HS titles say "of which" and "total"."""
    result = read(
        "hs_code,product,value\n0101,Horses,10\n0102,of which: bovine,20\n0103,Total swine,5\n", XY
    )
    assert (total(result), len(result.issues)) == (35, 0)


# -- where a total stands ----------------------------------------------------------------


def test_what_stands_below_the_grand_total_is_set_aside() -> None:
    """A rate of exchange is no district."""
    result = read("district,value\nAlfa,100\nBeta,50\nTotal,150\nUSD Rate,86.301\n", X)
    assert lines(result) == [
        [2, "Total", "set_aside", TOTAL],
        [3, "USD Rate", "set_aside", BELOW],
    ]
    assert sums(result) == [["Total", 150, 150, 0]]
    assert result.counts["value_set_aside"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "A,1\nB,2\nTotal,3\nC,4\nD,5\nTotal,9\n",  # a list with a total of its own
        "A,1\nB,2\nTotal,3\nC,4\nD,5\n",  # as much below as above
        "Total,9\nA,1\nB,2\nC,6\n",  # a total at the head
        "A,60\nB,40\nTotal,999\nC,1\n",  # a total of something else
    ],
)
def test_rows_below_another_total_are_data(text: str) -> None:
    """Only below a last total that is the sum of all above it stands no data."""
    result = read("district,value\n" + text, X)
    assert BELOW not in result.issues["message"].tolist()


def test_totals_are_listed_as_the_file_spells_them(tmp_path: Path) -> None:
    """With file and row, and in the unit of the file."""
    path = tmp_path / "x.csv"
    path.write_text('district,value\nA,100\nTOTAL ¹,"1,00,100"\nB,"1,00,000"\n', "utf-8")
    result = read_exports(path, constants=X, scale=1000)
    assert result.totals.to_numpy().tolist() == [
        ["x.csv", "", 3, "district", "TOTAL ¹", 100_100.0, 100_100.0, 0.0]
    ]
    assert validate(result.flows)["value"].sum() == 100_100_000


@pytest.mark.parametrize("n_codes", [1, 5, 40])
def test_two_equal_districts_one_named_as_its_state_draw_one_line(n_codes: int) -> None:
    """Equal figures in all codes are one fact, however many codes there are."""
    table = pd.DataFrame(
        [
            ("Delhi", district, f"{8400 + code}", 10.0)
            for code in range(1, n_codes + 1)
            for district in ("Delhi", "New Delhi")
        ],
        columns=["state", "district", "hs_code", "value"],
    )
    result = read_exports(table)
    assert result.flows["value"].sum() == 20 * n_codes
    more = f" (and {n_codes - 1} more rows)" if n_codes > 1 else ""
    where = f"in row 0{more} it is what its others come to, 10"
    assert result.issues["message"].tolist() == [
        f"may be the state itself: {where}; if it is, leave it out with where="
    ]


def test_the_same_small_figures_in_many_codes_are_one_fact_about_a_namesake() -> None:
    """5 and 7 make 12 once, not ten times; figures that differ from code to code add up."""
    codes = [f"{8400 + code}" for code in range(1, 11)]
    same = [("Goa", d, c, v) for c in codes for d, v in (("Goa", 12), ("N", 5), ("S", 7))]
    names = ["state", "district", "hs_code", "value"]
    result = read_exports(pd.DataFrame(same, columns=names))
    assert result.flows["value"].sum() == 240
    assert result.issues["message"].str.startswith("may be the state itself").sum() == 1
    other = [
        ("Goa", d, c, v)
        for i, c in enumerate(codes)
        for d, v in (("Goa", 53 + 5 * i), ("N", 20 + 3 * i), ("S", 33 + 2 * i))
    ]
    with pytest.raises(ReadError, match="the state itself among its districts"):
        read_exports(pd.DataFrame(other, columns=names))


def test_a_total_that_covers_another_is_not_taken_before_it() -> None:
    """Twice a subtotal stands below it: with its parts counted again it would be their sum."""
    rows = []
    for i, a in enumerate((104_729, 224_737, 350_377, 479_909)):
        b, c = a // 3 + 17 * i, a // 7 + 29 * i + 1
        part = a + b + c
        rows += [("X", f"{8401 + i}", d, v) for d, v in zip("ABC", (a, b, c), strict=True)]
        rows += [("X", f"{8401 + i}", "Coast", part), ("X", f"{8401 + i}", "Upland", 2 * part)]
        rows += [("X", f"{8401 + i}", "East", a // 2 + 5 * i)]
    table = pd.DataFrame(rows, columns=["state", "hs_code", "district", "value"])
    with pytest.raises(ReadError, match="has 'Coast', whose value is the sum"):
        read_exports(table)
