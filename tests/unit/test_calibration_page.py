"""The page of calibration is as it must be: what is offered is covered, what is flagged is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "benchmarks" / "CALIBRATION.md"

pytestmark = pytest.mark.skipif(
    not PAGE.exists(),
    reason="benchmarks/ is not beside the tests",
)


def rows(heading: str) -> list[dict[str, str]]:
    """Read all tables of the page whose first column has this heading."""
    found: list[dict[str, str]] = []
    names: list[str] = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [x.strip() for x in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            names = []
        elif not names:
            names = cells if cells[0] == heading else ["other"]
        elif names[0] == heading and not set(cells[0]) <= {"-", "|"}:
            found.append(dict(zip(names, cells, strict=True)))
    return found


def test_no_interval_that_is_offered_is_covered_below_nine_tenths() -> None:
    """At a nominal .95, in a thousand tables or more; old choices by name apart."""
    table = rows("Procedure")
    assert len(table) > 300
    for row in table:
        assert int(row["Tables"]) >= 1000, row
        assert row["Nominal"] == "0.95"
        if not row["Procedure"].startswith("*") and row["Covered"] != "none":
            assert float(row["Covered"]) >= 0.90, row
    assert {r["Procedure"].strip("*").partition("`,")[0].strip("`") for r in table} == {
        "concentration_intervals",
        "district_potential",
        "log_delta_interval",
        "quotient_intervals",
        "score_interval",
    }


def test_intervals_are_offered_and_have_ends() -> None:
    """Declining always and endless widths are no solution."""
    thousand = [
        r
        for r in rows("Procedure")
        if r["Design"].startswith("firms B=1000 sigma=1, 30") and "jackknife" in r["Procedure"]
    ]
    offered = {r["Estimand"].partition(" ")[0]: float(r["Offered"]) for r in thousand}
    assert offered["hhi"] >= 0.95
    assert offered["cr3"] >= 0.95
    for row in thousand:
        assert float(row["Width"]) < 2.5, row


def test_false_discoveries_are_as_few_as_is_said() -> None:
    """At the default, in both designs, with power printed."""
    table = [r for r in rows("Design") if "Counted" in r and "(default)" in r["Counted"]]
    assert [r["Design"] for r in table] == ["one shipment a firm", "ten shipments a firm"]
    for row in table:
        assert int(row["Tables"]) >= 500
        assert float(row["False"]) <= 0.05, row
        assert float(row["Power"]) > 0.5


def test_rows_of_districts_hold_their_own_estimate() -> None:
    """At least 99 in a hundred."""
    table = [r for r in rows("Design") if "Rows with their own estimate" in r]
    assert len(table) >= 7
    for row in table:
        stated, again = row["`p_rank_1` of the first"], row["First when drawn again"]
        assert float(stated) == pytest.approx(float(again), abs=0.1)
        assert re.fullmatch(r"[01]\.[0-9]{4}", row["Rows with their own estimate"])
        assert float(row["Rows with their own estimate"]) >= 0.99
