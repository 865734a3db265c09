"""Two of a kind side by side: programmes, schemes, coders, and facts that disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import nan
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.ovop._data import told_by
from odopkit.ovop._records import FACT_FIELDS
from odopkit.ovop.classify import Codebook, Mode, Threshold, as_rules, weigh
from odopkit.ovop.model import Fact, Programme, Relation

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from odopkit.ovop.registry import ProgrammeRegistry

__all__ = [
    "Agreement",
    "CohenKappa",
    "cohen_kappa",
    "compare_programmes",
    "programme_conflicts",
    "scheme_agreement",
]

MISSING: Final = "missing"


def _texts(programme: Programme, field: str) -> tuple[str, str]:
    """Value and basis of a field as they stand in a cell."""
    held = getattr(programme, field)
    facts: list[Fact[Any]] = (
        list(held) if isinstance(held, tuple) else [] if held is None else [held]
    )
    values = [
        f"{fact.value.kind} {fact.value.to}"
        if isinstance(fact.value, Relation)
        else str(fact.value)
        for fact in facts
    ]
    bases = dict.fromkeys(told_by(fact.provenance) for fact in facts)
    return "; ".join(values), "; ".join(bases) or MISSING


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
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    pairs = [(field, _texts(first, field), _texts(second, field), "") for field in FACT_FIELDS]
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
    return pd.DataFrame(rows, dtype="str")


def _verdict(one: str, other: str) -> str:
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
    ids = {p.id for p in registry}
    together: dict[str, list[Programme]] = {}
    for p in registry:
        key = p.same_as.value if p.same_as and p.same_as.value in ids else p.id
        together.setdefault(key, []).append(p)
    rows = []
    for key, same in together.items():
        for field in _COMPARED:
            told = [(p.id, fact) for p in same for name, fact in p.facts() if name == field]
            if len({str(fact.value) for _, fact in told}) > 1:
                rows += [
                    {
                        "programme_id": key,
                        "field": field,
                        "value": str(fact.value),
                        "record_id": record,
                        "basis": told_by(fact.provenance),
                        "confidence": str(fact.provenance.confidence),
                        "source_id": fact.provenance.source_id,
                        "locator": fact.provenance.locator,
                    }
                    for record, fact in told
                ]
    return pd.DataFrame(rows, columns=list(_CONFLICTS), dtype="str")


_COMPARED: Final = (
    *("years", "end_years", "status", "focus", "orientation", "direction", "direction_start"),
    *("direction_later", "motive", "subsidies", "local_yet_global", "self_reliance"),
    "human_resources",
)
_CONFLICTS: Final = (
    *("programme_id", "field", "value", "record_id", "basis", "confidence", "source_id"),
    "locator",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohenKappa:
    """Agreement of two coders beyond chance.

    Parameters
    ----------
    kappa : float
        From -1 to 1, where 0 is what chance would give.
    observed, expected : float
        Share of cases on which they agree, and that which chance would give.
    n : int
        Number of cases.
    categories : tuple of str
        The codes that occur.
    """

    kappa: float
    observed: float
    expected: float
    n: int
    categories: tuple[str, ...]


def cohen_kappa(coder_a: Sequence[Hashable], coder_b: Sequence[Hashable]) -> CohenKappa:
    r"""Agreement of two coders beyond chance, Cohen's :math:`\kappa`.

    .. math::

        \kappa = \frac{p_o - p_e}{1 - p_e}, \qquad p_e = \sum_c p_{ac} \, p_{bc},

    where :math:`p_o` is the share of cases on which both agree and :math:`p_{ac}` the
    share of cases to which coder :math:`a` gives the code :math:`c`.

    Parameters
    ----------
    coder_a, coder_b : sequence
        The codes that each gave, one per case, in the same order of cases.

    Returns
    -------
    CohenKappa
        Kappa, from -1 to 1, and what it is made of.

    Raises
    ------
    InvalidValueError
        If the sequences differ in length, are empty, or have a missing code.
    UndefinedMeasureError
        If both coders give one and the same code throughout.

    Notes
    -----
    It treats all disagreements alike and falls where one code is rare.  It tells whether
    coders agree, not whether they are right, and nothing at all where both read the same
    page or one saw the codes of the other.  The measure is that of :cite:t:`Cohen1960`.

    Examples
    --------
    >>> from odopkit.ovop import cohen_kappa
    >>> found = cohen_kappa(["social"] * 5 + ["economic"] * 5,
    ...                     ["social"] * 4 + ["economic"] * 6)
    >>> found.observed, found.expected, found.kappa
    (0.9, 0.5, 0.8)
    """
    a, b = list(coder_a), list(coder_b)
    if len(a) != len(b) or not a:
        msg = f"both coders need a code for each case, got {len(a)} and {len(b)} codes"
        raise InvalidValueError(msg)
    for name, codes in (("coder_a", a), ("coder_b", b)):
        for place, code in enumerate(codes):
            # A missing value is unequal to itself; pandas' own has no truth value.
            if code is None or code is pd.NA or (isinstance(code, float) and code != code):
                msg = f"{name} has no code at position {place}; leave the case out of both"
                raise InvalidValueError(msg)
    n = len(a)
    observed = Fraction(sum(x == y for x, y in zip(a, b, strict=True)), n)
    of_a, of_b = Counter(a), Counter(b)
    expected = Fraction(sum(k * of_b[code] for code, k in of_a.items()), n * n)
    if expected == 1:
        msg = "kappa is undefined: both coders give one and the same code throughout"
        raise UndefinedMeasureError(msg)
    return CohenKappa(
        kappa=float((observed - expected) / (1 - expected)),
        observed=float(observed),
        expected=float(expected),
        n=n,
        categories=tuple(sorted(str(code) for code in of_a | of_b)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """How far two ways to orient countries or programmes agree.

    Parameters
    ----------
    n : int
        How many both orient.
    n_agree : int
        On how many they agree.
    share : float
        `n_agree` by `n`, NaN where `n` is 0.
    kappa : float
        Beyond chance, see :func:`~odopkit.ovop.cohen_kappa`; NaN where it has no value.
    pairs : DataFrame
        One row each: the key, ``first``, ``second``, ``agree``, ``first_basis``,
        ``second_basis`` (empty where the frame has no ``orientation_basis``).
    unmatched : DataFrame
        The key and ``reason`` of those that are not compared.
    on : str
        The key.
    reason : str
        Why there is no kappa, else empty.
    """

    n: int
    n_agree: int
    share: float
    kappa: float
    pairs: pd.DataFrame
    unmatched: pd.DataFrame
    on: str
    reason: str


def scheme_agreement(first: pd.DataFrame, second: pd.DataFrame, *, on: str = "iso3") -> Agreement:
    """How far two ways to orient countries or programmes agree, on those that both orient.

    Parameters
    ----------
    first, second : DataFrame
        Each with the column `on` and ``orientation``: from
        :meth:`~odopkit.ovop.Scheme.orientations`, :func:`~odopkit.roll_up` or
        :func:`~odopkit.ovop.orientation_table`.
    on : str, default "iso3"
        The key, such as ``"iso3"`` or ``"programme_id"``.

    Returns
    -------
    Agreement
        Share and kappa, the pairs, and those that could not be compared.

    Raises
    ------
    InvalidTableError
        If a column is missing, or a key stands twice.

    Notes
    -----
    Agreement is validation only where the two were made apart.  The objectives of the
    programmes that JICA codes were coded from JICA's own pages.

    Examples
    --------
    >>> from odopkit import load_programmes, roll_up
    >>> from odopkit.ovop import load_scheme, scheme_agreement
    >>> by_rule = roll_up(load_programmes("elsewhere"))
    >>> for scheme in ("jica_issue_codes", "kurokawa2010"):
    ...     found = scheme_agreement(load_scheme(scheme).orientations(), by_rule)
    ...     print(scheme, found.n_agree, "of", found.n)
    jica_issue_codes 4 of 4
    kurokawa2010 3 of 3
    """
    sides = []
    for name, frame in (("first", first), ("second", second)):
        missing = [c for c in (on, "orientation") if c not in frame.columns]
        if missing:
            msg = f"{name} lacks the column {', '.join(missing)}"
            raise InvalidTableError(msg)
        kept = frame[frame[on].astype("str") != ""]
        twice = kept[on][kept[on].duplicated()]
        if len(twice):
            msg = f"{name}: {on} {twice.iloc[0]!r} stands twice; give each key one orientation"
            raise InvalidTableError(msg)
        basis = kept.get("orientation_basis", pd.Series("", index=kept.index))
        sides.append(
            {
                str(key): (str(orientation), str(told))
                for key, orientation, told in zip(kept[on], kept["orientation"], basis, strict=True)
            }
        )
    a, b = sides
    pairs, unmatched = [], []
    for key in sorted({*a, *b}):
        one, other = a.get(key), b.get(key)
        why = [
            f"{'unstated' if side else 'not'} in {name}"
            for name, side in (("first", one), ("second", other))
            if side is None or side[0] == "unstated"
        ]
        if one is None or other is None or why:
            unmatched.append({on: key, "reason": "; ".join(why)})
            continue
        pairs.append((key, one[0], other[0], one[0] == other[0], one[1], other[1]))
    kappa, reason = nan, "no key is oriented by both"
    if pairs:
        try:
            kappa = cohen_kappa([p[1] for p in pairs], [p[2] for p in pairs]).kappa
            reason = ""
        except UndefinedMeasureError as error:
            reason = str(error)
    n_agree = sum(pair[3] for pair in pairs)
    columns = [on, "first", "second", "agree", "first_basis", "second_basis"]
    return Agreement(
        n=len(pairs),
        n_agree=n_agree,
        share=n_agree / len(pairs) if pairs else nan,
        kappa=kappa,
        pairs=pd.DataFrame(pairs, columns=columns).astype(
            {c: "bool" if c == "agree" else "str" for c in columns}
        ),
        unmatched=pd.DataFrame(unmatched, columns=[on, "reason"]).astype("str"),
        on=on,
        reason=reason,
    )
