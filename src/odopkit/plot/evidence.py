"""How sure: quotients with their intervals, ranks with theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_whole
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of
from odopkit.plot import drawing as d
from odopkit.potential.composite import ScoreUncertainty

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_QUOTIENTS: Final = ("district", "lq", "lower", "upper")
_RANKS: Final = ("rank", "median_rank", "rank_lower", "rank_upper")
_TIERS: Final = (d.DARK, d.WARM)


def draw_quotients(quotients: pd.DataFrame, *, n_rows: int = 30, ax: Axes | None = None) -> Axes:
    """Draw location quotients with their intervals, the largest on top.

    Parameters
    ----------
    quotients : DataFrame
        What :func:`odopkit.specialization.quotient_intervals` gives: ``lq``, ``lower``,
        ``upper`` and the keys.
    n_rows : int, default 30
        How many rows to draw; the others are counted in the text.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `quotients` is something else, `n_rows` is no whole number of at least 1, or `ax` no
        Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    A hollow dot has no interval: its blocks are too few.  What an interval covers stands in the
    column ``covers`` of the table and below the picture; see :doc:`/calibration`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.plot import describe, draw_quotients
    >>> from odopkit.specialization import quotient_intervals
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "North Goa", "South Goa"] * 24,
    ...     "hs_code": ["30049099", "26011100", "30049099"] * 24,
    ...     "month": [f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(24) for _ in range(3)],
    ...     "value": [2.0, 5.0, 4.0, 1.0, 6.0, 7.0] * 12})
    >>> found = quotient_intervals(table, block="month", level=4)
    >>> describe(draw_quotients(found)).partition(". ")[2][:66]
    'Of 3 quotients 2 have an interval wholly above 1, 1 wholly below 1'
    """
    d.frame_with(quotients, _QUOTIENTS, "quotients", "quotient_intervals")
    check_whole(n_rows, "n_rows", least=1)
    title = "Location quotients"
    held = quotients[quotients["lq"].notna()]
    if held.empty:
        return d.nothing(d.axes_for(ax, 6, 2), title, "no quotient is defined")
    shown = held.sort_values("lq", ascending=False, kind="stable").head(n_rows)
    ax = d.axes_for(ax, 6.5, 1.2 + 0.24 * len(shown))
    lower, upper = shown["lower"].to_numpy(), shown["upper"].to_numpy()
    lq, has = shown["lq"].to_numpy(), np.isfinite(shown["lower"].to_numpy())
    at = np.arange(len(shown))
    ax.hlines(at[has], lower[has], upper[has], color=d.QUIET, linewidth=1.6)
    ax.plot(lq[has], at[has], "o", color=d.DARK, markersize=5)
    ax.plot(lq[~has], at[~has], "o", color=d.DARK, markersize=5, markerfacecolor="white")
    ax.axvline(1.0, color=d.INK, linewidth=0.8, linestyle="--")
    product = next((c for c in ("hs_code", "product") if c in shown), None)
    places = d.place_names(shown) if "state" in shown else shown["district"].astype("str").tolist()
    names = places if product is None else [
        f"{place} · {code}" for place, code in zip(places, shown[product], strict=True)
    ]  # fmt: skip
    d.named_rows(ax, names)
    if (lq > 0).all() and (lower[has] > 0).all() and lq.max() / lq.min() > 8:
        ax.set_xscale("log")
    above = int((held["lower"] > 1).sum())
    below = int((held["upper"] < 1).sum())
    told = (
        f"Of {d.counted(len(held), 'quotient')} {above} have an interval wholly above 1, "
        f"{below} wholly below 1"
    )
    told += f"; {len(held) - len(shown)} smaller ones not drawn" if len(held) > len(shown) else ""
    covers = next((str(x) for x in quotients.get("covers", pd.Series(dtype=object)) if x), "")
    told += f". Intervals cover: {covers}." if covers else "."
    return d.titled(ax, title, told, x="Location quotient (1: the share of the reference)")


def draw_ranks(
    uncertainty: ScoreUncertainty | pd.DataFrame, *, n_rows: int = 40, ax: Axes | None = None
) -> Axes:
    """Draw ranks of a composite score with their intervals, and their tiers where they are given.

    Parameters
    ----------
    uncertainty : ScoreUncertainty or DataFrame
        What :func:`odopkit.potential.composite.score_uncertainty` gives, or the table of
        :func:`odopkit.potential.composite.rank_tiers`, whose tiers then change colour.
    n_rows : int, default 40
        How many rows to draw, from the first rank on; the others are counted in the text.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `uncertainty` is something else, `n_rows` is no whole number of at least 1, or `ax` no
        Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    An interval of ranks is of the draws of weights and choices that were made, and of no true rank:
    see :ref:`what it covers <covers-ranks>`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.plot import describe, draw_ranks
    >>> from odopkit.potential.composite import Indicator, composite_score, score_uncertainty
    >>> table = pd.DataFrame({"district": ["Kutch", "Leh", "Surat"], "supply": [90, 10, 80],
    ...                       "demand": [20, 55, 60]})
    >>> parts = [Indicator(n, direction=1, unit="points") for n in ("supply", "demand")]
    >>> found = composite_score(table, parts, unit="district", normalise="minmax",
    ...                         weights="equal", aggregate="arithmetic")
    >>> drawn = score_uncertainty(found, n_draws=200, rng=1, weight_concentration=1, k=1)
    >>> describe(draw_ranks(drawn)).partition(". ")[2]
    'The first of 3 units is Surat, whose rank lies from 1 to 2 in most draws.'
    """
    table = uncertainty.units if isinstance(uncertainty, ScoreUncertainty) else uncertainty
    if not isinstance(table, pd.DataFrame):
        msg = (
            "uncertainty must be what score_uncertainty or rank_tiers gives, got "
            f"{kind_of(uncertainty)}"
        )
        raise InvalidValueError(msg)
    d.frame_with(table, _RANKS[2:], "uncertainty", "score_uncertainty")
    check_whole(n_rows, "n_rows", least=1)
    title = "Ranks and their intervals"
    held = table[table["rank_lower"].notna()]
    if held.empty:
        return d.nothing(d.axes_for(ax, 6, 2), title, "no unit has a rank")
    by = "rank" if "rank" in held else "rank_lower"
    shown = held.sort_values([by, "rank_upper"], kind="stable").head(n_rows)
    ax = d.axes_for(ax, 6.5, 1.2 + 0.24 * len(shown))
    at = np.arange(len(shown))
    tier = shown["tier"].to_numpy() if "tier" in shown else np.ones(len(shown), dtype=int)
    colours = [_TIERS[(int(t) - 1) % 2] for t in tier]
    ax.hlines(at, shown["rank_lower"], shown["rank_upper"], color=colours, linewidth=2.2, alpha=0.8)
    at_rank = shown["rank"] if "rank" in shown else shown["rank_lower"]
    ax.scatter(at_rank.astype(float), at, s=22 if "rank" in shown else 9, c=colours, zorder=3)
    key = str(table.columns[0])
    d.named_rows(ax, shown[key].astype("str").tolist())
    ax.set_xlim(0.4, float(held["rank_upper"].max()) + 0.6)
    first = shown.iloc[0]
    told = (
        f"The first of {d.counted(len(held), 'unit')} is {first[key]}, whose rank lies from "
        f"{first['rank_lower']:.0f} to {first['rank_upper']:.0f} in most draws"
    )
    if "tier" in shown:
        told += f"; {int(held['tier'].nunique())} tiers are told apart, in two colours by turns"
    told += f"; {len(held) - len(shown)} lower ones not drawn." if len(held) > len(shown) else "."
    return d.titled(ax, title, told, x="Rank (1 is the best)")
