"""Products that a place does not export yet, in the order of demand and nearness."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_flag
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.errors.frames import check_letters
from odopkit.errors.telling import kind_of, not_a_table
from odopkit.potential.epi.trade import by_label, check_columns, numbers
from odopkit.results import Result, plain_items
from odopkit.tables.labels import text_column
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.sparse import unit_columns
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from odopkit.typing import Float64Array


NO_EXPORTER: Final = "nobody exports the product"
NO_NEIGHBOUR: Final = "near to no other product: density is undefined"
NOT_IN_SPACE: Final = "not a product of the product space"
NOT_IN_DEMAND: Final = "no demand is given for it"
EXCLUDED: Final = "left out as asked"
NO_PRESENCE: Final = "whether units have it is undefined"
UNDEFINED: Final = "demand or ease is undefined"
NO_DEMAND: Final = "no demand in the market"
NOTHING_NEAR: Final = "nothing near it is exported"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Diversification(Result):
    """Ranks of products that units do not export yet, and the products left out.

    Parameters
    ----------
    ranks : DataFrame
        One row per unit, market and product that the unit lacks, best first: the unit's
        labels, ``market``, the product (named as in the matrix of presence), ``rank`` (1 is
        best, within unit and market), ``n_ranked``, ``tied``, ``relative`` (score over the
        best of the same unit and market, 0 to 1), ``density``, ``demand``, ``ease`` and ``reason``.
    dropped : DataFrame
        ``market`` (``""`` for all), the product and ``reason``.
    options : dict
        The options that made it, and ``product``, what the column of products is called.
    """

    ranks: pd.DataFrame
    dropped: pd.DataFrame
    options: dict[str, object] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return the ranks."""
        return self.ranks.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the options, and the tables as lists of records."""
        return plain_items(
            {
                "options": self.options,
                "ranks": self.ranks,
                "dropped": self.dropped,
            }
        )


def diversification_potential(
    p: ExportMatrix,
    omega: pd.DataFrame,
    demand: pd.DataFrame,
    *,
    with_ease: bool = False,
    exclude: Sequence[str] = (),
) -> Diversification:
    r"""Rank the products that a unit does not export yet, market by market.

    .. math:: \text{rank of} \quad \omega_{dk} \, D_{jk} \, (B_{jk}) \quad
              \text{over } k \text{ with } M_{dk} = 0,

    where :math:`\omega_{dk}` is the density around product :math:`k` in unit :math:`d`,
    :math:`D_{jk}` the demand of market :math:`j`, :math:`B_{jk}` the ease of trade and
    :math:`M_{dk}` is 1 if the unit has the product.

    Parameters
    ----------
    p : ExportMatrix
        Presence of the units, from :func:`odopkit.product_space.presence`.  Its cutoff says
        what "not yet" means: at 1, products exported less than elsewhere are ranked too.
    omega : DataFrame of shape (n_units, n_products)
        Density of the same units, from :func:`odopkit.product_space.density`.
    demand : DataFrame
        ``market``, ``product``, ``demand`` (at least 0), and ``ease`` if asked for: the table
        of :func:`~odopkit.potential.export_potential`, or one market called ``"world"``.
        Products are matched by label with the columns of `omega`.
    with_ease : bool, default False
        Multiply with ease.  The nation's ease stands for the district's then.
    exclude : sequence of str, default ()
        Products to leave out, such as residual ones ("not elsewhere specified").

    Returns
    -------
    Diversification
        ``ranks`` and ``dropped``.  A rank is no amount of money, and ``relative`` compares
        products of one unit and market only.

    Raises
    ------
    InvalidValueError
        If `p` does not hold presence, `omega` lacks a unit of `p`, no product matches, or
        `exclude` names a product that `omega` does not have.
    InvalidTableError
        If `omega` or `demand` repeats a key, lacks a column or has a value outside its domain,
        or `omega` misses a product for some units only.

    Notes
    -----
    A rank is **never an amount**: supply is missing from it, and density says what other
    countries export together, not what a district could make.  What else it is not:
    :doc:`/how-to/score-export-potential`.  The published indicator
    (:cite:t:`DecreuxSpies2016`) also filters by natural endowments, such as climates and
    ores, which no table of trade can tell; do so by hand.  A place of one product has few
    densities above 0, and its ranks mean little.

    The usual mistake is to rank residual products: `exclude` them.  Demand of a few markets
    makes the rank of those few.  Memory is some 100 bytes for each row.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.matrix import ExportMatrix
    >>> from odopkit.potential import diversification_potential
    >>> names = ["rice", "tea", "pumps", "drugs"]
    >>> p = ExportMatrix.from_frame(
    ...     pd.DataFrame([[1, 1, 0, 0]], index=["Leh"], columns=names), kind="presence")
    >>> omega = pd.DataFrame([[0.636, 0.636, 0.4375, 0.357]], index=["Leh"], columns=names)
    >>> demand = pd.DataFrame({"market": "world", "product": names,
    ...                        "demand": [100.0, 80.0, 150.0, 60.0]})
    >>> found = diversification_potential(p, omega, demand)
    >>> found.ranks[["unit", "market", "product", "rank", "relative"]].round(4)
      unit market product  rank  relative
    0  Leh  world   pumps     1    1.0000
    1  Leh  world   drugs     2    0.3264
    """
    if not isinstance(p, ExportMatrix) or p.kind != "presence":
        got = p.kind if isinstance(p, ExportMatrix) else kind_of(p)
        msg = f"diversification_potential needs an ExportMatrix of presence, got {got}"
        raise InvalidValueError(msg)
    check_flag(with_ease, "with_ease")
    near = _density_of(p, omega)
    products = np.array(omega.columns.tolist(), dtype=object)
    left_out = _excluded(exclude, products)
    market = _demand_of(demand, products, with_ease=with_ease)
    at = p.products.get_indexer(omega.columns)
    no_presence = np.append(p.product_reason, np.array([""], dtype=object))[at] != ""
    out = {
        EXCLUDED: left_out,
        NOT_IN_DEMAND: ~market.known,
        NO_EXPORTER: ~market.bought,
        NO_PRESENCE: no_presence,
        NO_NEIGHBOUR: np.isnan(near).all(axis=0),
    }
    usable = ~np.logical_or.reduce(list(out.values()))
    held = np.append(p.values.toarray() > 0, np.zeros((p.shape[0], 1), dtype=bool), axis=1)[:, at]
    return Diversification(
        ranks=_ranked(p, products, market, near, ~held & usable),
        dropped=_dropped(p, products, market, out),
        options={
            "with_ease": with_ease,
            "exclude": tuple(exclude),
            "product": str(p.products.name),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Demand:
    """What markets buy of each product of the space, as rectangles of markets by products."""

    markets: NDArray[Any]
    need: Float64Array
    ease: Float64Array | None  # None where it was not asked for
    known: NDArray[np.bool_]  # by product: some market names it
    bought: NDArray[np.bool_]  # by product: some market buys it, and somebody exports it
    beyond: list[str]  # products that are not in the space

    @property
    def pull(self) -> Float64Array:
        """Demand times ease; 0 where either is."""
        if self.ease is None:
            return self.need
        nothing = (self.need == 0) | (self.ease == 0)
        return np.where(nothing, 0.0, self.need * self.ease)


def _demand_of(demand: pd.DataFrame, products: NDArray[Any], *, with_ease: bool) -> _Demand:
    """Lay demand out, and refuse one that speaks of other products."""
    wanted = ("market", "product", "demand", *(("ease",) if with_ease else ()))
    check_columns(demand, wanted, name="demand")
    check_letters(demand, ("market", "product"))
    markets = np.array(sorted(set(demand["market"].tolist()), key=str), dtype=object)
    known = np.isin(products.astype(str), demand["product"].astype(str).to_numpy())
    if not known.any():
        msg = (
            f"no product of omega ({', '.join(map(str, products[:3]))} …) is in demand; "
            "bring both to the same codes"
        )
        raise InvalidValueError(msg)
    need = _by_cell(demand, "demand", markets, products)
    bought = np.nansum(need, axis=0) > 0
    if "world_exports" in demand:
        bought &= np.nansum(_by_cell(demand, "world_exports", markets, products), axis=0) > 0
    return _Demand(
        markets=markets,
        need=need,
        ease=_by_cell(demand, "ease", markets, products) if with_ease else None,
        known=known,
        bought=bought,
        beyond=sorted(set(demand["product"].tolist()) - set(products.tolist())),
    )


def _density_of(p: ExportMatrix, omega: object) -> Float64Array:
    """Density in the order of the units of `p`."""
    if not isinstance(omega, pd.DataFrame):
        raise InvalidValueError(not_a_table(omega, "omega", "table"))
    for index in (omega.index, omega.columns):
        if not index.is_unique:
            msg = f"omega has the label {index[index.duplicated()][0]!r} twice"
            raise InvalidTableError(msg)
    rows = omega.index.get_indexer(p.units)
    if (rows < 0).any():
        msg = f"omega has no row for {p.units[rows < 0][0]!r}; make it from the same presence"
        raise InvalidValueError(msg)
    near: Float64Array = omega.to_numpy(dtype=np.float64)[rows]
    if ((near < 0) | (near > 1)).any():
        bad = float(near[(near < 0) | (near > 1)][0])
        msg = f"omega has {bad:g}; densities are fractions from 0 to 1"
        raise InvalidTableError(msg)
    missing = np.isnan(near)
    some = missing.any(axis=0) & ~missing.all(axis=0)
    if some.any():
        i, k = np.flatnonzero(missing[:, some][:, 0])[0], np.flatnonzero(some)[0]
        msg = (
            f"omega is missing at {p.units[i]!r}, {omega.columns[k]!r} but not for other units; "
            "take it from density()"
        )
        raise InvalidTableError(msg)
    return near


def _excluded(exclude: Sequence[str], products: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark the products to leave out; a typing slip must not leave in what was meant to go."""
    names = [exclude] if isinstance(exclude, str) else list(exclude)
    known = set(products.tolist())
    odd = [x for x in names if x not in known]
    if odd:
        msg = f"exclude names {odd[0]!r}, which is no product of omega ({len(odd)} such names)"
        raise InvalidValueError(msg)
    return np.isin(products.astype(str), np.array(names, dtype=str))


