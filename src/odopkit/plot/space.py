"""Products among each other: their space, and their growth against their world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_fraction, check_whole
from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.errors.telling import kind_of
from odopkit.plot import drawing as d
from odopkit.plot.lettering import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from odopkit.typing import Float64Array

_GROWTH: Final = ("competitiveness", "dynamism", "quadrant")
_CORNERS: Final = {
    (1, 1): "champion",
    (-1, 1): "underachiever",
    (1, -1): "achiever in adversity",
    (-1, -1): "declining",
}
_MOST: Final = 400


def draw_product_space(
    proximity: pd.DataFrame,
    *,
    cutoff: float = 0.55,
    sizes: Mapping[str, float] | pd.Series[Any] | None = None,
    n_labels: int = 15,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw products as a network: near each other where the same places export them.

    Lines are the maximum spanning tree of the proximity :math:`\phi`, which holds the network
    together, and every pair with :math:`\phi \ge` `cutoff`.  Places of the dots follow the
    tree's shortest ways (Kamada and Kawai) and mean nothing beyond nearness.

    Parameters
    ----------
    proximity : DataFrame
        What :func:`odopkit.product_space.proximity` gives: products by products.
    cutoff : float, default 0.55
        From what proximity on a further pair is joined.
    sizes : mapping or Series, optional
        By product, what its dot's area grows with, such as its exports.
    n_labels : int, default 15
        How many of the largest products are named; the best connected where there are no sizes.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `proximity` is no square table of numbers from 0 to 1, has more than 400 products,
        `cutoff` is no fraction, `n_labels` no whole number of at least 0, or `ax` no Axes.
    MissingDependencyError
        If matplotlib or networkx is absent.

    Notes
    -----
    A product that shares no exporter with any other stands apart and is counted in the text.
    Source: :cite:t:`HidalgoKlinger2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> from odopkit.plot import describe, draw_product_space
    >>> from odopkit.product_space import proximity
    >>> nested = pd.DataFrame([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]],
    ...                       index=list("ABCD"), columns=["rice", "yarn", "pumps", "drugs"])
    >>> found = proximity(ExportMatrix.from_frame(nested, kind="presence"))
    >>> describe(draw_product_space(found)).partition(". ")[2]
    '4 products, joined by 3 lines; the nearest are rice and yarn (0.75).'
    """
    phi = _square(proximity)
    check_fraction(cutoff, "cutoff")
    check_whole(n_labels, "n_labels", least=0)
    title = "Product space"
    ax = d.axes_for(ax, 7.5, 6.0)
    names = [str(x) for x in proximity.columns]
    if not phi.any():
        return d.nothing(ax, title, "no two products have an exporter in common")
    graph = _network(phi, cutoff)
    networks = optional("networkx", "plot")
    joined = max(networks.connected_components(graph), key=lambda part: (len(part), -min(part)))
    at = networks.kamada_kawai_layout(graph.subgraph(sorted(joined)), weight="distance")
    area = _areas(names, sizes, graph)
    lines = [(a, b) for a, b in sorted(graph.edges) if a in at]
    for a, b in lines:
        (x1, y1), (x2, y2) = at[a], at[b]
        ax.plot([x1, x2], [y1, y2], color=d.PALE, linewidth=0.5 + 1.5 * phi[a, b], zorder=1)
    nodes = sorted(at)
    ax.scatter(
        [at[i][0] for i in nodes], [at[i][1] for i in nodes], s=[area[i] for i in nodes],
        c=d.DARK, alpha=0.85, edgecolors="white", linewidths=0.5, zorder=2,
    )  # fmt: skip
    order = sorted(nodes, key=lambda i: (-area[i], names[i]))[:n_labels]
    for i in order:
        d.say(ax, at[i][0], at[i][1], f"  {shortened(names[i], 24)}", fontsize=d.TINY, va="center")
    d.bare(ax)
    ax.margins(0.12)
    a, b = np.unravel_index(int(np.argmax(np.triu(phi, 1))), phi.shape)
    told = (
        f"{d.counted(len(names), 'product')}, joined by {d.counted(len(lines), 'line')}; the "
        f"nearest are {names[a]} and {names[b]} ({phi[a, b]:.2f})"
    )
    apart = len(names) - len(at)
    told += f"; {d.counted(apart, 'product')} joined to none of these not drawn." if apart else "."
    return d.titled(ax, title, told)


def _square(proximity: object) -> Float64Array:
    if not isinstance(proximity, pd.DataFrame):
        msg = f"proximity must be the table that proximity gives, got {kind_of(proximity)}"
        raise InvalidValueError(msg)
    n = len(proximity)
    if n != proximity.shape[1] or list(proximity.index) != list(proximity.columns):
        msg = (
            "proximity must have the same products as rows and as columns; pass the table that "
            "odopkit.product_space.proximity gives"
        )
        raise InvalidValueError(msg)
    if n > _MOST:
        msg = (
            f"a picture of {n:,} products cannot be read, and at most {_MOST} are drawn; roll up "
            "to a coarser level, or choose rows and columns"
        )
        raise InvalidValueError(msg)
    phi = np.nan_to_num(proximity.to_numpy(dtype=np.float64, na_value=np.nan))
    if (phi < 0).any() or (phi > 1 + 1e-9).any():
        msg = "proximity holds numbers outside 0 to 1; pass the table that proximity gives"
        raise InvalidValueError(msg)
    np.fill_diagonal(phi, 0.0)
    return np.asarray(phi, dtype=np.float64)


