"""Check the programme records after one was added or changed.

Run ``python tools/check_programmes.py``.  It looks at every record and its links, at country
codes (where pycountry is installed), and at the SHA-256 of each data file.  ``--paper FILE``
recomputes every hash of words from the paper's text.  ``--write`` enters the SHA-256 of
changed data files in ``provenance.json``, once all else is sound.

``--paper FILE --line N --words "..."`` prints the place of words in the paper, ready to be
put into a record.
"""
# ruff: noqa: INP001

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from odopkit import load_programmes
from odopkit.ovop import check_programmes, load_outcome_figures, load_programme_errata

HEADING = re.compile(r"([1-6](?=\. [A-Z])|Endnotes|References|Appendix)")
DATA = Path(__file__).resolve().parents[1] / "src" / "odopkit" / "ovop" / "data"


def words_at(line: str, start: int, length: int) -> str:
    """Take words out of a line of the paper, without marks of emphasis."""
    return line[start : start + length].replace("*", "")


def section_of(lines: list[str], number: int) -> str:
    """Name the section that a line lies in: its number, ``endnotes`` or ``references``."""
    heads = [HEADING.match(line) for line in lines[:number]]
    named = next((head.group(1) for head in reversed(heads) if head), "front matter")
    return named.lower()


def place_of(lines: list[str], number: int, words: str) -> dict[str, Any]:
    """Find words in a line of the paper, and say where they are."""
    line = lines[number - 1]
    kept = [i for i, character in enumerate(line) if character != "*"]
    at = "".join(line[i] for i in kept).find(words)
    if at < 0 or not words:
        msg = f"line {number} of the paper does not have these words"
        raise SystemExit(msg)
    start, end = kept[at], kept[at + len(words) - 1] + 1
    return {
        "section": section_of(lines, number),
        "line": number,
        "span": [start, end - start],
        "sha256": hashlib.sha256(words.encode()).hexdigest(),
    }


def problems(paper: list[str] | None) -> list[str]:
    """List everything that is wrong."""
    found = [f"{id_}: {text}" for id_, text in check_programmes().itertuples(index=False)]
    if found:
        return found
    registry = load_programmes("both", min_confidence="low")
    if find_spec("pycountry"):
        import pycountry

        for p in registry:
            country = pycountry.countries.get(alpha_3=p.iso3.value) if p.iso3 else None
            if p.iso3 and (country is None or p.m49 is None or country.numeric != p.m49.value):
                found.append(f"{p.id}: {p.iso3.value} and its M49 code do not go together")
    if paper is None:
        return found
    for name, frame in (
        ("programme", registry.facts()),
        ("outcome figure", load_outcome_figures()),
        ("erratum", load_programme_errata()),
    ):
        for row in frame[frame["quote_sha256"] != ""].itertuples():
            place: Any = row
            words = words_at(paper[place.line - 1], place.start, place.length)
            if hashlib.sha256(words.encode()).hexdigest() != place.quote_sha256:
                found.append(f"{name} {place.id}: other words stand in line {place.line}")
    return found


def main() -> int:
    """Check, say what was found, and enter new hashes on request."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paper", type=Path, help="the paper's text")
    parser.add_argument("--line", type=int, help="a line of it, counted from 1")
    parser.add_argument("--words", help="words in that line")
    parser.add_argument("--write", action="store_true", help="enter new hashes of data files")
    asked = parser.parse_args()
    paper = asked.paper.read_text(encoding="utf-8").split("\n") if asked.paper else None
    if asked.words is not None:
        if paper is None or asked.line is None:
            parser.error("--words needs --paper and --line")
        sys.stdout.write(json.dumps(place_of(paper, asked.line, asked.words)) + "\n")
        return 0
    found = problems(paper)
    known = json.loads((DATA / "provenance.json").read_text(encoding="utf-8"))
    for name, entry in known.items():
        digest = hashlib.sha256((DATA / name).read_bytes()).hexdigest()
        if digest != entry["sha256"]:
            if asked.write and not found:
                entry["sha256"] = digest
            else:
                found.append(f"{name}: changed since its SHA-256 was entered (--write enters it)")
    if asked.write and not found:
        text = json.dumps(known, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        (DATA / "provenance.json").write_text(text, encoding="utf-8")
    said = found or [f"{len(load_programmes('both', min_confidence='low'))} records are sound"]
    sys.stdout.write("\n".join(said) + "\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
