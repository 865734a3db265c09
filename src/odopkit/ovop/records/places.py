"""Programmes by country, for a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.ovop.records.codes import Origin, YearPolicy, member
from odopkit.ovop.records.frames import NO_YEAR, framed, iso3_of, told_of_facts
from odopkit.ovop.records.selecting import is_core

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from odopkit.ovop.records.programme import Programme


WORLD: Final = "no country: a programme of the whole world"

_COUNTRIES: Final = (
    *("iso3", "m49", "country", "region", "subregion", "n_records", "n_core", "n_paper"),
    *("n_elsewhere", "first_year", "first_year_id", "first_year_basis", "codes_basis", "ids"),
    "reason",
)


def of_each_country(programmes: Iterable[Programme]) -> dict[str, list[Programme]]:
    """Put the programmes of a country together, by code; those of the whole world last."""
    groups: dict[str, list[Programme]] = {}
    for programme in programmes:
        groups.setdefault(iso3_of(programme), []).append(programme)
    return {iso3: groups[iso3] for iso3 in sorted(groups, key=lambda code: (code == "", code))}


def countries(programmes: Iterable[Programme], *, year_policy: YearPolicy | str) -> pd.DataFrame:
    """Count programmes by country, with the first of each."""
    policy = member(YearPolicy, year_policy)
    groups = of_each_country(programmes)
    return framed([_country(iso3, here, policy) for iso3, here in groups.items()], _COUNTRIES)


def _country(iso3: str, here: Sequence[Programme], policy: YearPolicy) -> dict[str, Any]:
    """One row of the countries."""
    one = here[0]
    core = [p for p in here if is_core(p)]
    dated = [(f.value, p.id, f) for p in core if (f := p.year(policy=policy)) is not None]
    first = min(dated, key=lambda each: each[:2], default=None)
    undated = NO_YEAR if first is None else ""
    return {
        "iso3": iso3,
        "m49": one.m49.value if one.m49 else "",
        "country": one.country.value if one.country else "",
        "region": one.region.value,
        "subregion": one.subregion.value,
        "n_records": len(here),
        "n_core": len(core),
        "n_paper": sum(p.origin is Origin.PAPER for p in here),
        "n_elsewhere": sum(p.origin is Origin.ELSEWHERE for p in here),
        "first_year": first[0] if first else pd.NA,
        "first_year_id": first[1] if first else "",
        "first_year_basis": told_of_facts([first[2]]) if first else "",
        "codes_basis": told_of_facts(p.region for p in here),
        "ids": "; ".join(p.id for p in here),
        "reason": undated if iso3 else WORLD,
    }
