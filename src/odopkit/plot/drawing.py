"""What every picture shares: axes, words, colours and numbers."""

from __future__ import annotations

import math
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.errors.telling import kind_of, listed
from odopkit.plot.lettering import drawable, lettered, shortened, tell_of_boxes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

# After Okabe and Ito (2008), ordered so that neighbours differ in lightness too.
DARK: Final = "#08519c"
WARM: Final = "#e34a33"
LIGHT: Final = "#74c476"
PALE: Final = "#d9d9d9"
INK: Final = "#262626"
QUIET: Final = "#6b6b6b"
LINES: Final = (
    *("#000000", "#0072b2", "#d55e00", "#009e73"),
    *("#e69f00", "#56b4e9", "#cc79a7", "#8c6d1f"),
)
"""Colours of lines that stand beside each other; more than these are not told apart."""

TITLE: Final = 11.0
LABEL: Final = 9.0
SMALL: Final = 8.0
TINY: Final = 6.5
# matplotlib's own wrapping takes what stands between two dollar signs for mathematics.
_TITLE_WIDTH: Final = 80


def axes_for(ax: Axes | None, width: float, height: float) -> Axes:
    """Take the caller's axes, or make a figure of so many inches that no global state knows."""
    if ax is not None:
        axes = optional("matplotlib.axes", "plot")
        if not isinstance(ax, axes.Axes):
            msg = f"ax must be matplotlib Axes, got {kind_of(ax)}; leave it out for a new figure"
            raise InvalidValueError(msg)
        return cast("Axes", ax)
    figures = optional("matplotlib.figure", "plot")
    agg = optional("matplotlib.backends.backend_agg", "plot")
    figure = figures.Figure(figsize=(width, height), layout="constrained", facecolor="white")
    agg.FigureCanvasAgg(figure)
    return cast("Axes", figure.add_subplot())


def titled(ax: Axes, title: str, told: str, *, x: str = "", y: str = "") -> Axes:
    """Give axes their title and labels, and the words that stand for the picture."""
    lines = fill(drawable(title), _TITLE_WIDTH)
    ax.set_title(lines, fontsize=TITLE, loc="left", color=INK, **lettered(ax, [title]))
    ax.set_xlabel(drawable(x), fontsize=LABEL, color=INK, **lettered(ax, [x]))
    ax.set_ylabel(drawable(y), fontsize=LABEL, color=INK, **lettered(ax, [y]))
    ax.tick_params(labelsize=SMALL, colors=INK)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_label(f"{title}. {told}")
    tell_of_boxes(ax, level=3)
    return ax


def bare(ax: Axes) -> None:
    """Take ticks and frame away, where places in the picture mean nothing."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)


def say(ax: Axes, x: float, y: float, words: str, **how: Any) -> None:
    """Write words of data, which are never taken for mathematics."""
    ax.text(
        x, y, drawable(words), **{"fontsize": SMALL, "color": INK, **lettered(ax, [words]), **how}
    )


def named_rows(ax: Axes, names: Sequence[str], *, longest: int = 34) -> None:
    """Name the rows of a picture, the first on top."""
    short = [drawable(shortened(name, longest)) for name in names]
    ax.set_yticks(range(len(short)), labels=short, fontsize=SMALL, **lettered(ax, names))
    ax.set_ylim(len(short) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def nothing(ax: Axes, title: str, why: str) -> Axes:
    """Say why there is nothing to draw."""
    bare(ax)
    ax.text(
        0.5, 0.5, fill(drawable(why), _TITLE_WIDTH), transform=ax.transAxes,
        ha="center", va="center", fontsize=LABEL, color=QUIET, **lettered(ax, [why]),
    )  # fmt: skip
    titled(ax, title, f"Nothing is drawn: {why}.")
    return ax


def in_percent(axis: Any) -> None:
    """Write the shares of an axis as per cent."""
    ticker = optional("matplotlib.ticker", "plot")
    axis.set_major_formatter(ticker.PercentFormatter(1.0))


def percent(share: float, digits: int = 1) -> str:
    """Spell a share as per cent; what is not known as a dash."""
    if not math.isfinite(share):
        return "\N{EN DASH}"
    text = f"{share:.{digits}%}"
    return f"<{10.0**-digits:.{digits}f}%" if share > 0 and float(text[:-1]) == 0 else text


def amount(value: float) -> str:
    """Spell an amount with three digits and a letter for thousands, millions and billions."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def frame_with(table: object, columns: Iterable[str], what: str, maker: str) -> pd.DataFrame:
    """Check that a table is the one that a picture is made of."""
    if not isinstance(table, pd.DataFrame):
        msg = f"{what} must be a DataFrame such as {maker} gives, got {kind_of(table)}"
        raise InvalidValueError(msg)
    absent = [column for column in columns if column not in table]
    if absent:
        msg = (
            f"{what} lacks {listed(absent)}; pass the table that {maker} gives, which has "
            f"{listed(list(columns))}"
        )
        raise InvalidValueError(msg)
    return table


def counted(n: int, noun: str) -> str:
    """Count things in words: ``1 district``, ``19 districts``."""
    if n == 1:
        return f"1 {noun}"
    return f"{n:,} {noun[:-1]}ies" if noun.endswith("y") else f"{n:,} {noun}s"


def place_names(frame: pd.DataFrame) -> list[str]:
    """Name places by district, and by state too where two states have a district of one name."""
    district, state = frame["district"].astype("str"), frame["state"].astype("str")
    twice = pd.DataFrame({"s": state, "d": district}).drop_duplicates().duplicated("d", keep=False)
    shared = set(pd.DataFrame({"d": district, "s": state}).drop_duplicates()[twice.to_numpy()]["d"])
    return [f"{d} ({s})" if d in shared else d for d, s in zip(district, state, strict=True)]
