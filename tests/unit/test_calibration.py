"""What intervals and tests claim, on small worlds whose truth is known; the large ones are printed.

Bounds allow for the error of so few tables: three standard errors below .95 or more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.concentration.left_out import ByBlock, each_interval
from odopkit.potential import district_potential, export_potential
from odopkit.specialization import quotient_intervals, specialization_table

ZIPF = 1 / np.arange(1, 31, dtype=np.float64)
ZIPF /= ZIPF.sum()
EQUAL = np.full(30, 1 / 30)
N = 120


def firms(n: int, share: Any, sigma: float, rng: np.random.Generator) -> Any:
    """Firms of one unit each, blocks by units."""
    out = np.zeros((n, len(share)))
    out[np.arange(n), rng.choice(len(share), n, p=share)] = rng.lognormal(0, sigma, n)
    return out


def months(n: int, share: Any, linked: float, rng: np.random.Generator) -> Any:
    """Months in which all units export, each like the one before."""
    log = rng.normal(size=(n, len(share)))
    for i in range(1, n):
        log[i] = linked * log[i - 1] + np.sqrt(1 - linked**2) * log[i]
    return share * np.exp(0.5 * log)


def few_large(n: int, share: Any, rng: np.random.Generator) -> Any:
    """Firms of one unit each, ten times as large and so much fewer in the largest unit."""
    chance = share.copy()
    chance[0] /= 10
    out = np.zeros((n, len(share)))
    at = rng.choice(len(share), n, p=chance / chance.sum())
    out[np.arange(n), at] = rng.lognormal(0, 1, n) * np.where(at == 0, 10.0, 1.0)
    return out


def truth_of(share: Any) -> dict[str, float]:
    """Measures of mean exports."""
    ordered = np.sort(share)[::-1]
    n = len(share)
    return {
        "cr1": ordered[0],
        "cr3": ordered[:3].sum(),
        "hhi": (share**2).sum(),
        "theil_t": (share * np.log(share * n)).sum(),
        "gini": (np.sort(share) @ (2 * np.arange(1, n + 1) - n - 1)) / n,
    }


@pytest.mark.parametrize(
    ("draw", "share", "offered"),
    [
        pytest.param(lambda r: firms(50, ZIPF, 1.0, r), ZIPF, {"hhi": 1.0}, id="50 firms"),
        pytest.param(
            lambda r: firms(1000, ZIPF, 1.0, r), ZIPF, {"hhi": 0.95, "cr3": 0.95}, id="1000 firms"
        ),
        pytest.param(lambda r: firms(200, ZIPF, 2.0, r), ZIPF, {"hhi": 1.0}, id="unequal firms"),
        pytest.param(lambda r: firms(200, EQUAL, 1.0, r), EQUAL, {"hhi": 1.0}, id="equal units"),
        pytest.param(lambda r: months(24, ZIPF, 0.0, r), ZIPF, {"gini": 1.0}, id="months"),
        pytest.param(lambda r: months(24, ZIPF, 0.5, r), ZIPF, {"gini": 1.0}, id="linked months"),
        pytest.param(lambda r: months(12, ZIPF, 0.9, r), ZIPF, {"hhi": 1.0}, id="one linked year"),
        pytest.param(lambda r: few_large(200, ZIPF, r), ZIPF, {"hhi": 1.0}, id="few large firms"),
    ],
)
def test_concentration_is_covered_where_an_interval_is_offered(
    draw: Any, share: Any, offered: dict[str, float]
) -> None:
    """Nominal .95; the share of tables with an interval is held too."""
    rng = np.random.default_rng(11)
    truth = truth_of(share)
    held: dict[str, list[bool]] = {name: [] for name in truth}
    for _ in range(N):
        value = draw(rng)
        blocks = ByBlock(value=value, outside=np.zeros(len(value)), labels=["b"] * len(value))
        for name, ends in each_interval(blocks, list(truth), 0.95).items():
            if not np.isnan(ends.lower):
                held[name].append(ends.lower - 1e-9 <= truth[name] <= ends.upper + 1e-9)
    for name, found in held.items():
        assert not found or np.mean(found) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / len(found)), name
    for name, least in offered.items():
        assert len(held[name]) >= least * N, name


def test_quotients_from_blocks_are_covered_where_an_interval_is_offered() -> None:
    """Six districts and four products, firms of one cell each; cells of one table are no draws."""
    rng = np.random.default_rng(5)
    share = rng.dirichlet(np.ones(4), 6)
    chance = share * (1 / np.arange(1, 7))[:, np.newaxis]
    chance /= chance.sum()
    truth = chance / chance.sum(axis=1, keepdims=True) / chance.sum(axis=0)
    held, n_cells = [], 0
    for _ in range(60):
        d, k = np.divmod(rng.choice(24, 200, p=chance.ravel()), 4)
        table = pd.DataFrame(
            {
                "state": "S",
                "district": [f"D{i}" for i in d],
                "product": [f"p{i}" for i in k],
                "firm": [f"f{i:03d}" for i in range(200)],
                "value": rng.lognormal(0, 1.5, 200),
            }
        )
        found: Any = quotient_intervals(table, block="firm", level=None, product="product")
        n_cells += len(found)
        for row in found.dropna(subset="lower").itertuples():
            true = truth[int(row.district[1:]), int(row.product[1:])]
            held.append(row.lower <= true <= row.upper)
    assert np.mean(held) > 0.93
    assert len(held) > 0.5 * n_cells


def test_potential_of_districts_is_covered_and_rows_hold_their_own() -> None:
    """Nominal .90, shipments of unequal size, twelve districts."""
    keys = [(e, m, p) for e in "AB" for m in ("east", "west") for p in ("rice", "tea")]
    trade = pd.DataFrame(keys, columns=["exporter", "market", "product"])
    epi = export_potential(trade.assign(value=np.arange(5.0, 13.0)), exporter="A")
    rng = np.random.default_rng(9)
    mean = rng.gamma(1.0, 12.0, (12, 2))
    worth: Any = epi.groupby("product")["potential"].sum()
    true = (mean / mean.sum(axis=0)) @ worth[["rice", "tea"]].to_numpy()
    held, own = [], []
    for _ in range(60):
        count = rng.poisson(mean)
        place, item = np.nonzero(count)
        n = count[place, item]
        flows = pd.DataFrame(
            {
                "state": "S",
                "district": [f"D{i:02d}" for i in place],
                "product": np.array(["rice", "tea"])[item],
                "value": [float(rng.lognormal(0, 0.7, int(k)).sum()) for k in n],
                "shipments": n,
            }
        )
        found = district_potential(
            epi, flows, method="top_down", product="product", rng=rng, n_draws=199
        ).districts
        at = found["district"].str[1:].astype(int).to_numpy()
        low, high = found["potential_lower"].to_numpy(), found["potential_upper"].to_numpy()
        held += ((low <= true[at]) & (true[at] <= high)).tolist()
        own += found["potential"].between(low, high).tolist()
    assert np.mean(held) > 0.86
    assert np.mean(own) >= 0.99


def discovered(each: int, n_tables: int, **options: Any) -> tuple[float, float]:
    """Mean share of false cells among those flagged, and of special cells that are flagged."""
    rng = np.random.default_rng(21)
    false, power = [], []
    for _ in range(n_tables):
        share = rng.dirichlet(np.full(12, 3.0))
        rows = []
        for d in range(40):
            chance = share.copy()
            if d < 5:
                chance[d] *= 12
            n = int(rng.integers(30, 60))
            rows += [(d, k) for k in rng.choice(12, n, p=chance / chance.sum())]
        table = pd.DataFrame(
            {
                "state": "S",
                "district": [f"D{d:02d}" for d, _ in rows],
                "product": [f"p{k:02d}" for _, k in rows],
                "firm": [f"f{i:05d}" for i in range(len(rows))],
                "value": 1.0,
                "shipments": each,
            }
        )
        found = specialization_table(table, level=None, product="product", tau=1.0, **options)
        flagged = found[found["q"] <= 0.05]
        true = [
            d[1:] == p[1:] and int(d[1:]) < 5
            for d, p in zip(flagged["district"], flagged["product"], strict=True)
        ]
        false.append(1 - sum(true) / len(true) if true else 0.0)
        power.append(sum(true) / 5)
    return float(np.mean(false)), float(np.mean(power))


@pytest.mark.parametrize("each", [1, 10])
def test_few_discoveries_are_false_where_firms_are_counted(each: int) -> None:
    """Nominal .05, one shipment a firm or ten; and most special cells are found."""
    false, power = discovered(each, 40, firm="firm")
    assert false <= 0.05
    assert power > 0.5


def test_shipments_that_are_not_independent_would_flag_mostly_false_cells() -> None:
    """Which is why nothing is said of them unless the caller claims that they are."""
    false, _ = discovered(10, 3, count="shipments", independent=True)
    assert false > 0.5
    none, power = discovered(10, 3, count="shipments")
    assert (none, power) == (0.0, 0.0)


def test_a_family_of_each_district_is_no_family_of_a_list_over_many() -> None:
    """More of what is flagged is false than is said."""
    of_districts, _ = discovered(1, 15, firm="firm", family="district")
    assert of_districts > 0.1
