"""Programmes in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit._kernels.arguments import check_whole
from odopkit.plot import drawing as d

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_COLUMNS: Final = ("year", "end_year", "name", "iso3")


def draw_timeline(timeline: pd.DataFrame, *, n_rows: int = 80, ax: Axes | None = None) -> Axes:
    """Draw when programmes began and ended, the oldest on top.

    Parameters
    ----------
    timeline : DataFrame
        What ``load_programmes().timeline()`` gives: ``year``, ``end_year``, ``name``, ``iso3``.
    n_rows : int, default 80
        How many rows to draw, from the oldest on; the others are counted in the text.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `timeline` is something else, `n_rows` is no whole number of at least 1, or `ax` no
        Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    A dot alone has a beginning and no stated end: nothing is said of how long it lasted.  Rows
    without a year are not drawn, and counted in the text.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.plot import describe, draw_timeline
    >>> told = describe(draw_timeline(load_programmes().timeline()))
    >>> told.partition(". ")[2].partition(",")[0]
    'The oldest began in 1961: New Plum and Chestnut movement (JPN)'
    """
    d.frame_with(timeline, _COLUMNS, "timeline", "ProgrammeRegistry.timeline")
    check_whole(n_rows, "n_rows", least=1)
    title = "Programmes by year of their beginning"
    held = timeline[timeline["year"].notna()]
    if held.empty:
        return d.nothing(d.axes_for(ax, 6, 2), title, "no programme has a year")
    shown = held.sort_values(["year", "name"], kind="stable").head(n_rows)
    ax = d.axes_for(ax, 7.5, 0.9 + 0.17 * len(shown))
    start = shown["year"].to_numpy(dtype=np.float64)
    end = shown["end_year"].to_numpy(dtype=np.float64, na_value=np.nan)
    at, has = np.arange(len(shown)), np.isfinite(end)
    ax.hlines(at[has], start[has], end[has], color=d.DARK, linewidth=2.4)
    ax.plot(start, at, "o", color=d.DARK, markersize=3.5)
    names = [
        f"{name} ({iso3})" if iso3 else str(name)
        for name, iso3 in zip(shown["name"], shown["iso3"], strict=True)
    ]
    d.named_rows(ax, names, longest=46)
    ax.tick_params(axis="y", labelsize=d.TINY)
    ax.set_xlim(start.min() - 1, max(np.nanmax(np.r_[end, start]), start.max()) + 1)
    ax.grid(axis="x", color=d.PALE, linewidth=0.5)
    ax.set_axisbelow(True)
    told = f"The oldest began in {start[0]:.0f}: {names[0]}, the latest of these in {start[-1]:.0f}"
    told += f"; {int(has.sum())} of {len(shown)} have a stated end"
    lost = len(timeline) - len(held)
    told += f"; {lost} without a year not drawn" if lost else ""
    told += f"; {len(held) - len(shown)} later ones not drawn." if len(held) > len(shown) else "."
    return d.titled(ax, title, told, x="Year")
