"""The main job on real tables of two countries, against plain pandas in the test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from _shared import real
from odopkit import (
    DominanceRule,
    bracket_shares,
    concentration_table,
    coverage,
    dominance_by_state,
    dominance_table,
    lead_products,
    load_paper_table,
    read_exports,
    study_exports,
)
from odopkit.dominance import admissible_rules, lead_cells_by_state

PLACE = ["state", "district"]
COUNTRIES: dict[str, dict[str, Any]] = {
    "india": {
        "path": "data/dgcis_district_sector_fy25/district_sector_clusters.csv",
        "read": {
            "columns": {
                "State": "state",
                "District": "district",
                "sector": "product",
                "export_usd": "value",
            },
            "currency": "USD",
        },
        "unspecified": "UNSPECIFIED",
        "options": {},
    },
    "spain": {
        "path": "data/spain_provinces/subnat_exports.csv",
        "read": {
            "columns": {
                "Subnat Geography": "district",
                "Section": "product",
                "Trade Value": "value",
            },
            "constants": {"state": "Spain"},
        },
        "unspecified": "Sin provincia asignada",
        "options": {"unspecified_values": ("Sin provincia asignada",)},
    },
}
each_country = pytest.mark.parametrize("country", COUNTRIES)
MODES = ["exclude", "denominator", "unit"]


def flows(country: str) -> pd.DataFrame:
    """The table as the library reads it."""
    spec = COUNTRIES[country]
    return read_exports(real(spec["path"]), **spec["read"]).flows


def plain(country: str) -> pd.DataFrame:
    """The table as pandas reads it, with an indicator of unspecified places."""
    spec = COUNTRIES[country]
    raw = pd.read_csv(real(spec["path"])).rename(columns=spec["read"]["columns"])
    raw = raw.assign(**spec["read"].get("constants", {}))
    raw["bare"] = raw["district"].eq(spec["unspecified"])
    return raw[[*PLACE, "product", "value", "bare"]]


def totals(table: pd.DataFrame) -> pd.Series[float]:
    """Exports of each place, largest first."""
    return table.groupby(PLACE)["value"].sum().sort_values(ascending=False)


@each_country
def test_every_row_is_read(country: str) -> None:
    """Nothing of these files is bad, so nothing is set aside."""
    spec = COUNTRIES[country]
    result = read_exports(real(spec["path"]), **spec["read"])
    raw = plain(country)
    assert len(result.flows) == len(raw)
    assert set(result.issues["action"]) <= {"noted"}
    assert result.flows["value"].sum() == pytest.approx(raw["value"].sum(), rel=1e-12)


@each_country
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("share", [0.51, 0.80, 0.95])
def test_coverage_agrees_with_pandas(country: str, mode: Any, share: float) -> None:
    """Count, states and total in each of the three modes."""
    raw = plain(country)
    ranked = totals(raw if mode == "unit" else raw[~raw["bare"]])
    total = ranked.sum() if mode == "exclude" else raw["value"].sum()
    reached = (ranked.cumsum() / total) >= share
    found = coverage(flows(country), share=share, unspecified=mode, **COUNTRIES[country]["options"])
    assert found.value == pytest.approx(total)
    if not reached.any():
        assert found.n_units is None
        return
    n = int(reached.to_numpy().argmax()) + 1
    assert found.n_units == n
    leaders = ranked.index[:n]
    assert found.units[PLACE].to_numpy().tolist() == [list(key) for key in leaders]
    states = {state for state, _ in leaders} - {"UNSPECIFIED"}
    assert found.n_states == len(states)


@each_country
@pytest.mark.parametrize("mode", MODES)
def test_brackets_agree_with_pandas(country: str, mode: Any) -> None:
    """The first ten, the next ten and the rest."""
    raw = plain(country)
    ranked = totals(raw if mode == "unit" else raw[~raw["bare"]])
    total = ranked.sum() if mode == "exclude" else raw["value"].sum()
    table = bracket_shares(
        flows(country), edges=(10, 20), unspecified=mode, **COUNTRIES[country]["options"]
    )
    expected = [ranked.iloc[:10].sum(), ranked.iloc[10:20].sum(), ranked.iloc[20:].sum()]
    assert table["value"].tolist() == pytest.approx(expected)
    assert table["share"].tolist() == pytest.approx([v / total for v in expected])
    assert table["last"].iloc[-1] == len(ranked)


@each_country
def test_dominance_agrees_with_pandas(country: str) -> None:
    """First two products, gap and class of every district."""
    raw = plain(country)
    named = raw[~raw["bare"] & (raw["value"] > 0)]
    ordered = named.sort_values("value", ascending=False, kind="stable")
    first = ordered.groupby(PLACE)["value"].nth(0).sum(), ordered.groupby(PLACE)["value"].first()
    second = ordered.groupby(PLACE)["value"].apply(lambda v: v.iloc[1] if len(v) > 1 else 0.0)
    gap = (first[1] - second) / named.groupby(PLACE)["value"].sum()
    table = dominance_table(
        flows(country),
        product="product",
        level=None,
        rule=DominanceRule.AS_PUBLISHED,
        **COUNTRIES[country]["options"],
    ).set_index(PLACE)
    assert len(table) == raw.loc[~raw["bare"], PLACE].drop_duplicates().shape[0]
    with_exports = table[table["case"] != "no_exports"]
    pd.testing.assert_series_equal(with_exports["gap"], gap.sort_index(), check_names=False)
    assert (with_exports["single_or_double"] == "double").tolist() == (
        gap.sort_index() > 0.10
    ).tolist()
    counts = dominance_by_state(table.reset_index())
    assert counts["n_units"].iloc[-1] == len(table)


@each_country
def test_leading_products_agree_with_pandas(country: str) -> None:
    """Product, and its share of district, state and nation."""
    raw = plain(country)
    named = raw[~raw["bare"]].reset_index(drop=True)
    top = named.loc[named.groupby(PLACE)["value"].idxmax()].sort_values(PLACE)
    leads = lead_products(flows(country), product="product", **COUNTRIES[country]["options"])
    assert leads["product"].tolist() == top["product"].tolist()
    nation = raw.groupby("product")["value"].sum()
    shares = top["value"].to_numpy() / nation[top["product"]].to_numpy()
    np.testing.assert_allclose(leads["share_in_nation"], shares)
    state = named.groupby("state")["value"].sum()
    np.testing.assert_allclose(
        leads["share_in_state"], top["value"].to_numpy() / state[top["state"]].to_numpy()
    )
    cells = lead_cells_by_state(flows(country), product="product", **COUNTRIES[country]["options"])
    best = named.loc[named.groupby("state")["value"].idxmax()].sort_values("state")
    assert cells[PLACE].to_numpy().tolist() == best[PLACE].to_numpy().tolist()
    np.testing.assert_allclose(cells["value"], best["value"])


@each_country
def test_concentration_agrees_with_pandas(country: str) -> None:
    """HHI and Gini over districts, of each product and of each basket."""
    raw = plain(country)
    named = raw[~raw["bare"] & (raw["value"] > 0)]
    options = {**COUNTRIES[country]["options"], "product": "product", "measures": ("hhi", "gini")}

    def hhi(v: pd.Series[float]) -> float:
        return float(((v / v.sum()) ** 2).sum())

    def gini(v: pd.Series[float]) -> float:
        x, n = np.sort(v.to_numpy()), len(v)
        return float(2 * (np.arange(1, n + 1) * x).sum() / (n * x.sum()) - (n + 1) / n)

    for across, within in ((("state", "district"), "product"), ("product", ("state", "district"))):
        table = concentration_table(flows(country), across=across, within=within, **options)
        table = table[table["n_products" if across == "product" else "n_units"] > 0]
        keys = within if isinstance(within, str) else list(within)
        groups = named.groupby(keys)["value"]
        np.testing.assert_allclose(table["hhi"], groups.agg(hhi), rtol=1e-10)
        np.testing.assert_allclose(table["gini"], groups.agg(gini), rtol=1e-8, atol=1e-12)


@each_country
def test_the_whole_study_runs_and_agrees_with_its_parts(country: str) -> None:
    """Headline numbers against pandas; what sectors cannot support is said."""
    spec = COUNTRIES[country]
    study = study_exports(flows(country), product="product", level=None, **spec["options"])
    raw = plain(country)
    ranked = totals(raw[~raw["bare"]])
    assert study.quality.set_index("item").loc["districts", "value"] == len(ranked)
    eighty = int((ranked.cumsum() / ranked.sum() >= 0.8).to_numpy().argmax()) + 1
    assert study.coverage[1].n_units == eighty
    mean = ranked / ranked.mean()
    positive = mean[mean > 0]
    assert study.concentration is not None
    assert study.decomposition is not None
    theil = float((positive * np.log(positive)).sum() / len(mean))
    assert study.concentration["theil_t"].iloc[0] == pytest.approx(theil)
    assert study.decomposition.total == pytest.approx(theil)
    assert set(study.not_computed) == {"diversification.n_chapters", "diversification.n_partners"}


def test_india_has_the_known_population_effects() -> None:
    """676 named districts; 91 silent ones of the government's list move the Gini."""
    directory = pd.read_csv(real("data/lgd_districts/lgd_districts_planemad_2022.csv"))
    units = pd.DataFrame(
        {
            "state": directory["State Name"].str.upper().str.strip(),
            "district": directory["District Name"].str.upper().str.strip(),
        }
    )
    table = flows("india")
    over = {"across": ("state", "district"), "measures": ("gini",)}
    without = concentration_table(table, **over).iloc[0]  # type: ignore[arg-type]
    with_silent = concentration_table(table, units=units, **over).iloc[0]  # type: ignore[arg-type]
    assert without["n_units"] == 676
    assert without["gini"] == pytest.approx(0.875, abs=5e-4)
    assert with_silent["gini"] == pytest.approx(0.890, abs=5e-4)
    study = study_exports(table, product="product")
    assert str(study.quality.set_index("item").loc["unspecified place", "note"])[:5] == "4.08%"


