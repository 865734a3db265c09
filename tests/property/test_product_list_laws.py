"""Laws of matching lists with exports, against loops over rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from _laws import tries
from _tables import flows_of
from odopkit.product_lists import ListMatch, match_product_lists

CODES = ["01012100", "01019030", "01051100", "02011000", "52051110", "52051210", "52061100"]
PLACES = [(state, district) for state in "AB" for district in "xy"]
LISTED = [code[:n] for code in CODES for n in (2, 4, 6, 8)]
WORDS = ["rice", "Rice", "yarn", "visits"]


def rows_of(
    columns: tuple[Sequence[Any], ...], least: int, most: int
) -> st.SearchStrategy[list[Any]]:
    """Rows of one label from each column, any number of them as likely as another.

    One draw a row, of the row's number among all that there can be: drawing labels one by one,
    and mostly short tables, takes longer to come upon less.
    """
    every = list(itertools.product(*columns))
    row = st.integers(0, len(every) - 1).map(every.__getitem__)
    return st.integers(least, most).flatmap(lambda n: st.lists(row, min_size=n, max_size=n))


exports = rows_of((PLACES, [*CODES, "99999999"], range(5)), 1, 20)
lists = rows_of((PLACES, LISTED), 0, 12)
words = rows_of((PLACES, WORDS), 0, 9)
ks = st.integers(1, 5)
levels = st.sampled_from([2, 4, 6, 8])

Row = tuple[tuple[str, str], str, int]
Listed = tuple[tuple[str, str], str]

# An example holds four districts, each a case of its own.
once = tries(30)
twice = tries(30)

TEXTS = pd.DataFrame({"text": ["rice", "yarn", "Yarn"], "hs_code": ["01", "5205", "520611"]})


STATES, DISTRICTS = pd.Index(["A", "B"]), pd.Index(["X", "Y", "x", "y", "z"])
HEADINGS = pd.Index([*CODES, "99999999"])


def flows(rows: list[Row]) -> pd.DataFrame:
    """Rows as a flows table of categories, most of them with labels that no row uses."""
    columns = {
        "state": ([s for (s, _), _, _ in rows], STATES),
        "district": ([d for (_, d), _, _ in rows], DISTRICTS),
        "hs_code": ([c for _, c, _ in rows], HEADINGS),
    }
    return pd.DataFrame(
        {name: pd.Categorical(x, categories=labels) for name, (x, labels) in columns.items()}
        | {"value": [float(v) for _, _, v in rows]}
    )


def as_text(rows: list[Row]) -> pd.DataFrame:
    """The same as text and whole numbers."""
    return flows_of((s, d, c, v) for (s, d), c, v in rows)


def as_list(rows: list[Listed], column: str = "hs_code") -> pd.DataFrame:
    """Rows as a list of identified products."""
    return pd.DataFrame(
        [(s, d, c) for (s, d), c in rows], columns=["state", "district", column], dtype=object
    )


def keys(frame: pd.DataFrame, column: str = "listed") -> set[tuple[Any, ...]]:
    """Place and one more column of each row."""
    return set(frame[["state", "district", column]].itertuples(index=False, name=None))


def covered(found: ListMatch) -> set[tuple[Any, ...]]:
    """Leading products that the list covers."""
    return keys(found.matches, "hs_code")


@once
@given(rows=exports, official=lists, k=ks, level=levels)
def test_matching_agrees_with_loops(
    rows: list[Row], official: list[Listed], k: int, level: Any
) -> None:
    """Sums, ranks and prefixes worked out place by place give the same sets and values."""
    found = match_product_lists(as_list(official), flows(rows), k=k, level=level)
    matches, unlisted, left = set(), set(), {}
    for place in {p for p, _ in official}:
        mine = {c for p, c in official if p == place}
        sums: dict[str, int] = {}
        for p, code, value in rows:
            if p == place and code[:2] != "99":
                sums[code[:level]] = sums.get(code[:level], 0) + value
        ranked = sorted((-v, c) for c, v in sums.items() if v > 0)
        lead = [c for _, c in ranked[:k]]
        for code in mine:
            hit = [c for c in lead if c.startswith(code[:level])]
            matches |= {(*place, code, c) for c in hit}
            if not hit and any(p == place for p, _, _ in rows):
                left[(*place, code)] = sum(-v for v, c in ranked if c.startswith(code[:level]))
        unlisted |= {(*place, c) for c in lead if not any(c.startswith(m[:level]) for m in mine)}
    got = found.matches[["state", "district", "listed", "hs_code"]]
    assert set(got.itertuples(index=False, name=None)) == matches
    assert keys(found.exported_unlisted, "hs_code") == unlisted
    frame = found.listed_unexported
    there = frame[frame["value"].notna()]
    assert {
        (s, d, c): v
        for s, d, c, v in there[["state", "district", "listed", "value"]].itertuples(index=False)
    } == left


@once
@given(rows=exports, official=lists, k=ks, level=levels)
def test_no_listed_row_disappears(
    rows: list[Row], official: list[Listed], k: int, level: Any
) -> None:
    """Each is in exactly one of the two frames, and rows that repeat it are counted."""
    found = match_product_lists(as_list(official), flows(rows), k=k, level=level)
    inside, outside = keys(found.matches), keys(found.listed_unexported)
    assert not inside & outside
    assert inside | outside == {(*place, code) for place, code in official}
    once = found.matches.drop_duplicates(["state", "district", "listed"])
    assert once["n_rows"].sum() + found.listed_unexported["n_rows"].sum() == len(official)
    assert found.by_district["n_rows"].sum() == len(official)
    assert (found.listed_unexported["reason"] != "").all()
    assert len(keys(found.listed_unexported)) == len(found.listed_unexported)


@once
@given(rows=exports, official=words, k=ks)
def test_no_listed_text_disappears(rows: list[Row], official: list[Listed], k: int) -> None:
    """Texts without a code are kept and said to have none."""
    found = match_product_lists(as_list(official, "product"), flows(rows), k=k, codes=TEXTS)
    inside, outside = (
        {(s, d, t.casefold()) for s, d, t in keys(frame)}
        for frame in (found.matches, found.listed_unexported)
    )
    assert not inside & outside
    assert inside | outside == {(*place, text.casefold()) for place, text in official}
    frame = found.listed_unexported
    assert (
        frame["reason"].str.startswith("no code for the text") == frame["listed"].eq("visits")
    ).all()


@once
@given(rows=exports, official=lists, k=ks, level=levels)
def test_leading_products_are_matched_or_unlisted(
    rows: list[Row], official: list[Listed], k: int, level: Any
) -> None:
    """The two frames share the leading products out, and the counts are of their rows."""
    found = match_product_lists(as_list(official), flows(rows), k=k, level=level)
    unlisted = keys(found.exported_unlisted, "hs_code")
    assert not covered(found) & unlisted
    table = found.by_district
    assert table["n_leading_listed"].sum() == len(covered(found))
    assert table["n_leading"].sum() == len(covered(found)) + len(unlisted)
    assert table["n_matched"].sum() == len(keys(found.matches))
    assert (table["n_leading"] <= k).all()
    for share in ("share_listed_in_leading", "share_in_district"):
        assert table[share].dropna().between(0, 1 + 1e-12).all()
    found.to_dict()


@twice
@given(rows=exports, official=lists, k=ks)
def test_a_larger_k_never_loses_a_match(rows: list[Row], official: list[Listed], k: int) -> None:
    """What is among five is among six."""
    table, frame = flows(rows), as_list(official)
    few = match_product_lists(frame, table, k=k)
    more = match_product_lists(frame, table, k=k + 1)
    assert keys(few.matches) <= keys(more.matches)
    assert covered(few) <= covered(more)
    values = "share_in_district"
    pd.testing.assert_series_equal(few.by_district[values], more.by_district[values])


@twice
@given(rows=exports, official=lists, k=ks, level=levels, digits=levels)
def test_a_coarser_list_never_matches_less(
    rows: list[Row], official: list[Listed], k: int, level: Any, digits: int
) -> None:
    """Cutting listed codes keeps every leading product covered, and its value."""
    table = flows(rows)
    coarse = [(place, code[:digits]) for place, code in official]
    fine = match_product_lists(as_list(official), table, k=k, level=level)
    wide = match_product_lists(as_list(coarse), table, k=k, level=level)
    assert covered(fine) <= covered(wide)
    share = "share_in_district"
    assert (wide.by_district[share].fillna(0) >= fine.by_district[share].fillna(0) - 1e-12).all()


@twice
@given(rows=exports, official=lists, k=ks, data=st.data())
def test_the_order_of_rows_does_not_matter(
    rows: list[Row], official: list[Listed], k: int, data: st.DataObject
) -> None:
    """Neither in the list nor in the flows, whatever spelling comes first."""
    spelled = [((s, d.upper() if i % 2 else d), c) for i, ((s, d), c) in enumerate(official)]
    again = data.draw(st.permutations(spelled))
    a = match_product_lists(as_list(spelled), flows(rows), k=k)
    b = match_product_lists(as_list(again), flows(data.draw(st.permutations(rows))), k=k)
    for name in ("matches", "exported_unlisted", "listed_unexported", "by_district"):
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name))


@once
@given(rows=exports, official=lists, k=ks)
def test_frames_that_go_in_come_out_unchanged(
    rows: list[Row], official: list[Listed], k: int
) -> None:
    """Neither the list nor the flows are touched."""
    table, frame = as_text(rows), as_list(official)
    before = table.copy(deep=True), frame.copy(deep=True)
    match_product_lists(frame, table, k=k)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(frame, before[1])
