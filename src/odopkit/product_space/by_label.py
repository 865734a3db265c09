"""Values that a caller gives by label, matched to the labels of a matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.errors.telling import kind_of, remedy, shortened

if TYPE_CHECKING:
    from odopkit.typing import Float64Array

    ByLabel = pd.DataFrame | pd.Series[Any] | Mapping[str, float] | Mapping[tuple[str, str], float]


def given_by_label(
    values: ByLabel, labels: pd.Index[Any], column: str, name: str, *, positive: bool = False
) -> Float64Array:
    """Values in the order of labels; NaN where missing or absent."""
    if isinstance(values, pd.DataFrame):
        keys = [str(n) for n in labels.names]
        check_table(values, name, (*keys, column))
        series = values.set_index(keys if len(keys) > 1 else keys[0])[column]
    elif isinstance(values, pd.Series):
        series = values
    elif isinstance(values, Mapping):
        series = pd.Series(dict(values), dtype=None if values else np.float64)
    else:
        msg = (
            f"{name} must be a DataFrame, Series or mapping by label, got {kind_of(values)}; "
            f"{remedy(values, 'table')}"
        )
        raise InvalidValueError(msg)
    if not series.index.is_unique:
        label = series.index[series.index.duplicated()][0]
        msg = f"{name} has {label!r} more than once"
        raise InvalidValueError(msg)
    if not pd.api.types.is_numeric_dtype(series.dtype):
        odd = series[~series.map(lambda x: isinstance(x, int | float))]
        got = f"{shortened(odd.iloc[0])} for {odd.index[0]!r}" if len(odd) else str(series.dtype)
        msg = f"{name} must be numbers, got {got}"
        raise InvalidValueError(msg)
    found = series.reindex(labels).to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.isinf(found) | ((found <= 0) if positive else False)
    if bad.any():
        i = int(np.argmax(bad))
        domain = "finite and above 0" if positive else "finite"
        msg = f"{name} must be {domain}, got {found[i]} for {labels[i]!r}"
        raise InvalidValueError(msg)
    if len(labels) and not series.index.isin(labels).any():
        msg = f"{name} has none of the labels, which begin with {labels[0]!r}"
        raise InvalidValueError(msg)
    return np.array(found)
