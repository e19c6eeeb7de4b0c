"""The faces that many regions cut the plane into, and which of the regions cover each face.

All boundaries are noded on the grid of overlays in one pass, and what covers a face is told by the
boundaries around it, or by a point in it. Unions, differences and counts of covers are then a
choice of faces, and cost next to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from pipeline.errors import GeometryError
from pipeline.geometry.overlay import GRID_M, faces_between, map_between, merged
from pipeline.geometry.planar.planar_map import PlanarMap
from pipeline.geometry.region import EMPTY, Region, polygons

GRIDS_M = (GRID_M, 7.0 * GRID_M, 50.0 * GRID_M)
"""Where GEOS misses a crossing on one grid, it does not on the next."""

SLACK_M2 = 1e-6
"""What areas may differ by, beside what snapping to the grid moves along a boundary."""


class Arrangement(Protocol):
    """Faces of the plane, polygons that do not overlap, and which of some regions cover them.

    There are m of them, each covered by some region, `areas_m2` (m,) large.
    """

    areas_m2: NDArray[np.float64]

    @cached_property
    def faces(self) -> NDArray[np.object_]:
        """The faces as polygons, drawn on first use."""

    def within(self, region: int) -> NDArray[np.bool_]:
        """Return a mask (m,) of the faces that one region covers."""
        return self.within_any(region, 1)

    def within_any(self, first_region: int, count: int) -> NDArray[np.bool_]:
        """Return a mask (m,) of the faces that some of `count` regions cover, from the first on."""

    def covering(self, mask: NDArray[np.bool_], first_region: int, count: int) -> NDArray[np.int64]:
        """Return which of `count` regions cover a face of a mask, counted from the first on."""

    def covers(self, first_region: int = 0) -> NDArray[np.int64]:
        """Return how many regions cover each face (m,), counted from the given one on."""

    def joined(self, mask: NDArray[np.bool_], to: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which faces of a mask belong to a part that meets faces of another somewhere.

        >>> from shapely import box
        >>> three = arranged([box(0, 0, 1, 1), box(1, 0, 2, 1), box(3, 0, 4, 1)])
        >>> three.joined(three.within_any(1, 2), three.within(0)).tolist()
        [False, True, False]
        """

    def merged(self, mask: NDArray[np.bool_]) -> Region:
        """Return the faces of a mask as one region, made once for each mask."""
        key = mask.tobytes()
        if key not in self._merged:
            self._merged[key] = self._made(mask)
        return self._merged[key]

    @cached_property
    def _merged(self) -> dict[bytes, Region]:
        return {}

    def _made(self, mask: NDArray[np.bool_]) -> Region: ...

    def bounds_of(self, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the least x and y, then the greatest, of faces of a mask; nan of none."""
        if not mask.any():
            return np.full(4, np.nan)
        bounds = self._bounds[mask]
        return np.concatenate((bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)))

    def meeting(self, bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which faces have bounds that meet others."""
        begins, ends = self._bounds[:, :2] <= bounds[2:], self._bounds[:, 2:] >= bounds[:2]
        met: NDArray[np.bool_] = np.all(begins & ends, axis=1)
        return met

    @cached_property
    def _bounds(self) -> NDArray[np.float64]: ...


@dataclass(frozen=True, eq=False)
class _Drawn(Arrangement):
    """Faces that GEOS found; pair k says that region `regions[k]` covers face `covered[k]`."""

    drawn: NDArray[np.object_]
    covered: NDArray[np.int64]
    regions: NDArray[np.int64]
    areas_m2: NDArray[np.float64]

    @cached_property
    def faces(self) -> NDArray[np.object_]:
        return self.drawn

    def within_any(self, first_region: int, count: int) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.drawn), dtype=np.bool_)
        first, last = np.searchsorted(self.regions, [first_region, first_region + count])
        mask[self.covered[first:last]] = True
        return mask

    def covering(self, mask: NDArray[np.bool_], first_region: int, count: int) -> NDArray[np.int64]:
        first, last = np.searchsorted(self.regions, [first_region, first_region + count])
        is_covering = np.zeros(count, dtype=np.bool_)
        is_covering[self.regions[first:last][mask[self.covered[first:last]]] - first_region] = True
        return np.flatnonzero(is_covering)

    def covers(self, first_region: int = 0) -> NDArray[np.int64]:
        counted = self.covered[np.searchsorted(self.regions, first_region) :]
        return np.bincount(counted, minlength=len(self.drawn))

    def joined(self, mask: NDArray[np.bool_], to: NDArray[np.bool_]) -> NDArray[np.bool_]:
        parts = np.array([EMPTY, *polygons(self.merged(mask))], dtype=np.object_)
        others = self.merged(to)
        shapely.prepare(others)
        parts = parts[shapely.intersects(parts, others)]
        of_mask = np.flatnonzero(mask)
        points = shapely.point_on_surface(self.drawn[of_mask])
        joined = np.zeros(len(mask), dtype=np.bool_)
        joined[of_mask[STRtree(points).query(parts, predicate="contains")[1]]] = True
        return joined

    def _made(self, mask: NDArray[np.bool_]) -> Region:
        return merged(self.drawn[mask])

    @cached_property
    def _bounds(self) -> NDArray[np.float64]:
        bounds: NDArray[np.float64] = shapely.bounds(self.drawn)
        return bounds


