"""What stands in a tile or an area: a class of values, zero, unknown, withheld, or no row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.errors.telling import listed
from odopkit.plot import drawing as d
from odopkit.plot.lettering import drawable, lettered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from odopkit.typing import Float64Array

ZERO: Final = "zero"
UNKNOWN: Final = "not known"
WITHHELD: Final = "withheld"
ABSENT: Final = "not in the table"
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    ZERO: {"facecolor": "#ffffff", "edgecolor": d.QUIET},
    UNKNOWN: {"facecolor": "#ffffff", "edgecolor": "#9a9a9a", "hatch": "////"},
    WITHHELD: {"facecolor": "#ffffff", "edgecolor": "#9a9a9a", "hatch": "xxxx"},
    ABSENT: {"facecolor": "#efefef", "edgecolor": "#c4c4c4", "hatch": ".."},
}
_MOST_CLASSES: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signs:
    """Classes of a column of numbers, and the sign of each of its rows."""

    edges: tuple[float, ...]
    names: tuple[str, ...]
    colours: tuple[str, ...]
    of_row: tuple[int | str, ...]

    def look(self, sign: int | str) -> dict[str, Any]:
        """Give the colours of a sign; ink that can be read on it is ``ink``."""
        if isinstance(sign, str):
            return {"linewidth": 0.4, **_LOOKS[sign]}
        return {"facecolor": self.colours[sign], "edgecolor": "white", "linewidth": 0.3}

    def ink(self, sign: int | str) -> str:
        """Choose black or white, whichever can be read on a sign."""
        return d.INK if isinstance(sign, str) else ink_on(self.colours[sign])

    def taken(self, rows: Sequence[int]) -> Signs:
        """Keep some rows, in this order."""
        return replace(self, of_row=tuple(self.of_row[i] for i in rows))

    def counts(self, n_absent: int = 0) -> list[tuple[int | str, str, int]]:
        """Count the rows of each sign that occurs, under its name."""
        every: list[int | str] = [*range(len(self.names)), ZERO, UNKNOWN, WITHHELD]
        found = [
            (sign, self.names[sign] if isinstance(sign, int) else sign, self.of_row.count(sign))
            for sign in every
        ]
        found.append((ABSENT, ABSENT, n_absent))
        return [(sign, name, n) for sign, name, n in found if n]


def lightness(colour: str) -> float:
    """Relative luminance of a colour, from 0 (black) to 1 (white), as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: str) -> str:
    """Choose black or white, whichever can be read on a colour."""
    return d.INK if lightness(colour) > 0.35 else "white"


def signs_of(
    frame: pd.DataFrame,
    column: str,
    classes: Sequence[float] | None,
    spelt: Callable[[float], str],
) -> Signs:
    """Put the numbers of a column into classes, closed on the left, the last on both sides."""
    if column not in frame:
        msg = f"the table has no column {column!r}; it has {listed(list(map(str, frame.columns)))}"
        raise InvalidValueError(msg)
    try:
        values = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        msg = f"column {column!r} holds no numbers, and colours stand for numbers"
        raise InvalidValueError(msg) from None
    hidden = (
        frame[WITHHELD].to_numpy(dtype=bool)
        if WITHHELD in frame
        else np.zeros(len(frame), dtype=bool)
    )
    inside = values[np.isfinite(values) & (values > 0) & ~hidden]
    edges = _edges(inside, classes)
    at = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    of_row: list[int | str] = []
    for value, place, secret in zip(values, at, hidden, strict=True):
        if secret:
            of_row.append(WITHHELD)
        elif not np.isfinite(value) or value < 0:
            of_row.append(UNKNOWN)
        else:
            of_row.append(ZERO if value == 0 else int(place))
    return Signs(
        edges=tuple(edges),
        names=tuple(_names(edges, spelt)),
        colours=_shades(len(edges) - 1),
        of_row=tuple(of_row),
    )


def _edges(inside: Float64Array, classes: Sequence[float] | None) -> list[float]:
    """Take the caller's ends of classes, or five classes of about as many rows each."""
    if classes is not None:
        edges = [float(x) for x in classes]
        if not 2 <= len(edges) <= _MOST_CLASSES + 1 or sorted(set(edges)) != edges:
            msg = (
                f"classes must be 2 to {_MOST_CLASSES + 1} ascending ends of classes, got "
                f"{listed(list(map(str, classes)))}"
            )
            raise InvalidValueError(msg)
        if inside.size and (inside.min() < edges[0] or inside.max() > edges[-1]):
            msg = (
                f"classes go from {edges[0]:g} to {edges[-1]:g}, and the values from "
                f"{inside.min():g} to {inside.max():g}; widen the first or the last"
            )
            raise InvalidValueError(msg)
        return edges
    if not inside.size:
        return [0.0, 1.0]
    ends = np.unique(np.quantile(inside, np.linspace(0, 1, 6)))
    rounded = sorted({float(f"{x:.2g}") for x in ends[1:-1]})
    inner = [x for x in rounded if ends[0] < x < ends[-1]]
    low, high = float(ends[0]), float(ends[-1])
    return [low, *inner, high] if high > low else [low, low + 1.0]


def _names(edges: Sequence[float], spelt: Callable[[float], str]) -> list[str]:
    """Name classes by their ends."""
    return [f"{spelt(low)} to {spelt(high)}" for low, high in pairwise(edges)]


def _shades(n: int) -> tuple[str, ...]:
    """Take shades from light to dark that are told apart in grey and by any eye."""
    maps = optional("matplotlib", "plot").colormaps
    colors = optional("matplotlib.colors", "plot")
    # The ends of cividis (Nunez, Anderton and Renslow 2018) are left out: text stands on them.
    return tuple(colors.to_hex(maps["cividis_r"](x)) for x in np.linspace(0.04, 0.96, n))


def legend(ax: Axes, signs: Signs, title: str, *, n_absent: int = 0, **where: Any) -> str:
    """Draw the legend of the signs that occur, and say it in words."""
    patches = optional("matplotlib.patches", "plot")
    counts = signs.counts(n_absent)
    made = ax.legend(
        handles=[
            patches.Patch(**signs.look(sign), label=f"{name} ({n:,})") for sign, name, n in counts
        ],
        title=" ", frameon=False, fontsize=d.SMALL, title_fontsize=d.SMALL, handlelength=1.4,
        **where,
    )  # fmt: skip
    made.get_title().update({"text": drawable(title), **lettered(ax, [title])})
    return "; ".join(f"{name}: {n:,}" for _, name, n in counts)
