"""Numbers come back from every way of writing them, and a name has one clean spelling."""

from __future__ import annotations

import unicodedata

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from odopkit.labels.characters import cleaned, compared, is_clean
from odopkit.labels.kinds import is_ditto
from odopkit.labels.likeness import alike
from odopkit.readers import read_exports
from odopkit.readers.numbers import marks_of, parse_numbers

MARKS = [(".", ","), (",", "."), (",", " "), (".", " "), (".", "'"), (",", "'")]
letters = st.text(
    st.one_of(
        st.sampled_from("aeikrtG \u00a0\u200b\u200c\u200d\u0301\u094d\u0915\u0937\uff41\u00ad"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=8,
)


def written(number: float, decimal: str, thousands: str) -> str:
    """Write a number with marks."""
    return f"{number:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@given(
    numbers=st.lists(st.integers(0, 10**12).map(lambda n: n / 100), min_size=1, max_size=6),
    marks=st.sampled_from(MARKS),
)
def test_a_number_comes_back_as_it_was_written(
    numbers: list[float], marks: tuple[str, str]
) -> None:
    """Under the marks that the caller tells."""
    texts = [written(n, *marks) for n in numbers]
    told = marks_of(texts, decimal=marks[0], thousands=marks[1], semicolons=True)
    assert parse_numbers(texts, told).amounts.tolist() == numbers


@given(
    numbers=st.lists(st.integers(0, 10**12).map(lambda n: n / 100), min_size=1, max_size=6),
    flag=st.sampled_from(["", " p", "e", "*", " (r)", "\u00b9", " USD"]),
    semicolons=st.booleans(),
)
def test_two_decimals_are_never_misread(numbers: list[float], flag: str, semicolons: bool) -> None:
    """A column with two digits behind a dot shows its marks, whatever stands behind a number."""
    texts = [written(n, ".", ",") + flag for n in numbers]
    marks = marks_of(texts, decimal=None, thousands=None, semicolons=semicolons)
    assert parse_numbers(texts, marks).amounts.tolist() == numbers


@given(texts=st.lists(st.text("0123456789.,' -", max_size=9), max_size=5), semicolons=st.booleans())
def test_any_text_is_a_number_or_has_a_problem(texts: list[str], semicolons: bool) -> None:
    """Never both, never neither."""
    marks = marks_of(texts, decimal=None, thousands=None, semicolons=semicolons)
    found = parse_numbers([" ".join(text.split()) for text in texts], marks)
    for amount, problem in zip(found.amounts.tolist(), found.problems, strict=True):
        assert (amount >= 0) == (problem == "")


def is_label(text: str) -> bool:
    """Tell what may name a place; a mark that stands for the cell above names none."""
    return cleaned(text) != "" and not is_ditto(cleaned(text))


@given(letters)
def test_a_name_has_one_clean_spelling(text: str) -> None:
    """Cleaning twice changes nothing, and what is clean stays as it is but for doubled blanks."""
    once = cleaned(text)
    assert cleaned(once) == once
    assert once == "" or is_clean(once)
    assert unicodedata.is_normalized("NFC", once)
    if is_clean(text):
        assert once == " ".join(text.split())


@given(st.lists(letters.filter(is_label), min_size=1, max_size=5))
def test_readers_give_clean_names_and_change_no_sum(names: list[str]) -> None:
    """Whatever a file spells: a place, or a line for a blank one."""
    given = pd.DataFrame({"state": "X", "district": ["Beta", *names], "value": 2.0})
    result = read_exports(given)
    assert all(is_clean(name) for name in result.flows["district"])
    kept = len(result.flows)
    aside = (result.issues["row"].notna() & (result.issues["action"] == "set_aside")).sum()
    assert kept + aside == len(given)


@given(st.text("abdefghjk", min_size=6, max_size=12), st.data())
def test_one_step_apart_is_always_seen(name: str, data: st.DataObject) -> None:
    """Any letter left out, doubled or changed; the pair is found in either order.

    Letters of which Roman numerals are made are left out: those tell places apart.
    """
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    for other in (name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :]):
        assert compared(other) != compared(name)
        assert [{a, b} for a, b, _ in alike([name, other])] == [{name, other}]
