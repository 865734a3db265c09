"""Write the reference pages of words: other names of functions, parameters and columns.

``python tools/build_words.py`` writes them; ``--check`` says whether they are as the code has
them, and exits with 1 where they are not.
"""

# ruff: noqa: INP001
from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from odopkit.names import OTHER_NAMES

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"

OTHER = """\
# By its other names

What the literature calls otherwise, and the function that computes it here. In Python a wrong
guess is answered in the same way: `odopkit.specialization.rca` names the right function.

| Other name | Function |
|---|---|
"""


DOCUMENTED = re.compile(r"^\.\. auto\w+:: (odopkit[\w.]*)", re.MULTILINE)


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
        rows.append(f"| {spoken}{f' (`{word}`)' if spoken != word else ''} | {functions} |\n")
    return OTHER + "".join(rows)


PAGES = {"other-names.md": other_names}


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
