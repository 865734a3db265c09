"""Whole columns of codes: parents, sections, broad sectors and descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odopkit.errors import InvalidValueError
from odopkit.errors.frames import check_table
from odopkit.hs.cleaning import map_levels, normalize_hs
from odopkit.hs.code import SECTION_OF, check_level, sector_of_chapter
from odopkit.hs.titles import CHAPTERS

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.typing import HSLevel


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

    return map_levels(codes, cut)


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
    return map_levels(codes, lambda code: SECTION_OF.get(code[:2]), name="section")


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
    return map_levels(codes, lambda code: sector_of_chapter(code[:2]), name="broad_sector")


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
        check_table(descriptions, "descriptions", ("hs_code", "description"))
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

    return map_levels(codes, words, name="description")
