"""Time two ways of doing the same work, one after the other in a changing order."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

Rule = Literal["<=", ">="]
ROUNDS = 7


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a measured figure is held against."""

    rule: Rule
    bound: float
    unit: str = ""  # a blank and a name, or nothing for a ratio

    def met(self, figure: float) -> bool:
        """Tell whether the figure reaches the target."""
        return figure <= self.bound if self.rule == "<=" else figure >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.rule == "<=" else "≥"
        return f"{sign} {self.bound:g}{self.unit}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: the figure, what it should be, and how it came about."""

    work: str
    data: str
    figure: float
    target: Target | None
    detail: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold."""
        target = None if self.target is None else vars(self.target)
        return vars(self) | {"target": target}

    @classmethod
    def from_dict(cls, row: dict[str, Any]) -> Row:
        """Take it back from JSON."""
        return cls(**(row | {"target": row["target"] and Target(**row["target"])}))


@dataclass(frozen=True, kw_only=True)
class Race:
    """Seconds of every way of doing the work, by round."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def median(self, name: str) -> float:
        """Median seconds of one way."""
        return float(np.median(self.seconds[name]))

    def ratio(self, ours: str, theirs: str) -> float:
        """Median of ours over median of theirs."""
        return self.median(ours) / self.median(theirs)

    def detail(self, *names: str) -> str:
        """Medians in milliseconds, with the least, and a mark where rounds differ much."""
        out = []
        for name in names:
            least = min(self.seconds[name])
            noisy = " (noisy)" if self.median(name) > 1.5 * least else ""
            out.append(f"{name} {1e3 * self.median(name):,.1f} ms, least {1e3 * least:,.1f}{noisy}")
        return "; ".join(out)


def race(ways: dict[str, Callable[[], object]], *, rounds: int = ROUNDS) -> Race:
    """Run every way once to warm it, then `rounds` times in an order that changes."""
    rng = np.random.default_rng(0)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for run in ways.values():
        run()
    for _ in range(rounds):
        for name in rng.permutation(list(ways)):
            gc.collect()
            start = time.perf_counter()
            ways[name]()
            seconds[name].append(time.perf_counter() - start)
    return Race(seconds=seconds)


def extra_peak_mib(run: Callable[[], object]) -> float:
    """Run once and return how far resident memory rose above where it stood.

    Linux only: the high-water mark is reset first.  Run it in a fresh process, before
    anything else has left freed pages behind that a run could use unseen.
    """
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    kept = run()
    peak = _status("VmHWM")
    del kept
    return (peak - before) / 1024


def _status(field_name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field_name + ":"):
            return int(line.split()[1])
    msg = f"/proc/self/status has no {field_name}"
    raise OSError(msg)


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Slope of the logarithm of time on that of size: 1 is linear growth."""
    slope, _ = np.polyfit(np.log(sizes), np.log(seconds), 1)
    return float(slope)


def agree(left: Any, right: Any, *, tolerance: float = 1e-9) -> None:
    """Stop unless two results are the same numbers: a race over other work tells nothing."""
    a, b = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if a.shape != b.shape:
        msg = f"the results differ in shape: {a.shape} and {b.shape}"
        raise AssertionError(msg)
    scale = float(np.nanmax(np.abs(b), initial=0.0)) or 1.0
    worst = float(np.nanmax(np.abs(a - b), initial=0.0)) / scale
    if not (worst <= tolerance and (np.isnan(a) == np.isnan(b)).all()) or math.isnan(worst):
        msg = f"the results differ by {worst:.2e} of the largest, more than {tolerance:.0e}"
        raise AssertionError(msg)
