"""Measure what intervals and tests claim: ``python -m benchmarks.calibration``.

Every number is what functions of the package give for tables whose truth is known, and goes into
``CALIBRATION.md``.  Seeds are fixed.  ``--quick`` makes few tables of each design and writes
nothing, which shows that it runs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
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


def concentration(number: int, replications: int) -> list[Row | str]:
    """Measure both methods of `concentration_intervals` in one design."""
    world = designs.concentration_worlds()[number]
    ways: dict[str, Callable[..., dict[str, designs.Values]]] = {"jackknife": of_world}
    if number in OLD:
        ways["percentile"] = of_percentiles
    seed = 100 + number
    rows: list[Row | str] = []
    for method, way in ways.items():
        for name, found in way(world, replications, seed).items():
            truth = float(measured(world.mean[np.newaxis], name)[0])
            rows.append(
                summed(
                    label(method),
                    f"{name} of mean exports",
                    world.name,
                    found,
                    truth,
                    seed=seed,
                )
            )
    return rows


Work = Callable[[int], list[Row | str]]


def _quotients_of_counts(replications: int) -> list[Row | str]:
    return list(cells.quotients_of_counts(replications * 10))


def _discoveries(replications: int) -> list[Row | str]:
    return list(discoveries(max(replications // 2, 5), max(replications // 20, 2)))


def _potentials(replications: int) -> list[Row | str]:
    return list(cells.potentials(replications))


def _quotients_of_blocks(number: int, replications: int) -> list[Row | str]:
    return list(cells.quotients_of_blocks(replications, number))


def parts() -> dict[str, list[Work]]:
    """List what is measured, by title, in pieces that do not wait for each other."""
    return {
        "Concentration and inequality": [
            partial(concentration, number) for number in range(len(designs.concentration_worlds()))
        ],
        "Quotients of counts": [_quotients_of_counts],
        "False discoveries": [_discoveries],
        "Potential of districts": [_potentials],
        "Quotients of value, from blocks": [
            partial(_quotients_of_blocks, number) for number in range(len(cells.BLOCK_WORLDS))
        ],
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure every part, and write the page of those that are done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few tables, nothing written")
    parser.add_argument("--jobs", type=int, default=1, help="processes; the numbers are the same")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    replications = 20 if options.quick else 1000
    found: dict[str, list[Row | str]] = {}
    with ProcessPoolExecutor(options.jobs) as pool:
        asked = {
            title: [pool.submit(work, replications) for work in works]
            for title, works in parts().items()
        }
        for title, pieces in asked.items():
            found[title] = [row for piece in pieces for row in piece.result()]
            print(f"{title}: {time.perf_counter() - start:.0f} s", flush=True)
    text = page(found)
    if options.quick:
        print(text)
    else:
        (HERE / "CALIBRATION.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
