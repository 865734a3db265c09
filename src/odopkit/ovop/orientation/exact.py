"""Tables of counts with fixed margins: all of them, their weights, or a seeded draw."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial, inf, lgamma, nan, prod
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Rows = Sequence[Sequence[int]]


# Tables as likely as the observed one but for this share count as equally likely, as in R
# and scipy.
TOLERANCE: Final = Fraction(1, 10**7)


def fillings(total: int, room: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """List every way to spread a row total over columns with limited room."""
    if len(room) == 1:
        if total <= room[0]:
            yield (total,)
        return
    behind = sum(room[1:])
    for here in range(max(0, total - behind), min(total, room[0]) + 1):
        for rest in fillings(total - here, room[1:]):
            yield (here, *rest)


def weights(rows: Sequence[int], columns: tuple[int, ...]) -> Iterator[int]:
    """Yield for every table with these margins the number of ways to arrange it.

    The weight is the product over rows of ``r! / (n_1! n_2! ...)``.  It is a whole number
    and proportional to the probability of the table when the margins are fixed.
    """
    if len(rows) == 1:
        yield _ways(columns)
        return
    for filled in fillings(rows[0], columns):
        here = _ways(filled)
        left = tuple(c - n for c, n in zip(columns, filled, strict=True))
        for behind in weights(rows[1:], left):
            yield here * behind


def _ways(counts: Sequence[int]) -> int:
    ways, seen = 1, 0
    for n in counts:
        seen += n
        ways *= comb(seen, n)
    return ways


def exact_p(table: Rows, *, max_tables: int) -> tuple[Fraction, int] | None:
    """Share of all arrangements in tables no likelier than this one, and how many tables.

    None where there are more than `max_tables`.
    """
    rows = [sum(row) for row in table]
    columns = tuple(sum(column) for column in zip(*table, strict=True))
    limit = prod(_ways(row) for row in table) * (1 + TOLERANCE)
    extreme, n = 0, 0
    for weight in weights(rows, columns):
        n += 1
        if n > max_tables:
            return None
        if weight <= limit:
            extreme += weight
    total = factorial(sum(rows)) // prod(factorial(c) for c in columns)
    return Fraction(extreme, total), n


def drawn_p(table: Rows, *, n_resamples: int, rng: np.random.Generator) -> float:
    """Share of tables, drawn with these margins, no likelier than this one; it counts too."""
    from scipy.stats import random_table

    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    minus_log = np.array([lgamma(n + 1) for n in range(sum(rows) + 1)])
    drawn = random_table(rows, columns).rvs(n_resamples, random_state=rng)
    # The likelier a table, the smaller the product of the factorials of its cells.
    spread = minus_log[drawn.astype(np.int64)].sum(axis=(1, 2))
    own = sum(minus_log[n] for row in table for n in row)
    extreme = int((spread >= own - float(TOLERANCE)).sum())
    return (extreme + 1) / (n_resamples + 1)


def chi_square(table: Rows) -> tuple[float, int, float]:
    """Pearson's statistic, its degrees of freedom, and the smallest expected count."""
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    total = sum(rows)
    expected = [[Fraction(r * c, total) for c in columns] for r in rows]
    statistic = sum(
        (n - e) ** 2 / e
        for seen, hoped in zip(table, expected, strict=True)
        for n, e in zip(seen, hoped, strict=True)
    )
    smallest = min(e for row in expected for e in row)
    return float(statistic), (len(rows) - 1) * (len(columns) - 1), float(smallest)


def odds_ratio(table: Rows) -> float:
    """Sample odds ratio of a table of two by two; NaN where it has no value."""
    if len(table) != 2 or len(table[0]) != 2:
        return nan
    (a, b), (c, d) = table
    if b * c == 0:
        return nan if a * d == 0 else inf
    return a * d / (b * c)
