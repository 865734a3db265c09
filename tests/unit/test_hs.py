"""What an HS code is: each rule by itself, on codes read from the nomenclature."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import InvalidHSCodeError, InvalidValueError
from odopkit.hs import (
    BROAD_SECTORS,
    HSCode,
    describe_hs,
    hs_broad_sector,
    hs_parent,
    hs_section,
    is_pseudo_chapter,
    normalize_hs,
    parse_hs,
    section_title,
)

# First and last chapter of each section, as the nomenclature divides them.
SECTIONS = {
    "I": (1, 5),
    "II": (6, 14),
    "III": (15, 15),
    "IV": (16, 24),
    "V": (25, 27),
    "VI": (28, 38),
    "VII": (39, 40),
    "VIII": (41, 43),
    "IX": (44, 46),
    "X": (47, 49),
    "XI": (50, 63),
    "XII": (64, 67),
    "XIII": (68, 70),
    "XIV": (71, 71),
    "XV": (72, 83),
    "XVI": (84, 85),
    "XVII": (86, 89),
    "XVIII": (90, 92),
    "XIX": (93, 93),
    "XX": (94, 96),
    "XXI": (97, 97),
}

TEXT_DTYPES = [
    "object",
    "str",
    "category",
    "string[python]",
    "string[pyarrow]",
    "arrow string",
    "arrow large string",
    "arrow dictionary",
]
NUMBER_DTYPES = [
    "int32",
    "int64",
    "uint32",
    "float64",
    "Int64",
    "Float64",
    "arrow int64",
    "arrow double",
]

# Kinds of text and numbers that need pyarrow are tested where it is installed.
ARROW: dict[str, Callable[[Any], Any]] = {
    "arrow string": lambda arrow: arrow.string(),
    "arrow large string": lambda arrow: arrow.large_string(),
    "arrow dictionary": lambda arrow: arrow.dictionary(arrow.int32(), arrow.string()),
    "arrow int64": lambda arrow: arrow.int64(),
    "arrow double": lambda arrow: arrow.float64(),
}


def dtype_of(name: str) -> Any:
    """Return a dtype by name, or skip the test where it needs pyarrow."""
    if "arrow" not in name:
        return name
    arrow = pytest.importorskip("pyarrow")
    return pd.ArrowDtype(ARROW[name](arrow)) if name in ARROW else name


# ------------------------------------------------------------------------ one code


def test_eight_digits_say_everything() -> None:
    """A tariff line names its chapter, heading, subheading, section and sector."""
    code = parse_hs("10063020")
    assert isinstance(code, HSCode)
    assert (code.code, str(code), code.level) == ("10063020", "10063020", 8)
    assert (code.chapter, code.heading, code.subheading) == ("10", "1006", "100630")
    assert (code.section, code.broad_sector, code.is_pseudo) == ("II", "agriculture", False)


@pytest.mark.parametrize(
    ("text", "level", "heading", "subheading"),
    [
        ("10", 2, None, None),
        ("1006", 4, "1006", None),
        ("100630", 6, "1006", "100630"),
        ("10063020", 8, "1006", "100630"),
    ],
)
def test_finer_parts_are_none_where_digits_end(
    text: str, level: int, heading: str | None, subheading: str | None
) -> None:
    """A chapter has no heading, a heading no subheading."""
    code = parse_hs(text)
    assert (code.level, code.heading, code.subheading) == (level, heading, subheading)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("1006.30.20", "10063020", id="dots"),
        pytest.param("10.06.30.20", "10063020", id="dots-between-pairs"),
        pytest.param("10.06", "1006", id="dotted-heading"),
        pytest.param("1006.30", "100630", id="dotted-subheading"),
        pytest.param("1006 30 20", "10063020", id="blanks"),
        pytest.param("1006 30", "100630", id="blank-subheading"),
        pytest.param("100630 20", "10063020", id="blank-tariff-line"),
        pytest.param("  1006\t", "1006", id="outer-blanks"),
        pytest.param("1006\n", "1006", id="outer-newline"),
        pytest.param("\u00a01006\u00a030\u00a0", "100630", id="no-break-space"),
        pytest.param("\ufeff0101", "0101", id="byte-order-mark"),
        pytest.param("'0101", "0101", id="spreadsheet-apostrophe"),
        pytest.param("10063020.0", "10063020", id="float-in-text"),
        pytest.param("0101.0", "0101", id="float-in-text-heading"),
        pytest.param(10063020, "10063020", id="int"),
        pytest.param(np.int32(1006), "1006", id="numpy-int"),
    ],
)
def test_separators_and_whole_numbers_are_read(written: Any, read: str) -> None:
    """Dots, blanks between groups, a trailing .0 and integers are the code's digits."""
    assert parse_hs(written).code == read
    assert normalize_hs([written]).tolist() == [read]


