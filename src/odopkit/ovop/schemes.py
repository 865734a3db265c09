"""Ways in which programmes have been divided, each with what was read of it.

A scheme has dimensions with categories, and assignments of countries or programmes to
them where these were seen.  Nothing is supplied that was not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError, ReadError, UnknownNameError
from odopkit.ovop import _data
from odopkit.ovop._records import in_paper
from odopkit.ovop.model import Basis, Confidence, Orientation, Provenance, ReadExtent
from odopkit.ovop.registry import load_programmes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

__all__ = [
    "Assignment",
    "Dimension",
    "Scheme",
    "list_schemes",
    "load_orientation_table",
    "load_scheme",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One question that a scheme asks, with the answers that it knows.

    Parameters
    ----------
    name : str
        The question.
    categories : tuple of str
        The answers.
    complete : bool
        Whether all answers were seen.
    counts : tuple of int or None
        How often each was given, where the source counts them.
    criteria : mapping of str to tuple of str
        For a category, the objectives (:class:`~odopkit.ovop.Objective`) that its source
        names for it; empty where none are named.
    """

    name: str
    categories: tuple[str, ...]
    complete: bool = True
    counts: tuple[int, ...] | None = None
    criteria: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Where a scheme puts a country, a programme or a project.

    Parameters
    ----------
    subject : str
        What is assigned, as its source calls it.
    iso3 : str
        The country.
    programme_id : str
        Id of a record of the registry, empty where there is none.
    dimension : str
        The question.
    categories : tuple of str
        The answer, or several.
    provenance : Provenance
        Who says so.
    """

    subject: str
    iso3: str
    programme_id: str
    dimension: str
    categories: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A way to divide programmes.

    Parameters
    ----------
    id : str
        What it is called here.
    title : str
        What it is.
    dimensions : tuple of Dimension
        Its questions.
    assignments : tuple of Assignment
        What it says of countries and programmes; may be empty.
    provenance : Provenance
        Where its categories come from.
    what_read : str
        What was read of it.
    reading : mapping of str to str
        For the categories of `reading_of`: the side ``social``, ``economic``,
        ``social_economic`` or ``neutral`` that :meth:`~odopkit.ovop.Scheme.orientations`
        takes each for.
    reading_of : str
        The dimension that can be read so; empty where none can.
    note : str
        What else there is to say.
    """

    id: str
    title: str
    dimensions: tuple[Dimension, ...]
    assignments: tuple[Assignment, ...]
    provenance: Provenance
    what_read: str
    reading: Mapping[str, str] = field(default_factory=dict)
    reading_of: str = ""
    note: str = ""

    def categories(self) -> pd.DataFrame:
        """Lay out the categories of every dimension.

        Returns
        -------
        DataFrame
            ``scheme``, ``dimension``, ``category``, ``n`` (Int64, missing where the source
            does not count), ``complete`` (whether all categories of the dimension were
            seen), ``criteria``, ``basis``, ``locator``, ``read``.

        Examples
        --------
        >>> from odopkit.ovop import load_scheme
        >>> items = load_scheme("oita_ovop").categories()
        >>> items[items["dimension"] == "item_class_2002"]["n"].sum()
        np.int64(810)
        """
        told = self.provenance
        rows = [
            {
                "scheme": self.id,
                "dimension": dimension.name,
                "category": category,
                "n": dimension.counts[place] if dimension.counts else pd.NA,
                "complete": dimension.complete,
                "criteria": "; ".join(dimension.criteria.get(category, ())),
                "basis": _data.told_by(told),
                "locator": told.locator,
                "read": str(told.read),
            }
            for dimension in self.dimensions
            for place, category in enumerate(dimension.categories)
        ]
        return _framed(rows, _CATEGORIES)

    def to_frame(self) -> pd.DataFrame:
        """Lay out the assignments.

        Returns
        -------
        DataFrame
            ``scheme``, ``subject``, ``iso3``, ``programme_id``, ``dimension``,
            ``category`` (several joined by ``"; "``), ``basis`` (``stated`` or
            ``inferred`` where it is the paper's), ``confidence``, ``read``, ``source_id``,
            ``locator``, ``url``.

        Examples
        --------
        >>> from odopkit.ovop import load_scheme
        >>> load_scheme("orientation_via_paper").to_frame()[["programme_id", "category", "basis"]]
             programme_id  category   basis
        0   btn_ogop_2015  economic  stated
        1  btn_dhope_2014    social  stated
        """
        rows = [
            {
                "scheme": self.id,
                "subject": one.subject,
                "iso3": one.iso3,
                "programme_id": one.programme_id,
                "dimension": one.dimension,
                "category": "; ".join(one.categories),
                "basis": _data.told_by(one.provenance),
                "confidence": str(one.provenance.confidence),
                "read": str(one.provenance.read),
                "source_id": one.provenance.source_id,
                "locator": one.provenance.locator,
                "url": one.provenance.url or "",
            }
            for one in self.assignments
        ]
        return _framed(rows, _ASSIGNMENTS)

    def orientations(
        self, *, by: str = "iso3", reading: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Read the categories as social or economic, to compare schemes.

        Parameters
        ----------
        by : {"iso3", "programme_id", "subject"}, default "iso3"
            For what: categories that one of these has are pooled.
        reading : mapping of str to str, optional
            For each category its side: ``"social"``, ``"economic"``,
            ``"social_economic"`` or ``"neutral"``.  By default that of the scheme.

        Returns
        -------
        DataFrame
            `by`, ``orientation`` (``unstated`` where all categories are neutral),
            ``category``, ``orientation_basis`` (``coded from ...`` where the category is
            not itself an orientation), ``scheme``, ``dimension``, ``reason``.

        Raises
        ------
        InvalidValueError
            If the scheme cannot be read so, a category has no side, or `by` is unknown.

        Notes
        -----
        Unless a category is itself called social or economic, its side is a reading of
        this package, not of the source.

        Examples
        --------
        >>> from odopkit.ovop import load_scheme
        >>> load_scheme("jica_issue_codes").orientations()[["iso3", "orientation"]]
          iso3      orientation
        0  ETH           social
        1  KEN         economic
        2  LAO  social_economic
        3  MWI         economic
        """
        if by not in ("iso3", "programme_id", "subject"):
            msg = f"by is 'iso3', 'programme_id' or 'subject', got {by!r}"
            raise InvalidValueError(msg)
        sides = dict(self.reading if reading is None else reading)
        if not self.reading_of:
            msg = f"scheme {self.id!r} has no dimension that can be read as social or economic"
            raise InvalidValueError(msg)
        dimension = next(d for d in self.dimensions if d.name == self.reading_of)
        known = ("social", "economic", "social_economic", "neutral")
        for category in dimension.categories:
            if sides.get(category) not in known:
                msg = f"category {category!r} needs a side, one of {', '.join(known)}"
                raise InvalidValueError(msg)
        pooled: dict[str, list[Assignment]] = {}
        for one in self.assignments:
            key = str(getattr(one, by))
            if one.dimension == self.reading_of and key:
                pooled.setdefault(key, []).append(one)
        rows = [self._read(by, key, pooled[key], sides) for key in sorted(pooled)]
        return _framed(rows, [by, *_READ])

    def _read(
        self, by: str, key: str, here: list[Assignment], sides: Mapping[str, str]
    ) -> dict[str, Any]:
        categories = list(dict.fromkeys(c for one in here for c in one.categories))
        found = {sides[c] for c in categories} - {"neutral"}
        if len(found) > 1:
            found = {"social_economic"}
        own = all(sides[c] == c for c in categories)
        bases = dict.fromkeys(_data.told_by(one.provenance) for one in here)
        return {
            by: key,
            "orientation": next(iter(found), "unstated"),
            "category": "; ".join(categories),
            "orientation_basis": "; ".join(b if own else f"coded from {b}" for b in bases),
            "scheme": self.id,
            "dimension": self.reading_of,
            "reason": "" if found else "only categories that decide nothing",
        }


_CATEGORIES: Final = [
    *("scheme", "dimension", "category", "n", "complete", "criteria", "basis", "locator", "read"),
]
_ASSIGNMENTS: Final = [
    *("scheme", "subject", "iso3", "programme_id", "dimension", "category", "basis"),
    *("confidence", "read", "source_id", "locator", "url"),
]
_READ: Final = ["orientation", "category", "orientation_basis", "scheme", "dimension", "reason"]
_OVERVIEW: Final = [
    *("scheme", "title", "dimensions", "n_categories", "n_assignments", "basis", "confidence"),
    *("read", "what_read", "url", "note", "reason"),
]
_KINDS: Final = {
    "n": "Int64",
    "complete": "bool",
    "n_categories": "int64",
    "n_assignments": "int64",
}


def _framed(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({c: _KINDS.get(c, "str") for c in columns})


def list_schemes() -> pd.DataFrame:
    """Every scheme with what was read of it, and works that are named but were not read.

    Returns
    -------
    DataFrame
        ``scheme`` (its id), ``title``, ``dimensions``, ``n_categories``,
        ``n_assignments``, ``basis`` (of the categories: ``stated`` where the paper has
        them), ``confidence``, ``read``, ``what_read``, ``url``, ``note``, ``reason`` (why a
        work has no categories here, else empty).

    Notes
    -----
    Of most works an abstract or an opening was read, which names categories but rarely
    says who belongs to which.

    Examples
    --------
    >>> from odopkit.ovop import list_schemes
    >>> schemes = list_schemes()
    >>> int((schemes["reason"] == "").sum()), int((schemes["reason"] != "").sum())
    (18, 8)
    """
    rows: list[dict[str, Any]] = [
        {
            "scheme": scheme.id,
            "title": scheme.title,
            "dimensions": "; ".join(d.name for d in scheme.dimensions),
            "n_categories": sum(len(d.categories) for d in scheme.dimensions),
            "n_assignments": len(scheme.assignments),
            "basis": _data.told_by(scheme.provenance),
            "confidence": str(scheme.provenance.confidence),
            "read": str(scheme.provenance.read),
            "what_read": scheme.what_read,
            "url": scheme.provenance.url or "",
            "note": scheme.note,
            "reason": "",
        }
        for scheme in _shipped().values()
    ]
    blank = dict.fromkeys(_OVERVIEW, "") | {"n_categories": 0, "n_assignments": 0}
    rows += [
        {**blank, "scheme": one["id"], "title": one["title"], "reason": one["reason"]}
        for one in _data.read("schemes.json")["not_read"]
    ]
    return _framed(rows, _OVERVIEW)


def load_scheme(scheme_id: str) -> Scheme:
    """One way to divide programmes, with its categories and assignments.

    Parameters
    ----------
    scheme_id : str
        One of :func:`~odopkit.ovop.list_schemes`.

    Returns
    -------
    Scheme
        The scheme.

    Raises
    ------
    UnknownNameError
        If there is no such scheme, or its work was not read.

    Examples
    --------
    >>> from odopkit.ovop import load_scheme
    >>> scheme = load_scheme("kurokawa2010")
    >>> [dimension.name for dimension in scheme.dimensions], len(scheme.assignments)
    (['initiative', 'emphasis'], 6)
    """
    schemes = _shipped()
    if scheme_id in schemes:
        return schemes[scheme_id]
    for one in _data.read("schemes.json")["not_read"]:
        if one["id"] == scheme_id:
            msg = f"scheme {scheme_id!r} has no categories here: {one['reason']}"
            raise UnknownNameError(msg)
    near = get_close_matches(scheme_id, schemes, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else ""
    msg = f"there is no scheme {scheme_id!r}; {hint or 'list_schemes() lists them'}"
    raise UnknownNameError(msg)


@cache
def _shipped() -> dict[str, Scheme]:
    return {raw["id"]: _parse(raw) for raw in _data.read("schemes.json")["schemes"]}


def _parse(raw: Mapping[str, Any]) -> Scheme:
    told = in_paper(raw["at"]) if "at" in raw else _elsewhere(raw)
    dimensions = tuple(
        Dimension(
            name=one["name"],
            categories=tuple(one["categories"]),
            complete=one.get("complete", True),
            counts=tuple(one["counts"]) if "counts" in one else None,
            criteria={c: tuple(codes) for c, codes in one.get("criteria", {}).items()},
        )
        for one in raw["dimensions"]
    )
    found = tuple(_of_a_field(raw["field"]) if "field" in raw else _of_a_list(raw, told))
    known = {d.name: d.categories for d in dimensions}
    for one in found:
        for category in one.categories:
            if category not in known[one.dimension]:
                msg = f"scheme {raw['id']!r} has no category {category!r} of {one.dimension}"
                raise InvalidValueError(msg)
    reading_of = next(iter(raw.get("reading", {})), "")
    return Scheme(
        id=raw["id"],
        title=raw["title"],
        dimensions=dimensions,
        assignments=found,
        provenance=told,
        what_read=raw["what_read"],
        reading=raw["reading"][reading_of] if reading_of else {},
        reading_of=reading_of,
        note=raw["note"],
    )


def _elsewhere(raw: Mapping[str, Any]) -> Provenance:
    return Provenance(
        source_id=raw["id"],
        locator=raw["title"],
        basis=Basis.ELSEWHERE,
        confidence=Confidence(raw["confidence"]),
        read=ReadExtent(raw["source"]["read"]),
        url=next(iter(raw["source"]["urls"]), None),
    )


def _of_a_field(name: str) -> Iterator[Assignment]:
    """Take assignments from the paper's own records, so that each is kept once."""
    for programme in load_programmes("paper"):
        fact = getattr(programme, name)
        if fact is not None:
            yield Assignment(
                subject=programme.name.value,
                iso3=programme.iso3.value if programme.iso3 else "",
                programme_id=programme.id,
                dimension=name,
                categories=(str(fact.value),),
                provenance=fact.provenance,
            )


def _of_a_list(raw: Mapping[str, Any], told: Provenance) -> Iterator[Assignment]:
    for one in raw.get("assignments", ()):
        for dimension, categories in one["values"].items():
            yield Assignment(
                subject=one["subject"],
                iso3=one["iso3"],
                programme_id=one.get("programme_id", ""),
                dimension=dimension,
                categories=tuple(categories),
                provenance=told,
            )


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
        If the file cannot be read as CSV.

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
    if not re.fullmatch("[a-z][a-z0-9_]*", scheme_id):
        msg = f"an id has lower-case letters, digits and underscores, got {scheme_id!r}"
        raise InvalidValueError(msg)
    if scheme_id in _shipped():
        msg = f"{scheme_id!r} is a scheme of the package; choose another id for your table"
        raise InvalidValueError(msg)
    frame, label = _table(path_or_frame)
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        msg = f"the table lacks {', '.join(missing)}; it needs {', '.join(_NEEDED)}"
        raise InvalidTableError(msg)
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
    path = Path(given)
    try:
        # "NA" and the like stay text, and a page keeps its digits.
        return pd.read_csv(path, dtype="str", keep_default_na=False), path.name
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        msg = f"{path.name} cannot be read as CSV in UTF-8: {error}; pass a DataFrame instead"
        raise ReadError(msg, file=str(path)) from error


def _page(value: Any) -> int | None:
    """Return a page number, or None where it is none."""
    text = str(value).strip()
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    return int(text) if re.fullmatch("[0-9]+", text) and int(text) > 0 else None


def _refuse_bad(frame: pd.DataFrame) -> None:
    """Collect every bad cell, and raise with all of them."""
    bad: list[dict[str, Any]] = []
    seen: dict[tuple[str, str], Any] = {}
    for label, *cells in frame[list(_NEEDED)].itertuples():
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
                problems["programme"] = f"stands twice, first in row {seen[key]}"
            seen.setdefault(key, label)
        bad += [
            {"row": label, "column": column, "value": cell, "problem": problem}
            for (column, problem), cell in zip(problems.items(), cells, strict=True)
            if problem
        ]
    if bad:
        shown = "; ".join(
            f"row {b['row']}, {b['column']} {b['value']!r}: {b['problem']}" for b in bad[:3]
        )
        msg = f"{len(bad)} bad cells: {shown}; see failure_cases"
        cases = pd.DataFrame(bad, columns=["row", "column", "value", "problem"])
        raise InvalidTableError(msg, failure_cases=cases)
