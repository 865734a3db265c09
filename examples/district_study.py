"""The paper's empirical section for a real table: Indian districts, fiscal 2024-25.

Reads a district by sector table from ``../shared/data`` beside the checkout (or from
the folder in ``ODOPKIT_SHARED``); without it the script says so and stops.
"""

from __future__ import annotations

import os
from pathlib import Path

from odopkit import read_exports, study_exports

SHARED = Path(os.environ.get("ODOPKIT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
TABLE = SHARED / "data" / "dgcis_district_sector_fy25" / "district_sector_clusters.csv"


def main() -> int:
    """Read, list what was set aside, and print the study."""
    if not TABLE.exists():
        print(f"{TABLE.name} is not at hand (looked in {TABLE.parent}); nothing to do")
        return 0
    result = read_exports(
        TABLE,
        columns={
            "State": "state",
            "District": "district",
            "sector": "product",
            "export_usd": "value",
        },
        currency="USD",
    )
    print(f"{len(result.flows)} rows in {result.currency}, {len(result.issues)} issues\n")
    study = study_exports(result.flows, product="product")
    print(study.to_frame().to_string(index=False))
    print("\nShare of rank brackets (Table 1's twin)\n")
    print(study.brackets[["bracket", "share", "cumulative_share"]].to_string(index=False))
    print("\nDistricts by national share of their leading sector (Figure 3's twin)\n")
    print(study.share_classes.to_string(index=False))
    print("\nSingle and double districts by state (Table 2's twin)\n")
    print(study.dominance_by_state.to_string(index=False))
    for name, reason in study.not_computed.items():
        print(f"\nnot computed: {name}: {reason}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
