"""Seeded tables to time on: one uniform, one as skewed as real district exports."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

SEED = 7
N_DISTRICTS, N_STATES, N_PARTNERS = 700, 36, 12
# Chapters, headings, subheadings and lines of the tree that the uniform tables draw from.
N_CHAPTERS, N_HEADINGS, N_SUBHEADINGS, N_LINES = 97, 1_228, 5_500, 11_000


def places() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the name of each district, and the state that it lies in."""
    rng = np.random.default_rng(SEED)
    of_state = np.sort(
        np.concatenate([np.arange(N_STATES), rng.integers(0, N_STATES, N_DISTRICTS - N_STATES)])
    )
    districts = np.array([f"District {i:03d}" for i in range(N_DISTRICTS)], dtype=object)
    states = np.array([f"State {i:02d}" for i in of_state], dtype=object)
    return districts, states


def hs_lines(n_lines: int = N_LINES) -> np.ndarray[Any, Any]:
    """Return ascending eight-digit codes, with as many headings as the real tree has."""
    rng = np.random.default_rng(SEED)
    chapters = np.array([c for c in range(1, 99) if c != 77])[:N_CHAPTERS]

    def grow(parents: np.ndarray[Any, Any], n: int) -> np.ndarray[Any, Any]:
        """Give each parent a child, then more at random, numbered inside it."""
        of = np.sort(
            np.concatenate([np.arange(len(parents)), rng.integers(0, len(parents), n)])[:n]
        )
        counts = np.bincount(of, minlength=len(parents))
        child = np.arange(n) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.asarray(parents[of] * 100 + 1 + child)

    codes = grow(grow(grow(chapters, N_HEADINGS), N_SUBHEADINGS), n_lines)
    return np.array([f"{c:08d}" for c in codes], dtype=object)


def _table(
    district: np.ndarray[Any, Any],
    line: np.ndarray[Any, Any],
    partner: np.ndarray[Any, Any],
    value: np.ndarray[Any, Any],
    codes: np.ndarray[Any, Any],
) -> pd.DataFrame:
    districts, of_state = places()
    states, state_of = np.unique(of_state, return_inverse=True)

    def column(labels: np.ndarray[Any, Any], at: np.ndarray[Any, Any]) -> pd.Categorical:
        kind = np.int8 if len(labels) < 128 else np.int16
        return pd.Categorical.from_codes(at.astype(kind), categories=pd.Index(labels, dtype="str"))

    return pd.DataFrame(
        {
            "state": column(states, state_of[district]),
            "district": column(districts, district),
            "hs_code": column(codes, line),
            "partner": column(
                np.array([f"Partner {i:02d}" for i in range(N_PARTNERS)], dtype=object), partner
            ),
            "value": value,
        }
    )


def uniform(n_rows: int) -> pd.DataFrame:
    """Draw districts, lines and partners evenly, each key once, with lognormal values."""
    rng = np.random.default_rng(SEED)
    size = N_DISTRICTS * N_LINES * N_PARTNERS
    step = size // n_rows
    # One key in every stride: unique without drawing a permutation of ninety million.
    key = np.arange(n_rows) * step + rng.integers(0, step, n_rows)
    rng.shuffle(key)
    partner, rest = key % N_PARTNERS, key // N_PARTNERS
    return _table(
        rest % N_DISTRICTS,
        rest // N_DISTRICTS,
        partner,
        rng.lognormal(8.0, 2.0, n_rows),
        hs_lines(),
    )


def skewed(n_rows: int) -> pd.DataFrame:
    """Draw as real exports lie: few districts and few lines hold most rows; keys repeat.

    Rows come ordered by place, as downloads do.  The exponents give about the
    concentration that the paper prints: 70 of 700 districts hold four fifths of value.
    """
    rng = np.random.default_rng(SEED)
    weight = 1.0 / np.arange(1, N_DISTRICTS + 1) ** 1.0
    district = rng.permutation(N_DISTRICTS)[
        rng.choice(N_DISTRICTS, n_rows, p=weight / weight.sum())
    ]
    weight = 1.0 / np.arange(1, N_LINES + 1) ** 0.8
    line = rng.permutation(N_LINES)[rng.choice(N_LINES, n_rows, p=weight / weight.sum())]
    order = np.lexsort((line, district))
    size = rng.lognormal(0.0, 1.0, N_DISTRICTS)[district] * rng.lognormal(8.0, 2.5, n_rows)
    return _table(
        district[order], line[order], rng.integers(0, N_PARTNERS, n_rows), size[order], hs_lines()
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Spell the key columns out, as a file read without categories has them."""
    keys = [c for c in table if isinstance(table[c].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(keys, "str"))


def uniform_cells(n_rows: int) -> pd.DataFrame:
    """Draw districts and lines evenly, each pair once, in no order."""
    rng = np.random.default_rng(SEED)
    key = rng.permutation(N_DISTRICTS * N_LINES)[:n_rows]
    nothing = np.zeros(n_rows, dtype=np.intp)
    value = rng.lognormal(8.0, 2.0, n_rows)
    table = _table(key % N_DISTRICTS, key // N_DISTRICTS, nothing, value, hs_lines())
    return table.drop(columns="partner")