def test_trailing_point_zero_goes_before_the_dots() -> None:
    """'3035910.0' is a lost zero, never the valid and wrong 30359100."""
    with pytest.raises(InvalidHSCodeError, match="7 digits"):
        parse_hs("3035910.0")
    assert parse_hs("3035910.0", pad=True).code == "03035910"
    with pytest.raises(InvalidHSCodeError):
        parse_hs("1006.30.0")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        pytest.param("", "not an HS code", id="empty"),
        pytest.param("   ", "not an HS code", id="blank"),
        pytest.param(".0", "not an HS code", id="only-a-fraction"),
        pytest.param("rice", "not an HS code", id="word"),
        pytest.param("1006A", "not an HS code", id="letter"),
        pytest.param("-1006", "not an HS code", id="minus"),
        pytest.param("1e10", "not an HS code", id="exponent"),
        pytest.param("0101-21", "not an HS code", id="hyphen"),
        pytest.param("1006.30.", "not an HS code", id="dangling-dot"),
        pytest.param("10..06", "not an HS code", id="two-dots"),
        pytest.param("01\x00", "not an HS code", id="null-byte"),
        pytest.param("00", "chapter 00", id="chapter-00"),
        pytest.param("00112233", "chapter 00", id="line-of-chapter-00"),
        pytest.param("77", "chapter 77", id="chapter-77"),
        pytest.param("7701", "chapter 77", id="heading-of-77"),
        pytest.param("77010000", "chapter 77", id="line-of-77"),
        pytest.param("1", "1 digits", id="one-digit"),
        pytest.param("101", "3 digits", id="three-digits"),
        pytest.param("10121", "5 digits", id="five-digits"),
        pytest.param("1012100", "7 digits", id="seven-digits"),
        pytest.param("100630201", "9 digits", id="nine-digits"),
        pytest.param("1006302010", "10 digits", id="ten-digits"),
        pytest.param("1006.30.20.10", "10 digits", id="ten-dotted-digits"),
        pytest.param("५२०५", "not ASCII", id="devanagari"),
        pytest.param("٠١", "not ASCII", id="arabic-indic"),
        pytest.param("１００６", "not ASCII", id="fullwidth"),
        pytest.param("10²²", "not ASCII", id="superscript"),
        pytest.param("0101 0106", "several codes", id="two-headings"),
        pytest.param("09 10", "several codes", id="two-chapters"),
        pytest.param("0101,0106", "several codes", id="comma"),
        pytest.param("0101; 0106", "several codes", id="semicolon"),
        pytest.param("0101/0106", "several codes", id="slash"),
        pytest.param("0101 & 0106", "several codes", id="ampersand"),
        pytest.param("0101\n0106", "several codes", id="newline"),
        pytest.param("TOTAL", "is a total", id="total"),
        pytest.param(" grand total ", "is a total", id="grand-total"),
        pytest.param(True, "truth value", id="bool"),
        pytest.param(np.True_, "truth value", id="numpy-bool"),
        pytest.param(-1006, "negative", id="negative"),
        pytest.param(0, "1 digits", id="zero"),
        pytest.param(1006.5, "not a whole number", id="fraction"),
        pytest.param(float("nan"), "missing", id="nan"),
        pytest.param(float("inf"), "missing", id="infinite"),
        pytest.param(None, "missing", id="none"),
        pytest.param(pd.NA, "missing", id="na"),
        pytest.param(pd.NaT, "missing", id="nat"),
        pytest.param(b"1006", "bytes, not text", id="bytes"),
        pytest.param(["1006"], "list, not text", id="list"),
        pytest.param(pd.Timestamp("2021-04-01"), "Timestamp, not text", id="date"),
    ],
)
def test_what_is_not_a_code_is_refused_with_the_reason(written: Any, why: str) -> None:
    """The error says what is wrong, keeps the spelling, and is a ValueError."""
    with pytest.raises(InvalidHSCodeError, match=why) as caught:
        parse_hs(written)
    assert caught.value.code == str(written)
    assert repr(written) in str(caught.value)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1", "01"), ("101", "0101"), ("10121", "010121"), ("1012100", "01012100"), (1012100, None)],
)
def test_one_lost_zero_comes_back_only_on_request(written: Any, read: str | None) -> None:
    """Exactly one missing digit is restored with pad=True, and is an error without."""
    with pytest.raises(InvalidHSCodeError, match="one may be missing"):
        parse_hs(written)
    assert parse_hs(written, pad=True).code == (read or "01012100")


