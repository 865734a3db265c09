"""What the paper's printed tables say when they are put back into a flows table.

The paper's data are not public, but each row of its Appendix 1 implies the exports of
a district and of a state.  This script rebuilds them, recovers the appendix with
the library's own functions, and asks which dominance rule can have made Table 2.
It needs nothing but the package: ``python examples/published_tables.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from odopkit import bracket_shares, load_paper_table
from odopkit.dominance import admissible_rules, lead_cells_by_state
from odopkit.ranking import PAPER_BRACKETS


def implied_flows(appendix: pd.DataFrame) -> pd.DataFrame:
    """Rebuild the exports that Appendix 1 implies, in USD million.

    The rest of a district is booked under 99999999 (goods not specified) and the rest
    of its state under no district, so both count in totals and neither is ranked.
    """
    value = appendix["value_usd_mn"]
    place = appendix[["state", "district"]]
    in_district = value / appendix["share_in_district"]
    in_state = value / appendix["share_in_state"]
    rest = {
        "district": (in_district - value).clip(lower=0),
        "state": (in_state - in_district).clip(lower=0),
    }
    return pd.concat(
        [
            place.assign(hs_code=appendix["hs_code"], value=value),
            place.assign(hs_code="99999999", value=rest["district"]),
            place.assign(district="UNSPECIFIED", hs_code="99999999", value=rest["state"]),
        ],
        ignore_index=True,
    )


def main() -> int:
    """Print the recovered appendix, Table 1, and the verdict on the rules."""
    table1, table2 = load_paper_table("table1"), load_paper_table("table2")
    appendix = load_paper_table("appendix1")

    # National totals are not printed, so the shares of the nation here are none, and not shown.
    cells = lead_cells_by_state(implied_flows(appendix), unspecified="denominator")
    both = appendix.merge(cells, on="state", suffixes=("_printed", ""))
    print("Appendix 1: the largest district and product cell of each state (USD million)\n")
    show = both.assign(
        district_pct=(100 * both["share_in_district"]).round(1),
        state_pct=(100 * both["share_in_state"]).round(2),
    )
    columns = ["state", "district", "hs_code", "description", "value", "district_pct", "state_pct"]
    print(show[columns].to_string(index=False, na_rep=""))
    exact = (
        (both["district"] == both["district_printed"])
        & (both["hs_code"] == both["hs_code_printed"])
        & ((both["share_in_district"] - both["share_in_district_printed"]).abs() < 0.0005)
        & ((both["share_in_state"] - both["share_in_state_printed"]).abs() < 0.0005)
    )
    # Ladakh's exports are printed as 0.0, and nothing is a share of that.
    silent = both["value_usd_mn"] == 0
    names = ", ".join(both.loc[silent, "state"])
    print(f"\n{int(exact.sum())} of {len(appendix)} rows recovered; {names} is printed as 0.0")

    sizes = pd.Series([*PAPER_BRACKETS, 683]).diff().fillna(PAPER_BRACKETS[0]).astype(int)
    mean = np.repeat((table1["share"] / sizes).to_numpy(), sizes)
    brackets = bracket_shares(mean)
    print("\nTable 1, each bracket shared out evenly over its districts (per cent)\n")
    for name, share, so_far in brackets[["bracket", "share", "cumulative_share"]].to_numpy():
        print(f"  {name:>8} {100 * share:6.1f} {100 * so_far:6.1f}")

    verdicts = admissible_rules(table2, appendix)
    print("\nTable 2: which rule can have made its counts, given Appendix 1's top shares?")
    print("('as_published' calls a gap of more than ten points double, as the paper's words do)\n")
    for rule, rows in verdicts.groupby("rule", sort=False):
        bad = rows[rows["contradiction"]]
        forced = int((rows["forced_class"] != "").sum())
        said = f"refuted by {', '.join(bad['state'])}" if len(bad) else "no contradiction"
        print(f"  {rule:<13} {forced:>2} states force a class; {said}")
    conventional = verdicts[(verdicts["rule"] == "conventional") & verdicts["contradiction"]]
    as_published = verdicts[(verdicts["rule"] == "as_published") & verdicts["contradiction"]]
    recovered = bool((exact | silent).all()) and len(both) == len(appendix)
    return 0 if recovered and len(conventional) and not len(as_published) else 1


if __name__ == "__main__":
    raise SystemExit(main())