def test_appendix_1_shares_of_the_nation_match_the_rebuilt_ones() -> None:
    """The column that the paper announces and does not print, from official totals."""
    check = pd.read_csv(real("data/paper_crosscheck/appendix1_vs_eidb.csv"), dtype={"hs8": str})
    printed = load_paper_table("appendix1")
    table = printed.rename(columns={"value_usd_mn": "value"})[
        ["state", "district", "hs_code", "value"]
    ]
    official = check.dropna(subset=["eidb_fy2021_22_national_usd_mn"])
    national = official.drop_duplicates("hs8").set_index("hs8")["eidb_fy2021_22_national_usd_mn"]
    cells = lead_cells_by_state(table, national=national).set_index("state")
    # Ladakh prints 0.0, of which nothing is a share.
    known = official[official["exp_usd_mn"] > 0].set_index("state")["share_of_national_pct"]
    rebuilt = 100 * cells["share_in_nation"].reindex(known.index)
    np.testing.assert_allclose(rebuilt, known, atol=0.06)
    without = cells["share_in_nation"].isna()
    assert without.sum() == len(check) - len(official) + 1


def test_a_rule_s_own_counts_are_admissible_on_real_districts() -> None:
    """Counting real districts by a rule never contradicts that rule."""
    table = flows("india")
    for rule in DominanceRule:
        result = dominance_table(table, product="product", rule=rule)
        shares = result.rename(columns={"first_share": "share_in_district"})
        verdicts = admissible_rules(dominance_by_state(result), shares, rounding=0.0)
        mine = verdicts[verdicts["rule"] == rule]
        assert not mine["contradiction"].any()
