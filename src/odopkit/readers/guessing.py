"""What the columns of a file look like, as a call that a user can copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from odopkit.readers.numbers import Marks, parse_numbers
from odopkit.readers.periods import names_year, read_period
from odopkit.readers.texts import as_text, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from odopkit.readers.layout import Table

_LOOKED_AT: Final = 200
_MOSTLY: Final = 0.9
_MOST_YEARS: Final = 3
_CODES: Final = re.compile(r"[0-9][0-9. ]{1,13}")  # whether they are right is said later

# Words of headings; an earlier kind goes first where a heading fits two of them.
_HEADINGS: Final[dict[str, str]] = {
    "shipments": "shipments shipment consignments",
    "hs_code": "hs hs2 hs4 hs6 hs8 sh2 sh4 sh6 hscode itc tariff ncm cn htn code",
    "state": "state uf bundesland estado department",
    "district": "district province provincia county municipality mun city region prefecture kreis",
    "partner": "partner country destination market pais land",
    "period": "year period fy ano jahr annee fiscal",
    "product": "product commodity description item goods sector produto ware",
    "value": "value amount export exports fob usd inr rs rupees crore lakh million valor wert",
}


_NO_VALUES: Final = frozenset(
    (
        "import",
        "imports",
        "importers",
        "importe",
        "share",
        "rank",
        "growth",
        "change",
        "percent",
        "qty",
        "quantity",
        "volume",
        "weight",
    )
)
_NO_GOODS: Final = frozenset(
    ("state", "district", "country", "census", "province", "region", "iso")
)
_NOT: Final = {"value": _NO_VALUES, "hs_code": _NO_GOODS}


def guesses(table: Table, taken: Mapping[str, int]) -> dict[str, str]:
    """Guess which column is which among those that nobody named: by heading, then by cells."""
    found: dict[str, str] = {}
    used = set(taken)
    free = {i: name for i, name in enumerate(table.names) if name and i not in taken.values()}
    cells = {i: _sample(table, i) for i in free}
    for target, words in _HEADINGS.items():
        if target in used:
            continue
        fits = [
            i
            for i, name in free.items()
            if name not in found
            and not _words(name).isdisjoint(words.split())
            and _words(name).isdisjoint(_NOT.get(target, frozenset()))
            and _may_be(target, cells[i])
        ]
        if fits:
            best = max(fits, key=lambda i: _merit(target, cells[i]))
            found[free[best]] = target
            used.add(target)
    return found


def call_of(table: Table, taken: Mapping[str, int], missing: Sequence[str]) -> str:
    """Write the call with what the columns look like; what nobody guessed is left to fill in."""
    found = guesses(table, taken)
    years = _years(table) if "value" in missing and "period" not in taken else {}
    if years:
        found = {n: t for n, t in found.items() if t not in ("value", "period") and n not in years}
    elif not found and "value" in missing:
        return ""
    columns = {table.names[i]: target for target, i in taken.items()} | found
    open_ends = [name for name in missing if name not in columns.values()]
    if "value" in open_ends:  # values are never the same in every row
        open_ends.remove("value")
        if not years:
            columns["..."] = "value"
    shown = dict(list(years.items())[:_MOST_YEARS])
    parts = [
        _written("columns", columns),
        _written("values", shown, ", ..." if len(years) > _MOST_YEARS else ""),
        _written("constants", dict.fromkeys(open_ends, "...")),
    ]
    return ", ".join(filter(None, parts))


def _written(argument: str, given: Mapping[str, str], more: str = "") -> str:
    inside = ", ".join(f"{name!r}: {target!r}" for name, target in given.items())
    return f"{argument}={{{inside}{more}}}" if given else ""


def _years(table: Table) -> dict[str, str]:
    """Find columns of values headed by years, and by words of value where others are not."""
    found: dict[str, str] = {}
    for name in table.names:
        words = [word for word in re.split(r"[\s,:]+", name) if word and not _of_value(word)]
        bare = name if names_year(name) else " ".join(words)
        if name and names_year(bare) and _words(name).isdisjoint(_NO_VALUES):
            found[name] = read_period(bare) or bare
    if not any(period.replace("-", "").isdigit() for period in found.values()):
        return {}  # months
    if len(set(found.values())) < len(found):
        found = {n: year for n, year in found.items() if any(map(_of_value, n.split()))}
    return found if len(set(found.values())) == len(found) else {}


def _of_value(word: str) -> bool:
    return word.casefold() in _HEADINGS["value"].split()


def _words(name: str) -> frozenset[str]:
    return frozenset(re.split(r"[^\w$]+|_", name.casefold()))


def _sample(table: Table, position: int) -> list[str]:
    cells: Any = table.column(position)[:_LOOKED_AT]
    return [text for cell in cells if (text := tidy(as_text(cell)))]


def _merit(target: str, texts: Sequence[str]) -> float:
    """Share of the cells that are what the column would hold."""
    if not texts:
        return 0.0
    if target == "hs_code":
        return sum(bool(_CODES.fullmatch(t)) for t in texts) / len(texts)
    if target == "period":
        return sum(read_period(t) is not None for t in texts) / len(texts)
    if target in ("value", "shipments"):
        problems = parse_numbers(texts, Marks()).problems
        return sum(not p for p in problems) / len(texts)
    return sum(not t.replace(".", "").isdigit() for t in texts) / len(texts)


def _may_be(target: str, texts: Sequence[str]) -> bool:
    """Tell whether cells can be what a heading promises; a column without cells can."""
    if not texts or target == "period":
        return True
    return _merit(target, texts) >= (_MOSTLY if target == "hs_code" else 0.5)
