"""Changes of the Herfindahl-Hirschman and the Theil index, split into parts that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.tables.labels import text_column
from odopkit.tables.spans import first_that_holds, status_of

if TYPE_CHECKING:
    from odopkit.typing import BoolArray, Float64Array, IntArray


def _shares(x: Float64Array) -> Float64Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(x / x.sum())


def _among(s: Float64Array, which: BoolArray) -> float:
    """Index among some units alone; 0 where they hold nothing."""
    held = float(s[which].sum())
    return float(np.square(s[which] / held).sum()) if held > 0 else 0.0


def hhi_parts(x0: Float64Array, x1: Float64Array) -> pd.DataFrame:
    """Split the change of the index into exit, shifts among stayers, and entry."""
    s0, s1 = _shares(x0), _shares(x1)
    status = status_of(x0, x1)
    stay = status == "both"
    whole0, whole1 = float(np.square(s0).sum()), float(np.square(s1).sum())
    stay0, stay1 = _among(s0, stay), _among(s1, stay)
    undefined = np.nan if np.isnan(whole0 + whole1) else 0.0
    squares = np.square(s1) - np.square(s0)
    which = {"exit": status == "gone", "stayers": stay, "entry": status == "new"}
    # Nobody who leaves or enters changes nothing, not even by rounding.
    stay0 = stay0 if which["exit"].any() else whole0
    stay1 = stay1 if which["entry"].any() else whole1
    change = {"exit": stay0 - whole0, "stayers": stay1 - stay0, "entry": whole1 - stay1}
    nobody = bool(undefined == 0.0 and not stay.any())
    rows = [
        {
            "part": part,
            "n_units": int(units.sum()),
            "share_first": float(s0[units].sum()) + undefined,
            "share_last": float(s1[units].sum()) + undefined,
            "change": change[part] + undefined,
            "change_of_squares": float(squares[units].sum()) + undefined,
            "reason": "no exports at one of the dates"
            if undefined != 0.0
            else "nobody stayed, so that all is exit and entry"
            if nobody
            else "",
        }
        for part, units in which.items()
    ]
    return pd.DataFrame(rows).astype({"part": "str", "n_units": np.int64, "reason": "str"})


def theil_parts(
    x0: Float64Array, x1: Float64Array, state_of: IntArray, states: list[str]
) -> pd.DataFrame:
    """Split the change of the index into what lies between states and within each."""
    n_states = len(states)
    n = kernels.count_by(state_of, n_states)
    sides = []
    for x in (x0, x1):
        seg = kernels.segment(state_of, n_states, x)
        total = float(seg.total.sum())
        share = seg.total / total if total > 0 else np.full(n_states, np.nan)
        inside = kernels.theil_t(seg)
        with np.errstate(divide="ignore", invalid="ignore"):
            between = np.where(share == 0, 0.0, share * np.log(share * len(x) / n))
        sides.append((share, inside, np.where(share == 0, 0.0, share * inside), between))
    (s0, t0, within0, between0), (s1, t1, within1, between1) = sides
    both = (s0 > 0) & (s1 > 0)
    # Half of the cross term to each, so that neither date is the base.
    from_inside = np.where(both, (s0 + s1) / 2 * (t1 - t0), 0.0 * (s0 + s1))
    status = status_of(s0, s1)
    return pd.DataFrame(
        {
            "state": text_column(np.array(states, dtype=object)),
            "n_units": n.astype(np.int64),
            "share_first": s0,
            "share_last": s1,
            "theil_first": t0,
            "theil_last": t1,
            "between": between1 - between0,
            "within": within1 - within0,
            "from_inside": from_inside,
            "from_shares": within1 - within0 - from_inside,
            "reason": _reason(status, s0, s1),
        }
    )


def _reason(status: Any, s0: Float64Array, s1: Float64Array) -> pd.Series[Any]:
    undefined = np.isnan(s0 + s1)
    return first_that_holds(
        {
            "no exports at one of the dates": undefined,
            "new": status == "new",
            "gone": status == "gone",
            "no exports": status == "silent",
        }
    )
