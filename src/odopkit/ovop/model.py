"""What is known of a programme: coded fields, each with the place that says so.

A programme of the "one village, one product" family is a record of facts.  Every filled
field is a ``Fact``: a value and its ``Provenance``.  Facts that disagree are all
kept, and the reader chooses.  A field that is not filled is unstated, which is not "no".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from odopkit.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Basis",
    "Confidence",
    "Direction",
    "Fact",
    "GeographicUnit",
    "MixKind",
    "Motive",
    "Objective",
    "Orientation",
    "Origin",
    "Principle",
    "ProductFocus",
    "Programme",
    "Provenance",
    "ReadExtent",
    "RecordType",
    "Relation",
    "RelationKind",
    "Status",
    "SupportInstrument",
    "TriState",
    "YearPolicy",
    "value_of",
]


class Origin(StrEnum):
    """Where a record comes from: the paper names it, or it was found elsewhere."""

    PAPER = "paper"
    ELSEWHERE = "elsewhere"


class Basis(StrEnum):
    """On what a value rests.

    ``STATED``
        The paper says so.
    ``INFERRED``
        It follows from the paper, though the paper does not say it: a country code from
        the name of the country, a unit from the name of the programme.
    ``ELSEWHERE``
        Another document says so.
    ``CODED``
        A code that this package gave to words by its own rule;
        ``evidence`` of :class:`~odopkit.ovop.Provenance` says what the words rest on.
    """

    STATED = "stated"
    INFERRED = "inferred"
    ELSEWHERE = "elsewhere"
    CODED = "coded"


class Confidence(StrEnum):
    """How far a value can be trusted; compare by ``rank``."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Position from 0 (low) to 2 (high)."""
        return ("low", "medium", "high").index(self.value)


class ReadExtent(StrEnum):
    """How much of a source was read before a value was taken from it."""

    WHOLE = "whole"
    PARTS = "parts"
    PAGE = "page"
    EXCERPT = "excerpt"
    OPENING = "opening"
    ABSTRACT = "abstract"


class RecordType(StrEnum):
    """What kind of thing a record describes."""

    MOVEMENT = "movement"
    PROGRAMME = "programme"
    PROJECT = "project"
    PHASE_RENAME = "phase_rename"
    ADOPTION_MENTION = "adoption_mention"
    POLICY = "policy"
    POLICY_ODA = "policy_oda"
    SUB_SCHEME = "sub_scheme"
    SUPPORT_SCHEME = "support_scheme"


class Status(StrEnum):
    """How far a programme got."""

    IMPLEMENTED = "implemented"
    PLANNED = "planned"
    PROPOSED = "proposed"
    UNVERIFIED = "unverified"
    UNSTATED = "unstated"


class Orientation(StrEnum):
    """Towards what a programme is turned, after the two classes of FAO (2022)."""

    SOCIAL = "social"
    ECONOMIC = "economic"
    SOCIAL_ECONOMIC = "social_economic"
    UNSTATED = "unstated"


class MixKind(StrEnum):
    """How a country came to be both social and economic.

    ``PURE`` it is not; ``WITHIN`` one programme is both; ``BETWEEN`` its programmes
    differ; ``BOTH`` of these; ``NONE`` nothing is classified.
    """

    PURE = "pure"
    WITHIN = "within"
    BETWEEN = "between"
    BOTH = "both"
    NONE = "none"


class Direction(StrEnum):
    """From where a programme is driven."""

    BOTTOM_UP = "bottom_up"
    TOP_DOWN = "top_down"
    MIXED = "mixed"
    DONOR = "donor"
    UNSTATED = "unstated"


class GeographicUnit(StrEnum):
    """What a programme assigns a product to; ``NONE`` where it is no place."""

    HAMLET = "hamlet"
    VILLAGE = "village"
    COMMUNITY = "community"
    COMMUNE = "commune"
    PARISH = "parish"
    TAMBON = "tambon"
    GEWOG = "gewog"
    DZONGKHAG = "dzongkhag"
    TOWN = "town"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    PREFECTURE = "prefecture"
    TERRITORY = "territory"
    CLUSTER = "cluster"
    FACTORY = "factory"
    COUNTRY = "country"
    NONE = "none"
    UNSTATED = "unstated"


