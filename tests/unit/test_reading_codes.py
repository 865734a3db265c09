"""Codes with words beside them, national lines, and prefixes that are no lost zeros."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from odopkit import aggregate_exports, collect_exports
from odopkit.errors import InvalidValueError, MixedHSLevelError, ReadError
from odopkit.readers import ReadResult, read_exports


def frame(*codes: Any, heading: str = "hs_code") -> pd.DataFrame:
    """Give a table of one state with these codes."""
    n = len(codes)
    table: dict[str, Any] = {"state": ["X"] * n, "district": ["Alfa"] * n}
    return pd.DataFrame(
        {**table, heading: list(codes), "value": [10.0 * (i + 1) for i in range(n)]}
    )


def codes_of(*codes: Any, **options: Any) -> list[str]:
    """Give the codes as they were read."""
    found: list[str] = read_exports(frame(*codes), **options).flows["hs_code"].tolist()
    return found


def refusal(source: Any, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(source, **options)
    assert len(str(caught.value)) <= 500
    return str(caught.value)


def lines(result: ReadResult) -> list[str]:
    """Give the messages."""
    found: list[str] = result.issues["message"].tolist()
    return found


# -- words beside a code ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("61034200: Trousers", "61034200"),
        ("6103.42.00 - Trousers", "61034200"),
        ("6103 42 00 \u2013 Trousers, of cotton", "61034200"),
        ("610342 Trousers", "610342"),
        ("HS 610342", "610342"),
        ("HS Code: 610342", "610342"),
        ("ITC-HS 61034200", "61034200"),
        ("(HS) 6103 | Men's suits", "6103"),
        ("61034200 - Trousers 100% cotton", "61034200"),
        ("61034200- \u0915\u092a\u0921\u093c\u0947", "61034200"),
    ],
)
def test_a_code_is_taken_out_of_its_words(text: str, code: str) -> None:
    """The description is left, and one line counts the cells."""
    result = read_exports(frame(text, text))
    assert result.flows["hs_code"].tolist() == [code, code]
    assert lines(result) == ["2 cell(s) hold a code before or behind words: the code is taken"]


@pytest.mark.parametrize(
    "text",
    [
        "1006 and 1007",
        "1006 to 1008",
        "1006-1008",
        "1006, 1007",
        "ex 1006",
        "10A6",
        "Chapter X",
        "2023 figures: see table 2024",
        "77010000: Reserved",
    ],
)
def test_what_is_not_one_code_is_not_split(text: str) -> None:
    """A range, a list or a note is no code with a description."""
    result = read_exports(frame("1006", "1007", text))
    assert result.flows["hs_code"].tolist() == ["1006", "1007"]
    assert result.issues["row"].tolist() == [2]


def test_what_cannot_be_seen_in_a_code_does_no_harm() -> None:
    """A zero-width space or a left-to-right mark comes with pasted codes."""
    assert codes_of("\u200b10063020", "0902\u200e4020", "\u00a030049099") == [
        "10063020",
        "09024020",
        "30049099",
    ]
    assert read_exports(frame("1006", "1007", "1006\u00a0\n1007")).issues["row"].tolist()[-1] == 2


# -- national tariff lines -------------------------------------------------------------


@pytest.mark.parametrize(
    "codes",
    [("0101210020", "0101290090"), ("010121002", "010129009"), ("0101.21.00.20", "010129009012")],
)
def test_national_lines_are_refused_until_cut(codes: tuple[str, ...]) -> None:
    """The message names the kind and the way on."""
    assert refusal(frame(*codes)) == (
        f"2 row(s) of 'DataFrame' (first in row 0) hold {codes[0]!r}: codes of 9 to 12 digits are "
        "national tariff lines; pass cut_hs=6 or cut_hs=8 to cut them"
    )
    result = read_exports(frame(*codes), cut_hs=6)
    assert result.flows["hs_code"].tolist() == ["010121", "010129"]
    assert lines(result) == ["2 code(s) of 9 to 12 digits (national tariff lines) cut to 6"]
    assert codes_of(*codes, cut_hs=8) == ["01012100", "01012900"]


def test_few_national_lines_are_set_aside() -> None:
    """One slip among good codes does not end the reading."""
    result = read_exports(frame(*["10063020"] * 20, "1006302012"))
    assert len(result.flows) == 20
    assert lines(result) == ["'1006302012' has 10 digits: a national tariff line, no HS code"]


def test_a_lost_zero_of_a_national_line_is_no_cut() -> None:
    """Nine digits beside ten lack one; the first eight of them would be another code."""
    codes = ("8471300000", "101210020", "8471410000")
    assert "pass pad_hs=True" in refusal(frame(*codes), cut_hs=8)
    assert codes_of(*codes, cut_hs=8, pad_hs=True) == ["84713000", "01012100", "84714100"]


def test_lines_and_the_heading_that_sums_them_are_not_cut_to_one() -> None:
    """A code beside its own finer code would be counted twice."""
    message = refusal(frame("01012100", "0101210020", "0101290090"), cut_hs=8)
    assert "stands beside finer codes of its own" in message
    assert codes_of("01012100", "0101290090", cut_hs=8) == ["01012100", "01012900"]


def test_eight_digits_are_cut_to_six_too() -> None:
    """Whatever is longer than asked."""
    assert codes_of("0101210020", "30049099", cut_hs=6) == ["010121", "300490"]


@pytest.mark.parametrize("cut_hs", [4, 10, "8", True])
def test_other_lengths_cannot_be_cut_to(cut_hs: Any) -> None:
    """6 and 8 are the lengths of subheadings and tariff lines."""
    with pytest.raises(InvalidValueError, match="cut_hs must be 6 or 8"):
        read_exports(frame("1006"), cut_hs=cut_hs)


def test_ten_digit_tables_roll_up() -> None:
    """Their sums are of one length; only mixed lengths are refused as such."""
    table = frame("0101210020", "0101210090", "8471300000")
    home = collect_exports(aggregate_exports(table, level=6))
    assert home[["hs_code", "value"]].to_numpy().tolist() == [["010121", 30.0], ["847130", 30.0]]
    mixed = frame("0101210020", "01012100")
    with pytest.raises(MixedHSLevelError, match="add HS codes of several lengths"):
        collect_exports(aggregate_exports(mixed, level=6))


# -- prefixes --------------------------------------------------------------------------


def test_a_section_in_front_of_every_code_is_refused() -> None:
    """168517 looks like an HS6 code of chapter 16; the heading says four digits."""
    table = frame("168517", "116109", "209403", "168471", heading="HS4 ID")
    message = refusal(table, columns={"HS4 ID": "hs_code"})
    assert message == (
        "every code in column 'HS4 ID' of 'DataFrame' has the number of its HS section in front "
        "(row 0: '168517' is '8517' in section 16); cut it off: read the file with pandas "
        "(dtype=str), then df['HS4 ID'] = df['HS4 ID'].str[-4:], and pass df"
    )
    table["HS4 ID"] = table["HS4 ID"].str[-4:]
    read = read_exports(table, columns={"HS4 ID": "hs_code"})
    assert read.flows["hs_code"].tolist() == ["8517", "6109", "9403", "8471"]


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("HS6 ID", ("1050400", "7391000")),
        ("HS6 ID", ("5271019", "13680223")),
        ("Code", ("1050400", "7391000", "13680223")),
        ("Code", ("168517", "116109")),
        ("4-digit code", ("168517", "20709")),
        ("HS2", ("1684", "1161")),
    ],
)
@pytest.mark.parametrize("pad", [False, True])
def test_sections_are_known_by_all_codes(heading: str, codes: tuple[str, ...], pad: bool) -> None:
    """Whatever the heading, and whatever the caller hopes of a zero."""
    message = refusal(frame(*codes, heading=heading), columns={heading: "hs_code"}, pad_hs=pad)
    assert "the number of its HS section in front" in message or not pad


@pytest.mark.parametrize(
    "codes",
    [
        ("1012100", "3061790", "30049099"),
        ("101", "207", "3004"),
    ],
)
def test_a_lost_zero_beside_whole_codes_is_one(codes: tuple[str, ...]) -> None:
    """Codes of chapters 10 to 97 kept their length."""
    assert "pass pad_hs=True if a spreadsheet dropped" in refusal(frame(*codes))
    assert len(codes_of(*codes, pad_hs=True)) == 3


@pytest.mark.parametrize(
    ("heading", "codes", "evidence"),
    [
        ("Code", ("1012100", "2071400", "9998877"), "all have 7 digits"),
        ("HS6", ("9012100", "8071400", "9998877"), "the heading says 6 digits"),
        ("Code", ("51234", "61234"), "all have 5 digits"),
    ],
)
def test_one_odd_length_is_rather_a_prefix(
    heading: str, codes: tuple[str, ...], evidence: str
) -> None:
    """Where every code lacks the same, a zero was hardly lost from each."""
    message = refusal(frame(*codes, heading=heading), columns={heading: "hs_code"})
    assert evidence in message
    assert "pad_hs" not in message
    assert f".str[-{len(codes[0]) - 1}:]" in message


@pytest.mark.parametrize(
    "codes",
    [
        ("010121", "010229", "020714"),
        ("110710", "120740", "150710"),
        ("0101", "0207"),
        ("10063020", "16010000"),
        ("168517",),
    ],
)
def test_real_codes_are_no_sections_with_a_rest(codes: tuple[str, ...]) -> None:
    """Live animals stand in chapter 1 and section I; malt of 1107 is no fruit."""
    assert codes_of(*codes) == list(codes)
