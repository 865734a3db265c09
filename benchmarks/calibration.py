"""Measure what intervals and tests claim: ``python -m benchmarks.calibration``.

Every number is what functions of the package give for tables whose truth is known, and goes into
``CALIBRATION.md``.  Seeds are fixed.  ``--quick`` makes few tables of each design and writes
nothing, which shows that it runs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks import calibration_of_cells as cells
from benchmarks import designs
from benchmarks.calibration_rows import Row, page, summed
from benchmarks.discoveries import discoveries
from odopkit import _kernels as kernels
from odopkit._kernels.resampling import block_weights
from odopkit.concentration.left_out import ByBlock, each_interval
from odopkit.concentration.over_groups import measure

HERE = Path(__file__).resolve().parent
MEASURES = ("cr1", "cr3", "hhi", "theil_t", "gini")
# The designs in which percentiles are measured too.
OLD = (0, 1, 3, 6)


def measured(values: designs.Values, name: str) -> designs.Values:
    """Take a measure of each row."""
    n, width = values.shape
    return measure(name)(kernels.segment(np.repeat(np.arange(n), width), n, values.ravel()))


def of_world(
    world: designs.World, replications: int, seed: int, confidence: float = 0.95
) -> dict[str, designs.Values]:
    """Lower end, upper end and estimate of each measure, one row a table."""
    rng = np.random.default_rng(seed)
    found = {name: np.empty((replications, 3)) for name in MEASURES}
    for i in range(replications):
        value = world.draw(rng)
        blocks = ByBlock(value=value, outside=np.zeros(len(value)), labels=["b"] * len(value))
        ends = each_interval(blocks, list(MEASURES), confidence)
        for name in MEASURES:
            estimate = measured(value.sum(axis=0)[np.newaxis], name)[0]
            found[name][i] = ends[name].lower, ends[name].upper, estimate
    return found


def of_percentiles(world: designs.World, replications: int, seed: int) -> dict[str, designs.Values]:
    """Give the same of percentiles over 299 resamples."""
    rng = np.random.default_rng(seed)
    found = {name: np.empty((replications, 3)) for name in MEASURES}
    for i in range(replications):
        value = world.draw(rng)
        drawn = block_weights(rng, len(value), 299) @ value
        for name in MEASURES:
            low, high = np.quantile(measured(drawn, name), [0.025, 0.975])
            found[name][i] = low, high, measured(value.sum(axis=0)[np.newaxis], name)[0]
    return found


def label(method: str) -> str:
    """Name a method, an old default in italics."""
    name = f"`concentration_intervals`, {method}"
    return f"*{name}*" if method == "percentile" else name


def concentration(replications: int) -> Iterator[Row]:
    """Measure both methods of `concentration_intervals`."""
    ways: dict[str, Callable[..., dict[str, designs.Values]]] = {
        "jackknife": of_world,
        "percentile": of_percentiles,
    }
    for number, world in enumerate(designs.concentration_worlds()):
        for method, way in ways.items():
            if method == "percentile" and number not in OLD:
                continue
            seed = 100 + number
            for name, found in way(world, replications, seed).items():
                truth = float(measured(world.mean[np.newaxis], name)[0])
                yield summed(
                    label(method),
                    f"{name} of mean exports",
                    world.name,
                    found,
                    truth,
                    seed=seed,
                )


PARTS: dict[str, Callable[[int], Iterator[Row | str]]] = {
    "Concentration and inequality": concentration,
    "Quotients of counts": lambda n: cells.quotients_of_counts(n * 10),
    "False discoveries": lambda n: discoveries(max(n // 2, 5), max(n // 20, 2)),
    "Potential of districts": cells.potentials,
    "Quotients of value, from blocks": cells.quotients_of_blocks,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure every part, and write the page of those that are done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few tables, nothing written")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    found: dict[str, list[Row | str]] = {}
    for title, measured_part in PARTS.items():
        found[title] = list(measured_part(20 if options.quick else 1000))
        text = page(found)
        print(f"{title}: {time.perf_counter() - start:.0f} s", flush=True)
        if not options.quick:
            (HERE / "CALIBRATION.md").write_text(text, "utf-8")
    if options.quick:
        print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