class ProductFocus(StrEnum):
    """What is promoted in each unit; ``NONE`` where it is no kind of product."""

    PRODUCT = "product"
    TWO_PRODUCTS = "two_products"
    PRODUCT_AND_SERVICE = "product_and_service"
    PRODUCT_AND_TOURISM = "product_and_tourism"
    PRODUCT_SERVICE_TOURISM = "product_service_tourism"
    PRODUCT_SERVICE_EVENT = "product_service_event"
    PRODUCT_SERVICE_EVENT_CULTURE = "product_service_event_culture"
    SERVICE_AND_TOURISM = "service_and_tourism"
    TOURISM = "tourism"
    TOURISM_AND_CRAFT = "tourism_and_craft"
    HANDICRAFT = "handicraft"
    PROCESSED_FOOD = "processed_food"
    SPECIAL_AGRI = "special_agri"
    INDUSTRY = "industry"
    INDUSTRIAL_CLUSTER = "industrial_cluster"
    SECTOR = "sector"
    ZONE = "zone"
    FIRM = "firm"
    NONE = "none"
    UNSTATED = "unstated"


class Objective(StrEnum):
    """What a programme says that it wants, as a code.

    The letter says what the default codebook takes the code for: ``S_`` social,
    ``E_`` economic, ``N_`` neutral, which decides nothing since nearly all claim it.
    """

    S_COMMUNITY = "S_COMMUNITY"
    S_INCLUSION = "S_INCLUSION"
    S_TOURISM_CB = "S_TOURISM_CB"
    S_WOMEN = "S_WOMEN"
    S_POVERTY = "S_POVERTY"
    S_IDENTITY = "S_IDENTITY"
    S_DEPOPULATION = "S_DEPOPULATION"
    S_SOCIAL_CAPITAL = "S_SOCIAL_CAPITAL"
    E_SME = "E_SME"
    E_EXPORT = "E_EXPORT"
    E_INDUSTRY = "E_INDUSTRY"
    E_PRIVATE_SECTOR = "E_PRIVATE_SECTOR"
    E_COMPET = "E_COMPET"
    E_VALUE_CHAIN = "E_VALUE_CHAIN"
    E_MARKET = "E_MARKET"
    N_PRODUCT_DEV = "N_PRODUCT_DEV"
    N_INCOME = "N_INCOME"
    N_EMPLOY = "N_EMPLOY"
    N_LOCAL_RESOURCE = "N_LOCAL_RESOURCE"
    N_VALUE_ADD = "N_VALUE_ADD"
    N_REGIONAL_BALANCE = "N_REGIONAL_BALANCE"
    N_RURAL_ECONOMY = "N_RURAL_ECONOMY"


class Motive(StrEnum):
    """The paper's own list of motives (section 3), apart from any orientation."""

    RURAL_ECONOMIES = "empowering_rural_economies"
    INDUSTRIAL_SECTOR = "industrial_sector"
    EXPORT_DIVERSIFICATION = "export_diversification"
    EXPORT_HUBS = "export_hubs"


class Principle(StrEnum):
    """The three principles of the movement in Oita."""

    LOCAL_YET_GLOBAL = "local_yet_global"
    SELF_RELIANCE_CREATIVITY = "self_reliance_creativity"
    HUMAN_RESOURCE_DEVELOPMENT = "human_resource_development"


class SupportInstrument(StrEnum):
    """By what a programme helps; the first six are the paper's heads for India."""

    MARKET_ACCESS = "market_access"
    DUTY_BENEFIT = "duty_benefit"
    INFRASTRUCTURE_TECH = "infrastructure_tech"
    PRODUCT_DEVELOPMENT = "product_development"
    CAPACITY_BUILDING = "capacity_building"
    INTERNATIONAL_PROMOTION = "international_promotion"
    FINANCE_SUBSIDY = "finance_subsidy"
    GRANT = "grant"
    REWARD = "reward"


class TriState(StrEnum):
    """Yes, no, or not said: silence is no "no"."""

    YES = "yes"
    NO = "no"
    UNSTATED = "unstated"


class RelationKind(StrEnum):
    """What a record found elsewhere does to one of the paper."""

    CONFIRMS = "confirms"
    CORRECTS = "corrects"
    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"
    COMPLETES = "completes"
    DATES = "dates"
    NAMES = "names"
    CROSS_CHECKS = "cross_checks"


