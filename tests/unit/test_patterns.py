"""No regular expression of the package takes long over any text."""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import odopkit
from odopkit.labels import kinds
from odopkit.labels.amounts import why_unknown
from odopkit.labels.calendars import is_period
from odopkit.labels.characters import cleaned, is_clean, what_is_unclean
from odopkit.labels.headings import kind_of_heading
from odopkit.labels.likeness import alike
from odopkit.labels.places import is_nowhere
from odopkit.readers.formats.endings import is_cut
from odopkit.readers.numbers import Marks, is_number, parse_numbers
from odopkit.readers.periods import read_period
from odopkit.readers.texts import is_note, is_total, tidy
from odopkit.readers.units import heard_in

Call = Callable[[Any], object]

SIZE = 20_000
OF_PATTERNS = 3_000
"""Where a pattern alone takes the square of the length, what asks it looks at the length."""
MOST_SECONDS = 1.0
AT_FIRST = 1_000
WELL_BELOW = MOST_SECONDS / (OF_PATTERNS / AT_FIRST) ** 4
"""Even what grows with the fourth power of the length, and takes this over a thousand letters, is
quick over three thousand: only what takes longer is tried on them, and what took longest."""
SLOWEST = 3
PIECES = (
    "total ( ", "a", "1", " ", "( ", "[", "1,", "1.", "1 ", "0", "-", "- ", "2020-",
    "2020-21 (Apr-May, ",
    "apr ", "$", "Rs ", "of which ", "other ", "T O T A L ", "unallocated - ", "e\u0301", "a\u200b",
    "\u0915\u094d", "\uff21", "a\n", "\n", "'", '"', "<td ", "<", "< ", "us $ ", "in ",
    "in million ",
    "values in ", ", ", "; ", "/", "\u3042", "x=", 'r="', "#", "*", "\u2020", "(1)", "i", "iv ",
    "1e", "+", "usd/", "\u00a0", "\u0660", "no. ", "s", "hs ", "01 ", "0902.", "n", "%", "% ",
)  # fmt: skip


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Find every compiled pattern of every module."""
    found = {}
    for module in pkgutil.walk_packages(odopkit.__path__, "odopkit."):
        if module.name.endswith(("on_engines", "on_batches")):
            continue
        for name, thing in vars(importlib.import_module(module.name)).items():
            if isinstance(thing, re.Pattern):
                found[f"{module.name}.{name}"] = thing
    return found


PATTERNS = patterns()
SOURCE = "".join(path.read_text("utf-8") for path in Path(odopkit.__file__).parent.rglob("*.py"))


def uses(name: str) -> list[str]:
    """Say in which ways a pattern is used; to be tried at each letter costs most."""
    bare = name.rpartition(".")[2]
    searched = re.search(rf"\b{bare}\.(?:search|finditer|findall|sub|split)\b", SOURCE)
    return ["match", "fullmatch", *(["search"] if searched else [])]


def texts() -> list[str]:
    """Give long texts of one piece, with an end that nothing matches, and mixtures of two."""
    alone = [piece * (SIZE // len(piece)) for piece in PIECES]
    ended = [text + "\x01!" for text in alone]
    begun = ["1" + text + "!" for text in alone]
    pairs = [
        a * (SIZE // 2 // len(a)) + b * (SIZE // 2 // len(b))
        for a in PIECES[:12]
        for b in PIECES[:12]
        if a != b
    ]
    return [*alone, *ended, *begun, *pairs]


TEXTS = texts()


def stop(*_: object) -> None:
    """End a call that would go on for years."""
    raise TimeoutError


def seconds_of(call: Call, text: str | bytes) -> float:
    """Measure one call, in time of its own: other work may run beside it."""
    can_stop = hasattr(signal, "setitimer")
    if can_stop:
        before = signal.signal(signal.SIGVTALRM, stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, 1.2 * MOST_SECONDS)
    start = time.process_time()
    try:
        call(text)
    except TimeoutError:
        return math.inf
    finally:
        if can_stop:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def is_quick(call: Call, text: str | bytes, most: float) -> bool:
    """Tell whether a call is quick, at a second or third try if the first is disturbed."""
    return any(seconds_of(call, text) < most for _ in range(3))


def test_patterns_are_found() -> None:
    """Else nothing is tried."""
    assert len(PATTERNS) > 40


def slow_ones(calls: list[Call], kind: type) -> list[tuple[Call, str]]:
    """Find what takes too long over a text, the first letters of which are tried at first."""
    taken = []
    for long in TEXTS:
        text = long[:AT_FIRST] + long[-2:]
        given = text if kind is str else text.encode()
        for i, call in enumerate(calls):
            seconds = seconds_of(call, given)
            if seconds > MOST_SECONDS:  # three thousand letters would take longer
                return [(call, text[:40])]
            taken.append((seconds, i, long))
    taken.sort(reverse=True)
    doubtful = [*taken[:SLOWEST], *(each for each in taken[SLOWEST:] if each[0] > WELL_BELOW)]
    found = []
    for _, i, long in doubtful:
        text = long[:OF_PATTERNS] + long[-2:]
        if not is_quick(calls[i], text if kind is str else text.encode(), MOST_SECONDS):
            found.append((calls[i], text[:40]))
    return found


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_quick_over_any_text(name: str) -> None:
    """Found, matched at the beginning, and matched whole."""
    pattern = PATTERNS[name]
    calls = [getattr(pattern, use) for use in uses(name)]
    assert slow_ones(calls, type(pattern.pattern)) == []


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(r"(?:1+,?)+1*\Z", id="exponential"),
        pytest.param(r"\s*[a-z ]*\s*[a-z ]*\s*\Z", id="fourth power"),
        pytest.param(r"[a ]*[a ]*[a ]*\Z", id="third power"),
        pytest.param(rb"(?:a|b|ab)*[ab]*[ab]*[ab]*#", id="third power of bytes"),
    ],
)
def test_a_pattern_that_is_slow_is_found(bad: str | bytes) -> None:
    """Else the test above holds nothing."""
    assert slow_ones([re.compile(bad).match], type(bad))


@pytest.mark.parametrize(
    "call",
    [
        tidy,
        is_total,
        is_note,
        is_number,
        read_period,
        cleaned,
        is_clean,
        what_is_unclean,
        is_cut,
        kinds.kind_of,
        kinds.is_rest,
        kinds.is_share,
        is_nowhere,
        why_unknown,
        is_period,
        kind_of_heading,
        lambda text: heard_in(text, heading=True),
        lambda text: heard_in(text, heading=False),
        lambda text: parse_numbers([text], Marks(), "value"),
        lambda text: alike([text, text + "x", text[1:]]),
    ],
)
def test_what_reads_a_cell_is_quick_over_any_text(call: Call) -> None:
    """As a whole, with all that it asks on the way."""
    for text in TEXTS:
        assert is_quick(call, text, MOST_SECONDS), text[:40]
