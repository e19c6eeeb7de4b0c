"""Areas of a drawing as rings of a site file, which has no holes and few corners in one."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.geometry.lines.faces import simple_parts

DECIMALS = 4
LEAST_M2 = 1e-5
MOST_CORNERS = 2_000
"""Of one ring; larger ones are cut."""

Ring = list[list[float]]


def rings_of(shape: BaseGeometry, decimals: int | None = DECIMALS) -> Iterator[Ring]:
    """Yield the rings that make up an area, rounded; lines and points of it are passed over.

    >>> [len(ring) for ring in rings_of(shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 3, 3))]
    [8, 8]
    """
    for polygon in shapely.get_parts(shape):
        if isinstance(polygon, Polygon):
            for part in simple_parts(polygon, MOST_CORNERS):
                if ring := _rounded(part, decimals):
                    yield ring


def _rounded(part: Polygon, decimals: int | None) -> Ring:
    """Return the corners of a part, none where rounding leaves no area or lets it cross itself."""
    points = np.array(part.exterior.coords[:-1])[:, :2]
    if decimals is not None:
        points = points.round(decimals)
        points = points[(points != np.roll(points, 1, axis=0)).any(axis=1)]
    if len(points) < 3:
        return []
    rounded = Polygon(points)
    if not rounded.is_valid or rounded.area <= LEAST_M2:
        return []
    return [[float(x), float(y)] for x, y in points + 0.0]
