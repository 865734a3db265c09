"""Coded objectives become an orientation, by rules in whole numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Rules, Threshold, as_rules
from odopkit.ovop.records.codes import Basis, Confidence, Objective, Orientation, member
from odopkit.ovop.records.data_files import told_by
from odopkit.ovop.records.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from odopkit.ovop.records.facts import Fact
    from odopkit.ovop.records.registry import ProgrammeRegistry


class OrientationRule(StrEnum):
    """Which rule gave an orientation, in the order in which they are tried.

    ``STATED`` (RS) a document states it, in mode ``reported`` only; ``SILENT`` (R0) no
    objective decides; ``TIE`` (R0b) as many social as economic ones, at every threshold;
    ``SOCIAL`` (R1) and ``ECONOMIC`` (R2) the share of the one side reaches the threshold;
    ``MIXED`` (R3) neither does.
    """

    STATED = "RS"
    SILENT = "R0"
    TIE = "R0b"
    SOCIAL = "R1"
    ECONOMIC = "R2"
    MIXED = "R3"


NO_OBJECTIVE: Final = "no objective is coded"
ONLY_NEUTRAL: Final = "only objectives that decide nothing"
SINGLE: Final = "rests on a single objective"
INFERRED: Final = "rests on words from which an objective was inferred"
LOW: Final = "rests on evidence of low confidence"
DIFFERS: Final = "the objectives would give {}"
DISAGREE: Final = "documents state different orientations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """An orientation with the rule that gave it and all that it rests on.

    Parameters
    ----------
    id : str
        Id of the programme, empty where codes alone were given.
    orientation : Orientation
        The result.
    rule : OrientationRule
        The rule that gave it.
    n_social, n_economic, n_neutral : int
        Distinct codes on each side.
    social, economic, neutral : tuple of str
        These codes.
    evidence : tuple of Fact
        What the result rests on: the statement, or the objectives that decided.
    basis : str
        ``stated`` where the paper says it; ``elsewhere`` where another document does;
        ``coded from stated`` and the like where it follows from coded objectives; empty
        where there is no orientation or no provenance.
    warnings : tuple of str
        What weakens it.
    threshold : Fraction
        The share that a side had to reach.
    codebook : str
        Name of the codebook.
    mode : str
        ``reported`` or ``derived``.
    reason : str
        Why there is no orientation, else empty.
    """

    id: str
    orientation: Orientation
    rule: OrientationRule
    n_social: int
    n_economic: int
    n_neutral: int
    social: tuple[str, ...]
    economic: tuple[str, ...]
    neutral: tuple[str, ...]
    evidence: tuple[Fact[Any], ...]
    basis: str
    warnings: tuple[str, ...]
    threshold: Fraction
    codebook: str
    mode: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, named as in a table of orientations.

        Returns
        -------
        dict
            Codes and warnings are joined by ``"; "``; the evidence is left out.
        """
        return {
            "id": self.id,
            "orientation": str(self.orientation),
            "rule": str(self.rule),
            "n_social": self.n_social,
            "n_economic": self.n_economic,
            "n_neutral": self.n_neutral,
            "social": "; ".join(self.social),
            "economic": "; ".join(self.economic),
            "neutral": "; ".join(self.neutral),
            "orientation_basis": self.basis,
            "warnings": "; ".join(self.warnings),
            "threshold": str(self.threshold),
            "codebook": self.codebook,
            "mode": self.mode,
            "reason": self.reason,
        }


