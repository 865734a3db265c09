"""Export potential as its definitions read: loops over dictionaries, no arrays."""

from __future__ import annotations

import math
from itertools import product as pairs
from typing import Any

import pandas as pd

Flow = tuple[str, str, str]
Values = dict[Flow, float]


def flows_of(trade: pd.DataFrame) -> Values:
    """Sum the rows of a table by exporter, market and product."""
    found: Values = {}
    for e, m, p, v in trade[["exporter", "market", "product", "value"]].to_numpy().tolist():
        found[e, m, p] = found.get((e, m, p), 0.0) + v
    return found


def ratio(above: float, below: float) -> float:
    """Divide; nothing over nothing is undefined."""
    return above / below if below else math.nan


def total(v: Values, exporter: str = "", market: str = "", product: str = "") -> float:
    """Sum the flows that have these labels; an empty label stands for all."""
    return math.fsum(
        x
        for (e, m, p), x in v.items()
        if exporter in ("", e) and market in ("", m) and product in ("", p)
    )


def mean(v: Values, of: dict[Any, float], key: Any, **labels: str) -> float:
    """Mean of something over flows, weighted by trade; a flow of nothing has no weight."""
    chosen = {
        f: x
        for f, x in v.items()
        if x and all(label in ("", f[i]) for i, label in enumerate(labels.values()))
    }
    weighted = math.fsum(x * of.get(key(f), math.nan) for f, x in chosen.items())
    return ratio(weighted, math.fsum(chosen.values()))


def static(v: Values, exporter: str) -> dict[tuple[str, str], float]:
    """Potential by market and product: share times ease times imports."""
    markets = sorted({m for _, m, _ in v} - {exporter})
    products = sorted({p for _, _, p in v})
    share = {p: ratio(total(v, exporter, "", p), total(v, "", "", p)) for p in products}
    out = {}
    for m in markets:
        predicted = math.fsum(
            share[p] * total(v, "", m, p) for p in products if not math.isnan(share[p])
        )
        ease = ratio(total(v, exporter, m), predicted)
        for p in products:
            bought = total(v, "", m, p)
            out[m, p] = 0.0 if 0 in (share[p], bought, ease) else share[p] * ease * bought
            if math.isnan(share[p]):
                out[m, p] = math.nan
    return out


def augmented(
    v: Values,
    exporter: str,
    *,
    gdp: dict[str, float],
    population: dict[str, float],
    tariff: dict[Flow, float],
    distance: dict[tuple[str, str], float],
    powers: tuple[float, float, float],
) -> dict[tuple[str, str], float]:
    """Potential by market and product with every factor, where all tables are whole."""
    income, preference, general = powers
    core = static(v, exporter)
    out = {}
    for (m, p), x in core.items():
        sold, bought = total(v, exporter, "", p), total(v, "", m, p)
        if not (x and sold and bought):
            out[m, p] = x
            continue
        grown = math.fsum(y * gdp[e] for (e, _, q), y in v.items() if q == p)
        supply = ratio(sold * gdp[exporter], grown)
        back = total(v, "", exporter, p)
        supply *= min(1.0, sold / back) if back else 1.0
        faced = mean(v, tariff, lambda f: f, exporter=exporter, market="", product=p)
        usual = mean(v, tariff, lambda f: f, exporter="", market="", product=p)
        supply *= ((1 + faced) / (1 + usual)) ** general
        demand = bought * population[m] * (gdp[m] / population[m]) ** income
        charged = mean(v, tariff, lambda f: f, exporter="", market=m, product=p)
        demand *= ((1 + charged) / (1 + tariff[exporter, m, p])) ** preference
        ease = x / (bought * sold / total(v, "", "", p))
        far = mean(v, distance, lambda f: f[:2], exporter="", market=m, product=p)
        ease *= math.exp(-abs(math.log(far) - math.log(distance[exporter, m])))
        out[m, p] = supply * demand * ease
    return out


def bottom_up(
    own: dict[Flow, float],
    v: Values,
    nation: str,
    tau: float,
) -> dict[Flow, float]:
    """Potential by district, market and product; `own` has district, market, product.

    Every market of the table counts, also one that imports nothing; products that nobody
    trades are in no district.
    """
    markets = sorted({m for _, m, _ in v} - {nation})
    products = sorted({p for (_, _, p), x in v.items() if x})
    places = sorted({d for d, _, _ in own})
    share = {
        (d, p): ratio(total(own, d, "", p), total(v, "", "", p)) for d, p in pairs(places, products)
    }
    of_nation = {p: ratio(total(v, nation, "", p), total(v, "", "", p)) for p in products}
    out = {}
    for d, m in pairs(places, markets):
        b = ratio(
            total(v, nation, m),
            math.fsum(of_nation[p] * total(v, "", m, p) for p in products),
        )
        predicted = math.fsum(share[d, p] * total(v, "", m, p) for p in products)
        sold = total(own, d, m)
        ease = ratio(sold + tau * b, predicted + tau) if tau else ratio(sold, predicted)
        for p in products:
            bought = total(v, "", m, p)
            if share[d, p]:
                out[d, m, p] = 0.0 if 0 in (bought, ease) else share[d, p] * ease * bought
    return out
