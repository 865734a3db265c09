"""HS codes of a column: split from words, cut, and prefixes told from lost zeros."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.hs.cleaning import clean_levels
from odopkit.hs.code import SECTION_OF
from odopkit.hs.titles import SECTIONS
from odopkit.labels.characters import cleaned
from odopkit.readers.issues import Told
from odopkit.readers.texts import as_code, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.columns import Column
    from odopkit.readers.layout import Table
    from odopkit.readers.options import ReadOptions
    from odopkit.typing import BoolArray

_NAMED: Final = re.compile(
    r"(?:itc[ -]?)?\(?hs\)?(?:[ -]?code)?[ :.-]*(?=[0-9])|hts ?(?=[0-9])", re.IGNORECASE
)
_DESCRIBED: Final = re.compile(
    r"(?P<code>[0-9][0-9. ]*[0-9])(?: ?[:|\u2013\u2014] ?| - ?|- | )(?P<text>[^\W\d_].*)", re.DOTALL
)
_SEVERAL: Final = re.compile(r"(?is:(?:and|to|or|ex|et|y|e|u|und|bis)\b|.*[0-9]{4})")
_NATIONAL: Final = re.compile(r"[0-9]{9,12}")
_DIGITS_SAID: Final = re.compile(
    r"(?<![a-z])(?:hs|sh|itc|ncm|hts)[ _-]?([2468])(?![0-9])|(?<![0-9])([2468])[ -]?digits?"
    r"|\b(two|four|six|eight)[ -]digits?",
    re.IGNORECASE,
)
_WORDS: Final = {"two": 2, "four": 4, "six": 6, "eight": 8}
_NUMBER_OF: Final = {section: str(i) for i, (section, *_) in enumerate(SECTIONS, start=1)}


def with_codes(column: Column, cells: Sequence[object], options: ReadOptions) -> Column:
    """Read the spellings of a column as HS codes."""
    spellings = [_spelled(cell) for cell in cells]
    split = [False] * len(spellings)
    for i, spelling in enumerate(spellings):
        code = _code_in(spelling) if isinstance(spelling, str) else None
        if code is not None:
            spellings[i], split[i] = code, True
    cut = [False] * len(spellings)
    wrong: dict[int, str] = {}
    if options.cut_hs == 6 or any(_is_national(spelling) for spelling in spellings):
        wrong = _cut(spellings, cut, options)
    clean, found = clean_levels(spellings, pad=options.pad)
    bad = [] if options.pad else [i for i, p in found.items() if p.kind == "bad"]
    padded = dict(zip(bad, _are_padded([spellings[i] for i in bad]), strict=True))
    problems, totals = column.problems.copy(), column.totals.copy()
    repairs, restorable = column.repairs.copy(), column.restorable.copy()
    for i, problem in found.items():
        if column.missing[i]:
            continue
        if problem.kind == "repaired":
            repairs[i] = problem.message
        elif problem.kind == "total":
            totals[i] = True
        else:
            problems[i] = wrong.get(i) or problem.message
            restorable[i] = padded.get(i, False)
    are_lines = all(_is_national(column.texts[i]) for i, is_cut in enumerate(cut) if is_cut)
    lengths = "9 to 12 digits (national tariff lines)" if are_lines else "8 to 12 digits"
    told = [
        *column.told,
        Told(
            "repaired",
            "{n} cell(s) hold a code before or behind words: the code is taken",
            [s and c is not None for s, c in zip(split, clean, strict=True)],
        ),
        Told(
            "repaired",
            f"{{n}} code(s) of {lengths} cut to {options.cut_hs}",
            [s and c is not None for s, c in zip(cut, clean, strict=True)],
        ),
    ]
    return replace(
        column,
        clean=clean,
        problems=problems,
        totals=totals,
        repairs=repairs,
        restorable=restorable,
        national=[i in wrong for i in range(len(spellings))],
        told=told,
    )


def _are_padded(spellings: Sequence[object]) -> list[bool]:
    """Tell which spellings would be codes with one more zero."""
    found = clean_levels(spellings, pad=True)[1]
    return [i in found and found[i].kind == "repaired" for i in range(len(spellings))]


def _spelled(cell: object) -> object:
    """Spell a code without characters that cannot be seen; its lines stay apart."""
    spelling = as_code(cell)
    if isinstance(spelling, str) and not spelling.isascii():
        return "\n".join(cleaned(line) for line in spelling.splitlines())
    return spelling


def _code_in(spelling: str) -> str | None:
    """Take the code out of ``61034200: Trousers`` or ``HS 610342``; None for all else."""
    text = spelling.strip()
    if text.isascii() and text.isdigit():
        return None
    if re.fullmatch(r"[0-9. ]*", text):
        return None
    bare = text[match.end() :] if (match := _NAMED.match(text)) else text
    described = _DESCRIBED.fullmatch(bare)
    code, rest = (described["code"], described["text"]) if described else (bare, "")
    if (code == text) or _SEVERAL.match(rest) or not re.fullmatch(r"[0-9][0-9. ]*", code):
        return None
    clean, _ = clean_levels([code])
    return code if clean[0] is not None or _is_national(code) else None


def _bare(spelling: object) -> str:
    """Return the digits of a spelling; a ``.0`` that a spreadsheet left is none of them."""
    text = as_text(spelling)
    if text.endswith(".0") and text.count(".") == 1:
        text = text[:-2]
    return text if text.isdigit() else re.sub(r"[. ]", "", text)


def _is_national(spelling: object) -> bool:
    if not isinstance(spelling, str) or len(spelling) < 9:
        return False
    return _NATIONAL.fullmatch(_bare(spelling)) is not None


def _cut(spellings: list[object], cut: list[bool], options: ReadOptions) -> dict[int, str]:
    """Cut national tariff lines as asked; say of each of the others what it is."""
    lengths = {len(_bare(s)) for s in spellings if _is_national(s)}
    wrong = {}
    for i, spelling in enumerate(spellings):
        code = _bare(spelling)
        if options.cut_hs == 6 and isinstance(spelling, str):
            whole = "0" + code if options.pad and len(code) == 7 else code
            if re.fullmatch(r"[0-9]{8}", whole):
                spellings[i], cut[i] = whole[:6], True
        if not _is_national(spelling):
            continue
        # Nine digits beside ten lack a zero; a source whose lines all have nine has such lines.
        lacks = len(code) % 2 == 1 and len(code) + 1 in lengths
        if lacks and options.pad:
            code = "0" + code
        if options.cut_hs is None:
            wrong[i] = f"{spelling!r} has {len(code)} digits: a national tariff line, no HS code"
        elif lacks and not options.pad:
            wrong[i] = f"{spelling!r} lacks a digit beside codes of {len(code) + 1}; see pad_hs="
        else:
            spellings[i], cut[i] = code[: options.cut_hs], True
    return wrong


def refuse_codes(
    table: Table, columns: Mapping[str, Column], left: BoolArray, options: ReadOptions
) -> None:
    """Refuse a column whose codes would be read as others: prefixed, uncut, or without zeros."""
    column = columns.get("hs_code")
    if column is None:
        return
    _refuse_prefixed(table, column, left)
    if options.cut_hs is not None:
        _refuse_nested(table, column, left)
    _refuse_national(table, column, left, options)
    if not options.pad:
        _refuse_lost_zeros(table, column, left)


def _refuse_national(table: Table, column: Column, left: BoolArray, options: ReadOptions) -> None:
    """Refuse tariff lines of 9 to 12 digits that nobody asked to cut, unless they are few."""
    rows = np.flatnonzero(column.rows_where(column.national) & left)
    if len(rows) * 10 < int(left.sum()) or not rows.size:
        return
    first = column.texts[int(column.codes[rows[0]])]
    row = table.labels[int(rows[0])]
    if options.cut_hs is None:
        way = "pass cut_hs=6 or cut_hs=8" if options.asked else "use read_exports with cut_hs=6"
        why = f"codes of 9 to 12 digits are national tariff lines; {way} to cut them"
    else:
        why = "some lack a digit beside the others; pass pad_hs=True if a zero was lost"
    msg = f"{len(rows)} row(s) of {table.grid.where} (first in row {row}) hold {first!r}: {why}"
    raise table.grid.error(msg, row=row)


def _refuse_nested(table: Table, column: Column, left: BoolArray) -> None:
    """Refuse to cut lines to the very code that stands beside them: both would be added."""
    codes = sorted((code, i) for i, code in _codes_in_use(column, left))
    for (short, _), (long, i) in pairwise(codes):
        if len(short) >= 6 and len(long) > len(short) and long.startswith(short):
            row = table.labels[int(np.flatnonzero((column.codes == i) & left)[0])]
            msg = (
                f"code {short!r} of {table.grid.where} stands beside finer codes of its own, such "
                f"as {long!r} in row {row}: cut to one length they would be added twice; keep the "
                "rows of one length and read those"
            )
            raise table.grid.error(msg, row=row)


def digits_said(header: str) -> int | None:
    """Return how many digits a heading says its codes have: ``HS6``, ``4-digit code``."""
    match = _DIGITS_SAID.search(header)
    if match is None:
        return None
    return int(match[1] or match[2]) if match[1] or match[2] else _WORDS[match[3].lower()]


def _section_behind(code: str, level: int) -> str:
    """Return the section that stands in front of a code, "" where it is another number."""
    prefix, rest = code[:-level], code[-level:]
    section = SECTION_OF.get(rest[:2], "")
    return section if section and prefix == _NUMBER_OF[section] else ""


def _codes_in_use(column: Column, left: BoolArray) -> list[tuple[int, str]]:
    used = np.flatnonzero(column.used(left)).tolist()
    bare = [(i, _bare(column.texts[i])) for i in used]
    return [(i, code) for i, code in bare if code.isdigit() and code.isascii()]


def _refuse_prefixed(table: Table, column: Column, left: BoolArray) -> None:
    """Refuse codes that all have the number of their section in front."""
    said = digits_said(column.header)
    codes = _codes_in_use(column, left)
    lengths = {len(code) for _, code in codes}
    for level in (said,) if said else (2, 4, 6, 8):
        if not lengths or not lengths <= {level + 1, level + 2}:
            continue
        sections = {_section_behind(code, level) for _, code in codes}
        # Live animals (0101) and meat (0207) without their zero look like sections I and II.
        if "" in sections or not (said or (len(sections) > 1 and sections - {"I", "II"})):
            continue
        if said and lengths == {level + 1} and sections <= {"I", "II"} and len(codes) < 2:
            continue
        i, code = codes[0]
        row = table.labels[int(np.flatnonzero((column.codes == i) & left)[0])]
        msg = (
            f"every code in column {column.header!r} of {table.grid.where} has the number of its "
            f"HS section in front (row {row}: {column.texts[i]!r} is {code[-level:]!r} in section "
            f"{code[:-level]}); cut it off: read the file with pandas (dtype=str), then "
            f"df[{column.header!r}] = df[{column.header!r}].str[-{level}:], and pass df"
        )
        raise table.grid.error(msg, row=row)


def _refuse_lost_zeros(table: Table, column: Column, left: BoolArray) -> None:
    """Refuse codes that lack one digit; what all of them lack was rather put in front."""
    rows = np.flatnonzero(column.rows_where(column.restorable) & left)
    if not rows.size:
        return
    row = table.labels[int(rows[0])]
    first = column.texts[int(column.codes[rows[0]])]
    codes = _codes_in_use(column, left)
    lengths = {len(code) for _, code in codes}
    said = digits_said(column.header)
    least = min(lengths, default=0)
    prefixed = said is not None and least > said
    if prefixed or (len(lengths) == 1 and least % 2 and len(codes) > 1):
        level = said if prefixed and said else least - 1
        name = f"df[{column.header!r}]"
        evidence = f"the heading says {level} digits" if prefixed else f"all have {least} digits"
        msg = (
            f"{len(rows)} row(s) of {table.grid.where} have an HS code of an odd number of digits "
            f"(first in row {row}: {first!r}); as {evidence}, a prefix such as the section is "
            f"likelier than a lost zero: with pandas, {name} = {name}.str[-{level}:] cuts it off"
        )
        raise table.grid.error(msg, row=row)
    msg = (
        f"{len(rows)} row(s) of {table.grid.where} have an HS code with one digit missing "
        f"(first in row {row}: {first!r}); pass pad_hs=True if a spreadsheet dropped the leading "
        "zero"
    )
    raise table.grid.error(msg, row=row)
