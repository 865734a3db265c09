"""Columns beside the keys that split a table: their values must not be added over in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from odopkit.errors import InvalidTableError
from odopkit.errors.cases import cases_of_columns
from odopkit.errors.telling import shortened
from odopkit.labels.headings import kind_of_heading, kind_that_splits
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KINDS: Final = ("flow", "measure", "currency", "unit", "year")
_NO_KEYS: Final = frozenset({*TEXT_COLUMNS, "value", "shipments"})
_YEAR: Final = re.compile(r"(?:FY ?)?(?:19|20)[0-9]{2}(?:[-/ ].{0,20}|\.0)?")
_SHOWN: Final = 5


def beside(names: Iterable[object], by: Sequence[str]) -> list[str]:
    """List the columns outside the keys whose heading says that they may split the table.

    A column of years is told apart by the period, where that is a key or refused by itself.
    """
    found = [c for c in names if isinstance(c, str) and c not in by and c not in _NO_KEYS]
    kinds = [kind for kind in _KINDS if kind != "year" or "period" not in (*by, *names)]
    return [c for c in found if kind_of_heading(c) in kinds]


def refuse_added(column: str, cells: Iterable[Any]) -> None:
    """Refuse to add over a column that splits the table, as readers do.

    Raises
    ------
    InvalidTableError
        If the column holds several flows, currencies, units of value, measures or years.
    """
    values = sorted(
        {str(cell).strip() for cell in cells if cell is not None and cell == cell} - {""}
    )
    if kind_of_heading(column) == "year":
        splits = len(values) > 1 and all(map(_YEAR.fullmatch, values))
    else:
        splits = kind_that_splits(column, values) is not None
    if not splits:
        return
    shown = ", ".join(map(shortened, values[:_SHOWN])) + (" …" if len(values) > _SHOWN else "")
    msg = (
        f"column {column!r} of the table holds {len(values)} values ({shown}), which would be "
        f"added up; keep the rows of one of them, or name {column!r} in by="
    )
    problem = "would be added over"
    raise InvalidTableError(msg, failure_cases=cases_of_columns([column], problem))
