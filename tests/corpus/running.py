"""Read a file of the corpus, and say what is wrong with the outcome.

``python -m corpus.running`` reads the heavy files, a line of JSON each, in a process whose
memory is bounded.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus import archives, books, columnar, others, pages, texts
from odopkit import readers
from odopkit.errors import MissingDependencyError, OdopkitError, OdopkitWarning

if TYPE_CHECKING:
    from corpus.case import Case
    from odopkit.readers import ReadResult

CASES: Final[tuple[Case, ...]] = (
    *texts.CASES,
    *pages.CASES,
    *books.CASES,
    *archives.CASES,
    *columnar.CASES,
    *others.CASES,
)
LIGHT: Final = tuple(case for case in CASES if not case.heavy)
HEAVY: Final = tuple(case for case in CASES if case.heavy)
MOST_SECONDS: Final = 20.0
MOST_BYTES: Final = 1 << 30
LONGEST: Final = 500


def outcome_of(case: Case, path: Path) -> ReadResult | BaseException:
    """Read a file; an error is an outcome like another, whatever its class."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", OdopkitWarning)
        try:
            found: ReadResult = getattr(readers, case.reader)(path, **case.options)
        except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception
            return error
    return found


def fault_of_error(error: BaseException) -> str:
    """Say what is wrong with any error, whichever file it is about."""
    if not isinstance(error, OdopkitError):
        return f"a foreign {type(error).__name__}: {str(error)[:300]}"
    if len(str(error)) > LONGEST:
        return f"a message of {len(str(error))} characters"
    if "\n" in str(error):
        return f"a message of several lines: {error}"
    return ""


def fault_of_lines(result: ReadResult) -> str:
    """Say what is wrong with the lines about any file."""
    for name in ("value", "message"):
        longest = max(map(len, result.issues[name]), default=0)
        if longest > LONGEST:
            return f"an issue whose {name} has {longest} characters"
    return ""


def fault(case: Case, outcome: ReadResult | BaseException) -> str:
    """Say in what an outcome is not the right one; nothing where it is."""
    if isinstance(outcome, MissingDependencyError):
        return ""  # said, and how to install it: the case asks for a package that is not here
    if isinstance(outcome, BaseException):
        if foreign := fault_of_error(outcome):
            return foreign
        if not case.says or case.says not in str(outcome):
            return f"wanted {case.says or case.total!r}, got the error {outcome}"
        absent = [one.__name__ for one in case.error if not isinstance(outcome, one)]
        return f"the error is no {' and no '.join(absent)}" if absent else ""
    if case.says:
        return f"wanted the error {case.says!r}, got a table of {len(outcome.flows)} rows"
    total, rows = float(outcome.flows["value"].sum()), len(outcome.flows)
    if case.total is None or abs(total - case.total) > 1e-6 or rows != case.rows:
        return f"wanted {case.total} in {case.rows} rows, got {total} in {rows}"
    left = outcome.issues["message"].tolist()
    if len(left) > len(case.lines) and not case.lines:
        return f"lines that nobody asked for: {left[:3]}"
    for words in case.lines:
        found = next((line for line in left if words in line), None)
        if found is None:
            return f"no line says {words!r}: {left[:3]}"
        left.remove(found)
    return fault_of_lines(outcome)


def read(case: Case, folder: Path) -> tuple[str, float]:
    """Make a file, read it, and return what is wrong with it and the seconds it took."""
    path = folder / case.file
    case.make(path)
    start = time.process_time()  # other work may run beside it
    outcome = outcome_of(case, path)
    seconds = time.process_time() - start
    if seconds > MOST_SECONDS:
        return f"took {seconds:.1f} seconds", seconds
    return fault(case, outcome), seconds


def peak() -> int:
    """Return the most bytes that this process has held."""
    resource = import_module("resource")  # Windows has none
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def _tell(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the heavy files one after the other."""
    for case in HEAVY:
        _tell(begun=case.name)
        before = peak()
        with tempfile.TemporaryDirectory() as folder:
            wrong, seconds = read(case, Path(folder))
        gc.collect()  # an error keeps what its frames held
        _tell(name=case.name, wrong=wrong, seconds=seconds, peak=peak(), before=before)


if __name__ == "__main__":
    main()
