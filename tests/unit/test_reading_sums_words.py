"""Words tell totals, the world, the rest and parts; names that only resemble them are names."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from odopkit import coverage, read_exports, validate
from odopkit.errors import InvalidTableError
from odopkit.labels.kinds import (
    Kind,
    is_country,
    is_rest,
    is_share,
    kind_of,
    kinds_of,
    tidied,
)
from odopkit.labels.words import WORDS

TOTALS = [
    *(
        "Total",
        "TOTAL*",
        "Total¹",
        " total: ",
        "Grand Total",
        "Sub-Total",
        "T O T A L",
        "T.O.T.A.L.",
    ),
    *("Sum", "All India", "All districts", "All goods", "Totaal", "Gesamt", "कुल", "合計"),
    *("Insgesamt", "Ukupno", "Всего", "Σύνολο", "Razem", "Total of above", "المجموع", "ＴＯＴＡＬ"),
]
OF = [
    *("Total Goa", "Total: GOA", "Total:GOA", "Goa Total", "India's Total", "India's Total Export"),
    *("Total fruit", "Total exports", "Total (in US$)", "Summe der Waren", "合计(万元)", "कुल गोवा"),
]
WORLD = [
    "World",
    "WORLD",
    "World Total",
    "All World",
    "Monde",
    "Welt",
    "世界",
    "世界計",
    "Весь мир",
]
PARTS = ["of which: fresh", "o/w fresh", "dont : frais", "davon Äpfel", "incl.: x", "Di cui uva"]
REST = ["Others", "OTHER", "All other commodities", "Rest of the World", "Sonstige", "अन्य", "其他"]
TOP = ["Top 2", "Top 30 products", "Total top 5", "les 10 premiers", "top ten", "上位5"]
NAMES = [
    *("TOTAL SA", "Total Energies", "Somme", "Verden", "Mundo Novo", "PUMPS OF ALL TYPES", "Jumla"),
    *("Soma", "Kita", "Lain", "SH", "Dar", "Dont know", "Don't know", "Grand Bassa", "All Saints"),
    *("Totaljot", "Portotal", "Totals Valley Dam", "Share", "Miscellaneous", "Unspecified", "Top"),
    *(
        "Other furniture",
        "Summa Holding",
        "UNSPECIFIED",
        "",
        "10063020",
        "India",
        "Nuts; of which: x",
    ),
]
CASES: list[tuple[str, Kind | None]] = [
    *((x, "total") for x in TOTALS),
    *((x, "total_of") for x in OF),
    *((x, "world") for x in WORLD),
    *((x, "of_which") for x in PARTS),
    *((x, "rest") for x in REST),
    *((x, "top") for x in TOP),
    *((x, None) for x in NAMES),
]


@pytest.mark.parametrize(("label", "kind"), CASES)
def test_a_label_is_what_its_words_say(label: str, kind: Kind | None) -> None:
    """Alone, and among many."""
    assert kind_of(label) == kind
    assert kinds_of(["Alfa", label, "Beta"]).get(1) == kind


def test_the_sieve_loses_no_word_of_the_table() -> None:
    """As a whole, before and behind other words, in capitals: found among many as alone."""
    words = [w.strip() for line in WORDS.strip().splitlines() for w in line[12:].split(",")]
    labels = [x for w in filter(None, words) for x in (w, w.upper(), f"{w} Xyz", f"Xyz {w}")]
    assert len(words) > 700
    assert kinds_of(labels) == {i: k for i, x in enumerate(labels) if (k := kind_of(x))}


def test_many_labels_take_no_time() -> None:
    """A hundred thousand names, and one label of a hundred thousand brackets."""
    names = [f"District {i} of somewhere" for i in range(100_000)]
    start = time.perf_counter()
    assert kinds_of([*names, "Total"]) == {100_000: "total"}
    assert kind_of("total ( " * 100_000) == "total_of"
    assert time.perf_counter() - start < 5


def test_shares_rest_headings_and_countries_are_told_apart() -> None:
    """Each has a question of its own."""
    assert is_share("%Share")
    assert is_share("% Share")
    assert not is_share("Sharepur")
    assert is_rest("Others")
    assert not is_rest("Other furniture")
    assert is_country("INDIA")
    assert not is_country("Indiana")
    assert tidied(" T O T A L ") == "total"


# -- places of a flows table -------------------------------------------------------------


def places(*districts: str) -> pd.DataFrame:
    """Give a table of one state."""
    return pd.DataFrame({"state": "Goa", "district": list(districts), "value": 1.0})


@pytest.mark.parametrize("label", ["Total", "कुल", "World", "All districts", "GRAND TOTAL"])
@pytest.mark.parametrize("as_category", [False, True])
def test_a_total_among_places_is_refused(label: str, as_category: bool) -> None:
    """By the guard and by every measure, with the label and what to do."""
    table = places("A", "B", label)
    if as_category:
        table = table.astype({"state": "category", "district": "category"})
    with pytest.raises(InvalidTableError) as caught:
        validate(table)
    assert str(caught.value) == (
        f"1 problem(s) in the table: row 2, district: {label!r} names a total, which would count "
        "twice; drop the row, or read the table with read_exports (a place truly so named needs a "
        "second word)"
    )
    with pytest.raises(InvalidTableError, match="names a total"):
        coverage(table, share=0.5)


@pytest.mark.parametrize("label", ["Total SA", "Total (Goa)", "Somme", "Soma", "India", "Others"])
def test_a_place_with_a_second_word_passes(label: str) -> None:
    """Only whole words are refused, so that there is a way to write any name."""
    assert validate(places("A", label))["district"].tolist() == ["A", label]


def test_rows_that_were_dropped_leave_no_trace() -> None:
    """A category without rows is no place."""
    table = places("A", "B", "Total").astype({"district": "category"})
    assert len(validate(table[table["district"] != "Total"])) == 2


def test_a_table_of_nothing_but_totals_counts_nothing_twice() -> None:
    """One row a state, and the word for all its districts."""
    table = pd.DataFrame({"state": ["Goa", "Assam"], "district": "All", "value": [1.0, 2.0]})
    assert len(validate(table)) == 2
    table = pd.DataFrame({"state": ["Goa", "Total"], "district": "All", "value": [1.0, 2.0]})
    with pytest.raises(InvalidTableError, match="state: 'Total' names a total"):
        validate(table)


@pytest.mark.parametrize("column", ["state", "district"])
@pytest.mark.parametrize("word", ["Total", "All India", "कुल"])
def test_a_place_that_is_kept_is_given_a_second_word(word: str, column: str) -> None:
    """Measures refuse the bare word, so that keep= would lead nowhere; a line says what is new."""
    other = "district" if column == "state" else "state"
    table = pd.DataFrame(
        {column: ["Alfa", "Beta", word], other: ["X"] * 3, "hs_code": ["0101"] * 3}
        | {"value": [10.0, 20.0, 30.0]}
    )
    result = read_exports(table, keep=[word])
    label = f"{word} ({column})"
    assert sorted(result.flows[column]) == sorted(["Alfa", "Beta", label])
    assert result.flows["value"].sum() == 60
    said = f"{word!r} is kept, as keep= asks, as {label!r} in 1 row(s)"
    assert said in result.issues["message"].tolist()
    assert validate(result.flows).equals(result.flows)


def test_a_product_that_is_kept_keeps_its_name() -> None:
    """Products are not refused for their words."""
    table = pd.DataFrame({"state": ["X"] * 3, "district": ["A"] * 3, "value": [1.0, 2.0, 3.0]})
    result = read_exports(table.assign(product=["Rice", "Tea", "Total"]), keep=["Total"])
    assert sorted(result.flows["product"]) == ["Rice", "Tea", "Total"]