def _by_cell(
    demand: pd.DataFrame, column: str, markets: NDArray[Any], products: NDArray[Any]
) -> Float64Array:
    """Lay a column of demand out by market and product."""
    values = numbers(demand, column, name="demand", least=0, above=False)
    keys = {"market": markets, "product": products}
    return by_label(demand, keys, values, name="demand").reshape(len(markets), len(products))


def _ranked(
    p: ExportMatrix,
    products: NDArray[Any],
    demand: _Demand,
    near: Float64Array,
    lacked: NDArray[np.bool_],
) -> pd.DataFrame:
    """Rank what units lack, within unit and market; ties go by label and are flagged."""
    n = len(demand.markets)
    unit, item = (np.repeat(x, n) for x in np.nonzero(lacked))
    market = np.tile(np.arange(n), len(unit) // max(n, 1))
    score = near[unit, item] * demand.pull[market, item]
    keep = ~np.isnan(score)
    unit, market, item, score = unit[keep], market[keep], item[keep], score[keep]
    label = np.argsort(np.argsort(products.astype(str), kind="stable"))
    order = np.lexsort((label[item], -score, market, unit))
    unit, market, item, score = unit[order], market[order], item[order], score[order]
    group = unit * n + market
    counts = kernels.count_by(group, p.shape[0] * n)
    start = (np.cumsum(counts) - counts)[group]
    best = score[start] if len(score) else score
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(best > 0, score / best, np.nan)
    reason = np.full(len(score), "", dtype=object)
    reason[score == 0] = NO_DEMAND
    reason[near[unit, item] == 0] = NOTHING_NEAR
    undefined = (p.unit_reason != "")[unit]
    reason[undefined] = p.unit_reason[unit[undefined]]
    keys = {c: x.iloc[unit].reset_index(drop=True) for c, x in unit_columns(p.units).items()}
    ease = demand.ease
    return pd.DataFrame(
        keys
        | {
            "market": text_column(demand.markets, market),
            str(p.products.name): text_column(products, item),
            "rank": np.arange(len(score), dtype=np.int64) - start + 1,
            "n_ranked": counts[group],
            "tied": _ties(score, group),
            "relative": relative,
            "density": near[unit, item],
            "demand": demand.need[market, item],
            "ease": np.full(len(score), np.nan) if ease is None else ease[market, item],
            "reason": pd.Series(reason.tolist(), dtype="str"),
        }
    )


def _ties(score: Float64Array, group: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Flag scores, largest first, that equal a neighbour of their group up to rounding."""
    near_by = score[:-1] - score[1:] <= TOLERANCE * score[:-1]
    same = near_by & (group[1:] == group[:-1])
    tied = np.zeros(len(score), dtype=bool)
    tied[:-1] |= same
    tied[1:] |= same
    return tied


def _dropped(
    p: ExportMatrix,
    products: NDArray[Any],
    demand: _Demand,
    out: dict[str, NDArray[np.bool_]],
) -> pd.DataFrame:
    """List products without a rank, and markets whose demand for one is undefined."""
    rows = [("", k, NOT_IN_SPACE) for k in demand.beyond]
    usable = ~np.logical_or.reduce(list(out.values()))
    why = np.select(list(out.values()), list(out), default="")
    rows += [("", k, r) for k, r in zip(products[~usable], why[~usable].tolist(), strict=True)]
    market, item = np.nonzero(np.isnan(demand.pull) & usable)
    rows += [(demand.markets[j], products[k], UNDEFINED) for j, k in zip(market, item, strict=True)]
    rows.sort(key=lambda row: (row[0], row[1]))
    columns = ("market", str(p.products.name), "reason")
    return pd.DataFrame(
        {c: pd.Series([str(row[i]) for row in rows], dtype="str") for i, c in enumerate(columns)}
    )
