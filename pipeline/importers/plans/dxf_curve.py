"""The points of DXF entities that are drawn as lines: polylines, arcs, ellipses, splines."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Curve = tuple[Points, float, bool]
"""Points (n, 3), how broad it is drawn, whether it is curved."""

STEP_RAD = np.radians(5.0)
"""Chords of an arc; on a radius of 10 m they are 1 cm off."""

CHORD_SHARE = 1e-3
"""How far a chord may be off a spline, as a share of its size."""

MOST_CHORDS = 10_000
PATHS = {"ELLIPSE", "SPLINE", "LWPOLYLINE", "POLYLINE", "HELIX"}
MADE_OF_OTHERS = {"MLINE"}
FILLED = {"SOLID", "TRACE", "3DFACE"}


def line_of(entity: Any) -> Points:
    """Return both ends of a LINE."""
    start, end = entity.dxf.start, entity.dxf.end
    return np.array([[start.x, start.y, start.z], [end.x, end.y, end.z]])


def curve_points(entity: Any) -> list[Curve] | None:
    """Return what an entity draws; None for a kind that draws no lines."""
    kind = entity.dxftype()
    if kind in ("ARC", "CIRCLE"):
        return [(_arc(entity, kind), 0.0, True)]
    if kind == "LWPOLYLINE" and not entity.has_arc and _lies_flat(entity):
        return [_straight(entity)]
    if kind == "POLYLINE" and (entity.is_poly_face_mesh or entity.is_polygon_mesh):
        return None
    if kind in PATHS:
        return _path(entity, kind)
    if kind in MADE_OF_OTHERS:
        return [
            curve
            for part in entity.virtual_entities()
            for curve in (
                [(line_of(part), 0.0, False)]
                if part.dxftype() == "LINE"
                else curve_points(part) or []
            )
        ]
    if kind in FILLED:
        return [(_ring([tuple(corner) for corner in entity.wcs_vertices()]), 0.0, False)]
    return None


def _lies_flat(entity: Any) -> bool:
    return bool(entity.dxf.extrusion.isclose((0, 0, 1)))


def _straight(entity: Any) -> Curve:
    """Return a polyline without arcs; broad ones are drawn to their breadth."""
    rows = np.array(list(entity.get_points("xyse")), dtype=np.float64).reshape(-1, 4)
    points = np.column_stack((rows[:, :2], np.zeros(len(rows))))
    own = rows[:, 2:]
    width = float(own.mean()) if own.size and np.ptp(own) == 0.0 else 0.0
    width = width or float(entity.dxf.get("const_width", 0.0))
    return (_ring(points) if entity.closed and len(points) else points), width, False


def _ring(points: Any) -> Points:
    """Return points with the first one once more at the end."""
    corners = np.array(points, dtype=np.float64)
    return np.concatenate((corners, corners[:1]))


def _arc(entity: Any, kind: str) -> Points:
    begin = np.radians(entity.dxf.get("start_angle", 0.0)) if kind == "ARC" else 0.0
    end = np.radians(entity.dxf.get("end_angle", 360.0)) if kind == "ARC" else 2.0 * np.pi
    sweep = (end - begin) % (2.0 * np.pi) or 2.0 * np.pi
    at = begin + np.linspace(0.0, sweep, int(np.ceil(sweep / STEP_RAD)) + 1)
    centre, radius = entity.dxf.center, entity.dxf.radius
    flat = np.column_stack((np.cos(at), np.sin(at), np.zeros(len(at)))) * radius
    flat = np.asarray(flat + np.array([centre.x, centre.y, centre.z]), dtype=np.float64)
    if _lies_flat(entity):
        return flat
    ocs = entity.ocs()
    return np.array([tuple(ocs.to_wcs(point)) for point in flat])


def _path(entity: Any, kind: str) -> list[Curve]:
    from ezdxf.path import make_path

    path = make_path(entity)
    if not len(path):
        return []
    corners = np.array([tuple(vertex) for vertex in path.control_vertices()])
    size = float(np.ptp(corners, axis=0).max())
    if not np.isfinite(size) or size <= 0.0:
        return []
    width = 0.0
    if kind in ("LWPOLYLINE", "POLYLINE") and entity.dxf.hasattr("const_width"):
        width = float(entity.dxf.const_width)
    points = []
    for vertex in path.flattening(size * CHORD_SHARE, segments=4):
        points.append(tuple(vertex))
        if len(points) >= MOST_CHORDS:
            break
    return [(np.array(points), width, bool(path.has_curves))]
