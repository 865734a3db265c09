"""Slow, dense and obvious versions of the product space, to hold the fast ones against."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def quotients(exports: Array) -> Array:
    """Share of a product in a row over its share in all; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = exports / exports.sum(axis=1, keepdims=True)
        return np.asarray(shares / (exports.sum(axis=0) / exports.sum()))


def proximity(m: Array, diagonal: float) -> Array:
    """Lesser conditional probability, pair by pair."""
    n = m.shape[1]
    out = np.zeros((n, n))
    for k in range(n):
        for other in range(n):
            ubiquity = max(m[:, k].sum(), m[:, other].sum())
            if ubiquity > 0:
                out[k, other] = (m[:, k] * m[:, other]).sum() / ubiquity
        out[k, k] = diagonal if m[:, k].any() else 0.0
    return out


def density(m: Array, phi: Array) -> Array:
    """Proximity to what a row has over proximity to all."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((m @ phi) / phi.sum(axis=0))


def complexity(m: Array) -> tuple[Array, Array]:
    """ECI and PCI of a connected matrix by the asymmetric form, as the papers write it."""
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    transition = (m / ubiquity).T @ (m / diversity[:, None])
    values, vectors = np.linalg.eig(transition)
    product = vectors[:, np.argsort(values.real)[-2]].real
    unit = (m / diversity[:, None]) @ product
    sign = np.sign(np.corrcoef(unit, diversity)[0, 1])
    return sign * (unit - unit.mean()) / unit.std(), sign * (product - unit.mean()) / unit.std()


def outlook_index(m: Array, omega: Array, pci: Array) -> Array:
    """Sum what is absent, near and complex, row by row."""
    return np.array([((1 - m[d]) * omega[d] * pci).sum() for d in range(len(m))])


def outlook_gain(m: Array, phi: Array, pci: Array, variant: str) -> Array:
    """Add up what each absent product would bring nearer, cell by cell."""
    sums, omega = phi.sum(axis=0), density(m, phi)
    out = np.zeros(m.shape)
    for d in range(m.shape[0]):
        for k in range(m.shape[1]):
            gain = sum(
                phi[k, other] / sums[other] * (1 - m[d, other]) * pci[other]
                for other in range(m.shape[1])
            )
            if variant == "atlas":
                gain -= omega[d, k] * pci[k]
            out[d, k] = (1 - m[d, k]) * gain
    return out


def prody(exports: Array, income: Array) -> Array:
    """Income averaged with each unit's share of the product in its basket as weight."""
    shares = exports / exports.sum(axis=1, keepdims=True)
    return np.asarray((shares * income[:, None]).sum(axis=0) / shares.sum(axis=0))
