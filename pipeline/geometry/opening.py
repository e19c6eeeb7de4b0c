"""Where a disc fits: erosion and opening of regions, erring on the side of finding room."""

import math

import numpy as np
import shapely
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

AT_ONCE = ((1.0, QUARTER),)
BY_STEPS = ((1 / 32, 2), (3 / 32, 4), (3 / 8, QUARTER), (1 / 2, QUARTER))
"""Shares of a disc's radius that are gone in turn, and the corners per quarter of each.

Discs add up: what a region loses or gains by them in turn, it does by the whole one. Thousands of
slits side by side are gone after the first one, before their rounded ends overlap."""

CROWD = 40
"""Corners to a square as wide as the disc, from which on steps are the faster way; measured on
combs, where once takes 250 s and by steps 1 s, and on schools, which have under ten."""

OCTAGON = 2
"""Corners per quarter where a disc may be a tenth smaller."""


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
    left = MultiPolygon(roomy) if roomy else EMPTY
    for share, quarter in _steps(left, inner_m):
        left = region_of(left.buffer(-share * inner_m, quad_segs=quarter))
    return left


def widened(region: Region, radius_m: float) -> Region:
    """Return a region with what is around it, for at least nine tenths of a radius.

    >>> from shapely import box
    >>> round(widened(box(0, 0, 2, 1), 1.0).area, 1)  # 2 + 6 + pi, less what an octagon lacks
    10.8
    """
    for share, _ in _steps(region, radius_m):
        region = region_of(region.buffer(share * radius_m, quad_segs=OCTAGON))
    return region


def _steps(region: Region, radius_m: float) -> tuple[tuple[float, int], ...]:
    """Return the steps in which a region is eroded or widened fastest."""
    return BY_STEPS if _is_crowded(region, 2.0 * radius_m) else AT_ONCE


def _is_crowded(region: Region, side_m: float) -> bool:
    """Tell whether a corner of a region shares its square with a CROWD of others, in the mean."""
    corners = shapely.get_coordinates(region)
    if len(corners) < CROWD:
        return False
    columns, rows = np.floor(corners / side_m).T
    _, counts = np.unique(columns + 1j * rows, return_counts=True)
    return bool((counts**2).sum() > CROWD * len(corners))


def opened(region: Region, radius_m: float) -> Region:
    """Return all that a disc covers while it moves about inside a region (the opening).

    >>> from shapely import box
    >>> room_and_slit = box(0, 0, 2, 2).union(box(2, 0, 5, 0.3))
    >>> bool(opened(room_and_slit, 0.25).bounds[2] < 2.01)
    True
    """
    return covered_from(eroded(region, radius_m), region, radius_m)


def covered_from(centres: Region, region: Region, radius_m: float) -> Region:
    """Return what of a region a disc covers whose centre moves about within `centres`.

    Never less than with the true disc: the polygon that stands for it lies around the circle.

    >>> from shapely import box
    >>> round(covered_from(box(1, 1, 3, 3), box(0, 0, 4, 4), 1.0).area, 2)  # 16 - (4 - pi)
    15.14
    """
    return centres if centres.is_empty else both(discs_at(centres, radius_m), region)


def discs_at(centres: Region, radius_m: float) -> Region:
    """Return what a disc covers whose centre moves about within a region; never less.

    >>> from shapely import box
    >>> round(discs_at(box(1, 1, 3, 3), 1.0).area, 1)  # 4 + 8 + pi
    15.2
    """
    if centres.is_empty:
        return centres
    around_m = radius_m / math.cos(math.pi / (4 * QUARTER))
    return region_of(centres.buffer(around_m, quad_segs=QUARTER))


def fits(region: Region, radius_m: float) -> bool:
    """Tell whether a disc fits into a region anywhere.

    >>> from shapely import box
    >>> fits(box(0, 0, 9, 0.5), 0.25), fits(box(0, 0, 9, 0.49), 0.25)
    (True, False)
    """
    parts = np.array([EMPTY, *polygons(region)], dtype=np.object_)[1:]
    away_m = shapely.distance(shapely.point_on_surface(parts), shapely.boundary(parts))
    # Mostly there is room around the first place to be looked at.
    return bool((away_m >= radius_m).any()) or not eroded(region, radius_m).is_empty


def largest_first(region: Region) -> tuple[Polygon, ...]:
    """Return the connected parts of a region by size, equal ones by place.

    >>> from shapely import box
    >>> [part.area for part in largest_first(box(0, 0, 1, 1).union(box(2, 0, 5, 1)))]
    [3.0, 1.0]
    """
    return tuple(sorted(polygons(region), key=lambda part: (-round(part.area, 6), *part.bounds)))
