"""False discoveries in tables of which few cells are special: how many, and how many are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from odopkit.specialization import specialization_table

N_DISTRICTS, N_PRODUCTS, N_SPECIAL = 100, 40, 8
TIMES = 12.0


def drawn(rng: np.random.Generator, each: int) -> pd.DataFrame:
    """Draw firms of one product each, with so many shipments; eight districts are special."""
    share = rng.dirichlet(np.full(N_PRODUCTS, 2.0))
    rows = []
    for d in range(N_DISTRICTS):
        chance = share.copy()
        if d < N_SPECIAL:
            chance[d] *= TIMES
            chance /= chance.sum()
        n = int(rng.integers(20, 80))
        rows.append((np.full(n, d), rng.choice(N_PRODUCTS, n, p=chance)))
    district, product = (np.concatenate(x) for x in zip(*rows, strict=True))
    names = [f"D{i:03d}" for i in range(N_DISTRICTS)]
    items = [f"p{i:02d}" for i in range(N_PRODUCTS)]
    return pd.DataFrame(
        {
            "state": "S",
            "district": np.array(names)[district],
            "product": np.array(items)[product],
            "firm": [f"f{i:05d}" for i in range(len(district))],
            "value": float(each),
            "shipments": each,
        }
    )


def rates(table: pd.DataFrame, **options: Any) -> tuple[float, float, int]:
    """Share of flagged cells that are false, of special ones that are flagged, and how many."""
    found = specialization_table(
        table, level=None, product="product", indices=("lq",), tau=1.0, **options
    )
    flagged = found[found["q"] <= 0.05]
    true = [
        int(d[1:]) < N_SPECIAL and int(d[1:]) == int(p[1:])
        for d, p in zip(flagged["district"], flagged["product"], strict=True)
    ]
    n = len(flagged)
    return (n - sum(true)) / max(n, 1), sum(true) / N_SPECIAL, n


WAYS: dict[str, dict[str, Any]] = {
    "firms, family of the table (default)": {"firm": "firm"},
    "shipments said to be independent, family of the table": {
        "count": "shipments",
        "independent": True,
    },
    "shipments said to be independent, family of a district": {
        "count": "shipments",
        "independent": True,
        "family": "district",
    },
}
HEADING = f"""\
{N_DISTRICTS} districts of 20 to 80 firms by {N_PRODUCTS} products; in {N_SPECIAL} districts
one product is {TIMES:g} times as likely. Cells with `q` up to .05 are flagged. *False* is the mean
share of flagged cells that are not special (0 where none is flagged), *power* the mean share of
special cells that are flagged. Shipments of which nothing is said have no `q`, so none is
flagged. With ten shipments a firm the claim that they are independent is wrong: what it leads to is
in italics, as are old defaults. Seeds 901 and 910.

| Design | Counted | Nominal | False | Error | Power | Flagged | Tables |
|---|---|---|---|---|---|---|---|"""


def discoveries(replications: int, few: int) -> Iterator[str]:
    """Write both designs, and what each way of counting finds; in `few` what is old or wrong."""
    yield HEADING
    for each in (1, 10):
        design = "one shipment a firm" if each == 1 else "ten shipments a firm"
        rng = np.random.default_rng(900 + each)
        tables = [drawn(rng, each) for _ in range(replications)]
        for way, options in WAYS.items():
            is_default = "firm" in options
            some = tables if is_default else tables[:few]
            found = np.array([rates(t, **options) for t in some])
            false, power, flagged = found.mean(axis=0)
            error = found[:, 0].std() / np.sqrt(len(found))
            name = way if is_default or (each == 1 and "family" not in options) else f"*{way}*"
            yield (
                f"| {design} | {name} | 0.05 | {false:.3f} | {error:.3f} | {power:.2f} | "
                f"{flagged:.1f} | {len(found)} |"
            )
