"""Codebooks: which objectives count as social and which as economic."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.ovop.records.codes import Objective
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping


Mode = Literal["reported", "derived"]
Threshold = Fraction | str | int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Codebook(Result):
    """Which objectives count as social, which as economic, and which decide nothing.

    Parameters
    ----------
    name : str
        What results call it.
    social, economic, neutral : frozenset of str
        Codes on each side; no code is on two.

    Raises
    ------
    InvalidValueError
        If a code is on two sides, or the name is empty.

    Examples
    --------
    >>> from odopkit.ovop import CODEBOOKS
    >>> sorted(CODEBOOKS["paper"].economic)
    ['E_EXPORT', 'E_INDUSTRY', 'E_SME']
    """

    name: str
    social: frozenset[str]
    economic: frozenset[str]
    neutral: frozenset[str]

    def __post_init__(self) -> None:
        if not self.name:
            msg = "a codebook needs a name, which results show"
            raise InvalidValueError(msg)
        twice = sorted(
            (self.social & self.economic)
            | (self.social & self.neutral)
            | (self.economic & self.neutral)
        )
        if twice:
            msg = f"codebook {self.name!r}: on more than one side: {', '.join(twice)}"
            raise InvalidValueError(msg)

    def to_frame(self) -> pd.DataFrame:
        """Lay out every code with its side.

        Returns
        -------
        DataFrame
            ``code``, ``side`` (``social``, ``economic``, ``neutral``), ``basis``:
            ``stated`` where the paper's definition of the two classes names it,
            ``coded`` where the side is this package's choice.

        Examples
        --------
        >>> from odopkit.ovop import CODEBOOKS
        >>> CODEBOOKS["default"].to_frame()["side"].value_counts().to_dict()
        {'social': 8, 'economic': 7, 'neutral': 7}
        """
        sides = (("social", self.social), ("economic", self.economic), ("neutral", self.neutral))
        rows = [
            (code, side, "stated" if _IN_DEFINITION.get(code) == side else "coded")
            for side, codes in sides
            for code in sorted(codes)
        ]
        return pd.DataFrame(rows, columns=["code", "side", "basis"], dtype="str")


_SOCIAL: Final = frozenset(str(code) for code in Objective if code.startswith("S_"))
_ECONOMIC: Final = frozenset(str(code) for code in Objective if code.startswith("E_"))
_NEUTRAL: Final = frozenset(str(code) for code in Objective if code.startswith("N_"))
_SOCIAL_CORE: Final = frozenset({"S_COMMUNITY", "S_INCLUSION", "S_TOURISM_CB"})
_ECONOMIC_CORE: Final = frozenset({"E_SME", "E_EXPORT", "E_INDUSTRY"})
_IN_DEFINITION: Final = dict.fromkeys(_SOCIAL_CORE, "social") | dict.fromkeys(
    _ECONOMIC_CORE, "economic"
)

CODEBOOKS: Final[Mapping[str, Codebook]] = MappingProxyType(
    {
        "default": Codebook(name="default", social=_SOCIAL, economic=_ECONOMIC, neutral=_NEUTRAL),
        "poverty_neutral": Codebook(
            name="poverty_neutral",
            social=_SOCIAL - {"S_POVERTY"},
            economic=_ECONOMIC,
            neutral=_NEUTRAL | {"S_POVERTY"},
        ),
        "paper": Codebook(
            name="paper",
            social=_SOCIAL_CORE,
            economic=_ECONOMIC_CORE,
            neutral=(_SOCIAL | _ECONOMIC | _NEUTRAL) - _SOCIAL_CORE - _ECONOMIC_CORE,
        ),
    }
)
"""Codebooks by name: ``default``; ``poverty_neutral``, where less poverty is no social end;
``paper``, where the codes of the paper's own definition decide and no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The three choices behind an orientation, checked."""

    threshold: Fraction
    codebook: Codebook
    mode: Mode

    def to_dict(self) -> dict[str, str]:
        """Return them as text, as they stand in frames."""
        return {
            "threshold": str(self.threshold),
            "codebook": self.codebook.name,
            "mode": self.mode,
        }


def as_rules(*, threshold: Threshold, codebook: Codebook | str, mode: Mode) -> Rules:
    """Check the choices behind an orientation."""
    check_choice(mode, ("reported", "derived"), "mode")
    if isinstance(codebook, str):
        if codebook not in CODEBOOKS:
            near = get_close_matches(codebook, CODEBOOKS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(CODEBOOKS)}"
            msg = f"there is no codebook {codebook!r}; {hint}, or pass a Codebook of your own"
            raise InvalidValueError(msg)
        codebook = CODEBOOKS[codebook]
    return Rules(threshold=_fraction(threshold), codebook=codebook, mode=mode)


def _fraction(threshold: Threshold) -> Fraction:
    if isinstance(threshold, bool) or not isinstance(threshold, Fraction | str | int):
        msg = (
            f"the threshold is compared exactly: pass text such as '2/3' or a "
            f"fractions.Fraction, got {shortened(threshold)}"
        )
        raise InvalidValueError(msg)
    try:
        share = Fraction(threshold)
    except (ValueError, ZeroDivisionError):
        msg = f"not a fraction: {threshold!r}; write it as '2/3'"
        raise InvalidValueError(msg) from None
    if not Fraction(1, 2) <= share <= 1:
        msg = (
            f"the threshold lies between 1/2 and 1, got {shortened(threshold)}: both "
            f"sides reach less"
        )
        raise InvalidValueError(msg)
    return share
