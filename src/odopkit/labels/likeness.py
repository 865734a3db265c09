"""Names that may be one: a letter apart, in two scripts, or with other capitals.

Candidates share a spelling with one letter left out, so that names are never compared with
all others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from odopkit.labels.characters import compared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SHORTEST: Final = 5
"""Names of fewer letters are too often a letter apart by chance."""
LONGEST: Final = 200
"""Longer ones are no names; the spellings of one with a letter left out are as long as it is."""

_CAPITALS: Final = "differ in capitals or joiners only"
_DOTS: Final = "differ in dots, blanks or marks only"
_NOTED: Final = "differ in the mark of a footnote only"
_SPELLED: Final = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"))
_FOOTNOTE: Final = re.compile(r"(?P<name>.*\w) ?[(\[](?:[0-9]{1,2}|[a-z])[)\]]")
_ROMAN: Final = re.compile(r"(?=.)c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_BRACKETS: Final = re.compile(r"(?P<outer>[^(\[]+?) ?[(\[](?P<inner>[^()\[\]]+)[)\]]")


def alike(names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the pairs of names that may be one, each with what is alike, in order of name."""
    by_key = _folded(names)
    marked = dict(_marks_apart(by_key))
    found = _in_writing(by_key, marked)
    for one, other in _a_letter_apart(by_key):
        if (one, other) in marked:
            continue
        pair = sorted((by_key[one][0], by_key[other][0]))
        found.append((pair[0], pair[1], "are one letter apart"))
    found += [
        (*pair, "may be one name, as one of them stands in brackets") for pair in _bracketed(by_key)
    ]
    return sorted(found)


def differ_in_writing(names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the pairs of names that differ in capitals, joiners, dots, blanks or marks only."""
    by_key = _folded(names)
    return sorted(_in_writing(by_key, dict(_marks_apart(by_key))))


def _folded(names: Sequence[str]) -> dict[str, list[str]]:
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        by_key[compared(name)].append(name)
    return by_key


def _in_writing(
    by_key: Mapping[str, list[str]], marked: Mapping[tuple[str, str], str]
) -> list[tuple[str, str, str]]:
    found = [(one, other, _CAPITALS) for same in by_key.values() for one, other in pairwise(same)]
    for (one, other), how in marked.items():
        first, second = sorted((by_key[one][0], by_key[other][0]))
        found.append((first, second, how))
    return found


def _marks_apart(by_key: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], str]]:
    """Give each pair of folded names that blanks, dots, ``&`` or a footnote mark part."""
    bare: dict[str, list[str]] = defaultdict(list)
    for key in by_key:
        if len(key) <= LONGEST:
            bare[_letters(key)].append(key)
    for same in bare.values():
        for pair in pairwise(sorted(same)):
            yield pair, _DOTS
    for key in by_key:
        match = _FOOTNOTE.fullmatch(key) if len(key) <= LONGEST else None
        for other in bare.get(_letters(match["name"]), ()) if match else ():
            one, two = sorted((key, other))
            yield (one, two), _NOTED


def _letters(key: str) -> str:
    """Spell a name by its letters and digits alone."""
    spelled = key.replace("&", " and ") if "&" in key else key
    if spelled.isalpha():
        return spelled
    return "".join(c for c in spelled if unicodedata.category(c) in _SPELLED) or key


def _a_letter_apart(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each pair of folded names that one insertion, deletion, change or swap parts."""
    first: dict[str, str] = {}
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        if len(key) > LONGEST or sum(map(str.isalpha, key)) < SHORTEST:
            continue
        # Digits stay, since names that differ in one are two.
        shorter = {key[:i] + key[i + 1 :] for i, c in enumerate(key) if not c.isdigit()}
        shorter.add(key)
        for short in shorter:
            if first.setdefault(short, key) is not key:
                groups[short].append(key)
    seen: set[tuple[str, str]] = set()
    for short, rest in groups.items():
        for pair in combinations((first[short], *rest), 2):
            one, other = sorted(pair)
            if (one, other) not in seen and _is_one_step(one, other):
                seen.add((one, other))
                yield one, other


def _is_one_step(one: str, other: str) -> bool:
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        start = min(len(one), len(other))
    a, b = one[start:], other[start:]
    is_swap = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    if not (is_swap or a[1:] == b[1:] or a[1:] == b or a == b[1:]):
        return False
    return not _is_numbered(one, other)


def _is_numbered(one: str, other: str) -> bool:
    """Tell names that differ in a digit, a Roman numeral or a single letter of its own."""
    words, others = re.split(r"[\s-]+", one), re.split(r"[\s-]+", other)
    if len(words) != len(others):
        return False
    parted = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return all(
        (_ROMAN.fullmatch(a) and _ROMAN.fullmatch(b))
        or (len(a) == 1 and len(b) == 1)
        or (any(map(str.isdigit, a + b)) and re.sub(r"\d", "", a) == re.sub(r"\d", "", b))
        for a, b in parted
    )


def _bracketed(by_key: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Give each name that holds another in brackets, or is another with one in brackets."""
    for key, names in by_key.items():
        match = _BRACKETS.fullmatch(key)
        if match is None:
            continue
        outer, inner = match["outer"].strip(), match["inner"].strip()
        if inner in by_key:
            yield names[0], by_key[inner][0]
        elif outer in by_key and outer.isascii() != inner.isascii():
            yield names[0], by_key[outer][0]
