"""What is global to a process stays as it was, whatever runs in how many threads.

``ODOPKIT_SECONDS=60 python -m pytest tests/unit/test_threads.py`` is the long form.
"""

from __future__ import annotations

import copy
import csv
import decimal
import locale
import os
import random
import socket
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from _shared import filters_of_warnings
from corpus.running import LIGHT
from odopkit import concentration_table, readers, validate
from odopkit.errors import OdopkitError
from odopkit.hs import normalize_hs
from odopkit.inequality import gini
from odopkit.schemas import Exports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECONDS = float(os.environ.get("ODOPKIT_SECONDS", "3"))
THREADS = 8
UNUSUAL_OPTIONS = ("display.precision", 3, "display.max_rows", 37, "display.width", 71)
"""Options of pandas that change no result."""
GOOD = pd.DataFrame(
    {
        "state": ["X", "X", "Y", "Y"],
        "district": ["A", "B", "C", "C"],
        "hs_code": ["0902", "3004", "0901", "0902"],
        "value": [1.0, 2.0, 3.0, 4.0],
    }
)
BAD = GOOD.assign(value=[1.0, -2.0, np.inf, 4.0], hs_code=["0902", "x", "77", "1"])


def state_of_the_process() -> dict[str, Any]:
    """Note down what other code shares with this package."""
    options = copy.deepcopy(pd.options.d)
    return {
        "warnings": filters_of_warnings(),
        "showwarning": warnings.showwarning,
        "csv": csv.field_size_limit(),
        "locale": locale.setlocale(locale.LC_ALL),
        "decimal": repr(decimal.getcontext()),
        "pandas": options,
        "recursion": sys.getrecursionlimit(),
        "digits": sys.get_int_max_str_digits(),
        "environment": dict(os.environ),
        "random": random.getstate(),
        "numpy random": repr(np.random.get_state()),  # noqa: NPY002 - the old state is what is global
        "numpy errors": np.geterr(),
        "numpy print": np.get_printoptions(),
        "folder": os.getcwd(),  # noqa: PTH109 - as the system has it
        "time limit": socket.getdefaulttimeout(),
        "hooks": (sys.excepthook, sys.displayhook),
    }


def by_place(flows: pd.DataFrame) -> pd.DataFrame:
    """Measure the concentration of each place."""
    return concentration_table(flows, across="hs_code", within=("state", "district"))


def calls(folder: Path) -> list[Callable[[], object]]:
    """Give what runs over and over: guards, readers and measures, good and bad input."""
    found: list[Callable[[], object]] = [
        lambda: validate(GOOD),
        lambda: validate(BAD),
        lambda: validate(GOOD, Exports),
        lambda: validate(BAD, Exports),
        lambda: by_place(GOOD),
        lambda: gini([1.0, 2.0, 3.0]),
        lambda: normalize_hs(["0902", "bad"]),
    ]
    for case in [case for case in LIGHT if "0" not in case.name][::9]:
        path = folder / case.file
        with suppress(OSError, ModuleNotFoundError):
            case.make(path)
        reader: Callable[..., object] = getattr(readers, case.reader)
        found.append(partial(reader, path, **case.options))
    return found


