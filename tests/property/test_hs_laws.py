"""Laws of HS codes: cleaning settles at once, parents nest, spellings come back."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from odopkit.errors import InvalidHSCodeError
from odopkit.hs import HSCode, hs_parent, hs_section, normalize_hs, parse_hs

CODE = re.compile(r"(?!00|77)(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})\Z")

chapters = st.integers(1, 99).filter(lambda n: n != 77).map(lambda n: f"{n:02d}")
tails = st.lists(st.integers(0, 99).map(lambda n: f"{n:02d}"), max_size=3).map("".join)
codes = st.builds(lambda chapter, tail: chapter + tail, chapters, tails)
# Digits of three scripts, separators, and what spreadsheets leave behind.
messy = st.text(alphabet="0123456789.,;/& '-\n\t\u00a0\ufeff٠५²eEtoalTOAL", max_size=12)
anything = st.one_of(st.text(max_size=12), messy, codes)


@given(codes)
def test_cleaning_a_clean_code_changes_nothing(code: str) -> None:
    """Valid digits are read as they stand, with or without padding."""
    assert parse_hs(code).code == code
    assert parse_hs(code, pad=True).code == code
    assert str(HSCode(code)) == code


@given(st.lists(codes, max_size=20))
def test_normalising_twice_is_normalising_once(column: list[str]) -> None:
    """The result is a fixed point: values, categories, index and name."""
    once = normalize_hs(pd.Series(column, dtype=object, name="hs_code"))
    pd.testing.assert_series_equal(normalize_hs(once), once)
    assert once.tolist() == column
    assert once.cat.categories.tolist() == sorted(set(column))


@given(anything, st.booleans())
@example("1006.30.20", False)
@example("3035910.0", True)
@example("\ud800", False)
@example("1\x00", True)
def test_any_text_is_a_code_or_a_named_error(text: str, pad: bool) -> None:
    """No text leads to another exception, or to something that is not a code."""
    try:
        code = parse_hs(text, pad=pad)
    except InvalidHSCodeError as error:
        assert error.code == text  # noqa: PT017 - both outcomes are right
        with pytest.raises(InvalidHSCodeError):
            normalize_hs([text], pad=pad)
        return
    assert CODE.match(code.code)
    assert code.code.isascii()
    assert normalize_hs([text], pad=pad).tolist() == [code.code]
    # What was read is what was written: the same digits, and one zero at most.
    digits = re.sub(r"[^0-9]", "", text.strip().removesuffix(".0"))
    assert code.code in ({digits, "0" + digits} if pad else {digits})


@given(
    st.one_of(
        st.integers(),
        st.floats(),
        st.booleans(),
        st.none(),
        st.binary(max_size=8),
        st.dates(),
        st.decimals(),
    ),
    st.booleans(),
)
def test_any_scalar_is_a_code_or_a_named_error(value: Any, pad: bool) -> None:
    """Numbers, dates, bytes and nothing at all never raise another exception."""
    try:
        code = parse_hs(value, pad=pad)
    except InvalidHSCodeError:
        return
    assert not isinstance(value, bool)
    assert CODE.match(code.code)
    assert int(code.code) == value


@given(st.lists(anything, min_size=1, max_size=8))
def test_a_column_is_read_exactly_when_each_of_its_codes_is(column: list[str]) -> None:
    """Reading by distinct spelling agrees with reading one by one."""
    single: list[str] = []
    for text in column:
        try:
            single.append(parse_hs(text).code)
        except InvalidHSCodeError:
            break
    if len(single) == len(column):
        assert normalize_hs(column).tolist() == single
    else:
        with pytest.raises(InvalidHSCodeError):
            normalize_hs(column)


@given(codes, st.sampled_from([2, 4, 6, 8]), st.sampled_from([2, 4, 6, 8]))
def test_the_parent_of_a_parent_is_the_coarser_parent(code: str, fine: Any, coarse: Any) -> None:
    """Climbing in two steps or in one leads to the same place."""
    assume(coarse <= fine <= len(code))
    parsed = parse_hs(code)
    assert parsed.parent(fine).parent(coarse) == parsed.parent(coarse)
    assert hs_parent(hs_parent([code], fine), coarse).tolist() == [code[:coarse]]
    assert parsed.parent(parsed.level) == parsed


@given(codes)
def test_a_code_and_its_ancestors_share_section_and_sector(code: str) -> None:
    """The first two digits decide both."""
    parsed = parse_hs(code)
    chapter = parsed.parent(2)
    assert parsed.section == chapter.section
    assert parsed.broad_sector == chapter.broad_sector
    assert parsed.is_pseudo == chapter.is_pseudo == (chapter.code in ("98", "99"))
    assert (parsed.section is None) == parsed.is_pseudo
    assert hs_section([code]).tolist() == hs_section([code[:2]]).tolist()


@given(codes, st.data())
def test_dotted_codes_come_back(code: str, data: st.DataObject) -> None:
    """Dots after the first group and between groups of two digits are dropped."""
    assume(len(code) > 2)
    head = data.draw(st.sampled_from(range(2, len(code), 2)))
    rest = [code[i : i + 2] for i in range(head, len(code), 2)]
    dotted = ".".join([code[:head], *rest])
    outer = data.draw(st.sampled_from(["{}", " {} ", "{}\t", "'{}"]))
    assert parse_hs(outer.format(dotted)).code == code


@given(codes)
def test_spaced_codes_come_back(code: str) -> None:
    """A heading followed by pairs is one code."""
    assume(len(code) >= 6)
    spaced = " ".join([code[:4], *(code[i : i + 2] for i in range(4, len(code), 2))])
    assert parse_hs(spaced).code == code
    assert parse_hs(spaced.replace(" ", "\u00a0")).code == code


@given(codes, st.sampled_from([int, lambda c: float(int(c)), lambda c: f"{int(c)}.0"]))
def test_codes_that_went_through_numbers_come_back(code: str, as_number: Any) -> None:
    """Without a leading zero at once; with one, on request only."""
    number = as_number(code)
    if code.startswith("0"):
        with pytest.raises(InvalidHSCodeError, match="one may be missing"):
            parse_hs(number)
    else:
        assert parse_hs(number).code == code
    assert parse_hs(number, pad=True).code == code
    assert normalize_hs([number], pad=True).tolist() == [code]


@given(st.text(alphabet="0123456789", max_size=12))
def test_padding_adds_one_zero_or_nothing(digits: str) -> None:
    """Odd lengths up to seven get one zero, every other text is judged as it is."""
    padded = "0" + digits if len(digits) in (1, 3, 5, 7) else digits
    if CODE.match(padded):
        assert parse_hs(digits, pad=True).code == padded
    else:
        with pytest.raises(InvalidHSCodeError):
            parse_hs(digits, pad=True)


@given(st.lists(codes, max_size=12))
def test_codes_sort_hash_and_pickle_as_their_text(column: list[str]) -> None:
    """Order and equality are those of the digits."""
    parsed = [parse_hs(c) for c in column]
    assert [str(c) for c in sorted(parsed)] == sorted(column)
    assert {str(c) for c in set(parsed)} == set(column)
    assert pickle.loads(pickle.dumps(parsed)) == parsed  # noqa: S301 - our own bytes


@given(st.lists(codes, min_size=1, max_size=12), st.lists(st.text(max_size=4), max_size=4))
def test_categories_out_of_use_do_not_matter(column: list[str], leftover: list[str]) -> None:
    """A filtered column reads as one that never held the rest."""
    unused = [c for c in dict.fromkeys(leftover) if c not in column]
    raw = pd.Series(pd.Categorical(column, categories=[*unused, *dict.fromkeys(column)]))
    pd.testing.assert_series_equal(normalize_hs(raw), normalize_hs(pd.Series(column)))