@pytest.mark.parametrize(
    "written", ["", "rice", "123456789", "1006302010", "٠", -1, 0, "0", "00", "77", "7012345678"]
)
def test_padding_never_invents_more_than_one_zero(written: Any) -> None:
    """Where no single zero gives a code, pad=True changes nothing about the refusal."""
    with pytest.raises(InvalidHSCodeError):
        parse_hs(written, pad=True)


def test_padding_reads_what_would_be_chapter_77_as_chapter_07() -> None:
    """770 and 7 have lost the zero of chapter 07."""
    assert parse_hs("770", pad=True).code == "0770"
    assert parse_hs(7, pad=True).code == "07"


@pytest.mark.parametrize("text", ["01", "1006", "100630", "10063020"])
def test_padding_leaves_whole_codes_alone(text: str) -> None:
    """A code of even length is never given another zero."""
    assert parse_hs(text, pad=True).code == text


@pytest.mark.parametrize("text", ["98", "9801", "98010000", "99", "9999", "999999", "99999999"])
def test_special_transactions_are_codes_without_section_or_sector(text: str) -> None:
    """Chapters 98 and 99 are valid, and hold no products."""
    code = parse_hs(text)
    assert code.is_pseudo
    assert is_pseudo_chapter(text)
    assert code.section is None
    assert code.broad_sector is None


@pytest.mark.parametrize("text", ["97", "9701", "0198", "019900", "8998"])
def test_only_the_first_two_digits_make_a_special_transaction(text: str) -> None:
    """A 98 or 99 further right means nothing."""
    assert not is_pseudo_chapter(text)
    assert not parse_hs(text).is_pseudo


def test_each_chapter_lies_in_the_section_of_the_nomenclature() -> None:
    """The 96 chapters fall into 21 sections with the limits written above."""
    found = {f"{n:02d}": parse_hs(f"{n:02d}").section for n in range(1, 98) if n != 77}
    expected = {
        f"{n:02d}": section
        for section, (first, last) in SECTIONS.items()
        for n in range(first, last + 1)
        if n != 77
    }
    assert len(found) == 96
    assert found == expected


@pytest.mark.parametrize(
    ("chapter", "sector"),
    [
        ("01", "agriculture"),
        ("24", "agriculture"),
        ("25", "minerals"),
        ("27", "minerals"),
        ("28", "manufacturing"),
        ("72", "manufacturing"),
        ("97", "manufacturing"),
    ],
)
def test_broad_sectors_begin_and_end_where_the_paper_says(chapter: str, sector: str) -> None:
    """Agriculture is 01-24, minerals 25-27, manufacturing 28-97."""
    assert parse_hs(chapter).broad_sector == sector
    assert parse_hs(f"{chapter}011000").broad_sector == sector
    assert hs_broad_sector([chapter]).tolist() == [sector]


