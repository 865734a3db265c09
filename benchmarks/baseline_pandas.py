"""A first look at a file of exports in plain pandas, with no check of anything in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

KEYS = ["state", "district", "hs_code"]


def read(path: Path) -> pd.DataFrame:
    """Read a csv with keys as text, and make them categories."""
    table = pd.read_csv(path, dtype=dict.fromkeys(KEYS, "str"))
    return table.astype(dict.fromkeys(KEYS, "category"))


def first_look(path: Path) -> dict[str, pd.DataFrame | pd.Series[Any]]:
    """Rank districts, count how many reach a share, and name the two products of each."""
    table = read(path)
    cells = table.groupby(KEYS, observed=True, sort=False)["value"].sum().reset_index()
    districts = cells.groupby(["state", "district"], observed=True, sort=False)["value"].sum()
    ranked = districts.sort_values(ascending=False)
    reached = ranked.cumsum() / ranked.sum()
    counts = pd.Series({share: (reached < share).sum() + 1 for share in (0.51, 0.8, 0.99)})
    ordered = cells.sort_values(["value", "hs_code"], ascending=[False, True])
    leads = ordered.groupby(["state", "district"], observed=True, sort=False).head(2)
    national = cells.groupby("hs_code", observed=True)["value"].sum()
    of_district = leads.join(districts.rename("total"), on=["state", "district"])
    of_nation = national.loc[leads["hs_code"]].to_numpy()
    leads = leads.assign(
        share_in_district=of_district["value"] / of_district["total"],
        share_in_nation=leads["value"] / of_nation,
    )
    return {"ranked": ranked, "coverage": counts, "leads": leads}
