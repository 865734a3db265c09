"""Rows of the page of calibration: what was claimed, and what was found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.designs import Values


@dataclass(frozen=True, kw_only=True)
class Row:
    """How often intervals of one procedure held what they are of, in one design."""

    procedure: str
    estimand: str
    design: str
    nominal: float
    covered: float  # among those that were offered
    offered: float
    width: float  # median, over that of 95 per cent of the estimates themselves
    n: int
    error: float
    seed: int


def summed(
    procedure: str,
    estimand: str,
    design: str,
    found: Values,
    truth: float | Values,
    *,
    seed: int,
    nominal: float = 0.95,
    table: Values | None = None,
) -> Row:
    """Sum lower ends, upper ends and estimates up; `table` numbers the table of each row."""
    low, high, estimate = found.T
    given = ~np.isnan(low)
    slack = 1e-9 * np.abs(truth)
    held = (low - slack <= truth) & (truth <= high + slack)
    covered = float(held[given].mean()) if given.any() else np.nan
    if table is None:
        error = float(np.sqrt(covered * (1 - covered) / max(int(given.sum()), 1)))
        n = len(found)
    else:
        n = int(table.max()) + 1
        count = np.bincount(table[given].astype(int), minlength=n)
        off = np.bincount(table[given].astype(int), (held - covered)[given], minlength=n)
        error = float(np.sqrt((off**2).sum()) / max(count.sum(), 1))
    z = 3.919928 if nominal == 0.95 else 3.289707
    spread = np.std(estimate - truth)
    width = float(np.median((high - low)[given]) / (z * spread)) if given.any() and spread else 0.0
    return Row(
        procedure=procedure,
        estimand=estimand,
        design=design,
        nominal=nominal,
        covered=covered,
        offered=float(given.mean()),
        width=width,
        n=n,
        error=error,
        seed=seed,
    )


def number(x: float) -> str:
    """Write a share as it is read: three digits, or that there is none."""
    return "none" if np.isnan(x) else f"{x:.3f}"


HEADING = """\
# What intervals and tests claim, and what they do

Written by `python -m benchmarks.calibration`. Tables are drawn from designs whose truth is known;
each row says how often the intervals of one procedure hold what the column *Estimand* names.

- *Covered* is the share of them among those that were offered, *offered* the share of tables (or
  cells) that got one. Where there is none, the function says why, by what the table shows.
- *Width* is the median width over the width that holds as much of the estimates themselves: 1 is
  as wide as the sampling spread, 0 no width.
- *Error* is the standard error of the share that is covered.
- A procedure in *italics* is an old default, kept under its name. No row of the others is below .90
  at a nominal .95.
- *Months* are blocks in which all units export; *correlation* is with the month before.
"""


COLUMNS = (
    (
        "| Procedure | Estimand | Design | Nominal | Covered | Offered | Width | Tables | Error "
        "| Seed |"
    ),
    "|---|---|---|---|---|---|---|---|---|---|",
)


def page(parts: dict[str, list[Row | str]]) -> str:
    """Write the page: rows as tables, and lines as they are."""
    lines = [HEADING]
    for title, rows in parts.items():
        lines.append(f"## {title}\n")
        if any(isinstance(r, Row) for r in rows):
            lines += COLUMNS
        for r in rows:
            if isinstance(r, str):
                lines.append(r)
                continue
            said = (r.procedure, r.estimand, r.design, f"{r.nominal:g}", number(r.covered))
            told = (number(r.offered), f"{r.width:.2f}", str(r.n), number(r.error), str(r.seed))
            lines.append(f"| {' | '.join((*said, *told))} |")
        lines.append("")
    return "\n".join(lines)
