"""How exports are spread over places: by rank, as a Lorenz curve, by brackets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.errors.telling import kind_of
from odopkit.inequality import LorenzCurve
from odopkit.plot import drawing as d
from odopkit.plot.lettering import shortened
from odopkit.ranking import Coverage

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_BRACKETS: Final = ("bracket", "n_units", "share", "cumulative_share")


def draw_cumulative(coverage: Coverage | Sequence[Coverage], *, ax: Axes | None = None) -> Axes:
    r"""Draw the share of exports that the largest districts make together, by rank.

    The curve is :math:`C(m) = \sum_{r \le m} x_{(r)} / X`, the exports :math:`x_{(r)}` of the
    district of rank :math:`r` over all exports :math:`X`.

    Parameters
    ----------
    coverage : Coverage or sequence of Coverage
        What :func:`odopkit.coverage` gives, or ``study.coverage``: each is a mark.  The curve
        reaches as far as the largest share asked for.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `coverage` is something else, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    A share that named districts cannot reach has no mark; the text of the picture says why.
    The source paper names the marks of 51 and 80 per cent (:cite:t:`Gaur2023`, section 5).

    Examples
    --------
    >>> from odopkit import load_illustrative_exports, study_exports
    >>> from odopkit.plot import describe, draw_cumulative
    >>> study = study_exports(load_illustrative_exports())
    >>> describe(draw_cumulative(study.coverage[:2])).partition(". ")[2]
    '19 districts make 51% of exports; 70 districts make 80%.'
    """
    marks = [coverage] if isinstance(coverage, Coverage) else coverage
    if not isinstance(marks, Sequence) or not all(isinstance(c, Coverage) for c in marks):
        msg = f"coverage must be what odopkit.coverage gives, or several, got {kind_of(coverage)}"
        raise InvalidValueError(msg)
    ax = d.axes_for(ax, 7.0, 4.0)
    title = "Cumulative exports by rank of district"
    reached = [c for c in marks if c.n_units is not None]
    why = "; ".join(
        f"{d.percent(c.share, 0)} is not reached ({c.reason})" for c in marks if c.n_units is None
    )
    if not reached:
        return d.nothing(ax, title, why or "no share was asked for")
    units = max(reached, key=lambda c: len(c.units)).units
    ax.plot(
        np.r_[0, units["rank"]], np.r_[0.0, units["cumulative_share"]], color=d.DARK, linewidth=1.8
    )
    for c in reached:
        n = int(c.n_units or 0)
        ax.plot([n, n, 0], [0, c.share_reached, c.share_reached], color=d.QUIET, lw=0.7, ls=":")
        ax.plot(n, c.share_reached, "o", color=d.DARK, markersize=5)
        d.say(ax, n, c.share_reached, f"  {n:,}: {d.percent(c.share, 0)}", va="top")
    ax.set_xlim(0, max(len(units) * 1.12, 1))
    ax.set_ylim(0, 1.02)
    d.in_percent(ax.yaxis)
    first, *others = reached
    told = f"{d.counted(int(first.n_units or 0), 'district')} make {d.percent(first.share, 0)} of "
    told += "; ".join(
        [
            "exports",
            *(
                f"{d.counted(int(c.n_units or 0), 'district')} make {d.percent(c.share, 0)}"
                for c in others
            ),
        ]
    )
    told += f"; {why}." if why else "."
    return d.titled(ax, title, told, x="Rank of district", y="Share of all exports")


def draw_lorenz(curve: LorenzCurve | Mapping[str, LorenzCurve], *, ax: Axes | None = None) -> Axes:
    r"""Draw Lorenz curves: the share of exports that the smallest part of the units makes.

    The farther below the diagonal, the more unequal; the area between, doubled, is the Gini
    index :math:`G = 1 - 2 \int_0^1 L(p)\,dp`.

    Parameters
    ----------
    curve : LorenzCurve or mapping of str to LorenzCurve
        What :func:`odopkit.inequality.lorenz_curve` gives; several under their names.  The first
        eight have colours and labels, further ones are grey.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `curve` is something else or empty, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    The index in the text is the uncorrected one.  Source: :cite:t:`Cowell2011`.

    Examples
    --------
    >>> from odopkit.inequality import lorenz_curve
    >>> from odopkit.plot import describe, draw_lorenz
    >>> describe(draw_lorenz(lorenz_curve([1, 3]))).partition(". ")[2]
    'The smaller half of the 2 units makes 25.0% of the value; the Gini index is 0.250.'
    """
    curves = {"": curve} if isinstance(curve, LorenzCurve) else curve
    if not isinstance(curves, Mapping) or not curves:
        msg = f"curve must be a LorenzCurve, or several under their names, got {kind_of(curve)}"
        raise InvalidValueError(msg)
    if not all(isinstance(c, LorenzCurve) for c in curves.values()):
        other = next(c for c in curves.values() if not isinstance(c, LorenzCurve))
        msg = f"each curve must be what lorenz_curve gives, got {kind_of(other)}"
        raise InvalidValueError(msg)
    ax = d.axes_for(ax, 4.8, 4.6)
    effects = optional("matplotlib.patheffects", "plot")
    ax.plot([0, 1], [0, 1], color=d.QUIET, linewidth=0.8, linestyle="--")
    told = []
    for i, (name, one) in enumerate(curves.items()):
        colour = d.LINES[i] if i < len(d.LINES) else d.PALE
        ax.plot(one.units, one.share, color=d.DARK if not name else colour, linewidth=1.8)
        gini = 1 - 2 * float(np.trapezoid(one.share, one.units))
        half = float(np.interp(0.5, one.units, one.share))
        if name and i < len(d.LINES):
            # Each name at a height of its own, so that none stands on another.
            at = 0.12 + 0.76 * (i + 1) / (min(len(curves), len(d.LINES)) + 1)
            where = float(np.interp(at, one.share, one.units))
            d.say(
                ax, where, at, f"{shortened(name, 24)} ", color=colour, ha="right", va="center",
                path_effects=[effects.withStroke(linewidth=2, foreground="white")],
            )  # fmt: skip
        whose = f" of {name}" if name else f" of the {len(one.units) - 1:,} units"
        told.append(
            f"The smaller half{whose} makes {d.percent(half)} of the value; "
            f"the Gini index is {gini:.3f}."
        )
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_aspect("equal")
    d.in_percent(ax.xaxis)
    d.in_percent(ax.yaxis)
    title = "Lorenz curve" if len(curves) == 1 else "Lorenz curves"
    return d.titled(
        ax, title, " ".join(told), x="Share of units, smallest first", y="Share of value"
    )


def draw_brackets(brackets: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the shares of brackets of ranks: the source paper's Table 1.

    Parameters
    ----------
    brackets : DataFrame
        What :func:`odopkit.bracket_shares` gives, or ``study.brackets``.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `brackets` is something else, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    Brackets hold unlike numbers of places, so bars are not densities.  Source:
    :cite:t:`Gaur2023`, Table 1.

    Examples
    --------
    >>> from odopkit import bracket_shares, load_illustrative_exports
    >>> from odopkit.plot import describe, draw_brackets
    >>> describe(draw_brackets(bracket_shares(load_illustrative_exports())))
    'Share of exports by rank of district. Ranks 1-10 make 38.0%, ranks 301-683 1.1%.'
    """
    d.frame_with(brackets, _BRACKETS, "brackets", "bracket_shares")
    ax = d.axes_for(ax, 6.5, 0.6 + 0.42 * max(len(brackets), 2))
    title = "Share of exports by rank of district"
    shown = brackets[brackets["share"].notna()]
    if shown.empty:
        return d.nothing(ax, title, "no district exports anything")
    share, total = shown["share"].tolist(), shown["cumulative_share"].tolist()
    ax.barh(range(len(share)), share, color=d.DARK, height=0.7)
    for i, (one, up_to) in enumerate(zip(share, total, strict=True)):
        d.say(ax, one, i, f" {d.percent(one)}   (up to here {d.percent(up_to)})", va="center")
    names = [f"{b} ({d.counted(int(n), 'district')})" for b, n in _bracketed(shown)]
    d.named_rows(ax, names)
    ax.set_xlim(0, max(share) * 1.55)
    d.in_percent(ax.xaxis)
    first, last = shown["bracket"].iloc[0], shown["bracket"].iloc[-1]
    told = f"Ranks {first} make {d.percent(share[0])}"
    told += f", ranks {last} {d.percent(share[-1])}." if len(share) > 1 else "."
    return d.titled(ax, title, told, x="Share of all exports", y="Rank")


def _bracketed(shown: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(shown["bracket"].astype("str"), shown["n_units"].astype(int), strict=True))