def test_broad_sectors_are_published_as_limits() -> None:
    """The three sectors and their first and last chapters, in order."""
    assert BROAD_SECTORS == {
        "agriculture": (1, 24),
        "minerals": (25, 27),
        "manufacturing": (28, 97),
    }


def test_every_section_has_its_own_title() -> None:
    """Titles of I to XXI exist and differ from each other."""
    titles = [section_title(section) for section in SECTIONS]
    assert all(titles)
    assert len(set(titles)) == 21


@pytest.mark.parametrize("section", ["XXII", "0", "", "i", "IIII"])
def test_there_is_no_twenty_second_section(section: str) -> None:
    """An unknown section is named in the error, with the range that exists."""
    with pytest.raises(InvalidValueError, match="'I' to 'XXI'") as caught:
        section_title(section)
    assert repr(section) in str(caught.value)


# -------------------------------------------------------------------------- parents


@pytest.mark.parametrize(
    ("level", "parent"), [(2, "10"), (4, "1006"), (6, "100630"), (8, "10063020")]
)
def test_a_parent_keeps_the_leading_digits(level: Any, parent: str) -> None:
    """The ancestor at a level has that many digits; its own level gives itself."""
    assert parse_hs("10063020").parent(level) == HSCode(parent)
    assert hs_parent(["10063020"], level).tolist() == [parent]


def test_a_code_has_no_finer_parent() -> None:
    """Asking a heading for its tariff line is an error that says why."""
    with pytest.raises(InvalidValueError, match="'1006' has 4 digits and no parent of 6"):
        parse_hs("1006").parent(6)
    with pytest.raises(InvalidValueError, match="'1006' has 4 digits and no parent of 6"):
        hs_parent(["10063020", "1006"], 6)


@pytest.mark.parametrize("level", [0, 1, 3, 5, 7, 10, -2, True, "4", None, 4.0, 4.5])
def test_levels_are_two_four_six_and_eight(level: Any) -> None:
    """Any other level is refused, also where it would compare equal to 4."""
    with pytest.raises(InvalidValueError, match="level must be 2, 4, 6 or 8"):
        parse_hs("10063020").parent(level)
    with pytest.raises(InvalidValueError, match="level must be 2, 4, 6 or 8"):
        hs_parent(["10063020"], level)


def test_a_leftover_category_too_short_for_the_level_does_not_matter() -> None:
    """Only codes in use need a parent; what a filter left behind is ignored."""
    codes = pd.Series(pd.Categorical(["10063020"], categories=["01", "10063020"]))
    assert hs_parent(codes, 4).tolist() == ["1006"]


# ----------------------------------------------------------------- the class itself


@pytest.mark.parametrize("text", ["1006.30", " 1006", "101", "77", "00", "TOTAL", "", "५२"])
def test_the_class_takes_clean_digits_only(text: str) -> None:
    """Spelling is parse_hs's work: every instance holds a code and nothing else."""
    with pytest.raises(InvalidHSCodeError) as caught:
        HSCode(text)
    assert caught.value.code == text


@pytest.mark.parametrize("value", [1006, None, b"1006"])
def test_the_class_refuses_what_is_not_text(value: Any) -> None:
    """A number is not a code, because it may have lost a zero."""
    with pytest.raises(InvalidHSCodeError, match="is not text"):
        HSCode(value)


def test_codes_sort_as_the_nomenclature_does() -> None:
    """A parent comes before its children, and those before the next heading."""
    texts = ["1006", "10", "100630", "0910", "10063020", "1007", "0101"]
    ordered = [str(c) for c in sorted(parse_hs(t) for t in texts)]
    assert ordered == ["0101", "0910", "10", "1006", "100630", "10063020", "1007"]
    assert parse_hs("1006") < parse_hs("1007")
    assert parse_hs("1006") >= parse_hs("10.06")


