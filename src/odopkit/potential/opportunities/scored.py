"""Potentials of districts as columns of one table, each under the name of its method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import as_sequence
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of
from odopkit.potential.epi.districts import DistrictPotential
from odopkit.potential.epi.diversification import Diversification
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


PLACE = list(DISTRICT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """District potentials by method, and at most one diversification potential."""

    by_method: dict[str, pd.DataFrame]
    best: pd.DataFrame | None
    product: str

    @classmethod
    def of(
        cls,
        potentials: Sequence[DistrictPotential | Diversification],
        products: NDArray[Any],
        product: str,
    ) -> Scores:
        """Check that methods differ and that products match."""
        by_method: dict[str, pd.DataFrame] = {}
        best: pd.DataFrame | None = None
        name: str
        for given in as_sequence(potentials, "potentials"):
            name = "diversification"
            if isinstance(given, DistrictPotential):
                name = given.method
                twice = name in by_method
                own = str(given.options["product"])
                labels = given.cells[own]
                by_method[name] = _over_markets(given.cells.rename(columns={own: product}), product)
            elif isinstance(given, Diversification):
                twice = best is not None
                own = str(given.options["product"])
                labels = given.ranks[own]
                best = _best_markets(given.ranks.rename(columns={own: product}), product)
            else:
                msg = (
                    "potentials must hold results of district_potential and "
                    f"diversification_potential, got {kind_of(given)}"
                )
                raise InvalidValueError(msg)
            if twice:
                msg = f"two potentials have the method {name!r}; pass one of each"
                raise InvalidValueError(msg)
            # What a district could move into need not be exported yet, but must be coded alike.
            if set(products.tolist()).isdisjoint(labels.unique()):
                shown = ", ".join(map(str, labels.unique()[:3]))
                msg = (
                    f"no product of the {name} potential ({shown} …) is in column {product!r} "
                    "of the flows; bring both to the same codes"
                )
                raise InvalidValueError(msg)
        return cls(by_method=by_method, best=best, product=product)

    def new_keys(self, n_new: int) -> pd.DataFrame:
        """Give the best-ranked products that districts lack."""
        key = [*PLACE, self.product]
        if self.best is None:
            return pd.DataFrame({c: pd.Series([], dtype="str") for c in key})
        return self.best.loc[self.best["diversification_rank"] <= n_new, key]

    def columns(self, index: pd.MultiIndex) -> tuple[dict[str, Any], NDArray[Any]]:
        """Columns for the rows of a table, and what is undefined in them."""
        key = [*PLACE, self.product]
        out: dict[str, Any] = {}
        words = np.full(len(index), "", dtype=object)
        for method, cells in self.by_method.items():
            at = cells.set_index(key).reindex(index)
            out |= {f"epi_{method}_{c}": at[c].to_numpy() for c in ("potential", "unrealised")}
            n = at["n_undefined"].fillna(0).to_numpy(dtype=np.int64)
            some = np.array([f"epi_{method}: {k} market(s) undefined" for k in n], dtype=object)
            words = np.where(n > 0, np.where(words == "", some, words + "; " + some), words)
        if self.best is not None:
            at = self.best.set_index(key).reindex(index)
            out |= {
                "diversification_rank": at["diversification_rank"].astype("Int64").array,
                "diversification_market": pd.Series(
                    at["diversification_market"].fillna("").tolist(), dtype="str"
                ),
                "diversification_n_ranked": at["diversification_n_ranked"].astype("Int64").array,
            }
        return out, words


def _over_markets(cells: pd.DataFrame, product: str) -> pd.DataFrame:
    """Sum potential and gap over the markets in which they are defined."""
    table = cells.assign(n_undefined=cells["potential"].isna())
    grouped = table.groupby([*PLACE, product], sort=False)
    sums = grouped[["potential", "unrealised"]].sum(min_count=1)
    return sums.assign(n_undefined=grouped["n_undefined"].sum()).reset_index()


def _best_markets(ranks: pd.DataFrame, product: str) -> pd.DataFrame:
    """Best rank of each unit and product over markets, and where it is."""
    if any(c not in ranks for c in PLACE):
        msg = (
            "a diversification potential needs units of state and district, from "
            f"ExportMatrix.from_flows; its ranks have {list(ranks.columns)}"
        )
        raise InvalidValueError(msg)
    key = [*PLACE, product]
    best = ranks.sort_values([*key, "rank", "market"]).drop_duplicates(key)
    return best.rename(
        columns={
            "rank": "diversification_rank",
            "market": "diversification_market",
            "n_ranked": "diversification_n_ranked",
        }
    )
