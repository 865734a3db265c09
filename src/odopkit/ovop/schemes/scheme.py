"""A published scheme of orientations: its dimensions, categories and assignments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.ovop.records import data_files
from odopkit.ovop.records.frames import framed
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from odopkit.ovop.records.facts import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One question that a scheme asks, with the answers that it knows.

    Parameters
    ----------
    name : str
        The question.
    categories : tuple of str
        The answers.
    complete : bool
        Whether all answers were seen.
    counts : tuple of int or None
        How often each was given, where the source counts them.
    criteria : mapping of str to tuple of str
        For a category, the objectives (:class:`~odopkit.ovop.Objective`) that its source
        names for it; empty where none are named.
    """

    name: str
    categories: tuple[str, ...]
    complete: bool = True
    counts: tuple[int, ...] | None = None
    criteria: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Where a scheme puts a country, a programme or a project.

    Parameters
    ----------
    subject : str
        What is assigned, as its source calls it.
    iso3 : str
        The country.
    programme_id : str
        Id of a record of the registry, empty where there is none.
    dimension : str
        The question.
    categories : tuple of str
        The answer, or several.
    provenance : Provenance
        Who says so.
    """

    subject: str
    iso3: str
    programme_id: str
    dimension: str
    categories: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scheme(Result):
    """A way to divide programmes.

    Parameters
    ----------
    id : str
        What it is called here.
    title : str
        What it is.
    dimensions : tuple of Dimension
        Its questions.
    assignments : tuple of Assignment
        What it says of countries and programmes; may be empty.
    provenance : Provenance
        Where its categories come from.
    what_read : str
        What was read of it.
    reading : mapping of str to str
        For the categories of `reading_of`: the side ``social``, ``economic``,
        ``social_economic`` or ``neutral`` that :meth:`~odopkit.ovop.Scheme.orientations`
        takes each for.
    reading_of : str
        The dimension that can be read so; empty where none can.
    note : str
        What else there is to say.
    """

    id: str
    title: str
    dimensions: tuple[Dimension, ...]
    assignments: tuple[Assignment, ...]
    provenance: Provenance
    what_read: str
    reading: Mapping[str, str] = field(default_factory=dict)
    reading_of: str = ""
    note: str = ""

    def categories(self) -> pd.DataFrame:
        """Lay out the categories of every dimension.

        Returns
        -------
        DataFrame
            ``scheme``, ``dimension``, ``category``, ``n_assignments`` (how often the source
            gives it, Int64), ``complete`` (whether all categories of the dimension were
            seen), ``criteria``, ``basis``, ``locator``, ``read``, ``reason`` (why there is
            no number, else empty).

        Examples
        --------
        >>> from odopkit.ovop import load_scheme
        >>> items = load_scheme("oita_ovop").categories()
        >>> items[items["dimension"] == "item_class_2002"]["n_assignments"].sum()
        np.int64(810)
        """
        told = self.provenance
        rows = [
            {
                "scheme": self.id,
                "dimension": dimension.name,
                "category": category,
                "n_assignments": dimension.counts[place] if dimension.counts else pd.NA,
                "complete": dimension.complete,
                "criteria": "; ".join(dimension.criteria.get(category, ())),
                "basis": data_files.told_by(told),
                "locator": told.locator,
                "read": str(told.read),
                "reason": "" if dimension.counts else "the source does not count it",
            }
            for dimension in self.dimensions
            for place, category in enumerate(dimension.categories)
        ]
        return framed(rows, _CATEGORIES, _KINDS)

    def to_frame(self) -> pd.DataFrame:
        """Lay out the assignments.

        Returns
        -------
        DataFrame
            ``scheme``, ``subject``, ``iso3``, ``programme_id``, ``dimension``,
            ``category`` (several joined by ``"; "``), ``basis`` (``stated`` or
            ``inferred`` where it is the paper's), ``confidence``, ``read``, ``source_id``,
            ``locator``, ``url``.

        Examples
        --------
        >>> from odopkit.ovop import load_scheme
        >>> load_scheme("orientation_via_paper").to_frame()[["programme_id", "category", "basis"]]
             programme_id  category   basis
        0   btn_ogop_2015  economic  stated
        1  btn_dhope_2014    social  stated
        """
        rows = [
            {
                "scheme": self.id,
                "subject": one.subject,
                "iso3": one.iso3,
                "programme_id": one.programme_id,
                "dimension": one.dimension,
                "category": "; ".join(one.categories),
                "basis": data_files.told_by(one.provenance),
                "confidence": str(one.provenance.confidence),
                "read": str(one.provenance.read),
                "source_id": one.provenance.source_id,
                "locator": one.provenance.locator,
                "url": one.provenance.url or "",
            }
            for one in self.assignments
        ]
        return framed(rows, _ASSIGNMENTS)

    def orientations(
        self, *, by: str = "iso3", reading: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Read the categories as social or economic, to compare schemes.

        Parameters
        ----------
        by : {"iso3", "programme_id", "subject"}, default "iso3"
            For what: categories that one of these has are pooled.
        reading : mapping of str to str, optional
            For each category its side: ``"social"``, ``"economic"``,
            ``"social_economic"`` or ``"neutral"``.  By default that of the scheme.

        Returns
        -------
        DataFrame
            `by`, ``orientation`` (``unstated`` where all categories are neutral),
            ``category``, ``orientation_basis`` (``coded from ...`` where the category is
            not itself an orientation), ``scheme``, ``dimension``, ``reason``.

        Raises
        ------
        InvalidValueError
            If the scheme cannot be read so, a category has no side, or `by` is unknown.

        Notes
        -----
        Unless a category is itself called social or economic, its side is a reading of
        this package, not of the source.

        Examples
        --------
        >>> from odopkit.ovop import load_scheme
        >>> load_scheme("jica_issue_codes").orientations()[["iso3", "orientation"]]
          iso3      orientation
        0  ETH           social
        1  KEN         economic
        2  LAO  social_economic
        3  MWI         economic
        """
        check_choice(by, ("iso3", "programme_id", "subject"), "by")
        sides = dict(self.reading if reading is None else reading)
        if not self.reading_of:
            msg = f"scheme {self.id!r} has no dimension that can be read as social or economic"
            raise InvalidValueError(msg)
        dimension = next(d for d in self.dimensions if d.name == self.reading_of)
        known = ("social", "economic", "social_economic", "neutral")
        for category in dimension.categories:
            if sides.get(category) not in known:
                msg = f"category {category!r} needs a side, one of {', '.join(known)}"
                raise InvalidValueError(msg)
        pooled: dict[str, list[Assignment]] = {}
        for one in self.assignments:
            key = str(getattr(one, by))
            if one.dimension == self.reading_of and key:
                pooled.setdefault(key, []).append(one)
        rows = [self._read(by, key, pooled[key], sides) for key in sorted(pooled)]
        return framed(rows, [by, *_READ])

    def _read(
        self, by: str, key: str, here: list[Assignment], sides: Mapping[str, str]
    ) -> dict[str, Any]:
        categories = list(dict.fromkeys(c for one in here for c in one.categories))
        found = {sides[c] for c in categories} - {"neutral"}
        if len(found) > 1:
            found = {"social_economic"}
        own = all(sides[c] == c for c in categories)
        bases = dict.fromkeys(data_files.told_by(one.provenance) for one in here)
        return {
            by: key,
            "orientation": next(iter(found), "unstated"),
            "category": "; ".join(categories),
            "orientation_basis": "; ".join(b if own else f"coded from {b}" for b in bases),
            "scheme": self.id,
            "dimension": self.reading_of,
            "reason": "" if found else "only categories that decide nothing",
        }


_CATEGORIES: Final = (
    *("scheme", "dimension", "category", "n_assignments", "complete", "criteria", "basis"),
    *("locator", "read", "reason"),
)
_KINDS: Final = {"n_assignments": "Int64", "complete": "bool"}
_ASSIGNMENTS: Final = (
    *("scheme", "subject", "iso3", "programme_id", "dimension", "category", "basis"),
    *("confidence", "read", "source_id", "locator", "url"),
)
_READ: Final = ("orientation", "category", "orientation_basis", "scheme", "dimension", "reason")
