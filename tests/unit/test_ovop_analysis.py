"""Tables of regions and orientations, their exact tests, and what moves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from math import comb, factorial, inf, isnan, prod
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from odopkit import check_claims, load_programmes, programmes_by_country
from odopkit.errors import (
    InvalidValueError,
    RenamedArgumentError,
    UndefinedMeasureError,
    UnknownNameError,
)
from odopkit.ovop import (
    ProgrammeRegistry,
    association_test,
    crosstab,
    field_coverage,
    sensitivity,
)

PAPER = load_programmes()
FOUND = load_programmes("elsewhere", min_confidence="low")
NOTHING = PAPER.filter(lambda _: False)

Table = list[list[int]]


def naive_tables(rows: list[int], columns: list[int]) -> Iterator[Table]:
    """Lay out all tables with these margins by trying every cell."""
    n, m = len(rows), len(columns)
    for inner in product(range(max(columns) + 1), repeat=(n - 1) * (m - 1)):
        table = [list(inner[i * (m - 1) : (i + 1) * (m - 1)]) for i in range(n - 1)]
        for row, total in zip(table, rows, strict=False):
            row.append(total - sum(row))
        table.append([c - sum(row[j] for row in table) for j, c in enumerate(columns)])
        if all(cell >= 0 for row in table for cell in row):
            yield table


def naive_p(table: Table) -> tuple[float, int]:
    """Sum the probabilities, as fractions, of all tables no likelier than this one."""
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    total = factorial(sum(rows))
    margins = prod(map(factorial, [*rows, *columns]))

    def chance(one: Table) -> Fraction:
        return Fraction(margins, total * prod(factorial(cell) for row in one for cell in row))

    own = chance(table)
    each = [chance(one) for one in naive_tables(rows, columns)]
    assert sum(each) == 1
    return float(sum(one for one in each if one <= own)), len(each)


# Section by section as worked out beside the records: regions and orientations, counted by
# country, for records found elsewhere of every confidence.
TABLES = {
    ("2/3", "default"): ([[1, 4, 2], [4, 1, 3], [3, 9, 7]], 0.283, 0.066),
    ("1/2", "default"): ([[1, 4, 2], [6, 1, 1], [3, 10, 6]], 0.046, 0.003),
    ("3/4", "default"): ([[0, 3, 4], [3, 1, 4], [2, 8, 9]], 0.276, 0.072),
    ("2/3", "poverty_neutral"): ([[0, 4, 3], [4, 1, 3], [2, 10, 7]], 0.091, 0.018),
}


@pytest.mark.parametrize(("threshold", "codebook"), list(TABLES))
def test_regions_and_orientations_are_as_worked_out(threshold: str, codebook: str) -> None:
    """The counts and both exact p-values of each variant, to the digits given."""
    counts, p_table, p_pair = TABLES[threshold, codebook]
    table = crosstab(FOUND, threshold=threshold, codebook=codebook)
    assert table.counts["region"].tolist() == ["Africa", "Americas", "Asia"]
    assert table.counts["unstated"].tolist() == [6, 0, 0]
    assert table.counts.iloc[:, 1:4].to_numpy().tolist() == counts
    whole = association_test(table)
    assert round(whole.p_value, 3) == p_table
    assert whole.method == "exact enumeration"
    assert whole.n_unstated == 6
    pair = association_test(table.against_rest(row="Americas", column="social"))
    assert round(pair.p_value, 3) == p_pair


def test_at_the_default_confidence_the_table_is_another() -> None:
    """Records of low confidence are left out: six African and three Asian countries fewer."""
    table = crosstab(load_programmes("elsewhere"))
    assert table.counts.iloc[:, 1:].to_numpy().tolist() == [
        [1, 4, 2, 0],
        [4, 1, 3, 0],
        [2, 7, 7, 0],
    ]
    # What is left of Zambia is a proposal, which does not count and is listed.
    assert "ZMB" in set(table.left_out["key"])
    assert round(association_test(table).p_value, 3) == 0.242


def test_chi_square_is_shown_with_its_warning() -> None:
    """5.44 with 4 degrees of freedom, where a count of 1.6 is expected."""
    found = association_test(crosstab(FOUND))
    assert (round(found.chi_square, 2), found.dof) == (5.44, 4)
    assert round(found.chi_square_p, 2) == 0.24
    assert round(found.min_expected, 1) == 1.6
    assert found.warnings == (
        "chi-square does not hold: the smallest expected count is 1.6, below 5",
    )
    assert isnan(found.odds_ratio)
    oracle = chi2_contingency(np.array(found.table), correction=False)
    assert found.chi_square == pytest.approx(oracle.statistic)
    assert found.chi_square_p == pytest.approx(oracle.pvalue)
    assert found.min_expected == pytest.approx(oracle.expected_freq.min())
    assert association_test([[10, 20], [20, 10]]).warnings == ()


def test_the_odds_ratio_of_the_americas_is_that_of_the_counts() -> None:
    """4 of 8 against 4 of 26: odds of 1 by 2/11."""
    pair = association_test(crosstab(FOUND).against_rest(row="Americas", column="social"))
    assert pair.table == ((4, 4), (4, 22))
    assert pair.odds_ratio == 5.5
    assert association_test([[2, 0], [1, 3]]).odds_ratio == inf
    assert isnan(association_test([[2, 1, 1], [1, 3, 1]]).odds_ratio)


@pytest.mark.parametrize(
    "table",
    [
        [[4, 4], [4, 22]],
        [[6, 2], [4, 22]],
        [[3, 1], [1, 3]],
        [[10, 2], [3, 15]],
        [[0, 5], [4, 1]],
        [[7, 7], [7, 7]],
        [[1, 24], [12, 3]],
    ],
)
def test_two_by_two_agrees_with_scipy(table: Table) -> None:
    """Fisher's test by another program."""
    found = association_test(table)
    assert found.p_value == pytest.approx(float(fisher_exact(np.array(table)).pvalue), rel=1e-9)
    smaller = min(
        sum(table[0]), sum(table[1]), table[0][0] + table[1][0], table[0][1] + table[1][1]
    )
    assert found.n_tables == smaller + 1


