"""Intervals of cells and of districts in designs whose truth is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.calibration_rows import Row, summed
from benchmarks.designs import Values, zipf
from odopkit.potential import district_potential, export_potential
from odopkit.specialization import log_delta_interval, quotient_intervals, score_interval

# Counts of the district and of the rest, and the chances of both.
LARGE = (
    (100, 900, 0.5, 0.02),
    (100, 200, 0.5, 0.1),
    (400, 200, 0.3, 0.05),
    (50, 5000, 0.1, 0.1),
    (200, 20_000, 0.05, 0.01),
    (30, 3000, 0.02, 0.02),
    (1000, 1000, 0.2, 0.3),
    (300, 30_000, 0.6, 0.4),
)
SMALL = tuple(
    (n, m, p, q)
    for n in (3, 5, 10, 20)
    for p in (0.05, 0.2, 0.5, 0.8, 0.9)
    for m, q in ((1000, 0.1), (30, 0.3))
)


def quotients_of_counts(replications: int) -> Iterator[Row]:
    """Draw the district and the rest from binomials, which is what an interval of counts claims."""
    for number, (n, m, p, q) in enumerate((*LARGE, *SMALL)):
        seed = 300 + number
        rng = np.random.default_rng(seed)
        x, y = rng.binomial(n, p, replications), rng.binomial(m, q, replications)
        some = x + y > 0
        x, k = x[some], (x + y)[some]
        truth = p / ((n * p + m * q) / (n + m))
        estimate = x / n / (k / (n + m))
        margins: dict[str, Any] = {"n": n, "k": k, "total": n + m}
        ways = {
            "`score_interval`": score_interval(x, **margins),
            "*`log_delta_interval`, independence*": log_delta_interval(x, **margins),
            "*`log_delta_interval`, binomial*": log_delta_interval(
                x, **margins, variance="binomial"
            ),
        }
        for name, (low, high) in ways.items():
            found = np.column_stack([low, high, estimate])
            design = f"n={n}, rest {m}, p={p:g}, rest {q:g}"
            yield summed(name, "quotient of chances", design, found, truth, seed=seed)


def by_blocks(
    n_blocks: int, sigma: float, rng: np.random.Generator, chance: Values, *, gammas: bool = False
) -> pd.DataFrame:
    """Draw firms of one district and product each, lognormal exports or gamma ones."""
    at = rng.choice(chance.size, n_blocks, p=chance.ravel())
    district, product = np.divmod(at, chance.shape[1])
    return pd.DataFrame(
        {
            "state": "S",
            "district": np.array([f"D{i:02d}" for i in range(len(chance))])[district],
            "product": np.array([f"p{i:02d}" for i in range(chance.shape[1])])[product],
            "firm": [f"f{i:05d}" for i in range(n_blocks)],
            "value": rng.gamma(sigma, 1.0, n_blocks)
            if gammas
            else rng.lognormal(0, sigma, n_blocks),
        }
    )


def by_months(
    n_months: int, linked: float, rng: np.random.Generator, chance: Values
) -> pd.DataFrame:
    """Draw months in which all cells export, correlated with the month before."""
    noise = rng.normal(size=(n_months, chance.size))
    log = noise.copy()
    for i in range(1, n_months):
        log[i] = linked * log[i - 1] + np.sqrt(1 - linked**2) * noise[i]
    value = chance.ravel() * np.exp(0.5 * log - 0.125)
    month, at = np.indices(value.shape)
    district, product = np.divmod(at.ravel(), chance.shape[1])
    return pd.DataFrame(
        {
            "state": "S",
            "district": [f"D{i:02d}" for i in district],
            "product": [f"p{i:02d}" for i in product],
            "firm": [f"2020-{i:03d}" for i in month.ravel()],
            "value": value.ravel(),
        }
    )


BLOCK_WORLDS: list[tuple[str, Callable[[np.random.Generator, Values], pd.DataFrame]]] = [
    ("firms B=100 sigma=1", lambda r, c: by_blocks(100, 1.0, r, c)),
    ("firms B=400 sigma=1", lambda r, c: by_blocks(400, 1.0, r, c)),
    ("firms B=400 sigma=2", lambda r, c: by_blocks(400, 2.0, r, c)),
    ("months B=24, correlation .5", lambda r, c: by_months(24, 0.5, r, c)),
    ("months B=24, correlation .8", lambda r, c: by_months(24, 0.8, r, c)),
    ("months B=12, correlation .9", lambda r, c: by_months(12, 0.9, r, c)),
    ("firms B=200 gamma .3", lambda r, c: by_blocks(200, 0.3, r, c, gammas=True)),
]


def quotients_of_blocks(replications: int, number: int) -> Iterator[Row]:
    """Ten districts and six products, some of them special; one design."""
    name, draw = BLOCK_WORLDS[number]
    seed = 500 + number
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.ones(6), 10)
    chance = zipf(10)[:, None] * share
    truth = pd.Series(
        (share / chance.sum(axis=0)).ravel(),
        pd.MultiIndex.from_product(
            [[f"D{i:02d}" for i in range(10)], [f"p{i:02d}" for i in range(6)]]
        ),
    )
    ways = {"jackknife": replications} | ({"percentile": replications} if number == 2 else {})
    for method, n in ways.items():
        rng = np.random.default_rng(seed + 50)
        parts = []
        for i in range(n):
            found = quotient_intervals(
                draw(rng, chance),
                block="firm",
                level=None,
                product="product",
                method=method,  # type: ignore[arg-type]
                rng=rng if method == "percentile" else None,
                n_resamples=199,
            )
            parts.append(found.assign(table=i))
        every = pd.concat(parts, ignore_index=True)
        true = truth.loc[pd.MultiIndex.from_frame(every[["district", "product"]])].to_numpy()
        few = every["n_blocks"] < 3
        label = f"`quotient_intervals`, {method}"
        for who, rows in (("", ~few), (", fewer than 3 blocks", few)):
            if not rows.any():
                continue
            at = rows.to_numpy()
            columns = ["lower", "upper", "lq"]
            yield summed(
                f"*{label}*" if method == "percentile" else label,
                f"quotient of mean exports{who or ', 3 blocks and more'}",
                f"{name}, 10 districts by 6 products",
                np.log(np.maximum(every.loc[at, columns].to_numpy(np.float64), 1e-300)),
                np.log(true[at]),
                seed=seed,
                table=every.loc[at, "table"].to_numpy(),
            )


ITEMS = ("rice", "tea", "silk", "salt", "yarn", "pumps")


def shipped(
    mean: Values, sizes: Callable[[np.random.Generator, int], Values], rng: np.random.Generator
) -> pd.DataFrame:
    """Draw shipments of each place and product, and their sizes."""
    count = rng.poisson(mean)
    place, item = np.nonzero(count)
    n = count[place, item]
    size = sizes(rng, int(n.sum()))
    return pd.DataFrame(
        {
            "state": "S",
            "district": np.array([f"D{i:02d}" for i in range(len(mean))])[place],
            "product": np.array(ITEMS)[item],
            "value": np.add.reduceat(size, np.r_[0, n.cumsum()[:-1]]),
            "shipments": n,
        }
    )


def _nation(items: tuple[str, ...], markets: tuple[str, ...]) -> pd.DataFrame:
    """Potential of a nation in each market and product."""
    keys = [(e, m, p) for e in "AB" for m in markets for p in items]
    trade = pd.DataFrame(keys, columns=["exporter", "market", "product"])
    return export_potential(trade.assign(value=np.arange(10.0, 10.0 + len(keys))), exporter="A")


Sizes = Callable[[np.random.Generator, int], Values]


@dataclass(frozen=True, kw_only=True)
class Shipping:
    """Districts whose mean shipments are known, and how large a shipment is."""

    size: Values  # of districts, up to a factor
    total: int
    sizes: Sizes
    mean_size: float
    how: str
    n_items: int = 6
    markets: tuple[str, ...] = ("east", "west", "north")
    even: float = 0.3  # how alike districts are in what they ship

    def __str__(self) -> str:
        """Say what it is in a few words."""
        return f"{len(self.size)} districts, some {self.total} shipments, {self.how}"


def _lognormal(size: Values, total: int, sigma: float, how: str = "", **more: Any) -> Shipping:
    return Shipping(
        size=size,
        total=total,
        sizes=lambda rng, n: rng.lognormal(0, sigma, n),
        mean_size=float(np.exp(sigma**2 / 2)),
        how=how or f"sigma={sigma:g}",
        **more,
    )


def _shippings() -> list[Shipping]:
    """List the designs that the method was made on, and others that were made after it."""
    old: dict[str, Any] = {"n_items": 3, "markets": ("east", "west"), "even": 1.0}
    return [
        _lognormal(zipf(10), 300, 0.0, **old),
        _lognormal(zipf(10), 300, 1.0, **old),
        _lognormal(np.full(40, 1 / 40), 300, 1.0, **old),
        _lognormal(zipf(5), 100, 2.0),
        _lognormal(np.full(60, 1 / 60), 400, 0.0, "all alike", even=1.0),
        Shipping(
            size=zipf(60),
            total=900,
            sizes=lambda rng, n: rng.gamma(0.3, 1.0, n),
            mean_size=0.3,
            how="gamma .3",
        ),
        Shipping(
            size=zipf(20),
            total=500,
            sizes=lambda rng, n: rng.pareto(1.3, n) + 1,
            mean_size=1.3 / 0.3,
            how="Pareto 1.3",
        ),
    ]


def _first_again(
    found: pd.DataFrame, flows: pd.DataFrame, world: Shipping, worth: Any, rng: np.random.Generator
) -> bool:
    """Draw shipments again around those of a table, and see whether its first place is first."""
    n = rng.poisson(flows["shipments"])
    each = flows["value"] / flows["shipments"] / world.mean_size
    value = each * [float(world.sizes(rng, k).sum()) for k in n.tolist()]
    share = value / value.groupby(flows["product"]).transform("sum")
    total = (share.fillna(0.0) * flows["product"].map(worth)).groupby(flows["district"]).sum()
    first = found["district"].iloc[int(np.argmax(found["potential"]))]
    return bool(total.idxmax() == first)


def _potential_worlds(replications: int) -> Iterator[tuple[str, int, list[pd.DataFrame]]]:
    for number, world in enumerate(_shippings()):
        seed, n_places = 700 + number, len(world.size)
        items = ITEMS[: world.n_items]
        epi = _nation(items, world.markets)
        worth: Any = epi.groupby("product")["potential"].sum()
        rng, other = np.random.default_rng(seed), np.random.default_rng(seed + 50)
        mix = rng.dirichlet(np.full(world.n_items, world.even), n_places)
        mean = world.total * world.size[:, np.newaxis] * mix
        truth = (mean / mean.sum(axis=0)) @ worth[list(items)].to_numpy()
        true = pd.Series(truth, [f"D{i:02d}" for i in range(n_places)])
        tables = []
        for i in range(replications):
            flows = shipped(mean, world.sizes, rng)
            found = district_potential(
                epi,
                flows,
                method="top_down",
                by_market=False,
                product="product",
                rng=rng,
                n_draws=199,
                confidence=0.95,
            ).districts
            known = true.loc[found["district"]].to_numpy()
            again = _first_again(found, flows, world, worth, other)
            tables.append(found.assign(table=i, truth=known, again=again))
        yield str(world), seed, tables


_KEPT: dict[int, list[tuple[str, int, list[pd.DataFrame]]]] = {}


def _worlds(replications: int) -> list[tuple[str, int, list[pd.DataFrame]]]:
    if replications not in _KEPT:
        _KEPT[replications] = list(_potential_worlds(replications))
    return _KEPT[replications]


def potentials(replications: int) -> Iterator[Row | str]:
    """Draw shipments again around means that are known; and say what first places come to."""
    for name, seed, tables in _worlds(replications):
        every = pd.concat(tables, ignore_index=True)
        yield summed(
            "`district_potential`",
            "potential at mean exports",
            name,
            every[["potential_lower", "potential_upper", "potential"]].to_numpy(),
            every["truth"].to_numpy(),
            seed=seed,
            table=every["table"].to_numpy(),
        )
    yield from leaders(replications)


LEADERS = """
### Own estimates and first places

`p_rank_1` estimates how often a place comes first if shipments are drawn again around those of this
table: *first when drawn again* is how often the first place did, over the tables. It is not the
chance that the place is truly first, nor that another table has the same first place.

| Design | Rows with their own estimate | `p_rank_1` of the first | First when drawn again | \
First in another table | Truly first |
|---|---|---|---|---|---|"""


def leaders(replications: int) -> Iterator[str]:
    """Rows that hold their own estimate, and what `p_rank_1` of the first place comes to."""
    yield LEADERS
    for name, _, tables in _worlds(replications):
        every = pd.concat(tables, ignore_index=True)
        own = every["potential"].between(every["potential_lower"], every["potential_upper"])
        first: list[Any] = [t.iloc[int(np.argmax(t["potential"].to_numpy()))] for t in tables]
        names = [f["district"] for f in first]
        shares = (
            [f["p_rank_1"] for f in first],
            [f["again"] for f in first],
            [a == b for a, b in zip(names, names[1:] + names[:1], strict=True)],
            [f["truth"] >= t["truth"].max() for f, t in zip(first, tables, strict=True)],
        )
        told = " | ".join(f"{np.mean(x):.2f}" for x in shares)
        yield f"| {name} | {own.mean():.4f} | {told} |"
