"""From a record of a data file to a :class:`Programme`, and what can be wrong with it.

A record groups its fields by basis (``stated``, ``inferred``, ``elsewhere``, ``coded``).
``source`` and ``at`` hold for all of them, ``places`` and ``confidences`` for one field,
``more`` adds facts from other sources.
"""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.ovop.records.codes import (
    Basis,
    Confidence,
    Direction,
    GeographicUnit,
    Motive,
    Objective,
    Orientation,
    Origin,
    ProductFocus,
    ReadExtent,
    RecordType,
    RelationKind,
    Status,
    SupportInstrument,
    TriState,
    member,
)
from odopkit.ovop.records.data_files import M49_AREAS, PAPER, REGIONS, locator
from odopkit.ovop.records.facts import Fact, Provenance, Relation
from odopkit.ovop.records.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Raw = Mapping[str, Any]


E = TypeVar("E", bound=StrEnum)

CODES: Final[Mapping[str, type[StrEnum]]] = {
    "record_type": RecordType,
    "status": Status,
    "units": GeographicUnit,
    "focus": ProductFocus,
    "orientation": Orientation,
    "direction": Direction,
    "direction_start": Direction,
    "direction_later": Direction,
    "objectives": Objective,
    "motive": Motive,
    "subsidies": TriState,
    "local_yet_global": TriState,
    "self_reliance": TriState,
    "human_resources": TriState,
    "support": SupportInstrument,
}
"""Fields that hold a code, and of which kind."""

SEVERAL: Final = frozenset(
    {
        "years",
        "end_years",
        "units",
        "objectives",
        "support",
        "lead_body",
        "drivers",
        "sponsors",
        "cites",
        "notes",
    }
)
"""Fields that may hold several facts."""

_OF_THE_RECORD: Final = frozenset({"id", "origin", "confidence"})
FACT_FIELDS: Final = tuple(f.name for f in fields(Programme) if f.name not in _OF_THE_RECORD)

_THE_PAPER: Final[Raw] = {"read": "whole", "urls": []}
_GROUPS: Final = ("stated", "inferred", "elsewhere", "coded")
_KEYS: Final = frozenset({"id", "source", "confidence", "at", *_GROUPS}) | {
    "places",
    "confidences",
    "more",
}


def parse(raw: Raw, sources: Raw) -> Programme:
    """Make a programme of a record; any fault raises ``InvalidValueError``."""
    _known(raw, _KEYS, "record")
    source = raw.get("source", "")
    own = Origin.PAPER if source == PAPER else Origin.ELSEWHERE
    held: dict[str, list[Fact[Any]]] = {}
    for name, value, where in _given(raw, own):
        for one in value if isinstance(value, list) else [value]:
            held.setdefault(name, []).append(Fact(_value(name, one), _provenance(where, sources)))
    unused = {*raw.get("places", {}), *raw.get("confidences", {})} - held.keys()
    if unused:
        msg = f"places or confidences of fields that are not filled: {', '.join(sorted(unused))}"
        raise InvalidValueError(msg)
    for name in ("name", "record_type", "region", "subregion"):
        if name not in held:
            msg = f"{name}: the field is missing"
            raise InvalidValueError(msg)
    filled: dict[str, Any] = {}
    for name, facts in held.items():
        if name in SEVERAL:
            filled[name] = tuple(facts)
        elif len(facts) == 1:
            filled[name] = facts[0]
        else:
            msg = f"{name}: the field holds one fact, got {len(facts)}"
            raise InvalidValueError(msg)
    confidence = _code(Confidence, raw.get("confidence"), "confidence")
    return Programme(id=raw["id"], origin=own, confidence=confidence, **filled)


def _given(raw: Raw, own: Origin) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """List the fields of a record with what their provenance is made of."""
    places, confidences = raw.get("places", {}), raw.get("confidences", {})
    for group in _GROUPS:
        for name, value in raw.get(group, {}).items():
            coded_from = "stated" if own is Origin.PAPER else "elsewhere"
            yield (
                name,
                value,
                {
                    "source": raw.get("source"),
                    "at": places.get(name, raw.get("at")),
                    "basis": group,
                    "evidence": coded_from if group == "coded" else None,
                    "confidence": confidences.get(name, raw.get("confidence")),
                },
            )
    for extra in raw.get("more", ()):
        _known(extra, {"field", "value", "source", "at", "basis", "evidence", "confidence"}, "more")
        yield extra["field"], extra["value"], dict(extra)


