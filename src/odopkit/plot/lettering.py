"""Words of data in pictures: never mathematics, short, and in letters that some font has."""

from __future__ import annotations

import unicodedata
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from odopkit.errors import OdopkitWarning
from odopkit.errors.packages import optional

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

_PLAIN: Final = "DejaVu Sans"
_NOTED: Final = "odopkit_scripts_without_a_font"
_SCRIPTS: Final = {
    "DEVANAGARI": "Noto Sans Devanagari",
    "BENGALI": "Noto Sans Bengali",
    "GURMUKHI": "Noto Sans Gurmukhi",
    "GUJARATI": "Noto Sans Gujarati",
    "ORIYA": "Noto Sans Oriya",
    "TAMIL": "Noto Sans Tamil",
    "TELUGU": "Noto Sans Telugu",
    "KANNADA": "Noto Sans Kannada",
    "MALAYALAM": "Noto Sans Malayalam",
    "SINHALA": "Noto Sans Sinhala",
    "THAI": "Noto Sans Thai",
    "LAO": "Noto Sans Lao",
    "KHMER": "Noto Sans Khmer",
    "MYANMAR": "Noto Sans Myanmar",
    "TIBETAN": "Noto Serif Tibetan",
    "ETHIOPIC": "Noto Sans Ethiopic",
    "ARABIC": "Noto Sans Arabic",
    "HEBREW": "Noto Sans Hebrew",
    "CJK": "Noto Sans CJK JP",
    "HIRAGANA": "Noto Sans CJK JP",
    "KATAKANA": "Noto Sans CJK JP",
    "HANGUL": "Noto Sans CJK KR",
}
"""The font that is asked for where no installed one has the letters of a script."""

_STAND_IN: Final = "\u25a1"
_NO_LETTERS: Final = ("Last Resort", "Adobe Blank", "Noto Sans Symbols")


def shortened(text: str, longest: int) -> str:
    """Cut a long name, so that a picture keeps its room."""
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= longest else f"{tidy[: longest - 1].rstrip()}…"


def lettered(ax: Axes, texts: Iterable[str]) -> dict[str, Any]:
    """Give the properties under which texts are drawn as they stand.

    Scripts of which no installed font has the letters are noted at the axes, and told once, by
    :func:`tell_of_boxes`.
    """
    lacking = _lacking("".join(texts))
    if not lacking:
        return {"parse_math": False}
    families = [_PLAIN]
    absent: set[str] = getattr(ax, _NOTED, set())
    for letter in sorted(lacking):
        family = _family_with(letter, _script(letter))
        if family is None:
            absent.add(_script(letter))
        elif family not in families:
            families.append(family)
    setattr(ax, _NOTED, absent)
    return {"parse_math": False, "fontfamily": families}


def tell_of_boxes(ax: Axes, *, level: int) -> None:
    """Warn once a picture of letters that no font has, and name the fonts to install."""
    absent: set[str] = getattr(ax, _NOTED, set())
    if not absent:
        return
    setattr(ax, _NOTED, set())
    fonts = ", ".join(sorted({_SCRIPTS.get(script, "Noto Sans") for script in absent}))
    msg = (
        f"no installed font has the {', '.join(sorted(s.title() for s in absent))} letters of a "
        f"name, which is drawn with boxes; install {fonts} (on Debian: fonts-noto-core) and delete "
        "matplotlib's list of fonts, in the folder that matplotlib.get_cachedir() names"
    )
    warnings.warn(msg, OdopkitWarning, stacklevel=level + 1)


def drawable(text: str) -> str:
    """Put a box for each letter that no installed font has: a picture draws no warning for it."""
    lacking = _lacking(text)
    if not lacking:
        return text
    boxes = {x for x in lacking if _family_with(x, _script(x)) is None}
    return "".join(_STAND_IN if letter in boxes else letter for letter in text)


def _lacking(text: str) -> set[str]:
    """List the letters that the font which always comes along does not have."""
    if text.isascii():
        return set()
    held = _letters_of(_plain_path())
    return {x for x in set(text) if ord(x) not in held and unicodedata.category(x)[0] != "C"}


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


@cache
def _plain_path() -> str:
    manager = optional("matplotlib.font_manager", "plot")
    return str(manager.findfont(_PLAIN))


@cache
def _letters_of(path: str) -> frozenset[int]:
    fonts = optional("matplotlib.ft2font", "plot")
    return frozenset(fonts.FT2Font(path).get_charmap())


@cache
def _family_with(letter: str, script: str) -> str | None:
    """Find an installed family that has a letter, the one that is asked for first."""
    manager = optional("matplotlib.font_manager", "plot")
    wanted = _SCRIPTS.get(script, "Noto Sans")
    every = manager.fontManager.ttflist
    upright = [f for f in every if f.style == "normal" and not f.name.startswith(_NO_LETTERS)]
    upright.sort(key=lambda f: (f.name != wanted, script.title() not in f.name, f.name))
    for font in upright:
        try:
            if ord(letter) in _letters_of(font.fname):
                return str(font.name)
        except (OSError, RuntimeError):  # a font file that cannot be read is not installed
            continue
    return None
