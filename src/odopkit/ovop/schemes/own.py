"""A scheme of the caller's own, from a table."""

from __future__ import annotations

import csv
import io
import re
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError, ReadError
from odopkit.errors.files import bytes_of, checked_path, folder_error, refuse_no_file
from odopkit.errors.frames import check_letters, check_table, refuse_levels
from odopkit.errors.telling import not_a_table, row_named, shortened, why
from odopkit.ovop.records.arguments import check_id
from odopkit.ovop.records.codes import Basis, Confidence, Orientation, ReadExtent
from odopkit.ovop.records.facts import Provenance
from odopkit.ovop.schemes.loading import shipped_schemes
from odopkit.ovop.schemes.scheme import Assignment, Dimension, Scheme

if TYPE_CHECKING:
    from pathlib import Path

_NEEDED: Final = ("iso3", "programme", "orientation", "page")
_SIDES: Final = tuple(str(one) for one in Orientation if one is not Orientation.UNSTATED)


def load_orientation_table(
    path_or_frame: str | PathLike[str] | pd.DataFrame, *, scheme_id: str = "fao2022"
) -> Scheme:
    """Your own table of orientations as a scheme, such as one copied from FAO (2022).

    Parameters
    ----------
    path_or_frame : path or DataFrame
        A CSV file (UTF-8) or a frame with the columns ``iso3`` (ISO 3166 alpha-3),
        ``programme``, ``orientation`` (``social``, ``economic`` or ``social_economic``) and
        ``page`` (of your source, a whole number from 1).  Other columns are ignored.
    scheme_id : str, default "fao2022"
        What to call it: lower-case letters, digits and underscores, and no id of a scheme
        that ships with the package.

    Returns
    -------
    Scheme
        One assignment per row, each with its page.

    Raises
    ------
    InvalidTableError
        If a column is missing, a cell is not as described, or a programme of a country
        stands twice; ``failure_cases`` lists every bad cell.
    InvalidValueError
        If `scheme_id` is taken or malformed.
    ReadError
        If the file cannot be read as CSV, or a row has another length than the header; one
        that is absent or may not be read raises the builtin of that name too.

    Notes
    -----
    The package has no orientations of FAO (2022) by country: its text was not at hand.
    What you load is checked for form, not against the source.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.ovop import load_orientation_table
    >>> mine = pd.DataFrame({"iso3": ["BTN"], "programme": ["One Gewog One Product"],
    ...                      "orientation": ["economic"], "page": [12]})
    >>> load_orientation_table(mine).to_frame()[["subject", "category", "locator"]]
                     subject  category           locator
    0  One Gewog One Product  economic  fao2022, page 12
    """
    if check_id(scheme_id) in shipped_schemes():
        msg = f"{scheme_id!r} is a scheme of the package; choose another id for your table"
        raise InvalidValueError(msg)
    frame, label = _table(path_or_frame)
    refuse_levels(frame, "the table")
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        msg = f"the table lacks {', '.join(missing)}; it needs {', '.join(_NEEDED)}"
        raise InvalidTableError(msg)
    check_table(frame, "the table", _NEEDED)
    check_letters(frame, _NEEDED)
    _refuse_bad(frame)
    assignments = tuple(
        Assignment(
            subject=str(programme).strip(),
            iso3=str(iso3).strip(),
            programme_id="",
            dimension="orientation",
            categories=(str(orientation).strip(),),
            provenance=_of_the_user(scheme_id, f"{scheme_id}, page {_page(page)}"),
        )
        for iso3, programme, orientation, page in frame[list(_NEEDED)].itertuples(index=False)
    )
    return Scheme(
        id=scheme_id,
        title=f"Orientations of a table by the user ({label})",
        dimensions=(Dimension(name="orientation", categories=_SIDES),),
        assignments=assignments,
        provenance=_of_the_user(scheme_id, label),
        what_read="a table by the user",
        reading=dict(zip(_SIDES, _SIDES, strict=True)),
        reading_of="orientation",
        note="Checked for form, not against its source.",
    )


def _of_the_user(scheme_id: str, locator: str) -> Provenance:
    return Provenance(
        source_id=scheme_id,
        locator=locator,
        basis=Basis.ELSEWHERE,
        confidence=Confidence.MEDIUM,
        read=ReadExtent.EXCERPT,
    )


