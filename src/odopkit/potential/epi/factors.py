"""The factors of export potential: ease, growth, re-exports, tariffs, distance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_number
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import did_you_mean
from odopkit.potential.epi.trade import (
    Reasons,
    Trade,
    by_flow,
    by_label,
    check_columns,
    numbers,
    weighted_mean,
)

if TYPE_CHECKING:
    from odopkit.potential.epi.trade import Labels
    from odopkit.typing import BoolArray, Float64Array


NO_TRADE: Final = "no trade with the market, so ease and potential are 0"
NO_OVERLAP: Final = "the market imports nothing that the exporter sells, so ease is undefined"


def position(exporter: str, exporters: Labels) -> int:
    """Find the exporter, or name those that are spelled like it."""
    found = np.flatnonzero(exporters == exporter)
    if len(found):
        return int(found[0])
    hint = did_you_mean(exporter, exporters.tolist())
    msg = f"there is no exporter {exporter!r} among the {len(exporters)} of the table{hint}"
    raise InvalidValueError(msg)


def by_product_of(
    given: float | Mapping[str, float] | pd.Series[float], name: str, products: Labels
) -> Float64Array:
    """Read an elasticity: one number, or one for each product."""
    if isinstance(given, Mapping | pd.Series):
        known: dict[object, float] = dict(given.items())
        lacking = [p for p in products.tolist() if p not in known]
        if lacking:
            msg = (
                f"{name} has no number for product {lacking[0]!r} ({len(lacking)} of "
                f"{len(products)} lack one); give each product of the table one, or one for all"
            )
            raise InvalidValueError(msg)
        found = [check_number(known[p], f"{name} of {p!r}") for p in products.tolist()]
        return np.array(found, dtype=np.float64)
    return np.full(len(products), check_number(given, name))


def impute(
    ratio: Float64Array,
    imputed_ease: Mapping[str, float] | None,
    allowed: Labels,
    markets: Labels,
    why: Reasons,
) -> tuple[Float64Array, BoolArray]:
    """Give markets without trade the ease of a market that is named for them."""
    given = np.full(len(markets), np.nan)
    if imputed_ease is not None:
        if not isinstance(imputed_ease, Mapping):
            msg = f"imputed_ease must map markets to ease, got {type(imputed_ease).__name__}"
            raise InvalidValueError(msg)
        for market, value in imputed_ease.items():
            if market not in allowed:
                msg = f"imputed_ease names {market!r}, which is no market of the table"
                raise InvalidValueError(msg)
            given[markets == market] = check_number(value, f"imputed_ease of {market!r}", least=0)
    imputed = ~(ratio > 0) & ~np.isnan(given)
    why.add(((ratio == 0) & ~imputed)[:, None], NO_TRADE)
    why.add((np.isnan(ratio) & ~imputed)[:, None], NO_OVERLAP)
    why.add(imputed[:, None], "no trade with the market; ease is imputed")
    return np.where(imputed, given, ratio), imputed


def growth_factor(
    projections: pd.DataFrame | None,
    t: Trade,
    exporter: str,
    elasticity: Float64Array,
    why: Reasons,
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """GDP factor by product; population by market; income by market and product."""
    n_markets, n_products = t.shape
    if projections is None:
        return np.ones(n_products), np.ones(n_markets), np.ones(t.shape)
    check_columns(projections, ("country", "gdp", "population"), name="projections")
    known = {
        c: numbers(projections, c, name="projections", least=0, above=True)
        for c in ("gdp", "population")
    }
    of: dict[str, dict[str, Float64Array]] = {
        side: {
            c: by_label(projections, {"country": labels}, x, name="projections")
            for c, x in known.items()
        }
        for side, labels in (("exporters", t.exporters), ("markets", t.markets))
    }
    growth = of["exporters"]["gdp"]
    of_flow = growth[t.exporter]
    unknown = np.isnan(of_flow) & (t.value > 0)
    projected = t.by_product(np.where(t.value > 0, t.value * np.nan_to_num(of_flow), 0.0))
    own = growth[position(exporter, t.exporters)]
    gdp = own * weighted_mean(t.by_product(t.value), projected)
    # Rows of `unknown` are in order of exporter, so the first is the first by name.
    lacking, first = np.unique(t.product[unknown], return_index=True)
    gdp[lacking] = np.nan
    words = np.full(n_products, "", dtype=object)
    words[lacking] = [
        f"no projected GDP of {country}, an exporter of the product"
        for country in t.exporters[t.exporter[unknown][first]]
    ]
    why.add(words != "", words)
    why.add(np.isnan(own) & (words == ""), "no projected GDP of the exporter")
    population = of["markets"]["population"]
    with np.errstate(over="ignore"):
        income = (of["markets"]["gdp"] / population)[:, None] ** elasticity
    why.add(
        np.isnan(population)[:, None] | np.isnan(income),
        "no projected GDP or population of the market",
    )
    return gdp, population, income


def guard_of_reexports(sold: Float64Array, t: Trade, exporter: str, *, asked: bool) -> Float64Array:
    """Mark products down of which the exporter buys more than it sells."""
    if not asked:
        return np.ones(len(sold))
    bought = t.by_product(t.value, (t.markets == exporter)[t.market])
    if not (t.markets == exporter).any():
        msg = (
            f"reexport_guard needs imports of {exporter!r}, which is no market of the table; "
            f"add rows with market={exporter!r}, or leave the guard off"
        )
        raise InvalidValueError(msg)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bought > 0, np.minimum(1.0, sold / bought), 1.0))


def tariff_factors(
    tariffs: pd.DataFrame | None,
    t: Trade,
    exporter: str,
    own: BoolArray,
    exponents: tuple[Float64Array, Float64Array],
    why: Reasons,
) -> tuple[Float64Array, Float64Array]:
    """Global tariff factor by product, and preference by market and product."""
    if tariffs is None:
        return np.ones(len(t.products)), np.ones(t.shape)
    check_columns(tariffs, ("exporter", "market", "product", "tariff"), name="tariffs")
    rate = numbers(tariffs, "tariff", name="tariffs", least=0, above=False)
    # A missing rate counts only where it has weight: a flow of 0 needs no tariff.
    paid = np.where(t.value > 0, t.value * by_flow(tariffs, t, rate, name="tariffs"), 0.0)
    faced = weighted_mean(t.by_product(paid, own), t.by_product(t.value, own))
    usual = weighted_mean(t.by_product(paid), t.by_product(t.value))
    charged = weighted_mean(t.by_cell(paid), t.by_cell(t.value))
    mine = (tariffs["exporter"] == exporter).to_numpy(dtype=bool)
    keys = {"market": t.markets, "product": t.products}
    applied = by_label(tariffs[mine], keys, rate[mine], name="tariffs").reshape(t.shape)
    general = ((1 + faced) / (1 + usual)) ** exponents[0]
    preference = ((1 + charged) / (1 + applied)) ** exponents[1]
    # Where nothing is sold or bought there is nothing to weigh, and that is said already.
    unknown = np.isnan(general) & (t.by_product(t.value, own) > 0)
    why.add(unknown, "tariffs on world trade in the product are not all known")
    unknown = np.isnan(preference) & (t.by_cell(t.value) > 0)
    why.add(unknown, "the tariff, or its mean over suppliers, is not known")
    return general, preference


def distance_factor(
    distances: pd.DataFrame | None,
    t: Trade,
    exporter: str,
    imports: Float64Array,
    why: Reasons,
    *,
    mean: str,
) -> Float64Array:
    """Compare each market's distance with the mean distance of its suppliers of a product."""
    if distances is None:
        return np.ones(t.shape)
    check_columns(distances, ("exporter", "market", "distance"), name="distances")
    length = numbers(distances, "distance", name="distances", least=0, above=True)
    keys = {"exporter": t.exporters, "market": t.markets}
    between = by_label(distances, keys, length, name="distances").reshape(-1, len(t.markets))
    far = between if mean == "log_of_mean" else np.log(between)
    of_flow = np.where(t.value > 0, t.value * far[t.exporter, t.market], 0.0)
    usual = weighted_mean(t.by_cell(of_flow), imports)
    usual = np.log(usual) if mean == "log_of_mean" else usual
    own = between[position(exporter, t.exporters)][:, None]
    factor: Float64Array = np.exp(-np.abs(usual - np.log(own)))
    unknown = np.isnan(factor) & (imports > 0)
    why.add(unknown, "the distance, or its mean over suppliers, is not known")
    return factor
