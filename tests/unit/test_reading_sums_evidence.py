"""Sums that no word betrays are refused on evidence, and never by chance."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.errors import ReadError
from odopkit.readers import ReadResult, read_dgcis, read_exports
from odopkit.readers.sums.search import one_is_sum_of_others
from odopkit.readers.sums.tally import near, step_of, tolerance

X = {"state": "X"}
XY = {"state": "X", "district": "Y"}


def districts(*values: float, names: str = "ABCDEFGH") -> pd.DataFrame:
    """Give one value a district of one state."""
    return pd.DataFrame({"state": "X", "district": list(names[: len(values)]), "value": values})


def message_of(table: pd.DataFrame, constants: dict[str, str] | None = None, **given: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read_exports(table, constants=constants, **given)
    assert len(str(caught.value)) <= 500
    return str(caught.value)


def noted(result: ReadResult) -> list[str]:
    """Give the messages of what was noted."""
    issues = result.issues
    return issues.loc[issues["action"] == "noted", "message"].tolist()


# -- steps and tolerances ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "step", "printed"),
    [
        ([8.0, 17.1], 0.1, 0.1),
        ([1200, 300], 100, 1),
        ([1.25, 3], 0.01, 0.01),
        ([0, 0], 1, 1),
        ([1 / 3, 2 / 3], 1e-9, 1e-9),
    ],
)
def test_values_are_exact_to_a_power_of_ten(
    values: list[float], step: float, printed: float
) -> None:
    """As far as all of them allow; what is printed is at most exact to one."""
    assert step_of(np.array(values, dtype=float)) == pytest.approx(step)
    assert step_of(np.array(values, dtype=float), printed=True) == pytest.approx(printed)


def test_the_tolerance_of_many_parts_is_that_of_chance() -> None:
    """Two parts: 1.5 steps; 47 parts: 6.25, not 24; above a hundred the bound itself."""
    assert tolerance(2, 1.0) == 1.5
    assert tolerance(47, 1.0) == pytest.approx(6.25)
    assert tolerance(100, 1.0) == pytest.approx(3 * np.sqrt(101 / 12) + 0.25)
    assert tolerance(101, 10.0) == 510
    assert near(104, 100, 5, 1.0)  # cut off: up to n - 1 steps below
    assert not near(105, 100, 5, 1.0)
    assert not near(96, 100, 5, 1.0)
    assert near(100.1, 100, 1, 0.01, relative=1e-3)


# -- a label that is the sum of the others -----------------------------------------------


def test_seven_digits_in_one_group_are_certain() -> None:
    """With the label, the evidence and two ways out, which are ways."""
    table = districts(10_234_567, 1_234_567, 2_000_000, 3_000_000, 4_000_000)
    assert message_of(table) == (
        "column 'district' of 'DataFrame' has 'A', whose value is the sum of the others in 1 of 1 "
        "groups (row 0: 10234567, and 4 others come to 10234567): it would count twice; leave it "
        "out with where={'district': lambda x: x != 'A'}, or pass keep=['A'] if it is data"
    )
    assert len(read_exports(table, keep=["A"]).flows) == 5


def test_a_reader_without_keep_names_the_one_that_has_it(tmp_path: Path) -> None:
    """Downloads are read with where=; what is kept needs the other reader."""
    rows = zip("ABCDE", (10_234_567, 1_234_567, 2_000_000, 3_000_000, 4_000_000), strict=True)
    path = tmp_path / "x.csv"
    path.write_text(
        '"State","District","HS Code","April, 24 To March, 25 Value(US $)"\n'
        + "".join(f"GOA,{name},30049099,{value}\n" for name, value in rows),
        "utf-8",
    )
    with pytest.raises(ReadError, match=r"or use read_exports with keep=\['A'\] if it is data"):
        read_dgcis(path)


@pytest.mark.parametrize(
    "values",
    [
        (60, 10, 20, 30),
        (5, 5),
        (500, 200, 300),
        (1_234_567, 1_234_567),
        (100, 50, 25, 25),
        (0, 0, 0),
        (3, 1, 1, 1),
        (1, 1, 2, 4, 8, 16),
    ],
)
def test_few_digits_are_chance(values: tuple[float, ...]) -> None:
    """Equal districts, one that is half of a small table, doubled numbers: not even a line."""
    assert read_exports(districts(*values)).issues.empty


def test_weak_evidence_is_a_line() -> None:
    """Five digits and three parts: a question, not a refusal."""
    result = read_exports(districts(98_765, 50_000, 40_001, 8_764))
    assert noted(result) == [
        "may be a sum: 98765 in row 0 is what 3 others come to; if it is, leave it out with where="
    ]
    assert len(result.flows) == 4


def grid(n: int, parts: int, seed: int = 3) -> pd.DataFrame:
    """Give values of some products in some districts, all of three to five digits."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "district": np.repeat([f"d{i}" for i in range(n)], parts),
            "product": [f"p{i}" for i in range(parts)] * n,
            "value": rng.integers(100, 99_999, n * parts),
        }
    )


