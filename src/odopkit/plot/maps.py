"""A map of districts, from boundaries that the user brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.errors.telling import listed
from odopkit.plot import drawing as d
from odopkit.plot.lettering import shortened
from odopkit.plot.shapes import shapes_of
from odopkit.plot.signs import ABSENT, legend, signs_of
from odopkit.plot.tiles import FORMATS, speller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from odopkit.plot.shapes import Shape

_PLACES: Final = ("state", "district")
_SHOWN: Final = 6


def match_boundaries(
    boundaries: object,
    table: pd.DataFrame,
    *,
    district_property: str = "district",
    state_property: str | None = None,
    layer: str | None = None,
) -> pd.DataFrame:
    """List which districts of a table have an area in the boundaries, and which have none.

    Names are compared without regard to case, blanks and the signs between words; nothing is
    guessed.

    Parameters
    ----------
    boundaries : GeoDataFrame, mapping, str or path
        Polygons of districts: GeoJSON, TopoJSON (as a dict or a file), or any object with
        ``__geo_interface__``.
    table : DataFrame
        One row a district: ``state`` and ``district``.
    district_property, state_property : str
        What the name of the district, and of its state, is called in the boundaries.  Without
        `state_property` districts are matched by their name alone, and one that several areas or
        several rows bear is matched to none.
    layer : str, optional
        Which layer of a topology holds the districts.

    Returns
    -------
    DataFrame
        ``state``, ``district``, ``area`` (position of its area, missing where there is none) and
        ``reason``; one row for each of `table`.

    Raises
    ------
    InvalidValueError
        If `boundaries` cannot be read or lack a property, or `table` lacks a column.
    FileNotFoundError
        If there is no such file.

    Notes
    -----
    Names of districts change with every year's boundaries; rename in `table` what the list shows.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.plot import match_boundaries
    >>> square = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    >>> areas = {"type": "FeatureCollection", "features": [
    ...     {"properties": {"district": "North Goa"},
    ...      "geometry": {"type": "Polygon", "coordinates": square}}]}
    >>> table = pd.DataFrame({"state": "Goa", "district": ["NORTH  GOA", "South Goa"]})
    >>> match_boundaries(areas, table)[["district", "area", "reason"]]
         district  area                                   reason
    0  NORTH  GOA     0
    1   South Goa  <NA>  no area of this name in the boundaries
    """
    d.frame_with(table, _PLACES, "table", "a function with one row a district")
    shapes = shapes_of(boundaries, layer)
    areas = [_key_of(shape, district_property, state_property) for shape in shapes]
    by_name: dict[tuple[str, str], list[int]] = {}
    for i, key in enumerate(areas):
        by_name.setdefault(key, []).append(i)
    states = table["state"].astype("str").tolist()
    rows = [
        ("" if state_property is None else _plain(state), _plain(district))
        for state, district in zip(states, table["district"].astype("str"), strict=True)
    ]
    found, reasons = [], []
    for key in rows:
        held = by_name.get(key, [])
        alone = state_property is not None or rows.count(key) == 1
        found.append(held[0] if held and alone else None)
        why = "" if held else "no area of this name in the boundaries"
        reasons.append(why if alone else "several districts bear this name; pass state_property=")
    return pd.DataFrame(
        {
            "state": pd.Series(states, dtype="str"),
            "district": pd.Series(table["district"].astype("str").tolist(), dtype="str"),
            "area": pd.array(found, dtype="Int64"),
            "reason": pd.Series(reasons, dtype="str"),
        }
    )


def draw_map(
    boundaries: object,
    table: pd.DataFrame,
    *,
    column: str,
    district_property: str = "district",
    state_property: str | None = None,
    layer: str | None = None,
    classes: Sequence[float] | None = None,
    number_format: str = "amount",
    title: str = "",
    unit: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a number of each district on a map whose boundaries the user brings.

    The package ships no boundaries: which lines are drawn is the user's choice, and so is what
    they stand for.

    Parameters
    ----------
    boundaries : GeoDataFrame, mapping, str or path
        Polygons of districts; see :func:`match_boundaries`.
    table : DataFrame
        One row a district: ``state``, ``district``, the numbers, and optionally ``withheld``.
    column : str
        The column of numbers.
    district_property, state_property, layer
        Where the names are; see :func:`match_boundaries`.
    classes, number_format, title, unit
        See :func:`draw_tiles`.
    ax : matplotlib Axes, optional
        Where to draw; by default a figure of its own.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InvalidValueError
        As :func:`match_boundaries` and :func:`draw_tiles`.
    FileNotFoundError
        If there is no such file.
    MissingDependencyError
        If matplotlib is absent.

    Notes
    -----
    Zero, unknown, withheld, and an area of no row have four signs of their own.  Districts without
    an area are named below the map and in the text of the picture; :func:`match_boundaries` lists
    them.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.plot import describe, draw_map
    >>> square = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    >>> areas = {"type": "FeatureCollection", "features": [
    ...     {"properties": {"district": "North Goa"},
    ...      "geometry": {"type": "Polygon", "coordinates": square}}]}
    >>> table = pd.DataFrame({"state": "Goa", "district": ["North Goa", "South Goa"],
    ...                       "value": [3.0, 4.0]})
    >>> describe(draw_map(areas, table, column="value", classes=(0, 5), title="Exports"))
    'Exports. 0 to 5: 1. Without an area in the boundaries: South Goa.'
    """
    check_choice(number_format, FORMATS, "number_format")
    matched = match_boundaries(
        boundaries, table, district_property=district_property, state_property=state_property,
        layer=layer,
    )  # fmt: skip
    signs = signs_of(table, column, classes, speller(number_format))
    shapes = shapes_of(boundaries, layer)
    title = title or column
    ax = d.axes_for(ax, 7.5, 7.5)
    row_of = {int(a): i for i, a in enumerate(matched["area"]) if a is not pd.NA}
    for i, shape in enumerate(shapes):
        sign = signs.of_row[row_of[i]] if i in row_of else ABSENT
        ax.add_patch(_patch(shape, signs.look(sign)))
    _scaled(ax, shapes)
    d.bare(ax)
    drawn = signs.taken(sorted(row_of.values()))
    told = legend(
        ax, drawn, unit, n_absent=len(shapes) - len(row_of), loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
    )  # fmt: skip
    lost = d.place_names(table[matched["area"].isna().to_numpy()])
    if lost:
        shown = ", ".join(lost[:_SHOWN]) + (
            f" and {len(lost) - _SHOWN} more" * (len(lost) > _SHOWN)
        )
        d.say(
            ax, 0.0, -0.02, f"No area for {shortened(shown, 110)}", transform=ax.transAxes,
            va="top", color=d.QUIET,
        )  # fmt: skip
        told += f". Without an area in the boundaries: {', '.join(lost)}"
    return d.titled(ax, title, f"{told}.")


