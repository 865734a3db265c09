"""What a label says by its words: a total, the world, the rest, a part of the row above."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from odopkit.labels.words import (
    COUNTRIES,
    EVERYTHING,
    FIRMS,
    NUMBERS,
    OF_TRADE,
    SHARES,
    TOP,
    TOP_SIGNS,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["total", "total_of", "world", "top", "of_which", "rest"]
SUMS: Final[frozenset[Kind]] = frozenset(("total", "total_of", "world", "top"))
WHOLE: Final[frozenset[Kind]] = frozenset(("total", "world", "top"))

# Footnote marks, and what parts words or says nothing.
_MARKS = re.compile(r"[*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079]+|\([rp0-9]\)")
_PARTING = re.compile(r"[\s\-\u2010-\u2015_/:;,.\u00b7\u2022\[\]()<>|=+#]+")
_FOLDED: Final[dict[int, str | None]] = {
    **dict.fromkeys(
        map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2015_/:;,.\u00b7\u2022[]()<>|=+#"), " "
    ),
    **dict.fromkeys(map(ord, "*'`\u2019\u200b\u200d\u00ad\ufeff\u2020\u2021\u00b9\u00b2\u00b3")),
    0xA0: " ",
}
_QUIET = re.compile("[\u2019'`\u200b\u200d\u00ad\ufeff]")
# Scripts that set no blanks between words.
_UNPARTED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
# Letters set apart: T O T A L.
_SPACED = re.compile(r"^\S \S ", re.MULTILINE)
# Words that begin a part of the row above only with a colon or a dot behind them.
_WITH_COLON: Final = frozenset(("dont", "incl", "including"))
_LONGEST: Final = 5
# The bare word "do" is a word of other languages.
_LONGEST_DITTO: Final = 12
_AROUND: Final = "[-\u2013\u2014. ]"
_DITTO: Final = re.compile(
    f"{_AROUND}*(?:[\"'\u201c-\u201f\u2018-\u201b\u3003\u2033`]{{1,2}}|,,|ditto|dto){_AROUND}*"
    f"|{_AROUND}+do{_AROUND}+",
    re.IGNORECASE,
)


class _Vocabulary(NamedTuple):
    """The table of words, as it is asked."""

    total: frozenset[str]
    head: frozenset[str]
    tail: frozenset[str]
    world: frozenset[str]
    rest: frozenset[str]
    of_which: frozenset[str]
    heads_unparted: tuple[str, ...]
    tails_unparted: tuple[str, ...]
    firsts: frozenset[str]
    lasts: frozenset[str]
    triggers: frozenset[str]


def tidied(label: str) -> str:
    """Fold a label to bare words: no capitals, marks of footnotes or punctuation."""
    text = unicodedata.normalize("NFKC", _MARKS.sub("", label)).casefold()
    text = _QUIET.sub("", text.replace("\u05f4", '"').replace("\u200c", " "))
    text = _PARTING.sub(" ", text).strip()
    letters = text.split(" ")
    if len(letters) > 2 and all(len(letter) == 1 for letter in letters):
        return "".join(letters)  # T O T A L
    return text


@cache
def _vocabulary() -> _Vocabulary:
    lists: dict[str, list[str]] = {}
    kind = ""
    for line in WORDS.strip().splitlines():
        named, words = line[:12].split(), line[12:]
        kind = named[1] if named else kind
        lists.setdefault(kind, []).extend(tidied(w) for w in words.split(",") if w.strip())
    lists["total"] += EVERYTHING
    sets = {kind: frozenset(words) for kind, words in lists.items()}
    firsts = (
        {word.split()[0] for kind in sets if kind != "tail" for word in sets[kind]}
        | TOP
        | NUMBERS
        | {"les", "los", "las", "die", "the"}
    )
    lasts = {word.split()[-1] for kind in ("total", "tail", "world") for word in sets[kind]}
    unparted = {
        kind: tuple(w for w in sets[kind] if len(w) > 1 and _UNPARTED.search(w))
        for kind in ("head", "tail")
    }
    return _Vocabulary(
        **sets,
        heads_unparted=(*unparted["head"], *unparted["tail"]),
        tails_unparted=unparted["tail"],
        firsts=frozenset(firsts),
        lasts=frozenset(lasts | OF_TRADE),
        triggers=frozenset(
            max(phrase.split(), key=len) for words in sets.values() for phrase in words
        )
        | TOP,
    )


def kind_of(label: str) -> Kind | None:
    """Say what the words of a label make it; None for a label of its own.

    ``total`` and ``world`` are whole labels, ``total_of`` has the word in front or behind,
    ``top`` is the sum of a list cut short, ``of_which`` a part of a row above, ``rest`` what
    a list does not name.
    """
    text = tidied(label)
    known = _vocabulary()
    whole = _whole_kind(text, known)
    if whole is not None or not text:
        return whole
    words = text.split(" ")
    if _begins_a_part(label, words, known):
        return "of_which"
    if _is_top(text, words):
        return "top"
    return "total_of" if _bears_a_total(text, words, known) else None


def _whole_kind(text: str, known: _Vocabulary) -> Kind | None:
    text = text.replace("n e s", "nes")
    if text in known.rest:
        return "rest"
    if text in known.total:
        return "total"
    bare = " ".join(word for word in text.split(" ") if word not in ("total", "totals", "all"))
    return "world" if text in known.world or bare in known.world else None


def _begins_a_part(label: str, words: Sequence[str], known: _Vocabulary) -> bool:
    if words[0] in _WITH_COLON:
        return re.match(rf"\W*{words[0]}\w*\s*[:.]", label.casefold()) is not None
    return any(
        " ".join(words[:n]) in known.of_which for n in range(1, min(_LONGEST, len(words) + 1))
    )


def _is_top(text: str, words: Sequence[str]) -> bool:
    if text.startswith(TOP_SIGNS):
        return text.lstrip("".join(TOP_SIGNS)).strip()[:1].isdigit()
    inner = words[1:] if words[0] in ("total", "the", "les", "los", "las", "die") else words
    pair = inner[:2]
    if len(pair) < 2 or not any(w.isdigit() or w in NUMBERS for w in pair):
        return False
    return pair[0] in TOP or (pair[1] in TOP and pair[1] not in ("top", "first"))


def _bears_a_total(text: str, words: Sequence[str], known: _Vocabulary) -> bool:
    if words[-1] in FIRMS:
        return False
    n = len(words)
    most = min(_LONGEST, n)
    if any(" ".join(words[:k]) in known.head for k in range(1, most)):
        return True
    if words[-1] in OF_TRADE and n > 2 and words[-2] in known.tail:
        return True
    if any(" ".join(words[-k:]) in known.tail for k in range(1, most)):
        return True
    if not _UNPARTED.search(text):
        return False
    return text.startswith(known.heads_unparted) or words[0].endswith(known.tails_unparted)


def kinds_of(labels: Sequence[str]) -> dict[int, Kind]:
    """Find the labels that their words betray, by position; most are never looked at alone."""
    at = _worth_a_look(labels)
    found = ((i, kind_of(labels[i])) for i in at)
    return {i: kind for i, kind in found if kind is not None}


def _worth_a_look(labels: Sequence[str]) -> Sequence[int]:
    """Sift by first and last words, over all labels at once."""
    everything = "\n".join(labels)
    if everything.isascii() and everything.replace("\n", "").isdigit():
        return ()
    text = everything.translate(_FOLDED)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    lines = text.split("\n")
    if len(lines) != len(labels):
        return range(len(labels))
    known = _vocabulary()
    unparted = not text.isascii() and _UNPARTED.search(text) is not None
    if not unparted and known.triggers.isdisjoint(text.split()) and not _SPACED.search(text):
        return ()
    found = []
    for i, line in enumerate(lines):
        words = line.split()
        if words and (
            words[0] in known.firsts
            or words[-1] in known.lasts
            or min(len(words[0]), len(words[-1])) < 2
            or (unparted and _UNPARTED.search(line))
        ):
            found.append(i)
    return found


def is_total_word(label: str) -> bool:
    """Tell whether a label as a whole is a word for a total or for the world."""
    return kind_of(label) in ("total", "world")


def is_rest(label: str) -> bool:
    """Tell whether a label as a whole means what a list does not name: ``Others``."""
    return kind_of(label) == "rest"


def is_ditto(label: str) -> bool:
    """Tell a mark that stands for the cell above: ``-do-``, ``"``, ``ditto``."""
    return len(label) <= _LONGEST_DITTO and _DITTO.fullmatch(label) is not None


def is_share(label: str) -> bool:
    """Tell whether a label heads shares rather than amounts."""
    return ("hare" in label.casefold() and tidied(label) in SHARES) or tidied(label) == "% of total"


def is_country(label: str) -> bool:
    """Tell whether a label is the name of a country: a total where it stands beside its parts."""
    return tidied(label) in COUNTRIES
