"""Programmes beside each other, and sources that disagree on one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.ovop.orientation.classifying import weigh
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Threshold, as_rules
from odopkit.ovop.records.frames import facts_of, framed, spelt, told_of_facts
from odopkit.ovop.records.given import check_programme, check_registry
from odopkit.ovop.records.parsing import FACT_FIELDS
from odopkit.ovop.records.selecting import of_each_programme

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.ovop.records.facts import Fact
    from odopkit.ovop.records.programme import Programme
    from odopkit.ovop.records.registry import ProgrammeRegistry


MISSING: Final = "missing"


def _told(programme: Programme, field: str) -> tuple[str, str]:
    """Value and basis of a field as they stand in a cell."""
    facts = facts_of(getattr(programme, field))
    return "; ".join(spelt(fact.value) for fact in facts), told_of_facts(facts) or MISSING


def compare_programmes(
    first: Programme,
    second: Programme,
    *,
    threshold: Threshold = "2/3",
    codebook: Codebook | str = "default",
    mode: Mode = "reported",
) -> pd.DataFrame:
    """Two programmes point by point, each cell with what it rests on.

    Parameters
    ----------
    first, second : Programme
        Records of a registry, such as ``load_programmes()["jpn_ovop_1979"]``.
    threshold : str or Fraction, default "2/3"
        For the row ``orientation by rule``, see
        :func:`~odopkit.classify_orientation`.
    codebook : Codebook or {"default", "poverty_neutral", "paper"}
        See :func:`~odopkit.classify_orientation`.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.

    Returns
    -------
    DataFrame
        One row per field of :class:`~odopkit.ovop.Programme`, and one for the orientation
        by rule: ``field``, ``first``, ``second`` (several values joined by ``"; "``),
        ``first_basis``, ``second_basis`` (``stated`` or ``inferred`` from the paper,
        ``elsewhere``, ``coded from ...``, or ``missing``), ``verdict`` (``same``,
        ``different``, ``only_first``, ``only_second``, ``neither``), ``first_id``,
        ``second_id``, ``reason``.  Several values are the same in any order.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.

    Notes
    -----
    "missing" is not "no".  Two programmes show a difference, never its cause.  Source of
    what is stated: :cite:t:`Gaur2023`.

    Examples
    --------
    >>> from odopkit import compare_programmes, load_programmes
    >>> registry = load_programmes()
    >>> table = compare_programmes(registry["jpn_ovop_1979"], registry["tha_otop_2000"])
    >>> shown = table.set_index("field").loc[["direction", "subsidies", "orientation"]]
    >>> shown[["first", "second", "first_basis", "second_basis", "verdict"]]
                     first    second first_basis second_basis    verdict
    field
    direction    bottom_up  top_down      stated       stated  different
    subsidies           no       yes      stated       stated  different
    orientation                          missing      missing    neither
    """
    check_programme(first, "first")
    check_programme(second, "second")
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    pairs = [(field, _told(first, field), _told(second, field), "") for field in FACT_FIELDS]
    by_rule = [weigh([programme], rules) for programme in (first, second)]
    told = [("", MISSING) if one.reason else (str(one.orientation), one.basis) for one in by_rule]
    reason = f"threshold {rules.threshold}, codebook {rules.codebook.name}, mode {rules.mode}"
    pairs.append(("orientation by rule", told[0], told[1], reason))
    rows = [
        {
            "field": field,
            "first": one[0],
            "second": other[0],
            "first_basis": one[1],
            "second_basis": other[1],
            "verdict": _verdict(one[0], other[0]),
            "first_id": first.id,
            "second_id": second.id,
            "reason": why,
        }
        for field, one, other, why in pairs
    ]
    return framed(rows, _COMPARISON)


def _verdict(one: str, other: str) -> str:
    """Say how two cells stand to each other; several values are the same in any order."""
    if not one or not other:
        known = {(True, False): "only_first", (False, True): "only_second"}
        return known.get((bool(one), bool(other)), "neither")
    same = sorted(one.split("; ")) == sorted(other.split("; "))
    return "same" if same else "different"


def programme_conflicts(registry: ProgrammeRegistry) -> pd.DataFrame:
    """Facts that disagree: within a record, or between two records of one programme.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records; load both sources to compare them.

    Returns
    -------
    DataFrame
        One row per fact: ``programme_id`` (of the record that the others are the same
        as), ``field``, ``value``, ``record_id``, ``basis``, ``confidence``, ``source_id``,
        ``locator``.  Years and fields that hold one fact are compared; where it stands
        (parent, links, notes) and names are not.

    Notes
    -----
    A conflict says that documents differ, not which is right, and records may differ
    because they speak of different times.

    Examples
    --------
    What documents say of the movement in Oita:

    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import programme_conflicts
    >>> found = programme_conflicts(load_programmes("both"))
    >>> oita = found[found["programme_id"] == "jpn_ovop_1979"]
    >>> oita[["field", "value", "record_id", "basis"]].reset_index(drop=True)
       field                          value      record_id      basis
    0  years                           1979  jpn_ovop_1979     stated
    1  years                           1979     jpn_ovop_x  elsewhere
    2  years                           1980     jpn_ovop_x  elsewhere
    3  focus            product_and_service  jpn_ovop_1979     stated
    4  focus  product_service_event_culture     jpn_ovop_x  elsewhere
    """
    check_registry(registry)
    rows = []
    for key, same in of_each_programme(registry).items():
        for field in _COMPARED:
            told = [(p.id, fact) for p in same for fact in facts_of(getattr(p, field))]
            if len({str(fact.value) for _, fact in told}) > 1:
                rows += [_of_several(key, field, record, fact) for record, fact in told]
    return framed(rows, _CONFLICTS)


def _of_several(key: str, field: str, record: str, fact: Fact[object]) -> dict[str, str]:
    """One row of the conflicts: what one record says where others say something else."""
    return {
        "programme_id": key,
        "field": field,
        "value": str(fact.value),
        "record_id": record,
        "basis": told_of_facts([fact]),
        "confidence": str(fact.provenance.confidence),
        "source_id": fact.provenance.source_id,
        "locator": fact.provenance.locator,
    }


_COMPARISON: Final = (
    *("field", "first", "second", "first_basis", "second_basis", "verdict", "first_id"),
    *("second_id", "reason"),
)
_COMPARED: Final = (
    *("years", "end_years", "status", "focus", "orientation", "direction", "direction_start"),
    *("direction_later", "motive", "subsidies", "local_yet_global", "self_reliance"),
    "human_resources",
)
_CONFLICTS: Final = (
    *("programme_id", "field", "value", "record_id", "basis", "confidence", "source_id"),
    "locator",
)
