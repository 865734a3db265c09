"""The export potential indicator of a country, with every multiplier a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.potential.epi.factors import (
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
    own = t.exporter == position(exporter, t.exporters)
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
    ratio, imputed = impute(ratio, imputed_ease, t.markets[others], t.markets, why)

    gdp, population, income = growth_factor(projections, t, exporter, income_elasticity, why)
    guard = guard_of_reexports(sold, t, exporter, asked=reexport_guard)
    general, preference = tariff_factors(
        tariffs, t, exporter, own, (global_tariff_exponent, tariff_exponent), why
    )
    distance = distance_factor(distances, t, exporter, imports, why)

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