def test_equal_codes_are_one_key() -> None:
    """However it was spelled, a code hashes and compares by its digits."""
    spelled = [parse_hs("1006.30"), parse_hs("1006 30"), parse_hs(100630)]
    assert len(set(spelled)) == 1
    assert {spelled[0]: "rice"}[spelled[2]] == "rice"
    assert parse_hs("1006") != parse_hs("100630")
    # A different type is never equal, so text keys and codes cannot be mixed up.
    text: object = "1006"
    assert parse_hs("1006") != text


def test_a_code_survives_pickling_and_copying() -> None:
    """Codes may be sent to other processes and come back equal."""
    code = parse_hs("10063020")
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(code, protocol))  # noqa: S301 - our own bytes
        assert again == code
        assert again.section == "II"
    assert copy.deepcopy(code) == code


def test_a_code_cannot_be_changed() -> None:
    """Instances are frozen and carry no other attributes."""
    code: Any = parse_hs("1006")
    with pytest.raises(AttributeError):
        code.code = "1007"
    assert not hasattr(code, "__dict__")
    assert repr(code) == "HSCode(code='1006')"


# ------------------------------------------------------------------ columns of codes


@pytest.mark.parametrize("dtype", TEXT_DTYPES)
def test_text_of_every_dtype_is_read(dtype: str) -> None:
    """Object, str, category, string and arrow text give the same categories."""
    index = pd.Index([7, 5, 5], name="line")
    codes = pd.Series(["0101.21.00", "1006", "0101.21.00"], index=index, name="itc").astype(
        dtype_of(dtype)
    )
    before = codes.copy(deep=True)
    clean = normalize_hs(codes)
    assert isinstance(clean.dtype, pd.CategoricalDtype)
    assert clean.tolist() == ["01012100", "1006", "01012100"]
    assert clean.cat.categories.tolist() == ["01012100", "1006"]
    assert clean.name == "itc"
    pd.testing.assert_index_equal(clean.index, index)
    pd.testing.assert_series_equal(codes, before)


@pytest.mark.parametrize("dtype", NUMBER_DTYPES)
def test_whole_numbers_of_every_dtype_are_read_as_digits(dtype: str) -> None:
    """Integers and whole floats are their digits."""
    codes = pd.Series([10063020, 1006, 10063020]).astype(dtype_of(dtype))
    assert normalize_hs(codes).tolist() == ["10063020", "1006", "10063020"]


@pytest.mark.parametrize("dtype", NUMBER_DTYPES)
def test_numbers_get_a_lost_zero_back_only_on_request(dtype: str) -> None:
    """1012100 is 01012100 with pad=True, and otherwise an error."""
    codes = pd.Series([1012100, 10063020]).astype(dtype_of(dtype))
    with pytest.raises(InvalidHSCodeError, match="one may be missing"):
        normalize_hs(codes)
    assert normalize_hs(codes, pad=True).tolist() == ["01012100", "10063020"]


def test_a_column_may_hold_every_kind_of_spelling() -> None:
    """Text, integers, floats and numpy scalars may stand in one column."""
    codes = ["0101.21", 1006, 1006.0, np.int64(52), np.float64(5205), " 10063020 "]
    assert normalize_hs(codes).tolist() == ["010121", "1006", "1006", "52", "5205", "10063020"]


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(["1006", "52"], id="list"),
        pytest.param(("1006", "52"), id="tuple"),
        pytest.param(np.array(["1006", "52"]), id="array"),
        pytest.param(np.array(["1006", "52"], dtype=object), id="object-array"),
        pytest.param(pd.Index(["1006", "52"]), id="index"),
        pytest.param(pd.Categorical(["1006", "52"]), id="categorical"),
        pytest.param((c for c in ["1006", "52"]), id="generator"),
    ],
)
def test_any_sequence_becomes_a_series(codes: Any) -> None:
    """Other containers give a Series with a fresh index."""
    clean = normalize_hs(codes)
    assert clean.tolist() == ["1006", "52"]
    assert clean.index.tolist() == [0, 1]


