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

from corpus.running import LIGHT
from odopkit import concentration_table, readers, validate
from odopkit.errors import OdopkitError
from odopkit.hs import normalize_hs
from odopkit.inequality import gini
from odopkit.schemas import Exports

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = float(os.environ.get("ODOPKIT_SECONDS", "3"))
THREADS = 8
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
        "warnings": list(warnings.filters),
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


def run_for(seconds: float, todo: list[Callable[[], object]], first: int) -> int:
    """Run the calls in turn for so long, and each at least once; count them."""
    end = time.monotonic() + seconds
    n = 0
    while n < len(todo) or time.monotonic() < end:
        with suppress(OdopkitError):
            todo[(first + n) % len(todo)]()
        n += 1
    return n


@pytest.mark.filterwarnings("ignore::odopkit.errors.OdopkitWarning")
def test_eight_threads_leave_the_process_as_it_was(tmp_path: Path) -> None:
    """Filters of warnings, limits, options, states of random numbers and all."""
    todo = calls(tmp_path)
    for call in todo:  # what is imported on the way is imported before
        with suppress(OdopkitError):
            call()
    before = state_of_the_process()
    with ThreadPoolExecutor(THREADS) as pool:
        runs = [pool.submit(run_for, SECONDS, todo, 7 * i) for i in range(THREADS)]
        counts = [run.result() for run in runs]
    after = state_of_the_process()
    assert {name for name in before if before[name] != after[name]} == set()
    assert min(counts) >= len(todo)


def test_a_change_is_seen() -> None:
    """The note is of what is there now."""
    before = state_of_the_process()
    old = csv.field_size_limit(99)
    try:
        changed = state_of_the_process()
    finally:
        csv.field_size_limit(old)
    assert [name for name in before if before[name] != changed[name]] == ["csv"]


def test_each_thread_gets_the_same_answer() -> None:
    """Nothing is kept between calls that another thread could change."""
    with ThreadPoolExecutor(THREADS) as pool:
        tables = list(pool.map(lambda _: by_place(GOOD).to_json(), range(64)))
    assert len(set(tables)) == 1
