"""An official list of products, read: places, products, and codes of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidTableError
from odopkit.errors.cases import cases_at, refuse
from odopkit.errors.frames import check_letters, check_table
from odopkit.hs.cleaning import normalize_hs
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


Place = tuple[str, str]

_NO_NAME: Final = "is missing, empty or not text; fill it in, or drop the row"


@dataclass(frozen=True, slots=True)
class Item:
    """One listed product: a place, what the list says, and what that stands for."""

    place: Place  # keys, not spellings
    listed: str
    codes: tuple[str, ...]
    n_rows: int


@dataclass(frozen=True, slots=True)
class ProductList:
    """A list of products by place, read and cleaned."""

    items: list[Item]  # in order of place and key
    spelling: dict[Place, Place]  # as on the list, by key
    how: str


def fold(name: str, *, casefold: bool) -> str:
    """Fold a name for comparison."""
    return name.strip().casefold() if casefold else name.strip()


def names_of(frame: pd.DataFrame, columns: Sequence[str], name: str) -> list[list[str]]:
    """Read columns of names, or refuse the table with every bad cell."""
    need_columns(frame, columns, name)
    check_letters(frame, columns)
    read = [frame[c].tolist() for c in columns]
    bad = [
        (i, column, value)
        for column, values in zip(columns, read, strict=True)
        for i, value in enumerate(values)
        if not (isinstance(value, str) and value.strip())
    ]
    if bad:
        where, column, values = zip(*bad, strict=True)
        refuse(cases_at(frame.index, where, column, values, _NO_NAME), name=name)
    return [[v.strip() for v in values] for values in read]


def need_columns(frame: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    """Refuse a table that lacks columns."""
    check_table(frame, name, columns, wanted="flows" if name == "flows" else "table")


def read_list(
    identified: pd.DataFrame, product: str, codes: pd.DataFrame | None, *, casefold: bool
) -> ProductList:
    """Collapse the list to listed products, each with the codes or names it stands for."""
    states, districts = names_of(identified, DISTRICT, "identified")
    stands_for: dict[str, set[str]] | None = None
    if codes is not None:
        how = "text table"
        (words,) = names_of(identified, ["product"], "identified")
        stands_for = _read_codes(codes, product, casefold=casefold)
    elif product == "hs_code":
        how = "code"
        if "hs_code" not in identified and "product" in identified:
            msg = "identified has words and no hs_code; pass codes=, what each text stands for"
            raise InvalidTableError(msg)
        need_columns(identified, ["hs_code"], "identified")
        words = normalize_hs(identified["hs_code"]).tolist()
    else:
        how = "name"
        (words,) = names_of(identified, [product], "identified")

    spelling: dict[Place, Place] = {}
    said: dict[tuple[Place, str], list[str]] = {}
    for state, district, word in zip(states, districts, words, strict=True):
        key = (fold(state, casefold=casefold), fold(district, casefold=casefold))
        # The first spelling in label order, so that the order of rows does not matter.
        spelling[key] = min(spelling.get(key, (state, district)), (state, district))
        said.setdefault((key, fold(word, casefold=casefold)), []).append(word)
    items = [
        Item(
            place,
            min(spelled),
            (key,) if stands_for is None else tuple(sorted(stands_for.get(key, ()))),
            len(spelled),
        )
        for (place, key), spelled in sorted(said.items())
    ]
    return ProductList(items, spelling, how)


def _read_codes(codes: pd.DataFrame, product: str, *, casefold: bool) -> dict[str, set[str]]:
    """Read the caller's table of texts; proposals that were not accepted do not count."""
    need_columns(codes, ["text", product], "codes")
    if "accepted" in codes:
        accepted = codes["accepted"].tolist()
        if not all(isinstance(a, bool | np.bool_) for a in accepted):
            msg = "column 'accepted' of codes must be True or False in every row"
            raise InvalidTableError(msg)
        codes = codes[np.array(accepted, dtype=bool)]
    (texts,) = names_of(codes, ["text"], "codes")
    if product == "hs_code":
        meant = normalize_hs(codes["hs_code"]).tolist()
    else:
        meant = [fold(m, casefold=casefold) for m in names_of(codes, [product], "codes")[0]]
    found: dict[str, set[str]] = {}
    for text, code in zip(texts, meant, strict=True):
        found.setdefault(fold(text, casefold=casefold), set()).add(code)
    return found


def positions_of(keys: Iterable[Any]) -> dict[Any, list[int]]:
    """Find where each key stands."""
    where: dict[Any, list[int]] = {}
    for i, key in enumerate(keys):
        where.setdefault(key, []).append(i)
    return where


def as_text(values: Iterable[str | None]) -> pd.Series[Any]:
    """Make a column of text."""
    return pd.Series(list(values), dtype="str")
