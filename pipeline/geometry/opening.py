"""Where a disc fits: erosion and opening of regions, erring on the side of finding room."""

import math

from shapely import MultiPolygon, Polygon

from pipeline.geometry.overlay import both
from pipeline.geometry.region import EMPTY, Region, polygons, region_of

QUARTER = 16
"""Corners per quarter of the polygon that stands for a disc."""

LEAST_DISC = 3.1
"""Of the square of a disc's radius; no more than the area of the polygon that stands for it."""

HAIR = 0.99
"""GEOS simplifies what it erodes by up to a hundredth of the radius, and loses a gap that is just
as wide as the disc; with the disc smaller by as much, no room is ever lost."""


def eroded(region: Region, radius_m: float) -> Region:
    """Return the places where the centre of a disc may stand inside a region.

    Never less than with the true disc: the polygon that stands for it has its corners on a
    circle that is smaller by a HAIR.

    >>> from shapely import box
    >>> round(eroded(box(0, 0, 3, 2), 0.5).area, 1)
    2.0
    >>> eroded(box(0, 0, 3, 0.9), 0.5).is_empty, eroded(box(0, 0, 3, 1), 0.5).is_empty
    (True, False)
    """
    inner_m = radius_m * HAIR
    # No disc fits into less than its own area; most of what overlays leave is less.
    roomy = [part for part in polygons(region) if part.area >= LEAST_DISC * inner_m**2]
    return region_of(MultiPolygon(roomy).buffer(-inner_m, quad_segs=QUARTER)) if roomy else EMPTY


def opened(region: Region, radius_m: float) -> Region:
    """Return all that a disc covers while it moves about inside a region (the opening).

    Never less than with the true disc: on the way out the polygon lies around the circle.

    >>> from shapely import box
    >>> room_and_slit = box(0, 0, 2, 2).union(box(2, 0, 5, 0.3))
    >>> bool(opened(room_and_slit, 0.25).bounds[2] < 2.01)
    True
    """
    centres = eroded(region, radius_m)
    if centres.is_empty:
        return centres
    around_m = radius_m / math.cos(math.pi / (4 * QUARTER))
    return both(centres.buffer(around_m, quad_segs=QUARTER), region)


def fits(region: Region, radius_m: float) -> bool:
    """Tell whether a disc fits into a region anywhere.

    >>> from shapely import box
    >>> fits(box(0, 0, 9, 0.5), 0.25), fits(box(0, 0, 9, 0.49), 0.25)
    (True, False)
    """
    return not eroded(region, radius_m).is_empty


def largest_first(region: Region) -> tuple[Polygon, ...]:
    """Return the connected parts of a region by size, equal ones by place.

    >>> from shapely import box
    >>> [part.area for part in largest_first(box(0, 0, 1, 1).union(box(2, 0, 5, 1)))]
    [3.0, 1.0]
    """
    return tuple(sorted(polygons(region), key=lambda part: (-round(part.area, 6), *part.bounds)))
