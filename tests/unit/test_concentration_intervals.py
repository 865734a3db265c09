"""Intervals of concentration: by hand, at the edges of what is possible, and what declines."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, t

from odopkit._kernels.jackknife import effective, half_width, not_told_apart
from odopkit.concentration import MEASURES, bootstrap_intervals, concentration_intervals
from odopkit.errors import InvalidValueError

ZIPF = 1 / np.arange(1, 31)


def table_of(by_block: Any, blocks: list[str] | None = None) -> pd.DataFrame:
    """Lay exports of units by block out as flows."""
    value = np.asarray(by_block, dtype=np.float64)
    names = blocks or [f"firm {b:04d}" for b in range(len(value))]
    block, unit = np.nonzero(value)
    return pd.DataFrame(
        {
            "state": "S",
            "district": [f"D{u:03d}" for u in unit],
            "block": [names[b] for b in block],
            "value": value[block, unit],
        }
    )


def firms(n: int, share: Any, *, sigma: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Firms of one district each."""
    rng = np.random.default_rng(seed)
    chance = np.asarray(share, dtype=np.float64)
    out = np.zeros((n, len(chance)))
    at = rng.choice(len(chance), n, p=chance / chance.sum())
    out[np.arange(n), at] = rng.lognormal(0, sigma, n)
    return table_of(out)


def found(table: pd.DataFrame, *measures: str, **options: Any) -> Any:
    """Take intervals, one row a measure."""
    return concentration_intervals(table, block="block", measures=measures, **options).set_index(
        "measure"
    )


def test_the_standard_error_is_that_of_the_jackknife_by_hand() -> None:
    """Six firms in two districts: HHI without each, squared around their mean, times 5/6."""
    values = [[3, 0], [2, 0], [4, 0], [0, 1], [0, 2], [0, 1]]
    total = np.sum(values, axis=0)
    without = [float(np.square((total - v) / (total - v).sum()).sum()) for v in np.array(values)]
    centred = np.array(without) - np.mean(without)
    error = np.sqrt(5 / 6 * np.square(centred).sum())
    peak = 6 * (centred**4).sum() / np.square(centred).sum() ** 2
    freedom = np.clip(min(2 * 6 / (peak - 1), 6 / peak - 1), 1, 5)
    linked = max((centred[1:] * centred[:-1]).sum() / np.square(centred).sum(), 0.0)
    expected = t.ppf(0.975, freedom) * error * np.sqrt((1 + linked) / (1 - linked))
    got = half_width(centred[np.newaxis], 0.95, times=False)
    assert got == pytest.approx([expected])
    row = found(table_of(values), "hhi").loc["hhi"]
    estimate = (81 + 16) / 169
    corrected = 6 * estimate - 5 * np.mean(without)
    high = max(estimate, float(corrected))
    assert row["estimate"] == pytest.approx(estimate)
    above = float(high) - 1 / 2
    roots = 1 / 2 + (np.sqrt(above) + expected / (2 * np.sqrt(above))) ** 2
    assert row["upper"] == pytest.approx(min(max(high * np.exp(expected / high), roots), 1.0))
    # Nine against four of six firms: nothing shows that the districts differ.
    assert row["lower"] == pytest.approx(0.5)


