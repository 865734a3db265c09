"""Kernels over groups agree with the obvious loops, group by group."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import _naive
from _shared import set_limit
from odopkit import _kernels as kernels
from odopkit._kernels.keys import SMALL_TABLE
from odopkit._kernels.segments import _rounded_up
from odopkit.errors import InvalidValueError

Kernel = Callable[[kernels.Segments], NDArray[np.float64]]
Naive = Callable[[Sequence[float]], float]

PAIRS: list[tuple[str, Kernel, Naive]] = [
    (
        "cr1",
        lambda s: kernels.concentration_ratio(s, 1),
        lambda v: _naive.concentration_ratio(v, 1),
    ),
    (
        "cr4",
        lambda s: kernels.concentration_ratio(s, 4),
        lambda v: _naive.concentration_ratio(v, 4),
    ),
    ("hhi", kernels.herfindahl_hirschman, _naive.herfindahl),
    ("hall_tideman", kernels.hall_tideman, _naive.hall_tideman),
    ("entropy", kernels.entropy, _naive.entropy),
    ("gini", kernels.gini, _naive.gini),
    ("theil_t", kernels.theil_t, _naive.theil_t),
    ("theil_l", kernels.theil_l, _naive.theil_l),
]


def random_groups(
    seed: int, n_groups: int
) -> tuple[NDArray[np.intp], NDArray[np.float64], list[list[float]]]:
    """Groups of 0 to 40 values, skewed; some empty, some of one value, some all zero."""
    rng = np.random.default_rng(seed)
    lists: list[list[float]] = []
    for g in range(n_groups):
        size = [0, 1, int(rng.integers(2, 41))][min(g % 7, 2)]
        values = np.exp(rng.normal(0, 3, size))
        if g % 7 == 3:
            values[:] = 0.0
        if g % 7 == 4:
            values[rng.random(size) < 0.4] = 0.0
        if g % 7 == 5:
            values[:] = 2.5
        lists.append(values.tolist())
    group = np.repeat(np.arange(n_groups), [len(v) for v in lists])
    flat = np.array([x for v in lists for x in v])
    shuffle = rng.permutation(len(flat))
    return group[shuffle], flat[shuffle], lists


@pytest.mark.parametrize(("name", "kernel", "naive"), PAIRS, ids=[p[0] for p in PAIRS])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_kernels_agree_with_naive_loops(name: str, kernel: Kernel, naive: Naive, seed: int) -> None:
    """Each group has the loop's number; empty and all-zero groups are NaN."""
    group, values, lists = random_groups(seed, 70)
    got = kernel(kernels.segment(group, 70, values))
    for g, members in enumerate(lists):
        if sum(members) == 0:
            assert np.isnan(got[g]), (name, g)
        else:
            assert got[g] == pytest.approx(naive(members), rel=1e-12, abs=1e-14), (name, g)


@pytest.mark.parametrize(("name", "kernel", "naive"), PAIRS, ids=[p[0] for p in PAIRS])
@pytest.mark.parametrize("sizes", [0, 128])
def test_unstored_zeros_count_as_units(
    monkeypatch: pytest.MonkeyPatch, name: str, kernel: Kernel, naive: Naive, sizes: int
) -> None:
    """Units without a value change a measure as zeros written out would."""
    set_limit(monkeypatch, "MANY_SIZES", sizes)
    members = [5.0, 3.0, 2.0]
    seg = kernels.segment(np.zeros(3, np.intp), 1, np.array(members), n=np.array([7]))
    assert kernel(seg)[0] == pytest.approx(naive([*members, 0, 0, 0, 0]), rel=1e-12), name


def test_value_outside_dilutes_the_concentration_ratio_only() -> None:
    """Ten of value held by no unit lower CR1 from 0.6 to 0.3 and leave the Gini."""
    seg = kernels.segment(np.zeros(2, np.intp), 1, np.array([6.0, 4.0]), outside=np.array([10.0]))
    assert kernels.concentration_ratio(seg, 1)[0] == pytest.approx(0.3)
    assert kernels.gini(seg)[0] == pytest.approx(0.1)
    assert kernels.herfindahl_hirschman(seg)[0] == pytest.approx(0.52)
    assert kernels.effective_number(seg, np.inf)[0] == pytest.approx(1 / 0.6)


def test_more_than_65536_groups_stay_in_order() -> None:
    """Codes beyond sixteen bits are sorted by both halves."""
    rng = np.random.default_rng(3)
    group = rng.integers(0, 200_000, 5_000)
    order = kernels.stable_order(group, 200_000)
    assert (order == np.argsort(group, kind="stable")).all()


