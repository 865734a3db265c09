"""What was read, in a few lines that can be pasted into a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from odopkit.errors.telling import shortened

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.readers.result import ReadResult

_ACTIONS: Final = (("set_aside", "set aside"), ("repaired", "repaired"), ("noted", "to know"))
_MOST_KINDS: Final = 8
_MOST_TOTALS: Final = 5


def summary_of(result: ReadResult) -> str:
    """Write the lines about one reading."""
    lines = [_read(result), _kept(result)]
    for action, words in _ACTIONS:
        some = result.issues[result.issues["action"] == action]
        lines += _kinds(some, words)
    lines += _totals(result.totals)
    return "\n".join(lines)


def _read(result: ReadResult) -> str:
    flows = result.flows
    places = flows[["state", "district"]].drop_duplicates()
    product = next((c for c in ("hs_code", "product") if c in flows), None)
    parts = [
        _many(len(flows), "row"),
        f"{_many(len(places), 'district')} in {_many(places['state'].nunique(), 'state')}",
    ]
    if product is not None:
        parts.append(_many(flows[product].nunique(), "product"))
    if "period" in flows:
        years = flows["period"].cat.categories.tolist()
        parts.append(
            years[0] if len(years) == 1 else f"{len(years)} periods, {years[0]} to {years[-1]}"
        )
    return f"Read {result.source}: {', '.join(parts)}."


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _kept(result: ReadResult) -> str:
    counts = result.counts
    unit = f" {result.currency}" if result.currency else ", currency not stated"
    scale = f" (the file's values times {result.scale:,.10g})" if result.scale != 1 else ""
    aside = counts["value_set_aside"]
    left = f"; {aside:,.10g} set aside, totals not counted" if aside else ""
    if aside != aside:  # a value that cannot be read was set aside
        left = "; what was set aside is not known, as some of its values cannot be read"
    return f"Value kept: {counts['value_kept']:,.15g}{unit}{scale}{left}."


def _kinds(lines: pd.DataFrame, words: str) -> list[str]:
    """Write one line for each kind of message, the commonest first."""
    if lines.empty:
        return []
    kind = lines["message"].str.replace(r"'[^']*'|[0-9][0-9.,]*", "…", regex=True)
    sizes = kind.value_counts(sort=True)
    said = []
    for each, n in list(sizes.items())[:_MOST_KINDS]:
        first = lines[kind == each].iloc[0]
        where = _where(first)
        count = f"{n} times " if n > 1 else ""
        at = f" ({'first ' if n > 1 else ''}{where})" if where else ""
        said.append(f"{words.capitalize()}: {count}{first['message']}{at}")
    left = int(sizes.iloc[_MOST_KINDS:].sum())
    if left:
        said.append(f"{words.capitalize()}: {left} more of other kinds, in .issues")
    return said


def _where(line: pd.Series[Any]) -> str:
    """Name the cell that a line is about, as far as it is about one."""
    parts = [
        "" if line["row"] is None else f"row {line['row']}",
        f"column {line['column']!r}" if line["column"] else "",
        shortened(line["value"]) if line["value"] else "",
    ]
    return ", ".join(filter(None, parts))


def _totals(totals: pd.DataFrame) -> list[str]:
    """Say which printed totals agree with the rows that were kept."""
    if totals.empty:
        return []
    agrees = totals["difference"].abs() <= 1e-9 * totals["printed"].abs()
    said = [f"Totals printed in the file: {len(totals)}; {int(agrees.sum())} equal what was kept."]
    said += [
        f"  {line.label}: printed {line.printed:,.15g}, kept {line.kept:,.15g}, "
        f"difference {line.difference:,.15g}"
        for line in totals[~agrees].head(_MOST_TOTALS).itertuples(index=False)
    ]
    left = int((~agrees).sum()) - _MOST_TOTALS
    return [*said, f"  and {left} more, in .totals"] if left > 0 else said
