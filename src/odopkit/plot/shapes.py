"""Boundaries that the user brings: GeoJSON, TopoJSON or whatever has ``__geo_interface__``."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of, listed, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from odopkit.typing import Float64Array

_KINDS: Final = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One area: what is said of it, and its rings of longitude and latitude, holes among them."""

    properties: Mapping[str, Any]
    rings: tuple[Float64Array, ...]


def shapes_of(boundaries: object, layer: str | None) -> list[Shape]:
    """Read the areas of boundaries, of one layer where there are several."""
    held = _as_mapping(boundaries)
    try:
        if held.get("type") == "Topology":
            found = list(_of_topology(held, layer))
        else:
            found = list(_of_features(held))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        msg = (
            f"the boundaries cannot be read ({type(error).__name__}: {shortened(str(error))}); "
            "pass a FeatureCollection of GeoJSON, a Topology of TopoJSON, or a GeoDataFrame"
        )
        raise InvalidValueError(msg) from error
    if not found:
        msg = "the boundaries hold no area; pass polygons of districts"
        raise InvalidValueError(msg)
    return found


def _as_mapping(boundaries: object) -> Mapping[str, Any]:
    if isinstance(boundaries, str | os.PathLike):
        path = os.fspath(boundaries)
        try:
            boundaries = json.loads(Path(path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise
        except (OSError, ValueError) as error:
            msg = f"{path!r} cannot be read as GeoJSON or TopoJSON; pass a file of one of these"
            raise InvalidValueError(msg) from error
    held = getattr(boundaries, "__geo_interface__", boundaries)
    if not isinstance(held, dict):
        msg = f"boundaries must be GeoJSON, TopoJSON or a GeoDataFrame, got {kind_of(held)}"
        raise InvalidValueError(msg)
    return held


def _of_features(held: Mapping[str, Any]) -> Iterator[Shape]:
    features = held["features"] if held.get("type") == "FeatureCollection" else [held]
    for feature in features:
        geometry = feature.get("geometry") or {}
        if geometry.get("type") in _KINDS:
            parts = geometry["coordinates"]
            parts = [parts] if geometry["type"] == "Polygon" else parts
            rings = tuple(_ring(points) for part in parts for points in part)
            yield Shape(feature.get("properties") or {}, rings)


def _of_topology(held: Mapping[str, Any], layer: str | None) -> Iterator[Shape]:
    """Put the arcs of a topology together: areas share them, and walk some of them backwards."""
    objects = held["objects"]
    if layer is None and len(objects) > 1:
        msg = f"the topology has several layers; choose with layer=: {listed(list(objects))}"
        raise InvalidValueError(msg)
    chosen = next(iter(objects)) if layer is None else layer
    if chosen not in objects:
        msg = f"the topology has no layer {layer!r}; it has {listed(list(objects))}"
        raise InvalidValueError(msg)
    arcs = [_arc(points, held.get("transform")) for points in held["arcs"]]
    for geometry in objects[chosen]["geometries"]:
        if geometry.get("type") in _KINDS:
            parts = geometry["arcs"]
            parts = [parts] if geometry["type"] == "Polygon" else parts
            rings = tuple(_joined(arcs, numbers) for part in parts for numbers in part)
            yield Shape(geometry.get("properties") or {}, rings)


def _arc(points: Sequence[Sequence[float]], transform: Mapping[str, Any] | None) -> Float64Array:
    steps = np.asarray([point[:2] for point in points], dtype=np.float64)
    if transform is None:
        return steps
    whole: Float64Array = np.cumsum(steps, axis=0) * transform["scale"] + transform["translate"]
    return whole


def _joined(arcs: Sequence[Float64Array], numbers: Sequence[int]) -> Float64Array:
    walked = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return _ring(np.concatenate([walked[0], *(arc[1:] for arc in walked[1:])]))


def _ring(points: Any) -> Float64Array:
    ring = np.asarray([point[:2] for point in points], dtype=np.float64)
    if ring.ndim != 2 or ring.shape[0] < 3 or not np.isfinite(ring).all():
        msg = "a ring has fewer than three points, or one that is no number"
        raise ValueError(msg)
    return ring