@pytest.mark.parametrize(("run", "n"), [(2, 48), (1, 12), (3, 12)])
def test_blocks_that_follow_each_other_widen_the_interval(run: int, n: int) -> None:
    """By their correlation, what few of them hide of it, and two standard errors on top."""
    wave = np.where(np.arange(n) // run % 2 == 0, 1.0, -1.0)[np.newaxis]
    linked = max((wave[0, 1:] * wave[0, :-1]).sum() / n, 0.0)
    plain, times = (half_width(wave, 0.95, times=x)[0] for x in (False, True))
    more = min(linked + (1 + 3 * linked) / n + 2 / np.sqrt(n), 0.98)
    assert (more == 0.98) == (run == 3)
    ratio = np.sqrt((1 + more) / (1 - more) / ((1 + linked) / (1 - linked)))
    assert times / plain == pytest.approx(ratio)


def test_units_that_cannot_be_told_apart_share_their_mean() -> None:
    """Against the test in matrices: pairs of units by hand, and runs that must be alike."""
    rng = np.random.default_rng(3)
    values = rng.lognormal(0, 0.4, (40, 6)) * np.array([9.0, 4.0, 3.9, 3.8, 1.0, 1.02])
    pooled, total = not_told_apart(values, 0.95), values.sum(axis=0)
    assert pooled.sum() == pytest.approx(total.sum())
    assert pooled[0] == total[0]
    assert pooled[1] == pooled[2] == pooled[3] == pytest.approx(total[1:4].mean())
    assert pooled[4] == pooled[5] == pytest.approx(total[4:].mean())
    for a, b in itertools.combinations(range(6), 2):
        pair = values[:, [a, b]]
        spread = np.cov(pair.T) * 39
        middle = np.eye(2) - 0.5
        centred = middle @ spread @ middle
        freedom = np.trace(centred) ** 2 / np.square(centred).sum()
        gap = np.square(pair.sum(axis=0) - pair.sum() / 2).sum()
        alike = gap / np.trace(centred) * freedom <= chi2.ppf(0.95, freedom)
        one = not_told_apart(pair, 0.95)
        assert (one[0] == one[1]) == alike


def test_equal_districts_include_the_least_possible_value() -> None:
    """The truth is at the edge; the estimate is above it, and inside too."""
    for seed in range(5):
        rows = found(firms(200, np.ones(20), seed=seed), "hhi", "cr1", "cr3", "theil_t")
        assert rows["lower"].tolist() == pytest.approx([1 / 20, 1 / 20, 3 / 20, 0.0], abs=1e-12)
        assert (rows["estimate"] > rows["lower"]).all()
        assert (rows["estimate"] <= rows["upper"]).all()


@pytest.mark.parametrize("seed", range(4))
def test_every_interval_holds_its_estimate_and_stays_in_range(seed: int) -> None:
    """And measures that follow from one another have intervals that do."""
    rows = found(firms(400, ZIPF, seed=seed), "cr1", "cr2", "cr3", *MEASURES)
    given = rows.drop("theil_l")
    assert (given["lower"] <= given["estimate"] + 1e-12).all()
    assert (given["estimate"] <= given["upper"] + 1e-12).all()
    ends = given[["lower", "upper"]]
    assert ends.loc["hhi"].between(1 / 30, 1).all()
    assert ends.loc["effective_number"].tolist() == pytest.approx(1 / ends.loc["hhi"][::-1])
    normalized = (ends.loc["hhi"] - 1 / 30) / (1 - 1 / 30)
    assert ends.loc["hhi_normalized"].tolist() == pytest.approx(normalized.tolist())
    entropy = np.log(30) - ends.loc["theil_t"][::-1]
    assert ends.loc["entropy"].tolist() == pytest.approx(entropy.tolist())
    assert ends.loc["effective_number_1"].tolist() == pytest.approx(np.exp(entropy).tolist())
    assert ends.loc["gini_corrected"].tolist() == pytest.approx(ends.loc["gini"] * 30 / 29)
    hall = 1 / (30 * (1 - ends.loc["gini"]))
    assert ends.loc["hall_tideman"].tolist() == pytest.approx(hall.tolist())
    assert rows.loc["theil_l", "reason"].startswith("no interval: no method was found")


def test_the_interval_says_what_it_is_of_and_how_it_was_made() -> None:
    """In every row, also where there is none."""
    table = firms(50, ZIPF)
    both: tuple[dict[str, Any], ...] = ({}, {"method": "percentile", "rng": 1})
    for options in both:
        rows = found(table, "hhi", "gini", **options)
        assert set(rows["method"]) == {options.get("method", "jackknife")}
        [covers] = set(rows["covers"])
        assert covers.startswith(
            "the figure at mean exports over runs of 50 blocks like these (block), the units"
        )
        assert covers.endswith("not errors of measurement, not another year")


def test_what_rests_on_too_little_has_no_interval_and_says_why() -> None:
    """By numbers of the user's own table."""
    few = found(table_of(np.eye(4) + 1), "hhi").loc["hhi"]
    assert few["reason"] == "no interval: only 4 blocks, and 5 are the fewest"
    assert np.isnan(few["lower"])
    alone = found(firms(30, [0.97, 0.02, 0.01, 0.0], seed=4), "hhi", "cr1")
    assert alone["lower"].isna().all()
    assert alone["reason"].str.endswith("blocks of equal size, and 2 are the fewest").all()
    sparse = found(firms(30, np.ones(80)), "theil_t", "cr1")
    assert sparse.loc["cr1", "lower"] > 0
    assert sparse.loc["theil_t", "reason"].endswith("with fewer than 1.5 the bias is not known")
    one = found(firms(60, [0.95, 0.025, 0.025, 0.0]), "hhi", "cr1", "cr2", "theil_t", "gini")
    assert one.loc[["hhi", "cr1"], "lower"].notna().all()
    assert one.loc[["cr2", "theil_t", "gini"], "lower"].isna().all()
    assert one.loc["cr2", "reason"].startswith("no interval: all units but the largest rest")
    small = found(firms(60, ZIPF), "gini").loc["gini", "reason"]
    assert small.startswith("no interval: half of the units rest on")
    nothing = table_of([[1.0, 0.0]] * 9 + [[0.0, 5.0]]).assign(value=0.0)
    assert found(nothing, "hhi").loc["hhi", "reason"].startswith("undefined in every table")
    alone = table_of([[0.0, 0.0]] * 9 + [[3.0, 5.0]]).assign(value=lambda x: x["value"])
    zeros = pd.DataFrame(
        {"state": "S", "district": "D000", "block": [f"z{i}" for i in range(9)], "value": 0.0}
    )
    rows = found(pd.concat([alone, zeros], ignore_index=True), "hhi")
    assert rows.loc["hhi", "reason"] == "no interval: one block holds all exports"


def test_months_in_the_order_of_the_alphabet_have_no_interval() -> None:
    """Neighbours in the table would be none in time."""
    names = ["April", "August", "December", "February", "January", "July", "June", "March"]
    value = np.random.default_rng(1).lognormal(0, 0.3, (8, 4))
    assert "write months as 2024-04" in found(table_of(value, names), "hhi").loc["hhi", "reason"]
    dated = [f"2024-{m:02d}" for m in range(1, 9)]
    assert found(table_of(value, dated), "hhi").loc["hhi", "reason"] == ""


def test_a_measure_that_no_block_can_move_has_no_width() -> None:
    """One unit; as many leading units as there are; blocks that are all alike."""
    assert found(table_of([[2.0]] * 6 + [[3.0]]), "hhi", "cr1")["upper"].tolist() == [1.0, 1.0]
    rows = found(firms(60, [0.5, 0.3, 0.2]), "cr3")
    assert rows[["lower", "upper"]].to_numpy().tolist() == [[1.0, 1.0]]
    same = found(table_of([[3.0, 1.0]] * 12), "hhi", "gini")
    np.testing.assert_allclose(same["lower"], same["estimate"], rtol=1e-12)
    np.testing.assert_allclose(same["upper"], same["estimate"], rtol=1e-12)


def test_places_without_a_name_dilute_ratios_only() -> None:
    """They are in the whole of a ratio, and in the tables without a block."""
    table = firms(200, ZIPF)
    more = table.assign(district="UNSPECIFIED", value=table["value"] / 4)
    both = pd.concat([table, more], ignore_index=True)
    plain = found(table, "cr1", "hhi")
    wide = found(both, "cr1", "hhi", unspecified="denominator")
    pd.testing.assert_frame_equal(plain.loc[["hhi"]], wide.loc[["hhi"]])
    assert wide.loc["cr1", "estimate"] == pytest.approx(plain.loc["cr1", "estimate"] / 1.25)
    assert wide.loc["cr1", "upper"] == pytest.approx(plain.loc["cr1", "upper"] / 1.25)


def test_a_unit_of_few_large_blocks_may_be_behind_by_chance() -> None:
    """The upper end reaches as far as that unit may, by its own standard errors."""
    values = np.zeros((403, 22))
    values[:100, 0] = 2.0  # a fifth of the whole, in small firms
    values[100:103, 1] = 50.0  # less than that, in three
    values[np.arange(103, 403), 2 + np.arange(300) % 20] = 650 / 300
    rows = found(table_of(values), "cr1", "hhi")
    whole, share = values.sum(axis=0), values.sum(axis=0) / 1000
    own = np.square(values[:, 1] - share[1] * values.sum(axis=1)).sum() / 1000**2
    for name, take in (("cr1", np.max), ("hhi", lambda s: np.square(s).sum())):
        without = np.array([take((whole - v) / (whole - v).sum()) for v in values])
        centred = (without - without.mean())[np.newaxis]
        error = np.sqrt(402 / 403 * np.square(centred).sum())
        far = half_width(centred, 0.95, times=False)[0] / error
        raised = share * (1 - share[1] - far * np.sqrt(own)) / (1 - share[1])
        raised[1] = share[1] + far * np.sqrt(own)
        assert rows.loc[name, "estimate"] == pytest.approx(take(share))
        assert rows.loc[name, "upper"] == pytest.approx(take(raised)), name


def test_the_lower_end_of_theil_allows_for_a_bias_not_known_to_a_third() -> None:
    """By hand, where all units are told apart."""
    values = np.zeros((400, 4))
    at = np.repeat(np.arange(4), [200, 120, 60, 20])
    values[np.arange(400), at] = np.random.default_rng(2).lognormal(0, 0.5, 400)

    def theil(total: Any) -> float:
        share = total / total.sum()
        return float((share * np.log(share * 4)).sum())

    whole = values.sum(axis=0)
    without = np.array([theil(whole - v) for v in values])
    bias = 399 * (without.mean() - theil(whole))
    width = half_width((without - without.mean())[np.newaxis], 0.95, times=False)[0]
    missing = np.log(4) - (theil(whole) - bias * 4 / 3)
    row = found(table_of(values), "theil_t").loc["theil_t"]
    assert bias > 0
    assert row["lower"] == pytest.approx(np.log(4) - missing * np.exp(width / missing), rel=1e-9)


def test_the_old_name_is_the_same_function_and_percentiles_need_a_generator() -> None:
    """One function, two names."""
    assert bootstrap_intervals is concentration_intervals
    with pytest.raises(InvalidValueError, match=r"or a seed.*got None"):
        found(firms(50, ZIPF), "hhi", method="percentile")
    with pytest.raises(InvalidValueError, match=r"percentile"):
        found(firms(50, ZIPF), "hhi", method="bca")


def test_order_and_scale_do_not_matter() -> None:
    """Rows in any order, values in any unit, districts under any name."""
    table = firms(120, ZIPF)
    rows = found(table, "cr1", "cr3", "hhi", "theil_t")
    mixed = found(table.sample(frac=1, random_state=1), "cr1", "cr3", "hhi", "theil_t")
    pd.testing.assert_frame_equal(rows, mixed)
    scaled = found(table.assign(value=table["value"] * 1e6), "cr1", "cr3", "hhi", "theil_t")
    np.testing.assert_allclose(scaled[["lower", "upper"]], rows[["lower", "upper"]], rtol=1e-9)


def test_blocks_of_equal_size_are_counted() -> None:
    """Three of one size are three; one large and two small are hardly more than one."""
    got = effective(np.array([[1.0, 8.0, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 0.0]]))
    assert got.tolist() == pytest.approx([3.0, 100 / 66, 0.0])