def test_top_positions_prefer_the_earlier_of_equals_and_skip_zeros() -> None:
    """Ties go to the earlier row; zeros are never leading; empty groups have none."""
    values = np.array([2.0, 5.0, 5.0, 0.0, 7.0])
    indptr = np.array([0, 3, 4, 4, 5])
    assert kernels.top_positions(values, indptr, 2).tolist() == [
        [1, 2],
        [-1, -1],
        [-1, -1],
        [4, -1],
    ]
    assert values.tolist() == [2, 5, 5, 0, 7]


def test_top_positions_agree_with_sorting() -> None:
    """On random groups the leading values are those of a full sort."""
    group, values, lists = random_groups(9, 70)
    order = np.argsort(group, kind="stable")
    values = values[order]
    counts = np.bincount(group, minlength=70)
    indptr = np.concatenate(([0], np.cumsum(counts)))
    top = kernels.top_positions(values, indptr, 3)
    for g, members in enumerate(lists):
        wanted = [v for v in sorted(members, reverse=True) if v > 0][:3]
        assert [values[i] for i in top[g] if i >= 0] == wanted


def test_reach_counts_a_rounding_shortfall_as_reached() -> None:
    """0.1 + 0.2 + 0.7 reaches 1.0 although floats add up to a hair less or more."""
    assert kernels.reach(np.array([0.7, 0.2, 0.1]), 1.0) == 3
    assert kernels.reach(np.array([0.7, 0.2]), 1.0) is None
    assert kernels.reach(np.array([0.7]), 0.0) == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "empty"),
        ([[1.0], [2.0]], r"one column of numbers, got shape \(2, 1\)"),
        ([1.0, float("nan")], "got nan at position 1"),
        ([1.0, None], "got nan at position 1"),
        ([1.0, pd.NA], "got nan at position 1"),
        ([1.0, pd.NaT], "got nan at position 1"),
        ([1.0, float("inf")], "got inf at position 1"),
        ([3, 2, -1], r"must not be negative: got -1.0 at position 2"),
        (["1", "2"], "must be numbers"),
        ([True, False], "must be numbers"),
        ([object()], "must be numbers"),
        ([1e308, 1e308], "beyond the range"),
    ],
)
def test_values_that_have_no_shares_are_refused(values: Any, message: str) -> None:
    """The error says what was got and where."""
    with pytest.raises(InvalidValueError, match=message):
        kernels.as_values(values)


def test_values_are_copied_not_changed() -> None:
    """Sorting happens on a copy."""
    values = np.array([1.0, 3.0, 2.0])
    kernels.one_segment(kernels.as_values(values))
    assert values.tolist() == [1, 3, 2]


def test_group_sums_agree_on_dense_squeezed_and_sorted_paths() -> None:
    """However sparse the key space, sums by key are the same."""
    rng = np.random.default_rng(5)
    n = 3_000
    columns = [rng.integers(0, s, n) for s in (40, 900, 12_000, 50_000)]
    values = rng.lognormal(size=n)
    for used in (columns[:1], columns[:2], columns[:3], columns):
        sizes = (40, 900, 12_000, 50_000)[: len(used)]
        keys, (sums,) = kernels.group_sums(
            [kernels.Column(c, s) for c, s in zip(used, sizes, strict=True)], [values]
        )
        expected: dict[tuple[int, ...], float] = {}
        for key, v in zip(zip(*(c.tolist() for c in used), strict=True), values, strict=True):
            expected[key] = expected.get(key, 0.0) + v
        got = dict(zip(zip(*(k.tolist() for k in keys), strict=True), sums, strict=True))
        assert got.keys() == expected.keys()
        assert list(got) == sorted(got), "keys come in label order"
        assert all(got[k] == pytest.approx(expected[k], rel=1e-12) for k in got)


@pytest.mark.parametrize("piece", [1, 2, 3, 512])
@pytest.mark.parametrize("k", [1, 2, 5])
def test_the_largest_are_found_whatever_the_piece(
    monkeypatch: pytest.MonkeyPatch, piece: int, k: int
) -> None:
    """Cutting groups into pieces changes no position, ties and zeros included."""
    set_limit(monkeypatch, "PIECE", piece)
    rng = np.random.default_rng(11)
    sizes = np.concatenate((rng.integers(0, 9, 60), [0]))
    indptr = np.concatenate(([0], np.cumsum(sizes)))
    values = rng.integers(0, 4, indptr[-1]).astype(np.float64)
    found = kernels.top_positions(values, indptr, k)
    for g, (a, b) in enumerate(itertools.pairwise(indptr.tolist())):
        rows = sorted((i for i in range(a, b) if values[i] > 0), key=lambda i: (-values[i], i))
        assert found[g].tolist() == (rows + [-1] * k)[:k], g


