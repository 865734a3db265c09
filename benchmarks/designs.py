"""Worlds whose truth is known: exports by block and unit, counts, and firms with shipments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Values]


@dataclass(frozen=True, kw_only=True)
class World:
    """How tables come about, and what they are of: mean exports of units."""

    name: str
    draw: Draw  # exports, blocks by units
    mean: Values  # what units export on average, up to a factor


def zipf(n: int) -> Values:
    """Give shares that fall as one over the rank."""
    share = 1 / np.arange(1, n + 1, dtype=np.float64)
    return np.asarray(share / share.sum())


def firms(name: str, n_blocks: int, share: Values, sigma: float) -> World:
    """Firms of one unit each, their exports lognormal."""

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=share)
        out[np.arange(n_blocks), at] = rng.lognormal(0, sigma, n_blocks)
        return out

    return World(name=name, draw=draw, mean=share)


def months(name: str, n_blocks: int, share: Values, sigma: float, linked: float) -> World:
    """Months in which all units export, correlated with the month before."""

    def draw(rng: np.random.Generator) -> Values:
        noise = rng.normal(size=(n_blocks, len(share)))
        log = noise.copy()
        for i in range(1, n_blocks):
            log[i] = linked * log[i - 1] + np.sqrt(1 - linked**2) * noise[i]
        return share * np.exp(sigma * log - sigma**2 / 2)

    return World(name=name, draw=draw, mean=share)


def pareto(name: str, n_blocks: int, share: Values, tail: float) -> World:
    """Firms of one unit each, their exports Pareto: the variance need not be finite."""

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=share)
        out[np.arange(n_blocks), at] = rng.pareto(tail, n_blocks) + 1
        return out

    return World(name=name, draw=draw, mean=share)


def giants(name: str, n_blocks: int, share: Values) -> World:
    """Firms that are the more unequal the larger their unit is."""
    sigma = np.linspace(2, 0.3, len(share))
    chance = share / np.exp(sigma**2 / 2)
    chance /= chance.sum()

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=chance)
        out[np.arange(n_blocks), at] = rng.lognormal(0, sigma[at])
        return out

    return World(name=name, draw=draw, mean=share)


def branches(name: str, n_blocks: int, share: Values, n_each: int) -> World:
    """Firms of several units each, large in all or small in all."""

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        for _ in range(n_each):
            at = rng.choice(len(share), n_blocks, p=share)
            np.add.at(out, (np.arange(n_blocks), at), rng.lognormal(0, 0.5, n_blocks))
        return out * rng.lognormal(0, 1, (n_blocks, 1))

    return World(name=name, draw=draw, mean=share)


def gammas(name: str, n_blocks: int, share: Values, shape: float) -> World:
    """Firms of one unit each, their exports gamma: many next to nothing."""

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=share)
        out[np.arange(n_blocks), at] = rng.gamma(shape, 1.0, n_blocks)
        return out

    return World(name=name, draw=draw, mean=share)


def counts(name: str, n_blocks: int, share: Values) -> World:
    """Firms of one unit each, their exports negative binomial counts: more than half nothing."""

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=share)
        out[np.arange(n_blocks), at] = rng.negative_binomial(0.2, 0.01, n_blocks)
        return out

    return World(name=name, draw=draw, mean=share)


def mixed(name: str, n_blocks: int, share: Values, chance: float, times: float) -> World:
    """Firms of one unit each, few of them many times as large as the others."""

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=share)
        size = rng.lognormal(0, 0.5, n_blocks)
        out[np.arange(n_blocks), at] = np.where(rng.random(n_blocks) < chance, times, 1.0) * size
        return out

    return World(name=name, draw=draw, mean=share)


def few_large(name: str, n_blocks: int, share: Values, unit: int, times: float) -> World:
    """One unit has few firms, so many times as large as those of the others."""
    chance = share.copy()
    chance[unit] /= times
    chance /= chance.sum()

    def draw(rng: np.random.Generator) -> Values:
        out = np.zeros((n_blocks, len(share)))
        at = rng.choice(len(share), n_blocks, p=chance)
        size = rng.lognormal(0, 1, n_blocks)
        out[np.arange(n_blocks), at] = np.where(at == unit, times, 1.0) * size
        return out

    return World(name=name, draw=draw, mean=share)


def harvests(name: str, n_blocks: int, share: Values, chance: float) -> World:
    """Months in which a unit exports now and then."""

    def draw(rng: np.random.Generator) -> Values:
        some = rng.random((n_blocks, len(share))) < chance
        return np.asarray(share * some * rng.lognormal(0, 0.7, some.shape))

    return World(name=name, draw=draw, mean=share)


def tied(n_leading: int, held: float, n: int) -> Values:
    """Give equal leading units that hold so much, and equal others."""
    rest = np.full(n - n_leading, (1 - held) / (n - n_leading))
    return np.concatenate([np.full(n_leading, held / n_leading), rest])


def concentration_worlds() -> list[World]:
    """List the designs of concentration: those asked for first, then the harder ones."""
    z = zipf(30)
    out = [
        firms(f"firms B={b} sigma={s:g}, 30 units Zipf", b, z, s)
        for s in (1.0, 2.0)
        for b in (50, 200, 1000)
    ]
    out += [
        firms(f"firms B={b} sigma=1, 30 equal units", b, np.full(30, 1 / 30), 1.0)
        for b in (50, 200)
    ]
    out += [
        months(f"months B={b} sigma=.5, correlation {r:g}, 30 units Zipf", b, z, 0.5, r)
        for b in (12, 24)
        for r in (0.0, 0.5, 0.8)
    ]
    out += [
        pareto("firms B=200 Pareto 1.2, 30 units Zipf", 200, z, 1.2),
        giants("firms B=200, sigma from 2 (largest unit) to .3", 200, z),
        giants("firms B=1000, sigma from 2 (largest unit) to .3", 1000, z),
        branches("firms B=200 of three units each, 30 units Zipf", 200, z, 3),
        firms("firms B=200 sigma=1, six leading units tied", 200, tied(6, 0.72, 30), 1.0),
        firms("firms B=200 sigma=1, two units hold .6", 200, tied(2, 0.6, 30), 1.0),
        firms("firms B=200 sigma=1, one unit holds .9", 200, tied(1, 0.9, 30), 1.0),
        firms("firms B=50 sigma=1, one unit holds .9", 50, tied(1, 0.9, 30), 1.0),
        firms("firms B=20 sigma=1, 30 units Zipf", 20, z, 1.0),
        firms("firms B=50 sigma=1, two units .7 and .3", 50, np.array([0.7, 0.3]), 1.0),
        firms("firms B=1000 sigma=1, 100 units Zipf", 1000, zipf(100), 1.0),
    ]
    return out + _harder_worlds()


def _harder_worlds() -> list[World]:
    """List designs that were made after the methods, to break them."""
    z = zipf(30)
    return [
        gammas("firms B=50 gamma .3, 30 units Zipf", 50, z, 0.3),
        gammas("firms B=200 gamma .3, 5 units Zipf", 200, zipf(5), 0.3),
        gammas("firms B=20 gamma 1, 5 units Zipf", 20, zipf(5), 1.0),
        gammas("firms B=200 gamma 1, 200 units Zipf", 200, zipf(200), 1.0),
        gammas("firms B=100 gamma .5, 10 units, one holds .97", 100, tied(1, 0.97, 10), 0.5),
        counts("firms B=200 negative binomial, 30 units Zipf", 200, z),
        mixed("firms B=200, two in a hundred 100 times as large, 30 units Zipf", 200, z, 0.02, 100),
        few_large(
            "firms B=200, 10 times as large in the largest unit, 30 units Zipf", 200, z, 0, 10
        ),
        few_large(
            "firms B=200, 30 times as large in the second unit, 30 units Zipf", 200, z, 1, 30
        ),
        harvests("months B=24, a unit exports in three of ten, 30 units Zipf", 24, z, 0.3),
        months("months B=12 sigma=.5, correlation .8, 2 units", 12, zipf(2), 0.5, 0.8),
        months("months B=12 sigma=.5, correlation .9, 3 units Zipf", 12, zipf(3), 0.5, 0.9),
        months("months B=12 sigma=.5, correlation .9, 30 units Zipf", 12, z, 0.5, 0.9),
        months("months B=36 sigma=.5, correlation .9, 2 units", 36, zipf(2), 0.5, 0.9),
    ]
