"""Laws of classifying programmes, summarising them by country, and testing their tables."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from _laws import tries
from odopkit import classify_orientation, load_programmes, programmes_by_country
from odopkit.errors import UndefinedMeasureError
from odopkit.ovop import (
    CODEBOOKS,
    Objective,
    Orientation,
    Programme,
    ProgrammeRegistry,
    association_test,
    cohen_kappa,
)

PAPER = load_programmes()
OGOP = PAPER["btn_ogop_2015"]

codes = st.lists(st.sampled_from(list(Objective)), max_size=12)
social = st.sets(st.sampled_from([c for c in Objective if c.startswith("S_")]))
economic = st.sets(st.sampled_from([c for c in Objective if c.startswith("E_")]))
neutral = st.sets(st.sampled_from([c for c in Objective if c.startswith("N_")]))
thresholds = st.fractions(min_value=Fraction(1, 2), max_value=1, max_denominator=12)
books = st.sampled_from(list(CODEBOOKS))
orientations = st.lists(st.sampled_from(list(Orientation)), min_size=1, max_size=5)
tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 4), min_size=width, max_size=width), min_size=2, max_size=3
    )
)
MIRROR = {
    Orientation.SOCIAL: Orientation.ECONOMIC,
    Orientation.ECONOMIC: Orientation.SOCIAL,
}


def country(found: list[Orientation]) -> ProgrammeRegistry:
    """Make programmes of one country with these orientations."""
    made: list[Programme] = []
    for place, orientation in enumerate(found):
        assert OGOP.orientation
        silent = orientation is Orientation.UNSTATED
        fact = None if silent else replace(OGOP.orientation, value=orientation)
        made.append(replace(OGOP, id=f"btn_{place}", orientation=fact, objectives=()))
    return ProgrammeRegistry(
        programmes=tuple(made), source="paper", min_confidence=PAPER.min_confidence
    )


def union(found: list[Orientation]) -> tuple[str, str]:
    """Orientation and mix of a country by union."""
    row = programmes_by_country(country(found)).iloc[0]
    return str(row["orientation"]), str(row["mix_kind"])


def defined(table: list[list[int]]) -> bool:
    """Whether two rows and two columns have counts."""
    rows = sum(any(row) for row in table)
    columns = sum(any(column) for column in zip(*table, strict=True))
    return rows > 1 and columns > 1


@given(given_codes=codes, threshold=thresholds, book=books, seed=st.randoms())
def test_order_of_objectives_is_irrelevant_and_duplicates_count_once(
    given_codes: list[Objective], threshold: Fraction, book: str, seed: object
) -> None:
    """A programme's objectives are a set."""
    turned = list(given_codes)
    seed.shuffle(turned)  # type: ignore[attr-defined]
    one = classify_orientation(given_codes, threshold=threshold, codebook=book)
    for other in (turned, given_codes * 2, given_codes[::-1]):
        assert classify_orientation(other, threshold=threshold, codebook=book) == one


@given(s=social, e=economic, n=neutral, threshold=thresholds)
def test_neutral_objectives_never_decide(
    s: set[Objective], e: set[Objective], n: set[Objective], threshold: Fraction
) -> None:
    """Adding them changes neither orientation nor rule."""
    without = classify_orientation(s | e, threshold=threshold)
    with_them = classify_orientation(s | e | n, threshold=threshold)
    assert (with_them.orientation, with_them.rule) == (without.orientation, without.rule)
    assert with_them.n_neutral == len(n)


@given(s=social, e=economic, threshold=thresholds)
def test_the_rules_are_those_of_fractions(
    s: set[Objective], e: set[Objective], threshold: Fraction
) -> None:
    """Against a plain reading of the rules with exact shares."""
    found = classify_orientation(s | e, threshold=threshold).orientation
    if not s and not e:
        assert found is Orientation.UNSTATED
    elif len(s) == len(e):
        assert found is Orientation.SOCIAL_ECONOMIC
    elif Fraction(len(s), len(s) + len(e)) >= threshold:
        assert found is Orientation.SOCIAL
    elif Fraction(len(e), len(s) + len(e)) >= threshold:
        assert found is Orientation.ECONOMIC
    else:
        assert found is Orientation.SOCIAL_ECONOMIC


