"""A camera that is drawn on or in a wall, moved to where it can look from."""

import math
from dataclasses import dataclass

import shapely
from shapely import LineString, Point, Polygon

from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both
from pipeline.geometry.region import Region, checked_point, region_of

CLEARANCE_M = 0.005
"""How far from every wall a camera looks; closer by a nanometre, and rounding can blind it."""

MAX_PAN_DEG = 1e6
"""So many turns nobody means, and doubles lose what is left of a degree."""

REACH_M = 0.5
"""A camera drawn further from free space than this hangs somewhere else than drawn."""

TIE_M = 0.01
"""Of two sides of a wall that are equally near, to this, a camera hangs on the one it looks to."""


@dataclass(frozen=True)
class Snapped:
    """A place in free space, and how far it is from where it was drawn."""

    x_m: float
    y_m: float
    moved_m: float


def snapped(free: Region, x_m: float, y_m: float, pan_deg: float) -> Snapped:
    """Return the nearest place that is inside free space by CLEARANCE_M.

    Where the other side of a wall is as near, to TIE_M, and lies in the direction of `pan_deg`,
    it is taken: a camera drawn on a wall's middle line hangs on the side that it looks to.
    Raises GeometryError for a place or a direction that is none, and for a place more than REACH_M
    away from free space.

    >>> from shapely import box
    >>> snapped(box(0, 0, 4, 3), 1.0, 2.0, 0.0)
    Snapped(x_m=1.0, y_m=2.0, moved_m=0.0)
    >>> snapped(box(0, 0, 4, 3), 0.0, 2.0, 0.0)
    Snapped(x_m=0.005, y_m=2.0, moved_m=0.005)
    """
    checked_point(x_m, y_m, "a camera")
    if not abs(pan_deg) <= MAX_PAN_DEG:
        raise GeometryError(
            f"a camera at [{x_m:g}, {y_m:g}] looks nowhere: pan must be within ±{MAX_PAN_DEG:g}°"
        )
    drawn = Point(x_m, y_m)
    # A diamond of 2 · REACH_M holds the disc of REACH_M with room to spare.
    near = both(free, drawn.buffer(2 * REACH_M, quad_segs=1))
    if near.contains(drawn) and near.boundary.distance(drawn) >= CLEARANCE_M:
        return Snapped(x_m, y_m, 0.0)
    roomy = region_of(near.buffer(-CLEARANCE_M, join_style="mitre"))
    if roomy.is_empty or roomy.distance(drawn) > REACH_M:
        raise GeometryError(
            f"a camera stands at [{x_m:g}, {y_m:g}],"
            f" which is more than {REACH_M:g} m from any place to look from"
        )
    place = _nearest(roomy, drawn)
    ahead = both(roomy, _half_plane(x_m, y_m, pan_deg))
    if not ahead.is_empty and ahead.distance(drawn) <= place.distance(drawn) + TIE_M:
        facing = _nearest(ahead, drawn)
        if not near.covers(LineString([place, facing])):
            place = facing
    return Snapped(place.x, place.y, place.distance(drawn))


def _nearest(region: Region, drawn: Point) -> Point:
    """Return the point of a region nearest to another point."""
    return Point(shapely.shortest_line(region, drawn).coords[0])


def _half_plane(x_m: float, y_m: float, pan_deg: float) -> Polygon:
    """Return what lies ahead of a place, as far as a snap may look."""
    ux, uy = math.cos(math.radians(pan_deg)), math.sin(math.radians(pan_deg))
    reach = 4 * REACH_M
    return Polygon(
        (x_m + reach * (ahead * ux - aside * uy), y_m + reach * (ahead * uy + aside * ux))
        for ahead, aside in ((0, -1), (1, -1), (1, 1), (0, 1))
    )
