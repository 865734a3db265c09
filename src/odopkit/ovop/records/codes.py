"""The codes that a field of a programme can have, each with its meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from odopkit.errors import InvalidValueError


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


E = TypeVar("E", bound=StrEnum)


def member(kind: type[E], value: E | str) -> E:
    """Return the member of a StrEnum, or say which ones there are."""
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        msg = f"{value!r} is no {kind.__name__}; choose one of {known}"
        raise InvalidValueError(msg) from None
