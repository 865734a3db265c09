"""Characters that make two spellings of one name: which they are, and the spelling without them.

A name is spelled in composed letters (NFC), plain ASCII where full-width letters stand for
it, one kind of blank and nothing that cannot be seen.  The joiners between letters of an
Indic script are part of its spelling and stay.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_BLANK: Final = re.compile(r"[^\S ]")
_WIDE: Final = re.compile("[\uff01-\uff5e]")
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_JOINERS: Final = ("\u200c", "\u200d")
_WITHOUT_JOINERS: Final = {ord(joiner): None for joiner in _JOINERS}


def cleaned(text: str) -> str:
    """Spell a text in the one way that can be told from others by eye."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    before = ""
    while text != before:  # what is taken out may bring letters and marks together
        before = text
        seen = _INVISIBLE.sub(_kept_joiner, unicodedata.normalize("NFC", text))
        text = " ".join(seen.translate(_NARROW).split())
    return text


def is_clean(text: str) -> bool:
    """Tell whether a text is not empty, has no outer blanks, and is spelled as :func:`cleaned`."""
    if text == "" or text != text.strip():
        return False
    if text.isascii() and text.isprintable():
        return True
    if _BLANK.search(text) or _WIDE.search(text):
        return False
    return unicodedata.is_normalized("NFC", text) and _INVISIBLE.sub(_kept_joiner, text) == text


def compared(text: str) -> str:
    """Spell a name as names are compared: without capitals, and without joiners."""
    return text.translate(_WITHOUT_JOINERS).casefold()


def what_is_unclean(text: str) -> str:
    """Say what in a text cannot be seen, or be told from a plain spelling."""
    found = []
    hidden = [m.group() for m in _INVISIBLE.finditer(text) if not _kept_joiner(m)]
    if hidden:
        found.append(f"an invisible character ({_named(hidden[0])})")
    blank = _BLANK.search(text)
    if blank:
        found.append(f"another kind of blank ({_named(blank.group())})")
    if _WIDE.search(text):
        found.append("full-width letters")
    if not found or not unicodedata.is_normalized("NFC", text):
        found.append("letters in parts (not NFC)")
    return " and ".join(found)


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"


def _kept_joiner(match: re.Match[str]) -> str:
    """Return a joiner that its script needs; nothing for all else that cannot be seen."""
    mark, text, at = match.group(), match.string, match.start()
    if mark not in _JOINERS or at == 0 or not _is_indic(text[at - 1]):
        return ""
    after = text[at + 1 : at + 2]
    # At the end of a word a joiner shapes the virama before it, as in old Malayalam chillus.
    needed = unicodedata.combining(text[at - 1]) == 9 or (after and _is_indic(after))
    return mark if needed else ""


def _is_indic(character: str) -> bool:
    return "\u0900" <= character <= "\u0dff"
