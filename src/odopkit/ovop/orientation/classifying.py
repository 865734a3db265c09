"""Coded objectives become an orientation, by rules in whole numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.ovop.orientation.classification import Classification, OrientationRule
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Rules, Threshold, as_rules
from odopkit.ovop.records.codes import Basis, Confidence, Objective, Orientation, member
from odopkit.ovop.records.data_files import told_by
from odopkit.ovop.records.frames import told_of_facts
from odopkit.ovop.records.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from odopkit.ovop.records.facts import Fact


NO_OBJECTIVE: Final = "no objective is coded"
ONLY_NEUTRAL: Final = "only objectives that decide nothing"
SINGLE: Final = "rests on a single objective"
INFERRED: Final = "rests on words from which an objective was inferred"
LOW: Final = "rests on facts of low confidence"
DIFFERS: Final = "the objectives would give {}"
DISAGREE: Final = "documents state different orientations"


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
        msg = f"pass a Programme or a collection of codes, got {shortened(subject)}"
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
    return replace(
        derived,
        orientation=member(Orientation, first.value),
        rule=OrientationRule.STATED,
        deciding=(first,),
        basis=told_by(first.provenance),
        warnings=tuple(warnings),
        reason="",
    )


def _by_objectives(
    key: str, held: Iterable[tuple[str, Fact[Objective] | None]], rules: Rules
) -> Classification:
    """Classify by coded objectives, each with its fact where it has one."""
    book = rules.codebook
    facts: dict[str, list[Fact[Objective]]] = {}
    for code, fact in held:
        facts.setdefault(code, []).extend([] if fact is None else [fact])
    _all_known(facts, book)
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
        deciding=deciding,
        basis=told_of_facts(deciding),
        warnings=_warnings(len(social) + len(economic), deciding),
        reason=reason,
        threshold=rules.threshold,
        codebook=book.name,
        mode=rules.mode,
    )


def _all_known(codes: Iterable[str], book: Codebook) -> None:
    """Refuse a code that is on no side of the codebook."""
    known = book.social | book.economic | book.neutral
    for code in codes:
        if code not in known:
            near = get_close_matches(code, sorted(known), n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else "Codebook.to_frame() lists its codes"
            msg = f"codebook {book.name!r} does not know the code {code!r}; {hint}"
            raise InvalidValueError(msg)


def _decide(social: int, economic: int, t: Fraction) -> tuple[Orientation, OrientationRule]:
    """Try the rules in their order."""
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


def _warnings(n: int, deciding: Sequence[Fact[object]]) -> tuple[str, ...]:
    """Say what weakens an orientation."""
    told = [fact.provenance for fact in deciding]
    found = [SINGLE] if n == 1 else []
    if any(Basis.INFERRED in (one.basis, one.evidence) for one in told):
        found.append(INFERRED)
    if any(one.confidence is Confidence.LOW for one in told):
        found.append(LOW)
    return tuple(found)
