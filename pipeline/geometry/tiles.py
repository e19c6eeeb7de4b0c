"""Regions of very many corners cut into tiles, for what takes longer than in proportion on them."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box

from pipeline.geometry.arrangement import arranged
from pipeline.geometry.region import Region


def tiled(region: Region, most: int) -> tuple[Polygon, ...]:
    """Return the parts of a region in tiles that hold at most so many of its corners each.

    Where two parts meet, both have a corner wherever one has. Walls that a tile's edge cuts bend
    there by what the grid of overlays rounds.
    Raises GeometryError unless the parts are together as large as the region.

    >>> from shapely import box
    >>> [part.area for part in tiled(box(0, 0, 6, 1), most=3)]
    [3.0, 3.0]
    """
    corners = shapely.get_coordinates(region)
    tiles = [box(*low, *high) for low, high in _halved(corners, *_around(corners), most)]
    parts = arranged([region, *tiles])
    return tuple(parts.faces[parts.within(0)])


def _around(corners: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the low and the high corner (2,) of a square that is a metre too large all round."""
    return corners.min(axis=0) - 1.0, corners.max(axis=0) + 1.0


def _halved(
    corners: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], most: int
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return low and high corners of tiles, halved until each holds at most so many corners."""
    spread_m = np.ptp(corners, axis=0)
    if len(corners) <= most or not spread_m.any():
        return [(low, high)]
    axis = int(spread_m.argmax())
    along = corners[:, axis]
    cut_m = _between_halves(along)
    middle_low, middle_high = low.copy(), high.copy()
    middle_low[axis] = middle_high[axis] = cut_m
    return [
        *_halved(corners[along < cut_m], low, middle_high, most),
        *_halved(corners[along >= cut_m], middle_low, high, most),
    ]


def _between_halves(along: NDArray[np.float64]) -> float:
    """Return what lies half-way between the lower half of some values and the next value."""
    low = along.min()
    middle = max(np.partition(along, len(along) // 2)[len(along) // 2], along[along > low].min())
    return float((along[along < middle].max() + middle) / 2.0)
