"""Read DGCI&S 'state of origin' downloads: a file, a folder or a zip of them."""

from __future__ import annotations

import hashlib
import os
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from odopkit._kernels.arguments import check_choice, check_flag
from odopkit.errors import InvalidValueError, OdopkitWarning, ReadError
from odopkit.errors.files import checked_path, shown_name
from odopkit.errors.packages import optional
from odopkit.errors.telling import kind_of
from odopkit.labels.calendars import year_of
from odopkit.readers.archives import SUFFIXES, members_of
from odopkit.readers.building import build, finish
from odopkit.readers.formats.limits import checked_limits
from odopkit.readers.issues import IssueLog, hidden_sheet
from odopkit.readers.layout import dgcis_layout, dgcis_score, dgcis_table, no_dgcis_header
from odopkit.readers.opening import open_bytes
from odopkit.readers.options import ReadOptions, named
from odopkit.readers.units import dgcis_scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.readers.building import Part
    from odopkit.readers.formats.limits import ReadLimits
    from odopkit.readers.issues import Line
    from odopkit.readers.result import ReadResult


def read_dgcis(
    source: str | os.PathLike[str],
    *,
    currency: str = "usd",
    where: Mapping[Any, object] | None = None,
    pad_hs: bool = False,
    progress: bool = False,
    limits: ReadLimits | None = None,
) -> ReadResult:
    """DGCI&S 'state of origin' downloads, as one flows table and a list of what was left out.

    Parameters
    ----------
    source : path
        A download (``.xls``, ``.xlsx``, ``.csv``, or a web page saved as ``.xls``,
        ``.asp`` or ``.html``), or a folder or zip of them, read in order of name with
        their sub-folders.  A workbook may hold several such sheets.
    currency : {"usd", "inr"}, default "usd"
        Which of the two value columns to read.
    where : mapping, optional
        Which rows to read: ``{"State": "GOA"}``, a list of values, or a function of the
        column.  What it leaves out is counted.
    pad_hs : bool, default False
        Restore one leading zero of HS codes that lack exactly one digit, and list
        each such row.  Off, such codes are an error.
    progress : bool, default False
        Show a progress bar over the files, on standard error.
    limits : ReadLimits, optional
        Bounds on what files may unpack to; by default those of a new `ReadLimits`.

    Returns
    -------
    ReadResult
        ``flows`` with ``state``, ``district``, ``hs_code``, ``period``, ``value`` and,
        where every file has the country of destination, ``partner``.

    Raises
    ------
    ReadError
        If there is nothing to read, or it may not be read (a `FileNotFoundError` or a
        `PermissionError` too); if a file is beyond a bound, is no such download, is by port,
        lacks the currency, mixes or lacks digits of HS codes, has merged key cells, two value
        columns of the same span, or a span outside one fiscal or calendar year; if files
        differ in HS level or in having a partner.
    InvalidValueError
        If `currency` is not ``"usd"`` or ``"inr"``.
    MissingDependencyError
        If a format, or `progress`, needs a package that is not installed.

    Warns
    -----
    OdopkitWarning
        If a file covers only part of a year; ``issues`` has a line for each.

    Notes
    -----
    A download of part of a year has the single last month beside the months so far: the
    column with the longest span is read, and the two are never added.  The period is
    the fiscal year ``2024-25``, or ``2025`` for January to December; a part of a year is
    a period of its own, ``2024-25 (Apr-Aug)``, which growth does not compare with a year.

    The usual mistake is to put the same download twice into the folder.  A file with
    the same bytes as an earlier one is set aside, one with the same rows is an error,
    and of two that have most of their keys in common a line of ``issues`` asks.

    Rows that repeat a key stay, and the measures add them; ``UNSPECIFIED`` districts
    and chapters 98-99 stay too.  What is not a table (a PDF, a text file) is listed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from odopkit import read_dgcis
    >>> text = '''State ,District,HS Code,"April, 24 To March, 25 Value(US $)"
    ... GOA,SOUTH GOA,30049099,"3,14,900"
    ... GOA,UNSPECIFIED,30049099,100
    ... Total,,,"3,15,000"
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "goa.csv")
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     result = read_dgcis(path)
    >>> result.period, result.flows["value"].sum()
    ('2024-25', np.float64(315000.0))
    >>> result.issues[["row", "value", "message"]].values.tolist()
    [[4, 'Total', 'a total, not a row of data']]
    """
    given = currency.strip().casefold() if isinstance(currency, str) else currency
    unit = check_choice(given, ("usd", "inr"), "currency")
    check_flag(pad_hs, "pad_hs")
    check_flag(progress, "progress")
    options = ReadOptions(where=named(where, "where", "{'State': 'GOA'}"), pad=pad_hs)
    if not isinstance(source, str | os.PathLike):
        msg = (
            "source must be the path of a download, or of a folder or zip of them, got "
            f"{kind_of(source)}; for a DataFrame use read_exports"
        )
        raise InvalidValueError(msg)
    bounds = checked_limits(limits)
    members: Any = members_of(checked_path(source, "source"), bounds)
    if progress:
        members = optional("tqdm", "progress").tqdm(members, desc="read_dgcis", unit="file")
    parts: list[Part] = []
    lines: list[list[Line]] = []
    partial: list[str] = []
    seen: dict[bytes, str] = {}
    for member in members:
        if member.refused:
            lines.append(_line(member.name, member.refused))
            continue
        if not member.is_table:
            lines.append(_line(member.name, "not a table by its name: not read"))
            continue
        data = member.read()
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            message = f"repeats {seen[digest]!r} byte for byte: not read, or it would count twice"
            lines.append(_line(member.name, message))
            continue
        seen[digest] = member.name
        _read_member(member.name, data, unit, parts, lines, partial, options, bounds)
    if not parts:
        msg = (
            f"{os.fspath(source)!r} holds no file that can be a table "
            f"({', '.join(SUFFIXES)}); check the path"
        )
        raise ReadError(msg, file=os.fspath(source))
    _refuse_different_columns(parts)
    result = finish(parts, lines, currency=unit.upper(), source=shown_name(source))
    if partial:
        more = f", and {len(partial) - 1} more" if len(partial) > 1 else ""
        msg = f"{partial[0]}{more}; do not compare it with a full year"
        warnings.warn(msg, OdopkitWarning, stacklevel=2)
    return result