def _key_of(shape: Shape, district: str, state: str | None) -> tuple[str, str]:
    wanted = [district] if state is None else [district, state]
    absent = [name for name in wanted if name not in shape.properties]
    if absent:
        msg = (
            f"the boundaries have no property {absent[0]!r}; they have "
            f"{listed(list(map(str, shape.properties)))}, so name it with district_property= or "
            "state_property="
        )
        raise InvalidValueError(msg)
    said = "" if state is None else _plain(str(shape.properties[state]))
    return said, _plain(str(shape.properties[district]))


def _plain(name: str) -> str:
    """Leave out case, blanks and signs between words: ``Y.S.R.`` is ``ysr``."""
    words = name.casefold().replace("&", "and")
    return "".join(x for x in words if x.isalnum() or ord(x) > 0x0300)


def _patch(shape: Shape, look: dict[str, Any]) -> Any:
    """Make one patch of all rings; a hole is left out by the way it winds."""
    paths = optional("matplotlib.path", "plot")
    patches = optional("matplotlib.patches", "plot")
    corners, codes = [], []
    for ring in shape.rings:
        corners.append(ring)
        codes.append(np.full(len(ring), paths.Path.LINETO, dtype=np.uint8))
        codes[-1][0] = paths.Path.MOVETO
    path = paths.Path(np.concatenate(corners), np.concatenate(codes))
    return patches.PathPatch(path, **look)


def _scaled(ax: Axes, shapes: Sequence[Shape]) -> None:
    """Fit the areas in; a degree of longitude is as short as it is in the middle of the map."""
    points = np.concatenate([ring for shape in shapes for ring in shape.rings])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
    ax.set_xlim(west - 0.02 * wide, east + 0.02 * wide)
    ax.set_ylim(south - 0.02 * high, north + 0.02 * high)
    middle = (south + north) / 2
    in_degrees = abs(middle) < 89 and wide <= 360
    ax.set_aspect(1 / np.cos(np.radians(middle)) if in_degrees else 1.0)