def classify_orientation(
    subject: Programme | Collection[Objective | str],
    *,
    threshold: Threshold = "2/3",
    codebook: Codebook | str = "default",
    mode: Mode = "reported",
) -> Classification:
    r"""Orientation of one programme, social, economic or both, by stated rules.

    With :math:`S` distinct social and :math:`E` distinct economic objectives and the
    threshold :math:`t`, the first rule that fits decides:

    ====  ========================================  ===================
    RS    a document states it (`mode` "reported")  as stated
    R0    :math:`S + E = 0`                         unstated
    R0b   :math:`S = E`                             social and economic
    R1    :math:`S \ge t (S + E)`                   social
    R2    :math:`E \ge t (S + E)`                   economic
    R3    otherwise                                 social and economic
    ====  ========================================  ===================

    Parameters
    ----------
    subject : Programme or collection of str
        A programme, or the codes of its objectives (see
        :class:`~odopkit.ovop.Objective`).  A code counts once, however often it is given.
    threshold : str or Fraction, default "2/3"
        Share from 1/2 to 1 that a side has to reach.  It is compared in whole numbers,
        since two objectives against one, which lie exactly on 2/3, are common.
    codebook : Codebook or {"default", "poverty_neutral", "paper"}
        Which codes are on which side.
    mode : {"reported", "derived"}, default "reported"
        Whether a stated orientation goes before the objectives.

    Returns
    -------
    Classification
        The orientation, the rule, the counts, what it rests on, and warnings.

    Raises
    ------
    InvalidValueError
        If a code is in no part of the codebook, or an option is outside its choices.

    Notes
    -----
    The rules and the sides of most codes are this package's, not the paper's: it states
    the orientation of two programmes and gives no rule.  One person coded the objectives,
    mostly from the opening of a document.  An orientation says what a programme wants, not
    what it does or achieves.  The two classes are those that :cite:t:`Gaur2023`, section
    3, reports from FAO.

    Examples
    --------
    Two social objectives against one economic lie exactly on the threshold:

    >>> from odopkit import classify_orientation, load_programmes
    >>> found = classify_orientation(["S_COMMUNITY", "S_TOURISM_CB", "E_SME", "N_INCOME"])
    >>> str(found.orientation), str(found.rule), found.n_social, found.n_economic
    ('social', 'R1', 2, 1)
    >>> bhutan = load_programmes().filter(iso3="BTN")
    >>> [(str(c.orientation), str(c.rule), c.basis) for c in map(classify_orientation, bhutan)]
    [('economic', 'RS', 'stated'), ('social', 'RS', 'stated')]
    """
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    if isinstance(subject, Programme):
        return weigh([subject], rules)
    if isinstance(subject, str) or not isinstance(subject, Collection):
        msg = f"pass a Programme or a collection of codes, got {subject!r}"
        raise InvalidValueError(msg)
    return _by_objectives("", [(str(code), None) for code in subject], rules)


def weigh(records: Sequence[Programme], rules: Rules) -> Classification:
    """Classify one programme that one or several records describe; objectives are pooled."""
    held = [(str(fact.value), fact) for p in records for fact in p.objectives]
    derived = _by_objectives(records[0].id, held, rules)
    said = [
        p.orientation
        for p in records
        if p.orientation is not None
        and p.orientation.provenance.basis in (Basis.STATED, Basis.ELSEWHERE)
    ]
    if rules.mode != "reported" or not said:
        return derived
    # The paper goes before other documents, then the more trusted before the less.
    first = min(
        said,
        key=lambda fact: (
            fact.provenance.basis is not Basis.STATED,
            -fact.provenance.confidence.rank,
        ),
    )
    warnings = []
    if len({fact.value for fact in said}) > 1:
        warnings.append(DISAGREE)
    if derived.orientation not in (first.value, Orientation.UNSTATED):
        warnings.append(DIFFERS.format(derived.orientation))
    return Classification(
        id=derived.id,
        orientation=member(Orientation, first.value),
        rule=OrientationRule.STATED,
        n_social=derived.n_social,
        n_economic=derived.n_economic,
        n_neutral=derived.n_neutral,
        social=derived.social,
        economic=derived.economic,
        neutral=derived.neutral,
        evidence=(first,),
        basis=told_by(first.provenance),
        warnings=tuple(warnings),
        reason="",
        threshold=rules.threshold,
        codebook=rules.codebook.name,
        mode=rules.mode,
    )