def _read_member(
    name: str,
    data: bytes,
    currency: str,
    parts: list[Part],
    lines: list[list[Line]],
    partial: list[str],
    options: ReadOptions,
    limits: ReadLimits,
) -> None:
    grids = open_bytes(data, name, dgcis_score, limits)
    tables = [(grid, dgcis_table(grid)) for grid in grids]
    if all(table is None for _, table in tables):
        raise no_dgcis_header(grids)
    all_hidden = all(grid.hidden for grid in grids)
    for grid, table in tables:
        if grid.hidden and not all_hidden:
            lines.append(hidden_sheet(grid))
            continue
        if table is None:
            log = IssueLog(grid.file, grid.sheet)
            log.whole("set_aside", "sheet not read: it has no header of a DGCI&S table")
            lines.append(log.lines())
            continue
        layout = dgcis_layout(table, currency)
        extra = []
        if layout.n_months < 12:
            message = f"covers {layout.n_months} of 12 months of {year_of(layout.period)}"
            kept = f"kept as the period {layout.period!r}"
            extra.append(("noted", f"{message} ({layout.header!r}): {kept}"))
            partial.append(f"{grid.where} {message}")
        scale, line = dgcis_scale(table, layout.columns["value"])
        if line:
            extra.append(("noted", line))
        part = build(
            table,
            layout.columns,
            replace(options, constants={"period": layout.period}, scale=scale),
            extra_lines=extra,
            is_only=False,
        )
        parts.append(part)
        lines.append(part.issues)


def _line(file: str, message: str) -> list[Line]:
    log = IssueLog(file)
    log.whole("set_aside", message)
    return log.lines()


def _refuse_different_columns(parts: list[Part]) -> None:
    """Refuse a partner in some files only: the others would lack a key."""
    first = parts[0]
    for part in parts[1:]:
        if set(part.flows) != set(first.flows):
            have, lack = (first, part) if "partner" in first.flows else (part, first)
            msg = (
                f"{have.where} has the country of destination and {lack.where} has not; read the "
                "two kinds of table separately"
            )
            raise ReadError(msg)