def _provenance(where: Raw, sources: Raw) -> Provenance:
    source, basis = where.get("source"), _code(Basis, where.get("basis"), "basis")
    evidence = where.get("evidence")
    confidence = _code(Confidence, where.get("confidence"), "confidence")
    rests = Basis(evidence or basis)
    if (source == PAPER) != (rests in (Basis.STATED, Basis.INFERRED)):
        msg = f"source {source!r} does not go with basis {str(rests)!r}: the paper states, or lets "
        msg += "infer; any other source is elsewhere"
        raise InvalidValueError(msg)
    at = where.get("at") if source == PAPER else None
    if source == PAPER and not at:
        msg = "a record of the paper needs `at`: section, line, span and sha256"
        raise InvalidValueError(msg)
    if source != PAPER and source not in sources:
        msg = f"source {source!r} is not in sources.json; add it there"
        raise InvalidValueError(msg)
    _known(at or {}, {"section", "line", "span", "sha256"}, "at")
    entry = _THE_PAPER if at else sources[str(source)]
    return Provenance(
        source_id=str(source),
        locator=locator(at) if at else entry["title"],
        basis=basis,
        confidence=confidence,
        read=_code(ReadExtent, entry["read"], "read"),
        evidence=None if evidence is None else Basis(evidence),
        line=at["line"] if at else None,
        span=(at["span"][0], at["span"][1]) if at else None,
        quote_sha256=at["sha256"] if at else None,
        url=next(iter(entry["urls"]), None),
    )


def in_paper(at: Raw) -> Provenance:
    """Make the provenance of words that the paper states."""
    return _provenance({"source": PAPER, "basis": "stated", "confidence": "high", "at": at}, {})


def _value(name: str, value: Any) -> Any:
    """Turn a value of a data file into that of a field."""
    if name not in FACT_FIELDS:
        msg = f"there is no field {name!r}; there are {', '.join(FACT_FIELDS)}"
        raise InvalidValueError(msg)
    if name in CODES:
        return _code(CODES[name], value, name)
    if name == "relation":
        return Relation(kind=_code(RelationKind, value["kind"], name), to=value["to"])
    if name not in ("years", "end_years") and not isinstance(value, str):
        msg = f"{name}: a text is needed, got {shortened(value)}"
        raise InvalidValueError(msg)
    return value


def _code(kind: type[E], value: Any, name: str) -> E:
    try:
        return member(kind, value)
    except InvalidValueError as error:
        msg = f"{name}: {error}"
        raise InvalidValueError(msg) from None


def _known(raw: Raw, keys: Iterable[str], what: str) -> None:
    unknown = sorted(set(raw) - set(keys))
    if unknown:
        msg = f"{what}: unknown keys {', '.join(unknown)}; known are {', '.join(sorted(keys))}"
        raise InvalidValueError(msg)


def problems(records: Sequence[Raw], sources: Raw) -> list[tuple[str, str]]:
    """List what is wrong with records, by themselves and together: id and problem."""
    found: list[tuple[str, str]] = []
    parsed: dict[str, Programme] = {}
    for position, raw in enumerate(records):
        key = str(raw.get("id", f"record {position + 1}"))
        try:
            programme = parse(raw, sources)
        except (InvalidValueError, KeyError, TypeError, ValueError) as error:
            found.append((key, str(error)))
            continue
        if key in parsed:
            found.append((key, "the id is taken; ids are unique"))
        parsed[key] = programme
    ids = {str(raw.get("id")) for raw in records}
    for key, programme in parsed.items():
        found += [(key, problem) for problem in _areas(programme)]
        found += [(key, problem) for problem in _links(programme, ids, parsed)]
    found += [(key, "its parents form a circle") for key in _circles(parsed)]
    return found


def _areas(programme: Programme) -> Iterator[str]:
    region, subregion = programme.region.value, programme.subregion.value
    if region not in REGIONS:
        yield f"region: {region!r} is none of {', '.join(REGIONS)}"
    if subregion not in M49_AREAS:
        yield f"subregion: {subregion!r} is no area of UN M49"
    elif M49_AREAS[subregion][1] != region:
        yield f"subregion: {subregion} lies in {M49_AREAS[subregion][1]}, not in {region}"
    if programme.iso3 is None and region != "World":
        yield "iso3: only a programme of the whole world has no country"
    if programme.m49 is None:
        yield "m49: the field is missing"


def _links(programme: Programme, ids: set[str], parsed: Mapping[str, Programme]) -> Iterator[str]:
    for field in ("parent", "same_as"):
        fact = getattr(programme, field)
        if fact is not None and fact.value not in ids:
            yield f"{field}: there is no record {fact.value!r}"
    if programme.relation is not None and programme.relation.value.to not in ids:
        yield f"relation: there is no record {programme.relation.value.to!r}"
    twin = programme.same_as and parsed.get(programme.same_as.value)
    if twin and twin.origin is not Origin.PAPER:
        yield f"same_as: {twin.id!r} is no record of the paper"


def _circles(parsed: Mapping[str, Programme]) -> list[str]:
    """Ids that come back to themselves, parent by parent or by the same programme."""
    return [start for start in parsed if _comes_back(start, parsed)]


def _comes_back(start: str, parsed: Mapping[str, Programme]) -> bool:
    """Whether the links of a record lead back to it."""
    seen, here = {start}, parsed.get(start)
    while here is not None:
        link = here.parent or here.same_as
        if link is None or link.value in seen:
            return link is not None and link.value == start
        seen.add(link.value)
        here = parsed.get(link.value)
    return False
