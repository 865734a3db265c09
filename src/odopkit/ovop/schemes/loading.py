"""The schemes that ship with the package."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from odopkit.errors import InvalidValueError, UnknownNameError
from odopkit.errors.telling import did_you_mean
from odopkit.ovop.records import data_files
from odopkit.ovop.records.codes import Basis, Confidence, ReadExtent
from odopkit.ovop.records.facts import Provenance
from odopkit.ovop.records.frames import framed, iso3_of
from odopkit.ovop.records.loading import load_programmes
from odopkit.ovop.records.parsing import in_paper
from odopkit.ovop.schemes.scheme import Assignment, Dimension, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd


_OVERVIEW: Final = (
    *("scheme", "title", "dimensions", "n_categories", "n_assignments", "basis", "confidence"),
    *("read", "what_read", "url", "note", "reason"),
)
_KINDS: Final = {"n_categories": "int64", "n_assignments": "int64"}


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
            "basis": data_files.told_by(scheme.provenance),
            "confidence": str(scheme.provenance.confidence),
            "read": str(scheme.provenance.read),
            "what_read": scheme.what_read,
            "url": scheme.provenance.url or "",
            "note": scheme.note,
            "reason": "",
        }
        for scheme in shipped_schemes().values()
    ]
    blank = dict.fromkeys(_OVERVIEW, "") | {"n_categories": 0, "n_assignments": 0}
    rows += [
        {**blank, "scheme": one["id"], "title": one["title"], "reason": one["reason"]}
        for one in data_files.read("schemes.json")["not_read"]
    ]
    return framed(rows, _OVERVIEW, _KINDS)


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
    schemes = shipped_schemes()
    if isinstance(scheme_id, str) and scheme_id in schemes:
        return schemes[scheme_id]
    for one in data_files.read("schemes.json")["not_read"]:
        if one["id"] == scheme_id:
            msg = f"scheme {scheme_id!r} has no categories here: {one['reason']}"
            raise UnknownNameError(msg)
    hint = did_you_mean(scheme_id, schemes) or "; list_schemes() lists them"
    msg = f"there is no scheme {scheme_id!r}{hint}"
    raise UnknownNameError(msg)


@cache
def shipped_schemes() -> dict[str, Scheme]:
    """Parse the schemes, once."""
    return {raw["id"]: _parse(raw) for raw in data_files.read("schemes.json")["schemes"]}


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
                iso3=iso3_of(programme),
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
