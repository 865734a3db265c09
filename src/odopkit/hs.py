"""What an HS code is: parse it, clean it, climb its tree, say what it means.

A code is *text* of 2, 4, 6 or 8 ASCII digits: chapter, heading, subheading and
national tariff line.  Chapter 77 is reserved and never valid; chapters 98-99
hold special transactions ("not specified according to kind", personal effects,
project goods): valid codes, but not products.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import numpy as np
import pandas as pd

from odopkit._hs_titles import CHAPTERS, SECTIONS
from odopkit._typing import LEVELS, HSLevel
from odopkit.errors import InvalidHSCodeError, InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "BROAD_SECTORS",
    "HSCode",
    "HSLevel",
    "describe_hs",
    "hs_broad_sector",
    "hs_parent",
    "hs_section",
    "is_pseudo_chapter",
    "normalize_hs",
    "parse_hs",
    "section_title",
]

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
_DIGITS = re.compile(r"[0-9]+\Z")
# Groups that can only be one code.  "0101 0106" and "09 10" are left out on purpose:
# joined they would read as valid codes, but they are as likely to be two.
_SPACED = re.compile(r"(?:[0-9]{4}(?: [0-9]{2}){1,2}|[0-9]{6} [0-9]{2})\Z")
_DOTTED = re.compile(r"[0-9]{1,8}(?:\.[0-9]{2,4}){1,3}\Z")
_TOTALS: Final = frozenset({"total", "all", "grand total", "all commodities", "total export"})

_SECTION_OF: Final[dict[str, str]] = {
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
        problem = _problem_of(self.code) if isinstance(self.code, str) else "is not text"
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
        return _SECTION_OF.get(self.chapter)

    @property
    def broad_sector(self) -> BroadSector | None:
        """The source paper's broad sector, or None for chapters 98-99."""
        return _sector_of_chapter(self.chapter)

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
        msg = f"level must be 2, 4, 6 or 8, got {level!r}"
        raise InvalidValueError(msg)


def _sector_of_chapter(chapter: str) -> BroadSector | None:
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
    try:
        return _SECTION_TITLES[section]
    except KeyError:
        msg = f"there is no HS section {section!r}; sections run from 'I' to 'XXI'"
        raise InvalidValueError(msg) from None


def _problem_of(code: str) -> str:
    """Say what is wrong with a cleaned code; the empty string when nothing is."""
    if not _CODE.match(code):
        if code.isdigit() and not code.isascii():
            return "has digits that are not ASCII (0-9); retype the code"
        if _DIGITS.match(code) and len(code) in (1, 3, 5, 7):
            return (
                f"has {len(code)} digits, so one may be missing: a leading zero lost in a "
                "spreadsheet (pad it only if you know that), or a truncated code"
            )
        if _DIGITS.match(code):
            return f"has {len(code)} digits; an HS code has 2, 4, 6 or 8"
        return "is not an HS code of 2, 4, 6 or 8 digits"
    if code[:2] == "00":
        return "is in chapter 00, which does not exist"
    if code[:2] == RESERVED_CHAPTER:
        return "is in chapter 77, which is reserved and holds no goods"
    return ""


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """What happened to one spelling of a code: repaired, a total, or bad."""

    kind: Literal["repaired", "total", "bad"]
    message: str


def _spell(level: object) -> tuple[str, str]:
    """Return a level as text without separators, and the problem of its type."""
    if isinstance(level, str):
        text = level.replace("\u00a0", " ").replace("\ufeff", "").strip().lstrip("'")
        # Before the dots go: '3035910.0' would become '30359100', valid and wrong.
        if text.endswith(".0") and text.count(".") == 1:
            text = text[:-2]
        if _SPACED.match(text) or _DOTTED.match(text):
            text = text.replace(".", "").replace(" ", "")
        elif any(mark in text for mark in ",;/&\n") or re.match(r"[0-9]+\s+[0-9]", text):
            return text, "looks like several codes in one cell; give each its own row"
        return text, ""
    if isinstance(level, bool | np.bool_):
        return str(level), "is a truth value, not an HS code"
    if isinstance(level, int | np.integer):
        return str(int(level)), "" if level >= 0 else "is negative"
    if isinstance(level, float | np.floating):
        if not np.isfinite(level):
            return str(level), "is missing"
        if level != int(level):
            return str(level), "is not a whole number"
        return str(int(level)), ""
    if level is None or level is pd.NA or level is pd.NaT:
        return str(level), "is missing"
    return str(level), f"is {type(level).__name__}, not text"


