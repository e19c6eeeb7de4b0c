"""The faces that many regions cut the plane into, and which of the regions cover each face.

All boundaries are noded on the nanometre grid in one pass; a point in each face answers for all of
it. Unions, differences and counts of covers are then a choice of faces, and cost next to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from pipeline.geometry.overlay import faces_between
from pipeline.geometry.region import EMPTY, Region, region_of


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

    def covers(self, first_region: int = 0) -> NDArray[np.int64]:
        """Return how many regions cover each face (m,), counted from the given one on."""
        counted = self.covered[np.searchsorted(self.regions, first_region) :]
        return np.bincount(counted, minlength=len(self.faces))

    def merged(self, mask: NDArray[np.bool_]) -> Region:
        """Return the faces of a mask as one region."""
        chosen = self.faces[mask]
        return region_of(shapely.coverage_union_all(chosen)) if len(chosen) else EMPTY


def arranged(regions: Sequence[Region]) -> Arrangement:
    """Return the faces that regions cut the plane into, without those that none covers.

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
    faces = faces_between(shapes)
    points = shapely.point_on_surface(faces)
    found, covering = STRtree(shapes).query(points, predicate="within")
    kept = np.unique(found)
    order = np.lexsort((found, covering))
    covered = np.searchsorted(kept, found)[order]
    return Arrangement(faces[kept], covered, covering[order], len(shapes))
