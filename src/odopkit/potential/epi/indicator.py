"""The export potential indicator of a country, with every multiplier a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice, check_flag
from odopkit.errors import InvalidValueError
from odopkit.potential.epi.factors import (
    by_product_of,
    distance_factor,
    growth_factor,
    guard_of_reexports,
    impute,
    position,
    tariff_factors,
)
from odopkit.potential.epi.trade import Reasons, lay_out, times, weighted_mean
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.potential.epi.trade import Trade
    from odopkit.typing import BoolArray, Float64Array

    Elasticity = float | Mapping[str, float] | pd.Series[float]

DistanceMean = Literal["log_of_mean", "mean_of_logs"]

NO_WORLD: Final = "nobody exports the product"
NO_SUPPLY: Final = "the exporter sells none of the product"
NO_DEMAND: Final = "the market imports none of the product"


def export_potential(
    trade: pd.DataFrame,
    *,
    exporter: str,
    projections: pd.DataFrame | None = None,
    tariffs: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
    reexport_guard: bool = False,
    income_elasticity: Elasticity = 1.0,
    tariff_exponent: Elasticity = 1.0,
    global_tariff_exponent: Elasticity = 1.0,
    distance_mean: DistanceMean = "log_of_mean",
    imputed_ease: Mapping[str, float] | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    r"""Score each market and product for an exporter: the export potential indicator (EPI).

    .. math::

        EPI_{ijk} = S_{ik} \, D_{jk} \, B_{ijk}, \qquad
        a_{ik} = \frac{V_{i \cdot k}}{V_{\cdot \cdot k}}, \qquad
        b_{ij} = \frac{V_{ij \cdot}}{\sum_k a_{ik} V_{\cdot jk}},

    where :math:`V_{ijk}` are exports of product :math:`k` from :math:`i` to :math:`j` and a
    dot is a sum.  Supply, demand and ease are, each factor 1 unless its table is given,

    .. math::

        S_{ik} &= a_{ik} \cdot \frac{g_i V_{\cdot \cdot k}}{\sum_{i'} g_{i'} V_{i' \cdot k}}
                  \cdot \min\Big(1, \frac{V_{i \cdot k}}{V_{\cdot ik}}\Big) \cdot
                  \Big(\frac{1 + \bar t_{ik}}{1 + \bar t_k}\Big)^{\sigma_g}, \\
        D_{jk} &= V_{\cdot jk} \cdot p_j \cdot \Big(\frac{g_j}{p_j}\Big)^{\varepsilon} \cdot
                  \Big(\frac{1 + \bar t_{jk}}{1 + t_{ijk}}\Big)^{\sigma}, \\
        B_{ijk} &= b_{ij} \cdot \exp\big(-|\ln \bar d_{jk} - \ln d_{ij}|\big),

    with :math:`g` and :math:`p` projected over present GDP and population, :math:`t` tariffs,
    :math:`d` distances, and bars means weighted by trade: :math:`\bar t_{ik}` over the
    exporter's markets, :math:`\bar t_k` over all flows, others over the market's suppliers.

    Parameters
    ----------
    trade : DataFrame
        A table of :class:`odopkit.schemas.BilateralTrade`, of one level of codes, with all
        competitors: not the exporter in question alone.
    exporter : str
        The country to score.
    projections, tariffs, distances : DataFrame, optional
        ``country``, ``gdp``, ``population`` (ratios of a future to the present year);
        ``exporter``, ``market``, ``product``, ``tariff`` (a fraction); and ``exporter``,
        ``market``, ``distance`` (in any one unit).
    reexport_guard : bool, default False
        Mark down products of which the exporter imports more than it exports.
    income_elasticity, tariff_exponent, global_tariff_exponent : float, mapping or Series
        :math:`\varepsilon`, :math:`\sigma`, :math:`\sigma_g`, in all or by product; 0 is off.
    distance_mean : {"log_of_mean", "mean_of_logs"}, default "log_of_mean"
        What :math:`\ln \bar d_{jk}` is: the log of the mean, or the mean of the logs.
    imputed_ease : mapping of str to float, optional
        Ease by market, used only where the exporter has no trade with the market.
    period : str, optional
        The year, where the table has several (or average them: :func:`average_trade`).

    Returns
    -------
    DataFrame
        One row for each market but the exporter's own and each product of the table, in
        label order: ``market``, ``product``, ``supply`` (a share), ``demand`` (in the unit of
        ``value``), ``ease`` (1 is what shares alone predict), ``potential``, ``actual``,
        ``realised`` (the smaller of the two), ``unrealised``, ``over_trade`` (what either
        has more); the parts of supply (``market_share``, ``gdp_factor``,
        ``reexport_factor``, ``global_tariff_factor``), demand (``imports``,
        ``population_factor``, ``income_factor``, ``tariff_factor``) and ease
        (``trade_ratio``, ``distance_factor``); ``ease_imputed``, ``world_exports`` of the
        product, and ``reason``.  What is undefined is NaN; but where the share, the market's
        imports or the trade ratio is 0 the potential is 0, whatever else is unknown.

    Raises
    ------
    InvalidTableError, MixedPeriodError
        If a table is not valid, or holds several periods of which none is chosen.
    InvalidValueError
        If `exporter` does not export, an option is outside its domain, or a factor grows
        beyond the range of a float.

    Notes
    -----
    **Not a forecast, not a ceiling, not comparable across methods**; what could not be checked:
    see :doc:`/how-to/score-export-potential`.  Source: :cite:t:`DecreuxSpies2016`.

    Examples
    --------
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
    """
    check_flag(reexport_guard, "reexport_guard")
    check_choice(distance_mean, get_args(DistanceMean), "distance_mean")
    t = lay_out(trade, period)
    elasticity = by_product_of(income_elasticity, "income_elasticity", t.products)
    general = by_product_of(global_tariff_exponent, "global_tariff_exponent", t.products)
    exponents = (general, by_product_of(tariff_exponent, "tariff_exponent", t.products))
    others = t.markets != exporter
    why = Reasons(t.shape)
    core = _core(t, exporter, why)
    ratio, imputed = impute(core.ratio, imputed_ease, t.markets[others], t.markets, why)

    gdp, population, income = growth_factor(projections, t, exporter, elasticity, why)
    guard = guard_of_reexports(core.sold, t, exporter, asked=reexport_guard)
    general, preference = tariff_factors(tariffs, t, exporter, core.own, exponents, why)
    distance = distance_factor(distances, t, exporter, core.imports, why, mean=distance_mean)

    supply = times(core.share, gdp, guard, general)
    demand = times(core.imports, population[:, None], income, preference)
    ease = times(ratio[:, None], distance)
    columns = {
        "supply": supply,
        "demand": demand,
        "ease": ease,
        **_gaps(np.where(core.world == 0, np.nan, times(supply, demand, ease)), core.actual),
        "market_share": core.share,
        "gdp_factor": gdp,
        "reexport_factor": guard,
        "global_tariff_factor": general,
        "imports": core.imports,
        "population_factor": population[:, None],
        "income_factor": income,
        "tariff_factor": preference,
        "trade_ratio": ratio[:, None],
        "distance_factor": distance,
        "ease_imputed": imputed[:, None],
        "world_exports": core.world,
    }
    n = int(others.sum())
    return pd.DataFrame(
        {
            "market": text_column(t.markets[others], np.repeat(np.arange(n), len(t.products))),
            "product": text_column(t.products, np.tile(np.arange(len(t.products)), n)),
        }
        | {c: np.broadcast_to(x, t.shape)[others].ravel() for c, x in columns.items()}
        | {"reason": why.rows(others)}
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Core:
    """The indicator before any factor: sums of trade, the exporter's shares, its ease."""

    own: BoolArray  # by flow
    world: Float64Array  # by product
    sold: Float64Array
    share: Float64Array
    imports: Float64Array  # by market and product
    actual: Float64Array
    ratio: Float64Array  # by market


def _core(t: Trade, exporter: str, why: Reasons) -> _Core:
    """Add trade up, and say where share or imports make the potential zero or undefined."""
    own = t.exporter == position(exporter, t.exporters)
    world, imports = t.by_product(t.value), t.by_cell(t.value)
    sold, actual = t.by_product(t.value, own), t.by_cell(t.value, own)
    share = weighted_mean(sold, world)
    # 0 where undefined: nobody exports the product, so no market imports it either.
    predicted = imports @ np.nan_to_num(share)
    why.add(world == 0, NO_WORLD)
    why.add((world > 0) & (sold == 0), NO_SUPPLY)
    why.add((world > 0) & (imports == 0), NO_DEMAND)
    return _Core(
        own=own,
        world=world,
        sold=sold,
        share=share,
        imports=imports,
        actual=actual,
        ratio=weighted_mean(actual.sum(axis=1), predicted),
    )


def _gaps(potential: Float64Array, actual: Float64Array) -> dict[str, Float64Array]:
    """Set potential against actual exports, cell by cell."""
    if np.isinf(potential).any():
        msg = "a factor grows beyond the range of a float; look at projections and exponents"
        raise InvalidValueError(msg)
    gap = potential - actual
    return {
        "potential": potential,
        "actual": actual,
        "realised": np.minimum(potential, actual),
        "unrealised": np.maximum(0.0, gap),
        "over_trade": np.maximum(0.0, -gap),
    }