class YearPolicy(StrEnum):
    """Which of several years to take.

    ``PAPER`` the paper's, and none where the paper gives none; ``OWN`` the most trusted
    among those of the record's own origin; ``EARLIEST`` the earliest of all;
    ``MOST_TRUSTED`` the one of highest confidence, of all.
    """

    PAPER = "paper"
    OWN = "own"
    EARLIEST = "earliest"
    MOST_TRUSTED = "most_trusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a value comes from and how far it can be trusted.

    Parameters
    ----------
    source_id : str
        ``"paper"``, or the id of another source.
    locator : str
        Section and line of the paper, or the document.
    basis : Basis
        On what the value rests.
    confidence : Confidence
        How far it can be trusted.
    read : ReadExtent
        How much of the source was read.
    evidence : Basis or None
        For coded values alone: what the words that were coded rest on.
    line : int or None
        Line of the paper's text, counted from 1.
    span : tuple of int or None
        First character and number of characters of the words in that line.
    quote_sha256 : str or None
        SHA-256 of those words, which are not repeated here.
    url : str or None
        Address of the document.

    Raises
    ------
    InvalidValueError
        If a coded value names no evidence, or another does; if the locator is empty, or
        a hash is not one.
    """

    source_id: str
    locator: str
    basis: Basis
    confidence: Confidence
    read: ReadExtent
    evidence: Basis | None = None
    line: int | None = None
    span: tuple[int, int] | None = None
    quote_sha256: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if not self.source_id or not self.locator:
            msg = f"a provenance needs a source and a locator, got {self.source_id!r} and "
            msg += f"{self.locator!r}"
            raise InvalidValueError(msg)
        coded = self.basis is Basis.CODED
        if coded != (self.evidence is not None) or self.evidence is Basis.CODED:
            msg = (
                f"{self.locator}: evidence is for coded values, and says what their words rest "
                f"on; got basis {str(self.basis)!r} with evidence {self.evidence!r}"
            )
            raise InvalidValueError(msg)
        if self.quote_sha256 is not None and not re.fullmatch("[0-9a-f]{64}", self.quote_sha256):
            msg = f"{self.locator}: not a SHA-256 in lower-case hexadecimal: {self.quote_sha256!r}"
            raise InvalidValueError(msg)

    @property
    def says_paper(self) -> bool:
        """Whether the value rests on the paper, said in it or following from it."""
        rests = self.basis if self.evidence is None else self.evidence
        return rests in (Basis.STATED, Basis.INFERRED)


T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value and where it comes from.

    Parameters
    ----------
    value : object
        The value.
    provenance : Provenance
        Where it comes from.
    """

    value: T
    provenance: Provenance


def value_of(fact: Fact[T] | None, default: D) -> T | D:
    """Value of a fact, or a default where nothing is stated.

    Parameters
    ----------
    fact : Fact or None
        A field of a :class:`Programme`.
    default : object
        What to return where the field is not filled, such as ``TriState.UNSTATED``.

    Returns
    -------
    object
        The value, or `default`.

    Examples
    --------
    >>> from odopkit.ovop import TriState, value_of
    >>> str(value_of(None, TriState.UNSTATED))
    'unstated'
    """
    return default if fact is None else fact.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a record does to another one.

    Parameters
    ----------
    kind : RelationKind
        What it does.
    to : str
        The id of the other record.
    """

    kind: RelationKind
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
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
        if not re.fullmatch("[a-z][a-z0-9_]*", self.id):
            msg = f"an id has lower-case letters, digits and underscores, got {self.id!r}"
            raise InvalidValueError(msg)
        for field, fact in self.facts():
            problem = _problem(field, fact.value, self.id)
            if problem:
                msg = f"programme {self.id!r}, {field}: {problem}"
                raise InvalidValueError(msg)

    def facts(self) -> Iterator[tuple[str, Fact[Any]]]:
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

E = TypeVar("E", bound=StrEnum)


def member(kind: type[E], value: E | str) -> E:
    """Return the member of a StrEnum, or say which ones there are."""
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        msg = f"{value!r} is no {kind.__name__}; choose one of {known}"
        raise InvalidValueError(msg) from None


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