@pytest.mark.parametrize(
    "table",
    [
        [[1, 2, 0], [2, 0, 1], [0, 1, 2]],
        [[3, 0, 0], [0, 2, 0], [0, 0, 2]],
        [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        [[2, 1], [0, 3], [2, 0]],
        [[1, 0, 2, 1], [0, 3, 0, 1]],
    ],
)
def test_small_tables_agree_with_trying_every_cell(table: Table) -> None:
    """The p-value and the number of tables, by brute force in fractions."""
    p, n = naive_p(table)
    found = association_test(table)
    assert found.p_value == pytest.approx(p, rel=1e-12)
    assert found.n_tables == n


def test_equally_likely_tables_count() -> None:
    """(3, 1), (1, 3) and its mirror are equally likely: 34 of 70 arrangements."""
    assert association_test([[3, 1], [1, 3]]).p_value == pytest.approx(34 / 70)
    assert comb(8, 4) == 70


def test_empty_rows_and_columns_change_nothing() -> None:
    """They are dropped, with their labels."""
    frame = pd.DataFrame({"place": ["a", "b", "c"], "x": [3, 0, 1], "y": [0, 0, 0], "z": [1, 0, 3]})
    found = association_test(frame)
    assert (found.rows, found.columns, found.table) == (("a", "c"), ("x", "z"), ((3, 1), (1, 3)))
    assert found.p_value == association_test([[3, 1], [1, 3]]).p_value


def test_a_large_table_is_drawn_with_a_seed_and_says_so() -> None:
    """The draw comes near the exact value, is repeatable, and bears its name."""
    table = crosstab(FOUND, threshold="1/2")
    exact = association_test(table)
    drawn = association_test(table, max_tables=100, n_resamples=20_000, rng=7)
    assert drawn.method == "seeded Monte Carlo"
    assert (drawn.n_tables, drawn.n_resamples, drawn.rng) == (None, 20_000, 7)
    assert (exact.n_resamples, exact.rng) == (None, None)
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.006)
    again = association_test(table, method="monte_carlo", n_resamples=20_000, rng=7)
    assert again.p_value == drawn.p_value
    other = association_test(table, method="monte_carlo", n_resamples=20_000, rng=8)
    assert other.p_value != drawn.p_value