def _network(phi: Float64Array, cutoff: float) -> Any:
    """Join the maximum spanning tree and every near pair; a long way is a small proximity."""
    networks = optional("networkx", "plot")
    whole = networks.Graph()
    whole.add_nodes_from(range(len(phi)))
    for a, b in zip(*np.nonzero(np.triu(phi, 1)), strict=True):
        whole.add_edge(int(a), int(b), phi=float(phi[a, b]), distance=1.0 / float(phi[a, b]))
    graph = networks.maximum_spanning_tree(whole, weight="phi")
    near = [(a, b, held) for a, b, held in whole.edges(data=True) if held["phi"] >= cutoff]
    graph.add_edges_from(near)
    return graph


def _areas(names: list[str], sizes: Any, graph: Any) -> list[float]:
    if sizes is None:
        most = max((degree for _, degree in graph.degree), default=1) or 1
        return [15 + 60 * graph.degree[i] / most for i in range(len(names))]
    held = {str(k): float(v) for k, v in dict(sizes).items()}
    largest = max((v for v in held.values() if np.isfinite(v)), default=0.0) or 1.0
    return [15 + 300 * max(held.get(name, 0.0), 0.0) / largest for name in names]


def draw_growth_share(matrix: pd.DataFrame, *, n_labels: int = 20, ax: Axes | None = None) -> Axes:
    """Draw products by how they grow against the world, and how their world grows.

    Parameters
    ----------
    matrix : DataFrame
        What :func:`odopkit.growth.growth_share_matrix` gives.
    n_labels : int, default 20
        How many products are named, those farthest from the middle first.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        If `matrix` is something else, `n_labels` is no whole number of at least 0, or `ax` no
        Axes.
    MissingDependencyError
        If matplotlib is absent.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.growth import growth_share_matrix
    >>> from odopkit.plot import describe, draw_growth_share
    >>> codes = ["03", "10", "62", "71"]
    >>> own = pd.DataFrame({"hs_code": codes, "first_value": 100.0,
    ...                     "last_value": [160.0, 140.0, 130.0, 110.0]})
    >>> nation = pd.DataFrame({"hs_code": codes, "first_value": 1000.0,
    ...                        "last_value": [1500.0, 1500.0, 1200.0, 1200.0]})
    >>> found = growth_share_matrix(own, nation, world_value=(10000.0, 14460.0))
    >>> describe(draw_growth_share(found)).partition(". ")[2]
    'champion: 1; underachiever: 1; achiever in adversity: 1; declining: 1.'
    """
    d.frame_with(matrix, _GROWTH, "matrix", "growth_share_matrix")
    check_whole(n_labels, "n_labels", least=0)
    title = "Growth against the world"
    ax = d.axes_for(ax, 6.5, 5.2)
    shown = matrix[matrix["competitiveness"].notna() & matrix["dynamism"].notna()]
    if shown.empty:
        return d.nothing(ax, title, "no product has both rates")
    x, y = shown["competitiveness"].to_numpy(), shown["dynamism"].to_numpy()
    ax.axhline(0, color=d.QUIET, linewidth=0.8)
    ax.axvline(0, color=d.QUIET, linewidth=0.8)
    ax.scatter(x, y, s=36, c=d.DARK, alpha=0.85, edgecolors="white", linewidths=0.5)
    wide, high = 1.3 * max(np.abs(x).max(), 1e-9), 1.3 * max(np.abs(y).max(), 1e-9)
    ax.set_xlim(-wide, wide)
    ax.set_ylim(-high, high)
    for (right, up), name in _CORNERS.items():
        d.say(
            ax, right * wide * 0.97, up * high * 0.96, name, color=d.QUIET,
            ha="right" if right > 0 else "left", va="top" if up > 0 else "bottom",
        )  # fmt: skip
    key = str(matrix.columns[0])
    far = np.argsort(-np.hypot(x / wide, y / high), kind="stable")[:n_labels]
    names = shown[key].astype("str").tolist()
    for i in far.tolist():
        left = x[i] > 0.6 * wide
        words = shortened(names[i], 20)
        d.say(
            ax, x[i], y[i], f"{words}  " if left else f"  {words}", fontsize=d.TINY,
            va="center", ha="right" if left else "left",
        )  # fmt: skip
    d.in_percent(ax.xaxis)
    d.in_percent(ax.yaxis)
    counts = shown["quadrant"].astype("str").value_counts()
    told = "; ".join(f"{name}: {int(counts.get(name, 0))}" for name in _CORNERS.values())
    left_out = len(matrix) - len(shown)
    told += f"; {left_out} without a rate not drawn." if left_out else "."
    return d.titled(
        ax, title, told,
        x="Competitiveness: own growth less the world's growth of the product",
        y="Dynamism: growth of the product less growth of all",
    )  # fmt: skip
