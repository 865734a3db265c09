"""Quotients without one block at a time: against plain loops, cell by cell, and what declines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from odopkit.errors import InvalidValueError
from odopkit.specialization import bootstrap_quotients, quotient_intervals, specialization_table

KEYS = ["state", "district", "hs_code"]


def flows(n_firms: int = 60, seed: int = 5) -> pd.DataFrame:
    """Four named districts and one without a name, five products, some special."""
    rng = np.random.default_rng(seed)
    places = [("A", "x"), ("A", "y"), ("B", "x"), ("B", "z"), ("B", "UNSPECIFIED")]
    codes = ["1006", "8421", "5205", "6214", "9900"]
    rows = []
    for b in range(n_firms):
        home = places[rng.integers(5)]
        rows += [
            (*home, codes[rng.integers(5)], f"firm {b:03d}", rng.lognormal(0, 1)) for _ in range(2)
        ]
    return pd.DataFrame(rows, columns=[*KEYS, "firm", "value"])


def plain_width(influence: Any, n_even: float, *, times: bool = False) -> float:
    """Half the width on the scale of logs, step by step."""
    n = len(influence)
    square = (influence**2).sum()
    freedom = np.clip(2 * n / (n * (influence**4).sum() / square**2 - 1), 1, n - 1)
    freedom = min(freedom, max(n_even - 1, 1))
    linked = max((influence[1:] * influence[:-1]).sum() / square, 0)
    # A mean is taken out, which hides (1 + 3 r) / n of it.
    linked = min(linked + times * ((1 + 3 * linked) / n + 2 / np.sqrt(n)), 0.98)
    error = np.sqrt((n - 1) / n * square * (1 + linked) / (1 - linked))
    return float(t.ppf(0.975, freedom) * error)


@pytest.mark.parametrize("unspecified", ["exclude", "denominator", "unit"])
@pytest.mark.parametrize("reference", [None, "state", "nation", {"1006": 30.0, "rest": 200.0}])
def test_intervals_agree_with_dense_sums(reference: Any, unspecified: Any) -> None:
    """The definition in arrays, places without a name and special transactions included."""
    table = flows()
    options: dict[str, Any] = {"reference": reference, "unspecified": unspecified}
    found: Any = quotient_intervals(table, block="firm", level=4, **options)
    estimate = specialization_table(table, level=4, **options)
    assert found[KEYS].equals(estimate[KEYS])
    np.testing.assert_allclose(found["lq"], estimate["lq"])
    counted = table["district"] != "UNSPECIFIED"
    given = isinstance(reference, dict)
    if reference == "nation" or unspecified == "unit" or (not given and unspecified != "exclude"):
        counted |= True
    firms = sorted(table.loc[counted, "firm"].unique())

    def share(rows: Any) -> Any:
        by_firm = table[rows].groupby("firm")["value"].sum().reindex(firms).fillna(0)
        return (by_firm / by_firm.sum()).to_numpy()

    n_offered = 0
    for _, row in found.iterrows():
        mine = (table["state"] == row["state"]) & (table["district"] == row["district"])
        same = table["hs_code"] == row["hs_code"]
        among = counted & (table["state"] == row["state"]) if reference == "state" else counted
        own = share(mine & same)
        influence = own - share(mine)
        if not given:
            influence = influence - share(among & same) + share(among)
        n_even = 1 / (own**2).sum()
        if np.isnan(row["lq"]):
            assert row["reason"].startswith("not in the reference")
        elif n_even < 2:
            assert row["reason"] == (
                f"no interval: the cell rests on {n_even:.1f} blocks of equal size, and 2 are the "
                "fewest"
            )
            assert np.isnan(row["lower"])
        else:
            factor = np.exp(plain_width(influence, n_even))
            ends = [row["lq"] / factor, row["lq"] * factor]
            assert [row["lower"], row["upper"]] == pytest.approx(ends)
            n_offered += 1
    assert n_offered >= 1
    assert found["share_above_one"].isna().all()


def test_months_allow_for_what_follows_one_another() -> None:
    """Blocks that all districts export in are times."""
    rng = np.random.default_rng(2)
    rows = [
        ("A", d, k, f"2024-{m:02d}", rng.lognormal(0, 0.2))
        for m in range(1, 13)
        for d in "xyz"
        for k in ("1006", "8421")
    ]
    table = pd.DataFrame(rows, columns=[*KEYS, "month", "value"])
    found: Any = quotient_intervals(table, block="month", level=4)
    wide: Any = table.pivot_table(index="month", columns=["district", "hs_code"], values="value")
    share = wide / wide.sum()
    row = found.iloc[0]
    unit = wide["x"].sum(axis=1)
    of_product = wide.xs("1006", axis=1, level="hs_code").sum(axis=1)
    every = wide.sum(axis=1)
    influence = (
        share["x", "1006"] - unit / unit.sum() - of_product / of_product.sum() + every / every.sum()
    ).to_numpy()
    n_even = 1 / (share["x", "1006"] ** 2).sum()
    width = plain_width(influence, n_even, times=True)
    assert np.log(row["upper"] / row["lower"]) / 2 == pytest.approx(width)
    named = table.assign(month="Apr " + table["month"].str[-2:])
    told: Any = quotient_intervals(named, block="month", level=4)
    assert "write months as 2024-04" in told.loc[0, "reason"]


def test_each_row_says_what_it_is_of_and_how_it_was_made() -> None:
    """Also where there is no interval."""
    found: Any = quotient_intervals(flows(), block="firm", level=4)
    assert set(found["method"]) == {"jackknife"}
    assert len(set(found["covers"])) == 1
    n = flows().query("district != 'UNSPECIFIED'")["firm"].nunique()
    assert found.loc[0, "covers"].startswith(f"the figure at mean exports over runs of {n} blocks")
    drawn: Any = quotient_intervals(flows(), block="firm", level=4, method="percentile", rng=1)
    assert set(drawn["method"]) == {"percentile"}
    assert drawn.loc[0, "covers"].endswith("not errors of measurement, not another year")


def test_few_blocks_have_no_interval() -> None:
    """Four firms in all."""
    found: Any = quotient_intervals(flows(4), block="firm", level=4)
    assert found["lower"].isna().all()
    few = found["reason"].str.contains("blocks, and 5 are the fewest")
    assert few.all()


def test_the_old_name_is_the_same_function_and_percentiles_need_a_generator() -> None:
    """One function, two names."""
    assert bootstrap_quotients is quotient_intervals
    with pytest.raises(InvalidValueError, match=r"or a seed.*got None"):
        quotient_intervals(flows(), block="firm", level=4, method="percentile")
    with pytest.raises(InvalidValueError, match="percentile"):
        quotient_intervals(flows(), block="firm", level=4, method="bca")  # type: ignore[arg-type]


def test_the_interval_does_not_hang_on_the_order_or_the_unit() -> None:
    """Rows shuffled, values in thousands; and parts of cells are taken one by one."""
    table = flows()
    found: Any = quotient_intervals(table, block="firm", level=4)
    mixed = quotient_intervals(table.sample(frac=1, random_state=3), block="firm", level=4)
    np.testing.assert_allclose(found["lower"], mixed["lower"], rtol=1e-12)
    scaled = quotient_intervals(table.assign(value=table["value"] / 1000), block="firm", level=4)
    np.testing.assert_allclose(found["upper"], scaled["upper"], rtol=1e-9)
    given = found.dropna()
    assert ((given["lower"] < given["lq"]) & (given["lq"] < given["upper"])).all()