@pytest.mark.parametrize("code", ["1006", 1006])
def test_a_single_code_is_a_column_of_one(code: Any) -> None:
    """Text is not taken apart into letters."""
    assert normalize_hs(code).tolist() == ["1006"]


@pytest.mark.parametrize("dtype", ["object", "str", "category", "int64"])
def test_no_codes_give_no_codes(dtype: str) -> None:
    """An empty column is not an error and has no categories."""
    clean = normalize_hs(pd.Series([], dtype=dtype, name="hs_code"))
    assert len(clean) == 0
    assert isinstance(clean.dtype, pd.CategoricalDtype)
    assert clean.cat.categories.tolist() == []
    assert clean.name == "hs_code"


def test_spellings_of_one_code_share_a_category() -> None:
    """Categories are distinct clean codes, sorted, without those out of use."""
    raw = pd.Categorical(
        ["5205", "10.06", "1006", 1006],
        categories=pd.Index(["9401", "5205", "1006", "10.06", 1006], dtype=object),
    )
    clean = normalize_hs(pd.Series(raw))
    assert clean.tolist() == ["5205", "1006", "1006", "1006"]
    assert clean.cat.categories.tolist() == ["1006", "5205"]


def test_leftover_categories_with_bad_labels_are_ignored() -> None:
    """A total that was filtered away but stayed as a category is no error."""
    raw = pd.Categorical(["1006"], categories=["TOTAL", "1006", "oops"])
    clean = normalize_hs(pd.Series(raw))
    assert clean.tolist() == ["1006"]
    assert clean.cat.categories.tolist() == ["1006"]


def test_the_callers_codes_stay_as_they_were() -> None:
    """Lists, arrays and categories are read and never written."""
    as_list = ["0101.21", " 1006 "]
    as_array = np.array(as_list, dtype=object)
    as_category = pd.Series(pd.Categorical(as_list, categories=[" 1006 ", "0101.21", "x"]))
    for codes in (as_list, as_array, as_category):
        normalize_hs(codes)
        hs_parent(codes, 2)
        describe_hs(codes)
    assert as_list == ["0101.21", " 1006 "]
    assert as_array.tolist() == as_list
    assert as_category.cat.categories.tolist() == [" 1006 ", "0101.21", "x"]


def test_the_message_names_three_spellings_with_their_rows_and_counts_the_rest() -> None:
    """What was got, where it stands first, and how many more there are."""
    codes = pd.Series(
        ["1006", "x1", "y2", "x1", "z3", "w4", "v5"], index=["p", "q", "r", "s", "t", "u", "v"]
    )
    with pytest.raises(InvalidHSCodeError) as caught:
        normalize_hs(codes)
    message = str(caught.value)
    assert message.startswith("5 spelling(s) of HS codes cannot be read: ")
    assert "'x1' is not an HS code of 2, 4, 6 or 8 digits, first in row 1 (label 'q')" in message
    assert "'y2'" in message
    assert "first in row 2 (label 'r')" in message
    assert "'z3'" in message
    assert "first in row 4 (label 't')" in message
    assert "w4" not in message
    assert message.endswith("; and 2 more")
    assert caught.value.code == "x1"


def test_missing_codes_are_counted_with_their_first_row() -> None:
    """None and NaN are one spelling more: the missing one."""
    codes = pd.Series(["1006", None, "x1", np.nan], index=[10, 20, 30, 40])
    with pytest.raises(InvalidHSCodeError) as caught:
        normalize_hs(codes)
    message = str(caught.value)
    assert message.startswith("2 spelling(s)")
    assert "2 missing, first in row 1 (label 20)" in message
    assert "first in row 2 (label 30)" in message


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(pd.Series(["1006", None]), id="text"),
        pytest.param(pd.Series(["1006", None], dtype="string[python]"), id="string"),
        pytest.param(pd.Series(["1006", None], dtype="category"), id="category"),
        pytest.param(pd.Series([1006, None], dtype="Int64"), id="nullable-int"),
        pytest.param(pd.Series([1006, np.nan]), id="float"),
        pytest.param([pd.NA, "1006"], id="list"),
    ],
)
def test_a_missing_code_is_an_error_whatever_holds_it(codes: Any) -> None:
    """Missing entries are refused, not turned into a category."""
    with pytest.raises(InvalidHSCodeError, match="1 missing"):
        normalize_hs(codes)


