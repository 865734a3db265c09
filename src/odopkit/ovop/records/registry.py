"""The programmes that ship with the package: look one up, filter, lay them out as frames.

A frame shows one value per cell.  On what each rests stands in companion columns
(``to_frame(basis=True)``), in ``..._basis`` columns of the other frames and, with source,
line and confidence, in :meth:`ProgrammeRegistry.facts`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from odopkit.ovop.records import disagreements, documents, frames, history, places, selecting
from odopkit.ovop.records.codes import Confidence, YearPolicy
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import pandas as pd

    from odopkit.ovop.records.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProgrammeRegistry(Result):
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
        return selecting.of_id(self.programmes, key)

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
        kept = selecting.select(
            self.programmes,
            where,
            record_type=record_type,
            region=region,
            iso3=iso3,
            origin=origin,
            core=core,
        )
        return replace(self, programmes=kept)

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
        return frames.programmes_frame(self, year_policy=year_policy, basis=basis)

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
        return documents.facts(self)

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
        return documents.sources(self)

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
        return history.timeline(self, year_policy=year_policy)

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
        return places.countries(self, year_policy=year_policy)

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
        return history.lineage(self.programmes, self[key], year_policy=year_policy)

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
        return disagreements.acronym_collisions(self)

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
        return disagreements.conflicts(self)
