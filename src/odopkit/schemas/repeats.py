"""What only several rows together can show: keys twice, levels mixed, trade with oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import MixedHSLevelError
from odopkit.errors.cases import cases_at, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence


def own(checked: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Make sure that a checked table is not the caller's own object, nor shares its index."""
    if checked is frame:
        checked = frame.copy()
    checked.index = frame.index.copy()  # renaming it renames no other
    return checked


def refuse_mixed_levels(codes: pd.Series[Any]) -> None:
    """Refuse codes of several lengths in use: goods would count twice."""
    levels = codes.array.categories.tolist()
    lengths = np.array([len(c) for c in levels], dtype=np.intp)
    if len(set(lengths.tolist())) < 2:
        return
    # Only now look at rows: levels that a filter left behind do not count.
    n_of = np.bincount(codes.array.codes, minlength=len(levels))
    used = lengths[n_of > 0]
    found = tuple(sorted(set(used.tolist())))
    if len(found) < 2:
        return
    rows = ", ".join(f"{int(n_of[lengths == n].sum())} of {n} digits" for n in found)
    msg = (
        f"hs_code mixes levels (rows: {rows}), so totals would count goods twice; keep one level, "
        "or roll up with aggregate_exports(level=...) after removing the coarser rows"
    )
    raise MixedHSLevelError(msg, levels=found)


def refuse_own_trade(frame: pd.DataFrame) -> None:
    """Refuse trade of a country with itself."""
    # Compared by label: the two columns have categories of their own.
    market = frame["market"].array
    to = pd.Index(market.categories).get_indexer(frame["exporter"].array.categories)
    where = np.flatnonzero(to[frame["exporter"].array.codes] == market.codes)
    if not len(where):
        return
    sold_to = frame["market"].iloc[where].astype(object).tolist()
    problem = "is the exporter itself; keep rows where the two differ"
    refuse(cases_at(frame.index, where, "market", sold_to, problem))


def refuse_repeats(frame: pd.DataFrame, text: Sequence[str]) -> None:
    """Refuse rows that repeat a key."""
    key = [c for c in text if c in frame]
    columns = [kernels.Column(frame[c].array.codes, len(frame[c].array.categories)) for c in key]
    if not kernels.has_repeats(columns):
        return
    repeated = frame.duplicated(key, keep=False).to_numpy()
    where = np.flatnonzero(repeated)
    values = [
        " / ".join(map(str, t)) for t in frame[key].iloc[where].itertuples(index=False, name=None)
    ]
    problem = "repeats a key; sum the rows, or leave unique=False to let measures sum"
    refuse(cases_at(frame.index, where, ", ".join(key), values, problem))


def units_named_twice(checked: pd.DataFrame, unit: Sequence[str]) -> pd.DataFrame:
    """List rows of units that have another row too; labels that are bad are listed elsewhere."""
    if not all(c in checked and isinstance(checked[c].dtype, pd.CategoricalDtype) for c in unit):
        return pd.DataFrame()
    key = checked[list(unit)]
    where = np.flatnonzero((key.duplicated(keep=False) & key.notna().all(axis=1)).to_numpy())
    labels = [" / ".join(map(str, t)) for t in key.iloc[where].itertuples(index=False, name=None)]
    problem = "names a unit twice; keep one row per unit"
    return cases_at(checked.index, where, ", ".join(unit), labels, problem)
