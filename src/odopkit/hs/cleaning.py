"""Codes as they are written in files, made canonical or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit.errors import InvalidHSCodeError, InvalidValueError
from odopkit.errors.telling import (
    has_columns,
    kind_of,
    odd_cell,
    row_named,
    shortened,
    within,
)
from odopkit.hs.code import DIGITS, HSCode, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


# Groups that can only be one code.  "0101 0106" and "09 10" are left out on purpose:
# joined they would read as valid codes, but they are as likely to be two.
_SPACED = re.compile(r"(?:[0-9]{4}(?: [0-9]{2}){1,2}|[0-9]{6} [0-9]{2})\Z")
_DOTTED = re.compile(r"[0-9]{1,8}(?:\.[0-9]{2,4}){1,3}\Z")
_MISSING: Final = "is missing"
_TOO_LONG: Final = 10**30
_LONGEST: Final = 480
_TOTALS: Final = frozenset({"total", "all", "grand total", "all commodities", "total export"})


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """What happened to one spelling of a code: repaired, a total, or bad."""

    kind: Literal["repaired", "total", "bad"]
    message: str


def _spell(level: object) -> tuple[str, str]:
    """Return a level as text without separators, and the problem of its type."""
    if isinstance(level, str):
        text = level.replace("\u00a0", " ").replace("\ufeff", "").strip().lstrip("'")
        # Before the dots go: '3035910.0' would become '30359100', valid and wrong.
        if text.endswith(".0") and text.count(".") == 1:
            text = text[:-2]
        if _SPACED.match(text) or _DOTTED.match(text):
            text = text.replace(".", "").replace(" ", "")
        elif any(mark in text for mark in ",;/&\n") or re.match(r"[0-9]+\s+[0-9]", text):
            return text, "looks like several codes in one cell; give each its own row"
        return text, ""
    if isinstance(level, bool | np.bool_):
        return str(level), "is a truth value, not an HS code"
    if isinstance(level, int | np.integer):
        if not -_TOO_LONG < int(level) < _TOO_LONG:
            return "", "is too long for an HS code"
        return str(int(level)), "" if level >= 0 else "is negative"
    if isinstance(level, float | np.floating):
        if not np.isfinite(level):
            return str(level), _MISSING
        if level != int(level):
            return str(level), "is not a whole number"
        return str(int(level)), ""
    if level is None or level is pd.NA or level is pd.NaT:
        return str(level), _MISSING
    return "", f"is {kind_of(level)}, not text"


def clean_levels(
    levels: Iterable[object], *, pad: bool = False
) -> tuple[list[str | None], dict[int, CodeProblem]]:
    """Clean each spelling of a code once; say what was wrong, by position.

    A position that is absent from the second result was read as it stands (up to
    separators); ``None`` in the first marks totals and what cannot be read.
    """
    if not isinstance(pad, bool):
        msg = f"pad must be True or False, got {shortened(pad)}"
        raise InvalidValueError(msg)
    clean: list[str | None] = []
    problems: dict[int, CodeProblem] = {}
    for i, level in enumerate(levels):
        code, wrong = _spell(level)
        if not wrong and code.casefold() in _TOTALS:
            clean.append(None)
            problems[i] = CodeProblem("total", f"{shortened(level)} is a total, not a product")
            continue
        repaired = False
        if not wrong and pad and DIGITS.match(code) and len(code) in (1, 3, 5, 7):
            code, repaired = "0" + code, True
        wrong = wrong or problem_of(code)
        if wrong:
            clean.append(None)
            said = (
                f"the code is missing, got {shortened(level)}"
                if wrong == _MISSING
                else f"{shortened(level)} {wrong}"
            )
            problems[i] = CodeProblem("bad", said)
            continue
        clean.append(code)
        if repaired:
            problems[i] = CodeProblem(
                "repaired", f"{shortened(level)} read as {code!r}: one zero restored"
            )
    return clean, problems


def parse_hs(code: str | int, *, pad: bool = False) -> HSCode:
    """Read one HS code and everything that its digits say.

    Parameters
    ----------
    code : str or int
        Text of 2, 4, 6 or 8 digits; dots and spaces between its groups are
        dropped (``"1006.30.20"``, ``"1006 30 20"``), as is a trailing ``.0`` left by a spreadsheet.
        An integer is read as its digits.
    pad : bool, default False
        Restore one lost leading zero where exactly one digit is missing.

    Returns
    -------
    HSCode
        Frozen and ordered; see its properties.

    Raises
    ------
    InvalidHSCodeError
        If `code` has another length, digits that are not ASCII, a chapter that
        does not exist (00, 77), or is a total such as ``"TOTAL"``.

    Notes
    -----
    A code of 5 or 7 digits is not repaired by default: ``84292`` is as likely to
    be the truncated ``842920`` as the padded ``084292``.

    Source: the Harmonized System's division into chapters and sections (World
    Customs Organization); broad sectors as in :cite:t:`Gaur2023`, section 5.

    Examples
    --------
    >>> from odopkit import parse_hs
    >>> code = parse_hs("1006.30.20")
    >>> code.code, code.level, code.section, code.broad_sector
    ('10063020', 8, 'II', 'agriculture')
    >>> parse_hs(1012100, pad=True).code
    '01012100'
    """
    clean, problems = clean_levels([code], pad=pad)
    if clean[0] is None:
        raise InvalidHSCodeError(problems[0].message, code=_written(code))
    return HSCode(clean[0])


def _as_series(codes: object) -> pd.Series[Any]:
    if isinstance(codes, pd.Series):
        return codes
    if isinstance(codes, str | int):
        codes = [codes]
    # Bytes are numbers one by one, and a set has an order that changes from run to run.
    odd = (
        isinstance(codes, Mapping | bytes | bytearray | memoryview | AbstractSet | pd.MultiIndex)
        or has_columns(codes)
        or getattr(codes, "ndim", 1) != 1
    )
    if odd or not isinstance(codes, Iterable):
        way = "pass one of its columns" if has_columns(codes) else "pass a list of codes"
        msg = f"codes must be a column or a list of codes, got {kind_of(codes)}; {way}"
        raise InvalidValueError(msg)
    # dtype=object: pandas would read a mixed list as floats and lose zeros.
    if isinstance(codes, pd.Categorical | pd.Index | np.ndarray):
        return pd.Series(codes)
    return pd.Series(list(codes), dtype=object)


def map_levels(
    codes: object, to: Callable[[str], str | None], *, name: str | None = None, pad: bool = False
) -> pd.Series[Any]:
    """Clean codes and map each distinct one; categories in, categories out."""
    series = _as_series(codes)
    if isinstance(series.dtype, pd.CategoricalDtype):
        positions = np.asarray(series.array.codes)
        levels = series.array.categories.tolist()
    else:
        _refuse_truth_values(series)
        positions, levels = _factorized(series)
    clean, problems = clean_levels(levels, pad=pad)
    used = np.zeros(len(levels) + 1, dtype=bool)
    used[positions] = True  # position -1 (missing) marks the extra last slot
    bad = [i for i, p in problems.items() if p.kind != "repaired" and used[i]]
    if bad or used[-1]:
        _raise_bad_codes(series, positions, levels, bad, problems)
    # Levels that a filter left behind are not asked about: they may have no answer.
    mapped = [to(c) if u and c is not None else None for c, u in zip(clean, used, strict=False)]
    categories = sorted({m for m in mapped if m is not None})
    rank = {m: i for i, m in enumerate(categories)}
    lookup = np.array([-1 if m is None else rank.get(m, -1) for m in mapped], dtype=np.intp)
    new = lookup[positions] if len(lookup) else positions
    result = pd.Categorical.from_codes(new, categories=pd.Index(categories, dtype=str))
    return pd.Series(result, index=series.index, name=series.name if name is None else name)


def _factorized(series: pd.Series[Any]) -> tuple[Any, list[Any]]:
    """Give each code the position of its spelling, refusing cells that hold several things."""
    try:
        positions, uniques = pd.factorize(series)
    except Exception as error:
        i, odd = odd_cell(series, error)
        where = row_named(i, series.index[i])
        msg = f"{shortened(odd)} is {kind_of(odd)}, not text, in {where}; give each code a row"
        raise InvalidHSCodeError(msg, code="") from error
    return positions, list(uniques)


def _written(code: object) -> str:
    """Write a code as it was given, if that can be written."""
    try:
        return str(code)
    except Exception:  # noqa: BLE001 - too many digits, or a class by others
        return shortened(code)


def _refuse_truth_values(series: pd.Series[Any]) -> None:
    """Refuse True among numbers: it equals 1, so it would vanish into chapter 01."""
    # Only a mixture can hide one; columns of text alone are told apart at C speed.
    if series.dtype != object or not pd.api.types.infer_dtype(series).startswith(("mixed", "bool")):
        return
    for i, value in enumerate(series):
        if isinstance(value, bool | np.bool_):
            where = row_named(i, series.index[i])
            msg = f"{value!r} is a truth value, not an HS code, in {where}"
            raise InvalidHSCodeError(msg, code=str(value))


def _raise_bad_codes(
    series: pd.Series[Any],
    positions: np.ndarray[Any, Any],
    levels: Sequence[object],
    bad: Sequence[int],
    problems: dict[int, CodeProblem],
) -> None:
    def first_row(position: int) -> str:
        i = int(np.argmax(positions == position))
        return f"first in {row_named(i, series.index[i])}"

    shown = [f"{problems[i].message}, {first_row(i)}" for i in bad[:3]]
    n_missing = int((positions == -1).sum())
    if n_missing:
        shown.append(f"{n_missing} missing, {first_row(-1)}")
    more = f"; and {len(bad) - 3} more" if len(bad) > 3 else ""
    first = _written(levels[bad[0]]) if bad else ""
    msg = f"{len(bad) + bool(n_missing)} spelling(s) of HS codes cannot be read: " + (
        "; ".join(shown) + more
    )
    raise InvalidHSCodeError(within(msg, _LONGEST), code=first)


def normalize_hs(codes: object, *, pad: bool = False) -> pd.Series[Any]:
    """Turn a column of HS codes, however it was typed, into clean categories.

    Parameters
    ----------
    codes : Series or array_like of str, int or float, shape (n,)
        Codes as a file gives them.  Dots and spaces between groups of digits, outer
        blanks and a trailing ``.0`` are dropped; whole numbers are read as
        their digits.
    pad : bool, default False
        Restore one lost leading zero where exactly one digit is missing.  Off,
        such codes are an error: ``10121`` may be ``010121`` or a truncated code.

    Returns
    -------
    Series of category, shape (n,)
        Codes of 2, 4, 6 or 8 ASCII digits with the index and name of `codes`;
        lengths may differ (``validate`` refuses a table that mixes them).

    Raises
    ------
    InvalidHSCodeError
        If any code cannot be read; the message names the first three spellings and
        the rows where they stand.  Totals and missing codes count as such.

    Notes
    -----
    The usual mistake is to read the file with codes as numbers: chapters 01-09
    then lose their zero, and ``1012100`` has 7 digits.  Read them as text.
    Each distinct spelling is looked at once, however many rows bear it.

    Examples
    --------
    >>> from odopkit import normalize_hs
    >>> normalize_hs(["0101.21.00", " 10063020", "3035910.0"], pad=True).tolist()
    ['01012100', '10063020', '03035910']
    """
    return map_levels(codes, lambda code: code, pad=pad)
