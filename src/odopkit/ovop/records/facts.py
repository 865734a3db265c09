"""A stated fact: its value, and who says it where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of, shortened
from odopkit.ovop.records.codes import Basis, Confidence, ReadExtent, RelationKind


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
            msg = f"a provenance needs a source and a locator, got {shortened(self.source_id)} and "
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


T = TypeVar("T", covariant=True)
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
    if fact is not None and not isinstance(fact, Fact):
        msg = f"fact must be a Fact of a programme, or None; got {kind_of(fact)}"
        raise InvalidValueError(msg)
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
