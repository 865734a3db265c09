"""The lines that an analyst types first, as typed, on the real Indian table."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from _shared import SHARED, real

if TYPE_CHECKING:
    from pathlib import Path

LINES = """
from odopkit import *
r = read_exports("../shared/data/dgcis_district_sector_fy25/district_sector_clusters.csv",
                 columns={"State": "state", "District": "district", "sector": "product",
                          "export_usd": "value"}, currency="USD")
for mode in ("exclude", "denominator", "unit"):
    print(coverage(r.flows, share=0.80, unspecified=mode).n_units)
print(len(bracket_shares(r.flows)))
print(len(dominance_table(r.flows, product="product", level=None,
                          rule=DominanceRule.AS_PUBLISHED)))
print(study_exports(r.flows, product="product", level=None).coverage[1].n_units)
"""


def test_first_lines_of_an_analyst_run_as_typed(tmp_path: Path) -> None:
    """64, 77 and 65 districts make eighty per cent in the three modes."""
    real("data/dgcis_district_sector_fy25/district_sector_clusters.csv")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", LINES.replace("../shared", str(SHARED))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["64", "77", "65", "13", "676", "64"]
