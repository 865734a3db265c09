"""One programme: what is stated of it, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from odopkit.errors import InvalidValueError
from odopkit.ovop.records.arguments import check_id
from odopkit.ovop.records.codes import (
    Basis,
    Confidence,
    Direction,
    GeographicUnit,
    Motive,
    Objective,
    Orientation,
    Origin,
    Principle,
    ProductFocus,
    RecordType,
    Status,
    SupportInstrument,
    TriState,
    YearPolicy,
    member,
)
from odopkit.ovop.records.facts import Fact, Relation, value_of
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Programme(Result):
    """One record of a programme, phase, adoption, scheme or policy.

    A field holds one :class:`Fact` or None, or a tuple of facts where there may be
    several.  None and ``()`` mean unstated.  Ask :meth:`year` for a year: several may be
    stated.

    Parameters
    ----------
    id : str
        Key of the record.  Acronyms are none: OTOP is Thai, Philippine and more.
    origin : Origin
        Whether the paper names it or it was found elsewhere.
    confidence : Confidence
        How far the record as a whole can be trusted; of a record of the paper, that the
        paper names it.
    name, record_type : Fact
        What it is called, and what kind of thing it is.
    local_name, acronym : Fact or None
        Its name in the country's language, and its short name.
    stands_for : Fact or None
        What the acronym stands for, without further words.
    country, country_as_printed : Fact or None
        The country by its common English name, and as the paper prints it.
    iso3 : Fact or None
        ISO 3166 alpha-3 code; None for a programme of the whole world.
    m49 : Fact or None
        UN M49 code of the country, three digits; 001 for the world.
    region, subregion : Fact
        Area and the smaller area in it by UN M49, as names.
    scope : Fact or None
        Where it was at work.
    years, end_years : tuple of Fact
        First and last years, all that were found.
    status : Fact or None
        How far it got.
    units, focus : tuple of Fact, Fact or None
        What a product is assigned to, and what is promoted there.
    orientation : Fact or None
        The orientation that a source *states*; never one that this package derived.
    direction, direction_start, direction_later : Fact or None
        From where it is driven as a whole, at its start and later on.
    objectives : tuple of Fact
        What it wants, as codes.
    motive : Fact or None
        Its place in the paper's list of motives.
    subsidies : Fact or None
        Whether it pays subsidies: yes, no, or unstated (None).
    local_yet_global, self_reliance, human_resources : Fact or None
        Whether it follows each of the three principles.
    support : tuple of Fact
        By what it helps.
    lead_body : tuple of Fact
        Who runs it.
    drivers, sponsors : tuple of Fact
        Who drives it, and who pays or assists.
    parent : Fact or None
        Id of the record that it grew from.
    same_as : Fact or None
        Id of the paper's record of the same programme.
    relation : Fact or None
        What a record found elsewhere does to one of the paper.
    cites : tuple of Fact
        The works that the paper cites for it.
    notes : tuple of Fact
        What else there is to say, briefly.

    Raises
    ------
    InvalidValueError
        If an id or a code is malformed, a year is not a year, a record is its own parent,
        or "unstated" is given as a fact.
    """

    id: str
    origin: Origin
    confidence: Confidence
    name: Fact[str]
    record_type: Fact[RecordType]
    region: Fact[str]
    subregion: Fact[str]
    local_name: Fact[str] | None = None
    acronym: Fact[str] | None = None
    stands_for: Fact[str] | None = None
    country: Fact[str] | None = None
    country_as_printed: Fact[str] | None = None
    iso3: Fact[str] | None = None
    m49: Fact[str] | None = None
    scope: Fact[str] | None = None
    years: tuple[Fact[int], ...] = ()
    end_years: tuple[Fact[int], ...] = ()
    status: Fact[Status] | None = None
    units: tuple[Fact[GeographicUnit], ...] = ()
    focus: Fact[ProductFocus] | None = None
    orientation: Fact[Orientation] | None = None
    direction: Fact[Direction] | None = None
    direction_start: Fact[Direction] | None = None
    direction_later: Fact[Direction] | None = None
    objectives: tuple[Fact[Objective], ...] = ()
    motive: Fact[Motive] | None = None
    subsidies: Fact[TriState] | None = None
    local_yet_global: Fact[TriState] | None = None
    self_reliance: Fact[TriState] | None = None
    human_resources: Fact[TriState] | None = None
    support: tuple[Fact[SupportInstrument], ...] = ()
    lead_body: tuple[Fact[str], ...] = ()
    drivers: tuple[Fact[str], ...] = ()
    sponsors: tuple[Fact[str], ...] = ()
    parent: Fact[str] | None = None
    same_as: Fact[str] | None = None
    relation: Fact[Relation] | None = None
    cites: tuple[Fact[str], ...] = ()
    notes: tuple[Fact[str], ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)
        for field, fact in self.facts():
            problem = _problem(field, fact.value, self.id)
            if problem:
                msg = f"programme {self.id!r}, {field}: {problem}"
                raise InvalidValueError(msg)

    def facts(self) -> Iterator[tuple[str, Fact[object]]]:
        """Every fact of the record with the name of its field, in the order of fields.

        Yields
        ------
        tuple of str and Fact
            A field with several facts comes several times.
        """
        for field in fields(self):
            held = getattr(self, field.name)
            for fact in held if isinstance(held, tuple) else (held,):
                if isinstance(fact, Fact):
                    yield field.name, fact

    def year(self, *, policy: YearPolicy | str) -> Fact[int] | None:
        """First year, chosen by a policy that the caller names.

        Parameters
        ----------
        policy : YearPolicy or {"paper", "own", "earliest", "most_trusted"}
            See :class:`YearPolicy`.

        Returns
        -------
        Fact or None
            The chosen fact, with its provenance; None where no year qualifies.

        Raises
        ------
        InvalidValueError
            If there is no such policy.

        Examples
        --------
        Thailand's OTOP started in 1999, 2000 or 2001:

        >>> from odopkit import load_programmes
        >>> otop = load_programmes()["tha_otop_2000"]
        >>> [otop.year(policy=p).value for p in ("earliest", "paper", "most_trusted")]
        [1999, 2000, 2001]
        """
        return _choose(self.years, policy, self.origin)

    def end_year(self, *, policy: YearPolicy | str) -> Fact[int] | None:
        """Last year, chosen by a policy that the caller names.

        Parameters
        ----------
        policy : YearPolicy or {"paper", "own", "earliest", "most_trusted"}
            See :class:`YearPolicy`.

        Returns
        -------
        Fact or None
            The chosen fact, with its provenance; None where no year qualifies.

        Raises
        ------
        InvalidValueError
            If there is no such policy.
        """
        return _choose(self.end_years, policy, self.origin)

    def principle(self, principle: Principle | str) -> TriState:
        """Whether it follows one of the three principles.

        Parameters
        ----------
        principle : Principle or str
            The principle.

        Returns
        -------
        TriState
            Yes, no, or unstated.

        Raises
        ------
        InvalidValueError
            If there is no such principle.
        """
        field = _PRINCIPLE_FIELDS[member(Principle, principle)]
        return value_of(getattr(self, field), TriState.UNSTATED)


_PRINCIPLE_FIELDS: Final = {
    Principle.LOCAL_YET_GLOBAL: "local_yet_global",
    Principle.SELF_RELIANCE_CREATIVITY: "self_reliance",
    Principle.HUMAN_RESOURCE_DEVELOPMENT: "human_resources",
}

# Among equals: said by a document before concluded from one.
_BASIS_ORDER: Final = (Basis.STATED, Basis.ELSEWHERE, Basis.INFERRED, Basis.CODED)

_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def _choose(
    facts: tuple[Fact[int], ...], policy: YearPolicy | str, own: Origin
) -> Fact[int] | None:
    wanted = member(YearPolicy, policy)
    paper_only = wanted is YearPolicy.PAPER or (wanted is YearPolicy.OWN and own is Origin.PAPER)
    elsewhere_only = wanted is YearPolicy.OWN and own is Origin.ELSEWHERE
    left = [
        fact
        for fact in facts
        if not (paper_only and not fact.provenance.says_paper)
        and not (elsewhere_only and fact.provenance.says_paper)
    ]
    if wanted is YearPolicy.EARLIEST:
        return min(left, key=lambda fact: fact.value, default=None)
    return min(
        left,
        key=lambda fact: (
            -fact.provenance.confidence.rank,
            _BASIS_ORDER.index(fact.provenance.basis),
            fact.value,
        ),
        default=None,
    )


def _problem(field: str, value: object, own_id: str) -> str:
    """Say what is wrong with a value, or nothing."""
    if value == "unstated":
        return "what is not stated is left out, not entered as a fact"
    if value == "":
        return "a fact has a value; leave the field out instead"
    if field in ("years", "end_years") and not (
        isinstance(value, int) and _FIRST_YEAR <= value <= _LAST_YEAR
    ):
        return f"not a year: {value!r}"
    if field == "iso3" and not re.fullmatch("[A-Z]{3}", str(value)):
        return f"not an ISO 3166 alpha-3 code: {value!r}"
    if field == "m49" and not re.fullmatch("[0-9]{3}", str(value)):
        return f"not a UN M49 code of three digits: {value!r}"
    if field in ("parent", "same_as") and value == own_id:
        return "a record cannot be its own"
    return ""
