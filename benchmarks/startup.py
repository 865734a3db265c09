"""What importing costs, in fresh processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks._harness import Row, Target, race

MEASURE = "from odopkit.concentration import concentration_ratio"
PANDAS = "import pandas"
SLOW = ("pandera", "scipy", "matplotlib", "narwhals")


def _fresh(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def imports(n_rounds: int) -> Iterator[Row]:
    """Time one measure's import against pandas', alternating, and look for slow modules."""
    code = "import sys, odopkit; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()} & set(SLOW)
    if loaded:
        msg = f"import odopkit loads {sorted(loaded)}"
        raise AssertionError(msg)
    found = race({"odopkit": _fresh(MEASURE), "pandas": _fresh(PANDAS)}, rounds=n_rounds)
    yield Row(
        work=f"`{MEASURE}` against `{PANDAS}`, fresh processes",
        data=f"{n_rounds} pairs",
        figure=found.ratio("odopkit", "pandas"),
        target=Target(rule="<=", bound=1.2),
        detail=found.detail("odopkit", "pandas"),
    )
