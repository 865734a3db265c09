"""The guard of tables whose columns are known only when they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.errors.cases import cases_of_columns, refuse
from odopkit.errors.frames import check_table, whole_letters
from odopkit.schemas.columns import encoded_indicators, is_finite, is_label
from odopkit.schemas.engine import pa
from odopkit.schemas.failures import tidy
from odopkit.schemas.judging import by_position, quiet
from odopkit.schemas.repeats import units_named_twice

if TYPE_CHECKING:
    from collections.abc import Sequence


def validate_indicators(
    frame: pd.DataFrame, *, unit: Sequence[str], indicators: Sequence[str]
) -> pd.DataFrame:
    """Check a table of units and indicators once: one row per unit, numbers or nothing.

    Parameters
    ----------
    frame : DataFrame
        One row per unit.  It is not changed.
    unit : sequence of str
        The text columns that together name a unit.
    indicators : sequence of str
        The columns of numbers.  A missing number is legal, an infinite one is not.

    Returns
    -------
    DataFrame
        A new frame of these columns only: units as ``str``, indicators as float64 (missing
        as NaN), rows and index as they were.

    Raises
    ------
    InvalidTableError
        If a column is absent, a label is missing, empty or no text, a unit has two rows, or
        an indicator is not a number or is infinite.  `failure_cases` lists each bad cell.
    InvalidValueError
        If `frame` is not a DataFrame, or a column is asked for twice or not at all.

    Notes
    -----
    The checks are those of :class:`~odopkit.schemas.IndicatorTable`, in a pandera schema made of
    the columns named here.  Numbers stored as text are not converted: what a reader could not
    read as a number is a finding, not a missing value.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.schemas import validate_indicators
    >>> table = pd.DataFrame({"state": ["Goa", "Sikkim"], "growth": [3, None]})
    >>> validate_indicators(table, unit=["state"], indicators=["growth"])
        state  growth
    0     Goa     3.0
    1  Sikkim     NaN
    """
    check_table(frame, "a table of indicators")
    unit = (unit,) if isinstance(unit, str) else tuple(unit)
    indicators = (indicators,) if isinstance(indicators, str) else tuple(indicators)
    asked = [*unit, *indicators]
    if not unit or not indicators or len(set(asked)) < len(asked):
        msg = f"name at least one unit column and one indicator, each once; got {asked}"
        raise InvalidValueError(msg)
    twice = [c for c in asked if (frame.columns == c).sum() > 1]
    if twice:
        refuse(cases_of_columns(twice, "appears more than once; keep one"))
    part = frame[[c for c in asked if c in frame.columns]]
    with whole_letters(frame):
        checked = _judged(part, frame, unit, indicators)
    columns = {c: pd.Series(checked[c].tolist(), dtype="str").to_numpy() for c in unit}
    columns |= {c: checked[c].to_numpy() for c in indicators}
    return pd.DataFrame(columns, index=frame.index.copy()).astype(dict.fromkeys(unit, "str"))


def _judged(
    part: pd.DataFrame, frame: pd.DataFrame, unit: Sequence[str], indicators: Sequence[str]
) -> pd.DataFrame:
    """Refuse a table with bad cells, or with a unit that is named twice; else encode it."""
    schema = _indicator_schema(unit, indicators)
    found: list[pd.DataFrame] = []
    try:
        with quiet():
            checked: pd.DataFrame = schema.validate(part, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases_by_row = by_position(error.failure_cases, part, schema)
        found.append(tidy(cases_by_row, part, unit, indicators))
        checked = encoded_indicators(part, unit, indicators)
    found.append(units_named_twice(checked, unit))
    found = [cases for cases in found if len(cases)]
    if found:
        refuse(pd.concat(found, ignore_index=True), frame)
    return checked


def _indicator_schema(unit: Sequence[str], indicators: Sequence[str]) -> pa.DataFrameSchema:
    """Make the schema of a table whose columns are known only now, as `IndicatorTable` is."""
    label = pa.Check(is_label, name="_text", ignore_na=False)
    finite = pa.Check(is_finite, name="_finite")
    columns = {c: pa.Column(pd.CategoricalDtype, label) for c in unit}
    columns |= {c: pa.Column(np.float64, finite, nullable=True) for c in indicators}
    encode = pa.Parser(lambda df: encoded_indicators(df, unit, indicators))
    return pa.DataFrameSchema(columns, parsers=encode)
