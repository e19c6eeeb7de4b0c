"""What lines enclose, told apart: the inside of walls, openings in them, and rooms."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, STRtree

from pipeline.geometry.lines.cap import THICKEST_M
from pipeline.geometry.lines.loose_end import Gap, healed
from pipeline.geometry.lines.net import Net, Segments, joined, noded
from pipeline.geometry.lines.opening import Opening, openings
from pipeline.geometry.region import polygons

LEAST_ROOM_M2 = 1.0
"""What is smaller is a shaft, a pillar or a slip, and nobody's room (assumption)."""

SLIT_M2 = 1e-4
STRAIGHT_M = 1e-4
"""What bends less is straight."""

WALL_LEFT = 0.02
"""A face of which so little is left when half a thick wall is taken off all around is a wall."""


@dataclass(frozen=True, eq=False)
class Faces:
    """What lines enclose: `walls` (solid), `openings` with what they take, `rooms`, thin `lines`.

    `lines` are wall lines that enclose no wall, (n, 2, 2): walls drawn with one stroke.
    """

    walls: tuple[Polygon, ...]
    openings: tuple[Opening, ...]
    rooms: tuple[Polygon, ...]
    lines: Segments
    gaps: tuple[Gap, ...]


def enclosed(segments: Segments, tolerance_m: float, hung: NDArray[np.object_]) -> Faces:
    """Return what wall lines enclose; gaps up to a tolerance are closed, and each one is told.

    `hung` are strokes of doors, which show where a wall opens.

    >>> corners = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]])
    >>> square = np.stack((corners, np.roll(corners, -1, axis=0)), axis=1)
    >>> found = enclosed(square, 0.05, np.array([]))
    >>> [room.area for room in found.rooms], len(found.walls), len(found.lines)
    ([12.0], 0, 4)
    """
    net, gaps = healed(noded(segments), tolerance_m)
    through = openings(net, hung)
    whole = joined(net, _closing(through))
    areas = np.array(shapely.get_parts(shapely.polygonize(whole.lines())), dtype=np.object_)
    filled = _filled_by(areas, through)
    solid = _are_narrow(areas) & ~filled
    rooms = ~solid & ~filled & (shapely.area(areas) >= LEAST_ROOM_M2)
    lines = _thin(net, areas[solid | filled])
    spaces = _without_slits(areas[rooms], tolerance_m)
    return Faces(tuple(areas[solid]), through, spaces, lines, gaps)


def _closing(through: tuple[Opening, ...]) -> Segments:
    """Return the lines that close openings, and the jambs of those in walls of two faces."""
    found = [opening.closures for opening in through]
    found += [
        np.swapaxes(opening.closures, 0, 1) for opening in through if len(opening.closures) == 2
    ]
    return np.concatenate(found) if found else np.empty((0, 2, 2))


def _filled_by(areas: NDArray[np.object_], through: tuple[Opening, ...]) -> NDArray[np.bool_]:
    """Tell of each face whether it lies in the ground of an opening."""
    grounds = [opening.ground for opening in through if opening.ground is not None]
    filled = np.zeros(len(areas), dtype=np.bool_)
    if grounds and len(areas):
        inside, _ = STRtree(grounds).query(shapely.point_on_surface(areas), predicate="within")
        filled[inside] = True
    return filled


def _are_narrow(areas: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell of each face whether it is no broader than a wall, but for a corner or a pillar."""
    area_m2, around_m = shapely.area(areas), shapely.length(areas)
    # A disc of the radius area / perimeter fits into any polygon.
    narrow: NDArray[np.bool_] = area_m2 <= around_m * THICKEST_M / 2.0
    left = shapely.buffer(areas[narrow], -THICKEST_M / 2.0, join_style="mitre")
    narrow[narrow] = shapely.area(left) <= WALL_LEFT * area_m2[narrow]
    return narrow


def _without_slits(rooms: NDArray[np.object_], broad_m: float) -> tuple[Polygon, ...]:
    """Return rooms less what of them is not even so broad, as between boxes that do not quite meet.

    A slit would lead a corridor all around the rooms beside it. What it alone held together parts.

    >>> slit = shapely.box(0, 0, 9, 3) | shapely.box(9, 0, 12, 0.004) | shapely.box(12, 0, 15, 3)
    >>> sorted(round(room.area, 3) for room in _without_slits(np.array([slit]), 0.05))
    [9.0, 27.0]
    """
    half_m = broad_m / 2.0
    broad = shapely.buffer(
        shapely.buffer(rooms, -half_m, join_style="mitre"), half_m, join_style="mitre"
    )
    slits = shapely.area(rooms) - shapely.area(broad) > SLIT_M2
    kept = [
        part
        for room, opened, has_slits in zip(rooms, broad, slits, strict=True)
        for part in (polygons(opened.intersection(room)) if has_slits else (room,))
        if part.area >= LEAST_ROOM_M2
    ]
    # Corners where walls meet on a straight side are not the room's own.
    return tuple(shapely.simplify(kept, STRAIGHT_M))


def _thin(net: Net, solids: NDArray[np.object_]) -> Segments:
    """Return the edges of a net along which nothing solid lies."""
    if not len(net.edges):
        return np.empty((0, 2, 2))
    middles = shapely.line_interpolate_point(net.lines(), 0.5, normalized=True)
    beside = np.zeros(len(middles), dtype=np.bool_)
    if len(solids):
        found, _ = STRtree(solids).query(middles, predicate="dwithin", distance=1e-3)
        beside[found] = True
    return net.segments()[~beside]


def simple_parts(shape: Polygon, most_corners: int) -> tuple[Polygon, ...]:
    """Return parts of a polygon that have no holes and few corners, cut along straight lines.

    >>> frame = shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 3, 3)
    >>> parts = simple_parts(frame, 100)
    >>> [len(part.interiors) for part in parts], sum(part.area for part in parts)
    ([0, 0], 12.0)
    """
    corners = shapely.get_num_coordinates(shape)
    if not shape.interiors and corners <= most_corners:
        return (shape,)
    left, low, right, high = shape.bounds
    at_x, at_y = (
        (shape.interiors[0].centroid.x, shape.interiors[0].centroid.y)
        if shape.interiors
        else ((left + right) / 2.0, (low + high) / 2.0)
    )
    margin = 1.0
    if right - left >= high - low:
        halves = (
            shapely.box(left - margin, low - margin, at_x, high + margin),
            shapely.box(at_x, low - margin, right + margin, high + margin),
        )
    else:
        halves = (
            shapely.box(left - margin, low - margin, right + margin, at_y),
            shapely.box(left - margin, at_y, right + margin, high + margin),
        )
    cut = (part for half in halves for part in polygons(shape.intersection(half)))
    return tuple(simple for part in cut for simple in simple_parts(part, most_corners))
