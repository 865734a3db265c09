"""The frames of a composite score: each indicator, each value pulled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from odopkit.potential.composite import normalise as norm
    from odopkit.potential.composite.indicators import Indicator
    from odopkit.typing import Float64Array


def indicator_frame(
    definition: tuple[Indicator, ...],
    w: Float64Array,
    x: Float64Array,
    columns: list[norm.Normalised],
    treated: list[norm.Winsorised],
    raw: Float64Array,
) -> pd.DataFrame:
    """Describe each indicator: weight, bounds, how far it was pulled in."""
    rows = [
        (
            i.name,
            i.direction,
            i.unit,
            w[j],
            int((~np.isnan(x[:, j])).sum()),
            int(np.isnan(x[:, j]).sum()),
            column.lower,
            column.upper,
            int(((x[:, j] < column.lower) | (x[:, j] > column.upper)).sum()),
            *t.before,
            *t.after,
            int((x[:, j] != raw[:, j])[~np.isnan(x[:, j])].sum()),
            "; ".join(r for r in (column.reason, t.reason) if r),
        )
        for j, (i, column, t) in enumerate(zip(definition, columns, treated, strict=True))
    ]
    names = (
        "indicator direction unit weight n n_missing lower upper n_outside skewness kurtosis "
        "skewness_after kurtosis_after n_winsorised reason"
    )
    counts = dict.fromkeys(("direction", "n", "n_missing", "n_outside", "n_winsorised"), "int64")
    text = dict.fromkeys(("indicator", "unit", "reason"), "str")
    return pd.DataFrame(rows, columns=names.split()).astype(counts | text)


def pulled_in(
    keys: pd.DataFrame, names: list[str], raw: Float64Array, x: Float64Array
) -> pd.DataFrame:
    """List each value that was pulled in, before and after."""
    column, row = np.nonzero((x != raw).T & ~np.isnan(raw).T)
    frame = keys.iloc[row].reset_index(drop=True)
    return frame.assign(
        indicator=text_column(np.array(names, dtype=object)[column]),
        value=raw[row, column],
        used=x[row, column],
    )


def frame_of(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    """Make a frame of notes: numbers as floats, all else as text."""
    frame = pd.DataFrame(rows, columns=columns)
    numbers = {"value", "threshold"}
    return frame.astype({c: "float64" if c in numbers else "str" for c in columns})