def test_tables_at_the_limit_are_still_enumerated() -> None:
    """The limit is the most tables, not one fewer."""
    table = [[3, 1], [1, 3]]
    assert association_test(table, max_tables=5).n_tables == 5
    with pytest.raises(InvalidValueError, match="more than 4 tables"):
        association_test(table, max_tables=4, method="exact")


def test_a_generator_goes_on_and_leaves_no_seed() -> None:
    """A seed gives the same draw each time; a generator its next one, and is no seed to store."""
    table = crosstab(FOUND, threshold="1/2")
    draw = partial(association_test, table, method="monte_carlo", n_resamples=5000)
    rng = np.random.default_rng(7)
    first, second = draw(rng=rng), draw(rng=rng)
    assert first.p_value == draw(rng=7).p_value
    assert first.p_value != second.p_value
    assert (first.rng, draw(rng=7).rng) == (None, 7)
    for bad in (-1, True, 1.5, "7"):
        with pytest.raises(InvalidValueError, match=r"Generator or a seed .* got"):
            association_test(table, rng=bad)  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match=r"Generator or a seed .* got"):
            sensitivity(NOTHING, rng=bad)  # type: ignore[arg-type]


def test_the_old_name_of_the_seed_names_the_new_one() -> None:
    """In each of the three functions that had it."""
    old: dict[str, Any] = {"seed": 1}
    for call in (partial(association_test, [[3, 1], [1, 3]]), partial(sensitivity, FOUND)):
        with pytest.raises(RenamedArgumentError, match="'seed' any more; it is 'rng' now"):
            call(**old)
    with pytest.raises(RenamedArgumentError, match=r"check_claims\(\) has no argument 'seed'"):
        check_claims(FOUND, **old)


def test_nothing_is_drawn_without_a_seed() -> None:
    """There is no default seed, and no fallback to chance."""
    with pytest.raises(InvalidValueError, match="pass rng="):
        association_test(crosstab(FOUND), max_tables=100)
    with pytest.raises(InvalidValueError, match="pass rng="):
        association_test([[3, 1], [1, 3]], method="monte_carlo")


@pytest.mark.parametrize(
    "table",
    [[[1, -1], [2, 2]], [[1.5, 1], [2, 2]], [[float("nan"), 1], [2, 2]], [["a", 1], [2, 2]]],
)
def test_a_table_holds_counts(table: Table) -> None:
    """Negative, broken or missing counts are refused."""
    with pytest.raises(InvalidValueError, match="a table holds counts"):
        association_test(table)


def test_a_table_that_cannot_be_tested_says_why() -> None:
    """Ragged, empty, or with a single row: invalid and undefined are different."""
    for ragged in ([[1, 2], [3]], []):
        with pytest.raises(InvalidValueError, match="rows of one length"):
            association_test(ragged)
    with pytest.raises(UndefinedMeasureError, match="fewer than two rows"):
        association_test([[1, 2], [0, 0]])
    with pytest.raises(InvalidValueError, match="method must be one of"):
        association_test([[1, 2], [2, 1]], method="fast")  # type: ignore[arg-type]
    with pytest.raises(
        InvalidValueError, match="n_resamples must be a whole number of at least 1, got 0"
    ):
        association_test([[1, 2], [2, 1]], n_resamples=0)


def test_a_test_stores_what_made_it() -> None:
    """Table, labels, and the options behind the counts."""
    found = association_test(crosstab(FOUND, codebook="paper", how="majority"))
    assert found.parameters == {
        "how": "majority",
        "threshold": "2/3",
        "codebook": "paper",
        "mode": "reported",
        "leave_out": "proposed",
        "source": "elsewhere",
        "min_confidence": "low",
    }
    assert found.rows == ("Africa", "Americas", "Asia")
    assert found.to_dict()["max_tables"] == 200_000
    assert sum(map(sum, found.table)) == found.n_cases


def test_unstated_rows_are_not_tested() -> None:
    """Programmes of unknown direction or unknown subsidies are dropped and counted."""
    table = crosstab(PAPER, unit="programme", rows="direction", columns="subsidies")
    found = association_test(table)
    assert found.rows == ("bottom_up", "mixed", "top_down")
    assert found.columns == ("no", "yes")
    assert found.table == ((1, 0), (0, 1), (0, 1))
    assert (found.n_cases, found.n_unstated) == (3, 45)