def with_sums(table: pd.DataFrame, label: str, by: str = "district") -> pd.DataFrame:
    """Add the sum of each group as a row, at its foot."""
    sums = table.groupby(by, as_index=False)["value"].sum()
    other = "product" if by == "district" else "district"
    both = pd.concat([table, sums.assign(**{other: label})])
    sorted_: pd.DataFrame = both.sort_values(by, kind="stable", ignore_index=True)
    return sorted_


def test_digits_add_up_over_groups() -> None:
    """Any name, and rows in any order."""
    table = with_sums(grid(5, 6), "Everything").sample(frac=1, random_state=1, ignore_index=True)
    assert "has 'Everything', whose value is the sum of the others in 5 of 5 groups" in message_of(
        table, X
    )
    assert len(read_exports(table, constants=X, keep=["Everything"]).flows) == 35
    assert read_exports(grid(5, 6), constants=X).issues.empty


def test_a_place_that_sums_the_others_is_found_too() -> None:
    """Along each key column."""
    assert "column 'district' of 'DataFrame' has 'Region'" in message_of(
        with_sums(grid(5, 6), "Region", by="product"), X
    )


def test_equal_groups_count_once_and_equal_shares_are_one_witness() -> None:
    """Half and half in every district is a fixed ratio, not a sum."""
    same = pd.DataFrame(
        {
            "district": np.repeat(list("ABCDE"), 3),
            "product": ["x", "y", "z"] * 5,
            "value": [6000, 2500, 3500] * 5,
        }
    )
    assert len(read_exports(same, constants=X).flows) == 15
    ratio = same.assign(value=same["value"] * np.repeat([1, 2, 3, 5, 7], 3))
    assert len(read_exports(ratio, constants=X).flows) == 15


def test_fixed_shares_of_many_digits_are_asked_about() -> None:
    """One witness in five groups: a question, since a rule of thirds would look alike."""
    one = np.array([6_123_457, 2_500_001, 2_500_003, 1_123_453])
    table = pd.DataFrame(
        {
            "district": np.repeat(list("ABCDE"), 4),
            "product": list("xyzw") * 5,
            "value": np.concatenate([one * k for k in (1, 2, 3, 5, 7)]),
        }
    )
    assert [message[:8] for message in noted(read_exports(table, constants=X))] == ["may be a"]


def test_totals_within_totals_are_found_from_the_inside_out() -> None:
    """Sectors head their products, and no word says so."""
    rng = np.random.default_rng(5)
    rows = []
    for district in "ABCDEFGH":
        for sector in range(3):
            values = np.round(rng.lognormal(8, 1, 4), 2)
            rows.append((district, f"Sector {sector}", round(float(values.sum()), 2)))
            rows += [(district, f"p{sector}{i}", v) for i, v in enumerate(values)]
    table = pd.DataFrame(rows, columns=["district", "product", "value"])
    message = message_of(table, X)
    assert "has 'Sector 0' (and 2 more labels alike), whose value is the sum of the rows" in message
    assert "beside it in 8 of 8 groups" in message
    whole = table[table["product"].str.startswith("p")].groupby("district", as_index=False)
    heads = whole["value"].sum().assign(product="Whole")
    both = pd.concat([heads, table]).sort_values("district", kind="stable", ignore_index=True)
    assert "has 'Whole' (and 3 more labels alike)" in message_of(both, X)
    kept = read_exports(table, constants=X, keep=["Sector 0", "Sector 1", "Sector 2"])
    assert len(kept.flows) == 120


def test_a_large_table_is_searched_by_groups_and_asked_as_a_whole() -> None:
    """Thirty thousand rows: the label is found on a sample and confirmed on all."""
    table = with_sums(grid(300, 100), "Everything")
    assert "in 300 of 300 groups" in message_of(table, X)
    assert read_exports(grid(300, 100), constants=X).issues.empty


def test_constants_are_no_keys() -> None:
    """A column that the caller makes up parts nothing."""
    table = with_sums(grid(5, 6), "Everything")
    assert "5 of 5 groups" in message_of(table, {**X, "period": "2021", "partner": "World"})


# -- a state among its districts ---------------------------------------------------------


def test_the_state_among_its_districts_is_refused_on_four_digits() -> None:
    """A district may bear the name of its state; this one is the sum of the others."""
    table = pd.DataFrame(
        {"state": "Goa", "district": ["GOA", "S", "N"], "value": [1_234_567, 1_000_000, 234_567]}
    )
    message = message_of(table)
    assert message.startswith(
        "column 'district' of 'DataFrame' has the state itself among its districts: 'GOA' (row 0) "
        "is the sum of its others, 1234567, and would count twice"
    )
    assert len(read_exports(table, keep=["GOA"]).flows) == 3
    small = read_exports(table.assign(value=[30, 10, 20]))
    assert noted(small) == [
        (
            "may be the state itself: in row 0 it is what its others come to, 30; if it is, leave "
            "it out with where="
        )
    ]
    assert read_exports(table.assign(value=[31, 10, 25])).issues.empty