def _by_objectives(
    key: str, held: Iterable[tuple[str, Fact[Objective] | None]], rules: Rules
) -> Classification:
    book = rules.codebook
    facts: dict[str, list[Fact[Objective]]] = {}
    for code, fact in held:
        facts.setdefault(code, []).extend([] if fact is None else [fact])
    known = book.social | book.economic | book.neutral
    for code in facts:
        if code not in known:
            near = get_close_matches(code, sorted(known), n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else "Codebook.to_frame() lists its codes"
            msg = f"codebook {book.name!r} does not know the code {code!r}; {hint}"
            raise InvalidValueError(msg)
    social, economic, neutral = (
        tuple(sorted(facts.keys() & side)) for side in (book.social, book.economic, book.neutral)
    )
    orientation, rule = _decide(len(social), len(economic), rules.threshold)
    deciding = tuple(fact for code in (*social, *economic) for fact in facts[code])
    reason = ""
    if rule is OrientationRule.SILENT:
        reason = ONLY_NEUTRAL if neutral else NO_OBJECTIVE
    return Classification(
        id=key,
        orientation=orientation,
        rule=rule,
        n_social=len(social),
        n_economic=len(economic),
        n_neutral=len(neutral),
        social=social,
        economic=economic,
        neutral=neutral,
        evidence=deciding,
        basis="; ".join(dict.fromkeys(told_by(fact.provenance) for fact in deciding)),
        warnings=_warnings(len(social) + len(economic), deciding),
        reason=reason,
        threshold=rules.threshold,
        codebook=book.name,
        mode=rules.mode,
    )


def _decide(social: int, economic: int, t: Fraction) -> tuple[Orientation, OrientationRule]:
    both = social + economic
    if both == 0:
        return Orientation.UNSTATED, OrientationRule.SILENT
    if social == economic:
        return Orientation.SOCIAL_ECONOMIC, OrientationRule.TIE
    if social * t.denominator >= t.numerator * both:
        return Orientation.SOCIAL, OrientationRule.SOCIAL
    if economic * t.denominator >= t.numerator * both:
        return Orientation.ECONOMIC, OrientationRule.ECONOMIC
    return Orientation.SOCIAL_ECONOMIC, OrientationRule.MIXED


def _warnings(n: int, deciding: Sequence[Fact[Any]]) -> tuple[str, ...]:
    told = [fact.provenance for fact in deciding]
    found = [SINGLE] if n == 1 else []
    if any(Basis.INFERRED in (one.basis, one.evidence) for one in told):
        found.append(INFERRED)
    if any(one.confidence is Confidence.LOW for one in told):
        found.append(LOW)
    return tuple(found)


def told_of_areas(records: Iterable[Programme]) -> str:
    """Name each basis of country and areas once."""
    facts = [fact for p in records for fact in (p.iso3, p.country, p.region, p.subregion) if fact]
    return "; ".join(dict.fromkeys(told_by(fact.provenance) for fact in facts))


def orientation_table(
    registry: ProgrammeRegistry,
    *,
    threshold: Threshold = "2/3",
    codebook: Codebook | str = "default",
    mode: Mode = "reported",
) -> pd.DataFrame:
    """Orientation of every record of a registry, one row each.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.
    threshold : str or Fraction, default "2/3"
        See :func:`~odopkit.classify_orientation`.
    codebook : Codebook or {"default", "poverty_neutral", "paper"}
        See :func:`~odopkit.classify_orientation`.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.

    Returns
    -------
    DataFrame
        ``id``, ``name``, ``name_basis``, ``iso3`` (empty for the whole world), ``region``,
        ``subregion``, ``codes_basis`` (of country and areas), ``orientation``, ``rule``,
        ``n_social``, ``n_economic``, ``n_neutral``, the codes ``social``, ``economic`` and
        ``neutral``, ``orientation_basis`` (``stated`` where the paper says it, ``coded
        from ...`` where it follows by rule, see :class:`~odopkit.ovop.Classification`),
        ``warnings``, ``threshold``,
        ``codebook``, ``mode``, ``source``, ``min_confidence``, ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.

    Notes
    -----
    Two records may describe one programme (``same_as``);
    :func:`~odopkit.roll_up` counts them once.  Source of the two classes:
    :cite:t:`Gaur2023`, section 3.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import orientation_table
    >>> all_found = load_programmes("elsewhere", min_confidence="low")
    >>> orientation_table(all_found)["orientation"].value_counts().to_dict()
    {'economic': 18, 'social_economic': 14, 'social': 11, 'unstated': 9}
    >>> narrow = orientation_table(all_found, codebook="paper")
    >>> narrow["orientation"].value_counts().to_dict()
    {'social': 16, 'unstated': 15, 'economic': 13, 'social_economic': 8}
    """
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    rows = []
    for p in registry:
        found = weigh([p], rules).to_dict()
        rows.append(
            {
                "name": p.name.value,
                "name_basis": told_by(p.name.provenance),
                "iso3": p.iso3.value if p.iso3 else "",
                "region": p.region.value,
                "subregion": p.subregion.value,
                "codes_basis": told_of_areas([p]),
                "source": registry.source,
                "min_confidence": str(registry.min_confidence),
                **found,
            }
        )
    kinds = {c: "int64" if c.startswith("n_") else "str" for c in _COLUMNS}
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(kinds)


_COLUMNS: Final = (
    *("id", "name", "name_basis", "iso3", "region", "subregion", "codes_basis"),
    *("orientation", "rule"),
    *("n_social", "n_economic", "n_neutral", "social", "economic", "neutral"),
    *("orientation_basis", "warnings", "threshold", "codebook", "mode"),
    *("source", "min_confidence", "reason"),
)
