"""What is left out of a ranking, listed with its value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.hs.code import is_pseudo_chapter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.places import Places
    from odopkit.typing import BoolArray, Float64Array


class AsideRow(TypedDict):
    """One line of what was set aside; what does not apply is left out."""

    kind: str
    state: NotRequired[str]
    district: NotRequired[str]
    what: NotRequired[str]  # a chapter, or a period
    value: float
    treatment: str


def check_chapters(chapters: Sequence[str]) -> frozenset[str]:
    """Refuse what names no HS chapter."""
    alone = isinstance(chapters, str) or not isinstance(chapters, Iterable)
    given: tuple[Any, ...] = (chapters,) if alone else tuple(chapters)
    for chapter in given:
        if not (isinstance(chapter, str) and len(chapter) == 2 and chapter.isdigit()):
            msg = (
                f"exclude_chapters takes two-digit text such as ('27', '71'), got "
                f"{shortened(chapter)}"
            )
            raise InvalidValueError(msg)
    return frozenset(given)


def without_chapters(
    codes: pd.Series[Any],
    amounts: dict[str, Float64Array],
    chapters: frozenset[str],
    pseudo: str,
) -> tuple[dict[str, Float64Array], list[AsideRow]]:
    """Zero the rows of chapters left out, where products are not the HS codes themselves.

    Zeroed, not dropped: a place that exports nothing else is still a place.
    """
    labels = np.array(codes.array.categories.tolist(), dtype=object)
    of_row = codes.array.codes
    excluded = np.array([c[:2] in chapters for c in labels], dtype=bool)
    special = np.array([pseudo == "exclude" and is_pseudo_chapter(c) for c in labels], dtype=bool)
    special &= ~excluded
    out = (excluded | special)[of_row]
    if not out.any():
        return amounts, []
    by_label = kernels.sum_by(of_row, len(labels), amounts["value"])
    used = kernels.count_by(of_row, len(labels)) > 0
    aside = by_chapter("excluded chapter", labels, by_label, excluded & used, "excluded")
    aside += by_chapter("special transactions", labels, by_label, special & used, "excluded")
    return {name: np.where(out, 0.0, x) for name, x in amounts.items()}, aside


def by_chapter(
    kind: str,
    labels: np.ndarray[Any, Any],
    by_label: Float64Array,
    which: BoolArray,
    treatment: str,
) -> list[AsideRow]:
    """List the value of some labels by chapter."""
    found: dict[str, float] = {}
    for i in np.flatnonzero(which):
        chapter = str(labels[i][:2])
        found[chapter] = found.get(chapter, 0.0) + float(by_label[i])
    return [
        {"kind": kind, "what": chapter, "value": found[chapter], "treatment": treatment}
        for chapter in sorted(found)
    ]


def by_place(kind: str, places: Places, which: BoolArray, treatment: str) -> list[AsideRow]:
    """List the value of some places."""
    return [
        {
            "kind": kind,
            "state": str(places.state[i]),
            "district": str(places.district[i]),
            "value": float(places.total[i]),
            "treatment": treatment,
        }
        for i in np.flatnonzero(which)
    ]


def aside_frame(rows: Sequence[AsideRow], everything: float) -> pd.DataFrame:
    """Make the frame of what was set aside, with its share of everything."""
    out: dict[str, pd.Series[Any]] = {
        c: pd.Series([str(row.get(c, "")) for row in rows], dtype="str")
        for c in ("kind", "state", "district", "what")
    }
    out["value"] = pd.Series([row["value"] for row in rows], dtype=np.float64)
    out["share"] = out["value"] / (everything if everything > 0 else np.nan)
    out["treatment"] = pd.Series([row["treatment"] for row in rows], dtype="str")
    return pd.DataFrame(out)
