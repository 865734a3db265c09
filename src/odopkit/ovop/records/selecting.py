"""Programmes by id or by what they are, and what may be meant by a name that is none."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from odopkit.errors import UnknownNameError
from odopkit.ovop.records.codes import Origin, RecordType, member
from odopkit.ovop.records.data_files import M49_AREAS
from odopkit.ovop.records.frames import iso3_of
from odopkit.ovop.records.shipped import shipped_programmes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from odopkit.ovop.records.programme import Programme


CORE: Final = frozenset(
    {
        RecordType.MOVEMENT,
        RecordType.PROGRAMME,
        RecordType.PROJECT,
        RecordType.PHASE_RENAME,
        RecordType.ADOPTION_MENTION,
        RecordType.POLICY_ODA,
    }
)
"""Record types that are programmes themselves, and neither policies nor single schemes."""


def is_core(programme: Programme) -> bool:
    """Tell a programme itself from policies and single schemes."""
    return programme.record_type.value in CORE


def of_id(programmes: Sequence[Programme], key: str) -> Programme:
    """Look a programme up by its id."""
    for programme in programmes:
        if programme.id == key:
            return programme
    raise UnknownNameError(_unknown(programmes, key))


def _unknown(programmes: Sequence[Programme], key: object) -> str:
    """Say that an id is unknown, and which records may be meant."""
    asked = str(key).casefold()
    start = f"there is no programme {key!r} among these {len(programmes)}"
    named = [p.id for p in programmes if p.acronym and p.acronym.value.casefold() == asked]
    named = named or [p.id for p in programmes if p.name.value.casefold() == asked]
    if named:
        return f"{start}; it names {', '.join(named)}: look one up by its id"
    if key in {programme.id for programme in shipped_programmes()}:
        return f"{start}; load_programmes('both', min_confidence='low') has it"
    near = get_close_matches(asked, [p.id for p in programmes], n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    return f"{start}; {hint}to_frame() lists all ids"


def of_each_programme(records: Iterable[Programme]) -> dict[str, list[Programme]]:
    """Put records of the same programme together, by the id that ``same_as`` names."""
    here = list(records)
    ids = {p.id for p in here}
    together: dict[str, list[Programme]] = {}
    for p in here:
        key = p.same_as.value if p.same_as and p.same_as.value in ids else p.id
        together.setdefault(key, []).append(p)
    return together


def select(
    programmes: Sequence[Programme],
    where: Callable[[Programme], bool] | None,
    *,
    record_type: str | Collection[str] | None,
    region: str | Collection[str] | None,
    iso3: str | Collection[str] | None,
    origin: str | Collection[str] | None,
    core: bool | None,
) -> tuple[Programme, ...]:
    """Keep the programmes that meet every condition given."""
    types = [member(RecordType, one) for one in _several(record_type)]
    origins = [member(Origin, one) for one in _several(origin)]
    areas, countries = set(_several(region)), set(_several(iso3))
    here = {iso3_of(p) for p in programmes} - {""}
    _all_known("area of UN M49", areas, M49_AREAS)
    _all_known("country code among these records", countries, here)
    return tuple(
        p
        for p in programmes
        if (not types or p.record_type.value in types)
        and (not origins or p.origin in origins)
        and (not areas or areas & {p.region.value, p.subregion.value})
        and (not countries or iso3_of(p) in countries)
        and (core is None or core == is_core(p))
        and (where is None or where(p))
    )


def _several(asked: str | Collection[str] | None) -> list[str]:
    if asked is None:
        return []
    return [asked] if isinstance(asked, str) else list(asked)


def _all_known(what: str, asked: Iterable[str], known: Collection[str]) -> None:
    for one in sorted(set(asked) - set(known)):
        near = get_close_matches(one, list(known), n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(sorted(known))}"
        msg = f"no {what} is {one!r}{hint}"
        raise UnknownNameError(msg)
