"""Intervals of a change cover it on simulated panels of firms: the committed table, in small."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks").is_dir(), reason="benchmarks/ is not beside the tests"
)


@pytest.fixture(scope="module")
def calibration() -> Any:
    """Import the script from the root of the checkout."""
    sys.path.insert(0, str(ROOT))
    try:
        return import_module("benchmarks.calibration_change")
    finally:
        sys.path.remove(str(ROOT))


@pytest.mark.parametrize(
    ("shape", "blocks", "sigma", "options"),
    [
        ("Zipf, steeper", 100, 1.0, {}),
        ("entry and exit", 200, 1.0, {}),
        ("equal, Zipf", 200, 1.0, {}),
        pytest.param("Zipf, steeper", 200, 1.0, {"rho": 0.99}, id="firms that hardly change"),
        pytest.param("Zipf, steeper", 120, 0.5, {"months": 0.8}, id="months"),
        pytest.param("Zipf, steeper", 400, 1.0, {"units": 200, "gamma": 1.0}, id="many districts"),
    ],
)
def test_a_known_change_is_covered(
    calibration: Any, shape: str, blocks: int, sigma: float, options: dict[str, Any]
) -> None:
    """At nominal 95 per cent, nine in ten of 120 panels at the least, and most are offered."""
    design = calibration.Design(shape=shape, blocks=blocks, sigma=sigma, **options)
    table = calibration.coverage(design, runs=120, measures=("hhi", "theil_t"))
    assert (table["offered"] >= 0.9).all()
    assert (table["covers"] >= 0.9 - 2 * (0.9 * 0.1 / 120) ** 0.5).all()


def test_an_interval_is_no_wider_than_it_must_be(calibration: Any) -> None:
    """More firms make it narrower, about by the root of their number."""
    few, many = (
        calibration.coverage(
            calibration.Design(shape="Zipf, steeper", blocks=n, sigma=1.0),
            runs=30,
            measures=("hhi",),
        )["width"][0]
        for n in (100, 900)
    )
    assert 2 < few / many < 5


def test_the_committed_table_has_every_design_and_covers() -> None:
    """A thousand panels each; no interval that is offered covers less than nine in ten."""
    text = (ROOT / "benchmarks" / "CALIBRATION_CHANGE.md").read_text("utf-8")
    assert "1,000 panels a design" in text
    covers = [float(x) for x in re.findall(r"(\d\.\d{3}) \(\d\.\d\d\)", text)]
    assert len(covers) > 100
    assert min(covers) >= 0.9
    assert len(re.findall("months of correlation", text)) >= 5