@given(n=st.integers(1, 3), threshold=st.sampled_from(["2/3", "4/6", "6/9"]))
def test_two_to_one_lies_on_two_thirds(n: int, threshold: str) -> None:
    """However the threshold is written, and however many there are."""
    s = [c for c in Objective if c.startswith("S_")][: 2 * n]
    e = [c for c in Objective if c.startswith("E_")][:n]
    assert classify_orientation(s + e, threshold=threshold).orientation is Orientation.SOCIAL
    s, e = s[:n], [c for c in Objective if c.startswith("E_")][: 2 * n]
    assert classify_orientation(s + e, threshold=threshold).orientation is Orientation.ECONOMIC


@given(s=social, e=economic, low=thresholds, high=thresholds)
def test_a_higher_threshold_never_makes_a_side_win(
    s: set[Objective], e: set[Objective], low: Fraction, high: Fraction
) -> None:
    """What is both at a threshold stays both above it."""
    assume(low <= high)
    if classify_orientation(s | e, threshold=low).orientation is Orientation.SOCIAL_ECONOMIC:
        found = classify_orientation(s | e, threshold=high).orientation
        assert found is Orientation.SOCIAL_ECONOMIC


@tries(30)
@given(found=orientations)
def test_union_is_idempotent_and_knows_no_order(found: list[Orientation]) -> None:
    """Rolling up twice the same programmes, or the result itself, changes nothing."""
    once = union(found)
    assert union(found * 2) == once
    assert union(found[::-1]) == once
    assert union([*found, Orientation.UNSTATED]) == once
    assert union([Orientation(once[0])])[0] == once[0]


@tries(30)
@given(found=orientations)
def test_turning_every_programme_turns_the_country(found: list[Orientation]) -> None:
    """Social and economic are treated alike, by union and by majority."""
    turned = [MIRROR.get(one, one) for one in found]
    for how in ("union", "majority"):
        one = programmes_by_country(country(found), how=how).iloc[0]
        other = programmes_by_country(country(turned), how=how).iloc[0]
        here = Orientation(str(one["orientation"]))
        assert other["orientation"] == MIRROR.get(here, here)
        assert other["mix_kind"] == one["mix_kind"]
        assert one["n_social"] == other["n_economic"]


@given(found=orientations)
def test_counts_of_a_country_add_up(found: list[Orientation]) -> None:
    """Every programme is on one side, both, or unstated."""
    row = programmes_by_country(country(found)).iloc[0]
    parts = ("n_social", "n_economic", "n_social_economic")
    assert sum(int(row[c]) for c in parts) == row["n_classified"]
    assert row["n_classified"] + row["n_unstated"] == row["n_programmes"] == len(found)


@given(table=tables)
def test_p_is_that_of_the_transposed_and_of_the_shuffled_table(table: list[list[int]]) -> None:
    """Rows and columns may change places, and stand in any order."""
    assume(defined(table))
    p = association_test(table)
    assert 0 < p.p_value <= 1
    turned = [list(column) for column in zip(*table, strict=True)]
    for other in (turned, table[::-1], [row[::-1] for row in table]):
        found = association_test(other)
        assert found.p_value == p.p_value
        assert found.n_tables == p.n_tables
        assert found.chi_square == pytest.approx(p.chi_square)


@given(table=tables)
def test_a_test_has_a_value_or_says_that_it_has_none(table: list[list[int]]) -> None:
    """Fewer than two rows or columns with counts are undefined, and nothing else is."""
    if defined(table):
        assert association_test(table).n_cases == sum(map(sum, table))
    else:
        with pytest.raises(UndefinedMeasureError):
            association_test(table)


@given(table=tables, seed=st.integers(0, 99))
def test_a_draw_comes_near_the_exact_value(table: list[list[int]], seed: int) -> None:
    """Within five standard errors of it."""
    assume(defined(table))
    exact = association_test(table).p_value
    drawn = association_test(table, method="monte_carlo", n_resamples=2000, rng=seed).p_value
    error = math.sqrt(exact * (1 - exact) / 2000)
    assert abs(drawn - exact) <= 5 * error + 10 / 2000


@given(
    pairs=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=20
    )
)
def test_kappa_is_symmetric_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    """It is one where the coders agree throughout, and only there."""
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    try:
        found = cohen_kappa(a, b)
    except UndefinedMeasureError:
        assert len({*a, *b}) == 1
        return
    assert cohen_kappa(b, a) == found
    assert -1 <= found.kappa <= 1
    assert (found.kappa == 1) == (a == b)