def test_a_null_in_arrow_text_is_a_missing_code() -> None:
    """Nulls of arrow strings and dictionaries are missing like any others."""
    arrow = pytest.importorskip("pyarrow")
    for array in (arrow.array(["1006", None]), arrow.array(["1006", None]).dictionary_encode()):
        codes: Any = pd.Series(pd.array(array, dtype=pd.ArrowDtype(array.type)))
        with pytest.raises(InvalidHSCodeError, match="1 missing"):
            normalize_hs(codes)


@pytest.mark.parametrize(
    ("codes", "first"),
    [
        (["0101 0106"], "0101 0106"),
        (["1006", "Grand total"], "Grand total"),
        (["it's"], "it's"),
        ([10121], "10121"),
    ],
)
def test_the_error_keeps_the_first_spelling_as_it_was_written(codes: Any, first: str) -> None:
    """The attribute holds the whole spelling, blanks and quotes included."""
    with pytest.raises(InvalidHSCodeError) as caught:
        normalize_hs(codes)
    assert caught.value.code == first


@pytest.mark.parametrize("values", [[True, False], ["1006", True], [True, 1], [1, True]])
def test_truth_values_are_not_codes(values: list[Any]) -> None:
    """True is not chapter 01, not even beside a 1 and with padding."""
    with pytest.raises(InvalidHSCodeError, match="truth value"):
        normalize_hs(values, pad=True)


def test_a_column_of_truth_values_is_refused() -> None:
    """A bool column is not read as 0 and 1."""
    with pytest.raises(InvalidHSCodeError, match="truth value"):
        normalize_hs(pd.Series([True, False]), pad=True)


def test_numbers_with_a_fraction_are_refused() -> None:
    """10.06 as a number is not the heading 1006."""
    with pytest.raises(InvalidHSCodeError, match=r"10\.06 is not a whole number, first in row 1"):
        normalize_hs(pd.Series([1006.0, 10.06]))


def test_totals_are_refused_in_a_column_too() -> None:
    """A total left in the codes would be counted as a product."""
    with pytest.raises(InvalidHSCodeError, match=r"'Total' is a total, not a product"):
        normalize_hs(["1006", "Total"])


# -------------------------------------------------- sections, sectors and descriptions


def test_sections_of_a_column_keep_its_index_and_bear_their_own_name() -> None:
    """Roman numerals by row, missing for special transactions."""
    codes = pd.Series(["10063020", "9999", "5205"], index=["a", "b", "b"], name="hs_code")
    sections = hs_section(codes)
    assert sections.name == "section"
    assert sections.index.tolist() == ["a", "b", "b"]
    assert sections.isna().tolist() == [False, True, False]
    assert sections.dropna().tolist() == ["II", "XI"]
    assert set(sections.cat.categories) == {"II", "XI"}


def test_sectors_of_a_column_are_missing_for_special_transactions() -> None:
    """Agriculture, minerals, manufacturing, and nothing for 98."""
    sectors = hs_broad_sector(pd.Series(["10", "27", "28", "98"], name="hs_code"))
    assert sectors.name == "broad_sector"
    assert sectors.isna().tolist() == [False, False, False, True]
    assert sectors.dropna().tolist() == ["agriculture", "minerals", "manufacturing"]


def test_parents_of_a_column_keep_index_and_name() -> None:
    """Rows that fall together share one category."""
    codes = pd.Series(["10063020", "10064000", "5205"], index=[3, 3, 1], name="itc")
    parents = hs_parent(codes, 2)
    assert parents.tolist() == ["10", "10", "52"]
    assert parents.cat.categories.tolist() == ["10", "52"]
    assert (parents.name, parents.index.tolist()) == ("itc", [3, 3, 1])