# -- codes of several lengths ------------------------------------------------------------

NESTED = {"0": 60, "05": 60, "054": 45, "057": 15}


def test_nested_codes_of_products_are_refused() -> None:
    """Codes of a nomenclature that is not the HS have no level= of their own."""
    table = pd.DataFrame(
        {
            "district": ["A"] * 4 + ["B"] * 3,
            "product": [*NESTED, "7", "76", "764"],
            "value": [*NESTED.values(), 40, 40, 40],
        }
    )
    assert message_of(table, X) == (
        "column 'product' of 'DataFrame' holds codes of 1, 2 and 3 digits, and the longer ones sum "
        "to the shorter: '05' is '054' and '057' (4 of 4 sums agree); choose one length, such as "
        "where={'product': lambda x: x.str.len() == 3}"
    )
    loose = table.assign(value=[60, 50, 45, 15, 41, 40, 39])
    assert len(read_exports(loose, constants=X).flows) == 7


HS = pd.DataFrame(
    {
        "district": ["A"] * 4 + ["B"] * 3,
        "hs_code": ["01", "0101", "010121", "010129", "01", "0101", "010121"],
        "value": [70, 70, 40, 30, 90, 90, 8],
    }
)


def test_one_length_of_several_is_read_when_told() -> None:
    """The others are left out as one line, and held against what is read."""
    with pytest.raises(ReadError, match="choose one length with level="):
        read_exports(HS, constants=X)
    result = read_exports(HS, constants=X, level=6)
    assert result.flows["value"].tolist() == [40, 30, 8]
    assert result.issues["message"].tolist() == [
        (
            "4 rows of HS codes of 2 and 4 digits left out: level=6; 2 of 4 are the sum of "
            "their parts, but '01' of row 4 is 90, and its parts come to 8"
        )
    ]
    assert result.totals[["row", "label", "printed", "kept"]].to_numpy().tolist() == [
        [0, "01", 70, 70],
        [1, "0101", 70, 70],
        [4, "01", 90, 8],
        [5, "0101", 90, 8],
    ]
    coarse = read_exports(HS, constants=X, level=2)
    assert coarse.flows["value"].tolist() == [70, 90]
    assert coarse.totals.empty


def test_a_length_that_no_code_has_is_refused() -> None:
    """With the lengths that there are."""
    assert message_of(HS, X, level=8) == (
        "column 'hs_code' of 'DataFrame' has no HS code of 8 digits, only of 2, 4 and 6; choose "
        "one of these with level="
    )
    assert read_exports(HS.iloc[2:4], constants=X, level=6).issues.empty


# -- one value of a column that is the sum of its others ---------------------------------


def of_keys(*rows: tuple[int, int, float], named: tuple[bool, ...]) -> int | None:
    """Ask about rows of key, value of the column, and amount."""
    group, label, value = (np.array(column) for column in zip(*rows, strict=True))
    return one_is_sum_of_others(
        group, label, value.astype(float), np.ones(len(rows)), np.array(named)
    )


def test_total_domestic_and_re_exports_are_a_sum() -> None:
    """In both provinces; the second has no re-exports."""
    trade = [(0, 0, 100), (0, 1, 70), (0, 2, 30), (1, 0, 50), (1, 1, 50), (1, 2, 0)]
    assert of_keys(*trade, named=(True, False, False)) == 0
    assert of_keys(*trade, named=(False, False, False)) is None
    large = [(g, x, value * 123_457) for g, x, value in trade]
    assert of_keys(*large, named=(False, False, False)) == 0
    assert of_keys(*large[:3], named=(True, False, False)) is None
    assert of_keys(*large[:5], (1, 2, 7e6), named=(True, False, False)) is None


@pytest.mark.parametrize("turned", [False, True])
def test_the_evidence_of_a_sum_is_its_own_run(
    turned: bool,
) -> None:
    """Two totals of overlapping runs: the rows of one are not counted from what the other left."""
    parts = [12_345_671_003, 23_456_789_017, 34_567_897_051]
    first, last = 45_678_913_007, 5_678_917_013
    labels = ["Outer", "A", "B", "C", "D", "Inner", "E"]
    values = [first + sum(parts), first, *parts, sum(parts), last]
    frame = pd.DataFrame({"state": "X", "district": labels, "value": values})
    text = message_of(frame[::-1].reset_index(drop=True) if turned else frame)
    assert "(and 1 more labels alike)" in text
    told = re.search(r"row [0-9]: ([0-9]+), and ([0-9]) others come to ([0-9]+)\)", text)
    assert told is not None
    assert told[1] == told[3]
    assert {int(told[1]): told[2]} in ({values[0]: "4"}, {values[5]: "3"})