@dataclass(frozen=True, eq=False)
class _Mapped(Arrangement):
    """Those faces of a map that are `kept`; `rows` (regions, m) say which cover them."""

    drawn: PlanarMap
    kept: NDArray[np.int64]
    rows: NDArray[np.bool_]
    areas_m2: NDArray[np.float64]

    @cached_property
    def faces(self) -> NDArray[np.object_]:
        return np.asarray(self.drawn.each()[self.kept - 1])

    def within(self, region: int) -> NDArray[np.bool_]:
        row: NDArray[np.bool_] = self.rows[region]
        return row

    def within_any(self, first_region: int, count: int) -> NDArray[np.bool_]:
        some: NDArray[np.bool_] = np.any(self.rows[first_region : first_region + count], axis=0)
        return some

    def covering(self, mask: NDArray[np.bool_], first_region: int, count: int) -> NDArray[np.int64]:
        return np.flatnonzero((self.rows[first_region : first_region + count] & mask).any(axis=1))

    def covers(self, first_region: int = 0) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = self.rows[first_region:].sum(axis=0, dtype=np.int64)
        return counts

    def joined(self, mask: NDArray[np.bool_], to: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return self.drawn.joined(self._of_map(mask), self._of_map(to))[self.kept]

    def _made(self, mask: NDArray[np.bool_]) -> Region:
        return self.drawn.merged(self._of_map(mask))

    def _of_map(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask of the faces of the map from which these are drawn."""
        chosen = np.zeros(len(self.drawn.areas_m2), dtype=np.bool_)
        chosen[self.kept[mask]] = True
        return chosen

    @cached_property
    def _bounds(self) -> NDArray[np.float64]:
        return self.drawn.bounds[self.kept]


def arranged(regions: Sequence[Region]) -> Arrangement:
    """Return the faces that regions cut the plane into, without those that none covers.

    Raises GeometryError unless the faces of each region are together as large as the region.

    >>> from shapely import box
    >>> two = arranged([box(0, 0, 2, 1), box(1, 0, 3, 1)])
    >>> sorted(face.area for face in two.faces), sorted(two.covers().tolist())
    ([1.0, 1.0, 1.0], [1, 1, 2])
    >>> two.merged(two.covers() == 2).bounds, two.merged(two.within(0)).area
    ((1.0, 0.0, 2.0, 1.0), 2.0)
    >>> len(arranged([]).faces)
    0
    """
    shapes = np.array([EMPTY, *regions], dtype=np.object_)[1:]
    found = map_between(shapes)
    return _told_by_points(shapes) if found is None else _told_by_edges(found)


def _told_by_edges(found: PlanarMap) -> Arrangement:
    """Return the faces of a map that some region covers."""
    kept = np.flatnonzero(found.covers.any(axis=1))
    rows = np.ascontiguousarray(found.covers[kept].T)
    return _Mapped(found, kept, rows, found.areas_m2[kept])


def _told_by_points(shapes: NDArray[np.object_]) -> Arrangement:
    """Return the faces that some of shapes cover, each of which a point in it answers for."""
    for grid_m in GRIDS_M:
        faces = faces_between(shapes, grid_m)
        points = shapely.point_on_surface(faces)
        # Asked the other way round, each shape would be walked once for each point in its bounds.
        covering, found = STRtree(points).query(shapes, predicate="contains")
        if _adds_up(faces, found, covering, shapes):
            break
    else:
        raise GeometryError(f"{len(shapes)} regions cannot be told apart, face by face")
    kept = np.unique(found)
    order = np.lexsort((found, covering))
    covered = np.searchsorted(kept, found)[order]
    faces = faces[kept]
    return _Drawn(faces, covered, covering[order], shapely.area(faces))


def _adds_up(
    faces: NDArray[np.object_],
    found: NDArray[np.int64],
    covering: NDArray[np.int64],
    shapes: NDArray[np.object_],
) -> bool:
    """Tell whether the faces in each shape are as large as it: else a crossing was missed."""
    areas_m2 = shapely.area(faces)[found]
    filled_m2 = np.bincount(covering, weights=areas_m2, minlength=len(shapes))
    slack_m2 = SLACK_M2 + 2.0 * GRIDS_M[-1] * shapely.length(shapes)
    return bool((np.abs(filled_m2 - shapely.area(shapes)) <= slack_m2).all())
