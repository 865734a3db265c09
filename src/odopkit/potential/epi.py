"""Export potential after the International Trade Centre: supply, demand and ease of trade.

What a country *could* sell if it sold to each market in proportion to what it supplies, what
the market buys and how easily the two trade.  A benchmark, not a forecast and not a ceiling.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.potential._districts import DistrictPotential, district_potential
from odopkit.potential._diversification import Diversification, diversification_potential
from odopkit.potential._trade import (
    Reasons,
    Trade,
    by_flow,
    by_label,
    check_columns,
    guarded_trade,
    lay_out,
    numbers,
    times,
    used_labels,
    weighted_mean,
)
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.potential._trade import Labels
    from odopkit.typing import BoolArray, Float64Array

__all__ = [
    "DistrictPotential",
    "Diversification",
    "average_trade",
    "district_potential",
    "diversification_potential",
    "export_potential",
]

NO_WORLD: Final = "nobody exports the product"
NO_SUPPLY: Final = "the exporter sells none of the product"
NO_DEMAND: Final = "the market imports none of the product"
NO_TRADE: Final = "no trade with the market, so ease and potential are 0"
NO_OVERLAP: Final = "the market imports nothing that the exporter sells, so ease is undefined"


def average_trade(
    trade: pd.DataFrame,
    *,
    periods: Sequence[str],
    absent: Literal["zero", "skip"] = "zero",
) -> pd.DataFrame:
    r"""Average trade over years, flow by flow, and say which flows lack some of them.

    .. math:: \bar V_{ijk} = \frac{1}{T} \sum_{t=1}^{T} V_{ijkt},

    where :math:`V_{ijkt}` are exports of product :math:`k` from :math:`i` to :math:`j` in
    year :math:`t`, and :math:`T` is the number of `periods` (with ``absent="skip"``, of
    those in which the flow is in the table).

    Parameters
    ----------
    trade : DataFrame
        A table of :class:`odopkit.schemas.BilateralTrade` with ``period``, values of all
        years in one currency and scale.
    periods : sequence of str
        The years to average: three to five are usual, one is allowed.  Other years are left
        out.
    absent : {"zero", "skip"}, default "zero"
        What a year counts in which a flow is not in the table: nothing was traded, or
        nothing is known.

    Returns
    -------
    DataFrame
        ``exporter``, ``market``, ``product``, ``value`` (mean, in the unit of `trade`),
        ``n_periods`` (years in which the flow is in the table) and ``reason``, which says
        where years were missing.  It has no period and can go to :func:`export_potential`.

    Raises
    ------
    InvalidTableError
        If `trade` is not valid or has no column ``period``.
    InvalidValueError
        If `periods` is empty, repeats a year or names one that the table lacks.

    Notes
    -----
    The usual mistake is a country that did not report one year: its exports are then a fifth
    too small on ``"zero"``, and ``n_periods`` shows it in every row of that country.  All
    years need one edition of the codes.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential import average_trade
    >>> trade = pd.DataFrame({
    ...     "exporter": "IND", "market": ["ARE", "ARE", "USA"], "product": "rice",
    ...     "period": ["2020", "2021", "2021"], "value": [10.0, 30.0, 8.0]})
    >>> mean = average_trade(trade, periods=["2020", "2021"])
    >>> mean[["exporter", "market", "product", "value", "n_periods"]]
      exporter market product  value  n_periods
    0      IND    ARE    rice   20.0          2
    1      IND    USA    rice    4.0          1
    >>> mean["reason"].tolist()
    ['', 'in 1 of 2 periods; absent counts as zero']
    """
    check_choice(absent, ("zero", "skip"), name="absent")
    table = guarded_trade(trade)
    check_columns(table, ("period",), name="trade")
    wanted = _check_periods(periods, table["period"])
    table = table[table["period"].isin(wanted)]
    names, codes = zip(
        *(used_labels(table[c]) for c in ("exporter", "market", "product", "period")), strict=True
    )
    columns = [kernels.Column(c, len(n)) for c, n in zip(codes, names, strict=True)]
    # By year first, so that a flow written in several rows of a year counts it once.
    flow, (value,) = kernels.group_sums(columns, [table["value"].to_numpy()])
    columns = [kernels.Column(c, len(n)) for c, n in zip(flow[:3], names[:3], strict=True)]
    found, (total, n) = kernels.group_sums(columns, [value, kernels.each_row(len(value))])
    out = {
        c: text_column(names[i], found[i]) for i, c in enumerate(("exporter", "market", "product"))
    }
    n_periods = n.astype(np.int64)
    how = "absent counts as zero" if absent == "zero" else "absent is skipped"
    short = [
        "" if x == len(wanted) else f"in {x} of {len(wanted)} periods; {how}"
        for x in n_periods.tolist()
    ]
    return pd.DataFrame(
        out
        | {
            "value": total / (len(wanted) if absent == "zero" else n_periods),
            "n_periods": n_periods,
            "reason": pd.Series(short, dtype="str"),
        }
    )


def _check_periods(periods: Sequence[str], column: pd.Series[Any]) -> list[str]:
    wanted = [periods] if isinstance(periods, str) else list(periods)
    if not wanted or len(set(wanted)) != len(wanted):
        msg = f"periods must name each year once and at least one, got {wanted}"
        raise InvalidValueError(msg)
    there = set(column.unique().tolist())
    lacking = [p for p in wanted if p not in there]
    if lacking:
        msg = f"there is no period {lacking[0]!r}; the table holds {', '.join(sorted(there))}"
        raise InvalidValueError(msg)
    return wanted


def export_potential(
    trade: pd.DataFrame,
    *,
    exporter: str,
    projections: pd.DataFrame | None = None,
    tariffs: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
    reexport_guard: bool = False,
    income_elasticity: float = 1.0,
    tariff_exponent: float = 1.0,
    global_tariff_exponent: float = 1.0,
    imputed_ease: Mapping[str, float] | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    r"""Score each market and product for an exporter: the export potential indicator (EPI).

    .. math::

        EPI_{ijk} = S_{ik} \, D_{jk} \, B_{ijk}, \qquad
        a_{ik} = \frac{V_{i \cdot k}}{V_{\cdot \cdot k}}, \qquad
        b_{ij} = \frac{V_{ij \cdot}}{\sum_k a_{ik} V_{\cdot jk}},

    where :math:`V_{ijk}` are exports of product :math:`k` from :math:`i` to :math:`j` and a
    dot is a sum.  Supply :math:`S`, demand :math:`D` and ease :math:`B` are, with every factor
    1 unless its table is given,

    .. math::

        S_{ik} &= a_{ik} \cdot \frac{g_i V_{\cdot \cdot k}}{\sum_{i'} g_{i'} V_{i' \cdot k}}
                  \cdot \min\Big(1, \frac{V_{i \cdot k}}{V_{\cdot ik}}\Big) \cdot
                  \Big(\frac{1 + \bar t_{ik}}{1 + \bar t_k}\Big)^{\sigma_g}, \\
        D_{jk} &= V_{\cdot jk} \cdot p_j \cdot \Big(\frac{g_j}{p_j}\Big)^{\varepsilon} \cdot
                  \Big(\frac{1 + \bar t_{jk}}{1 + t_{ijk}}\Big)^{\sigma}, \\
        B_{ijk} &= b_{ij} \cdot \exp\big(-|\ln \bar d_{jk} - \ln d_{ij}|\big),

    with :math:`g` and :math:`p` projected over present GDP and population, :math:`t_{ijk}`
    tariffs, :math:`d_{ij}` distances, and bars means weighted by trade: :math:`\bar t_{ik}`
    over the exporter's markets, :math:`\bar t_k` over all flows, :math:`\bar t_{jk}` and
    :math:`\bar d_{jk}` over the market's suppliers.

    Parameters
    ----------
    trade : DataFrame
        A table of :class:`odopkit.schemas.BilateralTrade`: all exporters of the world (or of
        the area that the score is about), not the one in question alone.
    exporter : str
        The country to score.
    projections : DataFrame, optional
        ``country``, ``gdp``, ``population``: ratios of a future to the present year, around
        1 and above 0 (1.3 grows by 30 per cent).  Countries left out or missing are unknown.
    tariffs : DataFrame, optional
        ``exporter``, ``market``, ``product``, ``tariff``: what is charged, an ad valorem
        fraction of at least 0.
    distances : DataFrame, optional
        ``exporter``, ``market``, ``distance``: above 0, in any one unit.
    reexport_guard : bool, default False
        Mark down products of which the exporter imports more than it exports.  It never
        marks up; without imports the factor is 1.
    income_elasticity : float, default 1.0
        :math:`\varepsilon`, of imports to income per head.
    tariff_exponent, global_tariff_exponent : float, default 1.0
        :math:`\sigma` and :math:`\sigma_g`; 0 switches a factor off.
    imputed_ease : mapping of str to float, optional
        Ease by market, such as from a gravity model, used only where the exporter has no
        trade with the market.  Column ``ease_imputed`` says where.
    period : str, optional
        The year, where the table has several (or average them: :func:`average_trade`).

    Returns
    -------
    DataFrame
        One row for each market but the exporter's own and each product of the table, in
        label order:

        - ``market``, ``product``;
        - ``supply`` (a share, 0 to 1 in the static core), ``demand`` (in the unit of
          ``value``), ``ease`` (0 upwards; 1 is what shares alone predict);
        - ``potential``, their product, and ``actual`` exports;
        - ``realised`` = min(potential, actual), ``unrealised`` = max(0, potential - actual),
          ``over_trade`` = max(0, actual - potential), cell by cell;
        - what supply is made of: ``market_share``, ``gdp_factor``, ``reexport_factor``,
          ``global_tariff_factor``; demand: ``imports``, ``population_factor``,
          ``income_factor``, ``tariff_factor``; ease: ``trade_ratio``, ``distance_factor``;
        - ``ease_imputed``, ``world_exports`` of the product, and ``reason``.

        What is undefined is NaN with its ``reason``.  Where the share, the market's imports
        or the trade ratio is 0 the potential is 0, whatever else is unknown.

    Raises
    ------
    InvalidTableError
        If a table lacks a column, repeats a key or has a value outside its domain.
    MixedPeriodError
        If the table holds several periods and none is chosen.
    InvalidValueError
        If `exporter` does not export, an option is not a number of its domain, the guard is
        asked for without imports of the exporter, `imputed_ease` names no market, or a factor
        grows beyond the range of a float.

    Notes
    -----
    **It is not a forecast and not a ceiling.**  It is what trade would be if it were spread as
    supply and demand suggest.  Scores of different methods are not comparable: for South
    African manufactures the ranks of three methods correlate by .38 to .69 only (North-West
    University, hdl 10394/36409).  So name the method with the score: in India, "EPI" is also
    NITI Aayog's Export Preparedness Index, which is another thing.

    In the static core the potentials of a market add up to actual exports there, so summing
    *before* taking the gap always gives a gap of 0: sum ``unrealised`` itself.  A market
    without trade has no potential here; that is a property of the method, not of the market.
    The table has to hold the competitors too, and one level of product codes.

    Source: :cite:t:`DecreuxSpies2016`, whose own score also averages five years, mirror data
    and elasticities by product; the factors follow a public script that quotes its
    definitions.

    Time and memory go with the flows, not with the cube of labels: 200 exporters by 200
    markets by 500 products, every flow there, are 19.9 million rows, and take 2 to 3 seconds
    and a peak of some 70 bytes a row beside the table (1.3 GB) where text is category, as it
    should be at that size.  What comes out has some 250 bytes for each market and product.

    Examples
    --------
    Two exporters, two markets, two products:

    >>> import pandas as pd
    >>> from odopkit.potential import export_potential
    >>> trade = pd.DataFrame({
    ...     "exporter": ["A"] * 4 + ["B"] * 4,
    ...     "market": ["east", "east", "west", "west"] * 2,
    ...     "product": ["rice", "tea"] * 4,
    ...     "value": [30.0, 10.0, 10.0, 10.0, 10.0, 40.0, 20.0, 20.0]})
    >>> epi = export_potential(trade, exporter="A")
    >>> epi[["market", "product", "supply", "ease", "potential", "actual", "unrealised"]].round(3)
      market product  supply   ease  potential  actual  unrealised
    0   east    rice   0.571  1.131     25.859    30.0       0.000
    1   east     tea   0.250  1.131     14.141    10.0       4.141
    2   west    rice   0.571  0.812     13.913    10.0       3.913
    3   west     tea   0.250  0.812      6.087    10.0       0.000

    Potentials of a market add up to what is sold there, so the gap is taken by cell:

    >>> epi[["potential", "actual", "unrealised"]].sum().round(3).to_dict()
    {'potential': 60.0, 'actual': 60.0, 'unrealised': 8.054}
    """
    _check_options(income_elasticity, tariff_exponent, global_tariff_exponent, reexport_guard)
    t = lay_out(trade, period)
    own = t.exporter == _position(exporter, t.exporters)
    others = t.markets != exporter
    why = Reasons(t.shape)

    world = t.by_product(t.value)
    imports = t.by_cell(t.value)
    sold = t.by_product(t.value, own)
    actual = t.by_cell(t.value, own)
    share = weighted_mean(sold, world)
    # 0 where undefined: nobody exports the product, so no market imports it either.
    predicted = imports @ np.nan_to_num(share)
    ratio = weighted_mean(actual.sum(axis=1), predicted)
    why.add(world == 0, NO_WORLD)
    why.add((world > 0) & (sold == 0), NO_SUPPLY)
    why.add((world > 0) & (imports == 0), NO_DEMAND)
    ratio, imputed = _impute(ratio, imputed_ease, t.markets[others], t.markets, why)

    gdp, population, income = _growth(projections, t, exporter, income_elasticity, why)
    guard = _reexport_guard(sold, t, exporter, asked=reexport_guard)
    general, preference = _tariffs(
        tariffs, t, exporter, own, (global_tariff_exponent, tariff_exponent), why
    )
    distance = _distance(distances, t, exporter, imports, why)

    supply = times(share, gdp, guard, general)
    demand = times(imports, population[:, None], income[:, None], preference)
    ease = times(ratio[:, None], distance)
    potential = np.where(world == 0, np.nan, times(supply, demand, ease))
    if np.isinf(potential).any():
        msg = "a factor grows beyond the range of a float; look at projections and exponents"
        raise InvalidValueError(msg)
    gap = potential - actual

    n = int(others.sum())
    keys = np.repeat(np.arange(n), len(t.products)), np.tile(np.arange(len(t.products)), n)
    flat = {
        "supply": supply,
        "demand": demand,
        "ease": ease,
        "potential": potential,
        "actual": actual,
        "realised": np.minimum(potential, actual),
        "unrealised": np.maximum(0.0, gap),
        "over_trade": np.maximum(0.0, -gap),
        "market_share": share,
        "gdp_factor": gdp,
        "reexport_factor": guard,
        "global_tariff_factor": general,
        "imports": imports,
        "population_factor": population[:, None],
        "income_factor": income[:, None],
        "tariff_factor": preference,
        "trade_ratio": ratio[:, None],
        "distance_factor": distance,
        "ease_imputed": imputed[:, None],
        "world_exports": world,
    }
    return pd.DataFrame(
        {
            "market": text_column(t.markets[others], keys[0]),
            "product": text_column(t.products, keys[1]),
        }
        | {c: np.broadcast_to(x, t.shape)[others].ravel() for c, x in flat.items()}
        | {"reason": why.rows(others)}
    )


def _check_options(income: float, tariff: float, general: float, guard: object) -> None:
    options = {
        "income_elasticity": income,
        "tariff_exponent": tariff,
        "global_tariff_exponent": general,
    }
    for name, value in options.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            msg = f"{name} must be a finite number, got {value!r}"
            raise InvalidValueError(msg)
    if not isinstance(guard, bool):
        msg = f"reexport_guard must be True or False, got {guard!r}"
        raise InvalidValueError(msg)


def _position(exporter: str, exporters: Labels) -> int:
    found = np.flatnonzero(exporters == exporter)
    if len(found):
        return int(found[0])
    near = get_close_matches(str(exporter), exporters.tolist(), n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    msg = f"there is no exporter {exporter!r} among the {len(exporters)} of the table{hint}"
    raise InvalidValueError(msg)


def _impute(
    ratio: Float64Array,
    imputed_ease: Mapping[str, float] | None,
    allowed: Labels,
    markets: Labels,
    why: Reasons,
) -> tuple[Float64Array, BoolArray]:
    given = np.full(len(markets), np.nan)
    if imputed_ease is not None:
        if not isinstance(imputed_ease, Mapping):
            msg = f"imputed_ease must map markets to ease, got {type(imputed_ease).__name__}"
            raise InvalidValueError(msg)
        for market, value in imputed_ease.items():
            if market not in allowed:
                msg = f"imputed_ease names {market!r}, which is no market of the table"
                raise InvalidValueError(msg)
            if isinstance(value, bool) or not (value >= 0 and np.isfinite(value)):
                msg = f"imputed_ease of {market!r} must be at least 0 and finite, got {value!r}"
                raise InvalidValueError(msg)
            given[markets == market] = value
    imputed = ~(ratio > 0) & ~np.isnan(given)
    why.add(((ratio == 0) & ~imputed)[:, None], NO_TRADE)
    why.add((np.isnan(ratio) & ~imputed)[:, None], NO_OVERLAP)
    why.add(imputed[:, None], "no trade with the market; ease is imputed")
    return np.where(imputed, given, ratio), imputed


def _growth(
    projections: pd.DataFrame | None, t: Trade, exporter: str, elasticity: float, why: Reasons
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """GDP factor by product; population and income factors by market."""
    n_markets, n_products = t.shape
    if projections is None:
        return np.ones(n_products), np.ones(n_markets), np.ones(n_markets)
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
    own = growth[_position(exporter, t.exporters)]
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
        income = (of["markets"]["gdp"] / population) ** elasticity
    why.add(
        (np.isnan(population) | np.isnan(income))[:, None],
        "no projected GDP or population of the market",
    )
    return gdp, population, income


def _reexport_guard(sold: Float64Array, t: Trade, exporter: str, *, asked: bool) -> Float64Array:
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


def _tariffs(
    tariffs: pd.DataFrame | None,
    t: Trade,
    exporter: str,
    own: BoolArray,
    exponents: tuple[float, float],
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


def _distance(
    distances: pd.DataFrame | None, t: Trade, exporter: str, imports: Float64Array, why: Reasons
) -> Float64Array:
    if distances is None:
        return np.ones(t.shape)
    check_columns(distances, ("exporter", "market", "distance"), name="distances")
    length = numbers(distances, "distance", name="distances", least=0, above=True)
    keys = {"exporter": t.exporters, "market": t.markets}
    between = by_label(distances, keys, length, name="distances").reshape(-1, len(t.markets))
    of_flow = np.where(t.value > 0, t.value * between[t.exporter, t.market], 0.0)
    usual = weighted_mean(t.by_cell(of_flow), imports)
    own = between[_position(exporter, t.exporters)][:, None]
    factor: Float64Array = np.exp(-np.abs(np.log(usual) - np.log(own)))
    unknown = np.isnan(factor) & (imports > 0)
    why.add(unknown, "the distance, or its mean over suppliers, is not known")
    return factor