def test_a_variant_too_large_to_enumerate_is_drawn_with_the_seed_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And bears it; without one nothing is drawn."""
    few = partial(association_test, max_tables=100, n_resamples=500)
    monkeypatch.setattr("odopkit.ovop.orientation.variants.association_test", few)
    one = {"thresholds": ["2/3"], "codebooks": ["default"]}
    row = sensitivity(FOUND, rng=3, **one).iloc[0]  # type: ignore[arg-type]
    assert (row["method"], row["n_resamples"], row["rng"]) == ("seeded Monte Carlo", 500, 3)
    assert round(row["p_pair"], 3) == 0.066
    with pytest.raises(InvalidValueError, match="pass rng="):
        sensitivity(FOUND, **one)  # type: ignore[arg-type]


def test_every_country_is_in_a_cell_or_listed() -> None:
    """No row disappears: cells and what was left out make the table by country."""
    table = crosstab(FOUND)
    held = [key for members in table.cells["members"] for key in str(members).split("; ")]
    countries = programmes_by_country(FOUND)["iso3"]
    assert sorted(held) == sorted(countries[countries != ""])
    assert table.left_out.to_numpy().tolist() == [
        ["fao_ocop_x", "no country: a programme of the whole world"]
    ]
    assert table.cells["n_members"].sum() == table.counts.iloc[:, 1:].to_numpy().sum() == 40
    pair = table.against_rest(row="Americas", column="social")
    assert len(pair.left_out) == 7
    assert pair.cells["n_members"].sum() == 34


def test_a_cell_tells_whether_the_paper_said_it() -> None:
    """Of the paper's countries, Bhutan alone rests on statements."""
    cells = crosstab(PAPER).cells
    said = cells[cells["n_stated"] > 0]
    assert said[["region", "orientation", "n_stated"]].to_numpy().tolist() == [
        ["Asia", "social_economic", 1]
    ]
    assert set(cells["rows_basis"]) == {"inferred"}
    assert (cells.loc[cells["orientation"] == "unstated", "basis"] == "").all()
    assert set(crosstab(FOUND).cells["n_stated"]) == {0}


def test_programmes_are_crossed_by_any_two_codes() -> None:
    """Direction by subsidies, with the basis of both."""
    table = crosstab(PAPER, unit="programme", rows="direction", columns="subsidies")
    laid = table.counts.set_index("direction")
    assert laid.loc["bottom_up", "no"] == 1
    assert laid.loc["top_down", "yes"] == 1
    cell = table.cells.set_index("members").loc["tha_otop_2000"]
    assert (cell["basis"], cell["rows_basis"], cell["n_stated"]) == ("stated", "stated", 1)
    assert table.cells["n_members"].sum() == 48
    assert len(table.left_out) == len(PAPER) - 48
    by_rule = crosstab(FOUND, unit="programme").counts
    assert by_rule.iloc[:, 1:].sum().to_dict() == {
        "social": 10,
        "economic": 18,
        "social_economic": 13,
        "unstated": 9,
    }


def test_a_crosstab_refuses_what_it_cannot_lay_out() -> None:
    """Fields of countries, of programmes, and units are checked."""
    with pytest.raises(InvalidValueError, match="unit='programme' is needed"):
        crosstab(PAPER, rows="direction")
    with pytest.raises(InvalidValueError, match="'objectives' is no field that holds one code"):
        crosstab(PAPER, unit="programme", columns="objectives")
    with pytest.raises(InvalidValueError, match="choose two fields"):
        crosstab(PAPER, unit="programme", rows="direction", columns="direction")
    with pytest.raises(InvalidValueError, match="unit must be one of"):
        crosstab(PAPER, unit="village")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="no 'Europe'; it has Africa, Americas, Asia"):
        crosstab(FOUND).against_rest(row="Europe", column="social")
    with pytest.raises(UnknownNameError, match="no 'unstated'"):
        crosstab(FOUND).against_rest(row="Asia", column="unstated")


def test_a_crosstab_of_nothing_is_empty() -> None:
    """And keeps its columns and options."""
    table = crosstab(NOTHING)
    assert table.counts.shape == (0, 5)
    assert table.to_frame().columns.tolist()[-1] == "min_confidence"
    with pytest.raises(UndefinedMeasureError):
        association_test(table)


