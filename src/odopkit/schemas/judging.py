"""What pandera says of a table: its models refuse, and every bad cell is listed."""

from __future__ import annotations

import warnings
from contextlib import contextmanager, nullcontext
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors.cases import refuse
from odopkit.schemas import models
from odopkit.schemas.columns import TRADE_COLUMNS
from odopkit.schemas.engine import pa
from odopkit.schemas.failures import tidy
from odopkit.schemas.passing import model_of
from odopkit.schemas.repeats import (
    own,
    refuse_mixed_levels,
    refuse_own_trade,
    refuse_repeats,
    units_named_twice,
)
from odopkit.typing import DISTRICT, TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK: Final = RLock()
_OF_CONCAT: Final = "The behavior of (DataFrame|array) concatenation"
_NOISY: Final = int(pd.__version__.partition(".")[0]) < 3


@contextmanager
def quiet() -> Iterator[None]:
    """Keep pandas 2 from warning of a concat that pandera makes on missing values.

    Filters of warnings are shared by all threads, and pandas 2 changes them too while bad
    cells are listed: one thread at a time judges there.  pandas 3 leaves them alone.
    """
    if not _NOISY:
        yield
        return
    with _LOCK:
        # Another thread may keep the list as it is now and put it back later: the filter is taken
        # out of that very list again, and not left to whoever puts lists back.
        at_first = warnings.filters
        is_mine = not any(_is_ours(each) for each in at_first)
        if is_mine:
            warnings.filterwarnings("ignore", _OF_CONCAT, FutureWarning)
        try:
            yield
        finally:
            for held in (at_first, warnings.filters) if is_mine else ():
                held[:] = [each for each in held if not _is_ours(each)]  # type: ignore[index]


def _is_ours(each: tuple[Any, ...]) -> bool:
    return each[2] is FutureWarning and getattr(each[1], "pattern", "") == _OF_CONCAT


def judged(
    frame: pd.DataFrame, schema: type[pa.DataFrameModel] | None, *, unique: bool
) -> pd.DataFrame:
    """Hold a table against a model, by default the one of its columns."""
    if schema is None:
        schema = getattr(models, model_of(frame))
    cases = None
    try:
        # pandas 2 warns only where bad cells are listed: what is good is judged without a filter.
        with _LOCK if _NOISY else nullcontext():
            checked: pd.DataFrame = schema.validate(frame, lazy=not _NOISY)
    except pa.errors.SchemaErrors as error:
        cases = tidy(by_position(error.failure_cases, frame, schema), frame)
    except pa.errors.SchemaError:
        cases = _listed(frame, schema)
    # Outside the handler: the error of ours is no consequence of pandera's.
    if cases is not None:
        refuse(cases, frame)
    checked = own(checked, frame)
    if "hs_code" in checked and issubclass(schema, models.Exports):
        refuse_mixed_levels(checked["hs_code"])
    if issubclass(schema, models.BilateralTrade):
        refuse_own_trade(checked)
    if issubclass(schema, models.IndicatorTable):
        cases = units_named_twice(checked, list(DISTRICT))
        if len(cases):
            refuse(cases)
    elif unique:
        is_trade = issubclass(schema, models.BilateralTrade)
        refuse_repeats(checked, TRADE_COLUMNS if is_trade else TEXT_COLUMNS)
    return checked


def _listed(frame: pd.DataFrame, schema: type[pa.DataFrameModel]) -> pd.DataFrame | None:
    """List all bad cells of a table that was refused for one of them."""
    with quiet():
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            return tidy(by_position(error.failure_cases, frame, schema), frame)
    return None


def by_position(
    cases: pd.DataFrame, frame: pd.DataFrame, schema: type[pa.DataFrameModel] | pa.DataFrameSchema
) -> pd.DataFrame:
    """Name bad rows by position: labels may repeat, be missing, or be spelled-out tuples."""
    index = frame.index
    if index.nlevels == 1 and index.is_unique and not index.hasnans:
        position = index.get_indexer(pd.Index(cases["index"], dtype=object))
        found = pd.Series(position, index=cases.index)
        return cases.assign(index=found.where(found >= 0))  # no row: the whole column
    try:
        with quiet():
            schema.validate(frame.set_axis(pd.RangeIndex(len(frame)), axis=0), lazy=True)
    except pa.errors.SchemaErrors as error:
        again: pd.DataFrame = error.failure_cases
        return again
    return cases.assign(index=None)  # pragma: no cover - the rows were bad a moment ago
