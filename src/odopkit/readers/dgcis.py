"""Read DGCI&S 'state of origin' downloads: a file, a folder or a zip of them."""

from __future__ import annotations

import hashlib
import os
import warnings
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from odopkit._kernels.arguments import check_choice, check_flag
from odopkit.errors import InvalidValueError, OdopkitWarning, ReadError
from odopkit.errors.packages import optional
from odopkit.errors.telling import kind_of
from odopkit.readers.building import build, finish
from odopkit.readers.issues import IssueLog, hidden_sheet
from odopkit.readers.layout import dgcis_layout, dgcis_score, dgcis_table, no_dgcis_header
from odopkit.readers.opening import is_archive, open_bytes
from odopkit.readers.options import ReadOptions, named
from odopkit.readers.units import dgcis_scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from odopkit.readers.building import Part
    from odopkit.readers.issues import Line
    from odopkit.readers.result import ReadResult


_SUFFIXES: Final = (".xls", ".xlsx", ".xlsm", ".csv", ".csv.gz", ".html", ".htm", ".asp", ".aspx")


@dataclass(frozen=True, slots=True)
class _Member:
    """One file of a folder or zip, read only when its turn comes."""

    name: str
    read: Callable[[], bytes]
    named: bool = False
    """Whether the caller named this file, and so wants it read whatever its suffix."""

    @property
    def is_table(self) -> bool:
        return self.named or self.name.lower().endswith(_SUFFIXES)


def read_dgcis(
    source: str | os.PathLike[str],
    *,
    currency: str = "usd",
    where: Mapping[Any, object] | None = None,
    pad_hs: bool = False,
    progress: bool = False,
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

    Returns
    -------
    ReadResult
        ``flows`` with ``state``, ``district``, ``hs_code``, ``period``, ``value`` and,
        where every file has the country of destination, ``partner``.

    Raises
    ------
    ReadError
        If there is nothing to read; if a file is no such download, is by port, lacks the
        currency, mixes or lacks digits of HS codes, has merged key cells, two value columns of
        the same span, or a span outside one fiscal or calendar year; if files differ
        in HS level or in having a partner.
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
    the fiscal year ``2024-25``, or ``2025`` for January to December.

    The usual mistake is to put the same download twice into the folder.  A file with
    the same bytes as an earlier one is set aside, but a second download of the same
    table may differ in a byte: look at the total.

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
    path = Path(source)
    members = _members(path)
    if progress:
        members = optional("tqdm", "progress").tqdm(members, desc="read_dgcis", unit="file")
    parts: list[Part] = []
    lines: list[list[Line]] = []
    partial: list[str] = []
    seen: dict[bytes, str] = {}
    for member in members:
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
        _read_member(member.name, data, unit, parts, lines, partial, options)
    if not parts:
        msg = (
            f"{os.fspath(source)!r} holds no file that can be a table "
            f"({', '.join(_SUFFIXES)}); check the path"
        )
        raise ReadError(msg, file=os.fspath(source))
    _refuse_different_columns(parts)
    result = finish(parts, lines, currency=unit.upper(), source=os.fspath(source))
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
) -> None:
    grids = open_bytes(data, name, dgcis_score)
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
            message = f"covers {layout.n_months} of 12 months of {layout.period}"
            extra.append(("repaired", f"{message} ({layout.header!r})"))
            partial.append(f"{grid.where} {message}")
        scale, line = dgcis_scale(table, layout.columns["value"])
        if line:
            extra.append(("noted", line))
        part = build(
            table,
            layout.columns,
            replace(options, constants={"period": layout.period}, scale=scale),
            extra_lines=extra,
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


def _members(path: Path) -> Any:
    """List the files to read, in order of name; hidden ones are left out."""
    if path.is_dir():
        found: list[_Member] = []
        for file in sorted(path.rglob("*")):
            name = file.relative_to(path).as_posix()
            if not file.is_file() or _is_hidden(name):
                continue
            if file.suffix.lower() == ".zip":
                found += _zip_members(file, name + "/")
            else:
                found.append(_Member(name, file.read_bytes))
        return found
    if not path.is_file():
        msg = f"there is no file or folder {str(path)!r}; check the path"
        raise ReadError(msg, file=str(path))
    data = path.read_bytes()
    if is_archive(data):
        return _zip_members(path, "")
    return [_Member(path.name, lambda: data, named=True)]


def _zip_members(path: Path, prefix: str) -> list[_Member]:
    try:
        archive = zipfile.ZipFile(path)  # its list of members is read once; it stays open for them
        names = sorted(i.filename for i in archive.infolist() if not i.is_dir())
    except zipfile.BadZipFile as error:
        msg = f"{str(path)!r} is a damaged zip file ({error}); fetch it again"
        raise ReadError(msg, file=str(path)) from error

    def reader(name: str) -> Callable[[], bytes]:
        def read() -> bytes:
            try:
                return archive.read(name)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
                msg = f"{name!r} in {str(path)!r} cannot be unpacked ({error}); unpack it by hand"
                raise ReadError(msg, file=name) from error

        return read

    return [_Member(prefix + name, reader(name)) for name in names if not _is_hidden(name)]


def _is_hidden(name: str) -> bool:
    parts: Iterable[str] = PurePosixPath(name).parts
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
