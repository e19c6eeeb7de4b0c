"""The shapes of a floor, whatever they are called and however high: free space and meshes of them.

Storeys of a school are mostly drawn alike, and what is open to view at one height, or with a door
open, differs from what is so at another by a few shapes. So all shapes cut the outline once, and
what that gives is kept for the next floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.geometry.free_space import Cut, cut_by
from pipeline.geometry.mesh import Mesh, triangulated
from pipeline.geometry.region import Region, polygons

MOST_KEPT = 4
"""Drawings that are kept, for storeys that are drawn alike."""

BROAD_M = 2.0
"""Nothing as broad as this hides between the sight lines of one camera."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Walls:
    """The free space between those occluders that hide all behind them, and its mesh.

    `islands` are walls that touch no others, `widths_m` how broad each is at its narrowest: a view
    from a place that is not known to the centimetre may look past a thin one on both sides.
    """

    mesh: Mesh
    islands: tuple[Polygon, ...]
    widths_m: NDArray[np.float64]


class Drawing:
    """An outline and different shapes on it, all trusted; what some of them leave is made once."""

    def __init__(self, outline: Polygon, shapes: Sequence[Polygon]) -> None:
        self.outline = outline
        self.shapes = tuple(shapes)
        self._numbers = {key: number for number, key in enumerate(keys_of(shapes))}
        self._free: dict[bytes, Region] = {}
        self._walls: dict[bytes, Walls] = {}
        self._pieces: dict[int, tuple[Polygon, ...]] = {}

    def numbers(self, keys: Sequence[bytes]) -> NDArray[np.int64]:
        """Return the numbers of shapes of this drawing, by their keys."""
        return np.array([self._numbers[key] for key in keys], dtype=np.int64)

    def free_between(self, mask: Mask) -> Region:
        """Return what some of the shapes leave of the outline."""
        key = mask.tobytes()
        if key not in self._free:
            self._free[key] = self._cut.free_of(mask) if mask.any() else self.outline
        return self._free[key]

    def walls(self, mask: Mask) -> Walls:
        """Return the free space between some of the shapes, and its mesh."""
        key = mask.tobytes()
        if key not in self._walls:
            free = self.free_between(mask)
            islands = [Polygon(ring) for part in polygons(free) for ring in part.interiors]
            widths = widths_m(islands)
            self._walls[key] = Walls(triangulated(free), tuple(islands), widths)
        return self._walls[key]

    def pieces(self, number: int) -> tuple[Polygon, ...]:
        """Return convex polygons that make up a shape."""
        if number not in self._pieces:
            self._pieces[number] = convex_pieces(self.shapes[number])
        return self._pieces[number]

    @cached_property
    def _cut(self) -> Cut:
        return cut_by(self.outline, self.shapes)


def drawing_of(outline: Polygon, keys: Sequence[bytes]) -> Drawing:
    """Return the drawing of trusted shapes by their keys, each once; the last few are kept."""
    return _drawing(outline.wkb, tuple(dict.fromkeys(keys)))


@lru_cache(MOST_KEPT)
def _drawing(outline: bytes, shapes: tuple[bytes, ...]) -> Drawing:
    each = shapely.from_wkb(np.array(shapes, dtype=np.object_))
    return Drawing(shapely.from_wkb(outline), each.tolist())


def keys_of(shapes: Sequence[Polygon]) -> tuple[bytes, ...]:
    """Return what shapes are, corner by corner."""
    return tuple(shapely.to_wkb(np.array(shapes, dtype=np.object_)).tolist())


def convex_pieces(footprint: Polygon) -> tuple[Polygon, ...]:
    """Return convex polygons that make up a polygon: itself where it is convex, else triangles.

    >>> from shapely import box
    >>> len(convex_pieces(box(0, 0, 2, 1))), len(convex_pieces(box(0, 0, 2, 2) - box(1, 1, 2, 2)))
    (1, 4)
    """
    if not footprint.interiors and footprint.convex_hull.area <= footprint.area * (1.0 + 1e-12):
        return (footprint,)
    return polygons(shapely.constrained_delaunay_triangles(footprint))


def widths_m(islands: Sequence[Polygon]) -> NDArray[np.float64]:
    """Return how broad polygons are at their narrowest, or less where they are broad anyway.

    >>> from shapely import box
    >>> widths_m([box(0, 0, 5, 0.5), box(0, 0, 9, 9)]).round(2).tolist()
    [0.5, 6.36]
    """
    hulls = shapely.convex_hull(np.array([None, *islands], dtype=np.object_)[1:])
    west, south, east, north = shapely.bounds(hulls).reshape(-1, 4).T
    found: NDArray[np.float64] = shapely.area(hulls) / np.hypot(east - west, north - south)
    for n in np.flatnonzero(found <= BROAD_M):
        found[n] = width_m(hulls[n])
    return found


def width_m(hull: Polygon) -> float:
    """Return how broad a convex polygon is at its narrowest.

    The narrowest strip that holds it lies along one of its sides (Houle and Toussaint 1988).

    >>> from shapely import box
    >>> width_m(box(0, 0, 5, 0.5))
    0.5
    """
    corners = shapely.get_coordinates(hull)
    sides = np.diff(corners, axis=0)
    normals = np.column_stack((-sides[:, 1], sides[:, 0])) / np.hypot(*sides.T)[:, None]
    return float(np.ptp(normals @ corners.T, axis=1).min())
