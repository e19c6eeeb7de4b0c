"""A camera that is drawn on or in a wall, moved to where it can look from."""

import math
from dataclasses import dataclass

import shapely
from shapely import Point, Polygon

from pipeline.errors import GeometryError
from pipeline.geometry.region import Region, checked_point, region_of

CLEARANCE_M = 0.005
"""How far from every wall a camera looks; closer by a nanometre, and rounding can blind it."""

REACH_M = 0.5
"""A camera drawn further from free space than this hangs somewhere else than drawn."""

TIE_M = 0.01
"""Of places as near as this to one another, a camera hangs on the one that it looks to."""


@dataclass(frozen=True)
class Snapped:
    """A place in free space, and how far it is from where it was drawn."""

    x_m: float
    y_m: float
    moved_m: float


def snapped(free: Region, x_m: float, y_m: float, pan_deg: float) -> Snapped:
    """Return the nearest place that is inside free space by CLEARANCE_M.

    Where a place in the direction of `pan_deg` is as near, to TIE_M, it is taken: a camera drawn
    on the middle line of a wall hangs on the side that it looks to. Raises GeometryError for a
    place that is no place, or that is more than REACH_M away from free space.

    >>> from shapely import box
    >>> snapped(box(0, 0, 4, 3), 1.0, 2.0, 0.0)
    Snapped(x_m=1.0, y_m=2.0, moved_m=0.0)
    >>> snapped(box(0, 0, 4, 3), 0.0, 2.0, 0.0)
    Snapped(x_m=0.005, y_m=2.0, moved_m=0.005)
    """
    checked_point(x_m, y_m, "a camera")
    drawn = Point(x_m, y_m)
    # A diamond of 2 · REACH_M holds the disc of REACH_M with room to spare.
    near = region_of(free.intersection(drawn.buffer(2 * REACH_M, quad_segs=1)))
    if near.contains(drawn) and near.boundary.distance(drawn) >= CLEARANCE_M:
        return Snapped(x_m, y_m, 0.0)
    roomy = near.buffer(-CLEARANCE_M, join_style="mitre")
    moved_m = roomy.distance(drawn)
    if roomy.is_empty or moved_m > REACH_M:
        raise GeometryError(
            f"a camera stands at [{x_m:g}, {y_m:g}],"
            f" which is more than {REACH_M:g} m from any place to look from"
        )
    ahead = roomy.intersection(_half_plane(x_m, y_m, pan_deg))
    side = ahead if not ahead.is_empty and ahead.distance(drawn) <= moved_m + TIE_M else roomy
    place_x_m, place_y_m = shapely.shortest_line(side, drawn).coords[0]
    return Snapped(place_x_m, place_y_m, math.hypot(place_x_m - x_m, place_y_m - y_m))


def _half_plane(x_m: float, y_m: float, pan_deg: float) -> Polygon:
    """Return what lies ahead of a place, as far as a snap may look."""
    ux, uy = math.cos(math.radians(pan_deg)), math.sin(math.radians(pan_deg))
    reach = 4 * REACH_M
    return Polygon(
        (x_m + reach * (ahead * ux - aside * uy), y_m + reach * (ahead * uy + aside * ux))
        for ahead, aside in ((0, -1), (1, -1), (1, 1), (0, 1))
    )
