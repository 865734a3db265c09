"""Write the reference pages of words: other names of functions, parameters and columns.

``python tools/build_words.py`` writes them; ``--check`` says whether they are as the code has
them, and exits with 1 where they are not.
"""

# ruff: noqa: INP001
from __future__ import annotations

import argparse
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from odopkit.names import COLUMNS, OTHER_NAMES, PARAMETERS, PATTERNS

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
# The catalogue of calls, of which the columns are taken, stands with the tests.
sys.path.insert(0, str(ROOT / "tests"))

OTHER = """\
# By its other names

What the literature calls otherwise, and the function that computes it here. In Python a wrong
guess is answered in the same way: `odopkit.specialization.rca` names the right function.

| Other name | Function |
|---|---|
"""

WORDS = """\
# Words

Every parameter and every column of the package, with what it means and where it stands. One
concept has one word. `odopkit.names` holds the same words, as `PARAMETERS` and `COLUMNS`.

Values are in the currency and scale of your table. Shares and rates are fractions: 0.25 is 25 per
cent. A column `n_…` counts, `share_in_…` is a share of what the name says, and `reason` is always
text and comes last.

## Parameters

| Parameter | Meaning | Taken by |
|---|---|---|
{parameters}
## Columns

| Column | Meaning | Tables |
|---|---|---|
{columns}
## Columns whose names depend on the call

What stands in ⟨⟩ is a name of yours, or one of several. Any function that takes such a name gives
such a column; a few tables stand for all.

| Column | Meaning | Tables |
|---|---|---|
{patterns}"""

DOCUMENTED = re.compile(r"^\.\. auto\w+:: (odopkit[\w.]*)", re.MULTILINE)


@cache
def anchors() -> dict[str, str]:
    """Find under which path each name is described."""
    texts = (page.read_text("utf-8") for page in sorted(REFERENCE.glob("*.rst")))
    found = (path for text in texts for path in DOCUMENTED.findall(text))
    return {path.rpartition(".")[2]: path for path in found}


def other_names() -> str:
    """List the field's other words, each with its functions."""
    rows = []
    path = anchors()
    for word, targets in sorted(OTHER_NAMES.items()):
        spoken = word.replace("_", " ")
        functions = ", ".join(
            f"{{py:obj}}`{target} <{path[target.rpartition('.')[2]]}>`" for target in targets
        )
        # No page speaks of an interval without what it covers.
        covers = ", {ref}`of what <covers-all>`" if "interval" in word else ""
        guess = f" (`{word}`)" if spoken != word else ""
        rows.append(f"| {spoken}{guess}{covers} | {functions} |\n")
    return OTHER + "".join(rows)


def words() -> str:
    """List parameters and columns, each with its meaning and where it stands."""
    taken, held = taken_by(), tables_with()
    return WORDS.format(
        parameters=rows_of(PARAMETERS, taken),
        columns=rows_of(COLUMNS, held),
        patterns=rows_of(PATTERNS, held),
    )


def rows_of(meanings: Mapping[str, str], where: Mapping[str, set[str]]) -> str:
    """Lay words out as rows of a table."""
    rows = []
    for word, meaning in meanings.items():
        links = ", ".join(link(path) for path in sorted(where[word], key=by_name))
        rows.append(f"| `{word}` | {meaning} | {links} |\n")
    return "".join(rows)


def taken_by() -> dict[str, set[str]]:
    """Find the functions that take each parameter."""
    from _words import parameters, public

    found: dict[str, set[str]] = {}
    for path, thing in public().items():
        for name in parameters(thing):
            found.setdefault(name, set()).add(path.partition(".")[2])
    return found


def tables_with() -> dict[str, set[str]]:
    """Find the tables that have each column."""
    from _catalogue import CALLS
    from _words import frames, word_of

    found: dict[str, set[str]] = {}
    for call in CALLS:
        for table, frame in frames(call):
            for column in frame.columns:
                found.setdefault(word_of(column, frame), set()).add(table)
    return {word: without_copies(tables) for word, tables in found.items()}


def without_copies(tables: set[str]) -> set[str]:
    """Leave out ``to_frame`` of a result of which another table is listed."""
    owners = {table.partition(".")[0] for table in tables if not table.endswith(".to_frame")}
    return {t for t in tables if not (t.endswith(".to_frame") and t.partition(".")[0] in owners)}


def by_name(path: str) -> tuple[str, str]:
    """Sort without regard to case."""
    return path.casefold(), path


@cache
def link(path: str) -> str:
    """Link a function, a method, or the class that has a field."""
    owner, _, member = path.partition(".")
    documented = anchors()[owner]
    home, _, name = documented.rpartition(".")
    is_method = callable(getattr(getattr(import_module(home), name), member, None))
    target = f"{documented}.{member}" if member and is_method else documented
    return f"{{py:obj}}`{path} <{target}>`"


PAGES = {"other-names.md": other_names, "words.md": words}


def main(arguments: list[str]) -> int:
    """Write or check every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what differs")
    check = parser.parse_args(arguments).check
    differ = 0
    for name, make in PAGES.items():
        page, text = REFERENCE / name, make()
        if page.exists() and page.read_text("utf-8") == text:
            continue
        differ += 1
        if check:
            sys.stderr.write(f"{name} is not what the code says; run tools/build_words.py\n")
        else:
            page.write_text(text, "utf-8")
    return 1 if check and differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