def _table(given: str | PathLike[str] | pd.DataFrame) -> tuple[pd.DataFrame, str]:
    if isinstance(given, pd.DataFrame):
        return given, "a frame"
    if not isinstance(given, str | PathLike):
        raise InvalidValueError(not_a_table(given, "path_or_frame", "table"))
    path = checked_path(given, "path_or_frame")
    refuse_no_file(given)
    if path.is_dir():
        raise folder_error(path, "give the path of a CSV file")
    data = bytes_of(path)
    try:
        rows = _rows(data.decode("utf-8-sig"))
    except (csv.Error, UnicodeDecodeError) as error:
        msg = f"{path.name} cannot be read as CSV in UTF-8: {why(error)}; pass a DataFrame instead"
        raise ReadError(msg, file=str(path)) from error
    if not rows:
        msg = f"{path.name} cannot be read as CSV: it is empty; it needs {', '.join(_NEEDED)}"
        raise ReadError(msg, file=str(path))
    return _framed(rows, path), path.name


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Split a text into rows that are not blank, each with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]


def _framed(rows: list[tuple[int, list[str]]], path: Path) -> pd.DataFrame:
    """Make a frame whose cells stay text; a row of another length than the header is no row."""
    names = [name.strip() for name in rows[0][1]]
    twice = sorted({name for name in names if names.count(name) > 1} & set(_NEEDED))
    if twice:
        msg = f"{path.name!r} has several columns {twice[0]!r}; keep one"
        raise ReadError(msg, file=str(path))
    for line, row in rows[1:]:
        if len(row) != len(names):
            msg = (
                f"line {line} of {path.name!r} has {len(row)} cells and the header has "
                f"{len(names)}; put text that holds a comma in quotation marks"
            )
            raise ReadError(msg, file=str(path), row=line)
    cells = {name: [row[i] for _, row in rows[1:]] for i, name in enumerate(names)}
    return pd.DataFrame(cells, dtype="str")


def _page(value: Any) -> int | None:
    """Return a page number, or None where it is none."""
    if isinstance(value, int | float):
        is_page = not isinstance(value, bool) and value == value // 1 and 0 < value < 10**9
        return int(value) if is_page else None
    text = str(value).strip()
    return int(text) if re.fullmatch("[0-9]{1,9}", text) and int(text) > 0 else None


def _refuse_bad(frame: pd.DataFrame) -> None:
    """Collect every bad cell, and raise with all of them."""
    bad: list[dict[str, Any]] = []
    seen: dict[tuple[str, str], Any] = {}
    for i, (label, *cells) in enumerate(frame[list(_NEEDED)].itertuples()):
        iso3, programme, orientation, page = cells
        problems = {
            "iso3": ""
            if isinstance(iso3, str) and re.fullmatch("[A-Z]{3}", iso3.strip())
            else "not an ISO 3166 alpha-3 code in capitals",
            "programme": "" if isinstance(programme, str) and programme.strip() else "no name",
            "orientation": ""
            if isinstance(orientation, str) and orientation.strip() in _SIDES
            else f"none of {', '.join(_SIDES)}; leave unstated ones out",
            "page": "" if _page(page) else "not a page number from 1",
        }
        key = (str(iso3).strip(), str(programme).strip().casefold())
        if not problems["programme"]:
            if key in seen:
                problems["programme"] = f"stands twice, first in {seen[key]}"
            seen.setdefault(key, row_named(i, label))
        bad += [
            {"row": label, "position": i, "column": column, "value": cell, "problem": problem}
            for (column, problem), cell in zip(problems.items(), cells, strict=True)
            if problem
        ]
    if bad:
        shown = "; ".join(
            f"{row_named(b['position'], b['row'])}, {b['column']} {shortened(b['value'])}: "
            f"{b['problem']}"
            for b in bad[:3]
        )
        msg = f"{len(bad)} bad cells: {shown}; see failure_cases"
        cases = pd.DataFrame(bad, columns=["row", "position", "column", "value", "problem"])
        raise InvalidTableError(msg, failure_cases=cases)