def test_sensitivity_has_a_row_for_each_variant() -> None:
    """The right sign in all of them, and p-values on both sides of one in twenty."""
    table = sensitivity(FOUND)
    assert len(table) == 9
    assert set(table["sign"]) == {"higher"}
    for (threshold, codebook), (_, p_table, p_pair) in TABLES.items():
        one = table[(table["threshold"] == threshold) & (table["codebook"] == codebook)]
        assert one[["p_table", "p_pair"]].round(3).to_numpy().tolist() == [[p_table, p_pair]]
    assert table["p_pair"].min() < 0.05 < table["p_pair"].max()
    by_default = table[(table["threshold"] == "2/3") & (table["codebook"] == "default")]
    counts = by_default[["n_row", "n_row_all", "n_rest", "n_rest_all"]]
    assert counts.to_numpy().tolist() == [[4, 8, 4, 26]]
    assert (table["reason"] == "").all()
    assert table["rng"].isna().all()
    assert set(table["basis"]) == {"coded from elsewhere"}
    assert set(sensitivity(PAPER)["n_stated"]) == {1}
    assert set(table["method"]) == {"exact enumeration"}


def test_sensitivity_to_the_way_of_summarising() -> None:
    """Each way has its rows, in the order asked for."""
    table = sensitivity(FOUND, thresholds=["2/3"], codebooks=["default"], hows=["latest", "union"])
    assert table["how"].tolist() == ["latest", "union"]
    assert table["n_row_all"].tolist() == [6, 8]


def test_sensitivity_without_data_is_a_row_with_its_reason() -> None:
    """The paper alone has no orientation in the Americas."""
    table = sensitivity(PAPER, thresholds=["2/3"], codebooks=["default"])
    row = table.iloc[0]
    assert row["reason"] == "no country with an orientation in Americas or outside it"
    assert isnan(row["p_pair"])
    assert row["sign"] == ""
    assert sensitivity(NOTHING)["n_row_all"].sum() == 0
    with pytest.raises(InvalidValueError, match="column must be one of 'social'"):
        sensitivity(FOUND, column="unstated")


def test_plurality_needs_no_equal() -> None:
    """As frequent as another is not the most frequent."""
    table = sensitivity(FOUND, thresholds=["3/4"], codebooks=["default"], row="Africa")
    assert not table["plurality"].iloc[0]
    two = FOUND.filter(iso3=["GTM", "HND", "KEN"])
    table = sensitivity(two, thresholds=["2/3"], codebooks=["default"])
    assert table[["n_row", "n_row_all", "plurality"]].iloc[0].tolist() == [1, 2, False]


def test_coverage_counts_what_is_known() -> None:
    """Of 49 programmes of the paper the orientation of two is stated."""
    core = PAPER.filter(core=True)
    table = field_coverage(core).set_index("field")
    counts = table.loc[["orientation"], ["n_records", "n_stated", "n_unstated"]]
    assert counts.to_numpy().tolist() == [[49, 2, 47]]
    assert table.loc["orientation", "share_unstated"] == pytest.approx(47 / 49)
    assert table.loc["name", "n_unstated"] == 0
    assert table.loc["iso3", "n_inferred"] == 48
    parts = table[["n_stated", "n_inferred", "n_elsewhere", "n_coded", "n_unstated"]]
    assert (parts.sum(axis=1) == 49).all()
    # OTOP has years of the paper and of others: it counts as stated.
    otop = field_coverage(PAPER.filter(lambda p: p.id == "tha_otop_2000")).set_index("field")
    assert otop.loc[["years"], ["n_stated", "n_elsewhere"]].to_numpy().tolist() == [[1, 0]]
    assert table["reason"].tolist() == [
        "no record fills it" if n == 49 else "" for n in table["n_unstated"]
    ]
    with pytest.raises(UndefinedMeasureError, match="no records"):
        field_coverage(NOTHING)


def test_taking_a_fact_away_lowers_coverage() -> None:
    """Nothing in the table is fixed."""
    ogop = replace(PAPER["btn_ogop_2015"], orientation=None)
    one = ProgrammeRegistry(programmes=(ogop,), source="paper", min_confidence=PAPER.min_confidence)
    table = field_coverage(one).set_index("field")
    assert table.loc["orientation", "share_unstated"] == 1