def _clean_levels(
    levels: Iterable[object], *, pad: bool = False
) -> tuple[list[str | None], dict[int, CodeProblem]]:
    """Clean each spelling of a code once; say what was wrong, by position.

    A position that is absent from the second result was read as it stands (up to
    separators); ``None`` in the first marks totals and what cannot be read.
    """
    clean: list[str | None] = []
    problems: dict[int, CodeProblem] = {}
    for i, level in enumerate(levels):
        code, wrong = _spell(level)
        if not wrong and code.casefold() in _TOTALS:
            clean.append(None)
            problems[i] = CodeProblem("total", f"{level!r} is a total, not a product")
            continue
        repaired = False
        if not wrong and pad and _DIGITS.match(code) and len(code) in (1, 3, 5, 7):
            code, repaired = "0" + code, True
        wrong = wrong or _problem_of(code)
        if wrong:
            clean.append(None)
            problems[i] = CodeProblem("bad", f"{level!r} {wrong}")
            continue
        clean.append(code)
        if repaired:
            problems[i] = CodeProblem("repaired", f"{level!r} read as {code!r}: one zero restored")
    return clean, problems


def parse_hs(code: str | int, *, pad: bool = False) -> HSCode:
    """Read one HS code and everything that its digits say.

    Parameters
    ----------
    code : str or int
        Text of 2, 4, 6 or 8 digits; dots and spaces between its groups are
        dropped (``"1006.30.20"``, ``"1006 30 20"``), as is a trailing ``.0`` left by a spreadsheet.
        An integer is read as its digits.
    pad : bool, default False
        Restore one lost leading zero where exactly one digit is missing.

    Returns
    -------
    HSCode
        Frozen and ordered; see its properties.

    Raises
    ------
    InvalidHSCodeError
        If `code` has another length, digits that are not ASCII, a chapter that
        does not exist (00, 77), or is a total such as ``"TOTAL"``.

    Notes
    -----
    A code of 5 or 7 digits is not repaired by default: ``84292`` is as likely to
    be the truncated ``842920`` as the padded ``084292``.

    Source: the Harmonized System's division into chapters and sections (World
    Customs Organization); broad sectors as in :cite:t:`Gaur2023`, section 5.

    Examples
    --------
    >>> from odopkit import parse_hs
    >>> code = parse_hs("1006.30.20")
    >>> code.code, code.level, code.section, code.broad_sector
    ('10063020', 8, 'II', 'agriculture')
    >>> parse_hs(1012100, pad=True).code
    '01012100'
    """
    clean, problems = _clean_levels([code], pad=pad)
    if clean[0] is None:
        raise InvalidHSCodeError(problems[0].message, code=str(code))
    return HSCode(clean[0])


def _as_series(codes: object) -> pd.Series[Any]:
    if isinstance(codes, pd.Series):
        return codes
    if isinstance(codes, str | int):
        codes = [codes]
    # dtype=object: pandas would read a mixed list as floats and lose zeros.
    if isinstance(codes, pd.Categorical | pd.Index | np.ndarray):
        return pd.Series(codes)
    return pd.Series(list(cast("Iterable[object]", codes)), dtype=object)


def _map_levels(
    codes: object, to: Callable[[str], str | None], *, name: str | None = None, pad: bool = False
) -> pd.Series[Any]:
    """Clean codes and map each distinct one; categories in, categories out."""
    series = _as_series(codes)
    if isinstance(series.dtype, pd.CategoricalDtype):
        positions = np.asarray(series.array.codes)
        levels = series.array.categories.tolist()
    else:
        _refuse_truth_values(series)
        positions, uniques = pd.factorize(series)
        levels = list(uniques)
    clean, problems = _clean_levels(levels, pad=pad)
    used = np.zeros(len(levels) + 1, dtype=bool)
    used[positions] = True  # position -1 (missing) marks the extra last slot
    bad = [i for i, p in problems.items() if p.kind != "repaired" and used[i]]
    if bad or used[-1]:
        _raise_bad_codes(series, positions, levels, bad, problems)
    # Levels that a filter left behind are not asked about: they may have no answer.
    mapped = [to(c) if u and c is not None else None for c, u in zip(clean, used, strict=False)]
    categories = sorted({m for m in mapped if m is not None})
    rank = {m: i for i, m in enumerate(categories)}
    lookup = np.array([-1 if m is None else rank.get(m, -1) for m in mapped], dtype=np.intp)
    new = lookup[positions] if len(lookup) else positions
    result = pd.Categorical.from_codes(new, categories=pd.Index(categories, dtype=str))
    return pd.Series(result, index=series.index, name=series.name if name is None else name)


