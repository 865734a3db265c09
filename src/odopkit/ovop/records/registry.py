"""The programmes that ship with the package: look one up, filter, lay them out as frames.

A frame shows one value per cell.  On what each rests stands in companion columns
(``to_frame(basis=True)``), in ``..._basis`` columns of the other frames and, with source,
line and confidence, in :meth:`ProgrammeRegistry.facts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import UnknownNameError
from odopkit.ovop.records import data_files
from odopkit.ovop.records.codes import Confidence, Origin, RecordType, YearPolicy, member
from odopkit.ovop.records.frames import COLUMNS, as_cell, as_text, framed, told_of_facts
from odopkit.ovop.records.shipped import shipped_programmes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from odopkit.ovop.records.facts import Fact
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

NO_YEAR: Final = "no year is stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRegistry:
    """A collection of programme records, each under its id.

    It has a length, can be iterated over, and gives a record by id:
    ``registry["btn_ogop_2015"]``.

    Parameters
    ----------
    programmes : tuple of Programme
        The records, in the order of the data files.
    source : {"paper", "elsewhere", "both"}
        What was asked for.
    min_confidence : Confidence
        The least confidence asked for.
    """

    programmes: tuple[Programme, ...]
    source: str
    min_confidence: Confidence

    def __len__(self) -> int:
        return len(self.programmes)

    def __iter__(self) -> Iterator[Programme]:
        return iter(self.programmes)

    def __contains__(self, key: object) -> bool:
        return any(programme.id == key for programme in self.programmes)

    def __getitem__(self, key: str) -> Programme:
        for programme in self.programmes:
            if programme.id == key:
                return programme
        raise UnknownNameError(self._unknown(key))

    def _unknown(self, key: object) -> str:
        """Say that an id is unknown, and which records may be meant."""
        asked = str(key).casefold()
        start = f"there is no programme {key!r} among these {len(self)}"
        named = [p.id for p in self if p.acronym and p.acronym.value.casefold() == asked]
        named = named or [p.id for p in self if p.name.value.casefold() == asked]
        if named:
            return f"{start}; it names {', '.join(named)}: look one up by its id"
        if key in {programme.id for programme in shipped_programmes()}:
            return f"{start}; load_programmes('both', min_confidence='low') has it"
        near = get_close_matches(asked, [p.id for p in self], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        return f"{start}; {hint}to_frame() lists all ids"

    def filter(
        self,
        where: Callable[[Programme], bool] | None = None,
        *,
        record_type: str | Collection[str] | None = None,
        region: str | Collection[str] | None = None,
        iso3: str | Collection[str] | None = None,
        origin: str | Collection[str] | None = None,
        core: bool | None = None,
    ) -> ProgrammeRegistry:
        """Keep the records that meet every condition given.

        Parameters
        ----------
        where : callable, optional
            A function of a :class:`Programme` that says whether to keep it.
        record_type : str or collection of str, optional
            See :class:`~odopkit.ovop.RecordType`.
        region : str or collection of str, optional
            Areas of UN M49, large or small: ``"Asia"``, ``"Southern Asia"``.
        iso3 : str or collection of str, optional
            ISO 3166 alpha-3 codes.
        origin : str or collection of str, optional
            ``"paper"``, ``"elsewhere"``.
        core : bool, optional
            True for programmes themselves, phases, adoptions and aid initiatives
            included; False for policies, sub-schemes and support schemes.

        Returns
        -------
        ProgrammeRegistry
            A new one, which may be empty.

        Raises
        ------
        InvalidValueError
            If there is no such record type or origin.
        UnknownNameError
            If there is no such area, or no record with such a country code.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> registry = load_programmes()
        >>> [p.id for p in registry.filter(iso3="BTN")]
        ['btn_ogop_2015', 'btn_dhope_2014']
        >>> len(registry.filter(core=True)), len(registry.filter(region="Africa"))
        (49, 8)
        """
        types = [member(RecordType, one) for one in _several(record_type)]
        origins = [member(Origin, one) for one in _several(origin)]
        areas, countries = set(_several(region)), set(_several(iso3))
        _all_known("area of UN M49", areas, data_files.M49_AREAS)
        _all_known("country code among these records", countries, {_iso3(p) for p in self} - {""})
        kept = tuple(
            p
            for p in self
            if (not types or p.record_type.value in types)
            and (not origins or p.origin in origins)
            and (not areas or areas & {p.region.value, p.subregion.value})
            and (not countries or _iso3(p) in countries)
            and (core is None or core == (p.record_type.value in CORE))
            and (where is None or where(p))
        )
        return ProgrammeRegistry(
            programmes=kept, source=self.source, min_confidence=self.min_confidence
        )

    def to_frame(
        self, *, year_policy: YearPolicy | str = YearPolicy.OWN, basis: bool = False
    ) -> pd.DataFrame:
        """One row per record, one column per field.

        Parameters
        ----------
        year_policy : YearPolicy or str, default "own"
            Which of several years to show, see :class:`~odopkit.ovop.YearPolicy`.
        basis : bool, default False
            Whether to put behind each field a column ``<field>_basis``: ``stated`` or
            ``inferred`` (from the paper), ``elsewhere``, ``coded from stated`` and the
            like; empty where the field is.

        Returns
        -------
        DataFrame
            ``id``, ``origin``, ``confidence``, then the fields of
            :class:`~odopkit.ovop.Programme`: codes as text, ``unstated`` where a code is
            not given, other text empty where it is not; several values joined by
            ``"; "``; ``year`` and ``end_year`` Int64 (missing where not given).
            ``reason`` last.

        Raises
        ------
        InvalidValueError
            If there is no such policy.

        Notes
        -----
        "unstated" is not "no": most records say nothing of subsidies.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> frame = load_programmes().to_frame(basis=True).set_index("id")
        >>> frame.loc["btn_ogop_2015", ["orientation", "orientation_basis"]].tolist()
        ['economic', 'stated']
        >>> frame.loc["btn_ogop_2015", ["iso3", "iso3_basis"]].tolist()
        ['BTN', 'inferred']
        """
        policy = member(YearPolicy, year_policy)
        rows = []
        for programme in self:
            row: dict[str, Any] = {
                "id": programme.id,
                "origin": str(programme.origin),
                "confidence": str(programme.confidence),
            }
            for column in COLUMNS:
                facts = _chosen(programme, column, policy)
                row[column] = as_cell(column, facts)
                if basis:
                    row[f"{column}_basis"] = told_of_facts(facts)
            row["reason"] = NO_YEAR if row["year"] is pd.NA else ""
            rows.append(row)
        shown = [name for c in COLUMNS for name in ((c, f"{c}_basis") if basis else (c,))]
        return framed(rows, ["id", "origin", "confidence", *shown, "reason"])

    def facts(self) -> pd.DataFrame:
        """One row per fact: which value, who says so, where, and how far to trust it.

        Returns
        -------
        DataFrame
            ``id``, ``field``, ``value`` (as text), ``basis``, ``evidence`` (of codes),
            ``says_paper`` (whether it rests on the paper), ``confidence``, ``source_id``,
            ``locator``, ``line``, ``start`` and ``length`` (characters of the line, Int64),
            ``quote_sha256``, ``read``, ``url``.

        Notes
        -----
        The words that a fact rests on are not repeated.  With the paper's text at hand,
        take ``length`` characters of ``line`` from ``start`` on and leave out asterisks:
        their SHA-256 is ``quote_sha256``.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> facts = load_programmes().filter(iso3="BTN").facts()
        >>> told = facts[facts["field"] == "orientation"]
        >>> told[["id", "value", "basis", "locator"]].reset_index(drop=True)
                       id     value   basis              locator
        0   btn_ogop_2015  economic  stated  section 3, line 115
        1  btn_dhope_2014    social  stated  section 3, line 115
        """
        rows = []
        for programme in self:
            for field, fact in programme.facts():
                told = fact.provenance
                start, length = told.span or (pd.NA, pd.NA)
                rows.append(
                    {
                        "id": programme.id,
                        "field": field,
                        "value": as_text(fact.value),
                        "basis": str(told.basis),
                        "evidence": str(told.evidence or ""),
                        "says_paper": told.says_paper,
                        "confidence": str(told.confidence),
                        "source_id": told.source_id,
                        "locator": told.locator,
                        "line": told.line if told.line is not None else pd.NA,
                        "start": start,
                        "length": length,
                        "quote_sha256": told.quote_sha256 or "",
                        "read": str(told.read),
                        "url": told.url or "",
                    }
                )
        return framed(rows, _FACT_COLUMNS)

    def sources(self) -> pd.DataFrame:
        """Documents that the records rest on.

        Returns
        -------
        DataFrame
            ``source_id``, ``title``, ``kind``, ``read`` (how much of it was read),
            ``urls`` and ``n_facts``, by id.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> load_programmes().filter(iso3="THA").sources()[["source_id", "read", "n_facts"]]
              source_id     read  n_facts
        0         paper    whole       50
        1   tambon_page    whole        1
        2  thai_pr_2012  opening        1
        """
        used: dict[str, int] = {}
        for programme in self:
            for _, fact in programme.facts():
                key = fact.provenance.source_id
                used[key] = used.get(key, 0) + 1
        known = {data_files.PAPER: _PAPER_SOURCE, **data_files.read("sources.json")["sources"]}
        rows = [
            {
                "source_id": key,
                "title": known[key]["title"],
                "kind": known[key]["kind"],
                "read": known[key]["read"],
                "urls": " ".join(known[key]["urls"]),
                "n_facts": n,
            }
            for key, n in sorted(used.items())
        ]
        return framed(rows, ["source_id", "title", "kind", "read", "urls", "n_facts"])

    def timeline(self, *, year_policy: YearPolicy | str = YearPolicy.OWN) -> pd.DataFrame:
        """Sort records by first year; those without one come last.

        Parameters
        ----------
        year_policy : YearPolicy or str, default "own"
            Which of several years to show, see :class:`~odopkit.ovop.YearPolicy`.

        Returns
        -------
        DataFrame
            ``year``, ``end_year`` (Int64), ``id``, ``name``, ``iso3``, ``record_type``,
            ``n_years`` (how many different first years are told), ``year_basis``,
            ``end_year_basis``, ``name_basis``, ``iso3_basis``, ``source_id`` and
            ``locator`` (of the year), ``reason``.  ``record_type`` is a code of this
            package throughout.

        Raises
        ------
        InvalidValueError
            If there is no such policy.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> load_programmes().timeline().head(4)[["year", "id", "end_year", "end_year_basis"]]
           year            id  end_year end_year_basis
        0  1961  jpn_npc_1961      1964       inferred
        1  1964  jpn_npc_1964      1970       inferred
        2  1970  jpn_npc_1970      <NA>
        3  1979 jpn_ovop_1979      2003         stated
        """
        policy = member(YearPolicy, year_policy)
        rows = []
        for p in self:
            begun, ended = _chosen(p, "year", policy), _chosen(p, "end_year", policy)
            rows.append(
                {
                    "year": as_cell("year", begun),
                    "end_year": as_cell("end_year", ended),
                    "id": p.id,
                    "name": p.name.value,
                    "iso3": _iso3(p),
                    "record_type": str(p.record_type.value),
                    "n_years": len({fact.value for fact in p.years}),
                    "year_basis": told_of_facts(begun),
                    "end_year_basis": told_of_facts(ended),
                    "name_basis": told_of_facts([p.name]),
                    "iso3_basis": told_of_facts([p.iso3] if p.iso3 else []),
                    "source_id": begun[0].provenance.source_id if begun else "",
                    "locator": begun[0].provenance.locator if begun else "",
                    "reason": "" if begun else NO_YEAR,
                }
            )
        rows.sort(key=lambda row: (_late(row["year"]), row["id"]))
        return framed(rows, _TIMELINE)

    def countries(self, *, year_policy: YearPolicy | str = YearPolicy.OWN) -> pd.DataFrame:
        """One row per country, for a map.

        Parameters
        ----------
        year_policy : YearPolicy or str, default "own"
            Which of several years to show, see :class:`~odopkit.ovop.YearPolicy`.

        Returns
        -------
        DataFrame
            ``iso3``, ``m49``, ``country``, ``region``, ``subregion``, ``n_records``,
            ``n_core`` (programmes themselves), ``n_paper``, ``n_elsewhere``,
            ``first_year`` (of core records, Int64), ``first_year_id`` and
            ``first_year_basis``, ``codes_basis`` (of codes, areas and country), ``ids``,
            ``reason``.  A programme of the whole world has a row without ``iso3``.

        Raises
        ------
        InvalidValueError
            If there is no such policy.

        Notes
        -----
        A country counts records, and two records may be one programme: see ``same_as`` of
        :class:`~odopkit.ovop.Programme`.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> world = load_programmes().filter(core=True).countries()
        >>> len(world), world.loc[world["iso3"] == "", "reason"].tolist()
        (32, ['no country: a programme of the whole world'])
        >>> world["region"].value_counts().to_dict()
        {'Asia': 17, 'Africa': 8, 'Americas': 6, 'World': 1}
        """
        policy = member(YearPolicy, year_policy)
        groups: dict[str, list[Programme]] = {}
        for programme in self:
            groups.setdefault(_iso3(programme), []).append(programme)
        rows = []
        for iso3 in sorted(groups, key=lambda code: (code == "", code)):
            here = groups[iso3]
            one = here[0]
            core = [p for p in here if p.record_type.value in CORE]
            dated = [(f.value, p.id, f) for p in core if (f := p.year(policy=policy)) is not None]
            first = min(dated, key=lambda each: each[:2], default=None)
            reasons = [] if iso3 else ["no country: a programme of the whole world"]
            reasons += [] if first else [NO_YEAR] if iso3 else []
            rows.append(
                {
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
                    "codes_basis": told_of_facts([p.region for p in here]),
                    "ids": "; ".join(p.id for p in here),
                    "reason": "; ".join(reasons),
                }
            )
        return framed(rows, _COUNTRIES)

    def lineage(self, key: str, *, year_policy: YearPolicy | str = YearPolicy.OWN) -> pd.DataFrame:
        """Follow what a programme grew from, and what grew from it.

        Parameters
        ----------
        key : str
            The id of a record.
        year_policy : YearPolicy or str, default "own"
            Which of several years to show, see :class:`~odopkit.ovop.YearPolicy`.

        Returns
        -------
        DataFrame
            ``generation`` (0 for the record, negative for what came before), ``id``,
            ``name``, ``iso3``, ``year`` (Int64), ``from_id`` (what it grew from), ``link``
            (``parent``, or ``same_as`` where a record found elsewhere describes a programme
            of the paper), ``link_basis``, ``year_basis``, ``name_basis``, ``iso3_basis``,
            ``reason``.

        Raises
        ------
        UnknownNameError
            If there is no such record.
        InvalidValueError
            If there is no such policy.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> line = load_programmes().lineage("vnm_ocop_qn_2013")
        >>> line[["generation", "id", "from_id", "link_basis"]]
           generation                id           from_id link_basis
        0          -4      jpn_npc_1961
        1          -3      jpn_npc_1964      jpn_npc_1961     stated
        2          -2      jpn_npc_1970      jpn_npc_1964     stated
        3          -1     jpn_ovop_1979      jpn_npc_1970     stated
        4           0  vnm_ocop_qn_2013     jpn_ovop_1979   inferred
        5           1      vnm_ocop_nat  vnm_ocop_qn_2013     stated
        """
        policy = member(YearPolicy, year_policy)
        by_id = {programme.id: programme for programme in self}
        line = [(0, self[key])]
        while (link := _link(line[-1][1])) and link[1].value in by_id:
            line.append((line[-1][0] - 1, by_id[link[1].value]))
        newest = [self[key]]
        for generation in range(1, len(self)):
            grown = {programme.id for programme in newest}
            newest = [p for p in self if (up := _link(p)) and up[1].value in grown]
            line += [(generation, programme) for programme in newest]
        rows = []
        for generation, p in line:
            begun, up = _chosen(p, "year", policy), _link(p)
            absent = up is not None and up[1].value not in by_id
            rows.append(
                {
                    "generation": generation,
                    "id": p.id,
                    "name": p.name.value,
                    "iso3": _iso3(p),
                    "year": as_cell("year", begun),
                    "from_id": up[1].value if up else "",
                    "link": up[0] if up else "",
                    "link_basis": told_of_facts([up[1]]) if up else "",
                    "year_basis": told_of_facts(begun),
                    "name_basis": told_of_facts([p.name]),
                    "iso3_basis": told_of_facts([p.iso3] if p.iso3 else []),
                    "reason": "what it grew from is not among these records" if absent else "",
                }
            )
        rows.sort(key=lambda row: (row["generation"], _late(row["year"]), row["id"]))
        return framed(rows, _LINEAGE)

    def acronym_collisions(self) -> pd.DataFrame:
        """Acronyms that stand for more than one thing.

        Returns
        -------
        DataFrame
            ``acronym``, ``n_meanings``, ``meanings``, ``n_records``, ``iso3``, ``ids``,
            ``basis`` (of the meanings), by acronym.

        Notes
        -----
        Look a programme up by its id, never by its acronym.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> both = load_programmes("both")
        >>> both.acronym_collisions()[["acronym", "n_meanings", "iso3"]]
          acronym  n_meanings      iso3
        0     NPC           3       JPN
        1    OCOP           2       VNM
        2    OTOP           2  PHL; THA
        """
        groups: dict[str, list[Programme]] = {}
        for programme in self:
            if programme.acronym and programme.stands_for:
                groups.setdefault(programme.acronym.value, []).append(programme)
        rows = []
        for acronym, here in sorted(groups.items()):
            told = [p.stands_for for p in here if p.stands_for]
            meanings = sorted({fact.value for fact in told})
            if len(meanings) > 1:
                rows.append(
                    {
                        "acronym": acronym,
                        "n_meanings": len(meanings),
                        "meanings": "; ".join(meanings),
                        "n_records": len(here),
                        "iso3": "; ".join(sorted({_iso3(p) for p in here} - {""})),
                        "ids": "; ".join(p.id for p in here),
                        "basis": told_of_facts(told),
                    }
                )
        return framed(rows, _COLLISIONS)

    def conflicts(self) -> pd.DataFrame:
        """First and last years on which sources disagree, within a record.

        Returns
        -------
        DataFrame
            One row per fact of a record whose facts differ: ``id``, ``field``, ``year``
            (Int64), ``basis``, ``confidence``, ``source_id``, ``locator``.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> told = load_programmes().conflicts()
        >>> told[told["id"] == "tha_otop_2000"][["year", "basis", "confidence", "source_id"]]
           year      basis confidence     source_id
        4  2000     stated        low         paper
        5  1999  elsewhere        low   tambon_page
        6  2001  elsewhere     medium  thai_pr_2012
        """
        rows = [
            {
                "id": programme.id,
                "field": field,
                "year": fact.value,
                "basis": told_of_facts([fact]),
                "confidence": str(fact.provenance.confidence),
                "source_id": fact.provenance.source_id,
                "locator": fact.provenance.locator,
            }
            for programme in self
            for field in ("years", "end_years")
            for fact in getattr(programme, field)
            if len({each.value for each in getattr(programme, field)}) > 1
        ]
        return framed(rows, _CONFLICTS)


_PAPER_SOURCE: Final = {
    "title": data_files.PAPER_TITLE,
    "kind": "discussion paper",
    "read": "whole",
    "urls": [],
}
_FACT_COLUMNS: Final = [
    *("id", "field", "value", "basis", "evidence", "says_paper", "confidence", "source_id"),
    *("locator", "line", "start", "length", "quote_sha256", "read", "url"),
]
_TIMELINE: Final = [
    *("year", "end_year", "id", "name", "iso3", "record_type", "n_years"),
    *("year_basis", "end_year_basis", "name_basis", "iso3_basis", "source_id", "locator"),
    "reason",
]
_COUNTRIES: Final = [
    *("iso3", "m49", "country", "region", "subregion", "n_records", "n_core", "n_paper"),
    *("n_elsewhere", "first_year", "first_year_id", "first_year_basis", "codes_basis", "ids"),
    "reason",
]
_LINEAGE: Final = [
    *("generation", "id", "name", "iso3", "year", "from_id", "link", "link_basis"),
    *("year_basis", "name_basis", "iso3_basis", "reason"),
]
_COLLISIONS: Final = ["acronym", "n_meanings", "meanings", "n_records", "iso3", "ids", "basis"]
_CONFLICTS: Final = ["id", "field", "year", "basis", "confidence", "source_id", "locator"]


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


def _iso3(programme: Programme) -> str:
    return programme.iso3.value if programme.iso3 else ""


def _late(year: Any) -> int:
    """Sort a missing year behind all others."""
    return 9999 if year is pd.NA else int(year)


def _link(programme: Programme) -> tuple[str, Fact[str]] | None:
    """Return what a record grew from: its parent, or the paper's record of the same."""
    if programme.parent is not None:
        return "parent", programme.parent
    if programme.same_as is not None:
        return "same_as", programme.same_as
    return None


def _chosen(programme: Programme, column: str, policy: YearPolicy) -> list[Fact[Any]]:
    """Facts that a cell shows."""
    held: Any
    if column == "year":
        held = programme.year(policy=policy)
    elif column == "end_year":
        held = programme.end_year(policy=policy)
    else:
        held = getattr(programme, column)
    if held is None:
        return []
    return list(held) if isinstance(held, tuple) else [held]
