"""Read any table of exports, once told which column is which."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from odopkit._kernels.arguments import check_whole
from odopkit.errors import OdopkitWarning
from odopkit.errors.frames import whole_letters
from odopkit.readers.building import build, finish
from odopkit.readers.formats.blocks import NotInBlocksError
from odopkit.readers.formats.limits import checked_limits
from odopkit.readers.headers import named_by_number
from odopkit.readers.issues import IssueLog, hidden_sheet
from odopkit.readers.matching import exports_score, find_table, match_columns, wanted_names
from odopkit.readers.options import checked_columns, checked_currency, checked_options
from odopkit.readers.sources import Asked, grids_of, name_of
from odopkit.readers.spreading import spread_of
from odopkit.readers.stacks import tables_of
from odopkit.readers.units import currency_of
from odopkit.readers.using import split_as_used

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from narwhals.typing import IntoFrame

    from odopkit.readers.building import Part
    from odopkit.readers.formats.grid import Grid
    from odopkit.readers.formats.limits import ReadLimits
    from odopkit.readers.issues import Line
    from odopkit.readers.layout import Table
    from odopkit.readers.options import PeriodKind, ReadOptions
    from odopkit.readers.result import ReadResult
    from odopkit.readers.spreading import Spread
    from odopkit.typing import HSLevel


def read_exports(
    source: pd.DataFrame | str | os.PathLike[str] | IntoFrame,
    *,
    columns: Mapping[Any, str] | None = None,
    constants: Mapping[str, str] | None = None,
    where: Mapping[Any, object] | None = None,
    keep: Sequence[str] = (),
    level: HSLevel | None = None,
    values: Mapping[str, str] | None = None,
    period_kind: PeriodKind | None = None,
    year_start: int | None = None,
    partial: Literal["set_aside", "keep"] = "set_aside",
    decimal: str | None = None,
    thousands: str | None = None,
    fill_down: Sequence[str] | bool = False,
    cut_hs: Literal[6, 8] | None = None,
    pad_hs: bool = False,
    scale: float | None = None,
    currency: str | None = None,
    sheet: str | int | None = None,
    header: int | None = None,
    limits: ReadLimits | None = None,
) -> ReadResult:
    """Any table of exports by place, as a flows table and a list of what was left out.

    Parameters
    ----------
    source : DataFrame, path or table of another engine
        A csv (also gzipped), parquet file, workbook or saved web page with a table; the
        content decides which, not the name.  Or a table of another engine, summed there.
    columns : mapping, optional
        Names of columns in the file (or their numbers from 1) → ``state``, ``district``,
        ``hs_code``, ``product``, ``value``, ``period``, ``partner``, ``shipments``.
        Columns that bear one of these names need no entry; others are left out.
    constants : mapping of str to str, optional
        What is the same in every row and not in the file: ``{"state": "Goa"}``.
    where : mapping, optional
        Which rows to read: ``{"Flow": "Export"}``, a list of values, or a function of
        the column.  What it leaves out is counted.
    keep : sequence of str, default ()
        Labels that are data although they look like a total or the rest.
    level : {2, 4, 6, 8}, optional
        Which length of HS code to read where headings stand beside their lines.
    values : mapping of str to str, optional
        Several columns of values, one a year: name in the file → period.
    period_kind : {"calendar_year", "fiscal_year", "month", "quarter", "date"}, optional
        What the labels of periods are, where they can be read in two ways.
    year_start : int, optional
        First month of the years to which months are summed: 1, or 4 for April to March.
    partial : {"set_aside", "keep"}, default "set_aside"
        What becomes of a part of a year, ``2024-25 (Apr-Aug)``.
    decimal, thousands : str, optional
        Marks in numbers.  By default what the column shows; else ``.`` and ``,``.
    fill_down : sequence of str, or bool, default False
        Columns whose blank cells take the cell above; True for all keys.
    cut_hs : {6, 8}, optional
        Cut longer codes, national tariff lines among them, to so many digits.
    pad_hs : bool, default False
        Restore one leading zero of HS codes that lack exactly one digit.
    scale : float, default 1.0
        What to multiply values by: `LAKH`, `CRORE`, `THOUSAND`, `MILLION`, `BILLION`.
    currency : str, optional
        Kept with the result, say ``"USD"``; nothing is converted.
    sheet : str or int, optional
        Name of the worksheet, or its number from 1; by default the one with the columns.
    header : int, optional
        Row of the column names, counted from 1; by default among the first 30.
    limits : ReadLimits, optional
        Bounds on what a file may unpack to; by default those of a new `ReadLimits`.

    Returns
    -------
    ReadResult
        ``flows``, with text columns as categories, ``issues``, ``totals``, ``summary()``.

    Raises
    ------
    ReadError
        If there is no such file (a `FileNotFoundError` too), it may not be read, is no table
        or beyond a bound; if a column is absent, or bad in more than half of the rows, or can
        be read in two ways; if rows would be added twice; if nothing is left.
    InvalidValueError
        If an argument is none of its choices, or does not fit the source.
    MissingDependencyError
        If the format needs a package that is not installed.

    Warns
    -----
    OdopkitWarning
        If a column such as ``Period`` differs from an unused name only in capitals.

    Notes
    -----
    Each row that is set aside or repaired has its line; what goes wrong in real files is
    shown in :doc:`/how-to/read-a-download`.  The usual mistake is to read the file with
    pandas first: codes then lose their zeros before this function sees them.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import read_exports
    >>> from odopkit.readers import CRORE
    >>> table = pd.DataFrame({
    ...     "District": ["South Goa", "North Goa", "Total"],
    ...     "Rs crore": ["1,20,000.5", "80", "1,20,080.5"],
    ... })
    >>> result = read_exports(table, columns={"District": "district", "Rs crore": "value"},
    ...                       constants={"state": "Goa"}, scale=CRORE, currency="INR")
    >>> result.flows["value"].tolist()
    [1200005000000.0, 800000000.0]
    >>> result.issues.loc[0, "message"]
    'a total, not a row of data'
    """
    mapping = checked_columns(columns)
    options = checked_options(
        constants=constants,
        where=where,
        keep=keep,
        level=level,
        values=values,
        period_kind=period_kind,
        year_start=year_start,
        partial=partial,
        decimal=decimal,
        thousands=thousands,
        fill_down=fill_down,
        cut_hs=cut_hs,
        pad_hs=pad_hs,
        scale=scale,
    )
    unit = checked_currency(currency)
    header = None if header is None else check_whole(header, "header", least=1)
    asked = Asked(source, mapping, options, unit, sheet, header, checked_limits(limits))
    with whole_letters(source):
        try:
            parts, left_out, messages = _read(asked, in_blocks=True)
        except NotInBlocksError:
            parts, left_out, messages = _read(asked, in_blocks=False)
        result = finish(
            parts,
            [*(part.issues for part in parts), *left_out],
            currency=unit or parts[0].currency.upper(),
            source=name_of(source),
            one_length="choose one length with level=, such as level=6",
        )
    for message in messages:
        warnings.warn(message, OdopkitWarning, stacklevel=2)
    return result


def _read(asked: Asked, *, in_blocks: bool) -> tuple[list[Part], list[list[Line]], list[str]]:
    """Read a source; return its parts, lines about what else it holds, and warnings."""
    mapping, options = asked.mapping, asked.options
    score = exports_score(wanted_names(mapping, options.values))
    grids, unseen = grids_of(asked, score, in_blocks=in_blocks)
    table, others = find_table(grids, score, asked.header, _numbers(mapping))
    table = named_by_number(table, _numbers(mapping))
    parts, alike = _parts(table, mapping, options, asked.unit)
    left_out = [*map(_not_read, others), *map(hidden_sheet, unseen)]
    return parts, left_out, _left_out(table, alike)


def _numbers(mapping: Mapping[str | int, str]) -> list[int]:
    return [name for name in mapping if isinstance(name, int)]


def _parts(
    table: Table, mapping: Mapping[str | int, str], options: ReadOptions, unit: str
) -> tuple[list[Part], list[tuple[str, str]]]:
    """Read a table, and those that stand below it, each by its own header."""
    found, alike, spread = _matched(table, mapping, options)
    values = spread.periods if spread else ()
    table = split_as_used(table, found, options, spread)
    tables = tables_of(table, found, values, wanted_names(mapping, options.values))
    heard = currency_of(table, found["value"]) if "value" in found else ""
    lines = []
    if heard and not unit:
        lines = [("noted", f"currency {heard}, as the file names it")]
    elif heard and heard != unit:
        lines = [("noted", f"the file names the currency {heard}; kept as {unit}, as asked")]
    is_only = len(tables) == 1
    parts = [build(tables[0], found, options, spread=spread, extra_lines=lines, is_only=is_only)]
    if heard and not parts[0].currency:
        parts[0] = replace(parts[0], currency=heard)
    for below in tables[1:]:
        found, _, spread = _matched(below, mapping, options)
        parts.append(build(below, found, options, spread=spread, is_only=False))
    return parts, [(name, target) for name, target in alike if name not in options.where]


def _matched(
    table: Table, mapping: Mapping[str | int, str], options: ReadOptions
) -> tuple[dict[str, int], list[tuple[str, str]], Spread | None]:
    """Say which column is which, and which are values of one year each."""
    spread = spread_of(table, mapping, options)
    if spread is not None and spread.group is not None:
        mapping = {name: target for name, target in mapping.items() if target != "value"}
    taken = spread.periods if spread else ()
    found, alike = match_columns(table, mapping, options.constants, taken)
    return found, alike, spread


def _left_out(table: Table, alike: Sequence[tuple[str, str]]) -> list[str]:
    """Say which columns are left out though they differ from a known name in capitals only."""
    return [
        f"column {name!r} of {table.grid.where} is left out; pass columns={{{name!r}: "
        f"{canonical!r}}} to keep it"
        for name, canonical in alike
    ]


def _not_read(grid: Grid) -> list[Line]:
    """List a sheet that was not read."""
    log = IssueLog(grid.file, grid.sheet)
    log.whole("set_aside", "sheet not read: another one has the columns")
    return log.lines()