def _refuse_truth_values(series: pd.Series[Any]) -> None:
    """Refuse True among numbers: it equals 1, so it would vanish into chapter 01."""
    # Only a mixture can hide one; columns of text alone are told apart at C speed.
    if series.dtype != object or not pd.api.types.infer_dtype(series).startswith(("mixed", "bool")):
        return
    for label, value in series.items():
        if isinstance(value, bool | np.bool_):
            msg = f"{value!r} is a truth value, not an HS code (row {_plain(label)!r})"
            raise InvalidHSCodeError(msg, code=str(value))


def _plain(label: object) -> object:
    """Return an index label as Python prints it, not as numpy does."""
    return label.item() if isinstance(label, np.generic) else label


def _raise_bad_codes(
    series: pd.Series[Any],
    positions: np.ndarray[Any, Any],
    levels: Sequence[object],
    bad: Sequence[int],
    problems: dict[int, CodeProblem],
) -> None:
    def first_row(position: int) -> object:
        return _plain(series.index[int(np.argmax(positions == position))])

    shown = [f"{problems[i].message} (first at row {first_row(i)!r})" for i in bad[:3]]
    n_missing = int((positions == -1).sum())
    if n_missing:
        shown.append(f"{n_missing} missing (first at row {first_row(-1)!r})")
    more = f"; and {len(bad) - 3} more" if len(bad) > 3 else ""
    first = str(levels[bad[0]]) if bad else ""
    msg = f"{len(bad) + bool(n_missing)} spelling(s) of HS codes cannot be read: " + (
        "; ".join(shown) + more
    )
    raise InvalidHSCodeError(msg, code=first)


def normalize_hs(codes: object, *, pad: bool = False) -> pd.Series[Any]:
    """Turn a column of HS codes, however it was typed, into clean categories.

    Parameters
    ----------
    codes : Series or array_like of str, int or float, shape (n,)
        Codes as a file gives them.  Dots and spaces between groups of digits, outer
        blanks and a trailing ``.0`` are dropped; whole numbers are read as
        their digits.
    pad : bool, default False
        Restore one lost leading zero where exactly one digit is missing.  Off,
        such codes are an error: ``10121`` may be ``010121`` or a truncated code.

    Returns
    -------
    Series of category, shape (n,)
        Codes of 2, 4, 6 or 8 ASCII digits with the index and name of `codes`;
        lengths may differ (``validate`` refuses a table that mixes them).

    Raises
    ------
    InvalidHSCodeError
        If any code cannot be read; the message names the first three spellings and
        the rows where they stand.  Totals and missing codes count as such.

    Notes
    -----
    The usual mistake is to read the file with codes as numbers: chapters 01-09
    then lose their zero, and ``1012100`` has 7 digits.  Read them as text.
    Each distinct spelling is looked at once, however many rows bear it.

    Examples
    --------
    >>> from odopkit import normalize_hs
    >>> normalize_hs(["0101.21.00", " 10063020", "3035910.0"], pad=True).tolist()
    ['01012100', '10063020', '03035910']
    """
    return _map_levels(codes, lambda code: code, pad=pad)


def hs_parent(codes: object, level: HSLevel) -> pd.Series[Any]:
    """Cut each code to its ancestor at one level.

    Parameters
    ----------
    codes : Series or array_like of str, shape (n,)
        HS codes of at least `level` digits.
    level : {2, 4, 6, 8}
        Number of digits to keep.

    Returns
    -------
    Series of category, shape (n,)

    Raises
    ------
    InvalidValueError
        If `level` is not 2, 4, 6 or 8, or a code is shorter than it.
    InvalidHSCodeError
        If a code cannot be read.

    Examples
    --------
    >>> from odopkit.hs import hs_parent
    >>> hs_parent(["10063020", "52051110"], 4).tolist()
    ['1006', '5205']
    """
    check_level(level)

    def cut(code: str) -> str:
        if len(code) < level:
            msg = f"{code!r} has {len(code)} digits and no parent of {level}"
            raise InvalidValueError(msg)
        return code[:level]

    return _map_levels(codes, cut)