def state_of_the_thread() -> dict[str, Any]:
    """Note down what each thread has of its own, and code in the same thread shares."""
    return {
        "decimal": repr(decimal.getcontext()),
        "numpy errors": np.geterr(),
        "numpy print": np.get_printoptions(),
    }


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Name what is no longer as it was."""
    return {name for name in before if before[name] != after[name]}


@pytest.fixture
def unusual(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set what other code shares to what nobody else would set: who sets anything is seen.

    A call that was made before has left things as it sets them, and would set them so again.
    """
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - the old state is what is global
    limit, digits = sys.getrecursionlimit(), sys.get_int_max_str_digits()
    size, timeout = csv.field_size_limit(), socket.getdefaulttimeout()
    monkeypatch.setenv("ODOPKIT_UNUSUAL", "1")
    with (
        warnings.catch_warnings(),
        decimal.localcontext(decimal.Context(prec=27, rounding=decimal.ROUND_05UP)),
        np.errstate(divide="raise", over="raise", under="raise", invalid="raise"),
        np.printoptions(precision=5, threshold=77, linewidth=71),
        pd.option_context(*UNUSUAL_OPTIONS),
    ):
        warnings.filterwarnings("error", "nobody warns so", ImportWarning)
        random.seed(20_260)
        np.random.seed(20_260)  # noqa: NPY002 - as above
        sys.setrecursionlimit(limit + 37)
        sys.set_int_max_str_digits(digits + 37)
        csv.field_size_limit(size + 37)
        socket.setdefaulttimeout(3737.0)
        try:
            yield
        finally:
            random.setstate(states[0])
            np.random.set_state(states[1])  # noqa: NPY002 - as above
            sys.setrecursionlimit(limit)
            sys.set_int_max_str_digits(digits)
            csv.field_size_limit(size)
            socket.setdefaulttimeout(timeout)


def run_for(seconds: float, todo: list[Callable[[], object]], first: int) -> set[str]:
    """Run the calls in turn for so long, and each at least once; say what the thread lost."""
    end = time.monotonic() + seconds
    before = state_of_the_thread()
    n = 0
    while n < len(todo) or time.monotonic() < end:
        with suppress(OdopkitError):
            todo[(first + n) % len(todo)]()
        n += 1
    return differing(before, state_of_the_thread())


@pytest.fixture
def todo(tmp_path: Path) -> list[Callable[[], object]]:
    """Give the calls, each of them made once: what is imported on the way is imported.

    What they set meanwhile is set back, so that setting it again is seen.
    """
    found = calls(tmp_path)
    environment, folder, place = dict(os.environ), os.getcwd(), locale.setlocale(locale.LC_ALL)  # noqa: PTH109
    hooks = sys.excepthook, sys.displayhook, warnings.showwarning
    for call in found:
        with suppress(OdopkitError):
            call()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    locale.setlocale(locale.LC_ALL, place)
    sys.excepthook, sys.displayhook, warnings.showwarning = hooks
    return found


@pytest.mark.filterwarnings("ignore::odopkit.errors.OdopkitWarning")
@pytest.mark.usefixtures("todo", "unusual")
def test_each_call_leaves_the_process_as_it_was(todo: list[Callable[[], object]]) -> None:
    """Whatever is set, and be it set to what the package itself would set."""
    for call in todo:
        before = state_of_the_process()
        with suppress(OdopkitError):
            call()
        assert differing(before, state_of_the_process()) == set(), call


@pytest.mark.filterwarnings("ignore::odopkit.errors.OdopkitWarning")
@pytest.mark.usefixtures("todo", "unusual")
def test_eight_threads_leave_the_process_as_it_was(todo: list[Callable[[], object]]) -> None:
    """Filters of warnings, limits, options, states of random numbers and all."""
    before = state_of_the_process()
    with ThreadPoolExecutor(THREADS) as pool:
        runs = [pool.submit(run_for, SECONDS, todo, 7 * i) for i in range(THREADS)]
        lost = [run.result() for run in runs]
    assert differing(before, state_of_the_process()) == set()
    assert lost == [set()] * THREADS


def test_a_change_is_seen() -> None:
    """The note is of what is there now."""
    before = state_of_the_process()
    old = csv.field_size_limit(99)
    try:
        changed = state_of_the_process()
    finally:
        csv.field_size_limit(old)
    assert differing(before, changed) == {"csv"}


def test_each_thread_gets_the_same_answer() -> None:
    """Nothing is kept between calls that another thread could change."""
    with ThreadPoolExecutor(THREADS) as pool:
        tables = list(pool.map(lambda _: by_place(GOOD).to_json(), range(64)))
    assert len(set(tables)) == 1
