"""Each printed table of the paper beside the one recomputed from the illustrative table.

The paper's raw data are not public.  The package ships a synthetic table of exports that
was constructed to behave like them; this script runs the library's public functions on
it, prints every printed cell beside the recovered one with their difference, and then
what the printed figures prove against each other.  It needs nothing but the package,
and exits non-zero if a single cell of Table 1, Table 2 or Appendix 1 is not
recovered: ``python examples/reproduce_paper.py``.
"""

from __future__ import annotations

import pandas as pd

from odopkit import (
    bracket_shares,
    coverage,
    dominance_by_state,
    dominance_table,
    lead_products,
    load_illustrative_exports,
    load_paper_table,
)
from odopkit.dominance import lead_cells_by_state, lead_share_classes, product_composition
from odopkit.paper import check_paper

MILLION = 1e6


def beside(
    title: str, printed: pd.DataFrame, found: pd.DataFrame, key: list[str], digits: dict[str, int]
) -> int:
    """Print two tables side by side and return how many cells differ."""
    both = printed.merge(found, on=key, how="left", suffixes=("_printed", "_found"))
    shown = both[key].copy()
    wrong = abs(len(found) - len(printed))
    for column, places in digits.items():
        recovered = both[f"{column}_found"].astype(float).round(places)
        difference = (recovered - both[f"{column}_printed"].astype(float)).round(places)
        wrong += int((difference != 0).sum())  # a missing cell is not equal to 0 either
        shown[f"{column} (printed)"] = both[f"{column}_printed"]
        shown[f"{column} (recovered)"] = recovered
        shown[f"difference in {column}"] = difference
    print(f"\n{title}\n")
    print(shown.to_string(index=False))
    cells = len(both) * len(digits)
    print(f"\n{cells - wrong} of {cells} cells recovered")
    return wrong


def composition(flows: pd.DataFrame) -> int:
    """Compare what the leading products are made of: one of a single district, two of a double."""
    verdict = dominance_table(flows, rule="as_published")[["state", "district", "single_or_double"]]
    leads = lead_products(flows, k=2).merge(verdict, on=["state", "district"])
    identified = leads[(leads["rank"] == 1) | (leads["single_or_double"] == "double")]
    printed = load_paper_table("sector_composition")
    sectors = product_composition(identified)
    print(f"\n{sectors['n_products'].sum()} different products lead in 683 districts")
    wrong = beside(
        "Section 5: products by broad sector (shares of different codes)",
        printed[printed["within"] == "all products"][["group", "share"]],
        sectors.rename(columns={"broad_sector": "group", "share_of_products": "share"})[
            ["group", "share"]
        ],
        ["group"],
        {"share": 3},
    )
    sections = product_composition(identified, by="section")
    inside = sections.rename(columns={"share_of_slots_in_sector": "share"})
    return wrong + beside(
        "Section 5: agriculture by HS section (shares of districts' leading products)",
        printed[printed["within"] == "agriculture"][["section", "share"]],
        inside[inside["section"].isin(["I", "II", "IV"])][["section", "share"]],
        ["section"],
        {"share": 3},
    )


def main() -> int:
    """Run the paper's tables on the illustrative exports."""
    flows = load_illustrative_exports()
    total = flows["value"].sum() / MILLION
    print(f"Illustrative (synthetic) exports: {len(flows):,} rows, USD {total:,.0f} million")

    brackets = bracket_shares(flows)
    wrong = beside(
        "Table 1: share of district brackets",
        load_paper_table("table1"),
        brackets[["bracket", "share"]],
        ["bracket"],
        {"share": 3},
    )

    counts = dominance_by_state(dominance_table(flows, rule="as_published"))
    wrong += beside(
        "Table 2: districts with a single or a double product (the rule as published)",
        load_paper_table("table2"),
        counts[counts["state"] != "Total"][["state", "single", "double"]],
        ["state"],
        {"single": 0, "double": 0},
    )

    cells = lead_cells_by_state(flows).rename(columns={"value": "value_usd_mn"})
    cells["value_usd_mn"] /= MILLION
    names = ["value_usd_mn", "share_in_district", "share_in_state"]
    key = ["state", "district", "hs_code"]
    wrong += beside(
        "Appendix 1: largest district and product cell of each state",
        load_paper_table("appendix1")[[*key, *names]],
        cells[[*key, *names]],
        key,
        {"value_usd_mn": 1, "share_in_district": 3, "share_in_state": 4},
    )
    print("\nThe column that the paper announces and does not print, in the illustrative table:\n")
    print(cells[[*key, "share_in_nation"]].round(3).head(10).to_string(index=False))

    print("\nHow few districts\n")
    for share in (0.51, 0.80):
        few = coverage(flows, share=share)
        print(f"  {few.n_units} districts in {few.n_states} states hold {share:.0%}")
    top = coverage(flows, share=0.38)
    print(f"  the first {top.n_units} lie in {top.n_states} states")

    classes = lead_share_classes(lead_products(flows))
    wrong += beside(
        "Figure 3: districts by national share of their leading product",
        load_paper_table("figure3")[["share_class", "n_units"]],
        classes[classes["at_least"] >= 0.25][["share_class", "n_units"]],
        ["share_class"],
        {"n_units": 0},
    )

    wrong += composition(flows)

    print("\nWhat the printed figures say about each other\n")
    verdicts = check_paper()
    for row in verdicts.to_dict("records"):
        print(f"  {row['verdict']:<15} {row['claim']}: {row['recomputed']}")
    print("\nErrata that the figures show\n")
    for row in load_paper_table("errata").to_dict("records"):
        print(f"  {row['erratum']} ({row['where']}): {row['wrong']} ({row['how']})")

    print(f"\n{'Every cell recovered' if not wrong else f'{wrong} cells NOT recovered'}")
    return 0 if not wrong else 1


if __name__ == "__main__":
    raise SystemExit(main())
