"""Leading products: by their national share, by the gap to the second, by the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from odopkit._kernels.arguments import check_fraction, check_whole
from odopkit.errors.packages import optional
from odopkit.plot import drawing as d
from odopkit.plot.lettering import drawable, lettered, shortened

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_LEADS: Final = ("state", "district", "value", "share_in_nation")
_GAPS: Final = ("state", "district", "gap")
_CURVE: Final = ("unspecified", "min_value", "threshold", "single", "double", "n_units", "rule")
_CLASSES: Final = (
    (0.75, "75% and more", d.DARK),
    (0.50, "50 to 75%", d.WARM),
    (0.25, "25 to 50%", d.LIGHT),
    (0.0, "below 25%", d.PALE),
)
_BINS: Final = 20


def draw_lead_shares(
    leads: pd.DataFrame, *, n_labels: int = 12, unit: str = "", ax: Axes | None = None
) -> Axes:
    r"""Draw each district's leading product as a bubble, by its share in the nation's exports.

    A bubble stands at the value :math:`x_{dp}` that district :math:`d` exports of its leading
    product :math:`p`, and at the share :math:`x_{dp} / \sum_{d'} x_{d'p}`; its area grows with
    the value.  Colours are the classes of the source paper's Figure 3.

    Parameters
    ----------
    leads : DataFrame
        What :func:`odopkit.lead_products` gives with ``k=1``, or ``study.leads``.
    n_labels : int, default 12
        How many bubbles have their names beside them: those of the largest value of a share of
        at least 25 per cent.
    unit : str, optional
        What values are counted in, such as ``"US$"``; it stands at the axis.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `leads` is something else, `n_labels` is no whole number of at least 0, or `ax` no
        Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    Classes are closed on the left: exactly 75 per cent is of the highest.  Rows of a lower rank,
    without a share or without value are not drawn, and counted in the text.  A share above one,
    from national totals that are too small, is drawn where it is.  Source: :cite:t:`Gaur2023`,
    Figure 3.

    Examples
    --------
    >>> from odopkit import lead_products, load_illustrative_exports
    >>> from odopkit.plot import describe, draw_lead_shares
    >>> leads = lead_products(load_illustrative_exports())
    >>> describe(draw_lead_shares(leads, unit="US$")).partition(". ")[2][:53]
    '75% and more: 23 districts; 50 to 75%: 33 districts; '
    """
    d.frame_with(leads, _LEADS, "leads", "lead_products")
    check_whole(n_labels, "n_labels", least=0)
    ax = d.axes_for(ax, 7.5, 5.0)
    title = "National share of each district's leading product"
    first = leads[leads["rank"] == 1] if "rank" in leads else leads
    shown = first[first["share_in_nation"].notna() & (first["value"] > 0)]
    if shown.empty:
        return d.nothing(ax, title, "no leading product has a national share")
    value, share = shown["value"].to_numpy(), shown["share_in_nation"].to_numpy()
    size = 12 + 500 * value / value.max()
    told, below = [], np.inf
    for at_least, name, colour in _CLASSES:
        mine = (share >= at_least) & (share < below)
        below = at_least
        ax.scatter(
            value[mine], share[mine], s=size[mine], c=colour, label=f"{name} ({mine.sum():,})",
            alpha=0.85, edgecolors="white", linewidths=0.4,
        )  # fmt: skip
        told.append(f"{name}: {d.counted(int(mine.sum()), 'district')}")
    ax.set_xscale("log")
    _name_largest(ax, shown.assign(area=size)[share >= 0.25], n_labels)
    ax.set_ylim(-0.03, max(1.05, float(share.max()) * 1.05))
    d.in_percent(ax.yaxis)
    ax.legend(
        fontsize=d.SMALL, frameon=False, title="National share (districts)", loc="upper left",
        title_fontsize=d.SMALL, markerscale=0.8,
    )  # fmt: skip
    left = len(first) - len(shown)
    more = f" {d.counted(left, 'district')} without a share or a value not drawn." if left else ""
    return d.titled(
        ax, title, f"{'; '.join(told)}.{more}",
        x=f"Exports of the leading product{f', {unit}' if unit else ''} (log scale)",
        y="Share in the nation's exports of it",
    )  # fmt: skip


def _name_largest(ax: Axes, shown: pd.DataFrame, n_labels: int) -> None:
    """Name the largest bubbles; a name goes to the left where the right has no room."""
    largest = shown.sort_values("value", ascending=False, kind="stable").head(n_labels)
    middle = float(np.sqrt(shown["value"].min() * shown["value"].max())) if len(shown) else 1.0
    effects = optional("matplotlib.patheffects", "plot")
    taken: list[tuple[float, float]] = []
    for name, value, share, area in zip(
        d.place_names(largest), largest["value"], largest["share_in_nation"], largest["area"],
        strict=True,
    ):  # fmt: skip
        here = float(np.log10(value)), float(share)
        if any(abs(here[0] - x) < 0.55 and abs(here[1] - y) < 0.035 for x, y in taken):
            continue  # names on top of each other say nothing
        taken.append(here)
        to_left = value > middle
        away = 3 + np.sqrt(float(area)) / 2
        ax.annotate(
            drawable(shortened(name, 22)), (value, share), xytext=(-away if to_left else away, 0),
            textcoords="offset points", ha="right" if to_left else "left", va="center",
            fontsize=d.TINY + 0.5, color=d.INK, zorder=5,
            path_effects=[effects.withStroke(linewidth=1.8, foreground="white")],
            **lettered(ax, [name]),
        )  # fmt: skip


def draw_gaps(dominance: pd.DataFrame, *, threshold: float = 0.10, ax: Axes | None = None) -> Axes:
    """Draw how far the first product of a district is ahead of its second, in both readings.

    Parameters
    ----------
    dominance : DataFrame
        What :func:`odopkit.dominance_table` gives, or ``study.dominance``: its column ``gap``.
    threshold : float, default 0.10
        Where the two readings part, a fraction.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `dominance` is something else, `threshold` no fraction, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    The two readings give opposite names to the same sides; see
    :doc:`/how-to/choose-a-dominance-rule`.  Source: :cite:t:`Gaur2023`, section 5.

    Examples
    --------
    >>> from odopkit import dominance_table, load_illustrative_exports
    >>> from odopkit.plot import describe, draw_gaps
    >>> table = dominance_table(load_illustrative_exports(), rule="as_published")
    >>> describe(draw_gaps(table)).partition(". ")[2]
    'In 275 of 683 districts the gap is at most 10%, in 408 it is larger.'
    """
    d.frame_with(dominance, _GAPS, "dominance", "dominance_table")
    check_fraction(threshold, "threshold")
    ax = d.axes_for(ax, 7.0, 4.0)
    title = "Gap between the first and the second product"
    gap = dominance["gap"].dropna().to_numpy()
    if not gap.size:
        return d.nothing(ax, title, "no district has a gap")
    bins = np.linspace(0, 1, _BINS + 1)
    # As the rule compares: on values, with a slack for what a float cannot hold.
    above = gap > threshold * (1 + 1e-9)
    edge = d.percent(threshold, 0)
    ax.hist(
        [gap[~above], gap[above]], bins=bins.tolist(), stacked=True,
        color=[d.LIGHT, d.DARK], edgecolor="white", linewidth=0.4,
        label=[
            f"at most {edge}: {(~above).sum():,}\n(as_published: single, conventional: double)",
            f"above {edge}: {above.sum():,}\n(as_published: double, conventional: single)",
        ],
    )  # fmt: skip
    ax.axvline(threshold, color=d.INK, linewidth=1.0, linestyle="--")
    ax.set_ylim(0, ax.get_ylim()[1] * 1.1)
    ax.legend(fontsize=d.SMALL, frameon=False, loc="upper right")
    d.in_percent(ax.xaxis)
    ax.set_xlim(0, 1)
    told = (
        f"In {(~above).sum():,} of {gap.size:,} districts the gap is at most "
        f"{d.percent(threshold, 0)}, in {above.sum():,} it is larger."
    )
    left = len(dominance) - gap.size
    if left:
        told += f" {d.counted(left, 'district')} without a gap not drawn."
    return d.titled(ax, title, told, x="First share less second share", y="Number of districts")


def draw_thresholds(sensitivity: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many districts are called single as the threshold of the rule moves.

    Parameters
    ----------
    sensitivity : DataFrame
        What :func:`odopkit.dominance.dominance_sensitivity` gives for the country (without
        ``within=``).  Each way to treat unspecified places and small districts is a line; the
        first has colour.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `sensitivity` is something else, or `ax` no Axes.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    A steep line at the threshold in use means that the counts hang on it.  The other reading of
    the rule counts as single what this one counts as double.

    Examples
    --------
    >>> from odopkit import load_illustrative_exports
    >>> from odopkit.dominance import dominance_sensitivity
    >>> from odopkit.plot import describe, draw_thresholds
    >>> found = dominance_sensitivity(load_illustrative_exports(), rule="conventional",
    ...                               thresholds=(0, 0.1, 0.2), unspecified_modes=("exclude",))
    >>> describe(draw_thresholds(found)).partition(". ")[2]
    'Under conventional 683 of 683 districts are single at 0%, 175 at 20%.'
    """
    d.frame_with(sensitivity, _CURVE, "sensitivity", "dominance_sensitivity")
    ax = d.axes_for(ax, 6.5, 4.0)
    title = "Single-product districts by threshold"
    if sensitivity.empty:
        return d.nothing(ax, title, "no threshold was tried")
    groups = [
        part
        for _, part in sensitivity.groupby(["unspecified", "min_value"], dropna=False, sort=False)
    ]
    for part in reversed(groups):
        is_first = part is groups[0]
        colour, width = (d.DARK, 1.8) if is_first else (d.PALE, 1.0)
        ax.plot(part["threshold"], part["single"], color=colour, linewidth=width)
        if is_first:
            ax.plot(part["threshold"], part["double"], color=d.WARM, linewidth=1.8, ls="--")
    first = groups[0]
    for name, colour in (("single", d.DARK), ("double", d.WARM)):
        x, y = float(first["threshold"].iloc[-1]), float(first[name].iloc[-1])
        d.say(ax, x, y, f" {name}", color=colour, va="center")
    ax.set_xlim(first["threshold"].min(), first["threshold"].max() * 1.14 or 1)
    ax.set_ylim(0, max(float(sensitivity["n_units"].max()) * 1.03, 1))
    d.in_percent(ax.xaxis)
    rule, n = first["rule"].iloc[0], int(first["n_units"].iloc[0])
    ends = first.iloc[[0, -1]]
    told = (
        f"Under {rule} {int(ends['single'].iloc[0]):,} of {d.counted(n, 'district')} are single at "
        f"{d.percent(ends['threshold'].iloc[0], 0)}, {int(ends['single'].iloc[1]):,} at "
        f"{d.percent(ends['threshold'].iloc[1], 0)}."
    )
    if len(groups) > 1:
        told += f" Grey: {len(groups) - 1} other ways to treat places."
    return d.titled(ax, title, told, x=f"Threshold of the rule ({rule})", y="Number of districts")
