"""Tiles: a square a district, a row a state; a square a country.  No boundary is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.plot import drawing as d
from odopkit.plot.lettering import drawable, lettered, shortened
from odopkit.plot.signs import ink_on, legend, signs_of
from odopkit.plot.world import SUBREGIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from odopkit.plot.signs import Signs

_PLACES: Final = ("state", "district")
_DIVERSE: Final = (*_PLACES, "n_chapters", "n_partners")
_COUNTRIES: Final = ("iso3", "country", "orientation")
_CHAPTERS: Final = (1, 10, 20, 40, 60, 99)
_PER_LINE: Final = 40
ORIENTATIONS: Final[dict[str, str]] = {
    "social": d.LIGHT,
    "economic": d.DARK,
    "social_economic": d.WARM,
    "unstated": "#a8a8a8",
}
_NOT_NAMED: Final = "#efefef"
FORMATS: Final = ("percent", "amount", "count")


def draw_tiles(
    table: pd.DataFrame,
    *,
    column: str,
    classes: Sequence[float] | None = None,
    number_format: str = "amount",
    title: str = "",
    unit: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a number of each district as a tile, the states below each other.

    This is the picture of districts that needs no boundaries.  A state with more than 40
    districts takes several lines.

    Parameters
    ----------
    table : DataFrame
        One row a district: ``state``, ``district``, the numbers, and optionally ``withheld``
        (true where a number is kept back).
    column : str
        The column of numbers.
    classes : sequence of float, optional
        Ends of classes, ascending, 2 to 8; each class is closed on the left, the last on both
        sides.  By default five classes of about as many districts each.
    number_format : {"amount", "percent", "count"}, default "amount"
        How ends of classes are spelled; ``"percent"`` takes fractions.
    title : str, optional
        Title of the picture; by default the name of the column.
    unit : str, optional
        What is counted, such as ``"US$"``; it stands at the legend.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `table` lacks a column, `column` holds no numbers, `classes` do not ascend or leave
        values out, `number_format` is none of its choices, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    Zero, unknown and withheld are three signs of their own; a negative number counts as unknown.
    Tiles of a state stand in the order of their numbers, largest first.

    Examples
    --------
    >>> from odopkit import lead_products, load_illustrative_exports
    >>> from odopkit.plot import describe, draw_tiles
    >>> leads = lead_products(load_illustrative_exports())
    >>> picture = draw_tiles(leads, column="share_in_nation", number_format="percent",
    ...                      classes=(0, 0.25, 0.5, 0.75, 1), title="National share of the lead")
    >>> describe(picture).partition(". ")[2]
    '0% to 25%: 576; 25% to 50%: 51; 50% to 75%: 33; 75% to 100%: 23.'
    """
    d.frame_with(table, _PLACES, "table", "a function with one row a district")
    check_choice(number_format, FORMATS, "number_format")
    signs = signs_of(table, column, classes, speller(number_format))
    title = title or column
    if table.empty:
        return d.nothing(d.axes_for(ax, 6, 2), title, "the table has no districts")
    order = np.argsort(-table[column].fillna(-1).to_numpy(dtype=np.float64), kind="stable")
    ax, told = _tiled(table.iloc[order], signs.taken(order.tolist()), unit, None, ax)
    return d.titled(ax, title, f"{told}.")


