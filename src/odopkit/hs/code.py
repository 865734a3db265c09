"""An HS code as text of digits: its parts, its section and its broad sector."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

import numpy as np

from odopkit.errors import InvalidHSCodeError, InvalidValueError
from odopkit.errors.telling import did_you_mean, shortened
from odopkit.hs.titles import SECTIONS
from odopkit.typing import LEVELS, HSLevel

BroadSector = Literal["agriculture", "minerals", "manufacturing"]

BROAD_SECTORS: Final[dict[BroadSector, tuple[int, int]]] = {
    "agriculture": (1, 24),
    "minerals": (25, 27),
    "manufacturing": (28, 97),
}
"""First and last chapter of each broad sector, as the source paper divides them."""

RESERVED_CHAPTER: Final = "77"
PSEUDO_CHAPTERS: Final = ("98", "99")

_CODE = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})\Z")
DIGITS = re.compile(r"[0-9]+\Z")

SECTION_OF: Final[dict[str, str]] = {
    f"{chapter:02d}": section
    for section, first, last, _ in SECTIONS
    for chapter in range(first, last + 1)
    if f"{chapter:02d}" != RESERVED_CHAPTER
}
_SECTION_TITLES: Final[dict[str, str]] = {s: title for s, _, _, title in SECTIONS}


@dataclass(frozen=True, slots=True, order=True)
class HSCode:
    """One HS code with everything that its digits say.

    Parameters
    ----------
    code : str
        Text of 2, 4, 6 or 8 ASCII digits, chapter 01-99 but not 77.  Build it
        with :func:`odopkit.parse_hs`, which also accepts dots, spaces and integers.

    Raises
    ------
    InvalidHSCodeError
        If `code` is anything else.

    Examples
    --------
    >>> from odopkit.hs import HSCode
    >>> basmati = HSCode("10063020")
    >>> basmati.level, basmati.chapter, basmati.heading, basmati.section
    (8, '10', '1006', 'II')
    >>> basmati.parent(6)
    HSCode(code='100630')
    """

    code: str

    def __post_init__(self) -> None:
        """Refuse what is not a code, so that every instance is one."""
        problem = problem_of(self.code) if isinstance(self.code, str) else "is not text"
        if problem:
            msg = f"{self.code!r} {problem}"
            raise InvalidHSCodeError(msg, code=str(self.code))

    def __str__(self) -> str:
        """Return the digits."""
        return self.code

    @property
    def level(self) -> HSLevel:
        """Number of digits: 2, 4, 6 or 8."""
        return cast("HSLevel", len(self.code))

    @property
    def chapter(self) -> str:
        """The first two digits."""
        return self.code[:2]

    @property
    def heading(self) -> str | None:
        """The first four digits, or None for a chapter."""
        return self.code[:4] if len(self.code) >= 4 else None

    @property
    def subheading(self) -> str | None:
        """The first six digits, or None for a chapter or heading."""
        return self.code[:6] if len(self.code) >= 6 else None

    @property
    def section(self) -> str | None:
        """Roman numeral of the section, or None for chapters 98-99."""
        return SECTION_OF.get(self.chapter)

    @property
    def broad_sector(self) -> BroadSector | None:
        """The source paper's broad sector, or None for chapters 98-99."""
        return sector_of_chapter(self.chapter)

    @property
    def is_pseudo(self) -> bool:
        """Whether the code is a special transaction (chapters 98-99)."""
        return is_pseudo_chapter(self.chapter)

    def parent(self, level: HSLevel) -> HSCode:
        """Return the ancestor of this code at a higher or equal level.

        Parameters
        ----------
        level : {2, 4, 6, 8}
            Number of digits to keep, at most :attr:`level`.

        Returns
        -------
        HSCode

        Raises
        ------
        InvalidValueError
            If `level` is not 2, 4, 6 or 8, or is finer than the code.

        Examples
        --------
        >>> from odopkit import parse_hs
        >>> str(parse_hs("1006.30.20").parent(4))
        '1006'
        """
        check_level(level)
        if level > len(self.code):
            msg = f"{self.code!r} has {len(self.code)} digits and no parent of {level}"
            raise InvalidValueError(msg)
        return HSCode(self.code[:level])


def check_level(level: object) -> None:
    """Refuse what is not the length of an HS code (4.0 would fail later, as a slice)."""
    if not isinstance(level, int | np.integer) or level not in LEVELS:
        msg = f"level must be 2, 4, 6 or 8, got {shortened(level)}"
        raise InvalidValueError(msg)


def sector_of_chapter(chapter: str) -> BroadSector | None:
    """Find the broad sector of a chapter; special transactions have none."""
    number = int(chapter)
    for sector, (first, last) in BROAD_SECTORS.items():
        if first <= number <= last:
            return sector
    return None


def is_pseudo_chapter(code: str) -> bool:
    """Say whether a code lies in chapters 98-99, which hold no products.

    India books project imports, passengers' baggage and the like under 98; 99 is
    the world's "commodities not specified according to kind" (``99``, ``9999``,
    ``999999``).  Their value is real exports, their "product" is not, so
    odopkit keeps it in totals and out of every ranking unless told otherwise.

    Parameters
    ----------
    code : str
        An HS code of any length.

    Returns
    -------
    bool

    Examples
    --------
    >>> from odopkit.hs import is_pseudo_chapter
    >>> is_pseudo_chapter("999999"), is_pseudo_chapter("9701")
    (True, False)
    """
    if not isinstance(code, str):
        msg = f"code must be text, got {shortened(code)}; codes lose their zeros as numbers"
        raise InvalidHSCodeError(msg, code=str(code))
    return code[:2] in PSEUDO_CHAPTERS


def section_title(section: str) -> str:
    """Return the title of an HS section, in short words of this package.

    Parameters
    ----------
    section : str
        Roman numeral ``"I"`` to ``"XXI"``.

    Returns
    -------
    str

    Raises
    ------
    InvalidValueError
        If there is no such section.

    Examples
    --------
    >>> from odopkit.hs import section_title
    >>> section_title("XI")
    'Textiles and clothing'
    """
    if not isinstance(section, str) or section not in _SECTION_TITLES:
        hint = did_you_mean(section, _SECTION_TITLES) if isinstance(section, str) else ""
        msg = f"there is no HS section {section!r}; sections run from 'I' to 'XXI'{hint}"
        raise InvalidValueError(msg)
    return _SECTION_TITLES[section]


def problem_of(code: str) -> str:
    """Say what is wrong with a cleaned code; the empty string when nothing is."""
    if not _CODE.match(code):
        if code.isdigit() and not code.isascii():
            return "has digits that are not ASCII (0-9); retype the code"
        if DIGITS.match(code) and len(code) in (1, 3, 5, 7):
            return (
                f"has {len(code)} digits, so one may be missing: a leading zero lost in a "
                "spreadsheet (pad it only if you know that), or a truncated code"
            )
        if DIGITS.match(code):
            return f"has {len(code)} digits; an HS code has 2, 4, 6 or 8"
        return "is not an HS code of 2, 4, 6 or 8 digits"
    if code[:2] == "00":
        return "is in chapter 00, which does not exist"
    if code[:2] == RESERVED_CHAPTER:
        return "is in chapter 77, which is reserved and holds no goods"
    return ""
