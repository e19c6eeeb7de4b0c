"""The faces that many regions cut the plane into, and which of the regions cover each face.

All boundaries are noded on the grid of overlays in one pass; a point in each face answers for all
of it. Unions, differences and counts of covers are then a choice of faces, and cost next to
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from pipeline.errors import GeometryError
from pipeline.geometry.overlay import GRID_M, faces_between, merged
from pipeline.geometry.region import EMPTY, Region

GRIDS_M = (GRID_M, 7.0 * GRID_M, 50.0 * GRID_M)
"""Where GEOS misses a crossing on one grid, it does not on the next."""

SLACK_M2 = 1e-6
"""What areas may differ by, beside what snapping to the grid moves along a boundary."""


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Faces of the plane, and which of some regions cover them.

    `faces` are m polygons that do not overlap; pair k says that region `regions[k]` covers face
    `covered[k]`. `count` is the number of regions that were arranged.
    """

    faces: NDArray[np.object_]
    covered: NDArray[np.int64]
    regions: NDArray[np.int64]
    count: int

    def within(self, region: int) -> NDArray[np.bool_]:
        """Return a mask (m,) of the faces that one region covers."""
        return self.within_any(region, 1)

    def within_any(self, first_region: int, count: int) -> NDArray[np.bool_]:
        """Return a mask (m,) of the faces that some of `count` regions cover, from the first on."""
        mask = np.zeros(len(self.faces), dtype=np.bool_)
        first, last = np.searchsorted(self.regions, [first_region, first_region + count])
        mask[self.covered[first:last]] = True
        return mask

    def covering(self, mask: NDArray[np.bool_], first_region: int, count: int) -> NDArray[np.int64]:
        """Return which of `count` regions cover a face of a mask, counted from the first on."""
        first, last = np.searchsorted(self.regions, [first_region, first_region + count])
        return np.unique(self.regions[first:last][mask[self.covered[first:last]]]) - first_region

    def covers(self, first_region: int = 0) -> NDArray[np.int64]:
        """Return how many regions cover each face (m,), counted from the given one on."""
        counted = self.covered[np.searchsorted(self.regions, first_region) :]
        return np.bincount(counted, minlength=len(self.faces))

    def merged(self, mask: NDArray[np.bool_]) -> Region:
        """Return the faces of a mask as one region."""
        return merged(self.faces[mask])


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
    return Arrangement(faces[kept], covered, covering[order], len(shapes))


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