def draw_diversification(diversification: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many chapters each district exports, and to how many destinations, as tiles.

    The colour of a tile is the number of HS chapters, the number in it that of destinations: the
    question of the source paper's Figure 2, where it stands on a map.

    Parameters
    ----------
    diversification : DataFrame
        What :func:`odopkit.dominance.diversification_table` gives, or ``study.diversification``.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `diversification` is something else, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    Where the table has no partners tiles hold no number, and the text says so.  Source:
    :cite:t:`Gaur2023`, Figure 2.

    Examples
    --------
    >>> from odopkit import load_illustrative_exports
    >>> from odopkit.dominance import diversification_table
    >>> from odopkit.plot import describe, draw_diversification
    >>> found = diversification_table(load_illustrative_exports())
    >>> describe(draw_diversification(found)).rpartition("; ")[2]
    '60 to 99: 156. Numbers of destinations are not known: no column partner.'
    """
    d.frame_with(diversification, _DIVERSE, "diversification", "diversification_table")
    title = "HS chapters that districts export, and destinations"
    if diversification.empty:
        return d.nothing(d.axes_for(ax, 6, 2), title, "the table has no districts")
    chapters = diversification["n_chapters"].fillna(-1).to_numpy(dtype=np.float64)
    signs = signs_of(diversification, "n_chapters", _CHAPTERS, speller("count"))
    order = np.argsort(-chapters, kind="stable")
    partners = diversification["n_partners"].iloc[order]
    words = ["" if n != n or n is None else f"{int(n)}" for n in partners.tolist()]
    ax, told = _tiled(
        diversification.iloc[order], signs.taken(order.tolist()), "HS chapters", words, ax
    )
    if any(words):
        told += ". The number in a tile is that of destinations."
    else:
        told += ". Numbers of destinations are not known: no column partner."
    return d.titled(ax, title, told)


def draw_orientations(countries: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the orientation of programmes by country, as the text states it: one tile a country.

    It asks what the source paper's Figure 1 asks, and is not that figure: grey is a country that
    is named and whose orientation is not stated, the palest shade one that is not named.  No
    boundary is drawn; countries stand by region in the order of their codes.

    Parameters
    ----------
    countries : DataFrame
        What :func:`odopkit.programmes_by_country` gives.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `countries` is something else, an orientation is unknown, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    Tiles are the members of the United Nations by region of its standard M49, and whatever else
    the table names.  Source: :cite:t:`Gaur2023`, section 3.

    Examples
    --------
    >>> from odopkit import load_programmes, programmes_by_country
    >>> from odopkit.plot import describe, draw_orientations
    >>> told = describe(draw_orientations(programmes_by_country(load_programmes())))
    >>> told.partition(". ")[0]
    'Orientation of one-village-one-product programmes as the text states it'
    """
    d.frame_with(countries, _COUNTRIES, "countries", "programmes_by_country")
    pairs = zip(countries["iso3"], countries["orientation"], strict=True)
    said = {code: orientation for code, orientation in pairs if code}  # no code: the whole world
    odd = sorted(set(said.values()) - set(ORIENTATIONS))
    if odd:
        msg = f"the orientation {odd[0]!r} is none of {', '.join(ORIENTATIONS)}"
        raise InvalidValueError(msg)
    ax = d.axes_for(ax, 8.0, 6.2)
    title = "Orientation of one-village-one-product programmes as the text states it"
    known = {code for codes in SUBREGIONS.values() for code in codes}
    blocks = {**SUBREGIONS, "Elsewhere": tuple(sorted(set(said) - known))}
    patches = optional("matplotlib.patches", "plot")
    y = 0.0
    for region, codes in blocks.items():
        if not codes:
            continue
        d.say(ax, -0.3, y + 0.42, region, ha="right", va="center", fontsize=d.TINY)
        for i, code in enumerate(codes):
            line, place = divmod(i, 18)
            colour = ORIENTATIONS[said[code]] if code in said else _NOT_NAMED
            box = patches.Rectangle((place, y + line), 0.92, 0.88, facecolor=colour, linewidth=0)
            ax.add_patch(box)
            d.say(
                ax, place + 0.46, y + line + 0.44, code, ha="center", va="center",
                fontsize=d.TINY - 1, color=ink_on(colour) if code in said else "#8a8a8a",
            )  # fmt: skip
        y += 1.0 + (len(codes) - 1) // 18 + 0.12
    ax.set_xlim(-6.5, 18.2)
    ax.set_ylim(y + 0.2, -0.4)
    d.bare(ax)
    n_tiles = len({code for codes in blocks.values() for code in codes})
    told = _oriented_legend(ax, said, n_tiles)
    return d.titled(ax, title, told)


def _oriented_legend(ax: Axes, said: dict[str, str], n_tiles: int) -> str:
    patches = optional("matplotlib.patches", "plot")
    counts = {name: sum(o == name for o in said.values()) for name in ORIENTATIONS}
    words = {name: name.replace("social_economic", "social and economic") for name in counts}
    handles = [
        patches.Patch(facecolor=ORIENTATIONS[name], label=f"{words[name]} ({n})")
        for name, n in counts.items()
    ]
    left = n_tiles - len(said)
    handles.append(patches.Patch(facecolor=_NOT_NAMED, label=f"not named ({left})"))
    ax.legend(
        handles=handles, frameon=False, fontsize=d.SMALL, ncols=5, loc="upper center",
        bbox_to_anchor=(0.5, 0.0), columnspacing=1.2, handlelength=1.2,
    )  # fmt: skip
    stated = "; ".join(f"{words[name]}: {n}" for name, n in counts.items())
    return f"Countries: {stated}; not named: {left}."


def _tiled(
    table: pd.DataFrame,
    signs: Signs,
    unit: str,
    words: list[str] | None,
    ax: Axes | None,
) -> tuple[Axes, str]:
    """Lay the tiles out, a row a state; say the legend in words."""
    states = table["state"].astype("str").to_numpy()
    names = sorted(set(states.tolist()))
    lines = {s: (int((states == s).sum()) - 1) // _PER_LINE + 1 for s in names}
    height = sum(lines.values())
    ax = d.axes_for(ax, 8.6, 1.1 + 0.2 * height)
    patches = optional("matplotlib.patches", "plot")
    y = 0
    ticks: list[float] = []
    for state in names:
        for i, row in enumerate(np.flatnonzero(states == state).tolist()):
            line, x = divmod(i, _PER_LINE)
            sign = signs.of_row[row]
            look: dict[str, Any] = signs.look(sign)
            ax.add_patch(patches.Rectangle((x + 0.05, y + line + 0.06), 0.9, 0.88, **look))
            if words and words[row]:
                d.say(
                    ax, x + 0.5, y + line + 0.5, words[row], ha="center", va="center",
                    fontsize=d.TINY - 2, color=signs.ink(sign),
                )  # fmt: skip
        ticks.append(y + 0.5)
        y += lines[state]
    d.bare(ax)
    d.named_rows(ax, names, longest=26)
    ax.set_yticks(ticks)
    ax.set_yticklabels(
        [drawable(shortened(s, 26)) for s in names], fontsize=d.TINY, **lettered(ax, names)
    )
    ax.set_xlim(0, min(_PER_LINE, max(len(states), 8)))
    ax.set_ylim(y, 0)
    told = legend(ax, signs, unit, loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
    return ax, told


def speller(number_format: str) -> Callable[[float], str]:
    """Choose how ends of classes are spelled."""
    if number_format == "percent":
        return lambda x: d.percent(x, 0)
    return d.amount if number_format == "amount" else (lambda x: f"{x:,.0f}")