def hs_section(codes: object) -> pd.Series[Any]:
    """Name the HS section, I to XXI, of each code.

    Parameters
    ----------
    codes : Series or array_like of str, shape (n,)
        HS codes of any level.

    Returns
    -------
    Series of category, shape (n,)
        Roman numerals; missing for chapters 98-99, which belong to no section.

    Raises
    ------
    InvalidHSCodeError
        If a code cannot be read.

    Examples
    --------
    >>> from odopkit.hs import hs_section
    >>> hs_section(["10063020", "5205", "71"]).tolist()
    ['II', 'XI', 'XIV']
    """
    return _map_levels(codes, lambda code: _SECTION_OF.get(code[:2]), name="section")


def hs_broad_sector(codes: object) -> pd.Series[Any]:
    """Name the broad sector of each code: agriculture, minerals or manufacturing.

    Agriculture is chapters 01-24, minerals 25-27 and manufacturing 28-97, the
    division under which the source paper reports 22.8, 8.2 and 69 per cent.

    Parameters
    ----------
    codes : Series or array_like of str, shape (n,)
        HS codes of any level.

    Returns
    -------
    Series of category, shape (n,)
        Missing for chapters 98-99.

    Raises
    ------
    InvalidHSCodeError
        If a code cannot be read.

    Notes
    -----
    Unwrought metals (chapters 72-81) are manufacturing here, though some studies
    call them primary.  Source: :cite:t:`Gaur2023`, section 5.

    Examples
    --------
    >>> from odopkit.hs import hs_broad_sector
    >>> hs_broad_sector(["10063020", "27101944", "76011010"]).tolist()
    ['agriculture', 'minerals', 'manufacturing']
    """
    return _map_levels(codes, lambda code: _sector_of_chapter(code[:2]), name="broad_sector")


def describe_hs(codes: object, *, descriptions: pd.DataFrame | None = None) -> pd.Series[Any]:
    """Say in words what each code is.

    Parameters
    ----------
    codes : Series or array_like of str, shape (n,)
        HS codes of any level.
    descriptions : DataFrame, optional
        Your own nomenclature, columns ``hs_code`` and ``description``.  The longest
        code in it that begins a given code describes it.  Without it, or where
        it has no ancestor, the title of the chapter is given.

    Returns
    -------
    Series of category, shape (n,)

    Raises
    ------
    InvalidHSCodeError
        If a code cannot be read.
    InvalidValueError
        If `descriptions` lacks a column or describes one code twice.

    Notes
    -----
    The package carries titles of sections and chapters only: descriptions at the
    heading level and below differ between editions and countries.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.hs import describe_hs
    >>> describe_hs(["10063020", "52"]).tolist()
    ['Cereals', 'Cotton']
    >>> mine = pd.DataFrame({"hs_code": ["1006"], "description": ["Rice"]})
    >>> describe_hs(["10063020", "52"], descriptions=mine).tolist()
    ['Rice', 'Cotton']
    """
    own: dict[str, str] = {}
    if descriptions is not None:
        absent = [c for c in ("hs_code", "description") if c not in descriptions]
        if absent:
            msg = f"descriptions lacks {absent}; it has {list(descriptions.columns)}"
            raise InvalidValueError(msg)
        descriptions = descriptions[descriptions["description"].notna()]
        keys = normalize_hs(descriptions["hs_code"]).astype(str)
        twice = keys[keys.duplicated()]
        if len(twice):
            msg = f"descriptions describes {twice.iloc[0]!r} more than once; keep one row a code"
            raise InvalidValueError(msg)
        own = dict(zip(keys, descriptions["description"].astype(str), strict=True))

    def words(code: str) -> str:
        for level in (8, 6, 4, 2):
            if level <= len(code) and code[:level] in own:
                return own[code[:level]]
        return CHAPTERS.get(code[:2], "Special transactions")

    return _map_levels(codes, words, name="description")
