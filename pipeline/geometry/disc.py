"""How much of a disc lies within a region, exactly."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.geometry.region import Region, polygons

Floats = NDArray[np.float64]


def disc_areas(region: Region, centres: Floats, radius_m: float) -> Floats:
    """Return the areas (n,) that discs about centres (n, 2) share with a region.

    Each edge of the region, seen from a centre, adds a triangle where it runs inside the disc and
    sectors where it does not; edges that lead back subtract theirs.

    >>> from shapely import box
    >>> square = box(0, 0, 10, 10)
    >>> at = np.array([[5.0, 5.0], [0.0, 5.0], [0.0, 0.0], [-2.0, 5.0]])
    >>> (disc_areas(square, at, 1.0) / np.pi).round(6).tolist()
    [1.0, 0.5, 0.25, 0.0]
    >>> disc_areas(box(0, 0, 1, 1), at[:1], 9.0).tolist()
    [1.0]
    """
    areas = np.zeros(len(centres))
    for start, end in _edges(region):
        areas += _swept(start - centres, end - centres, radius_m)
    return np.maximum(areas, 0.0)


def _edges(region: Region) -> list[tuple[Floats, Floats]]:
    """Return the ends of all edges, the region to their left."""
    rings = [
        shapely.get_coordinates(ring)
        for polygon in polygons(shapely.orient_polygons(region))
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return [pair for ring in rings for pair in pairwise(ring)]


def _swept(start: Floats, end: Floats, radius_m: float) -> Floats:
    """Return the signed areas (n,) of discs about the origin between the ways to two ends."""
    along = end - start
    length_sq = np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
    middle = -(start * along).sum(axis=1) / length_sq
    beside_sq = (start**2).sum(axis=1) - middle**2 * length_sq
    half = np.sqrt(np.maximum(radius_m**2 - beside_sq, 0.0) / length_sq)
    enters, leaves = np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
    inner = start + enters[:, None] * along
    # Taken as it is, since rounding turns what lies beside the centre by any angle.
    outer = np.where(leaves[:, None] == 1.0, end, start + leaves[:, None] * along)
    triangle = _cross(inner, outer) / 2.0
    sectors = _angle(start, inner) + _angle(outer, end)
    swept: Floats = triangle + sectors * radius_m**2 / 2.0
    return swept


def _cross(one: Floats, other: Floats) -> Floats:
    crossed: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return crossed


def _angle(one: Floats, other: Floats) -> Floats:
    """Return the signed angles from one way to another."""
    angle: Floats = np.arctan2(_cross(one, other), (one * other).sum(axis=1))
    return angle
