"""How India's programmes are built: bodies, sub-schemes, instruments and dated counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from odopkit.ovop.records import data_files
from odopkit.ovop.records.codes import Basis, SupportInstrument
from odopkit.ovop.records.facts import Fact, Provenance
from odopkit.ovop.records.parsing import in_paper
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DatedCount",
    "ExportBody",
    "IndiaModel",
    "MarginMoneySlab",
    "SubScheme",
    "SupportHead",
    "load_india_model",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubScheme:
    """One of the four sub-schemes of One District One Product in Uttar Pradesh.

    Parameters
    ----------
    id : str
        Id of its record in the registry.
    acronym : str
        Its short name.
    kind : SupportInstrument
        By what it helps.
    for_whom, gives : tuple of str
        Whom it helps, empty where that is not said, and with what.
    provenance : Provenance
        Where the paper says so.
    """

    id: str
    acronym: str
    kind: SupportInstrument
    for_whom: tuple[str, ...]
    gives: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginMoneySlab:
    """Subsidy for projects of one size, in lakh of rupees; found elsewhere.

    Parameters
    ----------
    above, up_to : float, float or None
        Project cost, above the first and up to the second; None is no limit.
    rate : float
        Share of the project cost.
    amount : float
        The amount set against it.
    rule : {"lower", "higher"}
        Which of the two is paid.
    """

    above: float
    up_to: float | None
    rate: float
    amount: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBody:
    """A body of Districts as Export Hubs at one level of government.

    Parameters
    ----------
    level : str
        ``district``, ``state``, ``centre`` or ``abroad``.
    name, acronym : str
        What it is called.
    role : tuple of str
        What it does, by the paper.
    members : tuple of (str, str) or None
        Who sits on it and as what, by `members_source`; None where not found.
    members_source : str or None
        The document that lists the members.
    members_complete : bool
        Whether the list was read to its end.
    provenance : Provenance
        Where the paper tells the role.
    """

    level: str
    name: str
    acronym: str
    role: tuple[str, ...]
    members: tuple[tuple[str, str], ...] | None
    members_source: str | None
    members_complete: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportHead:
    """A head under which the paper groups instruments of support.

    Parameters
    ----------
    head : SupportInstrument
        The head.
    schemes : tuple of str
        Ids of the schemes in the registry.
    others : tuple of str
        What is named and has no record of its own.
    note : str
        What else there is to say.
    provenance : Provenance
        Where the paper says so.
    """

    head: SupportInstrument
    schemes: tuple[str, ...]
    others: tuple[str, ...]
    note: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedCount:
    """A count with its date: without one it says nothing.

    Parameters
    ----------
    series : {"deh", "odop", "pmfme"}
        Which programme is counted.
    as_of : str
        The date, as exact as it is told: ``2023``, ``2021-03``, ``2022-06-09``.
    what : str
        What is counted.
    value : int
        How many.
    basis : Basis
        Whether the paper states it or another document.
    source : str
        ``"paper"``, or the document.
    provenance : Provenance or None
        Where the paper states it; None for other documents.
    """

    series: str
    as_of: str
    what: str
    value: int
    basis: Basis
    source: str
    provenance: Provenance | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IndiaModel(Result):
    """The institutional model of India's programmes.

    Parameters
    ----------
    launch, n_districts : Fact
        Month in which Uttar Pradesh began, and in how many districts.
    sub_schemes : tuple of SubScheme
        The four of Uttar Pradesh.
    margin_money : tuple of MarginMoneySlab
        Its subsidy by size of project, from `margin_money_source`.
    margin_money_source : str
        The documents that give the slabs.
    bodies : tuple of ExportBody
        Who does what for Districts as Export Hubs.
    objectives, first_phase : tuple of Fact
        What Districts as Export Hubs wants, and which goods came first.
    support : tuple of SupportHead
        Instruments of support by head.
    counts : tuple of DatedCount
        Action plans, products and districts by date.
    """

    launch: Fact[str]
    n_districts: Fact[int]
    sub_schemes: tuple[SubScheme, ...]
    margin_money: tuple[MarginMoneySlab, ...]
    margin_money_source: str
    bodies: tuple[ExportBody, ...]
    objectives: tuple[Fact[str], ...]
    first_phase: tuple[Fact[str], ...]
    support: tuple[SupportHead, ...]
    counts: tuple[DatedCount, ...]

    def counts_frame(self) -> pd.DataFrame:
        """Lay out the dated counts.

        Returns
        -------
        DataFrame
            ``series``, ``as_of``, ``what``, ``value`` (int64), ``basis``, ``source``,
            ``locator`` (in the paper, empty for other documents), by the first three.

        Notes
        -----
        Counts of different dates or programmes do not contradict each other by that alone.

        Examples
        --------
        >>> from odopkit.ovop import load_india_model
        >>> counts = load_india_model().counts_frame()
        >>> plans = counts[counts["what"] == "action_plans"].reset_index(drop=True)
        >>> plans[["as_of", "value", "basis"]]
                as_of  value      basis
        0     2021-03    451  elsewhere
        1  2022-06-09    557  elsewhere
        2        2023    462     stated
        3  2025-07-21    590  elsewhere
        """
        rows = [
            {
                "series": count.series,
                "as_of": count.as_of,
                "what": count.what,
                "value": count.value,
                "basis": str(count.basis),
                "source": count.source,
                "locator": count.provenance.locator if count.provenance else "",
            }
            for count in self.counts
        ]
        return pd.DataFrame(rows)

    def support_frame(self) -> pd.DataFrame:
        """Lay out the instruments of support, one row for each scheme or occasion.

        Returns
        -------
        DataFrame
            ``head``, ``scheme`` (id in the registry, empty for what has no record),
            ``name`` (empty where the registry has it), ``basis`` (``stated`` throughout),
            ``locator``, ``reason``.

        Examples
        --------
        >>> from odopkit.ovop import load_india_model
        >>> support = load_india_model().support_frame()
        >>> support["head"].value_counts(sort=False).head(3).to_dict()
        {'market_access': 3, 'duty_benefit': 3, 'infrastructure_tech': 4}
        """
        rows = [
            {
                "head": str(head.head),
                "scheme": scheme,
                "name": name,
                "basis": str(head.provenance.basis),
                "locator": head.provenance.locator,
                "reason": head.note,
            }
            for head in self.support
            for scheme, name in [
                *((scheme, "") for scheme in head.schemes),
                *(("", other) for other in head.others),
            ]
        ]
        return pd.DataFrame(rows)


@cache
def load_india_model() -> IndiaModel:
    """Institutions, instruments and counts of India's programmes.

    Returns
    -------
    IndiaModel
        What the paper says of One District One Product in Uttar Pradesh and of Districts
        as Export Hubs, with what other documents add.

    Notes
    -----
    The members of the state committee were not found, and the list of members of the
    district committee was not read to its end.  Source: :cite:t:`Gaur2023`, sections 4
    and 5 and endnotes.

    Examples
    --------
    >>> from odopkit.ovop import load_india_model
    >>> india = load_india_model()
    >>> [scheme.acronym for scheme in india.sub_schemes]
    ['CFC', 'MDA', 'MMS', 'SDS']
    >>> [(body.level, body.acronym) for body in india.bodies if body.acronym]
    [('district', 'DEPC'), ('state', 'SEPC'), ('centre', 'DGFT')]
    """
    raw = data_files.read("india.json")
    state = raw["up_odop"]
    begun = in_paper(state["at"])
    phase = in_paper(raw["first_phase"]["at"])
    return IndiaModel(
        launch=Fact(state["launch"], begun),
        n_districts=Fact(state["districts"], begun),
        sub_schemes=tuple(
            SubScheme(
                id=one["id"],
                acronym=one["acronym"],
                kind=SupportInstrument(one["kind"]),
                for_whom=tuple(one["for_whom"]),
                gives=tuple(one["gives"]),
                provenance=in_paper(one["at"]),
            )
            for one in state["sub_schemes"]
        ),
        margin_money=tuple(MarginMoneySlab(**slab) for slab in state["margin_money"]["slabs"]),
        margin_money_source=state["margin_money"]["source"],
        bodies=tuple(_body(one) for one in raw["bodies"]),
        objectives=tuple(Fact(one["text"], in_paper(one["at"])) for one in raw["objectives"]),
        first_phase=tuple(Fact(text, phase) for text in raw["first_phase"]["products"]),
        support=tuple(
            SupportHead(
                head=SupportInstrument(one["head"]),
                schemes=tuple(one["schemes"]),
                others=tuple(one["others"]),
                note=one.get("note", ""),
                provenance=in_paper(one["at"]),
            )
            for one in raw["support"]
        ),
        counts=tuple(_count(one) for one in raw["counts"]),
    )


def _body(one: Mapping[str, Any]) -> ExportBody:
    members = one["members"]
    return ExportBody(
        level=one["level"],
        name=one["name"],
        acronym=one["acronym"],
        role=tuple(one["role"]),
        members=None if members is None else tuple((who, what) for who, what in members),
        members_source=one["members_source"],
        members_complete=one["members_complete"],
        provenance=in_paper(one["at"]),
    )


def _count(one: Mapping[str, Any]) -> DatedCount:
    of_paper = one["source"] == data_files.PAPER
    return DatedCount(
        series=one["series"],
        as_of=one["as_of"],
        what=one["what"],
        value=one["value"],
        basis=Basis.STATED if of_paper else Basis.ELSEWHERE,
        source=one["source"],
        provenance=in_paper(one["at"]) if of_paper else None,
    )