@pytest.mark.parametrize("sizes", [0, 128])
@pytest.mark.parametrize("block", [1, 7, 1 << 16])
@pytest.mark.parametrize("many", [0, 1 << 17])
@pytest.mark.parametrize(("name", "kernel", "naive"), PAIRS, ids=[p[0] for p in PAIRS])
def test_blocks_and_the_way_of_sorting_change_no_measure(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kernel: Kernel,
    naive: Naive,
    many: int,
    block: int,
    sizes: int,
) -> None:
    """A block of one row, sizes rounded up, or rows placed by scipy: one number."""
    set_limit(monkeypatch, "BLOCK", block)
    set_limit(monkeypatch, "_MANY_ROWS", many)
    set_limit(monkeypatch, "MANY_SIZES", sizes)
    group, values, lists = random_groups(5, 40)
    before = values.copy()
    got = kernel(kernels.segment(group, 40, values))
    assert (values == before).all(), "the caller's values stay in their order"
    for g, members in enumerate(lists):
        if sum(members) == 0:
            assert np.isnan(got[g]), (name, g)
        else:
            assert got[g] == pytest.approx(naive(members), rel=1e-12, abs=1e-14), (name, g)


def test_groups_of_one_size_share_a_matrix() -> None:
    """Every group appears in one block with all its values, ascending, and no other."""
    group, values, lists = random_groups(6, 50)
    seen: dict[int, list[float]] = {}
    for groups, rows in kernels.segment(group, 50, values).blocks():
        assert len(groups) == len(rows)
        for g, row in zip(groups.tolist(), rows.tolist(), strict=True):
            assert g not in seen
            seen[g] = row
    assert seen == {g: sorted(members) for g, members in enumerate(lists) if members}


def test_a_cell_whose_values_are_all_negative_zero_is_kept() -> None:
    """A row is a row whatever its value, and the sum is a plain zero."""
    column = kernels.Column(np.array([2, 0]), 4)
    (labels,), (sums,) = kernels.group_sums([column], [np.array([-0.0, -0.0])])
    assert labels.tolist() == [0, 2]
    assert not np.signbit(sums).any()


def test_a_one_for_each_row_counts_rows() -> None:
    """The broadcast column sums to the number of rows of each group."""
    column = kernels.Column(np.array([1, 1, 0]), 2)
    _, (counts,) = kernels.group_sums([column], [kernels.each_row(3)])
    assert counts.tolist() == [1, 2]


@pytest.mark.parametrize("cells", [0, 100])
@pytest.mark.parametrize("seed", range(6))
def test_repeats_are_found_by_bitmap_and_by_sorting(
    monkeypatch: pytest.MonkeyPatch, cells: int, seed: int
) -> None:
    """Both ways agree with a set of tuples."""
    set_limit(monkeypatch, "SMALL_TABLE", 0)
    set_limit(monkeypatch, "UNIQUE_CELLS_PER_ROW", cells)
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, size, 12) for size in (3, 5, 40)]
    columns = [kernels.Column(c, size) for c, size in zip(codes, (3, 5, 40), strict=True)]
    expected = len(set(zip(*(c.tolist() for c in codes), strict=True))) < 12
    assert kernels.has_repeats(columns) == expected
    doubled = [kernels.Column(np.r_[c.codes, c.codes[:1]], c.size) for c in columns]
    assert kernels.has_repeats(doubled)


def test_a_column_that_settles_those_before_it_changes_no_label() -> None:
    """Districts that lie in one state each, and then one that lies in two."""
    for state in ([0, 0, 1, 1, 2], [0, 0, 1, 1, 1]):
        district = [0, 1, 2, 3, 0] if state[-1] == 2 else [0, 1, 2, 3, 3]
        columns = [
            kernels.Column(np.array(state), 3),
            kernels.Column(np.array(district), 4),
            kernels.Column(np.array([5, 6, 5, 6, 5]), SMALL_TABLE),
        ]
        leading, which, last, (sums,) = kernels.cell_sums(columns, [np.arange(1.0, 6.0)])
        got = sorted(
            zip(
                leading[0][which].tolist(),
                leading[1][which].tolist(),
                last.tolist(),
                sums,
                strict=True,
            )
        )
        assert got == sorted(
            zip(state, district, [5, 6, 5, 6, 5], [1.0, 2.0, 3.0, 4.0, 5.0], strict=True)
        )


def test_sizes_are_rounded_up_by_a_sixteenth_at_most() -> None:
    """Small sizes stay; larger ones fall into sixteen classes an octave."""
    counts = np.arange(0, 5_000)
    rounded = _rounded_up(counts)
    assert (rounded >= counts).all()
    assert (rounded[:33] == counts[:33]).all()
    assert (rounded - counts <= counts / 16).all()
    assert len(np.unique(rounded)) < 160


@pytest.mark.parametrize("size", [1, 10_000])
def test_no_rows_have_no_keys_and_no_repeats(size: int) -> None:
    """Whether each possible key has a bit or the keys are sorted."""
    columns = [kernels.Column(np.zeros(0, dtype=np.intp), size)] * 3
    assert kernels.count_keys(columns) == 0
    assert not kernels.has_repeats(columns)
