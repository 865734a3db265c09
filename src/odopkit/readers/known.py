"""Columns not used that split the table by what they are: flow, currency, unit, measure, year.

Their values must never be added over.  They are known by heading, or by values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.labels import headings
from odopkit.readers.choosing import labels_of, position_of, some
from odopkit.readers.periods import spelled
from odopkit.readers.texts import as_text, tidy
from odopkit.readers.units import tell_unit_of_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.columns import Column
    from odopkit.readers.issues import IssueLog
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray

_SAMPLE: Final = 500
_MOST_VALUES: Final = 12
_LONGEST: Final = 40
_BY_VALUES: Final = {
    "flow": headings.are_flows,
    "currency": headings.are_currencies,
    "unit": headings.are_units_of_value,
    "measure": headings.are_measures,
}
_SPLITTING: Final = ("flow", "measure", "currency", "unit", "quantity_unit", "year")
_FIRST: Final = {
    "flow": ("export", "exports"),
    "measure": ("value", "val", "wert", "valor", "amount", "fob"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A column not used, what it is, and its values among the rows of data."""

    position: int
    heading: str
    kind: str
    values: list[str]


def unused(table: Table, where: Mapping[str, int]) -> list[int]:
    """List the columns with a heading or cells that no canonical column takes."""
    taken = set(where.values())
    return [i for i in range(len(table.names)) if i not in taken]


def refuse_known(
    table: Table,
    where: Mapping[str, int],
    columns: Mapping[str, Column],
    options: ReadOptions,
    left: BoolArray,
    log: IssueLog,
) -> str:
    """Refuse columns that split the table unasked, note those of one value.

    Returns the currency that a column names, if one does.
    """
    chosen = {position_of(table, name) for name in options.where}
    found = [k for i in unused(table, where) if (k := _known(table, i, left)) is not None]
    found.sort(key=lambda k: (_SPLITTING.index(k.kind), _is_number(k.values)))
    currency = ""
    for known in found:
        several = len(known.values) > 1
        if known.kind == "quantity_unit":
            are = headings.are_units_of_quantity(known.values)
            _note(known, f"units {'of quantity' if are else 'not of value'}, ignored", log)
        elif known.kind == "year":
            if several and known.position not in chosen:
                _refuse_year(table, columns, options, known, left)
        elif several and known.position not in chosen:
            raise _refusal(table, known)
        elif not several:
            if known.position not in chosen:
                _note(known, f"one {known.kind.replace('unit', 'unit of value')}", log)
            if known.kind == "unit":
                tell_unit_of_column(table, known.heading, known.values[0], options, log)
            if known.kind == "currency":
                currency = known.values[0]
    return currency


def _note(known: Known, what: str, log: IssueLog) -> None:
    said = f"column {known.heading!r} is not used; it holds {what}: {some(known.values)}"
    log.whole("noted", said, column=known.heading, value=known.values[0])


def _known(table: Table, position: int, left: BoolArray) -> Known | None:
    """Say what a column is, if its heading or its values tell."""
    heading = table.names[position]
    kind = headings.kind_of_heading(heading)
    if kind is None or kind in ("firm", "rank"):
        kind = _kind_by_values(table, position)
    if kind not in _SPLITTING:
        return None
    codes, texts = labels_of(table, position)
    used = np.bincount(codes[left], minlength=len(texts))
    values = [texts[i] for i in np.argsort(-used, kind="stable") if used[i] and texts[i]]
    values = list(dict.fromkeys(values))
    if not values or (
        kind in ("flow", "currency", "measure") and len(values) > headings.MOST_KINDS
    ):
        return None
    kind = _judged(kind, values)
    return None if kind is None else Known(position, heading, kind, values)


def _judged(kind: str, values: list[str]) -> str | None:
    """Hold a heading against the values below it."""
    if kind == "year":
        years = [bool(spelled(v).readings) for v in values[:50]]
        return "year" if sum(years) * 10 >= len(years) * 9 else None
    if kind == "unit":
        if headings.are_units_of_quantity(values):
            return "quantity_unit"
        return "unit" if any(map(headings.is_unit_of_value, values)) else "quantity_unit"
    if kind == "measure" and not any(any(c.isalpha() for c in v) for v in values):
        return None
    return kind


def _kind_by_values(table: Table, position: int) -> str | None:
    """Look at a few hundred cells for a handful of values that tell what the column is."""
    cells: Any = table.column(position)
    n = len(cells)
    step = max(1, n // _SAMPLE)
    texts = {tidy(as_text(cell)) for cell in cells[::step][:_SAMPLE]} - {""}
    if not 1 < len(texts) <= _MOST_VALUES or any(len(t) > _LONGEST for t in texts):
        return None
    return next((kind for kind, are in _BY_VALUES.items() if are(texts)), None)


def _is_number(values: list[str]) -> bool:
    return all(v.replace(".", "").isdigit() for v in values)


def _refusal(table: Table, known: Known) -> Exception:
    """Write the refusal of values that must not be added, with the choice to copy."""
    wanted = _FIRST.get(known.kind, ())
    best = next((v for w in wanted for v in known.values if v.casefold() == w), None)
    best = best or next(
        (v for w in wanted for v in known.values if v.casefold().startswith(w)), known.values[0]
    )
    msg = (
        f"column {known.heading!r} of {table.grid.where} holds {len(known.values)} values "
        f"({some(known.values[:5])}{' …' if len(known.values) > 5 else ''}), which would be added "
        f"up; choose with where={{{_name(known)!r}: {best!r}}}"
    )
    return table.grid.error(msg)


def _name(known: Known) -> object:
    return known.heading or known.position + 1


def _refuse_year(
    table: Table,
    columns: Mapping[str, Column],
    options: ReadOptions,
    known: Known,
    left: BoolArray,
) -> None:
    """Refuse years that no period tells apart; a second name of the period is none."""
    period = columns.get("period")
    if period is not None and _follows(table, known.position, period, left):
        return
    shown = f"{some(known.values[:3])}{' …' if len(known.values) > 3 else ''}"
    if period is not None:
        beside = f"beside the period in {period.header!r}"
    elif "period" in options.constants:
        beside = f"beside the one period {options.constants['period']!r}"
    else:
        beside = "and no column is read as the period"
    way = (
        f"pass columns={{{_name(known)!r}: 'period'}}, or choose"
        if period is None and "period" not in options.constants
        else "choose"
    )
    msg = (
        f"column {known.heading!r} of {table.grid.where} holds {len(known.values)} years ({shown}) "
        f"{beside}; {way} with where={{{_name(known)!r}: {known.values[0]!r}}}"
    )
    raise table.grid.error(msg)


def _follows(table: Table, position: int, period: Column, left: BoolArray) -> bool:
    """Tell whether a column has one value for each label of the period."""
    codes, texts = labels_of(table, position)
    pairs = np.unique(period.codes[left].astype(np.int64) * len(texts) + codes[left])
    return len(pairs) == len(np.unique(pairs // len(texts)))
