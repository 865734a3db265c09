"""How often intervals of a change cover it, on simulated panels of firms whose change is known.

``python -m benchmarks.calibration_change`` runs every design a thousand times and writes
``CALIBRATION_CHANGE.md``; ``--runs N`` runs fewer, and ``--check`` only prints.  Firms are drawn,
each in one district or several, with log-normal sizes at both dates that are correlated; the truth
is the change of the measure of what a firm is expected to export.  An interval covers where it
holds the truth; what is declined covers nothing and counts in ``offered`` only.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.named import measures_of
from odopkit._kernels.paired import Blocks
from odopkit.change.intervals import change_intervals

if TYPE_CHECKING:
    from odopkit.typing import Float64Array

MEASURES: Final = ("hhi", "theil_t", "entropy", "cr1", "cr3")
PAGE: Final = Path(__file__).with_name("CALIBRATION_CHANGE.md")


@dataclass(frozen=True, kw_only=True)
class Design:
    """A panel of firms: its districts at both dates, and how firms are drawn."""

    shape: str
    blocks: int
    sigma: float  # of the logarithm of a firm's size
    rho: float = 0.8  # correlation of the logarithms at both dates
    units: int = 30
    places: int = 1  # districts that a firm exports from
    absent: float = 0.0  # share of firms that a date lacks
    gamma: float = 0.0  # shape of gamma sizes, in place of lognormal ones
    months: float | None = None  # correlation of a month with the one before; else firms

    def __str__(self) -> str:
        """Say what it is in a few words."""
        if self.months is not None:
            return f"{self.shape}, {self.units} districts, months of correlation {self.months:g}"
        more = [f"gamma {self.gamma:g}"] if self.gamma else []
        more += [f"{self.places} districts a firm"] if self.places > 1 else []
        more += [f"{self.absent:.0%} of firms absent"] if self.absent else []
        words = [f"{self.shape}, {self.units} districts", f"rho {self.rho:g}", *more]
        return ", ".join(words)

    def shares(self) -> tuple[Float64Array, Float64Array]:
        """Share of each district at both dates, as expected."""
        flat = np.full(self.units, 1 / self.units)
        if self.shape == "equal, equal":
            return flat, flat
        if self.shape == "equal, Zipf":
            return flat, _zipf(self.units, 1.0)
        first = _zipf(self.units, 1.0)
        if self.shape == "Zipf, Zipf":
            return first, first
        if self.shape == "Zipf, steeper":
            return first, _zipf(self.units, 1.2)
        if self.shape == "the first three trade places":
            return first, first[np.r_[2, 0, 1, np.arange(3, self.units)]]
        third = self.units // 3
        last = first.copy()
        first[third : 2 * third] = 0.0  # districts that enter
        last[-third:] = 0.0  # and districts that leave
        return first / first.sum(), last / last.sum()


def _zipf(n: int, exponent: float) -> Float64Array:
    sizes = np.arange(1, n + 1, dtype=np.float64) ** -exponent
    return np.asarray(sizes / sizes.sum(), dtype=np.float64)


DESIGNS: Final = (
    *(Design(shape="Zipf, steeper", blocks=b, sigma=1) for b in (30, 50, 100, 200, 1000)),
    *(Design(shape="Zipf, steeper", blocks=b, sigma=2) for b in (50, 200, 1000)),
    Design(shape="Zipf, steeper", blocks=200, sigma=1, rho=0.0),
    Design(shape="Zipf, steeper", blocks=200, sigma=1, units=100, places=5, absent=0.2),
    Design(shape="Zipf, steeper", blocks=60, sigma=1, rho=0.9, places=10),
    Design(shape="Zipf, steeper", blocks=200, sigma=3),
    Design(shape="Zipf, Zipf", blocks=50, sigma=1),
    Design(shape="Zipf, Zipf", blocks=200, sigma=2),
    Design(shape="the first three trade places", blocks=200, sigma=1, absent=0.1),
    Design(shape="entry and exit", blocks=200, sigma=1, absent=0.1),
    Design(shape="entry and exit", blocks=200, sigma=2, rho=0.5, absent=0.1),
    *(Design(shape="equal, equal", blocks=b, sigma=1) for b in (50, 200)),
    Design(shape="equal, equal", blocks=1000, sigma=2),
    *(Design(shape="equal, Zipf", blocks=b, sigma=1) for b in (50, 100, 200, 1000)),
    Design(shape="equal, Zipf", blocks=1000, sigma=2),
    # Made after the methods, to break them: firms that hardly change, and months.
    *(Design(shape="Zipf, steeper", blocks=b, sigma=1, rho=0.99) for b in (50, 200)),
    Design(shape="Zipf, steeper", blocks=200, sigma=2, rho=0.995),
    Design(shape="Zipf, steeper", blocks=200, sigma=1, gamma=0.3, rho=0.7),
    Design(shape="Zipf, steeper", blocks=50, sigma=1, gamma=0.3, rho=0.7, units=5),
    Design(shape="Zipf, steeper", blocks=400, sigma=1, gamma=1.0, rho=0.7, units=200),
    *(Design(shape="Zipf, steeper", blocks=60, sigma=0.5, months=r) for r in (0.0, 0.5, 0.8)),
    Design(shape="Zipf, steeper", blocks=120, sigma=0.5, rho=0.0, months=0.8),
    Design(shape="entry and exit", blocks=60, sigma=0.5, months=0.5),
)


def _months(design: Design, rng: np.random.Generator, linked: float) -> tuple[Blocks, Blocks]:
    """Draw months in which all districts export, each like the one before and that of the date."""
    n = (design.blocks, design.units)
    logs = rng.standard_normal((2, *n))
    for i in range(1, design.blocks):
        logs[:, i] = linked * logs[:, i - 1] + np.sqrt(1 - linked**2) * logs[:, i]
    logs[1] = design.rho * logs[0] + np.sqrt(1 - design.rho**2) * logs[1]
    block, unit = (x.ravel() for x in np.indices(n))
    first, last = (
        Blocks(
            block=block,
            unit=unit,
            value=(np.exp(design.sigma * of_date) * shares).ravel(),
            outside=np.zeros(design.blocks),
            n_blocks=design.blocks,
            n_units=design.units,
        )
        for of_date, shares in zip(logs, design.shares(), strict=True)
    )
    return first, last


def _sizes(design: Design, rng: np.random.Generator) -> Float64Array:
    """Sizes of firms at both dates, whose mean is the same."""
    if design.gamma:
        common = rng.gamma(design.gamma * design.rho, 1.0, design.blocks)
        own = rng.gamma(design.gamma * (1 - design.rho), 1.0, (2, design.blocks))
        return np.asarray(common + own)
    normal = rng.standard_normal((2, design.blocks))
    second = design.rho * normal[0] + np.sqrt(1 - design.rho**2) * normal[1]
    return np.exp(design.sigma * np.stack([normal[0], second]) - design.sigma**2 / 2)


def panel(design: Design, rng: np.random.Generator) -> tuple[Blocks, Blocks]:
    """Draw firms, and what each exports from its districts at both dates; or months."""
    if design.months is not None:
        return _months(design, rng, design.months)
    first, last = design.shares()
    drawn = (first + last) / 2
    block = np.repeat(np.arange(design.blocks), design.places)
    unit = rng.choice(design.units, size=len(block), p=drawn)
    dates = []
    for size, shares in zip(_sizes(design, rng), (first, last), strict=True):
        size *= rng.random(design.blocks) >= design.absent
        dates.append(
            Blocks(
                block=block,
                unit=unit,
                value=size[block] * shares[unit] / drawn[unit],
                outside=np.zeros(design.blocks),
                n_blocks=design.blocks,
                n_units=design.units,
            )
        )
    return dates[0], dates[1]


def coverage(
    design: Design, *, runs: int, seed: int = 1, measures: tuple[str, ...] = MEASURES
) -> pd.DataFrame:
    """Simulate a design: how often each interval is offered, covers, and how wide it is."""
    rng = np.random.default_rng(seed)
    chosen = measures_of(measures)
    whole = [kernels.one_segment(shares) for shares in design.shares()]
    truth = {name: float(take(whole[1])[0] - take(whole[0])[0]) for name, take in chosen.items()}
    found = []
    for _ in range(runs):
        first, last = panel(design, rng)
        table = change_intervals(first, last, chosen, blocks=True, confidence=0.95)
        found.append(table.assign(truth=table["measure"].map(truth)))
    drawn = pd.concat(found, ignore_index=True)
    drawn["offered"] = drawn["lower"].notna()
    drawn["covers"] = drawn["truth"].between(drawn["lower"], drawn["upper"])
    drawn["width"] = drawn["upper"] - drawn["lower"]
    offered = drawn[drawn["offered"]].groupby("measure")
    table = drawn.groupby("measure").agg(offered=("offered", "mean"), truth=("truth", "first"))
    table["covers"] = offered["covers"].mean()
    table["width"] = offered["width"].median()
    return table.loc[list(measures)].reset_index()


def page(runs: int, jobs: int = 1) -> str:
    """Run every design and write its row."""
    head = ["panel", "B", "sigma", *MEASURES]
    lines = [
        "# Intervals of a change: how often they cover",
        "",
        (
            f"`python -m benchmarks.calibration_change`, {runs:,} panels a design, "
            "nominal 95 per cent."
        ),
        "Each cell: the share of intervals, of those that were offered, that cover the change of",
        "the measure at mean exports, which is known (share offered). No figure: fewer than one",
        "panel in a hundred was offered one. B firms are the blocks, sigma is that of their log",
        "size, and rho correlates the two dates. Months are B blocks in which all districts",
        "export; their own correlation is with the month before.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
    ]
    with ProcessPoolExecutor(jobs) as pool:
        tables = list(pool.map(partial(coverage, runs=runs), DESIGNS))
    for design, found in zip(DESIGNS, tables, strict=True):
        table = found.set_index("measure")
        cells = []
        for name in MEASURES:
            covers, offered = float(table["covers"][name]), float(table["offered"][name])
            cells.append(f"{covers:.3f} ({offered:.2f})" if offered >= 0.01 else "")
        row = [str(design), str(design.blocks), f"{design.sigma:g}", *cells]
        lines.append("| " + " | ".join(row) + " |")
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Simulate, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1, help="processes; the numbers are the same")
    parser.add_argument("--check", action="store_true", help="print, and write nothing")
    asked = parser.parse_args()
    text = page(asked.runs, asked.jobs)
    if not asked.check:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