@pytest.mark.parametrize("function", [hs_section, hs_broad_sector, describe_hs])
def test_codes_that_cannot_be_read_have_no_meaning(function: Any) -> None:
    """Every function over codes refuses what normalize_hs refuses."""
    for bad in (["1006", "TOTAL"], ["77"], [None], ["10121"]):
        with pytest.raises(InvalidHSCodeError):
            function(bad)


def test_codes_are_described_by_their_chapter() -> None:
    """Without a nomenclature of your own, the chapter's title is given."""
    words = describe_hs(pd.Series(["10063020", "52", "1001"], index=[2, 4, 6], name="hs_code"))
    assert words.tolist() == ["Cereals", "Cotton", "Cereals"]
    assert words.name == "description"
    assert words.index.tolist() == [2, 4, 6]


def test_special_transactions_are_described_as_such() -> None:
    """98 and 99 have no chapter title of goods."""
    assert describe_hs(["98", "999999"]).tolist() == ["Special transactions"] * 2


def test_the_longest_ancestor_in_a_nomenclature_describes_a_code() -> None:
    """Subheading before heading before chapter; the rest fall back to our titles."""
    mine = pd.DataFrame(
        {
            "hs_code": ["10", "1006", "100630", "10063020", "9801"],
            "description": ["Grain", "Rice", "Milled rice", "Basmati", "Project goods"],
        }
    )
    before = mine.copy(deep=True)
    codes = ["10063020", "10063010", "100640", "1001", "10", "52", "98010000", "99"]
    assert describe_hs(codes, descriptions=mine).tolist() == [
        "Basmati",
        "Milled rice",
        "Rice",
        "Grain",
        "Grain",
        "Cotton",
        "Project goods",
        "Special transactions",
    ]
    pd.testing.assert_frame_equal(mine, before)


def test_a_finer_description_does_not_describe_a_coarser_code() -> None:
    """A tariff line's words are not its heading's."""
    mine = pd.DataFrame({"hs_code": ["10063020"], "description": ["Basmati"]})
    assert describe_hs(["1006"], descriptions=mine).tolist() == ["Cereals"]


def test_a_nomenclature_may_spell_codes_as_it_likes() -> None:
    """Dotted and whole-number keys are read like any codes."""
    mine = pd.DataFrame({"hs_code": ["1006.30", 5205], "description": ["Rice", "Yarn"]})
    assert describe_hs(["10063020", "520511"], descriptions=mine).tolist() == ["Rice", "Yarn"]


def test_a_nomenclature_must_not_describe_a_code_twice() -> None:
    """Two rows for one code, even spelled differently, are refused."""
    mine = pd.DataFrame({"hs_code": ["1006", "10.06"], "description": ["Rice", "Paddy"]})
    with pytest.raises(InvalidValueError, match="'1006' more than once"):
        describe_hs(["1006"], descriptions=mine)


@pytest.mark.parametrize("absent", ["hs_code", "description"])
def test_a_nomenclature_needs_both_columns(absent: str) -> None:
    """The error names the column that lacks and those that are there."""
    mine = pd.DataFrame({"hs_code": ["1006"], "description": ["Rice"], "note": [""]})
    with pytest.raises(InvalidValueError, match=absent) as caught:
        describe_hs(["1006"], descriptions=mine.drop(columns=absent))
    assert "note" in str(caught.value)


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA])
def test_a_missing_description_describes_nothing(nothing: Any) -> None:
    """A row without words leaves the code to its ancestor, and never prints 'nan'."""
    mine = pd.DataFrame(
        {
            "hs_code": ["1006", "10"],
            "description": pd.Series([nothing, "Grain"], dtype=object),
        }
    )
    assert describe_hs(["100630", "52"], descriptions=mine).tolist() == ["Grain", "Cotton"]


def test_an_error_about_a_code_survives_pickling() -> None:
    """Workers may raise it and the parent still sees the code."""
    with pytest.raises(InvalidHSCodeError) as caught:
        parse_hs("101")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert isinstance(again, InvalidHSCodeError)
    assert (str(again), again.code) == (str(caught.value), "101")
