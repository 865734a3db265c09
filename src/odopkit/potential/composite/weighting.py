"""What each indicator weighs: given, equal, or taken from the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from odopkit._kernels.arguments import check_choice, is_number
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.potential.composite import normalise as norm
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit.potential.composite.dependence import Row
    from odopkit.potential.composite.indicators import Weights
    from odopkit.typing import Float64Array


def given_weights(weights: Weights, names: list[str]) -> Float64Array | None:
    """Weights that do not depend on the data, as shares of 1; None for those that do."""
    if isinstance(weights, str):
        check_choice(weights, ("equal", "pca", "entropy"), "weights")
        return np.full(len(names), 1 / len(names)) if weights == "equal" else None
    if not isinstance(weights, Mapping) or set(weights) != set(names):
        msg = f"weights must name each indicator ({', '.join(names)}), got {shortened(weights)}"
        raise InvalidValueError(msg)
    numbers = all(is_number(weights[n]) and weights[n] >= 0 for n in names)
    if not numbers or not sum(weights.values()) > 0:
        msg = f"weights must be finite, not negative and not all zero; got {dict(weights)!r}"
        raise InvalidValueError(msg)
    w = np.array([float(weights[n]) for n in names])
    shares: Float64Array = w / w.sum()
    return shares


def weights_of(
    weights: Weights, given: Float64Array | None, z: Float64Array, names: list[str]
) -> tuple[Float64Array, list[Row], float]:
    """Weights as shares of 1, what gives pause in them, and the first component's share.

    An undefined indicator has none of the weights that are taken from data.
    """
    if given is not None:
        return given, [], np.nan
    there = np.logical_not(np.isnan(z).all(axis=0))
    w = np.zeros(z.shape[1])
    if weights == "entropy":
        w[there] = norm.entropy_weights(z[:, there])
        return w, [], np.nan
    known = [n for n, seen in zip(names, there.tolist(), strict=True) if seen]
    w[there], loading, share = norm.pca_weights(z[:, there], known)
    against = [n for n, v in zip(known, loading, strict=True) if v < -TOLERANCE]
    if not against:
        return w, [], share
    reason = "they load on the first component against the others, so squares hide their sign"
    row = ("opposite loadings", " & ".join(against), float(loading.min()), 0.0, reason)
    return w, [row], share
