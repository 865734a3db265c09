"""Pictures of what the package measures: a result goes in, matplotlib Axes come out.

Every function takes a result of the package, ``ax=`` for axes of the caller, and returns the axes,
with title, labels and units.  Without ``ax=`` it makes a figure that matplotlib's global state does
not know, so that nothing stays open; in a notebook end a cell with ``.figure``.

The words that stand for a picture, made from the same numbers, are given by :func:`describe`, and
the whole picture as one SVG with both by :func:`to_svg`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.plot.evidence import draw_quotients, draw_ranks
from odopkit.plot.history import draw_timeline
from odopkit.plot.leads import draw_gaps, draw_lead_shares, draw_thresholds
from odopkit.plot.maps import draw_map, match_boundaries
from odopkit.plot.space import draw_growth_share, draw_product_space
from odopkit.plot.spread import draw_brackets, draw_cumulative, draw_lorenz
from odopkit.plot.svg import describe, to_svg
from odopkit.plot.tiles import draw_diversification, draw_orientations, draw_tiles

__all__ = [
    "describe",
    "draw_brackets",
    "draw_cumulative",
    "draw_diversification",
    "draw_gaps",
    "draw_growth_share",
    "draw_lead_shares",
    "draw_lorenz",
    "draw_map",
    "draw_orientations",
    "draw_product_space",
    "draw_quotients",
    "draw_ranks",
    "draw_thresholds",
    "draw_tiles",
    "draw_timeline",
    "match_boundaries",
    "to_svg",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
