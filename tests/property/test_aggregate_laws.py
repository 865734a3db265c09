"""Laws of summing: a plain groupby agrees, nothing is lost, keys come apart again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from _engines import ENGINES, Engine, arrow, assert_sums, keyed, need
from _engines import one_by_one as one_by_one_on_rows
from _laws import tries
from _shared import set_limit
from odopkit import _kernels as kernels
from odopkit import aggregate_exports, collect_exports
from odopkit._kernels.keys import SMALL_TABLE
from odopkit.aggregate import COUNTS
from odopkit.errors import InvalidValueError
from odopkit.typing import LEVELS

KEYS = ("state", "district", "hs_code")

# Whole numbers below 2**20 add up exactly in any order.
good_values = st.integers(0, 1 << 20).map(float)
values = st.one_of(
    good_values, st.integers(-50, -1).map(float), st.sampled_from([np.nan, np.inf, -np.inf, -0.0])
)
any_codes = st.sampled_from(
    [
        "01",
        "52",
        "99",
        "5205",
        "5201",
        "9801",
        "520511",
        "520512",
        "52051110",
        "52051210",
        "99999999",
    ]
)
lines8 = st.sampled_from(["52051110", "52051210", "52010010", "25232910", "98010000"])
names = st.sampled_from(["A", "B", "Ç", "a b", "०"])


def tables(codes: Any, amounts: Any) -> Any:
    """Return a strategy for tables of flows as lists of rows."""
    rows = st.lists(st.tuples(names, names, codes, names, amounts), max_size=25)
    return rows.map(
        lambda r: pd.DataFrame(r, columns=[*KEYS, "partner", "value"]).astype(
            {**dict.fromkeys([*KEYS, "partner"], object), "value": "float64"}
        )
    )


keys_of = (
    st.lists(st.sampled_from([*KEYS, "partner"]), min_size=1, max_size=4, unique=True)
    .filter(lambda by: "district" not in by or "state" in by)
    .map(tuple)
)


def one_by_one(frame: pd.DataFrame, level: int | None, by: tuple[str, ...]) -> dict[Any, Any]:
    """Sum and count with a dictionary, one row after the other."""
    found: dict[Any, dict[str, Any]] = {}
    for row in frame.to_dict("records"):
        code, value = str(row["hs_code"]), float(row["value"])
        key = tuple(code[:level] if c == "hs_code" else row[c] for c in by)
        entry = found.setdefault(key, {"value": 0.0, **dict.fromkeys(COUNTS, 0), "lengths": []})
        entry["value"] += value if np.isfinite(value) else 0.0
        entry["n_rows"] += 1
        entry["n_missing"] += bool(np.isnan(value))
        entry["n_nonfinite"] += bool(np.isinf(value))
        entry["n_negative"] += bool(np.isfinite(value) and value < 0)
        entry["n_short"] += len(code) < (level or 0)
        entry["n_pseudo"] += code.startswith(("98", "99"))
        entry["lengths"].append(len(code))
    for entry in found.values():
        lengths = entry.pop("lengths")
        one = len(set(lengths)) == 1 and lengths[0] in LEVELS
        entry["n_mixed"] = 0 if one else len(lengths)
    return found


def as_dictionary(frame: pd.DataFrame, by: tuple[str, ...]) -> dict[Any, Any]:
    """Return an aggregated table in the same form."""
    found = {
        tuple(str(row[c]) for c in by): {c: row[c] for c in ("value", *COUNTS)}
        for row in frame.astype(dict.fromkeys(by, object)).to_dict("records")
    }
    assert len(found) == len(frame)
    return found


@settings(deadline=None)
@given(frame=tables(any_codes, values), by=keys_of, level=st.sampled_from([None, 2, 4, 6, 8]))
def test_sums_and_counts_are_those_of_adding_one_by_one(
    frame: pd.DataFrame, by: tuple[str, ...], level: Any
) -> None:
    """Every value and every count, for every key and level."""
    level = level if "hs_code" in by else None
    found = aggregate_exports(frame, level=level, by=by)
    assert as_dictionary(found, by) == one_by_one(frame, level, by)


@settings(deadline=None)
@given(frame=tables(any_codes, values), by=keys_of)
def test_sums_are_those_of_a_plain_groupby(frame: pd.DataFrame, by: tuple[str, ...]) -> None:
    """On the table without its bad values, pandas gives the same numbers."""
    finite = frame[np.isfinite(frame["value"])]
    found = aggregate_exports(finite, by=by, counts=False)
    sums = finite.groupby(list(by))["value"].sum()
    ours = found.astype(dict.fromkeys(by, object)).set_index(list(by))["value"].sort_index()
    assert ours.index.tolist() == sums.index.tolist()
    assert ours.tolist() == sums.tolist()


@settings(deadline=None)
@given(frame=tables(any_codes, values), data=st.data(), level=st.sampled_from([None, 2, 4]))
def test_text_and_categories_in_any_order_give_the_same_sums(
    frame: pd.DataFrame, data: st.DataObject, level: Any
) -> None:
    """Encoding, the order of categories and levels out of use change nothing."""
    encoded = frame.copy()
    for column in KEYS:
        used = sorted(set(frame[column]))
        categories = data.draw(
            st.permutations([*used, "99", "unused"] if "99" not in used else used)
        )
        encoded[column] = pd.Categorical(frame[column], categories=categories)
    text = aggregate_exports(frame, level=level)
    category = aggregate_exports(encoded, level=level)
    assert as_dictionary(category, KEYS) == as_dictionary(text, KEYS)
    for column in KEYS:
        assert set(category[column].cat.categories) == set(text[column].cat.categories)


@settings(deadline=None)
@given(frame=tables(any_codes, values), data=st.data())
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, data: st.DataObject) -> None:
    """A shuffled table has the same sums and counts."""
    order = data.draw(st.permutations(range(len(frame))))
    shuffled = frame.iloc[list(order)]
    assert as_dictionary(aggregate_exports(shuffled, level=4), KEYS) == as_dictionary(
        aggregate_exports(frame, level=4), KEYS
    )


@settings(deadline=None)
@given(
    frame=tables(any_codes, values),
    small=st.integers(1, 30),
    per_row=st.integers(0, 4),
    block=st.integers(1, 9),
)
def test_the_path_taken_does_not_matter(
    frame: pd.DataFrame, small: int, per_row: int, block: int
) -> None:
    """Dense, squeezed and sorted sums are the same table."""
    by = ("partner", *KEYS)
    expected = one_by_one(frame, 4, by)
    with pytest.MonkeyPatch.context() as patch:
        set_limit(patch, "SMALL_TABLE", small)
        set_limit(patch, "DENSE_CELLS_PER_ROW", per_row)
        set_limit(patch, "BLOCK", block)
        found = aggregate_exports(frame, level=4, by=by)
    assert as_dictionary(found, by) == expected


@settings(deadline=None)
@given(frame=tables(lines8, good_values), fine=st.sampled_from([4, 6, 8]))
def test_summing_in_steps_is_summing_at_once(frame: pd.DataFrame, fine: Any) -> None:
    """Lines to headings to chapters gives what lines to chapters gives."""
    steps = aggregate_exports(aggregate_exports(frame, level=fine, counts=False), level=2)
    at_once = aggregate_exports(frame, level=2)
    assert rows_of(steps) == rows_of(at_once)
    assert at_once["value"].sum() == frame["value"].sum()
    assert at_once["n_rows"].sum() == len(frame)


@settings(deadline=None)
@given(frame=tables(lines8, good_values))
def test_good_tables_come_home_whole(frame: pd.DataFrame) -> None:
    """Collecting keeps every sum, and how many rows and special ones it has."""
    aggregated = aggregate_exports(frame, level=4)
    home = collect_exports(aggregated)
    columns = ["value", "n_rows", "n_pseudo"]
    in_order = aggregated.astype(dict.fromkeys(KEYS, object)).sort_values(list(KEYS))
    assert home[columns].to_numpy().tolist() == in_order[columns].to_numpy().tolist()
    assert rows_of(home) == rows_of(aggregated)


# Engines that are cheap enough to be asked a hundred times; all others run the cases of
# tests/engines.
CHEAP = [e for e in ENGINES if e.package in ("polars", "pyarrow", "duckdb")]


@pytest.mark.parametrize("engine", [pytest.param(e, id=e.name) for e in CHEAP])
@tries(30)
@given(
    frame=tables(st.one_of(st.none(), any_codes), values),
    by=keys_of,
    level=st.sampled_from([None, 2, 4, 6, 8]),
)
def test_every_engine_sums_and_counts_as_adding_one_by_one_does(
    engine: Engine, frame: pd.DataFrame, by: tuple[str, ...], level: Any
) -> None:
    """Missing codes included, which pandas would refuse."""
    need(engine.package)
    level = level if "hs_code" in by else None
    records: list[dict[str, Any]] = [
        {str(c): None if c == "hs_code" and pd.isna(v) else v for c, v in row.items()}
        for row in frame.to_dict("records")
    ]
    types = dict.fromkeys((*KEYS, "partner"), "text") | {"value": "double"}
    found = aggregate_exports(engine.make(arrow(records, types)), level=level, by=by)
    assert_sums(keyed(engine.read(found), by), one_by_one_on_rows(records, level, by))


def rows_of(frame: pd.DataFrame) -> dict[Any, float]:
    """Return value by key."""
    keys = zip(*(frame[c].astype(str) for c in KEYS), strict=True)
    return dict(zip(keys, frame["value"].tolist(), strict=True))


# ----------------------------------------------------------------------- the kernel


@st.composite
def key_columns(draw: st.DrawFn) -> tuple[list[kernels.Column], list[list[int]]]:
    """Columns of codes, some relabelled, and the labels that each row should have."""
    n_rows = draw(st.integers(0, 20))
    columns: list[kernels.Column] = []
    labels: list[list[int]] = []
    for _ in range(draw(st.integers(1, 5))):
        n_codes = draw(st.integers(1, 12))
        kind: Any = draw(st.sampled_from([np.int8, np.int16, np.int32, np.intp]))
        codes = draw(st.lists(st.integers(0, n_codes - 1), min_size=n_rows, max_size=n_rows))
        array = np.array(codes, dtype=kind)
        if draw(st.booleans()):
            size = draw(st.integers(1, 6))
            lut = draw(st.lists(st.integers(0, size - 1), min_size=n_codes, max_size=n_codes))
            columns.append(kernels.Column(array, size, np.array(lut, dtype=np.intp)))
            labels.append([lut[c] for c in codes])
        else:
            size = n_codes + draw(st.integers(0, 40))  # some labels are never used
            columns.append(kernels.Column(array, size))
            labels.append(codes)
    return columns, labels


paths = st.tuples(st.integers(0, 200), st.integers(0, 4), st.integers(1, 8))


def decoded(joint: kernels.JointKey, keys: Any) -> list[Any]:
    """Take row keys, in any order, apart into the labels of every column."""
    distinct, of_row = np.unique(keys, return_inverse=True)
    leading, which, last = joint.split(distinct)
    parts = [*(part[which] for part in joint.decode_leading(leading)), last]
    return [part[of_row] for part in parts]


@settings(deadline=None)
@given(drawn=key_columns(), path=paths)
def test_joint_keys_come_apart_into_their_labels(
    drawn: tuple[list[kernels.Column], list[list[int]]], path: tuple[int, int, int]
) -> None:
    """Numbering and splitting again is the identity, squeezed or not."""
    columns, labels = drawn
    with pytest.MonkeyPatch.context() as patch:
        set_limit(patch, "SMALL_TABLE", path[0])
        set_limit(patch, "DENSE_CELLS_PER_ROW", path[1])
        set_limit(patch, "BLOCK", path[2])
        joint = kernels.JointKey(columns)
        keys = joint.block(0, joint.n_rows)
        assert ((keys >= 0) & (keys < joint.size)).all()
        assert [part.tolist() for part in decoded(joint, keys)] == labels
        pieces = [joint.block(a, a + 3) for a in range(0, joint.n_rows, 3)]
        assert [k for piece in pieces for k in piece.tolist()] == keys.tolist()
        # Equal keys are equal labels, and larger keys come later in the order of labels.
        rows = list(zip(*labels, strict=True))
        assert [rows[i] for i in np.argsort(keys, kind="stable")] == sorted(rows)


@settings(deadline=None)
@given(drawn=key_columns(), path=paths, data=st.data())
def test_group_sums_are_those_of_a_dictionary(
    drawn: tuple[list[kernels.Column], list[list[int]]],
    path: tuple[int, int, int],
    data: st.DataObject,
) -> None:
    """Keys in the order of their labels, one sum for each vector, codes untouched."""
    columns, labels = drawn
    n_rows = len(columns[0].codes)
    before = [c.codes.copy() for c in columns]
    whole = st.lists(st.integers(-1000, 1000), min_size=n_rows, max_size=n_rows)
    vectors = [np.array(data.draw(whole), dtype=kind) for kind in (np.float64, np.int16, np.intp)]
    flags = np.array(
        data.draw(st.lists(st.booleans(), min_size=n_rows, max_size=n_rows)), dtype=bool
    )
    with pytest.MonkeyPatch.context() as patch:
        set_limit(patch, "SMALL_TABLE", max(path[0], 1 if n_rows else 10**9))
        set_limit(patch, "DENSE_CELLS_PER_ROW", path[1])
        set_limit(patch, "BLOCK", path[2])
        keys, sums = kernels.group_sums(columns, [*vectors, flags])
    expected: dict[tuple[int, ...], list[float]] = {}
    for i, row in enumerate(zip(*labels, strict=True)):
        entry = expected.setdefault(row, [0.0] * 4)
        for j, vector in enumerate([*vectors, flags]):
            entry[j] += float(vector[i])
    assert list(zip(*(k.tolist() for k in keys), strict=True)) == sorted(expected)
    assert all(s.dtype == np.float64 for s in sums)
    for j, found in enumerate(sums):
        assert found.tolist() == [expected[key][j] for key in sorted(expected)]
    assert all((c.codes == b).all() for c, b in zip(columns, before, strict=True))


@pytest.mark.parametrize("size", [1, 10, SMALL_TABLE, SMALL_TABLE + 1])
def test_no_rows_have_no_groups(size: int) -> None:
    """Also where the labels alone would be too many for a dense table."""
    nothing = np.zeros(0, dtype=np.intp)
    keys, sums = kernels.group_sums([kernels.Column(nothing, size)], [np.zeros(0)])
    assert [k.tolist() for k in keys] == [[]]
    assert [s.tolist() for s in sums] == [[]]


def test_the_key_is_squeezed_where_most_combinations_do_not_occur() -> None:
    """Forty states by eight hundred districts by a thousand codes fit a dense table."""
    n = 2_000
    district = np.arange(n) % 800
    columns = [
        kernels.Column(district % 40, 40),
        kernels.Column(district, 800),
        kernels.Column(np.arange(n) % 1_000, 1_000),
    ]
    joint = kernels.JointKey(columns)
    assert joint.is_dense
    assert joint.size == 800 * 1_000
    keys = joint.block(0, n)
    assert [p.tolist() for p in decoded(joint, keys)] == [c.codes.tolist() for c in columns]


def test_a_key_that_no_integer_can_number_is_refused() -> None:
    """Rather than wrap around, and add strangers together."""
    n = 10_000
    columns = [kernels.Column(np.arange(n), n) for _ in range(8)]
    with pytest.raises(InvalidValueError, match="too many combinations"):
        kernels.JointKey(columns)
