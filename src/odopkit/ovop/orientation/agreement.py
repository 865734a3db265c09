"""How far two codings of the same programmes agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from math import nan
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import InvalidTableError, InvalidValueError, UndefinedMeasureError
from odopkit.errors.telling import kind_of, not_a_table
from odopkit.ovop.records.frames import framed, plain
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CohenKappa(Result):
    """Agreement of two coders beyond chance.

    Parameters
    ----------
    kappa : float
        From -1 to 1, where 0 is what chance would give.
    observed, expected : float
        Share of cases on which they agree, and that which chance would give.
    n_items : int
        How many cases both coded.
    categories : tuple of str
        The codes that occur.
    """

    kappa: float
    observed: float
    expected: float
    n_items: int
    categories: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row.

        Returns
        -------
        DataFrame
            The fields under their names; categories joined by ``"; "``.
        """
        return pd.DataFrame([{**self.to_dict(), "categories": "; ".join(self.categories)}])

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values.

        Returns
        -------
        dict
            Every field under its name.
        """
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


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
    for name, coded in (("coder_a", coder_a), ("coder_b", coder_b)):
        if not isinstance(coded, Iterable):
            msg = f"{name} must be a list with the code of each case, got {kind_of(coded)}"
            raise InvalidValueError(msg)
    a, b = list(coder_a), list(coder_b)
    if len(a) != len(b) or not a:
        msg = f"both coders need a code for each case, got {len(a)} and {len(b)} codes"
        raise InvalidValueError(msg)
    for name, codes in (("coder_a", a), ("coder_b", b)):
        for place, code in enumerate(codes):
            if _is_missing(code):
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
        n_items=n,
        categories=tuple(sorted(str(code) for code in of_a | of_b)),
    )


def _is_missing(code: Hashable) -> bool:
    """Tell a missing code: None, pandas' own, or what is unequal to itself."""
    return code is None or code is pd.NA or (isinstance(code, float) and code != code)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Agreement(Result):
    """How far two ways to orient countries or programmes agree.

    Parameters
    ----------
    n_compared : int
        How many both orient.
    n_agree : int
        On how many they agree.
    share : float
        `n_agree` by `n_compared`, NaN where none is compared.
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

    n_compared: int
    n_agree: int
    share: float
    kappa: float
    pairs: pd.DataFrame
    unmatched: pd.DataFrame
    on: str
    reason: str

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a frame of one row.

        Returns
        -------
        DataFrame
            ``on``, ``n_compared``, ``n_agree``, ``share``, ``kappa``, ``reason``.
        """
        return pd.DataFrame([{name: getattr(self, name) for name in _NUMBERS}])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, and both tables as lists of records.

        Returns
        -------
        dict
            Every field under its name; None for a share or kappa that is undefined.
        """
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


_NUMBERS: Final = ("on", "n_compared", "n_agree", "share", "kappa", "reason")


def scheme_agreement(first: pd.DataFrame, second: pd.DataFrame, *, on: str = "iso3") -> Agreement:
    """How far two ways to orient countries or programmes agree, on those that both orient.

    Parameters
    ----------
    first, second : DataFrame
        Each with the column `on` and ``orientation``: from
        :meth:`~odopkit.ovop.Scheme.orientations`, :func:`~odopkit.programmes_by_country`
        or :func:`~odopkit.ovop.orientation_table`.
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
    >>> from odopkit import load_programmes, programmes_by_country
    >>> from odopkit.ovop import load_scheme, scheme_agreement
    >>> by_rule = programmes_by_country(load_programmes("elsewhere"))
    >>> for scheme in ("jica_issue_codes", "kurokawa2010"):
    ...     found = scheme_agreement(load_scheme(scheme).orientations(), by_rule)
    ...     print(scheme, found.n_agree, "of", found.n_compared)
    jica_issue_codes 4 of 4
    kurokawa2010 3 of 3
    """
    a, b = _oriented(first, on, "first"), _oriented(second, on, "second")
    pairs, unmatched = [], []
    for key in sorted({*a, *b}):
        one, other = a.get(key), b.get(key)
        why = [
            f"{'unstated' if side else 'not'} in {name}"
            for name, side in (("first", one), ("second", other))
            if side is None or side[0] == "unstated"
        ]
        if one is None or other is None or why:
            unmatched.append((key, "; ".join(why)))
        else:
            pairs.append((key, one[0], other[0], one[0] == other[0], one[1], other[1]))
    kappa, reason = _kappa_of([pair[1:3] for pair in pairs])
    n_agree = sum(pair[3] for pair in pairs)
    columns = [on, "first", "second", "agree", "first_basis", "second_basis"]
    return Agreement(
        n_compared=len(pairs),
        n_agree=n_agree,
        share=n_agree / len(pairs) if pairs else nan,
        kappa=kappa,
        pairs=framed(pairs, columns, {"agree": "bool"}),
        unmatched=framed(unmatched, [on, "reason"], {}),
        on=on,
        reason=reason,
    )


def _oriented(frame: pd.DataFrame, on: str, name: str) -> dict[str, tuple[str, str]]:
    """Orientation of each key and its basis, empty where the frame does not tell it."""
    if not isinstance(frame, pd.DataFrame):
        raise InvalidValueError(not_a_table(frame, name, "table"))
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
    return {
        str(key): (str(orientation), str(told))
        for key, orientation, told in zip(kept[on], kept["orientation"], basis, strict=True)
    }


def _kappa_of(pairs: list[tuple[str, str]]) -> tuple[float, str]:
    """Kappa of pairs of orientations, or why it has no value."""
    if not pairs:
        return nan, "no key is oriented by both"
    try:
        return cohen_kappa([one for one, _ in pairs], [other for _, other in pairs]).kappa, ""
    except UndefinedMeasureError as error:
        return nan, str(error)
